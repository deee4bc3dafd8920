// The worst findings, where a platform shows only so many. Worse is, in this order: what counts at the gate; what clean would
// act on; more bytes that stand twice; a higher score; what stands first in the corpus. The same order in every reporter.
// At most twice as many findings as are wanted are held, however many come.
// Law: the same as sorting everything and taking the first.
import type { FindingRecord } from '../model.js'

export interface Worst {
  add(finding: FindingRecord): void
  /** The worst first. */
  list(): readonly FindingRecord[]
}

export function worst(most: number, counts: (finding: FindingRecord) => boolean): Worst {
  const held: { readonly finding: FindingRecord; readonly rank: number }[] = []
  // Sorting is stable, and what is held came before what comes.
  const shrink = (): void => {
    held.sort((a, b) => b.rank - a.rank || bytesOf(b.finding) - bytesOf(a.finding) || b.finding.score - a.finding.score)
    held.length = Math.min(held.length, most)
  }
  return {
    add(finding): void {
      held.push({ finding, rank: counts(finding) ? 2 : finding.edit === 'none' ? 0 : 1 })
      if (held.length >= 2 * most + 16) shrink()
    },
    list(): readonly FindingRecord[] {
      shrink()
      return held.map(({ finding }) => finding)
    },
  }
}

/** Bytes that stand twice. */
export const bytesOf = ({ span }: Pick<FindingRecord, 'span'>): number => span[1] - span[0]
