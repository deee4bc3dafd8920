// Stage `verify`: candidates and their texts -> matches, on exact shingles and aligned text (comparer.ts).
//
// Rows come group by group: the articles of the group, then its pairs. SQL makes the groups so that a text is sent once to each group that
// needs it, and no group has more than a few thousand pairs (sql.ts). What a pair is found to be does not depend on its group.
import type { Match } from '../align.js'
import { boilerplateKey } from '../boilerplate.js'
import { Comparer } from '../comparer.js'
import { Matches } from '../matches.js'
import type { MatchKind, MeasuredRun } from '../model.js'
import { Sides } from '../sides.js'
import { Aside } from './aside.js'
import type { ArticleRow } from './desk.js'
import { Desk } from './desk.js'
import type { Settings } from './settings.js'
import type { Rows } from './wire.js'
import { StageError } from './wire.js'

/** An article of a group (`o` is 0), a pair of it, or a match (decide.ts). Rows of a group come together, the articles first. */
export interface GroupRow extends ArticleRow {
  readonly g: number | string
  readonly o: number
  readonly a: number
  readonly b: number
  readonly match: string
}

/**
 * Rows of whole groups: as many as there are until `most` articles or 32 MiB of their texts are together. So a small group costs no more than its
 * rows, and of a larger one no more texts are held than that: the others are laid aside.
 */
export function* gathered(
  input: Iterable<GroupRow>,
  out: { taken: number },
  most: number = 2048,
  mostBytes: number = 32 << 20,
): Iterable<GroupRow[]> {
  const aside = new Aside()
  let held: GroupRow[] = []
  let articles = 0
  let bytes = 0
  try {
    for (const row of input) {
      out.taken++
      if (held.length > 0 && held[held.length - 1]!.g !== row.g && (articles >= most || bytes >= mostBytes)) {
        yield held
        held = []
        articles = bytes = 0
        aside.clear()
      }
      const large = row.o === 0 && bytes >= mostBytes && typeof row.body === 'string' && row.body !== ''
      held.push(large ? { ...row, body: aside.put(row.body as string) } : row)
      if (row.o !== 0) continue
      articles++
      bytes += row.body.length
    }
    if (held.length > 0) yield held
  } finally {
    aside.clear()
  }
}

/** The articles among the rows, once each, in the order of their numbers. */
export function articlesOf(rows: readonly GroupRow[]): ArticleRow[] {
  const found = new Map<number, ArticleRow>()
  for (const row of rows) if (row.o === 0 && !found.has(row.n)) found.set(row.n, row)
  return [...found.values()].sort((x, y) => x.n - y.n)
}

const KINDS: readonly MatchKind[] = ['copy', 'part', 'passage']

export const VERIFIED = ['a', 'b', 'match', 'p4', 'p5'] as const

/** A match as a word: kind, which is the part, six shares, spans. Shares are doubles and come back as they were. */
export const matchOut = ({ kind, aIsPart, whole, own, spans }: Match): string =>
  [
    KINDS.indexOf(kind),
    aIsPart ? 1 : 0,
    ...[whole, own].flatMap(({ jaccard, aInB, bInA }) => [jaccard, aInB, bInA]),
    ...spans.flat(),
  ].join(' ')

export function matchIn(word: string): Match {
  const [kind, part, jaccard, aInB, bInA, ownJaccard, ownAInB, ownBInA, ...rest] = word.split(' ').map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    ...number[],
  ]
  const spans: MeasuredRun[] = []
  for (let i = 0; i < rest.length; i += 5)
    spans.push([rest[i]!, rest[i + 1]!, rest[i + 2]!, rest[i + 3]!, rest[i + 4]!])
  if (KINDS[kind] === undefined || rest.length % 5 !== 0)
    throw new StageError(`our bug: no match: ${word.slice(0, 80)}`)
  return {
    kind: KINDS[kind],
    aIsPart: part === 1,
    whole: { jaccard, aInB, bInA },
    own: { jaccard: ownJaccard, aInB: ownAInB, bInA: ownBInA },
    spans,
  }
}

export function verify(input: Iterable<GroupRow>, out: Rows, settings: Settings): void {
  const { recipe } = settings
  const comparer = new Comparer(recipe)
  for (const rows of gathered(input, out)) {
    comparer.forget()
    const desk = new Desk(articlesOf(rows), new Map(), boilerplateKey)
    const drops = settings.options.boilerplate === 'cut'
    const sides = new Sides(desk.reader, desk.survey, desk.marks, desk.shares, recipe, drops, comparer)
    for (const { o, a, b } of rows) {
      if (o === 0) continue
      const match = sides.compare(desk.here(a), desk.here(b))
      if (match !== null) out.row('V', a, b, matchOut(match))
    }
  }
}

/** The matches among the rows. */
export function matchesOf(rows: readonly GroupRow[], desk: Desk): Matches {
  const out = new Matches()
  for (const row of rows) if (row.o !== 0) out.add(desk.here(row.a), desk.here(row.b), matchIn(row.match))
  return out
}
