// Stretches of files that records were read again from: what is asked for is often behind what was asked for last, and partners lie close by.
//
// A record far from all stretches is read alone: what lies around it would be read for nothing. A record that begins shortly behind a stretch of its
// file may be the next of a walk through the file: when that happens again, a window is read ahead. The stretch used longest ago goes.
// `npm run bench:read -- FILE.jsonl` reads in order, with partners close by, and far apart.
// Law: the bytes do not depend on what was asked for before, as long as the file stays as it is.
import type { Work } from './work.js'

/** Bytes of a stretch that is read ahead ... */
const WINDOW = 256 << 10
/** ... and how many are held: 8 MiB. */
const WINDOWS = 32
/** A record that begins at most so far behind a stretch follows it. */
const NEAR = 16 << 10
/** Stretches in a row before more is read than was asked for: by chance a record follows one of the many now and then. */
const WALK = 2

/** Reads up to `most` bytes at `position` of a file to `at` of the buffer; fewer only at the file's end. */
type Fill = (fd: number, buffer: Uint8Array, at: number, most: number, position: number) => number

export class Windows {
  readonly #work: Work
  readonly #fill: Fill
  // By stretch: its file (-1: none), first byte, end, when it was used last. The one behind the last is for records longer than a window.
  readonly #file: Int32Array = new Int32Array(WINDOWS + 1).fill(-1)
  readonly #from: Float64Array = new Float64Array(WINDOWS + 1)
  readonly #end: Float64Array = new Float64Array(WINDOWS + 1)
  readonly #used: Float64Array = new Float64Array(WINDOWS + 1)
  /** How many stretches it followed, one behind the other. */
  readonly #steps: Int32Array = new Int32Array(WINDOWS + 1)
  #last = 0
  #clock = 0

  constructor(work: Work, fill: Fill) {
    this.#work = work
    this.#fill = fill
  }

  /** Where in the buffer the bytes [from, to) of the file, which has `size`, stand; -1 when the file ends before. Valid until the next call. */
  find(file: number, fd: number, from: number, to: number, size: number): number {
    let w = this.#last
    if (!this.#holds(w, file, from, to)) {
      w = WINDOWS
      while (w >= 0 && !this.#holds(w, file, from, to)) w--
      if (w < 0) w = this.#read(file, fd, from, to, size)
      if (w < 0) return -1
      this.#last = w
    }
    this.#used[w] = ++this.#clock
    return w * WINDOW + from - this.#from[w]!
  }

  #holds(w: number, file: number, from: number, to: number): boolean {
    return this.#file[w] === file && this.#from[w]! <= from && this.#end[w]! >= to
  }

  #read(file: number, fd: number, from: number, to: number, size: number): number {
    let oldest = 0
    let steps = 0
    for (let w = 0; w < WINDOWS; w++) {
      if (this.#used[w]! < this.#used[oldest]!) oldest = w
      if (this.#file[w] === file && from >= this.#from[w]! && from <= this.#end[w]! + NEAR)
        steps = Math.max(steps, this.#steps[w]! + 1)
    }
    const w = to - from > WINDOW ? WINDOWS : oldest
    const most = steps >= WALK && w !== WINDOWS ? Math.min(WINDOW, size - from) : to - from
    this.#file[w] = -1
    this.#work.grow(Math.max(w * WINDOW + most, Math.min(2 * this.#work.buffer.length, WINDOWS * WINDOW)))
    const n = this.#fill(fd, this.#work.buffer, w * WINDOW, most, from)
    if (n < to - from) return -1
    this.#file[w] = file
    this.#steps[w] = steps
    this.#from[w] = from
    this.#end[w] = from + n
    return w
  }
}
