// The pages of a column chunk: where they lie, and what they hold. A page is a header, levels and values; the header says how many, how
// they are encoded and what they unpack to. What it says is not believed: sizes, counts and runs are looked at before anything is
// made of them, because a page of ten bytes can say that it holds two thousand million values.
//
// Repetition and definition levels (Melnik et al., Dremel, 2010) tell which rows values belong to: an entry with repetition level 0
// begins a row; one whose definition level is not the largest has no value.
//
// Law: the entries of a chunk's pages are those that its metadata announces, and the rows of a column without repetition those of its row group.
import { crc32 } from 'node:zlib'
import type { Image } from '../format.js'
import type { Chunk, Group, Leaf } from './footer.js'
import { BadParquet, read } from './footer.js'
import type { Encoding, Values } from './library.js'
import { ENCODINGS, library, unpack } from './library.js'
import type { Struct } from './thrift.js'
import { parse, Unparsable } from './thrift.js'

/** Bytes that a page may unpack to, and how many times its size beyond the first of them. */
const MOST_PAGE = 512 << 20
const FREE_PAGE = 16 << 20
const RATIO = 1000

export interface Page {
  readonly kind: 'dictionary' | 'v1' | 'v2'
  /** Where its header begins, where its bytes do, and where they end. */
  readonly at: number
  readonly body: number
  readonly end: number
  /** Bytes that it unpacks to. */
  readonly size: number
  /** Entries. */
  readonly count: number
  /** Entries of the chunk before it: rows, where there is no repetition. */
  readonly first: number
  readonly encoding: Encoding
  readonly header: Struct
  /** v2: bytes of the levels, which are not packed, and whether the values are. */
  readonly repetitionBytes: number
  readonly definitionBytes: number
  readonly packed: boolean
  readonly nulls: number
}

/** The pages of a chunk in order, found by their headers alone. Throws BadParquet. */
export function pagesOf(image: Image, chunk: Chunk): Page[] {
  const { leaf, at: from, end, values } = chunk
  const what = `its column ${leaf.name}`
  const out: Page[] = []
  let at = from
  let first = 0
  while (at < end && first < values) {
    const { struct: header, end: length } = headerAt(image, at, end, what)
    const body = at + length
    const packed = header.number(3) ?? -1
    const size = header.number(2) ?? -1
    const type = header.number(1)
    if (!(packed >= 0 && packed <= end - body))
      throw new BadParquet(`${what} has a page of ${packed} bytes where ${end - body} are left`)
    if (!(size >= 0 && size <= MOST_PAGE))
      throw new BadParquet(`${what} has a page that unpacks to ${size} bytes, more than ${MOST_PAGE}`)
    if (size > FREE_PAGE && size > RATIO * packed)
      throw new BadParquet(
        `${what} has a page of ${packed} bytes that unpacks to ${size}, more than ${RATIO} times as much`,
      )
    // Indexes of pages were never written by anybody.
    const kind = type === 0 ? 'v1' : type === 3 ? 'v2' : type === 2 ? 'dictionary' : null
    const own = kind === 'v1' ? header.struct(5) : kind === 'v2' ? header.struct(8) : header.struct(7)
    if (kind !== null && own === undefined) throw new BadParquet(`${what} has a page without a header`)
    if (kind !== null) {
      const count = own!.number(1) ?? -1
      const encoding = ENCODINGS[own!.number(kind === 'v2' ? 4 : 2) ?? -1]
      if (encoding === undefined) throw new BadParquet(`${what} has a page of an unknown encoding`)
      if (!(count >= 0 && (kind === 'dictionary' ? count <= 8 * size + 1 : count <= values - first)))
        throw new BadParquet(`${what} has a page of ${count} values where ${values - first} are left`)
      const [repetitionBytes, definitionBytes] = kind === 'v2' ? [own!.number(6) ?? 0, own!.number(5) ?? 0] : [0, 0]
      if (
        !(repetitionBytes >= 0 && definitionBytes >= 0 && repetitionBytes + definitionBytes <= Math.min(packed, size))
      )
        throw new BadParquet(`${what} has a page with levels of ${repetitionBytes} and ${definitionBytes} bytes`)
      // A second one, or one behind a page that names it, is nothing that the format knows.
      if (kind === 'dictionary' && out.length > 0)
        throw new BadParquet(`${what} has a dictionary behind its first page`)
      if (kind === 'v1' && leaf.maxDefinition > 0 && own!.number(3) === ENCODINGS.indexOf('BIT_PACKED'))
        throw new BadParquet(`${what} has levels in the BIT_PACKED encoding of 2013, which is not read`)
      out.push({
        ...{
          kind,
          at,
          body,
          end: body + packed,
          size,
          count,
          first,
          encoding,
          header,
          repetitionBytes,
          definitionBytes,
        },
        packed: own!.get(7) !== false || kind !== 'v2',
        nulls: kind === 'v2' ? (own!.number(2) ?? 0) : 0,
      })
      if (kind !== 'dictionary') first += count
    }
    at = body + packed
  }
  if (first !== values) throw new BadParquet(`${what} ends after ${first} of ${values} values of a row group`)
  return out
}

/** A page's header, of which nobody says how long it is: with statistics of long texts it may be long. */
function headerAt(image: Image, at: number, end: number, what: string): ReturnType<typeof parse> {
  for (let most = 512; ; most *= 16) {
    const bytes = read(image, at, Math.min(most, end - at))
    try {
      return parse(bytes, 0)
    } catch (error) {
      if (!(error instanceof Unparsable)) throw error
      if (at + most >= end || most > 64 << 20)
        throw new BadParquet(`${what} has a page without a header: ${error.message}`)
    }
  }
}

/** A page's bytes as they lie in the file. */
export const bytesOf = (image: Image, page: Page): Uint8Array => read(image, page.body, page.end - page.body)

/** A page unpacked: levels, then values. Throws BadParquet when its checksum, or what it unpacks to, is wrong. */
export function opened(chunk: Chunk, page: Page, bytes: Uint8Array): Uint8Array {
  const what = `its column ${chunk.leaf.name}`
  const crc = page.header.number(4)
  if (bytes.length !== page.end - page.body) throw new BadParquet(`${what} ends in the middle of a page`)
  if (crc !== undefined && crc32(bytes) !== crc >>> 0)
    throw new BadParquet(`${what} has a page whose checksum is wrong: it is damaged`)
  const levels = page.repetitionBytes + page.definitionBytes
  try {
    if (levels === 0 && page.packed) return unpack(chunk.codec, bytes, page.size)
    const values = bytes.subarray(levels)
    if (!page.packed) return bytes
    return Buffer.concat([bytes.subarray(0, levels), unpack(chunk.codec, values, page.size - levels)])
  } catch (error) {
    throw new BadParquet(`${what} has a page that cannot be unpacked (${chunk.codec}: ${(error as Error).message})`)
  }
}

/** What a page holds. No levels: all are the largest (definition) or 0 (repetition). */
export interface Entries {
  readonly definition: ArrayLike<number> | null
  readonly repetition: ArrayLike<number> | null
  /** Those that are there; indices into the dictionary where the encoding is one. */
  readonly values: Values
}

export const isDictionary = (encoding: Encoding): boolean =>
  encoding === 'RLE_DICTIONARY' || encoding === 'PLAIN_DICTIONARY'

/** How values are read: typed, or, to write the same bytes again, as bytes where a type might lose something (the bits of a NaN). */
export function typeFor(
  leaf: Leaf,
  encoding: Encoding,
  raw: boolean,
): { type: Leaf['type']; width: number | undefined } {
  const width = { INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8 }[leaf.type as string]
  return raw && width !== undefined && (encoding === 'PLAIN' || encoding === 'BYTE_STREAM_SPLIT')
    ? { type: 'FIXED_LEN_BYTE_ARRAY', width }
    : { type: leaf.type, width: leaf.width }
}

/** The entries of a page that was unpacked. */
export function decode(leaf: Leaf, page: Page, bytes: Uint8Array, raw: boolean): Entries {
  const what = `its column ${leaf.name}`
  const { type, width } = typeFor(leaf, page.encoding, raw)
  try {
    look(leaf, page, bytes)
    const element = { ...leaf.path.at(-1)!.element, type, ...(width === undefined ? {} : { type_length: width }) }
    const decoder = { type, element, schemaPath: leaf.path, codec: 'UNCOMPRESSED' } as never
    const { datapage } = library()
    const own = { num_values: page.count, num_nulls: page.nulls, num_rows: 0, encoding: page.encoding }
    const v2 = {
      ...own,
      definition_levels_byte_length: page.definitionBytes,
      repetition_levels_byte_length: page.repetitionBytes,
    }
    const found =
      page.kind === 'v1'
        ? datapage.readDataPage(bytes, own as never, decoder)
        : datapage.readDataPageV2(
            bytes,
            { uncompressed_page_size: page.size, data_page_header_v2: v2 } as never,
            decoder,
          )
    const { definitionLevels, repetitionLevels, dataPage } = found
    const definition = definitionLevels === undefined || definitionLevels.length === 0 ? null : definitionLevels
    within(bytes, dataPage)
    let there = page.count
    if (definition !== null) for (let i = 0; i < page.count; i++) if (definition[i] !== leaf.maxDefinition) there--
    if (dataPage.length !== there) throw new Error(`${dataPage.length} values where ${there} should be`)
    return { definition, repetition: repetitionLevels.length === 0 ? null : repetitionLevels, values: dataPage }
  } catch (error) {
    throw new BadParquet(`${what} has a page that cannot be read (${page.encoding}: ${(error as Error).message})`)
  }
}

/** The values of a dictionary page that was unpacked. */
export function dictionaryOf(leaf: Leaf, page: Page, bytes: Uint8Array): Values {
  try {
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 }
    const values = library().plain.readPlain(reader, leaf.type, page.count, leaf.width)
    within(bytes, values)
    return values
  } catch (error) {
    throw new BadParquet(`its column ${leaf.name} has a dictionary that cannot be read (${(error as Error).message})`)
  }
}

/** Runs and lengths are looked at before they are followed. */
function look(leaf: Leaf, page: Page, bytes: Uint8Array): void {
  let at = 0
  const bits = (most: number): number => 32 - Math.clz32(most)
  const level = (most: number, length: number): void => {
    if (most === 0 && page.kind === 'v1') return
    let n = length
    if (page.kind === 'v1') {
      if (at + 4 > bytes.length) throw new Error('it ends in its levels')
      n = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0, true)
      at += 4
    }
    if (n > bytes.length - at) throw new Error('its levels are longer than it')
    if (most > 0 && runs(bytes, at, at + n, bits(most), page.count) > 0) throw new Error('fewer levels than entries')
    at += n
  }
  level(leaf.maxRepetition, page.repetitionBytes)
  level(leaf.maxDefinition, page.definitionBytes)
  if (page.nulls > page.count || page.nulls < 0) throw new Error(`${page.nulls} nulls in ${page.count} entries`)
  const { encoding } = page
  if (isDictionary(encoding) && leaf.type !== 'BOOLEAN') {
    // No values, no width.
    if (at >= bytes.length) return
    const width = bytes[at]!
    if (width > 24) throw new Error(`indices of ${width} bits`)
    // How many there are is known when the levels are: fewer than entries. Runs of no more than entries are harmless.
    if (width > 0) runs(bytes, at + 1, bytes.length, width, page.count)
  } else if (encoding === 'RLE') {
    if (leaf.type !== 'BOOLEAN') throw new Error(`values of type ${leaf.type}`)
    runs(bytes, at + 4, bytes.length, 1, page.count)
  } else if (encoding === 'DELTA_BINARY_PACKED') {
    if (leaf.type !== 'INT32' && leaf.type !== 'INT64') throw new Error(`values of type ${leaf.type}`)
  } else if (encoding === 'DELTA_BYTE_ARRAY' || encoding === 'DELTA_LENGTH_BYTE_ARRAY') {
    if (leaf.type !== 'BYTE_ARRAY' && leaf.type !== 'FIXED_LEN_BYTE_ARRAY')
      throw new Error(`values of type ${leaf.type}`)
    if (encoding === 'DELTA_BYTE_ARRAY') prefixes(leaf, page, bytes, at)
  } else if (encoding !== 'PLAIN' && encoding !== 'BYTE_STREAM_SPLIT') throw new Error('this encoding is not read')
}

/** Runs of equal values, and groups of eight packed ones: none is longer than what is left of the entries. How many are left behind the last. */
function runs(bytes: Uint8Array, from: number, to: number, width: number, count: number): number {
  let at = from
  let left = count
  while (left > 0 && at < to) {
    let head = 0
    for (let factor = 1; ; factor *= 128) {
      if (at >= to || factor > 128 ** 4) throw new Error('a run without an end')
      const b = bytes[at++]!
      head += (b & 0x7f) * factor
      if (b < 0x80) break
    }
    const packed = head % 2 === 1
    const n = Math.floor(head / 2) * (packed ? 8 : 1)
    // Some writers fill the last groups up; they cost their bytes, which are there or not.
    if (n >= left + 8 && (!packed || (n / 8) * width > to - at))
      throw new Error(`a run of ${n} where ${left} entries are left`)
    at += packed ? (n / 8) * width : (width + 7) >> 3
    left -= n
  }
  return left
}

/** Values that share beginnings unpack to much more than they are: how much, is added up before. */
function prefixes(leaf: Leaf, page: Page, bytes: Uint8Array, at: number): void {
  // How many values there are is known when the levels are; the block of lengths says it too.
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: at }
  let count = page.count - page.nulls
  if (page.kind === 'v1' && leaf.maxDefinition > 0) {
    const head = { view: reader.view, offset: at }
    const varint = (): number => {
      let n = 0
      for (let shift = 0; shift < 35; shift += 7) {
        const b = head.view.getUint8(head.offset++)
        n += (b & 0x7f) * 2 ** shift
        if (b < 0x80) break
      }
      return n
    }
    varint()
    varint()
    count = Math.min(count, varint())
  }
  if (count === 0) return
  let sum = 0
  for (let i = 0; i < 2; i++) {
    const lengths = new Int32Array(count)
    library().delta.deltaBinaryUnpack(reader as never, count, lengths)
    for (const n of lengths) {
      if (n < 0) throw new Error(`a length of ${n}`)
      sum += n
    }
  }
  if (sum > MOST_PAGE || (sum > FREE_PAGE && sum > RATIO * bytes.length))
    throw new Error(`its ${bytes.length} bytes unpack to ${sum}`)
}

/** Bytes that a page's values are made of lie in the page. */
function within(bytes: Uint8Array, values: Values): void {
  const from = bytes.byteOffset
  const to = from + bytes.length
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (!(value instanceof Uint8Array)) return
    if (value.buffer === bytes.buffer && (value.byteOffset < from || value.byteOffset + value.length > to))
      throw new Error('a value that is longer than it')
  }
}

// -------------------------------------------------------------------------------------------------------- rows of a column

/** Decoded bytes that are kept, beside the page at hand. */
const KEPT = 48 << 20

interface Open {
  readonly from: number
  readonly to: number
  /** A cell for each row: its value, or null. */
  readonly cells: readonly unknown[]
  readonly size: number
}

/** The values of columns without repetition, by row. Pages are unpacked when a row of theirs is asked for, and the last ones stay. */
export class Columns {
  readonly #image: Image
  readonly #groups: readonly Group[]
  readonly #pages = new Map<string, Page[]>()
  readonly #dictionaries = new Map<string, Values>()
  readonly #open = new Map<string, Open>()
  readonly #last = new Map<number, Open>()
  #kept = 0

  constructor(image: Image, groups: readonly Group[]) {
    this.#image = image
    this.#groups = groups
  }

  /** The value of a leaf in a row, both from 0; null when there is none. Throws BadParquet. */
  value(group: number, leaf: Leaf, row: number): unknown {
    let open = this.#last.get(leaf.index)
    if (open === undefined || row < open.from || row >= open.to) {
      open = this.#page(group, leaf, row)
      this.#last.set(leaf.index, open)
    }
    return open.cells[row - open.from]
  }

  #page(group: number, leaf: Leaf, row: number): Open {
    const { first } = this.#groups[group]!
    const chunk = this.#groups[group]!.chunks[leaf.index]!
    const place = `${group} ${leaf.index}`
    let pages = this.#pages.get(place)
    if (pages === undefined) {
      pages = pagesOf(this.#image, chunk)
      if (this.#pages.size >= 256) this.#pages.clear()
      this.#pages.set(place, pages)
    }
    let low = 0
    let high = pages.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const page = pages[middle]!
      if (page.kind === 'dictionary' || first + page.first + page.count <= row) low = middle + 1
      else high = middle
    }
    const page = pages[low]!
    const key = `${place} ${low}`
    let open = this.#open.get(key)
    this.#open.delete(key)
    if (open === undefined) {
      const bytes = opened(chunk, page, bytesOf(this.#image, page))
      const entries = decode(leaf, page, bytes, false)
      const dictionary = isDictionary(page.encoding) ? this.#dictionary(place, chunk, pages) : null
      open = {
        from: first + page.first,
        to: first + page.first + page.count,
        cells: cellsOf(leaf, page, entries, dictionary),
        size: bytes.length + 64 * page.count,
      }
      this.#kept += open.size
      for (const [oldest, { size }] of this.#open) {
        if (this.#kept <= KEPT) break
        this.#open.delete(oldest)
        this.#kept -= size
      }
    }
    this.#open.set(key, open)
    return open
  }

  #dictionary(place: string, chunk: Chunk, pages: readonly Page[]): Values {
    let found = this.#dictionaries.get(place)
    if (found === undefined) {
      const page = pages.find(({ kind }) => kind === 'dictionary')
      if (page === undefined) throw new BadParquet(`its column ${chunk.leaf.name} names a dictionary that is not there`)
      found = dictionaryOf(chunk.leaf, page, opened(chunk, page, bytesOf(this.#image, page)))
      if (this.#dictionaries.size >= 16) this.#dictionaries.clear()
      this.#dictionaries.set(place, found)
    }
    return found
  }
}

function cellsOf(leaf: Leaf, page: Page, { definition, values }: Entries, dictionary: Values | null): unknown[] {
  const cells = new Array<unknown>(page.count)
  let next = 0
  for (let i = 0; i < page.count; i++) {
    if (definition !== null && definition[i] !== leaf.maxDefinition) {
      cells[i] = null
      continue
    }
    const value = values[next++]
    if (dictionary === null) cells[i] = value
    else {
      if ((value as number) >= dictionary.length)
        throw new BadParquet(`its column ${leaf.name} names value ${value} of a dictionary of ${dictionary.length}`)
      cells[i] = dictionary[value as number]
    }
  }
  return cells
}
