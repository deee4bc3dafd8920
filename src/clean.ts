// Findings -> edits, and the law between them.
//
// Every edit is a deletion of whole passages together with one separator, so that no sentence is cut in half and no gap is left:
//
//   text     … previous⏎⏎repeat⏎⏎next …          cut      ⏎⏎repeat            (the separator in front goes with it)
//   text     repeat⏎next …                          cut      repeat⏎              (at the beginning: the one behind)
//   text     … previous⏎⏎repeat next sentence        cut      repeat·              (the weaker of two separators goes)
//
// Laws: apply(text, cuts) and the removed bytes give the text back: restore(apply(text, cuts), cuts, removed(text, cuts)) = text;
// cuts never overlap; the passages before and behind a cut are what they were, byte for byte.
import type { Span } from './model.js'

/** Bytes of the white space at i; 0: none, and none outside of the text. */
const isSpace = (b: Uint8Array, i: number): number => {
  const c = b[i]!
  if (c === 0x20 || (c >= 0x09 && c <= 0x0d)) return 1
  if (c === 0xc2) return b[i + 1] === 0xa0 || b[i + 1] === 0x85 ? 2 : 0
  if (c === 0xe2 && b[i + 1] === 0x80)
    return (b[i + 2]! >= 0x80 && b[i + 2]! <= 0x8b) || b[i + 2] === 0xa8 || b[i + 2] === 0xa9 ? 3 : 0
  if (c === 0xe3 && b[i + 1] === 0x80) return b[i + 2] === 0x80 ? 3 : 0
  if (c === 0xef && b[i + 1] === 0xbb) return b[i + 2] === 0xbf ? 3 : 0
  return 0
}

/** End of the white space that begins at i. */
function behind(b: Uint8Array, i: number): number {
  for (let n: number; (n = isSpace(b, i)) > 0; ) i += n
  return i
}

/** Beginning of the white space that ends at i. */
function before(b: Uint8Array, i: number): number {
  for (;;) {
    let n = 0
    for (const k of [1, 2, 3]) if (isSpace(b, i - k) === k) n = k
    if (n === 0) return i
    i -= n
  }
}

/** Strength of a separator: its line ends (CRLF is one). */
function lineEnds(b: Uint8Array, from: number, to: number): number {
  let n = 0
  for (let i = from; i < to; i++) {
    if (b[i] === 0x0a) n++
    else if (b[i] === 0x0d && b[i + 1] !== 0x0a) n++
    else if (b[i] === 0xe2 && b[i + 1] === 0x80 && (b[i + 2] === 0xa8 || b[i + 2] === 0xa9)) n++
  }
  return n
}

/** Spans of passages that go, ascending and not overlapping -> the exact range cut for each, separator included. Spans with only white space between them are cut as one. */
export function cutsOf(text: Uint8Array, spans: readonly Span[]): Span[] {
  const out: Span[] = []
  for (let k = 0; k < spans.length; ) {
    let last = k
    while (last + 1 < spans.length && behind(text, spans[last]![1]) >= spans[last + 1]![0]) last++
    const start = spans[k]![0]
    const end = spans[last]![1]
    const front = before(text, start)
    const back = behind(text, end)
    let from = start
    let to = end
    if (front === 0 && back < text.length) to = back
    else if (back === end && front < start && back < text.length)
      from = start // nothing stands behind: what is in front keeps the neighbours apart
    else if (back === text.length || lineEnds(text, end, back) >= lineEnds(text, front, start))
      from = front === 0 ? start : front
    else to = back
    for (let i = k; i <= last; i++) out.push([i === k ? from : spans[i]![0], i === last ? to : spans[i + 1]![0]])
    k = last + 1
  }
  return out
}

/** The text without the cuts (ascending, not overlapping). */
export function apply(text: Uint8Array, cuts: readonly Span[]): Uint8Array {
  let size = text.length
  let at = 0
  for (const [start, end] of cuts) {
    if (start < at || end < start || end > text.length)
      throw new RangeError(
        `edit ${start}-${end} does not fit a text of ${text.length} bytes behind byte ${at}: our bug (law: cuts never overlap)`,
      )
    size -= end - start
    at = end
  }
  const out = new Uint8Array(size)
  let n = 0
  at = 0
  for (const [start, end] of cuts) {
    out.set(text.subarray(at, start), n)
    n += start - at
    at = end
  }
  out.set(text.subarray(at), n)
  return out
}

/** The bytes the cuts take, one behind the other. */
export function removed(text: Uint8Array, cuts: readonly Span[]): Uint8Array {
  const out = new Uint8Array(cuts.reduce((n, [start, end]) => n + end - start, 0))
  let n = 0
  for (const [start, end] of cuts) {
    out.set(text.subarray(start, end), n)
    n += end - start
  }
  return out
}

/** What `apply` took apart, whole again. */
export function restore(cleaned: Uint8Array, cuts: readonly Span[], gone: Uint8Array): Uint8Array {
  const out = new Uint8Array(cleaned.length + gone.length)
  let from = 0
  let taken = 0
  let at = 0
  for (const [start, end] of cuts) {
    const kept = start - at
    out.set(cleaned.subarray(from, from + kept), at)
    from += kept
    out.set(gone.subarray(taken, taken + end - start), start)
    taken += end - start
    at = end
  }
  out.set(cleaned.subarray(from), at)
  return out
}

/** Where byte i of the cleaned text stands in the text. A position at a cut is the one behind it, or, as an `end`, the one before it. */
export function origin(cuts: readonly Span[], i: number, end: boolean): number {
  let shift = 0
  for (const [from, to] of cuts) {
    if (end ? i + shift <= from : i + shift < from) break
    shift += to - from
  }
  return i + shift
}

/** Spans of the text, in bytes of the text without the cuts; what lies inside a cut is gone. The other way of `origin`. */
export function shifted(cuts: readonly Span[], spans: readonly Span[]): Span[] {
  const out: Span[] = []
  let gone = 0
  let k = 0
  for (const [start, end] of spans) {
    while (k < cuts.length && cuts[k]![1] <= start) gone += cuts[k]![1] - cuts[k++]![0]
    let [from, to] = [start - gone, end - gone]
    for (let i = k; i < cuts.length && cuts[i]![0] < end; i++) {
      const [s, e] = cuts[i]!
      to -= Math.min(e, end) - Math.max(s, start)
      if (s < start) from -= start - s
      if (s < start) to -= start - s
    }
    if (from < to) out.push([from, to])
  }
  return out
}

/** Adds newer cuts, given in bytes of the cleaned text, to older ones: cuts of the text itself. What lay inside a newer cut is part of it. */
export function compose(cuts: readonly Span[], newer: readonly Span[]): Span[] {
  const moved = newer.map(([start, end]): Span => [origin(cuts, start, false), origin(cuts, end, true)])
  const kept = cuts.filter(([start, end]) => !moved.some(([s, e]) => s <= start && end <= e))
  return [...kept, ...moved].sort((x, y) => x[0] - y[0])
}

// --------------------------------------------------------------------------------------------------------------- removals

export interface Removal {
  readonly article: number
  readonly by: number
}

/**
 * Which copies go. Articles are asked in order of preference; one goes when an article that is already kept, and that it has a copy edge
 * to (or that took in one it has an edge to), contains it. So what is kept never leans on what is gone, and a second run decides alike.
 * `joined(i)` names the texts an article may be asked against, best first; `textOf(i)` the text of an article; `holds(keeper, i)` is the verdict.
 */
export function* removals(
  order: Iterable<number>,
  textOf: (article: number) => number,
  joined: (text: number) => readonly number[],
  tries: number,
  holds: (keeper: number, article: number) => boolean,
): Iterable<Removal> {
  const keeper = new Map<number, number>()
  for (const article of order) {
    const own = textOf(article)
    const asked = new Set<number>()
    let by = -1
    for (const text of [own, ...joined(own)]) {
      const candidate = keeper.get(text)
      if (candidate === undefined || asked.has(candidate)) continue
      if (asked.size === tries) break
      asked.add(candidate)
      if (holds(candidate, article)) {
        by = candidate
        break
      }
    }
    if (by >= 0) yield { article, by }
    // The first kept of a text stands for it, or, when its first went, the article it went into.
    if (!keeper.has(own)) keeper.set(own, by >= 0 ? by : article)
  }
}

/** Do the titles of two records with one text name different things? They are of one form and differ in numbers or names, on both sides. */
export function titlesDiffer(a: string | null, b: string | null, form: number): boolean {
  if (a === null || b === null || a === b) return false
  const split = (title: string): string[] => title.split(/[\s.,:;!?()"'«»“”„\-–—|/]+/u).filter((w) => w !== '')
  const x = split(a)
  const y = split(b)
  const inX = new Set(x)
  const inY = new Set(y)
  const onlyX = x.filter((w) => !inY.has(w))
  const onlyY = y.filter((w) => !inX.has(w))
  if (onlyX.length === 0 || onlyY.length === 0) return false
  if ((x.length - onlyX.length) / Math.max(x.length, y.length) < form) return false
  // Where every word is in capitals or begins with one, capitals name nothing: then a number must differ, or one word stand for one other.
  const shouted = (title: string): boolean =>
    !split(title).some(
      (w) => [...w].length >= 4 && /^[a-z\u00df-\u00f6\u00f8-\u00ff\u03ac-\u03ce\u0430-\u045f]/u.test(w),
    )
  if (shouted(a) && shouted(b) && !/[\u0530-\uffff]/u.test(a + b)) {
    const number = (words: string[]): boolean => words.some((w) => /[0-9]/.test(w))
    return (number(onlyX) && number(onlyY)) || (onlyX.length === 1 && onlyY.length === 1)
  }
  const names = (words: string[]): boolean =>
    words.every(
      (w) =>
        /^[0-9A-Z\u00c0-\u00de\u0386-\u03ab\u0400-\u042f]/u.test(w) || (w.charCodeAt(0) >= 0x530 && words.length <= 2),
    )
  return names(onlyX) && names(onlyY)
}
