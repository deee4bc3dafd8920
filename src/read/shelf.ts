// Small files that were read again, whole: a folder of a hundred thousand texts is read three or four times, and each time a file must be
// opened and closed, which costs more than its bytes.
//
// They lie in a ring, one behind the other, and what is put there takes the place of what has lain there longest.

/** Bytes of the ring. A scan of 100,000 texts (240 MB) opens files 554,000 times with 1 MiB, 435,000 with 16, 312,000 with 64 and 160,000 with 128. */
const RING = 64 << 20

/** The largest file that has a place here. */
export const SMALL: number = 256 << 10

export class Shelf {
  #bytes = new Uint8Array(0)
  /** By file, where it begins: those that have lain there longest first. */
  readonly #places = new Map<number, number>()
  readonly #size: (file: number) => number
  #head = 0

  constructor(size: (file: number) => number) {
    this.#size = size
  }

  /** The files that lie here. */
  get files(): Iterable<number> {
    return this.#places.keys()
  }

  /** Bytes of a file, until the next one is put here; null when it is not here. */
  get(file: number): Uint8Array | null {
    const at = this.#places.get(file)
    return at === undefined ? null : this.#bytes.subarray(at, at + this.#size(file))
  }

  /** Put a file here: `read` writes its bytes to `at` of the ring, and throws when it cannot. */
  put(file: number, read: (ring: Uint8Array, at: number) => void): Uint8Array {
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array(RING)
    const size = this.#size(file)
    if (this.#head + size > RING) {
      this.#clear(this.#head, RING)
      this.#head = 0
    }
    const at = this.#head
    this.#clear(at, at + size)
    read(this.#bytes, at)
    // A file without bytes takes no place, so that none lies where another does.
    if (size > 0) this.#places.set(file, at)
    this.#head = at + size
    return this.#bytes.subarray(at, at + size)
  }

  /** Forget what lies in [from, to), which is what has lain there longest. */
  #clear(from: number, to: number): void {
    for (const [file, at] of this.#places) {
      if (at < from || at >= to) break
      this.#places.delete(file)
    }
  }
}
