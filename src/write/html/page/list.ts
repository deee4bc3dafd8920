// A list of any length that holds only the rows in sight. Rows have one height; the keyboard moves the active one.
import { h } from './dom.js'

export interface List {
  readonly element: HTMLElement
  /** Other items; the active one stays if it is among them. */
  show(items: readonly number[]): void
  /** Makes this item the active one and scrolls it into sight; -1 is none. */
  activate(item: number): void
  /** Moves the active row by so many; true when there was one to move to. */
  step(by: number): boolean
  readonly active: () => number
  readonly items: () => readonly number[]
  /** What a row says, for paper. */
  readonly row: (item: number) => HTMLElement
  /** Once more, for another size of the window. */
  draw(): void
}

const OVERSCAN = 6

export function list(
  label: string,
  height: () => number,
  render: (item: number) => HTMLElement,
  moved: (item: number) => void,
  opened: (item: number) => void,
): List {
  const inner = h('div', { class: 'rows', role: 'presentation' })
  const element = h('div', { class: 'list', role: 'listbox', tabindex: 0, 'aria-label': label }, inner)
  const id = (item: number): string => `${label}-${item}`
  const drawn = new Map<number, HTMLElement>()
  let items: readonly number[] = []
  let active = -1

  const draw = (): void => {
    const row = height()
    inner.style.height = `${items.length * row}px`
    const from = Math.max(0, Math.floor(element.scrollTop / row) - OVERSCAN)
    const to = Math.min(items.length, Math.ceil((element.scrollTop + element.clientHeight) / row) + OVERSCAN)
    for (const [place, node] of drawn)
      if (place < from || place >= to) {
        node.remove()
        drawn.delete(place)
      }
    for (let place = from; place < to; place++) {
      const item = items[place]!
      let node = drawn.get(place)
      if (node === undefined) {
        node = h(
          'div',
          { class: 'row', role: 'option', id: id(item), 'aria-setsize': items.length, 'aria-posinset': place + 1 },
          render(item),
        )
        node.addEventListener('click', () => {
          set(place)
          opened(item)
        })
        drawn.set(place, node)
        inner.append(node)
      }
      node.style.transform = `translateY(${place * row}px)`
      node.style.height = `${row}px`
      const on = place === active
      node.classList.toggle('active', on)
      node.setAttribute('aria-selected', String(on))
    }
    if (active >= from && active < to) element.setAttribute('aria-activedescendant', id(items[active]!))
    else element.removeAttribute('aria-activedescendant')
  }
  const set = (place: number): void => {
    active = place
    if (place >= 0) {
      const row = height()
      const top = place * row
      if (top < element.scrollTop) element.scrollTop = top
      else if (top + row > element.scrollTop + element.clientHeight)
        element.scrollTop = top + row - element.clientHeight
    }
    draw()
  }
  let waiting = false
  element.addEventListener('scroll', () => {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      draw()
    })
  })
  return {
    element,
    show(next) {
      const item = items[active] ?? -1
      items = next
      for (const node of drawn.values()) node.remove()
      drawn.clear()
      element.scrollTop = 0
      set(items.indexOf(item))
    },
    activate(item) {
      set(items.indexOf(item))
    },
    step(by) {
      if (items.length === 0) return false
      const place = active < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, active + by))
      if (place === active) return false
      set(place)
      moved(items[place]!)
      return true
    },
    active: () => items[active] ?? -1,
    items: () => items,
    row: render,
    draw,
  }
}
