// Articles of the clusters -> the order in which they are asked whether they stay: a copy goes when one that was asked before contains it.
//
//   original         the original of its cluster first, then by date, then the longer one
//   first, last      by date; what has none comes last
//   longest          the longest as it will be written
//   fewest-repeats   the one that repeats least of itself, then as `original`
//   source:A,B       those of source A, then of B, then as `original`
//
// What archives hold (--against) always comes before: it cannot go. Ties are broken by the article's own id and only then by its place, so
// that the lines of a file may stand in any order.
// Law: the order of the articles given changes nothing.
import type { Moment } from './dates.js'
import { ordered } from './kernel/order.js'

export type Keep = 'original' | 'first' | 'last' | 'longest' | 'fewest-repeats' | `source:${string}`

/** What a policy asks of an article. Functions: most policies need few of them. */
export interface Asked {
  against(article: number): boolean
  /** Is it the original of its cluster? */
  origin(article: number): boolean
  date(article: number): Moment | null
  /** Tokens of the text as it will be written. */
  size(article: number): number
  /** Bytes of it that stand twice in it. */
  repeats(article: number): number
  outlet(article: number): string | null
  /** Its id as bytes; null when it has none of its own. */
  id(article: number): Uint8Array | null
}

/** The sources of `source:A,B`, best first; null for every other policy. */
export const sourcesOf = (keep: Keep): readonly string[] | null =>
  keep.startsWith('source:')
    ? keep
        .slice('source:'.length)
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
    : null

const same = (name: string): string => name.trim().replace(/[A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 32))

export function preference(articles: Uint32Array, keep: Keep, asked: Asked): Uint32Array {
  const sources = sourcesOf(keep)?.map(same)
  const n = articles.length
  const byOrigin = keep !== 'first' && keep !== 'last' && keep !== 'longest'
  const bySize = keep !== 'first' && keep !== 'last'
  // What an article is asked, it is asked once.
  const against = new Uint8Array(n)
  const origin = new Uint8Array(n)
  const size = new Uint32Array(bySize ? n : 0)
  const source = new Uint32Array(sources === undefined ? 0 : n)
  const repeats = new Uint32Array(keep === 'fewest-repeats' ? n : 0)
  const dates: (string | null)[] = []
  const known = new Map<string, string>()
  for (let i = 0; i < n; i++) {
    const article = articles[i]!
    against[i] = asked.against(article) ? 0 : 1
    origin[i] = byOrigin && against[i] === 1 && asked.origin(article) ? 0 : 1
    // An outlet that is not asked for: -1, the largest there is.
    if (sources !== undefined) source[i] = sources.indexOf(same(asked.outlet(article) ?? ''))
    if (keep === 'fewest-repeats') repeats[i] = asked.repeats(article)
    const key = keep === 'longest' ? null : (asked.date(article)?.key ?? null)
    if (key === null) continue
    if (!known.has(key)) known.set(key, key)
    while (dates.length < i) dates.push(null)
    dates[i] = known.get(key)!
  }
  const sign = keep === 'last' ? -1 : 1
  const byDate = (x: string | null, y: string | null): number =>
    x === y ? 0 : x === null ? 1 : y === null ? -1 : x < y ? -sign : sign
  // Mostly dates decide: it is asked where they do not. A text without words is in no cluster.
  const sizeOf = (i: number): number => (size[i] ||= asked.size(articles[i]!))
  const order = ordered(
    n,
    (x, y) =>
      against[x]! - against[y]! ||
      (sources === undefined ? 0 : source[x]! - source[y]!) ||
      (keep === 'fewest-repeats' ? repeats[x]! - repeats[y]! : 0) ||
      origin[x]! - origin[y]! ||
      byDate(dates[x] ?? null, dates[y] ?? null) ||
      (bySize ? sizeOf(y) - sizeOf(x) : 0) ||
      sign * ids(asked.id(articles[x]!), asked.id(articles[y]!)) ||
      sign * (articles[x]! - articles[y]!),
  )
  return order.map((i) => articles[i]!)
}

/** By bytes; an article without an id of its own is no earlier and no later than any other of these. */
function ids(x: Uint8Array | null, y: Uint8Array | null): number {
  if (x === null || y === null) return Number(x === null) - Number(y === null)
  const n = Math.min(x.length, y.length)
  for (let i = 0; i < n; i++) if (x[i] !== y[i]) return x[i]! - y[i]!
  return x.length - y.length
}
