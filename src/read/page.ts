// A file of HTML is one article: what a reader sees of it (html.ts), with the facts that it tells of itself. Spans count bytes of the file, markup included. A cut takes
// elements where it can, else letters (pagecut.ts), and the page that is left is as well-formed as the page that came.
import type { Facts, HtmlExtract, RawRecord, Scale, SkipReason, Span, Splice } from '../model.js'
import type { Told } from './charset.js'
import { Content, encodingOf, unextracted } from './content.js'
import type { FormatReader, Room } from './format.js'
import { Skipped } from './format.js'
import { hostIn } from './jsonl.js'
import { refuse, SAMPLE } from './text.js'
import { guessed } from './troubles.js'

/** A page's own name for its site, else its host: what prints one footer under everything. */
export function outletOf({ source, url }: Pick<Facts, 'source' | 'url'>): Uint8Array | null {
  if (source !== null) return Buffer.from(source)
  if (url === null) return null
  return hostIn(Buffer.from(url))
}

class PageRecord implements RawRecord {
  readonly line = 0
  readonly at = 0
  end = 0
  next = 0
  readonly skipped: SkipReason | null = null
  text: Uint8Array = new Uint8Array(0)
  readonly id = null
  outlet: Uint8Array | null = null
  scale: Scale | null = null
  readonly #content: Content = new Content()

  read(source: Uint8Array, encoding: Told | null, extract: HtmlExtract): this {
    this.end = this.next = source.length
    const content = this.#content.read(source, true, encoding, extract)
    this.text = content.text
    this.scale = content.scale
    this.outlet = outletOf(content.facts)
    return this
  }

  get whole(): Content['whole'] {
    return this.#content.whole
  }

  facts(): Facts {
    return this.#content.facts
  }

  splices(cuts: readonly Span[]): readonly (Splice & { readonly of: number })[] {
    return this.#content.gone(cuts)
  }
}

/** Not in use: a visitor may read another page meanwhile. */
const idle: PageRecord[] = []
const again = new PageRecord()

export const page: FormatReader = {
  records(room: Room, visit: (record: RawRecord) => void): void {
    const { source, image, maxRecord, tell } = room
    const skip = (why: SkipReason, code: string, message: string): void => {
      tell('error', code, null, `${source.path}: ${message}; it is skipped`)
      visit(new Skipped(0, 0, image.size, image.size, why))
    }
    if (image.size > maxRecord) {
      skip('too-large', 'E_TOO_LARGE', `a page of ${image.size} bytes, more than --max-record ${maxRecord}`)
      return
    }
    const bytes = room.bytes(0, image.size)
    const encoding = encodingOf(bytes, room.encoding, null)
    const odd = encoding === null ? refuse(bytes.subarray(0, SAMPLE)) : null
    if (odd !== null) {
      if (odd === 'binary')
        skip('binary', 'E_BINARY', 'more than 30 % of its first bytes are control characters, so it is no page')
      else skip('encoding', 'E_ENCODING', `it looks like ${odd}, which is not read`)
      return
    }
    if (encoding !== null) guessed(source, encoding, tell)
    const record = idle.pop() ?? new PageRecord()
    record.read(bytes, encoding, room.extract)
    if (record.whole !== null) tell('note', 'N_NO_EXTRACT', null, `${source.path}: ${unextracted(record.whole)}`)
    visit(record)
    idle.push(record)
  },

  record(room: Room, _at: number, end: number): RawRecord {
    const bytes = room.bytes(0, end)
    return again.read(bytes, encodingOf(bytes, room.encoding, null), room.extract)
  },
}
