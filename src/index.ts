/// <reference lib="esnext.disposable" preserve="true" />
// The public door: scan, clean, restore, verify as functions. What the command does it does through here.
//
//   import { scan } from 'dittograph'
//   const found = scan({ patterns: ['corpus/'] })        files
//   const found = await scan(articles)                   or articles: any iterable, of objects with a text
//   for (const { id, of, duplicates } of found.removed) …
//   found.close()
//
// The work is synchronous: a scan is a batch job. Run it in a worker if your program has other things to do. Only to wait for articles
// is asynchronous, so with those the answer is a promise.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import type { Answer } from './answer.js'
import { answer } from './answer.js'
import { saidOf } from './asked.js'
import { flags } from './cli/flags.js'
import { Comparer } from './comparer.js'
import type { Verdicts } from './decide.js'
import { derive } from './derive.js'
import { bySource, cuts, edits } from './edits.js'
import { createHand } from './jobs.js'
import { isTwin } from './kernel/wasm.js'
import { boilerplateIn, WAY_OUT } from './known.js'
import type {
  Change,
  Decided,
  Fields,
  HtmlExtract,
  MatchKind,
  Run,
  Shares,
  SourceFile,
  Span,
  Trouble,
} from './model.js'
import type { Options, Outcome } from './pipeline.js'
import { looseNotes, rethreshold, run } from './pipeline.js'
import type { Article, Stream } from './read/articles.js'
import { take } from './read/articles.js'
import type { Ask } from './read/find.js'
import { find, nodeOf } from './read/find.js'
import { Repack } from './read/packed.js'
import { MAX_RECORD, openReader } from './read/reader.js'
import { unspool } from './read/stdin.js'
import type { Recipe } from './recipe.js'
import { bounds, standard } from './recipe.js'
import type { Report } from './report.js'
import { recipeFingerprint, report } from './report.js'
import { Threads } from './run/crew.js'
import type { ArticleUndo } from './store/articles.js'
import { cleanArticles, restoreArticles } from './store/articles.js'
import { memoryExchange } from './store/exchange.js'
import type { Replaced } from './store/inplace.js'
import { beginInPlace, finishInPlace, replaceable } from './store/inplace.js'
import { begin, CannotWrite, holds, place, writeFileWith } from './store/publish.js'
import type { Restored, RestoreOptions } from './store/restore.js'
import { proveRestore, restore as restoreFiles } from './store/restore.js'
import { resuming } from './store/resume.js'
import { spillingExchange } from './store/spill.js'
import type { CleanTotals, UndoMode } from './store/undo.js'
import { cleaning, firstLine, MANIFEST } from './store/undo.js'
import { version } from './version.js'
import { json } from './write/escape.js'

export type { Answer, BorderlinePair, Duplicate, KeptArticle, RemovedArticle } from './answer.js'
export type * from './model.js'
export type { Article, Stream } from './read/articles.js'
export type { Recipe } from './recipe.js'
export { standard } from './recipe.js'
export type { Report } from './report.js'
export type { ArticleEdit, ArticleUndo } from './store/articles.js'
export { putBack, verify } from './store/inplace.js'
export { CannotWrite } from './store/publish.js'
export { BadBundle } from './store/restore.js'
export { version } from './version.js'

/** What to read and by what policy. Everything but `patterns` has a default. */
export interface ScanAsk extends Omit<Ask, 'cwd'> {
  /** What relative paths are relative to; default: the working directory. */
  readonly cwd?: string
  readonly fields?: Partial<Fields>
  /** Bytes of the longest record that is read; default 64 MiB. */
  readonly maxRecord?: number
  /** Bytes that one compressed file may unpack to; default 200 times its size, from 64 MiB to 64 GiB. */
  readonly maxDecompressed?: number | null
  /** Encoding of inputs that do not tell theirs; default: UTF-8, or what the bytes look like. */
  readonly encoding?: string | null
  /** What of a page of HTML is its text: all that a reader sees (blocks), or what Firefox's reader view takes for the article. Default blocks. */
  readonly htmlExtract?: HtmlExtract
  readonly copies?: Options['copies']
  readonly parts?: Options['parts']
  readonly keep?: Options['keep']
  readonly boilerplate?: Options['boilerplate']
  /** A report or provenance.jsonl whose list of boilerplate holds here too. */
  readonly boilerplateFrom?: string | null
  /** Fingerprints of findings that were reviewed. Where some of them would be decided otherwise, the articles are read a second time. */
  readonly decided?: Decided | null
  /** Whether records that could not be read are copied through to cleaned output. */
  readonly skipped?: 'keep' | 'drop'
  readonly recipe?: Recipe
  /** Also tell how much of each article, and of each outlet, is its own. Reads every article once more. */
  readonly outlets?: boolean
  /** Threads, this one included; auto: as many as there are processors, when the input is large enough to need them. Default 1. They change nothing but the time it takes. */
  readonly threads?: number | 'auto'
  /** Fingerprints of findings that are known: their records are marked so, and the duplicate ratio leaves them out. */
  readonly known?: { has(fingerprint: string): boolean } | undefined
  /** Bytes of memory to stay below, as far as the index is what needs it: what is more goes to an unlinked file in the directory for temporary files. Default: all in memory. */
  readonly memory?: number
  readonly watch?: Watcher
}

/** What a caller may want to hear while it lasts. */
export interface Watcher {
  /** A step begins; total: bytes it reads, or things it does; 0 when that is not known. */
  stage?(name: string, total: number): void
  advance?(done: number): void
}

/** What to do with articles that are handed over, and by what policy: all that is asked of files, but for what finds them. */
export interface ArticlesAsk
  extends Pick<
    ScanAsk,
    | 'fields'
    | 'maxRecord'
    | 'copies'
    | 'parts'
    | 'keep'
    | 'boilerplate'
    | 'boilerplateFrom'
    | 'skipped'
    | 'recipe'
    | 'threads'
    | 'known'
    | 'memory'
    | 'watch'
  > {
  /** What the report calls the file that they would make; default articles.jsonl. An article without an id of its own is named by it and its line. */
  readonly name?: string
  /** Articles that are compared with and pointed to, and never reported on or removed. */
  readonly against?: Stream<object>
}

/** New lines between copies and others; what is not given stays as it is. */
export interface Lines {
  /** Resemblance from which two articles are copies, .1 to 1. */
  readonly jaccard?: number
  /** Containment from which the contained one is a copy or a part, .1 to 1. */
  readonly containment?: number
}

export interface Scan extends Answer {
  readonly files: readonly SourceFile[]
  readonly ignored: readonly { readonly why: string; readonly count: number }[]
  readonly root: string
  readonly report: Report
  readonly troubles: readonly Trouble[]
  /** Names recipe and options. */
  readonly fingerprint: string
  /** Every article that loses something: its text and what is cut of it, in order. */
  cuts(visit: (id: string, text: Uint8Array, cuts: readonly Span[]) => void): void
  /** What is done to the bytes of each file, and the sha256 of the file that was scanned (with `hash` only). */
  changes(file: number): Iterable<Change>
  sha256(file: number): string | undefined
  /** Articles, and removed ones, by source: what the guard of `clean` counts. */
  bySource(): { readonly source: string | null; readonly articles: number; readonly removed: number }[]
  /** Two articles, by id, decided again whatever the report says of them; null when one of the ids is unknown. */
  compare(a: string, b: string): Compared | null
  readonly recipe: Recipe
  /** What would be found with another line between copies and others (a number: of jaccard), without reading again what is not in doubt. It lives as long as this scan, and need not be closed. */
  rethreshold(line: number | Lines): Scan
  /** Lets go of files and memory. What was asked for stays; what is read when asked (texts, pairs near the line) is no longer to be had. */
  close(): void
  [Symbol.dispose](): void
}

/** Two texts, compared: shares 0..1, words, aligned byte spans, and which words of either the other lacks (null: none that count). */
export interface Compared {
  readonly kind: MatchKind | null
  readonly whole: Shares
  readonly own: Shares
  readonly words: readonly [number, number]
  readonly spans: readonly Run[]
  readonly missing: readonly [readonly string[] | null, readonly string[] | null]
}

/** What a run needs besides its columns, whatever it reads: the program, its garbage and its buffers. */
const BESIDES = 128 << 20
/** Share of --memory for articles read again, within bounds: what is held of an article of 1 KB takes three times what its columns count. Partners lie close together,
 *  because each part is decided by itself, so that few do: the README says what a run with --memory costs beside one without. 12 MiB, because what crosses 16 takes 32. */
const READINGS = 1 / 32
const LEAST_READINGS = 12 << 20
const MOST_READINGS = 96 << 20

const FIELDS: Fields = { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }

/**
 * Finds what is said twice, in files or in articles, and changes nothing. Of files the answer is there at once; articles are taken in first, each once.
 * `hash`: also take the sha256 of every file, for a clean that follows.
 */
export function scan(ask: ScanAsk, hash?: boolean): Scan
export function scan(articles: Stream<Article>, ask?: ArticlesAsk): Promise<Scan>
export function scan(articles: Stream<object>, ask: ArticlesAsk & { readonly fields: Partial<Fields> }): Promise<Scan>
export function scan(what: ScanAsk | Stream<object>, how?: boolean | ArticlesAsk): Scan | Promise<Scan> {
  return isStream(what) ? scanArticles(what, typeof how === 'object' ? how : {}, false) : scanFound(what, how === true)
}

function isStream(what: object): what is Stream<object> {
  if (typeof what === 'object' && what !== null) return Symbol.asyncIterator in what || Symbol.iterator in what
  throw new TypeError(
    'what is to be read? An object with patterns, such as { patterns: ["corpus/"] }, or an iterable of articles',
  )
}

function scanFound(ask: ScanAsk, hash: boolean): Scan {
  if (!Array.isArray(ask.patterns))
    throw new TypeError('what is to be read? { patterns: ["corpus/"] }: a list of paths, directories and globs')
  const cwd = resolve(ask.cwd ?? '.')
  // Before anything is read: the list may be mistaken, and standard input can be read once.
  const known = ask.boilerplateFrom ? boilerplateList(resolve(cwd, ask.boilerplateFrom), ask) : null
  const found = find({ ...ask, cwd })
  try {
    return scanFiles(found.files, found.ignored, found.root, [...found.troubles], ask, known, hash)
  } catch (error) {
    for (const file of found.files) unspool(file.at)
    throw error
  }
}

async function scanArticles(articles: Stream<object>, ask: ArticlesAsk, hash: boolean): Promise<Scan> {
  const name = ask.name ?? 'articles.jsonl'
  if (!/^[^/\0]+$/.test(name) || name === '.' || name === '..')
    throw new RangeError(`name ${JSON.stringify(name)}: it must be a plain file name, such as articles.jsonl`)
  const { against, ...asked } = ask
  const how: ScanAsk = { ...asked, patterns: [] }
  const known = ask.boilerplateFrom ? boilerplateList(resolve(ask.boilerplateFrom), how) : null
  const files: SourceFile[] = []
  try {
    files.push(await take(articles, name, false))
    if (against !== undefined) {
      if (!isStream(against)) throw new TypeError('against: an iterable of articles is meant')
      files.push(await take(against, `against-${name}`, true))
    }
    files.sort((x, y) => Buffer.compare(Buffer.from(x.path), Buffer.from(y.path)))
    return scanFiles(files, [], '', [], how, known, hash)
  } catch (error) {
    for (const file of files) unspool(file.at)
    throw error
  }
}

/** A policy that there is not is a mistake of the caller, in JavaScript too. The table of flags knows them all. */
function checked(ask: ScanAsk): void {
  for (const name of ['copies', 'parts', 'keep', 'boilerplate', 'skipped'] as const)
    if (ask[name] !== undefined) flags[name].read(String(ask[name]), name)
}

function scanFiles(
  files: SourceFile[],
  ignored: Scan['ignored'],
  root: string,
  troubles: Trouble[],
  ask: ScanAsk,
  known: ReadonlySet<string> | null,
  hash: boolean,
): Scan {
  checked(ask)
  const recipe = ask.recipe ?? standard
  const fields: Fields = { ...FIELDS, ...ask.fields }
  const maxRecord = ask.maxRecord ?? MAX_RECORD
  const extract = ask.htmlExtract ?? 'blocks'
  const options: Options = {
    copies: ask.copies ?? 'cut',
    parts: ask.parts ?? 'keep',
    keep: ask.keep ?? 'original',
    boilerplate: ask.boilerplate ?? 'keep',
    known,
  }
  const said = saidOf(options, files, {
    skipped: ask.skipped ?? 'keep',
    inputFormat: ask.inputFormat ?? 'auto',
    maxRecord,
    maxDecompressed: ask.maxDecompressed ?? null,
    encoding: ask.encoding ?? null,
    extract,
    fields,
    decided: ask.decided ?? null,
  })
  const { maxDecompressed = null, encoding = null } = ask
  const reader = openReader(files, fields, { maxRecord, maxDecompressed, encoding, extract }, (t) => troubles.push(t))
  const { memory } = ask
  // The index gets a twelfth of what the run does not need besides, because it costs little on disk. The rest is for what does not spill: the columns of the articles
  // (150 bytes each), the readings, the findings.
  const spill = memory === undefined ? null : spillingExchange(Math.max(0, memory - BESIDES) / 12)
  const readings =
    memory === undefined ? undefined : Math.max(LEAST_READINGS, Math.min(MOST_READINGS, memory * READINGS))
  const bytes = files.reduce((n, f) => n + f.size, 0)
  const threads = threadsFor(ask.threads ?? 1, bytes)
  const held = readings === undefined ? undefined : readings / threads
  const comparer = new Comparer(recipe, held)
  const post = { recipe, held, twin: isTwin() }
  const crew = new Threads(threads - 1, new URL('./worker.js', import.meta.url), post, createHand(recipe, comparer))
  const close = (): void => {
    crew.close()
    reader.close()
    spill?.close()
  }
  try {
    const hashes = files.map(() => (hash ? createHash('sha256') : null))
    // What the reader has to tell it tells once; what is found is told by each round, and what is decided by each answer.
    let notes: Trouble[] = []
    const once = (verdicts: Verdicts | null): Outcome =>
      run(
        {
          reader,
          exchange: spill ?? memoryExchange(),
          crew,
          comparer,
          stage: (name, total) => ask.watch?.stage?.(name, total),
          advance: (n) => ask.watch?.advance?.(n),
          trouble: (t) => notes.push(t),
          raw: (file, chunk) => {
            if (verdicts === null) hashes[file]?.update(chunk)
          },
        },
        recipe,
        options,
        verdicts,
      )
    let outcome = once(null)
    // Fingerprints are known when all is decided. What a reviewer wants otherwise is decided again with that; what this changes may be reviewed too.
    let verdicts: Verdicts | null = null
    const met = new Set<string>()
    for (let round = 0; ask.decided && round < REVIEWS; round++) {
      const wanted = verdictsOf(
        outcome,
        report(outcome, reader, { version, recipe, options: said, troubles: [] }),
        ask.decided,
        verdicts,
        met,
      )
      if (wanted === null) break
      verdicts = wanted
      notes = []
      outcome = once(verdicts)
    }
    troubles.push(...notes)
    if (ask.decided) tellUnmet(ask.decided, met, (t) => troubles.push(t))
    const digests = hashes.map((h) => h?.digest('hex'))
    crew.close()
    const answered = (outcome: Outcome, recipe: Recipe, close: () => void): Scan => {
      const derived = ask.outlets === true ? derive(outcome, (i) => files[outcome.survey.file.get(i)]!.against) : null
      const unweighed = options.copies === 'weight' ? unweighedNotes(outcome, files) : []
      const sorted = [...troubles, ...looseNotes(outcome), ...unweighed].sort(compareTroubles)
      const about = { version, recipe, options: said, troubles: sorted, known: ask.known, derived }
      const made = report(outcome, reader, about)
      reader.unchanged()
      const scanned: Omit<Scan, keyof Answer> = {
        files,
        ignored,
        root,
        report: made,
        troubles: sorted,
        fingerprint: recipeFingerprint(recipe, said, version),
        cuts: (visit) => cuts(outcome, visit),
        changes: (file) => reader.changes(file, edits(outcome, made, file, said.skipped === 'drop')),
        sha256: (file) => digests[file],
        bySource: () => bySource(outcome, files),
        compare: (a, b) => compare(outcome, a, b),
        recipe,
        rethreshold: (line) => {
          const drawn = redrawn(recipe, line)
          const world = { reader, comparer: new Comparer(drawn, held) }
          return answered(rethreshold(outcome, world, recipe, drawn, options), drawn, () => {})
        },
        close,
        [Symbol.dispose]: close,
      }
      // Not copied into one another: the lists of an answer are made when they are asked for.
      return Object.defineProperties(
        scanned,
        Object.getOwnPropertyDescriptors(answer(outcome, made, reader, recipe)),
      ) as Scan
    }
    return answered(outcome, recipe, close)
  } catch (error) {
    close()
    throw error
  }
}

/** The recipe with another line; what it may be stands with its bounds. */
function redrawn(recipe: Recipe, line: number | Lines): Recipe {
  const { jaccard = recipe.copy.jaccard, containment = recipe.copy.containment } =
    typeof line === 'number' ? { jaccard: line } : line
  for (const [name, share] of Object.entries({ jaccard, containment })) {
    const bound = bounds.copy[name as 'jaccard' | 'containment']
    if (bound !== 'fixed' && !(share >= bound.least && share <= bound.most))
      throw new RangeError(`rethreshold: ${name} is ${share}: it must be ${bound.least} to ${bound.most}`)
  }
  return { ...recipe, copy: { ...recipe.copy, jaccard, containment } }
}

/** Times that reviewed findings are looked for: what one decision changes is seldom decided as well. */
const REVIEWS = 4

/** What a reviewer wants otherwise than it was decided, with all that was wanted before; null: nothing more. `met` takes the fingerprints that are there. */
function verdictsOf(
  outcome: Outcome,
  made: Report,
  decided: Decided,
  before: Verdicts | null,
  met: Set<string>,
): Verdicts | null {
  const stay = new Set(before?.stay)
  const go = new Set(before?.go)
  const uncut = new Map(before?.uncut)
  const cuts = new Map(before?.cut)
  let more = false
  let i = 0
  for (const f of made.findings) {
    // Findings stand in the order of the drafts they are made of.
    const { article, cut } = outcome.drafts.at(i++)
    const whole = f.kind === 'copy' || f.kind === 'part'
    met.add(f.fingerprint)
    if (decided.rejected.has(f.fingerprint)) {
      if (whole && !stay.has(article)) {
        stay.add(article)
        more = true
      } else if (!whole && cut !== null) {
        uncut.set(article, [...(uncut.get(article) ?? []), cut])
        more = true
      }
    } else if (decided.accepted.has(f.fingerprint) && f.edit === 'none') {
      const { span } = outcome.drafts.at(i - 1)
      const had = (cuts.get(article) ?? []).some(([start, end]) => start === span[0] && end === span[1])
      if (whole && !go.has(article)) go.add(article)
      else if (f.kind === 'repeat' && !had) cuts.set(article, [...(cuts.get(article) ?? []), span])
      else continue
      more = true
    }
  }
  return more ? { stay, go, uncut, cut: cuts } : null
}

/** Decisions that decide nothing any more: their finding is gone, or its text has changed. */
function tellUnmet({ accepted, rejected }: Decided, met: ReadonlySet<string>, tell: (t: Trouble) => void): void {
  const unmet = [...accepted, ...rejected].filter((print) => !met.has(print)).sort()
  if (unmet.length === 0) return
  const [are, some] = unmet.length === 1 ? ['is', 'a decision'] : ['are', `${unmet.length} decisions`]
  tell({
    level: 'note',
    code: 'N_DECISIONS',
    article: null,
    path: null,
    line: null,
    message: `${some} of --decisions ${are} of no finding (${unmet.slice(0, 3).join(', ')}${unmet.length > 3 ? ', …' : ''}): what it was said of has gone, or its text has changed`,
  })
}

/** Records that cannot say what they weigh. */
function unweighedNotes(outcome: Outcome, files: readonly SourceFile[]): Trouble[] {
  const { survey: s, sides, weights } = outcome
  const told = new Map<number, { taken: number; none: number; line: number }>()
  for (const article of [...weights.keys()].sort((x, y) => x - y)) {
    const file = s.file.get(article)
    if (files[file]!.against) continue
    const splice = sides.record(article).field?.('weight', 1)
    if (splice !== undefined && splice !== 'taken') continue
    const t = told.get(file) ?? { taken: 0, none: 0, line: s.line.get(article) }
    if (splice === 'taken') t.taken++
    else t.none++
    told.set(file, t)
  }
  return [...told].map(([file, { taken, none, line }]) => ({
    level: 'note',
    code: 'N_NO_WEIGHT',
    article: null,
    path: files[file]!.path,
    line: line || null,
    message:
      taken > 0
        ? `${taken} ${taken === 1 ? 'record has' : 'records have'} a field "weight" already: left as ${taken === 1 ? 'it is' : 'they are'}; what ${taken === 1 ? 'it counts' : 'they count'} stands in the report`
        : `${none === 1 ? 'an article' : `${none} articles`} of a format without fields: what ${none === 1 ? 'it counts' : 'they count'} stands in the report only`,
  }))
}

/** Bytes of input from which threads are worth starting, where nobody asked for a number of them. */
const WORTH_THREADS = 16 << 20
/** Threads that are started at most without being asked for. */
const MOST_THREADS = 16

/** Threads, this one included, for so many bytes of input. */
const threadsFor = (asked: number | 'auto', bytes: number): number =>
  asked !== 'auto' ? asked : bytes < WORTH_THREADS ? 1 : Math.min(availableParallelism(), MOST_THREADS)

/** By path and line, those of the whole run last. */
function compareTroubles(x: Trouble, y: Trouble): number {
  if (x.path === null || y.path === null) return Number(x.path === null) - Number(y.path === null)
  return Buffer.compare(Buffer.from(x.path), Buffer.from(y.path)) || (x.line ?? 0) - (y.line ?? 0)
}

/** Keys of the passages that a report lists as boilerplate. No report of this run may go where it stands. */
function boilerplateList(at: string, ask: ScanAsk): Set<string> {
  const file = ask.boilerplateFrom
  let bytes: Buffer
  try {
    bytes = readFileSync(at)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new RangeError(`--boilerplate-from ${file}: the file cannot be read (${why}): ${WAY_OUT}`)
  }
  const node = nodeOf(at)
  for (const report of ask.reports ?? [])
    if (node !== null && nodeOf(resolve(ask.cwd ?? '.', report)) === node)
      throw new RangeError(
        `--boilerplate-from ${file}: a report would be written over this list: give the report another name`,
      )
  return boilerplateIn(bytes, file!)
}

function compare(outcome: Outcome, a: string, b: string): Compared | null {
  const { survey: s, sides, idOf } = outcome
  let x = -1
  let y = -1
  for (let i = 0; i < s.count; i++) {
    const id = idOf(i)
    if (id === a) x = i
    if (id === b) y = i
  }
  if (x < 0 || y < 0 || s.skip.get(x) !== 0 || s.skip.get(y) !== 0) return null
  const found = sides.compare(x, y)
  const lost = (from: number, to: number): readonly string[] | null => sides.missing(to, from)?.words ?? null
  // As the report counts them.
  const [ofX, ofY] = [x, y].map((article) => {
    const scale = s.scaled(article) ? sides.record(article).scale : null
    return (start: number, end: number): Span => scale?.shown([start, end]) ?? [start, end]
  })
  return {
    kind: found?.kind ?? null,
    ...sides.resemblance(x, y),
    words: [s.quarters.get(x) / 4, s.quarters.get(y) / 4],
    spans: (found?.spans ?? []).map(([p, q, r, t]): Run => [...ofX!(p, q), ...ofY!(r, t)]),
    missing: [lost(x, y), lost(y, x)],
  }
}

// --------------------------------------------------------------------------------------------------------------- cleaning

export interface CleanAsk extends ScanAsk {
  readonly out: string
  /** Then replace the inputs by their cleaned files. `out` is the way back (putBack), and must be new; `undo` is bytes. */
  readonly inPlace?: boolean
  /** With more errors than this nothing is changed in place: what could not be read may be what says how. Default 0. */
  readonly maxErrors?: number
  readonly force?: boolean
  readonly undo?: UndoMode
  readonly undoDir?: string | null
  /** Restore in memory and compare before publishing; default true. */
  readonly verify?: boolean
  /** Share of all articles, and of those of one source with at least 20, that may go; default 0.5. */
  readonly maxRemoved?: number
}

export interface Cleaned {
  readonly scan: Scan
  readonly totals: CleanTotals
  /** Files that a killed run had written, and that were taken over. */
  readonly resumed: number
  /** What became of the inputs; null without `inPlace`. */
  readonly replaced: Replaced | null
}

/** A source with fewer articles is not guarded: one copied article of two is no accident of the tool. */
const GUARDED = 20

/** The guard: what would go is more than the caller allows. Nothing was written. */
export class TooMuchRemoved extends Error {
  override readonly name = 'TooMuchRemoved'
}

/** --force replaces an old output, and never the articles themselves: when what lies in `out` would be read if it were not `out`, it stays. */
function spare(ask: CleanAsk): void {
  if (ask.force !== true || !existsSync(ask.out) || ask.patterns.includes('-') || ask.filesFrom === '-') return
  const out = place(ask.out)
  const lost = find({ ...ask, cwd: resolve(ask.cwd ?? '.') }).files.find((f) => holds(out, place(f.at)))
  if (lost !== undefined)
    throw new CannotWrite(
      `${ask.out} holds ${lost.path}, which is one of the articles: --force would delete it. Name another directory`,
    )
}

/** How to clean articles that were handed over. */
export interface CleanArticlesAsk
  extends ArticlesAsk,
    Pick<CleanAsk, 'force' | 'undo' | 'undoDir' | 'verify' | 'maxRemoved'> {
  /** A directory to write to; without one the cleaned articles are handed back. */
  readonly out?: string
}

/** Articles, cleaned: those that stay, with what JSON says of them, and what takes it back. */
export interface CleanedArticles<A> {
  readonly scan: Scan
  readonly articles: A[]
  readonly undo: ArticleUndo
}

type Handed = CleanArticlesAsk & { readonly out?: undefined }
type Named = { readonly fields: Partial<Fields> }

/**
 * Scans, then writes `out`: text/, provenance.jsonl, undo/. The directory appears whole or not at all. Of articles without `out` nothing is
 * written: the cleaned ones come back, with what `restore` needs. The caller closes the scan.
 */
export function clean(ask: CleanAsk): Cleaned
export function clean(articles: Stream<Article>, ask: CleanArticlesAsk & { readonly out: string }): Promise<Cleaned>
export function clean(
  articles: Stream<object>,
  ask: CleanArticlesAsk & { readonly out: string } & Named,
): Promise<Cleaned>
export function clean<A extends Article>(articles: Stream<A>, ask?: Handed): Promise<CleanedArticles<A>>
export function clean<A extends object>(articles: Stream<A>, ask: Handed & Named): Promise<CleanedArticles<A>>
export function clean(
  what: CleanAsk | Stream<object>,
  how: CleanArticlesAsk = {},
): Cleaned | Promise<Cleaned | CleanedArticles<object>> {
  return isStream(what) ? cleanHanded(what, how) : cleanFound(what)
}

async function cleanHanded(
  articles: Stream<object>,
  ask: CleanArticlesAsk,
): Promise<Cleaned | CleanedArticles<object>> {
  const { out, force, undo, undoDir, verify, maxRemoved, ...asked } = ask
  const found = await scanArticles(articles, asked, true)
  try {
    if (out !== undefined) return { scan: found, ...write(found, { ...ask, against: [], patterns: [], out }) }
    guard(found, maxRemoved ?? 0.5)
    const file = found.files.findIndex((f) => !f.against)
    const { at, size } = found.files[file]!
    return { scan: found, ...cleanArticles(at, size, found.changes(file)) }
  } catch (error) {
    found.close()
    throw error
  }
}

/** Every input of a cleaned directory, byte for byte, in `out`; or every article that was handed to `clean`, of those that it gave back and their undo. */
export function restore(dir: string, out: string, options?: RestoreOptions): Restored
export function restore<A extends object>(cleaned: Stream<A>, undo: ArticleUndo): Promise<A[]>
export function restore(
  what: string | Stream<object>,
  how: string | ArticleUndo,
  options: RestoreOptions = {},
): Restored | Promise<object[]> {
  if (typeof what === 'string') return restoreFiles(what, how as string, { repack: Repack.of, ...options })
  return restoreArticles(what, how as ArticleUndo)
}

function cleanFound(ask: CleanAsk): Cleaned {
  spare(ask)
  const outputs = [...(ask.outputs ?? []), resolve(ask.out), ...(ask.undoDir ? [resolve(ask.undoDir)] : [])]
  const found = scanFound({ ...ask, outputs }, true)
  try {
    return { scan: found, ...write(found, ask) }
  } catch (error) {
    found.close()
    throw error
  }
}

function write(found: Scan, ask: CleanAsk): Omit<Cleaned, 'scan'> {
  guard(found, ask.maxRemoved ?? 0.5)
  // Else an input directory that cannot be read for a moment would put an empty output in the place of a good one.
  const lost = found.troubles.find((t) => t.level === 'error')
  if (lost !== undefined && found.files.every((f) => f.against || unreadable(found, f)))
    throw new CannotWrite(`nothing that was named could be read, so nothing was written: ${lost.message}`)
  const inPlace = ask.inPlace === true
  const { errors } = found.report.summary
  if (inPlace && errors > (ask.maxErrors ?? 0))
    throw new CannotWrite(
      `--in-place changes nothing when there are more errors than --max-errors allows (${errors} for ${ask.maxErrors ?? 0}), such as: ${lost!.message}`,
    )
  if (inPlace) replaceable(found.files, found.root)
  const mode = inPlace ? 'bytes' : (ask.undo ?? 'bytes')
  const first = firstLine({ mode, version, fingerprint: found.fingerprint })
  ask.watch?.stage?.(
    'writing',
    found.files.reduce((n, f) => n + (f.against ? 0 : f.size), 0),
  )
  const work = begin(ask.out, {
    force: inPlace ? null : ask.force,
    undoDir: ask.undoDir ?? undefined,
    protect: found.files.map((f) => f.at),
    resume: (left) => startsWith(join(left, 'undo', MANIFEST), first),
  })
  let streams: ReturnType<typeof cleaning> | null = null
  try {
    const { dir, undoDir } = work
    const left = resuming(work.earlier)
    streams = cleaning({ dir, undoDir, mode, version, fingerprint: found.fingerprint, written: left.written })
    for (const [i, file] of found.files.entries()) {
      if (file.against || found.sha256(i) === undefined) continue
      if (unreadable(found, file)) continue
      streams.cleanFile(file, found.changes(i), found.sha256(i))
      ask.watch?.advance?.(file.size)
    }
    writeProvenance(work.dir, found.report)
    streams.report('provenance.jsonl')
    const totals = streams.end()
    if ((ask.verify ?? true) && mode !== 'none') {
      ask.watch?.stage?.('proving', 0)
      const at = new Map(found.files.map((f) => [f.path, f.at]))
      proveRestore(work.dir, {
        undoDir: work.undoDir,
        ...(mode === 'inputs' ? { inputs: (path: string): string => at.get(path) ?? path } : {}),
      })
    }
    if (inPlace) beginInPlace(work.dir, ask.out, found.root)
    work.publish()
    return { totals, resumed: left.files, replaced: inPlace ? finishInPlace(ask.out) : null }
  } catch (error) {
    streams?.close()
    work.discard()
    throw error
  }
}

function startsWith(file: string, line: string): boolean {
  try {
    return readFileSync(file).subarray(0, Buffer.byteLength(line)).equals(Buffer.from(line))
  } catch {
    return false
  }
}

/** A file that could not be read is an error trouble already; it cannot be copied through either. */
const unreadable = (found: Scan, file: SourceFile): boolean =>
  found.troubles.some((t) => t.path === file.path && t.code === 'E_READ')

function guard(found: Scan, most: number): void {
  const { articles, removed } = found.report.summary
  if (removed > most * articles)
    throw new TooMuchRemoved(
      `${removed} of ${articles} articles would be removed, more than --max-removed ${most} allows: nothing was written. Look at them with scan, then raise --max-removed, or keep copies with --copies keep`,
    )
  for (const s of found.bySource())
    if (s.articles >= GUARDED && s.removed > most * s.articles)
      throw new TooMuchRemoved(
        `${s.removed} of the ${s.articles} articles of ${s.source === null ? 'no named source' : `the source ${JSON.stringify(s.source)}`} would be removed, more than --max-removed ${most} allows: nothing was written. Look at them with scan, then raise --max-removed`,
      )
}

function writeProvenance(dir: string, made: Report): void {
  writeFileWith(join(dir, 'provenance.jsonl'), (put) => {
    for (const record of made.records({ articles: 'all', list: true })) put(`${json(record)}\n`)
  })
}
