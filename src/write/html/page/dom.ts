// Elements out of text. Nothing here makes markup of a string: children are text nodes or elements, whatever they hold.

type Child = Node | string | null
type Attributes = Record<string, string | number | boolean | ((event: Event) => void) | undefined>

/** An element: `h('a', { href: '#x', class: 'y', click: go }, 'words')`. A function listens, false and undefined are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter((child) => child !== null))
  return element
}

// Controls, bidi controls, zero-width characters that join nothing, line separators, tags: shown by their number.
const HIDDEN =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]/gu

/** Text of an input, with what cannot be seen spelled out: [U+202E]. */
export const plain = (text: string): string =>
  text.replace(HIDDEN, (char) => `[U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`)

/** Text of an input amid ours: isolated, so that its direction stays its own. */
export const bdi = (text: string, attributes: Attributes = {}): HTMLElement => h('bdi', attributes, plain(text))

export const count = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+$)/g, ',')

export const several = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`

/** A share in per cent, rounded down: only 1 is 100 %. */
export const percent = (share: number): string => {
  const tenths = Math.floor(share * 1000 + 1e-6)
  if (tenths === 0 && share > 0) return 'under 0.1 %'
  return tenths >= 100 || tenths === 0 ? `${Math.floor(tenths / 10)} %` : `${Math.floor(tenths / 10)}.${tenths % 10} %`
}

export const kilo = (bytes: number): string =>
  bytes < 1000
    ? several(bytes, 'byte')
    : bytes < 1e6
      ? `${(bytes / 1e3).toFixed(1)} kB`
      : `${(bytes / 1e6).toFixed(1)} MB`

/** Minutes since 0000-03-01 as 2015-07-21, with the hour where it is known (days from civil, Howard Hinnant, backwards). */
export function when(minutes: number, precision: number): string {
  if (minutes < 0) return 'no date'
  const days = Math.floor(minutes / 1440)
  const era = Math.floor(days / 146097)
  const doe = days - era * 146097
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365)
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1
  const month = mp < 10 ? mp + 3 : mp - 9
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0)
  const two = (n: number): string => String(n).padStart(2, '0')
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
  const rest = Math.floor(minutes - days * 1440)
  return precision <= 3 ? date : `${date} ${two(Math.floor(rest / 60))}:${two(rest % 60)}`
}

/** Time between two moments, in one unit. */
export function span(minutes: number): string {
  if (minutes < 1) return 'same time'
  if (minutes % 1440 === 0) return several(minutes / 1440, 'day')
  if (minutes < 90) return several(Math.round(minutes), 'minute')
  if (minutes < 48 * 60) return several(Math.round(minutes / 60), 'hour')
  return several(Math.round(minutes / 1440), 'day')
}
