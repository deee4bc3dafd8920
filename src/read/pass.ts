// One reading of a file that is text or JSONL, from its first byte to its last.
//
// JSONL is read in chunks of 1 MiB, which a core's cache holds, and split at LF only (Node's readline also splits at a lone CR, so it would number lines
// differently than other tools); a CR before the LF belongs to the line end. A record that is longer than
// --max-record is streamed past: its bytes are counted and never kept.
import { isUtf8 } from 'node:buffer'
import { readSync } from 'node:fs'
import type { Fields, RawRecord, SourceFile } from '../model.js'
import type { Charset } from './charset.js'
import { charset, told } from './charset.js'
import { Unreadable } from './files.js'
import type { Image } from './format.js'
import { Odd } from './odd.js'
import { packingOf } from './packed.js'
import type { LineRecord, WholeRecord } from './record.js'
import type { Tally } from './tally.js'
import type { Refused } from './text.js'
import { invalidBytes, refuse, SAMPLE } from './text.js'
import { bytesAre, guessed, nothing, trouble } from './troubles.js'
import type { Work } from './work.js'

const LF = 0x0a
const CR = 0x0d

/** Memory and records of one reading, reused from record to record. */
export interface Desk {
  readonly work: Work
  readonly lines: LineRecord
  readonly whole: WholeRecord
}

/** One file, read once from its first byte to its last. */
export class Pass {
  readonly #source: SourceFile
  readonly #image: Image
  readonly #work: Work
  readonly #lines: LineRecord
  readonly #whole: WholeRecord
  readonly #maxRecord: number
  readonly #chunk: number
  readonly #odd: Odd
  readonly #tally: Tally
  /** Its troubles were told before. */
  readonly #quiet: boolean
  readonly #visit: (record: RawRecord) => void
  readonly #raw: (chunk: Uint8Array) => void
  /** Bytes read so far. */
  #total = 0

  constructor(
    source: SourceFile,
    image: Image,
    desk: Desk,
    limits: { readonly maxRecord: number; readonly chunk: number },
    fields: Fields,
    tally: Tally,
    quiet: boolean,
    visit: (record: RawRecord) => void,
    raw: (chunk: Uint8Array) => void,
  ) {
    this.#source = source
    this.#image = image
    this.#work = desk.work
    this.#lines = desk.lines
    this.#whole = desk.whole
    this.#maxRecord = limits.maxRecord
    this.#chunk = limits.chunk
    this.#odd = new Odd(source, fields, (...said) => this.#tell(...said))
    this.#tally = tally
    this.#quiet = quiet
    this.#visit = visit
    this.#raw = raw
  }

  /** A file that is one article; `decoded` hears of a charset other than UTF-8. */
  text(encoding: string | null, decoded: (charset: Charset) => void): void {
    const source = this.#source
    const size = this.#read(0, SAMPLE)
    const sample = this.#work.buffer.subarray(0, size)
    const refused = refuse(sample)
    const other = refused === 'UTF-16' ? null : refused
    const why = other ?? (this.#image.size > this.#maxRecord ? 'too-large' : null)
    let filled = size
    if (why === null)
      for (let n = size - SAMPLE + 1; n > 0 && filled <= this.#maxRecord; filled += n)
        n = this.#read(filled, this.#chunk)
    if (why !== null || filled > this.#maxRecord) {
      this.#skipFile(why ?? 'too-large')
      return
    }
    const bytes = this.#work.bytes(0, filled)
    const found = told(bytes, encoding, true)
    if (found !== null) {
      guessed(source, found, (...said) => this.#tell(...said))
      const other = charset(found.encoding)
      decoded(other)
      this.#checkSize()
      this.#visit(this.#whole.read(bytes, source.format === 'md', other))
      return
    }
    if (refused !== null) {
      this.#skipFile(refused)
      return
    }
    const invalid = this.#quiet ? 0 : invalidBytes(bytes)
    if (invalid > 0)
      this.#tell(
        'note',
        'N_BAD_UTF8',
        null,
        `${source.path}: ${bytesAre(invalid)} not UTF-8, and nothing tells the encoding; every byte is kept as it is`,
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
    this.#odd.close()
    this.#checkSize()
  }

  /** Say what is odd about a record and show it. */
  #record(record: LineRecord, from: number, end: number, view: Buffer): void {
    if (record.skipped !== null || !this.#quiet)
      this.#odd.record(record, view, from, end, record.skipped === null && this.#utf8(view, from, end))
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

  /** The file is not read. Its bytes still pass if somebody counts them. */
  #skipFile(why: Refused | 'too-large'): void {
    const { path } = this.#source
    let end = this.#image.size
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
        `${path}: it looks like ${why}, which is not read; it is skipped. Convert it: iconv -f ${why === 'ISO-2022' ? 'ISO-2022-JP' : why} -t UTF-8`,
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
    const n = this.#image.read(work.buffer, at, most, this.#total)
    if (n > 0) this.#raw(work.buffer.subarray(at, at + n))
    this.#total += n
    return n
  }

  #checkSize(): void {
    const { path } = this.#source
    const { size } = this.#image
    if (this.#total !== size)
      this.#tell(
        'error',
        'E_CHANGED',
        null,
        `${path}: it had ${size} bytes when it was listed and ${this.#total} when it was read, so something is writing to it; what was read is used`,
      )
  }

  #tell(level: 'error' | 'note', code: string, line: number | null, message: string, times: number = 1): void {
    this.#tally.add(trouble(level, code, this.#source, line, message), times)
  }
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
export function plain(
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
  if (!isUtf8(bytes) || refuse(bytes) !== null || packingOf(bytes) !== null) return false
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
