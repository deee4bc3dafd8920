// Two texts -> which words stand in both, which in one only, which stand elsewhere. For the eyes: it decides nothing.
//
// Words are compared folded (case, accents, Arabic spelling), whatever lies between them is not. First the words in common in the
// same order: runs of six that are unique in both texts, then of three, then single words (patience diff, Bram Cohen), and
// between those the longest common subsequence where it is small enough. A word or two that match by chance amid a rewritten
// stretch are let go. What is left over on both sides in runs of five and more has moved.
// Law: pairs ascend on both sides; a moved run reads the same on both sides; time is near linear.

export interface Word {
  readonly key: string
  readonly start: number
  readonly end: number
}

export interface Compared {
  readonly words: readonly [Word[], Word[]]
  /** Of each word: the place of its partner on the other side, or -1. */
  readonly pair: readonly [Int32Array, Int32Array]
  /** Of each word: the number of the moved run it stands in, from 1; else 0. */
  readonly moved: readonly [Int32Array, Int32Array]
  readonly moves: number
}

const LONE = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}'
const LETTER = `(?:(?![${LONE}])[\\p{L}\\p{M}\\p{N}])`
const WORD = new RegExp(`[${LONE}]\\p{M}*|${LETTER}+(?:['’.,]${LETTER}+)*`, 'gu')

const SMALL = 250_000
const ISLAND = 2
const GAP = 4
const MOVE = 5

export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}'’\u0640]/gu, '')
    .toLowerCase()
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
}

export function wordsIn(text: string): Word[] {
  const out: Word[] = []
  for (const found of text.matchAll(WORD))
    out.push({ key: fold(found[0]), start: found.index, end: found.index + found[0].length })
  return out
}

export function compare(a: string, b: string): Compared {
  const words: [Word[], Word[]] = [wordsIn(a), wordsIn(b)]
  const ids = new Map<string, number>()
  const [x, y] = words.map((list) =>
    Int32Array.from(list, ({ key }) => {
      const known = ids.get(key)
      if (known !== undefined) return known
      ids.set(key, ids.size)
      return ids.size - 1
    }),
  ) as [Int32Array, Int32Array]
  const pair: [Int32Array, Int32Array] = [new Int32Array(x.length).fill(-1), new Int32Array(y.length).fill(-1)]
  align(x, y, pair)
  sink(pair)
  const moved: [Int32Array, Int32Array] = [new Int32Array(x.length), new Int32Array(y.length)]
  const moves = move(x, y, pair, moved)
  return { words, pair, moved, moves }
}

type Range = [a0: number, a1: number, b0: number, b1: number]

function align(x: Int32Array, y: Int32Array, [p, q]: readonly [Int32Array, Int32Array]): void {
  const link = (i: number, j: number): void => {
    p[i] = j
    q[j] = i
  }
  const todo: Range[] = [[0, x.length, 0, y.length]]
  while (todo.length > 0) {
    let [a0, a1, b0, b1] = todo.pop()!
    while (a0 < a1 && b0 < b1 && x[a0] === y[b0]) link(a0++, b0++)
    while (a0 < a1 && b0 < b1 && x[a1 - 1] === y[b1 - 1]) link(--a1, --b1)
    if (a0 === a1 || b0 === b1) continue
    let anchors: [number, number][] = []
    for (const n of [6, 3, 1]) if (anchors.length === 0) anchors = ascending(unique(x, y, [a0, a1, b0, b1], n))
    if (anchors.length === 0) {
      if ((a1 - a0) * (b1 - b0) <= SMALL) common(x, y, [a0, a1, b0, b1], link)
      continue
    }
    let [i, j] = [a0, b0]
    for (const [k, l] of anchors) {
      if (k < i || l < j) continue
      todo.push([i, k, j, l])
      link(k, l)
      i = k + 1
      j = l + 1
    }
    todo.push([i, a1, j, b1])
  }
}

/** Places of runs of n words that stand once on either side, by place in x. */
function unique(x: Int32Array, y: Int32Array, [a0, a1, b0, b1]: Range, n: number): [number, number][] {
  const seen = new Map<string, { a: number; b: number }>()
  const key = (of: Int32Array, at: number): string => of.subarray(at, at + n).join()
  for (let i = a0; i + n <= a1; i++) {
    const known = seen.get(key(x, i))
    if (known === undefined) seen.set(key(x, i), { a: i, b: -1 })
    else known.a = -2
  }
  for (let j = b0; j + n <= b1; j++) {
    const known = seen.get(key(y, j))
    if (known !== undefined) known.b = known.b === -1 ? j : -2
  }
  const out: [number, number][] = []
  for (const { a, b } of seen.values()) if (a >= 0 && b >= 0) out.push([a, b])
  return out
}

/** The longest chain of pairs that ascends on both sides (patience sorting); pairs come in ascending order of the first. */
function ascending(pairs: [number, number][]): [number, number][] {
  const tops: number[] = []
  const before = new Int32Array(pairs.length).fill(-1)
  for (let n = 0; n < pairs.length; n++) {
    let low = 0
    let high = tops.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (pairs[tops[middle]!]![1] < pairs[n]![1]) low = middle + 1
      else high = middle
    }
    if (low > 0) before[n] = tops[low - 1]!
    tops[low] = n
  }
  const out: [number, number][] = []
  for (let n = tops.at(-1) ?? -1; n >= 0; n = before[n]!) out.push(pairs[n]!)
  return out.reverse()
}

/** Longest common subsequence, by the table. */
function common(x: Int32Array, y: Int32Array, [a0, a1, b0, b1]: Range, link: (i: number, j: number) => void): void {
  const width = b1 - b0 + 1
  const table = new Uint16Array((a1 - a0 + 1) * width)
  for (let i = a1 - a0 - 1; i >= 0; i--)
    for (let j = b1 - b0 - 1; j >= 0; j--)
      table[i * width + j] =
        x[a0 + i] === y[b0 + j]
          ? table[(i + 1) * width + j + 1]! + 1
          : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!)
  for (let i = 0, j = 0; i < a1 - a0 && j < b1 - b0; ) {
    if (x[a0 + i] === y[b0 + j]) link(a0 + i++, b0 + j++)
    else if (table[(i + 1) * width + j]! >= table[i * width + j + 1]!) i++
    else j++
  }
}

/** Lets go of a word or two in common between longer stretches that are not. */
function sink([p, q]: readonly [Int32Array, Int32Array]): void {
  const runs: [i: number, j: number, length: number][] = []
  for (let i = 0; i < p.length; i++) {
    if (p[i]! < 0) continue
    const last = runs.at(-1)
    if (last !== undefined && last[0] + last[2] === i && last[1] + last[2] === p[i]) last[2]++
    else runs.push([i, p[i]!, 1])
  }
  let end: [number, number] = [0, 0]
  for (const [n, [i, j, length]] of runs.entries()) {
    const [nextI, nextJ] = runs[n + 1] ?? [p.length, q.length]
    const before = Math.min(i - end[0], j - end[1])
    const after = Math.min(nextI - i - length, nextJ - j - length)
    if (length <= ISLAND && before >= GAP && after >= GAP) {
      for (let k = 0; k < length; k++) {
        p[i + k] = -1
        q[j + k] = -1
      }
    } else end = [i + length, j + length]
  }
}

function move(
  x: Int32Array,
  y: Int32Array,
  [p, q]: readonly [Int32Array, Int32Array],
  [m, n]: readonly [Int32Array, Int32Array],
): number {
  const at = new Map<string, number>()
  const free = (pair: Int32Array, start: number): boolean => {
    for (let k = 0; k < MOVE; k++) if (pair[start + k] !== -1) return false
    return true
  }
  for (let j = y.length - MOVE; j >= 0; j--) if (free(q, j)) at.set(y.subarray(j, j + MOVE).join(), j)
  let moves = 0
  for (let i = 0; i + MOVE <= x.length; i++) {
    if (!free(p, i) || m[i] !== 0) continue
    let j = at.get(x.subarray(i, i + MOVE).join()) ?? -1
    if (j < 0 || n.subarray(j, j + MOVE).some((taken) => taken !== 0)) continue
    moves++
    while (i < x.length && j < y.length && x[i] === y[j] && p[i] === -1 && q[j] === -1 && n[j] === 0) {
      m[i++] = moves
      n[j++] = moves
    }
    i--
  }
  return moves
}

// ------------------------------------------------------------------------------------------------------------- paragraphs

export type Part = readonly [start: number, end: number]

/** Paragraphs as places in the text. Lines of a text that is wrapped by hand belong together until an empty or an indented one. */
export function paragraphs(text: string): Part[] {
  const lines: [number, number][] = []
  for (let at = 0; at <= text.length; ) {
    const end = text.indexOf('\n', at)
    const stop = end < 0 ? text.length : end
    lines.push([at, stop])
    at = stop + 1
  }
  const full = lines.filter(([start, end]) => end - start >= 40 && end - start <= 90).length
  const filled = lines.filter(([start, end]) => end > start).length
  const wrapped = filled >= 3 && full >= 0.6 * filled
  const out: [number, number][] = []
  let open = false
  for (const [start, end] of lines) {
    const line = text.slice(start, end)
    if (line.trim() === '') {
      open = false
      continue
    }
    if (open && wrapped && !/^\s{2}/.test(line)) out.at(-1)![1] = end
    else out.push([start, end])
    open = true
  }
  return out
}

export interface Row {
  readonly a: Part[]
  readonly b: Part[]
}

/** Paragraphs of both sides that tell the same, side by side. */
export function rows(a: readonly Part[], b: readonly Part[], compared: Compared): Row[] {
  const partOf = (words: readonly Word[], parts: readonly Part[]): Int32Array => {
    let part = 0
    return Int32Array.from(words, ({ start }) => {
      while (part + 1 < parts.length && start >= parts[part]![1]) part++
      return part
    })
  }
  const [inA, inB] = [partOf(compared.words[0], a), partOf(compared.words[1], b)]
  const links = new Map<string, number>()
  compared.pair[0].forEach((j, i) => {
    if (j >= 0) links.set(`${inA[i]} ${inB[j]}`, (links.get(`${inA[i]} ${inB[j]}`) ?? 0) + 1)
  })
  const sizes = (of: Int32Array, count: number): number[] => {
    const out = new Array<number>(count).fill(0)
    for (const part of of) out[part]!++
    return out
  }
  const [sizeA, sizeB] = [sizes(inA, a.length), sizes(inB, b.length)]
  const farA = new Array<number>(b.length).fill(-1)
  const farB = new Array<number>(a.length).fill(-1)
  for (const [key, count] of links) {
    const [i, j] = key.split(' ').map(Number) as [number, number]
    if (count < Math.min(3, 0.3 * Math.min(sizeA[i]!, sizeB[j]!))) continue
    farB[i] = Math.max(farB[i]!, j)
    farA[j] = Math.max(farA[j]!, i)
  }
  const out: Row[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const loneA = i < a.length && (farB[i]! < 0 || j >= b.length)
    const loneB = j < b.length && (farA[j]! < 0 || i >= a.length)
    if (loneA || loneB) {
      out.push({ a: loneA ? a.slice(i, i + 1) : [], b: loneB ? b.slice(j, j + 1) : [] })
      if (loneA) i++
      if (loneB) j++
      continue
    }
    let [lastA, lastB] = [i, j]
    for (let before = -1; before !== lastA + lastB; ) {
      before = lastA + lastB
      for (let k = i; k <= lastA; k++) lastB = Math.max(lastB, farB[k]!)
      for (let k = j; k <= lastB; k++) lastA = Math.max(lastA, farA[k]!)
    }
    out.push({ a: a.slice(i, lastA + 1), b: b.slice(j, lastB + 1) })
    i = lastA + 1
    j = lastB + 1
  }
  return out
}
