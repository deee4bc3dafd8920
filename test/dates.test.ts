// What a record calls its date -> a moment, or nothing.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayIn, daysAfter, lower, stamp } from '../src/dates.js'

const day = (date: string): string | null => {
  const at = stamp(date)
  return at === null ? null : new Date(at.at * 1000).toISOString().slice(0, 10)
}

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
    expect(stamp('1437447092')).toEqual(stamp('2015-07-21T02:51:32Z'))
    expect(stamp('Tue, 21 Jul 2015 02:51:32 +0300')).toEqual(stamp('20150720T235132Z'))
  })
  it('agrees with Date where both can read it', () => {
    const moment = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(moment, moment, (x, y) => {
        const [a, b] = [x, y].map((d) => stamp(d.toISOString())!)
        expect(a!.at).toBe(Math.floor(x.getTime() / 1000))
        expect(Math.sign(Number(a!.key > b!.key) - Number(a!.key < b!.key))).toBe(Math.sign(x.getTime() - y.getTime()))
        expect(stamp(x.toUTCString())!.at).toBe(Math.floor(x.getTime() / 1000))
      }),
    )
  })
  it('what Intl prints in thirty languages is read as that day, or not at all', () => {
    const languages =
      'en de fr es it pt nl sv da nb fi pl cs hu ro tr ru uk bg el ar he hi id vi sr hr sk sl et lv lt ja zh ko'
    const read = new Map<string, number>()
    for (const language of languages.split(' '))
      for (let month = 0; month < 12; month++) {
        const date = new Date(Date.UTC(2015, month, 21))
        const format = new Intl.DateTimeFormat(`${language}-u-ca-gregory`, { dateStyle: 'long', timeZone: 'UTC' })
        const found = day(format.format(date))
        if (found === null) continue
        expect([language, found]).toEqual([language, date.toISOString().slice(0, 10)])
        read.set(language, (read.get(language) ?? 0) + 1)
      }
    // The languages of the corpora read every month.
    for (const language of 'en de fr es it pt nl ru tr ar ja zh ko vi'.split(' '))
      expect([language, read.get(language)]).toEqual([language, 12])
    expect([...read.values()].filter((n) => n >= 10).length).toBeGreaterThanOrEqual(28)
  })
  it('digits of other scripts are digits', () => {
    expect(day('٢١ يوليو ٢٠١٥')).toBe('2015-07-21')
    expect(day('२१ जुलाई २०१५')).toBe('2015-07-21')
    expect(day('２０１５年７月２１日')).toBe('2015-07-21')
  })
  it('knows what cannot be misread, and nothing else', () => {
    for (const d of [
      '',
      '03/04/2015',
      '21 July',
      '21 July 15',
      'yesterday',
      '2015-13-01',
      '2015-00-10',
      '2015-07-32',
      '2015-02-31',
      '5 listopada 2015',
      '2015-07-21 10:00 and 11:00',
      'x'.repeat(200),
    ])
      expect([d, stamp(d)]).toEqual([d, null])
    expect(day('25/12/2015')).toBe('2015-12-25')
    expect(day('3.4.2015')).toBe('2015-04-03') // with dots the day stands first, wherever dots are used
  })
  it('never makes up a year', () => {
    const text = fc.string({ maxLength: 30 })
    const part = fc.constantFrom('21', '7', 'July', 'يوليو', '7月21日', '15', '10:30', ' ', '/', '.', '-', 'Feb.')
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.array(part, { maxLength: 6 }).map((p) => p.join(' ')),
        ),
        (date) => {
          if (/\d{4}/.test(date.replace(/[\u0660-\u0669]/g, '0'))) return
          expect(stamp(date)).toBe(null)
        },
      ),
    )
  })
  // A clock has no 99th hour, and February no 31st day: what cannot be is no date.
  it('hours and days that are not', () => {
    for (const d of ['2015-07-21T99:99', '2015-02-31', '2015-07-21 10:00+99:99', '2015-07-21 13:00 pm'])
      expect([d, stamp(d)]).toEqual([d, null])
  })
})

describe('datelines', () => {
  it('name a day without a year', () => {
    expect(dayIn('SALVADOR, Feb 26 -')).toEqual({ month: 2, day: 26 })
    expect(dayIn('МОСКВА, 21 июля.')).toEqual({ month: 7, day: 21 })
    expect(dayIn('新华社北京7月21日电')).toEqual({ month: 7, day: 21 })
    expect(dayIn('LONDON -')).toBe(null)
  })
  it('the distance goes around the end of the year', () => {
    expect(daysAfter(stamp('1987-01-01')!, { month: 12, day: 31 })).toBe(1)
    expect(daysAfter(stamp('1987-02-20')!, { month: 2, day: 26 })).toBe(-6)
  })
})

it('lower case is that of the language, for letters with one', () => {
  fc.assert(
    fc.property(fc.constantFrom(...'ABZÀÞĀŽŹŠŁΑΣΆΏАЯЁЂЏ'), (letter) => {
      expect(lower(letter)).toBe(letter === 'Σ' ? 'σ' : letter.toLowerCase())
    }),
  )
  expect(lower('İSTANBUL ×÷')).toBe('istanbul ×÷')
})
