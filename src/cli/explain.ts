// Why, and why not: what a report says of one article, finding or cluster, or of two articles; from the articles themselves also
// the numbers of a pair that is no match, beside the thresholds it misses.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type {
  ArticleRecord,
  ClusterRecord,
  FindingRecord,
  MatchRecord,
  ReportRecord,
  Shares,
  TroubleRecord,
} from '../model.js'
import type { Recipe } from '../recipe.js'
import { UsageError } from './usage.js'

/** What two texts have in common, decided or not. Shares are 0..1. */
export interface Comparison {
  readonly kind: string | null
  readonly whole: Shares
  readonly own: Shares
  readonly words: readonly [number, number]
  readonly spans: readonly (readonly [number, number, number, number])[]
  /** What the first says that the second does not, and the other way round: words that make it stay. Null: nothing would be lost. */
  readonly missing: readonly [readonly string[] | null, readonly string[] | null]
}

/** Where the answer comes from. */
export interface Source {
  records(): Iterable<ReportRecord>
  /** Null: the texts are not at hand. */
  compare: ((a: string, b: string) => Comparison) | null
  readonly recipe: Recipe
}

/** Opens a report named by --from, or null when it names articles. */
export function reportAt(from: readonly string[]): Iterable<ReportRecord> | null {
  const [path] = from
  if (from.length !== 1 || path === undefined || !existsSync(path)) return null
  const provenance = join(path, 'provenance.jsonl')
  const file = statSync(path).isDirectory() ? (existsSync(provenance) ? provenance : null) : path
  if (file === null) return null
  const bytes = readFileSync(file)
  const first = bytes.subarray(0, Math.max(0, bytes.indexOf(10))).toString()
  if (!first.includes('"schema":"dittograph/')) return null
  return {
    *[Symbol.iterator]() {
      for (let at = 0; at < bytes.length; ) {
        const end = bytes.indexOf(10, at)
        const stop = end < 0 ? bytes.length : end
        if (stop > at) yield JSON.parse(bytes.subarray(at, stop).toString()) as ReportRecord
        at = stop + 1
      }
    },
  }
}

/** The answer as lines of text, unescaped. */
export function explain(ids: readonly [string] | readonly [string, string], source: Source): string[] {
  return ids.length === 2 ? two(ids[0], ids[1], source) : one(ids[0], source)
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`
const shares = (s: Shares, a: string, b: string): string =>
  `jaccard ${s.jaccard.toFixed(3)}, ${percent(s.aInB)} of ${a} stands in ${b}, ${percent(s.bInA)} of ${b} in ${a}`

function one(id: string, source: Source): string[] {
  const out: string[] = []
  let article: ArticleRecord | null = null
  const findings: FindingRecord[] = []
  const matches: MatchRecord[] = []
  const clusters: ClusterRecord[] = []
  const troubles: TroubleRecord[] = []
  for (const r of source.records()) {
    if (r.type === 'article' && r.id === id) article = r
    else if (r.type === 'finding' && (r.article === id || r.fingerprint === id)) findings.push(r)
    else if (r.type === 'match' && (r.a === id || r.b === id)) matches.push(r)
    else if (r.type === 'cluster' && (r.id === id || r.members.includes(id) || r.id === article?.cluster))
      clusters.push(r)
    else if (r.type === 'trouble' && r.article === id) troubles.push(r)
  }
  if (article === null && findings.length === 0 && clusters.length === 0 && matches.length === 0)
    throw new UsageError(
      `nothing of ${id} stands in the report: ids are those of its article records, fingerprints those of its findings and clusters`,
    )
  if (article !== null)
    out.push(
      `${article.id}: ${article.path}${article.line === null ? '' : ` line ${article.line}`}, ${article.bytes} bytes, ${article.status}${article.reason === null ? '' : ` (${article.reason})`}`,
    )
  else if (findings.length > 0 && findings[0]!.article !== id) out.push(`finding ${id} of ${findings[0]!.article}`)
  for (const f of findings) {
    const from =
      f.source === null
        ? ''
        : f.source.article === f.article
          ? ` repeats lines ${f.source.lines[0]}-${f.source.lines[1]}`
          : ` from ${f.source.article} lines ${f.source.lines[0]}-${f.source.lines[1]}`
    out.push(
      `  ${f.kind}, lines ${f.lines[0]}-${f.lines[1]}, bytes ${f.span[0]}-${f.span[1]}${from}: ${f.edit === 'none' ? 'reported only' : f.edit}${f.cut === null ? '' : ` (bytes ${f.cut[0]}-${f.cut[1]})`}, score ${f.score}`,
    )
    for (const why of f.because) out.push(`    ${why}`)
  }
  for (const m of matches) {
    const other = m.a === id ? m.b : m.a
    out.push(`  ${m.kind} with ${other}: ${shares(m, m.a, m.b)}`)
    if (m.own.jaccard !== m.jaccard) out.push(`    without boilerplate: ${shares(m.own, m.a, m.b)}`)
    for (const s of m.spans.slice(0, 10))
      out.push(`    bytes ${s[0]}-${s[1]} of ${m.a} are bytes ${s[2]}-${s[3]} of ${m.b}`)
  }
  for (const c of clusters) {
    out.push(`  cluster ${c.id}: ${c.size} articles around ${c.head}, kept: ${c.kept.join(', ')}`)
    // Reports of older versions do not say.
    if (c.inner)
      out.push(
        `    alike: ${percent(c.inner.lowest)} at least, ${percent(c.inner.mean)} on average, each with ${c.head}`,
      )
    out.push(`    original: ${c.original ?? 'unknown'} (confidence ${c.confidence}): ${c.because.join('; ')}`)
    if (c.near.length > 0) out.push(`    near clusters: ${c.near.join(', ')}`)
  }
  for (const t of troubles) out.push(`  ${t.level}: ${t.message}`)
  if (article?.status === 'skipped') out.push('  it was not read, so nothing is known of what it says')
  else if (findings.length + matches.length + clusters.length === 0)
    out.push('  no finding, no match, no cluster: nothing in it stands twice, here or elsewhere')
  return out
}

function two(a: string, b: string, source: Source): string[] {
  let match: MatchRecord | null = null
  let seenA = false
  let seenB = false
  let together: ClusterRecord | null = null
  for (const r of source.records()) {
    if (r.type === 'article') {
      seenA ||= r.id === a
      seenB ||= r.id === b
    } else if (r.type === 'match' && ((r.a === a && r.b === b) || (r.a === b && r.b === a))) match = r
    else if (r.type === 'cluster' && r.members.includes(a) && r.members.includes(b)) together = r
  }
  for (const [id, seen] of [
    [a, seenA],
    [b, seenB],
  ] as const)
    if (!seen && match === null && source.compare === null) throw new UsageError(`the report has no article ${id}`)
  const out: string[] = []
  if (match !== null) {
    out.push(
      `${match.a} and ${match.b}: ${match.kind}`,
      `  whole texts: ${shares(match, match.a, match.b)}`,
      `  without boilerplate, which decides: ${shares(match.own, match.a, match.b)}`,
    )
    for (const s of match.spans)
      out.push(`  bytes ${s[0]}-${s[1]} of ${match.a} are bytes ${s[2]}-${s[3]} of ${match.b}`)
  } else
    out.push(
      `${a} and ${b}: no match${together === null ? '' : `, but both copy ${together.head} (cluster ${together.id})`}`,
    )
  if (source.compare !== null) {
    const c = source.compare(a, b)
    const { copy, passage } = source.recipe
    if (match === null) {
      out.push(`  ${c.words[0]} and ${c.words[1]} words; ${shares(c.own, a, b)}`)
      out.push(
        `  a copy needs jaccard ${copy.jaccard}, or ${percent(copy.containment)} of one of at least ${copy.containmentShingles} shingles in the other; a passage a whole paragraph of ${passage.paragraphWords} words or ${passage.runWords} words in a row`,
      )
      if (Math.min(...c.words) < copy.minWords)
        out.push(`  articles of fewer than ${copy.minWords} words are never linked`)
      else if (c.kind !== null)
        out.push(
          `  compared now they are a ${c.kind}: they were not candidates of each other, because one of them is represented by another article`,
        )
      else if (c.own.jaccard >= copy.jaccard)
        out.push(`  they fill in one form: under ${copy.templateWords} words and different only in names and numbers`)
    }
    for (const [k, [x, y]] of [
      [a, b],
      [b, a],
    ].entries()) {
      const lost = c.missing[k]!
      if (c.kind === 'copy')
        out.push(
          lost === null
            ? `  ${x} could go when ${y} stays: nothing would be lost`
            : `  ${x} could not go when only ${y} stays: ${lost.length > 0 ? `it alone says ${lost.slice(0, 8).join(', ')}` : 'too much of it is not there'}`,
        )
    }
  } else if (match === null)
    out.push('  for the numbers of a pair that is no match, give the articles themselves: --from PATHS')
  return out
}
