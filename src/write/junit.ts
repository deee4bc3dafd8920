// JUnit XML, what Jenkins, GitLab, CircleCI and Azure show as tests: a suite for each file with findings, as ESLint and textlint
// do it, a test for each finding. What counts at the gate fails; what is reported only is skipped. The last suite says
// whether every article could be read, so that a clean corpus has a test as well (Jenkins takes a report without one for a fault).
//
// The name of a test holds its fingerprint and no line, so that a server recognizes it when lines move.
// Findings come file by file: those of one file are held, because a suite says how many tests it has before it tells them.
// No time and no host: the same corpus gives the same file.
import type { FindingRecord, Reporter, Sink, TroubleRecord, View } from '../model.js'
import type { Ask } from './ask.js'
import { countsAt } from './ask.js'
import { xml } from './escape.js'
import { excerpt, gutterOf } from './excerpt.js'
import { count } from './figures.js'
import { fileLines, placed, whereIs } from './place.js'
import { sentence, short, why } from './sentence.js'
import { cut } from './width.js'

/** Failures that are told with an excerpt: each one reads two articles again. */
const EXCERPTS = 1_000
const EXCERPT_LINES = 3
const COLUMNS = 100
const ERRORS = 1_000

export function junit(ask: Ask): Reporter {
  return (records, out, view) => {
    const counts = countsAt(ask)
    let path = ''
    let held: FindingRecord[] = []
    let excerpts = 0
    let failed = 0
    const errors: TroubleRecord[] = []
    const flush = (): void => {
      if (held.length === 0) return
      const failures = held.filter(counts).length
      suite(out, path, { tests: held.length, failures, errors: 0, skipped: held.length - failures }, () => {
        for (const finding of held) {
          const counted = counts(finding)
          test(
            out,
            path,
            finding,
            view,
            counted ? (excerpts++ < EXCERPTS ? 'failed, shown' : 'failed') : 'skipped',
            ask,
          )
        }
      })
      held = []
    }
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="dittograph">\n')
    for (const record of records) {
      if (record.type === 'finding') {
        const where = whereIs(view, record)
        if (where.path !== path) flush()
        path = where.path
        held.push(record)
      } else if (record.type === 'trouble' && record.level === 'error' && failed++ < ERRORS) errors.push(record)
    }
    flush()
    const more = failed - errors.length
    const tests = Math.max(1, errors.length + Math.min(1, more))
    suite(out, 'dittograph', { tests, failures: 0, errors: failed === 0 ? 0 : tests, skipped: 0 }, () => {
      if (failed === 0)
        out.write('    <testcase classname="dittograph" name="every article could be read" time="0"/>\n')
      for (const trouble of errors) fault(out, short(placed(trouble)), trouble.code)
      if (more > 0) fault(out, `${count(more)} more errors: -r jsonl=FILE writes them all`, 'E_MORE')
    })
    out.write('</testsuites>\n')
  }
}

function suite(out: Sink, name: string, sums: Readonly<Record<string, number>>, tests: () => void): void {
  const attributes = Object.entries(sums).map(([key, n]) => ` ${key}="${n}"`)
  out.write(`  <testsuite name="${xml(name)}"${attributes.join('')} time="0">\n`)
  tests()
  out.write('  </testsuite>\n')
}

function test(
  out: Sink,
  path: string,
  finding: FindingRecord,
  view: View,
  how: 'failed, shown' | 'failed' | 'skipped',
  ask: Ask,
): void {
  const [line] = fileLines(whereIs(view, finding), finding.lines)
  const name = `${finding.kind}: ${short(finding.article)} [${finding.fingerprint}]`
  out.write(`    <testcase classname="${xml(path)}" name="${xml(name)}" file="${xml(path)}" line="${line}" time="0">\n`)
  const said = xml(short(sentence(finding)))
  const reasons = xml(why(finding, ask.mode))
  if (how === 'skipped') out.write(`      <skipped message="${said}, ${reasons}"/>\n`)
  else {
    const rows = how === 'failed' ? [] : excerpt(view, finding, 4 * COLUMNS, EXCERPT_LINES)
    const gutter = gutterOf(rows)
    const lines = rows.map(([label, words]) => `\n${label.padStart(gutter)} | ${xml(cut(words, COLUMNS))}`)
    out.write(`      <failure type="${xml(finding.rule)}" message="${said}">${reasons}${lines.join('')}</failure>\n`)
  }
  out.write('    </testcase>\n')
}

function fault(out: Sink, message: string, code: string): void {
  out.write(`    <testcase classname="dittograph" name="${xml(message)}" time="0">\n`)
  out.write(`      <error type="${xml(code)}" message="${xml(message)}"/>\n    </testcase>\n`)
}
