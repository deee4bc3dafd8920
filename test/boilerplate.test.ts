// Passages of all articles -> boilerplate. An article is told as 'group: passages', in order; H and T mark the end it stands at, else the middle.
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { PassageRows } from '../src/boilerplate.js'
import { boilerplate, HEAD, MIDDLE, TAIL } from '../src/boilerplate.js'
import { Column } from '../src/kernel/column.js'
import { standard } from '../src/recipe.js'
import { memoryExchange } from '../src/store/exchange.js'

interface Told {
  readonly group: number
  readonly outlet: number
  readonly passages: readonly (readonly [letter: string, place: number])[]
}

/** '1: H.x y T.z' */
function article(notation: string, outlet = 1): Told {
  const [group, ...passages] = notation.split(/[: ]+/)
  return {
    group: Number(group),
    outlet,
    passages: passages
      .filter(Boolean)
      .map((p): [string, number] => (p.includes('.') ? [p.slice(2), p[0] === 'H' ? HEAD : TAIL] : [p, MIDDLE])),
  }
}

/** Letters of the passages that are boilerplate, and whether all printings of each are marked and no other row. */
function printed(articles: readonly Told[], known = '', numbers?: readonly number[]): string {
  const rows: PassageRows = {
    lo: new Column(),
    hi: new Column(),
    outlet: new Column(),
    article: new Column(),
    start: new Column(),
    end: new Column(),
    place: new Column(),
  }
  const letters: string[] = []
  const order = articles.map((a, i) => ({ a, n: numbers?.[i] ?? i })).sort((x, y) => x.n - y.n)
  for (const [n, { a }] of order.entries())
    for (const [i, [letter, place]] of a.passages.entries()) {
      letters.push(letter)
      rows.lo.push(letter.charCodeAt(0))
      rows.hi.push(1)
      rows.outlet.push(a.outlet)
      rows.article.push(n)
      rows.start.push(i * 10)
      rows.end.push(i * 10 + 9)
      rows.place.push(place)
    }
  const marks = new Uint8Array(letters.length)
  const found = boilerplate(
    memoryExchange(),
    rows,
    (i) => order[i]!.a.group,
    (outlet) => articles.filter((a) => a.outlet === outlet).length,
    known === '' ? null : (row) => known.includes(letters[row]!),
    standard,
    marks,
  )
  const names = new Set(found.map((f) => `${rows.outlet.get(f.row)}${letters[f.row]}`))
  for (let row = 0; row < letters.length; row++)
    expect(marks[row] === 1).toBe(names.has(`${rows.outlet.get(row)}${letters[row]}`))
  return [...new Set(found.map((f) => letters[f.row]!))].sort().join('')
}

const corpus = (...notations: string[]): Told[] => notations.map((n) => article(n))

describe('cases', () => {
  it('a footer of three different articles', () => {
    expect(printed(corpus('1: a b T.z', '2: c d T.z', '3: e f T.z'))).toBe('z')
    expect(printed(corpus('1: a b T.z', '2: c d T.z', '3: e f'))).toBe('')
  })
  it('a story that forty papers print is none', () => {
    expect(printed(Array.from({ length: 40 }, () => article('1: H.a b T.z')))).toBe('')
  })
  it('of one outlet: others that print the same line count for themselves', () => {
    expect(printed([article('1: T.z', 1), article('2: T.z', 1), article('3: T.z', 2)])).toBe('')
  })
  it('a quotation in the middle is none, one beside boilerplate is', () => {
    expect(printed(corpus('1: a q b', '2: c q d', '3: e q f'))).toBe('')
    expect(printed(corpus('1: a q T.z', '2: c q T.z', '3: e q T.z'))).toBe('qz')
    expect(printed(corpus('1: a p q T.z', '2: c p q T.z', '3: e p q T.z'))).toBe('pqz')
  })
  it('half at one end and half at the other is at an end', () => {
    expect(printed(corpus('1: H.z a', '2: H.z b', '3: c T.z', '4: d T.z'))).toBe('z')
    expect(printed(corpus('1: H.z a', '2: b z c', '3: c T.z', '4: d z e'))).toBe('')
  })
  it('a share of a large outlet', () => {
    const rest = Array.from({ length: 2000 }, (_, i) => article(`${i + 10}: a${i}`))
    expect(printed([...rest, ...corpus('1: T.~', '2: T.~', '3: T.~', '4: T.~')])).toBe('')
    expect(printed([...rest, ...corpus('1: T.~', '2: T.~', '3: T.~', '4: T.~', '5: T.~')])).toBe('~')
  })
  it('what is known needs no count', () => expect(printed(corpus('1: a q b', '2: c T.z'), 'qz')).toBe('qz'))
})

describe('laws', () => {
  const place = fc.constantFrom('', '', 'H.', 'T.')
  const told = fc
    .tuple(
      fc.nat(5),
      fc.integer({ min: 1, max: 2 }),
      fc.array(fc.tuple(place, fc.constantFrom(...'pqrstz')), { maxLength: 5 }),
    )
    .map(([group, outlet, passages]) => article(`${group}: ${passages.map((p) => p.join('')).join(' ')}`, outlet))
  const articles = fc.array(told, { minLength: 1, maxLength: 14 })

  it('the order of the articles does not matter', () => {
    fc.assert(
      fc.property(
        articles.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all.keys()], { minLength: all.length })),
        ),
        ([all, order]) => {
          expect(printed(all, '', order)).toBe(printed(all))
        },
      ),
    )
  })
  // Was wrong once: places are counted by printing, not by preliminary group. z stands at the end in two groups and in the middle of two: it is
  // boilerplate; a second printing of one of the middle ones, and it is none. (Byte-identical twins of one outlet have no rows of
  // their own, so it takes a copy with one word changed. The outlet's article count, and with it the 0.2 %, goes up even for twins.)
  test('adding a copy of an article that is there changes nothing', () => {
    const all = corpus('1: a T.z', '2: b T.z', '3: c z d', '4: e z f')
    expect(printed([...all, article('4: e z g')])).toBe(printed(all))
  })
})
