import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { brotliCompressSync, deflateRawSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawRecord, Span } from '../../src/model.js'
import { warc } from '../../src/read/warc.js'
import { frame } from '../../src/read/zstd.js'
import { cut, readAll, roomOf, spliced } from './markup.js'

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const sha1 = (bytes: Uint8Array): string => {
  const bits = [...createHash('sha1').update(bytes).digest()].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return `sha1:${bits
    .match(/.{5}/g)!
    .map((five) => BASE32[Number.parseInt(five, 2)])
    .join('')}`
}

/** A record of WARC; fields beside those that any has. */
function record(type: string, block: string | Uint8Array, fields: Record<string, string> = {}): Buffer {
  const body = Buffer.from(block)
  const all = { 'WARC-Type': type, 'WARC-Record-ID': '<urn:uuid:1>', 'Content-Length': String(body.length), ...fields }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`WARC/1.0\r\n${head.join('')}\r\n`), body, Buffer.from('\r\n\r\n')])
}

function answer(body: string | Uint8Array, fields: Record<string, string> = {}, status = 200): Buffer {
  const head = Object.entries({ 'Content-Type': 'text/html', ...fields }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} OK\r\n${head.join('')}\r\n`), Buffer.from(body)])
}

/** A response whose lengths and digests are right. */
function response(
  body: string | Uint8Array,
  http: Record<string, string> = {},
  fields: Record<string, string> = {},
): Buffer {
  const bytes = Buffer.from(body)
  const block = answer(bytes, { 'Content-Length': String(bytes.length), ...http })
  return record('response', block, {
    'WARC-Target-URI': 'https://post.example/bridge',
    'WARC-Date': '2020-01-01T00:00:00Z',
    'WARC-Block-Digest': sha1(block),
    'WARC-Payload-Digest': sha1(bytes),
    ...fields,
  })
}

const chunked = (body: string, ...sizes: number[]): string => {
  let out = ''
  let at = 0
  for (const size of [...sizes, body.length]) {
    const piece = body.slice(at, at + size)
    if (piece !== '') out += `${piece.length.toString(16)}\r\n${piece}\r\n`
    at += size
  }
  return `${out}0\r\n\r\n`
}

/** What was said while all was read. */
function read(bytes: Uint8Array, chunk?: number): { records: ReturnType<typeof readAll>; said: string[] } {
  const said: string[] = []
  const records = readAll(
    warc,
    roomOf(bytes, 'warc', (_, code, line) => said.push(`${code}@${line}`), chunk),
  )
  return { records, said }
}

const page = '<title>Bridge</title><h1>One</h1><p>Two.</p><p>Three.</p>'

describe('records of a crawl', () => {
  it('are articles when they hold a page or a text', () => {
    const file = Buffer.concat([
      record('warcinfo', 'software: x\r\n'),
      record('request', 'GET / HTTP/1.1\r\n\r\n'),
      response(page, { 'Content-Type': 'text/html; charset=utf-8' }, { 'WARC-Record-ID': '<urn:uuid:a>' }),
      record('response', answer('<p>gone', {}, 404)),
      record('response', answer('PNG', { 'Content-Type': 'image/png' })),
      record('resource', 'Plain.', { 'Content-Type': 'text/plain', 'WARC-Record-ID': '<urn:uuid:b>' }),
      record('conversion', 'Of WET.', { 'Content-Type': 'text/plain', 'WARC-Target-URI': 'http://a.example/x' }),
      record('metadata', 'x: y\r\n'),
      record('revisit', answer('')),
    ])
    const { records, said } = read(file)
    expect(records.map(({ line, text, id, outlet }) => [line, text, id, outlet])).toEqual([
      [3, 'One\n\nTwo.\n\nThree.', 'urn:uuid:a', 'post.example'],
      [6, 'Plain.', 'urn:uuid:b', null],
      [7, 'Of WET.', 'urn:uuid:1', 'a.example'],
    ])
    expect(records[0]!.facts).toMatchObject({ title: 'Bridge', url: 'https://post.example/bridge', date: null })
    expect(said).toEqual([])
    for (const { at, end, line, text } of records) {
      expect(file.subarray(at, at + 5).toString()).toBe('WARC/')
      expect(Buffer.from(warc.record(roomOf(file, 'warc'), at, end, line).text).toString()).toBe(text)
    }
  })

  it('the date of the crawl is not the date of the news', () => {
    const { records } = read(response(`<meta name=date content=2017-08-04>${page}`))
    expect(records[0]!.facts.date).toBe('2017-08-04')
  })

  it.each([
    ['gzip', gzipSync(page), { 'Content-Encoding': 'gzip' }],
    ['deflate', deflateSync(page), { 'Content-Encoding': 'deflate' }],
    ['deflate without its head', deflateRawSync(page), { 'Content-Encoding': 'deflate' }],
    ['br', brotliCompressSync(page), { 'Content-Encoding': 'br' }],
    ['zstd', frame(Buffer.from(page)), { 'Content-Encoding': 'zstd' }],
    [
      'zstd in two frames',
      Buffer.concat([frame(Buffer.from(page.slice(0, 9))), frame(Buffer.from(page.slice(9)))]),
      { 'Content-Encoding': 'zstd' },
    ],
    ['chunks', chunked(page, 10, 20), { 'Transfer-Encoding': 'chunked' }],
    [
      'chunks of gzip',
      chunked(gzipSync(page).toString('latin1'), 7),
      { 'Transfer-Encoding': 'chunked', 'Content-Encoding': 'gzip' },
    ],
    ['what the crawler unpacked', page, { 'Transfer-Encoding': 'chunked', 'Content-Encoding': 'gzip' }],
    ['what the crawler unpacked of br', page, { 'Content-Encoding': 'br' }],
    ['gzip cut off', gzipSync(page.repeat(50)).subarray(0, -9), { 'Content-Encoding': 'gzip' }],
    ['chunks cut off', chunked(page, 10).slice(0, -20), { 'Transfer-Encoding': 'chunked' }],
    [
      'bytes of windows-1252',
      Buffer.from('<p>One</p><p>Küste Öl</p><p>Three.</p>', 'latin1'),
      { 'Content-Type': 'text/html; charset=ISO-8859-1' },
    ],
  ] as [string, string | Uint8Array, Record<string, string>][])(
    'content is unpacked, cut and packed again: %s',
    (_, body, fields) => {
      const file = Buffer.concat([response(Buffer.from(body as string, 'latin1'), fields), response('<p>Next.</p>')])
      const { records, said } = read(file)
      expect(said).toEqual([])
      const text = records[0]!.text
      expect(text).toMatch(/^One\n\n/)
      const left = cut(warc, roomOf(file, 'warc'), { 1: ['One\n\n'] })
      const now = read(left)
      expect(now.records.map((r) => r.text)).toEqual([text.slice(5), 'Next.'])
      // Lengths and digests hold, so nothing is said about them.
      expect(now.said).toEqual([])
      expect(left.length).toBeLessThan(file.length + 20)
    },
  )

  it('a digest that was wrong, or that nobody knows, is left and told', () => {
    for (const digest of ['sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'crc:1']) {
      const file = response(page, {}, { 'WARC-Payload-Digest': digest })
      expect(read(file).said).toEqual(['N_DIGEST@1'])
      expect(cut(warc, roomOf(file, 'warc'), { 1: ['Two.\n\n'] }).toString()).toContain(
        `WARC-Payload-Digest: ${digest}\r\n`,
      )
    }
  })

  it('hex digests stay hex', () => {
    const block = answer(page)
    const hex = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    const file = record('response', block, { 'WARC-Block-Digest': hex(block) })
    const left = cut(warc, roomOf(file, 'warc'), { 1: ['Two.\n\n'] })
    expect(left.toString()).toContain(hex(answer(page.replace('<p>Two.</p>', ''))))
  })

  it('a digest is written as it was: in capitals or small letters, in base 32 with its end filled or not, of the body in chunks or out of them', () => {
    const body = Buffer.from(page)
    const left = page.replace('<p>Two.</p>', '')
    const of = (name: string, bytes: Uint8Array | string): Buffer => createHash(name).update(bytes).digest()
    const base32 = (bytes: Uint8Array): string => {
      const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
      const fives = bits.padEnd(5 * Math.ceil(bits.length / 5), '0').match(/.{5}/g)!
      return fives.map((five) => BASE32[Number.parseInt(five, 2)]).join('')
    }
    const ways: ((bytes: Uint8Array | string) => string)[] = [
      (bytes) => `SHA-256:${of('sha256', bytes).toString('hex').toUpperCase()}`,
      (bytes) => `md5:${base32(of('md5', bytes))}======`,
      (bytes) => `md5:${base32(of('md5', bytes)).toLowerCase()}`,
      (bytes) => `sha256=${base32(of('sha256', bytes))}`,
    ]
    for (const way of ways) {
      const whole = response(page, {}, { 'WARC-Payload-Digest': way(body) })
      const now = cut(warc, roomOf(whole, 'warc'), { 1: ['Two.\n\n'] })
      expect(now.toString()).toContain(`WARC-Payload-Digest: ${way(left)}\r\n`)
      // Whoever unpacked the chunks first, and then took the digest: it is one of what they held.
      const chunks = response(
        chunked(page, 9),
        { 'Transfer-Encoding': 'chunked' },
        { 'WARC-Payload-Digest': way(body) },
      )
      expect(read(chunks).said).toEqual([])
      const then = cut(warc, roomOf(chunks, 'warc'), { 1: ['Two.\n\n'] })
      expect(then.toString()).toContain(`WARC-Payload-Digest: ${way(left)}\r\n`)
    }
    // One of the block that was wrong stays wrong: nobody knows of what it was.
    const wrong = response(page, {}, { 'WARC-Block-Digest': ways[0]!('something else') })
    expect(read(wrong).said).toEqual(['N_DIGEST@1'])
    expect(cut(warc, roomOf(wrong, 'warc'), { 1: ['Two.\n\n'] }).toString()).toContain(ways[0]!('something else'))
  })

  it('a text all of which goes leaves a body that says that it is empty', () => {
    const file = response(chunked('All of it.', 4), { 'Transfer-Encoding': 'chunked', 'Content-Type': 'text/plain' })
    const now = read(cut(warc, roomOf(file, 'warc'), { 1: ['All of it.'] }))
    expect([now.said, now.records.map((r) => r.text)]).toEqual([[], ['']])
  })

  it.each([
    ['a head whose lines end in LF', record('response', answer(page).toString().replaceAll('\r\n', '\n')).toString()],
    ['a field that goes on in the next line', response(page, { Server: 'one\r\n  two' }).toString()],
    ['a page that says no type', record('resource', `<!doctype html>${page}`).toString()],
  ])('%s is read', (_, file) => {
    expect(read(Buffer.from(file)).records.map((r) => r.text)).toEqual(['One\n\nTwo.\n\nThree.'])
  })

  it('of hundreds of fields with names of their own every one is read', () => {
    const fields = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`X-Field-${i}`, String(i)]))
    const file = Buffer.concat([
      response(page, fields),
      response(gzipSync(page), { ...fields, 'Content-Encoding': 'gzip' }),
    ])
    expect(read(file).records.map((r) => r.text)).toEqual(['One\n\nTwo.\n\nThree.', 'One\n\nTwo.\n\nThree.'])
  })

  it('what was unpacked on the way is read, whatever it says; what nobody can unpack is skipped', () => {
    for (const coding of ['deflate', 'br', 'zstd', 'gzip', 'of-tomorrow'])
      expect(read(response(page, { 'Content-Encoding': coding })).records.map((r) => r.text)).toEqual([
        'One\n\nTwo.\n\nThree.',
      ])
    for (const coding of ['deflate', 'br', 'of-tomorrow']) {
      const { records, said } = read(response(Buffer.from([1, 0, 2, 0, 255, 7]), { 'Content-Encoding': coding }))
      expect([records.map((r) => r.skipped), said]).toEqual([['unreadable'], ['E_BAD_RECORD@1']])
    }
    const said: string[] = []
    const large = Buffer.concat([1, 2].map(() => frame(Buffer.from(page.repeat(30)))))
    readAll(
      warc,
      roomOf(response(large, { 'Content-Encoding': 'zstd' }), 'warc', (_level, code) => said.push(code), 1 << 20, 2000),
    )
    expect(said).toEqual(['E_TOO_LARGE'])
  })

  it('what is no page is left: an answer of another protocol, more kinds than are named, an encoding that is not read', () => {
    const dns = record('response', 'post.example. 300 IN A 192.0.2.1', { 'Content-Type': 'application/dns' })
    expect(read(Buffer.concat([dns, response(page)])).records).toHaveLength(1)
    const kinds = Array.from({ length: 11 }, (_, i) =>
      record('resource', '{}', { 'Content-Type': `application/v${i}+json` }),
    )
    const said: string[] = []
    const room = roomOf(Buffer.concat([...kinds, response(page)]), 'warc', (_level, _code, _line, message) =>
      said.push(message),
    )
    readAll(warc, room)
    expect(said[0]).toContain(', 1 of application/v6+json, and others of 3 kinds, which are not read')
    const odd = read(response(Buffer.from('<p>\x1b$B9A$N66$O;0$+7n\x1b(B</p>', 'latin1')))
    expect([odd.records.map((r) => r.skipped), odd.said]).toEqual([['encoding'], ['E_ENCODING@1']])
    // A page in a record of its own, too large to be read.
    const file = record('resource', page.repeat(100), { 'Content-Type': 'text/html' })
    expect(
      readAll(
        warc,
        roomOf(file, 'warc', () => {}, 1 << 20, 2000),
      ).map((r) => r.skipped),
    ).toEqual(['too-large'])
  })

  it('a record that is another one when it is read again is none', () => {
    const file = Buffer.concat([response(page), record('request', 'GET / HTTP/1.1\r\n\r\n')])
    const [first] = read(file).records
    for (const [at, end] of [
      [first!.next, file.length],
      [first!.at, first!.end - 1],
      [first!.at + 3, first!.end],
    ] as const)
      expect(warc.record(roomOf(file, 'warc'), at, end, 1).skipped).toBe('unreadable')
  })

  it('with --html-extract readability says of how many pages all is read', () => {
    const said: string[] = []
    const nothing = response('<nav>Home, and news of the day</nav>')
    const room = roomOf(Buffer.concat([nothing, response(page), nothing]), 'warc', (_level, code, _line, message) =>
      said.push(`${code} ${message}`),
    )
    expect(readAll(warc, { ...room, extract: 'readability' }).map((r) => r.text)).toEqual([
      'Home, and news of the day',
      'One\n\nTwo.\n\nThree.',
      'Home, and news of the day',
    ])
    expect(said).toEqual([
      'N_NO_EXTRACT x: of 2 of its pages: --html-extract readability finds no article in it: all that a reader sees is read',
    ])
  })

  it('ARC: lines for heads, of either version', () => {
    const arc = (url: string, body: Buffer | string, more = ''): Buffer => {
      const bytes = Buffer.from(body)
      return Buffer.concat([
        Buffer.from(`${url} 192.0.2.1 20170804100000 text/html ${more}${bytes.length}\n`),
        bytes,
        Buffer.from('\n'),
      ])
    }
    const file = Buffer.concat([
      arc('filedesc://x.arc', '1 0 Crawler\nURL IP-address Archive-date Content-type Archive-length\n'),
      arc('dns:post.example', 'x'),
      arc('https://post.example/a b', answer(page)),
      arc('https://post.example/2', answer('<p>Two.</p>'), '200 abc - 17 x.arc '),
    ])
    const { records, said } = read(file)
    expect(said).toEqual([])
    expect(records.map(({ line, text, outlet, facts }) => [line, text, outlet, facts.url])).toEqual([
      [3, 'One\n\nTwo.\n\nThree.', 'post.example', 'https://post.example/a b'],
      [4, 'Two.', 'post.example', 'https://post.example/2'],
    ])
    const now = read(cut(warc, roomOf(file, 'warc'), { 3: ['One\n\n'] }))
    expect(now.said).toEqual([])
    expect(now.records.map((r) => r.text)).toEqual(['Two.\n\nThree.', 'Two.'])
  })

  it.each([
    [
      'a length that is too small',
      response(page)
        .toString()
        .replace(/Content-Length: \d+/, 'Content-Length: 40'),
    ],
    [
      'a length that is too large',
      response(page)
        .toString()
        .replace(/Content-Length: \d+/, 'Content-Length: 999'),
    ],
    [
      'no length',
      response(page)
        .toString()
        .replace(/Content-Length: \d+\r\n/, ''),
    ],
    [
      'a length that is no number',
      response(page)
        .toString()
        .replace(/Content-Length: \d+/, 'Content-Length: many'),
    ],
    ['no head', 'Something else.\r\n\r\n'],
    ['a body that cannot be unpacked', response(Buffer.from([0x1f, 0x8b, 9, 9, 9]), { 'Content-Encoding': 'gzip' })],
    ['a content encoding of tomorrow', response(Buffer.from([1, 2, 3, 4]), { 'Content-Encoding': 'zstd' })],
  ] as [string, string | Buffer][])(
    'what is damaged is skipped and told, and the next record is found: %s',
    (_, damaged) => {
      const bad = Buffer.from(damaged as string)
      const file = Buffer.concat([response('<p>Before.</p>'), bad, response('<p>Behind.</p>')])
      const { records, said } = read(file)
      expect(records.map((r) => r.skipped ?? r.text)).toEqual(['Before.', 'unreadable', 'Behind.'])
      expect(said).toEqual(['E_BAD_RECORD@2'])
      expect(records[1]!.next).toBe(records[2]!.at)
    },
  )

  it('a record that is larger than is read is skipped, and a film is passed over', () => {
    const said: string[] = []
    const file = Buffer.concat([
      response(page.repeat(100)),
      record('response', answer(Buffer.alloc(5000), { 'Content-Type': 'video/mp4' })),
      response(gzipSync(page.repeat(1000)), { 'Content-Encoding': 'gzip' }),
      response('<p>Small.</p>'),
    ])
    const records = readAll(
      warc,
      roomOf(file, 'warc', (_, code, line) => said.push(`${code}@${line}`), 1 << 20, 2000),
    )
    expect(records.map((r) => r.skipped ?? r.text)).toEqual(['too-large', 'too-large', 'Small.'])
    expect(said).toEqual(['E_TOO_LARGE@1', 'E_TOO_LARGE@3'])
  })

  it('a file without articles says what it holds instead', () => {
    expect(read(record('metadata', '{}')).said).toEqual(['N_NO_ARTICLES@null'])
    expect(read(Buffer.alloc(0)).said).toEqual(['N_NO_ARTICLES@null'])
    // A field may go on in the next line.
    const folded = response('<p>Folded').toString().replace('WARC-Type: response', 'WARC-Type:\r\n response')
    expect(read(Buffer.from(folded)).records.map(({ text }) => text)).toEqual(['Folded'])
    // What holds text and is not read is named; a picture is not, nor what a server did not give.
    const feed = record('response', answer('<rss/>', { 'Content-Type': 'application/rss+xml; charset=utf-8' }))
    const json = record('resource', '{}', { 'Content-Type': 'application/json' })
    const lost = record('response', answer('{}', { 'Content-Type': 'application/json' }, 404))
    const picture = record('response', answer('x', { 'Content-Type': 'image/svg' }))
    const said: string[] = []
    readAll(
      warc,
      roomOf(
        Buffer.concat([feed, json, feed, lost, picture, response('<p>x')]),
        'warc',
        (_level, code, _line, message) => said.push(`${code} ${message}`),
      ),
    )
    expect(said).toEqual([
      'N_UNREAD x: beside pages and plain texts it holds 1 of application/json, 2 of application/rss+xml, which are not read inside a crawl and stay as they are',
    ])
  })
})

describe('laws', () => {
  const body = fc
    .array(fc.constantFrom('<p>One.</p>', 'x', 'WARC/1.0\r\n', '\r\n\r\n', '<b>Küste</b> ', '&amp;'), { maxLength: 8 })
    .map((all) => `<p>Start</p>${all.join('')}`)
  const packing = fc.constantFrom<[Record<string, string>, (text: string) => Uint8Array]>(
    [{}, (text) => Buffer.from(text)],
    [{ 'Content-Encoding': 'gzip' }, (text) => gzipSync(text)],
    [
      { 'Transfer-Encoding': 'chunked' },
      (text) => Buffer.from(chunked(Buffer.from(text).toString('latin1'), 5), 'latin1'),
    ],
  )
  const files = fc
    .array(
      fc.oneof(
        fc.tuple(body, packing).map(([text, [fields, pack]]) => response(pack(text), fields)),
        fc.constantFrom(record('warcinfo', 'a: b\r\n'), record('request', 'GET /\r\n\r\n')),
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((all) => Buffer.concat(all))

  it('the records do not depend on the size of the chunks', () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 16, max: 400 }), (file, chunk) => {
        expect(read(file, chunk)).toEqual(read(file))
      }),
      { numRuns: 100 },
    )
  })

  it('the cut file holds the same records, and their texts without the cuts', () => {
    fc.assert(
      fc.property(files, fc.array(fc.nat({ max: 60 }), { maxLength: 4 }), (file, places) => {
        const room = roomOf(file, 'warc')
        const before = read(file).records
        const splices = before.flatMap(({ at, end, line, text }) => {
          const record: RawRecord = warc.record(room, at, end, line)
          expect(Buffer.from(record.text).toString()).toBe(text)
          const ascii = Buffer.from(text).findIndex((byte) => byte >= 0x80)
          const most = ascii < 0 ? Buffer.byteLength(text) : ascii
          const marks = [...new Set(places.map((place) => Math.min(place, most)))].sort((x, y) => x - y)
          const cuts: Span[] = []
          for (let i = 0; i + 1 < marks.length; i += 2) cuts.push([marks[i]!, marks[i + 1]!])
          return [...record.splices(cuts)]
        })
        const now = read(spliced(file, splices))
        expect(now.said.filter((code) => !code.startsWith('N_NO'))).toEqual([])
        expect(now.records.map((r) => r.line)).toEqual(before.map((r) => r.line))
      }),
      { numRuns: 200 },
    )
  })

  it('any damage is survived, and no article is lost that is whole', () => {
    const good = response('<p>Whole.</p>')
    fc.assert(
      fc.property(files, fc.nat(), fc.uint8Array({ maxLength: 20 }), (file, place, bytes) => {
        const at = place % file.length
        const bad = Buffer.concat([file.subarray(0, at), bytes, file.subarray(at + bytes.length)])
        const { records } = read(Buffer.concat([good, bad, Buffer.from('\r\n'), good]))
        expect(records[0]!.text).toBe('Whole.')
        let last = 0
        for (const { at, end, next } of records) {
          expect(at).toBeGreaterThanOrEqual(last)
          expect(end).toBeLessThanOrEqual(next)
          last = next
        }
      }),
      { numRuns: 300 },
    )
  })

  it('costs a step a byte, whatever it is made of', () => {
    const steps = (text: string): number => {
      const bytes = Buffer.from(text)
      const start = process.cpuUsage().user
      read(bytes)
      return process.cpuUsage().user - start
    }
    for (const piece of [
      'WARC/1.0\r\n',
      'WARC/1.0\r\na: b\r\n',
      '\nWARC/',
      'http: 123456789012 ',
      'filedesc:// 1 123456789012 x 5\n',
      '\r\n',
    ]) {
      steps(piece.repeat(1000))
      const once = steps(piece.repeat(10_000))
      expect(steps(piece.repeat(80_000)), piece).toBeLessThan(24 * once + 100_000)
    }
  }, 30_000)
})

const shared = new URL('../../../../shared/data/', import.meta.url)
describe.skipIf(!existsSync(shared))('real crawls (skipped where ../../shared/data is not)', () => {
  const files = ['warc/', 'hostile/warcio/test/data/'].flatMap((folder) =>
    existsSync(new URL(folder, shared)) ? readdirSync(new URL(folder, shared)).map((name) => folder + name) : [],
  )
  it.each(files)('%s', (name) => {
    let bytes: Buffer = readFileSync(new URL(name, shared))
    try {
      if (bytes[0] === 0x1f) bytes = gunzipSync(bytes)
    } catch {
      return // Damaged packing is for the one who unpacks.
    }
    const { records, said } = read(bytes)
    expect(records.length + said.length).toBeGreaterThan(0)
    for (const { at, end, line, skipped, text } of records)
      if (skipped === null)
        expect(Buffer.from(warc.record(roomOf(bytes, 'warc'), at, end, line).text).toString()).toBe(text)
  })
})
