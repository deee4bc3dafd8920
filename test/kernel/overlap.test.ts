// Tables of shingles against Maps and Sets.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { again, common, index, tableSlots } from '../../src/kernel/overlap.js'
import { Desk } from './columns.js'

type Row = readonly [lo: number, hi: number]
const lane = fc.constantFrom(0, 1, 2, 0xffffffff, 1 << 11, 1 << 12)
const rows: fc.Arbitrary<Row[]> = fc.array(fc.tuple(lane, lane), { maxLength: 40 })
const key = (x: Row): string => `${x[0]} ${x[1]}`

function indexed(m: Desk, r: readonly Row[], from: number, to: number) {
  const lo = m.words(r.map((x) => x[0]))
  const hi = m.words(r.map((x) => x[1]))
  const slots = tableSlots(r.length)
  const [table, next, mark] = [m.room(slots * 4), m.room(r.length * 4), m.room(r.length)]
  return { lo, hi, slots, table, next, mark, distinct: index(m, lo, hi, from, to, table, slots, next, mark) }
}

it('distinct of a, of b, of both, as Sets have it', () => {
  fc.assert(
    fc.property(rows, rows, (a, b) => {
      const m = new Desk(1 << 14)
      const [x, y] = [indexed(m, a, 0, a.length), indexed(m, b, 0, b.length)]
      const [p, q] = [new Set(a.map(key)), new Set(b.map(key))]
      const both = [...p].filter((s) => q.has(s)).length
      expect([x.distinct, y.distinct]).toEqual([p.size, q.size])
      expect(common(m, x.lo, x.hi, a.length, x.mark, y.lo, y.hi, y.table, y.slots)).toBe(both)
      expect(common(m, y.lo, y.hi, b.length, y.mark, x.lo, x.hi, x.table, x.slots)).toBe(both)
    }),
    { numRuns: 500 },
  )
})

it('chains run through the equal shingles of a range, in order', () => {
  fc.assert(
    fc.property(rows, fc.nat(40), fc.nat(40), (a, s, t) => {
      const [from, to] = [Math.min(s, t, a.length), Math.min(Math.max(s, t), a.length)]
      const m = new Desk(1 << 14)
      const x = indexed(m, a, from, to)
      const next = m.read(x.next, a.length)
      for (let i = from; i < to; i++) {
        const later = a.findIndex((r, j) => j > i && j < to && key(r) === key(a[i]!))
        expect(next[i]).toBe(later + 1)
        const first = a.findIndex((r, j) => j >= from && key(r) === key(a[i]!))
        expect(m.u8[x.mark + i]).toBe(first === i ? 1 : 0)
      }
    }),
    { numRuns: 500 },
  )
})

it('what stands again, and where it stood first', () => {
  fc.assert(
    fc.property(rows, (a) => {
      const m = new Desk(1 << 14)
      const lo = m.words(a.map((x) => x[0]))
      const hi = m.words(a.map((x) => x[1]))
      const slots = tableSlots(a.length)
      const out = m.room(a.length * 8)
      const n = again(m, lo, hi, a.length, m.room(slots * 4), slots, out)
      const wanted = a.flatMap((x, i) => {
        const first = a.findIndex((y) => key(y) === key(x))
        return first < i ? [i, first] : []
      })
      expect(m.read(out, 2 * n)).toEqual(wanted)
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
