// ../../segment.ts, its lines and paragraphs: line by line the plain twin, but that sixteen bytes without a control character, white space other
// than the space, or a byte beyond ASCII are one step.

const WIDEST: u32 = 100
const NARROWEST: u32 = 30
const RAGGED: f64 = 0.85
const FORCED: f64 = 0.75
const FORCED_LINES: u32 = 3
const ENDINGS: f64 = 0.4
const CAPITALS: f64 = 0.7

// Columns of lines.
let starts: usize = 0
let ends: usize = 0
let indents: usize = 0
let widths: usize = 0

@inline
function u8At(at: usize, end: usize): u32 {
  return at < end ? <u32>load<u8>(at) : 0
}

function breakAt(i: usize, end: usize): u32 {
  const c = <u32>load<u8>(i)
  if (c > 0x0d && c < 0xc2) return 0
  if (c === 0x0a || c === 0x0b || c === 0x0c) return 1
  if (c === 0x0d) return u8At(i + 1, end) === 0x0a ? 2 : 1
  if (c === 0xc2) return u8At(i + 1, end) === 0x85 ? 2 : 0
  if (c === 0xe2) {
    const e = u8At(i + 2, end)
    return u8At(i + 1, end) === 0x80 && (e === 0xa8 || e === 0xa9) ? 3 : 0
  }
  return 0
}

function spaceAt(i: usize, end: usize): u32 {
  const c = <u32>load<u8>(i)
  if (c === 0x20 || c === 0x09) return 1
  if (c < 0xc2) return 0
  const d = u8At(i + 1, end)
  const e = u8At(i + 2, end)
  if (c === 0xc2 && d === 0xa0) return 2
  if (c === 0xe3 && d === 0x80 && e === 0x80) return 3
  if (c === 0xe2 && d === 0x80 && e >= 0x80 && e <= 0x8b) return 3
  if (c === 0xef && d === 0xbb && e === 0xbf) return 3
  return 0
}

/** Lines of [at, end) into the columns; -1 when there are more than `room`. */
function lines(at: usize, end: usize, room: u32): i32 {
  let i = at
  let n: u32 = 0
  const space = i8x16.splat(0x20)
  while (n < room) {
    let indent: u32 = 0
    while (i < end) {
      const s = spaceAt(i, end)
      if (s === 0) break
      indent += load<u8>(i) === 0x09 ? 4 : 1
      i += s
    }
    const start = i
    let last = i
    let width: u32 = 0
    let points: u32 = 0
    let eol: u32 = 0
    while (i < end) {
      // Printable ASCII, sixteen at a time.
      while (i + 16 <= end) {
        const v = v128.load(i)
        if (i8x16.bitmask(i8x16.lt_s(v, space)) !== 0) break
        const words = i8x16.bitmask(i8x16.gt_s(v, space))
        if (words !== 0) {
          const final = 32 - clz<u32>(<u32>words)
          last = i + final
          width = points + final
        }
        points += 16
        i += 16
      }
      if (i >= end) break
      const c = <u32>load<u8>(i)
      if (c > 0x20 && c < 0x80) {
        points++
        i++
        last = i
        width = points
        continue
      }
      eol = breakAt(i, end)
      if (eol !== 0) break
      const s = spaceAt(i, end)
      points++
      if (s > 0) {
        i += s
        continue
      }
      do i++
      while (i < end && (load<u8>(i) & 0xc0) === 0x80)
      last = i
      width = points
    }
    const row = (<usize>n) << 2
    store<u32>(starts + row, <u32>(start - at))
    store<u32>(ends + row, <u32>(last - at))
    store<u32>(indents + row, indent)
    store<u32>(widths + row, width)
    n++
    if (eol === 0) return <i32>n
    i += eol
  }
  return -1
}

@inline
function cell(column: usize, n: u32): u32 {
  return load<u32>(column + ((<usize>n) << 2))
}

function firstWord(at: usize, end: usize, n: u32): u32 {
  let points: u32 = 0
  const to = at + cell(ends, n)
  for (let i = at + cell(starts, n); i < to && points < 40; i++) {
    if (spaceAt(i, end) > 0) break
    if ((load<u8>(i) & 0xc0) !== 0x80) points++
  }
  return points
}

@inline
function full(at: usize, end: usize, n: u32, widest: u32): bool {
  return <f64>(cell(indents, n) + cell(widths, n) + 1 + firstWord(at, end, n + 1)) > RAGGED * <f64>widest
}

function digitAt(i: usize, end: usize): bool {
  const c = u8At(i, end)
  if (c >= 0x30 && c <= 0x39) return true
  const e = u8At(i + 2, end)
  return c === 0xef && u8At(i + 1, end) === 0xbc && e >= 0x90 && e <= 0x99
}

function terminatorAt(i: usize, end: usize): u32 {
  const c = u8At(i, end)
  const d = u8At(i + 1, end)
  const e = u8At(i + 2, end)
  if (c === 0xe3) return d === 0x80 && e === 0x82 ? 3 : 0
  if (c === 0xef)
    return (d === 0xbc && (e === 0x81 || e === 0x9f || (e === 0x8e && !digitAt(i + 3, end)))) ||
      (d === 0xbd && e === 0xa1)
      ? 3
      : 0
  if (c === 0xe0) return d === 0xa5 && (e === 0xa4 || e === 0xa5) ? 3 : 0
  if (c === 0xe1)
    return (d === 0x8d && (e === 0xa2 || e === 0xa7)) || (d === 0x81 && e === 0x8b) || (d === 0x9f && e === 0x94)
      ? 3
      : 0
  if (c === 0xd8) return d === 0x9f ? 2 : 0
  if (c === 0xdb) return d === 0x94 ? 2 : 0
  if (c === 0xd6) return d === 0x89 ? 2 : 0
  return 0
}

function endsSentence(textEnd: usize, start: usize, end: usize): bool {
  for (let i = end; i > start; ) {
    const c = <u32>load<u8>(i - 1)
    if (c === 0x2e || c === 0x21 || c === 0x3f || c === 0x3a) return true
    if (c === 0x22 || c === 0x27 || c === 0x29 || c === 0x5d) i--
    else if (
      c >= 0x80 &&
      i >= start + 3 &&
      load<u8>(i - 3) === 0xe2 &&
      load<u8>(i - 2) === 0x80 &&
      (c === 0x9d || c === 0x99)
    )
      i -= 3
    else return i >= start + 3 && terminatorAt(i - 3, textEnd) === 3
  }
  return false
}

function margin(at: usize, end: usize, count: u32): u32 {
  let widest: u32 = 0
  for (let n: u32 = 0; n < count; n++) widest = max(widest, cell(widths, n) + cell(indents, n))
  if (widest > WIDEST || widest < NARROWEST) return 0
  let pairs: u32 = 0
  let forced: u32 = 0
  let endings: u32 = 0
  let capitals: u32 = 0
  for (let n: u32 = 0; n + 1 < count; n++) {
    if (cell(widths, n) === 0 || cell(widths, n + 1) === 0 || cell(indents, n + 1) > cell(indents, n)) continue
    pairs++
    if (full(at, end, n, widest)) {
      forced++
      if (endsSentence(end, at + cell(starts, n), at + cell(ends, n))) endings++
      const first = load<u8>(at + cell(starts, n + 1))
      if (first >= 0x41 && first <= 0x5a) capitals++
    }
  }
  return forced >= FORCED_LINES &&
    <f64>forced >= FORCED * <f64>pairs &&
    <f64>endings <= ENDINGS * <f64>forced &&
    <f64>capitals <= CAPITALS * <f64>forced
    ? widest
    : 0
}

/**
 * The paragraphs of the text [at, end), whose `tokens` tokens begin at the bytes in tokenAt. Columns start, end, from, to (u32) of `room` rows one
 * behind the other at outAt; scratch of the same size at scratchAt. Returns their number, or -1 when there are more lines than room.
 */
export function paragraphs(
  at: usize,
  end: usize,
  tokenAt: usize,
  tokens: u32,
  outAt: usize,
  scratchAt: usize,
  room: u32,
): i32 {
  const column = (<usize>room) << 2
  starts = scratchAt
  ends = starts + column
  indents = ends + column
  widths = indents + column
  const found = lines(at, end, room)
  if (found < 0) return -1
  const count = <u32>found
  const widest = margin(at, end, count)
  let rows: usize = 0
  let token: u32 = 0
  for (let n: u32 = 0; n < count; n++) {
    if (cell(widths, n) === 0) continue
    const start = cell(starts, n)
    if (widest > 0)
      while (
        n + 1 < count &&
        cell(widths, n + 1) > 0 &&
        cell(indents, n + 1) <= cell(indents, n) &&
        full(at, end, n, widest)
      )
        n++
    const to = cell(ends, n)
    const row = outAt + (rows << 2)
    store<u32>(row, start)
    store<u32>(row + column, to)
    store<u32>(row + column + column, token)
    while (token < tokens && load<u32>(tokenAt + ((<usize>token) << 2)) < to) token++
    store<u32>(row + column + column + column, token)
    rows++
  }
  return <i32>rows
}
