// What must be found, end to end, on random texts: any run of 40 words that two articles share, whatever surrounds it; texts that were misread; and
// each of several articles that carry one text.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { misread } from '../../bench/plant.js'
import { numbers } from '../../bench/vocabulary.js'
import type { MatchRecord } from '../../src/model.js'
import { ocr, standard } from '../../src/recipe.js'
import type { Item } from './corpora.js'
import { inside, ofType, recordsOf } from './corpora.js'

/** Words that are letters only, by number. */
const word = (n: number): string => {
  let out = ''
  for (let h = Math.imul(n + 1, 2654435761) >>> 0; out.length < 3 + (n % 6); h = Math.imul(h, 747796405) + 1)
    out += 'etaoinshrdlcumwf'[(h >>> 27) & 15]
  return out
}
const VOCABULARY = 4000
const wordsOf = (count: number, random: () => number): string[] =>
  Array.from({ length: count }, () => word(Math.floor(random() * VOCABULARY)))

/** Words set in lines and paragraphs as it comes. */
function set(words: readonly string[], random: () => number): string {
  let out = ''
  for (const w of words) {
    const gap = random()
    out +=
      (out === '' ? '' : gap < 0.02 ? '\n\n' : gap < 0.08 ? '\r\n' : gap < 0.12 ? ', ' : ' ') +
      (random() < 0.1 ? w.toUpperCase() : w)
  }
  return out
}

const matchOf = (records: ReturnType<typeof recordsOf>, a: string, b: string): MatchRecord | undefined =>
  ofType(records, 'match').find((m) => (m.a === a && m.b === b) || (m.a === b && m.b === a))

test('any run of 40 words that two articles share is found, whatever surrounds it', () => {
  const place = fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 300 }))
  fc.assert(
    fc.property(fc.nat(), place, place, fc.nat({ max: 20 }), fc.boolean(), (seed, one, two, others, form) => {
      const random = numbers(seed)
      const run = wordsOf(standard.passage.runWords, random)
      // Where it goes on as a form does, with another figure here and there, the run itself is found all the same.
      const filled = wordsOf(12, random)
      const article = ([before, behind]: readonly [number, number], figures: readonly string[]): string[] => [
        ...wordsOf(before, random),
        ...run,
        ...(form ? [figures[0]!, ...filled, figures[1]!, ...filled] : []),
        ...wordsOf(behind, random),
      ]
      const [x, y] = [article(one, ['112', '1984']), article(two, ['175', '2001'])]
      const items: Item[] = [
        { id: 'one', text: set(x, random) },
        ...Array.from({ length: others }, (_, i) => ({ id: `n${i}`, text: set(wordsOf(200, random), random) })),
        { id: 'two', text: set(y, random) },
      ]
      inside({ 'a.jsonl': items }, (dir) => {
        const records = recordsOf({ patterns: [dir] })
        const match = matchOf(records, 'one', 'two')
        expect(match).toBeDefined()
        // All of the run lies in the spans, on both sides.
        const texts = { one: Buffer.from(items[0]!.text), two: Buffer.from(items[items.length - 1]!.text) }
        const told = (id: 'one' | 'two', at: number): string =>
          match!.spans.map((s) => texts[id].subarray(s[at]!, s[at + 1]!).toString()).join(' ')
        for (const [id, at] of [
          [match!.a, 0],
          [match!.b, 2],
        ] as const) {
          const words = told(id as 'one' | 'two', at)
            .toLowerCase()
            .split(/[\s,]+/)
            .join(' ')
          expect(words).toContain(run.join(' '))
        }
        expect(ofType(records, 'match')).toHaveLength(1)
      })
    }),
    { numRuns: 60 },
  )
})

test('a run that stands in more articles than stand for a group is found in each of them', () => {
  const random = numbers(7)
  const run = wordsOf(40, random)
  const count = 3 * standard.bucket.representatives
  const items = Array.from({ length: count }, (_, i): Item => {
    const text = set([...wordsOf(120, random), ...run, ...wordsOf(120, random)], random)
    return { id: `n${i}`, text }
  })
  inside({ 'a.jsonl': items }, (dir) => {
    const records = recordsOf({ patterns: [dir] })
    const partners = new Map<string, number>()
    for (const m of ofType(records, 'match')) for (const id of [m.a, m.b]) partners.set(id, (partners.get(id) ?? 0) + 1)
    expect(partners.size).toBe(count)
    for (const n of partners.values()) expect(n).toBeGreaterThanOrEqual(standard.bucket.representatives - 1)
  })
})

test('the score of a passage is its aligned coverage: of words that one printing alone has, each counts against it', () => {
  for (let more = 0; more <= 6; more++) {
    const random = numbers(more + 1)
    const others = (n: number): string => wordsOf(n, random).join(' ').toUpperCase()
    const shared = Array.from({ length: 84 }, (_, i) => `shared${word(i)}x${word(7 * i)}`)
    const longer = shared.flatMap((w, i) => (i > 0 && i % 12 === 0 && i / 12 <= more ? [w, `own${word(i)}`] : [w]))
    const items = [shared, longer].map(
      (run, i): Item => ({ id: `p${i}`, text: `${others(200)}\n\n${run.join(' ')}.\n\n${others(200)}` }),
    )
    inside({ 'a.jsonl': items }, (dir) => {
      const [passage, ...rest] = ofType(recordsOf({ patterns: [dir] }), 'finding')
      expect(rest).toEqual([])
      expect(passage).toMatchObject({ kind: 'passage', article: 'p1' })
      expect(passage!.score).toBeCloseTo(84 / (84 + more), 5)
    })
  }
})

test.each([0.02, 0.05, 0.1])(
  'with --recipe ocr a text is linked with itself misread, %f of all characters, and with nothing else',
  (share) => {
    const random = numbers(11)
    const stories = Array.from({ length: 24 }, () => [wordsOf(120, random).join(' '), wordsOf(80, random).join(' ')])
    const items = stories.flatMap((story, i): Item[] => [
      { id: `clean ${i}`, text: story.join('\n\n') },
      { id: `scan ${i}`, text: misread(story, share, random).join('\n\n') },
    ])
    inside({ 'a.jsonl': items }, (dir) => {
      const ofWords = ofType(recordsOf({ patterns: [dir] }), 'cluster')
      const ofLetters = ofType(recordsOf({ patterns: [dir], recipe: ocr }), 'cluster')
      const pairs = ofLetters.map((c) => [...c.members].sort().join(' '))
      expect(pairs.sort()).toEqual(stories.map((_, i) => `clean ${i} scan ${i}`).sort())
      expect(ofWords.length).toBeLessThan(stories.length / 2)
    })
  },
)

test('an article that stands in a longer one stands in each article that carries the same text', () => {
  const random = numbers(3)
  const part = set(wordsOf(60, random), random)
  const host = [set(wordsOf(80, random), random), part, set(wordsOf(80, random), random)].join('\n\n')
  const items: Item[] = [
    { id: 'p1', text: part },
    { id: 'p2', text: `${part}\n` },
    { id: 'h1', text: host },
    { id: 'h2', text: host.toUpperCase() },
  ]
  inside({ 'a.jsonl': items }, (dir) => {
    const records = recordsOf({ patterns: [dir] })
    for (const p of ['p1', 'p2'])
      for (const h of ['h1', 'h2']) expect(matchOf(records, p, h)?.kind, `${p} ${h}`).toBe('part')
    for (const c of ofType(records, 'cluster')) expect(c.inner).toEqual({ lowest: 1, mean: 1 })
  })
})

test('a cluster tells how alike its members are to the head', () => {
  const random = numbers(5)
  const words = wordsOf(200, random)
  const items: Item[] = [
    { id: 'whole', text: words.join(' ') },
    { id: 'half', text: words.slice(0, 100).join(' ') },
    { id: 'edited', text: words.map((w, i) => (i % 40 === 20 ? 'another' : w)).join(' ') },
  ]
  inside({ 'a.jsonl': items }, (dir) => {
    const records = recordsOf({ patterns: [dir] })
    const [cluster] = ofType(records, 'cluster')
    expect(cluster!.members).toHaveLength(3)
    const scores = cluster!.members.flatMap((m) => {
      const match = m === cluster!.head ? undefined : matchOf(records, m, cluster!.head)
      return match ? [Math.max(match.jaccard, match.containment)] : []
    })
    expect(cluster!.inner!.lowest).toBeCloseTo(Math.min(...scores), 5)
    expect(cluster!.inner!.mean).toBeCloseTo((scores[0]! + scores[1]!) / 2, 5)
  })
})
