// The stage of the tests of the command: a directory that vanishes, the built program as a child process, and what it reported.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import type {
  ArticleRecord,
  BoilerplateRecord,
  ClusterRecord,
  FindingRecord,
  HeaderRecord,
  MatchRecord,
  ReportRecord,
  SummaryRecord,
  TroubleRecord,
} from '../../src/model.js'

export const program: string = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js')

/** The environment of every run: nothing of ours, and no colour. */
export const quietEnv: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(?:DITTOGRAPH_|FORCE_COLOR$|CI$|GITHUB_STEP_SUMMARY$|NODE_OPTIONS$)/.test(name),
  ),
)

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs `dittograph …` in a directory. */
export function run(cwd: string, words: readonly string[], more: { input?: string; env?: object } = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd,
    input: more.input ?? '',
    env: { ...quietEnv, ...more.env },
    maxBuffer: 1 << 28,
  })
  return { code: status, out: stdout.toString(), err: stderr.toString() }
}

const made: string[] = []
afterAll(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true })
})

/** A new directory that holds these files; it is removed after the tests of the file. */
export function desk(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'dittograph-cli-'))
  made.push(dir)
  put(dir, files)
  return dir
}

export function put(dir: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), bytes)
  }
}

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Path -> sha256 of every file under a directory, in order. */
export function tree(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
  const named = files.map((entry): [string, string] => {
    const at = join(entry.parentPath, entry.name)
    return [at.slice(dir.length + 1), sha256(readFileSync(at))]
  })
  return Object.fromEntries(named.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
}

export const hashes = (files: Readonly<Record<string, string | Uint8Array>>): Record<string, string> =>
  Object.fromEntries(
    Object.keys(files)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .map((path) => [path, sha256(files[path]!)]),
  )

export interface Told {
  readonly records: readonly ReportRecord[]
  readonly header: HeaderRecord
  readonly articles: readonly ArticleRecord[]
  readonly matches: readonly MatchRecord[]
  readonly clusters: readonly ClusterRecord[]
  readonly findings: readonly FindingRecord[]
  readonly boilerplate: readonly BoilerplateRecord[]
  readonly troubles: readonly TroubleRecord[]
  readonly summary: SummaryRecord
  /** id -> status. */
  readonly status: Readonly<Record<string, string>>
}

/** What a report in JSONL says. */
export function told(jsonl: string): Told {
  const records = jsonl
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ReportRecord)
  const of = <T extends ReportRecord>(type: T['type']): T[] => records.filter((r): r is T => r.type === type)
  const articles = of<ArticleRecord>('article')
  return {
    records,
    header: of<HeaderRecord>('header')[0]!,
    articles,
    matches: of<MatchRecord>('match'),
    clusters: of<ClusterRecord>('cluster'),
    findings: of<FindingRecord>('finding'),
    boilerplate: of<BoilerplateRecord>('boilerplate'),
    troubles: of<TroubleRecord>('trouble'),
    summary: of<SummaryRecord>('summary')[0]!,
    status: Object.fromEntries(articles.map(({ id, status }) => [id, status])),
  }
}

/** One record of a JSONL file. */
export const row = (record: object): string => `${JSON.stringify(record)}\n`

/** Paragraphs as a text. */
export const text = (...paragraphs: readonly string[]): string => `${paragraphs.join('\n\n')}\n`
