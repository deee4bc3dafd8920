// Columns that go to disk when they are more than memory should hold, and the exchange over them.
//
// A column is filled at its end and read in stretches, so what is full need not stay. Rows are kept in runs of 65,536 (256 KiB). When a
// run is full and the budget is used up, it is written; what was there before the budget was used up stays, and nothing moves back or forth.
// One file takes the runs of all columns, one behind the other. It is unlinked as soon as it is open, so that a killed run leaves nothing
// (one killed in that instant leaves an empty file).
//
//   file   = block block block …        a run is 16 blocks of one column in a row; offset of block p: p * 16,416
//   block  = header, 4,096 rows         16 KiB, so that one row read at random costs 8 µs (a row in order: 2.4 ns); numbers of 32 bits as the machine has them
//   header = "DSP1" in ASCII | column | number of the block in its column | rows | bytes | two checksums | 0
//
// Law: what is read is what was written. A block says who it is and has a checksum of all of it; a block that is another, or other bytes, or
// ends early, ends the run with E_SPILL. The checksums change with every change of a single word (each step is a bijection).
import { closeSync, mkdtempSync, openSync, readSync, rmdirSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Column, Exchange } from '../model.js'
import { exchange } from './exchange.js'

const HEADER = 8
const MAGIC = 0x31505344
/** Blocks that are remembered for rows read at random: 4 MiB. */
const REMEMBERED = 256
/** Rows held while grouping: one for so many bytes of the budget, and no fewer than FEWEST (6 to 10 MB: fewer would mean more sweeps), nor more than MOST. */
const PER_ROW = 64
const FEWEST = 1 << 19
const MOST = 1 << 21

/** Rows of a block and blocks of a run, as powers of two: small ones for tests. */
export interface Shape {
  readonly blockBits: number
  readonly runBits: number
}
const SHAPE: Shape = { blockBits: 12, runBits: 16 }

/** The spill cannot be written, or does not read as it was written. */
export class SpillError extends Error {
  override readonly name = 'SpillError'
  readonly code = 'E_SPILL'
}

export interface Spilling extends Exchange {
  /** Bytes on disk. */
  readonly spilled: number
  /** Gives the disk back. No column of it can be read afterwards. */
  close(): void
}

/** An exchange whose columns hold `budget` bytes of full runs in memory, all together; what is more is written to a file in `dir`. */
export function spillingExchange(budget: number, dir: string = tmpdir(), shape: Shape = SHAPE): Spilling {
  const file = new SpillFile(budget, dir, shape)
  const atOnce = Math.max(FEWEST, Math.min(MOST, Math.floor(budget / PER_ROW)))
  return {
    ...exchange(() => new SpillColumn(file), shape === SHAPE ? atOnce : 1 << shape.runBits),
    get spilled(): number {
      return file.size
    },
    close: () => file.close(),
  }
}

class SpillColumn implements Column {
  length = 0
  /** Full runs: the rows, or nothing where they were written. */
  private readonly runs: (Uint32Array | null)[] = []
  /** Of a run that was written, its first block. */
  private readonly places: number[] = []
  private tail: Uint32Array
  private used = 0
  /** What stretch gave last; rows read at random have the file's memory. */
  private block: Uint32Array | null = null
  private readonly number: number
  private readonly file: SpillFile

  constructor(file: SpillFile) {
    this.file = file
    this.number = file.columns++
    this.tail = new Uint32Array(Math.min(1024, 1 << file.shape.runBits))
  }

  push(value: number): void {
    if (this.used === this.tail.length) this.room()
    this.tail[this.used++] = value
    this.length++
  }

  append(values: Uint32Array): void {
    for (let i = 0; i < values.length; ) {
      if (this.used === this.tail.length) this.room()
      const n = Math.min(values.length - i, this.tail.length - this.used)
      this.tail.set(values.subarray(i, i + n), this.used)
      this.used += n
      this.length += n
      i += n
    }
  }

  get(i: number): number {
    const { runBits, blockBits } = this.file.shape
    const run = i >>> runBits
    const within = i & ((1 << runBits) - 1)
    if (run === this.runs.length) return this.tail[within]!
    const rows = this.runs[run]!
    if (rows !== null) return rows[within]!
    const block = within >>> blockBits
    const held = this.file.remembered(this.places[run]! + block, this.number, (run << (runBits - blockBits)) + block)
    return held[HEADER + (i & ((1 << blockBits) - 1))]!
  }

  stretch(i: number): Uint32Array {
    const { runBits, blockBits } = this.file.shape
    const run = i >>> runBits
    const within = i & ((1 << runBits) - 1)
    if (run === this.runs.length) return this.tail.subarray(within, this.used)
    const rows = this.runs[run]!
    if (rows !== null) return rows.subarray(within)
    const block = within >>> blockBits
    this.block ??= new Uint32Array(HEADER + (1 << blockBits))
    this.file.read(this.places[run]! + block, this.number, (run << (runBits - blockBits)) + block, this.block)
    return this.block.subarray(HEADER + (i & ((1 << blockBits) - 1)))
  }

  /** A larger tail, while the first run is not full (most corpora are small); else the next run. */
  private room(): void {
    const full = 1 << this.file.shape.runBits
    if (this.tail.length < full) {
      const larger = new Uint32Array(Math.min(full, this.tail.length * 4))
      larger.set(this.tail)
      this.tail = larger
      return
    }
    if (this.file.hold(4 * full)) {
      this.runs.push(this.tail)
      this.places.push(-1)
      this.tail = new Uint32Array(full)
    } else {
      const { runBits, blockBits } = this.file.shape
      const place = this.file.write(this.tail, this.number, this.runs.length << (runBits - blockBits))
      this.runs.push(null)
      this.places.push(place)
    }
    this.used = 0
  }
}

/** The one file behind all columns. It is made when the first run is written. */
class SpillFile {
  readonly shape: Shape
  columns = 0
  private readonly dir: string
  private budget: number
  private fd = -1
  private closed = false
  /** A directory that could not be removed while its file was open. */
  private left: string | null = null
  private blocks = 0
  private readonly words: number
  private staged: Uint32Array | null = null
  private readonly memory: (Uint32Array | undefined)[] = []
  private readonly places = new Float64Array(REMEMBERED).fill(-1)

  constructor(budget: number, dir: string, shape: Shape) {
    this.budget = budget
    this.dir = dir
    this.shape = shape
    this.words = HEADER + (1 << shape.blockBits)
  }

  get size(): number {
    return this.blocks * this.words * 4
  }

  /** May these bytes stay in memory? If so they are counted. */
  hold(bytes: number): boolean {
    if (bytes > this.budget) return false
    this.budget -= bytes
    return true
  }

  /** Writes a run, whose first block has this number in its column; returns its place. */
  write(rows: Uint32Array, column: number, number: number): number {
    if (this.fd < 0) this.open()
    const each = 1 << this.shape.blockBits
    const blocks = rows.length / each
    this.staged ??= new Uint32Array(blocks * this.words)
    for (let b = 0; b < blocks; b++) {
      const block = this.staged.subarray(b * this.words, (b + 1) * this.words)
      block.set([MAGIC, column, number + b, each, 4 * each])
      block.set(rows.subarray(b * each, (b + 1) * each), HEADER)
      seal(block)
    }
    const bytes = new Uint8Array(this.staged.buffer)
    const at = this.size
    for (let done = 0; done < bytes.length; ) {
      try {
        done += writeSync(this.fd, bytes, done, bytes.length - done, at + done)
      } catch (error) {
        throw new SpillError(
          `cannot write working columns to a file in ${this.dir} (${codeOf(error)}), after ${at + done} bytes: free space there, set TMPDIR to a directory with more, or raise --memory`,
          { cause: error },
        )
      }
    }
    const place = this.blocks
    this.blocks += blocks
    return place
  }

  /** A block into `into`, which has its size; asserts that it is the one meant and whole. */
  read(place: number, column: number, number: number, into: Uint32Array): void {
    const bytes = new Uint8Array(into.buffer)
    const at = place * bytes.length
    if (this.closed) throw new Error('our bug: a column is read after its file was closed (law: close comes last)')
    let done = 0
    let why: string | null = null
    try {
      for (let more = -1; done < bytes.length && more !== 0; done += more)
        more = readSync(this.fd, bytes, done, bytes.length - done, at + done)
    } catch (error) {
      why = `cannot be read (${codeOf(error)})`
    }
    if (why === null && done < bytes.length) why = `ends after ${done} of ${bytes.length} bytes`
    else if (why === null) {
      const [lo, hi] = [into[5], into[6]]
      seal(into)
      if (into[5] !== lo || into[6] !== hi) why = 'has a wrong checksum'
      else if (into[0] !== MAGIC || into[1] !== column || into[2] !== number || into[3] !== into.length - HEADER)
        why = `is block ${into[2]} of column ${into[1]}`
    }
    if (why === null) return
    throw new SpillError(
      `block ${number} of column ${column}, at byte ${at} of the working columns in ${this.dir}, ${why}: it is not what was written there. Run again with TMPDIR on another disk, or with more --memory`,
    )
  }

  /** The same, for rows read at random: the last few blocks are held. */
  remembered(place: number, column: number, number: number): Uint32Array {
    const slot = place % REMEMBERED
    let block = this.memory[slot]
    if (block === undefined) {
      block = new Uint32Array(this.words)
      this.memory[slot] = block
    }
    if (this.places[slot] !== place) {
      this.places[slot] = -1
      this.read(place, column, number, block)
      this.places[slot] = place
    }
    return block
  }

  close(): void {
    if (this.fd >= 0) closeSync(this.fd)
    this.fd = -1
    this.closed = true
    if (this.left !== null) rmdirSync(this.left)
    this.left = null
  }

  private open(): void {
    try {
      const own = mkdtempSync(join(this.dir, 'dittograph-'))
      const path = join(own, 'columns')
      try {
        this.fd = openSync(path, 'wx+', 0o600)
        unlinkSync(path)
      } finally {
        try {
          rmdirSync(own)
        } catch {
          // Windows keeps the name of an unlinked file until it is closed.
          this.left = own
        }
      }
    } catch (error) {
      throw new SpillError(
        `cannot make a file for working columns in ${this.dir} (${codeOf(error)}): set TMPDIR to a directory with room, or raise --memory`,
        { cause: error },
      )
    }
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

/** Puts the checksums of all other words into words 5 and 6. */
function seal(block: Uint32Array): void {
  block[5] = block[6] = 0
  let a = 0x243f6a88
  let b = 0x85a308d3
  for (let i = 0; i < block.length; i++) {
    const w = block[i]!
    a = Math.imul(a ^ w, 0x9e3779b1)
    a = (a << 13) | (a >>> 19)
    b = Math.imul(b + w, 0x85ebca77)
    b ^= b >>> 15
  }
  block[5] = a
  block[6] = b
}
