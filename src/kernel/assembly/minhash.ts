// ../minhash.ts: the four lanes of a bin are one vector. A shingle costs four multiplications of vectors, and four minima.
import { mix } from './hash'
import { VALUES } from './tables'

const BANDS: u32 = 32

export function initMinhash(): void {
  for (let i: u32 = 0; i < 16; i++) {
    store<u32>(VALUES + (i << 2), mix((2 * i + 1) * 0x9e3779b1) | 1)
    store<u32>(VALUES + (i << 2), mix((2 * i + 2) * 0x9e3779b1), 64)
  }
}

@inline
function offer(row: usize, a: v128, b: v128, x: v128): void {
  v128.store(row, i32x4.min_u(v128.load(row), i32x4.add(i32x4.mul(a, x), b)))
}

export function minhash(loAt: usize, hiAt: usize, count: u32, outAt: usize): u32 {
  memory.fill(outAt, 0xff, 512)
  const a0 = v128.load(VALUES)
  const a1 = v128.load(VALUES, 16)
  const a2 = v128.load(VALUES, 32)
  const a3 = v128.load(VALUES, 48)
  const b0 = v128.load(VALUES, 64)
  const b1 = v128.load(VALUES, 80)
  const b2 = v128.load(VALUES, 96)
  const b3 = v128.load(VALUES, 112)
  const end = (<usize>count) << 2
  for (let i: usize = 0; i < end; i += 4) {
    const x = i32x4.splat(load<i32>(loAt + i))
    const y = load<u32>(hiAt + i)
    offer(outAt + ((y & 7) << 4), a0, b0, x)
    offer(outAt + 128 + ((y << 1) & 0x70), a1, b1, x)
    offer(outAt + 256 + ((y >>> 2) & 0x70), a2, b2, x)
    offer(outAt + 384 + ((y >>> 5) & 0x70), a3, b3, x)
  }
  return count === 0 ? 0 : 128
}

export function bandKeys(minimaAt: usize, outAt: usize): u32 {
  let n: u32 = 0
  for (let band: u32 = 0; band < BANDS; band++) {
    let h: u32 = (band + 1) * 0x9e3779b1
    let empty = true
    const at = minimaAt + (band << 2)
    for (let g: usize = 0; g < 512; g += 128) {
      const v = load<u32>(at + g)
      if (v !== 0xffffffff) empty = false
      h = mix(h ^ v) + h * 5
    }
    let key: u32 = 0
    if (!empty) {
      key = mix(h)
      if (key === 0) key = 1
      n++
    }
    store<u32>(outAt + (band << 2), key)
  }
  return n
}
