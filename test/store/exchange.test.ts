// The exchange in memory against a Map.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Column } from '../../src/kernel/column.js'
import { memoryExchange } from '../../src/store/exchange.js'
import { seeded } from '../stories.js'

const column = (values: readonly number[]): Column => {
  const c = new Column()
  for (const v of values) c.push(v)
  return c
}

function groups(keys: readonly (readonly number[])[]): number[][] {
  const out: number[][] = []
  memoryExchange().group(keys.map(column), (rows, start, end) => out.push([...rows.subarray(start, end)]))
  return out
}

function mapped(keys: readonly (readonly number[])[]): number[][] {
  const map = new Map<string, { key: number[]; rows: number[] }>()
  for (let row = 0; row < keys[0]!.length; row++) {
    const key = keys.map((k) => k[row]!)
    const known = map.get(key.join())
    if (known) known.rows.push(row)
    else map.set(key.join(), { key, rows: [row] })
  }
  const order = (x: number[], y: number[]): number => x.map((v, i) => v - y[i]!).find((d) => d !== 0) ?? 0
  return [...map.values()].sort((x, y) => order(x.key, y.key)).map((g) => g.rows)
}

const key = fc.oneof(
  fc.constantFrom(0, 1, 2, 0xff, 0x100, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff),
  fc.nat(3),
)

it('groups are those of a Map, in order of the keys, rows in order of their number', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, key, key), { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), (rows, n) => {
      const keys = Array.from({ length: n }, (_, k) => rows.map((r) => r[k]!))
      expect(groups(keys)).toEqual(mapped(keys))
    }),
    { numRuns: 300 },
  )
})
it('many rows, which are sorted by larger digits', () => {
  const random = seeded(1)
  const keys = [0, 1].map((k) =>
    Array.from({ length: 70_000 }, () => (k === 0 ? random(2 ** 32) >>> 14 : random(3) * 0x7fffffff)),
  )
  const found = groups(keys)
  const wanted = mapped(keys)
  expect(found.length).toBe(wanted.length)
  expect(found.every((g, i) => g.join() === wanted[i]!.join())).toBe(true)
})
it('no rows', () => expect(groups([[], []])).toEqual([]))
it('columns of two lengths are our bug', () => expect(() => groups([[1], [1, 2]])).toThrow(/our bug/))
