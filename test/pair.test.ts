// Band keys and anchors -> candidate pairs, against all pairs of a Map.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Column } from '../src/kernel/column.js'
import type { Index, Pairs, Population } from '../src/pair.js'
import { often, pairUp } from '../src/pair.js'
import { standard } from '../src/recipe.js'
import { memoryExchange } from '../src/store/exchange.js'
import { seeded } from './stories.js'

const R = standard.bucket.representatives
const column = (values: readonly number[]): Column => {
  const c = new Column()
  for (const v of values) c.push(v)
  return c
}
const pairsOf = ({ a, b }: Pairs): string[] => Array.from({ length: a.length }, (_, i) => `${a.get(i)} ${b.get(i)}`)

type Row = readonly [key: number, article: number]
const plain: Population = { standsFor: (i) => i, hash: (i) => Math.imul(i + 1, 0x9e3779b1) >>> 0 }

function pairUpRows(rows: readonly Row[], of: Population = plain): { pairs: string[]; bounded: number } {
  const index: Index = { keys: [column(rows.map((r) => r[0]))], article: column(rows.map((r) => r[1])) }
  const out = { a: new Column(), b: new Column() }
  const bounded = pairUp(memoryExchange(), index, of, standard, out)
  return { pairs: pairsOf(out), bounded }
}

/** Every pair of every key, as often as it shares one. */
function brute(rows: readonly Row[], standsFor: (i: number) => number = (i) => i): string[] {
  const groups = new Map<number, Set<number>>()
  for (const [key, article] of rows) {
    if (key === 0) continue
    const group = groups.get(key)
    if (group) group.add(standsFor(article))
    else groups.set(key, new Set([standsFor(article)]))
  }
  return [...groups.values()].flatMap((group) => {
    const all = [...group].sort((x, y) => x - y)
    return all.flatMap((x, i) => all.slice(i + 1).map((y) => `${x} ${y}`))
  })
}

const someRows = fc.array(fc.tuple(fc.nat(9), fc.nat(R - 1)), { maxLength: 80 })

describe('groups that are not bounded', () => {
  it('give every pair of every key, once a key; key 0 is none', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        expect(pairUpRows(rows).pairs.sort()).toEqual(brute(rows).sort())
      }),
    )
  })
  it('count a text that several articles carry once', () => {
    const of: Population = { ...plain, standsFor: (i) => i & ~3 }
    fc.assert(
      fc.property(someRows, (rows) => {
        expect(pairUpRows(rows, of).pairs.sort()).toEqual(brute(rows, of.standsFor).sort())
      }),
    )
  })
})

describe('hot groups', () => {
  const many = fc
    .tuple(fc.integer({ min: R + 1, max: 200 }), fc.nat())
    .map(([n, seed]) => ({ n, random: seeded(seed) }))

  it('cost at most R pairs a member, and each member meets all that stand for the group', () => {
    fc.assert(
      fc.property(many, ({ n }) => {
        const { pairs, bounded } = pairUpRows(Array.from({ length: n }, (_, i) => [7, i] as const))
        expect(bounded).toBe(1)
        expect(new Set(pairs).size).toBe(pairs.length)
        expect(pairs).toHaveLength(R * (n - R) + (R * (R - 1)) / 2)
        const met = new Map<number, number>()
        for (const p of pairs) for (const x of p.split(' ').map(Number)) met.set(x, (met.get(x) ?? 0) + 1)
        const full = [...met.values()].filter((k) => k === n - 1).length
        expect(full).toBe(n === R + 1 ? n : R)
        for (const k of met.values()) expect(k).toBeGreaterThanOrEqual(R)
      }),
      { numRuns: 30 },
    )
  })
  it('elect the same for every key', () => {
    const rows = [7, 8, 9].flatMap((key) => Array.from({ length: 100 }, (_, i) => [key, i] as const))
    const { pairs } = pairUpRows(rows)
    expect(new Set(pairs).size * 3).toBe(pairs.length)
  })
  it('do not depend on the order of rows', () => {
    fc.assert(
      fc.property(many, ({ n, random }) => {
        const rows = Array.from({ length: 3 * n }, () => [1 + random(3), random(n)] as const)
        const mixed = rows.map((r) => ({ r, at: random(1 << 30) })).sort((x, y) => x.at - y.at)
        expect(pairUpRows(mixed.map((m) => m.r)).pairs.sort()).toEqual(pairUpRows(rows).pairs.sort())
      }),
      { numRuns: 30 },
    )
  })
  it('do not depend on the numbers of the articles, only on their texts', () => {
    fc.assert(
      fc.property(many, ({ n, random }) => {
        const number = Array.from({ length: n }, (_, i) => i)
        for (let i = n - 1; i > 0; i--) {
          const j = random(i + 1)
          ;[number[i], number[j]] = [number[j]!, number[i]!]
        }
        const old = number.map((_, i) => number.indexOf(i))
        const rows = number.map((_, i) => [5, i] as const)
        const of: Population = { standsFor: (i) => i, hash: (i) => plain.hash(old[i]!) }
        const named = pairUpRows(rows, of).pairs.map((p) => {
          const [x, y] = p.split(' ').map((k) => old[Number(k)]!) as [number, number]
          return x < y ? `${x} ${y}` : `${y} ${x}`
        })
        expect(named.sort()).toEqual(pairUpRows(rows).pairs.sort())
      }),
      { numRuns: 20 },
    )
  })
})

it('often: pairs that occur so many times, once each, ascending', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.nat(5), fc.nat(3)).map(([a, more]) => [a, a + 1 + more] as const),
        { maxLength: 60 },
      ),
      fc.integer({ min: 1, max: 4 }),
      (rows, times) => {
        const out = { a: new Column(), b: new Column() }
        often(memoryExchange(), { a: column(rows.map((r) => r[0])), b: column(rows.map((r) => r[1])) }, times, out)
        const counts = new Map<string, number>()
        for (const [a, b] of rows) counts.set(`${a} ${b}`, (counts.get(`${a} ${b}`) ?? 0) + 1)
        expect(pairsOf(out)).toEqual([...counts].flatMap(([p, n]) => (n >= times ? [p] : [])).sort())
      },
    ),
  )
})
