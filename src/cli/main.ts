#!/usr/bin/env node
// argv -> plan -> exit code. Data goes to stdout, everything else to stderr; every message is made visible before it is written.
//
//   0  nothing above the gate, or done      1  scan: findings above the gate
//   2  bad usage, unreadable input, unwritable output, a failed self-check; stronger than 1
//   130, 143  SIGINT, SIGTERM
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { CleanAsk, Scan, ScanAsk } from '../index.js'
import { clean, restore, scan, standard, TooMuchRemoved, CannotWrite as Unwritten, verify, version } from '../index.js'
import type { FindingRecord, Kind, Sink, Trouble, View } from '../model.js'
import { UsageError as FindUsage, find } from '../read/find.js'
import { ChangedError } from '../read/reader.js'
import { unspool } from '../read/stdin.js'
import { finishSwap, PipeClosed, pour, writeFileWith } from '../store/publish.js'
import { BadBundle, UsageError as RestoreUsage } from '../store/restore.js'
import { ChangedError as ChangedSince } from '../store/undo.js'
import { diff } from '../write/diff.js'
import { visible } from '../write/escape.js'
import { several } from '../write/figures.js'
import { placed } from '../write/place.js'
import { reporter } from '../write/reporters.js'
import type { Mode } from '../write/text.js'
import { colour } from './colour.js'
import { explain, reportAt } from './explain.js'
import type { CleanPlan, ExplainPlan, Gate, Plan, ScanPlan, Talk } from './plan.js'
import { noCommand, parse } from './plan.js'
import { progress } from './progress.js'
import { UsageError } from './usage.js'

/** Ends the run with this code, once what was to be said is said. */
function main(argv: readonly string[]): number {
  let talk: Pick<Talk, 'debug' | 'quiet'> = { debug: argv.includes('--debug'), quiet: false }
  try {
    const [first] = argv
    const slip = first === undefined || existsSync(first) ? null : noCommand(first)
    if (slip !== null) throw slip
    const plan = parse(argv, process.env)
    if ('debug' in plan) talk = plan
    return carryOut(plan)
  } catch (error) {
    return failed(error, talk.debug)
  }
}

function carryOut(plan: Plan): number {
  switch (plan.command) {
    case 'help':
      return print(plan.text)
    case 'version':
      return print(`${version}\n`)
    case 'scan':
      return scanned(plan)
    case 'clean':
      return cleaned(plan)
    case 'restore': {
      const [from] = plan.from
      const done = restore(plan.dir, plan.out, {
        only: plan.only,
        force: plan.force,
        undoDir: plan.undoDir ?? undefined,
        inputs: from,
      })
      if (!plan.quiet)
        say(
          `restored ${several(done.files, 'file')} (${several(done.edits, 'cut')} taken back, ${several(done.bytes, 'byte')}) in ${plan.out}${plan.only.length === 0 ? '; every sha256 is that of the input' : ''}`,
        )
      return 0
    }
    case 'verify': {
      const problems = verify(plan.dir, { undoDir: plan.undoDir ?? undefined })
      for (const p of problems) say(`${p.problem}: ${p.path}: ${p.message}`)
      if (problems.length > 0) say(`${plan.dir} is not what clean wrote: ${several(problems.length, 'problem')}`)
      else if (!plan.quiet) say(`${plan.dir} is what clean wrote: every file there, every sha256 right`)
      return problems.length === 0 ? 0 : 2
    }
    case 'explain':
      return explained(plan)
  }
}

// ------------------------------------------------------------------------------------------------------------------ scan

function askOf(
  { input, policy, memory }: Pick<ScanPlan, 'input' | 'policy' | 'memory'>,
  reports: readonly string[],
  outputs: readonly string[] = [],
): ScanAsk {
  // What is free to this process: the limit of its container counts.
  return { ...input, ...policy, reports, outputs, memory: memory ?? Math.floor(process.availableMemory() / 2) }
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

function scanned(plan: ScanPlan): number {
  if (plan.listFiles) return listFiles(plan, [])
  const watch = watcher(plan)
  const found = scan({ ...askOf(plan, reportFiles(plan)), watch })
  watch.done()
  try {
    reportAll(found, plan, 'scan', plan.words)
    told(found, plan)
    const code = gate(found, plan.gate)
    return tooManyErrors(found, plan.maxErrors) ? 2 : code
  } finally {
    found.close()
  }
}

function listFiles(plan: ScanPlan | CleanPlan, outputs: readonly string[]): number {
  const found = find({ ...plan.input, outputs, cwd: resolve('.') })
  for (const file of found.files) unspool(file.at)
  for (const t of found.troubles) if (t.level === 'error' || !plan.quiet) sayTrouble(t)
  print(found.files.map((f) => `${visible(f.path)}\n`).join(''))
  if (!plan.quiet) {
    say(`${several(found.files.length, 'file')} would be read`)
    for (const { why, count } of found.ignored) say(`  left out: ${count} (${why})`)
  }
  return found.troubles.reduce((n, t) => n + (t.level === 'error' ? (t.count ?? 1) : 0), 0) > plan.maxErrors ? 2 : 0
}

/** 1 when what was found is above the gate. */
function gate(found: Scan, gate: Gate): number {
  if (gate.failOn === 'none') return 0
  const counted: readonly FindingRecord[] =
    gate.failOn === 'any' ? found.report.findings : found.report.findings.filter((f) => f.edit !== 'none')
  const of = (kind: Kind): number => counted.filter((f) => f.kind === kind).length
  for (const [kind, most] of Object.entries(gate.max)) if (of(kind as Kind) > most) return 1
  const rest = counted.filter((f) => gate.max[f.kind] === undefined).length
  if (gate.maxFindings !== null && rest > gate.maxFindings) return 1
  return gate.maxDuplicateRatio !== null && found.report.duplicateRatio > gate.maxDuplicateRatio ? 1 : 0
}

function tooManyErrors(found: Scan, most: number): boolean {
  return found.report.summary.errors > most
}

/** What stderr says of a run: what was left out, and errors, unless the text report on stdout says them already. Quiet: errors only. */
function told(found: Scan, plan: ScanPlan | CleanPlan): void {
  if (!plan.quiet) for (const { why, count } of found.ignored) say(`left out: ${several(count, 'file')} (${why})`)
  if (plan.reports.some((r) => r.name === 'text' && r.file === null)) return
  const shown = found.troubles.filter((t) => t.level === 'error' || plan.verbose)
  for (const t of shown.slice(0, 20)) sayTrouble(t)
  if (shown.length > 20) say(`… and ${shown.length - 20} more: they stand in the report`)
}

function reportAll(found: Scan, plan: ScanPlan | CleanPlan, mode: Mode, words: readonly string[]): void {
  const width = process.stdout.isTTY ? process.stdout.columns || 80 : 80
  for (const { name, file } of plan.reports) {
    const write = reporter(name, { mode, words })
    const view: View = {
      colour: file === null && colour(plan.colour, process.env, process.stdout.isTTY === true),
      width: file === null ? width : 80,
      excerpt: found.report.excerpt,
    }
    const records = found.report.records({
      articles: name === 'text' ? 'all' : plan.articles,
      list: name !== 'text' && mode !== 'scan',
    })
    const run = (put: (chunk: string) => void): void => write(records, { write: put }, view)
    if (file === null) pour(1, run, 'standard output')
    else writeFileWith(file, run)
  }
}

// ----------------------------------------------------------------------------------------------------------------- clean

function cleaned(plan: CleanPlan): number {
  const outputs = [plan.out, plan.undoDir].flatMap((dir) => (dir === null ? [] : [resolve(dir)]))
  if (plan.listFiles) return listFiles(plan, outputs)
  const watch = watcher(plan)
  if (plan.dryRun) {
    const found = scan({ ...askOf(plan, reportFiles(plan), outputs), watch })
    watch.done()
    try {
      showDiff(found, plan)
      reportAll(found, plan, 'dry-run', plan.words)
      told(found, plan)
      if (!plan.quiet) say('a dry run: nothing was written')
      return tooManyErrors(found, plan.maxErrors) ? 2 : 0
    } finally {
      found.close()
    }
  }
  const out = plan.out!
  const ask: CleanAsk = {
    ...askOf(plan, reportFiles(plan)),
    watch,
    out,
    force: plan.force,
    undo: plan.undo,
    undoDir: plan.undoDir,
    verify: plan.verify,
    maxRemoved: plan.maxRemoved,
  }
  const { scan: found, totals } = clean(ask)
  watch.done()
  try {
    showDiff(found, plan)
    reportAll(found, plan, 'clean', [out])
    told(found, plan)
    if (!plan.quiet) {
      const undo =
        plan.undo === 'none'
          ? 'no undo bundle (--undo none)'
          : `undo bundle of ${several(totals.undoBytes, 'byte')}${plan.verify ? ', restoring was tried and gives every input back' : ''}`
      say(
        `wrote ${out}: ${several(totals.files, 'file')}, ${several(totals.bytes, 'byte')} in, ${several(totals.outBytes, 'byte')} out; ${undo}`,
      )
    }
    return tooManyErrors(found, plan.maxErrors) ? 2 : 0
  } finally {
    found.close()
  }
}

function showDiff(found: Scan, plan: CleanPlan): void {
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

function explained(plan: ExplainPlan): number {
  const written = (lines: string[]): number => print(lines.map((line) => `${visible(line)}\n`).join(''))
  // What a crash left of an output is finished first. Only paths that can be one: a glob is no name of a directory.
  for (const path of plan.from) if (path !== '-' && existsSync(dirname(resolve(path)))) finishSwap(path)
  const report = reportAt(plan.from)
  if (report !== null) return written(explain(plan.ids, { records: () => report, compare: null, recipe: standard }))
  const found = scan(askOf(plan, []))
  try {
    const missed = found.troubles.filter((t) => t.code === 'E_NO_MATCH')
    for (const t of missed) sayTrouble(t)
    written(
      explain(plan.ids, {
        records: () => found.report.records({ articles: 'all', list: false }),
        recipe: found.recipe,
        compare(a, b) {
          const compared = found.compare(a, b)
          if (compared === null)
            throw new UsageError(`one of ${a} and ${b} is no article of ${plan.from.join(' ')} that could be read`)
          return compared
        },
      }),
    )
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
  say(`${t.level}: ${placed(t)}`)
}

/** Mistakes of the caller and of the world, each by name; everything else is ours. */
function failed(error: unknown, debug: boolean): number {
  if (error instanceof PipeClosed) return 0
  const known = [UsageError, FindUsage, RestoreUsage, ChangedError, ChangedSince, Unwritten, BadBundle, TooMuchRemoved]
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  if (
    known.some((type) => error instanceof type) ||
    error instanceof RangeError ||
    (typeof code === 'string' && code.startsWith('E'))
  ) {
    say((error as Error).message)
    if ([UsageError, FindUsage, RestoreUsage].some((type) => error instanceof type))
      say('dittograph --help lists commands and flags')
  } else {
    say(`${error instanceof Error ? error.message : String(error)}`)
    say(
      'this should not happen: please report it, with the command, the output of --version and, if you can, the input',
    )
  }
  if (debug && error instanceof Error) say(error.stack ?? '')
  return 2
}

// The run is synchronous, so a handler would wait for its end: the default action ends it at once, which leaves at most the -tmp
// sibling of an output. A shell reports that as 130 or 143.
process.exitCode = main(process.argv.slice(2))
