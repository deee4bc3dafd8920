// What reporters ask beyond the records and the view: what was done, and what it means for the run.
import type { FindingRecord, SummaryRecord } from '../model.js'

/** What has been done with the edits that the report speaks of. */
export type Mode = 'scan' | 'dry-run' | 'clean'

/** How the run ends when all of its reports can be written. */
export type Exit = 0 | 1 | 2

export interface Ask {
  readonly mode: Mode
  /** For the next command: what `clean` takes to do what this scan proposes (flags and paths); after `clean`, its DIR. */
  readonly words: readonly string[]
  /** Findings shown in full by the text report; 200 unless told otherwise. */
  readonly shown?: number
  /** The text report in one line a finding. */
  readonly compact?: boolean
  /** With a baseline: ids of articles with a finding that is not in it. The text report counts known findings and does not list them; of the clusters it lists those with such an article. */
  readonly news?: ReadonlySet<string> | undefined
  /** Whether a finding counts at the gate; unless told otherwise, when there is something to cut (`--fail-on edits`). */
  readonly counts?: (finding: FindingRecord) => boolean
  /** The exit code; unless told otherwise, that of a scan without flags. */
  readonly exit?: Exit
}

export const countsAt = (ask: Ask): ((finding: FindingRecord) => boolean) => ask.counts ?? ((f) => f.edit !== 'none')

/** The exit code of a run with this summary, of whose findings `counted` count. */
export function exitOf(ask: Ask, summary: SummaryRecord | null, counted: number): Exit {
  if (ask.exit !== undefined) return ask.exit
  if (summary !== null && summary.errors > 0) return 2
  return ask.mode === 'scan' && counted > 0 ? 1 : 0
}
