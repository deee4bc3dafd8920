// Keys -> which of them came twice, or seem to: two bits for each of many slots, and a key's slot is its hash. What came once and shares
// no slot is told apart without being moved or compared, and that is most of what an index holds. A Bloom filter with one hash that counts to two
// (Fan, Cao, Almeida, Broder, Summary cache, 2000).
//
// Law: a key that was added twice is told.

/** Slots, as powers of two: four and more a key, and no more than 32 MiB of them. With as many keys as slots 63 of 100 single ones are told too. */
const FEWEST = 10
const MOST = 27

export class Twice {
  readonly #bits: Uint8Array
  readonly #shift: number

  constructor(keys: number) {
    let bits = FEWEST
    while (bits < MOST && 2 ** bits < 4 * keys) bits++
    this.#bits = new Uint8Array(2 ** (bits - 2))
    this.#shift = 32 - bits
  }

  /** The first `n` keys of two lanes. */
  add(lo: Uint32Array, hi: Uint32Array, n: number): void {
    const bits = this.#bits
    const shift = this.#shift
    for (let i = 0; i < n; i++) {
      const slot = slotOf(lo[i]!, hi[i]!) >>> shift
      const two = (slot & 3) << 1
      bits[slot >>> 2]! |= (bits[slot >>> 2]! >>> two) & 1 ? 2 << two : 1 << two
    }
  }

  has(lo: number, hi: number): boolean {
    const slot = slotOf(lo, hi) >>> this.#shift
    return ((this.#bits[slot >>> 2]! >>> ((slot & 3) << 1)) & 2) !== 0
  }
}

const slotOf = (lo: number, hi: number): number => Math.imul(lo ^ Math.imul(hi, 0x85ebca6b), 0x9e3779b1)
