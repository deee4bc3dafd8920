// Two texts side by side, for a terminal: what is aligned in both columns, what only one of them says in its own.
//
//   wire-3                                 | echo-7
//   The council voted on Tuesday to close  = The council voted on Tuesday to close
//   the old ferry pier …                     the old ferry pier …
//   Fishermen who moor along the northern  <
//
// In the order of the first text; what only the second says stands where the first went on. Long stretches are told by their beginning and end.
// Everything goes through visible(): no line acts on a terminal, and none is wider than the view.
import type { Run, Sink } from '../model.js'
import { inert, visible } from './escape.js'
import { columns, cut, wrap } from './width.js'

/** Characters of a stretch that are shown: of its beginning, and of its end. */
const [BEGINNING, ENDING] = [240, 100]
/** Stretches. */
const MOST = 60
const NARROWEST = 48

const decoder = new TextDecoder()

/** Writes both; `runs` are the aligned byte ranges, in any order. */
export function beside(
  names: readonly [string, string],
  texts: readonly [Uint8Array, Uint8Array],
  runs: readonly Run[],
  width: number,
  out: Sink,
): void {
  const half = Math.floor((Math.max(width, NARROWEST) - 4) / 2)
  const row = (left: readonly string[], sign: string, right: readonly string[]): void => {
    for (let i = 0; i < Math.max(left.length, right.length); i++) {
      const text = left[i] ?? ''
      const line = `${text}${' '.repeat(Math.max(0, half - columns(text)))} ${i === 0 ? sign : ' '} ${right[i] ?? ''}`
      out.write(`${inert(line.trimEnd())}\n`)
    }
  }
  const lines = (k: 0 | 1, from: number, to: number): string[] => {
    const text = visible(decoder.decode(texts[k].subarray(from, to)).replace(/\s+/g, ' ').trim())
    if (text === '') return []
    const points = [...text]
    const shown =
      points.length <= BEGINNING + ENDING + 20
        ? text
        : `${points.slice(0, BEGINNING).join('').trimEnd()} … ${points.slice(-ENDING).join('').trimStart()}`
    return wrap(shown, half - 1)
  }
  row([cut(visible(names[0]), half - 1)], '|', [cut(visible(names[1]), half - 1)])
  let a = 0
  let b = 0
  let shown = 0
  const only = (k: 0 | 1, from: number, to: number): void => {
    const some = from < to ? lines(k, from, to) : []
    if (some.length > 0 && shown++ < MOST) row(k === 0 ? some : [], k === 0 ? '<' : '>', k === 0 ? [] : some)
  }
  const sorted = [...runs].sort((x, y) => x[0] - y[0] || x[2] - y[2])
  // What of the second text no run takes: told where it stands, when the runs go forward in both.
  for (const [aStart, aEnd, bStart, bEnd] of sorted) {
    only(0, a, aStart)
    if (bStart >= b) only(1, b, bStart)
    if (shown++ < MOST) row(lines(0, Math.max(a, aStart), aEnd), '=', lines(1, bStart, bEnd))
    a = Math.max(a, aEnd)
    b = Math.max(b, bEnd)
  }
  only(0, a, texts[0].length)
  only(1, b, texts[1].length)
  if (shown > MOST) out.write(`… and ${shown - MOST} more stretches\n`)
}
