// Matches as columns. A match is an object only while it is looked at: a corpus has a match for every copy in it, and each of them
// as an object would take half a kilobyte.
//
//   words of a match:   kind (0: no match), is a the part of b?, runs, six shares as doubles, five words a run
//
// The same words are the answer of a hand (jobs.ts), and are taken as they came.
import type { Match } from './align.js'
import { Column } from './kernel/column.js'
import { ordered } from './kernel/order.js'
import { Table } from './kernel/table.js'
import type { MatchKind, MeasuredRun } from './model.js'

const KINDS: readonly MatchKind[] = ['copy', 'part', 'passage']
const shares = new Float64Array(6)
const shareWords = new Uint32Array(shares.buffer)
const FRONT = 3 + shareWords.length
const RUN = 5

/** Writes a match at out[at]; where the next one stands, or -1 when there is no room. */
export function matchOut(match: Match | null, out: Uint32Array, at: number): number {
  if (at + FRONT > out.length) return -1
  out[at] = 0
  if (match === null) return at + 1
  const { whole, own, spans } = match
  const end = at + FRONT + RUN * spans.length
  if (end > out.length) return -1
  out[at] = 1 + KINDS.indexOf(match.kind)
  out[at + 1] = match.aIsPart ? 1 : 0
  out[at + 2] = spans.length
  shares.set([whole.jaccard, whole.aInB, whole.bInA, own.jaccard, own.aInB, own.bInA])
  out.set(shareWords, at + 3)
  for (let i = 0; i < spans.length; i++) out.set(spans[i]!, at + FRONT + RUN * i)
  return end
}

/** Words of the match at out[at]. */
export const matchWords = (out: Uint32Array, at: number): number => (out[at] === 0 ? 1 : FRONT + RUN * out[at + 2]!)

function matchIn(out: Uint32Array): Match {
  const n = out[2]!
  shareWords.set(out.subarray(3, FRONT))
  const [jaccard, aInB, bInA] = [shares[0]!, shares[1]!, shares[2]!]
  const own = { jaccard: shares[3]!, aInB: shares[4]!, bInA: shares[5]! }
  const spans: MeasuredRun[] = []
  for (let i = FRONT; i < FRONT + RUN * n; i += RUN)
    spans.push([out[i]!, out[i + 1]!, out[i + 2]!, out[i + 3]!, out[i + 4]!])
  return { kind: KINDS[out[0]! - 1]!, whole: { jaccard, aInB, bInA }, own, aIsPart: out[1] === 1, spans }
}

/** Matches of articles a < b, each pair once. Rows are numbered as they came, `rows` gives them in order of (a, b). */
export class Matches {
  readonly #a = new Column()
  readonly #b = new Column()
  readonly #at = new Column()
  readonly #words = new Column()
  readonly #rows = new Table()
  /** Where the words begin that were taken last. */
  #last = 0
  #scratch = new Uint32Array(256)

  get length(): number {
    return this.#a.length
  }

  a(row: number): number {
    return this.#a.get(row)
  }

  b(row: number): number {
    return this.#b.get(row)
  }

  kind(row: number): MatchKind {
    return KINDS[this.#words.get(this.#at.get(row)) - 1]!
  }

  /** Of a part: is a the part of b? */
  aIsPart(row: number): boolean {
    return this.#words.get(this.#at.get(row) + 1) === 1
  }

  match(row: number): Match {
    const at = this.#at.get(row)
    const n = FRONT + RUN * this.#words.get(at + 2)
    if (n > this.#scratch.length) this.#scratch = new Uint32Array(2 * n)
    for (let i = 0; i < n; i++) this.#scratch[i] = this.#words.get(at + i)
    return matchIn(this.#scratch)
  }

  /** The row of two articles, in either order, or -1. */
  row(x: number, y: number): number {
    return x < y ? this.#rows.get(x, y) : this.#rows.get(y, x)
  }

  /** Adds the match whose words begin at words[at]; nothing when they say that there is none. */
  take(a: number, b: number, words: Uint32Array, at: number): void {
    if (words[at] === 0) return
    this.#rows.set(a, b, this.#a.length)
    this.#a.push(a)
    this.#b.push(b)
    const n = matchWords(words, at)
    // Further copies of one text are matched in the very words of the one before.
    if (!this.#said(words, at, n)) {
      this.#last = this.#words.length
      for (let i = at; i < at + n; i++) this.#words.push(words[i]!)
    }
    this.#at.push(this.#last)
  }

  /** Are these the words that were taken last? */
  #said(words: Uint32Array, at: number, n: number): boolean {
    if (this.#words.length - this.#last !== n) return false
    for (let i = 0; i < n; i++) if (this.#words.get(this.#last + i) !== words[at + i]) return false
    return true
  }

  add(a: number, b: number, match: Match): void {
    const n = FRONT + RUN * match.spans.length
    if (n > this.#scratch.length) this.#scratch = new Uint32Array(2 * n)
    matchOut(match, this.#scratch, 0)
    this.take(a, b, this.#scratch, 0)
  }

  /** All rows, in order of (a, b). */
  rows(): Uint32Array {
    return ordered(this.length, (x, y) => this.#a.get(x) - this.#a.get(y) || this.#b.get(x) - this.#b.get(y))
  }
}
