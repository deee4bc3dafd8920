// The records as they are, one JSON object a line: what scripts read, and what `explain` and `--boilerplate-from` read back.
import type { Reporter } from '../model.js'
import { json } from './escape.js'

export const jsonl: Reporter = (records, out) => {
  for (const record of records) out.write(`${json(record)}\n`)
}
