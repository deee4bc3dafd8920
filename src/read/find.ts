// What the user named -> the files to read, each once, in one order.
//
//   a path      read, whatever its name, whether hidden or ignored
//   a directory searched, down to the last level
//   a glob      matched (in quotes; a path that exists is a path, so a file called [a].txt can be named)
//   -           standard input
//
// In directories and globs only regular files with a known extension count; hidden ones and symbolic links do not. What an
// ignore file names is left out (.dittographignore; .gitignore when asked). Ignore files are looked for from the
// repository's root, or else the working directory, down. Everything left out is counted, with the reason.
//
// Output of dittograph is never read. It is known by its first words, not by its name: a report by its header, an undo bundle by its
// manifest, an output directory by either. Only text/ of an output may be named, to look at what was cleaned.
//
// A pattern that matches nothing is an error trouble when another one does, else the caller's mistake.
//
// Law: the list depends on the set of files, not on the order of the patterns or of the directory.
// Law: no file is read twice, and none that was named is dropped without a word.

import { isUtf8 } from 'node:buffer'
import type { BigIntStats, Dirent, Stats } from 'node:fs'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type FastGlob from 'fast-glob'
import type { Ignore } from 'ignore'
import { formats, packed } from '../formats.js'
import type { Format, SourceFile, Trouble } from '../model.js'
import { likeliest } from '../nearest.js'
import { isReport } from './parquet/footer.js'
import { formatOf, hasField, headOf as headOfContent, isLines } from './sniff.js'
import { readSome, spool, unspool } from './stdin.js'
import { createTally } from './tally.js'

const require = createRequire(import.meta.url)
// Both are loaded where there is something for them, which most runs have not: they take as long as all of the search.
/** Globs, with the braces and the `**` that people know from other tools. */
const globs = (): typeof FastGlob => require('fast-glob') as typeof FastGlob
/** The syntax of .gitignore, which has more corners than it seems. */
const ignoring = (lines: string | readonly string[]): Ignore =>
  (require('ignore') as typeof import('ignore'))({ ignorecase: false }).add(lines)

/** The command line is mistaken: what, where, and the way out. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

export interface Ask {
  /** Paths, globs, directories, `-`. */
  readonly patterns: readonly string[]
  /** A file that lists paths, one a line, or `-`. They are taken as they stand: no globs. */
  readonly filesFrom?: string | null
  /** In the syntax of .gitignore, relative to the working directory (outside of it: to the directory that is searched). They leave out named files too. */
  readonly exclude?: readonly string[]
  /** Like patterns: files that are compared with and never reported on. A file that stands in both counts as input. */
  readonly against?: readonly string[]
  /** Absolute. */
  readonly cwd: string
  /** What reported paths are relative to; default: cwd, else the deepest directory that holds all files. */
  readonly root?: string | null
  readonly gitignore?: boolean
  readonly inputFormat?: 'auto' | Format
  /** Names of the fields that hold a text, for telling tables and JSON files of articles from others. */
  readonly fields?: { readonly text?: readonly string[] }
  readonly stdinFilename?: string | null
  /** Absolute paths that are never read: directories with all that is in them, or files. */
  readonly outputs?: readonly string[]
  /** Absolute paths of reports this run will write. One that is there and would be read (or is the list) is a UsageError, unless it is a report of ours. */
  readonly reports?: readonly string[]
  /** Descriptor of `-`. */
  readonly stdin?: number
}

export interface Found {
  /** By the UTF-8 bytes of `path`. */
  readonly files: SourceFile[]
  readonly ignored: { readonly why: string; readonly count: number }[]
  readonly troubles: Trouble[]
  /** Absolute. */
  readonly root: string
}

const FORMATS: ReadonlyMap<string, Format> = new Map(
  Object.entries(formats).flatMap(([format, { endings }]) =>
    endings.map((ending): [string, Format] => [ending, format as Format]),
  ),
)
/** Names in a directory that are looked through for the one that was meant. */
const NAMES = 10_000

const EXCLUDED = 'excluded by --exclude'
const OUTPUT = 'output of dittograph'
const endings = [...FORMATS.keys()]
const WAY_OUT = `this version reads ${endings.slice(0, -1).join(', ')} and ${endings.at(-1)}, also as .gz and .zst`

/** A file that will be read, before it has its path. */
interface Candidate {
  readonly at: string
  readonly size: number
  readonly against: boolean
  /** Device and inode. */
  readonly node: string
}

/** What a listing says of a name. */
type Entry = Pick<Dirent<Buffer>, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'>

/** Rules of one ignore file, for everything under `base`. */
interface Rules {
  readonly base: string
  readonly name: string
  readonly rules: Ignore
  readonly up: Rules | null
}

/** A pattern that comes to nothing: an error trouble when others do not. */
class Nothing extends UsageError {
  readonly code: string
  constructor(message: string, code = 'E_NO_MATCH') {
    super(message)
    this.code = code
  }
}

/** Find what `ask` names. */
export function find(ask: Ask): Found {
  return new Search(ask).run()
}

class Search {
  readonly #ask: Ask
  readonly #cwd: string
  readonly #outputs: readonly string[]
  readonly #exclude: Ignore | null
  readonly #candidates: Candidate[] = []
  /** What is left out, and why, by absolute path: a file that two patterns reach is counted once. */
  readonly #ignored = new Map<string, string>()
  readonly #troubles: Trouble[] = []
  readonly #names = createTally((trouble) => this.#troubles.push(trouble), null)
  /** Of the directories under a glob's base: their rules, or why nothing in them is read. */
  readonly #rules = new Map<string, Rules | null | string>()
  #against = false
  /** What the pattern at hand reached, also what was in the list before, has a trouble, or was left out because the user said so. */
  #reached = 0
  readonly #nothing: Nothing[] = []
  #stdin: string | null = null

  constructor(ask: Ask) {
    this.#ask = ask
    this.#cwd = resolve(ask.cwd)
    const reports = (ask.reports ?? []).filter(
      (path) => nodeOf(resolve(this.#cwd, path)) === null || isOurs(resolve(this.#cwd, path)),
    )
    this.#outputs = [...(ask.outputs ?? []), ...reports].map((path) => resolve(this.#cwd, path))
    this.#exclude = ask.exclude?.length ? ignoring(ask.exclude) : null
  }

  run(): Found {
    const { patterns, against = [], filesFrom = null } = this.#ask
    if (patterns.length === 0 && filesFrom === null)
      throw new UsageError(
        'nothing to read was named: name files, directories, globs in quotes, or - for standard input',
      )
    if (filesFrom === '-' && patterns.includes('-'))
      throw new UsageError(
        'standard input cannot be both the list of files (--files-from -) and an article (-): name one of them otherwise',
      )
    if (against.includes('-'))
      throw new UsageError('--against - is not possible: standard input is read as an article only')
    try {
      for (const pattern of new Set(patterns)) this.#try(() => this.#pattern(pattern))
      if (filesFrom !== null) this.#list(filesFrom)
      const inputs = this.#candidates.length
      const nothing = inputs === 0 && this.#stdin === null && this.#troubles.length === 0
      this.#unmatched(nothing)
      if (nothing) throw new UsageError(`nothing is left to read: ${this.#why()}`)
      this.#against = true
      const troubles = this.#troubles.length
      for (const pattern of new Set(against)) this.#try(() => this.#pattern(pattern))
      this.#unmatched(this.#candidates.length === inputs && this.#troubles.length === troubles)
      this.#spareInputs()
      return this.#found()
    } catch (error) {
      if (this.#stdin !== null) unspool(this.#stdin)
      throw error
    }
  }

  // ------------------------------------------------------------------------------------------------------------- patterns

  #try(pattern: () => void): void {
    try {
      pattern()
    } catch (error) {
      if (!(error instanceof Nothing)) throw error
      this.#nothing.push(error)
    }
  }

  /** What came to nothing: the caller's mistake when there is nothing else, else troubles, whatever the order of the patterns. */
  #unmatched(fatal: boolean): void {
    const [first] = this.#nothing
    if (fatal && first !== undefined) {
      if (this.#nothing.length === 1) throw first
      throw new UsageError(
        `${first.message} (and ${this.#nothing.length - 1} more of what was named can be read no better)`,
      )
    }
    this.#nothing.sort((a, b) => Buffer.compare(Buffer.from(a.message), Buffer.from(b.message)))
    for (const { code, message } of this.#nothing)
      this.#names.add({
        level: 'error',
        code,
        article: null,
        path: null,
        line: null,
        message: `${message.replace(` under ${this.#cwd}`, '')}; the rest is read`,
      })
    this.#nothing.length = 0
  }

  /** No report goes where an article stands, nor where the list of files does. By inode: a path has many spellings. */
  #spareInputs(): void {
    const { reports = [], filesFrom = null } = this.#ask
    for (const report of reports) {
      const node = nodeOf(resolve(this.#cwd, report))
      if (node === null) continue
      if (filesFrom !== null && filesFrom !== '-' && nodeOf(resolve(this.#cwd, filesFrom)) === node)
        throw new UsageError(
          `--files-from ${filesFrom}: a report would be written over this list: give the report another name`,
        )
      if (this.#candidates.some((candidate) => candidate.node === node))
        throw new UsageError(
          `${this.#shown(resolve(this.#cwd, report))}: a report would be written over this file, which is read as an article: give the report another name, or, if it is an old report, remove it`,
        )
    }
  }

  /** `(did you mean x?)` for a path that is not there: its first part that is not is looked for among what lies beside it. */
  #meant(pattern: string): string {
    const parts = pattern.split(/[/\\]+(?=.)/)
    for (let i = 0; i < parts.length; i++) {
      const above = resolve(this.#cwd, parts.slice(0, i).join('/') || (isAbsolute(pattern) ? '/' : '.'))
      if (existsSync(join(above, parts[i]!))) continue
      let names: string[]
      try {
        names = readdirSync(above)
      } catch {
        return ''
      }
      const [part] = /^[^/\\]*/.exec(parts[i]!)!
      const meant = names.length > NAMES ? null : likeliest(part, names.filter((name) => !name.startsWith('.')).sort())
      if (meant === null) return ''
      const path = [...parts.slice(0, i), meant, ...parts.slice(i + 1)].join('/')
      return ` (did you mean ${existsSync(resolve(this.#cwd, path)) ? path : [...parts.slice(0, i), meant].join('/')}?)`
    }
    return ''
  }

  #pattern(pattern: string): void {
    if (pattern === '-' && !this.#against) {
      this.#stdin ??= spool(this.#ask.stdin ?? 0)
      return
    }
    this.#reached = 0
    const before = this.#ignored.size
    const flag = this.#against ? '--against ' : ''
    if (pattern !== '' && this.#path(resolve(this.#cwd, pattern), pattern)) {
      if (this.#reached === 0)
        throw new Nothing(`${flag}${pattern}: nothing in this directory can be read: ${this.#why(before)}; ${WAY_OUT}`)
      return
    }
    if (pattern === '') throw new UsageError(`${flag}"": a path is empty (an unset variable?)`)
    if (!globs().isDynamicPattern(pattern))
      throw new Nothing(
        `${flag}${pattern}: there is no such file or directory under ${this.#cwd}${this.#meant(pattern)}`,
      )
    const matches = this.#glob(pattern)
    if (this.#reached > 0) return
    if (matches > 0)
      throw new Nothing(
        `${flag}${pattern}: none of the ${matches} files it matches can be read: ${this.#why(before)}; ${WAY_OUT}`,
      )
    const directories = globs().globSync(pattern, {
      cwd: this.#cwd,
      onlyDirectories: true,
      followSymbolicLinks: false,
      suppressErrors: true,
    })
    throw new Nothing(
      directories.length > 0
        ? `${flag}${pattern}: this matches directories and no files: to search them write ${pattern.replace(/\/$/, '')}/**`
        : `${flag}${pattern}: this pattern matches no file under ${this.#cwd} (hidden files and symbolic links do not count)`,
    )
  }

  /** A path that exists; false when it does not. */
  #path(at: string, shown: string): boolean {
    let stats: BigIntStats
    try {
      stats = statSync(at, { bigint: true })
    } catch (error) {
      if (isLink(at)) throw new Nothing(`${shown}: this symbolic link leads nowhere (${codeOf(error)})`)
      if (['ENOENT', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE', 'ENAMETOOLONG', 'EINVAL'].includes(codeOf(error))) return false
      this.#trouble('E_NAME', shown, `${shown}: it cannot be looked at (${codeOf(error)}); it is skipped`)
      return true
    }
    if (this.#isOutput(at))
      throw new UsageError(
        `${shown}: this is where this run writes, so it is not read: name another input or another output`,
      )
    if (stats.isDirectory()) {
      if (isOutputName(basename(at)) || isOutputDirectory(at))
        throw new Nothing(
          existsSync(join(at, 'text'))
            ? `${shown}: this is output of dittograph; to read the cleaned text name ${join(shown, 'text')}`
            : `${shown}: this is output of dittograph, what restore needs, and holds no article`,
          'E_OUTPUT',
        )
      if (!this.#excluded(at, dirname(at), true)) this.#directory(at)
      return true
    }
    if (!stats.isFile()) {
      this.#trouble(
        'E_NOT_A_FILE',
        shown,
        `${shown}: this is a ${typeOf(stats)}, not a regular file; it is skipped. Send a stream to standard input instead, and name -`,
      )
      return true
    }
    if (isOurs(at))
      throw new Nothing(
        `${shown}: this was written by dittograph and holds no article; explain --from reads reports`,
        'E_OUTPUT',
      )
    if (!this.#excluded(at, dirname(at), false)) this.#add(at, stats)
    return true
  }

  #list(from: string): void {
    let bytes: Buffer
    try {
      bytes = from === '-' ? drain(this.#ask.stdin ?? 0) : readFileSync(resolve(this.#cwd, from))
    } catch (error) {
      const why = codeOf(error)
      throw new UsageError(
        why === 'ENOENT'
          ? `--files-from ${from}: there is no such file${this.#meant(from)}`
          : `--files-from ${from}: the list cannot be read (${why})`,
      )
    }
    let line = 0
    for (let start = 0; start < bytes.length; ) {
      const lf = bytes.indexOf(0x0a, start)
      const end = lf < 0 ? bytes.length : lf
      const name = bytes.subarray(start, end > start && bytes[end - 1] === 0x0d ? end - 1 : end)
      start = end + 1
      line++
      if (name.length === 0) continue
      if (!isUtf8(name)) {
        this.#badName(visible(name), `line ${line} of ${from === '-' ? 'the list' : from}`)
        continue
      }
      const path = name.toString()
      const place = `--files-from ${from}, line ${line}`
      this.#try(() => {
        const before = this.#ignored.size
        this.#reached = 0
        if (!this.#path(resolve(this.#cwd, path), path))
          throw new Nothing(`${place}: there is no ${path} under ${this.#cwd}`)
        if (this.#reached === 0)
          throw new Nothing(`${place}: nothing in the directory ${path} can be read: ${this.#why(before)}; ${WAY_OUT}`)
      })
    }
  }

  /** Number of files the pattern matches. */
  #glob(pattern: string): number {
    const base = resolve(this.#cwd, globs().generateTasks(pattern, { cwd: this.#cwd })[0]?.base ?? '.')
    const matches = globs().globSync(pattern, {
      cwd: this.#cwd,
      absolute: true,
      onlyFiles: false,
      objectMode: true,
      followSymbolicLinks: false,
      suppressErrors: true,
    })
    let files = 0
    this.#rules.clear()
    for (const { path, dirent } of matches) {
      if (dirent.isDirectory()) continue
      files++
      const at = resolve(path)
      const rules = this.#rulesBetween(base, dirname(at))
      if (typeof rules === 'string') this.#ignored.set(at, rules)
      else this.#entry(dirent, at, base, rules)
    }
    return files
  }

  // ---------------------------------------------------------------------------------------------------------- directories

  #directory(top: string): void {
    const stack: { readonly at: string; readonly rules: Rules | null }[] = [{ at: top, rules: this.#rulesAbove(top) }]
    for (let directory = stack.pop(); directory !== undefined; directory = stack.pop()) {
      const { at } = directory
      let entries: Dirent<Buffer>[]
      try {
        entries = readdirSync(at, { encoding: 'buffer', withFileTypes: true })
      } catch (error) {
        this.#trouble(
          'E_READ',
          this.#shown(at),
          `${this.#shown(at)}: this directory cannot be listed (${codeOf(error)}); what is in it is skipped`,
        )
        continue
      }
      const names = new Set<string>()
      for (const entry of entries) if (entry.name.length <= MARKER) names.add(entry.name.toString('latin1'))
      if (at !== top && MARKS.some((name) => names.has(name)) && isOutputDirectory(at)) {
        this.#ignored.set(at, OUTPUT)
        continue
      }
      const rules = this.#load(at, directory.rules, names)
      for (const entry of entries) {
        const { name } = entry
        if (!isUtf8(name)) {
          if (
            name[0] !== 0x2e &&
            (entry.isDirectory() || (entry.isFile() && FORMATS.has(extensionOf(name.toString('latin1')))))
          )
            this.#badName(visible(name), this.#shown(at))
          else this.#ignored.set(join(at, visible(name)), 'a name that is not UTF-8')
          continue
        }
        const text = name.toString()
        const path = at === sep ? sep + text : at + sep + text
        if (name[0] === 0x2e && !isOutputName(text)) {
          // A glob that matches hidden files says so (`.drafts/*.txt`); a directory does not.
          this.#ignored.set(path, 'hidden')
          continue
        }
        if (this.#entry(entry, path, top, rules)) stack.push({ at: path, rules: within(rules, path) })
      }
    }
  }

  /** One entry of a searched directory: a file is added; true for a directory to search. */
  #entry(entry: Entry, at: string, top: string, rules: Rules | null): boolean {
    const why = this.#leftOut(entry, at, top, rules)
    if (why !== null) {
      this.#ignored.set(at, why)
      return false
    }
    if (entry.isDirectory()) return true
    try {
      this.#add(at, lookAt(at))
    } catch (error) {
      if (at.includes('\ufffd') && codeOf(error) === 'ENOENT') this.#badName(basename(at), this.#shown(dirname(at)))
      else
        this.#trouble(
          'E_NAME',
          this.#shown(at),
          `${this.#shown(at)}: it cannot be looked at (${codeOf(error)}); it is skipped`,
        )
    }
    return false
  }

  #leftOut(entry: Entry, at: string, top: string, rules: Rules | null): string | null {
    const name = basename(at)
    const directory = entry.isDirectory()
    let extension = ''
    if (isOutputName(name) || this.#isOutput(at)) return OUTPUT
    if (entry.isSymbolicLink()) return 'symbolic link'
    if (!directory && !entry.isFile()) return typeOf(entry)
    if (!directory) {
      extension = extensionOf(at)
      if (!FORMATS.has(extension)) return extension === '' ? 'no extension' : `unknown extension ${extension}`
    }
    if (this.#excluded(at, top, directory)) return EXCLUDED
    const hidden = hiddenBy(rules, at, directory)
    if (hidden !== null) return `ignored by ${hidden}`
    if (directory) return null
    // A report that an earlier run left among the articles.
    const format = FORMATS.get(extension)!
    if ((format === 'jsonl' || format === 'json' || format === 'parquet') && isOurs(at)) return OUTPUT
    if (!formats[format].doubtful || (this.#ask.inputFormat ?? 'auto') !== 'auto') return null
    const fields = this.#ask.fields?.text ?? ['text']
    const head = headOfContent(at)
    return head.length === 0 || hasField(head, fields)
      ? null
      : `${extension} that does not begin with records that have a field ${fields.map((field) => `"${field}"`).join(' or ')}`
  }

  #excluded(at: string, top: string, directory: boolean): boolean {
    if (this.#exclude === null) return false
    let path = relative(this.#cwd, at)
    if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) path = relative(top, at)
    if (path === '' || !this.#exclude.ignores(slashes(path) + (directory ? '/' : ''))) return false
    this.#ignored.set(at, EXCLUDED)
    this.#reached++
    return true
  }

  // --------------------------------------------------------------------------------------------------------- ignore files

  /** Rules of the ignore files above a directory that is searched. Those that hide the directory itself are off: it was named. */
  #rulesAbove(top: string): Rules | null {
    const above: string[] = []
    let highest = -1
    for (let at = dirname(top); ; at = dirname(at)) {
      above.push(at)
      if (existsSync(join(at, '.git'))) {
        highest = above.length - 1
        break
      }
      if (at === this.#cwd) highest = above.length - 1
      if (at === dirname(at)) break
    }
    let rules: Rules | null = null
    if (!existsSync(join(top, '.git')) && top !== dirname(top))
      for (let n = highest; n >= 0; n--) rules = this.#load(above[n]!, rules, null)
    return within(rules, top)
  }

  /** Rules for the files of a directory under a glob's base; or why nothing in it is read. */
  #rulesBetween(base: string, at: string): Rules | null | string {
    const known = this.#rules.get(at)
    if (known !== undefined) return known
    let rules: Rules | null | string
    if (at === base || !at.startsWith(base))
      rules = isOutputDirectory(at) ? OUTPUT : this.#load(at, this.#rulesAbove(at), null)
    else {
      rules = this.#rulesBetween(base, dirname(at))
      if (typeof rules !== 'string') {
        const hidden = hiddenBy(rules, at, true)
        if (isOutputName(basename(at)) || isOutputDirectory(at) || this.#isOutput(at)) rules = OUTPUT
        else if (hidden !== null) rules = `ignored by ${hidden}`
        else if (this.#excluded(at, base, true)) rules = EXCLUDED
        else rules = this.#load(at, within(rules, at), null)
      }
    }
    this.#rules.set(at, rules)
    return rules
  }

  #load(at: string, up: Rules | null, names: ReadonlySet<string> | null): Rules | null {
    let rules = up
    for (const name of this.#ask.gitignore ? ['.gitignore', '.dittographignore'] : ['.dittographignore']) {
      if (names !== null && !names.has(name)) continue
      try {
        const text = readFileSync(join(at, name), 'utf8').replace(/^\ufeff/, '')
        rules = { base: at, name, rules: ignoring(text), up: rules }
      } catch (error) {
        if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error)))
          this.#trouble(
            'E_READ',
            this.#shown(join(at, name)),
            `${this.#shown(join(at, name))}: these ignore rules cannot be read (${codeOf(error)}), so nothing is ignored by them`,
          )
      }
    }
    return rules
  }

  // -------------------------------------------------------------------------------------------------------------- results

  #add(at: string, stats: Stats | BigIntStats): void {
    this.#reached++
    this.#candidates.push({ at, size: Number(stats.size), against: this.#against, node: `${stats.dev}:${stats.ino}` })
  }

  #found(): Found {
    const root = this.#root()
    const from = root.endsWith(sep) ? root.length : root.length + 1
    const listed = this.#candidates.map((candidate) => ({ candidate, path: slashes(candidate.at.slice(from)) }))
    const { stdinFilename } = this.#ask
    const compare =
      listed.some(({ path }) => SURROGATE.test(path)) || SURROGATE.test(stdinFilename ?? '') ? byBytes : byUnits
    listed.sort((a, b) => Number(a.candidate.against) - Number(b.candidate.against) || compare(a.path, b.path))
    const files: SourceFile[] = []
    const paths = new Set<string>()
    const nodes = new Map<string, string>()
    const same = createTally((trouble) => this.#troubles.push(trouble), null)
    for (const { candidate, path } of listed) {
      this.#ignored.delete(candidate.at)
      if (paths.has(path)) continue
      paths.add(path)
      const twin = nodes.get(candidate.node)
      if (twin !== undefined) {
        same.add({
          level: 'note',
          code: 'N_SAME_FILE',
          article: null,
          path,
          line: null,
          message: `${path}: this is the same file as ${twin} (one inode, two names); it is read once, as ${twin}`,
        })
        continue
      }
      nodes.set(candidate.node, path)
      const { at, size, against } = candidate
      files.push({ path, at, format: this.#formatOf(at, at), size, against })
    }
    same.close()
    this.#names.close()
    if (this.#stdin !== null) {
      const name = stdinFilename ?? ''
      const path =
        slashes(name)
          .split('/')
          .filter((part) => part !== '' && part !== '.' && part !== '..')
          .join('/') || 'stdin'
      if (paths.has(path))
        throw new UsageError(
          `standard input and a file are both called ${path}: give it another name with --stdin-filename`,
        )
      const size = Number(statSync(this.#stdin).size)
      files.push({ path, at: this.#stdin, format: this.#formatOf(name, this.#stdin), size, against: false })
    }
    files.sort((a, b) => compare(a.path, b.path))

    const counts = new Map<string, number>()
    for (const why of this.#ignored.values()) counts.set(why, (counts.get(why) ?? 0) + 1)
    const ignored = [...counts].map(([why, count]) => ({ why, count }))
    ignored.sort((a, b) => (a.why < b.why ? -1 : 1))
    return { files, ignored, troubles: this.#troubles, root }
  }

  #root(): string {
    const { root } = this.#ask
    const inside = (at: string, top: string): boolean => at.startsWith(top.endsWith(sep) ? top : top + sep)
    if (root !== undefined && root !== null) {
      const top = resolve(this.#cwd, root)
      const outside = this.#candidates.find(({ at }) => !inside(at, top))
      if (outside !== undefined)
        throw new UsageError(
          `--root ${root}: ${outside.at} does not lie under it: name a directory that holds all inputs`,
        )
      return top
    }
    let top = this.#cwd
    if (this.#candidates.every(({ at }) => inside(at, top))) return top
    top = dirname(this.#candidates[0]!.at)
    for (const { at } of this.#candidates) while (!inside(at, top)) top = dirname(top)
    return top
  }

  /** By --input-format, else by the extension of `name`, else by the first bytes. */
  #formatOf(name: string, at: string): Format {
    const { inputFormat = 'auto' } = this.#ask
    if (inputFormat !== 'auto') return inputFormat
    const format = FORMATS.get(extensionOf(name)) ?? formatOf(headOfContent(at))
    return format === 'json' && isLines(headOfContent(at)) ? 'jsonl' : format
  }

  #isOutput(at: string): boolean {
    return this.#outputs.some((output) => at === output || at.startsWith(output.endsWith(sep) ? output : output + sep))
  }

  /** Paths in messages: as a user in the working directory would write them. */
  #shown(at: string): string {
    return slashes(relative(this.#cwd, at)) || '.'
  }

  #badName(name: string, where: string): void {
    this.#trouble(
      'E_NAME',
      null,
      `${where}: the name ${name} is not UTF-8, so it has no name in a report; it is skipped. Rename it (convmv)`,
    )
  }

  #trouble(code: string, path: string | null, message: string): void {
    this.#reached++
    this.#names.add({ level: 'error', code, article: null, path, line: null, message })
  }

  /** What was left out, in words: "3 × unknown extension .csv". */
  #why(before: number = 0): string {
    const counts = new Map<string, number>()
    for (const why of [...this.#ignored.values()].slice(before)) counts.set(why, (counts.get(why) ?? 0) + 1)
    return (
      [...counts].map(([why, count]) => `${count} left out (${why})`).join(', ') || 'it is empty, or was counted before'
    )
  }
}

/** Length of the longest file name that is looked for in a listing. */
const MARKER = '.dittographignore'.length

/** Rules that still count inside a directory that is searched: those that would hide it were overruled. */
function within(rules: Rules | null, at: string): Rules | null {
  if (rules === null) return null
  const up = within(rules.up, at)
  const path = slashes(relative(rules.base, at))
  if (path !== '' && rules.rules.ignores(`${path}/`)) return up
  return up === rules.up ? rules : { ...rules, up }
}

/** Name of the ignore file that hides `at`: the deepest that says anything decides. */
function hiddenBy(rules: Rules | null, at: string, directory: boolean): string | null {
  for (let r = rules; r !== null; r = r.up) {
    const { ignored, unignored } = r.rules.test(slashes(relative(r.base, at)) + (directory ? '/' : ''))
    if (ignored) return r.name
    if (unignored) return null
  }
  return null
}

/** Device and inode as numbers where these hold them: a BigInt for every file is dear. */
function lookAt(at: string): Stats | BigIntStats {
  const stats = lstatSync(at)
  return Number.isSafeInteger(stats.ino) && Number.isSafeInteger(stats.dev) ? stats : lstatSync(at, { bigint: true })
}

const SURROGATE = /[\ud800-\udfff]/
/** The order of UTF-8 bytes ... */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
/** ... which is that of UTF-16 units where there are no surrogates. */
const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** `.X.dittograph-tmp` and `.X.dittograph-old`: an output that is being written or replaced. */
function isOutputName(name: string): boolean {
  return name[0] === '.' && (name.endsWith('.dittograph-tmp') || name.endsWith('.dittograph-old'))
}

/** Names that make it worth looking whether a directory is ours. */
const MARKS: readonly string[] = ['provenance.jsonl', 'undo', 'manifest.jsonl']
const REPORT = /^(?:\{"records":\[\s*)?\{"type":"header","schema":"dittograph\//
const MANIFEST = /^\{"type":"undo","schema":"dittograph-undo\//

/**
 * An output of clean: its provenance beside text/; where that is gone, text/ and the undo bundle and nothing else (a bundle may also
 * lie beside a text/ of the user). Or an undo bundle by itself.
 */
function isOutputDirectory(at: string): boolean {
  if (MANIFEST.test(headOf(join(at, 'manifest.jsonl')))) return true
  if (statSync(join(at, 'text'), { throwIfNoEntry: false })?.isDirectory() !== true) return false
  if (REPORT.test(headOf(join(at, 'provenance.jsonl')))) return true
  return MANIFEST.test(headOf(join(at, 'undo', 'manifest.jsonl'))) && readdirSync(at).length === 2
}

/** A report in JSONL, JSON or Parquet, or a manifest. */
function isOurs(at: string): boolean {
  const head = headOf(at)
  return REPORT.test(head) || MANIFEST.test(head) || (head.startsWith('PAR1') && isReport(at))
}

/** Device and inode of a regular file, or null. What goes through /dev or /proc (/dev/stdout) is written behind what it holds, never over it. */
export function nodeOf(at: string): string | null {
  if (/^\/(?:dev|proc)\//.test(at)) return null
  try {
    const stats = statSync(at, { bigint: true })
    return stats.isFile() ? `${stats.dev}:${stats.ino}` : null
  } catch {
    // It is not there, which is what was asked.
    return null
  }
}

function isLink(at: string): boolean {
  try {
    return lstatSync(at).isSymbolicLink()
  } catch {
    return false
  }
}

function typeOf(stats: { isFIFO(): boolean; isSocket(): boolean }): string {
  return stats.isFIFO() ? 'named pipe' : stats.isSocket() ? 'socket' : 'device'
}

/** The last extension, in small letters; of the letters only A to Z change. Of a packed file, the one before. */
function extensionOf(path: string): string {
  const extension = extname(path).replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  if (!packed.includes(extension)) return extension
  const before = extname(path.slice(0, -extension.length)).replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return FORMATS.has(before) ? before : extension
}

function slashes(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/')
}

/** A name that is not UTF-8, with the bytes that are not ASCII as \xff. */
function visible(name: Buffer): string {
  let shown = ''
  for (const byte of name)
    shown += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  return shown
}

/** First bytes of a regular file, as Latin-1; empty when it cannot be read. Opens without waiting: it may be a named pipe. */
function headOf(at: string, most = 256): string {
  let fd = -1
  try {
    fd = openSync(at, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    if (!fstatSync(fd).isFile()) return ''
    const head = Buffer.alloc(most)
    return head.toString('latin1', 0, readSync(fd, head, 0, most, 0))
  } catch {
    // Whoever reads it will say so.
    return ''
  } finally {
    if (fd >= 0) closeSync(fd)
  }
}

function drain(fd: number): Buffer {
  const chunks: Buffer[] = []
  for (;;) {
    const chunk = Buffer.allocUnsafe(1 << 16)
    const n = readSome(fd, chunk)
    if (n === 0) return Buffer.concat(chunks)
    chunks.push(chunk.subarray(0, n))
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
