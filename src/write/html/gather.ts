// Records and view -> what the report holds, bounded. A report for people need not hold everything: it holds what is acted on
// first (of that, what the baseline does not know), then what was found beside that, then what outlets print under everything; and it
// counts what it leaves out.
//
// The bounds, together under 40 MB: rows 20 MiB (and at most 50,000 findings), texts 16 MiB, strings of the input 300
// characters each. An article whose text is longer than 16,000 characters is there in windows around what is found in it.
// Texts go first to clusters, the largest first, then to findings in their order.

import { stamp } from '../../dates.js'
import type {
  BoilerplateRecord,
  ClusterRecord,
  FindingRecord,
  MatchRecord,
  ReportRecord,
  Span,
  SummaryRecord,
  View,
} from '../../model.js'
import type { Ask } from '../ask.js'
import { countsAt } from '../ask.js'
import { json } from '../escape.js'
import { placed } from '../place.js'
import { nextOf } from '../text.js'
import type { Articles, Clusters, Findings, Outlet, Printed, Rows, Said, Text } from './data.js'
import { EDITS, KINDS, STATUSES } from './data.js'
import type { Namer } from './keywords.js'
import { rules } from './made.js'

/** What the file may hold. */
export interface Bounds {
  readonly findings: number
  /** Bytes of rows, and of texts. */
  readonly rows: number
  readonly texts: number
  readonly clusters: number
  /** Members of a cluster that are listed, and those whose text is wanted. */
  readonly members: number
  readonly read: number
}

export const bounds: Bounds = {
  findings: 50_000,
  rows: 20 << 20,
  texts: 16 << 20,
  clusters: 3_000,
  members: 200,
  read: 40,
}

/** Clusters that are named by keywords; the rest by a title. */
const NAMED = 400
const OUTLETS = 200
const PRINTED = 500
const TROUBLES = 500
const BINS = 20
const NEAR = 20
/** Matches remembered for the shares of clusters, about 150 bytes each. */
const SHARES = 200_000
/** UTF-16 units of a string of the input, of a text that is given whole (a passage needs less than a copy), of a window, and around it. */
const CLIP = 300
const WHOLE = 16_000
const SHORT = 1_500
const WINDOW = 6_000
const AROUND = 300
const OPENING = 120

/** JSON that cannot end the element it stands in. */
export const block = (value: unknown): string => json(value).replaceAll('<', '\\u003c')

const sizeOf = (value: unknown): number => Buffer.byteLength(block(value))

export interface Gathered {
  readonly rows: Rows
  readonly texts: readonly Text[]
}

/** A finding, and the number of the article it is in among those that have one. */
interface Found {
  readonly f: FindingRecord
  readonly at: number
}

/** The first `most` of what comes, as `compare` orders it and then as it comes; of the others, how many they are. */
class First<T> {
  readonly #held: { readonly item: T; readonly order: number }[] = []
  readonly #most: number
  readonly #compare: (x: T, y: T) => number
  count = 0

  constructor(most: number, compare: (x: T, y: T) => number) {
    this.#most = most
    this.#compare = compare
  }

  add(item: T): void {
    this.#held.push({ item, order: this.count++ })
    if (this.#held.length >= 2 * this.#most + 16) this.list()
  }

  list(): T[] {
    this.#held.sort((x, y) => this.#compare(x.item, y.item) || x.order - y.order)
    this.#held.length = Math.min(this.#held.length, this.#most)
    return this.#held.map(({ item }) => item)
  }
}

export function gather(
  records: Iterable<ReportRecord>,
  view: View,
  ask: Ask,
  name: Namer,
  most: Bounds = bounds,
): Gathered {
  const outlets = new Map<string, number[]>()
  const shares = new Map<string, number[]>()
  const histogram = [0, 1, 2].map(() => new Array<number>(BINS).fill(0))
  const clusters = new First<ClusterRecord>(most.clusters, (x, y) => y.size - x.size)
  const printed = new First<BoilerplateRecord>(PRINTED, (x, y) => y.articles - x.articles)
  const troubles: Said[] = []
  // Four tiers of findings: acted on, acted on and known, reported, printed under everything.
  const tiers: Found[][] = [[], [], [], []]
  let [last, at] = ['', 0]
  const counts = countsAt(ask)
  let known = 0
  let fresh = 0
  const kinds: [number, number][] = KINDS.map(() => [0, 0])
  let header = { version: '', fingerprint: '', recipe: {} as unknown }
  let summary: SummaryRecord | null = null
  for (const r of records) {
    if (r.type === 'header') header = r
    else if (r.type === 'article') {
      const outlet = view.outlet(r.id) ?? ''
      let counts = outlets.get(outlet)
      if (counts === undefined) outlets.set(outlet, (counts = [0, 0, 0, 0]))
      counts[STATUSES.indexOf(r.status)]!++
    } else if (r.type === 'match') {
      const row = histogram[KINDS.indexOf(r.kind)]!
      row[Math.min(BINS - 1, Math.floor(r.own.jaccard * BINS + 1e-9))]!++
      if (r.kind === 'copy' && shares.size < SHARES) shares.set(pairKey(r.a, r.b), sharesOf(r))
    } else if (r.type === 'cluster') clusters.add(r)
    else if (r.type === 'finding') {
      const kind = kinds[KINDS.indexOf(r.kind)]!
      kind[0]++
      if (r.edit !== 'none') kind[1]++
      if (r.known) known++
      else if (counts(r)) fresh++
      const tier = tiers[r.kind === 'boilerplate' ? 3 : r.edit === 'none' ? 2 : r.known ? 1 : 0]!
      if (r.article !== last) at++
      last = r.article
      if (tier.length < most.findings) tier.push({ f: r, at })
    } else if (r.type === 'boilerplate') printed.add(r)
    else if (r.type === 'trouble') {
      if (troubles.length < TROUBLES) troubles.push({ level: r.level, code: r.code, message: clip(placed(r)) })
    } else if (r.type === 'summary') summary = r
  }

  const shelf = new Shelf(view)
  const listed: ClusterRecord[] = []
  for (const record of clusters.list()) {
    if (shelf.cost > most.rows / 2) break
    shelf.cost += 120 + 30 * Math.min(record.members.length, most.members)
    for (const id of shownMembers(record, most)) shelf.article(id)
    listed.push(record)
  }
  const chosen = choose(tiers, shelf, view, most)
  const leftFindings = kinds.map(([found], k) => found - chosen.reduce((n, f) => n + (f.kind === KINDS[k] ? 1 : 0), 0))

  // Texts: which articles, and which places in them.
  const wanted = new Map<number, { spans: Span[]; whole: boolean }>()
  const want = (article: number, span: Span | null, whole: boolean): void => {
    const known = wanted.get(article) ?? { spans: [], whole }
    wanted.set(article, known)
    known.whole ||= whole
    if (span !== null) known.spans.push(span)
  }
  for (const c of listed)
    for (const id of shownMembers(c, most).slice(0, most.read)) want(shelf.article(id), null, true)
  for (const f of chosen) {
    if (f.kind === 'boilerplate') continue
    want(shelf.article(f.article), view.inText(f.article, f.span), f.kind === 'copy')
    if (f.source === null) continue
    const { article, span } = f.source
    want(shelf.article(article), view.inText(article, span), f.kind === 'copy')
  }
  const texts = new Array<Text>(shelf.ids.length).fill(null)
  const places = new Map<number, (at: number) => number>()
  let room = most.texts
  let without = 0
  for (const [article, { spans, whole }] of wanted) {
    const made = room > 0 ? textOf(view.text(shelf.ids[article]!), spans, whole ? WHOLE : SHORT) : null
    const size = made === null ? 0 : sizeOf(made.text) + 2
    if (made === null || size > room) {
      without++
      continue
    }
    room -= size
    texts[article] = made.text
    places.set(article, made.place)
  }

  const findings: Findings = {
    kind: [],
    edit: [],
    article: [],
    source: [],
    spans: [],
    lines: [],
    bytes: [],
    exact: [],
    known: [],
    score: [],
    because: [],
    fingerprint: [],
    words: [],
  }
  for (const f of chosen) {
    const article = shelf.article(f.article)
    const source = f.source === null ? -1 : shelf.article(f.source.article)
    const here = f.kind === 'boilerplate' ? undefined : places.get(article)
    const there = places.get(source)
    findings.kind.push(KINDS.indexOf(f.kind))
    findings.edit.push(EDITS.indexOf(f.edit))
    findings.article.push(article)
    findings.source.push(source)
    findings.spans.push([
      ...(here === undefined ? [-1, -1] : view.inText(f.article, f.span).map(here)),
      ...(there === undefined || f.source === null
        ? [-1, -1]
        : view.inText(f.source.article, f.source.span).map(there)),
    ])
    findings.lines.push([...f.lines, ...(f.source?.lines ?? [0, 0]), f.fileLine])
    findings.bytes.push(f.span[1] - f.span[0])
    findings.exact.push(f.exact ? 1 : 0)
    findings.known.push(f.known ? 1 : 0)
    findings.score.push(f.score)
    findings.because.push(f.because.map((b) => shelf.sentence(b)))
    findings.fingerprint.push(f.fingerprint)
    findings.words.push(shelf.sentence(wordsOf(f, view)))
  }

  const sum = summary ?? ({} as Partial<SummaryRecord>)
  const { type: _, ...figures } = { type: 'summary', ...sum }
  const made = clustersOf(listed, shelf, view, shares, name, most)
  for (const [i, c] of listed.entries()) for (const id of shownMembers(c, most)) shelf.inCluster(id, i)
  const bars = barsOf(outlets)
  return {
    texts,
    rows: {
      mode: ask.mode,
      version: header.version,
      rules: KINDS.map((kind) => rules[kind]),
      fingerprint: header.fingerprint,
      // Not where it would tell a reader of the file how someone's disk is laid out.
      next:
        summary === null || ask.words.some((word) => /^(?:[/\\~]|[A-Za-z]:)/.test(word)) ? '' : nextOf(ask, summary),
      recipe: flat(header.recipe),
      summary: figures as unknown as Record<string, number>,
      kinds,
      baseline: ask.news === undefined ? null : [known, fresh],
      outlets: bars.slice(0, OUTLETS),
      otherOutlets: [
        Math.max(0, bars.length - OUTLETS),
        bars.slice(OUTLETS).reduce((n, o) => n + o.counts.reduce((a, b) => a + b, 0), 0),
      ],
      names: shelf.names,
      histogram,
      sentences: shelf.sentences,
      articles: shelf.articles,
      findings,
      clusters: made,
      printed: printed
        .list()
        .map((p): Printed => ({ outlet: clip(p.outlet), articles: p.articles, groups: p.groups, text: clip(p.text) })),
      troubles,
      leftOut: {
        findings: leftFindings,
        clusters: clusters.count - listed.length,
        texts: without,
        printed: Math.max(0, printed.count - PRINTED),
        troubles: Math.max(0, (sum.errors ?? 0) + (sum.notes ?? 0) - troubles.length),
      },
    },
  }
}

/** Findings tier by tier as long as there is room, then in the order they came in. */
function choose(tiers: Found[][], shelf: Shelf, view: View, most: Bounds): FindingRecord[] {
  const chosen: Found[] = []
  for (const tier of tiers)
    for (const found of tier) {
      const { f } = found
      if (chosen.length >= most.findings || shelf.cost > most.rows) break
      shelf.cost += 90 + 8 * f.because.length
      shelf.article(f.article)
      if (f.source !== null) shelf.article(f.source.article)
      for (const b of f.because) shelf.sentence(b)
      shelf.sentence(wordsOf(f, view))
      chosen.push(found)
    }
  const tierOf = (f: FindingRecord): number => (f.kind === 'boilerplate' ? 1 : 0)
  // Canonical order is kept inside each tier; here what is acted on and what is not come together by article again.
  return chosen
    .map(({ f, at }, i) => ({ f, at, i }))
    .sort((x, y) => tierOf(x.f) - tierOf(y.f) || x.at - y.at || x.f.span[0] - y.f.span[0] || x.i - y.i)
    .map(({ f }) => f)
}

function wordsOf(f: FindingRecord, view: View): string {
  const said = view.excerpt(f, 'here', f.kind === 'boilerplate' ? 400 : 110)
  const [start, end] = view.inText(f.article, f.span)
  return said.replace(/\s+/g, ' ').trim() + (Buffer.byteLength(said) < end - start ? '…' : '')
}

const pairKey = (a: string, b: string): string => (a < b ? `${a}\0${b}` : `${b}\0${a}`)

/** As the smaller id sees it: jaccard, its share in the other, the other's in it. */
const sharesOf = (m: MatchRecord): number[] =>
  m.a < m.b ? [m.own.jaccard, m.own.aInB, m.own.bInA] : [m.own.jaccard, m.own.bInA, m.own.aInB]

/** The head and the original are always among those shown. */
function shownMembers(c: ClusterRecord, most: Bounds): string[] {
  const first = [...new Set([...(c.original === null ? [] : [c.original]), c.head])]
  return [...first, ...c.members.filter((m) => !first.includes(m)).slice(0, most.members - first.length)]
}

/** Articles, sentences and names of outlets by number, and what they cost in the file. */
class Shelf {
  readonly ids: string[] = []
  readonly articles: Articles = {
    id: [],
    path: [],
    line: [],
    title: [],
    date: [],
    minutes: [],
    precision: [],
    outlet: [],
    status: [],
    bytes: [],
    cluster: [],
  }
  readonly sentences: string[] = []
  readonly names: string[] = []
  /** Bytes of rows so far, about. */
  cost = 0
  private readonly byId = new Map<string, number>()
  private readonly bySentence = new Map<string, number>()
  private readonly byName = new Map<string, number>()
  private readonly view: View

  constructor(view: View) {
    this.view = view
  }

  article(id: string): number {
    const known = this.byId.get(id)
    if (known !== undefined) return known
    const { articles } = this
    const n = this.ids.length
    const record = this.view.article(id)
    const facts = this.view.facts(id)
    const when = facts?.date == null ? null : whenOf(facts.date)
    const outlet = this.view.outlet(id)
    const strings = [id, record?.path ?? '', facts?.title ?? '', facts?.date ?? ''].map((s) => clip(s))
    this.cost += 40 + strings.reduce((sum, s) => sum + sizeOf(s) + 1, 0)
    this.byId.set(id, n)
    this.ids.push(id)
    articles.id.push(strings[0]!)
    articles.path.push(strings[1]!)
    articles.line.push(record?.line ?? 0)
    articles.title.push(strings[2]!)
    articles.date.push(strings[3]!)
    articles.minutes.push(when?.minutes ?? -1)
    articles.precision.push(when?.precision ?? 0)
    articles.outlet.push(outlet === null ? -1 : this.number(outlet, this.names, this.byName))
    articles.status.push(STATUSES.indexOf(record?.status ?? 'against'))
    articles.bytes.push(record?.bytes ?? 0)
    articles.cluster.push(-1)
    return n
  }

  inCluster(id: string, cluster: number): void {
    const article = this.article(id)
    if (this.articles.cluster[article] === -1) this.articles.cluster[article] = cluster
  }

  sentence(text: string): number {
    return this.number(text, this.sentences, this.bySentence)
  }

  private number(text: string, list: string[], index: Map<string, number>): number {
    const known = index.get(text)
    if (known !== undefined) return known
    const n = list.length
    index.set(text, n)
    list.push(clip(text, 400))
    this.cost += sizeOf(list[n]!) + 1
    return n
  }
}

function whenOf(date: string): { minutes: number; precision: number } | null {
  const found = stamp(date)
  if (found === null) return null
  const [minutes, seconds] = found.key.split(':')
  return { minutes: Number(minutes) + Math.floor(Number(seconds)) / 60, precision: found.precision }
}

function clustersOf(
  listed: readonly ClusterRecord[],
  shelf: Shelf,
  view: View,
  shares: ReadonlyMap<string, number[]>,
  name: Namer,
  most: Bounds,
): Clusters {
  const { minutes } = shelf.articles
  const number = new Map(listed.map((c, i) => [c.id, i]))
  const keywords = name(
    listed.slice(0, NAMED).map((c) => ({
      title: view.facts(c.original ?? c.head)?.title ?? '',
      text: view.text(c.head).slice(0, WHOLE),
    })),
  )
  const time = (a: number): number => (minutes[a]! < 0 ? Number.POSITIVE_INFINITY : minutes[a]!)
  const out: Clusters = {
    id: [],
    name: [],
    size: [],
    members: [],
    shares: [],
    head: [],
    original: [],
    confidence: [],
    because: [],
    near: [],
  }
  for (const [i, c] of listed.entries()) {
    const ids = new Map(shownMembers(c, most).map((id) => [shelf.article(id), id]))
    const members = [...ids.keys()].sort((x, y) => (time(x) === time(y) ? x - y : time(x) - time(y)))
    out.id.push(c.id)
    out.name.push((keywords[i] ?? []).map((s) => clip(s)))
    out.size.push(c.size)
    out.members.push(members)
    out.shares.push(
      members.map((m) => {
        const id = ids.get(m)!
        const found = shares.get(pairKey(id, c.head))
        if (found === undefined || id === c.head) return []
        return id < c.head ? found : [found[0]!, found[2]!, found[1]!]
      }),
    )
    out.head.push(shelf.article(c.head))
    out.original.push(c.original === null ? -1 : shelf.article(c.original))
    out.confidence.push(c.confidence)
    out.because.push(c.because.map((b) => shelf.sentence(b)))
    out.near.push(c.near.slice(0, NEAR).flatMap((id) => number.get(id) ?? []))
  }
  return out
}

function barsOf(outlets: ReadonlyMap<string, number[]>): Outlet[] {
  const sum = (o: Outlet): number => o.counts.reduce((a, b) => a + b, 0)
  return [...outlets]
    .map(([name, counts]): Outlet => ({ name: clip(name), counts }))
    .sort((x, y) => sum(y) - sum(x) || (x.name < y.name ? -1 : 1))
}

/** Every number of the recipe by its dotted name. */
function flat(value: unknown, name = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return name === '' ? [] : [[name, String(value)]]
  return Object.entries(value).flatMap(([key, inner]) => flat(inner, name === '' ? key : `${name}.${key}`))
}

/** A string of the input, not longer than what fits a page; never half a surrogate pair. */
function clip(text: string, most: number = CLIP): string {
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`
}

/** The text if it has at most so many UTF-16 units, or windows of it around the spans; and byte offsets of span ends -> UTF-16 units. */
export function textOf(
  bytes: Uint8Array,
  spans: readonly Span[],
  most: number,
): { text: Text; place: (at: number) => number } {
  // Decoded between the places that are asked for, so that bytes that are no UTF-8 shift nothing.
  const stops = [...new Set([...spans.flat(), bytes.length])].filter((at) => at <= bytes.length).sort((x, y) => x - y)
  const at = new Map([[0, 0]])
  let whole = ''
  let done = 0
  for (const stop of stops) {
    whole += Buffer.from(bytes.buffer, bytes.byteOffset + done, stop - done).toString()
    done = stop
    at.set(stop, whole.length)
  }
  const place = (byte: number): number => at.get(byte) ?? whole.length
  if (whole.length <= most) return { text: whole, place }
  const windows: [number, number][] = [[0, OPENING]]
  const clipped = spans
    .map(([start, end]): [number, number] => [place(start), place(end)])
    .map(([start, end]): [number, number] => [
      Math.max(0, start - AROUND),
      Math.min(whole.length, end + AROUND, start + WINDOW),
    ])
    .sort((x, y) => x[0] - y[0])
  for (const [start, end] of clipped) {
    const last = windows.at(-1)!
    if (start <= last[1]) last[1] = Math.max(last[1], end)
    else windows.push([start, end])
  }
  return { text: windows.flatMap(([start, end]) => [start, cutWhole(whole, start, end)]), place }
}

/** [start, end) with no half of a surrogate pair at its end; at its start half a pair becomes U+FFFD, so that places hold. */
function cutWhole(text: string, start: number, end: number): string {
  return text
    .slice(start, end)
    .replace(/^[\udc00-\udfff]/, '\ufffd')
    .replace(/[\ud800-\udbff]$/, '\ufffd')
}
