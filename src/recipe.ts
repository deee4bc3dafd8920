// The numbers that change an answer: value, unit, reason. Those with a literal type are built into the kernels and cannot be changed here.
// A few structural constants stand where they are explained: the layout of wrapped text (segment.ts), where an article's ends are
// (survey.ts), what a form is (kernel/template.ts), the rows of a table (repeat.ts), the confidence of evidence (attribute.ts).
//
// The measurement that stands behind a number is its row in docs/recipe.md (`npm run bench:recipe -- GROUP`): what is found of planted truth with it, with half of
// it and with twice as much, on one half of the newswire and confirmed on the other. A number whose row says "the same" on both sides is free there, and has
// its reason beside it: `copy.respelled`, `align` and `bucket` are of the Arabic reprints (score/pairs.mjs), `remove.coherence` and
// `boilerplate.bands` of invented outlets (`npm run bench:quality`), the fixed ones of the curve in sketch.ts and of DESIGN's shingles.
// A recipe is plain data, so that its fingerprint names it and a report can print it whole.

/** The numbers. Shares are 0..1; words are word equivalents: 1 word = 2 Han or Kana characters = 4 letters of Thai, Lao, Khmer, Burmese. */
export interface Recipe {
  readonly name: string
  readonly shingle: {
    /** Tokens of a shingle: words, Han or Kana characters, letters of scripts without spaces. 5 code points of Thai make half of an unrelated article look contained; 12 do not. */
    readonly words: 5
    readonly han: 8
    readonly letters: 12
  }
  readonly sketch: {
    /** 4 groups x 8 bins x 4 lanes = 128 minima; a band is one row of each group, so 32 bands of 4 rows (see sketch.ts for the curve). */
    readonly groups: 4
    readonly bins: 8
    readonly lanes: 4
  }
  readonly anchor: {
    /** Winnowing window in shingles. Any shared run of window + 4 words shares an anchor: 12 words. 2 of 9 shingles are kept. */
    readonly window: number
    /** Anchors two articles must share to become a candidate. A paragraph of 20 words holds 16 shingles, so at least 2. */
    readonly shared: number
  }
  readonly bucket: {
    /** Members that stand for a hot group; the others are compared with them only: 10,000 printings of a story cost 160,000 rows, not 50 million. 24, 32, 64 and 128 find no pair more on SaudiNewsNet. */
    readonly representatives: number
  }
  readonly copy: {
    /** Resemblance from which two articles are copies. */
    readonly jaccard: number
    /** Resemblance, once Arabic spelling is folded away, from which articles are copies however they are spelled. */
    readonly respelled: number
    /** Containment from which the contained one is a copy or a part ... */
    readonly containment: number
    /** ... if it has at least this many shingles: fewer stand in a long article by chance of formula. */
    readonly containmentShingles: number
    /** The longer text is a host, not a copy, when it is more than this many times as long and the leads do not align. */
    readonly partRatio: number
    /** Words at the beginning that count as the lead when a trimmed copy is told from a part. */
    readonly leadWords: number
    /** Articles with fewer words never link: "Correction to follow." stands in many papers and says nothing of who copied whom. */
    readonly minWords: number
    /** Under this many words, texts that differ only in names and numbers are one template, not copies. */
    readonly templateWords: number
  }
  readonly passage: {
    /** A shared run is a passage when it is a whole paragraph of this many words ... */
    readonly paragraphWords: number
    /** ... or this many words of anything. */
    readonly runWords: number
  }
  /**
   * Chosen by what `npm run bench:quality -- copies --set tune --recipe FILE` found of texts with 15 of 100 characters misread, and confirmed by --set confirm: `equal`
   * .65, .70, .75 linked .91, .88, .72; `gap` 96, 128 linked .91, .94 (aligned .5); `aligned` .4 linked .96. On Reuters as it is, pairs.mjs told a precision of .29
   * without `relief` and `replaced`, 1 with them; `replaced` .30 or .45 is all one.
   */
  readonly noise: {
    /** One run of twelve letters in so many is an anchor beside those of words, and pairs that words do not join are compared letter by letter. 0: neither; all but `ocr`. */
    readonly every: number
    /** Gap in letters between two aligned runs that is aligned letter by letter ... */
    readonly gap: number
    /** ... if at least this share of it is equal then (unrelated letters agree by half); and the share of a run of a paragraph's length that counts. */
    readonly equal: number
    /** Share of the shorter text's letters that align with the other, from which it is a copy or a part, however many words are damaged ... */
    readonly aligned: number
    /** ... and what of `copy.containment` is remitted for the share of words that are damaged: half of them damaged, .35 less. */
    readonly relief: number
    /** Words replaced for each that is damaged, at most: forms that are filled in anew replace words and numbers and damage none. */
    readonly replaced: number
    /** Share of the shorter text's runs of twelve letters that the other must have before letters are aligned. */
    readonly runs: number
  }
  readonly align: {
    /** Gap in tokens that one span may bridge on each side: an edited clause, not a new sentence. */
    readonly gap: number
    /** Occurrences of one shingle that are tried as places to align to. */
    readonly tries: number
  }
  readonly repeat: {
    /** Aligned coverage, both ways, from which a passage repeats another one nearly. */
    readonly near: number
    /** Words that single sentences need. */
    readonly words: number
    /** Words that one sentence on its own, apart from its source, needs to be cut: "The warrant will be for a term of two years" is said of two companies. */
    readonly loneWords: number
    /** Words that near repeats need. In shorter ones the word that differs is the news: "Start stocks", "End stocks". */
    readonly nearWords: number
    /** Share of numbers among the tokens from which a short passage is a row of figures, never cut. */
    readonly rowDigits: number
    /** Words a single passage needs to be cut. */
    readonly cutWords: number
    /** Words a block of several passages needs to be cut. */
    readonly blockWords: number
    /** Words from which a short repeat in the last fifth of the article is cut (navigation, newsletter lines). */
    readonly tailWords: number
    /** Words from which an identical short line is reported at all. */
    readonly reportWords: number
    /** A short passage printed this often, apart from one another, is a refrain or a form, never cut. */
    readonly refrain: number
  }
  readonly boilerplate: {
    /** Least number of preliminary groups of one outlet that carry the passage ... */
    readonly groups: number
    /** ... or this share of the outlet's articles, if that is more. */
    readonly share: number
    /** Share of its printings that must stand at the same end of the article. */
    readonly sameEnd: number
    /** Bands that two articles must share to be one preliminary group. */
    readonly bands: number
    /** Articles more than this share boilerplate get a second set of band keys without it. */
    readonly rekey: number
  }
  readonly remove: {
    /** Share of a copy's tokens that must stand in the kept article. */
    readonly coverage: number
    /** Longest run of tokens that may be missing there. */
    readonly run: number
    /** Kept articles that are tried as the one that contains a copy. */
    readonly tries: number
    /** Overlap of two titles from which they are one form, so that other names or numbers mean another thing. */
    readonly titleForm: number
    /** What the members of a cluster must have in common on average, besides what each has with the head, so that copies in it go: less is a template. */
    readonly coherence: number
  }
}

export const standard: Recipe = {
  name: 'standard',
  shingle: { words: 5, han: 8, letters: 12 },
  sketch: { groups: 4, bins: 8, lanes: 4 },
  anchor: { window: 8, shared: 2 },
  bucket: { representatives: 16 },
  copy: {
    jaccard: 0.5,
    respelled: 0.95,
    containment: 0.8,
    containmentShingles: 20,
    partRatio: 1.5,
    leadWords: 30,
    minWords: 8,
    templateWords: 40,
  },
  passage: { paragraphWords: 20, runWords: 40 },
  noise: { every: 0, gap: 96, equal: 0.65, aligned: 0.45, relief: 0.7, replaced: 0.3, runs: 0.03 },
  align: { gap: 8, tries: 8 },
  repeat: {
    near: 0.9,
    words: 8,
    loneWords: 11,
    nearWords: 12,
    rowDigits: 0.2,
    cutWords: 8,
    blockWords: 20,
    tailWords: 4,
    reportWords: 4,
    refrain: 3,
  },
  boilerplate: { groups: 3, share: 0.002, sameEnd: 0.5, bands: 3, rekey: 0.2 },
  remove: { coverage: 0.95, run: 7, tries: 8, titleForm: 0.5, coherence: 0.3 },
}

/** The recipe for texts that a scan has misread, or that are rewritten lightly all over: it finds more and costs more. */
export const ocr: Recipe = {
  ...standard,
  name: 'ocr',
  anchor: { ...standard.anchor, shared: 4 },
  noise: { ...standard.noise, every: 4 },
}

/** The recipes that have a name. */
export const recipes: Readonly<Record<string, Recipe>> = { standard, ocr }

/** What a number of another recipe may be: from least to most, both included; `whole`: no fractions. A fixed one is built in. */
export interface Bound {
  readonly least: number
  readonly most: number
  readonly whole: boolean
}

const count = (least: number, most: number): Bound => ({ least, most, whole: true })
const part = (least: number, most: number = 1): Bound => ({ least, most, whole: false })

type Bounds = {
  readonly [Group in Exclude<keyof Recipe, 'name'>]: Readonly<Record<keyof Recipe[Group], Bound | 'fixed'>>
}

/**
 * Where a recipe may differ from the standard. The limits keep the laws, not the quality: a text of fewer words than a shingle is one
 * shingle, so lengths begin at 1 word, and paragraphs and runs of a passage at a shingle; an article has 32 bands; shares under .1 link
 * everything to everything; a removed copy stands by half at least in what is kept.
 */
export const bounds: Bounds = {
  shingle: { words: 'fixed', han: 'fixed', letters: 'fixed' },
  sketch: { groups: 'fixed', bins: 'fixed', lanes: 'fixed' },
  anchor: { window: count(1, 64), shared: count(1, 64) },
  bucket: { representatives: count(1, 256) },
  copy: {
    jaccard: part(0.1),
    respelled: part(0.5),
    containment: part(0.1),
    containmentShingles: count(1, 10_000),
    partRatio: part(1, 100),
    leadWords: count(1, 1000),
    minWords: count(1, 10_000),
    templateWords: count(0, 10_000),
  },
  passage: { paragraphWords: count(5, 10_000), runWords: count(5, 10_000) },
  noise: {
    every: count(0, 64),
    gap: count(16, 128),
    equal: part(0.5),
    aligned: part(0.2),
    relief: part(0),
    replaced: part(0, 10),
    runs: part(0),
  },
  align: { gap: count(0, 1000), tries: count(1, 64) },
  repeat: {
    near: part(0.5),
    words: count(1, 10_000),
    loneWords: count(1, 10_000),
    nearWords: count(1, 10_000),
    rowDigits: part(0),
    cutWords: count(1, 10_000),
    blockWords: count(1, 10_000),
    tailWords: count(1, 10_000),
    reportWords: count(1, 10_000),
    refrain: count(2, 1000),
  },
  boilerplate: { groups: count(2, 10_000), share: part(0), sameEnd: part(0), bands: count(1, 32), rekey: part(0) },
  remove: { coverage: part(0.5), run: count(0, 1000), tries: count(1, 64), titleForm: part(0), coherence: part(0) },
}
