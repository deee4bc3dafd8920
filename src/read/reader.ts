// Files -> records, in order, with the place of every byte. Reading is synchronous: fs/promises costs seven times more for small files.
//
// Text, Markdown and JSONL are read here (pass.ts, record.ts); other formats have a file each (format.ts says what they are). What lies between a file and
// its image is told in layers.ts.
//
// Law: the ranges [at, next) of a file's records tile the file, but for blank lines and a BOM at the start of JSONL.
// Law: `raw` sees every byte of the file once, in order.
// Law: the records do not depend on the size of the chunks.
//
// A file's troubles are told the first time it is read: the third pass meets the same broken lines and says nothing new.
import { closeSync } from 'node:fs'
import { formats, isSingle } from '../formats.js'
import type { Change, Fields, HtmlExtract, RawRecord, Reader, SourceFile, Splice, Trouble } from '../model.js'
import type { Charset } from './charset.js'
import { ChangedError, Descriptors, fill, Unreadable } from './files.js'
import type { Image, Room } from './format.js'
import { Skipped } from './format.js'
import type { Layer } from './layers.js'
import { Layers, Tee } from './layers.js'
import type { Desk } from './pass.js'
import { Pass, plain } from './pass.js'
import { needed } from './readable.js'
import { readers } from './readers.js'
import { LineRecord, WholeRecord } from './record.js'
import { Shelf, SMALL } from './shelf.js'
import { unspool } from './stdin.js'
import type { Tally } from './tally.js'
import { createTally } from './tally.js'
import { refuse, SAMPLE } from './text.js'
import { guessed, nothing, trouble } from './troubles.js'
import { Windows } from './windows.js'
import { Work } from './work.js'

export { ChangedError } from './files.js'

export interface Limits {
  /** Bytes of the longest record that is read; longer ones are skipped. */
  readonly maxRecord: number
  /** Bytes read at a time; default 1 MiB. Decides nothing but speed. */
  readonly chunk?: number
  /** Encoding of all inputs that do not say theirs; null or absent: find out. */
  readonly encoding?: string | null
  /** Bytes that a packed file may unpack to; null or absent: 200 times its size, at least 64 MiB and at most 64 GiB. */
  readonly maxDecompressed?: number | null
  /** What of a page is its text; absent: all that a reader sees. */
  readonly extract?: HtmlExtract
}

/** Default of --max-record. */
export const MAX_RECORD: number = 64 << 20

const CHUNK = 1 << 20
/** A record's offsets are kept in 31 bits. */
const LARGEST_RECORD = 1 << 30
/** Rooms that are kept for reading again. */
const ROOMS = 32
const LF = 0x0a
const CR = 0x0d

/** Open files for reading, record by record. Troubles are told as they are met. */
export function openReader(
  files: readonly SourceFile[],
  fields: Fields,
  limits: Limits,
  troubles: (trouble: Trouble) => void,
): Reader {
  const { maxRecord, chunk = CHUNK, encoding = null, maxDecompressed = null, extract = 'blocks' } = limits
  if (!Number.isInteger(maxRecord) || maxRecord < 1 || maxRecord > LARGEST_RECORD)
    throw new RangeError(`--max-record is ${maxRecord}: it must be 1 to ${LARGEST_RECORD} bytes (1 GiB)`)
  if (extract === 'readability') needed()
  const descriptors = new Descriptors(files)
  const layers = new Layers(descriptors, maxDecompressed, encoding)
  /** Of files that are one article, and not in UTF-8. */
  const charsets = new Map<number, Charset>()
  const utf8 = encoding === null || encoding === 'utf-8'
  const shelf = new Shelf((file) => layers.size(file))
  const told = new Uint8Array(files.length)
  const create = (size: number): Desk => {
    const work = new Work(fields, size)
    return { work, lines: new LineRecord(work), whole: new WholeRecord() }
  }
  /** Not in use: a visitor may read another file meanwhile. */
  const idle: Desk[] = []
  const shelved = new WholeRecord()
  let again: (Desk & { readonly windows: Windows }) | null = null

  const roomOf = (source: SourceFile, image: Image, tell: Room['tell']): Room => {
    let scratch = Buffer.alloc(0)
    const bytes = (at: number, end: number): Uint8Array => {
      if (scratch.length < end - at) scratch = Buffer.allocUnsafe(end - at)
      return scratch.subarray(0, image.read(scratch, 0, end - at, at))
    }
    return { source, image, fields, maxRecord, chunk, encoding, extract, bytes, tell }
  }

  /** Rooms of formats that have a reader of their own, for reading again: the few that were made last. */
  const rooms = new Map<number, Room>()
  const roomAgain = (file: number): Room => {
    let room = rooms.get(file)
    if (room === undefined) {
      room = roomOf(descriptors.source(file), layers.image(file), nothing)
      rooms.set(file, room)
      for (const oldest of rooms.keys()) if (rooms.size > ROOMS) rooms.delete(oldest)
    }
    return room
  }

  /** What is wrong with what a file unpacks to; true: nothing of it is read. */
  const unreadable = (source: SourceFile, { unpacked }: Layer, tally: Tally): boolean => {
    if (unpacked === null) return false
    const { path, size } = source
    const { packing, damage, tooLarge } = unpacked
    const none = tooLarge || (damage !== null && (unpacked.size === 0 || isSingle(source.format)))
    const what = none
      ? 'it is skipped'
      : unpacked.damages > 0
        ? `what stands around ${unpacked.damages === 1 ? 'it' : `this and ${unpacked.damages - 1} more such parts`} is read, and clean copies the rest as it is`
        : 'what stands before it is read, and clean copies the rest as it is'
    if (tooLarge)
      tally.add(
        trouble(
          'error',
          'E_UNPACKED',
          source,
          null,
          `${path}: its ${size} bytes (${packing.name}) unpack to more than ${maxDecompressed === null ? '200 times as many, or 64 GiB, as text does not' : `--max-decompressed ${maxDecompressed}`}; ${what}${maxDecompressed === null ? '. If it is what it should be, --max-decompressed allows more' : ''}`,
        ),
      )
    else if (damage !== null) tally.add(trouble('error', 'E_UNPACK', source, null, `${path}: ${damage}; ${what}`))
    return none
  }

  /** All of the image of a file that is one article. */
  const anew = (file: number, ring: Uint8Array, to: number): void => {
    if (layers.of(file) === null) descriptors.anew(file, ring, to)
    else layers.image(file).read(ring, to, layers.size(file), 0)
  }

  return {
    files,
    records(file: number, visit: (record: RawRecord) => void, raw: (chunk: Uint8Array) => void = nothing): void {
      const source = descriptors.source(file)
      const quiet = told[file] === 1
      told[file] = 1
      const desk = idle.pop() ?? create(chunk)
      const tally = createTally(quiet ? nothing : troubles, source.path)
      let fd = -1
      try {
        fd = descriptors.opened(file).fd
        const own = readers[source.format]
        if (own === undefined && utf8 && plain(source, fd, desk, maxRecord, visit, raw)) return
        const tee = new Tee(fd, source.size, chunk, raw)
        const layer = layers.make(file, fd, tee)
        const tell: Room['tell'] = (level, code, line, message, times) =>
          tally.add(trouble(level, code, source, line, message), times)
        if (layer?.recoded) guessed(source, layer.recoded.told, tell)
        if (layer !== null && unreadable(source, layer, tally))
          visit(
            new Skipped(
              isSingle(source.format) ? 0 : 1,
              0,
              0,
              0,
              layer.unpacked!.tooLarge ? 'too-large' : 'unreadable',
            ),
          )
        else if (own !== undefined) {
          const image = layer === null ? tee : layers.image(file)
          const odd = formats[source.format].recoded && !layer?.recoded ? oddOf(image) : null
          if (odd === null) own.records(roomOf(source, image, tell), visit)
          else {
            tell('error', 'E_ENCODING', null, `${source.path}: it looks like ${odd}, which is not read; it is skipped`)
            visit(new Skipped(1, 0, image.size, image.size, 'encoding'))
          }
        } else {
          const image = layer === null ? { size: source.size, read: reading(fd) } : layers.image(file)
          const seen = layer === null ? raw : nothing
          const pass = new Pass(source, image, desk, { maxRecord, chunk }, fields, tally, quiet, visit, seen)
          if (source.format === 'jsonl') pass.jsonl()
          else pass.text(encoding, (charset) => charsets.set(file, charset))
          // It showed and counted the bytes itself.
          if (layer === null) return
        }
        if (!tee.end())
          tell(
            'error',
            'E_CHANGED',
            null,
            `${source.path}: it had ${source.size} bytes when it was listed and others when it was read, so something is writing to it; what was read is used`,
          )
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error
        tally.add(trouble('error', 'E_READ', source, null, `${source.path}: ${error.message}; the file is skipped`))
        visit(new Skipped(isSingle(source.format) ? 0 : 1, 0, 0, 0, 'unreadable'))
      } finally {
        if (fd >= 0) closeSync(fd)
        tally.close()
        idle.push(desk)
      }
    },

    record(file: number, at: number, end: number, line: number): RawRecord {
      const source = descriptors.source(file)
      const { path } = source
      const size = layers.size(file)
      // A format whose changes are its own counts as it likes.
      if (!(at >= 0 && at <= end && (end <= size || readers[source.format]?.changes)))
        throw new RangeError(`bytes ${at}-${end} do not fit ${path}, which has ${size}`)
      try {
        const own = readers[source.format]
        if (own !== undefined) {
          const record = own.record(roomAgain(file), at, end, line)
          if (record.skipped !== null)
            throw new ChangedError(path, `bytes ${at}-${end} no longer hold the record of line ${line}`)
          return record
        }
        if (source.format !== 'jsonl' && size <= SMALL) {
          const bytes = shelf.get(file) ?? shelf.put(file, (ring, to) => anew(file, ring, to))
          return shelved.read(bytes, source.format === 'md', charsets.get(file))
        }
        const { fd, base } = layers.place(file)
        if (again === null) {
          const desk = create(0)
          again = { ...desk, windows: new Windows(desk.work, fill) }
        }
        const { work, windows } = again
        // With it come the bytes that tell whether a record still begins and ends here: a BOM before it, a line end behind it.
        const from = Math.max(0, at - 3)
        const to = Math.min(size, end + 2)
        const here = windows.find(file, fd, base + from, base + to, base + size)
        if (here < 0) throw new ChangedError(path, `it ended before byte ${to}`)

        if (source.format !== 'jsonl') {
          const bytes = work.bytes(here, here + size)
          const charset = charsets.get(file)
          if (charset === undefined && refuse(bytes.subarray(0, SAMPLE)) !== null)
            throw new ChangedError(path, 'it is not text any more')
          return again.whole.read(bytes, source.format === 'md', charset)
        }
        const { buffer } = work
        const first = here + at - from
        const last = here + end - from
        const bom = at === 3 && buffer[here] === 0xef && buffer[here + 1] === 0xbb && buffer[here + 2] === 0xbf
        const eol =
          end === size
            ? 0
            : buffer[last] === LF
              ? 1
              : buffer[last] === CR && last + 1 < here + to - from && buffer[last + 1] === LF
                ? 2
                : -1
        if ((at > 0 && buffer[first - 1] !== LF && !bom) || eol < 0)
          throw new ChangedError(path, `bytes ${at}-${end} are no longer line ${line}`)
        const record = again.lines.read(first, last, at - first, line, end + eol)
        if (record.skipped !== null)
          throw new ChangedError(path, `line ${line} (bytes ${at}-${end}) no longer holds a record with a text`)
        return record
      } catch (error) {
        if (error instanceof Unreadable) throw new ChangedError(path, error.message)
        throw error
      }
    },

    whole(file, at, next, rest): Splice {
      const own = readers[descriptors.source(file).format]
      return own?.whole?.(roomAgain(file), at, next, rest) ?? { at, bytes: next - at }
    },

    changes(file, edits): Iterable<Change> {
      if (edits.length === 0) return edits
      const own = readers[descriptors.source(file).format]
      return layers.changes(file, own?.changes?.(roomAgain(file), edits) ?? edits)
    },

    unchanged(): void {
      descriptors.unchanged(shelf.files)
    },

    close(): void {
      descriptors.close()
      layers.close()
      rooms.clear()
      again = null
      idle.length = 0
      for (const source of files) unspool(source.at)
    },
  }
}

/** An encoding that is not read, by the first bytes of what should be UTF-8; null: none. */
function oddOf(image: Image): string | null {
  const head = new Uint8Array(Math.min(SAMPLE, image.size))
  const odd = refuse(head.subarray(0, image.read(head, 0, head.length, 0)))
  return odd === 'UTF-32' || odd === 'ISO-2022' ? odd : null
}

/** Reads a file as it is now, also beyond the size that it had when it was listed. */
const reading =
  (fd: number): Image['read'] =>
  (buffer, to, most, at) =>
    fill(fd, buffer, to, most, at)
