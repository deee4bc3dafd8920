// What a clean takes out of one article, in the shape of a unified diff: `-` lines go, `+` lines are what is left of a line
// that is cut in part, up to two lines around them stand unmarked, and `@@ -first,lines +first,lines @@` says where.
// It is made to be read, not to be fed to patch(1): what cannot be seen is spelled out (escape.ts), and bytes that are no
// UTF-8 show as U+FFFD.
//
// The cuts are byte ranges, the diff speaks of lines. A hunk's core is a run of lines that cuts touch, plus the next line
// whenever a cut takes the line end between them (what is left of both becomes one line). Its lines, without the cuts,
// are the new lines; equal lines at both ends of the core are context after all.
import pico from 'picocolors'
import type { Sink, Span } from '../model.js'
import { visible } from './escape.js'

const CONTEXT = 2
const LF = 10

/** One stretch of changed lines: old lines [from, to), and what stands there afterwards. */
interface Change {
  readonly from: number
  readonly to: number
  readonly after: readonly string[]
  /** Nothing goes but the line end of the last line. */
  readonly endOnly: boolean
}

/** Writes what `cuts` (in order, not overlapping) take out of an article's text; nothing when there are none. */
export function diff(id: string, text: Uint8Array, cuts: readonly Span[], out: Sink, colour: boolean): void {
  const paint = pico.createColors(colour)
  const starts = lineStarts(text)
  const lines = starts.length - 1
  const line = (n: number): string => decode(text.subarray(starts[n], starts[n + 1]))
  const all = changes(text, starts, checked(text, cuts), line)
  if (all.length === 0) return
  out.write(`${paint.bold(`--- ${visible(id)}`)}\n${paint.bold(`+++ ${visible(id)} (cleaned)`)}\n`)
  let gone = 0 // lines that the new text is shorter by, so far
  for (let first = 0; first < all.length; ) {
    let last = first
    while (last + 1 < all.length && all[last + 1]!.from - all[last]!.to <= 2 * CONTEXT) last++
    const from = Math.max(all[first]!.from - CONTEXT, 0)
    const to = Math.min(all[last]!.to + CONTEXT, lines)
    const hunk = all.slice(first, last + 1)
    const fewer = hunk.reduce((sum, { from, to, after }) => sum + to - from - after.length, 0)
    const before = to - from
    out.write(`${paint.cyan(`@@ -${range(from, before)} +${range(from - gone, before - fewer)} @@`)}\n`)
    let at = from
    for (const change of hunk) {
      for (; at < change.from; at++) out.write(` ${shown(line(at))}\n`)
      for (; at < change.to; at++) out.write(`${paint.red(`-${shown(line(at))}`)}\n`)
      for (const words of change.after) out.write(`${paint.green(`+${shown(words)}`)}\n`)
      if (change.endOnly) out.write('\\ without its line end\n')
    }
    for (; at < to; at++) out.write(` ${shown(line(at))}\n`)
    gone += fewer
    first = last + 1
  }
}

/** As diff(1) counts: a hunk without lines names the line before it. */
const range = (from: number, count: number): string => `${count === 0 ? from : from + 1},${count}`

/** The cuts that cut something. */
function checked(text: Uint8Array, cuts: readonly Span[]): Span[] {
  let before = 0
  for (const [start, end] of cuts) {
    if (start < before || end < start || end > text.length)
      throw new RangeError(
        `cut ${start}-${end} does not fit behind ${before} in ${text.length} bytes: did the file change after the scan?`,
      )
    before = end
  }
  return cuts.filter(([start, end]) => end > start)
}

function changes(text: Uint8Array, starts: Uint32Array, cuts: readonly Span[], line: (n: number) => string): Change[] {
  const found: Change[] = []
  const lines = starts.length - 1
  let n = 0
  let k = 0
  while (k < cuts.length) {
    while (n + 1 < lines && starts[n + 1]! <= cuts[k]![0]) n++
    const from = n
    let to = n + 1
    const kept: Uint8Array[] = []
    let done = starts[from]!
    // Takes cuts as long as they begin in the lines so far, and lines as long as the last one is open.
    for (;;) {
      const cut = cuts[k]
      if (cut !== undefined && cut[0] < starts[to]!) {
        kept.push(text.subarray(done, cut[0]))
        done = cut[1]
        while (starts[to]! < done) to++
        k++
      } else {
        const left = text.subarray(done, starts[to])
        const closed = left.length > 0 ? left.at(-1) === LF : lastByte(kept) === LF || lastByte(kept) === undefined
        if (closed || to === lines) {
          kept.push(left)
          break
        }
        to++
      }
    }
    found.push(trimmed(from, to, split(kept), line))
    n = Math.min(to, lines - 1)
  }
  return found
}

/** The same change without the lines that are equal at its ends, but for a line end. */
function trimmed(from: number, to: number, after: string[], line: (n: number) => string): Change {
  const same = (n: number, words: string | undefined): boolean => words !== undefined && bare(line(n)) === bare(words)
  let head = 0
  while (from + head < to && same(from + head, after[head])) head++
  if (from + head === to && head === after.length) return { from: to - 1, to, after: after.slice(-1), endOnly: true }
  let tail = 0
  while (tail < after.length - head && to - tail > from + head && same(to - 1 - tail, after.at(-1 - tail))) tail++
  return { from: from + head, to: to - tail, after: after.slice(head, after.length - tail), endOnly: false }
}

function lastByte(parts: readonly Uint8Array[]): number | undefined {
  return parts.findLast((part) => part.length > 0)?.at(-1)
}

function split(parts: readonly Uint8Array[]): string[] {
  const text = decode(Buffer.concat(parts))
  return text === '' ? [] : text.split(/(?<=\n)/)
}

/** Where lines begin, and the end of the text. A last line without a line end is one, nothing behind the last line end is none. */
function lineStarts(text: Uint8Array): Uint32Array {
  const starts: number[] = []
  for (let at = 0; at < text.length; ) {
    starts.push(at)
    const end = text.indexOf(LF, at)
    at = end < 0 ? text.length : end + 1
  }
  starts.push(text.length)
  return Uint32Array.from(starts)
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const decode = (bytes: Uint8Array): string => utf8.decode(bytes)

const bare = (line: string): string => line.replace(/\n$/, '')

const shown = (line: string): string => visible(line.replace(/\r?\n$/, ''))
