// The reporters by name, as `-r` knows them. Each is loaded when it is asked for: the page alone is larger than all others.
import type { Form } from '../forms.js'
import { forms } from '../forms.js'
import type { Reporter } from '../model.js'
import type { Ask } from './ask.js'

const made: Readonly<Record<Form, () => Promise<(ask: Ask) => Reporter>>> = {
  text: async () => (await import('./text.js')).text,
  jsonl: async () => one((await import('./jsonl.js')).jsonl),
  json: async () => one((await import('./json.js')).jsonDocument),
  sarif: async () => (await import('./sarif.js')).sarif,
  github: async () => (await import('./github.js')).github,
  gitlab: async () => (await import('./gitlab.js')).gitlab,
  junit: async () => (await import('./junit.js')).junit,
  markdown: async () => (await import('./markdown.js')).markdown,
  html: async () => (await import('./html/report.js')).html,
  csv: async () => one((await import('./csv.js')).csv),
  parquet: async () => one((await import('./parquet.js')).parquet),
  silent: async () => one((await import('./silent.js')).silent),
}

/** A reporter that asks nothing. */
const one = (reporter: Reporter) => (): Reporter => reporter

/** Makes the reporter of that name of what it asks beyond the records. */
export async function reporter(name: string): Promise<(ask: Ask) => Reporter> {
  const form = forms.find((form) => form === name)
  if (form !== undefined) return made[form]()
  throw new RangeError(`there is no reporter ${name}: use ${forms.join(', ')}`)
}
