// What a page or a plain text says, whatever holds it (a file, a record of a crawl): bytes in, text out, with the way back from the text to the bytes.
//
// Its encoding: a BOM, --encoding, UTF-8 where the bytes are that, what it declares (the head of HTTP, a meta element, an XML declaration), else a guess. UTF-8 comes
// before what is declared, because text in another encoding is hardly ever UTF-8 by accident, and pages are often declared wrongly.
import { isUtf8 } from 'node:buffer'
import { encodingCalled } from '../encodings.js'
import type { Facts, HtmlExtract, Scale, Span } from '../model.js'
import type { Told } from './charset.js'
import { charset, Decoded, told } from './charset.js'
import { NO_FACTS } from './format.js'
import { Page } from './html.js'
import type { Gone } from './pagecut.js'
import { pageCut } from './pagecut.js'
import { pageFacts } from './pagefacts.js'
import { Readable } from './readable.js'
import { refuse, SAMPLE } from './text.js'

/** Bytes in which a page declares its encoding; browsers look at 1,024, and pages say it later. */
const HEAD = 4096

/** The encoding of bytes that are not UTF-8; null: UTF-8, or nothing that can be told. `whole`: these are all bytes. */
export function encodingOf(
  bytes: Uint8Array,
  asked: string | null,
  declared: string | null,
  whole: boolean = true,
): Told | null {
  const sure = told(bytes.subarray(0, 4), asked, true)
  if (sure !== null || asked !== null) return sure
  if (refuse(bytes.subarray(0, SAMPLE)) !== 'UTF-16') {
    if (isUtf8(whole ? bytes : bytes.subarray(0, lastAscii(bytes)))) return null
    for (const name of [declared, declaredIn(bytes)]) {
      const encoding = name === null ? null : encodingCalled(name)
      if (encoding === 'utf-8') return null
      // Whoever could read that it is UTF-16 did not read UTF-16.
      if (encoding !== null && !encoding.startsWith('utf-16')) return { encoding, how: 'asked', confidence: 1 }
    }
  }
  return told(bytes, null, whole)
}

/** Behind the last byte that is a character for sure. */
function lastAscii(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1]! >= 0x80) end--
  return end
}

/** What a page calls its encoding. */
function declaredIn(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, HEAD)).toString('latin1')
  const found =
    /<meta\s[^>]{0,512}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{1,40})/i.exec(head) ??
    /^\s*<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w:.-]{1,40})/i.exec(head)
  return found?.[1] ?? null
}

/** Why all of a page is its text, though its article was asked for. */
export const unextracted = (why: 'none' | 'too-large'): string =>
  why === 'none'
    ? '--html-extract readability finds no article in it: all that a reader sees is read'
    : '--html-extract readability is not asked of so many elements or so deep: all that a reader sees is read'

/** One content after the other; each lives until the next is read. */
export class Content {
  text: Uint8Array = new Uint8Array(0)
  /** Null where spans of the text are spans of the bytes. */
  scale: Scale | null = null
  facts: Facts = NO_FACTS
  /** A page in which no article was found, or that is too large to look for one: all that a reader sees of it is its text. */
  whole: 'none' | 'too-large' | null = null
  readonly #page: Page = new Page()
  #decoded: Decoded | null = null
  #html = false

  read(bytes: Uint8Array, html: boolean, encoding: Told | null, extract: HtmlExtract): this {
    this.#html = html
    this.whole = null
    const decoded = encoding === null ? null : new Decoded(bytes, charset(encoding.encoding))
    this.#decoded = decoded
    const utf8 = decoded?.text ?? bytes
    const raw = (at: number): number => decoded?.raw(at) ?? at
    if (!html) {
      this.text = utf8
      this.facts = NO_FACTS
      this.scale = decoded && { size: bytes.length, shown: ([start, end]) => [raw(start), raw(end)] }
      return this
    }
    const page = extract === 'blocks' ? this.#page.read(utf8, false) : this.#readable(utf8)
    // A scale outlives its record, and the page is the same object for the next one.
    const origins = page.origins.kept()
    this.text = page.text
    this.facts = pageFacts(page.told, utf8)
    this.scale = {
      size: bytes.length,
      lines: bytes,
      shown: ([start, end]) => {
        const from = origins.start(start)
        return [raw(from), raw(Math.max(from, origins.end(end)))]
      },
    }
    return this
  }

  #readable(utf8: Uint8Array): Page {
    const tree = new Readable()
    const page = this.#page.read(utf8, false, null, tree)
    const kept = tree.kept(pageFacts(page.told, utf8).title)
    if (kept !== null) return page.read(utf8, false, kept)
    if (page.text.length > 0) this.whole = tree.tooLarge ? 'too-large' : 'none'
    return page
  }

  /** What goes of the bytes for cuts of the text, in order. */
  gone(cuts: readonly Span[]): Gone[] {
    const gone = this.#html
      ? pageCut(this.#page.read(this.#page.source, true, this.#page.kept), cuts)
      : cuts.map(([start, end], of): Gone => ({ at: start, bytes: end - start, of }))
    const decoded = this.#decoded
    if (decoded === null) return gone
    return gone.map(({ at, bytes, of, put }) => {
      const from = decoded.raw(at)
      const piece = { at: from, bytes: decoded.raw(at + bytes) - from, of }
      return put === undefined ? piece : { ...piece, put: decoded.charset.encoded(put) }
    })
  }
}
