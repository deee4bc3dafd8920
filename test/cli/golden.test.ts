// Whole reports, byte for byte: small corpora in several scripts, and what the program says of them. The first line (the header, with
// every number of the recipe) is held by its shape, so that a changed number changes only what it changes.
// After a change that is meant: npx vitest run test/cli/golden.test.ts -u, and read the difference.
import { expect, test } from 'vitest'
import { desk, row, run, text, told } from './command.js'
import {
  avtobus,
  bakery,
  bridge,
  cattle,
  choir,
  dian,
  faehre,
  ferries,
  gaeste,
  gesher,
  hangers,
  jisr,
  letter,
  limit,
  llamas,
  most,
  pool,
  pul,
  qiao,
  rain,
  saphan,
  shops,
  soup,
  suq,
  talat,
} from './press.js'

/** JSON with everything beyond ASCII as \u escapes. */
const escaped = (record: object): string =>
  row(record).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Repeats and copies in nine scripts, text files and records. */
const scripts = {
  'de/faehre.txt': `\ufeff${text(faehre, gaeste, soup, faehre, gaeste).replaceAll('\n', '\r\n')}`,
  'en/bridge.txt': text(bridge, hangers, shops, limit, hangers, shops),
  'en/bridge-copy.txt': text(bridge, hangers, shops),
  'en/bridge-new.txt': text(bridge, hangers.replace('Mira Holt', 'Ada Lund'), shops, limit),
  'en/cattle.md': `---\ntitle: Water in the valley\nsource: Courier\n---\n\n${text(`# ${rain}`, cattle, soup)}`,
  'east.jsonl':
    escaped({
      id: 'zh-1',
      title: '老桥重新开放',
      date: '2024-05-07',
      source: '青江晚报',
      text: text(qiao, dian, qiao),
    }) +
    escaped({ id: 'th-1', title: 'สะพานเก่า', source: 'ข่าวท่าเรือ', text: text(saphan, talat, saphan, talat) }) +
    escaped({ id: 'hi-1', text: text(pul, faehre, pul) }),
  'mixed.jsonl':
    '{"id": 90071992547409931, "text": "Ten lines of weather follow tomorrow."}\n' +
    `{"id": 9007199254740993, "title": "Мост закрыт", "date": "2024-05-06", "url": "https://vestnik.example/1", "text": ${JSON.stringify(text(most, avtobus, most, avtobus))}}\n` +
    row({
      id: 'ru-2',
      title: 'Мост закрыт',
      date: '2024-05-07',
      url: 'https://kopia.example/2',
      text: text(most, avtobus),
    }) +
    row({ id: 'ar', text: text(jisr, suq, jisr) }) +
    row({ id: 'ar', text: text(gesher, suq) }) +
    '{"id": "broken", "text": "no end\n' +
    row({ id: 'no-text', body: llamas }) +
    row({ id: '../../x', text: '' }) +
    row({ text: `\ud83d ${choir}` }),
}

/** Parts, passages, clusters that are near one another, boilerplate, and articles that are only compared with. */
const desks = {
  'archive/old.txt': text(bridge, hangers, shops, limit),
  'archive/other.txt': text(faehre, gaeste),
  'news/chain-a.txt': text(bridge, hangers, shops, limit, ferries, rain, cattle, soup, pool),
  'news/chain-b.txt': text(shops, limit, ferries, rain, cattle, soup, pool, choir, bakery),
  'news/chain-c.txt': text(ferries, rain, cattle, soup, pool, choir, bakery, llamas),
  'news/chain-d.txt': text(cattle, soup, pool, choir, bakery, llamas, gaeste, faehre),
  'news/host.txt': text(avtobus, most, suq, jisr, gesher, pul, qiao, dian),
  'news/inside.txt': text(qiao, dian),
  'news/courier.jsonl': [
    `${llamas} ${faehre}`,
    `${pul} The mayor sent her regards.`,
    `${saphan} ${saphan.slice(20)}`,
    `Nobody came to the meeting about the lighthouse except a painter and his two patient dogs.`,
    `The yellow paint had arrived in the wrong shade, and the keeper put it to a vote among the gulls.`,
  ]
    .map((story, n) => row({ id: `c${n}`, source: 'Courier', text: text(story, letter) }))
    .join(''),
}

const golden = (name: string): string => `../golden/${name}`
const behindHeader = (report: string): string => report.slice(report.indexOf('\n') + 1)

test('nine scripts: the records, and the same as text', async () => {
  const dir = desk(scripts)
  const ran = run(dir, ['.', '-r', 'jsonl', '--max-errors', '2'])
  expect(ran.code).toBe(1)
  expect(ran.err.split('\n')).toHaveLength(3)
  const { header } = told(ran.out)
  expect(Object.keys(header)).toEqual(['type', 'schema', 'version', 'recipe', 'options', 'fingerprint'])
  expect(header).toMatchObject({
    type: 'header',
    schema: 'dittograph/1',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  })
  expect(header.fingerprint).toMatch(/^[0-9a-f]{16}$/)
  expect(ran.out).not.toContain(dir)
  await expect(behindHeader(ran.out)).toMatchFileSnapshot(golden('scripts.jsonl'))
  const shown = run(dir, ['.', '--max-errors', '2'])
  expect(shown.code).toBe(1)
  expect(shown.err).toBe('')
  await expect(shown.out).toMatchFileSnapshot(golden('scripts.txt'))
})

test('parts, passages, near clusters, boilerplate, --against: the records, and what clean says', async () => {
  const dir = desk(desks)
  const words = ['news', '--against', 'archive', '--boilerplate', 'cut', '--parts', 'drop']
  const ran = run(dir, [...words, '-r', 'jsonl'])
  expect(ran).toMatchObject({ code: 1, err: '' })
  await expect(behindHeader(ran.out)).toMatchFileSnapshot(golden('desks.jsonl'))

  const cleaned = run(dir, ['clean', ...words, '--exclude', 'chain-d.txt', '--out', 'out'])
  expect(cleaned.code).toBe(0)
  await expect(cleaned.out).toMatchFileSnapshot(golden('desks.txt'))
})
