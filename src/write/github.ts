// Workflow commands of GitHub Actions: annotations beside the lines of a pull request.
//
//   ::warning file=a.txt,line=17,endLine=30,title=dittograph%3A repeat::lines 17-30 repeat lines 3-16 of the same article …
//
// GitHub shows 10 annotations of a level and step, so these are the worst (worst.ts); a ::notice says what is not shown. A finding is
// annotated when it counts at the gate or clean would act on it; what is reported only is counted in the notice.
// Articles and files that could not be read are ::error, because they make exit code 2.
// Law: every line is one of our three commands; nothing of an article can begin another.
import type { FindingRecord, Reporter, TroubleRecord, Where } from '../model.js'
import type { Ask } from './ask.js'
import { countsAt } from './ask.js'
import { message, property } from './escape.js'
import { excerpt, gutterOf } from './excerpt.js'
import { count, several } from './figures.js'
import { fileLines, placed, whereIs } from './place.js'
import { named, short, why } from './sentence.js'
import { cut } from './width.js'
import { worst } from './worst.js'

const SHOWN = 10
const EXCERPT_LINES = 2
const COLUMNS = 100

export function github(ask: Ask): Reporter {
  return (records, out, view) => {
    const counts = countsAt(ask)
    const shown = worst(SHOWN, counts)
    const errors: TroubleRecord[] = []
    let acted = 0
    let reported = 0
    let failed = 0
    for (const record of records) {
      if (record.type === 'trouble' && record.level === 'error') {
        if (failed++ < SHOWN) errors.push(record)
      } else if (record.type === 'finding' && record.edit === 'none' && !counts(record)) reported++
      else if (record.type === 'finding') {
        acted++
        shown.add(record)
      }
    }
    for (const trouble of errors)
      out.write(`::error ${properties(placeOf(trouble), trouble.code)}::${message([short(placed(trouble))])}\n`)
    for (const finding of shown.list()) {
      const where = whereIs(view, finding)
      const rows = excerpt(view, finding, 4 * COLUMNS, EXCERPT_LINES)
      const gutter = gutterOf(rows)
      const lines = [
        named(finding, where.path),
        why(finding, ask.mode),
        ...rows.map(([label, words]) => `${label.padStart(gutter)} | ${cut(words, COLUMNS)}`),
      ]
      out.write(`::warning ${properties(linesOf(where, finding), finding.kind)}::${message(lines)}\n`)
    }
    const rest = [
      ...(acted > SHOWN ? [`${count(acted - SHOWN)} of ${several(acted, 'finding')}`] : []),
      ...(reported > 0 ? [`${several(reported, 'finding')} that ${reported === 1 ? 'is' : 'are'} reported only`] : []),
      ...(failed > SHOWN ? [`${count(failed - SHOWN)} of ${several(failed, 'error')}`] : []),
    ]
    if (rest.length > 0)
      out.write(
        `::notice title=dittograph::${message([`not shown here: ${rest.join(', ')}; -r jsonl=FILE writes them all`])}\n`,
      )
  }
}

const linesOf = (where: Where, { lines }: FindingRecord): string[] => {
  const [first, last] = fileLines(where, lines)
  return [`file=${property(where.path)}`, `line=${first}`, `endLine=${last}`]
}

const placeOf = ({ path, line }: TroubleRecord): string[] =>
  path === null ? [] : [`file=${property(path)}`, ...(line === null ? [] : [`line=${line}`])]

const properties = (place: readonly string[], title: string): string =>
  [...place, `title=${property(`dittograph: ${title}`)}`].join(',')
