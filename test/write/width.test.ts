import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visible } from '../../src/write/escape.js'
import { clusters, columns, cut, isMark, wrap } from '../../src/write/width.js'
import { hostile } from './hostile.js'

test.each([
  ['', 0],
  ['bridge', 6],
  ['café', 4],
  ['cafe\u0301', 4],
  ['北京市', 6],
  ['カメラ', 6],
  ['ﾊﾝｶｸ', 4],
  ['한국', 4],
  ['\u1112\u1161\u11ab', 2],
  ['שָׁלוֹם', 4],
  ['ที่', 1],
  ['❤\ufe0f', 2],
  ['1\ufe0f\u20e3', 2],
  ['…', 1],
])('%s takes %i columns', (text, n) => {
  expect(columns(text)).toBe(n)
})

test.each([
  ['cafe\u0301s', ['c', 'a', 'f', 'e\u0301', 's']],
  ['🇩🇪🇫🇷🇮', ['🇩🇪', '🇫🇷', '🇮']],
  ['a🇩🇪', ['a', '🇩🇪']],
  ['👨\u200d👩\u200d👧!', ['👨\u200d👩\u200d👧', '!']],
  ['👍🏽x', ['👍🏽', 'x']],
  ['क्षत्रिय', ['क्ष', 'त्रि', 'य']],
  ['\u1112\u1161\u11ab글', ['\u1112\u1161\u11ab', '글']],
  ['ที่นี่', ['ที่', 'นี่']],
  ['น้ำ', ['น้ำ']],
])('%s is read as %j', (text, parts) => {
  expect([...clusters(text)]).toEqual(parts)
})

test('cut takes whole clusters, and says that it cut', () => {
  expect(cut('bridge', 6)).toBe('bridge')
  expect(cut('bridges', 6)).toBe('bridg…')
  expect(cut('the bridge', 5)).toBe('the…')
  expect(cut('北京市政府', 6)).toBe('北京…')
  expect(cut('cafe\u0301s', 4)).toBe('caf…')
  expect(cut('x', 0)).toBe('')
})

test('wrap breaks at spaces, and words only when they are longer than a line', () => {
  expect(wrap('lines 17-30 repeat lines 3-16', 12)).toEqual(['lines 17-30', 'repeat lines', '3-16'])
  expect(wrap('see https://example.com/x', 10)).toEqual(['see', 'https://ex', 'ample.com/', 'x'])
  expect(wrap('北京市政府', 4)).toEqual(['北京', '市政', '府'])
  expect(wrap('', 10)).toEqual([''])
})

test('no cut and no wrapped line is wider than asked, and nothing is lost', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 60 }), (text, room) => {
      const shown = visible(text)
      expect(columns(cut(shown, room))).toBeLessThanOrEqual(room)
      const widest = Math.max(0, ...[...clusters(shown)].map(columns))
      for (const line of wrap(shown, room)) expect(columns(line)).toBeLessThanOrEqual(Math.max(room, widest))
      expect(wrap(shown, room).join('').replaceAll(' ', '')).toBe(shown.replaceAll(' ', ''))
      expect([...clusters(shown)].join('')).toBe(shown)
    }),
  )
})

test('the marks are those of Unicode 17, if this Node has them', () => {
  if (process.versions.unicode !== '17.0') return
  const mark = /^[\p{Mn}\p{Me}]$/u
  for (let point = 0x300; point < 0x110000; point++) {
    if (
      (point >= 0xd800 && point < 0xe000) ||
      (point >= 0x1160 && point < 0x1200) ||
      (point >= 0xd7b0 && point < 0xd7fc)
    )
      continue
    if (isMark(point) !== mark.test(String.fromCodePoint(point))) expect.fail(`U+${point.toString(16)}`)
  }
})
