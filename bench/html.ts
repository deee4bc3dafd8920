// What of a news page is its article?   npm run build && npm run bench:html -- DIR [blocks|readability]
//
// DIR holds pages (NAME.html) and, beside some, the text that somebody took for their article (NAME.txt). For each such page: which share of the words of that text
// is in the text that is read of the page (found), and which share of the words read is in that text: of all that a reader sees of the page (seen), and
// without what is cut: the boilerplate of its site, where the directory holds enough pages of one site to know it, and repeats (left). A page that is there twice
// counts twice. The second word is that of --html-extract.
// A word is a run of letters and digits; in scripts without spaces a character. Words are counted as often as they stand there.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [dir, htmlExtract = 'blocks'] = process.argv.slice(2)
if (dir === undefined || (htmlExtract !== 'blocks' && htmlExtract !== 'readability')) {
  process.stderr.write(
    'npm run bench:html -- DIR [blocks|readability]   (pages and the expected text of most, as in ../shared/data/html)\n',
  )
  process.exit(2)
}

const { scan }: typeof import('../src/index.js') = await import(join(import.meta.dirname, '../../dist/index.js'))

const LEAST_FOUND = 0.95
const LEAST_LEFT = 0.6

const words = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(
      /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Myanmar}\p{sc=Khmer}\p{sc=Lao}]|[\p{L}\p{M}\p{N}]+/gu,
    ) ?? []

/** Share of a's words that b has, each as often as b has it. */
function share(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>()
  for (const word of b) left.set(word, (left.get(word) ?? 0) + 1)
  let there = 0
  for (const word of a) {
    const n = left.get(word) ?? 0
    if (n === 0) continue
    there++
    left.set(word, n - 1)
  }
  return a.length === 0 ? 1 : there / a.length
}

const found = scan({ patterns: [dir], boilerplate: 'cut', copies: 'keep', cwd: process.cwd(), htmlExtract })
const kept = new Map<string, string>()
found.cuts((id, text, cuts) => {
  let out = ''
  let at = 0
  for (const [start, end] of cuts) {
    out += Buffer.from(text.subarray(at, start)).toString()
    at = end
  }
  kept.set(id, out + Buffer.from(text.subarray(at)).toString())
})
const boilerplate = new Set(
  [...found.report.records({ articles: 'all', list: true })].flatMap((r) =>
    r.type === 'boilerplate' ? [r.outlet] : [],
  ),
)

process.stdout.write('page                        words   found    seen    left\n')
const totals = { pages: 0, found: 0, left: 0, sites: 0 }
for (const file of readdirSync(dir).sort()) {
  const expected = join(dir, file.replace(/\.html$/, '.txt'))
  if (!file.endsWith('.html') || !existsSync(expected)) continue
  const id = found.files.find((f) => f.at.endsWith(`/${file}`))?.path
  if (id === undefined) continue
  const wanted = words(readFileSync(expected, 'utf8'))
  const all = words(Buffer.from(found.report.text(id)).toString())
  const rest = words(kept.get(id) ?? Buffer.from(found.report.text(id)).toString())
  const shares = [share(wanted, all), share(all, wanted), share(rest, wanted)]
  const known = boilerplate.has(found.report.outlet(id) ?? '')
  totals.pages++
  if (shares[0]! >= LEAST_FOUND) totals.found++
  if (shares[2]! >= LEAST_LEFT) totals.left++
  if (known) totals.sites++
  const columns = shares.map((x) => x.toFixed(3).padStart(8)).join('')
  process.stdout.write(
    `${file.padEnd(26)}${String(wanted.length).padStart(7)}${columns}${known ? '  site known' : ''}\n`,
  )
}
found.close()
process.stdout.write(
  `${totals.pages} pages: found >= ${LEAST_FOUND} in ${totals.found}, left >= ${LEAST_LEFT} in ${totals.left}; of ${totals.sites} pages the site's boilerplate is known\n`,
)
