// Paragraphs and sentences: the laws on any text, then texts as newspapers and wires lay them out.
import fc from 'fast-check'
import tokenizers from 'natural/lib/natural/tokenizers/index.js'
import { describe, expect, it, test } from 'vitest'
import type { Passages } from '../src/model.js'
import { paragraphs, sentences } from '../src/segment.js'
import { bytes, paragraph, prose, readingOf, seeded, string } from './stories.js'

interface Segmented {
  readonly text: Uint8Array
  readonly starts: Uint32Array
  readonly count: number
  readonly p: Passages
  readonly s: Passages & { readonly of: Uint32Array }
}

function segment(text: string | Uint8Array): Segmented {
  const r = readingOf(text)
  const p = paragraphs(r)
  return { text: r.text, starts: r.start, count: r.count, p, s: sentences(r, p) }
}

const told = (text: Uint8Array, p: Passages): string[] =>
  Array.from({ length: p.count }, (_, i) => string(text.subarray(p.start[i], p.end[i])))
const paragraphsOf = (text: string): string[] => {
  const { text: b, p } = segment(text)
  return told(b, p).map((x) => x.replace(/\s+/gu, ' '))
}
const sentencesOf = (text: string): string[] => {
  const { text: b, s } = segment(text)
  return told(b, s)
}

// ------------------------------------------------------------------------------------------------------------------ laws

const bits = fc.constantFrom(
  'word',
  'Word',
  'the',
  'Gen',
  'U',
  '3',
  '12',
  '.',
  '.',
  '?',
  '!',
  '…',
  '"',
  '”',
  ')',
  ':',
  ',',
  ' ',
  ' ',
  ' ',
  '  ',
  '\t',
  '\n',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\u000b',
  '\u0085',
  '\u2028',
  '\u00a0',
  '\u3000',
  '\u200a',
  '市',
  '政',
  '。',
  '！',
  '」',
  '、',
  'ไทย',
  'خبر',
  '؟',
  '۔',
  '।',
  'é',
  '🐬',
  '\u0301',
  '\u0000',
  '\u00ad',
)
const messy = fc.array(bits, { maxLength: 60 }).map((x) => x.join(''))
const wrapped = fc
  .tuple(fc.nat(), fc.integer({ min: 30, max: 90 }), fc.constantFrom('', '    '))
  .map(([seed, width, indent]) =>
    [1, 2, 3].map((n) => wrap(indent + prose(seeded(seed + n), 60), width)).join(indent ? '\n' : '\n\n'),
  )
const texts = fc.oneof({ weight: 4, arbitrary: messy }, { weight: 1, arbitrary: wrapped })

function wrap(text: string, width: number): string {
  const lines = ['']
  for (const word of text.split(/(?<=\S) /)) {
    const last = lines[lines.length - 1]!
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.join('\n')
}

describe('laws', () => {
  const white = /^[\s\u0085\u200b\ufeff]*$/u
  const tile = (text: Uint8Array, p: Passages): void => {
    let at = 0
    for (let i = 0; i < p.count; i++) {
      expect(p.start[i]).toBeGreaterThanOrEqual(at)
      expect(p.end[i]).toBeGreaterThan(p.start[i]!)
      expect(string(text.subarray(at, p.start[i]))).toMatch(white)
      expect(string(text.subarray(p.start[i], p.end[i]))).toMatch(/^\S(.*\S)?$/su)
      at = p.end[i]!
    }
    expect(string(text.subarray(at))).toMatch(white)
  }
  it('passages tile the text but for white space', () => {
    fc.assert(
      fc.property(texts, (t) => {
        const { text, p, s } = segment(t)
        tile(text, p)
        tile(text, s)
      }),
      { numRuns: 500 },
    )
  })
  it('each token stands in exactly one paragraph and one sentence; a sentence in one paragraph', () => {
    fc.assert(
      fc.property(texts, (t) => {
        const { starts, count, p, s } = segment(t)
        for (const q of [p, s]) {
          let next = 0
          for (let i = 0; i < q.count; i++) {
            expect(q.from[i]).toBe(next)
            next = q.to[i]!
            for (let k = q.from[i]!; k < next; k++) {
              expect(starts[k]).toBeGreaterThanOrEqual(q.start[i]!)
              expect(starts[k]).toBeLessThan(q.end[i]!)
            }
          }
          expect(next).toBe(count)
        }
        const seen = new Set<number>()
        for (let k = 0; k < s.count; k++) {
          const of = s.of[k]!
          seen.add(of)
          expect(s.start[k]).toBeGreaterThanOrEqual(p.start[of]!)
          expect(s.end[k]).toBeLessThanOrEqual(p.end[of]!)
        }
        expect(seen.size).toBe(p.count)
      }),
      { numRuns: 500 },
    )
  })
  it('LF, CR and CRLF give the same passages', () => {
    fc.assert(
      fc.property(texts, (t) => {
        const lf = t.replace(/\r\n?/g, '\n')
        const of = (text: string): string[][] => {
          const { text: b, p, s } = segment(text)
          return [told(b, p), told(b, s)].map((x) => x.map((y) => y.replace(/\r\n?/g, '\n')))
        }
        expect(of(lf.replaceAll('\n', '\r\n'))).toEqual(of(lf))
        expect(of(lf.replaceAll('\n', '\r'))).toEqual(of(lf))
      }),
      { numRuns: 300 },
    )
  })
  it('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (b) => {
        const { p, s } = segment(b)
        expect(s.count).toBeGreaterThanOrEqual(p.count)
        for (let i = 0; i < p.count; i++) expect(p.end[i]).toBeLessThanOrEqual(b.length)
      }),
      { numRuns: 300 },
    )
  })
  // Was wrong once: a full-width point ends a sentence even between digits: '物価は３．５％上昇した。' is cut behind '３．', in the middle of a token.
  test('a token is not divided: the full-width point of a number', () => {
    expect(sentencesOf('物価は３．５％上昇した。')).toEqual(['物価は３．５％上昇した。'])
  })
  // Was wrong once: an ellipsis ends a sentence whatever follows; a full stop before a small letter does not.
  test('an ellipsis before a small letter ends nothing', () => {
    expect(sentencesOf('We will… fight on, he said.')).toEqual(['We will… fight on, he said.'])
  })
})

// ----------------------------------------------------------------------------------------------------------------- layouts

describe('paragraphs of', () => {
  const three = [paragraph.A!, paragraph.B!, paragraph.C!]
  it('blank lines', () => expect(paragraphsOf(three.join('\n\n'))).toEqual(three))
  it('blank lines that are not quite blank', () => expect(paragraphsOf(three.join('\n \t\u00a0\n\n'))).toEqual(three))
  it('one a line', () => expect(paragraphsOf(three.join('\n'))).toEqual(three))
  it('newswire, hard-wrapped, with indents of four', () => {
    for (const width of [60, 65, 72, 80])
      expect(paragraphsOf(three.map((x) => wrap(`    ${x}`, width)).join('\n'))).toEqual(three)
  })
  it('hard-wrapped text between blank lines', () => {
    for (const width of [50, 65, 72, 80])
      expect(paragraphsOf(three.map((x) => wrap(x, width)).join('\n\n'))).toEqual(three)
  })
  it('a wire story with a headline and a dateline', () => {
    const text = `PIER TO CLOSE\n\n${wrap(`ALDMOOR, July 21 - ${three[0]}`, 65)}\n\n${wrap(three[1]!, 65)}\n`
    expect(paragraphsOf(text)).toEqual(['PIER TO CLOSE', `ALDMOOR, July 21 - ${three[0]}`, three[1]])
  })
  it('a poem: each line', () => {
    const poem = [
      'The ferry left at seven',
      'with lanterns on the foam,',
      'and nobody',
      'who waved that night would see the piles at home.',
    ]
    expect(paragraphsOf(poem.join('\n'))).toEqual(poem)
  })
  // Was wrong once: a stanza whose lines are of one length reads as hard-wrapped prose: three lines that end where the next word had no room are enough.
  test('a stanza of even lines', () => {
    const poem = [
      'The ferry left at seven bells,',
      'Its lanterns on the foam,',
      'And nobody who waved that night',
      'Would see the piles at home.',
    ]
    expect(paragraphsOf(poem.join('\n'))).toEqual(poem)
  })
  it('a table: each row', () => {
    const rows = [
      'Team            P  W  D  L',
      'Aldmoor         3  2  1  0',
      'Kettle Point    3  0  1  2',
      'Seal Island     3  1  0  2',
    ]
    expect(paragraphsOf(rows.join('\n'))).toEqual(rows.map((r) => r.replace(/ +/g, ' ')))
  })
  it('a list of short lines', () => {
    const list = ['• bread', '• letters', '• the weekly doctor']
    expect(paragraphsOf(`${three[0]}\n${list.join('\n')}`)).toEqual([three[0], ...list])
  })
  it('Chinese, Japanese and Thai', () => {
    const lines = [
      '市政府周二投票决定关闭旧渡轮码头。',
      '港湾局は火曜日、古い桟橋を閉鎖すると発表した。',
      'สภาท่าเรือลงมติเมื่อวันอังคารให้ปิดท่าเรือเก่า',
    ]
    expect(paragraphsOf(lines.join('\n'))).toEqual(lines)
    expect(paragraphsOf(lines.map((l) => `\u3000\u3000${l}`).join('\r\n'))).toEqual(lines)
  })
  it('Arabic', () => {
    const lines = ['صوت مجلس الميناء يوم الثلاثاء على إغلاق الرصيف.', 'وقال الصيادون إن القرار جاء مفاجئا.']
    expect(paragraphsOf(lines.join('\n\n'))).toEqual(lines)
  })
  it('nothing', () => {
    for (const text of ['', ' ', '\n\n', '\ufeff', '\u3000\r\n']) expect(paragraphsOf(text)).toEqual([])
  })
})

describe('sentences', () => {
  const splits = (...parts: string[]): void => expect(sentencesOf(parts.join(' '))).toEqual(parts)
  it('end at . ! and ?', () => splits('The pier closed.', 'Was it old?', 'It was!', 'Nobody came.'))
  it('take their closing quotes and brackets along', () => {
    splits('“The pier is closed.”', 'He left.')
    splits('"Was it old?"', 'Nobody knew.', '(It was.)', 'They left...', 'Then it rained.')
  })
  it('do not end behind an abbreviation, an initial, a rank', () => {
    splits('Gen. Marsh met J. R. Gull of the U.S. Navy on Sept. 14 near St. Olafsburg.', 'They spoke.')
    splits('Dr. Ann Mr. Bo and Prof. Cy, No. 5, met vs. No. 6 at noon.')
    splits('Он сказал, что ул. Мира закрыта, и г. Москва ждёт.', 'Они уехали.')
  })
  it('do not end before a small letter, nor inside a number or an address', () => {
    splits('The Foo Corp. said 3.5 of 1,000.25 came.', 'See www.example.org/pier.html for more.')
  })
  it('of Chinese and Japanese need no space', () => {
    expect(sentencesOf('市政府决定关闭码头。居民表示遗憾！他问：“为什么？”没人回答。')).toEqual([
      '市政府决定关闭码头。',
      '居民表示遗憾！',
      '他问：“为什么？”',
      '没人回答。',
    ])
    expect(sentencesOf('「閉鎖する。」と述べた。次は来月。')).toEqual(['「閉鎖する。」', 'と述べた。', '次は来月。'])
  })
  // Was wrong once: “ closes a quotation in German, and opens one in Chinese: it goes with the sentence before, whose cut then leaves a quotation unopened.
  test('that open with a quotation mark keep it', () => {
    expect(sentencesOf('居民表示遗憾！“为什么？”他问。')).toEqual(['居民表示遗憾！', '“为什么？”', '他问。'])
  })
  it('of Arabic, Urdu, Hindi, Burmese, Armenian, Amharic', () => {
    splits('هل أغلق الرصيف؟', 'نعم أغلق.', 'وصل الجميع.')
    splits('یہ پہلا جملہ ہے۔', 'یہ دوسرا ہے۔')
    splits('यह पहला वाक्य है।', 'यह दूसरा है।')
    splits('Առաջինն է։', 'Երկրորդն է։')
    splits('አንድ ዜና ነው።', 'ሁለት ነው።')
  })
  it('of hard-wrapped text go over line ends', () => {
    const text = wrap(`${paragraph.A} ${paragraph.B}`, 65)
    expect(sentencesOf(text).map((x) => x.replace(/\s+/g, ' '))).toHaveLength(3)
  })
  it('agree with the tokenizer of natural on tame text', () => {
    const tame = new tokenizers.SentenceTokenizer([])
    const words = fc.array(fc.constantFrom('ferry', 'harbour', 'council', 'pier', 'storm', 'lights', 'island'), {
      minLength: 2,
      maxLength: 6,
    })
    const sentence = fc
      .tuple(words, fc.constantFrom('.', '!', '?'))
      .map(([w, end]) => `${w.join(' ').replace(/^./, (c) => c.toUpperCase())}${end}`)
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 5 }), (all) => {
        const text = all.join(' ')
        expect(sentencesOf(text)).toEqual(tame.tokenize(text).map((x) => x.trim()))
      }),
      { numRuns: 50 },
    )
  })
  it('a long text has few of a row: linear', () => {
    const dots = '. '.repeat(50_000)
    expect(segment(bytes(dots)).s.count).toBeLessThanOrEqual(50_001)
  })
})
