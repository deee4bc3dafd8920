// What one article says twice, told in letters (test/stories.ts): [B=2] paragraph B stands again, its source is paragraph 2, and is cut;
// (B=2) is reported and stays; ~ nearly; x3 three more times in a row; "[A B=1-2]" a block of two.
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { apply, removed, restore } from '../src/clean.js'
import { createArena } from '../src/kernel/memory.js'
import type { Span } from '../src/model.js'
import { standard } from '../src/recipe.js'
import type { Repeat } from '../src/repeat.js'
import { repeats } from '../src/repeat.js'
import { paragraphs, sentences } from '../src/segment.js'
import { settle } from '../src/settle.js'
import { read } from '../src/shingle.js'
import { bytes, line, paragraph, prose, seeded, story, string, told1 } from './stories.js'

function repeatsOf(text: string | Uint8Array): Repeat[] {
  const arena = createArena(1 << 16)
  arena.reserve(8)
  const r = read(arena, typeof text === 'string' ? bytes(text) : text)
  const p = paragraphs(r)
  return repeats(arena, r, p, () => sentences(r, p), standard)
}

const settled = (text: string): { cuts: readonly Span[]; left: string } => {
  const { cuts } = settle(createArena(1 << 16), bytes(text), [], standard)
  return { cuts, left: string(apply(bytes(text), cuts)) }
}

/** The story and what repeats in it. */
function told(notation: string, between = '\n\n'): string {
  const signs = notation.split(' ').filter(Boolean)
  const starts: number[] = []
  let at = 0
  for (const sign of signs) {
    starts.push(at)
    at += bytes(told1(sign) + between).length
  }
  const places = ([start, end]: Span): number[] =>
    signs.flatMap((_, i) => (starts[i]! >= start && starts[i]! < end ? [i] : []))
  const found = repeatsOf(story(notation, between)).map((r) => {
    const here = places(r.span)
    const there = places(r.source)
    const source = there.length > 1 ? `${there[0]! + 1}-${there.at(-1)! + 1}` : `${there[0]! + 1}`
    const what = r.times > 1 ? signs[here[0]!] : here.map((i) => signs[i]).join(' ')
    const said = `${what}${r.exact ? '=' : '~'}${source}${r.times > 1 ? ` x${r.times}` : ''}`
    return r.cut ? `[${said}]` : `(${said})`
  })
  return [notation, ...found].join(' ')
}

const because = (text: string): string =>
  repeatsOf(text)
    .flatMap((r) => r.because)
    .join('; ')
const excerpt = (text: string): string[] => repeatsOf(text).map((r) => string(bytes(text).subarray(...r.span)))

describe('paragraphs', () => {
  const cases = [
    'A B C',
    'A B C B [B=2]',
    'A A B [A=1]',
    'A B A B [A B=1-2]',
    'A B C A B C [A B C=1-3]',
    'A B C D A C [A=1] [C=3]',
    'A A A A [A=1 x3]',
    'A B A C A [A=1] [A=1]',
    'A B C B A [B=2] [A=1]',
    "A B C B' [B'~2]",
    "A B A' B' [A' B'~1-2]",
    'A B C B# (B#~2)',
    'A A# A (A#~1) [A=1]',
    'A A# A# (A#~1) [A#=2]',
    'A C/ B C/ [C/=2]',
    'A C B C/',
    'A C/ B C',
  ]
  for (const said of cases) it(said, () => expect(told(said.replace(/ [[(].*/, ''))).toBe(said))

  it('told one a line, or with CRLF, too', () => {
    expect(told('A B C B', '\n')).toBe('A B C B [B=2]')
    expect(told('A B C B', '\r\n\r\n')).toBe('A B C B [B=2]')
  })
  it('the same in capitals, without accents, with other quotes', () => {
    const other = paragraph.B!.toUpperCase().replaceAll('.', '').replaceAll(' ', '  ')
    expect(excerpt(`${paragraph.A}\n\n${paragraph.B}\n\n${other}`)).toEqual([other])
  })
  it('a near repeat says so, with the share that is equal', () => {
    const [r] = repeatsOf(story("A B C B'"))
    expect(r).toMatchObject({ exact: false, whole: true, passages: 1 })
    expect(r!.score).toBeCloseTo(1 - 2 / 33, 9)
  })
  it('another number is another fact', () => {
    expect(because(story('A B C B#'))).toBe('nearly identical; 1 passage; not cut: differs in a number')
  })
  it('20,000 times the same', () => {
    const found = repeatsOf(Array(20_000).fill(paragraph.A).join('\n\n'))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ times: 19_999, cut: true })
    expect(settled(Array(2_000).fill(paragraph.A).join('\n\n')).left).toBe(paragraph.A)
  })
  it('nothing twice in nothing, and in one word', () => {
    for (const text of ['', ' \n\n ', 'word', 'word\n\n', '...', '\n\n*\n\n*\n\n*']) expect(repeatsOf(text)).toEqual([])
  })
})

describe('the source of a repeat is the first printing, and stays', () => {
  // Was wrong once: the source of the third paragraph is the second, which is itself cut as a near repeat of the first.
  test("A A' A'", () => {
    const found = repeatsOf(story("A A' A'")).filter((r) => r.cut)
    for (const r of found) for (const other of found) expect(other.span).not.toEqual(r.source)
  })

  // Was wrong once: coverage is counted on one side only. Every word of the second paragraph stands in the first, and half of the first is not in
  // the second: 'aligned coverage, both ways' is 0.5, and the score says 1.
  test('coverage is the smaller of both sides', () => {
    const [s, t] = [prose(seeded(1), 15).toLowerCase(), prose(seeded(2), 15).toLowerCase()].map((x) =>
      x.replaceAll('.', ''),
    )
    for (const r of repeatsOf(`${s} ${t}\n\n${s} ${s}`)) expect(r.whole).toBe(false)
  })
})

describe('sentences', () => {
  const one = 'Divers will return to the pier on Monday morning with new cameras.'
  it('of eight words, in other company', () => {
    const text = `${paragraph.A} ${one}\n\n${paragraph.B}\n\n${one} ${paragraph.C}`
    expect(excerpt(text)).toEqual([one])
    expect(repeatsOf(text)[0]).toMatchObject({ whole: false, exact: true, cut: true })
    expect(settled(text).left).toBe(`${paragraph.A} ${one}\n\n${paragraph.B}\n\n${paragraph.C}`)
  })
  it('at the end of a paragraph, which keeps its end', () => {
    expect(settled(`${one} ${paragraph.A}\n\n${paragraph.B} ${one}\n\n${paragraph.C}`).left).toBe(
      `${one} ${paragraph.A}\n\n${paragraph.B}\n\n${paragraph.C}`,
    )
  })
  it('a paragraph that is one sentence of an earlier paragraph', () => {
    expect(excerpt(`${paragraph.A} ${one}\n\n${paragraph.B}\n\n${one}`)).toEqual([one])
  })
  it('shorter ones are not looked at', () => {
    expect(excerpt(`${paragraph.A} He did not say why.\n\n${paragraph.B} He did not say why.`)).toEqual([])
  })
  it('of Chinese, Thai and Arabic', () => {
    const han = '市政府周二投票决定关闭旧渡轮码头并检查全部木桩。'
    expect(excerpt(`港口消息。${han}居民表示遗憾。\n\n专家说风暴很大。${han}工程下月开始。`)).toEqual([han])
    const arabic = 'صوت مجلس الميناء يوم الثلاثاء على إغلاق رصيف العبارات القديم بعد العاصفة.'
    expect(
      excerpt(`قال الصيادون إن القرار جاء مفاجئا لهم. ${arabic}\n\nرفضت الوزارة التعليق على الخبر. ${arabic}`),
    ).toEqual([arabic])
  })
})

describe('short lines', () => {
  it('beside their source go', () => {
    expect(told('A a a B C D')).toBe('A a a B C D [a=2]')
    expect(told('A a b a b B C D')).toBe('A a b a b B C D [a b=2-3]')
  })
  it('in the last fifth go', () => {
    expect(told('a A B C D E F a')).toBe('a A B C D E F a [a=1]')
    expect(told('A a b B C D E F a b')).toBe('A a b B C D E F a b [a b=2-3]')
  })
  it('elsewhere are told and stay', () => {
    expect(told('A a B a C D E F')).toBe('A a B a C D E F (a=2)')
    expect(told('A a b B a b C D E F')).toBe('A a b B a b C D E F (a b=2-3)')
  })
  it('a block of twenty words goes wherever it stands', () => {
    expect(told('A a b c d B a b c d C D E F')).toBe('A a b c d B a b c d C D E F [a b c d=2-5]')
  })
  it('of one word are nothing', () => {
    expect(excerpt(`Sport\n\n${paragraph.A}\n\nSport\n\n${paragraph.B}\n\n${paragraph.C}\n\nSport`)).toEqual([])
    expect(excerpt(`${paragraph.A}\n\nSport\n\nSport\n\n${paragraph.B}`)).toEqual([])
  })
  it('the last line is not the only one', () => {
    const text = story('a b A B C D E F a b')
    expect(settled(text).left).toBe(story('a b A B C D E F'))
  })
})

describe('what news says twice on purpose stays', () => {
  const stays = (text: string): void => {
    expect(repeatsOf(text).filter((r) => r.cut)).toEqual([])
    expect(settled(text).left).toBe(text)
  }
  it('a refrain', () => {
    const refrain = 'We shall not leave the island, whatever the winter may bring us.'
    const text = [paragraph.A, refrain, paragraph.B, refrain, paragraph.C, refrain, paragraph.D].join('\n\n')
    stays(text)
    expect(because(text)).toContain('stands 3 times apart, like a refrain')
  })
  it('names of speakers', () => {
    stays(
      ['A', 'B', 'C', 'D', 'E']
        .map((x, i) => `${i % 2 ? 'The Minister for Ports' : 'Question from the floor'}:\n${paragraph[x]}`)
        .join('\n\n'),
    )
    stays(`${line.a}:\n${paragraph.A}\n${line.a}:\n${paragraph.B}\n${line.a}:\n${paragraph.C}`)
  })
  it('questions of a poll', () => {
    const asked = 'Do you think that the council was right to close the pier?'
    stays(['A', 'B', 'C', 'D'].map((x) => `${asked}\n\n${paragraph[x]}`).join('\n\n'))
  })
  it('items of lists', () => {
    stays(['A', 'B', 'C', 'D', 'E'].map((x) => `${paragraph[x]}\n• one room, kitchen and bath`).join('\n'))
    stays(['A', 'B', 'C', 'D', 'E'].map((x) => `${paragraph[x]}\n1. goals by the home side`).join('\n'))
  })
  // Was wrong once: DESIGN says that list bullets and refrains are never cut; a block of two bullets at the end is, and a refrain of four lines.
  test('items of lists, two in a row', () => {
    stays(
      ['A', 'B', 'C', 'D'].map((x) => `${paragraph[x]}\n• one room and a kitchen\n• two rooms and a bath`).join('\n'),
    )
  })
  // BUG: lines as even as these are taken for hard-wrapped prose, so the refrain is a paragraph of 20 words and more, and is cut.
  test.fails('a refrain of four lines', () => {
    const refrain = [line.a, line.b, line.c, line.d].join('\n')
    const verse = (x: string): string => paragraph[x]!.match(/.{20,40}(?: |$)/g)!.join('\n')
    stays(`${['A', 'B', 'C'].map((x) => `${verse(x)}\n\n${refrain}`).join('\n\n')}\n\n${verse('D')}`)
  })
  it('headings of tables and lists, and notes under them', () => {
    const rows = (n: number): string =>
      ['Salt', 'Tin', 'Rope'].map((x, i) => `${x}  ${n + i}.25  ${n + 2 * i}.75  ${n}.50  ${n + 3}.10`).join('\n')
    const heading = 'Average prices of goods that were landed at the two piers'
    stays(`${paragraph.A}\n\n${heading}\n${rows(4)}\n\n${paragraph.B}\n\n${heading}\n${rows(7)}`)
    const note =
      'Note that what was landed and what was sold do not balance because of the weighing, which is done by hand on one pier and by a machine on the other'
    const lands = `${paragraph.A}\n\nIslands\n${rows(4)}\n${note}\n\nMainland\n${rows(7)}\n${note}\n\n${paragraph.B}`
    stays(lands)
    expect(because(lands)).toContain('like its heading or its note')
    const owners = 'The boats that were sold and the prices of them are as follows -'
    stays(`${paragraph.A}\n\n${owners}\nIda Marsh, the Tern\n\n${paragraph.B}\n\n${owners}\nTom Verrill, the Auk`)
    const dotted = 'VESSEL....LAST SEEN OFF THE MOLE...CARGO.....OWNER OF THE CARGO'
    stays(`${paragraph.A}\n\n${dotted}\n${paragraph.B}\n\n${dotted}\n${paragraph.C}\n\n${paragraph.D}`)
    // The same line over prose is a line that stands twice.
    const twice = `${paragraph.A}\n\n${heading}\n\n${paragraph.B}\n\n${heading}\n\n${paragraph.C}`
    expect(repeatsOf(twice).map((x) => x.cut)).toEqual([true])
  })
  it('rows of tables', () => {
    stays(
      'Team  P W D L\nAldmoor  3 2 1 0\nKettle Point  3 2 1 0\n\n12 14 9 9\n12 14 9 9\n12 14 9 9\n3.5 3.5 3.5\n3.5 3.5 3.5',
    )
    stays(`${paragraph.A}\n\n10 20 30 40 50 60 70 80 90\n\n${paragraph.B}\n\n10 20 30 40 50 60 70 80 90`)
  })
})

// ------------------------------------------------------------------------------------------------------------------ laws

const sign = fc.constantFrom(
  ...'A B C D E F'.split(' '),
  ..."A' B' C' A'' A# B# A/ B/ a b c d a b c a? b: ".split(' ').filter(Boolean),
)
const random = fc.record({
  signs: fc.array(sign, { maxLength: 14 }),
  between: fc.constantFrom('\n\n', '\n', '\r\n', ' ', '\n    '),
})

describe('laws', () => {
  it('repeats do not overlap, are not their own source, and stand behind it', () => {
    fc.assert(
      fc.property(random, ({ signs, between }) => {
        const found = repeatsOf(story(signs.join(' '), between))
        for (const [i, r] of found.entries()) {
          expect(r.source[1]).toBeLessThanOrEqual(r.span[0])
          if (i > 0) expect(found[i - 1]!.span[1]).toBeLessThanOrEqual(r.span[0])
        }
      }),
      { numRuns: 150 },
    )
  })
  it('exact repeats stand in their source, byte for byte after folding', () => {
    fc.assert(
      fc.property(random, ({ signs, between }) => {
        const text = story(signs.join(' '), between)
        const words = (span: Span): string =>
          string(bytes(text).subarray(...span))
            .toLowerCase()
            .replace(/[^a-z0-9]+/g, ' ')
            .trim()
        for (const r of repeatsOf(text)) {
          if (r.exact) expect(words(r.span)).toBe(Array(r.times).fill(words(r.source)).join(' '))
          expect(r.score).toBeGreaterThanOrEqual(0.9)
        }
      }),
      { numRuns: 150 },
    )
  })
  it('what was settled has no further cut', () => {
    fc.assert(
      fc.property(random, ({ signs, between }) => {
        const { cuts, left } = settled(story(signs.join(' '), between))
        expect(repeatsOf(left).filter((r) => r.cut)).toEqual([])
        const text = bytes(story(signs.join(' '), between))
        expect(restore(apply(text, cuts), cuts, removed(text, cuts))).toEqual(text)
      }),
      { numRuns: 200 },
    )
  })
  it('nothing that was told once is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'A B C D E F a b c d'.split(' ')), { maxLength: 14 }), (signs) => {
        const { left } = settled(story(signs.join(' ')))
        for (const s of signs) expect(left.split('\n\n')).toContain(told1(s))
      }),
      { numRuns: 150 },
    )
  })
  // Was wrong once: settling ends after 16 rounds, and each line end of this staircase needs a round of its own: 1..n 1..n 2..n 3..n … n.
  // A block is cut only beside its source, and is beside it once the one before it went. 19 words are the longest block that waits.
  test('a staircase of short lines settles too', () => {
    const lines = Array.from({ length: 19 }, (_, i) => prose(seeded(i), 1).replace('.', ''))
    const stairs = [lines, ...lines.map((_, i) => lines.slice(i))].flat()
    const { left } = settled(
      [...stairs, ...Array.from({ length: 20 }, (_, i) => prose(seeded(100 + i), 30))].join('\n'),
    )
    expect(repeatsOf(left).filter((r) => r.cut)).toEqual([])
  })
})

describe('lists and quotations stay whole', () => {
  const cuts = (text: string): string[] =>
    repeatsOf(text)
      .filter((r) => r.cut)
      .map((r) => text.slice(...(r.span as [number, number])))
  it('an item in the middle of a second list', () => {
    const item = '2- A certificate of registration with the Board of Health Professions of the coast'
    expect(
      cuts(
        `Nurse\n1- A diploma\n${item}\n3- Two years in a ward\n\nMidwife\n1- Another diploma\n${item}\n3- Night shifts`,
      ),
    ).toEqual([])
  })
  it('half a quotation', () => {
    const end = 'and nobody will have to drive through the flooded valley to reach the ferry again.\u201d'
    expect(
      cuts(`\u201cThe bridge opens. ${end} he said.\n\n${paragraph.A}\n\n\u201cThe road is safe. ${end} she said.`),
    ).toEqual([])
  })
})
