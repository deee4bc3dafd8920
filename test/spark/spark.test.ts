// The plan on real Spark: the same records, byte for byte; and what goes wrong publishes nothing.
import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostile } from '../stage/hostile.js'
import type { Engine } from './engines.js'
import { engines, SMALL } from './engines.js'

const program = new URL('../../dist/cli/main.js', import.meta.url).pathname
const corpus = new URL('../../corpus', import.meta.url).pathname
const reuters = new URL('../../../shared/data/reuters/docs.jsonl', import.meta.url).pathname

/** Read: the corpus, hostile text, and a part of Reuters where that collection is there. */
const { found, why } = engines()
const [engine] = found
if (engine === undefined) console.log(`no test on Spark: ${why}`)

const desk = mkdtempSync(join(tmpdir(), 'dittograph-spark-'))
const input = join(desk, 'in')
const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill()
  rmSync(desk, { recursive: true, force: true })
})

/** Articles of the Reuters collection that are read, where it is there. */
const SOME = 600

beforeAll(() => {
  mkdirSync(input)
  cpSync(corpus, join(input, 'corpus'), { recursive: true })
  hostile(join(input, 'hostile'), 20_150_720)
  if (existsSync(reuters))
    writeFileSync(
      join(input, 'reuters.jsonl'),
      `${readFileSync(reuters, 'utf8').split('\n').slice(0, SOME).join('\n')}\n`,
    )
  else console.log('without the Reuters collection: it is not on this machine')
})

interface Ended {
  readonly status: number | null
  readonly stderr: string
  readonly out: string
}

let runs = 0

/** `dittograph run`; `during` sees the process and the step it is at. */
async function ran(
  { home }: Engine,
  master: string,
  words: readonly string[],
  during: (pid: number, step: string) => void = () => {},
): Promise<Ended> {
  const out = join(desk, `out${++runs}`)
  const conf = SMALL.flatMap((c) => ['--conf', c])
  const all = [program, 'run', '--master', master, '--out', out, ...conf, ...words]
  const child = spawn(process.execPath, all, {
    cwd: input,
    env: { ...process.env, SPARK_HOME: home, CI: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  running.add(child)
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const log = join(out, 'work', 'spark.log')
  const look = setInterval(() => {
    if (!existsSync(log)) return
    const step = readFileSync(log, 'latin1')
      .match(/dittograph step \d+ of \d+: \w+/g)
      ?.at(-1)
    if (step !== undefined) during(child.pid!, step.slice(step.indexOf(': ') + 2))
  }, 100)
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearInterval(look)
  running.delete(child)
  return { status, stderr, out }
}

function embedded(words: readonly string[]): string {
  const report = join(desk, 'embedded.jsonl')
  const { status, stderr } = spawnSync(
    process.execPath,
    [program, 'scan', ...words, '-r', `jsonl=${report}`, '--fail-on', 'none'],
    { cwd: input, encoding: 'utf8' },
  )
  expect([0, 2], stderr).toContain(status)
  return readFileSync(report, 'utf8')
}

function same({ out, stderr }: Ended, words: readonly string[]): void {
  expect(existsSync(join(out, 'report.jsonl')), stderr).toBe(true)
  const report = readFileSync(join(out, 'report.jsonl'), 'utf8')
  expect(report === embedded(words), 'the report of the cluster is that of one machine').toBe(true)
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
  expect(manifest.report.sha256).toBe(createHash('sha256').update(report).digest('hex'))
  expect(readdirSync(out).sort()).toEqual([
    'dittograph.mjs',
    'files.jsonl',
    'manifest.json',
    'plan.sql',
    'report.jsonl',
    'settings.json',
  ])
}

function unpublished({ out, status }: Ended): void {
  expect(status).toBe(2)
  for (const name of ['report.jsonl', 'manifest.json']) expect(existsSync(join(out, name))).toBe(false)
}

/** Processes below one, by what their command line holds. */
function below(pid: number, holds: string): number[] {
  const parent = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      parent.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended meanwhile.
    }
  }
  const under = (p: number | undefined): boolean => p !== undefined && p > 1 && (p === pid || under(parent.get(p)))
  return [...parent.keys()].filter((p) => {
    try {
      return p !== pid && under(p) && readFileSync(`/proc/${p}/cmdline`, 'latin1').includes(holds)
    } catch {
      return false
    }
  })
}

/** A program that is called like Node, and does something else besides. */
function wrapper(name: string, script: string): string {
  const at = join(desk, name)
  writeFileSync(at, `#!/usr/bin/env bash\n${script}\n`)
  chmodSync(at, 0o755)
  return at
}

describe.skipIf(engine === undefined)('Spark', () => {
  it(`${engine?.version}, executors of their own, speculation, and one of them killed in mid-run`, async () => {
    let killed = 0
    const words = ['--conf', 'spark.speculation=true', '--conf', 'spark.speculation.multiplier=1.1', '.']
    const ended = await ran(engine!, 'local-cluster[2,1,1024]', words, (pid, step) => {
      if (killed > 0 || step !== 'pop') return
      const [executor] = below(pid, 'CoarseGrainedExecutorBackend')
      if (executor === undefined) return
      killed = executor
      process.kill(executor, 'SIGKILL')
    })
    expect(killed, ended.stderr).toBeGreaterThan(0)
    same(ended, ['.'])
  })

  for (const other of found.slice(1))
    it(`${other.version}, two threads`, async () => same(await ran(other, 'local[2]', ['.']), ['.']))

  it('a poisoned task ends the run, and its own words are told', async () => {
    const once =
      'if [ "$3" = sketch ]; then cat > /dev/null; echo "dittograph stage sketch: row 7 is no JSON" >&2; exit 3; fi'
    const ended = await ran(engine!, 'local[2]', ['--node', wrapper('poison', `${once}\nexec node "$@"`), 'corpus'])
    unpublished(ended)
    expect(ended.stderr).toContain('dittograph stage sketch: row 7 is no JSON')
    expect(ended.stderr).toContain('(E_ENGINE)')
  })

  it('two versions in one run are refused', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    // One machine of several has an older bundle: the first task that asks.
    const mark = join(desk, 'mark')
    const script = `if [ "$3" = sketch ] && mkdir ${mark} 2>/dev/null; then node "$@" | sed 's/^\\(#.*\\)\\t${version}\\t/\\1\\t0.0.9\\t/'; else exec node "$@"; fi`
    const ended = await ran(engine!, 'local[2]', ['--node', wrapper('mixed', script), 'corpus'])
    unpublished(ended)
    expect(ended.stderr).toMatch(/stage sketch: .*, 1 other versions or recipes than .*nothing is published/)
  })

  it('where Node is missing the run ends before anything is made, and says what to do', async () => {
    const ended = await ran(engine!, 'local[2]', ['--node', '/nowhere/node', 'corpus'])
    unpublished(ended)
    expect(ended.stderr).toMatch(/the cluster does not run the stages: .*as shards/)
  })
})
