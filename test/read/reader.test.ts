import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Fields, Format, RawRecord, SourceFile, Trouble } from '../../src/model.js'
import { unescapeInto } from '../../src/read/jsonl.js'
import type { Limits } from '../../src/read/reader.js'
import { ChangedError, openReader } from '../../src/read/reader.js'
import { refuse } from '../../src/read/text.js'

const folder = mkdtempSync(join(tmpdir(), 'dittograph-reader-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fields: Fields = { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }
let count = 0

function fileOf(bytes: string | Uint8Array, format: Format = 'jsonl'): SourceFile {
  const path = `f${count++}.${format}`
  const at = join(folder, path)
  writeFileSync(at, bytes)
  return { path, at, format, size: Buffer.byteLength(bytes), against: false }
}

interface Kept {
  line: number
  at: number
  end: number
  next: number
  skipped: string | null
  text: Buffer
  id: string | null
  outlet: string | null
}

function keep(record: RawRecord): Kept {
  const { line, at, end, next, skipped, text, id, outlet } = record
  const string = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString())
  return { line, at, end, next, skipped, text: Buffer.from(text), id: string(id), outlet: string(outlet) }
}

function read(
  source: SourceFile,
  limits: Limits = { maxRecord: 1 << 20 },
  visit: (record: RawRecord) => void = () => {},
): { records: Kept[]; troubles: Trouble[]; raw: Buffer } {
  const troubles: Trouble[] = []
  const records: Kept[] = []
  const raw: Buffer[] = []
  const reader = openReader([source], fields, limits, (t) => troubles.push(t))
  reader.records(
    0,
    (record) => {
      records.push(keep(record))
      visit(record)
    },
    (chunk) => raw.push(Buffer.from(chunk)),
  )
  reader.close()
  return { records, troubles, raw: Buffer.concat(raw) }
}

const told = (troubles: Trouble[]): string[] => troubles.map((t) => `${t.code}${t.line === null ? '' : `:${t.line}`}`)

/** Lines as corpora have them, and worse. */
const line = fc.oneof(
  fc.constantFrom(
    '',
    ' \t',
    '{"text":"a","id":1}',
    '{"text":"b\\n\\u00e9","id":"x"}',
    '{"text":null}',
    '{"id":2}',
    '{',
    '[]',
    '7',
    '{"text":"a\rb"}',
    '\ufeff{"text":"c"}',
    '\0\0',
  ),
  fc.record({ text: fc.string({ maxLength: 60 }), id: fc.string() }).map((record) => JSON.stringify(record)),
)
const anyFile = fc.oneof(
  fc
    .tuple(
      fc.boolean(),
      fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\n\n', '\r\r\n')), { maxLength: 12 }),
      fc.constantFrom('', '{"text":"last"}', '{"text":"last"}\r', ' ', '\r'),
    )
    .map(([bom, lines, last]) => Buffer.from((bom ? '\ufeff' : '') + lines.flat().join('') + last)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
)

describe('a JSONL file', () => {
  it('is tiled by its records, but for blank lines and a BOM, in chunks of any size', () => {
    fc.assert(
      fc.property(
        anyFile,
        fc.integer({ min: 1, max: 64 }),
        fc.constantFrom(1, 5, 19, 1 << 20),
        (bytes, chunk, maxRecord) => {
          // Places in a file of UTF-16 are those of its UTF-8 (formats.test.ts).
          if (refuse(bytes) === 'UTF-16') return
          const source = fileOf(bytes)
          const { records, troubles, raw } = read(source, { maxRecord, chunk, encoding: 'utf-8' })
          expect(raw).toEqual(bytes)
          let at = bytes.subarray(0, 3).equals(Buffer.from('\ufeff')) ? 3 : 0
          for (const record of records) {
            expect(bytes.subarray(at, record.at).toString('latin1')).toMatch(/^([ \t\r]*\n)*$/)
            expect(record.end).toBeGreaterThanOrEqual(record.at)
            if (record.skipped !== 'encoding')
              expect(bytes.subarray(record.end, record.next).toString('latin1')).toMatch(/^(\r?\n)?$/)
            expect(record.skipped === 'too-large').toBe(
              record.skipped !== 'encoding' && record.end - record.at > maxRecord,
            )
            at = record.next
          }
          expect(bytes.subarray(at).toString('latin1')).toMatch(/^[ \t\r\n]*$/)
          // The size of a chunk changes nothing.
          const whole = read(source, { maxRecord, chunk: 4096, encoding: 'utf-8' })
          expect(whole.records).toEqual(records)
          expect(whole.troubles).toEqual(troubles)
          unlinkSync(source.at)
        },
      ),
      { numRuns: 1_500 },
    )
  })

  it('gives the lines, texts and ids that JSON.parse gives', () => {
    fc.assert(
      fc.property(anyFile, fc.integer({ min: 1, max: 64 }), (bytes, chunk) => {
        const text = bytes.toString()
        if (!Buffer.from(text).equals(bytes) || refuse(bytes) === 'UTF-16') return
        const source = fileOf(bytes)
        const { records } = read(source, { maxRecord: 1 << 20, chunk })
        unlinkSync(source.at)
        if (records[0]?.skipped === 'encoding') return
        const expected: unknown[] = []
        text
          .replace(/^\ufeff/, '')
          .split('\n')
          .forEach((row, n) => {
            if (/^[ \t\r]*$/.test(row)) return
            try {
              const record = JSON.parse(row)
              const value =
                typeof record === 'object' && record !== null && !Array.isArray(record) ? record.text : undefined
              expected.push(
                typeof value === 'string' || value === null
                  ? [n + 1, value ?? '', String(record.id ?? '') || null]
                  : [n + 1, 'no-text'],
              )
            } catch {
              expected.push([n + 1, 'bad-json'])
            }
          })
        expect(
          records.map((r) => (r.skipped === null ? [r.line, r.text.toString(), r.id] : [r.line, r.skipped])),
        ).toEqual(expected)
      }),
      { numRuns: 1_000 },
    )
  })

  it('has each of its records again, and the raw bytes of each character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ text: fc.string({ unit: 'binary', maxLength: 30 }), id: fc.nat() }), { maxLength: 5 }),
        fc.boolean(),
        (rows, crlf) => {
          const bytes = Buffer.from(rows.map((row) => JSON.stringify(row)).join(crlf ? '\r\n' : '\n'))
          const source = fileOf(bytes)
          const reader = openReader([source], fields, { maxRecord: 1 << 20, chunk: 7 }, () => {})
          const law = (record: RawRecord): void => {
            let from = 0
            for (const character of Buffer.from(record.text).toString()) {
              const to = from + Buffer.byteLength(character)
              const { at: start, bytes: size } = record.splices([[from, to]])[0]!
              const end = start + size
              const out = new Uint8Array(12)
              expect(Buffer.from(out.subarray(0, unescapeInto(bytes, start, end, out)))).toEqual(
                Buffer.from(record.text.subarray(from, to)),
              )
              from = to
            }
          }
          const places: [number, number, number, Kept][] = []
          reader.records(0, (record) => {
            law(record)
            // A visitor may look at another record meanwhile.
            for (const [at, end, n, kept] of places) expect(keep(reader.record(0, at, end, n))).toEqual(kept)
            places.push([record.at, record.end, record.line, keep(record)])
          })
          expect(places.length).toBe(rows.length)
          for (const [at, end, n, kept] of places.reverse()) {
            const again = reader.record(0, at, end, n)
            law(again)
            expect(keep(again)).toEqual(kept)
          }
          reader.close()
          unlinkSync(source.at)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('keeps odd ids as they are', () => {
    const ids = [
      '12345678901234567890',
      '"__proto__"',
      '"../../x"',
      '1.0',
      '""',
      'null',
      '{}',
      '[1]',
      'true',
      '"\\u0000"',
    ]
    const { records, troubles } = read(fileOf(ids.map((id) => `{"id":${id},"text":"x"}`).join('\n')))
    expect(records.map((r) => r.id)).toEqual([
      '12345678901234567890',
      '__proto__',
      '../../x',
      '1.0',
      null,
      null,
      null,
      null,
      null,
      '\0',
    ])
    expect(told(troubles)).toEqual(['N_ID_TYPE:7', 'N_ID_TYPE:8', 'N_ID_TYPE:9'])
  })

  it('names the outlet by its source, else by the host of its URL', () => {
    const rows = [
      '{"text":"","source":"AP","url":"http://x.com"}',
      '{"text":"","source":"","url":"https:\\/\\/www.X.com\\/a"}',
      '{"text":"","source":5}',
      '{"text":"","source":"D\\u00e4"}',
    ]
    expect(read(fileOf(rows.join('\n'))).records.map((r) => r.outlet)).toEqual(['AP', 'x.com', null, 'Dä'])
  })

  it('tells the facts of a record', () => {
    let facts: unknown
    read(
      fileOf('{"text":"x","id":7,"title":"T\\u00e9","date":20240101,"url":null,"byline":"B"}'),
      undefined,
      (record) => (facts = record.facts()),
    )
    expect(facts).toEqual({
      id: '7',
      title: 'Té',
      date: '20240101',
      url: null,
      canonical: null,
      source: null,
      author: 'B',
    })
  })

  it('says where a line stops being JSON', () => {
    const { troubles, records } = read(fileOf('{"text":"a"}\n{"text":tru}\n{"text":"\n'))
    expect(records.map((r) => r.skipped)).toEqual([null, 'bad-json', 'bad-json'])
    expect(troubles[0]!.message).toMatch(
      /jsonl:2: this is not JSON: at byte 21 of the file \(8 of the line\) a value was expected/,
    )
    expect(troubles[1]!.message).toMatch(/jsonl:3: .* a closing quote was expected, but the record ends there/)
  })

  it('names the fields of a record without a text', () => {
    const { troubles, records } = read(fileOf('{"text":"a"}\n{"body":"b","i\\u0064":1}\n{"text":5}\n[]\n'))
    expect(records.map((r) => r.skipped)).toEqual([null, 'no-text', 'no-text', 'no-text'])
    expect(troubles.map((t) => t.message.replace(/^\S+ /, ''))).toEqual([
      'the record has no field "text"; its fields are body, i\\u0064; it is skipped',
      'the field "text" holds a number, not a string; it is skipped',
      'the record is an array, not an object; it is skipped',
    ])
  })

  it('says it once when no record has a text', () => {
    const { troubles } = read(fileOf('{"body":"b"}\n'.repeat(100)))
    expect(told(troubles)).toEqual(['E_NO_TEXT'])
    expect(troubles[0]!.message).toMatch(
      /none of its records \(100\) has a text in the field "text"; fields seen: body\. Name the right one with --text-field/,
    )
    const late = read(fileOf(`${'{"body":"b"}\n'.repeat(100)}{"text":""}\n`)).troubles
    expect(late.length).toBe(21)
    expect(late[20]!.message).toMatch(/80 more of this kind, on lines 21 to 100/)
  })

  it('sums what is wrong with more than twenty lines', () => {
    const { troubles, records } = read(fileOf('{\n'.repeat(1000)))
    expect(records.length).toBe(1000)
    expect(troubles.length).toBe(21)
    expect(troubles[20]).toMatchObject({ level: 'error', code: 'E_BAD_JSON', line: null })
    expect(troubles[20]!.message).toMatch(/980 more of this kind, on lines 21 to 1000/)
  })

  it('notes a key that stands twice and bytes that are not UTF-8', () => {
    const { troubles } = read(
      fileOf(
        Buffer.concat([Buffer.from('{"text":"a","text":"b"}\n{"text":"é ü '), Buffer.from([0xe9]), Buffer.from('"}')]),
      ),
    )
    expect(told(troubles)).toEqual(['N_DUPLICATE_KEY:1', 'N_BAD_UTF8:2'])
  })

  it('in UTF-16 is read in UTF-8, and in UTF-32 refused whole', () => {
    const { records, troubles } = read(fileOf(Buffer.from('{"text":"a"}\n{"text":"b"}\n', 'utf16le')))
    expect(records.map((r) => [r.at, r.end, r.text.toString()])).toEqual([
      [0, 12, 'a'],
      [13, 25, 'b'],
    ])
    expect(told(troubles)).toEqual(['N_ENCODING'])
    const wide = read(fileOf(Buffer.from('fffe00007b00000022000000', 'hex')))
    expect(wide.records.map((r) => [r.at, r.end, r.skipped])).toEqual([[0, 12, 'encoding']])
    expect(wide.troubles[0]!.message).toMatch(/iconv -f UTF-32 -t UTF-8/)
  })

  it('streams past a record that is too large, and reads the next', () => {
    const source = fileOf('{"id":"big","text":"')
    truncateSync(source.at, 300_000_000)
    appendFileSync(source.at, '"}\r\n{"id":"after","text":"x"}\n')
    let rest = 0
    const troubles: Trouble[] = []
    const records: Kept[] = []
    const reader = openReader([{ ...source, size: 300_000_030 }], fields, { maxRecord: 1 << 20 }, (t) =>
      troubles.push(t),
    )
    reader.records(
      0,
      (record) => records.push(keep(record)),
      (chunk) => (rest += chunk.length),
    )
    expect(rest).toBe(300_000_030)
    expect(records.map((r) => [r.line, r.at, r.end, r.next, r.skipped, r.id])).toEqual([
      [1, 0, 300_000_002, 300_000_004, 'too-large', null],
      [2, 300_000_004, 300_000_029, 300_000_030, null, 'after'],
    ])
    expect(told(troubles)).toEqual(['E_TOO_LARGE:1'])
    expect(troubles[0]!.message).toMatch(/bytes 0 to 300000002 .* more than --max-record 1048576/)
    unlinkSync(source.at)
  })

  it('tells its troubles once, however often it is read', () => {
    const troubles: Trouble[] = []
    const reader = openReader([fileOf('{\n{"text":"a","text":"b"}')], fields, { maxRecord: 100 }, (t) =>
      troubles.push(t),
    )
    for (let pass = 0; pass < 3; pass++) reader.records(0, () => {})
    expect(told(troubles)).toEqual(['E_BAD_JSON:1', 'N_DUPLICATE_KEY:2'])
  })
})

describe('a file that changes', () => {
  const record = (source: SourceFile, change: () => void, first: boolean = false): (() => void) => {
    const reader = openReader([source], fields, { maxRecord: 100 }, () => {})
    const places: [number, number, number][] = []
    reader.records(0, (r) => places.push([r.at, r.end, r.line]))
    const [at, end, n] = places.at(-1)!
    if (!first) reader.record(0, at, end, n)
    change()
    // A file's clock may tick more slowly than a test runs.
    utimesSync(source.at, 1, ++clock)
    return () => {
      reader.record(0, at, end, n)
      if (!first) reader.unchanged()
    }
  }
  let clock = 0

  it.each([
    ['grew', '{"text":"a"}\n{"text":"b"}\n '],
    ['shrank', '{"text":"a"}\n'],
    ['has other line ends', '{"text":"a" }{"text":"b"}\n'],
    ['is no JSON any more', '{"text":"a"}\n{"text":"b" \n'],
    ['lost its text', '{"text":"a"}\n{"next":"b"}\n'],
    ['has longer lines', '{"text":"a"}\n{"text":"bbbb\n'],
  ])('is not read again when it %s', (_, changed) => {
    const source = fileOf('{"text":"a"}\n{"text":"b"}\n')
    const change = (): void => writeFileSync(source.at, changed)
    expect(record(source, change)).toThrow(ChangedError)
    writeFileSync(source.at, '{"text":"a"}\n{"text":"b"}\n')
    expect(record(source, change, true)).toThrow(ChangedError)
  })

  it('is noticed when every byte of a record looks well', () => {
    const source = fileOf('{"text":"a"}\n{"text":"b"}\n')
    const reader = openReader([source], fields, { maxRecord: 100 }, () => {})
    reader.record(0, 0, 12, 1)
    reader.unchanged()
    writeFileSync(source.at, '{"text":"x"}\n{"text":"y"}\n')
    utimesSync(source.at, 1, 1)
    expect(() => reader.unchanged()).toThrow(/changed while dittograph was reading it: it was written to/)
    expect(() => {
      for (let i = 0; i < 2000; i++) reader.record(0, 0, 12, 1)
    }).toThrow(ChangedError)
    reader.close()
    // Nothing was read again, so nothing depends on it.
    reader.unchanged()
  })

  it('may be a text', () => {
    const source = fileOf('one', 'text')
    expect(record(source, () => writeFileSync(source.at, 'four'))).toThrow(/it had 3 bytes and has 4/)
  })

  it('is an error when it changed after it was listed', () => {
    const source = fileOf('{"text":"a"}\n')
    expect(told(read({ ...source, size: 5 }).troubles)).toEqual(['E_CHANGED'])
    expect(told(read({ ...fileOf('a', 'text'), size: 5 }).troubles)).toEqual(['E_CHANGED'])
  })

  it('may be gone', () => {
    for (const format of ['jsonl', 'text'] as const) {
      const source = fileOf('x', format)
      unlinkSync(source.at)
      const { records, troubles } = read(source)
      expect(records.map((r) => [r.at, r.end, r.next, r.skipped])).toEqual([[0, 0, 0, 'unreadable']])
      expect(told(troubles)).toEqual(['E_READ'])
      expect(troubles[0]!.message).toMatch(/it cannot be opened \(ENOENT\)/)
      expect(() => openReader([source], fields, { maxRecord: 1 }, () => {}).record(0, 0, 1, 1)).toThrow(ChangedError)
    }
  })

  it.skipIf(process.platform === 'win32')('may have become a pipe or a directory', () => {
    const source = fileOf('x')
    unlinkSync(source.at)
    execFileSync('mkfifo', [source.at])
    expect(read(source).troubles[0]!.message).toMatch(/no regular file/)
    unlinkSync(source.at)
    mkdirSync(source.at)
    expect(read(source).records[0]!.skipped).toBe('unreadable')
  })
})

describe('a text file', () => {
  it('is one record, whatever its bytes, or is skipped', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom<Format>('text', 'md'),
        fc.integer({ min: 1, max: 400 }),
        (bytes, format, maxRecord) => {
          const source = fileOf(bytes, format)
          const { records, raw } = read(source, { maxRecord, chunk: 16, encoding: 'utf-8' })
          expect(raw).toEqual(Buffer.from(bytes))
          expect(records.length).toBe(1)
          const [record] = records
          expect([record!.line, record!.at, record!.end, record!.next, record!.id]).toEqual([
            0,
            0,
            bytes.length,
            bytes.length,
            null,
          ])
          const wide = bytes.length > 1 && (bytes[0]! ^ bytes[1]!) === 1 && bytes[0]! >= 0xfe
          if (record!.skipped === null && !wide) expect(record!.text).toEqual(Buffer.from(bytes))
          else if (record!.skipped !== null) expect(record!.text.length).toBe(0)
          unlinkSync(source.at)
        },
      ),
    )
  })

  it('may be long, and keeps its spans', () => {
    const text = '\ufeffNews of the day.\r\n'.repeat(30_000)
    const source = fileOf(text, 'text')
    let splices: unknown
    const { records, raw, troubles } = read(
      source,
      { maxRecord: 1 << 20, chunk: 1000 },
      (record) => (splices = record.splices([[3, 7]])),
    )
    expect(records[0]!.text.toString()).toBe(text)
    expect(raw.toString()).toBe(text)
    expect(splices).toEqual([{ at: 3, bytes: 4, of: 0 }])
    expect(troubles).toEqual([])
  })

  it('may be too large, and its bytes still pass', () => {
    const { records, raw, troubles } = read(fileOf('x'.repeat(200_000), 'text'), { maxRecord: 199_999 })
    expect(records.map((r) => [r.end, r.skipped])).toEqual([[200_000, 'too-large']])
    expect(raw.length).toBe(200_000)
    expect(told(troubles)).toEqual(['E_TOO_LARGE'])
  })

  it('of 3 GB of nothing is not read', () => {
    const at = join(folder, 'sparse.txt')
    closeSync(openSync(at, 'w'))
    truncateSync(at, 3_000_000_000)
    const source: SourceFile = { path: 'sparse.txt', at, format: 'text', size: 3_000_000_000, against: false }
    const reader = openReader([source], fields, { maxRecord: 64 << 20 }, () => {})
    const before = process.hrtime.bigint()
    const records: Kept[] = []
    reader.records(0, (record) => records.push(keep(record)))
    expect(Number(process.hrtime.bigint() - before) / 1e6).toBeLessThan(500)
    expect(records.map((r) => [r.end, r.skipped])).toEqual([[3_000_000_000, 'binary']])
    unlinkSync(at)
  })

  it('in a legacy encoding is read with a note', () => {
    const { records, troubles } = read(fileOf(Buffer.from('d\xe9j\xe0 vu, et \xe0 bient\xf4t', 'latin1'), 'text'))
    expect(records[0]!.text.toString()).toBe('déjà vu, et à bientôt')
    expect(told(troubles)).toEqual(['N_ENCODING'])
    expect(troubles[0]).toMatchObject({
      level: 'note',
      article: troubles[0]!.path,
      message: expect.stringMatching(/: it is not UTF-8 and looks like windows-1252 \(confidence /),
    })
  })

  it('has an outlet when its front matter names one', () => {
    expect(read(fileOf('---\nsource: AP\n---\nx', 'md')).records[0]!.outlet).toBe('AP')
    expect(read(fileOf('---\nurl: https://www.example.com/a\n---\nx', 'md')).records[0]!.outlet).toBe('example.com')
    expect(read(fileOf('source: AP', 'md')).records[0]!.outlet).toBe(null)
  })
})

it('reads many files with one reader', () => {
  const sources = Array.from({ length: 100 }, (_, n) => fileOf(`{"id":${n},"text":"t${n}"}\n`))
  const reader = openReader(sources, fields, { maxRecord: 1000 }, () => {})
  const ends: number[] = []
  // Reading inside reading: each file asks for the one before it.
  for (const n of sources.keys())
    reader.records(n, (record) => {
      ends.push(record.end)
      if (n > 0) reader.records(n - 1, (before) => expect(Buffer.from(before.id!).toString()).toBe(String(n - 1)))
      expect(Buffer.from(record.id!).toString()).toBe(String(n))
    })
  for (let round = 0; round < 2; round++)
    for (const n of sources.keys()) expect(Buffer.from(reader.record(n, 0, ends[n]!, 1).text).toString()).toBe(`t${n}`)
  reader.close()
})

it('refuses limits and places that cannot be', () => {
  expect(() => openReader([], fields, { maxRecord: 0 }, () => {})).toThrow(/--max-record is 0/)
  const reader = openReader([fileOf('{}')], fields, { maxRecord: 1 }, () => {})
  expect(() => reader.record(0, 0, 3, 1)).toThrow(/bytes 0-3 do not fit/)
  expect(() => reader.records(1, () => {})).toThrow(/file 1 was asked for/)
})

it('lets the errors of a visitor pass', () => {
  const reader = openReader([fileOf('{"text":""}')], fields, { maxRecord: 100 }, () => {})
  expect(() =>
    reader.records(0, () => {
      throw new Error('mine')
    }),
  ).toThrow('mine')
})
