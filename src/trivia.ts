// What a copy alone holds and nobody would keep it for: the share price of the minute, and the telephone line of a desk.
//
// Editors who read pairs of write-throughs kept the shorter text for a quotation, a name or a number that stood nowhere else, and did not
// for these two. So a number does not block a removal when it stands in a telephone number of a line that says so, or in a sentence that says
// at what price shares trade. Never in one that tells of earnings, offers or dividends: there the number is the news.
//
// Law: a word that is no number is never trivial, but in a line of contacts.

/** Longest line that is one of contacts. Longer is prose. */
const LONGEST_LINE = 240

const CONTACT =
  /(?:\b(?:tel|phone|telephone|fax|call|contact|newsroom|news desk|e-?mail|mobile|hotline|telefon|telefax|téléphone|teléfono|telefono|telefone|telefoon|puhelin|whatsapp)\b|тел\.|телефон|τηλ|هاتف|جوال|للتواصل|טלפון|फोन|电话|電話|热线|전화|☎|\+\d{1,3}[ -])/i
const PHONE = /(?:\+?\d[\d ()/.-]{5,}\d)/
const PRICE =
  /\b(?:shares?|stocks?|units)\b[^.!?]{0,80}\b(?:(?:were|was|are|is) (?:trading|up|down|off|quoted|unchanged|changing hands)|traded|closed|ended|opened|rose|fell|gained|lost|jumped|slipped)\b|\b(?:trading|quoted|closed|closing) (?:up|down|at)\b[^.!?]{0,40}\b(?:shares?|stocks?)\b/i
const NEWS =
  /\b(?:offer|bid|tender|dividend|payout|per share|a share|each share|earn|profit|loss of|net|shr|vs|revenue|sales|buy|acquire|purchase|issue|split)/i

/** Is every one of these byte ranges of a text, ascending, of no account? */
export function trivial(text: Uint8Array, tokens: readonly (readonly [start: number, end: number])[]): boolean {
  return tokens.length > 0 && tokens.every(([start, end]) => one(text, start, end))
}

const decoder = new TextDecoder()

function one(text: Uint8Array, start: number, end: number): boolean {
  const word = decoder.decode(text.subarray(start, end))
  const line = around(text, start, end, (c) => c === 0x0a || c === 0x0d)
  if (line.length <= LONGEST_LINE && CONTACT.test(line) && PHONE.test(line)) return true
  if (!/^\d+(?:[.,/-]\d+)*$/.test(word)) return false
  // Hard-wrapped text has its sentences over several lines.
  const sentence = around(
    text,
    start,
    end,
    (c, next) => (c === 0x2e || c === 0x21 || c === 0x3f) && (next <= 0x20 || next === 0x22),
  )
  return PRICE.test(sentence) && !NEWS.test(sentence)
}

/** The text between two stops, at most so many bytes to each side. */
function around(text: Uint8Array, start: number, end: number, stop: (c: number, next: number) => boolean): string {
  let from = start
  let to = end
  while (from > 0 && start - from < LONGEST_LINE && !stop(text[from - 1]!, text[from] ?? 0x0a)) from--
  while (to < text.length && to - end < LONGEST_LINE && !stop(text[to]!, text[to + 1] ?? 0x0a)) to++
  return decoder.decode(text.subarray(from, to)).replace(/\s+/g, ' ')
}
