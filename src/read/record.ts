// The records of the two formats that are read most: a line of JSONL, and a file that is one article. One object each, used again for every record.
import type { Facts, RawRecord, Scale, SkipReason, Span, Splice } from '../model.js'
import type { Charset } from './charset.js'
import { Decoded } from './charset.js'
import { NO_FACTS } from './format.js'
import type { Role, Scanner } from './jsonl.js'
import { hostIn, hostOf, kinds, SpanMap, unescapeInto } from './jsonl.js'
import { textFacts } from './text.js'
import type { Work } from './work.js'

/** Longest fact that is decoded, in bytes: what is longer is no title. */
const LONGEST_FACT = 64 * 1024

const EMPTY = new Uint8Array(0)
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** A record of a JSONL file. */
export class LineRecord implements RawRecord {
  line = 0
  at = 0
  end = 0
  next = 0
  skipped: SkipReason | null = null
  text: Uint8Array = EMPTY
  readonly scale = null
  readonly scanner: Scanner
  readonly #work: Work
  /** Was the record read? */
  #open = false
  /** Offset in the file of the buffer's first byte. */
  #base = 0
  // Made when they are asked for.
  #id: Uint8Array | null | undefined
  #outlet: Uint8Array | null | undefined
  #map: SpanMap | null = null
  readonly #scratch: Record<Role, Uint8Array> = {
    text: EMPTY,
    id: EMPTY,
    date: EMPTY,
    title: EMPTY,
    url: EMPTY,
    source: EMPTY,
    author: EMPTY,
    canonical: EMPTY,
  }

  constructor(work: Work) {
    this.#work = work
    this.scanner = work.scanner
  }

  /** A record that is not read. */
  skip(line: number, at: number, end: number, next: number, why: SkipReason): this {
    this.line = line
    this.at = at
    this.end = end
    this.next = next
    this.skipped = why
    this.text = EMPTY
    this.#id = this.#outlet = this.#map = null
    this.#open = false
    return this
  }

  /** The record in the bytes [from, to) of the buffer. */
  read(from: number, to: number, base: number, line: number, next: number): this {
    this.skip(line, base + from, base + to, next, 'bad-json')
    const { scanner } = this
    if (!scanner.scan(this.#work.buffer, from, to)) return this
    this.#open = true
    this.#base = base
    const place = scanner.place('text')
    const kind = scanner.kind(place)
    this.skipped = kind === kinds.string || kind === kinds.null ? null : 'no-text'
    if (this.skipped !== null) return this
    if (kind === kinds.string) {
      const start = scanner.start(place)
      const end = scanner.end(place)
      this.text = scanner.escaped(place) ? this.#work.unescaped(start, end) : this.#work.bytes(start, end)
    }
    this.#id = this.#outlet = undefined
    return this
  }

  get id(): Uint8Array | null {
    if (this.#id === undefined) {
      const id = this.#bytesOf('id')
      this.#id = id.length === 0 ? null : id
    }
    return this.#id
  }

  get outlet(): Uint8Array | null {
    if (this.#outlet === undefined) {
      const { scanner } = this
      const source = scanner.kind(scanner.place('source')) === kinds.string ? this.#bytesOf('source') : EMPTY
      this.#outlet = source.length > 0 ? source : this.#host()
    }
    return this.#outlet
  }

  facts(): Facts {
    if (!this.#open) return NO_FACTS
    return {
      id: this.#fact('id'),
      title: this.#fact('title'),
      date: this.#fact('date'),
      url: this.#fact('url'),
      source: this.#fact('source'),
      author: this.#fact('author'),
      canonical: this.#fact('canonical'),
    }
  }

  splices(cuts: readonly Span[]): readonly (Splice & { readonly of: number })[] {
    return cuts.map((cut, of) => {
      const [start, end] = this.#raw(cut)
      return { at: start, bytes: end - start, of }
    })
  }

  /** Behind the brace, as its first field. That the name is free is seen by parsing, where it may stand at all. */
  field(name: string, value: number): Splice | 'taken' {
    const { at, end } = this
    const raw = Buffer.from(this.#work.bytes(at - this.#base, end - this.#base))
    const brace = raw.indexOf(0x7b)
    if (raw.includes(`"${name}"`) || raw.includes('\\u')) {
      if (Object.hasOwn(JSON.parse(raw.toString()) as object, name)) return 'taken'
    }
    return { at: at + brace, bytes: 1, put: Buffer.from(`{${JSON.stringify(name)}:${value},`) }
  }

  /** Where the bytes [start, end) of the text value lie in the image. */
  #raw([start, end]: Span): Span {
    const { scanner } = this
    const place = scanner.place('text')
    if (!(start >= 0 && start <= end && end <= this.text.length))
      throw new RangeError(`span ${start}-${end} does not fit a text of ${this.text.length} bytes (line ${this.line})`)
    // The text of a null is empty, and lies nowhere in particular.
    if (scanner.kind(place) !== kinds.string) return [this.at, this.at]
    if (!scanner.escaped(place))
      return [this.#base + scanner.start(place) + start, this.#base + scanner.start(place) + end]
    this.#map ??= new SpanMap(this.#work.buffer, scanner.start(place), scanner.end(place))
    return [this.#base + this.#map.raw(start), this.#base + this.#map.raw(end)]
  }

  #value(role: Role, place: number): Uint8Array {
    const { scanner } = this
    const start = scanner.start(place)
    const end = scanner.end(place)
    if (!scanner.escaped(place)) return this.#work.bytes(start, end)
    if (this.#scratch[role].length < end - start) this.#scratch[role] = new Uint8Array(2 * (end - start))
    const out = this.#scratch[role]
    return out.subarray(0, unescapeInto(this.#work.buffer, start, end, out))
  }

  /** A string decoded, a number's digits, or nothing. */
  #bytesOf(role: Role): Uint8Array {
    const place = this.scanner.place(role)
    const kind = this.scanner.kind(place)
    if (kind === kinds.string) return this.#value(role, place)
    return kind === kinds.number ? this.#work.bytes(this.scanner.start(place), this.scanner.end(place)) : EMPTY
  }

  #host(): Uint8Array | null {
    if (this.scanner.kind(this.scanner.place('url')) !== kinds.string) return null
    const url = this.#bytesOf('url')
    if (this.#scratch.source.length < url.length) this.#scratch.source = new Uint8Array(2 * url.length)
    const length = hostOf(url, 0, url.length, this.#scratch.source)
    return length === 0 ? null : this.#scratch.source.subarray(0, length)
  }

  #fact(role: Role): string | null {
    const bytes = this.#bytesOf(role)
    return bytes.length === 0 ? null : decoder.decode(bytes.subarray(0, LONGEST_FACT))
  }
}

/** A file that is one article. */
export class WholeRecord implements RawRecord {
  readonly line = 0
  readonly at = 0
  end = 0
  next = 0
  skipped: SkipReason | null = null
  text: Uint8Array = EMPTY
  scale: Scale | null = null
  readonly id = null
  outlet: Uint8Array | null = null
  #markdown = false
  #decoded: Decoded | null = null

  skip(size: number, why: SkipReason): this {
    this.end = this.next = size
    this.skipped = why
    this.text = EMPTY
    this.outlet = null
    this.scale = null
    this.#decoded = null
    return this
  }

  /** The article in these bytes; `charset`: of their encoding, where that is not UTF-8. */
  read(bytes: Uint8Array, markdown: boolean, charset: Charset | null = null): this {
    this.skip(bytes.length, 'unreadable')
    this.skipped = null
    this.text = bytes
    if (charset !== null) {
      const decoded = new Decoded(bytes, charset)
      this.text = decoded.text
      this.#decoded = decoded
      this.scale = { size: bytes.length, shown: ([start, end]) => [decoded.raw(start), decoded.raw(end)] }
    }
    const { text } = this
    this.#markdown = markdown
    // Only front matter names an outlet, and it begins with hyphens, plus signs or a brace (behind a BOM, if there is one).
    const first = text[0] === 0xef ? text[3] : text[0]
    if (markdown && (first === 0x2d || first === 0x2b || first === 0x7b)) {
      const { source, url } = this.facts()
      this.outlet = source !== null ? Buffer.from(source) : hostIn(Buffer.from(url ?? ''))
    }
    return this
  }

  facts(): Facts {
    return this.skipped === null ? textFacts(this.text, this.#markdown ? 'md' : 'text') : NO_FACTS
  }

  splices(cuts: readonly Span[]): readonly (Splice & { readonly of: number })[] {
    const decoded = this.#decoded
    return cuts.map(([start, end], of) => {
      const at = decoded?.raw(start) ?? start
      return { at, bytes: (decoded?.raw(end) ?? end) - at, of }
    })
  }
}
