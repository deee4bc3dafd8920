// A stored answer of a web server -> its body as a browser would read it, and back. RFC 9112: a status line, fields, an empty line, the body, perhaps in
// chunks, perhaps compressed. Crawlers store what came over the wire, or unpack it and leave the fields as they were: so what the fields say is
// believed only where the bytes agree.
//
// Law: packed(body, form) is a body that unpacks to the same bytes.
import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib'
import { lower } from './ascii.js'
import type { Image } from './format.js'
import { Tape } from './format.js'
import { Damaged } from './packing.js'
import { zstd } from './zstd.js'

/** A field's value, and where it stands. */
export interface Field {
  readonly value: string
  readonly at: number
  readonly end: number
}

/** Fields by name in small letters; the first of a name counts. */
export type HeaderFields = ReadonlyMap<string, Field>

/** How a body is packed, outermost first. */
export interface Form {
  readonly chunked: boolean
  readonly coding: 'gzip' | 'deflate' | 'deflate-raw' | 'br' | 'zstd' | null
}

export interface Answer {
  readonly status: number
  readonly fields: HeaderFields
  /** Where the body begins. */
  readonly body: number
}

/** Longest head, in bytes. */
export const LONGEST_HEAD: number = 64 << 10

const LF = 0x0a
const CR = 0x0d

/** A body that is no whole of what it says it is. */
export class Broken extends Error {
  readonly why: 'too-large' | 'unreadable'
  constructor(message: string, why: 'too-large' | 'unreadable') {
    super(message)
    this.name = 'Broken'
    this.why = why
  }
}

/** Behind the empty line that ends the fields which begin at `from`; -1 when there is none, or a line before it that is no field. */
export function headEnd(b: Uint8Array, from: number): number {
  const limit = Math.min(b.length, from + LONGEST_HEAD)
  for (let i = from; i < limit; ) {
    if (b[i] === LF) return i + 1
    if (b[i] === CR && b[i + 1] === LF) return i + 2
    const lf = b.indexOf(LF, i)
    if (lf < 0) return -1
    // A line that begins with white space goes on with the one before.
    if (b[i] !== 0x20 && b[i] !== 0x09 && b.subarray(i, lf).indexOf(0x3a) < 0) return -1
    i = lf + 1
  }
  return -1
}

/** Names of fields in small letters: every record has the same few. */
const names = new Map<string, string>()
const MOST_NAMES = 256

function called(name: string): string {
  let small = names.get(name)
  if (small === undefined) {
    small = lower(name.trim())
    if (names.size < MOST_NAMES) names.set(name, small)
  }
  return small
}

/** The fields of the lines [from, to). */
export function fieldsOf(b: Uint8Array, from: number, to: number): HeaderFields {
  const out = new Map<string, Field>()
  const buffer = Buffer.from(b.buffer, b.byteOffset, b.length)
  for (let i = from; i < to; ) {
    let lf = b.indexOf(LF, i)
    // A line that begins with white space goes on with the one before.
    while (lf >= 0 && lf + 1 < to && (b[lf + 1] === 0x20 || b[lf + 1] === 0x09)) lf = b.indexOf(LF, lf + 1)
    const next = lf < 0 || lf >= to ? to : lf + 1
    const colon = b.indexOf(0x3a, i)
    if (colon > i && colon < next) {
      let at = colon + 1
      let end = next
      while (at < end && b[at]! <= 0x20) at++
      while (end > at && b[end - 1]! <= 0x20) end--
      const name = called(buffer.toString('latin1', i, colon))
      const value = buffer.toString('latin1', at, end)
      if (!out.has(name))
        out.set(name, { value: value.includes('\n') ? value.replace(/\s*\n\s*/g, ' ') : value, at, end })
    }
    i = next
  }
  return out
}

/** An answer that begins at `from`; null when there is none. */
export function answerOf(b: Uint8Array, from: number, to: number): Answer | null {
  const line = Buffer.from(b.subarray(from, Math.min(to, from + 256))).toString('latin1')
  const status = /^(?:HTTP\/\d(?:\.\d)?|ICY) +(\d{3})/i.exec(line)
  if (status === null) return null
  const first = b.subarray(0, to).indexOf(LF, from) + 1 || to
  const head = headEnd(b.subarray(0, to), first)
  const body = head < 0 ? to : head
  return { status: Number(status[1]), fields: fieldsOf(b, first, body), body }
}

/** The body as it was sent, and how it is packed. Throws Broken. */
export function unpack(
  raw: Uint8Array,
  fields: HeaderFields,
  most: number,
): { readonly bytes: Uint8Array; readonly form: Form; readonly entity: Uint8Array } {
  const chunks = /chunked/i.test(fields.get('transfer-encoding')?.value ?? '') ? unchunked(raw) : null
  const entity = chunks ?? raw
  const asked = lower((fields.get('content-encoding')?.value ?? '').trim())
  const { bytes, coding } = decompressed(entity, asked, most)
  return { bytes, form: { chunked: chunks !== null, coding }, entity }
}

/** What chunks hold; null when these bytes are no chunks. A body that was cut off holds what there is. */
function unchunked(raw: Uint8Array): Uint8Array | null {
  const out = new Uint8Array(raw.length)
  let length = 0
  for (let i = 0; i < raw.length; ) {
    const lf = raw.indexOf(LF, i)
    const line = lf < 0 || lf - i > 64 ? '' : Buffer.from(raw.subarray(i, lf)).toString('latin1')
    const size = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?\r?$/i.exec(line)
    if (size === null) return i === 0 ? null : out.subarray(0, length)
    const bytes = Number.parseInt(size[1]!, 16)
    if (bytes === 0) break
    const chunk = raw.subarray(lf + 1, lf + 1 + bytes)
    out.set(chunk, length)
    length += chunk.length
    i = lf + 1 + bytes
    if (raw[i] === CR) i++
    if (raw[i] === LF) i++
  }
  return out.subarray(0, length)
}

function decompressed(
  entity: Uint8Array,
  asked: string,
  most: number,
): { readonly bytes: Uint8Array; readonly coding: Form['coding'] } {
  // What was cut off on the way gives what there is of it.
  const options = { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH }
  const plain = { bytes: entity, coding: null }
  try {
    if (asked === 'gzip' || asked === 'x-gzip')
      return entity[0] === 0x1f && entity[1] === 0x8b ? { bytes: gunzipSync(entity, options), coding: 'gzip' } : plain
    if (asked === 'deflate') {
      if (entity.length > 1 && (entity[0]! & 0x0f) === 8 && ((entity[0]! << 8) | entity[1]!) % 31 === 0)
        return { bytes: inflateSync(entity, options), coding: 'deflate' }
      // Letters are no deflate stream: the crawler unpacked it.
      if (looksPlain(entity)) return plain
      return { bytes: inflateRawSync(entity, options), coding: 'deflate-raw' }
    }
    if (asked === 'br') {
      if (looksPlain(entity)) return plain
      return { bytes: brotliDecompressSync(entity, { maxOutputLength: most }), coding: 'br' }
    }
    if (asked === 'zstd') {
      if (!zstd.magic(entity) && looksPlain(entity)) return plain
      return { bytes: unzstd(entity, most), coding: 'zstd' }
    }
  } catch (error) {
    if (error instanceof Broken) throw error
    if (error instanceof Damaged) throw new Broken(`it is no zstd (${error.message})`, 'unreadable')
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new Broken(`it unpacks to more than ${most} bytes`, 'too-large')
    throw new Broken(`it is no ${asked} (${code ?? String(error)})`, 'unreadable')
  }
  if (asked !== '' && asked !== 'identity' && !looksPlain(entity))
    throw new Broken(`its content encoding "${asked.slice(0, 32)}" is none that this version reads`, 'unreadable')
  return plain
}

/** What frames of zstd unpack to, one behind the other. */
function unzstd(entity: Uint8Array, most: number): Uint8Array {
  const tape = new Tape(imageOf(entity), entity.length)
  const pieces: Uint8Array[] = []
  let size = 0
  for (let at = 0; at < entity.length; )
    at = zstd.member(tape, at, (bytes) => {
      size += bytes.length
      if (size > most) throw new Broken(`it unpacks to more than ${most} bytes`, 'too-large')
      pieces.push(bytes.slice())
    })
  return Buffer.concat(pieces)
}

const imageOf = (bytes: Uint8Array): Image => ({
  size: bytes.length,
  read(buffer, to, most, at) {
    const piece = bytes.subarray(at, at + most)
    buffer.set(piece, to)
    return piece.length
  },
})

function zstded(bytes: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = []
  const packer = zstd.pack(new Tape(imageOf(bytes), bytes.length), 0, (piece) => pieces.push(piece.slice()))
  packer.write(bytes)
  packer.end()
  return Buffer.concat(pieces)
}

/** Hardly any control characters among the first bytes. */
function looksPlain(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 256)
  let controls = 0
  for (const byte of head) if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d)) controls++
  return controls === 0
}

/** A body packed as it was. */
export function packed(bytes: Uint8Array, { chunked, coding }: Form): Uint8Array {
  const entity =
    coding === 'gzip'
      ? gzipSync(bytes)
      : coding === 'deflate'
        ? deflateSync(bytes)
        : coding === 'deflate-raw'
          ? deflateRawSync(bytes)
          : coding === 'br'
            ? brotliCompressSync(bytes)
            : coding === 'zstd'
              ? zstded(bytes)
              : bytes
  if (!chunked) return entity
  const head = Buffer.from(entity.length === 0 ? '' : `${entity.length.toString(16)}\r\n`)
  const tail = Buffer.from(entity.length === 0 ? '0\r\n\r\n' : '\r\n0\r\n\r\n')
  return Buffer.concat([head, entity, tail])
}
