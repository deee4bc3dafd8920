import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FindingRecord, ReportRecord, View } from '../../src/model.js'
import type { Ask } from '../../src/write/ask.js'
import { sarif } from '../../src/write/sarif.js'
import { hostile, payloads } from './hostile.js'
import { finding, header, summary, trouble, view } from './records.js'
import { faults, runOf } from './sarif.js'

const scan: Ask = { mode: 'scan', words: [] }

function written(records: Iterable<ReportRecord>, of: Partial<View> = {}, ask: Ask = scan, most?: number): string {
  let out = ''
  sarif(ask, most)(records, { write: (text) => void (out += text) }, view(of))
  return out
}

test('a finding in a text file: lines and bytes of the file, the source beside it, the fingerprint', () => {
  const run = runOf(
    written([
      header(),
      finding({ article: 'a b.txt', source: { article: 'ü.txt', span: [0, 5], lines: [1, 2] } }),
      summary(),
    ]),
  )
  expect(run.results).toEqual([
    {
      ruleId: 'dittograph/repeat',
      ruleIndex: 0,
      level: 'error',
      message: {
        text: '[lines 17-30 repeat lines 1-2 of ü.txt (identical, 2,797 bytes)](1): would be cut: identical after folding; 14 passages',
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a%20b.txt', uriBaseId: '%SRCROOT%' },
            region: { startLine: 17, endLine: 30, byteOffset: 3071, byteLength: 2797 },
          },
          properties: { article: 'a b.txt' },
        },
      ],
      relatedLocations: [
        {
          id: 1,
          physicalLocation: {
            artifactLocation: { uri: '%C3%BC.txt', uriBaseId: '%SRCROOT%' },
            region: { startLine: 1, endLine: 2, byteOffset: 0, byteLength: 5 },
          },
          message: { text: 'where it was said before' },
          properties: { article: 'ü.txt' },
        },
      ],
      partialFingerprints: { 'dittograph/v1': '0123456789abcdef' },
      properties: { kind: 'repeat', bytes: 2797, exact: true, score: 1, edit: 'cut', cut: [3070, 5868] },
    },
  ])
  expect(run.tool.driver).toMatchObject({ name: 'dittograph', semanticVersion: '1.2.3' })
  expect(run.tool.driver.rules!.map(({ id }) => id)).toEqual(
    ['repeat', 'copy', 'part', 'passage', 'boilerplate'].map((kind) => `dittograph/${kind}`),
  )
  for (const rule of run.tool.driver.rules!) {
    expect(rule.help!.text).toMatch(/\w{3}.*\.$/)
    expect(rule.helpUri).toMatch(/^https:\/\//)
  }
})

test('a finding in a record: the line of the record; the span of the text value is no region of the file', () => {
  const record = finding({
    article: 'own',
    fileLine: 42,
    source: { article: 'own', span: [273, 3070], lines: [3, 16] },
  })
  const [result] = runOf(written([record], { where: () => ({ path: 'x.jsonl', line: 42 }) })).results!
  for (const { physicalLocation } of [...result!.locations!, ...result!.relatedLocations!])
    expect(physicalLocation!.region).toEqual({ startLine: 42, endLine: 42 })
  expect(result!.locations![0]!.properties).toEqual({
    article: 'own',
    span: [3071, 5868],
    lines: [17, 30],
    of: 'UTF-8 of the text value, unescaped',
  })
})

test('levels: error counts at the gate, warning is what the gate lets pass, note is reported only', () => {
  const records = [finding(), finding({ kind: 'passage', rule: 'dittograph/passage', edit: 'none', cut: null })]
  const levels = (ask: Ask): unknown[] => runOf(written(records, {}, ask)).results!.map(({ level }) => level)
  expect(levels(scan)).toEqual(['error', 'note'])
  expect(levels({ ...scan, counts: () => false })).toEqual(['warning', 'note'])
  expect(levels({ ...scan, counts: () => true })).toEqual(['error', 'error'])
})

test('with a baseline every result is new to it or unchanged, and without one nothing is said of it', () => {
  const records = [finding({ known: true }), finding({ fingerprint: 'fedcba9876543210' })]
  const states = (ask: Ask): unknown[] => runOf(written(records, {}, ask)).results!.map((r) => r.baselineState)
  expect(states(scan)).toEqual([undefined, undefined])
  const counts = (f: FindingRecord): boolean => !f.known
  expect(states({ ...scan, news: new Set(['a.txt']), counts })).toEqual(['new', 'unchanged'])
})

test('boilerplate has no source, and so no link', () => {
  const [result] = runOf(written([finding({ kind: 'boilerplate', rule: 'dittograph/boilerplate', source: null })]))
    .results!
  expect(result!.relatedLocations).toBeUndefined()
  expect(result!.message.text).toMatch(/^lines 17-30 are boilerplate/)
})

test('troubles are notifications with their place, and an error means the run was not whole', () => {
  const run = runOf(
    written([
      trouble(),
      trouble({ level: 'note', code: 'N_X', path: null, line: null }),
      summary({ errors: 1, notes: 1 }),
    ]),
  )
  expect(run.invocations).toEqual([
    {
      executionSuccessful: false,
      exitCode: 2,
      toolExecutionNotifications: [
        {
          descriptor: { id: 'E_BAD_JSON' },
          level: 'error',
          message: { text: 'c.jsonl:12: no JSON; copied through' },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'c.jsonl', uriBaseId: '%SRCROOT%' },
                region: { startLine: 12 },
              },
            },
          ],
        },
        { descriptor: { id: 'N_X' }, level: 'note', message: { text: 'no JSON; copied through' } },
      ],
    },
  ])
  const allowed = runOf(written([trouble(), summary({ errors: 1 })], {}, { ...scan, exit: 0 }))
  expect(allowed.invocations![0]).toMatchObject({ executionSuccessful: true, exitCode: 0 })
})

test('too many: the worst are there, and what is left out is said', () => {
  const sizes = [5, 900, 30, 7000, 1]
  const records = sizes.map((size, n) => finding({ span: [0, size], fingerprint: `${n}` }))
  const late = finding({ edit: 'none', cut: null, span: [0, 9_999_999], fingerprint: 'reported only' })
  const run = runOf(written([late, ...records], {}, scan, 2))
  expect(run.results!.map(({ partialFingerprints }) => partialFingerprints!['dittograph/v1'])).toEqual(['3', '1'])
  expect(run.properties).toMatchObject({ findings: 6, written: 2, leftOut: 4 })
  expect(run.invocations![0]!.toolExecutionNotifications).toMatchObject([
    { descriptor: { id: 'N_LEFT_OUT' }, message: { text: expect.stringMatching(/^4 of 6 findings .* are left out/) } },
  ])
})

test('5,000 results of 12,000, and 1,000 troubles of 1,200', () => {
  function* records(): Generator<ReportRecord> {
    for (let n = 0; n < 12_000; n++) yield finding({ span: [0, n % 1000], fingerprint: `${n}` })
    for (let n = 0; n < 1_200; n++) yield trouble({ line: n + 1 })
  }
  const run = runOf(written(records()))
  expect(run.results).toHaveLength(5_000)
  expect(run.invocations![0]!.toolExecutionNotifications).toHaveLength(1_002)
})

test('whatever an article is called and says, the log is valid', () => {
  const hostileRun = (text: string): ReportRecord[] => [
    finding({ article: text, because: [text], source: { article: text, span: [0, 1], lines: [1, 1] } }),
    finding({
      kind: 'copy',
      rule: 'dittograph/copy',
      article: `x/${text}`,
      because: [],
      source: { article: text, span: [0, 1], lines: [1, 1] },
    }),
    trouble({ message: text, path: text, code: 'E_X' }),
  ]
  for (const text of payloads.filter((text) => text !== '')) runOf(written(hostileRun(text)))
  fc.assert(fc.property(hostile, (text) => void runOf(written(hostileRun(`a${text}`)))))
})

test('no findings: a valid log with no results', () => {
  expect(runOf(written([header(), summary()]))).toMatchObject({ results: [], invocations: [{ exitCode: 0 }] })
  expect(runOf(written([])).results).toEqual([])
})

test.each([
  ['tool.driver.name', undefined],
  ['results.0.level', 'fatal'],
  ['results.0.message', {}],
  ['results.0.colour', 'red'],
  ['results.0.locations.0.physicalLocation.region.startLine', 0],
  ['results.0.locations.0.physicalLocation.region.byteLength', -1],
  ['results.0.locations.0.physicalLocation.artifactLocation.uri', 'a b'],
  ['tool.driver.rules.0.helpUri', 'no uri'],
  ['invocations.0.executionSuccessful', undefined],
])('the schema of the tests sees a fault: %s = %j', (path, value) => {
  const log = JSON.parse(written([header(), finding(), summary()]))
  expect(faults(log)).toEqual([])
  const keys = path.split('.')
  const last = keys.pop()!
  const owner = keys.reduce((inner, key) => inner[key], log.runs[0])
  if (value === undefined) delete owner[last]
  else owner[last] = value
  expect(faults(log)).not.toEqual([])
})
