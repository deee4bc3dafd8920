// Counting shingles against Sets.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { overlap, tableSlots } from '../../src/kernel/overlap.js'
import { Desk } from './columns.js'

type Row = readonly [lo: number, hi: number, skip: boolean]
const lane = fc.constantFrom(0, 1, 2, 0xffffffff, 1 << 11, 1 << 12)
const rows: fc.Arbitrary<Row[]> = fc.array(fc.tuple(lane, lane, fc.boolean()), { maxLength: 40 })

function counts(a: readonly Row[], b: readonly Row[], skipA: boolean, skipB: boolean, swap: boolean): number[] {
  const m = new Desk(1 << 14)
  const put = (r: readonly Row[], i: 0 | 1): number => m.words(r.map((x) => x[i]))
  // Columns lie in any order in memory.
  const bFirst = swap ? [put(b, 1), put(b, 0)] : null
  const [aLo, aHi] = [put(a, 0), put(a, 1)]
  const [bHi, bLo] = bFirst ?? [put(b, 1), put(b, 0)]
  const skip = (r: readonly Row[]): number => m.bytes([...r.map((x) => (x[2] ? 1 : 0)), 0])
  const slots = tableSlots(a.length + b.length)
  const out = new Uint32Array(3)
  overlap(
    m,
    aLo,
    aHi,
    a.length,
    skipA ? skip(a) : 0,
    bLo!,
    bHi!,
    b.length,
    skipB ? skip(b) : 0,
    m.room(slots * 4),
    m.room(slots),
    slots,
    out,
  )
  return [...out]
}

it('distinct of a, of b, of both, as Sets have it; what is skipped is not there', () => {
  fc.assert(
    fc.property(rows, rows, fc.boolean(), fc.boolean(), fc.boolean(), (a, b, skipA, skipB, swap) => {
      const set = (r: readonly Row[], skip: boolean): Set<string> =>
        new Set(r.filter((x) => !(skip && x[2])).map((x) => `${x[0]} ${x[1]}`))
      const [x, y] = [set(a, skipA), set(b, skipB)]
      expect(counts(a, b, skipA, skipB, swap)).toEqual([x.size, y.size, [...x].filter((s) => y.has(s)).length])
    }),
    { numRuns: 500 },
  )
})
it('a table is a power of two and at most half full', () => {
  for (const n of [0, 1, 7, 8, 9, 1000, 65_536]) {
    expect(Math.log2(tableSlots(n)) % 1).toBe(0)
    expect(tableSlots(n)).toBeGreaterThanOrEqual(2 * n)
  }
})
