// gzip (RFC 1952): a file is members, one behind the other, each a header, a deflate stream, and a checksum with the length. What they unpack
// to is the image. Members matter: one that no cut touches is copied as it is, so each is told with its place.
//
// Unpacking is synchronous and in steps, which node:zlib has no public door for; its streams are synchronous inside all the same, and the step is
// `writeSync` of their handle (it is what gunzipSync calls). A pure JavaScript inflate takes four times as long (`npm run bench:formats`).
//
// Packing is fflate's, because the same text must give the same bytes on every machine: zlib's deflate depends on the processor and on its version.
//
// Laws: what gunzip accepts unpacks to what gunzip makes of it. A wrong checksum, a wrong length and a cut-off file are told, at their byte.
import { createRequire } from 'node:module'
import type { InflateRaw } from 'node:zlib'
import { crc32, createInflateRaw } from 'node:zlib'
import type * as Fflate from 'fflate'
import type { Tape } from './format.js'
import type { Packer, Packing } from './packing.js'
import { Damaged } from './packing.js'

const require = createRequire(import.meta.url)

const ID1 = 0x1f
const ID2 = 0x8b
const DEFLATE = 8
/** Flags of a header, and bytes of its fixed part and of what stands behind the stream. */
const HCRC = 2
const EXTRA = 4
const NAME = 8
const COMMENT = 16
const HEADER = 10
const TRAILER = 8
/** Longest header: names of files are shorter. */
const LONGEST_HEADER = 1 << 20
/** Bytes unpacked at a time. */
const STEP = 256 << 10
const LEVEL = 6
/** Bytes packed at a time. */
const PIECE = 64 << 10

export const gzip: Packing = {
  name: 'gzip',
  magic: (b) => b.length >= 3 && b[0] === ID1 && b[1] === ID2 && b[2] === DEFLATE,
  member,
  pack,
}

/** Unpacks the member at `at` into `out`; returns where it ends. */
function member(tape: Tape, at: number, out: (bytes: Uint8Array) => void): number {
  let i = at + headerAt(tape, at)
  let crc = 0
  let size = 0
  const take = (bytes: Uint8Array): void => {
    crc = crc32(bytes, crc)
    size += bytes.length
    out(bytes)
  }
  const inflate = inflating()
  for (let done = false; !done; ) {
    if (!tape.has(i, 1)) throw cutOff(i)
    const { used, ended } = inflate(tape.bytes.subarray(i - tape.base), take)
    i += used
    done = ended
  }
  if (!tape.has(i, TRAILER)) throw cutOff(i)
  const b = Buffer.from(tape.bytes.buffer, tape.bytes.byteOffset + i - tape.base, TRAILER)
  if (b.readUInt32LE(0) !== crc) throw new Damaged(i, 'its checksum is wrong')
  if (b.readUInt32LE(4) !== size % 2 ** 32) throw new Damaged(i, 'its length is wrong')
  return i + TRAILER
}

const cutOff = (at: number): Damaged => new Damaged(at, 'it is cut off')

/** Bytes of the header of the member at `at`. */
function headerAt(tape: Tape, at: number): number {
  if (!tape.has(at, HEADER)) throw cutOff(at)
  const flags = tape.bytes[at - tape.base + 3]!
  if ((flags & 0xe0) !== 0) throw new Damaged(at + 3, 'its header has flags that gzip does not know')
  let i = HEADER
  if (flags & EXTRA) {
    if (!tape.has(at, i + 2)) throw cutOff(at)
    const b = tape.bytes
    const from = at - tape.base + i
    i += 2 + b[from]! + 256 * b[from + 1]!
  }
  for (const flag of [NAME, COMMENT])
    if (flags & flag)
      do {
        if (i > LONGEST_HEADER) throw new Damaged(at, 'its header has no end')
        if (!tape.has(at, i + 1)) throw cutOff(at)
      } while (tape.bytes[at - tape.base + i++] !== 0)
  if (flags & HCRC) i += 2
  if (!tape.has(at, i)) throw cutOff(at)
  return i
}

/** What a stream of node:zlib has inside. */
interface Handle {
  writeSync(
    flush: number,
    from: Uint8Array,
    at: number,
    size: number,
    to: Uint8Array,
    toAt: number,
    toSize: number,
  ): void
  onerror: (message: string) => void
  reset(): void
}

interface Engine {
  /** Held, so that it is not collected. */
  readonly stream: InflateRaw
  readonly handle: Handle
  /** Bytes of output and of input that the last step left over. */
  readonly left: Uint32Array
}

/** Made once: a stream costs more than a small member. */
let engine: Engine | null = null
const output = new Uint8Array(STEP)

function made(): Engine {
  const stream = createInflateRaw()
  const { _handle: handle, _writeState: left } = stream as unknown as { _handle?: Handle; _writeState?: Uint32Array }
  if (typeof handle?.writeSync !== 'function' || left === undefined)
    throw new Error('this version of Node does not unpack step by step: unpack the file first')
  return { stream, handle, left }
}

/** Unpacks of `bytes` what it can. */
type Step = (bytes: Uint8Array, out: (bytes: Uint8Array) => void) => { used: number; ended: boolean }

function inflating(): Step {
  engine ??= made()
  const { handle, left } = engine
  let wrong: string | null = null
  handle.reset()
  handle.onerror = (message) => {
    wrong = message
  }
  return (bytes, out) => {
    let used = 0
    for (;;) {
      handle.writeSync(0, bytes, used, bytes.length - used, output, 0, output.length)
      if (wrong !== null) throw new Damaged(null, `its deflate stream is broken (${wrong})`)
      const room = left[0]!
      const rest = left[1]!
      const taken = bytes.length - used - rest
      const made = output.length - room
      used += taken
      if (made > 0) out(output.subarray(0, made))
      // It stops before all is taken, with room left, at the end of the stream only.
      if (room > 0) return { used, ended: rest > 0 || (taken === 0 && made === 0) }
    }
  }
}

/** Packs one member with the header of the one at `at`: its time, name and system stay. */
function pack(tape: Tape, at: number, put: (bytes: Uint8Array) => void): Packer {
  const size = headerAt(tape, at)
  put(tape.bytes.slice(at - tape.base, at - tape.base + size))
  const { Deflate } = require('fflate') as typeof Fflate
  const deflate = new Deflate({ level: LEVEL }, (bytes) => put(bytes))
  let crc = 0
  let length = 0
  // What comes out may depend on the pieces that go in, so these are always of one size.
  let piece = new Uint8Array(PIECE)
  let used = 0
  return {
    write(bytes) {
      crc = crc32(bytes, crc)
      length += bytes.length
      for (let i = 0; i < bytes.length; ) {
        const n = Math.min(bytes.length - i, PIECE - used)
        piece.set(bytes.subarray(i, i + n), used)
        used += n
        i += n
        if (used < PIECE) continue
        deflate.push(piece)
        piece = new Uint8Array(PIECE)
        used = 0
      }
    },
    end() {
      deflate.push(piece.subarray(0, used), true)
      const trailer = Buffer.alloc(TRAILER)
      trailer.writeUInt32LE(crc, 0)
      trailer.writeUInt32LE(length % 2 ** 32, 4)
      put(trailer)
    },
  }
}
