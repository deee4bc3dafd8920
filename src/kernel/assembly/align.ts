// ../align.ts, line by line: seed and extend.
import { LCS } from './tables'

const GAP: u32 = 16
const LOOK: u32 = 64

let aLo: usize = 0
let aHi: usize = 0
let bLo: usize = 0
let bHi: usize = 0

@inline
function same(i: u32, j: u32): bool {
  const x = (<usize>i) << 2
  const y = (<usize>j) << 2
  return load<u32>(aLo + x) === load<u32>(bLo + y) && load<u32>(aHi + x) === load<u32>(bHi + y)
}

@inline
function at(column: usize, i: u32): u32 {
  return load<u32>(column + ((<usize>i) << 2))
}

@inline
function set(column: usize, i: u32, value: u32): void {
  store<u32>(column + ((<usize>i) << 2), value)
}

function fill(map: usize, a0: u32, a1: u32, b0: u32, b1: u32): u32 {
  const na = a1 - a0
  const nb = b1 - b0
  const w = nb + 1
  for (let j: u32 = 0; j <= nb; j++) store<u8>(LCS + na * w + j, 0)
  for (let i = na; i-- > 0; ) {
    store<u8>(LCS + i * w + nb, 0)
    for (let j = nb; j-- > 0; ) {
      const here = LCS + i * w + j
      store<u8>(here, same(a0 + i, b0 + j) ? load<u8>(here + w + 1) + 1 : max(load<u8>(here + w), load<u8>(here + 1)))
    }
  }
  let n: u32 = 0
  let i: u32 = 0
  let j: u32 = 0
  while (i < na && j < nb) {
    if (same(a0 + i, b0 + j)) {
      set(map, a0 + i, b0 + j + 1)
      n++
      i++
      j++
    } else if (load<u8>(LCS + (i + 1) * w + j) >= load<u8>(LCS + i * w + j + 1)) i++
    else j++
  }
  return n
}

/** Walks a through the table that `index` made of b. */
export function align(
  aLoAt: usize,
  aHiAt: usize,
  aShLo: usize,
  aShHi: usize,
  aShingles: u32,
  aFrom: u32,
  aTo: u32,
  bLoAt: usize,
  bHiAt: usize,
  bShLo: usize,
  bShHi: usize,
  bFrom: u32,
  bTo: u32,
  tries: u32,
  map: usize,
  table: usize,
  slots: u32,
  next: usize,
): u32 {
  aLo = aLoAt
  aHi = aHiAt
  bLo = bLoAt
  bHi = bHiAt
  const mask = slots - 1
  memory.fill(map + ((<usize>aFrom) << 2), 0, (<usize>(aTo - aFrom)) << 2)
  let mapped: u32 = 0
  let endA = aFrom
  let endB = bFrom
  const aLast = min(aTo, aShingles)
  for (let i = aFrom; i < aLast; ) {
    const x = at(aShLo, i)
    const y = at(aShHi, i)
    let slot = (x ^ (y >>> 11)) & mask
    let place: u32 = 0
    for (;;) {
      const held = at(table, slot)
      if (held === 0) break
      if (at(bShLo, held - 1) === x && at(bShHi, held - 1) === y) {
        place = held
        break
      }
      slot = (slot + 1) & mask
    }
    if (place === 0) {
      i++
      continue
    }
    let best: u32 = 0
    let bestLength: u32 = 0
    const wanted = endB + (i - endA)
    let t: u32 = 0
    for (let p = place; p !== 0 && t < tries; t++, p = at(next, p - 1)) {
      const j = p - 1
      let length: u32 = 0
      const reach = min(min(aTo - i, bTo - j), LOOK)
      while (length < reach && same(i + length, j + length)) length++
      if (j === wanted && length > 0) {
        best = j
        bestLength = length
        break
      }
      if (length > bestLength) {
        best = j
        bestLength = length
      }
    }
    if (bestLength === 0) {
      i++
      continue
    }
    let length = bestLength
    while (i + length < aTo && best + length < bTo && same(i + length, best + length)) length++
    let back: u32 = 0
    while (i - back > endA && best - back > bFrom && same(i - back - 1, best - back - 1)) back++
    const beginA = i - back
    const beginB = best - back
    for (let k: u32 = 0; k < back + length; k++) set(map, beginA + k, beginB + k + 1)
    mapped += back + length
    if (endA === aFrom) {
      for (let k: u32 = 0; endA + k < beginA && bFrom + k < beginB; k++) {
        if (!same(endA + k, bFrom + k)) break
        set(map, endA + k, bFrom + k + 1)
        mapped++
      }
    } else if (beginA > endA && beginB > endB && beginA - endA <= GAP && beginB - endB <= GAP) {
      mapped += fill(map, endA, beginA, endB, beginB)
    }
    i += length
    endA = i
    endB = best + length
  }
  if (mapped > 0) {
    for (let i = aTo, j = bTo; i > endA && j > endB && same(i - 1, j - 1); i--, j--) {
      set(map, i - 1, j)
      mapped++
    }
  }
  return mapped
}
