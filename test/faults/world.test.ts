// The world around a run: a full disk, a reader that goes away, another run, inputs that change under it, signals. The built command.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { desk, program, quietEnv, row, run, text, tree } from '../cli/command.js'
import { prose, seeded } from '../stories.js'

/** News that take a while to clean: repeats, copies and articles of their own. */
function news(articles: number): string {
  const random = seeded(11)
  const stories = Array.from({ length: 20 }, () => prose(random, 80))
  return Array.from({ length: articles }, (_, i) => {
    const own = prose(random, 90)
    return row({ id: `n${i}`, text: i % 4 === 0 ? text(stories[i % 20]!, own, stories[i % 20]!) : own })
  }).join('')
}
const corpus = news(200)
let files: Record<string, string>
let whole: Record<string, string>
let old: Record<string, string>
let kept: string
const clean = ['clean', 'in', '--out', 'out', '--force', '-q', '-r', 'silent']

beforeAll(() => {
  files = { 'in/news.jsonl': corpus }
  for (let i = 0; i < 20; i++) files[`in/text/${i}.txt`] = text(prose(seeded(i), 70), prose(seeded(i), 70))
  const dir = desk(files)
  expect(run(dir, clean).code).toBe(0)
  whole = tree(join(dir, 'out'))
  expect(run(dir, ['clean', 'in/text/1.txt', '--out', 'old', '-q', '-r', 'silent']).code).toBe(0)
  old = tree(join(dir, 'old'))
  kept = join(dir, 'old')
})

/** The desk with an old output, and a run that is started on it. */
function begun(words: readonly string[] = clean): {
  dir: string
  ended: Promise<{ code: number | null; signal: string | null; err: string }>
  child: ReturnType<typeof spawn>
} {
  const dir = desk(files)
  cpSync(kept, join(dir, 'out'), { recursive: true })
  const child = spawn(process.execPath, [program, ...words], {
    cwd: dir,
    env: quietEnv,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let err = ''
  child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<{ code: number | null; signal: string | null; err: string }>((done) =>
    child.on('close', (code, signal) => done({ code, signal, err })),
  )
  return { dir, ended, child }
}
const nap = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
const inputsOf = (dir: string): Record<string, string> => tree(join(dir, 'in'))

describe('signals at any moment', () => {
  // Moments are drawn, and printed where the test fails.
  const random = seeded(Date.now() >>> 0)
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s: the old output or the new one, at most the -tmp sibling, and the next run is like any other',
    async (signal, code) => {
      for (let i = 0; i < 3; i++) {
        const ms = 60 + random(500)
        const { dir, ended, child } = begun()
        await nap(ms)
        child.kill(signal)
        const { code: exit, signal: by, err } = await ended
        const at = `${signal} after ${ms} ms (exit ${exit}, ${by})`
        if (by === null)
          expect(exit, at).toBe(0) // it was done before
        else expect([by, code], at).toEqual([signal, code])
        expect(err, at).toBe('')
        expect(
          readdirSync(dir).filter(
            (name) => !['in', 'out', '.out.dittograph-tmp', '.out.dittograph-old'].includes(name),
          ),
          at,
        ).toEqual([])
        expect(run(dir, ['verify', 'out', '-q']), at).toMatchObject({ code: 0 })
        expect([JSON.stringify(old), JSON.stringify(whole)], at).toContain(JSON.stringify(tree(join(dir, 'out'))))
        expect(run(dir, clean), at).toEqual({ code: 0, out: '', err: '' })
        expect(tree(join(dir, 'out')), at).toEqual(whole)
        expect(readdirSync(dir).sort(), at).toEqual(['in', 'out'])
      }
    },
    120_000,
  )

  test.each([
    ['INT', 130],
    ['TERM', 143],
  ])('a shell sees SIG%s as %i', (signal, code) => {
    const dir = desk(files)
    const script = `"$1" "$2" ${clean.join(' ')} & sleep 0.15; kill -${signal} $!; wait $!; echo $?`
    // An interactive shell does not ignore SIGINT for what it starts in the background.
    const { stdout } = spawnSync('bash', ['-c', `set -m; ${script}`, 'bash', process.execPath, program], {
      cwd: dir,
      env: quietEnv,
    })
    expect(stdout.toString().trim().split('\n').at(-1)).toBe(String(code))
  })

  test('standard input and spilled columns leave nothing where temporary files lie', async () => {
    const dir = desk(files)
    const temp = join(dir, 'temp')
    mkdirSync(temp)
    for (const words of [
      ['scan', '-', '-q', '-r', 'silent', '--memory', '20M'],
      ['scan', 'in', '-q', '-r', 'silent', '--memory', '20M'],
    ]) {
      const child = spawn(process.execPath, [program, ...words], {
        cwd: dir,
        env: { ...quietEnv, TMPDIR: temp },
        stdio: ['pipe', 'ignore', 'ignore'],
      })
      child.stdin.on('error', () => {})
      child.stdin.end(words[1] === '-' ? corpus : '')
      const ended = new Promise((done) => child.on('close', done))
      await nap(400)
      child.kill('SIGTERM')
      await ended
      expect(readdirSync(temp)).toEqual([])
    }
  })
})

describe('a disk that is full', () => {
  let disk: string | null = null
  const why = ((): string | null => {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root may mount a small file system'
    const at = desk()
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'dittograph', at], { stdio: 'pipe' })
    } catch {
      return 'no small file system can be mounted here'
    }
    disk = at
    return null
  })()

  test.skipIf(why !== null)(
    `4 MB fill up: exit 2, the old output stays, nothing else does${why === null ? '' : ` (${why})`}`,
    () => {
      const at = disk!
      try {
        mkdirSync(join(at, 'in'))
        writeFileSync(join(at, 'in/news.jsonl'), corpus.slice(0, corpus.lastIndexOf('\n', 400_000) + 1))
        expect(run(at, clean)).toEqual({ code: 0, out: '', err: '' })
        const before = tree(join(at, 'out'))
        const inputs = inputsOf(at)
        for (const words of [
          clean,
          ['in', '-q', '-r', `html=report.html`],
          ['restore', 'out', '--out', 'back', '-q'],
          ['clean', 'in', '--in-place', '-q', '-r', 'silent'],
        ]) {
          // Less and less room is left.
          for (const room of [60_000, 5_000, 0]) {
            const { bavail, bsize } = JSON.parse(
              execFileSync(process.execPath, ['-p', `JSON.stringify(fs.statfsSync(${JSON.stringify(at)}))`], {
                encoding: 'utf8',
              }),
            ) as { bavail: number; bsize: number }
            writeFileSync(join(at, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - room)))
            const { code, err } = run(at, words)
            expect([code, err], words.join(' ')).toEqual([2, expect.stringMatching(/ENOSPC.*\(E_[A-Z]+\)\n$/s)])
            expect(err).not.toMatch(/^ {4}at /m)
            rmSync(join(at, 'ballast'))
            expect(readdirSync(at).sort(), words.join(' ')).toEqual(['in', 'out'])
            expect(tree(join(at, 'out'))).toEqual(before)
            expect(inputsOf(at)).toEqual(inputs)
          }
        }
      } finally {
        execFileSync('umount', ['-l', at])
      }
    },
  )

  test.each(['-r text', '-r jsonl', '-r html', '-r sarif', '--diff'])(
    'standard output on a full device, %s: exit 2, and a word',
    (flags) => {
      const dir = desk({ 'in/a.txt': files['in/text/1.txt']! })
      const words = flags === '--diff' ? 'clean in --dry-run --diff' : `in ${flags}`
      const { stdout } = spawnSync(
        'sh',
        ['-c', `"$1" "$2" ${words} -q 2>&1 >/dev/full; echo $?`, 'sh', process.execPath, program],
        { cwd: dir, env: quietEnv },
      )
      expect(stdout.toString()).toMatch(/^dittograph: cannot write standard output: ENOSPC.*\(E_WRITE\)\n2\n$/)
    },
  )

  test.each(['-r text', '-r jsonl', '-r html', '-r csv', '-r markdown'])(
    'a reader that goes away, %s: quiet',
    (flags) => {
      const dir = desk(files)
      const { stdout } = spawnSync(
        'bash',
        [
          '-c',
          `"$1" "$2" in ${flags} -q 2>err | head -c 10 >/dev/null; echo \${PIPESTATUS[0]}; cat err`,
          'bash',
          process.execPath,
          program,
        ],
        { cwd: dir, env: quietEnv },
      )
      expect(stdout.toString()).toMatch(/^[01]\n$/)
    },
  )
})

describe('two runs at once', () => {
  test('into one directory: one output, whole, and the other run says why not', async () => {
    for (const lag of [200]) {
      const dir = desk(files)
      const start = (): Promise<{ code: number | null; err: string }> =>
        new Promise((done) => {
          const child = spawn(process.execPath, [program, ...clean], {
            cwd: dir,
            env: quietEnv,
            stdio: ['ignore', 'ignore', 'pipe'],
          })
          let err = ''
          child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
          child.on('close', (code) => done({ code, err }))
        })
      const one = start()
      await nap(lag)
      const both = [await one, await start()]
      const two = [start(), start()]
      both.push(...(await Promise.all(two)))
      for (const { code, err } of both) {
        expect([0, 2], err).toContain(code)
        if (code === 2) expect(err).toMatch(/^dittograph: .*\(E_(WRITE|BUNDLE|SYSTEM)\)\n$/)
      }
      expect(run(dir, clean).code).toBe(0)
      expect(tree(join(dir, 'out'))).toEqual(whole)
      expect(readdirSync(dir).sort()).toEqual(['in', 'out'])
    }
  }, 120_000)
})

describe('an input that changes while it is read', () => {
  const changes: Record<string, (dir: string) => void> = {
    grows: (dir) => appendFileSync(join(dir, 'in/news.jsonl'), row({ id: 'late', text: prose(seeded(99), 60) })),
    shrinks: (dir) => truncateSync(join(dir, 'in/news.jsonl'), 4711),
    vanishes: (dir) => rmSync(join(dir, 'in/news.jsonl')),
    'is another file of that size': (dir) => {
      const { size } = statSync(join(dir, 'in/news.jsonl'))
      rmSync(join(dir, 'in/news.jsonl'))
      writeFileSync(join(dir, 'in/news.jsonl'), Buffer.alloc(size, 'x'))
    },
    'is rewritten in place': (dir) => copyFileSync(join(dir, 'in/text/1.txt'), join(dir, 'in/news.jsonl')),
  }
  test.each(Object.keys(changes))(
    '%s: an error, not a guess',
    async (name) => {
      for (const ms of [150, 280]) {
        const { dir, ended } = begun()
        await nap(ms)
        changes[name]!(dir)
        const changed = inputsOf(dir)
        const { code, err } = await ended
        const at = `${name} after ${ms} ms: ${err}`
        expect(err, at).not.toMatch(/^ {4}at |E_BUG/m)
        expect(inputsOf(dir), at).toEqual(changed)
        expect(run(dir, ['verify', 'out', '-q']).code, at).toBe(0)
        // Of the files before the change, or behind it; never a mixture, and done means one of both.
        const now = JSON.stringify(tree(join(dir, 'out')))
        if (code === 2) expect(err, at).toMatch(/E_(CHANGED|READ|NO_MATCH|BAD_JSON)\)/)
        else expect(code, at).toBe(0)
        if (now !== JSON.stringify(old) && now !== JSON.stringify(whole)) {
          // Cleaned as it is now, or left out; and what was cleaned comes back.
          expect(run(dir, ['restore', 'out', '--out', 'back', '-q']).code, at).toBe(0)
          const back = join(dir, 'back/in/news.jsonl')
          if (existsSync(back))
            expect(readFileSync(back).equals(readFileSync(join(dir, 'in/news.jsonl'))), at).toBe(true)
        }
      }
    },
    120_000,
  )
})
