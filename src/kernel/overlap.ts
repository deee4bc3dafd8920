// A column of shingles -> a table of them, and how many distinct shingles two columns share: exact jaccard and containment.
//
// The table of a side is made once and serves all its partners: open addressing, a slot holds the place of the first shingle of its kind,
// whose further places are chained in order. The smaller side walks through the table of the larger one, so that one
// long article with thousands of short partners costs the length of the partners.
import type { Memory } from './memory.js'

/** Slots of the table for n shingles: a power of two, at most half full. */
export function tableSlots(n: number): number {
  let slots = 16
  while (slots < 2 * n) slots *= 2
  return slots
}

/**
 * Shingles [from, last) of the columns lo, hi (u32) -> table (4 bytes x slots) and chains (u32 column nextAt, by shingle: place + 1 of the next equal
 * one, 0 at the end). markAt: a u8 column, 1 where a shingle is the first of its kind; 0 = not wanted. Returns the number of distinct shingles.
 */
export function index(
  m: Memory,
  loAt: number,
  hiAt: number,
  from: number,
  last: number,
  tableAt: number,
  slots: number,
  nextAt: number,
  markAt: number,
): number {
  if (m.kernel) return m.kernel.index(loAt, hiAt, from, last, tableAt, slots, nextAt, markAt)
  const { u8, u32 } = m
  const lo = loAt >>> 2
  const hi = hiAt >>> 2
  const table = tableAt >>> 2
  const next = nextAt >>> 2
  u32.fill(0, table, table + slots)
  let distinct = 0
  // Backwards, so that each chain runs from the earliest place on.
  for (let j = last - 1; j >= from; j--) {
    const x = u32[lo + j]!
    const y = u32[hi + j]!
    let slot = (x ^ (y >>> 11)) & (slots - 1)
    let held = u32[table + slot]!
    while (held !== 0 && (u32[lo + held - 1] !== x || u32[hi + held - 1] !== y)) {
      slot = (slot + 1) & (slots - 1)
      held = u32[table + slot]!
    }
    u32[next + j] = held
    u32[table + slot] = j + 1
    if (held === 0) distinct++
    if (markAt !== 0) {
      u8[markAt + j] = 1
      if (held !== 0) u8[markAt + held - 1] = 0
    }
  }
  return distinct
}

/** How many of the `na` shingles of a that are marked stand in the table of b. */
export function common(
  m: Memory,
  aLoAt: number,
  aHiAt: number,
  na: number,
  aMarkAt: number,
  bLoAt: number,
  bHiAt: number,
  bTableAt: number,
  bSlots: number,
): number {
  if (m.kernel) return m.kernel.common(aLoAt, aHiAt, na, aMarkAt, bLoAt, bHiAt, bTableAt, bSlots)
  const { u8, u32 } = m
  const [aLo, aHi, bLo, bHi] = [aLoAt >>> 2, aHiAt >>> 2, bLoAt >>> 2, bHiAt >>> 2]
  const table = bTableAt >>> 2
  let both = 0
  for (let i = 0; i < na; i++) {
    if (u8[aMarkAt + i] === 0) continue
    const x = u32[aLo + i]!
    const y = u32[aHi + i]!
    let slot = (x ^ (y >>> 11)) & (bSlots - 1)
    for (let held = u32[table + slot]!; held !== 0; held = u32[table + slot]!) {
      if (u32[bLo + held - 1] === x && u32[bHi + held - 1] === y) {
        both++
        break
      }
      slot = (slot + 1) & (bSlots - 1)
    }
  }
  return both
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
