// A text or Markdown file is one article: all its bytes, front matter and BOM included, so that a span counts bytes of the file.
//
// Two things must not be read as text. Binary: more than 30 % of the first 64 KiB are NUL or other C0 controls. UTF-16 and UTF-32: read as
// UTF-8 they are noise between zero bytes. Both are told by the first 64 KiB, so a sparse file of 3 GB costs one read.
// Any other bytes are read, also when they are not UTF-8: old wire copy in windows-1252 still repeats itself.
import { isUtf8 } from 'node:buffer'
import type { Facts, Format } from '../model.js'
import { NAMED } from './jsonl.js'

/** Bytes of a file that are looked at before it is read. */
export const SAMPLE: number = 64 * 1024

/** Share of control bytes in the sample from which a file is binary. */
const BINARY = 0.3
/** Share of the sample's bytes that are zeros at every other place in UTF-16: half in Latin text, less where other scripts mix in ... */
const ZEROS = 0.4
/** ... while the places between hold hardly any. */
const OTHER_ZEROS = 0.05

/** Longest first line that is taken for a title, in UTF-16 units. */
const LONGEST_TITLE = 300
/** Bytes in which front matter and title are looked for. */
const HEAD = 16 * 1024

export type Refused = 'UTF-16' | 'UTF-32' | 'ISO-2022' | 'binary'

/** The encoding that has to be told before the bytes are text, by name; 'binary'; or null for what can be read. */
export function refuse(sample: Uint8Array): Refused | null {
  const [a, b, c, d] = sample
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    return 'UTF-32'
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'UTF-16'
  let controls = 0
  const zeros = [0, 0]
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i]!
    if (byte === 0) zeros[i & 1]!++
    if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d)) controls++
  }
  const [even, odd] = zeros as [number, number]
  if (
    sample.length > 1 &&
    Math.max(even, odd) >= ZEROS * sample.length &&
    Math.min(even, odd) <= OTHER_ZEROS * sample.length
  )
    return 'UTF-16'
  // Read in pairs, letters of one byte look like Chinese; but halves of letters are control characters now and then, and where they are all ASCII, most of the time.
  if (
    even + odd > 0 &&
    controls >= (isUtf8(sample) ? HALVES_ASCII : HALVES) * sample.length &&
    utf16Of(sample) !== null
  )
    return 'UTF-16'
  if (controls > 0 && isIso2022(sample)) return 'ISO-2022'
  return controls > BINARY * sample.length ? 'binary' : null
}

/** Blocks of Unicode that news is written in: half-open ranges of UTF-16 units. */
const WRITTEN: readonly (readonly [number, number])[] = [
  [0x20, 0x7f],
  [0xa0, 0x700],
  [0x900, 0x1200],
  [0x1e00, 0x2070],
  [0x20a0, 0x20d0],
  [0x2100, 0x2600],
  [0x3000, 0xa000],
  [0xac00, 0xd7a4],
  [0xff00, 0xffef],
]
/** Share of the units that are in these, in a text. */
const ENOUGH = 0.95
const LEAST_UNITS = 8
/** Share of the bytes of UTF-16 that are control characters, at least. */
const HALVES = 0.03
const HALVES_ASCII = 0.25

/** Which UTF-16 this is, by its units: letters, and a space or line end among them, whose zeros stand in no text of one byte a letter. */
export function utf16Of(sample: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const units = sample.length >> 1
  const [big, little] = [written(sample, 0), written(sample, 1)]
  if (units < LEAST_UNITS || Math.max(big, little) < ENOUGH * units) return null
  return big > little ? 'utf-16be' : 'utf-16le'
}

/** Units that are in these blocks, when their high byte is this one of each two. */
function written(sample: Uint8Array, high: 0 | 1): number {
  let n = 0
  for (let i = 0; i + 1 < sample.length; i += 2) {
    const unit = (sample[i + high]! << 8) | sample[i + 1 - high]!
    if (unit === 0x09 || unit === 0x0a || unit === 0x0d || WRITTEN.some(([from, to]) => unit >= from && unit < to)) n++
  }
  return n
}

/** Bytes of seven bits with a switch to another set of letters among them. Terminals know others. */
function isIso2022(sample: Uint8Array): boolean {
  if (sample.indexOf(0x1b) < 0 || sample.some((byte) => byte >= 0x80)) return false
  return /\x1b(?:\$[@AB]|\$[(-/][@-Z]|\([IJ])/.test(Buffer.from(sample).toString('latin1'))
}

/** Bytes that belong to no valid UTF-8 sequence. */
export function invalidBytes(b: Uint8Array): number {
  if (isUtf8(b)) return 0
  let invalid = 0
  for (let i = 0; i < b.length; ) {
    const n = sequenceAt(b, i)
    if (n === 0) invalid++
    i += n || 1
  }
  return invalid
}

/** Length of the valid UTF-8 sequence at i, or 0. */
function sequenceAt(b: Uint8Array, i: number): number {
  const c = b[i]!
  if (c < 0x80) return 1
  const n = c >= 0xc2 && c <= 0xdf ? 2 : c >= 0xe0 && c <= 0xef ? 3 : c >= 0xf0 && c <= 0xf4 ? 4 : 0
  if (n === 0 || i + n > b.length) return 0
  for (let k = 1; k < n; k++) if ((b[i + k]! & 0xc0) !== 0x80) return 0
  const second = b[i + 1]!
  if (
    (c === 0xe0 && second < 0xa0) ||
    (c === 0xed && second > 0x9f) ||
    (c === 0xf0 && second < 0x90) ||
    (c === 0xf4 && second > 0x8f)
  )
    return 0
  return n
}

const decoder = new TextDecoder()

/**
 * What a file says about itself: its first line as a title if it is short; in Markdown the simple lines of the front matter, which is YAML
 * between hyphens, TOML between plus signs, or one object of JSON:
 *
 *   ---                                  +++                                  {
 *   title: "Harbour bridge reopens"      title = "Harbour bridge reopens"       "title": "Harbour bridge reopens",
 *   source: AP                           source = 'AP'                          "source": "AP"
 *   ---                                  +++                                  }
 *
 * Nothing of it is taken out of the text: a span counts bytes of the file.
 */
export function textFacts(text: Uint8Array, format: Format): Facts {
  // decode drops the BOM.
  const lines = decoder.decode(text.subarray(0, HEAD)).split(/\r\n|[\n\r]/)
  // The last line of a head is cut off anywhere.
  if (text.length > HEAD) lines.pop()
  const { front, body } = format === 'md' ? frontMatter(lines) : { front: new Map<string, string>(), body: 0 }
  const first = lines.find((line, n) => n >= body && line.trim() !== '')?.trim() ?? ''
  const line = format === 'md' ? first.replace(/^#{1,6} +/, '').replace(/ +#+$/, '') : first
  const title = line === '' || line.length > LONGEST_TITLE ? null : line
  const named = (role: keyof typeof NAMED): string | null => {
    const name = NAMED[role].find((key) => front.has(key))
    return name === undefined ? null : front.get(name)!
  }
  return {
    id: null,
    title: front.get('title') ?? title,
    date: front.get('date') ?? null,
    url: front.get('url') ?? null,
    source: front.get('source') ?? null,
    author: named('author'),
    canonical: named('canonical'),
  }
}

/** The simple values of the front matter, and the line behind it. */
function frontMatter(lines: readonly string[]): { readonly front: Map<string, string>; readonly body: number } {
  const front = new Map<string, string>()
  const add = (key: string, value: string): void => {
    if (value !== '' && !front.has(key)) front.set(key, value)
  }
  const fence = lines[0]?.trimEnd()
  if (fence === '---' || fence === '+++') {
    const yaml = fence === '---'
    const end = lines.findIndex((line, n) => n > 0 && (line.trimEnd() === fence || (yaml && line.trimEnd() === '...')))
    for (const line of lines.slice(1, Math.max(end, 1))) {
      // Behind a table's name TOML speaks of something else.
      if (!yaml && line.startsWith('[')) break
      const mark = line.indexOf(yaml ? ':' : '=')
      const key = line.slice(0, Math.max(mark, 0))
      add(yaml ? key : unquote(key.trim()), unquote(line.slice(mark + 1).trim()))
    }
    return { front, body: end + 1 }
  }
  if (fence === '{') {
    // Whoever writes front matter in JSON closes it at the margin.
    const end = lines.findIndex((line) => line.trimEnd() === '}')
    const values = end < 0 ? null : objectOf(lines.slice(0, end + 1).join('\n'))
    if (values !== null) {
      for (const [key, value] of Object.entries(values)) if (typeof value === 'string') add(key, value.trim())
      return { front, body: end + 1 }
    }
  }
  return { front, body: 0 }
}

function objectOf(json: string): object | null {
  try {
    return JSON.parse(json) as object
  } catch {
    // It only looked like it.
    return null
  }
}

function unquote(value: string): string {
  const quoted = value.length > 1 && (value[0] === '"' || value[0] === "'") && value.endsWith(value[0]!)
  return quoted ? value.slice(1, -1) : value
}
