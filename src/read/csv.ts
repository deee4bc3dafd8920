// CSV and TSV (RFC 4180, and what spreadsheets make of it): the first row names the fields, every other row is a record.
//
// A cell that begins with a quote ends at the next quote that stands alone; inside, two quotes are one, and line ends and delimiters are text. A quote
// anywhere else is itself. Most TSV knows no quotes, so there a cell whose quote is not closed where a cell ends is taken as it stands. Rows end at LF, CRLF or CR. The delimiter is a tab in TSV; in CSV the one of , ; tab | that stands in the
// first row most often. A row with too few or too many cells is told and read, as far as it has a text.
//
// A quote that is never closed would swallow the rest of the file: when a row does not end within --max-record, or not at all, it is taken to
// end with its line. That is done a few times; then the rest of the file is skipped, so that hostile quotes cost no square.
//
// Cuts are cuts of the raw cell. Where the bare rest of a cell would read otherwise (it would begin with a quote, or be the empty cell of a row of one)
// it is put in quotes. Only cells that lose something change.
//
// Law: positions count bytes, quotes and all; a text is the cell unquoted.
import { isUtf8 } from 'node:buffer'
import type { Facts, Fields, RawRecord, SkipReason, Span, Splice } from '../model.js'
import type { FormatReader, Room } from './format.js'
import { factsBy, NO_FACTS, Skipped, Tape } from './format.js'
import { hostIn, NAMED } from './jsonl.js'
import { invalidBytes } from './text.js'
import { bytesAre } from './troubles.js'

const LF = 0x0a
const CR = 0x0d
const QUOTE = 0x22
const TAB = 0x09
const DELIMITERS: readonly number[] = [0x2c, 0x3b, TAB, 0x7c]
/** Quotes without an end that are forgiven. */
const FORGIVEN = 16
/** Longest fact that is decoded, in bytes. */
const LONGEST_FACT = 64 * 1024
/** Column names that are told. */
const TOLD = 20
const EMPTY = new Uint8Array(0)

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

type Role = 'text' | 'id' | 'date' | 'title' | 'url' | 'source' | 'author' | 'canonical'

interface Dialect {
  readonly delimiter: number
  /** A cell may begin with a quote that means nothing. */
  readonly bare: boolean
}

/** What the first row says. */
interface Head extends Dialect {
  /** Offset behind it, and the line there. */
  readonly end: number
  readonly line: number
  readonly names: readonly string[]
  /** Column of each role; -1: there is none. */
  readonly columns: Readonly<Record<Role, number>>
}

/** The cells of one row: where each begins and ends, quotes excluded, and whether it stands in quotes (1), in which some are doubled (2). */
class Cells {
  count = 0
  start: Int32Array = new Int32Array(64)
  end: Int32Array = new Int32Array(64)
  quoted: Uint8Array = new Uint8Array(64)

  push(start: number, end: number, quoted: number): void {
    if (this.count === this.start.length) {
      const wider = (old: Int32Array): Int32Array => {
        const more = new Int32Array(2 * old.length)
        more.set(old)
        return more
      }
      this.start = wider(this.start)
      this.end = wider(this.end)
      const more = new Uint8Array(2 * this.quoted.length)
      more.set(this.quoted)
      this.quoted = more
    }
    this.start[this.count] = start
    this.end[this.count] = end
    this.quoted[this.count++] = quoted
  }
}

/** Where a row ended, and how many lines it has beyond the first. */
interface Row {
  end: number
  next: number
  lines: number
}

/**
 * The row at `from` of the bytes. False when it goes on behind them; `last`: nothing comes behind them. A quote that is not closed: false, at the end too.
 */
function rowAt(
  b: Uint8Array,
  from: number,
  { delimiter, bare }: Dialect,
  last: boolean,
  cells: Cells,
  row: Row,
): boolean {
  cells.count = 0
  row.lines = 0
  let i = from
  for (;;) {
    let c = b[i]
    const { lines } = row
    const opening = i
    let open = c === QUOTE
    if (open) {
      const start = ++i
      let doubled = 1
      for (;;) {
        while (i < b.length && (c = b[i]!) !== QUOTE) {
          if (c === LF || (c === CR && b[i + 1] !== LF)) row.lines++
          i++
        }
        if (i >= b.length) {
          if (!bare || !last) return false
          open = false
          break
        }
        const behind = b[i + 1]
        if (behind === QUOTE) {
          doubled = 2
          i += 2
        } else if (behind === undefined && !last) return false
        else if (behind === undefined || behind === delimiter || behind === LF || behind === CR) break
        else if (bare) {
          open = false
          break
        }
        // A quote within quotes that nobody doubled.
        else i++
      }
      if (open) {
        cells.push(start, i, doubled)
        c = b[++i]
      }
    }
    if (!open) {
      const start = opening
      i = opening
      row.lines = lines
      while (i < b.length && (c = b[i]!) !== delimiter && c !== LF && c !== CR) i++
      cells.push(start, i, 0)
      c = b[i]
    }
    if (c === delimiter) {
      i++
      continue
    }
    if (c === undefined) {
      row.end = row.next = i
      return last
    }
    row.end = i
    // A CR at the end of what is there may be the first half of a CRLF.
    if (c === CR && i + 1 >= b.length && !last) return false
    row.next = i + (c === CR && b[i + 1] === LF ? 2 : 1)
    row.lines++
    return true
  }
}

/** The text of a cell: what stands between its quotes, doubled ones as one. */
function unquoted(b: Uint8Array, start: number, end: number, quoted: number): Uint8Array {
  if (quoted < 2) return b.subarray(start, end)
  const out = new Uint8Array(end - start)
  let o = 0
  for (let i = start; i < end; i++) {
    const c = (out[o++] = b[i]!)
    if (c === QUOTE && i + 1 < end && b[i + 1] === QUOTE) i++
  }
  return out.subarray(0, o)
}

class RowRecord implements RawRecord {
  readonly line: number
  readonly at: number
  readonly end: number
  readonly next: number
  readonly skipped: SkipReason | null
  readonly text: Uint8Array
  readonly scale = null
  readonly #bytes: Uint8Array
  readonly #cells: Cells
  readonly #head: Head

  /** `bytes` are those of the row, and the cells' places are in them. */
  constructor(head: Head, bytes: Uint8Array, cells: Cells, line: number, at: number, next: number) {
    this.#head = head
    this.#bytes = bytes
    this.#cells = cells
    this.line = line
    this.at = at
    this.end = at + bytes.length
    this.next = next
    this.skipped = head.columns.text < cells.count ? null : 'no-text'
    this.text = this.skipped === null ? this.#cell('text') : EMPTY
  }

  #cell(role: Role): Uint8Array {
    const column = this.#head.columns[role]
    const { start, end, quoted, count } = this.#cells
    return column < 0 || column >= count ? EMPTY : unquoted(this.#bytes, start[column]!, end[column]!, quoted[column]!)
  }

  get id(): Uint8Array | null {
    const id = this.#cell('id')
    return id.length === 0 ? null : id
  }

  get outlet(): Uint8Array | null {
    const source = this.#cell('source')
    if (source.length > 0) return source
    return hostIn(this.#cell('url'))
  }

  facts(): Facts {
    if (this.skipped !== null) return NO_FACTS
    return factsBy((role) => {
      const bytes = this.#cell(role)
      return bytes.length === 0 ? null : decoder.decode(bytes.subarray(0, LONGEST_FACT))
    })
  }

  splices(cuts: readonly Span[]): readonly (Splice & { readonly of: number })[] {
    const column = this.#head.columns.text
    const start = this.#cells.start[column]!
    const end = this.#cells.end[column]!
    const quoted = this.#cells.quoted[column]!
    const b = this.#bytes
    const { at: base } = this
    // Cuts ascend, so one walk through the cell finds them all.
    let i = start
    let text = 0
    const raw = (at: number): number => {
      if (quoted < 2) return start + at
      for (; text < at; text++) i += b[i] === QUOTE && i + 1 < end && b[i + 1] === QUOTE ? 2 : 1
      return i
    }
    const out: (Splice & { readonly of: number })[] = []
    for (const [of, [from, to]] of cuts.entries()) {
      if (!(from >= 0 && from <= to && to <= this.text.length))
        throw new RangeError(`span ${from}-${to} does not fit a text of ${this.text.length} bytes (line ${this.line})`)
      const first = raw(from)
      out.push({ at: base + first, bytes: raw(to) - first, of })
    }
    return quoted > 0 ? out : this.#inQuotes(out, start, end)
  }

  /** A bare cell whose rest must stand in quotes gets them, and its own quotes are doubled. */
  #inQuotes(
    cuts: readonly (Splice & { readonly of: number })[],
    start: number,
    end: number,
  ): readonly (Splice & { readonly of: number })[] {
    const { at: base } = this
    const b = this.#bytes
    let first = start
    for (const cut of cuts) if (cut.at - base === first) first += cut.bytes
    const empties = first >= end && this.#cells.count === 1
    if (!empties && b[first] !== QUOTE) return cuts
    const put = (at: number, bytes: string, of: number): Splice & { readonly of: number } => ({
      at: base + at,
      bytes: 0,
      put: Buffer.from(bytes),
      tied: true,
      of,
    })
    const out = [put(start, '"', 0)]
    let i = start
    const double = (to: number, of: number): void => {
      for (; i < to; i++) if (b[i] === QUOTE) out.push(put(i, '"', of))
    }
    for (const cut of cuts) {
      double(cut.at - base, cut.of)
      out.push({ ...cut, tied: true })
      i = cut.at - base + cut.bytes
    }
    double(end, cuts.length - 1)
    out.push(put(end, '"', cuts.length - 1))
    return out
  }
}

const heads = new WeakMap<Room, Head>()

/** The first row of a file; it fits in `maxRecord`, or there is none. */
function headOf(room: Room): Head {
  let head = heads.get(room)
  if (head !== undefined) return head
  const tape = new Tape(room.image, Math.min(room.chunk, 1 << 16))
  tape.has(0, 3)
  const bom = tape.bytes[0] === 0xef && tape.bytes[1] === 0xbb && tape.bytes[2] === 0xbf ? 3 : 0
  const cells = new Cells()
  const row: Row = { end: 0, next: 0, lines: 0 }
  const bare = room.source.format === 'tsv'
  let delimiter = TAB
  let whole = false
  for (;;) {
    if (room.source.format === 'csv') delimiter = delimiterOf(tape.bytes, bom)
    whole = rowAt(tape.bytes, bom, { delimiter, bare }, tape.ended, cells, row)
    if (whole || tape.ended || tape.bytes.length > room.maxRecord) break
    tape.has(0, 2 * tape.bytes.length + 1)
  }
  if (!whole) {
    // A quote without an end: the first line is the row.
    cells.count = 0
    row.end = row.next = tape.bytes.length
  }
  const names: string[] = []
  for (let k = 0; k < cells.count; k++)
    names.push(decoder.decode(unquoted(tape.bytes, cells.start[k]!, cells.end[k]!, cells.quoted[k]!)).trim())
  head = { delimiter, bare, end: row.next, line: 1 + row.lines, names, columns: columnsOf(names, room.fields) }
  heads.set(room, head)
  return head
}

/** The delimiter that the first line has most of, outside of quotes; a comma where it has none. */
function delimiterOf(b: Uint8Array, from: number): number {
  const counts = DELIMITERS.map(() => 0)
  let quoted = false
  for (let i = from; i < b.length; i++) {
    const c = b[i]!
    if (c === QUOTE) quoted = !quoted
    else if (!quoted && (c === LF || c === CR)) break
    else if (!quoted) {
      const d = DELIMITERS.indexOf(c)
      if (d >= 0) counts[d]!++
    }
  }
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!
}

/** With small letters, of the letters A to Z. */
const inSmall = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))

function columnsOf(names: readonly string[], fields: Fields): Record<Role, number> {
  const small = names.map(inSmall)
  // As it is written, else with other capitals.
  const column = (wanted: readonly string[]): number => {
    for (const name of wanted) if (names.includes(name)) return names.indexOf(name)
    for (const name of wanted) if (small.includes(inSmall(name))) return small.indexOf(inSmall(name))
    return -1
  }
  return {
    text: column(fields.text),
    id: column([fields.id]),
    date: column([fields.date]),
    title: column([fields.title]),
    url: column([fields.url]),
    source: column([fields.source]),
    author: column(NAMED.author),
    canonical: column(NAMED.canonical),
  }
}

export const csv: FormatReader = {
  records(room, visit) {
    new Rows(room, visit).run()
  },

  record(room, at, end, line) {
    const head = headOf(room)
    const bytes = room.bytes(at, end).slice()
    const cells = new Cells()
    const row: Row = { end: 0, next: 0, lines: 0 }
    if (!rowAt(bytes, 0, head, true, cells, row) || row.end !== bytes.length)
      return new Skipped(line, at, end, end, 'bad-row')
    return new RowRecord(head, bytes, cells, line, at, end)
  },
}

/** One reading of a file. */
class Rows {
  readonly #room: Room
  readonly #visit: (record: RawRecord) => void
  readonly #head: Head
  readonly #tape: Tape
  #forgiven = 0

  constructor(room: Room, visit: (record: RawRecord) => void) {
    this.#room = room
    this.#visit = visit
    this.#head = headOf(room)
    this.#tape = new Tape(room.image, room.chunk, this.#head.end)
  }

  run(): void {
    const { names, columns } = this.#head
    const { source, fields, image, tell, maxRecord } = this.#room
    const { path } = source
    if (image.size === 0) return
    if (columns.text < 0) {
      const wanted = fields.text.map((name) => `"${name}"`).join(' or ')
      const seen = names.slice(0, TOLD).join(', ') || 'none'
      tell(
        'error',
        'E_NO_TEXT',
        null,
        `${path}: its first row names no field ${wanted}; fields seen: ${seen}. Name the right one with --text-field. The file is skipped`,
      )
      this.#visit(new Skipped(1, 0, image.size, image.size, 'no-text'))
      return
    }
    const tape = this.#tape
    const cells = new Cells()
    const row: Row = { end: 0, next: 0, lines: 0 }
    let at = this.#head.end
    let line = this.#head.line
    let ragged = 0
    let first = 0
    while (tape.has(at, 1)) {
      const from = at - tape.base
      if (!rowAt(tape.bytes, from, this.#head, tape.ended, cells, row)) {
        const there = tape.bytes.length - from
        if (!tape.ended && there <= maxRecord) {
          // Twice as much each time, because the row is looked at from its beginning again.
          tape.has(at, 2 * there + 1)
          continue
        }
        if (!this.#forgive(at, line, cells, row)) return
      }
      const end = row.end - from
      if (end === 0 && row.next > from) {
        // A blank line is no row.
        at += row.next - from
        line++
        continue
      }
      if (cells.count !== names.length && ragged++ === 0) first = line
      this.#row(at, line, tape.bytes.subarray(from, row.end), shifted(cells, from), at + row.next - from)
      at += row.next - from
      line += row.lines
    }
    if (ragged > 0)
      tell(
        'note',
        'N_RAGGED',
        first,
        `${path}: ${ragged} ${ragged === 1 ? 'row has' : 'rows have'} more or fewer cells than the first row, which has ${names.length} (the first in line ${first}); they are read as far as they go`,
      )
  }

  #row(at: number, line: number, bytes: Uint8Array, cells: Cells, next: number): void {
    const { source, tell, maxRecord, fields } = this.#room
    const { path } = source
    if (bytes.length > maxRecord) {
      tell(
        'error',
        'E_TOO_LARGE',
        line,
        `${path}:${line}: bytes ${at} to ${at + bytes.length} are one row of ${bytes.length} bytes, more than --max-record ${maxRecord}; it is skipped`,
      )
      this.#visit(new Skipped(line, at, at + bytes.length, next, 'too-large'))
      return
    }
    const record = new RowRecord(this.#head, bytes, cells, line, at, next)
    if (record.skipped !== null)
      tell(
        'error',
        'E_NO_TEXT',
        line,
        `${path}:${line}: the row has ${cells.count} ${cells.count === 1 ? 'cell' : 'cells'}, and ${fields.text.map((name) => `"${name}"`).join(' or ')} would be number ${this.#head.columns.text + 1}; it is skipped`,
      )
    else if (!isUtf8(bytes))
      tell(
        'note',
        'N_BAD_UTF8',
        line,
        `${path}:${line}: ${bytesAre(invalidBytes(bytes))} not UTF-8, so the record is perhaps in a legacy encoding; every byte is kept as it is`,
      )
    this.#visit(record)
  }

  /** A row without an end is taken to end with its line, a few times; false: the rest of the file was skipped. */
  #forgive(at: number, line: number, cells: Cells, row: Row): boolean {
    const { source, tell, image, maxRecord } = this.#room
    const { path } = source
    const tape = this.#tape
    const from = at - tape.base
    let end = from
    while (end < tape.bytes.length && tape.bytes[end] !== LF && tape.bytes[end] !== CR) end++
    const what = tape.ended ? 'a quote is not closed' : `the row does not end within --max-record ${maxRecord} bytes`
    if (this.#forgiven++ >= FORGIVEN || end >= tape.bytes.length) {
      tell(
        'error',
        'E_BAD_ROW',
        line,
        `${path}:${line}: ${what}; what stands from here to the end of the file is skipped`,
      )
      this.#visit(new Skipped(line, at, image.size, image.size, 'bad-row'))
      return false
    }
    const next = end + (tape.bytes[end] === CR && tape.bytes[end + 1] === LF ? 2 : 1)
    tell('error', 'E_BAD_ROW', line, `${path}:${line}: ${what}; the line is skipped`)
    this.#visit(new Skipped(line, at, at + end - from, at + next - from, 'bad-row'))
    // Passed over, as a blank line is.
    cells.count = 0
    row.end = from
    row.next = next
    row.lines = 1
    return true
  }
}

/** The same cells, in a row that begins at `from`. */
function shifted(cells: Cells, from: number): Cells {
  for (let k = 0; k < cells.count; k++) {
    cells.start[k]! -= from
    cells.end[k]! -= from
  }
  return cells
}
