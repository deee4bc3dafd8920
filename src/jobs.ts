// Work that any thread can do: texts to measure, pairs to compare. A batch is a run of 32-bit words, and so is its answer; both mean the same in any
// thread, and answers are taken in the order of the batches, so the report does not know how many hands there were.
//
//   MEASURE  count, then for each text: bytes, whether passages are wanted, the text      -> a row each (measure.ts)
//   COMPARE  sides, pairs, then for each side: key, bytes, spans of boilerplate, cuts (two words a span), the text;
//            then for each pair the numbers of its two sides                              -> two shares and a match each, or a 0
import type { Comparer } from './comparer.js'
import { createArena } from './kernel/memory.js'
import { matchOut } from './matches.js'
import { measure } from './measure.js'
import type { Hand, Span } from './model.js'
import type { Recipe } from './recipe.js'

export const MEASURE = 1
export const COMPARE = 2

/** Bytes of a batch, about: small enough for a cache, large enough not to matter. */
const BATCH = 1 << 20

/** A run of words that grows. */
class Words {
  u32: Uint32Array = new Uint32Array(BATCH / 4 + 4096)
  u8: Uint8Array = new Uint8Array(this.u32.buffer)
  length = 0

  room(words: number): void {
    if (this.length + words <= this.u32.length) return
    const larger = new Uint32Array(Math.max(2 * this.u32.length, this.length + words))
    larger.set(this.u32.subarray(0, this.length))
    this.u32 = larger
    this.u8 = new Uint8Array(larger.buffer)
  }

  push(...words: number[]): void {
    this.room(words.length)
    for (const word of words) this.u32[this.length++] = word
  }

  bytes(text: Uint8Array): void {
    const words = (text.length + 3) >>> 2
    this.room(words)
    this.u8.set(text, 4 * this.length)
    this.length += words
  }

  done(): Uint32Array {
    return this.u32.subarray(0, this.length)
  }
}

/** A batch of texts to measure. `keys` names them. Closed and run it can be begun anew: whoever runs a batch is done with its words when `run` returns. */
export class Texts {
  keys: number[] = []
  readonly #words = new Words()

  constructor() {
    this.begin()
  }

  begin(): void {
    this.keys = []
    this.#words.length = 0
    this.#words.push(0)
  }

  get count(): number {
    return this.keys.length
  }

  get full(): boolean {
    return 4 * this.#words.length >= BATCH
  }

  add(key: number, text: Uint8Array, wanted: boolean): void {
    this.keys.push(key)
    this.#words.push(text.length, wanted ? 1 : 0)
    this.#words.bytes(text)
  }

  close(): Uint32Array {
    this.#words.u32[0] = this.keys.length
    return this.#words.done()
  }
}

/** A batch of pairs to compare; to be begun anew like the other. */
export class Pairings {
  private readonly pairs: number[] = []
  readonly #numbers = new Map<number, number>()
  readonly #words = new Words()

  constructor() {
    this.begin()
  }

  begin(): void {
    this.pairs.length = 0
    this.#numbers.clear()
    this.#words.length = 0
    this.#words.push(0, 0)
  }

  get full(): boolean {
    return 4 * this.#words.length >= BATCH || this.pairs.length >= 8192
  }

  has(key: number): boolean {
    return this.#numbers.has(key)
  }

  side(key: number, text: Uint8Array, boilerplate: readonly Span[], cuts: readonly Span[]): void {
    this.#numbers.set(key, this.#numbers.size)
    this.#words.push(key, text.length, boilerplate.length, cuts.length)
    for (const [start, end] of boilerplate) this.#words.push(start, end)
    for (const [start, end] of cuts) this.#words.push(start, end)
    this.#words.bytes(text)
  }

  pair(a: number, b: number): void {
    this.pairs.push(this.#numbers.get(a)!, this.#numbers.get(b)!)
  }

  close(): Uint32Array {
    for (const number of this.pairs) this.#words.push(number)
    this.#words.u32[0] = this.#numbers.size
    this.#words.u32[1] = this.pairs.length / 2
    return this.#words.done()
  }
}

/** A hand with a memory of its own, and the comparer it compares with. */
export function createHand(recipe: Recipe, comparer: Comparer): Hand {
  const arena = createArena(4 << 20)
  return (kind, input, output) => {
    const u8 = new Uint8Array(input.buffer, input.byteOffset, 4 * input.length)
    if (kind === MEASURE) {
      let at = 1
      let end = 0
      for (let n = input[0]!; n > 0 && end >= 0; n--) {
        const bytes = input[at]!
        const wanted = input[at + 1] === 1
        end = measure(arena, u8.subarray(4 * at + 8, 4 * at + 8 + bytes), wanted, recipe, output, end)
        at += 2 + ((bytes + 3) >>> 2)
      }
      return end
    }
    return compare(comparer, input, u8, output)
  }
}

function compare(comparer: Comparer, input: Uint32Array, u8: Uint8Array, output: Uint32Array): number {
  let at = 2
  const spans = (n: number): Span[] => {
    const out: Span[] = []
    for (let i = 0; i < n; i++, at += 2) out.push([input[at]!, input[at + 1]!])
    return out
  }
  const sides = Array.from({ length: input[0]! }, () => {
    const [key, bytes, printed, cut] = input.subarray(at, at + 4) as unknown as [number, number, number, number]
    at += 4
    const boilerplate = spans(printed)
    const cuts = spans(cut)
    const text = u8.subarray(4 * at, 4 * at + bytes)
    at += (bytes + 3) >>> 2
    return { key, boilerplate, cuts, text: (): Uint8Array => text }
  })
  let end = 0
  for (let n = input[1]!; n > 0; n--, at += 2) {
    const { match, jaccard, containment } = comparer.judge(sides[input[at]!]!, sides[input[at + 1]!]!)
    if (end + SHARES > output.length) return -1
    shares[0] = jaccard
    shares[1] = containment
    output.set(shareWords, end)
    end = matchOut(match, output, end + SHARES)
    if (end < 0) return -1
  }
  return end
}

/** Words in front of a match: the two shares that stood against the lines, in 32 bits. */
export const SHARES = 2
const shares = new Float32Array(SHARES)
const shareWords = new Uint32Array(shares.buffer)

/** The shares in front of the match at out[at]. */
export function sharesAt(out: Uint32Array, at: number): Float32Array {
  shareWords[0] = out[at]!
  shareWords[1] = out[at + 1]!
  return shares
}
