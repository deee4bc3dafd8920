// What --html-extract readability takes for the article, on pages written for this test in the ways in which news pages are built; and what it must not lose.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Span } from '../../src/model.js'
import { Content } from '../../src/read/content.js'
import { Page } from '../../src/read/html.js'
import { pageCut, without } from '../../src/read/pagecut.js'
import { cutsNear } from './markup.js'

const read = (html: string | Uint8Array, how: 'blocks' | 'readability' = 'readability'): Content =>
  new Content().read(Buffer.from(html as string), true, null, how)
const textOf = (html: string, how: 'blocks' | 'readability' = 'readability'): string =>
  Buffer.from(read(html, how).text).toString()

const headline = 'Harbour bridge reopens after three months of repairs'
const body = [
  'The harbour bridge was opened again on Monday after a repair of three months, the city said in the morning, and lorries rolled over it before noon.',
  'Nobody was hurt when a crane fell onto the bridge in spring, but the repair cost more than four million, which the port will pay over ten years.',
  'Ships had waited outside the harbour and in the bay for weeks, said the master of the port, who had slept in his office since the accident.',
  'The mayor thanked the workers, and promised that the toll would stay as it is until the end of the year, whatever the council decides in May.',
  'Two bakers on the quay, whose customers had stayed away, handed out rolls to the first drivers, and the queue reached back to the fish market.',
]
const korean = [
  '항구 다리가 석 달 동안의 수리를 마치고 월요일 다시 열렸다고 시가 아침에 밝혔으며, 정오 전에 화물차들이 다리를 건넜다.',
  '봄에 기중기가 다리 위로 쓰러졌을 때 다친 사람은 없었지만, 수리에는 사백만이 넘는 돈이 들었고 항만이 십 년에 걸쳐 갚는다.',
  '배들은 몇 주 동안 항구 밖과 만에서 기다렸다고 항만장이 말했으며, 그는 사고가 난 뒤로 사무실에서 잠을 잤다고 했다.',
  '시장은 일꾼들에게 고마움을 전하고, 오월에 의회가 무엇을 정하든 통행료는 연말까지 그대로일 것이라고 약속했다.',
]
const german = [
  'Die Brücke am Hafen ist seit Montag wieder offen, teilte die Stadt am Morgen mit, und noch vor Mittag rollten die ersten Lastwagen hinüber.',
  'Verletzt wurde niemand, als im Frühjahr ein Kran auf die Brücke fiel, doch die Reparatur kostete mehr als vier Millionen, die der Hafen in zehn Jahren abzahlt.',
  'Schiffe hatten wochenlang vor dem Hafen und in der Bucht gewartet, sagte der Hafenmeister, der seit dem Unfall in seinem Büro geschlafen hatte.',
  'Die Bürgermeisterin dankte den Arbeitern und versprach, dass die Maut bis zum Ende des Jahres bleibt, wie sie ist, was immer der Rat im Mai beschließt.',
]
const links = (words: string, n: number): string =>
  Array.from({ length: n }, (_, i) => `<li><a href="/${i}">${words} ${i}</a></li>`).join('\n')
const teasers = [
  'Mayor opens school',
  'Herring prices rise',
  'Storm closes coast road',
  'Ferry strike ends',
  'Museum shows maps',
]
  .map((t) => `<div class="teaser"><a href="/x"><h3>${t}</h3></a><span>5 hours ago</span></div>`)
  .join('')
const p = (all: readonly string[]): string => all.map((text) => `<p>${text}</p>`).join('\n')
const divs = (all: readonly string[]): string => all.map((text) => `<div>${text}</div>`).join('\n')

/** A page, and what a person would call its article. */
const pages: Readonly<Record<string, readonly [html: string, article: readonly string[]]>> = {
  'elements that say what they are': [
    `<title>${headline} - The Courier</title><body><header><a href="/">The Courier</a><nav><ul>${links('Section', 12)}</ul></nav></header>
     <main><article><nav>Home <a href="/n">News</a> ${headline}</nav><h1>${headline}</h1>${p(body)}</article><aside><h2>Most read</h2>${teasers}</aside></main>
     <footer><ul>${links('About us', 8)}</ul><p>© The Courier. All rights reserved, and no part may be copied.</p></footer>`,
    [headline, ...body],
  ],
  'tables, as pages were built once': [
    `<title>${headline}</title><body bgcolor=white><table width=100%><tr><td colspan=3><b>THE POST</b> <a href=a>Home</a> | <a href=b>World</a> | <a href=c>Sport</a>
     <tr><td width=120>${Array.from({ length: 9 }, (_, i) => `<a href="/${i}">Department ${i}</a><br>`).join('')}<td><h1>${headline}</h1>${p(body)}
     <td><b>Weather</b><br>Rain, 12°<br><a href=w>More weather</a></table><center><font size=1>Copyright The Post</font></center>`,
    [headline, ...body],
  ],
  'line breaks for paragraphs': [
    `<title>${headline} | Gazette</title><div id=top class=menu>${links('Menu', 10)}</div><div class=story><h1>${headline}</h1>${body.join('<br><br>\n')}</div>
     <div class=related-links>${teasers}</div><div id=footer>Gazette, Quay Street 1</div>`,
    [headline, ...body],
  ],
  'only div': [
    `<title>${headline}</title><div class="wrap"><div class="hd"><div class="logo">Herald</div><div class="menu">${links('Menu', 10)}</div></div>
     <div class="content"><div class="title">${headline}</div><div class="text">${divs(body)}</div><div class="share">Share Tweet Mail</div></div>
     <div class="sidebar">${teasers}</div><div class="ft">Herald Media</div></div>`,
    body,
  ],
  'Korean, with a list of other news as long as the article': [
    `<title>다리가 다시 열렸다</title><div id="gnb"><ul>${links('정치', 15)}</ul></div><div id="articleBody">${p(korean)}</div>
     <div class="related_news"><h4>많이 본 기사</h4><ul>${links('어민들 올해 청어 값이 올랐다고 말해', 14)}</ul></div><div id="footer">전화 02-000-0000</div>`,
    korean,
  ],
  'German, behind a question about cookies': [
    `<title>Brücke wieder offen</title><div class="cookie-banner popup"><p>Wir verwenden Cookies, um Ihnen, soweit Sie zustimmen, Inhalte zu zeigen, die zu Ihnen passen.</p><button>Ja</button></div>
     <section><h1>Brücke wieder offen</h1>${p(german)}</section><section class="newsletter"><form><label>Newsletter</label><input><button>Bestellen</button></form></section>
     <section class="comments" id="comments"><h3>Kommentare</h3><p>Schön, dass sie wieder offen ist!</p><p>Na endlich, das hat gedauert.</p></section>`,
    ['Brücke wieder offen', ...german],
  ],
}

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
function share(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>()
  for (const word of b) left.set(word, (left.get(word) ?? 0) + 1)
  let there = 0
  for (const word of a) {
    if ((left.get(word) ?? 0) === 0) continue
    there++
    left.set(word, left.get(word)! - 1)
  }
  return there / a.length
}

describe('the article of a page', () => {
  it.each(Object.entries(pages))('%s', (_, [html, article]) => {
    const wanted = words(article.join(' '))
    const text = words(textOf(html))
    expect(share(wanted, text)).toBeGreaterThanOrEqual(0.95)
    expect(share(text, wanted)).toBeGreaterThanOrEqual(0.85)
    // There is something to leave out.
    expect(share(words(textOf(html, 'blocks')), wanted)).toBeLessThan(0.9)
  })

  it('keeps its headline, once, wherever that stands', () => {
    for (const name of [
      'elements that say what they are',
      'tables, as pages were built once',
      'line breaks for paragraphs',
    ])
      expect(textOf(pages[name]![0]).split(headline)).toHaveLength(2)
    // A heading that says something else is no headline.
    const html = `<title>${headline}</title><h1>The Courier</h1><div>${p(body)}</div>`
    expect(textOf(html)).toBe(body.join('\n\n'))
  })

  it('is all that a reader sees where no article is found, or the page is a maze', () => {
    expect(read('<nav>Home, and news of the day</nav>')).toMatchObject({ whole: 'none' })
    // There is nothing to find in an empty one.
    expect(read('<p></p>')).toMatchObject({ whole: null })
    const deep = `${'<div>'.repeat(500)}${p(body)}`
    expect(read(deep)).toMatchObject({ whole: 'too-large' })
    expect(textOf(deep)).toBe(body.join('\n\n'))
    const wide = `${'<i>x</i> '.repeat(20_000)}${p(body)}`
    expect(read(wide)).toMatchObject({ whole: 'too-large' })
    expect(read(pages['only div']![0])).toMatchObject({ whole: null })
  })

  it('does not depend on what was read before', () => {
    const content = new Content()
    const all = Object.values(pages).map(([html]) => Buffer.from(html))
    const once = all.map((html) => Buffer.from(content.read(html, true, null, 'readability').text).toString())
    for (const [i, html] of [...all.entries()].reverse()) {
      expect(Buffer.from(content.read(html, true, null, 'blocks').text).toString()).toBe(
        textOf(html.toString(), 'blocks'),
      )
      expect(Buffer.from(content.read(html, true, null, 'readability').text).toString()).toBe(once[i])
    }
  })

  it('has the spans and lines of the page', () => {
    const [html] = pages['only div']!
    const content = read(html)
    for (const text of body) {
      const at = Buffer.from(content.text).indexOf(text)
      const [from, to] = content.scale!.shown([at, at + Buffer.byteLength(text)])
      expect(Buffer.from(html).subarray(from, to).toString()).toBe(text)
    }
  })

  it('in another encoding has the spans of that', () => {
    const html = pages['German, behind a question about cookies']![0]
    const content = new Content().read(
      Buffer.from(html, 'latin1'),
      true,
      { encoding: 'iso-8859-1', how: 'asked', confidence: 1 },
      'readability',
    )
    const at = Buffer.from(content.text).indexOf(german[1]!)
    const [from, to] = content.scale!.shown([at, at + Buffer.byteLength(german[1]!)])
    expect(Buffer.from(html, 'latin1').subarray(from, to).toString('latin1')).toBe(german[1])
  })
})

describe('a cut', () => {
  /** The page without these pieces of its article. */
  function cutOf(html: string, ...pieces: string[]): string {
    const content = read(html)
    const text = Buffer.from(content.text)
    const cuts = pieces.map((piece): Span => {
      const at = text.indexOf(piece)
      expect(at).toBeGreaterThanOrEqual(0)
      return [at, at + Buffer.byteLength(piece)]
    })
    return Buffer.from(without(Buffer.from(html), content.gone(cuts))).toString()
  }

  it('takes whole elements of the article, and nothing of what stands around it', () => {
    for (const name of ['elements that say what they are', 'German, behind a question about cookies']) {
      const [html, article] = pages[name]!
      const piece = article.at(-1)!
      expect(cutOf(html, `\n\n${piece}`)).toBe(html.replace(`\n<p>${piece}</p>`, '\n'))
    }
  })

  it('leaves an element that holds what is not of the article', () => {
    const html = `<title>x</title><div>${p(body)}<div>One last word of the port, which is glad, very glad, that it is over. <nav><a href=x>Share</a></nav></div></div>`
    expect(textOf(html)).not.toContain('Share')
    expect(cutOf(html, 'One last word of the port, which is glad, very glad, that it is over.')).toContain(
      '</p><div> <nav><a href=x>Share</a></nav></div></div>',
    )
  })

  it('takes no line break that stands beside what is passed over', () => {
    const html = 'one<br>two<br>three<br>four'
    const page = new Page().read(Buffer.from(html), true, [0, 3, 23, 27])
    expect(Buffer.from(page.text).toString()).toBe('one\n\nfour')
    const all = pageCut(page, [[0, 5]])
    expect(Buffer.from(without(page.source, all)).toString()).toBe('<br>two<br>three<br>four')
  })
})

describe('laws', () => {
  const word = fc.constantFrom(
    'war',
    'Küste',
    '文字',
    'نص',
    '😀',
    '&amp;',
    '&#228;',
    'a.b, c',
    'long enough, it seems, to be a sentence',
  )
  const space = fc.constantFrom(' ', '\n', '')
  const names = 'p div span b a ul li h1 section article nav aside td table tr pre blockquote br footer header'.split(
    ' ',
  )
  const attributes = fc.constantFrom(
    '',
    ' class=comment',
    ' class="article body"',
    ' id=sidebar',
    ' hidden',
    ' role=navigation',
    ' href=x',
  )
  const tag = fc
    .tuple(fc.constantFrom(...names), attributes, fc.boolean())
    .map(([name, more, close]) => (close ? `</${name}>` : `<${name}${more}>`))
  /** Some of it stands around an article, some within. */
  const pieces = fc
    .array(fc.oneof({ weight: 3, arbitrary: word }, space, { weight: 2, arbitrary: tag }), { maxLength: 30 })
    .map((x) => x.join(''))
  const soup = fc
    .tuple(pieces, fc.boolean(), pieces, pieces)
    .map(([before, sure, within, behind]) =>
      sure
        ? `${before}<div class=article><p>${body[0]}</p>${within}<p>${body[1]}</p></div><div class=sidebar>${behind}</div>`
        : before + within + behind,
    )
  const bare = (text: string): string => text.replace(/[ \t\r\n\f]+/g, '')

  it('the article is letters of the page, in its order, and each has the place that it has in the page', () => {
    let less = 0
    fc.assert(
      fc.property(soup, (html) => {
        const all = read(html, 'blocks')
        const some = read(html)
        const [whole, text] = [Buffer.from(all.text), Buffer.from(some.text)]
        if (text.length < whole.length) less++
        // Where each letter of the page stands.
        const places = new Map<number, number>()
        for (let t = 0; t < whole.length; t++) if (whole[t]! > 0x20) places.set(t, all.scale!.shown([t, t + 1])[0])
        let at = -1
        const order = [...places]
        for (let t = 0; t < text.length; t++) {
          if (text[t]! <= 0x20) continue
          const [from] = some.scale!.shown([t, t + 1])
          do at++
          while (at < order.length && (order[at]![1] !== from || whole[order[at]![0]] !== text[t]))
          expect(at, `byte ${t} of ${JSON.stringify(text.toString())} of ${html}`).toBeLessThan(order.length)
        }
      }),
      { numRuns: 300 },
    )
    expect(less).toBeGreaterThan(20)
  })

  it('a cut takes its letters and no other ones, and of what is not of the article nothing', () => {
    fc.assert(
      fc.property(soup, fc.array(fc.nat({ max: 300 }), { maxLength: 4 }), (html, places) => {
        const content = read(html)
        const text = Buffer.from(content.text)
        const cuts = cutsNear(text, places)
        const went = new Set<number>()
        for (const [start, end] of cuts)
          for (let t = start; t < end; t++) if (text[t]! > 0x20) went.add(content.scale!.shown([t, t + 1])[0])
        const all = read(html, 'blocks')
        let left = ''
        for (let t = 0; t < all.text.length; t++)
          if (all.text[t]! > 0x20 && !went.has(all.scale!.shown([t, t + 1])[0]))
            left += String.fromCharCode(all.text[t]!)
        const cut = without(Buffer.from(html), content.gone(cuts))
        expect(bare(Buffer.from(read(cut, 'blocks').text).toString('latin1'))).toBe(left)
      }),
      { numRuns: 300 },
    )
  })

  it('any bytes are read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), soup, (bytes, html) => {
        read(Buffer.concat([bytes, Buffer.from(html), bytes]))
      }),
      { numRuns: 200 },
    )
  })
})
