import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EditKind, Kind, ReportRecord, View } from '../../src/model.js'
import type { Ask } from '../../src/write/ask.js'
import { text } from '../../src/write/text.js'
import { columns } from '../../src/write/width.js'
import { hostile } from './hostile.js'
import { article, cluster, finding, header, summary, trouble, view } from './records.js'

function told(records: readonly ReportRecord[], see: Partial<View> = {}, ask: Partial<Ask> = {}): string {
  let out = ''
  text({ mode: 'scan', words: ['corpus'], ...ask })(records, { write: (text) => void (out += text) }, view(see))
  return out
}

const council = 'The council voted on Tuesday to close the Aldmoor bridge for eleven months, beginning in March.'
const traders = 'Traders said they had been given no warning.'

test('a repeat, in a text file', () => {
  const records = [
    article('a.txt'),
    finding(),
    summary({ articles: 1, cut: 1, bytes: 5868, cutBytes: 2798, outBytes: 3070, repeat: 1 }),
  ]
  expect(`\n${told(records, { excerpt: () => `${council}\n\n${traders}\n${'and so on '.repeat(300)}` })}`).toBe(`
a.txt:17
  lines 17-30 repeat lines 3-16 of the same article (identical, 2,797 bytes)
  would be cut: identical after folding; 14 passages
    17 = 3 | The council voted on Tuesday to close the Aldmoor bridge for eleve…
    19 = 5 | Traders said they had been given no warning.

1 article read, 5,868 bytes
  would be kept 0, cut 1, removed 0; skipped 0
  found: 1 repeat
  repetition that would go: 47 % of the text, 2,798 bytes (2,798 cut, 0 with
    removed articles)
  next: dittograph clean corpus --out cleaned
  what they mean: dittograph help repeat
`)
})

test('a removed copy, in records, with its cluster', () => {
  const copy = finding({
    kind: 'copy',
    article: 'story-17',
    fileLine: 42,
    lines: [1, 9],
    source: { article: 'ap-3', span: [0, 2900], lines: [1, 10] },
    exact: false,
    score: 0.967,
    edit: 'removed',
    cut: null,
    because: ['coverage 0.98'],
    lost: { title: 'Bridge closes', date: '2024-05-01', url: null, source: 'Tarnholm Post' },
  })
  const records = [
    article('story-17', 'press.jsonl', 42),
    cluster({
      size: 3,
      members: ['ap-3', 'story-17', 'z'],
      head: 'ap-3',
      original: 'ap-3',
      kept: ['ap-3'],
      near: ['q'],
    }),
    copy,
    summary({ articles: 20_000, kept: 19_999, removed: 1, bytes: 1e7, removedBytes: 2797, copy: 1, clusters: 1 }),
  ]
  const excerpt: View['excerpt'] = (_, side) => (side === 'here' ? traders : council)
  // The span is longer than what the view gives: the sentence goes on.
  expect(`\n${told(records, { excerpt }, { mode: 'clean', words: ['out dir'] })}`).toBe(`
press.jsonl:42  story-17
  is a copy of ap-3 (96 % of the shorter text stands in the longer one, 2,797
    bytes)
  removed: coverage 0.98
  with it: “Bridge closes”, 2024-05-01, Tarnholm Post
     here 1 | Traders said they had been given no warning.…
    there 1 | The council voted on Tuesday to close the Aldmoor bridge for elev…

Clusters
  3 articles carry one text: original ap-3, because others credit AP, and
    this is its own item, it is the earliest (90 % sure); also story-17, z;
    kept ap-3; near q

20,000 articles read, 10,000,000 bytes
  kept 19,999, cut 0, removed 1; skipped 0
  found: 1 copy, 1 cluster
  repetition that went: under 0.1 % of the text, 2,797 bytes (0 cut, 2,797
    with removed articles)
  next: dittograph restore 'out dir' --out restored
  what they mean: dittograph help copy
`)
})

test('every kind and every edit has its words', () => {
  const source = { article: 'b', span: [0, 9], lines: [4, 4] } as const
  const one = (kind: Kind, edit: EditKind, of = {}): string =>
    told(
      [article('a'), finding({ article: 'a', kind, edit, source, because: [], lines: [2, 2], span: [0, 90], ...of })],
      { width: 200 },
    )
      .split('\n')
      .slice(1, 3)
      .map((line) => line.trim())
      .join(' / ')
  expect(one('repeat', 'none', { exact: false, score: 0.93, source: { ...source, article: 'a' } })).toBe(
    'line 2 repeats line 4 of the same article (93 % of the text aligned, 90 bytes) / reported only',
  )
  expect(one('repeat', 'cut', { source: { ...source, article: 'a', lines: [2, 2] } })).toBe(
    'line 2 says again what it said before (identical, 90 bytes) / would be cut',
  )
  expect(one('copy', 'removed')).toBe('is a copy of b (identical, 90 bytes) / would be removed')
  expect(one('part', 'none', { exact: false, score: 0.0512 })).toBe(
    'is printed inside b, line 4 (5.1 % of it, 90 bytes) / reported only',
  )
  expect(one('passage', 'covered', { lines: [2, 3] })).toBe(
    'lines 2-3 also stand in b, line 4 (identical, 90 bytes) / would go with a larger cut',
  )
  expect(one('boilerplate', 'cut', { source: null, score: 0.999 })).toBe(
    "line 2 is boilerplate: in 99 % of the outlet's stories (90 bytes) / would be cut",
  )
})

test('nothing found, a trouble, and a cluster without an original', () => {
  const records = [
    cluster({ original: null, because: [], kept: ['a', 'b'] }),
    trouble(),
    trouble({ level: 'note', path: null, article: 'x', message: 'm', code: 'N_X' }),
    summary({ articles: 3, kept: 3, bytes: 9, clusters: 1, errors: 1, notes: 1 }),
  ]
  expect(`\n${told(records)}`).toBe(`
Clusters
  2 articles carry one text: original unknown; gathered around b; also a

Troubles
  error c.jsonl:12: no JSON; copied through (E_BAD_JSON)
  note x: m (N_X)

3 articles read, 9 bytes
  would be kept 3, cut 0, removed 0; skipped 0
  found: 1 cluster
  troubles: 1 error, 1 note
`)
  expect(`\n${told([summary({ articles: 1, kept: 1, bytes: 1 })])}`).toBe(`
1 article read, 1 byte
  would be kept 1, cut 0, removed 0; skipped 0
  found: nothing that is said twice
`)
})

test('a record without an id is named by its place, a finding without its article by its id', () => {
  expect(told([article('p.jsonl#7', 'p.jsonl', 7), finding({ article: 'p.jsonl#7', fileLine: 7 })])).toMatch(
    /^p\.jsonl:7\n/,
  )
  expect(told([finding({ article: 'x', fileLine: 7 })])).toMatch(/^x \(line 7 of its file\)\n/)
})

test('a long report is shown in part, and says so', () => {
  const records = [...Array(205).keys()].map((n) => finding({ article: `a${n}` }))
  const report = told(records)
  expect(report.match(/ repeat /g)).toHaveLength(200)
  expect(report).toContain('… and 5 more findings: -r jsonl=FILE writes them all')
  expect(told(records, {}, { shown: 300 })).not.toContain('more finding')
  expect(told([...Array(60).keys()].map(() => cluster()).concat(), {})).not.toContain('more cluster')
  expect(told([...[...Array(60).keys()].map(() => cluster()), summary({ clusters: 60 })])).toContain(
    '… and 10 more clusters',
  )
  expect(told([...[...Array(60).keys()].map(() => trouble()), summary({ errors: 60 })])).toContain('… and 10 more')
  expect(told([cluster({ size: 12_000, members: [...Array(10_000).keys()].map(String) })])).toContain('and 11,994 more')
})

test('colour only when asked, and the words are the same', () => {
  const records = [article('a.txt'), finding(), trouble(), summary({ bytes: 1, cut: 1, cutBytes: 1 })]
  const plain = told(records, { excerpt: () => council })
  const coloured = told(records, { excerpt: () => council, colour: true })
  expect(plain).not.toContain('\x1b')
  expect(coloured).toContain('\x1b[33mwould be cut\x1b[39m')
  expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(plain)
})

test('beside the heading stands where in the article it is said again; what it means is said once', () => {
  const of = (again: [number, number], first: [number, number]): ReportRecord =>
    finding({ span: again, source: { article: 'a.txt', span: first, lines: [1, 1] } })
  const page = told([
    { ...article('a.txt'), bytes: 160 } as ReportRecord,
    of([80, 120], [0, 40]),
    of([125, 130], [0, 5]),
  ])
  expect(page).toMatch(/^a\.txt:17 {2}░░░░····████▄···\n/)
  expect(page.match(/░ was said first there/g)).toHaveLength(1)
  // A copy stands in all of it, and of an article that is not known nothing can be shown.
  expect(told([article('a.txt'), finding({ kind: 'copy', span: [0, 100] })])).toMatch(/^a\.txt:17\n/)
  expect(told([of([80, 120], [0, 40])])).not.toContain('░')
  // Where there is no room beside the name it stands below.
  const long = `${'x'.repeat(70)}.txt`
  const below = told([article(long), finding({ article: long, span: [50, 100], source: null })])
  expect(below).toContain(`${long}:17\n  ········████████\n`)
})

test('links only where the terminal knows them: the file, and what the finding means', () => {
  const records = [header(), article('ü b.txt'), finding({ article: 'ü b.txt' }), summary({ articles: 1 })]
  const address = (path: string): string => `file:///in/${encodeURIComponent(path)}`
  const rule = (kind: string): string => `file:///docs/${kind}.md`
  const plain = told(records, { address, rule })
  expect(plain).not.toContain('\x1b')
  expect(plain).toContain('  what they mean: dittograph help repeat\n')
  const linked = told(records, { address, rule, hyperlinks: true })
  const link = (to: string, text: string): string => `\x1b]8;;${to}\x1b\\${text}\x1b]8;;\x1b\\`
  expect(linked).toContain(`${link('file:///in/%C3%BC%20b.txt', 'ü b.txt:17')}\n`)
  expect(linked).toContain(`${link('file:///docs/repeat.md', 'would be cut')}: `)
  expect(linked.replace(/\x1b\]8;;[^\x1b]*\x1b\\/g, '')).toBe(plain)
  // An address that is not printable ASCII, or longer than terminals take, is none.
  for (const bad of ['file:///\x1b]0;x\x07', 'file:///a b', 'file:///ü', `file:///${'x'.repeat(3000)}`])
    expect(told(records, { address: () => bad, hyperlinks: true })).not.toContain(bad)
})

test('compact: one line a finding, a trouble, a summary', () => {
  const records = [
    header(),
    article('story-17', 'press.jsonl', 42),
    finding({ article: 'story-17', fileLine: 42, source: { article: 'story-17', span: [0, 9], lines: [3, 16] } }),
    finding({ edit: 'none' }),
    finding({ known: true }),
    finding({ kind: 'boilerplate', edit: 'none', source: null }),
    cluster(),
    trouble(),
    summary({ articles: 20, kept: 19, cut: 1, bytes: 12_345, repeat: 2, copy: 1000, errors: 1 }),
  ]
  const where: View['where'] = ({ article }) =>
    article === 'story-17' ? { path: 'press.jsonl', line: 42 } : { path: article, line: null }
  expect(`\n${told(records, { where }, { compact: true })}`).toBe(`
press.jsonl:42: repeat: story-17: lines 17-30 repeat lines 3-16 of the same article (identical, 2,797 bytes); would be cut
a.txt:17: repeat: lines 17-30 repeat lines 3-16 of the same article (identical, 2,797 bytes); reported only
error: c.jsonl:12: no JSON; copied through (E_BAD_JSON)
20 articles, 12,345 bytes: repeat 2, copy 1,000; would be kept 19, cut 1, removed 0; skipped 0
`)
})

test('the summary has at most eight lines', () => {
  const all = summary({
    articles: 9,
    cut: 1,
    bytes: 9,
    cutBytes: 1,
    repeat: 1,
    copy: 2,
    part: 3,
    passage: 4,
    boilerplate: 5,
    clusters: 6,
    errors: 1,
    notes: 1,
  })
  expect(told([all]).trimEnd().split('\n').length).toBeLessThanOrEqual(8)
})

const kinds: Kind[] = ['repeat', 'copy', 'part', 'passage', 'boilerplate']
const edits: EditKind[] = ['cut', 'removed', 'covered', 'none']
const lines = fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.nat(50)).map(([a, n]): [number, number] => [a, a + n])
const recordsOf = (id: fc.Arbitrary<string>): fc.Arbitrary<ReportRecord[]> =>
  fc.array(
    fc.oneof(
      fc.tuple(id, id).map(([id, path]) => article(id, path, 3)),
      fc
        .record({
          article: id,
          kind: fc.constantFrom(...kinds),
          edit: fc.constantFrom(...edits),
          because: fc.array(hostile, { maxLength: 3 }),
          lines,
          exact: fc.boolean(),
          source: fc.option(fc.record({ article: hostile, span: fc.constant([0, 5] as const), lines })),
          lost: fc.record({ title: hostile, date: hostile, url: hostile, source: hostile }),
        })
        .map(finding),
      fc
        .record({
          members: fc.array(hostile, { minLength: 1 }),
          head: hostile,
          original: fc.option(hostile),
          because: fc.array(hostile),
          near: fc.array(hostile),
          kept: fc.array(hostile),
        })
        .map(cluster),
      fc
        .record({ message: hostile, code: hostile, path: fc.option(hostile), article: fc.option(hostile) })
        .map(trouble),
      fc.constant(summary({ articles: 7, cut: 1, bytes: 100, cutBytes: 20, clusters: 500, notes: 500 })),
    ),
    { maxLength: 8 },
  )

test('whatever an article holds, no line acts on a terminal or a CI runner', () => {
  fc.assert(
    fc.property(
      recordsOf(hostile),
      hostile,
      fc.constantFrom(40, 80, 200),
      fc.array(hostile),
      fc.record({ compact: fc.boolean(), hyperlinks: fc.boolean() }),
      (records, excerpt, width, words, { compact, hyperlinks }) => {
        const see = { width, excerpt: () => excerpt, hyperlinks, address: (path: string) => `file:///${path}` }
        const all = told([header(), ...records], see, { words, compact })
        // Our own links are of printable ASCII; without them nothing is left that acts.
        const report = all.replace(/\x1b\]8;;[!-~]*\x1b\\/g, '')
        expect(report).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/)
        expect(Buffer.from(report).toString()).toBe(report)
        expect(report).not.toMatch(/^\s*::|##\w*\[/m)
      },
    ),
    { numRuns: 1000 },
  )
})

test('no line but a heading or a command is too wide', () => {
  fc.assert(
    fc.property(recordsOf(fc.constant('a')), hostile, fc.constantFrom(40, 80, 200), (records, excerpt, width) => {
      for (const line of told(records, { width, excerpt: () => excerpt.repeat(5) }).split('\n'))
        if (!line.startsWith('  next: ')) expect(columns(line)).toBeLessThanOrEqual(width)
    }),
    { numRuns: 1000 },
  )
})
