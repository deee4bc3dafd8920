// Articles read again, for pass 2: a bounded cache of readings, because a candidate pair needs two at once and the pairs come in file order.
// All of them lie in one arena, with the tables that were made of them, and are forgotten together when it is full: an article that
// has many partners costs its own length once, and each partner the partner's.
import type { Match, Missing } from './align.js'
import { bare, match, missing, resemblance, Side } from './align.js'
import { boilerplateKey } from './boilerplate.js'
import { apply, origin, shifted } from './clean.js'
import type { Arena } from './kernel/memory.js'
import { createArena } from './kernel/memory.js'
import { spelled } from './kernel/spelling.js'
import type { RawRecord, Reader, Reading, Run, Shares, Span } from './model.js'
import type { Recipe } from './recipe.js'
import { paragraphs } from './segment.js'
import { read } from './shingle.js'
import { bands, sketch } from './sketch.js'
import type { Settled, Survey } from './survey.js'
import { settle } from './survey.js'

/** Bytes of readings from which all are forgotten before the next comparison. */
const HELD = 96 << 20

const NONE: readonly Span[] = []

/** 53 bits of the two lanes of a shingle. */
export const shingleKey = (lo: number, hi: number): number => (hi >>> 11) * 2 ** 32 + lo

export class Sides {
  private readonly cache = new Map<number, Side>()
  private readonly shorter = new Map<number, Side>()
  private readonly arena: Arena = createArena(4 << 20)
  private readonly bottom: number
  /** For settling, which resets its arena. */
  private readonly other: Arena = createArena(1 << 16)
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
  ) {
    this.shares = shares
    this.reader = reader
    this.survey = survey
    this.marks = marks
    this.recipe = recipe
    this.drops = drops
    this.arena.reserve(8)
    this.bottom = this.arena.mark()
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

  /** Does the article hold boilerplate? */
  prints(article: number): boolean {
    const twin = this.survey.twin.get(article)
    const to = this.survey.passageTo.get(twin)
    for (let row = this.survey.passageFrom.get(twin); row < to; row++) if (this.marks[row] === 1) return true
    return false
  }

  /** The keys of the shingles that lie within a span of the article, into `into`. */
  shinglesWithin(article: number, start: number, end: number, into: Set<number>): void {
    const { other } = this
    other.reset()
    other.reserve(8)
    const r = read(other, this.record(article).text.subarray(start, end))
    for (let i = 0; i < r.shingles; i++) into.add(shingleKey(r.shLo[i]! || 1, r.shHi[i]!))
  }

  /** The spans of what is printed. */
  boilerplate(article: number): Span[] {
    const s = this.survey
    const { passages } = s
    const twin = s.twin.get(article)
    const to = s.passageTo.get(twin)
    const out: Span[] = []
    for (let row = s.passageFrom.get(twin); row < to; row++) {
      if (this.marks[row] !== 1) continue
      const first = passages.start.get(row)
      while (row + 1 < to && this.marks[row + 1] === 1) row++
      out.push([first, passages.end.get(row)])
    }
    return out
  }

  /** Forget everything when there is much of it. Sides that were got before are gone. */
  private tidy(): void {
    if (this.arena.mark() - this.bottom < HELD) return
    this.arena.reset(this.bottom)
    this.cache.clear()
    this.shorter.clear()
  }

  /** The article as it is; it lives until the next question. */
  side(article: number): Side {
    this.tidy()
    return this.get(article)
  }

  private get(article: number): Side {
    const twin = this.survey.twin.get(article)
    let side = this.cache.get(twin)
    if (!side) {
      side = this.sideOf(this.record(article).text, this.boilerplate(article))
      this.cache.set(twin, side)
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
      known = settle(this.other, this.record(article).text, spans, this.recipe)
      this.without.set(twin, known)
    }
    return known
  }

  /** The article as it will be written, without what is cut inside it; the article itself when nothing is. */
  private writtenSide(article: number): Side {
    const cuts = this.settled(article)?.cuts ?? NONE
    if (cuts.length === 0) return this.get(article)
    const twin = this.survey.twin.get(article)
    let side = this.shorter.get(twin)
    if (!side) {
      side = this.sideOf(apply(this.record(article).text, cuts), shifted(cuts, this.boilerplate(article)))
      this.shorter.set(twin, side)
    }
    return side
  }

  /** Tokens of the article as it will be written. */
  size(article: number): number {
    if ((this.settled(article)?.cuts ?? NONE).length === 0) return this.survey.tokens.get(article)
    this.tidy()
    return this.writtenSide(article).reading.count
  }

  /** What the copy says that the kept article does not, both as they will be written; the words as text. Null when nothing is. */
  missing(kept: number, copy: number): (Missing & { readonly words: readonly string[] }) | null {
    this.tidy()
    const [keeper, side] = [this.writtenSide(kept), this.writtenSide(copy)]
    const lost = missing(keeper, side, this.recipe)
    if (lost === null) return null
    const { text } = side.reading
    const words = lost.tokens.map(([start, end]) => Buffer.from(text.subarray(start, end)).toString())
    return { ...lost, words }
  }

  /** Shares of two articles as they are. */
  resemblance(a: number, b: number): { readonly whole: Shares; readonly own: Shares } {
    this.tidy()
    return resemblance(this.get(a), this.get(b))
  }

  /** Band keys of what is not boilerplate (a view); null when nothing else is there, or nothing is boilerplate. */
  bareBands(article: number): Uint32Array | null {
    const { other } = this
    other.reset()
    other.reserve(8)
    const r = read(other, this.record(article).text)
    const mask = masked(r, this.boilerplate(article))
    if (mask === null) return null
    const { lo, hi, n } = bare(other, r, mask, r.shLo.byteOffset)
    if (n === 0) return null
    const column = (at: number): Uint32Array => other.u32.subarray(at >>> 2, (at >>> 2) + n)
    return bands(other, sketch(other, { shLo: column(lo), shHi: column(hi), shingles: n }))
  }

  /** Decides a pair. The kind is that of the texts as they will be written, so that a second run decides alike; spans and shares are those of the texts as they are. */
  compare(a: number, b: number): Match | null {
    this.tidy()
    const { recipe } = this
    const [x, y] = [this.get(a), this.get(b)]
    const found = match(x, y, recipe)
    const cutsA = this.settled(a)?.cuts ?? NONE
    const cutsB = this.settled(b)?.cuts ?? NONE
    if (cutsA.length === 0 && cutsB.length === 0) return found
    const written = match(this.writtenSide(a), this.writtenSide(b), recipe)
    if (written === null) return found?.kind === 'passage' ? found : null
    const spans = (): Run[] =>
      written.spans.map(([as, ae, bs, be]) => [
        origin(cutsA, as, false),
        origin(cutsA, ae, true),
        origin(cutsB, bs, false),
        origin(cutsB, be, true),
      ])
    return {
      ...written,
      ...(found === null ? resemblance(x, y) : { whole: found.whole, own: found.own }),
      spans: found !== null && written.kind !== 'passage' ? found.spans : spans(),
    }
  }

  /** A side of any text. */
  private sideOf(text: Uint8Array, spans: readonly Span[]): Side {
    const { arena } = this
    const reading = read(arena, text, true)
    return new Side(arena, reading, paragraphs, spelled(arena, reading), masked(reading, spans))
  }
}

/** Which tokens begin within the spans (ascending); null: there are none. */
function masked(r: Reading, spans: readonly Span[]): Uint8Array | null {
  if (spans.length === 0) return null
  const mask = new Uint8Array(r.count)
  let from = 0
  for (const [start, end] of spans) {
    from = firstAt(r, start, from)
    const to = firstAt(r, end, from)
    mask.fill(1, from, to)
    from = to
  }
  return mask
}

/** The first token from `low` on that begins at byte `at` or behind it. */
function firstAt(r: Reading, at: number, low: number): number {
  let high = r.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (r.start[middle]! < at) low = middle + 1
    else high = middle
  }
  return low
}
