// What a reviewer decided of the findings of earlier runs, by fingerprint: a file for people, in JSON with comments allowed.
//
//   { "schema": "dittograph-decisions/1",
//     "accepted": ["1f0c…16 hex…", { "fingerprint": "…", "note": "the desk agreed" }],
//     "rejected": ["…"] }
//
// Rejected: the article stays, the cut is not made, and the finding says so. Accepted: a copy or part goes even where it says something more, a repeat is cut
// that would only be reported, and the finding says that as well. A fingerprint holds for the kind, the article and its text, so a decision ends when any
// of them changes; those that no finding has are counted in a note (N_DECISIONS).
import type { Decided } from '../model.js'
import { nearest } from '../nearest.js'
import type { Placed } from './jsonc.js'
import { textOf, treeOf, what } from './jsonc.js'
import { UsageError } from './usage.js'

const SCHEMA = 'dittograph-decisions/1'
const KEYS = ['schema', 'accepted', 'rejected']
const CODE = 'E_DECISIONS'
/** Bytes: a million fingerprints with notes. */
const MOST = 64 << 20

/** Reads the file. Throws a UsageError that says what is wrong, and where. */
export function decisionsAt(file: string, shown: string): Decided {
  const wrong = (at: string, why: string): never => {
    throw new UsageError(`${at}: ${why}`, CODE)
  }
  const top = treeOf(textOf(file, shown, CODE, MOST), shown, CODE)
  if (!(top.value instanceof Map)) return wrong(top.at, `a file of decisions is an object, not ${what(top)}`)
  for (const [key, { at }] of top.value) {
    if (KEYS.includes(key)) continue
    const meant = nearest(key, KEYS)
    wrong(at, `there is no "${key}"${meant === null ? '' : ` (did you mean ${meant}?)`}`)
  }
  const schema = top.value.get('schema')?.value
  if (schema !== undefined && schema.value !== SCHEMA)
    wrong(schema.at, `"schema" takes "${SCHEMA}", the only one this version knows, not ${what(schema)}`)
  const list = (name: string): Set<string> => {
    const given: Placed | undefined = (top.value as ReadonlyMap<string, { value: Placed }>).get(name)?.value
    if (given === undefined) return new Set()
    if (!Array.isArray(given.value)) return wrong(given.at, `"${name}" takes a list, not ${what(given)}`)
    return new Set(
      (given.value as readonly Placed[]).map((entry) => {
        const print = entry.value instanceof Map ? entry.value.get('fingerprint')?.value.value : entry.value
        if (typeof print !== 'string' || !/^[0-9a-f]{16}$/.test(print))
          return wrong(entry.at, 'a decision is a fingerprint of 16 hex digits, or an object with a "fingerprint"')
        return print
      }),
    )
  }
  const decided = { accepted: list('accepted'), rejected: list('rejected') }
  for (const print of decided.accepted)
    if (decided.rejected.has(print)) wrong(shown, `${print} is accepted and rejected: take it out of one list`)
  return decided
}
