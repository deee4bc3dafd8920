// A cluster and what its members say of themselves -> the original.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Original, Witness } from '../src/attribute.js'
import { evidence, original, standingApart, trusted } from '../src/attribute.js'
import { daysAfter, stamp } from '../src/dates.js'
import { statedBy } from '../src/facts.js'

interface Given {
  readonly outlet?: string | null
  readonly author?: string | null
  readonly date?: string | null
  readonly title?: string | null
  readonly url?: string | null
  readonly canonical?: string | null
  readonly head?: string
  readonly foot?: string
  readonly common?: number
  readonly roundup?: boolean
}

function witness({
  outlet = null,
  author = null,
  date = null,
  title = null,
  url = null,
  canonical = null,
  head = 'The council voted on Tuesday.',
  foot = 'No date was given.',
  common = 100,
  roundup = false,
}: Given): Witness {
  const stated = statedBy({ id: null, title, date, url, source: outlet, author, canonical }, head, foot)
  return { stated, date: trusted(stated.date, stated.day, daysAfter), common, size: common, roundup }
}
const among = (...of: Given[]): Original => original(of.map(witness))

describe('evidence', () => {
  it('a credit beats any date', () => {
    expect(
      among(
        { outlet: 'Aldmoor Courier', head: 'ALDMOOR (Reuters) - The council', date: '2015-07-18' },
        { outlet: 'Reuters', date: '2015-07-21' },
      ),
    ).toMatchObject({
      member: 1,
      because: ['credit:Reuters'],
      standsFor: null,
      others: [{ member: 0, because: ['earliest'] }],
    })
  })
  it('a credit and a date are surer', () => {
    const found = among(
      { outlet: 'Aldmoor Courier', foot: '(AP)', date: '2015-07-22' },
      { outlet: 'The Associated Press', date: '2015-07-21' },
    )
    expect(found).toMatchObject({ member: 1, because: ['credit:AP', 'earliest'] })
    expect(found.confidence).toBeGreaterThan(0.98)
  })
  it('an agency that is on no list, credited in brackets', () => {
    expect(
      among({ outlet: 'Kettle Post', head: 'KETTLE POINT (MP) The council' }, { outlet: 'Meridian Press' }),
    ).toMatchObject({ member: 1, because: ['credit:Meridian Press'] })
  })
  it('the outlet where it first appeared', () => {
    expect(
      among(
        { outlet: 'Kettle Post', foot: 'This article first appeared in The Aldmoor Courier.' },
        { outlet: 'Aldmoor Courier' },
        { outlet: 'Merrow Post' },
      ),
    ).toMatchObject({ member: 1, because: ['credit:Aldmoor Courier'] })
  })
  it('an agency beside papers that do not credit it', () => {
    expect(among({ outlet: 'Aldmoor Courier' }, { outlet: 'dpa' })).toMatchObject({
      member: 1,
      because: ['agency:dpa'],
    })
  })
  it('the earliest', () => {
    expect(
      among({ date: '2015-07-21 02:51' }, { date: '2015-07-20 22:50' }, { date: '2015-07-21 10:00' }),
    ).toMatchObject({
      member: 1,
      because: ['earliest'],
    })
  })
  it('two dates of several precisions, on one day twice, or missing, decide nothing', () => {
    for (const other of ['2015-07-20', '03/04/2015', null])
      expect(among({ date: '2015-07-20' }, { date: other }).member).toBe(null)
    expect(among({ date: '2015-07-20' }, { date: '2015-07-20 10:00' }).member).toBe(null)
  })
  it('an update is no original, however full', () => {
    expect(
      among(
        { outlet: 'Desk', date: '2015-07-20 10:00', title: 'Bridge closed' },
        { outlet: 'Desk', date: '2015-07-20 12:00', title: 'UPDATE 1-Bridge closed', common: 160 },
      ),
    ).toMatchObject({ member: 0 })
  })
  it('a roundup is never the original', () => {
    expect(among({ date: '2015-07-20 10:00', roundup: true }, { date: '2015-07-21 12:00' }).member).not.toBe(0)
  })
  it('else unknown, and it says so', () => {
    expect(among({}, {})).toEqual({
      member: null,
      confidence: 0,
      because: ['no credit, date or containment decides'],
      standsFor: null,
      agency: false,
      at: null,
      others: [],
    })
  })
})

describe('agency text whose own item is not there', () => {
  it('the earliest of the fullest that credit it stands for it', () => {
    const found = among(
      { outlet: 'A Post', date: '2015-07-21 10:00', head: 'LONDON (AP) - x', common: 60 },
      { outlet: 'B Post', date: '2015-07-21 12:00', head: 'LONDON (AP) - x' },
      { outlet: 'C Post', date: '2015-07-21 13:00', foot: '(AP)' },
      { outlet: 'D Post', date: '2015-07-21 09:00' },
    )
    expect(found).toMatchObject({
      member: 1,
      standsFor: 'AP',
      because: [
        'credited: AP by 3 of 4 outlets',
        'agency text (AP), original not in the corpus',
        'stands for it: the earliest of the fullest that credit it',
      ],
    })
    // What lost is told.
    expect(found.others[0]).toMatchObject({ member: 3, because: ['earliest', 'the fullest'] })
  })
  it('where nothing tells them apart nobody stands for it, and the agency is named', () => {
    expect(among({ outlet: 'A', foot: '(AP)' }, { outlet: 'B', head: 'LONDON (AP) — x' })).toMatchObject({
      member: null,
      confidence: 0,
      standsFor: 'AP',
    })
  })
  it('an agency that only helped is no author', () => {
    expect(
      among(
        { outlet: 'A', foot: 'Reuters contributed to this report.', date: '2015-07-20' },
        { outlet: 'B', date: '2015-07-22' },
      ).standsFor,
    ).toBe(null)
  })
  it('two outlets make an agency of a name on no list, one does not', () => {
    const foot = '© 2019 Ostrava Wire'
    expect(among({ outlet: 'A', foot }, { outlet: 'B', foot }).standsFor).toBe('Ostrava Wire')
    expect(among({ outlet: 'A', foot }, { outlet: 'B' }).standsFor).toBe(null)
  })
})

describe('canonical links', () => {
  const home = 'https://www.courier.example/news/pier'
  it('lead to the original, whatever the dates say', () => {
    const found = among(
      {
        outlet: 'Kettle Post',
        url: 'https://post.example/1',
        canonical: `${home}?utm_source=feed`,
        date: '2015-07-20',
      },
      { outlet: 'Aldmoor Courier', url: home, canonical: home, date: '2015-07-22' },
    )
    expect(found).toMatchObject({ member: 1, because: ['canonical:courier.example'], standsFor: null })
    expect(found.confidence).toBeGreaterThan(0.9)
  })
  it('lead to an original that is not there, and say where it is', () => {
    expect(
      among(
        { outlet: 'Kettle Post', url: 'https://post.example/1', canonical: home, date: '2015-07-20' },
        { outlet: 'Hafn Mirror', url: 'https://mirror.example/1', date: '2015-07-22' },
      ),
    ).toMatchObject({
      member: 0,
      standsFor: 'courier.example',
      agency: false,
      at: home,
      because: [
        `canonical link to ${home} of 1 of 2 outlets`,
        'text (courier.example), original not in the corpus',
        'stands for it: it alone credits it',
      ],
    })
    expect(
      among(
        { outlet: 'Kettle Post', url: 'https://post.example/1', canonical: 'https://www.reuters.com/article/pier' },
        { outlet: 'Hafn Mirror', url: 'https://mirror.example/1' },
      ),
    ).toMatchObject({ standsFor: 'Reuters', agency: true })
  })
  it('to the own site say nothing', () => {
    const found = among(
      {
        outlet: 'Kettle Post',
        url: 'https://m.post.example/1?x=2',
        canonical: 'https://post.example/1',
        date: '2015-07-20',
      },
      {
        outlet: 'Hafn Mirror',
        url: 'https://mirror.example/1',
        canonical: 'https://mirror.example/1',
        date: '2015-07-22',
      },
    )
    expect(found).toMatchObject({ member: 0, because: ['earliest'], at: null })
  })
})

it('what first appeared in an outlet that is not there is nobody’s of these', () => {
  const foot = 'This article first appeared in the Aldmoor Courier on 3 July.'
  expect(
    among({ outlet: 'Kettle Post', date: '2015-07-20' }, { outlet: 'Mirror', date: '2015-07-21', foot }),
  ).toMatchObject({
    member: 1,
    standsFor: 'Aldmoor Courier',
    because: [
      'first appeared in Aldmoor Courier, say 1 of 2 outlets',
      'text (Aldmoor Courier), original not in the corpus',
      'stands for it: it alone credits it',
    ],
  })
  // The same words of something else.
  const fever = 'The fever first appeared in Ostrava Bay.'
  expect(among({ outlet: 'A', date: '2015-07-20' }, { outlet: 'B', date: '2015-07-21', foot: fever })).toMatchObject({
    member: 0,
    standsFor: null,
  })
})

it('the initials of an outlet are not those of an agency', () => {
  expect(among({ outlet: 'Aldmoor Post' }, { outlet: 'Courier', head: 'HAFN (AP) - x' })).toMatchObject({
    standsFor: 'AP',
    member: 1,
  })
})

describe('dates that lie', () => {
  it('a date before the article’s own dateline is not believed', () => {
    const head = 'SALVADOR, Feb 26 (AP) - x'
    expect(witness({ date: '1987-02-20 10:00', head }).date).toBe(null)
    expect(witness({ date: '1987-02-26 10:00', head }).date).not.toBe(null)
    expect(witness({ date: '1987-03-20 10:00', head }).date).not.toBe(null)
  })
  it('of three and more, one that stands alone days before all others', () => {
    const at = (...dates: string[]): number => standingApart(dates.map((d) => stamp(d)))
    expect(at('2015-07-01 10:00', '2015-07-21 10:00', '2015-07-21 12:00')).toBe(0)
    expect(at('2015-07-21 09:00', '2015-07-21 10:00', '2015-07-21 12:00')).toBe(-1)
    expect(at('2015-07-01 10:00', '2015-07-21 10:00')).toBe(-1)
    expect(
      among(
        { date: '2015-07-01 10:00' },
        { date: '2015-07-21 10:00' },
        { date: '2015-07-21 14:00' },
        { date: '2015-07-21 18:00' },
      ).member,
    ).toBe(1)
  })
})

describe('law', () => {
  const any = fc.record({
    outlet: fc.constantFrom(null, 'AP', 'Reuters', 'reuters.com', 'Meridian Press', 'Aldmoor Courier', 'Kettle Post'),
    author: fc.constantFrom(null, 'By Reuters', 'Ann Gull', 'Hafn - Meridian Press'),
    date: fc.constantFrom(null, '2015-07-20', '2015-07-21', '2015-07-21 10:00', '2015-07-21 11:00', 'yesterday'),
    title: fc.constantFrom(null, 'UPDATE 1-Bridge', 'Bridge'),
    url: fc.constantFrom(null, 'https://kettlepost.example/1', 'https://reuters.com/1'),
    head: fc.constantFrom('LONDON (Reuters) - x', 'x (AP) x', 'x (MP) x', 'today x', 'yesterday x'),
    foot: fc.constantFrom(
      '',
      '(AFP)',
      '© Meridian Press',
      'Aldmoor Courier — x',
      'This article first appeared in Kettle Post.',
    ),
    common: fc.integer({ min: 90, max: 94 }),
    roundup: fc.constantFrom(false, false, false, true),
  })
  const several = fc.array(any, { minLength: 2, maxLength: 6 })
  it('the answer does not depend on the order of the members', () => {
    fc.assert(
      fc.property(
        several.chain((w) =>
          fc.tuple(
            fc.constant(w),
            fc.shuffledSubarray(
              w.map((_, i) => i),
              { minLength: w.length },
            ),
          ),
        ),
        ([w, order]) => {
          const one = among(...w)
          const two = among(...order.map((i) => w[i]!))
          const told = ({ member, confidence, because, standsFor }: Original): unknown => ({
            member,
            confidence,
            because,
            standsFor,
          })
          expect(told({ ...two, member: two.member === null ? null : order[two.member]! })).toEqual(told(one))
          expect(one.confidence === 0).toBe(one.member === null)
          expect(one.because.length).toBeGreaterThan(0)
          if (one.member !== null) expect(w[one.member]!.roundup).toBe(false)
        },
      ),
      { numRuns: 400 },
    )
  })
  it('every piece of evidence is a number', () => {
    fc.assert(
      fc.property(several, (w) => {
        for (const { x } of evidence(w.map(witness))) expect(x.every((value) => Number.isFinite(value))).toBe(true)
      }),
    )
  })
})
