// The two blocks of JSON of this file, and what is often asked of them. The texts are parsed when the first one is shown.
import type { Rows, Text } from '../data.js'

const read = (id: string): unknown => JSON.parse(document.getElementById(id)!.textContent ?? 'null')

export const report = read('rows') as Rows

let shelf: Text[] | null = null

/** A piece of an article's text; null when it is not in this file. `whole`: nothing of it is missing. */
export function passage(
  article: number,
  start = 0,
  end = Number.MAX_SAFE_INTEGER,
): { text: string; whole: boolean } | null {
  shelf ??= read('texts') as Text[]
  const text = shelf[article] ?? null
  if (text === null || start < 0) return null
  if (typeof text === 'string') return { text: text.slice(start, end), whole: true }
  // Windows: the one the start stands in, to its end at most; for a whole article all of them, with what is left out marked.
  if (start === 0 && end === Number.MAX_SAFE_INTEGER)
    return { text: text.filter((piece) => typeof piece === 'string').join('\n\n[…]\n\n'), whole: false }
  for (let n = 0; n < text.length; n += 2) {
    const [from, words] = [text[n] as number, text[n + 1] as string]
    if (start < from || start >= from + words.length) continue
    return { text: words.slice(start - from, end - from), whole: end <= from + words.length }
  }
  return null
}

/** What stands before and after a piece, a little. */
export function around(article: number, start: number, end: number): [string, string] {
  const [before, after] = [passage(article, Math.max(0, start - 160), start), passage(article, end, end + 160)]
  const opening = before?.text ?? ''
  return [
    start > 160 ? opening.replace(/^\S*\s/, '… ') : opening,
    after === null ? '' : after.text.length === 160 ? after.text.replace(/\s\S*$/, ' …') : after.text,
  ]
}

export const articles = report.articles
export const clusters = report.clusters
export const findings = report.findings
export const sentences = report.sentences

export const outletOf = (article: number): string => report.names[articles.outlet[article] ?? -1] ?? ''

export const titleOf = (article: number): string => articles.title[article] || articles.id[article] || ''

/** Where an editor finds it. */
export const placeOf = (article: number): string => {
  const [path, line] = [articles.path[article]!, articles.line[article]!]
  return path === '' ? articles.id[article]! : line > 0 ? `${path}:${line}` : path
}

const done = report.mode === 'clean'

/** By number of edit. */
export const VERDICTS: readonly string[] = [
  done ? 'removed' : 'would be removed',
  done ? 'cut' : 'would be cut',
  done ? 'went with a larger cut' : 'would go with a larger cut',
  'reported only',
]

/** By number of status. */
export const FATES: readonly string[] = [
  'kept',
  done ? 'cut' : 'would be cut',
  done ? 'removed' : 'would be removed',
  'skipped',
  'compared with only',
]

/** What names a cluster, and whether that is keywords. */
export function nameOf(cluster: number): { words: string; keywords: boolean } {
  const keywords = clusters.name[cluster]!
  if (keywords.length > 0) return { words: keywords.join(' · '), keywords: true }
  const article = clusters.original[cluster]! >= 0 ? clusters.original[cluster]! : clusters.head[cluster]!
  if (articles.title[article]) return { words: articles.title[article]!, keywords: false }
  const opening = passage(article)?.text.trim().split(/\s+/, 9).join(' ')
  return { words: opening === undefined || opening === '' ? articles.id[article]! : `${opening} …`, keywords: false }
}
