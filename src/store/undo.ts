// What clean wrote, and how to take it back. What clean does to a file is a list of changes of byte ranges, and nearly all of them are
// deletions: bytes that stand in the input and not in the cleaned file. A few put other bytes in the place (a length in a header, a gzip
// member that is packed anew because something in it was cut). So:
//   cleaned file = input, the changed ranges replaced;   undo bundle = the replaced bytes, and where they stood.
//
//   DIR/text/<path>          the cleaned file; not written when all of a file that is one article goes
//   DIR/undo/manifest.jsonl  one record a line, as JSON.stringify writes it:
//     {"type":"undo","schema":"dittograph-undo/1","version":"0.1.0","fingerprint":"…","mode":"bytes|inputs|none"}
//     {"type":"file","path":"a.txt","bytes":5868,"sha256":"…","outBytes":3071,"outSha256":"…|null","edits":1}
//     {"type":"edit","at":3070,"bytes":2797,"article":"a.txt","finding":"…","whole":false}
//     {"type":"block","at":0,"bytes":900,"put":700,"codec":"gzip","edits":2}
//     {"type":"report","path":"provenance.jsonl","bytes":9120,"sha256":"…"}
//     {"type":"end","files":1,"edits":1,"removedBytes":2797,"removedSha256":"…","manifestSha256":"…"}
//   DIR/undo/removed.bin     the replaced bytes, in the order of the edits and blocks
//
// `edits` lines of edits and blocks follow their file; outSha256 is null when the file was not written; reports, the other files of
// DIR, stand behind all files. Files stand in ascending order of the UTF-8 bytes of their paths, edits and blocks in ascending
// order of `at`, never overlapping. An edit that puts something says so in `"put":N` bytes, which stand in the cleaned file, and
// `"tied":true` when it makes sense only with the other cuts of its article. A block is one stretch of the file that was written anew; the
// `edits` edit lines behind it say what was cut in it, in offsets of what it unpacks to, and their bytes lie in the block. Where anything was
// put, the end line says `"putBytes":N` behind removedBytes.
// `bytes` and `sha256` of a file are those of the input. Mode `inputs` has no
// removed.bin: the inputs are needed to restore.
// Mode `none` has no edits either: it can be verified, not restored. removedSha256 is there in every mode.
// With ordinary tools:
//   jq -r 'select(.type=="file" and .outSha256) | .outSha256 + "  text/" + .path' undo/manifest.jsonl | sha256sum -c
//   head -n -1 undo/manifest.jsonl | sha256sum     # manifestSha256;   sha256sum undo/removed.bin     # removedSha256
//
// Laws: input bytes + put bytes = output bytes + replaced bytes, for every file. The same inputs and changes give the same bundle,
// byte for byte. Memory does not grow with a file.
import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, mkdirSync, openSync, readSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isSingle } from '../formats.js'
import type { Block, Change, Edit, SourceFile } from '../model.js'
import { attempt, CannotWrite, writeAll } from './publish.js'

export const UNDO_SCHEMA = 'dittograph-undo/1'
export type UndoMode = 'bytes' | 'inputs' | 'none'

export interface UndoLine {
  readonly type: 'undo'
  readonly schema: typeof UNDO_SCHEMA
  readonly version: string
  readonly fingerprint: string
  readonly mode: UndoMode
}
export interface FileLine {
  readonly type: 'file'
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly outBytes: number
  readonly outSha256: string | null
  readonly edits: number
}
export interface EditLine {
  readonly type: 'edit'
  readonly at: number
  readonly bytes: number
  /** Bytes in their place; absent: none. */
  readonly put?: number
  readonly article: string
  readonly finding: string
  readonly whole: boolean
  readonly tied?: true
}
export interface BlockLine {
  readonly type: 'block'
  readonly at: number
  readonly bytes: number
  readonly put: number
  readonly codec: string
  readonly edits: number
  readonly tied?: true
}
export interface ReportLine {
  readonly type: 'report'
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}
export interface EndLine {
  readonly type: 'end'
  readonly files: number
  readonly edits: number
  readonly removedBytes: number
  readonly putBytes?: number
  readonly removedSha256: string
  readonly manifestSha256: string
}

/** The file no longer holds what the scan read. */
export class ChangedError extends Error {
  override readonly name = 'ChangedError'
}

/** What a writer of one file needs of its file. */
export type Writing = Pick<Output, 'bytes' | 'write' | 'end' | 'close'>

/** One cleaned file, as its manifest line says it. */
export interface Cleaned {
  readonly sha256: string
  readonly outBytes: number
  /** Null: the file was removed whole and not written. */
  readonly outSha256: string | null
}

export interface CleanTotals {
  readonly files: number
  readonly edits: number
  readonly bytes: number
  readonly outBytes: number
  readonly removedBytes: number
  /** Size of the undo bundle on disk. */
  readonly undoBytes: number
}

export interface Cleaning {
  /**
   * Writes text/<path> and its part of the bundle. Files come in ascending order of the UTF-8 bytes of their paths.
   * Throws ChangedError when the file is not the one that was scanned: another size, or another hash than `sha256` when
   * that is given.
   */
  cleanFile(file: SourceFile, changes: Iterable<Change>, sha256?: string): Cleaned
  /**
   * Records size and hash of another file of DIR, such as provenance.jsonl, which must be complete. Behind all files.
   */
  report(path: string): void
  /** Writes the last line. Without it the bundle is truncated. */
  end(): CleanTotals
  /** Lets go of the open files; after a failure the work directory is for discarding. May be called twice. */
  close(): void
}

export interface CleaningOptions {
  /** Work directory that becomes DIR. */
  readonly dir: string
  /** Work directory of the bundle: `Work.undoDir`. */
  readonly undoDir: string
  readonly mode: UndoMode
  /** Version of dittograph, and fingerprint of the recipe and options. */
  readonly version: string
  readonly fingerprint: string
  /** A file that a killed run has written (resume.ts): `at` is where it belongs, `make` opens a new one there. */
  readonly written?: ((path: string, at: string, make: () => Output) => Writing | null) | undefined
}

/** The first line of the manifest: it names the recipe, so a killed run with another one is known by it. */
export function firstLine({
  version,
  fingerprint,
  mode,
}: Pick<CleaningOptions, 'version' | 'fingerprint' | 'mode'>): string {
  const line: UndoLine = { type: 'undo', schema: UNDO_SCHEMA, version, fingerprint, mode }
  return `${JSON.stringify(line)}\n`
}

/** Opens the streaming writer of cleaned files and their undo bundle. */
export function cleaning(options: CleaningOptions): Cleaning {
  const { dir, undoDir, mode, written } = options
  const text = join(dir, 'text')
  attempt(`make ${text}`, 'nothing was published', () => mkdirSync(text, { recursive: true }))
  const inBuffer = Buffer.allocUnsafe(CHUNK)
  const outBuffer = Buffer.allocUnsafe(CHUNK)
  const manifest = new Output(create(join(undoDir, MANIFEST)), join(undoDir, MANIFEST), Buffer.allocUnsafe(CHUNK >> 4))
  const removed = new Output(
    mode === 'bytes' ? create(join(undoDir, REMOVED)) : null,
    join(undoDir, REMOVED),
    Buffer.allocUnsafe(CHUNK),
  )
  const total = { files: 0, edits: 0, bytes: 0, outBytes: 0 }
  let putBytes = 0
  let last: Buffer | null = null
  let reports = 0
  let open = true

  const say = (line: FileLine | EditLine | BlockLine | ReportLine | EndLine): void => {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    if (bytes.length > LONGEST_LINE)
      throw new CannotWrite(
        `the manifest line of ${line.type} would have ${bytes.length} bytes, more than ${LONGEST_LINE}: is an article id that long?`,
      )
    manifest.write(bytes)
  }
  manifest.write(Buffer.from(firstLine(options)))
  manifest.flush() // so that the next run knows what this one was about, whatever becomes of it

  const cleanFile = (file: SourceFile, changes: Iterable<Change>, sha256?: string): Cleaned => {
    if (reports > 0)
      throw new Error(
        `our bug: ${file.path} is cleaned after a report was recorded (law: reports stand behind all files)`,
      )
    const wrong = unsafe(file.path)
    if (wrong !== null) throw new RangeError(`${JSON.stringify(file.path)} cannot be written under ${text}: ${wrong}`)
    const name = Buffer.from(file.path)
    if (last !== null && Buffer.compare(last, name) >= 0) {
      throw new RangeError(
        `our bug: ${file.path} is cleaned after ${last.toString()} (law: ascending order of UTF-8 bytes, each file once)`,
      )
    }
    const all = [...changes]
    fits(file, all)
    const drop = isSingle(file.format) && takesAll(file.size, all)
    const input = openInput(file, inBuffer)
    let output: Writing | null = null
    /** What each change put in the place of what it took. */
    const puts = new Float64Array(all.length)
    let put = 0
    try {
      if (!drop) {
        const path = join(text, ...file.path.split('/'))
        const make = (): Output => new Output(create(path), path, outBuffer)
        output = written?.(file.path, path, make) ?? make()
      }
      let at = 0
      for (const [i, change] of all.entries()) {
        input.take(change.at - at, (bytes) => output?.write(bytes))
        input.take(change.bytes, (bytes) => removed.write(bytes))
        at = change.at + change.bytes
        const before = output?.bytes ?? 0
        if ('write' in change) change.write((bytes) => output?.write(bytes))
        else if (change.put !== undefined) output?.write(change.put)
        puts[i] = (output?.bytes ?? 0) - before
        put += puts[i]!
      }
      input.take(file.size - at, (bytes) => output?.write(bytes))
      const hash = input.end()
      if (sha256 !== undefined && hash !== sha256) {
        throw new ChangedError(
          `${file.path} has sha256 ${hash}, and had ${sha256} when it was scanned: did the file change after the scan? Nothing was published`,
        )
      }
      const outBytes = output?.bytes ?? 0
      const gone = all.reduce((sum, change) => sum + change.bytes, 0)
      if (outBytes + gone !== file.size + put) {
        throw new Error(
          `our bug: ${file.path} has ${file.size} bytes and ${put} were put into it, but ${outBytes} were written and ${gone} deleted (law: input + put = output + deleted)`,
        )
      }
      const cleaned = { sha256: hash, outBytes, outSha256: output?.end() ?? null }
      const lines = mode === 'none' ? 0 : all.length
      say({ type: 'file', path: file.path, bytes: file.size, ...cleaned, edits: lines })
      if (mode !== 'none') for (const [i, change] of all.entries()) total.edits += tell(change, puts[i]!)
      total.files++
      total.bytes += file.size
      total.outBytes += outBytes
      putBytes += put
      last = name
      return cleaned
    } finally {
      input.close()
      output?.close()
    }
  }

  /** The lines of a change; returns the number of cuts they tell. */
  const tell = (change: Change, put: number): number => {
    if (!('write' in change)) {
      say(lineOf(change, put))
      return 1
    }
    const { at, bytes, codec, edits, tied } = change
    say({ type: 'block', at, bytes, put, codec, edits: edits.length, ...(tied ? { tied } : {}) })
    for (const edit of edits) say(lineOf(edit, edit.put?.length ?? 0))
    return edits.length
  }

  const close = (): void => {
    open = false
    manifest.close()
    removed.close()
  }
  /** Half a file may be in removed.bin after a failure: nothing may follow it. */
  const guarded = <T>(step: () => T): T => {
    if (!open)
      throw new Error('our bug: a cleaning that failed or ended was used again (law: one bundle, written once)')
    try {
      return step()
    } catch (error) {
      close()
      throw error
    }
  }

  return {
    cleanFile: (file, deletions, sha256) => guarded(() => cleanFile(file, deletions, sha256)),
    report: (path) =>
      guarded(() => {
        reports++
        const at = join(dir, path)
        const input = new Input(openRegular(at), at, inBuffer, null)
        try {
          say({ type: 'report', path, bytes: input.size, sha256: input.end() })
        } finally {
          input.close()
        }
      }),
    end: () =>
      guarded(() => {
        const removedSha256 = removed.end()
        manifest.flush()
        const manifestSha256 = manifest.soFar()
        say({
          type: 'end',
          files: total.files,
          edits: total.edits,
          removedBytes: removed.bytes,
          ...(putBytes > 0 ? { putBytes } : {}),
          removedSha256,
          manifestSha256,
        })
        manifest.end()
        close()
        return {
          ...total,
          removedBytes: removed.bytes,
          undoBytes: manifest.bytes + (mode === 'bytes' ? removed.bytes : 0),
        }
      }),
    close,
  }
}

function lineOf({ at, bytes, article, finding, whole, tied }: Edit, put: number): EditLine {
  return {
    type: 'edit',
    at,
    bytes,
    ...(put > 0 ? { put } : {}),
    article,
    finding,
    whole,
    ...(tied ? { tied } : {}),
  }
}

/** Throws unless the changes are sorted, apart and inside the file: after this, nothing else has to doubt them. */
function fits(file: SourceFile, changes: readonly Change[]): void {
  const check = (size: number, what: string, list: readonly (Edit | Block)[]): void => {
    let free = 0
    for (const change of list) {
      const { at, bytes } = change
      const put = 'write' in change || (change.put?.length ?? 0) > 0
      const empty = bytes === 0 && !put && !(size === 0 && list.length === 1)
      if (
        !Number.isSafeInteger(at) ||
        !Number.isSafeInteger(bytes) ||
        bytes < 0 ||
        empty ||
        at < free ||
        at + bytes > size
      ) {
        const name = 'finding' in change ? `finding ${change.finding}` : change.codec
        throw new RangeError(
          `our bug: deletion of ${bytes} bytes at ${at} (${name}) does not fit ${what}: ` +
            `${size} bytes, the one before ends at ${free} (law: deletions are sorted, do not overlap and lie inside the file)`,
        )
      }
      free = at + bytes
    }
  }
  check(file.size, file.path, changes)
  for (const change of changes)
    if ('write' in change) check(Number.MAX_SAFE_INTEGER, `a block of ${file.path}`, change.edits)
}

/** True when one whole article is deleted, nothing is put in its place, and it is all of the file. */
function takesAll(size: number, changes: readonly Change[]): boolean {
  const [only] = changes
  if (changes.length !== 1 || only!.at !== 0 || only!.bytes !== size) return false
  return !('write' in only!) && only!.whole && only!.put === undefined
}

function openInput(file: SourceFile, buffer: Buffer): Input {
  let input: Input
  try {
    input = new Input(
      openRegular(file.at),
      file.path,
      buffer,
      (why) => new ChangedError(`${file.path} ${why}: did the file change after the scan? Nothing was published`),
    )
  } catch (error) {
    throw new ChangedError(
      `${file.path} cannot be read again (${(error as Error).message}): did the file change after the scan? Nothing was published`,
      { cause: error },
    )
  }
  if (input.size === file.size) return input
  input.close()
  throw new ChangedError(
    `${file.path} has ${input.size} bytes, and had ${file.size} when it was scanned: did the file change after the scan? Nothing was published`,
  )
}

// ------------------------------------------------------------------------------- what clean and restore have in common

export const MANIFEST = 'manifest.jsonl'
/** What clean --in-place has to do or has done (inplace.ts). */
export const JOURNAL = 'in-place.json'
export const REMOVED = 'removed.bin'
/** Bytes read or written at once. */
export const CHUNK: number = 4 << 20
/**
 * Longest line of a manifest, in bytes: below the longest string of Node (512 Mi), above an id of 64 MiB with every
 * byte escaped.
 */
export const LONGEST_LINE: number = 448 << 20

/** A file read once from front to back, hashed on the way. What is handed out is only valid until the next read. */
export class Input {
  readonly size: number
  readonly #fd: number | null
  readonly #buffer: Uint8Array
  readonly #wrong: (why: string) => Error
  readonly #hash: Hash = createHash('sha256')
  #from = 0
  #to = 0
  #taken = 0

  /** `fd` null reads as an empty file. `wrong` makes the error for a file that is shorter or longer than it was. */
  constructor(fd: number | null, name: string, buffer: Uint8Array, wrong: ((why: string) => Error) | null) {
    this.#fd = fd
    this.#buffer = buffer
    this.#wrong = wrong ?? ((why) => new ChangedError(`${name} ${why} while it was read`))
    this.size = fd === null ? 0 : fstatSync(fd).size
  }

  take(bytes: number, use: (bytes: Uint8Array) => void): void {
    for (let left = bytes; left > 0; ) {
      if (this.#from === this.#to && !this.#fill())
        throw this.#wrong(`ends after ${this.#taken} bytes where more were expected`)
      const n = Math.min(left, this.#to - this.#from)
      use(this.#buffer.subarray(this.#from, this.#from + n))
      this.#from += n
      this.#taken += n
      left -= n
    }
  }

  /**
   * The hash of all of it, in hex. Reads what nobody took; throws when that is not the size it had when it was
   * opened.
   */
  end(): string {
    if (this.#taken < this.size) this.take(this.size - this.#taken, () => {})
    if (this.#from < this.#to || this.#fill())
      throw this.#wrong(`has more than the ${this.size} bytes it had when it was opened`)
    return this.#hash.digest('hex')
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd)
  }

  #fill(): boolean {
    if (this.#fd === null) return false
    let n: number
    try {
      n = readSync(this.#fd, this.#buffer)
    } catch (error) {
      throw this.#wrong(`cannot be read (${(error as Error).message})`)
    }
    this.#from = 0
    this.#to = n
    this.#hash.update(this.#buffer.subarray(0, n))
    return n > 0
  }
}

/**
 * A file written once from front to back through a buffer, because many deletions make many small pieces; hashed on
 * the way.
 */
export class Output {
  bytes = 0
  readonly #hash: Hash = createHash('sha256')
  readonly #name: string
  readonly #buffer: Uint8Array
  #fd: number | null
  #used = 0

  /** `fd` null only counts and hashes. */
  constructor(fd: number | null, name: string, buffer: Uint8Array) {
    this.#fd = fd
    this.#name = name
    this.#buffer = buffer
  }

  write(bytes: Uint8Array): void {
    this.bytes += bytes.length
    if (bytes.length > this.#buffer.length - this.#used) this.flush()
    if (bytes.length > this.#buffer.length) {
      this.#put(bytes)
    } else {
      this.#buffer.set(bytes, this.#used)
      this.#used += bytes.length
    }
  }

  flush(): void {
    this.#put(this.#buffer.subarray(0, this.#used))
    this.#used = 0
  }

  /** The hash of what was written until now, in hex. */
  soFar(): string {
    return this.#hash.copy().digest('hex')
  }

  /** Writes what is left; the hash of all of it, in hex. */
  end(): string {
    this.flush()
    return this.#hash.digest('hex')
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd)
    this.#fd = null
  }

  #put(bytes: Uint8Array): void {
    this.#hash.update(bytes)
    if (this.#fd !== null) writeAll(this.#fd, bytes, this.#name)
  }
}

/**
 * Creates a file and the directories it needs. A second path that ends up in the same place (letter case) is an
 * error, not an overwrite.
 */
export function create(path: string): number {
  return attempt(`write ${path}`, 'nothing was published', () => {
    try {
      return openSync(path, 'wx')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      mkdirSync(dirname(path), { recursive: true })
      return openSync(path, 'wx')
    }
  })
}

/**
 * Opens a regular file for reading. A pipe put in its place neither blocks nor is read; nor is a link, with
 * `noFollow`.
 */
export function openRegular(path: string, noFollow: boolean = false): number {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants
  const fd = openSync(path, O_RDONLY | (O_NONBLOCK ?? 0) | (noFollow ? (O_NOFOLLOW ?? 0) : 0))
  if (fstatSync(fd).isFile()) return fd
  closeSync(fd)
  throw new Error(`${path} is not a regular file`)
}

/** Why a path must not be used below a directory, or null. */
export function unsafe(path: string): string | null {
  if (path.includes('\0')) return 'it has a NUL in it'
  if (process.platform === 'win32' && /[\\:]/.test(path)) return 'it has a \\ or : in it'
  for (const part of path.split('/')) {
    if (part === '') return 'it is absolute, or a part of it is empty'
    if (part === '.' || part === '..') return `a part of it is ${part}`
  }
  return null
}
