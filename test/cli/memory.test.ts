// --memory: the same report whatever it is, nothing left behind, and a clear word where the disk is full. The built command.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { prose, seeded } from '../stories.js'
import { desk, program, quietEnv, row, run } from './command.js'

let dir: string
let temp: string

/** Enough for every column of anchors to have a run that is full, and so to spill with any small --memory. */
const MANY = 3000

beforeAll(() => {
  const random = seeded(7)
  const stories = Array.from({ length: 40 }, () => prose(random, 60))
  const texts: string[] = []
  for (let i = 0; i < MANY; i++) {
    const story = i % 5 === 0 ? stories[random(40)] : prose(random, 60)
    const own = [prose(random, 60), story, `Read more at the pages of desk number ${i % 3} every day.`].join('\n\n')
    texts.push(i % 10 === 9 ? texts[random(i)]! : own)
  }
  const rows = texts.map((text, i) => row({ id: `a${i}`, source: `desk ${i % 3}`, text }))
  dir = desk({ 'news.jsonl': rows.join('') })
  temp = join(dir, 'temp')
  mkdirSync(temp)
})

const scan = (...words: string[]): ReturnType<typeof run> =>
  run(dir, ['scan', 'news.jsonl', '-q', ...words], { env: { TMPDIR: temp } })

test('a spilled run gives the report of one in memory, byte for byte, and leaves nothing', () => {
  const report = (name: string): string => readFileSync(join(dir, name), 'utf8')
  expect(scan('-r', 'jsonl=memory.out', '--memory', '8G').code).toBe(1)
  expect(scan('-r', 'jsonl=spilled.out', '--memory', '20M').code).toBe(1)
  expect(report('memory.out').length).toBeGreaterThan(100_000)
  expect(report('spilled.out') === report('memory.out')).toBe(true)
  expect(readdirSync(temp)).toEqual([])
})

test('so does the corpus', () => {
  const corpus = join(import.meta.dirname, '..', '..', 'corpus')
  const report = (...words: string[]): string => run(corpus, ['scan', '.', '-r', 'jsonl', '-q', ...words]).out
  expect(report('--memory', '20M')).toBe(report())
})

test('explain takes it too', () => {
  const { code } = run(dir, ['explain', 'a0', 'a5', '--from', 'news.jsonl', '--memory', '20M'], {
    env: { TMPDIR: temp },
  })
  expect(code).toBe(0)
  expect(readdirSync(temp)).toEqual([])
})

test('a directory for temporary files that is not there: exit 2, and what to do', () => {
  const gone = { env: { TMPDIR: join(dir, 'gone') } }
  const { code, err } = run(dir, ['scan', 'news.jsonl', '-r', 'silent', '--memory', '20M'], gone)
  expect(code).toBe(2)
  expect(err).toMatch(/cannot make a file for working columns in .*gone \(ENOENT\).*TMPDIR.*--memory/)
  // It is needed only when something is spilled.
  expect(run(dir, ['scan', 'news.jsonl', '-r', 'silent', '--memory', '8G'], gone).code).toBe(1)
})

// A limit on the size of files stands for a full disk: the write fails in the same place, with EFBIG for ENOSPC.
test.runIf(process.platform === 'linux')('a full disk: exit 2, what to do, and nothing is left', () => {
  const { status, stderr } = spawnSync(
    'bash',
    [
      '-c',
      `ulimit -f 200; exec "$0" "$@"`,
      process.execPath,
      program,
      'scan',
      'news.jsonl',
      '-r',
      'silent',
      '--memory',
      '20M',
    ],
    { cwd: dir, env: { ...quietEnv, TMPDIR: temp } },
  )
  expect(status).toBe(2)
  expect(stderr.toString()).toMatch(
    /^dittograph: cannot write working columns to a file in .*temp \(EFBIG\), after 204800 bytes: free space there, set TMPDIR .*, or raise --memory \(E_SPILL\)\n$/,
  )
  expect(readdirSync(temp)).toEqual([])
})

// But for the instant between making the file and taking its name away: one killed there leaves an empty directory or file.
test.runIf(process.platform === 'linux')('a run killed while its columns are on disk leaves nothing', async () => {
  const child = spawn(process.execPath, [program, 'scan', 'news.jsonl', '-r', 'silent', '--memory', '20M'], {
    cwd: dir,
    env: { ...quietEnv, TMPDIR: temp },
  })
  const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)))
  const spilled = (): boolean =>
    readdirSync(`/proc/${child.pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${child.pid}/fd/${fd}`).startsWith(temp)
      } catch {
        return false // closed since it was listed
      }
    })
  while (child.exitCode === null && !(spilled() && readdirSync(temp).length === 0))
    await new Promise((resolve) => setTimeout(resolve, 2))
  expect(child.exitCode).toBeNull()
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  expect(readdirSync(temp)).toEqual([])
})

test('what is no size is said', () => {
  const { code, err } = scan('--memory', 'half')
  expect(code).toBe(2)
  expect(err).toContain("--memory takes a size in bytes, such as 64MiB, 64M, 1G or 1000000, not 'half'")
})
