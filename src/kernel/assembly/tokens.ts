// ../tokens.ts, line by line where it is general, with a way of its own for what nearly all of English is: a word of at most 16 ASCII letters
// and digits with a plain separator behind it is classified, folded and hashed from one vector. Anything else (a longer word, an apostrophe
// or point that may belong to the word, a letter beyond ASCII) is left to the general walk, from the beginning of the word.
import { INDEX, SERIES, UNITS } from './tables'

const BASE: i32 = 1
const DROPPED: i32 = 2
const MARK: i32 = 3
const JOINER: i32 = 4
const SEVERAL: i32 = 5
const TYPE_SHIFT: i32 = 6
const POINT_SHIFT: i32 = 11
const CLASS: i32 = 3
const WORD: i32 = 0
const DIGIT: i32 = 4
const UPPER: i32 = 8
const LETTER: i32 = 16
const CASELESS: i32 = 32
const LIMIT: i32 = 0x33480
const TYPE: i32 = 7
const KIND: i32 = CLASS | DIGIT | UPPER | LETTER | CASELESS
const PLACE: i32 = 63
const COUNT: i32 = 63
const APOSTROPHE: i32 = 0x27
const SPACE: i32 = 0x20
const NOTHING: i32 = 0
const NOT_UTF8: i32 = -1
const SEED_LO: u32 = 0x2f6a1b95
const SEED_HI: u32 = 0x9d3c74e1

// The pen, and what of it a run of marks remembers.
let lo: u32 = 0
let hi: u32 = 0
let partial: u32 = 0
let length: i32 = 0
let held: i32 = 0
let keptLo: u32 = 0
let keptHi: u32 = 0
let keptPartial: u32 = 0
let keptLength: i32 = 0
/** Where folded bytes go, 0 when they are hashed; and how many fit. */
let out: usize = 0
let room: i32 = 0

@inline
function scramble(word: u32): u32 {
  const k = word * 0xcc9e2d51
  return k ^ (k >>> 15)
}

@inline
function mixLo(h: u32, k: u32): u32 {
  return (rotl<u32>(h, 13) ^ k) * 0x9e3779b1
}

@inline
function mixHi(h: u32, k: u32): u32 {
  return (rotl<u32>(h, 17) + k) * 0x1b873593
}

@inline
function avalanche(hash: u32): u32 {
  let h = hash
  h = (h ^ (h >>> 16)) * 0x85ebca6b
  h = (h ^ (h >>> 13)) * 0xc2b2ae35
  return h ^ (h >>> 16)
}

function decode(p: usize, end: usize): i32 {
  const a = <i32>load<u8>(p)
  if (a < 0x80) return a
  if (a < 0xc2 || a > 0xf4 || p + 1 >= end) return NOT_UTF8
  const b = <i32>load<u8>(p, 1)
  if ((b & 0xc0) !== 0x80) return NOT_UTF8
  if (a < 0xe0) return ((a & 0x1f) << 6) | (b & 0x3f)
  if (p + 2 >= end) return NOT_UTF8
  const c = <i32>load<u8>(p, 2)
  if ((c & 0xc0) !== 0x80) return NOT_UTF8
  if (a < 0xf0) {
    const point = ((a & 0x0f) << 12) | ((b & 0x3f) << 6) | (c & 0x3f)
    return point < 0x800 || (point >= 0xd800 && point < 0xe000) ? NOT_UTF8 : point
  }
  if (p + 3 >= end) return NOT_UTF8
  const d = <i32>load<u8>(p, 3)
  if ((d & 0xc0) !== 0x80) return NOT_UTF8
  const point = ((a & 0x07) << 18) | ((b & 0x3f) << 12) | ((c & 0x3f) << 6) | (d & 0x3f)
  return point < 0x10000 || point > 0x10ffff ? NOT_UTF8 : point
}

@inline
function encode(point: i32): u32 {
  if (point < 0x80) return <u32>point
  if (point < 0x800) return <u32>(0x80c0 | (point >> 6) | ((point & 0x3f) << 8))
  if (point < 0x10000) return <u32>(0x8080e0 | (point >> 12) | ((point & 0xfc0) << 2) | ((point & 0x3f) << 16))
  return 0x808080f0 | <u32>((point >> 18) | ((point & 0x3f000) >> 4) | ((point & 0xfc0) << 10) | ((point & 0x3f) << 24))
}

@inline
function bytesOf(point: i32): i32 {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}

@inline
function seriesAt(at: i32): i32 {
  return load<i32>(SERIES + ((<usize>at) << 2))
}

@inline
function elementOf(point: i32): i32 {
  if (point === NOT_UTF8) return 0
  if (point >= LIMIT) return point >> 12 === 0xe0 ? DROPPED << TYPE_SHIFT : 0
  const block = <i32>load<u16>(INDEX + ((<usize>(point >> 6)) << 1))
  return (point << POINT_SHIFT) + load<i32>(UNITS + ((<usize>((block << 6) | (point & 63))) << 2))
}

@inline
function typeOf(element: i32): i32 {
  return (element >> TYPE_SHIFT) & TYPE
}

function compose(first: i32, point: i32): i32 {
  if (first < 0x1113)
    return point >= 0x1161 && point < 0x1176 ? 0xac00 + ((first - 0x1100) * 21 + (point - 0x1161)) * 28 : NOTHING
  return point >= 0x11a8 && point < 0x11c3 ? first + (point - 0x11a7) : NOTHING
}

function write(point: i32): void {
  const bytes = encode(point)
  const size = bytesOf(point)
  if (out !== 0) {
    if (length + size > room) {
      length = room + 1
      return
    }
    for (let i = 0; i < size; i++) store<u8>(out + length + i, <u8>(bytes >>> (i << 3)))
    length += size
    return
  }
  const shift = (length & 3) << 3
  const word = partial | (bytes << shift)
  const filled = (length & 3) + size
  length += size
  if (filled < 4) {
    partial = word
    return
  }
  const k = scramble(word)
  lo = mixLo(lo, k)
  hi = mixHi(hi, k)
  partial = shift === 0 ? 0 : bytes >>> (32 - shift)
}

function flush(): void {
  if (held === NOTHING) return
  const point = held
  held = NOTHING
  write(point)
}

@inline
function put(given: i32): void {
  let point = given
  if (held !== NOTHING) {
    const before = held
    held = NOTHING
    const composed = compose(before, point)
    if (composed === NOTHING) write(before)
    else point = composed
  }
  if (point >= 0x1100 && point < 0xd7a4 && (point < 0x1113 || (point >= 0xac00 && (point - 0xac00) % 28 === 0)))
    held = point
  else write(point)
}

function finish(): void {
  if ((length & 3) !== 0) {
    const k = scramble(partial)
    lo = mixLo(lo, k)
    hi = mixHi(hi, k)
  }
  lo = avalanche(lo ^ <u32>length)
  hi = avalanche(hi ^ <u32>length)
}

// Letters and digits of words from p on into the hash, as many as there are, of one byte or two. What was met goes to `seen` and `last8`.
let seen: i32 = 0
let last8: i32 = 0
function putWord(p: usize, textEnd: usize): usize {
  let l = lo
  let h = hi
  let size = length
  let word: u64 = partial
  let shift: u64 = (size & 3) << 3
  let met = 0
  let q = p
  let last = 0
  while (q < textEnd) {
    let point = <i32>load<u8>(q)
    let next = q + 1
    if (point >= 0x80) {
      if (point < 0xc2 || point >= 0xe0 || next >= textEnd) break
      const second = <i32>load<u8>(next)
      if ((second & 0xc0) !== 0x80) break
      point = ((point & 0x1f) << 6) | (second & 0x3f)
      next++
    }
    const element = elementOf(point)
    if (typeOf(element) !== BASE || (element & CLASS) !== WORD) break
    const folded = element >>> POINT_SHIFT
    if (folded >= 0x1100) break
    last = element
    met |= element
    const bytes = bytesOf(folded)
    word |= (<u64>encode(folded)) << shift
    shift += <u64>(bytes << 3)
    size += bytes
    q = next
    if (shift >= 32) {
      const k = scramble(<u32>word)
      l = mixLo(l, k)
      h = mixHi(h, k)
      word >>= 32
      shift -= 32
    }
  }
  lo = l
  hi = h
  partial = <u32>word
  length = size
  seen = met
  last8 = last
  return q
}

function putInOrder(runAt: usize, runFrom: i32, textEnd: usize): usize {
  let higher = 0
  let p = runAt
  while (higher < 64) {
    const place = higher
    higher = 64
    p = runAt
    let from = runFrom
    let ended = false
    while (!ended && p < textEnd) {
      const point = decode(p, textEnd)
      let element = elementOf(point)
      let at = 0
      let to = 0
      if (typeOf(element) === SEVERAL) {
        at = element >>> POINT_SHIFT
        to = at + (element & COUNT)
        if (from > at) at = from
        element = seriesAt(at)
      }
      from = 0
      for (;;) {
        const type = typeOf(element)
        const own = element & PLACE
        if (type === MARK && own > 0) {
          if (own === place) put(element >>> POINT_SHIFT)
          else if (own > place && own < higher) higher = own
        } else if (type !== DROPPED) {
          ended = true
          break
        }
        if (++at >= to) break
        element = seriesAt(at)
      }
      if (!ended) p += bytesOf(point)
    }
  }
  return p
}

/** `hashing`: columns are written, `most` counts tokens. Else folded text goes to `outAt`, `most` counts its bytes. */
function walk(
  textAt: usize,
  textEnd: usize,
  startAt: usize,
  endAt: usize,
  loAt: usize,
  hiAt: usize,
  kindAt: usize,
  most: i32,
  hashing: bool,
): i32 {
  const index = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  const case32 = i8x16.splat(0x20)
  let count = 0
  let open = false
  let kind = 0
  let start: usize = 0
  let end: usize = 0
  let last = NOTHING
  let joiner = NOTHING
  let place = 0
  let runAt: usize = 0
  let runFrom = 0
  length = 0
  held = NOTHING

  let p = textAt
  while (p <= textEnd) {
    if (!open && p < textEnd) {
      const v = v128.load(p)
      const letters = i8x16.le_u(i8x16.sub(v128.or(v, case32), i8x16.splat(0x61)), i8x16.splat(25))
      const digits = i8x16.le_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(9))
      const letterBits = i8x16.bitmask(letters)
      const digitBits = i8x16.bitmask(digits)
      const bits = letterBits | digitBits
      if ((bits & 1) === 0) {
        // Separators of ASCII, as many as there are, up to a word or to a byte beyond ASCII.
        const size = ctz<i32>(bits | i8x16.bitmask(v) | 0x10000)
        if (size > 0) {
          place = 0
          p += <usize>size
          if (p > textEnd) p = textEnd
          continue
        }
      } else {
        place = 0
        const size = ctz<i32>(~bits)
        const stop = p + <usize>size
        const below = (1 << size) - 1
        const hasDigit = (digitBits & below) !== 0
        let plain = false
        let c = 0
        if (size < 16) {
          if (stop < textEnd) {
            c = <i32>load<u8>(stop)
            if (c === APOSTROPHE || ((c === 0x2e || c === 0x2c) && hasDigit)) {
              // What stands behind decides, and the general walk knows how: but a space there is what mostly stands there.
              const d = stop + 1 < textEnd ? <i32>load<u8>(stop, 1) : SPACE
              plain = d === SPACE || d === 0x0a
            } else plain = c < 0x80
          } else plain = stop === textEnd
        }
        const begin = count > 0 ? length + 1 : 0
        if (plain && (hashing || begin + 16 <= most)) {
          const within = i8x16.lt_u(index, i8x16.splat(<i8>size))
          const folded = v128.and(v128.or(v, v128.and(letters, case32)), within)
          if (!hashing) {
            // The vector may be longer than the word: what is too much is written over by the next.
            if (count > 0) store<u8>(out + <usize>length, <u8>SPACE)
            v128.store(out + <usize>begin, folded)
            length = begin + size
            count++
            p = stop
            continue
          }
          if (count === most) return -1
          // Half of all words have four letters or fewer: both hashes are made, and no branch is guessed wrongly.
          let k = scramble(i32x4.extract_lane(folded, 0))
          let l = mixLo(SEED_LO, k)
          let h = mixHi(SEED_HI, k)
          k = scramble(i32x4.extract_lane(folded, 1))
          l = select<u32>(mixLo(l, k), l, size > 4)
          h = select<u32>(mixHi(h, k), h, size > 4)
          if (size > 8) {
            k = scramble(i32x4.extract_lane(folded, 2))
            l = mixLo(l, k)
            h = mixHi(h, k)
            if (size > 12) {
              k = scramble(i32x4.extract_lane(folded, 3))
              l = mixLo(l, k)
              h = mixHi(h, k)
            }
          }
          const row = (<usize>count) << 2
          store<u32>(startAt + row, <u32>(p - textAt))
          store<u32>(endAt + row, <u32>(stop - textAt))
          store<u32>(loAt + row, avalanche(l ^ <u32>size))
          store<u32>(hiAt + row, avalanche(h ^ <u32>size))
          let own = hasDigit ? DIGIT : 0
          if ((letterBits & below) !== 0) own |= LETTER
          if ((letterBits & 1) !== 0 && load<u8>(p) < 0x60) own |= UPPER
          store<u8>(kindAt + <usize>count, <u8>own)
          count++
          // A joiner behind it is skipped like any other separator.
          p = c === SPACE ? stop + 1 : stop
          continue
        }
      }
    }

    const point = p < textEnd ? decode(p, textEnd) : NOT_UTF8
    let next = p + <usize>bytesOf(point)
    let element = elementOf(point)
    let at = 0
    let to = 0
    if (typeOf(element) === SEVERAL) {
      at = element >>> POINT_SHIFT
      to = at + (element & COUNT)
      element = seriesAt(at)
    }

    for (;;) {
      const type = typeOf(element)
      let closes = false
      let opens = false
      let adds = false
      if (type === BASE) {
        adds = true
        const word = open && ((kind | element) & CLASS) === WORD
        if (word && (joiner === NOTHING || (last & element) !== 0)) {
          if (joiner !== NOTHING && (last & DIGIT) !== 0) put(joiner)
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
        flush()
        if (hashing) {
          if (count === most) return -1
          const row = (<usize>count) << 2
          store<u32>(startAt + row, <u32>(start - textAt))
          store<u32>(endAt + row, <u32>(end - textAt))
          finish()
          store<u32>(loAt + row, lo)
          store<u32>(hiAt + row, hi)
          store<u8>(kindAt + <usize>count, <u8>kind)
        } else if (length > most) {
          return -1
        }
        count++
        open = false
      }
      if (opens) {
        open = true
        start = p
        last = NOTHING
        kind = type === MARK ? WORD | LETTER | CASELESS : element & KIND
        if (!hashing) {
          if (count > 0) put(SPACE)
        } else {
          lo = SEED_LO
          hi = SEED_HI
          partial = 0
          length = 0
        }
      }
      if (adds) {
        end = next
        joiner = NOTHING
        if (type === BASE) {
          if (hashing && point >= 0 && point < 0x800 && to === 0 && (element & CLASS) === WORD && element >>> POINT_SHIFT < 0x1100) {
            flush()
            next = putWord(p, textEnd)
            end = next
            kind |= seen & KIND & ~UPPER
            last = last8 & (LETTER | DIGIT)
          } else {
            kind |= element & KIND & ~UPPER
            last = element & (LETTER | DIGIT)
            put(element >>> POINT_SHIFT)
          }
        } else if ((element & PLACE) === 0) {
          put(element >>> POINT_SHIFT)
        } else {
          if (opens || place === 0) {
            place = 0
            flush()
            keptLo = lo
            keptHi = hi
            keptPartial = partial
            keptLength = length
            runAt = p
            runFrom = at
          }
          if ((element & PLACE) >= place) {
            place = element & PLACE
            put(element >>> POINT_SHIFT)
          } else {
            lo = keptLo
            hi = keptHi
            partial = keptPartial
            length = keptLength
            held = NOTHING
            next = putInOrder(runAt, runFrom, textEnd)
            end = next
            place = 0
            break
          }
        }
      }
      if (type !== DROPPED && (type !== MARK || (element & PLACE) === 0)) place = 0
      if (++at >= to) break
      element = seriesAt(at)
    }
    p = next
  }
  return count
}

export function tokens(
  textAt: usize,
  textEnd: usize,
  startAt: usize,
  endAt: usize,
  loAt: usize,
  hiAt: usize,
  kindAt: usize,
  most: i32,
): i32 {
  out = 0
  return walk(textAt, textEnd, startAt, endAt, loAt, hiAt, kindAt, most, true)
}

export function fold(textAt: usize, textEnd: usize, outAt: usize, most: i32): i32 {
  out = outAt
  room = most
  const count = walk(textAt, textEnd, 0, 0, 0, 0, 0, most, false)
  return count < 0 ? -1 : length
}
