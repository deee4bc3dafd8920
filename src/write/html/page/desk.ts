// A list on the left, what is read on the right; on a narrow screen one after the other.
import { count, h } from './dom.js'
import type { List } from './list.js'

export interface Desk {
  readonly element: HTMLElement
  readonly list: List
  readonly search: HTMLInputElement
  readonly detail: HTMLElement
  /** Filters anew and shows what is left. */
  refresh(): void
  /** Shows one item on the right; `read`: on a narrow screen, turn to it. */
  open(item: number, read: boolean): void
  /** Back to the list. */
  close(): void
  readonly item: () => number
  /** On paper nothing scrolls: where nothing is open, the list is put there, and taken away again. */
  paper(on: boolean): void
}

/** Rows of a list on paper: some forty pages. */
const PAPER = 500

export const narrow = (): boolean => matchMedia('(max-width: 899px)').matches

/** A drop-down; the first choice is everything. */
export function choice(label: string, options: readonly string[], changed: (n: number) => void): HTMLSelectElement {
  const select = h(
    'select',
    { 'aria-label': label, change: () => changed(select.selectedIndex) },
    ...options.map((name) => h('option', {}, name)),
  )
  return select
}

export function field(label: string, control: HTMLElement): HTMLElement {
  return h('label', { class: 'field' }, h('span', {}, label), control)
}

export function desk(parts: {
  readonly what: string
  readonly list: List
  readonly filters: readonly Node[]
  readonly more: readonly Node[]
  readonly typed: (words: string) => void
  readonly items: () => { readonly shown: readonly number[]; readonly said: string }
  readonly draw: (item: number) => Node
  readonly anchor: (item: number) => string
  readonly empty: string
}): Desk {
  const { list } = parts
  let now = -1
  let timer = 0
  const search = h('input', {
    type: 'search',
    placeholder: `Search ${parts.what}`,
    'aria-label': `Search ${parts.what}`,
    autocomplete: 'off',
    spellcheck: 'false',
    dir: 'auto',
    input: () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        parts.typed(search.value)
        refresh()
      }, 120)
    },
  })
  const said = h('p', { class: 'said', role: 'status' })
  const detail = h('article', { class: 'detail', tabindex: -1, 'aria-label': 'What is shown' })
  const hint = (): HTMLElement =>
    h('p', { class: 'hint' }, parts.empty, ' ', h('kbd', {}, 'j'), ' and ', h('kbd', {}, 'k'), ' go through the list.')
  detail.append(hint())
  const more =
    parts.more.length === 0
      ? null
      : h(
          'details',
          { class: 'more-filters' },
          h('summary', {}, 'Filters and order'),
          h('div', { class: 'fields' }, ...parts.more),
        )
  const element = h(
    'div',
    { class: 'desk' },
    h(
      'div',
      { class: 'side' },
      h(
        'form',
        { class: 'filters', role: 'search', submit: (event) => event.preventDefault() },
        search,
        ...parts.filters,
        more,
      ),
      said,
      list.element,
    ),
    detail,
  )
  const refresh = (): void => {
    const { shown, said: words } = parts.items()
    said.textContent = words
    list.show(shown)
    element.classList.toggle('nothing', shown.length === 0)
  }
  const close = (): void => {
    element.classList.remove('reading')
    list.draw()
    list.element.focus({ preventScroll: true })
  }
  const open = (item: number, read: boolean): void => {
    if (item !== now) {
      now = item
      const back = h('button', { type: 'button', class: 'back plain', click: close }, '← Back to the list')
      detail.replaceChildren(back, parts.draw(item))
      detail.scrollTop = 0
    }
    list.activate(item)
    history.replaceState(null, '', `#${parts.anchor(item)}`)
    if (!read) return
    element.classList.add('reading')
    if (narrow()) {
      scrollTo(0, 0)
      detail.focus({ preventScroll: true })
    }
  }
  const paper = (on: boolean): void => {
    if (now >= 0) return
    const items = list.items()
    detail.replaceChildren(
      ...(on
        ? [
            h('p', { class: 'about' }, said.textContent),
            ...items.slice(0, PAPER).map((item) => h('div', { class: 'leaf' }, list.row(item))),
            items.length > PAPER ? h('p', { class: 'about' }, `… and ${count(items.length - PAPER)} more.`) : '',
          ]
        : [hint()]),
    )
  }
  return { element, list, search, detail, refresh, open, close, item: () => now, paper }
}
