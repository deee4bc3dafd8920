// argv -> a plan, or a UsageError that says what is wrong and what to do. Nothing is read or written here.
//
// commander splits the words and knows the commands; it tells of each flag as it comes, and the table (flags.ts) makes the
// value. Flags beat the environment, and that the configuration file: DITTOGRAPH_MAX_ERRORS=3 counts where --max-errors is not given,
// nor a flag that contradicts it.

import { resolve } from 'node:path'
import { Command as Commander, CommanderError, Option } from 'commander'
import type { Fields, Format, HtmlExtract, Kind } from '../model.js'
import { didYouMean, nearest } from '../nearest.js'
import type { Shell } from './completion.js'
import { shells } from './completion.js'
import type { Look, Setting } from './config.js'
import type { Command, Flag, Name, Report, Values } from './flags.js'
import { flags, kebab, names } from './flags.js'
import { commands, help } from './help.js'
import { printed } from './print.js'
import { UsageError } from './usage.js'

/** How to speak on stderr, for all commands. Null: nothing was said, look at the environment and the terminal. */
export interface Talk {
  readonly colour: boolean | null
  readonly progress: boolean | null
  readonly quiet: boolean
  readonly verbose: boolean
  readonly debug: boolean
}

/** What to read; the names are those of read/find.ts and read/reader.ts. */
export interface Input {
  readonly patterns: readonly string[]
  readonly filesFrom: string | null
  readonly exclude: readonly string[]
  readonly gitignore: boolean
  readonly root: string | null
  readonly against: readonly string[]
  readonly inputFormat: 'auto' | Format
  readonly stdinFilename: string | null
  readonly fields: Fields
  /** Bytes. */
  readonly maxRecord: number
  readonly maxDecompressed: number | null
  readonly encoding: string | null
  readonly htmlExtract: HtmlExtract
}

/** What to do with what is found. A scan says what a clean with the same policy would do. */
export interface Policy extends Pick<Values, 'copies' | 'parts' | 'keep' | 'boilerplate' | 'skipped'> {
  /** File with the boilerplate list of an earlier run. */
  readonly boilerplateFrom: string | null
  /** File with what was reviewed. */
  readonly decisions: string | null
}

export interface Gate {
  readonly failOn: 'edits' | 'any' | 'none'
  /** Findings that may count, those of kinds in `max` apart; null is any number. */
  readonly maxFindings: number | null
  readonly max: Readonly<Partial<Record<Kind, number>>>
  /** Share of bytes, 0..1. */
  readonly maxDuplicateRatio: number | null
}

interface Finding extends Talk {
  readonly input: Input
  readonly policy: Policy
  /** A name, or a file. */
  readonly recipe: string
  readonly threads: 'auto' | number
  readonly kernel: 'auto' | 'plain'
  /** At most one of them to standard output. */
  readonly reports: readonly Report[]
  readonly articles: 'all' | 'changed'
  /** The text report in one line a finding. */
  readonly compact: boolean
  readonly hyperlinks: boolean | null
  readonly outlets: boolean
  readonly maxErrors: number
  /** Bytes; null: half of what is free. */
  readonly memory: number | null
  /** Only print the files that would be read. */
  readonly listFiles: boolean
  /** Flags and paths with which `clean` would do what this run proposes: for the text reporter's next command. */
  readonly words: readonly string[]
}

/** Which findings are known, and whether to write that down. */
export interface Known {
  /** Null: the file of the usual name, if it is there. */
  readonly file: string | null
  readonly ref: string | null
  readonly update: boolean
  readonly prune: boolean
}

export interface ScanPlan extends Finding {
  readonly command: 'scan'
  readonly gate: Gate
  readonly known: Known
}

export interface CleanPlan extends Finding {
  readonly command: 'clean'
  /** Null only with `dryRun` or `listFiles`. */
  readonly out: string | null
  readonly force: boolean
  readonly dryRun: boolean
  /** A diff of the cuts to standard output; then no report goes there. */
  readonly diff: boolean
  readonly undo: 'bytes' | 'inputs' | 'none'
  readonly undoDir: string | null
  /** Then put the cleaned files in the place of the inputs; `out` is the way back. */
  readonly inPlace: boolean
  /** Restore in memory and compare before saying done. */
  readonly verify: boolean
  /** Share of articles, 0..1. */
  readonly maxRemoved: number
}

export interface RestorePlan extends Talk {
  readonly command: 'restore'
  readonly dir: string
  readonly out: string
  readonly force: boolean
  readonly undoDir: string | null
  /** Put the inputs back; `out` is the directory in which they were cleaned. */
  readonly inPlace: boolean
  /** Ids of articles or fingerprints of findings; empty is everything. */
  readonly only: readonly string[]
  /** The inputs, when the undo bundle has hashes only. */
  readonly from: readonly string[]
}

export interface ExplainPlan extends Talk {
  readonly command: 'explain'
  readonly ids: readonly [string] | readonly [string, string]
  /** An output directory, a report.jsonl, or paths of articles; never empty. */
  readonly from: readonly string[]
  readonly json: boolean
  /** How to read `from`, where these are articles: its `patterns` are `from`. */
  readonly input: Input
  readonly policy: Policy
  readonly recipe: string
  readonly threads: 'auto' | number
  readonly kernel: 'auto' | 'plain'
  /** Bytes; null: half of what is free. */
  readonly memory: number | null
}

export interface VerifyPlan extends Talk {
  readonly command: 'verify'
  readonly dir: string
  readonly undoDir: string | null
}

/** A scan by stages, with SQL between them. */
export interface SpreadPlan extends Talk {
  readonly command: 'plan' | 'run'
  readonly input: Input
  readonly policy: Policy
  readonly recipe: string
  readonly engine: 'spark' | 'duckdb'
  readonly out: string
  readonly force: boolean
  readonly node: string
  readonly master: string | null
  readonly conf: readonly string[]
  readonly maxErrors: number
  readonly cleaned: boolean
  readonly maxRemoved: number
}

export interface StagePlan extends Talk {
  readonly command: 'stage'
  readonly stage: string
  readonly settings: string
  readonly shard: readonly [number, number] | null
}

export interface InitPlan extends Talk {
  readonly command: 'init'
  readonly force: boolean
}

export type Plan =
  | ScanPlan
  | CleanPlan
  | RestorePlan
  | ExplainPlan
  | VerifyPlan
  | SpreadPlan
  | StagePlan
  | InitPlan
  | { readonly command: 'completion'; readonly shell: Shell }
  | { readonly command: 'print'; readonly text: string }
  | Told
  | { readonly command: 'version' }

/** What is answered without doing anything. */
type Told = { readonly command: 'help'; readonly text: string } | { readonly command: 'topic'; readonly word: string }

type Env = Readonly<Record<string, string | undefined>>

/** Who speaks; the later ones overrule the earlier. */
const layers = ['file', 'environment', 'line'] as const
type Layer = (typeof layers)[number]

/** A flag as it was given; text is null for a switch. */
export interface Given {
  readonly name: Name
  readonly text: string | null
  readonly on: boolean
  /** As the user wrote it. */
  readonly as: string
  readonly layer: Layer
  /** For --print-config. */
  readonly from: string
}

/** What must be known to find the configuration, or null where none counts. */
export function look(argv: readonly string[], env: Env): Look | null {
  const words = split(argv)
  if (!('given' in words)) return null
  const { command, rest } = words
  if (!flags.config.on.includes(command) || words.given.some(({ name }) => name === 'version')) return null
  const { config, against, from } = valuesOf(over(fromEnv(env, command), words.given))
  return { config, inputs: [...rest, ...against, ...(command === 'explain' ? from : [])] }
}

/** What the words of the command line (without node and script) ask for; `settings` are those of the configuration. */
export function parse(
  argv: readonly string[],
  env: Env,
  settings: readonly Setting[] = [],
  files: readonly string[] = [],
): Plan {
  const words = split(argv)
  if (!('given' in words)) return words
  const { command, rest } = words
  if (words.given.some(({ name }) => name === 'version')) return { command: 'version' }
  const all = over(over(fromFile(settings, command), fromEnv(env, command)), words.given)
  const { given, values } = settled(all, rest)
  if (values.printConfig) return { command: 'print', text: printed(command, given, files) }
  const talk: Talk = {
    colour: values.color,
    progress: values.progress,
    quiet: values.quiet,
    verbose: values.verbose,
    debug: values.debug,
  }
  switch (command) {
    case 'scan':
      return {
        command,
        ...talk,
        ...finding(command, values, given, rest),
        gate: gateOf(values, given),
        known: {
          file: values.baseline,
          ref: values.baselineFromRef,
          update: values.updateBaseline,
          prune: values.pruneBaseline,
        },
      }
    case 'clean': {
      const { force, dryRun, inPlace, diff, undo, undoDir, noVerify, maxRemoved } = values
      const out = values.out ?? (inPlace ? BACKUP : null)
      if (out === null && !dryRun && !values.listFiles)
        throw new UsageError('clean needs --out DIR or --in-place, or --dry-run to see what it would do')
      const found = finding(command, values, given, rest)
      const how = { out, force, dryRun, inPlace, diff, undo, undoDir, verify: !noVerify, maxRemoved }
      return { command, ...talk, ...found, ...how }
    }
    case 'restore': {
      const [dir] = counted(command, rest, 1, 1, 'the output directory of a clean')
      const { out, force, undoDir, inPlace, only, from } = values
      if (out === null)
        throw new UsageError(
          inPlace
            ? 'restore --in-place needs --out ROOT, the directory in which the files were cleaned'
            : 'restore needs --out DIR2, a new directory',
        )
      if (from.length > 1)
        throw new UsageError(
          `restore takes one --from, the directory that the paths of the inputs are relative to, and got ${from.join(' and ')}: name the one that holds them all`,
        )
      return { command, ...talk, dir: dir!, out, force, undoDir, inPlace, only, from }
    }
    case 'explain': {
      const [id, other] = counted(command, rest, 1, 2, 'one article id or fingerprint, or two ids')
      const { from } = values
      if (id === other)
        throw new UsageError(
          `explain compares two articles, and both are called ${id}: name another one, or ${id} once`,
        )
      if (from.length === 0)
        throw new UsageError('explain needs --from: an output directory, a report.jsonl, or the articles themselves')
      const ids: ExplainPlan['ids'] = other === undefined ? [id!] : [id!, other]
      return {
        command,
        ...talk,
        ids,
        from,
        json: values.json,
        input: inputOf(values, from),
        policy: policyOf(values),
        recipe: values.recipe,
        threads: values.threads,
        kernel: values.kernel,
        memory: values.memory,
      }
    }
    case 'verify': {
      const [dir] = counted(command, rest, 1, 1, 'the output directory of a clean')
      return { command, ...talk, dir: dir!, undoDir: values.undoDir }
    }
    case 'plan':
    case 'run': {
      const { engine, out, force, node, master, conf, recipe, maxErrors, cleaned, maxRemoved } = values
      if (out === null)
        throw new UsageError(`${command} needs --out DIR, a new directory that all machines of the cluster see`)
      if (rest.length === 0 || rest.includes('') || rest.includes('-'))
        throw new UsageError(`${command} needs files or directories that all machines of the cluster see`)
      if (command === 'run' && engine !== 'spark')
        throw new UsageError('run knows one engine, spark; plan --engine duckdb writes the SQL for the other')
      const [input, policy] = [inputOf(values, rest), policyOf(values)]
      return {
        command,
        ...talk,
        input,
        policy,
        recipe,
        engine,
        out,
        force,
        node,
        master,
        conf,
        maxErrors,
        cleaned,
        maxRemoved,
      }
    }
    case 'stage': {
      const [stage] = counted(command, rest, 1, 1, 'the name of one stage')
      if (values.settings === null) throw new UsageError('stage needs --settings FILE, the settings.json of a plan')
      return { command, ...talk, stage: stage!, settings: values.settings, shard: values.shard }
    }
    case 'init':
      counted(command, rest, 0, 0, 'no path: it writes to the working directory')
      return { command, ...talk, force: values.force }
    case 'completion': {
      const [word] = counted(command, rest, 1, 1, 'the name of a shell')
      const shell = shells.find((name) => name === word)
      if (shell === undefined)
        throw new UsageError(
          `completion knows ${shells.slice(0, -1).join(', ')} and ${shells.at(-1)}, not '${word}'${didYouMean(word!, shells)}`,
        )
      return { command, shell }
    }
  }
}

/** Commands to come, and what to do instead. */
const TO_COME: Readonly<Record<string, string>> = {
  index: 'scan the new articles with --against ARCHIVE',
}

/** The first word where it is no flag, no command and no file: a command to come, or one with a slip. */
export function noCommand(word: string): UsageError | null {
  if (Object.hasOwn(TO_COME, word))
    return new UsageError(`dittograph ${word} is not yet in this version: ${TO_COME[word]}`, 'E_NOT_YET')
  const meant = /^[a-z]+$/i.test(word) && !isCommand(word) ? nearest(word, Object.keys(commands)) : null
  return meant === null
    ? null
    : new UsageError(`${word}: there is no such command, file or directory (did you mean ${meant}?)`)
}

// ------------------------------------------------------------------------------------------------------ words to flags

interface Words {
  readonly command: Command
  readonly rest: readonly string[]
  readonly given: readonly Given[]
}

function split(argv: readonly string[]): Words | Told {
  if (argv[0] === 'help') {
    const word = argv[1] ?? 'help'
    if (argv.length > 2)
      throw new UsageError(`help takes one word, and got ${argv.slice(1).join(' ')}: dittograph help copy`)
    if (word === 'help' || word.startsWith('-')) return { command: 'help', text: help(null) }
    return isCommand(word) ? { command: 'help', text: help(word as Command) } : { command: 'topic', word }
  }
  let text = ''
  let found: Words | null = null
  const given: Given[] = []
  const program = new Commander('dittograph')
    .exitOverride()
    .configureOutput({ writeOut: (words) => (text += words), writeErr: () => {} })
    .configureHelp({ formatHelp: (command) => help(isCommand(command.name()) ? (command.name() as Command) : null) })
  for (const name of Object.keys(commands) as Command[]) {
    const command = program
      .command(name, { isDefault: name === 'scan' })
      .argument('[words...]')
      .action((rest: string[]) => {
        found = { command: name, rest, given }
      })
    for (const flag of names) if (flags[flag].on.includes(name)) addFlag(command, flag, given)
  }
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.help') return { command: 'help', text }
    throw complaint(error, argv[0] !== undefined && isCommand(argv[0]) ? argv[0] : 'scan')
  }
  const words = found as Words | null
  if (words === null) throw new Error('our bug: the command line named no command (law: scan is the default)')
  const meant = words.command === 'scan' && argv[0] !== 'scan' ? words.rest.find(isCommand) : undefined
  if (meant !== undefined)
    throw new UsageError(`the command stands first: dittograph ${meant} … (a file of that name is ./${meant})`)
  return words
}

const isCommand = (word: string): boolean => Object.hasOwn(commands, word)

/** Tells commander of a flag; what is given is noted in order. */
function addFlag(command: Commander, name: Name, given: Given[]): void {
  const { short, value, kind } = flags[name]
  const long = `${short === undefined ? '' : `-${short}, `}--${kebab(name)}${value === undefined ? '' : ` <${value}>`}`
  const note = (on: boolean) => (text?: string) => {
    given.push({ name, text: text ?? null, on, as: `--${kebab(name)}`, layer: 'line', from: `--${kebab(name)}` })
  }
  command.addOption(new Option(long)).on(`option:${kebab(name)}`, note(true))
  if (kind === 'either')
    command.addOption(new Option(`--no-${kebab(name)}`)).on(`option:no-${kebab(name)}`, note(false))
}

function complaint(error: CommanderError, command: string): UsageError {
  const message = error.message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/s, ' (did you mean $1?)')
  const bare = error.code === 'commander.optionMissingArgument' ? /--([\w-]+)/.exec(message)?.[1] : undefined
  const lacks = names.find((name) => kebab(name) === bare)
  if (lacks !== undefined)
    return new UsageError(`--${bare} needs a value, ${flags[lacks].value}: for example ${flags[lacks].example}`)
  const unknown = error.code === 'commander.unknownOption' ? /'(-[^=']*)/.exec(message)?.[1] : undefined
  const name = names.find(
    (name) =>
      `--${kebab(name)}` === unknown ||
      `-${flags[name].short}` === unknown ||
      (flags[name].kind === 'either' && `--no-${kebab(name)}` === unknown),
  )
  if (unknown === undefined) return new UsageError(message)
  if (unknown === '--help') return new UsageError('--help takes no value: write dittograph COMMAND --help')
  if (name !== undefined && flags[name].on.includes(command as Command))
    return new UsageError(
      `${unknown} takes no value: ${flags[name].kind === 'either' ? `write --${kebab(name)} or --no-${kebab(name)}` : `write ${unknown}, or leave it out`}`,
    )
  if (name !== undefined)
    return new UsageError(`${unknown} is a flag of ${flags[name].on.join(', ')}, not of ${command}`)
  const all = names.flatMap((name) => [
    `--${kebab(name)}`,
    ...(flags[name].kind === 'either' ? [`--no-${kebab(name)}`] : []),
  ])
  return new UsageError(`there is no flag ${unknown}${didYouMean(unknown, all)}; dittograph --help lists all`)
}

const PREFIX = 'DITTOGRAPH_'

function fromEnv(env: Env, command: Command): Given[] {
  const out: Given[] = []
  for (const key of Object.keys(env).sort()) {
    const text = env[key]
    if (!key.startsWith(PREFIX) || text === undefined) continue
    const name = names.find((name) => variable(name) === key)
    if (name === undefined || name === 'version')
      throw new UsageError(
        `${key} is set in the environment, and there is no such flag${didYouMean(key, names.map(variable))}`,
      )
    if (!flags[name].on.includes(command)) continue
    const said = { name, as: key, layer: 'environment', from: key } as const
    if (flags[name].value === undefined) out.push({ ...said, text: null, on: flags[name].read(text, key) === true })
    else out.push({ ...said, text, on: true })
  }
  return out
}

function fromFile(settings: readonly Setting[], command: Command): Given[] {
  return settings
    .filter(({ name }) => {
      const { on, file = on } = flags[name] as Flag
      return on.includes(command) && file.includes(command)
    })
    .flatMap(({ name, value, at, as }): Given[] => {
      const said = { name, as, layer: 'file', from: at } as const
      return typeof value === 'boolean'
        ? [{ ...said, text: null, on: value }]
        : value.map((text) => ({ ...said, text, on: true }))
    })
}

/** What a stronger layer says of a flag replaces what the weaker one says. */
const over = (weaker: readonly Given[], stronger: readonly Given[]): Given[] => [
  ...weaker.filter(({ name }) => !stronger.some((flag) => flag.name === name)),
  ...stronger,
]

const variable = (name: Name): string => PREFIX + kebab(name).replaceAll('-', '_').toUpperCase()

function valuesOf(given: readonly Given[]): Values {
  const values: Partial<Record<Name, unknown>> = {}
  for (const name of names) {
    const flag: Flag = flags[name]
    const mine = given.filter((one) => one.name === name)
    values[name] = flag.all(mine.map(({ text, on, as }) => (text === null ? on : flag.read(text, as))))
  }
  return values as unknown as Values
}

// ------------------------------------------------------------------------------------------------------- contradictions

/** Switches that cannot both be meant. */
const RIVALS: readonly (readonly [Name, Name])[] = [
  ['quiet', 'verbose'],
  ['quiet', 'debug'],
  ['quiet', 'progress'],
]

/** Two flags that cannot both be meant, as words for the message. */
interface Clash {
  readonly names: readonly [Name, Name | null]
  readonly words: readonly [string, string]
  readonly why: string
}

/** The flags that count, without contradictions: of two layers the stronger one wins, within one layer it is an error. */
function settled(all: readonly Given[], rest: readonly string[]): { given: readonly Given[]; values: Values } {
  for (let given = all; ; ) {
    const values = valuesOf(given)
    const clash = contradiction(given, values, rest)
    if (clash === null) return { given, values }
    const [one, other] = clash.names.map((name) => given.find((flag) => flag.name === name))
    const rank = (flag: Given | undefined): number => (flag === undefined ? layers.length : layers.indexOf(flag.layer))
    const [a, b] = [rank(one), rank(other)]
    const weak = a < b ? one : b < a ? other : undefined
    if (weak === undefined || (other === undefined && weak.layer === 'line')) {
      const inFile = one?.layer === 'file'
      // One setting may contradict itself: two reports on one output.
      const [x, y] = inFile && one !== other ? [one.as, other?.as ?? clash.words[1]] : clash.words
      throw new UsageError(
        `${inFile && one === other ? `${one.as}: ` : ''}${x} and ${y} contradict each other: ${clash.why}`,
        inFile ? 'E_CONFIG' : 'E_USAGE',
      )
    }
    given = given.filter(({ name }) => name !== weak.name)
  }
}

/** Where the way back of clean --in-place is kept when --out does not say. */
const BACKUP = 'dittograph-backup'

const IN_PLACE = {
  undoDir: 'the way back stays beside the cleaned files it belongs to',
  force: 'the way back is never replaced; remove the old one yourself, when nobody needs it',
  only: 'to undo some cuts, restore to a new directory',
  from: 'everything that is needed lies in the directory',
} as const

function contradiction(given: readonly Given[], values: Values, rest: readonly string[]): Clash | null {
  const has = (name: Name): boolean => given.some((flag) => flag.name === name && flag.on)
  const clash = (a: Name, b: Name | null, why: string, words: readonly (string | undefined)[] = []): Clash => ({
    names: [a, b],
    words: [words[0] ?? `--${kebab(a)}`, words[1] ?? `--${kebab(b ?? a)}`],
    why,
  })
  for (const [a, b] of RIVALS)
    if (has(a) && has(b) && (b !== 'progress' || values.progress === true)) return clash(a, b, 'take one of them')
  if (values.inPlace) {
    if (values.undo !== 'bytes')
      return clash('inPlace', 'undo', 'the inputs will be gone, so what is removed must be kept', [
        undefined,
        `--undo ${values.undo}`,
      ])
    for (const name of ['undoDir', 'force', 'only', 'from'] as const)
      if (has(name)) return clash('inPlace', name, IN_PLACE[name])
    if (rest.includes('-')) return clash('inPlace', null, 'standard input has no place', [undefined, '-'])
  }
  if (values.undo === 'none' && has('undoDir'))
    return clash('undo', 'undoDir', 'nothing is kept that could go there', ['--undo none'])
  for (const name of ['maxFindings', 'max', 'maxDuplicateRatio'] as const)
    if (values.failOn === 'none' && has(name))
      return clash('failOn', name, 'no finding counts, so there is nothing to limit', ['--fail-on none'])
  if (values.updateBaseline && values.pruneBaseline)
    return clash('updateBaseline', 'pruneBaseline', 'the first one does what the second does')
  for (const name of ['baseline', 'updateBaseline', 'pruneBaseline'] as const)
    if (has('baselineFromRef') && has(name))
      return clash('baselineFromRef', name, 'what is known comes from the revision or from a file')
  for (const name of ['updateBaseline', 'pruneBaseline'] as const) {
    if (has(name) && values.baseline === 'none')
      return clash('baseline', name, 'there is no baseline to write', ['--baseline none'])
    if (has(name) && values.listFiles)
      return clash('listFiles', name, 'the first one stops before anything is compared')
  }
  if (has('baselineFromRef') && rest.includes('-'))
    return clash('baselineFromRef', null, 'standard input is in no revision', [undefined, '-'])
  if (has('baselineFromRef') && values.filesFrom === '-')
    return clash('baselineFromRef', 'filesFrom', 'the list would be needed twice; write it to a file', [
      undefined,
      '--files-from -',
    ])
  if (values.filesFrom === '-' && rest.includes('-'))
    return clash('filesFrom', null, 'standard input is either the list or the text', ['--files-from -', '-'])
  const toStdout = has('reporter') ? values.reporter.filter(({ file }) => file === null) : []
  if (toStdout.length > 1)
    return clash('reporter', 'reporter', 'both write to standard output; give one a file, -r NAME=FILE', [
      `-r ${toStdout[0]!.name}`,
      `-r ${toStdout[1]!.name}`,
    ])
  if (values.diff && toStdout.length > 0)
    return clash('diff', 'reporter', 'both write to standard output; give the report a file, -r NAME=FILE', [
      undefined,
      `-r ${toStdout[0]!.name}`,
    ])
  if (values.listFiles && values.diff)
    return clash('listFiles', 'diff', 'the first one stops before anything is compared')
  const files = values.reporter.flatMap(({ file }) => file ?? [])
  const twice = files.find((file, n) => files.findIndex((other) => resolve(other) === resolve(file)) !== n)
  if (twice !== undefined) throw new UsageError(`two reports would be written to ${twice}: give each its own file`)
  return null
}

function counted(
  command: Command,
  rest: readonly string[],
  least: number,
  most: number,
  what: string,
): readonly string[] {
  if (rest.length >= least && rest.length <= most && !rest.includes('')) return rest
  throw new UsageError(
    `${command} takes ${what}, and got ${rest.length === 0 ? 'nothing' : rest.join(' ')}: ${commands[command].call}`,
  )
}

// --------------------------------------------------------------------------------------------------------- flags to plan

function finding(
  command: Command,
  values: Values,
  given: readonly Given[],
  rest: readonly string[],
): Omit<Finding, keyof Talk> {
  if (rest.length === 0 && values.filesFrom === null)
    throw new UsageError(
      `${command} needs something to read: files, directories, quoted globs, - for standard input, or --files-from FILE`,
    )
  if (rest.includes('')) throw new UsageError(`${command}: one of the paths is empty (an unset variable?)`)
  return {
    input: inputOf(values, rest),
    policy: policyOf(values),
    recipe: values.recipe,
    threads: values.threads,
    kernel: values.kernel,
    reports: values.listFiles || (values.diff && !given.some(({ name }) => name === 'reporter')) ? [] : values.reporter,
    articles: values.articles,
    compact: values.compact,
    hyperlinks: values.hyperlinks,
    outlets: values.outlets,
    maxErrors: values.maxErrors,
    memory: values.memory,
    listFiles: values.listFiles,
    words: [...given.flatMap(again), ...rest.map(asPath)],
  }
}

/** Whether a clean with the same answer needs the flag. */
const decides = ({ group, on, kind }: Flag): boolean =>
  on.includes('clean') &&
  on.includes('scan') &&
  (group === 'Input' || group === 'Records' || group === 'What to do') &&
  kind !== 'either'

/** What the configuration file says it will say again. */
function again({ name, text, on, layer }: Given): string[] {
  if (layer === 'file' || !on || name === 'listFiles' || !(decides(flags[name]) || name === 'config')) return []
  return [`--${kebab(name)}`, ...(text === null ? [] : [text])]
}

const asPath = (word: string): string => (word.startsWith('-') && word !== '-' ? `./${word}` : word)

function inputOf(values: Values, patterns: readonly string[]): Input {
  const { filesFrom, exclude, gitignore, root, against, inputFormat, stdinFilename } = values
  const { maxRecord, maxDecompressed, encoding, htmlExtract } = values
  const {
    textField: text,
    idField: id,
    dateField: date,
    titleField: title,
    urlField: url,
    sourceField: source,
  } = values
  const fields: Fields = { text, id, date, title, url, source }
  const found = { patterns, filesFrom, exclude, gitignore, root, against, inputFormat, stdinFilename }
  return { ...found, fields, maxRecord, maxDecompressed, encoding, htmlExtract }
}

function policyOf({ copies, parts, keep, boilerplate, boilerplateFrom, skipped, decisions }: Values): Policy {
  return { copies, parts, keep, boilerplate, boilerplateFrom, skipped, decisions }
}

function gateOf({ failOn, maxFindings, max, maxDuplicateRatio }: Values, given: readonly Given[]): Gate {
  const said = given.some(({ name }) => name === 'maxFindings')
  return {
    failOn,
    maxFindings: said || maxDuplicateRatio === null ? maxFindings : null,
    max: Object.fromEntries(max),
    maxDuplicateRatio,
  }
}
