// The formats that have a reader of their own, by name. Text, Markdown and JSONL are read by reader.ts itself, because they are hot.
import type { Format } from '../model.js'
import type { FormatReader } from './format.js'

export const readers: Readonly<Partial<Record<Format, FormatReader>>> = {}
