// Writes docs/rules/*.md and docs/errors.md: what a finding of each kind means, with the numbers of the recipe and an example that the built
// program has just run; and every code of an error or note.
//
//   npm run docs            # writes them
//   npm run docs -- --check # exit 1 when one does not say what the program does
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { codes } from '../src/cli/usage.js'
import type { Kind } from '../src/model.js'
import { standard } from '../src/recipe.js'
import type { Page } from './rules.js'
import { rules, silenceOf } from './rules.js'
import { troubles } from './troubles.js'

const main = resolve('dist/cli/main.js')

/** What the program prints for the example, and that it found this kind. */
function example(kind: Kind, { files, words }: Page): string {
  const dir = mkdtempSync(join(tmpdir(), 'dittograph-docs-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
    const ask = { cwd: dir, encoding: 'utf8', env: {} } as const
    const ran = spawnSync(
      process.execPath,
      [main, ...words, '-q', '--no-color', '-r', 'text', '-r', 'jsonl=r.jsonl'],
      ask,
    )
    const found = readFileSync(join(dir, 'r.jsonl'), 'utf8').includes(`"kind":"${kind}"`)
    if (ran.status === 2 || ran.stderr !== '' || !found)
      throw new Error(`the example of ${kind} does not show it: ${ran.stderr}`)
    return ran.stdout.replace(/\n {2}(?:next|rules): [^\n]*/g, '').trimEnd()
  } finally {
    rmSync(dir, { recursive: true })
  }
}

const numberOf = (name: string): number => {
  const [group, key] = name.split('.') as [keyof typeof standard, string]
  const value = (standard[group] as unknown as Record<string, unknown>)[key]
  if (typeof value !== 'number') throw new Error(`the recipe has no ${name}`)
  return value
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n')

const generated = '<!-- Written by npm run docs: change scripts/rules.ts or src/recipe.ts. -->'

function pageOf(kind: Kind): string {
  const page = rules[kind]
  const files = Object.entries(page.files).map(
    ([name, text]) => `\`${name}\`\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`,
  )
  const rows = page.numbers.map(([name, meaning]) => `| \`${name}\` | ${numberOf(name)} | ${meaning} |`)
  return `${generated}
# dittograph/${kind}

**${page.title}.** ${page.means}

## An example

${files.join('\n')}
\`dittograph ${page.words.join(' ')}\` says:

\`\`\`text
${example(kind, page)}
\`\`\`

## How it is decided

${list(page.decided)}

The numbers, which \`--recipe FILE\` may change:

| number | is | means |
|---|---|---|
${rows.join('\n')}

## What to do

${list(page.todo)}

## How to silence it

${list([...page.silence, ...silenceOf(kind)])}
`
}

function rulesIndex(): string {
  const rows = Object.entries(rules).map(([kind, { title }]) => `| [dittograph/${kind}](${kind}.md) | ${title} |`)
  return `${generated}
# What dittograph finds

| rule | means |
|---|---|
${rows.join('\n')}

An edit says what becomes of a finding: \`cut\`, these bytes go; \`removed\`, they go with the whole article; \`covered\`, they go with a larger cut;
\`none\`, it is reported only. What \`clean\` would act on counts at the gate.
`
}

function errors(): string {
  const row = ([code, when]: readonly [string, string]): string => `| \`${code}\` | ${when} |`
  return `${generated.replace('scripts/rules.ts or src/recipe.ts', 'scripts/troubles.ts or src/cli/usage.ts')}
# Codes

Every message ends in a code. The codes are a promise: scripts may look for them.

## What ends a run

With exit 2, in one line that says what, where and the way out.

| code | when |
|---|---|
${Object.entries(codes).map(row).join('\n')}

## What befell an article or a file

The run goes on. An error is an article that could not be read as asked: it is skipped, copied through to cleaned output as it is, and makes exit 2 at the end
unless \`--max-errors\` allows for it. A note changes nothing.

| code | level | when, and what to do |
|---|---|---|
${troubles.map(([code, when]) => `| \`${code}\` | ${code.startsWith('E_') ? 'error' : 'note'} | ${when} |`).join('\n')}
`
}

const pages: Record<string, string> = {
  'docs/rules/README.md': rulesIndex(),
  'docs/errors.md': errors(),
  ...Object.fromEntries(Object.keys(rules).map((kind) => [`docs/rules/${kind}.md`, pageOf(kind as Kind)])),
}
let stale = false
mkdirSync('docs/rules', { recursive: true })
for (const [file, wanted] of Object.entries(pages)) {
  if (!process.argv.includes('--check')) writeFileSync(file, wanted)
  else if (wanted !== readFileSync(file, 'utf8')) {
    console.error(`${file} does not say what the program does: npm run docs`)
    stale = true
  }
}
process.exitCode = stale ? 1 : 0
