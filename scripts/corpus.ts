// corpus/notation/*.txt -> corpus/*.jsonl, corpus/pages/*, corpus/gold.jsonl and the table of corpus/README.md.
//
//   node build/scripts/corpus.js            writes them, and removes .jsonl files and pages that no notation makes
//   node build/scripts/corpus.js --check    writes nothing; exit 1 when a file differs or a label does not hold
//
// The idea: nobody counts bytes by hand. An article is written as a sequence of named passages, the labels stand in the
// same line, and the script knows where each passage came to lie. Then it distrusts the labels: it compares every
// article with every other by brute force and with itself, and complains about a pair or a repeat that nobody labelled
// and about a label that the texts do not bear out. It shares no code with src/, so that it can judge what src/ says.
// The notation is described in corpus/README.md.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Span = [start: number, end: number]

/** A passage as it came to lie in an article. */
interface Placed {
  /** Its name without primes, or the text of a literal. */
  readonly base: string
  /** Its text as written in the notation (before wrapping). */
  readonly text: string
  span: Span
}
interface Label {
  readonly defect: string
  readonly from: number
  to: number
}
interface Relation {
  readonly verb: 'from' | 'part' | 'passage' | 'none'
  readonly other: string
  readonly what: string
}
interface Article {
  readonly id: string
  readonly title: string
  readonly path: string
  line: number
  readonly outlet: string
  readonly lang: string
  readonly fields: Map<string, string>
  readonly sequence: string[]
  readonly relations: Relation[]
  readonly keep: [name: string, why: string][]
  readonly placed: Placed[]
  readonly labels: Label[]
  text: string
}
/** One line of gold.jsonl; which fields a kind has stands in corpus/README.md. */
interface Gold {
  readonly kind: string
  readonly article?: string
  readonly span?: Span
  /** Of a repeat the place of the first printing, of boilerplate the outlet. */
  readonly source?: Span | string
  readonly defect?: string
  readonly exact?: boolean
  readonly cut?: boolean
  readonly a?: string
  readonly b?: string
  readonly part?: string
  readonly aSpan?: Span
  readonly bSpan?: Span
  readonly cluster?: readonly string[]
  readonly original?: string | null
  readonly because?: string
  readonly why?: string
}

const ROOT = join(import.meta.dirname, '..', '..', 'corpus')
const NEAR = 0.9
const complaints: string[] = []
const complain = (text: string): void => void complaints.push(text)
const bytes = (text: string): number => Buffer.byteLength(text)
const round = (x: number): string => x.toFixed(2)

// ------------------------------------------------------------------------------------------------------ the notation

interface File {
  readonly path: string
  readonly escape: boolean
}
interface Outlet {
  readonly name: string
  readonly lang: string
  readonly url: string
}

const passages = new Map<string, string>()
const articles: Article[] = []
const files: File[] = []
const boilerplate = new Map<string, Set<string>>()

/** Reads one file of notation. Definitions may stand before or after their use; a name may be defined once. */
function read(name: string, source: string): void {
  let file: File = { path: '', escape: false }
  let outlet: Outlet = { name: '', lang: '', url: '' }
  let article: Article | undefined
  source.split('\n').forEach((line, i) => {
    if (line === '' || line.startsWith('#')) return
    const space = line.indexOf(' ')
    const word = space < 0 ? line : line.slice(0, space)
    const rest = space < 0 ? '' : line.slice(space + 1).trim()
    const wrong = (why: string): never => {
      throw new SyntaxError(`notation/${name}:${i + 1}: ${why}: ${line.slice(0, 60)}`)
    }
    const [first = '', ...more] = rest.split(' ')
    const tail = more.join(' ')
    if (word === 'file') {
      file = { path: first, escape: tail === 'escape' }
      files.push(file)
      article = undefined
    } else if (word === 'outlet') {
      const [title = '', lang = '', url = ''] = rest.split('|').map((part) => part.trim())
      outlet = { name: title, lang, url }
    } else if (word === 'boilerplate') {
      const known = boilerplate.get(outlet.name) ?? new Set()
      for (const one of [first, ...more]) known.add(one)
      boilerplate.set(outlet.name, known)
    } else if (word === '=') {
      if (passages.has(first)) wrong('defined twice')
      passages.set(first, tail)
    } else if (word === '~') {
      const base = passages.get(first.replace(/'+$/, '')) ?? wrong('no such passage above')
      if (passages.has(first)) wrong('defined twice')
      let text = base
      for (const change of tail.split(' ; ')) {
        const [old = '', now = ''] = change.split(' => ')
        if (old === '' || text.split(old).length !== 2) wrong(`"${old}" does not stand there once`)
        text = text.replace(old, () => now)
      }
      passages.set(first, text)
    } else if (word === '@') {
      const page = first.startsWith('pages/')
      article = {
        id: first,
        title: tail,
        path: page ? first : file.path,
        line: 0,
        outlet: page ? '' : outlet.name,
        lang: page ? tail : outlet.lang,
        fields: new Map(),
        sequence: [],
        relations: [],
        keep: [],
        placed: [],
        labels: [],
        text: '',
      }
      if (!page) article.fields.set('url', outlet.url + first)
      if (articles.some((one) => one.id === first)) wrong('id used twice')
      articles.push(article)
    } else if (article === undefined) {
      wrong('stands in no article')
    } else if (word === '>') {
      article.sequence.push(...(rest.match(/"[^"]*"|\[[a-z-]+|[\]+|/]|[^\s[\]+|/"]+/g) ?? []))
    } else if (word === 'from' || word === 'part' || word === 'passage' || word === 'none') {
      article.relations.push({ verb: word, other: first, what: tail })
    } else if (word === 'keep') {
      const [, quoted, what] = /^"([^"]*)" (.*)$/.exec(rest) ?? [rest, first, tail]
      article.keep.push([quoted ?? '', what ?? ''])
    } else if (['date', 'author', 'join', 'wrap', 'eol', 'original', 'url'].includes(word)) {
      article.fields.set(word, rest)
    } else {
      wrong('unknown word')
    }
  })
}

/** `name.1-4` is short for `name.1 name.2 name.3 name.4`. */
function expand(token: string): string[] {
  const range = /^(.*\.)(\d+)-(\d+)$/.exec(token)
  if (!range) return [token]
  const [, stem = '', from = '', to = ''] = range
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => `${stem}${Number(from) + i}`)
}

/** An article's sequence -> its text, the places of its passages and the labels, as ranges of passages. */
function compose(article: Article): void {
  const { fields, placed, labels } = article
  const eol = fields.get('eol') === 'crlf' ? '\r\n' : '\n'
  const wrap = Number(fields.get('wrap') ?? 0)
  const paragraph = fields.get('join') === 'line' || wrap > 0 ? eol : eol + eol
  const glue = article.lang === 'zh' || article.lang === 'ja' ? '' : ' '
  const open: Label[] = []
  let text = ''
  let separator = ''
  for (const token of article.sequence.flatMap(expand)) {
    if (token === '/') break
    if (token === '+') separator = glue
    else if (token === '|') separator = eol
    else if (token.startsWith('[')) {
      const label = { defect: token.slice(1), from: placed.length, to: placed.length }
      labels.push(label)
      open.push(label)
    } else if (token === ']') {
      const label = open.pop()
      if (!label) throw new SyntaxError(`${article.id}: "]" without "["`)
      label.to = placed.length
    } else {
      const literal = token.startsWith('"')
      const written = literal ? token.slice(1, -1) : passages.get(token)
      if (written === undefined) throw new SyntaxError(`${article.id}: no passage named ${token}`)
      text += separator
      const shown = wrap > 0 ? fold70(written, wrap, eol) : written
      if (wrap > 0) text += '    '
      const start = bytes(text)
      text += shown
      placed.push({
        base: literal ? written : token.replace(/'+$/, ''),
        text: written,
        span: [start, start + bytes(shown)],
      })
      separator = paragraph
    }
  }
  if (open.length > 0) throw new SyntaxError(`${article.id}: "[" without "]"`)
  if (article.path.startsWith('pages/') && text !== '') text += eol
  article.text = text
}

/** Hard-wrapped as a newswire is: the first line has an indent of four, which is not part of the passage. */
function fold70(text: string, width: number, eol: string): string {
  const lines: string[] = []
  let line = '    '
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > width && line.trim() !== '') {
      lines.push(line)
      line = word
    } else line += line.trim() === '' ? word : ` ${word}`
  }
  lines.push(line)
  return lines.join(eol).slice(4)
}

// --------------------------------------------------------------------------------------- what "the same" means, again

interface Token {
  readonly text: string
  /** 24 a word, 15 a Han or Kana character, 10 a letter of Thai, Lao, Khmer or Burmese; 120 make a shingle. */
  readonly weight: number
  /** Byte offset. */
  readonly at: number
}
const CHARACTERS = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}ー々'
const UNSPACED = '\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}'
const CHARACTER = new RegExp(`^[${CHARACTERS}]`, 'u')
const LETTER = new RegExp(`^[${UNSPACED}]`, 'u')
const TOKEN = new RegExp(
  `[${UNSPACED}]\\p{M}*|[${CHARACTERS}]|(?:(?![${UNSPACED}${CHARACTERS}])[\\p{L}\\p{M}\\p{N}])+`,
  'gu',
)
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/(?<=[\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Hebr}\p{sc=Arab}]\p{M}*)\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[أإآ]/gu, 'ا')
    .replace(/ى/gu, 'ي')
    .replace(/ة/gu, 'ه')
    .replace(/ς/gu, 'σ')
    .replace(/\u0640/gu, '')

function tokens(text: string): Token[] {
  const out: Token[] = []
  let from = 0
  let at = 0
  for (const match of text.matchAll(TOKEN)) {
    at += bytes(text.slice(from, match.index))
    from = match.index
    const word = match[0]
    const weight = CHARACTER.test(word) ? 15 : LETTER.test(word) ? 10 : 24
    out.push({ text: folded(word), weight, at })
  }
  return out
}

/** Words, in the unit of the recipe: 2 Han or Kana characters or 4 Thai letters make one. */
const worth = (t: Token): number => (t.weight === 24 ? 1 : t.weight === 15 ? 0.5 : 0.25)
const words = (list: readonly Token[]): number => list.reduce((sum, t) => sum + worth(t), 0)

interface Shingle {
  readonly key: string
  readonly token: number
  readonly count: number
}
function shingles(list: readonly Token[]): Shingle[] {
  const out: Shingle[] = []
  for (let i = 0; i < list.length; i++) {
    let weight = 0
    let j = i
    while (j < list.length && weight < 120) weight += list[j++]!.weight
    if (weight >= 120 || (i === 0 && list.length > 0)) {
      out.push({
        key: list
          .slice(i, j)
          .map((t) => t.text)
          .join(' '),
        token: i,
        count: j - i,
      })
    }
    if (j === list.length && weight < 120) break
  }
  return out
}

interface Reading {
  readonly article: Article
  readonly tokens: Token[]
  readonly shingles: Shingle[]
  readonly set: ReadonlySet<string>
  /** The same without what the outlet prints under everything. */
  readonly ownTokens: Token[]
  readonly own: ReadonlySet<string>
}

function reading(article: Article): Reading {
  const all = tokens(article.text)
  const foot = article.placed.filter((p) => isBoilerplate(article, p))
  const ownTokens = all.filter((t) => !foot.some((p) => t.at >= p.span[0] && t.at < p.span[1]))
  const list = shingles(all)
  return {
    article,
    tokens: all,
    shingles: list,
    ownTokens,
    set: new Set(list.map((s) => s.key)),
    own: new Set(shingles(ownTokens).map((s) => s.key)),
  }
}
const isBoilerplate = (article: Article, p: Placed): boolean => boilerplate.get(article.outlet)?.has(p.base) ?? false

interface Shares {
  readonly jaccard: number
  readonly aInB: number
  readonly bInA: number
  readonly containment: number
}
function shares(a: ReadonlySet<string>, b: ReadonlySet<string>): Shares {
  if (a.size === 0 || b.size === 0) return { jaccard: 0, aInB: 0, bInA: 0, containment: 0 }
  let both = 0
  for (const key of a) if (b.has(key)) both++
  const aInB = both / a.size
  const bInA = both / b.size
  return { jaccard: both / (a.size + b.size - both), aInB, bInA, containment: Math.max(aInB, bInA) }
}

/** Does one of the first 15 words of a stand among the first 45 of b, with the four that follow it? */
function leadsAlign(a: Reading, b: Reading): boolean {
  const lead = (r: Reading, n: number): Set<string> =>
    new Set(
      shingles(r.ownTokens)
        .filter((s) => words(r.ownTokens.slice(0, s.token)) < n)
        .map((s) => s.key),
    )
  const far = lead(b, 45)
  return [...lead(a, 15)].some((key) => far.has(key))
}

/** DESIGN: copy, part or neither, of the texts without boilerplate. */
function relation(a: Reading, b: Reading): { kind: 'copy' | 'part' | 'none'; part: string } {
  const s = shares(a.own, b.own)
  const [short, long, inLong] = a.ownTokens.length <= b.ownTokens.length ? [a, b, s.aInB] : [b, a, s.bInA]
  const ratio = words(long.ownTokens) / words(short.ownTokens)
  if (inLong >= 0.8 && short.own.size >= 20 && ratio > 1.5 && !leadsAlign(short, long))
    return { kind: 'part', part: short.article.id }
  if (s.jaccard >= 0.5 || (inLong >= 0.8 && short.own.size >= 20)) return { kind: 'copy', part: '' }
  return { kind: 'none', part: '' }
}

/** Would another tokeniser decide otherwise? */
function nearTheLine(a: Reading, b: Reading, s: Shares): boolean {
  const small = a.own.size < 20 || b.own.size < 20
  if (s.jaccard >= 0.55 || (!small && s.containment >= 0.85)) return false
  return s.jaccard > 0.45 || (!small && s.containment > 0.75)
}

/** Length of the longest common subsequence of two short texts. */
function common(a: readonly Token[], b: readonly Token[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const x of a) {
    const next = [0]
    for (let j = 0; j < b.length; j++) next.push(x.text === b[j]!.text ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!))
    row = next
  }
  return row[b.length]!
}

// ------------------------------------------------------------------------------------------------------------- labels

const place = (x: Article, y: Article): number =>
  Buffer.compare(Buffer.from(x.path), Buffer.from(y.path)) || x.line - y.line
const at = (article: Article, span: Span): string =>
  Buffer.from(article.text)
    .subarray(...span)
    .toString()
const flat = (text: string): string => text.replace(/\s+/gu, ' ').trim()

/** A repeat's record: its source is the first earlier run of the same passages. */
function repeat(article: Article, label: Label): Gold {
  const here = article.placed.slice(label.from, label.to)
  const bases = here.map((p) => p.base)
  let from = -1
  for (let i = 0; i + here.length <= label.from && from < 0; i++) {
    if (bases.every((base, k) => article.placed[i + k]!.base === base)) from = i
  }
  const there = article.placed.slice(from, from + here.length)
  if (from < 0 || here.length === 0)
    throw new SyntaxError(`${article.id}: ${label.defect} repeats nothing that stands before it`)
  const span: Span = [here[0]!.span[0], here.at(-1)!.span[1]]
  const source: Span = [there[0]!.span[0], there.at(-1)!.span[1]]
  const exact = here.every((p, i) => folded(p.text) === folded(there[i]!.text))
  const mine = tokens(at(article, span))
  const theirs = tokens(at(article, source))
  const share = common(mine, theirs) / Math.max(mine.length, theirs.length)
  const digits = (list: Token[]): string =>
    list
      .filter((t) => /\p{N}/u.test(t.text))
      .map((t) => t.text)
      .join(' ')
  const number = digits(mine) !== digits(theirs)
  if (share < NEAR) complain(`${article.id}: ${label.defect} has an aligned coverage of ${round(share)} only`)
  if (exact !== (share === 1))
    complain(`${article.id}: ${label.defect} is exact: ${exact}, but coverage is ${round(share)}`)
  if ((label.defect === 'near' || label.defect === 'near-number') === exact)
    complain(`${article.id}: ${label.defect}, exact: ${exact}`)
  if ((label.defect === 'near-number') !== number)
    complain(`${article.id}: ${label.defect}, but numbers differ: ${number}`)
  const length = words(mine)
  const adjacent = at(article, [source[1], span[0]]).trim() === ''
  const end = span[0] >= bytes(article.text) * 0.8
  const cut = !number && (length >= (here.length === 1 ? 8 : 20) || adjacent || (end && length >= 4))
  return { kind: 'repeat', article: article.id, span, source, defect: label.defect, exact, cut }
}

/** Runs of passages that stand in both articles, in order, long enough to be called a passage. Of a run that an article
 *  says twice, the first is named. */
function passageRuns(a: Article, b: Article): Gold[] {
  const out: Gold[] = []
  const told = new Set<string>()
  for (let i = 0; i < a.placed.length; i++) {
    for (let j = 0; j < b.placed.length; j++) {
      if (told.has(a.placed[i]!.base)) continue
      if (
        a.placed[i]!.base !== b.placed[j]!.base ||
        (i > 0 && j > 0 && a.placed[i - 1]!.base === b.placed[j - 1]!.base)
      )
        continue
      if (isBoilerplate(a, a.placed[i]!) || isBoilerplate(b, b.placed[j]!)) continue
      let n = 1
      while (i + n < a.placed.length && j + n < b.placed.length && a.placed[i + n]!.base === b.placed[j + n]!.base) n++
      const run = a.placed.slice(i, i + n)
      const lengths = run.map((p) => words(tokens(p.text)))
      if (!lengths.some((l) => l >= 20) && lengths.reduce((x, y) => x + y, 0) < 40) continue
      for (const p of run) told.add(p.base)
      const [first, last] = [b.placed[j]!, b.placed[j + n - 1]!]
      out.push({
        kind: 'passage',
        a: a.id,
        b: b.id,
        aSpan: [run[0]!.span[0], run.at(-1)!.span[1]],
        bSpan: [first.span[0], last.span[1]],
      })
    }
  }
  return out
}

/** Which defect names a pair whose two articles both came from a third: what was done more. */
const HARM = ['verbatim', 're-headlined', 'inserted', 'updated', 'reordered', 'trimmed']
const worse = (x: string, y: string): string => (HARM.indexOf(x) >= HARM.indexOf(y) ? x : y)

function pairs(readings: readonly Reading[]): Gold[] {
  const out: Gold[] = []
  const byId = new Map(readings.map((r) => [r.article.id, r]))
  const order = new Map(readings.map((r, i) => [r.article.id, i]))
  const key = (x: string, y: string): string => (order.get(x)! < order.get(y)! ? `${x}\n${y}` : `${y}\n${x}`)
  const said = new Map<string, Relation>()
  const family = new Map<string, { root: string; defect: string }>()
  for (const { article } of readings) {
    for (const rel of article.relations) {
      if (!byId.has(rel.other)) throw new SyntaxError(`${article.id}: ${rel.verb} ${rel.other}, which is no article`)
      if (said.has(key(article.id, rel.other))) complain(`${article.id} and ${rel.other} are labelled twice`)
      said.set(key(article.id, rel.other), rel)
      if (rel.verb === 'from') {
        if (!HARM.includes(rel.what)) complain(`${article.id}: unknown defect ${rel.what}`)
        family.set(article.id, { root: rel.other, defect: rel.what })
      }
    }
  }
  for (const { root } of family.values()) if (!family.has(root)) family.set(root, { root, defect: 'verbatim' })
  for (const [id, { root }] of family)
    if (family.get(root)!.root !== root)
      complain(`${id} comes from ${root}, which is itself a copy: name the first one`)

  readings.forEach((a, i) => {
    for (const b of readings.slice(i + 1)) {
      const [x, y] = [a.article, b.article]
      const label = said.get(key(x.id, y.id))
      const all = shares(a.set, b.set)
      const own = shares(a.own, b.own)
      const kind = relation(a, b)
      const measured = `own ${round(own.jaccard)}, ${round(own.aInB)} / ${round(own.bInA)}`
      const name = `${x.id} and ${y.id} (${measured}; whole ${round(all.jaccard)}, ${round(all.containment)})`
      const [f, g] = [family.get(x.id), family.get(y.id)]
      if (nearTheLine(a, b, own)) complain(`${name}: too near a threshold to be fair`)
      if (label?.verb === 'none') {
        out.push({ kind: 'none', a: x.id, b: y.id, why: label.what })
        const tiny = Math.max(words(a.tokens), words(b.tokens)) < (label.what === 'template' ? 40 : 8)
        if (kind.kind !== 'none' && !tiny) complain(`${name}: labelled none, but it is a ${kind.kind}`)
        if (longestRun(a, b) >= (tiny ? 40 : 20))
          complain(`${name}: labelled none, but shares a run of ${longestRun(a, b)} words`)
        if (label.what === 'same event' && own.jaccard > 0.05) complain(`${name}: told independently?`)
      } else if (label?.verb === 'from' || (f && g && f.root === g.root && kind.kind === 'copy')) {
        const defect = label?.verb === 'from' ? label.what : worse(f!.defect, g!.defect)
        out.push({ kind: 'copy', a: x.id, b: y.id, defect })
        if (kind.kind !== 'copy') complain(`${name}: labelled copy (${defect}), but it is ${kind.kind}`)
        const ratio = words(a.ownTokens) / words(b.ownTokens)
        if (label?.what === 'trimmed' && (Math.min(ratio, 1 / ratio) < 0.38 || Math.min(ratio, 1 / ratio) > 0.72))
          complain(`${name}: trimmed to ${round(Math.min(ratio, 1 / ratio))}`)
      } else if (label?.verb === 'part' || (related(x.id, y.id) && kind.kind === 'part')) {
        out.push({ kind: 'part', a: x.id, b: y.id, part: label ? label.other : kind.part })
        if (kind.kind !== 'part' || (label && kind.part !== label.other))
          complain(`${name}: labelled part, but it is ${kind.kind}`)
      } else {
        const runs = kind.kind === 'none' ? passageRuns(x, y) : []
        out.push(...runs)
        if (label?.verb === 'passage' && runs.length === 0)
          complain(`${name}: labelled passage, but none is long enough, or it is a ${kind.kind}`)
        if (runs.length > 0 && label?.verb !== 'passage' && !related(x.id, y.id))
          complain(`${name}: share a passage that nobody labelled`)
        if (runs.length === 0 && longestRun(a, b) >= 20)
          complain(`${name}: share ${longestRun(a, b)} words in a row, unlabelled`)
        if (kind.kind !== 'none') complain(`${name}: is a ${kind.kind}, unlabelled`)
        const small = Math.min(a.set.size, b.set.size) < 2
        if (!label && runs.length === 0 && !small && Math.max(all.containment, own.containment) >= 0.5)
          complain(`${name}: unlabelled`)
        if (!label && !(f && g && f.root === g.root) && Math.max(all.jaccard, own.jaccard) >= 0.3)
          complain(`${name}: unlabelled`)
      }
    }
  })
  return [...out, ...clusters(readings, family)]

  /** Both hang on one story through labels: copies of the same root, or a host and a copy of its part. */
  function related(p: string, q: string): boolean {
    const roots = (id: string): string[] => {
      const parts = byId
        .get(id)!
        .article.relations.filter((r) => r.verb === 'part' || r.verb === 'passage')
        .map((r) => r.other)
      return [id, ...parts].flatMap((one) => [one, family.get(one)?.root ?? one])
    }
    const mine = new Set(roots(p))
    return roots(q).some((one) => mine.has(one))
  }
  /** Longest run of equal words, boilerplate left out. */
  function longestRun(a: Reading, b: Reading): number {
    const [p, q] = [a.ownTokens, b.ownTokens]
    if (![...a.own].some((s) => b.own.has(s))) return 0
    let best = 0
    let row = new Array<number>(q.length + 1).fill(0)
    for (const t of p) {
      const next = [0]
      for (let j = 0; j < q.length; j++) next.push(t.text === q[j]!.text ? row[j]! + worth(t) : 0)
      for (const n of next) if (n > best) best = n
      row = next
    }
    return best
  }
}

function clusters(readings: readonly Reading[], family: ReadonlyMap<string, { root: string; defect: string }>): Gold[] {
  const out: Gold[] = []
  const list = readings.map((r) => r.article)
  for (const root of list.filter((one) => family.get(one.id)?.root === one.id)) {
    const members = list.filter((one) => family.get(one.id)?.root === root.id)
    const because = root.fields.get('original') ?? ''
    if (!['credit', 'earliest', 'unknown'].includes(because))
      complain(`${root.id} heads a cluster: say "original credit", "earliest" or "unknown"`)
    const dates = members.filter((one) => one.id !== root.id).map((one) => one.fields.get('date') ?? '9')
    if (because === 'earliest' && dates.some((date) => date <= root.fields.get('date')!))
      complain(`${root.id} is not the earliest`)
    out.push({
      kind: 'original',
      cluster: members.map((one) => one.id),
      original: because === 'unknown' ? null : root.id,
      because,
    })
  }
  for (const one of list)
    if (one.fields.has('original') && family.get(one.id)?.root !== one.id) complain(`${one.id} heads no cluster`)
  return out
}

/** Words that stand twice in one article and that no label covers. */
function unlabelledRepeats(r: Reading, gold: readonly Gold[]): void {
  const spans = gold
    .filter((g) => g.article === r.article.id)
    .flatMap((g) => [g.span, g.source])
    .filter((span) => Array.isArray(span))
  const seen = new Set<string>()
  for (const s of r.shingles) {
    const from = r.tokens[s.token]!.at
    const to = r.tokens[s.token + s.count - 1]!.at
    const covered = spans.some(([start, end]) => from < end && to >= start)
    if (seen.has(s.key) && !covered) complain(`${r.article.id}: "${s.key}" stands twice, unlabelled`)
    seen.add(s.key)
  }
}

function checkSpans(article: Article): void {
  for (const p of article.placed)
    if (flat(at(article, p.span)) !== flat(p.text)) complain(`${article.id}: span ${p.span} is not its passage`)
}

// --------------------------------------------------------------------------------------------------------------- main

const escaped = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

for (const name of readdirSync(join(ROOT, 'notation')).sort()) {
  if (name.endsWith('.txt')) read(name, readFileSync(join(ROOT, 'notation', name), 'utf8'))
}
const counts = new Map<string, number>()
for (const article of articles) {
  compose(article)
  checkSpans(article)
  if (article.path.startsWith('pages/')) continue
  article.line = (counts.get(article.path) ?? 0) + 1
  counts.set(article.path, article.line)
}
articles.sort(place)
const used = new Set(articles.flatMap((article) => article.sequence.flatMap(expand)))
for (const name of passages.keys())
  if (!used.has(name) && !used.has(`${name}'`)) complain(`passage ${name} is not used`)

const readings = articles.map(reading)
const inArticle = articles.flatMap((article): Gold[] => [
  ...article.labels.map((label) => repeat(article, label)),
  ...article.placed
    .filter((p) => isBoilerplate(article, p))
    .map((p) => ({ kind: 'boilerplate', article: article.id, span: p.span, source: article.outlet })),
  ...article.keep.flatMap(([name, why]) => {
    const spans = article.placed.filter((p) => p.base === name)
    if (spans.length < 2) complain(`${article.id}: keep ${name} stands ${spans.length} times`)
    return spans.map((p) => ({ kind: 'keep', article: article.id, span: p.span, why }))
  }),
])
for (const r of readings) unlabelledRepeats(r, inArticle)
for (const [outlet, names] of boilerplate) {
  for (const name of names) {
    const n = articles.filter((a) => a.outlet === outlet && a.placed.some((p) => p.base === name)).length
    if (n < 5) complain(`${outlet} prints ${name} under ${n} articles only`)
  }
}
const rank = new Map(articles.map((article, i) => [article.id, i]))
const firstOf = (g: Gold): number => rank.get(g.article ?? g.a ?? g.cluster?.[0] ?? '')!
const startOf = (g: Gold): number => g.span?.[0] ?? -1
const otherOf = (g: Gold): number => rank.get(g.b ?? '') ?? -1
const gold = [...inArticle, ...pairs(readings)].sort(
  (x, y) => firstOf(x) - firstOf(y) || startOf(x) - startOf(y) || otherOf(x) - otherOf(y),
)

const written = new Map<string, string>()
for (const file of files) {
  const lines = articles
    .filter((a) => a.path === file.path)
    .map((a) => {
      const { fields } = a
      const json = JSON.stringify({
        id: a.id,
        title: a.title,
        date: fields.get('date') ?? null,
        source: a.outlet,
        url: fields.get('url') ?? null,
        author: fields.get('author') ?? null,
        lang: a.lang,
        text: a.text,
      })
      return file.escape ? escaped(json) : json
    })
  written.set(file.path, lines.map((line) => `${line}\n`).join(''))
}
for (const a of articles) if (a.path.startsWith('pages/')) written.set(a.path, a.text)
written.set('gold.jsonl', gold.map((g) => `${JSON.stringify(g)}\n`).join(''))

const tally = (list: readonly string[]): string => {
  const n = new Map<string, number>()
  for (const one of list) n.set(one, (n.get(one) ?? 0) + 1)
  return [...n]
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .map(([one, k]) => `${one} ${k}`)
    .join(', ')
}
const kindOf = (kind: string, field: keyof Gold): string =>
  tally(gold.filter((g) => g.kind === kind).map((g) => String(g[field])))
const langOf = new Map(articles.map((a) => [a.id, a.lang]))
const langs = (kind: string): string =>
  tally(gold.filter((g) => g.kind === kind).map((g) => langOf.get(g.article ?? g.a ?? '')!))
const number = (kind: string): number => gold.filter((g) => g.kind === kind).length
const length = Math.round(readings.reduce((sum, r) => sum + words(r.tokens), 0))
const table = [
  '| what | how many |',
  '|---|---|',
  `| articles | ${articles.length}, of them ${articles.filter((a) => a.line === 0).length} pages |`,
  `| languages | ${tally(articles.map((a) => a.lang))} |`,
  `| words | ${length} (2 Han or Kana characters or 4 Thai letters count one) |`,
  `| repeat, by defect | ${kindOf('repeat', 'defect')} |`,
  `| repeat, by language | ${langs('repeat')} |`,
  `| repeat, cut allowed | ${kindOf('repeat', 'cut')} |`,
  `| copy, pairs by defect | ${kindOf('copy', 'defect')} |`,
  `| copy, pairs by language | ${langs('copy')} |`,
  `| part, pairs | ${number('part')} |`,
  `| passage | ${number('passage')} |`,
  `| boilerplate, spans by outlet | ${kindOf('boilerplate', 'source')} |`,
  `| original, clusters by evidence | ${kindOf('original', 'because')} |`,
  `| none, pairs by reason | ${kindOf('none', 'why')} |`,
  `| keep, spans by reason | ${kindOf('keep', 'why')} |`,
].join('\n')
const readme = existsSync(join(ROOT, 'README.md'))
  ? readFileSync(join(ROOT, 'README.md'), 'utf8')
  : '<!-- table -->\n<!-- /table -->\n'
written.set(
  'README.md',
  readme.replace(/<!-- table -->[\s\S]*<!-- \/table -->/, () => `<!-- table -->\n${table}\n<!-- /table -->`),
)

for (const [line] of readme.matchAll(/^\{"kind".*?\}(?=\s|$)/gm)) {
  if (!gold.some((g) => JSON.stringify(g) === line))
    complain(`README.md shows a label that is not in the gold: ${line}`)
}

const check = process.argv.includes('--check')
const stale = existsSync(join(ROOT, 'pages'))
  ? readdirSync(join(ROOT, 'pages'))
      .map((name) => `pages/${name}`)
      .filter((name) => !written.has(name))
  : []
stale.push(...readdirSync(ROOT).filter((name) => name.endsWith('.jsonl') && !written.has(name)))
if (check) {
  for (const name of stale) complain(`${name} comes from no notation`)
  for (const [name, text] of written) {
    if (!existsSync(join(ROOT, name)) || readFileSync(join(ROOT, name), 'utf8') !== text)
      complain(`${name} differs from what the notation says`)
  }
} else {
  mkdirSync(join(ROOT, 'pages'), { recursive: true })
  for (const name of stale) rmSync(join(ROOT, name))
  for (const [name, text] of written) writeFileSync(join(ROOT, name), text)
  console.log(table)
}
for (const text of complaints) console.error(`complaint: ${text}`)
if (complaints.length > 0) process.exitCode = 1
