// The multi-partition MinHash sketch: the arithmetic. What it is and how well it estimates stands in ../sketch.ts.
//
// 128 minima in 4 groups of 8 bins of 4 lanes. A shingle (two 32-bit lanes x, y) falls, in each group, into one bin chosen
// by three bits of y, and offers its value a*x + b to the four lanes of that bin. So a shingle costs 16 multiplications, not 128.
// Minimum number g*32 + bin*4 + lane. Band bin*4 + lane takes that row of each group: 32 bands of 4 rows.
import { mix } from './hash.js'
import type { Memory } from './memory.js'

export const MINIMA = 128
export const BANDS = 32

// Multipliers and offsets of the 16 value functions: the fractional bits of the cosines are of no use here; these are the
// outputs of `mix` over a Weyl sequence (odd multipliers), fixed for ever because stored band keys depend on them.
const A = new Int32Array(16)
const B = new Int32Array(16)
for (let i = 0; i < 16; i++) {
  A[i] = mix(Math.imul(2 * i + 1, 0x9e3779b1)) | 1
  B[i] = mix(Math.imul(2 * i + 2, 0x9e3779b1))
}

/** `count` shingles (u32 columns lo, hi) -> 128 minima (u32) at outAt. Returns 128, or 0 for an empty set. */
export function minhash(m: Memory, loAt: number, hiAt: number, count: number, outAt: number): number {
  if (m.kernel) return m.kernel.minhash(loAt, hiAt, count, outAt)
  const { u32 } = m
  const lo = loAt >>> 2
  const hi = hiAt >>> 2
  const out = outAt >>> 2
  u32.fill(0xffffffff, out, out + MINIMA)
  for (let i = 0; i < count; i++) {
    const x = u32[lo + i]!
    let y = u32[hi + i]!
    for (let g = 0; g < 4; g++) {
      const row = out + g * 32 + (y & 7) * 4
      y >>>= 3
      const k = g * 4
      const v0 = (Math.imul(A[k]!, x) + B[k]!) >>> 0
      if (v0 < u32[row]!) u32[row] = v0
      const v1 = (Math.imul(A[k + 1]!, x) + B[k + 1]!) >>> 0
      if (v1 < u32[row + 1]!) u32[row + 1] = v1
      const v2 = (Math.imul(A[k + 2]!, x) + B[k + 2]!) >>> 0
      if (v2 < u32[row + 2]!) u32[row + 2] = v2
      const v3 = (Math.imul(A[k + 3]!, x) + B[k + 3]!) >>> 0
      if (v3 < u32[row + 3]!) u32[row + 3] = v3
    }
  }
  return count === 0 ? 0 : MINIMA
}

/** 128 minima -> 32 band keys (u32) at outAt. A band whose four bins are all empty has key 0: it says nothing, and is no key. Returns the number of keys that are not 0. */
export function bandKeys(m: Memory, minimaAt: number, outAt: number): number {
  if (m.kernel) return m.kernel.bandKeys(minimaAt, outAt)
  const { u32 } = m
  const at = minimaAt >>> 2
  const out = outAt >>> 2
  let n = 0
  for (let band = 0; band < BANDS; band++) {
    let h = Math.imul(band + 1, 0x9e3779b1)
    let empty = true
    for (let g = 0; g < 4; g++) {
      const v = u32[at + g * 32 + band]!
      if (v !== 0xffffffff) empty = false
      h = mix(h ^ v) + Math.imul(h, 5)
    }
    const key = empty ? 0 : mix(h) || 1
    if (!empty) n++
    u32[out + band] = key
  }
  return n
}
