// One memory for everything a kernel touches. A WebAssembly twin has exactly this: a buffer that grows, offsets into it, and
// views that must be taken again after it grew. Nothing is freed singly: an article's columns are laid behind one another and
// dropped together by `reset`.

/** What a kernel function sees: two views of one buffer. */
export interface Memory {
  readonly u8: Uint8Array
  readonly u32: Uint32Array
}

/** A Memory that grows. Offsets stay valid when it grows; views do not. */
export interface Arena extends Memory {
  /** Offset of `bytes` fresh bytes, a multiple of 8. What they hold is undefined. */
  reserve(bytes: number): number
  /** Forget everything reserved since `mark` (default: all). */
  reset(mark?: number): void
  /** The offset the next reserve returns. */
  mark(): number
}

/** An arena of at least `bytes` bytes. It doubles when it is full, up to 4 GiB - 64 KiB. */
export function createArena(bytes: number = 1 << 20): Arena {
  let buffer = new ArrayBuffer(Math.max(1 << 16, bytes))
  let u8 = new Uint8Array(buffer)
  let u32 = new Uint32Array(buffer)
  let top = 0
  return {
    get u8(): Uint8Array {
      return u8
    },
    get u32(): Uint32Array {
      return u32
    },
    reserve(wanted: number): number {
      const at = top
      top = (at + wanted + 7) & ~7
      if (top < at || at + wanted > 0x7ffffff0)
        throw new RangeError(
          `an article needs ${at + wanted} bytes of working memory, more than 2 GiB: lower --max-record`,
        )
      if (top > buffer.byteLength) {
        const old = u8
        buffer = new ArrayBuffer(Math.min(Math.max(buffer.byteLength * 2, top + (1 << 16)), 0x7fff0000 + (1 << 16)))
        u8 = new Uint8Array(buffer)
        u32 = new Uint32Array(buffer)
        u8.set(old.subarray(0, at))
      }
      return at
    },
    reset(mark: number = 0): void {
      top = mark
    },
    mark: (): number => top,
  }
}
