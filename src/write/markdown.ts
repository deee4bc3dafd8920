// A comment for a pull request, and the summary of a job: the verdict, a table of counts, the worst findings with both texts.
// GitHub and GitLab render it; the comment in its first line lets a bot find the comment it wrote before.
//
// Whatever comes from an article stands in a code span, a code block, or between <code> and </code> in a line of HTML: there is no
// link, no image, no HTML, no mention in these. A comment of GitHub ends at 65,536 characters; this text ends
// below as many bytes, so that it is short enough however they count. What was left out is said.
import type { FindingRecord, HeaderRecord, Kind, Reporter, SummaryRecord, TroubleRecord, View } from '../model.js'
import type { Ask } from './ask.js'
import { countsAt, exitOf } from './ask.js'
import { codeBlock, codeSpan, xml } from './escape.js'
import { excerpt, gutterOf } from './excerpt.js'
import { count, percent, several } from './figures.js'
import { fileLines, placed, whereIs } from './place.js'
import { kinds, named, short, verdict, why } from './sentence.js'
import { cut } from './width.js'
import { bytesOf, worst } from './worst.js'

/** Bytes of the whole text. */
const LIMIT = 65_536
/** Kept free for what follows the findings. */
const ENDING = 1_024
const SHOWN = 25
const ERRORS = 10
const EXCERPT_LINES = 4
const COLUMNS = 200

interface Sums {
  findings: number
  counted: number
  bytes: number
}

export function markdown(ask: Ask): Reporter {
  return (records, out, view) => {
    const counts = countsAt(ask)
    const shown = worst(SHOWN, counts)
    const sums = new Map<Kind, Sums>()
    const errors: TroubleRecord[] = []
    let failed = 0
    let header: HeaderRecord | null = null
    let summary: SummaryRecord | null = null
    for (const record of records) {
      if (record.type === 'header') header = record
      else if (record.type === 'summary') summary = record
      else if (record.type === 'trouble' && record.level === 'error') {
        if (failed++ < ERRORS) errors.push(record)
      } else if (record.type === 'finding') {
        const sum = sums.get(record.kind) ?? { findings: 0, counted: 0, bytes: 0 }
        sum.findings++
        sum.bytes += bytesOf(record)
        if (counts(record)) sum.counted++
        sums.set(record.kind, sum)
        shown.add(record)
      }
    }
    const all = [...sums.values()]
    const findings = all.reduce((sum, { findings }) => sum + findings, 0)
    const counted = all.reduce((sum, { counted }) => sum + counted, 0)
    let used = 0
    const put = (text: string): void => {
      out.write(text)
      used += Buffer.byteLength(text)
    }
    put('<!-- dittograph -->\n## dittograph\n\n')
    put(`${opinion(ask, summary, findings, counted)}\n`)
    if (summary !== null) put(`\n${account(ask, summary)}\n`)
    if (errors.length > 0) {
      put('\n### Not read\n\n')
      for (const trouble of errors) put(`- ${codeSpan(short(placed(trouble)))}\n`)
      if (failed > errors.length) put(`- and ${count(failed - errors.length)} more\n`)
    }
    if (findings > 0) put(`\n${table(sums, ask)}`)
    const list = shown.list()
    let told = 0
    if (list.length > 0) put(`\n### The worst${findings > list.length ? ` ${list.length}` : ''}\n`)
    for (const finding of list) {
      const text = entry(finding, told + 1, view, ask)
      if (used + Buffer.byteLength(text) > LIMIT - ENDING) break
      put(text)
      told++
    }
    if (findings > told)
      put(
        `\n${several(findings - told, 'finding')} of ${count(findings)} ${findings - told === 1 ? 'is' : 'are'} not shown here: \`-r jsonl=FILE\` writes them all.\n`,
      )
    if (header !== null) put(`\n<sub>dittograph ${xml(header.version)}, recipe ${xml(header.fingerprint)}</sub>\n`)
  }
}

/** How it ended, in a sentence. */
function opinion(ask: Ask, summary: SummaryRecord | null, findings: number, counted: number): string {
  const exit = exitOf(ask, summary, counted)
  const counting = `${several(counted, 'finding')} ${counted === 1 ? 'counts' : 'count'}`
  if (exit === 2)
    return `**Not everything could be read: ${several(summary?.errors ?? 0, 'error')}.** ${ask.mode === 'scan' ? `${counted === 0 ? 'No finding counts at the gate' : counting}.` : ''}`.trimEnd()
  if (ask.mode === 'clean') return '**Cleaned.**'
  if (ask.mode === 'dry-run') return '**A dry run: nothing was written.**'
  if (exit === 1) return `**Above the gate: ${counting}.**`
  if (findings === 0) return '**Passed: nothing is said twice.**'
  if (counted > 0) return `**Passed: ${counting}, and the gate allows as many.**`
  return `**Passed: no finding counts at the gate.** ${several(findings, 'finding')} ${findings === 1 ? 'is' : 'are'} reported.`
}

function account(ask: Ask, sum: SummaryRecord): string {
  const would = ask.mode === 'clean' ? '' : 'would be '
  const gone = sum.cutBytes + sum.removedBytes
  const share =
    gone === 0
      ? ''
      : ` ${count(gone)} bytes ${would === '' ? 'went' : 'would go'}, ${percent(gone / sum.bytes)} of the text.`
  return `${several(sum.articles, 'article')} read, ${several(sum.bytes, 'byte')}: ${would}kept ${count(sum.kept)}, cut ${count(sum.cut)}, removed ${count(sum.removed)}; skipped ${count(sum.skipped)}.${share}`
}

function table(sums: ReadonlyMap<Kind, Sums>, { mode }: Ask): string {
  const counted = { scan: 'count at the gate', 'dry-run': 'would be acted on', clean: 'acted on' }[mode]
  const rows = kinds.flatMap((kind) => {
    const sum = sums.get(kind)
    return sum === undefined
      ? []
      : [`| ${kind} | ${count(sum.findings)} | ${count(sum.counted)} | ${count(sum.bytes)} |\n`]
  })
  return `| kind | findings | ${counted} | bytes |\n| --- | ---: | ---: | ---: |\n${rows.join('')}`
}

function entry(finding: FindingRecord, n: number, view: View, ask: Ask): string {
  const where = whereIs(view, finding)
  const place = `${where.path}:${fileLines(where, finding.lines)[0]}`
  const rows = excerpt(view, finding, 4 * COLUMNS, EXCERPT_LINES)
  const gutter = gutterOf(rows)
  const lines = rows.map(([label, words]) => `${label.padStart(gutter)} | ${cut(words, COLUMNS)}`)
  return [
    '\n<details>\n',
    `<summary>${n}. ${finding.kind}, ${several(bytesOf(finding), 'byte')}, ${verdict(finding.edit, ask.mode)}: <code>${xml(short(place))}</code></summary>\n\n`,
    `${codeSpan(named(finding, where.path))}\n\n`,
    `${codeSpan(why(finding, ask.mode))}\n`,
    lines.length === 0 ? '' : `\n${codeBlock(lines)}\n`,
    '\n</details>\n',
  ].join('')
}
