// The sketch: what it depends on, how well it estimates, how often a pair is proposed; npm minhash is the measure beside it.
import fc from 'fast-check'
import { Minhash } from 'minhash'
import { describe, expect, it } from 'vitest'
import { BANDS, bandKeys, MINIMA, minhash } from '../../src/kernel/minhash.js'
import { estimate } from '../../src/sketch.js'
import { seeded } from '../stories.js'
import { Desk } from './columns.js'

/** Sketch of items; two lanes of each are drawn from the item's number. */
function sketchOf(m: Desk, lo: number, hi: number, n: number): Uint32Array {
  const at = m.room(MINIMA * 4)
  minhash(m, lo, hi, n, at)
  return m.u32.subarray(at >>> 2, (at >>> 2) + MINIMA)
}

function keysOf(m: Desk, minima: Uint32Array): Uint32Array {
  const at = m.room(BANDS * 4)
  bandKeys(m, minima.byteOffset, at)
  return m.u32.subarray(at >>> 2, (at >>> 2) + BANDS)
}

/** Random sets a and b of `size` shingles each, `both` of them in common. */
function pairOf(
  random: (below: number) => number,
  size: number,
  both: number,
): { a: Uint32Array; b: Uint32Array; m: Desk } {
  const m = new Desk(1 << 15)
  const n = 2 * size - both
  const lo = m.words(Array.from({ length: n }, () => random(2 ** 32)))
  const hi = m.words(Array.from({ length: n }, () => random(2 ** 32)))
  const from = (size - both) * 4
  return { a: sketchOf(m, lo, hi, size), b: sketchOf(m, lo + from, hi + from, size), m }
}

/** How many of `size` two sets must share for a resemblance near J, and what it then is. */
function shared(size: number, J: number): { both: number; exact: number } {
  const both = Math.round((2 * size * J) / (1 + J))
  return { both, exact: both / (2 * size - both) }
}

describe('the set alone counts', () => {
  it('not the order, not how often', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 80 }), fc.nat(), (items, seed) => {
        const random = seeded(seed)
        const of = (list: number[]): string => {
          const m = new Desk(1 << 14)
          const lanes = (salt: number): number => m.words(list.map((i) => seeded(i + salt)(2 ** 32)))
          const s = sketchOf(m, lanes(0), lanes(1000), list.length)
          return [...s, ...keysOf(m, s)].join()
        }
        const mixed = items.map((i) => ({ i, at: random(1 << 30) })).sort((x, y) => x.at - y.at)
        expect(of(mixed.map((x) => x.i))).toBe(of(items))
        expect(of([...new Set(items)])).toBe(of(items))
      }),
    )
  })
  it('the empty set has no key and equals nothing', () => {
    const m = new Desk(1 << 14)
    const empty = sketchOf(m, 8, 8, 0)
    expect(minhash(m, 8, 8, 0, m.room(MINIMA * 4))).toBe(0)
    expect([...keysOf(m, empty)]).toEqual(Array(BANDS).fill(0))
    expect(estimate(empty, empty)).toBeNaN()
  })
  it('keys of one set are of their bands: none is another one', () => {
    const { a, m } = pairOf(seeded(3), 400, 0)
    expect(new Set(keysOf(m, a)).size).toBe(BANDS)
  })
})

describe('the estimate', () => {
  const TRIALS = 800
  for (const size of [30, 100, 300, 1000])
    for (const J of [0.5, 0.8])
      it(`of ${size} shingles at ${J}: unbiased, and as close as 128 minima can be`, () => {
        const random = seeded(size + J * 10)
        const { both, exact } = shared(size, J)
        let sum = 0
        let square = 0
        for (let t = 0; t < TRIALS; t++) {
          const { a, b } = pairOf(random, size, both)
          const off = estimate(a, b) - exact
          sum += off
          square += off * off
        }
        const theory = Math.sqrt((exact * (1 - exact)) / 128)
        expect(Math.sqrt(square / TRIALS)).toBeLessThan(1.15 * theory)
        expect(Math.abs(sum / TRIALS)).toBeLessThan((4 * theory) / Math.sqrt(TRIALS))
      })
  it('is as close as that of npm minhash on the same sets', () => {
    const random = seeded(8)
    let ours = 0
    let theirs = 0
    for (const J of [0.3, 0.5, 0.8])
      for (let t = 0; t < 60; t++) {
        const size = 60
        const { both, exact } = shared(size, J)
        const { a, b } = pairOf(random, size, both)
        ours += (estimate(a, b) - exact) ** 2
        const names = Array.from(
          { length: 2 * size - both },
          () => random(2 ** 32).toString(36) + random(2 ** 32).toString(36),
        )
        const [x, y] = [new Minhash(), new Minhash()]
        for (const name of names.slice(0, size)) x.update(name)
        for (const name of names.slice(size - both)) y.update(name)
        theirs += (x.jaccard(y) - exact) ** 2
      }
    expect(Math.sqrt(ours)).toBeLessThan(1.15 * Math.sqrt(theirs))
  })
})

describe('the curve', () => {
  for (const J of [0.3, 0.5, 0.6, 0.8])
    it(`proposes pairs of resemblance ${J} as often as 1 - (1 - J^4)^32`, () => {
      const random = seeded(J * 100)
      const TRIALS = 1500
      const { both, exact } = shared(300, J)
      let proposed = 0
      for (let t = 0; t < TRIALS; t++) {
        const { a, b, m } = pairOf(random, 300, both)
        const [x, y] = [keysOf(m, a), keysOf(m, b)]
        if (x.some((key, band) => key !== 0 && key === y[band])) proposed++
      }
      const p = 1 - (1 - exact ** 4) ** 32
      expect(Math.abs(proposed / TRIALS - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / TRIALS) + 0.005)
    })
})
