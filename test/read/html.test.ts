import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { describe, expect, it } from 'vitest'
import type { Span } from '../../src/model.js'
import { Page } from '../../src/read/html.js'
import { pageCut, without } from '../../src/read/pagecut.js'
import { pageFacts } from '../../src/read/pagefacts.js'
import { cutsNear } from './markup.js'

const bytesOf = (html: string): Uint8Array => Buffer.from(html)
const textOf = (html: string | Uint8Array): string =>
  Buffer.from(new Page().read(typeof html === 'string' ? bytesOf(html) : html, false).text).toString()
const facts = (html: string): ReturnType<typeof pageFacts> => {
  const page = new Page().read(bytesOf(html), false)
  return pageFacts(page.told, page.source)
}

/** The page without the first places of these pieces of its text. */
function cutOf(html: string, ...pieces: string[]): string {
  const page = new Page().read(bytesOf(html), true)
  const text = Buffer.from(page.text)
  const cuts = pieces.map((piece): Span => {
    const at = text.indexOf(piece)
    expect(at).toBeGreaterThanOrEqual(0)
    return [at, at + Buffer.byteLength(piece)]
  })
  return Buffer.from(without(page.source, pageCut(page, cuts))).toString()
}

describe('the text of a page', () => {
  it.each([
    ['<p>One</p><p>Two</p>', 'One\n\nTwo'],
    ['<p>One<p>Two', 'One\n\nTwo'],
    ['One<br>two<br/>three', 'One\ntwo\nthree'],
    ['One<br><br><br>two', 'One\n\ntwo'],
    ['<p>A  line\n\twrapped</p>', 'A line wrapped'],
    ['  <b> bold </b> and <i>slanted</i>  ', 'bold and slanted'],
    ['ele<b>ment</b>', 'element'],
    ['<ul><li>One<li>Two</ul>after', 'One\nTwo\n\nafter'],
    ['<table><tr><td>A<td>1<tr><td>B<td>2</table>', 'A\t1\nB\t2'],
    [
      'Fish &amp; chips &copy&nbsp;2017 &#8220;x&#x201d; &lt;p&gt; &nosuch; &',
      'Fish & chips ©\u00a02017 “x” <p> &nosuch; &',
    ],
    ['a &lt b', 'a < b'],
    ['&#150; &#0; &#x110000;', '– \ufffd \ufffd'],
    ['<pre>a\n  b</pre>', 'a\n  b'],
    ['a<!-- no <p>x</p> -->b', 'ab'],
    ['\ufeff<p>Behind a BOM', 'Behind a BOM'],
    ['<title>No</title><body>Yes', 'Yes'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['<p>Слова</p><p>文字 テスト</p><p>نص</p>', 'Слова\n\n文字 テスト\n\nنص'],
    ['<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字</ruby>', '漢字'],
    ['<x-card><x-head>One</x-head> two</x-card>', 'One two'],
    ['', ''],
    ['<p>x</p', 'x'],
    ['x<p', 'x'],
    ['x<scr', 'x'],
    // These once took all memory.
    ['x</p ', 'x'],
    ['x<br/', 'x'],
    ['x<div/', 'x'],
    ['x</b\n\t</', 'x'],
    ['<<', '<<'],
    ['a <<', 'a <<'],
  ])('%j', (html, text) => {
    expect(textOf(html)).toBe(text)
  })

  it.each([
    '<script>if (a < b) "<p>no</p>"</script>',
    '<style>p { }</style>',
    '<template><p>no</p></template>',
    '<noscript><p>no</p></noscript>',
    '<p hidden>no</p>',
    '<div aria-hidden="true"><p>no</p></div>',
    '<div STYLE="color: red; Display : NONE">no</div>',
    '<div style="visibility:hidden"><div>no</div>no</div>',
    '<svg><title>no</title><path d="M0 0"/><text>no</text></svg>',
    '<select><option>no<option>no</select>',
    '<textarea>no</textarea>',
    '<dialog>no</dialog>',
    '<iframe>no</iframe>',
    '<video>no</video>',
    '<script src="x"/>',
  ])('leaves out %s', (html) => {
    expect(textOf(`<p>before</p>${html}<p>behind</p>`)).toBe('before\n\nbehind')
  })

  it('is not hidden by what pages do until their script has run', () => {
    expect(textOf('<html hidden><body style="display:none"><p>News</p>')).toBe('News')
    expect(textOf('<p aria-hidden=false style="display:block">News</p>')).toBe('News')
  })

  it('does not lose what stands behind tags that do not pair', () => {
    expect(textOf('<b><p>one</b>two</p></div></table>three')).toBe('onetwo\n\nthree')
    expect(textOf('<div><span hidden>no<div>no</span>no</div></div>yes')).toBe('yes')
    expect(textOf('<table><form><tr><td>one</td></form><td>two</td></tr></table>')).toBe('one\n\ntwo')
  })
})

describe('what a page tells of itself', () => {
  const head = `<title> The  Post &ndash; Bridge </title><link rel="canonical" href="https://post.example/bridge">
    <meta name="author" content="Ann Reporter"><meta property="article:author" content="https://facebook.com/ann">
    <meta property="og:site_name" content="The &quot;Post&quot;"><meta property="article:published_time" content="2017-08-04T10:00:00Z">`

  it('stands in its head', () => {
    expect(facts(head)).toEqual({
      id: null,
      title: 'The Post – Bridge',
      date: '2017-08-04T10:00:00Z',
      url: 'https://post.example/bridge',
      source: 'The "Post"',
      author: 'Ann Reporter',
      canonical: 'https://post.example/bridge',
    })
  })

  it('a page that prints what another site had keeps its own address, and names that of the text', () => {
    const own = '<meta property="og:url" content="https://mirror.example/7">'
    const there = 'https://www.post.example/bridge'
    expect(facts(`<link rel=canonical href="${there}">${own}`)).toMatchObject({
      url: 'https://mirror.example/7',
      canonical: there,
    })
    expect(facts(`${own}<meta name="original-source" content="${there}">`)).toMatchObject({
      url: 'https://mirror.example/7',
      canonical: there,
    })
  })

  it('JSON-LD of an article says it better, wherever it stands', () => {
    const article = {
      '@type': ['NewsArticle'],
      headline: 'Bridge',
      datePublished: '2017-08-03',
      author: [{ name: 'A' }, { name: 'B' }],
    }
    const graph = { '@graph': [{ '@type': 'WebSite', name: 'no' }, article] }
    const script = (value: unknown): string => `<script type="application/ld+json">${JSON.stringify(value)}</script>`
    expect(facts(`${head}<body>${script({ '@type': 'Organization' })}${script(graph)}`)).toMatchObject({
      title: 'Bridge',
      date: '2017-08-03',
      author: 'A, B',
    })
  })

  it('JSON that is none, or is deep, says nothing', () => {
    const deep = `{"@graph":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    for (const json of ['{', '[1,null,"x"]', deep, '{"@type":{"a":1},"headline":7}'])
      expect(facts(`<script type=application/ld+json>${json}</script><title>T</title>`).title).toBe('T')
  })

  it('a time element is its date, a published one before any other', () => {
    expect(facts('<time datetime="2017-01-02">x</time>').date).toBe('2017-01-02')
    expect(facts('<time datetime="1999">x</time><time itemprop=datePublished datetime="2017">x</time>').date).toBe(
      '2017',
    )
  })
})

describe('a cut', () => {
  it.each([
    // Whole elements, the largest whose text is in it.
    ['<div><p>One</p><p>Two</p></div>', ['Two'], '<div><p>One</p></div>'],
    ['<div><p>One</p><p>Two</p></div>Rest', ['One\n\nTwo\n\n'], 'Rest'],
    ['<p>One<p>Two<p>Three', ['Two\n\n'], '<p>One<p>Three'],
    ['<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>', ['Two'], '<ul>\n  <li>One</li>\n</ul>'],
    ['<p>A <b>bold</b> word</p>', ['bold '], '<p>A word</p>'],
    // Letters, where an element keeps some of its own.
    ['<p>One. Two.</p>', [' Two.'], '<p>One.</p>'],
    ['<p>One <i>and two</i> and three</p>', ['two and three'], '<p>One <i>and </i></p>'],
    ['<p>Fish &amp; chips</p>', ['& '], '<p>Fish chips</p>'],
    ['One<br>two<br>three', ['two\n'], 'One<br>three'],
    ['One<br><br>two<br><br>three', ['\n\ntwo'], 'One<br><br>three'],
    // What is no text stays.
    [
      '<p>One</p><figure><img src=x><figcaption>Two</figcaption></figure>',
      ['Two'],
      '<p>One</p><figure><img src=x></figure>',
    ],
    ['<p>One</p><p>Two<script>x()</script></p>', ['Two'], '<p>One</p><p><script>x()</script></p>'],
    ['<p>One</p><p>Two<b hidden>secret</b></p>', ['Two'], '<p>One</p><p><b hidden>secret</b></p>'],
    ['<table><tr><td>A<td>B<tr><td>C<td>D</table>', ['B\n'], '<table><tr><td>A<td><tr><td>C<td>D</table>'],
    ['<html><body>One</body></html>', ['One'], '<html><body></body></html>'],
    // Tags that do not pair stay where they are.
    ['<div>One<b><p>Two</b></p></div>', ['Two'], '<div>One<b><p></b></p></div>'],
    ['<p>One<div>Two</div></p>', ['One\n\n'], '<p><div>Two</div></p>'],
    // The element is all that parts two words.
    ['one<div>two</div>three', ['two\n\n'], 'one<div></div>three'],
    ['one<div>two</div><div>three</div>four', ['two\n\nthree\n\n'], 'one<div></div><div></div>four'],
    // What closes up would be a tag, or an entity, and text would be lost.
    ['<p>5 < 6 and b > 4</p>', [' 6 and '], '<p>5 < b > 4</p>'],
    ['<p>&and so amp; x</p>', ['and so '], '<p>& amp; x</p>'],
    ['<<', ['<<'], ''],
  ])('of %j: %j', (html, pieces, left) => {
    expect(cutOf(html, ...pieces)).toBe(left)
  })
})

// ---------------------------------------------------------------------------------------------------------------- laws

const word = fc.constantFrom('war', 'Küste', '文字', 'نص', 'тон', '😀', 'x', '1,000', '\u00a0', 'a.b')
const space = fc.constantFrom(' ', '  ', '\n', '\r\n\t', '')
const entity = fc.constantFrom(
  '&amp;',
  '&lt;',
  '&lt',
  '&nbsp;',
  '&#228;',
  '&#x1F600;',
  '&NotEqualTilde;',
  '&hellip;',
  '&bogus;',
  '&',
  '&#10;',
)
const names =
  'p div span b i a ul li table tr td h1 section br hr img x-y pre blockquote em dl dt dd article nav'.split(' ')
const hiding = ['script', 'style', 'template', 'svg', 'noscript', 'title', 'textarea', 'select']
const attributes = fc.constantFrom('', ' class="a"', " id='x>y'", ' title="a &amp; b"', ' data-x=1')
const tag = fc.tuple(fc.constantFrom(...names, ...hiding), attributes, fc.constantFrom('open', 'close', 'both', 'self'))
const markup = fc.oneof(
  { weight: 5, arbitrary: word },
  { weight: 3, arbitrary: space },
  { weight: 2, arbitrary: entity },
  {
    weight: 6,
    arbitrary: tag.map(([name, attribute, how]) =>
      how === 'close'
        ? `</${name}>`
        : how === 'self'
          ? `<${name}${attribute}/>`
          : `<${name}${attribute}>${how === 'both' ? `</${name}>` : ''}`,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '<!-- c -->',
      '<!doctype html>',
      '<',
      '</',
      '<p hidden>',
      '<div style="display:none">',
      '<?x?>',
      '<![CDATA[x]]>',
    ),
  },
)
const soup = fc.array(markup, { maxLength: 40 }).map((pieces) => pieces.join(''))

/** Markup whose tags all pair, as people write it. */
const { tree } = fc.letrec<{ tree: string; node: string }>((tie) => ({
  tree: fc.array(tie('node'), { maxLength: 5 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { depthSize: 'small' },
    word,
    space,
    entity,
    fc
      .tuple(fc.constantFrom('div', 'span', 'b', 'section', 'ul', 'script', 'style'), attributes, tie('tree'))
      .map(([name, attribute, inner]) =>
        name === 'script' || name === 'style' ? `<${name}>x < y</${name}>` : `<${name}${attribute}>${inner}</${name}>`,
      ),
  ),
}))

const paragraphs = fc
  .array(fc.tuple(fc.constantFrom('p', 'li', 'h2', 'b', 'div'), word, space, word), { maxLength: 8 })
  .map((all) => all.map(([name, ...words]) => `<${name}>${words.join('')}</${name}>\n`).join(''))

/** Places of the end of each start tag and of the end tag that an independent parser pairs with it. */
function pairsOf(html: string): [start: number, end: number][] {
  const open: number[] = []
  const out: [number, number][] = []
  const latin = Buffer.from(html).toString('latin1')
  const parser = new Parser({
    onopentag: () => open.push(parser.endIndex),
    onclosetag: (_, implied) => {
      const start = open.pop()!
      if (!implied && parser.endIndex > start) out.push([start, parser.endIndex])
    },
  })
  parser.end(latin)
  return out
}

/** What the parser takes an entity to be. */
function decoded(source: string): string {
  let out = ''
  new Parser({ ontext: (text) => (out += text) }).end(source)
  return out
}

const folded = (text: string): string => text.replace('\n', ' ')

describe('laws', () => {
  it('the source of every byte of the text is that byte, decoded and folded', () => {
    fc.assert(
      fc.property(soup, (html) => {
        const page = new Page().read(bytesOf(html), false)
        const text = Buffer.from(page.text)
        const source = Buffer.from(page.source)
        let behind = 0
        let same = ''
        let was: [number, number] = [-1, -1]
        let seen = 0
        page.origins.pieces(0, text.length, (first, last, from, to, piece) => {
          expect(first).toBe(seen)
          seen = last
          expect(from).toBeGreaterThanOrEqual(was[0] === from && was[1] === to ? 0 : behind)
          behind = to
          const letters = text.subarray(first, last).toString()
          const there = source.subarray(from, to).toString()
          if (piece === 'plain') expect(letters).toBe(there)
          else if (piece === 'whole' && there.startsWith('&')) {
            // An entity may be two characters.
            same = was[0] === from && was[1] === to ? same + letters : letters
            expect(folded(decoded(there)).startsWith(folded(same))).toBe(true)
          } else if (piece === 'whole') expect(there).toMatch(/^(?:[ \t\r\n\f]|&#10;)+$/)
          else {
            expect(['\n', '\n\n', '\t']).toContain(letters)
            expect(there).toContain('<')
          }
          was = [from, to]
        })
        expect(seen).toBe(text.length)
        for (let t = 0; t <= text.length; t++) {
          const [start, end] = [page.origins.start(t), page.origins.end(t)]
          if (t > 0) {
            expect(start).toBeGreaterThanOrEqual(page.origins.start(t - 1))
            expect(end).toBeGreaterThanOrEqual(page.origins.end(t - 1))
            expect(end).toBeGreaterThanOrEqual(page.origins.start(t - 1))
          }
          expect(end).toBeLessThanOrEqual(source.length)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('of markup whose tags pair, all letters are there, in order, as another parser finds them', () => {
    fc.assert(
      fc.property(tree, (html) => {
        let wanted = ''
        let hidden = 0
        const parser = new Parser({
          ontext: (text) => (wanted += hidden > 0 ? '' : text),
          onopentagname: (name) => (hidden += name === 'script' || name === 'style' ? 1 : 0),
          onclosetag: (name) => (hidden -= name === 'script' || name === 'style' ? 1 : 0),
        })
        parser.end(html)
        const bare = (text: string): string => text.replace(/[ \t\r\n\f]+/g, '')
        expect(bare(textOf(html))).toBe(bare(wanted))
      }),
      { numRuns: 100 },
    )
  })

  it('the text does not depend on where the pieces of the tokenizer end', () => {
    fc.assert(
      fc.property(soup, fc.nat({ max: 300 }), (html, before) => {
        const comment = `<!--${'x'.repeat(65_536 - 7 - before)}-->`
        expect(textOf(comment + html)).toBe(textOf(html))
      }),
      { numRuns: 100 },
    )
  })

  it('the text of a cut page is the text without the cuts, and of two tags that pair both go or both stay', () => {
    let cutWhole = 0
    fc.assert(
      fc.property(
        fc.oneof(soup, tree, paragraphs),
        fc.array(fc.nat({ max: 400 }), { maxLength: 6 }),
        (html, places) => {
          const page = new Page().read(bytesOf(html), true)
          const text = Buffer.from(page.text)
          const cuts = cutsNear(text, places)
          const gone = pageCut(page, cuts)
          const source = page.source
          let free = 0
          for (const { at, bytes, of } of gone) {
            expect(bytes).toBeGreaterThan(0)
            expect(at).toBeGreaterThanOrEqual(free)
            expect(at + bytes).toBeLessThanOrEqual(source.length)
            expect(cuts[of]).toBeDefined()
            free = at + bytes
          }
          const goes = (at: number): boolean => gone.some((g) => at >= g.at && at < g.at + g.bytes)
          for (const [start, end] of pairsOf(html)) {
            if (goes(start)) cutWhole++
            expect(goes(start), `tags that end at ${start} and ${end} of ${html}`).toBe(goes(end))
          }
          // A character for two, as an entity may be, goes with both or not at all.
          if (/&NotEqualTilde;/.test(html)) return
          const bare = (bytes: Uint8Array): string =>
            Buffer.from(bytes)
              .toString()
              .replace(/[ \t\r\n\f]+/g, '')
          const left = without(
            text,
            cuts.map(([start, end]) => ({ at: start, bytes: end - start })),
          )
          expect(bare(new Page().read(without(source, gone), false).text)).toBe(bare(left))
        },
      ),
      { numRuns: 700 },
    )
    expect(cutWhole).toBeGreaterThan(20)
  })

  it('any bytes are read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), soup, (bytes, html) => {
        const page = new Page().read(Buffer.concat([bytes, bytesOf(html), bytes]), true)
        expect(page.text.length).toBeLessThanOrEqual(page.source.length)
      }),
      { numRuns: 500 },
    )
  })

  it('costs a step a tag, however deep and however torn', () => {
    const steps = (html: string): number => {
      const start = process.cpuUsage().user
      new Page().read(bytesOf(html), true)
      return process.cpuUsage().user - start
    }
    const n = 20_000
    for (const make of [
      (k: number) => '<b>'.repeat(k) + '</i>'.repeat(k),
      (k: number) => '<div>'.repeat(k) + '</div>'.repeat(k),
      (k: number) => '<b>'.repeat(k / 2) + '<div>'.repeat(k / 2) + '</b>'.repeat(k),
      (k: number) => '<p>x<div>'.repeat(k) + '</p>'.repeat(k),
      (k: number) => '<table><tr><td>'.repeat(k) + '</p></b>'.repeat(k),
      (k: number) => `<x-${'a'.repeat(20)}`.repeat(k),
      (k: number) => `<p ${'a="b" '.repeat(k)}>x`,
      (k: number) => '&amp;'.repeat(k),
      (k: number) => `${'<br>'.repeat(k)}x`,
    ]) {
      steps(make(1000))
      const once = Math.min(steps(make(n)), steps(make(n)))
      const twice = Math.min(steps(make(4 * n)), steps(make(4 * n)))
      // Four times as much takes sixteen times as long when it is quadratic.
      expect(twice, make(2)).toBeLessThan(10 * once + 40_000)
    }
  }, 30_000)
})
