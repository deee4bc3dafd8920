import { expect, test } from 'vitest'
import { placed } from '../../src/write/place.js'

test.each([
  ['m.jsonl', 6, 'm.jsonl:6: no JSON', 'm.jsonl:6: no JSON'],
  ['m.jsonl', 6, 'm.jsonl: it ends there', 'm.jsonl:6: it ends there'],
  ['m.jsonl', 6, '1 article has no words', 'm.jsonl:6: 1 article has no words'],
  ['b.txt', null, 'b.txt: the same file as a.txt', 'b.txt: the same file as a.txt'],
  ['b.txt', null, 'no words', 'b.txt: no words'],
  [null, null, 'no*: matches no file', 'no*: matches no file'],
])('the place of a trouble is said once: %s %s %s', (path, line, message, said) => {
  expect(placed({ level: 'note', code: 'N_X', article: null, path, line, message })).toBe(said)
})
