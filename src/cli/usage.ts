// The caller is mistaken: said at the door, with the way out. main.ts prints one line, the message (escaped) and its code, and exits 2.

/** What ends a run with exit 2. The codes are a promise: scripts may look for them. */
export const codes = {
  E_USAGE: 'the command line or the environment asks for what is not there, or for two things at once',
  E_NOT_YET: 'a flag, value or command that is promised and not in this version',
  E_CONFIG: 'a configuration file cannot be read, or says what it may not',
  E_RECIPE: 'a recipe cannot be read, or a number in it is out of range',
  E_BASELINE: 'a baseline cannot be read, or must not be written over',
  E_DECISIONS: 'a file of decisions cannot be read, or says what it may not',
  E_REVISION: 'git does not have the revision, or there is no git or no repository',
  E_NO_MATCH: 'what was named matches nothing that can be read',
  E_OUTPUT: 'what was named as input is output of dittograph',
  E_CHANGED: 'a file changed while it was read, or since it was cleaned',
  E_PARQUET: 'a Parquet file can be read and not be written back',
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
