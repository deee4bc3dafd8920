// Two aligned sides -> what a copy says that the kept article does not. A copy goes only when nothing is lost: no run of words, no number, no
// negation, no name, no word of a quotation, and no word in the place of another.
//
// Law: what is missing is told by its bytes; a copy of which nothing is missing is contained in the kept article but for words that tell nothing.
import type { Side } from './align.js'
import { tableSlots } from './kernel/overlap.js'
import { tells } from './kernel/telling.js'
import { CASELESS, CLASS, DIGIT, UPPER } from './kernel/tokens.js'
import type { Passages, Reading } from './model.js'
import type { Recipe } from './recipe.js'

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
  const found = lost(keptSide.reading, copy, paragraphs, copy.mapTo(keptSide, recipe.align.tries), recipe)
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
