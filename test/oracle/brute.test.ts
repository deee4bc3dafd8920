// All pairs by brute force. 300 generated articles of six scripts, with planted copies, edits, trims, inserts and parts; exact sets of
// shingles from a definition of its own (strings, no hash); and what a scan says of the same file.
import { describe, expect, it } from 'vitest'
import type { MatchRecord } from '../../src/model.js'
import type { Item } from '../laws/corpora.js'
import { inside, ofType, recordsOf } from '../laws/corpora.js'
import type { Script } from '../stories.js'
import { prose, seeded } from '../stories.js'

// ----------------------------------------------------------------------------------------------- the definition, once more

interface Told {
  readonly id: string
  readonly words: number
  readonly shingles: ReadonlySet<string>
}

/** Tokens of generated text: words, Han characters, Thai letters. */
const tokensOf = (text: string): string[] => {
  const folded = text.toLowerCase().replaceAll('й', 'и')
  return folded.match(/[\u4e00-\u9fff]|[\u0e01-\u0e2e]|[a-z0-9\u0400-\u04ff\u0621-\u064a\uac00-\ud7a3]+/g) ?? []
}

const classOf = (token: string): number =>
  token >= '\u4e00' && token <= '\u9fff' ? 1 : token >= '\u0e01' && token <= '\u0e2e' ? 2 : 0

function told({ id, text }: Item): Told {
  const tokens = tokensOf(text)
  const shingles = new Set<string>()
  for (let i = 0; i < tokens.length; i++) {
    let full = 0
    for (let k = i; k < tokens.length; k++) {
      full += [1 / 5, 1 / 8, 1 / 12][classOf(tokens[k]!)]!
      if (full > 0.9999) {
        shingles.add(tokens.slice(i, k + 1).join(' '))
        break
      }
    }
  }
  if (shingles.size === 0 && tokens.length > 0) shingles.add(tokens.join(' '))
  return { id, words: tokens.reduce((n, t) => n + [1, 1 / 2, 1 / 4][classOf(t)]!, 0), shingles }
}

const shared = (a: Told, b: Told): number => {
  let n = 0
  for (const s of a.shingles) if (b.shingles.has(s)) n++
  return n
}

// ---------------------------------------------------------------------------------------------------------------- articles

function articles(seed: number): Item[] {
  const random = seeded(seed)
  const scripts: Script[] = ['latin', 'latin', 'latin', 'cyrillic', 'arabic', 'hangul', 'han', 'thai']
  const each = { latin: 1, cyrillic: 1, arabic: 1, hangul: 1, han: 2, thai: 2 }
  const fresh = (script: Script, words: number): string[] =>
    Array.from({ length: 1 + Math.floor(words / 40) }, () => prose(random, each[script] * (20 + random(40)), script))
  const edited = (paragraph: string, script: Script, percent: number): string => {
    if (script === 'han' || script === 'thai')
      return [...paragraph].map((c) => (random(100) < percent ? [...prose(random, 1, script)][0]! : c)).join('')
    return paragraph
      .split(' ')
      .map((w) => (random(100) < percent ? prose(random, 1, script).replace('.', '') : w))
      .join(' ')
  }
  const out: string[][] = []
  for (let story = 0; story < 75; story++) {
    const script = scripts[random(scripts.length)]!
    const body = fresh(script, 20 + random(280))
    out.push(body)
    for (let copy = 0; copy < 3; copy++) {
      const kind = random(7)
      if (kind === 0) out.push([...body])
      else if (kind === 1) out.push(body.slice(0, Math.max(1, Math.ceil(body.length * (0.3 + random(60) / 100)))))
      else if (kind === 2) out.push(body.flatMap((p) => (random(3) === 0 ? [p, ...fresh(script, 20)] : [p])))
      else if (kind === 3) out.push(body.map((p) => edited(p, script, 1 + random(12))))
      else if (kind === 4) out.push([...fresh(script, 40 + random(200)), ...body, ...fresh(script, 40)])
      else if (kind === 5) out.push([...body].reverse())
      else out.push(fresh(script, 20 + random(200)))
    }
  }
  const mixed = out.map((body) => ({ body, at: random(1 << 30) })).sort((x, y) => x.at - y.at)
  return mixed.map(({ body }, i) => ({ id: `n${i}`, text: body.join(random(4) === 0 ? '\r\n' : '\n\n') }))
}

for (const seed of [1, 2])
  describe(`300 articles, seed ${seed}`, () => {
    const items = articles(seed)
    const all = new Map(items.map((item) => [item.id, told(item)]))
    const records = inside({ 'a.jsonl': items }, (dir) => recordsOf({ patterns: [dir], root: dir }))
    const matches: MatchRecord[] = ofType(records, 'match')
    // Articles with one text are matched through the first of them.
    const first = new Map<string, string>()
    const textOf = new Map(
      items.map(({ id, text }) => {
        const key = tokensOf(text).join(' ')
        if (!first.has(key)) first.set(key, id)
        return [id, first.get(key)!]
      }),
    )
    const key = (a: string, b: string): string => [textOf.get(a)!, textOf.get(b)!].sort().join(' ')
    const found = new Set(matches.filter((m) => m.kind !== 'passage').map((m) => key(m.a, m.b)))
    // Two of one text need no match of their own where both have one with the head of their cluster.
    for (const cluster of ofType(records, 'cluster')) for (const m of cluster.members) found.add(key(m, m))

    it('every pair that is alike is found', () => {
      const list = [...all.values()]
      const missed: string[] = []
      let alike = 0
      for (const [i, a] of list.entries())
        for (const b of list.slice(i + 1)) {
          if (Math.min(a.words, b.words) < 40) continue
          const both = shared(a, b)
          if (both === 0) continue
          const jaccard = both / (a.shingles.size + b.shingles.size - both)
          const containment = both / Math.min(a.shingles.size, b.shingles.size)
          if (jaccard < 0.55 && containment < 0.85) continue
          alike++
          if (!found.has(key(a.id, b.id))) missed.push(`${a.id} ${b.id} jaccard ${jaccard} containment ${containment}`)
        }
      expect(missed).toEqual([])
      expect(alike).toBeGreaterThan(100)
    })
    it('no two articles are linked that are not alike', () => {
      for (const m of matches) {
        const [a, b] = [all.get(m.a)!, all.get(m.b)!]
        const both = shared(a, b)
        if (m.kind === 'passage') expect(both).toBeGreaterThan(0)
        else {
          const jaccard = both / (a.shingles.size + b.shingles.size - both)
          const containment = both / Math.min(a.shingles.size, b.shingles.size)
          expect(jaccard >= 0.45 || containment >= 0.7, `${m.a} ${m.b} ${m.kind} ${jaccard} ${containment}`).toBe(true)
        }
      }
    })
    it('the shares that are reported are the exact ones', () => {
      for (const m of matches) {
        const [a, b] = [all.get(m.a)!, all.get(m.b)!]
        const both = shared(a, b)
        expect(Math.abs(m.jaccard - both / (a.shingles.size + b.shingles.size - both))).toBeLessThanOrEqual(1e-6)
        expect(Math.abs(m.aInB - both / a.shingles.size)).toBeLessThanOrEqual(1e-6)
        expect(Math.abs(m.bInA - both / b.shingles.size)).toBeLessThanOrEqual(1e-6)
        expect(m.containment).toBe(Math.max(m.aInB, m.bInA))
      }
    })
  })
