// What a program asks of a report: which articles stay, which go and for the sake of which, and which pairs were decided narrowly.
//
// A report is records, made to be written and read again. A program has the articles at hand and wants them sorted: kept ones with
// what they lose, removed ones with the article that says the same, both with their duplicates and how alike these are. Everything
// here is made of the same records, once, when it is asked for; nothing is decided anew.
//
// The line. A pair is a copy by resemblance (jaccard) or by containment, each with a line of its own in the recipe. The margin of a pair
// is the larger of what each lies above its line: at 0 or more the pair is on the side of copies, and the smaller it is the less would have
// turned the decision. Other rules may still say otherwise (forms, parts), so the kind stands beside it.
//
// Laws: kept, removed and skipped articles are all articles; the margins of `borderline` do not shrink; nothing depends on order or threads.
import { apply } from './clean.js'
import type {
  ArticleRecord,
  ClusterRecord,
  FindingRecord,
  MatchKind,
  MatchRecord,
  Reader,
  Span,
  Status,
} from './model.js'
import type { Outcome } from './pipeline.js'
import type { Recipe } from './recipe.js'
import type { Report } from './report.js'
import { share } from './report.js'

/** An article that another one carries, or that carries it. */
export interface Duplicate {
  readonly id: string
  /** copy: one text; part: one is printed inside the other. */
  readonly kind: 'copy' | 'part'
  /** Resemblance of the whole texts, 0..1. */
  readonly jaccard: number
  /** Share of the one that stands in the other, the larger of the two, 0..1. */
  readonly containment: number
  /** What becomes of it; null: it is compared with only (`against`). */
  readonly status: Status | null
}

interface Asked extends ArticleRecord {
  /** Its number, from 0, in the order in which articles were read: of those that were handed over, the place in the iterable. */
  readonly index: number
  /** Its copies and parts, the most alike first. Where one text stands in very many articles each is compared with a few (`bucket` of the recipe). */
  readonly duplicates: readonly Duplicate[]
}

export interface KeptArticle extends Asked {
  readonly status: 'kept' | 'cut'
  /** What is cut inside it: byte ranges of its text, ascending. */
  readonly cuts: readonly Span[]
  /** Its text as it will be written, read when asked. */
  text(): string
}

export interface RemovedArticle extends Asked {
  readonly status: 'removed'
  /** The kept article that says the same. */
  readonly of: string
  readonly kind: 'copy' | 'part'
  /** Of the finding: the larger of jaccard and containment, 0..1. */
  readonly score: number
  readonly because: readonly string[]
  /** What is known of it and goes with it. */
  readonly lost: NonNullable<FindingRecord['lost']>
}

/** A pair that little would have turned. */
export interface BorderlinePair {
  readonly a: string
  readonly b: string
  /** What was decided; null: no match. */
  readonly kind: MatchKind | null
  /** Resemblance of the texts as they will be written and without boilerplate, 0..1: what stood against `copy.jaccard`. */
  readonly jaccard: number
  /** The larger containment of those articles that are long enough for it to count, 0..1: what stood against `copy.containment`. */
  readonly containment: number
  /** How far it lies above the line (or, negative, below it). */
  readonly margin: number
}

export interface Answer {
  /** Articles that stay, whole or cut, in order. */
  readonly kept: readonly KeptArticle[]
  /** Articles that go, in order. */
  readonly removed: readonly RemovedArticle[]
  readonly matches: readonly MatchRecord[]
  readonly clusters: readonly ClusterRecord[]
  readonly findings: readonly FindingRecord[]
  /** The n pairs nearest the line between copies and others, the nearest first. Reads their articles. */
  borderline(n?: number): BorderlinePair[]
}

const NOTHING_LOST = { title: null, date: null, url: null, source: null }

/** What a report says, sorted. The records are gone through once, when one of the lists is asked for. */
export function answer(outcome: Outcome, made: Report, reader: Reader, recipe: Recipe): Answer {
  let sorted: ReturnType<typeof sort> | null = null
  const lists = (): ReturnType<typeof sort> => (sorted ??= sort(outcome, made, reader))
  return {
    get kept() {
      return lists().kept
    },
    get removed() {
      return lists().removed
    },
    get matches() {
      return lists().matches
    },
    get clusters() {
      return lists().clusters
    },
    get findings() {
      return lists().findings
    },
    borderline: (n = 20) => borderline(outcome, recipe, n),
  }
}

function sort(
  outcome: Outcome,
  made: Report,
  reader: Reader,
): Pick<Answer, 'kept' | 'removed' | 'matches' | 'clusters' | 'findings'> {
  const { survey: s, sides } = outcome
  const articles: ArticleRecord[] = []
  const matches: MatchRecord[] = []
  const clusters: ClusterRecord[] = []
  const findings: FindingRecord[] = []
  for (const record of made.records({ articles: 'all', list: false }))
    if (record.type === 'article') articles.push(record)
    else if (record.type === 'match') matches.push(record)
    else if (record.type === 'cluster') clusters.push(record)
    else if (record.type === 'finding') findings.push(record)

  const statusOf = new Map(articles.map(({ id, status }) => [id, status]))
  const duplicates = new Map<string, Duplicate[]>()
  const add = (to: string, id: string, kind: 'copy' | 'part', { jaccard, containment }: MatchRecord): void => {
    const list = duplicates.get(to)
    const made = { id, kind, jaccard, containment, status: statusOf.get(id) ?? null }
    if (list) list.push(made)
    else duplicates.set(to, [made])
  }
  for (const match of matches) {
    if (match.kind === 'passage') continue
    add(match.a, match.b, match.kind, match)
    add(match.b, match.a, match.kind, match)
  }
  // Matches come by place, and sorting is stable: of those that are equally alike the first in place stands first.
  for (const list of duplicates.values()) list.sort((x, y) => y.jaccard - x.jaccard || y.containment - x.containment)

  const gone = new Map(findings.flatMap((f) => (f.edit === 'removed' ? [[f.article, f] as const] : [])))
  const kept: KeptArticle[] = []
  const removed: RemovedArticle[] = []
  let index = 0
  for (let i = 0; i < s.count; i++) {
    if (reader.files[s.file.get(i)]!.against) continue
    const record = articles[index]!
    const asked = { ...record, index: index++, duplicates: duplicates.get(record.id) ?? [] }
    if (record.status === 'removed') {
      const finding = gone.get(record.id)
      if (finding === undefined)
        throw new Error(
          `our bug: ${record.id} goes without a finding (law: every cut names its kind, span, score and reasons)`,
        )
      removed.push({
        ...asked,
        status: 'removed',
        of: outcome.idOf(outcome.removed.get(i)!),
        kind: finding.kind === 'part' ? 'part' : 'copy',
        score: finding.score,
        because: finding.because,
        lost: finding.lost ?? NOTHING_LOST,
      })
    } else if (record.status !== 'skipped') {
      const cuts = outcome.cuts.get(i) ?? []
      const text = (): string => Buffer.from(apply(sides.record(i).text, cuts)).toString()
      kept.push({ ...asked, status: record.status, cuts, text })
    }
  }
  return { kept, removed, matches, clusters, findings }
}

function borderline({ candidates: c, sides, idOf }: Outcome, { copy }: Recipe, n: number): BorderlinePair[] {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`borderline(${n}): how many pairs? A whole number, 0 or more`)
  const margin = (jaccard: number, containment: number): number =>
    Math.max(jaccard - copy.jaccard, containment - copy.containment)
  const rows: number[] = []
  for (let row = 0; row < c.a.length; row++) if (c.jaccard[row]! > 0) rows.push(row)
  const far = (row: number): number => Math.abs(margin(c.jaccard[row]!, c.containment[row]!))
  rows.sort((x, y) => far(x) - far(y) || c.a.get(x) - c.a.get(y) || c.b.get(x) - c.b.get(y))
  return rows
    .slice(0, n)
    .map((row): BorderlinePair => {
      const [a, b] = [c.a.get(row), c.b.get(row)]
      const { match, jaccard, containment } = sides.judge(a, b)
      return {
        a: idOf(a),
        b: idOf(b),
        kind: match?.kind ?? null,
        jaccard: share(jaccard),
        containment: share(containment),
        margin: share(margin(jaccard, containment)),
      }
    })
    .sort((x, y) => Math.abs(x.margin) - Math.abs(y.margin))
}
