import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scan } from '../../src/index.js'
import type { ReportRecord, View } from '../../src/model.js'
import type { Rows, Text } from '../../src/write/html/data.js'
import { bounds, gather, textOf } from '../../src/write/html/gather.js'
import { nameless, namer } from '../../src/write/html/keywords.js'
import { sentence } from '../../src/write/html/page/sentences.js'
import { compare, paragraphs, rows } from '../../src/write/html/page/words.js'
import { html } from '../../src/write/html/report.js'
import { hostile } from './hostile.js'
import type { Made } from './press.js'
import { press, stories } from './press.js'

const ask = { mode: 'scan', words: ['corpus'] } as const

function written(records: Iterable<ReportRecord>, view: View): string {
  let out = ''
  html(ask)(records, { write: (text) => void (out += text) }, view)
  return out
}

/** The two blocks, as a browser reads them. */
function blocks(page: string): { rows: Rows; texts: Text[] } {
  const of = (id: string): unknown =>
    JSON.parse(new RegExp(`<script type="application/json" id="${id}">([^<]*)</script>`).exec(page)![1]!)
  return { rows: of('rows') as Rows, texts: of('texts') as Text[] }
}

test('the script in made.ts is what page/ says', () => {
  const build = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.scripts.json'])
  expect(build.status, build.stdout.toString()).toBe(0)
  const ran = spawnSync(process.execPath, ['build/scripts/page.js', '--check'])
  expect(ran.status, ran.stderr.toString()).toBe(0)
})

test('no text of an article opens or closes an element, and all of it can be read back', () => {
  const nasty = fc.oneof(
    hostile,
    fc.constantFrom('</script><script>owned()</script>', '<!--<script>', '<img src=x onerror=owned()>', ']]>', '-->'),
  )
  const made = fc.record({ id: nasty, title: nasty, text: nasty, outlet: nasty, date: nasty })
  const elements = (page: string): number => page.split('<').length
  const plain = elements(written(...parts([])))
  fc.assert(
    fc.property(fc.uniqueArray(made, { selector: ({ id }) => id, maxLength: 6 }), (articles) => {
      const page = written(...parts(articles))
      expect(elements(page)).toBe(plain)
      const { rows, texts } = blocks(page)
      for (const { id, title, text } of articles) {
        const n = rows.articles.id.indexOf(id.slice(0, 300))
        expect(rows.articles.title[n]).toBe(title)
        expect(texts[n]).toBe(Buffer.from(text).toString())
      }
    }),
    { numRuns: 300 },
  )
})

const parts = (articles: readonly Made[]): [ReportRecord[], View] => {
  const made = press(articles)
  return [made.records, made.view]
}

test('the policy allows this script and this style, and nothing else', () => {
  const page = written(...parts(stories(2)))
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[\w+/]{43}='; style-src 'sha256-[\w+/]{43}='; img-src data:;/,
  )
  expect(policy).toContain("require-trusted-types-for 'script'")
  // No address at all: what a rule means stands in the page.
  expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
  expect(page).not.toMatch(/\s(?:src|on\w+|style)=(?!%)/)
})

test('the same report twice is the same file', () => {
  const made = press(stories(20))
  expect(written(made.records, made.view)).toBe(written(made.records, made.view))
})

test('what does not fit is left out and counted: boilerplate first, then what is reported only', () => {
  const made = press(stories(30), ['copy', 'passage', 'boilerplate'])
  const { rows, texts } = gather(made.records, made.view, ask, nameless, {
    ...bounds,
    findings: 15,
    texts: 900,
    clusters: 4,
  })
  expect(rows.findings.kind).toHaveLength(15)
  expect(rows.leftOut.findings).toEqual([0, 0, 5, 0, 10])
  expect(rows.kinds).toEqual([
    [10, 10],
    [0, 0],
    [10, 0],
    [0, 0],
    [10, 0],
  ])
  expect(rows.leftOut.clusters).toBe(11)
  expect(rows.leftOut.texts).toBeGreaterThan(0)
  expect(texts.filter((text) => text !== null).length + rows.leftOut.texts).toBeGreaterThanOrEqual(15)
  expect(Buffer.byteLength(JSON.stringify(texts.filter((text) => text !== null)))).toBeLessThan(1_000)
})

test('of what is acted on that which the baseline does not know is left out last', () => {
  const made = press(stories(30))
  for (const [n, r] of made.records.filter((r) => r.type === 'finding').entries())
    if (n % 3 > 0) Object.assign(r, { known: true })
  const with_ = { ...ask, news: new Set<string>() }
  const few = gather(made.records, made.view, with_, nameless, { ...bounds, findings: 12 }).rows
  expect(few.findings.known.filter((known) => known === 0)).toHaveLength(10)
  expect(few.findings.known).toHaveLength(12)
  expect(few.baseline).toEqual([20, 10])
  expect(gather(made.records, made.view, ask, nameless).rows.baseline).toBeNull()
})

test('rows are bounded whatever ids and titles hold', () => {
  const long = stories(400).map((made) => ({ ...made, id: `${made.id} ${'x'.repeat(5000)}`, title: 'y'.repeat(5000) }))
  const made = press(long)
  const { rows } = gather(made.records, made.view, ask, nameless, { ...bounds, rows: 50_000, texts: 10_000 })
  expect(Buffer.byteLength(JSON.stringify(rows.articles) + JSON.stringify(rows.findings))).toBeLessThan(150_000)
  expect(rows.leftOut.findings[0]).toBe(400 - rows.findings.kind.length)
})

test('places in bytes become places in the text, also amid bytes that are no UTF-8', () => {
  const bytes = Buffer.concat([Buffer.from('né 😀 '), Buffer.from([0xff, 0xfe]), Buffer.from(' and then the rest')])
  const from = bytes.indexOf('then')
  const { text, place } = textOf(bytes, [[from, from + 4]], 1000)
  expect((text as string).slice(place(from), place(from + 4))).toBe('then')
})

test('a long text is there in windows around what is found', () => {
  const text = `${'long ago '.repeat(3000)}HERE it is${' and so on'.repeat(3000)}`
  const at = text.indexOf('HERE')
  const made = textOf(Buffer.from(text), [[at, at + 10]], 1500)
  const windows = made.text as (number | string)[]
  expect(windows).toHaveLength(4)
  const [start, words] = [windows[2] as number, windows[3] as string]
  expect(words.slice(made.place(at) - start, made.place(at + 10) - start)).toBe('HERE it is')
  expect(words.length).toBeLessThan(1000)
})

test('a corpus: every finding and every cluster is in the file, with its articles and texts', () => {
  const found = scan({ patterns: ['corpus'] })
  try {
    const records = [...found.report.records({ articles: 'all', list: true })]
    const view: View = { colour: false, width: 80, ...found.report }
    const { rows, texts } = gather(records, view, ask, nameless)
    expect(rows.findings.fingerprint.toSorted()).toEqual(
      [...found.report.findings].map((f) => f.fingerprint).toSorted(),
    )
    expect(rows.clusters.id).toHaveLength(found.report.summary.clusters)
    expect(rows.leftOut).toEqual({ findings: [0, 0, 0, 0, 0], clusters: 0, texts: 0, printed: 0, troubles: 0 })
    for (const [i, f] of rows.findings.fingerprint.entries()) {
      const record = [...found.report.findings].find(({ fingerprint }) => fingerprint === f)!
      const [start, end] = rows.findings.spans[i]!
      if (record.kind === 'boilerplate') continue
      expect((texts[rows.findings.article[i]!] as string).slice(start, end)).toBe(
        Buffer.from(view.text(record.article).subarray(...record.span)).toString(),
      )
    }
    expect([view.facts('no such id'), view.outlet('no such id'), view.text('no such id').length]).toEqual([
      null,
      null,
      0,
    ])
    const ferry = rows.articles.id.indexOf('mp-ferry')
    expect(rows.names[rows.articles.outlet[ferry]!]).toBe('Meridian Press')
    expect(rows.articles.title[ferry]).toBe('Ferry hits barge in Aldmoor fog, 17 hurt')
    expect(rows.articles.date[ferry]).toBe('2024-11-05')
  } finally {
    found.close()
  }
})

// --------------------------------------------------------------------------------------------------------------- keywords

test('a cluster is named by the words that tell it from the others; without natural by none', () => {
  const text = (words: string): { title: string; text: Uint8Array } => ({ title: '', text: Buffer.from(words) })
  const texts = [
    text('The ferry left Aldmoor. The ferry hit a barge near Aldmoor harbour, said the harbour office.'),
    text('The council of Tarnholm closed the bridge. The bridge is old, said the council.'),
    text('أعلنت وزارة المياه عن سد جديد قرب المدينة، وقالت الوزارة إن السد جاهز في المدينة'),
    text(''),
  ]
  const names = namer()(texts)
  expect(names[0]).toEqual(expect.arrayContaining(['ferry', 'Aldmoor', 'harbour']))
  expect(names[1]).toEqual(expect.arrayContaining(['bridge', 'council']))
  expect(names[2]!.length).toBeGreaterThan(1)
  expect(names[3]).toEqual([])
  expect(names.flat()).not.toContain('the')
  expect(nameless(texts)).toEqual([[], [], [], []])
})

test('names cost no time that grows faster than the texts', () => {
  const texts = [...Array(400).keys()].map((n) => ({
    title: `constructor __proto__ toString ${n}`,
    text: Buffer.from(
      [...Array(300).keys()].map((k) => `word${n}x hasOwnProperty valueOf w${(n * k) % 7919}abc`).join(' '),
    ),
  }))
  expect(namer()(texts)).toHaveLength(400)
})

// -------------------------------------------------------------------------------------------------------------- the words

const vocabulary = fc.constantFrom(
  'the',
  'ferry',
  'hit',
  'a',
  'barge',
  'fog',
  'in',
  'Aldmoor',
  'and',
  '17',
  'hurt',
  '桥',
  'سد',
)
const prose = fc.array(vocabulary, { maxLength: 60 }).map((words) => words.join(' '))

test('pairs ascend on both sides and read the same; a moved word reads the same on the other side', () => {
  fc.assert(
    fc.property(prose, prose, (a, b) => {
      const { words, pair, moved, moves } = compare(a, b)
      let last = -1
      pair[0].forEach((j, i) => {
        if (j < 0) return
        expect(j).toBeGreaterThan(last)
        last = j
        expect(pair[1][j]).toBe(i)
        expect(words[1][j]!.key).toBe(words[0][i]!.key)
      })
      for (let m = 1; m <= moves; m++) {
        const said = [0, 1].map((side) => words[side]!.filter((_, i) => moved[side]![i] === m).map(({ key }) => key))
        expect(said[0]).toEqual(said[1])
        expect(said[0]!.length).toBeGreaterThanOrEqual(5)
      }
    }),
    { numRuns: 500 },
  )
})

test('a text compared with itself is the same, word by word', () => {
  fc.assert(
    fc.property(prose, (a) => {
      const { pair } = compare(a, a)
      expect([...pair[0]]).toEqual([...pair[0].keys()])
    }),
  )
})

test('case, accents and Arabic spelling are no difference; a number is', () => {
  const differ = (a: string, b: string): number => compare(a, b).pair[0].filter((j) => j < 0).length
  expect(differ('The CAFÉ', 'the cafe')).toBe(0)
  expect(differ('إلى المدينة', 'الي المدينه')).toBe(0)
  expect(differ('17 people', '19 people')).toBe(1)
})

test('a paragraph that has changed its place has moved', () => {
  const [one, two, three] = [
    'the ferry left at nine in thick fog',
    'nobody was hurt said the harbour master',
    'buses will run until the boats return',
  ]
  const { moves, moved } = compare([one, two, three].join('\n'), [one, three, two].join('\n'))
  expect(moves).toBe(1)
  expect(moved[0].filter((m) => m > 0)).toHaveLength(7)
})

test('paragraphs and their rows hold every word once, in order', () => {
  const many = fc.array(prose, { maxLength: 8 }).map((list) => list.join('\n'))
  fc.assert(
    fc.property(many, many, (a, b) => {
      const [pa, pb] = [paragraphs(a), paragraphs(b)]
      const made = rows(pa, pb, compare(a, b))
      expect(made.flatMap((row) => row.a)).toEqual(pa)
      expect(made.flatMap((row) => row.b)).toEqual(pb)
    }),
    { numRuns: 500 },
  )
})

test('comparing two long texts takes no quadratic time', () => {
  const long = (seed: number): string => [...Array(20_000).keys()].map((n) => `w${(n * seed) % 3001}`).join(' ')
  const began = performance.now()
  compare(long(7), long(11))
  expect(performance.now() - began).toBeLessThan(20_000)
})

test('lines wrapped by hand make paragraphs', () => {
  const wrapped = `${'a line of some fifty letters that was wrapped there\n'.repeat(4)}    An indented line of some fifty letters starts anew\n${'a line of some fifty letters that was wrapped there\n'.repeat(3)}`
  expect(paragraphs(wrapped)).toHaveLength(2)
  expect(paragraphs('One.\nTwo.\n\nThree.')).toHaveLength(3)
})

test.each([
  ['credit:AP', 'Another member credits AP, and this is AP’s own item.'],
  ['not cut: a row of figures', 'It is not cut: a row of figures.'],
  ['something new', 'Something new.'],
])('%s is said as %s', (because, said) => {
  expect(sentence(because)).toBe(said)
})
