// Two texts on paper: side by side with a row for each pair of paragraphs, or as one text. What stands on one side only is marked
// by colour and by a line under it, so that no one needs to see colours; what has moved bears its number.
import { bdi, count, h, plain, several } from './dom.js'
import type { Compared, Part, Word } from './words.js'
import { compare, paragraphs, rows } from './words.js'

export interface Side {
  /** What it is called: only in … */
  readonly name: string
  /** What stands above it, if anything. */
  readonly head: string
  readonly text: string
  /** What stands around it, faintly. */
  readonly before: string
  readonly after: string
}

/** Words a copy lost and gained. */
export interface Counted {
  readonly cut: number
  readonly added: number
  readonly moved: number
  readonly same: number
}

export function counted({ pair, moved }: Compared): Counted {
  const alone = (side: 0 | 1): number => pair[side].reduce((n, p, i) => n + (p < 0 && moved[side][i] === 0 ? 1 : 0), 0)
  return {
    cut: alone(0),
    added: alone(1),
    moved: moved[0].reduce((n, m) => n + (m > 0 ? 1 : 0), 0),
    same: pair[0].reduce((n, p) => n + (p >= 0 ? 1 : 0), 0),
  }
}

/** Digits that one side has and the other lacks: what an editor looks for first. */
function numbers({ words, pair, moved }: Compared): [string[], string[]] {
  const of = (side: 0 | 1): string[] =>
    words[side].flatMap(({ key }, i) => (pair[side][i]! < 0 && moved[side][i] === 0 && /\p{N}/u.test(key) ? [key] : []))
  const [a, b] = [of(0), of(1)]
  return [a.filter((n) => !b.includes(n)), b.filter((n) => !a.includes(n))]
}

type Mark = '' | 'only' | number

/** A stretch of one side: words of one mark and what lies between them. */
function pieces(compared: Compared, side: 0 | 1, text: string, [start, end]: Part): [string, Mark][] {
  const words = compared.words[side]
  const out: [string, Mark][] = []
  const put = (words: string, mark: Mark): void => {
    const last = out.at(-1)
    if (words === '') return
    if (last !== undefined && last[1] === mark) last[0] += words
    else out.push([words, mark])
  }
  const markOf = (i: number): Mark =>
    compared.moved[side][i]! > 0 ? compared.moved[side][i]! : compared.pair[side][i]! < 0 ? 'only' : ''
  let done = start
  let last: Mark = ''
  for (let i = firstFrom(words, start); i < words.length && words[i]!.start < end; i++) {
    const mark = markOf(i)
    put(text.slice(done, words[i]!.start), mark === last ? mark : '')
    put(text.slice(words[i]!.start, words[i]!.end), mark)
    done = words[i]!.end
    last = mark
  }
  put(text.slice(done, end), '')
  return out
}

function firstFrom(words: readonly Word[], start: number): number {
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (words[middle]!.start < start) low = middle + 1
    else high = middle
  }
  return low
}

function marked([text, mark]: [string, Mark], side: 0 | 1, woven = false): Node {
  if (mark === '') return document.createTextNode(plain(text))
  if (mark === 'only') return h(side === 0 ? 'del' : 'ins', { class: 'change' }, plain(text))
  return h(
    'span',
    { class: woven && side === 0 ? 'moved from' : 'moved', title: 'stands elsewhere in the other text' },
    h('sup', { 'aria-label': `moved passage ${mark}` }, String(mark)),
    plain(text),
  )
}

const paragraph = (...children: Node[]): HTMLElement => h('p', { dir: 'auto' }, ...children)

/** Both, with a line that sums up and a switch between the two ways to look. */
export function beside(a: Side, b: Side, narrow: boolean): HTMLElement {
  const compared = compare(a.text, b.text)
  const [partsA, partsB] = [paragraphs(a.text), paragraphs(b.text)]
  const pairs = rows(partsA, partsB, compared)
  const sheet = h('div', { class: 'sheet' })
  const faint = (words: string): HTMLElement | null =>
    words.trim() === '' ? null : h('p', { class: 'around', dir: 'auto' }, plain(words.trim()))

  const two = (): void => {
    const cell = (side: 0 | 1, text: string, parts: readonly Part[]): HTMLElement =>
      h(
        'div',
        { class: 'cell' },
        ...parts.map((part) => paragraph(...pieces(compared, side, text, part).map((piece) => marked(piece, side)))),
      )
    const headA = h('div', { class: 'cell head' }, a.head === '' ? null : h('h4', {}, bdi(a.head)), faint(a.before))
    const headB = h('div', { class: 'cell head' }, b.head === '' ? null : h('h4', {}, bdi(b.head)), faint(b.before))
    const body = pairs.flatMap((row) => [cell(0, a.text, row.a), cell(1, b.text, row.b)])
    const feet =
      a.after.trim() + b.after.trim() === ''
        ? []
        : [h('div', { class: 'cell' }, faint(a.after)), h('div', { class: 'cell' }, faint(b.after))]
    sheet.replaceChildren(h('div', { class: 'two' }, headA, headB, ...body, ...feet))
  }
  const one = (): void => {
    const body = pairs.map((row) => paragraph(...woven(compared, a.text, b.text, row)))
    sheet.replaceChildren(h('div', { class: 'one' }, ...body))
  }
  const ways: [string, () => void][] = [
    ['Side by side', two],
    ['As one text', one],
  ]
  const buttons = ways.map(([name, draw], n) => h('button', { type: 'button', click: () => look(n, draw) }, name))
  const look = (n: number, draw: () => void): void => {
    for (const [k, button] of buttons.entries()) button.setAttribute('aria-pressed', String(k === n))
    draw()
  }
  const n = counted(compared)
  const single = narrow || n.cut + n.added + n.moved === 0
  look(single ? 1 : 0, single ? one : two)
  return h(
    'div',
    { class: 'beside' },
    h(
      'div',
      { class: 'sum' },
      summed(compared, a.name, b.name),
      h('div', { class: 'ways', role: 'group' }, ...buttons),
    ),
    sheet,
  )
}

function summed(compared: Compared, a: string, b: string): HTMLElement {
  const n = counted(compared)
  const [gone, come] = numbers(compared)
  if (n.cut + n.added + n.moved === 0) return h('p', {}, `Word for word the same: ${several(n.same, 'word')}.`)
  const said: (Node | string)[] = [`${several(n.same, 'word')} in common; `]
  said.push(h('del', {}, `${count(n.cut)} only in `, bdi(a)), ', ', h('ins', {}, `${count(n.added)} only in `, bdi(b)))
  if (n.moved > 0) said.push(', ', h('span', { class: 'moved' }, `${several(n.moved, 'word')} moved`))
  said.push('.')
  if (gone.length + come.length > 0) {
    said.push(' Numbers that differ: ')
    const shown = (list: string[], tag: 'del' | 'ins'): Node[] =>
      list.slice(0, 6).flatMap((number, k) => [document.createTextNode(k > 0 ? ' ' : ''), h(tag, {}, plain(number))])
    said.push(...shown(gone, 'del'), gone.length > 0 && come.length > 0 ? ' → ' : '', ...shown(come, 'ins'), '.')
  }
  return h('p', {}, ...said)
}

/** One paragraph of both: what only the left has is struck through where it stood, what only the right has is underlined. */
function woven(
  compared: Compared,
  a: string,
  b: string,
  row: { readonly a: readonly Part[]; readonly b: readonly Part[] },
): Node[] {
  const { words, pair } = compared
  const range = (side: 0 | 1, parts: readonly Part[]): [number, number] => {
    if (parts.length === 0) return [0, 0]
    return [firstFrom(words[side], parts[0]![0]), firstFrom(words[side], parts.at(-1)![1])]
  }
  const [[i0, i1], [j0, j1]] = [range(0, row.a), range(1, row.b)]
  const runs: { side: 0 | 1; mark: Mark; text: string }[] = []
  // A word goes with what follows it, up to the next word or the end of the paragraphs.
  const put = (side: 0 | 1, at: number, same: boolean): void => {
    const [text, parts, first] = side === 0 ? [a, row.a, i0] : [b, row.b, j0]
    const word = words[side][at]!
    const stop = Math.max(word.end, Math.min(words[side][at + 1]?.start ?? text.length, parts.at(-1)![1]))
    const said = text.slice(at === first ? parts[0]![0] : word.start, stop)
    const moved = compared.moved[side][at]!
    const mark: Mark = same ? '' : moved > 0 ? moved : 'only'
    const last = runs.at(-1)
    if (last !== undefined && last.mark === mark && (mark === '' || last.side === side)) last.text += said
    else runs.push({ side, mark, text: said })
  }
  let [i, j] = [i0, j0]
  while (i < i1 || j < j1) {
    if (i < i1 && (pair[0][i]! < j0 || pair[0][i]! >= j1)) put(0, i++, false)
    else if (j < j1 && (pair[1][j]! < i0 || pair[1][j]! >= i1)) put(1, j++, false)
    else if (i < i1 && j < j1) {
      put(1, j++, true)
      i++
    } else break
  }
  // Between a struck word and the next there may be no space of its own.
  return runs.flatMap(({ side, mark, text }, k) => {
    const node = marked([text, mark], side, true)
    return k === 0 || /\s$/.test(runs[k - 1]!.text) ? [node] : [document.createTextNode(' '), node]
  })
}
