// Two texts -> a match, for articles that are given with their text, their boilerplate and what is cut inside them. All sides lie in one arena, with the
// tables that were made of them, and are forgotten together when it is full: an article that has many partners costs its own
// length once, and each partner the partner's.
import type { Match, Missing } from './align.js'
import { match, missing, resemblance, Side } from './align.js'
import { apply, origin, shifted } from './clean.js'
import type { Arena } from './kernel/memory.js'
import { createArena } from './kernel/memory.js'
import { spelled } from './kernel/spelling.js'
import type { Run, Shares, Span } from './model.js'
import type { Recipe } from './recipe.js'
import { paragraphs } from './segment.js'
import { read } from './shingle.js'
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
  private readonly arena: Arena = createArena(4 << 20)
  private readonly bottom: number
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
    if (this.arena.mark() - this.bottom < this.held) return
    this.arena.reset(this.bottom)
    this.cache.clear()
    this.shorter.clear()
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

  /** Band keys of what is not boilerplate (a view); null when nothing else is there, or nothing is boilerplate. */
  bareBands(given: Given): Uint32Array | null {
    this.tidy()
    const side = this.whole(given)
    const { n, lo, hi } = side.set(true, true)
    if (side.boilerplate === null || n === 0) return null
    const { arena } = this
    const mark = arena.mark()
    const column = (at: number): Uint32Array => arena.u32.subarray(at >>> 2, (at >>> 2) + n)
    const keys = bands(arena, sketch(arena, { shLo: column(lo), shHi: column(hi), shingles: n })).slice()
    arena.reset(mark)
    return keys
  }

  /** Decides a pair. The kind is that of the texts as they will be written, so that a second run decides alike; spans and shares are those of the texts as they are. */
  compare(a: Given, b: Given): Match | null {
    this.tidy()
    const { recipe } = this
    const [x, y] = [this.whole(a), this.whole(b)]
    const found = match(x, y, recipe)
    if (a.cuts.length === 0 && b.cuts.length === 0) return found
    const written = match(this.written(a), this.written(b), recipe)
    if (written === null) return found?.kind === 'passage' ? found : null
    const spans = (): Run[] =>
      written.spans.map(([as, ae, bs, be]) => [
        origin(a.cuts, as, false),
        origin(a.cuts, ae, true),
        origin(b.cuts, bs, false),
        origin(b.cuts, be, true),
      ])
    return {
      ...written,
      ...resemblance(x, y),
      spans: found !== null && written.kind !== 'passage' ? found.spans : spans(),
    }
  }

  /** A side of any text. */
  private sideOf(text: Uint8Array, spans: readonly (readonly [number, number])[]): Side {
    const { arena } = this
    const reading = read(arena, text, true)
    let mask: Uint8Array | null = null
    let token = 0
    for (const [start, end] of spans) {
      mask ??= new Uint8Array(reading.count)
      while (token < reading.count && reading.start[token]! < start) token++
      for (; token < reading.count && reading.start[token]! < end; token++) mask[token] = 1
    }
    const spelling = spelled(reading.text, reading.start, reading.end, reading.shLo, reading.shLen)
    return new Side(arena, reading, () => paragraphs(reading, arena), spelling, mask)
  }
}
