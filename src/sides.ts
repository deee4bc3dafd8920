// Articles read again, for pass 2: a bounded cache of readings, because a candidate pair needs two at once and the pairs come in file order.
import type { Side } from './align.js'
import type { Arena } from './kernel/memory.js'
import { createArena } from './kernel/memory.js'
import { spelled } from './kernel/spelling.js'
import type { RawRecord, Reader } from './model.js'
import { paragraphs } from './segment.js'
import { keep, read, weight } from './shingle.js'
import type { Survey } from './survey.js'

/** Bytes of readings that are held at most; one more than that is read again when it is asked for. */
const HELD = 96 << 20

export class Sides {
  private readonly cache = new Map<number, Side>()
  private held = 0
  private readonly arena: Arena = createArena(1 << 20)
  private readonly reader: Reader
  private readonly survey: Survey
  private readonly marks: Uint8Array

  /** `marks`: the passage rows of the survey that are boilerplate. */
  constructor(reader: Reader, survey: Survey, marks: Uint8Array) {
    this.reader = reader
    this.survey = survey
    this.marks = marks
  }

  /** The record of an article; it lives until the next one is read. */
  record(article: number): RawRecord {
    const s = this.survey
    return this.reader.record(s.file.get(article), s.at(article), s.end(article), s.line.get(article))
  }

  /** Spans of the article's boilerplate, ascending; neighbouring passages are one. */
  boilerplate(article: number): [number, number][] {
    const s = this.survey
    const twin = s.twin.get(article)
    const out: [number, number][] = []
    let last = -2
    for (let row = s.passageFrom.get(twin); row < s.passageTo.get(twin); row++) {
      if (this.marks[row] !== 1) continue
      if (last === row - 1) out[out.length - 1]![1] = s.passages.end.get(row)
      else out.push([s.passages.start.get(row), s.passages.end.get(row)])
      last = row
    }
    return out
  }

  get(article: number): Side {
    const known = this.cache.get(article)
    if (known) {
      this.cache.delete(article)
      this.cache.set(article, known)
      return known
    }
    const side = this.sideOf(this.record(article).text, this.boilerplate(article))
    this.held += weight(side.reading)
    this.cache.set(article, side)
    for (const [old, oldSide] of this.cache) {
      if (this.held <= HELD || old === article) break
      this.cache.delete(old)
      this.held -= weight(oldSide.reading)
    }
    return side
  }

  /** A side of any text. */
  sideOf(text: Uint8Array, spans: readonly (readonly [number, number])[]): Side {
    this.arena.reset()
    this.arena.reserve(8)
    const reading = keep(read(this.arena, text))
    let mask: Uint8Array | null = null
    let token = 0
    for (const [start, end] of spans) {
      mask ??= new Uint8Array(reading.count)
      while (token < reading.count && reading.start[token]! < start) token++
      for (; token < reading.count && reading.start[token]! < end; token++) mask[token] = 1
    }
    return {
      reading,
      spelled: spelled(reading.text, reading.start, reading.end, reading.shLo, reading.shLen),
      paragraphs: paragraphs(reading),
      boilerplate: mask,
    }
  }
}
