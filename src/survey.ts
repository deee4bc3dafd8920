// Pass 1: everything is read once, and only columns are kept.
//
// Of every article: where it lies, how large it is, a hash of its bytes and one of its folded text. Of every text seen for the first time:
// 32 band keys, its anchors, its passages (where the outlet is known), and the repeats inside it, settled (measure.ts). Reading is done here;
// texts are measured in batches, by whatever hands there are, and their rows come back in the order of the texts.
//
// A text that the same outlet prints again byte for byte adds its place and nothing else; it shares the columns of its twin. That the
// bytes are equal, and not only their hash, is seen by reading the twin again.
import type { Boilerplate, PassageRows } from './boilerplate.js'
import { Texts as Batch, MEASURE } from './jobs.js'
import { Column, Owners, Texts } from './kernel/column.js'
import { hashBytes } from './kernel/hash.js'
import { BANDS } from './kernel/minhash.js'
import { Table } from './kernel/table.js'
import { Row } from './measure.js'
import type { Crew, RawRecord, Reader, Column as Rows, SkipReason, Trouble } from './model.js'
import type { Settled } from './settle.js'

const REASONS: readonly SkipReason[] = [
  'bad-json',
  'no-text',
  'too-large',
  'binary',
  'encoding',
  'unreadable',
  'bad-row',
]
const SEP = new Uint8Array([0])
/** Above the size of any record. */
export const SCALED: number = 2 ** 31

const PASSAGE_COLUMNS = ['lo', 'hi', 'outlet', 'article', 'start', 'end', 'place'] as const
const passageRows = (rows: () => Rows): PassageRows => ({
  lo: rows(),
  hi: rows(),
  outlet: rows(),
  article: rows(),
  start: rows(),
  end: rows(),
  place: rows(),
})

/** The columns of all articles, in canonical order. Article numbers are rows. */
export class Survey {
  // Place.
  readonly file: Column = new Column()
  readonly line: Column = new Column()
  readonly atHi: Column = new Column()
  readonly atLo: Column = new Column()
  /** Bytes of the record, in two halves: a line that is skipped may have more than 4 GiB. */
  readonly sizeHi: Column = new Column()
  readonly sizeLo: Column = new Column()
  /** Bytes of the line end. */
  readonly gap: Column = new Column()
  /** 0, or 1 + the number of the reason it was skipped for. */
  readonly skip: Column = new Column()
  // Text.
  readonly textBytes: Column = new Column()
  /** Bytes as the report counts them, with SCALED, where they are others than those of the text: in markup and in other encodings. Else 0. */
  readonly shownBytes: Column = new Column()
  readonly tokens: Column = new Column()
  /** Quarter words. */
  readonly quarters: Column = new Column()
  /** Hash of the folded text, as it will be written. */
  readonly foldLo: Column = new Column()
  readonly foldHi: Column = new Column()
  /** The first article with these bytes and this outlet, perhaps itself. */
  readonly twin: Column = new Column()
  readonly outlet: Column = new Column()
  // Ids: a hash of each, and its bytes.
  readonly idLo: Column = new Column()
  readonly idHi: Column = new Column()
  readonly ids: Texts = new Texts()
  // Index rows, of first twins only.
  bandKeys: Rows[]
  bandArticle: Rows
  anchorLo: Rows
  anchorHi: Rows
  /** By band row: behind its last anchor. */
  anchorTo: Rows
  passages: PassageRows
  /** First passage row of an article, and behind the last. */
  readonly passageFrom: Column = new Column()
  readonly passageTo: Column = new Column()
  /** Repeats of first twins; only articles that have some. */
  readonly repeats: Map<number, Settled> = new Map()

  /** `rows` makes the columns of the index and of the passages, which are large and may lie on disk. */
  constructor(rows: () => Rows) {
    this.bandKeys = Array.from({ length: BANDS }, rows)
    this.bandArticle = rows()
    this.anchorLo = rows()
    this.anchorHi = rows()
    this.anchorTo = rows()
    this.passages = passageRows(rows)
  }

  /** Whose each anchor is. */
  get anchorArticle(): Owners {
    return new Owners(this.bandArticle, this.anchorTo)
  }

  /** The index of bands has given its pairs. */
  forgetBands(): void {
    this.bandKeys = []
  }

  /** That of anchors has, too. */
  forgetAnchors(): void {
    this.anchorLo = this.anchorHi = this.anchorTo = this.bandArticle = new Column()
  }

  /** Only passages that are boilerplate stay, which are few, and a row without a mark between those that are no neighbours. */
  keepPassages(
    { marks, printed }: { marks: Uint8Array; printed: readonly Boilerplate[] },
    rows: () => Rows,
  ): { marks: Uint8Array; printed: Boilerplate[] } {
    const old = this.passages
    const kept = passageRows(rows)
    const gaps: number[] = []
    const moved = new Map(printed.map((p) => [p.row, 0]))
    for (let i = 0; i < this.count; i++) {
      const [from, to] = [this.passageFrom.get(i), this.passageTo.get(i)]
      const first = kept.article.length
      let last = -1
      for (let row = from; row < to; row++) {
        if (marks[row] !== 1) continue
        for (const gap of last >= 0 && last < row - 1 ? [true, false] : [false]) {
          if (gap) gaps.push(kept.article.length)
          for (const name of PASSAGE_COLUMNS) kept[name].push(old[name].get(row))
        }
        if (moved.has(row)) moved.set(row, kept.article.length - 1)
        last = row
      }
      this.passageFrom.set(i, first)
      this.passageTo.set(i, kept.article.length)
    }
    this.passages = kept
    const left = new Uint8Array(kept.article.length).fill(1)
    for (const gap of gaps) left[gap] = 0
    return { marks: left, printed: printed.map((p) => ({ ...p, row: moved.get(p.row)! })) }
  }

  /** Ids have been compared. Only whether an article has one counts from now on. */
  forgetIds(): void {
    for (let i = 0; i < this.count; i++) {
      this.idHi.set(i, 0)
      if (this.idLo.get(i) !== 0) this.idLo.set(i, 1)
    }
    this.idLo.pack()
    this.idHi.pack()
  }

  get count(): number {
    return this.file.length
  }

  at(i: number): number {
    return this.atHi.get(i) * 2 ** 32 + this.atLo.get(i)
  }

  end(i: number): number {
    return this.at(i) + this.size(i)
  }

  size(i: number): number {
    return this.sizeHi.get(i) * 2 ** 32 + this.sizeLo.get(i)
  }

  /** Bytes of the text; of a skipped record, its own. */
  bytes(i: number): number {
    return this.skip.get(i) === 0 ? this.textBytes.get(i) : this.size(i)
  }

  /** The same as the report counts them. */
  shown(i: number): number {
    return this.skip.get(i) === 0 && this.scaled(i) ? this.shownBytes.get(i) - SCALED : this.bytes(i)
  }

  /** Does the report count others than the bytes of the text? */
  scaled(i: number): boolean {
    return this.shownBytes.get(i) >= SCALED
  }

  reason(i: number): SkipReason | null {
    const code = this.skip.get(i)
    return code === 0 ? null : REASONS[code - 1]!
  }

  settled(i: number): Settled | undefined {
    return this.repeats.get(this.twin.get(i))
  }
}

/** Texts that others are twins of, read again for the proof; the last few are held, because copies come in rows. */
class Verified {
  private readonly held = new Map<number, Uint8Array>()
  private bytes = 0
  private readonly reader: Reader
  private readonly survey: Survey

  constructor(reader: Reader, survey: Survey) {
    this.reader = reader
    this.survey = survey
  }

  /** Has the article these bytes? */
  same(article: number, record: RawRecord): boolean {
    const s = this.survey
    if (s.textBytes.get(article) !== record.text.length || s.skip.get(article) !== 0) return false
    let text = this.held.get(article)
    if (!text) {
      text = new Uint8Array(
        this.reader.record(s.file.get(article), s.at(article), s.end(article), s.line.get(article)).text,
      )
      if (this.bytes > HELD) {
        this.held.clear()
        this.bytes = 0
      }
      this.held.set(article, text)
      this.bytes += text.length
    }
    return Buffer.compare(text, record.text) === 0
  }
}

/** Bytes of texts held for comparing. */
const HELD = 8 << 20

export interface Watch {
  /** Bytes of input dealt with. */
  advance(bytes: number): void
  trouble(t: Trouble): void
  /** Every byte of file `file`, in order. */
  raw?(file: number, chunk: Uint8Array): void
}

/** Reads everything once. `rows` makes a column of index rows. */
export function survey(reader: Reader, crew: Crew, watch: Watch, rows: () => Rows): Survey {
  const s = new Survey(rows)
  /** By the hash of its bytes, the first article that has it. */
  const twins = new Table()
  const verified = new Verified(reader, s)
  const hash = new Uint32Array(4)
  const row = new Row()
  const batch = new Batch()
  const give = (): void => {
    if (batch.count === 0) return
    const { keys } = batch
    crew.run(MEASURE, batch.close(), (out) => {
      row.out = out
      row.at = 0
      for (const article of keys) {
        take(s, article, row, reader, watch)
        row.at += row.length
      }
    })
    batch.begin()
  }
  for (let file = 0; file < reader.files.length; file++) {
    const { path } = reader.files[file]!
    reader.records(
      file,
      (record) => {
        const article = s.count
        if (!place(s, twins, verified, hash, file, path, record)) return
        batch.add(article, record.text, s.outlet.get(article) !== 0)
        if (batch.full) give()
      },
      (chunk) => {
        watch.advance(chunk.length)
        watch.raw?.(file, chunk)
      },
    )
  }
  give()
  crew.finish()
  // Twins have what the first of them has.
  for (let i = 0; i < s.count; i++) {
    const twin = s.twin.get(i)
    if (twin === i || s.skip.get(i) !== 0) continue
    for (const column of [s.tokens, s.quarters, s.foldLo, s.foldHi]) column.set(i, column.get(twin))
    s.skip.set(i, s.skip.get(twin))
  }
  for (const column of [s.tokens, s.quarters, s.foldLo, s.foldHi, s.passageFrom, s.passageTo, s.skip]) column.pack()
  tellEmpty(s, reader, watch)
  return s
}

/** One note a file of its articles without words. */
function tellEmpty(s: Survey, reader: Reader, watch: Watch): void {
  for (let i = 0; i < s.count; ) {
    const file = s.file.get(i)
    let empty = 0
    let first = 0
    for (; i < s.count && s.file.get(i) === file; i++)
      if (s.tokens.get(i) === 0 && s.skip.get(i) === 0 && empty++ === 0) first = s.line.get(i)
    if (empty === 0) continue
    const where = first === 0 ? '' : ` (the first in line ${first})`
    watch.trouble({
      level: 'note',
      code: 'N_EMPTY',
      article: null,
      path: reader.files[file]!.path,
      line: first || null,
      message: `${empty} ${empty === 1 ? 'article has' : 'articles have'} no words${where}: kept as ${empty === 1 ? 'it is' : 'they are'}, equal to nothing`,
    })
  }
}

/** An id as the report writes it: bytes that are no UTF-8 become the replacement character, and must count as one id if they do. */
const readable = (id: Uint8Array): Uint8Array =>
  id.some((byte) => byte >= 0x80) ? Buffer.from(Buffer.from(id).toString()) : id

/** Adds one record, as far as it can be told without reading its text. True when the text is to be measured. */
function place(
  s: Survey,
  twins: Table,
  verified: Verified,
  hash: Uint32Array,
  file: number,
  path: string,
  record: RawRecord,
): boolean {
  const article = s.count
  s.file.push(file)
  s.line.push(record.line)
  s.atHi.push(Math.floor(record.at / 2 ** 32))
  s.atLo.push(record.at >>> 0)
  s.sizeHi.push(Math.floor((record.end - record.at) / 2 ** 32))
  s.sizeLo.push((record.end - record.at) >>> 0)
  s.gap.push(record.next - record.end)
  s.skip.push(record.skipped === null ? 0 : 1 + REASONS.indexOf(record.skipped))
  s.textBytes.push(record.text.length)
  s.shownBytes.push(record.scale === null ? 0 : SCALED + record.scale.size)
  const id = record.line === 0 ? Buffer.from(path) : record.id === null ? null : readable(record.id)
  hash[0] = hash[1] = 0
  if (id !== null) {
    hashBytes(id, 0, id.length, hash, 0)
    hash[0] ||= 1
  }
  s.idLo.push(hash[0]!)
  s.idHi.push(hash[1]!)
  s.ids.push(record.line === 0 || id === null ? SEP.subarray(0, 0) : id)

  hash[2] = 0
  if (record.outlet !== null && record.skipped === null) {
    hashBytes(record.outlet, 0, record.outlet.length, hash, 2)
    hash[2] ||= 1
  }
  const outlet = hash[2]!
  s.outlet.push(outlet)
  let twin = article
  if (record.skipped === null) {
    hashBytes(record.text, 0, record.text.length, hash, 0)
    const [lo, hi] = [hash[0]!, hash[1]! ^ Math.imul(outlet, 0x9e3779b1)]
    const first = twins.get(lo, hi)
    if (first < 0) twins.set(lo, hi, article)
    // No hash decides: a text that only hashes alike is a text of its own.
    else if (verified.same(first, record)) twin = first
  }
  s.twin.push(twin)
  for (const column of [s.tokens, s.quarters, s.foldLo, s.foldHi, s.passageFrom, s.passageTo]) column.push(0)
  return record.skipped === null && twin === article
}

/** Puts the row of an article into the columns. Rows come in the order of the articles. */
function take(s: Survey, article: number, row: Row, reader: Reader, watch: Watch): void {
  const { passages } = s
  s.passageFrom.set(article, passages.article.length)
  const outlet = s.outlet.get(article)
  for (let u = 0; u < row.passages; u++) {
    passages.lo.push(row.passage(u, 0))
    passages.hi.push(row.passage(u, 1))
    passages.outlet.push(outlet)
    passages.article.push(article)
    passages.start.push(row.passage(u, 2))
    passages.end.push(row.passage(u, 3))
    passages.place.push(row.passage(u, 4))
  }
  s.passageTo.set(article, passages.article.length)
  s.tokens.set(article, row.tokens)
  s.quarters.set(article, row.quarters)
  s.foldLo.set(article, row.lo)
  s.foldHi.set(article, row.hi)
  if (row.bands > 0) {
    for (let band = 0; band < BANDS; band++) s.bandKeys[band]!.push(row.band(band))
    s.bandArticle.push(article)
    const { out, anchors, anchorsAt } = row
    s.anchorLo.append(out.subarray(anchorsAt, anchorsAt + anchors))
    s.anchorHi.append(out.subarray(anchorsAt + anchors, anchorsAt + 2 * anchors))
    s.anchorTo.push(s.anchorLo.length)
  }
  const settled = row.settled
  if (settled !== null) s.repeats.set(article, settled)
  const why = row.tooLarge
  if (why === null) return
  s.skip.set(article, 1 + REASONS.indexOf('too-large'))
  const line = s.line.get(article) || null
  const { path } = reader.files[s.file.get(article)]!
  watch.trouble({ level: 'error', code: 'E_TOO_LARGE', article: null, path, line, message: `${why}. It is skipped` })
}
