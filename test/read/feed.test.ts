import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { scan } from '../../src/index.js'
import { feed } from '../../src/read/feed.js'
import { cut, cutsNear, readAll, roomOf, spliced } from './markup.js'

const rss = (...items: string[]): string =>
  `<?xml version="1.0"?>\n<rss version="2.0"><channel><title>The Post</title>\n${items.map((item) => `  <item>${item}</item>\n`).join('')}</channel></rss>\n`

function read(
  text: string | Buffer,
  chunk?: number,
  maxRecord?: number,
): { records: ReturnType<typeof readAll>; said: string[] } {
  const said: string[] = []
  const room = roomOf(
    Buffer.from(text as string),
    'feed',
    (_, code, line) => said.push(`${code}@${line}`),
    chunk,
    maxRecord,
  )
  return { records: readAll(feed, room), said }
}
const cutOf = (text: string, all: Readonly<Record<number, readonly string[]>>): string =>
  cut(feed, roomOf(Buffer.from(text), 'feed'), all).toString()

/** Whether all tags pair, and no section ends that did not begin. */
function wellFormed(xml: string): boolean {
  const open: string[] = []
  let good = true
  const parser = new Parser(
    {
      onopentagname: (name) => open.push(name),
      onclosetag: (name, implied) => {
        if (implied && !xml.includes(`<${name}/>`)) good = false
        if (open.pop() !== name) good = false
      },
      ontext: (text) => {
        if (text.includes(']]>')) good = false
      },
    },
    { xmlMode: true },
  )
  parser.end(xml)
  return good && open.length === 0
}

describe('items', () => {
  it('of RSS: the fullest text, the facts, the line', () => {
    const { records, said } = read(
      rss(
        '<title>Bridge &amp; harbour</title><link>https://post.example/1</link><pubDate>Fri, 04 Aug 2017 10:00:00 GMT</pubDate>' +
          '<guid>a-1</guid><dc:creator><![CDATA[Ann Reporter]]></dc:creator><description>Short.</description>' +
          '<content:encoded><![CDATA[<p>One.</p><p>Two &amp; three.</p>]]></content:encoded>',
        '<description>&lt;p&gt;Escaped &amp;amp; once more.&lt;/p&gt;&lt;p&gt;Küste&lt;/p&gt;</description>',
        '<description>Plain text\nof two lines, 1 &lt; 2</description>',
        '<title>No text</title>',
      ),
    )
    expect(said).toEqual([])
    expect(records.map(({ line, text }) => [line, text])).toEqual([
      [3, 'One.\n\nTwo & three.'],
      [4, 'Escaped & once more.\n\nKüste'],
      [5, 'Plain text\nof two lines, 1 < 2'],
      [7, ''],
    ])
    expect(records[0]!.facts).toEqual({
      id: 'a-1',
      title: 'Bridge & harbour',
      date: 'Fri, 04 Aug 2017 10:00:00 GMT',
      url: 'https://post.example/1',
      source: 'The Post',
      author: 'Ann Reporter',
    })
    expect([records[0]!.outlet, records[1]!.outlet, records[0]!.id, records[1]!.id]).toEqual([
      'post.example',
      'The Post',
      'a-1',
      null,
    ])
  })

  it('of Atom: entries, links by their relation, text of any type', () => {
    const { records, said } = read(
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed</title>
<entry><id>tag:1</id><title>T</title><link rel="self" href="https://x.example/self"/><link href="https://post.example/a"/>
<updated>2017-08-04</updated><author><name>Ann</name><email>ann@post.example</email></author><summary>Less</summary>
<content type="html">&lt;b>Bold&lt;/b> text</content></entry>
<entry><id>tag:2</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>Two</p></div></content></entry>
<entry><id>tag:3</id><content type="text">a &lt;p&gt; is no tag</content></entry></feed>`,
    )
    expect(said).toEqual([])
    expect(records.map((r) => r.text)).toEqual(['Bold text', 'One\n\nTwo', 'a <p> is no tag'])
    expect(records[0]!.facts).toMatchObject({
      id: 'tag:1',
      url: 'https://post.example/a',
      author: 'Ann',
      date: '2017-08-04',
      source: 'Feed',
    })
  })

  it('of RSS 1.0, and with prefixes', () => {
    const { records } = read(
      '<rdf:RDF><channel><title>C</title></channel><item rdf:about="x"><description>One</description></item></rdf:RDF>',
    )
    expect(records.map((r) => r.text)).toEqual(['One'])
  })

  it('what does not end is skipped and told', () => {
    const whole = '<item><description>Whole</description></item>'
    expect(read(`<rss>${whole}<item><description>No end${whole}</rss>`).said).toEqual(['E_BAD_RECORD@1'])
    const rest = read(`<rss>${whole}\n<item><description><![CDATA[No end ${whole}</rss>`)
    expect(rest.records.map((r) => r.skipped ?? r.text)).toEqual(['Whole', 'unreadable'])
    expect(rest.said).toEqual(['E_BAD_RECORD@2'])
  })

  it('links and marks as people write them: entities in an address, elements without an end within a text', () => {
    const { records, said } = read(
      '<feed><title>The Post<entry/></feed>'.replace(
        '<entry/>',
        `</title><entry><link href="https://post.example/?a=1&amp;b=&#50;"/><content type="xhtml"><div>One<br/>Two</div></content></entry>`,
      ),
    )
    expect(said).toEqual([])
    expect(records.map(({ text, facts }) => [text, facts.url, facts.source])).toEqual([
      ['One\nTwo', 'https://post.example/?a=1&b=2', 'The Post'],
    ])
  })

  it('an end that does not end, an item too large that the next one ends, or nothing', () => {
    const whole = '<item><description>Whole</description></item>'
    const long = `<item><description>${'x'.repeat(300)}`
    expect(read(`<rss>${whole}${whole.slice(0, -1)}   `).said).toEqual(['E_BAD_RECORD@1'])
    for (const chunk of [16, 1 << 20]) {
      expect(read(`<rss>${whole}\n${long}${whole}</rss>`, chunk, 100).said).toEqual(['E_TOO_LARGE@2'])
      const rest = read(`<rss>${whole}\n${long}`, chunk, 100)
      expect(rest.records.map((r) => r.skipped ?? r.text)).toEqual(['Whole', 'too-large'])
    }
    // The bracket of an end far behind its name.
    const far = read(`<rss>${whole.replace('</item>', `</item${' '.repeat(40)}>`)}${whole}</rss>`, 16)
    expect(far.records.map((r) => r.skipped ?? r.text)).toEqual(['Whole', 'Whole'])
  })

  it('an item that shares its line leaves the rest of it', () => {
    const file = Buffer.from('<rss><item><description>One</description></item>\n</rss>')
    const { records } = read(file)
    const { at, next } = records[0]!
    expect(spliced(file, [feed.whole!(roomOf(file, 'feed'), at, next, true as never)]).toString()).toBe('<rss>\n</rss>')
  })

  it('in another encoding, longer than what is looked at, is read in it', () => {
    const [letters, dir] = ['абвгдежзик', mkdtempSync(join(tmpdir(), 'dittograph-feed-'))]
    const text = Array.from({ length: 9000 }, (_, i) => letters[(i * i) % 10]! + (i % 6 === 5 ? ' ' : '')).join('')
    const at = join(dir, 'a.rss')
    try {
      for (const [n, more] of [
        [1, ''],
        [2, 'x'],
      ] as const) {
        const xml = `<?xml version="1.0" encoding="windows-1251"?><rss><item>${more}<description>${text}</description></item></rss>`
        writeFileSync(at, iconv.encode(xml, 'windows-1251'))
        const found = scan({ patterns: [dir], root: dir })
        expect([n, found.report.summary.articles, found.report.summary.bytes]).toEqual([n, 1, Buffer.byteLength(text)])
        found.close()
        // And UTF-8 where the sample ends inside of a character.
        writeFileSync(at, xml.replace('windows-1251', 'utf-8'))
        const plain = scan({ patterns: [dir], root: dir })
        expect(plain.report.summary.bytes).toBe(Buffer.byteLength(text))
        expect(plain.troubles).toEqual([])
        plain.close()
      }
    } finally {
      rmSync(dir, { recursive: true })
    }
  })

  it('what is no feed is skipped and told; an empty one is a note', () => {
    expect(read('<html><p>Not found</html>')).toMatchObject({
      said: ['E_NO_TEXT@null'],
      records: [{ skipped: 'no-text' }],
    })
    expect(read('')).toMatchObject({ said: ['E_NO_TEXT@null'] })
    expect(read('<rss><channel/></rss>')).toMatchObject({ said: ['N_NO_ARTICLES@null'], records: [] })
    expect(read('<rss><item/></rss>').records).toEqual([])
  })

  it('an item that is too large is skipped, whatever the chunks', () => {
    const text = rss(
      '<description>Small</description>',
      `<description>${'large '.repeat(2000)}</description>`,
      '<description>Behind</description>',
    )
    for (const chunk of [64, 1000, 1 << 20]) {
      const { records, said } = read(text, chunk, 1000)
      expect(records.map((r) => [r.skipped ?? r.text, r.line])).toEqual([
        ['Small', 3],
        ['too-large', 4],
        ['Behind', 5],
      ])
      expect(said).toEqual(['E_TOO_LARGE@4'])
    }
  })
})

describe('a cut', () => {
  it.each([
    [
      '<description><![CDATA[<p>One.</p><p>Two.</p>]]></description>',
      'Two.',
      '<description><![CDATA[<p>One.</p>]]></description>',
    ],
    [
      '<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description>',
      'One.\n\n',
      '<description>&lt;p&gt;Two.&lt;/p&gt;</description>',
    ],
    ['<description>One &amp; two &amp; three</description>', ' & two', '<description>One &amp; three</description>'],
    [
      '<description>Fish &amp;amp; chips &amp;copy; x</description>',
      '& ',
      '<description>Fish chips &amp;copy; x</description>',
    ],
    [
      '<content type="xhtml"><div><p>One</p><p>Two</p></div></content>',
      'Two',
      '<content type="xhtml"><div><p>One</p></div></content>',
    ],
    [
      '<description><![CDATA[One ]]>and<![CDATA[ two three]]></description>',
      'and two ',
      '<description><![CDATA[One ]]><![CDATA[three]]></description>',
    ],
    // What closes up would end the section.
    [
      '<description><![CDATA[a ]]cut&gt; b]]></description>',
      'cut',
      '<description><![CDATA[a ]]&gt; b]]></description>',
    ],
    ['<description><![CDATA[a ]]cut> b]]></description>', 'cut', '<description><![CDATA[a ]] > b]]></description>'],
  ])('of %s: %j', (item, piece, left) => {
    expect(cutOf(rss(item), { 3: [piece] })).toBe(rss(left))
  })

  it('takes an item out with its line', () => {
    const text = rss('<description>One</description>', '<description>Two</description>')
    const room = roomOf(Buffer.from(text), 'feed')
    const [, second] = readAll(feed, room)
    expect(spliced(Buffer.from(text), [feed.whole!(room, second!.at, second!.next, true)]).toString()).toBe(
      rss('<description>One</description>'),
    )
  })
})

describe('laws', () => {
  const inner = fc
    .array(
      fc.constantFrom(
        'word',
        ' ',
        '<p>',
        '</p>',
        '<b>',
        '</b>',
        '&amp;',
        '&lt;',
        ']]',
        '>',
        'Küste',
        '<br>',
        '\n',
        '文',
      ),
      { maxLength: 12 },
    )
    .map((all) => all.join(''))
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const item = fc.tuple(inner, fc.constantFrom('cdata', 'escaped', 'both')).map(([text, how]) => {
    const cdata = (t: string): string => `<![CDATA[${t.replaceAll(']]>', '')}]]>`
    const value = how === 'cdata' ? cdata(text) : how === 'escaped' ? escaped(text) : cdata(text) + escaped(text)
    return `<title>x</title><description>${value}</description>`
  })
  const feeds = fc.array(item, { minLength: 1, maxLength: 4 }).map((items) => rss(...items))

  it('a feed whose tags pair is one after any cut, and holds the texts without the cuts', () => {
    fc.assert(
      fc.property(feeds, fc.array(fc.nat({ max: 60 }), { maxLength: 4 }), (text, places) => {
        expect(wellFormed(text)).toBe(true)
        const bytes = Buffer.from(text)
        const room = roomOf(bytes, 'feed')
        const before = readAll(feed, room)
        const left: string[] = []
        const splices = before.flatMap(({ at, end, line }) => {
          const record = feed.record(room, at, end, line)
          const all = Buffer.from(record.text)
          const cuts = cutsNear(all, places)
          left.push(
            spliced(
              all,
              cuts.map(([start, stop]) => ({ at: start, bytes: stop - start })),
            ).toString(),
          )
          return [...record.splices(cuts)]
        })
        const now = spliced(bytes, splices).toString()
        expect(wellFormed(now), now).toBe(true)
        const records = read(now).records
        expect(records).toHaveLength(before.length)
        // The letters; what looks like a tag only once it is cut is no letter any more.
        const bare = (t: string): string => t.replace(/\s+/g, '')
        for (const [i, record] of records.entries())
          if (!/[<&]/.test(left[i]!)) expect(bare(record.text)).toBe(bare(left[i]!))
      }),
      { numRuns: 400 },
    )
  })

  it('the records do not depend on the size of the chunks', () => {
    fc.assert(
      fc.property(feeds, fc.integer({ min: 16, max: 300 }), (text, chunk) => {
        expect(read(text, chunk)).toEqual(read(text))
      }),
      { numRuns: 100 },
    )
  })

  it('any damage is survived', () => {
    fc.assert(
      fc.property(feeds, fc.nat(), fc.string({ maxLength: 10 }), (text, place, noise) => {
        const at = place % text.length
        const { records } = read(text.slice(0, at) + noise + text.slice(at + noise.length))
        let last = 0
        for (const record of records) {
          expect(record.at).toBeGreaterThanOrEqual(last)
          last = record.next
        }
      }),
      { numRuns: 300 },
    )
  })
})
