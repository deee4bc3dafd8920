// Cuts of a page's text -> what goes of the page. An element whose text is all in a cut goes with its tags, the largest such; of any other the letters go, in pieces
// between the tags, which stay. Nothing goes with it that is no text: an element with a picture, a script or a form in it is left standing, empty of words.
// A line break goes with the line end it makes.
//
// An element may be all that keeps the text before it from the text behind it ("one<div>two</div>three"). So the cut page is read again, and when words have
// become one that were two, only letters go.
//
// What closes up may be read as markup ("5 <", a cut, "b"). The cut page that was read again tells that, too: then a space stands in the place of each piece.
//
// Law: the text of the cut page is the text without the cuts, up to white space.
// Law: of a start tag and its end tag both go or both stay.
import type { Span } from '../model.js'
import { marks, Page } from './html.js'
import type { Kept } from './readable.js'

/** Bytes [at, at + bytes) go for cut `of`. */
export interface Gone {
  readonly at: number
  readonly bytes: number
  readonly of: number
  readonly put?: Uint8Array
}

const SPACE = Buffer.from(' ')

const NOT_WHOLE = marks.torn | marks.holds | marks.stays

/** What goes of a page, in order. The page was read with its elements. */
export function pageCut(page: Page, cuts: readonly Span[]): Gone[] {
  const all = gone(page, cuts, whole(page, cuts), true)
  if (parted(page, cuts, all)) return all
  const letters = gone(page, cuts, [], false)
  return parted(page, cuts, letters) ? letters : letters.map((piece) => ({ ...piece, put: SPACE }))
}

/** The largest elements whose text is all in one cut. */
function whole(page: Page, cuts: readonly Span[]): Gone[] {
  const { source, from, to, first, last } = page
  const out: Gone[] = []
  let behind = 0
  let of = 0
  for (let i = 0; i < page.elements; i++) {
    // No letters: last is 0.
    if (from[i]! < behind || last[i]! <= first[i]! || (page.marks[i]! & NOT_WHOLE) !== 0) continue
    while (of < cuts.length && cuts[of]![1] <= first[i]!) of++
    if (of === cuts.length) break
    if (cuts[of]![0] > first[i]! || last[i]! > cuts[of]![1]) continue
    behind = to[i]!
    // What stands alone on its lines takes these along.
    let start = from[i]!
    while (start > 0 && (source[start - 1] === 0x20 || source[start - 1] === 0x09)) start--
    let end = behind
    while (end < source.length && (source[end] === 0x20 || source[end] === 0x09)) end++
    if (source[end] === 0x0d) end++
    const alone = start > 0 && source[start - 1] === 0x0a && source[end] === 0x0a
    out.push(alone ? { at: start, bytes: end + 1 - start, of } : { at: from[i]!, bytes: behind - from[i]!, of })
  }
  return out
}

/** Whole elements, and the letters that stand in none of them. */
function gone(page: Page, cuts: readonly Span[], elements: readonly Gone[], lines: boolean): Gone[] {
  const { source, origins, brFrom, brTo } = page
  const out: Gone[] = []
  let free = 0
  let element = 0
  let br = 0
  const push = (at: number, end: number, of: number): void => {
    const from = Math.max(at, free)
    if (from >= end) return
    const last = out.at(-1)
    if (last?.of === of && last.at + last.bytes === from) out[out.length - 1] = { ...last, bytes: end - last.at }
    else out.push({ at: from, bytes: end - from, of })
    free = end
  }
  const upTo = (at: number): void => {
    for (let next = elements[element]; next !== undefined && next.at <= at; next = elements[++element])
      push(next.at, next.at + next.bytes, next.of)
  }
  for (const [of, [start, end]] of cuts.entries())
    origins.pieces(start, end, (first, last, from, to, piece) => {
      if (piece === 'plain') {
        upTo(from)
        push(from, to, of)
        return
      }
      const [rowStart, rowEnd] = origins.extent(origins.row(first))
      // A part of what stands for more: it goes with the last part, or stays.
      if (first !== rowStart || last !== rowEnd) return
      if (piece === 'whole') {
        upTo(from)
        push(from, to, of)
      } else if (lines)
        for (; br < page.brs && brTo[br]! <= to; br++)
          if (brFrom[br]! >= from) {
            upTo(brFrom[br]!)
            push(brFrom[br]!, brTo[br]!, of)
          }
    })
  upTo(source.length)
  return out
}

/** Does the cut page have the text without the cuts, and a gap wherever that has one? */
function parted(page: Page, cuts: readonly Span[], all: readonly Gone[]): boolean {
  const now = new Page().read(without(page.source, all), false, page.kept && left(page.kept, all)).text
  const then = without(
    page.text,
    cuts.map(([start, end]) => ({ at: start, bytes: end - start })),
  )
  let i = 0
  let j = 0
  for (;;) {
    const before = i
    while (i < then.length && then[i]! <= 0x20) i++
    const gap = i > before
    const here = j
    while (j < now.length && now[j]! <= 0x20) j++
    if (i === then.length || j === now.length) return i === then.length && j === now.length
    if (then[i] !== now[j] || (gap && here > 0 && here === j)) return false
    i++
    j++
  }
}

/** Where the ranges that are kept lie in the cut page. */
function left(kept: Kept, all: readonly Gone[]): Kept {
  const out: number[] = []
  let next = 0
  let gone = 0
  const moved = (at: number): number => {
    for (let piece = all[next]; piece !== undefined && piece.at + piece.bytes <= at; piece = all[++next])
      gone += piece.bytes - (piece.put?.length ?? 0)
    return (all[next]?.at ?? at) < at ? all[next]!.at - gone : at - gone
  }
  for (let i = 0; i < kept.length; i += 2) {
    const from = moved(kept[i]!)
    const to = moved(kept[i + 1]!)
    if (from === to) continue
    if (out.at(-1) === from) out[out.length - 1] = to
    else out.push(from, to)
  }
  return out
}

/** Bytes without some of them, and with what is put there. */
export function without(
  bytes: Uint8Array,
  gone: readonly { readonly at: number; readonly bytes: number; readonly put?: Uint8Array }[],
): Uint8Array {
  const out = new Uint8Array(gone.reduce((sum, piece) => sum - piece.bytes + (piece.put?.length ?? 0), bytes.length))
  let from = 0
  let to = 0
  const take = (piece: Uint8Array): void => {
    out.set(piece, to)
    to += piece.length
  }
  for (const { at, bytes: size, put } of gone) {
    take(bytes.subarray(from, at))
    if (put !== undefined) take(put)
    from = at + size
  }
  take(bytes.subarray(from))
  return out
}
