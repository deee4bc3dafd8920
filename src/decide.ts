// Verified matches -> clusters, originals, removals and findings. What goes is decided here, on exact text and on nothing else.
//
// Decided is part by part (parts.ts): what is read for one is forgotten with it. Matches stand between texts (the first article of each). Clusters are gathered over texts and hold all their articles. The articles of
// the clusters are asked in order of preference whether an article that is already kept contains them (clean.ts); the kept article is taken as
// it will be written, without its own repeats. Then each finding is told once, by the article it is in.
import type { Match } from './align.js'
import { removals, titlesDiffer } from './clean.js'
import type { Edge } from './cluster.js'
import { clusters } from './cluster.js'
import { stamp } from './dates.js'
import { Drafts } from './drafts.js'
import { Clusters } from './gathered.js'
import type { Asked } from './keep.js'
import { preference, sourcesOf } from './keep.js'
import { folded } from './kernel/folded.js'
import type { Arena } from './kernel/memory.js'
import { createArena } from './kernel/memory.js'
import { Sentences } from './kernel/sentences.js'
import { Sparse } from './kernel/sparse.js'
import { Table } from './kernel/table.js'
import type { Story } from './lineage.js'
import { Lineage } from './lineage.js'
import type { Matches } from './matches.js'
import type { Facts, MatchKind, Reader, Span } from './model.js'
import type { Part } from './parts.js'
import { parts } from './parts.js'
import type { Options } from './pipeline.js'
import type { Recipe } from './recipe.js'
import type { Sides } from './sides.js'
import type { Survey } from './survey.js'
import { trivial } from './trivia.js'

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

/** Articles of one text that are matched each with those of another. */
const CARRIERS = 8
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

/** Evidence for an original that a clean does not change. */
const STABLE = /^(?:credit:|agency:|canonical:|earliest)/

/** Times that articles are asked again, because an original came to light when others had gone. Once is what happens. */
const ROUNDS = 4

/** Share of the longer span that two spans have in common when they are one passage. */
const SAME_PASSAGE = 0.8

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
  const notes: Notes = {
    rank: new Sparse(s.count),
    goes: new Sparse(s.count),
    keeper: new Sparse(s.count),
    why: new Sparse(s.count),
    told: new Uint8Array(s.count),
  }
  for (const part of parts(standsFor, matches))
    decidePart(part, found, { s, sides, reader, standsFor, recipe, options, verdicts, compared, arena, notes })
  withinArticles(found, s, sides, reader, options)
  found.clusters.sort()
  found.drafts.sort()
  return found
}

/** The decisions while they are taken. */
interface Found extends Decisions {
  readonly cuts: Map<number, readonly Span[]>
  readonly weights: Map<number, number>
}

/** What decides. */
interface Given {
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
  readonly notes: Notes
}

/** What is noted of the articles of a part while it is decided, in columns: a part may be the whole corpus. Empty between two parts. */
interface Notes {
  /** Place in the order of preference. */
  readonly rank: Sparse
  /** What would go, and into what, where nothing goes. */
  readonly goes: Sparse
  /** Of an article that stays, the kept article it was asked against first, and the number of the sentence that says why. */
  readonly keeper: Sparse
  readonly why: Sparse
  /** 1: it has a finding. */
  readonly told: Uint8Array
}

/** Lists, one behind the other. */
function joined(lists: readonly Uint32Array[]): Uint32Array {
  if (lists.length === 1) return lists[0]!
  const out = new Uint32Array(lists.reduce((n, list) => n + list.length, 0))
  let at = 0
  for (const list of lists) {
    out.set(list, at)
    at += list.length
  }
  return out
}

/** Articles of each text that several carry, ascending. */
function carriersOf(articles: Uint32Array, standsFor: Uint32Array): Map<number, Uint32Array> {
  const next = new Map<number, number>()
  for (const i of articles) {
    const text = standsFor[i]!
    if (text !== i) next.set(text, (next.get(text) ?? 1) + 1)
  }
  // One text is all of the part.
  if (next.size === 1 && next.get(articles[0]!) === articles.length) return new Map([[articles[0]!, articles]])
  const out = new Map([...next].map(([text, n]) => [text, new Uint32Array(n)] as const))
  for (const [text, list] of out) {
    list[0] = text
    next.set(text, 1)
  }
  for (const i of articles) {
    const text = standsFor[i]!
    if (text === i) continue
    const at = next.get(text)!
    out.get(text)![at] = i
    next.set(text, at + 1)
  }
  return out
}

function decidePart(part: Part, found: Found, given: Given): void {
  const { s, sides, reader, standsFor, recipe, options, verdicts, compared, arena, notes } = given
  const { matches, drafts } = found
  const against = (article: number): boolean => reader.files[s.file.get(article)]!.against
  const whole = (article: number): Span => [0, s.bytes(article)]
  const uncut = (article: number): boolean => sides.writtenBytes(article) === s.bytes(article)

  const carriers = carriersOf(part.articles, standsFor)
  const articlesOf = (text: number): Uint32Array => carriers.get(text) ?? Uint32Array.of(text)

  /** What was verified, in order of place; further matches are added behind. */
  const verified = part.rows

  /** Texts that will be written with equal bytes need no alignment: they are compared, once, and one run covers all. The first is held: it is often a head. */
  let held = { article: -1, text: new Uint8Array(0) }
  const sameBytes = (x: number, y: number): boolean => {
    if (s.twin.get(x) === s.twin.get(y)) return true // seen when they were read
    if (sides.writtenBytes(x) !== sides.writtenBytes(y)) return false
    const [a, b] = x < y ? [x, y] : [y, x]
    let same = compared.get(a, b)
    if (same < 0) {
      if (held.article !== a) held = { article: a, text: new Uint8Array(sides.written(a)) }
      same = Buffer.compare(held.text, sides.written(b)) === 0 ? 1 : 0
      compared.set(a, b, same)
    }
    return same === 1
  }
  /** No hash decides: are two articles identical after folding, byte for byte, as they will be written? */
  const sameFolded = (a: number, b: number): boolean => {
    if (standsFor[a] !== standsFor[b]) return false
    if (sameBytes(b, a)) return true
    const [x, y] = [a, b].map((i) => folded(arena, sides.written(i)))
    return Buffer.compare(x!, y!) === 0
  }
  /** The same of the articles as they are. */
  const identicalNow = (a: number, b: number): boolean => {
    if (!sameFolded(a, b)) return false
    if (uncut(a) && uncut(b)) return true
    const [x, y] = [a, b].map((i) => folded(arena, sides.record(i).text))
    return Buffer.compare(x!, y!) === 0
  }
  /**
   * The match of two articles of one text or of neighbouring texts; made, and kept for the report, when it is not there yet. Texts that are equal after
   * folding may be spelled differently, and then less alike than the texts that stand for them: what these are, the articles are (`as`).
   */
  const between = (x: number, y: number, as: MatchKind | null = null): Match | null => {
    const [a, b] = x < y ? [x, y] : [y, x]
    const known = matches.row(a, b)
    if (known >= 0) return matches.match(known)
    let made: Match | null = null
    if (standsFor[a] === standsFor[b] && sameBytes(a, b)) {
      const ends = [a, b].map((i): Span => {
        const { start, end, count } = sides.side(i).reading
        const cuts = sides.settled(i)?.cuts ?? []
        const stays = (token: number): boolean => !cuts.some(([from, to]) => from <= start[token]! && end[token]! <= to)
        let [first, last] = [0, count - 1]
        while (first < last && !stays(first)) first++
        while (last > first && !stays(last)) last--
        return [start[first]!, end[last]!]
      })
      const all = { jaccard: 1, aInB: 1, bInA: 1 }
      const shares = uncut(a) && uncut(b) ? { whole: all, own: all } : sides.resemblance(a, b)
      made = { kind: 'copy', ...shares, aIsPart: false, spans: [[...ends[0]!, ...ends[1]!]] }
    } else made = sides.compare(a, b)
    if (made && as !== null) made = { ...made, kind: as, aIsPart: made.aIsPart && as === 'part' }
    if (made) matches.add(a, b, made)
    return made
  }

  const scoreOf = (m: Match): number => Math.max(m.whole.jaccard, m.whole.aInB, m.whole.bInA)

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

  // Matches stand between texts. Where no cluster joins the articles that carry them, each of these has its own, a few articles a text.
  for (const row of verified) {
    const [a, b] = [matches.a(row), matches.b(row)]
    if (matches.kind(row) === 'passage' || (headOf.has(a) && headOf.get(a) === headOf.get(b))) continue
    const theirs = articlesOf(b).slice(0, CARRIERS)
    for (const x of articlesOf(a).slice(0, CARRIERS))
      for (const y of theirs) if (!(against(x) && against(y))) between(x, y)
  }

  const factsOf = new Map<number, Facts>()
  const facts = (article: number): Facts => {
    const known = factsOf.get(article)
    if (known !== undefined) return known
    const f = sides.record(article).facts()
    keep(article, f)
    return f
  }
  const keep = (article: number, f: Facts): void => {
    if (factsOf.size >= 50_000) factsOf.clear()
    factsOf.set(article, f)
  }
  const lineage = new Lineage(s, sides, standsFor, recipe, roundups, (a, b) => {
    const row = matches.row(a, b)
    return row < 0 ? undefined : matches.match(row)
  })
  const gathered = stars.map((star) => {
    const lists = star.members.map(articlesOf)
    const members = lists.length === 1 ? lists[0]! : joined(lists).sort()
    // Every member has a verified match with the head.
    let [lowest, sum, n] = [1, 0, 0]
    for (const m of members) {
      if (m === star.head || (against(m) && against(star.head))) continue
      const match = between(m, star.head, 'copy')
      if (match === null) continue
      const score = scoreOf(match)
      lowest = Math.min(lowest, score)
      sum += score
      n++
    }
    const inner = n === 0 ? null : { lowest, mean: sum / n }
    return { star, members, inner, story: lineage.story(star, members, keep) }
  })
  /** Why nothing but identical text goes of a cluster, by its articles. */
  const loose = new Map<number, string>()
  for (const { members, story } of gathered)
    if (story.loose !== null) for (const m of members) loose.set(m, story.loose)

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

  // What is fullest today may be cut tomorrow, so that an original by fullness alone is not asked first: the longer one is anyhow.
  const lasting = ({ original, originalArticle }: Story): readonly number[] =>
    originalArticle !== null && (original.standsFor !== null || original.because.some((b) => STABLE.test(b)))
      ? [originalArticle]
      : []
  const origins = new Set(gathered.flatMap(({ story }) => lasting(story)))
  const clustered = joined(gathered.map((g) => g.members))
  const named = sourcesOf(options.keep) !== null
  const askedOf: Asked = {
    against,
    origin: (i) => origins.has(i),
    date: (i) => {
      const { date } = facts(i)
      return date === null ? null : stamp(date)
    },
    size: sizeOf,
    // As it will be written: a second run decides alike.
    repeats: (i) =>
      (sides.settled(i)?.repeats ?? []).reduce(
        (sum, { repeat: { span }, cut, covered }) => (cut === null && !covered ? sum + span[1] - span[0] : sum),
        0,
      ),
    outlet: (i) => (named ? outletOf(i) : null),
    id: (i) => (s.idLo.get(i) === 0 || s.line.get(i) === 0 ? null : s.ids.get(i)),
  }
  const { rank } = notes
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
  const bestRank = (text: number): number => {
    let best = Number.POSITIVE_INFINITY
    for (const i of carriers.get(text) ?? [text]) best = Math.min(best, rank.get(i) ?? Number.POSITIVE_INFINITY)
    return best
  }
  let order: Uint32Array = new Uint32Array(0)
  const inOrder = (): void => {
    order = preference(clustered, options.keep, askedOf)
    for (const [i, article] of order.entries()) rank.set(article, i)
    for (const list of joins.values()) list.sort((x, y) => bestRank(x) - bestRank(y) || x - y)
    if (options.parts === 'keep') return
    // Hosts of parts are asked too, and before their parts.
    const parts = [...verified.filter((row) => matches.kind(row) === 'part')]
    const more = new Set(parts.flatMap((row) => ends(row).flatMap((t) => [...articlesOf(t)])))
    const extra = [...more].filter((i) => !rank.has(i)).sort((x, y) => sizeOf(y) - sizeOf(x) || x - y)
    const all = joined([order, Uint32Array.from(extra)])
    const isPart = new Set(parts.flatMap((row) => [...articlesOf(ends(row)[0])]))
    order = joined([all.filter((i) => !isPart.has(i)), all.filter((i) => isPart.has(i))])
  }

  // Why an article stays, and the kept article it was asked against first.
  const reasons = new Sentences()
  const stays = (article: number, keeper: number, why: string): void => {
    if (notes.keeper.has(article)) return
    notes.keeper.set(article, keeper)
    notes.why.set(article, reasons.number([why]))
  }
  const whyKept = (article: number): string | undefined => {
    const why = notes.why.get(article)
    return why === undefined ? undefined : reasons.get(why)[0]
  }
  /** What goes although the kept article does not say all of it, and who asked for that. */
  const exceptions = new Map<number, string>()
  const holds = (keeper: number, article: number): boolean => {
    if (against(article)) return false
    if (options.copies === 'keep') {
      stays(article, keeper, 'copies are kept (--copies keep)')
      return false
    }
    const m = between(keeper, article)
    if (m === null || m.kind === 'passage' || (m.kind === 'part' && options.parts === 'keep')) return false
    if (verdicts?.stay.has(article)) {
      stays(article, keeper, 'kept: a reviewer rejected its removal (--decisions)')
      return false
    }
    const identical = standsFor[article] === standsFor[keeper] && sameBytes(keeper, article)
    if (verdicts?.go.has(article)) {
      if (!identical && sides.missing(keeper, article) !== null)
        exceptions.set(article, 'not all of it stands there: a reviewer accepted its removal (--decisions)')
      return true
    }
    const [x, y] = [facts(article).title, facts(keeper).title]
    if (titlesDiffer(x, y, recipe.remove.titleForm)) {
      stays(article, keeper, 'kept: the titles name different things')
      return false
    }
    if (identical) return true
    const lost = sides.missing(keeper, article)
    const apart = loose.get(article)
    if (apart !== undefined && !sameFolded(keeper, article)) {
      stays(article, keeper, `kept: the cluster does not hang together: ${apart}`)
      return false
    }
    if (lost === null) return true
    const shown = lost.words.slice(0, 5)
    const said =
      shown.length > 0
        ? `says what the other does not (${shown.join(', ')}${lost.tokens.length > 5 ? ', …' : ''})`
        : `${Math.round(1000 - 1000 * lost.coverage) / 10} % of it is not in the other, ${lost.run} words in a row`
    if (options.copies === 'drop') {
      exceptions.set(article, `it ${said}: removed all the same (--copies drop)`)
      return true
    }
    const { remove } = recipe
    if (
      lost.coverage >= remove.coverage &&
      lost.run <= remove.run &&
      trivial(sides.record(article).text, lost.tokens)
    ) {
      exceptions.set(article, `it alone has ${shown.join(', ')}: a share price or a telephone line, of no account`)
      return true
    }
    stays(article, keeper, `kept: ${said}`)
    return false
  }
  // Where copies are weighed nothing goes.
  const { removed } = found
  const goes = options.copies === 'weight' ? notes.goes : removed
  const ask = (): void => {
    inOrder()
    exceptions.clear()
    for (const article of order) for (const noted of [notes.keeper, notes.why, goes]) noted.delete(article)
    for (const { article, by } of removals(
      order,
      (article) => standsFor[article]!,
      (text) => joins.get(text) ?? [],
      recipe.remove.tries,
      holds,
    ))
      goes.set(article, by)
  }
  ask()
  // Where some have gone the evidence may decide what it did not before, and a second run would ask that article first: so this one does.
  for (let round = 0; round < ROUNDS && goes === removed; round++) {
    const had = origins.size
    for (const { star, members, story } of gathered) {
      if (lasting(story).length > 0) continue
      const left = members.filter((m) => !goes.has(m))
      if (left.length > 1 && left.length < members.length)
        for (const origin of lasting(lineage.story(star, left, keep))) origins.add(origin)
    }
    if (origins.size === had) break
    ask()
  }
  if (goes !== removed) for (const [article, weight] of weightsOf(order, goes)) found.weights.set(article, weight)

  function outletOf(article: number): string | null {
    const { outlet } = sides.record(article)
    return outlet === null ? null : Buffer.from(outlet).toString()
  }

  // ------------------------------------------------------------------------------------------------------------ findings
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
  const before = drafts.length
  const copyOf = new Map<number, number>()
  for (const { a, b } of edges) {
    if (!copyOf.has(a)) copyOf.set(a, b)
    if (!copyOf.has(b)) copyOf.set(b, a)
  }
  for (const g of gathered) {
    const own = g.members.filter((m) => !removed.has(m))
    // Of a cluster of one, or one whose members all went into articles of a cluster nearby, those stay for it.
    const kept = own.length > 0 ? own : Uint32Array.from(new Set(g.members.map((m) => removed.get(m)!))).sort()
    const told = drafts.length
    const base = own.reduce((best, m) => (best === -1 || rank.get(m)! < rank.get(best)! ? m : best), -1)
    for (const m of g.members) {
      if (against(m)) continue
      const by = removed.get(m)
      const weight = found.weights.get(m)
      const from =
        by ?? goes.get(m) ?? notes.keeper.get(m) ?? (m === base ? -1 : m !== g.star.head ? g.star.head : base)
      if (from === -1) continue
      const pair = between(m, from)
      if (pair === null) continue
      const part = pair.kind === 'part'
      const same = identicalNow(m, from)
      drafts.add({
        kind: part ? 'part' : 'copy',
        article: m,
        span: whole(m),
        source: sourceOf(m, from),
        exact: same,
        score: scoreOf(pair),
        because: [
          same ? 'identical after folding' : sharesSaid(pair, m < from),
          ...(exceptions.has(m) ? [exceptions.get(m)!] : []),
          ...(by !== undefined
            ? []
            : weight !== undefined
              ? [`kept: it counts 1/${Math.round(1 / weight)}, as do all that say the same (--copies weight)`]
              : [whyKept(m) ?? 'kept: no kept article contains it']),
        ],
        edit: by === undefined ? 'none' : 'removed',
        cut: null,
      })
    }
    if (g.members.length === 1 && !against(g.star.head) && drafts.length === told) {
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
          because: [sharesSaid(pair, alone < other!), whyKept(alone) ?? 'kept: no kept article contains it'],
          edit: 'none',
          cut: null,
        })
    }
    found.clusters.add({
      head: g.star.head,
      members: g.members,
      kept,
      ...g.story,
      near: g.star.near,
      inner: g.inner,
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
  const { told } = notes
  for (let i = before; i < drafts.length; i++) told[drafts.article(i)] = 1
  for (const row of verified) {
    const kind = matches.kind(row)
    if (kind === 'part') {
      const [part, host] = ends(row)
      if (against(part)) continue
      const by = removed.get(part)
      if (by !== undefined && told[part] === 1) continue
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
            ? (whyKept(part) ?? 'kept: printed inside a longer article that begins otherwise')
            : 'printed inside a longer article (--parts drop)',
          ...(by !== undefined && exceptions.has(part) ? [exceptions.get(part)!] : []),
        ],
        edit: by === undefined ? 'none' : 'removed',
        cut: null,
      })
      told[part] = 1
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
  for (const article of order) {
    const by = removed.get(article)
    if (by === undefined || told[article] === 1) continue
    const pair = between(article, by)!
    drafts.add({
      kind: pair.kind === 'part' ? 'part' : 'copy',
      article,
      span: whole(article),
      source: sourceOf(article, by),
      exact: identicalNow(article, by),
      score: scoreOf(pair),
      because: [sharesSaid(pair, article < by), ...(exceptions.has(article) ? [exceptions.get(article)!] : [])],
      edit: 'removed',
      cut: null,
    })
  }
  for (const i of part.articles) {
    for (const noted of [notes.rank, notes.goes, notes.keeper, notes.why]) noted.delete(i)
    told[i] = 0
  }
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

/** 1/n for an article that is kept and the n - 1 that say nothing else. */
function weightsOf(order: Uint32Array, goes: Sparse): Map<number, number> {
  const groups = new Map<number, number[]>()
  for (const article of order) {
    const by = goes.get(article)
    if (by === undefined) continue
    const list = groups.get(by)
    if (list) list.push(article)
    else groups.set(by, [by, article])
  }
  return new Map([...groups.values()].flatMap((group) => group.map((article) => [article, 1 / group.length] as const)))
}

const percent = (x: number): string => `${Math.round(x * 1000) / 10} %`

/** What the shares say, from the side of the article the finding is in. */
function sharesSaid(m: Match, articleIsA: boolean): string {
  const [inOther, otherIn] = articleIsA ? [m.own.aInB, m.own.bInA] : [m.own.bInA, m.own.aInB]
  return `${percent(inOther)} of its shingles stand there, ${percent(otherIn)} of those here`
}
