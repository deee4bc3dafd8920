// Clusters with all that was decided of them, as columns: a corpus has a cluster for every story that was copied, and as objects they take a
// kilobyte each. One is an object only while it is looked at.
//
//   words of a cluster   its numbers, one behind the other, in the order of `add`; shares as two words of a double, lists behind their
//                        length, sentences and names by their number
import type { Original } from './attribute.js'
import { Column } from './kernel/column.js'
import { ordered } from './kernel/order.js'
import { Sentences } from './kernel/sentences.js'
import type { Chain, ChangeKind, Relation } from './versions.js'

export interface Gathered {
  readonly head: number
  /** Articles, ascending. Typed: a cluster may hold a whole corpus. */
  readonly members: Uint32Array
  readonly kept: Uint32Array
  /** Heads of neighbouring clusters. */
  readonly near: readonly number[]
  /** How alike the members are: the lowest and the mean of their shares with the head, max(jaccard, containment); null when there is no other. */
  readonly inner: { readonly lowest: number; readonly mean: number } | null
  readonly original: Pick<Original, 'confidence' | 'because' | 'standsFor' | 'agency' | 'at'>
  /** Article, or null. */
  readonly originalArticle: number | null
  /** What speaks for others: articles. */
  readonly others: readonly { readonly article: number; readonly share: number; readonly because: readonly string[] }[]
  readonly relation: Relation
  readonly chains: readonly Chain[]
  /** Why nothing but identical text goes; null: the cluster hangs together. */
  readonly loose: string | null
}

const NONE = 0xffffffff
const RELATIONS: readonly Relation[] = [null, 'versions', 'syndication', 'both']
const BY: readonly Chain['by'][] = ['date', 'number', 'none']
const CHANGES: readonly ChangeKind[] = ['same', 'extended', 'shortened', 'corrected', 'updated', 'rewritten']
const double = new Float64Array(1)
const halves = new Uint32Array(double.buffer)

export class Clusters implements Iterable<Gathered> {
  readonly #words = new Column()
  readonly #at = new Column()
  readonly #first = new Column()
  readonly #sentences = new Sentences()
  /** Rows by first member, once they are sorted. */
  #order: Uint32Array | null = null

  get length(): number {
    return this.#at.length
  }

  add(c: Gathered): void {
    const words = this.#words
    const number = (x: number | null): void => words.push(x ?? NONE)
    const share = (x: number): void => {
      double[0] = x
      words.push(halves[0]!)
      words.push(halves[1]!)
    }
    const list = <T>(items: readonly T[], write: (item: T) => void): void => {
      words.push(items.length)
      for (const item of items) write(item)
    }
    const text = (x: string | null): void => number(x === null ? null : this.#sentences.number([x]))
    this.#first.push(c.members[0]!)
    this.#at.push(words.length)
    number(c.head)
    for (const articles of [c.members, c.kept]) {
      words.push(articles.length)
      for (const article of articles) words.push(article)
    }
    list(c.near, number)
    share(c.inner === null ? Number.NaN : c.inner.lowest)
    share(c.inner === null ? Number.NaN : c.inner.mean)
    share(c.original.confidence)
    number(this.#sentences.number(c.original.because))
    text(c.original.standsFor)
    number(Number(c.original.agency))
    text(c.original.at)
    number(c.originalArticle)
    list(c.others, (o) => {
      number(o.article)
      share(o.share)
      number(this.#sentences.number(o.because))
    })
    number(RELATIONS.indexOf(c.relation))
    list(c.chains, ({ outlet, articles, by, changes }) => {
      text(outlet)
      list(articles, number)
      number(BY.indexOf(by))
      list(changes, (x) => {
        number(CHANGES.indexOf(x.kind))
        share(x.kept)
        share(x.fresh)
      })
    })
    text(c.loose)
  }

  /** Puts them in order of their first members. */
  sort(): void {
    this.#order = ordered(this.length, (x, y) => this.#first.get(x) - this.#first.get(y))
  }

  at(i: number): Gathered {
    let at = this.#at.get(this.#order === null ? i : this.#order[i]!)
    const next = (): number => this.#words.get(at++)
    const number = (): number | null => {
      const x = next()
      return x === NONE ? null : x
    }
    const share = (): number => {
      halves[0] = next()
      halves[1] = next()
      return double[0]!
    }
    const list = <T>(read: () => T): T[] => {
      const out: T[] = []
      for (let n = next(); n > 0; n--) out.push(read())
      return out
    }
    const text = (): string | null => {
      const x = number()
      return x === null ? null : this.#sentences.get(x)[0]!
    }
    const head = next()
    const articles = (): Uint32Array => {
      const out = new Uint32Array(next())
      for (let i = 0; i < out.length; i++) out[i] = next()
      return out
    }
    const [members, kept, near] = [articles(), articles(), list(next)]
    const [lowest, mean] = [share(), share()]
    const original = {
      confidence: share(),
      because: this.#sentences.get(next()),
      standsFor: text(),
      agency: next() === 1,
      at: text(),
    }
    return {
      head,
      members,
      kept,
      near,
      inner: Number.isNaN(lowest) ? null : { lowest, mean },
      original,
      originalArticle: number(),
      others: list(() => ({ article: next(), share: share(), because: this.#sentences.get(next()) })),
      relation: RELATIONS[next()]!,
      chains: list(() => ({
        outlet: text()!,
        articles: list(next),
        by: BY[next()]!,
        changes: list(() => ({ kind: CHANGES[next()]!, kept: share(), fresh: share() })),
      })),
      loose: text(),
    }
  }

  *[Symbol.iterator](): Iterator<Gathered> {
    for (let i = 0; i < this.length; i++) yield this.at(i)
  }
}
