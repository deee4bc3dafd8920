import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReportRecord } from '../../src/model.js'
import { reporter, reporterNames, reportersToCome } from '../../src/write/reporters.js'
import { hostile } from './hostile.js'
import { view } from './records.js'

const ask = { mode: 'scan', words: [] } as const
function written(name: string, records: Iterable<ReportRecord>): string {
  let out = ''
  reporter(name, ask)(records, { write: (text) => void (out += text) }, view())
  return out
}
const trouble = (message: string): ReportRecord => ({
  type: 'trouble',
  level: 'note',
  code: 'N_X',
  article: null,
  path: null,
  line: null,
  message,
})

test('exact output', () => {
  const records = [trouble('a'), trouble('b\u2028')]
  const [a, b] = ['a', 'b\\u2028'].map(
    (message) =>
      `{"type":"trouble","level":"note","code":"N_X","article":null,"path":null,"line":null,"message":"${message}"}`,
  )
  expect(written('jsonl', records)).toBe(`${a}\n${b}\n`)
  expect(written('json', records)).toBe(`{"records":[\n${a},\n${b}\n]}\n`)
  expect(written('jsonl', [])).toBe('')
  expect(written('json', [])).toBe('{"records":[]}\n')
})

test('both hold the same records, and those are what was put in', () => {
  fc.assert(
    fc.property(fc.array(hostile), (messages) => {
      const records = messages.map(trouble)
      const plain = JSON.parse(JSON.stringify(records))
      const lines = written('jsonl', records).split('\n')
      expect(lines.pop()).toBe('')
      expect(lines.map((line) => JSON.parse(line))).toEqual(plain)
      expect(JSON.parse(written('json', records))).toEqual({ records: plain })
    }),
  )
})

test('records are written as they come', () => {
  const log: string[] = []
  function* records(): Generator<ReportRecord> {
    for (const name of ['a', 'b']) {
      log.push(`made ${name}`)
      yield trouble(name)
    }
  }
  reporter('json', ask)(records(), { write: (text) => void log.push(`wrote ${text.length}`) }, view())
  expect(log.map((line) => line.split(' ')[0])).toEqual(['made', 'wrote', 'made', 'wrote', 'wrote'])
})

test('silent writes nothing', () => {
  expect(written('silent', [trouble('a')])).toBe('')
})

test('names', () => {
  for (const name of reporterNames) expect(typeof reporter(name, ask)).toBe('function')
  for (const name of reportersToCome) expect(() => reporter(name, ask)).toThrow('is not yet in this version')
  for (const name of ['nope', 'constructor', '']) expect(() => reporter(name, ask)).toThrow('there is no reporter')
})
