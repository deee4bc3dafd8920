// The public door: scan, clean, restore, verify as functions. What the command does it does through here.
//
//   import { scan } from 'dittograph'
//   const found = scan({ patterns: ['corpus/'] })
//   for (const record of found.report.records({ articles: 'changed', list: false })) …
//   found.close()
//
// Everything is synchronous: a scan is a batch job. Run it in a worker if your program has other things to do.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { saidOf } from './asked.js'
import { Comparer } from './comparer.js'
import { createHand } from './jobs.js'
import { isTwin } from './kernel/wasm.js'
import { boilerplateIn, WAY_OUT } from './known.js'
import type { Deletion, Fields, MatchKind, Run, Shares, SourceFile, Span, Trouble } from './model.js'
import type { Options, Outcome } from './pipeline.js'
import { run } from './pipeline.js'
import type { Ask } from './read/find.js'
import { find, nodeOf } from './read/find.js'
import { MAX_RECORD, openReader } from './read/reader.js'
import { unspool } from './read/stdin.js'
import type { Recipe } from './recipe.js'
import { standard } from './recipe.js'
import type { Report } from './report.js'
import { recipeFingerprint, report } from './report.js'
import { Threads } from './run/crew.js'
import { memoryExchange } from './store/exchange.js'
import { begin, CannotWrite, holds, place, writeFileWith } from './store/publish.js'
import { proveRestore } from './store/restore.js'
import { spillingExchange } from './store/spill.js'
import type { CleanTotals, UndoMode } from './store/undo.js'
import { cleaning } from './store/undo.js'
import { version } from './version.js'
import { json } from './write/escape.js'

export type * from './model.js'
export type { Recipe } from './recipe.js'
export { standard } from './recipe.js'
export type { Report } from './report.js'
export { CannotWrite } from './store/publish.js'
export { restore, verify } from './store/restore.js'
export { version } from './version.js'

/** What to read and by what policy. Everything but `patterns` has a default. */
export interface ScanAsk extends Omit<Ask, 'cwd'> {
  /** What relative paths are relative to; default: the working directory. */
  readonly cwd?: string
  readonly fields?: Partial<Fields>
  /** Bytes of the longest record that is read; default 64 MiB. */
  readonly maxRecord?: number
  readonly copies?: Options['copies']
  readonly parts?: Options['parts']
  readonly keep?: Options['keep']
  readonly boilerplate?: Options['boilerplate']
  /** A report or provenance.jsonl whose list of boilerplate holds here too. */
  readonly boilerplateFrom?: string | null
  /** Whether records that could not be read are copied through to cleaned output. */
  readonly skipped?: 'keep' | 'drop'
  readonly recipe?: Recipe
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

export interface Scan {
  readonly files: readonly SourceFile[]
  readonly ignored: readonly { readonly why: string; readonly count: number }[]
  readonly root: string
  readonly report: Report
  readonly troubles: readonly Trouble[]
  /** Names recipe and options. */
  readonly fingerprint: string
  /** Every article that loses something: its text and what is cut of it, in order. */
  cuts(visit: (id: string, text: Uint8Array, cuts: readonly Span[]) => void): void
  /** What is deleted of each file, and the sha256 of the file that was scanned (with `hash` only). */
  deletions(file: number): Deletion[]
  sha256(file: number): string | undefined
  /** Articles, and removed ones, by source: what the guard of `clean` counts. */
  bySource(): { readonly source: string | null; readonly articles: number; readonly removed: number }[]
  /** Two articles, by id, decided again whatever the report says of them; null when one of the ids is unknown. */
  compare(a: string, b: string): Compared | null
  readonly recipe: Recipe
  close(): void
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
/** Share of --memory for articles read again, within bounds: what is held of an article of 1 KB takes three times what its columns count.
 *  A sixteenth costs half of the CPU more (300,000 articles, 400M: 155 s for 105; an eighth: 125). */
const READINGS = 1 / 8
const LEAST_READINGS = 16 << 20
const MOST_READINGS = 96 << 20

const FIELDS: Fields = { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }

/** Finds, and changes nothing. `hash`: also take the sha256 of every file, for a clean that follows. */
export function scan(ask: ScanAsk, hash: boolean = false): Scan {
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

function scanFiles(
  files: SourceFile[],
  ignored: Scan['ignored'],
  root: string,
  troubles: Trouble[],
  ask: ScanAsk,
  known: ReadonlySet<string> | null,
  hash: boolean,
): Scan {
  const recipe = ask.recipe ?? standard
  const fields: Fields = { ...FIELDS, ...ask.fields }
  const maxRecord = ask.maxRecord ?? MAX_RECORD
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
    fields,
  })
  const reader = openReader(files, fields, { maxRecord }, (t) => troubles.push(t))
  const { memory } = ask
  // The index gets a sixth of what the run does not need besides, because it costs little on disk. The rest is for what does not spill: the columns of the articles
  // (150 bytes each), the readings, the findings.
  const spill = memory === undefined ? null : spillingExchange(Math.max(0, memory - BESIDES) / 6)
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
    const outcome = run(
      {
        reader,
        exchange: spill ?? memoryExchange(),
        crew,
        comparer,
        stage: (name, total) => ask.watch?.stage?.(name, total),
        advance: (n) => ask.watch?.advance?.(n),
        trouble: (t) => troubles.push(t),
        raw: (file, chunk) => hashes[file]?.update(chunk),
      },
      recipe,
      options,
    )
    const digests = hashes.map((h) => h?.digest('hex'))
    const sorted = troubles
      .map((t, i) => ({ t, i }))
      .sort((x, y) => compareTroubles(x.t, y.t) || x.i - y.i)
      .map((x) => x.t)
    const made = report(outcome, reader, { version, recipe, options: said, troubles: sorted, known: ask.known })
    reader.unchanged()
    crew.close()
    return {
      files,
      ignored,
      root,
      report: made,
      troubles: sorted,
      fingerprint: recipeFingerprint(recipe, said, version),
      cuts: (visit) => cuts(outcome, visit),
      deletions: (file) => deletions(outcome, made, file, said.skipped === 'drop'),
      sha256: (file) => digests[file],
      bySource: () => bySource(outcome, files),
      compare: (a, b) => compare(outcome, a, b),
      recipe,
      close,
    }
  } catch (error) {
    close()
    throw error
  }
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

function cuts(outcome: Outcome, visit: (id: string, text: Uint8Array, cuts: readonly Span[]) => void): void {
  const { survey: s, sides } = outcome
  const changed = [...new Set([...outcome.cuts.keys(), ...outcome.removed.keys()])].sort((x, y) => x - y)
  for (const article of changed) {
    const text = sides.record(article).text
    visit(
      outcome.idOf(article),
      text,
      outcome.removed.has(article) ? [[0, s.bytes(article)]] : outcome.cuts.get(article)!,
    )
  }
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
  return {
    kind: found?.kind ?? null,
    ...sides.resemblance(x, y),
    words: [s.quarters.get(x) / 4, s.quarters.get(y) / 4],
    spans: found?.spans ?? [],
    missing: [lost(x, y), lost(y, x)],
  }
}

function deletions(outcome: Outcome, made: Report, file: number, dropSkipped: boolean): Deletion[] {
  const { survey: s, sides, idOf } = outcome
  const out: Deletion[] = []
  // Articles of one file are neighbours: find the first by bisection.
  let low = 0
  let high = s.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (s.file.get(middle) < file) low = middle + 1
    else high = middle
  }
  for (let article = low; article < s.count && s.file.get(article) === file; article++) {
    const id = idOf(article)
    const whole = { at: s.at(article), bytes: s.size(article) + s.gap.get(article), article: id, whole: true }
    if (s.skip.get(article) !== 0) {
      if (dropSkipped && whole.bytes > 0) out.push({ ...whole, finding: `skipped:${s.reason(article)}` })
    } else if (outcome.removed.has(article)) {
      const finding = made.edits(article).get(-1)
      if (!finding)
        throw new Error(
          `our bug: ${id} goes without a finding (law: every cut names its kind, span, score and reasons)`,
        )
      out.push({ ...whole, finding: finding.fingerprint })
    } else if (outcome.cuts.has(article)) {
      const found = made.edits(article)
      const record = sides.record(article)
      for (const cut of outcome.cuts.get(article)!) {
        const finding = found.get(cut[0])
        if (finding?.end !== cut[1])
          throw new Error(
            `our bug: ${id} loses bytes ${cut[0]}-${cut[1]} without a finding (law: every cut names its kind, span, score and reasons)`,
          )
        const [start, end] = record.rawSpan(cut)
        out.push({ at: start, bytes: end - start, article: id, finding: finding.fingerprint, whole: false })
      }
    }
  }
  return out
}

function bySource(
  outcome: Outcome,
  files: readonly SourceFile[],
): { source: string | null; articles: number; removed: number }[] {
  const { survey: s, sides } = outcome
  const counts = new Map<number, { first: number; articles: number; removed: number }>()
  for (let i = 0; i < s.count; i++) {
    if (files[s.file.get(i)]!.against || s.skip.get(i) !== 0) continue
    const outlet = s.outlet.get(i)
    let c = counts.get(outlet)
    if (!c) {
      c = { first: i, articles: 0, removed: 0 }
      counts.set(outlet, c)
    }
    c.articles++
    if (outcome.removed.has(i)) c.removed++
  }
  return [...counts].map(([outlet, { first, articles, removed }]) => {
    const name = outlet === 0 || removed === 0 ? null : sides.record(first).outlet
    return { source: name === null ? null : Buffer.from(name).toString(), articles, removed }
  })
}

// --------------------------------------------------------------------------------------------------------------- cleaning

export interface CleanAsk extends ScanAsk {
  readonly out: string
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

/** Scans, then writes `out`: text/, provenance.jsonl, undo/. The directory appears whole or not at all. The caller closes the scan. */
export function clean(ask: CleanAsk): Cleaned {
  spare(ask)
  const outputs = [...(ask.outputs ?? []), resolve(ask.out), ...(ask.undoDir ? [resolve(ask.undoDir)] : [])]
  const found = scan({ ...ask, outputs }, true)
  try {
    return { scan: found, totals: write(found, ask) }
  } catch (error) {
    found.close()
    throw error
  }
}

function write(found: Scan, ask: CleanAsk): CleanTotals {
  guard(found, ask.maxRemoved ?? 0.5)
  ask.watch?.stage?.(
    'writing',
    found.files.reduce((n, f) => n + (f.against ? 0 : f.size), 0),
  )
  const work = begin(ask.out, {
    force: ask.force,
    undoDir: ask.undoDir ?? undefined,
    protect: found.files.map((f) => f.at),
  })
  const mode = ask.undo ?? 'bytes'
  let streams: ReturnType<typeof cleaning> | null = null
  try {
    streams = cleaning({ dir: work.dir, undoDir: work.undoDir, mode, version, fingerprint: found.fingerprint })
    for (const [i, file] of found.files.entries()) {
      if (file.against || found.sha256(i) === undefined) continue
      if (unreadable(found, file)) continue
      streams.cleanFile(file, found.deletions(i), found.sha256(i))
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
    work.publish()
    return totals
  } catch (error) {
    streams?.close()
    work.discard()
    throw error
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
