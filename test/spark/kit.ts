// What tests on real Spark need: the engines, the input, `dittograph run` with somebody looking on, and a cluster of its own on this machine.
import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
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
import { afterAll, beforeAll, expect } from 'vitest'
import type { Engine } from '../../bench/engines.js'
import { engines, SMALL } from '../../bench/engines.js'
import { hostile } from '../stage/hostile.js'

const program = new URL('../../dist/cli/main.js', import.meta.url).pathname
const corpus = new URL('../../corpus', import.meta.url).pathname
const reuters = new URL('../../../shared/data/reuters/docs.jsonl', import.meta.url).pathname

export const { found, why } = engines()
if (found.length === 0) console.log(`no test on Spark: ${why}`)
/** The oldest and the newest that are here; two of them where there are two. */
export const first: Engine | undefined = found[0]
export const last: Engine | undefined = found.at(-1)

export const desk: string = mkdtempSync(join(tmpdir(), 'dittograph-spark-'))
/** Read: the corpus, hostile text, and a part of Reuters where that collection is there. */
export const input: string = join(desk, 'in')
const running = new Set<ChildProcess>()
const mounted = new Set<string>()
afterAll(() => {
  for (const child of running) child.kill()
  for (const at of mounted) execFileSync('umount', ['-l', at])
  rmSync(desk, { recursive: true, force: true, maxRetries: 5 })
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

export interface Ended {
  readonly status: number | null
  readonly stderr: string
  readonly out: string
}

let runs = 0

interface How {
  readonly during?: (pid: number, step: string) => void
  /** Where the run writes, and where it reads. */
  readonly at?: string
  readonly from?: string
}

/** `dittograph run`; `during` sees the process and the step it is at. */
export async function ran(
  { home }: Engine,
  master: string,
  words: readonly string[],
  { during = () => {}, at = desk, from = input }: How = {},
): Promise<Ended> {
  const out = join(at, `out${++runs}`)
  const conf = SMALL.flatMap((c) => ['--conf', c])
  const all = [program, 'run', '--master', master, '--out', out, ...conf, ...words]
  const child = spawn(process.execPath, all, {
    cwd: from,
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

export function embedded(words: readonly string[], cwd: string): string {
  const report = join(desk, 'embedded.jsonl')
  const { status, stderr } = spawnSync(
    process.execPath,
    [program, 'scan', ...words, '-r', `jsonl=${report}`, '--fail-on', 'none'],
    { cwd, encoding: 'utf8' },
  )
  expect([0, 2], stderr).toContain(status)
  return readFileSync(report, 'utf8')
}

export function same({ out, stderr }: Ended, words: readonly string[], cwd: string = input): void {
  expect(existsSync(join(out, 'report.jsonl')), stderr).toBe(true)
  const report = readFileSync(join(out, 'report.jsonl'), 'utf8')
  expect(report === embedded(words, cwd), 'the report of the cluster is that of one machine').toBe(true)
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
  expect(manifest.report.sha256).toBe(createHash('sha256').update(report).digest('hex'))
  expect(
    readdirSync(out)
      .filter((name) => !/^clean/.test(name))
      .sort(),
  ).toEqual(['dittograph.mjs', 'files.jsonl', 'manifest.json', 'plan.sql', 'report.jsonl', 'settings.json'])
}

export function unpublished({ out, status }: Ended): void {
  expect(status).toBe(2)
  for (const name of ['report.jsonl', 'manifest.json']) expect(existsSync(join(out, name))).toBe(false)
}

/** Processes below one, by what their command line holds. */
export function below(pid: number, holds: string): number[] {
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
export function wrapper(name: string, script: string): string {
  const at = join(desk, name)
  writeFileSync(at, `#!/usr/bin/env bash\n${script}\n`)
  chmodSync(at, 0o755)
  return at
}

/** A master and two workers of one core each, as processes of their own that speak to each other over 127.0.0.1. */
export async function standalone({ home }: Engine): Promise<{ readonly master: string; end(): void }> {
  const started: ChildProcess[] = []
  const start = (says: RegExp, ...words: string[]): Promise<string> => {
    const child = spawn(join(home, 'bin', 'spark-class'), words, {
      cwd: desk,
      env: { ...process.env, SPARK_HOME: home, SPARK_LOCAL_IP: '127.0.0.1', SPARK_DAEMON_MEMORY: '256m' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    started.push(child)
    return new Promise((resolve, reject) => {
      let said = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          const [, word = ''] = says.exec((said = `${said}${chunk}`.slice(-100_000))) ?? []
          if (word !== '') resolve(word)
        })
      child.on('close', () => reject(new Error(`${words[0]} ended: ${said.slice(-2000)}`)))
    })
  }
  const of = 'org.apache.spark.deploy'
  const local = ['--host', '127.0.0.1', '--port', '0', '--webui-port', '0']
  const master = await start(/Starting Spark master at (spark:\/\/127\.0\.0\.1:\d+)/, `${of}.master.Master`, ...local)
  for (const name of ['one', 'two']) {
    const work = ['--cores', '1', '--memory', '1g', '--work-dir', join(desk, 'workers', name)]
    await start(/(Successfully registered) with master/, `${of}.worker.Worker`, ...local, ...work, master)
  }
  return {
    master,
    end() {
      for (const child of started) {
        running.delete(child)
        child.kill()
      }
    },
  }
}

/** A file system of its own that holds so much, or why there can be none. */
export function disk(size: string): { readonly at: string } | { readonly why: string } {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { why: 'only root may mount a small file system' }
  const at = mkdtempSync(join(desk, 'disk'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'dittograph', at], { stdio: 'pipe' })
  } catch {
    return { why: 'no small file system can be mounted here' }
  }
  mounted.add(at)
  return { at }
}
