// What a run keeps, for every policy: of every cluster one member at least; nothing that is not contained in what is kept, unless the user asked for
// it and the finding says so; and the same for every order of the records.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Comparer } from '../../src/comparer.js'
import type { ScanAsk } from '../../src/index.js'
import { clean, restore } from '../../src/index.js'
import { standard } from '../../src/recipe.js'
import { story } from '../stories.js'
import type { Corpus } from './corpora.js'
import { corpora, inside, ofType, recordsOf } from './corpora.js'

const RUNS = { numRuns: 30 }

const keeps: readonly Required<ScanAsk>['keep'][] = [
  'original',
  'first',
  'last',
  'longest',
  'fewest-repeats',
  'source:B,A',
]
const policy = fc.record({
  copies: fc.constantFrom<Required<ScanAsk>['copies'][]>('cut', 'drop', 'weight'),
  parts: fc.constantFrom<Required<ScanAsk>['parts'][]>('keep', 'drop'),
  keep: fc.constantFrom(...keeps),
})

describe('keep', () => {
  it('of every cluster one member at least, and what goes is contained or an exception that was asked for', () => {
    fc.assert(
      fc.property(corpora, policy, (corpus, ask) => {
        const records = inside(corpus, (dir) => recordsOf({ patterns: [dir], root: dir, ...ask }))
        const articles = new Map(ofType(records, 'article').map((a) => [a.id, a]))
        const matches = new Map(
          ofType(records, 'match').flatMap((m) => [[`${m.a} ${m.b}`, m] as const, [`${m.b} ${m.a}`, m] as const]),
        )
        for (const c of ofType(records, 'cluster')) {
          expect(c.kept.length).toBeGreaterThan(0)
          for (const id of c.kept) expect(articles.get(id)!.status).not.toBe('removed')
        }
        for (const f of ofType(records, 'finding')) {
          if (f.edit !== 'removed') continue
          const keeper = f.source!.article
          expect(articles.get(keeper)!.status).not.toBe('removed')
          const m = matches.get(`${f.article} ${keeper}`)!
          // Of its own text: what its outlet prints under everything is nobody's loss.
          const held = m.a === f.article ? m.own.aInB : m.own.bInA
          // What is contained but for a word or two shares most of its shingles; the rest must be said.
          if (held < 0.5) expect(f.because.join()).toMatch(/--copies drop|--parts drop|of no account/)
        }
        if (ask.copies === 'weight') expect([...articles.values()].filter((a) => a.status === 'removed')).toEqual([])
      }),
      RUNS,
    )
  })

  it('a part that goes says that it was asked for, in a cluster too', () => {
    const subscribe = 'Subscribe to our paper and read all of it for 3 crowns a week.'
    const [council, spokeswoman] = [story('A'), story('C')]
    const paper = (id: string, ...paragraphs: string[]): Corpus[string][number] => ({
      id,
      text: paragraphs.join('\n\n'),
      source: 'Aldmoor Courier',
      date: '2015-07-20',
    })
    // What the outlet prints again and again is boilerplate, so that the first is the spokeswoman alone, and stands in the third.
    const corpus: Corpus = {
      'b.jsonl': [
        paper('n0', spokeswoman, council, subscribe),
        paper('n1', council, story('E'), subscribe),
        paper(
          'n2',
          story('H'),
          'photo by the harbour agency',
          'sign up for daily letters',
          'more stories from our newsroom',
          spokeswoman,
          story('F'),
        ),
        paper('n3', council, subscribe),
      ],
      'c.txt': [{ id: '', text: [spokeswoman, council, subscribe].join('\n\n') }],
    }
    const gone = inside(corpus, (dir) =>
      ofType(recordsOf({ patterns: [dir], root: dir, parts: 'drop' }), 'finding').filter((f) => f.edit === 'removed'),
    )
    expect(gone.map((f) => [f.article, f.kind, f.because.at(-1)])).toEqual([
      ['n0', 'part', 'printed inside a longer article (--parts drop)'],
    ])
  })

  it('the same for every order of the records, by id', () => {
    const shuffled = corpora.chain((corpus) => {
      const items = Object.values(corpus)
        .flat()
        .map((item, i) => ({ ...item, id: `r${i}` }))
      return fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length }))
    })
    fc.assert(
      fc.property(shuffled, policy, ([one, two], ask) => {
        const kept = (items: Corpus[string]): string[] =>
          inside({ 'press.jsonl': items }, (dir) => recordsOf({ patterns: [dir], root: dir, ...ask }))
            .flatMap((r) => (r.type === 'article' && r.status !== 'removed' ? [r.id] : []))
            .sort()
        expect(kept(two)).toEqual(kept(one))
      }),
      RUNS,
    )
  })

  it('two texts have one match, whichever of them stands first', () => {
    const comparer = new Comparer(standard)
    fc.assert(
      fc.property(corpora, (corpus) => {
        const texts = Object.values(corpus)
          .flat()
          .map(({ text }) => Buffer.from(text))
        const given = texts.map((text, key) => ({ key, boilerplate: [], cuts: [], text: () => text }))
        comparer.forget()
        for (const a of given)
          for (const b of given.slice(0, a.key)) {
            const [one, two] = [comparer.compare(a, b), comparer.compare(b, a)]
            const spans = two?.spans
              .map(([p, q, r, s, equal]) => [r, s, p, q, equal])
              .sort((x, y) => x[0]! - y[0]! || x[2]! - y[2]!)
            expect(one && [one.kind, one.own.aInB, one.own.bInA, one.aIsPart]).toEqual(
              two && [two.kind, two.own.bInA, two.own.aInB, two.kind === 'part' && !two.aIsPart],
            )
            expect([...(one?.spans ?? [])].sort((x, y) => x[0] - y[0] || x[2] - y[2])).toEqual(spans ?? [])
          }
      }),
      RUNS,
    )
  })

  it('drop says what goes with a copy that says more', () => {
    const corpus: Corpus = {
      'a.jsonl': [
        { id: 'a', text: story('A B C D') },
        { id: 'b', text: story('A B C E') },
      ],
    }
    const of = (copies: Required<ScanAsk>['copies']): string[] =>
      inside(corpus, (dir) => ofType(recordsOf({ patterns: [dir], root: dir, copies }), 'finding')).flatMap((f) =>
        f.kind === 'copy' ? [`${f.article} ${f.edit}: ${f.because.join('; ')}`] : [],
      )
    expect(of('cut')).toEqual([expect.stringMatching(/none: .*kept: says what the other does not/)])
    expect(of('drop')).toEqual([
      expect.stringMatching(/removed: .*it says what the other does not .*removed all the same \(--copies drop\)/),
    ])
  })
})

describe('weights', () => {
  const corpus: Corpus = {
    'a.jsonl': [
      { id: 'a', text: story('A B C'), title: 'é {"weight":' },
      { id: 'b', text: story('A B C') },
      { id: 'c', text: story('A B C') },
      { id: 'd', text: story('D E F') },
    ],
    'b.txt': [{ id: 'b.txt', text: story('D E F') }],
  }
  it('n that say the same count 1/n each, in their records, and restore takes that back', () => {
    inside(corpus, (dir, root) => {
      const out = join(root, 'out')
      const before = readFileSync(join(dir, 'a.jsonl'))
      const { scan } = clean({ patterns: [dir], root: dir, copies: 'weight', out })
      const records = [...scan.report.records({ articles: 'all', list: false })]
      scan.close()
      const lines = readFileSync(join(out, 'text', 'a.jsonl'), 'utf8')
        .trimEnd()
        .split('\n')
      expect(lines.map((line) => (JSON.parse(line) as { weight?: number }).weight)).toEqual([1 / 3, 1 / 3, 1 / 3, 0.5])
      expect(lines.map((line) => line.replace(/"weight":[\d.]+,/, ''))).toEqual(before.toString().trimEnd().split('\n'))
      expect(ofType(records, 'article').map((a) => [a.id, a.status, a.weight])).toEqual([
        ['a', 'kept', 1 / 3],
        ['b', 'kept', 1 / 3],
        ['c', 'kept', 1 / 3],
        ['d', 'kept', 0.5],
        ['b.txt', 'kept', 0.5],
      ])
      expect(ofType(records, 'trouble')).toMatchObject([{ level: 'note', code: 'N_NO_WEIGHT', path: 'b.txt' }])
      restore(out, join(root, 'back'))
      expect(readFileSync(join(root, 'back', 'a.jsonl'))).toEqual(before)
    })
  })
  it('a record that has the field keeps its own', () => {
    inside({}, (dir) => {
      const line = (id: string, more: object): string => `${JSON.stringify({ ...more, id, text: story('A B C') })}\n`
      writeFileSync(join(dir, 'a.jsonl'), line('a', { weight: 7 }) + line('b', {}))
      const records = recordsOf({ patterns: [dir], root: dir, copies: 'weight' })
      expect(ofType(records, 'trouble')).toMatchObject([
        { code: 'N_NO_WEIGHT', message: expect.stringContaining('has a field "weight" already') },
      ])
    })
  })
})

describe('what hangs together', () => {
  it('a template that everything resembles is reported and not dropped', () => {
    // Every leaf has the head's lead and a quarter of the rest, and no two leaves the same one.
    const words = (seed: number, n: number): string =>
      Array.from({ length: n }, (_, i) => `w${seed}x${(i * 7919) % 997}`).join(' ')
    const lead = words(99, 30)
    const quarters = Array.from({ length: 4 }, (_, i) => words(i, 120))
    const texts = [[lead, ...quarters].join('. '), ...quarters.map((q) => `${lead}. ${q}`)]
    const corpus: Corpus = { 'a.jsonl': texts.map((text, i) => ({ id: `t${i}`, text: `${text}.` })) }
    const records = inside(corpus, (dir) => recordsOf({ patterns: [dir], root: dir, copies: 'drop' }))
    const loose = ofType(records, 'cluster').filter((c) => c.loose !== undefined)
    expect(loose.map((c) => c.size)).toEqual([5])
    for (const c of loose) expect(c.kept).toEqual(c.members)
    expect(ofType(records, 'trouble').map((t) => t.code)).toContain('N_LOOSE_CLUSTER')
  })
  it('titles that name different things keep one text twice; a brief in a roundup stays; a shared statement is a passage', () => {
    const corpus: Corpus = {
      'a.jsonl': [
        { id: 'p', title: 'Flood warning for Merrow', text: story('A B C') },
        { id: 'q', title: 'Flood warning for Hafn', text: story('A B C') },
        { id: 'brief', text: story('D E') },
        { id: 'roundup', text: story('F G D E H C') },
        { id: 's', text: story('F A G') },
        { id: 't', text: story('H A E') },
      ],
    }
    for (const keep of keeps) {
      const records = inside(corpus, (dir) => recordsOf({ patterns: [dir], root: dir, copies: 'drop', keep }))
      expect(ofType(records, 'article').filter((a) => a.status === 'removed')).toEqual([])
    }
  })
})
