// How a stage speaks: rows in on stdin, rows out on stdout, one short line on stderr when it fails.
//
//   in     one JSON object a line, made by the engine (to_json). Texts stand in it as base64. A line ends at LF and at nothing else.
//   out    columns apart by TAB, rows by LF, all of it printable ASCII: numbers, words, base64, lists of these. Spark's TRANSFORM escapes
//          nothing and reads with readLine, which ends a line at CR as well, so raw text never crosses.
//   out    last row, the trailer: # rows-in rows-out characters version fingerprint. SQL adds the trailers of all partitions up
//          (sql.ts): a row that was lost, broken in two, or made by another version or recipe ends the run.
//
// Why not trust the engine: a failed cast becomes NULL in silence, and a mixed installation gives two answers.
import { readSync, writeSync } from 'node:fs'
import type { Settings } from './settings.js'

/** Bytes read and written at a time. */
const CHUNK = 1 << 16
const LF = 0x0a
/** Of what is said on stderr the engine keeps the last 2,048 bytes, and puts its own in front. */
const LONGEST_WORD = 1500
/** A line is parsed as one string, and those end at 512 Mi characters. */
const LONGEST_LINE = 500 << 20

/** What a stage cannot go on with: told in one line, exit 3. */
export class StageError extends Error {
  override readonly name = 'StageError'
}

/** The other side went away, as `LIMIT` does: nothing is wrong. */
export class Hangup extends Error {}

/** The reader of a pipe that has no bytes yet. */
function wait(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
}

/** Lines of a descriptor, without their LF. The bytes live until the next one. */
export function* lines(fd: number): Iterable<Buffer> {
  let held = Buffer.alloc(CHUNK)
  let end = 0
  for (;;) {
    if (end === held.length) {
      if (end >= LONGEST_LINE)
        throw new StageError(`a row is longer than ${LONGEST_LINE} bytes: give --max-record less`)
      const larger = Buffer.alloc(2 * held.length)
      held.copy(larger, 0, 0, end)
      held = larger
    }
    let n: number
    try {
      n = readSync(fd, held, end, held.length - end, null)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') {
        wait()
        continue
      }
      if (code !== 'EOF') throw error
      n = 0
    }
    if (n === 0) {
      if (end > 0) yield held.subarray(0, end)
      return
    }
    let from = 0
    // What was held before has no line end.
    for (let at = held.indexOf(LF, end); at >= 0 && at < end + n; at = held.indexOf(LF, from)) {
      yield held.subarray(from, at)
      from = at + 1
    }
    held.copy(held, 0, from, end + n)
    end += n - from
  }
}

/** Rows as the engine sent them, or every nth of them. */
export function* rows<Row>(fd: number, shard: readonly [number, number] | null): Iterable<Row> {
  let line = 0
  for (const bytes of lines(fd)) {
    if (shard !== null && line++ % shard[1] !== shard[0]) continue
    if (shard === null) line++
    let row: Row
    try {
      row = JSON.parse(bytes.toString()) as Row
    } catch {
      throw new StageError(`row ${line} is no JSON (${bytes.length} bytes): is the input column made by to_json?`)
    }
    yield row
  }
}

export type Field = string | number | bigint

/** Rows on their way out, and the account of them. */
export class Rows {
  readonly #fd: number
  readonly #columns: number
  #held: string[] = []
  #bytes = 0
  taken = 0
  #out = 0
  #chars = 0

  constructor(fd: number, columns: number) {
    this.#fd = fd
    this.#columns = columns
  }

  /** A row: its tag and its fields; what is missing behind is empty. */
  row(tag: string, ...fields: readonly Field[]): void {
    let line = tag
    for (const field of fields) line += `\t${field}`
    this.#chars += line.length - fields.length
    this.#out++
    this.#put(`${line}${'\t'.repeat(this.#columns - 1 - fields.length)}\n`)
  }

  #put(line: string): void {
    this.#held.push(line)
    this.#bytes += line.length
    if (this.#bytes >= CHUNK) this.flush()
  }

  /** The account. Nothing was made of no rows: then there is none. */
  close({ version, fingerprint }: Settings): void {
    const account = ['#', this.taken, this.#out, this.#chars, version, fingerprint]
    this.#put(`${account.join('\t')}${'\t'.repeat(Math.max(0, this.#columns - account.length))}\n`)
    this.flush()
  }

  flush(): void {
    const bytes = Buffer.from(this.#held.join(''), 'latin1')
    this.#held = []
    this.#bytes = 0
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(this.#fd, bytes, at)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'EPIPE') throw new Hangup()
        if (code !== 'EAGAIN') throw error
        wait()
      }
    }
  }
}

/** The one line that the engine shows of a failure. */
export function lastWord(stage: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const safe = message.replace(/[^ -~]+/g, '?')
  return `dittograph stage ${stage}: ${safe.slice(0, LONGEST_WORD)}\n`
}

/** Text that crosses as base64. */
export const packed = (bytes: Uint8Array | string): string =>
  typeof bytes === 'string'
    ? Buffer.from(bytes).toString('base64')
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
export const unpacked = (text: string): Buffer => Buffer.from(text, 'base64')
export const parsed = <T>(text: string): T => JSON.parse(unpacked(text).toString()) as T
