import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReportRecord, View } from '../../src/model.js'
import { csv } from '../../src/write/csv.js'
import { hostile, payloads } from './hostile.js'
import { parseCsv } from './readers.js'
import { finding, summary, view } from './records.js'

function written(records: Iterable<ReportRecord>, of: Partial<View> = {}): string {
  let out = ''
  csv(records, { write: (text) => void (out += text) }, view(of))
  return out
}

const HEAD =
  'kind,path,line,article,start,end,first_line,last_line,source_path,source_line,source_article,source_start,source_end,source_first_line,source_last_line,exact,score,edit,cut_start,cut_end,fingerprint,because\r\n'

test('a header row, and one row a finding', () => {
  expect(written([summary()])).toBe(HEAD)
  const where: View['where'] = (_, side) => (side === 'here' ? { path: 'x.jsonl', line: 7 } : null)
  expect(written([finding(), finding({ article: 'own', source: null, cut: null, edit: 'none', score: 0.5 })], {})).toBe(
    `${HEAD}repeat,a.txt,,a.txt,3071,5868,17,30,a.txt,,a.txt,273,3070,3,16,true,1,cut,3070,5868,0123456789abcdef,"identical after folding; 14 passages"\r\n` +
      'repeat,own,,own,3071,5868,17,30,,,,,,,,true,0.5,none,,,0123456789abcdef,"identical after folding; 14 passages"\r\n',
  )
  expect(parseCsv(written([finding({ article: 'own' })], { where }))[1]!.slice(0, 4)).toEqual([
    'repeat',
    'x.jsonl',
    '7',
    'own',
  ])
})

test('whatever an article says: one row of 22 cells, and none of them is computed', () => {
  const law = (text: string): void => {
    const rows = parseCsv(
      written([finding({ article: text, because: [text], source: { article: text, span: [0, 1], lines: [1, 1] } })]),
    )
    expect(rows.map((row) => row.length)).toEqual([22, 22])
    for (const value of rows[1]!) expect(value).not.toMatch(/^\s*[=+\-@\t\r]/)
  }
  for (const text of payloads) law(text)
  fc.assert(fc.property(hostile, law))
})
