// Band keys and anchors of all articles -> candidate pairs: the MinHash index and the anchor index.
//
// Two articles are candidates when a band of their sketches is equal (sketch.ts has the curve), or when they share at least two
// anchors: winnowed shingles, so that any 12 words in common hold one whatever surrounds them (kernel/winnow.ts), and
// 20 words hold two. Candidates are not decided here; align.ts decides.
//
// A group is all articles with one key. A group of m articles has m (m - 1) / 2 pairs, and a footer stands under
// every article. So a group larger than R is represented: the R members with the smallest mixed hash of their text stand for it,
// and the others are compared with those. The hash is of the text and not of the key, so that a story's anchors elect the
// same members every time, and the pairs of one group are the pairs of the next. A key costs at most R pairs a member.
//
// Law: the pairs do not depend on the order or the batching of the articles.
import { mix } from './kernel/hash.js'
import type { Column, Exchange, Rows, Visit } from './model.js'
import type { Recipe } from './recipe.js'

/** Pairs of article numbers as two columns, a[i] < b[i], distinct, ascending. */
export interface Pairs {
  readonly a: Column
  readonly b: Column
}

/** Rows of an index: `keys` (compared whole), the article that has the key, and whether a key that others have too counts for it (default: always). */
export interface Index {
  readonly keys: readonly Rows[]
  readonly article: Rows
  readonly proposes?: ((article: number, key: Uint32Array) => boolean) | undefined
}

/** What the pairing needs to know of an article: the first article with the same text stands for all of them; `hash` elects representatives. */
export interface Population {
  /** Number of the article that stands for the text of article i. */
  standsFor(i: number): number
  /** Hash of the text, equal for equal texts. */
  hash(i: number): number
}

/** All pairs of an index, each as often as it shares a key, into `out`. Rows whose first key is 0 are no keys. Returns the number of bounded groups. */
export function pairUp(
  exchange: Exchange,
  index: Index,
  of: Population,
  recipe: Recipe,
  out: { a: Column; b: Column },
): number {
  const most = recipe.bucket.representatives
  const chosen = new Uint32Array(most)
  const order = new Uint32Array(most)
  let members = new Uint32Array(64)
  let bounded = 0
  const { proposes } = index
  exchange.shared(index.keys, index.article, (articles, start, end, key) => {
    if (members.length < end - start) members = new Uint32Array(2 * (end - start))
    let n = 0
    // Articles come in ascending order, all but those that were added later; a text that several have, or one twice, counts once.
    for (let i = start; i < end; i++) {
      if (proposes !== undefined && !proposes(articles[i]!, key)) continue
      const article = of.standsFor(articles[i]!)
      if (n === 0 || members[n - 1] !== article) members[n++] = article
    }
    n = distinct(members, n)
    if (n < 2) return
    if (n <= most) {
      for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) emit(out, members[i]!, members[j]!)
      return
    }
    bounded++
    represent(members.subarray(0, n), of, chosen, order)
    for (let i = 0; i < n; i++) {
      const member = members[i]!
      const stands = order.includes(member)
      for (let k = 0; k < most; k++)
        if (chosen[k] !== member && !(stands && chosen[k]! < member)) emit(out, member, chosen[k]!)
    }
  })
  return bounded
}

function emit(out: { a: Column; b: Column }, x: number, y: number): void {
  out.a.push(Math.min(x, y))
  out.b.push(Math.max(x, y))
}

/** The first n, made ascending and without doubles; how many are left. */
function distinct(members: Uint32Array, n: number): number {
  let i = 1
  while (i < n && members[i]! > members[i - 1]!) i++
  if (i >= n) return n
  members.subarray(0, n).sort()
  let k = 0
  for (i = 0; i < n; i++) if (i === 0 || members[i] !== members[i - 1]) members[k++] = members[i]!
  return k
}

/** The members with the smallest mixed hash, into `chosen` (by hash) and `order` (the same numbers, for looking up). */
function represent(group: Uint32Array, of: Population, chosen: Uint32Array, order: Uint32Array): void {
  const hashes = new Float64Array(chosen.length).fill(Number.POSITIVE_INFINITY)
  const last = chosen.length - 1
  for (const member of group) {
    // Two different texts with one hash are ordered by article number; it is the same for every order of input files.
    const h = mix(of.hash(member))
    if (h >= hashes[last]!) continue
    let at = last
    for (; at > 0 && hashes[at - 1]! > h; at--) {
      hashes[at] = hashes[at - 1]!
      chosen[at] = chosen[at - 1]!
    }
    hashes[at] = h
    chosen[at] = member
  }
  order.set(chosen)
}

/** Pairs that occur at least `times` times, once each, ascending. */
export function often(exchange: Exchange, pairs: Pairs, times: number, out: { a: Column; b: Column }): void {
  if (times > 1) {
    // Those of many anchors are very many, and few of them stay: they are counted first and sorted then. b is never 0, which would be no key.
    const some = { a: exchange.column(), b: exchange.column() }
    const keep: Visit = (_rows, _start, _end, [b, a]) => {
      some.a.push(a!)
      some.b.push(b!)
    }
    exchange.shared([pairs.b, pairs.a], pairs.a, keep, times)
    pairs = some
  }
  exchange.group([pairs.a, pairs.b], (_rows, _start, _end, [a, b]) => {
    out.a.push(a!)
    out.b.push(b!)
  })
}
