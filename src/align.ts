// A candidate pair -> a match with aligned spans, or nothing. Here it is decided; what proposed the pair is of no account.
//
// Two measures, both exact and over sets of distinct shingles: resemblance (jaccard) and containment (the share of one that
// stands in the other, in both directions). They are taken twice, over the whole texts and without boilerplate; the second decides,
// because two articles of one outlet share a footer and that makes them no copies.
//
//   copy     jaccard >= .5, or >= .8 of an article of 20 shingles stands in one at most half as long again, or in a longer one that
//            begins with it: a trimmed copy
//   part     the same, but the longer text begins otherwise: the shorter is printed inside it
//   passage  neither, but a whole paragraph of 20 words or any run of 40 words stands in both
//
// Containment has a direction because a wire story cut to 40 % resembles the whole by .4 only, and yet nothing in it is new.
// Articles that differ only in names and numbers, and have fewer than 40 words, fill in one form: no copies.
//
// Laws: the shares of (b, a) are those of (a, b) with the sides changed; equal texts of 8 words or more are copies; an empty text
// matches nothing; every span is made of tokens that are equal on both sides but for gaps of at most `align.gap` tokens.
import type { Side as Columns } from './kernel/align.js'
import { align } from './kernel/align.js'
import type { Arena } from './kernel/memory.js'
import { common, index, tableSlots } from './kernel/overlap.js'
import { tells } from './kernel/telling.js'
import { CASELESS, CLASS, DIGIT, UPPER } from './kernel/tokens.js'
import { words } from './kernel/words.js'
import type { MatchKind, Passages, Reading, Run, Shares } from './model.js'
import type { Recipe } from './recipe.js'

/** A set of shingles: its columns, and the table over them. Byte offsets. */
interface Indexed {
  readonly lo: number
  readonly hi: number
  readonly n: number
  readonly table: number
  readonly slots: number
  readonly next: number
  readonly mark: number
  readonly distinct: number
}

/** One side of a comparison, living in an arena with its tables: an article's reading, its paragraphs, and which of its tokens are boilerplate. Made once for all its partners. */
export class Side {
  readonly arena: Arena
  readonly reading: Reading
  /** Which tokens are boilerplate; null: none. */
  readonly boilerplate: Uint8Array | null
  /** Does the spelling of Arabic tell more than the folded hashes? */
  readonly respelled: boolean
  /** Where the columns lie: all tokens. */
  readonly at: Columns
  /** Shingle hashes of the text as it is spelled. */
  readonly #spelledAt: number
  readonly #sets: (Indexed | null)[] = [null, null, null, null]
  readonly #lay: (reading: Reading, arena: Arena) => Passages
  #paragraphs: Passages | null = null
  #words = -1
  #ownWords = -1

  /** `lay`: paragraphs() of segment.ts; `spelled`: kernel/spelling.ts, or the reading's own column when that is the same. */
  constructor(
    arena: Arena,
    reading: Reading,
    lay: (reading: Reading, arena: Arena) => Passages,
    spelled: Uint32Array,
    boilerplate: Uint8Array | null,
  ) {
    this.arena = arena
    this.reading = reading
    this.#lay = lay
    this.boilerplate = boilerplate
    this.respelled = spelled !== reading.shLo
    this.at = {
      lo: reading.lo.byteOffset,
      hi: reading.hi.byteOffset,
      shLo: reading.shLo.byteOffset,
      shHi: reading.shHi.byteOffset,
      shingles: reading.shingles,
      from: 0,
      to: reading.count,
    }
    this.#spelledAt = this.at.shLo
    if (this.respelled) {
      this.#spelledAt = arena.reserve(spelled.length * 4)
      arena.u32.set(spelled, this.#spelledAt >>> 2)
    }
  }

  // Most candidates are no match, and are known for it by their shingles: what only matches need is made when it is asked for.

  /** Works in the arena: views of it may end. */
  paragraphs(): Passages {
    return (this.#paragraphs ??= this.#lay(this.reading, this.arena))
  }

  /** Word equivalents. */
  get words(): number {
    if (this.#words < 0) this.#words = words(this.reading.kind, 0, this.reading.count)
    return this.#words
  }

  /** Word equivalents without boilerplate. */
  get ownWords(): number {
    if (this.boilerplate === null) return this.words
    if (this.#ownWords < 0) this.#ownWords = unmarked(this.reading, this.boilerplate)
    return this.#ownWords
  }

  /** All shingles, or those without boilerplate; as they are spelled, or folded. Reserves in the arena when it is asked for first. */
  set(own: boolean, folded: boolean): Indexed {
    const spelt = !folded && this.respelled
    const { boilerplate, reading } = this
    const which = (own && boilerplate !== null ? 1 : 0) + (spelt ? 2 : 0)
    const known = this.#sets[which]
    if (known) return known
    const loAt = spelt ? this.#spelledAt : this.at.shLo
    const { lo, hi, n } =
      own && boilerplate !== null
        ? bare(this.arena, reading, boilerplate, loAt)
        : { lo: loAt, hi: this.at.shHi, n: reading.shingles }
    return (this.#sets[which] = this.#index(lo, hi, n))
  }

  #index(lo: number, hi: number, n: number): Indexed {
    const { arena } = this
    const slots = tableSlots(n)
    const table = arena.reserve(slots * 4)
    const next = arena.reserve(n * 4)
    const mark = arena.reserve(n)
    return { lo, hi, n, table, slots, next, mark, distinct: index(arena, lo, hi, 0, n, table, slots, next, mark) }
  }
}

/** The shingles that touch no boilerplate, of columns in `arena`: new columns there. */
export function bare(
  arena: Arena,
  r: Reading,
  boilerplate: Uint8Array,
  loAt: number,
): { lo: number; hi: number; n: number } {
  const hiAt = r.shHi.byteOffset
  const lo = arena.reserve(r.shingles * 4)
  const hi = arena.reserve(r.shingles * 4)
  const { u32 } = arena
  let n = 0
  // The first token from i on that is boilerplate.
  let next = 0
  for (let i = 0; i < r.shingles; i++) {
    if (next < i) next = i
    const end = i + r.shLen[i]!
    while (next < end && boilerplate[next] === 0) next++
    if (next < end) continue
    u32[(lo >>> 2) + n] = u32[(loAt >>> 2) + i]!
    u32[(hi >>> 2) + n++] = u32[(hiAt >>> 2) + i]!
  }
  return { lo, hi, n }
}

/** Word equivalents of the tokens that are not marked. */
function unmarked(reading: Reading, marks: Uint8Array): number {
  let quarters = 0
  for (let i = 0; i < reading.count; i++) if (marks[i] === 0) quarters += 4 >> (reading.kind[i]! & CLASS)
  return quarters / 4
}

export interface Match {
  readonly kind: MatchKind
  readonly whole: Shares
  readonly own: Shares
  readonly spans: readonly Run[]
  /** For a part: is a the part of b? */
  readonly aIsPart: boolean
}

type Counted = Shares & { readonly both: number }

/** Shares of two sets; the smaller one walks through the table of the larger. */
function shares(arena: Arena, a: Indexed, b: Indexed): Counted {
  const [few, many] = a.n <= b.n ? [a, b] : [b, a]
  const both = common(arena, few.lo, few.hi, few.n, few.mark, many.lo, many.hi, many.table, many.slots)
  return {
    jaccard: both === 0 ? 0 : both / (a.distinct + b.distinct - both),
    aInB: both === 0 ? 0 : both / a.distinct,
    bInA: both === 0 ? 0 : both / b.distinct,
    both,
  }
}

const plain = ({ jaccard, aInB, bInA }: Shares): Shares => ({ jaccard, aInB, bInA })

/** Shares of two sides of one arena as they are. */
const ofAll = (a: Side, b: Side): Counted => shares(a.arena, a.set(false, false), b.set(false, false))

/** Shares of the same without boilerplate. */
const ofOwn = (a: Side, b: Side): Counted => shares(a.arena, a.set(true, false), b.set(true, false))

/** Shares of two sides of one arena, whatever becomes of them. */
export function resemblance(a: Side, b: Side): { readonly whole: Shares; readonly own: Shares } {
  const own = plain(ofOwn(a, b))
  return { whole: a.boilerplate === null && b.boilerplate === null ? own : plain(ofAll(a, b)), own }
}

/** The alignment of a walker's tokens with another side: token of the other + 1, or 0. A copy, because what is asked for later may make the arena grow; whoever asks resets it. */
function mapOf(walker: Side, other: Side, tries: number): Uint32Array {
  const { arena } = walker
  const { table, slots, next } = other.set(false, true)
  const { count } = walker.reading
  const mapAt = arena.reserve(count * 4)
  if (other.reading.count > 0) align(arena, walker.at, other.at, tries, mapAt, table, slots, next)
  return arena.u32.slice(mapAt >>> 2, (mapAt >>> 2) + count)
}

/** A side that is more than this many times as long as the other does not walk: a roundup is not walked through once for each of its parts. */
const MUCH_LONGER = 4

/** A decision, and what stood against the lines of the recipe, 0 where no line would make a copy of the pair. */
export interface Judged {
  readonly match: Match | null
  /** Resemblance without boilerplate. */
  readonly jaccard: number
  /** The larger containment, of those articles that have shingles enough for it to count. */
  readonly containment: number
}

const UNLIKE: Judged = { match: null, jaccard: 0, containment: 0 }

/** Decides one candidate pair of two sides of one arena. */
export function judge(a: Side, b: Side, recipe: Recipe): Judged {
  if (a.reading.count === 0 || b.reading.count === 0) return UNLIKE
  const { arena } = a
  // Shares are of the text as it is spelled. Texts that are all but identical once spelling is folded away are copies all the same.
  const own = ofOwn(a, b)
  const loose = a.respelled || b.respelled ? shares(arena, a.set(true, true), b.set(true, true)) : own
  if (loose.both === 0 || Math.min(a.ownWords, b.ownWords) < recipe.copy.minWords) return UNLIKE
  const same = own.jaccard >= recipe.copy.jaccard || loose.jaccard >= recipe.copy.respelled
  const containment = Math.max(
    a.set(true, false).distinct >= recipe.copy.containmentShingles ? own.aInB : 0,
    b.set(true, false).distinct >= recipe.copy.containmentShingles ? own.bInA : 0,
  )
  const judged = (match: Match | null): Judged => ({ match, jaccard: own.jaccard, containment })
  const copyLike = same || containment >= recipe.copy.containment
  // Below that only a passage is possible, and the shortest one, a paragraph of 20 words, has 16 shingles of its own.
  if (!copyLike && loose.both < recipe.passage.paragraphWords - recipe.shingle.words + 1) return judged(null)
  const whole = a.boilerplate === null && b.boilerplate === null ? own : ofAll(a, b)

  const flip = MUCH_LONGER * b.reading.count < a.reading.count
  const [walker, other] = flip ? [b, a] : [a, b]
  // Whatever else is made in the arena is made before the map, which is a view of it.
  other.set(false, true)
  if (!copyLike) {
    a.paragraphs()
    b.paragraphs()
  }
  const mark = arena.mark()
  const map = mapOf(walker, other, recipe.align.tries)
  const found = decided(walker, other, map, copyLike, same, loose.jaccard, recipe)
  arena.reset(mark)
  if (found === null) return judged(null)
  const spans = flip ? found.spans.map(([p, q, r, s]): Run => [r, s, p, q]).sort((x, y) => x[0] - y[0]) : found.spans
  return judged({
    kind: found.kind,
    whole: plain(whole),
    own: plain(own),
    aIsPart: found.kind === 'part' && a.ownWords < b.ownWords,
    spans,
  })
}

function decided(
  a: Side,
  b: Side,
  map: Uint32Array,
  copyLike: boolean,
  same: boolean,
  loose: number,
  recipe: Recipe,
): { readonly kind: MatchKind; readonly spans: readonly Run[] } | null {
  const [ra, rb] = [a.reading, b.reading]
  const chains = chain(copyLike ? map : withoutBoilerplate(map, a, b), recipe.align.gap)
  if (!copyLike) {
    const passages = chains.filter((c) => isPassage(c, a, b, recipe))
    return passages.length === 0 ? null : { kind: 'passage', spans: spansOf(ra, rb, passages) }
  }
  if (Math.min(a.words, b.words) < recipe.copy.templateWords && loose < 1 && sameForm(ra, rb, map, recipe)) return null
  const part =
    !same &&
    Math.max(a.ownWords, b.ownWords) > recipe.copy.partRatio * Math.min(a.ownWords, b.ownWords) &&
    !leadsAlign(a, b, map, recipe.copy.leadWords)
  const long = chains.filter((c) => c.aTo - c.aFrom >= recipe.shingle.words)
  return { kind: part ? 'part' : 'copy', spans: spansOf(ra, rb, long) }
}

// --------------------------------------------------------------------------------------------------------------- chains

interface Chain {
  aFrom: number
  aTo: number
  bFrom: number
  bTo: number
  /** Tokens that are equal on both sides. */
  equal: number
}

/** Runs of the map that follow one another on both sides with gaps of at most `gap` tokens. */
function chain(map: Uint32Array, gap: number): Chain[] {
  const out: Chain[] = []
  for (let i = 0; i < map.length; i++) {
    const j = map[i]! - 1
    if (j < 0) continue
    const last = out[out.length - 1]
    if (last && i - last.aTo <= gap && j >= last.bTo && j - last.bTo <= gap) {
      last.aTo = i + 1
      last.bTo = j + 1
      last.equal++
    } else out.push({ aFrom: i, aTo: i + 1, bFrom: j, bTo: j + 1, equal: 1 })
  }
  return out
}

const spansOf = (a: Reading, b: Reading, chains: readonly Chain[]): Run[] =>
  chains.map((c) => [a.start[c.aFrom]!, a.end[c.aTo - 1]!, b.start[c.bFrom]!, b.end[c.bTo - 1]!] as const)

function withoutBoilerplate(map: Uint32Array, a: Side, b: Side): Uint32Array {
  if (a.boilerplate === null && b.boilerplate === null) return map
  return map.map((to, i) =>
    to === 0 ||
    (a.boilerplate !== null && a.boilerplate[i] !== 0) ||
    (b.boilerplate !== null && b.boilerplate[to - 1] !== 0)
      ? 0
      : to,
  )
}

/** 40 words of anything, or a whole paragraph of 20 words of either article. */
function isPassage(c: Chain, a: Side, b: Side, recipe: Recipe): boolean {
  if (c.equal < 0.8 * Math.max(c.aTo - c.aFrom, c.bTo - c.bFrom)) return false
  const long = words(a.reading.kind, c.aFrom, c.aTo)
  if (long >= recipe.passage.runWords) return true
  if (long < recipe.repeat.near * recipe.passage.paragraphWords) return false
  const whole = (side: Side, from: number, to: number): boolean => {
    const { reading } = side
    const p = side.paragraphs()
    let low = 0
    let high = p.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (p.to[middle]! <= from) low = middle + 1
      else high = middle
    }
    for (let k = low; k < p.count && p.from[k]! < to; k++) {
      const covered = Math.min(to, p.to[k]!) - Math.max(from, p.from[k]!)
      if (
        covered >= recipe.repeat.near * (p.to[k]! - p.from[k]!) &&
        words(reading.kind, p.from[k]!, p.to[k]!) >= recipe.passage.paragraphWords
      )
        return true
    }
    return false
  }
  return whole(a, c.aFrom, c.aTo) || whole(b, c.bFrom, c.bTo)
}

// ------------------------------------------------------------------------------------------------- trimmed, part, template

/** Do the first words of the shorter text stand among the first words of the longer? */
function leadsAlign(a: Side, b: Side, map: Uint32Array, lead: number): boolean {
  const aShorter = a.reading.count <= b.reading.count
  const [short, long] = aShorter ? [a, b] : [b, a]
  const back = aShorter ? map : inverse(map, b.reading.count)
  // The lead of scraped text begins behind a headline, a byline and what else stands above: twice its length is looked at on the longer side.
  const reach = 2 * lead
  let seen = 0
  let aligned = 0
  for (let i = 0; i < short.reading.count && seen < lead; i++) {
    if (short.boilerplate !== null && short.boilerplate[i] !== 0) continue
    seen++
    const j = back[i]! - 1
    if (j >= 0 && j < reach && (long.boilerplate === null || long.boilerplate[j] === 0)) aligned++
  }
  return aligned * 2 >= seen
}

/** For every token of b the first token of a that is mapped to it, + 1. */
function inverse(map: Uint32Array, count: number): Uint32Array {
  const back = new Uint32Array(count)
  for (let i = 0; i < map.length; i++) if (map[i] !== 0 && back[map[i]! - 1] === 0) back[map[i]! - 1] = i + 1
  return back
}

/** Do two short texts fill in one form? They differ in numbers on both sides, or, on both sides, in nothing but names and numbers. Of a long text only what stands about the short one is looked at. */
function sameForm(a: Reading, b: Reading, map: Uint32Array, recipe: Recipe): boolean {
  let first = b.count
  let last = -1
  for (const j of map) {
    if (j === 0) continue
    first = Math.min(first, j - 1)
    last = Math.max(last, j - 1)
  }
  const from = Math.max(0, first - recipe.copy.templateWords)
  const to = Math.min(b.count, last + 1 + recipe.copy.templateWords)
  const mapped = new Uint8Array(Math.max(0, to - from))
  for (const j of map) if (j !== 0) mapped[j - 1 - from] = 1
  const differ = (
    r: Reading,
    begin: number,
    end: number,
    stands: (i: number) => boolean,
  ): { any: boolean; numbers: boolean; other: boolean } => {
    const found = { any: false, numbers: false, other: false }
    for (let i = begin; i < end; i++) {
      if (stands(i)) continue
      found.any = true
      if ((r.kind[i]! & DIGIT) !== 0 || tells(r.lo[i]!, r.hi[i]!)) found.numbers = true
      else if ((r.kind[i]! & UPPER) === 0) found.other = true
    }
    return found
  }
  const x = differ(a, 0, a.count, (i) => map[i] !== 0)
  const y = differ(b, from, to, (j) => mapped[j - from] !== 0)
  return (x.numbers && y.numbers) || (x.any && y.any && !x.other && !y.other)
}

// ------------------------------------------------------------------------------------------------------------ containment

/** What a copy says that the kept article does not. */
export interface Missing {
  /** Share of the copy's tokens that stand in the kept article, 0..1. */
  readonly coverage: number
  /** Longest run of tokens that does not. */
  readonly run: number
  /** Words of the copy, as byte spans, that make it stay: numbers, names, words of scripts without capitals, quoted words. */
  readonly tokens: readonly (readonly [start: number, end: number])[]
}

/** Is nothing of the copy lost when only the kept article stays? Null when nothing is; else what would be. Both sides live in one arena. */
export function missing(keptSide: Side, copy: Side, recipe: Recipe): Missing | null {
  const { arena } = copy
  keptSide.set(false, true)
  const paragraphs = copy.paragraphs()
  const mark = arena.mark()
  const found = lost(keptSide.reading, copy, paragraphs, mapOf(copy, keptSide, recipe.align.tries), recipe)
  arena.reset(mark)
  return found
}

function lost(kept: Reading, copy: Side, paragraphs: Passages, map: Uint32Array, recipe: Recipe): Missing | null {
  const r = copy.reading
  // Boilerplate of the copy's outlet is not the copy's news: it may go with it.
  let own = 0
  let covered = 0
  let run = 0
  let longest = 0
  const tokens: [number, number][] = []
  const quoted = new Quotes(r, paragraphs)
  let known: Uint8Array | null = null
  for (let i = 0; i < r.count; i++) {
    if (copy.boilerplate !== null && copy.boilerplate[i] !== 0) continue
    own++
    if (map[i] !== 0) {
      covered++
      run = 0
      if (i > 0 && map[i - 1] !== 0 && inserted(kept, map[i - 1]!, map[i]! - 1)) tokens.push([r.start[i]!, r.end[i]!])
      continue
    }
    longest = Math.max(longest, ++run)
    const kind = r.kind[i]!
    // Another number, "not", another word in the place of one: another fact, wherever else the word stands. So is any character of a script
    // without spaces, because one character stands everywhere.
    const telling =
      (kind & DIGIT) !== 0 ||
      (kind & CLASS) !== 0 ||
      tells(r.lo[i]!, r.hi[i]!) ||
      replaces(r, map, i, kept) ||
      quoted.holds(i)
    if (!telling && (kind & (UPPER | CASELESS)) === 0) continue
    // A name that stands elsewhere in the kept article is not lost.
    if (!telling) known ??= standsIn(r, kept)
    if (telling || known![i] === 0) tokens.push([r.start[i]!, r.end[i]!])
  }
  const coverage = own === 0 ? 1 : covered / own
  if (coverage >= recipe.remove.coverage && longest <= recipe.remove.run && tokens.length === 0) return null
  return { coverage, run: longest, tokens }
}

/** Words that the kept text may have between two of the copy's and still say the same, if none of them is a number or a negation. */
const INSERTED = 3

/** Has the kept text, at [from, to), a few words more that turn the sentence: "would not resign"? */
function inserted(kept: Reading, from: number, to: number): boolean {
  if (to - from > INSERTED) return false
  for (let j = from; j < to; j++) if ((kept.kind[j]! & DIGIT) !== 0 || tells(kept.lo[j]!, kept.hi[j]!)) return true
  return false
}

/** Most tokens that a few others may stand in the place of; more is a passage of its own. */
const REPLACED = 7

/** Does token i of the copy, which is not in the kept text, stand where the kept text says something else? A slip of one letter in a longer word is no other word. */
function replaces(copy: Reading, map: Uint32Array, i: number, kept: Reading): boolean {
  let from = i
  let to = i
  while (from > 0 && map[from - 1] === 0 && i - from <= REPLACED) from--
  while (to + 1 < map.length && map[to + 1] === 0 && to - i <= REPLACED) to++
  if (from === 0 || to + 1 === map.length) return false
  const left = map[from - 1]! - 1
  const right = map[to + 1]! - 1
  const others = right - left - 1
  if (others < 1 || others > REPLACED) return false
  if (others !== to - from + 1) return true
  const j = left + 1 + (i - from)
  return !slip(copy.text.subarray(copy.start[i]!, copy.end[i]!), kept.text.subarray(kept.start[j]!, kept.end[j]!))
}

/** Are the words the same but for one letter, and at least five bytes long? */
function slip(a: Uint8Array, b: Uint8Array): boolean {
  const least = Math.min(a.length, b.length)
  if (least < 5 || Math.abs(a.length - b.length) > 2) return false
  let head = 0
  while (head < least && a[head] === b[head]) head++
  let tail = 0
  while (tail < least - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  return Math.max(a.length, b.length) - head - tail <= 2
}

/** Which tokens of a stand anywhere in b. */
function standsIn(a: Reading, b: Reading): Uint8Array {
  const slots = tableSlots(b.count)
  const table = new Uint32Array(slots)
  const at = (lo: number, hi: number): number => (lo ^ (hi >>> 11)) & (slots - 1)
  for (let j = 0; j < b.count; j++) {
    let slot = at(b.lo[j]!, b.hi[j]!)
    while (table[slot] !== 0 && (b.lo[table[slot]! - 1] !== b.lo[j] || b.hi[table[slot]! - 1] !== b.hi[j]))
      slot = (slot + 1) & (slots - 1)
    table[slot] = j + 1
  }
  const out = new Uint8Array(a.count)
  for (let i = 0; i < a.count; i++) {
    for (let slot = at(a.lo[i]!, a.hi[i]!); table[slot] !== 0; slot = (slot + 1) & (slots - 1)) {
      if (b.lo[table[slot]! - 1] === a.lo[i] && b.hi[table[slot]! - 1] === a.hi[i]) {
        out[i] = 1
        break
      }
    }
  }
  return out
}

/** Tokens between quotation marks (" “ ” „ « » ‘ ’ 「 」), unclosed ones to the end of their paragraph. Single ones open before a word and close behind one. Only paragraphs that are asked for are looked at, in order. */
class Quotes {
  readonly #reading: Reading
  readonly #passages: Passages
  readonly #quoted: Uint8Array
  /** The paragraph looked at last. */
  #at = -1

  constructor(r: Reading, p: Passages) {
    this.#reading = r
    this.#passages = p
    this.#quoted = new Uint8Array(r.count)
  }

  /** Does token i stand in quotation marks? i does not fall from call to call. */
  holds(i: number): boolean {
    const { to } = this.#passages
    if (this.#at < 0 || to[this.#at]! <= i) {
      do this.#at++
      while (to[this.#at]! <= i)
      quotes(this.#reading, this.#passages, this.#at, this.#quoted)
    }
    return this.#quoted[i] !== 0
  }
}

/** Marks the quoted tokens of one paragraph. */
function quotes(r: Reading, p: Passages, u: number, out: Uint8Array): void {
  const t = r.text
  const letter = (i: number): boolean =>
    i >= 0 && i < t.length && (t[i]! >= 0x80 || (t[i]! | 0x20) >= 0x61) && (t[i]! | 0x20) !== 0x7b
  let token = p.from[u]!
  let open = false
  let single = false
  for (let i = p.start[u]!; i < p.end[u]!; i++) {
    const c = t[i]!
    const d = t[i + 1]
    const e = t[i + 2]
    if (c === 0x22) open = !open
    else if (c === 0x27) {
      if (!letter(i - 1) && letter(i + 1)) single = true
      else if (!letter(i + 1)) single = false
    } else if (c === 0xe2 && d === 0x80) {
      if (e === 0x9c || e === 0x9e) open = true
      else if (e === 0x9d) open = false
      else if (e === 0x98) single = true
      else if (e === 0x99 && !letter(i + 3)) single = false
    } else if (c === 0xc2 && d === 0xab) open = true
    else if (c === 0xc2 && d === 0xbb) open = false
    else if (c === 0xe3 && d === 0x80) {
      if (e === 0x8c || e === 0x8e) open = true
      else if (e === 0x8d || e === 0x8f) open = false
    }
    while (token < p.to[u]! && r.end[token]! <= i) token++
    if ((open || single) && token < p.to[u]! && r.start[token]! <= i) out[token] = 1
  }
}
