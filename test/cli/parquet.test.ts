// Parquet through the built command: the same articles give the same report as in JSONL, what clean writes can be scanned and asked, and every byte
// comes back.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { beforeAll, expect, test } from 'vitest'
import { desk, put, run } from './command.js'

const corpus = join(import.meta.dirname, '..', '..', 'corpus')
const articles = readdirSync(corpus)
  .filter((name) => name.endsWith('.jsonl') && name !== 'gold.jsonl')
  .sort()
  .flatMap((name) => readFileSync(join(corpus, name), 'utf8').trim().split('\n'))
  .map((line) => JSON.parse(line) as Record<string, string | null>)

const FIELDS = ['id', 'title', 'date', 'source', 'url', 'author', 'text'] as const
const file = (of: object = {}): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        ...FIELDS.map((name) => ({ name, data: articles.map((a) => a[name] ?? null), type: 'STRING' as const })),
        { name: 'n', data: articles.map((_, i) => i), type: 'INT32' },
      ],
      rowGroupSize: 16,
      kvMetadata: [{ key: 'note', value: 'kept' }],
      ...of,
    }),
  )
const rows = async (bytes: Uint8Array): Promise<Record<string, unknown>[]> =>
  parquetReadObjects({ file: Uint8Array.from(bytes).buffer as ArrayBuffer, compressors })
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const records = (jsonl: string): Record<string, unknown>[] =>
  jsonl
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

let dir = ''
beforeAll(() => {
  const jsonl = articles.map((a) => JSON.stringify(Object.fromEntries(FIELDS.map((name) => [name, a[name] ?? null]))))
  dir = desk({ 'jsonl/news.jsonl': `${jsonl.join('\n')}\n`, 'parquet/news.parquet': file() })
})

test('the same articles give the same matches, clusters, findings and edits as JSONL', () => {
  const told = (below: string): unknown[] => {
    const { out, err } = run(join(dir, below), ['.', '-r', 'jsonl', '--fail-on', 'none'])
    expect(err).toBe('')
    return records(out)
      .filter(({ type }) => type !== 'header')
      .map((record) => ({ ...record, ...('path' in record ? { path: null, message: null } : {}) }))
  }
  const lines = told('parquet')
  expect(lines.filter((r) => (r as { type: string }).type === 'cluster').length).toBeGreaterThan(5)
  expect(lines).toEqual(told('jsonl'))
})

test('clean writes rows back, a scan of them proposes nothing, and restore gives every byte', async () => {
  const at = join(dir, 'parquet')
  expect(run(at, ['clean', 'news.parquet', '--out', 'out', '-q', '-r', 'silent'])).toEqual({
    code: 0,
    out: '',
    err: '',
  })
  expect(run(at, ['verify', 'out', '-q']).code).toBe(0)
  const before = readFileSync(join(at, 'news.parquet'))
  const after = readFileSync(join(at, 'out', 'text', 'news.parquet'))
  const said = records(readFileSync(join(at, 'out', 'provenance.jsonl'), 'utf8'))
  const status = new Map(said.filter(({ type }) => type === 'article').map((r) => [r.id, r.status]))
  const [was, now] = [await rows(before), await rows(after)]
  expect([...status.values()]).toEqual(expect.arrayContaining(['kept', 'cut', 'removed']))
  expect(now.map(({ id }) => id)).toEqual(was.flatMap(({ id }) => (status.get(id) === 'removed' ? [] : [id])))
  for (const row of now) {
    const old = was.find(({ id }) => id === row.id)!
    expect({ ...row, text: null }).toEqual({ ...old, text: null })
    if (status.get(row.id) === 'kept') expect(row.text).toBe(old.text)
    else expect((row.text as string).length).toBeLessThan((old.text as string).length)
  }
  const [old, young] = [parquetMetadata(before), parquetMetadata(after)]
  expect([young.schema, young.key_value_metadata, young.created_by]).toEqual([
    old.schema,
    old.key_value_metadata,
    old.created_by,
  ])
  const again = ['out/text/news.parquet', '--boilerplate-from', 'out/provenance.jsonl', '-r', 'silent', '-q']
  expect(run(at, again)).toEqual({ code: 0, out: '', err: '' })
  expect(run(at, ['restore', 'out', '--out', 'back', '-q']).code).toBe(0)
  expect(sha(readFileSync(join(at, 'back', 'news.parquet')))).toBe(sha(before))
  const some = run(at, [
    'restore',
    'out',
    '--out',
    'some',
    '--only',
    [...status].find(([, s]) => s === 'cut')![0] as string,
  ])
  expect(some.code).toBe(2)
  expect(some.err).toContain('whose cuts (parquet) can only be taken back all together')
  const { out } = run(at, ['clean', 'news.parquet', '--dry-run', '--diff'])
  expect(out).toContain('am-zaytun')
})

test('a file is known by its ending, by its first bytes, by --input-format, and inside gzip', () => {
  const at = desk({ 'news.parquet': file() })
  const bytes = readFileSync(join(at, 'news.parquet'))
  put(at, { 'in/bare': bytes, 'in/news.pq': bytes, 'in/packed.parquet.gz': gzipSync(bytes) })
  const summary = (words: readonly string[]): unknown =>
    records(run(at, [...words, '-r', 'jsonl', '--fail-on', 'none']).out).at(-1)
  const whole = summary(['news.parquet'])
  expect(whole).toMatchObject({ articles: articles.length, skipped: 0 })
  expect(summary(['in/news.pq'])).toEqual(whole)
  expect(summary(['in/packed.parquet.gz'])).toEqual(whole)
  expect(summary(['in/bare', '--input-format', 'parquet'])).toEqual(whole)
})

test('a report in Parquet is no input', () => {
  const at = desk({ 'in/news.parquet': file() })
  expect(run(at, ['in', '-r', 'parquet=in/report.parquet', '--fail-on', 'none']).code).toBe(0)
  const { err } = run(at, ['in', '-r', 'silent', '--fail-on', 'none'])
  expect(err).toBe('dittograph: left out: 1 file (output of dittograph)\n')
  expect(run(at, ['in/report.parquet']).err).toContain('this was written by dittograph and holds no article')
})

test('a file that cannot be read is said, skipped and copied through', () => {
  const good = file()
  const at = desk({ 'in/cut.parquet': good.subarray(0, 5000), 'in/good.parquet': good })
  const { code, err } = run(at, ['clean', 'in', '--out', 'out', '-r', 'silent', '-q'])
  expect(code).toBe(2)
  expect(err).toBe(
    'dittograph: error: in/cut.parquet: it does not end as a Parquet file does (PAR1): was it cut short?; the file is skipped (E_PARQUET)\n',
  )
  expect(sha(readFileSync(join(at, 'out', 'text', 'in', 'cut.parquet')))).toBe(sha(good.subarray(0, 5000)))
  expect(readFileSync(join(at, 'out', 'text', 'in', 'good.parquet')).length).toBeLessThan(good.length)
})

test('what can be read and not be written back ends the run, and nothing is published', () => {
  const good = file({ rowGroupSize: 1000, codec: 'UNCOMPRESSED' })
  const meta = parquetMetadata(good).row_groups[0]!.columns.at(-1)!.meta_data!
  const broken = Uint8Array.from(good)
  // The first page of the column n, which is not asked for.
  broken.fill(0xff, Number(meta.dictionary_page_offset ?? meta.data_page_offset), Number(meta.data_page_offset) + 8)
  const at = desk({ 'in/news.parquet': broken })
  const { code, err } = run(at, ['clean', 'in', '--out', 'out', '-r', 'silent', '-q'])
  expect([code, readdirSync(at)]).toEqual([2, ['in']])
  expect(err).toMatch(
    /^dittograph: in\/news\.parquet can be read and not be written back: its column n has .*\. Nothing was published\. Leave it out .* \(E_PARQUET\)\n$/,
  )
})
