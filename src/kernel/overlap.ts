// Two shingle columns -> how many distinct shingles each has and how many both have: exact jaccard and containment.
// One open-addressing table over both; a slot holds an index into the concatenation of the columns and two flags.
import type { Memory } from './memory.js'
import { RESULT } from './wasm.js'

/** Slots of the table for n shingles: a power of two, at most half full. */
export function tableSlots(n: number): number {
  let slots = 16
  while (slots < 2 * n) slots *= 2
  return slots
}

/**
 * Distinct shingles of a, of b, of both, written to out[0..3). Columns lo, hi (u32) as byte offsets; `aSkip`, `bSkip` are u8 columns whose
 * non-zero entries leave a shingle out (offset 0 = none). tableAt: 4 bytes x tableSlots(na + nb), flagAt: 1 byte each.
 */
export function overlap(
  m: Memory,
  aLoAt: number,
  aHiAt: number,
  na: number,
  aSkip: number,
  bLoAt: number,
  bHiAt: number,
  nb: number,
  bSkip: number,
  tableAt: number,
  flagAt: number,
  slots: number,
  out: Uint32Array,
): void {
  const { u8, u32 } = m
  if (m.kernel) {
    m.kernel.overlap(aLoAt, aHiAt, na, aSkip, bLoAt, bHiAt, nb, bSkip, tableAt, flagAt, slots)
    for (let i = 0; i < 3; i++) out[i] = u32[RESULT + i]!
    return
  }
  const table = tableAt >>> 2
  u32.fill(0, table, table + slots)
  const mask = slots - 1
  let inA = 0
  let inB = 0
  let both = 0
  for (let side = 0; side < 2; side++) {
    const lo = (side === 0 ? aLoAt : bLoAt) >>> 2
    const hi = (side === 0 ? aHiAt : bHiAt) >>> 2
    const n = side === 0 ? na : nb
    const skip = side === 0 ? aSkip : bSkip
    const bit = side + 1
    for (let i = 0; i < n; i++) {
      if (skip !== 0 && u8[skip + i] !== 0) continue
      const x = u32[lo + i]!
      const y = u32[hi + i]!
      let slot = (x ^ (y >>> 11)) & mask
      for (;;) {
        const held = u32[table + slot]!
        if (held === 0) {
          u32[table + slot] = lo + i + 1
          u8[flagAt + slot] = bit
          if (side === 0) inA++
          else inB++
          break
        }
        // A held index points at the lo column it came from; the hi column is the same distance away on either side.
        const from = held - 1
        const hiOf =
          from >= aLoAt >>> 2 && from < (aLoAt >>> 2) + na
            ? from - (aLoAt >>> 2) + (aHiAt >>> 2)
            : from - (bLoAt >>> 2) + (bHiAt >>> 2)
        if (u32[from] === x && u32[hiOf] === y) {
          const flags = u8[flagAt + slot]!
          if ((flags & bit) === 0) {
            u8[flagAt + slot] = flags | bit
            if (side === 0) inA++
            else inB++
            both++
          }
          break
        }
        slot = (slot + 1) & mask
      }
    }
  }
  out[0] = inA
  out[1] = inB
  out[2] = both
}

/**
 * Shingles that have an equal one before them: pairs (shingle, the first equal to it) to outAt (u32), ascending. tableAt: 4 bytes x slots
 * (tableSlots(count)). Returns the number of pairs.
 */
export function again(
  m: Memory,
  loAt: number,
  hiAt: number,
  count: number,
  tableAt: number,
  slots: number,
  outAt: number,
): number {
  if (m.kernel) return m.kernel.again(loAt, hiAt, count, tableAt, slots, outAt)
  const { u32 } = m
  const table = tableAt >>> 2
  const out = outAt >>> 2
  const lo = loAt >>> 2
  const hi = hiAt >>> 2
  u32.fill(0, table, table + slots)
  let n = 0
  for (let i = 0; i < count; i++) {
    const x = u32[lo + i]!
    const y = u32[hi + i]!
    let slot = (x ^ (y >>> 11)) & (slots - 1)
    for (;;) {
      const held = u32[table + slot]!
      if (held === 0) {
        u32[table + slot] = i + 1
        break
      }
      if (u32[lo + held - 1] === x && u32[hi + held - 1] === y) {
        u32[out + 2 * n] = i
        u32[out + 2 * n++ + 1] = held - 1
        break
      }
      slot = (slot + 1) & (slots - 1)
    }
  }
  return n
}
