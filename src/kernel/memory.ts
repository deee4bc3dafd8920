// One memory for everything a kernel touches: a buffer that grows, offsets into it, and views that must be taken again after it grew. Nothing is
// freed singly: an article's columns are laid behind one another and dropped together by `reset`. Where the WebAssembly kernel runs the
// buffer is its memory; where the plain twins run, any buffer.
import type { Kernel } from './wasm.js'
import { HEAP, instantiate } from './wasm.js'

/** What a kernel function sees: two views of one buffer, and the kernel that works in it, if there is one. */
export interface Memory {
  readonly u8: Uint8Array
  readonly u32: Uint32Array
  readonly kernel?: Kernel | null
}

/** A Memory that grows. Offsets stay valid when it grows; views do not. */
export interface Arena extends Memory {
  /** Offset of `bytes` fresh bytes, a multiple of 8. What they hold is undefined. */
  reserve(bytes: number): number
  /** Forget everything reserved since `mark` (default: all). */
  reset(mark?: number): void
  /** The offset the next reserve returns. */
  mark(): number
  /** Something that holds views of what is reserved so far, and takes them again whenever the memory has grown; until a reset behind it. */
  hold(views: Views): void
}

export interface Views {
  retake(memory: Memory): void
}

/** Bytes a kernel may read behind a text: a vector more. */
const SLACK = 64
const LIMIT = 0x7ffffff0

/** An arena of at least `bytes` bytes. It doubles when it is full, up to 2 GiB. */
export function createArena(bytes: number = 1 << 20, twin: boolean = false): Arena {
  const made = twin ? null : instantiate(Math.max(1 << 16, bytes))
  const memory = made?.memory ?? null
  const bottom = memory === null ? 0 : HEAP
  let buffer: ArrayBuffer = memory?.buffer ?? new ArrayBuffer(Math.max(1 << 16, bytes))
  let u8 = new Uint8Array(buffer)
  let u32 = new Uint32Array(buffer)
  let top = bottom
  const holders: Views[] = []
  const held: number[] = []
  return {
    kernel: made?.kernel ?? null,
    get u8(): Uint8Array {
      return u8
    },
    get u32(): Uint32Array {
      return u32
    },
    reserve(wanted: number): number {
      const at = top
      top = (at + wanted + 7) & ~7
      if (top < at || at + wanted > LIMIT) throw tooMuch(at + wanted)
      if (top + SLACK > buffer.byteLength) {
        const size = Math.min(Math.max(buffer.byteLength * 2, top + (1 << 16)), LIMIT + (1 << 16))
        if (memory === null) {
          const old = u8
          buffer = new ArrayBuffer(size)
          new Uint8Array(buffer).set(old.subarray(0, at))
        } else {
          try {
            memory.grow(Math.ceil((size - buffer.byteLength) / 65536))
          } catch {
            throw tooMuch(at + wanted)
          }
          buffer = memory.buffer
        }
        u8 = new Uint8Array(buffer)
        u32 = new Uint32Array(buffer)
        for (const holder of holders) holder.retake(this)
      }
      return at
    },
    reset(mark: number = bottom): void {
      top = mark
      while (held.length > 0 && held[held.length - 1]! > mark) {
        held.pop()
        holders.pop()
      }
    },
    mark: (): number => top,
    hold(views: Views): void {
      holders.push(views)
      held.push(top)
    },
  }
}

const tooMuch = (bytes: number): RangeError =>
  new RangeError(`an article needs ${bytes} bytes of working memory, more than 2 GiB: lower --max-record`)
