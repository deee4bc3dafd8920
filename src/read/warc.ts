// WARC, WET and ARC: what crawlers keep. A record of the file is a head (fields, or in ARC one line), a length, and so many bytes: an answer of a web server with
// its own head, or the content alone.
//
//   WARC/1.0                                             http://example.org/ 192.0.2.1 20170804100000 text/html 1591
//   WARC-Type: response                                  HTTP/1.1 200 OK
//   Content-Length: 1591                                 Content-Type: text/html
//
//   HTTP/1.1 200 OK …                                    <html> …
//
// Articles are answers with status 2xx, resources and conversions (the plain text of WET), where their content is HTML or plain text; what a reader sees of it is the
// text. All other records (requests, pictures, metadata, revisits) are no articles, and stay in the file. An article is called by its
// WARC-Record-ID, its line is the number of the record, its URL the target, its outlet the host. Its date is the page's own: a crawler's says
// when it came by, which is not when the news was printed.
//
// Spans count bytes of the content, unpacked. A cut is done in the content; the lengths in both heads, and those digests which were right
// before, are told anew. A packed content (chunked, gzip, deflate, br, zstd) is packed again.
//
// Law: whatever the bytes, every record that can be found is shown or passed over, and what is damaged is skipped and told; the next record is found behind it.
// Law: the cut file is read as the same records, and their texts are those without the cuts.
import { createHash } from 'node:crypto'
import type { Facts, HtmlExtract, RawRecord, Scale, SkipReason, Span, Splice } from '../model.js'
import { lower, upper } from './ascii.js'
import type { Told } from './charset.js'
import { Content, encodingOf, unextracted } from './content.js'
import type { FormatReader, Image, Room } from './format.js'
import { NO_FACTS, Skipped, Unread } from './format.js'
import type { Answer, Field, Form, HeaderFields } from './http.js'
import { answerOf, Broken, fieldsOf, headEnd, LONGEST_HEAD, packed, unpack } from './http.js'
import { outletOf } from './page.js'
import { without } from './pagecut.js'
import { refuse, SAMPLE } from './text.js'

const EMPTY = new Uint8Array(0)
const LF = 0x0a
const CR = 0x0d

/** Media types that a note names. */
const MOST_KINDS = 8

/** Longest line of ARC: a URL and a little. */
const LONGEST_LINE = 8 << 10

/** What the head of a record says. Offsets count from the head's first byte. */
interface Head {
  readonly type: string
  /** Where the block begins, and its length; -1: unknown. */
  readonly block: number
  readonly length: number
  /** The length as it is written. */
  readonly told: Field | null
  readonly fields: HeaderFields
  readonly url: string | null
  /** Of the block, not of the answer in it. */
  readonly media: string
}

/** Bytes of an image by place; mostly asked for in order. */
class Window {
  readonly #image: Image
  readonly #chunk: number
  #buffer: Uint8Array
  #base = 0
  #filled = 0

  constructor(image: Image, chunk: number) {
    this.#image = image
    this.#chunk = chunk
    this.#buffer = new Uint8Array(chunk)
  }

  /** Up to `most` bytes at `at`, fewer only at the end of the image. They live until the next call. */
  at(at: number, most: number): Uint8Array {
    const wanted = Math.min(most, Math.max(0, this.#image.size - at))
    if (at < this.#base || at + wanted > this.#base + this.#filled) {
      if (this.#buffer.length < wanted) this.#buffer = new Uint8Array(Math.max(wanted, this.#chunk))
      this.#base = at
      this.#filled = this.#image.read(
        this.#buffer,
        0,
        Math.max(wanted, Math.min(this.#chunk, this.#image.size - at)),
        at,
      )
    }
    return this.#buffer.subarray(at - this.#base, at - this.#base + Math.min(wanted, this.#filled - (at - this.#base)))
  }
}

/** The head of a WARC record at the first byte; null when there is none, or not all of it. */
function warcHead(b: Uint8Array): Head | null {
  if (!/^WARC\/\d\.\d+\r?\n/.test(Buffer.from(b.subarray(0, 16)).toString('latin1'))) return null
  const block = headEnd(b, b.indexOf(LF) + 1)
  if (block < 0) return null
  const fields = fieldsOf(b, b.indexOf(LF) + 1, block)
  const told = fields.get('content-length') ?? null
  const url = fields.get('warc-target-uri')?.value.replace(/^<|>$/g, '') ?? null
  return {
    type: lower(fields.get('warc-type')?.value ?? ''),
    block,
    length: told !== null && /^\d{1,15}$/.test(told.value) ? Number(told.value) : -1,
    told,
    fields,
    url,
    media: fields.get('content-type')?.value ?? '',
  }
}

/** The line of an ARC record at the first byte: URL, IP, date, type, length; the second version has five fields more before the length. */
function arcHead(b: Uint8Array): Head | null {
  const lf = b.indexOf(LF)
  if (lf < 0 || lf > LONGEST_LINE) return null
  const line = Buffer.from(b.subarray(0, lf)).toString('latin1')
  // A URL may have spaces in it.
  const found = /^([a-z][a-z0-9+.-]*:.*?) (\S+) (\d{12,18}) (\S+)(?: \S+){0,5} (-?\d{1,15})\r?$/i.exec(line)
  if (found === null) return null
  const length = found[5]!
  const end = line.trimEnd().length
  return {
    type: found[1]!.startsWith('filedesc:') ? 'warcinfo' : 'response',
    block: lf + 1,
    length: length.startsWith('-') ? -1 : Number(length),
    told: { value: length, at: end - length.length, end },
    fields: new Map(),
    url: found[1]!,
    media: '',
  }
}

const headOf = (b: Uint8Array): Head | null => (b[0] === 0x57 ? warcHead(b) : arcHead(b))

/** What the content of a record is, from its media type, or, where that is missing, from its first bytes. */
function kindOf(media: string, body: Uint8Array): 'html' | 'text' | null {
  const type = lower(media.split(';')[0]!.trim())
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html'
  if (type === 'text/plain' || type === 'text/markdown') return 'text'
  const first = Buffer.from(body.subarray(0, 256)).toString('latin1').trimStart()
  return type === '' && /^<(?:!doctype html|html|head|body)[\s>]/i.test(first) ? 'html' : null
}

/** Media that hold texts, and are not read inside a crawl: feeds and other XML, JSON, documents. */
const UNREAD =
  /^(?:(?:application|text)\/(?:(?:[\w.-]+\+)?(?:xml|json)|json-seq|x-ndjson|rtf)|application\/(?:pdf|msword|vnd\.(?:ms-|oasis|openxml)[\w.-]+)|text\/csv)$/

/** What a record that is an article holds. Offsets count from the record's first byte. */
interface Body {
  readonly kind: 'html' | 'text'
  readonly answer: Answer | null
  /** Where it stands, packed. */
  readonly from: number
  readonly to: number
  readonly form: Form
  /** Unpacked from chunks; from all. */
  readonly entity: Uint8Array
  readonly bytes: Uint8Array
  /** What its media type calls its encoding. */
  readonly charset: string | null
}

/** Where the content of a record begins, and what it is called; null when nobody was shown it as a page. */
function mediaOf(
  b: Uint8Array,
  head: Head,
): { readonly answer: Answer | null; readonly from: number; readonly media: string } | null {
  const { type, block } = head
  const to = block + head.length
  if (type !== 'response' && type !== 'resource' && type !== 'conversion') return null
  const answer = type === 'response' ? answerOf(b, block, to) : null
  if (answer !== null && (answer.status < 200 || answer.status > 299)) return null
  // An answer of DNS, say.
  if (answer === null && type === 'response' && head.media !== '' && !/^text\//i.test(head.media)) return null
  const media = answer === null ? head.media : (answer.fields.get('content-type')?.value ?? '')
  return { answer, from: answer === null ? block : answer.body, media }
}

/** What the record holds that `b` is; null when it is no article. Throws Broken. */
function bodyOf(b: Uint8Array, head: Head, most: number): Body | null {
  const content = mediaOf(b, head)
  if (content === null) return null
  const { answer, from, media } = content
  const to = head.block + head.length
  const raw = b.subarray(from, to)
  const declared = kindOf(media, EMPTY)
  if (declared === null && media !== '') return null
  const { bytes, form, entity } = unpack(raw, answer?.fields ?? new Map(), most)
  const kind = declared ?? kindOf(media, bytes)
  const charset = /charset\s{0,9}=\s{0,9}["']?([\w:.-]{1,40})/i.exec(media)?.[1] ?? null
  return kind === null ? null : { kind, answer, from, to, form, entity, bytes, charset }
}

class WarcRecord extends Unread implements RawRecord {
  scale: Scale | null = null
  readonly #content: Content = new Content()
  #bytes: Uint8Array = EMPTY
  #head: Head | null = null
  #body: Body | null = null
  #facts: Facts = NO_FACTS

  read(
    b: Uint8Array,
    head: Head,
    body: Body,
    encoding: Told | null,
    extract: HtmlExtract,
    at: number,
    next: number,
    line: number,
  ): this {
    this.line = line
    this.at = at
    this.end = at + body.to
    this.next = next
    this.#bytes = b
    this.#head = head
    this.#body = body
    const { url } = head
    const id = head.fields.get('warc-record-id')?.value.replace(/^<|>$/g, '') ?? ''
    this.id = id === '' ? null : Buffer.from(id, 'latin1')
    this.outlet = outletOf({ source: null, url })
    const content = this.#content.read(body.bytes, body.kind === 'html', encoding, extract)
    this.text = content.text
    this.scale = content.scale
    this.#facts = { ...content.facts, id: id || null, url: url ?? content.facts.url }
    return this
  }

  get whole(): Content['whole'] {
    return this.#content.whole
  }

  facts(): Facts {
    return this.#facts
  }

  splices(cuts: readonly Span[]): readonly (Splice & { readonly of: number })[] {
    const { form, from, to, bytes } = this.#body!
    const gone = this.#content.gone(cuts)
    if (gone.length === 0) return []
    const bare = !form.chunked && form.coding === null
    const left = without(bytes, gone)
    const now = bare ? left : packed(left, form)
    const start = this.at + from
    if (bare) return [...this.#heads(now, form), ...gone.map((piece) => ({ ...piece, at: start + piece.at }))]
    // A packed content is one splice; so that each cut has one that names it, each other one takes a byte of its end.
    const named = [...new Set(gone.map(({ of }) => of))].slice(0, to - from)
    const first = to - from - (named.length - 1)
    return [
      ...this.#heads(now, form),
      ...named.map((of, i) =>
        i === 0
          ? { at: start, bytes: first, put: now, of, tied: true as const }
          : { at: start + first + i - 1, bytes: 1, of, tied: true as const },
      ),
    ]
  }

  /** What changes in the heads when the content, packed, is `now`. */
  #heads(now: Uint8Array, form: Form): (Splice & { readonly of: number })[] {
    const b = this.#bytes
    const head = this.#head!
    const { answer, from, to, entity } = this.#body!
    const out: (Splice & { readonly of: number })[] = []
    const put = (field: Field, value: string): void => {
      if (value !== field.value)
        out.push({
          at: this.at + field.at,
          bytes: field.end - field.at,
          put: Buffer.from(value, 'latin1'),
          of: 0,
          tied: true,
        })
    }
    const length = answer?.fields.get('content-length')
    const lengthNow = length?.value === String(to - from) ? String(now.length) : null
    // The answer's head as it will be, for the digest of the block.
    const pieces: Uint8Array[] = []
    if (length === undefined || lengthNow === null) pieces.push(b.subarray(head.block, from))
    else pieces.push(b.subarray(head.block, length.at), Buffer.from(lengthNow, 'latin1'), b.subarray(length.end, from))
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0) + now.length
    const entityNow = form.chunked ? unpack(now, answer!.fields, 1 << 30).entity : now
    for (const [name, field] of head.fields)
      if (field === head.told) put(field, String(size))
      else if (name === 'warc-block-digest') {
        if (digested(field.value, [b.subarray(head.block, to)]) === field.value)
          put(field, digested(field.value, [...pieces, now])!)
      } else if (name === 'warc-payload-digest') {
        if (digested(field.value, [b.subarray(from, to)]) === field.value) put(field, digested(field.value, [now])!)
        else if (digested(field.value, [entity]) === field.value) put(field, digested(field.value, [entityNow])!)
      }
    // ARC tells its length in a line.
    if (head.fields.size === 0 && head.told !== null) put(head.told, String(size))
    out.sort((x, y) => x.at - y.at)
    if (length !== undefined && lengthNow !== null) put(length, lengthNow)
    return out
  }
}

/** Bytes behind a record that are read with it. */
const BEHIND = 512

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A digest written as another one is ("sha1:" and base32, or hex); null when its algorithm is not known. */
function digested(like: string, pieces: readonly Uint8Array[]): string | null {
  const found = /^(md5|sha-?1|sha-?256|sha-?512)([:=])(\S+)$/i.exec(like)
  if (found === null) return null
  const [, name, mark, value] = found as unknown as [string, string, string, string]
  const hash = createHash(lower(name).replace('-', ''))
  for (const piece of pieces) hash.update(piece)
  const bytes = hash.digest()
  const large = value === upper(value)
  // An MD5 in base 32, filled up, is as long as one in hex.
  if (value.length === 2 * bytes.length && !value.endsWith('=')) {
    const hex = bytes.toString('hex')
    return name + mark + (large && value !== lower(value) ? upper(hex) : hex)
  }
  let bits = 0
  let held = 0
  let out = ''
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    for (; bits >= 5; bits -= 5) out += BASE32[(held >>> (bits - 5)) & 31]
  }
  if (bits > 0) out += BASE32[(held << (5 - bits)) & 31]
  if (value.endsWith('=')) out += '='.repeat((8 - (out.length % 8)) % 8)
  return name + mark + (large ? out : lower(out))
}

/** Records in an image, one after the other. */
class Walk {
  readonly #room: Room
  readonly #window: Window
  readonly #visit: (record: RawRecord) => void
  readonly #record: WarcRecord = new WarcRecord()
  #line = 0
  #articles = 0
  #asked = -1
  #head: Head | null = null
  /** The file began as ARC: only there a line of letters may be a head. */
  #arc = false
  /** Records that are no articles, by what they are. */
  readonly #others: Map<string, number> = new Map()
  /** Records that hold texts of a kind that is not read here, by media type. */
  readonly #unread: Map<string, number> = new Map()
  /** Records whose encoding was guessed, by the encoding. */
  readonly #guesses: Map<string, number> = new Map()
  /** Pages that are read whole, though their articles were asked for. */
  readonly #unextracted: Map<'none' | 'too-large', number> = new Map()

  constructor(room: Room, visit: (record: RawRecord) => void) {
    this.#room = room
    this.#window = new Window(room.image, Math.min(room.chunk, room.image.size + 1))
    this.#visit = visit
  }

  run(): void {
    const { source, image, tell } = this.#room
    for (let at = this.#blank(0); at < image.size; at = this.#blank(at)) {
      this.#line++
      const head = this.#headAt(at)
      if (this.#line === 1) this.#arc = head !== null && head.fields.size === 0
      const wrong =
        head === null
          ? 'no head of a record stands there'
          : head.length < 0
            ? 'its head tells no length'
            : this.#wrong(at, head)
      at = head === null || wrong !== null ? this.#damaged(at, wrong!) : this.#whole(at, head)
    }
    for (const [encoding, n] of this.#guesses)
      tell(
        'note',
        'N_ENCODING',
        null,
        `${source.path}: ${n} of its records say no encoding and are not UTF-8; they are read as ${encoding}`,
      )
    for (const [why, n] of this.#unextracted)
      tell('note', 'N_NO_EXTRACT', null, `${source.path}: of ${n} of its pages: ${unextracted(why)}`)
    if (this.#unread.size > 0) {
      const kinds = [...this.#unread].sort(([a], [b]) => (a < b ? -1 : 1)).map(([media, n]) => `${n} of ${media}`)
      const more = kinds.length > MOST_KINDS ? `, and others of ${kinds.length - MOST_KINDS} kinds` : ''
      tell(
        'note',
        'N_UNREAD',
        null,
        `${source.path}: beside pages and plain texts it holds ${kinds.slice(0, MOST_KINDS).join(', ')}${more}, which are not read inside a crawl and stay as they are`,
      )
    }
    if (this.#articles > 0) return
    const others = [...this.#others].map(([type, n]) => `${n} ${type}`).join(', ')
    tell(
      'note',
      'N_NO_ARTICLES',
      null,
      `${source.path}: none of its records holds a page or a text (${others || 'it has no records'})`,
    )
  }

  /** The head at `at`. It is asked for by the record before it, too. */
  #headAt(at: number): Head | null {
    if (this.#asked !== at) {
      this.#head = headOf(this.#window.at(at, LONGEST_HEAD))
      this.#asked = at
    }
    return this.#head
  }

  /** What is wrong with where a record ends, or null. */
  #wrong(at: number, head: Head): string | null {
    const { image } = this.#room
    const { size } = image
    const end = at + head.block + head.length
    // All of it is asked for at once, and what stands behind it.
    if (end - at <= this.#room.maxRecord) this.#window.at(at, end - at + BEHIND + LONGEST_HEAD)
    if (image.gaps?.some((gap) => gap > at && gap < end)) return 'a part of it could not be unpacked'
    if (end > size) return `it should have ${head.length} bytes, and the file ends after ${size - at - head.block}`
    const next = this.#blank(end)
    if (next === size || this.#headAt(next) !== null) return null
    // Behind a record of WARC stand two line ends, behind one of ARC one.
    const ends = this.#window.at(end, 4).filter((byte) => byte === LF).length
    return next > end && ends >= (head.fields.size > 0 ? 2 : 1)
      ? null
      : `behind its ${head.length} bytes it does not end: its length is wrong`
  }

  /** A record that ends where it should. */
  #whole(at: number, head: Head): number {
    const { source, maxRecord, tell } = this.#room
    const line = this.#line
    const end = at + head.block + head.length
    const next = this.#upTo(end, this.#blank(end))
    const skip = (why: SkipReason, level: 'error' | 'note', code: string, message: string): number => {
      tell(level, code, line, `${source.path}: record ${line} at byte ${at} ${message}; it is skipped`)
      this.#visit(new Skipped(line, at, end, next, why))
      this.#articles++
      return next
    }
    const other = (what: string): number => {
      this.#others.set(what, (this.#others.get(what) ?? 0) + 1)
      return next
    }
    const mayBe = head.type === 'response' || head.type === 'resource' || head.type === 'conversion'
    if (!mayBe) return other(head.type.slice(0, 32) || 'unknown')
    if (head.block + head.length > maxRecord) {
      // A film that nobody reads is no trouble.
      const start = this.#window.at(at, head.block + LONGEST_HEAD)
      const answer = answerOf(start, head.block, start.length)
      const media = answer === null ? head.media : (answer.fields.get('content-type')?.value ?? '')
      if (kindOf(media, EMPTY) === null) return other(head.type)
      return skip(
        'too-large',
        'error',
        'E_TOO_LARGE',
        `has ${head.block + head.length} bytes, more than --max-record ${maxRecord}`,
      )
    }
    const b = this.#window.at(at, head.block + head.length)
    let body: Body | null
    try {
      body = bodyOf(b, head, maxRecord)
    } catch (error) {
      if (!(error instanceof Broken)) throw error
      return error.why === 'too-large'
        ? skip('too-large', 'error', 'E_TOO_LARGE', `cannot be unpacked: ${error.message}`)
        : skip('unreadable', 'error', 'E_BAD_RECORD', `cannot be unpacked: ${error.message}`)
    }
    if (body === null) {
      const media = lower((mediaOf(b, head)?.media ?? '').split(';', 1).join('').trim())
      if (UNREAD.test(media)) this.#unread.set(media, (this.#unread.get(media) ?? 0) + 1)
      return other(head.type)
    }
    const encoding = encodingOf(body.bytes, this.#room.encoding, body.charset)
    const odd = encoding === null ? refuse(body.bytes.subarray(0, SAMPLE)) : null
    if (odd === 'binary')
      return skip(
        'binary',
        'error',
        'E_BINARY',
        'says that it is text, and more than 30 % of its first bytes are control characters',
      )
    if (odd !== null) return skip('encoding', 'error', 'E_ENCODING', `looks like ${odd}, which is not read`)
    if (encoding?.how === 'guessed')
      this.#guesses.set(encoding.encoding, (this.#guesses.get(encoding.encoding) ?? 0) + 1)
    this.#digests(b, head, body, at)
    this.#articles++
    const record = this.#record.read(b, head, body, encoding, this.#room.extract, at, next, line)
    if (record.whole !== null) this.#unextracted.set(record.whole, (this.#unextracted.get(record.whole) ?? 0) + 1)
    this.#visit(record)
    return next
  }

  /** Digests that are not those of the record. They are left as they are. */
  #digests(b: Uint8Array, head: Head, { from, to, entity }: Body, at: number): void {
    const { source, tell } = this.#room
    const check = (name: string, ...of: readonly Uint8Array[]): void => {
      const told = head.fields.get(name)?.value
      if (told === undefined || of.some((bytes) => digested(told, [bytes]) === told)) return
      const why = digested(told, []) === null ? 'is none that this version knows' : 'is not that of its bytes'
      tell(
        'note',
        'N_DIGEST',
        this.#line,
        `${source.path}: record ${this.#line} at byte ${at}: its ${name} ${why}; it is left as it is`,
      )
    }
    check('warc-block-digest', b.subarray(head.block, to))
    check('warc-payload-digest', b.subarray(from, to), entity)
  }

  /** Past a damaged record, to the next one. */
  #damaged(at: number, wrong: string): number {
    const { source, image, tell } = this.#room
    const end = this.#find(at + 1)
    const what = end === image.size ? 'the rest of the file is' : `bytes ${at} to ${end} are`
    tell(
      'error',
      'E_BAD_RECORD',
      this.#line,
      `${source.path}: record ${this.#line} at byte ${at} is damaged: ${wrong}; ${what} skipped`,
    )
    this.#articles++
    this.#visit(new Skipped(this.#line, at, end, end, 'unreadable'))
    return end
  }

  /** Where the next line begins that is the head of a record; the end of the image when there is none. */
  #find(from: number): number {
    const { image, chunk } = this.#room
    for (let at = from - 1; at < image.size; ) {
      const piece = this.#window.at(at, Math.max(chunk, 2 * LONGEST_HEAD))
      const last = at + piece.length === image.size
      // What begins behind this may not be here whole.
      const limit = last ? piece.length : piece.length - LONGEST_HEAD
      for (let lf = piece.indexOf(LF); lf >= 0 && lf < limit; lf = piece.indexOf(LF, lf + 1)) {
        const letter = piece[lf + 1]
        if (letter === 0x57 ? piece[lf + 5] === 0x2f : this.#arc && letter! >= 0x61 && letter! <= 0x7a)
          if (headOf(piece.subarray(lf + 1, lf + 1 + LONGEST_HEAD)) !== null) return at + lf + 1
      }
      at += limit
    }
    return image.size
  }

  /** A record ends before what is missing. */
  #upTo(from: number, to: number): number {
    return this.#room.image.gaps?.find((gap) => gap >= from && gap < to) ?? to
  }

  /** Behind the empty lines at `at`. */
  #blank(at: number): number {
    for (let i = at; ; ) {
      const piece = this.#window.at(i, 256)
      const n = piece.findIndex((byte) => byte !== LF && byte !== CR)
      if (n >= 0) return i + n
      if (piece.length === 0) return i
      i += piece.length
    }
  }
}

const again = new WarcRecord()

export const warc: FormatReader = {
  records(room: Room, visit: (record: RawRecord) => void): void {
    new Walk(room, visit).run()
  },

  record(room: Room, at: number, end: number, line: number): RawRecord {
    const b = room.bytes(at, end)
    const head = headOf(b)
    const body = head === null || head.block + head.length !== end - at ? null : bodyOf(b, head, room.maxRecord)
    if (body === null) return new Skipped(line, at, end, end, 'unreadable')
    return again.read(b, head!, body, encodingOf(body.bytes, room.encoding, body.charset), room.extract, at, end, line)
  },
}
