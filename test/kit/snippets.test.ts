// Every fenced block of the README and of docs/ is run, in a directory that holds what it speaks of: TypeScript is compiled as strictly as
// ours and run against the built package, shell lines one by one, YAML is read and its commands run, a configuration is loaded.
// A block that no stage is made for fails, so that none is written that nobody tries.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { desk, program, put, quietEnv, row, run, text } from '../cli/command.js'
import { bakery, bridge, choir, hangers, limit, llamas, pool, rain, shops, soup } from '../cli/press.js'

const root = join(import.meta.dirname, '..', '..')

interface Block {
  readonly file: string
  readonly line: number
  readonly language: string
  readonly code: string
  /** Made by a script, which has a check of its own. */
  readonly made: boolean
}

function blocksOf(file: string): Block[] {
  const out: Block[] = []
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  for (let n = 0; n < lines.length; n++) {
    const open = /^```(\w*)$/.exec(lines[n]!)
    if (open === null) continue
    const end = lines.indexOf('```', n + 1)
    const made = /^<!-- \w+ -->$/.test(lines[n - 1] ?? '')
    out.push({ file, line: n + 1, language: open[1]!, code: lines.slice(n + 1, end).join('\n'), made })
    n = end
  }
  return out
}

const pages = ['README.md', 'docs/ci.md']
const blocks = pages.flatMap(blocksOf)
const named = ({ file, line }: Block): string => `${file}:${line}`
const of = (...languages: string[]): Block[] => blocks.filter((b) => !b.made && languages.includes(b.language))

const twice = text(bridge, hangers, shops, limit, hangers, shops)
const records =
  row({ id: 'article-17', headline: 'Bridge', date: '2024-05-02', text: text(bridge, hangers, shops, limit) }) +
  row({ id: 'article-42', headline: 'Bridge', date: '2024-05-03', text: text(bridge, hangers, shops, limit) }) +
  row({ id: 'article-43', headline: 'Rain', text: text(rain, soup, rain) }) +
  row({ id: 'article-44', headline: 'Pool', text: text(pool, choir) })

/** A directory with everything that the pages speak of, the program on the PATH, and a repository whose origin/main lacks the last change. */
function stage(): { dir: string; env: NodeJS.ProcessEnv } {
  const dir = desk({
    'corpus/twice.txt': twice,
    'corpus/llamas.txt': text(llamas, bakery),
    'corpus/records.jsonl': records,
    'news/copy.txt': text(pool, choir),
    'archive/2023/may.jsonl': row({ id: 'old-1', body: text(bridge, hangers), text: text(bridge, hangers) }),
    'news.jsonl': records,
    'today.jsonl': row({ id: 'now-1', text: text(rain, soup) }),
    'strict.json': JSON.stringify({ name: 'strict', copy: { jaccard: 0.7 } }),
    'bin/dittograph': '#!/bin/sh\nexec "$NODE" "$PROGRAM" "$@"\n',
    'bin/npx':
      '#!/bin/sh\n[ "$1" = dittograph ] || { echo "npx $1: not here" >&2; exit 127; }\nshift\nexec "$NODE" "$PROGRAM" "$@"\n',
    'package.json': '{ "type": "module", "private": true }',
    '.gitignore': 'bin\nnode_modules\n',
  })
  for (const name of ['dittograph', 'npx']) chmodSync(join(dir, 'bin', name), 0o755)
  mkdirSync(join(dir, 'node_modules'))
  symlinkSync(root, join(dir, 'node_modules', 'dittograph'), 'dir')
  const env = {
    ...quietEnv,
    PATH: `${join(dir, 'bin')}:${quietEnv.PATH}`,
    NODE: process.execPath,
    PROGRAM: program,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
  }
  const git = (...words: string[]): void => {
    const { status, stderr } = spawnSync('git', words, { cwd: dir, env, encoding: 'utf8' })
    expect([words, status, stderr]).toEqual([words, 0, expect.anything()])
  }
  git('init', '-q', '-b', 'work')
  git('add', '.')
  git('commit', '-q', '-m', 'news')
  git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  return { dir, env }
}

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** One line or script of a shell. */
function shell(dir: string, env: NodeJS.ProcessEnv, script: string, name = 'bash'): Ran {
  const { status, stdout, stderr } = spawnSync(name, ['-e', '-c', script], { cwd: dir, env, encoding: 'utf8' })
  return { code: status, out: stdout, err: stderr }
}

test('there are blocks of every kind, and none of a kind that is not tried', () => {
  expect([...new Set(blocks.filter((b) => !b.made).map((b) => b.language))].sort()).toEqual([
    '',
    'jsonc',
    'sh',
    'ts',
    'yaml',
  ])
  expect(of('ts').length).toBeGreaterThan(2)
  expect(of('', 'sh').length).toBeGreaterThan(5)
})

describe('TypeScript', () => {
  const { dir, env } = stage()
  put(dir, {
    // `value // => what it is` and `console.log(value) // => what it prints` are asserted; literals are read as the page writes them.
    'is.ts': `import { deepStrictEqual } from 'node:assert'
export const is = (value: unknown, wanted: unknown): void => deepStrictEqual(value, wanted)
export const said = (...words: unknown[]): string => words.map(String).join(' ')
`,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'es2022',
        lib: ['es2023'],
        module: 'nodenext',
        strict: true,
        noUncheckedIndexedAccess: true,
        typeRoots: [join(root, 'node_modules', '@types')],
        types: ['node'],
        outDir: 'js',
        rootDir: '.',
      },
      include: ['*.ts'],
    }),
  })
  let asserted = 0
  for (const [n, { code }] of of('ts').entries()) {
    const lines = code.split('\n').map((line) => {
      const printed = /^(\s*)console\.log\((.*)\) \/\/ => (.*)$/.exec(line)
      const value = /^(\s*)(.*?) \/\/ => (.*)$/.exec(line)
      if (printed || value) asserted++
      if (printed) return `${printed[1]}is(said(${printed[2]}), ${JSON.stringify(printed[3])})`
      return value ? `${value[1]}is(${value[2]}, ${value[3]})` : line
    })
    put(dir, { [`snippet${n}.ts`]: `import { is, said } from './is.js'\nvoid is, void said\n${lines.join('\n')}\n` })
  }

  beforeAll(() => {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', dir], { cwd: dir, env, encoding: 'utf8' })
    expect([status, stdout]).toEqual([0, ''])
    expect(asserted).toBeGreaterThan(5)
  })

  test('the types of the package stand alone: without those of Node, and checked themselves', () => {
    const { dir, env } = stage()
    put(dir, {
      'own.ts': "import { clean, restore, scan } from 'dittograph'\nexport const all = [clean, restore, scan]\n",
    })
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const how = '--noEmit --strict --target es2022 --module nodenext --types '.split(' ')
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...how, 'own.ts'], { cwd: dir, env, encoding: 'utf8' })
    expect([status, stdout]).toEqual([0, ''])
  })

  test.each(of('ts').map((block, n) => [named(block), n] as const))('%s', (_, n) => {
    const { status, stderr } = spawnSync(process.execPath, [join(dir, 'js', `snippet${n}.js`)], {
      cwd: dir,
      env,
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, ''])
  })
})

describe('shell', () => {
  /** What a checkout does, and .ci/run with it. */
  const checkout = [
    'npm ci && npm start      # builds, cleans the 174 articles of corpus/ into cleaned/, says what it did and why',
  ]
  test.each(of('', 'sh').map((block) => [named(block), block] as const))('%s', (_, { code }) => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }
    if (checkout.some((line) => code.startsWith(line))) {
      expect(scripts).toMatchObject({ start: expect.stringMatching(/clean corpus/), test: expect.any(String) })
      return
    }
    const { dir, env } = stage()
    // A page that reads a report was told how to write one.
    if (code.includes('report.jsonl') && !code.includes('jsonl=report.jsonl'))
      expect(shell(dir, env, 'dittograph news.jsonl -r jsonl=report.jsonl').code).toBe(1)
    // A whole script, when lines belong together.
    const steps = /^\w+=\$\(/m.test(code) ? [code] : code.split('\n')
    for (const line of steps.filter((line) => line.trim() !== '' && !/^\s*#[^\n]*$/.test(line))) {
      const { code, err } = shell(dir, env, line)
      // 1 is the gate; the program says what else went wrong, the shell and jq do as well.
      expect([line, code, err.replace(/^dittograph: (?!error).*\n/gm, '')]).toEqual([
        line,
        expect.toBeOneOf([0, 1]),
        '',
      ])
    }
  })

  test('the git hook: nothing staged, a copy staged, a name with letters of its own', () => {
    const hook = of('sh').find((b) => b.code.includes('.husky/pre-commit'))!.code
    const { dir, env } = stage()
    expect(shell(dir, env, hook, 'sh')).toMatchObject({ code: 0, out: '' })
    put(dir, { 'corpus/мост ü.txt': text(llamas, bakery), 'corpus/new.txt': text(soup) })
    expect(shell(dir, env, 'git add corpus')).toMatchObject({ code: 0 })
    const { code, out } = shell(dir, env, hook, 'sh')
    expect(code).toBe(1)
    expect(out).toContain('corpus/мост ü.txt')
    expect(out).toContain('is a copy of corpus/llamas.txt')
    expect(out).not.toContain('twice.txt')
  })
})

describe('YAML', () => {
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as { inputs: object; outputs: object }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

  /** Everything that stands in a value, with the key it stands under. */
  function* walk(value: unknown, key = ''): Generator<readonly [key: string, value: unknown]> {
    yield [key, value]
    if (Array.isArray(value)) for (const item of value) yield* walk(item, key)
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) yield* walk(inner, name)
  }

  test.each(of('yaml').map((block) => [named(block), block] as const))('%s', (_, { code }) => {
    const all = [...walk(parse(code))]
    let tried = 0
    for (const [key, value] of all) {
      if ((key === 'run' || key === 'script') && typeof value === 'string') {
        tried++
        const { dir, env } = stage()
        const { code, err } = shell(dir, env, value)
        expect([value, code, err]).toEqual([value, expect.toBeOneOf([0, 1]), expect.not.stringContaining('(E_')])
        for (const [, file] of value.matchAll(/-r \w+=(\S+)/g))
          expect([file, existsSync(join(dir, file!))]).toEqual([file, true])
        // What GitLab is told to take is what is written.
        for (const [name, list] of all)
          if (name === 'reports') for (const file of Object.values(list as object)) expect(value).toContain(`=${file}`)
      }
      const step = value as {
        uses?: string
        with?: object
        repo?: string
        rev?: string
        hooks?: { id: string }[]
      } | null
      if (typeof step === 'object' && step?.uses?.includes('dittograph')) {
        tried++
        expect(step.uses).toBe(`OWNER/dittograph@v${version}`)
        for (const name of Object.keys(step.with ?? {})) expect(action.inputs).toHaveProperty([name])
        for (const [, name] of code.matchAll(/steps\.dittograph\.outputs\.([\w-]+)/g))
          expect(action.outputs).toHaveProperty([name!])
      }
      if (typeof step === 'object' && step?.repo !== undefined) {
        tried++
        expect(step.rev).toBe(`v${version}`)
        const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as { id: string }[]
        for (const { id } of step.hooks ?? []) expect(hooks.map((hook) => hook.id)).toContain(id)
      }
    }
    expect(tried).toBeGreaterThan(0)
  })

  test('the tables of the action name its inputs and outputs, all of them', () => {
    const page = readFileSync(join(root, 'docs/ci.md'), 'utf8')
    const table = (head: string): string[] => {
      const from = page.indexOf(`| ${head} | is |`)
      const rows = page.slice(from, page.indexOf('\n\n', from)).split('\n').slice(2)
      return rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!)).sort()
    }
    expect(table('input')).toEqual(Object.keys(action.inputs).sort())
    expect(table('output')).toEqual(Object.keys(action.outputs).sort())
  })
})

test('configuration: it is loaded, with what it extends', () => {
  const [block, ...more] = of('jsonc')
  expect(more).toEqual([])
  const dir = desk({
    'shared/dittograph.json': '{}',
    'here/dittograph.jsonc': block!.code,
    'here/strict.json': '{}',
    'here/in/a.txt': rain,
  })
  const { code, out, err } = run(join(dir, 'here'), ['in', '--print-config'])
  expect([code, err]).toEqual([0, ''])
  expect(out).toContain('copy=10')
})

test('links from page to page lead somewhere', () => {
  const all = [
    ...pages,
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.md'))
      .map((f) => `docs/${f}`),
  ]
  for (const page of new Set(all))
    for (const [, link] of readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g))
      expect([page, link, existsSync(join(root, page, '..', link!))]).toEqual([page, link, true])
})
