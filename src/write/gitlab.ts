// The Code Quality report of GitLab: a JSON array, one finding an element and a line, streamed in the order of the records.
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
//
// GitLab compares two branches by fingerprint and shows one finding of each, so they are unique: those of findings are
// (report.ts), and an article that could not be read is named by code, path, line and message.
// Severity: blocker an article that could not be read; major what counts at the gate; minor what clean would act on and the gate
// lets pass; info what is reported only.
import { createHash } from 'node:crypto'
import type { FindingRecord, Reporter, Trouble, View } from '../model.js'
import type { Ask } from './ask.js'
import { countsAt } from './ask.js'
import { json } from './escape.js'
import { fileLines, placed, whereIs } from './place.js'
import { named, short, why } from './sentence.js'

interface Issue {
  readonly description: string
  readonly check_name: string
  readonly fingerprint: string
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker'
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end?: number } }
}

export function gitlab(ask: Ask): Reporter {
  return (records, out, view) => {
    const counts = countsAt(ask)
    const seen = new Map<string, number>()
    let before = '[\n'
    for (const record of records) {
      const issue =
        record.type === 'finding'
          ? issueOf(record, counts(record), view, ask)
          : record.type === 'trouble' && record.level === 'error'
            ? failure(record, seen)
            : null
      if (issue === null) continue
      out.write(`${before}${json(issue)}`)
      before = ',\n'
    }
    out.write(before === ',\n' ? '\n]\n' : '[]\n')
  }
}

function issueOf(finding: FindingRecord, counts: boolean, view: View, ask: Ask): Issue {
  const where = whereIs(view, finding)
  const [begin, end] = fileLines(where, finding.lines)
  return {
    description: `${named(finding, where.path)}: ${why(finding, ask.mode)}`,
    check_name: finding.rule,
    fingerprint: finding.fingerprint,
    severity: counts ? 'major' : finding.edit === 'none' ? 'info' : 'minor',
    location: { path: where.path, lines: { begin, end } },
  }
}

/** Null for a trouble of the whole run: an issue needs a file. */
function failure(trouble: Trouble, seen: Map<string, number>): Issue | null {
  const { code, path, line, message } = trouble
  if (path === null) return null
  const key = JSON.stringify([code, path, line, message])
  const times = seen.get(key) ?? 0
  seen.set(key, times + 1)
  return {
    description: short(placed(trouble)),
    check_name: `dittograph/${code}`,
    fingerprint: createHash('sha256').update(`${key} ${times}`).digest('hex').slice(0, 16),
    severity: 'blocker',
    location: { path, lines: { begin: line ?? 1 } },
  }
}
