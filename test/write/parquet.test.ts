import fc from 'fast-check'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { expect, test } from 'vitest'
import type { ReportRecord, View } from '../../src/model.js'
import { parquet } from '../../src/write/parquet.js'
import { hostile, payloads } from './hostile.js'
import { article, cluster, finding, header, summary, trouble, view } from './records.js'

const ask = (records: Iterable<ReportRecord>, of: Partial<View> = {}): { file: Uint8Array; pieces: number } => {
  const pieces: Uint8Array[] = []
  // What is handed over is done with when write returns.
  parquet(records, { write: (bytes) => void pieces.push(new Uint8Array(Buffer.from(bytes as Uint8Array))) }, view(of))
  return { file: new Uint8Array(Buffer.concat(pieces)), pieces: pieces.length }
}

type Row = Record<string, unknown>
// The library's own decoder drops a byte order mark at the beginning of a text.
const stringFromBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
const rowsOf = (file: Uint8Array): Promise<Row[]> =>
  parquetReadObjects({ file: file.buffer as ArrayBuffer, parsers: { stringFromBytes } })
/** What is there of a row. */
const there = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null && cell !== undefined))

const match: ReportRecord = {
  ...{ type: 'match', a: 'a', b: 'b', kind: 'copy', jaccard: 0.62, containment: 0.98, aInB: 0.98, bInA: 0.63 },
  own: { jaccard: 0.71, aInB: 0.99, bInA: 0.72 },
  spans: [
    [0, 1840, 212, 2050],
    [1900, 1910, 2100, 2110],
  ],
}

test('a row a record, with the names of its fields', async () => {
  const facts = {
    id: 'a',
    title: 'T',
    date: '2015-07-21 02:51+03:00',
    url: 'https://x.example/1',
    source: 'X',
    author: null,
  }
  const { file } = ask([header(), article('a', 'x.jsonl', 3), match, cluster(), finding(), trouble(), summary()], {
    facts: () => facts,
    outlet: () => 'X',
  })
  const rows = (await rowsOf(file)).map(there)
  expect(rows.map((row) => row.type)).toEqual([
    'header',
    'article',
    'match',
    'cluster',
    'finding',
    'trouble',
    'summary',
  ])
  expect(rows[0]).toEqual({ type: 'header', record: header() })
  expect(rows[1]).toEqual({
    ...{ type: 'article', id: 'a', path: 'x.jsonl', line: 3n, bytes: 100n, status: 'cut', title: 'T', url: facts.url },
    ...{ date: facts.date, time: new Date('2015-07-20T23:51:00Z'), outlet: 'X' },
  })
  expect(rows[2]).toEqual({
    ...{ type: 'match', a: 'a', b: 'b', kind: 'copy', jaccard: 0.62, containment: 0.98, aInB: 0.98, bInA: 0.63 },
    ...{ own_jaccard: 0.71, own_aInB: 0.99, own_bInA: 0.72 },
    spans: [
      { a_start: 0n, a_end: 1840n, b_start: 212n, b_end: 2050n },
      { a_start: 1900n, a_end: 1910n, b_start: 2100n, b_end: 2110n },
    ],
  })
  const { inner, ...rest } = cluster()
  expect(rows[3]).toEqual({ ...rest, size: 2n, inner_lowest: inner!.lowest, inner_mean: inner!.mean })
  expect(rows[4]).toEqual({
    ...{ type: 'finding', kind: 'repeat', rule: 'dittograph/repeat', article: 'a.txt', path: 'a.txt' },
    ...{
      span_start: 3071n,
      span_end: 5868n,
      first_line: 17n,
      last_line: 30n,
      source_path: 'a.txt',
      source_article: 'a.txt',
    },
    ...{ source_start: 273n, source_end: 3070n, source_first_line: 3n, source_last_line: 16n, exact: true, score: 1 },
    ...{ because: ['identical after folding', '14 passages'], edit: 'cut', cut_start: 3070n, cut_end: 5868n },
    fingerprint: '0123456789abcdef',
  })
  expect(rows[5]).toEqual({
    ...{ type: 'trouble', level: 'error', code: 'E_BAD_JSON', path: 'c.jsonl', line: 12n },
    message: 'no JSON; copied through',
  })
  expect(rows[6]).toEqual({ type: 'summary', record: summary() })
})

test('dates that could be misread have no time', async () => {
  for (const [date, time] of [
    ['2015-07-21', '2015-07-21T00:00:00.000Z'],
    ['26-FEB-1987 15:01:01.79', '1987-02-26T15:01:01.790Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['03/04/2015', undefined],
  ]) {
    const facts = { id: null, title: null, date: date!, url: null, source: null, author: null }
    const [row] = await rowsOf(ask([article('a')], { facts: () => facts }).file)
    expect((row!.time as Date | null)?.toISOString()).toBe(time)
    expect(row!.date).toBe(date)
  }
})

test('whatever is told, and however much: the rows are the records in their order, and a row group holds one kind', async () => {
  const record = fc.oneof(
    fc.tuple(hostile, hostile).map(([id, path]) => article(id, path)),
    hostile.map((text) => finding({ article: text, because: [text, ''] })),
    hostile.map((text) => trouble({ message: text })),
    fc.array(hostile).map((members) => cluster({ members })),
  )
  const law = async (records: readonly ReportRecord[]): Promise<void> => {
    const { file } = ask(records)
    const rows = await rowsOf(file)
    const said = records.map((r) =>
      r.type === 'article'
        ? r.id
        : r.type === 'finding'
          ? r.because
          : r.type === 'trouble'
            ? r.message
            : (r as { members: unknown }).members,
    )
    expect(
      rows.map((r) =>
        r.type === 'article' ? r.id : r.type === 'finding' ? r.because : r.type === 'trouble' ? r.message : r.members,
      ),
    ).toEqual(JSON.parse(JSON.stringify(said).replace(/\\ud[89a-f][0-9a-f]{2}/g, '\ufffd')))
    let at = 0
    for (const { num_rows } of parquetMetadata(file).row_groups) {
      const kinds = rows.slice(at, (at += Number(num_rows))).map(({ type }) => type)
      expect(new Set(kinds).size).toBe(1)
    }
  }
  for (const text of payloads) await law([article(text), finding({ article: text, because: [text] })])
  await fc.assert(fc.asyncProperty(fc.array(record, { maxLength: 12 }), law), { numRuns: 60 })
})

test('a long report is written while it is made, in row groups of a bounded size', async () => {
  function* many(): Iterable<ReportRecord> {
    for (let i = 0; i < 40_000; i++) yield finding({ article: `a${i}` })
    for (let i = 0; i < 40; i++)
      yield cluster({ members: Array.from({ length: 10_000 }, (_, k) => `${'m'.repeat(90)}${i}-${k}`) })
  }
  const { file, pieces } = ask(many())
  const groups = parquetMetadata(file).row_groups.map(({ num_rows }) => Number(num_rows))
  expect(groups.slice(0, 3)).toEqual([16384, 16384, 7232])
  expect(groups.slice(3).reduce((a, b) => a + b)).toBe(40)
  expect(groups.length).toBeGreaterThan(4)
  expect(pieces).toBe(groups.length + 1)
  const rows = await rowsOf(file)
  expect(rows.slice(0, 40_000).every((row, i) => row.article === `a${i}`)).toBe(true)
})

test('no records make a file without rows', async () => {
  expect(await rowsOf(ask([]).file)).toEqual([])
})
