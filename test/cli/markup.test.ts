// The same news as pages, as a crawl, as a feed, as Markdown and as plain text: one answer, and every byte comes back.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { desk, hashes, run, sha256, told, tree } from './command.js'

const bridge = [
  'The harbour bridge was opened again on Monday after a repair of three months, the city said in the morning.',
  'Nobody was hurt when a crane fell onto the bridge in spring, but the repair cost more than four million.',
  'Ships had waited outside the harbour & in the bay for weeks, said the master of the port on the quay.',
  'The mayor thanked the workers, and promised that the toll would stay as it is until the end of the year.',
]
const market = [
  'Traders at the fish market sold less herring than in any summer since the market was built, their union said.',
  'Prices rose by a third within a month, and restaurants on the waterfront took the dish from their cards.',
]
/** One article prints its first two paragraphs twice; another outlet prints the whole, without the repeat. */
const stories: Readonly<Record<string, readonly string[]>> = {
  a: [...bridge, bridge[0]!, bridge[1]!],
  b: bridge,
  c: market,
}
const escaped = (text: string): string => text.replaceAll('&', '&amp;')
const page = (name: string): string =>
  `<!doctype html>\n<html><head><title>${name}</title></head>\n<body>\n<article>\n${stories[name]!.map((p) => `  <p>${escaped(p)}</p>\n`).join('')}</article>\n</body></html>\n`
const marked = (name: string): string =>
  stories[name]!.map((p) => p.replace(/harbour|market/g, '**$&**').replace(/the city|their union/, '*$&*')).join('\n\n')

function record(name: string, packed: boolean): Buffer {
  const body = packed ? gzipSync(page(name)) : Buffer.from(page(name))
  const head = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n${packed ? 'Content-Encoding: gzip\r\n' : ''}Content-Length: ${body.length}\r\n\r\n`
  const fields = `WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:${name}>\r\nWARC-Target-URI: https://${name}.example/\r\nContent-Length: ${head.length + body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(fields + head), body, Buffer.from('\r\n\r\n')])
}
const names = Object.keys(stories)
const items = names.map((name) => {
  const html = stories[name]!.map((p) => `<p>${escaped(p)}</p>`).join('')
  const value = name === 'b' ? html.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : `<![CDATA[${html}]]>`
  return `  <item><guid>urn:${name}</guid><description>${value}</description></item>\n`
})

const forms: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>> = {
  text: Object.fromEntries(names.map((name) => [`${name}.txt`, stories[name]!.join('\n\n')])),
  Markdown: Object.fromEntries(
    names.map((name) => [`${name}.md`, `+++\ntitle = "News of Monday"\n+++\n${marked(name)}\n`]),
  ),
  HTML: Object.fromEntries(names.map((name) => [`${name}.html`, page(name)])),
  'HTML in UTF-16': Object.fromEntries(
    names.map((name) => [`${name}.html`, Buffer.from(`\ufeff${page(name)}`, 'utf16le')]),
  ),
  WARC: { 'crawl.warc': Buffer.concat(names.map((name) => record(name, name === 'a'))) },
  'WARC of gzip members': { 'crawl.warc.gz': Buffer.concat(names.map((name) => gzipSync(record(name, false)))) },
  feed: { 'news.rss': `<?xml version="1.0"?>\n<rss><channel>\n${items.join('')}</channel></rss>\n` },
  'feed without a name': { news: `<?xml version="1.0"?>\n<rss><channel>\n${items.join('')}</channel></rss>\n` },
}

/** What was found, without names and places. */
function gist(report: ReturnType<typeof told>): object {
  return {
    status: report.articles.map(({ status }) => status),
    sizes: report.clusters.map(({ size }) => size),
    found: report.findings.map(({ kind, edit, exact }) => [kind, edit, exact]),
    errors: report.summary.errors,
  }
}

describe('the same news', () => {
  const expected = {
    status: ['cut', 'removed', 'kept'],
    sizes: [2],
    found: [
      ['repeat', 'cut', true],
      ['copy', 'removed', expect.any(Boolean)],
    ],
    errors: 0,
  }
  test.each(Object.entries(forms))('as %s', (_, files) => {
    const dir = desk(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`in/${name}`, bytes])))
    const what = 'news' in files ? 'in/news' : 'in'
    const cleaned = run(dir, ['clean', what, '--out', 'out', '-r', 'jsonl', '--keep', 'first', '--max-removed', '1'])
    expect(cleaned.err).not.toMatch(/error/)
    expect(cleaned.code).toBe(0)
    expect(gist(told(cleaned.out))).toEqual(expected)
    // Nothing is left to do, and nothing is odd about what was written.
    const text =
      'news' in files ? ['out/text/news', 'out/text/in/news'].find((path) => existsSync(join(dir, path)))! : 'out/text'
    const again = run(dir, ['scan', text, '-r', 'jsonl', '--keep', 'first'])
    expect(told(again.out).findings.filter(({ edit }) => edit !== 'none')).toEqual([])
    expect(told(again.out).troubles).toEqual([])
    expect(again.code).toBe(0)
    expect(run(dir, ['restore', 'out', '--out', 'back']).code).toBe(0)
    const back = tree(join(dir, existsSync(join(dir, 'back/in')) ? 'back/in' : 'back'))
    expect(back).toEqual(hashes(files))
  })

  test('the cut page is whole', () => {
    const dir = desk({ 'a.html': page('a') })
    expect(run(dir, ['clean', '.', '--out', 'out', '-q']).code).toBe(0)
    const left = { ...stories, a: bridge }
    expect(readFileSync(join(dir, 'out/text/a.html'), 'utf8')).toBe(
      page('a').replace(
        stories.a!.map((p) => `  <p>${escaped(p)}</p>\n`).join(''),
        left.a.map((p) => `  <p>${escaped(p)}</p>\n`).join(''),
      ),
    )
  })

  test('spans of a page count its bytes, and lines are its lines', () => {
    const dir = desk({ 'a.html': page('a') })
    const { findings } = told(run(dir, ['scan', '.', '-r', 'jsonl']).out)
    const [{ span, lines }] = findings as [(typeof findings)[0]]
    const source = Buffer.from(page('a'))
    expect(source.subarray(...span).toString()).toBe(`${bridge[0]}</p>\n  <p>${bridge[1]}`)
    expect(lines).toEqual([9, 10])
  })

  test('the lines beside an excerpt are those of the page, whose paragraphs may be of many lines', () => {
    const wrapped = (p: string): string => `\n  <p>${escaped(p).replace(/ (?=the )/g, '\n     ')}</p>\n`
    const dir = desk({
      'a.html': `<title>a</title>${stories.a!.map(wrapped).join('')}`,
      'b.html': Buffer.from(`\ufeff<title>b</title>\n\n\n${bridge.map(wrapped).join('')}`, 'utf16le'),
    })
    const lineOf = (name: string, words: string, from = 0): number =>
      readFileSync(join(dir, name), name[0] === 'b' ? 'utf16le' : 'utf8')
        .split('\n')
        .findIndex((line, n) => n >= from && line.includes(words)) + 1
    const again = lineOf('a.html', 'The harbour bridge', 5)
    const { out } = run(dir, ['scan', '.', '--keep', 'first'])
    const shown = [...out.matchAll(/^ +(\d+(?: = \d+)?) \| (.{12})/gm)].map(([, at, words]) => [at, words])
    expect(shown).toEqual([
      [`${again} = ${lineOf('a.html', 'The harbour')}`, 'The harbour '],
      [`${lineOf('a.html', 'Nobody', again)} = ${lineOf('a.html', 'Nobody')}`, 'Nobody was h'],
      [`${lineOf('b.html', 'The harbour')} = ${lineOf('a.html', 'The harbour')}`, 'The harbour '],
      [`${lineOf('b.html', 'Nobody')} = ${lineOf('a.html', 'Nobody')}`, 'Nobody was h'],
    ])
  })
})

describe('--html-extract readability', () => {
  const offer = 'Subscribe now, and read on every morning, at home or on the ferry, for less than two herrings a week.'
  const aside = `<div class="sidebar">\n<p>${offer}</p>\n<p>${offer}</p>\n<ul>${'<li><a href="/x">More news of the day</a></li>'.repeat(9)}</ul></div>`
  const framed = (name: string, before: string, behind: string): string =>
    `<!doctype html>\n<title>${name}</title>\n<body>${before}\n<div class="story">\n${stories[name]!.map((p) => `  <p>${escaped(p)}</p>\n`).join('')}</div>\n${behind}</body>\n`
  const files = {
    'a.html': framed('a', aside, ''),
    'b.html': framed('b', '', aside),
    'c.html': framed('c', aside, aside),
  }
  const how = ['--html-extract', 'readability']

  test('compares the articles; what stands around them is not looked at, and copied through', () => {
    const dir = desk(Object.fromEntries(Object.entries(files).map(([name, html]) => [`in/${name}`, html])))
    const all = told(run(dir, ['scan', 'in', '-r', 'jsonl']).out)
    expect(all.header.options).not.toHaveProperty('htmlExtract')
    expect(all.findings.filter(({ kind }) => kind === 'repeat').length).toBeGreaterThan(2)
    const { code, out } = run(dir, ['clean', 'in', '--out', 'out', '-r', 'jsonl', '--keep', 'first', ...how])
    expect(code).toBe(0)
    const report = told(out)
    expect(report.header.options).toMatchObject({ htmlExtract: 'readability' })
    expect(report.findings.map(({ kind, edit }) => [kind, edit])).toEqual([
      ['repeat', 'cut'],
      ['copy', 'removed'],
    ])
    expect(readFileSync(join(dir, 'out/text/in/a.html'), 'utf8')).toBe(
      files['a.html'].replace(
        stories.a!.map((p) => `  <p>${escaped(p)}</p>\n`).join(''),
        stories.b!.map((p) => `  <p>${escaped(p)}</p>\n`).join(''),
      ),
    )
    expect(run(dir, ['scan', 'out/text', '-r', 'jsonl', ...how]).code).toBe(0)
    expect(run(dir, ['restore', 'out', '--out', 'back']).code).toBe(0)
    expect(tree(join(dir, existsSync(join(dir, 'back/in')) ? 'back/in' : 'back'))).toEqual(hashes(files))
  })

  test('of crawls too', () => {
    const block = (html: string): Buffer => {
      const body = gzipSync(html)
      const head = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`
      return Buffer.concat([
        Buffer.from(`WARC/1.0\r\nWARC-Type: response\r\nContent-Length: ${head.length + body.length}\r\n\r\n${head}`),
        body,
        Buffer.from('\r\n\r\n'),
      ])
    }
    const crawl = Buffer.concat([...Object.values(files), '<nav>Home</nav>'].map(block))
    const dir = desk({ 'in/x.warc': crawl })
    const { out } = run(dir, ['clean', 'in', '--out', 'out', '-r', 'jsonl', '--keep', 'first', ...how])
    expect(told(out).findings.map(({ kind, edit }) => [kind, edit])).toEqual([
      ['repeat', 'cut'],
      ['copy', 'removed'],
    ])
    expect(told(out).troubles.map(({ code }) => code)).toEqual(['N_NO_EXTRACT'])
    expect(run(dir, ['restore', 'out', '--out', 'back']).code).toBe(0)
    expect(Object.values(tree(join(dir, 'back')))).toEqual([sha256(crawl)])
  })

  test('says what is missing where the package was not installed', () => {
    const dir = desk({
      'in/a.html': files['a.html'],
      'without.cjs': `const { Module } = require('node:module'); const load = Module._resolveFilename
        Module._resolveFilename = (name, ...more) => {
          if (name.startsWith('@mozilla/')) throw Object.assign(new Error(name), { code: 'MODULE_NOT_FOUND' })
          return load(name, ...more)
        }`,
    })
    const env = { NODE_OPTIONS: `--require ${join(dir, 'without.cjs')}` }
    expect(run(dir, ['scan', 'in'], { env }).code).toBe(1)
    const { code, err } = run(dir, ['scan', 'in', ...how], { env })
    expect(code).toBe(2)
    expect(err).toMatch(/readability needs the package @mozilla\/readability.*npm install.*\(E_USAGE\)/)
    expect(err.trim().split('\n')).toHaveLength(1)
  })
})
