// The clusters: each story with its original and its copies in order of time, and what each copy cut and added.
import { KINDS, STATUSES } from '../data.js'
import type { Desk } from './desk.js'
import { choice, desk, field, narrow } from './desk.js'
import { bdi, count, h, percent, plain, several, when } from './dom.js'
import { card } from './findings.js'
import { list } from './list.js'
import { aboutStory, nameNode } from './overview.js'
import { articles, clusters, FATES, findings, nameOf, outletOf, passage, report, sentences, titleOf } from './report.js'
import { sentence } from './sentences.js'
import { beside, counted } from './sides.js'
import { spread } from './spread.js'
import { compare, fold } from './words.js'

export interface ClustersDesk extends Desk {
  find(id: string): boolean
}

const total = clusters.id.length
const ORDERS = ['largest first', 'most outlets first', 'newest first', 'oldest first'] as const
/** Copies that are compared with the original at once; more when asked for. */
const STEP = 25

const outletsOf = (c: number): Set<string> => new Set(clusters.members[c]!.map(outletOf))
const first = (c: number): number =>
  clusters.members[c]!.reduce(
    (least, m) => (articles.minutes[m]! >= 0 ? Math.min(least, articles.minutes[m]!) : least),
    Number.POSITIVE_INFINITY,
  )

export function clustersDesk(): ClustersDesk {
  let outlet = 0
  let original = 0
  let order = 0
  let terms: string[] = []
  const counts = new Map<string, number>()
  for (let c = 0; c < total; c++) for (const name of outletsOf(c)) counts.set(name, (counts.get(name) ?? 0) + 1)
  const outlets = [...counts.keys()].sort((x, y) => counts.get(y)! - counts.get(x)! || (x < y ? -1 : 1))
  const hay = new Map<number, string>()
  const has = (c: number): boolean => {
    if (terms.length === 0) return true
    let text = hay.get(c)
    if (text === undefined) {
      const members = clusters.members[c]!.map((m) => `${articles.id[m]} ${articles.title[m]} ${outletOf(m)}`)
      text = fold(`${clusters.id[c]} ${nameOf(c).words} ${members.join(' ')}`)
      hay.set(c, text)
    }
    return terms.every((term) => text.includes(term))
  }
  const items = (): { shown: number[]; said: string } => {
    const shown: number[] = []
    for (let c = 0; c < total; c++)
      if (
        (outlet === 0 || outletsOf(c).has(outlets[outlet - 1]!)) &&
        (original === 0 || clusters.original[c]! >= 0 === (original === 1)) &&
        has(c)
      )
        shown.push(c)
    if (order === 1) shown.sort((x, y) => outletsOf(y).size - outletsOf(x).size || x - y)
    // Those without a date come last either way.
    const dated = (sign: number) => (x: number, y: number) => {
      const [a, b] = [first(x), first(y)]
      if (a === b) return x - y
      return Number.isFinite(a) && Number.isFinite(b) ? sign * (a - b) : Number.isFinite(a) ? -1 : 1
    }
    if (order === 2) shown.sort(dated(-1))
    if (order === 3) shown.sort(dated(1))
    return {
      shown,
      said: `${count(shown.length)} of ${several(total, 'story', 'stories')}${report.leftOut.clusters > 0 ? `; ${count(report.leftOut.clusters)} smaller ones are not in this file` : ''}`,
    }
  }
  const change = (set: (n: number) => void) => (n: number) => {
    set(n)
    made.refresh()
  }
  const rows = list(
    'clusters',
    () => 66,
    row,
    (c) => {
      if (!narrow()) made.open(c, false)
    },
    (c) => made.open(c, true),
  )
  const made = desk({
    what: 'stories, titles, outlets',
    list: rows,
    filters: [],
    more: [
      field(
        'Outlet',
        choice(
          'Outlet',
          [
            'all outlets',
            ...outlets.map((name) => `${name === '' ? 'no outlet named' : plain(name)} (${count(counts.get(name)!)})`),
          ],
          change((n) => {
            outlet = n
          }),
        ),
      ),
      field(
        'Original',
        choice(
          'Original',
          ['known or not', 'known', 'unknown'],
          change((n) => {
            original = n
          }),
        ),
      ),
      field(
        'Order',
        choice(
          'Order',
          ORDERS,
          change((n) => {
            order = n
          }),
        ),
      ),
    ],
    typed: (words) => {
      terms = fold(words)
        .split(/\s+/)
        .filter((term) => term !== '')
    },
    items,
    draw: detail,
    anchor: (c) => `cluster-${clusters.id[c]}`,
    empty: 'Choose a story to see its original and its copies.',
  })
  return {
    ...made,
    find(id) {
      const c = clusters.id.indexOf(id)
      if (c < 0) return false
      made.open(c, true)
      return true
    },
  }
}

function row(c: number): HTMLElement {
  const { keywords } = nameOf(c)
  const article = clusters.original[c]! >= 0 ? clusters.original[c]! : clusters.head[c]!
  return h(
    'div',
    { class: 'entry story' },
    h('span', { class: 'size' }, count(clusters.size[c]!)),
    h(
      'div',
      { class: 'what' },
      h('div', { class: 'title' }, nameNode(c)),
      h('div', { class: 'words' }, ...aboutStory(c, keywords ? titleOf(article) : '')),
    ),
  )
}

function detail(c: number): HTMLElement {
  const original = clusters.original[c]!
  const absent = clusters.because[c]!.some((b) => sentences[b]!.endsWith('original not in the corpus'))
  const base = original >= 0 ? original : clusters.head[c]!
  const members = clusters.members[c]!
  const others = members.filter((m) => m !== base)
  const size = clusters.size[c]!
  const copies = h('ol', { class: 'copies' })
  const more = h('button', { type: 'button', class: 'plain', click: () => show() }, '')
  let shown = 0
  const show = (): void => {
    for (const m of others.slice(shown, shown + STEP)) copies.append(copy(c, base, m))
    shown = Math.min(others.length, shown + STEP)
    more.textContent = `Show ${several(Math.min(STEP, others.length - shown), 'more copy', 'more copies')}`
    more.hidden = shown >= others.length
  }
  show()
  return h(
    'div',
    { class: 'cluster', id: `cluster-${clusters.id[c]}` },
    h(
      'header',
      {},
      h(
        'p',
        { class: 'meta' },
        h('span', { class: 'tag kind-copy' }, 'story'),
        h('span', {}, size === 1 ? 'one article, in a cluster of its own' : `${count(size)} articles carry one text`),
        h('a', { class: 'anchor', href: `#cluster-${clusters.id[c]}`, title: 'A link to this cluster' }, 'link'),
      ),
      h('h2', {}, nameNode(c)),
    ),
    h(
      'div',
      { class: 'cards single' },
      card(
        original >= 0
          ? `${absent ? 'It stands for the original' : 'The original'}, ${percent(clusters.confidence[c]!)} sure`
          : 'The original is unknown; gathered around',
        base,
        '',
      ),
    ),
    h('ul', { class: 'because' }, ...clusters.because[c]!.map((b) => h('li', {}, bdi(sentence(sentences[b]!))))),
    spread(c),
    others.length === 0 ? null : h('h3', {}, others.length === 1 ? 'Its copy' : 'Its copies, in order of time'),
    copies,
    more,
    size > members.length
      ? h('p', { class: 'left-out' }, `${several(size - members.length, 'more copy', 'more copies')} not in this file.`)
      : null,
    clusters.near[c]!.length === 0
      ? null
      : h(
          'p',
          {},
          'Near: ',
          ...clusters.near[c]!.slice(0, 10).flatMap((other, n) => [
            n === 0 ? '' : '; ',
            h('a', { href: `#cluster-${clusters.id[other]}` }, nameNode(other)),
          ]),
        ),
  )
}

/** The finding that tells of an article as a copy. */
const told = new Map<number, number>()
findings.kind.forEach((kind, f) => {
  if (KINDS[kind] === 'copy' && !told.has(findings.article[f]!)) told.set(findings.article[f]!, f)
})

/** One copy: when, where, what it cut and added; the comparison when asked for. */
function copy(c: number, base: number, m: number): HTMLElement {
  const texts = [passage(base), passage(m)] as const
  // Shares are told of the head: beside an original that is another they would speak of something else.
  const shares = base !== clusters.head[c] ? [] : (clusters.shares[c]![clusters.members[c]!.indexOf(m)] ?? [])
  const said = h('p', { class: 'changes' })
  const place = h('div', {})
  const outlet = outletOf(m)
  const finding = told.get(m)
  let open = false
  const toggle = h('button', { type: 'button', class: 'plain', 'aria-expanded': 'false' }, 'Compare')
  if (texts[0] !== null && texts[1] !== null) {
    const [a, b] = [texts[0].text, texts[1].text]
    // Word by word for as many as are in sight at once; long ones only when they are opened.
    if (a.length + b.length < 20_000) {
      const n = counted(compare(a, b))
      said.append(
        ...(n.cut + n.added + n.moved === 0
          ? ['word for word the same']
          : [
              n.cut > 0 ? h('del', {}, `cut ${several(n.cut, 'word')}`) : 'cut nothing',
              ', ',
              n.added > 0 ? h('ins', {}, `added ${several(n.added, 'word')}`) : 'added nothing',
              n.moved > 0 ? `, moved ${several(n.moved, 'word')}` : '',
            ]),
      )
    }
    toggle.addEventListener('click', () => {
      open = !open
      toggle.setAttribute('aria-expanded', String(open))
      toggle.textContent = open ? 'Close' : 'Compare'
      place.replaceChildren(
        ...(open
          ? [
              beside(
                {
                  name: clusters.original[c]! >= 0 ? 'the original' : 'the head',
                  head: titleOf(base),
                  text: a,
                  before: '',
                  after: '',
                },
                { name: 'the copy', head: titleOf(m), text: b, before: '', after: '' },
                narrow(),
              ),
            ]
          : []),
      )
    })
  } else {
    said.append('its text is not in this file')
    toggle.hidden = true
  }
  return h(
    'li',
    { class: 'copy' },
    h('p', { class: 'moment' }, when(articles.minutes[m]!, articles.precision[m]!)),
    h(
      'div',
      { class: 'what' },
      h('p', { class: 'title' }, bdi(titleOf(m))),
      h(
        'p',
        { class: 'facts' },
        ...(outlet === '' ? [] : [bdi(outlet), ' · ']),
        h('span', { class: `verdict is-${STATUSES[articles.status[m]!]}` }, FATES[articles.status[m]!]!),
        ...(shares.length === 0 ? [] : [` · ${percent(shares[0]!)} alike`]),
      ),
      said,
      h(
        'p',
        { class: 'acts' },
        toggle,
        finding === undefined ? null : h('a', { href: `#finding-${findings.fingerprint[finding]}` }, 'Why'),
      ),
      place,
    ),
  )
}
