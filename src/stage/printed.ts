// Stages about boilerplate: `boilerplate` says which passages it is, `bare` makes band keys without it, `shingles` lists what must propose nothing.
import { boilerplate, boilerplateKey } from '../boilerplate.js'
import { Comparer } from '../comparer.js'
import { Column } from '../kernel/column.js'
import { BANDS } from '../kernel/minhash.js'
import { rekeyed } from '../pipeline.js'
import { Sides } from '../sides.js'
import type { ArticleRow } from './desk.js'
import { Desk } from './desk.js'
import type { Settings } from './settings.js'
import { signed } from './sketch.js'
import type { World } from './stages.js'
import type { Rows } from './wire.js'

/** A passage that is printed often enough to ask. Rows come outlet by outlet, in order of article and place. */
export interface PassageRow {
  readonly outlet: number
  /** Articles of the outlet. */
  readonly many: number
  readonly n: number
  readonly u: number
  readonly lo: number
  readonly hi: number
  readonly s: number
  readonly e: number
  readonly p: number
  /** Preliminary group of the article. */
  readonly g: number
}

export const PRINTED = ['outlet', 'lo', 'hi', 'n', 'u', 's', 'e', 'articles', 'groups'] as const

/** Gives `B` rows, one a passage that is boilerplate (n, u, s, e: its first printing), and `M` rows, one a printing. An outlet at a time; memory: 60 bytes a row of an outlet. */
export function printed(input: Iterable<PassageRow>, out: Rows, settings: Settings, world: World): void {
  const { recipe } = settings
  const known = settings.known === null ? null : new Set(settings.known)
  let held: PassageRow[] = []
  const give = (): void => {
    if (held.length === 0) return
    const rows = { lo: new Column(), hi: new Column(), outlet: new Column(), article: new Column() }
    const more = { start: new Column(), end: new Column(), place: new Column() }
    const at: number[] = []
    const numbers: number[] = []
    const groups: number[] = []
    let last: PassageRow | null = null
    const push = (lo: number, hi: number, outlet: number, row: PassageRow, i: number): void => {
      at.push(i)
      rows.lo.push(lo)
      rows.hi.push(hi)
      rows.outlet.push(outlet)
      rows.article.push(numbers.length - 1)
      more.start.push(row.s)
      more.end.push(row.e)
      more.place.push(row.p)
    }
    for (const [i, row] of held.entries()) {
      if (last?.n !== row.n) {
        numbers.push(row.n)
        groups.push(row.g)
      }
      // What stood between was not sent: neighbours are what they were. No outlet is 0, and no two such rows are alike.
      if (last?.n === row.n && row.u > last.u + 1) push(i, 0, 0, row, -1)
      push(row.lo, row.hi, row.outlet, row, i)
      last = row
    }
    const marks = new Uint8Array(at.length)
    const numberOf = new Map<number, number>()
    const groupOf = (article: number): number => {
      const g = groups[article]!
      let number = numberOf.get(g)
      if (number === undefined) numberOf.set(g, (number = numberOf.size))
      return number
    }
    const listed =
      known === null
        ? null
        : (row: number): boolean => known.has(boilerplateKey(rows.outlet.get(row), rows.lo.get(row), rows.hi.get(row)))
    const { many } = held[0]!
    const found = boilerplate(world.exchange(), { ...rows, ...more }, groupOf, () => many, listed, recipe, marks)
    for (const b of found) {
      const row = held[at[b.row]!]!
      out.row('B', row.outlet, row.lo, row.hi, row.n, row.u, row.s, row.e, b.articles, b.groups)
    }
    for (const [i, marked] of marks.entries()) {
      if (marked !== 1) continue
      const row = held[at[i]!]!
      out.row('M', row.outlet, row.lo, row.hi, row.n, row.u, row.s, row.e, 0, 0)
    }
    held = []
  }
  for (const row of input) {
    out.taken++
    if (held.length > 0 && held[0]!.outlet !== row.outlet) give()
    held.push(row)
  }
  give()
}

/** Rows a few hundred at a time, each with its number on a desk of them all. */
function* seated<Row extends ArticleRow>(
  input: Iterable<Row>,
  out: Rows,
  { recipe }: Settings,
): Iterable<{ row: Row; i: number; sides: Sides; desk: Desk }> {
  const comparer = new Comparer(recipe)
  let held: Row[] = []
  let bytes = 0
  function* give(): Iterable<{ row: Row; i: number; sides: Sides; desk: Desk }> {
    if (held.length === 0) return
    const desk = new Desk(held, new Map(), boilerplateKey)
    const sides = new Sides(desk.reader, desk.survey, desk.marks, desk.shares, recipe, false, comparer)
    for (const [i, row] of held.entries()) yield { row, i, sides, desk }
    held = []
    bytes = 0
  }
  for (const row of input) {
    out.taken++
    held.push(row)
    bytes += row.body.length
    if (held.length >= 512 || bytes >= SEATED) yield* give()
  }
  yield* give()
}

/** Bytes of base64 held. */
const SEATED = 32 << 20

export const BARE = ['n', 'bands', 'p3', 'p4', 'p5'] as const

/** Articles that hold boilerplate -> band keys without it, for those that are largely boilerplate. */
export function bare(input: Iterable<ArticleRow>, out: Rows, settings: Settings): void {
  for (const { row, i, sides, desk } of seated(input, out, settings)) {
    const keys = rekeyed(desk.survey, sides, i, settings.recipe)
    if (keys === null) continue
    const bands: bigint[] = []
    for (let k = 0; k < BANDS; k++) if (keys[k] !== 0) bands.push(signed(keys[k]!, k))
    out.row('K', row.n, bands.join(','))
  }
}

/** The first printing of a passage that is boilerplate. */
export interface SpanRow extends ArticleRow {
  readonly s: number
  readonly e: number
}

export const SHINGLED = ['outlet', 'keys', 'p3', 'p4', 'p5'] as const

/** First printings of boilerplate -> the keys of their shingles: anchors of that outlet with one of them propose nothing. */
export function shingles(input: Iterable<SpanRow>, out: Rows, settings: Settings): void {
  for (const { row, i, sides } of seated(input, out, settings)) {
    const keys: bigint[] = []
    sides.shinglesWithin(i, row.s, row.e, (lo, hi) => keys.push(signed(lo, hi)))
    out.row('S', row.outlet, keys.join(','))
  }
}
