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
  /** In a directory most files of that name hold no articles: they are read when they begin with records that have a text. */
  readonly doubtful: boolean
  /** Its records are text: where the file is in another encoding than UTF-8, what is read is its UTF-8. Other formats see to that themselves. */
  readonly recoded: boolean
}

export const formats: Readonly<Record<Format, FormatFacts>> = {
  text: { endings: ['.txt', '.text'], single: true, doubtful: false, recoded: false },
  md: { endings: ['.md', '.markdown'], single: true, doubtful: false, recoded: false },
  jsonl: { endings: ['.jsonl', '.ndjson'], single: false, doubtful: false, recoded: true },
  json: { endings: ['.json'], single: false, doubtful: true, recoded: true },
  csv: { endings: ['.csv'], single: false, doubtful: true, recoded: true },
  tsv: { endings: ['.tsv', '.tab'], single: false, doubtful: true, recoded: true },
  html: { endings: ['.html', '.htm', '.xhtml'], single: true, doubtful: false, recoded: false },
  warc: { endings: ['.warc', '.wet', '.wat', '.arc'], single: false, doubtful: false, recoded: false },
  feed: { endings: ['.rss', '.atom'], single: false, doubtful: false, recoded: true },
  parquet: { endings: ['.parquet', '.pq'], single: false, doubtful: false, recoded: false },
}

export const isSingle = (format: Format): boolean => formats[format].single

/** Endings of packed files: what is behind them is told by the ending before. */
export const packed: readonly string[] = ['.gz', '.zst', '.zstd']
