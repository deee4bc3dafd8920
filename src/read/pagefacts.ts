// What a page says about itself -> the facts of its article. Publishers say it up to four times: in Open Graph and other meta elements, in JSON-LD, in the head, in
// the body. First what was written for machines that show articles (JSON-LD of a news article, Open Graph), then what everybody writes.
import { sameSite, siteOf } from '../address.js'
import type { Facts } from '../model.js'

/** What was met while the page was read. */
export interface Told {
  /** By name of the meta element: its content. */
  readonly meta: Map<string, string>
  title: string | null
  canonical: string | null
  /** The first time element with a date; a published one is preferred. */
  time: string | null
  published: boolean
  /** Byte ranges of scripts with JSON-LD. */
  readonly scripts: [from: number, to: number][]
}

/** An empty page's. */
export function noted(told: Told | null = null): Told {
  const out = told ?? { meta: new Map(), title: null, canonical: null, time: null, published: false, scripts: [] }
  out.meta.clear()
  out.scripts.length = 0
  out.title = out.canonical = out.time = null
  out.published = false
  return out
}

const TITLE = ['og:title', 'twitter:title', 'dc.title', 'parsely-title', 'sailthru.title', 'headline']
const DATE = [
  'article:published_time',
  'og:article:published_time',
  'datepublished',
  'date',
  'pubdate',
  'publishdate',
  'publish-date',
  'publication_date',
  'dc.date',
  'dc.date.issued',
  'dcterms.created',
  'parsely-pub-date',
  'sailthru.date',
  'citation_publication_date',
]
const AUTHOR = [
  'author',
  'byl',
  'article:author',
  'og:article:author',
  'dc.creator',
  'parsely-author',
  'sailthru.author',
]
const SITE = ['og:site_name', 'application-name', 'dc.publisher', 'publisher']
const URL_OF = ['og:url', 'twitter:url', 'parsely-link']
/** Where a paper says that it has the text from another one. */
const TAKEN_FROM = ['original-source', 'syndication-source']

/** Names of the meta elements that are kept. */
export const META: ReadonlySet<string> = new Set([...TITLE, ...DATE, ...AUTHOR, ...SITE, ...URL_OF, ...TAKEN_FROM])

/** Scripts with JSON-LD that are parsed, bytes of one, and objects in it that are looked at. */
const MOST_SCRIPTS = 16
const LONGEST_SCRIPT = 1 << 20
const MOST_OBJECTS = 4096

const ARTICLES = /^(?:.*Article|BlogPosting|LiveBlogPosting|Report|Review)$/

/** The facts, decoded. `page` is the source that was read. */
export function pageFacts(told: Told, page: Uint8Array): Facts {
  const ld = linked(told, page)
  const meta = (names: readonly string[]): string | null => {
    for (const name of names) {
      const value = told.meta.get(name)
      if (value) return value
    }
    return null
  }
  // Facebook wants the address of a profile where others want a name.
  const name = (value: string | null): string | null => (value !== null && /^https?:/i.test(value) ? null : value)
  const author = AUTHOR.map((key) => name(told.meta.get(key) ?? null)).find((value) => value !== null && value !== '')
  const link = absolute(told.canonical)
  const own = absolute(meta(URL_OF)) ?? absolute(ld.url)
  return {
    id: null,
    title: ld.title ?? meta(TITLE) ?? told.title,
    date: ld.date ?? meta(DATE) ?? told.time,
    // A paper that prints another one's text links to that as canonical, and keeps its own address for those who share it.
    url: link !== null && own !== null && elsewhere(link, own) ? own : (link ?? own),
    canonical: absolute(meta(TAKEN_FROM)) ?? link ?? own,
    source: meta(SITE) ?? ld.source,
    author: ld.author ?? author ?? null,
  }
}

const elsewhere = (a: string, b: string): boolean => {
  const [x, y] = [siteOf(a), siteOf(b)]
  return x !== null && y !== null && !sameSite(x, y)
}

const absolute = (url: string | null): string | null =>
  url !== null && /^(?:https?:)?\/\/[^/]/i.test(url) ? url : null

type Linked = Omit<Facts, 'id' | 'canonical'>

/** What the first news article of the page's JSON-LD says. */
function linked(told: Told, page: Uint8Array): Linked {
  const none: Linked = { title: null, date: null, url: null, source: null, author: null }
  for (const [from, to] of told.scripts.slice(0, MOST_SCRIPTS)) {
    if (to - from > LONGEST_SCRIPT) continue
    let value: unknown
    try {
      value = JSON.parse(Buffer.from(page.subarray(from, to)).toString())
    } catch {
      // Whoever wrote no JSON wrote no facts.
      continue
    }
    const article = find(value)
    if (article === null) continue
    const page_ = article.mainEntityOfPage
    return {
      title: text(article.headline) ?? text(article.name),
      date: text(article.datePublished) ?? text(article.dateCreated),
      url: text(article.url) ?? text(page_) ?? text(field(page_, '@id')),
      source: names(article.publisher) ?? names(article.sourceOrganization),
      author: names(article.author) ?? names(article.creator),
    }
  }
  return none
}

/** The first object of a JSON-LD document that is an article, in the order of the document; nothing is walked deep by the stack. */
function find(value: unknown): Record<string, unknown> | null {
  const todo: unknown[] = [value]
  for (let n = 0; todo.length > 0 && n < MOST_OBJECTS; n++) {
    const next = todo.pop()
    if (Array.isArray(next)) {
      for (const item of next.slice(0, MOST_OBJECTS).reverse()) todo.push(item)
      continue
    }
    if (typeof next !== 'object' || next === null) continue
    const object = next as Record<string, unknown>
    const types = Array.isArray(object['@type']) ? object['@type'] : [object['@type']]
    if (types.some((type) => typeof type === 'string' && ARTICLES.test(type.slice(0, 64)))) return object
    for (const inner of [object.mainEntity, object['@graph']]) if (inner !== undefined) todo.push(inner)
  }
  return null
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function text(value: unknown): string | null {
  const one = Array.isArray(value) ? value[0] : value
  return typeof one === 'string' && one.trim() !== '' ? one.trim() : null
}

/** A person or organisation, or several: their names. */
function names(value: unknown): string | null {
  const all = (Array.isArray(value) ? value.slice(0, 16) : [value]).flatMap(
    (one) => text(one) ?? text(field(one, 'name')) ?? [],
  )
  return all.length > 0 ? all.join(', ') : null
}
