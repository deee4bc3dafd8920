// JSON that is not one record a line: an array of records, records pretty-printed or one behind the other, records behind RS (RFC 7464).
//
// A record is an element of an array at the top, or a value at the top that is no array. Where it ends is found by counting brackets outside of strings;
// whether it is JSON, and where its text stands, says the scanner that JSONL has (jsonl.ts), and its cuts are cuts of the raw string.
// A record that goes takes the comma behind it along; when all behind it go too, the comma before it, so that an array stays one
// whichever of the cuts are taken back later (but for a file of which nothing is left).
//
// Law: `next` of a record is where the next one begins, behind comma and white space.

import { isUtf8 } from 'node:buffer'
import type { Fields, RawRecord, Splice } from '../model.js'
import type { FormatReader, Room } from './format.js'
import { Skipped, Tape } from './format.js'
import { Odd } from './odd.js'
import { LineRecord } from './record.js'
import { Work } from './work.js'

const LF = 0x0a
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN = 0x5b
const CLOSE = 0x5d
/** Bytes read at a time to find what stands before a record. */
const BEFORE = 4096

/** 1: white space between values, and the RS before each value of a sequence. 2: ends a number or a word. 4: string, bracket or brace: where counting stops to think. */
const KIND: Uint8Array = new Uint8Array(256)
for (const c of [0x20, 0x09, LF, 0x0d, 0x1e]) KIND[c] = 3
for (const c of [COMMA, CLOSE, 0x7d]) KIND[c] = 2
for (const c of [QUOTE, OPEN, CLOSE, 0x7b, 0x7d]) KIND[c]! |= 4

interface Desk {
  readonly work: Work
  readonly record: LineRecord
}
const create = (fields: Fields): Desk => {
  const work = new Work(fields, 1 << 16)
  return { work, record: new LineRecord(work) }
}
/** Not in use, by the fields they look for: an arena is dear, and a corpus may be a thousand small files. */
const idle = new WeakMap<Fields, Desk[]>()
const again = new WeakMap<Fields, Desk>()

export const json: FormatReader = {
  records(room, visit) {
    const desks = idle.get(room.fields) ?? []
    idle.set(room.fields, desks)
    const desk = desks.pop() ?? create(room.fields)
    try {
      new Values(room, desk, visit).run()
    } finally {
      desks.push(desk)
    }
  },

  record(room, at, end, line) {
    let desk = again.get(room.fields)
    if (desk === undefined) again.set(room.fields, (desk = create(room.fields)))
    return read(desk, room.bytes(at, end), at, line, end)
  },

  whole(room, at, next, rest): Splice {
    const from = rest ? before(room, at) : -1
    if (from < 0) return { at, bytes: next - at }
    return { at: from, bytes: endOf(room, at, next) - from }
  },
}

/** The record in `bytes`, which stand at `at` of the image. */
function read({ work, record }: Desk, bytes: Uint8Array, at: number, line: number, next: number): LineRecord {
  work.grow(bytes.length)
  work.buffer.set(bytes)
  return record.read(0, bytes.length, at, line, next)
}

/** Where the comma begins that stands before the record at `at`, white space included; `at` itself for the first of an array; -1 outside of one. */
function before(room: Room, at: number): number {
  let comma = false
  for (let end = at; end > 0; ) {
    const from = Math.max(0, end - BEFORE)
    const bytes = room.bytes(from, end)
    for (let i = bytes.length - 1; i >= 0; i--) {
      const c = bytes[i]!
      if (c === COMMA && !comma) comma = true
      else if ((KIND[c]! & 1) === 0) return comma ? from + i + 1 : c === OPEN ? at : -1
    }
    end = from
  }
  return -1
}

/** End of the record that takes [at, next) with what is behind it. */
function endOf(room: Room, at: number, next: number): number {
  for (let end = next; end > at; ) {
    const from = Math.max(at, end - BEFORE)
    const bytes = room.bytes(from, end)
    for (let i = bytes.length - 1; i >= 0; i--)
      if ((KIND[bytes[i]!]! & 1) === 0 && bytes[i] !== COMMA) return from + i + 1
    end = from
  }
  return next
}

/** One reading of a file. */
class Values {
  readonly #room: Room
  readonly #desk: Desk
  readonly #visit: (record: RawRecord) => void
  readonly #tape: Tape
  readonly #odd: Odd
  /** Offset in the image, and the line there. */
  #at = 0
  #line = 1
  /** Bytes before this are of no use any more. */
  #keep = 0
  /** In the array at the top. */
  #inside = false

  constructor(room: Room, desk: Desk, visit: (record: RawRecord) => void) {
    this.#room = room
    this.#desk = desk
    this.#visit = visit
    this.#tape = new Tape(room.image, room.chunk)
    this.#odd = new Odd(room.source, room.fields, room.tell)
  }

  run(): void {
    const tape = this.#tape
    if (tape.has(0, 3) && tape.bytes[0] === 0xef && tape.bytes[1] === 0xbb && tape.bytes[2] === 0xbf) this.#at = 3
    for (let c = this.#space(); c >= 0; c = this.#space()) {
      if (this.#inside ? c === CLOSE || c === COMMA : c === OPEN || c === COMMA) {
        if (c === CLOSE) this.#inside = false
        else if (c === OPEN) this.#inside = true
        this.#at++
      } else this.#value()
    }
    this.#odd.close()
  }

  /** The byte at hand; -1 at the end. */
  #byte(): number {
    const tape = this.#tape
    if (
      this.#at - tape.base >= tape.bytes.length &&
      !tape.has(Math.min(this.#keep, this.#at), this.#at + 1 - Math.min(this.#keep, this.#at))
    )
      return -1
    return tape.bytes[this.#at - tape.base]!
  }

  /** Passes over white space; the byte behind it, -1 at the end. */
  #space(): number {
    for (;;) {
      this.#keep = this.#at
      const c = this.#byte()
      if (c < 0 || (KIND[c]! & 1) === 0) return c
      if (c === LF) this.#line++
      this.#at++
    }
  }

  #value(): void {
    const { maxRecord } = this.#room
    const at = this.#at
    const line = this.#line
    this.#keep = at
    const whole = this.#over(at, maxRecord)
    const end = this.#at
    // The record's own bytes are needed until it was shown.
    if (whole) this.#keep = at
    const next = this.#next(whole ? at : null)
    const tape = this.#tape
    if (!whole) {
      const { path } = this.#room.source
      this.#room.tell(
        'error',
        'E_TOO_LARGE',
        line,
        `${path}:${line}: bytes ${at} to ${end} are one record of ${end - at} bytes, more than --max-record ${maxRecord}; it is skipped`,
      )
      this.#visit(new Skipped(line, at, end, next, 'too-large'))
    } else {
      const bytes = tape.bytes.subarray(at - tape.base, end - tape.base)
      const record = read(this.#desk, bytes, at, line, next)
      const view = this.#desk.work.buffer
      this.#odd.record(record, view, 0, bytes.length, isUtf8(bytes))
      this.#visit(record)
    }
    this.#keep = this.#at
  }

  /** Passes over the comma and the white space behind a value; where the next one begins. The bytes from `held` on stay. */
  #next(held: number | null): number {
    let comma = !this.#inside
    for (;;) {
      if (held === null) this.#keep = this.#at
      const c = this.#byte()
      if (c < 0) break
      if (c === COMMA && !comma) comma = true
      else if ((KIND[c]! & 1) === 0) break
      else if (held !== null && this.#at - held > 2 * this.#room.maxRecord) break
      if (c === LF) this.#line++
      this.#at++
    }
    return this.#at
  }

  /** Passes over the value at hand; false when it is longer than `most`, and its bytes are gone. */
  #over(at: number, most: number): boolean {
    const tape = this.#tape
    let depth = 0
    let string = false
    let whole = true
    for (;;) {
      if (this.#at - at > most) whole = false
      this.#keep = whole ? at : this.#at
      if (this.#byte() < 0) return whole
      const bytes = tape.bytes
      let i = this.#at - tape.base
      let done = false
      while (i < bytes.length) {
        const c = bytes[i]!
        if (string) {
          if (c === BACKSLASH) i++
          else if (c === QUOTE) {
            string = false
            done = depth === 0
          } else if (c === LF) this.#line++
          i++
          if (done) break
          continue
        }
        const kind = KIND[c]!
        if (kind === 0) {
          i++
          continue
        }
        if (depth === 0 && (kind & 2) !== 0 && i + tape.base > at) {
          done = true
          break
        }
        if (c === LF) this.#line++
        if (c === QUOTE) string = true
        else if (c === OPEN || c === 0x7b) depth++
        else if ((c === CLOSE || c === 0x7d) && --depth <= 0) {
          i++
          done = true
          break
        }
        i++
      }
      this.#at = tape.base + i
      if (done) return whole && this.#at - at <= most
    }
  }
}
