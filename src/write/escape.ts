// Article text is data. Whatever it holds, it must not move the cursor, recolour or retitle a terminal, turn the line
// around, hide letters, or give a command to the CI runner that reads our output. All reporters pass everything that came
// from an input (text, ids, paths, titles, reasons, messages) through this one file.
//
//   visible(text)  for people: what cannot be seen is spelled out, \x1b or [U+202E]; tab and line end become one space
//   inert(line)    the last look at a finished line: it is no command to a CI runner
//   json(value)    JSON.stringify, with the same characters as \uXXXX, so that `cat report.jsonl` is harmless too
//   shell(word)    a word of a command we suggest
//
// and for the sinks of CI, each visible() first, so that one output may stand in a log, a page and a file:
//
//   xml(text)      text of an XML element or attribute; XML 1.0 has no way to write control characters, visible() has
//   codeSpan(text), codeBlock(lines)  Markdown that is nothing but letters: no link, no image, no HTML, no @mention, no #1
//   property(text), message(lines)    a property and the message of a GitHub workflow command
//   cell(text)     one field of CSV that no spreadsheet computes
//   uri(path)      a relative URI reference; this one is for machines and faithful to the byte
//   plain(text)    a plain text message of SARIF, which may hold links and placeholders
//
// CI runners obey lines of a log. GitHub: `::name::` at the start of a line, after any white space, and the older `##[name]`
// anywhere (actions/runner, ActionCommand.cs). Azure: `##vso[`. TeamCity: `##teamcity[`. A backslash breaks them all.
//
// Which invisible characters stay? Scripts need some: Persian and the Indic scripts write zero-width joiners between
// letters, Mongolian selects letter forms, emoji are joined and coloured by them. They stay exactly there, and are spelled
// out everywhere else. Letters of all scripts stay; of combining marks on one letter the first eight (Hebrew with
// cantillation has four, Tibetan stacks six), because a tower of marks paints over the lines above it.
// Laws: no output of visible() or json() holds a control, a bidi control, a line or paragraph separator, or a lone
// surrogate; JSON.parse(json(x)) equals x as JSON.parse(JSON.stringify(x)) does.
import { isMark } from './width.js'

/** Marks that may follow one letter. */
const MARKS = 8

// Controls; soft hyphen; everything Unicode calls default-ignorable (zero-width, bidi, fillers, variation selectors,
// tags); interlinear annotation; line and paragraph separators; lone surrogates; noncharacters of the first plane.
const HIDDEN =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points are meant
  /[\u034f\0-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u17b4-\u17b5\u180b-\u180f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu

/** Letters of scripts that write joiners: Arabic and its neighbours, the Indic scripts, Burmese, Khmer, Mongolian. */
const JOINED =
  /[\u0620-\u07ff\u0840-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17d3\u1820-\u18aa\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]/
const MONGOLIAN = /[\u1820-\u18aa]/
const SYMBOL =
  /[#*0-9\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u23ff\u24c2\u25a0-\u27bf\u2900-\u2bff\u3030\u303d\u3297\u3299\u{1f000}-\u{1faff}]/u
const EMOJI = /[\ufe0f\u2600-\u27bf\u2b1b-\u2b55\u{1f000}-\u{1faff}]/u

const RUNNER = /##(\w*)\[/g
const RUNNER_START = /^(\s*)::/

/** Any text as one line that can be seen. */
export function visible(text: string): string {
  const line = text.replace(/[\t\n\r]+/g, ' ')
  const shown = /^[\x20-\x7e]*$/.test(line) ? line : flatten(line.replace(HIDDEN, spell))
  return inert(shown.replace(RUNNER, '##$1\\['))
}

/** A finished line that no CI runner takes for its own. */
export function inert(line: string): string {
  return line.replace(RUNNER_START, '$1\\::')
}

/** A value as one line of JSON. */
export function json(value: unknown): string {
  const line = JSON.stringify(value)
  // Nearly all lines are printable ASCII without a command: nothing in them is hidden.
  if (!/[^ -~]|##/.test(line)) return line
  return line
    .replace(HIDDEN, (char) =>
      char
        .split('')
        .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
        .join(''),
    )
    .replace(RUNNER, '#\\u0023$1[')
}

/** A word for a POSIX shell; `…` when it holds what cannot be typed. */
export function shell(word: string): string {
  if (visible(word) !== word) return '…'
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  return `'${word.replaceAll("'", "'\\''")}'`
}

/** Text for an element or an attribute of XML. */
export function xml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** A code span of Markdown: one line of letters. Longer runs of backticks are shortened: renderers bound what can be a fence. */
export function codeSpan(text: string): string {
  const shown = ticked(text)
  const fence = '`'.repeat(longestRun(shown) + 1)
  const pad = shown === '' || /^[` ]|[` ]$/.test(shown) ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** A code block of Markdown, without a line end behind its fence. */
export function codeBlock(lines: readonly string[]): string {
  const shown = lines.map((line) => ticked(line))
  const fence = '`'.repeat(Math.max(3, longestRun(shown.join('\n')) + 1))
  return `${fence}text\n${shown.map((line) => `${line}\n`).join('')}${fence}`
}

/** A property of a GitHub workflow command. */
export function property(text: string): string {
  return visible(text).replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** The message of a GitHub workflow command: lines that GitHub shows one below the other. */
export function message(lines: readonly string[]): string {
  return lines.map((line) => visible(line).replaceAll('%', '%25')).join('%0A')
}

/** A field of CSV (RFC 4180). What a spreadsheet would compute gets an apostrophe in front; full-width signs count as well. */
export function cell(text: string): string {
  const shown = `${/^(?:[\t\r]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/.test(text) ? "'" : ''}${visible(text)}`
  return /[",;\s]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
}

/** A path as a relative URI reference: the UTF-8 of what is no letter, digit, dot, dash, low line or tilde, in per cent; and a slash in front. */
export function uri(path: string): string {
  let out = ''
  for (const byte of Buffer.from(path)) {
    const char = String.fromCharCode(byte)
    out +=
      /[\w.~-]/.test(char) || (char === '/' && out !== '') ? char : `%${HEX.charAt(byte >> 4)}${HEX.charAt(byte & 15)}`
  }
  return out
}

/** A plain text message of SARIF 2.1.0: brackets could be a link (3.11.6), braces a placeholder (3.11.5). */
export function plain(text: string): string {
  return visible(text)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&')
}

const ticked = (text: string): string => visible(text).replace(/`{4,}/g, '```…')

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0)
}

function spell(char: string, at: number, line: string): string {
  const point = char.codePointAt(0)!
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return `\\x${hex(point, 2)}`
  return needed(point, at, line) ? char : name(point)
}

/** Whether an invisible character does its proper work between its neighbours. */
function needed(point: number, at: number, line: string): boolean {
  const before = charBefore(line, at)
  const after = String.fromCodePoint(line.codePointAt(at + 1) ?? 0)
  if (point === 0x200c) return JOINED.test(before) && JOINED.test(after)
  if (point === 0x200d) return (JOINED.test(before) && JOINED.test(after)) || (EMOJI.test(before) && EMOJI.test(after))
  if (point >= 0x180b && point <= 0x180f) return MONGOLIAN.test(before)
  return (point === 0xfe0e || point === 0xfe0f) && SYMBOL.test(before)
}

function charBefore(line: string, at: number): string {
  const unit = line.charAt(at - 1)
  return unit >= '\udc00' && unit <= '\udfff' ? line.slice(Math.max(at - 2, 0), at) : unit
}

/** Marks beyond the eighth on one letter, spelled out. */
function flatten(line: string): string {
  let out = ''
  let marks = 0
  for (const char of line) {
    const point = char.codePointAt(0)!
    marks = isMark(point) ? marks + 1 : 0
    out += marks > MARKS ? name(point) : char
  }
  return out
}

const HEX = '0123456789ABCDEF'

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0')

/** [U+202E]. */
function name(point: number): string {
  let digits = ''
  for (let n = point; n > 0 || digits.length < 4; n >>= 4) digits = HEX.charAt(n & 15) + digits
  return `[U+${digits}]`
}
