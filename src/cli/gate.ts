// The gate: findings of a scan -> what of them is too much, in words; nothing is exit 0. A limit of a kind's own stands beside the one for all.
import type { FindingRecord, Kind } from '../model.js'
import type { Gate } from './plan.js'

/** Whether a finding counts at the gate. */
export const counts = (f: FindingRecord, { failOn }: Gate): boolean =>
  !f.known && (failOn === 'any' || (failOn === 'edits' && f.edit !== 'none'))

const word = (n: number): string => (n === 1 ? 'finding' : 'findings')

/** Each limit that is passed; `ratio` is the share of the text that stands in repeats and copies. */
export function above(findings: Iterable<FindingRecord>, ratio: number, gate: Gate): string[] {
  if (gate.failOn === 'none') return []
  const counted: Partial<Record<Kind, number>> = {}
  for (const f of findings) if (counts(f, gate)) counted[f.kind] = (counted[f.kind] ?? 0) + 1
  const passed: string[] = []
  let rest = 0
  for (const [kind, n] of Object.entries(counted) as [Kind, number][]) {
    const most = gate.max[kind]
    if (most === undefined) rest += n
    else if (n > most) passed.push(`${n} ${word(n)} of kind ${kind} (--max ${kind}=${most})`)
  }
  if (gate.maxFindings !== null && rest > gate.maxFindings)
    passed.push(
      `${rest} ${Object.keys(gate.max).length > 0 ? 'other ' : ''}${word(rest)} (--max-findings ${gate.maxFindings})`,
    )
  if (gate.maxDuplicateRatio !== null && ratio > gate.maxDuplicateRatio)
    passed.push(
      `${(100 * ratio).toPrecision(3)} % of the text in repeats and copies (--max-duplicate-ratio ${gate.maxDuplicateRatio})`,
    )
  return passed
}

/** Whether the gate is the one without flags, of which the report itself tells enough. */
export const usual = ({ failOn, maxFindings, max, maxDuplicateRatio }: Gate): boolean =>
  failOn === 'edits' && maxFindings === 0 && Object.keys(max).length === 0 && maxDuplicateRatio === null
