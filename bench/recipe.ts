// What each number of the recipe is worth: every one is varied, and what is found of planted truth is told beside it.
//
//   npm run bench:recipe                     every number, its neighbours, on two sets; writes docs/recipe.md
//   npm run bench:recipe -- copy repeat      some groups ("built-in": the numbers that are no part of the recipe); nothing is written
//
// The sets are the odd and the even articles of newswire (those of bench:quality, where they lie beside the project; else invented ones), with other random
// numbers: a number that is good by chance on one is not on the other. Each group of numbers is measured where it works:
//
//   anchor, bucket, copy, passage, align   copies planted in other articles (plant.ts): `linked` of those trimmed, embedded, re-ordered, edited by 5 %;
//                                          `found` at 10 %; a paragraph of 30 words with a word changed in its middle (`quoted`) and 45 words from mid-sentence
//                                          to mid-sentence (`runs`) inside another text; a notice of 50 words with its figure corrected (`corrected`); one of 12 words in capitals (`briefs`); whole
//                                          articles under 25 words of a page's head, told as copies of what is trimmed of them (`copies`), and behind 70 words of
//                                          another story, told as parts (`parts`); a story printed 80 times, each time edited by 6 % (`often`); `wrong`, links of
//                                          planted articles with others, `stray`, passages of them; and forms, filled in anew, that link
//   noise                                  with the recipe ocr: `linked` at 5 and at 15 % of characters misread, and wrong links
//   repeat                                 what an article says twice: F1 by bytes; of short lines, sentences, blocks, refrains and rows the share that is cut, stays, is told, is
//                                          passed over as it should be; and findings in articles that say nothing twice
//   boilerplate                            lines that outlets print: precision and recall
//   remove                                 copies that should go (trimmed, a slip, a word in 25 more, a clause of six words more, other headlines) and copies that should not (another number,
//                                          a sentence more, a word in 12 more, an aside of 13, titles that name other things): shares of each that go
//   built-in                               what tells a form from a copy, on pairs of forms and of what looks like them (forms.ts): the share of each that is judged as it should be
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Bound, Recipe } from '../src/recipe.js'
import { bounds, ocr, standard } from '../src/recipe.js'
import { BUILT_IN, BUILT_IN_LETTERS, pairsOf } from './forms.js'
import { newsroom, standard as usual } from './news.js'
import { edited, embedded, misread, reordered, repeatKinds, saidTwice, shuffled, trimmed, wordsOf } from './plant.js'
import { numbers } from './vocabulary.js'

interface Doc {
  readonly id: string
  readonly text: string
  readonly source?: string
}
interface Row {
  readonly type: string
  readonly a: string
  readonly b: string
  readonly kind: string
  readonly article: string
  readonly id: string
  readonly status: string
  readonly span: readonly [number, number]
  readonly edit: string
  readonly members: readonly string[]
}

const root = join(import.meta.dirname, '../..')
const work = mkdtempSync(join(tmpdir(), 'dittograph-recipe-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))
const READ = 800
const EACH = 40

/** The texts, and those that are like others by nature: nothing is planted on them. */
function textsOf(): { readonly texts: readonly Doc[]; readonly alike: ReadonlySet<string> } {
  const near = ['../shared', '../../shared'].map((at) => join(root, at, 'data/reuters'))
  const dir = near.find((at) => existsSync(at))
  const linesOf = <T>(name: string): T[] =>
    readFileSync(join(dir!, name), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T)
  if (dir !== undefined)
    return { texts: linesOf('docs.jsonl'), alike: new Set(linesOf<Row>('oracle.jsonl').flatMap(({ a, b }) => [a, b])) }
  const room = newsroom({ ...usual, script: 'english', copies: 0, footers: 0, repeats: 0 })
  return { texts: Array.from({ length: 2 * READ }, (_, n) => room.article(n)), alike: new Set() }
}

interface Base {
  readonly id: string
  readonly paragraphs: readonly string[]
}
const paragraphsOf = (text: string): string[] =>
  text
    .split(/\n\s*\n|\n {3,}/)
    .map((p) => wordsOf(p).join(' '))
    .filter((p) => p !== '' && !/^(?:reuter|&#3;)/i.test(p))

/** One half of the texts, and what is planted on it. */
interface Half {
  readonly name: string
  readonly seed: number
  readonly docs: readonly Doc[]
  readonly bases: readonly Base[]
}

/** The built one: it has the kernel. */
const built = (await import(pathToFileURL(join(root, 'dist/index.js')).href)) as typeof import('../src/index.js')
/** The same with another number built in. */
async function otherwise(file: string, name: string, value: number): Promise<typeof built> {
  const dir = mkdtempSync(join(work, 'built-'))
  cpSync(join(root, 'dist'), join(dir, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(dir, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'))
  const at = join(dir, 'dist', file)
  writeFileSync(
    at,
    readFileSync(at, 'utf8').replace(new RegExp(`^const ${name} = .*$`, 'm'), `const ${name} = ${value};`),
  )
  return (await import(pathToFileURL(join(dir, 'dist/index.js')).href)) as typeof built
}
const builtIn = (file: string, name: string): number =>
  Number(new RegExp(`^const ${name} = ([\\d.]+);$`, 'm').exec(readFileSync(join(root, 'dist', file), 'utf8'))![1])
let program = built
let scans = 0
function scan(docs: readonly Doc[], recipe: Recipe): Row[] {
  const file = join(work, 'docs.jsonl')
  writeFileSync(file, docs.map((d) => `${JSON.stringify(d)}\n`).join(''))
  using found = program.scan({ patterns: [file], recipe: { ...recipe, name: 'varied' } })
  scans++
  return [...found.report.records({ articles: 'all', list: false })] as unknown as Row[]
}

type Measure = (half: Half, recipe: Recipe) => string
const share = (x: number, all: number): string => (all === 0 ? '-' : (x / all).toFixed(3).replace(/^0/, ''))

// ------------------------------------------------------------------------------------------------------------- what is planted

const FIRMS = [
  'Aldmoor Gravel',
  'Kettle Tin',
  'Northern Quay',
  'Harrow Lamp',
  'Sable Rope',
  'Corran Mills',
  'Ness Barge',
]
const MONTHS = ['March', 'April', 'May', 'June', 'July']
/** Notices that differ in names and numbers only. */
function form(i: number, random: () => number): string {
  const n = (k: number): number => 1 + Math.floor(random() * k)
  const lines = [
    `${FIRMS[i % FIRMS.length]} Plc said its board declared a quarterly dividend of ${n(90)} pence a share, payable on ${n(28)} ${MONTHS[i % 5]} to holders of record on ${n(28)} of that month.`,
    `The seismic service of the coast said that a quake of magnitude ${n(6)}.${n(9)} was felt off the islands on Tuesday morning and that there were no reports of damage or of anybody hurt. It lay ${n(90)} kilometres deep.`,
    'Correction to the item above follows.',
    `Shr ${n(90)} cts vs ${n(90)} cts Net ${n(900)},000 vs ${n(900)},000 Revs ${n(90)}.${n(9)} mln vs ${n(90)}.${n(9)} mln NOTE: Results include a gain of ${n(900)},000 dlrs from the sale of land at ${FIRMS[(i + 3) % 7]}.`,
  ]
  return lines[i % 4]!
}

/** The paragraphs of a planted article; where there are two lists, the second is the article it is to be found with. */
type Planted = readonly [planted: readonly string[], origin?: readonly string[]]
type Plant = (base: Base, random: () => number, others: readonly Base[], vocabulary: readonly string[]) => Planted
/** What a match with its origin must be to count: any, no passage, or of that kind. */
type Wanted = 'found' | 'linked' | 'copy' | 'part'

const plain = (text: readonly string[]): string[] => text.flatMap(wordsOf)
const around = (others: readonly Base[], paragraph: string): string[] => {
  const [x, y] = [others[0]!.paragraphs, others[1]!.paragraphs]
  return [...x.slice(0, 3), paragraph, ...y.slice(-3)]
}
const HEAD =
  'Home News Harbour Weather Letters to the editors of the Aldmoor Courier Friday share print listen Ida Marsh reports from the old pier of Kettle Point'

const COPIES: readonly (readonly [name: string, wanted: Wanted, plant: Plant])[] = [
  ['linked', 'linked', (b) => [trimmed(b.paragraphs, 0.4)]],
  ['linked', 'linked', (b) => [trimmed(b.paragraphs, 0.7)]],
  [
    'linked',
    'linked',
    (b, random, others) => [
      embedded(
        b.paragraphs,
        others.slice(0, 2).flatMap((o) => o.paragraphs),
        random,
      ),
    ],
  ],
  ['linked', 'linked', (b, random) => [reordered(b.paragraphs, random)]],
  ['linked', 'linked', (b, random, _, vocabulary) => [edited(b.paragraphs, 0.05, vocabulary, random)]],
  ['found', 'found', (b, random, _, vocabulary) => [edited(b.paragraphs, 0.1, vocabulary, random)]],
  [
    'quoted',
    'found',
    (b, random, others, vocabulary) => {
      const words = plain(b.paragraphs).slice(5, 35)
      const again = words.map((w, i) => (i === 15 ? vocabulary[Math.floor(random() * vocabulary.length)]! : w))
      return [around(others, `${again.join(' ')}.`), [words.join(' '), ...b.paragraphs.slice(-2)]]
    },
  ],
  [
    'runs',
    'found',
    (b, _, others) => {
      const words = plain(b.paragraphs)
      const [x, y] = [plain(others[0]!.paragraphs), plain(others[1]!.paragraphs)]
      return [[[...x.slice(0, 80), ...words.slice(20, 65), ...y.slice(20)].join(' ')], [words.slice(1).join(' ')]]
    },
  ],
  [
    'corrected',
    'linked',
    (b, random) => {
      const words = plain(b.paragraphs)
        .filter((w) => !/\d/.test(w))
        .slice(0, 42)
      const price = (): string => `${10 + Math.floor(random() * 80)}.${Math.floor(random() * 9)}1`
      const notice = (): string[] => [`${words.join(' ')}. The lot was sold for ${price()} crowns.`]
      return [notice(), notice()]
    },
  ],
  [
    'briefs',
    'linked',
    (b) => [
      [`${plain(b.paragraphs).slice(0, 12).join(' ')}.`],
      [`${plain(b.paragraphs).slice(0, 12).join(' ').toUpperCase()}`],
    ],
  ],
  ['copies', 'copy', (b) => [trimmed(b.paragraphs, 0.5), [HEAD, ...b.paragraphs]]],
  [
    'parts',
    'part',
    (b, _, others) => [
      trimmed(b.paragraphs, 0.45),
      [plain(others[0]!.paragraphs).slice(0, 70).join(' '), ...b.paragraphs],
    ],
  ],
]
const MISREAD: typeof COPIES = [
  ['at 5 %', 'linked', (b, random) => [misread(b.paragraphs, 0.05, random)]],
  ['at 15 %', 'linked', (b, random) => [misread(b.paragraphs, 0.15, random)]],
]
/** Printings of a story that is printed often. */
const OFTEN = 80

const planting =
  (plants: typeof COPIES): Measure =>
  (half, recipe) => {
    const random = numbers(half.seed)
    const order = shuffled(half.bases, random)
    const vocabulary = [...new Set(order.slice(0, 300).flatMap((b) => plain(b.paragraphs)))].filter((w) =>
      /^[a-z]+$/.test(w),
    )
    const own = new Map<string, { name: string; wanted: Wanted; from: Set<string> }>()
    const docs = [...half.docs]
    for (const [p, [name, wanted, plant]] of plants.entries())
      for (let i = 0; i < EACH; i++) {
        const k = p * EACH + i
        const base = order[k % order.length]!
        const others = [1, 2].map((n) => order[(k + 37 * n) % order.length]!)
        const id = `planted-${k}`
        const [text, origin] = plant(base, random, others, vocabulary)
        const from = new Set(origin === undefined ? [base, ...others].map((x) => x.id) : [`${id}-origin`])
        own.set(id, { name, wanted, from })
        docs.push({ id, text: text.join('\n\n') })
        if (origin !== undefined) {
          docs.push({ id: `${id}-origin`, text: origin.join('\n\n') })
          // Whatever either has of other articles is no mistake.
          for (const x of [base, ...others]) from.add(x.id)
        }
      }
    for (let i = 0; i < EACH; i++) docs.push({ id: `form-${i}`, text: form(i, random) })
    const often = plants === COPIES ? order[order.length - 1]! : null
    if (often !== null)
      for (let i = 0; i < OFTEN; i++)
        docs.push({ id: `often-${i}`, text: edited(often.paragraphs, 0.06, vocabulary, random).join('\n\n') })
    const found = new Map<string, string>()
    let [wrong, stray, forms, printings] = [0, 0, 0, 0]
    for (const r of scan(shuffled(docs, random), recipe)) {
      if (r.type === 'cluster') printings = Math.max(printings, r.members.filter((m) => m.startsWith('often-')).length)
      if (r.type !== 'match') continue
      const linked = r.kind !== 'passage'
      if (linked && r.a.startsWith('form-') && r.b.startsWith('form-')) forms++
      for (const [x, y] of [
        [r.a, r.b],
        [r.b, r.a],
      ] as const) {
        const planted = own.get(x)
        // Two that are planted on one article, or on neighbours, may well be alike.
        if (planted === undefined || own.has(y) || (y.startsWith('planted-') && !planted.from.has(y))) continue
        const origin = planted.from.has(`${x}-origin`) ? y === `${x}-origin` : planted.from.has(y)
        if (origin && (linked || !found.has(x))) found.set(x, r.kind)
        else if (!planted.from.has(y) && !y.startsWith('often-')) linked ? wrong++ : stray++
      }
    }
    const names = [...new Set(plants.map(([name]) => name))]
    const told = names.map((name) => {
      const these = [...own].filter(([, o]) => o.name === name)
      const hits = these.filter(([id, { wanted }]) => {
        const kind = found.get(id)
        return (
          kind !== undefined && (wanted === 'found' || kind === wanted || (wanted === 'linked' && kind !== 'passage'))
        )
      }).length
      return `${name} ${share(hits, these.length)}`
    })
    if (often !== null) told.push(`often ${share(printings, OFTEN)}`)
    return `${told.join(', ')}, wrong ${wrong}, stray ${stray}, forms ${forms}`
  }

type Must = 'cut' | 'stays' | 'told' | 'silent'
/** An article in which something stands twice that must be cut, be told and stay, be told, or not be told; what stands there again. */
type Saying = readonly [must: Must, paragraphs: readonly string[], again: readonly number[]]
const inventing = newsroom({ ...usual, seed: 78, script: 'english', copies: 0, footers: 0, repeats: 0 })
/** Invented lines of so many words, none of them a number or a name. */
function lineOf(n: number, words: number): string {
  const plain = wordsOf(inventing.article(n).text).filter((w) => /^[a-z]+$/.test(w))
  const line = plain.slice(0, words).join(' ')
  return line[0]!.toUpperCase() + line.slice(1)
}
const SAYINGS: Readonly<Record<string, (p: readonly string[], n: number) => Saying>> = {
  // Lone sentences, in paragraphs that say other things; told by their paragraph.
  'a sentence of 9': (p, n) => within('stays', p, lineOf(n, 9)),
  'a sentence of 14': (p, n) => within('cut', p, lineOf(n, 14)),
  'a line of 3': (p, n) => between('silent', p, [lineOf(n, 3)]),
  'a line of 5': (p, n) => between('told', p, [lineOf(n, 5)]),
  'a line of 6': (p, n) => between('stays', p, [lineOf(n, 6)]),
  'a line of 10': (p, n) => between('cut', p, [lineOf(n, 10)]),
  'lines of 5, three': (p, n) =>
    between(
      'stays',
      p,
      [0, 1, 2].map((k) => lineOf(n + k, 5)),
    ),
  'lines of 6, four': (p, n) =>
    between(
      'cut',
      p,
      [0, 1, 2, 3].map((k) => lineOf(n + k, 6)),
    ),
  'a line of 9, another word': (p, n) =>
    between('silent', p, [lineOf(n, 9)], (l) => l.replace(/ [a-z]+ /, ' thereupon ')),
  'a line of 16, another word': (p, n) =>
    between('cut', p, [lineOf(n, 16)], (l) => l.replace(/ [a-z]+ /, ' thereupon ')),
  'a refrain of 10': (p, n) => {
    const l = lineOf(n, 10)
    return ['stays', [p[0]!, l, p[1]!, l, p[2]!, l, ...p.slice(3)], [3, 5]]
  },
  'a row, a third figures': (p, n) => between('stays', p, [`${lineOf(n, 8)} ${n} of ${n + 7} at ${n + 3} 12`]),
  'a line with two figures': (p, n) => between('cut', p, [`${lineOf(n, 11)} ${n} of ${n + 7}`]),
  'a last line of 5': (p, n) => {
    const l = lineOf(n, 5)
    return ['cut', [l, ...p, l], [p.length + 1]]
  },
}
function within(must: Must, p: readonly string[], sentence: string): Saying {
  const list = p.map((x, i) => (i === 0 || i === 2 ? `${x.replace(/[.\s]*$/, '.')} ${sentence}.` : x))
  return [must, list, [2]]
}
function between(must: Must, p: readonly string[], lines: readonly string[], as = (l: string): string => l): Saying {
  const list = [p[0]!, ...lines, p[1]!, ...lines.map(as), ...p.slice(2), ...p.slice(1, 2).map(() => lineOf(9999, 60))]
  return [must, list, lines.map((_, i) => 2 + lines.length + i)]
}

const natural = new Map<string, ReadonlySet<string>>()
const saying: Measure = (half, recipe) => {
  const random = numbers(half.seed + 20)
  const plain = half.bases.map((b): Doc => ({ id: b.id, text: b.paragraphs.join('\n\n') }))
  // What articles say twice by nature is no mistake, and not planted either.
  let twice = natural.get(half.name)
  if (twice === undefined) {
    twice = new Set(
      scan(plain, standard).flatMap((r) => (r.type === 'finding' && r.kind === 'repeat' ? [r.article] : [])),
    )
    natural.set(half.name, twice)
  }
  const once = plain.filter((d) => !twice.has(d.id))
  const order = shuffled(
    half.bases.filter((b) => !twice.has(b.id)),
    random,
  )
  const spans = new Map<string, readonly (readonly [number, number])[]>()
  const docs: Doc[] = [...once]
  let next = 0
  for (const kind of repeatKinds)
    for (let i = 0; i < EACH && next < order.length; next++) {
      const made = saidTwice(order[next]!.paragraphs, kind, random)
      if (made === null) continue
      const id = `${kind} ${i++}`
      spans.set(id, made.spans)
      docs.push({ id, text: made.text })
    }
  const musts = new Map<string, readonly [must: Must, spans: readonly (readonly [number, number])[]]>()
  Object.values(SAYINGS).forEach((make, k) => {
    for (let i = 0; i < EACH / 2; i++) {
      const base = order[(k * EACH + 7 * i) % order.length]!
      const [must, paragraphs, again] = make(base.paragraphs, 40 * k + 2 * i)
      let at = 0
      const places = paragraphs.map((p): [number, number] => {
        const start = at
        at += Buffer.byteLength(p) + 2
        return [start, at - 2]
      })
      const id = `saying ${k} ${i}`
      musts.set(id, [must, again.map((n) => places[n]!)])
      docs.push({ id, text: paragraphs.join('\n\n') })
    }
  })
  const cutIn = new Set<string>()
  const toldIn = new Set<string>()
  let [found, right, all, wrong] = [0, 0, 0, 0]
  for (const list of spans.values()) for (const [from, to] of list) all += to - from
  for (const r of scan(docs, recipe)) {
    if (r.type !== 'finding' || r.kind !== 'repeat') continue
    const must = musts.get(r.article)
    if (must !== undefined) {
      if (must[1].some(([from, to]) => r.span[0] < to && r.span[1] > from)) {
        toldIn.add(r.article)
        if (r.edit === 'cut') cutIn.add(r.article)
      }
      continue
    }
    const list = spans.get(r.article)
    if (list === undefined) {
      wrong++
      continue
    }
    const hit = list.reduce(
      (sum, [from, to]) => sum + Math.max(0, Math.min(to, r.span[1]) - Math.max(from, r.span[0])),
      0,
    )
    right += hit
    found += r.span[1] - r.span[0]
  }
  const kept = (must: Must, is: (id: string) => boolean): string => {
    const these = [...musts].filter(([, m]) => m[0] === must)
    return `${must} ${share(these.filter(([id]) => is(id)).length, these.length)}`
  }
  const told = [
    kept('cut', (id) => cutIn.has(id)),
    kept('stays', (id) => !cutIn.has(id)),
    kept('told', (id) => toldIn.has(id)),
    kept('silent', (id) => !toldIn.has(id)),
  ]
  return `F1 ${share(2 * right, found + all)}, ${told.join(', ')}, elsewhere ${wrong}`
}

const printing: Measure = (half, recipe) => {
  const random = numbers(half.seed + 10)
  const room = newsroom({ ...usual, seed: 77, script: 'english', copies: 0, footers: 0, repeats: 0 })
  const line = (n: number, words: number): string => wordsOf(room.article(n).text).slice(0, words).join(' ')
  const outlets = Array.from({ length: 12 }, (_, o) => ({
    source: `outlet ${o}`,
    feet: Array.from({ length: 1 + (o % 3) }, (_, f) =>
      Array.from({ length: 1 + Math.floor(random() * 3) }, (_, k) =>
        line(1000 * o + 10 * f + k, 5 + Math.floor(random() * 30)),
      ),
    ),
  }))
  const wanted = new Map<string, ReadonlySet<string>>()
  const docs = shuffled(half.bases, random).map((base, i): Doc => {
    const { source, feet } = outlets[Math.floor(outlets.length * random() ** 1.5)]!
    const foot = random() < 0.85 ? feet[Math.floor(random() * feet.length)]! : []
    const id = `b${i}`
    wanted.set(id, new Set(foot))
    return { id, source, text: [...base.paragraphs, ...foot].join('\n') }
  })
  const text = new Map(docs.map((d) => [d.id, Buffer.from(d.text)]))
  let [found, right, all] = [0, 0, 0]
  for (const list of wanted.values()) all += list.size
  for (const r of scan(docs, recipe)) {
    if (r.type !== 'finding' || r.kind !== 'boilerplate') continue
    for (const l of text.get(r.article)!.subarray(r.span[0], r.span[1]).toString().split('\n')) {
      found++
      if (wanted.get(r.article)!.has(l)) right++
    }
  }
  return `precision ${share(right, found)}, recall ${share(right, all)}`
}

/** The text with some words put in, once in so many, all over or so often. */
function into(
  paragraphs: readonly string[],
  every: number,
  what: string,
  times: number = Number.POSITIVE_INFINITY,
): string[] {
  let seen = 0
  return paragraphs.map((p) =>
    wordsOf(p)
      .flatMap((w) => (++seen % every === 0 && seen / every <= times ? [w, what] : [w]))
      .join(' '),
  )
}

const removing: Measure = (half, recipe) => {
  const random = numbers(half.seed + 30)
  const order = shuffled(half.bases, random)
  const docs: Doc[] = []
  const kinds: Record<string, (b: Base, others: readonly Base[]) => readonly string[]> = {
    go: (b) => trimmed(b.paragraphs, 0.6),
    slip: (b) =>
      b.paragraphs.map((p, i) => (i === 1 ? p.replace(/[a-z]{9}/, (w) => `${w.slice(0, 4)}${w.slice(5)}`) : p)),
    number: (b) => b.paragraphs.map((p) => p.replace(/\d+/, (n) => String(Number(n) + 1))),
    more: (b, others) => [...b.paragraphs, others[0]!.paragraphs.reduce((x, y) => (x.length < y.length ? x : y))],
    words: (b) => into(trimmed(b.paragraphs, 0.7), 25, 'moreover'),
    padded: (b) => into(trimmed(b.paragraphs, 0.7), 12, 'moreover'),
    clause: (b) => into(trimmed(b.paragraphs, 0.7), 60, 'as people there had said before', 1),
    aside: (b) =>
      into(trimmed(b.paragraphs, 0.7), 60, 'as the people who live there had said when they were asked before', 1),
    titled: (b) => [...b.paragraphs],
    headed: (b) => [...b.paragraphs],
  }
  const titlesOf: Record<string, (i: number) => readonly string[]> = {
    titled: (i) => [`Weather forecast for ${FIRMS[i % 7]}`, `Weather forecast for ${FIRMS[(i + 1) % 7]}`],
    headed: (i) => [
      `News from ${FIRMS[i % 7]} and ${FIRMS[(i + 2) % 7]} today`,
      `News from ${FIRMS[(i + 1) % 7]} and ${FIRMS[(i + 3) % 7]} Friday`,
    ],
  }
  // No text twice but where it is planted: what has another printing elsewhere goes with that one.
  const each = Math.floor(order.length / Object.keys(kinds).length)
  let k = 0
  for (const [kind, plant] of Object.entries(kinds))
    for (let i = 0; i < each; i++, k++) {
      const base = order[k % order.length]!
      const copy = plant(base, [order[(k + 37) % order.length]!])
      const titles = titlesOf[kind]?.(i) ?? ['', '']
      docs.push({ id: `base-${kind}-${i}`, text: base.paragraphs.join('\n\n'), ...{ title: titles[0] } })
      docs.push({ id: `copy-${kind}-${i}`, text: copy.join('\n\n'), ...{ title: titles[1] } })
    }
  const gone = new Set(
    scan(docs, recipe).flatMap((r) => (r.type === 'article' && r.status === 'removed' ? [r.id] : [])),
  )
  const told = Object.keys(kinds).map((kind) => {
    let n = 0
    // Of two with one text either may go; of others the question is whether the planted one does.
    for (let i = 0; i < each; i++)
      if (gone.has(`copy-${kind}-${i}`) || (kind in titlesOf && gone.has(`base-${kind}-${i}`))) n++
    return `${kind} ${share(n, each)}`
  })
  return told.join(', ')
}

const forming: Measure = (half, recipe) => {
  const random = numbers(half.seed + 40)
  const order = shuffled(half.bases, random).map((b) => b.paragraphs)
  const words = [...new Set(order.slice(0, 300).flatMap(plain))].filter((w) => /^[a-z]+$/.test(w))
  const pairs = pairsOf(order, words, EACH, random)
  const docs = pairs.flatMap(({ texts }, i) => texts.map((text, k): Doc => ({ id: `${i} ${'ab'[k]}`, text })))
  const found = new Map<string, string>()
  for (const r of scan(docs, recipe)) {
    const [x, y] = r.type === 'match' ? [r.a.split(' ')[0]!, r.b.split(' ')[0]!] : ['', '-']
    if (x === y) found.set(x, r.kind)
  }
  const right = ({ wanted }: (typeof pairs)[number], kind: string | undefined): boolean =>
    wanted === 'told' || wanted === 'silent'
      ? (kind !== undefined) === (wanted === 'told')
      : (kind !== undefined && kind !== 'passage') === (wanted === 'linked')
  return [...new Set(pairs.map((p) => p.name))]
    .map((name) => {
      const hits = pairs.filter((p, i) => p.name === name && right(p, found.get(String(i))))
      return `${name} ${share(hits.length, pairs.filter((p) => p.name === name).length)}`
    })
    .join(', ')
}

// ---------------------------------------------------------------------------------------------------------------- the table

const copying = planting(COPIES)
const measures: Readonly<Record<string, Measure>> = {
  anchor: copying,
  bucket: copying,
  copy: copying,
  passage: copying,
  align: copying,
  noise: planting(MISREAD),
  repeat: saying,
  boilerplate: printing,
  remove: removing,
}

/** Half of it and twice as much, or as near as its bounds let. */
function neighbours(value: number, { least, most, whole }: Bound): number[] {
  const near = (x: number): number =>
    Math.min(most, Math.max(least, whole ? Math.round(x) : Math.round(x * 1000) / 1000))
  const up = most <= 1 && value > 0.5 ? value + (1 - value) / 2 : value * 2
  return [...new Set([near(value / 2), near(up)])].filter((x) => x !== value)
}

const asked = process.argv.slice(2)
const { texts, alike } = textsOf()
const halves = [1, 0].map((odd): Half => {
  const docs = texts.filter((_, i) => i % 2 === odd).slice(0, READ)
  const bases = docs.flatMap(({ id, text }) => {
    if (alike.has(id)) return []
    const paragraphs = paragraphsOf(text ?? '')
    const words = paragraphs.reduce((n, p) => n + wordsOf(p).length, 0)
    return words >= 100 && paragraphs.length >= 4 ? [{ id, paragraphs }] : []
  })
  return { name: odd === 1 ? 'tune' : 'confirm', seed: 2 - odd, docs, bases }
})
const out: string[] = []
const put = (line: string): void => {
  out.push(line)
  console.log(line)
}
put('# What each number of the recipe is worth\n')
put(
  'Printed by `npm run bench:recipe`, which says how: each number halved and doubled (shares above a half: halfway to 1), all others as they are, on two',
)
put(
  'sets of planted truth. The first row of a number is its value; where its neighbours say the same, nothing in these sets depends on it.\n',
)
for (const [group, measure] of Object.entries(measures)) {
  if (asked.length > 0 && !asked.includes(group)) continue
  const base = group === 'noise' ? ocr : standard
  put(`## ${group}\n`)
  put('| number | value | first set | second set |\n|---|---|---|---|')
  const [first, second] = halves.map((half) => measure(half, base))
  put(`| as it is | | ${first} | ${second} |`)
  for (const [name, bound] of Object.entries(bounds[group as keyof typeof bounds] as Record<string, Bound | 'fixed'>)) {
    if (bound === 'fixed') continue
    const of = base[group as Exclude<keyof Recipe, 'name'>] as unknown as Record<string, number>
    put(`| \`${name}\` | **${of[name]}** | | |`)
    for (const value of neighbours(of[name]!, bound)) {
      const recipe = { ...base, name: 'varied', [group]: { ...of, [name]: value } } as unknown as Recipe
      const [a, b] = halves.map((half) => measure(half, recipe))
      const same = (x: string, y: string): string => (x === y ? 'the same' : x)
      put(`| | ${value} | ${same(a!, first!)} | ${same(b!, second!)} |`)
    }
  }
  put('')
}
if (asked.length === 0 || asked.includes('built-in'))
  for (const [title, list, measure, recipe] of [
    ['Built in: what tells a form from a copy', BUILT_IN, forming, standard],
    ['Built in: letters', BUILT_IN_LETTERS, measures.noise!, ocr],
  ] as const) {
    put(`## ${title}\n`)
    put('| number | value | first set | second set |\n|---|---|---|---|')
    const known = halves.map((half) => measure(half, recipe))
    put(`| as it is | | ${known.join(' | ')} |`)
    for (const [file, name] of list) {
      const value = builtIn(file, name)
      put(`| \`${name}\` (${file.replace('.js', '.ts')}) | **${value}** | | |`)
      for (const other of [value / 2, value * 2]) {
        program = await otherwise(file, name, other)
        const told = halves.map((half, i) => {
          const said = measure(half, recipe)
          return said === known[i] ? 'the same' : said
        })
        put(`| | ${other} | ${told.join(' | ')} |`)
        program = built
      }
    }
    put('')
  }
console.error(`${scans} scans`)
if (asked.length === 0) writeFileSync(join(root, 'docs/recipe.md'), `${out.join('\n')}\n`)
