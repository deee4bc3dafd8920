// The figures of docs/reliability.md, each from the command that stands above it, put between its marks.
//
//   npm run reliability                                   # all of them: hours
//   npm run reliability -- --only faults --every 10       # one of: faults, fuzz, slopes, mutants, hostile
//   npm run reliability -- --only faults --from out.txt   # from what that command printed before
// hostile: files that are hostile to readers, and the program that tries them, lie beside the checkout (../shared) or where --shared says.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    every: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '10' },
    from: { type: 'string' },
    shared: { type: 'string', default: '../shared' },
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
const hostile = (more: string): string[] => [
  process.execPath,
  join(shared, 'score/hostile.mjs'),
  '--dir',
  join(shared, 'data/hostile'),
  '--cmd',
  `node ${main} ${more}`,
  '--timeout',
  '60',
]

const sections: Readonly<Record<string, readonly (readonly string[])[]>> = {
  faults: [built('faults', '--every', values.every)],
  fuzz: [built('fuzz', '--minutes', values.minutes)],
  slopes: [built('linear')],
  mutants: [built('mutants', '--every', values.every)],
  hostile: existsSync(join(shared, 'score/hostile.mjs'))
    ? [
        hostile('scan {in} -q -r json={out}/r.json -r html={out}/r.html'),
        hostile('clean {in} --out {out}/o -q -r sarif={out}/r.sarif'),
      ]
    : [],
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
            ([program, ...words]) =>
              spawnSync(program!, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).stdout,
          )
          .join('\n')
  const marks = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`)
  const text = readFileSync(file, 'utf8')
  if (!marks.test(text)) throw new Error(`docs/reliability.md has no marks for ${name}`)
  writeFileSync(
    file,
    text.replace(marks, (_, open: string, close: string) => `${open}\n${said.trim()}\n\n${close}`),
  )
  console.log(`${name}: written`)
}
