// Records of a scan of corpus/ and the labels of corpus/gold.jsonl -> a table of recall and precision, and the list of what differs.
//
// A label and a finding are the same when their spans agree within SLACK bytes at either end: white space and quotes at the
// edge of a passage are no news. Every row counts in both directions:
//
//   recall     labels the scan found / labels
//   precision  findings that a label bears out / findings; a finding that only repeats what a `keep` label names, and cuts nothing, is none
//
// A pair counts as found when the scan has a match of that kind, or, for copies, one cluster for both; and as borne out when gold has it,
// or one gold cluster holds both. The defect of a false finding is unknown, so precision stands in the kind's own row.
import { readFileSync } from 'node:fs'
import type { ClusterRecord, FindingRecord, MatchRecord, ReportRecord, Span } from '../../src/index.js'

export const SLACK = 4

interface In {
  readonly article: string
  readonly span: Span
}
interface Pair {
  readonly a: string
  readonly b: string
}
/** One line of gold.jsonl; corpus/README.md says what each means. */
export type Gold =
  | (In & {
      readonly kind: 'repeat'
      readonly source: Span
      readonly defect: string
      readonly exact: boolean
      readonly cut: boolean
    })
  | (Pair & { readonly kind: 'copy'; readonly defect: string })
  | (Pair & { readonly kind: 'part'; readonly part: string })
  | (Pair & { readonly kind: 'passage'; readonly aSpan: Span; readonly bSpan: Span })
  | (In & { readonly kind: 'boilerplate'; readonly source: string })
  | {
      readonly kind: 'original'
      readonly cluster: readonly string[]
      readonly original: string | null
      readonly because: string
    }
  | (Pair & { readonly kind: 'none'; readonly why: string })
  | (In & { readonly kind: 'keep'; readonly why: string })

export const goldOf = (path: string): Gold[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Gold)

export interface Row {
  readonly kind: string
  /** Defect, reason, outlet; empty for the whole kind. */
  readonly what: string
  labels: number
  found: number
  findings: number
  right: number
}

/** One difference, in words. `what` names the sort of it, so that a test can ask that there be none. */
export interface Difference {
  readonly what:
    | 'missed'
    | 'false'
    | 'wrong cut'
    | 'not cut'
    | 'kept span cut'
    | 'damage'
    | 'none linked'
    | 'part turned'
    | 'original'
  readonly kind: string
  readonly text: string
}

export interface Score {
  readonly rows: readonly Row[]
  readonly differences: readonly Difference[]
  row(kind: string, what?: string): Row
}

const near = (x: number, y: number): boolean => Math.abs(x - y) <= SLACK
const same = (x: Span, y: Span): boolean => near(x[0], y[0]) && near(x[1], y[1])
const inside = (x: Span, y: Span): boolean => x[0] >= y[0] - SLACK && x[1] <= y[1] + SLACK
const shared = (x: Span, y: Span): number => Math.max(0, Math.min(x[1], y[1]) - Math.max(x[0], y[0]))
/** Bytes of a span that lie in the places of the article; line ends between two neighbouring places count as covered. */
function covered(span: Span, places: readonly In[], article: string): number {
  const marks = new Uint8Array(span[1] - span[0])
  let last = -Infinity
  for (const p of places.filter((x) => x.article === article).sort((x, y) => x.span[0] - y.span[0])) {
    const start = p.span[0] - last <= SLACK ? last : p.span[0]
    marks.fill(1, Math.max(0, start - span[0]), Math.max(0, p.span[1] - span[0]))
    last = Math.max(last, p.span[1])
  }
  return marks.reduce((n, mark) => n + mark, 0)
}
const said = (span: Span): string => `${span[0]}-${span[1]}`
const of = <G extends Gold['kind']>(gold: readonly Gold[], kind: G): Extract<Gold, { kind: G }>[] =>
  gold.filter((g): g is Extract<Gold, { kind: G }> => g.kind === kind)

export function score(records: Iterable<ReportRecord>, gold: readonly Gold[]): Score {
  const findings: FindingRecord[] = []
  const matches: MatchRecord[] = []
  const clusters: ClusterRecord[] = []
  for (const record of records)
    if (record.type === 'finding') findings.push(record)
    else if (record.type === 'match') matches.push(record)
    else if (record.type === 'cluster') clusters.push(record)
  const rows: Row[] = []
  const differences: Difference[] = []
  const row = (kind: string, what = ''): Row => {
    let r = rows.find((x) => x.kind === kind && x.what === what)
    if (!r) {
      r = { kind, what, labels: 0, found: 0, findings: 0, right: 0 }
      rows.push(r)
    }
    return r
  }
  const label = (kind: string, what: string, labels: number, found: number): void => {
    for (const r of what === '' ? [row(kind)] : [row(kind), row(kind, what)]) {
      r.labels += labels
      r.found += found
    }
  }
  const finding = (kind: string, n: number, right: number): void => {
    row(kind).findings += n
    row(kind).right += right
  }
  const differ = (what: Difference['what'], kind: string, text: string): void =>
    void differences.push({ what, kind, text })

  repeats()
  pairs()
  removals()
  boilerplate()
  originals()
  damage()
  return { rows, differences, row }

  /** Spans and sources, and whether a cleaner may take it. */
  function repeats(): void {
    const labels = of(gold, 'repeat')
    const keeps = of(gold, 'keep')
    const told = findings.filter((f) => f.kind === 'repeat')
    const matched = new Set<FindingRecord>()
    for (const g of labels) {
      const at = `${g.article} ${said(g.span)} from ${said(g.source)}`
      const f = told.find(
        (x) => x.article === g.article && same(x.span, g.span) && x.source !== null && same(x.source.span, g.source),
      )
      label('repeat', g.defect, 1, f ? 1 : 0)
      if (!f) {
        const seen = told.filter((x) => x.article === g.article && shared(x.span, g.span) > 0)
        differ('missed', 'repeat', `${g.defect} ${at}${seen.map((x) => `; told ${tell(x)}`).join('')}`)
        continue
      }
      matched.add(f)
      const cut = f.edit !== 'none'
      label('cut as labelled', '', 1, cut === g.cut ? 1 : 0)
      if (cut !== g.cut) differ(cut ? 'wrong cut' : 'not cut', 'repeat', `${g.defect} ${at}: ${f.because.join(', ')}`)
    }
    for (const f of told) {
      if (matched.has(f)) finding('repeat', 1, 1)
      else if (f.edit === 'none' && keeps.some((k) => k.article === f.article && inside(f.span, k.span))) continue
      else {
        finding('repeat', 1, 0)
        differ('false', 'repeat', `${f.article} ${tell(f)}`)
      }
    }
    for (const k of keeps) {
      const f = findings.find(
        (x) => x.article === k.article && x.cut !== null && shared(x.span, k.span) > 0 && x.edit === 'cut',
      )
      label('keep', k.why, 1, f ? 0 : 1)
      if (f) differ('kept span cut', 'keep', `${k.why} ${k.article} ${said(k.span)}: ${tell(f)}`)
    }
  }

  function tell(f: FindingRecord): string {
    return `${said(f.span)} from ${f.source === null ? '-' : said(f.source.span)} (${f.edit}: ${f.because.join(', ')})`
  }

  function pairs(): void {
    const cluster = new Map<string, Set<number>>()
    clusters.forEach((c, i) => {
      for (const id of c.members) cluster.set(id, (cluster.get(id) ?? new Set()).add(i))
    })
    const together = (a: string, b: string): boolean => [...(cluster.get(a) ?? [])].some((c) => cluster.get(b)?.has(c))
    const one = new Map<string, number>()
    of(gold, 'original').forEach((g, i) => {
      for (const id of g.cluster) one.set(id, i)
    })
    const family = (m: Pair): boolean => one.has(m.a) && one.get(m.a) === one.get(m.b)
    const key = (m: Pair): string => `${m.a}\n${m.b}`
    const matchOf = new Map(matches.map((m) => [key(m), m]))
    const shares = (m: MatchRecord | undefined): string =>
      m === undefined
        ? 'no match'
        : `${m.kind}, own jaccard ${m.own.jaccard}, a in b ${m.own.aInB}, b in a ${m.own.bInA}, runs ${m.spans.map((s) => s.join(' ')).join(' | ')}`

    for (const g of of(gold, 'copy')) {
      const m = matchOf.get(key(g))
      const found = m?.kind === 'copy' || together(g.a, g.b)
      label('copy', g.defect, 1, found ? 1 : 0)
      if (!found) differ('missed', 'copy', `${g.defect} ${g.a} ${g.b}: ${shares(m)}`)
    }
    for (const g of of(gold, 'part')) {
      const m = matchOf.get(key(g))
      label('part', '', 1, m?.kind === 'part' ? 1 : 0)
      if (m?.kind !== 'part') differ('missed', 'part', `${g.part} in ${g.part === g.a ? g.b : g.a}: ${shares(m)}`)
      else if (m.own.aInB > m.own.bInA !== (g.part === g.a))
        differ('part turned', 'part', `${g.a} ${g.b}: ${shares(m)}`)
    }
    for (const g of of(gold, 'passage')) {
      const m = matchOf.get(key(g))
      const linked = m?.kind === 'passage'
      const spans = linked && m.spans.some((s) => same([s[0], s[1]], g.aSpan) && same([s[2], s[3]], g.bSpan))
      label('passage', '', 1, linked ? 1 : 0)
      label('passage span', '', 1, spans ? 1 : 0)
      if (!spans)
        differ(
          'missed',
          linked ? 'passage span' : 'passage',
          `${g.a} ${said(g.aSpan)} ${g.b} ${said(g.bSpan)}: ${shares(m)}`,
        )
    }
    for (const g of of(gold, 'none')) {
      const m = matchOf.get(key(g))
      const linked = m !== undefined || together(g.a, g.b)
      label('none', g.why, 1, linked ? 0 : 1)
      if (linked) differ('none linked', 'none', `${g.why} ${g.a} ${g.b}: ${shares(m)}`)
    }
    for (const m of matches) {
      const right =
        gold.some((g) => g.kind === m.kind && g.a === m.a && g.b === m.b) || (m.kind === 'copy' && family(m))
      finding(m.kind, 1, right ? 1 : 0)
      if (!right) differ('false', m.kind, `${m.a} ${m.b}: ${shares(m)}`)
    }
    // Two articles in one cluster without a match of their own are a claim as well.
    for (const c of clusters)
      c.members.forEach((a, i) => {
        for (const b of c.members.slice(i + 1))
          if (!matchOf.has(key({ a, b })) && !family({ a, b })) {
            finding('copy', 1, 0)
            differ('false', 'copy', `${a} ${b}: one cluster, no match`)
          }
      })
  }

  /** An article may go only for another of its gold cluster. */
  function removals(): void {
    const copies = of(gold, 'copy')
    for (const f of findings) {
      if (f.edit !== 'removed') continue
      const by = f.source!.article
      const right = copies.some((g) => (g.a === f.article && g.b === by) || (g.b === f.article && g.a === by))
      finding('removed', 1, right ? 1 : 0)
      if (!right) differ('damage', 'removed', `${f.article} for ${by}: ${f.because.join(', ')}`)
    }
  }

  /** By bytes. */
  function boilerplate(): void {
    const labels = of(gold, 'boilerplate')
    const told = findings.filter((f) => f.kind === 'boilerplate')
    for (const g of labels) {
      const bytes = covered(g.span, told, g.article)
      label('boilerplate', g.source, g.span[1] - g.span[0], bytes)
      if (bytes < g.span[1] - g.span[0] - SLACK)
        differ('missed', 'boilerplate', `${g.source}: ${g.article} ${said(g.span)}`)
    }
    for (const f of told) {
      const right = covered(f.span, labels, f.article)
      finding('boilerplate', f.span[1] - f.span[0], right)
      if (right < f.span[1] - f.span[0] - SLACK) differ('false', 'boilerplate', `${f.article} ${tell(f)}`)
    }
  }

  /** Labels: clusters; found: the answer is gold's; findings: answers that are not "unknown". */
  function originals(): void {
    for (const g of of(gold, 'original')) {
      const members = new Set(g.cluster)
      const best = clusters
        .map((c) => ({ c, n: c.members.filter((id) => members.has(id)).length }))
        .reduce((x, y) => (y.n > x.n ? y : x), { c: null as ClusterRecord | null, n: 0 }).c
      const answer = best?.original ?? null
      label('original', g.because, 1, answer === g.original ? 1 : 0)
      if (answer !== null) finding('original', 1, answer === g.original ? 1 : 0)
      if (answer !== g.original)
        differ(
          'original',
          answer === null ? 'unknown' : 'wrong',
          `${g.because} ${g.original} of ${g.cluster.join(' ')}: told ${answer} (${best?.because.join(', ') ?? 'no cluster'})`,
        )
    }
  }

  /** Bytes cut inside an article that lie in no repeat that may be cut and in no boilerplate. White space between is no damage. */
  function damage(): void {
    const allowed = gold.filter((g) => (g.kind === 'repeat' && g.cut) || g.kind === 'boilerplate') as In[]
    for (const f of findings) {
      if (f.edit !== 'cut') continue
      const fine = covered(f.span, allowed, f.article)
      const size = f.span[1] - f.span[0]
      finding('bytes cut', size, fine)
      if (fine < size - SLACK) differ('damage', 'bytes cut', `${f.article} ${tell(f)}`)
    }
  }
}

/** The table, for people. */
export function table(s: Score): string {
  const share = (n: number, of: number): string => (of === 0 ? '' : `${((100 * n) / of).toFixed(1)} %`)
  const count = (n: number, of: number): string => (of === 0 ? '' : `${n}/${of}`)
  const kinds = [...new Set(s.rows.map((r) => r.kind))]
  const cells = [
    ['kind', 'defect', 'recall', '', 'precision', ''],
    ...kinds.flatMap((kind) => {
      const list = s.rows.filter((r) => r.kind === kind)
      const inner = list.filter((r) => r.what !== '').sort((x, y) => (x.what < y.what ? -1 : 1))
      return [...list.filter((r) => r.what === ''), ...inner].map((r) => [
        r.what === '' ? kind : '',
        r.what,
        count(r.found, r.labels),
        share(r.found, r.labels),
        count(r.right, r.findings),
        share(r.right, r.findings),
      ])
    }),
  ]
  const width = cells[0]!.map((_, k) => Math.max(...cells.map((line) => line[k]!.length)))
  return cells
    .map((line) =>
      line
        .map((cell, k) => (k < 2 ? cell.padEnd(width[k]!) : cell.padStart(width[k]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
