// What is odd about records of JSON, said so that whoever wrote them finds the place.
import type { Fields, SourceFile } from '../model.js'
import type { Room } from './format.js'
import { kindNames, kinds, Scanner } from './jsonl.js'
import type { LineRecord } from './record.js'
import { invalidBytes } from './text.js'
import { bytesAre } from './troubles.js'

/** Field names told of a record without a text. */
const FIELDS_TOLD = 20

/** Says what is odd about the records of one file. */
export class Odd {
  readonly #path: string
  readonly #names: string
  readonly #tell: Room['tell']
  // Records without a text are told one by one only when another record of the file has one. If none has, the field has another
  // name, and one sentence says so.
  #someText = false
  #held: [line: number, message: string][] = []
  #heldMore = 0
  #heldLast: [line: number, message: string] | null = null
  readonly #fieldsSeen = new Set<string>()

  constructor({ path }: SourceFile, fields: Fields, tell: Room['tell']) {
    this.#path = path
    this.#names = fields.text.map((name) => `"${name}"`).join(' or ')
    this.#tell = tell
  }

  /** A record that was read from the bytes [from, end); `utf8`: all of them are UTF-8. */
  record(record: LineRecord, bytes: Buffer, from: number, end: number, utf8: boolean): void {
    const path = this.#path
    const { line, scanner } = record
    if (record.skipped === 'bad-json') {
      const at = record.at + scanner.errorAt - from
      this.#tell(
        'error',
        'E_BAD_JSON',
        line,
        `${path}:${line}: this is not JSON: at byte ${at} of the file (${at - record.at} of the line) ${scanner.expected}; the record is skipped`,
      )
      return
    }
    if (record.skipped === 'no-text') {
      this.#noText(record, Scanner.keys(bytes, from, end, FIELDS_TOLD))
      return
    }
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
    if (!utf8)
      this.#tell(
        'note',
        'N_BAD_UTF8',
        line,
        `${path}:${line}: ${bytesAre(invalidBytes(bytes.subarray(from, end)))} not UTF-8, so the record is perhaps in a legacy encoding; every byte is kept as it is`,
      )
  }

  #noText({ line, scanner }: LineRecord, fields: readonly string[]): void {
    const kind = scanner.kind(scanner.place('text'))
    const what =
      scanner.root !== kinds.object
        ? `the record is ${kindNames[scanner.root]}, not an object`
        : kind === kinds.absent
          ? `the record has no field ${this.#names}; its fields are ${fields.join(', ') || 'none'}`
          : `the field ${this.#names} holds ${kindNames[kind]}, not a string`
    const found: [number, string] = [line, `${this.#path}:${line}: ${what}; it is skipped`]
    if (this.#someText) {
      this.#tell('error', 'E_NO_TEXT', ...found)
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
    for (const found of this.#held) this.#tell('error', 'E_NO_TEXT', ...found)
    if (this.#heldLast !== null) this.#tell('error', 'E_NO_TEXT', ...this.#heldLast, this.#heldMore - 1)
    this.#held = []
  }

  /** All records were read. */
  close(): void {
    if (this.#someText || this.#held.length === 0) return
    const records = this.#held.length + Math.max(0, this.#heldMore - 1)
    const seen = [...this.#fieldsSeen].join(', ') || 'none'
    this.#tell(
      'error',
      'E_NO_TEXT',
      null,
      `${this.#path}: none of its records (${records}) has a text in the field ${this.#names}; fields seen: ${seen}. Name the right one with --text-field. They are skipped`,
      records,
    )
  }
}
