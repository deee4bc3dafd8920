// A cluster and its facts -> the original, and on what evidence.
//
// Evidence, strongest first:
//   credit    the others credit an agency, and one member is that agency's own item: its outlet is the agency
//   earliest  one member is dated before all others, and all dates are equally precise
//   contains  one member contains all the others, and is longer than each
// Where nothing decides the answer is "unknown". Members' own order (path, line) is no evidence and is never used as if it were.
//
// An agency is known by its outlet's name and by credits in the first and last lines: "(AP)", "LONDON (Reuters) -", "dpa/", "أ ف ب",
// "新华社". The list below is of world agencies and their spellings; an agency that is not on it is still found when its outlet's own name
// stands as a credit in brackets in another member's head or foot.
//
// Law: the answer does not depend on the order of the members.

/** What is known of a member. Texts are short pieces: the first and the last few hundred bytes. */
export interface Witness {
  readonly outlet: string | null
  readonly author: string | null
  readonly date: string | null
  readonly head: string
  readonly foot: string
  /** Tokens of the text. */
  readonly size: number
  /** Share of the other members' shingles, least of all, that stand in this one; null where it was not compared. */
  readonly containsOthers: number | null
}

export interface Original {
  /** Position of the original among the witnesses, or null: unknown. */
  readonly member: number | null
  /** 0..1: how sure the evidence makes it. Not a probability yet: an order (credit .9, credit and date .95, date .7, containment .5, unknown 0). */
  readonly confidence: number
  /** Evidence that decided, e.g. "credit:AP", "earliest". */
  readonly because: readonly string[]
}

interface Agency {
  readonly name: string
  /** Lower-case outlet names that are the agency itself. */
  readonly outlets: readonly string[]
  /** How papers credit it. */
  readonly credit: RegExp
}

// Patterns are linear: no nested repetition, and they see at most a few hundred bytes.
const agencies: readonly Agency[] = [
  {
    name: 'AP',
    outlets: ['ap', 'associated press', 'the associated press', 'apnews.com'],
    credit: /\(AP\)|\bAP\s?[-–—]|Associated Press|أ\.?\s?ب\.?(?=\s*[-)])|美联社/u,
  },
  {
    name: 'Reuters',
    outlets: ['reuters', 'thomson reuters', 'reuters.com'],
    credit: /\bReuters?\b|\bREUTERS?\b|رويترز|路透/u,
  },
  {
    name: 'AFP',
    outlets: ['afp', 'agence france-presse', 'afp.com'],
    credit:
      /\(AFP\)|\bAFP\b|Agence France-Presse|أ\s?ف\s?ب|(?<![\u0621-\u064a])ا\s?ف\s?ب(?![\u0621-\u064a])|فرانس برس|法新社/u,
  },
  {
    name: 'dpa',
    outlets: ['dpa', 'deutsche presse-agentur', 'dpa.com'],
    credit: /\(dpa[^)]{0,12}\)|\bdpa\b|Deutsche Presse-Agentur/u,
  },
  { name: 'EFE', outlets: ['efe', 'agencia efe', 'efe.com'], credit: /\(EFE\)|\bEFE\b/u },
  { name: 'ANSA', outlets: ['ansa', 'ansa.it'], credit: /\(ANSA\)|\bANSA\b/u },
  { name: 'TASS', outlets: ['tass', 'тасс', 'tass.ru', 'tass.com'], credit: /\bTASS\b|ТАСС/u },
  { name: 'Interfax', outlets: ['interfax', 'интерфакс', 'interfax.ru'], credit: /Interfax|Интерфакс|ИНТЕРФАКС/u },
  {
    name: 'Xinhua',
    outlets: ['xinhua', 'xinhua news agency', '新华社', '新華社', 'xinhuanet.com', 'news.cn'],
    credit: /Xinhua|新华社|新華社|شينخوا/u,
  },
  { name: 'Kyodo', outlets: ['kyodo', 'kyodo news', '共同通信'], credit: /Kyodo|共同通信|【共同】/u },
  { name: 'Jiji', outlets: ['jiji', 'jiji press', '時事通信'], credit: /Jiji Press|時事通信|【時事】/u },
  { name: 'Yonhap', outlets: ['yonhap', '연합뉴스', 'yna.co.kr'], credit: /Yonhap|연합뉴스/u },
  { name: 'PTI', outlets: ['pti', 'press trust of india'], credit: /\(PTI\)|\bPTI\b|Press Trust of India/u },
  {
    name: 'SPA',
    outlets: ['spa', 'was', 'saudi press agency', 'واس'],
    credit: /\bSPA\b|(?<![\u0621-\u064a])واس(?![\u0621-\u064a])/u,
  },
  { name: 'MENA', outlets: ['mena', 'middle east news agency'], credit: /\(MENA\)|أ\s?ش\s?أ/u },
  {
    name: 'Anadolu',
    outlets: ['anadolu', 'anadolu agency', 'anadolu ajansı', 'aa.com.tr'],
    credit: /Anadolu|\(AA\)|الأناضول/u,
  },
  { name: 'PA', outlets: ['pa', 'pa media', 'press association'], credit: /\(PA\)|Press Association|PA Media/u },
]

/** Most texts credit nobody: asked of all agencies at once. */
const anyCredit = new RegExp(agencies.map((a) => `(?:${a.credit.source})`).join('|'), 'u')

/** Only ASCII letters: what other scripts call lower case changes with Node. */
const asciiLower = (s: string): string => s.replace(/[A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 32))

/** Which agency is this outlet itself, if any? */
export function agencyOf(outlet: string | null): string | null {
  if (outlet === null) return null
  const name = asciiLower(outlet.trim())
  return agencies.find((a) => a.outlets.includes(name))?.name ?? null
}

/** Agencies that a text credits in its first or last lines, or in its byline. */
export function credits(w: Pick<Witness, 'head' | 'foot' | 'author'>): string[] {
  const credited = [w.head, w.foot, w.author ?? ''].filter((text) => anyCredit.test(text))
  if (credited.length === 0) return credited
  return agencies.filter((a) => credited.some((text) => a.credit.test(text))).map((a) => a.name)
}

/** Names that stand where a credit stands: in brackets, behind ©, before the dash of a dateline. Every beginning of up to five words, so that "(Meridian Press, Hafn)" names Meridian Press. */
function namedIn(text: string): Set<string> {
  const out = new Set<string>()
  const beginnings = (piece: string): void => {
    const words = piece.trim().split(/[\s,;/]+/u, 6)
    for (let n = 1; n <= Math.min(5, words.length); n++) out.add(words.slice(0, n).join(' '))
  }
  for (const m of text.matchAll(/[([（【©]\s*([^()[\]（）【】©\n]{1,80})/gu)) beginnings(m[1]!)
  for (const m of text.matchAll(/[—–]| - /gu)) {
    const before = text.slice(Math.max(0, m.index - 80), m.index)
    const words = before
      .slice(before.search(/[^\n.()（）]*$/u))
      .trim()
      .split(/[\s,;/]+/u)
    for (let n = 1; n <= Math.min(5, words.length); n++) out.add(words.slice(words.length - n).join(' '))
  }
  return out
}

/** What an outlet may be called in a credit: its name, and its initials. */
function callings(outlet: string): string[] {
  const initials = outlet
    .split(/[\s-]+/u)
    .map((word) => [...word][0] ?? '')
    .join('')
  return initials.length >= 2 ? [outlet, initials] : [outlet]
}

/** Outlets of one cluster that are looked for in bylines: each is compared with every member. */
const OUTLETS = 40

/** The byline, and the short lines at the head of a text without one: "Nurit Segev, Shaar HaYam". */
function bylines(w: Witness): string[] {
  const lines = w.head.split(/[\n\r]+/u, 4).filter((line) => line.length <= 80 && !/[.!?。]\s*$/u.test(line))
  return w.author === null ? lines : [w.author, ...lines]
}

/** Does a line name the outlet, perhaps with an ending of its own: «Вестника Камнегорска»? */
function names(line: string, outlet: string): boolean {
  const words = (s: string): string[] => s.split(/[\s.,:;!?()"'«»“”„‘’\-–—|/]+/u).filter((x) => x !== '')
  const stem = (s: string): string => ([...s].length >= 6 ? [...s].slice(0, -2).join('') : s)
  const wanted = words(outlet).map(stem)
  const there = words(line)
  return wanted.length >= 2 && there.some((_, i) => wanted.every((x, k) => there[i + k]?.startsWith(x) === true))
}

/** Decides among at least two witnesses. */
export function original(witnesses: readonly Witness[]): Original {
  const because: string[] = []
  let member: number | null = null
  let confidence = 0

  const earliest = firstByDate(witnesses.map((w) => w.date))
  // An agency's own item beside papers that credit it, or beside any other outlet that carries it.
  const own = witnesses.map((w, i) => ({ i, agency: agencyOf(w.outlet) })).filter((w) => w.agency !== null)
  const credited = witnesses.map((w) => credits(w))
  const known = own.filter((o) =>
    credited.some((c, i) => i !== o.i && c.includes(o.agency!) && agencyOf(witnesses[i]!.outlet) === null),
  )
  // An outlet that is not on the list is an agency here when another outlet's head or foot names it in the place of a credit.
  const creditedBy = new Map<string, Set<string | null>>()
  for (const w of witnesses)
    for (const name of new Set([...namedIn(w.head), ...namedIn(w.foot)])) {
      const by = creditedBy.get(name)
      if (!by) creditedBy.set(name, new Set([w.outlet]))
      else if (by.size < 2) by.add(w.outlet)
    }
  const lines =
    new Set(witnesses.map((w) => w.outlet)).size <= OUTLETS
      ? witnesses.map((w) => ({ outlet: w.outlet, lines: bylines(w) }))
      : []
  const inByline = new Map<string, boolean>()
  const bylined = (outlet: string): boolean => {
    let found = inByline.get(outlet)
    if (found === undefined) {
      found = lines.some((w) => w.outlet !== outlet && w.lines.some((line) => names(line, outlet)))
      inByline.set(outlet, found)
    }
    return found
  }
  const named = witnesses.flatMap(({ outlet }, i) =>
    outlet !== null &&
    agencyOf(outlet) === null &&
    (callings(outlet).some((name) => [...(creditedBy.get(name) ?? [])].some((by) => by !== outlet)) || bylined(outlet))
      ? [i]
      : [],
  )
  const agencyItems =
    known.length > 0
      ? known.map((k) => k.i)
      : named.length > 0
        ? named
        : own.length > 0 && own.length < witnesses.length && sameOutlet(own.map((o) => o.agency!))
          ? own.map((o) => o.i)
          : []
  const agencyOutlets = new Set(agencyItems.map((i) => witnesses[i]!.outlet))
  if (agencyItems.length > 0 && agencyOutlets.size === 1) {
    // The agency may have sent it more than once: its own first item, or its fullest where dates are silent.
    const firstOf = firstByDate(agencyItems.map((i) => witnesses[i]!.date))
    const sole = agencyItems.length === 1 ? 0 : (firstOf ?? fullest(agencyItems.map((i) => witnesses[i]!.size)))
    if (sole !== null) {
      member = agencyItems[sole]!
      const outlet = witnesses[member]!.outlet
      because.push(
        known.length > 0 || named.length > 0 ? `credit:${agencyOf(outlet) ?? outlet}` : `agency:${agencyOf(outlet)}`,
      )
      confidence = known.length > 0 || named.length > 0 ? 0.9 : 0.75
      if (agencyItems.length > 1) because.push(firstOf !== null ? 'earliest of the agency' : 'fullest of the agency')
      if (earliest === member) {
        because.push('earliest')
        confidence = Math.min(0.95, confidence + 0.05)
      }
    }
  }
  const carriers = credited.flatMap((c, i) => (c.length > 0 ? [i] : []))
  if (member === null && own.length === 0 && carriers.length === 1) {
    const sole = carriers[0]!
    const at = witnesses[sole]!.date === null ? null : stamp(witnesses[sole]!.date!)
    const before = witnesses.some((w, i) => {
      const s = i === sole || w.date === null ? null : stamp(w.date)
      return s !== null && (at === null || s.precision !== at.precision || s.key < at.key)
    })
    if (!before) {
      member = sole
      confidence = 0.6
      because.push(`credit kept:${credited[sole]![0]}`)
    }
  }
  if (member === null && earliest !== null) {
    member = earliest
    confidence = 0.7
    because.push('earliest')
  }
  if (member === null) {
    const dated = witnesses.flatMap((w, i) => (w.date === null ? [] : [i]))
    const first = dated.length < 2 ? null : firstByDate(dated.map((i) => witnesses[i]!.date))
    if (first !== null) {
      member = dated[first]!
      confidence = 0.5
      because.push(`earliest of the ${dated.length} that are dated`)
    }
  }
  if (member === null) {
    const containing = witnesses.flatMap((w, i) =>
      w.containsOthers !== null && w.containsOthers >= 0.95 && witnesses.every((o, k) => k === i || o.size < w.size)
        ? [i]
        : [],
    )
    if (containing.length === 1) {
      member = containing[0]!
      confidence = 0.5
      because.push('contains the others')
    }
  }
  const missingAgencies = [...new Set(credited.flat())]
    .filter((a) => !witnesses.some((w) => agencyOf(w.outlet) === a))
    .sort()
  if (missingAgencies.length > 0)
    because.push(`agency text (${missingAgencies.join(', ')}), its own item is not in the corpus`)
  if (member === null && because.length === 0) because.push('no credit, date or containment decides')
  return { member, confidence, because }
}

const sameOutlet = (names: readonly string[]): boolean => new Set(names).size === 1

/** Position of the strictly earliest date when all are there and equally precise, else null. */
function firstByDate(dates: readonly (string | null)[]): number | null {
  const stamps = dates.map((d) => (d === null ? null : stamp(d)))
  if (stamps.some((s) => s === null)) return null
  const known = stamps as { key: string; precision: number }[]
  if (new Set(known.map((k) => k.precision)).size !== 1) return null
  let best = 0
  let ties = 0
  for (let i = 1; i < known.length; i++) {
    if (known[i]!.key < known[best]!.key) {
      best = i
      ties = 0
    } else if (known[i]!.key === known[best]!.key) ties++
  }
  return ties > 0 || known.length === 0 ? null : best
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * A date as a key that sorts, and how precise it is (3 day, 5 minute, 6 second), or null when it is not one of the forms that cannot
 * be misread: 2015-07-21, 2015-07-21 02:51[:32[.5]][Z|+03:00], 26-FEB-1987 15:01[:01.79]. 03/04/2015 is two dates; it is none here.
 */
export function stamp(date: string): { key: string; precision: number } | null {
  const iso =
    /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*$/.exec(
      date,
    )
  const old = iso
    ? null
    : /^\s*(\d{1,2})-([A-Za-z]{3})-(\d{4})(?: +(\d{2}):(\d{2})(?::(\d{2})(?:[.](\d{1,9}))?)?)?\s*$/.exec(date)
  if (!iso && !old) return null
  const month = iso ? Number(iso[2]) : MONTHS.indexOf(asciiLower(old![2]!)) + 1
  const [year, day] = iso ? [Number(iso[1]), Number(iso[3])] : [Number(old![3]), Number(old![1])]
  const [h, m, s, f, zone] = iso
    ? [iso[4], iso[5], iso[6], iso[7], iso[8]]
    : [old![4], old![5], old![6], old![7], undefined]
  if (month < 1 || month > 12 || day < 1 || day > monthDays(year, month)) return null
  if (Number(h ?? 0) > 23 || Number(m ?? 0) > 59 || Number(s ?? 0) > 60) return null
  if (zone !== undefined && zone !== 'Z' && (Number(zone.slice(1, 3)) > 14 || Number(zone.slice(-2)) > 59)) return null
  const offset =
    zone === undefined || zone === 'Z'
      ? 0
      : (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)))
  const minutes = days(year, month, day) * 1440 + Number(h ?? 0) * 60 + Number(m ?? 0) - offset
  const key = `${String(minutes).padStart(12, '0')}:${s ?? '00'}.${(f ?? '').padEnd(9, '0')}`
  return { key, precision: h === undefined ? 3 : s === undefined ? 5 : 6 }
}

function monthDays(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Days since 0000-03-01 of the proleptic Gregorian calendar (Howard Hinnant, days_from_civil). */
function days(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yoe = y - era * 400
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy
}

/** Position of the strictly largest, else null. */
function fullest(sizes: readonly number[]): number | null {
  const most = Math.max(...sizes)
  return sizes.filter((s) => s === most).length === 1 ? sizes.indexOf(most) : null
}
