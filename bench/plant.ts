// What is planted in texts of others, to see what is found again: every function takes a text (paragraphs) and a generator of numbers, and gives the
// text that a careless or thrifty paper would have made of it. The same numbers, the same text.
//
//   trimmed     the first words of it, a share of all
//   embedded    it stands in the middle of a text three times its length
//   reordered   its paragraphs in another order
//   words       a share of its words replaced, left out, or with another word put in (a third each)
//   characters  a share of its characters misread as by a bad scan: another letter (half of them one that looks alike), none, or one too many
//   and what an article says twice: all of it, a paragraph, a line, a line nearly, the lines of a page's navigation
type Random = () => number

const below = (random: Random, n: number): number => Math.floor(random() * n)

export const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean)

export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const k = below(random, i + 1)
    ;[out[i], out[k]] = [out[k]!, out[i]!]
  }
  return out
}

/** Whole paragraphs, and of the last one its first words. */
export function trimmed(paragraphs: readonly string[], share: number): string[] {
  let left = Math.round(share * paragraphs.reduce((n, p) => n + wordsOf(p).length, 0))
  const out: string[] = []
  for (const p of paragraphs) {
    if (left <= 0) break
    const words = wordsOf(p)
    out.push(words.length <= left ? p : words.slice(0, left).join(' '))
    left -= words.length
  }
  return out
}

export function embedded(paragraphs: readonly string[], host: readonly string[], random: Random): string[] {
  const at = 1 + below(random, Math.max(1, host.length - 1))
  return [...host.slice(0, at), ...paragraphs, ...host.slice(at)]
}

export function reordered(paragraphs: readonly string[], random: Random): string[] {
  for (;;) {
    const out = shuffled(paragraphs, random)
    if (out.some((p, i) => p !== paragraphs[i])) return out
  }
}

export function edited(
  paragraphs: readonly string[],
  share: number,
  vocabulary: readonly string[],
  random: Random,
): string[] {
  const another = (): string => vocabulary[below(random, vocabulary.length)]!
  return paragraphs.map((p) =>
    wordsOf(p)
      .flatMap((word) => {
        if (random() >= share) return [word]
        const kind = below(random, 3)
        return kind === 0 ? [another()] : kind === 1 ? [] : [another(), word]
      })
      .join(' '),
  )
}

/** Letters that a scan takes for one another. */
const ALIKE: Readonly<Record<string, string>> = {
  a: 'oe',
  b: 'hl',
  c: 'eo',
  d: 'cl',
  e: 'co',
  f: 'tl',
  g: 'qy',
  h: 'bn',
  i: 'l1',
  j: 'i;',
  l: '1i',
  m: 'nr',
  n: 'ur',
  o: 'c0',
  p: 'n',
  q: 'g',
  r: 'nt',
  s: '5a',
  t: 'fl',
  u: 'nv',
  v: 'uy',
  w: 'v',
  y: 'vg',
  z: '2',
  '0': 'o',
  '1': 'l',
  '5': 's',
  '8': 'B',
  I: 'l1',
  O: '0',
  S: '5',
  B: '8',
  '.': ',',
  ',': '.',
}
const LETTERS = 'etaoinshrdlcumwfgypbvkxjqz'

export function misread(paragraphs: readonly string[], share: number, random: Random): string[] {
  return paragraphs.map((p) => {
    let out = ''
    for (const c of p) {
      if (random() >= share) {
        out += c
        continue
      }
      const kind = random()
      const alike = ALIKE[c]
      if (kind < 0.35 && alike !== undefined) out += alike[below(random, alike.length)]!
      else if (kind < 0.7) out += LETTERS[below(random, LETTERS.length)]!
      else if (kind >= 0.85) out += c + LETTERS[below(random, LETTERS.length)]!
    }
    return out
  })
}

/** An article that says something twice; spans are byte ranges of the text, of what is there again. */
export interface Twice {
  readonly text: string
  readonly spans: readonly (readonly [start: number, end: number])[]
}

export const repeatKinds = ['all of it', 'paragraph', 'caption', 'last line', 'near', 'navigation'] as const
export type RepeatKind = (typeof repeatKinds)[number]

const NAVIGATION = [
  'Share this story with a friend',
  'Sign up for our morning letter',
  'More stories from the business desk',
  'Follow the harbour council live',
  'Read our guide to the vote',
  'Write to the editors of the page',
] as const

/** Null when the text has no place for it. */
export function saidTwice(paragraphs: readonly string[], kind: RepeatKind, random: Random): Twice | null {
  const gap = '\n\n'
  const lay = (list: readonly string[], again: ReadonlySet<number>): Twice => {
    const spans: [number, number][] = []
    let at = 0
    list.forEach((p, i) => {
      const end = at + Buffer.byteLength(p)
      if (again.has(i)) spans.push([at, end])
      at = end + gap.length
    })
    return { text: list.join(gap), spans }
  }
  const long = paragraphs.flatMap((p, i) => (wordsOf(p).length >= 20 ? [i] : []))
  const short = paragraphs.flatMap((p, i) => (wordsOf(p).length >= 9 && wordsOf(p).length < 25 ? [i] : []))
  if (kind === 'all of it') {
    const n = paragraphs.length
    return lay([...paragraphs, ...paragraphs], new Set(paragraphs.map((_, i) => n + i)))
  }
  if (kind === 'navigation') {
    const lines = shuffled(NAVIGATION, random).slice(0, 3)
    const at = 1 + below(random, Math.max(1, paragraphs.length - 2))
    const list = [...paragraphs.slice(0, at), ...lines, ...paragraphs.slice(at), ...lines]
    return lay(list, new Set(lines.map((_, i) => list.length - 3 + i)))
  }
  const from = kind === 'paragraph' || kind === 'near' ? long : short
  if (from.length === 0 || paragraphs.length < 3) return null
  const source = from[below(random, from.length)]!
  const text = paragraphs[source]!
  if (kind === 'caption') {
    return lay([...paragraphs.slice(0, source + 1), text, ...paragraphs.slice(source + 1)], new Set([source + 1]))
  }
  if (kind === 'last line') {
    return lay([...paragraphs, text], new Set([paragraphs.length]))
  }
  // Behind the next paragraph or later; nearly: one word of it is another.
  const at = source + 1 + below(random, paragraphs.length - source)
  let again = text
  if (kind === 'near') {
    const words = wordsOf(text)
    const plain = words.flatMap((w, i) => (/^[a-z]{5,}$/.test(w) ? [i] : []))
    if (plain.length === 0) return null
    words[plain[below(random, plain.length)]!] = 'thereupon'
    again = words.join(' ')
  }
  return lay([...paragraphs.slice(0, at), again, ...paragraphs.slice(at)], new Set([at]))
}
