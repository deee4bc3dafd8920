// Real corpora with truth that lie beside some checkouts and never in one: measured when they are there, skipped when not.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Scan } from '../../src/index.js'
import { scan } from '../../src/index.js'
import type { ClusterRecord, MatchRecord } from '../../src/model.js'

const data = new URL('../../../shared/data', import.meta.url).pathname
const here = (name: string): boolean => existsSync(join(data, name))
const rows = <T>(file: string): T[] =>
  readFileSync(join(data, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)

function found<T>(patterns: string[], look: (scan: Scan) => T): T {
  const ran = scan({ patterns: patterns.map((p) => join(data, p)) })
  try {
    return look(ran)
  } finally {
    ran.close()
  }
}
const recordsOf = <T>(ran: Scan, type: string): T[] =>
  [...ran.report.records({ articles: 'changed', list: false })].filter((r) => r.type === type) as unknown as T[]

test.skipIf(!here('seeds'))('five scraped pages: the three repeats and nothing else', () => {
  found(['seeds/*.txt'], (ran) => {
    const gold = rows<{ article: string; span: number[]; source: number[] }>('seeds/gold.jsonl')
    expect(
      [...ran.report.findings].map(({ article, span, source }) => ({ article, span, source: source?.span })),
    ).toEqual(gold.map(({ article, span, source }) => ({ article, span, source })))
    expect(recordsOf(ran, 'match')).toEqual([])
    expect(recordsOf(ran, 'cluster')).toEqual([])
  })
})

test.skipIf(!here('gnad'))('a German paper without copies: no link', () => {
  found(['gnad/docs.jsonl'], (ran) => {
    expect(recordsOf<MatchRecord>(ran, 'match').filter((m) => m.kind !== 'passage')).toEqual([])
  })
})

test.skipIf(!here('bbc'))(
  'exact twins of the BBC: every pair of the oracle is linked, and no pair under the line',
  () => {
    found(['bbc/docs.jsonl'], (ran) => {
      const key = (a: string, b: string): string => (a < b ? `${a}\n${b}` : `${b}\n${a}`)
      const links = new Set(
        recordsOf<MatchRecord>(ran, 'match').flatMap((m) => (m.kind === 'passage' ? [] : [key(m.a, m.b)])),
      )
      const cluster = new Map(
        recordsOf<ClusterRecord>(ran, 'cluster').flatMap((c) => c.members.map((m) => [m, c.id] as const)),
      )
      const oracle = rows<{ a: string; b: string; jaccard5: number; containment5: number; na: number; nb: number }>(
        'bbc/oracle.jsonl',
      )
      const missed = oracle.filter(
        (p) =>
          (p.jaccard5 >= 0.55 || p.containment5 >= 0.85) &&
          Math.min(p.na, p.nb) >= 36 &&
          !links.has(key(p.a, p.b)) &&
          (cluster.get(p.a) === undefined || cluster.get(p.a) !== cluster.get(p.b)),
      )
      expect(missed).toEqual([])
      const alike = new Set(oracle.flatMap((p) => (p.jaccard5 >= 0.45 || p.containment5 >= 0.7 ? [key(p.a, p.b)] : [])))
      expect([...links].filter((k) => !alike.has(k))).toEqual([])
    })
  },
)
