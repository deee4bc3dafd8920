import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Match } from '../src/align.js'
import { Matches } from '../src/matches.js'
import { parts } from '../src/parts.js'

const shares = { jaccard: 1, aInB: 1, bInA: 1 }
const match: Match = { kind: 'copy', whole: shares, own: shares, aIsPart: false, spans: [] }

test('law: parts are what is left of all articles when whatever is connected is joined, one by one', () => {
  const n = 30
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 25 }),
      fc.array(fc.nat(n - 1), { minLength: n, maxLength: n }),
      (pairs, stand) => {
        // An article stands for itself or for an earlier one that stands for itself.
        const standsFor = new Uint32Array(n)
        for (let i = 0; i < n; i++)
          standsFor[i] = standsFor[stand[i]! % (i + 1)] === stand[i]! % (i + 1) ? stand[i]! % (i + 1) : i
        const matches = new Matches()
        for (const [x, y] of pairs)
          if (x !== y && matches.row(x, y) < 0) matches.add(Math.min(x, y), Math.max(x, y), match)
        const group = Array.from({ length: n }, (_, i) => i)
        const join = (a: number, b: number): void => {
          const [from, to] = [group[b]!, group[a]!]
          for (let i = 0; i < n; i++) if (group[i] === from) group[i] = to
        }
        for (let i = 0; i < n; i++) join(standsFor[i]!, i)
        for (let row = 0; row < matches.length; row++) join(matches.a(row), matches.b(row))
        const expected = new Map<number, number[]>()
        for (let i = 0; i < n; i++) expected.set(group[i]!, [...(expected.get(group[i]!) ?? []), i])
        const found = [...parts(standsFor, matches)]
        expect(found.map((p) => [...p.articles])).toEqual(
          [...expected.values()].filter((g) => g.length > 1).sort((x, y) => x[0]! - y[0]!),
        )
        for (const { articles, rows } of found) {
          const mine = [...matches.rows()].filter((row) => articles.includes(matches.a(row)))
          expect([...rows]).toEqual(mine)
        }
        expect(found.reduce((sum, p) => sum + p.rows.length, 0)).toBe(matches.length)
      },
    ),
    { numRuns: 300 },
  )
})
