// A scan on Spark, measured: what it costs at several sizes of invented news, or whether its answer is that of one machine for several numbers
// of partitions.
//
//   npm run bench:spark -- 100000 300000 1000000          sizes in articles: a table, the slope, and what larger ones would cost
//   npm run bench:spark -- --same FILE [--partitions 1,7,64]
//
//   --version 3.5.3       of Spark (build/spark, or SPARKS: engines.ts)
//   --master 'local[2]'
//   --mean-bytes 800      of a record
//   --conf NAME=VALUE     for Spark, as often as wanted
//   --compare-to N        sizes up to this are scanned on one machine as well, and the reports compared
//   --tables              what each table took, of the last run
//   --desk DIR            where the files of a run go, and are taken away (the system's folder for temporary files)
//
// Every report is compared with that of `dittograph scan` on the same files, by SHA-256. CPU is user and system time of all processes: the driver,
// the executors (local: in it) and the filters beside them. Shuffle is what Spark's event log says was written for other tasks. `partitions` are those of
// every shuffle: adaptive execution is told to leave them apart when answers are compared.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { engines, SMALL } from './engines.js'
import type { Stage } from './eventlog.js'
import { logged, shuffled, stagesIn } from './eventlog.js'
import { newsroom, standard } from './news.js'

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    same: { type: 'string' },
    partitions: { type: 'string', default: '1,7,64' },
    version: { type: 'string', default: '' },
    master: { type: 'string', default: 'local[2]' },
    'mean-bytes': { type: 'string', default: '800' },
    conf: { type: 'string', multiple: true, default: [] },
    desk: { type: 'string', default: tmpdir() },
    'compare-to': { type: 'string', default: 'Infinity' },
    tables: { type: 'boolean', default: false },
  },
})
const program = resolve('dist/cli/main.js')
/** Articles of one file, the unit of work of the first stage. */
const A_FILE = 25_000

const { found, why } = engines()
const engine = found.find(({ version }) => asked.version === '' || version === asked.version)
if (engine === undefined) {
  console.error(`no Spark ${asked.version}: ${why || `there are ${found.map((f) => f.version).join(', ')}`}`)
  process.exit(2)
}
const { version, home } = engine

const base = mkdtempSync(join(resolve(asked.desk), 'dittograph-spark-'))
process.on('exit', () => rmSync(base, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

interface Timed {
  readonly wall: number
  readonly cpu: number
}

/** A command with its own process group of time: wall and CPU seconds, those of all it waited for. */
function timed(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Timed {
  const quoted = words.map((w) => `'${w.replaceAll("'", "'\\''")}'`).join(' ')
  const { stderr, status } = spawnSync('bash', ['-c', `TIMEFORMAT='%R %U %S'; time ${quoted}`], {
    cwd,
    env: { ...env, CI: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1 << 28,
  })
  const last = stderr.trim().split('\n').at(-1)!
  const [wall, user, system] = last.split(' ').map(Number) as [number, number, number]
  if (status !== 0) throw new Error(`${words.join(' ')}\n${stderr.slice(-4000)}`)
  return { wall, cpu: user + system }
}

function sha256(file: string): string {
  const hash = createHash('sha256')
  const fd = openSync(file, 'r')
  const chunk = Buffer.alloc(1 << 20)
  for (let n = 0; (n = readSync(fd, chunk)) > 0; ) hash.update(chunk.subarray(0, n))
  closeSync(fd)
  return hash.digest('hex')
}

function alone(input: string): { readonly sha256: string } & Timed {
  const report = join(base, 'alone.jsonl')
  const words = [process.execPath, program, 'scan', '.', '-r', `jsonl=${report}`, '--fail-on', 'none', '--quiet']
  const times = timed(words, input, process.env)
  const sum = sha256(report)
  rmSync(report)
  return { sha256: sum, ...times }
}

interface Run extends Timed {
  readonly stages: readonly Stage[]
  readonly sha256: string
  readonly bytes: number
  readonly rows: number
}

async function spread(input: string, conf: readonly string[]): Promise<Run> {
  const [out, log] = [join(base, 'out'), join(base, 'log')]
  mkdirSync(log)
  const all = [
    ...logged(log),
    'spark.ui.enabled=false',
    'spark.driver.host=127.0.0.1',
    'spark.driver.bindAddress=127.0.0.1',
    'spark.driver.memory=6g',
    // G1 counts on more cores than one machine has beside the filters.
    'spark.driver.extraJavaOptions=-XX:+UseParallelGC',
    // What a table needed is taken away before the disk is full.
    'spark.cleaner.periodicGC.interval=3min',
    `spark.local.dir=${join(base, 'local')}`,
    ...conf,
    ...asked.conf,
  ].flatMap((c) => ['--conf', c])
  const words = [process.execPath, program, 'run', '.', '--master', asked.master, '--out', out, '--quiet', ...all]
  const times = timed(words, input, { ...process.env, SPARK_HOME: home })
  const stages = await stagesIn(log)
  const { report } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as { report: { sha256: string } }
  for (const dir of [out, log]) rmSync(dir, { recursive: true })
  return { ...times, ...shuffled(stages), stages, sha256: report.sha256 }
}

const row = (...cells: readonly (string | number)[]): void =>
  console.log(`| ${cells.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)).join(' | ')} |`)
const rule = (columns: number): void => row(...Array.from({ length: columns }, () => '---:'))

/** A file of JSON lines, cut into 16 at ends of lines. */
function cut(file: string, into: string): { readonly articles: number; readonly bytes: number } {
  const bytes = readFileSync(file)
  let [from, articles] = [0, 0]
  for (let part = 0; from < bytes.length; part++) {
    const want = Math.ceil((bytes.length * (part + 1)) / 16)
    const end = part === 15 ? -1 : bytes.indexOf(0x0a, Math.max(from, want - 1))
    const to = end < 0 ? bytes.length : end + 1
    const piece = bytes.subarray(from, to)
    writeFileSync(join(into, `${String(part).padStart(2, '0')}.jsonl`), piece)
    for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, at + 1)) articles++
    from = to
  }
  return { articles, bytes: bytes.length }
}

/** Where the time of a run went, by the table that was made. */
function tables(stages: readonly Stage[]): void {
  const of = new Map<string, Stage[]>()
  for (const s of stages) of.set(s.table, [...(of.get(s.table) ?? []), s])
  console.log()
  row('table', 'tasks', 's of tasks', 'of these the JVM', 'rows shuffled', 'MB shuffled')
  rule(6)
  const made = [...of].map(([table, those]) => {
    const tasks = those.flatMap((s) => s.tasks)
    const sum = (of: 'ms' | 'cpu'): number => tasks.reduce((n, t) => n + t[of], 0) / 1000
    return { table, tasks: tasks.length, s: sum('ms'), cpu: sum('cpu'), ...shuffled(those) }
  })
  for (const { table, tasks, s, cpu, rows, bytes } of made.sort((x, y) => y.s - x.s))
    row(table || 'accounts', tasks, s.toFixed(1), cpu.toFixed(1), rows, (bytes / 1e6).toFixed(1))
}

async function same(file: string): Promise<boolean> {
  const input = join(base, 'in')
  mkdirSync(input)
  const { articles, bytes } = cut(file, input)
  const one = alone(input)
  console.log(
    `Spark ${version}, ${asked.master}: ${articles} lines, ${bytes} bytes, in 16 files; node ${process.version}\n`,
  )
  row('partitions', 'sha256 of the report', 'equal', 'wall s', 'CPU s', 'MB shuffled')
  rule(6)
  row('one machine', one.sha256.slice(0, 16), '', one.wall, one.cpu, '')
  let equal = true
  for (const partitions of asked.partitions.split(',')) {
    const run = await spread(input, [
      ...SMALL,
      `spark.sql.shuffle.partitions=${partitions}`,
      'spark.sql.adaptive.coalescePartitions.enabled=false',
    ])
    const here = run.sha256 === one.sha256
    equal &&= here
    row(partitions, run.sha256.slice(0, 16), here ? 'yes' : 'NO', run.wall, run.cpu, (run.bytes / 1e6).toFixed(1))
  }
  return equal
}

/** Invented news, 25,000 articles a file. */
function invented(articles: number, into: string): number {
  const { article } = newsroom({ ...standard, meanBytes: Number(asked['mean-bytes']) })
  let bytes = 0
  for (let from = 0; from < articles; from += A_FILE) {
    const fd = openSync(join(into, `${String(from / A_FILE).padStart(5, '0')}.jsonl`), 'w')
    for (let n = from; n < Math.min(articles, from + A_FILE); n += 1000) {
      let text = ''
      for (let i = n; i < Math.min(articles, n + 1000, from + A_FILE); i++) text += `${JSON.stringify(article(i))}\n`
      bytes += writeSync(fd, text)
    }
    closeSync(fd)
  }
  return bytes
}

async function sizes(of: readonly number[]): Promise<boolean> {
  const ran: (Run & { articles: number })[] = []
  let equal = true
  console.log(
    `Spark ${version}, ${asked.master}, node ${process.version}: invented news of ${asked['mean-bytes']} bytes\n`,
  )
  row(
    'articles',
    'MB',
    'report',
    'wall s',
    'CPU s',
    'articles/s of one core',
    'rows shuffled',
    'MB shuffled',
    'bytes an article',
    'scan: wall s',
    'CPU s',
  )
  rule(11)
  for (const articles of of) {
    const input = join(base, 'in')
    mkdirSync(input)
    const bytes = invented(articles, input)
    const one = articles <= Number(asked['compare-to']) ? alone(input) : null
    const run = await spread(input, [])
    rmSync(input, { recursive: true })
    ran.push({ ...run, articles })
    const here = one === null || run.sha256 === one.sha256
    equal &&= here
    row(
      articles,
      (bytes / 1e6).toFixed(0),
      one === null ? run.sha256.slice(0, 16) : here ? 'equal' : 'NOT EQUAL',
      run.wall,
      run.cpu,
      Math.round(articles / run.cpu),
      run.rows,
      (run.bytes / 1e6).toFixed(0),
      Math.round(run.bytes / articles),
      one?.wall ?? '',
      one?.cpu ?? '',
    )
  }
  if (asked.tables) tables(ran[ran.length - 1]!.stages)
  if (ran.length < 2) return equal
  console.log('\nBetween two sizes: what an article more costs, without what every run costs.\n')
  row('from', 'to', 'CPU µs an article', 'shuffled bytes an article')
  rule(4)
  const steps = ran.slice(1).map((to, i) => {
    const from = ran[i]!
    const more = to.articles - from.articles
    return {
      from: from.articles,
      to: to.articles,
      cpu: (to.cpu - from.cpu) / more,
      bytes: (to.bytes - from.bytes) / more,
    }
  })
  for (const { from, to, cpu, bytes } of steps) row(from, to, Math.round(cpu * 1e6), Math.round(bytes))
  const last = steps[steps.length - 1]!
  const first = steps[0]!
  // How the cost of one more article grows with the size, from the middles of the first and the last step.
  const apart = Math.log((last.from + last.to) / (first.from + first.to))
  const slope = (name: 'cpu' | 'bytes'): number => (apart > 0 ? 1 + Math.log(last[name] / first[name]) / apart : 1)
  const told = `CPU ${slope('cpu').toFixed(2)}, shuffled bytes ${slope('bytes').toFixed(2)}`
  console.log(`\nslope (1: linear): ${steps.length > 1 ? told : 'three sizes tell it'}\n`)
  console.log('Computed, not measured: the last step, linear and by the slope; at 0.05 $ a core-hour.\n')
  row('articles', 'core-hours', 'by the slope', 'TB shuffled', 'by the slope', '$')
  rule(6)
  for (const articles of [1e8, 1e9, 1e10]) {
    const by = (name: 'cpu' | 'bytes'): number =>
      (articles / ((last.from + last.to) / 2)) ** (Math.max(1, slope(name)) - 1)
    const hours = (articles * last.cpu) / 3600
    const tera = (articles * last.bytes) / 1e12
    row(
      articles,
      Math.round(hours),
      Math.round(hours * by('cpu')),
      tera.toFixed(2),
      (tera * by('bytes')).toFixed(2),
      Math.round(hours * 0.05),
    )
  }
  return equal
}

const equal = asked.same === undefined ? await sizes(positionals.map(Number)) : await same(resolve(asked.same))
process.exitCode = equal ? 0 : 1
