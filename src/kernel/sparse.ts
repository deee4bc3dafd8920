// A map from some of the numbers 0 to n - 1 to other ones, as a column: 4 bytes a number once there is one, where a Map takes 40 an entry.
export class Sparse implements Iterable<readonly [number, number]> {
  /** 0: nothing, else the value and one. */
  #values = new Uint32Array(0)
  readonly #most: number
  #size = 0

  constructor(n: number) {
    this.#most = n
  }

  get size(): number {
    return this.#size
  }

  has(i: number): boolean {
    return this.#values[i]! > 0 // of none: undefined, which is not
  }

  get(i: number): number | undefined {
    const value = this.#values[i]
    return value === undefined || value === 0 ? undefined : value - 1
  }

  set(i: number, value: number): void {
    if (this.#values.length === 0) this.#values = new Uint32Array(this.#most)
    if (this.#values[i] === 0) this.#size++
    this.#values[i] = value + 1
  }

  delete(i: number): void {
    if (!this.has(i)) return
    this.#size--
    this.#values[i] = 0
  }

  /** Ascending. */
  *keys(): Iterable<number> {
    for (const [i] of this) yield i
  }

  *[Symbol.iterator](): Iterator<readonly [number, number]> {
    for (let i = 0, left = this.#size; left > 0; i++) {
      const value = this.#values[i]!
      if (value === 0) continue
      left--
      yield [i, value - 1]
    }
  }
}
