// A plan on Apache Spark, through its own `spark-sql`. The second place that starts a child process (cli/revision.ts is the first): a program of
// the name spark-sql, of SPARK_HOME or found in PATH, with a list of arguments and never through a shell. What that program starts on the
// machines of the cluster is `node dittograph.mjs stage …`, as plan.sql says, with the rights of whoever runs the executors.
//
// Nothing of the output is there before all of it is: the report is put together from what Spark wrote, hashed, and the manifest is
// written last.
import { spawn } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PLAN, progressOf } from './plan.js'

export interface SparkRun {
  readonly dir: string
  readonly master: string | null
  /** NAME=VALUE, stronger than ours. */
  readonly conf: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  progress(at: number, of: number, what: string): void
}

/** What went wrong on the cluster, in one line. */
export class SparkFailed extends Error {
  override readonly name = 'SparkFailed'
}

/** Where the tables of a run lie, and what Spark says while it runs. */
const WORK = 'work'
const LOG = 'spark.log'
/** Of what Spark says so much is looked through for the reason. */
const KEPT = 4 << 20

const program = (env: SparkRun['env']): string => {
  const home = env.SPARK_HOME
  if (home === undefined || home === '') return 'spark-sql'
  const at = join(home, 'bin', 'spark-sql')
  if (!existsSync(at)) throw new SparkFailed(`SPARK_HOME is ${home}, and there is no ${at}`)
  return at
}

/** Runs the plan; throws SparkFailed with what the cluster said last of it. */
export async function runSpark(run: SparkRun): Promise<void> {
  const { dir, master, conf, env } = run
  const work = join(dir, WORK)
  mkdirSync(work, { recursive: true })
  // Tables live as long as the run: a catalog of its own, beside the plan.
  const ours = [
    'spark.sql.catalogImplementation=in-memory',
    `spark.sql.warehouse.dir=${join(work, 'warehouse')}`,
    'spark.task.maxFailures=4',
    // A filter is started for each task: of few and large ones less time goes into starting.
    'spark.sql.adaptive.advisoryPartitionSizeInBytes=128m',
    // Tables of a column or two, of which four million rows go to every task rather than everything else to them.
    'spark.sql.autoBroadcastJoinThreshold=32m',
  ]
  const told = new Set(conf.map((c) => c.slice(0, c.indexOf('='))))
  const all = [...ours.filter((c) => !told.has(c.slice(0, c.indexOf('=')))), ...conf]
  const words = [
    ...(master === null ? [] : ['--master', master]),
    ...all.flatMap((c) => ['--conf', c]),
    '-f',
    join(dir, PLAN),
  ]
  const log = createWriteStream(join(work, LOG))
  // A full disk: what Spark says of it is heard all the same.
  let unlogged: string | null = null
  log.on('error', (error: NodeJS.ErrnoException) => (unlogged ??= error.code ?? error.message))
  const spark = spawn(program(env), words, {
    cwd: work,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let begun = false
  const hear = (chunk: Buffer): void => {
    if (unlogged === null) log.write(chunk)
    said = `${said}${chunk.toString('latin1')}`.slice(-KEPT)
  }
  let line = ''
  spark.stdout.on('data', (chunk: Buffer) => {
    hear(chunk)
    const lines = `${line}${chunk.toString('latin1')}`.split('\n')
    line = lines.pop() ?? ''
    for (const text of lines) {
      const step = progressOf(text)
      if (step === null) continue
      begun = true
      run.progress(step.at, step.of, step.what)
    }
  })
  spark.stderr.on('data', hear)
  // Whoever ends us ends the run on the cluster.
  let ended: NodeJS.Signals | null = null
  const end = (signal: NodeJS.Signals): void => {
    ended = signal
    spark.kill('SIGTERM')
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end)
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    spark.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new SparkFailed('there is no spark-sql in PATH: install Spark 3.5 or 4, and set SPARK_HOME')
          : error,
      ),
    )
    spark.on('close', (code, signal) => resolve([code, signal]))
  })
  if (unlogged === null) await new Promise((resolve) => log.end(resolve))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end)
  if (ended !== null) process.kill(process.pid, ended)
  if (code === 0) return
  const reason =
    reasonIn(said) ?? (signal === null ? `spark-sql ended with ${code}` : `spark-sql was ended by ${signal}`)
  const where =
    unlogged === null ? `${join(WORK, LOG)} has all it said` : `${join(WORK, LOG)} could not be written (${unlogged})`
  if (begun) throw new SparkFailed(`nothing is published: ${reason}; ${where}`)
  throw new SparkFailed(
    `the cluster does not run the stages: ${reason}; ${where}. Where TRANSFORM is forbidden or Node is missing, run the stages as shards: docs/scale-out.md`,
  )
}

/** Our own words among Spark's: those of a stage, or of an account that does not balance; else the first error it names. */
export function reasonIn(said: string): string | null {
  const ours =
    /dittograph stage \w+: [^\n\r]+/.exec(said) ??
    /stage \w+: (?:\d+ rows taken of|more than) [^\n\r]*?nothing is published[^\n\r]*/.exec(said)
  if (ours !== null) return ours[0]
  const named = /^.*?(?:Error in query|Exception|error): ?[^\n\r]+/im.exec(said)
  return named === null ? null : named[0].trim().slice(0, 400)
}
