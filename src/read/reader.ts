// Files -> records, in order, with the place of every byte. Reading is synchronous: fs/promises costs seven times more for small files.
//
// JSONL is read in chunks of 1 MiB, which a core's cache holds, and split at LF only (Node's readline also splits at a lone CR, so it would number lines
// differently than other tools); a CR before the LF belongs to the line end. A record that is longer than
// --max-record is streamed past: its bytes are counted and never kept.
//
// Law: the ranges [at, next) of a file's records tile the file, but for blank lines and a BOM at the start of JSONL.
// Law: `raw` sees every byte of the file once, in order.
// Law: the records do not depend on the size of the chunks.
//
// A file's troubles are told the first time it is read: the third pass meets the same broken lines and says nothing new.
import { isUtf8 } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { isSingle } from '../formats.js'
import type {
  Change,
  Facts,
  Fields,
  RawRecord,
  Reader,
  SkipReason,
  SourceFile,
  Span,
  Splice,
  Trouble,
} from '../model.js'
import type { Image, Room } from './format.js'
import { NO_FACTS, Skipped } from './format.js'
import type { Role } from './jsonl.js'
import { hostOf, kindNames, kinds, Scanner, SpanMap, unescapeInto } from './jsonl.js'
import { readers } from './readers.js'
import { Shelf, SMALL } from './shelf.js'
import { unspool } from './stdin.js'
import type { Tally } from './tally.js'
import { createTally } from './tally.js'
import { invalidBytes, refuse, SAMPLE, textFacts } from './text.js'
import { Windows } from './windows.js'
import { Work } from './work.js'

export interface Limits {
  /** Bytes of the longest record that is read; longer ones are skipped. */
  readonly maxRecord: number
  /** Bytes read at a time; default 1 MiB. Decides nothing but speed. */
  readonly chunk?: number
  /** Encoding of all inputs that do not say theirs; null or absent: find out. */
  readonly encoding?: string | null
}

/** Default of --max-record. */
export const MAX_RECORD: number = 64 << 20

const CHUNK = 1 << 20
/** A record's offsets are kept in 31 bits. */
const LARGEST_RECORD = 1 << 30
/** Descriptors that `record` keeps open. */
const OPEN_FILES = 32
/** Records between two looks whether a file has changed: a look is a system call, which a record in a window does without. */
const LOOK = 1024
/** Field names told of a record without a text. */
const FIELDS_TOLD = 20
/** Longest fact that is decoded, in bytes: what is longer is no title. */
const LONGEST_FACT = 64 * 1024

const LF = 0x0a
const CR = 0x0d
const EMPTY = new Uint8Array(0)
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The file no longer holds what it held when it was read first. */
export class ChangedError extends Error {
  readonly path: string
  constructor(path: string, what: string) {
    super(`${path} changed while dittograph was reading it: ${what}. Run again when nothing writes to it`)
    this.name = 'ChangedError'
    this.path = path
  }
}

const GONE = { size: 0, mtimeMs: -1 }

/** The system could not read the file. */
class Unreadable extends Error {}

/** Memory and records of one reading, reused from record to record. */
interface Desk {
  readonly work: Work
  readonly lines: LineRecord
  readonly whole: WholeRecord
}

/** A record of a JSONL file. */
class LineRecord implements RawRecord {
  line = 0
  at = 0
  end = 0
  next = 0
  skipped: SkipReason | null = null
  text: Uint8Array = EMPTY
  readonly scale = null
  readonly scanner: Scanner
  readonly #work: Work
  /** Was the record read? */
  #open = false
  /** Offset in the file of the buffer's first byte. */
  #base = 0
  // Made when they are asked for.
  #id: Uint8Array | null | undefined
  #outlet: Uint8Array | null | undefined
  #map: SpanMap | null = null
  readonly #scratch: Record<Role, Uint8Array> = {
    text: EMPTY,
    id: EMPTY,
    date: EMPTY,
    title: EMPTY,
    url: EMPTY,
    source: EMPTY,
    author: EMPTY,
  }

  constructor(work: Work) {
    this.#work = work
    this.scanner = work.scanner
  }

  /** A record that is not read. */
  skip(line: number, at: number, end: number, next: number, why: SkipReason): this {
    this.line = line
    this.at = at
    this.end = end
    this.next = next
    this.skipped = why
    this.text = EMPTY
    this.#id = this.#outlet = this.#map = null
    this.#open = false
    return this
  }

  /** The record in the bytes [from, to) of the buffer. */
  read(from: number, to: number, base: number, line: number, next: number): this {
    this.skip(line, base + from, base + to, next, 'bad-json')
    const { scanner } = this
    if (!scanner.scan(this.#work.buffer, from, to)) return this
    this.#open = true
    this.#base = base
    const place = scanner.place('text')
    const kind = scanner.kind(place)
    this.skipped = kind === kinds.string || kind === kinds.null ? null : 'no-text'
    if (this.skipped !== null) return this
    if (kind === kinds.string) {
      const start = scanner.start(place)
      const end = scanner.end(place)
      this.text = scanner.escaped(place) ? this.#work.unescaped(start, end) : this.#work.bytes(start, end)
    }
    this.#id = this.#outlet = undefined
    return this
  }

  get id(): Uint8Array | null {
    if (this.#id === undefined) {
      const id = this.#bytesOf('id')
      this.#id = id.length === 0 ? null : id
    }
    return this.#id
  }

  get outlet(): Uint8Array | null {
    if (this.#outlet === undefined) {
      const { scanner } = this
      const source = scanner.kind(scanner.place('source')) === kinds.string ? this.#bytesOf('source') : EMPTY
      this.#outlet = source.length > 0 ? source : this.#host()
    }
    return this.#outlet
  }

  facts(): Facts {
    if (!this.#open) return NO_FACTS
    return {
      id: this.#fact('id'),
      title: this.#fact('title'),
      date: this.#fact('date'),
      url: this.#fact('url'),
      source: this.#fact('source'),
      author: this.#fact('author'),
    }
  }

  splices(cuts: readonly Span[]): readonly (Splice & { readonly of: number })[] {
    return cuts.map((cut, of) => {
      const [start, end] = this.#raw(cut)
      return { at: start, bytes: end - start, of }
    })
  }

  /** Behind the brace, as its first field. That the name is free is seen by parsing, where it may stand at all. */
  field(name: string, value: number): Splice | 'taken' {
    const { at, end } = this
    const raw = Buffer.from(this.#work.bytes(at - this.#base, end - this.#base))
    const brace = raw.indexOf(0x7b)
    if (raw.includes(`"${name}"`) || raw.includes('\\u')) {
      if (Object.hasOwn(JSON.parse(raw.toString()) as object, name)) return 'taken'
    }
    return { at: at + brace, bytes: 1, put: Buffer.from(`{${JSON.stringify(name)}:${value},`) }
  }

  /** Where the bytes [start, end) of the text value lie in the image. */
  #raw([start, end]: Span): Span {
    const { scanner } = this
    const place = scanner.place('text')
    if (!(start >= 0 && start <= end && end <= this.text.length))
      throw new RangeError(`span ${start}-${end} does not fit a text of ${this.text.length} bytes (line ${this.line})`)
    // The text of a null is empty, and lies nowhere in particular.
    if (scanner.kind(place) !== kinds.string) return [this.at, this.at]
    if (!scanner.escaped(place))
      return [this.#base + scanner.start(place) + start, this.#base + scanner.start(place) + end]
    this.#map ??= new SpanMap(this.#work.buffer, scanner.start(place), scanner.end(place))
    return [this.#base + this.#map.raw(start), this.#base + this.#map.raw(end)]
  }

  #value(role: Role, place: number): Uint8Array {
    const { scanner } = this
    const start = scanner.start(place)
    const end = scanner.end(place)
    if (!scanner.escaped(place)) return this.#work.bytes(start, end)
    if (this.#scratch[role].length < end - start) this.#scratch[role] = new Uint8Array(2 * (end - start))
    const out = this.#scratch[role]
    return out.subarray(0, unescapeInto(this.#work.buffer, start, end, out))
  }

  /** A string decoded, a number's digits, or nothing. */
  #bytesOf(role: Role): Uint8Array {
    const place = this.scanner.place(role)
    const kind = this.scanner.kind(place)
    if (kind === kinds.string) return this.#value(role, place)
    return kind === kinds.number ? this.#work.bytes(this.scanner.start(place), this.scanner.end(place)) : EMPTY
  }

  #host(): Uint8Array | null {
    if (this.scanner.kind(this.scanner.place('url')) !== kinds.string) return null
    const url = this.#bytesOf('url')
    if (this.#scratch.source.length < url.length) this.#scratch.source = new Uint8Array(2 * url.length)
    const length = hostOf(url, 0, url.length, this.#scratch.source)
    return length === 0 ? null : this.#scratch.source.subarray(0, length)
  }

  #fact(role: Role): string | null {
    const bytes = this.#bytesOf(role)
    return bytes.length === 0 ? null : decoder.decode(bytes.subarray(0, LONGEST_FACT))
  }
}

/** A file that is one article. */
class WholeRecord implements RawRecord {
  readonly line = 0
  readonly at = 0
  end = 0
  next = 0
  skipped: SkipReason | null = null
  text: Uint8Array = EMPTY
  readonly scale = null
  readonly id = null
  outlet: Uint8Array | null = null
  #markdown = false

  skip(size: number, why: SkipReason): this {
    this.end = this.next = size
    this.skipped = why
    this.text = EMPTY
    this.outlet = null
    return this
  }

  read(text: Uint8Array, markdown: boolean): this {
    this.end = this.next = text.length
    this.skipped = null
    this.text = text
    this.outlet = null
    this.#markdown = markdown
    // Only front matter names an outlet, and it begins with three hyphens (behind a BOM, if there is one).
    const first = text[0] === 0xef ? 3 : 0
    if (markdown && text[first] === 0x2d && text[first + 1] === 0x2d) {
      const { source, url } = this.facts()
      const bytes = Buffer.from(url ?? '')
      const host = new Uint8Array(bytes.length)
      const length = hostOf(bytes, 0, bytes.length, host)
      this.outlet = source !== null ? Buffer.from(source) : length > 0 ? host.subarray(0, length) : null
    }
    return this
  }

  facts(): Facts {
    return this.skipped === null ? textFacts(this.text, this.#markdown ? 'md' : 'text') : NO_FACTS
  }

  splices(cuts: readonly Span[]): readonly (Splice & { readonly of: number })[] {
    return cuts.map(([start, end], of) => ({ at: start, bytes: end - start, of }))
  }
}

/** Open files for reading, record by record. Troubles are told as they are met. */
export function openReader(
  files: readonly SourceFile[],
  fields: Fields,
  limits: Limits,
  troubles: (trouble: Trouble) => void,
): Reader {
  const { maxRecord, chunk = CHUNK, encoding = null } = limits
  if (!Number.isInteger(maxRecord) || maxRecord < 1 || maxRecord > LARGEST_RECORD)
    throw new RangeError(`--max-record is ${maxRecord}: it must be 1 to ${LARGEST_RECORD} bytes (1 GiB)`)
  const descriptors = new Map<number, number>()
  const shelf = new Shelf((file) => sourceOf(file).size)
  const told = new Uint8Array(files.length)
  const create = (size: number): Desk => {
    const work = new Work(fields, size)
    return { work, lines: new LineRecord(work), whole: new WholeRecord() }
  }
  /** Not in use: a visitor may read another file meanwhile. */
  const idle: Desk[] = []
  const shelved = new WholeRecord()
  let again: (Desk & { readonly windows: Windows }) | null = null
  let asked = 0
  let lastFile = -1
  /** By file, when it was written last, as it was when it was opened first. */
  const written = new Float64Array(files.length)

  const sourceOf = (file: number): SourceFile => {
    const source = files[file]
    if (source === undefined) throw new RangeError(`file ${file} was asked for, and there are ${files.length}`)
    return source
  }

  const opened = (file: number): Opened => {
    const found = open(sourceOf(file).at)
    written[file] ||= found.mtimeMs
    return found
  }

  /** Has somebody written to a file since it was listed, or since it was opened first? */
  const look = (file: number, { size, mtimeMs }: { size: number; mtimeMs: number }): void => {
    const source = sourceOf(file)
    if (size !== source.size) throw new ChangedError(source.path, `it had ${source.size} bytes and has ${size}`)
    if (mtimeMs !== written[file]) throw new ChangedError(source.path, 'it was written to')
  }

  /** The descriptor of a file whose records are read again. */
  const descriptor = (file: number): number => {
    let fd = descriptors.get(file)
    if (fd === undefined) {
      const found = opened(file)
      fd = found.fd
      descriptors.set(file, fd)
      look(file, found)
      for (const [oldest, old] of descriptors) {
        if (descriptors.size <= OPEN_FILES) break
        descriptors.delete(oldest)
        try {
          look(oldest, fstatSync(old))
        } finally {
          closeSync(old)
        }
      }
    } else {
      if (++asked % LOOK === 0) look(file, fstatSync(fd))
      // The file used last stands last.
      if (file !== lastFile) {
        descriptors.delete(file)
        descriptors.set(file, fd)
      }
    }
    lastFile = file
    return fd
  }

  /** All bytes of a file that is read again and did not change. */
  const anew = (file: number, buffer: Uint8Array, at: number): void => {
    const { at: path, size } = sourceOf(file)
    const fd = openAt(path)
    try {
      const n = fill(fd, buffer, at, size, null)
      // Looked at behind the reading: so what was read is what was there before.
      const stats = fstatSync(fd)
      written[file] ||= stats.mtimeMs
      look(file, stats)
      if (n < size) throw new ChangedError(sourceOf(file).path, `it ended before byte ${size}`)
    } finally {
      closeSync(fd)
    }
  }

  /** Rooms of formats that have a reader of their own, for reading again: the few that were used last. */
  const rooms = new Map<number, Room>()
  const roomOf = (file: number, image: Image, tell: Room['tell']): Room => {
    let scratch = Buffer.alloc(0)
    const bytes = (at: number, end: number): Uint8Array => {
      if (scratch.length < end - at) scratch = Buffer.allocUnsafe(end - at)
      return scratch.subarray(0, image.read(scratch, 0, end - at, at))
    }
    return { source: sourceOf(file), image, fields, maxRecord, chunk, encoding, bytes, tell }
  }

  /** The room in which records of a file are read again. */
  const roomAgain = (file: number): Room => {
    // Asked for at every record: who wrote to the file meanwhile is noticed.
    const fd = descriptor(file)
    let room = rooms.get(file)
    if (room === undefined) {
      const { size } = sourceOf(file)
      const read: Image['read'] = (buffer, to, most, at) =>
        fill(descriptors.get(file) ?? fd, buffer, to, Math.min(most, Math.max(0, size - at)), at)
      room = roomOf(file, { size, read }, nothing)
      rooms.set(file, room)
      for (const oldest of rooms.keys()) if (rooms.size > OPEN_FILES) rooms.delete(oldest)
    }
    return room
  }

  /** A file whose format has a reader of its own. `raw` sees every byte once, in order, whatever the format reads first. */
  const ownRecords = (
    file: number,
    fd: number,
    tally: Tally,
    visit: (record: RawRecord) => void,
    raw: (chunk: Uint8Array) => void,
  ): void => {
    const source = sourceOf(file)
    const { size } = source
    let passed = 0
    const pump = (to: number): void => {
      const piece = Buffer.allocUnsafe(Math.min(chunk, Math.max(0, to - passed)))
      for (let n = 1; passed < to && n > 0; passed += n) {
        n = fill(fd, piece, 0, Math.min(piece.length, to - passed), passed)
        if (n > 0) raw(piece.subarray(0, n))
      }
    }
    const read: Image['read'] = (buffer, to, most, at) => {
      if (at > passed) pump(at)
      const n = fill(fd, buffer, to, Math.min(most, Math.max(0, size - at)), at)
      if (at + n > passed) {
        raw(buffer.subarray(to + passed - at, to + n))
        passed = at + n
      }
      return n
    }
    const tell: Room['tell'] = (level, code, line, message) => tally.add(trouble(level, code, source, line, message))
    readers[source.format]!.records(roomOf(file, { size, read }, tell), visit)
    pump(size)
    const { size: now } = fstatSync(fd)
    if (passed !== size || now !== size)
      tell(
        'error',
        'E_CHANGED',
        null,
        `${source.path}: it had ${size} bytes when it was listed and ${now} when it was read, so something is writing to it; what was read is used`,
      )
  }

  return {
    files,
    records(file: number, visit: (record: RawRecord) => void, raw: (chunk: Uint8Array) => void = nothing): void {
      const source = sourceOf(file)
      const quiet = told[file] === 1
      told[file] = 1
      const desk = idle.pop() ?? create(chunk)
      const tally = createTally(quiet ? nothing : troubles, source.path)
      let fd = -1
      try {
        fd = opened(file).fd
        if (readers[source.format] !== undefined) {
          ownRecords(file, fd, tally, visit, raw)
          return
        }
        if (plain(source, fd, desk, maxRecord, visit, raw)) return
        const read = new Pass(source, fd, desk, { maxRecord, chunk }, fields, tally, quiet, visit, raw)
        if (source.format === 'jsonl') read.jsonl()
        else read.text()
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
      const source = sourceOf(file)
      const { path, size } = source
      if (!(at >= 0 && at <= end && end <= size))
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
          const bytes = shelf.get(file) ?? shelf.put(file, (ring, at) => anew(file, ring, at))
          return shelved.read(bytes, source.format === 'md')
        }
        const fd = descriptor(file)
        if (again === null) {
          const desk = create(0)
          again = { ...desk, windows: new Windows(desk.work, fill) }
        }
        const { work, windows } = again
        // With it come the bytes that tell whether a record still begins and ends here: a BOM before it, a line end behind it.
        const from = Math.max(0, at - 3)
        const to = Math.min(size, end + 2)
        const here = windows.find(file, fd, from, to, size)
        if (here < 0) throw new ChangedError(path, `it ended before byte ${to}`)

        if (source.format !== 'jsonl') {
          const bytes = work.bytes(here, here + size)
          if (refuse(bytes.subarray(0, SAMPLE)) !== null) throw new ChangedError(path, 'it is not text any more')
          return again.whole.read(bytes, source.format === 'md')
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
      const own = readers[sourceOf(file).format]
      return own?.whole?.(roomAgain(file), at, next, rest) ?? { at, bytes: next - at }
    },

    changes(file, edits): Iterable<Change> {
      const own = readers[sourceOf(file).format]
      return own?.changes && edits.length > 0 ? own.changes(roomAgain(file), edits) : edits
    },

    unchanged(): void {
      for (const [file, fd] of descriptors) look(file, fstatSync(fd))
      for (const file of shelf.files) look(file, statSync(sourceOf(file).at, { throwIfNoEntry: false }) ?? GONE)
    },

    close(): void {
      for (const fd of descriptors.values()) closeSync(fd)
      descriptors.clear()
      rooms.clear()
      again = null
      idle.length = 0
      for (const source of files) unspool(source.at)
    },
  }
}

/** One file, read once from its first byte to its last. */
class Pass {
  readonly #source: SourceFile
  readonly #fd: number
  readonly #work: Work
  readonly #lines: LineRecord
  readonly #whole: WholeRecord
  readonly #maxRecord: number
  readonly #chunk: number
  readonly #fields: Fields
  readonly #tally: Tally
  /** Its troubles were told before. */
  readonly #quiet: boolean
  readonly #visit: (record: RawRecord) => void
  readonly #raw: (chunk: Uint8Array) => void
  /** Bytes read so far. */
  #total = 0

  constructor(
    source: SourceFile,
    fd: number,
    desk: Desk,
    limits: { readonly maxRecord: number; readonly chunk: number },
    fields: Fields,
    tally: Tally,
    quiet: boolean,
    visit: (record: RawRecord) => void,
    raw: (chunk: Uint8Array) => void,
  ) {
    this.#source = source
    this.#fd = fd
    this.#work = desk.work
    this.#lines = desk.lines
    this.#whole = desk.whole
    this.#maxRecord = limits.maxRecord
    this.#chunk = limits.chunk
    this.#fields = fields
    this.#tally = tally
    this.#quiet = quiet
    this.#visit = visit
    this.#raw = raw
  }

  /** A file that is one article. */
  text(): void {
    const source = this.#source
    const size = this.#read(0, SAMPLE)
    const sample = this.#work.buffer.subarray(0, size)
    const why = refuse(sample) ?? (source.size > this.#maxRecord ? 'too-large' : null)
    let filled = size
    if (why === null)
      for (let n = size - SAMPLE + 1; n > 0 && filled <= this.#maxRecord; filled += n)
        n = this.#read(filled, this.#chunk)
    if (why !== null || filled > this.#maxRecord) {
      this.#skipFile(why ?? 'too-large')
      return
    }
    const bytes = this.#work.bytes(0, filled)
    const invalid = this.#quiet ? 0 : invalidBytes(bytes)
    if (invalid > 0)
      this.#tell(
        'note',
        'N_BAD_UTF8',
        null,
        `${source.path}: ${bytesAre(invalid)} not UTF-8, so the file is perhaps in a legacy encoding such as windows-1252; every byte is kept as it is`,
      )
    this.#checkSize()
    this.#visit(this.#whole.read(bytes, source.format === 'md'))
  }

  /** One record a line. */
  jsonl(): void {
    const lines = this.#lines
    let filled = this.#read(0, Math.max(this.#chunk, 4))
    // JSON begins with ASCII, so four bytes tell. More would have to fit a chunk.
    const encoding = refuse(this.#work.buffer.subarray(0, Math.min(filled, 4)))
    if (encoding === 'UTF-16' || encoding === 'UTF-32') {
      this.#skipFile(encoding)
      return
    }
    // Offset in the file of the buffer's first byte; the line being read begins at `from` of the buffer, and up to `searched` holds no LF.
    let base = 0
    let from = 0
    let searched = 0
    let line = 0
    // A record too large is streamed past: where it began, and whether the last byte before the buffer was a CR.
    let tooLarge = -1
    let cr = false
    let ended = filled === 0
    let view = this.#work.buffer.subarray(0, filled)
    if (bomAt(this.#work.buffer, filled)) from = searched = 3
    while (!ended || from < filled || tooLarge >= 0) {
      const { buffer } = this.#work
      const lf = searched < filled ? view.indexOf(LF, searched) : -1
      if (lf < 0 && !ended) {
        if (tooLarge < 0 && filled - from > this.#maxRecord + 1) tooLarge = base + from
        if (tooLarge >= 0) {
          if (filled > 0) cr = buffer[filled - 1] === CR
          from = filled
        }
        if (from > 0) {
          buffer.copyWithin(0, from, filled)
          base += from
          filled -= from
          from = 0
        }
        searched = filled
        let n = 0
        try {
          // Behind the rest of a line only as much as fits; behind a long one, more.
          n = this.#read(filled, filled < this.#chunk / 2 ? this.#chunk - filled : this.#chunk)
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error
          const at = tooLarge >= 0 ? tooLarge : base
          this.#tell(
            'error',
            'E_READ',
            line + 1,
            `${this.#source.path}: ${error.message} behind byte ${this.#total}; the rest of the file is skipped`,
          )
          this.#visit(lines.skip(line + 1, at, at, at, 'unreadable'))
          return
        }
        filled += n
        ended = n === 0
        view = this.#work.buffer.subarray(0, filled)
        this.#checked = 0
        continue
      }
      line++
      // The last line may have no LF.
      const next = lf < 0 ? filled : lf + 1
      let end = lf < 0 ? filled : lf
      if (lf >= 0 && (end > from ? buffer[end - 1] === CR : tooLarge >= 0 && cr)) end--
      if (tooLarge >= 0 || end - from > this.#maxRecord) {
        const at = tooLarge >= 0 ? tooLarge : base + from
        this.#tell(
          'error',
          'E_TOO_LARGE',
          line,
          `${this.#source.path}:${line}: bytes ${at} to ${base + end} are one record of ${base + end - at} bytes, more than --max-record ${this.#maxRecord}; it is skipped`,
        )
        this.#visit(lines.skip(line, at, base + end, base + next, 'too-large'))
        tooLarge = -1
      } else if (!blank(buffer, from, end))
        this.#record(lines.read(from, end, base, line, base + next), from, end, view)
      from = searched = next
    }
    this.#closeNoText()
    this.#checkSize()
  }

  /** Say what is odd about a record and show it. */
  #record(record: LineRecord, from: number, end: number, view: Buffer): void {
    const { path } = this.#source
    const { line, scanner } = record
    if (record.skipped === 'bad-json') {
      const at = record.at + scanner.errorAt - from
      this.#tell(
        'error',
        'E_BAD_JSON',
        line,
        `${path}:${line}: this is not JSON: at byte ${at} of the file (${at - record.at} of the line) ${scanner.expected}; the record is skipped`,
      )
    } else if (record.skipped === 'no-text') this.#noText(record, Scanner.keys(view, from, end, FIELDS_TOLD))
    else if (!this.#quiet) {
      this.#openNoText()
      const id = scanner.kind(scanner.place('id'))
      if (id >= kinds.boolean)
        this.#tell(
          'note',
          'N_ID_TYPE',
          line,
          `${path}:${line}: its id is ${kindNames[id]}, not a string or a number; it is called ${path}#${line}`,
        )
      if (scanner.twice)
        this.#tell(
          'note',
          'N_DUPLICATE_KEY',
          line,
          `${path}:${line}: a field that is used stands twice in the record; the last one counts, as in JSON.parse`,
        )
      if (!this.#utf8(view, from, end))
        this.#tell(
          'note',
          'N_BAD_UTF8',
          line,
          `${path}:${line}: ${bytesAre(invalidBytes(view.subarray(from, end)))} not UTF-8, so the record is perhaps in a legacy encoding; every byte is kept as it is`,
        )
    }
    this.#visit(record)
  }

  // Whole lines of the buffer up to #checked were looked at together: are they all UTF-8?
  #checked = 0
  #clean = true

  #utf8(view: Buffer, from: number, end: number): boolean {
    if (end > this.#checked) {
      this.#checked = Math.max(end, view.lastIndexOf(LF))
      this.#clean = isUtf8(view.subarray(from, this.#checked))
    }
    return this.#clean || isUtf8(view.subarray(from, end))
  }

  // Records without a text are told one by one only when another record of the file has one. If none has, the field has another
  // name, and one sentence says so.
  #someText = false
  #held: Trouble[] = []
  #heldMore = 0
  #heldLast: Trouble | null = null
  readonly #fieldsSeen = new Set<string>()

  #noText({ line, scanner }: LineRecord, fields: readonly string[]): void {
    if (this.#quiet) return
    const { path } = this.#source
    const names = this.#fields.text.map((name) => `"${name}"`).join(' or ')
    const kind = scanner.kind(scanner.place('text'))
    const what =
      scanner.root !== kinds.object
        ? `the record is ${kindNames[scanner.root]}, not an object`
        : kind === kinds.absent
          ? `the record has no field ${names}; its fields are ${fields.join(', ') || 'none'}`
          : `the field ${names} holds ${kindNames[kind]}, not a string`
    const found = trouble('error', 'E_NO_TEXT', this.#source, line, `${path}:${line}: ${what}; it is skipped`)
    if (this.#someText) {
      this.#tally.add(found)
      return
    }
    for (const field of fields) if (this.#fieldsSeen.size < FIELDS_TOLD) this.#fieldsSeen.add(field)
    if (this.#held.length < FIELDS_TOLD) this.#held.push(found)
    else {
      if (this.#heldMore++ === 0) this.#held.push(found)
      this.#heldLast = found
    }
  }

  #openNoText(): void {
    if (this.#someText) return
    this.#someText = true
    for (const found of this.#held) this.#tally.add(found)
    if (this.#heldLast !== null) this.#tally.add(this.#heldLast, this.#heldMore - 1)
    this.#held = []
  }

  #closeNoText(): void {
    if (this.#someText || this.#held.length === 0) return
    const { path } = this.#source
    const names = this.#fields.text.map((name) => `"${name}"`).join(' or ')
    const records = this.#held.length + Math.max(0, this.#heldMore - 1)
    const seen = [...this.#fieldsSeen].join(', ') || 'none'
    this.#tally.add(
      trouble(
        'error',
        'E_NO_TEXT',
        this.#source,
        null,
        `${path}: none of its records (${records}) has a text in the field ${names}; fields seen: ${seen}. Name the right one with --text-field. They are skipped`,
      ),
      records,
    )
  }

  /** The file is not read. Its bytes still pass if somebody counts them. */
  #skipFile(why: 'UTF-16' | 'UTF-32' | 'binary' | 'too-large'): void {
    const { path, size } = this.#source
    let end = size
    if (this.#raw !== nothing) {
      while (this.#read(0, this.#chunk) > 0);
      end = this.#total
      this.#checkSize()
    }
    if (why === 'binary')
      this.#tell(
        'error',
        'E_BINARY',
        null,
        `${path}: more than 30 % of its first bytes are control characters, so it is not text; it is skipped`,
      )
    else if (why === 'too-large')
      this.#tell(
        'error',
        'E_TOO_LARGE',
        null,
        `${path}: bytes 0 to ${end} are one article, more than --max-record ${this.#maxRecord}; it is skipped`,
      )
    else
      this.#tell(
        'error',
        'E_ENCODING',
        null,
        `${path}: it looks like ${why}, and this version reads UTF-8 only; it is skipped. Convert it: iconv -f ${why} -t UTF-8`,
      )
    const reason = why === 'binary' || why === 'too-large' ? why : 'encoding'
    this.#visit(
      this.#source.format === 'jsonl' ? this.#lines.skip(1, 0, end, end, reason) : this.#whole.skip(end, reason),
    )
  }

  /** Read up to `most` bytes to `at` of the buffer, which grows; 0 at the end of the file. */
  #read(at: number, most: number): number {
    const work = this.#work
    if (work.buffer.length < at + most)
      work.grow(Math.max(at + most, Math.min(2 * work.buffer.length, this.#maxRecord + 2)))
    const n = fill(this.#fd, work.buffer, at, most, null)
    if (n > 0) this.#raw(work.buffer.subarray(at, at + n))
    this.#total += n
    return n
  }

  #checkSize(): void {
    const { path, size } = this.#source
    if (this.#total !== size)
      this.#tell(
        'error',
        'E_CHANGED',
        null,
        `${path}: it had ${size} bytes when it was listed and ${this.#total} when it was read, so something is writing to it; what was read is used`,
      )
  }

  #tell(level: 'error' | 'note', code: string, line: number | null, message: string): void {
    this.#tally.add(trouble(level, code, this.#source, line, message))
  }
}

function nothing(): void {}

const bytesAre = (n: number): string => (n === 1 ? '1 byte is' : `${n} bytes are`)

/** A record's id is not known for sure before all ids are, so only a file that is one article is named. */
function trouble(
  level: 'error' | 'note',
  code: string,
  source: SourceFile,
  line: number | null,
  message: string,
): Trouble {
  return { level, code, article: isSingle(source.format) ? source.path : null, path: source.path, line, message }
}

/** Does a buffer of `filled` bytes begin with the BOM of UTF-8? */
function bomAt(b: Uint8Array, filled: number): boolean {
  return filled >= 3 && b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf
}

/** Nothing but JSON's white space. */
function blank(b: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (b[i] !== 0x20 && b[i] !== 0x09 && b[i] !== CR) return false
  return true
}

/**
 * Most files of a folder are small, of UTF-8, and as they were listed: such a text is read and shown here, for an open, a look, a read and a
 * close. False, with nothing shown: whatever is odd about it is for Pass to say.
 */
function plain(
  { format, size }: SourceFile,
  fd: number,
  { work, whole }: Desk,
  maxRecord: number,
  visit: (record: RawRecord) => void,
  raw: (chunk: Uint8Array) => void,
): boolean {
  if (format === 'jsonl' || size >= SAMPLE || size > maxRecord || size >= work.buffer.length) return false
  // One byte more than it had, so that a file that grew is told from one that did not.
  const { buffer } = work
  if (readSome(fd, buffer, size + 1) !== size) return false
  const bytes = work.bytes(0, size)
  if (!isUtf8(bytes) || refuse(bytes) !== null) return false
  raw(bytes)
  visit(whole.read(bytes, format === 'md'))
  return true
}

/** One read of a file's beginning, which leaves the descriptor where it is; -1 when it cannot be read. */
function readSome(fd: number, buffer: Uint8Array, most: number): number {
  try {
    return readSync(fd, buffer, 0, most, 0)
  } catch {
    // Pass will meet it again, and say so.
    return -1
  }
}

interface Opened {
  readonly fd: number
  readonly size: number
  readonly mtimeMs: number
}

/** Open without waiting: a file may have become a named pipe since it was listed. */
function openAt(at: string): number {
  try {
    return openSync(at, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    throw new Unreadable(`it cannot be opened (${codeOf(error)})`)
  }
}

function open(at: string): Opened {
  const fd = openAt(at)
  try {
    const stats = fstatSync(fd)
    if (stats.isFile()) return { fd, size: stats.size, mtimeMs: stats.mtimeMs }
  } catch (error) {
    closeSync(fd)
    throw new Unreadable(`it cannot be opened (${codeOf(error)})`)
  }
  closeSync(fd)
  throw new Unreadable('it is no regular file any more')
}

/** Read until `most` bytes are there or the file ends. */
function fill(fd: number, buffer: Uint8Array, at: number, most: number, position: number | null): number {
  let done = 0
  try {
    while (done < most) {
      const n = readSync(fd, buffer, at + done, most - done, position === null ? null : position + done)
      if (n === 0) break
      done += n
    }
  } catch (error) {
    throw new Unreadable(`it cannot be read (${codeOf(error)})`)
  }
  return done
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
