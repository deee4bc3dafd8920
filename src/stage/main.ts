// The wire of this room: what `dittograph stage`, `plan` and `run` do. The other rooms are handed in from here.
import { createHash } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { saidOf } from '../asked.js'
import { Comparer } from '../comparer.js'
import { createHand } from '../jobs.js'
import { boilerplateIn } from '../known.js'
import type { SummaryRecord, Trouble } from '../model.js'
import type { Options } from '../pipeline.js'
import type { Ask as FindAsk } from '../read/find.js'
import { find, UsageError } from '../read/find.js'
import { openReader } from '../read/reader.js'
import type { Recipe } from '../recipe.js'
import { recipeFingerprint } from '../report.js'
import { Threads } from '../run/crew.js'
import { memoryExchange } from '../store/exchange.js'
import { CannotWrite, writeFileAtomic, writeFileWith } from '../store/publish.js'
import { proveRestore } from '../store/restore.js'
import type { FileLine } from '../store/undo.js'
import { cleaning } from '../store/undo.js'
import { version } from '../version.js'
import { json } from '../write/escape.js'
import { BUNDLE, duckdbPlan, FILES, LINES, PLAN, SETTINGS, sparkPlan } from './plan.js'
import type { Reading, Settings } from './settings.js'
import { settingsAt } from './settings.js'
import type { FileRow } from './sketch.js'
import { PER_FILE } from './sketch.js'
import type { EarlyTrouble } from './sql.js'
import { earlyRecord } from './sql.js'
import type { StageName, World } from './stages.js'
import { runStage, stageNames } from './stages.js'
import { Hangup, lastWord, lines, packed, StageError } from './wire.js'

const STDIN = 0
const STDOUT = 1

const world: World = {
  reader: (files, { fields, ...limits }, trouble) => openReader(files, fields, limits, trouble),
  exchange: memoryExchange,
  // A filter has one thread: the engine starts as many filters as there are cores.
  crew: (recipe) =>
    new Threads(0, new URL('../worker.js', import.meta.url), null, createHand(recipe, new Comparer(recipe))),
  json,
  cleaned(out, dir, file, changes, { version, fingerprint }) {
    const place = join(out, dir)
    mkdirSync(out, { recursive: true })
    // Beside its place, under a name that no other try has.
    const work = mkdtempSync(`${place}.`)
    const undoDir = join(work, 'undo')
    mkdirSync(undoDir)
    try {
      const streams = cleaning({ dir: work, undoDir, mode: 'bytes', version, fingerprint })
      const done = streams.cleanFile(file, changes)
      streams.end()
      proveRestore(work)
      try {
        renameSync(work, place)
      } catch (error) {
        if (!existsSync(place)) throw error
        const manifest = (of: string): Buffer => readFileSync(join(of, 'undo', 'manifest.jsonl'))
        if (!manifest(place).equals(manifest(work)))
          throw new StageError(`${place} is there, and holds something else: name another --out`)
      }
      return done
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  },
}

/** Runs a stage between standard input and output. The exit code: 0, or 3 with one line on stderr, which an engine keeps. */
export function stage(name: string, settings: string, shard: readonly [number, number] | null): number {
  try {
    const known = stageNames.find((n): n is StageName => n === name)
    if (known === undefined) throw new StageError(`there is no stage of that name: ${stageNames.join(', ')}`)
    if (shard !== null && !SINGLE.includes(name))
      throw new StageError(`--shard is for ${SINGLE.join(', ')}: ${name} needs all rows of a group`)
    runStage(known, settingsAt(settings, version), world, STDIN, STDOUT, shard)
    return 0
  } catch (error) {
    if (error instanceof Hangup) return 0
    process.stderr.write(lastWord(name, error))
    return 3
  }
}

/** Stages that take each row for itself: of the others a shard would hold half of a group. */
const SINGLE: readonly string[] = ['sketch', 'bare', 'shingles']

/** What a plan is made of. */
export interface SpreadAsk extends Omit<FindAsk, 'cwd' | keyof Reading>, Omit<Options, 'known'>, Reading {
  readonly boilerplateFrom: string | null
  readonly skipped: 'keep' | 'drop'
  readonly recipe: Recipe
  /** What was reviewed: stages do not take it yet. */
  readonly decisions?: string | null
}

export interface Prepared {
  readonly settings: Settings
  readonly files: readonly FileRow[]
  readonly early: readonly EarlyTrouble[]
  readonly bytes: number
}

/** A text of base64 and the row around it must stay below what Node can hold as one string. */
const LONGEST_RECORD = 256 << 20

/** Finds the files and settles what is decided by. */
export function prepare(ask: SpreadAsk): Prepared {
  const cwd = resolve('.')
  if (ask.maxRecord > LONGEST_RECORD)
    throw new RangeError(
      `--max-record is ${ask.maxRecord}: between stages it must be at most ${LONGEST_RECORD} bytes (256 MiB)`,
    )
  if (ask.decisions)
    throw new UsageError('--decisions does not go through stages yet: give it to clean, on one machine')
  if (ask.copies === 'weight')
    throw new UsageError(
      '--copies weight does not go through stages yet: take --copies keep, and weigh by the clusters of the report',
    )
  const list = ask.boilerplateFrom
  const known = list === null ? null : boilerplateIn(readFileSync(resolve(cwd, list)), list)
  const { files, troubles } = find({ ...ask, cwd })
  if (files.length * PER_FILE > Number.MAX_SAFE_INTEGER)
    throw new UsageError(`${files.length} files are too many for one run: put more articles into each`)
  const { copies, parts, keep, boilerplate, fields, maxRecord, maxDecompressed, encoding, skipped, recipe } = ask
  const options = { copies, parts, keep, boilerplate }
  const inputFormat = ask.inputFormat ?? 'auto'
  const said = saidOf({ ...options, known }, files, {
    skipped,
    inputFormat,
    maxRecord,
    maxDecompressed,
    encoding,
    extract: 'blocks',
    fields,
    decided: null,
  })
  const settings: Settings = {
    schema: 'dittograph-stage/1',
    version,
    fingerprint: recipeFingerprint(recipe, said, version),
    recipe,
    options,
    known: known === null ? null : [...known].sort(),
    fields,
    maxRecord,
    maxDecompressed,
    encoding,
    skipped,
    said,
  }
  const rows = files.map(
    (f, file): FileRow => ({
      file,
      path: packed(f.path),
      lies: packed(f.at),
      format: f.format,
      size: f.size,
      against: f.against ? 1 : 0,
    }),
  )
  return {
    settings,
    files: rows,
    early: early(
      troubles,
      files.map((f) => f.path),
    ),
    bytes: files.reduce((n, f) => n + f.size, 0),
  }
}

/** Troubles with the listing, placed among the files by their paths; those without a path come last. */
function early(troubles: readonly Trouble[], paths: readonly string[]): EarlyTrouble[] {
  const byBytes = (x: string, y: string): number => Buffer.compare(Buffer.from(x), Buffer.from(y))
  const named = [...new Set(troubles.flatMap((t) => t.path ?? []))].sort(byBytes)
  return troubles.map((t, i) => {
    const before = t.path === null ? -1 : paths.filter((path) => byBytes(path, t.path!) < 0).length
    const read = before >= 0 && paths[before] === t.path
    return {
      n: before < 0 ? 2 ** 52 : 2 * before + (read ? 1 : 0),
      b: t.line ?? 0,
      // Told before what is found in the file; of several paths between two files each has its own place.
      i: (before < 0 ? 0 : named.indexOf(t.path!)) * 1000 + i - 1_000_000_000,
      record: earlyRecord(t),
    }
  })
}

export interface SpreadPlan {
  readonly command: 'plan' | 'run'
  readonly ask: SpreadAsk
  readonly engine: 'spark' | 'duckdb'
  readonly out: string
  readonly force: boolean
  readonly node: string
  readonly master: string | null
  readonly conf: readonly string[]
  readonly maxErrors: number
  /** Write cleaned files too, unless more than this share of the articles would go. */
  readonly cleaned: boolean
  readonly maxRemoved: number
  readonly quiet: boolean
}

/** Writes the plan into a directory that is new or empty. */
function writePlan(plan: SpreadPlan, dir: string): Prepared {
  const prepared = prepare({ ...plan.ask, outputs: [dir] })
  mkdirSync(dir, { recursive: true })
  const at = (name: string): string => join(dir, name)
  const clean = plan.cleaned ? { out: at(CLEAN), maxRemoved: plan.maxRemoved } : null
  const ask = { settings: prepared.settings, files: at(FILES), early: prepared.early, clean }
  const place = { dir, node: plan.node, schema: `dittograph_${prepared.settings.fingerprint}` }
  copyFileSync(fileURLToPath(new URL(`../${BUNDLE}`, import.meta.url)), at(BUNDLE))
  writeFileAtomic(at(SETTINGS), [`${json(prepared.settings)}\n`])
  writeFileAtomic(
    at(FILES),
    prepared.files.map((row) => `${JSON.stringify(row)}\n`),
  )
  writeFileAtomic(at(PLAN), [plan.engine === 'spark' ? sparkPlan(ask, place) : duckdbPlan(ask, place)])
  return prepared
}

/** What a plan or a run may be written over: what plan or run wrote. */
function spare(dir: string, shown: string, force: boolean): void {
  if (!existsSync(dir)) return
  const found = readdirSync(dir)
  if (found.length === 0) return
  const ours = [SETTINGS, FILES, PLAN, BUNDLE].every((name) => found.includes(name))
  if (!force || !ours)
    throw new CannotWrite(
      `${shown} is not empty${force ? ' and holds no plan, so it is not replaced' : ''}: name a new directory${ours ? ', or take --force' : ''}`,
    )
  rmSync(dir, { recursive: true })
}

/** Who runs it. */
export interface Listener {
  /** For the programs that are started. */
  readonly env: Readonly<Record<string, string | undefined>>
  say(message: string): void
  /** Step `at` of `of`. */
  progress(at: number, of: number, what: string): void
}

/** `plan` and `run`. The exit code. */
export async function spread(plan: SpreadPlan, { say, progress, env }: Listener): Promise<number> {
  const dir = resolve(plan.out)
  // It stands in statements and commands of the engine, which have quotes of their own.
  if (!/^[\w./@%+=:,-]+$/.test(dir))
    throw new UsageError(`--out is ${dir}: name a directory whose path has letters, digits and ./_-@%+=:, only`)
  spare(dir, plan.out, plan.force)
  const { files, bytes, settings } = writePlan(plan, dir)
  const tell = (message: string): void => {
    if (!plan.quiet) say(message)
  }
  if (plan.command === 'plan') {
    const how = plan.engine === 'spark' ? `: run it with spark-sql -f ${join(plan.out, PLAN)}` : ''
    tell(`wrote ${join(plan.out, PLAN)}, of ${files.length} files with ${bytes} bytes${how}`)
    return 0
  }
  const { runSpark } = await import('./spark.js')
  try {
    await runSpark({ dir, master: plan.master, conf: plan.conf, env, progress })
  } catch (error) {
    rmSync(join(dir, CLEAN), { recursive: true, force: true })
    throw error
  }
  const summary = publish(dir, settings, files.length, bytes)
  tell(
    `wrote ${plan.out}: ${summary.articles} articles, ${summary.removed} would go, ${summary.cut} would be cut; report.jsonl, and manifest.json with its sha256`,
  )
  return summary.errors > plan.maxErrors ? 2 : 0
}

/** The lines that Spark wrote, as one report; then, last, the manifest. What the run needed besides is taken away. */
function publish(dir: string, settings: Settings, files: number, bytes: number): SummaryRecord {
  const parts = readdirSync(join(dir, LINES))
    .filter((name) => name.startsWith('part-'))
    .sort()
  const hash = createHash('sha256')
  let size = 0
  let records = 0
  let last: Buffer = Buffer.alloc(0)
  writeFileWith(join(dir, REPORT), (put) => {
    for (const part of parts) {
      const fd = openSync(join(dir, LINES, part), 'r')
      try {
        for (const line of lines(fd)) {
          const whole = Buffer.concat([line, NEWLINE])
          hash.update(whole)
          size += whole.length
          records++
          put(whole)
          if (line.indexOf('{"type":"summary"') === 0) last = Buffer.from(line)
        }
      } finally {
        closeSync(fd)
      }
    }
  })
  const summary = JSON.parse(last.toString() || '{}') as SummaryRecord
  if (summary.type !== 'summary') throw new Error('our bug: the report has no summary')
  const { version, fingerprint } = settings
  const report = { path: REPORT, sha256: hash.digest('hex'), bytes: size, records }
  const manifest = {
    schema: 'dittograph-run/1',
    version,
    fingerprint,
    engine: 'spark',
    files,
    bytes,
    report,
    ...(existsSync(join(dir, CLEAN)) ? { cleaned: listing(dir) } : {}),
    summary,
  }
  for (const name of [LINES, WORK]) rmSync(join(dir, name), { recursive: true, force: true })
  writeFileAtomic(join(dir, MANIFEST), [`${json(manifest)}\n`])
  return summary
}

/** Lists the cleaned files; the sums, and the sha256 of the list. */
function listing(dir: string): object {
  const hash = createHash('sha256')
  const sums = { files: 0, bytes: 0, outBytes: 0 }
  writeFileWith(join(dir, CLEANED), (put) => {
    for (const name of readdirSync(join(dir, CLEAN)).sort()) {
      if (!/^\d+$/.test(name)) continue
      const manifest = readFileSync(join(dir, CLEAN, name, 'undo', 'manifest.jsonl'), 'utf8').split('\n')
      const { type: _, edits: __, ...file } = JSON.parse(manifest[1]!) as FileLine
      const line = `${json({ dir: `${CLEAN}/${name}`, ...file })}\n`
      sums.files++
      sums.bytes += file.bytes
      sums.outBytes += file.outBytes
      hash.update(line)
      put(line)
    }
  })
  return { path: CLEANED, sha256: hash.digest('hex'), ...sums }
}

/** A directory a file, each as `clean` writes one: dittograph verify, dittograph restore. */
const CLEAN = 'clean'
const CLEANED = 'cleaned.jsonl'
const REPORT = 'report.jsonl'
const MANIFEST = 'manifest.json'
const WORK = 'work'
const NEWLINE = Buffer.from('\n')
