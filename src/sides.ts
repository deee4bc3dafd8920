// Articles read again, for pass 2: a bounded cache of readings, because a candidate pair needs two at once and the pairs come in file order.
import type { Match, Side } from './align.js'
import { match, resemblance } from './align.js'
import { boilerplateKey } from './boilerplate.js'
import { apply, origin, shifted } from './clean.js'
import type { Arena } from './kernel/memory.js'
import { createArena } from './kernel/memory.js'
import { spelled } from './kernel/spelling.js'
import type { RawRecord, Reader, Run } from './model.js'
import type { Recipe } from './recipe.js'
import { paragraphs } from './segment.js'
import { keep, read, weight } from './shingle.js'
import type { Settled, Survey } from './survey.js'
import { settle } from './survey.js'

/** Bytes of readings that are held at most, where the caller has no other wish; one more than that is read again when it is asked for. */
const HELD = 96 << 20

export class Sides {
  private readonly cache = new Map<number, Side>()
  private held = 0
  private readonly most: number
  private readonly shorter = new Map<number, Side>()
  private readonly arena: Arena = createArena(1 << 20)
  private readonly reader: Reader
  private readonly survey: Survey
  private readonly marks: Uint8Array
  private readonly recipe: Recipe
  private readonly shares: ReadonlyMap<string, number>
  /** Is boilerplate cut? */
  private readonly drops: boolean
  private readonly without = new Map<number, Settled>()

  /** `marks`: the passage rows of the survey that are boilerplate; `shares`: of each such passage, the share of its outlet's preliminary groups that carry it. */
  constructor(
    reader: Reader,
    survey: Survey,
    marks: Uint8Array,
    shares: ReadonlyMap<string, number>,
    recipe: Recipe,
    drops: boolean,
    held: number = HELD,
  ) {
    this.most = held
    this.shares = shares
    this.reader = reader
    this.survey = survey
    this.marks = marks
    this.recipe = recipe
    this.drops = drops
  }

  /** The record of an article; it lives until the next one is read. */
  record(article: number): RawRecord {
    const s = this.survey
    return this.reader.record(s.file.get(article), s.at(article), s.end(article), s.line.get(article))
  }

  /** The article's boilerplate, ascending, neighbouring passages as one, with the largest share of the outlet's groups that carry one of them. */
  printed(article: number): { span: [number, number]; share: number }[] {
    const s = this.survey
    const { passages } = s
    const twin = s.twin.get(article)
    const out: { span: [number, number]; share: number }[] = []
    let last = -2
    for (let row = s.passageFrom.get(twin); row < s.passageTo.get(twin); row++) {
      if (this.marks[row] !== 1) continue
      const share =
        this.shares.get(boilerplateKey(passages.outlet.get(row), passages.lo.get(row), passages.hi.get(row))) ?? 0
      const before = out[out.length - 1]
      if (before && last === row - 1) {
        before.span[1] = passages.end.get(row)
        before.share = Math.max(before.share, share)
      } else out.push({ span: [passages.start.get(row), passages.end.get(row)], share })
      last = row
    }
    return out
  }

  /** Spans of the same. */
  boilerplate(article: number): [number, number][] {
    return this.printed(article).map((p) => p.span)
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
      if (this.held <= this.most || old === article) break
      this.cache.delete(old)
      this.held -= weight(oldSide.reading)
    }
    return side
  }

  /** What is cut inside an article, boilerplate included where that goes; null when nothing repeats. */
  settled(article: number): Settled | null {
    const found = this.survey.settled(article) ?? null
    if (!this.drops) return found
    const spans = this.boilerplate(article)
    if (spans.length === 0) return found
    const twin = this.survey.twin.get(article)
    let known = this.without.get(twin)
    if (!known) {
      known = settle(this.arena, this.record(article).text, spans, this.recipe)
      this.without.set(twin, known)
    }
    return known
  }

  /** The article as it will be written, without what is cut inside it; the article itself when nothing is. */
  written(article: number): Side {
    const cuts = this.settled(article)?.cuts ?? []
    if (cuts.length === 0) return this.get(article)
    const twin = this.survey.twin.get(article)
    let side = this.shorter.get(twin)
    if (!side) {
      side = this.sideOf(apply(this.record(article).text, cuts), shifted(cuts, this.boilerplate(article)))
      if (this.shorter.size >= 64) this.shorter.clear()
      this.shorter.set(twin, side)
    }
    return side
  }

  /** Decides a pair. The kind is that of the texts as they will be written, so that a second run decides alike; spans and shares are those of the texts as they are. */
  compare(arena: Arena, a: number, b: number): Match | null {
    const { recipe } = this
    const found = match(arena, this.get(a), this.get(b), recipe)
    const [cutsA, cutsB] = [a, b].map((i) => this.settled(i)?.cuts ?? [])
    if (cutsA!.length === 0 && cutsB!.length === 0) return found
    const written = match(arena, this.written(a), this.written(b), recipe)
    if (written === null) return found?.kind === 'passage' ? found : null
    const spans = (): Run[] =>
      written.spans.map(([as, ae, bs, be]) => [
        origin(cutsA!, as, false),
        origin(cutsA!, ae, true),
        origin(cutsB!, bs, false),
        origin(cutsB!, be, true),
      ])
    return {
      ...written,
      ...resemblance(arena, this.get(a), this.get(b)),
      spans: found !== null && written.kind !== 'passage' ? found.spans : spans(),
    }
  }

  /** A side of any text. */
  sideOf(text: Uint8Array, spans: readonly (readonly [number, number])[]): Side {
    this.arena.reset()
    this.arena.reserve(8)
    const made = read(this.arena, text)
    const passages = paragraphs(made, this.arena)
    const reading = keep(made)
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
      paragraphs: passages,
      boilerplate: mask,
    }
  }
}
