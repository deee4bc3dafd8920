// Aligns the tokens of a with the tokens of b: seed and extend. The answer is a map: for every token of a the token of b that
// it equals, or nothing.
//
//   1. The shingles of b stand in a table, equal ones chained in order (overlap.ts).
//   2. Walking a from left to right, a shingle found in b is a seed. It is extended to the right, and to the left up to what is
//      mapped already, while tokens are equal. Of several places in b the one that goes on where the last run ended
//      is preferred, else the longest run wins, the earliest of equals. The walk goes on behind the run.
//   3. Small gaps between runs that follow one another in both texts are filled by the longest common subsequence of at most
//      GAP x GAP tokens, so that two neighbouring typing errors do not hide the words between them; at the beginning and
//      the end, words that are equal from there on.
//
// Work: at most `tries` extensions a run, each no longer than twice what it can gain or a fixed look, so linear in both texts for
// every input, periodic text included. Moved paragraphs are found, because a run may begin anywhere in b.
import type { Memory } from './memory.js'

/** Longest gap, in tokens, that is filled. */
export const GAP = 16
/** How far a place that is not the preferred one is tried before it is compared. */
const LOOK = 64

/** Token columns of one side: byte offsets of u32 columns; the range [from, to) of tokens takes part. */
export interface Side {
  readonly lo: number
  readonly hi: number
  readonly shLo: number
  readonly shHi: number
  readonly shingles: number
  readonly from: number
  readonly to: number
}

const lcs = new Uint8Array((GAP + 1) * (GAP + 1))

/**
 * Writes map[i] = token of b + 1, or 0, for every token i of a in [a.from, a.to), at mapAt (u32, indexed by token). tableAt, slots and nextAt: what
 * `index` made of the shingles [b.from, min(b.to, b.shingles)) of b. Returns the number of mapped tokens.
 */
export function align(
  m: Memory,
  a: Side,
  b: Side,
  tries: number,
  mapAt: number,
  tableAt: number,
  slots: number,
  nextAt: number,
): number {
  if (m.kernel)
    return m.kernel.align(
      a.lo,
      a.hi,
      a.shLo,
      a.shHi,
      a.shingles,
      a.from,
      a.to,
      b.lo,
      b.hi,
      b.shLo,
      b.shHi,
      b.from,
      b.to,
      tries,
      mapAt,
      tableAt,
      slots,
      nextAt,
    )
  const { u32 } = m
  const map = mapAt >>> 2
  const table = tableAt >>> 2
  const next = nextAt >>> 2
  const aLo = a.lo >>> 2
  const aHi = a.hi >>> 2
  const bLo = b.lo >>> 2
  const bHi = b.hi >>> 2
  const aShLo = a.shLo >>> 2
  const aShHi = a.shHi >>> 2
  const bShLo = b.shLo >>> 2
  const bShHi = b.shHi >>> 2
  const mask = slots - 1
  u32.fill(0, map + a.from, map + a.to)

  let mapped = 0
  let endA = a.from
  let endB = b.from
  const aLast = Math.min(a.to, a.shingles)
  for (let i = a.from; i < aLast; ) {
    const x = u32[aShLo + i]!
    const y = u32[aShHi + i]!
    let slot = (x ^ (y >>> 11)) & mask
    let place = 0
    for (;;) {
      const held = u32[table + slot]!
      if (held === 0) break
      if (u32[bShLo + held - 1] === x && u32[bShHi + held - 1] === y) {
        place = held
        break
      }
      slot = (slot + 1) & mask
    }
    if (place === 0) {
      i++
      continue
    }
    let best = -1
    let bestLength = 0
    const wanted = endB + (i - endA)
    for (let t = 0, p = place; p !== 0 && t < tries; t++, p = u32[next + p - 1]!) {
      const j = p - 1
      let length = 0
      const reach = Math.min(a.to - i, b.to - j, LOOK)
      while (
        length < reach &&
        u32[aLo + i + length] === u32[bLo + j + length] &&
        u32[aHi + i + length] === u32[bHi + j + length]
      )
        length++
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
    while (
      i + length < a.to &&
      best + length < b.to &&
      u32[aLo + i + length] === u32[bLo + best + length] &&
      u32[aHi + i + length] === u32[bHi + best + length]
    )
      length++
    let back = 0
    while (
      i - back > endA &&
      best - back > b.from &&
      u32[aLo + i - back - 1] === u32[bLo + best - back - 1] &&
      u32[aHi + i - back - 1] === u32[bHi + best - back - 1]
    )
      back++
    const beginA = i - back
    const beginB = best - back
    for (let k = -back; k < length; k++) u32[map + i + k] = best + k + 1
    mapped += back + length
    if (endA === a.from) {
      // Before the first run, words that are equal from the beginning on.
      for (let k = 0; endA + k < beginA && b.from + k < beginB; k++) {
        if (u32[aLo + endA + k] !== u32[bLo + b.from + k] || u32[aHi + endA + k] !== u32[bHi + b.from + k]) break
        u32[map + endA + k] = b.from + k + 1
        mapped++
      }
    } else if (beginA > endA && beginB > endB && beginA - endA <= GAP && beginB - endB <= GAP) {
      mapped += fill(u32, map, aLo, aHi, endA, beginA, bLo, bHi, endB, beginB)
    }
    i += length
    endA = i
    endB = best + length
  }
  // The last words may be too few for a seed: both texts are compared from their ends.
  if (mapped > 0) {
    let i = a.to - 1
    let j = b.to - 1
    for (; i >= endA && j >= endB && u32[aLo + i] === u32[bLo + j] && u32[aHi + i] === u32[bHi + j]; i--, j--) {
      u32[map + i] = j + 1
      mapped++
    }
  }
  return mapped
}

/** Longest common subsequence of a[a0, a1) and b[b0, b1), written to the map. Returns its length. */
function fill(
  u32: Uint32Array,
  map: number,
  aLo: number,
  aHi: number,
  a0: number,
  a1: number,
  bLo: number,
  bHi: number,
  b0: number,
  b1: number,
): number {
  const na = a1 - a0
  const nb = b1 - b0
  const w = nb + 1
  for (let j = 0; j <= nb; j++) lcs[na * w + j] = 0
  for (let i = na - 1; i >= 0; i--) {
    lcs[i * w + nb] = 0
    for (let j = nb - 1; j >= 0; j--) {
      const same = u32[aLo + a0 + i] === u32[bLo + b0 + j] && u32[aHi + a0 + i] === u32[bHi + b0 + j]
      lcs[i * w + j] = same ? lcs[(i + 1) * w + j + 1]! + 1 : Math.max(lcs[(i + 1) * w + j]!, lcs[i * w + j + 1]!)
    }
  }
  let n = 0
  for (let i = 0, j = 0; i < na && j < nb; ) {
    if (u32[aLo + a0 + i] === u32[bLo + b0 + j] && u32[aHi + a0 + i] === u32[bHi + b0 + j]) {
      u32[map + a0 + i] = b0 + j + 1
      n++
      i++
      j++
    } else if (lcs[(i + 1) * w + j]! >= lcs[i * w + j + 1]!) i++
    else j++
  }
  return n
}
