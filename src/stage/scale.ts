// How the bytes of a text stand to those that the report counts (model.ts, Scale), as a word that crosses: of a file in another encoding, or of a page.
//
// The idea: where a span is shown to begin depends on its start alone, and where to end on its end, but that no span ends before it begins. So the
// two are functions of one place each, never falling, and are written as runs of one slope: place, value, slope. Text in windows-1252 or in
// UTF-16 has a run for each stretch of ASCII, a page one for each stretch without markup.
import type { Scale } from '../model.js'
import { packed, StageError, unpacked } from './wire.js'

/** Runs of the function at 0 … size. */
function runs(size: number, at: (x: number) => number): number[] {
  const out: number[] = []
  let before = at(0)
  for (let x = 0; x <= size; ) {
    const next = x < size ? at(x + 1) : before
    const slope = next - before
    out.push(x, before, slope)
    let [here, value] = [x + 1, next]
    while (here < size) {
      const more = at(here + 1)
      if (more - value !== slope) break
      here++
      value = more
    }
    // The last place of a run is the first of the next, unless it ends there.
    if (here >= size) break
    x = here
    before = value
  }
  return out
}

/** The value at a place, by bisection. */
function valueAt(of: Float64Array, x: number): number {
  let low = 0
  let high = of.length / 3 - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (of[3 * middle]! <= x) low = middle
    else high = middle - 1
  }
  return of[3 * low + 1]! + (x - of[3 * low]!) * of[3 * low + 2]!
}

/** `size`: bytes of the text. */
export function scaleOut(scale: Scale, size: number): string {
  const starts = runs(size, (x) => scale.shown([x, size])[0])
  const ends = runs(size, (x) => scale.shown([0, x])[1])
  const lines = scale.lines === undefined ? '-' : packed(scale.lines)
  return `${scale.size},${starts.join(' ')},${ends.join(' ')},${lines}`
}

export function scaleIn(word: string): Scale {
  const [size, starts = '', ends = '', lines] = word.split(',')
  const [from, to] = [starts, ends].map((list) => Float64Array.from(list.split(' '), Number)) as [
    Float64Array,
    Float64Array,
  ]
  if (lines === undefined || from.length % 3 !== 0 || to.length % 3 !== 0)
    throw new StageError(`our bug: no scale: ${word.slice(0, 80)}`)
  return {
    size: Number(size),
    shown([start, end]) {
      const first = valueAt(from, start)
      return [first, Math.max(first, valueAt(to, end))]
    },
    ...(lines === '-' ? {} : { lines: unpacked(lines) }),
  }
}
