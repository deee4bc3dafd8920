import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { invalidBytes, refuse, textFacts } from '../../src/read/text.js'

describe('what is not read as text', () => {
  it.each([
    ['UTF-16', Buffer.from('\ufeffHello', 'utf16le')],
    ['UTF-16', Buffer.from('\ufeffHello', 'utf16le').swap16()],
    ['UTF-16', Buffer.from('Hello, world', 'utf16le')],
    ['UTF-16', Buffer.from('Hello, world', 'utf16le').swap16()],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])],
    ['UTF-32', Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x41])],
    // Without a BOM, and with hardly any zeros: lines of Chinese, and of Russian, whose bytes are all ASCII.
    ['UTF-16', Buffer.from('一座桥\n在港口重新开放\n', 'utf16le')],
    ['UTF-16', Buffer.from('一座桥\n在港口重新开放\n', 'utf16le').swap16()],
    ['UTF-16', Buffer.from('Мост в гавани снова открыт', 'utf16le')],
    ['ISO-2022', Buffer.from('\x1b$B9A$N66$O;0$+7n\x1b(B')],
    ['ISO-2022', Buffer.from('\x1b$)C\n\x0e9A$N\x0f')],
    // What terminals do, and an escape in UTF-8.
    [null, Buffer.from('\x1b[1mbold\x1b(B\x1b[m and plain')],
    [null, Buffer.from('\x1b$B é')],
    ['binary', Buffer.alloc(100)],
    ['binary', Buffer.from('\0')],
    ['binary', Buffer.from(`${'a'.repeat(69)}${'\x01'.repeat(31)}`)],
    [null, Buffer.from(`${'a'.repeat(70)}${'\x01'.repeat(30)}`)],
    [null, Buffer.from('\t\n\r\f\v')],
    [null, Buffer.from('aaa\0b')],
    [null, Buffer.from('\ufeffHello')],
    [null, Buffer.alloc(0)],
    [null, Buffer.from([0xe9, 0xff, 0x41])],
  ])('%s: %o', (why, bytes) => {
    expect(refuse(bytes)).toBe(why)
  })
})

describe('bytes that are not UTF-8', () => {
  it('are those that Node replaces', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.nat(255), fc.constantFrom(0xe0, 0xed, 0xf0, 0xf4, 0x80, 0xa0, 0x9f, 0xc2, 0x8f, 0x90, 0xbf)),
        ),
        (values) => {
          const bytes = Buffer.from(values)
          const kept = Buffer.byteLength(bytes.toString().replaceAll('\ufffd', ''))
          expect(invalidBytes(bytes)).toBe(
            bytes.length - kept - 3 * (bytes.toString('latin1').split('\xef\xbf\xbd').length - 1),
          )
        },
      ),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['overlong', [0xc0, 0xaf], 2],
    ['a surrogate', [0xed, 0xa0, 0x80], 3],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], 4],
    ['cut off', [0x61, 0xe2, 0x82], 2],
    ['none', [0xf0, 0x9f, 0x98, 0x80], 0],
  ])('%s', (_, bytes, count) => {
    expect(invalidBytes(Uint8Array.from(bytes))).toBe(count)
  })
})

describe('facts', () => {
  const none = { id: null, title: null, date: null, url: null, source: null, author: null, canonical: null }
  const facts = (text: string, format: 'text' | 'md' = 'text'): ReturnType<typeof textFacts> =>
    textFacts(Buffer.from(text), format)

  it('of a text: its first line, if it is short', () => {
    expect(facts('\ufeff\r\n  Bridge reopens \r\nMore.')).toEqual({ ...none, title: 'Bridge reopens' })
    expect(facts('x'.repeat(301))).toEqual(none)
    expect(facts('x'.repeat(40_000))).toEqual(none)
    expect(facts('')).toEqual(none)
    expect(facts('---\ntitle: T\n---')).toEqual({ ...none, title: '---' })
  })

  it('of Markdown: its front matter', () => {
    expect(
      facts(
        '---\ntitle: "Bridge: reopens"\ndate: 2024-01-02\nurl: https://a.b/c\nsource: AP\nbyline: \'J. Doe\'\ntags:\n  - x\n---\n# Other',
        'md',
      ),
    ).toEqual({
      id: null,
      title: 'Bridge: reopens',
      date: '2024-01-02',
      url: 'https://a.b/c',
      source: 'AP',
      author: 'J. Doe',
      canonical: null,
    })
    expect(facts('\ufeff---\r\nsource: AP\r\n...\r\n\r\n## Bridge reopens\r\n', 'md')).toEqual({
      ...none,
      title: 'Bridge reopens',
      source: 'AP',
    })
    expect(
      facts('+++\ntitle = "A = B"\n date = 2024-01-02\nauthor = \'Ann\'\n[extra]\nsource = "no"\n+++\n# Other', 'md'),
    ).toEqual({
      ...none,
      title: 'A = B',
      date: '2024-01-02',
      author: 'Ann',
    })
    expect(facts('{\n  "title": "T: x",\n  "source": "AP",\n  "weight": 7\n}\n\n# Other', 'md')).toEqual({
      ...none,
      title: 'T: x',
      source: 'AP',
    })
    expect(facts('{\n no JSON\n}\n# Other', 'md').title).toBe('{')
    expect(facts('+++\ntitle = "x"', 'md').title).toBe('+++')
    expect(facts('# Bridge ##\nText', 'md').title).toBe('Bridge')
    expect(facts('---\nno end', 'md')).toEqual({ ...none, title: '---' })
    expect(facts('---\n__proto__: x\ntitle:\n---\n', 'md')).toEqual(none)
  })
})
