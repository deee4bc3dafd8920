import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReportRecord, View } from '../../src/model.js'
import type { Ask } from '../../src/write/ask.js'
import { github } from '../../src/write/github.js'
import { hostile, payloads } from './hostile.js'
import { commands } from './readers.js'
import { finding, summary, trouble, view } from './records.js'

const scan: Ask = { mode: 'scan', words: [] }

function written(records: Iterable<ReportRecord>, of: Partial<View> = {}, ask: Ask = scan): string {
  let out = ''
  github(ask)(records, { write: (text) => void (out += text) }, view(of))
  return out
}

test('a finding is a warning at its lines, with what is said and why', () => {
  expect(
    written([finding({ article: 'news/a,b:1 50%.txt' })], {
      excerpt: (_, side) => (side === 'here' ? 'The council voted.' : 'The council, 100 % of it, voted.'),
    }),
  ).toBe(
    '::warning file=news/a%2Cb%3A1 50%25.txt,line=17,endLine=30,title=dittograph%3A repeat::' +
      'lines 17-30 repeat lines 3-16 of a.txt (identical, 2,797 bytes)%0A' +
      'would be cut: identical after folding; 14 passages%0A' +
      'here 17 | The council voted.…%0Athere 3 | The council, 100 %25 of it, voted.…\n',
  )
})

test('a finding in a record is a warning at the line of the record, and names the article', () => {
  const [command] = commands(written([finding({ article: 'own' })], { where: () => ({ path: 'x.jsonl', line: 42 }) }))
  expect(command!.properties).toEqual({ file: 'x.jsonl', line: '42', endLine: '42', title: 'dittograph: repeat' })
  expect(command!.message).toMatch(/^own: lines 17-30 repeat/)
})

test('ten warnings, the worst first, and one notice of the rest', () => {
  const cuts = Array.from({ length: 14 }, (_, n) => finding({ span: [0, 100 + n] }))
  const quiet = [1, 2, 3].map(() => finding({ kind: 'passage', edit: 'none', cut: null, span: [0, 9999] }))
  const told = commands(written([...quiet, ...cuts, summary()]))
  expect(told.map((command) => command!.name)).toEqual([...Array(10).fill('warning'), 'notice'])
  expect(told.slice(0, 10).map((command) => Number(/(\d+) bytes/.exec(command!.message)![1]))).toEqual([
    113, 112, 111, 110, 109, 108, 107, 106, 105, 104,
  ])
  expect(told[10]!.message).toBe(
    'not shown here: 4 of 14 findings, 3 findings that are reported only; -r jsonl=FILE writes them all',
  )
})

test('what is reported only is annotated when it counts at the gate', () => {
  const quiet = finding({ edit: 'none', cut: null })
  expect(commands(written([quiet])).map((command) => command!.name)).toEqual(['notice'])
  const told = commands(written([quiet], {}, { ...scan, counts: () => true }))
  expect(told.map((command) => command!.name)).toEqual(['warning'])
})

test('what could not be read is an error, ten of them; notes are none', () => {
  const told = commands(
    written([...Array.from({ length: 12 }, (_, n) => trouble({ line: n + 1 })), trouble({ level: 'note' })]),
  )
  expect(told.map((command) => command!.name)).toEqual([...Array(10).fill('error'), 'notice'])
  expect(told[0]).toEqual({
    name: 'error',
    properties: { file: 'c.jsonl', line: '1', title: 'dittograph: E_BAD_JSON' },
    message: 'c.jsonl:1: no JSON; copied through',
  })
  expect(told[10]!.message).toContain('2 of 12 errors')
})

test('nothing found: nothing said', () => {
  expect(written([summary()])).toBe('')
})

test('whatever an article says, every line is one of our commands', () => {
  const law = (text: string): void => {
    const records = [
      finding({ article: text, because: [text], source: { article: text, span: [0, 1], lines: [1, 1] } }),
      finding({ kind: 'copy', article: text, source: null, edit: 'none' }),
      trouble({ message: text, path: text, code: text }),
    ]
    const log = written(records, { excerpt: () => text })
    expect(commands(log).map((command) => command?.name)).toEqual(['error', 'warning', 'notice'])
    for (const command of commands(log))
      expect(Object.keys(command!.properties).join()).toMatch(/^(?:file,line,)?(?:endLine,)?title$/)
    expect(log).not.toMatch(/##\w*\[|[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
  }
  for (const text of payloads) law(text)
  fc.assert(fc.property(hostile, law))
})
