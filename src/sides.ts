// Articles by number, for what comes after pass 1: what is known of each, and its text, read again by its place.
import type { Judged, Match, Side } from './align.js'
import { boilerplateKey } from './boilerplate.js'
import { apply } from './clean.js'
import type { Comparer, Given } from './comparer.js'
import type { Arena } from './kernel/memory.js'
import { createArena } from './kernel/memory.js'
import type { RawRecord, Reader, Span, Splice } from './model.js'
import type { Recipe } from './recipe.js'
import type { Settled } from './settle.js'
import { including, settle, without } from './settle.js'
import { read, spell } from './shingle.js'
import type { Survey } from './survey.js'

const NONE: readonly Span[] = []

export class Sides {
  private readonly comparer: Comparer
  /** For settling, which resets its arena. */
  private readonly other: Arena = createArena(1 << 16)
  private readonly reader: Reader
  private readonly survey: Survey
  private readonly marks: Uint8Array
  private readonly recipe: Recipe
  private readonly shares: ReadonlyMap<string, number>
  /** Is boilerplate cut? */
  private readonly drops: boolean
  private resettled = new Map<number, Settled>()
  /** Cuts that a reviewer rejected, and repeats that one wants cut, by article. */
  private readonly uncut: ReadonlyMap<number, readonly Span[]>
  private readonly wanted: ReadonlyMap<number, readonly Span[]>

  /** `marks`: the passage rows of the survey that are boilerplate; `shares`: of each such passage, the share of its outlet's preliminary groups that carry it. */
  constructor(
    reader: Reader,
    survey: Survey,
    marks: Uint8Array,
    shares: ReadonlyMap<string, number>,
    recipe: Recipe,
    drops: boolean,
    comparer: Comparer,
    uncut: ReadonlyMap<number, readonly Span[]> = new Map(),
    wanted: ReadonlyMap<number, readonly Span[]> = new Map(),
  ) {
    this.uncut = uncut
    this.wanted = wanted
    this.shares = shares
    this.reader = reader
    this.survey = survey
    this.marks = marks
    this.recipe = recipe
    this.drops = drops
    this.comparer = comparer
  }

  /** The same articles, compared by another comparer. Its recipe finds the same repeats. */
  by(comparer: Comparer): Sides {
    const { reader, survey, marks, shares, recipe, drops, uncut, wanted } = this
    const sides = new Sides(reader, survey, marks, shares, recipe, drops, comparer, uncut, wanted)
    sides.resettled = this.resettled
    return sides
  }

  /** The record of an article; it lives until the next one is read. */
  record(article: number): RawRecord {
    const s = this.survey
    return this.reader.record(s.file.get(article), s.at(article), s.end(article), s.line.get(article))
  }

  /** What takes the whole article out of its file; `rest`: all articles behind it go too. */
  whole(article: number, rest: boolean): Splice {
    const s = this.survey
    return this.reader.whole(s.file.get(article), s.at(article), s.end(article) + s.gap.get(article), rest)
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

  /** The shingles that lie within a span of the article. */
  shinglesWithin(article: number, start: number, end: number, visit: (lo: number, hi: number) => void): void {
    const { other } = this
    other.reset()
    other.reserve(8)
    const r = read(other, this.record(article).text.subarray(start, end))
    const readings = this.recipe.noise.every > 0 ? [r, spell(other, r)] : [r]
    for (const { shLo, shHi, shingles } of readings) for (let i = 0; i < shingles; i++) visit(shLo[i]! || 1, shHi[i]!)
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

  /** The article for a comparison. */
  given(article: number): Given {
    const cuts = this.settled(article)?.cuts ?? NONE
    return {
      // Twins share what is known of them, unless a reviewer wants one of them otherwise.
      key: this.uncut.has(article) || this.wanted.has(article) ? article : this.survey.twin.get(article),
      boilerplate: this.boilerplate(article),
      cuts,
      text: () => this.record(article).text,
    }
  }

  /** The article as it is, with its columns; it lives until the next question. */
  side(article: number): Side {
    return this.comparer.side(this.given(article))
  }

  /** What is cut inside an article, boilerplate included where that goes; null when nothing repeats. */
  settled(article: number): Settled | null {
    const found = this.proposed(article)
    if (found === null || this.uncut.size + this.wanted.size === 0) return found
    const [rejected, wanted] = [this.uncut.get(article), this.wanted.get(article)]
    const left = rejected === undefined ? found : without(found, rejected)
    return wanted === undefined ? left : including(left, this.record(article).text, wanted)
  }

  /** The same before a reviewer looked at it. */
  private proposed(article: number): Settled | null {
    const found = this.survey.settled(article) ?? null
    if (!this.drops) return found
    const spans = this.boilerplate(article)
    if (spans.length === 0) return found
    const twin = this.survey.twin.get(article)
    let known = this.resettled.get(twin)
    if (!known) {
      known = settle(this.other, this.record(article).text, spans, this.recipe)
      this.resettled.set(twin, known)
    }
    return known
  }

  /** The text as it will be written; it lives until the next record is read. */
  written(article: number): Uint8Array {
    const cuts = this.settled(article)?.cuts ?? NONE
    const { text } = this.record(article)
    return cuts.length === 0 ? text : apply(text, cuts)
  }

  /** Bytes of it. */
  writtenBytes(article: number): number {
    const cuts = this.settled(article)?.cuts ?? NONE
    return cuts.reduce((n, [start, end]) => n - (end - start), this.survey.bytes(article))
  }

  /** Tokens of the article as it will be written. */
  size(article: number): number {
    const given = this.given(article)
    return given.cuts.length === 0 ? this.survey.tokens.get(article) : this.comparer.size(given)
  }

  missing(kept: number, copy: number): ReturnType<Comparer['missing']> {
    return this.comparer.missing(this.given(kept), this.given(copy))
  }

  resemblance(a: number, b: number): ReturnType<Comparer['resemblance']> {
    return this.comparer.resemblance(this.given(a), this.given(b))
  }

  settledShares(a: number, b: number): ReturnType<Comparer['settledShares']> {
    return this.comparer.settledShares(this.given(a), this.given(b))
  }

  bareBands(article: number): Uint32Array | null {
    return this.comparer.bareBands(this.given(article))
  }

  compare(a: number, b: number): Match | null {
    return this.judge(a, b).match
  }

  judge(a: number, b: number): Judged {
    return this.comparer.judge(this.given(a), this.given(b))
  }
}
