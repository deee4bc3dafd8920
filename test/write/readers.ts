// How the other side reads: an XML parser that takes no malformed text, RFC 4180, the command lines of a GitHub runner, and Markdown
// without its code. Written out here, so that the tests do not believe the writers.

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
}

// XML 1.0, production 2.
const CHARS = /^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u
const NAME = '[A-Za-z_][\\w.-]*'
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(raw: string): string {
  if (/[<]|&(?!(?:#\d+|#x[\da-f]+|amp|lt|gt|quot|apos);)/i.test(raw)) throw new Error(`not well-formed: ${raw}`)
  return raw.replace(/&(#x?)?([\da-z]+);/gi, (_, number: string | undefined, word: string) =>
    number === undefined ? ENTITIES[word]! : String.fromCodePoint(Number.parseInt(word, number === '#' ? 10 : 16)),
  )
}

/** The root element of an XML document; throws on whatever a parser must refuse. */
export function parseXml(document: string): Element {
  if (!CHARS.test(document)) throw new Error('a character that XML 1.0 forbids')
  const declared = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(document)
  if (declared === null) throw new Error('no declaration')
  type Open = { name: string; attributes: Record<string, string>; children: Element[]; text: string }
  const root: Open = { name: '', attributes: {}, children: [], text: '' }
  const stack = [root]
  const token = new RegExp(`<(/?)(${NAME})((?:\\s+${NAME}="[^"]*")*)\\s*(/?)>|([^<]+)`, 'gy')
  token.lastIndex = declared[0].length
  while (token.lastIndex < document.length) {
    const at = token.lastIndex
    const found = token.exec(document)
    if (found === null) throw new Error(`not well-formed: ${document.slice(at, at + 80)}`)
    const [, close, name, given = '', empty, text] = found
    const top = stack.at(-1)!
    if (text !== undefined) {
      if (text.includes(']]>')) throw new Error('not well-formed: ]]>')
      top.text += unescaped(text)
    } else if (close === '/') {
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>`)
      stack.pop()
    } else {
      const attributes: Record<string, string> = {}
      for (const [, key, value] of given.matchAll(new RegExp(`(${NAME})="([^"]*)"`, 'g'))) {
        if (Object.hasOwn(attributes, key!)) throw new Error(`two ${key}`)
        attributes[key!] = unescaped(value!)
      }
      const element: Open = { name: name!, attributes, children: [], text: '' }
      top.children.push(element)
      if (empty !== '/') stack.push(element)
    }
  }
  if (stack.length !== 1 || root.children.length !== 1 || root.text.trim() !== '') throw new Error('not one root')
  return root.children[0]!
}

/** Rows of RFC 4180, strictly: CRLF, quotes doubled, no quote in a bare field. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
  while (field.lastIndex < text.length) {
    const at = field.lastIndex
    const found = field.exec(text)
    if (found === null) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 80)}`)
    row.push(found[1]?.replaceAll('""', '"') ?? found[2]!)
    if (found[3] !== '\r\n') continue
    rows.push(row)
    row = []
  }
  return rows
}

export interface Command {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

/** What a GitHub runner does with a log: one command, or null, for each line. */
export function commands(log: string): (Command | null)[] {
  return log
    .replace(/\r?\n$/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => {
      const found = /^\s*::([\w-]+)(?: (.*?))?::(.*)$/s.exec(line)
      if (found === null) return null
      const decode = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n')
      const properties = Object.fromEntries(
        (found[2] ?? '')
          .split(',')
          .filter((pair) => pair !== '')
          .map((pair): [string, string] => {
            const at = pair.indexOf('=')
            const value = decode(pair.slice(at + 1))
              .replaceAll('%3A', ':')
              .replaceAll('%2C', ',')
            return [pair.slice(0, at), value.replaceAll('%25', '%')]
          }),
      )
      return { name: found[1]!, properties, message: decode(found[3]!).replaceAll('%25', '%') }
    })
}

/** Markdown without what stands in code blocks, code spans and <code>: what a renderer would look at. */
export function withoutCode(markdown: string): string {
  const out: string[] = []
  let fence: string | null = null
  for (const line of markdown.split('\n')) {
    const [, ticks = '', info = ''] = /^ {0,3}(`{3,})(.*)$/.exec(line) ?? []
    if (fence !== null) {
      if (ticks.length >= fence.length && info.trim() === '') fence = null
      continue
    }
    if (ticks !== '' && !info.includes('`')) {
      fence = ticks
      continue
    }
    // A line that begins a block of HTML is no Markdown: its code ends at the tag.
    out.push(/^<(?:details|summary)/.test(line) ? line.replace(/<code>[^<>]*<\/code>/g, '<code/>') : withoutSpans(line))
  }
  if (fence !== null) throw new Error('a code block without an end')
  return out.join('\n')
}

function withoutSpans(line: string): string {
  let out = ''
  for (let at = 0; at < line.length; ) {
    const run = /^`+/.exec(line.slice(at))?.[0]
    if (run === undefined) {
      out += line[at++]
      continue
    }
    if (run.length > 80) throw new Error('a fence that renderers do not count')
    const close = new RegExp(`(?<!\`)\`{${run.length}}(?!\`)`, 'g')
    close.lastIndex = at + run.length
    const found = close.exec(line)
    out += found === null ? run : '`code`'
    at = found === null ? at + run.length : found.index + run.length
  }
  return out
}
