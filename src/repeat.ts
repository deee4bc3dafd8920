// One article -> what it says twice.
//
// A repeat is a passage that stands again in its own article: a whole body printed twice, a caption, a navigation line, a
// sentence. It is looked for in three sieves, each over what the one before left:
//
//   1. paragraphs identical after folding with an earlier one
//   2. paragraphs nearly so: most of their shingles first stood in one earlier paragraph, and aligned with it at least
//      nine tenths of both are equal
//   3. sentences of the remaining paragraphs, identical with an earlier sentence or paragraph
//
// The source is always the first printing, which is never cut. Neighbours whose sources are neighbours merge into one
// block (p1 p2 p3 | p1 p2 p3 is one repeat of three passages, p1 p2 p1 p2 one of two), and so do neighbours with one source
// (p | p p p). Then the block is judged: is it worth a line in the report, and may it be cut? News repeats on purpose too: refrains,
// speaker names, questions of a poll, rows of a table; those stay. What is short must be beside its source or at the end of the page.
//
// Work: every sieve looks each token up once and aligns each paragraph with one other of about its length. A paragraph
// 20,000 times costs 20,000 lookups.
// Laws: no repeat is its own source; repeats never overlap each other nor the first printings; the answer does not depend on
// anything outside the article.
import { align } from './kernel/align.js'
import { folded } from './kernel/folded.js'
import type { Arena } from './kernel/memory.js'
import { createArena } from './kernel/memory.js'
import { again, index, tableSlots } from './kernel/overlap.js'
import { runHashes } from './kernel/shingles.js'
import { tells } from './kernel/telling.js'
import { CASELESS, DIGIT, LETTER, UPPER } from './kernel/tokens.js'
import { words } from './kernel/words.js'
import type { Passages, Reading, Span } from './model.js'
import type { Recipe } from './recipe.js'

/** One block that stands again. Spans are bytes of the text. */
export interface Repeat {
  readonly span: Span
  readonly source: Span
  /** Passages (paragraphs or sentences) in the block. */
  readonly passages: number
  /** How often the source is printed again in this block; 1 but for runs of one passage. */
  readonly times: number
  /** Whole paragraphs, or sentences inside one. */
  readonly whole: boolean
  readonly exact: boolean
  /** Aligned coverage, the smaller of both sides, 0..1. */
  readonly score: number
  readonly cut: boolean
  readonly because: readonly string[]
}

interface Item {
  from: number
  to: number
  start: number
  end: number
  /** Tokens and bytes of the source. */
  sFrom: number
  sTo: number
  sStart: number
  sEnd: number
  exact: boolean
  score: number
  /** Differs from its source in a number. */
  number: boolean
  whole: boolean
  passages: number
  times: number
  /** Word equivalents of the longest passage, and of all. */
  longest: number
  words: number
  /** Does every passage of it begin like an item of a list? */
  bullets: boolean
  /** Printings of the source in the article, the first included. */
  printings: number
}

/** Does the token range hold more letters than digits? */
function mostlyLetters(r: Reading, from: number, to: number): boolean {
  let digits = 0
  for (let i = from; i < to; i++) if ((r.kind[i]! & LETTER) === 0) digits++
  return digits * 2 < to - from
}

type Sentences = Passages & { readonly of: Uint32Array }

/** The repeats of one article whose reading lives in `arena`. Paragraphs and sentences as segment.ts makes them; the latter are seldom asked for. */
export function repeats(arena: Arena, r: Reading, p: Passages, sentences: () => Sentences, recipe: Recipe): Repeat[] {
  if (r.count < 2) return []
  const mark = arena.mark()
  const items = find(arena, r, p, sentences, recipe)
  arena.reset(mark)
  return items.length === 0 ? [] : judge(r, p, merge(r, items), recipe)
}

// ------------------------------------------------------------------------------------------------------------- the sieves

function find(arena: Arena, r: Reading, p: Passages, sentences: () => Sentences, recipe: Recipe): Item[] {
  const twin = firstTwin(arena, r, p)
  // Pairs (shingle, first shingle equal to it).
  const pairs = repeated(arena, r)
  if (twin === null && pairs.length === 0) return []

  const items: Item[] = []
  const source = new Int32Array(p.count).fill(-1)
  const item = (q: Passages, k: number, v: number, exact: boolean, score: number, number: boolean): Item => {
    const length = words(r.kind, q.from[k]!, q.to[k]!)
    return {
      from: q.from[k]!,
      to: q.to[k]!,
      start: q.start[k]!,
      end: q.end[k]!,
      sFrom: q.from[v]!,
      sTo: q.to[v]!,
      sStart: q.start[v]!,
      sEnd: q.end[v]!,
      exact,
      score,
      number,
      whole: q === p,
      passages: 1,
      times: 1,
      longest: length,
      words: length,
      bullets: bullet(r, q.start[k]!, q.end[k]!),
      printings: 0,
    }
  }
  if (twin) for (let u = 0; u < p.count; u++) if (twin[u] !== u && p.from[u] !== p.to[u]) source[u] = twin[u]!
  const nearly = new Map<number, { v: number; score: number; number: boolean }>()
  near(arena, r, p, pairs, source, recipe, (u, v, score, number) => nearly.set(u, { v, score, number }))
  for (let u = 0; u < p.count; u++) {
    // The twin of a near repeat that goes repeats what that one repeats.
    const exact = nearly.has(u) ? null : source[u]!
    const via = nearly.get(exact ?? u)
    if (via !== undefined && (exact === null || !via.number))
      items.push(item(p, u, via.v, false, via.score, via.number))
    else if (exact !== null && exact !== -1) items.push(item(p, u, exact, true, 1, false))
  }
  if (inARow(pairs) >= recipe.repeat.words - recipe.shingle.words + 1) {
    // Sentences of paragraphs that stay. Sentences of repeated paragraphs are no sources: their first printing is one.
    const s = sentences()
    const t = firstTwin(arena, r, s)
    if (t) {
      for (let k = 0; k < s.count; k++) {
        if (t[k] === k || source[s.of[k]!] !== -1 || words(r.kind, s.from[k]!, s.to[k]!) < recipe.repeat.words) continue
        // The first printing may itself stand in a near repeat that is cut.
        if (source[s.of[t[k]!]!] !== -1) continue
        items.push(item(s, k, t[k]!, true, 1, false))
      }
    }
  }
  items.sort((a, b) => a.from - b.from || a.start - b.start)
  const printings = new Map<number, number>()
  for (const i of items) printings.set(i.sFrom, (printings.get(i.sFrom) ?? 1) + 1)
  for (const i of items) i.printings = printings.get(i.sFrom)!
  return items
}

/** Longest run of neighbouring shingles that all stand earlier: a sentence of n words that stands earlier has n - 4 of them or more. */
function inARow(pairs: Uint32Array): number {
  let longest = 0
  let run = 0
  for (let k = 0; k < pairs.length; k += 2) {
    run = k > 0 && pairs[k] === pairs[k - 2]! + 1 ? run + 1 : 1
    longest = Math.max(longest, run)
  }
  return longest
}

/** For every passage the first one that is identical after folding (itself when there is none earlier), or null when all differ. */
function firstTwin(arena: Arena, r: Reading, p: Passages): Uint32Array | null {
  const n = p.count
  if (n < 2) return null
  const slots = tableSlots(n)
  const fromAt = arena.reserve(n * 4)
  const toAt = arena.reserve(n * 4)
  const hashAt = arena.reserve(n * 8)
  const tableAt = arena.reserve(slots * 4)
  const { u32 } = arena
  u32.set(p.from, fromAt >>> 2)
  u32.set(p.to, toAt >>> 2)
  runHashes(arena, r.lo.byteOffset, r.hi.byteOffset, fromAt, toAt, n, hashAt)
  const table = tableAt >>> 2
  const hash = hashAt >>> 2
  u32.fill(0, table, table + slots)
  let first: Uint32Array | null = null
  for (let u = 0; u < n; u++) {
    if (p.from[u] === p.to[u]) continue
    const lo = u32[hash + 2 * u]!
    const hi = u32[hash + 2 * u + 1]!
    let slot = (lo ^ (hi >>> 9)) & (slots - 1)
    for (;;) {
      const held = u32[table + slot]!
      if (held === 0) {
        u32[table + slot] = u + 1
        break
      }
      const v = held - 1
      if (u32[hash + 2 * v] === lo && u32[hash + 2 * v + 1] === hi && sameFolded(r, p, u, v)) {
        first ??= Uint32Array.from({ length: n }, (_, k) => k)
        first[u] = v
        break
      }
      slot = (slot + 1) & (slots - 1)
    }
  }
  return first
}

/** No hash decides: are the passages identical after folding, byte for byte? */
function sameFolded(r: Reading, p: Passages, u: number, v: number): boolean {
  const a = r.text.subarray(p.start[u]!, p.end[u]!)
  const b = r.text.subarray(p.start[v]!, p.end[v]!)
  if (a.length === b.length && Buffer.compare(a, b) === 0) return true
  return Buffer.compare(folded(scratch(), a), folded(scratch(), b)) === 0
}

/** For folding two passages, apart from the arena in which the tables of the sieves lie. */
let made: Arena | null = null
const scratch = (): Arena => (made ??= createArena(1 << 12))

const NO_PAIRS = new Uint32Array(0)

/** Pairs (shingle, the first equal to it) of shingles that have one before them, ascending: a copy. */
function repeated(arena: Arena, r: Reading): Uint32Array {
  const slots = tableSlots(r.shingles)
  const tableAt = arena.reserve(slots * 4)
  const outAt = arena.reserve(r.shingles * 8)
  const n = again(arena, r.shLo.byteOffset, r.shHi.byteOffset, r.shingles, tableAt, slots, outAt)
  return n === 0 ? NO_PAIRS : arena.u32.slice(outAt >>> 2, (outAt >>> 2) + 2 * n)
}

/** Near repeats among paragraphs that have no identical twin. Only shingles that stand earlier have a vote, so only they are looked at. */
function near(
  arena: Arena,
  r: Reading,
  p: Passages,
  pairs: Uint32Array,
  source: Int32Array,
  recipe: Recipe,
  found: (u: number, v: number, score: number, number: boolean) => void,
): void {
  if (pairs.length === 0) return
  const votes = new Uint32Array(p.count)
  for (let u = 1, k = 0; u < p.count && k < pairs.length; u++) {
    const from = p.from[u]!
    const to = p.to[u]!
    while (k < pairs.length && pairs[k]! < from) k += 2
    const begin = k
    while (k < pairs.length && pairs[k]! < to) k += 2
    if (
      begin === k ||
      source[u] !== -1 ||
      words(r.kind, from, Math.min(to, from + 8 * recipe.repeat.nearWords)) < recipe.repeat.nearWords
    )
      continue
    let best = -1
    for (let i = begin; i < k; i += 2) {
      const shingle = pairs[i]!
      const earlier = pairs[i + 1]!
      if (shingle + r.shLen[shingle]! > to) continue
      const v = passageOf(p, earlier)
      if (v === u || source[v] !== -1 || earlier + r.shLen[shingle]! > p.to[v]!) continue
      votes[v]!++
      if (best === -1 || votes[v]! > votes[best]! || (votes[v] === votes[best] && v < best)) best = v
    }
    if (best === -1) continue
    const most = votes[best]!
    for (let i = begin; i < k; i += 2) votes[passageOf(p, pairs[i + 1]!)] = 0
    let of = 0
    for (let i = from; i < to && i < r.shingles && i + r.shLen[i]! <= to; i++) of++
    // Nine tenths of the tokens equal leaves at least a third of the five-word shingles whole.
    if (votesNeeded(of) > most) continue
    const nu = to - from
    const nv = p.to[best]! - p.from[best]!
    if (Math.min(nu, nv) < recipe.repeat.near * Math.max(nu, nv)) continue
    const mark = arena.mark()
    const mapAt = arena.reserve(r.count * 4)
    const slots = tableSlots(nv)
    const tableAt = arena.reserve(slots * 4)
    const nextAt = arena.reserve(r.shingles * 4)
    const last = Math.min(p.to[best]!, r.shingles)
    index(arena, r.shLo.byteOffset, r.shHi.byteOffset, p.from[best]!, last, tableAt, slots, nextAt, 0)
    const side = {
      lo: r.lo.byteOffset,
      hi: r.hi.byteOffset,
      shLo: r.shLo.byteOffset,
      shHi: r.shHi.byteOffset,
      shingles: r.shingles,
    }
    const mapped = align(
      arena,
      { ...side, from, to },
      { ...side, from: p.from[best]!, to: p.to[best]! },
      recipe.align.tries,
      mapAt,
      tableAt,
      slots,
      nextAt,
    )
    const map = arena.u32.subarray((mapAt >>> 2) + from, (mapAt >>> 2) + to)
    const score = Math.min(mapped / nu, distinct(map, p.from[best]!, p.to[best]!) / nv)
    if (score >= recipe.repeat.near) {
      found(u, best, score, numberDiffers(r, from, map, p.from[best]!, p.to[best]!))
      source[u] = best
    }
    arena.reset(mark)
  }
}

/** Tokens of [from, to) that something is mapped to. */
function distinct(map: Uint32Array, from: number, to: number): number {
  const seen = new Uint8Array(to - from)
  let n = 0
  for (const j of map)
    if (j !== 0 && seen[j - 1 - from] === 0) {
      seen[j - 1 - from] = 1
      n++
    }
  return n
}

const votesNeeded = (shingles: number): number => Math.max(1, Math.floor(shingles / 3))

/** The passage in which token i stands. */
function passageOf(p: Passages, i: number): number {
  let low = 0
  let high = p.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (p.to[middle]! <= i) low = middle + 1
    else high = middle
  }
  return low
}

/** Is there a number, in figures or in words, a negation or a month among the tokens that did not align, on either side? */
function numberDiffers(r: Reading, from: number, map: Uint32Array, bFrom: number, bTo: number): boolean {
  const telling = (i: number): boolean => (r.kind[i]! & DIGIT) !== 0 || tells(r.lo[i]!, r.hi[i]!)
  const seen = new Uint8Array(bTo - bFrom)
  for (let i = 0; i < map.length; i++) {
    if (map[i] === 0) {
      if (telling(from + i)) return true
    } else seen[map[i]! - 1 - bFrom] = 1
  }
  for (let j = bFrom; j < bTo; j++) if (seen[j - bFrom] === 0 && telling(j)) return true
  return false
}

// -------------------------------------------------------------------------------------------------------------- the blocks

/** Neighbours with neighbouring sources, or with one source, become one. */
function merge(r: Reading, items: Item[]): Item[] {
  const out: Item[] = []
  for (const i of items) {
    const last = out[out.length - 1]
    if (last && last.to === i.from && last.number === i.number) {
      const follows = last.sTo === i.sFrom && last.times === 1 && last.sTo <= last.from && i.sTo <= last.from
      const again = last.sFrom === i.sFrom && last.sTo === i.sTo
      if (follows || again) {
        last.to = i.to
        last.end = i.end
        last.exact &&= i.exact
        last.score = Math.min(last.score, i.score)
        last.whole &&= i.whole
        last.bullets &&= i.bullets
        last.longest = Math.max(last.longest, i.longest)
        last.words += i.words
        last.printings = Math.max(last.printings, i.printings)
        if (again) last.times++
        else {
          last.passages++
          last.sTo = i.sTo
          last.sEnd = i.sEnd
        }
        continue
      }
    }
    out.push({ ...i })
  }
  // A block whose source reaches into another repeat would be cut with its source: sources are first printings, so it cannot.
  for (const b of out)
    if (b.sTo > b.from)
      throw new Error(
        `our bug: the source ${b.sStart}-${b.sEnd} of a repeat at ${b.start}-${b.end} of a text of ${r.text.length} bytes does not stand before it (law: no repeat is its own source)`,
      )
  return out
}

function judge(r: Reading, p: Passages, blocks: Item[], recipe: Recipe): Repeat[] {
  const rule = recipe.repeat
  const out: Repeat[] = []
  for (const b of blocks) {
    const adjacent = b.sTo === b.from
    const tail = b.from * 5 >= r.count * 4
    const letters = mostlyLetters(r, b.from, b.to)
    const single = b.passages === 1
    if (!letters && single) continue
    if (b.words < rule.reportWords && !(adjacent && b.words >= 2)) continue
    const because = [
      b.exact ? 'identical after folding' : 'nearly identical',
      b.times > 1
        ? `printed ${b.times} more times`
        : b.passages === 1
          ? b.whole
            ? '1 passage'
            : '1 sentence'
          : `${b.passages} passages`,
    ]
    let cut = true
    const stays = (why: string): void => {
      if (cut) because.push(`not cut: ${why}`)
      cut = false
    }
    const long = b.longest >= rule.cutWords || b.words >= rule.blockWords
    if (b.number) stays('differs in a number')
    if (!letters) stays('mostly digits')
    if (single && b.longest < rule.blockWords) {
      if (ending(r, b) === 0x3a) stays('ends in a colon, like the name of a speaker')
      else if (!adjacent && ending(r, b) === 0x3f) stays('a question that is asked again')
      else if (!adjacent && b.printings >= rule.refrain) stays(`stands ${b.printings} times apart, like a refrain`)
    }
    if (b.bullets && (!b.whole || b.longest < rule.cutWords)) stays(single ? 'an item of a list' : 'items of a list')
    if (!single && !adjacent && b.longest < rule.cutWords && b.printings >= rule.refrain)
      stays(`stands ${b.printings} times apart, like a refrain`)
    if (single && !b.whole && !adjacent && b.words < rule.loneWords)
      stays('a short sentence on its own may speak of something else')
    if (cut && !adjacent && inList(r, p, b)) stays('an item in the middle of a list')
    if (cut && (!b.whole || b.passages <= 2) && halfQuoted(r, b))
      stays('opens or closes a quotation that it does not hold whole')
    if (b.words < rule.blockWords && row(r, b, rule.rowDigits)) stays('a row of figures')
    if (cut && !adjacent && b.words < 2 * rule.blockWords) {
      if (single && ending(r, b) === 0x2d) stays('ends in a dash, like the heading of a list')
      if (inTable(r, b)) stays('stands at the rows of a table, like its heading or its note')
    }
    if (!adjacent && inMidSentence(r, b)) stays('begins or ends in mid-sentence')
    if (!long && !adjacent && !(tail && b.words >= rule.tailWords)) stays(`shorter than ${rule.cutWords} words`)
    if (cut && !long) because.push(adjacent ? 'beside its source' : 'at the end of the article')
    out.push({
      span: [b.start, b.end],
      source: [b.sStart, b.sEnd],
      passages: b.passages,
      times: b.times,
      whole: b.whole,
      exact: b.exact,
      score: b.score,
      cut,
      because,
    })
  }
  return out
}

/** Does the block begin or end with an item of a list whose neighbour item, before or behind it, is not repeated with it? */
function inList(r: Reading, p: Passages, b: Item): boolean {
  let low = 0
  let high = p.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (p.start[middle]! < b.start) low = middle + 1
    else high = middle
  }
  if (low === p.count || p.start[low] !== b.start) return false
  let last = low
  while (last + 1 < p.count && p.end[last]! < b.end) last++
  const item = (u: number): boolean => u >= 0 && u < p.count && bullet(r, p.start[u]!, p.end[u]!)
  return (item(low) && item(low - 1)) || (item(last) && item(last + 1))
}

/** Are more quotations opened than closed in the block, or the other way round? */
function halfQuoted(r: Reading, b: Item): boolean {
  const t = r.text
  let plain = 0
  let curly = 0
  let angle = 0
  let corner = 0
  for (let i = b.start; i < b.end; i++) {
    const c = t[i]!
    if (c === 0x22) plain++
    else if (c === 0xe2 && t[i + 1] === 0x80) {
      if (t[i + 2] === 0x9c || t[i + 2] === 0x9e) curly++
      else if (t[i + 2] === 0x9d) curly--
    } else if (c === 0xc2 && t[i + 1] === 0xab) angle++
    else if (c === 0xc2 && t[i + 1] === 0xbb) angle--
    else if (c === 0xe3 && t[i + 1] === 0x80) {
      if (t[i + 2] === 0x8c || t[i + 2] === 0x8e) corner++
      else if (t[i + 2] === 0x8d || t[i + 2] === 0x8f) corner--
    }
  }
  // German closes with “, which elsewhere opens: „…“ counts two and is whole.
  return plain % 2 !== 0 || curly % 2 !== 0 || angle !== 0 || corner !== 0
}

/** Is the block a row of a table: many numbers, or columns set apart by several spaces? */
function row(r: Reading, b: Item, share: number): boolean {
  let digits = 0
  for (let i = b.from; i < b.to; i++) if ((r.kind[i]! & DIGIT) !== 0) digits++
  if (digits >= share * (b.to - b.from)) return true
  let columns = 0
  let leaders = 0
  for (let i = b.start; i + 2 < b.end && columns < 2; i++) {
    if (r.text[i]! > 0x20 && isBlank(r.text[i + 1]!) && isBlank(r.text[i + 2]!)) columns++
    // COMPANY....DATE.....PRICE. What trails off in prose ... has a space behind it.
    if (r.text[i] === 0x2e && r.text[i + 1] === 0x2e && r.text[i + 2]! > 0x20 && r.text[i + 2] !== 0x2e) leaders++
  }
  return leaders >= 2 || (columns >= 2 && (digits > 0 || saysTwice(r, b)))
}

/** Tokens beside a passage that are looked at for the rows of a table: figures, half of them at least. (In news that tells figures they are a third, "up 3.4 pct to 12.1 mln".) */
const BESIDE = 12

/** Do rows of figures follow the block and its source, or stand before both? */
function inTable(r: Reading, b: Item): boolean {
  const figures = (from: number, to: number): boolean => {
    if (from < 0 || to > r.count) return false
    let digits = 0
    for (let i = from; i < to; i++) if ((r.kind[i]! & DIGIT) !== 0) digits++
    return digits * 2 >= BESIDE
  }
  const behind = (to: number): boolean => figures(to, to + BESIDE)
  const before = (from: number): boolean => figures(from - BESIDE, from)
  return (behind(b.to) && behind(b.sTo)) || (before(b.from) && before(b.sFrom))
}

/** Does a short block hold one word twice in a row: "nil nil"? Menus name each thing once. */
function saysTwice(r: Reading, b: Item): boolean {
  for (let i = b.from + 1; i < b.to; i++) if (r.lo[i] === r.lo[i - 1] && r.hi[i] === r.hi[i - 1]) return true
  return false
}

const isBlank = (c: number): boolean => c === 0x20 || c === 0x09

/** Does the block begin with a small letter behind an open sentence, or end in an open sentence before one? Broken lines of tables and notes do. */
function inMidSentence(r: Reading, b: Item): boolean {
  const small = (token: number): boolean =>
    token < r.count && (r.kind[token]! & LETTER) !== 0 && (r.kind[token]! & (UPPER | CASELESS | DIGIT)) === 0
  const open = (token: number): boolean => {
    for (let i = r.end[token]!; i < r.text.length && (token + 1 >= r.count || i < r.start[token + 1]!); i++)
      if (r.text[i]! > 0x20) return r.text[i] === 0x2c
    return true
  }
  return (b.from > 0 && small(b.from) && open(b.from - 1)) || (small(b.to) && open(b.to - 1))
}

/** Last character of the passage: a colon, a question mark, a dash, another ASCII character, or 0. Closing quotes and brackets are skipped; other scripts' marks are told as the ASCII one. */
function ending(r: Reading, b: Item): number {
  const t = r.text
  const is = (at: number, ...bytes: number[]): boolean =>
    at - bytes.length >= b.start && bytes.every((x, k) => t[at - bytes.length + k] === x)
  let i = b.end
  for (let n = 0; n < 4 && i > b.start; n++) {
    const c = t[i - 1]!
    if (c === 0x22 || c === 0x27 || c === 0x29) i--
    else if (is(i, 0xc2, 0xbb)) i -= 2
    else if (is(i, 0xe2, 0x80, 0x9d) || is(i, 0xe2, 0x80, 0x99) || is(i, 0xe3, 0x80, 0x8d) || is(i, 0xe3, 0x80, 0x8f))
      i -= 3
    else break
  }
  if (is(i, 0xef, 0xbc, 0x9f) || is(i, 0xd8, 0x9f) || is(i, 0xe1, 0x8d, 0xa7)) return 0x3f // ？ ؟ ፧
  if (is(i, 0xe3, 0x81, 0x8b, 0xe3, 0x80, 0x82)) return 0x3f // か。
  if (is(i, 0x3b) && i - 2 >= b.start && (t[i - 3] === 0xce || t[i - 3] === 0xcf)) return 0x3f // Greek ;
  if (is(i, 0xef, 0xbc, 0x9a)) return 0x3a // ：
  if (is(i, 0xe2, 0x80, 0x93) || is(i, 0xe2, 0x80, 0x94)) return 0x2d // – —
  return i > b.start && t[i - 1]! < 0x80 ? t[i - 1]! : 0
}

/** Does the passage begin like an item of a list: a bullet, a dash, a number with a dot or bracket? */
function bullet(r: Reading, start: number, end: number): boolean {
  const t = r.text
  const c = t[start]!
  if (c === 0x2a || c === 0x2d || c === 0x2b) return true
  if (c === 0xe2)
    return (
      (t[start + 1] === 0x80 && (t[start + 2] === 0xa2 || t[start + 2] === 0x93 || t[start + 2] === 0x94)) ||
      t[start + 1] === 0x97 ||
      t[start + 1] === 0x96
    )
  if (c === 0xc2) return t[start + 1] === 0xb7
  // 1. 1) 1- 1 - and the same with Arabic digits.
  let i = start
  for (let n = 0; n < 3 && i < end; n++) {
    if (t[i]! >= 0x30 && t[i]! <= 0x39) i++
    else if (t[i] === 0xd9 && t[i + 1]! >= 0xa0 && t[i + 1]! <= 0xa9) i += 2
    else break
  }
  if (i === start) return false
  while (i < end && t[i] === 0x20 && i < start + 8) i++
  return (
    t[i] === 0x2e ||
    t[i] === 0x29 ||
    t[i] === 0x2d ||
    (t[i] === 0xe2 && t[i + 1] === 0x80 && (t[i + 2] === 0x93 || t[i + 2] === 0x94))
  )
}
