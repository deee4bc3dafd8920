// The same law where a file is no JSONL, where clusters do not hang together, and under the other policies and the other recipe. And what does not
// go through stages is refused in a line that says what to do.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import iconv from 'iconv-lite'
import { afterAll, expect, it } from 'vitest'
import type { ScanAsk } from '../../src/index.js'
import { clean, verify } from '../../src/index.js'
import { Content } from '../../src/read/content.js'
import { recipes } from '../../src/recipe.js'
import type { SpreadAsk } from '../../src/stage/main.js'
import { scaleIn, scaleOut } from '../../src/stage/scale.js'
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

/** The records of a plan, and its cleaned files of a folder, are those of one machine. The records. */
async function alike(asked: Partial<SpreadAsk> & ScanAsk, folder: string): Promise<string[]> {
  const ask = { keep: 'fewest-repeats', skipped: 'drop', ...asked } as const
  const wanted = embedded(ask)
  expect(wanted.join('\n')).toContain('"edit":"cut"')
  expect(wanted.join('\n')).toContain('"edit":"removed"')
  const planning = planned(ask)
  const [whole, parts] = [join(dir, `${folder}-whole`), join(dir, `${folder}-parts`)]
  clean({ ...ask, out: whole, maxRemoved: 1 }).scan.close()
  const how = { dir: planning.dir, partitions: 3, clean: { out: parts, maxRemoved: 1 } }
  expect(await carriedOut(planning.prepared, how)).toEqual(wanted)
  const read = (at: string): [string, string][] =>
    readdirSync(join(at, 'text', folder)).map((name) => [
      name,
      readFileSync(join(at, 'text', folder, name)).toString('base64'),
    ])
  const dirs = readdirSync(parts).map((part) => join(parts, part))
  expect(dirs.flatMap((at) => (existsSync(join(at, 'text', folder)) ? read(at) : [])).sort()).toEqual(
    read(whole).sort(),
  )
  for (const at of dirs) expect(verify(at)).toEqual([])
  return wanted
}

it('of CSV, TSV, JSON, Markdown and packed JSONL, and the cleaned files', LONG, async () => {
  await alike({ patterns: [join(dir, 'formats')], root: dir }, 'formats')
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

/** A text as a page: marked up, between what is no text, and with the line ends of another system. */
const page = (text: string): string =>
  `<!doctype html>\r\n<html><head><title>A page</title></head><body><nav>Home</nav>\r\n${text
    .split('\n\n')
    .map((p) => `<p>${p.replace(/^(\S+)/, '<b>$1</b>').replaceAll(' ', ' \r\n ')} &amp; more</p>`)
    .join('\r\n')}\r\n</body></html>\r\n`
const crawled = (type: string, kind: string, id: string, body: string): string =>
  `WARC/1.0\r\nWARC-Type: ${type}\r\nWARC-Target-URI: https://post.example/${id}\r\nWARC-Record-ID: <${id}>\r\nContent-Type: ${kind}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}\r\n\r\n`
const answer = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${body}`
const lines = (of: readonly { id: string; text: string }[]): string =>
  of.map((item) => `${JSON.stringify({ source: 'Mail', ...item })}\n`).join('')

it('of pages, crawls, feeds, Parquet and UTF-16, and the cleaned files', LONG, async () => {
  const some = story('A B C D', '\n\n')
  put('kinds/a.html', page(some))
  put('kinds/b.html', page(`${own(811)}\n\n${story('E F G H', '\n\n')}`))
  put('kinds/c.html', Buffer.from(`\ufeff${page(`${some}\n\n\u20ac ${own(812)}`)}`, 'utf16le'))
  put(
    'kinds/d.warc.gz',
    Buffer.concat(
      [
        crawled('response', 'application/http; msgtype=response', 'r', answer(page(`${some}\n\n${some}`))),
        crawled('conversion', 'text/plain', 'c', `${some}\n\n${own(813)}`),
      ].map((record) => gzipSync(record)),
    ),
  )
  put(
    'kinds/e.atom',
    `<?xml version="1.0"?>\n<feed>${[twice, story('C D E', '\n\n')].map((text, i) => `<entry><id>e${i}</id><content type="text">${text}</content></entry>`).join('\n')}</feed>\n`,
  )
  const told = [twice, own(814), some]
  put(
    'kinds/f.parquet',
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'id', data: told.map((_, i) => `p${i}`), type: 'STRING' },
          { name: 'text', data: told, type: 'STRING' },
        ],
        rowGroupSize: 2,
      }),
    ),
  )
  put('kinds/g.jsonl', Buffer.from(`\ufeff${lines(told.map((text, i) => ({ id: `u${i}`, text })))}`, 'utf16le'))
  put('kinds/h.txt', Buffer.from(`\ufeff\u20ac ${some}\n\n${own(815)}`, 'utf16le'))
  const wanted = await alike({ patterns: [join(dir, 'kinds')], root: dir }, 'kinds')
  for (const name of ['a.html', 'b.html', 'c.html', 'd.warc.gz#1', 'e.atom', 'f.parquet', 'g.jsonl', 'h.txt'])
    expect(wanted.filter((line) => line.includes(name.replace('#1', ''))).length, name).toBeGreaterThan(1)
})

it('of windows-1252', LONG, async () => {
  const text = (k: number): string => `caf\xe9 \xfc\n\n${story('A B C', '\n\n\xe0 ')}\n\n${own(820 + k)}`
  for (const [name, said] of [text(0), text(1), `${text(0)}\n\n\xe9t\xe9`].entries())
    put(`latin/${name}.txt`, Buffer.from(said, 'latin1'))
  await alike({ patterns: [join(dir, 'latin')], root: dir, encoding: 'windows-1252' }, 'latin')
})

it('how the bytes of a file stand to those of the text crosses whole', () => {
  const pieces = fc.array(
    fc.constantFrom('a', 'b c', '\xe9', '\u20ac', '\u{1f42c}', ' &amp; ', '<b>d</b>', '<br>\r\n', '<p>'),
    {
      maxLength: 30,
    },
  )
  const kinds = fc.constantFrom('utf-8', 'utf-16le', 'windows-1252')
  fc.assert(
    fc.property(pieces, kinds, fc.boolean(), (made, encoding, html) => {
      const bytes = iconv.encode(made.join(''), encoding)
      const told = encoding === 'utf-8' ? null : ({ encoding } as const)
      const { scale, text } = new Content().read(bytes, html, told as never, 'blocks')
      if (scale === null) return
      const back = scaleIn(scaleOut(scale, text.length))
      expect([back.size, back.lines && Buffer.from(back.lines)]).toEqual([
        scale.size,
        scale.lines && Buffer.from(scale.lines),
      ])
      for (let start = 0; start <= text.length; start++)
        for (let end = start; end <= text.length; end++)
          expect(back.shown([start, end]), `${start}-${end}`).toEqual(scale.shown([start, end]))
    }),
  )
})

it('what does not go through stages is refused', () => {
  const patterns = [join(dir, 'forms')]
  expect(() => planned({ patterns, decisions: 'd.json' })).toThrow(/--decisions .* give it to clean, on one machine/)
  expect(() => planned({ patterns, copies: 'weight' })).toThrow(/--copies weight .* take --copies keep, and weigh by/)
})
