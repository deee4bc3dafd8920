// What one file does to the next: bugs that were found where several are read in one run.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { desk, put, row, run, told, tree } from './command.js'

const body = [
  'The council of Aldmoor voted on Monday to rebuild the old bridge over the Wend river, closed since the floods.',
  'The second paragraph says that it will cost four million and take two summers, said Mara Holm of the works office.',
  'Farmers met in the town hall to talk about the price of the milk that their cows give in a dry year.',
]
const twice = [...body, body[1]!]

test('spans of a page are its own, whatever pages are read beside it', () => {
  const page = (title: string): string =>
    `<html><head><title>${title}</title></head><body>\n${twice.map((p) => `<p>${p}</p>\n`).join('')}</body></html>\n`
  const files = { 'a.html': page('A title'), 'b.html': page('B'), 'c.html': page('The longest title of the three') }
  const dir = desk(files)
  const found = told(run(dir, ['.', '-r', 'jsonl']).out).findings.filter(({ kind }) => kind === 'repeat')
  expect(found.map(({ article }) => article).sort()).toEqual(Object.keys(files))
  for (const { article, span, source } of found) {
    const bytes = Buffer.from(files[article as keyof typeof files])
    for (const [start, end] of [span, source!.span]) expect(bytes.toString('utf8', start, end)).toBe(body[1])
  }
})

test('a Parquet file that makes no sense is left out with --skipped drop, and comes back', () => {
  const dir = desk({ 'in/a.parquet': `PAR1${'x'.repeat(500)}`, 'in/b.jsonl': row({ id: 'b', text: body[0] }) })
  const ran = run(dir, ['clean', 'in', '--out', 'out', '--skipped', 'drop', '--max-removed', '1', '-q', '-r', 'silent'])
  expect([ran.code, ran.err.match(/E_[A-Z]+/g)]).toEqual([2, ['E_PARQUET']])
  expect(run(dir, ['restore', 'out', '--out', 'back', '-q']).code).toBe(0)
  expect(tree(join(dir, 'back/in'))).toEqual(tree(join(dir, 'in')))
})

test('restore --in-place under another root writes nothing', () => {
  const dir = desk({ 'in/a.txt': twice.join('\n\n'), 'in/b.txt': body[2]! })
  expect(run(dir, ['clean', 'in', '--in-place', '-q', '-r', 'silent']).code).toBe(0)
  const wrong = run(dir, ['restore', 'dittograph-backup', '--in-place', '--out', 'in'])
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('nothing was written there')])
  expect(existsSync(join(dir, 'in/in'))).toBe(false)
  expect(run(dir, ['restore', 'dittograph-backup', '--in-place', '--out', '.']).code).toBe(0)
  expect(tree(join(dir, 'in'))).toEqual({ 'a.txt': expect.any(String), 'b.txt': expect.any(String) })
})

test('--keep fewest-repeats decides on the texts as they will be written', () => {
  const more =
    'A new paragraph says that the ferry will run until the bridge is open, from six in the morning to midnight.'
  const dir = desk()
  put(dir, {
    'in/n.jsonl':
      row({ id: 'A', text: body.join('\n\n') }) + row({ id: 'B', text: [...body, more, body[1]].join('\n\n') }),
  })
  const keep = ['--keep', 'fewest-repeats', '-q']
  expect(run(dir, ['clean', 'in', '--out', 'out', '-r', 'silent', '--max-removed', '1', ...keep]).code).toBe(0)
  const again = run(dir, ['scan', 'out/text', '--boilerplate-from', 'out/provenance.jsonl', ...keep])
  expect(again.code).toBe(0)
})
