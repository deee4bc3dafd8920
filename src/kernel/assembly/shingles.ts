// ../shingles.ts: token hashes -> shingle hashes.
import { mix, mix2 } from './hash'
import { POWERS } from './tables'

const FULL: u32 = 120
/** Weights 24, 15, 10, 24 of the classes 0 to 3, a byte each. */
const WEIGHTS: u32 = 0x180a0f18
const BASE_LO: u32 = 0x01000193
const BASE_HI: u32 = 0x9e3779b1
const LONGEST: u32 = 16
const HI_POWERS: usize = 128

export function initShingles(): void {
  let lo: u32 = 1
  let hi: u32 = 1
  for (let i: usize = 0; i <= LONGEST; i++) {
    store<u32>(POWERS + (i << 2), lo)
    store<u32>(POWERS + (i << 2), hi, HI_POWERS)
    lo *= BASE_LO
    hi *= BASE_HI
  }
}

@inline
function weightOf(kindAt: usize, i: u32): u32 {
  return (WEIGHTS >>> ((<u32>load<u8>(kindAt + i) & 3) << 3)) & 0xff
}

export function shingles(
  loAt: usize,
  hiAt: usize,
  kindAt: usize,
  count: u32,
  outLoAt: usize,
  outHiAt: usize,
  outLenAt: usize,
): u32 {
  let a: u32 = 0
  let b: u32 = 0
  let weight: u32 = 0
  let head: u32 = 0
  let n: u32 = 0
  for (let tail: u32 = 0; tail < count; tail++) {
    const at = (<usize>tail) << 2
    a = a * BASE_LO + load<u32>(loAt + at)
    b = b * BASE_HI + load<u32>(hiAt + at)
    weight += weightOf(kindAt, tail)
    while (weight >= FULL) {
      const length = tail - head + 1
      const out = (<usize>n) << 2
      store<u32>(outLoAt + out, mix(a ^ (b * 0x632be5ab) ^ length))
      store<u32>(outHiAt + out, mix2(b ^ rotl<u32>(a, 16)))
      store<u8>(outLenAt + n, <u8>length)
      n++
      const from = (<usize>head) << 2
      const power = POWERS + ((<usize>length - 1) << 2)
      a -= load<u32>(loAt + from) * load<u32>(power)
      b -= load<u32>(hiAt + from) * load<u32>(power, HI_POWERS)
      weight -= weightOf(kindAt, head)
      head++
    }
  }
  if (n === 0 && count > 0) {
    store<u32>(outLoAt, mix(a ^ (b * 0x632be5ab) ^ count))
    store<u32>(outHiAt, mix2(b ^ rotl<u32>(a, 16)))
    store<u8>(outLenAt, <u8>count)
    n = 1
  }
  return n
}
