// The mixing of ../hash.ts and the hash of a run of tokens of ../shingles.ts.
import { RESULT } from './tables'

@inline
export function mix(x: u32): u32 {
  let h = x
  h ^= h >>> 16
  h *= 0x85ebca6b
  h ^= h >>> 13
  h *= 0xc2b2ae35
  return h ^ (h >>> 16)
}

@inline
export function mix2(x: u32): u32 {
  let h = x
  h ^= h >>> 16
  h *= 0x7feb352d
  h ^= h >>> 15
  h *= 0x846ca68b
  return h ^ (h >>> 16)
}

/** Two lanes of the run [from, to) of tokens, to RESULT. */
export function runHash(loAt: usize, hiAt: usize, from: u32, to: u32): void {
  let a: u32 = to - from
  let b: u32 = ~a
  for (let i = from; i < to; i++) {
    const at = (<usize>i) << 2
    a = (a ^ load<u32>(loAt + at)) * 0x9e3779b1
    a ^= a >>> 15
    b = (rotl<u32>(b, 11) + load<u32>(hiAt + at)) * 0x85ebca77
    b ^= b >>> 13
  }
  store<u32>(RESULT, mix(a ^ (b * 0x632be5ab)))
  store<u32>(RESULT, mix2(b ^ rotl<u32>(a, 16)), 4)
}

/** The hashes of the runs in the columns from and to, two words each, to outAt. */
export function runHashes(loAt: usize, hiAt: usize, fromAt: usize, toAt: usize, count: u32, outAt: usize): void {
  for (let u: usize = 0; u < count; u++) {
    runHash(loAt, hiAt, load<u32>(fromAt + (u << 2)), load<u32>(toAt + (u << 2)))
    store<u64>(outAt + (u << 3), load<u64>(RESULT))
  }
}
