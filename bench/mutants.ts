// Would the tests notice? Small changes of src/clean.ts and src/write/escape.ts, one at a time, in a copy of the checkout: a comparison
// shifted, a condition turned, a number one off, a sign, a step left out, a text emptied. A change that no test notices has survived, and is
// listed; docs/reliability.md says of each why it is none, or a test was written.
//
//   npm run mutants [-- --minutes 20 --every 1 --only escape]
//   npm run mutants -- --only clean --from 90   # those behind the first 89, which an earlier run tried
//   npm run mutants -- --again out.txt   # only what survived in an earlier run, which printed out.txt
// Two files need no framework.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    again: { type: 'string' },
  },
})
/** What an earlier run printed. */
const earlier = values.again === undefined ? null : readFileSync(values.again, 'utf8')
/** What is changed, and the tests that must notice, quickest first. */
const targets: readonly { readonly file: string; readonly tests: readonly string[] }[] = [
  { file: 'src/clean.ts', tests: ['test/clean.test.ts'] },
  { file: 'src/write/escape.ts', tests: ['test/write/escape.test.ts', 'test/write/sinks.test.ts'] },
]

const SWAPS: readonly RegExp[] = [
  /(?<=[\w)\]!] )(<=|>=|<|>)(?= [\w(])/g,
  /===|!==/g,
  /&&|\|\|/g,
  /(?<=[\w)\]!] )[+-](?= [\w(])/g,
  /\b(?:true|false)\b/g,
  /(?<![\w.\\{])(?:0x[0-9a-f]+|\d+)(?![\w.])/g,
  /\b(?:continue|break)\b/g,
  /\+\+|--/g,
  /'[^'\n]+'/g,
]
const OTHER: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  true: 'false',
  false: 'true',
  continue: '',
  break: '',
  '++': '--',
  '--': '++',
}
const changed = (was: string): string =>
  OTHER[was] ??
  (was.startsWith("'") ? "''" : was.startsWith('0x') ? `0x${(Number(was) + 1).toString(16)}` : String(Number(was) + 1))

interface Mutant {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly was: string
  readonly is: string
  readonly source: string
  readonly shown: string
}

function* mutantsOf(file: string): Generator<Mutant> {
  const source = readFileSync(join(checkout, file), 'utf8')
  let start = 0
  let comment = false
  for (const [n, line] of source.split('\n').entries()) {
    const from = start
    start += line.length + 1
    if (/^\s*\/\*/.test(line)) comment = true
    const code = comment || /^\s*(?:\/\/|import |export \{|\*)/.test(line) ? '' : line.replace(/\/\/ .*$/, '')
    if (/\*\//.test(line)) comment = false
    if (/^\s*(?:export )?interface|^\s*readonly /.test(code) || /^const [A-Z]+ =\s*(?:\/.*)?$/.test(code)) continue
    for (const pattern of SWAPS)
      for (const found of code.matchAll(pattern)) {
        // Regular expressions and types are left alone: what stands in them is no operator.
        if (
          /^\s*\/.*\/[a-z]*$/.test(code) ||
          (/[<>]/.test(found[0]) && /=>|Map<|Set<|Record</.test(code.slice(found.index - 4, found.index + 4)))
        )
          continue
        const at = from + found.index
        const is = changed(found[0])
        yield {
          file,
          line: n + 1,
          column: found.index + 1,
          was: found[0],
          is,
          source: source.slice(0, at) + is + source.slice(at + found[0].length),
          shown: line.trim(),
        }
      }
  }
}

const checkout = join(import.meta.dirname, '../..')
const copy = mkdtempSync(join(tmpdir(), 'dittograph-mutants-'))
for (const name of [
  'src',
  'test',
  'bench',
  'dist',
  'corpus',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vitest.config.ts',
  'README.md',
  'schema.json',
])
  cpSync(join(checkout, name), join(copy, name), { recursive: true })
symlinkSync(join(checkout, 'node_modules'), join(copy, 'node_modules'))
const until = Date.now() + Number(values.minutes) * 60_000

/** A mutant on one line: its column too, because a line may have several. */
const told = ({ file, line, column, was, is, shown }: Mutant): string =>
  `- \`${file}:${line}:${column}\` \`${was}\` → \`${is}\` in \`${shown}\``

/** A run of tests that takes longer does not end: it is killed with all that it started, which would run on. */
const MOST_SECONDS = 180

/** Whether one of the tests fails, or does not end. */
async function noticed(tests: readonly string[]): Promise<boolean> {
  for (const test of tests) if (!(await passes(test))) return true
  return false
}

function passes(test: string): Promise<boolean> {
  const words = ['node_modules/vitest/vitest.mjs', 'run', '--bail=1', '--reporter=dot', '--testTimeout=60000', test]
  const child = spawn(process.execPath, words, { cwd: copy, stdio: 'ignore', detached: true })
  return new Promise((done, fail) => {
    const watch = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), MOST_SECONDS * 1000)
    child.on('error', fail)
    child.on('close', (code) => {
      clearTimeout(watch)
      done(code === 0)
    })
  })
}

try {
  console.log('| file | mutants tried | noticed | survived |')
  console.log('|---|---|---|---|')
  for (const { file, tests } of targets) {
    if (!file.includes(values.only)) continue
    if (await noticed(tests)) throw new Error(`the tests of ${file} fail as it is`)
    const all = [...mutantsOf(file)].slice(Number(values.from) - 1).filter((_, i) => i % Number(values.every) === 0)
    const survived: Mutant[] = []
    let tried = 0
    for (const mutant of all) {
      if (Date.now() > until) break
      tried++
      // It was noticed before.
      if (earlier !== null && !earlier.includes(told(mutant))) continue
      writeFileSync(join(copy, file), mutant.source)
      if (await noticed(tests)) continue
      survived.push(mutant)
      console.error(told(mutant))
    }
    cpSync(join(checkout, file), join(copy, file))
    console.log(`| ${file} | ${tried} of ${all.length} | ${tried - survived.length} | ${survived.length} |`)
    for (const mutant of survived) console.log(told(mutant))
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
