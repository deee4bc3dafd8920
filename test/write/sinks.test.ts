// Every sink of escape.ts, with every payload: nothing of it acts there, and what can be read back is what was put in.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cell, codeBlock, codeSpan, json, message, plain, property, uri, visible, xml } from '../../src/write/escape.js'
import { hostile, payloads } from './hostile.js'
import { commands, parseCsv, parseXml, withoutCode } from './readers.js'

function each(law: (text: string) => void): void {
  for (const text of payloads) law(text)
  fc.assert(
    fc.property(hostile, (text) => void law(text)),
    { numRuns: 1000 },
  )
}

test('XML: a parser takes it, and reads back what can be seen', () => {
  each((text) => {
    const root = parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n<a b="${xml(text)}">${xml(text)}</a>`)
    expect(root).toEqual({ name: 'a', attributes: { b: visible(text) }, children: [], text: visible(text) })
  })
})

test('Markdown: a code span is a code span, whatever stands in it, also at the start of a line and in a row', () => {
  each((text) => {
    expect(withoutCode(codeSpan(text))).toBe('`code`')
    expect(withoutCode(`- ${codeSpan(text)} and ${codeSpan(text)}`)).toBe('- `code` and `code`')
  })
  expect(codeSpan('a `b` c')).toBe('``a `b` c``')
  expect(codeSpan('`b`')).toBe('`` `b` ``')
  expect(codeSpan('')).toBe('`  `')
})

test('Markdown: a code block ends where we end it', () => {
  each((text) => expect(withoutCode(`${codeBlock([text, 'x', text])}\nafter`)).toBe('after'))
  // Its fence is as long as it must be, and no longer: people read it, too.
  expect(codeBlock(['a', '', 'b'])).toBe('```text\na\n\nb\n```')
  expect(codeBlock(['```', 'b'])).toBe('````text\n```\nb\n````')
  expect(codeBlock(['``', '``'])).toBe('```text\n``\n``\n```')
  expect(codeBlock([])).toBe('```text\n```')
})

test('Markdown: code in a line of HTML is letters only', () => {
  each((text) =>
    expect(withoutCode(`<summary>1. <code>${xml(text)}</code></summary>`)).toBe('<summary>1. <code/></summary>'),
  )
})

test('GitHub: one command, with the properties and the message that were meant', () => {
  each((text) => {
    const line = `::warning file=${property(text)},title=${property(text)}::${message([text, 'x', text])}`
    const shown = visible(text)
    expect(commands(line)).toEqual([
      { name: 'warning', properties: { file: shown, title: shown }, message: `${shown}\nx\n${shown}` },
    ])
    expect(line).not.toMatch(/##\w*\[/)
  })
  expect(property('a%b:c,d')).toBe('a%25b%3Ac%2Cd')
  expect(message(['50 %', 'b'])).toBe('50 %25%0Ab')
})

test('CSV: one field, and no spreadsheet computes it', () => {
  each((text) => {
    const rows = parseCsv(`a,${cell(text)},b\r\n`)
    expect(rows).toEqual([['a', expect.any(String), 'b']])
    const [, read] = rows[0]!
    expect(read!.replace(/^'/, '')).toBe(visible(text).replace(/^'/, ''))
    expect(read).not.toMatch(/^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/)
  })
  expect(['=1', '+1', '-1', '@a', '\t1', '\r1', 'a=1', 'ok', '7'].map(cell)).toEqual([
    "'=1",
    "'+1",
    "'-1",
    "'@a",
    `"' 1"`,
    `"' 1"`,
    'a=1',
    'ok',
    '7',
  ])
})

test('URI: a relative reference of ASCII that reads back to the same bytes', () => {
  each((text) => {
    const there = uri(text)
    expect(there).toMatch(/^(?!\/)(?:[\w.~/-]|%[0-9A-F]{2})*$/)
    expect(decodeURIComponent(there)).toBe(Buffer.from(text).toString())
  })
  expect(uri('news/a b#c?d:e%20.txt')).toBe('news/a%20b%23c%3Fd%3Ae%2520.txt')
  expect(uri('новости/字.md')).toBe('%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%E5%AD%97.md')
})

test('SARIF: no link and no placeholder but ours', () => {
  each((text) => {
    const said = plain(text)
    expect(said.replace(/\\[\\[\]]/g, '')).not.toMatch(/[[\]\\]/)
    expect(said.replace(/\{\{|\}\}/g, '')).not.toMatch(/[{}]/)
    const read = said
      .replace(/\\([\\[\]])/g, '$1')
      .replaceAll('{{', '{')
      .replaceAll('}}', '}')
    expect(read).toBe(visible(text))
  })
})

test('JSON: reads back whole', () => {
  each((text) => expect(JSON.parse(json({ text }))).toEqual({ text: JSON.parse(JSON.stringify(text)) }))
})
