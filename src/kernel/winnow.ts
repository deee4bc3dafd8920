// Winnowing: from every window of w consecutive shingles keep the one with the smallest hash (the rightmost of equals), each
// once. Any run of w shingles that two texts share contains a shingle both keep, whatever surrounds it; 2 / (w + 1) of all
// are kept. Source: Schleimer, Wilkerson, Aiken, Winnowing: local algorithms for document fingerprinting, SIGMOD 2003.
//
// Linear for every input: the minimum of a window is searched again only when it has just left the window, and in hashed
// text that happens once in (w + 1) / 2 steps; in constant text the rightmost rule moves it every step without a search.
import type { Memory } from './memory.js'

/** `count` shingles (u32 columns lo, hi) -> indexes of the kept ones (u32 at outAt), ascending. Returns how many. A text of fewer than `window` shingles keeps its smallest. */
export function winnow(m: Memory, loAt: number, hiAt: number, count: number, window: number, outAt: number): number {
  if (m.kernel) return m.kernel.winnow(loAt, hiAt, count, window, outAt)
  const { u32 } = m
  const lo = loAt >>> 2
  const hi = hiAt >>> 2
  const out = outAt >>> 2
  if (count === 0) return 0
  const span = Math.min(window, count)
  let n = 0
  let least = -1
  for (let end = span; end <= count; end++) {
    const begin = end - span
    if (least < begin) {
      least = begin
      for (let i = begin + 1; i < end; i++) if (notAbove(u32, lo, hi, i, least)) least = i
    } else if (notAbove(u32, lo, hi, end - 1, least)) least = end - 1
    else continue
    u32[out + n++] = least
  }
  return n
}

function notAbove(u32: Uint32Array, lo: number, hi: number, i: number, least: number): boolean {
  const a = u32[lo + i]!
  const b = u32[lo + least]!
  return a < b || (a === b && u32[hi + i]! <= u32[hi + least]!)
}
