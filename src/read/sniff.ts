// What a file is, told by its first bytes: asked where its name says nothing (standard input, an ending that nobody knows, a bare .gz), and
// of .json, .csv and .tsv found in a directory, where most files of that name hold no articles.
import { closeSync } from 'node:fs'
import type { Format } from '../model.js'
import { fill, openAt } from './files.js'
import type { Image } from './format.js'
import { Tape } from './format.js'
import { packingOf } from './packed.js'

/** Bytes that are looked at. */
const HEAD = 64 << 10

/** The first bytes of what a file holds, unpacked; empty when it cannot be read: whoever reads it will say so. */
export function headOf(at: string): Buffer {
  let fd = -1
  try {
    fd = openAt(at)
    const head = Buffer.alloc(HEAD)
    const bytes = head.subarray(0, fill(fd, head, 0, HEAD, 0))
    return packingOf(bytes) === null ? bytes : unpacked(fd, bytes)
  } catch {
    return Buffer.alloc(0)
  } finally {
    if (fd >= 0) closeSync(fd)
  }
}

/** Enough was unpacked. */
class Enough extends Error {}

function unpacked(fd: number, head: Uint8Array): Buffer {
  const pieces: Uint8Array[] = []
  let size = 0
  const file: Image = {
    size: Number.MAX_SAFE_INTEGER,
    read: (buffer, to, most, at) => fill(fd, buffer, to, most, at),
  }
  try {
    packingOf(head)!.member(new Tape(file, HEAD), 0, (bytes) => {
      pieces.push(bytes.slice(0, HEAD - size))
      size += bytes.length
      if (size >= HEAD) throw new Enough()
    })
  } catch {
    // Enough of it, or all that can be unpacked.
  }
  return Buffer.concat(pieces)
}

/** What begins so. */
export function formatOf(head: Buffer): Format {
  const text = head.toString('latin1').replace(/^\xef\xbb\xbf/, '')
  const first = text.trimStart()
  if (/^(?:WARC\/\d|filedesc:\/\/)/.test(text)) return 'warc'
  if (first[0] === '<') {
    // Behind the XML declaration, comments and the like, the first element says it.
    const root = /<([a-z][a-z:]*)[\s>]/i.exec(uncommented(first))?.[1] ?? ''
    if (/^(?:rss|rdf:rdf|(?:atom:)?feed)$/i.test(root)) return 'feed'
    if (/^<!doctype html/i.test(first) || /^(?:html|head|body)$/i.test(root)) return 'html'
  }
  if (text.startsWith('PAR1')) return 'parquet'
  if (first[0] === '[' && /^\[\s*(?:[{\]]|$)/.test(first)) return 'json'
  if (first[0] === '{') {
    const line = first.slice(0, first.search(/[\r\n]|$/))
    return line.length === first.length || isJson(line) ? 'jsonl' : /^\{\s*(?:"|\}|$)/.test(first) ? 'json' : 'text'
  }
  const cells = first.slice(0, first.search(/[\r\n]|$/)).split(/[\t,;]/)
  const known = cells.filter((cell) => /^"?(?:id|text|body|content|title|date|url|source)"?$/i.test(cell.trim()))
  if (known.length >= 2) return first.slice(0, first.search(/[\r\n]|$/)).includes('\t') ? 'tsv' : 'csv'
  return 'text'
}

/** Without comments; one that does not end goes on to the end. */
function uncommented(text: string): string {
  let out = ''
  for (let at = 0; ; ) {
    const from = text.indexOf('<!--', at)
    if (from < 0) return out + text.slice(at)
    out += text.slice(at, from)
    const to = text.indexOf('-->', from + 4)
    if (to < 0) return out
    at = to + 3
  }
}

/** A .json file that has one record a line, as many have: a broken line is then one line. */
export function isLines(head: Buffer): boolean {
  const text = head.toString('latin1')
  const end = text.indexOf('\n')
  return end > 0 && formatOf(head) === 'jsonl' && text.slice(end + 1).trimStart()[0] === '{'
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** Does a table or a JSON file begin with records that have one of these fields? */
export function hasField(head: Buffer, fields: readonly string[]): boolean {
  // UTF-16 reads the same without its zeros.
  const text = head.toString('latin1').replaceAll('\0', '')
  return fields.some((field) => text.includes(field.slice(field.lastIndexOf('.') + 1)))
}
