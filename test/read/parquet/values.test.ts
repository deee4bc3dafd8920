// What ids are called whose columns no writer at hand makes; files of many dictionaries; messages about columns that hold no text.
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { ENCODINGS } from '../../../src/read/parquet/library.js'
import type { Value } from '../../../src/read/parquet/thrift.js'
import { Struct } from '../../../src/read/parquet/thrift.js'
import { parquet } from '../../../src/read/parquet.js'
import type { Column } from './byhand.js'
import { differences, fields, fileOf, PLAIN, STRING, shared, texts, told, u32, v1 } from './byhand.js'
import type { Told } from './room.js'
import { articles, roomOf } from './room.js'

const i32 = (n: number): Buffer => u32(n)
const i64 = (n: bigint): Buffer => {
  const out = Buffer.alloc(8)
  out.writeBigInt64LE(n)
  return out
}
const i96 = (days: number, nanoseconds: bigint): Buffer => Buffer.concat([i64(nanoseconds), i32(days)])
const bytes = (hex: string): Buffer => Buffer.concat([u32(hex.length / 2), Buffer.from(hex, 'hex')])
/** The logical type of number n. */
const logical = (n: number, of: Readonly<Record<number, Value | undefined>> = {}): Readonly<Record<number, Value>> => ({
  10: fields({ [n]: fields(of) }),
})
const unit = (n: number): Struct => fields({ [n]: new Struct() })

/** What an id is called. */
function called(
  element: Readonly<Record<number, Value | undefined>>,
  body: Uint8Array,
  encoding = PLAIN,
): string | null {
  const file = fileOf(1, [
    { element: { 3: 0, 4: Buffer.from('id'), ...element }, pages: [v1(1, body, encoding)] },
    { element: STRING, pages: [v1(1, texts('text'))] },
  ])
  const said: Told[] = []
  const [found] = articles(roomOf(file, {}, said))
  expect(said).toEqual([])
  return found!.id
}

test.each<
  [
    what: string,
    id: string | null,
    element: Readonly<Record<number, Value | undefined>>,
    body: Uint8Array,
    encoding?: number,
  ]
>([
  ['text by its logical type', 'a-1', { 1: 6, ...logical(1) }, texts('a-1')],
  ['a word of a list', 'blue', { 1: 6, ...logical(4) }, texts('blue')],
  ['JSON', '{"a":1}', { 1: 6, ...logical(12) }, texts('{"a":1}')],
  ['bytes that are no text', 'ff00', { 1: 6 }, bytes('ff00')],
  ['bytes that are text', 'plain', { 1: 6 }, texts('plain')],
  ['an empty text: none', null, { 1: 6, 6: 0 }, texts('')],
  ['bytes of one length', '0a0b0c', { 1: 7, 2: 3 }, Buffer.from('0a0b0c', 'hex')],
  [
    'bytes of one length that share beginnings',
    '0a0b0c',
    { 1: 7, 2: 3 },
    shared([0], ['\x0a\x0b\x0c']),
    ENCODINGS.indexOf('DELTA_BYTE_ARRAY'),
  ],
  [
    'sixteen bytes that are a UUID',
    '00112233-4455-6677-8899-aabbccddeeff',
    { 1: 7, 2: 16, ...logical(14) },
    Buffer.from('00112233445566778899aabbccddeeff', 'hex'),
  ],
  ['a decimal in bytes', '-1.28', { 1: 6, 6: 5, 7: 2 }, bytes('80')],
  ['a decimal in no bytes', '0', { 1: 6, ...logical(5) }, bytes('')],
  ['a decimal whose scale nobody says', '-42', { 1: 1, 6: 5 }, i32(-42)],
  ['a decimal of a scale below nothing', '42', { 1: 1, ...logical(5, { 1: -3 }) }, i32(42)],
  ['a whole number', '-7', { 1: 1 }, i32(-7)],
  ['one without a sign, as of old', '4294967289', { 1: 1, 6: 13 }, i32(-7)],
  ['one without a sign', '18446744073709551609', { 1: 2, ...logical(10, { 1: 64, 2: false }) }, i64(-7n)],
  ['one with a sign', '-7', { 1: 2, ...logical(10, { 1: 64, 2: true }) }, i64(-7n)],
  ['truth', 'true', { 1: 0 }, Buffer.from([1])],
  ['truth in runs', 'true', { 1: 0 }, Buffer.concat([u32(2), Buffer.from([2, 1])]), ENCODINGS.indexOf('RLE')],
  ['a day', '2015-01-31', { 1: 1, 6: 6 }, i32(16466)],
  ['a day before our era, which has no four digits: none', null, { 1: 1, ...logical(6) }, i32(-800_000)],
  ['the first day of the year 0', '0000-01-01', { 1: 1, 6: 6 }, i32(-719_528)],
  ['a day that has no year of four digits: none', null, { 1: 1, 6: 6 }, i32(3_000_000)],
  ['milliseconds', '1970-01-01T00:00:01.500Z', { 1: 2, 6: 9 }, i64(1500n)],
  ['microseconds', '1969-12-31T23:59:59.999999Z', { 1: 2, 6: 10 }, i64(-1n)],
  [
    'milliseconds by their logical type, of no zone',
    '1970-01-01T00:00:02',
    { 1: 2, ...logical(8, { 1: false, 2: unit(1) }) },
    i64(2000n),
  ],
  [
    'microseconds by their logical type',
    '1970-01-01T00:00:02Z',
    { 1: 2, ...logical(8, { 1: true, 2: unit(2) }) },
    i64(2_000_000n),
  ],
  ['nanoseconds', '1970-01-01T00:00:00.000000002Z', { 1: 2, ...logical(8, { 1: true, 2: unit(3) }) }, i64(2n)],
  ['a time that does not say its unit', '1970-01-01T00:00:00.002Z', { 1: 2, ...logical(8, { 1: true }) }, i64(2n)],
  ['a time as Impala wrote it', '2015-07-21T00:00:01', { 1: 3 }, i96(2_457_225, 1_000_000_000n)],
  [
    'whole numbers as differences',
    '12',
    { 1: 1 },
    differences([12], 'INT32'),
    ENCODINGS.indexOf('DELTA_BINARY_PACKED'),
  ],
])('an id that is %s', (_, id, element, body, encoding) => {
  expect(called(element, body, encoding)).toBe(id)
})

test('an id that is null, and a text column that holds none', () => {
  const nulls = Buffer.concat([u32(2), Buffer.from([2, 0])])
  const text = { element: STRING, pages: [v1(1, texts('text'))] }
  const id = { 1: 6, 3: 1, 4: Buffer.from('id'), 6: 0 }
  expect(articles(roomOf(fileOf(1, [{ element: id, pages: [v1(1, nulls)] }, text])))[0]).toMatchObject({
    id: null,
    text: 'text',
  })
  const say = (element: Column['element'], more: readonly Column[] = []): string =>
    told(fileOf(1, [{ element, pages: [v1(1, texts('12'))] }, ...more])).said
  expect(say({ ...STRING, 6: 5 })).toContain('its column text holds no text; columns that hold text: none.')
  expect(say({ ...STRING, 3: 2 })).toContain('its column text holds a list; columns that hold text: none.')
  // Nobody reads a list of a thousand names.
  const many = Array.from(
    { length: 23 },
    (_, i): Column => ({ element: { ...STRING, 4: Buffer.from(`c${i}`) }, pages: [v1(1, texts('x'))] }),
  )
  expect(say({ ...STRING, 3: 2 }, many)).toMatch(
    /columns that hold text: c0, .* c19 and 3 more\. Name the right one with --text-field/,
  )
})

test('of several hundred row groups, each with a dictionary, every row is read, in any order', () => {
  const data = Array.from({ length: 300 }, (_, i) => `article ${i}`)
  const columnData = [{ name: 'text', data, type: 'STRING', encoding: 'RLE_DICTIONARY' } as const]
  const file = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 1 }))
  const room = roomOf(file)
  const found = articles(room)
  expect(found.map(({ text }) => text)).toEqual(data)
  for (const { at, end, line, text } of found.reverse())
    expect(Buffer.from(parquet.record(room, at, end, line).text).toString()).toBe(text)
  // A record that is not there any more is none.
  expect(parquet.record(room, 0, 99, 1).skipped).toBe('unreadable')
})
