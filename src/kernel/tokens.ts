// Text bytes -> tokens: what "the same" means, on one page.
//
// Two texts are the same to us when they fold to the same tokens. Folding forgets what an outlet's typist, style desk or
// content system may change without touching the words: case, width, accents (café = CAFE), vowel points and tatweel,
// ligatures, kinds of quotes and dashes and spaces, invisible characters, the script digits are written in. It keeps
// apart what is a letter of its own (ø, đ), the marks of Indic and Southeast Asian scripts, voiced kana, and traditional
// from simplified Chinese.
//
//   a token is   a run of letters, marks and digits;
//                or one Han or Kana character; or one letter of a script without spaces (Thai, Lao, Khmer, Burmese ...);
//                the last two with the marks that follow them.
//   apostrophe   between two letters of a word it is dropped: don't = don’t = dont.
//   number       between two digits . and , and the apostrophe stay: 1,234.5 is one token, and 3.5 is not 35.
//   everything else separates: spaces, hyphens, the underscore, symbols, emoji, and each byte that is not UTF-8.
//
// How: each code point is looked up once and becomes *elements* (see unicode.ts): folded letters, marks, joiners
// (apostrophe . ,), or a separator; what is dropped becomes nothing. The walk below reads elements, opens and closes
// tokens, and gives each folded letter to the pen, which hashes it or writes it down. Two things need care, because the
// same text may come composed (NFC) or in pieces (NFD): Hangul, which the pen composes, and the order of marks.
//
// Sources: UAX #15 (normalization forms, Hangul arithmetic), UAX #29 (what may stand inside a word), UAX #44, CaseFolding.
// Laws: NFC, NFD, NFKC and NFKD of a text give the same tokens; so do upper case and CRLF. Tokens are equal exactly when
// folded texts are. No byte string throws, and none is read beyond its end. Time is linear, state is constant: a token
// may be a megabyte long.
import type { Memory } from './memory.js'
import * as unicode from './unicode.js'

export { CASELESS, CLASS, DIGIT, HAN, LETTER, THAI, UNICODE_VERSION, UPPER, WORD } from './unicode.js'

/**
 * Text bytes [textAt, textEnd) -> tokens in order. Columns: start and end, the token's bytes in the source, counted from
 * textAt; lo and hi, two independent 32-bit hashes of the folded token; kind, one byte (CLASS, DIGIT, UPPER, LETTER,
 * CASELESS). Columns are given as byte offsets into the memory, those of 32 bits multiples of 4. Returns the number of
 * tokens, or -1 when there are more than `room`; nothing is written beyond room.
 *
 * A span covers what was dropped inside the token and right behind it (marks, soft hyphens). A code point that folds to
 * several tokens (㍿) lends its span to each, so spans of neighbours may share one code point, and no more.
 */
export function tokens(
  m: Memory,
  textAt: number,
  textEnd: number,
  startAt: number,
  endAt: number,
  loAt: number,
  hiAt: number,
  kindAt: number,
  room: number,
): number {
  if (m.kernel) return m.kernel.tokens(textAt, textEnd, startAt, endAt, loAt, hiAt, kindAt, room)
  return walk(m, textAt, textEnd, startAt >>> 2, endAt >>> 2, loAt >>> 2, hiAt >>> 2, kindAt, room, HASHING)
}

/**
 * The folded text: folded tokens as UTF-8, one space between two. It is what the hashes stand for, so equal bytes here
 * prove what equal hashes only suggest. Returns the bytes written at outAt, or -1 when there are more than `room`.
 */
export function fold(m: Memory, textAt: number, textEnd: number, outAt: number, room: number): number {
  if (m.kernel) return m.kernel.fold(textAt, textEnd, outAt, room)
  const count = walk(m, textAt, textEnd, 0, 0, 0, 0, 0, room, outAt)
  return count < 0 ? -1 : pen[LENGTH]
}

// The tables under names of this file: V8 looks an imported name up each time it is read. So the walk keeps
// its own.
const { BASE, DROPPED, JOINER, MARK, SEPARATOR, SEVERAL } = unicode
const { CASELESS, CLASS, DIGIT, LETTER, UPPER, WORD } = unicode
const { index, series, units, LIMIT, POINT_SHIFT, TYPE_SHIFT } = unicode

// Parts of an element.
const TYPE = 7
const KIND = CLASS | DIGIT | UPPER | LETTER | CASELESS
const PLACE = 63
const COUNT = 63

const APOSTROPHE = 0x27
const SPACE = 0x20
const NOTHING = 0
const HASHING = -1

// `out` is where folded bytes go, or HASHING. When text is written, `room` counts bytes, and tokens need no columns.
function walk(
  m: Memory,
  textAt: number,
  textEnd: number,
  starts: number,
  ends: number,
  los: number,
  his: number,
  kinds: number,
  room: number,
  out: number,
): number {
  const { u8, u32 } = m
  const hashing = out === HASHING
  let count = 0
  let open = false // is there a token, and if so:
  let kind = 0
  let start = 0
  let end = 0
  let last = NOTHING // whether its last character was LETTER or DIGIT
  let joiner = NOTHING // the apostrophe, point or comma behind it, when a letter or digit could still make it part of it
  let place = 0 // of the last mark, when marks that have an order are being read, and if so:
  let runAt = 0 // where in the text,
  let runFrom = 0 // and where in the series of that code point, they begin
  pen[LENGTH] = 0
  pen[HELD] = NOTHING

  // The end of the text is a separator, read at textEnd.
  for (let p = textAt, next = 0; p <= textEnd; p = next) {
    const point = p < textEnd ? decode(u8, p, textEnd) : NOT_UTF8
    next = p + bytesOf(point)
    let element = elementOf(point)
    let at = 0
    let to = 0
    if (((element >> TYPE_SHIFT) & TYPE) === SEVERAL) {
      at = element >>> POINT_SHIFT
      to = at + (element & COUNT)
      element = series[at]
    }

    // One element after another. First decide, then do: close the token, open one, add to it.
    for (;;) {
      const type = (element >> TYPE_SHIFT) & TYPE
      let closes = false
      let opens = false
      let adds = false
      if (type === BASE) {
        adds = true
        const word = open && ((kind | element) & CLASS) === WORD
        if (word && (joiner === NOTHING || (last & element) !== 0)) {
          // Between letters the apostrophe is dropped, between digits it and the others stay.
          if (joiner !== NOTHING && (last & DIGIT) !== 0) put(u8, joiner, out, room)
        } else {
          closes = open
          opens = true
        }
      } else if (type === MARK) {
        adds = true
        if (!open || joiner !== NOTHING) {
          closes = open
          opens = true
        }
      } else if (type === DROPPED) {
        if (open && joiner === NOTHING) end = next
      } else if (type === JOINER && open && joiner === NOTHING && (kind & CLASS) === WORD) {
        const sign = element >>> POINT_SHIFT
        if ((last & DIGIT) !== 0 || ((last & LETTER) !== 0 && sign === APOSTROPHE)) joiner = sign
        else closes = true
      } else {
        closes = open
      }

      if (closes) {
        flush(u8, out, room)
        if (hashing) {
          if (count === room) return -1
          u32[starts + count] = start - textAt
          u32[ends + count] = end - textAt
          finish()
          u32[los + count] = pen[LO]
          u32[his + count] = pen[HI]
          u8[kinds + count] = kind
        } else if (pen[LENGTH] > room) {
          return -1
        }
        count++
        open = false
      }
      if (opens) {
        open = true
        start = p
        last = NOTHING
        // A mark with nothing to stand on begins a word; nearly all marks we keep are of scripts without capitals.
        kind = type === MARK ? WORD | LETTER | CASELESS : element & KIND
        if (!hashing) {
          if (count > 0) put(u8, SPACE, out, room)
        } else {
          pen[LO] = SEED_LO
          pen[HI] = SEED_HI
          pen[PARTIAL] = 0
          pen[LENGTH] = 0
        }
      }
      if (adds) {
        end = next
        joiner = NOTHING
        if (type === BASE) {
          if (hashing && point < 0x80) {
            flush(u8, out, room)
            next = putAscii(u8, p, textEnd)
            end = next
            kind |= pen[SEEN] & KIND & ~UPPER
            last = pen[LAST] & (LETTER | DIGIT)
          } else {
            kind |= element & KIND & ~UPPER
            last = element & (LETTER | DIGIT)
            put(u8, element >>> POINT_SHIFT, out, room)
          }
        } else if ((element & PLACE) === 0) {
          put(u8, element >>> POINT_SHIFT, out, room)
        } else {
          if (opens || place === 0) {
            place = 0
            flush(u8, out, room)
            remember()
            runAt = p
            runFrom = at
          }
          if ((element & PLACE) >= place) {
            place = element & PLACE
            put(u8, element >>> POINT_SHIFT, out, room)
          } else {
            // Marks out of order, which is rare: forget those written since the first, and write them all in order.
            recall()
            next = putInOrder(u8, runAt, runFrom, textEnd, out, room)
            end = next
            place = 0
            break
          }
        }
      }
      if (type !== DROPPED && (type !== MARK || (element & PLACE) === 0)) place = 0
      if (++at >= to) break
      element = series[at]
    }
  }
  return count
}

// --- marks in order ------------------------------------------------------------------------------------------------

// Marks that stand at different places of a letter (below, above) may be typed in any order; Unicode sorts them by
// place, stably. A run of them may be as long as the text, so it is not gathered: it is read once for each place in it,
// of which there are at most 24. Returns where the run ends.
function putInOrder(
  u8: Uint8Array,
  runAt: number,
  runFrom: number,
  textEnd: number,
  out: number,
  room: number,
): number {
  for (let place = 0, higher = 0; ; place = higher) {
    higher = 64
    let p = runAt
    let from = runFrom
    run: while (p < textEnd) {
      const point = decode(u8, p, textEnd)
      let element = elementOf(point)
      let at = 0
      let to = 0
      if (((element >> TYPE_SHIFT) & TYPE) === SEVERAL) {
        at = element >>> POINT_SHIFT
        to = at + (element & COUNT)
        if (from > at) at = from
        element = series[at]
      }
      from = 0
      for (;;) {
        const type = (element >> TYPE_SHIFT) & TYPE
        const own = element & PLACE
        if (type === MARK && own > 0) {
          if (own === place) put(u8, element >>> POINT_SHIFT, out, room)
          else if (own > place && own < higher) higher = own
        } else if (type !== DROPPED) {
          break run
        }
        if (++at >= to) break
        element = series[at]
      }
      p += bytesOf(point)
    }
    if (higher === 64) return p
  }
}

// --- the pen -------------------------------------------------------------------------------------------------------

// What is being written. Words of 32 bits, so that no JS engine makes objects of them.
const LO = 0
const HI = 1
const PARTIAL = 2 // folded bytes that do not yet make four
const LENGTH = 3 // folded bytes of this token; of the whole text when it is written down
const HELD = 4 // a Hangul syllable that the next letter may complete
const SEEN = 5 // what putAscii met: all elements in one,
const LAST = 6 // and the last
const pen = new Int32Array(7)

// A copy of the first four from where a run of marks began. Nothing is held then.
const copy = new Int32Array(4)

function remember(): void {
  for (let i = 0; i < 4; i++) copy[i] = pen[i]
}

function recall(): void {
  for (let i = 0; i < 4; i++) pen[i] = copy[i]
  pen[HELD] = NOTHING
}

// Korean comes in syllables (한) or in their pieces (ᄒ ᅡ ᆫ): lead, vowel and perhaps a tail. Pieces become syllables.
function put(u8: Uint8Array, point: number, out: number, room: number): void {
  const held = pen[HELD]
  if (held !== NOTHING) {
    pen[HELD] = NOTHING
    const composed = compose(held, point)
    if (composed === NOTHING) write(u8, held, out, room)
    else point = composed
  }
  const lead = point >= 0x1100 && point < 0x1113
  const leadAndVowel = point >= 0xac00 && point < 0xd7a4 && (point - 0xac00) % 28 === 0
  if (lead || leadAndVowel) pen[HELD] = point
  else write(u8, point, out, room)
}

// The fast path: ASCII letters and digits from p on, as many as there are, are hashed as `put` would hash each. Returns
// where they end.
function putAscii(u8: Uint8Array, p: number, textEnd: number): number {
  let lo = pen[LO]
  let hi = pen[HI]
  let word = pen[PARTIAL]
  let shift = (pen[LENGTH] & 3) << 3
  let seen = 0
  let last = 0
  let q = p
  for (; q < textEnd; q++) {
    const byte = u8[q]
    if (byte >= 0x80) break
    const element = (byte << POINT_SHIFT) + units[byte]
    if (((element >> TYPE_SHIFT) & TYPE) !== BASE) break
    last = element
    seen |= element
    word |= (element >>> POINT_SHIFT) << shift
    shift += 8
    if (shift === 32) {
      const k = scramble(word)
      lo = mixLo(lo, k)
      hi = mixHi(hi, k)
      word = 0
      shift = 0
    }
  }
  pen[LO] = lo
  pen[HI] = hi
  pen[PARTIAL] = word
  pen[LENGTH] += q - p
  pen[SEEN] = seen
  pen[LAST] = last
  return q
}

function flush(u8: Uint8Array, out: number, room: number): void {
  const held = pen[HELD]
  if (held === NOTHING) return
  pen[HELD] = NOTHING
  write(u8, held, out, room)
}

function compose(held: number, point: number): number {
  if (held < 0x1113) {
    return point >= 0x1161 && point < 0x1176 ? 0xac00 + ((held - 0x1100) * 21 + (point - 0x1161)) * 28 : NOTHING
  }
  return point >= 0x11a8 && point < 0x11c3 ? held + (point - 0x11a7) : NOTHING
}

function write(u8: Uint8Array, point: number, out: number, room: number): void {
  const bytes = encode(point)
  const size = bytesOf(point)
  const length = pen[LENGTH]
  if (out !== HASHING) {
    if (length + size > room) {
      pen[LENGTH] = room + 1 // and so it stays: whatever follows does not fit either
      return
    }
    for (let i = 0; i < size; i++) u8[out + length + i] = bytes >>> (i << 3)
    pen[LENGTH] = length + size
    return
  }
  const shift = (length & 3) << 3
  const word = pen[PARTIAL] | (bytes << shift)
  pen[LENGTH] = length + size
  if ((length & 3) + size < 4) {
    pen[PARTIAL] = word
    return
  }
  const k = scramble(word)
  pen[LO] = mixLo(pen[LO], k)
  pen[HI] = mixHi(pen[HI], k)
  pen[PARTIAL] = shift === 0 ? 0 : bytes >>> (32 - shift)
}

function finish(): void {
  const length = pen[LENGTH]
  if ((length & 3) !== 0) {
    const k = scramble(pen[PARTIAL])
    pen[LO] = mixLo(pen[LO], k)
    pen[HI] = mixHi(pen[HI], k)
  }
  pen[LO] = avalanche(pen[LO] ^ length)
  pen[HI] = avalanche(pen[HI] ^ length)
}

// --- the hash ------------------------------------------------------------------------------------------------------

// The folded bytes as 32-bit words, lowest byte first, the last one filled with zeros. Each word is scrambled once and
// mixed into two lanes, each in its own way; the length comes last, then the finalizer of MurmurHash3 (Appleby, 2011),
// whose constants these are, with Knuth's golden ratio. Every step can be undone, so words of up to four bytes never
// collide in either lane.
const SEED_LO = 0x2f6a1b95 | 0
const SEED_HI = 0x9d3c74e1 | 0

function scramble(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51)
  return k ^ (k >>> 15)
}

function mixLo(lo: number, k: number): number {
  return Math.imul(((lo << 13) | (lo >>> 19)) ^ k, 0x9e3779b1)
}

function mixHi(hi: number, k: number): number {
  return Math.imul(((hi << 17) | (hi >>> 15)) + k, 0x1b873593)
}

function avalanche(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

// --- UTF-8 ---------------------------------------------------------------------------------------------------------

const NOT_UTF8 = -1

// The code point at p < end, or NOT_UTF8: a byte that begins none, a form longer than needed, a surrogate, a number
// beyond the last, or a character cut off by the end.
function decode(u8: Uint8Array, p: number, end: number): number {
  const a = u8[p]
  if (a < 0x80) return a
  if (a < 0xc2 || a > 0xf4 || p + 1 >= end) return NOT_UTF8
  const b = u8[p + 1]
  if ((b & 0xc0) !== 0x80) return NOT_UTF8
  if (a < 0xe0) return ((a & 0x1f) << 6) | (b & 0x3f)
  if (p + 2 >= end) return NOT_UTF8
  const c = u8[p + 2]
  if ((c & 0xc0) !== 0x80) return NOT_UTF8
  if (a < 0xf0) {
    const point = ((a & 0x0f) << 12) | ((b & 0x3f) << 6) | (c & 0x3f)
    return point < 0x800 || (point >= 0xd800 && point < 0xe000) ? NOT_UTF8 : point
  }
  if (p + 3 >= end) return NOT_UTF8
  const d = u8[p + 3]
  if ((d & 0xc0) !== 0x80) return NOT_UTF8
  const point = ((a & 0x07) << 18) | ((b & 0x3f) << 12) | ((c & 0x3f) << 6) | (d & 0x3f)
  return point < 0x10000 || point > 0x10ffff ? NOT_UTF8 : point
}

// Up to four bytes in one word, the first lowest.
function encode(point: number): number {
  if (point < 0x80) return point
  if (point < 0x800) return 0x80c0 | (point >> 6) | ((point & 0x3f) << 8)
  if (point < 0x10000) return 0x8080e0 | (point >> 12) | ((point & 0xfc0) << 2) | ((point & 0x3f) << 16)
  return 0x808080f0 | (point >> 18) | ((point & 0x3f000) >> 4) | ((point & 0xfc0) << 10) | ((point & 0x3f) << 24)
}

// What is not UTF-8 is one byte long.
function bytesOf(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}

function elementOf(point: number): number {
  if (point === NOT_UTF8) return SEPARATOR
  if (point >= LIMIT) return point >> 12 === 0xe0 ? DROPPED << TYPE_SHIFT : SEPARATOR
  return ((point << POINT_SHIFT) + units[(index[point >> 6] << 6) | (point & 63)]) | 0
}
