// Members of one cluster -> which of them are versions of one outlet's story, in what order, and what changed.
//
// An outlet that prints a story again prints a version of it: an update, a correction, a write-through of an agency, or the same once more. Another
// outlet that prints it syndicates it. So versions are members of one cluster with one outlet, and nothing else is: a rewritten
// story that is no copy is another story. They stand in the order of their dates; where dates do not tell, in that of the numbers they
// give themselves ("UPDATE 2"); else in no order, and `by` says so.
//
//   same       identical after folding, printed again       shortened   what is left stood in the one before
//   extended   the one before stands in it, and more does   rewritten   both say what the other does not
//   corrected  it calls itself a correction                 updated     rewritten, and it calls itself an update
//
// Laws: every member stands in at most one chain; the chains do not depend on the order of the members.
import type { Moment } from './dates.js'
import type { Mark } from './facts.js'

export interface Version {
  /** The article. */
  readonly article: number
  readonly outlet: string | null
  readonly date: Moment | null
  readonly mark: Mark | null
}

export type ChangeKind = 'same' | 'extended' | 'shortened' | 'corrected' | 'updated' | 'rewritten'

export interface VersionChange {
  readonly kind: ChangeKind
  /** Share of the version before that stands in this one, 0..1. */
  readonly kept: number
  /** Share of this one that the version before does not say. */
  readonly fresh: number
}

export interface Chain {
  readonly outlet: string
  /** Articles, first version first; ascending where the order is not known. */
  readonly articles: readonly number[]
  readonly by: 'date' | 'number' | 'none'
  /** Between each and the next; empty where the order is not known. */
  readonly changes: readonly VersionChange[]
}

/** Whether a cluster is one outlet's versions, a story that several outlets carry, or both. Null: outlets are not known. */
export type Relation = 'versions' | 'syndication' | 'both' | null

export function relation(members: readonly { readonly outlet: string | null }[]): Relation {
  const outlets = members.map((m) => m.outlet)
  if (outlets.length < 2 || outlets.includes(null)) return null
  const n = new Set(outlets).size
  return n === 1 ? 'versions' : n === outlets.length ? 'syndication' : 'both'
}

/** Chains longer than this are told without their changes. */
const MEASURED = 100
/** From this share on all of a version stands in another: a changed number of a headline is none of its shingles. */
const ALL = 0.95

/** `stands(a, b)`: share of article a that stands in b, and the other way round; null: not measured. */
export function chains(
  members: readonly Version[],
  stands: (a: number, b: number) => readonly [number, number] | null,
): Chain[] {
  const byOutlet = new Map<string, Version[]>()
  for (const m of members) {
    if (m.outlet === null) continue
    const list = byOutlet.get(m.outlet)
    if (list) list.push(m)
    else byOutlet.set(m.outlet, [m])
  }
  const out: Chain[] = []
  for (const [outlet, list] of byOutlet) {
    if (list.length < 2) continue
    const { order, by } = ordered(list)
    const articles = order.map((m) => m.article)
    const changes =
      by === 'none' || order.length > MEASURED
        ? []
        : order.slice(1).map((m, i) => change(m, stands(articles[i]!, m.article)))
    out.push({ outlet, articles, by, changes })
  }
  return out.sort((x, y) => Math.min(...x.articles) - Math.min(...y.articles))
}

function ordered(list: readonly Version[]): { order: readonly Version[]; by: Chain['by'] } {
  const keys = list.map((m) => (m.date === null || m.date.precision === 3 ? null : m.date.key))
  // Days order what lies on different days; two versions of one day need their hours.
  const days = list.map((m) => m.date?.key ?? null)
  const distinct = (x: readonly (string | null)[]): boolean => !x.includes(null) && new Set(x).size === x.length
  const sorted = (key: (m: Version) => string | number): Version[] =>
    [...list].sort((x, y) => (key(x) < key(y) ? -1 : key(x) > key(y) ? 1 : x.article - y.article))
  if (distinct(keys) || distinct(days)) return { order: sorted((m) => m.date!.key), by: 'date' }
  const numbers = list.map((m) => m.mark?.number ?? (m.mark === null ? 0 : null))
  if (!numbers.includes(null) && new Set(numbers).size === list.length)
    return { order: sorted((m) => m.mark?.number ?? 0), by: 'number' }
  return { order: [...list].sort((x, y) => x.article - y.article), by: 'none' }
}

function change(next: Version, shares: readonly [number, number] | null): VersionChange {
  const [kept, known] = shares ?? [0, 0]
  const same = kept === 1 && known === 1
  const kind: ChangeKind =
    next.mark?.kind === 'correction' && !same
      ? 'corrected'
      : same
        ? 'same'
        : kept >= ALL
          ? 'extended'
          : known >= ALL
            ? 'shortened'
            : next.mark?.kind === 'update'
              ? 'updated'
              : 'rewritten'
  return { kind, kept, fresh: 1 - known }
}
