// Members of one cluster -> versions of one outlet, in order.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stamp } from '../src/dates.js'
import type { Version } from '../src/versions.js'
import { chains, relation } from '../src/versions.js'

const version = (
  article: number,
  outlet: string | null,
  date: string | null,
  mark: Version['mark'] = null,
): Version => ({
  article,
  outlet,
  date: date === null ? null : stamp(date),
  mark,
})
const all = (): [number, number] => [1, 1]

describe('versions', () => {
  it('are told apart from syndication', () => {
    const of = (...outlets: (string | null)[]): string | null => relation(outlets.map((outlet) => ({ outlet })))
    expect([of('A', 'A'), of('A', 'B'), of('A', 'B', 'A'), of('A', null), of('A')]).toEqual([
      'versions',
      'syndication',
      'both',
      null,
      null,
    ])
  })
  it('stand in the order of their minutes', () => {
    const found = chains(
      [
        version(1, 'Desk', '26-FEB-1987 15:21:16.13'),
        version(2, 'Desk', '26-FEB-1987 15:07:13.72'),
        version(3, 'Post', '1987-02-27'),
      ],
      all,
    )
    expect(found).toEqual([
      { outlet: 'Desk', articles: [2, 1], by: 'date', changes: [{ kind: 'same', kept: 1, fresh: 0 }] },
    ])
  })
  it('where dates are silent, in that of their own numbers; else in none', () => {
    const marked = [
      version(1, 'Desk', '1987-02-26', { kind: 'update', number: 2 }),
      version(2, 'Desk', '1987-02-26'),
      version(3, 'Desk', '1987-02-26', { kind: 'update', number: 1 }),
    ]
    expect(chains(marked, all)[0]).toMatchObject({ articles: [2, 3, 1], by: 'number' })
    expect(chains([version(1, 'Desk', '1987-02-26'), version(2, 'Desk', '1987-02-26')], all)[0]).toMatchObject({
      by: 'none',
      changes: [],
    })
  })
  it('what changed', () => {
    const kind = (kept: number, known: number, mark: Version['mark'] = null): string =>
      chains([version(1, 'D', '2015-07-20 10:00'), version(2, 'D', '2015-07-20 11:00', mark)], () => [kept, known])[0]!
        .changes[0]!.kind
    expect(kind(1, 1)).toBe('same')
    expect(kind(1, 0.6)).toBe('extended')
    expect(kind(0.5, 1)).toBe('shortened')
    expect(kind(0.7, 0.7)).toBe('rewritten')
    expect(kind(0.7, 0.7, { kind: 'update', number: 1 })).toBe('updated')
    expect(kind(0.97, 0.96, { kind: 'correction', number: null })).toBe('corrected')
  })
  it('law: the chains do not depend on the order of the members, and none stands in two', () => {
    const any = fc
      .array(
        fc.record({
          outlet: fc.constantFrom(null, 'A', 'B'),
          date: fc.constantFrom(null, '2015-07-20', '2015-07-20 10:00', '2015-07-20 11:00', '2015-07-21'),
        }),
        { maxLength: 7 },
      )
      .map((list) => list.map(({ outlet, date }, i) => version(i, outlet, date)))
    fc.assert(
      fc.property(
        any.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, other]) => {
          const found = chains(list, all)
          expect(chains(other, all)).toEqual(found)
          const told = found.flatMap((c) => c.articles)
          expect(new Set(told).size).toBe(told.length)
        },
      ),
    )
  })
})
