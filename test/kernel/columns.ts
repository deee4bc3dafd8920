// Columns of numbers in a memory, for tests of the kernels.
import type { Memory } from '../../src/kernel/memory.js'
import { seeded } from '../stories.js'

/** A memory that lays columns behind one another, beginning at 8, because 0 means "none" to some kernels. */
export class Desk implements Memory {
  readonly u8: Uint8Array
  readonly u32: Uint32Array
  private top = 8

  constructor(size: number = 1 << 20) {
    this.u8 = new Uint8Array(size).fill(0xaa)
    this.u32 = new Uint32Array(this.u8.buffer)
  }

  room(bytes: number): number {
    const at = this.top
    this.top = (at + bytes + 7) & ~7
    if (this.top > this.u8.length) throw new RangeError('the desk is too small')
    return at
  }

  words(values: ArrayLike<number>): number {
    const at = this.room(values.length * 4)
    this.u32.set(values, at >>> 2)
    return at
  }

  bytes(values: ArrayLike<number>): number {
    const at = this.room(values.length)
    this.u8.set(values, at)
    return at
  }

  read(at: number, count: number): number[] {
    return [...this.u32.subarray(at >>> 2, (at >>> 2) + count)]
  }
}

/** Two lanes of random hash for item i: what tokens and shingles look like to a kernel. */
export const laneLo = (i: number): number => seeded(i)(2 ** 32)
export const laneHi = (i: number): number => seeded(i ^ 0x5bd1e995)(2 ** 32)
