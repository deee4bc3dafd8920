// A table from two 32-bit numbers to a third: open addressing over columns, doubling. 18 to 24 bytes an entry (less where the columns count),
// where a Map of strings takes 150.
import { Column } from './column.js'

export class Table {
  #slots = new Uint32Array(1 << 8)
  readonly #x = new Column()
  readonly #y = new Column()
  readonly #value = new Column()

  /** What was set with (x, y) last, or -1. */
  get(x: number, y: number): number {
    const row = this.#slots[this.#slot(x >>> 0, y >>> 0)]!
    return row === 0 ? -1 : this.#value.get(row - 1)
  }

  set(x: number, y: number, value: number): void {
    const slot = this.#slot(x >>> 0, y >>> 0)
    const row = this.#slots[slot]!
    if (row > 0) {
      this.#value.set(row - 1, value)
      return
    }
    this.#x.push(x)
    this.#y.push(y)
    this.#value.push(value)
    this.#slots[slot] = this.#value.length
    if (this.#value.length * 3 > this.#slots.length * 2) this.#grow()
  }

  /** Where (x, y) stands, or the free slot where it would. */
  #slot(x: number, y: number): number {
    const mask = this.#slots.length - 1
    let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y ^ (y >>> 15), 0x85ebca6b)
    h ^= h >>> 15
    for (let slot = h & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot]!
      if (row === 0 || (this.#x.get(row - 1) === x && this.#y.get(row - 1) === y)) return slot
    }
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2)
    for (let row = 0; row < this.#value.length; row++)
      this.#slots[this.#slot(this.#x.get(row), this.#y.get(row))] = row + 1
  }
}
