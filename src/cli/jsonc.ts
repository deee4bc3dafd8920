// JSON that people write (comments, trailing commas) -> values that know their place, so that a complaint can name line and column.
// jsonc-parser stands behind this file: it goes on after an error and says where it is, which JSON.parse does not.
//
// What is read here was written by somebody else: a file may be too large, nested too deeply, no UTF-8, or say a key twice. All of
// these are errors. Keys are kept in a Map, so that "__proto__" is a key like any other.
import { isUtf8 } from 'node:buffer'
import { closeSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { Node, ParseError } from 'jsonc-parser'
import { likeliest } from '../nearest.js'
import type { Code } from './usage.js'
import { UsageError } from './usage.js'

/** Loaded where there is something to parse, which most runs have not. */
const parser = (): typeof import('jsonc-parser') =>
  createRequire(import.meta.url)('jsonc-parser') as typeof import('jsonc-parser')

/** A value and where it stands, `file:line:column`. */
export interface Placed {
  readonly at: string
  readonly value: string | number | boolean | null | readonly Placed[] | ReadonlyMap<string, Member>
}

export interface Member {
  /** Where the key stands. */
  readonly at: string
  readonly value: Placed
}

/** Bytes: a configuration of people is a thousandth of that. */
const MOST = 2 ** 20

/** `(did you mean x?)` for a file that is not there: what lies beside it is asked. */
export function meant(file: string, shown: string): string {
  try {
    const found = likeliest(basename(file), readdirSync(dirname(file)).sort().slice(0, 1000))
    return found === null ? '' : ` (did you mean ${join(dirname(shown), found)}?)`
  } catch {
    return `: there is no directory ${dirname(shown)}`
  }
}

/** The text of a small UTF-8 file, without its byte order mark. `shown` is its name in messages. */
export function textOf(file: string, shown: string, code: Code, most: number = MOST): string {
  let bytes: Buffer
  try {
    const fd = openSync(file, 'r')
    try {
      const { size } = fstatSync(fd)
      if (size > most) throw new UsageError(`${shown}: ${size} bytes are more than the ${most} it may have`, code)
      bytes = readFileSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const why = (error as NodeJS.ErrnoException).code
    throw new UsageError(
      why === 'ENOENT'
        ? `${shown}: there is no such file${meant(file, shown)}`
        : why === 'EISDIR'
          ? `${shown}: this is a directory, not a file`
          : `${shown}: this file cannot be read (${why ?? String(error)})`,
      code,
    )
  }
  if (bytes.length > most) throw new UsageError(`${shown}: it has more than the ${most} bytes it may have`, code)
  if (!isUtf8(bytes)) throw new UsageError(`${shown}: this is no UTF-8 text`, code)
  return bytes.toString().replace(/^\ufeff/, '')
}

/** JSON as a tree of placed values; `strict`: no comments and no trailing commas. */
export function treeOf(text: string, shown: string, code: Code, strict: boolean = false): Placed {
  const errors: ParseError[] = []
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const place = (offset: number): string => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return `${shown}:${low + 1}:${offset - starts[low]! + 1}`
  }
  try {
    const root = parser().parseTree(text, errors, { allowTrailingComma: !strict, disallowComments: strict })
    const [first] = errors
    if (first !== undefined || root === undefined)
      throw new UsageError(
        text.trim() === ''
          ? `${shown}: the file is empty`
          : `${place(first?.offset ?? 0)}: this is no JSON: ${said(first)}${/^<{7} /m.test(text) ? ' (the marks of a merge conflict are in it)' : ''}`,
        code,
      )
    return placed(root, place, code)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${shown}: its brackets are nested too deeply`, code)
    throw error
  }
}

/** CloseBraceExpected -> close brace expected. */
const said = (error: ParseError | undefined): string =>
  error === undefined
    ? 'a value is expected'
    : parser()
        .printParseErrorCode(error.error)
        .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
        .trim()

function placed(node: Node, place: (offset: number) => string, code: Code): Placed {
  const at = place(node.offset)
  if (node.type === 'array') return { at, value: (node.children ?? []).map((child) => placed(child, place, code)) }
  if (node.type !== 'object') return { at, value: node.value as string | number | boolean | null }
  const value = new Map<string, Member>()
  for (const { children } of node.children ?? []) {
    const [key, child] = children ?? []
    if (key === undefined || child === undefined) continue
    const name = String(key.value)
    const before = value.get(name)
    const here = place(key.offset)
    if (before !== undefined)
      throw new UsageError(`${here}: "${name}" stands twice, here and at ${before.at}: keep one`, code)
    value.set(name, { at: here, value: placed(child, place, code) })
  }
  return { at, value }
}

/** What a value is, in words: for "takes a number, not …". */
export function what({ value }: Placed): string {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return 'a list'
  return value instanceof Map ? 'an object' : String(value)
}
