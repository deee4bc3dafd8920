// Verified matches -> clusters, originals, removals and findings. What goes is decided here, on exact text and on nothing else.
//
// Decided is part by part (parts.ts, deciding.ts): what is read for one is forgotten with it. Matches stand between texts (the first article of each).
// Clusters are gathered over texts and hold all their articles. Then each article's own repeats and boilerplate are told.
import { Deciding } from './deciding.js'
import { Drafts } from './drafts.js'
import { Clusters } from './gathered.js'
import type { Arena } from './kernel/memory.js'
import { createArena } from './kernel/memory.js'
import { Sparse } from './kernel/sparse.js'
import { Table } from './kernel/table.js'
import type { Matches } from './matches.js'
import type { Reader, Span } from './model.js'
import { parts } from './parts.js'
import type { Options } from './pipeline.js'
import type { Recipe } from './recipe.js'
import type { Sides } from './sides.js'
import type { Survey } from './survey.js'

export interface Decisions {
  readonly matches: Matches
  /** By their first members. */
  readonly clusters: Clusters
  /** Findings by place. */
  readonly drafts: Drafts
  /** Cuts of articles that stay and lose something: bytes of the text value. */
  readonly cuts: ReadonlyMap<number, readonly Span[]>
  /** Articles that go, and the one that is kept for each. */
  readonly removed: Sparse
  /** What each article counts, where copies are weighed and not removed: 1/n for each of n that say the same. */
  readonly weights: ReadonlyMap<number, number>
}

/** What a reviewer decided of findings, by article number, as an earlier pass over the same articles found them. */
export interface Verdicts {
  /** Not removed. */
  readonly stay: ReadonlySet<number>
  /** Removed, though they say something more. */
  readonly go: ReadonlySet<number>
  /** Cuts that are not made: bytes of the text. */
  readonly uncut: ReadonlyMap<number, readonly Span[]>
  /** Repeats that are cut, though by themselves they would only be reported: bytes of the text. */
  readonly cut: ReadonlyMap<number, readonly Span[]>
}

/** Decides part by part, in the order of their first articles; then what each article has to lose by itself. */
export function decide(
  s: Survey,
  sides: Sides,
  reader: Reader,
  standsFor: Uint32Array,
  matches: Matches,
  recipe: Recipe,
  options: Options,
  verdicts: Verdicts | null,
): Decisions {
  const found: Found = {
    matches,
    clusters: new Clusters(),
    drafts: new Drafts(),
    cuts: new Map(),
    removed: new Sparse(s.count),
    weights: new Map(),
  }
  const compared = new Table()
  const arena = createArena(1 << 20)
  const deciding = new Deciding(found, { s, sides, reader, standsFor, recipe, options, verdicts, compared, arena })
  for (const part of parts(standsFor, matches)) deciding.decide(part)
  withinArticles(found, s, sides, reader, options)
  found.clusters.sort()
  found.drafts.sort()
  return found
}

/** The decisions while they are taken. */
export interface Found extends Decisions {
  readonly cuts: Map<number, readonly Span[]>
  readonly weights: Map<number, number>
}

/** What decides. */
export interface Given {
  readonly s: Survey
  readonly sides: Sides
  readonly reader: Reader
  readonly standsFor: Uint32Array
  readonly recipe: Recipe
  readonly options: Options
  readonly verdicts: Verdicts | null
  /** Are the bytes of two articles the same? */
  readonly compared: Table
  readonly arena: Arena
}

/** Repeats and boilerplate, article by article. */
function withinArticles(found: Found, s: Survey, sides: Sides, reader: Reader, options: Options): void {
  const { drafts, cuts, removed } = found
  for (let article = 0; article < s.count; article++) {
    if (reader.files[s.file.get(article)]!.against) continue
    const spans = sides.printed(article)
    const own = s.repeats.size > 0 || spans.length > 0 ? sides.settled(article) : null
    if (own === null && spans.length === 0) continue
    const goes = removed.has(article)
    if (own !== null && own.cuts.length > 0 && !goes) cuts.set(article, own.cuts)
    for (const r of own?.repeats ?? []) {
      drafts.add({
        kind: 'repeat',
        article,
        span: r.repeat.span,
        source: { article, span: r.repeat.source },
        exact: r.repeat.exact,
        score: r.repeat.score,
        because: r.rejected
          ? [...r.repeat.because, 'kept: a reviewer rejected the cut (--decisions)']
          : r.accepted
            ? [
                ...r.repeat.because.filter((b) => !b.startsWith('not cut: ')),
                'a reviewer accepted the cut (--decisions)',
              ]
            : r.repeat.because,
        edit: r.covered || (goes && r.cut !== null) ? 'covered' : r.cut !== null ? 'cut' : 'none',
        cut: goes ? null : r.cut,
      })
    }
    const boilerplateCuts = options.boilerplate === 'cut' && !goes ? own!.cuts : []
    for (const { span, share } of spans) {
      const cut = boilerplateCuts.find(([start, end]) => start <= span[0] && span[1] <= end) ?? null
      const exactCut =
        cut !== null && !(own?.repeats ?? []).some((r) => r.cut !== null && r.cut[0] === cut[0] && r.cut[1] === cut[1])
      drafts.add({
        kind: 'boilerplate',
        article,
        span,
        source: null,
        exact: true,
        score: share,
        because: ['printed by the same outlet under other articles'],
        edit: options.boilerplate === 'keep' ? 'none' : exactCut ? 'cut' : 'covered',
        cut: exactCut ? cut : null,
      })
    }
  }
}
