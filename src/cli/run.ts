// argv -> plan -> exit code. Data goes to stdout, everything else to stderr; every message is made visible before it is written.
//
//   0  nothing above the gate, or done      1  scan: findings above the gate
//   2  bad usage, unreadable input, unwritable output, a failed self-check; stronger than 1
//   130, 143  SIGINT, SIGTERM
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import type { CleanAsk, Scan, ScanAsk } from '../index.js'
import { useTwin } from '../kernel/wasm.js'
import type { FindingRecord, Reporter, Sink, Trouble, View } from '../model.js'
import { didYouMean } from '../nearest.js'
import { standard } from '../recipe.js'
import {
  appendFileWith,
  finishSwap,
  PipeClosed,
  pour,
  CannotWrite as Unwritten,
  writeFileAtomic,
  writeFileWith,
} from '../store/publish.js'
import type { Ask } from '../write/ask.js'
import { json, visible } from '../write/escape.js'
import { count, several } from '../write/figures.js'
import { placed } from '../write/place.js'
import type { Baseline, Entry } from './baseline.js'
import { baselineAt, baselineText, belongs, entryOf, isBaseline, STANDARD_BASELINE, WORDS } from './baseline.js'
import { colour } from './colour.js'
import { configsIn, settingsOf } from './config.js'
import { decisionsAt } from './decisions.js'
import { above, counts, usual } from './gate.js'
import { hyperlinks } from './hyperlinks.js'
import { meant } from './jsonc.js'
import type { CleanPlan, ExplainPlan, InitPlan, Plan, ScanPlan, Talk } from './plan.js'
import { look, noCommand, parse } from './plan.js'
import { progress } from './progress.js'
import { recipeOf } from './recipe.js'
import { rulePage } from './topics.js'
import type { Code } from './usage.js'
import { UsageError } from './usage.js'

/** Ends the run with this code, once what was to be said is said. */
export async function run(argv: readonly string[]): Promise<number> {
  let talk: Pick<Talk, 'debug' | 'quiet'> = { debug: argv.includes('--debug'), quiet: false }
  try {
    const [first] = argv
    const slip = first === undefined || existsSync(first) ? null : noCommand(first)
    if (slip !== null) throw slip
    const asked = look(argv, process.env)
    const { settings, files, notes } =
      asked === null ? { settings: [], files: [], notes: [] } : await settingsOf(asked, resolve('.'))
    const plan = parse(argv, process.env, settings, files)
    if ('debug' in plan) {
      talk = plan
      if (!plan.quiet) for (const note of notes) say(`note: ${note}`)
      if (plan.verbose) for (const file of files) say(`configuration: ${file}`)
    }
    if ('kernel' in plan && plan.kernel === 'plain') useTwin()
    return await carryOut(plan)
  } catch (error) {
    return await failed(error, talk.debug)
  }
}

/**
 * Loads what the command needs, and does it. Once that is loaded the run is synchronous, so a handler of signals would wait for its end: the
 * default action ends it at once, which leaves at most the -tmp sibling of an output. A shell reports that as 130 or 143.
 */
async function carryOut(plan: Plan): Promise<number> {
  switch (plan.command) {
    case 'help':
      return print(plan.text)
    case 'topic':
      return print((await import('./topics.js')).topic(plan.word))
    case 'print':
      return print(plan.text)
    case 'version':
      return print(`${(await import('../version.js')).version}\n`)
    case 'completion':
      return print((await import('./completion.js')).completion(plan.shell))
    case 'init':
      return began(plan)
    case 'scan':
      return scanned(plan)
    case 'clean':
      return cleaned(plan)
    case 'restore': {
      if (plan.inPlace) {
        const { putBack } = await import('../store/inplace.js')
        finishSwap(plan.dir)
        const done = putBack(plan.dir, plan.out)
        if (!plan.quiet)
          say(`put back ${several(done.files, 'file')} in ${plan.out}; every sha256 is that of the input`)
        return toldChanged(done.changed, plan.dir)
      }
      const [{ restore }, { Repack }] = await Promise.all([import('../store/restore.js'), import('../read/packed.js')])
      const [from] = plan.from
      const done = restore(plan.dir, plan.out, {
        only: plan.only,
        force: plan.force,
        undoDir: plan.undoDir ?? undefined,
        inputs: from,
        repack: Repack.of,
      })
      if (!plan.quiet)
        say(
          `restored ${several(done.files, 'file')} (${several(done.edits, 'cut')} taken back, ${several(done.bytes, 'byte')}) in ${plan.out}${plan.only.length === 0 ? '; every sha256 is that of the input' : ''}`,
        )
      return 0
    }
    case 'verify': {
      const [{ verify }, { BadBundle }] = await Promise.all([
        import('../store/inplace.js'),
        import('../store/restore.js'),
      ])
      let left: number | null = 0
      try {
        left = await finished(plan.dir, plan.quiet)
      } catch (error) {
        if (!(error instanceof BadBundle)) throw error // verify has a word for it
      }
      const problems = verify(plan.dir, { undoDir: plan.undoDir ?? undefined })
      const [first] = problems
      // Nothing is wrong with a directory that is no output at all.
      if (problems.length === 1 && first!.problem === 'no-manifest')
        throw new BadBundle(first!.problem, first!.path, first!.message)
      for (const p of problems) say(`${p.problem}: ${p.path}: ${p.message}`)
      if (problems.length > 0)
        say(`${plan.dir} is not what clean wrote: ${several(problems.length, 'problem')} (E_BUNDLE)`)
      else if (!plan.quiet) say(`${plan.dir} is what clean wrote: every file there, every sha256 right`)
      return problems.length === 0 ? (left ?? 0) : 2
    }
    case 'explain':
      return explained(plan)
    case 'stage': {
      const [{ stage }, { stageNames }] = await Promise.all([import('../stage/main.js'), import('../stage/stages.js')])
      const names: readonly string[] = stageNames
      if (!names.includes(plan.stage))
        throw new UsageError(
          `stage ${plan.stage}: there is no stage of that name${didYouMean(plan.stage, names)}: ${names.join(', ')}`,
        )
      return stage(plan.stage, plan.settings, plan.shard)
    }
    case 'plan':
    case 'run': {
      const { spread } = await import('../stage/main.js')
      const ask = { ...plan.input, ...plan.policy, recipe: recipeOf(plan.recipe, resolve(plan.recipe)) }
      const line = progress({ err: process.stderr, flag: plan.progress, quiet: plan.quiet, env: process.env })
      try {
        return await spread(
          { ...plan, ask },
          { env: process.env, say, progress: (at, of, what) => line.at(`step ${at} of ${of}, ${what}`, 0, 0) },
        )
      } finally {
        line.clear()
      }
    }
  }
}

/** Finishes what a killed --in-place run left to do in DIR, and says so. Its exit code, or null when there was nothing. */
async function finished(dir: string, quiet: boolean): Promise<number | null> {
  finishSwap(dir)
  if (!existsSync(resolve(dir, 'in-place.json'))) return null
  const { finishInPlace } = await import('../store/inplace.js')
  const done = finishInPlace(dir)
  if (done === null) return null
  const { what, files, changed } = done
  if (!quiet) say(`finished an interrupted ${what} --in-place of ${dir}: ${several(files, 'file')} replaced`)
  return toldChanged(changed, dir)
}

function toldChanged(changed: readonly string[], dir: string): number {
  for (const path of changed.slice(0, 20))
    say(
      `error: ${path}: the file was changed since it was cleaned, and was left alone: ${dir} has both its contents (E_CHANGED)`,
    )
  if (changed.length > 20) say(`… and ${count(changed.length - 20)} more`)
  return changed.length === 0 ? 0 : 2
}

// ------------------------------------------------------------------------------------------------------------------ scan

function askOf(
  { input, policy, recipe, threads, memory }: Pick<ScanPlan, 'input' | 'policy' | 'recipe' | 'threads' | 'memory'>,
  reports: readonly string[],
  outputs: readonly string[] = [],
): ScanAsk {
  // What is free to this process: the limit of its container counts.
  const most = memory ?? Math.floor(process.availableMemory() / 2)
  // The collector lets its heap grow to several times what lives in it, where memory is free. A scan leaves little behind that lives long, so that it may look
  // earlier at no cost; whoever asks for little memory pays some.
  setFlagsFromString(`--heap-growing-percent=${memory === null ? 50 : 20}`)
  const { decisions, ...rest } = policy
  const decided = decisions === null ? null : decisionsAt(resolve(decisions), decisions)
  return {
    ...input,
    ...rest,
    decided,
    recipe: recipeOf(recipe, resolve(recipe)),
    threads,
    memory: most,
    reports,
    outputs,
  }
}

const reportFiles = (plan: ScanPlan | CleanPlan): string[] =>
  plan.reports.flatMap((r) => (r.file === null ? [] : [resolve(r.file)]))

function watcher(plan: Talk): ScanAsk['watch'] & { done(): void } {
  const line = progress({ err: process.stderr, flag: plan.progress, quiet: plan.quiet, env: process.env })
  let phase = ''
  let total = 0
  let at = 0
  return {
    stage(name: string, of: number): void {
      phase = name
      // Only reading and writing are measured in bytes.
      total = name === 'reading' || name === 'writing' ? of : 0
      at = 0
      line.at(phase, 0, total)
    },
    advance(n: number): void {
      if (phase !== 'reading' && phase !== 'writing') return
      at += n
      line.at(phase, at, total)
    },
    done: () => line.clear(),
  }
}

async function scanned(plan: ScanPlan): Promise<number> {
  const file = baselineFile(plan)
  if (plan.listFiles) return listFiles(plan, file === null ? [] : [file.at])
  const { scan } = await import('../index.js')
  const reporters = await reportersOf(plan)
  const known = await knownOf(plan, file)
  const watch = watcher(plan)
  const found = scan({
    ...askOf(plan, reportFiles(plan), file === null ? [] : [file.at]),
    outlets: plan.outlets,
    watch,
    known: known?.entries,
  })
  watch.done()
  try {
    const tooMany = tooManyErrors(found, plan.maxErrors)
    const passed = plan.known.update ? [] : above(found.report.findings, found.report.duplicateRatio, plan.gate)
    const exit = tooMany ? 2 : passed.length > 0 ? 1 : 0
    const news =
      known === null ? undefined : new Set(collect(found.report.findings, (f) => (f.known ? null : f.article)))
    const unwritten = reportAll(found, plan, reporters, {
      mode: 'scan',
      compact: plan.compact,
      words: plan.words,
      exit,
      counts: (f) => counts(f, plan.gate),
      news,
    })
    told(found, plan)
    if (known !== null) compared(found, plan, known, file, tooMany)
    // Where the report does not tell why the run ends so, or nobody sees one.
    if (passed.length > 0 && !plan.quiet && (!usual(plan.gate) || !toStdout(plan)))
      say(`above the gate: ${passed.join('; ')}`)
    complain(unwritten)
    return exit
  } finally {
    found.close()
  }
}

async function listFiles(plan: ScanPlan | CleanPlan, outputs: readonly string[]): Promise<number> {
  const [{ find }, { unspool }] = await Promise.all([import('../read/find.js'), import('../read/stdin.js')])
  const found = find({ ...plan.input, outputs, cwd: resolve('.') })
  for (const file of found.files) unspool(file.at)
  for (const t of found.troubles) if (t.level === 'error' || !plan.quiet) sayTrouble(t)
  print(found.files.map((f) => `${visible(f.path)}\n`).join(''))
  if (!plan.quiet) {
    const counts = new Map<string, number>()
    for (const { format } of found.files) counts.set(format, (counts.get(format) ?? 0) + 1)
    const kinds = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([format, count]) => `${format} ${count}`)
    say(`${several(found.files.length, 'file')} would be read (${kinds.join(', ')})`)
    if (plan.verbose) for (const { path, format } of found.files) say(`  ${visible(path)}: ${format}`)
    for (const { why, count } of found.ignored) say(`  left out: ${count} (${why})`)
  }
  return found.troubles.reduce((n, t) => n + (t.level === 'error' ? (t.count ?? 1) : 0), 0) > plan.maxErrors ? 2 : 0
}

/** What `of` makes of each, without the nulls. */
function collect<T>(findings: Iterable<FindingRecord>, of: (finding: FindingRecord) => T | null): T[] {
  const out: T[] = []
  for (const f of findings) {
    const made = of(f)
    if (made !== null) out.push(made)
  }
  return out
}

function tooManyErrors(found: Scan, most: number): boolean {
  return found.report.summary.errors > most
}

/** What stderr says of a run: what was left out, errors, and decisions of no finding, unless the text report on stdout says them already. Quiet: errors only. */
function told(found: Scan, plan: ScanPlan | CleanPlan): void {
  if (!plan.quiet) for (const { why, count } of found.ignored) say(`left out: ${several(count, 'file')} (${why})`)
  if (plan.reports.some((r) => r.name === 'text' && r.file === null)) return
  const heard = (t: Trouble): boolean =>
    t.level === 'error' || plan.verbose || (t.code === 'N_DECISIONS' && !plan.quiet)
  const shown = found.troubles.filter(heard)
  for (const t of shown.slice(0, 20)) sayTrouble(t)
  if (shown.length > 20) say(`… and ${shown.length - 20} more: they stand in the report`)
}

type Reporters = ReadonlyMap<string, (ask: Ask) => Reporter>

/** Loads the reporters of a plan. */
async function reportersOf({ reports }: ScanPlan | CleanPlan): Promise<Reporters> {
  if (process.stdout.isTTY && reports.some(({ name, file }) => name === 'parquet' && file === null))
    throw new UsageError('-r parquet writes bytes that are nothing for a terminal: name a file, -r parquet=FILE')
  if (process.stdout.isTTY && reports.some(({ name, file }) => name === 'html' && file === null))
    throw new UsageError('-r html is a page for a browser, and this is a terminal: give it a file, -r html=report.html')
  const { reporter } = await import('../write/reporters.js')
  const wanted = new Set(reports.map(({ name }) => name))
  // For the summary of the job.
  if (wanted.has('github')) wanted.add('markdown')
  return new Map(await Promise.all([...wanted].map(async (name) => [name, await reporter(name)] as const)))
}

/** Whether a report goes to standard output, one that says something. */
const toStdout = ({ reports }: ScanPlan): boolean =>
  reports.some(({ name, file }) => file === null && name !== 'silent')

/** Writes all reports, each whatever becomes of the others; what went wrong, in order. */
function reportAll(found: Scan, plan: ScanPlan | CleanPlan, reporters: Reporters, ask: Ask): Unwritten[] {
  const width = process.stdout.isTTY ? process.stdout.columns || 80 : 80
  let files: ReadonlyMap<string, string> | null = null
  const address = (path: string): string | null => {
    files ??= new Map(found.files.map((f) => [f.path, f.at]))
    const at = files.get(path)
    // Standard input lies in a file of ours, which is gone when anybody looks.
    return at === undefined || at !== resolve(found.root, path) ? null : pathToFileURL(at).href
  }
  const write = (
    name: string,
    file: string | null,
    to: (run: (put: (chunk: string | Uint8Array) => void) => void) => void,
  ): void => {
    const tty = file === null && process.stdout.isTTY === true
    const view: View = {
      colour: file === null && colour(plan.colour, process.env, tty),
      hyperlinks: file === null && hyperlinks(plan.hyperlinks, process.env, tty),
      address,
      rule: rulePage,
      width: file === null ? width : 80,
      excerpt: found.report.excerpt,
      lines: found.report.lines,
      where: found.report.where,
      article: found.report.article,
      facts: found.report.facts,
      outlet: found.report.outlet,
      text: found.report.text,
      inText: found.report.inText,
    }
    const records = found.report.records({
      articles: name === 'text' || name === 'html' ? 'all' : plan.articles,
      list: name === 'html' || name === 'parquet' || (name !== 'text' && ask.mode !== 'scan'),
    })
    to((put) => reporters.get(name)!(ask)(records, { write: put }, view))
  }
  const unwritten: (Unwritten | PipeClosed)[] = []
  const attempt = (step: () => void): void => {
    try {
      step()
    } catch (error) {
      if (!(error instanceof Unwritten || error instanceof PipeClosed)) throw error
      unwritten.push(error)
    }
  }
  for (const { name, file } of plan.reports)
    attempt(() =>
      write(name, file, (run) => (file === null ? pour(1, run, 'standard output') : writeFileWith(file, run))),
    )
  // The runner names a file for the summary of the job; whatever else the step writes there stays.
  const summary = process.env.GITHUB_STEP_SUMMARY
  if (summary !== undefined && summary !== '' && plan.reports.some(({ name }) => name === 'github'))
    attempt(() => write('markdown', summary, (run) => appendFileWith(summary, run)))
  // Who reads no more is told no more.
  if (unwritten.length > 0 && !unwritten.some((error) => error instanceof Unwritten)) throw unwritten[0]
  return unwritten.filter((error) => error instanceof Unwritten)
}

/** Says of all but the last one what could not be written, and throws that one. */
function complain(unwritten: readonly Unwritten[]): void {
  for (const { message } of unwritten.slice(0, -1)) say(`${message} (E_WRITE)`)
  if (unwritten.length > 0) throw unwritten.at(-1)!
}

// -------------------------------------------------------------------------------------------------------------- baseline

interface BaselineFile {
  readonly at: string
  readonly shown: string
}

/** What is known before a scan, and the name of where that is written. */
interface Before {
  readonly entries: ReadonlyMap<string, Entry | null>
  readonly shown: string
}

/** Where the baseline lies or will lie; null when none is wanted. */
function baselineFile({ known }: ScanPlan): BaselineFile | null {
  if (known.file === 'none' || known.ref !== null) return null
  if (known.file !== null) return { at: resolve(known.file), shown: known.file }
  const at = resolve(STANDARD_BASELINE)
  return known.update || known.prune || existsSync(at) ? { at, shown: STANDARD_BASELINE } : null
}

async function knownOf(plan: ScanPlan, file: BaselineFile | null): Promise<Before | null> {
  const { ref, update, prune } = plan.known
  if (ref !== null) return { entries: await foundAt(ref, plan), shown: ref }
  if (file === null) return null
  if (!existsSync(file.at)) {
    if (update) return { entries: new Map(), shown: file.shown }
    throw new UsageError(
      `${file.shown}: there is no such baseline${meant(file.at, file.shown)}: ${prune ? 'there is nothing to prune; ' : ''}--update-baseline writes one`,
      'E_BASELINE',
    )
  }
  if (!update) return { entries: baselineAt(file.at, file.shown), shown: file.shown }
  if (!isBaseline(headOf(file.at)))
    throw new UsageError(
      `${file.shown}: this is there and is no baseline, so it is not written over: name another file, or remove it`,
      'E_BASELINE',
    )
  try {
    return { entries: baselineAt(file.at, file.shown), shown: file.shown }
  } catch (error) {
    // What it said is lost; what is found now is written.
    if (!(error instanceof UsageError)) throw error
    say(`note: ${error.message.replace(/: mend it, or write it anew with --update-baseline$/, '')}; it is written anew`)
    return { entries: new Map(), shown: file.shown }
  }
}

/** First bytes of a file. */
function headOf(at: string): string {
  const fd = openSync(at, 'r')
  try {
    const head = Buffer.alloc(256)
    return fstatSync(fd).isFile() ? head.toString('utf8', 0, readSync(fd, head, 0, head.length, 0)) : 'no file'
  } finally {
    closeSync(fd)
  }
}

/** What stderr says of a baseline, and, when asked, the baseline as it is now. */
function compared(found: Scan, plan: ScanPlan, before: Before, file: BaselineFile | null, tooMany: boolean): void {
  const { findings } = found.report
  const { update, prune } = plan.known
  const now = new Set<string>()
  let known = 0
  let news = 0
  for (const f of findings) {
    now.add(f.fingerprint)
    if (f.known) known++
    if (counts(f, plan.gate)) news++
  }
  const gone = [...before.entries].flatMap(([name, entry]) => (now.has(name) || entry === null ? [] : [entry]))
  const lost = gone.length === 0 ? [] : gone.filter((entry) => !readArticles(found).has(entry.article))
  const tell = (message: string): void => {
    if (!plan.quiet) say(message)
  }
  if (!update) tell(`baseline ${before.shown}: ${several(known, 'finding')} known, ${count(news)} new at the gate`)
  const missing = gone.length - lost.length
  const hint = prune || update ? '' : ' (--prune-baseline takes out all that is no longer found)'
  if (missing > 0)
    tell(
      `baseline ${before.shown}: ${several(missing, 'entry', 'entries')} missing: no finding of the article has the fingerprint any more${hint}`,
    )
  if (lost.length > 0)
    tell(
      `baseline ${before.shown}: ${several(lost.length, 'entry', 'entries')} unused: the article was not read in this run${hint}`,
    )
  if (file === null || !(update || prune)) return
  if (tooMany) {
    say(`error: baseline ${file.shown} was left as it is, because not all articles could be read (E_BASELINE)`)
    return
  }
  if (prune && gone.length === 0) {
    tell(`baseline ${file.shown}: nothing to prune`)
    return
  }
  const entries: Baseline = update
    ? new Map(
        collect(findings, (f) =>
          belongs(f, plan.gate.failOn) ? [f.fingerprint, entryOf(f, found.report.excerpt(f, 'here', 8 * WORDS))] : null,
        ),
      )
    : new Map([...before.entries].flatMap(([name, entry]) => (entry !== null && now.has(name) ? [[name, entry]] : [])))
  writeFileAtomic(file.at, baselineText(entries.values(), json))
  const kept = [...entries.keys()].reduce((n, name) => n + (before.entries.has(name) ? 1 : 0), 0)
  tell(
    `wrote ${file.shown}: ${several(entries.size, 'finding')} (${count(entries.size - kept)} added, ${count(before.entries.size - kept)} taken out)`,
  )
}

const articlesCache = new WeakMap<Scan, Set<string>>()

/** Ids of the articles of a run. */
function readArticles(found: Scan): ReadonlySet<string> {
  let ids = articlesCache.get(found)
  if (ids === undefined) {
    ids = new Set()
    for (const record of found.report.records({ articles: 'all', list: false })) {
      if (record.type === 'article') ids.add(record.id)
      else if (record.type === 'match') break // articles come first
    }
    articlesCache.set(found, ids)
  }
  return ids
}

/** Fingerprints of what a scan of a revision finds, with the same flags. */
async function foundAt(ref: string, plan: ScanPlan): Promise<Map<string, null>> {
  const [{ scan }, { UsageError: FindUsage, find }, { revision }] = await Promise.all([
    import('../index.js'),
    import('../read/find.js'),
    import('./revision.js'),
  ])
  const { input } = plan
  const cwd = resolve('.')
  const wrong = (message: string): UsageError => new UsageError(`--baseline-from-ref ${ref}: ${message}`, 'E_REVISION')
  // Paths in fingerprints are relative to the root of this run, which the files of another one might move.
  const root = input.root ?? find({ ...input, cwd }).root
  const listed = input.filesFrom === null ? [] : listOf(input.filesFrom)
  const then = revision({ ref, cwd, env: process.env, paths: [...input.patterns, ...input.against, ...listed] })
  try {
    const there = (path: string): string => {
      const name = then.there(path)
      if (name === null) throw wrong(`${path} lies outside of the repository, so no revision has it`)
      return name
    }
    if (listed.length > 0) writeFileAtomic(then.list, [listed.map(there).join('\n')])
    const ask: ScanAsk = {
      ...askOf(plan, []),
      cwd: then.cwd,
      patterns: input.patterns.map(there),
      against: input.against.map((path) => then.there(path) ?? resolve(path)),
      root: there(root),
      filesFrom: listed.length > 0 ? then.list : null,
      boilerplateFrom: plan.policy.boilerplateFrom === null ? null : resolve(plan.policy.boilerplateFrom),
    }
    let found: Scan
    try {
      found = scan(ask)
    } catch (error) {
      if (!(error instanceof FindUsage)) throw error
      if (!plan.quiet) say(`note: nothing of what is read stands in ${ref}, so that every finding is new`)
      return new Map()
    }
    try {
      return new Map(collect(found.report.findings, (f) => [f.fingerprint, null]))
    } finally {
      found.close()
    }
  } finally {
    then.remove()
  }
}

/** The paths of a list, those that are UTF-8: find() says the rest of it, in the run that counts. */
function listOf(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.map((line) => line.replace(/\r$/, '')).filter((line) => line !== '' && !line.includes('\ufffd'))
}

// ------------------------------------------------------------------------------------------------------------------ init

async function began(plan: InitPlan): Promise<number> {
  const { sample } = await import('./init.js')
  const file = 'dittograph.json'
  const dir = resolve('.')
  for (const at of configsIn(dir, (path) => relative(dir, path))) {
    const name = relative(dir, at)
    if (name !== file)
      throw new UsageError(
        `${name} configures this directory already, and two would be one too many: change it`,
        'E_CONFIG',
      )
    if (!plan.force)
      throw new UsageError(`${name} is there already: change it, or let init replace it with --force`, 'E_CONFIG')
  }
  const schema = './node_modules/dittograph/schema.json'
  writeFileAtomic(resolve(file), [sample(existsSync(resolve(schema)) ? schema : null)])
  if (!plan.quiet) say(`wrote ${file}: every setting with its meaning; none counts until its slashes are taken away`)
  return 0
}

// ----------------------------------------------------------------------------------------------------------------- clean

async function cleaned(plan: CleanPlan): Promise<number> {
  const outputs = [plan.out, plan.undoDir].flatMap((dir) => (dir === null ? [] : [resolve(dir)]))
  if (plan.listFiles) return listFiles(plan, outputs)
  const { clean, scan } = await import('../index.js')
  const reporters = await reportersOf(plan)
  const { diff } = await import('../write/diff.js')
  const watch = watcher(plan)
  if (plan.dryRun) {
    const found = scan({ ...askOf(plan, reportFiles(plan), outputs), outlets: plan.outlets, watch })
    watch.done()
    try {
      showDiff(found, plan, diff)
      const unwritten = reportAll(found, plan, reporters, {
        mode: 'dry-run',
        compact: plan.compact,
        words: plan.words,
        exit: tooManyErrors(found, plan.maxErrors) ? 2 : 0,
      })
      told(found, plan)
      if (!plan.quiet) say('a dry run: nothing was written')
      complain(unwritten)
      return tooManyErrors(found, plan.maxErrors) ? 2 : 0
    } finally {
      found.close()
    }
  }
  const out = plan.out!
  if (plan.inPlace) {
    const code = await finished(out, plan.quiet)
    if (code !== null) return code
  }
  const ask: CleanAsk = {
    ...askOf(plan, reportFiles(plan)),
    outlets: plan.outlets,
    watch,
    out,
    force: plan.force,
    undo: plan.undo,
    undoDir: plan.undoDir,
    inPlace: plan.inPlace,
    maxErrors: plan.maxErrors,
    verify: plan.verify,
    maxRemoved: plan.maxRemoved,
  }
  const { scan: found, totals, resumed, replaced } = clean(ask)
  watch.done()
  try {
    showDiff(found, plan, diff)
    const unwritten = reportAll(found, plan, reporters, {
      mode: 'clean',
      compact: plan.compact,
      words: [out],
      exit: tooManyErrors(found, plan.maxErrors) ? 2 : 0,
    })
    told(found, plan)
    if (!plan.quiet) {
      const undo =
        plan.undo === 'none'
          ? 'no undo bundle (--undo none)'
          : `undo bundle of ${several(totals.undoBytes, 'byte')}${plan.verify ? ', restoring was tried and gives every input back' : ''}`
      say(
        `wrote ${out}: ${several(totals.files, 'file')}, ${several(totals.bytes, 'byte')} in, ${several(totals.outBytes, 'byte')} out; ${undo}${resumed === 0 ? '' : `; ${several(resumed, 'file')} written already by a run that was interrupted`}`,
      )
      if (replaced !== null)
        say(
          `replaced ${several(replaced.files, 'file')}; the way back: dittograph restore ${out} --out ${relative('.', found.root) || '.'} --in-place`,
        )
    }
    const changed = toldChanged(replaced?.changed ?? [], out)
    complain(unwritten)
    return tooManyErrors(found, plan.maxErrors) ? 2 : changed
  } finally {
    found.close()
  }
}

type Diff = typeof import('../write/diff.js')['diff']

function showDiff(found: Scan, plan: CleanPlan, diff: Diff): void {
  if (!plan.diff) return
  const painted = colour(plan.colour, process.env, process.stdout.isTTY === true)
  pour(
    1,
    (put) => {
      const sink: Sink = { write: put }
      found.cuts((id, text, cuts) => diff(id, text, cuts, sink, painted))
    },
    'standard output',
  )
}

// --------------------------------------------------------------------------------------------------------------- explain

async function explained(plan: ExplainPlan): Promise<number> {
  const { explain, gather, gatherTwo, meant: like, reportAt } = await import('./explain.js')
  const answered = (source: Parameters<typeof explain>[1]): ReturnType<typeof gatherTwo> | null => {
    const { ids } = plan
    const answer = ids.length === 2 ? gatherTwo(ids[0], ids[1], source) : gather(ids[0], source)
    if (plan.json) print(`${json({ schema: 'dittograph-explain/1', ...answer })}\n`)
    else
      print(
        explain(answer, source)
          .map((line) => `${visible(line)}\n`)
          .join(''),
      )
    return 'rules' in answer ? answer : null
  }
  // What a crash left of an output is finished first. Only paths that can be one: a glob is no name of a directory.
  for (const path of plan.from) if (path !== '-' && existsSync(dirname(resolve(path)))) await finished(path, plan.quiet)
  const report = reportAt(plan.from)
  if (report !== null) {
    answered({ records: () => report, compare: null, recipe: standard })
    return 0
  }
  const { scan } = await import('../index.js')
  const { beside } = await import('../write/beside.js')
  const found = scan(askOf(plan, []))
  try {
    const missed = found.troubles.filter((t) => t.code === 'E_NO_MATCH')
    for (const t of missed) sayTrouble(t)
    const pair = answered({
      records: () => found.report.records({ articles: 'all', list: false }),
      recipe: found.recipe,
      facts: (id) => found.report.facts(id),
      compare(a, b) {
        const compared = found.compare(a, b)
        if (compared === null) {
          const ids = new Set<string>()
          for (const r of found.report.records({ articles: 'all', list: false }))
            if (r.type === 'article' && r.status !== 'skipped') ids.add(r.id)
          const lost = ids.has(a) ? b : a
          throw new UsageError(
            `${lost} is no article of ${plan.from.join(' ')} that could be read${like(lost, ids)}: ids are those of the article records, -r jsonl writes them`,
          )
        }
        return compared
      },
    })
    if (pair !== null && pair.compared !== null && pair.compared.spans.length > 0 && !plan.json) {
      const { a, b, compared } = pair
      const texts = [a, b].map((id) => new Uint8Array(found.report.text(id))) as [Uint8Array, Uint8Array]
      const width = process.stdout.isTTY ? process.stdout.columns || 80 : 80
      pour(1, (put) => beside([a, b], texts, compared.spans, width, { write: put }), 'standard output')
    }
    return missed.length === 0 ? 0 : 2
  } finally {
    found.close()
  }
}

// ------------------------------------------------------------------------------------------------------------- messages

function print(text: string): number {
  pour(1, (put) => put(text), 'standard output')
  return 0
}

function say(message: string): void {
  try {
    pour(2, (put) => put(`dittograph: ${visible(message)}\n`), 'standard error')
  } catch {
    // Nobody listens; the exit code still speaks.
  }
}

function sayTrouble(t: Trouble): void {
  say(`${t.level}: ${placed(t)} (${t.code})`)
}

/** What each kind of mistake is called. Those of find.ts may bring a code of their own. */
async function kinds(): Promise<readonly (readonly [new (...words: never[]) => Error, Code])[]> {
  const [{ TooMuchRemoved }, find, parquet, readable, reader, restore, spill, spark, undo] = await Promise.all([
    import('../index.js'),
    import('../read/find.js'),
    import('../read/parquet/footer.js'),
    import('../read/readable.js'),
    import('../read/reader.js'),
    import('../store/restore.js'),
    import('../store/spill.js'),
    import('../stage/spark.js'),
    import('../store/undo.js'),
  ])
  return [
    [find.UsageError, 'E_USAGE'],
    [restore.UsageError, 'E_USAGE'],
    [readable.NoLibrary, 'E_USAGE'],
    [RangeError, 'E_USAGE'],
    [reader.ChangedError, 'E_CHANGED'],
    [undo.ChangedError, 'E_CHANGED'],
    [parquet.BadParquet, 'E_PARQUET'],
    [Unwritten, 'E_WRITE'],
    [restore.BadBundle, 'E_BUNDLE'],
    [spill.SpillError, 'E_SPILL'],
    [spark.SparkFailed, 'E_ENGINE'],
    [TooMuchRemoved, 'E_MAX_REMOVED'],
  ]
}

/** Mistakes of the caller and of the world, each by name and in one line; everything else is ours. */
async function failed(error: unknown, debug: boolean): Promise<number> {
  if (error instanceof PipeClosed) return 0
  const own = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  const named = error instanceof UsageError ? undefined : (await kinds()).find(([type]) => error instanceof type)?.[1]
  const code =
    error instanceof UsageError
      ? error.code
      : named === 'E_USAGE' && own?.startsWith('E_')
        ? own
        : (named ?? (typeof own === 'string' && /^E[A-Z0-9]+$/.test(own) ? 'E_SYSTEM' : 'E_BUG'))
  const message = error instanceof Error ? error.message : String(error)
  const bug =
    ': this should not happen; please report it, with the command, the output of --version and, if you can, the input'
  say(`${message}${code === 'E_BUG' ? bug : ''} (${code})`)
  if (debug && error instanceof Error) say(error.stack ?? '')
  return 2
}
