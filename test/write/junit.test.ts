import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReportRecord, View } from '../../src/model.js'
import type { Ask } from '../../src/write/ask.js'
import { junit } from '../../src/write/junit.js'
import { hostile, payloads } from './hostile.js'
import type { Element } from './readers.js'
import { parseXml } from './readers.js'
import { finding, summary, trouble, view } from './records.js'

const scan: Ask = { mode: 'scan', words: [] }

function text(records: Iterable<ReportRecord>, of: Partial<View> = {}, ask: Ask = scan): string {
  let out = ''
  junit(ask)(records, { write: (text) => void (out += text) }, view(of))
  return out
}

/** The suites; their sums are right. */
function suites(...of: Parameters<typeof text>): readonly Element[] {
  const root = parseXml(text(...of))
  expect(root.name).toBe('testsuites')
  for (const { attributes, children } of root.children) {
    const having = (name: string): string =>
      String(children.filter((test) => test.children.some((child) => child.name === name)).length)
    expect(attributes).toMatchObject({
      tests: String(children.length),
      failures: having('failure'),
      errors: having('error'),
      skipped: having('skipped'),
    })
    const names = children.map((test) => `${test.attributes.classname} ${test.attributes.name}`)
    expect(new Set(names).size).toBe(names.length)
  }
  return root.children
}

test('a suite for each file, a test for each finding: what counts fails, the rest is skipped', () => {
  const found = suites(
    [
      finding(),
      finding({ kind: 'passage', rule: 'dittograph/passage', edit: 'none', cut: null, fingerprint: '2' }),
      finding({ article: 'b.txt', fingerprint: '3', lines: [1, 1] }),
      summary(),
    ],
    { excerpt: () => 'The council & the mayor.' },
  )
  expect(found.map(({ attributes }) => attributes.name)).toEqual(['a.txt', 'b.txt', 'dittograph'])
  const [first, second] = found[0]!.children
  expect(first!.attributes).toEqual({
    classname: 'a.txt',
    name: 'repeat: a.txt [0123456789abcdef]',
    file: 'a.txt',
    line: '17',
    time: '0',
  })
  expect(first!.children).toEqual([
    {
      name: 'failure',
      attributes: {
        type: 'dittograph/repeat',
        message: 'lines 17-30 repeat lines 3-16 of the same article (identical, 2,797 bytes)',
      },
      text: 'would be cut: identical after folding; 14 passages\n17 = 3 | The council & the mayor.…',
      children: [],
    },
  ])
  expect(second!.children[0]).toMatchObject({
    name: 'skipped',
    attributes: { message: expect.stringMatching(/reported only/) },
  })
})

test('the name of a test does not change when lines move', () => {
  const names = (lines: readonly [number, number]): unknown =>
    suites([finding({ lines, fileLine: lines[0] })])[0]!.children[0]!.attributes.name
  expect(names([17, 30])).toBe(names([90, 99]))
})

test('the gate decides what fails', () => {
  const records = [finding(), finding({ edit: 'none', cut: null, fingerprint: '2' })]
  const failures = (ask: Ask): unknown => suites(records, {}, ask)[0]!.attributes.failures
  expect(failures(scan)).toBe('1')
  expect(failures({ ...scan, counts: () => true })).toBe('2')
  expect(failures({ ...scan, counts: () => false })).toBe('0')
})

test('a clean corpus has one test, and it passes; what could not be read is an error', () => {
  const [clean] = suites([summary()])
  expect(clean!.children.map(({ attributes, children }) => [attributes.name, children.length])).toEqual([
    ['every article could be read', 0],
  ])
  const [failed] = suites([trouble(), trouble({ level: 'note' })])
  expect(failed!.children).toHaveLength(1)
  expect(failed!.children[0]!.children[0]).toMatchObject({
    name: 'error',
    attributes: { type: 'E_BAD_JSON', message: 'c.jsonl:12: no JSON; copied through' },
  })
})

test('1,000 errors, and one more for the rest', () => {
  const [suite] = suites(Array.from({ length: 1_200 }, (_, n) => trouble({ line: n + 1 })))
  expect(suite!.children).toHaveLength(1_001)
  expect(suite!.children.at(-1)!.attributes.name).toMatch(/^200 more errors/)
})

test('whatever an article says, the XML is well-formed and holds nothing that XML forbids', () => {
  const law = (text: string): void => {
    const records = [
      finding({ article: text, because: [text], source: { article: text, span: [0, 1], lines: [1, 1] } }),
      finding({ article: text, because: [text], edit: 'none', rule: text, fingerprint: '2' }),
      trouble({ message: text, path: text, code: text }),
    ]
    const found = suites(records, { excerpt: () => text })
    expect(found.map(({ children }) => children.length)).toEqual([2, 1])
  }
  for (const text of payloads) law(text)
  fc.assert(fc.property(hostile, law))
})
