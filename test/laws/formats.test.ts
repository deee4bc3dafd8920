// One corpus in every format: the same clusters, the way back byte for byte, nothing left to cut, and cuts that can be taken back one article at a time.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { ScanAsk } from '../../src/index.js'
import { clean, restore, verify } from '../../src/index.js'
import { Tape } from '../../src/read/format.js'
import { zstd } from '../../src/read/zstd.js'
import { corpora, ofType, recordsOf } from './corpora.js'

interface Item {
  readonly id: string
  readonly text: string
}

const lines = (items: readonly Item[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('')
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
const rows = (items: readonly Item[], delimiter: string, end: string): string =>
  [['id', 'text'], ...items.map(({ id, text }) => [quoted(id), quoted(text)])]
    .map((r) => r.join(delimiter) + end)
    .join('')
/** In members of so many records. */
const inMembers = (items: readonly Item[], pack: (bytes: Buffer) => Uint8Array): Buffer => {
  const out: Uint8Array[] = []
  for (let i = 0; i < items.length || i === 0; i += 7) out.push(pack(Buffer.from(lines(items.slice(i, i + 7)))))
  return Buffer.concat(out)
}
function zst(bytes: Buffer): Uint8Array {
  const out: Uint8Array[] = []
  const packer = zstd.pack(new Tape({ size: 0, read: () => 0 }, 16), 0, (piece) => out.push(piece.slice()))
  packer.write(bytes)
  packer.end()
  return Buffer.concat(out)
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const crawled = ({ id, text }: Item): Buffer =>
  Buffer.from(
    `WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <${id}>\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}\r\n\r\n`,
  )
const fed = (items: readonly Item[]): string =>
  `<?xml version="1.0"?>\n<feed>\n${items.map(({ id, text }) => `<entry><id>${id}</id><content type="text">${escaped(text)}</content></entry>\n`).join('')}</feed>\n`
/** In row groups of so many rows. */
const inRowGroups = (items: readonly Item[]): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'id', data: items.map(({ id }) => id), type: 'STRING' },
        { name: 'n', data: items.map((_, n) => n), type: 'INT32' },
        { name: 'text', data: items.map(({ text }) => text), type: 'STRING' },
      ],
      rowGroupSize: 7,
    }),
  )

/** The files of a corpus, by format. */
const written: Record<string, (items: readonly Item[]) => Record<string, string | Uint8Array>> = {
  jsonl: (items) => ({ 'a.jsonl': lines(items) }),
  'jsonl.gz': (items) => ({ 'a.jsonl.gz': inMembers(items, gzipSync) }),
  'jsonl.zst': (items) => ({ 'a.jsonl.zst': inMembers(items, zst) }),
  csv: (items) => ({ 'a.csv': rows(items, ',', '\r\n') }),
  tsv: (items) => ({ 'a.tsv': rows(items, '\t', '\n') }),
  'csv.gz': (items) => ({ 'a.csv.gz': gzipSync(rows(items, ';', '\n')) }),
  json: (items) => ({ 'a.json': JSON.stringify(items, null, 2) }),
  warc: (items) => ({ 'a.warc': Buffer.concat(items.map(crawled)) }),
  'wet.gz': (items) => ({ 'a.warc.wet.gz': Buffer.concat(items.map((item) => gzipSync(crawled(item)))) }),
  feed: (items) => ({ 'a.atom': fed(items) }),
  'feed in UTF-16': (items) => ({ 'a.atom': Buffer.from(`\ufeff${fed(items)}`, 'utf16le') }),
  parquet: (items) => ({ 'a.parquet': inRowGroups(items) }),
  'parquet.gz': (items) => ({ 'a.parquet.gz': gzipSync(inRowGroups(items)) }),
  'UTF-16': (items) => ({ 'a.jsonl': Buffer.from(`\ufeff${lines(items)}`, 'utf16le') }),
  text: (items) => Object.fromEntries(items.map(({ id, text }) => [`${id}.txt`, text])),
  'text.gz': (items) => Object.fromEntries(items.map(({ id, text }) => [`${id}.txt.gz`, gzipSync(text)])),
  'UTF-16 text': (items) =>
    Object.fromEntries(items.map(({ id, text }) => [`${id}.txt`, Buffer.from(`\ufeff${text}`, 'utf16le')])),
  mixed: (items) => {
    const at = Math.ceil(items.length / 2)
    return { 'a.json': JSON.stringify(items.slice(0, at)), 'b.csv': rows(items.slice(at), ',', '\n') }
  },
}

function within<T>(files: Record<string, string | Uint8Array>, work: (dir: string, root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'dittograph-formats-'))
  try {
    const dir = join(root, 'in')
    mkdirSync(dir)
    for (const [path, bytes] of Object.entries(files)) writeFileSync(join(dir, path), bytes)
    return work(dir, root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

const tree = (dir: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir)
      .sort()
      .map((name) => [name, readFileSync(join(dir, name), 'latin1')]),
  )

/** Members of the clusters, by id. */
const clusters = (dir: string, ask: Partial<ScanAsk> = {}): string[] =>
  ofType(recordsOf({ patterns: [dir], root: dir, ...ask }), 'cluster')
    .map((c) =>
      c.members
        .map((id) => id.replace(/\.txt(\.gz)?$/, ''))
        .sort()
        .join(' '),
    )
    .sort()

const corpus = corpora.map((files) =>
  Object.values(files)
    .flat()
    .map(({ text }, n): Item => ({ id: `a${String(n).padStart(3, '0')}`, text })),
)

describe.each(Object.entries(written))('%s', (format, write) => {
  it('gives the clusters that JSONL gives', () => {
    fc.assert(
      fc.property(corpus, (items) => {
        const wanted = within(written.jsonl!(items), (dir) => clusters(dir))
        expect(within(write(items), (dir) => clusters(dir))).toEqual(wanted)
      }),
      { numRuns: 4 },
    )
  })

  it('is cleaned and restored byte for byte, and then there is nothing left to cut', () => {
    fc.assert(
      fc.property(corpus, fc.constantFrom('bytes', 'inputs'), (items, undo) => {
        within(write(items), (dir, root) => {
          const out = join(root, 'out')
          clean({ patterns: [dir], root: dir, out, undo, maxRemoved: 1 }).scan.close()
          expect(verify(out)).toEqual([])
          restore(out, join(root, 'back'), undo === 'inputs' ? { inputs: dir } : {})
          expect(tree(join(root, 'back'))).toEqual(tree(dir))
          const again = recordsOf({
            patterns: [join(out, 'text')],
            root: join(out, 'text'),
            boilerplateFrom: join(out, 'provenance.jsonl'),
          })
          expect(ofType(again, 'finding').filter((f) => f.edit !== 'none')).toEqual([])
        })
      }),
      { numRuns: 4 },
    )
  })

  // The cuts of a Parquet file go back together.
  it.skipIf(format.startsWith('parquet'))(
    'restored for one article, it is what clean would have written without its cuts',
    () => {
      fc.assert(
        fc.property(corpus, (items) => {
          within(write(items), (dir, root) => {
            const out = join(root, 'out')
            const { scan } = clean({ patterns: [dir], root: dir, out, maxRemoved: 1 })
            const [article] = ofType([...scan.report.records({ articles: 'changed', list: false })], 'article')
            scan.close()
            if (!article) return
            restore(out, join(root, 'part'), { only: [article.id] })
            const id = article.id.replace(/\.txt(\.gz)?$/, '')
            const item = items.find((one) => one.id === id)!
            const texts = ofType(recordsOf({ patterns: [join(root, 'part')], root: join(root, 'part') }), 'article')
            const found = texts.find((one) => one.id.replace(/\.txt(\.gz)?$/, '') === id)
            const bytes = article.path.endsWith('.txt')
              ? readFileSync(join(dir, article.path)).length
              : Buffer.byteLength(item.text)
            expect(found?.bytes).toBe(bytes)
          })
        }),
        { numRuns: 4 },
      )
    },
  )
})

it('spans of a text in another encoding count its bytes, cuts too', () => {
  const story = 'Der Bürgermeister sagte: “Die Brücke öffnet früher als geplant, und das freut die ganze Stadt.”'
  const text = `${story}\n\nDazwischen steht ein Satz, der nur einmal vorkommt und über den niemand spricht.\n\n${story}\n`
  const bytes = iconv.encode(text, 'windows-1252')
  within({ 'a.txt': bytes }, (dir, root) => {
    const ask = { patterns: [dir], root: dir, encoding: 'windows-1252' }
    const [finding] = ofType(recordsOf(ask), 'finding')
    expect(iconv.decode(bytes.subarray(...finding!.span), 'windows-1252')).toBe(story)
    expect(iconv.decode(bytes.subarray(...finding!.source!.span), 'windows-1252')).toBe(story)
    const [summary] = ofType(recordsOf(ask), 'summary')
    expect(summary!.bytes).toBe(bytes.length)
    const out = join(root, 'out')
    clean({ ...ask, out }).scan.close()
    const [start, end] = finding!.cut!
    expect(readFileSync(join(out, 'text', 'a.txt'))).toEqual(
      Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]),
    )
  })
})

it('a packed text of which all goes is not written, and comes back', () => {
  const text = `${'The harbour bridge opens on Friday after nine years of repair, the mayor said in the town hall. '.repeat(3)}\n`
  within({ 'a.txt': text, 'b.txt.gz': gzipSync(text) }, (dir, root) => {
    const out = join(root, 'out')
    clean({ patterns: [dir], root: dir, out, keep: 'first' }).scan.close()
    expect(readdirSync(join(out, 'text'))).toEqual(['a.txt'])
    restore(out, join(root, 'back'))
    expect(gunzipSync(readFileSync(join(root, 'back', 'b.txt.gz'))).toString()).toBe(text)
  })
})

const reuters = new URL('../../../shared/data/reuters/docs.jsonl', import.meta.url)
it.skipIf(!existsSync(reuters))(
  '2,000 Reuters articles give the same clusters in every format (skipped without ../shared/data)',
  () => {
    const items = readFileSync(reuters, 'utf8')
      .split('\n', 2000)
      .map(
        (line, n): Item => ({
          id: `a${String(n).padStart(4, '0')}`,
          text: (JSON.parse(line) as { text: string }).text,
        }),
      )
    const wanted = within(written.jsonl!(items), (dir) => clusters(dir))
    expect(wanted.length).toBeGreaterThan(50)
    for (const [format, write] of Object.entries(written))
      expect([format, within(write(items), (dir) => clusters(dir))]).toEqual([format, wanted])
  },
  300_000,
)
