// Every format, by the laws of read/format.ts: what records and record show, and what their splices do to the bytes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, it } from 'vitest'
import type { Change, Edit, Fields, Format, RawRecord, SourceFile, Span, Trouble } from '../../src/model.js'
import { Tape } from '../../src/read/format.js'
import { gzip } from '../../src/read/gzip.js'
import { openReader } from '../../src/read/reader.js'
import { zstd } from '../../src/read/zstd.js'

const directory = mkdtempSync(join(tmpdir(), 'dittograph-formats-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const fields: Fields = { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }
let files = 0

function fileOf(bytes: string | Uint8Array, format: Format): SourceFile {
  const at = join(directory, `f${files++}`)
  writeFileSync(at, bytes)
  return { path: `f.${format}`, at, format, size: Buffer.byteLength(bytes), against: false }
}

interface Kept {
  line: number
  at: number
  end: number
  next: number
  skipped: string | null
  text: string
  id: string | null
  outlet: string | null
}

const keep = ({ line, at, end, next, skipped, text, id, outlet }: RawRecord): Kept => {
  const told = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString())
  return { line, at, end, next, skipped, text: told(text)!, id: told(id), outlet: told(outlet) }
}

interface Read {
  records: Kept[]
  troubles: Trouble[]
  /** The file's bytes when the records' `cuts` are made and `whole` ones go. */
  changed: Buffer
}

interface Ask {
  maxRecord?: number
  chunk?: number
  encoding?: string
  maxDecompressed?: number
  cuts?: (record: Kept, n: number) => Span[]
  whole?: (record: Kept, n: number) => boolean
}

const same = (x: readonly unknown[], y: readonly unknown[]): void => expect(x).toEqual(y)

/** Reads a file twice, asks for each record again, and changes it. */
function read(bytes: string | Uint8Array, format: Format, ask: Ask = {}): Read {
  const source = fileOf(bytes, format)
  const troubles: Trouble[] = []
  const { maxRecord = 1 << 20, chunk = 1 << 16, encoding = null, maxDecompressed = null } = ask
  const limits = { maxRecord, chunk, encoding, maxDecompressed }
  const reader = openReader([source], fields, limits, (t) => troubles.push(t))
  try {
    const records: Kept[] = []
    const raw: Buffer[] = []
    reader.records(
      0,
      (record) => records.push(keep(record)),
      (piece) => raw.push(Buffer.from(piece)),
    )
    expect(Buffer.concat(raw).equals(Buffer.from(bytes))).toBe(true)
    const told = troubles.length
    const twice: Kept[] = []
    reader.records(0, (record) => twice.push(keep(record)))
    same(twice, records)
    expect(troubles.length).toBe(told)
    const edits: Edit[] = []
    const goes = records.map((record, n) => ask.whole?.(record, n) === true)
    for (const [n, record] of records.entries()) {
      if (n > 0) expect(record.at).toBeGreaterThanOrEqual(records[n - 1]!.next)
      const edit = { article: `a${n}`, finding: `f${n}`, whole: goes[n]! }
      if (goes[n]) edits.push({ ...reader.whole(0, record.at, record.next, goes.slice(n).every(Boolean)), ...edit })
      if (record.skipped !== null) continue
      const again = reader.record(0, record.at, record.end, record.line)
      const { next: _, ...rest } = record
      expect(keep(again)).toMatchObject(rest)
      const cuts = goes[n] ? [] : (ask.cuts?.(record, n) ?? [])
      if (cuts.length > 0) for (const { of: _, ...splice } of again.splices(cuts)) edits.push({ ...splice, ...edit })
    }
    return { records, troubles, changed: apply(Buffer.from(bytes), [...reader.changes(0, edits)]) }
  } finally {
    reader.close()
  }
}

/** What clean makes of a file. */
function apply(bytes: Buffer, changes: readonly Change[]): Buffer {
  const out: Uint8Array[] = []
  let at = 0
  for (const change of changes) {
    expect(change.at).toBeGreaterThanOrEqual(at)
    out.push(bytes.subarray(at, change.at))
    if ('write' in change) change.write((piece) => out.push(piece.slice()))
    else if (change.put) out.push(change.put)
    at = change.at + change.bytes
    expect(at).toBeLessThanOrEqual(bytes.length)
  }
  return Buffer.concat([...out, bytes.subarray(at)])
}

const without = (text: string, cuts: readonly Span[]): string => {
  const bytes = Buffer.from(text)
  let at = 0
  const out: Buffer[] = []
  for (const [start, end] of cuts) {
    out.push(bytes.subarray(at, start))
    at = end
  }
  return Buffer.concat([...out, bytes.subarray(at)]).toString()
}

// ------------------------------------------------------------------------------------------------------------ the formats

interface Row {
  id: string
  text: string
  source: string
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
const bareOrQuoted = (cell: string): string => (/[",;\t|\r\n]/.test(cell) || cell === '' ? quoted(cell) : cell)
/** Rows as a file of each format, which hold the same. */
const written: Record<string, { format: Format; write: (rows: readonly Row[]) => string }> = {
  jsonl: { format: 'jsonl', write: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join('') },
  'a JSON array': { format: 'json', write: (rows) => JSON.stringify(rows) },
  'a JSON array in many lines': { format: 'json', write: (rows) => `\ufeff${JSON.stringify(rows, null, 2)}\r\n` },
  'JSON one behind the other': {
    format: 'json',
    write: (rows) => rows.map((row) => JSON.stringify(row, null, 1)).join('\n'),
  },
  'a JSON sequence': { format: 'json', write: (rows) => rows.map((row) => `\u001e${JSON.stringify(row)}\n`).join('') },
  csv: {
    format: 'csv',
    write: (rows) =>
      ['id,text,source', ...rows.map((r) => [r.id, r.text, r.source].map(bareOrQuoted).join())].join('\r\n'),
  },
  'csv with semicolons': {
    format: 'csv',
    write: (rows) =>
      ['\ufeffsource;text;id', ...rows.map((r) => [r.source, r.text, r.id].map(quoted).join(';'))]
        .join('\n')
        .concat('\n'),
  },
  tsv: {
    format: 'tsv',
    write: (rows) =>
      ['id\ttext\tsource', ...rows.map((r) => [r.id, r.text, r.source].map(bareOrQuoted).join('\t'))].join('\n'),
  },
}

const words = fc.constantFrom(
  'news',
  'bridge "opens"',
  'a, b; c',
  'line\nline',
  'tab\there',
  'ü',
  'ветер',
  '新聞記事',
  '""',
  '"',
  '\r\n',
  ' ',
  '\\',
  '\\u0041',
  '😀',
  '|',
  '}',
  ']',
  '{',
)
const text = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(''))
const row = fc.record({ id: fc.stringMatching(/^[a-z0-9]{1,6}$/), text, source: fc.constantFrom('', 'AP', 'dpa "x"') })
const rows = fc.array(row, { maxLength: 8 })

/** Some characters of a text, as spans of its UTF-8: by a list of lengths, kept and cut in turn. */
function spans(of: string, steps: readonly number[]): Span[] {
  const characters = [...of]
  const out: Span[] = []
  let at = 0
  let i = 0
  for (const [n, step] of steps.entries()) {
    const bytes = Buffer.byteLength(characters.slice(i, i + step).join(''))
    if (n % 2 === 1 && bytes > 0) out.push([at, at + bytes])
    at += bytes
    i += step
  }
  return out
}

describe.each(Object.entries(written))('%s', (_, { format, write }) => {
  const steps = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 8 })

  it('shows what was written, whatever is read at a time, and again', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 16, max: 90 }), (written, chunk) => {
        const { records, troubles } = read(write(written), format, { chunk })
        expect(records.map((r) => [r.id, r.text, r.outlet])).toEqual(
          written.map((r) => [r.id, r.text, r.source === '' ? null : r.source]),
        )
        expect(troubles.filter((t) => t.level === 'error')).toEqual([])
      }),
      { numRuns: 120 },
    )
  })

  it('a cut of a text is a cut of the file, and of nothing else', () => {
    fc.assert(
      fc.property(rows, fc.array(steps, { minLength: 8, maxLength: 8 }), (written, asked) => {
        const cuts = written.map((r, n) => spans(r.text, asked[n]!))
        const { changed } = read(write(written), format, { cuts: (_, n) => cuts[n]! })
        const { records } = read(changed, format)
        expect(records.map((r) => [r.id, r.text])).toEqual(written.map((r, n) => [r.id, without(r.text, cuts[n]!)]))
      }),
      { numRuns: 150 },
    )
  })

  it('records that go leave a file of the same format', () => {
    fc.assert(
      fc.property(rows, fc.nat(255), (written, mask) => {
        const goes = (n: number): boolean => ((mask >> n) & 1) === 1
        const { changed } = read(write(written), format, { whole: (_, n) => goes(n) })
        const { records, troubles } = read(changed, format)
        const left = written.filter((_, n) => !goes(n))
        expect(records.map((r) => [r.id, r.text])).toEqual(left.map((r) => [r.id, r.text]))
        expect(troubles.filter((t) => t.level === 'error')).toEqual([])
        if (format === 'json' && changed.toString().trimStart().replace('\ufeff', '').startsWith('['))
          expect(JSON.parse(changed.toString().replace('\ufeff', ''))).toEqual(left)
      }),
      { numRuns: 150 },
    )
  })

  it('holds the same packed, in members that end anywhere, and in UTF-16', () => {
    fc.assert(
      fc.property(
        rows,
        fc.nat(255),
        fc.array(steps, { minLength: 8, maxLength: 8 }),
        fc.array(fc.nat(400), { maxLength: 3 }),
        (written, mask, asked, ends) => {
          const cuts = written.map((r, n) => spans(r.text, asked[n]!))
          const ask: Ask = { cuts: (_, n) => cuts[n]!, whole: (_, n) => ((mask >> n) & 1) === 1 }
          const plain = Buffer.from(write(written))
          const wanted = read(plain, format, ask)
          const members = [0, ...ends.map((end) => Math.min(end, plain.length)).sort((a, b) => a - b), plain.length]
          const pieces = members.slice(1).map((end, n) => plain.subarray(members[n]!, end))
          for (const pack of [gz, zst]) {
            const found = read(Buffer.concat(pieces.map(pack)), format, ask)
            expect(found.records).toEqual(wanted.records)
            expect(unpack(found.changed).equals(wanted.changed)).toBe(true)
          }
          const bare = write(written).replace(/^\ufeff/, '')
          const wide = read(Buffer.from(`\ufeff${bare}`, 'utf16le'), format, ask)
          expect(wide.records.map((r) => [r.id, r.text])).toEqual(wanted.records.map((r) => [r.id, r.text]))
          expect(wide.changed.toString('utf16le').replace(/^\ufeff/, '')).toBe(
            wanted.changed.toString().replace(/^\ufeff/, ''),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('reads any bytes, and loses none', () => {
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
        fc.nat(),
        (written, flips, cut) => {
          const bytes = Buffer.from(write(written))
          for (const [at, byte] of flips) if (bytes.length > 0) bytes[at % bytes.length] = byte
          const part = bytes.subarray(0, bytes.length - (cut % (bytes.length + 1)))
          const { records, changed } = read(part, format, { chunk: 32, maxRecord: 200 })
          expect(changed.equals(part)).toBe(true)
          for (const r of records) expect(r.end).toBeLessThanOrEqual(Math.max(part.length, r.end))
        },
      ),
      { numRuns: 150 },
    )
  })
})

it('random bytes are read in every format, and none are lost', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom<Format>('json', 'csv', 'tsv', 'jsonl', 'text', 'md'),
      (bytes, format) => {
        for (const packed of [bytes, gz(bytes), zst(bytes)])
          expect(read(packed, format).changed.equals(Buffer.from(packed))).toBe(true)
      },
    ),
    { numRuns: 150 },
  )
})

// ------------------------------------------------------------------------------------------------------------- packings

const gz = (bytes: Uint8Array): Uint8Array => gzipSync(bytes)
function zst(bytes: Uint8Array): Uint8Array {
  const out: Uint8Array[] = []
  const packer = zstd.pack(tapeOf(bytes), 0, (piece) => out.push(piece.slice()))
  packer.write(bytes)
  packer.end()
  return Buffer.concat(out)
}
function tapeOf(bytes: Uint8Array): Tape {
  const image = {
    size: bytes.length,
    read: (buffer: Uint8Array, to: number, most: number, at: number): number => {
      const piece = bytes.subarray(at, at + most)
      buffer.set(piece, to)
      return piece.length
    },
  }
  return new Tape(image, 64)
}
/** What all members unpack to. */
function unpack(bytes: Uint8Array): Buffer {
  const tape = tapeOf(bytes)
  const out: Uint8Array[] = []
  const packing = bytes[0] === 0x1f ? gzip : zstd
  for (let at = 0; tape.has(at, 1); ) at = packing.member(tape, at, (piece) => out.push(piece.slice()))
  return Buffer.concat(out)
}

describe('a packed file', () => {
  const lines = Array.from({ length: 300 }, (_, n) => JSON.stringify({ id: `${n}`, text: `Harbour news of day ${n}.` }))
  const member = (from: number, to: number): Buffer => Buffer.from(`${lines.slice(from, to).join('\n')}\n`)

  it.each([
    ['gzip', gz],
    ['zstd', zst],
  ] as const)('%s: members that no cut touches are copied as they are', (_, pack) => {
    const packed = [pack(member(0, 100)), pack(member(100, 200)), pack(member(200, 300))]
    const { changed } = read(Buffer.concat(packed), 'jsonl', { cuts: (r) => (r.id === '150' ? [[0, 8]] : []) })
    expect(changed.subarray(0, packed[0]!.length).equals(Buffer.from(packed[0]!))).toBe(true)
    expect(changed.subarray(-packed[2]!.length).equals(Buffer.from(packed[2]!))).toBe(true)
    expect(unpack(changed).toString()).toBe(
      Buffer.concat([member(0, 100), member(100, 200), member(200, 300)])
        .toString()
        .replace('Harbour news of day 150', 'news of day 150'),
    )
  })

  it.each([
    ['gzip', gz],
    ['zstd', zst],
  ] as const)('%s: what stands before damage is read, and the rest is copied', (_, pack) => {
    const bad = Buffer.from(pack(member(100, 200)))
    const whole = Buffer.from(pack(member(0, 100)))
    for (const damaged of [
      bad.subarray(0, bad.length - 5),
      bad.subarray(0, 20),
      Buffer.from('no member of anything'),
    ]) {
      const bytes = Buffer.concat([whole, damaged])
      const { records, troubles, changed } = read(bytes, 'jsonl', { cuts: (r) => (r.id === '5' ? [[0, 8]] : []) })
      expect(records.length).toBe(100)
      expect(troubles.map((t) => t.code)).toEqual(['E_UNPACK'])
      expect(troubles[0]!.message).toContain(`at byte ${whole.length} begins a part of it that cannot be unpacked`)
      expect(changed.subarray(-damaged.length).equals(damaged)).toBe(true)
    }
  })

  it('a flipped bit of a gzip member is found', () => {
    const bytes = Buffer.from(gz(member(0, 50)))
    for (let at = 10; at < bytes.length; at += 7) {
      const flipped = Buffer.from(bytes)
      flipped[at]! ^= 4
      const { records, troubles } = read(flipped, 'jsonl')
      expect([at, troubles.map((t) => t.code), records.map((r) => r.skipped)]).toEqual([
        at,
        ['E_UNPACK'],
        ['unreadable'],
      ])
    }
  })

  it('with a header of its own keeps it, and with zeros behind it is read', () => {
    const packed = Buffer.from(gz(member(0, 3)))
    // A name, as gzip writes it.
    const named = Buffer.concat([
      packed.subarray(0, 3),
      Buffer.from([8]),
      packed.subarray(4, 10),
      Buffer.from('a.jsonl\0'),
      packed.subarray(10),
    ])
    const bytes = Buffer.concat([named, Buffer.alloc(100_000)])
    const { records, troubles, changed } = read(bytes, 'jsonl', { whole: (_, n) => n === 1 })
    expect([records.length, troubles]).toEqual([3, []])
    expect(changed.subarray(0, 18).equals(named.subarray(0, 18))).toBe(true)
    expect(changed.subarray(-100_000).equals(Buffer.alloc(100_000))).toBe(true)
  })

  it('is a bomb when it unpacks to more than text does', () => {
    const bomb = gz(new Uint8Array(100 << 20))
    const { records, troubles } = read(bomb, 'text')
    expect(records.map((r) => [r.end, r.skipped])).toEqual([[0, 'too-large']])
    expect(troubles.map((t) => t.code)).toEqual(['E_UNPACKED'])
    expect(troubles[0]!.message).toContain('--max-decompressed allows more')
    for (const pack of [gz, zst]) {
      const asked = read(pack(member(0, 100)), 'jsonl', { maxDecompressed: 1000 })
      expect(asked.troubles[0]).toMatchObject({ code: 'E_UNPACKED' })
      expect(asked.troubles[0]!.message).toContain('unpack to more than --max-decompressed 1000')
      expect(read(pack(member(0, 100)), 'jsonl', { maxDecompressed: 100_000 }).records.length).toBe(100)
    }
  })

  it('of a crawl is read behind a damaged member, and its bytes stay', () => {
    const crawled = (n: number): Buffer => {
      const text = `${n}: ${'Ships had waited outside the harbour for weeks. '.repeat(40)}`
      return Buffer.from(
        `WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\n\r\n${text}\r\n\r\n`,
      )
    }
    const members = [0, 1, 2, 3, 4].map((n) => Buffer.from(gz(crawled(n))))
    const flip = (n: number): void => {
      members[n]![40]! ^= 0xff
    }
    for (const damaged of [[1], [0, 2, 3], [4]]) {
      for (const n of damaged) flip(n)
      const bytes = Buffer.concat(members)
      const whole = read(bytes, 'warc')
      expect(whole.records.map((r) => r.text[0])).toEqual(
        ['0', '1', '2', '3', '4'].filter((_, n) => !damaged.includes(n)),
      )
      expect(whole.troubles.map((t) => t.code)).toEqual(['E_UNPACK'])
      expect(whole.changed).toEqual(bytes)
      // A record that goes takes its own member, and no damaged one.
      const { changed } = read(bytes, 'warc', { whole: () => true })
      expect(changed).toEqual(Buffer.concat(members.filter((_, n) => damaged.includes(n))))
      for (const n of damaged) flip(n)
    }
    // A record whose middle is missing is none, though something else fills it up.
    const half = crawled(7)
    const torn = Buffer.from(gz(Buffer.alloc(400, 'x')))
    torn[15]! ^= 0xff
    const bytes = Buffer.concat([gz(half.subarray(0, 500)), torn, gz(half.subarray(500)), gz(crawled(8))])
    const { records, changed } = read(bytes, 'warc')
    expect(records.map((r) => r.skipped ?? r.text[0])).toEqual(['unreadable', '8'])
    expect(changed).toEqual(bytes)
  })

  it('that is one article goes with its packing', () => {
    const { changed } = read(gz(Buffer.from('News.')), 'text', { whole: () => true })
    expect(changed.length).toBe(0)
  })
})

// ------------------------------------------------------------------------------------------------------------ encodings

describe('a text in another encoding', () => {
  const samples: Readonly<Record<string, string>> = {
    'windows-1252': 'Der Bürgermeister sagte: “Die Brücke öffnet früher als geplant.” Das kostet 5 € mehr – für alle.',
    'windows-1251': 'Мост через реку откроется раньше, чем планировалось, сообщил мэр города во вторник.',
    'windows-1256': 'قالت وزارة المياه إن السد الجديد جاهز قرب المدينة بعد سنوات من العمل',
    'iso-8859-2': 'Starosta řekl, že most přes řeku bude otevřen dříve, než se plánovalo. Žádné další náklady.',
    'koi8-r': 'Мост через реку откроется раньше, чем планировалось, сообщил мэр города во вторник.',
    gb18030: '市长星期二说，这座桥将比原计划提前开放，不会产生额外费用。交通部门表示欢迎。\u{20000}',
    big5: '市長星期二說，這座橋將比原計劃提前開放，不會產生額外費用。交通部門表示歡迎。',
    shift_jis: '市長は火曜日、橋は予定より早く開通すると述べた。追加の費用はかからないという。ｱｲｳ',
    'euc-kr': '시장은 화요일 다리가 예정보다 일찍 개통될 것이라고 말했다. 추가 비용은 없을 것이다.',
    'euc-jp': '市長は火曜日、橋は予定より早く開通すると述べた。追加の費用はかからないという。',
    'utf-16le': 'Der Bürgermeister 😀 sagte: “Die Brücke öffnet früher.”',
    'utf-16be': 'Der Bürgermeister 😀 sagte: “Die Brücke öffnet früher.”',
  }

  it.each(Object.entries(samples))(
    '%s is read when it is asked for; spans and cuts count its own bytes',
    (encoding, story) => {
      const whole = `${story}\n\n${story}\r\nEnd.`
      const bytes = iconv.encode(whole, encoding)
      const source = fileOf(bytes, 'text')
      const reader = openReader([source], fields, { maxRecord: 1 << 20, encoding }, () => {})
      reader.records(0, (record) => {
        expect(Buffer.from(record.text).toString()).toBe(whole)
        expect(record.scale!.size).toBe(bytes.length)
        const end = Buffer.byteLength(`${story}\n\n`)
        const raw = iconv.encode(`${story}\n\n`, encoding).length
        expect(record.scale!.shown([0, end])).toEqual([0, raw])
        expect(record.splices([[end, record.text.length]])).toEqual([{ at: raw, bytes: bytes.length - raw, of: 0 }])
      })
      reader.close()
    },
  )

  it.each(
    Object.entries(samples).filter(([name]) => !['iso-8859-2', 'euc-jp'].includes(name) && !name.startsWith('utf')),
  )('%s is guessed, and the guess is said', (encoding, story) => {
    const whole = `${story}\n\n`.repeat(6)
    const { records, troubles } = read(iconv.encode(whole, encoding), 'text')
    expect(records[0]!.text).toBe(whole)
    expect(troubles.map((t) => t.code)).toEqual(['N_ENCODING'])
    expect(troubles[0]!.message).toContain(`looks like ${encoding} (confidence `)
  })

  it('is told by a BOM, or by the zeros of UTF-16', () => {
    expect(read(Buffer.from('\ufeffNews of the day', 'utf16le'), 'text').records[0]!.text).toBe('\ufeffNews of the day')
    const { records, troubles } = read(Buffer.from('News of the day, told twice.', 'utf16le').swap16(), 'text')
    expect([records[0]!.text, troubles.map((t) => t.code)]).toEqual(['News of the day, told twice.', ['N_ENCODING']])
  })

  it('is no Hebrew where its letters would be none, and UTF-16 without a BOM where these are', () => {
    // The detector is surer of ISO-8859-8 than of this.
    const bridge =
      'Мост в гавани снова открыт в понедельник после трёх месяцев ремонта, сообщил город утром, и грузовики поехали по нему до полудня.'
    const koi8 = read(iconv.encode(`${bridge}\n\n${bridge}\n`, 'koi8-r'), 'text')
    expect([koi8.records[0]!.text, koi8.troubles[0]!.message.includes('koi8-r')]).toEqual([
      `${bridge}\n\n${bridge}\n`,
      true,
    ])
    for (const text of [`${samples.gb18030!}一\n`, `${bridge}\n`])
      for (const encoding of ['utf-16le', 'utf-16be']) {
        const { records, troubles } = read(iconv.encode(text, encoding, { addBOM: false }), 'text')
        expect([records[0]!.text, troubles.map((t) => t.code)]).toEqual([text, ['N_ENCODING']])
      }
  })

  it('that is not read is named, whatever format it is in', () => {
    for (const format of ['text', 'csv', 'json', 'feed', 'html'] as const)
      for (const bytes of [
        Buffer.from('text,id\n\x1b$B9A$N66$O;0$+7n\x1b(B,1\n'),
        Buffer.from('fffe00002200000022000000', 'hex'),
      ]) {
        const { records, troubles, changed } = read(bytes, format)
        expect([records.map((r) => r.skipped), troubles.map((t) => t.code), changed]).toEqual([
          ['encoding'],
          ['E_ENCODING'],
          bytes,
        ])
      }
  })

  it('is UTF-8 where most of it is', () => {
    const bytes = Buffer.concat([Buffer.from('Grüße aus Köln, für alle. '.repeat(9)), Buffer.from([0xe9])])
    const { records, troubles } = read(bytes, 'text')
    expect([records[0]!.end, troubles.map((t) => t.code)]).toEqual([bytes.length, ['N_BAD_UTF8']])
  })

  it('every byte belongs to one character, whatever the bytes are', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(...Object.keys(samples)),
        fc.nat(),
        (bytes, encoding, from) => {
          const source = fileOf(bytes, 'text')
          const reader = openReader([source], fields, { maxRecord: 1 << 20, encoding }, () => {})
          reader.records(0, (record) => {
            if (record.skipped !== null || record.scale === null) return
            const { length } = record.text
            expect(record.scale.shown([0, length])).toEqual([0, bytes.length])
            const at = from % (length + 1)
            const [x, y] = record.scale.shown([at, length])
            expect(x).toBeLessThanOrEqual(y)
          })
          reader.close()
        },
      ),
      { numRuns: 400 },
    )
  })

  it('its places outlive the record', () => {
    const sources = ['а', 'б'].map((letter) =>
      fileOf(iconv.encode(`${letter} `.repeat(200_000), 'windows-1251'), 'text'),
    )
    const reader = openReader(sources, fields, { maxRecord: 1 << 20, encoding: 'windows-1251' }, () => {})
    for (const file of [0, 1]) reader.records(file, () => {})
    const { scale } = reader.record(0, 0, 400_000, 0)
    for (let i = 0; i < 40; i++) reader.record(1, 0, 400_000, 0)
    expect(scale!.shown([300_000, 600_000])).toEqual([200_000, 400_000])
    reader.close()
  })

  it('decodes what iconv-lite decodes', () => {
    for (const [encoding, story] of Object.entries(samples)) {
      const bytes = iconv.encode(story, encoding)
      expect(read(bytes, 'text', { encoding }).records[0]!.text).toBe(iconv.decode(bytes, encoding))
    }
  })

  it('holds for records too, which are read in UTF-8', () => {
    const story = samples.shift_jis!
    const csv = iconv.encode(`id,text\r\n1,"${story}"\r\n2,${story}\r\n`, 'shift_jis')
    const { records, changed } = read(csv, 'csv', { encoding: 'shift_jis', cuts: (_, n) => (n === 1 ? [[0, 3]] : []) })
    expect(records.map((r) => r.text)).toEqual([story, story])
    expect(iconv.decode(changed, 'shift_jis')).toBe(`id,text\r\n1,"${story}"\r\n2,${[...story].slice(1).join('')}\r\n`)
  })
})

// ------------------------------------------------------------------------------------------------------------ what is odd

describe('what is odd', () => {
  const codes = (bytes: string, format: Format, ask: Ask = {}): [string[], (string | null)[]] => {
    const { records, troubles, changed } = read(bytes, format, ask)
    expect(changed.toString()).toBe(bytes)
    return [troubles.map((t) => t.code), records.map((r) => r.skipped)]
  }

  it('in CSV', () => {
    expect(codes('id,text\n1,News\n2\n3,More,and more\n', 'csv')).toEqual([
      ['E_NO_TEXT', 'N_RAGGED'],
      [null, 'no-text', null],
    ])
    expect(codes('id,body\n1,News\n', 'csv')).toEqual([['E_NO_TEXT'], ['no-text']])
    expect(codes('id,text\n1,"News\n2,More\n', 'csv')).toEqual([['E_BAD_ROW'], ['bad-row', null]])
    expect(codes('id,text\n\n1,News\n\n2,More', 'csv')).toEqual([[], [null, null]])
    expect(codes(`id,text\n1,${'x'.repeat(100)}\n2,More\n`, 'csv', { maxRecord: 50 })).toEqual([
      ['E_TOO_LARGE'],
      ['too-large', null],
    ])
    expect(codes('', 'csv')).toEqual([[], []])
    const quotes = `id,text\n${'1,"News\n'.repeat(100)}`
    expect(codes(quotes, 'csv')[1].length).toBeLessThan(60)
  })

  it('in CSV: the first row says more than the rest', () => {
    expect(read('ID,Text\n1,News\n', 'csv').records.map((r) => [r.id, r.text, r.line])).toEqual([['1', 'News', 2]])
    expect(read('a|text\n1|"x\ny"\n2|z', 'csv').records.map((r) => [r.text, r.line])).toEqual([
      ['x\ny', 2],
      ['z', 4],
    ])
  })

  it('in TSV: a quote that is not closed where a cell ends is itself', () => {
    const tsv = 'id\ttext\n1\t"No" said the mayor\n2\t"Never\n3\t"so\tit"\n4\t"The end'
    expect(read(tsv, 'tsv').records.map((r) => [r.id, r.text, r.line])).toEqual([
      ['1', '"No" said the mayor', 2],
      ['2', '"Never', 3],
      ['3', 'so\tit', 4],
      ['4', '"The end', 5],
    ])
    const quotes = `id\ttext\n${'1\t"News\n'.repeat(2000)}`
    expect(read(quotes, 'tsv').records.length).toBe(2000)
  })

  it('in CSV: a cell that would read otherwise is put in quotes', () => {
    const cut = (csv: string, to: number): string => read(csv, 'csv', { cuts: () => [[0, to]] }).changed.toString()
    expect(cut('id,text\n1,so "they" say\n', 3)).toBe('id,text\n1,"""they"" say"\n')
    expect(cut('text\nNews\n', 4)).toBe('text\n""\n')
    expect(cut('id,text\n1,News\n', 4)).toBe('id,text\n1,\n')
  })

  it('in JSON', () => {
    expect(codes('[{"text":"a"},{"text":},{"text":"c"}]', 'json')).toEqual([['E_BAD_JSON'], [null, 'bad-json', null]])
    expect(codes('[{"text":"a"},7,"x",null,[1]]', 'json')[1]).toEqual([
      null,
      'no-text',
      'no-text',
      'no-text',
      'no-text',
    ])
    expect(codes('{"body":"a"}', 'json')).toEqual([['E_NO_TEXT'], ['no-text']])
    expect(codes(`[{"text":"${'x'.repeat(100)}"},{"text":"b"}]`, 'json', { maxRecord: 50 })).toEqual([
      ['E_TOO_LARGE'],
      ['too-large', null],
    ])
    expect(codes('[', 'json')).toEqual([[], []])
    expect(codes('{"text":"a', 'json')).toEqual([['E_BAD_JSON'], ['bad-json']])
    expect(codes('['.repeat(100_000), 'json')[1].length).toBeLessThan(3)
    expect(read('[{"text":"a"},\n\n{"text":"b"}]', 'json').records.map((r) => r.line)).toEqual([1, 3])
  })
})
