// A finding in words, the same words in every report. Ids are made visible here; a sink that needs more escapes the whole.
import type { FindingRecord, Kind, PlaceRecord } from '../model.js'
import type { Mode } from './ask.js'
import { visible } from './escape.js'
import { percent, several } from './figures.js'
import { cut } from './width.js'

/** In the order in which they are told. */
export const kinds: readonly Kind[] = ['repeat', 'copy', 'part', 'passage', 'boilerplate']

/** What is said twice, and where: `lines 17-30 repeat lines 3-16 of the same article (identical, 2,797 bytes)`. */
export function sentence(finding: FindingRecord): string {
  const { source, exact, lines } = finding
  const here = linesOf(lines)
  const bytes = several(finding.span[1] - finding.span[0], 'byte')
  const alike = exact ? 'identical' : `${percent(finding.score)} of the text aligned`
  const one = lines[0] === lines[1]
  const other = source === null ? 'another article' : visible(source.article)
  const there = source === null ? '' : `, ${linesOf(source.lines)}`
  switch (finding.kind) {
    case 'repeat': {
      const same = source === null || source.article === finding.article
      if (source !== null && same && one && source.lines[0] === lines[0] && source.lines[1] === lines[0])
        return `${here} says again what it said before (${alike}, ${bytes})`
      const what = source === null ? 'an earlier passage' : linesOf(source.lines)
      return `${here} ${one ? 'repeats' : 'repeat'} ${what} of ${same ? 'the same article' : other} (${alike}, ${bytes})`
    }
    case 'copy':
      return `is a copy of ${other} (${exact ? 'identical' : `${percent(finding.score)} of the shorter text stands in the longer one`}, ${bytes})`
    case 'part':
      return `is printed inside ${other}${there} (${exact ? 'all' : percent(finding.score)} of it, ${bytes})`
    case 'passage':
      return `${here} also ${one ? 'stands' : 'stand'} in ${other}${there} (${alike}, ${bytes})`
    case 'boilerplate':
      return `${here} ${one ? 'is' : 'are'} boilerplate: in ${percent(finding.score)} of the outlet's stories (${bytes})`
  }
}

const linesOf = ([first, last]: PlaceRecord['lines']): string =>
  first === last ? `line ${first}` : `lines ${first}-${last}`

/** What becomes of it: `would be cut`, or `cut` once that was done. */
export function verdict(edit: FindingRecord['edit'], mode: Mode): string {
  const done = mode === 'clean'
  switch (edit) {
    case 'cut':
    case 'removed':
      return done ? edit : `would be ${edit}`
    case 'covered':
      return done ? 'gone with a larger cut' : 'would go with a larger cut'
    case 'none':
      return 'reported only'
  }
}

/** What becomes of it, and why. */
export function because(finding: FindingRecord, mode: Mode): string {
  const reasons = finding.because.map(visible).join('; ')
  return `${verdict(finding.edit, mode)}${reasons === '' ? '' : `: ${reasons}`}`
}

// For the reports of CI, which a platform shows as one line: no longer than anyone reads.

/** The sentence with its subject, for a report that has no headings: the article, unless it is the file. */
export function named(finding: FindingRecord, path: string): string {
  const said = sentence(finding)
  if (finding.kind === 'copy' || finding.kind === 'part') return short(`${visible(finding.article)} ${said}`)
  return short(finding.article === path ? said : `${visible(finding.article)}: ${said}`)
}

/** What becomes of it, and why. */
export const why = (finding: FindingRecord, mode: Mode): string => short(because(finding, mode))

/** Columns: ids, paths and reasons may be as long as they like. */
const LONGEST = 600

/** At most LONGEST columns, visible, and four bytes for each: a column may hold eight marks. */
export function short(text: string): string {
  let shown = cut(visible(text.slice(0, 4 * LONGEST)), LONGEST)
  for (let room = LONGEST >> 1; Buffer.byteLength(shown) > 4 * LONGEST; room >>= 1) shown = cut(shown, room)
  return shown
}
