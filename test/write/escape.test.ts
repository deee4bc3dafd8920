import fc from 'fast-check'
import { expect, test } from 'vitest'
import { json, shell, visible } from '../../src/write/escape.js'
import { hostile } from './hostile.js'

// Written out once more, so that the test does not believe the code: what no terminal may be sent.
const ACTS =
  /[\0-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/u
const COMMANDS_RUNNER = /^\s*::|##\w*\[/m

test('nothing that visible() returns acts on a terminal or a CI runner', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = visible(text)
      expect(shown).not.toMatch(ACTS)
      expect(shown).not.toMatch(COMMANDS_RUNNER)
    }),
    { numRuns: 2000 },
  )
})

test('nothing that json() returns does either, and it says what JSON.stringify says', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.array(hostile), fc.dictionary(hostile, hostile)), (value) => {
      const line = json(value)
      expect(line).not.toMatch(ACTS)
      expect(line).not.toMatch(COMMANDS_RUNNER)
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['the council\r\nvoted\tand left', 'the council voted and left'],
  ['\x1b[31mred\x07 \x7f \x9b', '\\x1b[31mred\\x07 \\x7f \\x9b'],
  ['invoice\u202egnp.exe', 'invoice[U+202E]gnp.exe'],
  ['a\u2028b\u2029c\x85d', 'a[U+2028]b[U+2029]c\\x85d'],
  ['\ud83d and \ude00', '[U+D83D] and [U+DE00]'],
  ['pass\u200bword \ufeff', 'pass[U+200B]word [U+FEFF]'],
  ['\u{e0041}\u{e007f}', '[U+E0041][U+E007F]'],
  ['::error::x', '\\::error::x'],
  ['\u00a0 ::error::x', '\u00a0 \\::error::x'],
  ['see ::error::x', 'see ::error::x'],
  ['x ##[add-mask]y ##vso[task.complete] ## [a] #[b]', 'x ##\\[add-mask]y ##vso\\[task.complete] ## [a] #[b]'],
  ['##\u202e', '##\\[U+202E]'],
  ['C:\\dir', 'C:\\dir'],
])('%j is shown as %s', (text, shown) => {
  expect(visible(text)).toBe(shown)
})

test.each([
  ['Arabic, with vowels', 'سيُغلق شهرًا'],
  ['Persian, with zero-width non-joiners', 'می\u200cخواهم'],
  ['Devanagari, with a joiner', 'क\u094d\u200dष'],
  ['Hebrew with points and cantillation', 'בְּרֵאשִׁ֖ית'],
  ['Han and Kana', '奥尔德穆尔大桥とカメラ'],
  ['decomposed Hangul', '\u1112\u1161\u11ab'],
  ['Mongolian with a variation selector', '\u182d\u180b'],
  ['emoji', '👨\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3 👍🏽 🇩🇪'],
  ['no-break and ideographic spaces', '5\u00a0km\u3000x\u202fy'],
])('%s stays as it is', (_, text) => {
  expect(visible(text)).toBe(text)
})

test('joiners where nothing is joined are spelled out', () => {
  expect(visible('a\u200db \u200cم م\u200c\u200cم x\ufe0f')).toBe('a[U+200D]b [U+200C]م م[U+200C][U+200C]م x[U+FE0F]')
})

test('a tower of marks ends at the eighth', () => {
  expect(visible(`e${'\u0301'.repeat(10)}`)).toBe(`e${'\u0301'.repeat(8)}[U+0301][U+0301]`)
})

test.each([
  ['corpus/a-1.txt', 'corpus/a-1.txt'],
  ['news/**/*.jsonl', "'news/**/*.jsonl'"],
  ["it's $(here)", "'it'\\''s $(here)'"],
  ['', "''"],
  ['a\nb', '…'],
  ['\x1b]0;x', '…'],
])('%j is typed as %s', (word, typed) => {
  expect(shell(word)).toBe(typed)
})
