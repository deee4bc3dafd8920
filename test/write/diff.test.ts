import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Span } from '../../src/model.js'
import { diff } from '../../src/write/diff.js'
import { hostile } from './hostile.js'

function told(text: string, cuts: readonly Span[], colour = false): string {
  let out = ''
  diff('a.txt', Buffer.from(text), cuts, { write: (words) => void (out += words) }, colour)
  return out
}

/** Cuts written into the text, as in `one[[two]]three`. */
function marked(text: string): [string, Span[]] {
  const cuts: Span[] = []
  let plain = ''
  for (const part of text.split(/(\[\[[\s\S]*?\]\])/)) {
    const taken = part.startsWith('[[')
    const words = taken ? part.slice(2, -2) : part
    if (taken) cuts.push([Buffer.byteLength(plain), Buffer.byteLength(plain + words)])
    plain += words
  }
  return [plain, cuts]
}
const body = (text: string): string =>
  told(...marked(text))
    .split('\n')
    .slice(2)
    .join('\n')

test('whole paragraphs', () => {
  const text = 'one\ntwo\n\nthree\n\n[[three\n\n]]four\nfive\nsix\n'
  expect(`\n${told(...marked(text))}`).toBe(`
--- a.txt
+++ a.txt (cleaned)
@@ -4,6 +4,4 @@
 three
 
-three
-
 four
 five
`)
})

test('a separator before the cut leaves the line before it alone', () => {
  expect(body('one\ntwo[[\n\ntwo]]\nthree\n')).toBe('@@ -1,5 +1,3 @@\n one\n two\n-\n-two\n three\n')
})

test('what stands twice goes where it was cut, also at the end of a text without a line end', () => {
  expect(body('one\n\ntwo[[\n\none\n\ntwo]]')).toBe('@@ -2,6 +2,2 @@\n \n two\n-\n-one\n-\n-two\n')
})

test('a part of a line', () => {
  expect(body('one\ntwo [[and two ]]end\n')).toBe('@@ -1,2 +1,2 @@\n one\n-two and two end\n+two end\n')
})

test('a cut from one line into another makes one of both', () => {
  expect(body('ab[[c\nde\nf]]gh\nij\n')).toBe('@@ -1,4 +1,2 @@\n-abc\n-de\n-fgh\n+abgh\n ij\n')
})

test('far cuts have hunks of their own, near ones share one', () => {
  const lines = [...Array(20).keys()].map((n) => `line ${n + 1}\n`)
  const far = lines.map((line, n) => (n === 2 || n === 15 ? `[[${line}]]` : line)).join('')
  expect(body(far).match(/^@@.*$/gm)).toEqual(['@@ -1,5 +1,4 @@', '@@ -14,5 +13,4 @@'])
  const near = lines.map((line, n) => (n === 2 || n === 7 ? `[[${line}]]` : line)).join('')
  expect(body(near).match(/^@@.*$/gm)).toEqual(['@@ -1,10 +1,8 @@'])
})

test('everything, nothing, and a last line without its end', () => {
  expect(body('[[one\ntwo\n]]')).toBe('@@ -1,2 +0,0 @@\n-one\n-two\n')
  expect(told('one\n', [])).toBe('')
  expect(told('one\n', [[2, 2]])).toBe('')
  expect(told('', [[0, 0]])).toBe('')
  expect(body('one\ntwo[[\n]]')).toBe('@@ -1,2 +1,2 @@\n one\n-two\n+two\n\\ without its line end\n')
})

test('cuts that do not fit are refused', () => {
  for (const cuts of [
    [[2, 9]],
    [[3, 2]],
    [
      [0, 2],
      [1, 3],
    ],
  ] as Span[][])
    expect(() => told('one\n', cuts)).toThrow('did the file change after the scan?')
})

test('colour wraps lines, nothing else', () => {
  const [text, cuts] = marked('one\n[[two\n]]')
  expect(told(text, cuts, true)).toContain('\x1b[31m-two\x1b[39m')
  expect(told(text, cuts, true).replace(/\x1b\[\d+m/g, '')).toBe(told(text, cuts))
})

test('context and - lines are the old text, context and + lines the new one, at the lines the headers say', () => {
  const small = fc.array(fc.constantFrom('a', 'b', '\n', '\n', 'c d'), { maxLength: 60 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(small, fc.array(fc.nat(200), { maxLength: 8 }), (text, points) => {
      const sorted = points.map((point) => point % (text.length + 1)).sort((a, b) => a - b)
      const cuts: Span[] = []
      for (let i = 0; i + 1 < sorted.length; i += 2) cuts.push([sorted[i]!, sorted[i + 1]!])
      let cleaned = ''
      let done = 0
      for (const [start, end] of cuts) {
        cleaned += text.slice(done, start)
        done = end
      }
      cleaned += text.slice(done)
      const split = (text: string): string[] =>
        text.match(/[^\n]*\n|[^\n]+$/g)?.map((line) => line.replace('\n', '')) ?? []
      const old = split(text)
      const rebuilt: string[] = []
      let at = 0
      const announced = [0, 0]
      for (const row of told(text, cuts).split('\n').slice(2, -1)) {
        const head = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(row)?.slice(1).map(Number)
        if (head !== undefined) {
          const [from, count, to, more] = head as [number, number, number, number]
          while (at < from - (count === 0 ? 0 : 1)) rebuilt.push(old[at++]!)
          expect(rebuilt.length).toBe(to - (more === 0 ? 0 : 1))
          announced[0] = at + count
          announced[1] = rebuilt.length + more
        } else if (row !== '\\ without its line end') {
          if (row[0] !== '+') expect(row.slice(1)).toBe(old[at++])
          if (row[0] !== '-') rebuilt.push(row.slice(1))
        }
        expect(at).toBeLessThanOrEqual(announced[0]!)
        expect(rebuilt.length).toBeLessThanOrEqual(announced[1]!)
      }
      while (at < old.length) rebuilt.push(old[at++]!)
      expect(rebuilt).toEqual(split(cleaned))
    }),
    { numRuns: 2000 },
  )
})

test('whatever a text holds, no line acts on a terminal or a CI runner', () => {
  fc.assert(
    fc.property(hostile, hostile, (id, text) => {
      let out = ''
      const bytes = Buffer.from(text)
      diff(id, bytes, [[0, bytes.length >> 1]], { write: (words) => void (out += words) }, false)
      expect(out).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/)
      expect(out).not.toMatch(/^\s*::|##\w*\[/m)
    }),
    { numRuns: 1000 },
  )
})
