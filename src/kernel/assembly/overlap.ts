// ../overlap.ts: distinct shingles of a, of b, of both, to RESULT. The table holds hashes' places; marks of both sides stand beside.
import { RESULT } from './tables'

export function overlap(
  aLoAt: usize,
  aHiAt: usize,
  na: u32,
  aSkip: usize,
  bLoAt: usize,
  bHiAt: usize,
  nb: u32,
  bSkip: usize,
  tableAt: usize,
  flagAt: usize,
  slots: u32,
): void {
  memory.fill(tableAt, 0, (<usize>slots) << 2)
  const mask = slots - 1
  let inA: u32 = 0
  let inB: u32 = 0
  let both: u32 = 0
  for (let side = 0; side < 2; side++) {
    const lo = side === 0 ? aLoAt : bLoAt
    const hi = side === 0 ? aHiAt : bHiAt
    const n = side === 0 ? na : nb
    const skip = side === 0 ? aSkip : bSkip
    const bit = <u8>(side + 1)
    for (let i: u32 = 0; i < n; i++) {
      if (skip !== 0 && load<u8>(skip + i) !== 0) continue
      const x = load<u32>(lo + ((<usize>i) << 2))
      const y = load<u32>(hi + ((<usize>i) << 2))
      let slot = (x ^ (y >>> 11)) & mask
      for (;;) {
        const held = load<u32>(tableAt + ((<usize>slot) << 2))
        if (held === 0) {
          // Rows of b count on behind those of a.
          store<u32>(tableAt + ((<usize>slot) << 2), (side === 0 ? i : na + i) + 1)
          store<u8>(flagAt + slot, bit)
          if (side === 0) inA++
          else inB++
          break
        }
        const from = held - 1
        const fromLo = from < na ? aLoAt + ((<usize>from) << 2) : bLoAt + ((<usize>(from - na)) << 2)
        const fromHi = from < na ? aHiAt + ((<usize>from) << 2) : bHiAt + ((<usize>(from - na)) << 2)
        if (load<u32>(fromLo) === x && load<u32>(fromHi) === y) {
          const flags = load<u8>(flagAt + slot)
          if ((flags & bit) === 0) {
            store<u8>(flagAt + slot, flags | bit)
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
  store<u32>(RESULT, inA)
  store<u32>(RESULT, inB, 4)
  store<u32>(RESULT, both, 8)
}

/** Shingles that have an equal one before them: pairs (shingle, the first equal to it) to outAt, ascending. Returns the number of pairs. */
export function again(loAt: usize, hiAt: usize, count: u32, tableAt: usize, slots: u32, outAt: usize): u32 {
  memory.fill(tableAt, 0, (<usize>slots) << 2)
  const mask = slots - 1
  let out = outAt
  for (let i: u32 = 0; i < count; i++) {
    const x = load<u32>(loAt + ((<usize>i) << 2))
    const y = load<u32>(hiAt + ((<usize>i) << 2))
    let slot = (x ^ (y >>> 11)) & mask
    for (;;) {
      const held = load<u32>(tableAt + ((<usize>slot) << 2))
      if (held === 0) {
        store<u32>(tableAt + ((<usize>slot) << 2), i + 1)
        break
      }
      const from = (<usize>(held - 1)) << 2
      if (load<u32>(loAt + from) === x && load<u32>(hiAt + from) === y) {
        store<u32>(out, i)
        store<u32>(out, held - 1, 4)
        out += 8
        break
      }
      slot = (slot + 1) & mask
    }
  }
  return <u32>((out - outAt) >>> 3)
}
