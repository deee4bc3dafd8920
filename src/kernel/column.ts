// A column of 32-bit numbers that grows: a list of segments of 1 MiB, so that nothing assumes one buffer (they end at 4 GiB)
// and growing never copies. Two billion rows are its end, as they are of every 32-bit row number. A segment that counts by one step all
// over (the file of a corpus in one file: 0; the line of a record: 1) is kept as its first number and that step: nobody pays for what says nothing.

const BITS = 18
const SIZE = 1 << BITS
const MASK = SIZE - 1
/** Most corpora are small: the first segment begins with so many rows. */
const FIRST = 1024
/** No step: the rows are there. Steps are shorter, so that a number and all steps stay whole in a double. */
const SPREAD = -(2 ** 30)

export class Column {
  /** Rows, or the first of them alone. */
  readonly #segments: Uint32Array[] = []
  /** Of a segment that counts: by how much. Else SPREAD. */
  readonly #steps: number[] = []
  length: number = 0

  push(value: number): void {
    const at = this.length & MASK
    const k = this.length++ >>> BITS
    if (at === 0) {
      this.#segments.push(Uint32Array.of(value))
      this.#steps.push(0)
      return
    }
    let segment = this.#segments[k]!
    const step = this.#steps[k]!
    if (step !== SPREAD) {
      if ((segment[0]! + step * at) >>> 0 === value >>> 0) return
      // Two numbers always count, if the step is not too long.
      const first = (value >>> 0) - segment[0]!
      if (at === 1 && first > SPREAD && first < -SPREAD) {
        this.#steps[k] = first
        return
      }
      segment = this.#spread(k, at)
    } else if (at === segment.length) {
      const larger = new Uint32Array(Math.min(SIZE, segment.length * 4))
      larger.set(segment)
      this.#segments[k] = segment = larger
    }
    segment[at] = value
  }

  append(values: Uint32Array): void {
    for (let i = 0; i < values.length; ) {
      // What begins a segment, makes room in it, or may count by one step is pushed; the rest is copied.
      this.push(values[i++]!)
      const k = (this.length - 1) >>> BITS
      if (this.#steps[k] !== SPREAD) continue
      const segment = this.#segments[k]!
      const at = this.length & MASK
      const n = at === 0 ? 0 : Math.min(values.length - i, segment.length - at)
      segment.set(values.subarray(i, i + n), at)
      this.length += n
      i += n
    }
  }

  /** Gives a segment that counts, of which `rows` are there, a place for each of them and for more. */
  #spread(k: number, rows: number): Uint32Array {
    let size = k === 0 ? FIRST : SIZE
    while (size <= rows && size < SIZE) size *= 4
    const out = this.#counted(k, 0, rows, size)
    this.#segments[k] = out
    this.#steps[k] = SPREAD
    return out
  }

  /** Rows `from` to `to` of a segment that counts, in so much memory. */
  #counted(k: number, from: number, to: number, size: number): Uint32Array {
    const out = new Uint32Array(size)
    const [first, step] = [this.#segments[k]![0]!, this.#steps[k]!]
    if (step === 0) return out.fill(first, 0, to - from)
    for (let i = from; i < to; i++) out[i - from] = first + step * i
    return out
  }

  get(i: number): number {
    const k = i >>> BITS
    const step = this.#steps[k]!
    return step === SPREAD ? this.#segments[k]![i & MASK]! : (this.#segments[k]![0]! + step * (i & MASK)) >>> 0
  }

  set(i: number, value: number): void {
    const k = i >>> BITS
    if (this.#steps[k] !== SPREAD) {
      if (this.get(i) === value >>> 0) return
      this.#spread(k, Math.min(SIZE, this.length - k * SIZE))
    }
    this.#segments[k]![i & MASK] = value
  }

  /** Rows from `i` on, as many as lie together, one at least. A view, or a copy. */
  stretch(i: number): Uint32Array {
    const k = i >>> BITS
    const [from, to] = [i & MASK, Math.min(SIZE, this.length - k * SIZE)]
    return this.#steps[k] === SPREAD ? this.#segments[k]!.subarray(from, to) : this.#counted(k, from, to, to - from)
  }

  /** All has been set: segments that count after all are kept as such. */
  pack(): void {
    for (let k = 0; k < this.#segments.length; k++) {
      const segment = this.#segments[k]!
      const n = Math.min(SIZE, this.length - k * SIZE)
      const step = n > 1 ? segment[1]! - segment[0]! : 0
      if (this.#steps[k] !== SPREAD || step <= SPREAD || step >= -SPREAD) continue
      let i = 1
      while (i < n && segment[i] === (segment[0]! + step * i) >>> 0) i++
      if (i < n) continue
      this.#segments[k] = segment.slice(0, 1)
      this.#steps[k] = step
    }
  }
}

/** Rows that belong to somebody, as a column of owners that is nowhere written out: `to[k]` is behind the last row of `owner[k]`. */
export class Owners {
  readonly #owner: Pick<Column, 'length' | 'get'>
  readonly #to: Pick<Column, 'length' | 'get'>
  readonly #out: Uint32Array = new Uint32Array(4096)
  /** The owner of the row that was asked for last: mostly the next is his too. */
  #k = 0

  constructor(owner: Pick<Column, 'length' | 'get'>, to: Pick<Column, 'length' | 'get'>) {
    this.#owner = owner
    this.#to = to
  }

  get length(): number {
    const { length } = this.#to
    return length === 0 ? 0 : this.#to.get(length - 1)
  }

  stretch(i: number): Uint32Array {
    const out = this.#out
    const n = Math.min(out.length, this.length - i)
    if (this.#k > 0 && this.#to.get(this.#k - 1) > i) this.#k = 0
    for (let at = 0; at < n; ) {
      const to = this.#to.get(this.#k) - i
      if (to <= at) {
        this.#k++
        continue
      }
      const end = Math.min(n, to)
      out.fill(this.#owner.get(this.#k), at, end)
      at = end
    }
    return out.subarray(0, n)
  }
}

/** A column of bytes strings of any length: what was appended as number i comes back as number i. */
export class Texts {
  private readonly segments: Buffer[] = [Buffer.alloc(4096)]
  private used = 0
  private readonly segment = new Column()
  private readonly offset = new Column()
  private readonly size = new Column()

  get length(): number {
    return this.size.length
  }

  push(bytes: Uint8Array): void {
    let last = this.segments[this.segments.length - 1]!
    if (this.used + bytes.length > last.length) {
      last = Buffer.alloc(Math.max(bytes.length, Math.min(1 << 24, last.length * 4)))
      this.segments.push(last)
      this.used = 0
    }
    last.set(bytes, this.used)
    this.segment.push(this.segments.length - 1)
    this.offset.push(this.used)
    this.size.push(bytes.length)
    this.used += bytes.length
  }

  get(i: number): Uint8Array {
    const at = this.offset.get(i)
    return this.segments[this.segment.get(i)]!.subarray(at, at + this.size.get(i))
  }

  /** The same as text. */
  text(i: number): string {
    const at = this.offset.get(i)
    return this.segments[this.segment.get(i)]!.toString('utf8', at, at + this.size.get(i))
  }
}
