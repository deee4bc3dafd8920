// The script and the style of the HTML report -> src/write/html/made.ts, as two strings, and what the report says of each kind of finding,
// from scripts/rules.ts. The script is TypeScript in src/write/html/page/, checked against the DOM; tsc compiles it, and its files are put one
// behind the other, imported ones first.
//
//   npm run page            # writes it
//   npm run page -- --check # exit 1 when made.ts is not what the sources say
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Kind } from '../src/model.js'
import type { Rule } from '../src/write/html/data.js'
import { rules, silenceOf } from './rules.js'

const room = 'src/write/html/page'
const built = 'build/page/write/html/page'
const made = 'src/write/html/made.ts'

const ran = spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.page.json'], {
  stdio: 'inherit',
})
if (ran.status !== 0) process.exit(ran.status ?? 1)

// Each file becomes a function that gives what it exports, so that names are its own.
const done = new Set<string>()
const parts: string[] = []
function add(path: string): void {
  if (done.has(path)) return
  done.add(path)
  const code = readFileSync(path, 'utf8')
  const imports = /^import \{ (.*) \} from '(\..*)';$/gm
  for (const [, , other] of code.matchAll(imports)) add(join(dirname(path), other!))
  const names = [...code.matchAll(/^export (?:async )?(?:const|function|class|let) ([\w$]+)/gm)].map(
    (found) => found[1]!,
  )
  const body = code
    .replace(imports, (_, list: string, other: string) => `const { ${list} } = ${basename(other, '.js')}$`)
    .replace(/^export (?=const|function|class|let|async)/gm, '')
    .replace(/^export \{\};\n/gm, '')
  if (/^(?:import|export)\b/m.test(body)) throw new Error(`${path}: an import or export that this cannot undo`)
  parts.push(`const ${basename(path, '.js')}$ = (() => {\n${body.trim()}\nreturn { ${names.join(', ')} };\n})();`)
}
add(`${built}/main.js`)
const script = `(() => {\n'use strict';\n${parts.join('\n')}\n})();\n`
if (/<\/script|<!--/.test(script)) throw new Error('the script would end its own element')
const style = readFileSync(`${room}/page.css`, 'utf8')
  .replace(/\/\*[\s\S]*?\*\//g, '')
  .replace(/^\s+/gm, '')

const lines = (text: string): string =>
  `[\n${text
    .split('\n')
    .map((line) => `  ${JSON.stringify(line)},`)
    .join('\n')}\n].join('\\n')`
// Pages lead to one another; here they stand below one another.
const unlinked = (text: string): string => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
const told = Object.fromEntries(
  Object.entries(rules).map(([kind, { title, means, decided, todo, silence }]): [string, Rule] => [
    kind,
    {
      title: unlinked(title),
      means: unlinked(means),
      decided: decided.map(unlinked),
      todo: todo.map(unlinked),
      silence: [...silence, ...silenceOf(kind as Kind)].map(unlinked),
    },
  ]),
)
const wanted = `// Made by scripts/page.ts from page/ and scripts/rules.ts: npm run page. Do not edit.
import type { Kind } from '../../model.js'
import type { Rule } from './data.js'

export const rules: Readonly<Record<Kind, Rule>> = ${JSON.stringify(told, null, 2)}

export const script: string = ${lines(script)}

export const style: string = ${lines(style)}
`
if (!process.argv.includes('--check')) writeFileSync(made, wanted)
else if (readFileSync(made, 'utf8') !== wanted) {
  console.error(`${made} is not what ${room} says: npm run page`)
  process.exit(1)
}
