// Random corpora on disk: records of JSONL files and plain texts, with planted copies, trims, inserts, parts, repeats and footers.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import type { ScanAsk } from '../../src/index.js'
import { scan } from '../../src/index.js'
import type { ReportRecord } from '../../src/model.js'
import { story } from '../stories.js'

export interface Item {
  readonly id: string
  readonly text: string
  readonly source?: string
  readonly date?: string
  readonly title?: string
}

/** A corpus: the files by path; a .txt holds one text. */
export type Corpus = Readonly<Record<string, readonly Item[]>>

const lines = (items: readonly Item[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('')

/** Writes the corpus, hands its directory over, and takes it away. */
export function inside<T>(corpus: Corpus, work: (dir: string, root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'dittograph-laws-'))
  const dir = join(root, 'in')
  try {
    mkdirSync(dir)
    for (const [path, items] of Object.entries(corpus)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true })
      writeFileSync(join(dir, path), path.endsWith('.txt') ? items.map((i) => i.text).join('') : lines(items))
    }
    return work(dir, root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

/** All records of a scan, and nothing open. */
export function recordsOf(ask: ScanAsk): ReportRecord[] {
  const found = scan(ask)
  try {
    return [...found.report.records({ articles: 'all', list: true })]
  } finally {
    found.close()
  }
}

/** The records of one type. */
export const ofType = <T extends ReportRecord['type']>(
  records: readonly ReportRecord[],
  type: T,
): Extract<ReportRecord, { type: T }>[] =>
  records.filter((r): r is Extract<ReportRecord, { type: T }> => r.type === type)

// ------------------------------------------------------------------------------------------------------------------ random

const signs = "A B C D E F G H A B C D E F G H A' B' C' D# E# A/ B/ a b c d e f".split(' ')
const body = fc
  .array(fc.constantFrom(...signs), { minLength: 1, maxLength: 9 })
  .chain((s) => fc.constantFrom('\n\n', '\n', '\r\n').map((between) => story(s.join(' '), between)))

const FOOTERS = [
  'Subscribe to our paper and read all of it for 3 crowns a week.',
  'Aldmoor Media Group, all rights reserved.',
  '',
]

const item = fc.record({
  text: fc.oneof(
    { weight: 20, arbitrary: fc.tuple(body, fc.constantFrom(...FOOTERS)).map(([b, f]) => (f ? `${b}\n\n${f}` : b)) },
    { weight: 1, arbitrary: fc.constantFrom('', ' \n ', 'A few words only.', '🐬 \u0000 \ud800') },
  ),
  source: fc.constantFrom('Aldmoor Courier', 'Kettle Post', 'Reuters', undefined),
  date: fc.constantFrom('2015-07-20', '2015-07-21', '2015-07-22', undefined),
  title: fc.constantFrom('Pier closes', 'Race 3', 'Race 4', undefined),
})

/** Corpora of one or two JSONL files and perhaps a text file. */
export const corpora: fc.Arbitrary<Corpus> = fc
  .array(item, { minLength: 1, maxLength: 14 })
  .chain((items) => fc.tuple(fc.constant(items), fc.nat(items.length), fc.boolean()))
  .map(([items, cut, plain]) => {
    const named = items.map((i, n): Item => ({ id: `n${n}`, ...i }) as Item)
    const out: Record<string, Item[]> = { 'b/two.jsonl': named.slice(cut) }
    if (cut > 0) out['a.jsonl'] = named.slice(0, cut)
    if (plain) out['c/story.txt'] = [{ id: '', text: named[0]!.text }]
    return out
  })
