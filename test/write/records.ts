// Records made up for the tests of the reporters.
import type {
  ArticleRecord,
  ClusterRecord,
  FindingRecord,
  HeaderRecord,
  SummaryRecord,
  TroubleRecord,
  View,
} from '../../src/model.js'
import { nothing } from '../../src/report.js'

export const header = (): HeaderRecord => ({
  type: 'header',
  schema: 'dittograph/1',
  version: '1.2.3',
  recipe: {},
  options: {},
  fingerprint: 'fedcba9876543210',
})

export const summary = (of: Partial<SummaryRecord> = {}): SummaryRecord => ({ ...nothing, ...of })

export const finding = (of: Partial<FindingRecord> = {}): FindingRecord => ({
  type: 'finding',
  kind: 'repeat',
  rule: 'dittograph/repeat',
  article: 'a.txt',
  span: [3071, 5868],
  lines: [17, 30],
  fileLine: 17,
  source: { article: 'a.txt', span: [273, 3070], lines: [3, 16] },
  exact: true,
  score: 1,
  because: ['identical after folding', '14 passages'],
  edit: 'cut',
  cut: [3070, 5868],
  fingerprint: '0123456789abcdef',
  ...of,
})

export const cluster = (of: Partial<ClusterRecord> = {}): ClusterRecord => ({
  type: 'cluster',
  id: '0123456789abcdef',
  size: 2,
  members: ['a', 'b'],
  head: 'b',
  kept: ['b'],
  original: 'b',
  confidence: 0.9,
  because: ['credit:AP', 'earliest'],
  near: [],
  inner: { lowest: 0.97, mean: 0.97 },
  ...of,
})

export const trouble = (of: Partial<TroubleRecord> = {}): TroubleRecord => ({
  type: 'trouble',
  level: 'error',
  code: 'E_BAD_JSON',
  article: null,
  path: 'c.jsonl',
  line: 12,
  message: 'no JSON; copied through',
  ...of,
})

export const article = (id: string, path = id, line: number | null = null): ArticleRecord => ({
  type: 'article',
  id,
  path,
  line,
  bytes: 100,
  status: 'cut',
  reason: null,
  cluster: null,
})

/** Every article is a file of its own, unless told otherwise. */
export const view = (of: Partial<View> = {}): View => ({
  colour: false,
  width: 80,
  excerpt: () => '',
  where: (finding, side) => {
    const article = side === 'here' ? finding.article : finding.source?.article
    return article === undefined ? null : { path: article, line: null }
  },
  article: () => null,
  facts: () => null,
  outlet: () => null,
  text: () => new Uint8Array(0),
  inText: (_, span) => span,
  ...of,
})
