// Rows -> a survey of the articles they are of, and a reader that has their texts: what the steps behind pass 1 take, so that they can be called as
// they are on any handful of articles.
import { Column } from '../kernel/column.js'
import type { Facts, RawRecord, Reader, Scale, SourceFile } from '../model.js'
import type { Settled } from '../settle.js'
import { SCALED, Survey } from '../survey.js'
import type { Body } from './aside.js'
import { scaleIn } from './scale.js'
import { parsed, StageError, unpacked } from './wire.js'

/** What a stage is told of an article. Numbers are those of the whole run. */
export interface ArticleRow {
  readonly n: number
  readonly twin: number
  readonly text: number
  readonly file: number
  readonly line: number
  readonly skip: number
  readonly bytes: number
  readonly tokens: number
  readonly quarters: number
  readonly outlet: number
  readonly settled: string
  /** The passages that are boilerplate: u:lo:hi:start:end:groups:of, apart by commas; u is the passage's place among those of the article. */
  readonly marks: string
  readonly facts: string
  readonly outletname: string
  /** Its own id and that id's hash, where an article is decided about. */
  readonly id?: string
  readonly idlo?: number
  /** Bytes as the report counts them, or -1: those of the text; and how they stand to it (scale.ts). */
  readonly shown?: number
  readonly scale?: string
  /** Empty where nothing is to be told of it. */
  readonly body: Body
}

class Told implements RawRecord {
  readonly at = 0
  readonly end = 0
  readonly next = 0
  readonly skipped = null
  readonly id = null
  readonly scale: Scale | null
  readonly line: number
  readonly text: Uint8Array
  readonly #row: ArticleRow

  constructor(row: ArticleRow) {
    this.#row = row
    this.line = row.line
    if (row.body === '' && row.bytes > 0)
      throw new StageError(`our bug: the text of article ${row.n} was asked for, and it was not sent`)
    this.text = typeof row.body === 'string' ? unpacked(row.body) : row.body()
    this.scale = row.scale ? scaleIn(row.scale) : null
  }
  get outlet(): Uint8Array | null {
    return this.#row.outletname === '' ? null : unpacked(this.#row.outletname)
  }
  facts(): Facts {
    return parsed<Facts>(this.#row.facts)
  }
  splices(): never {
    throw lost()
  }
}

const lost = (): StageError => new StageError('our bug: an article that was sent lies in no file')

/** Articles that are known, numbered from 0 as they come. */
export class Desk {
  readonly survey: Survey = new Survey(() => new Column())
  /** 1 for each passage row that is boilerplate. */
  readonly marks: Uint8Array
  /** By place and lanes of a passage: share of its outlet's groups. */
  readonly shares: Map<string, number> = new Map()
  readonly reader: Reader
  readonly standsFor: Uint32Array
  readonly rows: readonly ArticleRow[]
  readonly #here = new Map<number, number>()

  constructor(
    rows: readonly ArticleRow[],
    files: ReadonlyMap<number, SourceFile>,
    key: (o: number, lo: number, hi: number) => string,
  ) {
    this.rows = rows
    const numbers = [...new Set(rows.map((r) => r.file))].sort((x, y) => x - y)
    const sources = numbers.map(
      (n) => files.get(n) ?? { path: '', at: '', format: 'jsonl' as const, size: 0, against: false },
    )
    const fileOf = new Map(numbers.map((n, i) => [n, i]))
    const s = this.survey
    const marks: number[] = []
    const twins = new Map<number, number>()
    this.standsFor = new Uint32Array(rows.length)
    for (const [i, row] of rows.entries()) {
      this.#here.set(row.n, i)
      if (!twins.has(row.twin)) twins.set(row.twin, i)
      s.file.push(fileOf.get(row.file)!)
      s.line.push(row.line)
      s.atHi.push(0)
      s.atLo.push(i)
      s.sizeHi.push(Math.floor(row.bytes / 2 ** 32))
      s.sizeLo.push(row.bytes >>> 0)
      s.gap.push(0)
      s.skip.push(row.skip)
      s.textBytes.push(row.bytes)
      s.shownBytes.push((row.shown ?? -1) < 0 ? 0 : SCALED + row.shown!)
      s.idLo.push(row.idlo ?? 0)
      s.ids.push(row.line === 0 || !row.id ? NO_ID : unpacked(row.id))
      s.tokens.push(row.tokens)
      s.quarters.push(row.quarters)
      s.foldLo.push(0)
      s.foldHi.push(0)
      s.twin.push(twins.get(row.twin)!)
      s.outlet.push(row.outlet)
      this.standsFor[i] = this.#here.get(row.text) ?? i
      if (row.settled !== '' && twins.get(row.twin) === i) s.repeats.set(i, parsed<Settled>(row.settled))
      const { passages } = s
      s.passageFrom.push(passages.article.length)
      let last = -1
      for (const mark of row.marks === '' ? [] : row.marks.split(',')) {
        const [u, lo, hi, start, end, groups, of] = mark.split(':').map(Number) as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ]
        // A passage between two that are boilerplate keeps them apart, and needs no more than a row.
        for (const gap of u > last + 1 && last >= 0 ? [0, 1] : [1]) {
          marks.push(gap)
          passages.lo.push(gap * lo)
          passages.hi.push(gap * hi)
          passages.outlet.push(row.outlet)
          passages.article.push(i)
          passages.start.push(start)
          passages.end.push(end)
          passages.place.push(0)
        }
        this.shares.set(key(row.outlet, lo, hi), groups / of)
        last = u
      }
      s.passageTo.push(passages.article.length)
    }
    this.marks = Uint8Array.from(marks)
    const records = new Map<number, Told>()
    let held = 0
    this.reader = {
      files: sources,
      record(_file, at): RawRecord {
        let record = records.get(at)
        if (record === undefined) {
          record = new Told(rows[at]!)
          held += record.text.length
          if (held > HELD) {
            records.clear()
            held = record.text.length
          }
          records.set(at, record)
        }
        return record
      },
      records() {},
      whole() {
        throw lost()
      },
      changes() {
        throw lost()
      },
      unchanged() {},
      close() {},
    }
  }

  /** The article here that has a number of the run. */
  here(n: number): number {
    const i = this.#here.get(n)
    if (i === undefined) throw new StageError(`our bug: article ${n} was named, and it was not sent`)
    return i
  }
}

const NO_ID = new Uint8Array(0)
/** Bytes of decoded texts that are held. */
const HELD = 32 << 20
