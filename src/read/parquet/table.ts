// An open Parquet file as rows: where its columns are, the text of each row, and its record. Reading (../parquet.ts) and writing anew (rewrite.ts)
// both walk these rows, so that what one counts the other finds.
import type { Facts, RawRecord, SkipReason, Span, Splice } from '../../model.js'
import type { Room } from '../format.js'
import { factsBy, Skipped } from '../format.js'
import { hostIn, NAMED } from '../jsonl.js'
import type { Footer, Leaf } from './footer.js'
import { BadParquet, footerOf } from './footer.js'
import { Columns } from './pages.js'
import { holdsText, shown } from './values.js'

const EMPTY = new Uint8Array(0)
const LONGEST_FACT = 64 * 1024

const ROLES = ['id', 'date', 'title', 'url', 'source', 'author', 'canonical'] as const
type Role = (typeof ROLES)[number]

/** An open file: where its columns are. */
export interface Table {
  readonly footer: Footer
  readonly columns: Columns
  /** In the order in which they are asked for: the first that is no null is the text. */
  readonly texts: readonly Leaf[]
  readonly roles: Readonly<Record<Role, Leaf | null>>
}

/** Tables of rooms whose records are read again. */
const tables = new WeakMap<Room, Table>()

export function tableOf(room: Room): Table {
  const known = tables.get(room)
  if (known !== undefined) return known
  const { fields } = room
  const footer = footerOf(room.image)
  const leaf = (name: string): Leaf | null =>
    footer.leaves.find((leaf) => leaf.name === name && leaf.maxRepetition === 0) ?? null
  const texts = fields.text.flatMap((name) => leaf(name) ?? []).filter(holdsText)
  const named = (role: Role): readonly string[] =>
    role === 'author' || role === 'canonical' ? NAMED[role] : [fields[role]]
  const first = (names: readonly string[]): Leaf | null =>
    names.reduce<Leaf | null>((found, name) => found ?? leaf(name), null)
  const roles = Object.fromEntries(ROLES.map((role) => [role, first(named(role))])) as Table['roles']
  const table = { footer, columns: new Columns(room.image, footer.groups), texts, roles }
  tables.set(room, table)
  return table
}

/** The text of a row: of which column, and its bytes. */
function textAt({ columns, texts }: Table, group: number, row: number): { leaf: Leaf; text: Uint8Array } | null {
  for (const leaf of texts) {
    const text = columns.value(group, leaf, row)
    if (text instanceof Uint8Array) return { leaf, text }
  }
  return null
}

class Row implements RawRecord {
  readonly skipped: SkipReason | null = null
  readonly scale = null
  readonly line: number
  readonly at: number
  readonly end: number
  readonly next: number
  readonly text: Uint8Array
  readonly #table: Table
  readonly #group: number

  constructor(table: Table, group: number, row: number, at: number, text: Uint8Array) {
    this.line = row + 1
    this.at = at
    this.end = at + text.length
    this.next = this.end + 1
    this.text = text
    this.#table = table
    this.#group = group
  }

  get id(): Uint8Array | null {
    return this.#bytes('id')
  }

  get outlet(): Uint8Array | null {
    const source = this.#bytes('source')
    if (source !== null) return source
    const url = this.#bytes('url')
    return url === null ? null : hostIn(url)
  }

  facts(): Facts {
    return factsBy((role) => {
      const bytes = this.#bytes(role)?.subarray(0, LONGEST_FACT)
      return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString() : null
    })
  }

  splices(cuts: readonly Span[]): readonly (Splice & { readonly of: number })[] {
    return cuts.map(([start, end], of) => ({ at: this.at + start, bytes: end - start, of }))
  }

  #bytes(role: Role): Uint8Array | null {
    const { columns, roles } = this.#table
    const leaf = roles[role]
    const bytes = leaf === null ? null : shown(leaf, columns.value(this.#group, leaf, this.line - 1))
    return bytes === null || bytes.length === 0 ? null : bytes
  }
}

/** A row, and what is odd about it. */
export interface Shown {
  readonly record: RawRecord
  readonly group: number
  /** The column of its text; null when it has none. */
  readonly leaf: Leaf | null
  /** Why it, and the rest of its row group, cannot be read: told with the first such row only. */
  readonly bad: BadParquet | null
}

/** All rows in order. A row group with a page that cannot be read is skipped from that row on. */
export function* rows(room: Room, table: Table): Iterable<Shown> {
  let at = 0
  for (const [group, { first, rows }] of table.footer.groups.entries()) {
    let broken = false
    for (let row = first; row < first + rows; row++) {
      let bad: BadParquet | null = null
      let record: RawRecord | null = null
      let leaf: Leaf | null = null
      if (table.texts.length === 0) record = new Skipped(row + 1, at, at, at + 1, 'no-text')
      else if (!broken) {
        try {
          const found = textAt(table, group, row)
          const text = found?.text ?? EMPTY
          const end = at + text.length
          record =
            text.length > room.maxRecord
              ? new Skipped(row + 1, at, end, end + 1, 'too-large')
              : new Row(table, group, row, at, text)
          leaf = found?.leaf ?? null
          // Read here, where a page that cannot be read is noticed.
          void record.id
          void record.outlet
        } catch (error) {
          if (!(error instanceof BadParquet)) throw error
          bad = error
          broken = true
        }
      }
      if (broken || record === null) record = new Skipped(row + 1, at, at, at + 1, 'unreadable')
      yield { record, group, leaf, bad }
      at = record.next
    }
  }
}

/** The row of that line again. */
export function rowAgain(table: Table, at: number, end: number, line: number): RawRecord {
  const { groups } = table.footer
  const row = line - 1
  let low = 0
  let high = groups.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (groups[middle]!.first + groups[middle]!.rows <= row) low = middle + 1
    else high = middle
  }
  const text = textAt(table, low, row)?.text ?? EMPTY
  return text.length === end - at
    ? new Row(table, low, row, at, text)
    : new Skipped(line, at, end, end + 1, 'unreadable')
}
