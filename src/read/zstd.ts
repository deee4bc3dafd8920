// zstd (RFC 8878): a file is frames, one behind the other; each unpacks by itself. Skippable frames hold what is not for us, and are copied.
//
// fzstd unpacks, block by block. Where a frame ends is read from the headers of its blocks here, so that each frame is unpacked by a new decoder
// and told with its place. A frame names the window that it needs, and a decoder keeps that much: more than 128 MiB (`zstd --long=27`) is refused, as
// zstd itself does unless it is asked.
//
// No pure JavaScript packs zstd. @bokuweb/zstd-wasm is zstd itself in WebAssembly, so the same text gives the same bytes on every machine; it packs
// in one piece, so what is packed anew becomes frames of at most 4 MiB, one behind the other.
//
// Law: what is packed here unpacks to the same bytes, here and with zstd -d. A frame's checksum is not looked at: what is damaged is seen by its
// blocks, or not at all.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type * as Fzstd from 'fzstd'
import type { Tape } from './format.js'
import type { Packer, Packing } from './packing.js'
import { Damaged } from './packing.js'

const require = createRequire(import.meta.url)

/** Largest window that is unpacked. */
export const WINDOW: number = 128 << 20
/** Bytes that become one frame. */
const FRAME = 4 << 20
const LEVEL = 3
/** Largest block that a frame may have, by its own account. */
const BLOCK = 128 << 10
/** Bytes of zeros that go into a block of one byte repeated at most: its length is 21 bits. */
const RLE = 1

export const zstd: Packing = {
  name: 'zstd',
  magic: (b) => b.length >= 4 && (isFrame(b, 0) || isSkippable(b, 0)),
  member,
  pack,
}

const isFrame = (b: Uint8Array, i: number): boolean =>
  b[i] === 0x28 && b[i + 1] === 0xb5 && b[i + 2] === 0x2f && b[i + 3] === 0xfd
const isSkippable = (b: Uint8Array, i: number): boolean =>
  (b[i]! & 0xf0) === 0x50 && b[i + 1] === 0x2a && b[i + 2] === 0x4d && b[i + 3] === 0x18

const cutOff = (at: number): Damaged => new Damaged(at, 'it is cut off')

/** Unpacks the frame at `at` into `out`; returns where it ends. */
function member(tape: Tape, at: number, out: (bytes: Uint8Array) => void): number {
  if (!tape.has(at, 5)) throw cutOff(at)
  if (isSkippable(tape.bytes, at - tape.base)) return skip(tape, at)
  const header = headerAt(tape, at)
  const { Decompress } = require('fzstd') as typeof Fzstd
  let size = 0
  /** What whoever takes the bytes threw: too many, say. */
  let refused: unknown = null
  const decoder = new Decompress((bytes) => {
    size += bytes.length
    try {
      if (bytes.length > 0) out(bytes)
    } catch (error) {
      refused = error
      throw error
    }
  })
  const push = (from: number, to: number, last: boolean = false): void => {
    try {
      // Copied: the decoder holds what it cannot use yet.
      decoder.push(tape.bytes.slice(from - tape.base, to - tape.base), last)
    } catch (error) {
      if (refused !== null) throw refused
      throw new Damaged(from, `a block of it is broken (${(error as Error).message})`)
    }
  }
  push(at, at + header.bytes)
  let i = at + header.bytes
  for (let last = false; !last; ) {
    if (!tape.has(i, 3)) throw cutOff(i)
    const b = tape.bytes
    const word = b[i - tape.base]! | (b[i - tape.base + 1]! << 8) | (b[i - tape.base + 2]! << 16)
    last = (word & 1) === 1
    const type = (word >>> 1) & 3
    const length = word >>> 3
    if (type === 3 || length > BLOCK) throw new Damaged(i, 'a block of it is of no kind that zstd knows')
    const bytes = 3 + (type === RLE ? 1 : length)
    if (!tape.has(i, bytes)) throw cutOff(i)
    push(i, i + bytes)
    i += bytes
  }
  if (header.checksum) {
    if (!tape.has(i, 4)) throw cutOff(i)
    push(i, i + 4)
    i += 4
  }
  // A frame of less than 18 bytes is unpacked only now.
  push(i, i, true)
  if (header.size !== null && header.size !== size)
    throw new Damaged(at, `it unpacks to ${size} bytes, and its header says ${header.size}`)
  return i
}

function skip(tape: Tape, at: number): number {
  if (!tape.has(at, 8)) throw cutOff(at)
  const b = tape.bytes
  const i = at - tape.base + 4
  const end = at + 8 + (b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16)) + b[i + 3]! * 2 ** 24
  for (let k = at + 8; k < end; k += FRAME) if (!tape.has(k, Math.min(FRAME, end - k))) throw cutOff(k)
  return end
}

interface Header {
  readonly bytes: number
  readonly checksum: boolean
  /** Bytes that the frame unpacks to, where it says so. */
  readonly size: number | null
}

function headerAt(tape: Tape, at: number): Header {
  const b = tape.bytes
  const o = at - tape.base
  if (!isFrame(b, o)) throw new Damaged(at, 'it is no frame of zstd')
  const flags = b[o + 4]!
  const single = (flags & 0x20) !== 0
  if ((flags & 8) !== 0) throw new Damaged(at + 4, 'its header has a flag that zstd does not know')
  if ((flags & 3) !== 0) throw new Damaged(at + 4, 'it needs a dictionary, which is not there')
  const sizeBytes = flags >>> 6 === 0 ? (single ? 1 : 0) : 1 << (flags >>> 6)
  const bytes = 5 + (single ? 0 : 1) + sizeBytes
  if (!tape.has(at, bytes)) throw cutOff(at)
  const c = tape.bytes
  const p = at - tape.base
  let size: number | null = null
  if (sizeBytes > 0) {
    size = sizeBytes === 2 ? 256 : 0
    for (let k = 0; k < sizeBytes; k++) size += c[p + bytes - sizeBytes + k]! * 2 ** (8 * k)
  }
  const exponent = c[p + 5]! >>> 3
  const window = single ? size! : 2 ** (10 + exponent) * (1 + (c[p + 5]! & 7) / 8)
  if (window > WINDOW)
    throw new Damaged(at, `it needs a window of ${window} bytes, and ${WINDOW} are the most that are unpacked`)
  return { bytes, checksum: (flags & 4) !== 0, size }
}

// ----------------------------------------------------------------------------------------------------------------- packing

// The types of Node do not know WebAssembly, and those of the browser know too much.
interface Instance {
  readonly exports: unknown
}
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => Instance
}

/** What @bokuweb/zstd-wasm has. Its own `init` waits for a promise; the hook of Emscripten does without. */
interface Wasm {
  compress(bytes: Uint8Array, level: number): Uint8Array
}
let wasm: Wasm | null = null

function loaded(): Wasm {
  if (wasm !== null) return wasm
  const main = require.resolve('@bokuweb/zstd-wasm')
  const { Module } = require(join(dirname(main), 'module.js')) as { Module: Record<string, unknown> }
  const bytes = readFileSync(join(dirname(main), 'zstd.wasm'))
  Module.instantiateWasm = (imports: object, receive: (instance: Instance) => void): unknown => {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports)
    receive(instance)
    return instance.exports
  }
  ;(Module.init as (bytes: Uint8Array) => void)(bytes)
  wasm = require(main) as Wasm
  return wasm
}

/** One frame that holds these bytes. */
export const frame = (bytes: Uint8Array): Uint8Array => loaded().compress(bytes, LEVEL)

function pack(_tape: Tape, _at: number, put: (bytes: Uint8Array) => void): Packer {
  const { compress } = loaded()
  let frame = new Uint8Array(0)
  let used = 0
  const flush = (): void => {
    put(compress(frame.subarray(0, used), LEVEL))
    used = 0
  }
  let any = false
  return {
    write(bytes) {
      for (let i = 0; i < bytes.length; ) {
        const n = Math.min(bytes.length - i, FRAME - used)
        if (used + n > frame.length) {
          const wider = new Uint8Array(Math.min(FRAME, Math.max(2 * frame.length, used + n, 4096)))
          wider.set(frame.subarray(0, used))
          frame = wider
        }
        frame.set(bytes.subarray(i, i + n), used)
        used += n
        i += n
        any = true
        if (used === FRAME) flush()
      }
    },
    end() {
      if (used > 0 || !any) flush()
    },
  }
}
