// How fast each format is read, against what one would write in Node for it: every record's text, once through.
//
//   npm run build && npm run bench:formats -- FILE.jsonl [RUNS] [RECORDS]
//
// The first RECORDS records of FILE (default 20,000) are written in every format to a temporary directory. CPU is user + system of this process, the
// median of RUNS (default 3); MB are of the text (UTF-8), the same for all formats, so the columns compare. The obvious reader of a format: readFileSync,
// split and JSON.parse; for packed files gunzipSync, or fzstd, first; csv-parse/sync for tables; iconv-lite for UTF-16; for Parquet
// (one file as hyparquet-writer writes it, Snappy) hyparquet with hyparquet-compressors, asked for the column of the text. The reader is that of dist/.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { decompress } from 'fzstd'
import { Parser } from 'htmlparser2'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { parquetWriteBuffer } from 'hyparquet-writer'
import iconv from 'iconv-lite'
import type { Format } from '../src/model.js'

const [file, runs = '3', records = '20000'] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: npm run bench:formats -- FILE.jsonl [RUNS] [RECORDS]')
  process.exit(2)
}
const dist = join(import.meta.dirname, '../../dist')
const { openReader }: typeof import('../src/read/reader.js') = await import(join(dist, 'read/reader.js'))
const { zstd }: typeof import('../src/read/zstd.js') = await import(join(dist, 'read/zstd.js'))
const { Tape }: typeof import('../src/read/format.js') = await import(join(dist, 'read/format.js'))

interface Row {
  readonly id: string
  readonly text: string
}
const fields = { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }
const rows = readFileSync(file, 'utf8')
  .split('\n', Number(records))
  .filter((line) => line !== '')
  .map(
    (line, n): Row => ({ id: String(n), text: (JSON.parse(line) as { text?: string; content?: string }).text ?? '' }),
  )
const bytes = rows.reduce((sum, row) => sum + Buffer.byteLength(row.text), 0)

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
const table = (delimiter: string): string =>
  `id${delimiter}text\n${rows.map(({ id, text }) => `${id}${delimiter}${quoted(text)}\n`).join('')}`
const jsonl = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
function zst(from: Buffer): Buffer {
  const out: Uint8Array[] = []
  const packer = zstd.pack(new Tape({ size: 0, read: () => 0 }, 16), 0, (piece) => out.push(piece.slice()))
  packer.write(from)
  packer.end()
  return Buffer.concat(out)
}

const lines = (text: string): string[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as Row).text]))
const cells = (from: Buffer, delimiter: string): string[] =>
  (parse(from, { columns: true, delimiter }) as Row[]).map((row) => row.text)
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const crawled = (id: string, type: string, media: string, text: string): string =>
  `WARC/1.0\r\nWARC-Type: ${type}\r\nWARC-Record-ID: <${id}>\r\nContent-Type: ${media}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}\r\n\r\n`
function blocks(from: Buffer): string[] {
  const out: string[] = []
  for (let at = 0; at < from.length; ) {
    const body = from.indexOf('\r\n\r\n', at) + 4
    const length = Number(/Content-Length: (\d+)/i.exec(from.toString('latin1', at, body))![1])
    out.push(from.toString('utf8', body, body + length))
    at = body + length + 4
  }
  return out
}
/** What htmlparser2 gives of a page, without places. */
function letters(page: string): string {
  let out = ''
  const parser = new Parser({ ontext: (text) => (out += text) })
  parser.end(page)
  return out
}
function entries(from: string): string[] {
  const out: string[] = []
  let text: string | null = null
  const parser = new Parser(
    {
      onopentagname: (name) => (text = name === 'content' ? '' : text),
      ontext: (piece) => (text = text === null ? null : text + piece),
      onclosetag: (name) => {
        if (name === 'content') out.push(text ?? '')
        if (name === 'content') text = null
      },
    },
    { xmlMode: true },
  )
  parser.end(from)
  return out
}

function columns(): Buffer {
  const column = (name: keyof Row): { name: string; data: string[]; type: 'STRING' } => ({
    name,
    data: rows.map((row) => row[name]),
    type: 'STRING',
  })
  return Buffer.from(parquetWriteBuffer({ columnData: [column('id'), column('text')] }))
}
async function column(from: Buffer): Promise<string[]> {
  const file = from.buffer.slice(from.byteOffset, from.byteOffset + from.length) as ArrayBuffer
  return (await parquetReadObjects({ file, columns: ['text'], compressors })).map((row) => row.text as string)
}

const formats: readonly {
  name: string
  format: Format
  bytes: string | Buffer
  obvious: (from: Buffer) => string[] | Promise<string[]>
}[] = [
  { name: 'jsonl', format: 'jsonl', bytes: jsonl, obvious: (from) => lines(from.toString()) },
  { name: 'jsonl.gz', format: 'jsonl', bytes: gzipSync(jsonl), obvious: (from) => lines(gunzipSync(from).toString()) },
  {
    name: 'jsonl.zst',
    format: 'jsonl',
    bytes: zst(Buffer.from(jsonl)),
    obvious: (from) => lines(Buffer.from(decompress(from)).toString()),
  },
  {
    name: 'jsonl UTF-16',
    format: 'jsonl',
    bytes: Buffer.from(`\ufeff${jsonl}`, 'utf16le'),
    obvious: (from) => lines(iconv.decode(from, 'utf-16')),
  },
  {
    name: 'json array',
    format: 'json',
    bytes: JSON.stringify(rows),
    obvious: (from) => (JSON.parse(from.toString()) as Row[]).map((row) => row.text),
  },
  {
    name: 'wet',
    format: 'warc',
    bytes: rows.map(({ id, text }) => crawled(id, 'conversion', 'text/plain', text)).join(''),
    obvious: (from) => blocks(from),
  },
  {
    name: 'html in warc',
    format: 'warc',
    bytes: rows.map(({ id, text }) => crawled(id, 'resource', 'text/html', `<body><pre>${escaped(text)}`)).join(''),
    obvious: (from) => blocks(from).map(letters),
  },
  {
    name: 'atom',
    format: 'feed',
    bytes: `<feed>${rows.map(({ id, text }) => `<entry><id>${id}</id><content type="text">${escaped(text)}</content></entry>\n`).join('')}</feed>`,
    obvious: (from) => entries(from.toString()),
  },
  { name: 'csv', format: 'csv', bytes: table(','), obvious: (from) => cells(from, ',') },
  { name: 'tsv', format: 'tsv', bytes: table('\t'), obvious: (from) => cells(from, '\t') },
  { name: 'parquet', format: 'parquet', bytes: columns(), obvious: column },
]

async function measure(read: () => void | Promise<void>): Promise<number> {
  const taken: number[] = []
  for (let i = 0; i < Number(runs); i++) {
    const before = process.cpuUsage()
    await read()
    const { user, system } = process.cpuUsage(before)
    taken.push((user + system) / 1e6)
  }
  return taken.sort((x, y) => x - y)[taken.length >> 1]!
}

const directory = mkdtempSync(join(tmpdir(), 'dittograph-bench-'))
try {
  console.log(`${rows.length} records, ${(bytes / 1e6).toFixed(1)} MB of text`)
  console.log('format          file MB   dittograph MB/s   the obvious reader MB/s')
  for (const { name, format, bytes: content, obvious } of formats) {
    const at = join(directory, 'f')
    writeFileSync(at, content)
    const { size } = statSync(at)
    const source = { path: 'f', at, format, size, against: false }
    let [ours, theirs] = [0, 0]
    const mine = await measure(() => {
      const reader = openReader([source], fields, { maxRecord: 64 << 20 }, () => {})
      ours = 0
      reader.records(0, (record) => (ours += record.text.length))
      reader.close()
    })
    const other = await measure(async () => {
      theirs = (await obvious(readFileSync(at))).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    })
    if (ours !== bytes || theirs !== bytes)
      throw new Error(`${name}: ${ours} and ${theirs} bytes of text, not ${bytes}`)
    const rate = (seconds: number): string => (bytes / 1e6 / seconds).toFixed(0)
    console.log(
      `${name.padEnd(14)} ${(size / 1e6).toFixed(1).padStart(8)} ${rate(mine).padStart(17)} ${rate(other).padStart(25)}`,
    )
  }
} finally {
  rmSync(directory, { recursive: true })
}
