// What clean does to a Parquet file. Rows that go are taken out of every column; texts that lose something are written anew; everything else
// is copied as it is, byte for byte: files are changed page by page, and never turned into rows and back.
//
//   row group without an edit          its chunks, as they are
//   row group whose texts are cut      the pages of the text column that hold such a text; the other columns, as they are
//   row group that loses rows          in every column the pages that hold such a row
//   row group that loses all rows      gone
//
// A page that is written anew keeps its version, its encoding (a text that is cut stands in no dictionary, so such a page becomes PLAIN), its levels
// and the bits of its values. The footer stays what it was, field for field (thrift.ts), with new places and counts; what no longer holds
// is left out of a changed chunk, which readers allow: minima and maxima, sizes, page indexes, and the Bloom filter where values changed.
// Indexes and filters of chunks that did not change move along.
//
// Chunks that change next to one another are one block, and so is everything behind the last chunk: indexes and footer. Their places
// hang together, so the blocks are tied. What lies between them stays, and moves.
//
// Law: rows that are not touched, and the schema, read the same before and after (test/read/parquet.test.ts, with DuckDB as a witness).
import type { Block, Edit } from '../../model.js'
import type { Room } from '../format.js'
import type { Chunk, Footer, Group } from './footer.js'
import { BadParquet, read } from './footer.js'
import type { Codec, Encoding, Values } from './library.js'
import { CODECS, ENCODINGS, encode, encodeLevels, pack, packsAs } from './library.js'
import type { Entries, Page } from './pages.js'
import { bytesOf, decode, dictionaryOf, isDictionary, opened, pagesOf, typeFor } from './pages.js'
import type { Table } from './table.js'
import { rows } from './table.js'
import { I32, I64, numberList, parse, Struct, structList, unparse } from './thrift.js'

const COPIED_AT_ONCE = 1 << 20
/** A page index or filter that is larger is left out. */
const LARGEST_INDEX = 64 << 20

/** What happens to the rows of a row group. */
interface Plan {
  readonly edits: Edit[]
  readonly gone: ReadonlySet<number>
  /** New texts by row, and by the column they stand in. */
  readonly texts: ReadonlyMap<number, ReadonlyMap<number, Uint8Array>>
}

type Put = (bytes: Uint8Array) => void

/** The blocks that the edits of a file make. */
export function rewritten(room: Room, table: Table, edits: readonly Edit[]): Block[] {
  const { footer } = table
  const plans = planned(room, table, edits)
  const moves = new Moves()
  const written = new Map<Chunk, Written>()
  const stretches = stretchesOf(footer, plans, room.image.size)
  const block = ({ from, to, groups, chunks, last }: Stretch): Block => {
    const write = (put: Put): void => {
      const out = new Output(put, moves.place(from))
      try {
        for (const [group, chunk] of chunks) {
          const plan = plans.get(group)
          if (plan !== undefined && allGone(group, plan)) continue
          if (changes(plan, chunk)) written.set(chunk, writeChunk(room, chunk, group, plan!, out))
          else {
            written.set(chunk, shifted(chunk, out.at))
            copy(room, chunk.at, chunk.end, out)
          }
        }
        if (last) writeFooter(room, footer, plans, written, moves, stretches, out)
      } catch (error) {
        if (!(error instanceof BadParquet)) throw error
        throw new BadParquet(
          `${room.source.path} can be read and not be written back: ${error.message}. Nothing was published. Leave it out (--exclude), or keep its copies (--copies keep)`,
        )
      }
      moves.add(to, out.at - moves.place(from) - (to - from))
    }
    const own = groups.flatMap((group) => plans.get(group)?.edits ?? [])
    return {
      at: from,
      bytes: to - from,
      codec: 'parquet',
      edits: own,
      ...(stretches.length > 1 ? { tied: true } : {}),
      write,
    }
  }
  return stretches.map(block)
}

/** A stretch of the file that is written anew. */
interface Stretch {
  readonly from: number
  to: number
  /** Row groups whose first change lies in it. */
  readonly groups: Group[]
  readonly chunks: (readonly [Group, Chunk])[]
  /** Does it end with the file? */
  last: boolean
}

/** Chunks that change next to one another, and what stands behind the last chunk. */
function stretchesOf(footer: Footer, plans: ReadonlyMap<Group, Plan>, size: number): Stretch[] {
  const out: Stretch[] = []
  let end = 4
  let together = false
  for (const group of footer.groups) {
    let first = true
    for (const chunk of group.chunks) {
      // Chunks stand in the order in which the footer names them, unless somebody wrote them otherwise: then all are written anew.
      if (chunk.at < end) {
        const chunks = footer.groups.flatMap((group) => group.chunks.map((chunk): [Group, Chunk] => [group, chunk]))
        return [{ from: 4, to: size, groups: [...footer.groups], chunks, last: true }]
      }
      end = chunk.end
      const change = changes(plans.get(group), chunk)
      if (change) {
        if (!together) out.push({ from: chunk.at, to: 0, groups: [], chunks: [], last: false })
        const stretch = out.at(-1)!
        stretch.to = chunk.end
        stretch.chunks.push([group, chunk])
        if (first) stretch.groups.push(group)
        first = false
      }
      together = change
    }
  }
  if (!together) out.push({ from: end, to: size, groups: [], chunks: [], last: true })
  Object.assign(out.at(-1)!, { to: size, last: true })
  return out
}

const allGone = (group: Group, { gone }: Plan): boolean => group.rows > 0 && gone.size === group.rows

/** How far what stands behind a place has moved. */
class Moves {
  readonly #moves: { readonly from: number; readonly by: number }[] = []

  add(from: number, by: number): void {
    this.#moves.push({ from, by })
  }

  /** Where what stood at a place outside of the blocks stands now. */
  place(at: number): number {
    return this.#moves.reduce((sum, { from, by }) => (at >= from ? sum + by : sum), at)
  }
}

const changes = (plan: Plan | undefined, { leaf }: Chunk): boolean =>
  plan !== undefined && (plan.gone.size > 0 || plan.texts.has(leaf.index))

/** Bytes on their way to the file, and where the next one will stand. */
class Output {
  at: number
  readonly #put: Put

  constructor(put: Put, at: number) {
    this.#put = put
    this.at = at
  }

  put(bytes: Uint8Array): void {
    this.#put(bytes)
    this.at += bytes.length
  }
}

/** What happens to which rows: the same walk as that of the reader, with the edits beside it. */
function planned(room: Room, table: Table, edits: readonly Edit[]): Map<Group, Plan> {
  const plans = new Map<Group, { edits: Edit[]; gone: Set<number>; texts: Map<number, Map<number, Uint8Array>> }>()
  let next = 0
  for (const { record, group: number, leaf } of rows(room, table)) {
    if (next >= edits.length) break
    if (edits[next]!.at >= record.next) continue
    const row = record.line - 1
    const group = table.footer.groups[number]!
    let plan = plans.get(group)
    if (plan === undefined) plans.set(group, (plan = { edits: [], gone: new Set(), texts: new Map() }))
    if (edits[next]!.whole) {
      plan.gone.add(row)
      plan.edits.push(edits[next++]!)
      continue
    }
    const pieces: Uint8Array[] = []
    let kept = 0
    for (; next < edits.length && edits[next]!.at < record.next; next++) {
      const { at, bytes } = edits[next]!
      plan.edits.push(edits[next]!)
      pieces.push(record.text.subarray(kept, at - record.at))
      kept = at - record.at + bytes
    }
    pieces.push(record.text.subarray(kept))
    const column = leaf!.index
    if (!plan.texts.has(column)) plan.texts.set(column, new Map())
    plan.texts.get(column)!.set(row, Buffer.concat(pieces))
  }
  if (next < edits.length)
    throw new Error(
      `our bug: an edit at ${edits[next]!.at} of ${room.source.path} is of no row (law: edits count its image)`,
    )
  return plans
}

/** Page indexes, filters, the footer. */
function writeFooter(
  room: Room,
  footer: Footer,
  plans: ReadonlyMap<Group, Plan>,
  written: ReadonlyMap<Chunk, Written>,
  moves: Moves,
  stretches: readonly Stretch[],
  out: Output,
): void {
  const groups: { readonly group: Group; readonly chunks: readonly Written[] }[] = []
  for (const group of footer.groups) {
    const plan = plans.get(group)
    if (plan !== undefined && allGone(group, plan)) continue
    groups.push({
      group,
      chunks: group.chunks.map((chunk) => written.get(chunk) ?? shifted(chunk, moves.place(chunk.at))),
    })
  }
  const stays = (at: number, bytes: number): number | null =>
    stretches.some(({ from, to }) => at + bytes > from && at < to) ? null : moves.place(at)
  const structs = groups.map(({ group, chunks }, n) => {
    const plan = plans.get(group)
    const columns = chunks.map((chunk) => withIndexes(room, chunk, stays, out))
    const sum = (id: number): number => columns.reduce((all, c) => all + (c.struct(3)!.number(id) ?? 0), 0)
    return group.struct.with({
      1: structList(columns),
      ...(plan === undefined ? {} : { 2: sum(6), 3: group.rows - plan.gone.size }),
      ...(group.struct.get(5) === undefined
        ? {}
        : { 5: chunks.reduce((least, { at }) => Math.min(least, at), out.at) }),
      ...(group.struct.get(6) === undefined ? {} : { 6: sum(7) }),
      ...(group.struct.get(7) === undefined ? {} : { 7: n }),
    })
  })
  const gone = [...plans.values()].reduce((n, { gone }) => n + gone.size, 0)
  const bytes = unparse(footer.struct.with({ 3: footer.rows - gone, 4: structList(structs) }))
  out.put(bytes)
  const tail = Buffer.from('....PAR1')
  tail.writeUInt32LE(bytes.length)
  out.put(tail)
}

function copy(room: Room, from: number, to: number, out: Output): void {
  for (let at = from; at < to; ) {
    const bytes = read(room.image, at, Math.min(COPIED_AT_ONCE, to - at))
    if (bytes.length === 0) throw new BadParquet('it ended while it was read')
    out.put(bytes)
    at += bytes.length
  }
}

/** A chunk as it was, at another place. */
function shifted(chunk: Chunk, at: number): Written {
  const { struct } = chunk
  const by = at - chunk.at
  const meta = struct.struct(3)!
  const move = (s: Struct, id: number): Record<number, number> => {
    const place = s.number(id)
    return place === undefined || place <= 0 ? {} : { [id]: place + by }
  }
  const places = { ...move(meta, 9), ...move(meta, 10), ...move(meta, 11) }
  const now = by === 0 ? struct : struct.with({ ...move(struct, 2), 3: meta.with(places) })
  return { chunk, at, struct: now, kept: true, filter: true }
}

// ------------------------------------------------------------------------------------------------------------- indexes

/** A chunk as it stands now. */
interface Written {
  readonly chunk: Chunk
  readonly at: number
  readonly struct: Struct
  /** Do its pages stand as they stood? Then its page index holds. */
  readonly kept: boolean
  /** Does its Bloom filter hold? Where values are only gone it says "perhaps" too often, and never "no". */
  readonly filter: boolean
}

/** The chunk with its page indexes and its filter, which are written here unless they stand where nothing changes. */
function withIndexes(
  room: Room,
  { chunk, at, struct, kept, filter }: Written,
  stays: (at: number, bytes: number) => number | null,
  out: Output,
): Struct {
  const change: Record<number, number | undefined> = {}
  const metaChange: Record<number, number | undefined> = {}
  const put = (bytes: Uint8Array | null): { at: number | undefined; bytes: number | undefined } => {
    const place = out.at
    if (bytes !== null) out.put(bytes)
    return bytes === null ? { at: undefined, bytes: undefined } : { at: place, bytes: bytes.length }
  }
  const meta = chunk.struct.struct(3)!
  const bloom = meta.number(14)
  if (bloom !== undefined) {
    const bytes = meta.number(15)
    const place = filter && bytes !== undefined ? stays(bloom, bytes) : null
    // Of a filter that does not say how long it is nobody knows where it ends.
    const there =
      place === null ? put(filter && bytes !== undefined ? piece(room, bloom, bytes) : null) : { at: place, bytes }
    metaChange[14] = there.at
    if (bytes !== undefined) metaChange[15] = there.bytes
  }
  const { struct: old } = chunk
  const offset = kept ? moved(piece(room, old.number(4), old.number(5)), at - chunk.at) : null
  if (old.get(6) !== undefined) {
    // A column index means nothing without the offsets of its pages.
    const there = put(offset && piece(room, old.number(6), old.number(7)))
    change[6] = there.at
    change[7] = there.bytes
  }
  if (old.get(4) !== undefined) {
    const there = put(offset)
    change[4] = there.at
    change[5] = there.bytes
  }
  return struct.with({ ...change, 3: struct.struct(3)!.with(metaChange) })
}

/** Bytes of the file that something names, when they are there. */
function piece(room: Room, at: number | undefined, bytes: number | undefined): Uint8Array | null {
  if (at === undefined || bytes === undefined || !(at >= 4 && bytes > 0 && at + bytes <= room.image.size)) return null
  return bytes <= LARGEST_INDEX ? read(room.image, at, bytes) : null
}

/** An offset index whose pages stand elsewhere. */
function moved(bytes: Uint8Array | null, by: number): Uint8Array | null {
  if (bytes === null) return null
  try {
    const { struct } = parse(bytes, 0)
    const pages = struct.structs(1).map((page) => page.with({ 1: (page.number(1) ?? 0) + by }))
    return unparse(struct.with({ 1: structList(pages) }))
  } catch {
    // Readers do without.
    return null
  }
}

// --------------------------------------------------------------------------------------------------------------- chunks

/** A chunk written anew, page by page. */
function writeChunk(room: Room, chunk: Chunk, { first }: Group, { gone, texts }: Plan, out: Output): Written {
  const { leaf } = chunk
  const news = texts.get(leaf.index) ?? null
  const codec = packsAs(chunk.codec)
  const { image } = room
  const pages = pagesOf(image, chunk)
  const at = out.at
  const sums = { size: 0, values: 0, nullsGone: 0, data: -1, dictionary: -1 }
  const encodings = new Set<Encoding>()
  let dictionary: Values | null = null
  let row = first - 1
  for (const page of pages) {
    const bytes = bytesOf(image, page)
    const raw = leaf.maxRepetition === 0 && untouched(page, first, gone, news)
    const unpacked = raw && codec === chunk.codec ? null : opened(chunk, page, bytes)
    if (page.kind === 'dictionary') {
      if (news !== null) dictionary = dictionaryOf(leaf, page, unpacked ?? opened(chunk, page, bytes))
      sums.dictionary = out.at
      encodings.add(page.encoding)
      sums.size += writePage(
        out,
        room,
        page,
        codec === chunk.codec ? null : { ...bodyOf(page, unpacked!), codec },
        bytes,
      )
      continue
    }
    let made: Body | null = null
    let { count } = page
    if (raw) {
      row += page.count
      if (unpacked !== null) made = { ...bodyOf(page, unpacked), codec }
    } else {
      const entries = decode(leaf, page, unpacked!, true)
      const kept = without(leaf.maxDefinition, page, entries, row, gone, news, dictionary)
      row = kept.row
      sums.nullsGone += page.count - entries.values.length - (kept.count - kept.values.length)
      if (kept.changed) {
        if (kept.count === 0) continue
        made = { ...encoded(leaf, kept), codec }
      } else if (codec !== chunk.codec) made = { ...bodyOf(page, unpacked!), codec }
      count = kept.count
    }
    if (sums.data < 0) sums.data = out.at
    encodings.add(made?.encoding ?? page.encoding)
    sums.size += writePage(out, room, page, made, bytes)
    sums.values += count
  }
  const struct = chunk.struct.with({
    ...((chunk.struct.number(2) ?? 0) > 0 ? { 2: at } : {}),
    3: metaOf(chunk, codec, sums, encodings, out.at - at),
  })
  return { chunk, at, struct, kept: false, filter: news === null }
}

/** Does no row of the page lose anything? */
function untouched(
  page: Page,
  first: number,
  gone: ReadonlySet<number>,
  news: ReadonlyMap<number, Uint8Array> | null,
): boolean {
  if (page.kind === 'dictionary') return true
  for (let row = first + page.first; row < first + page.first + page.count; row++)
    if (gone.has(row) || news?.has(row)) return false
  return true
}

/** What a column chunk says of itself, as far as it still holds. */
function metaOf(
  chunk: Chunk,
  codec: Codec,
  sums: {
    readonly size: number
    readonly values: number
    readonly nullsGone: number
    readonly data: number
    readonly dictionary: number
  },
  encodings: ReadonlySet<Encoding>,
  bytes: number,
): Struct {
  const old = chunk.struct.struct(3)!
  const said = (old.list(2) ?? []).filter((n) => typeof n === 'number')
  const nulls = old.struct(12)?.number(3)
  return old.with(
    {
      // Levels are in RLE, which writers list with the rest.
      2: numberList([...new Set([...said, ...[...encodings].map((e) => ENCODINGS.indexOf(e))])]),
      4: CODECS.indexOf(codec),
      5: sums.values,
      6: sums.size,
      7: bytes,
      9: sums.data,
      10: undefined,
      11: sums.dictionary < 0 ? undefined : sums.dictionary,
      12: nulls === undefined ? undefined : new Struct().with({ 3: nulls - sums.nullsGone }, { 3: I64 }),
      13: undefined,
      16: undefined,
      17: undefined,
    },
    { 11: I64 },
  )
}

// ---------------------------------------------------------------------------------------------------------------- pages

/** A page before it is packed. */
interface Body {
  readonly repetition: Uint8Array
  readonly definition: Uint8Array
  readonly values: Uint8Array
  readonly encoding: Encoding
  /** Entries, nulls and rows, where they are others than before. */
  readonly counts: { readonly count: number; readonly nulls: number; readonly rows: number } | null
  readonly codec: Codec
}

const NONE = new Uint8Array(0)

/** The parts of a page that only changes how it is packed. */
function bodyOf(page: Page, bytes: Uint8Array): Omit<Body, 'codec'> {
  const { encoding, repetitionBytes: r, definitionBytes: d } = page
  return {
    repetition: bytes.subarray(0, r),
    definition: bytes.subarray(r, r + d),
    values: bytes.subarray(r + d),
    encoding,
    counts: null,
  }
}

interface Kept {
  readonly changed: boolean
  readonly count: number
  readonly rows: number
  /** The row of the last entry. */
  readonly row: number
  readonly repetition: number[] | null
  readonly definition: number[] | null
  readonly values: unknown[]
  readonly encoding: Encoding
}

/** The entries of the rows that stay, with their new texts. */
function without(
  full: number,
  page: Page,
  { definition, repetition, values }: Entries,
  before: number,
  gone: ReadonlySet<number>,
  news: ReadonlyMap<number, Uint8Array> | null,
  dictionary: Values | null,
): Kept {
  let row = before
  let rows = 0
  let next = 0
  let changed = false
  let told = false
  const levels = { repetition: [] as number[], definition: [] as number[] }
  const out: unknown[] = []
  const places: number[] = []
  for (let i = 0; i < page.count; i++) {
    const starts = repetition === null || repetition[i] === 0
    if (starts) row++
    const there = definition === null || definition[i] === full
    const value = there ? values[next++] : undefined
    if (gone.has(row)) {
      changed = true
      continue
    }
    if (starts) rows++
    levels.repetition.push(repetition === null ? 0 : repetition[i]!)
    levels.definition.push(definition === null ? full : definition[i]!)
    if (!there) continue
    const text = news?.get(row)
    if (text !== undefined) {
      changed = told = true
      places.push(out.length)
      out.push(text)
    } else out.push(value)
  }
  let { encoding } = page
  if (told && isDictionary(encoding)) {
    // The new texts stand in no dictionary.
    encoding = 'PLAIN'
    const mine = new Set(places)
    for (let i = 0; i < out.length; i++) if (!mine.has(i)) out[i] = dictionary![out[i] as number]
  }
  return { changed, count: levels.definition.length, rows, row, ...levels, values: out, encoding }
}

function encoded(leaf: Chunk['leaf'], kept: Kept): Omit<Body, 'codec'> {
  const { count, rows, values, encoding } = kept
  const { type, width } = typeFor(leaf, encoding, true)
  return {
    repetition: leaf.maxRepetition > 0 ? encodeLevels(kept.repetition!, leaf.maxRepetition) : NONE,
    definition: leaf.maxDefinition > 0 ? encodeLevels(kept.definition!, leaf.maxDefinition) : NONE,
    values: encode(values, encoding, type, width),
    encoding,
    counts: { count, nulls: count - values.length, rows },
  }
}

/** Writes a page, as it was (`body` null) or anew. Returns its bytes before packing, header included. */
function writePage(out: Output, room: Room, page: Page, body: Body | null, bytes: Uint8Array): number {
  if (body === null) {
    out.put(read(room.image, page.at, page.body - page.at))
    out.put(bytes)
    return page.body - page.at + page.size
  }
  const { repetition, definition, values, encoding, counts, codec } = body
  const levels = repetition.length + definition.length
  const v2 = page.kind === 'v2'
  // In a page of the first version levels are packed with the values; each says its length, unless all of it is as it was.
  const whole = v2
    ? values
    : counts === null
      ? values
      : Buffer.concat([...sized(repetition), ...sized(definition), values])
  const size = v2 ? levels + whole.length : whole.length
  const packed = pack(codec, whole)
  const field = page.kind === 'v1' ? 5 : v2 ? 8 : 7
  const own = page.header.struct(field)!
  const number = ENCODINGS.indexOf(encoding)
  const changes =
    page.kind === 'v1' && counts !== null
      ? { 1: counts.count, 2: number, 5: undefined }
      : v2
        ? {
            ...(counts === null ? {} : { 1: counts.count, 2: counts.nulls, 3: counts.rows, 8: undefined }),
            ...{ 4: number, 5: definition.length, 6: repetition.length, 7: undefined },
          }
        : {}
  const header = page.header.with(
    { 2: size, 3: packed.length + (v2 ? levels : 0), 4: undefined, [field]: own.with(changes) },
    { 2: I32, 3: I32 },
  )
  const head = unparse(header)
  out.put(head)
  if (v2) {
    out.put(repetition)
    out.put(definition)
  }
  out.put(packed)
  return head.length + size
}

/** Levels with their length in front; none where there are none. */
function sized(levels: Uint8Array): Uint8Array[] {
  if (levels.length === 0) return []
  const length = Buffer.alloc(4)
  length.writeUInt32LE(levels.length)
  return [length, levels]
}
