// The fields, head and foot of an article -> what it says of itself: whose text it is, where and when it was written, which version it is.
//
// A name is no credit. "…, a spokesman told Reuters" names an agency that was there; "LONDON (Reuters) -" says whose text it is. So a
// name counts where credits stand, and nowhere else:
//
//   byline       the author field; a short line at the head: "By Reuters", "واس - الرياض"
//   dateline     in brackets, or between a dash and a dash, before the text begins: "KYIV (AP) -", "МОСКВА, 21 июля. /ТАСС/.", "القاهرة - رويترز",
//                "新华社北京7月21日电", "【共同】", "(서울=연합뉴스)", "ROMA (ANSA) -"
//   credit line  a short line of its own at the head or foot, "Source: AFP", "Quelle: dpa", and "© The Associated Press 2017"
//   end          the last word, alone or in brackets: "(AFP)", "dpa", "Reuter"
//
// "Reuters contributed to this report", "mit Material von dpa", "avec AFP", "ساهم في", are credits for a part: `whole` is false, and they
// make nobody the author of all of it. The phrases are tables, so that a language is a line.
//
// Only the first 400 and the last 300 bytes are looked at, by patterns without nested repetition. Laws: what stands in the middle of a text
// changes nothing; an empty text says nothing.
import { addressOf, sameSite, siteOf } from './address.js'
import type { Agency } from './agencies.js'
import { agencies } from './agencies.js'
import type { Day, Moment } from './dates.js'
import { dayIn, lower, stamp } from './dates.js'
import type { Facts } from './model.js'
import { BEFORE_NAME, CONTRIBUTED, FIRST_IN, MARKS, SOURCE, THIS_TEXT, TODAY, YESTERDAY } from './phrases.js'

export const HEAD_BYTES = 400
export const FOOT_BYTES = 300

export type Place = 'byline' | 'dateline' | 'credit line' | 'copyright' | 'end'

export interface Credit {
  readonly agency: string
  readonly where: Place
  /** False: it helped. */
  readonly whole: boolean
  /** Is it on the list of agencies? Else it only stands where agencies stand. */
  readonly listed: boolean
}

/** Which version of a story a text says it is. */
export interface Mark {
  readonly kind: 'update' | 'correction' | 'repeat'
  /** "UPDATE 2", "3rd Ld-Writethru". */
  readonly number: number | null
}

/** An agency, or whoever else. */
export interface Whose {
  readonly name: string
  readonly agency: boolean
}

/** An address as it is compared (address.ts); nulls: there is none. */
interface Address {
  readonly site: string | null
  readonly address: string | null
}

export interface Stated extends Address {
  readonly outlet: string | null
  /** The agency that the outlet is. */
  readonly agency: string | null
  /** What the outlet may be called in a credit. */
  readonly called: readonly string[]
  readonly byline: string | null
  readonly place: string | null
  /** The day of the dateline. */
  readonly day: Day | null
  readonly date: Moment | null
  readonly credits: readonly Credit[]
  /** "This article first appeared in …". */
  readonly firstIn: string | null
  /** The same, where a line says it of this article and not of an island where the fever first appeared; and it is another outlet. */
  readonly reprintOf: Whose | null
  /** The address of the text, where its record says that it is on another site than its own, and whose that is. */
  readonly elsewhere: (Whose & Address & { readonly at: string }) | null
  /** Names that stand where credits stand, whoever they are: for agencies that are on no list. */
  readonly named: ReadonlySet<string>
  /** Short lines at the head, and the byline: where an outlet may be named in full. */
  readonly lines: readonly string[]
  /** How the head names the day of the news: +1 today, -1 yesterday, 0 not at all. */
  readonly today: number
  readonly mark: Mark | null
  readonly url: string | null
}

// ---------------------------------------------------------------------------------------------------- names of agencies

/** Characters that words are made of: a name does not begin or end beside one. Fixed ranges: \p changes with Node. */
const WORD =
  '0-9A-Za-z\\u00c0-\\u024f\\u0370-\\u0587\\u05d0-\\u05ea\\u0620-\\u065f\\u0660-\\u06d3\\u0900-\\u0963\\u0966-\\u0dff\\u0e00-\\u0e4f\\u1000-\\u109f\\u1200-\\u1360'

/** Alef, ya and ta marbuta as one, marks and tatweel away, curly quotes straight: what papers vary. Lengths change, so it is done before anything is looked for. */
export const plain = (text: string): string => (VARIED.test(text) ? plainer(text) : text)
const VARIED = /[\u00a0\u0622-\u0671\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|&nbsp;/
const plainer = (text: string): string =>
  text
    .replace(/[\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[\u0622\u0623\u0625\u0671]/g, '\u0627')
    .replace(/\u0649/g, '\u064a')
    .replace(/\u0629/g, '\u0647')
    .replace(/\u00a0|&nbsp;/g, ' ')

/** A spelling, and what it is checked with where its first word stands. */
interface Spelling {
  readonly agency: string
  readonly text: string
  /** Initials with dots or blanks. */
  readonly letters: RegExp | null
}

const WORDS = new RegExp(`[${WORD}]+`, 'g')
const EDGE = new RegExp(`[${WORD}]`)
/** The same by code; behind the end of it no character is one. */
const IN_WORD = new Uint8Array(0x10000)
for (let c = 0; c <= 0x1360; c++) IN_WORD[c] = Number(EDGE.test(String.fromCharCode(c)))

/** Words that something begins with. Nearly all words of a text are told apart from them by a bit, without being taken out of it. */
class Firsts<T> {
  readonly #lists = new Map<string, T[]>()
  readonly #known = new Uint8Array(1 << 14)

  get(word: string): readonly T[] {
    return this.#lists.get(word) ?? []
  }

  set(word: string, list: T[]): void {
    this.#lists.set(word, list)
    let h = 0
    for (let i = 0; i < word.length; i++) h = next(h, word.charCodeAt(i))
    this.#known[h & 0x3fff] = 1
  }

  /** Every word of the text that is one of these, in order. `see` says where to go on, at the end of the word or behind it. Returns the largest code met outside of words. */
  in(text: string, see: (list: readonly T[], at: number) => number): number {
    let most = 0
    for (let at = 0; at < text.length; ) {
      let c = text.charCodeAt(at)
      if (IN_WORD[c] === 0) {
        if (c > most) most = c
        at++
        continue
      }
      let h = 0
      let end = at
      do {
        h = next(h, c)
        if (++end === text.length) break
        c = text.charCodeAt(end)
      } while (IN_WORD[c] === 1)
      const list = this.#known[h & 0x3fff] === 1 ? this.#lists.get(text.slice(at, end)) : undefined
      at = list === undefined ? end : Math.max(end, see(list, at))
    }
    return most
  }
}
const next = (h: number, c: number): number => (Math.imul(h, 0x9e3779b1) + c) ^ (h >>> 15)

/** Scripts without blanks; the smallest of their letters. None of them is one that words are made of. */
const DENSE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/
const DENSE_FROM = 0x3040

/** Spellings by their first word, longest first; and those in scripts without blanks. */
const byWord = new Firsts<Spelling>()
const denseNames = new Map<string, string>()
for (const a of agencies as readonly Agency[]) {
  const add = (text: string, letters: RegExp | null = null): void => {
    if (DENSE.test(text)) {
      denseNames.set(text, a.name)
      return
    }
    const first = text.match(WORDS)?.[0]
    if (first === undefined) return
    const list = byWord.get(first)
    if (list.some((one) => one.text === text)) return
    byWord.set(
      first,
      [...list, { agency: a.name, text, letters }].sort((x, y) => y.text.length - x.text.length),
    )
  }
  for (const text of a.short ?? []) add(text)
  for (const text of a.letters ?? []) {
    const letters = [...plain(text)]
    const gap = letters.length === 2 ? '[.\\s]{1,2}' : '[.\\s]{0,2}'
    for (const first of new Set([letters[0]!, letters.slice(0, 2).join(''), letters.join('')])) {
      if (first.length > 1 && letters.length === 2) continue
      const list = byWord.get(first)
      byWord.set(first, [
        ...list,
        { agency: a.name, text: letters.join(' '), letters: new RegExp(letters.join(gap), 'y') },
      ])
    }
  }
  for (const text of a.long) {
    add(plain(text))
    add(plain(text).replace(/[a-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 32)))
  }
}
const denseName = new RegExp([...denseNames.keys()].sort((x, y) => y.length - x.length).join('|'), 'g')

const outletNames = new Map<string, string>()
for (const a of agencies as readonly Agency[])
  for (const name of [a.name, ...(a.short ?? []), ...a.long, ...(a.outlets ?? [])]) {
    const key = lower(plain(name))
    if (key !== '' && !outletNames.has(key)) outletNames.set(key, a.name)
  }

/** Of each of the few outlets what was found out once; a corpus with very many forgets. */
const remembered = <T>(find: (outlet: string) => T): ((outlet: string) => T) => {
  const known = new Map<string, T>()
  return (outlet) => {
    let found = known.get(outlet)
    if (found === undefined) {
      if (known.size >= 4096) known.clear()
      found = find(outlet)
      known.set(outlet, found)
    }
    return found
  }
}

/** Which agency is this outlet itself, if any? */
export const agencyOf = (outlet: string | null): string | null => (outlet === null ? null : agencyNamed(outlet))
const agencyNamed = remembered((outlet: string): string | null => {
  const name = lower(plain(outlet)).trim()
  return outletNames.get(name) ?? outletNames.get(name.replace(/^(?:the|www\.) ?/, '')) ?? null
})

const whose = (name: string): Whose => ({ name: agencyOf(name) ?? name, agency: agencyOf(name) !== null })

interface Found {
  readonly agency: string
  readonly at: number
  readonly end: number
  readonly word: string
}

function agenciesIn(text: string): Found[] {
  const out: Found[] = []
  const most = byWord.in(text, (list, at) => {
    for (const { agency, text: spelling, letters } of list) {
      let end = at + spelling.length
      if (letters !== null) {
        letters.lastIndex = at
        if (!letters.test(text)) continue
        end = letters.lastIndex
      } else if (!text.startsWith(spelling, at)) continue
      if (IN_WORD[text.charCodeAt(end)] === 1) continue
      out.push({ agency, at, end, word: text.slice(at, end) })
      return end
    }
    return at
  })
  if (most >= DENSE_FROM)
    for (const m of text.matchAll(denseName))
      out.push({ agency: denseNames.get(m[0])!, at: m.index, end: m.index + m[0].length, word: m[0] })
  return out
}

// ------------------------------------------------------------------------------------------------------------- credits

const OPENS = '([{【（［/-–—=:：|,،«'
const CLOSES = ')]}】）］/-–—:：|،,»'
const BRACKETS = '([{【（［/'

const contributed = (line: string): boolean => {
  const text = lower(line)
  return CONTRIBUTED.some((phrase) => text.includes(phrase))
}

/** What the beginning of a text says: its first line, as far as it may be a dateline, and short lines. */
function creditsAtHead(head: string, out: Credit[]): void {
  if (agenciesIn(head).length === 0) return
  let at = 0
  for (const [n, line] of head.split(/[\n\r]+/u, 4).entries()) {
    const text = line.trim()
    at += line.length
    if (text === '') continue
    const short = text.length <= 80 && !/[.!?。]\s*$/u.test(text)
    if (n > 0 && !short && at > 200) break
    const opening = text.slice(0, short ? 80 : 140)
    const found = agenciesIn(opening)
    if (found.length === 0) continue
    const whole = !contributed(short ? text : opening)
    if (short && onlyNames(opening, found)) {
      for (const f of found) out.push({ agency: f.agency, where: 'byline', whole, listed: true })
      continue
    }
    for (const [k, f] of found.entries()) {
      const before = opening
        .slice(0, f.at)
        .replace(/(?<![A-Za-z])[Tt]he\s+$/, '')
        .trimEnd()
      const after = opening.slice(f.end).trimStart()
      const last = before.at(-1) ?? ''
      // 新华社北京7月21日电: the agency, the place, the day, and "wires".
      if (DENSE.test(f.word) && f.at < 40 && /^[［[（(【]/u.test(opening) && /^[］\]）)】]/u.test(after)) {
        out.push({ agency: f.agency, where: 'dateline', whole, listed: true })
        continue
      }
      if (
        DENSE.test(f.word) &&
        /^[^。，,\n]{0,24}[电電讯訊]/u.test(after) &&
        (before === '' || /[（(【据據]$/u.test(before))
      ) {
        out.push({ agency: f.agency, where: 'dateline', whole, listed: true })
        continue
      }
      if (f.at > 100) break
      const opens = before === '' || OPENS.includes(last)
      const closes = after === '' ? short : CLOSES.includes(after[0]!)
      if (!opens || !closes) continue
      if (BRACKETS.includes(last) && last !== '/') {
        // "the Saudi Press Agency (SPA) said": an acronym behind its own name is a mention, and so is a bracket inside of a sentence.
        if (k > 0 && f.at - found[k - 1]!.end < 4 && found[k - 1]!.agency === f.agency) continue
        const close = after.search(/[)\]}】）］]/u)
        const behind = close < 0 ? '' : after.slice(close + 1).trimStart()
        if (before.length > 45 && !/^(?:[-–—:：]|$)/u.test(behind)) continue
      }
      out.push({ agency: f.agency, where: 'dateline', whole, listed: true })
    }
    // One line before the text may hold the credit; a paragraph is the text.
    if (!short) break
  }
}

/** Words that join two authors, and what parts those from a place. */
const JOINED = 'and|und|et|y|e|i|ja|och|og|en|и|та|و|ve|dan'
const BEFORE = new RegExp(`(?:،|&|\\+|(?:^|\\s)(?:${JOINED}))\\s*$`, 'iu')
const BEHIND = new RegExp(`^\\s*(?:،|&|\\+|(?:${JOINED})\\s)`, 'iu')
const PARTED = /[-–—:(){}[\]/|،&+]/u

/**
 * Does somebody else sign beside the agency: "Ann Gull and Reuters", «المنامة - مشعي البريكان، واس», "Ann Gull - dpa - Hafn"? Then its text is a part. "Ann Gull, Reuters"
 * is a reporter of the agency, and two places are no authors: a name has two words.
 */
function shared(byline: string, { at, end }: Found, found: readonly Found[]): boolean {
  const [before, behind] = [byline.slice(0, at), byline.slice(end)]
  const alone = (piece: string, from: number): boolean =>
    (piece.match(WORDS)?.length ?? 0) >= 2 && !found.some((f) => f.at >= from && f.end <= from + piece.length)
  const left = BEFORE.exec(before)
  if (left !== null) {
    const piece = before.slice(0, left.index).split(PARTED).at(-1)!
    if (alone(piece, left.index - piece.length)) return true
  }
  const right = BEHIND.exec(behind)
  if (right !== null) {
    const piece = behind.slice(right[0].length).split(PARTED, 1)[0]!
    if (alone(piece, end + right[0].length)) return true
  }
  const name = /^([^-–—:]+?)\s[-–—]\s*$/u.exec(before)
  return name !== null && /^\s*[-–—]\s[^-–—]+$/u.test(behind) && alone(name[1]!, 0)
}

/** Does a line say nothing but names of agencies, a place, and words such as "Source:"? */
function onlyNames(line: string, found: readonly Found[]): boolean {
  let rest = ''
  let at = 0
  for (const f of found) {
    rest += ` ${line.slice(at, f.at)}`
    at = f.end
  }
  rest += ` ${line.slice(at)}`
  const words = lower(rest)
    .split(/[\s.,:;|/()[\]{}（）【】：\-–—©]+/u)
    .filter((w) => w !== '')
  return words.every((w) => SOURCES.has(w) || JOINERS.has(w) || /^\d{1,4}$/.test(w))
}

const SOURCES: ReadonlySet<string> = new Set(SOURCE)
const JOINERS: ReadonlySet<string> = new Set([
  'and',
  'und',
  'et',
  'y',
  'e',
  'i',
  'и',
  'و',
  'with',
  'the',
  'der',
  'la',
  'le',
  'news',
  'agency',
  'staff',
  'wire',
  'services',
])

/** What the end of a text says: its last lines, its last word. */
function creditsAtFoot(foot: string, out: Credit[]): void {
  if (agenciesIn(foot).length === 0) return
  const lines = foot
    .replace(/(?:&#3;|[\u0000-\u001f\u007f](?<![\n\r])|[\s#*\-–—_=.])+$/u, '')
    .split(/[\n\r]+/u)
    .slice(-4)
  for (const [n, line] of lines.entries()) {
    const text = line.trim()
    const found = agenciesIn(text)
    if (found.length === 0) continue
    const last = n === lines.length - 1
    const whole = !contributed(text)
    for (const f of found) {
      const before = text.slice(0, f.at).trimEnd()
      const after = text.slice(f.end).trim()
      if (
        /(?:©|\(c\)|copyright)[\s\d,.-]*(?:by |the |von |de )?(?:\d{4} )?(?:the )?$/i.test(
          text.slice(Math.max(0, f.at - 40), f.at),
        )
      )
        out.push({ agency: f.agency, where: 'copyright', whole, listed: true })
      else if (text.length <= 80 && onlyNames(text, found)) {
        if (last && before === '' && after === '') out.push({ agency: f.agency, where: 'end', whole, listed: true })
        else out.push({ agency: f.agency, where: 'credit line', whole, listed: true })
      } else if (last && /^[)\]}】）.\s/]*$/u.test(after) && /(?:[([{【（/.!?。”"»]|[-–—])$/u.test(before))
        out.push({ agency: f.agency, where: 'end', whole, listed: true })
      else if (!whole) out.push({ agency: f.agency, where: 'credit line', whole, listed: true })
      else if (SOURCES.has(lower(before).replace(/[\s:：.-]+$/u, '')))
        out.push({ agency: f.agency, where: 'credit line', whole, listed: true })
    }
  }
}

/** "(Reporting by …; editing by …)" is how one agency signs. */
const SIGNED = /\((?:additional )?(?:reporting|writing|compiled) by [^)]{1,160}(?:editing by|; ?editing)/i

// ------------------------------------------------------------------------------------------------------- unlisted names

/** Names that stand where a credit stands: in brackets, behind ©, before the dash of a dateline. Every beginning of up to five words, so that "(Meridian Press, Hafn)" names Meridian Press. */
function namedIn(text: string, out: Set<string>): void {
  const beginnings = (piece: string): void => {
    const words = piece.trim().split(/[\s,;/]+/u, 6)
    for (let n = 1; n <= Math.min(5, words.length); n++) out.add(words.slice(0, n).join(' '))
  }
  for (const m of text.matchAll(/[([（【©]\s*([^()[\]（）【】©\n]{1,80})/gu)) beginnings(m[1]!.replace(/^\d{4} /, ''))
  for (const m of text.matchAll(/[—–]| - /gu)) {
    const before = text.slice(Math.max(0, m.index - 80), m.index)
    const words = before
      .slice(before.search(/[^\n.()（）]*$/u))
      .trim()
      .split(/[\s,;/]+/u)
    for (let n = 1; n <= Math.min(5, words.length); n++) out.add(words.slice(words.length - n).join(' '))
  }
  for (const line of text.split(/[\n\r]+/u)) {
    const colon = line.length > 120 ? -1 : line.search(/[:：]/u)
    if (colon >= 0 && SOURCES.has(lower(line.slice(0, colon)).trim())) beginnings(line.slice(colon + 1))
  }
}

/** "KETTLE POINT (MP) -": a dateline of an agency that is on no list. */
const UNLISTED = /^[^\n()]{2,40} \(([A-Z][A-Za-z.&]{1,11}(?: [A-Z][A-Za-z.&]{1,11}){0,3})\)\s*[-–—]/

/** "© 2019 Meridian Press", "Source: Meridian Press", "Aldmoor - Meridian Press": an agency, perhaps. */
const OWNED = /^\s*(?:©|\(c\)|copyright)\s*(?:\d{4}\s*)?(?:by )?(?:the )?([^\n\r.,;()]{2,40}?)\s*(?:[.,;(].{0,60})?$/i
const LINED = /^[^\n–—-]{2,30} [-–—] ([^\n–—-]{2,40})$/

/** Names on no list that stand where an agency would. */
function unlistedIn(top: string, bottom: string, byline: string | null, out: Credit[]): void {
  const add = (agency: string | undefined, where: Place): void => {
    const name = agency?.trim()
    if (name === undefined || name === '' || dayIn(name) !== null || out.some((c) => c.agency === name)) return
    out.push({ agency: name, where, whole: true, listed: false })
  }
  add(UNLISTED.exec(top.trimStart())?.[1], 'dateline')
  add(LINED.exec(byline ?? '')?.[1], 'byline')
  for (const line of bottom.split(/[\n\r]+/u).slice(-4)) {
    if (line.length > 120) continue
    add(OWNED.exec(line)?.[1], 'copyright')
    const colon = line.search(/[:：]/u)
    if (colon >= 0 && SOURCES.has(lower(line.slice(0, colon)).trim())) add(line.slice(colon + 1), 'credit line')
  }
}

interface Stands {
  readonly at: number
  readonly end: number
}
const NOWHERE: Stands = { at: -1, end: -1 }

/** Phrases of a table by their first word; those of scripts without blanks apart. */
class Phrases {
  readonly #byWord = new Firsts<readonly [phrase: string, what: number]>()
  readonly #dense: (readonly [phrase: string, what: number])[] = []

  constructor(tables: readonly (readonly string[])[]) {
    for (const [what, table] of tables.entries())
      for (const phrase of table) {
        const first = DENSE.test(phrase) ? undefined : phrase.match(WORDS)?.[0]
        if (first === undefined) this.#dense.push([phrase, what])
        else this.#byWord.set(first, [...this.#byWord.get(first), [phrase, what]])
      }
  }

  /** Where a phrase of each table stands first, and how long it is; -1: nowhere. `text` is in lower case. */
  in(text: string, tables: number): readonly Stands[] {
    const out: Stands[] = []
    for (let k = 0; k < tables; k++) out.push(NOWHERE)
    const see = (phrase: string, what: number, at: number): void => {
      if (out[what]!.at < 0 || at < out[what]!.at) out[what] = { at, end: at + phrase.length }
    }
    const most = this.#byWord.in(text, (list, at) => {
      for (const [phrase, what] of list)
        if (text.startsWith(phrase, at) && (IN_WORD[text.charCodeAt(at + phrase.length)] !== 1 || / ב$/u.test(phrase)))
          see(phrase, what, at)
      return at
    })
    if (most >= DENSE_FROM)
      for (const [phrase, what] of this.#dense) {
        const at = text.indexOf(phrase)
        if (at >= 0) see(phrase, what, at)
      }
    return out
  }
}

const [TODAY_AT, YESTERDAY_AT, FIRST_AT] = [0, 1, 2]
const phrases = new Phrases([TODAY, YESTERDAY, FIRST_IN.map(plain)])
const phrasesOfText = new Phrases([THIS_TEXT.map(plain)])

/** The outlet named behind "first appeared in". */
function firstIn(text: string, { end }: Stands): string | null {
  if (end < 0) return null
  const name = FIRST_NAME.exec(text.slice(end))
  return name === null ? null : name[1]!.replace(WHEN, '').trim()
}

const FIRST_NAME = new RegExp(
  `^[\\s:：]*(?:(?:${BEFORE_NAME.join('|')}) )*[«“"'„「『《]?([^.,;:!?\\n\\r«»“”"„「」『』《》。，()]{2,60})`,
  'i',
)
/** What follows the name: a day, a licence. */
const WHEN =
  /(?:['’]n?[dt][ae](?![a-z]).*|\s+(?:(?:on|in|at|under|am|im|vom|le|en|el|em|il|op|den|dnia|dne|в|у|في|بتاريخ|ב)\s.*|\S*\d.*|(?:and|und|et|y|e|и|و)\s+[a-zà-öø-ÿа-яα-ω].*))$/u

/** Does the line say it of the article itself: does it begin with these words, or speak of a text before them? */
function saidOfItself(text: string, { at, end }: Stands): boolean {
  const line = text
    .slice(0, at)
    .split(/[\n\r.!?。！？]/u)
    .at(-1)!
  if (!EDGE.test(line)) return true
  return text.slice(end).search(/[\n\r]|$/u) <= 160 && phrasesOfText.in(lower(line), 1)[0]!.at >= 0
}

function markOf(title: string | null, head: string): Mark | null {
  for (const text of [title ?? '', head.slice(0, 60)]) {
    const low = lower(text).trim()
    for (const [kind, pattern] of MARKS) {
      const found = pattern.exec(low)
      if (found) return { kind, number: found[1] === undefined ? null : Number(found[1]) }
    }
  }
  return null
}

/** The part of a head that is a dateline: before its dash, colon or closing bracket; null when the text begins at once. */
function datelineOf(head: string): string | null {
  const line = head
    .trimStart()
    .split(/[\n\r]/u, 1)[0]!
    .slice(0, 100)
  const found = /^[^.!?。]{2,80}?(?:[)\]】/]\s*[-–—:.]?|\s[-–—]{1,2}\s|[-–—]{1,2}\s|[:：]|电|電)/u.exec(
    line.replace(/\b([A-Z][a-z]{2,4})\. (?=\d)/gu, '$1 '),
  )
  return found ? found[0] : null
}

/** What an outlet may be called in a credit: its name, and its initials, unless these are an agency's: the Aldmoor Post is not AP. */
const callings = remembered((outlet: string): readonly string[] => {
  const initials = outlet
    .split(/[\s-]+/u)
    .map((word) => [...word][0] ?? '')
    .join('')
  return initials.length >= 2 && agencyOf(initials) === null ? [outlet, initials] : [outlet]
})

/** Everything an article says of itself. `head` and `foot` are its first and last few hundred bytes. */
export const statedBy = (facts: Facts, head: string, foot: string): Stated => new Statement(facts, head, foot)

/** Most of it is asked only where several outlets carry a text, so it is looked for when it is asked. */
class Statement implements Stated {
  readonly outlet: string | null
  readonly agency: string | null
  readonly byline: string | null
  readonly day: Day | null
  readonly date: Moment | null
  readonly mark: Mark | null
  readonly url: string | null
  readonly site: string | null
  readonly elsewhere: Stated['elsewhere']
  readonly place: string | null
  readonly #head: string
  readonly #foot: string
  #credits: readonly Credit[] | null = null
  #named: ReadonlySet<string> | null = null
  #lines: readonly string[] | null = null
  #said: Pick<Stated, 'firstIn' | 'reprintOf' | 'today'> | null = null

  constructor(facts: Facts, head: string, foot: string) {
    const { canonical = null } = facts
    const url = facts.url ?? canonical
    const host = url === null ? null : HOST.exec(url)
    this.outlet = facts.source ?? host?.[1] ?? null
    this.agency = agencyOf(this.outlet) ?? (host === null ? null : agencyOf(host[1]!))
    const byline = facts.author === null ? '' : plain(facts.author).trim()
    this.byline = byline === '' ? null : byline
    this.#head = plain(head)
    this.#foot = foot
    const dateline = datelineOf(this.#head)
    this.day = dateline === null ? null : dayIn(dateline)
    this.place = dateline === null ? null : (/^[^,(/\-–—:：]{2,40}/u.exec(dateline)?.[0].trim() ?? null)
    this.date = facts.date === null ? null : stamp(facts.date)
    this.mark = markOf(facts.title, this.#head.trimStart())
    this.url = url
    this.site = url === null ? null : siteOf(url)
    const there = canonical === null ? null : siteOf(canonical)
    const away = facts.url !== null && this.site !== null && there !== null && !sameSite(this.site, there)
    this.elsewhere = away ? { ...whose(there), at: canonical!, site: there, address: addressOf(canonical!) } : null
  }

  get address(): string | null {
    return this.url === null ? null : addressOf(this.url)
  }

  get called(): readonly string[] {
    return this.outlet === null ? [] : callings(this.outlet)
  }

  get credits(): readonly Credit[] {
    if (this.#credits !== null) return this.#credits
    const { byline } = this
    const foot = plain(this.#foot)
    const credits: Credit[] = []
    if (byline !== null) {
      const whole = !contributed(byline)
      const found = agenciesIn(byline)
      for (const f of found)
        credits.push({ agency: f.agency, where: 'byline', whole: whole && !shared(byline, f, found), listed: true })
    }
    creditsAtHead(this.#head, credits)
    creditsAtFoot(foot, credits)
    if (credits.length === 0 && SIGNED.test(foot))
      credits.push({ agency: 'Reuters', where: 'end', whole: true, listed: true })
    if (credits.length === 0) unlistedIn(this.#head, foot, byline, credits)
    return (this.#credits = unique(credits))
  }

  get named(): ReadonlySet<string> {
    if (this.#named !== null) return this.#named
    const named = new Set<string>()
    namedIn(this.#head, named)
    namedIn(plain(this.#foot), named)
    if (this.byline !== null && this.byline.length <= 200) namedIn(`${this.byline} - `, named)
    return (this.#named = named)
  }

  get lines(): readonly string[] {
    if (this.#lines !== null) return this.#lines
    const short = this.#head.split(/[\n\r]+/u, 4).filter((line) => line.length <= 80 && !/[.!?。]\s*$/u.test(line))
    return (this.#lines = this.byline === null ? short : [this.byline, ...short])
  }

  get firstIn(): string | null {
    return this.#phrases().firstIn
  }

  get reprintOf(): Whose | null {
    return this.#phrases().reprintOf
  }

  get today(): number {
    return this.#phrases().today
  }

  #phrases(): Pick<Stated, 'firstIn' | 'reprintOf' | 'today'> {
    if (this.#said !== null) return this.#said
    const foot = plain(this.#foot)
    const above = phrases.in(lower(this.#head), 3)
    const below = phrases.in(lower(foot), 3)
    const [today, yesterday] = [above[TODAY_AT]!.at, above[YESTERDAY_AT]!.at]
    const [text, at] =
      firstIn(foot, below[FIRST_AT]!) === null ? [this.#head, above[FIRST_AT]!] : [foot, below[FIRST_AT]!]
    const name = firstIn(text, at)
    return (this.#said = {
      firstIn: name,
      reprintOf: name !== null && this.#another(name) && saidOfItself(text, at) ? whose(name) : null,
      today: today < 0 && yesterday < 0 ? 0 : yesterday < 0 || (today >= 0 && today < yesterday) ? 1 : -1,
    })
  }

  /** Is it a name, and another outlet's? */
  #another(name: string): boolean {
    const own = this.outlet === null ? [] : [this.outlet, ...this.called].map((one) => lower(plain(one)))
    return isName(name) && !own.some((one) => lower(name).startsWith(one) || one.endsWith(lower(name)))
  }
}

/** Does it begin as names do, where a script has capitals? */
const isName = (text: string): boolean =>
  agencyOf(text) !== null ||
  DENSE.test(text) ||
  (EDGE.test(text[0] ?? ' ') && (lower(text[0]!) !== text[0] || !SMALL.test(text[0]!)))
const SMALL = /[a-z\u00df-\u024f\u03ac-\u03ce\u0430-\u045f]/

const HOST = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(?:www\.)?([^/:?#]+)/i

/** One credit of each agency: of the whole before one of a part, then the place that stands first. */
function unique(credits: readonly Credit[]): Credit[] {
  const best = new Map<string, Credit>()
  for (const c of credits) {
    const known = best.get(c.agency)
    if (known === undefined || (c.whole && !known.whole)) best.set(c.agency, c)
  }
  return [...best.values()]
}
