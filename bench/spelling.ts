// How much of the precision on Arabic is spelling: the links of a report, judged by shares of word-5-shingles of the text as it is, and
// of the text with alef, ya, ta marbuta and hamza carriers unified. A link is under the line when jaccard < .45 and containment < .70.
//
//   node build/bench/spelling.js REPORT.jsonl DOCS.jsonl
import { readFileSync } from 'node:fs'

const [reportFile, docsFile] = process.argv.slice(2)
if (reportFile === undefined || docsFile === undefined) {
  console.error('usage: node build/bench/spelling.js REPORT.jsonl DOCS.jsonl')
  process.exit(2)
}
interface Row {
  type?: string
  kind?: string
  a: string
  b: string
  id: string
  text?: string | null
}
const rows = (file: string): Row[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row)
const marks = /[\u064b-\u065f\u0670\u0640]/g
const views: Record<string, (text: string) => string> = {
  'as it is spelled': (t) => t,
  'without marks': (t) => t.replace(marks, ''),
  'alef unified': (t) => t.replace(marks, '').replace(/[أإآٱ]/g, 'ا'),
  'all unified': (t) =>
    t
      .replace(marks, '')
      .replace(/[أإآٱ]/g, 'ا')
      .replace(/[ىی]/g, 'ي')
      .replace(/ة/g, 'ه')
      .replace(/ؤ/g, 'و')
      .replace(/ئ/g, 'ي'),
}
const texts = new Map(rows(docsFile).map((d) => [d.id, d.text ?? '']))
const links = rows(reportFile).filter((r) => r.type === 'match' && r.kind !== 'passage')
for (const [name, view] of Object.entries(views)) {
  const sets = new Map<string, Set<string>>()
  const shingles = (id: string): Set<string> => {
    let set = sets.get(id)
    if (!set) {
      const words =
        view(texts.get(id) ?? '')
          .toLowerCase()
          .match(/[\p{L}\p{N}_]+/gu) ?? []
      set = new Set(words.slice(0, Math.max(0, words.length - 4)).map((_, i) => words.slice(i, i + 5).join(' ')))
      sets.set(id, set)
    }
    return set
  }
  let judged = 0
  let under = 0
  for (const { a, b } of links) {
    const [x, y] = [shingles(a), shingles(b)]
    if (x.size < 15 || y.size < 15) continue
    judged++
    let both = 0
    for (const s of x) if (y.has(s)) both++
    if (both / (x.size + y.size - both) < 0.45 && both / Math.min(x.size, y.size) < 0.7) under++
  }
  console.log(`${name}: ${judged} links, ${under} under the line, precision ${(1 - under / judged).toFixed(4)}`)
}
