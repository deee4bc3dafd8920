// Parquet written back: of the rows that stay, every column holds what it held; the schema, and what nobody touched, is byte for byte what it was.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { parquetMetadata, parquetQuery } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { ByteWriter, parquetWrite } from 'hyparquet-writer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleaned, others } from './room.js'

type Row = Record<string, unknown>
type Codec = 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP' | 'BROTLI'

interface Made {
  readonly rows: readonly Row[]
  readonly codec: Codec
  readonly text: 'PLAIN' | 'RLE_DICTIONARY' | 'DELTA_BYTE_ARRAY' | 'DELTA_LENGTH_BYTE_ARRAY'
  readonly score: 'PLAIN' | 'BYTE_STREAM_SPLIT'
  readonly pageSize: number
  readonly group: number
  /** Page indexes and Bloom filters. */
  readonly indexed: boolean
}

const OPTIONAL = { repetition_type: 'OPTIONAL' } as const
const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const
const LIST = { converted_type: 'LIST', num_children: 1 } as const

function file({ rows, codec, text, score, pageSize, group, indexed }: Made): Uint8Array {
  const writer = new ByteWriter()
  const column = (name: string): unknown[] => rows.map((row) => row[name] ?? null)
  const index = { columnIndex: indexed, offsetIndex: indexed, bloomFilter: indexed }
  parquetWrite({
    writer,
    codec,
    compressors: { GZIP: gzipSync, BROTLI: (bytes) => brotliCompressSync(bytes) },
    kvMetadata: [{ key: 'note', value: 'kept as it is' }],
    createdBy: 'a test',
    pageSize,
    rowGroupSize: group,
    schema: [
      { name: 'root', num_children: 8 },
      { name: 'id', type: 'INT64', repetition_type: 'REQUIRED', field_id: 1 },
      { name: 'text', ...OPTIONAL, ...TEXT, field_id: 7 },
      { name: 'score', ...OPTIONAL, type: 'DOUBLE' },
      { name: 'flag', ...OPTIONAL, type: 'BOOLEAN' },
      { name: 'when', ...OPTIONAL, type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
      { name: 'code', ...OPTIONAL, type: 'FIXED_LEN_BYTE_ARRAY', type_length: 3 },
      { name: 'tags', ...OPTIONAL, ...LIST },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', ...OPTIONAL, ...TEXT },
      { name: 'meta', ...OPTIONAL, num_children: 2 },
      { name: 'n', ...OPTIONAL, type: 'INT32' },
      { name: 'who', ...OPTIONAL, ...TEXT },
    ],
    columnData: [
      { name: 'id', data: column('id') as bigint[], encoding: 'DELTA_BINARY_PACKED', ...index },
      { name: 'text', data: column('text'), encoding: text, ...index },
      { name: 'score', data: column('score'), encoding: score },
      { name: 'flag', data: column('flag') },
      { name: 'when', data: column('when') },
      { name: 'code', data: column('code') },
      { name: 'tags', data: column('tags'), offsetIndex: indexed },
      { name: 'meta', data: column('meta') },
    ],
  })
  return new Uint8Array(writer.getBuffer())
}

const stringFromBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
const read = (bytes: Uint8Array, filter?: object, useIndexes = false): Promise<Row[]> =>
  parquetQuery({
    file: bytes.buffer as ArrayBuffer,
    compressors,
    parsers: { stringFromBytes },
    ...(filter ? { filter: filter as never } : {}),
    useBloomFilters: useIndexes,
    usePageIndex: useIndexes,
    useOffsetIndex: useIndexes,
  }) as Promise<Row[]>

/** The rows after the edits. */
function expected(
  rows: readonly Row[],
  gone: ReadonlySet<number>,
  cuts: ReadonlyMap<number, readonly [number, number]>,
): Row[] {
  return rows.flatMap((row, i) => {
    if (gone.has(i)) return []
    const cut = cuts.get(i)
    if (cut === undefined) return [row]
    const text = Buffer.from(row.text as string)
    return [{ ...row, text: Buffer.concat([text.subarray(0, cut[0]), text.subarray(cut[1])]).toString() }]
  })
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '報', '😀'), maxLength: 12 })
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null, freq: 4 })
const row: fc.Arbitrary<Row> = fc.record({
  text: maybe(fc.oneof(letters, fc.constant('the same text again'))),
  score: maybe(fc.double({ noNaN: true })),
  flag: maybe(fc.boolean()),
  when: maybe(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })),
  code: maybe(fc.uint8Array({ minLength: 3, maxLength: 3 })),
  tags: maybe(fc.array(maybe(letters), { maxLength: 3 })),
  meta: maybe(fc.record({ n: maybe(fc.integer()), who: maybe(letters) })),
})
const made: fc.Arbitrary<Made> = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 40 }).map((rows) => rows.map((r, i) => ({ id: BigInt(i), ...r }))),
  codec: fc.constantFrom('UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI'),
  text: fc.constantFrom('PLAIN', 'RLE_DICTIONARY', 'DELTA_BYTE_ARRAY', 'DELTA_LENGTH_BYTE_ARRAY'),
  score: fc.constantFrom('PLAIN', 'BYTE_STREAM_SPLIT'),
  pageSize: fc.constantFrom(16, 64, 1 << 20),
  group: fc.constantFrom(3, 10, 100),
  indexed: fc.boolean(),
})

/** Which rows go, and which lose some of their text. */
function choose(rows: readonly Row[], choices: readonly number[]): [Set<number>, Map<number, [number, number]>] {
  const gone = new Set<number>()
  const cuts = new Map<number, [number, number]>()
  for (const [i, { text }] of rows.entries()) {
    const choice = choices[i % choices.length]!
    if (choice === 1) gone.add(i)
    if (choice !== 2 || typeof text !== 'string') continue
    const marks = [0]
    for (const c of text) marks.push(marks.at(-1)! + Buffer.byteLength(c))
    if (marks.length > 1) cuts.set(i, [marks[Math.floor(marks.length / 3)]!, marks.at(-1)!])
  }
  return [gone, cuts]
}

test('whatever the rows, the encodings and the edits: what stays is what it was', async () => {
  const law = async (of: Made, choices: readonly number[]): Promise<void> => {
    const before = file(of)
    const [gone, cuts] = choose(of.rows, choices)
    const { file: after, from } = cleaned(before, gone, cuts)
    const was = await read(before)
    expect(await read(after)).toEqual(expected(was, gone, cuts))
    const [old, now] = [parquetMetadata(before), parquetMetadata(after)]
    expect(now.schema).toEqual(old.schema)
    expect(now.key_value_metadata).toEqual(old.key_value_metadata)
    expect(now.created_by).toBe(old.created_by)
    const codecs = now.row_groups.flatMap((g) => g.columns.map((c) => c.meta_data!.codec))
    for (const codec of codecs) expect([of.codec, of.codec === 'BROTLI' ? 'ZSTD' : of.codec]).toContain(codec)
    expect(Buffer.compare(after.subarray(0, from), before.subarray(0, from))).toBe(0)
    for (const { id } of was.slice(0, 3)) {
      const stays = !gone.has(Number(id))
      expect(await read(after, { id: { $eq: id } }, true)).toHaveLength(stays ? 1 : 0)
    }
  }
  await fc.assert(fc.asyncProperty(made, fc.array(fc.nat(2), { minLength: 1, maxLength: 9 }), law), { numRuns: 60 })
})

const plain = (n: number, of: Partial<Made> = {}): Made => ({
  rows: Array.from({ length: n }, (_, i) => ({
    id: BigInt(i),
    text: `article ${i} `.repeat(5),
    tags: ['x', null],
    meta: { n: i },
  })),
  ...{ codec: 'SNAPPY', text: 'PLAIN', score: 'PLAIN', pageSize: 64, group: 10, indexed: true },
  ...of,
})

test('row groups that nothing touches are copied byte for byte, and so are the other columns where only texts are cut', () => {
  const before = file(plain(60))
  const { file: after } = cleaned(before, new Set([25]), new Map([[41, [0, 3]]]))
  const [old, now] = [parquetMetadata(before).row_groups, parquetMetadata(after).row_groups]
  expect(now.map((g) => Number(g.num_rows))).toEqual([10, 10, 9, 10, 10, 10])
  const bytes = (
    of: Uint8Array,
    {
      data_page_offset,
      dictionary_page_offset,
      total_compressed_size,
    }: NonNullable<(typeof old)[0]['columns'][0]['meta_data']>,
  ): string => {
    const at = Number(dictionary_page_offset ?? data_page_offset)
    return Buffer.from(of.subarray(at, at + Number(total_compressed_size))).toString('base64')
  }
  const same = now.map((g, i) =>
    g.columns.map((c, k) => bytes(after, c.meta_data!) === bytes(before, old[i]!.columns[k]!.meta_data!)),
  )
  const all = (_: unknown): boolean => true
  expect(same.map((g) => g.every((same) => same))).toEqual([true, true, false, true, false, true])
  // Columns: id, text, score, flag, when, code, tags, meta.n, meta.who.
  expect(same[4]).toEqual(now[4]!.columns.map(all).with(1, false))
})

test('a row group that loses all of its rows is gone, and a file may lose all of them', async () => {
  const before = file(plain(30))
  const all = new Set(Array.from({ length: 30 }, (_, i) => i))
  const second = new Set([...all].filter((i) => i >= 10 && i < 20))
  expect(parquetMetadata(cleaned(before, second, new Map()).file).row_groups.map((g) => Number(g.num_rows))).toEqual([
    10, 10,
  ])
  const { file: none } = cleaned(before, all, new Map())
  expect(await read(none)).toEqual([])
  expect(parquetMetadata(none).schema).toEqual(parquetMetadata(before).schema)
})

// ------------------------------------------------------------------------------------------------------ DuckDB as a witness

let duck: DuckDBConnection
const dir = mkdtempSync(join(tmpdir(), 'dittograph-parquet-'))
beforeAll(async () => {
  duck = await (await DuckDBInstance.create()).connect()
})
afterAll(() => {
  duck.closeSync()
  rmSync(dir, { recursive: true, force: true })
})

let files = 0
async function asked(sql: string, bytes: Uint8Array): Promise<string[]> {
  const at = join(dir, `${files++}.parquet`)
  writeFileSync(at, bytes)
  const answer = await duck.runAndReadAll(sql.replace('FILE', `'${at}'`))
  return answer.getRowObjectsJson().map((row) => JSON.stringify(row))
}

const MADE = `select i as id, case when i % 7 = 0 then null else 'Article ' || i || repeat(' on ships and bridges.', i % 9) end as text,
  ['a', null, 'b' || i] as tags, {'n': i, 'deep': {'list': [[i], null, []]}} as meta, map {'k': i, 'l': null} as map,
  timestamp '2020-01-01' + interval (i) minute as date, i::decimal(18, 3) / 7 as price, i::float / 3 as f, i % 2 = 0 as flag,
  uuid() as u, interval (i) day as span, i::hugeint as big, 'outlet ' || i % 3 as source from range(1500) t(i)`

test.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'])(
  'what DuckDB wrote with %s it reads the same after a change',
  async (codec) => {
    for (const version of ['v1', 'v2']) {
      const at = join(dir, `made-${codec}-${version}.parquet`)
      await duck.run(
        `copy (${MADE}) to '${at}' (format parquet, compression ${codec}, parquet_version ${version}, row_group_size 1024)`,
      )
      const before = readFileSync(at)
      const gone = new Set([3, 4, 5, 1100, 1499])
      const cuts = new Map([
        [10, [0, 3] as const],
        [1250, [1, 8] as const],
      ])
      const { file: after } = cleaned(before, gone, cuts)
      const was = await asked('select * from read_parquet(FILE) order by id', before)
      const now = await asked('select * from read_parquet(FILE)', after)
      const want = was.flatMap((line, i) => {
        if (gone.has(i)) return []
        const cut = cuts.get(i)
        const row = JSON.parse(line) as { text: string }
        return [cut ? JSON.stringify({ ...row, text: row.text.slice(0, cut[0]) + row.text.slice(cut[1]) }) : line]
      })
      expect(now).toEqual(want)
      const schema = 'select * exclude (file_name) from parquet_schema(FILE)'
      expect(await asked(schema, after)).toEqual(await asked(schema, before))
      // Filters use statistics and Bloom filters: none may lie.
      for (const id of [2, 3, 1000, 1100, 1498])
        expect(await asked(`select id from read_parquet(FILE) where id = ${id}`, after)).toHaveLength(
          gone.has(id) ? 0 : 1,
        )
      expect(
        await asked(
          `select count(*)::int as n from read_parquet(FILE) where source = 'outlet 1' and text is null`,
          after,
        ),
      ).toEqual(
        await asked(
          `select count(*)::int as n from read_parquet(FILE) where source = 'outlet 1' and text is null and id not in (${[...gone]})`,
          before,
        ),
      )
    }
  },
)

// One of them unpacks to gigabytes.
const here = others().filter(([name]) => !name.includes('large_string_map'))
test.skipIf(here.length === 0)(
  'files of others: what DuckDB reads of them it reads the same without every third row',
  async () => {
    let compared = 0
    for (const [name, before] of here) {
      let was: string[]
      try {
        was = await asked('select * from read_parquet(FILE)', before)
      } catch {
        continue // DuckDB cannot: so there is nothing to compare.
      }
      const gone = new Set(was.flatMap((_, i) => (i % 3 === 0 ? [i] : [])))
      let after: Uint8Array
      try {
        after = cleaned(before, gone, new Map()).file
      } catch (error) {
        expect((error as Error).constructor.name, name).toBe('BadParquet')
        continue
      }
      if (was.length === 0 || after.length === before.length) continue
      expect(await asked('select * from read_parquet(FILE)', after), name).toEqual(was.filter((_, i) => !gone.has(i)))
      compared++
    }
    expect(compared).toBeGreaterThan(12)
  },
)
