// Forms filled in anew and texts that look like them, planted in pairs: what tells one from the other are numbers that are no part of the recipe, because nobody is to
// turn them (kernel/template.ts, align.ts). bench:recipe varies each in a copy of the built program and prints what becomes of these pairs.
//
//   frames     a notice of 100 words with another thing to say in its middle, 6 to 30 % of it, in one piece or in pieces with a few words of the frame between: not linked
//   brought    newswire with another figure in every third paragraph: linked
//   counts     a paragraph of 45 to 160 words with another figure every 8 to 28 words, inside other articles: not told
//   updates    120 words of newswire without figures, and one that was brought up to date: told
//   worded     45 words with one number in words that is another: told (it may be spelled otherwise only); `twice`, with two: not told
//   guests     a ceremony in Han for guests of 2 to 6 characters, who are named once: not told
//   slips      a paragraph in Han with one character misspelt: told
//   notices    a notice of 8 to 13 figures, one of them corrected, that says so in 3 to 8 words: linked; `prices`, a table in which one figure moves: not linked
import { wordsOf } from './plant.js'

/** Where they stand in the built program. */
export const BUILT_IN: readonly (readonly [file: string, name: string])[] = [
  ['kernel/template.js', 'ISLAND'],
  ['kernel/template.js', 'APART'],
  ['kernel/template.js', 'COMMON'],
  ['kernel/template.js', 'FIGURES'],
  ['kernel/template.js', 'SAID'],
  ['align.js', 'REFILLED'],
  ['align.js', 'DENSE'],
  ['align.js', 'CHARACTERS'],
]
/** The same, of the recipe for bad scans. */
export const BUILT_IN_LETTERS: typeof BUILT_IN = [
  ['align.js', 'LETTERS'],
  ['align.js', 'STRAY'],
  ['align.js', 'LONGEST'],
]

/** Two texts, and what must become of them. */
export interface Pair {
  readonly name: string
  readonly wanted: 'linked' | 'apart' | 'told' | 'silent'
  readonly texts: readonly [string, string]
}

const FRAME = wordsOf(
  `The sitting can be heard from the first word to the last on the home programme, on short wave and in the languages of the coast; the papers of the
  islands and of the mainland carry it in full, and the loudspeakers on the quay, at the old ferry pier and in the market hall will be switched on for those who stand
  outside. Whoever cannot come may write to the clerk, who reads the letters aloud in the order in which they arrive, as long as they are signed and no longer than a page,
  and lays them out in the reading room beside the lamp store until the council has answered every one of them.`,
)
const VERBS = 'speaks writes asks votes sings pleads argues reports reads answers'.split(' ')
const HAN =
  '海上的渔船在清晨回到港口码头工人把货物搬进仓库孩子们沿着石阶跑向学校灯塔看守人写下风向和潮水面包师打开窗户老人坐在门前修补渔网邮差骑车穿过市场木匠敲打着船板天空渐渐明亮起来钟声从山坡传到岸边妇女们洗净衣服晾在绳上医生提着药箱走过小桥'
const GUESTS = '艾达安娜罗莎卡尔约翰马库斯列娜伊娃彼得汤姆保罗诺拉'

/** Pairs on newswire: `bases` are paragraphs of articles, `vocabulary` their plain words. */
export function pairsOf(
  bases: readonly (readonly string[])[],
  vocabulary: readonly string[],
  each: number,
  random: () => number,
): Pair[] {
  const below = (n: number): number => Math.floor(random() * n)
  const plain = (n: number): string[] => Array.from({ length: n }, () => vocabulary[below(vocabulary.length)]!)
  const around = (i: number, paragraph: string): string => {
    const [x, y] = [bases[(2 * i) % bases.length]!, bases[(2 * i + 1) % bases.length]!]
    return [...x.slice(0, 2), paragraph, ...y.slice(-2)].join('\n\n')
  }
  const out: Pair[] = []
  let inside = 0
  const add = (name: string, wanted: Pair['wanted'], make: () => readonly [string, string]): void => {
    const [a, b] = make()
    out.push({ name, wanted, texts: [a, b] })
  }
  /** The same in two articles that have nothing else in common. */
  const addInside = (name: string, wanted: Pair['wanted'], make: () => readonly [string, string]): void =>
    add(name, wanted, () => {
      const [a, b] = make()
      return [around(inside++, a), around(inside++, b)]
    })
  const filling = (words: number, figures: number): string[] =>
    plain(words).map((w, k) => (k < figures ? String(2 + below(900)) : k === figures ? VERBS[below(VERBS.length)]! : w))
  for (let i = 0; i < each; i++) {
    const words = Math.round(FRAME.length * (0.07 + (0.36 * i) / each))
    const pieces = 1 + (i % 3)
    const between = 2 + (i % 13)
    const shared = i % 4 === 3 ? filling(4, 4) : []
    add('frames', 'apart', () => {
      const text = (): string => {
        const said: string[] = []
        for (let p = 0; p < pieces; p++) {
          said.push(...filling(Math.ceil(words / pieces), 1 + (i % 2)))
          if (p < pieces - 1) said.push(...FRAME.slice(40 + 20 * p, 40 + 20 * p + between))
        }
        return [...FRAME.slice(0, 20), ...shared, ...FRAME.slice(20, 40), ...said, ...FRAME.slice(80)].join(' ')
      }
      return [text(), text()]
    })
    const base = bases[i % bases.length]!
    add('brought', 'linked', () => {
      const edition = (): string =>
        base
          .map((p, k) => (k % 3 === 1 ? `${p} It was ${10 + below(90)}.${1 + below(9)} on that day.` : p))
          .join('\n\n')
      return [edition(), edition()]
    })
    addInside('counts', 'silent', () => {
      const every = 8 + 2 * (i % 11)
      const frame = plain(45 + 3 * i)
      const form = (): string => `${frame.map((w, k) => (k % every === 4 ? String(2 + below(9000)) : w)).join(' ')}.`
      return [form(), form()]
    })
    addInside('updates', 'told', () => {
      const run = plain(120)
      const told = (n: number): string => `${[...run.slice(0, 60), String(n), ...run.slice(60)].join(' ')}.`
      return [told(14), told(16)]
    })
    const numbers = ['three', 'five', 'seven', 'nine']
    const said = plain(45)
    const worded = (one: string, two: string): string =>
      `${[...said.slice(0, 15), one, ...said.slice(15, 30), two, ...said.slice(30)].join(' ')}.`
    addInside('worded', 'told', () => [worded(numbers[i % 4]!, 'two'), worded(numbers[(i + 1) % 4]!, 'two')])
    addInside('twice', 'silent', () => [worded(numbers[i % 4]!, 'six'), worded(numbers[(i + 1) % 4]!, 'eight')])
    const han = Array.from({ length: 110 }, () => HAN[below(HAN.length)]).join('')
    const guest = (): string => Array.from({ length: 2 + (i % 5) }, () => GUESTS[below(GUESTS.length)]).join('')
    addInside('guests', 'silent', () => {
      const visit = (): string => `${han.slice(0, 30)}${guest()}${han.slice(30, 70)}${guest()}${han.slice(70)}。`
      return [visit(), visit()]
    })
    addInside('slips', 'told', () => [`${han}。`, `${han.slice(0, 50)}鲸${han.slice(51)}。`])
    const price = (): string => `${10 + below(80)}.${1 + below(9)}`
    const table = Array.from(
      { length: 8 + (i % 6) },
      (_, k) => `${plain(1)[0]} ${price()}${k % 2 === 0 ? ' crowns' : ''}`,
    )
    const moved = table.map((row, k) => (k === 3 ? row.replace(/\d+\.\d/, price()) : row))
    add('notices', 'linked', () => [table.join('\n'), [...moved, plain(3 + (i % 6)).join(' ')].join('\n')])
    add('prices', 'apart', () => [table.join('\n'), moved.join('\n')])
  }
  return out
}
