// The caller is mistaken: said at the door, with the way out. main.ts prints one line, the message (escaped) and its code, and exits 2.

/** What ends a run with exit 2. The codes are a promise: scripts may look for them. */
export const codes = {
  E_USAGE: 'the command line or the environment asks for what is not there, or for two things at once',
  E_NOT_YET: 'a flag, value or command that is promised and not in this version',
  E_CONFIG: 'a configuration file cannot be read, or says what it may not',
  E_RECIPE: 'a recipe cannot be read, or a number in it is out of range',
  E_BASELINE: 'a baseline cannot be read, or must not be written over',
  E_REVISION: 'git does not have the revision, or there is no git or no repository',
  E_NO_MATCH: 'what was named matches nothing that can be read',
  E_FORMAT: 'a format that this version does not read was named',
  E_OUTPUT: 'what was named as input is output of dittograph',
  E_CHANGED: 'a file changed while it was read, or since it was cleaned',
  E_WRITE: 'output cannot be written, or must not be replaced',
  E_BUNDLE: 'an undo bundle is damaged, or was written by nobody we know',
  E_SPILL: 'working columns cannot be written to disk, or were not read back as they were written',
  E_ENGINE: 'the cluster did not do what the plan says',
  E_MAX_REMOVED: 'clean would remove more than --max-removed allows',
  E_SYSTEM: 'the operating system refused',
  E_BUG: 'our mistake: please report it',
} as const
export type Code = keyof typeof codes

export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code: Code

  constructor(message: string, code: Code = 'E_USAGE') {
    super(message)
    this.code = code
  }
}

/** The word that was probably meant, or null. Optimal string alignment distance, at most a third of the word. */
export function nearest(word: string, words: Iterable<string>): string | null {
  let best: string | null = null
  let least = Math.floor(word.length / 3) + 1
  for (const other of words) {
    const far = distance(word, other)
    if (far < least) {
      least = far
      best = other
    }
  }
  return best
}

/** `(did you mean x?)`, or nothing. */
export function didYouMean(word: string, words: Iterable<string>, before = ''): string {
  const meant = nearest(word, words)
  return meant === null ? '' : ` (did you mean ${before}${meant}?)`
}

function distance(a: string, b: string): number {
  if (a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY // no word of ours
  let older: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, older[j - 2]! + 1)
    }
    older = last
    last = row
  }
  return last[b.length]!
}
