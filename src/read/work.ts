// The memory in which files are read: an arena whose first part is a buffer for the bytes of a file and whose last part is room for one text unescaped,
// so that the kernel reaches both. The buffer grows where it lies, and the room moves behind it; both only between records, because
// a record's views are of this memory.
import type { Arena } from '../kernel/memory.js'
import { createArena } from '../kernel/memory.js'
import type { Fields } from '../model.js'
import { Scanner, unescapeInto } from './jsonl.js'

/** Longest text that is unescaped in the arena, which ends at 2 GiB: longer ones have an array of their own. */
const LONGEST = 256 << 20
/** What the kernel may write behind a text. */
const VECTOR = 16

export class Work {
  /** Bytes of files. Another view of the same bytes after `grow`. */
  buffer: Buffer
  readonly scanner: Scanner
  readonly #arena: Arena
  readonly #at: number
  /** Address and size of the room for a text. */
  #text = 0
  #room = 0
  #long: Uint8Array = new Uint8Array(0)

  constructor(fields: Fields, size: number) {
    this.#arena = createArena(Math.max(size, 1 << 10) * 2 + (1 << 15))
    this.scanner = new Scanner(fields, this.#arena)
    this.#at = this.#arena.mark()
    this.buffer = this.#lay(0, size)
  }

  /** At least `size` bytes of buffer; what stands in it stays. */
  grow(size: number): void {
    const { length } = this.buffer
    if (size <= length) return
    this.#arena.reset(this.#at + rounded(length))
    this.buffer = this.#lay(rounded(length), size)
  }

  #lay(from: number, size: number): Buffer {
    const arena = this.#arena
    arena.reserve(rounded(size) - from)
    this.#room = Math.min(size, LONGEST)
    this.#text = arena.reserve(this.#room + VECTOR)
    return Buffer.from(arena.u8.buffer, this.#at, size)
  }

  /** The string value [from, to) of the buffer, unescaped; until the next one is. */
  unescaped(from: number, to: number): Uint8Array {
    const { u8, kernel } = this.#arena
    const size = to - from
    if (kernel && size <= this.#room) {
      const length = kernel.unescape(this.#at + from, this.#at + to, this.#text)
      return new Uint8Array(u8.buffer, this.#text, length)
    }
    if (this.#long.length < size) this.#long = new Uint8Array(2 * size)
    return this.#long.subarray(0, unescapeInto(this.buffer, from, to, this.#long))
  }

  /** A view of the buffer. */
  bytes(from: number, to: number): Uint8Array {
    return new Uint8Array(this.#arena.u8.buffer, this.#at + from, to - from)
  }
}

/** The arena reserves multiples of 8. */
const rounded = (size: number): number => (size + 7) & ~7
