// Names for clusters: the words that tell a story apart from the others (TF-IDF), as `natural` counts them. It is an optional peer
// dependency: where it is not installed, nothing is named, and a reader sees titles. This is the one door to it. Only two of its
// files are loaded, by sub-path and only when there is something to name, because its root prints to stdout, reads the user's .env
// and opens drivers of databases; its tokenizers lose Arabic and Chinese, so the tokens are ours. Names decide nothing.
import { createRequire } from 'node:module'
import { folded } from '../../kernel/folded.js'
import type { Arena } from '../../kernel/memory.js'
import { createArena } from '../../kernel/memory.js'
import { CLASS, DIGIT, LETTER, UPPER, WORD } from '../../kernel/tokens.js'
import { read } from '../../shingle.js'

/** Texts of clusters -> a few words for each, in the spelling of its text; none where none stand out. */
export type Namer = (texts: readonly { readonly title: string; readonly text: Uint8Array }[]) => string[][]

export const nameless: Namer = (texts) => texts.map(() => [])

interface TfIdf {
  addDocument(terms: string[]): void
  listTerms(document: number): { term: string; tfidf: number }[]
}

const LISTS = ['', '_es', '_fr', '_it', '_nl', '_no', '_pl', '_pt', '_ru', '_sv', '_uk', '_fa']
// `natural` has no list for these.
const MORE =
  'der die das und den dem des mit von für ist im ein eine einer eines einem einen auf nicht sich auch als dass werden wird wurde wurden nach bei aus wie zum zur über noch haben hat sind war sie ich wir man seit ' +
  'في من على الى عن ان التي الذي هذا هذه مع بعد قبل كان كانت كما قد لا لم ما بين ذلك وقد حيث خلال وفي ومن وان انه او ثم كل غير اي به له فيه عليه منها فيها عام اليوم امس الذين وذلك الا تم يتم لها بها وهو وهي ' +
  'και του της των στο στη την τον για από που ότι είναι με σε θα δεν οι τις τους μια ένα ' +
  'של את על לא עם כי גם הוא היא זה או אל יש כל ' +
  'said says will would year years new one two also have been were was has had its from with that this they their there about after more than over which when who what into could made make first last'
/** Words of a name. */
const WORDS = 4
/** A word of the title counts as often as this many of the text. */
const TITLE = 2

/** The namer of `natural`, or one that names nothing. */
export function namer(): Namer {
  const require = createRequire(import.meta.url)
  const load = (path: string): unknown => require(`natural/lib/natural/${path}.js`)
  return (texts) => {
    if (texts.length === 0) return []
    let TfIdf: new () => TfIdf
    let stop: string[]
    try {
      TfIdf = load('tfidf/tfidf') as typeof TfIdf
      stop = LISTS.flatMap((list) => (load(`util/stopwords${list}`) as { words: string[] }).words)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return nameless(texts)
      throw error
    }
    const arena = createArena()
    const stopped = new Set(wordsOf(arena, Buffer.from([...stop, MORE].join(' '))).map(([term]) => term))
    const counts = new TfIdf()
    const spellings = texts.map(({ title, text }) => {
      const spelling = new Map<string, Map<string, number>>()
      const terms: string[] = []
      // A title may be in capitals or shout: its spelling counts where the text has none.
      const add = (bytes: Uint8Array, times: number, weight: number): void => {
        for (const [term, word, wide] of wordsOf(arena, bytes)) {
          if (!wide || stopped.has(term)) continue
          for (let n = 0; n < times; n++) terms.push(term)
          const known = spelling.get(term) ?? new Map<string, number>()
          spelling.set(term, known.set(word, (known.get(word) ?? 0) + weight))
        }
      }
      add(Buffer.from(title), TITLE, 0.01)
      add(text, 1, 1)
      counts.addDocument(terms)
      return spelling
    })
    return spellings.map((spelling, n) => {
      const chosen: string[] = []
      for (const { term } of counts.listTerms(n)) {
        if (chosen.length >= WORDS) break
        // bridge, bridges: once
        if (chosen.some((other) => other.slice(0, 5) === term.slice(0, 5))) continue
        chosen.push(term)
      }
      const name = chosen.map(
        (term) => [...spelling.get(term)!].reduce((best, one) => (one[1] > best[1] ? one : best))[0],
      )
      return name.length >= 2 ? name : []
    })
  }
}

/** Folded term, the word as it is spelled, and whether it may stand in a name: a word of letters, of three at least, or a capital's. */
function wordsOf(arena: Arena, text: Uint8Array): [term: string, word: string, wide: boolean][] {
  const terms = Buffer.from(folded(arena, text)).toString().split(' ')
  arena.reset()
  const { count, start, end, kind } = read(arena, text)
  const out: [string, string, boolean][] = []
  for (let i = 0; i < count; i++) {
    const k = kind[i]!
    const term = terms[i] ?? ''
    const letters = (k & CLASS) === WORD && (k & LETTER) !== 0 && (k & DIGIT) === 0
    const word = Buffer.from(text.subarray(start[i], end[i])).toString()
    out.push([term, word, letters && term.length >= ((k & UPPER) === 0 ? 4 : 3)])
  }
  return out
}
