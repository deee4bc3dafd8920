// How a story travelled: a line for each outlet, a point for each printing, time from left to right.

import { bdi, h, several, span, when } from './dom.js'
import { articles, clusters, outletOf, titleOf } from './report.js'

const LINES = 14

/** The members of a cluster that are dated, or null where fewer than two moments are known. */
export function spread(cluster: number, lines = LINES): HTMLElement | null {
  const dated = clusters.members[cluster]!.filter((m) => articles.minutes[m]! >= 0)
  const times = dated.map((m) => articles.minutes[m]!)
  const [from, to] = [Math.min(...times), Math.max(...times)]
  if (dated.length < 2 || from === to) return null
  const precise = Math.min(...dated.map((m) => articles.precision[m]!))
  const byOutlet = new Map<string, number[]>()
  for (const m of dated) {
    const list = byOutlet.get(outletOf(m))
    if (list === undefined) byOutlet.set(outletOf(m), [m])
    else list.push(m)
  }
  const at = (minutes: number): string => `${(100 * (minutes - from)) / (to - from)}%`
  const original = clusters.original[cluster]!
  const shown = [...byOutlet].slice(0, lines)
  const tracks = shown.map(([outlet, members]) => {
    const track = h('div', { class: 'track' })
    const line = h('i', { class: 'line' })
    line.style.insetInlineStart = at(articles.minutes[members[0]!]!)
    track.append(line)
    for (const m of members) {
      const point = h('i', {
        class: m === original ? 'point original' : 'point',
        title: `${when(articles.minutes[m]!, articles.precision[m]!)} ${titleOf(m)}`,
      })
      point.style.insetInlineStart = at(articles.minutes[m]!)
      track.append(point)
    }
    return h('div', { class: 'lane' }, h('span', {}, outlet === '' ? 'unknown outlet' : bdi(outlet)), track)
  })
  const more = byOutlet.size - shown.length
  const said = `From ${when(from, precise)} to ${when(to, precise)}: ${several(dated.length, 'printing')} in ${several(byOutlet.size, 'outlet')} within ${span(to - from)}.`
  return h(
    'figure',
    { class: 'spread', role: 'img', 'aria-label': said },
    ...tracks,
    h(
      'div',
      { class: 'lane axis' },
      h('span'),
      h('div', { class: 'track' }, h('span', {}, when(from, precise)), h('span', {}, when(to, precise))),
    ),
    h(
      'figcaption',
      {},
      said,
      more > 0 ? ` ${several(more, 'more outlet')} not drawn.` : '',
      original >= 0 && dated.includes(original) ? ' The filled ring is the original.' : '',
    ),
  )
}
