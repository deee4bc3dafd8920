// Is it linear? Each hostile corpus once with N and once with 2 N: time (CPU, whole process), the ratio, peak memory, and what was found.
//
//   npm run bench:linear            # all, some minutes; a ratio under 2.4 is linear on a noisy machine: else it ends with 1
//   npm run bench:linear -- copies paragraphs
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

let state = 1
const random = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}
/** Words of letters: what holds digits is taken for a row of figures. */
const vocabulary = Array.from({ length: 20_000 }, (_, i) =>
  (Math.imul(i + 1, 2654435761) >>> 0).toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!),
)
/** A paragraph of `words` words that is the same for the same number. */
function paragraph(words: number, number: number): string {
  state = Math.imul(number, 7919) + 1
  return `${Array.from({ length: words }, () => vocabulary[(random() * vocabulary.length) | 0]).join(' ')}.`
}
const story = [1, 2, 3, 4].map((i) => paragraph(60, i)).join('\n\n')
const footer = `${paragraph(40, 77)}\n${paragraph(30, 78)}`
const one = (text: string): string[] => [JSON.stringify({ id: 'one', text })]
const many = (n: number, of: (i: number) => object): Iterable<string> => ({
  *[Symbol.iterator]() {
    for (let i = 0; i < n; i++) yield JSON.stringify({ id: `n${i}`, ...of(i) })
  },
})
const times = (n: number, of: (i: number) => string): string => Array.from({ length: n }, (_, i) => of(i)).join('\n\n')

const fibonacci = (n: number): string => {
  let [a, b] = ['a', 'b']
  while (b.length < n) [a, b] = [b, b + a]
  return b.slice(0, n)
}
const bits = (n: number): number => n.toString(2).replaceAll('0', '').length

/** What it is, the smaller N, the lines of the corpus, and the format of its file: JSONL, if none is named. */
const cases: Record<string, [string, number, (n: number) => Iterable<string>, string?]> = {
  copies: ['one article printed N times', 100_000, (n) => many(n, () => ({ text: story }))],
  sources: [
    'the same by seven outlets, dated',
    50_000,
    (n) => many(n, (i) => ({ text: story, source: `paper ${i % 7}`, date: `2020-01-${10 + (i % 19)}` })),
  ],
  updates: [
    'one article with another last line each time',
    5_000,
    (n) => many(n, (i) => ({ text: `${story}\n\n${paragraph(15, i + 100)}` })),
  ],
  paragraphs: ['one article with a paragraph N times', 10_000, (n) => one(times(n, () => paragraph(30, 5)))],
  alternating: ['two paragraphs in turn', 10_000, (n) => one(times(n, (i) => paragraph(30, 5 + (i % 2))))],
  apart: [
    'a paragraph again and again between others',
    10_000,
    (n) => one(times(n, (i) => paragraph(30, i % 2 === 0 ? 5 : i + 10))),
  ],
  nearly: [
    'a paragraph with another number each time',
    10_000,
    (n) => one(times(n, (i) => `${paragraph(30, 5)} x${i}`)),
  ],
  footer: [
    'a footer under every article of one outlet',
    10_000,
    (n) => many(n, (i) => ({ source: 'one', text: `${paragraph(120, i + 1000)}\n\n${footer}` })),
  ],
  nameless: [
    'a footer under every article, outlet unknown',
    5_000,
    (n) => many(n, (i) => ({ text: `${paragraph(120, i + 1000)}\n\n${footer}` })),
  ],
  periodic: ['one word N times', 200_000, (n) => one('ab '.repeat(n))],
  sentences: ['one sentence N times', 20_000, (n) => one('He said no and went home to his house today. '.repeat(n))],
  short: ['N articles of one word', 100_000, (n) => many(n, () => ({ text: 'AP' }))],
  roundup: [
    'N articles and one that holds them all',
    1_500,
    (n) =>
      many(n + 1, (i) => ({
        text: i < n ? paragraph(40, i + 10) : Array.from({ length: n }, (_, k) => paragraph(40, k + 10)).join('\n\n'),
      })),
  ],
  plain: [
    'N articles with nothing in common',
    25_000,
    (n) => many(n, (i) => ({ text: [0, 1, 2, 3].map((k) => paragraph(45, 4 * i + k)).join('\n') })),
  ],
  chain: [
    'N articles, each the last one with a fifth replaced',
    5_000,
    (n) => many(n, (i) => ({ text: [0, 1, 2, 3, 4].map((k) => paragraph(30, i + k)).join('\n\n') })),
  ],
  bucket: [
    'N articles in one bucket: half of each is one text',
    4_000,
    (n) => many(n, (i) => ({ text: `${paragraph(60, 3)} ${paragraph(60, i + 100)}` })),
  ],
  fibonacci: [
    'a Fibonacci word of two words',
    600_000,
    (n) => one(fibonacci(n).replaceAll('a', 'ja ').replaceAll('b', 'nein ')),
  ],
  morse: [
    'a Thue-Morse word of two words',
    600_000,
    (n) => one(Array.from({ length: n }, (_, i) => (bits(i) & 1 ? 'ja ' : 'nein ')).join('')),
  ],
  letter: ['one letter N times, one word', 12_000_000, (n) => one('a'.repeat(n))],
  spaces: ['N spaces', 30_000_000, (n) => one(` a${' '.repeat(n)}b`)],
  breaks: ['N line breaks', 6_000_000, (n) => one(`a${'\n'.repeat(n)}b`)],
  quotes: ['N quotation marks', 5_000_000, (n) => one(`${'“'.repeat(n / 2)}a${'"'.repeat(n / 2)}`)],
  dots: ['N full stops', 6_000_000, (n) => one('. '.repeat(n))],
  marks: ['N combining marks on one letter', 15_000_000, (n) => one(`a${'\u0301'.repeat(n)} b`)],
  hidden: [
    'N invisible and bidirectional characters',
    4_000_000,
    (n) => one(`${paragraph(30, 1)}${'\u200b\u202e'.repeat(n / 2)}`),
  ],
  collisions: [
    'N words of one hash in Java and its like',
    250_000,
    (n) =>
      one(
        Array.from({ length: n }, (_, i) =>
          i.toString(2).padStart(20, '0').replaceAll('0', 'Aa').replaceAll('1', 'BB'),
        ).join(' '),
      ),
  ],
  numbers: ['N numbers', 800_000, (n) => one(Array.from({ length: n }, (_, i) => i).join(' '))],
  han: [
    'N ideographs without a break',
    1_000_000,
    (n) => one(Array.from({ length: n }, (_, i) => String.fromCharCode(0x4e00 + ((i * 7919) % 20_000))).join('')),
  ],
  thai: ['one Thai sentence N times, without a space', 50_000, (n) => one('งานซ่อมสะพานใช้เวลาสิบสองวัน'.repeat(n))],
  lone: ['N lone surrogates', 3_000_000, (n) => [`{"id":"one","text":"${'\\ud800'.repeat(n)}"}`]],
  deep: ['a field of N brackets', 15_000_000, (n) => [`{"id":"one","x":${'['.repeat(n)}${']'.repeat(n)},"text":"a"}`]],
  keys: [
    'a record of N fields',
    1_500_000,
    (n) => [`{"id":"one",${Array.from({ length: n }, (_, i) => `"k${i}":${i}`).join()},"text":"a"}`],
  ],
  again: ['one field N times', 2_000_000, (n) => [`{"id":"one",${'"text":"a b c",'.repeat(n)}"text":"d"}`]],
  ids: ['N records of one id', 100_000, (n) => many(n, (i) => ({ id: 'same', text: `article ${i} of that name` }))],
  garbage: ['N lines that are no JSON', 150_000, (n) => Array.from({ length: n }, () => '{"text": "a')],
  empty: ['N empty lines', 30_000_000, (n) => ['\n'.repeat(n)]],
  large: [
    'a record above --max-record, and one behind it',
    70_000_000,
    (n) => [`{"id":"large","text":"${'a '.repeat(n / 2)}"}`, '{"id":"after","text":"b"}'],
  ],
  dated: [
    'one article N times with another date in it',
    4_000,
    (n) => many(n, (i) => ({ text: `${story}\n\nIt was ${i} o'clock.` })),
  ],
  line: ['one paragraph of N words', 400_000, (n) => one(paragraph(n, 9))],
  titles: [
    'two copies with titles of N words',
    400_000,
    (n) => [0, 1].map((i) => JSON.stringify({ id: i, title: `Race ${i} ${paragraph(n, 4 + i)}`, text: story })),
  ],
  facts: [
    'N brackets, dashes and commas where a story says where it is from',
    2_000_000,
    (n) => one(`${'(A - '.repeat(n / 4)}${story}${' - (B, '.repeat(n / 4)}`),
  ],
  pattern: [
    'an expression that goes back and forth, and N letters for it',
    6_000_000,
    (n) => one(`(a+)+$ ${'a'.repeat(n)}! (x|xx)*y ${'x'.repeat(n)}z`),
  ],
  nested: [
    'a page of N elements, each in the other',
    400_000,
    (n) => [`${'<div>'.repeat(n)}<p>${story}</p>${'</div>'.repeat(n)}`],
    'html',
  ],
  unclosed: ['a page of N attributes that do not end', 1_000_000, (n) => ['<a href="'.repeat(n)], 'html'],
  entities: ['a page of N entities', 1_000_000, (n) => [`<p>${'&amp;&#x1f600;'.repeat(n / 2)}</p>`], 'html'],
  paragraphed: [
    'a page of N paragraphs, none of them ended',
    100_000,
    (n) => [`<main>${'<p>one <b>two <i>three'.repeat(n)}`],
    'html',
  ],
  quoted: ['a CSV field of N quotation marks', 6_000_000, (n) => ['id,text', `1,"${'""'.repeat(n)}"`], 'csv'],
  rows: ['N rows of CSV', 150_000, (n) => ['id,text', ...Array.from({ length: n }, (_, i) => `${i},"a ${i}"`)], 'csv'],
  items: [
    'a feed of N items',
    20_000,
    (n) => [
      '<rss><channel>',
      ...Array.from({ length: n }, (_, i) => `<item><title>t${i}</title><description>${i}</description></item>`),
      '</channel></rss>',
    ],
    'rss',
  ],
  bomb: ['N letters in one packed line', 60_000_000, (n) => one('a'.repeat(n)), 'jsonl.gz'],
  members: ['a file of N packed pieces', 20_000, (n) => many(n, (i) => ({ text: `${i}` })), 'members'],
}

const main = join(import.meta.dirname, '../../dist/cli/main.js')
const dir = mkdtempSync(join(tmpdir(), 'dittograph-linear-'))

function run(
  lines: Iterable<string>,
  format = 'jsonl',
): {
  cpu: number
  peak: string
  summary: Record<string, number>
  megabytes: number
} {
  const packed = format === 'members' || format.endsWith('.gz')
  const file = join(dir, `corpus.${format === 'members' ? 'jsonl.gz' : format}`)
  const fd = openSync(file, 'w')
  let held = ''
  let bytes = 0
  const flush = (): void => {
    bytes += Buffer.byteLength(held)
    if (packed) writeFileSync(fd, gzipSync(held))
    else writeSync(fd, held)
    held = ''
  }
  for (const line of lines) {
    held += `${line}\n`
    if (format === 'members' || held.length > 1 << 22) flush()
  }
  flush()
  closeSync(fd)
  const report = join(dir, 'report.out')
  // The peak is what the kernel says of the whole process at its end.
  const code = `process.argv.splice(1,1);process.on('exit',()=>process.stderr.write('PEAK '+process.resourceUsage().maxRSS+'\\n'));import(process.argv[1])`
  const { stdout, stderr, status } = spawnSync(
    'bash',
    [
      '-c',
      `node --input-type=module -e "${code}" x '${main}' scan '${file}' -r jsonl='${report}' -q --fail-on none --max-errors 999999999 --articles changed; code=$?; times; exit $code`,
    ],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`the scan ended with ${status}: ${stderr}`)
  const seconds = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)].map((m) => Number(m[1]) * 60 + Number(m[2]))
  const last = readFileSync(report).subarray(-2000).toString().trimEnd().split('\n').pop()!
  const peak = Number(/PEAK (\d+)/.exec(stderr)?.[1] ?? 0) / 1024
  return {
    cpu: seconds.slice(-2).reduce((x, y) => x + y, 0),
    peak: peak.toFixed(0),
    summary: JSON.parse(last) as Record<string, number>,
    megabytes: bytes / 1e6,
  }
}

/** Seconds that are no noise, megabytes from which N is not doubled for their sake (a record above 64 MiB is left out), and the ratio that is too much. */
const ENOUGH = 0.4
const MOST_MB = 15
const STEEP = 2.4

const wanted = process.argv.slice(2)
// What it costs to start and to stop is no part of the slope.
const idle = Math.min(...[1, 2, 3].map(() => run(one('a')).cpu))
let steep = 0
console.log('| corpus | N | MB | CPU s | 2 N: CPU s | ratio | peak MB | found in 2 N |')
console.log('|---|---|---|---|---|---|---|---|')
try {
  for (const [name, [what, n, lines, format]] of Object.entries(cases)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    let size = n
    let small = run(lines(size), format)
    // Of less the clock of a busy machine says nothing.
    while (small.cpu - idle < ENOUGH && small.megabytes < MOST_MB) {
      size *= 2
      small = run(lines(size), format)
    }
    let large = run(lines(2 * size), format)
    const slopeOf = (): number => (large.cpu - idle) / Math.max(0.01, small.cpu - idle)
    // What other programs did meanwhile only adds: the least of several runs is nearest.
    for (let again = 0; again < 3 && slopeOf() >= STEEP; again++) {
      const [x, y] = [run(lines(size), format), run(lines(2 * size), format)]
      if (x.cpu < small.cpu) small = x
      if (y.cpu < large.cpu) large = y
    }
    const slope = slopeOf()
    const told = small.cpu - idle >= ENOUGH / 4
    if (told && slope >= STEEP) steep++
    const { repeat, copy, passage, boilerplate, removed } = large.summary
    console.log(
      `| ${name}: ${what} | ${size} | ${small.megabytes.toFixed(1)} | ${small.cpu.toFixed(2)} | ${large.cpu.toFixed(2)} | ${told ? slope.toFixed(2) : 'no more'} | ${large.peak} | ${repeat} repeats, ${copy} copies (${removed} removed), ${passage} passages, ${boilerplate} boilerplate |`,
    )
  }
} finally {
  rmSync(dir, { recursive: true })
}
console.log(`\nA run that reads one letter takes ${idle.toFixed(2)} s of CPU; the ratio is of what is more than that.`)
process.exitCode = steep === 0 ? 0 : 1
