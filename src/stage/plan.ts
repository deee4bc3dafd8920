// A plan as text: the steps (sql.ts) as one file of SQL, with the stages called as the engine calls programs.
import type { Dialect } from './dialect.js'
import { duckdb, spark } from './dialect.js'
import type { Ask, Step } from './sql.js'
import { steps } from './sql.js'
import { columns } from './stages.js'

/** Files of a plan's directory. */
export const PLAN = 'plan.sql'
export const SETTINGS = 'settings.json'
export const FILES = 'files.jsonl'
export const BUNDLE = 'dittograph.mjs'
/** Where the lines of the report go: files whose names order them. */
export const LINES = 'lines'

const text = (s: string): string => `'${s.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** For a shell that the engine starts. */
const word = (s: string): string => (/^[\w@%+=:,./-]+$/.test(s) ? s : `'${s.replaceAll("'", "'\\''")}'`)

/** What is shown while it runs: step n of how many, and the table that is made. */
export const progressOf = (
  line: string,
): { readonly at: number; readonly of: number; readonly what: string } | null => {
  const [, at, of, what] = /dittograph step (\d+) of (\d+): (\w+)/.exec(line) ?? []
  return what === undefined ? null : { at: Number(at), of: Number(of), what }
}

const FORMAT = "ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' LINES TERMINATED BY '\\n' NULL DEFINED AS '\\\\N'"

export interface Place {
  /** Directory of the plan, as all machines see it. */
  readonly dir: string
  /** How Node is started. */
  readonly node: string
  /** Name of the schema that holds the tables. */
  readonly schema: string
}

/** The plan for Spark. Statements end with a semicolon at the end of a line. */
export function sparkPlan(ask: Ask, { dir, node, schema }: Place): string {
  const all = steps(ask, spark)
  const out = [
    `-- dittograph ${ask.settings.version}, ${ask.settings.fingerprint}: run it with spark-sql -f`,
    ...spark.before,
    // A run that TRANSFORM is forbidden to, or whose executors have no Node, ends here.
    `SELECT TRANSFORM(j) ${FORMAT} USING ${text(`cat >/dev/null && ${word(node)} --version`)} AS (version STRING) ${FORMAT} FROM (SELECT 'probe' AS j) p`,
    `DROP SCHEMA IF EXISTS ${schema} CASCADE`,
    `CREATE SCHEMA ${schema}`,
    `USE ${schema}`,
  ]
  all.forEach((step, i) => {
    out.push(`SELECT 'dittograph step ${i + 1} of ${all.length}: ${nameOf(step)}' AS step`)
    out.push('sql' in step ? step.sql : transformed(step, spark, node, dir))
  })
  out.push(
    `INSERT OVERWRITE DIRECTORY ${text(`${dir}/${LINES}`)} USING text
SELECT CAST(UNBASE64(line) AS STRING) AS value FROM (SELECT CAST(k AS BIGINT) AS k, CAST(n AS BIGINT) AS n, CAST(b AS BIGINT) AS b, CAST(i AS BIGINT) AS i, line FROM report WHERE t = 'Z') r ORDER BY k, n, b, i`,
    `USE default`,
    `DROP SCHEMA ${schema} CASCADE`,
  )
  return `${out.join(';\n\n')};\n`
}

const nameOf = (step: Step): string => ('stage' in step ? step.table : step.check ? 'accounts' : (step.table ?? 'view'))

type Staged = Extract<Step, { stage: string }>

/** The bundle is called where it lies, as inputs are: where Spark 4 puts a file that is added is not where it starts programs. */
function transformed({ stage, table, input, by, order }: Staged, d: Dialect, node: string, dir: string): string {
  const dealt = by.length === 0 ? '' : `\n  DISTRIBUTE BY ${by.join(', ')} SORT BY ${order.join(', ')}`
  const as = ['t', ...columns[stage]].map((c) => `${c} STRING`).join(', ')
  const command = `${word(node)} ${word(`${dir}/${BUNDLE}`)} stage ${stage} --settings ${word(`${dir}/${SETTINGS}`)}`
  return d.table(
    table,
    `SELECT TRANSFORM(j) ${FORMAT}
  USING ${text(command)} AS (${as})
  ${FORMAT}
FROM (SELECT * FROM (
${input}
  ) rows${dealt}) dealt`,
  )
}

/** The plan for an engine that starts no programs: each stage stands as a comment between what it reads and what it wrote. */
export function duckdbPlan(ask: Ask, { dir, node }: Place): string {
  const quoted = (name: string): string => `'${`${dir}/${name}`.replaceAll("'", "''")}'`
  const out: string[] = [`-- dittograph ${ask.settings.version}, ${ask.settings.fingerprint}`, ...duckdb.before]
  const plain = "FORMAT csv, HEADER false, DELIMITER '\\t', QUOTE '', ESCAPE '', NULLSTR '\\N'"
  for (const step of steps(ask, duckdb)) {
    if ('sql' in step) {
      out.push(`${step.sql};`)
      continue
    }
    const { stage, table, input, order } = step
    const all = ['t', ...columns[stage]]
    out.push(
      `COPY (SELECT j FROM (${input}) x${order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`}) TO ${quoted(`${table}.in`)} (${plain});`,
      `-- ${word(node)} ${word(`${dir}/${BUNDLE}`)} stage ${stage} --settings ${word(`${dir}/${SETTINGS}`)} < ${word(`${dir}/${table}.in`)} > ${word(`${dir}/${table}.out`)}`,
      `CREATE TABLE ${table} (${all.map((c) => `${c} STRING`).join(', ')});`,
      `COPY ${table} FROM ${quoted(`${table}.out`)} (${plain}, AUTO_DETECT false);`,
    )
  }
  out.push(
    "SELECT decode(from_base64(line)) AS line FROM report WHERE t = 'Z' ORDER BY CAST(k AS BIGINT), CAST(n AS BIGINT), CAST(b AS BIGINT), CAST(i AS BIGINT);",
  )
  return `${out.join('\n\n')}\n`
}
