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
import { align } from './kernel/align.js'
import type { Arena } from './kernel/memory.js'
import { overlap, tableSlots } from './kernel/overlap.js'
import { tells } from './kernel/telling.js'
import { CASELESS, CLASS, DIGIT, UPPER } from './kernel/tokens.js'
import { words } from './kernel/words.js'
import type { MatchKind, Passages, Reading, Run, Shares } from './model.js'
import type { Recipe } from './recipe.js'

/** One side of a comparison: an article's reading, its paragraphs, and which of its tokens are boilerplate (null: none). */
export interface Side {
  readonly reading: Reading
  /** Shingle hashes of the text as it is spelled (kernel/spelling.ts); the reading's own column when that is the same. */
  readonly spelled: Uint32Array
  readonly paragraphs: Passages
  readonly boilerplate: Uint8Array | null
}

export interface Match {
  readonly kind: MatchKind
  readonly whole: Shares
  readonly own: Shares
  readonly spans: readonly Run[]
  /** For a part: is a the part of b? */
  readonly aIsPart: boolean
}

/** Byte offsets of a reading's columns in an arena. */
interface Staged {
  readonly lo: number
  readonly hi: number
  readonly shLo: number
  readonly shHi: number
  readonly shingles: number
  readonly from: number
  readonly to: number
}

const counts = new Uint32Array(3)

/** Copies a column into the arena. */
function put(arena: Arena, column: Uint32Array): number {
  const at = arena.reserve(column.length * 4)
  arena.u32.set(column, at >>> 2)
  return at
}

/** Copies what a comparison needs of a reading into the arena. */
function stage(arena: Arena, r: Reading): Staged {
  return {
    lo: put(arena, r.lo),
    hi: put(arena, r.hi),
    shLo: put(arena, r.shLo),
    shHi: put(arena, r.shHi),
    shingles: r.shingles,
    from: 0,
    to: r.count,
  }
}

/** Shingles that touch boilerplate, as a u8 column in the arena; 0 when there are none. */
function skipped(arena: Arena, side: Side): number {
  const { boilerplate, reading } = side
  if (boilerplate === null) return 0
  const at = arena.reserve(reading.shingles + 1)
  let last = -1
  for (let i = reading.count - 1, next = reading.count; i >= 0; i--) {
    if (boilerplate[i] !== 0) next = i
    if (i < reading.shingles) arena.u8[at + i] = next < i + reading.shLen[i]! ? 1 : 0
    last = next
  }
  return last === -1 ? 0 : at
}

const shares = (): Shares => {
  const [a, b, both] = counts as unknown as [number, number, number]
  return {
    jaccard: both === 0 ? 0 : both / (a + b - both),
    aInB: both === 0 ? 0 : both / a,
    bInA: both === 0 ? 0 : both / b,
  }
}

interface Counted {
  readonly sa: Staged
  readonly sb: Staged
  readonly whole: Shares
  readonly own: Shares
  /** Own shares once Arabic spelling is folded away. */
  readonly loose: Shares
  /** Distinct shingles of a, of b, without boilerplate; and those of both, spelling folded away. */
  readonly na: number
  readonly nb: number
  readonly both: number
}

/** Counts the shingles of two sides, staged in the arena, which is reset. */
function counted(arena: Arena, a: Side, b: Side): Counted {
  arena.reset()
  arena.reserve(8)
  const ra = a.reading
  const rb = b.reading
  const sa = stage(arena, ra)
  const sb = stage(arena, rb)
  const skipA = skipped(arena, a)
  const skipB = skipped(arena, b)
  const slots = tableSlots(ra.shingles + rb.shingles)
  const tableAt = arena.reserve(slots * 4)
  const flagAt = arena.reserve(slots)
  const count = (aLo: number, bLo: number, skip: boolean): Shares => {
    overlap(
      arena,
      aLo,
      sa.shHi,
      ra.shingles,
      skip ? skipA : 0,
      bLo,
      sb.shHi,
      rb.shingles,
      skip ? skipB : 0,
      tableAt,
      flagAt,
      slots,
      counts,
    )
    return shares()
  }
  const respelled = a.spelled !== ra.shLo || b.spelled !== rb.shLo
  const aLo = respelled ? put(arena, a.spelled) : sa.shLo
  const bLo = respelled ? put(arena, b.spelled) : sb.shLo
  const whole = count(aLo, bLo, false)
  const own = skipA !== 0 || skipB !== 0 ? count(aLo, bLo, true) : whole
  const [na, nb] = counts as unknown as [number, number]
  const loose = respelled ? count(sa.shLo, sb.shLo, true) : own
  return { sa, sb, whole, own, loose, na, nb, both: counts[2]! }
}

/** Shares of two sides, whatever becomes of them. Resets the arena. */
export function resemblance(arena: Arena, a: Side, b: Side): { readonly whole: Shares; readonly own: Shares } {
  const { whole, own } = counted(arena, a, b)
  return { whole, own }
}

/** Decides one candidate pair. Resets the arena. */
export function match(arena: Arena, a: Side, b: Side, recipe: Recipe): Match | null {
  const ra = a.reading
  const rb = b.reading
  if (ra.count === 0 || rb.count === 0) return null
  // Shares are of the text as it is spelled. Texts that are all but identical once spelling is folded away are copies all the same.
  const { sa, sb, whole, own, loose, na, nb, both } = counted(arena, a, b)
  const aWords = ownWords(a)
  const bWords = ownWords(b)
  if (Math.min(aWords, bWords) < recipe.copy.minWords || both === 0) return null
  const same = own.jaccard >= recipe.copy.jaccard || loose.jaccard >= recipe.copy.respelled
  const copyLike =
    same ||
    (own.aInB >= recipe.copy.containment && na >= recipe.copy.containmentShingles) ||
    (own.bInA >= recipe.copy.containment && nb >= recipe.copy.containmentShingles)
  // Below that only a passage is possible, and the shortest one, a paragraph of 20 words, has 16 shingles of its own.
  if (!copyLike && both < recipe.passage.paragraphWords - recipe.shingle.words + 1) return null

  const mapAt = arena.reserve(ra.count * 4)
  const nextAt = arena.reserve(rb.shingles * 4)
  const alignSlots = tableSlots(rb.shingles)
  const alignAt = arena.reserve(alignSlots * 4)
  align(arena, sa, sb, recipe.align.tries, mapAt, alignAt, alignSlots, nextAt)
  const map = arena.u32.subarray(mapAt >>> 2, (mapAt >>> 2) + ra.count)
  const chains = chain(map, recipe.align.gap)

  if (copyLike) {
    if (
      Math.min(words(ra.kind, 0, ra.count), words(rb.kind, 0, rb.count)) < recipe.copy.templateWords &&
      loose.jaccard < 1 &&
      sameForm(ra, rb, map)
    )
      return null
    let kind: MatchKind = 'copy'
    const aIsPart = aWords < bWords
    if (
      !same &&
      Math.max(aWords, bWords) > recipe.copy.partRatio * Math.min(aWords, bWords) &&
      !leadsAlign(a, b, map, recipe.copy.leadWords)
    )
      kind = 'part'
    return {
      kind,
      whole,
      own,
      aIsPart: kind === 'part' && aIsPart,
      spans: spansOf(
        ra,
        rb,
        chains.filter((c) => c.aTo - c.aFrom >= recipe.shingle.words),
      ),
    }
  }
  const passages = chain(withoutBoilerplate(map, a, b), recipe.align.gap).filter((c) => isPassage(c, map, a, b, recipe))
  return passages.length === 0
    ? null
    : { kind: 'passage', whole, own, aIsPart: false, spans: spansOf(ra, rb, passages) }
}

/** Word equivalents of an article without its boilerplate. */
function ownWords(side: Side): number {
  const { reading, boilerplate } = side
  let quarters = 0
  for (let i = 0; i < reading.count; i++)
    if (boilerplate === null || boilerplate[i] === 0) quarters += 4 >> (reading.kind[i]! & CLASS)
  return quarters / 4
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
function isPassage(c: Chain, map: Uint32Array, a: Side, b: Side, recipe: Recipe): boolean {
  if (c.equal < 0.8 * Math.max(c.aTo - c.aFrom, c.bTo - c.bFrom)) return false
  const long = words(a.reading.kind, c.aFrom, c.aTo)
  if (long >= recipe.passage.runWords) return true
  if (long < recipe.repeat.near * recipe.passage.paragraphWords) return false
  const whole = (side: Side, from: number, to: number): boolean => {
    const { paragraphs: p, reading } = side
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
  return map.length > 0 && (whole(a, c.aFrom, c.aTo) || whole(b, c.bFrom, c.bTo))
}

// ------------------------------------------------------------------------------------------------- trimmed, part, template

/** Do the first words of the shorter text stand among the first words of the longer? */
function leadsAlign(a: Side, b: Side, map: Uint32Array, lead: number): boolean {
  const aShorter = a.reading.count <= b.reading.count
  const short = aShorter ? a : b
  const long = aShorter ? b : a
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

/** Do two short texts fill in one form? They differ in numbers on both sides, or, on both sides, in nothing but names and numbers. */
function sameForm(a: Reading, b: Reading, map: Uint32Array): boolean {
  const differ = (r: Reading, mapped: Uint32Array): { any: boolean; numbers: boolean; other: boolean } => {
    const found = { any: false, numbers: false, other: false }
    for (let i = 0; i < r.count; i++) {
      if (mapped[i] !== 0) continue
      found.any = true
      if ((r.kind[i]! & DIGIT) !== 0 || tells(r.lo[i]!, r.hi[i]!)) found.numbers = true
      else if ((r.kind[i]! & UPPER) === 0) found.other = true
    }
    return found
  }
  const x = differ(a, map)
  const y = differ(b, inverse(map, b.count))
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

/** Is nothing of the copy lost when only the kept article stays? Null when nothing is; else what would be. Resets the arena. */
export function missing(arena: Arena, kept: Reading, copy: Side, recipe: Recipe): Missing | null {
  arena.reset()
  arena.reserve(8)
  const r = copy.reading
  const sa = stage(arena, r)
  const sb = stage(arena, kept)
  const mapAt = arena.reserve(r.count * 4)
  const nextAt = arena.reserve(kept.shingles * 4)
  const slots = tableSlots(kept.shingles)
  const tableAt = arena.reserve(slots * 4)
  align(arena, sa, sb, recipe.align.tries, mapAt, tableAt, slots, nextAt)
  const map = arena.u32.subarray(mapAt >>> 2, (mapAt >>> 2) + r.count)
  // Boilerplate of the copy's outlet is not the copy's news: it may go with it.
  let own = 0
  let covered = 0
  let run = 0
  let longest = 0
  const tokens: [number, number][] = []
  const quoted = quotes(r, copy.paragraphs)
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
      quoted[i] !== 0 ||
      tells(r.lo[i]!, r.hi[i]!) ||
      replaces(r, map, i, kept)
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

/** Tokens between quotation marks (" “ ” „ « » ‘ ’ 「 」), unclosed ones to the end of their paragraph. Single ones open before a word and close behind one. */
function quotes(r: Reading, p: Passages): Uint8Array {
  const out = new Uint8Array(r.count)
  const t = r.text
  const letter = (i: number): boolean =>
    i >= 0 && i < t.length && (t[i]! >= 0x80 || (t[i]! | 0x20) >= 0x61) && (t[i]! | 0x20) !== 0x7b
  for (let u = 0; u < p.count; u++) {
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
  return out
}
