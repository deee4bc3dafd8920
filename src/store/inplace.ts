// --in-place: cleaned files take the place of their inputs, one by one, behind a whole output directory and a journal.
//
//   1  clean writes DIR as always (text/, provenance.jsonl, undo/), proves it, adds the journal, and publishes DIR.
//      Until that rename no input was touched; a run killed before it leaves at most the -tmp sibling of DIR.
//   2  every file of the manifest that differs is replaced: written beside the input, fsync, rename, fsync of its
//      directory. What is put in place is hashed on the way, and must be what the manifest says.
//   3  the journal says done.
// There is no list of what was done already: a file is known by its hash. The manifest says what stood there and what
// is to stand there; a file that is neither was changed by somebody, is left alone, and is told. So every step can be
// done twice, and whoever comes next (`verify`, `explain`, the same clean) finishes what was begun.
// The way back (`restore DIR --out ROOT --in-place`) is the same walk with the two hashes exchanged, out of a directory
// with all inputs, rebuilt and verified in DIR/.restored.
//
//   DIR/in-place.json   {"schema":"dittograph-in-place/1","state":"begun|done|undoing|undone","root":"../corpus","for":"…"}
// `root` is relative to DIR. DIR may come from a stranger, and finishing writes where `root` points. So while something
// is to do, `for` names the very directory (device, inode, birth) in which it was begun: a journal that was copied or
// unpacked is never acted on. The way back asks for the root instead of believing one.
//
// Law: after a kill at any instant every file is the old one or the new one, whole, and finishing gives what an
// undisturbed run would have given.
import { createHash } from 'node:crypto'
import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  unlinkSync,
} from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { SourceFile } from '../model.js'
import {
  attempt,
  CannotWrite,
  finishSwap,
  holds,
  identity,
  place,
  syncDirectory,
  writeAll,
  writeFileAtomic,
} from './publish.js'
import type { BundleOptions, Diagnostic } from './restore.js'
import { BadBundle, verify as check, manifestFiles, restore } from './restore.js'
import type { FileLine } from './undo.js'
import { CHUNK, JOURNAL, openRegular, unsafe } from './undo.js'

const SCHEMA = 'dittograph-in-place/1'
const STAGE = '.restored'

export interface Replaced {
  /** Files that have another content now, or are gone because all of them was removed. */
  readonly files: number
  /** Files that were neither the one nor the other, and were left alone. */
  readonly changed: readonly string[]
}

interface Journal {
  readonly state: 'begun' | 'done' | 'undoing' | 'undone'
  readonly root: string
  readonly for: string | null
}

/** Throws before anything is written when a file could not be replaced afterwards. */
export function replaceable(files: readonly SourceFile[], root: string): void {
  const seen = new Set<string>()
  for (const { path, at, against } of files) {
    if (against) continue
    const wrong = unsafe(path)
    if (wrong !== null || place(join(root, path)) !== place(at))
      throw new CannotWrite(`${path} has no file that could be replaced: clean it with --out alone`)
    if (!lstatSync(join(root, path)).isFile())
      throw new CannotWrite(`${path} is a link, and --in-place would put a file in its place: name the file itself`)
    const dir = dirname(join(root, path))
    if (seen.has(dir)) continue
    seen.add(dir)
    attempt(`write to ${dir}`, 'nothing was changed', () => accessSync(dir, constants.W_OK | constants.X_OK))
  }
}

/** Writes the journal into the work directory that will be DIR: from its publishing on, the files are to be replaced. */
export function beginInPlace(work: string, dir: string, root: string): void {
  write(work, { state: 'begun', root: rootFrom(dir, root), for: identity(work) })
}

/** Does what is left of an interrupted clean or restore --in-place; null when there was nothing to do. */
export function finishInPlace(dir: string): (Replaced & { readonly what: 'clean' | 'restore' }) | null {
  const journal = read(dir)
  if (journal === null) return null
  const { state } = journal
  if (state === 'done' || state === 'undone') {
    dropStage(dir)
    return null
  }
  if (journal.for !== identity(place(dir)))
    throw new CannotWrite(
      `${dir} says that an --in-place run in another directory was interrupted: was it copied? Nothing was touched. Take back what it cleaned with: dittograph restore ${dir} --out ROOT --in-place`,
    )
  const root = resolve(place(dir), journal.root)
  if (state === 'begun') return { what: 'clean', ...forth(dir, root, journal) }
  return { what: 'restore', ...back(dir, root, journal) }
}

/** Checks an output directory, once what a killed run left to do is done. No diagnostics: all is as clean wrote it. */
export function verify(dir: string, options: BundleOptions = {}): Diagnostic[] {
  const found: Diagnostic[] = []
  finishSwap(dir)
  try {
    finishInPlace(dir)
  } catch (error) {
    if (!(error instanceof BadBundle)) throw error
    found.push({ problem: error.problem, path: error.path, message: error.message })
  }
  return [...check(dir, options), ...found]
}

/** Puts the inputs back where they were: `root` is the directory that their paths are relative to. */
export function putBack(dir: string, root: string): Replaced {
  const journal = read(dir)
  if (journal === null)
    throw new CannotWrite(`${dir} was not written by clean --in-place: restore it with --out DIR2, a new directory`)
  const at = place(root)
  if (!lstatSync(at, { throwIfNoEntry: false })?.isDirectory())
    throw new CannotWrite(`${root} is no directory: name the one in which the files were cleaned`)
  if (journal.state !== 'undoing') {
    dropStage(dir)
    restore(dir, join(dir, STAGE), { within: true })
  }
  const begun: Journal = { state: 'undoing', root: rootFrom(place(dir), at), for: identity(place(dir)) }
  write(dir, begun)
  return back(dir, at, begun)
}

function forth(dir: string, root: string, journal: Journal): Replaced {
  const done = walk(dir, root, join(dir, 'text'), (file) => [file.sha256, file.outSha256])
  write(dir, { ...journal, state: 'done', for: null })
  return done
}

function back(dir: string, root: string, journal: Journal): Replaced {
  const done = walk(dir, root, join(dir, STAGE), (file) => [file.outSha256, file.sha256])
  write(dir, { ...journal, state: 'undone', for: null })
  dropStage(dir)
  return done
}

/** Every file that has the first hash gets the second; null is a file that is not there. */
function walk(
  dir: string,
  root: string,
  from: string,
  hashes: (file: FileLine) => readonly [now: string | null, then: string | null],
): Replaced {
  const buffer = Buffer.allocUnsafe(CHUNK)
  const changed: string[] = []
  const tidied = new Set<string>()
  let files = 0
  for (const file of manifestFiles(join(dir, 'undo'))) {
    const [now, then] = hashes(file)
    if (now === then) continue
    const at = join(root, ...file.path.split('/'))
    if (!holds(root, place(at))) {
      changed.push(file.path)
      continue
    }
    if (!tidied.has(dirname(at))) tidy(dirname(at))
    tidied.add(dirname(at))
    const left = `it is as it was; dittograph verify ${dir} goes on, and dittograph restore ${dir} --out ${root} --in-place takes back what was replaced`
    const is = attempt(`read ${at}`, left, () => hashAt(at, buffer))
    if (is !== now && is !== then) changed.push(file.path)
    if (is !== now) continue
    attempt(`replace ${at}`, left, () => {
      if (then === null) unlinkSync(at)
      else put(join(from, ...file.path.split('/')), at, then, buffer)
      syncDirectory(dirname(at))
    })
    files++
  }
  return { files, changed }
}

/** Copies a file beside `at`, on the way to disk and hashed, and renames it. Rights and owner are those of what stood there. */
function put(from: string, at: string, sha256: string, buffer: Buffer): void {
  const tmp = join(dirname(at), `.${basename(at)}.${process.pid}.dittograph-tmp`)
  const input = openRegular(from, true)
  try {
    mkdirSync(dirname(at), { recursive: true })
    const output = openSync(tmp, 'wx')
    try {
      const hash = createHash('sha256')
      for (let n = 0; (n = readSync(input, buffer)) > 0; ) {
        hash.update(buffer.subarray(0, n))
        writeAll(output, buffer.subarray(0, n), tmp)
      }
      const is = hash.digest('hex')
      if (is !== sha256)
        throw new BadBundle('sha256', from, `${from} has sha256 ${is}, and clean wrote ${sha256}: was it edited?`)
      const stood = lstatSync(at, { throwIfNoEntry: false })
      if (stood !== undefined) {
        const now = fstatSync(output)
        if (now.uid !== stood.uid || now.gid !== stood.gid) chownSync(tmp, stood.uid, stood.gid)
        fchmodSync(output, stood.mode & 0o7777)
      }
      fsyncSync(output)
    } finally {
      closeSync(output)
    }
    renameSync(tmp, at)
  } catch (error) {
    rmSync(tmp, { force: true })
    throw error
  } finally {
    closeSync(input)
  }
}

/** Removes what a killed run left in a directory. A run that still lives finds its own gone, and stops. */
function tidy(dir: string): void {
  for (const name of lstatSync(dir, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(dir))
    if (/^\..+\.\d+\.dittograph-tmp$/.test(name))
      attempt(`remove ${join(dir, name)}`, 'nothing else was changed', () => rmSync(join(dir, name), { force: true }))
}

/** Hash of a regular file; null when nothing is there, '' when it is something else. */
function hashAt(at: string, buffer: Buffer): string | null {
  const found = lstatSync(at, { throwIfNoEntry: false })
  if (found === undefined) return null
  if (!found.isFile()) return ''
  const fd = openRegular(at, true)
  try {
    const hash = createHash('sha256')
    for (let n = 0; (n = readSync(fd, buffer)) > 0; ) hash.update(buffer.subarray(0, n))
    return hash.digest('hex')
  } finally {
    closeSync(fd)
  }
}

const rootFrom = (dir: string, root: string): string => relative(place(dir), place(root)) || '.'

function write(dir: string, { state, root, for: whose }: Journal): void {
  writeFileAtomic(join(dir, JOURNAL), [`${JSON.stringify({ schema: SCHEMA, state, root, for: whose })}\n`])
}

function read(dir: string): Journal | null {
  let text: string
  try {
    text = readFileSync(join(dir, JOURNAL), 'utf8')
  } catch {
    return null
  }
  let said: Readonly<Record<string, unknown>> | null = null
  try {
    said = JSON.parse(text) as typeof said
  } catch {
    // Said below.
  }
  const { schema, state, root, for: whose } = said ?? ({} as Readonly<Record<string, unknown>>)
  const known = ['begun', 'done', 'undoing', 'undone'].includes(state as string)
  if (
    schema !== SCHEMA ||
    !known ||
    typeof root !== 'string' ||
    root.includes('\0') ||
    (whose !== null && typeof whose !== 'string')
  )
    throw new BadBundle('journal', JOURNAL, `${join(dir, JOURNAL)} is not what clean --in-place writes`)
  return { state: state as Journal['state'], root, for: whose }
}

function dropStage(dir: string): void {
  for (const name of [STAGE, `.${STAGE}.dittograph-tmp`, `.${JOURNAL}.dittograph-tmp`])
    attempt(`remove ${join(dir, name)}`, 'all files are in place', () =>
      rmSync(join(dir, name), { recursive: true, force: true }),
    )
}
