// Parquet files made by hand, field by field: what no writer writes, and what only some do.
import { ENCODINGS, library } from '../../../src/read/parquet/library.js'
import type { List, Value } from '../../../src/read/parquet/thrift.js'
import { I32, parse, Struct, structList, unparse } from '../../../src/read/parquet/thrift.js'
import type { Told } from './room.js'
import { articles, roomOf } from './room.js'

export const fields = (of: Readonly<Record<number, Value | undefined>>): Struct =>
  new Struct().with(of, Object.fromEntries(Object.keys(of).map((id) => [id, I32])))
export const names = (...of: string[]): List => ({ type: 8, items: of.map((name) => Buffer.from(name)) })

export interface Column {
  /** Fields of its element in the schema: 1 type, 2 width, 3 repetition, 4 name, 6 and 10 what it means. */
  readonly element: Readonly<Record<number, Value | undefined>>
  readonly pages: readonly { readonly header: Struct; readonly body: Uint8Array }[]
  readonly codec?: number
  /** Bytes behind its pages. */
  readonly behind?: Uint8Array
  /** Fields of its metadata and of its chunk, which may depend on where it is. */
  readonly meta?: (end: number) => Readonly<Record<number, Value | undefined>>
  readonly chunk?: (end: number) => Readonly<Record<number, Value | undefined>>
}

/** A file of one row group. `order`: how its columns follow one another. */
export function fileOf(
  rows: number,
  columns: readonly Column[],
  group: Readonly<Record<number, Value>> = {},
  order?: readonly number[],
): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from('PAR1')]
  let at = 4
  const chunks: Struct[] = []
  for (const i of order ?? columns.keys()) {
    const { element, pages, codec = 0, behind = new Uint8Array(0), meta, chunk } = columns[i]!
    const bytes = Buffer.concat(pages.flatMap(({ header, body }) => [unparse(header), body]))
    const end = at + bytes.length
    const dictionary = pages[0]?.header.number(1) === 2
    const said = {
      ...{ 1: element[1], 2: { type: I32, items: [0] }, 3: names(String(element[4])), 4: codec, 5: rows },
      ...{ 6: bytes.length, 7: bytes.length, 9: at, ...(dictionary ? { 11: at } : {}), ...meta?.(end) },
    }
    chunks[i] = fields({ 2: 0, 3: fields(said), ...chunk?.(end) })
    parts.push(bytes, behind)
    at = end + behind.length
  }
  const schema = [
    fields({ 4: Buffer.from('root'), 5: columns.length }),
    ...columns.map(({ element }) => fields(element)),
  ]
  const groups = structList([fields({ 1: structList(chunks), 2: at, 3: rows, ...group })])
  const footer = unparse(fields({ 1: 1, 2: structList(schema), 3: rows, 4: groups }))
  const tail = Buffer.from('....PAR1')
  tail.writeUInt32LE(footer.length)
  return Uint8Array.from(Buffer.concat([...parts, footer, tail]))
}

export const u32 = (n: number): Buffer => {
  const out = Buffer.alloc(4)
  out.writeUInt32LE(n >>> 0)
  return out
}
export const texts = (...of: string[]): Buffer =>
  Buffer.concat(of.flatMap((text) => [u32(Buffer.byteLength(text)), Buffer.from(text)]))
export const PLAIN = ENCODINGS.indexOf('PLAIN')
export const DICTIONARY = ENCODINGS.indexOf('RLE_DICTIONARY')

const page = (body: Uint8Array, header: Readonly<Record<number, Value>>) => ({
  header: fields({ 2: body.length, 3: body.length, ...header }),
  body,
})
/** A page of the first version, and one of the second. */
export const v1 = (
  count: number,
  body: Uint8Array,
  encoding = PLAIN,
  header: Readonly<Record<number, Value>> = {},
  own: Readonly<Record<number, Value>> = {},
) => page(body, { 1: 0, 5: fields({ 1: count, 2: encoding, 3: 3, 4: 3, ...own }), ...header })
export const v2 = (
  count: number,
  body: Uint8Array,
  encoding = PLAIN,
  header: Readonly<Record<number, Value>> = {},
  own: Readonly<Record<number, Value>> = {},
) => page(body, { 1: 3, 8: fields({ 1: count, 2: 0, 3: count, 4: encoding, 5: 0, 6: 0, ...own }), ...header })
export const dictionary = (count: number, body: Uint8Array) => ({
  header: fields({ 1: 2, 2: body.length, 3: body.length, 7: fields({ 1: count, 2: PLAIN }) }),
  body,
})

export const STRING: Column['element'] = { 1: 6, 3: 0, 4: Buffer.from('text'), 6: 0 }
export const OPTIONAL: Column['element'] = { ...STRING, 3: 1 }
/** A page whose bytes are others, packed. */
export const packed = (page: Column['pages'][number], body: Uint8Array): Column['pages'][number] => ({
  header: page.header.with({ 3: body.length }),
  body,
})
/** Texts that share beginnings with the one before them: so many bytes, and what follows. */
export function shared(prefixes: readonly number[], rest: readonly string[]): Buffer {
  const { writer, writeDelta } = library()
  const out = new writer.ByteWriter(1 << 10)
  writeDelta.deltaBinaryPack(out, [...prefixes], 'INT32')
  writeDelta.deltaLengthByteArray(
    out,
    rest.map((text) => Buffer.from(text)),
  )
  return Buffer.from(out.getBytes())
}
/** Whole numbers as differences. */
export function differences(of: readonly (number | bigint)[], type: 'INT32' | 'INT64'): Buffer {
  const { writer, writeDelta } = library()
  const out = new writer.ByteWriter(1 << 10)
  writeDelta.deltaBinaryPack(out, [...of], type)
  return Buffer.from(out.getBytes())
}
export const three = texts('one', 'two', 'three')
/** Levels of three entries that are there, as a page of the first version holds them. */
export const levels = Buffer.concat([u32(2), Buffer.from([6, 1])])

export const footer = (file: Uint8Array): Struct => {
  const size = Buffer.from(file).readUInt32LE(file.length - 8)
  return parse(file.subarray(file.length - 8 - size, file.length - 8), 0).struct
}

/** What is told of a file, and why its rows are skipped. */
export function told(
  file: Uint8Array,
  of: Parameters<typeof roomOf>[1] = {},
): { said: string; skipped: (string | null)[] } {
  const said: Told[] = []
  const skipped = articles(roomOf(file, of, said)).map((a) => a.skipped)
  return { said: said.map((t) => t.message).join('\n'), skipped }
}
