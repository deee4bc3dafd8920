// The report for people: findings by article, then clusters, troubles, and a summary that ends with the next command.
//
//   press.jsonl:42  story-17  ··░░░░░░··▄█████
//     lines 17-30 repeat lines 3-16 of the same article (identical, 2,797 bytes)
//     would be cut: identical after folding; 14 passages
//       17 = 3 | The council voted on Tuesday to close the bridge for …
//
// Records come once and in order, and a corpus may have millions: articles are remembered by id (for the headings, at
// most REMEMBERED of them), clusters and troubles only as far as they are shown; everything else is written at once.
// Everything that came from an input goes through visible(), every line through inert().
// Where the view says that the terminal knows links, a path leads to its file and a verdict to the page about its kind.
// Law: no line but a heading or a command is wider than the view, and none holds a character that acts on a terminal, but for
// colours and links when the view asks for them; a link's address is of printable ASCII, and of no article's text.
import pico from 'picocolors'
import { clause } from '../evidence.js'
import type {
  ArticleRecord,
  ClusterRecord,
  FindingRecord,
  Kind,
  OutletRecord,
  Reporter,
  Sink,
  SummaryRecord,
  TroubleRecord,
  View,
} from '../model.js'
import type { Ask, Mode } from './ask.js'
import { compact } from './compact.js'
import { inert, shell, visible } from './escape.js'
import { excerpt, gutterOf } from './excerpt.js'
import { count, percent, several } from './figures.js'
import { placed } from './place.js'
import { because, kinds, sentence, verdict } from './sentence.js'
import { CELLS, LEGEND, Spark } from './spark.js'
import { columns, cut, wrap } from './width.js'

const SHOWN = 200
const CLUSTERS = 50
const TROUBLES = 50
/** Members of a cluster that are named. */
const MEMBERS = 5
/** Articles whose place is remembered; beyond, a heading says the id only. About 200 bytes each. */
const REMEMBERED = 1_000_000
/** Narrower than this nothing can be read. */
const NARROWEST = 24
/** Longer addresses are not told: terminals pass no more than about 2,000 bytes on. */
const LONGEST_LINK = 2000
const EXCERPT_LINES = 2

type Colours = ReturnType<typeof pico.createColors>
type Paint = (text: string) => string

/** Lines to a sink: safe, wrapped, painted after that. */
interface Page {
  readonly view: View
  readonly paint: Colours
  readonly room: number
  /** An empty line, if something stands before it. */
  gap(): void
  /** One line, as long as it is. */
  line(text: string, paint?: Paint): void
  /** Wrapped prose; `lead` is its beginning, painted. */
  prose(indent: number, text: string, lead?: string, paint?: Paint): void
  /** The text as a link, where the terminal knows links. */
  link(text: string, address: string | null): string
}

/** An article whose findings come, as far as they are shown, and where in it they stand. */
interface Group {
  readonly spark: Spark
  readonly findings: FindingRecord[]
}

/** What is remembered of an article. */
interface Place {
  readonly path: string
  readonly line: number | null
  readonly bytes: number
}

export function text(ask: Ask): Reporter {
  if (ask.compact) return compact(ask)
  return (records, out, view) => {
    const page = pageOf(out, view)
    const shown = ask.shown ?? SHOWN
    const articles = new Map<string, Place>()
    const clusters: ClusterRecord[] = []
    const troubles: TroubleRecord[] = []
    const met = new Set<Kind>()
    const outlets: OutletRecord[] = []
    let summary: SummaryRecord | null = null
    let findings = 0
    let printed = 0
    let told = 0
    let known = 0
    let quiet = 0
    let sparks = 0
    let group: Group | null = null
    let article: string | null = null
    const tell = (): void => {
      if (group !== null && groupOf(page, group, articles, ask.mode)) sparks++
      group = null
    }
    for (const record of records) {
      if (record.type === 'article') remember(articles, record)
      else if (record.type === 'cluster') {
        if (ask.news !== undefined && !record.members.some((id) => ask.news?.has(id))) quiet++
        else if (clusters.length < CLUSTERS) clusters.push(record)
      } else if (record.type === 'trouble') {
        if (told++ < TROUBLES) troubles.push(record)
      } else if (record.type === 'outlet') outlets.push(record)
      else if (record.type === 'summary') summary = record
      else if (record.type === 'finding' && record.known) known++
      else if (record.type === 'finding' && record.kind === 'boilerplate' && record.edit === 'none') printed++
      else if (record.type === 'finding') {
        if (article !== record.article) {
          tell()
          article = record.article
          if (findings < shown) group = { spark: new Spark(articles.get(article)?.bytes ?? 0), findings: [] }
        }
        met.add(record.kind)
        if (findings++ < shown) group?.findings.push(record)
        if (record.kind !== 'copy' && record.kind !== 'part')
          group?.spark.add(record.span, record.source?.article === article ? record.source.span : null)
      }
    }
    tell()
    if (findings > shown) {
      page.gap()
      page.prose(0, `… and ${several(findings - shown, 'more finding')}: -r jsonl=FILE writes them all`)
    }
    if (printed > 0) {
      page.line('')
      page.prose(
        0,
        `${several(printed, 'passage')} that outlets print under many articles, reported only: -r jsonl=FILE lists them`,
      )
    }
    if (known > 0) {
      page.gap()
      page.prose(
        0,
        `${several(known, 'known finding')}, in the baseline and not listed here: -r jsonl=FILE lists ${known === 1 ? 'it' : 'them'}`,
      )
    }
    clustersOf(page, clusters, (summary?.clusters ?? 0) - quiet)
    troublesOf(page, troubles, told - troubles.length)
    if (summary !== null) summaryOf(page, summary, ask)
    if (sparks > 0) page.prose(2, LEGEND, `beside ${sparks === 1 ? 'a name' : 'names'}: `, page.paint.dim)
    if (met.size > 0) {
      const words = kinds.filter((kind) => met.has(kind)).map((kind) => `help ${kind}`)
      page.prose(2, `what they mean: dittograph ${words.join(', ')}`)
    }
    outletsOf(page, outlets)
  }
}

function remember(articles: Map<string, Place>, { id, path, line, bytes }: ArticleRecord): void {
  if (articles.size < REMEMBERED) articles.set(id, { path, line, bytes })
}

function pageOf(out: Sink, view: View): Page {
  const paint = pico.createColors(view.colour)
  const room = Math.max(view.width, NARROWEST)
  let begun = false
  const put = (text: string): void => {
    begun = true
    out.write(`${text}\n`)
  }
  const gap = (): void => {
    if (begun) put('')
  }
  const line = (text: string, paint?: Paint): void => {
    const safe = inert(text)
    put(paint === undefined ? safe : paint(safe))
  }
  const prose = (indent: number, text: string, lead = '', paint?: Paint): void => {
    const margin = ' '.repeat(indent) // of the room, two more columns hang, and one is left for inert()
    wrap(lead + text, room - indent - 3).forEach((part, n) => {
      if (n === 0 && paint !== undefined && part.startsWith(lead)) put(margin + paint(lead) + part.slice(lead.length))
      else line(`${margin}${n === 0 ? '' : '  '}${part}`)
    })
  }
  const link = (text: string, address: string | null): string =>
    view.hyperlinks && address !== null && address.length <= LONGEST_LINK && /^[!-~]+$/.test(address)
      ? `\x1b]8;;${address}\x1b\\${text}\x1b]8;;\x1b\\`
      : text
  return { view, paint, room, gap, line, prose, link }
}

// -------------------------------------------------------------------------------------------------------------- findings

/** One article: its heading and its findings. True when its heading shows where they stand. */
function groupOf(page: Page, { findings, spark }: Group, articles: Map<string, Place>, mode: Mode): boolean {
  const first = findings[0]
  if (first === undefined) return false
  const shape = spark.toString()
  page.gap()
  headingOf(page, first, articles.get(first.article), shape)
  for (const finding of findings) findingOf(page, finding, mode)
  return shape !== ''
}

function headingOf(page: Page, { article, fileLine }: FindingRecord, place: Place | undefined, shape: string): void {
  const { paint, view } = page
  const path = place === undefined ? '' : `${visible(place.path)}:${fileLine}`
  const named = place !== undefined && (article === place.path || article === `${place.path}#${place.line}`)
  const rest =
    place === undefined ? `${visible(article)} (line ${fileLine} of its file)` : named ? '' : `  ${visible(article)}`
  const fits = columns(path + rest) + 2 + CELLS <= page.room
  const linked = inert(`${path}${rest}${shape !== '' && fits ? `  ${shape}` : ''}`)
  page.line(linked, (text) => {
    const head = shape !== '' && fits ? text.slice(0, -shape.length) : text
    const front = head.startsWith(path) ? path : ''
    const name = front === '' ? '' : page.link(front, view.hyperlinks ? (view.address?.(place!.path) ?? null) : null)
    return `${paint.bold(name + head.slice(front.length))}${fits ? paint.dim(shape) : ''}`
  })
  if (shape !== '' && !fits) page.line(`  ${shape}`, paint.dim)
}

function findingOf(page: Page, finding: FindingRecord, mode: Mode): void {
  const { paint } = page
  page.prose(2, sentence(finding))
  const lead = verdict(finding.edit, mode)
  const colour = colourOf(paint, finding.edit)
  const address = page.view.rule?.(finding.kind) ?? null
  page.prose(2, because(finding, mode).slice(lead.length), lead, (text) => page.link(colour(text), address))
  const lost = lostOf(finding)
  if (lost !== '') page.prose(2, lost)
  if (finding.edit !== 'covered') excerptOf(page, finding)
}

const colourOf = (paint: Colours, edit: FindingRecord['edit']): Paint =>
  edit === 'cut' ? paint.yellow : edit === 'removed' ? paint.red : paint.dim

function lostOf({ lost }: FindingRecord): string {
  if (lost === undefined) return ''
  const facts = [
    lost.title === null ? '' : `“${visible(lost.title)}”`,
    ...[lost.date, lost.source, lost.url].map((fact) => (fact === null ? '' : visible(fact))),
  ]
  const said = facts.filter((fact) => fact !== '').join(', ')
  return said === '' ? '' : `with it: ${said}`
}

function excerptOf(page: Page, finding: FindingRecord): void {
  const rows = excerpt(page.view, finding, 4 * page.room, EXCERPT_LINES)
  const gutter = gutterOf(rows)
  for (const [label, words] of rows) {
    const before = `    ${label.padStart(gutter)} | `
    page.line(`${page.paint.dim(before)}${cut(words, page.room - before.length)}`)
  }
}

// ---------------------------------------------------------------------------------------------------------- after findings

function clustersOf(page: Page, clusters: readonly ClusterRecord[], all: number): void {
  if (clusters.length === 0) return
  page.gap()
  page.line('Clusters', page.paint.bold)
  for (const cluster of clusters) page.prose(2, clusterOf(cluster))
  const more = all - clusters.length
  if (more > 0) page.prose(2, `… and ${several(more, 'more cluster')}`)
}

function clusterOf(cluster: ClusterRecord): string {
  const { original, head } = cluster
  const because =
    cluster.because.length === 0 ? '' : `, because ${cluster.because.map((b) => visible(clause(b))).join(', ')}`
  const who =
    cluster.standsFor !== undefined
      ? absent(cluster, cluster.standsFor)
      : original === null
        ? `original unknown${because}; gathered around ${visible(head)}`
        : `original ${visible(original)}${because} (${percent(cluster.confidence)} sure)`
  const named = new Set([original ?? head])
  const others = cluster.members.filter((member) => !named.has(member))
  const shown = others.slice(0, MEMBERS)
  const more = cluster.size - named.size - shown.length
  const rest = `${shown.map(visible).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`
  const kept = cluster.kept.length === 0 || cluster.kept.length === cluster.size ? '' : `; kept ${listOf(cluster.kept)}`
  const near = cluster.near.length === 0 ? '' : `; near ${listOf(cluster.near)}`
  const size =
    cluster.size === 1 ? '1 article stands in a cluster of its own' : `${count(cluster.size)} articles carry one text`
  return `${size}: ${who}${rest === '' ? '' : `; also ${rest}`}${kept}${near}`
}

/** Whose text it is, where their own item is not in the corpus, and who stands for it. */
function absent({ because, original, originalAt, head, confidence }: ClusterRecord, whose: string): string {
  const why = because.filter((b) => !/^(?:agency )?text \(|^stands for it: /.test(b)).map((b) => visible(clause(b)))
  const stands = because.find((b) => b.startsWith('stands for it: '))?.slice('stands for it: '.length)
  const at =
    originalAt === undefined || why.some((b) => b.includes(visible(originalAt))) ? '' : ` (${visible(originalAt)})`
  const by =
    original === null
      ? `nobody can stand for it; gathered around ${visible(head)}`
      : `${visible(original)} stands for it${stands === undefined ? '' : `, ${visible(stands)}`} (${percent(confidence)} sure that it is theirs)`
  return `text of ${visible(whose)}, whose own item is not in the corpus${at}: ${why.join(', ')}; ${by}`
}

function listOf(ids: readonly string[]): string {
  const more = ids.length - MEMBERS
  return `${ids.slice(0, MEMBERS).map(visible).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`
}

function troublesOf(page: Page, troubles: readonly TroubleRecord[], more: number): void {
  if (troubles.length === 0) return
  page.gap()
  page.line('Troubles', page.paint.bold)
  for (const trouble of troubles) {
    const colour = trouble.level === 'error' ? page.paint.red : page.paint.dim
    page.prose(2, ` ${visible(placed(trouble))} (${visible(trouble.code)})`, trouble.level, colour)
  }
  if (more > 0) page.prose(2, `… and ${count(more)} more`)
}

/** Outlets that are named; the others are in the records. */
const OUTLETS = 40
const OUTLET_COLUMNS = 24
/** Agencies and outlets that are named as sources of one outlet. */
const SOURCES = 5

/** The table of outlets, those with the most text first. */
function outletsOf(page: Page, outlets: readonly OutletRecord[]): void {
  if (outlets.length === 0) return
  const rows = [...outlets].sort((x, y) => y.bytes - x.bytes).slice(0, OUTLETS)
  const fill = (text: string): string => text + ' '.repeat(Math.max(0, OUTLET_COLUMNS - columns(text)))
  page.gap()
  page.line('Outlets: how much of their text is their own', page.paint.bold)
  page.line(`  ${fill('outlet')} articles     own  undecided  hours behind`, page.paint.dim)
  for (const o of rows) {
    const name = cut(o.outlet === null ? '(no outlet)' : visible(o.outlet), OUTLET_COLUMNS)
    const late = o.behindHours === null ? '-' : String(Math.round(o.behindHours * 10) / 10)
    const from = [...o.agencies, ...o.outlets].slice(0, SOURCES)
    page.line(
      `  ${fill(name)} ${count(o.articles).padStart(8)} ${percent(o.own).padStart(7)} ${percent(o.undecidedShare).padStart(10)} ${late.padStart(13)}`,
    )
    if (from.length > 0) page.prose(6, from.map((f) => `${visible(f.name)} ${percent(f.share)}`).join(', '))
  }
  const more = outlets.length - rows.length
  if (more > 0) page.prose(2, `… and ${several(more, 'more outlet')}: -r jsonl=FILE writes them all`)
}

const KINDS: readonly [Kind, string, string][] = [
  ['repeat', 'repeat', 'repeats'],
  ['copy', 'copy', 'copies'],
  ['part', 'part', 'parts'],
  ['passage', 'passage', 'passages'],
  ['boilerplate', 'boilerplate passage', 'boilerplate passages'],
]

function summaryOf(page: Page, sum: SummaryRecord, ask: Ask): void {
  const { paint } = page
  const would = ask.mode === 'clean' ? '' : 'would be '
  const gone = sum.cutBytes + sum.removedBytes
  const found = KINDS.filter(([kind]) => sum[kind] > 0).map(([kind, one, many]) => several(sum[kind], one, many))
  if (sum.clusters > 0) found.push(several(sum.clusters, 'cluster'))
  page.gap()
  page.prose(0, `, ${several(sum.bytes, 'byte')}`, `${several(sum.articles, 'article')} read`, paint.bold)
  page.prose(
    2,
    `${would}kept ${count(sum.kept)}, cut ${count(sum.cut)}, removed ${count(sum.removed)}; skipped ${count(sum.skipped)}`,
  )
  page.prose(2, `found: ${found.length === 0 ? 'nothing that is said twice' : found.join(', ')}`)
  if (gone > 0)
    page.prose(
      2,
      `repetition that ${would === '' ? 'went' : 'would go'}: ${percent(gone / sum.bytes)} of the text, ${several(gone, 'byte')} (${count(sum.cutBytes)} cut, ${count(sum.removedBytes)} with removed articles)`,
    )
  if (sum.errors + sum.notes > 0)
    page.prose(2, `troubles: ${several(sum.errors, 'error')}, ${several(sum.notes, 'note')}`)
  const next = nextOf(ask, sum)
  if (next !== '') page.line(`  next: ${next}`)
}

/** The command that comes next; empty when nothing would be done. */
export function nextOf(ask: Ask, sum: SummaryRecord): string {
  if (sum.cut + sum.removed === 0) return ''
  const words = ask.words.map(shell)
  if (ask.mode === 'clean') return ['dittograph', 'restore', ...words, '--out', 'restored'].join(' ')
  return ['dittograph', 'clean', ...words, '--out', 'cleaned'].join(' ')
}
