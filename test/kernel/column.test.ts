import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Column, Owners } from '../../src/kernel/column.js'
import { Sparse } from '../../src/kernel/sparse.js'

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
