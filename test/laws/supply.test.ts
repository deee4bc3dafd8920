// What reaches a user's machine, and what it may do there: the package and nothing else, no script at installation, no network, no code
// made of text, no child process but git (test/laws/imports.test.ts).
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cannot } from '../../bench/inject.js'
import { kinds } from '../../bench/kinds.js'
import { desk, program, quietEnv } from '../cli/command.js'
import { sources } from './sources.js'

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const own = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>
  dependencies: Record<string, string>
  optionalDependencies: Record<string, string>
  version: string
}
const lock = JSON.parse(read('package-lock.json')) as {
  packages: Record<
    string,
    {
      dev?: boolean
      optional?: boolean
      peer?: boolean
      hasInstallScript?: boolean
      integrity?: string
      link?: boolean
    }
  >
}

const packed = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
)[0] as { files: { path: string; size: number }[] }

test('the package holds the built program, its types and its papers, and nothing else', () => {
  const papers = ['ARCHITECTURE.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'schema.json']
  const rest = packed.files.map(({ path }) => path).filter((path) => !path.startsWith('dist/'))
  // Reports lead to pages of docs/ (write/home.ts).
  expect(rest.filter((path) => !/^docs\/(?:[a-z/]+\/)?[A-Za-z-]+\.(?:md|svg)$/.test(path)).sort()).toEqual(papers)
  const built = packed.files.filter(({ path }) => path.startsWith('dist/')).map(({ path }) => path)
  expect(built.filter((path) => !/^dist\/(?:[a-z/]+\/)?[a-z-]+\.(?:m?js|d\.ts|wasm)$/.test(path))).toEqual([])
  // One source, one program, one file of types: what a build of yesterday left behind is not sent.
  const made = sources.map(([path]) => `dist/${path.replace(/\.ts$/, '')}`)
  const expected = new Set([
    ...made.flatMap((path) => [`${path}.js`, `${path}.d.ts`]),
    'dist/kernel/kernel.wasm',
    'dist/dittograph.mjs',
  ])
  expect(built.filter((path) => !expected.has(path) && !/^dist\/write\/html\/page\//.test(path))).toEqual([])
  expect(packed.files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(4 << 20)
})

test('no path of the machine that built it', () => {
  const here = root.split('/').slice(0, 3).join('/')
  for (const { path } of packed.files) {
    const text = readFileSync(join(root, path), 'latin1')
    expect([path, /\/home\/[a-z]|\/Users\//.test(text) || text.includes(`${here}/`)]).toEqual([path, false])
  }
})

test('nothing runs when it is installed: not of ours, not of what it depends on', () => {
  for (const name of [
    'preinstall',
    'install',
    'postinstall',
    'preprepare',
    'postprepare',
    'prepublish',
    'dependencies',
  ])
    expect(own.scripts[name]).toBeUndefined()
  expect(own.scripts.prepare).toBe('node scripts/prepare.cjs && npm run build') // runs in a checkout, never for a package from the registry
  const runtime = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true)
  expect(runtime.length).toBeGreaterThan(Object.keys(own.dependencies).length)
  expect(
    runtime
      .filter(([, { hasInstallScript, optional }]) => hasInstallScript === true && optional !== true)
      .map(([path]) => path),
  ).toEqual([])
  for (const [path, { integrity, link }] of runtime)
    expect([path, integrity ?? link]).toEqual([path, expect.stringMatching(/^sha512-/)])
})
test('exact versions of few dependencies', () => {
  const all = { ...own.dependencies, ...own.optionalDependencies }
  expect(Object.values(all).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  expect(Object.keys(own.dependencies).length).toBeLessThanOrEqual(14)
  // What one option needs and the rest can do without, and what brings nothing else along.
  expect(Object.keys(own.optionalDependencies)).toEqual(['@mozilla/readability'])
})

test('no socket, no code made of text', () => {
  const never =
    /(?:from\s+|import\(\s*|require\(\s*)['"](?:node:)?(?:net|tls|http|https|http2|dgram|dns|cluster|inspector|vm|repl)(?:\/[a-z]+)?['"]|\bfetch\s*\(|\bnew (?:WebSocket|EventSource|XMLHttpRequest|Function)\b|\beval\s*\(/
  const wrong = sources.flatMap(([path, code]) => (never.test(code) ? [path] : []))
  expect(wrong).toEqual([])
  expect(never.test("import { connect } from 'node:net'")).toBe(true)
  expect(never.test("await import('node:https')")).toBe(true)
})

const why = cannot()
test.skipIf(why !== null)(
  `no socket is opened by a run, seen from the operating system${why === null ? '' : ` (skipped: ${why})`}`,
  () => {
    const dir = desk({ 'in/a.txt': kinds.text!.seeds[0]!, 'in/b.jsonl': kinds.jsonl!.seeds[0]! })
    for (const words of [
      ['clean', 'in', '--out', 'out'],
      ['scan', 'in', '-r', 'html=r.html', '-j', '2'],
      ['restore', 'out', '--out', 'back'],
      ['verify', 'out'],
    ]) {
      const { status } = spawnSync(
        'strace',
        [
          '-f',
          '-qq',
          '-o',
          join(dir, 'log'),
          '-e',
          'trace=socket,connect,bind,execve,execveat',
          process.execPath,
          program,
          ...words,
        ],
        { cwd: dir, env: quietEnv },
      )
      expect([0, 1]).toContain(status)
      const calls = readFileSync(join(dir, 'log'), 'utf8')
        .split('\n')
        .filter((line) => /(?:socket|connect|bind|execve)/.test(line))
      expect(calls.filter((line) => !/execve\(.*node/.test(line) && !/AF_UNIX/.test(line))).toEqual([])
      expect(calls.filter((line) => line.includes('execve'))).toHaveLength(1)
    }
  },
)

test('SECURITY.md lists every word of verify, and names tests that are there', () => {
  const security = read('SECURITY.md')
  const words = [...security.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, word]) => word)
  const union = /export type Problem =([\s\S]*?)\n\n/.exec(read('src/store/restore.ts'))![1]!
  expect(words).toEqual([...union.matchAll(/\| '([a-z0-9-]+)'/g)].map(([, word]) => word))
  const named = [...security.matchAll(/`((?:test|src)\/[\w/.-]+)`/g)].map(([, path]) => path!)
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  for (const [, script] of security.matchAll(/`npm run ([\w:]+)/g)) expect(own.scripts).toHaveProperty([script!])
})
