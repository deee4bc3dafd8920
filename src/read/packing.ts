// What a packing (gzip, zstd) is to the reader: a file of members, each of which unpacks by itself.
import type { Tape } from './format.js'

export interface Packing {
  readonly name: 'gzip' | 'zstd'
  /** Does a file that begins so hold this? */
  magic(head: Uint8Array): boolean
  /** Unpacks the member at `at` into `out`, in pieces that live until it returns, and returns where it ends. Throws Damaged. */
  member(tape: Tape, at: number, out: (bytes: Uint8Array) => void): number
  /** Packs bytes as the member at `at` was packed. */
  pack(tape: Tape, at: number, put: (bytes: Uint8Array) => void): Packer
}

export interface Packer {
  write(bytes: Uint8Array): void
  end(): void
}

/** A member that does not unpack; `at`: where that was seen, when it is known. */
export class Damaged extends Error {
  readonly at: number | null
  constructor(at: number | null, why: string) {
    super(why)
    this.at = at
  }
}
