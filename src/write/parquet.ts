// The records as one Parquet file, so that DuckDB, pandas and whatever else reads it can ask questions: docs/queries.md asks ten.
//
// One table, because one file holds one: a row is a record, `type` says of which kind, and a column that the kind does not have is
// null there. `select … from 'report.parquet' where type = 'finding'` is the table of findings. It costs next to nothing: a row
// group holds rows of one kind only, so a reader that asks for one kind skips the groups of the others by their statistics.
//
// Columns are named as the fields of the record, with the names of the CSV report where a field is a pair or an object: `span`
// becomes span_start and span_end (`end` is a word of SQL), `lines` first_line and last_line, `source` source_path, source_article …,
// `own` own_jaccard …. Lists stay lists; `spans` is a list of {a_start, a_end, b_start, b_end}. Beyond the record an
// article has its facts (title, date, url, outlet, and `time`, the date read as UTC where it cannot be misread), and a finding the
// places of both sides, as in CSV. The header and the summary, which are no tables, stand whole in `record`, as JSON.
//
// Streamed: at most ROWS rows or BYTES bytes of text are held. Law: the rows are the records, in their order, whatever the sizes.
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { stamp } from '../dates.js'
import type { Facts, Reporter, ReportRecord, Run, View, Where } from '../model.js'
import { whereIs } from './place.js'

/** Rows of a row group, and bytes of text in it, at most, but for one row. */
const ROWS = 16384
const BYTES = 16 << 20

type Shape = 'text' | 'count' | 'share' | 'flag' | 'time' | 'json' | 'texts' | 'runs'
type Cell = string | number | bigint | boolean | readonly unknown[] | ReportRecord | null

/** Every column, in order, and what it holds. Bytes, lines and sizes are `count`, 64 bits; shares from 0 to 1 are doubles. */
const COLUMNS = {
  type: 'text',
  // Articles, troubles, boilerplate; and where a finding stands.
  id: 'text',
  path: 'text',
  line: 'count',
  bytes: 'count',
  status: 'text',
  reason: 'text',
  cluster: 'text',
  title: 'text',
  date: 'text',
  time: 'time',
  url: 'text',
  outlet: 'text',
  // Matches.
  a: 'text',
  b: 'text',
  kind: 'text',
  jaccard: 'share',
  containment: 'share',
  aInB: 'share',
  bInA: 'share',
  own_jaccard: 'share',
  own_aInB: 'share',
  own_bInA: 'share',
  spans: 'runs',
  // Clusters.
  size: 'count',
  members: 'texts',
  head: 'text',
  kept: 'texts',
  original: 'text',
  confidence: 'share',
  because: 'texts',
  near: 'texts',
  inner_lowest: 'share',
  inner_mean: 'share',
  // Articles that are weighed, and outlets.
  weight: 'share',
  own: 'share',
  behind_hours: 'share',
  // Findings.
  rule: 'text',
  article: 'text',
  span_start: 'count',
  span_end: 'count',
  first_line: 'count',
  last_line: 'count',
  source_path: 'text',
  source_line: 'count',
  source_article: 'text',
  source_start: 'count',
  source_end: 'count',
  source_first_line: 'count',
  source_last_line: 'count',
  exact: 'flag',
  score: 'share',
  edit: 'text',
  cut_start: 'count',
  cut_end: 'count',
  fingerprint: 'text',
  known: 'flag',
  // Troubles, boilerplate, header, summary.
  level: 'text',
  code: 'text',
  message: 'text',
  sha256: 'text',
  hash: 'text',
  articles: 'count',
  groups: 'count',
  text: 'text',
  record: 'json',
} as const satisfies Readonly<Record<string, Shape>>

type Name = keyof typeof COLUMNS
const NAMES = Object.keys(COLUMNS) as Name[]

type Element = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number]
const UTF8 = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const
const INT64 = { type: 'INT64' } as const

/** The elements of a column in the schema, depth first. */
function elements(name: Name): Element[] {
  const repetition_type = name === 'type' ? 'REQUIRED' : 'OPTIONAL'
  const list = (...inner: Element[]): Element[] => [
    { name, repetition_type, converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...inner,
  ]
  switch (COLUMNS[name]) {
    case 'text':
      return [{ name, repetition_type, ...UTF8 }]
    case 'count':
      return [{ name, repetition_type, ...INT64 }]
    case 'share':
      return [{ name, repetition_type, type: 'DOUBLE' }]
    case 'flag':
      return [{ name, repetition_type, type: 'BOOLEAN' }]
    case 'time':
      return [{ name, repetition_type, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }]
    case 'json':
      return [{ name, repetition_type, type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } }]
    case 'texts':
      return list({ name: 'element', repetition_type: 'REQUIRED', ...UTF8 })
    case 'runs':
      return list(
        { name: 'element', repetition_type: 'REQUIRED', num_children: 4 },
        ...(['a_start', 'a_end', 'b_start', 'b_end'] as const).map(
          (name): Element => ({ name, repetition_type: 'REQUIRED', ...INT64 }),
        ),
      )
  }
}

/** What a row takes of its record, and of what was asked about it. */
type Fill<R> = { readonly [N in Name]?: (record: R, more: More) => Cell }
type Of<T extends ReportRecord['type']> = Extract<ReportRecord, { readonly type: T }>

interface More {
  readonly facts: Facts | null
  readonly outlet: string | null
  readonly here: Where | null
  readonly source: Where | null
}
const NO_MORE: More = { facts: null, outlet: null, here: null, source: null }

const count = (n: number | null | undefined): bigint | null => (n === null || n === undefined ? null : BigInt(n))

const whole: Fill<Of<'header' | 'summary'>> = { record: (r) => r }

/** The columns of each kind of record. `type` is filled for all. */
const FILLS: { readonly [T in ReportRecord['type']]: Fill<Of<T>> } = {
  header: whole,
  article: {
    id: (r) => r.id,
    path: (r) => r.path,
    line: (r) => count(r.line),
    bytes: (r) => count(r.bytes),
    status: (r) => r.status,
    reason: (r) => r.reason,
    cluster: (r) => r.cluster,
    title: (_, { facts }) => facts?.title ?? null,
    date: (_, { facts }) => facts?.date ?? null,
    time: (_, { facts }) => timeOf(facts?.date),
    url: (_, { facts }) => facts?.url ?? null,
    outlet: (_, { outlet }) => outlet,
    weight: (r) => r.weight ?? null,
  },
  match: {
    a: (r) => r.a,
    b: (r) => r.b,
    kind: (r) => r.kind,
    jaccard: (r) => r.jaccard,
    containment: (r) => r.containment,
    aInB: (r) => r.aInB,
    bInA: (r) => r.bInA,
    own_jaccard: (r) => r.own.jaccard,
    own_aInB: (r) => r.own.aInB,
    own_bInA: (r) => r.own.bInA,
    spans: (r) => r.spans.map(runOf),
  },
  cluster: {
    id: (r) => r.id,
    size: (r) => count(r.size),
    members: (r) => r.members,
    head: (r) => r.head,
    kept: (r) => r.kept,
    original: (r) => r.original,
    confidence: (r) => r.confidence,
    because: (r) => r.because,
    near: (r) => r.near,
    inner_lowest: (r) => r.inner?.lowest ?? null,
    inner_mean: (r) => r.inner?.mean ?? null,
  },
  outlet: {
    outlet: (r) => r.outlet,
    articles: (r) => count(r.articles),
    bytes: (r) => count(r.bytes),
    own: (r) => r.own,
    behind_hours: (r) => r.behindHours,
    record: (r) => r,
  },
  finding: {
    kind: (r) => r.kind,
    rule: (r) => r.rule,
    article: (r) => r.article,
    path: (_, { here }) => here?.path ?? null,
    line: (_, { here }) => count(here?.line),
    span_start: (r) => count(r.span[0]),
    span_end: (r) => count(r.span[1]),
    first_line: (r) => count(r.lines[0]),
    last_line: (r) => count(r.lines[1]),
    source_path: (_, { source }) => source?.path ?? null,
    source_line: (_, { source }) => count(source?.line),
    source_article: (r) => r.source?.article ?? null,
    source_start: (r) => count(r.source?.span[0]),
    source_end: (r) => count(r.source?.span[1]),
    source_first_line: (r) => count(r.source?.lines[0]),
    source_last_line: (r) => count(r.source?.lines[1]),
    exact: (r) => r.exact,
    score: (r) => r.score,
    because: (r) => r.because,
    edit: (r) => r.edit,
    cut_start: (r) => count(r.cut?.[0]),
    cut_end: (r) => count(r.cut?.[1]),
    fingerprint: (r) => r.fingerprint,
    known: (r) => r.known ?? null,
  },
  trouble: {
    level: (r) => r.level,
    code: (r) => r.code,
    article: (r) => r.article,
    path: (r) => r.path,
    line: (r) => count(r.line),
    message: (r) => r.message,
  },
  boilerplate: {
    outlet: (r) => r.outlet,
    sha256: (r) => r.sha256,
    hash: (r) => r.hash,
    articles: (r) => count(r.articles),
    groups: (r) => count(r.groups),
    text: (r) => r.text,
  },
  summary: whole,
}

export const parquet: Reporter = (records, out, view) => {
  const bytes = new ByteWriter(1 << 20)
  /** Hands over what was written; its offset goes on counting. */
  const pass = (): void => {
    out.write(bytes.getBytes())
    bytes.index = 0
  }
  const file = new ParquetWriter({
    writer: Object.assign(bytes, { flush: pass, finish: pass }),
    schema: [{ name: 'dittograph', num_children: NAMES.length }, ...NAMES.flatMap(elements)],
    createdBy: 'dittograph',
  })
  for (const group of groups(records, view)) {
    const none = new Array<null>(group.rows).fill(null)
    file.write({
      columnData: NAMES.map((name) => ({ name, data: group.columns.get(name) ?? none })),
      rowGroupSize: group.rows,
    })
  }
  file.finish()
}

interface Group {
  readonly rows: number
  /** The columns that the kind of record has. */
  readonly columns: ReadonlyMap<Name, Cell[]>
}

/** Records of one kind at a time, as columns. */
function* groups(records: Iterable<ReportRecord>, view: View): Iterable<Group> {
  let type: ReportRecord['type'] | null = null
  let columns: { readonly name: Name; readonly fill: (record: never, more: More) => Cell; readonly cells: Cell[] }[] =
    []
  let rows = 0
  let size = 0
  const group = (): Group => ({ rows, columns: new Map(columns.map(({ name, cells }) => [name, cells])) })
  for (const record of records) {
    if (rows > 0 && (record.type !== type || rows >= ROWS || size >= BYTES)) {
      yield group()
      rows = 0
    }
    if (rows === 0) {
      type = record.type
      const fills: Fill<never> = { type: (r: ReportRecord) => r.type, ...FILLS[record.type] }
      columns = NAMES.flatMap((name) => (fills[name] ? [{ name, fill: fills[name], cells: [] }] : []))
      size = 0
    }
    const more = moreOf(record, view)
    for (const { fill, cells } of columns) {
      const cell = fill(record as never, more)
      cells.push(cell)
      size += sizeOf(cell)
    }
    rows++
  }
  if (rows > 0) yield group()
}

function moreOf(record: ReportRecord, view: View): More {
  if (record.type === 'article') {
    const facts = record.status === 'skipped' ? null : view.facts(record.id)
    return { ...NO_MORE, facts, outlet: view.outlet(record.id) }
  }
  if (record.type !== 'finding') return NO_MORE
  return { ...NO_MORE, here: whereIs(view, record), source: view.where(record, 'source') }
}

/** Bytes of a text or a list, about. */
function sizeOf(cell: Cell): number {
  if (typeof cell === 'string') return cell.length
  return Array.isArray(cell) ? cell.reduce<number>((n, x) => n + (typeof x === 'string' ? x.length : 32), 0) : 0
}

const runOf = ([aStart, aEnd, bStart, bEnd]: Run): object => ({
  a_start: BigInt(aStart),
  a_end: BigInt(aEnd),
  b_start: BigInt(bStart),
  b_end: BigInt(bEnd),
})

/** Minutes from 0000-03-01, where `stamp` counts from, to 1970. */
const EPOCH = 719468 * 1440

/** A date in milliseconds since 1970, UTC unless it names its zone; null when it could be misread. */
function timeOf(date: string | null | undefined): bigint | null {
  const known = typeof date === 'string' ? stamp(date) : null
  if (known === null) return null
  const [minutes, seconds] = known.key.split(':')
  return BigInt((Number(minutes) - EPOCH) * 60_000 + Math.floor(Number(seconds) * 1000))
}
