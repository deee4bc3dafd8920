// One cluster -> where its text comes from: its original, the versions of each outlet, and whether it hangs together at all.
//
// The members' heads and feet are read here, and nothing of them stays but what the records say. What is decided is decided in pure files:
// facts.ts (what an article says of itself), attribute.ts (the original), versions.ts (the chains).
//
// A cluster is a star, and a star may be made of a template: every leaf resembles the head, and no leaf another one. So of clusters of four
// texts and more the leaves are compared with each other: if hardly any two of them are copies (a sample, free of order), and what they have in
// common is less than `remove.coherence`, the cluster is reported and nothing in it is removed but identical text. The same holds for
// one outlet's form: five texts and more of one outlet, from three days and more, none of which contains another.
import type { Match } from './align.js'
import type { Witness } from './attribute.js'
import { original, trusted } from './attribute.js'
import type { Cluster } from './cluster.js'
import { daysAfter } from './dates.js'
import type { Stated } from './facts.js'
import { FOOT_BYTES, HEAD_BYTES, statedBy } from './facts.js'
import type { Gathered } from './gathered.js'
import type { Facts, RawRecord } from './model.js'
import type { Recipe } from './recipe.js'
import type { Sides } from './sides.js'
import type { Survey } from './survey.js'
import type { Relation } from './versions.js'
import { chains, relation } from './versions.js'

/** What is decided of a cluster before anything goes. */
export type Story = Pick<Gathered, 'original' | 'originalArticle' | 'others' | 'relation' | 'chains' | 'loose'>

/** Members whose texts are read as evidence; of larger clusters the first ones, in canonical order. */
const WITNESSES = 5000
/** Texts from which a cluster is looked into. */
const LOOKED_INTO = 4
/** Leaves whose pairs are all looked at, and pairs that are compared anew. */
const LEAVES = 12
const COMPARED = 8
/** Share of pairs of leaves that are copies from which nobody doubts. */
const JOINED = 0.3
/** Texts and days of an outlet's form. */
const FORM_TEXTS = 5
const FORM_DAYS = 3

export class Lineage {
  readonly #s: Survey
  readonly #sides: Sides
  readonly #standsFor: Uint32Array
  readonly #recipe: Recipe
  readonly #roundups: ReadonlySet<number>
  /** The verified match of two texts; a < b. */
  readonly #match: (a: number, b: number) => Match | undefined

  constructor(
    s: Survey,
    sides: Sides,
    standsFor: Uint32Array,
    recipe: Recipe,
    roundups: ReadonlySet<number>,
    match: (a: number, b: number) => Match | undefined,
  ) {
    this.#s = s
    this.#sides = sides
    this.#standsFor = standsFor
    this.#recipe = recipe
    this.#roundups = roundups
    this.#match = match
  }

  /** `members`: the articles of the star, ascending. `seen`: takes the facts that were read on the way. */
  story(star: Cluster, members: Uint32Array, seen: (article: number, facts: Facts) => void): Story {
    const asked = [...members.subarray(0, WITNESSES)]
    const headCommon = this.#headCommon(star, members)
    const witnesses = asked.map((article) => this.#witness(article, star, headCommon, seen))
    const found =
      members.length < 2
        ? {
            member: null,
            confidence: 0,
            because: ['no other copy stands in this cluster'],
            standsFor: null,
            agency: false,
            at: null,
            others: [],
          }
        : original(witnesses)
    const versions = witnesses.map((w, i) => ({
      article: asked[i]!,
      outlet: w.stated.outlet,
      date: w.date,
      mark: w.stated.mark,
    }))
    const related = relation(versions)
    return {
      original: found,
      originalArticle: found.member === null ? null : asked[found.member]!,
      others: found.others.map((c) => ({ article: asked[c.member]!, share: c.share, because: c.because })),
      relation: members.length < 2 ? null : related,
      chains: members.length < 2 ? [] : chains(versions, (a, b) => this.#stands(a, b)),
      loose: this.#loose(
        star,
        related,
        versions.map((v) => v.date?.at ?? null),
      ),
    }
  }

  #witness(article: number, star: Cluster, headCommon: number, seen: (article: number, facts: Facts) => void): Witness {
    const record = this.#sides.record(article)
    const stated = statedOf(record, seen, article)
    const text = this.#standsFor[article]!
    // What it says twice makes it no fuller.
    const size = this.#sides.writtenBytes(article)
    return {
      stated,
      date: trusted(stated.date, stated.day, daysAfter),
      common: Math.min(size, text === star.head ? headCommon : this.#covered(text, star.head)),
      size,
      roundup: this.#roundups.has(text),
    }
  }

  /** Bytes of text `of` that are aligned with the other one. */
  #covered(of: number, other: number): number {
    const m = this.#match(Math.min(of, other), Math.max(of, other))
    if (m === undefined) return 0
    const at = of < other ? 0 : 2
    return m.spans.reduce((sum, run) => sum + run[at + 1]! - run[at]!, 0)
  }

  /** Bytes of the head that stand in another member: what it alone says makes it no fuller. */
  #headCommon(star: Cluster, members: Uint32Array): number {
    let twins = 0
    for (const m of members)
      if (this.#standsFor[m] === star.head && ++twins > 1) return this.#sides.writtenBytes(star.head)
    return star.members.reduce(
      (most, text) => (text === star.head ? most : Math.max(most, this.#covered(star.head, text))),
      0,
    )
  }

  #stands(a: number, b: number): readonly [number, number] | null {
    const [x, y] = [this.#standsFor[a]!, this.#standsFor[b]!]
    if (x === y) return [1, 1]
    const m = this.#match(Math.min(x, y), Math.max(x, y)) ?? this.#sides.compare(Math.min(x, y), Math.max(x, y))
    if (m === null || m === undefined) return null
    return x < y ? [m.own.aInB, m.own.bInA] : [m.own.bInA, m.own.aInB]
  }

  #cut(text: number): boolean {
    return (this.#sides.settled(text)?.cuts.length ?? 0) > 0
  }

  /** On the texts as they will be written: a second run decides alike. */
  #loose(star: Cluster, related: Relation, dates: readonly (number | null)[]): string | null {
    if (star.members.length < LOOKED_INTO) return null
    const s = this.#s
    const hash = (text: number): number => s.foldLo.get(text)
    // By their text, so that no order of the articles decides which are looked at.
    const leaves = star.members
      .filter((text) => text !== star.head)
      .sort((x, y) => hash(x) - hash(y) || x - y)
      .slice(0, LEAVES)
    const apart: [number, number][] = []
    let joined = 0
    let pairs = 0
    let contained = false
    for (let i = 0; i < leaves.length; i++)
      for (let k = i + 1; k < leaves.length; k++) {
        const [a, b] = [Math.min(leaves[i]!, leaves[k]!), Math.max(leaves[i]!, leaves[k]!)]
        const m = this.#match(a, b)
        pairs++
        if (m?.kind === 'copy') {
          joined++
          const own = this.#cut(a) || this.#cut(b) ? this.#sides.settledShares(a, b) : m.own
          contained ||= Math.max(own.aInB, own.bInA) >= this.#recipe.remove.coverage
        } else apart.push([a, b])
      }
    const days = new Set(dates.map((at) => (at === null ? null : Math.floor(at / 86_400))))
    if (
      related === 'versions' &&
      !contained &&
      star.members.length >= FORM_TEXTS &&
      !days.has(null) &&
      days.size >= FORM_DAYS
    )
      return `one outlet's form: ${star.members.length} texts of ${days.size} days`
    if (joined >= JOINED * pairs) return null
    const some = apart.slice(0, COMPARED)
    const common = some.map(([a, b]) => {
      const own = this.#sides.settledShares(a, b)
      return Math.max(own.jaccard, Math.min(own.aInB, own.bInA))
    })
    const mean = common.reduce((sum, x) => sum + x, joined) / (common.length + joined)
    if (mean >= this.#recipe.remove.coherence) return null
    return `its members resemble the head and not each other (${Math.round(mean * 100) / 100} on average)`
  }
}

/** What an article says of itself. */
export function statedOf(
  record: RawRecord,
  seen?: (article: number, facts: Facts) => void,
  article: number = -1,
): Stated {
  const { text } = record
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length)
  const head = bytes.toString('utf8', 0, HEAD_BYTES)
  const foot = bytes.toString('utf8', Math.max(0, text.length - FOOT_BYTES))
  const facts = record.facts()
  seen?.(article, facts)
  return statedBy(facts, head, foot)
}
