// The way back: cleaned files and their undo bundle (undo.ts draws it) in, every input out, byte for byte; and the
// check that it would work. Both walk through the changes of a file as undo.ts does, the other way round.
//
// A bundle is a stranger's file. Nothing is believed that is not checked: shape and order of every line, paths (no
// absolute, no `..`, no NUL, no link out of text/), sizes against the files on disk before they are copied (so that
// what is written is never more than what was there to read), the hash of the manifest, of every cleaned file, of
// removed.bin, and at last of every restored input. The manifest is read twice: once to check all of it, once to work.
// What was restored is published by one rename, or not at all.
//
// Law: restore(clean(x)) = x. With `only`, every file that is written is what clean would have written without those
// cuts; files that the cuts do not touch are not written, because they stand in DIR/text already.
import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { closeSync, lstatSync, readdirSync, readSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { begin, CannotWrite, finishSwap, holds, place } from './publish.js'
import type { BlockLine, EditLine, EndLine, FileLine, ReportLine, UndoLine } from './undo.js'
import {
  CHUNK,
  create,
  Input,
  JOURNAL,
  LONGEST_LINE,
  MANIFEST,
  Output,
  openRegular,
  REMOVED,
  UNDO_SCHEMA,
  unsafe,
} from './undo.js'

/** Everything `verify` can say. */
export type Problem =
  | 'no-manifest' // no undo/manifest.jsonl, or it cannot be read
  | 'manifest' // a line that we do not write, or the hash of the manifest
  | 'truncated' // the manifest ends before its end line
  | 'accounting' // input bytes are not output bytes + removed bytes
  | 'missing' // a file that the manifest names
  | 'extra' // a file that it does not name
  | 'not-a-file' // a link, pipe or directory in the place of a file
  | 'size'
  | 'sha256'
  | 'journal' // in-place.json is not what clean --in-place writes
  | 'input' // a restored file, or an input given to restore, is not the input that was cleaned

export interface Diagnostic {
  readonly problem: Problem
  /** Path inside DIR or the undo directory; text from the bundle, so escape it. */
  readonly path: string
  readonly message: string
}

/** The caller is mistaken: what was asked for cannot be had from this bundle. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The bundle or the cleaned files are not what clean wrote. */
export class BadBundle extends Error {
  override readonly name = 'BadBundle'
  readonly problem: Problem
  readonly path: string

  constructor(problem: Problem, path: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.problem = problem
    this.path = path
  }
}

export interface BundleOptions {
  /** Where the bundle is, when it is not in DIR/undo. */
  readonly undoDir?: string | undefined
  /** For bundles of --undo inputs: the directory that paths are relative to, or a function from path to file. */
  readonly inputs?: string | ((path: string) => string) | undefined
}

export interface RestoreOptions extends BundleOptions {
  /** Article ids and fingerprints of findings: undo only the cuts of these. Empty: all. */
  readonly only?: readonly string[] | undefined
  readonly force?: boolean | undefined
  /** `out` may lie in DIR: for the way back of --in-place, which knows what it does. */
  readonly within?: boolean | undefined
  /** For taking back some of the cuts that lie packed together: by codec; null when it is none that can be packed again. */
  readonly repack?: ((codec: string) => Repacking | null) | undefined
}

export interface Restored {
  readonly files: number
  /** Cuts taken back. */
  readonly edits: number
  /** Bytes of the restored files. */
  readonly bytes: number
}

/** Packs a stretch of a file again, with some of its cuts taken back; read/packed.ts does it for gzip and zstd. */
export interface Repacking {
  /** The stretch as it was, and as clean wrote it, in pieces. */
  original(bytes: Uint8Array): void
  cleaned(bytes: Uint8Array): void
  /** Throws when they do not unpack. */
  end(cuts: Iterable<EditLine & { readonly back: boolean }>, put: (bytes: Uint8Array) => void): void
  close(): void
}

/**
 * Rebuilds the inputs of a cleaned directory in `out`. Throws BadBundle or CannotWrite, and then `out` is as it was.
 */
export function restore(dir: string, out: string, options: RestoreOptions = {}): Restored {
  finishSwap(dir)
  const undoDir = options.undoDir ?? join(dir, 'undo')
  for (const path of [dir, undoDir]) {
    if (options.within !== true && holds(place(path), place(out)))
      throw new CannotWrite(`${out} lies in ${path}, which is restored from: name a directory outside it`)
  }
  const bundle = check(undoDir, options.only ?? [])
  const given = typeof options.inputs === 'string' ? options.inputs : null
  const inputs = given === null || bundle.header.mode !== 'inputs' ? options.inputs : rootOf(given, undoDir, bundle)
  askable(dir, bundle, inputs)
  const protect = [dir, undoDir, ...(given === null ? [] : [given]), ...(typeof inputs === 'string' ? [inputs] : [])]
  const work = begin(out, { force: options.force, protect })
  try {
    const done = rebuild(dir, undoDir, bundle, { ...options, inputs }, work.dir)
    work.publish()
    return done
  } catch (error) {
    work.discard()
    throw error
  }
}

/** Throws a UsageError when what is asked cannot be had from such a bundle. */
function askable(dir: string, bundle: Bundle, inputs: BundleOptions['inputs']): void {
  const { mode } = bundle.header
  if (mode === 'none') throw new UsageError(`${dir} was cleaned with --undo none: there is nothing to restore it from`)
  if (mode === 'inputs' && inputs === undefined)
    throw new UsageError(
      `${dir} was cleaned with --undo inputs, which keeps no removed bytes: name the inputs to restore from (--from ROOT, the directory that its paths are relative to)`,
    )
}

/** The directory that paths are relative to: the given one, or the first above it under which all inputs lie. */
function rootOf(given: string, undoDir: string, bundle: Bundle): string {
  function* present(root: string): Generator<[path: string, there: boolean]> {
    let number = 0
    for (const { type, path } of linesOf(undoDir) as Iterable<FileLine>) {
      if (type !== 'file' || (bundle.touched !== null && !bundle.touched.has(number++))) continue
      yield [path, statSync(join(root, ...path.split('/')), { throwIfNoEntry: false }) !== undefined]
    }
  }
  const lacks = (root: string): string | null => {
    for (const [path, there] of present(root)) if (!there) return path
    return null
  }
  const lacked = lacks(given)
  if (lacked === null) return given
  for (let root = resolve(given); dirname(root) !== root; ) {
    root = dirname(root)
    if (lacks(root) === null) return root
  }
  // Some are there: the walk says which one is not.
  for (const [, there] of present(given)) if (there) return given
  throw new UsageError(
    `${given} is not what the paths of the inputs are relative to: none of them lies in it (such as ${lacked}), and no directory above holds them all. Name the root: the directory in which ${lacked} is the path of that input`,
  )
}

/** Restores into hashes only. `clean` asks this of its work directory before it publishes it. Throws BadBundle. */
export function proveRestore(dir: string, options: BundleOptions = {}): Restored {
  const undoDir = options.undoDir ?? join(dir, 'undo')
  return rebuild(dir, undoDir, check(undoDir, []), options, null)
}

function rebuild(dir: string, undoDir: string, bundle: Bundle, options: RestoreOptions, out: string | null): Restored {
  const { mode } = bundle.header
  const { inputs } = options
  askable(dir, bundle, inputs)
  const inputAt = (path: string): string =>
    typeof inputs === 'function' ? inputs(path) : join(inputs!, ...path.split('/'))
  const keptBuffer = Buffer.allocUnsafe(CHUNK)
  const outBuffer = Buffer.allocUnsafe(CHUNK)
  const hashBuffer = Buffer.allocUnsafe(CHUNK)
  const putBuffer = Buffer.allocUnsafe(CHUNK >> 4)
  const removed = mode === 'bytes' ? openRemoved(undoDir, bundle.end, Buffer.allocUnsafe(CHUNK)) : null
  const total = { files: 0, edits: 0, bytes: 0 }
  let number = 0
  try {
    let block = 0
    for (const [file, changes] of filesOf(undoDir)) {
      if (bundle.touched !== null && !bundle.touched.has(number++)) {
        for (const { line } of changes) {
          removed?.take(line.bytes, () => {})
          if (line.type === 'block') block++
        }
        continue
      }
      const kept =
        mode === 'bytes' ? openCleaned(dir, file, keptBuffer) : openGiven(inputAt(file.path), file, keptBuffer)
      let written: Output | null = null
      let puts: Puts | null = null
      try {
        const path = out === null ? null : join(out, ...file.path.split('/'))
        written = new Output(path === null ? null : create(path), path ?? file.path, outBuffer)
        // The other side of the account: the whole input where deleted bytes come from removed.bin, the cleaned file
        // where all comes from the input. So both are checked in both modes, with `only` too.
        const checked = new Output(null, file.path, hashBuffer)
        const output = written
        const both = (bytes: Uint8Array): void => {
          output.write(bytes)
          checked.write(bytes)
        }
        let at = 0
        for (const { line, inner } of changes) {
          const back = line.type === 'edit' ? (bundle.takesBack(line) ? ALL : NONE) : bundle.blocks[block++]!
          const put = line.put ?? 0
          kept.take(line.at - at, both)
          at = line.at + line.bytes
          if (back === SOME) {
            const block = line as BlockLine
            const job = mode === 'bytes' && !block.tied ? options.repack?.(block.codec) : null
            if (!job) throw inBlock(file, block, inner, mode)
            repacked(bundle, job, block, inner, file, removed!, kept, output, checked)
            continue
          }
          if (removed !== null) {
            removed.take(line.bytes, (bytes) => {
              if (back === ALL) output.write(bytes)
              checked.write(bytes)
            })
            kept.take(put, (bytes) => {
              if (back === NONE) output.write(bytes)
            })
          } else {
            kept.take(line.bytes, (bytes) => {
              if (back === ALL) output.write(bytes)
            })
            // What was put stands in the cleaned file only, which is looked at for it.
            if (put > 0)
              (puts ??= new Puts(openCleaned(dir, file, putBuffer))).take(checked.bytes, put, (bytes) => {
                if (back === NONE) output.write(bytes)
                checked.write(bytes)
              })
          }
        }
        kept.take(file.bytes - at, both)
        const [cleanedHash, inputHash] = removed !== null ? [kept.end(), checked.end()] : [checked.end(), kept.end()]
        if (file.outSha256 !== null && cleanedHash !== file.outSha256) {
          throw new BadBundle(
            'sha256',
            `text/${file.path}`,
            `${join(dir, 'text', file.path)} has sha256 ${cleanedHash}, and clean wrote ${file.outSha256}: was it edited? Nothing was restored`,
          )
        }
        if (inputHash !== file.sha256) {
          throw new BadBundle(
            'input',
            file.path,
            `${file.path} would be restored with sha256 ${inputHash}, and the input had ${file.sha256}: the bundle is damaged. Nothing was restored`,
          )
        }
        output.end()
        total.files++
        total.bytes += output.bytes
      } finally {
        kept.close()
        puts?.close()
        written?.close()
      }
    }
    const hash = removed?.end()
    if (hash !== undefined && hash !== bundle.end.removedSha256) {
      throw new BadBundle(
        'sha256',
        REMOVED,
        `${join(undoDir, REMOVED)} has sha256 ${hash}, and clean wrote ${bundle.end.removedSha256}: it is damaged. Nothing was restored`,
      )
    }
    return { ...total, edits: bundle.takenBack }
  } finally {
    removed?.close()
  }
}

/** Writes a block of which some cuts are taken back. */
function repacked(
  bundle: Bundle,
  job: Repacking,
  { codec, bytes, put }: BlockLine,
  inner: Iterable<EditLine>,
  file: FileLine,
  removed: Input,
  kept: Input,
  output: Output,
  checked: Output,
): void {
  try {
    removed.take(bytes, (piece) => {
      job.original(piece)
      checked.write(piece)
    })
    kept.take(put, (piece) => job.cleaned(piece))
    const cuts = (function* (): Generator<EditLine & { readonly back: boolean }> {
      for (const edit of inner) yield { ...edit, back: bundle.takesBack(edit) }
    })()
    try {
      job.end(cuts, (piece) => output.write(piece))
    } catch (error) {
      throw new BadBundle(
        'input',
        file.path,
        `${file.path}: a stretch of it (${codec}) cannot be packed again: ${(error as Error).message}: the bundle is damaged. Nothing was restored`,
        error,
      )
    }
  } finally {
    job.close()
  }
}

/** What a cleaned file holds that its input does not, in order of place. */
class Puts {
  readonly #input: Input
  #at = 0

  constructor(input: Input) {
    this.#input = input
  }

  take(at: number, bytes: number, use: (bytes: Uint8Array) => void): void {
    this.#input.take(at - this.#at, () => {})
    this.#input.take(bytes, use)
    this.#at = at + bytes
  }

  close(): void {
    this.#input.close()
  }
}

/** Some of the cuts in a block are asked for, and others not. */
function inBlock(
  file: FileLine,
  { codec, edits, tied }: BlockLine,
  inner: Iterable<EditLine>,
  mode: string,
): UsageError {
  if (tied)
    return new UsageError(
      `what was asked for lies in ${file.path}, whose cuts (${codec}) can only be taken back all together: restore without --only`,
    )
  const others = [...new Set([...inner].map((edit) => edit.article))]
  return new UsageError(
    `what was asked for lies in ${file.path}, packed (${codec}) in one stretch with ${edits} cuts${mode === 'bytes' ? '' : ', and --undo inputs kept none of it'}: take them back together: --only ${others.slice(0, 5).join(' --only ')}${others.length > 5 ? ' …' : ''}`,
  )
}

/**
 * Checks an output directory against its manifest: all files are read, none is written. No diagnostics: all is as
 * clean wrote it.
 */
export function verify(dir: string, options: BundleOptions = {}): Diagnostic[] {
  finishSwap(dir)
  const undoDir = options.undoDir ?? join(dir, 'undo')
  const found: Diagnostic[] = []
  const collect = (step: () => void): void => {
    try {
      step()
    } catch (error) {
      if (!(error instanceof BadBundle)) throw error
      found.push({ problem: error.problem, path: error.path, message: error.message })
    }
  }
  const buffer = Buffer.allocUnsafe(CHUNK)
  const expected = new Set<string>()
  const reports = new Set<string>()
  collect(() => {
    // One bad line makes all others doubtful, so nothing is compared with a bad manifest.
    const { header, end } = check(undoDir, [])
    for (const line of linesOf(undoDir)) {
      if (line.type === 'file' && line.outSha256 !== null) {
        expected.add(line.path)
        collect(() => same(openCleaned(dir, line, buffer), `text/${line.path}`, line.outSha256!))
      }
      if (line.type === 'report') {
        reports.add(line.path)
        collect(() => same(openIn(dir, '', line.path, line.bytes, buffer), line.path, line.sha256))
      }
    }
    collect(() => {
      if (header.mode === 'bytes') return same(openRemoved(undoDir, end, buffer), REMOVED, end.removedSha256)
      if (lstatSync(join(undoDir, REMOVED), { throwIfNoEntry: false }) !== undefined) {
        throw new BadBundle(
          'extra',
          REMOVED,
          `${join(undoDir, REMOVED)} is there, but the manifest says --undo ${header.mode}`,
        )
      }
    })
    const extra = (root: string, path: string, shown: string): void =>
      void found.push({ problem: 'extra', path: shown, message: `${join(root, path)} was not written by clean` })
    for (const path of walk(join(dir, 'text'), ''))
      if (!expected.has(path.replace(/\/$/, ''))) extra(join(dir, 'text'), path, `text/${path}`)
    const inside = place(undoDir) === place(join(dir, 'undo'))
    const ours = new Set(['text', JOURNAL, ...(inside ? ['undo'] : []), ...reports])
    for (const { name } of readdirSync(dir, { withFileTypes: true })) if (!ours.has(name)) extra(dir, name, name)
    for (const { name } of readdirSync(undoDir, { withFileTypes: true }))
      if (name !== MANIFEST && name !== REMOVED) extra(undoDir, name, inside ? `undo/${name}` : name)
  })
  return found
}

function same(input: Input, path: string, sha256: string): void {
  try {
    const hash = input.end()
    if (hash !== sha256)
      throw new BadBundle('sha256', path, `${path} has sha256 ${hash}, and clean wrote ${sha256}: was it edited?`)
  } finally {
    input.close()
  }
}

/** Every path below a directory that is not a directory, and every directory that is empty, with `/`. */
function* walk(root: string, below: string): Generator<string> {
  let entries: Dirent[]
  try {
    entries = readdirSync(join(root, below), { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && below === '') return // every file of it was reported missing
    throw error
  }
  if (entries.length === 0 && below !== '') yield `${below}/`
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) yield* walk(root, path)
    else yield path
  }
}

// ------------------------------------------------------------------------------------------------- files of a bundle

function openCleaned(dir: string, file: FileLine, buffer: Buffer): Input {
  if (file.outSha256 === null) return new Input(null, file.path, buffer, null)
  return openIn(dir, 'text', file.path, file.outBytes, buffer)
}

function openRemoved(undoDir: string, end: EndLine, buffer: Buffer): Input {
  return openIn(undoDir, '', REMOVED, end.removedBytes, buffer)
}

/** An input given back for a bundle of --undo inputs. */
function openGiven(at: string, file: FileLine, buffer: Buffer): Input {
  const wrong = (why: string): BadBundle =>
    new BadBundle('input', file.path, `${at} ${why}: it is not the input that was cleaned. Nothing was restored`)
  try {
    return sized(new Input(openRegular(at), at, buffer, wrong), file.bytes, wrong)
  } catch (error) {
    if (error instanceof BadBundle) throw error
    throw wrong(`cannot be read (${(error as Error).message})`)
  }
}

/** A file of the bundle: regular, of the size the manifest says, and not reached through a link that leads out. */
function openIn(dir: string, below: string, path: string, bytes: number, buffer: Buffer): Input {
  const root = join(dir, below)
  const at = join(root, ...path.split('/'))
  const name = below === '' ? path : `${below}/${path}`
  const wrong = (why: string): BadBundle =>
    new BadBundle('size', name, `${at} ${why}, and clean wrote ${bytes} bytes: was it edited?`)
  let fd: number
  try {
    const found = lstatSync(at, { throwIfNoEntry: false })
    if (found === undefined) throw new BadBundle('missing', name, `${at} is missing`)
    if (!found.isFile() || !holds(place(root), place(at))) {
      throw new BadBundle('not-a-file', name, `${at} is not a regular file inside ${root}`)
    }
    fd = openRegular(at, true)
  } catch (error) {
    if (error instanceof BadBundle) throw error
    throw new BadBundle('missing', name, `${at} cannot be read: ${(error as Error).message}`, error)
  }
  return sized(new Input(fd, at, buffer, wrong), bytes, wrong)
}

function sized(input: Input, bytes: number, wrong: (why: string) => BadBundle): Input {
  if (input.size === bytes) return input
  input.close()
  throw wrong(`has ${input.size} bytes`)
}

// ---------------------------------------------------------------------------------------------------- the manifest

interface Bundle {
  readonly header: UndoLine
  readonly end: EndLine
  /** Numbers of the files that `only` touches; null: all. */
  readonly touched: ReadonlySet<number> | null
  readonly takenBack: number
  /** Of each block: what is taken back of its cuts. */
  readonly blocks: readonly Share[]
  takesBack(edit: EditLine): boolean
}

/** What is taken back of several cuts. */
type Share = 0 | 1 | 2
const NONE = 0
const SOME = 1
const ALL = 2

/** Reads all of the manifest, so that nothing is written from a bad one, and finds the cuts that `only` names. */
function check(undoDir: string, only: readonly string[]): Bundle {
  const wanted = new Set(only)
  const asked = (edit: EditLine): boolean => wanted.size === 0 || wanted.has(edit.article) || wanted.has(edit.finding)
  const touched = new Set<number>()
  const seen = new Set<string>()
  const together = tiedTo(undoDir, wanted)
  const takesBack = (edit: EditLine): boolean => asked(edit) || together.has(edit.article)
  const blocks: Share[] = []
  /** Cuts of the block at hand: all, still to come, taken back. */
  const inside = { all: 0, left: 0, back: 0, tied: false }
  /** Blocks of the file at hand that go back together, and their cuts. */
  let tied: number[] = []
  const knot = { all: 0, back: 0 }
  const share = ({ all, back }: { all: number; back: number }): Share => (back === 0 ? NONE : back === all ? ALL : SOME)
  let takenBack = 0
  let file = -1
  let header: UndoLine | null = null
  for (const line of linesOf(undoDir)) {
    if (line.type === 'undo') header = line
    if (line.type !== 'edit' && line.type !== 'block') {
      for (const block of tied) blocks[block] = share(knot)
      tied = []
      knot.all = knot.back = 0
    }
    if (line.type === 'file') file++
    if (line.type === 'block') {
      inside.all = inside.left = line.edits
      inside.back = 0
      inside.tied = line.tied === true
      if (inside.tied) {
        knot.all += line.edits
        tied.push(blocks.push(NONE) - 1)
      }
    }
    if (line.type === 'edit') {
      const back = takesBack(line)
      if (inside.left > 0) {
        if (back) inside.back++
        if (back && inside.tied) knot.back++
        if (--inside.left === 0 && !inside.tied) blocks.push(share(inside))
      }
      if (back) {
        takenBack++
        if (wanted.size > 0) {
          touched.add(file)
          seen.add(line.article).add(line.finding)
        }
      }
    }
    if (line.type !== 'end') continue
    const lost = only.filter((name) => !seen.has(name))
    if (lost.length > 0 && header!.mode !== 'none') {
      throw new UsageError(
        `nothing was cut for ${lost.join(', ')}: give the id of an article or the fingerprint of a finding that was cut, as ${undoDir}/${MANIFEST} lists them`,
      )
    }
    return { header: header!, end: line, touched: wanted.size > 0 ? touched : null, takenBack, blocks, takesBack }
  }
  throw new Error(
    'our bug: a manifest without an end line was read to its end (law: linesOf yields the end line or throws)',
  )
}

/** The files that a manifest names, once all of it was checked. */
export function* manifestFiles(undoDir: string): Generator<FileLine> {
  check(undoDir, [])
  for (const line of linesOf(undoDir)) if (line.type === 'file') yield line
}

/** Articles that go back whole because one of their cuts is asked for and makes no sense alone. */
function tiedTo(undoDir: string, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const out = new Set<string>()
  if (wanted.size === 0) return out
  let article = ''
  let tied = false
  let asked = false
  for (const line of linesOf(undoDir)) {
    if (line.type !== 'edit' || line.article !== article) tied = asked = false
    if (line.type !== 'edit') continue
    article = line.article
    tied ||= line.tied === true
    asked ||= wanted.has(line.finding)
    if (tied && asked) out.add(article)
  }
  return out
}

/** One change of a file: its line, and the lines of the cuts in a block. */
interface ChangeLines {
  readonly line: EditLine | BlockLine
  readonly inner: Iterable<EditLine>
}

/** Files with their changes. The changes of a file must be read before the next file. */
function* filesOf(undoDir: string): Generator<[FileLine, Iterable<ChangeLines>]> {
  const lines = linesOf(undoDir)
  try {
    for (let line = lines.next(); !line.done; line = lines.next()) {
      if (line.value.type === 'file') yield [line.value, changesOf(lines, line.value.edits)]
    }
  } finally {
    lines.return(undefined)
  }
}

function* changesOf(lines: Generator<Line, undefined>, count: number): Generator<ChangeLines> {
  for (let i = 0; i < count; i++) {
    const line = lines.next().value as EditLine | BlockLine
    const inner = innerOf(lines, line.type === 'block' ? line.edits : 0)
    yield { line, inner }
    for (const _ of inner);
  }
}

function* innerOf(lines: Generator<Line, undefined>, count: number): Generator<EditLine> {
  for (let i = 0; i < count; i++) yield lines.next().value as EditLine
}

type Line = UndoLine | FileLine | EditLine | BlockLine | ReportLine | EndLine

/** What each line holds, in this order. size: a whole number >= 0 that JavaScript holds exactly. */
const SHAPES: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  undo: { type: isText, schema: isText, version: isText, fingerprint: isText, mode: isText },
  file: {
    type: isText,
    path: isText,
    bytes: isSize,
    sha256: isHash,
    outBytes: isSize,
    outSha256: (v) => v === null || isHash(v),
    edits: isSize,
  },
  edit: {
    type: isText,
    at: isSize,
    bytes: isSize,
    article: isText,
    finding: isText,
    whole: (v) => typeof v === 'boolean',
  },
  block: { type: isText, at: isSize, bytes: isSize, put: isSize, codec: isText, edits: isSize },
  report: { type: isText, path: isText, bytes: isSize, sha256: isHash },
  end: {
    type: isText,
    files: isSize,
    edits: isSize,
    removedBytes: isSize,
    removedSha256: isHash,
    manifestSha256: isHash,
  },
}

/** Fields that stand in a line only when they say something, by what they stand behind. */
const EXTRAS: Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>> = {
  edit: { put: isSome, tied: (v) => v === true },
  block: { tied: (v) => v === true },
  end: { putBytes: isSome },
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
function isSome(value: unknown): boolean {
  return isSize(value) && value !== 0
}
function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}

/**
 * The lines of a manifest, checked one by one and as a whole: after the end line, all that was yielded is to be
 * believed.
 */
function* linesOf(undoDir: string): Generator<Line, undefined> {
  const at = join(undoDir, MANIFEST)
  const hash = createHash('sha256')
  let number = 0
  let header: UndoLine | null = null
  let file: FileLine | null = null
  let editsLeft = 0
  let free = 0
  let cut = 0
  let put = 0
  /** Edits that the block at hand still announces, and where the last of them ended. */
  let inside = 0
  let insideFree = 0
  let reported = false
  let ended = false
  const total = { files: 0, edits: 0, bytes: 0, outBytes: 0, put: 0 }
  const bad = (why: string, problem: Problem = 'manifest'): BadBundle =>
    new BadBundle(problem, MANIFEST, `${at} line ${number}: ${why}`)

  for (const bytes of rawLines(at)) {
    number++
    if (ended) throw bad('something stands behind the end line')
    const line = parse(bytes, bad)
    if ((header === null) !== (line.type === 'undo'))
      throw bad(header === null ? 'it does not begin with an undo line' : 'a second undo line')
    const change = line.type === 'edit' || line.type === 'block'
    if (inside > 0 && line.type !== 'edit') throw bad(`${inside} more edits of a block should stand here`)
    if (editsLeft + inside > 0 !== change)
      throw bad(change ? `an ${line.type} that no file announced` : `${editsLeft} more edits should stand here`)
    if (line.type === 'undo') {
      if (line.schema !== UNDO_SCHEMA)
        throw bad(`this is ${JSON.stringify(line.schema)}, and this version of dittograph reads ${UNDO_SCHEMA}`)
      if (!['bytes', 'inputs', 'none'].includes(line.mode))
        throw bad(`mode ${JSON.stringify(line.mode)} is none of bytes, inputs, none`)
      header = line
    } else if (line.type === 'file') {
      if (reported) throw bad('a file behind a report')
      const wrong = unsafe(line.path)
      if (wrong !== null) throw bad(`path ${JSON.stringify(line.path)} is refused: ${wrong}`)
      if (file !== null && Buffer.compare(Buffer.from(file.path), Buffer.from(line.path)) >= 0) {
        throw bad(
          `path ${JSON.stringify(line.path)} stands behind ${JSON.stringify(file.path)}: not ascending, or twice`,
        )
      }
      if (line.outSha256 === null && line.outBytes > 0) throw bad('a file that was not written has bytes')
      if (header!.mode === 'none' && line.edits > 0) throw bad('edits in a bundle of mode none')
      if (header!.mode !== 'none' && line.outSha256 === null && line.edits !== 1)
        throw bad('a file that was not written has other than one edit')
      file = line
      editsLeft = line.edits
      free = 0
      cut = 0
      put = 0
      total.files++
      total.bytes += line.bytes
      total.outBytes += line.outBytes
    } else if (line.type === 'edit' && inside > 0) {
      if (line.at < insideFree || !Number.isSafeInteger(line.at + line.bytes))
        throw bad(`${line.bytes} bytes at ${line.at} overlap the edit before, which ends at ${insideFree} of its block`)
      insideFree = line.at + line.bytes
      inside--
      total.edits++
    } else if (line.type === 'edit' || line.type === 'block') {
      if (line.at < free || line.bytes > file!.bytes - line.at) {
        throw bad(
          `${line.bytes} bytes at ${line.at} overlap the edit before, which ends at ${free}, or leave the file of ${file!.bytes} bytes`,
        )
      }
      if (file!.outSha256 === null && (line.type === 'block' || !line.whole))
        throw bad('a file that was not written is not deleted whole')
      if (line.type === 'block' && line.edits === 0 && !line.tied) throw bad('a block without an edit')
      free = line.at + line.bytes
      cut += line.bytes
      put += line.put ?? 0
      total.put += line.put ?? 0
      editsLeft--
      if (line.type === 'edit') total.edits++
      else {
        inside = line.edits
        insideFree = 0
      }
    } else if (line.type === 'report') {
      const wrong = unsafe(line.path)
      if (wrong !== null) throw bad(`path ${JSON.stringify(line.path)} is refused: ${wrong}`)
      reported = true
    } else {
      const sha256 = hash.digest('hex')
      if (sha256 !== line.manifestSha256)
        throw bad(`the lines before have sha256 ${sha256}, and this one says ${line.manifestSha256}`)
      if (line.files !== total.files || line.edits !== total.edits) {
        throw bad(
          `${line.files} files and ${line.edits} edits are announced, ${total.files} and ${total.edits} are there`,
        )
      }
      const puts = line.putBytes ?? 0
      if (header!.mode !== 'none' && puts !== total.put)
        throw bad(`${puts} bytes are said to be put, and ${total.put} are`, 'accounting')
      if (total.bytes + puts !== total.outBytes + line.removedBytes || !Number.isSafeInteger(total.bytes + puts)) {
        throw bad(
          `${total.bytes} bytes of input${puts > 0 ? ` and ${puts} put` : ''} are not ${total.outBytes} of output + ${line.removedBytes} removed`,
          'accounting',
        )
      }
      ended = true
    }
    if (file !== null && editsLeft === 0 && header!.mode !== 'none' && file.bytes + put !== file.outBytes + cut) {
      throw bad(
        `${JSON.stringify(file.path)}: ${file.bytes} bytes of input are not ${file.outBytes} of output + ${cut} cut${put > 0 ? ` - ${put} put` : ''}`,
        'accounting',
      )
    }
    if (!ended) hash.update(bytes).update('\n')
    yield line
  }
  number++
  if (!ended) throw bad('the manifest ends before its end line', 'truncated')
}

/** One line, exactly as we write it: JSON allows many spellings of one record, and only ours is accepted. */
function parse(bytes: Uint8Array, bad: (why: string) => BadBundle): Line {
  let line: string
  let record: unknown
  try {
    line = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    record = JSON.parse(line)
  } catch (error) {
    throw bad(`no JSON: ${(error as Error).message}`)
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) throw bad('no JSON object')
  const { type } = record as { type?: unknown }
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type))
    throw bad(`type ${String(type).slice(0, 40)} is none that we write`)
  const shape = SHAPES[type]!
  const extras = EXTRAS[type] ?? {}
  const own = Object.keys(record).filter((name) => !Object.hasOwn(extras, name))
  if (own.join() !== Object.keys(shape).join())
    throw bad(`a line of type ${type} has other fields than ${Object.keys(shape).join()}`)
  for (const [name, fits] of Object.entries({ ...shape, ...extras })) {
    if (!Object.hasOwn(record, name)) continue
    if (!fits((record as Record<string, unknown>)[name]))
      throw bad(`${name} of this ${type} line is not what stands there in ours`)
  }
  if (JSON.stringify(record) !== line) throw bad(`a line of type ${type} that is spelled in another way than ours`)
  return record as Line
}

/** Lines without their `\n`, valid until the next one. A last line without one is not a line: the rest is missing. */
function* rawLines(path: string): Generator<Uint8Array> {
  let fd: number
  try {
    fd = openRegular(path, true)
  } catch (error) {
    const gone = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
    const why = gone
      ? `there is no ${path}: name the directory that clean --out wrote (and --undo-dir, if it was cleaned with that)`
      : `cannot read ${path}: ${(error as Error).message}`
    throw new BadBundle('no-manifest', MANIFEST, why, error)
  }
  try {
    let held: Uint8Array[] = []
    let heldBytes = 0
    const buffer = Buffer.allocUnsafe(CHUNK >> 2)
    for (;;) {
      const chunk = buffer.subarray(0, readSync(fd, buffer))
      const size = chunk.length
      if (size === 0) break
      let from = 0
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        const rest = chunk.subarray(from, end)
        yield held.length === 0 ? rest : Buffer.concat([...held, rest])
        held = []
        heldBytes = 0
        from = end + 1
      }
      if (from === size) continue
      held.push(Buffer.from(chunk.subarray(from)))
      heldBytes += size - from
      if (heldBytes > LONGEST_LINE)
        throw new BadBundle(
          'manifest',
          MANIFEST,
          `${path} has a line of more than ${LONGEST_LINE} bytes, which we never write`,
        )
    }
    if (heldBytes > 0) throw new BadBundle('truncated', MANIFEST, `${path} ends in the middle of a line`)
  } finally {
    closeSync(fd)
  }
}
