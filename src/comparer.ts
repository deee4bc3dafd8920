// Two texts -> a match, for articles that are given with their text, their boilerplate and what is cut inside them. All sides lie in one arena, with the
// tables that were made of them, and are forgotten together when it is full: an article that has many partners costs its own
// length once, and each partner the partner's.
import type { Judged, Match } from './align.js'
import { bare, judge, matchLetters, resemblance, Side } from './align.js'
import { apply, origin, shifted } from './clean.js'
import type { Arena } from './kernel/memory.js'
import { createArena } from './kernel/memory.js'
import { spelled } from './kernel/spelling.js'
import type { Missing } from './missing.js'
import { missing } from './missing.js'
import type { MeasuredRun, Reading, Shares, Span } from './model.js'
import type { Recipe } from './recipe.js'
import { paragraphs } from './segment.js'
import { read, spell } from './shingle.js'
import { bands, sketch } from './sketch.js'

/** Bytes of readings from which all are forgotten before the next comparison, where the caller has no other wish. */
const HELD = 96 << 20

/** An article to compare. Articles with one key have one text, one boilerplate and one list of cuts. */
export interface Given {
  readonly key: number
  readonly boilerplate: readonly Span[]
  /** What is cut inside it, ascending. */
  readonly cuts: readonly Span[]
  text(): Uint8Array
}

export class Comparer {
  private readonly cache = new Map<number, Side>()
  private readonly shorter = new Map<number, Side>()
  private readonly spelt = new Map<number, Side>()
  private readonly arena: Arena = createArena(4 << 20)
  private readonly bottom: number
  /** For what is not kept. */
  private readonly other: Arena = createArena(1 << 16)
  private readonly recipe: Recipe
  private readonly held: number

  /** `held`: bytes of readings and their tables that are held at most, but for those of one question. */
  constructor(recipe: Recipe, held: number = HELD) {
    this.recipe = recipe
    this.held = held
    this.arena.reserve(8)
    this.bottom = this.arena.mark()
  }

  /** Forget everything when there is much of it. Sides that were got before are gone. */
  private tidy(): void {
    if (this.arena.mark() - this.bottom >= this.held) this.forget()
  }

  /** From here on keys name other articles. */
  forget(): void {
    this.arena.reset(this.bottom)
    this.cache.clear()
    this.shorter.clear()
    this.spelt.clear()
  }

  /** The article as it is; it lives until the next question. */
  side(given: Given): Side {
    this.tidy()
    return this.whole(given)
  }

  private whole(given: Given): Side {
    let side = this.cache.get(given.key)
    if (!side) {
      side = this.sideOf(given.text(), given.boilerplate)
      this.cache.set(given.key, side)
    }
    return side
  }

  /** The article as it will be written, without what is cut inside it; the article itself when nothing is. */
  private written(given: Given): Side {
    if (given.cuts.length === 0) return this.whole(given)
    let side = this.shorter.get(given.key)
    if (!side) {
      side = this.sideOf(apply(given.text(), given.cuts), shifted(given.cuts, given.boilerplate))
      this.shorter.set(given.key, side)
    }
    return side
  }

  /** Tokens of the article as it will be written. */
  size(given: Given): number {
    this.tidy()
    return this.written(given).reading.count
  }

  /** What the copy says that the kept article does not, both as they will be written; the words as text. Null when nothing is. */
  missing(kept: Given, copy: Given): (Missing & { readonly words: readonly string[] }) | null {
    this.tidy()
    const [keeper, side] = [this.written(kept), this.written(copy)]
    const lost = missing(keeper, side, this.recipe)
    if (lost === null) return null
    const { text } = side.reading
    const words = lost.tokens.map(([start, end]) => Buffer.from(text.subarray(start, end)).toString())
    return { ...lost, words }
  }

  /** Shares of two articles as they are. */
  resemblance(a: Given, b: Given): { readonly whole: Shares; readonly own: Shares } {
    this.tidy()
    return resemblance(this.whole(a), this.whole(b))
  }

  /** The same as they will be written, without boilerplate. */
  settledShares(a: Given, b: Given): Shares {
    this.tidy()
    return resemblance(this.written(a), this.written(b)).own
  }

  /** Band keys of what is not boilerplate (a view); null when nothing else is there, or nothing is boilerplate. */
  bareBands(given: Given): Uint32Array | null {
    const { other } = this
    other.reset()
    other.reserve(8)
    const r = read(other, given.text())
    const mask = masked(r, given.boilerplate)
    if (mask === null) return null
    const { lo, hi, n } = bare(other, r, mask, r.shLo.byteOffset)
    if (n === 0) return null
    const column = (at: number): Uint32Array => other.u32.subarray(at >>> 2, (at >>> 2) + n)
    return bands(other, sketch(other, { shLo: column(lo), shHi: column(hi), shingles: n }))
  }

  /** Decides a pair: by its words, and, where the recipe asks for it and words do not make a copy, letter by letter. */
  compare(a: Given, b: Given): Match | null {
    return this.judge(a, b).match
  }

  /** The same, with the shares that decided: those of the texts as they will be written. */
  judge(a: Given, b: Given): Judged {
    this.tidy()
    const judged = this.byWords(a, b)
    const found = judged.match
    if (this.recipe.noise.every === 0 || (found !== null && found.kind !== 'passage')) return judged
    const [x, y] = [this.written(a), this.written(b)]
    if (Math.min(x.ownWords, y.ownWords) < this.recipe.copy.templateWords) return judged
    const letters = matchLetters(this.lettered(a, x), this.lettered(b, y), this.recipe)
    if (letters === null || (found !== null && letters.kind === 'passage')) return judged
    return { ...judged, match: { ...letters, spans: letters.spans.map((run) => asPrinted(a, b, run)) } }
  }

  /** The article as it will be written, letter by letter. */
  private lettered(given: Given, words: Side): Side {
    let side = this.spelt.get(given.key)
    if (!side) {
      const reading = spell(this.arena, words.reading)
      const marks = masked(reading, shifted(given.cuts, given.boilerplate))
      side = new Side(this.arena, reading, paragraphs, reading.shLo, marks)
      this.spelt.set(given.key, side)
    }
    return side
  }

  /** Decides a pair by its words. The kind is that of the texts as they will be written, so that a second run decides alike; spans and shares are those of the texts as they are. */
  private byWords(a: Given, b: Given): Judged {
    const { recipe } = this
    const [x, y] = [this.whole(a), this.whole(b)]
    const judged = judge(x, y, recipe)
    if (a.cuts.length === 0 && b.cuts.length === 0) return judged
    const found = judged.match
    const last = judge(this.written(a), this.written(b), recipe)
    const written = last.match
    if (written === null) return { ...last, match: found?.kind === 'passage' ? found : null }
    const match = {
      ...written,
      ...(found === null ? resemblance(x, y) : { whole: found.whole, own: found.own }),
      spans:
        found !== null && written.kind !== 'passage' ? found.spans : written.spans.map((run) => asPrinted(a, b, run)),
    }
    return { ...last, match }
  }

  /** A side of any text. */
  private sideOf(text: Uint8Array, spans: readonly Span[]): Side {
    const { arena } = this
    const reading = read(arena, text, true)
    return new Side(arena, reading, paragraphs, spelled(arena, reading), masked(reading, spans))
  }
}

/** A run of the texts as they will be written -> the bytes of the texts as they are. */
const asPrinted = (a: Given, b: Given, [as, ae, bs, be, equal]: MeasuredRun): MeasuredRun => [
  origin(a.cuts, as, false),
  origin(a.cuts, ae, true),
  origin(b.cuts, bs, false),
  origin(b.cuts, be, true),
  equal,
]

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
