// Token hashes -> shingle hashes. A shingle is the shortest run of tokens, beginning at a given token, that weighs a full
// shingle: five words, or eight Han or Kana characters, or twelve letters of a script without spaces, or a mixture (a word
// weighs 24, a character 15, a letter 10; a shingle 120). So every token but the last few begins one shingle, and mixed
// Chinese and English text needs no special case.
//
// The hash of a run t1 … tk is the polynomial t1 B^(k-1) + … + tk, in two 32-bit lanes with two bases, rolled in constant
// time a token (Karp and Rabin 1987), and mixed at the end so that its bits are independent. Law: it depends on the token
// hashes of the run and on nothing else; a text lighter than one shingle has one shingle, all of it; an empty text has none.
import { mix, mix2 } from './hash.js'
import type { Memory } from './memory.js'
import { RESULT } from './wasm.js'

/** Weight of a full shingle; classes 0 word, 1 Han or Kana, 2 letter: 120 / 5, 120 / 8, 120 / 12. */
const FULL = 120
const WEIGHT: readonly number[] = [24, 15, 10, 24]
/** Bases of the two lanes: odd, so multiplication is a bijection modulo 2^32. */
const BASE_LO = 0x01000193 | 1
const BASE_HI = 0x9e3779b1 | 1
const LONGEST = 16

const powers = (base: number): Int32Array => {
  const p = new Int32Array(LONGEST + 1)
  p[0] = 1
  for (let i = 1; i <= LONGEST; i++) p[i] = Math.imul(p[i - 1]!, base)
  return p
}
const POW_LO = powers(BASE_LO)
const POW_HI = powers(BASE_HI)

/**
 * `count` tokens -> shingles. In: columns lo, hi (u32), kind (u8). Out: columns outLo, outHi (u32) and outLen (u8, tokens of the
 * shingle). Shingle i begins at token i. Offsets are bytes; u32 columns at multiples of 4. Returns the number of shingles.
 */
export function shingles(
  m: Memory,
  loAt: number,
  hiAt: number,
  kindAt: number,
  count: number,
  outLoAt: number,
  outHiAt: number,
  outLenAt: number,
): number {
  if (m.kernel) return m.kernel.shingles(loAt, hiAt, kindAt, count, outLoAt, outHiAt, outLenAt)
  const { u8, u32 } = m
  const lo = loAt >>> 2
  const hi = hiAt >>> 2
  const outLo = outLoAt >>> 2
  const outHi = outHiAt >>> 2
  let a = 0
  let b = 0
  let weight = 0
  let head = 0
  let n = 0
  for (let tail = 0; tail < count; tail++) {
    a = (Math.imul(a, BASE_LO) + u32[lo + tail]!) | 0
    b = (Math.imul(b, BASE_HI) + u32[hi + tail]!) | 0
    weight += WEIGHT[u8[kindAt + tail]! & 3]!
    while (weight >= FULL) {
      const length = tail - head + 1
      u32[outLo + n] = mix(a ^ Math.imul(b, 0x632be5ab) ^ length)
      u32[outHi + n] = mix2(b ^ ((a << 16) | (a >>> 16)))
      u8[outLenAt + n] = length
      n++
      a = (a - Math.imul(u32[lo + head]!, POW_LO[length - 1]!)) | 0
      b = (b - Math.imul(u32[hi + head]!, POW_HI[length - 1]!)) | 0
      weight -= WEIGHT[u8[kindAt + head]! & 3]!
      head++
    }
  }
  if (n === 0 && count > 0) {
    u32[outLo] = mix(a ^ Math.imul(b, 0x632be5ab) ^ count)
    u32[outHi] = mix2(b ^ ((a << 16) | (a >>> 16)))
    u8[outLenAt] = count
    n = 1
  }
  return n
}

/**
 * Hash of a whole run of tokens, any length: two lanes to out[at], out[at + 1]. Equal folded runs have equal hashes. Not a polynomial: long
 * ones modulo 2^32 collide on the Thue-Morse sequence whatever the base.
 */
export function runHash(
  m: Memory,
  loAt: number,
  hiAt: number,
  from: number,
  to: number,
  out: Uint32Array,
  at: number,
): void {
  const { u32 } = m
  if (m.kernel) {
    m.kernel.runHash(loAt, hiAt, from, to)
    out[at] = u32[RESULT]!
    out[at + 1] = u32[RESULT + 1]!
    return
  }
  const lo = loAt >>> 2
  const hi = hiAt >>> 2
  let a = to - from
  let b = ~a
  for (let i = from; i < to; i++) {
    a = Math.imul(a ^ u32[lo + i]!, 0x9e3779b1)
    a ^= a >>> 15
    b = Math.imul(((b << 11) | (b >>> 21)) + u32[hi + i]!, 0x85ebca77)
    b ^= b >>> 13
  }
  out[at] = mix(a ^ Math.imul(b, 0x632be5ab))
  out[at + 1] = mix2(b ^ ((a << 16) | (a >>> 16)))
}

/** Hashes of `count` runs whose ends stand in the columns from and to (u32): two words each at outAt. */
export function runHashes(
  m: Memory,
  loAt: number,
  hiAt: number,
  fromAt: number,
  toAt: number,
  count: number,
  outAt: number,
): void {
  if (m.kernel) {
    m.kernel.runHashes(loAt, hiAt, fromAt, toAt, count, outAt)
    return
  }
  const { u32 } = m
  for (let u = 0; u < count; u++)
    runHash(m, loAt, hiAt, u32[(fromAt >>> 2) + u]!, u32[(toAt >>> 2) + u]!, u32, (outAt >>> 2) + 2 * u)
}
