// The reporters by name, as `-r` knows them.
import type { Reporter } from '../model.js'
import { html } from './html/report.js'
import { jsonDocument } from './json.js'
import { jsonl } from './jsonl.js'
import { silent } from './silent.js'
import type { Ask } from './text.js'
import { text } from './text.js'

const made: Record<string, (ask: Ask) => Reporter> = {
  text,
  jsonl: () => jsonl,
  json: () => jsonDocument,
  html,
  silent: () => silent,
}

/** Names that work. */
export const reporterNames: readonly string[] = Object.keys(made)

/** Names that are promised and not there yet. */
export const reportersToCome: readonly string[] = ['sarif', 'github', 'gitlab', 'junit', 'markdown', 'csv', 'parquet']

/** The reporter of that name; what it asks beyond the records stands in `ask`. */
export function reporter(name: string, ask: Ask): Reporter {
  const make = Object.hasOwn(made, name) ? made[name] : undefined
  if (make !== undefined) return make(ask)
  const there = reporterNames.join(', ')
  if (reportersToCome.includes(name)) throw new RangeError(`reporter ${name} is not yet in this version: use ${there}`)
  throw new RangeError(`there is no reporter ${name}: use ${there}`)
}
