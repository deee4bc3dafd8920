// The formats that have a reader of their own, by name. Text, Markdown and JSONL are read by reader.ts itself, because they are hot.
import type { Format } from '../model.js'
import { csv } from './csv.js'
import { feed } from './feed.js'
import type { FormatReader } from './format.js'
import { json } from './json.js'
import { page } from './page.js'
import { parquet } from './parquet.js'
import { warc } from './warc.js'

export const readers: Readonly<Partial<Record<Format, FormatReader>>> = {
  json,
  csv,
  tsv: csv,
  html: page,
  warc,
  feed,
  parquet,
}
