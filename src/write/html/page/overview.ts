// The first page: what was read and what becomes of it, where, how alike, and which stories travelled.
import { KINDS } from '../data.js'
import { bdi, count, h, kilo, percent, plain, several, span } from './dom.js'
import { articles, clusters, nameOf, outletOf, report, titleOf } from './report.js'
import { spread } from './spread.js'

/** Where a click leads: findings of a kind, or of an outlet … */
export interface Ways {
  readonly kind: (kind: number) => void
  readonly outlet: (name: string) => void
  /** Or what the baseline knows, or does not. */
  readonly baseline: (known: boolean) => void
}

export const KIND_NAMES: readonly [one: string, many: string, what: string][] = [
  ['copy', 'copies', 'articles that carry another article’s text'],
  ['part', 'parts', 'articles printed inside a longer one'],
  ['passage', 'passages', 'paragraphs that stand in two articles'],
  ['repeat', 'repeats', 'what an article says twice'],
  ['boilerplate', 'boilerplate', 'what an outlet prints under everything'],
]

const sum = report.summary
const n = (name: string): number => sum[name] ?? 0
const done = report.mode === 'clean'

export function overview(ways: Ways): HTMLElement {
  return h(
    'div',
    { class: 'page overview' },
    opening(ways),
    h('div', { class: 'columns' }, kinds(ways), similarity()),
    stories(),
    outlets(ways),
    printed(),
    troubles(),
    method(),
  )
}

function section(title: string, about: string, ...children: (Node | null)[]): HTMLElement {
  return h('section', {}, h('h2', {}, title), about === '' ? null : h('p', { class: 'about' }, about), ...children)
}

/** A bar of shares, with its meaning in words beside it. */
function stack(parts: readonly [name: string, value: number][], whole: number): HTMLElement {
  const bar = h('div', { class: 'stack', 'aria-hidden': 'true' })
  for (const [name, value] of parts) {
    if (value === 0) continue
    const piece = h('i', { class: `is-${name}` })
    piece.style.flexGrow = String(value / Math.max(1, whole))
    bar.append(piece)
  }
  return bar
}

function opening(ways: Ways): HTMLElement {
  const would = done ? 'were' : 'would be'
  const gone = n('cutBytes') + n('removedBytes')
  const found = n('repeat') + n('copy') + n('part') + n('passage')
  const lead =
    n('articles') === 0
      ? 'No article was read.'
      : gone === 0
        ? found === 0
          ? 'Nothing is said twice.'
          : 'Nothing needs to be cut.'
        : `${percent(gone / Math.max(1, n('bytes')))} of the text ${done ? 'was' : 'is'} said twice and ${done ? 'went' : 'would go'}.`
  const fates: [string, string, number, string][] = [
    ['kept', 'kept as they are', n('kept'), ''],
    ['cut', `${would} cut`, n('cut'), kilo(n('cutBytes'))],
    ['removed', `${would} removed`, n('removed'), kilo(n('removedBytes'))],
    ['skipped', 'skipped', n('skipped'), kilo(n('skippedBytes'))],
  ]
  return h(
    'section',
    { class: 'opening' },
    h('h1', {}, lead),
    h(
      'p',
      { class: 'standfirst' },
      `${several(n('articles'), 'article')} ${n('articles') === 1 ? 'was' : 'were'} read, ${kilo(n('bytes'))} of text`,
      clusters.id.length + report.leftOut.clusters > 0
        ? `; ${several(n('clusters'), 'story was', 'stories were')} found in more than one printing.`
        : '.',
    ),
    stack(
      fates.map(([name, , value]) => [name, value]),
      n('articles'),
    ),
    h(
      'dl',
      { class: 'fates' },
      ...fates
        .filter(([name, , value]) => value > 0 || name !== 'skipped')
        .map(([name, words, value, bytes]) =>
          h(
            'div',
            { class: `fate is-${name}` },
            h('dt', {}, words),
            h('dd', {}, count(value), value > 0 && bytes !== '' ? h('small', {}, bytes) : null),
          ),
        ),
    ),
    beside(ways),
    report.next === ''
      ? null
      : h(
          'p',
          { class: 'next' },
          done ? 'To take it all back: ' : 'To do what this report proposes: ',
          h('code', { dir: 'ltr' }, report.next),
        ),
  )
}

/** What the baseline knows of this, and what is new. */
function beside(ways: Ways): HTMLElement | null {
  if (report.baseline === null) return null
  const [known, fresh] = report.baseline
  const to = (words: string, which: boolean): HTMLElement =>
    h('button', { type: 'button', class: 'plain', click: () => ways.baseline(which) }, words)
  return h(
    'p',
    { class: 'baseline' },
    'Compared with a baseline: ',
    known === 0 ? 'no finding is known' : to(`${several(known, 'finding')} known`, true),
    ', ',
    fresh === 0 ? 'none new at the gate' : to(`${count(fresh)} new at the gate`, false),
    '.',
  )
}

function kinds(ways: Ways): HTMLElement {
  // Boilerplate can be a hundred times as many as all others: then its bar runs off the scale, and says so by its end.
  const others = Math.max(...report.kinds.map(([found], k) => (KINDS[k] === 'boilerplate' ? 0 : found)))
  const all = Math.max(1, ...report.kinds.map(([found]) => found))
  const most = others > 0 && all > 3 * others ? others : all
  return section(
    'What was found',
    'Findings by kind; the stronger part of a bar is what is acted on.',
    h(
      'ul',
      { class: 'bars' },
      ...KINDS.map((kind, k) => {
        const [found, acted] = report.kinds[k]!
        const bar = h('i', { class: `bar kind-${kind}` })
        bar.style.width = `${Math.min(100, (100 * found) / most)}%`
        const dark = h('i', { class: `bar acted kind-${kind}` })
        dark.style.width = `${Math.min(100, (100 * acted) / most)}%`
        return h(
          'li',
          {},
          h(
            'button',
            { type: 'button', disabled: found === 0, click: () => ways.kind(k) },
            h('span', { class: 'name' }, KIND_NAMES[k]![1], h('small', {}, KIND_NAMES[k]![2])),
            h('span', { class: 'figure' }, count(found)),
            h('span', { class: found > most ? 'trough beyond' : 'trough', 'aria-hidden': 'true' }, bar, dark),
          ),
        )
      }),
    ),
  )
}

function similarity(): HTMLElement | null {
  const { histogram } = report
  const bins = histogram[0]!.map((_, b) => histogram.reduce((total, row) => total + row[b]!, 0))
  const total = bins.reduce((a, b) => a + b, 0)
  if (total === 0) return null
  const most = Math.max(...bins)
  const share = (from: number, to: number): number => bins.slice(from, to).reduce((a, b) => a + b, 0)
  return section(
    'How alike the pairs are',
    'Share of word sequences that two articles have in common (Jaccard), of all pairs that were matched.',
    h(
      'div',
      {
        class: 'histogram',
        role: 'img',
        'aria-label': `Of ${several(total, 'pair')}, ${share(0, 10)} have less than half in common, ${share(10, 18)} half to nine tenths, ${share(18, 20)} more.`,
      },
      ...bins.map((value, b) => {
        const column = h('div', { class: 'bin', title: `${b * 5} to ${b * 5 + 5} %: ${several(value, 'pair')}` })
        for (const [k, row] of histogram.entries()) {
          if (row[b] === 0) continue
          const piece = h('i', { class: `kind-${KINDS[k]}` })
          piece.style.height = `${(100 * row[b]!) / most}%`
          column.append(piece)
        }
        return column
      }),
    ),
    h(
      'div',
      { class: 'scale', 'aria-hidden': 'true' },
      h('span', {}, '0 %'),
      h('span', {}, '50 %'),
      h('span', {}, '100 %'),
    ),
    h(
      'p',
      { class: 'key' },
      ...['copy', 'part', 'passage'].map((kind, k) =>
        h(
          'span',
          {},
          h('i', { class: `dot kind-${kind}` }),
          `${KIND_NAMES[k]![1]} ${count(histogram[k]!.reduce((a, b) => a + b, 0))}`,
        ),
      ),
    ),
  )
}

/** Stories that the overview lists. */
const SHOWN = 8

function stories(): HTMLElement | null {
  if (clusters.id.length === 0) return null
  // The story drawn is the one with the most outlets among the largest.
  const width = (c: number): number => new Set(clusters.members[c]!.map(outletOf)).size
  const order = clusters.id.map((_, c) => c).slice(0, 200)
  const far = order
    .filter((c) => clusters.members[c]!.filter((m) => articles.minutes[m]! >= 0).length > 1)
    .sort((x, y) => width(y) - width(x) || clusters.size[y]! - clusters.size[x]! || x - y)
  const found = far.map((c) => [c, spread(c, 8)] as const).find(([, figure]) => figure !== null)
  const drawn = found === undefined || width(found[0]) < 2 ? null : found
  return section(
    'The largest stories',
    'Articles that carry one text, gathered in clusters.',
    h(
      'div',
      { class: drawn === null ? 'many' : 'columns' },
      h('ol', { class: 'stories' }, ...clusters.id.slice(0, SHOWN).map((_, c) => h('li', {}, storyLine(c)))),
      drawn === null
        ? null
        : h(
            'div',
            { class: 'travelled' },
            h('h3', {}, 'The story that travelled furthest'),
            h('p', {}, h('a', { href: `#cluster-${clusters.id[drawn[0]]}`, dir: 'auto' }, nameNode(drawn[0]))),
            drawn[1],
          ),
    ),
    n('clusters') > SHOWN
      ? h('p', { class: 'more' }, h('a', { href: '#clusters' }, `All ${several(n('clusters'), 'story', 'stories')}`))
      : null,
  )
}

export function nameNode(cluster: number): HTMLElement {
  const { words } = nameOf(cluster)
  return bdi(words)
}

function storyLine(cluster: number): HTMLElement {
  const article = clusters.original[cluster]! >= 0 ? clusters.original[cluster]! : clusters.head[cluster]!
  const { words, keywords } = nameOf(cluster)
  return h(
    'a',
    { href: `#cluster-${clusters.id[cluster]}` },
    h('span', { class: 'size' }, count(clusters.size[cluster]!)),
    h(
      'span',
      { class: 'what' },
      h('span', { class: 'title' }, bdi(words)),
      h('small', {}, ...aboutStory(cluster, keywords ? titleOf(article) : '')),
    ),
  )
}

export function aboutStory(cluster: number, title: string): (Node | string)[] {
  const members = clusters.members[cluster]!
  const outlets = new Set(members.map(outletOf).filter((name) => name !== '')).size
  const times = members.map((m) => articles.minutes[m]!).filter((t) => t >= 0)
  return [
    outlets === 0 ? several(clusters.size[cluster]!, 'article') : several(outlets, 'outlet'),
    times.length > 1 ? ` · ${span(Math.max(...times) - Math.min(...times))}` : '',
    ...(title === '' ? [] : [' · ', bdi(title, { class: 'of' })]),
  ]
}

const OUTLETS = 12

function outlets(ways: Ways): HTMLElement | null {
  const all = report.outlets
  const [others, theirs] = report.otherOutlets
  if (all.length < 2) return null
  const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)
  const most = Math.max(...all.map(({ counts }) => total(counts)))
  const row = ({ name, counts }: (typeof all)[number]): HTMLElement => {
    const bar = stack(
      [
        ['kept', counts[0]!],
        ['cut', counts[1]!],
        ['removed', counts[2]!],
        ['skipped', counts[3]!],
      ],
      total(counts),
    )
    bar.style.width = `${Math.max(1, (100 * total(counts)) / most)}%`
    const changed = counts[1]! + counts[2]!
    return h(
      'li',
      {},
      h(
        'button',
        { type: 'button', click: () => ways.outlet(name) },
        h('span', { class: 'name' }, name === '' ? 'no outlet named' : bdi(name)),
        h(
          'span',
          { class: 'figure' },
          count(total(counts)),
          h('small', {}, changed === 0 ? 'all kept' : `${count(changed)} changed`),
        ),
        h('span', { class: 'trough', 'aria-hidden': 'true' }, bar),
      ),
    )
  }
  const rest = all.slice(OUTLETS)
  const list = h('ul', { class: 'bars outlets' }, ...all.slice(0, OUTLETS).map(row))
  const more = h(
    'button',
    {
      type: 'button',
      class: 'plain',
      click: () => {
        list.append(...rest.map(row))
        more.remove()
      },
    },
    `Show ${several(rest.length, 'more outlet')}`,
  )
  return section(
    'Outlets',
    'Articles of each, and what becomes of them.',
    h(
      'p',
      { class: 'key' },
      ...['kept', 'cut', 'removed', 'skipped'].map((name) => h('span', {}, h('i', { class: `dot is-${name}` }), name)),
    ),
    list,
    rest.length === 0 ? null : more,
    others === 0
      ? null
      : h(
          'p',
          { class: 'about' },
          `${several(others, 'smaller outlet')} with ${several(theirs, 'article')} not drawn.`,
        ),
  )
}

function printed(): HTMLElement | null {
  const all = report.printed
  if (all.length === 0) return null
  const row = ({ outlet, articles, text }: (typeof all)[number]): HTMLElement =>
    h(
      'li',
      {},
      h('blockquote', { dir: 'auto' }, plain(/[.!?。؟:»”]$/.test(text) ? text : `${text} …`)),
      h('small', {}, outlet === '' ? 'no outlet named' : bdi(outlet), `, under ${several(articles, 'article')}`),
    )
  const list = h('ul', { class: 'printed' }, ...all.slice(0, 6).map(row))
  const more = h(
    'button',
    {
      type: 'button',
      class: 'plain',
      click: () => {
        list.append(...all.slice(6).map(row))
        more.remove()
      },
    },
    `Show ${several(all.length - 6, 'more passage')}`,
  )
  return section(
    'Printed under everything',
    'Boilerplate: what an outlet prints under many of its articles.',
    list,
    all.length > 6 ? more : null,
  )
}

function troubles(): HTMLElement | null {
  if (report.troubles.length === 0) return null
  const row = ({ level, message, code }: (typeof report.troubles)[number]): HTMLElement =>
    h('li', { class: level }, h('strong', {}, level), ' ', bdi(message), ' ', h('code', {}, code))
  const list = h('ul', { class: 'troubles' }, ...report.troubles.slice(0, 10).map(row))
  const more = h(
    'button',
    {
      type: 'button',
      class: 'plain',
      click: () => {
        list.append(...report.troubles.slice(10).map(row))
        more.remove()
      },
    },
    `Show ${several(report.troubles.length - 10, 'more')}`,
  )
  return section('Troubles', '', list, report.troubles.length > 10 ? more : null)
}

function method(): HTMLElement {
  const { leftOut } = report
  const missing = [
    ...leftOut.findings.flatMap((left, k) => (left > 0 ? [several(left, `${KIND_NAMES[k]![0]} finding`)] : [])),
    ...(leftOut.clusters > 0 ? [several(leftOut.clusters, 'smaller cluster')] : []),
    ...(leftOut.texts > 0 ? [`the text of ${several(leftOut.texts, 'article')}`] : []),
    ...(leftOut.printed > 0 ? [several(leftOut.printed, 'passage of boilerplate', 'passages of boilerplate')] : []),
    ...(leftOut.troubles > 0 ? [several(leftOut.troubles, 'trouble')] : []),
  ]
  return h(
    'section',
    { class: 'method' },
    missing.length === 0
      ? null
      : h(
          'p',
          { class: 'left-out' },
          `To keep this file small, it leaves out ${[missing.slice(0, -1).join(', '), missing.at(-1)].filter(Boolean).join(' and ')}. `,
          h('code', {}, '-r jsonl=FILE'),
          ' writes every record.',
        ),
    h(
      'details',
      {},
      h('summary', {}, 'How it was decided'),
      h(
        'p',
        {},
        'A sketch only proposes: every match is decided on the exact word sequences and the aligned text. These numbers decide; each has its reason in ',
        h('code', {}, 'src/recipe.ts'),
        '.',
      ),
      h(
        'dl',
        { class: 'recipe' },
        ...report.recipe.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
      ),
    ),
    h(
      'p',
      { class: 'colophon' },
      `dittograph ${report.version}, recipe and options ${report.fingerprint}. This file loads nothing and sends nothing.`,
    ),
  )
}
