// Files whose metadata lies: each field of a footer or of a page's header that reading follows is set to what it cannot be, and of the file is said
// what is wrong with it. Nothing is believed, nothing throws, and only what cannot be read is skipped.
import { crc32, gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { ENCODINGS } from '../../../src/read/parquet/library.js'
import type { List, Value } from '../../../src/read/parquet/thrift.js'
import { I64, Struct, structList, unparse } from '../../../src/read/parquet/thrift.js'
import { frame } from '../../../src/read/zstd.js'
import type { Column } from './byhand.js'
import {
  DICTIONARY,
  dictionary,
  fields,
  fileOf,
  footer,
  levels,
  OPTIONAL,
  PLAIN,
  packed,
  STRING,
  shared,
  texts,
  three,
  told,
  u32,
  v1,
  v2,
} from './byhand.js'
import { articles, cleaned, roomOf } from './room.js'

/** Fields and places in lists, from the outside in. */
type Way = readonly number[]

/** The tree with one thing in it changed; `undefined` takes a field out. */
function set(struct: Struct, [id, ...way]: Way, value: Value | undefined): Struct {
  if (way.length === 0) return struct.with({ [id!]: value }, { [id!]: I64 })
  const there = struct.get(id!) as Struct | List
  if (there instanceof Struct) return struct.with({ [id!]: set(there, way, value) })
  const [n, ...rest] = way
  const items = there.items.flatMap((item, i) =>
    i !== n ? [item] : rest.length > 0 ? [set(item as Struct, rest, value)] : value === undefined ? [] : [value],
  )
  return struct.with({ [id!]: { type: there.type, items } })
}

/** The file with another footer. */
function withFooter(file: Uint8Array, made: Uint8Array): Uint8Array {
  const size = Buffer.from(file).readUInt32LE(file.length - 8)
  const tail = Buffer.from('....PAR1')
  tail.writeUInt32LE(made.length)
  return Uint8Array.from(Buffer.concat([file.subarray(0, file.length - 8 - size), made, tail]))
}

const TEXTS = ['one two', 'three', 'four five']
const made = (columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData'], of: object = {}): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...of }))
/** Three rows in one page without a dictionary, not packed. */
const plain = made([{ name: 'text', data: TEXTS, type: 'STRING', encoding: 'PLAIN', nullable: false } as never], {
  codec: 'UNCOMPRESSED',
})

const ROW_GROUP = [4, 0]
const CHUNK = [...ROW_GROUP, 1, 0]
const META = [...CHUNK, 3]
const COLUMN = [2, 1]
const HUGE = 2 ** 40

describe('a footer', () => {
  test('is what the tests of it take it for', () => {
    expect(told(plain)).toEqual({ said: '', skipped: [null, null, null] })
    expect(told(withFooter(plain, unparse(footer(plain))))).toEqual({ said: '', skipped: [null, null, null] })
  })

  const lies: [what: string, changes: readonly (readonly [Way, Value | undefined])[], said: RegExp][] = [
    ['encrypts its columns', [[[8], new Struct()]], /its columns are encrypted/],
    ['encrypts one column', [[[...CHUNK, 8], new Struct()]], /its column text is encrypted/],
    ['hides the metadata of a column', [[[...CHUNK, 9], Uint8Array.of(1)]], /its column text is encrypted/],
    ['has a column in another file', [[[...CHUNK, 1], Buffer.from('/etc/passwd')]], /lies in another file/],
    ['has a column without metadata', [[META, undefined]], /its column text has no metadata/],
    ['packs with LZO', [[[...META, 4], 3]], /is packed with LZO, which is not read/],
    ['packs with what nobody knows', [[[...META, 4], 99]], /is packed with codec 99, which is not read/],
    ['does not say how it packs', [[[...META, 4], undefined]], /is packed with codec undefined/],
    ['is of two types', [[[...META, 1], 1]], /is of one type in the schema and of another in a row group/],
    ['is of no type in a row group', [[[...META, 1], undefined]], /is of one type in the schema and of another/],
    ['is of no type in the schema', [[[...COLUMN, 1], 77]], /its column text is of type 77/],
    ['has a column that is repeated oddly', [[[...COLUMN, 3], 9]], /a column is of repetition 9/],
    [
      'has values of no length',
      [
        [[...COLUMN, 1], 7],
        [[...COLUMN, 2], 0],
      ],
      /its column text has values of 0 bytes/,
    ],
    [
      'has values of a gigabyte',
      [
        [[...COLUMN, 1], 7],
        [[...COLUMN, 2], 1 << 30],
      ],
      /has values of 1073741824 bytes/,
    ],
    [
      'has values of unknown length',
      [
        [[...COLUMN, 1], 7],
        [[...COLUMN, 2], undefined],
      ],
      /has values of undefined bytes/,
    ],
    ['announces a column that is not there', [[[2, 0, 5], 2]], /its schema ends before its last column/],
    ['hides a column', [[[2, 0, 5], 0]], /its schema has more columns than it says/],
    ['has no schema', [[[2], structList([])]], /row group 0 has 1 columns, and the schema 0/],
    ['counts rows below nothing', [[[...ROW_GROUP, 3], -1]], /row group 0 says that it has -1 rows/],
    ['does not count rows', [[[...ROW_GROUP, 3], undefined]], /row group 0 says that it has undefined rows/],
    ['has rows that no group has', [[[3], 7]], /its row groups have 3 rows, and the file says 7/],
    ['has more rows than values', [[[...ROW_GROUP, 3], 9]], /has 3 values in a row group of 9 rows/],
    ['does not count values', [[[...META, 5], undefined]], /has -1 values in a row group of 3 rows/],
    [
      'has more values than bytes',
      [
        [[...META, 5], HUGE],
        [[...ROW_GROUP, 3], HUGE],
        [[3], HUGE],
      ],
      /says that it holds \d+ values in \d+ bytes/,
    ],
    [
      'has a column in front of the file',
      [
        [[...META, 9], 0],
        [[...META, 11], undefined],
      ],
      /would lie in the bytes 0 to/,
    ],
    ['does not say where a column is', [[[...META, 9], undefined]], /would lie in the bytes -1 to/],
    [
      'has a column behind the file',
      [[[...META, 7], HUGE]],
      /would lie in the bytes 4 to \d+, and the footer begins at/,
    ],
    ['does not say where a column ends', [[[...META, 7], undefined]], /would lie in the bytes 4 to 3/],
    ['has a page that ends before its column', [[[...META, 7], 20]], /has a page (?:of|without)/],
    ['has no page', [[[...META, 7], 0]], /its column text ends after 0 of 3 values of a row group/],
  ]
  test.each(lies)('that %s', (_, changes, said) => {
    const struct = changes.reduce((s, [way, value]) => set(s, way, value), footer(plain))
    const found = told(withFooter(plain, unparse(struct)))
    expect(found.said).toMatch(said)
    expect(found.said).toMatch(/^x\.parquet:/)
    expect(new Set(found.skipped)).toEqual(new Set(['unreadable']))
  })

  test('that has more rows than a file of its size can hold, and no column', () => {
    let struct = set(footer(plain), [2], structList([footer(plain).structs(2)[0]!.with({ 5: 0 })]))
    for (const [way, value] of [
      [[...ROW_GROUP, 1], structList([])],
      [[...ROW_GROUP, 3], HUGE],
      [[3], HUGE],
    ] as const)
      struct = set(struct, way, value)
    expect(told(withFooter(plain, unparse(struct))).said).toContain(`it says that it holds ${HUGE} rows in`)
  })
  test('whose columns are nested deeper than anybody nests', () => {
    const [root, leaf] = footer(plain).structs(2)
    const struct = set(footer(plain), [2], structList([...Array.from({ length: 40 }, () => root!), leaf!]))
    expect(told(withFooter(plain, unparse(struct))).said).toContain('its columns are nested more than 32 deep')
  })
  test('that does not say how many rows there are in all, or where its column has no dictionary', () => {
    const struct = set(set(footer(plain), [3], undefined), [...META, 11], 0)
    expect(told(withFooter(plain, unparse(struct)))).toEqual({ said: '', skipped: [null, null, null] })
  })
  test('that is longer than its file, or longer than any, or none', () => {
    const long = Uint8Array.from(plain)
    long.set([0, 0, 0, 1], long.length - 8)
    expect(told(long).said).toMatch(/its footer would have 16777216 bytes, and the file has \d+; the file is skipped$/)
    expect(told(withFooter(plain, Buffer.from([0x2f, 0xff]))).said).toMatch(/holds a value of type 15/)
    expect(told(withFooter(plain, Buffer.from([0x15]))).said).toMatch(/it ends in the middle of its metadata/)
    expect(told(withFooter(plain, Buffer.from([0x17, 1, 2]))).said).toMatch(/it ends in the middle of its metadata/)
    expect(told(withFooter(plain, Buffer.from([0x16, ...new Array(12).fill(0xff)]))).said).toMatch(
      /a number of its metadata has more than 64 bits/,
    )
    // Half a gigabyte that is nowhere: only its end is read.
    const tail = Buffer.alloc(8)
    tail.writeUInt32LE(300 << 20)
    tail.write('PAR1', 4)
    const size = 400 << 20
    const read = (buffer: Uint8Array, to: number, most: number, at: number): number =>
      tail.copy(buffer, to, Math.max(0, at - size + 8), Math.min(8, at + most - size + 8))
    expect(told(plain, { image: { size, read } }).said).toContain('its footer has 314572800 bytes, more than')
  })
})

/** Three rows of text, in one page. */
const ofText = (page: Column['pages'][number], element = STRING, codec = 0): Uint8Array =>
  fileOf(3, [{ element, pages: [page], codec }])
const readTexts = (file: Uint8Array): string[] => articles(roomOf(file)).map(({ text }) => text)

describe('a page', () => {
  const good: [what: string, file: Uint8Array][] = [
    ['of the first version', ofText(v1(3, three))],
    ['of the second version', ofText(v2(3, three))],
    ['with a checksum', ofText(v1(3, three, PLAIN, { 4: crc32(three) | 0 }))],
    ['with levels', ofText(v1(3, Buffer.concat([levels, three])), OPTIONAL)],
    ['with levels apart', ofText(v2(3, Buffer.concat([levels.subarray(4), three]), PLAIN, {}, { 5: 2 }), OPTIONAL)],
    ['that is not packed in a column that is', ofText(v2(3, three, PLAIN, {}, { 7: false }), STRING, 1)],
    [
      'beside one that is an index',
      fileOf(3, [
        { element: STRING, pages: [{ header: fields({ 1: 1, 2: 3, 3: 3 }), body: Buffer.from('???') }, v1(3, three)] },
      ]),
    ],
    [
      'of values in a dictionary',
      fileOf(3, [
        { element: STRING, pages: [dictionary(3, three), v1(3, Buffer.from([2, 3, 0b100100, 0]), DICTIONARY)] },
      ]),
    ],
    ['packed by gzip', ofText(packed(v1(3, three), gzipSync(three)), STRING, 2)],
    ['packed by zstd', ofText(packed(v1(3, three), frame(three)), STRING, 6)],
    [
      'of texts that share beginnings',
      ofText(v1(3, shared([0, 0, 1], ['one', 'two', 'hree']), ENCODINGS.indexOf('DELTA_BYTE_ARRAY'))),
    ],
    [
      'of such texts, with levels',
      ofText(
        v1(
          3,
          Buffer.concat([levels, shared([0, 0, 1], ['one', 'two', 'hree'])]),
          ENCODINGS.indexOf('DELTA_BYTE_ARRAY'),
        ),
        OPTIONAL,
      ),
    ],
  ]
  test.each(good)('%s is read', (_, file) => {
    expect(told(file).said).toBe('')
    expect(readTexts(file)).toEqual(['one', 'two', 'three'])
    // And written back: what is left is the same.
    expect(readTexts(cleaned(file, new Set([0]), new Map([[1, [0, 1]]])).file)).toEqual(['wo', 'three'])
  })

  const lies: [what: string, file: Uint8Array, said: RegExp][] = [
    [
      'says that it is larger than any',
      ofText(v1(3, three, PLAIN, { 2: 1 << 30 })),
      /unpacks to 1073741824 bytes, more than/,
    ],
    [
      'says that it unpacks to more than anything does',
      ofText(v1(3, three, PLAIN, { 2: 20 << 20 })),
      /a page of 23 bytes that unpacks to 20971520, more than 1000 times as much/,
    ],
    [
      'is longer than its column',
      ofText(v1(3, three, PLAIN, { 3: 9999 })),
      /has a page of 9999 bytes where 23 are left/,
    ],
    ['has no size', ofText({ header: fields({ 1: 0 }), body: three }), /has a page of -1 bytes/],
    ['unpacks to nobody knows what', ofText({ header: fields({ 1: 0, 3: 23 }), body: three }), /unpacks to -1 bytes/],
    ['has no header of its kind', ofText(v1(3, three, PLAIN, { 1: 3 })), /has a page without a header/],
    [
      'has no header',
      ofText({ header: new Struct(), body: Buffer.alloc(2000, 0xff) }),
      /has a page without a header|a page of -1/,
    ],
    [
      'has a header that ends nowhere',
      fileOf(3, [{ element: STRING, pages: [{ header: fields({ 1: 0 }), body: three }], meta: () => ({ 7: 2 }) }]),
      /has a page without a header: it ends in the middle/,
    ],
    ['is encoded as nobody knows', ofText(v1(3, three, 99)), /has a page of an unknown encoding/],
    [
      'does not say how it is encoded',
      ofText({ header: fields({ 1: 0, 2: 23, 3: 23, 5: fields({ 1: 3 }) }), body: three }),
      /has a page of an unknown encoding/,
    ],
    ['has more values than its column', ofText(v1(99, three)), /has a page of 99 values where 3 are left/],
    [
      'does not count its values',
      ofText({ header: fields({ 1: 0, 2: 23, 3: 23, 5: fields({ 2: 0 }) }), body: three }),
      /has a page of -1 values/,
    ],
    [
      'has levels longer than itself',
      ofText(v2(3, three, PLAIN, {}, { 5: 99 })),
      /has a page with levels of 0 and 99 bytes/,
    ],
    [
      'has levels of old',
      ofText(v1(3, three, PLAIN, {}, { 3: 4 }), OPTIONAL),
      /levels in the BIT_PACKED encoding of 2013/,
    ],
    [
      'has another checksum',
      ofText(v1(3, three, PLAIN, { 4: 7 })),
      /has a page whose checksum is wrong: it is damaged/,
    ],
    [
      'unpacks to less than it says',
      ofText(v1(3, three, PLAIN, { 2: 30 })),
      /UNCOMPRESSED: a page unpacks to 23 bytes and says 30/,
    ],
    ['is no gzip', ofText(v1(3, three), STRING, 2), /cannot be unpacked \(GZIP: /],
    ['is no snappy', ofText(v1(3, three), STRING, 1), /cannot be unpacked \(SNAPPY: /],
    ['ends in its levels', ofText(v1(3, Buffer.from([1, 2])), OPTIONAL), /it ends in its levels/],
    [
      'ends before its levels',
      ofText(v1(3, Buffer.concat([u32(99), three])), OPTIONAL),
      /its levels are longer than it/,
    ],
    [
      'has fewer levels than values',
      ofText(v1(3, Buffer.concat([u32(2), Buffer.from([2, 1]), three])), OPTIONAL),
      /fewer levels than entries/,
    ],
    [
      'has a run of levels without an end',
      ofText(v1(3, Buffer.concat([u32(6), Buffer.alloc(6, 0xff), three])), OPTIONAL),
      /a run without an end/,
    ],
    [
      'has a run of a million levels',
      ofText(v1(3, Buffer.concat([u32(4), Buffer.from([0x80, 0x89, 0x7a, 1]), three])), OPTIONAL),
      /a run of 1000000 where 3 entries are left/,
    ],
    [
      'has more nulls than values',
      ofText(v2(3, Buffer.concat([levels.subarray(4), three]), PLAIN, {}, { 2: 9, 5: 2 }), OPTIONAL),
      /9 nulls in 3 entries/,
    ],
    ['has fewer values than it says', ofText(v1(3, texts('one', 'two'))), /PLAIN: /],
    [
      'has a text longer than itself',
      ofText(v1(3, Buffer.concat([texts('one', 'two'), u32(500), Buffer.from('three')]))),
      /PLAIN: /,
    ],
    [
      'names a dictionary that is not there',
      ofText(v1(3, Buffer.from([2, 6, 1]), DICTIONARY)),
      /names a dictionary that is not there/,
    ],
    [
      'names a word that is not in the dictionary',
      fileOf(3, [
        {
          element: STRING,
          pages: [dictionary(2, texts('one', 'two')), v1(3, Buffer.from([2, 3, 0b100100, 0]), DICTIONARY)],
        },
      ]),
      /names value 2 of a dictionary of 2/,
    ],
    [
      'has a dictionary behind it',
      fileOf(4, [
        {
          element: STRING,
          pages: [
            v1(3, Buffer.from([2, 3, 0b100100, 0]), DICTIONARY),
            dictionary(3, three),
            v1(1, Buffer.from([2, 2, 1]), DICTIONARY),
          ],
        },
      ]),
      /has a dictionary behind its first page/,
    ],
    [
      'has a broken dictionary',
      fileOf(3, [{ element: STRING, pages: [dictionary(9, three), v1(3, Buffer.from([2, 6, 1]), DICTIONARY)] }]),
      /has a dictionary that cannot be read/,
    ],
    ['names words by 25 bits', ofText(v1(3, Buffer.from([25, 6, 1]), DICTIONARY)), /indices of 25 bits/],
    ['holds text as truth values', ofText(v1(3, three, ENCODINGS.indexOf('RLE'))), /RLE: values of type BYTE_ARRAY/],
    [
      'holds text as differences',
      ofText(v1(3, three, ENCODINGS.indexOf('DELTA_BINARY_PACKED'))),
      /DELTA_BINARY_PACKED: values of type BYTE_ARRAY/,
    ],
    [
      'is encoded as nobody writes',
      ofText(v1(3, three, ENCODINGS.indexOf('GROUP_VAR_INT'))),
      /GROUP_VAR_INT: this encoding is not read/,
    ],
    [
      'unpacks to gigabytes',
      ofText(v1(3, shared([0, 600 << 20, 0], ['one', 'two', 'three']), ENCODINGS.indexOf('DELTA_BYTE_ARRAY'))),
      /its \d+ bytes unpack to 629145611/,
    ],
    [
      'unpacks to much more than it is',
      ofText(v1(3, shared([0, 20 << 20, 0], ['one', 'two', 'three']), ENCODINGS.indexOf('DELTA_BYTE_ARRAY'))),
      /its \d+ bytes unpack to 20971531/,
    ],
    [
      'shares less than nothing',
      ofText(v1(3, shared([0, -5, 0], ['one', 'two', 'three']), ENCODINGS.indexOf('DELTA_BYTE_ARRAY'))),
      /a length of -5/,
    ],
  ]
  test.each(lies)('that %s', (_, file, said) => {
    const found = told(file)
    expect(found.said).toMatch(said)
    expect(new Set(found.skipped)).toEqual(new Set(['unreadable']))
    // It can be left out, or stay as it is, and nothing else.
    expect(cleaned(file, new Set(), new Map()).file).toEqual(file)
  })

  test('that ends before it should, because something writes to the file', () => {
    const file = ofText(v1(3, three))
    const [from, to] = [file.indexOf(three[4]!), file.length]
    const room = roomOf(file)
    const read = (buffer: Uint8Array, at: number, most: number, place: number): number =>
      place > 4 && place < 40 ? room.image.read(buffer, at, 5, place) : room.image.read(buffer, at, most, place)
    expect(from).toBeLessThan(to)
    expect(told(file, { image: { size: file.length, read } }).said).toMatch(
      /without a header|ends in the middle of a page/,
    )
  })
})
