// The words of dittograph as types, and the few interfaces of the world. No code.
//
// Offsets: a Span is a half-open byte range of an article's text value (for a text file, of the file). Places in files are
// byte offsets of the file. Nothing here counts characters.

/** Half-open byte range [start, end). */
export type Span = readonly [start: number, end: number]

/** Aligned runs of two articles: [a.start, a.end, b.start, b.end], bytes. */
export type Run = readonly [aStart: number, aEnd: number, bStart: number, bEnd: number]
/** A run, and how many of a million tokens of its longer side are equal on both. */
export type MeasuredRun = readonly [...run: Run, equal: number]

// --------------------------------------------------------------------------------------------------------------- columns

/** One text as columns: its bytes, its tokens, its shingles. Token i is the bytes [start[i], end[i]); shingle i begins at token i. All views of one buffer, so that a kernel can take their byte offsets. */
export interface Reading {
  readonly text: Uint8Array
  /** Number of tokens. */
  readonly count: number
  readonly start: Uint32Array
  readonly end: Uint32Array
  /** Two lanes of the folded token's hash. */
  readonly lo: Uint32Array
  readonly hi: Uint32Array
  /** Class and flags, see kernel/tokens.ts. */
  readonly kind: Uint8Array
  /** Number of shingles. */
  readonly shingles: number
  readonly shLo: Uint32Array
  readonly shHi: Uint32Array
  /** Tokens of a shingle. */
  readonly shLen: Uint8Array
}

/** Passages of one text in order, never overlapping: byte ranges without the white space around them, and their tokens [from, to). */
export interface Passages {
  readonly count: number
  readonly start: Uint32Array
  readonly end: Uint32Array
  readonly from: Uint32Array
  readonly to: Uint32Array
}

// ---------------------------------------------------------------------------------------------------------------- files

export type Format = 'text' | 'md' | 'jsonl' | 'json' | 'csv' | 'tsv' | 'html' | 'warc' | 'feed' | 'parquet'

/** One input file. `path` is relative to the root, with `/`, and is what reports say; `at` is where it can be opened. */
export interface SourceFile {
  readonly path: string
  readonly at: string
  readonly format: Format
  /** Size in bytes when it was listed. */
  readonly size: number
  /** Compared with and pointed to, never reported on, cut or written (`--against`). */
  readonly against: boolean
}

/** Names of the record fields that hold what we need; a dotted name reaches into objects; the first text field present wins. */
export interface Fields {
  readonly text: readonly string[]
  readonly id: string
  readonly date: string
  readonly title: string
  readonly url: string
  readonly source: string
}

/** Facts of an article, decoded; only made where something was found. */
export interface Facts {
  readonly id: string | null
  readonly title: string | null
  readonly date: string | null
  readonly url: string | null
  readonly source: string | null
  readonly author: string | null
  /** The address that it calls that of its text: its own, or that of the article it was taken from. */
  readonly canonical?: string | null
}

/** What of a page is its text: all that a reader sees, or what Firefox's reader view takes for the article. */
export type HtmlExtract = 'blocks' | 'readability'

/** Why an article could not be read. It is copied through to the cleaned output. */
export type SkipReason = 'bad-json' | 'bad-row' | 'no-text' | 'too-large' | 'binary' | 'encoding' | 'unreadable'

/**
 * One change of bytes: `bytes` of them at `at` go, and `put` stands in their place. Offsets count the *image* of the file: its bytes, or what they
 * unpack to. A format whose records are no bytes in a row counts what its own `changes` understands.
 */
export interface Splice {
  readonly at: number
  readonly bytes: number
  /** Nothing, where it is not given. */
  readonly put?: Uint8Array
  /** Makes sense only with all other cuts of its article (a length that is told elsewhere): who takes one of them back takes all back. */
  readonly tied?: true
}

/**
 * How the offsets of a text stand to the bytes that the report counts, where these are others: those of a file in another encoding, or with markup. It outlives its
 * record, so it holds no view of memory that is used again (`lines` is looked at at once).
 */
export interface Scale {
  /** All of the bytes that the report counts. */
  readonly size: number
  /** A span of the text in those bytes. Never falling; [0, all of the text] lies within [0, size]. */
  shown(span: Span): Span
  /** The bytes themselves, where they have other line ends than the text; else lines are those of the text. */
  readonly lines?: Uint8Array
}

/** One record as it lies in its file. The object and its bytes are reused: take what you need before the next record. */
export interface RawRecord {
  /** 1-based line of the record in its file; 0 for a file that is one article. */
  readonly line: number
  /** Byte range of the record in its image, what stands between it and the next one excluded. */
  readonly at: number
  readonly end: number
  /** Byte offset behind what ends the record: its line end, the comma of an array (equal to `end` when there is none). */
  readonly next: number
  readonly skipped: SkipReason | null
  /** UTF-8 bytes of the text value, unescaped; empty for a skipped record. */
  readonly text: Uint8Array
  /** Bytes of the id as the report writes it: the decoded string, or a number's raw digits; null when there is none. */
  readonly id: Uint8Array | null
  /** Bytes of the outlet: the source field, else the host of the URL; null when unknown. */
  readonly outlet: Uint8Array | null
  /** All facts, decoded. Costs strings: not for every article. */
  facts(): Facts
  /** Null: the report counts the bytes of the text, as it does for every record of JSONL. */
  readonly scale: Scale | null
  /** What is done to the image to cut these spans of the text: ascending. Each span has one splice that names it in `of`. What else follows from the cuts stands among them in order of `at`, and names in `of` the span it is told with. */
  splices(cuts: readonly Span[]): readonly (Splice & { readonly of: number })[]
  /** What is done to the image to give the record a number in a field of its own; `taken`: it has one of that name. Absent: records of this format have no fields to add. */
  field?(name: string, value: number): Splice | 'taken'
}

/** Reading, as the pipeline sees it. Synchronous, because promises cost seven times more for small files. */
export interface Reader {
  readonly files: readonly SourceFile[]
  /** Every record of a file in order. Bytes read are also handed to `raw`, for hashing. */
  records(file: number, visit: (record: RawRecord) => void, raw?: (chunk: Uint8Array) => void): void
  /** One record again. Throws a Changed error when the file no longer holds what it held, as far as the record and a look now and then can tell. */
  record(file: number, at: number, end: number, line: number): RawRecord
  /** What is done to the image to take out the whole record [at, next), read or skipped; `rest`: every record behind it goes too. */
  whole(file: number, at: number, next: number, rest: boolean): Splice
  /**
   * What is done to the bytes of the file, for what is done to its image: the same, where the file is its image. What lies in something packed
   * (a gzip member, a row group) is written anew with all that lies around it, as a block. Files must have been read.
   */
  changes(file: number, edits: readonly Edit[]): Iterable<Change>
  /** Looks at the files whose records were read again. Throws a Changed error when somebody wrote to one meanwhile. */
  unchanged(): void
  close(): void
}

// ------------------------------------------------------------------------------------------------------------- troubles

/** An expected failure, kept with its article or file; the run goes on. An `error` makes exit 2 at the end, a `note` does not. */
export interface Trouble {
  readonly level: 'error' | 'note'
  /** E_… for errors, N_… for notes. */
  readonly code: string
  readonly article: string | null
  readonly path: string | null
  readonly line: number | null
  /** What, where, what was done. May hold text of the input: every writer escapes it. */
  readonly message: string
  /** Failures that this one stands for; 1 when it is not given. Counted in the summary, not written. */
  readonly count?: number
}

// --------------------------------------------------------------------------------------------------------------- records

export type Kind = 'repeat' | 'copy' | 'part' | 'passage' | 'boilerplate'
export type MatchKind = 'copy' | 'part' | 'passage'
export type Status = 'kept' | 'cut' | 'removed' | 'skipped'
export type EditKind = 'cut' | 'removed' | 'covered' | 'none'

export interface HeaderRecord {
  readonly type: 'header'
  readonly schema: 'dittograph/1'
  readonly version: string
  readonly recipe: unknown
  readonly options: unknown
  readonly fingerprint: string
}

export interface ArticleRecord {
  readonly type: 'article'
  readonly id: string
  readonly path: string
  readonly line: number | null
  readonly bytes: number
  readonly status: Status
  readonly reason: string | null
  readonly cluster: string | null
  /** With --copies weight: 1/n, for each of n articles that say the same. */
  readonly weight?: number
  /** With --outlets: how much of it is its own. */
  readonly derivation?: Derivation
}

/** How much of an article is its own. */
export interface Derivation {
  /** Less than a tenth its own, less than nine tenths, or more; undecided: it shares text, and nobody knows who had it first. */
  readonly kind: 'wholly' | 'partly' | 'not' | 'undecided'
  /** Share of its bytes, 0..1. */
  readonly own: number
  /** The agency or outlet that most of the rest is from. */
  readonly from: string | null
  /** Hours after the original of its cluster; negative: it is dated before. Null: not known. */
  readonly behind: number | null
}

/** With --outlets: what one outlet prints of its own and of others. Shares are of its bytes, 0..1. */
export interface OutletRecord {
  readonly type: 'outlet'
  readonly outlet: string | null
  readonly articles: number
  readonly bytes: number
  readonly wholly: number
  readonly partly: number
  readonly not: number
  readonly undecided: number
  readonly own: number
  readonly undecidedShare: number
  readonly agencies: readonly { readonly name: string; readonly articles: number; readonly share: number }[]
  readonly outlets: readonly { readonly name: string; readonly articles: number; readonly share: number }[]
  /** Median of its derived articles that have a dated original. */
  readonly behindHours: number | null
  readonly behindArticles: number
}

/** Shares of distinct shingles, 0..1. aInB: share of a's shingles that also stand in b. */
export interface Shares {
  readonly jaccard: number
  readonly aInB: number
  readonly bInA: number
}

export interface MatchRecord extends Shares {
  readonly type: 'match'
  readonly a: string
  readonly b: string
  readonly kind: MatchKind
  /** The larger of aInB and bInA. */
  readonly containment: number
  /** The same without boilerplate; the kind is decided on these. */
  readonly own: Shares
  readonly spans: readonly Run[]
}

export interface ClusterRecord {
  readonly type: 'cluster'
  readonly id: string
  readonly size: number
  readonly members: readonly string[]
  readonly head: string
  readonly kept: readonly string[]
  readonly original: string | null
  readonly confidence: number
  readonly because: readonly string[]
  readonly near: readonly string[]
  /** The lowest and the mean of the members' shares with the head, max(jaccard, containment), 0..1; null when there is no other member. */
  readonly inner: { readonly lowest: number; readonly mean: number } | null
  /** The agency or outlet whose text it is, when its own item is not in the corpus: `original` stands for it. */
  readonly standsFor?: string
  /** The address of that item, where a canonical link names it. */
  readonly originalAt?: string
  /** What speaks for other members, and what it weighs: the losing evidence. */
  readonly others?: readonly { readonly article: string; readonly share: number; readonly because: readonly string[] }[]
  /** Whether one outlet printed it again, several carry it, or both. Absent where outlets are not known. */
  readonly relation?: 'versions' | 'syndication' | 'both'
  /** Versions of one outlet, first one first, and what changed from each to the next. */
  readonly versions?: readonly VersionsRecord[]
  /** Why nothing but identical text is removed. */
  readonly loose?: string
}

export interface VersionsRecord {
  readonly outlet: string
  readonly articles: readonly string[]
  /** What orders them; `none`: nothing does. */
  readonly by: 'date' | 'number' | 'none'
  readonly changes: readonly {
    readonly kind: 'same' | 'extended' | 'shortened' | 'corrected' | 'updated' | 'rewritten'
    /** Share of the one before that stands in this one. */
    readonly kept: number
    /** Share of this one that the one before does not say. */
    readonly fresh: number
  }[]
}

export interface PlaceRecord {
  readonly article: string
  readonly span: Span
  readonly lines: readonly [first: number, last: number]
}

export interface FindingRecord {
  readonly type: 'finding'
  readonly kind: Kind
  readonly rule: string
  readonly article: string
  readonly span: Span
  /** 1-based, inclusive lines of the text value. */
  readonly lines: readonly [first: number, last: number]
  /** 1-based line of the file: where an editor jumps to. */
  readonly fileLine: number
  readonly source: PlaceRecord | null
  readonly exact: boolean
  readonly score: number
  readonly because: readonly string[]
  readonly edit: EditKind
  /** The exact range taken, separator included; null when nothing is cut. */
  readonly cut: Span | null
  readonly fingerprint: string
  /** With a baseline: true when the finding stands in it, so that it does not count at the gate. */
  readonly known?: true
  /** What goes with a removed article. */
  readonly lost?: {
    readonly title: string | null
    readonly date: string | null
    readonly url: string | null
    readonly source: string | null
  }
}

export interface TroubleRecord extends Trouble {
  readonly type: 'trouble'
}

/** A passage that an outlet prints under everything. Written to provenance.jsonl, behind the findings; `--boilerplate-from` reads it. */
export interface BoilerplateRecord {
  readonly type: 'boilerplate'
  readonly outlet: string
  /** SHA-256 of the folded passage, hex, for whoever checks. */
  readonly sha256: string
  /** The passage's own hash, 16 hex digits: what `--boilerplate-from` looks up. */
  readonly hash: string
  readonly articles: number
  readonly groups: number
  /** First words, for people. */
  readonly text: string
}

export interface SummaryRecord {
  readonly type: 'summary'
  readonly articles: number
  readonly kept: number
  readonly cut: number
  readonly removed: number
  readonly skipped: number
  readonly bytes: number
  readonly outBytes: number
  readonly cutBytes: number
  readonly removedBytes: number
  readonly skippedBytes: number
  readonly repeat: number
  readonly copy: number
  readonly part: number
  readonly passage: number
  readonly boilerplate: number
  readonly clusters: number
  readonly errors: number
  readonly notes: number
}

export type ReportRecord =
  | HeaderRecord
  | ArticleRecord
  | MatchRecord
  | ClusterRecord
  | FindingRecord
  | TroubleRecord
  | BoilerplateRecord
  | OutletRecord
  | SummaryRecord

/** What a reviewer decided of findings, by their fingerprints. */
export interface Decided {
  readonly accepted: ReadonlySet<string>
  readonly rejected: ReadonlySet<string>
}

// ---------------------------------------------------------------------------------------------------------------- edges

/** Where a reporter writes. Text is UTF-8; bytes are done with when write returns; it throws when they cannot be written. */
export interface Sink {
  write(text: string | Uint8Array): void
}

/** Where an article stands: its file, and its 1-based line there; null when it is the whole file, whose bytes its spans then count. */
export interface Where {
  readonly path: string
  readonly line: number | null
}

/** What a reporter may ask beyond the records. */
export interface View {
  readonly colour: boolean
  /** Whether who looks knows links (OSC 8). */
  readonly hyperlinks?: boolean
  /** The address of a file by its path in the report, printable ASCII; null when it has none. */
  address?(path: string): string | null
  /** The address of the page about a kind of finding, printable ASCII. */
  rule?(kind: Kind): string
  /** Terminal columns to fill. */
  readonly width: number
  /** Where the article of a finding, or of its source, stands; null when there is no source. */
  where(finding: FindingRecord, side: 'here' | 'source'): Where | null
  /** The article's own text at the finding, or at its source: at most `max` UTF-16 units, raw (the reporter escapes it). */
  excerpt(finding: FindingRecord, side: 'here' | 'source', max: number): string
  /** The lines of the file on which the first lines of that excerpt stand, at most `most`: in a page one line of its text is not one line of the file. */
  lines?(finding: FindingRecord, side: 'here' | 'source', most: number): readonly number[]
  /** The record of the article of that id, as it stands among the records; null when none does. */
  article(id: string): ArticleRecord | null
  /** Facts of the article of that id; null when there is none. Costs a reading of its record. */
  facts(article: string): Facts | null
  /** The article's outlet: its source field, else the host of its URL; null when unknown. Costs nothing. */
  outlet(article: string): string | null
  /** The article's text value in UTF-8; empty when there is no such article. It lives until the next call. */
  text(article: string): Uint8Array
  /** Where a span of a record stands in that text: the same, but for files with markup or in another encoding. */
  inText(article: string, span: Span): Span
}

/** One reporter: records in canonical order in, text or bytes out. */
export type Reporter = (records: Iterable<ReportRecord>, out: Sink, view: View) => void

/** One cut, as it is done to a file or its image. */
export interface Edit extends Splice {
  /** Id of the article it belongs to. */
  readonly article: string
  /** Fingerprint of the finding that asked for it. */
  readonly finding: string
  /** True when the whole article goes (record with its line end, or the file). */
  readonly whole: boolean
}

/** A stretch of a file that is written anew, because what is cut lies packed in it: a gzip member, a zstd frame, a row group. */
export interface Block {
  readonly at: number
  readonly bytes: number
  /** Who packed it: what unpacks it again. */
  readonly codec: string
  /** The cuts in it, in offsets of its own: of what it unpacks to, from 0. */
  readonly edits: readonly Edit[]
  /** Makes sense only with all other such blocks of its file (offsets that are told elsewhere): they go back together, and may hold no cut of their own. */
  readonly tied?: true
  /** The new bytes, in order. They live until `put` returns. Called once, in the order of the blocks of a file. */
  write(put: (bytes: Uint8Array) => void): void
}

/** What clean does to the bytes of a file. */
export type Change = Edit | Block

/** A growing column of 32-bit numbers: in memory (kernel/column.ts), or beyond a budget on disk (store/spill.ts). */
export interface Column extends Rows {
  get(i: number): number
  push(value: number): void
  /** All of these, one behind the other. */
  append(values: Uint32Array): void
}

/** What a loop over all rows reads. */
export interface Rows {
  readonly length: number
  /** Rows from `i` on, as many as lie together, one at least. It holds until this column is asked again. */
  stretch(i: number): Uint32Array
}

/** Rows of one group: rows[start..end). `key` is what they share, a number of each key column. Both are reused. */
export type Visit = (rows: Uint32Array, start: number, end: number, key: Uint32Array) => void

/** The one grouping primitive, and where columns that may be large come from: in memory or spilled, SQL on a cluster. `keys` are columns of one length. */
export interface Exchange {
  /** A new column, for what is too large for memory if anything is. */
  column(): Column
  /** Rows with equal keys come out together, in ascending order of (keys[0], keys[1], …), rows of a group in ascending order of their number. Groups of fewer than `least` rows (1) are passed over. */
  group(keys: readonly Rows[], visit: Visit, least?: number): void
  /**
   * For indexes, where most rows are alone: groups of `least` rows (2) and more, in an order that means nothing, at half the cost or
   * less. What is visited is not the numbers of the rows but what `of` holds in them, rows in ascending order of
   * their number. A row whose first key is 0 has no key.
   */
  shared(keys: readonly Rows[], of: Rows, visit: Visit, least?: number): void
}

/** Does a batch: writes the answer to `output`, returns its words, or -1 when they do not fit. */
export type Hand = (kind: number, input: Uint32Array, output: Uint32Array) => number

/** Hands that do batches. */
export interface Crew {
  /** A batch to do; `input` may change once this returns. `take` gets the answer, now or later, in the order of the batches; the answer lives until it returns. */
  run(kind: number, input: Uint32Array, take: (output: Uint32Array) => void): void
  /** Waits for all answers. */
  finish(): void
}
