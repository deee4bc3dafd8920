// The figures of docs/reliability.md, each from the command that stands above it, put between its marks.
//
//   npm run reliability                                   # all of them: hours
//   npm run reliability -- --only faults --every 10       # one of: faults, fuzz, slopes, mutants, hostile
//   npm run reliability -- --only faults --from out.txt   # from what that command printed before
//   npm run reliability -- --only hostile --big           # and the 2.1 GB line, and ten million copies of one article
// hostile: files that are hostile to readers, and the program that tries them, lie beside the checkout (../shared) or where --shared says.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    every: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '10' },
    from: { type: 'string' },
    shared: { type: 'string', default: '../shared' },
    big: { type: 'boolean', default: false },
  },
})
const root = join(import.meta.dirname, '../..')
const file = join(root, 'docs/reliability.md')
const built = (name: string, ...words: string[]): string[] => [
  process.execPath,
  join(root, 'build/bench', `${name}.js`),
  ...words,
]
const shared = resolve(root, values.shared)
const main = join(root, 'dist/cli/main.js')
/** A command, and what stands above what it prints. */
type Step = readonly [says: string, words: readonly string[]]

// What was collected is not cleaned: the program takes every .json in the output for JSON, and what is copied through need not be.
const SCAN = 'scan {in} -q --memory 512MiB -r jsonl={out}/r.jsonl -r html={out}/r.html'
const BOTH = [SCAN, 'clean {in} --out {out}/o -q --memory 512MiB -r sarif={out}/r.sarif']
/** The files that were collected and those of the generator, each with both commands; with --big the two large ones, too. */
function hostile(): Step[] {
  const program = join(shared, 'score/hostile.mjs')
  if (!existsSync(program)) return []
  const collected = join(shared, 'data/hostile')
  const made = join(tmpdir(), 'dittograph-hostile')
  const big = values.big ? ['--big'] : []
  if (!existsSync(made)) spawnSync(process.execPath, [join(collected, 'gen-hostile.mjs'), made, ...big])
  const steps = (what: string, tried: readonly string[], dir: string, ...more: string[]): Step[] =>
    tried.map((words) => [
      `${what}: \`${words}\``,
      [process.execPath, program, '--dir', dir, '--cmd', `node ${main} ${words}`, ...more],
    ])
  const large = ['line-2100MB', 'article-10M'].flatMap((only) =>
    steps(`gen-hostile.mjs --big, ${only}`, BOTH, made, '--only', only, '--timeout', '3000'),
  )
  return [
    ...steps('collected', [SCAN], collected, '--timeout', '60'),
    ...['blow', 'csv', 'gz', 'ids', 'inject', 'jsonl', 'txt'].flatMap((kind) =>
      steps(`gen-hostile.mjs, ${kind}`, BOTH, join(made, kind), '--timeout', '60'),
    ),
    ...(values.big ? large : []),
  ]
}
const of = (words: readonly string[]): Step => ['', words]

const sections: Readonly<Record<string, readonly Step[]>> = {
  faults: [of(built('faults', '--every', values.every))],
  fuzz: [of(built('fuzz', '--minutes', values.minutes))],
  slopes: [of(built('linear'))],
  mutants: [of(built('mutants', '--every', values.every))],
  hostile: values.only === undefined || values.only === 'hostile' ? hostile() : [],
}

for (const [name, commands] of Object.entries(sections)) {
  if (values.only !== undefined && values.only !== name) continue
  if (commands.length === 0 && values.from === undefined) {
    console.log(`${name}: left as it is, because there is nothing at ${shared}`)
    continue
  }
  const said =
    values.from !== undefined
      ? readFileSync(values.from, 'utf8')
      : commands
          .map(
            ([says, [program, ...words]]) =>
              `${says === '' ? '' : `- ${says}: `}${spawnSync(program!, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).stdout}`,
          )
          .join('')
  const marks = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`)
  const text = readFileSync(file, 'utf8')
  if (!marks.test(text)) throw new Error(`docs/reliability.md has no marks for ${name}`)
  writeFileSync(
    file,
    text.replace(marks, (_, open: string, close: string) => `${open}\n${said.trim()}\n\n${close}`),
  )
  console.log(`${name}: written`)
}
