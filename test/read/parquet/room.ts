// Parquet files of the tests: made here, by the library and by DuckDB, read as a room and written anew.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Edit, Fields, RawRecord, Trouble } from '../../../src/model.js'
import type { Room } from '../../../src/read/format.js'
import { parquet } from '../../../src/read/parquet.js'

export const FIELDS: Fields = {
  text: ['text'],
  id: 'id',
  date: 'date',
  title: 'title',
  url: 'url',
  source: 'source',
}

export type Told = Pick<Trouble, 'level' | 'code' | 'line' | 'message'>

/** A file in memory. What is told of it goes to `told`. */
export function roomOf(
  bytes: Uint8Array,
  of: Partial<Room> & { fields?: Partial<Fields> } = {},
  told: Told[] = [],
): Room {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return {
    source: { path: 'x.parquet', at: '/x.parquet', format: 'parquet', size: file.length, against: false },
    image: {
      size: file.length,
      read: (buffer, to, most, at) =>
        file.copy(buffer, to, Math.min(at, file.length), Math.min(file.length, at + most)),
    },
    maxRecord: 1 << 26,
    chunk: 1 << 20,
    encoding: null,
    extract: 'blocks',
    bytes: (at, end) => file.subarray(at, end),
    tell: (level, code, line, message) => void told.push({ level, code, line, message }),
    ...of,
    fields: { ...FIELDS, ...of.fields },
  }
}

export interface Article {
  readonly line: number
  readonly at: number
  readonly end: number
  readonly next: number
  readonly skipped: RawRecord['skipped']
  readonly text: string
  readonly id: string | null
  readonly outlet: string | null
}

const said = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString())

export const articleOf = (record: RawRecord): Article => ({
  ...{ line: record.line, at: record.at, end: record.end, next: record.next, skipped: record.skipped },
  text: said(record.text)!,
  id: said(record.id),
  outlet: said(record.outlet),
})

export function articles(room: Room): Article[] {
  const out: Article[] = []
  parquet.records(room, (record) => void out.push(articleOf(record)))
  return out
}

/** The file after edits: the whole rows of `gone` (from 0), and of other rows the bytes [start, end) of the text. */
export function cleaned(
  bytes: Uint8Array,
  gone: ReadonlySet<number>,
  cuts: ReadonlyMap<number, readonly [number, number]>,
  of: Parameters<typeof roomOf>[1] = {},
): { file: Uint8Array; from: number } {
  const room = roomOf(bytes, of)
  const edits: Edit[] = []
  parquet.records(room, (record) => {
    const about = { article: String(record.line), finding: 'f' }
    const cut = cuts.get(record.line - 1)
    if (gone.has(record.line - 1)) edits.push({ at: record.at, bytes: record.next - record.at, whole: true, ...about })
    else if (cut)
      for (const { of: _, ...splice } of record.splices([cut])) edits.push({ ...splice, whole: false, ...about })
  })
  const pieces: Uint8Array[] = []
  let at = 0
  for (const change of edits.length === 0 ? [] : parquet.changes!(room, edits)) {
    // A file that makes no sense is one skipped record, which can be left out.
    if (!('write' in change)) {
      if (change.at !== 0 || change.bytes !== bytes.length) throw new Error('Parquet is changed in blocks')
      at = bytes.length
      continue
    }
    pieces.push(bytes.subarray(at, change.at))
    change.write((piece) => void pieces.push(Uint8Array.from(piece)))
    at = change.at + change.bytes
  }
  pieces.push(bytes.subarray(at))
  return { file: Uint8Array.from(Buffer.concat(pieces)), from: at === 0 ? bytes.length : (pieces[0]?.length ?? 0) }
}

/** Parquet files of others, where they lie beside the project; empty elsewhere. */
export function others(): [name: string, bytes: Uint8Array][] {
  return ['parquet', 'hostile/parquet-testing/data', 'hostile/parquet-testing/bad_data'].flatMap((below) => {
    const dir = new URL(`../../../../shared/data/${below}/`, import.meta.url).pathname
    try {
      return readdirSync(dir)
        .filter((name) => name.includes('.parquet'))
        .map((name): [string, Uint8Array] => [name, readFileSync(join(dir, name))])
    } catch {
      return []
    }
  })
}
