// Files that are packed (gzip, zstd), told by their first bytes, whatever they are called. What they unpack to is the image in which records have
// their places; it is written once to a temporary file without a name, because records are read again, and read from there. Cuts are
// told in the image; the file that clean writes is made of members: those that no cut touches as they are, the others packed anew.
//
// How much a file may unpack to is bounded: by --max-decompressed, or else by RATIO times its size, which text stays far below (bombs do not). Beyond
// it the file is skipped. So is what lies behind a damaged member: members before it are read, and the file is copied through from there on. But in an
// archive, where a member is a record, what follows is looked for: what lies between is a gap, no record goes over it, and its bytes stay.
//
// Laws: members and gaps tile the file up to `end`, their images the image. The image with the edits done is what the changed file unpacks to.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Block, Change, Edit } from '../model.js'
import type { Image } from './format.js'
import { Tape } from './format.js'
import { gzip } from './gzip.js'
import type { Packing } from './packing.js'
import { Damaged } from './packing.js'
import { zstd } from './zstd.js'

export const packings: readonly Packing[] = [gzip, zstd]

/** Bytes of a file that tell how it is packed. */
export const MAGIC = 4

/** Where nothing is asked, a file may unpack to so many times its size, ... */
export const RATIO = 200
/** ... at least to this, ... */
const LEAST = 64 << 20
/** ... and never to more than this. */
const MOST = 2 ** 36

/** Bytes of a packed file read at a time; of what may be a member, behind a damaged one, less. */
const CHUNK = 256 << 10
const TRY = 16 << 10
/** Places that are tried behind damaged members. */
const MOST_TRIES = 4096

export const packingOf = (head: Uint8Array): Packing | null => packings.find((packing) => packing.magic(head)) ?? null

/** Most bytes that a file of `size` bytes may unpack to. */
export const mostOf = (size: number, asked: number | null): number =>
  asked ?? Math.min(MOST, Math.max(LEAST, RATIO * size))

/** A temporary file without a name: what is written behind one another is read by place. */
export class Spool {
  /** Bytes in it. */
  size = 0
  readonly #fd: number
  #name: string | null = null

  constructor() {
    const directory = mkdtempSync(join(tmpdir(), 'dittograph-unpacked-'))
    try {
      this.#fd = openSync(join(directory, 'spool'), 'wx+', 0o600)
    } catch (error) {
      rmSync(directory, { recursive: true, force: true })
      throw error
    }
    try {
      rmSync(directory, { recursive: true })
    } catch {
      // Where an open file keeps its name (Windows) it goes when it is closed.
      this.#name = directory
    }
  }

  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#fd, bytes, done, bytes.length - done, this.size + done)
    this.size += bytes.length
  }

  read(buffer: Uint8Array, to: number, most: number, at: number): number {
    let done = 0
    while (done < most) {
      const n = readSync(this.#fd, buffer, to + done, most - done, at + done)
      if (n === 0) break
      done += n
    }
    return done
  }

  /** Forgets what was written behind `size`. */
  cut(size: number): void {
    this.size = size
  }

  get fd(): number {
    return this.#fd
  }

  close(): void {
    closeSync(this.#fd)
    if (this.#name !== null) rmSync(this.#name, { recursive: true, force: true })
  }
}

/** A packed file, unpacked. */
export class Unpacked {
  readonly packing: Packing
  /** Where its image begins in the spool, and its bytes. */
  readonly base: number
  size = 0
  /** End of the last member that was unpacked; what is behind is copied as it is. */
  end = 0
  /** Why what is behind was not unpacked. */
  damage: string | null = null
  /** Damaged stretches behind which more was read. */
  damages = 0
  /** It would unpack to more than is allowed: nothing of it is there. */
  tooLarge = false
  /** Where in the image something is missing. */
  readonly #gaps: number[] = []
  // By member: end in the file, end in the image.
  readonly #ends: number[] = []
  readonly #images: number[] = []
  readonly #spool: Spool

  /** Unpacks all of `file` behind what the spool holds; with `on`, also what stands behind a damaged member. */
  constructor(file: Image, packing: Packing, spool: Spool, most: number, on: boolean = false) {
    this.packing = packing
    this.#spool = spool
    this.base = spool.size
    const take = (bytes: Uint8Array): void => {
      if (spool.size - this.base + bytes.length > most) throw new TooLarge()
      spool.write(bytes)
    }
    /** Bytes that came of what turned out to be no member. */
    let wasted = 0
    let tries = 0
    /** Behind a damaged member: where one was looked for last. */
    let lost = -1
    for (;;) {
      const at = lost < 0 ? this.end : (lost = next(file, packing, lost + 1))
      if (at < 0) break
      try {
        const tape = new Tape(file, lost < 0 ? CHUNK : TRY, at)
        let end = at
        while (tape.has(end, 1)) {
          if (lost < 0 && padding(tape, end)) break
          if (!tape.has(end, MAGIC) || !packing.magic(tape.bytes.subarray(end - tape.base)))
            throw new Damaged(end, `what stands there is no ${packing.name}`)
          end = packing.member(tape, end, take)
          if (lost >= 0) {
            // A gap has nothing of the image.
            this.damages++
            this.#gaps.push(this.size)
            this.#ends.push(at)
            this.#images.push(this.size)
            lost = -1
          }
          this.end = end
          this.size = spool.size - this.base
          this.#ends.push(end)
          this.#images.push(this.size)
        }
        break
      } catch (error) {
        wasted += spool.size - this.base - this.size
        spool.cut(this.base + this.size)
        if (error instanceof TooLarge) {
          this.tooLarge = true
          this.size = 0
          break
        }
        if (!(error instanceof Damaged)) throw error
        if (lost < 0)
          this.damage ??= `at byte ${this.end} begins a part of it that cannot be unpacked: ${error.message}${error.at === null ? '' : ` (byte ${error.at})`}`
        if (!on || ++tries > MOST_TRIES || wasted > most) break
        lost = Math.max(lost, this.end)
      }
    }
  }

  get image(): Image {
    return {
      size: this.size,
      gaps: this.#gaps,
      read: (buffer, to, most, at) =>
        this.#spool.read(buffer, to, Math.min(most, Math.max(0, this.size - at)), this.base + at),
    }
  }

  /** What is done to the file, for what is done to its image. */
  *changes(file: Image, edits: readonly Edit[]): Iterable<Change> {
    for (let from = 0; from < edits.length; ) {
      const first = this.#memberAt(edits[from]!.at)
      // A cut may go over the end of a member, and the next one may begin in the last that it touches.
      let last = first
      let to = from
      for (; to < edits.length; to++) {
        const { at, bytes } = edits[to]!
        if (to > from && this.#memberAt(at) > last) break
        last = Math.max(last, bytes === 0 ? this.#memberAt(at) : this.#memberAt(at + bytes - 1))
      }
      yield this.#block(file, first, last, edits.slice(from, to))
      from = to
    }
  }

  #block(file: Image, first: number, last: number, edits: readonly Edit[]): Block {
    const at = first === 0 ? 0 : this.#ends[first - 1]!
    const end = this.#ends[last]!
    const from = first === 0 ? 0 : this.#images[first - 1]!
    const to = this.#images[last]!
    const left = edits.reduce((sum, edit) => sum - edit.bytes + (edit.put?.length ?? 0), to - from)
    // A member that ends up empty goes, but for the last one of all.
    const all = at === 0 && end === this.end
    return {
      at,
      bytes: end - at,
      codec: this.packing.name,
      edits: edits.map((edit) => ({ ...edit, at: edit.at - from })),
      write: (put) => {
        if (left === 0 && !all) return
        const packer = this.packing.pack(new Tape(file, CHUNK, at), at, put)
        weave(this.image, from, to, edits, (bytes) => packer.write(bytes))
        packer.end()
      },
    }
  }

  /** The member in whose image the byte `at` lies: the first of those that end behind it. */
  #memberAt(at: number): number {
    let low = 0
    let high = this.#images.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#images[middle]! > at) high = middle
      else low = middle + 1
    }
    return low
  }
}

class TooLarge extends Error {}

/** Where a member may begin, at `from` or behind; -1: nowhere. */
function next(file: Image, packing: Packing, from: number): number {
  const tape = new Tape(file, CHUNK, Math.min(from, file.size))
  for (let at = from; tape.has(at, MAGIC); ) {
    const { bytes, base } = tape
    for (let i = at - base; i + MAGIC <= bytes.length; i++)
      if (packing.magic(bytes.subarray(i, i + MAGIC))) return base + i
    at = base + bytes.length - MAGIC + 1
  }
  return -1
}

/** The bytes [from, to) of an image with the edits done. */
function weave(image: Image, from: number, to: number, edits: readonly Edit[], put: (bytes: Uint8Array) => void): void {
  const buffer = new Uint8Array(CHUNK)
  const copy = (start: number, end: number): void => {
    for (let i = start; i < end; ) {
      const n = image.read(buffer, 0, Math.min(buffer.length, end - i), i)
      if (n === 0) throw new Error('our bug: an unpacked image ends before its end')
      put(buffer.subarray(0, n))
      i += n
    }
  }
  let at = from
  for (const edit of edits) {
    copy(at, edit.at)
    if (edit.put !== undefined) put(edit.put)
    at = edit.at + edit.bytes
  }
  copy(at, to)
}

/** Nothing but zeros to the end, as tapes are filled up: gunzip passes over them. */
function padding(tape: Tape, from: number): boolean {
  if (tape.bytes[from - tape.base] !== 0) return false
  for (;;) {
    for (let i = Math.max(0, from - tape.base); i < tape.bytes.length; i++)
      if (tape.bytes[i] !== 0) throw new Damaged(tape.base + i, 'something stands behind the zeros that fill it up')
    if (!tape.more(tape.base + tape.bytes.length)) return true
  }
}

/** A cut in a block, and whether it is taken back. */
export interface Inner {
  readonly at: number
  readonly bytes: number
  readonly put?: number
  readonly back: boolean
}

/** Packs a block again with some of its cuts taken back: `original` and `cleaned` are given first, in pieces, then `end` writes what clean would have written without those cuts. */
export class Repack {
  readonly #packing: Packing
  readonly #original: Spool = new Spool()
  readonly #cleaned: Spool = new Spool()

  /** Null: this is not packed by us. */
  static of(codec: string): Repack | null {
    const packing = packings.find(({ name }) => name === codec)
    return packing === undefined ? null : new Repack(packing)
  }

  constructor(packing: Packing) {
    this.#packing = packing
  }

  original(bytes: Uint8Array): void {
    this.#original.write(bytes)
  }

  cleaned(bytes: Uint8Array): void {
    this.#cleaned.write(bytes)
  }

  end(cuts: Iterable<Inner>, put: (bytes: Uint8Array) => void): void {
    const unpacked = new Spool()
    try {
      const image = (spool: Spool): Image => ({ size: spool.size, read: (...ask) => spool.read(...ask) })
      const packed = image(this.#original)
      // It was unpacked within the limits before.
      const before = new Unpacked(packed, this.#packing, unpacked, MOST)
      const after = new Unpacked(image(this.#cleaned), this.#packing, unpacked, MOST)
      const buffer = new Uint8Array(CHUNK)
      const packer = this.#packing.pack(new Tape(packed, CHUNK), 0, put)
      const copy = (from: Unpacked, start: number, end: number): void => {
        for (let i = start; i < end; ) {
          const n = from.image.read(buffer, 0, Math.min(buffer.length, end - i), i)
          if (n === 0) throw new Damaged(i, 'it unpacks to less than its cuts need')
          packer.write(buffer.subarray(0, n))
          i += n
        }
      }
      let at = 0
      /** The same place in the cleaned block. */
      let there = 0
      for (const cut of cuts) {
        copy(before, at, cut.at)
        there += cut.at - at
        at = cut.at + cut.bytes
        const bytes = cut.put ?? 0
        if (cut.back) copy(before, cut.at, at)
        else copy(after, there, there + bytes)
        there += bytes
      }
      copy(before, at, before.size)
      packer.end()
    } finally {
      unpacked.close()
    }
  }

  close(): void {
    this.#original.close()
    this.#cleaned.close()
  }
}
