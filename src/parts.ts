// Matches -> parts: articles that a match or one text connects, however far round. What becomes of an article depends on its part and on
// nothing else, so that each part is decided by itself, and what was read for it is forgotten with it. A part is no cluster: a passage
// may join a thousand stories.
//
// Law: every article with a match or a twin stands in one part, and no two parts are joined. Linear but for the sort of the matches.
import { Column } from './kernel/column.js'
import type { Matches } from './matches.js'

export interface Part {
  /** Ascending. */
  readonly articles: Uint32Array
  /** Rows of the matches between them, in order of (a, b). */
  readonly rows: Uint32Array
}

/** `standsFor[i]`: the first article with the text of article i. Parts come in the order of their first articles. */
export function* parts(standsFor: Uint32Array, matches: Matches): Iterable<Part> {
  const { articles, rows, articleEnd, rowEnd } = sorted(standsFor, matches)
  let [article, row] = [0, 0]
  for (let i = 0; i < articleEnd.length; i++) {
    yield { articles: articles.subarray(article, articleEnd.get(i)), rows: rows.subarray(row, rowEnd.get(i)) }
    article = articleEnd.get(i)
    row = rowEnd.get(i)
  }
}

/** Articles and matches part behind part, and where each part ends. */
function sorted(
  standsFor: Uint32Array,
  matches: Matches,
): { articles: Uint32Array; rows: Uint32Array; articleEnd: Column; rowEnd: Column } {
  const n = standsFor.length
  // The first article of the part, in the end.
  const root = Uint32Array.from(standsFor)
  const rootOf = (i: number): number => {
    while (root[i] !== i) i = root[i] = root[root[i]!]!
    return i
  }
  for (let row = 0; row < matches.length; row++) {
    const [a, b] = [rootOf(matches.a(row)), rootOf(matches.b(row))]
    if (a < b) root[b] = a
    else root[a] = b
  }
  const size = new Uint32Array(n)
  for (let i = 0; i < n; i++) size[(root[i] = rootOf(i))]!++
  const own = new Uint32Array(n)
  for (let row = 0; row < matches.length; row++) own[root[matches.a(row)]!]!++
  // Where the next article and the next match of a part goes, by its first article.
  const articleEnd = new Column()
  const rowEnd = new Column()
  let [article, row] = [0, 0]
  for (let i = 0; i < n; i++) {
    if (size[i]! < 2) {
      size[i] = NONE
      continue
    }
    const [next, last] = [article + size[i]!, row + own[i]!]
    ;[size[i], own[i]] = [article, row]
    ;[article, row] = [next, last]
    articleEnd.push(article)
    rowEnd.push(row)
  }
  const articles = new Uint32Array(article)
  for (let i = 0; i < n; i++) if (size[root[i]!] !== NONE) articles[size[root[i]!]!++] = i
  const rows = new Uint32Array(row)
  for (const row of matches.rows()) rows[own[root[matches.a(row)]!]!++] = row
  return { articles, rows, articleEnd, rowEnd }
}

const NONE = 0xffffffff
