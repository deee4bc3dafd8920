// What the report's file says to its own script: two JSON blocks, the rows and the texts. Both sides compile against this file.
//
// Rows are columns (article i is id[i], path[i], …), because a file with 50,000 findings as objects is three times as long.
// Numbers of articles, clusters and sentences are places in their columns; -1 is none. Spans are half-open ranges of UTF-16
// units of the article's text: what a browser slices. An article's text is there whole, in windows, or not at all (null).
import type { Kind } from '../../model.js'

export const KINDS: readonly Kind[] = ['copy', 'part', 'passage', 'repeat', 'boilerplate']
export const STATUSES = ['kept', 'cut', 'removed', 'skipped', 'against'] as const
export const EDITS = ['removed', 'cut', 'covered', 'none'] as const

/** What a kind of finding means: the words of docs/rules/, which a report brings along because it may be read where there is no network. */
export interface Rule {
  readonly title: string
  readonly means: string
  readonly decided: readonly string[]
  readonly todo: readonly string[]
  readonly silence: readonly string[]
}

export interface Articles {
  readonly id: string[]
  readonly path: string[]
  /** Line of the record; 0 where the file is the article, or where it is not known. */
  readonly line: number[]
  readonly title: string[]
  readonly date: string[]
  /** Minutes since 0000-03-01, and how precise the date is (3 day, 5 minute, 6 second); -1 and 0 when it cannot be read. */
  readonly minutes: number[]
  readonly precision: number[]
  readonly outlet: number[]
  readonly status: number[]
  readonly bytes: number[]
  readonly cluster: number[]
}

export interface Findings {
  readonly kind: number[]
  readonly edit: number[]
  readonly article: number[]
  readonly source: number[]
  /** start, end, start, end of the source; -1 where the text is not in the file. */
  readonly spans: number[][]
  /** first, last, first, last of the source, line of the file. */
  readonly lines: number[][]
  readonly bytes: number[]
  readonly exact: (0 | 1)[]
  /** In the baseline. */
  readonly known: (0 | 1)[]
  readonly score: number[]
  /** Places in `sentences`. */
  readonly because: number[][]
  readonly fingerprint: string[]
  /** First words; of boilerplate, all that is shown. A place in `sentences`. */
  readonly words: number[]
}

export interface Clusters {
  readonly id: string[]
  /** Keywords; empty when none were found. */
  readonly name: string[][]
  /** True size. */
  readonly size: number[]
  /** By time, as many as the file holds. */
  readonly members: number[][]
  /** Of each member: [jaccard, its share that stands in the head, the head's that stands in it], or [] where no match says so. */
  readonly shares: number[][][]
  readonly head: number[]
  readonly original: number[]
  readonly confidence: number[]
  readonly because: number[][]
  readonly near: number[][]
}

/** The passages that outlets print under everything. */
export interface Printed {
  readonly outlet: string
  readonly articles: number
  readonly groups: number
  readonly text: string
}

export interface Said {
  readonly level: 'error' | 'note'
  readonly code: string
  readonly message: string
}

export interface Outlet {
  readonly name: string
  /** Articles by status: kept, cut, removed, skipped. */
  readonly counts: number[]
}

export interface Rows {
  /** Was it done, or would it be? */
  readonly mode: 'scan' | 'dry-run' | 'clean'
  readonly version: string
  /** Of each kind. */
  readonly rules: readonly Rule[]
  readonly fingerprint: string
  /** The command that comes next, or nothing. */
  readonly next: string
  /** Numbers that decided: name, value. */
  readonly recipe: [name: string, value: string][]
  readonly summary: Record<string, number>
  /** Findings by kind, and how many of them are acted on. */
  readonly kinds: [found: number, acted: number][]
  readonly outlets: Outlet[]
  /** With a baseline: findings that are in it, and others that would count; null without one. */
  readonly baseline: [known: number, fresh: number] | null
  /** Outlets that have no bar, and their articles. */
  readonly otherOutlets: [outlets: number, articles: number]
  /** Names of the outlets of articles. */
  readonly names: string[]
  /** Pairs by jaccard of their own text, 20 bins; a row for copy, part and passage each. */
  readonly histogram: number[][]
  readonly sentences: string[]
  readonly articles: Articles
  readonly findings: Findings
  readonly clusters: Clusters
  readonly printed: Printed[]
  readonly troubles: Said[]
  /** What is not in this file, because it is bounded. */
  readonly leftOut: {
    /** By kind. */
    readonly findings: number[]
    readonly clusters: number
    readonly texts: number
    readonly printed: number
    readonly troubles: number
  }
}

/** A text whole, or the parts of it that findings speak of: place and words, place and words, … */
export type Text = string | (number | string)[] | null
