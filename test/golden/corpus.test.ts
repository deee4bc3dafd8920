// What a scan finds of that which corpus/ labels, and what it says besides: prints one table, and holds floors.
// GOLD=all prints every difference as well, one a line.
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scan } from '../../src/index.js'
import type { Difference } from './gold.js'
import { goldOf, score, table } from './gold.js'

const corpus = join(import.meta.dirname, '..', '..', 'corpus')
const found = scan({ patterns: ['.'], cwd: corpus, root: corpus })
afterAll(() => found.close())
const result = score(found.report.records({ articles: 'all', list: false }), goldOf(join(corpus, 'gold.jsonl')))
const told = (...what: Difference['what'][]): string[] =>
  result.differences.filter((d) => what.includes(d.what)).map((d) => `${d.kind}: ${d.text}`)

console.log(table(result))
if (process.env.GOLD === 'all')
  console.log(result.differences.map((d) => `${d.what} | ${d.kind} | ${d.text}`).join('\n'))

test('nothing is cut or removed that gold says must stay', () => {
  expect(told('wrong cut', 'kept span cut', 'damage')).toEqual([])
})

test('articles that have nothing to do with one another are not linked', () => {
  expect(told('none linked')).toEqual([])
})

test('whatever is found and may be cut is cut', () => {
  expect(told('not cut')).toEqual([])
})

test('a part is never the host', () => {
  expect(told('part turned')).toEqual([])
})

/** Labels that may be missed and findings that may be false. Lower them when something gets better. */
const MOST: Record<string, readonly [missed: number, wrong: number]> = {
  repeat: [1, 0],
  'cut as labelled': [0, 0],
  keep: [0, 0],
  copy: [0, 4],
  part: [4, 0],
  passage: [0, 0],
  'passage span': [2, 0],
  none: [0, 0],
  removed: [0, 0],
  boilerplate: [0, 0],
  original: [6, 1],
  'bytes cut': [0, 0],
}

test.each(Object.entries(MOST))('%s: as few misses and false findings as ever', (kind, [missed, wrong]) => {
  const { labels, found, findings, right } = result.row(kind)
  expect(labels + findings).toBeGreaterThan(0)
  expect(labels - found).toBeLessThanOrEqual(missed)
  expect(findings - right).toBeLessThanOrEqual(wrong)
})

test('every kind is held', () => {
  expect(Object.keys(MOST).sort()).toEqual([...new Set(result.rows.map((r) => r.kind))].sort())
})
