// The Unicode data built into the running Node -> src/kernel/unicode.ts, the tables by which tokens are made.
//   node build/scripts/unicode.js            writes the file (run it in the root of the checkout)
//   node build/scripts/unicode.js --check    exits 1 if the committed file differs; says so and exits 0 if this Node
//                                            carries another Unicode version than the file
//
// This is the only place that may ask `normalize`, `toLowerCase` and `\p{}`: their answers change with Node, and an
// answer of ours must not. What is committed here is asked once, of one named version.
//
// The idea: folding one code point gives zero, one or several *elements*. An element is 32 bits:
//
//   31........11 | 10 9 | 8.6  | 5..0
//   code point   |      | type | kind of the token it makes (BASE), or its place among marks (MARK)
//
// and the table holds no elements but what must be added to `codePoint << 11` to get one. So the 90,000 Han
// characters, which fold to themselves, are one number, and so is every stretch of capitals that stand 32 before
// their small letters. Equal blocks of 64 code points are stored once.
//
// Law: the folding of a text is the concatenation of the foldings of its code points, up to the order of marks. It
// holds because each code point is first decomposed as far as Unicode can (NFKD), and each piece then folded alone.
import { readFileSync, writeFileSync } from 'node:fs'

const path = 'src/kernel/unicode.ts'
const version = process.versions.unicode as string

// Element types. BASE is a letter or a digit; JOINER is ' . or , which a word may hold between two of them; SEVERAL
// points into the series.
const SEPARATOR = 0
const BASE = 1
const DROPPED = 2
const MARK = 3
const JOINER = 4
const SEVERAL = 5
const TYPE_SHIFT = 6
const POINT_SHIFT = 11

// Kinds of tokens, as they stand in the kind column.
const WORD = 0
const HAN = 1
const THAI = 2
const DIGIT = 4
const UPPER = 8
const LETTER = 16
const CASELESS = 32

// --- what a character is -------------------------------------------------------------------------------------------

const is = (property: string) => {
  const pattern = new RegExp(`^[${property}]$`, 'u')
  return (char: string): boolean => pattern.test(char)
}
const letter = is('\\p{L}')
const mark = is('\\p{M}')
const number = is('\\p{N}')
const decimal = is('\\p{Nd}')
const upper = is('\\p{Lu}\\p{Lt}')
const cased = is('\\p{Lu}\\p{Lt}\\p{Ll}')
const ignorable = is('\\p{Default_Ignorable_Code_Point}')

// One character, one token: Han and Kana, and the other scripts that write a syllable or a word in each character.
const ideographScript = is('\\p{Ideographic}\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Bopo}\\p{sc=Yiii}')
const kanaSign = is('\\p{scx=Hira}\\p{scx=Kana}') // the long-vowel sign and repeat signs, which belong to two scripts

// No spaces between words: the scripts whose lines Unicode breaks by dictionary (Line_Break=SA), letter by letter.
const spaceless = is(
  ['Thai', 'Laoo', 'Khmr', 'Mymr', 'Tale', 'Talu', 'Lana', 'Tavt', 'Ahom']
    .map((script) => `\\p{sc=${script}}`)
    .join(''),
)

// Marks that are dropped: those Unicode gives to one of the five scripts, and those it gives to no script at all.
const markOfFive = is('\\p{scx=Latn}\\p{scx=Grek}\\p{scx=Cyrl}\\p{scx=Hebr}\\p{scx=Arab}')
const markOfNone = is('\\p{scx=Zinh}\\p{scx=Zyyy}')
const TATWEEL = '\u0640'
const IOTA_BELOW = '\u0345' // folds to a letter (ᾳ = ΑΙ), and it is the one mark of the five scripts that does
const dropped = (char: string): boolean =>
  char !== IOTA_BELOW && (ignorable(char) || char === TATWEEL || (mark(char) && (markOfFive(char) || markOfNone(char))))

// Apostrophes, and what stands inside words as apostrophes do: the modifier letters of transliteration (ʿAbd, Hawaiʻi),
// Hebrew geresh, and the three Armenian signs of tone, which are written above the vowel and coded after it.
const apostrophes = "'\u2018\u2019\u201b\u02bb\u02bc\u02bd\u02be\u02bf\u05f3\u055a\u055b\u055c\u055e"
const joiners = new Map<string, string>([
  ...[...apostrophes].map((char): [string, string] => [char, "'"]),
  ['.', '.'],
  [',', ','],
  ['\u066b', '.'], // Arabic decimal separator
  ['\u066c', ','], // Arabic thousands separator
])

// Letters that Arabic-script newsrooms type one for the other. Alef with hamza or madda, and hamza on waw or ya, need
// no line here: they decompose, and the hamza above is a mark.
const variants = new Map([
  ['\u0671', '\u0627'], // alef wasla -> alef
  ['\u0649', '\u064a'], // alef maqsura -> ya
  ['\u06cc', '\u064a'], // Farsi ya -> ya
  ['\u0629', '\u0647'], // ta marbuta -> ha
  ['\u06a9', '\u0643'], // keheh -> kaf
])

// --- folding -------------------------------------------------------------------------------------------------------

// Lower case of upper case, until it stands. This is Unicode's full case folding as far as equality goes, with one pair
// more: the Turkish ı, whose capital is I, meets i. So no upper-casing ever changes a token.
const foldCase = (text: string): string => {
  const once = [...text].map((char) => char.toUpperCase().toLowerCase()).join('')
  return once === text ? text : foldCase(once)
}

// Digits of a script are ten in a row; a block of several rows (mathematical digits) starts with a zero as well.
const digit = (char: string): string => {
  const point = char.codePointAt(0) as number
  let zero = point
  while (decimal(String.fromCodePoint(zero - 1))) zero--
  return String((point - zero) % 10)
}

// Marks in canonical order. \p{} does not know combining classes, but normalize sorts by them: a mark's place is that
// of its class among the classes of the marks we keep. Marks of class 0 do not move and have place 0.
const swaps = (a: string, b: string): boolean => (a + b).normalize('NFD') !== a + b
const places: string[] = []
for (let point = 0; point < 0x110000; point++) {
  const char = String.fromCodePoint(point)
  if (!mark(char) || dropped(char) || char.normalize('NFD') !== char) continue
  const moves = swaps(IOTA_BELOW, char) || swaps(char, '\u0334') // the highest class and the lowest
  if (moves && !places.some((other) => !swaps(other, char) && !swaps(char, other))) places.push(char)
}
places.sort((a, b) => (swaps(a, b) ? 1 : -1))
const place = (char: string): number =>
  1 +
  places.findIndex((other) => char === other || (!swaps(other, char) && !swaps(char, other) && swaps(IOTA_BELOW, char)))

const element = (char: string, type: number, kind: number): number =>
  (((char.codePointAt(0) as number) << POINT_SHIFT) | (type << TYPE_SHIFT) | kind) >>> 0

// One character that no longer decomposes -> the elements it folds to.
const foldPiece = (piece: string): number[] => {
  if (dropped(piece)) return [] // nothing at all
  if (mark(piece)) return [...foldCase(piece)].map((char) => element(char, MARK, place(piece)))
  const joiner = joiners.get(piece)
  if (joiner !== undefined) return [element(joiner, JOINER, 0)]
  if (decimal(piece)) return [element(digit(piece), BASE, WORD | DIGIT)]
  if (!letter(piece) && !number(piece)) return [SEPARATOR]

  const one = ideographScript(piece) || (kanaSign(piece) && !markOfFive(piece))
  const script = one ? HAN : letter(piece) && spaceless(piece) ? THAI : WORD
  const nature = !letter(piece) && script !== HAN ? DIGIT : LETTER | (cased(piece) ? 0 : CASELESS)
  const folded = foldCase(piece)
  return [...(folded === piece ? piece : folded.normalize('NFKD'))]
    .filter((char) => !dropped(char))
    .map((char, i) =>
      element(variants.get(char) ?? char, BASE, script | nature | (i === 0 && upper(piece) ? UPPER : 0)),
    )
}

const foldPoint = (point: number): number[] => {
  if (point >= 0xd800 && point < 0xe000) return [SEPARATOR]
  const char = String.fromCodePoint(point)
  if (point >= 0xac00 && point < 0xd7a4) return foldPiece(char) // Hangul syllables stay whole
  return [...char.normalize('NFKD')]
    .flatMap(foldPiece)
    .filter((e, i, all) => e !== SEPARATOR || i === 0 || all[i - 1] !== SEPARATOR)
}

// --- the tables ----------------------------------------------------------------------------------------------------

const BLOCK = 64
const series: number[] = []
const units: number[] = []
const index: number[] = []
const blocks = new Map<string, number>()

const seen = new Map<string, number>()
const unit = (point: number): number => {
  const elements = foldPoint(point)
  if (elements.length === 0) return DROPPED << TYPE_SHIFT
  if (elements.length === 1) {
    // A separator is 0 in its low bits whatever stands above them, so it needs no exact code point.
    return elements[0] === SEPARATOR ? SEPARATOR : (elements[0] - (point << POINT_SHIFT)) >>> 0
  }
  // Marks out of order are put in order from the first to the last code point that holds one: no mark that moves may
  // stand in a series before something that does not.
  const moves = elements.map((e) => ((e >> TYPE_SHIFT) & 7) === MARK && (e & 63) > 0)
  if (moves[0] && moves.includes(false)) throw new Error(`U+${point.toString(16)} opens with a mark that moves`)
  const key = elements.join()
  let at = seen.get(key)
  if (at === undefined) {
    at = series.length
    seen.set(key, at)
    series.push(...elements)
  }
  if (elements.length > 63) throw new Error(`U+${point.toString(16)} folds to ${elements.length} elements, 63 fit`)
  return (((at - point) << POINT_SHIFT) | (SEVERAL << TYPE_SHIFT) | elements.length) >>> 0
}

// Beyond the last letter there is only plane 14, whose first 4,096 code points are ignorable and the rest nothing.
let limit = 0
for (let point = 0; point < 0x110000; point++) {
  const expected = point >> 12 === 0xe0 ? DROPPED << TYPE_SHIFT : SEPARATOR
  if (unit(point) !== expected) limit = point + 1
}
limit = Math.ceil(limit / BLOCK) * BLOCK

for (let first = 0; first < limit; first += BLOCK) {
  const block = Array.from({ length: BLOCK }, (_, i) => unit(first + i))
  const key = block.join()
  const at = blocks.get(key) ?? blocks.size
  if (at === blocks.size) {
    blocks.set(key, at)
    units.push(...block)
  }
  index.push(at)
}
if (index[1] !== 1) throw new Error('ASCII is read straight from the first 128 units, and they are not there')

// Written as runs: how many times, how far from the run before (upper 21 bits), the lower 11 bits as they are. Each
// number is in digits of 6 bits, five of value and one that says "more follows", lowest first: the form of source maps.
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const coded = (value: number): string => (value < 32 ? digits[value] : digits[(value & 31) | 32] + coded(value >> 5))
const signed = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)

let packed = ''
let before = 0
const all = [...units, ...series, ...index].map((value) => value | 0)
for (let i = 0; i < all.length; ) {
  const value = all[i]
  let next = i
  while (all[next] === value) next++
  packed += coded(next - i) + coded(signed((value >> POINT_SHIFT) - before)) + coded(value & 0x7ff)
  before = value >> POINT_SHIFT
  i = next
}
const lines = packed.match(/.{1,112}/g) as string[]

const file = `// Unicode ${version}. Written by scripts/unicode.ts, which explains it; do not edit.
//
// unit = units[index[point >> 6] * 64 + (point & 63)], and (point << ${POINT_SHIFT}) + unit is the element the point folds to:
//   31........11 | 10 9 | 8.6  | 5..0
//   code point   |      | type | kind of the token it makes (BASE), or its place among marks (MARK), or
//   place in series            | how many elements follow there (SEVERAL)
// From LIMIT on there is no table: plane 14 opens with 4,096 code points that are DROPPED, all others are SEPARATOR.

/** The version of Unicode that says what a letter is. */
export const UNICODE_VERSION = '${version}'

// Types of elements. BASE is a letter or a digit.
export const SEPARATOR = ${SEPARATOR}
export const BASE = ${BASE}
export const DROPPED = ${DROPPED}
export const MARK = ${MARK}
export const JOINER = ${JOINER}
export const SEVERAL = ${SEVERAL}
export const TYPE_SHIFT = ${TYPE_SHIFT}
export const POINT_SHIFT = ${POINT_SHIFT}

/** Bits 0-1 of a kind: what a token is. WORD a word or number; HAN one Han or Kana character (or one of Bopomofo, Yi,
 *  Tangut ...); THAI one letter, with its marks, of a script without spaces (Thai, Lao, Khmer, Burmese ...). */
export const CLASS = 3
export const WORD = ${WORD}
export const HAN = ${HAN}
export const THAI = ${THAI}
/** It holds a digit. */
export const DIGIT = ${DIGIT}
/** Its first letter is a capital in the source. */
export const UPPER = ${UPPER}
/** It holds a letter. */
export const LETTER = ${LETTER}
/** It holds a letter of a script without capitals: Arabic, Hebrew, Devanagari, Hangul, Han ... */
export const CASELESS = ${CASELESS}

export const LIMIT = 0x${limit.toString(16)}
const UNITS = ${units.length}
const SERIES = ${series.length}
const INDEX = ${index.length}

/** Units and series as 32-bit words, then the index as 16-bit words: the bytes a WebAssembly twin loads. */
export const tables: ArrayBuffer = new ArrayBuffer((UNITS + SERIES) * 4 + INDEX * 2)
export const units: Int32Array = new Int32Array(tables, 0, UNITS)
export const series: Int32Array = new Int32Array(tables, UNITS * 4, SERIES)
export const index: Uint16Array = new Uint16Array(tables, (UNITS + SERIES) * 4, INDEX)

unpack([
${lines.map((line) => `  '${line}',`).join('\n')}
])

// Runs of equal words: how many, how far from the run before (upper 21 bits), the lower 11 bits. Numbers are digits of
// 6 bits, five of value and one that says "more follows", lowest first.
function unpack(lines: string[]): void {
  const digits = '${digits}'
  const sixBits = new Uint8Array(128)
  for (let i = 0; i < digits.length; i++) sixBits[digits.charCodeAt(i)] = i
  const run = [0, 0, 0]
  let at = 0
  let upper = 0
  let field = 0
  let value = 0
  let shift = 0
  for (const line of lines) {
    for (let i = 0; i < line.length; i++) {
      const digit = sixBits[line.charCodeAt(i)]
      value |= (digit & 31) << shift
      shift += 5
      if (digit & 32) continue
      run[field++] = value
      value = shift = 0
      if (field < 3) continue
      field = 0
      upper += run[1] & 1 ? -(run[1] + 1) / 2 : run[1] / 2
      for (let rest = run[0]; rest > 0; rest--, at++) {
        const word = (upper << POINT_SHIFT) | run[2]
        if (at < UNITS) units[at] = word
        else if (at < UNITS + SERIES) series[at - UNITS] = word
        else index[at - UNITS - SERIES] = word
      }
    }
  }
}
`

if (process.argv.includes('--check')) {
  const committed = readFileSync(path, 'utf8')
  const theirs = /^\/\/ Unicode (\S+)\. /.exec(committed)?.[1]
  if (theirs !== version) {
    console.log(`${path} is Unicode ${theirs}, this Node has ${version}: cannot check`)
  } else if (committed !== file) {
    console.error(
      `${path} is not what scripts/unicode.ts writes: run \`node build/scripts/unicode.js\` and look at the diff`,
    )
    process.exitCode = 1
  } else {
    console.log(`${path} is what scripts/unicode.ts writes (Unicode ${version})`)
  }
} else {
  writeFileSync(path, file)
  console.log(
    `${path}: Unicode ${version}, ${file.length} bytes, ${blocks.size} blocks, ${series.length} elements in series`,
  )
}
