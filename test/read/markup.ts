// A format reader on bytes in memory: what it shows, what it says, and the image with cuts done.
import type { RawRecord, Span, Splice } from '../../src/model.js'
import type { FormatReader, Image, Room } from '../../src/read/format.js'

export interface Shown {
  readonly line: number
  readonly at: number
  readonly end: number
  readonly next: number
  readonly skipped: string | null
  readonly text: string
  readonly id: string | null
  readonly outlet: string | null
  readonly facts: ReturnType<RawRecord['facts']>
}

export function roomOf(
  bytes: Uint8Array,
  format: 'html' | 'warc' | 'feed',
  tell: Room['tell'] = () => {},
  chunk = 1 << 20,
  maxRecord = 1 << 26,
): Room {
  const image: Image = {
    size: bytes.length,
    read(buffer, to, most, at) {
      const piece = bytes.subarray(at, Math.min(at + most, bytes.length))
      buffer.set(piece, to)
      return piece.length
    },
  }
  return {
    source: { path: 'x', at: 'x', format, size: bytes.length, against: false },
    image,
    fields: { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' },
    maxRecord,
    chunk,
    encoding: null,
    extract: 'blocks',
    bytes: (at, end) => bytes.slice(at, end),
    tell,
  }
}

export const shown = (record: RawRecord): Shown => ({
  line: record.line,
  at: record.at,
  end: record.end,
  next: record.next,
  skipped: record.skipped,
  text: Buffer.from(record.text).toString(),
  id: record.id === null ? null : Buffer.from(record.id).toString(),
  outlet: record.outlet === null ? null : Buffer.from(record.outlet).toString(),
  facts: record.facts(),
})

/** All records, and the codes of what was said. */
export function readAll(reader: FormatReader, room: Room): Shown[] {
  const out: Shown[] = []
  reader.records(room, (record) => out.push(shown(record)))
  return out
}

/** The image with splices done. */
export function spliced(bytes: Uint8Array, splices: readonly Splice[]): Buffer {
  const pieces: Uint8Array[] = []
  let at = 0
  for (const splice of splices) {
    if (splice.at < at) throw new Error(`splice at ${splice.at} begins before ${at}`)
    pieces.push(bytes.subarray(at, splice.at), splice.put ?? new Uint8Array(0))
    at = splice.at + splice.bytes
  }
  pieces.push(bytes.subarray(at))
  return Buffer.concat(pieces)
}

/** The image without these pieces of the texts of its records: by line, the pieces. */
export function cut(reader: FormatReader, room: Room, all: Readonly<Record<number, readonly string[]>>): Buffer {
  const splices: Splice[] = []
  for (const { at, end, line } of readAll(reader, room)) {
    const pieces = all[line]
    if (pieces === undefined) continue
    const record = reader.record(room, at, end, line)
    const text = Buffer.from(record.text)
    const cuts = pieces.map((piece): Span => {
      const start = text.indexOf(piece)
      if (start < 0) throw new Error(`no ${piece} in ${text.toString()}`)
      return [start, start + Buffer.byteLength(piece)]
    })
    splices.push(...record.splices(cuts))
  }
  return spliced(room.bytes(0, room.image.size), splices)
}

/** Cuts of a text that begin and end between characters, near these places. */
export function cutsNear(text: Uint8Array, places: readonly number[]): Span[] {
  const marks = [...new Set(places.map((place) => place % (text.length + 1)))]
    .map((at) => {
      let i = at
      while (i < text.length && (text[i]! & 0xc0) === 0x80) i++
      return i
    })
    .sort((x, y) => x - y)
  const cuts: Span[] = []
  for (let i = 0; i + 1 < marks.length; i += 2) if (marks[i]! < marks[i + 1]!) cuts.push([marks[i]!, marks[i + 1]!])
  return cuts
}
