import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forms } from '../../src/forms.js'
import type { ReportRecord } from '../../src/model.js'
import { reporter } from '../../src/write/reporters.js'
import { hostile } from './hostile.js'
import { view } from './records.js'

const ask = { mode: 'scan', words: [] } as const
async function written(name: string, records: Iterable<ReportRecord>): Promise<string> {
  let out = ''
  ;(await reporter(name))(ask)(records, { write: (text) => void (out += text) }, view())
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

test('exact output', async () => {
  const records = [trouble('a'), trouble('b\u2028')]
  const [a, b] = ['a', 'b\\u2028'].map(
    (message) =>
      `{"type":"trouble","level":"note","code":"N_X","article":null,"path":null,"line":null,"message":"${message}"}`,
  )
  expect(await written('jsonl', records)).toBe(`${a}\n${b}\n`)
  expect(await written('json', records)).toBe(`{"records":[\n${a},\n${b}\n]}\n`)
  expect(await written('jsonl', [])).toBe('')
  expect(await written('json', [])).toBe('{"records":[]}\n')
})

test('both hold the same records, and those are what was put in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostile), async (messages) => {
      const records = messages.map(trouble)
      const plain = JSON.parse(JSON.stringify(records))
      const lines = (await written('jsonl', records)).split('\n')
      expect(lines.pop()).toBe('')
      expect(lines.map((line) => JSON.parse(line))).toEqual(plain)
      expect(JSON.parse(await written('json', records))).toEqual({ records: plain })
    }),
  )
})

test('records are written as they come', async () => {
  const json = await reporter('json')
  const log: string[] = []
  function* records(): Generator<ReportRecord> {
    for (const name of ['a', 'b']) {
      log.push(`made ${name}`)
      yield trouble(name)
    }
  }
  json(ask)(records(), { write: (text) => void log.push(`wrote ${text.length}`) }, view())
  expect(log.map((line) => line.split(' ')[0])).toEqual(['made', 'wrote', 'made', 'wrote', 'wrote'])
})

test('silent writes nothing', async () => {
  expect(await written('silent', [trouble('a')])).toBe('')
})

test('names', async () => {
  for (const name of forms) expect(typeof (await reporter(name))(ask)).toBe('function')
  for (const name of ['nope', 'constructor', '']) await expect(reporter(name)).rejects.toThrow('there is no reporter')
})
