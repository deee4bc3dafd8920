// Configuration files -> settings: flags by their camelCase names, checked, each with the place where it stands.
//
//   dittograph.json  dittograph.jsonc  .dittograph.json  dittograph.config.mjs  package.json#dittograph
//
// One of them is looked for in the working directory, then in each directory above, up to the root of the repository (the one that
// holds .git). Outside of a repository only the working directory counts: what lies above it may belong to anybody.
//
// A corpus is data. A configuration inside a directory that is read is not taken, because whoever wrote the articles may have written
// it; --config FILE takes it all the same. JSON never runs code: `extends` names JSON only; a module is taken by its own name or not at all.
//
// Paths in a file are relative to that file (but the patterns of `exclude`, which count from the working directory as on the command
// line). What `extends` names comes first, in order, and the file's own settings overrule it; lists are replaced, not joined.
// Law: the flags beat the environment, the environment beats the file (plan.ts).

import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { didYouMean } from '../nearest.js'
import type { Flag, Name } from './flags.js'
import { flags, names, recipes } from './flags.js'
import type { Placed } from './jsonc.js'
import { textOf, treeOf, what } from './jsonc.js'
import type { Code } from './usage.js'
import { UsageError } from './usage.js'

/** One flag, as a file sets it. */
export interface Setting {
  readonly name: Name
  /** The values as they would stand on the command line; a switch is on or off. */
  readonly value: boolean | readonly string[]
  /** dittograph.json:3:5 */
  readonly at: string
  /** For messages: dittograph.json:3:5: "copies" */
  readonly as: string
}

export interface Settings {
  readonly settings: readonly Setting[]
  /** The files that were read, as seen from the working directory. */
  readonly files: readonly string[]
  /** What the user should know: configurations that were passed over. */
  readonly notes: readonly string[]
}

/** What is known before a configuration is read. */
export interface Look {
  /** Null: search. */
  readonly config: string | null
  /** Paths and globs that will be read. */
  readonly inputs: readonly string[]
}

export const configNames: readonly string[] = [
  'dittograph.json',
  'dittograph.jsonc',
  '.dittograph.json',
  'dittograph.config.mjs',
]

const CONFIG: Code = 'E_CONFIG'
const KEY = 'dittograph'

/** Flags that a configuration file may set. */
export const settable: readonly Name[] = names.filter((name) => {
  const { file } = flags[name] as Flag
  return file === undefined || file.length > 0
})

export async function settingsOf(look: Look, cwd: string): Promise<Settings> {
  if (look.config === 'none') return { settings: [], files: [], notes: [] }
  const notes: string[] = []
  const file = look.config === null ? search(look.inputs, cwd, notes) : resolve(cwd, look.config)
  if (file === null) return { settings: [], files: [], notes }
  const loader = new Loader(cwd)
  const top = await loader.top(file)
  return { settings: [...top.values()], files: loader.files, notes }
}

/** The configurations that lie in a directory. */
export function configsIn(dir: string, shown: (file: string) => string): string[] {
  const there = configNames.map((name) => join(dir, name)).filter((file) => isThere(file, shown(file)))
  const manifest = join(dir, 'package.json')
  if (isThere(manifest, shown(manifest)) && keyOf(manifest, shown(manifest)) !== null) there.push(manifest)
  return there
}

// ---------------------------------------------------------------------------------------------------------------- search

function search(inputs: readonly string[], cwd: string, notes: string[]): string | null {
  const here = real(cwd)
  const shown = (file: string): string => relative(here, file)
  const read = inputs.flatMap((input) => directoryOf(input, cwd))
  const top = repositoryOf(here) ?? here
  for (let dir = here; ; dir = dirname(dir)) {
    const found = configsIn(dir, shown)
    const [first, second] = found
    const input = read.find(({ at }) => dir === at || dir.startsWith(at.endsWith(sep) ? at : at + sep))
    if (first !== undefined && input !== undefined)
      notes.push(
        `${shown(first)} was not taken for a configuration, because it lies in ${input.named}, which is read: --config ${shown(first)} takes it`,
      )
    else if (first !== undefined && second !== undefined)
      throw new UsageError(
        `${shown(first)} and ${shown(second)}${basename(second) === 'package.json' ? ` ("${KEY}")` : ''} both configure this directory: keep one of them, or name one with --config`,
        CONFIG,
      )
    else if (first !== undefined) return first
    if (dir === top || dir === dirname(dir)) return null
  }
}

/** The root of the repository that holds a directory. */
function repositoryOf(start: string): string | null {
  for (let dir = start; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return dir
    if (dir === dirname(dir)) return null
  }
}

/** The directory that an input searches: the one it names, or the one its glob begins in. A file searches none. */
function directoryOf(input: string, cwd: string): { at: string; named: string }[] {
  if (input === '-' || input === '') return []
  const whole = resolve(cwd, input)
  if (existsSync(whole)) return statSync(whole).isDirectory() ? [{ at: real(whole), named: input }] : []
  const parts = input.split('/')
  const magic = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part))
  if (magic < 0) return []
  const base = resolve(cwd, parts.slice(0, magic).join('/') || (isAbsolute(input) ? '/' : '.'))
  return existsSync(base) ? [{ at: real(base), named: input }] : []
}

const real = (path: string): string => realpathSync.native(path)

function isThere(file: string, shown: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined) return false
  if (!stats.isFile() && basename(file) !== 'package.json')
    throw new UsageError(`${shown}: a configuration must be a regular file: rename it, or say --config none`, CONFIG)
  return stats.isFile()
}

// --------------------------------------------------------------------------------------------------------------- loading

type Merged = ReadonlyMap<Name, Setting>

const JSON_FILE = /[^/\\]\.jsonc?$/

class Loader {
  readonly files: string[] = []
  readonly #cwd: string
  readonly #done = new Map<string, Merged>()

  constructor(cwd: string) {
    this.#cwd = cwd
  }

  async top(file: string): Promise<Merged> {
    const shown = this.#shown(file)
    if (extname(file) === '.mjs') return this.#merged(file, await moduleOf(file, shown), [])
    if (basename(file) !== 'package.json') return this.#load(file, [])
    const own = keyOf(file, shown)
    if (own === null) throw new UsageError(`${shown}: it has no "${KEY}"`, CONFIG)
    return this.#merged(file, own, [])
  }

  #shown(file: string): string {
    return relative(this.#cwd, file) || file
  }

  /** `above`: the files that extend this one, outermost first. */
  #load(file: string, above: readonly string[]): Merged {
    const shown = this.#shown(file)
    if (!JSON_FILE.test(file)) throw new UsageError(`${shown}: a configuration is a .json, .jsonc or .mjs file`, CONFIG)
    const id = existsSync(file) ? real(file) : file
    if (above.includes(id))
      throw new UsageError(
        `${[...above.slice(above.indexOf(id)), id].map((path) => this.#shown(path)).join(' extends ')}: this goes in a circle: take one "extends" out`,
        CONFIG,
      )
    const known = this.#done.get(id)
    if (known !== undefined) return known
    const merged = this.#merged(file, treeOf(textOf(file, shown, CONFIG), shown, CONFIG), [...above, id])
    this.#done.set(id, merged)
    return merged
  }

  #merged(file: string, tree: Placed, above: readonly string[]): Merged {
    const { at, value } = tree
    this.files.push(this.#shown(file))
    if (!(value instanceof Map))
      throw new UsageError(`${at}: a configuration is an object of settings, not ${what(tree)}`, CONFIG)
    const merged = new Map<Name, Setting>()
    const base = value.get('extends')
    if (base !== undefined)
      for (const path of bases(base.value, `${base.at}: "extends"`)) {
        const next = resolve(dirname(file), path)
        const why = !JSON_FILE.test(next)
          ? 'which is no .json or .jsonc file'
          : !isFile(next)
            ? 'and there is no such file'
            : null
        if (why !== null) throw new UsageError(`${base.at}: "extends" names ${path}, ${why}`, CONFIG)
        for (const [name, setting] of this.#load(next, above)) merged.set(name, setting)
      }
    const dir = relative(this.#cwd, dirname(file))
    for (const [key, member] of value) {
      if (key === 'extends') continue
      const as = `${member.at}: "${key}"`
      if (key === '$schema') {
        if (typeof member.value.value !== 'string')
          throw new UsageError(`${as} takes a text, not ${what(member.value)}`, CONFIG)
        continue
      }
      const name = nameOf(key, member.at)
      merged.set(name, { name, value: settingOf(name, member.value, as, dir), at: member.value.at, as })
    }
    return merged
  }
}

/** False also for what no path can be. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Paths that `extends` names. */
function bases(tree: Placed, as: string): string[] {
  const list: readonly Placed[] = Array.isArray(tree.value) ? tree.value : [tree]
  return list.map((one) => {
    if (typeof one.value !== 'string' || one.value === '' || isAbsolute(one.value))
      throw new UsageError(`${as} takes a relative path or a list of them, not ${what(one)}`, CONFIG)
    return one.value
  })
}

/** `package.json#dittograph`, or null when there is none. */
function keyOf(file: string, shown: string): Placed | null {
  const text = textOf(file, shown, CONFIG)
  if (!text.includes(`"${KEY}"`)) return null
  const { value } = treeOf(text, shown, CONFIG, true)
  return (value instanceof Map ? value.get(KEY)?.value : undefined) ?? null
}

/** What a module exports by default. This runs it. */
async function moduleOf(file: string, shown: string): Promise<Placed> {
  let exported: unknown
  try {
    exported = ((await import(pathToFileURL(file).href)) as { default?: unknown }).default
  } catch (error) {
    throw new UsageError(
      `${shown}: this module cannot be loaded: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`,
      CONFIG,
    )
  }
  const placed = (value: unknown, deep: number): Placed => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return { at: shown, value }
    if (Array.isArray(value) && deep < 2) return { at: shown, value: value.map((one) => placed(one, deep + 1)) }
    if (deep > 0 || typeof value !== 'object' || value === null)
      throw new UsageError(
        `${shown}: its default export must be an object of texts, numbers, true, false and lists of them`,
        CONFIG,
      )
    return {
      at: shown,
      value: new Map(Object.entries(value).map(([key, one]) => [key, { at: shown, value: placed(one, deep + 1) }])),
    }
  }
  return placed(exported, 0)
}

// ---------------------------------------------------------------------------------------------------------------- values

function nameOf(key: string, at: string): Name {
  const name = settable.find((one) => one === key)
  if (name !== undefined) return name
  const known = names.find((one) => one === key)
  if (known === undefined)
    throw new UsageError(
      `${at}: there is no setting "${key}"${didYouMean(key, [...settable, 'extends', '$schema'])}; dittograph init writes them all, with comments`,
      CONFIG,
    )
  throw new UsageError(`${at}: "${key}" cannot be set in a file: it is said on the command line, each time`, CONFIG)
}

function settingOf(name: Name, tree: Placed, as: string, dir: string): Setting['value'] {
  const flag: Flag = flags[name]
  if (flag.value === undefined) {
    if (typeof tree.value === 'boolean') return tree.value
    throw new UsageError(`${as} takes true or false, not ${what(tree)}`, CONFIG)
  }
  const list: readonly Placed[] = flag.kind === 'many' && Array.isArray(tree.value) ? tree.value : [tree]
  return list.map((one) => {
    const text = rebased(flag, textOfOne(flag, one, as), dir)
    try {
      flag.read(text, as)
    } catch (error) {
      if (error instanceof UsageError && error.code === 'E_USAGE') throw new UsageError(error.message, CONFIG)
      throw error
    }
    return text
  })
}

function textOfOne({ hint, kind }: Flag, one: Placed, as: string): string {
  const { value } = one
  const number = hint.type === 'count' || hint.type === 'share'
  const either = hint.type === 'size' || (hint.type === undefined && hint.words === undefined)
  if (typeof value === 'number' && (number || either)) return String(value)
  if (typeof value === 'string' && (!number || either)) return value
  const wanted = number ? 'a number' : hint.words === undefined ? 'a text' : `one of ${hint.words.join(', ')}`
  throw new UsageError(
    `${as} takes ${wanted}${either ? ' or a number' : ''}${kind === 'many' ? ', or a list' : ''}, not ${what(one)}`,
    CONFIG,
  )
}

/** A path of the file, as seen from the working directory. */
function rebased({ hint, value = '' }: Flag, text: string, dir: string): string {
  const move = (path: string): string => (dir === '' || path === '' || isAbsolute(path) ? path : join(dir, path))
  if (text === '-' || (text === 'none' && value.endsWith('|none'))) return text
  if (hint.type === 'path') return move(text)
  if (hint.type === 'recipe') return recipes.includes(text) ? text : /[./]/.test(text) ? move(text) : text
  if (hint.type !== 'report') return text
  const at = text.indexOf('=')
  return at < 0 || text.slice(at + 1) === '-' ? text : `${text.slice(0, at + 1)}${move(text.slice(at + 1))}`
}
