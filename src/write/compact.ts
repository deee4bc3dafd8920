// The text report in one line each, as compilers write it, so that grep, wc and an editor's list of places can read it:
//
//   press.jsonl:42: repeat: story-17: lines 17-30 repeat lines 3-16 of the same article (identical, 2,797 bytes); would be cut
//
// Every finding that is not known and not boilerplate that is only reported; then troubles, then one line that sums up. Nothing is
// held, so there is no limit. Law: as many lines as findings, troubles and summaries; none acts on a terminal.
import type { FindingRecord, Reporter, SummaryRecord } from '../model.js'
import type { Ask } from './ask.js'
import { inert, visible } from './escape.js'
import { count, several } from './figures.js'
import { placed, whereIs } from './place.js'
import { kinds, sentence, verdict } from './sentence.js'

export function compact(ask: Ask): Reporter {
  return (records, out, view) => {
    const line = (text: string): void => out.write(`${inert(text)}\n`)
    for (const record of records) {
      if (record.type === 'finding') {
        if (!record.known && (record.kind !== 'boilerplate' || record.edit !== 'none')) line(found(record))
      } else if (record.type === 'trouble')
        line(`${record.level}: ${visible(placed(record))} (${visible(record.code)})`)
      else if (record.type === 'summary') line(summed(record))
    }
    function found(finding: FindingRecord): string {
      const { path } = whereIs(view, finding)
      const named = finding.article === path || finding.article === `${path}#${finding.fileLine}`
      const who = named ? '' : `${visible(finding.article)}: `
      return `${visible(path)}:${finding.fileLine}: ${finding.kind}: ${who}${sentence(finding)}; ${verdict(finding.edit, ask.mode)}`
    }
    function summed(sum: SummaryRecord): string {
      const some = kinds.filter((kind) => sum[kind] > 0).map((kind) => `${kind} ${count(sum[kind])}`)
      const would = ask.mode === 'clean' ? '' : 'would be '
      return `${several(sum.articles, 'article')}, ${several(sum.bytes, 'byte')}: ${some.length === 0 ? 'nothing that is said twice' : some.join(', ')}; ${would}kept ${count(sum.kept)}, cut ${count(sum.cut)}, removed ${count(sum.removed)}; skipped ${count(sum.skipped)}`
    }
  }
}
