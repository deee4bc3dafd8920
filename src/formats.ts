// The formats of inputs: how a file is called, and whether it is one article or holds records. read/ has a file for each, cli/ names them.
//
// A name says the format; where it says nothing (standard input, an unknown ending that was named), the first bytes do (read/sniff.ts).
// `.gz` and `.zst` behind the ending are passed over: what a file is packed in is told by its first bytes alone, whatever it is called.
import type { Format } from './model.js'

export interface FormatFacts {
  /** With the dot, in small letters. */
  readonly endings: readonly string[]
  /** A file is one article, called by its path; else it holds records, each with a line. */
  readonly single: boolean
  /** What `--input-format` calls it; null: it is only told by name or content. */
  readonly asked: boolean
}

export const formats: Readonly<Record<Format, FormatFacts>> = {
  text: { endings: ['.txt', '.text'], single: true, asked: true },
  md: { endings: ['.md', '.markdown'], single: true, asked: true },
  jsonl: { endings: ['.jsonl', '.ndjson'], single: false, asked: true },
}

export const isSingle = (format: Format): boolean => formats[format].single
