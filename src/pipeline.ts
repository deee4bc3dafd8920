// The whole story on one page.
//
//   pass 1   survey: everything is read once, only columns stay; repeats inside an article are found while its text is at hand
//            collapse: texts that are equal after folding are one text, and its first article stands for it
//            boilerplate: passages counted once per outlet and preliminary group
//            candidates: from bands, from bands of texts freed of their boilerplate, from anchors
//   pass 2   verify: candidates are read again and decided on exact shingles and aligned text
//            clusters, originals, removals, findings (decide.ts)
//   pass 3   (clean only, outside) the input is streamed once more without what was cut
//
// Nothing goes back to an earlier step. The world (files, grouping, progress) is passed in.
import type { Boilerplate } from './boilerplate.js'
import { boilerplate, boilerplateKey } from './boilerplate.js'
import type { Comparer } from './comparer.js'
import type { Decisions, Verdicts } from './decide.js'
import { decide } from './decide.js'
import { COMPARE, Pairings, SHARES, sharesAt } from './jobs.js'
import type { Keep } from './keep.js'
import { Column as MemoryColumn } from './kernel/column.js'
import { BANDS } from './kernel/minhash.js'
import { Table } from './kernel/table.js'
import { Matches, matchWords } from './matches.js'
import type { Column, Crew, Exchange, Reader, Trouble, Visit } from './model.js'
import { often, pairUp } from './pair.js'
import type { Recipe } from './recipe.js'
import { Sides } from './sides.js'
import type { Survey } from './survey.js'
import { survey } from './survey.js'

/** What the caller asks of one run; every entry changes the answer and stands in the report's header. */
export interface Options {
  readonly copies: 'cut' | 'drop' | 'keep' | 'weight'
  readonly parts: 'keep' | 'drop'
  readonly keep: Keep
  readonly boilerplate: 'keep' | 'cut'
  /** Where a list is given it says what is boilerplate, and nothing is counted; null: no list. Keys "outlet hash" as boilerplateKey makes them. */
  readonly known: ReadonlySet<string> | null
}

export interface World {
  readonly reader: Reader
  readonly exchange: Exchange
  readonly crew: Crew
  /** Of this thread: what was read for verification is still there for decisions. */
  readonly comparer: Comparer
  /** A step begins; `bytes` is what it will read, 0 when it does not read. */
  stage(name: string, bytes: number): void
  advance(bytes: number): void
  trouble(t: Trouble): void
  raw?(file: number, chunk: Uint8Array): void
}

/** Every pair that was decided: its articles, and the shares that stood against the lines (align.ts), in 32 bits. */
export interface Candidates {
  readonly a: Column
  readonly b: Column
  readonly jaccard: Float32Array
  readonly containment: Float32Array
  /** Those that match, and behind the first `verified` rows those that were made for decisions. */
  readonly matches: Matches
  readonly verified: number
}

/** Everything that was found, before it is put into records. */
export interface Outcome extends Decisions {
  readonly survey: Survey
  readonly sides: Sides
  readonly boilerplate: readonly Boilerplate[]
  readonly candidates: Candidates
  /** For every article the first one with the same text. */
  readonly standsFor: Uint32Array
  readonly verdicts: Verdicts | null
  idOf(article: number): string
}

/** Runs the steps in order. */
export function run(world: World, recipe: Recipe, options: Options, verdicts: Verdicts | null = null): Outcome {
  const { reader, exchange } = world
  world.stage(
    'reading',
    reader.files.reduce((n, f) => n + f.size, 0),
  )
  const s = survey(reader, world.crew, world, () => exchange.column())
  const idOf = names(s, reader, exchange, world)
  world.stage('comparing', 0)
  const standsFor = collapse(s, exchange, recipe)
  const { pairs, sides, printed } = propose(s, reader, standsFor, recipe, options, world, verdicts)

  world.stage('verifying', pairs.a.length)
  const candidates = verify(s, sides, pairs, world)
  world.stage('deciding', 0)
  const decisions = decide(s, sides, reader, standsFor, candidates.matches, recipe, options, verdicts)
  reader.unchanged()
  return { ...decisions, survey: s, sides, boilerplate: printed, candidates, standsFor, verdicts, idOf }
}

/** Shares are kept in 32 bits: nearer to a line than this they are counted anew. */
const ROUNDED = 1e-6

/**
 * What would have been found with other lines between copies and others, and all else alike. Nothing is surveyed again: of the pairs
 * only those are compared anew whose shares lie between the old lines and the new, or whose articles lose repeats, so that two readings decide.
 * `comparer` has the new recipe. Law: the outcome is that of a run with it.
 */
export function rethreshold(
  before: Outcome,
  world: Pick<World, 'reader' | 'comparer'>,
  old: Recipe,
  recipe: Recipe,
  options: Options,
): Outcome {
  const { survey: s, candidates: c } = before
  const sides = before.sides.by(world.comparer)
  const crossed = (share: number, x: number, y: number): boolean =>
    x !== y && share >= Math.min(x, y) - ROUNDED && share <= Math.max(x, y) + ROUNDED
  const matches = new Matches()
  for (let i = 0; i < c.a.length; i++) {
    const [a, b] = [c.a.get(i), c.b.get(i)]
    const cut = (article: number): boolean => (sides.settled(article)?.cuts.length ?? 0) > 0
    if (world.reader.files[s.file.get(a)]!.against && world.reader.files[s.file.get(b)]!.against) continue
    const anew =
      crossed(c.jaccard[i]!, old.copy.jaccard, recipe.copy.jaccard) ||
      crossed(c.containment[i]!, old.copy.containment, recipe.copy.containment) ||
      cut(a) ||
      cut(b)
    const row = anew ? -1 : c.matches.row(a, b)
    const match = anew ? sides.compare(a, b) : row >= 0 && row < c.verified ? c.matches.match(row) : null
    if (match) matches.add(a, b, match)
  }
  const verified = matches.length
  const decisions = decide(s, sides, world.reader, before.standsFor, matches, recipe, options, before.verdicts)
  world.reader.unchanged()
  return { ...before, ...decisions, sides, candidates: { ...c, matches, verified } }
}

/** Candidates, from columns alone; articles that are largely boilerplate are read again. In a step of its own, so that its columns are free when it ends. */
function propose(
  s: Survey,
  reader: Reader,
  standsFor: Uint32Array,
  recipe: Recipe,
  options: Options,
  world: World,
  verdicts: Verdicts | null,
): { pairs: { a: Column; b: Column }; sides: Sides; printed: Boilerplate[] } {
  const { exchange } = world
  const population = { standsFor: (i: number): number => standsFor[i]!, hash: (i: number): number => s.foldLo.get(i) }

  const rows = (): Column => exchange.column()
  const two = (): { a: Column; b: Column } => ({ a: rows(), b: rows() })
  const near = two()
  let bounded = 0
  for (let band = 0; band < BANDS; band++)
    bounded += pairUp(exchange, { keys: [s.bandKeys[band]!], article: s.bandArticle }, population, recipe, near)
  const shares = new Map<string, number>()
  const { marks, printed } = s.keepPassages(
    findBoilerplate(s, exchange, standsFor, near, recipe, options, shares),
    rows,
  )
  const sides = new Sides(
    reader,
    s,
    marks,
    shares,
    recipe,
    options.boilerplate === 'cut',
    world.comparer,
    verdicts?.uncut,
    verdicts?.cut,
  )

  const candidates = two()
  const bare = printed.length > 0 ? rekey(s, sides, recipe, rows) : null
  if (bare === null) often(exchange, near, 1, candidates)
  else {
    const again = two()
    for (let band = 0; band < BANDS; band++)
      pairUp(exchange, { keys: [bare.keys(band)], article: bare.article }, population, recipe, again)
    often(exchange, again, 1, candidates)
  }
  s.forgetBands()
  const anchored = two()
  bounded += pairUp(
    exchange,
    { keys: [s.anchorLo, s.anchorHi], article: s.anchorArticle, proposes: proposing(s, sides, printed, marks) },
    population,
    recipe,
    anchored,
  )
  s.forgetAnchors()
  often(exchange, anchored, recipe.anchor.shared, candidates)
  // Read at random from here on, and each of them once: in memory.
  const pairs = { a: new MemoryColumn(), b: new MemoryColumn() }
  often(exchange, candidates, 1, pairs)
  if (bounded > 0) {
    world.trouble(boundedGroups(bounded, recipe))
  }
  return { pairs, sides, printed }
}

const note = (code: string, message: string, path: string | null = null, line: number | null = null): Trouble => ({
  level: 'note',
  code,
  article: null,
  path,
  line,
  message,
})

/** Duplicate ids that are told one by one. */
export const IDS_TOLD = 20

export const duplicateId = (id: Uint8Array, records: number, path: string, line: number | null): Trouble =>
  note(
    'N_DUPLICATE_ID',
    `the id ${JSON.stringify(Buffer.from(id).toString())} is used by ${records} records: each is named by its path and line instead`,
    path,
    line,
  )

export const duplicateIds = (more: number): Trouble =>
  note('N_DUPLICATE_ID', `${more} more ids are used by several records: these are named by path and line too`)

export const boundedGroups = (bounded: number, { bucket: { representatives } }: Recipe): Trouble =>
  note(
    'N_BOUNDED',
    `${bounded} groups of articles with one key hold more than ${representatives}: their members were compared with the ${representatives} that stand for them, not all with all`,
  )

/** Clusters that do not hang together, told one by one. */
export const LOOSE_TOLD = 20

export const looseCluster = (members: number, head: string, why: string): Trouble =>
  note(
    'N_LOOSE_CLUSTER',
    `the cluster of ${members} articles around ${head}: ${why}; only identical text is removed in it`,
  )

export const looseClusters = (more: number): Trouble =>
  note('N_LOOSE_CLUSTER', `${more} more clusters do not hang together`)

/** Clusters that do not hang together are named, because nothing of them is removed and somebody should look. */
export function looseNotes({ clusters, idOf }: Outcome): Trouble[] {
  const notes: Trouble[] = []
  let more = 0
  for (const { members, head, loose } of clusters)
    if (loose === null) continue
    else if (notes.length < LOOSE_TOLD) notes.push(looseCluster(members.length, idOf(head), loose))
    else more++
  return more > 0 ? [...notes, looseClusters(more)] : notes
}

/** Ids: the path of a text, the id of a record, `path#line` where there is none or several have it. */
function names(s: Survey, reader: Reader, exchange: Exchange, world: World): (article: number) => string {
  const shared = new Uint8Array(s.count)
  let told = 0
  let untold = 0
  const share: Visit = (rows, start, end, id) => {
    if (id[0] === 0) return
    for (let i = start; i < end; i++) if (s.line.get(rows[i]!) > 0) shared[rows[i]!] = 1
    const first = rows[start]!
    // A text file's name is its path, which is not kept among the ids.
    const named = rows.subarray(start, end).find((row) => s.line.get(row) > 0) ?? first
    if (++told > IDS_TOLD) {
      untold++
      return
    }
    const { path } = reader.files[s.file.get(named)]!
    world.trouble(duplicateId(s.ids.get(named), end - start, path, s.line.get(named) || null))
  }
  exchange.group([s.idLo, s.idHi], share, 2)
  s.forgetIds()
  if (untold > 0) world.trouble(duplicateIds(untold))
  // An id that looks like a path and line would name two articles.
  const paths = new Set(reader.files.map((f) => f.path))
  for (let i = 0; i < s.count; i++) {
    const id = s.ids.get(i)
    const hash = id.lastIndexOf(0x23)
    if (hash < 0 || hash + 1 === id.length) continue
    const text = Buffer.from(id).toString()
    const at = text.lastIndexOf('#')
    if (/^\d+$/.test(text.slice(at + 1)) && paths.has(text.slice(0, at))) shared[i] = 1
  }
  return (article) => {
    const { path } = reader.files[s.file.get(article)]!
    const line = s.line.get(article)
    if (line === 0) return path
    return shared[article] === 1 || s.idLo.get(article) === 0 ? `${path}#${line}` : s.ids.text(article)
  }
}

/** For every article the first one with the same folded text, as it will be written. Articles of a few words stand for themselves: they are never linked. */
function collapse(s: Survey, exchange: Exchange, recipe: Recipe): Uint32Array {
  const standsFor = new Uint32Array(s.count)
  for (let i = 0; i < s.count; i++) standsFor[i] = i
  const link: Visit = (rows, start, end) => {
    let first = -1
    for (let i = start; i < end; i++) {
      const row = rows[i]!
      if (s.quarters.get(row) < 4 * recipe.copy.minWords) continue
      if (first < 0) first = row
      standsFor[row] = first
    }
  }
  exchange.group([s.foldLo, s.foldHi], link, 2)
  return standsFor
}

function findBoilerplate(
  s: Survey,
  exchange: Exchange,
  standsFor: Uint32Array,
  near: { a: Column; b: Column },
  recipe: Recipe,
  options: Options,
  shares: Map<string, number>,
): { marks: Uint8Array; printed: Boilerplate[] } {
  const marks = new Uint8Array(s.passages.article.length)
  if (marks.length === 0) return { marks, printed: [] }
  // Preliminary groups: articles of one text, and articles that share several bands. Only for counting, so chains do no harm.
  const group = standsFor.slice()
  const root = (i: number): number => {
    while (group[i] !== i) {
      group[i] = group[group[i]!]!
      i = group[i]!
    }
    return i
  }
  const close = { a: exchange.column(), b: exchange.column() }
  often(exchange, near, recipe.boilerplate.bands, close)
  for (let i = 0; i < close.a.length; i++) {
    const a = root(close.a.get(i))
    const b = root(close.b.get(i))
    group[Math.max(a, b)] = Math.min(a, b)
  }
  const articles = new Map<number, number>()
  exchange.group([s.outlet], (rows, start, end) => {
    if (end - start >= recipe.boilerplate.groups) articles.set(s.outlet.get(rows[start]!), end - start)
  })
  const { passages } = s
  const { known } = options
  const listed =
    known === null
      ? null
      : (row: number): boolean =>
          known.has(boilerplateKey(passages.outlet.get(row), passages.lo.get(row), passages.hi.get(row)))
  const found = boilerplate(exchange, passages, root, (outlet) => articles.get(outlet) ?? 0, listed, recipe, marks)
  const outlets = new Set(found.map((f) => passages.outlet.get(f.row)))
  const groups = new Map<number, number>()
  exchange.group([s.outlet], (rows, start, end) => {
    const outlet = s.outlet.get(rows[start]!)
    if (outlets.has(outlet)) groups.set(outlet, new Set(rows.subarray(start, end).map(root)).size)
  })
  for (const { row, groups: n } of found) {
    const outlet = passages.outlet.get(row)
    shares.set(boilerplateKey(outlet, passages.lo.get(row), passages.hi.get(row)), n / groups.get(outlet)!)
  }
  return { marks, printed: found }
}

/**
 * Anchors in boilerplate propose nothing: what an outlet prints under everything would pair all of its articles, each of them for
 * nothing. They propose nothing of articles whose own outlet prints them so, and stay with the others.
 */
function proposing(
  s: Survey,
  sides: Sides,
  printed: readonly Boilerplate[],
  marks: Uint8Array,
): ((article: number, key: Uint32Array) => boolean) | undefined {
  if (printed.length === 0) return undefined
  const shingles = printedShingles(s, sides, printed, marks)
  return (article, [lo, hi]) => shingles.get(lo!, hi! ^ mixed(s.outlet.get(article))) < 0 || !sides.prints(article)
}

/** The shingles of boilerplate, by its outlet. Where two such passages stand next to each other, those that begin in the one and end in the other are boilerplate too. */
function printedShingles(s: Survey, sides: Sides, printed: readonly Boilerplate[], marks: Uint8Array): Table {
  const { passages } = s
  const shingles = new Table()
  const tell = (first: number, last: number): void => {
    const outlet = mixed(passages.outlet.get(first))
    sides.shinglesWithin(passages.article.get(first), passages.start.get(first), passages.end.get(last), (lo, hi) =>
      shingles.set(lo, hi ^ outlet, 1),
    )
  }
  for (const { row } of printed) tell(row, row)
  const neighbours = new Table()
  for (let row = 1; row < marks.length; row++) {
    if (marks[row - 1] !== 1 || marks[row] !== 1 || passages.article.get(row) !== passages.article.get(row - 1))
      continue
    const [x, y] = [passages.lo.get(row - 1) ^ mixed(passages.outlet.get(row)), passages.lo.get(row)]
    if (neighbours.get(x, y) >= 0) continue
    neighbours.set(x, y, 1)
    tell(row - 1, row)
  }
  return shingles
}

const mixed = (outlet: number): number => Math.imul(outlet, 0x9e3779b1)

/**
 * The index of bands once more, with the keys of the text without boilerplate for articles that are largely boilerplate: their old
 * keys would pair them with whatever their outlet prints the same under. Null when there are none. `keys` makes the column of one band.
 */
function rekey(
  s: Survey,
  sides: Sides,
  recipe: Recipe,
  rows: () => Column,
): { article: Column; keys(band: number): Column } | null {
  const bare = Array.from({ length: BANDS }, rows)
  const count = s.bandArticle.length
  const mine = new Uint8Array(count)
  const article = rows()
  for (let row = 0; row < count; row++) {
    const of = s.bandArticle.get(row)
    const keys = rekeyed(s, sides, of, recipe)
    if (keys === null) continue
    mine[row] = 1
    for (let band = 0; band < BANDS; band++) bare[band]!.push(keys[band]!)
    article.push(of)
  }
  if (article.length === 0) return null
  for (let row = 0; row < count; row++) if (mine[row] === 0) article.push(s.bandArticle.get(row))
  return {
    article,
    keys(band): Column {
      const keys = bare[band]!
      for (let row = 0; row < count; row++) if (mine[row] === 0) keys.push(s.bandKeys[band]!.get(row))
      // They are asked for once.
      bare[band] = s.bandKeys[band] = new MemoryColumn()
      return keys
    },
  }
}

/** Band keys of an article without its boilerplate; null when that is little, or all of it. */
export function rekeyed(s: Survey, sides: Sides, article: number, recipe: Recipe): Uint32Array | null {
  const printed = sides.boilerplate(article).reduce((n, [start, end]) => n + end - start, 0)
  return printed <= recipe.boilerplate.rekey * s.bytes(article) ? null : sides.bareBands(article)
}

/**
 * Every candidate pair is read again and decided, once for each article and all its partners: the articles in file order, and of two
 * articles the one with fewer partners is the one whose turn it is. So those that stand for a large group, and have very
 * many partners, stay in the cache of readings, and the many are each read once.
 */
function verify(s: Survey, sides: Sides, pairs: { a: Column; b: Column }, world: World): Candidates {
  const { reader, crew } = world
  const partners = new Uint32Array(s.count)
  for (let i = 0; i < pairs.a.length; i++) {
    partners[pairs.a.get(i)]!++
    partners[pairs.b.get(i)]!++
  }
  const turn = new MemoryColumn()
  for (let i = 0; i < pairs.a.length; i++) {
    const a = pairs.a.get(i)
    const b = pairs.b.get(i)
    turn.push(partners[a]! < partners[b]! ? a : b)
  }
  const out = new Matches()
  const jaccard = new Float32Array(pairs.a.length)
  const containment = new Float32Array(pairs.a.length)
  const batch = new Pairings()
  let rows: number[] = []
  const give = (): void => {
    if (rows.length === 0) return
    const given = rows
    crew.run(COMPARE, batch.close(), (answer) => {
      world.advance(given.length)
      let at = 0
      for (const row of given) {
        const share = sharesAt(answer, at)
        jaccard[row] = share[0]!
        containment[row] = share[1]!
        at += SHARES
        out.take(pairs.a.get(row), pairs.b.get(row), answer, at)
        at += matchWords(answer, at)
      }
    })
    batch.begin()
    rows = []
  }
  // Articles of one text, that one outlet prints twice, have one key: that of the first.
  const side = (article: number): number => {
    const key = s.twin.get(article)
    if (batch.has(key)) return key
    const { boilerplate, cuts, text } = sides.given(article)
    batch.side(key, text(), boilerplate, cuts)
    return key
  }
  world.exchange.group([turn], (group, start, end) => {
    for (let i = start; i < end; i++) {
      const a = pairs.a.get(group[i]!)
      const b = pairs.b.get(group[i]!)
      if (reader.files[s.file.get(a)]!.against && reader.files[s.file.get(b)]!.against) {
        world.advance(1)
        continue
      }
      rows.push(group[i]!)
      batch.pair(side(a), side(b))
      if (batch.full) give()
    }
  })
  give()
  crew.finish()
  return { ...pairs, jaccard, containment, matches: out, verified: out.length }
}
