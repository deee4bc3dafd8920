// Words that tell one text from another though everything else is the same: numbers in words, negations, months and weekdays. A copy that
// says "nine years" is no copy of one that says "four", and one that says "will not" says the opposite.
//
// A short list of the commonest words of a dozen languages, looked up by the hash of the folded token. It makes a text stay, never go, so a
// word that is missing here costs a warning and a word too many costs a duplicate kept.
import { createArena } from './memory.js'
import { tokens } from './tokens.js'

const WORDS = `
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty
forty fifty sixty seventy eighty ninety hundred thousand million billion trillion first second third fourth fifth half quarter dozen
no not never none nor neither without cannot
january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
ein eine einen zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig hundert tausend million millionen milliarden
nicht kein keine keinen nie niemals ohne januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
un une deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante cent mille millions milliard milliards
pas jamais aucun aucune sans janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche
uno una dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta cien ciento mil millón millones
nunca ningún ninguna sin enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo
um uma dois duas três quatro cinco sete oito nove dez não nem nunca sem due tre quattro cinque sei sette otto nove dieci cento mille non mai senza
один одна два две три четыре пять шесть семь восемь девять десять сто тысяча тысяч миллион миллионов миллиард миллиардов не нет ни никогда без
января февраля марта апреля мая июня июля августа сентября октября ноября декабря понедельник вторник среду четверг пятницу субботу воскресенье
واحد اثنان اثنين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني تسعة تسع عشرة عشر عشرون عشرين مئة مائة ألف آلاف مليون ملايين مليار لا لم لن ليس ليست غير دون
אחד אחת שני שתי שלושה שלוש ארבעה ארבע חמישה חמש שישה שש שבעה שבע שמונה תשעה תשע עשרה עשר מאה אלף מיליון לא אין בלי
ένα δύο τρία τρεις τέσσερα τέσσερις πέντε έξι επτά οκτώ εννέα δέκα εκατό χίλια εκατομμύρια δεν μη όχι χωρίς
एक दो तीन चार पांच छह सात आठ नौ दस सौ हज़ार लाख करोड़ नहीं न मत बिना
하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열 백 천 만 억 안 못
አንድ ሁለት ሦስት አራት አምስት ስድስት ሰባት ስምንት ዘጠኝ አስር መቶ ሺህ
〇 零 二 三 四 五 六 七 八 九 十 百 千 万 萬 亿 億 兆 两 兩 半 不 没 未 无 無 非
`

let made: ReadonlySet<number> | null = null

/** The words by the hash of their tokens, once one is asked for. */
function hashes(): ReadonlySet<number> {
  if (made !== null) return made
  const out = new Set<number>()
  const arena = createArena()
  const text = Buffer.from(WORDS)
  const at = arena.reserve(text.length)
  arena.u8.set(text, at)
  const room = text.length
  const column = (): number => arena.reserve(room * 4)
  const [start, end, lo, hi, kind] = [column(), column(), column(), column(), arena.reserve(room)]
  const n = tokens(arena, at, at + text.length, start, end, lo, hi, kind, room)
  for (let i = 0; i < n; i++) out.add(key(arena.u32[(lo >>> 2) + i]!, arena.u32[(hi >>> 2) + i]!))
  made = out
  return out
}

/** 53 bits of the two lanes. */
function key(lo: number, hi: number): number {
  return (hi >>> 11) * 2 ** 32 + lo
}

/** Is the token with these hash lanes a number in words, a negation, a month or a weekday? */
export const tells = (lo: number, hi: number): boolean => (made ?? hashes()).has(key(lo, hi))
