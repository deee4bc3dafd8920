// Writing that is either there, whole, or not there at all: the publish protocol for directories, the same for one
// file, and the synchronous write under both.
//
// Three names beside each other, so that a rename is one step of the file system:
//   D  DIR                       what people use
//   T  .NAME.dittograph-tmp      being built, or being deleted; trusted only in the state marked *
//   O  .NAME.dittograph-old      the old DIR during a swap; always whole
// publish: fsync everything in T and T itself; then, if D holds something (--force): D -> O, T -> D, O -> T, delete T.
// The old directory is deleted under the name T, so that what is called O is never half deleted.
//
//   D T O   how it comes about                          finishSwap does
//   . . .   nothing was ever there                      nothing
//   D . .   done                                        nothing
//   . T .   killed while building the first time        nothing: T may be of a live run; `begin` removes it or,
//                                                        for the same work, keeps it inside the new T (resume.ts)
//   D T .   killed while building, or while deleting    nothing, the same
//   . T O   * killed between the two renames            finishes: T -> D, delete O (T was on disk before)
//   D . O   killed after the second rename              finishes: delete O
//   . . O   not by us: someone removed T                undoes: O -> D
//   D T O   not by us                                   throws and touches nothing
//
// Law: after a kill at any instant, the next `begin` or `finishSwap` leaves in D the old directory or the new one,
// whole.
// Two runs that write to one DIR: the later one removes T of the earlier, and the earlier refuses to publish, because T
// is no longer the directory it made. There is no lock to be left behind.
// Source: the ordering rules of restic (doc/design.rst), data before the name that makes it visible.
import type { BigIntStats } from 'node:fs'
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'

/** The reader of our output went away (`dittograph … | head`): nobody's fault, end quietly. */
export class PipeClosed extends Error {
  override readonly name = 'PipeClosed'
}

/** Output that cannot be written or must not be replaced. The message says what was left in place. */
export class CannotWrite extends Error {
  override readonly name = 'CannotWrite'
}

export interface Work {
  /** Build here; `publish` makes it DIR. */
  readonly dir: string
  /** Build the undo bundle here: `undo` inside `dir`, or the work directory of --undo-dir. */
  readonly undoDir: string
  /** Work directories of killed runs that `resume` wanted kept; gone once this one is published or discarded. */
  readonly earlier: readonly string[]
  /** Makes everything durable and visible. Throws CannotWrite and says what was left in place. */
  publish(): void
  /** Removes the work. Does nothing after `publish`, whatever came of it. */
  discard(): void
}

export interface BeginOptions {
  /** Replace a DIR that is not empty; null: it holds the only way back, and is not replaced by anything. */
  readonly force?: boolean | null | undefined
  /**
   * --undo-dir: published just before DIR. Never replaced when it is not empty, force or not: it may be the only way
   * back.
   */
  readonly undoDir?: string | undefined
  /** Paths that DIR must neither be nor contain: the input files, the bundle that is restored from. */
  readonly protect?: readonly string[] | undefined
  /** Whether the work directory of a killed run is of use; otherwise it is removed. */
  readonly resume?: ((left: string) => boolean) | undefined
}

/**
 * Opens a work directory beside DIR: finishes an interrupted swap, refuses what must not be replaced, removes a stale
 * T.
 */
export function begin(dir: string, options: BeginOptions = {}): Work {
  const main = stage(dir, options.force === undefined ? false : options.force, options.protect ?? [], options.resume)
  if (options.undoDir === undefined) {
    return {
      dir: main.tmp,
      undoDir: join(main.tmp, 'undo'),
      earlier: main.earlier,
      publish: () => main.publish(),
      discard: () => main.discard(),
    }
  }
  let undo: Stage
  try {
    if (holds(main.dir, place(options.undoDir)) || holds(place(options.undoDir), main.dir)) {
      throw new CannotWrite(
        `--undo-dir ${options.undoDir} and the output ${dir} lie inside one another: name two separate directories`,
      )
    }
    undo = stage(options.undoDir, null, [])
  } catch (error) {
    main.discard()
    throw error
  }
  return {
    dir: main.tmp,
    undoDir: undo.tmp,
    earlier: main.earlier,
    publish() {
      undo.publish()
      try {
        main.publish()
      } catch (error) {
        // Only when DIR is still the old one: a failure behind the rename (an old directory that cannot be deleted) is
        // no way back.
        if (!main.inPlace()) undo.takeBack()
        throw error
      }
    },
    discard() {
      main.discard()
      undo.discard()
    },
  }
}

interface Stage {
  readonly dir: string
  readonly tmp: string
  readonly earlier: readonly string[]
  publish(): void
  /** True when DIR is the directory that was built here. */
  inPlace(): boolean
  /** After a publish into a place that was free: back to T. */
  takeBack(): void
  discard(): void
}

/** Where the work of a killed run waits to be taken over, inside the work directory. */
const KILLED = '.killed'

/** `force` null: an undo bundle, never replaced. */
function stage(
  asked: string,
  force: boolean | null,
  protect: readonly string[],
  resume: (left: string) => boolean = () => false,
): Stage {
  const { dir, parent, tmp, old } = names(asked)
  finishSwap(dir)
  door(dir, asked, force, protect)
  const within = join(tmp, KILLED)
  const earlier = attempt(`make ${tmp}`, 'nothing was changed', () => {
    const aside = beside(`${dir}.killed`, 'tmp')
    rmSync(aside, { recursive: true, force: true })
    const keep = exists(tmp) && resume(tmp)
    if (keep) renameSync(tmp, aside)
    else rmSync(tmp, { recursive: true, force: true })
    mkdirSync(parent, { recursive: true })
    mkdirSync(tmp)
    if (!keep) return []
    renameSync(aside, within)
    return [within, join(within, KILLED)]
  })
  const mine = identity(tmp)
  let over = false
  return {
    dir,
    tmp,
    earlier,
    publish() {
      over = true
      if (identity(tmp) !== mine) {
        throw new CannotWrite(
          `${tmp} is no longer the directory this run made: is another run writing to ${dir}? Nothing was published`,
        )
      }
      const left = `${dir} is as it was; the finished work is in ${tmp} until the next run`
      if (earlier.length > 0) attempt(`remove ${within}`, left, () => rmSync(within, { recursive: true, force: true }))
      attempt(`write ${tmp} to disk`, left, () => syncTree(tmp))
      if (!exists(dir)) {
        attempt(`rename ${tmp} to ${dir}`, left, () => renameSync(tmp, dir))
        attempt(`write ${parent} to disk`, `${dir} is in place`, () => syncDirectory(parent))
        return
      }
      door(dir, asked, force, protect)
      if (isEmpty(dir)) {
        attempt(`replace ${dir}`, `it was empty; the finished work is in ${tmp} until the next run`, () => {
          rmdirSync(dir)
          renameSync(tmp, dir)
          syncDirectory(parent)
        })
        return
      }
      attempt(`rename ${dir} to ${old}`, left, () => renameSync(dir, old))
      try {
        syncDirectory(parent)
        renameSync(tmp, dir)
      } catch (error) {
        attempt(`rename ${old} back to ${dir}`, `both are whole: the old one in ${old}, the new one in ${tmp}`, () =>
          renameSync(old, dir),
        )
        throw new CannotWrite(`cannot rename ${tmp} to ${dir}: ${text(error)}; ${left}`, { cause: error })
      }
      attempt(`write ${parent} to disk`, `${dir} is the new one, the old one is in ${old}`, () => syncDirectory(parent))
      dropOld(dir, tmp, old)
    },
    inPlace: () => identity(dir) === mine,
    takeBack() {
      attempt(`rename ${dir} back to ${tmp}`, `${dir} holds the undo bundle of a run that was not published`, () =>
        renameSync(dir, tmp),
      )
    },
    discard() {
      if (over) return
      over = true
      if (exists(tmp) && identity(tmp) === mine) rmSync(tmp, { recursive: true, force: true })
    },
  }
}

/** Refuses at the door, before hours of work, what `publish` could not or must not do. */
function door(dir: string, asked: string, force: boolean | null, protect: readonly string[]): void {
  if (dirname(dir) === dir) throw new CannotWrite(`${asked} is the root of the file system: name a directory inside it`)
  if (!exists(dir)) return
  const found = statSync(dir)
  if (!found.isDirectory()) throw new CannotWrite(`${asked} is not a directory; it was left as it is`)
  if (found.dev !== statSync(dirname(dir)).dev) {
    throw new CannotWrite(
      `${asked} is a mount point, which cannot be replaced by a rename: name a directory inside it, such as ${join(asked, 'cleaned')}`,
    )
  }
  if (isEmpty(dir)) return
  if (force === null) {
    throw new CannotWrite(
      `${asked} is not empty, and an undo bundle is never replaced, not even with --force (it may be the only way back to its inputs): name another directory, or remove it yourself`,
    )
  }
  if (!force) throw new CannotWrite(`${asked} is not empty; it was left as it is. --force replaces all of it`)
  for (const [what, path] of [
    ['the working directory', process.cwd()],
    ['your home directory', homedir()],
  ] as const) {
    if (holds(dir, place(path)))
      throw new CannotWrite(`${asked} is or holds ${what}: --force would delete it. Name another directory`)
  }
  for (const path of protect) {
    const named = join(place(dirname(resolve(path))), basename(path)) // a link in DIR to a file elsewhere would go too
    if (holds(dir, place(path)) || holds(dir, named))
      throw new CannotWrite(
        `${asked} is or holds ${path}, which is read: --force would delete it. Name another directory`,
      )
  }
}

/**
 * Finishes or undoes the swap that a killed run left behind (the table above). Says which, or null when there was
 * none.
 */
export function finishSwap(asked: string): 'finished' | 'undone' | null {
  const { dir, parent, tmp, old } = names(asked)
  if (!exists(old)) return null
  const left = `the old directory is whole in ${old}`
  if (exists(dir)) {
    if (exists(tmp))
      throw new CannotWrite(
        `${dir}, ${tmp} and ${old} all exist, which no run of dittograph leaves behind: keep the one you want as ${dir} and remove the others; nothing was changed`,
      )
    dropOld(dir, tmp, old)
    return 'finished'
  }
  if (!exists(tmp)) {
    attempt(`rename ${old} to ${dir}`, left, () => renameSync(old, dir))
    attempt(`write ${parent} to disk`, `${dir} is the old one`, () => syncDirectory(parent))
    return 'undone'
  }
  attempt(`rename ${tmp} to ${dir}`, `${left}, the new one in ${tmp}`, () => renameSync(tmp, dir))
  attempt(`write ${parent} to disk`, `${dir} is the new one, the old one is in ${old}`, () => syncDirectory(parent))
  dropOld(dir, tmp, old)
  return 'finished'
}

function dropOld(dir: string, tmp: string, old: string): void {
  attempt(`delete ${old}`, `${dir} is the new one; what is left of the old one is in ${old} or ${tmp}`, () => {
    renameSync(old, tmp)
    rmSync(tmp, { recursive: true, force: true })
  })
}

/**
 * One file, whole or not at all: a sibling, fsync, rename. What is no regular file (/dev/full, a pipe) and what goes
 * through /dev or /proc (/dev/stdout may be a file that the shell opened) is written straight to, behind what it holds.
 */
export function writeFileAtomic(path: string, chunks: Iterable<string | Uint8Array>): void {
  writeFileWith(path, (put) => {
    for (const chunk of chunks) put(chunk)
  })
}

/** The same for a writer that pushes: what it puts is buffered, a mebibyte at a time. */
export function writeFileWith(path: string, write: (put: (chunk: string | Uint8Array) => void) => void): void {
  if (path === '/dev/stdout' || path === '/dev/stderr') {
    pour(path === '/dev/stdout' ? 1 : 2, write, path)
    return
  }
  const target = place(path)
  const found = exists(target) ? statSync(target) : null
  if (found?.isDirectory()) throw new CannotWrite(`cannot write ${path}: it is a directory`)
  if ((found !== null && !found.isFile()) || /^\/(?:dev(?!\/shm\/)|proc)\//.test(resolve(path))) {
    const fd = attempt(`write ${path}`, 'nothing was written', () =>
      openSync(path, constants.O_WRONLY | constants.O_APPEND),
    )
    try {
      pour(fd, write, path)
    } finally {
      closeSync(fd)
    }
    return
  }
  const tmp = beside(target, 'tmp')
  const left = found === null ? 'no file was left there' : 'the file that stood there is as it was'
  const fd = attempt(`write ${path}`, left, () => {
    rmSync(tmp, { recursive: true, force: true })
    return openSync(tmp, 'wx')
  })
  try {
    try {
      pour(fd, write, path)
      attempt(`write ${path} to disk`, left, () => {
        if (found !== null) chmodSync(tmp, found.mode & 0o7777)
        fsyncSync(fd)
      })
    } finally {
      closeSync(fd)
    }
    attempt(`rename ${tmp} to ${path}`, left, () => renameSync(tmp, target))
  } catch (error) {
    rmSync(tmp, { force: true })
    throw error
  }
  attempt(`write ${dirname(target)} to disk`, `${path} is in place`, () => syncDirectory(dirname(target)))
}

/** Behind what a file holds, on a line of its own; the file is made if it is not there. */
export function appendFileWith(path: string, write: (put: (chunk: string | Uint8Array) => void) => void): void {
  const fd = attempt(`write ${path}`, 'nothing was written', () => openSync(path, 'a'))
  try {
    pour(
      fd,
      (put) => {
        if (fstatSync(fd).size > 0) put('\n')
        write(put)
      },
      path,
    )
  } finally {
    closeSync(fd)
  }
}

/** Writes what `write` puts, in pieces of a mebibyte. */
export function pour(fd: number, write: (put: (chunk: string | Uint8Array) => void) => void, name: string): void {
  const held = Buffer.allocUnsafe(1 << 20)
  let used = 0
  const flush = (): void => {
    if (used > 0) writeAll(fd, held.subarray(0, used), name)
    used = 0
  }
  write((chunk) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    if (used + bytes.length > held.length) flush()
    if (bytes.length > held.length) writeAll(fd, bytes, name)
    else {
      held.set(bytes, used)
      used += bytes.length
    }
  })
  flush()
}

/**
 * Writes all of it, or throws. A pipe that is not ready (EAGAIN: stdout to a slow reader) is waited for; a short write
 * goes on where it stopped. Throws PipeClosed when the reader is gone, CannotWrite for everything else.
 */
export function writeAll(fd: number, bytes: Uint8Array, name: string = `file descriptor ${fd}`): void {
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(fd, bytes, from)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EPIPE') throw new PipeClosed(`${name} was closed by its reader`, { cause: error })
      if (code !== 'EAGAIN')
        throw new CannotWrite(
          `cannot write ${name}: ${text(error)}; ${from} of these ${bytes.length} bytes were written`,
          { cause: error },
        )
      Atomics.wait(NEVER, 0, 0, 1)
    }
  }
}

/** Waiting on it for a millisecond is the synchronous sleep that Node has. */
const NEVER: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4))

/**
 * Fsync of every file and directory, deepest first. All at once and at the end: data mostly reached the disk by
 * itself by then.
 */
function syncTree(dir: string): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) syncTree(path)
    else if (entry.isFile()) sync(path, process.platform === 'win32' ? 'r+' : 'r')
  }
  syncDirectory(dir)
}

export function syncDirectory(dir: string): void {
  if (process.platform === 'win32') return // it has no such call
  try {
    sync(dir, 'r')
  } catch (error) {
    // Some network file systems have no fsync for directories; a true failure (EIO, ENOSPC) is one.
    if (!['EINVAL', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

function sync(path: string, flags: string): void {
  const fd = openSync(path, flags)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function names(asked: string): { dir: string; parent: string; tmp: string; old: string } {
  const dir = place(asked)
  return { dir, parent: dirname(dir), tmp: beside(dir, 'tmp'), old: beside(dir, 'old') }
}

function beside(path: string, what: 'tmp' | 'old'): string {
  return join(dirname(path), `.${basename(path)}.dittograph-${what}`)
}

/** Where a path really lies, links resolved, also when it or its parents do not exist yet. */
export function place(path: string, links: number = 0): string {
  const whole = resolve(path)
  try {
    return realpathSync.native(whole)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new CannotWrite(`cannot use ${path}: ${text(error)}`, { cause: error })
  }
  let link: string | null = null
  try {
    link = readlinkSync(whole)
  } catch {
    // Not there at all, which is what we were asked about.
  }
  if (link !== null && links < 40) return place(resolve(dirname(whole), link), links + 1)
  return join(place(dirname(whole), links), basename(whole))
}

/** True when `inner` is `outer` or lies in it. Both as `place` gives them. */
export function holds(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep)
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function isEmpty(dir: string): boolean {
  return readdirSync(dir).length === 0
}

/**
 * Which directory it is, not what it is called. The time of birth is there because a freed inode number is soon used
 * again.
 */
export function identity(path: string): string {
  const found: BigIntStats | undefined = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? 'gone' : `${found.dev}:${found.ino}:${found.birthtimeNs}`
}

/** Runs a step of the file system; its failure becomes a CannotWrite that says what was left in place. */
export function attempt<T>(what: string, left: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (error instanceof CannotWrite || error instanceof PipeClosed) throw error
    const { code, path } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && path !== undefined && !exists(dirname(path)))
      throw new CannotWrite(`cannot ${what}: there is no directory ${dirname(path)}; ${left}`, { cause: error })
    const hint = code === 'EBUSY' || code === 'EXDEV' ? ' (is it a mount point? name a directory inside it)' : ''
    throw new CannotWrite(`cannot ${what}: ${text(error)}${hint}; ${left}`, { cause: error })
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
