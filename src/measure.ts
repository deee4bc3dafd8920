// One text -> one row: everything pass 1 keeps of a text. A row is a run of 32-bit words, so that a thread can make it and another read it:
//
//   0 words of the row          6 passages (5 words each: two lanes, start, end, place)
//   1 state                     7 anchors (two words each: all low lanes, then all high ones)
//   2 tokens                    8 band keys: 32 or 0
//   3 quarter words             9 bytes of JSON at the end: what is cut inside, or why the text was not read
//   4, 5 hash of the folded text as it will be written: without what is cut inside it
import { HEAD, MIDDLE, TAIL } from './boilerplate.js'
import { apply } from './clean.js'
import type { Arena } from './kernel/memory.js'
import { BANDS } from './kernel/minhash.js'
import { runHash } from './kernel/shingles.js'
import { winnow } from './kernel/winnow.js'
import { words } from './kernel/words.js'
import type { Passages, Reading } from './model.js'
import type { Recipe } from './recipe.js'
import { repeats } from './repeat.js'
import { paragraphs, sentences } from './segment.js'
import type { Settled } from './settle.js'
import { settle } from './settle.js'
import { read, spell } from './shingle.js'
import { bands, sketch } from './sketch.js'

const FRONT = 10
const PASSAGE = 5
const READ = 0
const NO_WORDS = 1
const TOO_LARGE = 2

const hash = new Uint32Array(2)
const encoder = new TextEncoder()

/** Writes the row of a text at out[at]; `wanted`: its passages are asked for. Returns where the row ends, or -1 when it does not fit. Resets the arena. */
export function measure(
  arena: Arena,
  text: Uint8Array,
  wanted: boolean,
  recipe: Recipe,
  out: Uint32Array,
  at: number,
): number {
  if (at + FRONT > out.length) return -1
  out.fill(0, at, at + FRONT)
  arena.reset()
  arena.reserve(8)
  let r: Reading
  try {
    r = read(arena, text)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return close(out, at, at + FRONT, TOO_LARGE, error.message)
  }
  if (r.count === 0) return close(out, at, at + FRONT, NO_WORDS, null)
  fold(arena, r, out, at)
  out[at + 2] = r.count
  out[at + 3] = 4 * words(r.kind, 0, r.count)
  const p = paragraphs(r, arena)
  let end = at + FRONT
  if (wanted) {
    if (end + PASSAGE * p.count > out.length) return -1
    end = passages(arena, r, p, out, end)
    out[at + 6] = (end - at - FRONT) / PASSAGE
  }
  if (out[at + 3]! >= 4 * recipe.copy.minWords) {
    const mark = arena.mark()
    const keys = bands(arena, sketch(arena, r))
    if (end + BANDS > out.length) return -1
    out.set(keys, end)
    end += BANDS
    out[at + 8] = BANDS
    arena.reset(mark)
    const list = arena.reserve(r.shingles * 4)
    const n = winnow(arena, r.shLo.byteOffset, r.shHi.byteOffset, r.shingles, recipe.anchor.window, list)
    const noisy = recipe.noise.every > 0 ? misreadAnchors(arena, r, recipe) : NONE
    const all = n + noisy.length / 2
    if (end + 2 * all > out.length) return -1
    const { u32 } = arena
    for (let k = 0; k < n; k++) {
      const shingle = u32[(list >>> 2) + k]!
      out[end + k] = r.shLo[shingle]! || 1
      out[end + all + k] = r.shHi[shingle]!
    }
    for (let k = n; k < all; k++) {
      out[end + k] = noisy[2 * (k - n)]!
      out[end + all + k] = noisy[2 * (k - n) + 1]!
    }
    end += 2 * all
    out[at + 7] = all
    arena.reset(mark)
  }
  const found = repeats(arena, r, p, () => sentences(r, p), recipe)
  if (found.length === 0) return close(out, at, end, READ, null)
  const settled = settle(arena, text, [], recipe, found)
  if (settled.cuts.length > 0) {
    // What is one text when it has been written is one text now: else a second run would find copies that this one did not.
    const written = apply(text, settled.cuts)
    arena.reset()
    arena.reserve(8)
    fold(arena, read(arena, written), out, at)
  }
  return close(out, at, end, READ, settled)
}

/** The hash of a folded text: of its tokens, and how many there are. */
function fold(arena: Arena, r: Reading, out: Uint32Array, at: number): void {
  runHash(arena, r.lo.byteOffset, r.hi.byteOffset, 0, r.count, hash, 0)
  out[at + 4] = hash[0]!
  out[at + 5] = hash[1]! ^ Math.imul(r.count, 0x9e3779b1)
}

const NONE: readonly number[] = []

/** Runs of twelve letters, one in `every`, chosen by themselves and by nothing that stands around them: two lanes each. */
function misreadAnchors(arena: Arena, r: Reading, recipe: Recipe): number[] {
  const { shLo, shHi, shingles } = spell(arena, r)
  const out: number[] = []
  for (let i = 0; i < shingles; i++) if (shHi[i]! % recipe.noise.every === 0) out.push(shLo[i]! || 1, shHi[i]!)
  return out
}

function close(out: Uint32Array, at: number, end: number, state: number, more: unknown): number {
  out[at + 1] = state
  const bytes = more === null ? EMPTY : encoder.encode(JSON.stringify(more))
  const last = end + Math.ceil(bytes.length / 4)
  if (last > out.length) return -1
  new Uint8Array(out.buffer, out.byteOffset + 4 * end, bytes.length).set(bytes)
  out[at] = last - at
  out[at + 9] = bytes.length
  return last
}
const EMPTY = new Uint8Array(0)

/** Passages among the first two or the last three, or in the outer fifths of the text, stand at its ends. */
function passages(arena: Arena, r: Reading, p: Passages, out: Uint32Array, from: number): number {
  let end = from
  for (let u = 0; u < p.count; u++) {
    if (p.from[u] === p.to[u]) continue
    runHash(arena, r.lo.byteOffset, r.hi.byteOffset, p.from[u]!, p.to[u]!, out, end)
    out[end + 2] = p.start[u]!
    out[end + 3] = p.end[u]!
    const tail = u >= p.count - 3 || p.from[u]! * 5 >= r.count * 4
    out[end + 4] = tail ? TAIL : u < 2 || p.to[u]! * 5 <= r.count ? HEAD : MIDDLE
    end += PASSAGE
  }
  return end
}

/** A row as it is read. */
export class Row {
  out: Uint32Array = new Uint32Array(FRONT)
  at = 0

  get length(): number {
    return this.out[this.at]!
  }
  get read(): boolean {
    return this.out[this.at + 1] === READ
  }
  get tokens(): number {
    return this.out[this.at + 2]!
  }
  get quarters(): number {
    return this.out[this.at + 3]!
  }
  get lo(): number {
    return this.out[this.at + 4]!
  }
  get hi(): number {
    return this.out[this.at + 5]!
  }
  get passages(): number {
    return this.out[this.at + 6]!
  }
  get anchors(): number {
    return this.out[this.at + 7]!
  }
  get bands(): number {
    return this.out[this.at + 8]!
  }
  /** Field k (low lane, high lane, start, end, place) of passage u. */
  passage(u: number, k: number): number {
    return this.out[this.at + FRONT + PASSAGE * u + k]!
  }
  band(k: number): number {
    return this.out[this.at + FRONT + PASSAGE * this.passages + k]!
  }
  /** Where the low lanes of the anchors stand in `out`; the high ones follow. */
  get anchorsAt(): number {
    return this.at + FRONT + PASSAGE * this.passages + this.bands
  }
  get settled(): Settled | null {
    return this.read ? this.#json<Settled>() : null
  }
  /** Why the text was not read; null when it was. */
  get tooLarge(): string | null {
    return this.out[this.at + 1] === TOO_LARGE ? this.#json<string>() : null
  }
  #json<T>(): T | null {
    const size = this.out[this.at + 9]!
    if (size === 0) return null
    const at = this.out.byteOffset + 4 * (this.anchorsAt + 2 * this.anchors)
    return JSON.parse(Buffer.from(this.out.buffer, at, size).toString()) as T
  }
}
