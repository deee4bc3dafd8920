// Text bytes -> passages, in order, never overlapping. The passage of news is the paragraph, and scraped text begins one in
// three ways: after a blank line, at every line end, or, in hard-wrapped newswire, by an indent. So:
//
//   line       what stands between two line ends (LF, CR, CRLF, VT, FF, U+0085, U+2028, U+2029), without the white space around it
//   wrapped    a text is hard-wrapped when its lines end because the next word would not have fitted: most lines reach
//              for the right margin and end in mid-sentence. Then lines are joined until a blank line, an indent or a line that had room.
//   paragraph  in wrapped text the joined lines, else the line
//   sentence   a part of a paragraph up to . ! ? or their kin of other scripts. Abbreviations are not known by name: a full stop behind
//              a short capitalised word or an initial ("Gen.", "U.") ends nothing. So a sentence may be too long,
//              and seldom too short: the error that never makes a cut in mid-sentence.
//
// Law: passages tile the text but for white space; every token stands in exactly one paragraph and one sentence.
import type { Arena } from './kernel/memory.js'
import type { Passages, Reading } from './model.js'

/** Columns a wrapped text may have, in code points: a wider margin is not newswire but one paragraph a line. */
const WIDEST = 100
const NARROWEST = 30
/** A line had room when the next word would have ended before this share of the margin. */
const RAGGED = 0.85
/** Share of line ends that must be forced, and number of them, for a text to be hard-wrapped; and most ends of sentences among them. */
const FORCED = 0.75
const FORCED_LINES = 3
const ENDINGS = 0.4
/** Verse begins its lines with capitals; wrapped prose seldom does. */
const CAPITALS = 0.7

interface Lines {
  count: number
  /** First byte and end of the line without white space around it; equal for a blank line. */
  start: Uint32Array
  end: Uint32Array
  indent: Uint32Array
  /** Code points of the trimmed line. */
  width: Uint32Array
}

/** Length in bytes of the line break at i, or 0. */
function breakAt(b: Uint8Array, i: number): number {
  const c = b[i]!
  if (c > 0x0d && c < 0xc2) return 0
  if (c === 0x0a || c === 0x0b || c === 0x0c) return 1
  if (c === 0x0d) return b[i + 1] === 0x0a ? 2 : 1
  if (c === 0xc2) return b[i + 1] === 0x85 ? 2 : 0
  if (c === 0xe2) return b[i + 1] === 0x80 && (b[i + 2] === 0xa8 || b[i + 2] === 0xa9) ? 3 : 0
  return 0
}

/** Length in bytes of the white space at i that is no line break, or 0: space, tab, no-break space, BOM, ideographic space, U+2000-200B. */
function spaceAt(b: Uint8Array, i: number): number {
  const c = b[i]!
  if (c === 0x20 || c === 0x09) return 1
  if (c === 0xc2 && b[i + 1] === 0xa0) return 2
  if (c === 0xe3 && b[i + 1] === 0x80 && b[i + 2] === 0x80) return 3
  if (c === 0xe2 && b[i + 1] === 0x80 && b[i + 2]! >= 0x80 && b[i + 2]! <= 0x8b) return 3
  if (c === 0xef && b[i + 1] === 0xbb && b[i + 2] === 0xbf) return 3
  return 0
}

function linesOf(b: Uint8Array): Lines {
  let room = 1
  for (let i = 0; i < b.length; ) {
    const n = breakAt(b, i)
    if (n > 0) room++
    i += n || 1
  }
  const cells = new Uint32Array(room * 4)
  const lines: Lines = {
    count: room,
    start: cells.subarray(0, room),
    end: cells.subarray(room, 2 * room),
    indent: cells.subarray(2 * room, 3 * room),
    width: cells.subarray(3 * room),
  }
  let i = 0
  for (let n = 0; n < room; n++) {
    let indent = 0
    for (let s = 0; i < b.length && (s = spaceAt(b, i)) > 0; i += s) indent += b[i] === 0x09 ? 4 : 1
    const start = i
    let end = i
    let width = 0
    let points = 0
    let eol = 0
    while (i < b.length && (eol = breakAt(b, i)) === 0) {
      const s = spaceAt(b, i)
      points++
      if (s > 0) {
        i += s
        continue
      }
      do i++
      while (i < b.length && (b[i]! & 0xc0) === 0x80)
      end = i
      width = points
    }
    i += eol
    lines.start[n] = start
    lines.end[n] = end
    lines.indent[n] = indent
    lines.width[n] = width
  }
  return lines
}

/** Code points of the first word of line n, counted to at most 40. */
function firstWord(b: Uint8Array, lines: Lines, n: number): number {
  let points = 0
  for (let i = lines.start[n]!; i < lines.end[n]! && points < 40; i++) {
    if (spaceAt(b, i) > 0) break
    if ((b[i]! & 0xc0) !== 0x80) points++
  }
  return points
}

/** Does the text before `end` close a sentence: a terminator, perhaps with closing quotes or brackets behind it? */
function endsSentence(b: Uint8Array, start: number, end: number): boolean {
  for (let i = end; i > start; ) {
    const c = b[i - 1]!
    if (c === 0x2e || c === 0x21 || c === 0x3f || c === 0x3a) return true
    if (c === 0x22 || c === 0x27 || c === 0x29 || c === 0x5d) i--
    else if (c >= 0x80 && i - 3 >= start && b[i - 3] === 0xe2 && b[i - 2] === 0x80 && (c === 0x9d || c === 0x99)) i -= 3
    else return i - 3 >= start && terminatorAt(b, i - 3) === 3
  }
  return false
}

/** Right margin of a hard-wrapped text in code points, or 0 when the text is not hard-wrapped. */
function margin(b: Uint8Array, lines: Lines): number {
  let widest = 0
  for (let n = 0; n < lines.count; n++) widest = Math.max(widest, lines.width[n]! + lines.indent[n]!)
  if (widest > WIDEST || widest < NARROWEST) return 0
  let pairs = 0
  let forced = 0
  let endings = 0
  let capitals = 0
  for (let n = 0; n + 1 < lines.count; n++) {
    if (lines.width[n] === 0 || lines.width[n + 1] === 0 || lines.indent[n + 1]! > lines.indent[n]!) continue
    pairs++
    if (full(b, lines, n, widest)) {
      forced++
      if (endsSentence(b, lines.start[n]!, lines.end[n]!)) endings++
      const first = b[lines.start[n + 1]!]!
      if (first >= 0x41 && first <= 0x5a) capitals++
    }
  }
  return forced >= FORCED_LINES &&
    forced >= FORCED * pairs &&
    endings <= ENDINGS * forced &&
    capitals <= CAPITALS * forced
    ? widest
    : 0
}

const full = (b: Uint8Array, lines: Lines, n: number, widest: number): boolean =>
  lines.indent[n]! + lines.width[n]! + 1 + firstWord(b, lines, n + 1) > RAGGED * widest

const columns = (room: number): { start: Uint32Array; end: Uint32Array; from: Uint32Array; to: Uint32Array } => {
  return named(new Uint32Array(room * 4), room)
}

/** Four columns of one length. */
const named = (
  cells: Uint32Array,
  room: number,
): { start: Uint32Array; end: Uint32Array; from: Uint32Array; to: Uint32Array } => ({
  start: cells.subarray(0, room),
  end: cells.subarray(room, 2 * room),
  from: cells.subarray(2 * room, 3 * room),
  to: cells.subarray(3 * room),
})

/** The paragraphs of a text, as a copy. `arena`: where the reading lives, if it lives in one; there the kernel may do it. */
export function paragraphs(r: Reading, arena?: Arena): Passages {
  const kernel = arena?.kernel
  if (!kernel || arena === undefined) return plainParagraphs(r)
  const mark = arena.mark()
  for (let room = 64; ; room = Math.min(room * 8, r.text.length + 1)) {
    const out = arena.reserve(room * 16)
    const scratch = arena.reserve(room * 16)
    const at = r.text.byteOffset
    const count = kernel.paragraphs(at, at + r.text.length, r.start.byteOffset, r.count, out, scratch, room)
    if (count < 0) {
      arena.reset(mark)
      continue
    }
    const { u32 } = arena
    const first = out >>> 2
    for (let k = 1; k < 4; k++) u32.copyWithin(first + k * count, first + k * room, first + k * room + count)
    arena.reset(mark)
    const { start, end, from, to } = named(u32.slice(first, first + 4 * count), count)
    return { count, start, end, from, to }
  }
}

function plainParagraphs(r: Reading): Passages {
  const b = r.text
  const lines = linesOf(b)
  const widest = margin(b, lines)
  const out = columns(lines.count)
  let count = 0
  let token = 0
  for (let n = 0; n < lines.count; n++) {
    if (lines.width[n] === 0) continue
    const start = lines.start[n]!
    if (widest > 0)
      while (
        n + 1 < lines.count &&
        lines.width[n + 1]! > 0 &&
        lines.indent[n + 1]! <= lines.indent[n]! &&
        full(b, lines, n, widest)
      )
        n++
    out.start[count] = start
    out.end[count] = lines.end[n]!
    out.from[count] = token
    while (token < r.count && r.start[token]! < lines.end[n]!) token++
    out.to[count] = token
    count++
  }
  return { count, ...out }
}

/** Is there a digit at i, ASCII or full-width? */
const digitAt = (b: Uint8Array, i: number): boolean =>
  (b[i]! >= 0x30 && b[i]! <= 0x39) || (b[i] === 0xef && b[i + 1] === 0xbc && b[i + 2]! >= 0x90 && b[i + 2]! <= 0x99)

/** Length in bytes of a sentence terminator of a script other than Latin at i, or 0: 。！？｡． ؟ ۔ । ॥ ። ። ။ ។ ։ */
function terminatorAt(b: Uint8Array, i: number): number {
  const c = b[i]!
  const d = b[i + 1]!
  const e = b[i + 2]!
  if (c === 0xe3) return d === 0x80 && e === 0x82 ? 3 : 0
  if (c === 0xef)
    return (d === 0xbc && (e === 0x81 || e === 0x9f || (e === 0x8e && !digitAt(b, i + 3)))) ||
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

/** “ closes a quotation in German and opens one elsewhere: it opens when a word follows at once. */
const opensNothing = (b: Uint8Array, i: number): boolean =>
  i >= b.length || spaceAt(b, i) > 0 || breakAt(b, i) > 0 || b[i]! === 0x2c

/** Length in bytes of a closing quote or bracket at i, or 0: " ' ) ] ” ’ » › 」 』 ） 》 】 */
function closerAt(b: Uint8Array, i: number): number {
  const c = b[i]!
  const d = b[i + 1]!
  const e = b[i + 2]!
  if (c === 0x22 || c === 0x27 || c === 0x29 || c === 0x5d) return 1
  if (c === 0xc2) return d === 0xbb ? 2 : 0
  if (c === 0xe2)
    return d === 0x80 && (e === 0x9d || e === 0x99 || (e === 0x9c && opensNothing(b, i + 3)) || e === 0xba) ? 3 : 0
  if (c === 0xe3) return d === 0x80 && (e === 0x8d || e === 0x8f || e === 0x8b || e === 0x91) ? 3 : 0
  if (c === 0xef) return d === 0xbc && e === 0x89 ? 3 : 0
  return 0
}

/** Does a full stop at i stand behind an initial or an abbreviation? Then it ends no sentence. */
function abbreviates(b: Uint8Array, start: number, i: number): boolean {
  let at = i
  let points = 0
  while (at > start && points <= 5) {
    const c = b[at - 1]!
    if (c <= 0x20 || c === 0x28 || c === 0x22 || c === 0x2e) break
    at--
    if ((c & 0xc0) !== 0x80) points++
  }
  if (points <= 2) return !(b[at]! >= 0x30 && b[at]! <= 0x39)
  const first = b[at]!
  return (
    points <= 4 &&
    ((first >= 0x41 && first <= 0x5a) || (first === 0xd0 && b[at + 1]! < 0xb0) || (first === 0xce && b[at + 1]! < 0xac))
  )
}

/** The sentences of the paragraphs. Every paragraph has at least one; `of[k]` is the paragraph of sentence k. */
export function sentences(r: Reading, p: Passages): Passages & { readonly of: Uint32Array } {
  const b = r.text
  // An upper bound that costs nothing: a sentence has a terminator, or ends its paragraph.
  let room = p.count
  for (let i = 0; i < b.length; i++) {
    const c = b[i]!
    if (c === 0x2e || c === 0x21 || c === 0x3f || (c >= 0xd6 && terminatorAt(b, i) > 0)) room++
  }
  const out = columns(room)
  const of = new Uint32Array(room)
  let count = 0
  for (let n = 0; n < p.count; n++) {
    const end = p.end[n]!
    let token = p.from[n]!
    let start = p.start[n]!
    const close = (to: number): void => {
      out.start[count] = start
      out.end[count] = to
      out.from[count] = token
      while (token < p.to[n]! && r.start[token]! < to) token++
      out.to[count] = token
      of[count] = n
      count++
    }
    for (let i = start; i < end; ) {
      const c = b[i]!
      const foreign = c >= 0xd6 ? terminatorAt(b, i) : 0
      if (foreign === 0 && c !== 0x2e && c !== 0x21 && c !== 0x3f) {
        i++
        continue
      }
      const stop = c === 0x2e
      const at = i
      i += foreign || 1
      for (let n = 0; i < end; i += n) {
        n = terminatorAt(b, i) || closerAt(b, i) || (b[i] === 0x2e || b[i] === 0x21 || b[i] === 0x3f ? 1 : 0)
        if (n === 0) break
      }
      if (i >= end) break
      let next = i
      for (let n = 0; next < end && (n = spaceAt(b, next) || breakAt(b, next)) > 0; ) next += n
      if (next >= end) break
      if (foreign === 0) {
        if (next === i) continue
        const follows = b[next]!
        if (follows >= 0x61 && follows <= 0x7a) continue
        if (stop && i === at + 1 && abbreviates(b, start, at)) continue
      }
      close(i)
      start = next
      i = next
    }
    close(end)
  }
  return { count, ...out, of }
}
