import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Column } from '../../src/kernel/column.js'
import { Sparse } from '../../src/kernel/sparse.js'
import { Twice } from '../../src/kernel/twice.js'
import { seeded } from '../stories.js'

const rows = (column: Column): number[] => Array.from({ length: column.length }, (_, i) => column.get(i))

describe('a column', () => {
  // Stretches of one value, as columns of a corpus are, and single ones.
  const value = fc.oneof(fc.constantFrom(0, 1, 0xffffffff), fc.nat(0xffffffff))
  const stretches = fc.array(fc.tuple(value, fc.integer({ min: 1, max: 3000 })), { maxLength: 6 })
  const sets = fc.array(fc.tuple(fc.nat(), value), { maxLength: 5 })

  test('law: it is the list of what was put there', () => {
    fc.assert(
      fc.property(stretches, sets, stretches, (first, changes, more) => {
        const column = new Column()
        const list: number[] = []
        const add = (what: readonly (readonly [number, number])[]): void => {
          for (const [x, n] of what)
            for (let i = 0; i < n; i++) {
              column.push(x)
              list.push(x)
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
        add(more)
        expect(rows(column)).toEqual(list)
      }),
      { numRuns: 200 },
    )
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

test('law: a sparse column is a map, ascending', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(1000))), (pairs) => {
      const sparse = new Sparse(51)
      const map = new Map<number, number>()
      for (const [i, x] of pairs) {
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

describe('what came twice', () => {
  const key = fc.tuple(fc.nat(40), fc.nat(0xffffffff))
  test('law: a key that was added twice is told', () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 300 }), fc.nat(300), (keys, more) => {
        const all = [...keys, ...keys.slice(0, more)]
        const twice = new Twice(all.length)
        const [lo, hi] = [0, 1].map((lane) => Uint32Array.from(all, (k) => k[lane]!)) as [Uint32Array, Uint32Array]
        twice.add(lo, hi, all.length)
        for (const [x, y] of keys.slice(0, more)) expect(twice.has(x, y)).toBe(true)
      }),
    )
  })

  test('of keys that came once nearly none is told', () => {
    const n = 100_000
    const random = seeded(7)
    const lane = (): Uint32Array => Uint32Array.from({ length: n }, () => random(2 ** 32))
    const [lo, hi] = [lane(), lane()]
    const twice = new Twice(n)
    twice.add(lo, hi, n)
    const told = lo.reduce((sum, x, i) => sum + Number(twice.has(x, hi[i]!)), 0)
    expect(told).toBeLessThan(0.25 * n)
  })
})
