// RSS and Atom. A record is an item, an entry; its line is that of its start tag. Its text is the fullest that it carries: content:encoded, else content,
// description, summary; in CDATA, escaped, or as elements (xhtml), and mostly HTML, of which a reader sees what html.ts says. Facts are
// its title, link, date, author and guid; its outlet is the host of its link, else the title of the feed.
//
// Spans count bytes of the text. A cut is done within the item, through both layers (HTML, and how XML holds it), or takes the item out.
//
// Law: a feed whose tags pair is one after any cut, and no cut ends a CDATA section.
// Law: whatever the bytes, items that end are found; what does not end is skipped and told.
import type { Facts, RawRecord, SkipReason, Span, Splice } from '../model.js'
import type { FormatReader, Room } from './format.js'
import { NO_FACTS, Skipped, Tape, Unread } from './format.js'
import { encode, Page } from './html.js'
import { Origins } from './origins.js'
import { outletOf } from './page.js'
import type { Gone } from './pagecut.js'
import { pageCut, without } from './pagecut.js'
import { Deaf, tokenize, tokenizer } from './tokenizer.js'

const EMPTY = new Uint8Array(0)
const LF = 0x0a
const GT = 0x3e
const AMP = 0x26

/** Where the text may stand, fullest first. */
const TEXTS = [
  'content:encoded',
  'content',
  'atom:content',
  'description',
  'rss:description',
  'summary',
  'atom:summary',
]
const FACTS = new Set(
  'title link guid id pubDate dc:date published updated author dc:creator source atom:title atom:link atom:id atom:published atom:updated atom:author'.split(
    ' ',
  ),
)
const ITEM = /^(?:rss:)?item$|^(?:atom:)?entry$/
const ROOT = /^rss$|^(?:rdf:)?RDF$|^(?:atom:)?feed$/
/** Bytes in which a feed tells its title. */
const HEAD = 64 << 10
/** Longest name of an element, and longest fact. */
const LONGEST_NAME = 64
const LONGEST_FACT = 8 << 10

/** What an element holds, unescaped, with the place of each byte in the item. */
class Value {
  readonly origins: Origins = new Origins()
  readonly type: string
  length = 0
  #bytes: Uint8Array = new Uint8Array(64)

  constructor(type: string) {
    this.type = type
  }

  plain(source: Uint8Array, from: number, to: number): void {
    if (from >= to) return
    this.#room(to - from)
    this.#bytes.set(source.subarray(from, to), this.length)
    this.length += to - from
    this.origins.plain(from, to)
  }

  point(point: number, from: number, to: number): void {
    const { length } = this
    this.#room(4)
    encode(point, (byte) => {
      this.#bytes[this.length++] = byte
    })
    this.origins.whole(this.length - length, from, to)
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }

  toString(): string {
    return Buffer.from(this.bytes.subarray(0, LONGEST_FACT)).toString().replace(/\s+/g, ' ').trim()
  }

  #room(bytes: number): void {
    if (this.length + bytes <= this.#bytes.length) return
    const wider = new Uint8Array(2 * (this.length + bytes))
    wider.set(this.bytes)
    this.#bytes = wider
  }
}

/** The elements of one item that are wanted, by name; the first of a name counts. */
class Item extends Deaf {
  readonly values: Map<string, Value> = new Map()
  /** Where Atom's link leads. */
  href: string | null = null
  readonly #source: Uint8Array
  #depth = 0
  #name = ''
  #value: Value | null = null
  /** Of elements within: an author's name is all of him that counts. */
  #inner = false
  #attribute = ''
  readonly #letters: number[] = []
  readonly #attributes: Map<string, string> = new Map()
  #from = 0

  constructor(source: Uint8Array) {
    super()
    this.#source = source
    tokenize(source, true, this)
  }

  override onopentagname(from: number, to: number): void {
    this.#depth++
    if (this.#depth === 2) {
      this.#name = nameOf(this.#source, from, to)
      this.#attributes.clear()
    } else if (this.#depth === 3 && /author$/.test(this.#name) && nameOf(this.#source, from, to).endsWith('name')) {
      this.#value = new Value('')
      this.#inner = true
    }
  }

  override onattribname(from: number, to: number): void {
    this.#attribute = this.#depth === 2 ? nameOf(this.#source, from, to) : ''
    this.#letters.length = 0
  }

  override onattribdata(from: number, to: number): void {
    if (this.#attribute === '') return
    for (let i = from; i < to && this.#letters.length < LONGEST_FACT; i++) this.#letters.push(this.#source[i]!)
  }

  override onattribentity(point: number): void {
    if (this.#attribute !== '') encode(point, (byte) => this.#letters.push(byte))
  }

  override onattribend(): void {
    if (this.#attribute !== '') this.#attributes.set(this.#attribute, Buffer.from(this.#letters).toString())
    this.#attribute = ''
  }

  override onopentagend(at: number): void {
    if (this.#depth !== 2) return
    const name = this.#name
    this.#link()
    this.#from = at + 1
    const wanted = (TEXTS.includes(name) || FACTS.has(name)) && !this.values.has(name)
    this.#value = wanted ? new Value(this.#attributes.get('type') ?? '') : null
  }

  override onselfclosingtag(): void {
    if (this.#depth === 2) this.#link()
    this.#depth--
  }

  override ontext(from: number, to: number): void {
    // In a tag that does not end the tokenizer tells letters from -1 on.
    if (from >= 0 && (this.#depth === 2 || this.#inner)) this.#value?.plain(this.#source, from, to)
  }

  override ontextentity(point: number, to: number): void {
    if (this.#depth === 2 || this.#inner) this.#value?.point(point, this.#source.lastIndexOf(AMP, to - 1), to)
  }

  override oncdata(from: number, to: number, behind: number): void {
    if (this.#depth === 2 || this.#inner) this.#value?.plain(this.#source, from, to - behind)
  }

  override onclosetag(from: number): void {
    const depth = this.#depth--
    if (this.#inner && depth === 3) this.#inner = false
    if (depth !== 2 || this.#value === null) return
    let value = this.#value
    this.#value = null
    if (value.type === 'xhtml') {
      // Its elements are the text's.
      value = new Value('xhtml')
      value.plain(this.#source, this.#from, from - 2)
    }
    if (value.length === 0 || this.values.has(this.#name)) return
    this.values.set(this.#name, value)
  }

  #link(): void {
    if (this.#name !== 'link' && this.#name !== 'atom:link') return
    const rel = this.#attributes.get('rel') ?? 'alternate'
    if (rel === 'alternate') this.href ??= this.#attributes.get('href') ?? null
  }

  fact(...names: readonly string[]): string | null {
    for (const name of names) {
      const value = this.values.get(name) ?? this.values.get(`atom:${name}`)
      const text = value?.toString() ?? ''
      if (text !== '') return text
    }
    return null
  }
}

function nameOf(source: Uint8Array, from: number, to: number): string {
  return Buffer.from(source.buffer, source.byteOffset + from, Math.min(to - from, LONGEST_NAME)).toString('latin1')
}

/** Is there a tag in it? Else line ends are line ends, and nothing is decoded twice. */
function isMarkup({ bytes, type }: Value): boolean {
  if (type === 'text' || type === 'text/plain') return false
  return type === 'xhtml' || /<[a-z/!]|&(?:#\d|[a-z]+;)/i.test(Buffer.from(bytes).toString('latin1'))
}

class FeedRecord extends Unread implements RawRecord {
  readonly scale = null
  readonly #page: Page = new Page()
  #facts: Facts = NO_FACTS
  #source: Uint8Array = EMPTY
  #value: Value | null = null
  #markup = false

  read(source: Uint8Array, at: number, line: number, feed: string | null): this {
    this.line = line
    this.at = at
    this.end = this.next = at + source.length
    this.#source = source
    const item = new Item(source)
    const value =
      TEXTS.map((name) => item.values.get(name)).find((found) => found?.bytes.some((byte) => byte > 0x20)) ?? null
    this.#value = value
    this.#markup = value !== null && isMarkup(value)
    this.text = value === null ? EMPTY : this.#markup ? this.#page.read(value.bytes, false).text : value.bytes
    const id = item.fact('guid', 'id')
    const url = item.fact('link') ?? item.href
    this.#facts = {
      id,
      title: item.fact('title'),
      date: item.fact('pubDate', 'published', 'dc:date', 'updated'),
      url,
      source: item.fact('source') ?? feed,
      author: item.fact('author', 'dc:creator'),
    }
    this.id = id === null ? null : Buffer.from(id)
    this.outlet = outletOf({ ...NO_FACTS, url }) ?? (feed === null ? null : Buffer.from(feed))
    return this
  }

  facts(): Facts {
    return this.#facts
  }

  splices(cuts: readonly Span[]): readonly (Splice & { readonly of: number })[] {
    const value = this.#value
    if (value === null) return []
    const gone = this.#markup
      ? pageCut(this.#page.read(value.bytes, true), cuts)
      : cuts.map(([start, end], of): Gone => ({ at: start, bytes: end - start, of }))
    const out: { at: number; bytes: number; of: number; put?: Uint8Array }[] = []
    for (const { at, bytes, ...more } of gone)
      value.origins.pieces(at, at + bytes, (_first, _last, from, to) => {
        const last = out.at(-1)
        // A character that is an entity goes once.
        if (last !== undefined && from < last.at + last.bytes) return
        if (last?.of === more.of && last.at + last.bytes === from) last.bytes += to - from
        else out.push({ at: from, bytes: to - from, ...more })
      })
    // What closes up may end a CDATA section: then a space stands between.
    const put = ends(without(this.#source, out)) > ends(this.#source) ? { put: Buffer.from(' ') } : {}
    return out.map((piece) => ({ ...piece, at: this.at + piece.at, ...put }))
  }
}

/** How often a CDATA section ends in the bytes. */
function ends(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let n = 0
  for (let i = buffer.indexOf(']]>'); i >= 0; i = buffer.indexOf(']]>', i + 3)) n++
  return n
}

/** Finds the items of a feed, from its first byte to its last. */
class Finder extends Deaf {
  /** The first element. */
  root = ''
  /** Where the item that is open begins, or -1; its name. */
  from = -1
  #name = ''
  /** The start tag of an item is being read. */
  #opening = false
  readonly #bytes: (from: number, to: number) => Uint8Array
  readonly #found: (from: number, to: number) => void
  readonly #lost: (from: number, to: number) => void

  constructor(
    bytes: (from: number, to: number) => Uint8Array,
    found: (from: number, to: number) => void,
    lost: (from: number, to: number) => void,
  ) {
    super()
    this.#bytes = bytes
    this.#found = found
    this.#lost = lost
  }

  override onopentagname(from: number, to: number): void {
    const name = this.#slice(from, to)
    if (this.root === '') this.root = name
    if (!ITEM.test(name)) return
    // One that has no end before the next one begins.
    if (this.from >= 0) this.#lost(this.from, from - 1)
    this.from = from - 1
    this.#name = name
    this.#opening = true
  }

  override onopentagend(): void {
    this.#opening = false
  }

  /** An empty item says nothing. */
  override onselfclosingtag(): void {
    if (this.#opening) this.from = -1
    this.#opening = false
  }

  override onclosetag(from: number, to: number): void {
    if (this.from < 0 || this.#slice(from, to) !== this.#name) return
    const start = this.from
    this.from = -1
    this.#found(start, to)
  }

  #slice(from: number, to: number): string {
    const bytes = this.#bytes(from, Math.min(to, from + LONGEST_NAME))
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  }
}

/** The title of the feed, which stands before its items. */
function titleOf(room: Room): string | null {
  const head = room.bytes(0, Math.min(HEAD, room.image.size))
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1')
  const end = text.search(/<(?:rss:)?item[\s>]|<(?:atom:)?entry[\s>]/)
  const found = /<(?:atom:)?title[^<>]{0,200}>/.exec(end < 0 ? text : text.slice(0, end))
  if (found === null) return null
  // Read as an item of one element is read.
  const close = text.indexOf('</', found.index)
  if (close < 0) return null
  const item = new Item(
    Buffer.concat([Buffer.from('<item>'), head.subarray(found.index, close), Buffer.from('</title></item>')]),
  )
  return item.fact('title')
}

const titles = new WeakMap<Room, string | null>()
function feedOf(room: Room): string | null {
  let title = titles.get(room)
  if (title === undefined) {
    title = titleOf(room)
    titles.set(room, title)
  }
  return title
}

const again = new FeedRecord()

export const feed: FormatReader = {
  records(room: Room, visit: (record: RawRecord) => void): void {
    const { source, image, maxRecord, tell } = room
    const title = feedOf(room)
    const tape = new Tape(image, Math.min(room.chunk, image.size + 1))
    const record = new FeedRecord()
    let shown = 0
    // Lines are counted up to the item that is shown.
    let line = 1
    let counted = 0
    const bytes = (from: number, to: number): Uint8Array =>
      tape.bytes.subarray(Math.max(0, from - tape.base), Math.max(0, to - tape.base))
    const lineAt = (at: number): number => {
      for (; counted < at; counted++) if (tape.bytes[counted - tape.base] === LF) line++
      return line
    }
    const skip = (
      from: number,
      to: number,
      why: SkipReason,
      code: string,
      message: string,
      at = lineAt(from),
    ): void => {
      tell('error', code, at, `${source.path}:${at}: the item at byte ${from} ${message}; it is skipped`)
      visit(new Skipped(at, from, to, to, why))
      shown++
    }
    /** Where an item began that was given up, because it is too large, and its line. */
    let large = -1
    let largeLine = 0
    const lost = (from: number, to: number, message: string): void => {
      // Seen by its size, whatever was read at a time.
      if (large < 0 && to - from > maxRecord) {
        large = from
        largeLine = lineAt(from)
      }
      if (large >= 0) tooLarge(to)
      else skip(from, to, 'unreadable', 'E_BAD_RECORD', message)
    }
    const tooLarge = (to: number): void => {
      skip(
        large,
        to,
        'too-large',
        'E_TOO_LARGE',
        `has ${to - large} bytes, more than --max-record ${maxRecord}`,
        largeLine,
      )
      large = -1
    }
    const finder = new Finder(
      bytes,
      (from, nameEnd) => {
        const end = nameEnd + 1 + room.bytes(nameEnd, Math.min(image.size, nameEnd + LONGEST_NAME)).indexOf(GT)
        if (end - nameEnd === 0) {
          skip(from, nameEnd, 'unreadable', 'E_BAD_RECORD', 'ends in a tag that does not end')
          return
        }
        if (large >= 0 || end - from > maxRecord) {
          lost(from, end, '')
          return
        }
        const item = end <= tape.base + tape.bytes.length ? bytes(from, end) : room.bytes(from, end)
        visit(record.read(item, from, lineAt(from), title))
        shown++
      },
      (from, to) => lost(from, to, 'has no end before the next one begins'),
    )
    const reader = tokenizer(true, finder)
    for (let given = 0; ; ) {
      const end = tape.base + tape.bytes.length
      reader.write(bytes(given, end))
      given = end
      if (finder.from >= 0 && end - finder.from > maxRecord && large < 0) {
        large = finder.from
        largeLine = lineAt(large)
      }
      if (tape.ended) break
      // The tokenizer keeps no bytes: a tag that is not at its end yet is asked for again.
      const keep = large >= 0 || finder.from < 0 ? Math.max(tape.base, end - 2 * LONGEST_NAME) : finder.from
      lineAt(keep)
      tape.more(keep)
    }
    reader.end()
    if (!ROOT.test(finder.root)) {
      const what = finder.root === '' ? 'it has no element' : `its first element is <${finder.root}>`
      if (shown === 0) {
        tell('error', 'E_NO_TEXT', null, `${source.path}: this is no feed of RSS or Atom: ${what}; it is skipped`)
        visit(new Skipped(1, 0, image.size, image.size, 'no-text'))
        return
      }
    }
    if (finder.from >= 0) lost(finder.from, image.size, 'has no end')
    else if (shown === 0) tell('note', 'N_NO_ARTICLES', null, `${source.path}: the feed has no items`)
  },

  record(room: Room, at: number, end: number, line: number): RawRecord {
    const title = feedOf(room)
    return again.read(room.bytes(at, end), at, line, title)
  },

  /** An item that stands alone on its lines takes them along. */
  whole(room: Room, at: number, next: number): Splice {
    const before = room.bytes(Math.max(0, at - LONGEST_NAME), at)
    let n = before.length
    while (n > 0 && (before[n - 1] === 0x20 || before[n - 1] === 0x09)) n--
    if (n === 0 || before[n - 1] !== LF) return { at, bytes: next - at }
    const from = at - before.length + n - (before[n - 2] === 0x0d ? 2 : 1)
    return { at: from, bytes: next - from }
  },
}
