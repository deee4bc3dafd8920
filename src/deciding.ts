// One part of the matches -> its clusters, what goes of it, and its findings. Three acts:
//
//   gather   clusters, over texts, and all their articles; where the text of each comes from (lineage.ts)
//   remove   the articles of the clusters are asked in order of preference whether an article that is already kept contains them (clean.ts);
//            the kept one is taken as it will be written, without its own repeats
//   tell     each finding once, by the article it is in
//
// Most parts are two articles, and there are as many as stories were copied; one part may be the whole corpus. So what a part needs is made once,
// as columns of all articles where it grows with them, and emptied for the next.
// Law: what is decided of a part does not depend on the parts before it.
import type { Match } from './align.js'
import { removals, titlesDiffer } from './clean.js'
import type { Cluster, Edge } from './cluster.js'
import { clusters } from './cluster.js'
import { stamp } from './dates.js'
import type { Found, Given } from './decide.js'
import type { Draft } from './drafts.js'
import type { Asked } from './keep.js'
import { preference, sourcesOf } from './keep.js'
import { folded } from './kernel/folded.js'
import { Sentences } from './kernel/sentences.js'
import { Sparse } from './kernel/sparse.js'
import type { Story } from './lineage.js'
import { Lineage } from './lineage.js'
import type { Facts, MatchKind, Span } from './model.js'
import type { Part } from './parts.js'
import { trivial } from './trivia.js'

/** Articles of one text that are matched each with those of another. */
const CARRIERS = 8

/** Evidence for an original that a clean does not change. */
const STABLE = /^(?:credit:|agency:|canonical:|earliest)/

/** Times that articles are asked again, because an original came to light when others had gone. Once is what happens. */
const ROUNDS = 4

/** Share of the longer span that two spans have in common when they are one passage. */
const SAME_PASSAGE = 0.8

/** A cluster while it is decided. */
interface Star {
  readonly star: Cluster
  /** Articles, ascending. */
  readonly members: Uint32Array
  readonly inner: { readonly lowest: number; readonly mean: number } | null
  readonly story: Story
}

/** A passage of an article, told with the first source, in order of place, and a count of the others. */
interface Told {
  readonly span: Span
  readonly source: { readonly article: number; readonly span: Span }
  /** Aligned coverage: what of the longer side is equal on both. */
  readonly score: number
  others: number
  /** The source counted last: an article that prints the passage twice is one. */
  last: number
}

export class Deciding {
  readonly #found: Found
  readonly #given: Given
  readonly #lineage: Lineage
  // Of the part that is decided.
  #part: Part
  /** Articles of each text that several carry, ascending. */
  #carriers: ReadonlyMap<number, Uint32Array> = new Map()
  readonly #roundups = new Set<number>()
  readonly #facts = new Map<number, Facts>()
  readonly #sizes = new Map<number, number>()
  /** Why nothing but identical text goes of a cluster, by its articles. */
  readonly #loose = new Map<number, string>()
  /** Originals, on evidence that a clean does not change. */
  readonly #origins = new Set<number>()
  /** What goes although the kept article does not say all of it, and who asked for that. */
  readonly #exceptions = new Map<number, string>()
  /** By text, the first that it is a copy of, once that was asked. */
  readonly #copies = new Map<number, number>()
  /** Articles in the order in which they were asked, and the place of each. */
  #order: Uint32Array = new Uint32Array(0)
  readonly #rank: Sparse
  /** What goes, or where copies are weighed would go, and into what. */
  readonly #goes: Sparse
  /** Of an article that stays, the kept article it was asked against first, and the number of the sentence that says why. */
  readonly #keeper: Sparse
  readonly #why: Sparse
  #reasons: Sentences | null = null
  /** 1: the article has a finding. */
  readonly #told: Uint8Array
  /** The text last compared byte by byte: it is often a head. */
  #held: { readonly article: number; readonly text: Uint8Array } = { article: -1, text: new Uint8Array(0) }
  /** The match looked at last. */
  #row = -1
  #match: Match | null = null

  constructor(found: Found, given: Given) {
    this.#found = found
    this.#given = given
    this.#part = { articles: new Uint32Array(0), rows: new Uint32Array(0) }
    const { s, sides, standsFor, recipe, options } = given
    this.#rank = new Sparse(s.count)
    this.#goes = options.copies === 'weight' ? new Sparse(s.count) : found.removed
    this.#keeper = new Sparse(s.count)
    this.#why = new Sparse(s.count)
    this.#told = new Uint8Array(s.count)
    this.#lineage = new Lineage(s, sides, standsFor, recipe, this.#roundups, (a, b) => {
      const row = found.matches.row(a, b)
      return row < 0 ? undefined : this.#matchOf(row)
    })
  }

  decide(part: Part): void {
    this.#part = part
    this.#carriers = carriersOf(part.articles, this.#given.standsFor)
    const stars = this.#gather()
    this.#remove(stars)
    this.#tell(stars)
    this.#forget()
  }

  #forget(): void {
    for (const one of [this.#facts, this.#sizes, this.#loose, this.#exceptions, this.#copies]) one.clear()
    for (const one of [this.#roundups, this.#origins]) one.clear()
    this.#held = { article: -1, text: this.#held.text }
    for (const i of this.#part.articles) {
      for (const noted of [this.#rank, this.#keeper, this.#why]) noted.delete(i)
      if (this.#goes !== this.#found.removed) this.#goes.delete(i)
      this.#told[i] = 0
    }
    this.#reasons = null
  }

  // ---------------------------------------------------------------------------------------------------- articles, texts, matches

  #against(article: number): boolean {
    const { reader, s } = this.#given
    return reader.files[s.file.get(article)]!.against
  }

  #articlesOf(text: number): Uint32Array {
    return this.#carriers.get(text) ?? Uint32Array.of(text)
  }

  #factsOf(article: number): Facts {
    const known = this.#facts.get(article)
    if (known !== undefined) return known
    const facts = this.#given.sides.record(article).facts()
    this.#keepFacts(article, facts)
    return facts
  }

  readonly #keepFacts = (article: number, facts: Facts): void => {
    if (this.#facts.size >= 50_000) this.#facts.clear()
    this.#facts.set(article, facts)
  }

  #outletOf(article: number): string | null {
    const { outlet } = this.#given.sides.record(article)
    return outlet === null ? null : Buffer.from(outlet).toString()
  }

  #sizeOf(article: number): number {
    const { s, sides } = this.#given
    const twin = s.twin.get(article)
    let size = this.#sizes.get(twin)
    if (size === undefined) {
      size = sides.size(article)
      this.#sizes.set(twin, size)
    }
    return size
  }

  /** Will nothing be cut inside the article? */
  #uncut(article: number): boolean {
    const { sides, s } = this.#given
    return sides.writtenBytes(article) === s.bytes(article)
  }

  /** Texts that will be written with equal bytes need no alignment: they are compared, once, and one run covers all. */
  #sameBytes(x: number, y: number): boolean {
    const { s, sides, compared } = this.#given
    if (s.twin.get(x) === s.twin.get(y)) return true // seen when they were read
    if (sides.writtenBytes(x) !== sides.writtenBytes(y)) return false
    const [a, b] = x < y ? [x, y] : [y, x]
    let same = compared.get(a, b)
    if (same < 0) {
      if (this.#held.article !== a) this.#held = { article: a, text: new Uint8Array(sides.written(a)) }
      same = Buffer.compare(this.#held.text, sides.written(b)) === 0 ? 1 : 0
      compared.set(a, b, same)
    }
    return same === 1
  }

  /** No hash decides: are two articles identical after folding, byte for byte, as they will be written? */
  #sameFolded(a: number, b: number): boolean {
    const { standsFor, sides, arena } = this.#given
    if (standsFor[a] !== standsFor[b]) return false
    if (this.#sameBytes(b, a)) return true
    const [x, y] = [a, b].map((i) => folded(arena, sides.written(i)))
    return Buffer.compare(x!, y!) === 0
  }

  /** The same of the articles as they are. */
  #identicalNow(a: number, b: number): boolean {
    const { sides, arena } = this.#given
    if (!this.#sameFolded(a, b)) return false
    if (this.#uncut(a) && this.#uncut(b)) return true
    const [x, y] = [a, b].map((i) => folded(arena, sides.record(i).text))
    return Buffer.compare(x!, y!) === 0
  }

  #matchOf(row: number): Match {
    if (this.#row !== row || this.#match === null) {
      this.#match = this.#found.matches.match(row)
      this.#row = row
    }
    return this.#match
  }

  /**
   * The match of two articles of one text or of neighbouring texts; made, and kept for the report, when it is not there yet. Texts that are equal after
   * folding may be spelled differently, and then less alike than the texts that stand for them: what these are, the articles are (`as`).
   */
  #between(x: number, y: number, as: MatchKind | null = null): Match | null {
    const { matches } = this.#found
    const { sides } = this.#given
    const [a, b] = x < y ? [x, y] : [y, x]
    const known = matches.row(a, b)
    if (known >= 0) return this.#matchOf(known)
    let made: Match | null = null
    // A byte order mark, another space: what is the same after folding is a copy, whatever a comparison says of so few words.
    if (this.#sameFolded(a, b)) {
      const all = { jaccard: 1, aInB: 1, bInA: 1 }
      const plain = this.#uncut(a) && this.#uncut(b) && this.#sameBytes(a, b)
      // Shares are told of the text as it is spelled.
      const shares = plain ? { whole: all, own: all } : sides.resemblance(a, b)
      made = { kind: 'copy', ...shares, aIsPart: false, spans: [[...this.#ofWords(a), ...this.#ofWords(b), 1e6]] }
    } else made = sides.compare(a, b)
    if (made && as !== null) made = { ...made, kind: as, aIsPart: made.aIsPart && as === 'part' }
    if (made) matches.add(a, b, made)
    return made
  }

  /** From the first word of an article that will be written to the last. */
  #ofWords(article: number): Span {
    const { sides } = this.#given
    const { start, end, count } = sides.side(article).reading
    const cuts = sides.settled(article)?.cuts ?? []
    const stays = (token: number): boolean => !cuts.some(([from, to]) => from <= start[token]! && end[token]! <= to)
    let [first, last] = [0, count - 1]
    while (first < last && !stays(first)) first++
    while (last > first && !stays(last)) last--
    return [start[first]!, end[last]!]
  }

  /** Of a part: the part and its host. Else the two articles. */
  #ends(row: number): [number, number] {
    const { matches } = this.#found
    return matches.kind(row) !== 'part' || matches.aIsPart(row)
      ? [matches.a(row), matches.b(row)]
      : [matches.b(row), matches.a(row)]
  }

  /** What was verified, of one kind. Further matches are added behind. */
  #verified(kind: MatchKind): Uint32Array {
    const { matches } = this.#found
    return this.#part.rows.filter((row) => matches.kind(row) === kind)
  }

  // ---------------------------------------------------------------------------------------------------------------- gather

  #gather(): Star[] {
    const { matches } = this.#found
    const { s } = this.#given
    const copies = this.#verified('copy')
    const edges: Iterable<Edge> = {
      *[Symbol.iterator]() {
        for (const row of copies) yield { a: matches.a(row), b: matches.b(row) }
      },
    }
    const alone: number[] = []
    for (const [text, list] of this.#carriers) if (list.some((i) => !this.#against(i))) alone.push(text)
    const stars = clusters(
      edges,
      alone,
      (text) => this.#carriers.get(text)?.length ?? 1,
      (text) => s.tokens.get(text),
    )
    const headOf = new Map<number, number>()
    for (const { head, members } of stars) for (const text of members) headOf.set(text, head)
    const partsOf = new Map<number, number[]>()
    for (const row of this.#verified('part')) {
      const [part, host] = this.#ends(row)
      const list = partsOf.get(host)
      if (list) list.push(part)
      else partsOf.set(host, [part])
    }
    // Parts of one story stand in one cluster; two stories make a roundup.
    for (const [host, parts] of partsOf)
      if (new Set(parts.map((p) => headOf.get(p) ?? p)).size > 1) this.#roundups.add(host)

    // Matches stand between texts. Where no cluster joins the articles that carry them, each of these has its own, a few articles a text.
    for (const row of this.#part.rows) {
      const [a, b] = [matches.a(row), matches.b(row)]
      if (matches.kind(row) === 'passage' || (headOf.has(a) && headOf.get(a) === headOf.get(b))) continue
      const theirs = this.#articlesOf(b).slice(0, CARRIERS)
      for (const x of this.#articlesOf(a).slice(0, CARRIERS))
        for (const y of theirs) if (!(this.#against(x) && this.#against(y))) this.#between(x, y)
    }
    return stars.map((star) => this.#star(star))
  }

  #star(star: Cluster): Star {
    const members = joined(star.members.map((text) => this.#articlesOf(text)))
    // Every member has a verified match with the head.
    let [lowest, sum, n] = [1, 0, 0]
    for (const m of members) {
      if (m === star.head || (this.#against(m) && this.#against(star.head))) continue
      const match = this.#between(m, star.head, 'copy')
      if (match === null) continue
      const score = scoreOf(match)
      lowest = Math.min(lowest, score)
      sum += score
      n++
    }
    const inner = n === 0 ? null : { lowest, mean: sum / n }
    const story = this.#lineage.story(star, members, this.#keepFacts)
    if (story.loose !== null) for (const m of members) this.#loose.set(m, story.loose)
    return { star, members, inner, story }
  }

  // ---------------------------------------------------------------------------------------------------------------- remove

  #remove(stars: readonly Star[]): void {
    for (const { story } of stars) for (const origin of lasting(story)) this.#origins.add(origin)
    const clustered = joined(stars.map((g) => g.members))
    this.#ask(clustered)
    const { removed, weights } = this.#found
    // Where some have gone the evidence may decide what it did not before, and a second run would ask that article first: so this one does.
    for (let round = 0; round < ROUNDS && this.#goes === removed; round++) {
      const had = this.#origins.size
      for (const { star, members, story } of stars) {
        if (lasting(story).length > 0) continue
        const left = members.filter((m) => !removed.has(m))
        if (left.length > 1 && left.length < members.length)
          for (const origin of lasting(this.#lineage.story(star, left, this.#keepFacts))) this.#origins.add(origin)
      }
      if (this.#origins.size === had) break
      this.#ask(clustered)
    }
    if (this.#goes !== removed)
      for (const [article, weight] of weightsOf(this.#order, this.#goes)) weights.set(article, weight)
  }

  /** Asks all articles of the clusters, in order of preference. */
  #ask(clustered: Uint32Array): void {
    const { standsFor, recipe } = this.#given
    this.#order = preference(clustered, this.#given.options.keep, this.#asked())
    for (let i = 0; i < this.#order.length; i++) this.#rank.set(this.#order[i]!, i)
    const joins = this.#joins()
    if (this.#given.options.parts === 'drop') this.#askHosts()
    this.#exceptions.clear()
    for (const article of this.#order) for (const noted of [this.#keeper, this.#why, this.#goes]) noted.delete(article)
    for (const { article, by } of removals(
      this.#order,
      (article) => standsFor[article]!,
      (text) => joins.get(text) ?? [],
      recipe.remove.tries,
      (keeper, article) => this.#holds(keeper, article),
    ))
      this.#goes.set(article, by)
  }

  /** The kept article that a removed one went into. */
  #removedBy(article: number): number | undefined {
    return this.#found.removed.get(article)
  }

  /** What the order of preference asks. What is fullest today may be cut tomorrow, so that an original by fullness alone is not asked first: the longer one is anyhow. */
  #asked(): Asked {
    const { s, sides, options } = this.#given
    const named = sourcesOf(options.keep) !== null
    return {
      against: (i) => this.#against(i),
      origin: (i) => this.#origins.has(i),
      date: (i) => {
        const { date } = this.#factsOf(i)
        return date === null ? null : stamp(date)
      },
      size: (i) => this.#sizeOf(i),
      // As it will be written: a second run decides alike.
      repeats: (i) =>
        (sides.settled(i)?.repeats ?? []).reduce(
          (sum, { repeat: { span }, cut, covered }) => (cut === null && !covered ? sum + span[1] - span[0] : sum),
          0,
        ),
      outlet: (i) => (named ? this.#outletOf(i) : null),
      id: (i) => (s.idLo.get(i) === 0 || s.line.get(i) === 0 ? null : s.ids.get(i)),
    }
  }

  /** By text, the texts that its articles are asked against, best first. */
  #joins(): Map<number, number[]> {
    const { matches } = this.#found
    const { options } = this.#given
    const joins = new Map<number, number[]>()
    const join = (a: number, b: number): void => {
      const list = joins.get(a)
      if (list) list.push(b)
      else joins.set(a, [b])
    }
    for (const row of this.#part.rows) {
      const kind = matches.kind(row)
      const [a, b] = this.#ends(row)
      if (kind === 'copy' || (kind === 'part' && options.parts === 'drop')) join(a, b)
      if (kind === 'copy') join(b, a)
    }
    const rankOf = (i: number): number => this.#rank.get(i) ?? Number.POSITIVE_INFINITY
    const best = (text: number): number => {
      const carriers = this.#carriers.get(text)
      if (carriers === undefined) return rankOf(text)
      let least = Number.POSITIVE_INFINITY
      for (const i of carriers) least = Math.min(least, rankOf(i))
      return least
    }
    for (const list of joins.values()) if (list.length > 1) list.sort((x, y) => best(x) - best(y) || x - y)
    return joins
  }

  /** Hosts of parts are asked too, and before their parts. */
  #askHosts(): void {
    const parts = [...this.#verified('part')]
    const more = new Set(parts.flatMap((row) => this.#ends(row).flatMap((t) => [...this.#articlesOf(t)])))
    const extra = [...more].filter((i) => !this.#rank.has(i)).sort((x, y) => this.#sizeOf(y) - this.#sizeOf(x) || x - y)
    const all = [...this.#order, ...extra]
    const isPart = new Set(parts.flatMap((row) => [...this.#articlesOf(this.#ends(row)[0])]))
    this.#order = Uint32Array.from([...all.filter((i) => !isPart.has(i)), ...all.filter((i) => isPart.has(i))])
  }

  #stays(article: number, keeper: number, why: string): false {
    if (this.#keeper.has(article)) return false
    this.#keeper.set(article, keeper)
    this.#reasons ??= new Sentences()
    this.#why.set(article, this.#reasons.number([why]))
    return false
  }

  #whyKept(article: number): string | undefined {
    const why = this.#why.get(article)
    return why === undefined ? undefined : this.#reasons?.get(why)[0]
  }

  /** Does a kept article hold this one, so that it goes? */
  #holds(keeper: number, article: number): boolean {
    const { standsFor, sides, recipe, options, verdicts } = this.#given
    if (this.#against(article)) return false
    if (options.copies === 'keep') return this.#stays(article, keeper, 'copies are kept (--copies keep)')
    const m = this.#between(keeper, article)
    if (m === null || m.kind === 'passage' || (m.kind === 'part' && options.parts === 'keep')) return false
    if (verdicts?.stay.has(article))
      return this.#stays(article, keeper, 'kept: a reviewer rejected its removal (--decisions)')
    const identical = standsFor[article] === standsFor[keeper] && this.#sameBytes(keeper, article)
    if (verdicts?.go.has(article)) {
      if (!identical && sides.missing(keeper, article) !== null)
        this.#exceptions.set(article, 'not all of it stands there: a reviewer accepted its removal (--decisions)')
      return true
    }
    const [x, y] = [this.#factsOf(article).title, this.#factsOf(keeper).title]
    if (titlesDiffer(x, y, recipe.remove.titleForm))
      return this.#stays(article, keeper, 'kept: the titles name different things')
    if (identical) return true
    const lost = sides.missing(keeper, article)
    const apart = this.#loose.get(article)
    if (apart !== undefined && !this.#sameFolded(keeper, article))
      return this.#stays(article, keeper, `kept: the cluster does not hang together: ${apart}`)
    if (lost === null) return true
    const shown = lost.words.slice(0, 5)
    const said =
      shown.length > 0
        ? `says what the other does not (${shown.join(', ')}${lost.tokens.length > 5 ? ', …' : ''})`
        : `${Math.round(1000 - 1000 * lost.coverage) / 10} % of it is not in the other, ${lost.run} words in a row`
    if (options.copies === 'drop') {
      this.#exceptions.set(article, `it ${said}: removed all the same (--copies drop)`)
      return true
    }
    const { remove } = recipe
    if (
      lost.coverage >= remove.coverage &&
      lost.run <= remove.run &&
      trivial(sides.record(article).text, lost.tokens)
    ) {
      this.#exceptions.set(
        article,
        `it alone has ${shown.join(', ')}: a share price or a telephone line, of no account`,
      )
      return true
    }
    return this.#stays(article, keeper, `kept: ${said}`)
  }

  // ------------------------------------------------------------------------------------------------------------------ tell

  #tell(stars: readonly Star[]): void {
    const { drafts } = this.#found
    const before = drafts.length
    for (const star of stars) {
      const from = drafts.length
      this.#tellCopies(star)
      this.#addCluster(star, drafts.length === from)
    }
    for (let i = before; i < drafts.length; i++) this.#told[drafts.article(i)] = 1
    this.#tellParts()
    this.#tellPassages()
    // Articles that went by --parts drop without a match of their own text among the verified (further copies of a part).
    for (const article of this.#order) {
      const by = this.#removedBy(article)
      if (by === undefined || this.#told[article] === 1) continue
      const pair = this.#between(article, by)!
      this.#add({
        kind: pair.kind === 'part' ? 'part' : 'copy',
        article,
        source: this.#sourceOf(article, by),
        exact: this.#identicalNow(article, by),
        score: scoreOf(pair),
        because: [sharesSaid(pair, article < by), ...goneAs(pair), ...this.#exceptionOf(article)],
        edit: 'removed',
      })
    }
  }

  /** A finding of a whole article. */
  #add(draft: Omit<Draft, 'span' | 'cut'>): void {
    this.#found.drafts.add({ ...draft, span: this.#whole(draft.article), cut: null })
  }

  #whole(article: number): Span {
    return [0, this.#given.s.bytes(article)]
  }

  #exceptionOf(article: number): string[] {
    const why = this.#exceptions.get(article)
    return why === undefined ? [] : [why]
  }

  #sourceOf(article: number, other: number): { article: number; span: Span } {
    return { article: other, span: this.#alignedSpan(article, other) }
  }

  #alignedSpan(article: number, other: number): Span {
    const m = this.#between(article, other)
    if (m === null || m.spans.length === 0) return this.#whole(other)
    const at = article < other ? 2 : 0
    let [start, end] = [Number.POSITIVE_INFINITY, 0]
    for (const x of m.spans) {
      start = Math.min(start, x[at]!)
      end = Math.max(end, x[at + 1]!)
    }
    return [start, end]
  }

  #tellCopies({ star, members }: Star): void {
    let base = -1
    for (const m of members)
      if (this.#removedBy(m) === undefined && (base === -1 || this.#rank.get(m)! < this.#rank.get(base)!)) base = m
    for (const m of members) {
      if (this.#against(m)) continue
      const by = this.#removedBy(m)
      const weight = this.#found.weights.get(m)
      const from =
        by ?? this.#goes.get(m) ?? this.#keeper.get(m) ?? (m === base ? -1 : m !== star.head ? star.head : base)
      if (from === -1) continue
      const pair = this.#between(m, from)
      if (pair === null) continue
      const same = this.#identicalNow(m, from)
      this.#add({
        kind: pair.kind === 'part' ? 'part' : 'copy',
        article: m,
        source: this.#sourceOf(m, from),
        exact: same,
        score: scoreOf(pair),
        because: [
          same ? 'identical after folding' : sharesSaid(pair, m < from),
          ...this.#exceptionOf(m),
          ...(by !== undefined
            ? goneAs(pair)
            : weight !== undefined
              ? [`kept: it counts 1/${Math.round(1 / weight)}, as do all that say the same (--copies weight)`]
              : [this.#whyKept(m) ?? 'kept: no kept article contains it']),
        ],
        edit: by === undefined ? 'none' : 'removed',
      })
    }
  }

  /** `untold`: no finding names its members. */
  #addCluster({ star, members, inner, story }: Star, untold: boolean): void {
    const { head } = star
    if (members.length === 1 && untold && !this.#against(head)) {
      // A copy of articles that all stand in other clusters: told with the first of them.
      const other = this.#copyOf(head)
      const pair = other === undefined ? null : this.#between(head, other)
      if (pair !== null)
        this.#add({
          kind: 'copy',
          article: head,
          source: this.#sourceOf(head, other!),
          exact: false,
          score: scoreOf(pair),
          because: [sharesSaid(pair, head < other!), this.#whyKept(head) ?? 'kept: no kept article contains it'],
          edit: 'none',
        })
    }
    const own = members.filter((m) => this.#removedBy(m) === undefined)
    // Of a cluster of one, or one whose members all went into articles of a cluster nearby, those stay for it.
    const kept = own.length > 0 ? own : Uint32Array.from(new Set(members.map((m) => this.#removedBy(m)!))).sort()
    this.#found.clusters.add({ head, members, kept, ...story, near: star.near, inner })
  }

  /** The first text that this one is a copy of. */
  #copyOf(text: number): number | undefined {
    const { matches } = this.#found
    if (this.#copies.size === 0)
      for (const row of this.#verified('copy')) {
        const [a, b] = [matches.a(row), matches.b(row)]
        if (!this.#copies.has(a)) this.#copies.set(a, b)
        if (!this.#copies.has(b)) this.#copies.set(b, a)
      }
    return this.#copies.get(text)
  }

  #tellParts(): void {
    for (const row of this.#verified('part')) {
      const [part, host] = this.#ends(row)
      if (this.#against(part)) continue
      const by = this.#removedBy(part)
      if (by !== undefined && this.#told[part] === 1) continue
      const match = this.#matchOf(row)
      this.#add({
        kind: 'part',
        article: part,
        source: this.#sourceOf(part, by ?? host),
        exact: false,
        score: scoreOf(match),
        because: [
          sharesSaid(match, part < host),
          by === undefined
            ? (this.#whyKept(part) ?? 'kept: printed inside a longer article that begins otherwise')
            : PART_GONE,
          ...(by === undefined ? [] : this.#exceptionOf(part)),
        ],
        edit: by === undefined ? 'none' : 'removed',
      })
      this.#told[part] = 1
    }
  }

  /** A passage that stands in many articles is one finding of each. */
  #tellPassages(): void {
    const rows = this.#verified('passage')
    if (rows.length === 0) return
    const passages = new Map<number, Told[]>()
    for (const row of rows) {
      const [a, b] = this.#ends(row)
      // The later one has it from the earlier one, by date where both are dated alike, else by place.
      const [x, y] = [this.#factsOf(a).date, this.#factsOf(b).date].map((d) => (d === null ? null : stamp(d)))
      const flip = (x && y && x.precision === y.precision && x.key > y.key) || (this.#against(b) && !this.#against(a))
      const [article, source] = flip && !this.#against(a) ? [a, b] : [b, a]
      if (this.#against(article)) continue
      for (const [as, ae, bs, be, equal] of this.#found.matches.match(row).spans)
        if (article === b) tellPassage(passages, article, [bs, be], source, [as, ae], equal / 1e6)
        else tellPassage(passages, article, [as, ae], source, [bs, be], equal / 1e6)
    }
    for (const [article, list] of passages)
      for (const { span, source, score, others } of list)
        this.#found.drafts.add({
          kind: 'passage',
          article,
          span,
          source,
          exact: false,
          score,
          because: [
            'the same passage stands in both',
            ...(others > 0 ? [`and in ${others} ${others === 1 ? 'other article' : 'other articles'}`] : []),
          ],
          edit: this.#removedBy(article) === undefined ? 'none' : 'covered',
          cut: null,
        })
  }
}

/** Lists of articles, one behind the other, ascending. */
function joined(lists: readonly Uint32Array[]): Uint32Array {
  if (lists.length === 1) return lists[0]!
  const out = new Uint32Array(lists.reduce((n, list) => n + list.length, 0))
  let at = 0
  for (const list of lists) {
    out.set(list, at)
    at += list.length
  }
  return out.sort()
}

/** Articles of each text that several carry, ascending. */
function carriersOf(articles: Uint32Array, standsFor: Uint32Array): ReadonlyMap<number, Uint32Array> {
  const next = new Map<number, number>()
  for (const i of articles) {
    const text = standsFor[i]!
    if (text !== i) next.set(text, (next.get(text) ?? 1) + 1)
  }
  // One text is all of the part.
  if (next.size === 1 && next.get(articles[0]!) === articles.length) return new Map([[articles[0]!, articles]])
  const out = new Map<number, Uint32Array>()
  for (const [text, n] of next) {
    out.set(text, new Uint32Array(n).fill(text, 0, 1))
    next.set(text, 1)
  }
  if (out.size === 0) return out
  for (const i of articles) {
    const text = standsFor[i]!
    if (text === i) continue
    const at = next.get(text)!
    out.get(text)![at] = i
    next.set(text, at + 1)
  }
  return out
}

/** The original, where the evidence for it is such that a clean does not change it. */
const lasting = ({ original, originalArticle }: Story): readonly number[] =>
  originalArticle !== null && (original.standsFor !== null || original.because.some((b) => STABLE.test(b)))
    ? [originalArticle]
    : []

function tellPassage(
  passages: Map<number, Told[]>,
  article: number,
  span: Span,
  source: number,
  from: Span,
  score: number,
): void {
  const list = passages.get(article)
  const size = span[1] - span[0]
  const known = list?.find(
    ({ span: [start, end] }) =>
      Math.min(end, span[1]) - Math.max(start, span[0]) >= SAME_PASSAGE * Math.max(end - start, size),
  )
  if (known) {
    if (known.last !== source) known.others++
    known.last = source
    return
  }
  const told = { span, source: { article: source, span: from }, score, others: 0, last: source }
  if (list) list.push(told)
  else passages.set(article, [told])
}

const PART_GONE = 'printed inside a longer article (--parts drop)'

/** Why a part goes; a copy goes because it is one. */
const goneAs = (m: Match): string[] => (m.kind === 'part' ? [PART_GONE] : [])

const scoreOf = (m: Match): number => Math.max(m.whole.jaccard, m.whole.aInB, m.whole.bInA)

/** 1/n for an article that is kept and the n - 1 that say nothing else. */
function weightsOf(order: Uint32Array, goes: Sparse): Map<number, number> {
  const groups = new Map<number, number[]>()
  for (const article of order) {
    const by = goes.get(article)
    if (by === undefined) continue
    const list = groups.get(by)
    if (list) list.push(article)
    else groups.set(by, [by, article])
  }
  return new Map([...groups.values()].flatMap((group) => group.map((article) => [article, 1 / group.length] as const)))
}

const percent = (x: number): string => `${Math.round(x * 1000) / 10} %`

/** What the shares say, from the side of the article the finding is in. */
function sharesSaid(m: Match, articleIsA: boolean): string {
  const [inOther, otherIn] = articleIsA ? [m.own.aInB, m.own.bInA] : [m.own.bInA, m.own.aInB]
  return `${percent(inOther)} of its shingles stand there, ${percent(otherIn)} of those here`
}
