import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { parquetMetadata } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { parse, Struct, unparse } from '../../../src/read/parquet/thrift.js'
import { parquet } from '../../../src/read/parquet.js'
import type { Told } from './room.js'
import { articleOf, articles, cleaned, others, roomOf } from './room.js'

const made = (columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData'], of: object = {}): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...of }))

const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '報', '😀', '\ufeff', '\0'), maxLength: 30 })

test('rows are records in order, whatever the pages and row groups; a record is found again by its place', () => {
  const law = (
    texts: readonly (string | null)[],
    pageSize: number,
    group: number,
    encoding: 'PLAIN' | 'RLE_DICTIONARY',
  ): void => {
    const file = made(
      [
        { name: 'id', data: texts.map((_, i) => BigInt(i)), type: 'INT64' },
        { name: 'text', data: [...texts], type: 'STRING', encoding },
      ],
      { pageSize, rowGroupSize: group },
    )
    const told: Told[] = []
    const found = articles(roomOf(file, {}, told))
    expect(told).toEqual([])
    expect(found.map(({ text }) => text)).toEqual(texts.map((text) => text ?? ''))
    expect(found.map(({ id }) => id)).toEqual(texts.map((_, i) => String(i)))
    expect(found.map(({ line }) => line)).toEqual(texts.map((_, i) => i + 1))
    for (const [i, { at, next }] of found.entries()) {
      expect(at).toBe(i === 0 ? 0 : found[i - 1]!.next)
      expect(next).toBeGreaterThan(at)
    }
    const room = roomOf(file)
    for (const one of [...found].reverse())
      expect(articleOf(parquet.record(room, one.at, one.end, one.line))).toEqual(one)
  }
  fc.assert(
    fc.property(
      fc.array(fc.option(letters, { nil: null, freq: 5 }), { minLength: 1, maxLength: 30 }),
      fc.constantFrom(8, 100, 1 << 20),
      fc.constantFrom(1, 7, 100),
      fc.constantFrom('PLAIN', 'RLE_DICTIONARY'),
      law,
    ),
    { numRuns: 60 },
  )
})

test('ids, dates and sources of any type are called as people write them', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'dittograph-values-'))
  const duck = await (await DuckDBInstance.create()).connect()
  try {
    const at = join(dir, 'x.parquet')
    const ids: [sql: string, id: string][] = [
      ["'a-1'", 'a-1'],
      ['42', '42'],
      ['-42::bigint', '-42'],
      ['18446744073709551615::ubigint', '18446744073709551615'],
      ['4294967295::uinteger', '4294967295'],
      ["uuid 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
      ['12.340::decimal(6, 3)', '12.340'],
      ['-0.007::decimal(18, 3)', '-0.007'],
      ['-12345678901234567890.12::decimal(30, 2)', '-12345678901234567890.12'],
      ["date '2015-07-21'", '2015-07-21'],
      ["date '0044-03-15'", '0044-03-15'],
      ["timestamp '2015-07-21 02:51:32'", '2015-07-21T02:51:32'],
      ["timestamp '1969-12-31 23:59:59.25'", '1969-12-31T23:59:59.250000'],
      ["timestamp_ns '2015-07-21 02:51:32.000000001'", '2015-07-21T02:51:32.000000001'],
      ["timestamptz '2015-07-21 02:51:32+00'", '2015-07-21T02:51:32Z'],
      ['true', 'true'],
      ['0.5::double', '0.5'],
      [String.raw`'\xFF\x00'::blob`, 'ff00'],
      ["'bytes'::blob", 'bytes'],
    ]
    for (const [sql, id] of ids) {
      await duck.run(`copy (select ${sql} as id, 'text' as text, ${sql} as date) to '${at}' (format parquet)`)
      const [found] = articles(roomOf(readFileSync(at)))
      expect(found!.id, sql).toBe(id)
    }
    await duck.run(
      `copy (select {'body': 'deep', 'by': {'who': 'AP'}} as doc, 'https://www.Example.com/1' as url) to '${at}' (format parquet)`,
    )
    const fields = { text: ['nope', 'doc.body'], source: 'doc.by.who' }
    const [deep] = articles(roomOf(readFileSync(at), { fields: fields as never }))
    expect(deep).toMatchObject({ text: 'deep', outlet: 'AP' })
    expect(articles(roomOf(readFileSync(at), { fields: { text: ['doc.body'] } as never }))[0]!.outlet).toBe(
      'example.com',
    )
  } finally {
    duck.closeSync()
    rmSync(dir, { recursive: true })
  }
})

test('the first text column that holds something is the text, and cuts go there', () => {
  const file = made([
    { name: 'lead', data: ['one', null, null], type: 'STRING' },
    { name: 'body', data: ['two', 'three', null], type: 'STRING' },
  ])
  const of = { fields: { text: ['lead', 'body'] } as never }
  expect(articles(roomOf(file, of)).map(({ text }) => text)).toEqual(['one', 'three', ''])
  const { file: after } = cleaned(
    file,
    new Set(),
    new Map([
      [0, [0, 1]],
      [1, [0, 2]],
    ]),
    of,
  )
  expect(articles(roomOf(after, of)).map(({ text }) => text)).toEqual(['ne', 'ree', ''])
})

const tell = (
  file: Uint8Array,
  of: Parameters<typeof roomOf>[1] = {},
): { told: Told[]; skipped: (string | null)[] } => {
  const told: Told[] = []
  return { told, skipped: articles(roomOf(file, of, told)).map(({ skipped }) => skipped) }
}

test('what cannot be read is told, and skipped', () => {
  const good = made([
    { name: 'text', data: ['one', 'two', 'three'], type: 'STRING' },
    { name: 'tags', data: [1, 2, 3], type: 'INT32' },
  ])
  const cut = tell(good.subarray(0, good.length - 3))
  expect(cut.skipped).toEqual(['unreadable'])
  expect(cut.told).toEqual([
    {
      ...{ level: 'error', code: 'E_PARQUET', line: null },
      message: 'x.parquet: it does not end as a Parquet file does (PAR1): was it cut short?; the file is skipped',
    },
  ])
  expect(tell(new Uint8Array(5)).told[0]!.message).toMatch(/^x.parquet: it has 5 bytes, fewer than a Parquet file has/)
  const encrypted = Uint8Array.from(good)
  encrypted.set(Buffer.from('PARE'), good.length - 4)
  expect(tell(encrypted).told[0]!.message).toBe('x.parquet: its footer is encrypted; the file is skipped')
  expect(tell(good, { fields: { text: ['body'] } as never })).toEqual({
    skipped: ['no-text', 'no-text', 'no-text'],
    told: [
      {
        ...{ level: 'error', code: 'E_NO_TEXT', line: null },
        message:
          'x.parquet: it has no column "body"; columns that hold text: text. Name the right one with --text-field. Its 3 rows are skipped',
      },
    ],
  })
  expect(tell(good, { fields: { text: ['tags'] } as never }).told[0]!.message).toContain(
    'its column tags holds values of type INT32',
  )
  expect(tell(good, { maxRecord: 4 })).toMatchObject({
    skipped: [null, null, 'too-large'],
    told: [{ level: 'error', code: 'E_TOO_LARGE', line: 3 }],
  })
  const bytes = made([{ name: 'text', data: [Uint8Array.of(0xff, 0xfe)], type: 'BYTE_ARRAY' }])
  expect(tell(bytes)).toMatchObject({ skipped: [null], told: [{ level: 'note', code: 'N_BAD_UTF8', line: 1 }] })
})

test('a page that cannot be read costs the rest of its row group, and nothing else', () => {
  const texts = Array.from({ length: 40 }, (_, i) => `article ${i} `.repeat(20))
  const file = made([{ name: 'text', data: texts, type: 'STRING', encoding: 'PLAIN' }], {
    ...{ rowGroupSize: 20, pageSize: 1000, codec: 'GZIP', compressors: { GZIP: gzipSync } },
  })
  const [first] = parquetMetadata(file).row_groups
  const { data_page_offset, total_compressed_size } = first!.columns[0]!.meta_data!
  const broken = Uint8Array.from(file)
  // In the last page of the first row group.
  broken[Number(data_page_offset + total_compressed_size) - 20]! ^= 0xff
  const { told, skipped } = tell(broken)
  const bad = skipped.indexOf('unreadable')
  expect(bad).toBeGreaterThan(4)
  expect(skipped).toEqual(skipped.map((_, i) => (i >= bad && i < 20 ? 'unreadable' : null)))
  expect(told).toHaveLength(1)
  expect(told[0]).toMatchObject({ level: 'error', code: 'E_PARQUET', line: bad + 1 })
  // What is not touched may be broken: the rest is cleaned all the same.
  const { file: after } = cleaned(broken, new Set([0, 30]), new Map())
  expect(articles(roomOf(after)).map(({ text }) => text)).toEqual([
    ...texts.slice(1, bad),
    ...texts.slice(bad, 20).map(() => ''),
    ...texts.slice(20).filter((_, i) => i !== 10),
  ])
})

test('whatever the bytes: rows or a trouble, and a file that is written back or a reason why not', () => {
  const seeds = [
    made([
      { name: 'id', data: [1n, 2n, 3n, 4n], type: 'INT64', encoding: 'DELTA_BINARY_PACKED' },
      { name: 'text', data: ['one', 'two', 'two', null], type: 'STRING', encoding: 'RLE_DICTIONARY' },
    ]),
    made(
      [{ name: 'text', data: ['one two', 'one three', null, 'one'], type: 'STRING', encoding: 'DELTA_BYTE_ARRAY' }],
      {
        codec: 'UNCOMPRESSED',
      },
    ),
    made([{ name: 'text', data: ['x'.repeat(300), 'y', 'z'], type: 'STRING' }], { rowGroupSize: 1 }),
    ...others()
      .filter(([, bytes]) => bytes.length < 5000)
      .map(([, bytes]) => bytes),
  ]
  const law = (seed: number, flips: readonly (readonly [number, number])[], length: number): void => {
    const file = Uint8Array.from(seeds[seed % seeds.length]!)
    for (const [at, to] of flips) file[at % file.length] = to
    // The footer is where the damage is worst.
    for (const [at, to] of flips.slice(1)) file[file.length - 9 - (at % Math.min(300, file.length - 9))] = to
    const bytes = length % 5 === 0 ? file.subarray(0, length % file.length) : file
    const of = { fields: { text: ['text', 'a', 'foo', 'string_col'] } as never }
    const found = articles(roomOf(bytes, of))
    try {
      cleaned(bytes, new Set(found.filter((_, i) => i % 2 === 0).map(({ line }) => line - 1)), new Map(), of)
    } catch (error) {
      expect((error as Error).constructor.name, String((error as Error).stack)).toBe('BadParquet')
    }
  }
  fc.assert(
    fc.property(fc.nat(99), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }), fc.nat(), law),
    { numRuns: 1500 },
  )
})

test('metadata is written back as it was read, whatever it holds', () => {
  for (const [name, bytes] of others()) {
    const size = Buffer.from(bytes).readUInt32LE(bytes.length - 8)
    if (size > bytes.length - 12 || !/PAR1$/.test(Buffer.from(bytes.subarray(-4)).toString())) continue
    const footer = bytes.subarray(bytes.length - 8 - size, bytes.length - 8)
    const { struct } = parse(footer, 0)
    expect(parse(unparse(struct), 0).struct, name).toEqual(struct)
  }
  const nested = new Struct()
  nested.fields.push(
    { id: 1, type: 5, value: -1 },
    { id: 2, type: 6, value: 2n ** 62n },
    { id: 90, type: 1, value: true },
    { id: 3, type: 7, value: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    { id: 4, type: 9, value: { type: 2, items: [1, 0, 1] } },
    { id: 5, type: 3, value: -128 },
  )
  expect(parse(Uint8Array.from(unparse(nested)), 0).struct).toEqual(nested)
  for (const bomb of [
    Uint8Array.of(0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f),
    new Uint8Array(1000).fill(0x1c),
    Uint8Array.of(0x18, 0xff, 0x7f),
  ])
    expect(() => parse(bomb, 0)).toThrow(/metadata/)
})
