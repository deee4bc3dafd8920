// Which of several copies is asked first.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stamp } from '../src/dates.js'
import type { Asked, Keep } from '../src/keep.js'
import { preference } from '../src/keep.js'

interface Row {
  readonly date?: string | null
  readonly size?: number
  readonly repeats?: number
  readonly outlet?: string | null
  readonly id?: string | null
  readonly origin?: boolean
  readonly against?: boolean
}
const asked = (rows: readonly Row[]): Asked => ({
  against: (i) => rows[i]!.against === true,
  origin: (i) => rows[i]!.origin === true,
  date: (i) => (rows[i]!.date == null ? null : stamp(rows[i]!.date!)),
  size: (i) => rows[i]!.size ?? 100,
  repeats: (i) => rows[i]!.repeats ?? 0,
  outlet: (i) => rows[i]!.outlet ?? null,
  id: (i) => (rows[i]!.id == null ? null : Buffer.from(rows[i]!.id!)),
})
const order = (keep: Keep, ...rows: Row[]): number[] => [
  ...preference(
    Uint32Array.from(rows, (_, i) => i),
    keep,
    asked(rows),
  ),
]

describe('keep', () => {
  const rows: Row[] = [
    { date: '2015-07-21 10:00', size: 90, outlet: 'Post', repeats: 40 },
    { date: '2015-07-20 10:00', size: 80, outlet: 'AP', repeats: 30 },
    { date: null, size: 120, outlet: 'Courier', repeats: 0 },
    { date: '2015-07-22 10:00', size: 70, outlet: 'Reuters', origin: true, repeats: 50 },
  ]
  it.each<[Keep, number[]]>([
    ['original', [3, 1, 0, 2]],
    ['first', [1, 0, 3, 2]],
    ['last', [3, 0, 1, 2]],
    ['longest', [2, 0, 1, 3]],
    ['fewest-repeats', [2, 1, 0, 3]],
    ['source:ap, Courier', [1, 2, 3, 0]],
  ])('%s', (keep, wanted) => {
    expect(order(keep, ...rows)).toEqual(wanted)
  })
  it('what archives hold comes before all', () => {
    expect(order('longest', { size: 10, against: true }, { size: 100 })).toEqual([0, 1])
  })
  it('law: neither the order of the articles nor their places decide, where they have ids', () => {
    const row = fc.record({
      date: fc.constantFrom(null, '2015-07-20', '2015-07-21'),
      size: fc.constantFrom(10, 20),
      repeats: fc.constantFrom(0, 5),
      outlet: fc.constantFrom(null, 'A', 'B'),
      origin: fc.boolean(),
      against: fc.constantFrom(false, false, true),
    })
    const keep = fc.constantFrom<Keep>('original', 'first', 'last', 'longest', 'fewest-repeats', 'source:B,A')
    fc.assert(
      fc.property(
        fc
          .array(row, { minLength: 1, maxLength: 8 })
          .map((list) => list.map((r, i) => ({ ...r, id: `id-${i}` })))
          .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        keep,
        ([list, other], how) => {
          const ids = (rows: readonly (Row & { id: string })[]): string[] => order(how, ...rows).map((i) => rows[i]!.id)
          expect(ids(other)).toEqual(ids(list))
        },
      ),
    )
  })
})
