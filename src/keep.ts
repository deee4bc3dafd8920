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

export type Keep = 'original' | 'first' | 'last' | 'longest' | 'fewest-repeats' | `source:${string}`

/** What a policy asks of an article. Functions: most policies need few of them. */
export interface Asked {
  against(article: number): boolean
  /** Is it the original of its cluster? */
  origin(article: number): boolean
  date(article: number): Moment | null
  /** Tokens of the text as it will be written; asked where dates do not decide, of one article several times. */
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

export function preference(articles: readonly number[], keep: Keep, asked: Asked): number[] {
  const sources = sourcesOf(keep)?.map(same)
  const rows = articles.map((article) => {
    const at = keep === 'longest' ? null : (asked.date(article)?.key ?? null)
    const outlet = sources === undefined ? -1 : sources.indexOf(same(asked.outlet(article) ?? ''))
    return {
      article,
      against: asked.against(article) ? 0 : 1,
      source: outlet < 0 ? Number.MAX_SAFE_INTEGER : outlet,
      repeats: keep === 'fewest-repeats' ? asked.repeats(article) : 0,
      origin:
        keep === 'first' || keep === 'last' || keep === 'longest' || asked.against(article) || !asked.origin(article)
          ? 1
          : 0,
      // Descending dates as ascending text would need their complement: the sign says which way.
      date: at,
    }
  })
  const sized = keep !== 'first' && keep !== 'last'
  const sign = keep === 'last' ? -1 : 1
  const dates = (x: string | null, y: string | null): number =>
    x === y ? 0 : x === null ? 1 : y === null ? -1 : x < y ? -sign : sign
  return rows
    .sort(
      (x, y) =>
        x.against - y.against ||
        x.source - y.source ||
        x.repeats - y.repeats ||
        x.origin - y.origin ||
        dates(x.date, y.date) ||
        (sized ? asked.size(y.article) - asked.size(x.article) : 0) ||
        sign * ids(asked.id(x.article), asked.id(y.article)) ||
        sign * (x.article - y.article),
    )
    .map((row) => row.article)
}

/** By bytes; an article without an id of its own is no earlier and no later than any other of these. */
function ids(x: Uint8Array | null, y: Uint8Array | null): number {
  if (x === null || y === null) return Number(x === null) - Number(y === null)
  const n = Math.min(x.length, y.length)
  for (let i = 0; i < n; i++) if (x[i] !== y[i]) return x[i]! - y[i]!
  return x.length - y.length
}
