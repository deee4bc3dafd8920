// Tokens -> letters: the same text told letter by letter, for texts that a bad scan has misread.
//
// Of a word with one letter wrong nothing is left as a token, and of five such words no shingle. Letter by letter much is left: at 15 wrong
// characters of a hundred every seventh run of twelve letters is whole. So words fall apart into their letters, which weigh what letters of
// Thai weigh (a shingle is twelve of them); Han, Kana and the letters of scripts without spaces are what they were. What stands between words
// is gone, so that a space too many or too few is no error at all; signs inside numbers are gone too. Signs that scans take for each other in
// every second error (0 and o, 1 and l and i, 5 and s) are one letter.
//
// Law: letters come in the order of the tokens they are of, each with the bytes of its character; NFC = NFD; equal tokens fall into equal letters.
import { mix, mix2 } from './hash.js'
import type { Arena } from './memory.js'
import { createArena } from './memory.js'
import { CLASS, fold, THAI, WORD } from './tokens.js'

/** Columns of tokens as `tokens` makes them: byte offsets of u32 columns, and of kind (u8). */
export interface Columns {
  readonly start: number
  readonly end: number
  readonly lo: number
  readonly hi: number
  readonly kind: number
}

const ALIKE: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', i: 'l', '5': 's' }

/** Two lanes of a folded letter. */
const LANES = 2
const hashOf = (point: number): readonly [number, number] => {
  const char = String.fromCodePoint(point)
  const p = (ALIKE[char] ?? char).codePointAt(0)!
  return [mix(p ^ 0x5bd1e995), mix2(p ^ 0x1b873593)]
}

/** Letters of ASCII characters: 0 where there is none. */
const ascii = new Uint32Array(128 * LANES)
for (let c = 0; c < 128; c++) {
  const point = c >= 0x41 && c <= 0x5a ? c | 0x20 : c
  if (/[a-z0-9]/.test(String.fromCharCode(point))) ascii.set(hashOf(point), c * LANES)
}

/** Folded letters of a character with its marks, by its bytes. Folding them costs; there are few. */
const known = new Map<string, readonly number[]>()
const MOST = 20_000
let made: Arena | null = null

function lettersOf(text: Uint8Array, at: number, end: number): readonly number[] {
  let name = ''
  for (let i = at; i < end; i++) name += String.fromCharCode(text[i]!)
  const found = known.get(name)
  if (found) return found
  const arena = (made ??= createArena(1 << 12))
  arena.reset()
  const from = arena.reserve(end - at + 8)
  const room = 24 * (end - at) + 64
  const out = arena.reserve(room)
  arena.u8.set(text.subarray(at, end), from)
  const n = fold(arena, from, from + end - at, out, room)
  const letters = [...Buffer.from(arena.u8.buffer, arena.u8.byteOffset + out, Math.max(0, n)).toString()]
    .filter((c) => c !== ' ' && c !== "'")
    .flatMap((c) => hashOf(c.codePointAt(0)!))
  if (known.size >= MOST) known.clear()
  known.set(name, letters)
  return letters
}

const bytesAt = (c: number): number => (c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1)

/** Does a mark begin at i that belongs to the letter before: combining marks of Latin, Greek and Cyrillic, and the later pieces of a Hangul syllable? */
function joins(t: Uint8Array, i: number): boolean {
  const c = t[i]!
  const d = t[i + 1]!
  if (c === 0xcc || (c === 0xcd && d < 0xb0)) return true
  return c === 0xe1 && ((d === 0x85 && t[i + 2]! >= 0xa0) || d === 0x86 || d === 0x87)
}

/**
 * `count` tokens of the text at [textAt, …) -> letters, in columns of `room` places. Returns how many, or -1 when there are more. A text has no more
 * letters than bytes, but for ligatures that fold to several.
 */
export function letters(arena: Arena, textAt: number, from: Columns, count: number, to: Columns, room: number): number {
  const { u8, u32 } = arena
  const text = u8.subarray(textAt)
  const [start, end, lo, hi] = [from.start >>> 2, from.end >>> 2, from.lo >>> 2, from.hi >>> 2]
  const [outStart, outEnd, outLo, outHi] = [to.start >>> 2, to.end >>> 2, to.lo >>> 2, to.hi >>> 2]
  let n = 0
  for (let k = 0; k < count; k++) {
    const kind = u8[from.kind + k]!
    const last = u32[end + k]!
    if ((kind & CLASS) !== WORD) {
      if (n === room) return -1
      u32[outStart + n] = u32[start + k]!
      u32[outEnd + n] = last
      u32[outLo + n] = u32[lo + k]!
      u32[outHi + n] = u32[hi + k]!
      u8[to.kind + n++] = kind
      continue
    }
    const single = (kind & ~CLASS) | THAI
    for (let i = u32[start + k]!, next = 0; i < last; i = next) {
      const c = text[i]!
      next = i + bytesAt(c)
      while (next < last && text[next]! >= 0x80 && joins(text, next)) next += bytesAt(text[next]!)
      if (c < 0x80 && next === i + 1) {
        const x = ascii[c * LANES]!
        if (x === 0) continue
        if (n === room) return -1
        u32[outStart + n] = i
        u32[outEnd + n] = next
        u32[outLo + n] = x
        u32[outHi + n] = ascii[c * LANES + 1]!
        u8[to.kind + n++] = single
        continue
      }
      const list = lettersOf(text, i, Math.min(next, last))
      for (let j = 0; j < list.length; j += LANES) {
        if (n === room) return -1
        u32[outStart + n] = i
        u32[outEnd + n] = Math.min(next, last)
        u32[outLo + n] = list[j]!
        u32[outHi + n] = list[j + 1]!
        u8[to.kind + n++] = single
      }
    }
  }
  return n
}
