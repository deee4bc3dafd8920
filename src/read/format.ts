// What a format is to the reader, and what the reader gives it. A format knows where records lie in an image and what their text is; opening,
// unpacking, hashing and looking for changes are the reader's (reader.ts), which holds JSONL and text itself because they are hot.
//
// To add one: a line in ../formats.ts (endings), a file beside this one that exports a FormatReader, a line in readers.ts. The file says in its first
// lines what a record is, what its text is, and what a cut does to its bytes.
//
// Laws, for every format (test/read/formats.test.ts holds them over random bytes):
//   `records` shows records in order of `at`, and never fails: what is no record of the format is skipped, with a trouble.
//   `record(at, end, line)` gives what `records` showed there.
//   The splices of any cuts, done to the image, give an image of the same format whose text is the text without the cuts.
import type {
  Change,
  Edit,
  Facts,
  Fields,
  HtmlExtract,
  RawRecord,
  SkipReason,
  SourceFile,
  Span,
  Splice,
} from '../model.js'

/** The bytes in which records have their places: those of the file, or what they unpack to. */
export interface Image {
  readonly size: number
  /** Places at which bytes are missing, because they could not be unpacked: no record goes over one. In order. */
  readonly gaps?: readonly number[]
  /** Reads up to `most` bytes at `at` of the image to `to` of the buffer; fewer only at its end. */
  read(buffer: Uint8Array, to: number, most: number, at: number): number
}

/** One file, as a format meets it. */
export interface Room {
  readonly source: SourceFile
  readonly image: Image
  readonly fields: Fields
  /** Bytes of the longest record that is read; longer ones are skipped as `too-large`. */
  readonly maxRecord: number
  /** Bytes to read at a time. Decides nothing but speed. */
  readonly chunk: number
  /** What --encoding names; null: find out. */
  readonly encoding: string | null
  /** What of a page is its text. */
  readonly extract: HtmlExtract
  /** The bytes [at, end) of the image, when it has them all. They live until the next call. */
  bytes(at: number, end: number): Uint8Array
  /** Says what is odd about the file, or about its record at `line` (1-based; null: all of it). Only the first reading is heard. `times`: it stands for so many. */
  tell(level: 'error' | 'note', code: string, line: number | null, message: string, times?: number): void
}

/** One format. It keeps nothing from file to file; what it must know of a file to read a record again (a header) it reads again, or keeps by room. */
export interface FormatReader {
  /** Shows all records in order. Sequential reading is what the image is best at. */
  records(room: Room, visit: (record: RawRecord) => void): void
  /** The record [at, end) again, which was shown at `line`. Throws, or gives a skipped one, when it is not there any more. The room is that of the first call for this file. */
  record(room: Room, at: number, end: number, line: number): RawRecord
  /** What takes [at, next) out, where that is more than these bytes; `rest`: all records behind it go too. */
  whole?(room: Room, at: number, next: number, rest: boolean): Splice
  /**
   * What is done to the bytes of the image for the edits, where that is more than doing them (Parquet: row groups are written anew, as blocks). A format
   * with this hook may count in `at`, `bytes` and in splices whatever it likes.
   */
  changes?(room: Room, edits: readonly Edit[]): Iterable<Change>
}

export const NO_FACTS: Facts = { id: null, title: null, date: null, url: null, source: null, author: null }
/** The facts of a record that keeps each of them in a cell of that role. */
export const factsBy = (fact: (role: keyof Facts) => string | null): Facts => ({
  id: fact('id'),
  title: fact('title'),
  date: fact('date'),
  url: fact('url'),
  source: fact('source'),
  author: fact('author'),
  canonical: fact('canonical'),
})

const EMPTY = new Uint8Array(0)

/** What every record of a format with markup has, before it is read. */
export class Unread {
  line = 0
  at = 0
  end = 0
  next = 0
  readonly skipped: SkipReason | null = null
  text: Uint8Array = EMPTY
  id: Uint8Array | null = null
  outlet: Uint8Array | null = null
}

/** A record that is not read. */
export class Skipped implements RawRecord {
  readonly line: number
  readonly at: number
  readonly end: number
  readonly next: number
  readonly skipped: SkipReason
  readonly text: Uint8Array = EMPTY
  readonly id = null
  readonly outlet = null
  readonly scale = null

  constructor(line: number, at: number, end: number, next: number, why: SkipReason) {
    this.line = line
    this.at = at
    this.end = end
    this.next = next
    this.skipped = why
  }

  facts(): Facts {
    return NO_FACTS
  }

  splices(cuts: readonly Span[]): never {
    throw new Error(
      `our bug: ${cuts.length} cuts in a record that was not read (law: what is skipped is copied through)`,
    )
  }
}

/** A window that slides over an image from its first byte to its last. */
export class Tape {
  /** What was read and not yet forgotten. Another array after `more`. */
  bytes: Uint8Array = EMPTY
  /** Offset in the image of its first byte. */
  base = 0
  /** Is the last byte of the image in it? */
  ended = false
  readonly #image: Image
  readonly #chunk: number
  #buffer: Uint8Array

  /** `at`: where in the image it begins. */
  constructor(image: Image, chunk: number, at: number = 0) {
    this.#image = image
    this.#chunk = Math.max(chunk, 16)
    this.#buffer = new Uint8Array(this.#chunk)
    this.base = at
    this.more(at)
  }

  /** Are there `n` bytes at `at` (at least `base`)? They are read, and what lies before `at` may be forgotten. */
  has(at: number, n: number): boolean {
    while (this.base + this.bytes.length < at + n) if (!this.more(at)) return false
    return true
  }

  /** Reads on, and forgets what lies before `keep` (of the image, at least `base`; what lies between is passed over). False at the end of the image. */
  more(keep: number): boolean {
    const from = keep - this.base
    const left = Math.max(0, this.bytes.length - from)
    if (left + this.#chunk > this.#buffer.length) {
      const wider = new Uint8Array(Math.max(2 * this.#buffer.length, left + this.#chunk))
      wider.set(this.bytes.subarray(from))
      this.#buffer = wider
    } else this.#buffer.copyWithin(0, from, this.bytes.length)
    this.base = keep
    const n = this.ended ? 0 : this.#image.read(this.#buffer, left, this.#chunk, keep + left)
    this.bytes = this.#buffer.subarray(0, left + n)
    if (n < this.#chunk) this.ended = true
    return n > 0
  }
}
