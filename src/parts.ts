// Matches -> parts: articles that a match or one text connects, however far round. What becomes of an article depends on its part and on
// nothing else, so that each part is decided by itself, and what was read for it is forgotten with it. A part is no cluster: a passage
// may join a thousand stories.
//
// Law: every article with a match or a twin stands in one part, and no two parts are joined. Linear but for the sort of the matches.
import type { Matches } from './matches.js'

export interface Part {
  /** Ascending. */
  readonly articles: Uint32Array
  /** Rows of the matches between them, in order of (a, b). */
  readonly rows: Uint32Array
}

/** `standsFor[i]`: the first article with the text of article i. Parts come in the order of their first articles. */
export function* parts(standsFor: Uint32Array, matches: Matches): Iterable<Part> {
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
  // Where the articles of a part end, of all articles in parts of two and more; and its matches.
  const articleEnd = new Uint32Array(n)
  const rowEnd = new Uint32Array(n)
  for (let row = 0; row < matches.length; row++) rowEnd[root[matches.a(row)]!]!++
  let [articles, rows] = [0, 0]
  for (let i = 0; i < n; i++) {
    const mine = rowEnd[i]!
    articleEnd[i] = articles
    rowEnd[i] = rows
    if (size[i]! > 1) articles += size[i]!
    rows += mine
  }
  const articleOf = new Uint32Array(articles)
  for (let i = 0; i < n; i++) if (size[root[i]!]! > 1) articleOf[articleEnd[root[i]!]!++] = i
  const rowOf = new Uint32Array(rows)
  for (const row of matches.rows()) rowOf[rowEnd[root[matches.a(row)]!]!++] = row
  let [article, row] = [0, 0]
  for (let i = 0; i < n; i++) {
    if (size[i]! < 2) continue
    yield { articles: articleOf.subarray(article, articleEnd[i]), rows: rowOf.subarray(row, rowEnd[i]) }
    article = articleEnd[i]!
    row = rowEnd[i]!
  }
}
