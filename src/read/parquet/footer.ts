// The footer of a Parquet file: its columns, its row groups, and where the bytes of each column lie. Everything is checked here once, so
// that whoever reads pages need not doubt a place or a count; the tree as it was read stays at hand for whoever writes it back.
//
// A file is PAR1, then column chunks, then the footer, its length, PAR1. A row group holds a chunk of each leaf column.
// Source: github.com/apache/parquet-format, README and src/main/thrift/parquet.thrift.
import { closeSync, fstatSync } from 'node:fs'
import { fill, openAt } from '../files.js'
import type { Image } from '../format.js'
import type { Codec } from './library.js'
import { CODECS, unpacks } from './library.js'
import type { Struct } from './thrift.js'
import { parse, Unparsable } from './thrift.js'

const PHYSICAL = [
  'BOOLEAN',
  'INT32',
  'INT64',
  'INT96',
  'FLOAT',
  'DOUBLE',
  'BYTE_ARRAY',
  'FIXED_LEN_BYTE_ARRAY',
] as const
export type PhysicalType = (typeof PHYSICAL)[number]
const REPETITIONS = ['REQUIRED', 'OPTIONAL', 'REPEATED'] as const

/** Bytes of a footer that is read: those of ten thousand row groups of a hundred columns. */
const MOST_FOOTER = 256 << 20
/** Rows that a file may hold whatever its size, and rows a byte beyond that: a run of a million equal values is a few bytes. */
const FREE_ROWS = 1 << 20
const ROWS_A_BYTE = 16
/** How deep columns may be nested. */
const DEEP = 32

/** Why a file is not read, or not written back. */
export class BadParquet extends Error {}

/** One element of the schema, as hyparquet takes it. */
export interface Node {
  readonly element: {
    readonly name: string
    readonly repetition_type: (typeof REPETITIONS)[number]
    readonly type?: PhysicalType
    readonly type_length?: number
  }
}

/** A leaf column. */
export interface Leaf {
  readonly index: number
  /** Dotted. */
  readonly name: string
  /** From the root to the leaf. */
  readonly path: readonly Node[]
  readonly type: PhysicalType
  /** Bytes of a value of fixed length. */
  readonly width: number | undefined
  readonly maxDefinition: number
  readonly maxRepetition: number
  /** Its element as it was read: logical types. */
  readonly element: Struct
}

/** The bytes of a column in a row group. */
export interface Chunk {
  readonly leaf: Leaf
  readonly codec: Codec
  /** [at, end) of the file. */
  readonly at: number
  readonly end: number
  /** Values, nulls counted. */
  readonly values: number
  /** As it was read: the ColumnChunk. */
  readonly struct: Struct
}

export interface Group {
  /** Number of its first row, from 0. */
  readonly first: number
  readonly rows: number
  /** A chunk for each leaf. */
  readonly chunks: readonly Chunk[]
  readonly struct: Struct
}

export interface Footer {
  readonly rows: number
  readonly leaves: readonly Leaf[]
  readonly groups: readonly Group[]
  /** As it was read: the FileMetaData. */
  readonly struct: Struct
  /** Where it begins. */
  readonly at: number
}

const MAGIC = 0x31524150
const ENCRYPTED = 0x45524150

/** Reads the footer. Throws BadParquet with what is wrong with the file. */
export function footerOf(image: Image): Footer {
  const { size } = image
  const tail = read(image, Math.max(0, size - 8), 8)
  if (size < 12 || tail.length < 8) throw new BadParquet(`it has ${size} bytes, fewer than a Parquet file has`)
  const view = new DataView(tail.buffer, tail.byteOffset, 8)
  const magic = view.getUint32(4, true)
  if (magic === ENCRYPTED) throw new BadParquet('its footer is encrypted')
  if (magic !== MAGIC) throw new BadParquet('it does not end as a Parquet file does (PAR1): was it cut short?')
  const length = view.getUint32(0, true)
  if (length > size - 12) throw new BadParquet(`its footer would have ${length} bytes, and the file has ${size}`)
  if (length > MOST_FOOTER) throw new BadParquet(`its footer has ${length} bytes, more than ${MOST_FOOTER}`)
  const at = size - 8 - length
  try {
    return checked(parse(read(image, at, length), 0).struct, at, size)
  } catch (error) {
    if (error instanceof Unparsable) throw new BadParquet(error.message)
    throw error
  }
}

/** Is this file a report that dittograph wrote? */
export function isReport(at: string): boolean {
  let fd = -1
  try {
    fd = openAt(at)
    const { size } = fstatSync(fd)
    const { struct } = footerOf({ size, read: (buffer, to, most, from) => fill(fd, buffer, to, most, from) })
    return struct.text(6) === 'dittograph' && struct.structs(2)[0]?.text(4) === 'dittograph'
  } catch {
    // What it is, whoever reads it will say.
    return false
  } finally {
    if (fd >= 0) closeSync(fd)
  }
}

/** Bytes of the image, in an array of their own. */
export function read(image: Image, at: number, bytes: number): Uint8Array {
  const out = new Uint8Array(bytes)
  return out.subarray(0, image.read(out, 0, bytes, at))
}

function checked(struct: Struct, at: number, size: number): Footer {
  if (struct.get(8) !== undefined) throw new BadParquet('its columns are encrypted')
  const leaves = leavesOf(struct.structs(2))
  const groups: Group[] = []
  let rows = 0
  for (const group of struct.structs(4)) {
    const n = group.number(3)
    if (n === undefined || n < 0) throw new BadParquet(`row group ${groups.length} says that it has ${n} rows`)
    const columns = group.structs(1)
    if (columns.length !== leaves.length)
      throw new BadParquet(`row group ${groups.length} has ${columns.length} columns, and the schema ${leaves.length}`)
    const chunks = columns.map((column, i) => chunkOf(column, leaves[i]!, at, n))
    groups.push({ first: rows, rows: n, chunks, struct: group })
    rows += n
  }
  if (rows !== (struct.number(3) ?? rows))
    throw new BadParquet(`its row groups have ${rows} rows, and the file says ${struct.number(3)}`)
  if (rows > FREE_ROWS + ROWS_A_BYTE * size)
    throw new BadParquet(`it says that it holds ${rows} rows in ${size} bytes, more than ${ROWS_A_BYTE} a byte`)
  return { rows, leaves, groups, struct, at }
}

function leavesOf(elements: readonly Struct[]): Leaf[] {
  const leaves: Leaf[] = []
  let next = 0
  const walk = (path: readonly Node[]): void => {
    const struct = elements[next++]
    if (struct === undefined) throw new BadParquet('its schema ends before its last column')
    const children = struct.number(5) ?? 0
    if (path.length > DEEP) throw new BadParquet(`its columns are nested more than ${DEEP} deep`)
    const root = path.length === 0
    const type = PHYSICAL[struct.number(1) ?? -1]
    const width = struct.number(2)
    // The root has no repetition, whatever some writers say.
    const repetition = root ? 'REQUIRED' : REPETITIONS[struct.number(3) ?? 0]
    if (repetition === undefined) throw new BadParquet(`a column is of repetition ${struct.number(3)}`)
    const leaf = !root && children === 0
    const element = {
      name: struct.text(4) ?? '',
      repetition_type: repetition,
      ...(leaf && type ? { type } : {}),
      ...(width === undefined ? {} : { type_length: width }),
    }
    const here = [...path, { element }]
    if (!leaf) {
      for (let i = 0; i < children; i++) walk(here)
      return
    }
    const name = here.slice(1).map((node) => node.element.name)
    if (type === undefined) throw new BadParquet(`its column ${name.join('.')} is of type ${struct.number(1)}`)
    if (type === 'FIXED_LEN_BYTE_ARRAY' && !(width !== undefined && width > 0 && width <= 1 << 20))
      throw new BadParquet(`its column ${name.join('.')} has values of ${width} bytes`)
    const inner = here.slice(1).map((node) => node.element.repetition_type)
    leaves.push({
      index: leaves.length,
      name: name.join('.'),
      path: here,
      type,
      width,
      maxDefinition: inner.filter((r) => r !== 'REQUIRED').length,
      maxRepetition: inner.filter((r) => r === 'REPEATED').length,
      element: struct,
    })
  }
  if (elements.length > 0) walk([])
  if (next !== elements.length) throw new BadParquet('its schema has more columns than it says')
  return leaves
}

function chunkOf(struct: Struct, leaf: Leaf, footer: number, rows: number): Chunk {
  const what = `its column ${leaf.name}`
  if (struct.get(8) !== undefined || struct.get(9) !== undefined) throw new BadParquet(`${what} is encrypted`)
  if (struct.get(1) !== undefined) throw new BadParquet(`${what} lies in another file`)
  const meta = struct.struct(3)
  if (meta === undefined) throw new BadParquet(`${what} has no metadata`)
  const codec = CODECS[meta.number(4) ?? -1]
  if (codec === undefined || !unpacks(codec))
    throw new BadParquet(`${what} is packed with ${codec ?? `codec ${meta.number(4)}`}, which is not read`)
  if (PHYSICAL[meta.number(1) ?? -1] !== leaf.type)
    throw new BadParquet(`${what} is of one type in the schema and of another in a row group`)
  const values = meta.number(5) ?? -1
  const data = meta.number(9) ?? -1
  const dictionary = meta.number(11) ?? 0
  // Some writers say 0 where there is no dictionary.
  const at = dictionary > 0 && dictionary < data ? dictionary : data
  const end = at + (meta.number(7) ?? -1)
  if (!(values >= 0 && (leaf.maxRepetition > 0 || values === rows)))
    throw new BadParquet(`${what} has ${values} values in a row group of ${rows} rows`)
  if (!(at >= 4 && end >= at && end <= footer))
    throw new BadParquet(`${what} would lie in the bytes ${at} to ${end}, and the footer begins at ${footer}`)
  if (values > FREE_ROWS + ROWS_A_BYTE * 8 * (end - at))
    throw new BadParquet(`${what} says that it holds ${values} values in ${end - at} bytes`)
  return { leaf, codec, at, end, values, struct }
}
