// Text in another encoding than UTF-8: bytes -> UTF-8, and the way back from a place in the UTF-8 to the bytes.
//
// iconv-lite knows the encodings, and says no positions. So its tables are taken: what each byte, each pair of bytes, each four of GB 18030 stand for is asked
// once, and the walk through the text is done here, one character after the other. Bytes that stand for nothing become U+FFFD one by one, so that
// a broken character shifts nothing behind it.
//
// Laws: every byte belongs to exactly one character, so a place between characters has one place in the bytes. On valid text the UTF-8 is iconv-lite's.
import { isUtf8 } from 'node:buffer'
import { createRequire } from 'node:module'
import type * as Chardet from 'chardet'
import type Iconv from 'iconv-lite'
import { encodingCalled } from '../encodings.js'
import { invalidBytes, refuse, utf16Of } from './text.js'

const require = createRequire(import.meta.url)
const iconv = (): typeof Iconv => require('iconv-lite') as typeof Iconv

const REPLACEMENT = 0xfffd
/** Code of what stands for several characters: behind the last code point, the number of its text. */
const SEVERAL = 0x110000
/** UTF-8 bytes between two places that are remembered. */
const STEP = 4096
/** Bytes that the detector looks at. */
const SAMPLE = 64 << 10
/** Bytes from which zeros tell UTF-16. */
const LEAST = 16
/** Confidence of chardet, of 100, below which its guess is none. */
const SURE = 10
/** Of the bytes that are not ASCII, the share that may be no UTF-8 in a text that is UTF-8 with something else in between. */
const MIXED = 0.5
const COUNTS: Uint8Array = new Uint8Array(256)
COUNTS.fill(1, 0x80)

/** How many bytes stand for a character. */
type Family = 'single' | 'double' | 'gb18030' | 'euc-jp' | 'utf-16le' | 'utf-16be'

const FAMILIES: Readonly<Record<string, Family>> = {
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  gb18030: 'gb18030',
  'euc-jp': 'euc-jp',
  big5: 'double',
  shift_jis: 'double',
  'euc-kr': 'double',
}

/** What is not asked more than once: all encodings that were used. */
const charsets = new Map<string, Charset>()

/** The charset of that name, which is one of encodings.ts and not UTF-8. */
export function charset(name: string): Charset {
  let found = charsets.get(name)
  if (found === undefined) charsets.set(name, (found = new Charset(name)))
  return found
}

export class Charset {
  readonly name: string
  /** Code point of the character that `next` passed over. */
  code = 0
  readonly #family: Family
  readonly #one: Int32Array = new Int32Array(256).fill(-1)
  readonly #two: Int32Array
  readonly #more = new Map<number, number>()
  readonly #several: string[] = []

  constructor(name: string) {
    this.name = name
    this.#family = FAMILIES[name] ?? 'single'
    const wide = this.#family !== 'single' && !this.#family.startsWith('utf')
    this.#two = new Int32Array(wide ? 65536 : 0).fill(-1)
    if (this.#family.startsWith('utf')) return
    for (let b = 0; b < 256; b++) this.#one[b] = this.#ask([b])
    if (wide) for (let b = 0x81; b < 0xff; b++) if (this.#one[b]! < 0) this.#pairs(b)
  }

  #pairs(lead: number): void {
    for (let trail = 0x30; trail < 0xff; trail++) this.#two[(lead << 8) | trail] = this.#ask([lead, trail])
  }

  /** The code of what these bytes stand for together; -1 when they do not. */
  #ask(bytes: number[]): number {
    const text = iconv().decode(Buffer.from(bytes), this.name, { stripBOM: false })
    const last = bytes.at(-1)!
    // What it does not know is U+FFFD, and then the last byte is read by itself.
    if (
      text === '' ||
      text.includes('\ufffd') ||
      (bytes.length > 1 && last < 0x80 && text.endsWith(String.fromCharCode(last)))
    )
      return -1
    const code = text.codePointAt(0)!
    if (String.fromCodePoint(code) === text) return code
    return SEVERAL + this.#several.push(text) - 1
  }

  #many(bytes: number[]): number {
    const key = bytes.reduce((n, b) => n * 256 + b, 0)
    let code = this.#more.get(key)
    if (code === undefined) {
      code = this.#ask(bytes)
      if (this.#more.size < 1 << 16) this.#more.set(key, code)
    }
    return code
  }

  /** Passes over the character at `i`: its bytes, and its code in `code`; 0 when it goes on behind `end` and `last` is false. */
  next(b: Uint8Array, i: number, end: number, last: boolean): number {
    if (this.#family === 'utf-16le' || this.#family === 'utf-16be') return this.#unit(b, i, end, last)
    const c = b[i]!
    const one = this.#one[c]!
    if (one >= 0) {
      this.code = one
      return 1
    }
    const length = this.#family === 'single' ? 1 : this.#wide(b, i, end, last)
    if (length === 1) this.code = REPLACEMENT
    return length
  }

  /** A character of two bytes and more; 1 when it is none. */
  #wide(b: Uint8Array, i: number, end: number, last: boolean): number {
    if (i + 1 >= end) return last ? 1 : 0
    const two = this.#two[(b[i]! << 8) | b[i + 1]!]!
    if (two >= 0) {
      this.code = two
      return 2
    }
    const long =
      this.#family === 'gb18030' && b[i + 1]! >= 0x30 && b[i + 1]! <= 0x39
        ? 4
        : this.#family === 'euc-jp' && b[i] === 0x8f
          ? 3
          : 1
    if (long === 1) return 1
    if (i + long > end) return last ? 1 : 0
    const code = this.#many([...b.subarray(i, i + long)])
    if (code < 0) return 1
    this.code = code
    return long
  }

  #unit(b: Uint8Array, i: number, end: number, last: boolean): number {
    const high = this.#family === 'utf-16le' ? 1 : 0
    if (i + 1 >= end) {
      this.code = REPLACEMENT
      return last ? 1 : 0
    }
    const unit = (b[i + high]! << 8) | b[i + 1 - high]!
    this.code = unit
    if ((unit & 0xf800) !== 0xd800) return 2
    this.code = REPLACEMENT
    if ((unit & 0xfc00) === 0xdc00) return 2
    if (i + 3 >= end) return last ? 2 : 0
    const low = (b[i + 2 + high]! << 8) | b[i + 3 - high]!
    if ((low & 0xfc00) !== 0xdc00) return 2
    this.code = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff)
    return 4
  }

  /** UTF-8 bytes of the character that `next` passed over. */
  size(): number {
    const { code } = this
    return code < 0x80
      ? 1
      : code < 0x800
        ? 2
        : code < 0x10000
          ? 3
          : code < SEVERAL
            ? 4
            : Buffer.byteLength(this.#several[code - SEVERAL]!)
  }

  /** Writes it, and returns where it ends. */
  write(out: Uint8Array, at: number): number {
    const { code } = this
    let o = at
    if (code < 0x80) out[o++] = code
    else if (code < 0x800) {
      out[o++] = 0xc0 | (code >> 6)
      out[o++] = 0x80 | (code & 0x3f)
    } else if (code < 0x10000) {
      out[o++] = 0xe0 | (code >> 12)
      out[o++] = 0x80 | ((code >> 6) & 0x3f)
      out[o++] = 0x80 | (code & 0x3f)
    } else if (code < SEVERAL) {
      out[o++] = 0xf0 | (code >> 18)
      out[o++] = 0x80 | ((code >> 12) & 0x3f)
      out[o++] = 0x80 | ((code >> 6) & 0x3f)
      out[o++] = 0x80 | (code & 0x3f)
    } else o += Buffer.from(this.#several[code - SEVERAL]!).copy(out, o)
    return o
  }

  /** Text as bytes of this encoding. */
  encoded(text: Uint8Array): Uint8Array {
    return iconv().encode(Buffer.from(text).toString(), this.name, { addBOM: false })
  }
}

/** Most UTF-8 bytes that a byte becomes: one of windows-125x three; two of Big5 four. */
export const WIDEST = 3

/** A whole text in UTF-8, and where its bytes stood. */
export class Decoded {
  readonly text: Uint8Array
  readonly charset: Charset
  readonly #raw: Uint8Array
  readonly #texts: number[] = [0]
  readonly #raws: number[] = [0]

  constructor(raw: Uint8Array, charset: Charset) {
    this.charset = charset
    // Places are asked for after the record is gone, and its memory used again.
    this.#raw = raw.slice()
    const out = new Uint8Array(WIDEST * raw.length)
    let o = 0
    let next = STEP
    for (let i = 0; i < raw.length; ) {
      if (o >= next) {
        this.#texts.push(o)
        this.#raws.push(i)
        next = o + STEP
      }
      i += charset.next(raw, i, raw.length, true)
      o = charset.write(out, o)
    }
    this.text = out.slice(0, o)
  }

  /** Where the byte `at` of the text stands in the raw bytes; inside of a character, where that begins. */
  raw(at: number): number {
    let low = 0
    let high = this.#texts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#texts[middle]! <= at) low = middle
      else high = middle - 1
    }
    let text = this.#texts[low]!
    let i = this.#raws[low]!
    const raw = this.#raw
    while (text < at && i < raw.length) {
      const length = this.charset.next(raw, i, raw.length, true)
      text += this.charset.size()
      if (text > at) break
      i += length
    }
    return i
  }
}

/** Of the bytes that are not ASCII, the share that may stand for nothing, or for a control character, in an encoding of one byte a letter. */
const ODD = 0.02

/** The detector looks at pairs and threes of letters, and not at what no letter stands for: KOI8-R looks like Hebrew to it. */
function fits(encoding: string, sample: Uint8Array): boolean {
  if (FAMILIES[encoding] !== undefined) return true
  const letters = charset(encoding)
  let high = 0
  let odd = 0
  for (let i = 0; i < sample.length; i++) {
    if (sample[i]! < 0x80) continue
    high++
    letters.next(sample, i, sample.length, true)
    if (letters.code === REPLACEMENT || letters.code < 0xa0) odd++
  }
  return odd <= ODD * high
}

/** What a file's bytes are, and how that is known. */
export interface Told {
  readonly encoding: string
  readonly how: 'bom' | 'asked' | 'guessed'
  /** Of a guess, 0..1. */
  readonly confidence: number
}

/**
 * The encoding of bytes that are not UTF-8, or null: UTF-8, or nothing that can be told. By a BOM, by what was asked for, by UTF-16's zeros, by what they look
 * like. `whole`: these are all bytes; else a character may be cut off at the end.
 */
export function told(bytes: Uint8Array, asked: string | null, whole: boolean): Told | null {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return null
  const sample = bytes.subarray(0, SAMPLE)
  const refused = refuse(sample)
  if (refused === 'UTF-32') return null
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', how: 'bom', confidence: 1 }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', how: 'bom', confidence: 1 }
  if (asked !== null) return asked === 'utf-8' ? null : { encoding: asked, how: 'asked', confidence: 1 }
  // A few bytes tell nothing.
  if (sample.length >= LEAST && refused === 'UTF-16') {
    let even = 0
    for (let i = 0; i < sample.length; i += 2) if (sample[i] === 0) even++
    // Of letters with a byte for each half the zeros tell, of others what they are as letters.
    const encoding = utf16Of(sample) ?? (even * 4 > sample.length * 0.8 ? 'utf-16be' : 'utf-16le')
    return { encoding, how: 'guessed', confidence: 0.9 }
  }
  if (refused !== null || isUtf8(bytes)) return null
  const invalid = invalidBytes(whole ? bytes : bytes.subarray(0, Math.max(0, bytes.length - 3)))
  let high = 0
  for (let i = 0; i < bytes.length; i++) high += COUNTS[bytes[i]!]!
  if (invalid <= MIXED * high) return null
  let first = 0
  while (bytes[first]! < 0x80) first++
  const from = Math.max(0, first - SAMPLE / 2)
  const { analyse } = require('chardet') as typeof Chardet
  for (const { name, confidence } of analyse(bytes.subarray(from, from + SAMPLE))) {
    const encoding = encodingCalled(name)
    if (confidence < SURE) break
    if (encoding !== null && encoding !== 'utf-8' && !encoding.startsWith('utf-16') && fits(encoding, sample))
      return { encoding, how: 'guessed', confidence: confidence / 100 }
  }
  return null
}
