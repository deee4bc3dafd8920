// The library: articles that a program has at hand, scanned, cleaned and restored; and what it asks of the answer.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Article, Scan } from '../../src/index.js'
import { BadBundle, clean, restore, scan, standard } from '../../src/index.js'
import type { ReportRecord } from '../../src/model.js'
import { cleanArticles } from '../../src/store/articles.js'
import type { Corpus, Item } from '../laws/corpora.js'
import { corpora, inside } from '../laws/corpora.js'
import { story } from '../stories.js'

const spools = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('dittograph-spool-'))
const recordsOf = (found: Scan): ReportRecord[] => [...found.report.records({ articles: 'all', list: true })]

const wire: Article[] = [
  { id: 'wire', text: story('A B C D'), title: 'Pier closed', date: '2024-05-02', source: 'agency' },
  { id: 'daily', text: story('A B C D'), title: 'Pier closed', date: '2024-05-03', source: 'daily' },
  { id: 'echo', text: story('E F E'), source: 'echo' },
  { id: 'alone', text: story('G H'), source: 'echo' },
]

async function* one(articles: readonly object[]): AsyncGenerator<object> {
  for (const article of articles) {
    await null
    yield article
  }
}

/** Scans, hands over, closes. */
async function scanned<T>(found: Scan | Promise<Scan>, look: (found: Scan) => T): Promise<T> {
  const it = await found
  try {
    return look(it)
  } finally {
    it.close()
  }
}

describe('scan', () => {
  test('articles are sorted into kept and removed, with their duplicates and scores', async () => {
    await scanned(scan(wire), (found) => {
      expect(found.kept.map(({ id, index, status }) => [id, index, status])).toEqual([
        ['wire', 0, 'kept'],
        ['echo', 2, 'cut'],
        ['alone', 3, 'kept'],
      ])
      expect(found.kept.map((article) => article.text())).toEqual([wire[0]!.text, story('E F'), wire[3]!.text])
      expect(found.removed).toMatchObject([
        {
          id: 'daily',
          index: 1,
          of: 'wire',
          kind: 'copy',
          score: 1,
          lost: { title: 'Pier closed', date: '2024-05-03', source: 'daily', url: null },
          duplicates: [{ id: 'wire', kind: 'copy', jaccard: 1, containment: 1, status: 'kept' }],
        },
      ])
      expect(found.kept[0]!.duplicates).toEqual([
        { id: 'daily', kind: 'copy', jaccard: 1, containment: 1, status: 'removed' },
      ])
      expect(found.clusters).toMatchObject([{ members: ['wire', 'daily'], original: 'wire' }])
      expect(found.findings.map(({ kind, article }) => [kind, article])).toEqual([
        ['copy', 'daily'],
        ['repeat', 'echo'],
      ])
      expect(found.matches).toMatchObject([{ a: 'wire', b: 'daily' }])
    })
  })

  test('an iterable, an async iterable and a file of the same records say the same', async () => {
    const strip = (records: ReportRecord[]): string => JSON.stringify(records).replaceAll('articles.jsonl', 'x.jsonl')
    const [list, stream, file] = [
      await scanned(scan(wire), recordsOf),
      await scanned(scan(one(wire) as AsyncIterable<Article>), recordsOf),
      inside({ 'articles.jsonl': wire as Item[] }, (dir) => {
        const found = scan({ patterns: [dir], root: dir })
        try {
          expect(found.kept.map((a) => a.id)).toEqual(['wire', 'echo', 'alone'])
          return recordsOf(found)
        } finally {
          found.close()
        }
      }),
    ]
    expect(strip(stream)).toBe(strip(list))
    expect(strip(file)).toBe(strip(list))
  })

  test('names of fields, an archive to compare with, articles without an id', async () => {
    const body = [{ body: story('A B C D') }, { body: story('E F') }]
    const archive = [{ id: 'old', body: story('E F') }]
    await scanned(scan(body, { fields: { text: ['body'] }, against: archive, name: 'today.jsonl' }), (found) => {
      expect(found.kept.map(({ id, index }) => [id, index])).toEqual([['today.jsonl#1', 0]])
      expect(found.removed.map(({ id, index, of, duplicates }) => [id, index, of, duplicates[0]!.status])).toEqual([
        ['today.jsonl#2', 1, 'old', null],
      ])
      expect(found.report.summary.articles).toBe(2)
    })
  })

  test('a policy that there is not is said, also to those who have no types', async () => {
    const ask = (words: object): object => words
    await expect(scan([{ text: 'a' }], ask({ copies: 'droop' }))).rejects.toThrow(
      "copies takes cut, drop, keep or weight, not 'droop' (did you mean drop?)",
    )
    expect(() => scan({ patterns: ['corpus'], ...ask({ keep: 'source:' }) })).toThrow('keep source: names no source')
  })

  test('an article without a text is a trouble and is kept out of both lists', async () => {
    await scanned(scan([{ id: 'a' }] as unknown as Article[]), (found) => {
      expect([found.kept, found.removed]).toEqual([[], []])
      expect(found.report.summary).toMatchObject({ skipped: 1, errors: 1 })
    })
  })

  test.each<[string, unknown[], RegExp]>([
    ['a string', [{ text: 'x' }, 'y'], /^article 1 is a string: an article is an object such as \{ text/],
    ['nothing', [null], /^article 0 is null/],
    ['a bigint', [{ text: 'x', n: 1n }], /^article 0 cannot be written as JSON/],
    ['a JSON of its own', [{ toJSON: () => 1 }], /^article 0 is written as 1 in JSON/],
  ])('an article that is %s is the mistake of the caller', async (_, articles, message) => {
    await expect(scan(articles as Article[])).rejects.toThrow(message)
  })

  test('nothing is left behind: not by a scan that is closed, nor by an iterable that fails', async () => {
    const before = spools()
    await scanned(scan(wire, { against: [] }), () => expect(spools().length).toBe(before.length + 2))
    async function* broken(): AsyncGenerator<Article> {
      yield wire[0]!
      throw new Error('the cursor is gone')
    }
    await expect(scan(broken())).rejects.toThrow('the cursor is gone')
    await expect(scan(wire, { against: broken() })).rejects.toThrow('the cursor is gone')
    await expect(scan(wire, { name: '../x' })).rejects.toThrow(/must be a plain file name/)
    expect(() => scan('corpus/' as never)).toThrow(/patterns/)
    expect(() => scan({ pattern: ['x'] } as never)).toThrow(/patterns/)
    expect(spools()).toEqual(before)
  })
})

describe('another line', () => {
  // Half of the paragraphs in common: near the line. H' : two words of 30 replaced.
  const near: Article[] = [
    { id: 'a', text: story('A B C D') },
    { id: 'b', text: story("A B C' E") },
    { id: 'c', text: story("A' B' C' D'") },
    { id: 'd', text: story('A B F G H') },
    { id: 'e', text: story("F' G' H E") },
    { id: 'f', text: story('A B D') },
  ]

  test('borderline gives the pairs nearest the line, the nearest first', async () => {
    await scanned(scan(near), (found) => {
      const pairs = found.borderline(100)
      expect(pairs.length).toBeGreaterThan(5)
      const far = pairs.map(({ margin }) => Math.abs(margin))
      expect(far).toEqual([...far].sort((x, y) => x - y))
      expect(found.borderline(3)).toEqual(pairs.slice(0, 3))
      expect(found.borderline(0)).toEqual([])
      expect(() => found.borderline(-1)).toThrow(/whole number/)
      const { jaccard, containment } = standard.copy
      for (const p of pairs) {
        expect(p.margin).toBeCloseTo(Math.max(p.jaccard - jaccard, p.containment - containment), 5)
        expect(found.compare(p.a, p.b)!.own.jaccard).toBeCloseTo(p.jaccard, 5)
        // No form and no part among these: the margin is the decision.
        expect(p.kind === 'copy' || p.kind === 'part').toBe(p.margin >= 0)
      }
    })
  })

  test('a higher line has fewer copies, a lower one more, and the scan itself stays as it is', async () => {
    await scanned(scan(near), (found) => {
      const copies = (of: Scan): number => of.matches.filter((m) => m.kind === 'copy').length
      const before = recordsOf(found)
      const [low, high] = [found.rethreshold(0.2), found.rethreshold({ jaccard: 0.95, containment: 1 })]
      expect(copies(low)).toBeGreaterThan(copies(found))
      expect(copies(high)).toBeLessThan(copies(found))
      expect(recordsOf(high.rethreshold({ jaccard: 0.5, containment: 0.8 }))).toEqual(before)
      expect(recordsOf(found)).toEqual(before)
      expect(() => found.rethreshold(1.5)).toThrow('rethreshold: jaccard is 1.5: it must be 0.1 to 1')
      expect(() => found.rethreshold({ containment: Number.NaN })).toThrow(/containment is NaN/)
    })
  })

  const lines = fc.record({
    jaccard: fc.double({ min: 0.1, max: 1, noNaN: true }),
    containment: fc.double({ min: 0.1, max: 1, noNaN: true }),
  })
  const policy = fc.record({
    copies: fc.constantFrom('cut' as const, 'drop' as const, 'weight' as const),
    parts: fc.constantFrom('keep' as const, 'drop' as const),
    boilerplate: fc.constantFrom('keep' as const, 'cut' as const),
  })
  test('law: another line says what a scan with that recipe says, record for record', () => {
    fc.assert(
      fc.property(corpora, policy, fc.array(lines, { minLength: 1, maxLength: 3 }), (corpus: Corpus, how, drawn) => {
        inside(corpus, (dir) => {
          const ask = { patterns: [dir], root: dir, ...how }
          const found = scan(ask)
          let moved: Scan = found
          for (const line of drawn) {
            moved = moved.rethreshold(line)
            const anew = scan({ ...ask, recipe: { ...standard, copy: { ...standard.copy, ...line } } })
            expect(recordsOf(moved)).toEqual(recordsOf(anew))
            anew.close()
          }
          found.close()
        })
      }),
      { numRuns: 25 },
    )
  })

  test('the articles are asked for once', async () => {
    let asked = 0
    function* counted(): Generator<Article> {
      for (const article of near) {
        asked++
        yield article
      }
    }
    await scanned(scan(counted()), (found) => {
      for (const line of [0.3, 0.6, 0.9]) found.rethreshold(line)
      expect(asked).toBe(near.length)
    })
  })
})

describe('clean and restore', () => {
  test('articles come back without what is cut, and restore gives what there was', async () => {
    const given = wire.map((article, n) => ({ ...article, extra: { n, tags: ['ü', '漢'] } }))
    const { articles, undo, scan: found } = await clean(given)
    expect(articles).toEqual([given[0], { ...given[2], text: story('E F') }, given[3]])
    expect(found.report.summary).toMatchObject({ kept: 2, cut: 1, removed: 1 })
    found.close()
    expect(await restore(articles, JSON.parse(JSON.stringify(undo)))).toEqual(given)
    expect(await restore(one(articles), undo)).toEqual(given)
  })

  test('law: whatever the articles, restore(clean(x)) is x', async () => {
    const articles = fc.array(
      fc.record(
        {
          text: fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom('A B A', 'A B C D', "A B' C B", 'G E F G', 'A a B a C a').map((s) => story(s)),
          ),
          id: fc.oneof(fc.string(), fc.integer()),
          more: fc.jsonValue(),
        },
        { requiredKeys: ['text'] },
      ),
      { maxLength: 12 },
    )
    await fc.assert(
      fc.asyncProperty(articles, fc.constantFrom('keep' as const, 'drop' as const), async (given, skipped) => {
        const cleaned = await clean(given, { maxRemoved: 1, skipped })
        cleaned.scan.close()
        const json = (x: unknown): unknown => JSON.parse(JSON.stringify(x))
        expect(await restore(cleaned.articles, cleaned.undo)).toEqual(json(given))
      }),
      { numRuns: 60 },
    )
  })

  test('a cut between the halves of a character: the line is kept whole beside it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'dittograph-api-'))
    try {
      const line = String.raw`{"text":"\ud83dX\ude00"}`
      writeFileSync(join(dir, 'x'), `${line}\n`)
      const cut = { at: line.indexOf('X'), bytes: 1, article: 'x', finding: '', whole: false }
      const { articles, undo } = cleanArticles(join(dir, 'x'), line.length + 1, [cut])
      expect(articles).toEqual([{ text: '\u{1f600}' }])
      expect(undo.edits).toEqual([{ index: 0, line, replaces: true }])
      expect(await restore(articles, undo)).toEqual([{ text: '\ud83dX\ude00' }])
    } finally {
      rmSync(dir, { recursive: true })
    }
  })

  test('what is not as it was is not restored', async () => {
    const { articles, undo, scan: found } = await clean(wire)
    found.close()
    const wrong: [Article[], typeof undo][] = [
      [articles.map((a, n) => (n === 1 ? { ...a, text: 'short' } : a)), undo],
      [articles.map((a, n) => (n === 0 ? { ...a, title: 'Pier open' } : a)), undo],
      [articles.slice(1), undo],
      [[...articles, articles[0]!], undo],
      [articles, { ...undo, edits: undo.edits.slice(1) }],
      [articles, { ...undo, schema: 'x' } as never],
      [articles, null as never],
      // One that was forged: cuts without what stood there, behind the end of the article, before its beginning, fewer articles than come back.
      ...[{ cuts: [[3, 4]] }, { gone: 'x' }, { cuts: [[900, 901]], gone: 'x' }, { cuts: [[5, 3]], gone: '' }].map(
        (how): [Article[], typeof undo] => [articles, { ...undo, edits: [{ index: 0, ...how } as never] }],
      ),
      [articles, { ...undo, articles: 9 }],
    ]
    for (const [cleaned, how] of wrong) await expect(restore(cleaned, how)).rejects.toThrow(BadBundle)
  })

  test('an article longer than what is read at a time', async () => {
    const letters = 'z'.repeat(3 << 20)
    const long = { id: 'long', text: `${story('G H G')}\n\n${letters}` }
    const { articles, undo, scan: found } = await clean([wire[0]!, long, wire[2]!])
    found.close()
    expect((articles[1] as Article).text === `${story('G H')}\n\n${letters}`).toBe(true)
    expect(JSON.stringify(await restore(articles, undo)) === JSON.stringify([wire[0], long, wire[2]])).toBe(true)
  })

  test('copies that are weighed get a field, and lose it again', async () => {
    const { articles, undo, scan: found } = await clean(wire, { copies: 'weight' })
    found.close()
    expect(articles.map((a) => (a as { weight?: number }).weight)).toEqual([0.5, 0.5, undefined, undefined])
    expect(await restore(articles, undo)).toEqual(wire)
  })

  test('the guard stands here too', async () => {
    const same = [1, 2, 3].map((id) => ({ id, text: story('A B C') }))
    await expect(clean(same)).rejects.toThrow(/2 of 3 articles would be removed/)
    const { articles, scan: found } = await clean(same, { maxRemoved: 0.7 })
    expect(articles).toEqual([same[0]])
    found.close()
  })

  test('with a directory: what a program wrote the command can restore', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'dittograph-api-'))
    try {
      const out = join(dir, 'cleaned')
      const { scan: found, totals } = await clean(one(wire) as AsyncIterable<Article>, { out })
      found.close()
      expect(totals.files).toBe(1)
      expect(existsSync(join(out, 'provenance.jsonl'))).toBe(true)
      restore(out, join(dir, 'back'))
      expect(readFileSync(join(dir, 'back', 'articles.jsonl'), 'utf8')).toBe(
        wire.map((article) => `${JSON.stringify(article)}\n`).join(''),
      )
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})
