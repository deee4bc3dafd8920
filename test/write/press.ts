// Records made up for the HTML report: `stories` of two outlets each, with a text, a repeat and a copy, as many as are asked for.
import type { FindingRecord, Kind, ReportRecord, View } from '../../src/model.js'
import { article, cluster, finding, summary, view } from './records.js'

export interface Press {
  readonly records: ReportRecord[]
  readonly view: View
}

export interface Made {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly outlet: string
  readonly date: string
}

export const fingerprintOf = (n: number): string => n.toString(16).padStart(16, '0')

/** Each article is a copy of the one before it; kinds take turns where `kinds` says so. */
export function press(articles: readonly Made[], kinds: readonly Kind[] = ['copy']): Press {
  const byId = new Map(articles.map((made) => [made.id, made]))
  const bytes = (id: string): Uint8Array => Buffer.from(byId.get(id)?.text ?? '')
  const findings = articles.map((made, n): FindingRecord => {
    const kind = kinds[n % kinds.length]!
    const other = articles[kind === 'repeat' ? n : Math.max(0, n - 1)]!
    const length = Buffer.byteLength(made.text)
    return finding({
      kind,
      rule: `dittograph/${kind}`,
      article: made.id,
      span: [0, length],
      lines: [1, 1],
      source:
        kind === 'boilerplate' ? null : { article: other.id, span: [0, Buffer.byteLength(other.text)], lines: [1, 1] },
      exact: false,
      score: (n % 101) / 100,
      because: ['90 % of its shingles stand there, 72 % of those here'],
      edit: kind === 'copy' ? 'removed' : 'none',
      cut: null,
      fingerprint: fingerprintOf(n),
    })
  })
  const clusters: ReportRecord[] = []
  for (let n = 0; n + 1 < articles.length; n += 2) {
    const members = [articles[n]!.id, articles[n + 1]!.id]
    clusters.push(
      cluster({ id: fingerprintOf(n), members, head: members[0]!, kept: [members[0]!], original: members[0]! }),
    )
  }
  const count = (kind: Kind): number => findings.filter((f) => f.kind === kind).length
  const own = new Map(articles.map((made) => [made.id, article(made.id, `${made.id}.txt`)] as const))
  return {
    records: [
      {
        type: 'header',
        schema: 'dittograph/1',
        version: '0',
        recipe: { copy: { jaccard: 0.5 } },
        options: {},
        fingerprint: '0',
      },
      ...own.values(),
      ...clusters,
      ...findings,
      summary({
        articles: articles.length,
        cut: articles.length,
        bytes: 1000,
        cutBytes: 10,
        outBytes: 990,
        clusters: clusters.length,
        copy: count('copy'),
        passage: count('passage'),
        repeat: count('repeat'),
        part: count('part'),
        boilerplate: count('boilerplate'),
      }),
    ],
    view: view({
      excerpt: (f, side, max) => (byId.get(side === 'here' ? f.article : f.source!.article)?.text ?? '').slice(0, max),
      article: (id) => own.get(id) ?? null,
      facts: (id) => {
        const made = byId.get(id)
        return made === undefined
          ? null
          : { id, title: made.title, date: made.date, url: null, source: made.outlet, author: null }
      },
      outlet: (id) => byId.get(id)?.outlet ?? null,
      text: bytes,
    }),
  }
}

const PLACES = ['harbour', 'bridge', 'market', 'library', 'orchard', 'ferry', 'council', 'school', 'weir', 'chapel']

/** Plain stories, so many. */
export function stories(count: number): Made[] {
  return [...Array(count).keys()].map((n) => ({
    id: `story-${n}`,
    title: `The ${PLACES[n % 10]} of ${PLACES[(n >> 3) % 10]} ${n}`,
    text: `On day ${n} the ${PLACES[n % 10]} was closed for repairs and the council said so.\n\nNobody minded number ${n >> 1}, wrote the paper, and the ${PLACES[(n + 3) % 10]} opened as usual in the morning.`,
    outlet: `Paper ${n % 7}`,
    date: `2024-03-${String(1 + (n % 28)).padStart(2, '0')}`,
  }))
}
