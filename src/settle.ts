// The repeats of one text, cut on paper until nothing more would be cut. So the law "a scan of cleaned text proposes no edit" holds for one
// article by construction.
import { apply, compose, cutsOf, origin } from './clean.js'
import type { Arena } from './kernel/memory.js'
import type { Span } from './model.js'
import type { Recipe } from './recipe.js'
import type { Repeat } from './repeat.js'
import { repeats } from './repeat.js'
import { paragraphs, sentences } from './segment.js'
import { read } from './shingle.js'

/** A repeat and what becomes of it. `cut` is the exact range taken, null when it is covered by a larger cut or only reported. */
export interface SettledRepeat {
  readonly repeat: Repeat
  readonly cut: Span | null
  readonly covered: boolean
  /** A reviewer rejected the cut. */
  readonly rejected?: true
  /** A reviewer wants the cut. */
  readonly accepted?: true
}

/** What is cut inside one article, and why. `cuts` are ascending and do not overlap. */
export interface Settled {
  readonly repeats: readonly SettledRepeat[]
  readonly cuts: readonly Span[]
}

/** Rounds after which settling gives up, and cuts no repeat of the article. Two are usual; a staircase of short blocks, each of which waits for its neighbour to go, takes 20. */
const ROUNDS = 32

/** Boilerplate goes, repeats are told and stay. */
function unsettled(text: Uint8Array, found: readonly Repeat[], drop: readonly Span[]): Settled {
  const why = 'not cut: what is left would be cut again and again'
  return {
    repeats: found.map((r) => ({
      repeat: r.cut ? { ...r, cut: false, because: [...r.because, why] } : r,
      cut: null,
      covered: false,
    })),
    cuts: cutsOf(text, drop),
  }
}

/** The same without some of its cuts. What a cut had covered stays with it. */
export function without(settled: Settled, cuts: readonly Span[]): Settled {
  const rejected = (cut: Span | null): boolean =>
    cut !== null && cuts.some(([start, end]) => start === cut[0] && end === cut[1])
  return {
    repeats: settled.repeats.map((r) => (rejected(r.cut) ? { ...r, cut: null, rejected: true } : r)),
    cuts: settled.cuts.filter((cut) => !rejected(cut)),
  }
}

/** The same with cuts that a reviewer wants: those of repeats that are only reported. Of two cuts side by side the one that was there has what lies between them. */
export function including(settled: Settled, text: Uint8Array, wanted: readonly Span[]): Settled {
  let { cuts } = settled
  const cutOf = (span: Span): Span | null => {
    let [start, end] = cutsOf(text, [span])[0]!
    for (const [s, e] of cuts) {
      if (s < span[1] && span[0] < e) return null
      if (e <= span[0]) start = Math.max(start, e)
      if (s >= span[1]) end = Math.min(end, s)
    }
    cuts = [...cuts, [start, end] as Span].sort((x, y) => x[0] - y[0])
    return [start, end]
  }
  const repeats = settled.repeats.map((r) => {
    const { span } = r.repeat
    if (r.cut !== null || r.covered || !wanted.some(([s, e]) => s === span[0] && e === span[1])) return r
    const cut = cutOf(span)
    return cut === null ? r : { ...r, cut, accepted: true as const }
  })
  return { repeats, cuts }
}

/**
 * Cuts repeats on paper until the cleaned text has none that would be cut. `drop`: passages that go anyhow (boilerplate on request), ascending;
 * `found`: the repeats of the text, where they are known. Spans of later rounds are given in bytes of the text itself. Resets the arena.
 */
export function settle(
  arena: Arena,
  text: Uint8Array,
  drop: readonly Span[],
  recipe: Recipe,
  found?: readonly Repeat[],
): Settled {
  const bytes = new Uint8Array(text)
  const look = (of: Uint8Array): Repeat[] => {
    arena.reset()
    arena.reserve(8)
    const r = read(arena, of)
    const p = paragraphs(r, arena)
    return repeats(arena, r, p, () => sentences(r, p), recipe)
  }
  let out: SettledRepeat[] = []
  let cuts: Span[] = []
  let first: readonly Repeat[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const now = round === 0 ? apply(bytes, []) : apply(bytes, cuts)
    const repeated = round === 0 && found !== undefined ? found : look(now)
    const outside = round === 0 ? drop : []
    const dropped = ([start, end]: Span): boolean => outside.some(([s, e]) => s < end && start < e)
    if (round === 0) first = repeated
    const going = repeated.filter((x) => x.cut && !dropped(x.span) && !dropped(x.source))
    const spans = [...going.map((x) => x.span), ...outside].sort((x, y) => x[0] - y[0])
    if (round > 0 && spans.length === 0) break
    // What does not come to rest is not cut at all: the law holds by construction.
    if (round === ROUNDS - 1) return unsettled(bytes, first, drop)
    const newer = cutsOf(now, spans)
    const cutOf = new Map(spans.map((span, k) => [span[0], newer[k]!]))
    if (round === 0) {
      const goes = new Set(going)
      out = repeated.map((repeat) => ({
        repeat,
        cut: goes.has(repeat) ? cutOf.get(repeat.span[0])! : null,
        covered: repeat.cut && dropped(repeat.span),
      }))
      cuts = newer
      if (cuts.length === 0) break
      continue
    }
    const here = (span: Span): Span => [origin(cuts, span[0], false), origin(cuts, span[1], true)]
    const added = going.map((x) => ({
      repeat: { ...x, span: here(x.span), source: here(x.source) },
      cut: here(cutOf.get(x.span[0])!),
      covered: false,
    }))
    const within = (inner: Span, outer: Span): boolean => outer[0] <= inner[0] && inner[1] <= outer[1]
    out = out
      .filter(
        (o) =>
          o.cut !== null ||
          o.covered ||
          !added.some((n) => n.repeat.span[0] < o.repeat.span[1] && o.repeat.span[0] < n.repeat.span[1]),
      )
      .map((o) => (o.cut !== null && added.some((n) => within(o.cut!, n.cut)) ? { ...o, cut: null, covered: true } : o))
    out = [...out, ...added].sort((x, y) => x.repeat.span[0] - y.repeat.span[0])
    cuts = compose(cuts, newer)
  }
  return { repeats: out, cuts }
}
