// What a copy alone holds and nobody would keep it for: the share price of the minute, and the telephone line of a desk.
//
// Editors who read pairs of write-throughs kept the shorter text for a quotation, a name or a number that stood nowhere else, and did not
// for these two. So a number does not block a removal when it stands in a telephone number of a line that says so, or in a sentence that says
// at what price shares trade (English, German, French, Spanish, Arabic). Never in one that tells of earnings, offers or dividends: there the number is
// the news, and a word of that kind in any of these languages is enough to keep it.
//
// Law: a word that is no number is never trivial, but in a line of contacts.

/** Longest line that is one of contacts. Longer is prose. */
const LONGEST_LINE = 240

const CONTACT =
  /(?:\b(?:tel|phone|telephone|fax|call|contact|newsroom|news desk|e-?mail|mobile|hotline|telefon|telefax|téléphone|teléfono|telefono|telefone|telefoon|puhelin|whatsapp|rückfragen|pressestelle|durchwahl|standard|rédaction|redacción|centralita|móvil)\b|тел\.|телефон|τηλ|هاتف|جوال|تليفون|تلفون|فاكس|للتواصل|للاستفسار|טלפון|फोन|电话|電話|热线|전화|☎|\+\d{1,3}[ -])/i
const PHONE = /(?:\+?[\d\u0660-\u0669][\d\u0660-\u0669 ()/.-]{5,}[\d\u0660-\u0669])/
/** What a share does at a price, and words that make the number news, language by language: English, German, French, Spanish, Arabic. */
const PRICES: readonly (readonly [price: RegExp, news: RegExp])[] = [
  [
    /\b(?:shares?|stocks?|units)\b[^.!?]{0,80}\b(?:(?:were|was|are|is) (?:trading|up|down|off|quoted|unchanged|changing hands)|traded|closed|ended|opened|rose|fell|gained|lost|jumped|slipped)\b|\b(?:trading|quoted|closed|closing) (?:up|down|at)\b[^.!?]{0,40}\b(?:shares?|stocks?)\b/i,
    /\b(?:offer|bid|tender|dividend|payout|per share|a share|each share|earn|profit|loss of|net|shr|vs|revenue|sales|buy|acquire|purchase|issue|split)/i,
  ],
  [
    /\b(?:Die|Der|Das) (?:[A-ZÄÖÜ][\wäöüß-]*-)?(?:Aktien?|Aktienkurs|Papiere?|Anteilsscheine?)\b[^.!?]{0,60}\b(?:notierten?|schloss(?:en)?|verlor(?:en)?|gewann(?:en)?|stieg(?:en)?|fiel(?:en)?|gab(?:en)?|legten?|verteuerten?)\b/,
    /Angebot|Gebot|geboten|bietet|Übernahm|übernehm|Dividende|je Aktie|pro Aktie|Gewinn|Verlust|Umsatz|kauf|Ausgabe|Split|Kapital/,
  ],
  [
    /\b(?:l['’]action|les actions|le titre|les titres)\b[^.!?]{0,60}\b(?:cotai(?:t|ent)|cédai(?:t|ent)|gagnai(?:t|ent)|perdai(?:t|ent)|clôtur\w+|reculai(?:t|ent)|progressai(?:t|ent)|s['’]échangeai(?:t|ent))/i,
    /offre|opa\b|dividende|par action|bénéfice|perte nette|chiffre d|achat|achet|rachet|rachat|émission|capital|acqui|vente/i,
  ],
  [
    /\b(?:las acciones|la acción|los títulos|los valores)\b[^.!?]{0,60}\b(?:cotizaban?|subían?|bajaban?|caían?|cerraron|cerró|perdían?|ganaban?|avanzaban?|retrocedían?)/i,
    /oferta|opa\b|dividendo|por acción|beneficio|pérdidas?|ingresos|ventas|compr|adquir|emisión|capital/i,
  ],
  [
    /(?:سهم|أسهم|اسهم)[^.!?؟]{0,60}(?:(?:أغلق|اغلق|ارتفع|انخفض|تراجع|صعد|هبط)ت?|يتداول|تتداول|جرى تداوله)/,
    /عرض|استحواذ|توزيع|أرباح|ارباح|ربح|خسائر|خسارة|إيرادات|ايرادات|مبيعات|شراء|بيع|اكتتاب|إصدار|للسهم|رأس المال/,
  ],
]

/** Is every one of these byte ranges of a text, ascending, of no account? */
export function trivial(text: Uint8Array, tokens: readonly (readonly [start: number, end: number])[]): boolean {
  return tokens.length > 0 && tokens.every(([start, end]) => one(text, start, end))
}

const decoder = new TextDecoder()

function one(text: Uint8Array, start: number, end: number): boolean {
  const word = decoder.decode(text.subarray(start, end))
  const line = around(text, start, end, (c) => c === 0x0a || c === 0x0d)
  if (line.length <= LONGEST_LINE && CONTACT.test(line) && PHONE.test(line)) return true
  if (!/^[\d\u0660-\u0669]+(?:[.,/\u066b-][\d\u0660-\u0669]+)*$/.test(word)) return false
  // Hard-wrapped text has its sentences over several lines.
  const sentence = around(
    text,
    start,
    end,
    (c, next) => (c === 0x2e || c === 0x21 || c === 0x3f) && (next <= 0x20 || next === 0x22),
  )
  return PRICES.some(([price]) => price.test(sentence)) && !PRICES.some(([, news]) => news.test(sentence))
}

/** The text between two stops, at most so many bytes to each side. */
function around(text: Uint8Array, start: number, end: number, stop: (c: number, next: number) => boolean): string {
  let from = start
  let to = end
  while (from > 0 && start - from < LONGEST_LINE && !stop(text[from - 1]!, text[from] ?? 0x0a)) from--
  while (to < text.length && to - end < LONGEST_LINE && !stop(text[to]!, text[to + 1] ?? 0x0a)) to++
  return decoder.decode(text.subarray(from, to)).replace(/\s+/g, ' ')
}
