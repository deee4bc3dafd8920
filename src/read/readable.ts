// A page -> which of its letters are the article, as Firefox's reader view decides it (--html-extract readability). It scores blocks by their commas, their length and
// the names of their classes, and leaves out lists of links and what stands around the best of them. That is guessing, and nobody gets it unasked.
//
// This is the one door to @mozilla/readability, an optional dependency, loaded when the first page is read so. It knows no places: so it is handed a tree that is
// made while html.ts walks the page (what is hidden is not in it), whose texts know where they came from, and it is asked which of them it kept.
// It takes the headline out, because it shows it elsewhere; here the heading that says what the page calls its article is kept with the article.
//
// Law: what is kept are whole texts (the letters between two tags), in the order of the page.
import { createRequire } from 'node:module'
import { lower } from './ascii.js'

/** Hears what html.ts walks through. */
export interface Walker {
  opened(name: string, attributes: ReadonlyMap<string, string>, hidden: boolean): void
  /** An element that has no content, or none that is looked at. */
  empty(name: string, attributes: ReadonlyMap<string, string>): void
  closed(): void
  /** Bytes [from, to) of the page are bytes [start, end) of its text. */
  letters(from: number, to: number, text: Uint8Array, start: number, end: number): void
}

/** Ranges of the page's bytes: from, to, from, to. In order, not touching. */
export type Kept = readonly number[]

/** What is asked of the library for one page, because it looks at elements again and again, and at their letters once for what is around them. Of the 23 pages of
 *  npm run bench:html none has more than 1,500 elements. */
const MOST_ELEMENTS = 10_000
const DEEPEST = 128
/** A class or an address is looked at so far. */
const LONGEST_VALUE = 256
/** A heading is the headline when it and the page's title hold each other, and neither is longer than so many times the other. */
const HEADLINE = 3

const ASKED = 'class id role rel itemprop href aria-modal summary datatable'.split(' ')
/** What is counted where it stands, though it has no text. */
const COUNTED = new Set('img embed object iframe video audio canvas input textarea select button br hr'.split(' '))

const ELEMENT = 1

/** As much of the tree of JSDOMParser.js as is used here. */
interface Text {
  nodeType: number
  textContent: string
  /** Its number among the texts of the page. */
  run?: number | undefined
  remove(): void
}
interface Element {
  nodeType: number
  localName: string
  innerHTML: unknown
  attributes: { name: string; value: string }[]
  childNodes: (Element | Text)[]
  setAttribute(name: string, value: string): void
  appendChild(child: Element | Text): void
  remove(): void
}
interface Document {
  title: string
  body: Element
  createElement(name: string): Element
  createTextNode(text: string): Text
}
interface Library {
  readonly Parser: new () => { parse(html: string): Document }
  readonly Readability: new (document: Document, options: object) => { parse(): { content: Element | null } | null }
}

let made: Library | null = null

/** Loads the library; throws when it is not installed. */
function library(): Library {
  if (made === null) {
    const require = createRequire(import.meta.url)
    const { Readability } = require('@mozilla/readability') as Pick<Library, 'Readability'>
    made = { Readability, Parser: require('@mozilla/readability/JSDOMParser.js') as Library['Parser'] }
  }
  return made
}

/** The library was left out when dittograph was installed. */
export class NoLibrary extends Error {
  constructor() {
    super(
      'readability needs the package @mozilla/readability, which is not installed (npm leaves it out with --omit=optional): npm install @mozilla/readability@0.6.0',
    )
    this.name = 'NoLibrary'
  }
}

/** Fails at the door when the library is not there. */
export function needed(): void {
  try {
    library()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') throw new NoLibrary()
    throw error
  }
}

/** Makes the tree of one page while that is walked. */
export class Readable implements Walker {
  readonly #document: Document = new (library().Parser)().parse('<html><head></head><body></body></html>')
  /** The open elements; null where nothing of it is in the tree. */
  readonly #open: (Element | null)[] = [this.#document.body]
  #elements = 0
  #deepest = 0
  /** The heading of the first level that is open: its number, and how deep it stands; 0: none. */
  #headings = 0
  #heading = 0
  // By text: its bytes of the page, and the heading it stands in.
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #in: number[] = []
  /** The letters of the text that is open: bytes of the page's text. */
  #text: Uint8Array = new Uint8Array(0)
  #start = 0
  #end = 0
  readonly #headlines: string[] = ['']

  opened(name: string, attributes: ReadonlyMap<string, string>, hidden: boolean): void {
    this.#flush()
    if (hidden && COUNTED.has(name)) this.empty(name, attributes)
    const parent = this.#open.at(-1)!
    let element: Element | null = null
    // The library looks at names of classes for that, and takes a trail of links above a headline for text.
    if (parent !== null && !hidden && name !== 'nav' && !this.tooLarge) {
      if (name === 'html' || name === 'body' || name === 'head') {
        element = this.#document.body
        if (name === 'body') named(element, attributes)
      } else element = this.#made(parent, name, attributes)
    }
    this.#deepest = Math.max(this.#deepest, this.#open.push(element))
    if (name === 'h1' && element !== null && this.#heading === 0) {
      this.#heading = this.#open.length
      this.#headings++
      this.#headlines.push('')
    }
  }

  empty(name: string, attributes: ReadonlyMap<string, string>): void {
    if (!COUNTED.has(name)) return
    this.#flush()
    const parent = this.#open.at(-1)!
    if (parent !== null && !this.tooLarge) this.#made(parent, name, attributes)
  }

  closed(): void {
    this.#flush()
    if (this.#heading === this.#open.length) this.#heading = 0
    this.#open.pop()
  }

  letters(from: number, to: number, text: Uint8Array, start: number, end: number): void {
    if (this.tooLarge) return
    if (this.#start === this.#end) {
      this.#start = start
      this.#from.push(from)
      this.#to.push(to)
      this.#in.push(this.#heading === 0 ? 0 : this.#headings)
    } else this.#to[this.#to.length - 1] = to
    this.#text = text
    this.#end = end
  }

  /** Is it more than the library is asked? Then nothing is. */
  get tooLarge(): boolean {
    return this.#elements > MOST_ELEMENTS || this.#deepest > DEEPEST
  }

  /** The article of a page that calls it `title`; null when there is none, or the page is too large. */
  kept(title: string | null): Kept | null {
    this.#flush()
    if (this.tooLarge) return null
    const document = this.#document
    remembers(document)
    document.title = title ?? ''
    const { Readability } = library()
    const options = { disableJSONLD: true, keepClasses: true, serializer: (element: Element) => element }
    const content = new Readability(document, options).parse()?.content ?? null
    if (content === null) return null
    const stays = new Uint8Array(this.#from.length)
    for (const todo: (Element | Text)[] = [content]; todo.length > 0; ) {
      const node = todo.pop()!
      if (node.nodeType === ELEMENT) for (const child of (node as Element).childNodes) todo.push(child)
      else if ((node as Text).run !== undefined) stays[(node as Text).run!] = 1
    }
    if (!stays.includes(1)) return null
    const headline = this.#headline(title)
    const out: number[] = []
    for (const [i, from] of this.#from.entries()) {
      if (stays[i] === 0 && (headline === 0 || this.#in[i] !== headline)) continue
      if (out.length > 0 && i > 0 && out.at(-1) === this.#to[i - 1]) out[out.length - 1] = this.#to[i]!
      else out.push(from, this.#to[i]!)
    }
    return out
  }

  /** The heading that says what the page calls its article; 0: none. */
  #headline(title: string | null): number {
    const called = bare(title ?? '')
    return (
      this.#headlines.findIndex((text) => {
        const heading = bare(text)
        const [short, long] = heading.length < called.length ? [heading, called] : [called, heading]
        return short !== '' && long.length <= HEADLINE * short.length && long.includes(short)
      }) || 0
    )
  }

  #made(parent: Element, name: string, attributes: ReadonlyMap<string, string>): Element {
    const element = this.#document.createElement(name)
    named(element, attributes)
    parent.appendChild(element)
    this.#elements++
    return element
  }

  /** The text that was open ends. */
  #flush(): void {
    if (this.#start === this.#end) return
    const parent = this.#open.at(-1)!
    if (parent !== null && !this.tooLarge) {
      const text = Buffer.from(this.#text.subarray(this.#start, this.#end)).toString()
      const node = this.#document.createTextNode(text)
      node.run = this.#from.length - 1
      parent.appendChild(node)
      if (this.#heading !== 0) this.#headlines[this.#headings] += text
    }
    this.#start = this.#end = 0
  }
}

/** Without spaces and punctuation, which a title and its heading spell in two ways. */
const bare = (text: string): string =>
  lower(text).replace(/[\s!-/:-@[-`{-~\u00a0-\u00bf\u2000-\u206f\u3000-\u303f\uff01-\uff0f]+/g, '')

function named(element: Element, attributes: ReadonlyMap<string, string>): void {
  for (const name of ASKED) {
    const value = attributes.get(name)
    // The library makes letters of a link that is a script, and these would be nobody's.
    if (value !== undefined)
      element.setAttribute(
        name,
        name === 'href' && /^\s*javascript:/i.test(value) ? '/' : value.slice(0, LONGEST_VALUE),
      )
  }
}

/** The library keeps the markup of the page, and makes its tree anew from that when it begins again. Then the texts would not know where they came from. */
function remembers(document: Document): void {
  const { body } = document
  const copy = (from: Element, to: Element): void => {
    for (const node of from.childNodes) {
      let child: Element | Text
      if (node.nodeType === ELEMENT) {
        const { localName, attributes } = node as Element
        child = document.createElement(localName)
        for (const { name, value } of attributes) child.setAttribute(name, value)
        copy(node as Element, child)
      } else {
        child = document.createTextNode((node as Text).textContent)
        child.run = (node as Text).run
      }
      to.appendChild(child)
    }
  }
  Object.defineProperty(body, 'innerHTML', {
    get: () => {
      const kept = document.createElement('body')
      copy(body, kept)
      return kept
    },
    set: (kept: Element) => {
      for (let last = body.childNodes.at(-1); last !== undefined; last = body.childNodes.at(-1)) last.remove()
      copy(kept, body)
    },
  })
}
