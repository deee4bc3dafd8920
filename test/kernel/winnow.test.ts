// Anchors against the definition of winnowing, and its guarantee.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { winnow } from '../../src/kernel/winnow.js'
import { seeded } from '../stories.js'
import { Desk, laneHi, laneLo } from './columns.js'

const W = 8

function anchors(lo: readonly number[], hi: readonly number[], window = W): number[] {
  const m = new Desk(1 << 19)
  const out = m.room(lo.length * 4 + 4)
  return m.read(out, winnow(m, m.words(lo), m.words(hi), lo.length, window, out))
}

function brute(lo: readonly number[], hi: readonly number[], window: number): number[] {
  const kept = new Set<number>()
  const span = Math.min(window, lo.length)
  for (let from = 0; span > 0 && from + span <= lo.length; from++) {
    let least = from
    for (let i = from + 1; i < from + span; i++)
      if (lo[i]! < lo[least]! || (lo[i] === lo[least] && hi[i]! <= hi[least]!)) least = i
    kept.add(least)
  }
  return [...kept].sort((x, y) => x - y)
}

const lane = fc.oneof(fc.nat(3), fc.constantFrom(0xffffffff, 0x80000000), fc.integer({ min: 0, max: 0xffffffff }))
const rows = fc.array(fc.tuple(lane, lane), { maxLength: 80 })
const lo = (r: readonly (readonly [number, number])[]): number[] => r.map((x) => x[0])
const hi = (r: readonly (readonly [number, number])[]): number[] => r.map((x) => x[1])

describe('winnow', () => {
  it('keeps of every window the smallest, of equals the last, each once, in order', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 12 }), (r, window) => {
        expect(anchors(lo(r), hi(r), window)).toEqual(brute(lo(r), hi(r), window))
      }),
      { numRuns: 500 },
    )
  })
  it('any run of a window that two texts share holds an anchor of both, at one place of the run', () => {
    const text = fc.array(fc.nat(30), { maxLength: 40 })
    const run = fc.array(fc.nat(30), { minLength: W, maxLength: 20 })
    fc.assert(
      fc.property(text, text, text, text, run, (a, b, c, d, shared) => {
        const of = (front: number[], back: number[]): number[] => {
          const all = [...front, ...shared, ...back]
          return anchors(all.map(laneLo), all.map(laneHi))
            .map((i) => i - front.length)
            .filter((i) => i >= 0 && i < shared.length)
        }
        const [x, y] = [of(a, b), of(c, d)]
        expect(x.filter((i) => y.includes(i)).length).toBeGreaterThan(0)
      }),
      { numRuns: 300 },
    )
  })
  it('keeps 2 of w + 1', () => {
    const random = seeded(4)
    const all = Array.from({ length: 20_000 }, () => random(2 ** 32))
    expect(anchors(all, all).length / all.length).toBeCloseTo(2 / (W + 1), 2)
  })
  it('of a constant text keeps the end of every window, of a short one the smallest', () => {
    expect(anchors(Array(20).fill(7), Array(20).fill(7))).toEqual(Array.from({ length: 13 }, (_, i) => i + 7))
    expect(anchors([5, 3, 9], [1, 1, 1])).toEqual([1])
    expect(anchors([], [])).toEqual([])
  })
})
