// A page of HTML in UTF-8 -> the text that a reader sees, by blocks, and where each byte of it stands in the page.
//
// White space is one space, as in a browser; between two blocks stands an empty line, between lines (br, items, rows) a line end, between cells a tab. Scripts,
// styles, templates, pictures, the lists of forms and what is hidden (`hidden`, `aria-hidden`, `display: none`) are left out. Which part of a page is the
// article and which its navigation nobody can tell from one page: that is for the step that sees all pages of a site (boilerplate.ts).
//
// Tags are taken as a browser takes them where it matters here: which element is open, which one ends without an end tag. Nothing walks the open elements to
// find one: each knows the one of its name below it, so any nesting and any number of stray tags costs a step a tag. Deeper than DEEPEST a tag only breaks lines.
//
// Law: entities decoded and white space folded, the source of every byte of the text is that byte.
// Law: the text does not depend on the pieces in which the page is tokenized.
// Law: an element that is not torn holds, of every start tag and its end tag, both or none.
import { lower } from './ascii.js'
import type { Element } from './elements.js'
import { breaks, ends, known, numberOf, the } from './elements.js'
import { grown, Origins } from './origins.js'
import type { Told } from './pagefacts.js'
import { META, noted } from './pagefacts.js'
import type { Kept, Walker } from './readable.js'
import { Deaf, tokenize } from './tokenizer.js'

/** Open elements that are kept: browsers stop at 512. */
const DEEPEST = 2048
/** Names that are told apart beyond those of HTML. */
const MOST_NAMES = 4096
/** Elements whose places are kept for a cut: the text of those beyond is cut, and their tags stay. */
const MOST_ELEMENTS = 1 << 20
/** Longest name of an element, in bytes, and how much of an attribute or a title is looked at. */
const LONGEST_NAME = 64
const LONGEST_VALUE = 8 * 1024

/** What holds of an element, in bits. */
export const marks = {
  /** Its own tags, or some within, do not pair: it is not cut as a whole. */
  torn: 1,
  /** Holds what is no text: a picture, a script, a form. */
  holds: 2,
  /** What stands around it needs it. */
  stays: 4,
} as const

const NONE = 0xffffffff
const LT = 0x3c
const GT = 0x3e
const AMP = 0x26
const WHITE = new Uint8Array(256)
for (const c of [0x09, 0x0a, 0x0c, 0x0d, 0x20]) WHITE[c] = 1

const P = the('p')
const BODY = the('body')
const HTML = the('html')
const HEAD = the('head')
const TITLE = the('title')
const SCRIPT = the('script')
const SVG = the('svg')
const A = the('a')
const BUTTON = the('button')
const DIALOG = the('dialog')
const BR = the('br')
const TABLE = the('table')
const META_ = the('meta')
const LINK = the('link')
const TIME = the('time')
/** What leaves a head open. */
const IN_HEAD = new Set(
  'html head base basefont bgsound link meta noframes noscript script style template title'.split(' ').map(the),
)
/** Parts of a table end where their table is. */
const PARTS = new Set('td th tr tbody thead tfoot caption colgroup'.split(' ').map(the))
/** These end whatever is open within. */
const OUTER = new Set('table html body template'.split(' ').map(the))
const SPAN: Element = known[the('span')]!
/** What a walker hears of. */
const WALKED = new Set(
  (
    'hidden aria-hidden style open name property itemprop content rel href datetime pubdate type ' +
    'class id role aria-modal summary datatable'
  ).split(' '),
)
/** Attributes that are looked at, by element; the first list for all. */
const ATTRIBUTES = new Map<number, ReadonlySet<string>>([
  [-1, new Set(['hidden', 'aria-hidden', 'style'])],
  [DIALOG, new Set(['hidden', 'aria-hidden', 'style', 'open'])],
  [META_, new Set(['name', 'property', 'itemprop', 'content'])],
  [LINK, new Set(['rel', 'href'])],
  [TIME, new Set(['hidden', 'aria-hidden', 'style', 'datetime', 'itemprop', 'pubdate'])],
  [SCRIPT, new Set(['type'])],
])

export class Page extends Deaf {
  /** The page, and its text. Both live until the next page is read. */
  source: Uint8Array = new Uint8Array(0)
  text: Uint8Array = new Uint8Array(0)
  readonly origins: Origins = new Origins()
  readonly told: Told = noted()

  // Elements in order of their start tags, where they were asked for: their bytes in the source, the bytes of the text from their first letter to their last, marks.
  elements = 0
  from: Uint32Array = new Uint32Array(64)
  to: Uint32Array = new Uint32Array(64)
  first: Uint32Array = new Uint32Array(64)
  last: Uint32Array = new Uint32Array(64)
  marks: Uint32Array = new Uint32Array(64)
  #parent: Uint32Array = new Uint32Array(64)
  // Line breaks: their bytes in the source, and the length of the text before them.
  brs = 0
  brFrom: Uint32Array = new Uint32Array(64)
  brTo: Uint32Array = new Uint32Array(64)
  brAt: Uint32Array = new Uint32Array(64)

  #tree = false
  /** Letters outside of these are passed over; null: all are read. The range that is met next. */
  kept: Kept | null = null
  #next = 0
  /** Letters were passed over since the last one that was read. */
  #passed = false
  #walker: Walker | null = null
  #out: Uint8Array = new Uint8Array(0)
  #length = 0
  // The open elements: number of the name (-1: its end tag came before those of what is in it), the open one of the same name below, the row, the nearest
  // block and the nearest scope at or below it.
  readonly #name: Int32Array = new Int32Array(DEEPEST)
  readonly #same: Int32Array = new Int32Array(DEEPEST)
  readonly #row: Uint32Array = new Uint32Array(DEEPEST)
  readonly #block: Int32Array = new Int32Array(DEEPEST)
  readonly #scope: Int32Array = new Int32Array(DEEPEST)
  #depth = 0
  /** Open elements from here on have no letter yet. */
  #fresh = 0
  /** The outermost open element that hides, or -1. */
  #hidden = -1
  #pre = 0
  /** By number of a name: the innermost open element. */
  readonly #innermost: Int32Array = new Int32Array(known.length + MOST_NAMES).fill(-1)
  readonly #names: Map<string, number> = new Map()
  /** By number of a name: rows that ended without an end tag. */
  readonly #ended: Map<number, number[]> = new Map()

  // What stands before the next letter.
  #break = 0
  #lines = 0
  #spaceFrom = -1
  #spaceTo = -1
  /** Where the last letter ended. */
  #gap = 0

  // The tag that is being read.
  #tag = -1
  #tagFrom = 0
  #nameTo = 0
  #wanted: ReadonlySet<string> = new Set()
  #attribute = ''
  #value: number[] = []
  readonly #attributes: Map<string, string> = new Map()
  /** The element whose content is letters, its row, and where these begin; a title's, as bytes. */
  #raw = -1
  #rawRow = NONE
  #rawFrom = 0
  #rawKept = false
  #content: number[] = []

  /** Reads a page, or what is `kept` of it; with `tree`, also which elements it has. */
  read(source: Uint8Array, tree: boolean, kept: Kept | null = null, walker: Walker | null = null): this {
    this.source = source
    this.#tree = tree
    this.kept = kept
    this.#walker = walker
    this.#next = 0
    this.#passed = false
    // No entity and no tag is shorter than what it stands for.
    if (this.#out.length < source.length + 2) this.#out = new Uint8Array(source.length + 2)
    this.#length = this.elements = this.brs = this.#depth = this.#fresh = this.#pre = 0
    this.#hidden = this.#raw = this.#spaceFrom = this.#spaceTo = -1
    this.#break = this.#lines = this.#gap = 0
    this.#innermost.fill(-1, 0, known.length + this.#names.size)
    this.#names.clear()
    this.#ended.clear()
    this.origins.clear()
    noted(this.told)
    tokenize(source, false, this)
    if (this.#raw >= 0) this.#rawEnds(source.length, source.length, false)
    while (this.#depth > 0) this.#pop(source.length, false)
    this.text = this.#out.subarray(0, this.#length)
    return this
  }

  // ------------------------------------------------------------------------------------------------------------- letters

  override ontext(from: number, to: number): void {
    const { source } = this
    // At the end, in a tag that does not end (`</p `, `<br/`), the tokenizer tells letters from -1 on.
    if (from < 0) return
    if (this.#raw >= 0) {
      if (this.#rawKept)
        for (let i = from; i < to && this.#content.length < LONGEST_VALUE; i++) this.#content.push(source[i]!)
      return
    }
    // At its end the tokenizer takes the beginning of a tag for letters. (A `<` behind a `<` is a letter.)
    if (this.#hidden >= 0 || (from > 0 && source[from - 1] === LT && source[from] !== LT)) return
    if (this.kept === null) {
      this.#letters(from, to)
      return
    }
    for (let at = from; at < to; ) {
      const [first, last] = this.#range(at)
      const end = Math.min(to, at < first ? first : last)
      if (at < first) this.#pass(at, end)
      else this.#letters(at, end)
      at = end
    }
  }

  /** The range that is kept at `at` of the source, or behind. */
  #range(at: number): readonly [from: number, to: number] {
    const kept = this.kept!
    while (this.#next < kept.length && kept[this.#next + 1]! <= at) this.#next += 2
    return [kept[this.#next] ?? NONE, kept[this.#next + 1] ?? NONE]
  }

  /** These letters are none of what is kept. */
  #pass(from: number, to: number): void {
    for (let i = from; i < to; i++)
      if (WHITE[this.source[i]!] === 0) {
        this.#passOver()
        return
      }
    this.#space(from, to)
  }

  #passOver(): void {
    // What stands around them holds what stays, and so do the lines between them.
    this.#hold()
    while (this.brs > 0 && this.brFrom[this.brs - 1]! >= this.#gap) this.brs--
    this.#passed = true
    this.#breaks(breaks.cell)
  }

  #letters(from: number, to: number): void {
    const { source } = this
    if (this.#pre > 0) {
      this.#copy(from, to)
      return
    }
    let i = from === 0 && source[0] === 0xef && source[1] === 0xbb && source[2] === 0xbf ? 3 : from
    while (i < to) {
      if (WHITE[source[i]!] === 1) {
        this.#space(i, i + 1)
        i++
        continue
      }
      const start = i
      // Words with one space between them are one piece.
      while (i < to && (WHITE[source[i]!] === 0 || (source[i] === 0x20 && i + 1 < to && WHITE[source[i + 1]!] === 0)))
        i++
      this.#copy(start, i)
    }
  }

  override ontextentity(point: number, to: number): void {
    if (this.#raw >= 0) {
      if (this.#rawKept && this.#content.length < LONGEST_VALUE) encode(point, (byte) => this.#content.push(byte))
      return
    }
    if (this.#hidden >= 0) return
    const from = this.source.lastIndexOf(AMP, to - 1)
    if (point <= 0x20 && WHITE[point] === 1 && this.#pre === 0) {
      this.#space(from, to)
      return
    }
    if (this.kept !== null && from < this.#range(from)[0]) {
      this.#passOver()
      return
    }
    const begun = this.#length
    this.#before(from)
    const length = this.#length
    encode(point, (byte) => {
      this.#out[this.#length++] = byte
    })
    this.origins.whole(this.#length - length, from, to)
    this.#gap = to
    this.#walker?.letters(from, to, this.#out, begun, this.#length)
  }

  #space(from: number, to: number): void {
    if (this.#spaceFrom < 0) {
      this.#spaceFrom = from
      this.#spaceTo = to
    } else if (this.#spaceTo === from) this.#spaceTo = to
  }

  /** What parts the letter at `at` of the source from the one before. */
  #before(at: number): void {
    if (this.#length > 0) {
      if (this.#break > 0) {
        const letter = this.#break === breaks.cell ? 0x09 : 0x0a
        const bytes = this.#break === breaks.block ? 2 : 1
        for (let i = 0; i < bytes; i++) this.#out[this.#length++] = letter
        this.origins.gap(bytes, this.#gap, at)
      } else if (this.#spaceFrom >= 0) {
        this.#out[this.#length++] = 0x20
        if (this.#spaceTo - this.#spaceFrom === 1 && this.source[this.#spaceFrom] === 0x20)
          this.origins.plain(this.#spaceFrom, this.#spaceTo)
        else this.origins.whole(1, this.#spaceFrom, this.#spaceTo)
      }
    }
    this.#break = this.#lines = 0
    this.#spaceFrom = -1
    this.#passed = false
    for (; this.#fresh < this.#depth; this.#fresh++) {
      const row = this.#row[this.#fresh]!
      if (row !== NONE) this.first[row] = this.#length
    }
  }

  #copy(from: number, to: number): void {
    const { source } = this
    const out = this.#out
    const begun = this.#length
    this.#before(from)
    let n = this.#length
    for (let i = from; i < to; i++) out[n++] = source[i]!
    this.#length = n
    this.origins.plain(from, to)
    this.#gap = to
    this.#walker?.letters(from, to, out, begun, n)
  }

  #breaks(level: number): void {
    if (level > this.#break && this.#hidden < 0) this.#break = level
  }

  // ---------------------------------------------------------------------------------------------------------------- tags

  override onopentagname(from: number, to: number): void {
    this.#tag = this.#number(from, to)
    this.#tagFrom = from - 1
    this.#nameTo = to
    this.#attributes.clear()
    this.#wanted = this.#walker !== null ? WALKED : (ATTRIBUTES.get(this.#tag) ?? ATTRIBUTES.get(-1)!)
  }

  override onattribname(from: number, to: number): void {
    this.#attribute = ''
    if (to - from > 11) return
    const name = lower(Buffer.from(this.source.buffer, this.source.byteOffset + from, to - from).toString('latin1'))
    // Of two of one name the first counts.
    if (!this.#wanted.has(name) || this.#attributes.has(name)) return
    this.#attribute = name
    this.#value.length = 0
  }

  override onattribdata(from: number, to: number): void {
    if (this.#attribute === '') return
    for (let i = from; i < to && this.#value.length < LONGEST_VALUE; i++) this.#value.push(this.source[i]!)
  }

  override onattribentity(point: number): void {
    if (this.#attribute !== '' && this.#value.length < LONGEST_VALUE) encode(point, (byte) => this.#value.push(byte))
  }

  override onattribend(): void {
    if (this.#attribute !== '') this.#attributes.set(this.#attribute, Buffer.from(this.#value).toString().trim())
    this.#attribute = ''
  }

  override onopentagend(at: number): void {
    this.#opened(at + 1, false)
  }

  override onselfclosingtag(at: number): void {
    this.#opened(at + 1, true)
  }

  #opened(end: number, self: boolean): void {
    const n = this.#tag
    if (n < 0) {
      this.#tear()
      return
    }
    const element = this.#element(n)
    const innermost = this.#innermost
    if (innermost[HEAD]! >= 0 && innermost[HEAD] === this.#depth - 1 && !IN_HEAD.has(n)) this.#popTo(innermost[HEAD]!)
    const rule = ends.get(n)
    if (rule !== undefined) {
      let limit = -1
      for (const name of rule.within) limit = Math.max(limit, innermost[name]!)
      let at = DEEPEST
      for (const name of rule.open) if (innermost[name]! > limit) at = Math.min(at, innermost[name]!)
      if (at < DEEPEST) this.#popTo(at)
    }
    if (element.endsP && innermost[P]! > Math.max(this.#top(this.#scope), innermost[BUTTON]!))
      this.#popTo(innermost[P]!)
    if (n === A && innermost[A]! > this.#top(this.#scope)) this.#inline(A)
    this.#note(n)
    if (element.empty) this.#empty(n, element, end)
    else if (element.raw && element.hidden) this.#rawBegins(n, end, self)
    else if (!self || innermost[SVG]! < 0) this.#push(n, element, end)
  }

  #empty(n: number, element: Element, end: number): void {
    if (element.holds) this.#hold()
    if (this.#walker !== null && this.#hidden < 0) this.#walker.empty(this.#called(), this.#attributes)
    if (n !== BR) this.#breaks(element.breaks)
    else if (this.#hidden < 0) {
      if (this.#tree && !this.#passed) {
        const i = this.brs++
        if (i === this.brAt.length) {
          this.brFrom = grown(this.brFrom)
          this.brTo = grown(this.brTo)
          this.brAt = grown(this.brAt)
        }
        this.brFrom[i] = this.#tagFrom
        this.brTo[i] = end
        this.brAt[i] = this.#length
      }
      this.#breaks(++this.#lines > 1 ? breaks.block : breaks.line)
    }
  }

  #push(n: number, element: Element, end: number): void {
    const hides = element.hidden || (n !== BODY && n !== HTML && this.#unseen(n))
    if (!hides) this.#breaks(element.breaks)
    if (this.#depth === DEEPEST) {
      this.#tear()
      return
    }
    const row = this.#newRow(this.#tagFrom, end)
    if (row !== NONE && (hides ? element.holds || !element.hidden : element.holds)) this.marks[row]! |= marks.holds
    if (row !== NONE && element.stays) this.marks[row]! |= marks.stays
    const d = this.#depth++
    this.#block[d] = element.block ? d : d > 0 ? this.#block[d - 1]! : -1
    this.#scope[d] = element.scope ? d : d > 0 ? this.#scope[d - 1]! : -1
    this.#name[d] = n
    this.#same[d] = this.#innermost[n]!
    this.#row[d] = row
    this.#innermost[n] = d
    this.#walker?.opened(this.#called(), this.#attributes, hides || this.#hidden >= 0)
    if (hides && this.#hidden < 0) this.#hidden = d
    if (element.pre) this.#pre++
  }

  override onclosetag(from: number, to: number): void {
    // The tokenizer takes an end tag to end at the first `>`.
    const gt = this.source.indexOf(GT, to)
    const end = gt < 0 ? this.source.length : gt + 1
    if (this.#raw >= 0) {
      this.#rawEnds(from - 2, end, true)
      return
    }
    const n = this.#number(from, to)
    if (n < 0) {
      this.#tear()
      return
    }
    const element = this.#element(n)
    if (element.empty) {
      if (n === BR) this.#breaks(breaks.line)
      return
    }
    const at = this.#innermost[n]!
    const scope = PARTS.has(n) ? this.#innermost[TABLE]! : OUTER.has(n) ? -1 : this.#top(this.#scope)
    // An end tag of the scope itself reaches it.
    if (at < 0 || at < scope) {
      // It may be the end tag of one that ended where another began.
      const row = this.#ended.get(n)?.pop()
      if (row !== undefined) this.#tearUp(row)
      this.#tear()
      this.#breaks(element.breaks)
    } else if (!element.block && at < this.#top(this.#block)) this.#inline(n)
    else {
      while (this.#depth - 1 > at) this.#pop(from - 2, false)
      this.#pop(end, true)
    }
  }

  /** The innermost element of a name, which is of the line, ends, and blocks in it do not. */
  #inline(n: number): void {
    const at = this.#innermost[n]!
    if (at > this.#top(this.#block)) {
      this.#popTo(at)
      return
    }
    this.#innermost[n] = this.#same[at]!
    this.#name[at] = -1
    if (this.#row[at] !== NONE) this.marks[this.#row[at]!]! |= marks.torn
    this.#tear()
  }

  /** Open elements down to the one at `at` end where this tag begins. */
  #popTo(at: number): void {
    while (this.#depth > at) this.#pop(this.#tagFrom, false)
  }

  /** The innermost element ends before `to`, with an end tag of its own or without. */
  #pop(to: number, own: boolean): void {
    const d = --this.#depth
    const n = this.#name[d]!
    const element = n < 0 ? SPAN : this.#element(n)
    if (n >= 0) this.#innermost[n] = this.#same[d]!
    if (this.#fresh > d) this.#fresh = d
    const row = this.#row[d]!
    if (row !== NONE) {
      this.to[row] = to
      this.last[row] = this.#length
      if (!own) {
        if (!element.open) this.marks[row]! |= marks.torn
        else if (this.#ended.has(n)) this.#ended.get(n)!.push(row)
        else this.#ended.set(n, [row])
      }
      this.#above(row)
    }
    this.#walker?.closed()
    if (element.pre) this.#pre--
    if (this.#hidden === d) this.#hidden = -1
    else this.#breaks(element.breaks)
  }

  /** A tag that pairs with none stands in the innermost element. */
  #tear(): void {
    const row = this.#depth > 0 ? this.#row[this.#depth - 1]! : NONE
    if (row !== NONE) this.marks[row]! |= marks.torn
  }

  /** An element that has ended is torn, and so is all around it. */
  #tearUp(row: number): void {
    for (let at = row; at !== NONE && (this.marks[at]! & marks.torn) === 0; at = this.#parent[at]!)
      this.marks[at]! |= marks.torn
  }

  #hold(): void {
    const row = this.#depth > 0 ? this.#row[this.#depth - 1]! : NONE
    if (row !== NONE) this.marks[row]! |= marks.holds
  }

  #newRow(from: number, to: number): number {
    if (!this.#tree) return NONE
    const i = this.elements
    if (i === MOST_ELEMENTS) {
      this.#tear()
      return NONE
    }
    this.elements++
    if (i === this.from.length) {
      this.from = grown(this.from)
      this.to = grown(this.to)
      this.first = grown(this.first)
      this.last = grown(this.last)
      this.marks = grown(this.marks)
      this.#parent = grown(this.#parent)
    }
    this.from[i] = from
    this.to[i] = to
    this.first[i] = NONE
    this.last[i] = this.marks[i] = 0
    this.#parent[i] = this.#depth > 0 ? this.#row[this.#depth - 1]! : NONE
    return i
  }

  /** What a row tells the one around it. */
  #above(row: number): void {
    const parent = this.#parent[row]!
    if (parent !== NONE) this.marks[parent]! |= this.marks[row]! & (marks.torn | marks.holds)
  }

  // -------------------------------------------------------------------------------------- scripts, titles and their like

  #rawBegins(n: number, end: number, self: boolean): void {
    this.#raw = n
    this.#rawFrom = end
    this.#rawRow = this.#newRow(this.#tagFrom, end)
    if (this.#rawRow !== NONE) this.marks[this.#rawRow]! |= marks.holds
    this.#rawKept = n === TITLE && this.told.title === null && this.#innermost[SVG]! < 0
    this.#content.length = 0
    if (this.#walker !== null && this.#hidden < 0) this.#walker.empty(this.#called(), this.#attributes)
    if (self) this.#rawEnds(end, end, true)
  }

  #rawEnds(at: number, end: number, own: boolean): void {
    const row = this.#rawRow
    if (row !== NONE) {
      this.to[row] = end
      if (!own) this.marks[row]! |= marks.torn
      this.#above(row)
    }
    if (this.#rawKept) this.told.title = tidy(Buffer.from(this.#content).toString())
    if (this.#raw === SCRIPT && lower(this.#attributes.get('type') ?? '') === 'application/ld+json')
      this.told.scripts.push([this.#rawFrom, at])
    this.#raw = -1
  }

  /** Does an attribute hide the element? */
  #unseen(n: number): boolean {
    const attributes = this.#attributes
    if (n === DIALOG && !attributes.has('open')) return true
    if (attributes.size === 0) return false
    if (attributes.has('hidden') || attributes.get('aria-hidden') === 'true') return true
    const style = attributes.get('style')
    return style !== undefined && /(?:^|;)(?:display:none|visibility:hidden)/.test(lower(style.replace(/\s/g, '')))
  }

  /** What a tag says about the page. */
  #note(n: number): void {
    const attributes = this.#attributes
    const { told } = this
    if (n === META_) {
      const content = attributes.get('content')
      if (!content) return
      for (const key of ['property', 'name', 'itemprop']) {
        const name = lower(attributes.get(key) ?? '')
        if (META.has(name) && !told.meta.has(name)) told.meta.set(name, content)
      }
    } else if (n === LINK) {
      if (lower(attributes.get('rel') ?? '') === 'canonical') told.canonical ??= attributes.get('href') ?? null
    } else if (n === TIME) {
      const time = attributes.get('datetime')
      const published = attributes.has('pubdate') || lower(attributes.get('itemprop') ?? '') === 'datepublished'
      if (time && (told.time === null || (published && !told.published))) {
        told.time = time
        told.published = published
      }
    }
  }

  /** The name of the tag that is being read. */
  #called(): string {
    const { buffer, byteOffset } = this.source
    const from = this.#tagFrom + 1
    return lower(Buffer.from(buffer, byteOffset + from, this.#nameTo - from).toString('latin1'))
  }

  #top(column: Int32Array): number {
    return this.#depth > 0 ? column[this.#depth - 1]! : -1
  }

  #element(n: number): Element {
    return known[n] ?? SPAN
  }

  /** The number of a name; -1 for one that is not told apart. */
  #number(from: number, to: number): number {
    if (to - from > LONGEST_NAME) return -1
    const name = lower(Buffer.from(this.source.buffer, this.source.byteOffset + from, to - from).toString('latin1'))
    const number = numberOf(name)
    if (number >= 0) return number
    const given = this.#names.get(name)
    if (given !== undefined) return given
    if (this.#names.size === MOST_NAMES) return -1
    const fresh = known.length + this.#names.size
    this.#names.set(name, fresh)
    return fresh
  }
}

const tidy = (title: string): string | null => title.replace(/\s+/g, ' ').trim() || null

/** The bytes of a character. */
export function encode(point: number, put: (byte: number) => void): void {
  if (point < 0x80) put(point)
  else if (point < 0x800) {
    put(0xc0 | (point >> 6))
    put(0x80 | (point & 0x3f))
  } else if (point < 0x10000) {
    put(0xe0 | (point >> 12))
    put(0x80 | ((point >> 6) & 0x3f))
    put(0x80 | (point & 0x3f))
  } else {
    put(0xf0 | (point >> 18))
    put(0x80 | ((point >> 12) & 0x3f))
    put(0x80 | ((point >> 6) & 0x3f))
    put(0x80 | (point & 0x3f))
  }
}
