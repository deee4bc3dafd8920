// What a record or a dateline calls its date -> a moment that sorts, or nothing. Never a guess.
//
// Only what can be read in one way is read: 2015-07-21 02:51[:32[.5]][Z|+03:00], 26-FEB-1987 15:01, 21 July 2015, July 21, 2015,
// 21.07.2015, 2015年7月21日, ٢١ يوليو ٢٠١٥, Tue, 21 Jul 2015 02:51:32 GMT, seconds and milliseconds since 1970. "03/04/2015" is two
// dates, and none here; "25/12/2015" is one. A date without a year, or with two digits of one, is none: the year it was written in is
// not the year it is read in. "EST", "CET", "IST" are several zones each: the time is taken, the zone is not.
//
// The names of the months are those of CLDR, long and short, plain and in the case that stands behind a day, in 32 languages, with
// the Levantine and Maghrebi names of Arabic. A name that means two months (listopad is October in Zagreb and November in Prague) is none.
// The libraries for this (chrono-node) fill in from the clock what is not there, know neither Arabic nor Korean nor Hebrew, and find dates in
// prose, where we have one value; so the names are a table, and Intl is the oracle of the tests.
//
// Laws: a date and the same one in other digits are one; what is read agrees with Date where that can read it; a date that Intl prints in
// one of these languages is read as that day, or not at all.

/** A point in time as a text named it. */
export interface Moment {
  /** Sorts as text. */
  readonly key: string
  /** Seconds since 1970, without a fraction. Without a zone as if it were UTC. */
  readonly at: number
  /** 3 day, 5 minute, 6 second. */
  readonly precision: number
  /** Did it name its zone? */
  readonly zoned: boolean
}

/** A day that a dateline names without a year: nothing to sort by, and enough to catch a date that came before it. */
export interface Day {
  readonly month: number
  readonly day: number
}

const MONTHS = [
  'january jan januar januari janvier janv enero ene gennaio gen janeiro ianuarie ian ocak oca январь января янв январ январи јануар јан január jaanuar jaan janvāris janv sausis sausio siječanj siječnja sij styczeń stycznia sty leden ledna led tammikuu tammikuuta tammi січень січня січ януари ιανουάριος ιανουαρίου ιαν يناير جانفي ינואר जनवरी ژانویه',
  'february feb februar februari février févr fevrier febrero febbraio fevereiro fev februarie febr şubat şub февраль февраля февр фев фебруар февруари february február veebruar veebr februāris vasaris vasario veljača veljače luty lutego lut únor února úno helmikuu helmikuuta helmi лютий лютого лют φεβρουάριος φεβρουαρίου φεβ فبراير شباط فيفري פברואר फ़रवरी फरवरी فوریه',
  'march mar märz mär mars marzo março marco maart mrt marts martie mart март марта мар marec marca marzec március márc märts maret kovas kovo ožujak ožujka ožu březen března bře maaliskuu maaliskuuta maalis березень березня бер μάρτιος μαρτίου μαρ مارس آذار מרץ मार्च',
  'april apr avril avr abril abr aprile aprilie nisan nis апрель апреля апр април április ápr aprill aprīlis apríl apríla balandis balandžio travanj travnja kwiecień kwietnia kwi duben dubna dub huhtikuu huhtikuuta huhti квітень квітня квіт απρίλιος απριλίου απρ أبريل ابريل إبريل نيسان أفريل אפריל अप्रैल آوریل',
  'may mai mayo maggio mag maio mei maj maja mayıs май мая мај május máj mája maijs gegužė gegužės svibanj svibnja svi květen května kvě toukokuu toukokuuta touko травень травня трав μάιος μαΐου مايو أيار ايار ماي מאי मई',
  'june jun juni juin junio giugno giu junho iunie iun haziran haz июнь июня июн юни јун június jún júna juuni jūnijs jūn junij birželis birželio lipanj lipnja czerwiec czerwca cze červen června čvn kesäkuu kesäkuuta kesä червень червня черв ιούνιος ιουνίου ιουν يونيو يونيه حزيران جوان יוני जून ژوئن',
  'july jul juli juillet juil julio luglio lug julho iulie iul temmuz tem июль июля июл юли јул július júl júla juuli jūlijs jūl julij liepa liepos srpanj srpnja lipiec lipca červenec července čvc heinäkuu heinäkuuta heinä липень липня лип ιούλιος ιουλίου ιουλ يوليو يوليه تموز جويلية יולי जुलाई ژوئیه',
  'august aug août aout agosto ago augustus augusti ağustos ağu август августа авг augusztus augusts avgust avg agustus agu rugpjūtis rugpjūčio kolovoz kolovoza sierpień sierpnia sie srpen srpna srp elokuu elokuuta elo серпень серпня серп αύγουστος αυγούστου αυγ أغسطس اغسطس آب أوت אוגוסט अगस्त اوت',
  'september sep sept septembre septiembre setiembre settembre set setembro septembrie eylül eyl сентябрь сентября сент сен септември септембар szeptember szept septembris rugsėjis rugsėjo rujan rujna wrzesień września wrz září zář syyskuu syyskuuta syys вересень вересня вер σεπτέμβριος σεπτεμβρίου σεπ سبتمبر أيلول ايلول ספטמבר सितंबर سپتامبر',
  'october oct oktober okt octobre octubre ottobre ott outubro out octombrie ekim eki октябрь октября окт октомври октобар október oktoober oktobris spalis spalio październik października paź říjen října říj lokakuu lokakuuta loka жовтень жовтня жовт οκτώβριος οκτωβρίου οκτ أكتوبر اكتوبر אוקטובר अक्टूबर اکتبر',
  'november nov novembre noviembre novembro noiembrie noi kasım kas ноябрь ноября нояб ноя ноември новембар novembris lapkritis lapkričio studeni studenoga marraskuu marraskuuta marras листопад листопада лист νοέμβριος νοεμβρίου νοε نوفمبر נובמבר नवंबर نوامبر listopad listopada',
  'december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro desember des aralık ara декабрь декабря дек декември децембар detsember decembris gruodis gruodžio gruden prosinac prosinca pro grudzień grudnia gru prosinec prosince joulukuu joulukuuta joulu грудень грудня груд δεκέμβριος δεκεμβρίου δεκ ديسمبر דצמבר दिसंबर دسامبر',
  // No month: names of two.
  'listopad listopada lis lip srp juu',
]

/** The one month a name means. */
const monthOf = new Map<string, number>()
for (const [i, names] of MONTHS.entries())
  for (const name of names.split(' ')) {
    const known = monthOf.get(name)
    monthOf.set(name, i === 12 || (known !== undefined && known !== i + 1) ? 0 : i + 1)
  }

/** Lower case of Latin, Greek and Cyrillic letters as they were before this program: what `toLowerCase` does changes with Node. */
export function lower(text: string): string {
  if (!/[\u0080-\uffff]/.test(text)) return text.toLowerCase()
  return text.replace(/[A-Z\u00c0-\u00de\u0100-\u017f\u0386-\u03ab\u0400-\u042f]/g, (letter) => {
    const c = letter.charCodeAt(0)
    if (c < 0x5b) return String.fromCharCode(c + 32)
    if (c < 0xdf) return c === 0xd7 ? letter : String.fromCharCode(c + 32)
    if (c < 0x180) {
      if (c === 0x130 || c === 0x131 || c === 0x138 || c === 0x149 || c === 0x17f) return c === 0x130 ? 'i' : letter
      if (c === 0x178) return 'ÿ'
      const odd = (c >= 0x139 && c <= 0x148) || c >= 0x179
      return (c & 1) === (odd ? 1 : 0) ? String.fromCharCode(c + 1) : letter
    }
    if (c < 0x3ac) {
      const accented = 'ΆΈΉΊΌΎΏ'.indexOf(letter)
      return accented >= 0 ? 'άέήίόύώ'[accented]! : c >= 0x391 && c !== 0x3a2 ? String.fromCharCode(c + 32) : letter
    }
    return String.fromCharCode(c < 0x410 ? c + 80 : c + 32)
  })
}

/** Arabic, Persian, Devanagari and full-width digits as ASCII ones. */
const asciiDigits = (text: string): string =>
  text
    .replace(/[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]/g, (d) => String(d.charCodeAt(0) & 15))
    .replace(/[\u0966-\u096f]/g, (d) => String(d.charCodeAt(0) - 0x966))
    .replace(/[\uff0d\u2010-\u2015]/g, '-')

const TIME =
  /(?:^|[\s,t(])(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s?(am|pm|a\.m\.|p\.m\.)(?![a-z]))?\s?(z(?![a-z])|utc|gmt|[+-]\d{2}:?\d{2})?/

/** A date as a moment, or null when it cannot be read in exactly one way. Longer than 100 characters is no date. */
export function stamp(date: string): Moment | null {
  if (date.length > 100) return null
  const text = lower(asciiDigits(date)).trim()
  if (/^\d{10}$|^\d{13}$/.test(text)) return seconds(Number(text.slice(0, 10)), text.slice(10))
  const compact = /^(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(z)?$/.exec(text)
  if (compact) {
    const [, y, mo, d, h, mi, s, z] = compact
    return moment(Number(y), Number(mo), Number(d), h === undefined ? null : { h, mi: mi!, s, f: '', zone: z })
  }
  const clock = TIME.exec(text)
  const rest = clock === null ? text : `${text.slice(0, clock.index)} ${text.slice(clock.index + clock[0].length)}`
  if (/\d[:h]\d{2}/.test(rest)) return null
  const day = dayOf(rest)
  if (day === null) return null
  if (clock === null) return moment(day[0], day[1], day[2], null)
  const [, h, mi, s, f, half, zone] = clock
  let hour = Number(h)
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (half.startsWith('p') ? 12 : 0)
  }
  return moment(day[0], day[1], day[2], { h: String(hour), mi: mi!, s, f: f ?? '', zone })
}

/** Year, month, day of what is left when the clock is taken away. */
function dayOf(text: string): readonly [number, number, number] | null {
  const iso = /^\D{0,12}?(\d{4})([-/.])(\d{2})\2(\d{2})(?!\d)\s*(?:t|[^\d]{0,20})$/.exec(text)
  if (iso) return [Number(iso[1]), Number(iso[3]), Number(iso[4])]
  const cjk = /^\D{0,12}?(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]?\D{0,20}$/.exec(text)
  if (cjk) return [Number(cjk[1]), Number(cjk[2]), Number(cjk[3])]
  const viet = /(\d{1,2}) tháng (\d{1,2})(?:,? năm|,) (\d{4})(?!\d)/.exec(text)
  if (viet) return [Number(viet[3]), Number(viet[2]), Number(viet[1])]
  const slashed = /^\D{0,12}?(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)[^\d]{0,20}$/.exec(text)
  if (slashed) {
    const [a, b, y] = [Number(slashed[1]), Number(slashed[3]), Number(slashed[4])]
    if (slashed[2] === '.' || a > 12 || a === b) return [y, b, a]
    return b > 12 ? [y, a, b] : null
  }
  const named = monthAndDay(text)
  if (named === null) return null
  const years = [...text.matchAll(/(?<!\d)(\d{4})(?!\d)/g)]
  return years.length === 1 ? [Number(years[0]![1]), named.month, named.day] : null
}

/** The one month that a text names and the one day number beside it: of "26-feb-1987", "july 21, 2015", "le 9 août". */
function monthAndDay(text: string): Day | null {
  let month = 0
  for (const word of text.split(/[\s.,/()،'’\-–—:]+|(?<=\d)(?=[^\d\s])/u)) {
    const found = monthOf.get(word)
    if (found === undefined) continue
    if (found === 0 || (month !== 0 && month !== found)) return null
    month = found
  }
  const numbers = text.match(/(?<!\d)\d{1,2}(?!\d)/g)
  if (month === 0 || numbers === null || numbers.length !== 1) return null
  const day = Number(numbers[0])
  return day >= 1 && day <= monthDays(2000, month) ? { month, day } : null
}

/** The day that a dateline names: "SALVADOR, Feb 26 -". */
export function dayIn(dateline: string): Day | null {
  if (dateline.length > 160) return null
  const text = lower(asciiDigits(dateline))
  const cjk = /(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]/.exec(text)
  if (cjk) {
    const [month, day] = [Number(cjk[1]), Number(cjk[2])]
    return month >= 1 && month <= 12 && day >= 1 && day <= monthDays(2000, month) ? { month, day } : null
  }
  return monthAndDay(text.replace(/(?<!\d)\d{4}(?!\d)/g, ' '))
}

/** Days from a dateline's day to a moment's, taken around the year's end: negative when the moment came first. */
export function daysAfter(moment: Moment, { month, day }: Day): number {
  const at = Math.floor(moment.at / 86_400)
  const year = 1970 + Math.floor(at / 365.2425)
  let best = Number.POSITIVE_INFINITY
  for (const y of [year - 1, year, year + 1]) {
    const n = at - (days(y, month, day) - EPOCH)
    if (Math.abs(n) < Math.abs(best)) best = n
  }
  return best
}

interface Clock {
  readonly h: string
  readonly mi: string
  readonly s: string | undefined
  readonly f: string
  readonly zone: string | undefined
}

function moment(year: number, month: number, day: number, clock: Clock | null): Moment | null {
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > monthDays(year, month)) return null
  if (clock === null) return keyed(days(year, month, day) * 1440, '00', '', 3, false)
  const { h, mi, s, f, zone } = clock
  if (Number(h) > 23 || Number(mi) > 59 || Number(s ?? 0) > 60) return null
  const signed = zone !== undefined && /^[+-]/.test(zone)
  if (signed && (Number(zone.slice(1, 3)) > 14 || Number(zone.slice(-2)) > 59)) return null
  const offset = signed ? (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) : 0
  const minutes = days(year, month, day) * 1440 + Number(h) * 60 + Number(mi) - offset
  return keyed(minutes, s ?? '00', f, s === undefined ? 5 : 6, zone !== undefined)
}

const seconds = (at: number, rest: string): Moment =>
  keyed(EPOCH * 1440 + Math.floor(at / 60), String(at % 60).padStart(2, '0'), rest, 6, true)

const keyed = (minutes: number, s: string, f: string, precision: number, zoned: boolean): Moment => ({
  key: `${String(minutes).padStart(12, '0')}:${s}.${f.padEnd(9, '0')}`,
  at: (minutes - EPOCH * 1440) * 60 + Number(s),
  precision,
  zoned,
})

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

/** 1970-01-01 in those days. */
const EPOCH = days(1970, 1, 1)
