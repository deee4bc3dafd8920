// What was decided -> what is taken of each text and of each file, and how many articles of each source go. Nothing is decided here.
//
// What clean does to a file is a list of edits of its image: the range of a text that is cut is looked up there (`splices`).
// Laws: the edits of a file ascend and do not overlap; each names the finding that asked for it.
import type { Edit, SourceFile, Span } from './model.js'
import type { Outcome } from './pipeline.js'
import type { Report } from './report.js'

/** Every article that loses something, in order: its text and what is cut of it. */
export function cuts(outcome: Outcome, visit: (id: string, text: Uint8Array, cuts: readonly Span[]) => void): void {
  const { survey: s, sides } = outcome
  const changed = [...new Set([...outcome.cuts.keys(), ...outcome.removed.keys()])].sort((x, y) => x - y)
  for (const article of changed) {
    const text = sides.record(article).text
    visit(
      outcome.idOf(article),
      text,
      outcome.removed.has(article) ? [[0, s.bytes(article)]] : outcome.cuts.get(article)!,
    )
  }
}

/** What is done to the image of a file, in order. */
export function edits(outcome: Outcome, made: Report, file: number, dropSkipped: boolean): Edit[] {
  const { survey: s, sides, idOf } = outcome
  const out: Edit[] = []
  // Articles of one file are neighbours: find the first by bisection.
  let low = 0
  let high = s.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (s.file.get(middle) < file) low = middle + 1
    else high = middle
  }
  const goes = (article: number): boolean =>
    s.skip.get(article) !== 0 ? dropSkipped && s.size(article) > 0 : outcome.removed.has(article)
  // From `rest` on all of its articles go.
  let rest = low
  for (let article = low; article < s.count && s.file.get(article) === file; article++)
    if (!goes(article)) rest = article + 1
  for (let article = low; article < s.count && s.file.get(article) === file; article++) {
    const id = idOf(article)
    if (goes(article)) {
      const finding =
        s.skip.get(article) !== 0 ? `skipped:${s.reason(article)}` : made.edits(article).get(-1)?.fingerprint
      if (finding === undefined)
        throw new Error(
          `our bug: ${id} goes without a finding (law: every cut names its kind, span, score and reasons)`,
        )
      const { at, bytes, put } = sides.whole(article, article >= rest)
      out.push({ at, bytes, ...(put ? { put } : {}), article: id, finding, whole: true })
      continue
    }
    const weight = outcome.weights.get(article)
    if (weight !== undefined) {
      const splice = sides.record(article).field?.('weight', weight)
      if (splice !== undefined && splice !== 'taken')
        out.push({ ...splice, article: id, finding: 'weight', whole: false })
    }
    if (outcome.cuts.has(article)) {
      const found = made.edits(article)
      const cuts = outcome.cuts.get(article)!
      const names = cuts.map((cut) => {
        const finding = found.get(cut[0])
        if (finding?.end !== cut[1])
          throw new Error(
            `our bug: ${id} loses bytes ${cut[0]}-${cut[1]} without a finding (law: every cut names its kind, span, score and reasons)`,
          )
        return finding.fingerprint
      })
      for (const { of, ...splice } of sides.record(article).splices(cuts))
        out.push({ ...splice, article: id, finding: names[of]!, whole: false })
    }
  }
  return out
}

/** Articles, and removed ones, by source. */
export function bySource(
  outcome: Outcome,
  files: readonly SourceFile[],
): { source: string | null; articles: number; removed: number }[] {
  const { survey: s, sides } = outcome
  const counts = new Map<number, { first: number; articles: number; removed: number }>()
  for (let i = 0; i < s.count; i++) {
    if (files[s.file.get(i)]!.against || s.skip.get(i) !== 0) continue
    const outlet = s.outlet.get(i)
    let c = counts.get(outlet)
    if (!c) {
      c = { first: i, articles: 0, removed: 0 }
      counts.set(outlet, c)
    }
    c.articles++
    if (outcome.removed.has(i)) c.removed++
  }
  return [...counts].map(([outlet, { first, articles, removed }]) => {
    const name = outlet === 0 || removed === 0 ? null : sides.record(first).outlet
    return { source: name === null ? null : Buffer.from(name).toString(), articles, removed }
  })
}
