// What docs/rules/ says of each kind of finding. Numbers are those of recipe.ts, and examples are run (docs.ts), so that no page can say what
// the program does not do. The articles are written for these pages; their towns and people are invented.
import type { Kind } from '../src/model.js'
import { standard } from '../src/recipe.js'

const { copy, passage, repeat, boilerplate, remove, align, anchor } = standard

/** A share as people write it. */
const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`

export interface Page {
  readonly title: string
  readonly means: string
  /** Files of the example, and the words behind `dittograph`. */
  readonly files: Readonly<Record<string, string>>
  readonly words: readonly string[]
  readonly decided: readonly string[]
  readonly todo: readonly string[]
  readonly silence: readonly string[]
  /** Groups and names of the recipe that this kind depends on, and what each means. */
  readonly numbers: readonly (readonly [name: string, meaning: string])[]
}

const mill = `The old paper mill at Tarn will become a school of design, the county said on Wednesday. It has stood empty for eleven years.`
const roof = `Workers will begin with the roof in spring. Forty students are to move in two years later, into rooms where rags were sorted once.`
const ownerSays = `"We keep the waterwheel, and it will light the stairs," said the architect, Ines Marr, who grew up across the river.`
const storm = `A storm took the roof off the market hall of Aldmoor in the night to Friday, and nobody was hurt. Stalls will stand in the school yard until it is mended.`
const bees = `Beekeepers in the Wend valley have lost a third of their hives this winter. They blame a mild December, in which the bees flew out and found nothing.`
const chess = `The chess club of Merrow won the county cup for the first time on Sunday, by half a point, in a game that lasted six hours and ended in the dark.`
const trains = `Trains between Aldmoor and Tarn will run every half hour from June. The railway has bought six carriages from a line in the mountains that was closed.`
const library = `The town library is open on Sundays again. Three retired teachers keep it so, and the town pays for the heating and for one pot of tea.`
const letter = `Read the whole valley every morning: the Wend Gazette comes to your door, and your first week costs you nothing at all.`

export const rules: Readonly<Record<Kind, Page>> = {
  repeat: {
    title: 'A passage stands again in its own article',
    means:
      'An article says something twice: its whole body was printed two times, a caption stands above and below the picture, the navigation of the page was scraped at both ends. The first printing is the source and is never cut.',
    files: { 'mill.txt': `${mill}\n\n${roof}\n\n${ownerSays}\n\n${mill}\n\n${roof}\n` },
    words: ['mill.txt'],
    decided: [
      'Passages are compared after folding: case, accents, kinds of quotation marks, dashes and spaces make no difference.',
      `A paragraph repeats an earlier one when both are identical after folding, or when at least ${percent(repeat.near)} of the words of both align, in order. Near repeats need ${repeat.nearWords} words. What is left is compared sentence by sentence, from ${repeat.words} words on.`,
      'Neighbours whose sources are neighbours are one finding.',
      `It is cut when it has ${repeat.cutWords} words, or is a block of ${repeat.blockWords}; shorter ones (from ${repeat.tailWords} words) only beside their source or in the last fifth of the article. A single sentence apart from its source needs ${repeat.loneWords}.`,
      `It is reported and not cut: a near repeat that differs in a number, a row of which more than ${percent(repeat.rowDigits)} is figures, an item of a list, a heading or a note at the rows of a table, a line that ends in a dash and opens a list, the name of a speaker, a question that is asked again, half of a quotation, and what is short and printed ${repeat.refrain} times or more apart from one another (a refrain). Under ${repeat.reportWords} words nothing is reported.`,
    ],
    todo: [
      'Look at the passages: `dittograph clean --dry-run --diff` shows what would go.',
      'Let `dittograph clean` cut it, or repair what scraped the page: a body that stands twice is nearly always two elements of one page.',
      'If it is cut and should not be: `dittograph restore DIR --only FINGERPRINT` takes this one cut back.',
    ],
    silence: [],
    numbers: [
      ['repeat.near', 'share of both passages that must align in a near repeat'],
      ['repeat.words', 'words that a single sentence needs'],
      ['repeat.loneWords', 'words of a lone sentence, apart from its source, to be cut'],
      ['repeat.nearWords', 'words of a near repeat'],
      ['repeat.cutWords', 'words of a passage to be cut'],
      ['repeat.blockWords', 'words of a block of passages to be cut'],
      ['repeat.tailWords', 'words of a short line at the end to be cut'],
      ['repeat.reportWords', 'words to be reported at all'],
      ['repeat.rowDigits', 'share of numbers that makes a row of figures'],
      ['repeat.refrain', 'printings that make a refrain'],
    ],
  },
  copy: {
    title: 'An article is a copy of another one',
    means:
      'Two articles carry one text: a wire story and what a paper made of it, one article under two addresses, a version with a new headline or a shorter one. Copies are gathered in a cluster around one of them, and the report says which is the original, and on what evidence.',
    files: {
      'courier.txt': `${mill}\n\n${roof}\n`,
      'herald.txt': `TARN (Meridian Press) - ${mill}\n\n${roof}\n\n${ownerSays}\n`,
    },
    words: ['courier.txt', 'herald.txt'],
    decided: [
      `Texts are sets of shingles, runs of ${standard.shingle.words} words (${standard.shingle.han} Han or Kana characters, ${standard.shingle.letters} letters of Thai, Lao, Khmer or Burmese). Two articles are copies when at least ${percent(copy.jaccard)} of the shingles of both together stand in both (jaccard), or when ${percent(copy.containment)} of the shingles of one that has at least ${copy.containmentShingles} stand in the other (containment).`,
      'Boilerplate of the outlet does not count, nor do repeats that are cut.',
      `When the one that holds the other is more than ${copy.partRatio} times as long and begins otherwise (the first ${copy.leadWords} words do not align), it is [a part](part.md) and no copy.`,
      `Under ${copy.minWords} words an article is never linked. Under ${copy.templateWords} words, texts that differ only in names and numbers are one form, and no copies. Nor are longer ones that resemble each other when each says something of its own in the same place, a ninth of it at least and with other figures: they fill in one frame.`,
      `A copy is removed when a kept article says all of it: at least ${percent(remove.coverage)} of its words stand there in order, no more than ${remove.run} words in a row are missing, and no number, name, negation, quoted or replaced word is. Otherwise it stays, and the finding says what it adds.`,
      'Two articles with one text whose titles name different things are reported, and both stay.',
      'No chain makes a copy: every member of a cluster was compared with the article the cluster is gathered around.',
    ],
    todo: [
      '`dittograph explain A B --from CORPUS` shows both side by side, with every share and what decided.',
      '`dittograph clean` removes what loses nothing; `--copies drop` removes all copies, `--copies keep` none. `--keep` says which one stays.',
      'Near the line? From a program, `borderline(n)` lists the pairs that little would have turned, and `rethreshold(t)` shows another line.',
    ],
    silence: [],
    numbers: [
      ['copy.jaccard', 'resemblance from which two articles are copies'],
      ['copy.respelled', 'the same, once Arabic spelling is folded away'],
      ['copy.containment', 'containment from which the contained one is a copy or a part'],
      ['copy.containmentShingles', 'shingles it needs for that'],
      ['copy.partRatio', 'how many times as long the holder of a part is'],
      ['copy.leadWords', 'words of the lead that tells a trimmed copy from a part'],
      ['copy.minWords', 'words under which nothing is linked'],
      ['copy.templateWords', 'words under which a form may be no copy'],
      ['remove.coverage', 'share of a copy that must stand in the kept article'],
      ['remove.run', 'words in a row that may be missing there'],
      ['remove.tries', 'kept articles that are asked whether they say all of it'],
      ['remove.coherence', 'mean resemblance to the head under which only identical text of a cluster is removed'],
      ['remove.titleForm', 'overlap of two titles from which other names or numbers in them mean another thing'],
      ['align.tries', 'places of one shingle that are tried when two texts are aligned'],
      ['bucket.representatives', 'articles with one key that are compared with all others of that key'],
      [
        'noise.every',
        '`--recipe ocr`: one run of twelve letters in so many is an anchor (4 there); 0: letters are not compared',
      ],
      ['noise.gap', 'letters between two aligned runs that are aligned letter by letter'],
      ['noise.equal', 'share of them that must be equal'],
      ['noise.aligned', 'share of the letters of the shorter text that must align'],
      ['noise.relief', 'what of the containment is remitted for the share of words that are damaged'],
      ['noise.replaced', 'words replaced for each that is damaged, at most'],
      ['noise.runs', 'share of runs of twelve letters that the two must share before letters are aligned'],
    ],
  },
  part: {
    title: 'An article is printed inside a longer one',
    means:
      'A digest, a roundup or a live page holds a whole article and begins with something else. The short one is a part of the long one. It is no copy: who keeps the digest and throws the article away has lost an article.',
    files: {
      'mill.txt': `${mill}\n\n${roof}\n`,
      'digest.txt': `What happened in the valley this week, and what we found in the post.\n\n${storm}\n\n${bees}\n\n${mill}\n\n${roof}\n\n${chess}\n\n${trains}\n`,
    },
    words: ['mill.txt', 'digest.txt'],
    decided: [
      `As [a copy](copy.md) by containment: ${percent(copy.containment)} of the shingles of the shorter, which has at least ${copy.containmentShingles}, stand in the longer. But the longer is more than ${copy.partRatio} times as long, and the lead of the shorter (${copy.leadWords} words) does not align with its beginning.`,
      'A longer article with two parts that are not copies of one another is a roundup, and never the original of either.',
    ],
    todo: [
      'Mostly nothing: it is reported, and both stay.',
      '`--parts drop` removes parts that the longer article says whole.',
    ],
    silence: ['Parts count at the gate only with `--fail-on any`, or `--parts drop`.'],
    numbers: [
      ['copy.containment', 'containment from which the contained one is a copy or a part'],
      ['copy.containmentShingles', 'shingles it needs for that'],
      ['copy.partRatio', 'how many times as long the holder is'],
      ['copy.leadWords', 'words of the lead'],
    ],
  },
  passage: {
    title: 'A passage stands in another article that is no copy',
    means:
      'Two different articles share a whole paragraph or a long run of words: background that is carried along from day to day, a statement that both quote, a paragraph that was lifted. The later one (by date, else by place) has it from the earlier one.',
    files: {
      'monday.txt': `${mill}\n\n${roof}\n\n${storm}\n\n${trains}\n`,
      'tuesday.txt': `${bees}\n\n${chess}\n\n${roof}\n\n${library}\n`,
    },
    words: ['monday.txt', 'tuesday.txt', '--fail-on', 'any'],
    decided: [
      'The pair was compared and is neither a copy nor a part. Both texts are aligned, and what one outlet prints under everything does not count.',
      `An aligned run is a passage when it is a whole paragraph of at least ${passage.paragraphWords} words, or at least ${passage.runWords} words of anything. A run may bridge gaps of ${align.gap} words: an edited clause, not a new sentence.`,
      `Any run of ${anchor.window + standard.shingle.words - 1} words that two articles share makes at least one common anchor, and ${anchor.shared} of those make the pair a candidate.`,
    ],
    todo: [
      'Read both places; the report has them side by side. A quotation is no theft.',
      'Nothing is cut: a passage says something in either article.',
    ],
    silence: ['Passages count at the gate only with `--fail-on any`.'],
    numbers: [
      ['passage.paragraphWords', 'words of a whole paragraph'],
      ['passage.runWords', 'words of any run'],
      ['align.gap', 'words that a run may bridge'],
      ['anchor.window', 'shingles of which an anchor is chosen'],
      ['anchor.shared', 'anchors that make a pair a candidate'],
    ],
  },
  boilerplate: {
    title: 'An outlet prints a passage under many different articles',
    means:
      'Subscription lines, credits, calls to follow, notices about comments. They say nothing of the article, and they make articles of one outlet look alike. So they are left out when copies are decided.',
    files: {
      'gazette.jsonl': [storm, bees, chess, trains, library]
        .map((text, n) => JSON.stringify({ id: `g${n + 1}`, source: 'Wend Gazette', text: `${text}\n\n${letter}` }))
        .map((line) => `${line}\n`)
        .join(''),
    },
    words: ['gazette.jsonl', '--boilerplate', 'cut'],
    decided: [
      `The outlet (the source field, else the host of the address) prints the passage in at least ${boilerplate.groups} different stories, and in at least ${percent(boilerplate.share)} of its articles. Copies of one story count once: articles that share at least ${boilerplate.bands} bands of their sketches are one story.`,
      `At least ${percent(boilerplate.sameEnd)} of its printings stand at the same end of the article, or beside other boilerplate. A quotation that three stories share stands in the middle of them.`,
      `An article that is more than ${percent(boilerplate.rekey)} boilerplate is looked for a second time without it.`,
      'Without a source or an address there is no outlet, and no boilerplate.',
    ],
    todo: [
      '`--boilerplate cut` cuts it; without that it is only reported, and the text report counts it in one line.',
      'For a later corpus: `--boilerplate-from cleaned/provenance.jsonl` takes the list of this one.',
    ],
    silence: ['Boilerplate counts at the gate only with `--boilerplate cut` or `--fail-on any`.'],
    numbers: [
      ['boilerplate.groups', 'different stories that carry it'],
      ['boilerplate.share', "or this share of the outlet's articles, if that is more"],
      ['boilerplate.sameEnd', 'share of its printings at one end'],
      ['boilerplate.bands', 'bands that make two articles one story'],
      ['boilerplate.rekey', 'share of boilerplate from which an article is looked for without it'],
    ],
  },
}

/** How any kind is silenced. */
export const silenceOf = (kind: Kind): string[] => [
  `At the gate: \`--max ${kind}=N\` lets N of them pass; \`--fail-on none\` lets all pass.`,
  'What is known: `--update-baseline` writes it down, and only new ones count from then on.',
  'What should not be read: `--exclude GLOB`, or a line in `.dittographignore`.',
]
