// Stage `records`: records with holes, and what SQL counted -> the lines of the report, each with the place where it stands.
//
// Rows of one part come together, the names of its clusters first. Part -1 is what belongs to no article: header, troubles and the sums.

import type {
  ArticleRecord,
  ClusterRecord,
  FindingRecord,
  MatchRecord,
  ReportRecord,
  SummaryRecord,
  Trouble,
} from '../model.js'
import { boundedGroups, duplicateId, duplicateIds, looseClusters } from '../pipeline.js'
import { assertAccounts, nothing, recipeFingerprint } from '../report.js'
import type { Settings } from './settings.js'
import type { World } from './stages.js'
import type { Rows } from './wire.js'
import { packed, parsed, unpacked } from './wire.js'

export interface RecordRow {
  readonly g: number
  /** 0: the name of a cluster; 1: a record. */
  readonly o: number
  readonly tag: 'N' | 'R' | 'V' | 'C' | 'F' | 'S' | 'T' | 'D' | 'M' | 'B' | 'L' | 'H'
  readonly n: number
  readonly b: number
  readonly i: number
  readonly head: number
  readonly near: string
  readonly fp: string
  readonly record: string
  /** Of a trouble: its article's id and path, whether it is named by path and line, and how many it stands for. */
  readonly id: string
  readonly path: string
  readonly shared: number
  readonly line: number
  readonly many: number
}

/** Kind of record as the report orders them; then the places of the articles, and the place among those. */
export const RECORDED = ['k', 'n', 'b', 'i', 'line'] as const

const HEADER = 0
const ARTICLE = 1
const MATCH = 2
const CLUSTER = 3
const FINDING = 4
const TROUBLE = 6
const SUMMARY = 7

export function recorded(input: Iterable<RecordRow>, out: Rows, settings: Settings, world: World): void {
  let names = new Map<number, string>()
  let part = Number.NaN
  let sums: SummaryRecord | null = null
  let failures = { error: 0, note: 0 }
  const write = (k: number, row: RecordRow, record: ReportRecord): void =>
    out.row('Z', k, row.n, row.b, row.i, packed(world.json(record)))
  const trouble = (row: RecordRow, t: Trouble): void => {
    failures = { ...failures, [t.level]: failures[t.level] + (t.count ?? 1) }
    const told = t.level === 'error' && (t.count ?? 1) === 1 && row.id !== '-'
    const { level, code, path, line, message } = t
    const article = t.article ?? (told ? idOf(row) : null)
    write(TROUBLE, row, { type: 'trouble', level, code, article, path, line, message })
  }
  let header: RecordRow | null = null
  for (const row of input) {
    out.taken++
    if (row.g !== part) {
      part = row.g
      names = new Map()
    }
    switch (row.tag) {
      case 'N':
        names.set(row.head, row.fp)
        break
      case 'R':
        write(ARTICLE, row, {
          ...parsed<ArticleRecord>(row.record),
          cluster: row.head < 0 ? null : names.get(row.head)!,
        })
        break
      case 'V':
        write(MATCH, row, parsed<MatchRecord>(row.record))
        break
      case 'C': {
        const near = row.near === '' ? [] : row.near.split(',').map((head) => names.get(Number(head))!)
        write(CLUSTER, row, { ...parsed<ClusterRecord>(row.record), id: row.fp, near })
        break
      }
      case 'F':
        write(FINDING, row, { ...parsed<FindingRecord>(row.record), fingerprint: row.fp })
        break
      case 'S':
        sums = added(sums, parsed<SummaryRecord>(row.record))
        break
      case 'T':
        trouble(row, parsed<Trouble>(row.record))
        break
      case 'D':
        trouble(row, duplicateId(unpacked(row.id), row.many, unpacked(row.path).toString(), row.line || null))
        break
      case 'M':
        trouble(row, duplicateIds(row.many))
        break
      case 'L':
        trouble(row, looseClusters(row.many))
        break
      case 'B':
        trouble(row, boundedGroups(row.many, settings.recipe))
        break
      case 'H':
        header = row
        break
    }
  }
  if (header === null) return
  const { version, recipe, said } = settings
  write(HEADER, header, {
    type: 'header',
    schema: 'dittograph/1',
    version,
    recipe,
    options: said,
    fingerprint: recipeFingerprint(recipe, said, version),
  })
  const summary = { ...(sums ?? nothing), errors: failures.error, notes: failures.note }
  assertAccounts(summary)
  write(SUMMARY, header, summary)
}

const idOf = ({ id, path, shared, line }: RecordRow): string =>
  line === 0 ? unpacked(path).toString() : shared === 1 ? `${unpacked(path)}#${line}` : unpacked(id).toString()

function added(a: SummaryRecord | null, b: SummaryRecord): SummaryRecord {
  if (a === null) return b
  const sum: Record<string, unknown> = { ...a }
  for (const [name, value] of Object.entries(b))
    if (typeof value === 'number') sum[name] = (sum[name] as number) + value
  return sum as unknown as SummaryRecord
}
