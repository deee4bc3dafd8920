// Everything found -> records in canonical order: header, articles, matches, clusters, findings, boilerplate, troubles, summary; inside a kind by place.
//
// A record holds no clock, no host name, no absolute path, and no number that the order of the inputs or the number of threads
// could change. The two accounting equations are asserted here, at the exit: nothing is dropped silently.
import { hash } from 'node:crypto'
import type { Derived } from './derive.js'
import type { Gathered } from './gathered.js'
import { Column } from './kernel/column.js'
import { folded } from './kernel/folded.js'
import { hashBytes } from './kernel/hash.js'
import { createArena } from './kernel/memory.js'
import { Sparse } from './kernel/sparse.js'
import { Table } from './kernel/table.js'
import type {
  ArticleRecord,
  BoilerplateRecord,
  ClusterRecord,
  Facts,
  FindingRecord,
  Kind,
  MatchRecord,
  Reader,
  ReportRecord,
  Run,
  Scale,
  Shares,
  Span,
  Status,
  SummaryRecord,
  Trouble,
  Where,
} from './model.js'
import type { Outcome } from './pipeline.js'
import type { Recipe } from './recipe.js'

const sha = (parts: readonly string[]): string => hash('sha256', `${parts.join('\0')}\0`)

/** First 64 bits of a SHA-256, in hex: enough to tell apart what one corpus can hold, short enough for a review. */
const short = (hex: string): string => hex.slice(0, 16)

/** SHA-256 of a folded text, hex. */
export const foldedSha = (folded: Uint8Array): string => hash('sha256', folded)

/** Names what decides: equal fingerprints mean equal numbers and equal options. */
export const recipeFingerprint = (recipe: Recipe, options: unknown, version: string): string =>
  short(sha([version, JSON.stringify(recipe), JSON.stringify(options)]))

/** Counts findings of one kind, owner and text, so that a third printing has a name of its own. */
export class Fingerprints {
  /** By the fingerprint of the first of them, how many there were. */
  private readonly seen = new Table()

  /** 16 hex digits. `owner`: the record's own id, else its path without the line. */
  of(kind: Kind | 'cluster', owner: string, folded: string): string {
    const first = short(sha([kind, owner, folded, '0']))
    const [lo, hi] = [Number.parseInt(first.slice(8), 16), Number.parseInt(first.slice(0, 8), 16)]
    const before = Math.max(0, this.seen.get(lo, hi))
    this.seen.set(lo, hi, before + 1)
    return before === 0 ? first : short(sha([kind, owner, folded, String(before)]))
  }
}

/** A finding, and the number of its draft. */
class Finding implements FindingRecord {
  readonly type = 'finding'
  declare readonly kind: FindingRecord['kind']
  declare readonly rule: string
  declare readonly article: string
  declare readonly span: Span
  declare readonly lines: FindingRecord['lines']
  declare readonly fileLine: number
  declare readonly source: FindingRecord['source']
  declare readonly exact: boolean
  declare readonly score: number
  declare readonly because: readonly string[]
  declare readonly edit: FindingRecord['edit']
  declare readonly cut: FindingRecord['cut']
  declare readonly fingerprint: string
  readonly #draft: number

  constructor(draft: number, fields: Omit<FindingRecord, 'type'>) {
    this.#draft = draft
    Object.assign(this, fields)
  }

  static draft(finding: FindingRecord): number {
    return #draft in finding ? finding.#draft : -1
  }
}

/** Shares are written with at most six decimals, so that a report does not depend on how a division was rounded when printed. */
export const share = (x: number): number => Math.round(x * 1e6) / 1e6

/** The account of nothing, to which all others are added. */
export const nothing: { -readonly [K in keyof SummaryRecord]: SummaryRecord[K] } = {
  type: 'summary',
  articles: 0,
  kept: 0,
  cut: 0,
  removed: 0,
  skipped: 0,
  bytes: 0,
  outBytes: 0,
  cutBytes: 0,
  removedBytes: 0,
  skippedBytes: 0,
  repeat: 0,
  copy: 0,
  part: 0,
  passage: 0,
  boilerplate: 0,
  clusters: 0,
  errors: 0,
  notes: 0,
}

/** Both accounting equations, or an error that says it is ours. */
export function assertAccounts(s: SummaryRecord): void {
  const articles = s.kept + s.cut + s.removed + s.skipped
  if (articles !== s.articles)
    throw new Error(
      `our bug: ${s.articles} articles in, ${articles} accounted for (law: articles = kept + cut + removed + skipped)`,
    )
  const bytes = s.outBytes + s.cutBytes + s.removedBytes + s.skippedBytes
  if (bytes !== s.bytes)
    throw new Error(
      `our bug: ${s.bytes} text bytes in, ${bytes} accounted for (law: bytes = out + cut + removed + skipped)`,
    )
}

/** 1-based lines of a text by byte offset: a line ends at LF, CR or CRLF. */
export class Lines {
  private readonly starts: number[] = [0]

  constructor(text: Uint8Array) {
    const bytes = Buffer.from(text.buffer, text.byteOffset, text.length)
    let lf = bytes.indexOf(0x0a)
    let cr = bytes.indexOf(0x0d)
    while (lf >= 0 || cr >= 0) {
      const end = cr < 0 || (lf >= 0 && lf < cr) ? lf : cr
      if (end !== cr || lf !== cr + 1) this.starts.push(end + 1)
      if (end === lf) lf = bytes.indexOf(0x0a, end + 1)
      else cr = bytes.indexOf(0x0d, end + 1)
    }
  }

  at(offset: number): number {
    let low = 0
    let high = this.starts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (this.starts[middle]! <= offset) low = middle
      else high = middle
    }
    return low + 1
  }

  /** First and last line of a span, inclusive. */
  of(span: readonly [number, number]): readonly [number, number] {
    return [this.at(span[0]), this.at(Math.max(span[0], span[1] - 1))]
  }
}

// ------------------------------------------------------------------------------------------------------------- the records

export interface About {
  readonly version: string
  readonly recipe: Recipe
  /** Every flag that changes the answer. */
  readonly options: unknown
  readonly troubles: readonly Trouble[]
  /** Names for findings and for clusters, where more of them are counted than are here; otherwise they are counted here. */
  readonly names?: () => Pick<Fingerprints, 'of'>
  /** Fingerprints of the baseline: findings that have one of them are marked as known. */
  readonly known?: { has(fingerprint: string): boolean } | undefined
  /** What is each article's own, and each outlet's, when that was asked for. */
  readonly derived?: Derived | null
}

/** An article that is looked at. */
interface Opened {
  readonly text: Uint8Array
  readonly lines: Lines
  readonly scale: Scale | null
}

/** A report that is complete but for writing. `records` may be asked for more than once; it gives the same each time. */
export interface Report {
  readonly summary: SummaryRecord
  /** Made anew each time they are asked for: a corpus may have millions. */
  readonly findings: Iterable<FindingRecord>
  /** Fingerprints of the findings of an article that cut it, by where the cut begins, or that remove it (at -1). */
  edits(article: number): Map<number, { readonly end: number; readonly fingerprint: string }>
  /** Bytes in the union, per article, of repeat and copy findings that are not known / all text bytes. */
  readonly duplicateRatio: number
  /** `articles`: all, or only those something happens to; `list`: with the boilerplate that was found. */
  records(ask: { readonly articles: 'all' | 'changed'; readonly list: boolean }): Iterable<ReportRecord>
  /** The raw text of a finding, or of its source: at most `max` bytes of it, decoded. */
  excerpt(finding: FindingRecord, side: 'here' | 'source', max: number): string
  /** The lines of the file on which the first lines of that excerpt stand, at most `most`: in a page one line of its text is not one line of the file. */
  lines(finding: FindingRecord, side: 'here' | 'source', most: number): readonly number[]
  /** Where the article of a finding, or of its source, stands. */
  where(finding: FindingRecord, side: 'here' | 'source'): Where | null
  /** Record, facts, outlet and text of an article by its id, as a View gives them. */
  article(id: string): ArticleRecord | null
  facts(article: string): Facts | null
  outlet(article: string): string | null
  text(article: string): Uint8Array
  inText(article: string, span: Span): Span
}

/** A cluster record names this many members at most; its size is true. */
const MEMBERS = 10_000

/** Texts that are open at a time. */
const OPEN = 16
/** Larger texts get memory of their own. */
const LARGE = 1 << 20

/** A copy of the text, in the memory of that number where it fits. */
function copied(text: Uint8Array, memory: Uint8Array[], slot: number): Uint8Array {
  if (text.length > LARGE) return new Uint8Array(text)
  if ((memory[slot]?.length ?? 0) < text.length) memory[slot] = new Uint8Array(Math.min(LARGE, 2 * text.length))
  const out = memory[slot]?.subarray(0, text.length) ?? new Uint8Array(0)
  out.set(text)
  return out
}

/** What records are made of. */
type Found = Omit<Outcome, 'candidates' | 'standsFor' | 'verdicts'>

/** Puts what was found into records. */
export function report(outcome: Found, reader: Reader, about: About): Report {
  const { survey: s, sides, idOf } = outcome
  const against = (article: number): boolean => reader.files[s.file.get(article)]!.against
  const pathOf = (article: number): string => reader.files[s.file.get(article)]!.path
  const counted = about.names ?? ((): Fingerprints => new Fingerprints())
  const fingerprints = counted()
  // The owner of a fingerprint survives when unrelated records move: the own id, else the path.
  const ownerOf = (article: number): string =>
    idOf(article).startsWith(`${pathOf(article)}#`) ? pathOf(article) : idOf(article)
  const arena = createArena(1 << 16)

  // Texts of the articles last asked for: findings come article by article. The memory of the oldest is used again, because what only the garbage
  // collector can free stays for long.
  const shelf = new Map<number, Opened>()
  const memory: Uint8Array[] = []
  let oldest = -1
  const open = (article: number): Opened => {
    // Texts may be equal where the bytes around them are not.
    const key = s.scaled(article) ? article : s.twin.get(article)
    let known = shelf.get(key)
    if (!known) {
      const record = sides.record(article)
      oldest = (oldest + 1) % OPEN
      for (const first of shelf.size < OPEN ? [] : shelf.keys()) {
        shelf.delete(first)
        break
      }
      const text = copied(record.text, memory, oldest)
      const { scale } = record
      known = { text, lines: new Lines(scale?.lines ?? text), scale }
      shelf.set(key, known)
    }
    return known
  }
  /** A span of the text as the report counts it. */
  const shown = (article: number, span: Span): Span => (s.scaled(article) ? open(article).scale!.shown(span) : span)
  const linesOf = (article: number, span: Span): readonly [number, number] => {
    const { lines, scale } = open(article)
    return lines.of(scale?.lines === undefined ? span : scale.shown(span))
  }
  let lastKey = ''
  let lastSha = ''
  const shaOf = (article: number, span: Span): string => {
    const key = `${s.twin.get(article)} ${span[0]} ${span[1]}`
    if (key !== lastKey) {
      lastSha = foldedSha(folded(arena, open(article).text.subarray(span[0], span[1])))
      lastKey = key
    }
    return lastSha
  }

  // What of a finding costs a look at its text: its lines and those of its source, and its fingerprint.
  const { drafts } = outcome
  const dear = { lines: [0, 1, 2, 3].map(() => new Column()), fingerprint: new Column() }
  for (let i = 0; i < drafts.length; i++) {
    const { kind, article, span, source } = drafts.at(i)
    const [first, last] = linesOf(article, span)
    const name = fingerprints.of(kind, ownerOf(article), shaOf(article, span))
    const from = source === null ? NO_LINES : linesOf(source.article, source.span)
    for (const [k, line] of [first, last, ...from].entries()) dear.lines[k]!.push(line)
    pushName(dear.fingerprint, name)
  }
  const fingerprint = (i: number): string => nameAt(dear.fingerprint, i)
  const linesAt = (i: number, side: 0 | 2): readonly [number, number] => [
    dear.lines[side]!.get(i),
    dear.lines[side + 1]!.get(i),
  ]
  const finding = (i: number): FindingRecord => {
    const d = drafts.at(i)
    const lines = linesAt(i, 0)
    const name = fingerprint(i)
    return new Finding(i, {
      kind: d.kind,
      rule: `dittograph/${d.kind}`,
      article: idOf(d.article),
      span: shown(d.article, d.span),
      lines,
      fileLine: s.line.get(d.article) || lines[0],
      source:
        d.source === null
          ? null
          : {
              article: idOf(d.source.article),
              span: shown(d.source.article, d.source.span),
              lines: linesAt(i, 2),
            },
      exact: d.exact,
      score: share(d.score),
      because: d.because,
      edit: d.edit,
      cut: d.cut === null ? null : shown(d.article, d.cut),
      fingerprint: name,
      ...(about.known?.has(name) ? { known: true } : {}),
      ...(d.edit === 'removed' ? { lost: lost(d.article) } : {}),
    })
  }
  const lost = (article: number): NonNullable<FindingRecord['lost']> => {
    const { title, date, url, source } = sides.record(article).facts()
    return { title, date, url, source }
  }
  const findings: Iterable<FindingRecord> = {
    *[Symbol.iterator]() {
      for (let i = 0; i < drafts.length; i++) yield finding(i)
    },
  }

  // Clusters are named by their head, in order of place.
  const clusterNames = counted()
  /** Words of the name of a cluster. */
  const names = new Column()
  /** The cluster that an article stands in. */
  const clusterOf = new Sparse(s.count)
  function* named(): Iterable<Gathered> {
    for (const c of outcome.clusters) if (c.members.some((m) => !against(m))) yield c
  }
  let clusters = 0
  for (const { head, members } of named()) {
    pushName(names, clusterNames.of('cluster', ownerOf(head), shaOf(head, [0, s.bytes(head)])))
    for (const m of members) clusterOf.set(m, clusters)
    clusters++
  }
  const clusterName = (article: number): string | null => {
    const i = clusterOf.get(article)
    return i === undefined ? null : nameAt(names, i)
  }

  const status = (article: number): Status =>
    s.skip.get(article) !== 0
      ? 'skipped'
      : outcome.removed.has(article)
        ? 'removed'
        : outcome.cuts.has(article)
          ? 'cut'
          : 'kept'
  const partsGone = new Set<number>()
  const n = { ...nothing }
  for (let i = 0; i < drafts.length; i++) {
    n[drafts.kind(i)]++
    if (drafts.kind(i) === 'part' && drafts.edit(i) === 'removed') partsGone.add(drafts.article(i))
  }
  const reason = (article: number): string | null => {
    if (s.skip.get(article) !== 0) return s.reason(article)
    const by = outcome.removed.get(article)
    return by === undefined ? null : `${partsGone.has(article) ? 'part' : 'copy'} of ${idOf(by)}`
  }

  for (let i = 0; i < s.count; i++) {
    if (against(i)) continue
    const bytes = s.shown(i)
    n.articles++
    n.bytes += bytes
    const state = status(i)
    n[state]++
    if (state === 'skipped') n.skippedBytes += bytes
    else if (state === 'removed') n.removedBytes += bytes
    else {
      const cut = (outcome.cuts.get(i) ?? []).reduce((sum, span) => {
        const [start, end] = shown(i, span)
        return sum + end - start
      }, 0)
      n.cutBytes += cut
      n.outBytes += bytes - cut
    }
  }
  const failures = (level: Trouble['level']): number =>
    about.troubles.reduce((sum, t) => sum + (t.level === level ? (t.count ?? 1) : 0), 0)
  const summary: SummaryRecord = {
    ...n,
    clusters,
    errors: failures('error'),
    notes: failures('note'),
  }
  assertAccounts(summary)

  const fileAt = new Map(reader.files.map((f, i) => [f.path, i]))
  /** Id of the article at a place: bisection, because articles stand in order of file and line. */
  const articleAt = (path: string | null, line: number | null): string | null => {
    const file = path === null ? undefined : fileAt.get(path)
    if (file === undefined) return null
    let low = 0
    let high = s.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (s.file.get(middle) < file || (s.file.get(middle) === file && s.line.get(middle) < (line ?? 0)))
        low = middle + 1
      else high = middle
    }
    return low < s.count && s.file.get(low) === file && s.line.get(low) === (line ?? 0) ? idOf(low) : null
  }

  const derivation = (article: number): Pick<ArticleRecord, 'derivation'> => {
    const d = about.derived?.articles.get(article)
    return d === undefined
      ? {}
      : { derivation: { ...d, own: share(d.own), behind: d.behind === null ? null : Math.round(d.behind * 100) / 100 } }
  }
  /** Bytes in the union of repeat and copy findings that are not known, article by article. */
  const duplicated = (): number => {
    let [sum, last, end] = [0, -1, 0]
    for (let i = 0; i < drafts.length; i++) {
      const kind = drafts.kind(i)
      if ((kind !== 'repeat' && kind !== 'copy') || about.known?.has(fingerprint(i))) continue
      const { article, span: inText } = drafts.at(i)
      const span = shown(article, inText)
      if (article !== last) end = 0
      last = article
      if (span[1] > end) sum += span[1] - Math.max(span[0], end)
      end = Math.max(end, span[1])
    }
    return sum
  }

  const articleRecord = (i: number): ArticleRecord => ({
    type: 'article',
    id: idOf(i),
    path: pathOf(i),
    line: s.line.get(i) || null,
    bytes: s.shown(i),
    status: status(i),
    reason: reason(i),
    cluster: clusterName(i),
    ...(outcome.weights.has(i) ? { weight: outcome.weights.get(i)! } : {}),
    ...derivation(i),
  })
  const shares = (x: Shares): Shares => ({ jaccard: share(x.jaccard), aInB: share(x.aInB), bInA: share(x.bInA) })
  function* records(ask: { readonly articles: 'all' | 'changed'; readonly list: boolean }): Iterable<ReportRecord> {
    yield {
      type: 'header',
      schema: 'dittograph/1',
      version: about.version,
      recipe: about.recipe,
      options: about.options,
      fingerprint: recipeFingerprint(about.recipe, about.options, about.version),
    }
    for (let i = 0; i < s.count; i++)
      if (!against(i) && (ask.articles === 'all' || status(i) !== 'kept')) yield articleRecord(i)
    const { matches } = outcome
    for (const row of matches.rows()) {
      const match = matches.match(row)
      const [a, b] = [matches.a(row), matches.b(row)]
      const whole = shares(match.whole)
      const record: MatchRecord = {
        type: 'match',
        a: idOf(a),
        b: idOf(b),
        kind: match.kind,
        jaccard: whole.jaccard,
        containment: Math.max(whole.aInB, whole.bInA),
        aInB: whole.aInB,
        bInA: whole.bInA,
        own: shares(match.own),
        spans:
          s.scaled(a) || s.scaled(b)
            ? match.spans.map(([x, y, z, w]): Run => [...shown(a, [x, y]), ...shown(b, [z, w])])
            : match.spans.map(([x, y, z, w]): Run => [x, y, z, w]),
      }
      yield record
    }
    for (const c of named()) {
      const record: ClusterRecord = {
        type: 'cluster',
        id: clusterName(c.head)!,
        size: c.members.length,
        members: Array.from(c.members.subarray(0, MEMBERS), idOf),
        head: idOf(c.head),
        kept: Array.from(c.kept.subarray(0, MEMBERS), idOf),
        original: c.originalArticle === null ? null : idOf(c.originalArticle),
        confidence: c.original.confidence,
        because: c.original.because,
        near: c.near.flatMap((head) => clusterName(head) ?? []),
        inner: c.inner && { lowest: share(c.inner.lowest), mean: share(c.inner.mean) },
        ...(c.original.standsFor === null ? {} : { standsFor: c.original.standsFor }),
        ...(c.original.at === null ? {} : { originalAt: c.original.at }),
        ...(c.others.length === 0
          ? {}
          : { others: c.others.map((o) => ({ article: idOf(o.article), share: o.share, because: o.because })) }),
        ...(c.relation === null ? {} : { relation: c.relation }),
        ...(c.chains.length === 0
          ? {}
          : {
              versions: c.chains.map(({ outlet, articles, by, changes }) => ({
                outlet,
                articles: articles.slice(0, MEMBERS).map(idOf),
                by,
                changes: changes.map((x) => ({ kind: x.kind, kept: share(x.kept), fresh: share(x.fresh) })),
              })),
            }),
        ...(c.loose === null ? {} : { loose: c.loose }),
      }
      yield record
    }
    yield* findings
    if (ask.list) {
      const { passages } = s
      for (const p of outcome.boilerplate) {
        const article = passages.article.get(p.row)
        const text = open(article).text.subarray(passages.start.get(p.row), passages.end.get(p.row))
        const f = sides.record(article).outlet
        const record: BoilerplateRecord = {
          type: 'boilerplate',
          outlet: f === null ? '' : Buffer.from(f).toString(),
          sha256: foldedSha(folded(arena, text)),
          hash: hex(passages.lo.get(p.row)) + hex(passages.hi.get(p.row)),
          articles: p.articles,
          groups: p.groups,
          text: decoded(text, 80),
        }
        yield record
      }
    }
    yield* about.derived?.outlets ?? []
    for (const t of about.troubles)
      yield {
        type: 'trouble',
        level: t.level,
        code: t.code,
        article: t.article ?? (t.level === 'error' && (t.count ?? 1) === 1 ? articleAt(t.path, t.line) : null),
        path: t.path,
        line: t.line,
        message: t.message,
      }
    yield summary
  }

  const placeOf = (finding: FindingRecord, side: 'here' | 'source'): { article: number; span: Span } | null => {
    const i = Finding.draft(finding)
    if (i < 0) return null
    const draft = drafts.at(i)
    return side === 'here' ? draft : draft.source
  }
  // Articles by their ids: a hash is looked up, and the id itself decides.
  let numbers: Table | null = null
  const lanes = new Uint32Array(2)
  const hashed = (id: string, nth: number): readonly [number, number] => {
    const bytes = Buffer.from(id)
    hashBytes(bytes, 0, bytes.length, lanes, 0)
    return [lanes[0]!, lanes[1]! ^ nth]
  }
  const numberOf = (id: string): number | undefined => {
    if (numbers === null) {
      numbers = new Table()
      for (let i = 0; i < s.count; i++)
        for (let nth = 0; ; nth++) {
          const [x, y] = hashed(idOf(i), nth)
          if (numbers.get(x, y) >= 0) continue
          numbers.set(x, y, i)
          break
        }
    }
    for (let nth = 0; ; nth++) {
      const i = numbers.get(...hashed(id, nth))
      if (i < 0) return undefined
      if (idOf(i) === id) return i
    }
  }
  const outlets = new Map<number, string | null>([[0, null]])

  return {
    summary,
    findings,
    edits(article) {
      const out = new Map<number, { end: number; fingerprint: string }>()
      for (let i = drafts.first(article); i < drafts.length && drafts.article(i) === article; i++) {
        const { edit, cut } = drafts.at(i)
        if (edit === 'removed' && !out.has(-1)) out.set(-1, { end: -1, fingerprint: fingerprint(i) })
        if (edit === 'cut' && cut !== null) out.set(cut[0], { end: cut[1], fingerprint: fingerprint(i) })
      }
      return out
    },
    duplicateRatio: n.bytes === 0 ? 0 : duplicated() / n.bytes,
    records,
    excerpt(finding, side, max): string {
      const place = placeOf(finding, side)
      if (place === null) return ''
      const [start, end] = place.span
      const text = decoded(open(place.article).text.subarray(start, end), 4 * max)
      return text.length <= max ? text : text.slice(0, max).replace(/[\ud800-\udbff]$/, '')
    },
    lines(finding, side, most): readonly number[] {
      const place = placeOf(finding, side)
      if (place === null) return []
      const { text } = open(place.article)
      const out: number[] = []
      for (let at = place.span[0]; at < place.span[1] && out.length < most; ) {
        const end = text.indexOf(LF, at)
        const behind = end < 0 || end >= place.span[1] ? place.span[1] : end
        // An empty line is that of the next letter.
        out.push(linesOf(place.article, [at, Math.max(at + 1, behind)])[0])
        at = behind + 1
      }
      return out
    },
    where(finding, side): Where | null {
      const article = placeOf(finding, side)?.article
      return article === undefined ? null : { path: pathOf(article), line: s.line.get(article) || null }
    },
    article(id): ArticleRecord | null {
      const i = numberOf(id)
      return i === undefined || against(i) ? null : articleRecord(i)
    },
    facts(id): Facts | null {
      const article = numberOf(id)
      return article === undefined || s.skip.get(article) !== 0 ? null : sides.record(article).facts()
    },
    outlet(id): string | null {
      const article = numberOf(id)
      if (article === undefined) return null
      const hash = s.outlet.get(article)
      let name = outlets.get(hash)
      if (name === undefined) {
        const bytes = sides.record(article).outlet
        name = bytes === null ? null : Buffer.from(bytes).toString()
        outlets.set(hash, name)
      }
      return name
    },
    text(id): Uint8Array {
      const article = numberOf(id)
      return article === undefined || s.skip.get(article) !== 0 ? new Uint8Array(0) : open(article).text
    },
    inText(id, span): Span {
      const article = numberOf(id)
      if (article === undefined || s.skip.get(article) !== 0 || !s.scaled(article)) return span
      const { scale, text } = open(article)
      return [behind(scale!, text.length, span[0], 1), behind(scale!, text.length, span[1], 0)]
    },
  }
}

/** The place in a text of `size` bytes that is shown at `at`, by bisection: the last there, as a start (1), or the first, as an end (0). */
function behind(scale: Scale, size: number, at: number, start: 0 | 1): number {
  let low = 0
  let high = size
  while (low < high) {
    const middle = (low + high + start) >>> 1
    const there = start === 1 ? scale.shown([middle, size])[0] : scale.shown([0, middle])[1]
    if (start === 1) {
      if (there <= at) low = middle
      else high = middle - 1
    } else if (there < at) low = middle + 1
    else high = middle
  }
  return low
}

const LF = 0x0a
/** Of a finding without a source. */
const NO_LINES = [0, 0] as const
const hex = (x: number): string => x.toString(16).padStart(8, '0')

/** Names of 16 hex digits, as two words each. */
function pushName(column: Column, name: string): void {
  for (const half of [name.slice(0, 8), name.slice(8)]) column.push(Number.parseInt(half, 16))
}
const nameAt = (column: Column, i: number): string => hex(column.get(2 * i)) + hex(column.get(2 * i + 1))

/** At most `max` bytes of a text as a string, not cut inside a character. */
function decoded(text: Uint8Array, max: number): string {
  let end = Math.min(text.length, max)
  if (end < text.length) while (end > 0 && (text[end]! & 0xc0) === 0x80) end--
  return Buffer.from(text.buffer, text.byteOffset, end).toString()
}
