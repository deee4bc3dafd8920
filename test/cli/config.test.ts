// Configuration on the built program: where it is found, who beats whom, what a mistake answers; init, --print-config, --recipe.
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { settable } from '../../src/cli/config.js'
import type { Flag } from '../../src/cli/flags.js'
import { flags } from '../../src/cli/flags.js'
import { sample, setting } from '../../src/cli/init.js'
import { configSchema } from '../../src/cli/schema.js'
import { codes } from '../../src/cli/usage.js'
import type { Ran } from './command.js'
import { desk, put, row, run, text, told } from './command.js'
import { bridge, cattle, hangers, limit, rain, shops, soup } from './press.js'

const story = text(bridge, hangers, shops, limit)
const paper = { 'in/a.txt': story, 'in/b.txt': story, 'in/c.txt': text(rain, cattle, soup, rain) }
/** A folder with .git is the root of a repository; git itself is not asked. */
const repository = (files: Record<string, string>): string => desk({ ...paper, '.git/HEAD': '', ...files })
const json = (value: unknown): string => JSON.stringify(value)

interface Printed {
  readonly files: readonly string[]
  readonly flags: Readonly<Record<string, { value: unknown; from: string }>>
}
function printed(cwd: string, words: readonly string[] = [], env: object = {}): Printed {
  const { code, out, err } = run(cwd, [...words, '--print-config'], { env })
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out) as Printed
}
const one = (cwd: string, name: string, words: readonly string[] = [], env: object = {}): unknown =>
  printed(cwd, words, env).flags[name]

function mistake(dir: string, words: readonly string[] = ['in'], env: object = {}): string {
  const { code, out, err } = run(dir, words, { env })
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(/^dittograph: [^\n]+ \(E_[A-Z_]+\)\n$/)
  return err.slice('dittograph: '.length, -1)
}

describe('where it is found', () => {
  test.each(['dittograph.json', 'dittograph.jsonc', '.dittograph.json', 'package.json', 'dittograph.config.mjs'])(
    '%s, from below, up to the root of the repository',
    (name) => {
      const content =
        name === 'package.json'
          ? json({ name: 'x', dittograph: { maxErrors: 7 } })
          : name.endsWith('.mjs')
            ? 'export default { maxErrors: 3 + 4 }\n'
            : '\ufeff{ // seven\n  "maxErrors": 7,\n}\n'
      const dir = repository({ [name]: content, 'a/b/c.txt': 'c' })
      expect(one(dir, 'maxErrors')).toMatchObject({ value: 7 })
      expect(printed(join(dir, 'a/b')).files).toEqual([`../../${name}`])
      expect(one(join(dir, 'a/b'), 'maxErrors')).toMatchObject({ value: 7 })
      expect(one(dir, 'maxErrors', ['--config', 'none'])).toEqual({ value: 0, from: 'default' })
      put(dir, { 'a/.git': 'gitdir: elsewhere' })
      expect(printed(join(dir, 'a/b')).files).toEqual([])
    },
  )

  test('outside of a repository only the working directory counts; the nearest one counts', () => {
    const dir = desk({ 'dittograph.json': '{"maxErrors": 1}', 'a/x.txt': 'x' })
    expect(printed(dir).files).toEqual(['dittograph.json'])
    expect(printed(join(dir, 'a')).files).toEqual([])
    put(dir, {
      '.git/HEAD': '',
      'a/package.json': '{"name": "dittograph"}',
      'a/b/dittograph.jsonc': '{"maxErrors": 2}',
    })
    expect(one(join(dir, 'a/b'), 'maxErrors')).toEqual({ value: 2, from: 'dittograph.jsonc:1:15' })
    expect(printed(join(dir, 'a')).files).toEqual(['../dittograph.json'])
  })

  test('two in one directory are one too many', () => {
    const dir = repository({ 'dittograph.json': '{}', 'package.json': json({ dittograph: {} }) })
    expect(mistake(dir)).toMatch(/^dittograph\.json and package\.json \("dittograph"\) both configure this directory: /)
    expect(printed(dir, ['--config', 'package.json']).files).toEqual(['package.json'])
  })

  test('never inside what is read: neither its settings nor its code', () => {
    const mean =
      'import { writeFileSync } from "node:fs"\nwriteFileSync("PWNED", "")\nexport default { failOn: "none" }\n'
    const dir = desk({ ...paper, '.git/HEAD': '', 'in/dittograph.config.mjs': mean, 'in/sub/x.txt': text(rain) })
    const at = (cwd: string, ...words: string[]): Ran => run(join(dir, cwd), [...words, '-r', 'silent'])
    for (const ran of [
      at('in', '.'),
      at('in', '**/*.txt'),
      at('in/sub', '..'),
      at('in', 'a.txt', 'b.txt', '--against', '.'),
    ]) {
      expect(ran.code).toBe(1)
      expect(ran.err).toMatch(
        /note: .*dittograph\.config\.mjs was not taken for a configuration, because it lies in .*, which is read/,
      )
    }
    expect(at('', 'in').err).not.toContain('note')
    for (const path of ['PWNED', 'in/PWNED', 'in/sub/PWNED']) expect(() => readFileSync(join(dir, path))).toThrow()
    // Above what is read it counts; named it counts everywhere.
    put(dir, { 'dittograph.json': '{"failOn": "none"}' })
    expect(at('in', '.').code).toBe(0)
    put(dir, { 'in/quiet.json': '{"failOn": "none"}' })
    expect(at('in', '.', '--config', 'quiet.json')).toMatchObject({ code: 0, err: expect.not.stringContaining('note') })
  })

  test('a bundle that is verified or restored does not configure its own check', () => {
    const dir = desk(paper)
    expect(run(dir, ['clean', 'in', '--out', 'out', '-r', 'silent', '-q']).code).toBe(0)
    put(dir, { 'out/dittograph.json': '{"quiet": true, "nonsense": 1}' })
    expect(run(join(dir, 'out'), ['verify', '.']).err).toMatch(
      /was not taken for a configuration[\s\S]*extra: dittograph\.json/,
    )
  })

  test('help, version, init and completion need no configuration', () => {
    const dir = repository({ 'dittograph.json': '{' })
    for (const words of [['--help'], ['scan', '--help'], ['--version'], ['completion', 'bash']])
      expect(run(dir, words)).toMatchObject({ code: 0, err: '' })
  })
})

describe('who beats whom', () => {
  test('the command line, the environment, the file, the default', () => {
    const dir = repository({ 'dittograph.json': json({ copies: 'drop', maxErrors: 3, textField: ['body', 'lead'] }) })
    const env = { DITTOGRAPH_MAX_ERRORS: '5', DITTOGRAPH_TEXT_FIELD: 'x' }
    expect(printed(dir, ['in', '--text-field', 'y'], env).flags).toMatchObject({
      copies: { value: 'drop', from: 'dittograph.json:1:11' },
      maxErrors: { value: 5, from: 'DITTOGRAPH_MAX_ERRORS' },
      textField: { value: ['y'], from: '--text-field' },
      parts: { value: 'keep', from: 'default' },
      baseline: { value: null, from: 'default' },
      gitignore: { value: false, from: 'default' },
    })
    expect(one(dir, 'textField')).toEqual({ value: ['body', 'lead'], from: 'dittograph.json:1:44' })
    const report = told(run(dir, ['in', '-r', 'jsonl']).out)
    expect(report.header.options).toMatchObject({ copies: 'drop', fields: { text: ['body', 'lead'] } })
  })

  test('a stronger voice also overrules what contradicts it; one voice may not contradict itself', () => {
    const dir = repository({
      'dittograph.json': json({
        maxFindings: 9,
        quiet: true,
        undoDir: 'u',
        reporter: ['text'],
        baseline: 'known.json',
      }),
    })
    const names = (words: string[]): Printed['flags'] => printed(dir, words).flags
    expect(names(['--fail-on', 'none']).maxFindings).toEqual({ value: 0, from: 'default' })
    expect(names(['-v'])).toMatchObject({ quiet: { value: false }, verbose: { value: true } })
    expect(names(['clean', '--undo', 'none']).undoDir).toMatchObject({ value: null })
    expect(names(['clean', '--diff']).reporter).toEqual({ value: ['text'], from: 'default' })
    expect(names(['--baseline-from-ref', 'main']).baseline).toMatchObject({ value: null })
    expect(names(['--no-progress']).quiet).toMatchObject({ value: true })
    put(dir, { 'dittograph.json': json({ failOn: 'none', maxFindings: 9 }) })
    expect(mistake(dir)).toBe(
      'dittograph.json:1:2: "failOn" and dittograph.json:1:18: "maxFindings" contradict each other: no finding counts, so there is nothing to limit (E_CONFIG)',
    )
    expect(run(dir, ['in', '--max-findings', '2', '-r', 'silent', '-q']).code).toBe(0)
    put(dir, { 'dittograph.json': json({ reporter: ['text', 'json'] }) })
    expect(mistake(dir)).toMatch(
      /^dittograph\.json:1:2: "reporter": -r text and -r json contradict each other: .*\(E_CONFIG\)$/,
    )
    expect(run(dir, ['in', '-r', 'silent', '-q']).code).toBe(1)
  })

  test('a switch can be turned off again, and flags of other commands are left alone', () => {
    const dir = repository({
      'dittograph.json': json({ extends: './base.json', gitignore: false, out: 'cleaned', undo: 'none' }),
    })
    put(dir, { 'base.json': json({ gitignore: true, color: true, progress: false }) })
    expect(printed(dir).flags).toMatchObject({
      gitignore: { value: false, from: 'dittograph.json:1:38' },
      color: { value: true, from: 'base.json:1:27' },
    })
    expect(run(dir, ['clean', 'in', '-r', 'silent', '-q']).code).toBe(0)
    expect(told(readFileSync(join(dir, 'cleaned/provenance.jsonl'), 'utf8')).summary.articles).toBe(3)
    // `out` is where clean writes, and not where restore does.
    expect(mistake(dir, ['restore', 'cleaned'])).toContain('restore needs --out DIR2')
  })

  test('extends: relative to each file, in order, the own settings last; paths move along', () => {
    const dir = repository({
      'app/dittograph.json': json({ extends: ['../conf/one.json', '../conf/two.jsonc'], parts: 'drop' }),
      'conf/one.json': json({ extends: './deep/base.json', copies: 'keep', keep: 'last', against: ['../in'] }),
      'conf/two.jsonc': '{ /* wins over one */ "copies": "drop", "parts": "keep", "baseline": "none", }',
      'conf/deep/base.json': json({
        keep: 'first',
        maxErrors: 4,
        reporter: ['text', 'jsonl=../out/r.jsonl'],
        recipe: 'standard',
      }),
    })
    const { files, flags } = printed(join(dir, 'app'))
    expect(files).toEqual(['dittograph.json', '../conf/one.json', '../conf/deep/base.json', '../conf/two.jsonc'])
    expect(flags).toMatchObject({
      parts: { value: 'drop', from: 'dittograph.json:1:61' },
      copies: { value: 'drop', from: '../conf/two.jsonc:1:33' },
      keep: { value: 'last' },
      against: { value: ['../in'] },
      maxErrors: { value: 4, from: '../conf/deep/base.json:1:29' },
      reporter: { value: ['text', 'jsonl=../conf/out/r.jsonl'] },
      recipe: { value: 'standard' },
      baseline: { value: 'none' },
    })
  })

  test('a diamond of many floors is read once a file', () => {
    const floors = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        `f${n}.json`,
        json(n < 39 ? { extends: [`f${n + 1}.json`, `./f${n + 1}.json`] } : { maxErrors: 2 }),
      ]),
    )
    const dir = repository({ ...floors, 'dittograph.json': json({ extends: 'f0.json' }) })
    expect(printed(dir).files).toHaveLength(41)
  })

  test('the next command repeats the flags that were given, and leaves the file its own', () => {
    const dir = repository({ 'dittograph.json': json({ parts: 'drop' }), 'other.json': json({ copies: 'cut' }) })
    expect(run(dir, ['in', '--keep', 'last']).out).toContain('next: dittograph clean --keep last in --out cleaned\n')
    expect(run(dir, ['in', '--config', 'other.json']).out).toContain('next: dittograph clean --config other.json in')
  })
})

describe('mistakes: one line with file, place, key and the way out', () => {
  test.each<[string, string, string]>([
    [
      'an unknown key',
      '{\n  "copeis": "drop"\n}',
      'dittograph.json:2:3: there is no setting "copeis" (did you mean copies?); dittograph init writes them all, with comments (E_CONFIG)',
    ],
    [
      'a flag instead of its key',
      '{"max-errors": 3}',
      'dittograph.json:1:2: there is no setting "max-errors" (did you mean maxErrors?); dittograph init writes them all, with comments (E_CONFIG)',
    ],
    [
      '__proto__',
      '{"__proto__": {"quiet": true}}',
      'dittograph.json:1:2: there is no setting "__proto__"; dittograph init writes them all, with comments (E_CONFIG)',
    ],
    [
      'a wrong word',
      '{"copies": "drpo"}',
      `dittograph.json:1:2: "copies" takes cut, drop, keep or weight, not 'drpo' (did you mean drop?) (E_CONFIG)`,
    ],
    [
      'a text for a number',
      '{"maxErrors": "3"}',
      `dittograph.json:1:2: "maxErrors" takes a number, not '3' (E_CONFIG)`,
    ],
    [
      'a number out of range',
      '{"maxRemoved": 50}',
      `dittograph.json:1:2: "maxRemoved" takes a share from 0 to 1, such as 0.05, not '50' (E_CONFIG)`,
    ],
    [
      'a word for a switch',
      '{"gitignore": "yes"}',
      `dittograph.json:1:2: "gitignore" takes true or false, not 'yes' (E_CONFIG)`,
    ],
    ['a list for one', '{"idField": ["id"]}', 'dittograph.json:1:2: "idField" takes a text, not a list (E_CONFIG)'],
    ['null', '{"exclude": [null]}', 'dittograph.json:1:2: "exclude" takes a text, or a list, not null (E_CONFIG)'],
    [
      'a key twice',
      '{"parts": "keep",\n"parts": "drop"}',
      'dittograph.json:2:1: "parts" stands twice, here and at dittograph.json:1:2: keep one (E_CONFIG)',
    ],
    [
      'what is dangerous unseen',
      '{"updateBaseline": true}',
      'dittograph.json:1:2: "updateBaseline" cannot be set in a file: it is said on the command line, each time (E_CONFIG)',
    ],
    ['no JSON', '{"parts": "keep"', 'dittograph.json:1:17: this is no JSON: close brace expected (E_CONFIG)'],
    ['a list', '[]', 'dittograph.json:1:1: a configuration is an object of settings, not a list (E_CONFIG)'],
    ['nothing', '', 'dittograph.json: the file is empty (E_CONFIG)'],
    [
      'a circle',
      '{"extends": ["./dittograph.json"]}',
      'dittograph.json extends dittograph.json: this goes in a circle: take one "extends" out (E_CONFIG)',
    ],
    [
      'code by extends',
      '{"extends": "x.mjs"}',
      'dittograph.json:1:2: "extends" names x.mjs, which is no .json or .jsonc file (E_CONFIG)',
    ],
    [
      'an absolute base',
      '{"extends": "/etc/x.json"}',
      `dittograph.json:1:2: "extends" takes a relative path or a list of them, not '/etc/x.json' (E_CONFIG)`,
    ],
    [
      'a base that is not there',
      '{"extends": "x.json"}',
      'dittograph.json:1:2: "extends" names x.json, and there is no such file (E_CONFIG)',
    ],
    [
      'a control character',
      '{"parts": "\\u001b[31m"}',
      `dittograph.json:1:2: "parts" takes keep or drop, not '\\x1b[31m' (E_CONFIG)`,
    ],
  ])('%s', (_, content, said) => {
    expect(mistake(repository({ 'dittograph.json': content }))).toBe(said)
  })

  test('files that are no configuration', () => {
    const dir = repository({
      'x.mjs': 'throw new Error("no\\nway")',
      'y.mjs': 'export default () => ({})',
      'z.toml': '',
      'm.mjs': 'export default { copeis: 1 }',
    })
    mkdirSync(join(dir, 'd.json'))
    const said = (file: string): string => mistake(dir, ['in', '--config', file])
    expect(said('nowhere.json')).toBe('nowhere.json: there is no such file (E_CONFIG)')
    expect(said('d.json')).toBe('d.json: this is a directory, not a file (E_CONFIG)')
    expect(said('z.toml')).toBe('z.toml: a configuration is a .json, .jsonc or .mjs file (E_CONFIG)')
    expect(said('x.mjs')).toBe('x.mjs: this module cannot be loaded: no (E_CONFIG)')
    expect(said('y.mjs')).toMatch(/^y\.mjs: its default export must be an object/)
    expect(said('m.mjs')).toMatch(/^m\.mjs: there is no setting "copeis" \(did you mean copies\?\)/)
    put(dir, {
      'big.json': `{"exclude": ["${'x'.repeat(2 ** 20)}"]}`,
      'deep.json': '['.repeat(200_000),
      'bad.json': '{}',
    })
    expect(said('big.json')).toMatch(/^big\.json: 1048\d+ bytes are more than the 1048576 it may have/)
    expect(said('deep.json')).toMatch(/^deep\.json.*(?:nested too deeply|no JSON)/)
    if (process.getuid?.() !== 0) {
      chmodSync(join(dir, 'bad.json'), 0)
      expect(said('bad.json')).toMatch(/cannot be read \(EACCES\)/)
    }
  })

  test('three files in a circle are named in order', () => {
    const dir = repository({
      'dittograph.json': '{"extends": "a.json"}',
      'a.json': '{"extends": "b.json"}',
      'b.json': '{"extends": "a.json"}',
    })
    expect(mistake(dir)).toMatch(/^a\.json extends b\.json extends a\.json: /)
  })

  test('an unknown flag, value, variable and path: one line, with what was probably meant', () => {
    const dir = repository({})
    expect(mistake(dir, ['in', '--copeis', 'drop'])).toBe(
      'there is no flag --copeis (did you mean --copies?); dittograph --help lists all (E_USAGE)',
    )
    expect(mistake(dir, ['in', '--copies', 'drpo'])).toMatch(/\(did you mean drop\?\) \(E_USAGE\)$/)
    expect(mistake(dir, ['in'], { DITTOGRAPH_COPEIS: 'drop' })).toMatch(
      /\(did you mean DITTOGRAPH_COPIES\?\) \(E_USAGE\)$/,
    )
    expect(mistake(dir, ['im'])).toMatch(/^im: there is no such file or directory .* \(E_NO_MATCH\)$/)
    expect(mistake(dir, ['completion', 'bsh'])).toBe(
      "completion knows bash, zsh and fish, not 'bsh' (did you mean bash?) (E_USAGE)",
    )
  })

  test('every code stands in the README', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    expect(Object.keys(codes).filter((code) => !readme.includes(`\`${code}\``))).toEqual([])
  })
})

describe('init', () => {
  test('writes a configuration that changes nothing, and never over one', () => {
    const dir = repository({})
    const before = printed(dir).flags
    expect(run(dir, ['init'])).toMatchObject({ code: 0, out: '' })
    const content = readFileSync(join(dir, 'dittograph.json'), 'utf8')
    expect(content).toBe(sample(null))
    expect(printed(dir).flags).toEqual(before)
    expect(mistake(dir, ['init'])).toBe(
      'dittograph.json is there already: change it, or let init replace it with --force (E_CONFIG)',
    )
    put(dir, { 'dittograph.json': '{"failOn": "none"}' })
    expect(run(dir, ['init', '--force', '-q'])).toEqual({ code: 0, out: '', err: '' })
    expect(readFileSync(join(dir, 'dittograph.json'), 'utf8')).toBe(content)
    rmSync(join(dir, 'dittograph.json'))
    put(dir, { 'package.json': json({ dittograph: {} }) })
    expect(mistake(dir, ['init', '--force'])).toMatch(/^package\.json configures this directory already/)
    expect(mistake(dir, ['init', 'in'])).toMatch(/^init takes no path/)
    put(dir, { 'package.json': '{}', 'node_modules/dittograph/schema.json': '{}' })
    run(dir, ['init', '-q'])
    expect(readFileSync(join(dir, 'dittograph.json'), 'utf8')).toContain(
      '\n  "$schema": "./node_modules/dittograph/schema.json",\n',
    )
    expect(printed(dir).files).toEqual(['dittograph.json'])
  })

  test('each of its lines is a setting that is read when its slashes are gone', () => {
    const lines = sample(null).match(/^ {2}\/\/ "[a-z]\w*": .*,$/gm)!
    expect(lines.map((line) => /"(\w+)"/.exec(line)![1])).toEqual([
      'extends',
      ...settable
        .filter((name) => flags[name].group !== 'Messages')
        .sort((a, b) => lines.findIndex((l) => l.includes(`"${a}"`)) - lines.findIndex((l) => l.includes(`"${b}"`))),
    ])
    const dir = repository({ 'conf/dittograph.json': '{}' })
    const free = settable.filter(
      (name) => !['updateBaseline', 'maxFindings', 'baselineFromRef', 'undoDir'].includes(name),
    )
    put(dir, {
      'conf/all.json': `{\n${free.map((name) => `  ${setting(name)}, // ${(flags[name] as Flag).meaning}\n`).join('')}}`,
    })
    const { flags: all } = printed(dir, ['--config', 'conf/all.json'])
    for (const name of free)
      if ((flags[name] as Flag).on.includes('scan')) expect(all[name]?.from).toMatch(/^conf\/all\.json:\d+:\d+$/)
  })
})

test('schema.json says what the table of flags says', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schema.json', import.meta.url), 'utf8')) as {
    properties: Record<string, { enum?: string[] }>
  }
  expect(schema).toEqual(configSchema())
  expect(Object.keys(schema.properties)).toEqual(['$schema', 'extends', ...settable])
  expect(schema.properties.copies!.enum).toEqual(['cut', 'drop', 'keep', 'weight'])
})

describe('--recipe', () => {
  const dir = repository({ 'x.jsonl': row({ id: 'x', text: text(rain, cattle) }) })
  const recipe = (content: string, ...words: string[]): Ran => {
    put(dir, { 'r.json': content })
    return run(dir, ['in', '--recipe', 'r.json', ...words])
  }
  test('a subset of numbers replaces those of the standard, in their order', () => {
    const standard = told(run(dir, ['in', '-r', 'jsonl']).out)
    const strict = recipe(
      '{ "name": "strict", // ours\n "copy": { "minWords": 10000 }, "shingle": { "words": 5 } }',
      '-r',
      'jsonl',
    )
    const { header, findings } = told(strict.out)
    const numbers = standard.header.recipe as { copy: object }
    expect(json(header.recipe)).toBe(json({ ...numbers, name: 'strict', copy: { ...numbers.copy, minWords: 10_000 } }))
    expect(header.fingerprint).not.toBe(standard.header.fingerprint)
    expect(findings.map(({ kind }) => kind)).toEqual(['repeat'])
    expect(standard.findings.map(({ kind }) => kind)).toEqual(['copy', 'repeat'])
    expect(run(dir, ['in', '--recipe', 'standard', '-r', 'jsonl']).out).toBe(run(dir, ['in', '-r', 'jsonl']).out)
    expect(recipe('{ "copy": { "leadWords": 40 } }').out).toContain('next: dittograph clean --recipe r.json in --out')
    expect(recipe('{ "copy": { "jaccard": 0.9 } }', '-q', '-r', 'silent').code).toBe(1)
    const told2 = run(dir, ['explain', 'in/a.txt', 'in/c.txt', '--from', 'in', '--recipe', 'r.json']).out
    expect(told2).toContain('a copy needs jaccard 0.9')
  })

  test.each([
    ['{"cpoy": {}}', 'r.json:1:2: a recipe has no "cpoy" (did you mean copy?): it has name'],
    [
      '{"copy": {"jacard": 0.6}}',
      'r.json:1:11: "copy" has no "jacard" (did you mean jaccard?): it has jaccard, respelled',
    ],
    [
      '{"copy": {"jaccard": 1.5}}',
      'r.json:1:11: "copy.jaccard" takes a number from 0.1 to 1, not 1.5 (the standard is 0.5)',
    ],
    ['{"copy": {"leadWords": 2.5}}', 'r.json:1:11: "copy.leadWords" takes a whole number from 1 to 1000, not 2.5'],
    ['{"copy": {"jaccard": "0.6"}}', `takes a number from 0.1 to 1, not '0.6'`],
    ['{"copy": 1}', 'r.json:1:10: "copy" is an object of numbers, not 1'],
    [
      '{"shingle": {"words": 4}}',
      'r.json:1:14: "shingle.words" is 5, built into the kernels, and cannot be changed here',
    ],
    ['{"name": "standard"}', 'no name that is taken (standard, ocr)'],
    ['{"name": "../x"}', `not '../x'`],
    ['[]', 'r.json:1:1: a recipe is an object of groups of numbers, not a list'],
  ])('%s is refused', (content, said) => {
    const { code, out, err } = recipe(content)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(said)
    expect(err).toMatch(/^[^\n]* \(E_RECIPE\)\n$/)
  })

  test('a name that is none', () => {
    expect(mistake(dir, ['in', '--recipe', 'standart'])).toBe(
      "--recipe takes standard, ocr or a file, and there is no recipe 'standart' (did you mean standard?): a file of that name is ./standart (E_USAGE)",
    )
    expect(mistake(dir, ['in', '--recipe', 'nowhere.json'])).toBe('nowhere.json: there is no such file (E_RECIPE)')
  })
})
