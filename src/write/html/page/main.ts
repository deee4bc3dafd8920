// The page: three places, the keyboard, and the address. `#finding-…` and `#cluster-…` lead to one of them.
import { clustersDesk } from './clusters.js'
import type { Desk } from './desk.js'
import { narrow } from './desk.js'
import { h } from './dom.js'
import { findingsDesk } from './findings.js'
import { overview } from './overview.js'
import { clusters, findings } from './report.js'

const PLACES = ['overview', 'findings', 'clusters'] as const
type Place = (typeof PLACES)[number]
const NAMES: Record<Place, string> = { overview: 'Overview', findings: 'Findings', clusters: 'Stories' }

function begin(): void {
  // The desks are made when they are first looked at: the overview is what is painted first.
  let findingsAt: ReturnType<typeof findingsDesk> | null = null
  let clustersAt: ReturnType<typeof clustersDesk> | null = null
  const theFindings = (): NonNullable<typeof findingsAt> => {
    if (findingsAt === null) {
      findingsAt = findingsDesk()
      pages.findings.append(findingsAt.element)
      findingsAt.refresh()
    }
    return findingsAt
  }
  const theClusters = (): NonNullable<typeof clustersAt> => {
    if (clustersAt === null) {
      clustersAt = clustersDesk()
      pages.clusters.append(clustersAt.element)
      clustersAt.refresh()
    }
    return clustersAt
  }
  const deskAt = (): Desk | null => (place === 'findings' ? theFindings() : place === 'clusters' ? theClusters() : null)
  const pages: Record<Place, HTMLElement> = {
    overview: h('main', { id: 'page-overview' }),
    findings: h('main', { id: 'page-findings', hidden: true }),
    clusters: h('main', { id: 'page-clusters', hidden: true }),
  }
  const size: Record<Place, number> = { overview: 1, findings: findings.kind.length, clusters: clusters.id.length }
  const tabs = PLACES.map((name) => h('a', { href: `#${name}`, class: 'tab' }, NAMES[name]))
  const help = keys()
  const root = document.getElementById('app')!
  let place: Place = 'overview'

  const go = (next: Place): void => {
    place = next
    for (const [n, name] of PLACES.entries()) {
      pages[name].hidden = name !== next
      if (name === next) tabs[n]!.setAttribute('aria-current', 'page')
      else tabs[n]!.removeAttribute('aria-current')
    }
    document.body.dataset.place = next
    const desk = deskAt()
    desk?.list.draw()
    document.title = `${NAMES[next]} · dittograph report`
  }
  const follow = (): void => {
    const hash = location.hash.slice(1)
    if (hash.startsWith('finding-')) {
      go('findings')
      if (!theFindings().find(hash.slice('finding-'.length))) missing('finding')
    } else if (hash.startsWith('cluster-')) {
      go('clusters')
      if (!theClusters().find(hash.slice('cluster-'.length))) missing('cluster')
    } else {
      const next = PLACES.find((name) => name === hash) ?? 'overview'
      go(next)
      deskAt()?.element.classList.remove('reading')
      deskAt()?.list.draw()
      if (next === 'overview') scrollTo(0, 0)
    }
  }
  const missing = (what: string): void => {
    const desk = deskAt()!
    desk.detail.replaceChildren(h('p', { class: 'hint' }, `That ${what} is not in this file.`))
  }
  pages.overview.append(
    overview({
      kind: (kind) => {
        theFindings().only({ kind })
        location.hash = 'findings'
      },
      outlet: (outlet) => {
        theFindings().only({ outlet })
        location.hash = 'findings'
      },
      baseline: (known) => {
        theFindings().only({ baseline: known ? 2 : 1 })
        location.hash = 'findings'
      },
    }),
  )
  root.append(
    h(
      'a',
      {
        class: 'skip',
        href: '#',
        click: (event) => {
          event.preventDefault()
          const to = pages[place]
          to.tabIndex = -1
          to.focus()
        },
      },
      'Skip to the content',
    ),
    h(
      'header',
      { class: 'masthead' },
      h('a', { class: 'brand', href: '#overview' }, 'dittograph'),
      h('nav', { 'aria-label': 'Places' }, ...tabs.filter((_, n) => size[PLACES[n]!] > 0)),
      h(
        'button',
        { type: 'button', class: 'plain keys', 'aria-label': 'Keyboard', click: () => help.showModal() },
        h('kbd', {}, '?'),
      ),
    ),
    ...PLACES.map((name) => pages[name]),
    help,
  )
  addEventListener('hashchange', follow)
  addEventListener('resize', () => deskAt()?.list.draw())
  addEventListener('beforeprint', () => deskAt()?.paper(true))
  addEventListener('afterprint', () => deskAt()?.paper(false))
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return
    const target = event.target as HTMLElement
    const typing = target.matches('input, select, textarea')
    const desk = deskAt()
    if (event.key === 'Escape') {
      if (typing) target.blur()
      desk?.close()
      return
    }
    if (typing) {
      if ((event.key === 'Enter' || event.key === 'ArrowDown') && target === desk?.search) {
        event.preventDefault()
        desk.list.element.focus()
        if (desk.list.active() < 0) desk.list.step(1)
      }
      return
    }
    const inList = target === desk?.list.element || target === document.body
    const act = (): boolean => {
      switch (event.key) {
        case '?':
          help.showModal()
          return true
        case '1':
        case '2':
        case '3': {
          const name = PLACES[Number(event.key) - 1]!
          if (size[name] === 0) return false
          location.hash = name
          return true
        }
        case '/': {
          const searched = desk ?? theFindings()
          if (desk === null) location.hash = 'findings'
          setTimeout(() => {
            searched.element.classList.remove('reading')
            searched.search.focus()
            searched.search.select()
          })
          return true
        }
      }
      if (desk === null) return false
      const page = Math.max(1, Math.floor(desk.list.element.clientHeight / 90))
      const steps: Record<string, number> = { j: 1, k: -1 }
      if (inList)
        Object.assign(steps, { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9 })
      const by = steps[event.key]
      if (by !== undefined) {
        desk.list.step(by)
        if (narrow() && desk.element.classList.contains('reading')) desk.open(desk.list.active(), true)
        return true
      }
      if (event.key === 'Enter' && inList && desk.list.active() >= 0) {
        desk.open(desk.list.active(), true)
        desk.detail.focus({ preventScroll: true })
        return true
      }
      if (event.key === 'n' || event.key === 'p') return difference(desk.detail, event.key === 'n' ? 1 : -1)
      return false
    }
    if (act()) event.preventDefault()
  })
  follow()
}

/** Goes to the next or the last difference of what is shown. */
function difference(detail: HTMLElement, by: number): boolean {
  const all = [...detail.querySelectorAll<HTMLElement>('.change, .moved')]
  if (all.length === 0) return false
  const now = all.findIndex((node) => node.classList.contains('current'))
  all[now]?.classList.remove('current')
  const next = all[(now + by + all.length + (now < 0 && by < 0 ? 1 : 0)) % all.length]!
  next.classList.add('current')
  next.scrollIntoView({ block: 'center' })
  return true
}

function keys(): HTMLDialogElement {
  const rows: [string[], string][] = [
    [['j', 'k'], 'next and previous in the list; arrows too'],
    [['Enter'], 'read it'],
    [['Esc'], 'back to the list'],
    [['/'], 'search'],
    [['n', 'p'], 'next and previous difference'],
    [['1', '2', '3'], 'overview, findings, stories'],
    [['?'], 'this'],
  ]
  const dialog = h(
    'dialog',
    { class: 'help', 'aria-label': 'Keyboard' },
    h('h2', {}, 'Keyboard'),
    h(
      'dl',
      {},
      ...rows.map(([names, what]) =>
        h(
          'div',
          {},
          h('dt', {}, ...names.flatMap((name, n) => (n === 0 ? [h('kbd', {}, name)] : [' ', h('kbd', {}, name)]))),
          h('dd', {}, what),
        ),
      ),
    ),
    h('button', { type: 'button', click: () => dialog.close() }, 'Close'),
  )
  return dialog
}

begin()
