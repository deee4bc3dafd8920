// The reporters by name, as `-r` knows them.
import type { Form } from '../forms.js'
import { forms, formsToCome } from '../forms.js'
import type { Reporter } from '../model.js'
import type { Ask } from './ask.js'
import { csv } from './csv.js'
import { github } from './github.js'
import { gitlab } from './gitlab.js'
import { html } from './html/report.js'
import { jsonDocument } from './json.js'
import { jsonl } from './jsonl.js'
import { junit } from './junit.js'
import { markdown } from './markdown.js'
import { sarif } from './sarif.js'
import { silent } from './silent.js'
import { text } from './text.js'

const made: Readonly<Record<Form, (ask: Ask) => Reporter>> = {
  text,
  jsonl: () => jsonl,
  json: () => jsonDocument,
  sarif: (ask) => sarif(ask),
  github,
  gitlab,
  junit,
  markdown,
  html,
  csv: () => csv,
  silent: () => silent,
}

/** The reporter of that name; what it asks beyond the records stands in `ask`. */
export function reporter(name: string, ask: Ask): Reporter {
  const form = forms.find((form) => form === name)
  if (form !== undefined) return made[form](ask)
  const there = forms.join(', ')
  if (formsToCome.includes(name)) throw new RangeError(`reporter ${name} is not yet in this version: use ${there}`)
  throw new RangeError(`there is no reporter ${name}: use ${there}`)
}
