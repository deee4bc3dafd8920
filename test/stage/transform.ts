// Spark's TRANSFORM without Spark: DuckDB does the SQL, and each stage runs as Spark runs programs (BaseScriptTransformationExec):
// bash -c, a process for each partition that is not empty, rows written as lines, answers read with readLine, which ends a line at CR as well,
// split at tabs, short rows filled with NULL, \N is NULL, the last 2,048 bytes of stderr kept.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import { duckdb } from '../../src/stage/dialect.js'
import type { Prepared } from '../../src/stage/main.js'
import { FILES, SETTINGS } from '../../src/stage/plan.js'
import type { Step } from '../../src/stage/sql.js'
import { steps } from '../../src/stage/sql.js'
import { columns } from '../../src/stage/stages.js'

export const bundle: string = new URL('../../dist/dittograph.mjs', import.meta.url).pathname

export interface How {
  /** Directory of settings.json and files.jsonl. */
  readonly dir: string
  readonly partitions: number
  /** Called for each task; what it returns is the command instead of the usual one. */
  readonly command?: (stage: string, partition: number) => string | null
  /** This partition of each stage runs twice: its first answer is lost. */
  readonly retried?: number
  /** Cleaned files go there. */
  readonly clean?: { readonly out: string; readonly maxRemoved: number }
  readonly after?: (step: Step, engine: DuckDBConnection) => Promise<void>
}

/** A row as Java's BufferedReader and TRANSFORM's reader see it. */
export function readRows(bytes: Buffer, width: number): (string | null)[][] {
  const text = bytes.toString()
  const lines = text.split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => {
    const fields: (string | null)[] = line.split('\t').slice(0, width)
    while (fields.length < width) fields.push(null)
    return fields.map((field) => (field === '\\N' ? null : field))
  })
}

const dealt = (key: unknown[], partitions: number): number =>
  createHash('md5').update(key.map(String).join('|')).digest().readUInt32LE(0) % partitions

async function asked(engine: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await engine.runAndReadAll(sql)).getRows()
}

async function transform(step: Extract<Step, { stage: string }>, engine: DuckDBConnection, how: How): Promise<void> {
  const names = ['t', ...columns[step.stage]]
  const order = step.order.length === 0 ? '' : ` ORDER BY ${step.order.join(', ')}`
  const rows = await asked(engine, `SELECT ${['j', ...step.by].join(', ')} FROM (${step.input}) x${order}`)
  const parts = Array.from({ length: how.partitions }, (): string[] => [])
  for (const [i, [j, ...key]] of rows.entries())
    parts[step.by.length === 0 ? i % how.partitions : dealt(key, how.partitions)]!.push(j as string)
  await engine.run(`CREATE TABLE ${step.table} (${names.map((n) => `${n} STRING`).join(', ')})`)
  const into = await engine.createAppender(step.table)
  for (const [p, lines] of parts.entries()) {
    if (lines.length === 0) continue
    const command = how.command?.(step.stage, p) ?? `node ${bundle} stage ${step.stage} --settings ${SETTINGS}`
    const input = lines.map((line) => `${line}\n`).join('')
    const once = (): Buffer => {
      const ran = spawnSync('/bin/bash', ['-c', command], { cwd: how.dir, input, maxBuffer: 1 << 30 })
      if (ran.status !== 0) {
        const kept = ran.stderr.subarray(Math.max(0, ran.stderr.length - 2048)).toString()
        throw new Error(`Subprocess exited with status ${ran.status}. Error: ${kept}`)
      }
      return ran.stdout
    }
    const out = once()
    if (how.retried === p && !once().equals(out))
      throw new Error(`stage ${step.stage} answered otherwise when it was asked again`)
    for (const row of readRows(out, names.length)) {
      for (const field of row) field === null ? into.appendNull() : into.appendVarchar(field)
      into.endRow()
    }
  }
  into.closeSync()
}

/** Carries out a plan; the lines of the report. */
export async function carriedOut(prepared: Prepared, how: How): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const engine = await instance.connect()
  try {
    const ask = {
      settings: prepared.settings,
      files: join(how.dir, FILES),
      early: prepared.early,
      clean: how.clean ?? null,
    }
    for (const step of steps(ask, duckdb)) {
      if ('stage' in step) await transform(step, engine, how)
      else await engine.run(step.sql)
      await how.after?.(step, engine)
    }
    const sorted = await asked(
      engine,
      "SELECT line FROM report WHERE t = 'Z' ORDER BY CAST(k AS BIGINT), CAST(n AS BIGINT), CAST(b AS BIGINT), CAST(i AS BIGINT)",
    )
    return sorted.map(([line]) => Buffer.from(line as string, 'base64').toString())
  } finally {
    engine.closeSync()
    instance.closeSync()
  }
}
