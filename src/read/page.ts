// A file of HTML is one article: what a reader sees of it (html.ts), with the facts that it tells of itself. Spans count bytes of the file, markup included. A cut takes
// elements where it can, else letters (pagecut.ts), and the page that is left is as well-formed as the page that came.
import type { Facts, RawRecord, Scale, SkipReason, Span, Splice } from '../model.js'
import type { FormatReader, Room } from './format.js'
import { NO_FACTS, Skipped } from './format.js'
import { Page } from './html.js'
import { hostOf } from './jsonl.js'
import { pageCut } from './pagecut.js'
import { pageFacts } from './pagefacts.js'
import { refuse, SAMPLE } from './text.js'

/** A page's own name for its site, else its host: what prints one footer under everything. */
export function outletOf({ source, url }: Facts): Uint8Array | null {
  if (source !== null) return Buffer.from(source)
  if (url === null) return null
  const bytes = Buffer.from(url)
  const host = new Uint8Array(bytes.length)
  const length = hostOf(bytes, 0, bytes.length, host)
  return length === 0 ? null : host.subarray(0, length)
}

/** How spans of a page's text stand to the bytes of the page. */
export class PageScale implements Scale {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  get size(): number {
    return this.#page.source.length
  }

  get lines(): Uint8Array {
    return this.#page.source
  }

  shown([start, end]: Span): Span {
    const { origins } = this.#page
    const from = origins.start(start)
    return [from, Math.max(from, origins.end(end))]
  }
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
  readonly scale: Scale
  readonly #page: Page = new Page()
  #facts: Facts = NO_FACTS

  constructor() {
    this.scale = new PageScale(this.#page)
  }

  read(source: Uint8Array): this {
    this.end = this.next = source.length
    this.text = this.#page.read(source, false).text
    this.#facts = pageFacts(this.#page.told, source)
    this.outlet = outletOf(this.#facts)
    return this
  }

  facts(): Facts {
    return this.#facts
  }

  splices(cuts: readonly Span[]): readonly (Splice & { readonly of: number })[] {
    return pageCut(this.#page.read(this.#page.source, true), cuts)
  }
}

/** Not in use: a visitor may read another page meanwhile. */
const idle: PageRecord[] = []
const again = new PageRecord()

export const page: FormatReader = {
  records(room: Room, visit: (record: RawRecord) => void): void {
    const { source, image, maxRecord, tell } = room
    const skip = (why: SkipReason): void => visit(new Skipped(0, 0, image.size, image.size, why))
    if (image.size > maxRecord) {
      tell('error', 'E_TOO_LARGE', null, `${source.path}: a page of ${image.size} bytes, more than --max-record ${maxRecord}; it is skipped`)
      skip('too-large')
      return
    }
    const bytes = room.bytes(0, image.size)
    const why = refuse(bytes.subarray(0, SAMPLE))
    if (why === 'binary') {
      tell('error', 'E_BINARY', null, `${source.path}: more than 30 % of its first bytes are control characters, so it is no page; it is skipped`)
      skip('binary')
      return
    }
    if (why !== null) {
      tell('error', 'E_ENCODING', null, `${source.path}: it looks like ${why}, and this version reads pages in UTF-8 only; it is skipped`)
      skip('encoding')
      return
    }
    const record = idle.pop() ?? new PageRecord()
    visit(record.read(bytes))
    idle.push(record)
  },

  record(room: Room, _at: number, end: number): RawRecord {
    return again.read(room.bytes(0, end))
  },
}
