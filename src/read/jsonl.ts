// One JSON record as bytes: is it JSON, and where do the wanted values stand? Nothing is parsed into objects, so a number keeps
// its digits, a lone surrogate its escape, and `__proto__` is nine bytes like any other key.
//
// In: bytes [from, to) and the names of the wanted fields. Out: for each name the kind and the byte range of its value. Whoever
// wants the text unescapes that range; whoever cuts the text asks where a cut stands in the raw record, and splices.
//
// A name is looked up twice: as an exact key of the record, dots included, and as a path into objects ("meta.body"). The exact
// key wins. Keys are compared unescaped ("te\u0078t" is text). A key that stands twice counts as JSON.parse counts it: the last one.
//
// Law: on valid UTF-8 the scanner accepts what JSON.parse accepts and finds what JSON.parse finds. Bytes inside strings that are
//   not UTF-8 pass through.
// Law: unescape(raw[rawSpan(s)]) = text[s], for spans between characters. So a cut of the text is a cut of the record; what is left of
//   the record is the text without the cut. (One exception: a cut that brings a lone high and a lone low surrogate together
//   makes one character of them.)
// Nesting costs a byte a level and no stack frame.
//
// The kernel has both verbs in vectors (kernel/assembly/json.ts): where the bytes lie in an arena that has one, it scans and unescapes, and
// what it does not accept is scanned here, which finds the words. A file is read four times as fast so (`npm run bench:read -- FILE.jsonl`).
import type { Arena, Memory, Views } from '../kernel/memory.js'
import type { Fields } from '../model.js'

/** What stands in a wanted field. */
export const kinds = { absent: 0, string: 1, number: 2, null: 3, boolean: 4, object: 5, array: 6 } as const
export const kindNames: readonly string[] = [
  'nothing',
  'a string',
  'a number',
  'null',
  'a boolean',
  'an object',
  'an array',
]

/** Fields that are looked for under these names, and under no others. */
export const NAMED: Readonly<Record<'author' | 'canonical', readonly string[]>> = {
  author: ['author', 'byline'],
  canonical: ['canonical', 'canonical_url', 'canonical_link', 'canonicalUrl'],
}

/** Fields that have a place of their own in an article. */
export type Role = 'text' | 'id' | 'date' | 'title' | 'url' | 'source' | 'author' | 'canonical'

/** Bit masks hold one bit a path. */
const MOST_PATHS = 31

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OBJECT = 1
const ARRAY = 2

// 0: a plain byte of a string. 1: quote, backslash or control, where a string stops to think.
const STOP: Uint8Array = new Uint8Array(256)
STOP.fill(1, 0, 0x20)
STOP[QUOTE] = 1
STOP[BACKSLASH] = 1

const HEX: Uint8Array = new Uint8Array(256).fill(0xff)
for (let i = 0; i < 16; i++) {
  HEX['0123456789abcdef'.charCodeAt(i)] = i
  HEX['0123456789ABCDEF'.charCodeAt(i)] = i
}

/** The byte an escape stands for, by the letter behind the backslash; 0 where that letter is no short escape. */
const SHORT: Uint8Array = new Uint8Array(256)
for (const [letter, byte] of [
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
] as const)
  SHORT[letter.charCodeAt(0)] = byte.charCodeAt(0)

const encoder = new TextEncoder()
const LITERALS = {
  true: { bytes: encoder.encode('true'), kind: kinds.boolean },
  false: { bytes: encoder.encode('false'), kind: kinds.boolean },
  null: { bytes: encoder.encode('null'), kind: kinds.null },
} as const

// What the scanner waits for.
const VALUE = 0
const VALUE_OR_END = 1
const KEY = 2
const KEY_OR_END = 3
const AFTER = 4

/** A place that fields name: the keys that lead to it. */
interface Path {
  readonly keys: readonly Uint8Array[]
}

/** Words of the form before its rows, and of a row: kernel/assembly/json.ts draws it. */
const FORM = 11
const ROW = 4
/** Lengths of keys that the filter tells apart. */
const LENGTHS = 32

/** Finds the wanted fields of one record after the other. Results stand in it until the next scan. */
export class Scanner implements Views {
  /** Where the record stops being JSON, and that something else was expected there; set when `scan` returned false. */
  errorAt = 0
  expected = ''
  /** Kind of the record itself. */
  root = 0
  /** A wanted key stood twice. */
  twice = false

  readonly #paths: readonly Path[]
  readonly #roles: Readonly<Record<Role, Int32Array>>
  /** Depth of the deepest path. */
  readonly #levels: number
  /** By depth: paths whose keys so far lead to the object that is open there, one bit each. */
  readonly #open: Int32Array
  /** By path: kind, start, end, escaped. With a kernel they stand in its form, where it writes them. */
  #rows: Int32Array
  /** Of start and end in the rows: the kernel writes addresses. */
  #base = 0
  readonly #arena: Arena | null
  /** Address of the form. */
  #form = 0
  #stack: Uint8Array = new Uint8Array(64)
  #key: Uint8Array = new Uint8Array(64)

  /** With an arena that has a kernel, what is scanned in its memory is scanned by the kernel. */
  constructor(fields: Fields, arena: Arena | null = null) {
    const paths: Path[] = []
    const lookup = (names: readonly string[]): Int32Array => {
      const found: number[] = []
      for (const name of names)
        for (const keys of name.includes('.') ? [[name], name.split('.')] : [[name]]) {
          found.push(paths.length)
          paths.push({ keys: keys.map((key) => encoder.encode(key)) })
        }
      return Int32Array.from(found)
    }
    this.#roles = {
      text: lookup(fields.text),
      id: lookup([fields.id]),
      date: lookup([fields.date]),
      title: lookup([fields.title]),
      url: lookup([fields.url]),
      source: lookup([fields.source]),
      author: lookup(NAMED.author),
      canonical: lookup(NAMED.canonical),
    }
    if (paths.length > MOST_PATHS)
      throw new RangeError(
        `${fields.text.length} text fields are more than can be looked for at once (a dotted name counts twice, ${MOST_PATHS} in all): name fewer`,
      )
    this.#paths = paths
    this.#levels = paths.reduce((most, path) => Math.max(most, path.keys.length), 1)
    this.#open = new Int32Array(this.#levels + 1)
    this.#rows = new Int32Array(paths.length * ROW)
    this.#arena = arena?.kernel ? arena : null
    if (this.#arena !== null) this.#fillIn(this.#arena)
  }

  /** What the kernel must know of the paths. */
  #fillIn(arena: Arena): void {
    const paths = this.#paths
    const levels = this.#levels
    const words = (n: number): number => arena.reserve(4 * n)
    const form = words(FORM)
    const rows = words(paths.length * ROW)
    const open = words(levels + 1)
    const filter = words(levels * LENGTHS)
    const lengths = words(paths.length)
    const keys = words(paths.length * levels * 2)
    const longest = Math.max(...paths.flatMap((path) => path.keys.map((key) => key.length)))
    // A byte of a key takes six at most; unescape writes a vector more.
    const room = arena.reserve(6 * longest + 32)
    arena.u32.fill(0, form >>> 2, room >>> 2)
    arena.u32.set([paths.length, levels, rows, open, filter, lengths, keys, room, 6 * longest], form >>> 2)
    for (const [p, path] of paths.entries()) {
      arena.u32[(lengths >>> 2) + p] = path.keys.length
      for (const [level, key] of path.keys.entries()) {
        const at = arena.reserve(key.length + 8)
        arena.u8.set(key, at)
        arena.u32.set([at, key.length], (keys >>> 2) + 2 * (p * levels + level))
        const wanted = (filter >>> 2) + level * LENGTHS + Math.min(key.length, LENGTHS - 1)
        arena.u32[wanted] = arena.u32[wanted]! | (1 << p)
      }
    }
    this.#form = form
    arena.hold(this)
    this.retake(arena)
  }

  /** The memory has grown. */
  retake({ u32 }: Memory): void {
    const rows = u32[(this.#form >>> 2) + 2]!
    this.#rows = new Int32Array(u32.buffer, rows, this.#paths.length * ROW)
  }

  /** The place that holds a role: the first that holds a string, else the first that is there at all, else -1. */
  place(role: Role): number {
    const places = this.#roles[role]
    let first = -1
    for (let i = 0; i < places.length; i++) {
      const kind = this.#rows[places[i]! * ROW]!
      if (kind === kinds.string) return places[i]!
      if (kind !== kinds.absent && first < 0) first = places[i]!
    }
    return first
  }

  kind(place: number): number {
    return place < 0 ? kinds.absent : this.#rows[place * ROW]!
  }

  /** First byte of the value; of a string, behind its quote. */
  start(place: number): number {
    return this.#rows[place * ROW + 1]! - this.#base
  }

  /** Byte behind a string (its quote) or a number. */
  end(place: number): number {
    return this.#rows[place * ROW + 2]! - this.#base
  }

  escaped(place: number): boolean {
    return this.#rows[place * ROW + 3] === 1
  }

  /** Scan one record; false when it is not JSON. */
  scan(b: Uint8Array, from: number, to: number): boolean {
    const arena = this.#arena
    if (arena !== null && b.buffer === arena.u32.buffer) {
      const at = b.byteOffset
      if (arena.kernel!.scan(this.#form, at + from, at + to) === 1) {
        const form = this.#form >>> 2
        this.#base = at
        this.twice = arena.u32[form + 9] === 1
        this.root = arena.u32[form + 10]!
        return true
      }
    }
    return this.#scan(b, from, to)
  }

  /** The plain twin, which also says what is wrong. */
  #scan(b: Uint8Array, from: number, to: number): boolean {
    const rows = this.#rows
    rows.fill(0)
    this.#base = 0
    this.twice = false
    this.root = 0
    const levels = this.#levels
    const open = this.#open
    let stack = this.#stack
    let i = from
    let depth = 0
    let state = VALUE
    let c = 0
    // Paths that end at the value to come, and paths that lead through it.
    let ends = 0
    let through = -1
    for (;;) {
      while (i < to && ((c = b[i]!) === 0x20 || c === 0x0a || c === 0x0d || c === 0x09)) i++
      if (i >= to) {
        if (state === AFTER && depth === 0) return true
        return this.#fail(
          to,
          state === AFTER
            ? stack[depth] === OBJECT
              ? '"," or "}"'
              : '"," or "]"'
            : state >= KEY
              ? 'a key'
              : 'a value',
          true,
        )
      }
      if (state === AFTER) {
        if (depth === 0) return this.#fail(i, 'nothing behind the value')
        const inside = stack[depth]!
        if (c === 0x2c) {
          state = inside === OBJECT ? KEY : VALUE
          i++
          continue
        }
        if (c !== (inside === OBJECT ? 0x7d : 0x5d))
          return this.#fail(i, inside === OBJECT ? '"," or "}"' : '"," or "]"')
        i++
        depth--
        continue
      }
      if (state === KEY || state === KEY_OR_END) {
        if (c !== QUOTE) {
          if (state === KEY || c !== 0x7d)
            return this.#fail(i, state === KEY ? 'a key in double quotes' : 'a key in double quotes or "}"')
          i++
          depth--
          state = AFTER
          continue
        }
        const start = ++i
        while (i < to && STOP[b[i]!] === 0) i++
        const plain = i
        if (i >= to || b[i] !== QUOTE) {
          i = this.#string(b, i, to)
          if (i < 0) return false
        }
        const end = i++
        ends = 0
        through = 0
        const here = depth <= levels ? open[depth]! : 0
        if (here !== 0) {
          if (plain === end) this.#match(b, start, end, depth, here)
          else {
            if (this.#key.length < end - start) this.#key = new Uint8Array(2 * (end - start))
            this.#match(this.#key, 0, unescapeInto(b, start, end, this.#key), depth, here)
          }
          ends = this.#ends
          through = this.#through
        }
        while (i < to && ((c = b[i]!) === 0x20 || c === 0x0a || c === 0x0d || c === 0x09)) i++
        if (i >= to || c !== 0x3a) return this.#fail(Math.min(i, to), '":"', i >= to)
        i++
        state = VALUE
        continue
      }

      // A value.
      const start = i
      let kind = 0
      let valueStart = start
      let valueEnd = start
      let escaped = 0
      if (c === QUOTE) {
        kind = kinds.string
        valueStart = ++i
        while (i < to && STOP[b[i]!] === 0) i++
        if (i >= to || b[i] !== QUOTE) {
          i = this.#string(b, i, to)
          if (i < 0) return false
          escaped = 1
        }
        valueEnd = i++
        state = AFTER
      } else if (c === 0x7b || c === 0x5b) {
        kind = c === 0x7b ? kinds.object : kinds.array
        i++
        depth++
        if (depth >= stack.length) {
          const more = new Uint8Array(stack.length * 2)
          more.set(stack)
          stack = this.#stack = more
        }
        stack[depth] = c === 0x7b ? OBJECT : ARRAY
        if (depth <= levels) open[depth] = c === 0x7b ? through : 0
        state = c === 0x7b ? KEY_OR_END : VALUE_OR_END
      } else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) {
        kind = kinds.number
        i = this.#number(b, i, to)
        if (i < 0) return false
        valueEnd = i
        state = AFTER
      } else if (c === 0x5d && state === VALUE_OR_END) {
        i++
        depth--
        state = AFTER
        continue
      } else {
        const literal = c === 0x74 ? LITERALS.true : c === 0x66 ? LITERALS.false : c === 0x6e ? LITERALS.null : null
        if (literal === null || !sameAt(b, i, to, literal.bytes))
          return this.#fail(i, state === VALUE_OR_END ? 'a value or "]"' : 'a value')
        kind = literal.kind
        i += literal.bytes.length
        valueEnd = i
        state = AFTER
      }
      if (ends !== 0) {
        for (let p = 0; p < this.#paths.length; p++) {
          if ((ends & (1 << p)) === 0) continue
          const row = p * ROW
          rows[row] = kind
          rows[row + 1] = valueStart
          rows[row + 2] = valueEnd
          rows[row + 3] = escaped
        }
      }
      if (this.root === 0) this.root = kind
      ends = 0
      through = 0
    }
  }

  /** Names of the record's own keys as they are written, at most `most`; for a record that `scan` accepted. */
  static keys(b: Uint8Array, from: number, to: number, most: number): string[] {
    const names: string[] = []
    let depth = 0
    let key = false
    for (let i = from; i < to && names.length < most; i++) {
      const c = b[i]!
      if (c === QUOTE) {
        const start = ++i
        while (i < to && b[i] !== QUOTE) i += b[i] === BACKSLASH ? 2 : 1
        if (key && depth === 1)
          names.push(Buffer.from(b.buffer, b.byteOffset + start, Math.min(i - start, 60)).toString())
        key = false
      } else if (c === 0x7b || c === 0x5b) {
        depth++
        key = c === 0x7b
        if (depth === 1 && c === 0x5b) return []
      } else if (c === 0x7d || c === 0x5d) depth--
      else if (c === 0x2c) key = true
    }
    return names
  }

  #ends = 0
  #through = 0

  /** Which paths does this key at this depth end or go on? What they held before is forgotten, as a later key replaces an earlier one. */
  #match(b: Uint8Array, start: number, end: number, depth: number, here: number): void {
    let ends = 0
    let through = 0
    const paths = this.#paths
    const rows = this.#rows
    for (let p = 0; p < paths.length; p++) {
      if ((here & (1 << p)) === 0) continue
      const keys = paths[p]!.keys
      const key = keys[depth - 1]!
      if (key.length !== end - start || !sameAt(b, start, end, key)) continue
      if (rows[p * ROW] !== 0) {
        this.twice = true
        rows[p * ROW] = 0
      }
      if (depth === keys.length) ends |= 1 << p
      else through |= 1 << p
    }
    this.#ends = ends
    this.#through = through
  }

  /** From the first byte of a string that is not plain to its closing quote; -1 when the string is broken. */
  #string(b: Uint8Array, at: number, to: number): number {
    let i = at
    for (;;) {
      while (i < to && STOP[b[i]!] === 0) i++
      if (i >= to) return this.#broken(to, 'a closing quote', true)
      const c = b[i]!
      if (c === QUOTE) return i
      if (c !== BACKSLASH) return this.#broken(i, 'no raw control character in a string')
      if (i + 1 >= to) return this.#broken(to, 'the rest of an escape', true)
      const e = b[i + 1]!
      if (e === 0x75) {
        for (let k = 2; k < 6; k++) {
          if (i + k >= to) return this.#broken(to, 'four hex digits', true)
          if (HEX[b[i + k]!] === 0xff) return this.#broken(i + k, 'four hex digits')
        }
        i += 6
      } else if (SHORT[e] !== 0) i += 2
      else return this.#broken(i + 1, 'one of " \\ / b f n r t u behind a backslash')
    }
  }

  /** End of the number at `at`; -1 when it is none. */
  #number(b: Uint8Array, at: number, to: number): number {
    let i = at
    if (b[i] === 0x2d) i++
    if (!digit(b, i, to)) return this.#broken(i, 'a digit', i >= to)
    if (b[i] === 0x30) i++
    else while (digit(b, i, to)) i++
    if (i < to && b[i] === 0x2e) {
      i++
      if (!digit(b, i, to)) return this.#broken(i, 'a digit', i >= to)
      while (digit(b, i, to)) i++
    }
    if (i < to && (b[i]! | 0x20) === 0x65) {
      i++
      if (i < to && (b[i] === 0x2b || b[i] === 0x2d)) i++
      if (!digit(b, i, to)) return this.#broken(i, 'a digit', i >= to)
      while (digit(b, i, to)) i++
    }
    return i
  }

  #fail(at: number, expected: string, atEnd: boolean = false): false {
    this.errorAt = at
    this.expected = `${expected} was expected${atEnd ? ', but the record ends there' : ''}`
    return false
  }

  #broken(at: number, expected: string, atEnd: boolean = false): -1 {
    this.#fail(at, expected, atEnd)
    return -1
  }
}

function digit(b: Uint8Array, i: number, to: number): boolean {
  return i < to && b[i]! >= 0x30 && b[i]! <= 0x39
}

function sameAt(b: Uint8Array, at: number, to: number, word: Uint8Array): boolean {
  if (to - at < word.length) return false
  for (let k = 0; k < word.length; k++) if (b[at + k] !== word[k]) return false
  return true
}

function hex4(b: Uint8Array, at: number): number {
  return (HEX[b[at]!]! << 12) | (HEX[b[at + 1]!]! << 8) | (HEX[b[at + 2]!]! << 4) | HEX[b[at + 3]!]!
}

/** Is there, at `at`, an escaped low surrogate behind an escaped high one? Then the two are one character. */
function pairAt(b: Uint8Array, at: number, end: number): boolean {
  if (at + 6 > end || b[at] !== BACKSLASH || b[at + 1] !== 0x75) return false
  return (hex4(b, at + 2) & 0xfc00) === 0xdc00
}

/** Raw bytes of the escape at `at`: 2, 6, or 12 for a pair of surrogates. */
function escapeLength(b: Uint8Array, at: number, end: number): number {
  if (b[at + 1] !== 0x75) return 2
  return (hex4(b, at + 2) & 0xfc00) === 0xd800 && pairAt(b, at + 6, end) ? 12 : 6
}

/** UTF-8 bytes of a code unit (a lone surrogate has three). */
function unitLength(unit: number): number {
  return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3
}

/** The string value [from, to) of a scanned record, unescaped into `out` (at least to - from bytes). Returns the number of bytes written. A lone surrogate becomes its three bytes (WTF-8). */
export function unescapeInto(b: Uint8Array, from: number, to: number, out: Uint8Array): number {
  let o = 0
  let i = from
  while (i < to) {
    const c = b[i]!
    if (c !== BACKSLASH) {
      out[o++] = c
      i++
      continue
    }
    const e = b[i + 1]!
    if (e !== 0x75) {
      out[o++] = SHORT[e]!
      i += 2
      continue
    }
    let unit = hex4(b, i + 2)
    i += 6
    if ((unit & 0xfc00) === 0xd800 && pairAt(b, i, to)) {
      unit = 0x10000 + ((unit & 0x3ff) << 10) + (hex4(b, i + 2) & 0x3ff)
      i += 6
      out[o++] = 0xf0 | (unit >> 18)
      out[o++] = 0x80 | ((unit >> 12) & 0x3f)
      out[o++] = 0x80 | ((unit >> 6) & 0x3f)
      out[o++] = 0x80 | (unit & 0x3f)
    } else if (unit < 0x80) out[o++] = unit
    else if (unit < 0x800) {
      out[o++] = 0xc0 | (unit >> 6)
      out[o++] = 0x80 | (unit & 0x3f)
    } else {
      out[o++] = 0xe0 | (unit >> 12)
      out[o++] = 0x80 | ((unit >> 6) & 0x3f)
      out[o++] = 0x80 | (unit & 0x3f)
    }
  }
  return o
}

/** Text bytes between two marks of a SpanMap: a look-up walks at most that far. */
const STEP = 1024

/** Where the bytes of an unescaped string stand in its raw record. Made once a record, so that thousands of cuts in one text stay linear. */
export class SpanMap {
  readonly #b: Uint8Array
  readonly #from: number
  readonly #to: number
  /** Text offset and raw offset of a character boundary in every STEP bytes of text. */
  readonly #textMarks: number[] = [0]
  readonly #rawMarks: number[]

  constructor(b: Uint8Array, from: number, to: number) {
    this.#b = b
    this.#from = from
    this.#to = to
    this.#rawMarks = [from]
    let text = 0
    let next = STEP
    for (let i = from; i < to; ) {
      if (text >= next) {
        this.#textMarks.push(text)
        this.#rawMarks.push(i)
        next += STEP
      }
      if (b[i] === BACKSLASH) {
        text += this.#textLength(i)
        i += escapeLength(b, i, to)
      } else {
        text++
        i++
      }
    }
  }

  /** Offset in the record's bytes at which the text's byte `at` begins. */
  raw(at: number): number {
    let mark = Math.min(Math.floor(at / STEP), this.#textMarks.length - 1)
    while (this.#textMarks[mark]! > at) mark--
    let text = this.#textMarks[mark]!
    let i = this.#rawMarks[mark]!
    while (text < at && i < this.#to) {
      if (this.#b[i] === BACKSLASH) {
        text += this.#textLength(i)
        i += escapeLength(this.#b, i, this.#to)
      } else {
        text++
        i++
      }
    }
    if (text !== at)
      throw new RangeError(
        `byte ${at} of a text value of ${this.#to - this.#from} raw bytes lies behind its end or inside an escaped character: cuts fall between characters, so this is a bug of dittograph`,
      )
    return i
  }

  #textLength(at: number): number {
    const length = escapeLength(this.#b, at, this.#to)
    return length === 2 ? 1 : length === 12 ? 4 : unitLength(hex4(this.#b, at + 2))
  }
}

/** The host of an address; null when it has none. */
export function hostIn(url: Uint8Array): Uint8Array | null {
  const host = new Uint8Array(url.length)
  const length = hostOf(url, 0, url.length, host)
  return length === 0 ? null : host.subarray(0, length)
}

/**
 * Host of the URL [from, to), lower-cased, without `www.`, user, port and final dot, written into `out` (at least to - from bytes): "https://www.Example.com:80/a" -> example.com.
 * A URL without a scheme counts only as "//host/…" or "www.…". Returns its length, 0 when there is no host.
 */
export function hostOf(b: Uint8Array, from: number, to: number, out: Uint8Array): number {
  let i = from
  while (i < to && b[i]! <= 0x20) i++
  let start = -1
  for (let k = i; k < to && start < 0; k++) {
    const c = b[k]!
    if (c === 0x3a && k > i && k + 2 < to && b[k + 1] === 0x2f && b[k + 2] === 0x2f) start = k + 3
    else if (c === 0x2f && k === i && k + 1 < to && b[k + 1] === 0x2f) start = k + 2
    else if (
      !((c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a) &&
      !(k > i && (c === 0x2b || c === 0x2d || c === 0x2e || digit(b, k, to)))
    )
      break
  }
  if (start < 0) {
    if (
      to - i < 4 ||
      (b[i]! | 0x20) !== 0x77 ||
      (b[i + 1]! | 0x20) !== 0x77 ||
      (b[i + 2]! | 0x20) !== 0x77 ||
      b[i + 3] !== 0x2e
    )
      return 0
    start = i
  }
  let end = start
  while (end < to) {
    const c = b[end]!
    if (c <= 0x20 || c === 0x2f || c === 0x3f || c === 0x23 || c === BACKSLASH) break
    if (c === 0x40) start = end + 1
    end++
  }
  let o = 0
  const bracket = b[start] === 0x5b
  for (let k = start; k < end; k++) {
    let c = b[k]!
    if (c === 0x3a && !bracket) break
    if (c >= 0x41 && c <= 0x5a) c |= 0x20
    out[o++] = c
    if (c === 0x5d) break
  }
  if (o > 0 && out[o - 1] === 0x2e) o--
  if (o > 4 && out[0] === 0x77 && out[1] === 0x77 && out[2] === 0x77 && out[3] === 0x2e) {
    out.copyWithin(0, 4, o)
    o -= 4
  }
  return o
}
