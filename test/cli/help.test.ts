import { expect, test } from 'vitest'
import type { Command } from '../../src/cli/flags.js'
import { flags, kebab, names } from '../../src/cli/flags.js'
import { commands, flagTable, help, spelled } from '../../src/cli/help.js'
import { parse } from '../../src/cli/plan.js'

test('every flag has its own entry in the help of its commands', () => {
  for (const command of [null, ...(Object.keys(commands) as Command[])]) {
    const text = help(command)
    for (const name of names) {
      const on = command === null || flags[name].on.includes(command)
      const entry = `\n  ${spelled(name)}`
      if (on) expect(text).toContain(entry)
      else expect(text).not.toContain(entry)
    }
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    for (const code of ['0', '1', '2', '130, 143']) expect(text).toContain(`\n  ${code} `)
  }
})

test('the general help has five examples, and they are read', () => {
  const text = help(null)
  const examples = [...text.split('Examples:')[1]!.matchAll(/^ {2}dittograph (.*)$/gm)].map((found) => found[1]!)
  expect(examples).toHaveLength(5)
  for (const line of examples)
    expect(parse(line.replaceAll("'", '').split(' '), {}).command).toMatch(/scan|clean|restore/)
})

test.each([
  ['--help', null],
  ['-h', null],
  ['help', null],
  ['help help', null],
  ['clean --help', 'clean'],
  ['help restore', 'restore'],
  ['scan a --help', 'scan'],
  ['explain -h', 'explain'],
  ['init --help', 'init'],
] as const)('%s', (line, command) => {
  expect(parse(line.split(' '), {})).toEqual({ command: 'help', text: help(command) })
})

test('the table for the README has a row for each flag, and its cells are whole', () => {
  const rows = flagTable().trimEnd().split('\n')
  expect(rows).toHaveLength(names.length + 2)
  for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(6)
  expect(flagTable()).toContain(
    '| `--max-record SIZE` | records longer than this are skipped and reported (bytes) | `64MiB` | `--max-record 16MiB` | scan, clean, explain, plan, run |\n',
  )
})

test('the facts of every flag are said once, and agree', () => {
  const shorts = names.flatMap((name) => flags[name].short ?? [])
  expect(new Set(shorts).size).toBe(shorts.length)
  for (const name of names) {
    const { example, on, standard, meaning } = flags[name]
    expect(example).toMatch(new RegExp(`(?:^| )(?:--(?:no-)?${kebab(name)}|-${flags[name].short})(?: |$)`))
    expect(on.length).toBeGreaterThan(0)
    expect(meaning).not.toMatch(/\.$/)
    if (standard !== undefined) expect(() => flags[name].read(standard, '')).not.toThrow()
  }
})
