// One row a finding, for a spreadsheet or a data frame: RFC 4180, CRLF, UTF-8 without a mark, a header row always. Streamed.
//
// Cells that a spreadsheet would compute begin with an apostrophe, and what cannot be seen is spelled out (escape.ts): an
// id that looks like a formula is not the id any more. Programs that join on ids read jsonl.
// Spans count bytes: of the file where `line` is empty, else of the UTF-8 of the text value. Empty: there is no such thing.
import type { FindingRecord, Reporter, View } from '../model.js'
import { cell } from './escape.js'
import { whereIs } from './place.js'

const COLUMNS = [
  'kind',
  'path',
  'line',
  'article',
  'start',
  'end',
  'first_line',
  'last_line',
  'source_path',
  'source_line',
  'source_article',
  'source_start',
  'source_end',
  'source_first_line',
  'source_last_line',
  'exact',
  'score',
  'edit',
  'cut_start',
  'cut_end',
  'fingerprint',
  'because',
]

export const csv: Reporter = (records, out, view) => {
  out.write(`${COLUMNS.join(',')}\r\n`)
  for (const record of records) if (record.type === 'finding') out.write(row(record, view))
}

function row(finding: FindingRecord, view: View): string {
  const { source } = finding
  const where = whereIs(view, finding)
  const origin = view.where(finding, 'source')
  const cells: (string | number | boolean | null | undefined)[] = [
    finding.kind,
    where.path,
    where.line,
    finding.article,
    ...finding.span,
    ...finding.lines,
    origin?.path,
    origin?.line,
    source?.article,
    ...(source?.span ?? [null, null]),
    ...(source?.lines ?? [null, null]),
    finding.exact,
    finding.score,
    finding.edit,
    ...(finding.cut ?? [null, null]),
    finding.fingerprint,
    finding.because.join('; '),
  ]
  return `${cells.map((value) => (typeof value === 'string' ? cell(value) : String(value ?? ''))).join(',')}\r\n`
}
