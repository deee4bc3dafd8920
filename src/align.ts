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
// Articles that differ only in names and numbers, and have fewer than 40 words, fill in one form: no copies. Nor are longer ones that each say
// something else between the same frame (kernel/template.ts); of a frame a passage may be told.
//
// Laws: the shares of (b, a) are those of (a, b) with the sides changed; equal texts of 8 words or more are copies; an empty text
// matches nothing; every span is made of tokens that are equal on both sides but for gaps of at most `align.gap` tokens.
import type { Side as Columns } from './kernel/align.js'
import { align } from './kernel/align.js'
import type { Arena } from './kernel/memory.js'
import { common, index, tableSlots } from './kernel/overlap.js'
import { otherFilling, replaced, sameForm } from './kernel/template.js'
import { CLASS, DIGIT } from './kernel/tokens.js'
import { words } from './kernel/words.js'
import type { MatchKind, MeasuredRun, Passages, Reading, Shares } from './model.js'
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

  /** The alignment of its tokens with those of another side: token of the other + 1, or 0. A copy, because what is asked for later may make the arena grow; whoever asks resets it. */
  mapTo(other: Side, tries: number): Uint32Array {
    const { arena } = this
    const { table, slots, next } = other.set(false, true)
    const { count } = this.reading
    const mapAt = arena.reserve(count * 4)
    if (other.reading.count > 0) align(arena, this.at, other.at, tries, mapAt, table, slots, next)
    return arena.u32.slice(mapAt >>> 2, (mapAt >>> 2) + count)
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
  readonly spans: readonly MeasuredRun[]
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

/** Does b walk along a? The shorter text walks along the longer, so that a roundup is not walked through once for each of its parts, and so that no order of the two decides what they have in common. */
function turned(a: Side, b: Side): boolean {
  const [x, y] = [a.reading, b.reading]
  return x.count !== y.count ? y.count < x.count : Buffer.compare(y.text, x.text) < 0
}

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

  const flip = turned(a, b)
  const [walker, other] = flip ? [b, a] : [a, b]
  // Whatever else is made in the arena is made before the map, which is a view of it.
  other.set(false, true)
  if (!copyLike) {
    a.paragraphs()
    b.paragraphs()
  }
  const mark = arena.mark()
  const map = walker.mapTo(other, recipe.align.tries)
  const found = decided(walker, other, map, copyLike, same, loose.jaccard, recipe)
  arena.reset(mark)
  if (found === null) return judged(null)
  const spans = flip ? turnedAll(found.spans) : found.spans
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
): { readonly kind: MatchKind; readonly spans: readonly MeasuredRun[] } | null {
  const [ra, rb] = [a.reading, b.reading]
  const short = Math.min(a.words, b.words) < recipe.copy.templateWords
  if (same && loose < 1 && otherFilling(ra, rb, map, short, a.boilerplate, b.boilerplate)) {
    a.paragraphs()
    b.paragraphs()
    copyLike = false
  }
  const told = copyLike ? map : withoutBoilerplate(map, a, b)
  const chains = chain(told, recipe.align.gap)
  if (!copyLike) {
    const passages = chains.flatMap((c) => passagesIn(c, told, a, b, recipe))
    return passages.length === 0 ? null : { kind: 'passage', spans: spansOf(ra, rb, passages) }
  }
  if (
    Math.min(a.words, b.words) < recipe.copy.templateWords &&
    loose < 1 &&
    sameForm(ra, rb, map, recipe.copy.templateWords)
  )
    return null
  const part =
    !same &&
    Math.max(a.ownWords, b.ownWords) > recipe.copy.partRatio * Math.min(a.ownWords, b.ownWords) &&
    !leadsAlign(a, b, map, recipe.copy.leadWords)
  const long = chains.filter((c) => c.aTo - c.aFrom >= recipe.shingle.words)
  return { kind: part ? 'part' : 'copy', spans: spansOf(ra, rb, long) }
}

// -------------------------------------------------------------------------------------------------------------- letters

/** Letters that a word of the recipe is. */
const LETTERS = 4
/** Letters that one run may lack beside those that gaps were filled with. */
const STRAY = 16

/** Phrases of the trade ("said it has filed for an offering of") stand in texts of every hand: what is no paragraph long, or half of other letters, does not count. */
const isRun = (c: Chain, recipe: Recipe): boolean => {
  const length = lengthOf(c)
  return length >= LETTERS * recipe.passage.paragraphWords && c.equal >= recipe.noise.equal * length
}

/** Letters of a piece of text that is looked at as a word, at most: Chinese has no spaces. */
const LONGEST = 12

/**
 * Words within the given runs of letters that are not whole on the other side: damaged when half of their letters are there, replaced when fewer are,
 * and when a number is not whole. A bad scan damages many and replaces few; a form that is filled in anew replaces.
 */
function damage(
  side: Side,
  map: Uint32Array,
  runs: readonly (readonly [number, number])[],
): { words: number; damaged: number; replaced: number } {
  const { start, end, kind } = side.reading
  const out = { words: 0, damaged: 0, replaced: 0 }
  for (const [from, to] of runs) {
    for (let i = from, next = i; i < to; i = next) {
      let whole = 0
      do if (map[next] !== 0) whole++
      while (++next < to && next - i < LONGEST && start[next]! <= end[next - 1]!)
      out.words++
      if (whole === next - i) continue
      if ((kind[i]! & DIGIT) !== 0 || 2 * whole < next - i) out.replaced++
      else out.damaged++
    }
  }
  return out
}

/** Forgets what is mapped outside the chains. */
function only(map: Uint32Array, chains: readonly Chain[]): void {
  let from = 0
  for (const { aFrom, aTo } of chains) {
    map.fill(0, from, aFrom)
    from = aTo
  }
  map.fill(0, from)
}

/**
 * Decides a pair letter by letter: both sides are told so (kernel/letters.ts). What counts is the share of letters that align: misread text keeps
 * most of its letters and hardly a word. Gaps between aligned runs are aligned too, and count when they are mostly equal. Shares are those
 * of aligned letters, because of runs that stand whole in both there may be a twentieth.
 */
export function matchLetters(a: Side, b: Side, recipe: Recipe): Match | null {
  const { arena } = a
  const runs = ofOwn(a, b)
  if (Math.max(runs.aInB, runs.bInA) < recipe.noise.runs) return null
  const flip = turned(a, b)
  const [walker, other] = flip ? [b, a] : [a, b]
  other.set(false, true)
  walker.paragraphs()
  other.paragraphs()
  const mark = arena.mark()
  const map = withoutBoilerplate(walker.mapTo(other, recipe.align.tries), walker, other)
  arena.reset(mark)
  bridge(map, walker.reading, other.reading, recipe)
  const chains = chain(map, STRAY).filter((c) => isRun(c, recipe))
  only(map, chains)
  const [whole, own] = [alignedShares(walker, other, map, false), alignedShares(walker, other, map, true)]
  const share = Math.max(own.aInB, own.bInA)
  const [x, y] = [
    damage(
      walker,
      map,
      chains.map((c) => [c.aFrom, c.aTo]),
    ),
    damage(
      other,
      inverse(map, other.reading.count),
      chains.map((c) => [c.bFrom, c.bTo]),
    ),
  ]
  const damaged = (x.damaged + y.damaged) / (x.words + y.words || 1)
  const replaced = x.replaced + y.replaced
  const misread = x.damaged + y.damaged >= 4 && replaced <= 2 + recipe.noise.replaced * (x.damaged + y.damaged)
  const needed = Math.max(recipe.noise.aligned, recipe.copy.containment - recipe.noise.relief * damaged)
  const copyLike = misread && share >= needed
  let kind: MatchKind = 'passage'
  let kept = chains
  if (!copyLike) {
    kept = kept.flatMap((c) => passagesIn(c, map, walker, other, recipe))
    if (kept.length === 0) return null
  } else {
    const [few, many] = [walker.ownWords, other.ownWords].sort((x, y) => x - y) as [number, number]
    const leads = leadsAlign(walker, other, map, LETTERS * recipe.copy.leadWords)
    kind = many > recipe.copy.partRatio * few && !leads ? 'part' : 'copy'
  }
  const spans = spansOf(walker.reading, other.reading, kept)
  const mirrored = (s: Shares): Shares => (flip ? { jaccard: s.jaccard, aInB: s.bInA, bInA: s.aInB } : s)
  return {
    kind,
    whole: mirrored(whole),
    own: mirrored(own),
    aIsPart: kind === 'part' && a.ownWords < b.ownWords,
    spans: flip ? turnedAll(spans) : spans,
  }
}

/** Shares of letters that align, of all or of those that are not boilerplate (which the map leaves out). */
function alignedShares(a: Side, b: Side, map: Uint32Array, own: boolean): Shares {
  const count = ({ reading, boilerplate }: Side): number =>
    own && boilerplate !== null ? boilerplate.reduce((n, mark) => n - mark, reading.count) : reading.count
  const [na, nb] = [count(a), count(b)]
  const seen = new Uint8Array(b.reading.count)
  let [mapped, distinct] = [0, 0]
  for (const j of map) {
    if (j === 0) continue
    mapped++
    if (seen[j - 1] === 0) {
      seen[j - 1] = 1
      distinct++
    }
  }
  return { jaccard: distinct / (na + nb - distinct || 1), aInB: mapped / (na || 1), bInA: distinct / (nb || 1) }
}

/** Gaps between runs that follow one another in both texts are filled by their longest common subsequence, where it is long enough to be no accident. Linear: a gap is bounded. */
function bridge(map: Uint32Array, a: Reading, b: Reading, recipe: Recipe): void {
  const { gap, equal } = recipe.noise
  const w = gap + 1
  const lcs = new Uint8Array(w * w)
  const same = (i: number, j: number): boolean => a.lo[i] === b.lo[j] && a.hi[i] === b.hi[j]
  let before = -1
  for (let i = 0; i < map.length; i++) {
    if (map[i] === 0) continue
    const from = before + 1
    const [begin, end] = [before < 0 ? 0 : map[before]!, map[i]! - 1]
    const [na, nb] = [i - from, end - begin]
    before = i
    if (from === 0 || na < 1 || nb < 1 || na > gap || nb > gap) continue
    lcs.fill(0, na * w, na * w + nb + 1)
    for (let x = na - 1; x >= 0; x--) {
      lcs[x * w + nb] = 0
      for (let y = nb - 1; y >= 0; y--)
        lcs[x * w + y] = same(from + x, begin + y)
          ? lcs[(x + 1) * w + y + 1]! + 1
          : Math.max(lcs[(x + 1) * w + y]!, lcs[x * w + y + 1]!)
    }
    if (lcs[0]! < equal * Math.max(na, nb)) continue
    for (let x = 0, y = 0; x < na && y < nb; ) {
      if (same(from + x, begin + y)) map[from + x++] = begin + y++ + 1
      else if (lcs[(x + 1) * w + y]! >= lcs[x * w + y + 1]!) x++
      else y++
    }
  }
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

/** Runs of the map from `from` on that follow one another on both sides with gaps of at most `gap` tokens. */
function chain(map: Uint32Array, gap: number, from = 0): Chain[] {
  const out: Chain[] = []
  for (let i = from; i < map.length; i++) {
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

const lengthOf = (c: Chain): number => Math.max(c.aTo - c.aFrom, c.bTo - c.bFrom)

const spansOf = (a: Reading, b: Reading, chains: readonly Chain[]): MeasuredRun[] =>
  chains.map((c) => [
    a.start[c.aFrom]!,
    a.end[c.aTo - 1]!,
    b.start[c.bFrom]!,
    b.end[c.bTo - 1]!,
    Math.round((1e6 * c.equal) / lengthOf(c)),
  ])

/** The runs of (b, a) are those of (a, b), in the order of b. */
const turnedAll = (runs: readonly MeasuredRun[]): MeasuredRun[] =>
  runs.map(([p, q, r, s, equal]): MeasuredRun => [r, s, p, q, equal]).sort((x, y) => x[0] - y[0])

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

/** Figures that differ in a short run, from which it is a form that was filled in again; in a longer one it takes one in so many words. */
const REFILLED = 2
const DENSE = 20
/** Share of a short run in Han or Kana that has other characters in its place, from which it is one. */
const CHARACTERS = 0.03

/** The chain, or where it is a form what stands in it word for word: 40 words that both have are found whatever surrounds them. */
function passagesIn(c: Chain, map: Uint32Array, a: Side, b: Side, recipe: Recipe): readonly Chain[] {
  if (isPassage(c, map, a, b, recipe)) return [c]
  // No token is more than a word.
  if (c.equal < recipe.passage.runWords) return []
  return chain(map.subarray(0, c.aTo), 0, c.aFrom).filter(
    (run) => words(a.reading.kind, run.aFrom, run.aTo) >= recipe.passage.runWords,
  )
}

/**
 * 40 words of anything, or a whole paragraph of 20 words of either article. A run in which figures differ all along is a form: the daily count of the sick, the
 * money market. So is a short one in which one figure has another in its place (the sixth and the seventh meeting, the press on the 23rd and on the 27th), or that differs in
 * two numbers, or in a tenth of its words, mostly names: a state visit, the last draw. A figure that an editor brought up to date looks the same; it is rarer. Of the short runs
 * that go for one figure alone 8 of 8 are forms in Chinese television news, 4 of 4 in MasakhaNEWS, 76 of the first 82 in Reuters; of 12,429 runs of Arabic reprints
 * 15 go, updates and a correction that seven papers lack. Numbers in words do not count alone: "8" is "eight" in the other paper. (Before any such rule 12 of a sample of 50 findings on
 * Chinese television news were short runs of that kind, and 6 long ones.)
 */
function isPassage(c: Chain, map: Uint32Array, a: Side, b: Side, recipe: Recipe): boolean {
  const length = lengthOf(c)
  if (c.equal < 0.8 * length) return false
  const long = words(a.reading.kind, c.aFrom, c.aTo)
  if (long < Math.min(recipe.passage.runWords, recipe.repeat.near * recipe.passage.paragraphWords)) return false
  const { numbers, plain, names, other, characters, renamed } = replaced(
    a.reading,
    b.reading,
    map,
    c.aFrom,
    c.aTo,
    c.bFrom,
  )
  if (renamed) return false
  if (plain > 0 && (long < 2 * recipe.passage.runWords || plain * recipe.passage.runWords >= long)) return false
  if (numbers >= REFILLED && (long < 2 * recipe.passage.runWords || numbers * DENSE >= long)) return false
  if (long < 2 * recipe.passage.runWords) {
    if (c.equal < recipe.repeat.near * length && names > other) return false
    if (characters >= CHARACTERS * length) return false
  }
  if (long >= recipe.passage.runWords) return true
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

// ------------------------------------------------------------------------------------------------------- trimmed, or a part

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
