import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Name } from '../../src/cli/flags.js'
import { flags, kebab, names } from '../../src/cli/flags.js'
import type { CleanPlan, ExplainPlan, RestorePlan, ScanPlan } from '../../src/cli/plan.js'
import { parse } from '../../src/cli/plan.js'
import { UsageError } from '../../src/cli/usage.js'

const words = (line: string): string[] => (line === '' ? [] : line.split(' '))
const plan = <T>(line: string, env: Record<string, string> = {}): T => parse(words(line), env) as T
const scan = (line: string): ScanPlan => plan(line)
const clean = (line: string): CleanPlan => plan(line)

/** What is wrong with a command line. */
function wrong(line: string | string[], env: Record<string, string> = {}): string {
  try {
    parse(typeof line === 'string' ? words(line) : line, env)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as Error).message
  }
  return 'nothing'
}

/** The least that each command needs. */
const call = {
  scan: 'scan a',
  clean: 'clean a --out o',
  restore: 'restore d --out o',
  explain: 'explain x --from d',
  verify: 'verify d',
  plan: 'plan a --out o',
  run: 'run a --out o',
  stage: 'stage sketch --settings s',
  init: 'init',
  completion: 'completion bash',
}

test('a plain scan: every default', () => {
  expect(parse(['corpus/'], {})).toEqual({
    command: 'scan',
    colour: null,
    compact: false,
    hyperlinks: null,
    progress: null,
    quiet: false,
    verbose: false,
    debug: false,
    input: {
      patterns: ['corpus/'],
      filesFrom: null,
      exclude: [],
      gitignore: false,
      root: null,
      against: [],
      inputFormat: 'auto',
      stdinFilename: null,
      fields: { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' },
      maxRecord: 64 * 2 ** 20,
      maxDecompressed: null,
      encoding: null,
      htmlExtract: 'blocks',
    },
    policy: {
      copies: 'cut',
      parts: 'keep',
      keep: 'original',
      boilerplate: 'keep',
      boilerplateFrom: null,
      skipped: 'keep',
      decisions: null,
    },
    recipe: 'standard',
    threads: 'auto',
    kernel: 'auto',
    reports: [{ name: 'text', file: null }],
    articles: 'all',
    outlets: false,
    maxErrors: 0,
    memory: null,
    listFiles: false,
    words: ['corpus/'],
    gate: { failOn: 'edits', maxFindings: 0, max: {}, maxDuplicateRatio: null },
    known: { file: null, ref: null, update: false, prune: false },
  })
  expect(parse(['scan', 'corpus/'], {})).toEqual(parse(['corpus/'], {}))
})

test('--memory is a size, and no part of the clean that a scan proposes', () => {
  expect(scan('a --memory 400M')).toMatchObject({ memory: 400 * 2 ** 20, words: ['a'] })
  expect(plan<ExplainPlan>('explain x --from d --memory 2G').memory).toBe(2 ** 31)
  expect(clean('clean a --out o').memory).toBeNull()
})

test('the other commands', () => {
  const { out, force, dryRun, diff, undo, undoDir, verify, maxRemoved } = clean('clean a b --out o')
  expect({ out, force, dryRun, diff, undo, undoDir, verify, maxRemoved }).toEqual({
    out: 'o',
    force: false,
    dryRun: false,
    diff: false,
    undo: 'bytes',
    undoDir: null,
    verify: true,
    maxRemoved: 0.5,
  })
  expect(plan<RestorePlan>('restore d --out o --only a --only b --from in')).toMatchObject({
    command: 'restore',
    dir: 'd',
    out: 'o',
    only: ['a', 'b'],
    from: ['in'],
  })
  expect(plan<ExplainPlan>('explain a b --from c.jsonl --from d --text-field body')).toMatchObject({
    command: 'explain',
    ids: ['a', 'b'],
    from: ['c.jsonl', 'd'],
    input: { patterns: ['c.jsonl', 'd'], fields: { text: ['body'] } },
  })
  expect(plan('verify d --undo-dir u')).toMatchObject({ command: 'verify', dir: 'd', undoDir: 'u' })
  for (const line of ['--version', 'scan --version', 'restore --version', 'clean a --version'])
    expect(plan(line)).toEqual({ command: 'version' })
})

test.each(names)('%s: its example is read, by every command that takes it and by no other', (name) => {
  const flag = flags[name]
  const example = words(flag.example.replaceAll("'", ''))
  for (const [command, line] of Object.entries(call)) {
    // Two reports on standard output, or undo and its directory, may not stand together: the least line has none of them.
    const said = wrong([...words(line), ...example])
    if ((flag.on as string[]).includes(command)) expect(said).toBe('nothing')
    else expect(said).toMatch(new RegExp(`is a flag of .*, not of ${command}$`))
  }
})

test.each(names.filter((name) => flags[name].value !== undefined))('%s: without a value it is an error', (name) => {
  const [command] = flags[name].on
  expect(wrong([...words(call[command!]), `--${kebab(name)}`])).toContain(`--${kebab(name)}`)
})

test.each([
  ['scan a -q -v', ['--quiet', '--verbose']],
  ['scan a --quiet --debug', ['--quiet', '--debug']],
  ['restore d --out o -q --progress', ['--quiet', '--progress']],
  ['clean a --out o --undo none --undo-dir u', ['--undo none', '--undo-dir']],
  ['scan a --fail-on none --max-findings 3', ['--fail-on none', '--max-findings']],
  ['scan a --fail-on none --max copy=3', ['--fail-on none', '--max']],
  ['scan a --max-duplicate-ratio 0.1 --fail-on none', ['--fail-on none', '--max-duplicate-ratio']],
  ['scan - --files-from -', ['--files-from -', '-']],
  ['scan a -r text -r jsonl', ['-r text', '-r jsonl']],
  ['clean a --out o --diff -r json', ['--diff', '-r json']],
  ['clean a --out o --list-files --diff', ['--list-files', '--diff']],
  ['scan a --baseline f --baseline-from-ref main', ['--baseline-from-ref', '--baseline']],
  ['scan a --update-baseline --baseline-from-ref main', ['--baseline-from-ref', '--update-baseline']],
  ['scan a --update-baseline --prune-baseline', ['--update-baseline', '--prune-baseline']],
  ['scan a --prune-baseline --baseline none', ['--baseline none', '--prune-baseline']],
  ['scan a --update-baseline --list-files', ['--list-files', '--update-baseline']],
  ['scan - --baseline-from-ref main', ['--baseline-from-ref', '-']],
])('%s: both are named', (line, both) => {
  const said = wrong(line)
  expect(said).toMatch(/contradict each other/)
  for (const flag of both) expect(said).toContain(flag)
})

test.each([
  'scan a -q --no-progress',
  'clean a --dry-run',
  'clean a --out o --dry-run',
  'clean a --list-files',
  'clean a --out o --diff -r jsonl=f',
  'scan a -r text -r jsonl=f -r json=g',
  'scan a --quiet --no-color',
  'scan - --stdin-filename x.jsonl',
  'scan --files-from -',
  'scan a --fail-on none',
  'clean a --out o --undo inputs --undo-dir u',
])('%s is fine', (line) => {
  expect(wrong(line)).toBe('nothing')
})

test.each([
  ['', /^scan needs something to read/],
  ['scan', /^scan needs something to read/],
  ['clean --out o', /^clean needs something to read/],
  ['clean a', /^clean needs --out DIR or --in-place, or --dry-run/],
  ['restore d', /^restore needs --out DIR2/],
  ['restore --out o', /^restore takes the output directory of a clean, and got nothing/],
  ['restore d e --out o', /got d e: dittograph restore DIR --out DIR2$/],
  ['restore d --out o --dry-run', /^--dry-run is a flag of clean, not of restore$/],
  ['explain x', /^explain needs --from/],
  ['explain --from d', /^explain takes one article id/],
  ['verify', /^verify takes the output directory/],
  ['a --out o', /^--out is a flag of clean, restore, plan, run, not of scan$/],
  ['--max-errors 3 clean a', /^the command stands first: dittograph clean … \(a file of that name is \.\/clean\)$/],
  ['scan a --maxerrors 3', /^there is no flag --maxerrors \(did you mean --max-errors\?\)/],
  ['scan a --no-colour', /did you mean --no-color\?/],
  ['scan a --frobnicate', /^there is no flag --frobnicate; dittograph --help lists all$/],
  ['scan a -x', /^there is no flag -x;/],
  ['scan a --copies dorp', /^--copies takes cut, drop, keep or weight, not 'dorp' \(did you mean drop\?\)$/],
  ['scan a -r jsnol', /not 'jsnol' \(did you mean jsonl\?\)$/],
  ['scan a -r jsonl=', /names no file/],
  ['scan a -r silent=f', /silent writes nothing/],
  ['scan a -r json=f -r jsonl=f', /two reports would be written to f/],
  ['scan a --max cop=3', /did you mean copy\?/],
  ['scan a --max copy', /takes KIND=N/],
  ['scan a --max copy=x', /whole number/],
  ['scan a --max-findings -1', /whole number from 0, not '-1'/],
  ['scan a --max-findings 1e3', /whole number/],
  ['scan a --max-duplicate-ratio 5', /share from 0 to 1/],
  ['clean a --out o --max-removed 50%', /share from 0 to 1/],
  ['scan a --max-record 64Mo', /takes a size in bytes/],
  ['scan a --max-record 2G', /1 byte to 1GiB/],
  ['scan a --max-record 0', /1 byte to 1GiB/],
])('%s', (line, said) => {
  expect(wrong(line)).toMatch(said)
})

test('empty words are told, not read as the working directory', () => {
  expect(wrong(['scan', 'a', ''])).toMatch(/one of the paths is empty/)
  expect(wrong(['restore', '', '--out', 'o'])).toMatch(/takes the output directory/)
  expect(wrong(['clean', 'a', '--out', ''])).toMatch(/--out needs a value/)
})

test('sizes', () => {
  const size = (text: string): number => scan(`a --max-record ${text}`).input.maxRecord
  expect(['1000', '64MiB', '64M', '64m', '64MB', '1G', '1.5K', '10kB', '7B'].map(size)).toEqual([
    1000,
    64 * 2 ** 20,
    64 * 2 ** 20,
    64 * 2 ** 20,
    64e6,
    2 ** 30,
    1536,
    10_000,
    7,
  ])
})

test('reports', () => {
  const reports = (line: string): unknown => scan(`a ${line}`).reports.map(({ name, file }) => `${name} ${file}`)
  expect(reports('-r jsonl=out=1.jsonl -r text')).toEqual(['jsonl out=1.jsonl', 'text null'])
  expect(reports('--reporter=json=-')).toEqual(['json null'])
  expect(reports('-rsilent')).toEqual(['silent null'])
  expect(reports('--list-files')).toEqual([])
  expect(clean('clean a --out o --diff').reports).toEqual([])
  expect(clean('clean a --out o --diff -r jsonl=f').reports).toEqual([{ name: 'jsonl', file: 'f' }])
})

test('the gate', () => {
  const gate = (line: string): unknown => scan(`a ${line}`).gate
  expect(gate('--max copy=3 --max part=0 --max copy=5')).toMatchObject({ maxFindings: 0, max: { copy: 5, part: 0 } })
  expect(gate('--max-duplicate-ratio 0.05')).toMatchObject({ maxFindings: null, maxDuplicateRatio: 0.05 })
  expect(gate('--max-duplicate-ratio .05 --max-findings 3')).toMatchObject({ maxFindings: 3, maxDuplicateRatio: 0.05 })
})

test('the last one counts, and repeatable flags add up', () => {
  expect(scan('a --max-errors 1 --max-errors 5').maxErrors).toBe(5)
  expect(scan('a --color --no-color').colour).toBe(false)
  expect(scan('a --no-color --color').colour).toBe(true)
  expect(scan('a --text-field body --text-field lead').input.fields.text).toEqual(['body', 'lead'])
})

test('-- ends the flags, and flags may stand behind paths', () => {
  expect(scan('a b --gitignore -- -c --d').input).toMatchObject({ patterns: ['a', 'b', '-c', '--d'], gitignore: true })
  for (const path of ['constructor', 'toString', '__proto__']) expect(scan(path).input.patterns).toEqual([path])
  expect(scan('scan clean').input.patterns).toEqual(['clean'])
})

test('the words for the next command repeat what decides, and nothing else', () => {
  expect(scan('a b --text-field body -q -r json --copies drop --max-findings 3 --gitignore -- -c').words).toEqual(
    words('--text-field body --copies drop --gitignore a b ./-c'),
  )
  const line = scan('news --input-format jsonl --against old --skipped drop')
  expect(clean(`clean ${line.words.join(' ')} --out o`)).toMatchObject({ input: line.input, policy: line.policy })
})

test('the environment sets flags; the command line beats it', () => {
  const env = {
    DITTOGRAPH_MAX_ERRORS: '3',
    DITTOGRAPH_TEXT_FIELD: 'body',
    DITTOGRAPH_QUIET: '1',
    DITTOGRAPH_COLOR: '0',
    DITTOGRAPH_OUT: 'o',
    PATH: '/bin',
  }
  expect(plan('a', env)).toMatchObject({
    maxErrors: 3,
    quiet: true,
    colour: false,
    input: { fields: { text: ['body'] } },
  })
  expect(plan('a --max-errors 1 --text-field t --verbose --color', env)).toMatchObject({
    maxErrors: 1,
    quiet: false,
    verbose: true,
    colour: true,
    input: { fields: { text: ['t'] } },
  })
  expect(plan('clean a', env)).toMatchObject({ out: 'o' })
  expect(plan('a', { DITTOGRAPH_QUIET: '0' })).toMatchObject({ quiet: false })
  expect(wrong('a', { DITTOGRAPH_MAX_ERORS: '3' })).toMatch(/did you mean DITTOGRAPH_MAX_ERRORS\?/)
  expect(wrong('a', { DITTOGRAPH_MAX_ERRORS: 'x' })).toBe("DITTOGRAPH_MAX_ERRORS takes a whole number from 0, not 'x'")
  expect(wrong('a', { DITTOGRAPH_QUIET: 'maybe' })).toBe("DITTOGRAPH_QUIET takes 1 or 0, not 'maybe'")
  expect(plan<ScanPlan>('a', { DITTOGRAPH_MEMORY: '1G' }).memory).toBe(2 ** 30)
})

test('any words give a plan or a UsageError', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('clean', 'restore', 'explain', 'help', '--', '-', '-h', '--version', 'a'),
    fc.constantFrom(...names).map((name: Name) => `--${kebab(name)}`),
    fc.constantFrom(...names).map((name: Name) => flags[name].example),
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
      try {
        expect(parse(argv, {}).command).toMatch(
          /^(?:scan|clean|restore|explain|verify|init|completion|print|help|topic|version)$/,
        )
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError)
      }
    }),
    { numRuns: 500 },
  )
})
