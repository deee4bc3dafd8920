// Passages of all articles -> what an outlet prints under everything: footers, newsletter lines, credits, calls to subscribe.
//
// A passage is boilerplate when one outlet prints it in many articles that are otherwise different. "Otherwise different" is the
// point: a story printed forty times is no boilerplate, so printings are counted once per preliminary group (articles that share
// at least three bands). And it must have a fixed place: most of its printings stand at the same end of the article, or
// beside other boilerplate. A quotation that three stories share stands in the middle of them.
//
// Law: the answer does not depend on the order of the articles; adding a copy of an article that is there changes nothing.
import type { Column, Exchange, Visit } from './model.js'
import type { Recipe } from './recipe.js'

/** Where in its article a passage stands. */
export const HEAD = 0
export const TAIL = 1
export const MIDDLE = 2

/** One row a passage, in order of article and position. */
export interface PassageRows {
  readonly lo: Column
  readonly hi: Column
  /** Hash of the outlet; 0: unknown, no row. */
  readonly outlet: Column
  readonly article: Column
  readonly start: Column
  readonly end: Column
  readonly place: Column
}

export interface Boilerplate {
  /** One row of it. */
  readonly row: number
  readonly articles: number
  readonly groups: number
}

/** Key of a passage in a list of known boilerplate. */
export const boilerplateKey = (outlet: number, lo: number, hi: number): string =>
  `${outlet.toString(16).padStart(8, '0')}${lo.toString(16).padStart(8, '0')}${hi.toString(16).padStart(8, '0')}`

/** Marks the rows that are boilerplate with 1 in `marks` and lists the passages in order of (outlet, hash). Where `known` is given it says what is boilerplate, and nothing is counted: so that cleaned text, in which fewer articles carry a passage, is judged like the text it was cleaned from. */
export function boilerplate(
  exchange: Exchange,
  rows: PassageRows,
  groupOf: (article: number) => number,
  articlesOf: (outlet: number) => number,
  known: ((row: number) => boolean) | null,
  recipe: Recipe,
  marks: Uint8Array,
): Boilerplate[] {
  const found: Boilerplate[] = []
  let waiting: { rows: Uint32Array; articles: number; groups: number }[] = []
  const judge: Visit = (order, start, end, key) => {
    const first = order[start]!
    const listed = known?.(first) === true
    if (known !== null && !listed) return
    const needed = Math.max(recipe.boilerplate.groups, Math.ceil(recipe.boilerplate.share * articlesOf(key[0]!)))
    if (!listed && end - start < needed) return
    const printings = new Float64Array(end - start)
    let articles = 0
    let last = -1
    for (let i = start; i < end; i++) {
      const article = rows.article.get(order[i]!)
      printings[i - start] = groupOf(article) * 4 + rows.place.get(order[i]!)
      if (article !== last) articles++
      last = article
    }
    // A group counts once, where its first printing from the top stands.
    const places = [0, 0, 0]
    let distinct = 0
    printings.sort()
    for (let i = 0; i < printings.length; i++) {
      if (i > 0 && Math.floor(printings[i]! / 4) === Math.floor(printings[i - 1]! / 4)) continue
      places[printings[i]! % 4]!++
      distinct++
    }
    if (!listed && distinct < needed) return
    const settled = listed || Math.max(places[HEAD]!, places[TAIL]!) >= recipe.boilerplate.sameEnd * distinct
    const all = order.slice(start, end)
    if (settled) accept(all, articles, distinct)
    else waiting.push({ rows: all, articles, groups: distinct })
  }
  exchange.group([rows.outlet, rows.lo, rows.hi], judge, known === null ? recipe.boilerplate.groups : 1)
  // Beside other boilerplate: neighbours in the columns are neighbours in the article. Each round can only add; two reach three lines in a row.
  for (let round = 0; round < 2; round++) {
    const rest: typeof waiting = []
    for (const passage of waiting) {
      let beside = 0
      for (const row of passage.rows) if (neighbours(row - 1, row) || neighbours(row + 1, row)) beside++
      if (beside >= recipe.boilerplate.sameEnd * passage.rows.length)
        accept(passage.rows, passage.articles, passage.groups)
      else rest.push(passage)
    }
    waiting = rest
  }
  return found.sort(
    (x, y) =>
      rows.outlet.get(x.row) - rows.outlet.get(y.row) ||
      rows.lo.get(x.row) - rows.lo.get(y.row) ||
      rows.hi.get(x.row) - rows.hi.get(y.row),
  )

  function accept(all: Uint32Array, articles: number, groups: number): void {
    for (const row of all) marks[row] = 1
    found.push({ row: all[0]!, articles, groups })
  }
  function neighbours(neighbour: number, row: number): boolean {
    return (
      neighbour >= 0 &&
      neighbour < marks.length &&
      marks[neighbour] === 1 &&
      rows.article.get(neighbour) === rows.article.get(row)
    )
  }
}
