// A text that was taken out of markup -> where each of its bytes stands in the source. A row of the map is a piece of the text: a plain piece lies byte for
// byte in the source; any other stands as a whole for a stretch of it: a character for an entity, a space for a run of white space. A gap is what was
// put between two blocks; its stretch of the source has tags in it, which go with no cut.
//
// Law: start and end never fall as the offset grows, and start(t) <= end(t).
// Law: what is plain is equal, byte for byte.

const PLAIN = 0xffffffff
const GAP = 0x80000000

/** What a piece of the text is to its stretch of the source. */
export type Piece = 'plain' | 'whole' | 'gap'

export class Origins {
  /** Bytes of the text. */
  length = 0
  #count = 0
  /** By row: its first byte in the text, in the source, and the bytes of the source that it stands for. */
  #at: Uint32Array = new Uint32Array(64)
  #from: Uint32Array = new Uint32Array(64)
  #size: Uint32Array = new Uint32Array(64)

  clear(): void {
    this.length = this.#count = 0
  }

  /** Bytes [from, to) of the source are the next bytes of the text. */
  plain(from: number, to: number): void {
    const last = this.#count - 1
    const follows =
      last >= 0 && this.#size[last] === PLAIN && from - this.#from[last]! === this.length - this.#at[last]!
    if (!follows) this.#row(from, PLAIN)
    this.length += to - from
  }

  /** The next `bytes` bytes of the text stand for [from, to) of the source. */
  whole(bytes: number, from: number, to: number): void {
    this.#row(from, to - from)
    this.length += bytes
  }

  /** The next `bytes` bytes of the text stand between what ends at `from` and what begins at `to`. */
  gap(bytes: number, from: number, to: number): void {
    this.#row(from, GAP + to - from)
    this.length += bytes
  }

  /** Where in the source the byte at `t` of the text begins; of the text's end, where it ends. */
  start(t: number): number {
    if (t >= this.length) return this.end(this.length)
    const row = this.row(t)
    return this.#size[row] === PLAIN ? this.#from[row]! + t - this.#at[row]! : this.#from[row]!
  }

  /** Where in the source the byte before `t` of the text ends; of 0, where the text begins. */
  end(t: number): number {
    if (t === 0) return this.#count === 0 ? 0 : this.#from[0]!
    const row = this.row(t - 1)
    return this.#size[row] === PLAIN
      ? this.#from[row]! + t - this.#at[row]!
      : this.#from[row]! + (this.#size[row]! & ~GAP)
  }

  /** The pieces of a span of the text, in order: bytes of the text, bytes of the source. */
  pieces(
    start: number,
    end: number,
    visit: (textStart: number, textEnd: number, from: number, to: number, piece: Piece) => void,
  ): void {
    if (start >= end) return
    for (let row = this.row(start); row < this.#count && this.#at[row]! < end; row++) {
      const first = Math.max(start, this.#at[row]!)
      const last = Math.min(end, row + 1 < this.#count ? this.#at[row + 1]! : this.length)
      const from = this.#from[row]!
      const size = this.#size[row]!
      if (size === PLAIN) visit(first, last, from + first - this.#at[row]!, from + last - this.#at[row]!, 'plain')
      else visit(first, last, from, from + (size & ~GAP), size >= GAP ? 'gap' : 'whole')
    }
  }

  /** The row that holds byte `t` of the text. */
  row(t: number): number {
    let low = 0
    let high = this.#count
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (this.#at[middle]! <= t) low = middle
      else high = middle
    }
    return low
  }

  /** Bytes [start, end) of the text that row `row` is. */
  extent(row: number): readonly [start: number, end: number] {
    return [this.#at[row]!, row + 1 < this.#count ? this.#at[row + 1]! : this.length]
  }

  #row(from: number, size: number): void {
    const n = this.#count++
    if (n === this.#at.length) {
      this.#at = grown(this.#at)
      this.#from = grown(this.#from)
      this.#size = grown(this.#size)
    }
    this.#at[n] = this.length
    this.#from[n] = from
    this.#size[n] = size
  }
}

/** A column with half as much room again: rows are many where a text is full of entities. */
export function grown(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const out = new Uint32Array(Math.ceil(column.length * 1.5) + 64)
  out.set(column)
  return out
}
