// A cluster and what its members say of themselves -> the original, and on what evidence.
//
// Every member is a candidate, and so is one that is not there. Each piece of evidence adds its weight to a candidate's score, and the shares are
// the softmax of the scores: a conditional logit (McFadden 1974), which is what "weighing evidence" is when it is to be a probability.
// The weights were fitted on planted syndication, seed 1, and hold on seeds 2 and 3 (`npm run bench:originals` prints all, and how often an answer of
// each confidence was right). Strongest first:
//
//   credit    the others credit an agency or name an outlet as their source, and this is its item; or their canonical link leads to it
//   agency    its outlet is an agency, and nobody says whose text it is
//   earliest  dated before all others, where all dates can be trusted and are equally precise
//   behind    published so much later than the earliest: log2 of 1 + hours, against it
//   address   another outlet's record has its address
//   today     says "today" where others say "yesterday"
//   full      has the most of what the members have in common, where no date says who was first; what only one of them says makes it no
//             fuller, because something else may have been put behind it
//   fullest   the same where dates do say: an update is fuller than what it updates
//   version   calls itself an update or a correction, against it
//   helped    credits an agency for a part, against it
//   absent    for the one that is not there
//
// A date is not trusted when it lies before the day of the article's own dateline, nor when it stands alone, three days and more before all others
// that lie close together: it is that of a crawl or of a template.
// Under a share of LEAST the answer is "unknown". Members' own order (path, line) is no evidence and is never used as if it were.
//
// What members say is an agency's or another outlet's (a credit, "first appeared in", a canonical link to another site), and whose own item is not
// in the corpus, has no original here. The earliest of the fullest members that say so stands for it, and the report says: "agency text (SPA), original
// not in the corpus".
//
// Law: the answer does not depend on the order of the members.
import type { Day, Moment } from './dates.js'
import type { Stated } from './facts.js'

/** What is known of a member. */
export interface Witness {
  readonly stated: Stated
  /** Its date, null when it has none or none that can be trusted. */
  readonly date: Moment | null
  /** Bytes of its text that it shares with the head of the cluster; of the head, the most it shares with one of the others. */
  readonly common: number
  /** Bytes of its text. */
  readonly size: number
  /** Prints two stories and more: never the original of one. */
  readonly roundup: boolean
}

export interface Candidate {
  /** Position among the witnesses. */
  readonly member: number
  /** 0..1. */
  readonly share: number
  readonly because: readonly string[]
}

export interface Original {
  /** Position of the original among the witnesses, or null: unknown. */
  readonly member: number | null
  /** Share of the weighed evidence, 0..1: of planted answers with .9 nine in ten were right. 0: unknown. */
  readonly confidence: number
  /** Evidence that decided, e.g. "credit:AP", "earliest". */
  readonly because: readonly string[]
  /** The agency or outlet whose text it is, when its own item is not among the members. */
  readonly standsFor: string | null
  /** Is that an agency? */
  readonly agency: boolean
  /** The address of its own item, where members name it. */
  readonly at: string | null
  /** What speaks for others, best first. */
  readonly others: readonly Candidate[]
}

/** In the order of the lecture above. Fitted (`npm run bench:originals -- --fit`), but for those that it holds; it says which and why. */
export const kinds = [
  'credit',
  'agency',
  'earliest',
  'behind',
  'address',
  'today',
  'full',
  'fullest',
  'version',
  'helped',
] as const
const EARLIEST = kinds.indexOf('earliest')
export const weights: readonly number[] = [9, 7.6, 5.4, -0.1, 1, 0.2, 0.6, 0.05, -3.8, -0.5]
/** By whether dates say who was first. */
export const absent = { dated: 4.7, undated: 0.9 }

/** What the earliest of those that are dated weighs, where some are not. */
const SOME_DATED = 0.95
/** Least share of an answer. */
const LEAST = 0.5
/** Losing candidates that are told. */
const OTHERS = 3
/** Outlets of one cluster that are looked for in bylines: each is compared with every member. */
const OUTLETS = 40
/** A day and a week are late alike: log2 of 1 + hours. */
const MOST_BEHIND = 4.6
/** Of the fullest, from which a member is as full. */
const FULL = 0.9
/** Text of somebody who is not there: how sure, when members say so, and when they name several. Planted ones were all right; credits that are misread are not planted. */
const SAID = { clearly: 0.95, contested: 0.6 }

/** The date of an article, unless its own dateline was written later. */
export function trusted(
  date: Moment | null,
  day: Day | null,
  daysAfter: (at: Moment, day: Day) => number,
): Moment | null {
  if (date === null || day === null) return date
  const after = daysAfter(date, day)
  // A day is lost between time zones; half a year is another year's dateline.
  return after < -1 && after > -180 ? null : date
}

/** Does it credit itself? */
const signs = ({ called, credits }: Stated): boolean => credits.some((c) => c.whole && called.includes(c.agency))

const words = (s: string): string[] => s.split(/[\s.,:;!?()"'«»“”„‘’\-–—|/]+/u).filter((x) => x !== '')

/** Does one of the lines, given as words, name the outlet, perhaps with an ending of its own: «Вестника Камнегорска»? */
function naming(outlet: string): (lines: readonly (readonly string[])[]) => boolean {
  const stem = (s: string): string => ([...s].length >= 6 ? [...s].slice(0, -2).join('') : s)
  const wanted = words(outlet).map(stem)
  return (lines) =>
    wanted.length >= 2 &&
    lines.some((there) => there.some((_, i) => wanted.every((x, k) => there[i + k]?.startsWith(x) === true)))
}

/** Outlets of a cluster that others name where credits stand, or as the place where it first appeared. */
function namedOutlets(witnesses: readonly Witness[]): Set<string> {
  const by = new Map<string, Set<string | null>>()
  for (const { stated } of witnesses) {
    const first = stated.firstIn === null ? [] : [stated.firstIn]
    for (const name of [...stated.named, ...stated.credits.flatMap((c) => (c.whole ? [c.agency] : [])), ...first]) {
      const outlets = by.get(name)
      if (!outlets) by.set(name, new Set([stated.outlet]))
      else if (outlets.size < 2) outlets.add(stated.outlet)
    }
  }
  const outlets = new Map(
    witnesses.flatMap(({ stated }) => (stated.outlet === null ? [] : [[stated.outlet, stated.called] as const])),
  )
  const few = outlets.size <= OUTLETS
  const lines = few
    ? witnesses.map(({ stated: { lines, firstIn } }) => (firstIn === null ? lines : [...lines, firstIn]).map(words))
    : []
  const out = new Set<string>()
  for (const [outlet, callings] of outlets) {
    const called = callings.some((name) => [...(by.get(name) ?? [])].some((other) => other !== outlet))
    const named = naming(outlet)
    if (called || (few && witnesses.some((w, i) => w.stated.outlet !== outlet && named(lines[i]!)))) out.add(outlet)
  }
  return out
}

/** Members that canonical links of other outlets lead to, and where: to their address, else to the site that one of them alone has. */
function linkedTo(witnesses: readonly Witness[]): Map<number, string> {
  const out = new Map<number, string>()
  if (witnesses.every((w) => w.stated.elsewhere === null)) return out
  const at = new Map<string, number[]>()
  const on = new Map<string, number[]>()
  for (const [i, { stated }] of witnesses.entries()) {
    // What is on another site itself is nobody's own item.
    if (stated.url === null || stated.elsewhere !== null) continue
    for (const [map, key] of [
      [at, stated.address],
      [on, stated.site],
    ] as const)
      if (key !== null) map.set(key, [...(map.get(key) ?? []), i])
  }
  for (const { stated } of witnesses) {
    if (stated.elsewhere === null) continue
    const site = stated.elsewhere.site!
    const there = at.get(stated.elsewhere.address!) ?? on.get(site) ?? []
    if (there.length === 1 && witnesses[there[0]!]!.stated.outlet !== stated.outlet) out.set(there[0]!, site)
  }
  return out
}

const letters = (text: string): string =>
  text.replace(/[^a-z0-9]/gi, '').replace(/[A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 32))

/** The features of every member, in the order of `kinds`, and what they are called in a report. */
export function evidence(given: readonly Witness[]): { readonly x: number[]; readonly because: string[] }[] {
  const apart = standingApart(given.map((w) => w.date))
  const witnesses = apart < 0 ? given : given.map((w, i) => (i === apart ? { ...w, date: null } : w))
  const own = witnesses.map((w) => w.stated.agency)
  const oneOutlet = new Set(witnesses.map((w) => w.stated.outlet)).size === 1
  const creditedBy = new Map<string, Set<string | null>>()
  // Versions of one outlet have nobody to name.
  for (const { stated } of oneOutlet ? [] : witnesses)
    for (const c of stated.credits)
      if (c.whole && c.listed && c.agency !== stated.agency) {
        const set = creditedBy.get(c.agency) ?? new Set()
        creditedBy.set(c.agency, set.add(stated.outlet))
      }
  const named = oneOutlet ? new Set<string>() : namedOutlets(witnesses)
  const linked = linkedTo(witnesses)
  const { earliest, dated } = datesOf(witnesses)
  const most = Math.max(...witnesses.map((w) => w.common))
  const says = new Set(oneOutlet ? [] : witnesses.map((w) => w.stated.today))
  const bothDays = says.has(1) && says.has(-1)
  const marked = witnesses.some((w) => w.stated.mark === null)
  // Whose host it is: of the outlets whose records have it, the one that is called like it.
  const hosts = new Map<string, Set<string>>()
  for (const { stated } of witnesses) {
    const host = stated.site
    if (host !== null && stated.outlet !== null && stated.outlet !== host)
      hosts.set(host, (hosts.get(host) ?? new Set()).add(stated.outlet))
  }
  return witnesses.map((w, i) => {
    const { stated } = w
    const because: string[] = []
    const agency = own[i] ?? null
    const others = agency === null ? undefined : creditedBy.get(agency)
    const credited =
      others !== undefined
        ? agency!
        : stated.outlet !== null && agency === null && named.has(stated.outlet)
          ? stated.outlet
          : null
    if (credited !== null) because.push(`credit:${credited}`)
    const links = linked.get(i)
    if (links !== undefined) because.push(`canonical:${links}`)
    // Nobody signs a dateline with its own name but an agency.
    const signed = !oneOutlet && signs(stated)
    const isAgency =
      credited === null && links === undefined && ((agency !== null && own.some((a) => a !== agency)) || signed)
    if (isAgency) because.push(`agency:${agency ?? stated.outlet}`)
    const first = earliest !== null && w.date !== null && w.date.key === earliest.key && dated.unique
    if (first) because.push(dated.all ? 'earliest' : `earliest of the ${dated.n} that are dated`)
    const behind =
      earliest === null || w.date === null || dated.n < 2
        ? 0
        : Math.min(MOST_BEHIND, Math.log2(1 + Math.max(0, w.date.at - earliest.at) / 3600))
    const host = stated.site
    const sharing = host === null ? undefined : hosts.get(host)
    const address =
      sharing !== undefined &&
      sharing.size > 1 &&
      stated.outlet !== null &&
      letters(host!).includes(letters(stated.outlet)) &&
      letters(stated.outlet) !== ''
    if (address) because.push('its address on records of others')
    if (i === apart) because.push('its date stands alone, and is not believed')
    const today = bothDays ? stated.today : 0
    if (today > 0) because.push('says today where others say yesterday')
    const share = most === 0 ? 0 : w.common / most
    const full = share >= 0.999 ? 1 : share >= FULL ? 0.5 : 0
    if (full === 1 && witnesses.some((o) => o.common < FULL * most)) because.push('the fullest')
    const version = marked && stated.mark !== null && stated.mark.kind !== 'repeat' ? 1 : 0
    const helped = !oneOutlet && stated.credits.some((c) => !c.whole) ? 1 : 0
    return {
      x: [
        Number(credited !== null || links !== undefined),
        Number(isAgency),
        Number(first) * (dated.all ? 1 : SOME_DATED),
        behind,
        Number(address),
        today,
        ...(earliest === null ? [full, 0] : [0, full]),
        version,
        helped,
      ],
      because,
    }
  })
}

const A_DAY = 86_400

/** Papers print the next day, or behind a weekend; a story that waits longer for its second paper, and is then in all of them, has a wrong date. */
const ALONE = 3 * A_DAY

/** The date that no other confirms: of three and more the first, when it lies that long before the second, and further than all others lie apart. -1: none. */
export function standingApart(dates: readonly (Moment | null)[]): number {
  const sorted = dates.flatMap((d, i) => (d === null ? [] : [{ at: d.at, i }])).sort((x, y) => x.at - y.at)
  if (sorted.length < 3) return -1
  const gap = sorted[1]!.at - sorted[0]!.at
  return gap > ALONE && gap > sorted.at(-1)!.at - sorted[1]!.at ? sorted[0]!.i : -1
}

interface Dated {
  /** All members have a date. */
  readonly all: boolean
  readonly n: number
  /** The earliest stands alone. */
  readonly unique: boolean
}

/** The earliest date, when those that are there are equally precise: two days do not say which of two hours came first. */
function datesOf(witnesses: readonly Witness[]): { earliest: Moment | null; dated: Dated } {
  const dates = witnesses.flatMap((w) => (w.date === null ? [] : [w.date]))
  const dated = (earliest: Moment | null, unique: boolean): { earliest: Moment | null; dated: Dated } => ({
    earliest,
    dated: { all: dates.length === witnesses.length, n: dates.length, unique },
  })
  if (dates.length < 2) return dated(null, false)
  const even = dates.every((d) => (d.precision === 3) === (dates[0]!.precision === 3) && d.zoned === dates[0]!.zoned)
  const sorted = [...dates].sort((x, y) => (x.key < y.key ? -1 : x.key > y.key ? 1 : 0))
  const [first, second] = [sorted[0]!, sorted[1]!]
  // Minutes and seconds compare where they differ by a minute; days and hours, zones and none, where they differ by more than a day.
  const clear = even
    ? first.key !== second.key && (first.precision === second.precision || second.at - first.at >= 60)
    : second.at - first.at > A_DAY + A_DAY / 2
  return clear ? dated(first, true) : dated(even ? first : null, false)
}

/** Does a date say who was first? */
export const datedIn = (xs: readonly (readonly number[])[]): boolean => xs.some((x) => x[EARLIEST]! > 0)

/** Shares of the candidates; what is left of 1 is that of the one who is not there. */
export function shares(
  xs: readonly (readonly number[])[],
  w: readonly number[] = weights,
  missing: typeof absent = absent,
): number[] {
  const none = datedIn(xs) ? missing.dated : missing.undated
  const scores = xs.map((x) => x.reduce((sum, value, k) => sum + value * w[k]!, 0))
  const top = Math.max(none, ...scores)
  const odds = scores.map((score) => Math.exp(score - top))
  const all = odds.reduce((a, b) => a + b, 0) + Math.exp(none - top)
  return odds.map((x) => x / all)
}

const round = (x: number): number => Math.round(x * 100) / 100

/** Decides among at least two witnesses. */
export function original(witnesses: readonly Witness[]): Original {
  const found = evidence(witnesses)
  const share = shares(found.map((f) => f.x)).map((x, i) => (witnesses[i]!.roundup ? 0 : x))
  const absentee = notHere(witnesses, found)
  const ranked = share
    .map((x, i) => ({ member: i, share: round(x), because: found[i]!.because }))
    .filter((c) => c.because.length > 0)
    .sort((x, y) => y.share - x.share || compare(witnesses[x.member]!, witnesses[y.member]!))
  const others = (but: number | null): Candidate[] => ranked.filter((c) => c.member !== but).slice(0, OTHERS)
  const none = { standsFor: null, agency: false, at: null }
  if (absentee !== null) {
    const { name, agency, at, confidence, because, members } = absentee
    const stands = confidence < LEAST ? null : earliestAndFullest(witnesses, members)
    const told = [...because, `${agency ? 'agency text' : 'text'} (${name}), original not in the corpus`]
    const absent = { standsFor: name, agency, at }
    if (stands === null) return { member: null, confidence: 0, because: told, ...absent, others: others(null) }
    const why = stands.because === '' ? [] : [`stands for it: ${stands.because}`]
    return { member: stands.member, confidence, because: [...told, ...why], ...absent, others: others(stands.member) }
  }
  const best = share.reduce((k, x, i) => (x > share[k]! ? i : k), 0)
  const tie = share.filter((x) => x === share[best]).length > 1
  if (tie || share[best]! < LEAST || found[best]!.because.length === 0)
    return {
      member: null,
      confidence: 0,
      because: [ranked.length === 0 ? 'no credit, date or containment decides' : 'the evidence does not decide'],
      ...none,
      others: others(null),
    }
  return {
    member: best,
    confidence: round(share[best]!),
    because: found[best]!.because,
    ...none,
    others: others(best),
  }
}

/** Order of candidates with one share, free of their places. */
function compare(x: Witness, y: Witness): number {
  const [a, b] = [x.date?.key ?? '~', y.date?.key ?? '~']
  return a < b ? -1 : a > b ? 1 : y.common - x.common || y.size - x.size
}

interface Absentee {
  readonly name: string
  readonly agency: boolean
  readonly at: string | null
  readonly confidence: number
  readonly because: readonly string[]
  /** Who says so. */
  readonly members: readonly number[]
}

/** Is it the text of somebody whose own item is not among the members? A canonical link says it best, then what says that it appeared first elsewhere, then credits. */
function notHere(
  witnesses: readonly Witness[],
  found: readonly { readonly because: readonly string[] }[],
): Absentee | null {
  if (found.some((f) => f.because.some((b) => /^(?:credit|agency|canonical):/.test(b)))) return null
  return linkedAway(witnesses) ?? appearedElsewhere(witnesses) ?? agencyText(witnesses)
}

const outletsOf = (witnesses: readonly Witness[], members: Iterable<number>): number =>
  new Set([...members].map((i) => witnesses[i]!.stated.outlet)).size

/** Of several things that members say, the one that most outlets say, and who does. */
function mostSaid(
  witnesses: readonly Witness[],
  said: (w: Witness) => string | null,
): { readonly what: string; readonly members: readonly number[]; readonly rivals: number } | null {
  const by = new Map<string, number[]>()
  for (const [i, w] of witnesses.entries()) {
    const what = said(w)
    if (what !== null) by.set(what, [...(by.get(what) ?? []), i])
  }
  const ranked = [...by].sort(
    ([a, x], [b, y]) => outletsOf(witnesses, y) - outletsOf(witnesses, x) || y.length - x.length || (a < b ? -1 : 1),
  )
  if (ranked.length === 0) return null
  const [what, members] = ranked[0]!
  return { what, members, rivals: ranked.length - 1 }
}

const ofAll = (witnesses: readonly Witness[], members: readonly number[]): string =>
  `${outletsOf(witnesses, members)} of ${outletsOf(witnesses, witnesses.keys())} outlets`

function linkedAway(witnesses: readonly Witness[]): Absentee | null {
  const most = mostSaid(witnesses, ({ stated }) => stated.elsewhere?.address ?? null)
  if (most === null) return null
  const { members, rivals } = most
  // One address, however it is written.
  const { at, name, agency } = members
    .map((i) => witnesses[i]!.stated.elsewhere!)
    .reduce((a, b) => (a.at < b.at ? a : b))
  return {
    name,
    agency,
    at,
    confidence: rivals > 0 ? SAID.contested : SAID.clearly,
    because: [`canonical link to ${at} of ${ofAll(witnesses, members)}`],
    members,
  }
}

function appearedElsewhere(witnesses: readonly Witness[]): Absentee | null {
  const most = mostSaid(witnesses, ({ stated }) => stated.reprintOf?.name ?? null)
  if (most === null) return null
  const { what, members, rivals } = most
  return {
    name: what,
    agency: witnesses[members[0]!]!.stated.reprintOf!.agency,
    at: null,
    confidence: rivals > 0 ? SAID.contested : SAID.clearly,
    because: [`first appeared in ${what}, say ${ofAll(witnesses, members)}`],
    members,
  }
}

/** The agency that most outlets credit; those that it only helped do not count. */
function agencyText(witnesses: readonly Witness[]): Absentee | null {
  // What an agency prints is its own.
  if (witnesses.every((w) => w.stated.agency !== null)) return null
  const by = new Map<string, number[]>()
  const unsure = new Set<string>()
  for (const [i, { stated }] of witnesses.entries())
    for (const c of stated.credits) {
      if (!c.whole || c.agency === stated.agency || stated.called.includes(c.agency)) continue
      by.set(c.agency, [...(by.get(c.agency) ?? []), i])
      if (!c.listed && c.where !== 'dateline') unsure.add(c.agency)
    }
  const outlets = (members: readonly number[]): number => outletsOf(witnesses, members)
  // A name on no list is that of an agency when two outlets say so.
  for (const name of unsure) if (outlets(by.get(name)!) < 2) by.delete(name)
  const ranked = [...by].sort(([a, x], [b, y]) => outlets(y) - outlets(x) || y.length - x.length || (a < b ? -1 : 1))
  const [first, second] = ranked
  if (first === undefined) return null
  // "Agencies" is a credit, and names none: any name beside it is better.
  const [name, creditors] = first[0] === 'agencies' && second !== undefined ? second : first
  const rivals = ranked.filter(([other]) => other !== name && other !== 'agencies')
  const n = outlets(creditors)
  const contested = rivals.some(([, members]) => outlets(members) === n)
  const confidence = contested ? SAID.contested : SAID.clearly
  const told = [name, ...rivals.map(([other]) => other)].map((x) => `${x} by ${outlets(by.get(x)!)}`)
  return {
    name,
    agency: true,
    at: null,
    confidence,
    because: [`credited: ${told.join(', ')} of ${outletsOf(witnesses, witnesses.keys())} outlets`],
    members: creditors,
  }
}

/** Of those that credit the agency: the fullest, and of these the earliest. Null: nothing tells them apart. */
function earliestAndFullest(
  witnesses: readonly Witness[],
  creditors: readonly number[],
): { readonly member: number; readonly because: string } | null {
  const able = creditors.filter((i) => !witnesses[i]!.roundup)
  const most = Math.max(0, ...able.map((i) => witnesses[i]!.common))
  const full = able.filter((i) => witnesses[i]!.common >= FULL * most)
  if (full.length === 0) return null
  if (full.length === 1)
    return { member: full[0]!, because: able.length === 1 ? 'it alone credits it' : 'the fullest that credits it' }
  const { earliest, dated } = datesOf(full.map((i) => witnesses[i]!))
  const first =
    earliest === null || !dated.unique ? undefined : full.find((i) => witnesses[i]!.date?.key === earliest.key)
  if (first !== undefined) return { member: first, because: 'the earliest of the fullest that credit it' }
  const longest = full.filter((i) => witnesses[i]!.common === most)
  return longest.length === 1 ? { member: longest[0]!, because: 'the fullest that credits it' } : null
}
