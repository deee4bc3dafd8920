// `dittograph init`: a configuration in which every setting stands as a comment, with its meaning and its default. Nothing in it counts
// until somebody takes the slashes away.
import { settable } from './config.js'
import type { Flag, Group, Name } from './flags.js'
import { flags, groups } from './flags.js'

/** How each run speaks is no matter of a project. */
const LEFT_OUT: readonly Group[] = ['Messages']

/** The text of dittograph.json. `schema`: where schema.json lies, or null. */
export function sample(schema: string | null): string {
  const lines = [
    '// What dittograph does in this repository. Flags of the command line beat DITTOGRAPH_… variables, and those beat this file.',
    '// Paths are relative to this file. Take the slashes away where you want something else than the default.',
    '{',
    schema === null
      ? '  // "$schema": "./node_modules/dittograph/schema.json",'
      : `  "$schema": ${JSON.stringify(schema)},`,
    '',
    '  // Take the settings of other files first:',
    '  // "extends": ["../dittograph.json"],',
  ]
  for (const group of groups) {
    const mine = settable.filter((name) => flags[name].group === group && !LEFT_OUT.includes(group))
    if (mine.length > 0) lines.push('', `  // ---- ${group}`)
    for (const name of mine) {
      const { meaning, unit } = flags[name]
      lines.push('', `  // ${meaning}${unit === undefined ? '' : ` (${unit})`}`, `  // ${setting(name)},`)
    }
  }
  return `${lines.join('\n')}\n}\n`
}

/** "maxErrors": 0 — the default, or, where there is none, the example. */
export function setting(name: Name): string {
  const { standard, example, kind, value, hint }: Flag = flags[name]
  if (value === undefined) return `"${name}": false`
  const said = [...example.matchAll(/(?:^| )-\S+ ('[^']*'|\S+)/g)].map((found) => found[1]!.replaceAll("'", ''))
  const texts = standard === undefined ? said : [standard]
  const values = texts.map((text) => (hint.type === 'count' || hint.type === 'share' ? Number(text) : text))
  return `"${name}": ${kind === 'many' ? `[${values.map((one) => JSON.stringify(one)).join(', ')}]` : JSON.stringify(values[0])}`
}
