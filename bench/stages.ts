// What a scan by stages costs: each stage's rows, bytes and CPU seconds, and the rows of the tables between, on invented news.
//
//   npm run bench:stages -- 20000        # articles; default 10000
//
// DuckDB does the SQL, with one partition. CPU is the user time of the stage's process, its start included (about 0.15 s). Bytes in are what an engine
// moves to the stage: where rows are dealt out by key, all of them are shuffled once. The rows of a table are what its GROUP BY or JOIN took.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { standard } from '../src/recipe.js'
import { duckdb } from '../src/stage/dialect.js'
import { FILES, SETTINGS } from '../src/stage/plan.js'
import { steps } from '../src/stage/sql.js'
import { columns } from '../src/stage/stages.js'

// From dist: it reads package.json beside it.
const { prepare } = (await import(
  new URL('../../dist/stage/main.js', import.meta.url).href
)) as typeof import('../src/stage/main.js')
const articles = Number(process.argv[2] ?? 10_000)
const bundle = resolve('dist/dittograph.mjs')
const desk = mkdtempSync(join(tmpdir(), 'dittograph-bench-'))

const row = (...cells: readonly (string | number)[]): void =>
  console.log(`| ${cells.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)).join(' | ')} |`)

async function measured(): Promise<void> {
  const news = join(desk, 'in')
  mkdirSync(news)
  const file = join(news, 'news.jsonl')
  const made = spawnSync(process.execPath, [
    resolve('build/bench/generate.js'),
    '--articles',
    String(articles),
    '--out',
    file,
  ])
  if (made.status !== 0) throw new Error(made.stderr.toString())
  const fields = { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }
  const policy = { copies: 'cut', parts: 'keep', keep: 'original', boilerplate: 'keep', skipped: 'keep' } as const
  const { settings, files, early, bytes } = prepare({
    patterns: [news],
    ...policy,
    boilerplateFrom: null,
    fields,
    maxRecord: 64 << 20,
    maxDecompressed: null,
    encoding: null,
    recipe: standard,
  })
  writeFileSync(join(desk, SETTINGS), JSON.stringify(settings))
  writeFileSync(join(desk, FILES), files.map((f) => `${JSON.stringify(f)}\n`).join(''))
  const engine = await (await DuckDBInstance.create(':memory:')).connect()
  const counted = async (of: string): Promise<number> =>
    Number((await engine.runAndReadAll(`SELECT COUNT(*) FROM ${of}`)).getRows()[0]![0])
  console.log(`${articles} articles, ${bytes} bytes, node ${process.version}\n`)
  row('step', 'rows in', 'MB in', 'rows out', 'MB out', 'CPU s', 'articles/s of one core')
  row('---', '---:', '---:', '---:', '---:', '---:', '---:')
  for (const step of steps({ settings, files: join(desk, FILES), early }, duckdb)) {
    if ('sql' in step) {
      await engine.run(step.sql)
      if (step.table !== null) row(step.table, '', '', await counted(step.table), '', '', '')
      continue
    }
    const { stage, table, input, order } = step
    const [from, to] = [join(desk, 'rows.in'), join(desk, 'rows.out')]
    const plain = "FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '', ESCAPE ''"
    await engine.run(
      `COPY (SELECT j FROM (${input}) x ${order.length > 0 ? `ORDER BY ${order.join(', ')}` : ''}) TO '${from}' (${plain})`,
    )
    const command = `TIMEFORMAT=%U; time node ${bundle} stage ${stage} --settings ${join(desk, SETTINGS)} < ${from} > ${to}`
    const ran = spawnSync('bash', ['-c', command], { encoding: 'utf8' })
    if (ran.status !== 0) throw new Error(ran.stderr)
    const names = ['t', ...columns[stage]]
    await engine.run(`CREATE TABLE ${table} (${names.map((n) => `${n} STRING`).join(', ')})`)
    const read = `columns = {${names.map((n) => `'${n}': 'VARCHAR'`).join(', ')}}, auto_detect = false, max_line_size = 200000000`
    await engine.run(
      `INSERT INTO ${table} SELECT * FROM read_csv('${to}', header = false, delim = '\t', quote = '', escape = '', nullstr = '\\N', ${read})`,
    )
    const seconds = Number(ran.stderr.trim().split('\n').at(-1))
    const mega = (at: string): string => (readFileSync(at).length / 1e6).toFixed(1)
    row(
      `stage ${stage}`,
      await counted(`(${input})`),
      mega(from),
      await counted(table),
      mega(to),
      seconds.toFixed(2),
      Math.round(articles / seconds),
    )
  }
}

try {
  await measured()
} finally {
  rmSync(desk, { recursive: true })
}
