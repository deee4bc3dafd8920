// A column of 32-bit numbers that grows: a list of segments of 16 MiB, so that nothing assumes one buffer (they end at 4 GiB)
// and growing never copies. Two billion rows are its end, as they are of every 32-bit row number.

const BITS = 22
const SIZE = 1 << BITS
const MASK = SIZE - 1

export class Column {
  readonly segments: Uint32Array[] = []
  length: number = 0

  push(value: number): void {
    const at = this.length & MASK
    if (at === 0) this.segments.push(new Uint32Array(this.length === 0 ? 1024 : SIZE))
    let segment = this.segments[this.segments.length - 1]!
    // The first segment starts small: most corpora are.
    if (at === segment.length) {
      const larger = new Uint32Array(Math.min(SIZE, segment.length * 4))
      larger.set(segment)
      this.segments[this.segments.length - 1] = larger
      segment = larger
    }
    segment[at] = value
    this.length++
  }

  get(i: number): number {
    return this.segments[i >>> BITS]![i & MASK]!
  }

  set(i: number, value: number): void {
    this.segments[i >>> BITS]![i & MASK] = value
  }

  /** Rows from `i` on, as many as lie together, one at least. */
  stretch(i: number): Uint32Array {
    const first = i & ~MASK
    return this.segments[i >>> BITS]!.subarray(i - first, Math.min(SIZE, this.length - first))
  }
}

/** A column of bytes strings of any length: what was appended as number i comes back as number i. */
export class Texts {
  private readonly segments: Uint8Array[] = [new Uint8Array(4096)]
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
      last = new Uint8Array(Math.max(bytes.length, Math.min(1 << 24, last.length * 4)))
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
}
