// The boilerplate that an earlier run listed: its report -> keys of passages.
import { boilerplateKey } from './boilerplate.js'
import { hashBytes } from './kernel/hash.js'

/** What to do when there is no such list. */
export const WAY_OUT = 'name the provenance.jsonl of an earlier clean'

/** Hash of an outlet's name, as the survey makes it. */
function outletHash(name: string): number {
  const out = new Uint32Array(2)
  const bytes = Buffer.from(name)
  hashBytes(bytes, 0, bytes.length, out, 0)
  return out[0]! || 1
}

/** Keys of the passages that a report in JSONL lists as boilerplate; `file` is its name for whoever gave it. */
export function boilerplateIn(bytes: Buffer, file: string): Set<string> {
  const out = new Set<string>()
  const first = bytes.subarray(0, Math.max(0, bytes.indexOf(10))).toString()
  if (!first.startsWith('{"type":"header",') || !first.includes('"schema":"dittograph/1"'))
    throw new RangeError(
      `--boilerplate-from ${file}: this is no report of dittograph in JSONL (its first line is no header with "schema":"dittograph/1"): ${WAY_OUT}`,
    )
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at)
    const line = bytes.subarray(at, end < 0 ? bytes.length : end)
    at = end < 0 ? bytes.length : end + 1
    if (line.indexOf('"type":"boilerplate"') < 0) continue
    let record: { outlet?: unknown; hash?: unknown }
    try {
      record = JSON.parse(line.toString()) as typeof record
    } catch {
      throw new RangeError(
        `--boilerplate-from ${file}: a line that names boilerplate is no JSON: is this a report of dittograph?`,
      )
    }
    const { outlet, hash } = record
    if (typeof outlet !== 'string' || typeof hash !== 'string' || !/^[0-9a-f]{16}$/.test(hash))
      throw new RangeError(
        `--boilerplate-from ${file}: a boilerplate record has no outlet and hash: was it written by another version?`,
      )
    out.add(
      boilerplateKey(outletHash(outlet), Number.parseInt(hash.slice(0, 8), 16), Number.parseInt(hash.slice(8), 16)),
    )
  }
  return out
}
