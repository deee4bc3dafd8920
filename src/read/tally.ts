// Troubles of one file, told singly up to twenty of a code and summed beyond: a million broken lines are one sentence, not a
// million, and none of them is dropped silently.
import type { Trouble } from '../model.js'

/** Troubles of one code that are told singly. */
const SINGLY = 20

export interface Tally {
  /** `times`: it stands for so many. */
  add(trouble: Trouble, times?: number): void
  /** Tell the sums. */
  close(): void
}

interface Rest {
  told: number
  more: number
  first: number | null
  last: number | null
  trouble: Trouble
}

/** A tally that tells its troubles to `tell`; `where` names the file in a sum. */
export function createTally(tell: (trouble: Trouble) => void, where: string | null): Tally {
  const codes = new Map<string, Rest>()
  return {
    add(trouble: Trouble, times: number = 1): void {
      if (times < 1) return
      let rest = codes.get(trouble.code)
      if (rest === undefined) codes.set(trouble.code, (rest = { told: 0, more: 0, first: null, last: null, trouble }))
      if (rest.told < SINGLY) {
        rest.told++
        tell(times === 1 ? trouble : { ...trouble, count: times })
        return
      }
      rest.first ??= trouble.line
      rest.last = trouble.line
      rest.more += times
    },
    close(): void {
      for (const [code, { more, first, last, trouble }] of codes) {
        if (more === 0) continue
        const place = first === null ? '' : first === last ? `, on line ${first}` : `, on lines ${first} to ${last}`
        const message = `${where ?? 'the inputs'}: ${more} more of this kind${place}; only the first ${SINGLY} are told singly`
        tell({ level: trouble.level, code, article: null, path: where, line: null, message, count: more })
      }
      codes.clear()
    },
  }
}
