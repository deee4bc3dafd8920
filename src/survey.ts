// Pass 1: everything is read once, and only columns are kept.
//
// Of every article: where it lies, how large it is, a hash of its bytes and one of its folded text. Of every text seen for the first time:
// 32 band keys, its anchors, its passages (where the outlet is known). Repeats inside an article are found here, while its
// text is at hand, and settled: what is cut is cut on paper and looked at again until nothing more would be cut.
// So the law "a scan of cleaned text proposes no edit" holds for one article by construction.
//
// A text that the same outlet prints again byte for byte adds its place and nothing else; it shares the columns of its twin. That the
// bytes are equal, and not only their hash, is seen by reading the twin again.
import type { PassageRows } from './boilerplate.js'
import { HEAD, MIDDLE, TAIL } from './boilerplate.js'
import { apply, compose, cutsOf, origin } from './clean.js'
import { Column, Texts } from './kernel/column.js'
import { hashBytes } from './kernel/hash.js'
import type { Arena } from './kernel/memory.js'
import { createArena } from './kernel/memory.js'
import { BANDS } from './kernel/minhash.js'
import { runHash } from './kernel/shingles.js'
import { winnow } from './kernel/winnow.js'
import { words } from './kernel/words.js'
import type { Passages, RawRecord, Reader, Reading, Column as Rows, SkipReason, Span, Trouble } from './model.js'
import type { Recipe } from './recipe.js'
import type { Repeat } from './repeat.js'
import { repeats } from './repeat.js'
import { paragraphs, sentences } from './segment.js'
import { read } from './shingle.js'
import { bands, sketch } from './sketch.js'

/** A repeat and what becomes of it. `cut` is the exact range taken, null when it is covered by a larger cut or only reported. */
export interface SettledRepeat {
  readonly repeat: Repeat
  readonly cut: Span | null
  readonly covered: boolean
}

/** What is cut inside one article, and why. `cuts` are ascending and do not overlap. */
export interface Settled {
  readonly repeats: readonly SettledRepeat[]
  readonly cuts: readonly Span[]
}

const REASONS: readonly SkipReason[] = ['bad-json', 'no-text', 'too-large', 'binary', 'encoding', 'unreadable']
const SEP = new Uint8Array([0])

/** The columns of all articles, in canonical order. Article numbers are rows. */
export class Survey {
  // Place.
  readonly file: Column = new Column()
  readonly line: Column = new Column()
  readonly atHi: Column = new Column()
  readonly atLo: Column = new Column()
  /** Bytes of the record, in two halves: a line that is skipped may have more than 4 GiB. */
  readonly sizeHi: Column = new Column()
  readonly sizeLo: Column = new Column()
  /** Bytes of the line end. */
  readonly gap: Column = new Column()
  /** 0, or 1 + the number of the reason it was skipped for. */
  readonly skip: Column = new Column()
  // Text.
  readonly textBytes: Column = new Column()
  readonly tokens: Column = new Column()
  /** Quarter words. */
  readonly quarters: Column = new Column()
  /** Hash of the folded text. */
  readonly foldLo: Column = new Column()
  readonly foldHi: Column = new Column()
  /** The first article with these bytes and this outlet, perhaps itself. */
  readonly twin: Column = new Column()
  readonly outlet: Column = new Column()
  // Ids.
  readonly idLo: Column = new Column()
  readonly idHi: Column = new Column()
  readonly ids: Texts = new Texts()
  // Index rows, of first twins only.
  bandKeys: readonly Rows[]
  bandArticle: Rows
  anchorLo: Rows
  anchorHi: Rows
  anchorArticle: Rows
  readonly passages: PassageRows
  /** First passage row of an article, and behind the last. */
  readonly passageFrom: Column = new Column()
  readonly passageTo: Column = new Column()
  /** Repeats of first twins; only articles that have some. */
  readonly repeats: Map<number, Settled> = new Map()

  /** `rows` makes the columns of the index and of the passages, which are large and may lie on disk. */
  constructor(rows: () => Rows) {
    this.bandKeys = Array.from({ length: BANDS }, rows)
    this.bandArticle = rows()
    this.anchorLo = rows()
    this.anchorHi = rows()
    this.anchorArticle = rows()
    this.passages = {
      lo: rows(),
      hi: rows(),
      outlet: rows(),
      article: rows(),
      start: rows(),
      end: rows(),
      place: rows(),
    }
  }

  /** The index has given its candidates: what it held is free. */
  forget(): void {
    this.bandKeys = []
    this.bandArticle = this.anchorLo = this.anchorHi = this.anchorArticle = new Column()
  }

  get count(): number {
    return this.file.length
  }

  at(i: number): number {
    return this.atHi.get(i) * 2 ** 32 + this.atLo.get(i)
  }

  end(i: number): number {
    return this.at(i) + this.size(i)
  }

  size(i: number): number {
    return this.sizeHi.get(i) * 2 ** 32 + this.sizeLo.get(i)
  }

  /** Bytes of the text; of a skipped record, its own. */
  bytes(i: number): number {
    return this.skip.get(i) === 0 ? this.textBytes.get(i) : this.size(i)
  }

  reason(i: number): SkipReason | null {
    const code = this.skip.get(i)
    return code === 0 ? null : REASONS[code - 1]!
  }

  settled(i: number): Settled | undefined {
    return this.repeats.get(this.twin.get(i))
  }
}

/** Finds the first article with the same (lo, hi); open addressing over row numbers, doubling. */
class Twins {
  private table = new Uint32Array(1 << 12)
  private readonly lo = new Column()
  private readonly hi = new Column()
  private readonly article = new Column()

  /** The article that was first put with this key, or `article`, which is put now. */
  first(lo: number, hi: number, article: number): number {
    const mask = this.table.length - 1
    for (let slot = (lo ^ (hi >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const row = this.table[slot]!
      if (row === 0) {
        this.lo.push(lo)
        this.hi.push(hi)
        this.article.push(article)
        this.table[slot] = this.article.length
        if (this.article.length * 2 > this.table.length) this.grow()
        return article
      }
      if (this.lo.get(row - 1) === lo && this.hi.get(row - 1) === hi) return this.article.get(row - 1)
    }
  }

  private grow(): void {
    const table = new Uint32Array(this.table.length * 4)
    const mask = table.length - 1
    for (let row = 0; row < this.article.length; row++) {
      let slot = (this.lo.get(row) ^ (this.hi.get(row) >>> 13)) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = row + 1
    }
    this.table = table
  }
}

/** Texts that others are twins of, read again for the proof; the last few are held, because copies come in rows. */
class Verified {
  private readonly held = new Map<number, Uint8Array>()
  private bytes = 0
  private readonly reader: Reader
  private readonly survey: Survey

  constructor(reader: Reader, survey: Survey) {
    this.reader = reader
    this.survey = survey
  }

  /** Has the article these bytes? */
  same(article: number, record: RawRecord): boolean {
    const s = this.survey
    if (s.textBytes.get(article) !== record.text.length || s.skip.get(article) !== 0) return false
    let text = this.held.get(article)
    if (!text) {
      text = new Uint8Array(
        this.reader.record(s.file.get(article), s.at(article), s.end(article), s.line.get(article)).text,
      )
      if (this.bytes > HELD) {
        this.held.clear()
        this.bytes = 0
      }
      this.held.set(article, text)
      this.bytes += text.length
    }
    return Buffer.compare(text, record.text) === 0
  }
}

/** Bytes of texts held for comparing. */
const HELD = 8 << 20

export interface Watch {
  /** Bytes of input dealt with. */
  advance(bytes: number): void
  trouble(t: Trouble): void
  /** Every byte of file `file`, in order. */
  raw?(file: number, chunk: Uint8Array): void
}

/** Reads everything once. `rows` makes a column of index rows. */
export function survey(reader: Reader, recipe: Recipe, watch: Watch, rows: () => Rows): Survey {
  const s = new Survey(rows)
  const arena = createArena(4 << 20)
  const twins = new Twins()
  const verified = new Verified(reader, s)
  const hash = new Uint32Array(4)
  for (let file = 0; file < reader.files.length; file++) {
    const { path } = reader.files[file]!
    let empty = 0
    let firstEmpty = 0
    reader.records(
      file,
      (record) => {
        if (add(s, arena, twins, verified, hash, file, path, record, recipe, watch) && empty++ === 0)
          firstEmpty = record.line
      },
      (chunk) => {
        watch.advance(chunk.length)
        watch.raw?.(file, chunk)
      },
    )
    if (empty > 0) {
      const where = firstEmpty === 0 ? '' : ` (the first in line ${firstEmpty})`
      watch.trouble({
        level: 'note',
        code: 'N_EMPTY',
        article: null,
        path,
        line: firstEmpty || null,
        message: `${empty} ${empty === 1 ? 'article has' : 'articles have'} no words${where}: kept as ${empty === 1 ? 'it is' : 'they are'}, equal to nothing`,
      })
    }
  }
  return s
}

/** An id as the report writes it: bytes that are no UTF-8 become the replacement character, and must count as one id if they do. */
const readable = (id: Uint8Array): Uint8Array =>
  id.some((byte) => byte >= 0x80) ? Buffer.from(Buffer.from(id).toString()) : id

/** Adds one record. True when it is an article without words. */
function add(
  s: Survey,
  arena: Arena,
  twins: Twins,
  verified: Verified,
  hash: Uint32Array,
  file: number,
  path: string,
  record: RawRecord,
  recipe: Recipe,
  watch: Watch,
): boolean {
  const article = s.count
  s.file.push(file)
  s.line.push(record.line)
  s.atHi.push(Math.floor(record.at / 2 ** 32))
  s.atLo.push(record.at >>> 0)
  s.sizeHi.push(Math.floor((record.end - record.at) / 2 ** 32))
  s.sizeLo.push((record.end - record.at) >>> 0)
  s.gap.push(record.next - record.end)
  s.skip.push(record.skipped === null ? 0 : 1 + REASONS.indexOf(record.skipped))
  s.textBytes.push(record.text.length)
  const id = record.line === 0 ? Buffer.from(path) : record.id === null ? null : readable(record.id)
  hash[0] = hash[1] = 0
  if (id !== null) {
    hashBytes(id, 0, id.length, hash, 0)
    hash[0] ||= 1
  }
  s.idLo.push(hash[0]!)
  s.idHi.push(hash[1]!)
  s.ids.push(record.line === 0 || id === null ? SEP.subarray(0, 0) : id)
  s.passageFrom.push(s.passages.article.length)

  hash[2] = 0
  if (record.outlet !== null && record.skipped === null) {
    hashBytes(record.outlet, 0, record.outlet.length, hash, 2)
    hash[2] ||= 1
  }
  const outlet = hash[2]!
  s.outlet.push(outlet)
  let twin = article
  if (record.skipped === null) {
    hashBytes(record.text, 0, record.text.length, hash, 0)
    twin = twins.first(hash[0]!, (hash[1]! ^ Math.imul(outlet, 0x9e3779b1)) >>> 0, article)
    // No hash decides: a text that only hashes alike is a text of its own.
    if (twin !== article && !verified.same(twin, record)) twin = article
  }
  s.twin.push(twin)
  const push = (tokens: number, quarters: number, lo: number, hi: number): void => {
    s.tokens.push(tokens)
    s.quarters.push(quarters)
    s.foldLo.push(lo)
    s.foldHi.push(hi)
    s.passageTo.push(s.passages.article.length)
  }
  if (record.skipped !== null) {
    push(0, 0, 0, 0)
    return false
  }
  if (twin !== article) {
    push(s.tokens.get(twin), s.quarters.get(twin), s.foldLo.get(twin), s.foldHi.get(twin))
    return s.tokens.get(article) === 0
  }

  arena.reset()
  arena.reserve(8)
  let r: Reading
  try {
    r = read(arena, record.text)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    s.skip.set(article, 1 + REASONS.indexOf('too-large'))
    push(0, 0, 0, 0)
    watch.trouble({
      level: 'error',
      code: 'E_TOO_LARGE',
      article: null,
      path,
      line: record.line || null,
      message: `${error.message}. It is skipped`,
    })
    return false
  }
  if (r.count === 0) {
    push(0, 0, 0, 0)
    return true
  }
  runHash(arena, r.lo.byteOffset, r.hi.byteOffset, 0, r.count, hash, 0)
  const lo = hash[0]!
  const hi = hash[1]!
  const p = paragraphs(r, arena)
  if (outlet !== 0) passageRows(s, arena, r, p, outlet, article, hash)
  const quarters = 4 * words(r.kind, 0, r.count)
  if (quarters >= 4 * recipe.copy.minWords) index(s, arena, r, article, recipe)
  const found = repeats(arena, r, p, () => sentences(r, p), recipe)
  push(r.count, quarters, lo, hi)
  if (found.length > 0) s.repeats.set(article, settle(arena, record.text, [], recipe, found))
  return false
}

function index(s: Survey, arena: Arena, r: Reading, article: number, recipe: Recipe): void {
  const mark = arena.mark()
  const keys = bands(arena, sketch(arena, r))
  for (let band = 0; band < BANDS; band++) s.bandKeys[band]!.push(keys[band]!)
  s.bandArticle.push(article)
  const at = arena.reserve(r.shingles * 4)
  const n = winnow(arena, r.shLo.byteOffset, r.shHi.byteOffset, r.shingles, recipe.anchor.window, at)
  const { u32 } = arena
  const lo = r.shLo.byteOffset >>> 2
  const hi = r.shHi.byteOffset >>> 2
  for (let k = 0; k < n; k++) {
    const shingle = u32[(at >>> 2) + k]!
    s.anchorLo.push(u32[lo + shingle]! || 1)
    s.anchorHi.push(u32[hi + shingle]!)
    s.anchorArticle.push(article)
  }
  arena.reset(mark)
}

/** Passages among the first two or the last three, or in the outer fifths of the text, stand at its ends. */
function passageRows(
  s: Survey,
  arena: Arena,
  r: Reading,
  p: Passages,
  outlet: number,
  article: number,
  hash: Uint32Array,
): void {
  const { passages } = s
  for (let u = 0; u < p.count; u++) {
    if (p.from[u] === p.to[u]) continue
    runHash(arena, r.lo.byteOffset, r.hi.byteOffset, p.from[u]!, p.to[u]!, hash, 0)
    passages.lo.push(hash[0]!)
    passages.hi.push(hash[1]!)
    passages.outlet.push(outlet)
    passages.article.push(article)
    passages.start.push(p.start[u]!)
    passages.end.push(p.end[u]!)
    const tail = u >= p.count - 3 || p.from[u]! * 5 >= r.count * 4
    passages.place.push(tail ? TAIL : u < 2 || p.to[u]! * 5 <= r.count ? HEAD : MIDDLE)
  }
}

/** Rounds after which settling gives up, and cuts no repeat of the article. Two are usual; a staircase of short blocks, each of which waits for its neighbour to go, takes 20. */
const ROUNDS = 32

/** Boilerplate goes, repeats are told and stay. */
function unsettled(text: Uint8Array, found: readonly Repeat[], drop: readonly Span[]): Settled {
  const why = 'not cut: what is left would be cut again and again'
  return {
    repeats: found.map((r) => ({
      repeat: r.cut ? { ...r, cut: false, because: [...r.because, why] } : r,
      cut: null,
      covered: false,
    })),
    cuts: cutsOf(text, drop),
  }
}

/**
 * Cuts repeats on paper until the cleaned text has none that would be cut. `drop`: passages that go anyhow (boilerplate on request), ascending;
 * `found`: the repeats of the text, where they are known. Spans of later rounds are given in bytes of the text itself. Resets the arena.
 */
export function settle(
  arena: Arena,
  text: Uint8Array,
  drop: readonly Span[],
  recipe: Recipe,
  found?: readonly Repeat[],
): Settled {
  const bytes = new Uint8Array(text)
  const look = (of: Uint8Array): Repeat[] => {
    arena.reset()
    arena.reserve(8)
    const r = read(arena, of)
    const p = paragraphs(r, arena)
    return repeats(arena, r, p, () => sentences(r, p), recipe)
  }
  let out: SettledRepeat[] = []
  let cuts: Span[] = []
  let first: readonly Repeat[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const now = round === 0 ? apply(bytes, []) : apply(bytes, cuts)
    const repeated = round === 0 && found !== undefined ? found : look(now)
    const outside = round === 0 ? drop : []
    const dropped = ([start, end]: Span): boolean => outside.some(([s, e]) => s < end && start < e)
    if (round === 0) first = repeated
    const going = repeated.filter((x) => x.cut && !dropped(x.span) && !dropped(x.source))
    const spans = [...going.map((x) => x.span), ...outside].sort((x, y) => x[0] - y[0])
    if (round > 0 && spans.length === 0) break
    // What does not come to rest is not cut at all: the law holds by construction.
    if (round === ROUNDS - 1) return unsettled(bytes, first, drop)
    const newer = cutsOf(now, spans)
    const cutOf = new Map(spans.map((span, k) => [span[0], newer[k]!]))
    if (round === 0) {
      const goes = new Set(going)
      out = repeated.map((repeat) => ({
        repeat,
        cut: goes.has(repeat) ? cutOf.get(repeat.span[0])! : null,
        covered: repeat.cut && dropped(repeat.span),
      }))
      cuts = newer
      if (cuts.length === 0) break
      continue
    }
    const here = (span: Span): Span => [origin(cuts, span[0], false), origin(cuts, span[1], true)]
    const added = going.map((x) => ({
      repeat: { ...x, span: here(x.span), source: here(x.source) },
      cut: here(cutOf.get(x.span[0])!),
      covered: false,
    }))
    const within = (inner: Span, outer: Span): boolean => outer[0] <= inner[0] && inner[1] <= outer[1]
    out = out
      .filter(
        (o) =>
          o.cut !== null ||
          o.covered ||
          !added.some((n) => n.repeat.span[0] < o.repeat.span[1] && o.repeat.span[0] < n.repeat.span[1]),
      )
      .map((o) => (o.cut !== null && added.some((n) => within(o.cut!, n.cut)) ? { ...o, cut: null, covered: true } : o))
    out = [...out, ...added].sort((x, y) => x.repeat.span[0] - y.repeat.span[0])
    cuts = compose(cuts, newer)
  }
  return { repeats: out, cuts }
}
