// The forms that a report can take, by the name that `-r` knows. One list: write/ makes them, cli/ names them in its table of flags.

/** Forms that there are, in the order in which they are told. */
export const forms = [
  'text',
  'jsonl',
  'json',
  'sarif',
  'github',
  'gitlab',
  'junit',
  'markdown',
  'html',
  'csv',
  'parquet',
  'silent',
] as const

export type Form = (typeof forms)[number]
