// The words of a finding beside those of its source: the first lines that hold any, numbered, each one visible.
import type { FindingRecord, PlaceRecord, View } from '../model.js'
import { visible } from './escape.js'

/** Number and words of a line. */
export type Row = readonly [label: string, words: string]

/** Both places, line by line; once, where they read the same. `units`: UTF-16 units of text that are asked for of each place. */
export function excerpt(view: View, finding: FindingRecord, units: number, most: number): Row[] {
  const here = rowsOf(view, finding, 'here', finding, units, most)
  const there = finding.source === null ? [] : rowsOf(view, finding, 'source', finding.source, units, most)
  const alike = here.length === there.length && here.every(([, words], n) => words === there[n]![1])
  const far = finding.source !== null && finding.source.article !== finding.article
  return alike
    ? here.map(([n, words], row) => [n === there[row]![0] ? n : `${n} = ${there[row]![0]}`, words])
    : [
        ...here.map(([n, words]): Row => [far ? `here ${n}` : n, words]),
        ...there.map(([n, words]): Row => [far ? `there ${n}` : n, words]),
      ]
}

/** Columns of the longest label. */
export const gutterOf = (rows: readonly Row[]): number => Math.max(0, ...rows.map(([label]) => label.length))

function rowsOf(
  view: View,
  finding: FindingRecord,
  side: 'here' | 'source',
  { article, span, lines }: PlaceRecord,
  units: number,
  most: number,
): Row[] {
  const raw = view.excerpt(finding, side, units)
  // A span counts bytes of the file, which may be markup or in another encoding.
  const [start, end] = view.inText(article, span)
  const whole = Buffer.byteLength(raw) >= end - start
  const rows: Row[] = []
  const all = raw.split('\n')
  const there = view.lines?.(finding, side, all.length)
  for (let n = 0; n < all.length && rows.length < most; n++) {
    const words = visible(all[n]!.trim())
    if (words !== '') rows.push([String(there?.[n] ?? lines[0] + n), whole || n < all.length - 1 ? words : `${words}…`])
  }
  return rows
}
