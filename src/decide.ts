// Verified matches -> clusters, originals, removals and findings. What goes is decided here, on exact text and on nothing else.
//
// Matches stand between texts (the first article of each). Clusters are gathered over texts and hold all their articles. The articles of
// the clusters are asked in order of preference whether an article that is already kept contains them (clean.ts); the kept article is taken as
// it will be written, without its own repeats. Then each finding is told once, by the article it is in.
import type { Match } from './align.js'
import type { Original, Witness } from './attribute.js'
import { original, stamp } from './attribute.js'
import { removals, titlesDiffer } from './clean.js'
import type { Cluster, Edge } from './cluster.js'
import { clusters } from './cluster.js'
import { Drafts } from './drafts.js'
import { folded } from './kernel/folded.js'
import { createArena } from './kernel/memory.js'
import { Table } from './kernel/table.js'
import type { Matches } from './matches.js'
import type { Facts, RawRecord, Reader, Span } from './model.js'
import type { Options } from './pipeline.js'
import type { Recipe } from './recipe.js'
import type { Sides } from './sides.js'
import type { Survey } from './survey.js'

export interface Gathered {
  readonly head: number
  /** Articles, ascending. */
  readonly members: readonly number[]
  readonly kept: readonly number[]
  readonly original: Original
  /** Article, or null. */
  readonly originalArticle: number | null
  readonly near: readonly number[]
}

export interface Decisions {
  readonly matches: Matches
  readonly clusters: readonly Gathered[]
  /** Findings by place. */
  readonly drafts: Drafts
  /** Cuts of articles that stay and lose something: bytes of the text value. */
  readonly cuts: ReadonlyMap<number, readonly Span[]>
  /** Articles that go. */
  readonly removed: ReadonlyMap<number, number>
}

/** Members whose texts are read as evidence for the original; of larger clusters the first ones, in canonical order. */
const WITNESSES = 5000
/** Share of the longer span that two spans have in common when they are one passage. */
const SAME_PASSAGE = 0.8
const HEAD_BYTES = 400
const FOOT_BYTES = 300

export function decide(
  s: Survey,
  sides: Sides,
  reader: Reader,
  standsFor: Uint32Array,
  matches: Matches,
  recipe: Recipe,
  options: Options,
): Decisions {
  const arena = createArena(1 << 20)
  const against = (article: number): boolean => reader.files[s.file.get(article)]!.against
  const whole = (article: number): Span => [0, s.bytes(article)]

  // Articles of each text that several carry.
  const carriers = new Map<number, number[]>()
  for (let i = 0; i < s.count; i++) {
    const text = standsFor[i]!
    if (text === i) continue
    const list = carriers.get(text)
    if (list) list.push(i)
    else carriers.set(text, [text, i])
  }
  const articlesOf = (text: number): readonly number[] => carriers.get(text) ?? [text]

  /** What was verified, in order of place; further matches are added behind. */
  const verified = matches.rows()

  /** Equal bytes need no alignment: they are compared, once, and one run covers all. The first text is held: it is often a head. */
  const compared = new Table()
  let held = { article: -1, text: new Uint8Array(0) }
  const sameBytes = (x: number, y: number): boolean => {
    if (s.bytes(x) !== s.bytes(y)) return false
    if (s.twin.get(x) === s.twin.get(y)) return true // seen when they were read
    const [a, b] = x < y ? [x, y] : [y, x]
    let same = compared.get(a, b)
    if (same < 0) {
      if (held.article !== a) held = { article: a, text: new Uint8Array(sides.record(a).text) }
      same = Buffer.compare(held.text, sides.record(b).text) === 0 ? 1 : 0
      compared.set(a, b, same)
    }
    return same === 1
  }
  /** No hash decides: are two articles identical after folding, byte for byte? */
  const sameFolded = (a: number, b: number): boolean => {
    if (standsFor[a] !== standsFor[b]) return false
    if (sameBytes(b, a)) return true
    const [x, y] = [a, b].map((i) => folded(arena, sides.record(i).text))
    return Buffer.compare(x!, y!) === 0
  }
  /** The match of two articles of one text or of neighbouring texts; made, and kept for the report, when it is not there yet. */
  const between = (x: number, y: number): Match | null => {
    const [a, b] = x < y ? [x, y] : [y, x]
    const known = matches.row(a, b)
    if (known >= 0) return matches.match(known)
    let made: Match | null = null
    if (standsFor[a] === standsFor[b] && sameBytes(a, b)) {
      const { reading } = sides.side(a)
      const [start, end] = [reading.start[0]!, reading.end[reading.count - 1]!]
      const all = { jaccard: 1, aInB: 1, bInA: 1 }
      made = { kind: 'copy', whole: all, own: all, aIsPart: false, spans: [[start, end, start, end]] }
    } else made = sides.compare(a, b)
    if (made) matches.add(a, b, made)
    return made
  }

  /** Of a part: the part and its host. Else the two articles. */
  const ends = (row: number): [number, number] =>
    matches.kind(row) !== 'part' || matches.aIsPart(row)
      ? [matches.a(row), matches.b(row)]
      : [matches.b(row), matches.a(row)]

  // ------------------------------------------------------------------------------------------------------------ clusters
  const copies = verified.filter((row) => matches.kind(row) === 'copy')
  const edges: Iterable<Edge> = {
    *[Symbol.iterator]() {
      for (const row of copies) yield { a: matches.a(row), b: matches.b(row) }
    },
  }
  const alone = [...carriers].filter(([, list]) => list.some((i) => !against(i))).map(([text]) => text)
  const stars = clusters(
    edges,
    alone,
    (text) => articlesOf(text).length,
    (text) => s.tokens.get(text),
  )
  const roundups = new Set<number>()
  const partsOf = new Map<number, number[]>()
  for (const row of verified) {
    if (matches.kind(row) !== 'part') continue
    const [part, host] = ends(row)
    const list = partsOf.get(host)
    if (list) list.push(part)
    else partsOf.set(host, [part])
  }
  // Parts of one story stand in one cluster; two stories make a roundup.
  const headOf = new Map(stars.flatMap((star) => star.members.map((text) => [text, star.head] as const)))
  for (const [host, parts] of partsOf) if (new Set(parts.map((p) => headOf.get(p) ?? p)).size > 1) roundups.add(host)

  const factsOf = new Map<number, Facts>()
  const facts = (article: number): Facts => factsOf.get(article) ?? factsIn(article, sides.record(article))
  const factsIn = (article: number, record: RawRecord): Facts => {
    const f = record.facts()
    if (factsOf.size >= 50_000) factsOf.clear()
    factsOf.set(article, f)
    return f
  }
  const gathered = stars.map((star) => {
    const members = star.members.flatMap((text) => articlesOf(text)).sort((x, y) => x - y)
    // Every member has a verified match with the head.
    for (const m of members) if (m !== star.head && !(against(m) && against(star.head))) between(m, star.head)
    const asked = members.slice(0, WITNESSES)
    const judged = asked.map((m) => witness(m, star))
    const found =
      members.length < 2
        ? { member: null, confidence: 0, because: ['no other copy stands in this cluster'] }
        : original(judged)
    return { star, members, found, originalArticle: found.member === null ? null : asked[found.member]! }
  })
  function witness(article: number, star: Cluster): Witness {
    const record = sides.record(article)
    const { text } = record
    const f = factsIn(article, record)
    const host = f.url === null ? null : /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(?:www\.)?([^/:?#]+)/i.exec(f.url)
    const bytes = Buffer.from(text.buffer, text.byteOffset, text.length)
    const head = bytes.toString('utf8', 0, HEAD_BYTES)
    const foot = bytes.toString('utf8', Math.max(0, text.length - FOOT_BYTES))
    let containsOthers: number | null = null
    if (article === star.head || standsFor[article] === star.head) {
      containsOthers = 1
      for (const other of star.members)
        if (other !== star.head) containsOthers = Math.min(containsOthers, inside(other, star.head))
    } else if (star.members.length === 2) containsOthers = inside(star.head, standsFor[article]!)
    return {
      outlet: f.source ?? host?.[1] ?? null,
      author: f.author,
      date: f.date,
      head,
      foot,
      size: s.tokens.get(article),
      containsOthers: roundups.has(standsFor[article]!) ? null : containsOthers,
    }
  }
  /** Share of one text's shingles that stand in another. */
  function inside(text: number, host: number): number {
    const row = matches.row(text, host)
    if (row < 0) return 0
    const { spans, own } = matches.match(row)
    return spans.length !== 1 ? 0 : text < host ? own.aInB : own.bInA
  }

  // ------------------------------------------------------------------------------------------------------------ removals
  const sizes = new Map<number, number>()
  const sizeOf = (article: number): number => {
    const twin = s.twin.get(article)
    let size = sizes.get(twin)
    if (size === undefined) {
      size = sides.size(article)
      sizes.set(twin, size)
    }
    return size
  }

  const origins = new Set(
    gathered.flatMap((g) =>
      g.originalArticle === null || !g.found.because.some((b) => b.startsWith('credit:') || b.startsWith('agency:'))
        ? []
        : [g.originalArticle],
    ),
  )
  const clustered = gathered.flatMap((g) => g.members)
  const order = preference(clustered)
  const rank = new Map(order.map((article, i) => [article, i]))
  const joins = new Map<number, number[]>()
  const joinTexts = (a: number, b: number): void => {
    const list = joins.get(a)
    if (list) list.push(b)
    else joins.set(a, [b])
  }
  for (const row of verified) {
    const kind = matches.kind(row)
    const [a, b] = ends(row)
    if (kind === 'copy' || (kind === 'part' && options.parts === 'drop')) joinTexts(a, b)
    if (kind === 'copy') joinTexts(b, a)
  }
  const bestRank = (text: number): number =>
    articlesOf(text).reduce((n, i) => Math.min(n, rank.get(i) ?? Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY)
  for (const list of joins.values()) list.sort((x, y) => bestRank(x) - bestRank(y) || x - y)
  if (options.parts === 'drop') {
    // Hosts of parts are asked too, and before their parts.
    const parts = [...verified.filter((row) => matches.kind(row) === 'part')]
    const more = new Set(parts.flatMap((row) => ends(row).flatMap((t) => [...articlesOf(t)])))
    const extra = [...more].filter((i) => !rank.has(i)).sort((x, y) => sizeOf(y) - sizeOf(x) || x - y)
    order.push(...extra)
    const isPart = new Set(parts.flatMap((row) => articlesOf(ends(row)[0])))
    order.sort((x, y) => Number(isPart.has(x)) - Number(isPart.has(y)))
  }

  // Why an article stays, and the kept article it was asked against first.
  const whyKept = new Map<number, { keeper: number; why: string }>()
  const stays = (article: number, keeper: number, why: string): void => {
    if (!whyKept.has(article)) whyKept.set(article, { keeper, why })
  }
  const holds = (keeper: number, article: number): boolean => {
    if (against(article)) return false
    if (options.copies === 'keep') {
      stays(article, keeper, 'copies are kept (--copies keep)')
      return false
    }
    const m = between(keeper, article)
    if (m === null || m.kind === 'passage' || (m.kind === 'part' && options.parts === 'keep')) return false
    const [x, y] = [facts(article).title, facts(keeper).title]
    if (titlesDiffer(x, y, recipe.remove.titleForm)) {
      stays(article, keeper, 'kept: the titles name different things')
      return false
    }
    if (options.copies === 'drop') return true
    if (standsFor[article] === standsFor[keeper] && m.own.jaccard === 1 && sameBytes(keeper, article)) return true
    const lost = sides.missing(keeper, article)
    if (lost === null) return true
    const shown = lost.words.slice(0, 5)
    stays(
      article,
      keeper,
      `kept: ${shown.length > 0 ? `says what the other does not (${shown.join(', ')}${lost.tokens.length > 5 ? ', …' : ''})` : `${Math.round(1000 - 1000 * lost.coverage) / 10} % of it is not in the other, ${lost.run} words in a row`}`,
    )
    return false
  }
  const gone = removals(
    order,
    (article) => standsFor[article]!,
    (text) => joins.get(text) ?? [],
    recipe.remove.tries,
    holds,
  )
  const removed = new Map(gone.map((g) => [g.article, g.by]))

  function preference(articles: readonly number[]): number[] {
    const dates = new Map<number, string>()
    if (options.keep !== 'longest')
      for (const i of articles) {
        const date = facts(i).date
        const at = date === null ? null : stamp(date)
        if (at) dates.set(i, at.key)
      }
    const date = (i: number): string => dates.get(i) ?? (options.keep === 'last' ? '' : '~')
    const compare = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0)
    const first = (i: number): number => (against(i) ? 0 : options.keep === 'original' && origins.has(i) ? 1 : 2)
    const longer = (x: number, y: number): number => sizeOf(y) - sizeOf(x)
    return [...articles].sort(
      (x, y) =>
        first(x) - first(y) ||
        (options.keep === 'longest'
          ? longer(x, y)
          : options.keep === 'last'
            ? compare(date(y), date(x)) || y - x
            : compare(date(x), date(y)) || (options.keep === 'first' ? 0 : longer(x, y))) ||
        x - y,
    )
  }

  // ------------------------------------------------------------------------------------------------------------ findings
  const drafts = new Drafts()
  const cuts = new Map<number, readonly Span[]>()
  const sourceOf = (article: number, other: number): { article: number; span: Span } => ({
    article: other,
    span: alignedSpan(article, other),
  })
  function alignedSpan(article: number, other: number): Span {
    const m = between(article, other)
    if (m === null || m.spans.length === 0) return whole(other)
    const at = article < other ? 2 : 0
    let [start, end] = [Number.POSITIVE_INFINITY, 0]
    for (const x of m.spans) {
      start = Math.min(start, x[at]!)
      end = Math.max(end, x[at + 1]!)
    }
    return [start, end]
  }
  const scoreOf = (m: Match): number => Math.max(m.whole.jaccard, m.whole.aInB, m.whole.bInA)
  const result: Gathered[] = []
  const copyOf = new Map<number, number>()
  for (const { a, b } of edges) {
    if (!copyOf.has(a)) copyOf.set(a, b)
    if (!copyOf.has(b)) copyOf.set(b, a)
  }
  for (const g of gathered) {
    const kept = g.members.filter((m) => !removed.has(m))
    const base = kept.reduce((best, m) => (best === -1 || rank.get(m)! < rank.get(best)! ? m : best), -1)
    for (const m of g.members) {
      if (against(m)) continue
      const by = removed.get(m)
      const from = by ?? whyKept.get(m)?.keeper ?? (m === base ? -1 : m !== g.star.head ? g.star.head : base)
      if (from === -1) continue
      const pair = between(m, from)
      if (pair === null) continue
      const part = pair.kind === 'part'
      const same = sameFolded(m, from)
      drafts.add({
        kind: part ? 'part' : 'copy',
        article: m,
        span: whole(m),
        source: sourceOf(m, from),
        exact: same,
        score: scoreOf(pair),
        because: [
          same ? 'identical after folding' : sharesSaid(pair, m < from),
          ...(by === undefined ? [whyKept.get(m)?.why ?? 'kept: no kept article contains it'] : []),
        ],
        edit: by === undefined ? 'none' : 'removed',
        cut: null,
      })
    }
    if (g.members.length === 1 && !against(g.star.head)) {
      // A copy of articles that all stand in other clusters: told with the first of them.
      const alone = g.star.head
      const other = copyOf.get(alone)
      const pair = other === undefined ? null : between(alone, other)
      if (pair !== null)
        drafts.add({
          kind: 'copy',
          article: alone,
          span: whole(alone),
          source: sourceOf(alone, other!),
          exact: false,
          score: scoreOf(pair),
          because: [sharesSaid(pair, alone < other!), whyKept.get(alone)?.why ?? 'kept: no kept article contains it'],
          edit: 'none',
          cut: null,
        })
    }
    result.push({
      head: g.star.head,
      members: g.members,
      kept,
      original: g.found,
      originalArticle: g.originalArticle,
      near: g.star.near,
    })
  }
  // A passage that stands in many articles is one finding of each: told with the first source, in order of place, and a count of the others.
  interface Told {
    article: number
    span: Span
    source: { article: number; span: Span }
    others: number
    /** The source counted last: an article that prints the passage twice is one. */
    last: number
  }
  const passages = new Map<number, Told[]>()
  const tellPassage = (article: number, span: Span, source: number, from: Span): void => {
    const list = passages.get(article)
    const size = span[1] - span[0]
    const known = list?.find(
      ({ span: [start, end] }) =>
        Math.min(end, span[1]) - Math.max(start, span[0]) >= SAME_PASSAGE * Math.max(end - start, size),
    )
    if (known) {
      if (known.last !== source) known.others++
      known.last = source
    } else {
      const told = { article, span, source: { article: source, span: from }, others: 0, last: source }
      if (list) list.push(told)
      else passages.set(article, [told])
    }
  }
  const told = new Set<number>()
  for (let i = 0; i < drafts.length; i++) told.add(drafts.article(i))
  for (const row of verified) {
    const kind = matches.kind(row)
    if (kind === 'part') {
      const [part, host] = ends(row)
      if (against(part)) continue
      const by = removed.get(part)
      if (by !== undefined && told.has(part)) continue
      drafts.add({
        kind: 'part',
        article: part,
        span: whole(part),
        source: sourceOf(part, by ?? host),
        exact: false,
        score: scoreOf(matches.match(row)),
        because: [
          sharesSaid(matches.match(row), part < host),
          by === undefined
            ? (whyKept.get(part)?.why ?? 'kept: printed inside a longer article that begins otherwise')
            : 'printed inside a longer article (--parts drop)',
        ],
        edit: by === undefined ? 'none' : 'removed',
        cut: null,
      })
      told.add(part)
    } else if (kind === 'passage') {
      const [a, b] = ends(row)
      // The later one has it from the earlier one, by date where both are dated alike, else by place.
      const [x, y] = [facts(a).date, facts(b).date].map((d) => (d === null ? null : stamp(d)))
      const flip = (x && y && x.precision === y.precision && x.key > y.key) || (against(b) && !against(a))
      const [article, source] = flip && !against(a) ? [a, b] : [b, a]
      if (against(article)) continue
      for (const run of matches.match(row).spans) {
        const [span, from]: [Span, Span] =
          article === b
            ? [
                [run[2], run[3]],
                [run[0], run[1]],
              ]
            : [
                [run[0], run[1]],
                [run[2], run[3]],
              ]
        tellPassage(article, span, source, from)
      }
    }
  }
  for (const told of passages.values())
    for (const p of told)
      drafts.add({
        kind: 'passage',
        article: p.article,
        span: p.span,
        source: p.source,
        exact: false,
        score: 1,
        because: [
          'the same passage stands in both',
          ...(p.others > 0 ? [`and in ${p.others} ${p.others === 1 ? 'other article' : 'other articles'}`] : []),
        ],
        edit: removed.has(p.article) ? 'covered' : 'none',
        cut: null,
      })
  // Articles that went by --parts drop without a match of their own text among the verified (further copies of a part).
  for (const [article, by] of removed) {
    if (told.has(article)) continue
    const pair = between(article, by)!
    drafts.add({
      kind: pair.kind === 'part' ? 'part' : 'copy',
      article,
      span: whole(article),
      source: sourceOf(article, by),
      exact: sameFolded(article, by),
      score: scoreOf(pair),
      because: [sharesSaid(pair, article < by)],
      edit: 'removed',
      cut: null,
    })
  }

  for (let article = 0; article < s.count; article++) {
    if (against(article)) continue
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
        because: r.repeat.because,
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
  drafts.sort()
  return { matches, clusters: result, drafts, cuts, removed }
}

const percent = (x: number): string => `${Math.round(x * 1000) / 10} %`

/** What the shares say, from the side of the article the finding is in. */
function sharesSaid(m: Match, articleIsA: boolean): string {
  const [inOther, otherIn] = articleIsA ? [m.own.aInB, m.own.bInA] : [m.own.bInA, m.own.aInB]
  return `${percent(inOther)} of its shingles stand there, ${percent(otherIn)} of those here`
}
