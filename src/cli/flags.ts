// The flags of the command line, each once: name, value, meaning, unit, default, example, commands. The parser (plan.ts), --help
// and the table of the README (help.ts), what a configuration file may say (config.ts, schema.ts, init.ts) and what a shell completes
// (completion.ts) come from here.
//
// The same flag twice: the last one counts, so that `npm run scan -- --max-errors 5` can overrule a script; flags that are repeatable add up.
import { encodingCalled, encodings } from '../encodings.js'
import { formats } from '../formats.js'
import { forms } from '../forms.js'
import type { Keep } from '../keep.js'
import type { Format, HtmlExtract, Kind } from '../model.js'
import { didYouMean } from '../nearest.js'
import { recipes as named } from '../recipe.js'
import { UsageError } from './usage.js'

export type Command =
  | 'scan'
  | 'clean'
  | 'restore'
  | 'explain'
  | 'verify'
  | 'plan'
  | 'run'
  | 'stage'
  | 'init'
  | 'completion'

export const groups = ['Input', 'Records', 'What to do', 'Report', 'Gate', 'Output', 'Messages'] as const
export type Group = (typeof groups)[number]

/** One report: a reporter, and the file it writes to; null is standard output. */
export interface Report {
  readonly name: string
  readonly file: string | null
}

/** What each flag says, once it is read. Null: not given, and there is no default. */
export interface Values {
  readonly stdinFilename: string | null
  readonly filesFrom: string | null
  readonly exclude: readonly string[]
  readonly gitignore: boolean
  readonly listFiles: boolean
  readonly root: string | null
  readonly against: readonly string[]
  readonly inputFormat: 'auto' | Format
  readonly encoding: string | null
  readonly htmlExtract: HtmlExtract
  readonly textField: readonly string[]
  readonly idField: string
  readonly dateField: string
  readonly titleField: string
  readonly urlField: string
  readonly sourceField: string
  readonly maxRecord: number
  readonly maxDecompressed: number | null
  readonly copies: 'cut' | 'drop' | 'keep' | 'weight'
  readonly parts: 'keep' | 'drop'
  readonly keep: Keep
  readonly boilerplate: 'keep' | 'cut'
  readonly boilerplateFrom: string | null
  readonly skipped: 'keep' | 'drop'
  readonly decisions: string | null
  readonly recipe: string
  readonly reporter: readonly Report[]
  readonly articles: 'all' | 'changed'
  readonly compact: boolean
  readonly outlets: boolean
  readonly diff: boolean
  readonly failOn: 'edits' | 'any' | 'none'
  readonly maxFindings: number
  readonly max: readonly (readonly [Kind, number])[]
  readonly maxDuplicateRatio: number | null
  readonly maxErrors: number
  readonly maxRemoved: number
  readonly baseline: string | null
  readonly updateBaseline: boolean
  readonly pruneBaseline: boolean
  readonly baselineFromRef: string | null
  readonly out: string | null
  readonly force: boolean
  readonly dryRun: boolean
  readonly inPlace: boolean
  readonly undo: 'bytes' | 'inputs' | 'none'
  readonly undoDir: string | null
  readonly noVerify: boolean
  readonly engine: 'spark' | 'duckdb'
  readonly master: string | null
  readonly conf: readonly string[]
  readonly node: string
  readonly cleaned: boolean
  readonly settings: string | null
  readonly shard: readonly [number, number] | null
  readonly only: readonly string[]
  readonly from: readonly string[]
  readonly json: boolean
  readonly color: boolean | null
  readonly hyperlinks: boolean | null
  readonly progress: boolean | null
  readonly quiet: boolean
  readonly verbose: boolean
  readonly debug: boolean
  readonly threads: 'auto' | number
  readonly kernel: 'auto' | 'plain'
  readonly memory: number | null
  readonly config: string | null
  readonly printConfig: boolean
  readonly version: boolean
}

/** What a value is, for the schema of a configuration file and for the shell. Without a type it is a text or a whole number. */
export interface Hint {
  /** One of these; for a report, what it begins with. */
  readonly words?: readonly string[]
  /** A path of a configuration file is relative to that file; so are that of a `report` (NAME=FILE) and that of a `recipe`. */
  readonly type?: 'text' | 'count' | 'share' | 'size' | 'path' | 'report' | 'recipe'
}

/** One flag, as help and parser see it. */
export interface Flag<T = unknown> {
  readonly short?: string
  /** Placeholder of the value; a switch has none. */
  readonly value?: string
  readonly meaning: string
  /** Of what the value counts. */
  readonly unit?: string
  /** As the user would write it. */
  readonly standard?: string
  readonly example: string
  readonly group: Group
  readonly on: readonly Command[]
  /** Commands for which a configuration file may set it, if that is not all of `on`: what writes over or hides things is said each time. */
  readonly file?: readonly Command[]
  readonly hint: Hint
  /** How it is given: `--x`; `--x` or `--no-x`; `--x VALUE`, the last one counts; `--x VALUE` again and again. */
  readonly kind: 'switch' | 'either' | 'one' | 'many'
  /** One value, from its text; throws a UsageError. */
  read(text: string, name: string): unknown
  /** The value of all that was given, in order. */
  all(given: readonly unknown[]): T
}

type Facts = Omit<Flag, 'kind' | 'hint' | 'read' | 'all'>
type Read<T> = ((text: string, name: string) => T) & { readonly hint?: Hint }

// ------------------------------------------------------------------------------------------------------- kinds of flags

const flip: Read<boolean> = (text, name) => {
  if (/^(?:1|true|yes|on)$/.test(text)) return true
  if (/^(?:|0|false|no|off)$/.test(text)) return false
  throw new UsageError(`${name} takes 1 or 0, not '${text}'`)
}

const toggle = (facts: Facts): Flag<boolean> => ({
  ...facts,
  kind: 'switch',
  hint: {},
  read: flip,
  all: (given) => given.at(-1) === true,
})

const either = (facts: Facts): Flag<boolean | null> => ({
  ...facts,
  kind: 'either',
  hint: {},
  read: flip,
  all: (given) => (given.length === 0 ? null : given.at(-1) === true),
})

const one = <T>(read: Read<T>, facts: Facts): Flag<T | null> => ({
  ...facts,
  kind: 'one',
  hint: read.hint ?? {},
  read,
  all: (given) => (given.length === 0 ? null : (given.at(-1) as T)),
})

const usual = <T>(read: Read<T>, facts: Facts & { readonly standard: string }): Flag<T> => ({
  ...facts,
  kind: 'one',
  hint: read.hint ?? {},
  read,
  all: (given) => (given.length === 0 ? read(facts.standard, '') : (given.at(-1) as T)),
})

const many = <T>(read: Read<T>, facts: Facts): Flag<readonly T[]> => ({
  ...facts,
  kind: 'many',
  hint: read.hint ?? {},
  read,
  all: (given) => (given.length > 0 || facts.standard === undefined ? (given as T[]) : [read(facts.standard, '')]),
})

// -------------------------------------------------------------------------------------------------------------- values

const hinted = <T>(hint: Hint, read: (text: string, name: string) => T): Read<T> =>
  Object.assign((text: string, name: string) => read(text, name), { hint })

const word: Read<string> = hinted({ type: 'text' }, (text, name) => {
  if (text === '') throw new UsageError(`${name} needs a value that is not empty`)
  return text
})

const path: Read<string> = hinted({ type: 'path' }, word)

/** One of a few words. */
const choice = <const T extends string>(words: readonly T[]): Read<T> =>
  hinted({ words }, (text, name) => {
    const found = words.find((word) => word === text)
    if (found !== undefined) return found
    throw new UsageError(`${name} takes ${orList(words)}, not '${text}'${didYouMean(text, words)}`)
  })

const KEEPS = ['original', 'first', 'last', 'longest', 'fewest-repeats'] as const

const keep: Read<Keep> = hinted({ words: [...KEEPS, 'source:'], type: 'text' }, (text, name) => {
  if (!text.startsWith('source:')) return choice([...KEEPS, 'source:A,B' as 'source:'])(text, name)
  if (/[^\s,]/.test(text.slice('source:'.length))) return text as Keep
  throw new UsageError(`${name} ${text} names no source: write ${name} source:Reuters,AP`)
})

const kinds: readonly Kind[] = ['repeat', 'copy', 'part', 'passage', 'boilerplate']

const number: Read<number> = hinted({ type: 'count' }, (text, name) => {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new UsageError(`${name} takes a whole number from 0, not '${text}'`)
})

const share: Read<number> = hinted({ type: 'share' }, (text, name) => {
  if (/^(?:0|1|0?\.\d+|0\.|1\.0*)$/.test(text)) return Number(text)
  throw new UsageError(`${name} takes a share from 0 to 1, such as 0.05, not '${text}'`)
})

const limit: Read<readonly [Kind, number]> = hinted({ type: 'text' }, (text, name) => {
  const [, kind, n] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  if (kind === undefined || n === undefined)
    throw new UsageError(`${name} takes KIND=N, such as copy=10, not '${text}'`)
  return [choice(kinds)(kind, name), number(n, `${name} ${kind}=`)]
})

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, KB: 1e3, MB: 1e6, GB: 1e9 }

/** Bytes: 1000, 64M and 64MiB (powers of 1,024), 64MB (powers of 1,000). */
const size: Read<number> = (text, name) => {
  const [, digits, unit] = /^(\d+(?:\.\d+)?) ?([KMG]?(?:i?B)?)$/i.exec(text) ?? []
  const factor = unit === undefined ? undefined : UNITS[unit.toUpperCase().replace(/IB$|^B$/, '')]
  const bytes = Math.floor(Number(digits) * (factor ?? Number.NaN))
  if (Number.isSafeInteger(bytes)) return bytes
  throw new UsageError(`${name} takes a size in bytes, such as 64MiB, 64M, 1G or 1000000, not '${text}'`)
}

const LARGEST_RECORD = 2 ** 30

const recordSize: Read<number> = hinted({ type: 'size' }, (text, name) => {
  const bytes = size(text, name)
  if (bytes >= 1 && bytes <= LARGEST_RECORD) return bytes
  throw new UsageError(`${name} takes 1 byte to 1GiB, not '${text}': places in a record are kept in 31 bits`)
})

const encodingName: Read<string> = hinted({ type: 'text' }, (text, name) => {
  const found = encodingCalled(text)
  if (found !== null) return found
  throw new UsageError(`${name} takes ${orList(encodings)}, not '${text}'${didYouMean(text, encodings)}`)
})

const reporterName = choice(forms)

const report: Read<Report> = hinted({ type: 'report', words: forms }, (text, name) => {
  const at = text.indexOf('=')
  const chosen = reporterName(at < 0 ? text : text.slice(0, at), name)
  const file = at < 0 ? '-' : text.slice(at + 1)
  if (file === '')
    throw new UsageError(
      `${name} ${text} names no file: write ${name} ${chosen}=FILE, or ${name} ${chosen} for standard output`,
    )
  if (chosen === 'silent' && file !== '-') throw new UsageError(`${name} ${text}: the reporter silent writes nothing`)
  return { name: chosen, file: file === '-' ? null : file }
})

/** The recipes that have a name. */
export const recipes: readonly string[] = Object.keys(named)

const recipe: Read<string> = hinted({ type: 'recipe' }, (text, name) => {
  if (recipes.includes(text) || /[./\\]/.test(text)) return text
  throw new UsageError(
    `${name} takes ${orList([...recipes, 'a file'])}, and there is no recipe '${text}'${didYouMean(text, recipes)}: a file of that name is ./${text}`,
  )
})

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

// --------------------------------------------------------------------------------------------------------------- table

const READS: readonly Command[] = ['scan', 'clean', 'explain', 'plan', 'run']
const FINDS: readonly Command[] = ['scan', 'clean']
const SPREADS: readonly Command[] = ['plan', 'run']
const HERE: readonly Command[] = ['scan', 'clean', 'restore', 'explain', 'verify']
const ALL: readonly Command[] = [...HERE, ...SPREADS]
const EVERYWHERE: readonly Command[] = [...ALL, 'stage', 'init', 'completion']
/** Not from a configuration file. */
const EACH_TIME: readonly Command[] = []

const FORMATS = Object.keys(formats) as Format[]

export const flags: { readonly [Name in keyof Values]: Flag<Values[Name]> } = {
  // Input
  inputFormat: usual(choice(['auto', ...FORMATS]), {
    value: 'FORMAT',
    meaning: `how to read the input: auto (by file name, else by content), ${orList(FORMATS)}`,
    standard: 'auto',
    example: '--input-format jsonl',
    group: 'Input',
    on: READS,
  }),
  filesFrom: one(path, {
    value: 'FILE',
    meaning: 'read the paths from FILE, one a line; - is standard input',
    example: '--files-from changed.txt',
    group: 'Input',
    on: [...FINDS, ...SPREADS],
  }),
  exclude: many(word, {
    value: 'GLOB',
    meaning: 'leave these out; repeatable, in the syntax of .gitignore',
    example: "--exclude 'drafts/**'",
    group: 'Input',
    on: READS,
  }),
  gitignore: toggle({
    meaning: 'leave out what .gitignore names as well (.dittographignore always counts)',
    example: '--gitignore',
    group: 'Input',
    on: READS,
  }),
  against: many(path, {
    value: 'PATH',
    meaning: 'compare with these and point to them, but never report on, cut or write them; repeatable',
    example: '--against archive/',
    group: 'Input',
    on: READS,
  }),
  root: one(path, {
    value: 'DIR',
    meaning:
      'what reported paths are relative to; otherwise the working directory, or the deepest one that holds all inputs',
    example: '--root corpus',
    group: 'Input',
    on: READS,
  }),
  stdinFilename: one(word, {
    value: 'PATH',
    meaning: 'the name of what comes from standard input (-), and so its format',
    example: '--stdin-filename today.jsonl',
    group: 'Input',
    on: READS,
    file: EACH_TIME,
  }),
  listFiles: toggle({
    meaning: 'print the files that would be read, and stop',
    example: '--list-files',
    group: 'Input',
    on: FINDS,
    file: EACH_TIME,
  }),
  encoding: one(encodingName, {
    value: 'NAME',
    meaning: 'encoding of the inputs that do not tell theirs; otherwise UTF-8, or what the bytes look like',
    example: '--encoding windows-1252',
    group: 'Input',
    on: READS,
  }),
  htmlExtract: usual(choice(['blocks', 'readability']), {
    value: 'HOW',
    meaning:
      "what of a page of HTML is its text: blocks (all that a reader sees) or readability (what Firefox's reader view takes for the article; the rest is not looked at, and copied through)",
    standard: 'blocks',
    example: '--html-extract readability',
    group: 'Input',
    on: ['scan', 'clean', 'explain'],
  }),
  maxDecompressed: one(hinted({ type: 'size' }, size), {
    value: 'SIZE',
    meaning: 'what one compressed file may unpack to; otherwise 200 times its size, from 64 MiB to 64 GiB',
    unit: 'bytes',
    example: '--max-decompressed 4G',
    group: 'Input',
    on: READS,
  }),

  // Records
  textField: many(word, {
    value: 'NAME',
    meaning: 'field that holds the text; repeatable, the first one present wins; a dotted name reaches into objects',
    standard: 'text',
    example: '--text-field body',
    group: 'Records',
    on: READS,
  }),
  idField: usual(word, {
    value: 'NAME',
    meaning: "field that holds the record's id",
    standard: 'id',
    example: '--id-field guid',
    group: 'Records',
    on: READS,
  }),
  dateField: usual(word, {
    value: 'NAME',
    meaning: 'field that holds the date of publication',
    standard: 'date',
    example: '--date-field published',
    group: 'Records',
    on: READS,
  }),
  titleField: usual(word, {
    value: 'NAME',
    meaning: 'field that holds the headline',
    standard: 'title',
    example: '--title-field headline',
    group: 'Records',
    on: READS,
  }),
  urlField: usual(word, {
    value: 'NAME',
    meaning: 'field that holds the address',
    standard: 'url',
    example: '--url-field link',
    group: 'Records',
    on: READS,
  }),
  sourceField: usual(word, {
    value: 'NAME',
    meaning: 'field that names the outlet; without one, the host of the address',
    standard: 'source',
    example: '--source-field outlet',
    group: 'Records',
    on: READS,
  }),
  maxRecord: usual(recordSize, {
    value: 'SIZE',
    meaning: 'records longer than this are skipped and reported',
    unit: 'bytes',
    standard: '64MiB',
    example: '--max-record 16MiB',
    group: 'Records',
    on: READS,
  }),

  // What to do
  copies: usual(choice(['cut', 'drop', 'keep', 'weight']), {
    value: 'POLICY',
    meaning:
      'copies: cut (remove those that the kept article contains), drop (remove all), keep, or weight (remove none: n that say the same count 1/n each, in a field weight)',
    standard: 'cut',
    example: '--copies weight',
    group: 'What to do',
    on: READS,
  }),
  parts: usual(choice(['keep', 'drop']), {
    value: 'POLICY',
    meaning: 'articles printed inside a longer one: keep or drop',
    standard: 'keep',
    example: '--parts drop',
    group: 'What to do',
    on: READS,
  }),
  keep: usual(keep, {
    value: 'WHICH',
    meaning:
      'which of several copies stays: original, first, last, longest, fewest-repeats, or source:A,B (that of source A, else of B, else as original)',
    standard: 'original',
    example: '--keep source:Reuters,AP',
    group: 'What to do',
    on: READS,
  }),
  boilerplate: usual(choice(['keep', 'cut']), {
    value: 'POLICY',
    meaning: 'what an outlet prints under everything: keep or cut',
    standard: 'keep',
    example: '--boilerplate cut',
    group: 'What to do',
    on: READS,
  }),
  boilerplateFrom: one(path, {
    value: 'FILE',
    meaning: 'take the boilerplate list of an earlier run (its provenance.jsonl)',
    example: '--boilerplate-from cleaned/provenance.jsonl',
    group: 'What to do',
    on: READS,
  }),
  skipped: usual(choice(['keep', 'drop']), {
    value: 'POLICY',
    meaning: 'records and files that could not be read: keep (copied through) or drop',
    standard: 'keep',
    example: '--skipped drop',
    group: 'What to do',
    on: [...FINDS, ...SPREADS],
  }),
  decisions: one(path, {
    value: 'FILE',
    meaning:
      'fingerprints that were reviewed: what is rejected in FILE stays as it is, accepted copies go even where they say more',
    example: '--decisions reviewed.json',
    group: 'What to do',
    on: READS,
  }),
  recipe: usual(recipe, {
    value: 'NAME|FILE',
    meaning:
      'the numbers that say what counts as the same: standard, ocr (texts that a scan misread; slower), or a JSON file with those that are to differ',
    standard: 'standard',
    example: '--recipe strict.json',
    group: 'What to do',
    on: READS,
  }),

  // Report
  reporter: many(report, {
    short: 'r',
    value: 'NAME[=FILE]',
    meaning: `${orList(forms)}, to standard output or to FILE; repeatable, only one to standard output`,
    standard: 'text',
    example: '-r text -r jsonl=report.jsonl',
    group: 'Report',
    on: FINDS,
  }),
  articles: usual(choice(['all', 'changed']), {
    value: 'WHICH',
    meaning: 'article records in the report: all, or changed only',
    standard: 'all',
    example: '--articles changed',
    group: 'Report',
    on: FINDS,
  }),
  compact: toggle({
    meaning: 'the text report in one line a finding, path:line: kind: …, without the passages',
    example: '--compact',
    group: 'Report',
    on: FINDS,
  }),
  outlets: toggle({
    meaning:
      'also tell how much of each article and each outlet is its own, which agencies it uses, and how late it is',
    example: '--outlets',
    group: 'Report',
    on: FINDS,
  }),
  diff: toggle({
    meaning: 'print what is cut as a diff instead of the text report',
    example: '--diff',
    group: 'Report',
    on: ['clean'],
    file: EACH_TIME,
  }),

  // Gate
  failOn: usual(choice(['edits', 'any', 'none']), {
    value: 'WHAT',
    meaning: 'which findings count for exit code 1: edits (what clean would act on), any or none',
    standard: 'edits',
    example: '--fail-on any',
    group: 'Gate',
    on: ['scan'],
  }),
  maxFindings: usual(number, {
    value: 'N',
    meaning: 'exit 1 only if more than N findings count; with --max-duplicate-ratio alone, there is no such limit',
    unit: 'findings',
    standard: '0',
    example: '--max-findings 20',
    group: 'Gate',
    on: ['scan'],
  }),
  max: many(limit, {
    value: 'KIND=N',
    meaning: 'a limit of its own for repeat, copy, part, passage or boilerplate; repeatable',
    unit: 'findings',
    example: '--max copy=10',
    group: 'Gate',
    on: ['scan'],
  }),
  maxDuplicateRatio: one(share, {
    value: 'R',
    meaning: 'exit 1 if more than this share of the text stands in repeats and copies',
    unit: 'share of bytes, 0..1',
    example: '--max-duplicate-ratio 0.05',
    group: 'Gate',
    on: ['scan'],
  }),
  maxErrors: usual(number, {
    value: 'N',
    meaning: 'exit 2 if more than N articles or files could not be read as asked',
    unit: 'errors',
    standard: '0',
    example: '--max-errors 3',
    group: 'Gate',
    on: [...FINDS, 'run'],
  }),
  maxRemoved: usual(share, {
    value: 'R',
    meaning: "publish nothing if more than this share of the articles, or of one source's, would go",
    unit: 'share of articles, 0..1',
    standard: '0.5',
    example: '--max-removed 0.8',
    group: 'Gate',
    on: ['clean', ...SPREADS],
  }),
  baseline: one(path, {
    value: 'FILE|none',
    meaning: 'findings that are known and do not count; otherwise .dittograph-baseline.json, if it is there',
    example: '--baseline known.json',
    group: 'Gate',
    on: ['scan'],
  }),
  updateBaseline: toggle({
    meaning: 'write the baseline anew: all that is found now is known',
    example: '--update-baseline',
    group: 'Gate',
    on: ['scan'],
    file: EACH_TIME,
  }),
  pruneBaseline: toggle({
    meaning: 'take out of the baseline what is no longer found',
    example: '--prune-baseline',
    group: 'Gate',
    on: ['scan'],
    file: EACH_TIME,
  }),
  baselineFromRef: one(word, {
    value: 'REF',
    meaning: 'what a scan of this git revision finds is known',
    example: '--baseline-from-ref origin/main',
    group: 'Gate',
    on: ['scan'],
  }),

  // Output
  out: one(path, {
    value: 'DIR',
    meaning: 'where the cleaned or restored files go, or a plan, or the report of a cluster; a new directory',
    example: '--out cleaned',
    group: 'Output',
    on: ['clean', 'restore', ...SPREADS],
    file: ['clean'],
  }),
  force: toggle({
    meaning: 'replace what is there: DIR; with init, dittograph.json',
    example: '--force',
    group: 'Output',
    on: ['clean', 'restore', 'init', ...SPREADS],
    file: EACH_TIME,
  }),
  dryRun: toggle({
    meaning: 'report what would be done, and write nothing',
    example: '--dry-run',
    group: 'Output',
    on: ['clean'],
    file: EACH_TIME,
  }),
  undo: usual(choice(['bytes', 'inputs', 'none']), {
    value: 'WHAT',
    meaning: 'what is kept to undo: bytes (all that was removed), inputs (hashes; restore needs the inputs) or none',
    standard: 'bytes',
    example: '--undo inputs',
    group: 'Output',
    on: ['clean'],
  }),
  undoDir: one(path, {
    value: 'DIR',
    meaning: 'where that is kept; otherwise DIR/undo',
    example: '--undo-dir undo-2024-05',
    group: 'Output',
    on: ['clean', 'restore', 'verify'],
  }),
  noVerify: toggle({
    meaning: 'do not restore every input in memory and compare before saying done',
    example: '--no-verify',
    group: 'Output',
    on: ['clean'],
  }),
  engine: usual(choice(['spark', 'duckdb']), {
    value: 'NAME',
    meaning: 'whose SQL moves the rows between the stages: spark; duckdb to read and test a plan with',
    standard: 'spark',
    example: '--engine spark',
    group: 'Output',
    on: SPREADS,
    file: EACH_TIME,
  }),
  master: one(word, {
    value: 'URL',
    meaning: 'the Spark master to run on; otherwise what spark-defaults.conf says',
    example: "--master 'local[4]'",
    group: 'Output',
    on: ['run'],
    file: EACH_TIME,
  }),
  conf: many(word, {
    value: 'NAME=VALUE',
    meaning: 'a setting of Spark, given to spark-sql; repeatable',
    example: '--conf spark.executor.memory=4g',
    group: 'Output',
    on: ['run'],
    file: EACH_TIME,
  }),
  node: usual(word, {
    value: 'COMMAND',
    meaning: 'how Node is started where the stages run',
    standard: 'node',
    example: '--node node/bin/node',
    group: 'Output',
    on: SPREADS,
    file: EACH_TIME,
  }),
  cleaned: toggle({
    meaning: 'write cleaned files too, each into a directory of its own with what is needed to undo it',
    example: '--cleaned',
    group: 'Output',
    on: SPREADS,
    file: EACH_TIME,
  }),
  settings: one(path, {
    value: 'FILE',
    meaning: 'what a plan decides by: settings.json of the plan',
    example: '--settings plan/settings.json',
    group: 'Output',
    on: ['stage'],
    file: EACH_TIME,
  }),
  shard: one(
    (text, name) => {
      const [, i, n] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []
      if (i !== undefined && Number(i) < Number(n)) return [Number(i), Number(n)] as const
      throw new UsageError(`${name} takes I/N with I from 0 to N - 1, such as 0/64, not '${text}'`)
    },
    {
      value: 'I/N',
      meaning: 'of the rows of standard input only every Nth, from the Ith on: one task of N on any scheduler',
      example: '--shard 0/64',
      group: 'Output',
      on: ['stage'],
      file: EACH_TIME,
    },
  ),
  only: many(word, {
    value: 'ID',
    meaning: 'restore only this article, or undo only this finding (its fingerprint); repeatable',
    example: '--only story-17',
    group: 'Output',
    on: ['restore'],
    file: EACH_TIME,
  }),
  from: many(path, {
    value: 'PATH',
    meaning:
      'explain: an output directory, a report.jsonl or the articles; restore after --undo inputs: the inputs; repeatable',
    example: '--from cleaned',
    group: 'Output',
    on: ['explain', 'restore'],
    file: EACH_TIME,
  }),
  json: toggle({
    meaning: 'explain: the answer as JSON, for programs',
    example: '--json',
    group: 'Output',
    on: ['explain'],
    file: EACH_TIME,
  }),
  inPlace: toggle({
    meaning:
      'clean: put the cleaned files in the place of the inputs; the way back is in DIR, or in dittograph-backup. restore: put the inputs back; DIR2 is where they lie',
    example: '--in-place',
    group: 'Output',
    on: ['clean', 'restore'],
    file: EACH_TIME,
  }),

  // Messages
  quiet: toggle({ short: 'q', meaning: 'on stderr only errors', example: '-q', group: 'Messages', on: EVERYWHERE }),
  verbose: toggle({ short: 'v', meaning: 'on stderr every step', example: '-v', group: 'Messages', on: ALL }),
  debug: toggle({
    meaning: 'with an error, where in the program',
    example: '--debug',
    group: 'Messages',
    on: EVERYWHERE,
  }),
  color: either({
    meaning: 'colour or none; otherwise FORCE_COLOR, NO_COLOR, and whether it is a terminal',
    example: '--no-color',
    group: 'Messages',
    on: ALL,
  }),
  hyperlinks: either({
    meaning:
      'links in the text report, to files and to what a finding means, or none; otherwise FORCE_HYPERLINK, and whether the terminal is known to know them',
    example: '--no-hyperlinks',
    group: 'Messages',
    on: FINDS,
  }),
  progress: either({
    meaning: 'a progress line on stderr or none; otherwise on a terminal, and every 30 s when CI is set',
    example: '--no-progress',
    group: 'Messages',
    on: ALL,
  }),
  threads: usual(
    (text, name) => {
      if (text === 'auto') return text
      if (!/^[1-9]\d{0,2}$/.test(text))
        throw new UsageError(`${name} takes auto or a number from 1 to 999, not '${text}'`)
      return Number(text)
    },
    {
      short: 'j',
      value: 'N',
      meaning: 'threads; auto: one a processor, when the input is large. The report is the same for any number',
      standard: 'auto',
      example: '-j 1',
      group: 'Messages',
      on: HERE,
    },
  ),
  kernel: usual(choice(['auto', 'plain']), {
    value: 'WHICH',
    meaning:
      'auto: the kernel in WebAssembly where it runs; plain: its twin in JavaScript, slower, with the same report',
    standard: 'auto',
    example: '--kernel plain',
    group: 'Messages',
    on: HERE,
  }),
  version: toggle({
    meaning: 'print the version',
    example: '--version',
    group: 'Messages',
    on: ALL,
    file: EACH_TIME,
  }),
  memory: one(size, {
    value: 'SIZE',
    meaning:
      'memory to stay below: beyond it the index goes to disk, in the directory for temporary files (TMPDIR); otherwise half of what is free',
    unit: 'bytes',
    example: '--memory 2G',
    group: 'Messages',
    on: ['scan', 'clean', 'explain'],
  }),
  config: one(path, {
    value: 'FILE|none',
    meaning: 'flags from this file; otherwise dittograph.json or its like, from here up to the root of the repository',
    example: '--config ci/dittograph.json',
    group: 'Messages',
    on: ALL,
    file: EACH_TIME,
  }),
  printConfig: toggle({
    meaning: 'print every flag, its value and where that comes from, and stop',
    example: '--print-config',
    group: 'Messages',
    on: ALL,
    file: EACH_TIME,
  }),
}

export type Name = keyof typeof flags
export const names: readonly Name[] = Object.keys(flags) as Name[]

/** textField -> text-field. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
