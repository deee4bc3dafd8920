// --print-config: every flag of a command, its value as a configuration file would say it, and who said so. One flag a line, JSON.
import type { Command, Flag } from './flags.js'
import { flags, names } from './flags.js'
import type { Given } from './plan.js'

/** `given`: what counts, weaker layers taken out; `files`: the configuration files that were read, each before those it extends. */
export function printed(command: Command, given: readonly Given[], files: readonly string[]): string {
  const lines = names.flatMap((name) => {
    const flag: Flag = flags[name]
    if (!flag.on.includes(command)) return []
    if (name === 'config' || name === 'printConfig' || name === 'version') return []
    const mine = given.filter((one) => one.name === name)
    const from = mine.at(-1)?.from ?? 'default'
    return [`    ${JSON.stringify(name)}: ${JSON.stringify({ value: said(flag, mine), from })}`]
  })
  const head = [`  "schema": "dittograph-config/1"`, `  "command": ${JSON.stringify(command)}`]
  return `{\n${head.join(',\n')},\n  "files": ${JSON.stringify(files)},\n  "flags": {\n${lines.join(',\n')}\n  }\n}\n`
}

function said(flag: Flag, mine: readonly Given[]): unknown {
  const one = (text: string): unknown =>
    flag.hint.type === 'count' || flag.hint.type === 'share' ? flag.read(text, '') : text
  const { kind, standard } = flag
  if (kind === 'switch') return mine.at(-1)?.on === true
  if (kind === 'either') return mine.at(-1)?.on ?? null
  const texts = mine.map(({ text }) => text ?? '')
  if (kind === 'many') return texts.length === 0 && standard !== undefined ? [one(standard)] : texts.map(one)
  const text = texts.at(-1) ?? standard
  return text === undefined ? null : one(text)
}
