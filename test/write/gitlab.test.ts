import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReportRecord, View } from '../../src/model.js'
import type { Ask } from '../../src/write/ask.js'
import { gitlab } from '../../src/write/gitlab.js'
import { hostile, payloads } from './hostile.js'
import { finding, summary, trouble, view } from './records.js'

const scan: Ask = { mode: 'scan', words: [] }

interface Issue {
  description: string
  check_name: string
  fingerprint: string
  severity: string
  location: { path: string; lines: { begin: number; end?: number } }
}

function written(records: Iterable<ReportRecord>, of: Partial<View> = {}, ask: Ask = scan): Issue[] {
  let out = ''
  gitlab(ask)(records, { write: (text) => void (out += text) }, view(of))
  expect(out.endsWith('\n')).toBe(true)
  return JSON.parse(out) as Issue[]
}

test('a finding, as the Code Quality widget reads it', () => {
  expect(written([finding(), summary()])).toEqual([
    {
      description:
        'lines 17-30 repeat lines 3-16 of the same article (identical, 2,797 bytes): would be cut: identical after folding; 14 passages',
      check_name: 'dittograph/repeat',
      fingerprint: '0123456789abcdef',
      severity: 'major',
      location: { path: 'a.txt', lines: { begin: 17, end: 30 } },
    },
  ])
  expect(written([summary()])).toEqual([])
})

test('severity: blocker not read, major counts, minor is let pass, info is reported only', () => {
  const records = [finding(), finding({ edit: 'none', cut: null }), trouble(), trouble({ level: 'note' })]
  const severities = (ask: Ask): string[] => written(records, {}, ask).map(({ severity }) => severity)
  expect(severities(scan)).toEqual(['major', 'info', 'blocker'])
  expect(severities({ ...scan, counts: () => false })).toEqual(['minor', 'info', 'blocker'])
  expect(severities({ ...scan, counts: () => true })).toEqual(['major', 'major', 'blocker'])
})

test('failures have fingerprints of their own, and a place; those of the whole run have none and are left to stderr', () => {
  const issues = written([
    trouble(),
    trouble(),
    trouble({ line: 13 }),
    trouble({ line: null }),
    trouble({ path: null }),
  ])
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(4)
  expect(issues.map(({ location }) => location.lines.begin)).toEqual([12, 12, 13, 1])
  expect(written([trouble()])).toEqual(issues.slice(0, 1))
})

test('records are written as they come', () => {
  const log: string[] = []
  function* records(): Generator<ReportRecord> {
    for (let n = 0; n < 3; n++) {
      log.push('made')
      yield finding()
    }
  }
  gitlab(scan)(records(), { write: () => void log.push('wrote') }, view())
  expect(log.join(' ')).toBe('made wrote made wrote made wrote wrote')
})

test('whatever an article says, it is JSON with the path as it is', () => {
  const law = (text: string): void => {
    const issues = written([finding({ article: text, because: [text] }), trouble({ message: text, path: text })])
    expect(issues.map(({ location }) => location.path)).toEqual([text, text])
    for (const { description } of issues) expect(description).not.toMatch(/[\0-\x1f\x7f-\x9f\u202a-\u202e]/)
  }
  for (const text of payloads) law(text)
  fc.assert(fc.property(hostile, law))
})
