// Invented news at any size: `article(n)` is the n-th article of a corpus, and what was planted in it is told beside it.
//
// The idea: an article is a function of (seed, n) and of nothing else. A copy of article 17 does not look 17 up; it writes it again,
// so that a corpus of any size needs no memory, any article can be made alone, and a copy may stand anywhere after its original
// (corpora come sorted by outlet as often as by date: an original is drawn evenly from all that stand before).
//
// What is planted, as shares of all articles:
//   20 %  copies of an earlier article, in another outlet of the same language:
//           exact    the same text, byte for byte, with all that was planted in it (a quarter)
//           wrapped  under a wire credit, over the outlet's footer (a quarter)
//           trimmed  the first 40 to 90 % of the paragraphs (a fifth)
//           edited   1, 3, 5 or 10 % of the words are others (the rest)
//   30 %  end with one of the five footers of their outlet
//    5 %  print one of their paragraphs a second time
//   10 %  are not in English (`mixed`): Arabic, Chinese, Russian, French and Spanish in look, Thai
// Lengths are log-normal. The words are in vocabulary.ts.
import type { Pool, Tongue } from './vocabulary.js'
import { English, numbers, tongues } from './vocabulary.js'

export interface Shape {
  readonly seed: number
  readonly script: 'english' | 'arabic' | 'chinese' | 'mixed'
  /** Bytes of a whole record, on average. */
  readonly meanBytes: number
  /** Shares of all articles, 0..1. */
  readonly copies: number
  readonly footers: number
  readonly repeats: number
  /** Share of the articles of `mixed` that are not in English. */
  readonly foreign: number
}

export const standard: Shape = {
  seed: 1,
  script: 'mixed',
  meanBytes: 2565,
  copies: 0.2,
  footers: 0.3,
  repeats: 0.05,
  foreign: 0.1,
}

export interface Record {
  readonly id: string
  readonly source: string
  readonly date: string
  readonly title: string
  readonly url: string
  readonly text: string
}

/** What stands in the corpus on purpose. Spans are half-open byte ranges of the text value in UTF-8. */
export type Planted =
  | {
      readonly type: 'copy'
      readonly a: string
      readonly b: string
      readonly kind: 'exact' | 'wrapped' | 'trimmed' | 'edited'
      /** trimmed: share of the paragraphs that is left; edited: share of the words that is another; else 1. */
      readonly strength: number
    }
  /** `source` is whose footer it is: an exact copy carries that of another outlet. */
  | { readonly type: 'boilerplate'; readonly article: string; readonly source: string; readonly span: Span }
  | { readonly type: 'repeat'; readonly article: string; readonly span: Span; readonly of: Span }

type Span = readonly [start: number, end: number]
type Language = 'english' | keyof typeof tongues
type Random = () => number

const OUTLETS = 60
const FOOTERS = 5
const A_DAY = 400 // articles that carry one date

/** Outlets of each language under `mixed`: at least two, so that a copy finds another. */
const press: readonly (readonly [Language, number])[] = [
  ['english', 44],
  ['arabic', 4],
  ['chinese', 4],
  ['russian', 3],
  ['accents', 3],
  ['thai', 2],
]
/** Shares of the articles that are not in English. */
const foreignShares: readonly (readonly [Language, number])[] = [
  ['arabic', 0.25],
  ['chinese', 0.25],
  ['russian', 0.15],
  ['accents', 0.25],
  ['thai', 0.1],
]
/** Bytes of a record that are not of its story: names, title, address, footer, and half a paragraph, by which stories go over. */
const AROUND = 485

// ----------------------------------------------------------------------------------------------------------- sentences

/** Draws words; a copy that is edited draws some of them again. */
class Pen {
  readonly random: Random
  private readonly share: number
  private readonly edits: Random
  constructor(random: Random, share: number, seed: number) {
    this.random = random
    this.share = share
    this.edits = numbers(seed)
  }
  word(from: Pool): string {
    const draw = this.random()
    const at = this.share > 0 && this.edits() < this.share ? this.edits() : draw
    return from.words[from.draws[(at * 65_536) | 0]!]!
  }
  below(n: number): number {
    return (this.random() * n) | 0
  }
}

type Slot = string | Pool | ((pen: Pen) => string)

/** Figures as newspapers print them: 7, 12.5, 3,400, $2.1, 1998. */
function figure(pen: Pen): string {
  const kind = pen.below(5)
  if (kind === 0) return String(1 + pen.below(99))
  if (kind === 1) return `${1 + pen.below(30)}.${pen.below(10)}`
  if (kind === 2) return `${1 + pen.below(90)},${String(100 + pen.below(900))}`
  if (kind === 3) return `$${1 + pen.below(900)}`
  return String(1970 + pen.below(55))
}

const letters: { readonly [letter: string]: Slot } = {
  D: English.determiner,
  A: English.adjective,
  N: English.noun,
  S: English.plural,
  V: English.past,
  I: English.verb,
  G: English.going,
  R: English.adverb,
  P: English.preposition,
  M: English.modal,
  F: English.first,
  X: English.surname,
  C: English.place,
  U: English.unit,
  Y: English.day,
  O: English.month,
  W: English.spoken,
  '#': figure,
}
// Of any five words in a row at least three are drawn, or nearly: with more fixed words unrelated articles have more shingles in common
// than those of newspapers do, and what is found and what it costs is no longer like news.
const clauses: readonly (readonly Slot[])[] = [
  'D A N V D N P D N',
  'D N P D N P C V D A S P D N',
  'F X V D A N P C on Y',
  'S P D A N R V D N P D S',
  'D A N M I D N P D N , it is G A S',
  '# U P D S V P D N and it M be # U',
  'D N V # U P # U P D N P D N',
  'C R V D N P A S and S P D N',
  'X , D A N P D N in C , V D N',
  'D N and D A N V R P D N P D N',
  'more than # P D S V P D N P D A N',
  'D N P D N is G P D A N P D N',
  'D N was V P D N P D A N in C',
  'D S were R V P D S , and they M V X',
  'it M I D N P D A N if F V P D N P D N',
  'they R V D A S P D N , but X is R V P D N',
  'A S V D N , D N and D S P C',
  'F has V D S P D N in # and is V P S on Y',
  'D N P D N M I or I P D A S',
].map((line) => line.split(' ').map((letter) => letters[letter] ?? letter))

function clause(pen: Pen): string {
  let out = ''
  for (const slot of clauses[pen.below(clauses.length)]!) {
    const word = typeof slot === 'string' ? slot : typeof slot === 'function' ? slot(pen) : pen.word(slot)
    out += out === '' || word === ',' ? word : ` ${word}`
  }
  return out
}

const capital = (words: string): string => words[0]!.toUpperCase() + words.slice(1)

function english(pen: Pen): string {
  const kind = pen.random()
  if (kind < 0.35) return `${capital(clause(pen))}.`
  if (kind < 0.58) return `${capital(clause(pen))}, ${pen.word(English.link)} ${clause(pen)}.`
  if (kind < 0.68)
    return `"${capital(clause(pen))}," ${pen.word(English.spoken)} ${pen.word(English.first)} ${pen.word(English.surname)}.`
  if (kind < 0.74) return `"${capital(clause(pen))}," ${pen.word(English.surname)} ${pen.word(English.spoken)}.`
  if (kind < 0.82) return `On ${pen.word(English.day)}, ${clause(pen)}.`
  if (kind < 0.87) return `In ${pen.word(English.month)} ${1990 + pen.below(36)}, ${clause(pen)}.`
  if (kind < 0.94) return `${capital(clause(pen))}, according to ${clause(pen)}.`
  return `${capital(clause(pen))} - ${clause(pen)}.`
}

function foreign(pen: Pen, tongue: Tongue): string {
  const [least, most] = tongue.words
  const words = least + pen.below(most - least + 1)
  const quoted = pen.random() < 0.12
  let out = ''
  for (let i = 0; i < words; i++) {
    if (i > 0) out += i % 7 === 6 ? tongue.comma + (tongue.comma === ' ' ? '' : tongue.between) : tongue.between
    const kind = pen.random()
    if (kind < 0.03) for (let k = pen.below(4); k >= 0; k--) out += tongue.digits[pen.below(10)]!
    else out += pen.word(kind < 0.35 ? tongue.small : tongue.content)
  }
  if (tongue.capitals) out = capital(out)
  return (quoted ? tongue.quotes[0] + out + tongue.quotes[1] : out) + tongue.stop
}

const sentence = (pen: Pen, language: Language): string =>
  language === 'english' ? english(pen) : foreign(pen, tongues[language])

/** Between sentences; Chinese and Thai have nothing there. */
const space = (language: Language): string => (language === 'chinese' || language === 'thai' ? '' : ' ')

function sentences(pen: Pen, language: Language, count: number): string {
  let out = sentence(pen, language)
  for (let i = 1; i < count; i++) out += space(language) + sentence(pen, language)
  return out
}

// ------------------------------------------------------------------------------------------------------------ articles

/** Mixes a seed and the number of an article into a seed; `what` keeps the draws for different ends apart. */
function mixed(seed: number, n: number, what: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(n + 1, 0xc2b2ae35) ^ Math.imul(what + 1, 0x27d4eb2f)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}

/** Normal with mean 0 and deviation 1 (Box and Muller). */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Deviation of the logarithm of lengths: half of all articles lie between .67 and 1.5 times the median. */
const SPREAD = 0.6

interface Plan {
  readonly language: Language
  readonly outlet: number
  /** The article this one copies, and how; null for an original. */
  readonly copy: {
    readonly of: number
    readonly kind: 'exact' | 'wrapped' | 'trimmed' | 'edited'
    readonly strength: number
  } | null
}

export interface Newsroom {
  /** The n-th article. `planted`, where it is given, gets what stands in it on purpose. */
  article(n: number, planted?: Planted[]): Record
}

export function newsroom(shape: Shape): Newsroom {
  const { seed, script } = shape
  const languages: readonly (readonly [Language, number])[] = script === 'mixed' ? press : [[script, OUTLETS]]
  const firstOutlet = new Map<Language, readonly [first: number, count: number]>()
  let next = 0
  for (const [language, count] of languages) {
    firstOutlet.set(language, [next, count])
    next += count
  }
  const outlets = Array.from({ length: OUTLETS }, (_, o) => {
    const random = numbers(mixed(seed, o, 9))
    const name = `${English.place.words[Math.floor(random() * 2_500)]!} ${['Post', 'Times', 'Herald', 'Tribune', 'Daily', 'News'][o % 6]!}`
    return { name, host: `www.${name.toLowerCase().replace(' ', '')}${o}.example`, gap: random() < 0.5 ? '\n' : '\n\n' }
  })
  const footers: string[] = []
  for (const [language] of languages) {
    const [start, count] = firstOutlet.get(language)!
    for (let o = start; o < start + count; o++)
      for (let k = 0; k < FOOTERS; k++) {
        const pen = new Pen(numbers(mixed(seed, o * FOOTERS + k, 8)), 0, 0)
        const lines = [`${outlets[o]!.name}${space(language) || ' '}${sentences(pen, language, 2)}`]
        if (pen.random() < 0.5) lines.push(sentences(pen, language, 1 + pen.below(2)))
        footers[o * FOOTERS + k] = lines.join(outlets[o]!.gap)
      }
  }
  // A wrapped copy always has its footer, an exact one has what its original has; the others make up for it.
  const wrappedShare = shape.copies * 0.25
  const footerShare = Math.max(0, (shape.footers - wrappedShare) / (1 - wrappedShare))
  const median = Math.max(120, shape.meanBytes - AROUND) / Math.exp((SPREAD * SPREAD) / 2)

  const isCopy = (n: number): boolean => n > 0 && numbers(mixed(seed, n, 0))() < shape.copies

  function outletOf(language: Language, random: Random, but: number): number {
    const [start, count] = firstOutlet.get(language)!
    // The square makes some outlets larger than others.
    const outlet = start + Math.floor(count * random() ** 2)
    return outlet === but ? start + ((outlet - start + 1) % count) : outlet
  }

  function plan(n: number): Plan {
    const random = numbers(mixed(seed, n, 0))
    if (!(random() < shape.copies) || n === 0) {
      let language: Language = script === 'mixed' ? 'english' : script
      if (script === 'mixed' && random() < shape.foreign) {
        let draw = random()
        for (const [name, share] of foreignShares) {
          language = name
          if ((draw -= share) < 0) break
        }
      }
      return { language, outlet: outletOf(language, random, -1), copy: null }
    }
    let of = Math.floor(random() * n)
    while (isCopy(of)) of = Math.floor(random() * n)
    const { language, outlet: theirs } = plan(of)
    const draw = random()
    const copy =
      draw < 0.25
        ? ({ of, kind: 'exact', strength: 1 } as const)
        : draw < 0.5
          ? ({ of, kind: 'wrapped', strength: 1 } as const)
          : draw < 0.7
            ? ({ of, kind: 'trimmed', strength: 0.4 + 0.5 * random() } as const)
            : ({ of, kind: 'edited', strength: [0.01, 0.03, 0.05, 0.1][Math.floor(random() * 4)]! } as const)
    return { language, outlet: outletOf(language, random, theirs), copy }
  }

  /** Title and paragraphs of an original, `share` of the words replaced. */
  function story(n: number, language: Language, share: number, edits: number): { title: string; body: string[] } {
    const pen = new Pen(numbers(mixed(seed, n, 1)), share, edits)
    // Whole bytes: the last bit of a cosine may differ from one version of Node to the next, an article must not.
    const wanted = Math.round(Math.min(median * 20, Math.max(120, median * Math.exp(SPREAD * normal(pen.random)))))
    // Letters of other scripts have more bytes: as many bytes in fewer words.
    const perLetter =
      language === 'english'
        ? 1
        : language === 'accents'
          ? 1.06
          : language === 'chinese' || language === 'thai'
            ? 2.95
            : 1.85
    const title = headline(pen, language)
    const body: string[] = []
    for (let letters = 0; letters * perLetter < wanted; ) {
      const paragraph = sentences(pen, language, 1 + pen.below(4))
      body.push(paragraph)
      letters += paragraph.length + 2
    }
    return { title, body }
  }

  function headline(pen: Pen, language: Language): string {
    if (language !== 'english') {
      const line = foreign(pen, tongues[language])
      return line.slice(0, 24 + pen.below(30)).trim()
    }
    return clause(pen).split(' ').map(capital).join(' ')
  }

  function article(n: number, planted?: Planted[]): Record {
    const { outlet, copy } = plan(n)
    const { name, host } = outlets[outlet]!
    const day = new Date(Date.UTC(2020, 0, 1 + Math.floor(n / A_DAY))).toISOString().slice(0, 10)
    const id = `n${n}`
    const { title, text } = copy?.kind === 'exact' ? printed(copy.of, id, planted) : printed(n, id, planted)
    if (copy) planted?.push({ type: 'copy', a: `n${copy.of}`, b: id, kind: copy.kind, strength: round(copy.strength) })
    return { id, source: name, date: day, title, url: `https://${host}/${day.replaceAll('-', '/')}/${n}.html`, text }
  }

  /** The text as the outlet of article `n` prints it; what is planted is told of `id`. */
  function printed(n: number, id: string, planted: Planted[] | undefined): { title: string; text: string } {
    const { language, outlet, copy } = plan(n)
    const { name, gap } = outlets[outlet]!
    const { title, body } = story(
      copy?.of ?? n,
      language,
      copy?.kind === 'edited' ? copy.strength : 0,
      mixed(seed, n, 2),
    )
    const random = numbers(mixed(seed, n, 3))
    if (copy?.kind === 'trimmed') body.length = Math.max(1, Math.round(body.length * copy.strength))
    if (copy?.kind === 'wrapped') {
      const pen = new Pen(random, 0, 0)
      body[0] = `${pen.word(English.place).toUpperCase()} (${['AP', 'Reuters', 'AFP', 'dpa'][pen.below(4)]!}) - ${body[0]!}`
    }
    if (body.length > 1 && random() < shape.repeats) {
      const from = Math.floor(random() * (body.length - 1))
      const at = from + 1 + Math.floor(random() * (body.length - from))
      body.splice(at, 0, body[from]!)
      planted?.push({ type: 'repeat', article: id, span: place(body, at, gap), of: place(body, from, gap) })
    }
    if (copy?.kind === 'wrapped' || random() < footerShare) {
      body.push(footers[outlet * FOOTERS + Math.floor(random() * FOOTERS)]!)
      planted?.push({ type: 'boilerplate', article: id, source: name, span: place(body, body.length - 1, gap) })
    }
    return { title, text: body.join(gap) }
  }

  return { article }
}

const round = (share: number): number => Math.round(share * 1000) / 1000

/** The bytes of one paragraph. */
function place(body: readonly string[], at: number, gap: string): Span {
  let start = 0
  for (let i = 0; i < at; i++) start += Buffer.byteLength(body[i]!) + gap.length
  return [start, start + Buffer.byteLength(body[at]!)]
}
