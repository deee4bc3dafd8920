import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Column, Owners } from '../../src/kernel/column.js'
import { ordered } from '../../src/kernel/order.js'
import { Sparse } from '../../src/kernel/sparse.js'

const rows = (column: Column): number[] => Array.from({ length: column.length }, (_, i) => column.get(i))

describe('a column', () => {
  // Stretches that count, as columns of a corpus do, by no step, by one and by others, beyond both ends of the numbers too; and single values.
  const value = fc.oneof(fc.constantFrom(0, 1, 0xffffffff), fc.nat(0xffffffff))
  const step = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 0, 1, -1) }, fc.integer())
  const stretches = fc.array(fc.tuple(value, fc.integer({ min: 1, max: 3000 }), step), { maxLength: 6 })
  const sets = fc.array(fc.tuple(fc.nat(), value), { maxLength: 5 })

  test('law: it is the list of what was put there', () => {
    fc.assert(
      fc.property(stretches, sets, stretches, fc.boolean(), (first, changes, more, packs) => {
        const column = new Column()
        const list: number[] = []
        const add = (what: readonly (readonly [number, number, number])[]): void => {
          for (const [x, n, by] of what)
            for (let i = 0; i < n; i++) {
              column.push((x + by * i) >>> 0)
              list.push((x + by * i) >>> 0)
            }
        }
        add(first)
        for (const [i, x] of list.length === 0 ? [] : changes) {
          column.set(i % list.length, x)
          list[i % list.length] = x
        }
        const appended = more.flatMap(([x, n]) => Array.from({ length: n }, () => x))
        column.append(Uint32Array.from(appended))
        list.push(...appended)
        if (packs) column.pack()
        add(more)
        expect(rows(column)).toEqual(list)
        if (list.length > 0) expect([...column.stretch(list.length >> 1)]).toEqual(list.slice(list.length >> 1))
        column.pack()
        expect(rows(column)).toEqual(list)
      }),
      { numRuns: 200 },
    )
  })

  test('all over again: what counts is one number a segment, however it came to be', () => {
    const column = new Column()
    for (let i = 0; i < 600_000; i++) column.push(0)
    for (let i = 0; i < 600_000; i++) column.set(i, 3 * i + 5)
    const before = column.stretch(1000)
    column.pack()
    const after = column.stretch(1000)
    // A view before, a copy after: the segment itself is gone.
    expect([before.buffer === column.stretch(1000).buffer, after.buffer === column.stretch(1000).buffer]).toEqual([
      false,
      false,
    ])
    expect(
      Buffer.compare(Buffer.from(before.buffer, before.byteOffset, before.byteLength), Buffer.from(after.buffer)),
    ).toBe(0)
    column.set(599_999, 7)
    expect([0, 262_143, 262_144, 599_998, 599_999].map((i) => column.get(i))).toEqual([
      5, 786_434, 786_437, 1_799_999, 7,
    ])
  })

  test('beyond one segment, of one value and of many', () => {
    const n = 600_000
    const even = new Column()
    const odd = new Column()
    for (let i = 0; i < n; i++) {
      even.push(7)
      odd.push(i)
    }
    even.set(300_000, 9)
    expect([even.get(0), even.get(299_999), even.get(300_000), even.get(300_001), even.get(n - 1)]).toEqual([
      7, 7, 9, 7, 7,
    ])
    let seen = 0
    for (let at = 0; at < n; ) {
      const together = odd.stretch(at)
      expect(together[0]).toBe(at)
      expect(together[together.length - 1]).toBe(at + together.length - 1)
      expect(even.stretch(at)).toHaveLength(together.length)
      seen += together.length
      at += together.length
    }
    expect(seen).toBe(n)
  })
})

test('law: an order is that of a stable sort', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 200 }), fc.boolean(), (list, sorted) => {
      if (sorted) list.sort((x, y) => x - y)
      const compare = (x: number, y: number): number => list[x]! - list[y]!
      expect([...ordered(list.length, compare)]).toEqual(list.map((_, i) => i).sort(compare))
    }),
  )
})

test('law: a sparse column is a map, ascending', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(50), fc.option(fc.nat(1000)))), (pairs) => {
      const sparse = new Sparse(51)
      const map = new Map<number, number>()
      for (const [i, x] of pairs)
        if (x === null) {
          sparse.delete(i)
          map.delete(i)
        } else {
          sparse.set(i, x)
          map.set(i, x)
        }
      expect([...sparse]).toEqual([...map].sort((x, y) => x[0] - y[0]))
      expect([...sparse.keys()]).toEqual([...map.keys()].sort((x, y) => x - y))
      expect(sparse.size).toBe(map.size)
      for (let i = 0; i < 51; i++) expect([sparse.has(i), sparse.get(i)]).toEqual([map.has(i), map.get(i)])
    }),
  )
})

test('law: owners are those of a column that is written out, wherever one begins to read', () => {
  const rows = fc.array(fc.tuple(fc.nat(9), fc.nat(6000)), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(rows, fc.array(fc.nat(), { maxLength: 5 }), (given, begins) => {
      const [owner, to, all] = [new Column(), new Column(), [] as number[]]
      for (const [who, n] of given) {
        owner.push(who)
        for (let i = 0; i < n; i++) all.push(who)
        to.push(all.length)
      }
      const owners = new Owners(owner, to)
      expect(owners.length).toBe(all.length)
      for (const begin of [0, ...begins]) {
        if (all.length === 0) continue
        const at = begin % all.length
        const some = owners.stretch(at)
        expect(some.length).toBeGreaterThan(0)
        expect([...some]).toEqual(all.slice(at, at + some.length))
      }
    }),
  )
})
