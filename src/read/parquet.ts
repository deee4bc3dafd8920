// Parquet: a row is a record, the text a column of strings or bytes named by --text-field (a dotted name reaches into structs; lists hold no
// text). `line` is the number of the row, from 1. Ids, dates and sources may be of any type: parquet/values.ts says how they are called.
//
// A row is no bytes in a row, so the image in which records have their places is one that nobody writes down: the texts of all rows, one
// behind the other, each with one byte behind it. A cut is a splice of that; `changes` (parquet/rewrite.ts) turns all splices of a file into
// one block, from the first column chunk that changes to the end of the file.
//
// Only the columns that are asked for are read, page by page (parquet/pages.ts); a row is found again by the headers of the pages. A null is an empty
// text. A row group with a page that cannot be read is skipped from that row on, with one trouble; a file whose footer makes no sense, whose
// columns are encrypted or packed with something that nothing here unpacks, is skipped whole and copied through.
import { isUtf8 } from 'node:buffer'
import type { Edit } from '../model.js'
import type { FormatReader, Room } from './format.js'
import { Skipped } from './format.js'
import type { Footer } from './parquet/footer.js'
import { BadParquet } from './parquet/footer.js'
import { packsAs } from './parquet/library.js'
import { rewritten } from './parquet/rewrite.js'
import type { Shown, Table } from './parquet/table.js'
import { rowAgain, rows, tableOf } from './parquet/table.js'
import { holdsText, kindOf } from './parquet/values.js'

/** Columns that a message names. */
const TOLD = 20

export const parquet: FormatReader = {
  records(room, visit) {
    const { path } = room.source
    let table: Table
    try {
      table = tableOf(room)
    } catch (error) {
      if (!(error instanceof BadParquet)) throw error
      room.tell('error', 'E_PARQUET', null, `${path}: ${error.message}; the file is skipped`)
      visit(new Skipped(1, 0, room.image.size, room.image.size, 'unreadable'))
      return
    }
    if (table.texts.length === 0 && table.footer.rows > 0) noText(room, table.footer)
    else tellCodecs(room, table.footer)
    for (const row of rows(room, table)) {
      tellRow(room, table, row)
      visit(row.record)
    }
  },

  record: (room, at, end, line) => rowAgain(tableOf(room), at, end, line),

  changes(room, edits: readonly Edit[]) {
    let table: Table
    try {
      table = tableOf(room)
    } catch (error) {
      // A file that makes no sense is one skipped record, and all that can be done to it is to leave it out.
      const [all, ...more] = edits
      if (error instanceof BadParquet && all?.at === 0 && all.bytes === room.image.size && more.length === 0)
        return edits
      throw error
    }
    return rewritten(room, table, edits)
  },
}

function tellRow(room: Room, { footer }: Table, { record, group, bad }: Shown): void {
  const { path } = room.source
  const { line, skipped, text } = record
  if (bad !== null) {
    const { first, rows } = footer.groups[group]!
    const rest = first + rows - line
    room.tell(
      'error',
      'E_PARQUET',
      line,
      `${path}:${line}: ${bad.message}; this row${rest > 0 ? ` and the ${rest} behind it in its row group` : ''} cannot be read and ${rest > 0 ? 'are' : 'is'} skipped`,
    )
  } else if (skipped === 'too-large')
    room.tell(
      'error',
      'E_TOO_LARGE',
      line,
      `${path}:${line}: its text has ${record.end - record.at} bytes, more than --max-record ${room.maxRecord}; it is skipped`,
    )
  else if (skipped === null && !isUtf8(text))
    room.tell(
      'note',
      'N_BAD_UTF8',
      line,
      `${path}:${line}: its text is not UTF-8, so it is perhaps in a legacy encoding; every byte is kept as it is`,
    )
}

function noText(room: Room, { leaves, rows }: Footer): void {
  const { path } = room.source
  const names = room.fields.text.map((name) => `"${name}"`).join(' or ')
  const there = leaves.find((leaf) =>
    room.fields.text.some((name) => leaf.name === name || leaf.name.startsWith(`${name}.`)),
  )
  const seen = leaves.filter(holdsText).map(({ name }) => name)
  const more = seen.length > TOLD ? ` and ${seen.length - TOLD} more` : ''
  room.tell(
    'error',
    'E_NO_TEXT',
    null,
    `${path}: ${there ? `its column ${there.name} holds ${kindOf(there)}` : `it has no column ${names}`}; columns that hold text: ${seen.slice(0, TOLD).join(', ') || 'none'}${more}. Name the right one with --text-field. Its ${rows} rows are skipped`,
  )
}

/** What clean would write in another way than it was. */
function tellCodecs(room: Room, { groups }: Footer): void {
  const others = new Set<string>()
  const news = new Set<string>()
  for (const { chunks } of groups)
    for (const { codec } of chunks)
      if (packsAs(codec) !== codec) {
        others.add(codec)
        news.add(packsAs(codec))
      }
  if (others.size > 0)
    room.tell(
      'note',
      'N_PARQUET_CODEC',
      null,
      `${room.source.path}: columns are packed with ${[...others].join(', ')}, which is read and not written; a column chunk that clean changes is packed with ${[...news].join(', ')} instead`,
    )
}
