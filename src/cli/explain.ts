// Why, and why not: all that decided about one article, finding or cluster, or about two articles, in the sentences of an editor; the numbers
// stand behind them, in brackets. From the articles themselves also the pair that is no match, with the rule it came nearest to, and what
// the two have in common side by side (write/beside.ts).
//
//   echo-7: echo.jsonl line 7, 2,412 bytes, removed (copy of wire-3)
//     It is a trimmed copy of wire-3: all of it stands there, and 38 % of wire-3 does not stand here. It goes; wire-3 is kept and says all of it.
//     Of the 4 articles that carry this text wire-3 is the original (99 % sure): others credit Meridian Press, and this is its own item; it is the earliest.
//
// `--json` gives the same as one object, with the records it was told from.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { clause } from '../evidence.js'
import type {
  ArticleRecord,
  ClusterRecord,
  Facts,
  FindingRecord,
  MatchRecord,
  ReportRecord,
  Shares,
  TroubleRecord,
  VersionsRecord,
} from '../model.js'
import { likeliest } from '../nearest.js'
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
  /** Title, date and outlet of an article; null: not at hand. */
  facts?(id: string): Facts | null
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

/** Ids among which the one that was meant is looked for. */
const IDS = 100_000

/** `(did you mean x?)` for an id that nothing has: a path that ends so, or an id with a slip. */
export function meant(id: string, ids: Iterable<string>): string {
  const all = [...ids]
  const above = id.slice(0, id.lastIndexOf('/') + 1)
  const beside = all.flatMap((other) => (other.startsWith(above) ? [other.slice(above.length)] : []))
  const found = all.find((other) => other.endsWith(`/${id}`)) ?? likeliest(id.slice(above.length), beside)
  return found === null ? '' : ` (did you mean ${found.endsWith(`/${id}`) ? found : above + found}?)`
}

/** All that is known of one article, finding or cluster. */
export interface OneAnswer {
  readonly id: string
  readonly article: ArticleRecord | null
  readonly findings: readonly FindingRecord[]
  readonly matches: readonly MatchRecord[]
  readonly clusters: readonly ClusterRecord[]
  readonly troubles: readonly TroubleRecord[]
}

/** A rule that makes two texts a match, what it needs, and what there is. */
export interface Rule {
  readonly rule: string
  readonly needs: number
  readonly has: number
  readonly holds: boolean
}

/** All that is known of two articles. */
export interface TwoAnswer {
  readonly a: string
  readonly b: string
  readonly match: MatchRecord | null
  /** The cluster both stand in. */
  readonly cluster: ClusterRecord | null
  readonly findings: readonly FindingRecord[]
  /** Null: the texts are not at hand. */
  readonly compared: Comparison | null
  readonly rules: readonly Rule[]
}

const percent = (share: number): string => {
  const tenths = Math.round(share * 1000)
  return tenths === 1000 && share < 1 ? 'nearly all' : `${tenths / 10} %`
}
const shares = (s: Shares): string =>
  `jaccard ${s.jaccard.toFixed(3)}, aInB ${s.aInB.toFixed(3)}, bInA ${s.bInA.toFixed(3)}`
const count = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+$)/g, ',')

// -------------------------------------------------------------------------------------------------------------- gathering

export function gather(id: string, source: Source): OneAnswer {
  let article: ArticleRecord | null = null
  const findings: FindingRecord[] = []
  const matches: MatchRecord[] = []
  const clusters: ClusterRecord[] = []
  const troubles: TroubleRecord[] = []
  const ids = new Set<string>()
  for (const r of source.records()) {
    if (r.type === 'article' && ids.size < IDS) ids.add(r.id)
    if (r.type === 'article' && r.id === id) article = r
    else if (r.type === 'finding' && (r.article === id || r.fingerprint === id)) findings.push(r)
    else if (r.type === 'match' && (r.a === id || r.b === id)) matches.push(r)
    else if (r.type === 'cluster' && (r.id === id || r.members.includes(id) || r.id === article?.cluster))
      clusters.push(r)
    else if (r.type === 'trouble' && r.article === id) troubles.push(r)
  }
  if (article === null && findings.length === 0 && clusters.length === 0 && matches.length === 0)
    throw new UsageError(
      `nothing of ${id} stands in the report${meant(id, ids)}: ids are those of its article records, fingerprints those of its findings and clusters`,
    )
  return { id, article, findings, matches, clusters, troubles }
}

export function gatherTwo(a: string, b: string, source: Source): TwoAnswer {
  let match: MatchRecord | null = null
  let cluster: ClusterRecord | null = null
  const findings: FindingRecord[] = []
  const seen = new Set<string>()
  for (const r of source.records()) {
    if (r.type === 'article') seen.add(r.id)
    else if (r.type === 'match' && ((r.a === a && r.b === b) || (r.a === b && r.b === a))) match = r
    else if (r.type === 'cluster' && r.members.includes(a) && r.members.includes(b)) cluster = r
    else if (r.type === 'finding' && r.source !== null && r.source.article !== r.article) {
      if ((r.article === a && r.source.article === b) || (r.article === b && r.source.article === a)) findings.push(r)
    }
  }
  for (const id of [a, b])
    if (!seen.has(id) && match === null && source.compare === null)
      throw new UsageError(`the report has no article ${id}`)
  const compared = source.compare === null ? null : source.compare(a, b)
  return { a, b, match, cluster, findings, compared, rules: compared === null ? [] : rulesOf(compared, source.recipe) }
}

/** The rules by which two texts are a match, each with what it needs and what there is. */
function rulesOf(c: Comparison, { copy, passage }: Recipe): Rule[] {
  const run = Math.max(0, ...c.spans.map((s) => s[1] - s[0]))
  const rule = (name: string, needs: number, has: number): Rule => ({ rule: name, needs, has, holds: has >= needs })
  return [
    rule('copy: words of the shorter', copy.minWords, Math.min(...c.words)),
    rule('copy: jaccard', copy.jaccard, c.own.jaccard),
    rule('copy or part: containment', copy.containment, Math.max(c.own.aInB, c.own.bInA)),
    rule('passage: words in a row (here bytes aligned)', passage.runWords, run),
  ]
}

// -------------------------------------------------------------------------------------------------------------- sentences

/** The answer as lines of text, unescaped. */
export const explain = (answer: OneAnswer | TwoAnswer, source: Source): string[] =>
  'rules' in answer ? two(answer, source) : one(answer, source)

/** How the text of one stands to that of the other, from the side of `id`. */
function standing(m: MatchRecord, id: string): string {
  const other = m.a === id ? m.b : m.a
  const [here, there] = m.a === id ? [m.own.aInB, m.own.bInA] : [m.own.bInA, m.own.aInB]
  if (m.kind === 'passage') return `It shares a passage with ${other}`
  if (m.kind === 'part')
    return here >= there
      ? `It is printed inside ${other}, which is longer and begins otherwise`
      : `It prints ${other} inside, among other things`
  if (here === 1 && there === 1) return `It is the same text as ${other}, word for word`
  if (here >= 0.95 && there >= 0.95) return `It is the same text as ${other}, but for a few words`
  if (here >= 0.95)
    return `It is a trimmed copy of ${other}: ${all(here)} of it stands there, and ${percent(1 - there)} of ${other} does not stand here`
  if (there >= 0.95)
    return `It is a copy of ${other} with something added: ${all(there)} of ${other} stands here, and ${percent(1 - here)} is its own`
  return `It is a reworked copy of ${other}: ${percent(here)} of it stands there, and ${percent(there)} of ${other} here`
}

const all = (share: number): string => (share === 1 ? 'all' : percent(share))
const ended = (text: string): string => `${text}${/[.!?]$/.test(text) ? '' : '.'}`
const list = (ids: readonly string[]): string =>
  ids.length > 6
    ? `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`
    : ids.length < 2
      ? ids.join('')
      : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`
const linesOf = ([first, last]: readonly [number, number]): string =>
  first === last ? `line ${first}` : `lines ${first}-${last}`

/** What becomes of a finding and why: "It goes; wire-3 is kept and says all of it." */
function fate(f: FindingRecord): string {
  // The first reason of a copy are its shares, which the sentence before says.
  const why = f.because
    .filter((b) => !/shingles stand there|^identical after folding$/.test(b))
    .map((b) => b.replace(/^kept: /, ''))
  const keeper = f.source?.article ?? 'another article'
  if (f.edit === 'removed')
    return why.length === 0
      ? `It goes; ${keeper} is kept and says all of it.`
      : `It goes; ${keeper} is kept. ${ended(why.join('; '))}`
  if (f.edit === 'cut')
    return `That is cut (bytes ${f.cut![0]}-${f.cut![1]})${why.length === 0 ? '' : `: ${why.join('; ')}`}.`
  if (f.edit === 'covered') return 'That goes with a larger cut.'
  return f.kind === 'copy' || f.kind === 'part'
    ? `It stays${why.length === 0 ? '' : `: ${why.join('; ')}`}.`
    : `That is reported and stays${why.length === 0 ? '' : `: ${why.join('; ')}`}.`
}

function one({ id, article, findings, matches, clusters, troubles }: OneAnswer, source: Source): string[] {
  const out: string[] = []
  if (article !== null) {
    const facts = source.facts?.(id) ?? null
    const said =
      facts === null
        ? []
        : [facts.source, facts.date, facts.title === null ? null : `“${facts.title}”`].filter((x) => x !== null)
    out.push(
      `${article.id}: ${article.path}${article.line === null ? '' : ` line ${article.line}`}, ${count(article.bytes)} bytes, ${article.status}${article.reason === null ? '' : ` (${article.reason})`}`,
    )
    if (said.length > 0) out.push(`  ${said.join(', ')}`)
    if (article.weight !== undefined)
      out.push(`  It counts ${article.weight === 1 ? 'one' : `1/${Math.round(1 / article.weight)}`}.`)
    if (article.derivation !== undefined) out.push(`  ${derived(article.derivation)}`)
  } else if (findings.length > 0 && findings[0]!.article !== id) out.push(`finding ${id} of ${findings[0]!.article}`)
  const told = new Set<string>()
  for (const f of findings) {
    const here = linesOf(f.lines)
    const there = f.source === null ? '' : linesOf(f.source.lines)
    if (f.kind === 'copy' || f.kind === 'part') {
      const m = matches.find((x) => x.a === f.source?.article || x.b === f.source?.article)
      if (f.source !== null) told.add(f.source.article)
      const what =
        m === undefined
          ? `It is a ${f.kind} of ${f.source?.article}, ${linesOf(f.lines)}, bytes ${f.span[0]}-${f.span[1]}`
          : standing(m, f.article)
      out.push(`  ${ended(what)} ${fate(f)}`)
      out.push(
        `    (${f.kind}, ${m === undefined ? `score ${f.score}; ${f.because[0] ?? ''}` : `${shares(m.own)}; of shingles`}; finding ${f.fingerprint})`,
      )
    } else {
      const what =
        f.kind === 'boilerplate'
          ? `${here} ${f.lines[0] === f.lines[1] ? 'is' : 'are'} what the outlet prints under ${percent(f.score)} of its stories`
          : f.source?.article === f.article
            ? `${here} ${f.lines[0] === f.lines[1] ? 'says' : 'say'} again what ${there} ${f.source.lines[0] === f.source.lines[1] ? 'says' : 'say'}`
            : `${here} also ${f.lines[0] === f.lines[1] ? 'stands' : 'stand'} in ${f.source?.article}, ${there}`
      out.push(`  ${what[0]!.toUpperCase()}${what.slice(1)}. ${fate(f)}`)
      out.push(`    (${f.kind}, bytes ${f.span[0]}-${f.span[1]}, score ${f.score}; finding ${f.fingerprint})`)
    }
  }
  const others = matches.filter((m) => !told.has(m.a === id ? m.b : m.a) && m.kind !== 'passage')
  for (const m of others.slice(0, 10))
    out.push(`  ${standing(m, id)}.`, `    (${m.kind}, ${shares(m.own)}; of shingles)`)
  if (others.length > 10) out.push(`  … and so with ${others.length - 10} more articles.`)
  for (const c of clusters) out.push(...clusterOf(c, id))
  for (const t of troubles) out.push(`  ${t.level}: ${t.message}`)
  if (article?.status === 'skipped') out.push('  it was not read, so nothing is known of what it says')
  else if (findings.length + matches.length + clusters.length === 0)
    out.push('  no finding, no match, no cluster: nothing in it stands twice, here or elsewhere')
  return out
}

function derived({ kind, own, from, behind }: NonNullable<ArticleRecord['derivation']>): string {
  const late =
    behind === null ? '' : `; it came ${Math.abs(behind)} hours ${behind < 0 ? 'before' : 'after'} the original`
  const whose = from === null ? '' : `, most of the rest is ${from}'s`
  return kind === 'undecided'
    ? `It shares text with others, and nobody knows who had it first${late}.`
    : kind === 'not'
      ? `It is its own text${own < 1 ? ` (${percent(own)})` : ''}${late}.`
      : `It is ${kind} derived: ${percent(own)} is its own${whose}${late}.`
}

/** Who had it first, what speaks against that, and the versions. */
function clusterOf(c: ClusterRecord, id: string): string[] {
  const of =
    c.size === 1 ? 'It stands in a cluster of its own' : `Of the ${count(c.size)} articles that carry this text`
  const out: string[] = []
  const why = c.because.filter((b) => !/^(?:agency )?text \(|^stands for it/.test(b)).map(clause)
  const isAgency = c.because.some((b) => b.startsWith('agency text ('))
  const stands = c.because.find((b) => b.startsWith('stands for it: '))?.slice('stands for it: '.length)
  if (c.standsFor !== undefined)
    out.push(
      `  ${of} none is the original: it is ${isAgency ? 'agency ' : ''}text of ${c.standsFor}, whose own item is not in the corpus (${why.join('; ')}).${c.original === null ? '' : ` ${c.original} stands for it${stands === undefined ? '' : `, ${stands}`} (${percent(c.confidence)} sure that it is ${c.standsFor}'s).`}`,
    )
  else if (c.original !== null)
    out.push(
      `  ${of} ${c.original === id ? 'this one' : c.original} is the original (${percent(c.confidence)} sure): ${why.join('; ')}.`,
    )
  else if (c.size === 1) out.push(`  ${of}: ${why.join('; ')}.`)
  else out.push(`  ${of} nobody knows the original: ${why.join('; ')}.`)
  for (const o of c.others ?? [])
    out.push(
      `    for ${o.article === id ? 'this one' : o.article} speaks: ${o.because.map(clause).join('; ')} (${percent(o.share)})`,
    )
  const kept = c.kept.length === c.size ? 'all of them' : list(c.kept)
  out.push(`    kept: ${kept}; gathered around ${c.head} (cluster ${c.id})`)
  for (const v of c.versions ?? []) out.push(`    ${versionsOf(v)}`)
  // Reports of older versions do not say.
  if (c.inner)
    out.push(`    alike: ${percent(c.inner.lowest)} at least, ${percent(c.inner.mean)} on average, each with ${c.head}`)
  if (c.loose !== undefined) out.push(`    nothing but identical text is removed here: ${c.loose}`)
  if (c.near.length > 0) out.push(`    near clusters: ${c.near.join(', ')}`)
  return out
}

const CHANGES = {
  same: 'the same again',
  extended: 'with more',
  shortened: 'with less',
  corrected: 'corrected',
  updated: 'updated',
  rewritten: 'rewritten',
} as const

function versionsOf(v: VersionsRecord): string {
  if (v.by === 'none')
    return `${v.outlet} printed it ${v.articles.length} times (${list(v.articles)}), and nothing says in which order`
  const told = v.articles.slice(0, 6).map((article, i) => {
    const change = i === 0 ? undefined : v.changes[i - 1]
    return change === undefined
      ? article
      : `${article}, ${CHANGES[change.kind]}${change.kind === 'same' ? '' : ` (${percent(change.fresh)} new, ${percent(1 - change.kept)} gone)`}`
  })
  return `${v.outlet} printed it ${v.articles.length} times, by ${v.by}: ${told.join('; then ')}${v.articles.length > 6 ? '; and so on' : ''}`
}

function two({ a, b, match, cluster, findings, compared, rules }: TwoAnswer, source: Source): string[] {
  const out: string[] = []
  if (match !== null) {
    out.push(
      `${match.a} and ${match.b}: ${match.kind}`,
      `  ${standing(match, a).replace(/^It/, a)}.`,
      `    whole texts: ${shares(match)}; without boilerplate, which decides: ${shares(match.own)}`,
    )
    for (const s of match.spans.slice(0, 10))
      out.push(`    bytes ${s[0]}-${s[1]} of ${match.a} are bytes ${s[2]}-${s[3]} of ${match.b}`)
    if (match.spans.length > 10) out.push(`    and ${match.spans.length - 10} more runs`)
    for (const f of findings) out.push(`  ${f.article}: ${fate(f)}`)
  } else
    out.push(
      `${a} and ${b}: no match${cluster === null ? '' : `, but both copy ${cluster.head} (cluster ${cluster.id})`}`,
    )
  if (cluster !== null) out.push(...clusterOf(cluster, a))
  if (compared === null) {
    if (match === null)
      out.push('  for the numbers of a pair that is no match, give the articles themselves: --from PATHS')
    return out
  }
  const { copy, passage } = source.recipe
  if (match === null) {
    out.push(
      `  ${Math.round(compared.words[0])} and ${Math.round(compared.words[1])} words; ${shares(compared.own)}`,
      `  a copy needs jaccard ${copy.jaccard}, or ${percent(copy.containment)} of one of at least ${copy.containmentShingles} shingles in the other; a passage a whole paragraph of ${passage.paragraphWords} words or ${passage.runWords} words in a row`,
    )
    if (Math.min(...compared.words) < copy.minWords)
      out.push(`  articles of fewer than ${copy.minWords} words are never linked`)
    else if (compared.kind !== null)
      out.push(
        `  compared now they are a ${compared.kind}: they were not candidates of each other, because one of them is represented by another article`,
      )
    else if (compared.own.jaccard >= copy.jaccard)
      out.push(`  they fill in one form: under ${copy.templateWords} words and different only in names and numbers`)
    else {
      const near = rules.slice(1, 3).sort((x, y) => y.has / y.needs - x.has / x.needs)[0]!
      out.push(
        near.has === 0
          ? '  they have no five words in a row in common'
          : `  nearest is the rule "${near.rule}": it needs ${near.needs}, and there is ${near.has.toFixed(3)}, ${percent(near.needs - near.has)} short`,
      )
    }
  }
  for (const [k, [x, y]] of [
    [a, b],
    [b, a],
  ].entries()) {
    const lost = compared.missing[k]!
    if (compared.kind === 'copy')
      out.push(
        lost === null
          ? `  ${x} could go when ${y} stays: nothing would be lost`
          : `  ${x} could not go when only ${y} stays: ${lost.length > 0 ? `it alone says ${lost.slice(0, 8).join(', ')}` : 'too much of it is not there'}`,
      )
  }
  return out
}
