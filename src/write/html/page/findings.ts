// The findings: a list to search and filter, and each one with both its passages.
import { EDITS, KINDS } from '../data.js'
import type { Desk } from './desk.js'
import { choice, desk, field, narrow } from './desk.js'
import { bdi, count, h, kilo, percent, plain, several } from './dom.js'
import { list } from './list.js'
import { KIND_NAMES, nameNode } from './overview.js'
import {
  around,
  articles,
  FATES,
  findings,
  outletOf,
  passage,
  placeOf,
  report,
  sentences,
  titleOf,
  VERDICTS,
} from './report.js'
import { sentence } from './sentences.js'
import type { Side } from './sides.js'
import { beside } from './sides.js'
import { fold } from './words.js'

export interface FindingsDesk extends Desk {
  /** Only this kind, or this outlet, or what the baseline knows (2) or does not (1). */
  only(ask: { readonly kind?: number; readonly outlet?: string; readonly baseline?: number }): void
  /** Opens the finding of that fingerprint, if it is here. */
  find(fingerprint: string): boolean
}

const total = findings.kind.length
/** What the baseline says of a finding; the first choice is all of them. */
const BASELINE = ['new and known', 'new only', 'known only'] as const
const ORDERS = ['as in the corpus', 'least alike first', 'longest first'] as const

const linesOf = (first: number, last: number): string => (first === last ? `line ${first}` : `lines ${first}–${last}`)

export function findingsDesk(): FindingsDesk {
  const held = KINDS.map((_, k) => findings.kind.reduce((n, of) => n + (of === k ? 1 : 0), 0))
  const all = KINDS.flatMap((_, k) => (held[k]! > 0 ? [k] : []))
  const rest = findings.kind.some((kind) => KINDS[kind] !== 'boilerplate')
  const usual = new Set(all.filter((k) => !rest || KINDS[k] !== 'boilerplate'))
  let kinds = new Set(usual)
  let outlet = 0
  let edit = 0
  let baseline = 0
  let least = 0
  let most = 100
  let order = 0
  let terms: string[] = []

  // Outlets that have findings, by name; the drop-down's first choice is all of them.
  const counts = new Map<string, number>()
  for (const article of findings.article) counts.set(outletOf(article), (counts.get(outletOf(article)) ?? 0) + 1)
  const outlets = [...counts.keys()].sort((x, y) => counts.get(y)! - counts.get(x)! || (x < y ? -1 : 1))

  const hay = new Map<number, string>()
  const ofArticle = (article: number): string => {
    if (article < 0) return ''
    let text = hay.get(article)
    if (text === undefined) {
      text = fold(
        `${articles.id[article]} ${articles.title[article]} ${outletOf(article)} ${articles.path[article]} ${articles.date[article]}`,
      )
      hay.set(article, text)
    }
    return text
  }
  const said = new Map<number, string>()
  const ofWords = (n: number): string => {
    let text = said.get(n)
    if (text === undefined) said.set(n, (text = fold(sentences[n]!)))
    return text
  }
  const has = (f: number): boolean =>
    terms.every(
      (term) =>
        ofWords(findings.words[f]!).includes(term) ||
        ofArticle(findings.article[f]!).includes(term) ||
        ofArticle(findings.source[f]!).includes(term) ||
        findings.fingerprint[f]!.startsWith(term) ||
        findings.because[f]!.some((b) => ofWords(b).includes(term)),
    )

  const items = (): { shown: number[]; said: string } => {
    const shown: number[] = []
    for (let f = 0; f < total; f++) {
      const score = findings.score[f]! * 100
      if (
        kinds.has(findings.kind[f]!) &&
        (outlet === 0 || outletOf(findings.article[f]!) === outlets[outlet - 1]) &&
        (edit === 0 || findings.edit[f] === edit - 1) &&
        (baseline === 0 || findings.known[f] === baseline - 1) &&
        score >= least - 1e-9 &&
        score <= most + 1e-9 &&
        has(f)
      )
        shown.push(f)
    }
    if (order === 1) shown.sort((x, y) => findings.score[x]! - findings.score[y]! || x - y)
    if (order === 2) shown.sort((x, y) => findings.bytes[y]! - findings.bytes[x]! || x - y)
    const left = report.leftOut.findings.reduce((a, b) => a + b, 0)
    return {
      shown,
      said: `${count(shown.length)} of ${several(total, 'finding')}${left > 0 ? `; ${count(left)} more are not in this file` : ''}`,
    }
  }

  const chips = KINDS.map((kind, k) => {
    return h(
      'button',
      {
        type: 'button',
        class: `chip kind-${kind}`,
        disabled: held[k] === 0,
        click: () => {
          if (kinds.has(k)) kinds.delete(k)
          else kinds.add(k)
          paint()
          made.refresh()
        },
      },
      KIND_NAMES[k]![1],
      h('small', {}, count(held[k]!)),
    )
  })
  const paint = (): void => {
    for (const [k, chip] of chips.entries()) chip.setAttribute('aria-pressed', String(kinds.has(k)))
  }
  paint()
  const change = (set: (n: number) => void) => (n: number) => {
    set(n)
    made.refresh()
  }
  const outletChoice = choice(
    'Outlet',
    [
      'all outlets',
      ...outlets.map((name) => `${name === '' ? 'no outlet named' : plain(name)} (${count(counts.get(name)!)})`),
    ],
    change((n) => {
      outlet = n
    }),
  )
  const editChoice = choice(
    'What is done',
    ['anything', ...VERDICTS.slice(0, EDITS.length)],
    change((n) => {
      edit = n
    }),
  )
  const baselineChoice = choice(
    'Baseline',
    BASELINE,
    change((n) => {
      baseline = n
    }),
  )
  const orderChoice = choice(
    'Order',
    ORDERS,
    change((n) => {
      order = n
    }),
  )
  const bound = (label: string, value: number, set: (n: number) => void): HTMLInputElement => {
    const input = h('input', {
      type: 'number',
      min: 0,
      max: 100,
      value,
      'aria-label': label,
      input: () => {
        set(Number.isFinite(input.valueAsNumber) ? input.valueAsNumber : value)
        made.refresh()
      },
    })
    return input
  }
  const from = bound('Score from, per cent', 0, (n) => {
    least = n
  })
  const to = bound('Score to, per cent', 100, (n) => {
    most = n
  })

  const rows = list(
    'findings',
    () => 82,
    row,
    (f) => moved(f),
    (f) => made.open(f, true),
  )
  const moved = (f: number): void => {
    if (!narrow()) made.open(f, false)
  }
  const made = desk({
    what: 'titles, outlets, words, ids',
    list: rows,
    filters: [h('div', { class: 'chips', role: 'group', 'aria-label': 'Kinds' }, ...chips)],
    more: [
      field('Outlet', outletChoice),
      field('What is done', editChoice),
      h('label', { class: 'field score' }, h('span', {}, 'Score, %'), h('span', { class: 'pair' }, from, '–', to)),
      ...(report.baseline === null ? [] : [field('Baseline', baselineChoice)]),
      field('Order', orderChoice),
    ],
    typed: (words) => {
      terms = fold(words)
        .split(/\s+/)
        .filter((term) => term !== '')
    },
    items,
    draw: detail,
    anchor: (f) => `finding-${findings.fingerprint[f]}`,
    empty: 'Choose a finding to see both passages.',
  })

  const reset = (): void => {
    kinds = new Set(usual)
    outlet = edit = baseline = least = order = 0
    most = 100
    terms = []
    made.search.value = ''
    for (const one of [outletChoice, editChoice, baselineChoice, orderChoice]) one.selectedIndex = 0
    from.value = '0'
    to.value = '100'
  }
  const byFingerprint = new Map(findings.fingerprint.map((fingerprint, f) => [fingerprint, f]))
  return {
    ...made,
    only({ kind, outlet: name, baseline: which }) {
      reset()
      if (kind !== undefined) kinds = new Set([kind])
      if (name !== undefined) {
        outlet = outlets.indexOf(name) + 1
        outletChoice.selectedIndex = outlet
        made.element.querySelector('details')!.open = true
        kinds = new Set(all)
      }
      if (which !== undefined) {
        baseline = baselineChoice.selectedIndex = which
        made.element.querySelector('details')!.open = true
        kinds = new Set(all)
      }
      paint()
      made.refresh()
      made.close()
    },
    find(fingerprint) {
      const f = byFingerprint.get(fingerprint)
      if (f === undefined) return false
      if (!rows.items().includes(f)) {
        reset()
        kinds.add(findings.kind[f]!)
        paint()
        made.refresh()
      }
      made.open(f, true)
      return true
    },
  }
}

function tag(f: number): HTMLElement {
  const kind = KINDS[findings.kind[f]!]!
  return h('span', { class: `tag kind-${kind}` }, KIND_NAMES[findings.kind[f]!]![0])
}

/** In a word or a figure. A passage's score says nothing: how long it is does. */
function scoreOf(f: number): string {
  const kind = KINDS[findings.kind[f]!]!
  if (kind === 'passage') return kilo(findings.bytes[f]!)
  return findings.exact[f] === 1 && kind !== 'boilerplate' ? 'identical' : percent(findings.score[f]!)
}

/** The score, and what it is a share of; the size. */
function measure(f: number): string {
  const [score, size] = [scoreOf(f), kilo(findings.bytes[f]!)]
  switch (KINDS[findings.kind[f]!]) {
    case 'boilerplate':
      return `in ${score} of the outlet’s stories, ${size}`
    case 'repeat':
      return score === 'identical' ? `identical, ${size}` : `${score} aligned, ${size}`
    case 'passage':
      return size
    default:
      return score === 'identical' ? `identical, ${size}` : `${score} of the shorter text in common, ${size}`
  }
}

function row(f: number): HTMLElement {
  const article = findings.article[f]!
  return h(
    'div',
    { class: 'entry' },
    h(
      'div',
      { class: 'meta' },
      tag(f),
      h('span', { class: 'score' }, scoreOf(f)),
      findings.known[f] === 1 ? h('span', { class: 'known' }, 'known') : null,
      h('span', { class: `verdict edit-${EDITS[findings.edit[f]!]}` }, VERDICTS[findings.edit[f]!]!),
    ),
    h('div', { class: 'title', dir: 'auto' }, plain(titleOf(article))),
    h('div', { class: 'words', dir: 'auto' }, plain(sentences[findings.words[f]!]!)),
  )
}

/** One side's article: where it stands, and when. */
export function card(label: string, article: number, lines: string): HTMLElement {
  const outlet = outletOf(article)
  return h(
    'div',
    { class: 'card' },
    h('p', { class: 'label' }, label),
    h('p', { class: 'title' }, bdi(titleOf(article))),
    h(
      'p',
      { class: 'facts' },
      ...[
        outlet === '' ? null : bdi(outlet),
        articles.date[article] === '' ? null : bdi(articles.date[article]!),
        lines === '' ? null : lines,
      ]
        .filter((part) => part !== null)
        .flatMap((part, n) => (n === 0 ? [part] : [' · ', part])),
    ),
    h('p', { class: 'place' }, h('code', {}, bdi(placeOf(article))), ` ${FATES[articles.status[article]!]}`),
  )
}

/** What the finding says, in one line. */
function headline(f: number): string {
  const [first, last, sourceFirst, sourceLast] = findings.lines[f]!
  const here = linesOf(first!, last!)
  const capital = here.charAt(0).toUpperCase() + here.slice(1)
  const there = linesOf(sourceFirst!, sourceLast!)
  const one = first === last
  switch (KINDS[findings.kind[f]!]) {
    case 'repeat':
      if (first === sourceFirst && last === sourceLast)
        return `${capital} ${one ? 'says' : 'say'} again what ${one ? 'it' : 'they'} said before`
      return `${capital} ${one ? 'repeats' : 'repeat'} ${there} of the same article`
    case 'copy':
      return findings.exact[f] === 1 ? 'The whole article is a copy, word for word' : 'The whole article is a copy'
    case 'part':
      return 'The article is printed inside a longer one'
    case 'passage':
      return `${capital} also ${one ? 'stands' : 'stand'} in another article`
    default:
      return `${capital} ${one ? 'is' : 'are'} printed under ${percent(findings.score[f]!)} of the outlet’s stories`
  }
}

/** Of a copy only what both have in common stands beside one another: does the article that it was found in say more? */
function saysMore(source: number, from: number, to: number): HTMLElement | null {
  const where = ['before', 'after'].filter((_, n) => /[\p{L}\p{N}]/u.test(around(source, from, to)[n]!))
  if (where.length === 0) return null
  return h('p', { class: 'left-out' }, `The article that it stands in says more, ${where.join(' and ')} this.`)
}

/** What findings of this kind mean, how they are decided, and what to do: the page of docs/rules, in the report. */
function ruleOf(f: number): HTMLElement {
  const { title, means, decided, todo, silence } = report.rules[findings.kind[f]!]!
  // Words between backticks are to be typed.
  const prose = (text: string): (Node | string)[] =>
    text.split('`').map((part, n) => (n % 2 === 0 ? part : h('code', { dir: 'ltr' }, part)))
  const list = (name: string, items: readonly string[]): Node[] => [
    h('h3', {}, name),
    h('ul', {}, ...items.map((item) => h('li', {}, ...prose(item)))),
  ]
  return h(
    'details',
    { class: 'rule' },
    h('summary', {}, `What dittograph/${KINDS[findings.kind[f]!]} means, and what to do`),
    h('p', {}, h('strong', {}, `${title}. `), ...prose(means)),
    ...list('How it is decided', decided),
    ...list('What to do', todo),
    ...list('How to silence it', silence),
  )
}

function detail(f: number): HTMLElement {
  const kind = KINDS[findings.kind[f]!]!
  const [article, source] = [findings.article[f]!, findings.source[f]!]
  const [first, last, sourceFirst, sourceLast, fileLine] = findings.lines[f]!
  const [start, end, from, to] = findings.spans[f]!
  const whole = kind === 'copy'
  const cluster = articles.cluster[article]!
  const anchor = `#finding-${findings.fingerprint[f]}`
  const parts: (Node | null)[] = [
    h(
      'header',
      {},
      h(
        'p',
        { class: 'meta' },
        tag(f),
        h('span', { class: `verdict edit-${EDITS[findings.edit[f]!]}` }, VERDICTS[findings.edit[f]!]!),
        h('span', {}, measure(f)),
        findings.known[f] === 1 ? h('span', { class: 'known' }, 'known: it is in the baseline') : null,
        h('a', { class: 'anchor', href: anchor, title: 'A link to this finding' }, 'link'),
      ),
      // A range of lines does not break at its dash.
      h('h2', {}, headline(f).replaceAll('–', '–\u2060')),
    ),
    h('ul', { class: 'because' }, ...findings.because[f]!.map((b) => h('li', {}, bdi(sentence(sentences[b]!))))),
  ]
  const same = source === article
  if (source >= 0 && !same)
    parts.push(
      h(
        'div',
        { class: 'cards' },
        card('Stands in', source, whole ? '' : linesOf(sourceFirst!, sourceLast!)),
        card('And in', article, whole ? '' : linesOf(first!, last!)),
      ),
    )
  else parts.push(h('div', { class: 'cards single' }, card('In', article, linesOf(first!, last!))))

  const here = passage(article, start, end)
  const there = source < 0 ? null : passage(source, from, to)
  if (kind === 'boilerplate')
    parts.push(h('blockquote', { class: 'alone', dir: 'auto' }, plain(sentences[findings.words[f]!]!)))
  else if (here !== null && there !== null) {
    const side = (name: string, of: number, a: number, b: number, text: string): Side => {
      const [before, after] = around(of, a, b)
      // Passages begin and end with a word: the quotes and the full stop beside them belong to them all the same.
      const [opening] = /[^\s\p{L}\p{N}…]{0,3}$/u.exec(before)!
      const [ending] = /^[^\s\p{L}\p{N}…]{0,3}/u.exec(after)!
      return {
        name,
        head: same ? name : '',
        text: opening + text + ending,
        before: whole ? '' : before.slice(0, before.length - opening.length),
        after: whole ? '' : after.slice(ending.length),
      }
    }
    const named = (of: number, other: number, else_: string): string => {
      const outlet = outletOf(of)
      return outlet !== '' && outlet !== outletOf(other) ? outlet : else_
    }
    parts.push(
      beside(
        same
          ? side(linesOf(sourceFirst!, sourceLast!), source, from!, to!, there.text)
          : side(named(source, article, 'the first'), source, from!, to!, there.text),
        same
          ? side(linesOf(first!, last!), article, start!, end!, here.text)
          : side(named(article, source, 'the second'), article, start!, end!, here.text),
        narrow(),
      ),
      here.whole && there.whole
        ? null
        : h('p', { class: 'left-out' }, 'These passages are long: only their beginning is in this file.'),
      whole ? saysMore(source, from!, to!) : null,
    )
  } else if (here !== null) parts.push(h('blockquote', { class: 'alone', dir: 'auto' }, plain(here.text)))
  else
    parts.push(
      h('blockquote', { class: 'alone', dir: 'auto' }, plain(sentences[findings.words[f]!]!)),
      h('p', { class: 'left-out' }, 'The texts are not in this file, to keep it small.'),
    )
  parts.push(
    h(
      'footer',
      {},
      cluster >= 0
        ? h('p', {}, 'Its story: ', h('a', { href: `#cluster-${report.clusters.id[cluster]}` }, nameNode(cluster)))
        : null,
      h('p', {}, 'In an editor: ', h('code', {}, bdi(`${articles.path[article] || articles.id[article]}:${fileLine}`))),
      h('p', {}, 'Ask why: ', h('code', { dir: 'ltr' }, `dittograph explain ${findings.fingerprint[f]} --from …`)),
      ruleOf(f),
    ),
  )
  return h('div', { class: 'finding', id: anchor.slice(1) }, ...parts)
}
