// Where a trouble happened, said once: most messages begin with their place, and those that do not get it in front. And in which lines
// of which file a finding stands.
import type { FindingRecord, PlaceRecord, Trouble, View, Where } from '../model.js'

/** The message with its place: `path:line: …`, or the article where there is no path. Unescaped. */
export function placed({ path, line, article, message }: Trouble): string {
  const where = path ?? article
  if (where === null) return message
  const place = line === null || path === null ? where : `${path}:${line}`
  if (message.startsWith(place) || (line !== null && message.includes(place))) return message
  return message.startsWith(`${where}: `) ? place + message.slice(where.length) : `${place}: ${message}`
}

/** Where the article of a finding stands. */
export function whereIs(view: View, finding: FindingRecord): Where {
  return view.where(finding, 'here') ?? { path: finding.article, line: finding.fileLine }
}

/** Lines of the file that hold a finding: its own in a file that is one article, else that of the record. */
export function fileLines(where: Where, lines: PlaceRecord['lines']): PlaceRecord['lines'] {
  return where.line === null ? lines : [where.line, where.line]
}
