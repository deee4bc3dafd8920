// A corpus of what breaks pipes: tabs, both line ends, NUL, the engine's own NULL, its standard separator, halves of surrogate pairs, broken
// records, ids that are paths, the same id twice, no id, no text, a text in a file of its own; among copies, parts, repeats and footers,
// so that all of it passes through every stage.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { corpora } from '../laws/corpora.js'
import { story } from '../stories.js'

const NASTY = [
  '\t',
  '\r',
  '\r\n',
  '\0',
  '\\N',
  '\u0001',
  '\u2028',
  '\u0085',
  '\u{1f42c}',
  '<b>',
  "'; DROP TABLE files; --",
  '\\',
]
const NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]

/** A record whose text value ends in half of a surrogate pair. */
const halved = (id: string, text: string): string =>
  `{"id":${JSON.stringify(id)},"text":${JSON.stringify(text).slice(0, -1)} \\ud800"}`

export function hostile(dir: string, seed: number): void {
  const put = (path: string, lines: readonly string[]): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), lines.join('\n'))
  }
  const long = story('A B C D E', '\n\n')
  const text = (k: number): string =>
    `${long.replaceAll(' ', k % 3 === 0 ? ' ' : ` ${NASTY[k % NASTY.length]} `)}\n\nSubscribe to${NASTY[k % 4]}the paper, 3 crowns a week.`
  put('nasty/all.jsonl', [
    ...NUMBERS.map((k) =>
      JSON.stringify({
        id: `${NASTY[k]}${k}`,
        text: text(k),
        source: `Out\tlet ${k % 2}`,
        title: NASTY[k],
        date: '2015-07-20',
      }),
    ),
    halved('half', long),
    halved('half', `${long} `),
    JSON.stringify({ id: 'nasty/all.jsonl#3', text: story('F G H', '\n') }),
    JSON.stringify({ id: 'twice', text: story('A B', '\n') }),
    JSON.stringify({ id: 'twice', text: story('A B', '\n') }),
    JSON.stringify({ text: story('B C F', '\n') }),
    JSON.stringify({ text: 'Short.' }),
    JSON.stringify({ text: 'Short.' }),
    JSON.stringify({ id: 7, text: '' }),
    '{"id": "broken", "text": "never',
    '{"id": "none"}',
    '{"text": 7}',
    '',
    'no json\u0000 at all',
  ])
  put('nasty/t\tab.txt', [story('A B C D E', '\r\n')])
  put('nasty/zero.txt', ['binary \0\0\0'])
  put('nasty/empty.txt', [''])
  // Random corpora: copies, trims, parts, repeats, footers, dates and titles of all kinds.
  for (const [n, corpus] of fc.sample(corpora, { seed, numRuns: 6 }).entries())
    for (const [path, items] of Object.entries(corpus))
      put(
        `random${n}/${path}`,
        path.endsWith('.txt')
          ? items.map((i) => i.text)
          : items.map((i, k) => JSON.stringify(k % 3 === 0 ? { ...i, id: undefined } : i)),
      )
}
