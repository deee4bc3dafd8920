// What lies between a file and the image in which its records have their places: nothing, for most files; a packing (packed.ts); for records of text an encoding
// other than UTF-8 (recoded.ts); or both.
// An image that is not the file itself lies in one temporary file without a name, all images of a run behind one another.
//
// Law: the image does not depend on when or how often it is asked for.
import { fstatSync } from 'node:fs'
import { formats, isSingle } from '../formats.js'
import type { Change, Edit } from '../model.js'
import { told } from './charset.js'
import { encodingOf } from './content.js'
import type { Descriptors } from './files.js'
import { ChangedError, fill, Unreadable } from './files.js'
import type { Image } from './format.js'
import { MAGIC, mostOf, packingOf, Spool, Unpacked } from './packed.js'
import { Recoded } from './recoded.js'

/** A file whose image is not its bytes. */
export interface Layer {
  readonly unpacked: Unpacked | null
  readonly recoded: Recoded | null
  readonly image: Image
  /** Where the image begins in the spool, and its bytes. */
  readonly base: number
  readonly size: number
}

/** A file that is read for the first time: `raw` sees every byte of it once, in order, whatever is read first. */
export class Tee implements Image {
  readonly size: number
  readonly #fd: number
  readonly #chunk: number
  readonly #raw: (chunk: Uint8Array) => void
  #passed = 0

  constructor(fd: number, size: number, chunk: number, raw: (chunk: Uint8Array) => void) {
    this.#fd = fd
    this.size = size
    this.#chunk = chunk
    this.#raw = raw
  }

  read(buffer: Uint8Array, to: number, most: number, at: number): number {
    if (at > this.#passed) this.#pump(at)
    const n = fill(this.#fd, buffer, to, Math.min(most, Math.max(0, this.size - at)), at)
    if (at + n > this.#passed) {
      this.#raw(buffer.subarray(to + this.#passed - at, to + n))
      this.#passed = at + n
    }
    return n
  }

  /** Shows what was not read. False when the file has another size than it had when it was listed. */
  end(): boolean {
    this.#pump(this.size)
    return this.#passed === this.size && fstatSync(this.#fd).size === this.size
  }

  #pump(to: number): void {
    if (to <= this.#passed) return
    const piece = Buffer.allocUnsafe(Math.min(this.#chunk, to - this.#passed))
    for (let n = 1; this.#passed < to && n > 0; this.#passed += n) {
      n = fill(this.#fd, piece, 0, Math.min(piece.length, to - this.#passed), this.#passed)
      if (n > 0) this.#raw(piece.subarray(0, n))
    }
  }
}

/** Bytes that tell how a file is packed and encoded. */
const HEAD = 64 << 10

export class Layers {
  readonly #files: Descriptors
  readonly #maxDecompressed: number | null
  readonly #encoding: string | null
  readonly #layers = new Map<number, Layer>()
  #spool: Spool | null = null

  constructor(files: Descriptors, maxDecompressed: number | null, encoding: string | null) {
    this.#files = files
    this.#maxDecompressed = maxDecompressed
    this.#encoding = encoding
  }

  of(file: number): Layer | null {
    return this.#layers.get(file) ?? null
  }

  /** Of a file that is read for the first time, open as `fd`; `bytes` shows what is read of it. */
  make(file: number, fd: number, bytes: Image): Layer | null {
    const known = this.#layers.get(file)
    if (known !== undefined) return known
    const { format } = this.#files.source(file)
    const head = new Uint8Array(formats[format].recoded ? HEAD : MAGIC)
    let start = head.subarray(0, fill(fd, head, 0, head.length, 0))
    const packing = packingOf(start)
    let unpacked: Unpacked | null = null
    let image = this.#bytes(file)
    let base = 0
    if (packing !== null) {
      this.#spool ??= new Spool()
      unpacked = new Unpacked(bytes, packing, this.#spool, mostOf(bytes.size, this.#maxDecompressed), format === 'warc')
      image = unpacked.image
      base = unpacked.base
      start = head.subarray(0, image.read(head, 0, head.length, 0))
    }
    const whole = start.length < HEAD
    const found = !formats[format].recoded
      ? null
      : format === 'feed'
        ? encodingOf(start, this.#encoding, null, whole)
        : told(start, this.#encoding, whole)
    let recoded: Recoded | null = null
    if (found !== null) {
      this.#spool ??= new Spool()
      recoded = new Recoded(image, found, this.#spool)
      image = recoded.image
      base = recoded.base
    }
    if (unpacked === null && recoded === null) return null
    const layer = { unpacked, recoded, image, base, size: image.size }
    this.#layers.set(file, layer)
    return layer
  }

  /** Bytes of the image. */
  size(file: number): number {
    return this.#layers.get(file)?.size ?? this.#files.source(file).size
  }

  /** The image of a file that was read before. */
  image(file: number): Image {
    return this.#layers.get(file)?.image ?? this.#again(file)
  }

  #bytes(file: number): Image {
    const { size } = this.#files.source(file)
    return {
      size,
      read: (buffer, to, most, at) =>
        fill(this.#files.of(file), buffer, to, Math.min(most, Math.max(0, size - at)), at),
    }
  }

  /** The bytes of a file that was read before: one that cannot be read now is another one. */
  #again(file: number): Image {
    const { size, read } = this.#bytes(file)
    return {
      size,
      read: (...where) => {
        try {
          return read(...where)
        } catch (error) {
          if (error instanceof Unreadable) throw new ChangedError(this.#files.source(file).path, error.message)
          throw error
        }
      },
    }
  }

  /** Where the image lies: descriptor, and offset there. */
  place(file: number): { readonly fd: number; readonly base: number } {
    const layer = this.#layers.get(file)
    return layer === undefined ? { fd: this.#files.of(file), base: 0 } : { fd: this.#spool!.fd, base: layer.base }
  }

  /** What is done to the bytes of the file, for what is done to its image. */
  changes(file: number, edits: Iterable<Change>): Iterable<Change> {
    const layer = this.#layers.get(file)
    if (layer === undefined) return edits
    const { recoded, unpacked, size } = layer
    const source = this.#files.source(file)
    const inside = recoded === null ? edits : recoded.changes(edits)
    if (unpacked === null) return inside
    const changes = [...inside]
    const cuts = changes.flatMap((change) => ('write' in change ? change.edits : [change]))
    // A block may hold no cut of its own: then it is there for the first of the file.
    const all = changes.map((change) => flat(change, cuts[0]!))
    const [only] = all
    // A file that is one article goes with its packing.
    if (isSingle(source.format) && all.length === 1 && only!.whole && only!.at === 0 && only!.bytes === size)
      return [{ ...only!, bytes: source.size }]
    const packed = unpacked.changes(this.#again(file), all)
    return changes.some((change) => 'write' in change) ? tied(packed, cuts) : packed
  }

  close(): void {
    this.#spool?.close()
    this.#spool = null
    this.#layers.clear()
  }
}

/** Blocks of a packed file that has blocks within: nobody can take back one of their cuts without the others, so the first tells them all. */
function* tied(packed: Iterable<Change>, cuts: readonly Edit[]): Iterable<Change> {
  let edits = cuts
  for (const block of packed) {
    if (!('write' in block))
      throw new Error('our bug: what changes in a packed file is no block (law: it is packed anew)')
    yield { ...block, edits, tied: true }
    edits = []
  }
}

/** A block within a packed file is one edit that puts what the block writes. */
function flat(change: Change, first: Edit): Edit {
  if (!('write' in change)) return change
  const pieces: Uint8Array[] = []
  change.write((bytes) => pieces.push(bytes.slice()))
  const { at, bytes, edits } = change
  const { article, finding } = edits[0] ?? first
  return { at, bytes, put: Buffer.concat(pieces), article, finding, whole: false }
}
