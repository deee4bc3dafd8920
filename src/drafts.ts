// Findings before they are records, as columns: articles are numbers, sentences are numbered too, because most are said again and again.
// A finding is an object only while it is looked at.
import { Column } from './kernel/column.js'
import { ordered } from './kernel/order.js'
import { Sentences } from './kernel/sentences.js'
import type { Kind, Span } from './model.js'

export interface Draft {
  readonly kind: Kind
  readonly article: number
  readonly span: Span
  readonly source: { readonly article: number; readonly span: Span } | null
  readonly exact: boolean
  readonly score: number
  readonly because: readonly string[]
  readonly edit: 'cut' | 'removed' | 'covered' | 'none'
  readonly cut: Span | null
}

const KINDS: readonly Kind[] = ['repeat', 'copy', 'part', 'passage', 'boilerplate']
const EDITS = ['cut', 'removed', 'covered', 'none'] as const
const NONE = 0xffffffff
const score = new Float64Array(1)
const scoreWords = new Uint32Array(score.buffer)

export class Drafts {
  /** Kind, edit, exact. */
  readonly #what = new Column()
  readonly #article = new Column()
  readonly #start = new Column()
  readonly #end = new Column()
  readonly #source = new Column()
  readonly #sourceStart = new Column()
  readonly #sourceEnd = new Column()
  readonly #scoreLo = new Column()
  readonly #scoreHi = new Column()
  readonly #because = new Column()
  readonly #cutStart = new Column()
  readonly #cutEnd = new Column()
  readonly #sentences = new Sentences()
  /** Rows by place, once they are sorted. */
  #order: Uint32Array | null = null

  get length(): number {
    return this.#what.length
  }

  add(draft: Draft): void {
    const { source, cut } = draft
    this.#what.push(KINDS.indexOf(draft.kind) | (EDITS.indexOf(draft.edit) << 4) | (draft.exact ? 256 : 0))
    this.#article.push(draft.article)
    this.#start.push(draft.span[0])
    this.#end.push(draft.span[1])
    this.#source.push(source === null ? NONE : source.article)
    this.#sourceStart.push(source === null ? 0 : source.span[0])
    this.#sourceEnd.push(source === null ? 0 : source.span[1])
    score[0] = draft.score
    this.#scoreLo.push(scoreWords[0]!)
    this.#scoreHi.push(scoreWords[1]!)
    this.#because.push(this.#sentences.number(draft.because))
    this.#cutStart.push(cut === null ? NONE : cut[0])
    this.#cutEnd.push(cut === null ? NONE : cut[1])
  }

  /** Puts them in order of place: article, start, end, source. What `at`, `article`, `kind` and `edit` count from now on. */
  sort(): void {
    const source = (x: number): number => (this.#source.get(x) + 1) >>> 0
    this.#order = ordered(
      this.length,
      (x, y) =>
        this.#article.get(x) - this.#article.get(y) ||
        this.#start.get(x) - this.#start.get(y) ||
        this.#end.get(x) - this.#end.get(y) ||
        source(x) - source(y) ||
        this.#sourceStart.get(x) - this.#sourceStart.get(y),
    )
  }

  #row(i: number): number {
    return this.#order === null ? i : this.#order[i]!
  }

  article(i: number): number {
    return this.#article.get(this.#row(i))
  }

  kind(i: number): Kind {
    return KINDS[this.#what.get(this.#row(i)) & 15]!
  }

  edit(i: number): Draft['edit'] {
    return EDITS[(this.#what.get(this.#row(i)) >> 4) & 15]!
  }

  at(i: number): Draft {
    const row = this.#row(i)
    const what = this.#what.get(row)
    const source = this.#source.get(row)
    scoreWords[0] = this.#scoreLo.get(row)
    scoreWords[1] = this.#scoreHi.get(row)
    const cut = this.#cutStart.get(row)
    return {
      kind: KINDS[what & 15]!,
      article: this.#article.get(row),
      span: [this.#start.get(row), this.#end.get(row)],
      source:
        source === NONE ? null : { article: source, span: [this.#sourceStart.get(row), this.#sourceEnd.get(row)] },
      exact: (what & 256) !== 0,
      score: score[0]!,
      because: this.#sentences.get(this.#because.get(row)),
      edit: EDITS[(what >> 4) & 15]!,
      cut: cut === NONE ? null : [cut, this.#cutEnd.get(row)],
    }
  }

  /** The first finding of an article or of one behind it. Sorted ones only. */
  first(article: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.article(middle) < article) low = middle + 1
      else high = middle
    }
    return low
  }
}
