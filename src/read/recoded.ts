// Records of text (JSONL, JSON, CSV) in another encoding than UTF-8: their image is their text in UTF-8, written to the spool. What is cut of it is cut of the
// bytes that it was made of, and what is put is put in their encoding.
//
// Law: a place between characters of the image is one place of the bytes.
import type { Change, Edit } from '../model.js'
import type { Charset, Told } from './charset.js'
import { charset, WIDEST } from './charset.js'
import type { Image } from './format.js'
import { Tape } from './format.js'
import type { Spool } from './packed.js'

/** Bytes read at a time. */
const CHUNK = 256 << 10
/** Bytes of the image between two places that are remembered. */
const STEP = 64 << 10

export class Recoded {
  readonly told: Told
  readonly base: number
  readonly size: number
  readonly #charset: Charset
  readonly #raw: Image
  readonly #spool: Spool
  readonly #images: number[] = [0]
  readonly #raws: number[] = [0]

  /** `raw` is what the spool gets the UTF-8 of. */
  constructor(raw: Image, told: Told, spool: Spool) {
    this.told = told
    this.#raw = raw
    this.#spool = spool
    this.#charset = charset(told.encoding)
    this.base = spool.size
    const tape = new Tape(raw, CHUNK)
    const out = new Uint8Array(WIDEST * CHUNK)
    let next = STEP
    for (let at = 0; tape.has(at, 1); ) {
      const b = tape.bytes
      let i = at - tape.base
      let o = 0
      while (i < b.length && o + 2 * WIDEST < out.length) {
        const length = this.#charset.next(b, i, b.length, tape.ended)
        if (length === 0) break
        i += length
        o = this.#charset.write(out, o)
      }
      at = tape.base + i
      // What is left is the first part of a character.
      if (o === 0) tape.more(at)
      spool.write(out.subarray(0, o))
      if (spool.size - this.base >= next) {
        this.#images.push(spool.size - this.base)
        this.#raws.push(at)
        next = spool.size - this.base + STEP
      }
    }
    this.size = spool.size - this.base
  }

  get image(): Image {
    return {
      size: this.size,
      read: (buffer, to, most, at) =>
        this.#spool.read(buffer, to, Math.min(most, Math.max(0, this.size - at)), this.base + at),
    }
  }

  /** What is done to the bytes, for what is done to their UTF-8. Edits ascend, so one walk finds their places. */
  *changes(edits: Iterable<Change>): Iterable<Edit> {
    const walk = new Walk(this.#raw, this.#charset, this.#images, this.#raws)
    for (const edit of edits) {
      if ('write' in edit) throw new Error('our bug: a block in a format of text (law: its cuts are splices)')
      const at = walk.to(edit.at)
      const end = walk.to(edit.at + edit.bytes)
      const put = edit.put === undefined ? {} : { put: this.#charset.encoded(edit.put) }
      yield { ...edit, at, bytes: end - at, ...put }
    }
  }
}

/** From place to place of the image, ascending, with the places of the bytes. */
class Walk {
  readonly #raw: Image
  readonly #charset: Charset
  readonly #images: readonly number[]
  readonly #raws: readonly number[]
  #tape: Tape | null = null
  #image = 0
  #at = 0
  #mark = 0

  constructor(raw: Image, charset: Charset, images: readonly number[], raws: readonly number[]) {
    this.#raw = raw
    this.#charset = charset
    this.#images = images
    this.#raws = raws
  }

  to(image: number): number {
    const before = this.#mark
    while (this.#mark + 1 < this.#images.length && this.#images[this.#mark + 1]! <= image) this.#mark++
    if (this.#tape === null || (this.#mark > before && this.#images[this.#mark]! > this.#image)) {
      this.#image = this.#images[this.#mark]!
      this.#at = this.#raws[this.#mark]!
      this.#tape = new Tape(this.#raw, STEP, this.#at)
    }
    const tape = this.#tape
    while (this.#image < image && tape.has(this.#at, 1)) {
      const length = this.#charset.next(tape.bytes, this.#at - tape.base, tape.bytes.length, tape.ended)
      if (length === 0) {
        tape.more(this.#at)
        continue
      }
      this.#at += length
      this.#image += this.#charset.size()
    }
    if (this.#image !== image)
      throw new RangeError(
        `byte ${image} of a text in ${this.#charset.name} lies inside of a character: cuts fall between characters, so this is a bug of dittograph`,
      )
    return this.#at
  }
}
