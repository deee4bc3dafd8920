// The same records as one JSON document, {"records":[…]}, one record a line. Streamed: nothing is held.
import type { Reporter } from '../model.js'
import { json } from './escape.js'

export const jsonDocument: Reporter = (records, out) => {
  let before = '{"records":[\n'
  for (const record of records) {
    out.write(`${before}${json(record)}`)
    before = ',\n'
  }
  out.write(before === ',\n' ? '\n]}\n' : '{"records":[]}\n')
}
