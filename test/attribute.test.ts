// A cluster and its facts -> the original.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Original, Witness } from '../src/attribute.js'
import { agencyOf, credits, original, stamp } from '../src/attribute.js'

const witness = (of: Partial<Witness>): Witness => ({
  outlet: null,
  author: null,
  date: null,
  head: 'The council voted on Tuesday.',
  foot: 'No date was given.',
  size: 100,
  containsOthers: null,
  ...of,
})
const among = (...of: Partial<Witness>[]): Original => original(of.map(witness))

describe('evidence', () => {
  it('a credit beats a date', () => {
    expect(
      among(
        { outlet: 'Aldmoor Courier', head: 'ALDMOOR (Reuters) - The council', date: '2015-07-20' },
        { outlet: 'Reuters', date: '2015-07-21' },
      ),
    ).toEqual({ member: 1, confidence: 0.9, because: ['credit:Reuters'] })
  })
  it('a credit and a date are surer', () => {
    expect(
      among(
        { outlet: 'Aldmoor Courier', foot: '(AP)', date: '2015-07-22' },
        { outlet: 'The Associated Press', date: '2015-07-21' },
      ),
    ).toMatchObject({ member: 1, because: ['credit:AP', 'earliest'], confidence: 0.95 })
  })
  it('an agency that is on no list, credited in brackets', () => {
    expect(
      among({ outlet: 'Kettle Post', head: 'KETTLE POINT (MP) The council' }, { outlet: 'Meridian Press' }),
    ).toMatchObject({ member: 1, because: ['credit:Meridian Press'] })
  })
  it('an agency beside papers that do not credit it', () => {
    expect(among({ outlet: 'Aldmoor Courier' }, { outlet: 'dpa' })).toMatchObject({
      member: 1,
      because: ['agency:dpa'],
    })
  })
  it('the earliest', () => {
    expect(among({ date: '2015-07-21 02:51' }, { date: '2015-07-21 02:50' }, { date: '2015-07-22 00:00' })).toEqual({
      member: 1,
      confidence: 0.7,
      because: ['earliest'],
    })
  })
  it('dates of several precisions, on one day twice, or missing, decide nothing', () => {
    for (const other of ['2015-07-21 10:00', '2015-07-20', '03/04/2015', null])
      expect(among({ date: '2015-07-20' }, { date: other }).member).toBe(null)
  })
  it('the one that contains the others', () => {
    expect(among({ size: 200, containsOthers: 0.97 }, { size: 100 }, { size: 90 })).toMatchObject({
      member: 0,
      because: ['contains the others'],
    })
  })
  it('else unknown, and it says so', () => {
    expect(among({}, {})).toEqual({ member: null, confidence: 0, because: ['no credit, date or containment decides'] })
    expect(among({ foot: '(AP)' }, { head: 'LONDON (AP) — x' })).toEqual({
      member: null,
      confidence: 0,
      because: ['agency text (AP), its own item is not in the corpus'],
    })
  })
  it('credits of many scripts', () => {
    const of = (head: string): string[] => credits(witness({ head }))
    expect(of('القاهرة (أ ف ب) - قال')).toEqual(['AFP'])
    expect(of('新华社北京7月21日电')).toEqual(['Xinhua'])
    expect(of('МОСКВА, 21 июля. /ТАСС/. Совет')).toEqual(['TASS'])
    expect(of('【共同】港湾')).toEqual(['Kyodo'])
    expect(of('BERLIN (dpa/lno) - Der Rat')).toEqual(['dpa'])
    expect(of('The apple and the cap were in a trap.')).toEqual([])
    expect(agencyOf(' Reuters ')).toBe('Reuters')
    expect(agencyOf('Reuters Fan Club')).toBe(null)
  })
})

describe('stamp', () => {
  const order = (...dates: string[]): void => {
    const keys = dates.map((d) => stamp(d)!.key)
    expect(keys).toEqual([...keys].sort())
    expect(new Set(keys).size).toBe(keys.length)
  }
  it('sorts by the moment', () => {
    order('1987-02-26 15:01:01.79', '2015-07-21 02:51:32', '2015-07-21 02:51:32.5', '2015-07-21 02:51:33')
    order('2015-07-21T02:51+03:00', '2015-07-21T00:51+00:00', '2015-07-20T23:52-01:00')
    order('1999-12-31', '2000-02-28', '2000-02-29', '2000-03-01')
    expect(stamp('2015-07-21T02:51+03:00')).toEqual(stamp('2015-07-20T23:51Z'))
    expect(stamp('26-FEB-1987 15:01:01.79')).toEqual(stamp('1987-02-26 15:01:01.79'))
  })
  it('agrees with Date where both can read it', () => {
    const moment = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(moment, moment, (x, y) => {
        const [a, b] = [x, y].map((d) => stamp(d.toISOString())!.key) as [string, string]
        expect(Math.sign(Number(a > b) - Number(a < b))).toBe(Math.sign(x.getTime() - y.getTime()))
      }),
    )
  })
  it('knows what cannot be misread, and nothing else', () => {
    for (const d of [
      '',
      '03/04/2015',
      '21 July 2015',
      '2015-13-01',
      '2015-00-10',
      '2015-07-32',
      '2015-7-1',
      'x2015-07-21',
    ])
      expect(stamp(d)).toBe(null)
  })
  // A clock has no 99th hour, and February no 31st day: what cannot be is no date.
  it('hours and days that are not', () => {
    for (const d of ['2015-07-21T99:99', '2015-02-31', '2015-07-21 10:00+99:99']) expect(stamp(d)).toBe(null)
  })
})

describe('law', () => {
  const any = fc.record({
    outlet: fc.constantFrom(null, 'AP', 'Reuters', 'reuters.com', 'Meridian Press', 'Aldmoor Courier', 'Kettle Post'),
    author: fc.constantFrom(null, 'By Reuters', 'Ann Gull'),
    date: fc.constantFrom(null, '2015-07-20', '2015-07-21', '2015-07-21 10:00', '2015-07-21 11:00', 'yesterday'),
    head: fc.constantFrom('LONDON (Reuters) - x', 'x (AP) x', 'x (MP) x', 'x'),
    foot: fc.constantFrom('', '(AFP)', '© Meridian Press', 'Aldmoor Courier — x'),
    size: fc.integer({ min: 90, max: 94 }),
    containsOthers: fc.constantFrom(null, 0.5, 0.96, 1),
  })
  it('the answer does not depend on the order of the members', () => {
    fc.assert(
      fc.property(
        fc.array(any, { minLength: 2, maxLength: 6 }).chain((w) =>
          fc.tuple(
            fc.constant(w),
            fc.shuffledSubarray(
              w.map((_, i) => i),
              { minLength: w.length },
            ),
          ),
        ),
        ([w, order]) => {
          const one = original(w)
          const two = original(order.map((i) => w[i]!))
          expect({ ...two, member: two.member === null ? null : order[two.member] }).toEqual(one)
          expect(one.confidence === 0).toBe(one.member === null)
          expect(one.because.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 500 },
    )
  })
})
