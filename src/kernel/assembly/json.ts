// ../../read/jsonl.ts in vectors: the scanner of one record, and the unescaping of one string. What it accepts and finds is what the plain twin
// accepts and finds; a record it does not accept is given back to the twin, which finds the words for what is wrong, and
// so is one that nests deeper than the bits of a word.
import { HEX, SHORT } from './tables'

const QUOTE: u32 = 0x22
const BACKSLASH: u32 = 0x5c
const DEEPEST: u32 = 63

// Kinds and states of the plain twin.
const STRING: u32 = 1
const NUMBER: u32 = 2
const NULL: u32 = 3
const BOOLEAN: u32 = 4
const OBJECT: u32 = 5
const ARRAY: u32 = 6
const VALUE: u32 = 0
const VALUE_OR_END: u32 = 1
const KEY: u32 = 2
const KEY_OR_END: u32 = 3
const AFTER: u32 = 4

export function initJson(): void {
  memory.fill(HEX, 0xff, 256)
  for (let i: usize = 0; i < 10; i++) store<u8>(HEX + 0x30 + i, <u8>i)
  for (let i: usize = 0; i < 6; i++) {
    store<u8>(HEX + 0x41 + i, <u8>(10 + i))
    store<u8>(HEX + 0x61 + i, <u8>(10 + i))
  }
  memory.fill(SHORT, 0, 256)
  store<u8>(SHORT + 0x22, 0x22)
  store<u8>(SHORT + 0x5c, 0x5c)
  store<u8>(SHORT + 0x2f, 0x2f)
  store<u8>(SHORT + 0x62, 0x08)
  store<u8>(SHORT + 0x66, 0x0c)
  store<u8>(SHORT + 0x6e, 0x0a)
  store<u8>(SHORT + 0x72, 0x0d)
  store<u8>(SHORT + 0x74, 0x09)
}

@inline
function hex4(at: usize): u32 {
  return (
    ((<u32>load<u8>(HEX + load<u8>(at))) << 12) |
    ((<u32>load<u8>(HEX + load<u8>(at, 1))) << 8) |
    ((<u32>load<u8>(HEX + load<u8>(at, 2))) << 4) |
    (<u32>load<u8>(HEX + load<u8>(at, 3)))
  )
}

/** Did `string` meet an escape? */
let escaped: u32 = 0

/** From inside a string to its closing quote; 0 when the string is broken. A vector may be read behind `to`. */
@inline
function string(at: usize, to: usize): usize {
  const two = i8x16.splat(2)
  const space = i8x16.splat(0x20)
  const backslash = i8x16.splat(0x5c)
  let i = at
  while (i < to) {
    const v = v128.load(i)
    // With its second bit turned the quote stands above all control characters and below everything else.
    const stops = i8x16.bitmask(v128.or(i8x16.le_u(v128.xor(v, two), space), i8x16.eq(v, backslash)))
    if (stops === 0) {
      i += 16
      continue
    }
    i += ctz<u32>(<u32>stops)
    if (i >= to) return 0
    const c = <u32>load<u8>(i)
    if (c === QUOTE) return i
    if (c !== BACKSLASH || i + 1 >= to) return 0
    escaped = 1
    const e = <u32>load<u8>(i + 1)
    if (e === 0x75) {
      if (i + 6 > to) return 0
      for (let k: usize = 2; k < 6; k++) if (load<u8>(HEX + load<u8>(i + k)) === 0xff) return 0
      i += 6
    } else {
      if (load<u8>(SHORT + e) === 0) return 0
      i += 2
    }
  }
  return 0
}

/** The string value [from, to) of a scanned record, unescaped to outAt, where there is room for it and a vector more. Returns the number of bytes. */
export function unescape(from: usize, to: usize, outAt: usize): u32 {
  const backslash = i8x16.splat(0x5c)
  let i = from
  let o = outAt
  while (i < to) {
    const v = v128.load(i)
    v128.store(o, v)
    const stops = <u32>i8x16.bitmask(i8x16.eq(v, backslash))
    const plain = <usize>ctz<u32>(stops | 0x10000)
    if (i + plain >= to) {
      o += to - i
      break
    }
    i += plain
    o += plain
    if (stops === 0) continue
    const e = <u32>load<u8>(i, 1)
    if (e !== 0x75) {
      store<u8>(o++, load<u8>(SHORT + e))
      i += 2
      continue
    }
    let unit = hex4(i + 2)
    i += 6
    if ((unit & 0xfc00) === 0xd800 && i + 6 <= to && load<u8>(i) === BACKSLASH && load<u8>(i, 1) === 0x75) {
      const low = hex4(i + 2)
      if ((low & 0xfc00) === 0xdc00) {
        unit = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff)
        i += 6
        store<u8>(o, 0xf0 | (unit >>> 18))
        store<u8>(o, 0x80 | ((unit >>> 12) & 0x3f), 1)
        store<u8>(o, 0x80 | ((unit >>> 6) & 0x3f), 2)
        store<u8>(o, 0x80 | (unit & 0x3f), 3)
        o += 4
        continue
      }
    }
    if (unit < 0x80) store<u8>(o++, unit)
    else if (unit < 0x800) {
      store<u8>(o, 0xc0 | (unit >>> 6))
      store<u8>(o, 0x80 | (unit & 0x3f), 1)
      o += 2
    } else {
      store<u8>(o, 0xe0 | (unit >>> 12))
      store<u8>(o, 0x80 | ((unit >>> 6) & 0x3f), 1)
      store<u8>(o, 0x80 | (unit & 0x3f), 2)
      o += 3
    }
  }
  return <u32>(o - outAt)
}

@inline
function digit(i: usize, to: usize): bool {
  return i < to && <u32>load<u8>(i) - 0x30 < 10
}

/** Behind the number at `at`; 0 when it is none. */
function number(at: usize, to: usize): usize {
  let i = at
  if (load<u8>(i) === 0x2d) i++
  if (!digit(i, to)) return 0
  if (load<u8>(i) === 0x30) i++
  else while (digit(i, to)) i++
  if (i < to && load<u8>(i) === 0x2e) {
    i++
    if (!digit(i, to)) return 0
    while (digit(i, to)) i++
  }
  if (i < to && (load<u8>(i) | 0x20) === 0x65) {
    i++
    if (i < to && (load<u8>(i) === 0x2b || load<u8>(i) === 0x2d)) i++
    if (!digit(i, to)) return 0
    while (digit(i, to)) i++
  }
  return i
}

@inline
function same(a: usize, b: usize, length: usize): bool {
  let i: usize = 0
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) !== load<u64>(b + i)) return false
  const rest = length - i
  return rest === 0 || (load<u64>(a + i) ^ load<u64>(b + i)) << (64 - 8 * rest) === 0
}

// The form that read/jsonl.ts fills in: words at `form`, then what they point to.
//   0 paths, 1 levels, 2 rows, 3 open, 4 filter, 5 lengths, 6 keys, 7 room for a key, 8 its bytes, 9 twice (out), 10 root (out)
//   rows     4 words a path: kind, start, end, escaped (out; addresses)
//   open     a word a level: paths whose keys so far lead to the object that is open there
//   filter   32 words a level: by length of a key (31: that or more) the paths that want one so long here
//   lengths  a word a path: its keys
//   keys     by path and level two words: address, length

let twice: u32 = 0
let ends: u32 = 0
let through: u32 = 0

/** Which paths does this key end or go on? */
function match(form: usize, start: usize, end: usize, depth: u32, here: u32): void {
  const length = <u32>(end - start)
  let paths = here & load<u32>(load<u32>(form, 16) + ((((depth - 1) << 5) + min<u32>(length, 31)) << 2))
  while (paths !== 0) {
    const p = ctz<u32>(paths)
    const bit = <u32>1 << p
    paths ^= bit
    const key = load<u32>(form, 24) + ((p * load<u32>(form, 4) + depth - 1) << 3)
    if (load<u32>(key, 4) !== length || !same(start, load<u32>(key), length)) continue
    const row = load<u32>(form, 8) + (p << 4)
    if (load<u32>(row) !== 0) {
      twice = 1
      store<u32>(row, 0)
    }
    if (load<u32>(load<u32>(form, 20) + (p << 2)) === depth) ends |= bit
    else through |= bit
  }
}

@inline
function white(c: u32): bool {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09
}

/** Scans the record [from, to): 1 when it is JSON, and then the form holds what was found; 0 when the plain twin must decide. */
export function scan(form: usize, from: usize, to: usize): u32 {
  const paths = load<u32>(form)
  const levels = load<u32>(form, 4)
  const rows = <usize>load<u32>(form, 8)
  const open = <usize>load<u32>(form, 12)
  for (let p: u32 = 0; p < paths; p++) store<u32>(rows + (p << 4), 0)
  twice = 0
  ends = 0
  through = 0xffffffff
  let root: u32 = 0
  let i = from
  let depth: u32 = 0
  // What is open, the innermost lowest: 1 an object, 0 an array.
  let inside: u64 = 0
  let state = VALUE
  for (;;) {
    let c: u32 = 0
    for (; i < to; i++) {
      c = <u32>load<u8>(i)
      if (!white(c)) break
    }
    if (i >= to) {
      if (state !== AFTER || depth !== 0) return 0
      break
    }
    if (state === AFTER) {
      if (depth === 0) return 0
      const object = (inside & 1) !== 0
      if (c === 0x2c) {
        state = object ? KEY : VALUE
        i++
        continue
      }
      if (c !== (object ? 0x7d : 0x5d)) return 0
      i++
      depth--
      inside >>= 1
      continue
    }
    if (state === KEY || state === KEY_OR_END) {
      if (c !== QUOTE) {
        if (state === KEY || c !== 0x7d) return 0
        i++
        depth--
        inside >>= 1
        state = AFTER
        continue
      }
      const start = i + 1
      escaped = 0
      const end = string(start, to)
      if (end === 0) return 0
      i = end + 1
      ends = 0
      through = 0
      const here = depth <= levels ? load<u32>(open + (depth << 2)) : 0
      if (here !== 0) {
        if (escaped === 0) match(form, start, end, depth, here)
        else if (end - start <= load<u32>(form, 32)) {
          const room = load<u32>(form, 28)
          match(form, room, room + unescape(start, end, room), depth, here)
        }
      }
      for (; i < to; i++) {
        c = <u32>load<u8>(i)
        if (!white(c)) break
      }
      if (i >= to || c !== 0x3a) return 0
      i++
      state = VALUE
      continue
    }

    let kind: u32 = 0
    let valueStart = i
    let valueEnd = i
    if (c === QUOTE) {
      kind = STRING
      valueStart = i + 1
      escaped = 0
      valueEnd = string(valueStart, to)
      if (valueEnd === 0) return 0
      i = valueEnd + 1
      state = AFTER
    } else if (c === 0x7b || c === 0x5b) {
      const object = c === 0x7b
      kind = object ? OBJECT : ARRAY
      i++
      if (++depth > DEEPEST) return 0
      inside = (inside << 1) | (object ? 1 : 0)
      if (depth <= levels) store<u32>(open + (depth << 2), object ? through : 0)
      state = object ? KEY_OR_END : VALUE_OR_END
    } else if (c === 0x2d || c - 0x30 < 10) {
      kind = NUMBER
      i = number(i, to)
      if (i === 0) return 0
      valueEnd = i
      state = AFTER
    } else if (c === 0x5d && state === VALUE_OR_END) {
      i++
      depth--
      inside >>= 1
      state = AFTER
      continue
    } else {
      if (to - i >= 4 && load<u32>(i) === 0x65757274) {
        kind = BOOLEAN
        i += 4
      } else if (to - i >= 4 && load<u32>(i) === 0x6c6c756e) {
        kind = NULL
        i += 4
      } else if (to - i >= 5 && c === 0x66 && load<u32>(i, 1) === 0x65736c61) {
        kind = BOOLEAN
        i += 5
      } else return 0
      valueEnd = i
      state = AFTER
    }
    if (ends !== 0) {
      for (let left = ends; left !== 0; left &= left - 1) {
        const row = rows + (ctz<u32>(left) << 4)
        store<u32>(row, kind)
        store<u32>(row, <u32>valueStart, 4)
        store<u32>(row, <u32>valueEnd, 8)
        store<u32>(row, kind === STRING ? escaped : 0, 12)
      }
    }
    if (root === 0) root = kind
    ends = 0
    through = 0
  }
  store<u32>(form, twice, 36)
  store<u32>(form, root, 40)
  return 1
}
