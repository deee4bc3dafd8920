// Opening and reading files, with what can go wrong said in words.
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import type { SourceFile } from '../model.js'

/** Descriptors that are kept open for reading again. */
const OPEN_FILES = 32
/** Records between two looks whether a file has changed: a look is a system call, which a record in a window does without. */
const LOOK = 1024
const GONE = { size: 0, mtimeMs: -1 }

/** The file no longer holds what it held when it was read first. */
export class ChangedError extends Error {
  readonly path: string
  constructor(path: string, what: string) {
    super(`${path} changed while dittograph was reading it: ${what}. Run again when nothing writes to it`)
    this.name = 'ChangedError'
    this.path = path
  }
}

/** The system could not read the file. */
export class Unreadable extends Error {}

export interface Opened {
  readonly fd: number
  readonly size: number
  readonly mtimeMs: number
}

/** Open without waiting: a file may have become a named pipe since it was listed. */
export function openAt(at: string): number {
  try {
    return openSync(at, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    throw new Unreadable(`it cannot be opened (${codeOf(error)})`)
  }
}

export function open(at: string): Opened {
  const fd = openAt(at)
  try {
    const stats = fstatSync(fd)
    if (stats.isFile()) return { fd, size: stats.size, mtimeMs: stats.mtimeMs }
  } catch (error) {
    closeSync(fd)
    throw new Unreadable(`it cannot be opened (${codeOf(error)})`)
  }
  closeSync(fd)
  throw new Unreadable('it is no regular file any more')
}

/** Read until `most` bytes are there or the file ends. */
export function fill(fd: number, buffer: Uint8Array, at: number, most: number, position: number | null): number {
  let done = 0
  try {
    while (done < most) {
      const n = readSync(fd, buffer, at + done, most - done, position === null ? null : position + done)
      if (n === 0) break
      done += n
    }
  } catch (error) {
    throw new Unreadable(`it cannot be read (${codeOf(error)})`)
  }
  return done
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}

/** The files of a run that are read again: a few descriptors, and what each file looked like when it was opened first. */
export class Descriptors {
  readonly #files: readonly SourceFile[]
  readonly #open = new Map<number, number>()
  /** By file, when it was written last, as it was when it was opened first. */
  readonly #written: Float64Array
  #asked = 0
  #last = -1

  constructor(files: readonly SourceFile[]) {
    this.#files = files
    this.#written = new Float64Array(files.length)
  }

  source(file: number): SourceFile {
    const source = this.#files[file]
    if (source === undefined) throw new RangeError(`file ${file} was asked for, and there are ${this.#files.length}`)
    return source
  }

  /** A descriptor for whoever closes it. */
  opened(file: number): Opened {
    const found = open(this.source(file).at)
    this.#written[file] ||= found.mtimeMs
    return found
  }

  /** Has somebody written to a file since it was listed, or since it was opened first? */
  look(file: number, { size, mtimeMs }: { size: number; mtimeMs: number }): void {
    const source = this.source(file)
    if (size !== source.size) throw new ChangedError(source.path, `it had ${source.size} bytes and has ${size}`)
    if (mtimeMs !== this.#written[file]) throw new ChangedError(source.path, 'it was written to')
  }

  /** The descriptor of a file whose records are read again. */
  of(file: number): number {
    let fd = this.#open.get(file)
    if (fd === undefined) {
      const found = this.opened(file)
      fd = found.fd
      this.#open.set(file, fd)
      this.look(file, found)
      for (const [oldest, old] of this.#open) {
        if (this.#open.size <= OPEN_FILES) break
        this.#open.delete(oldest)
        try {
          this.look(oldest, fstatSync(old))
        } finally {
          closeSync(old)
        }
      }
    } else {
      if (++this.#asked % LOOK === 0) this.look(file, fstatSync(fd))
      // The file used last stands last.
      if (file !== this.#last) {
        this.#open.delete(file)
        this.#open.set(file, fd)
      }
    }
    this.#last = file
    return fd
  }

  /** All bytes of a file that is read again and did not change. */
  anew(file: number, buffer: Uint8Array, at: number): void {
    const { at: path, size } = this.source(file)
    const fd = openAt(path)
    try {
      const n = fill(fd, buffer, at, size, null)
      // Looked at behind the reading: so what was read is what was there before.
      const stats = fstatSync(fd)
      this.#written[file] ||= stats.mtimeMs
      this.look(file, stats)
      if (n < size) throw new ChangedError(this.source(file).path, `it ended before byte ${size}`)
    } finally {
      closeSync(fd)
    }
  }

  /** Throws when somebody wrote to a file that is open, or to one of `others`. */
  unchanged(others: Iterable<number>): void {
    for (const [file, fd] of this.#open) this.look(file, fstatSync(fd))
    for (const file of others) this.look(file, statSync(this.source(file).at, { throwIfNoEntry: false }) ?? GONE)
  }

  close(): void {
    for (const fd of this.#open.values()) closeSync(fd)
    this.#open.clear()
  }
}
