import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fields } from '../../src/model.js'
import type { Role } from '../../src/read/jsonl.js'
import { hostOf, kinds, Scanner, SpanMap, unescapeInto } from '../../src/read/jsonl.js'

const fields: Fields = {
  text: ['text', 'meta.body'],
  id: 'id',
  date: 'date',
  title: 'title',
  url: 'url',
  source: 'source',
}
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

function accepts(bytes: Uint8Array): boolean {
  return new Scanner(fields).scan(bytes, 0, bytes.length)
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** What the scanner finds of a role: a string decoded, a number's digits, else the kind; undefined when it is absent. */
function found(json: string | Buffer, role: Role, wanted: Fields = fields): unknown {
  const bytes = Buffer.from(json)
  const scanner = new Scanner(wanted)
  expect(scanner.scan(bytes, 0, bytes.length)).toBe(true)
  const place = scanner.place(role)
  const kind = scanner.kind(place)
  if (kind === kinds.absent) return undefined
  if (kind === kinds.string) return decoder.decode(value(bytes, scanner, place))
  if (kind === kinds.number) return bytes.subarray(scanner.start(place), scanner.end(place)).toString()
  return kind
}

function value(bytes: Uint8Array, scanner: Scanner, place: number): Uint8Array {
  const out = new Uint8Array(bytes.length)
  const start = scanner.start(place)
  const end = scanner.end(place)
  return scanner.escaped(place) ? out.subarray(0, unescapeInto(bytes, start, end, out)) : bytes.subarray(start, end)
}

const wellFormed = (text: string): boolean => Buffer.from(text).toString() === text

const wtf8 = (text: string): Buffer => {
  // TextEncoder replaces lone surrogates; this keeps their three bytes.
  const parts: Buffer[] = []
  for (const character of text) {
    const point = character.codePointAt(0)!
    parts.push(
      point >= 0xd800 && point <= 0xdfff
        ? Buffer.from([0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)])
        : Buffer.from(character),
    )
  }
  return Buffer.concat(parts)
}

// Units that like to meet: escapes, surrogates alone and in pairs, characters of every length.
const unit = fc.constantFrom(
  'a',
  ' ',
  '"',
  '\\',
  '/',
  '\n',
  '\t',
  '\u0000',
  '\u007f',
  'é',
  '€',
  '\ufeff',
  '\u2028',
  '😀',
  '\ud83d',
  '\ude00',
  'u0041',
  '\ufffd',
)
const anyText = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''))
/** A string as JSON, each of its characters written in one of the ways JSON allows. */
const written = (text: string): fc.Arbitrary<string> =>
  fc.array(fc.nat(2), { minLength: text.length, maxLength: text.length }).map((ways) => {
    const hex = (part: string): string =>
      [...Array(part.length).keys()].map((i) => `\\u${part.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
    const one = (character: string, way: number): string => {
      if (way === 0 || !wellFormed(character)) return hex(character)
      if (way === 1) return JSON.stringify(character).slice(1, -1)
      return character < ' ' || character === '"' || character === '\\' ? hex(character) : character
    }
    return `"${[...text].map((character, i) => one(character, ways[i]!)).join('')}"`
  })

describe('the scanner and JSON.parse', () => {
  it('accept the same random documents and random damage', () => {
    const json = fc.oneof(
      fc.json({ maxDepth: 4 }),
      fc.jsonValue().map((v) => JSON.stringify(v, null, 1)),
    )
    const damage = fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom(
          '',
          '"',
          '\\',
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '0',
          '-',
          '.',
          'e',
          '+',
          'u',
          ' ',
          '\n',
          'true',
          '\t',
          '\u0001',
          'é',
        ),
      ),
      { maxLength: 3 },
    )
    fc.assert(
      fc.property(json, damage, fc.boolean(), (text, hits, replace) => {
        let broken = text
        for (const [at, what] of hits) {
          const i = at % (broken.length + 1)
          broken = broken.slice(0, i) + what + broken.slice(i + (replace ? 1 : 0))
        }
        // What UTF-8 cannot say never reaches a file.
        if (!wellFormed(broken)) return
        expect(accepts(Buffer.from(broken)), broken).toBe(parses(broken))
      }),
      { numRuns: 20_000 },
    )
  })

  it('accept the same short strings of JSON letters', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            ',',
            ':',
            '"',
            '\\',
            'u',
            '0',
            '1',
            '-',
            '.',
            'e',
            'E',
            '+',
            'null',
            'true',
            'false',
            ' ',
            '\r',
            '\t',
            '\u000b',
            '\u00a0',
            '"a"',
            '"text"',
          ),
          { maxLength: 9 },
        ),
        (parts) => {
          const text = parts.join('')
          expect(accepts(Buffer.from(text)), text).toBe(parses(text))
        },
      ),
      { numRuns: 50_000 },
    )
  })

  const suite = new URL('../../../shared/data/hostile/JSONTestSuite/test_parsing', import.meta.url).pathname
  it.skipIf(!existsSync(suite))('agree on the JSONTestSuite', () => {
    for (const name of readdirSync(suite)) {
      const bytes = readFileSync(`${suite}/${name}`)
      const verdict = accepts(bytes)
      if (name.startsWith('y_')) expect(verdict, name).toBe(true)
      if (name.startsWith('n_')) expect(verdict, name).toBe(false)
    }
  })

  it('agree on every cut and every single changed byte of a record', () => {
    const text = '{"id":-1.5e+3,"text":"a\\u00e9\\n😀","meta":{"body":[true,false,null,{}],"x":[]}, "k":""}'
    const bytes = Buffer.from(text)
    for (let i = 0; i < bytes.length; i++) {
      expect(accepts(bytes.subarray(0, i))).toBe(false)
      for (const byte of [0, 0x20, 0x22, 0x2c, 0x30, 0x5c, 0x5d, 0x7d]) {
        const changed = Buffer.from(bytes)
        changed[i] = byte
        expect(accepts(changed), `${i} ${byte}`).toBe(parses(changed.toString()))
      }
    }
  })

  it('agree on the values of fields, the last of equal keys', () => {
    const key = fc.constantFrom(
      'text',
      'id',
      'meta',
      'body',
      'meta.body',
      'title',
      '__proto__',
      'te\\u0078t',
      '\\u0069d',
      'x',
    )
    const entry = fc.letrec<{ value: string; object: string }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('null', '1', 'true', '"a"', '"b\\n"', '[{"text":"no"}]', '""'),
        tie('object'),
      ),
      object: fc
        .array(fc.tuple(key, tie('value')), { maxLength: 6 })
        .map((entries) => `{${entries.map(([k, v]) => `"${k}": ${v}`).join(' ,')}}`),
    })).object
    fc.assert(
      fc.property(entry, (json) => {
        const record = JSON.parse(json) as Record<string, unknown>
        const own = (o: unknown, k: string): unknown =>
          typeof o === 'object' && o !== null && !Array.isArray(o) && Object.hasOwn(o, k)
            ? (o as Record<string, unknown>)[k]
            : undefined
        const texts = [own(record, 'text'), own(record, 'meta.body'), own(own(record, 'meta'), 'body')].filter(
          (v) => v !== undefined,
        )
        const text = texts.find((v) => typeof v === 'string') ?? texts[0]
        const same = (role: Role, v: unknown): void => {
          const got = found(json, role)
          if (v === undefined) expect(got, json).toBe(undefined)
          else if (typeof v === 'string') expect(got, json).toBe(v)
          else if (typeof v === 'number') expect(got, json).toBe(String(v))
          else expect(typeof got, json).toBe('number')
        }
        same('text', text)
        same('id', own(record, 'id'))
        same('title', own(record, 'title'))
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('fields', () => {
  it('keep the digits of a number', () => {
    expect(found('{"id": 12345678901234567890}', 'id')).toBe('12345678901234567890')
    expect(found('{"id":1.0}', 'id')).toBe('1.0')
  })

  it('are found behind an escaped name, and nowhere else', () => {
    expect(found('{"te\\u0078t":"x"}', 'text')).toBe('x')
    expect(found('{"a":{"text":"no"},"b":[{"text":"no"}]}', 'text')).toBe(undefined)
    expect(found('[{"text":"no"}]', 'text')).toBe(undefined)
  })

  it('are taken from an exact key before a path', () => {
    expect(found('{"meta":{"body":"inside"}}', 'text')).toBe('inside')
    expect(found('{"meta":{"body":"inside"},"meta.body":"exact"}', 'text')).toBe('exact')
    expect(found('{"meta":{"body":"inside"},"meta":{}}', 'text')).toBe(undefined)
  })

  it('take __proto__ for a name like any other', () => {
    const odd: Fields = { ...fields, text: ['__proto__'], id: 'constructor' }
    expect(found('{"__proto__":"x","constructor":"../../x"}', 'text', odd)).toBe('x')
    expect(found('{"__proto__":"x","constructor":"../../x"}', 'id', odd)).toBe('../../x')
  })

  it('say when one stands twice', () => {
    const scan = (json: string): boolean => {
      const scanner = new Scanner(fields)
      expect(scanner.scan(Buffer.from(json), 0, Buffer.byteLength(json))).toBe(true)
      return scanner.twice
    }
    expect(scan('{"text":"a","text":"b"}')).toBe(true)
    expect(scan('{"meta":{"body":"a"},"meta":{"body":"b"}}')).toBe(true)
    expect(scan('{"x":"a","x":"b","text":"c"}')).toBe(false)
  })

  it('may be too many', () => {
    expect(() => new Scanner({ ...fields, text: Array.from({ length: 40 }, (_, n) => `t${n}`) })).toThrow(
      /40 text fields/,
    )
  })
})

it.each([100_000, 5_000_000])('nests %i deep without a stack', (depth) => {
  const open = Buffer.alloc(depth, '[')
  expect(accepts(open)).toBe(false)
  expect(accepts(Buffer.concat([open, Buffer.alloc(depth, ']')]))).toBe(true)
  expect(accepts(Buffer.concat([Buffer.from('{"text":'), open, Buffer.alloc(depth - 1, ']'), Buffer.from('}')]))).toBe(
    false,
  )
  expect(accepts(Buffer.from(`${'{"a":'.repeat(depth / 10)}1${'}'.repeat(depth / 10)}`))).toBe(true)
})

describe('unescape', () => {
  it('is what JSON.parse makes of a string, with lone surrogates as three bytes', () => {
    fc.assert(
      fc.property(
        anyText.chain((text) => fc.tuple(fc.constant(text), written(text))),
        ([text, json]) => {
          const bytes = Buffer.from(json)
          const out = new Uint8Array(bytes.length)
          expect(JSON.parse(json)).toBe(text)
          expect(Buffer.from(out.subarray(0, unescapeInto(bytes, 1, bytes.length - 1, out)))).toEqual(wtf8(text))
        },
      ),
      { numRuns: 5_000 },
    )
  })

  it('passes bytes that are not UTF-8', () => {
    const bytes = Buffer.from([0x22, 0xff, 0x5c, 0x6e, 0xc3, 0x22])
    const out = new Uint8Array(8)
    expect(accepts(bytes)).toBe(true)
    expect([...out.subarray(0, unescapeInto(bytes, 1, 5, out))]).toEqual([0xff, 0x0a, 0xc3])
  })
})

describe('raw spans', () => {
  const long = fc.array(unit, { maxLength: 1500, size: 'max' }).map((units) => units.join(''))
  it('unescape to the text they stand for, and cut what they stand for', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, long).chain((text) => fc.tuple(fc.constant(text), written(text))),
        fc.nat(),
        fc.nat(),
        ([text, json], x, y) => {
          const bytes = Buffer.from(json)
          const to = bytes.length - 1
          const map = new SpanMap(bytes, 1, to)
          const characters = [...text]
          const [a, b] = [x % (characters.length + 1), y % (characters.length + 1)].sort((p, q) => p - q) as [
            number,
            number,
          ]
          const [left, middle, right] = [
            characters.slice(0, a).join(''),
            characters.slice(a, b).join(''),
            characters.slice(b).join(''),
          ]
          const start = map.raw(wtf8(left).length)
          const end = map.raw(wtf8(left).length + wtf8(middle).length)
          const out = new Uint8Array(bytes.length)
          expect(Buffer.from(out.subarray(0, unescapeInto(bytes, start, end, out)))).toEqual(wtf8(middle))
          // What is left, read again. Two lone surrogates that meet become one character: JavaScript's + does the same.
          const rest = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
          expect(accepts(rest)).toBe(true)
          expect(Buffer.from(out.subarray(0, unescapeInto(rest, 1, rest.length - 1, out)))).toEqual(wtf8(left + right))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('do not split an escaped character', () => {
    const map = new SpanMap(Buffer.from('"a\\u20acb"'), 1, 9)
    expect([map.raw(0), map.raw(1), map.raw(4), map.raw(5)]).toEqual([1, 2, 8, 9])
    expect(() => map.raw(2)).toThrow(/inside an escaped character/)
    expect(() => map.raw(6)).toThrow(/behind its end/)
  })

  it('stay linear when a text is cut in thousands of places', () => {
    const bytes = Buffer.from(JSON.stringify('a\n'.repeat(500_000)))
    const map = new SpanMap(bytes, 1, bytes.length - 1)
    for (let at = 0; at <= 1_000_000; at += 50) expect(map.raw(at)).toBe(1 + (at / 2) * 3)
  })
})

it.each([
  ['https://www.Example.com:80/a', 'example.com'],
  ['http://user:p@ss@News.example.co.uk?x', 'news.example.co.uk'],
  ['//cdn.example.com./x', 'cdn.example.com'],
  ['www.example.com/x', 'example.com'],
  ['  https://[2001:DB8::1]:80/', '[2001:db8::1]'],
  ['https://xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
  ['https://MÜNCHEN.de/', 'mÜnchen.de'],
  ['example.com/x', ''],
  ['mailto:a@b.c', ''],
  ['http://', ''],
  ['http:/', ''],
  ['', ''],
])('host of %s is %s', (url, host) => {
  const bytes = Buffer.from(`"${url}"//x`)
  const out = new Uint8Array(100)
  expect(Buffer.from(out.subarray(0, hostOf(bytes, 1, 1 + Buffer.byteLength(url), out))).toString()).toBe(host)
})
