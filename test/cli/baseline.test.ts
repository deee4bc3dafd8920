// Known findings, on the built program: what counts at the gate, what is said, what is written, and what a bad baseline answers.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desk, put, row, run, text, told } from './command.js'
import { bakery, bridge, cattle, choir, hangers, letter, limit, llamas, pool, rain, shops, soup } from './press.js'

const FILE = '.dittograph-baseline.json'
const story = text(bridge, hangers, shops, limit)
/** A repeat in one article, and a copy. */
const paper = {
  'in/a.txt': text(rain, cattle, soup, rain, cattle),
  'in/b.txt': story,
  'in/c.txt': story,
  'in/d.txt': text(pool, choir),
}

interface Written {
  readonly schema: string
  readonly findings: readonly { fingerprint: string; kind: string; article: string; words: string }[]
}
const written = (dir: string, file = FILE): Written => JSON.parse(readFileSync(join(dir, file), 'utf8')) as Written

describe('a baseline', () => {
  test('is written, and then what it knows does not count', () => {
    const dir = desk(paper)
    expect(run(dir, ['in', '-r', 'silent']).code).toBe(1)
    const update = run(dir, ['in', '-r', 'silent', '--update-baseline'])
    expect(update).toEqual({
      code: 0,
      out: '',
      err: `dittograph: wrote ${FILE}: 2 findings (2 added, 0 taken out)\n`,
    })
    expect(written(dir)).toEqual({
      schema: 'dittograph-baseline/1',
      findings: [
        expect.objectContaining({
          kind: 'repeat',
          article: 'in/a.txt',
          words: 'Rain fell for nineteen days on the Tarnholm plateau, and …',
        }),
        expect.objectContaining({ kind: 'copy', article: 'in/c.txt' }),
      ],
    })
    // An entry a line, for a review.
    expect(readFileSync(join(dir, FILE), 'utf8').split('\n')).toHaveLength(2 + 3 + 3)
    const again = run(dir, ['in', '-r', 'jsonl'])
    expect(again).toMatchObject({ code: 0, err: `dittograph: baseline ${FILE}: 2 findings known, 0 new at the gate\n` })
    expect(told(again.out).findings.map(({ known }) => known)).toEqual([true, true])
    const people = run(dir, ['in', '--fail-on', 'any', '-q'])
    expect(people).toMatchObject({ code: 0, err: '' })
    expect(people.out).toMatch(/^2 known findings, in the baseline and not listed here: [\s\S]*?\n\n4 articles read/)
    // Neither by number nor by share.
    expect(run(dir, ['in', '-r', 'silent', '--max-duplicate-ratio', '0.01']).code).toBe(0)
    expect(run(dir, ['in', '-r', 'silent', '--max-duplicate-ratio', '0.01', '--baseline', 'none']).code).toBe(1)
    // Written again, it is the same, byte for byte.
    const before = readFileSync(join(dir, FILE))
    expect(run(dir, ['in', '-r', 'silent', '--update-baseline']).err).toContain('2 findings (0 added, 0 taken out)')
    expect(readFileSync(join(dir, FILE))).toEqual(before)
    expect(readdirSync(dir).sort()).toEqual([FILE, 'in'])
  })

  test('a planted copy is new, though its text is known, and it alone is named', () => {
    const dir = desk(paper)
    run(dir, ['in', '--update-baseline', '-r', 'silent'])
    put(dir, { 'in/e.txt': story })
    const { code, out, err } = run(dir, ['in', '-r', 'text', '-r', 'jsonl=r.jsonl'])
    expect([code, err]).toEqual([1, `dittograph: baseline ${FILE}: 2 findings known, 1 new at the gate\n`])
    expect(out).toMatch(/^in\/e\.txt:1\n {2}is a copy of in\/b\.txt/)
    expect(out).toContain('\n2 known findings, in the baseline')
    expect(out).not.toMatch(/in\/a\.txt|^in\/c\.txt/m)
    const { findings } = told(readFileSync(join(dir, 'r.jsonl'), 'utf8'))
    expect(findings.filter(({ known }) => !known).map(({ article }) => article)).toEqual(['in/e.txt'])
  })

  test('a third printing in one article and a third record without an id are new', () => {
    const record = row({ text: story })
    const dir = desk({ 'a.txt': text(rain, cattle, soup, rain, pool), 'b.jsonl': record + record })
    run(dir, ['.', '--update-baseline', '-r', 'silent'])
    expect(run(dir, ['.', '-r', 'silent', '-q']).code).toBe(0)
    put(dir, { 'a.txt': text(rain, cattle, soup, rain, pool, rain), 'b.jsonl': record + record + record })
    expect(run(dir, ['.', '-r', 'silent', '--max-findings', '1']).code).toBe(1)
    expect(run(dir, ['.', '-r', 'silent', '--max-findings', '2']).code).toBe(0)
  })

  test('what is missing and what is unused is said, and pruned when asked', () => {
    const dir = desk({ ...paper, 'in/f.txt': text(letter, bakery, letter, bakery) })
    run(dir, ['in', '--update-baseline', '-r', 'silent'])
    put(dir, { 'in/a.txt': text(rain, cattle, soup) })
    rmSync(join(dir, 'in/f.txt'))
    const { code, err } = run(dir, ['in', '-r', 'silent'])
    expect(code).toBe(0)
    expect(err.split('\n').slice(1)).toEqual([
      expect.stringMatching(/1 entry missing: .*--prune-baseline/),
      expect.stringMatching(/1 entry unused: the article was not read/),
      '',
    ])
    const pruned = run(dir, ['in', '-r', 'silent', '--prune-baseline'])
    expect(pruned.code).toBe(0)
    expect(pruned.err).toContain(`wrote ${FILE}: 1 finding (0 added, 2 taken out)`)
    expect(written(dir).findings.map(({ article }) => article)).toEqual(['in/c.txt'])
    expect(run(dir, ['in', '-r', 'silent', '--prune-baseline']).err).toContain('nothing to prune')
    // Pruning makes nothing known.
    put(dir, { 'in/e.txt': story })
    expect(run(dir, ['in', '-r', 'silent', '--prune-baseline']).code).toBe(1)
    expect(written(dir).findings).toHaveLength(1)
  })

  test('named, it must be there; it is never read as an article; a run with errors does not write it', () => {
    const dir = desk(paper)
    const missing = run(dir, ['in', '--baseline', 'known.json'])
    expect(missing).toEqual({
      code: 2,
      out: '',
      err: 'dittograph: known.json: there is no such baseline: --update-baseline writes one (E_BASELINE)\n',
    })
    expect(run(dir, ['in', '--prune-baseline'])).toMatchObject({ code: 2, out: '' })
    expect(run(dir, ['in', '--baseline', 'in/known.txt', '--update-baseline', '-r', 'silent', '-q']).code).toBe(0)
    expect(run(dir, ['in', '--baseline', 'in/known.txt', '--list-files', '-q']).out).not.toContain('known')
    expect(run(dir, ['in', '--baseline', 'in/known.txt', '-r', 'silent', '-q']).code).toBe(0)
    const before = readFileSync(join(dir, 'in/known.txt'), 'utf8')
    put(dir, { 'in/x.jsonl': '{"id": ' })
    const broken = run(dir, ['in', '--baseline', 'in/known.txt', '--update-baseline', '-r', 'silent'])
    expect(broken.code).toBe(2)
    expect(broken.err).toContain('was left as it is, because not all articles could be read (E_BASELINE)')
    expect(readFileSync(join(dir, 'in/known.txt'), 'utf8')).toBe(before)
  })

  test('it holds no character that acts on a terminal', () => {
    const mean = `\u202e\u001b]0;x\u0007${rain}`
    const dir = desk({ 'a.jsonl': row({ id: 'x\u001b[31m\u2028y', text: text(mean, cattle, mean) }) })
    expect(run(dir, ['.', '--update-baseline', '-r', 'silent']).code).toBe(0)
    expect(readFileSync(join(dir, FILE), 'utf8')).toMatch(/^[\n\x20-\x7e…]*$/)
    expect(run(dir, ['.', '-r', 'silent'])).toMatchObject({ code: 0 })
  })
})

describe('a bad baseline', () => {
  const entry = { fingerprint: '0123456789abcdef', kind: 'copy', article: 'b', words: 'x' }
  const baseline = (...findings: unknown[]): string => JSON.stringify({ schema: 'dittograph-baseline/1', findings })
  test.each([
    ['empty', '', /known\.json: the file is empty: mend it/],
    [
      'no JSON',
      '{"schema": "dittograph-baseline/1",\n"findings": [\n<<<<<<< HEAD\n',
      /known\.json:3:1: .*merge conflict/,
    ],
    ['a comment', '// no\n{}', /known\.json:1:1: this is no JSON/],
    ['a list', '[]', /known\.json:1:1: an object of schema, findings is expected, not a list/],
    ['another schema', '{"schema": "dittograph-baseline/2", "findings": []}', /known\.json:1:12: "schema" takes/],
    ['no findings', '{"schema": "dittograph-baseline/1"}', /"findings" is missing/],
    ['findings that are none', '{"schema": "dittograph-baseline/1", "findings": {}}', /takes a list, not an object/],
    ['an entry too many', baseline(entry, entry), /the fingerprint 0123456789abcdef stands twice/],
    [
      'a strange fingerprint',
      baseline({ ...entry, fingerprint: '../../etc' }),
      /takes 16 hex digits, not '..\/..\/etc'/,
    ],
    ['a strange kind', baseline({ ...entry, kind: 'all' }), /takes one of repeat, copy, .*, not 'all'/],
    ['a number', baseline({ ...entry, article: 7 }), /"article" takes the id of an article, not 7/],
    [
      'a key too many',
      baseline({ ...entry, ['__proto__']: 1, constructor: {} }),
      /there is no "(?:__proto__|constructor)"/,
    ],
    ['a key too few', baseline({ fingerprint: entry.fingerprint }), /"kind" is missing/],
    ['deep', `${'['.repeat(100_000)}`, /known\.json.*(?:nested too deeply|no JSON)/],
    ['no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), /this is no UTF-8 text/],
  ])('%s: exit 2, one line, the way out', (_, content, said) => {
    const dir = desk({ ...paper, 'known.json': content })
    const { code, out, err } = run(dir, ['in', '--baseline', 'known.json'])
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(said)
    expect(err).toMatch(/^dittograph: [^\n]*: mend it, or write it anew with --update-baseline \(E_BASELINE\)\n$/)
  })

  test('--update-baseline writes a broken one anew, and never over anything else', () => {
    const dir = desk({
      ...paper,
      [FILE]: '{\n"schema": "dittograph-baseline/1",\n<<<<<<< HEAD\n',
      'mine.json': '{"a": 1}',
    })
    const { code, err } = run(dir, ['in', '--update-baseline', '-r', 'silent'])
    expect(code).toBe(0)
    expect(err).toMatch(/^dittograph: note: .*merge conflict.*; it is written anew\n.*2 added/)
    expect(run(dir, ['in', '-r', 'silent', '-q']).code).toBe(0)
    for (const file of ['mine.json', 'in/d.txt']) {
      const refused = run(dir, ['in', '--update-baseline', '--baseline', file])
      expect(refused).toMatchObject({ code: 2, out: '' })
      expect(refused.err).toMatch(/is no baseline, so it is not written over: .* \(E_BASELINE\)\n$/)
    }
    expect(readFileSync(join(dir, 'mine.json'), 'utf8')).toBe('{"a": 1}')
    expect(run(dir, ['in', '--baseline', 'in']).err).toContain('this is a directory')
  })
})

describe('--baseline-from-ref', () => {
  const git = (cwd: string, ...words: string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...words],
      {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
  const repository = (files: Parameters<typeof desk>[0]): string => {
    const dir = desk(files)
    git(dir, 'init', '-q', '-b', 'main')
    git(dir, 'add', '-A')
    git(dir, 'commit', '-q', '-m', 'one')
    return dir
  }
  const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('dittograph-ref-'))

  test('what the revision has is known; what came since is new; nothing is left behind', () => {
    const dir = repository({ ...paper, 'site/.dittographignore': 'old.txt\n' })
    put(dir, { 'in/e.txt': story, 'site/old.txt': story })
    git(dir, 'add', '-A')
    const index = statSync(join(dir, '.git/index')).mtimeMs
    const before = left()
    const { code, out, err } = run(dir, ['in', '--baseline-from-ref', 'main'])
    expect([code, err]).toEqual([1, 'dittograph: baseline main: 2 findings known, 1 new at the gate\n'])
    expect(out).toMatch(/^in\/e\.txt:1\n/)
    expect(out).not.toMatch(/^in\/[ac]\.txt/m)
    expect(left()).toEqual(before)
    expect(statSync(join(dir, '.git/index')).mtimeMs).toBe(index)
    expect(existsSync(join(dir, FILE))).toBe(false)
    git(dir, 'commit', '-q', '-m', 'two')
    expect(run(dir, ['in', '--baseline-from-ref', 'HEAD', '-r', 'silent']).code).toBe(0)
    expect(run(dir, ['in', '--baseline-from-ref', 'HEAD~1', '-r', 'silent']).code).toBe(1)
    // From below, by another path, by a glob, by a list, by an absolute path: the same names, the same fingerprints.
    put(dir, { 'in/sub/x.txt': text(llamas), list: 'in/b.txt\nin/c.txt\n' })
    const clean = (cwd: string, ...words: string[]): void =>
      expect(run(join(dir, cwd), [...words, '--baseline-from-ref', 'main', '-r', 'silent'])).toMatchObject({
        code: 0,
        err: expect.stringMatching(/baseline main: [1-9] findings? known, 0 new/),
      })
    clean('in/sub', '..')
    clean('in', '../in', '--root', '..')
    clean('', 'in/*.txt')
    clean('', '--files-from', 'list')
    put(dir, { list: `${join(dir, 'in/b.txt')}\r\n${join(dir, 'in/c.txt')}` })
    clean('', '--files-from', 'list')
    clean('', join(dir, 'in'))
    clean('', 'in', '--exclude', 'a.txt')
  })

  test('a name that looks like an option is a name; mistakes are one line', () => {
    const dir = repository(paper)
    const said = (ref: string, ...words: string[]): string => {
      const { code, out, err } = run(dir, ['in', ...words, `--baseline-from-ref=${ref}`])
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(/^[^\n]* \(E_REVISION\)\n$/)
      return err
    }
    for (const ref of [
      '--output=/tmp/x',
      '-h',
      '--help',
      'nobody',
      ' ',
      'main; touch x',
      '$(touch x)',
      'main:in',
      '@{0}..main',
    ])
      expect(said(ref)).toContain('this is no commit that git knows here')
    expect(existsSync(join(dir, 'x'))).toBe(false)
    const elsewhere = desk(paper)
    expect(said('main', join(elsewhere, 'in'))).toContain('lies outside of the repository')
    const none = run(elsewhere, ['in', '--baseline-from-ref', 'main'])
    expect(none).toMatchObject({ code: 2, err: expect.stringMatching(/not a git repository.*\(E_REVISION\)\n$/) })
    const bare = run(dir, ['in', '--baseline-from-ref', 'main'], { env: { PATH: '/nowhere' } })
    expect(bare.err).toContain('git is not installed, or not in PATH')
  })

  test('where the revision has nothing of it, all is new', () => {
    const dir = repository({ 'README.md': text(llamas) })
    put(dir, paper)
    const { code, err } = run(dir, ['in', '--baseline-from-ref', 'main', '-r', 'silent'])
    expect(code).toBe(1)
    expect(err).toMatch(/note: nothing of what is read stands in main.*\n.*0 findings known, 2 new/)
  })
})
