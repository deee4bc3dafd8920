// The same law where a file is no JSONL, where clusters do not hang together, and under the other policies and the other recipe. And what does not
// go through stages is refused in a line that says what to do.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, it } from 'vitest'
import { clean, verify } from '../../src/index.js'
import { recipes } from '../../src/recipe.js'
import { story } from '../stories.js'
import { embedded, planned } from './both.js'
import { carriedOut } from './transform.js'

const corpus = new URL('../../corpus', import.meta.url).pathname
const dir = mkdtempSync(join(tmpdir(), 'dittograph-more-'))
const LONG = { timeout: 600_000 }
afterAll(() => rmSync(dir, { recursive: true }))

function put(path: string, bytes: string | Uint8Array): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), bytes)
}

const word = (k: number): string =>
  `${'bcdfghklmnprstvz'[k % 16]}${'aeiou'[k % 5]}${'bdfgklmnprst'[k % 12]}${'aeiou'[(k >> 3) % 5]}${k}`
const words = (seed: number, n: number): string[] => Array.from({ length: n }, (_, i) => word(seed * 1009 + i * 31))
/** Records of their own that say all of it twice. */
const own = (seed: number): string => [seed, seed].map((s) => `${words(s, 60).join(' ')}.`).join('\n\n')
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
const twice = `${story('A B C', '\n\n')}\n\n${story('A B C', '\n\n')}`
put(
  'formats/a.csv',
  [
    'id,source,text',
    ...['A B C D', 'C D E'].map((s, i) => `c${i},Post,${quoted(story(s, '\n\n'))}`),
    `r,Post,${quoted(own(803))}`,
  ].join('\r\n'),
)
put(
  'formats/b.json',
  `[\n${[story('A B C D', '\n'), twice, own(801), story('E F G H')].map((text, i) => JSON.stringify({ id: `j${i}`, source: 'Mail', text })).join(',\n')}\n]\n`,
)
put(
  'formats/c.jsonl.gz',
  gzipSync(
    [story('E F G H', '\n\n'), own(802), twice]
      .map((text, i) => `${JSON.stringify({ id: `z${i}`, source: 'Star', text })}\n`)
      .join(''),
  ),
)
put('formats/d.md', story('A B C D'))
put('formats/e.tsv', `id\ttext\nt\t${story('E F G H')}\nu\t\n`)

/** Daily forms of one outlet: most of the words are the same each day, and each day says something of its own. */
const forms = (outlet: number): string[] =>
  [0, 1, 2, 3, 4, 5].map((day) => {
    const said = [1, 2, 3, 4].flatMap((part) => [
      ...words(outlet * 10 + part, 60),
      ...words(5000 + outlet * 100 + day * 10 + part, 4),
    ])
    return JSON.stringify({
      id: `f${outlet}.${day}`,
      source: `Outlet ${outlet}`,
      date: `2024-03-0${day + 1}`,
      text: `${said.join(' ')}.`,
    })
  })
put('forms/a.jsonl', `${Array.from({ length: 23 }, (_, k) => forms(k).join('\n')).join('\n')}\n`)

it('of CSV, TSV, JSON, Markdown and packed JSONL, and the cleaned files', LONG, async () => {
  const ask = { patterns: [join(dir, 'formats')], root: dir, keep: 'fewest-repeats', skipped: 'drop' } as const
  const wanted = embedded(ask)
  expect(wanted.join('\n')).toContain('"edit":"cut"')
  expect(wanted.join('\n')).toContain('"edit":"removed"')
  const planning = planned(ask)
  const [whole, parts] = [join(dir, 'whole'), join(dir, 'parts')]
  clean({ ...ask, out: whole, maxRemoved: 1 }).scan.close()
  const how = { dir: planning.dir, partitions: 3, clean: { out: parts, maxRemoved: 1 } }
  expect(await carriedOut(planning.prepared, how)).toEqual(wanted)
  const read = (at: string): [string, string][] =>
    readdirSync(join(at, 'text', 'formats')).map((name) => [
      name,
      readFileSync(join(at, 'text', 'formats', name)).toString('base64'),
    ])
  const dirs = readdirSync(parts).map((part) => join(parts, part))
  expect(dirs.flatMap((at) => (existsSync(join(at, 'text', 'formats')) ? read(at) : [])).sort()).toEqual(
    read(whole).sort(),
  )
  for (const at of dirs) expect(verify(at)).toEqual([])
})

it('of clusters that do not hang together', LONG, async () => {
  const ask = { patterns: [join(dir, 'forms')], root: dir, keep: 'source:Outlet 3,Outlet 7' } as const
  const wanted = embedded(ask)
  const told = wanted.filter((line) => line.includes('"N_LOOSE_CLUSTER"'))
  expect(told.length).toBe(21)
  expect(told.at(-1)).toContain('3 more clusters do not hang together')
  const planning = planned(ask)
  expect(await carriedOut(planning.prepared, { dir: planning.dir, partitions: 5 })).toEqual(wanted)
})

it('with the recipe for scans that were misread', LONG, async () => {
  const ask = { patterns: [join(corpus, 'la-ribera.jsonl'), join(corpus, 'notation')], recipe: recipes.ocr } as const
  const planning = planned(ask)
  expect(await carriedOut(planning.prepared, { dir: planning.dir, partitions: 2 })).toEqual(embedded(ask))
})

it('what does not go through stages is refused', () => {
  put('other/page.html', `<html><body><p>${story('A B')}</p></body></html>`)
  const patterns = [join(dir, 'forms')]
  expect(() => planned({ patterns, decisions: 'd.json' })).toThrow(/--decisions .* give it to clean, on one machine/)
  expect(() => planned({ patterns, copies: 'weight' })).toThrow(/--copies weight .* take --copies keep, and weigh by/)
  expect(() => planned({ patterns: [join(dir, 'other')] })).toThrow(
    /page\.html is read as html, .* convert it to JSONL/,
  )
})

it('a file in another encoding ends the stage that reads it, in words', LONG, async () => {
  put('latin/a.txt', Buffer.from(`caf\xe9 ${story('A B C')}`, 'latin1'))
  const planning = planned({ patterns: [join(dir, 'latin')], encoding: 'windows-1252' })
  await expect(carriedOut(planning.prepared, { dir: planning.dir, partitions: 1 })).rejects.toThrow(
    /stage sketch: a\.txt is not UTF-8, or holds markup: .* convert it, or scan it on one machine/,
  )
})
