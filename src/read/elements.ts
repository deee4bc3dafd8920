// What the reader of HTML must know of its elements: which break a paragraph or a line, which have no end tag, which show nothing, which end where another
// one begins. From the HTML standard (13.1.2.4 optional tags, 13.2.6 tree construction, 15.3 rendering), as far as it decides what a reader sees
// and which tags belong together. An element that is not named here is like a span.

/** What breaks the text, weakest first. */
export const breaks = { none: 0, cell: 1, line: 2, block: 3 } as const

export interface Element {
  readonly name: string
  /** What stands between its text and the text around it. */
  readonly breaks: number
  /** Has no end tag. */
  readonly empty: boolean
  /** Its content shows nothing, or nothing that is text of the page. */
  readonly hidden: boolean
  /** The tokenizer reads its content as letters: no tag within. */
  readonly raw: boolean
  /** Holds something that is no text: whoever cuts the text around it leaves it. */
  readonly holds: boolean
  /** Its end tag may be left out. */
  readonly open: boolean
  /** Not of the line: the end tag of a span or a letter style does not end it. */
  readonly block: boolean
  /** Its start tag ends an open paragraph. */
  readonly endsP: boolean
  /** End tags within do not reach what is open around it. */
  readonly scope: boolean
  /** Never cut as a whole: what stands around it needs it. */
  readonly stays: boolean
  readonly pre: boolean
}

const table = new Map<string, Element>()

const plain: Element = {
  name: '',
  breaks: breaks.none,
  empty: false,
  hidden: false,
  raw: false,
  holds: false,
  open: false,
  block: false,
  endsP: false,
  scope: false,
  stays: false,
  pre: false,
}

function are(names: string, facts: Partial<Element>): void {
  for (const name of names.split(' ')) table.set(name, { ...(table.get(name) ?? plain), ...facts, name })
}

const blockwise = { breaks: breaks.block, block: true }
are(
  'address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form header hgroup main menu nav ol p ' +
    'search section summary ul h1 h2 h3 h4 h5 h6 pre listing xmp plaintext table hr',
  { ...blockwise, endsP: true },
)
are('html body frameset optgroup noframes thead tbody tfoot caption legend', blockwise)
are('li dt dd tr option', { breaks: breaks.line, block: true })
are('td th', { breaks: breaks.cell, block: true })
are('br', { breaks: breaks.line, empty: true })
are('li dt dd', { endsP: true })
are('head button object applet marquee template select', { block: true })
are('area base basefont bgsound col embed frame img input keygen link meta param source track', {
  empty: true,
  holds: true,
})
are('hr wbr', { empty: true })
// A reader sees pictures, films and forms in these, or nothing at all; their text is none of the page's.
are(
  'script style template noscript noembed noframes iframe object applet svg canvas audio video map select datalist textarea title progress meter',
  { hidden: true, holds: true },
)
// Readings above the characters of a line, and the brackets for who cannot show them so: they would stand in the middle of words.
are('rt rp rtc', { hidden: true, holds: false })
are('script style textarea title xmp iframe noembed noframes plaintext', { raw: true })
are('p li dt dd tr td th thead tbody tfoot caption colgroup option optgroup rt rp rtc rb head body html', {
  open: true,
})
are('td th caption table template object applet marquee html', { scope: true })
are('html head body td th dt dd', { stays: true })
are('span a time ruby', {})
are('pre listing xmp plaintext', { pre: true })

/** All elements by number; a name that is not among them is a number behind them. */
export const known: readonly Element[] = [...table.values()]
const numbers = new Map(known.map((element, n) => [element.name, n]))

/** The number of an element's name, in small letters; -1 when it is like a span. */
export const numberOf = (name: string): number => numbers.get(name) ?? -1

/** A number that must be there. */
export function the(name: string): number {
  const number = numbers.get(name)
  if (number === undefined) throw new Error(`our bug: <${name}> has no place in the table`)
  return number
}

/** What the start tag of `name` ends, as long as it is not outside of what stands behind the bar. */
export const ends: ReadonlyMap<number, { readonly open: readonly number[]; readonly within: readonly number[] }> =
  new Map(
    (
      [
        ['li', 'li', 'ul ol menu dir td th table'],
        ['dt', 'dt dd', 'dl td th table'],
        ['dd', 'dt dd', 'dl td th table'],
        ['option', 'option', 'select datalist optgroup'],
        ['optgroup', 'option optgroup', 'select'],
        ['tr', 'tr td th caption colgroup', 'table'],
        ['td', 'td th', 'table tr'],
        ['th', 'td th', 'table tr'],
        ['tbody', 'tbody thead tfoot tr td th caption colgroup', 'table'],
        ['thead', 'tbody thead tfoot tr td th caption colgroup', 'table'],
        ['tfoot', 'tbody thead tfoot tr td th caption colgroup', 'table'],
        ['rt', 'rt rp', 'ruby'],
        ['rp', 'rt rp', 'ruby'],
      ] as const
    ).map(([name, open, within]) => [
      the(name),
      { open: open.split(' ').map(the), within: within.split(' ').map(the) },
    ]),
  )
