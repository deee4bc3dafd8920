// Articles that were handed over, cleaned in memory, and the way back.
//
// Everything that clean does to an article's line of JSON is a list of edits (undo.ts), so the cleaned article is what its line says
// then, whatever the field of the text is called. The undo is plain data that JSON can hold, to be kept with the cleaned articles:
//
//   { schema: 'dittograph-undo-articles/1', articles: 4, sha256: of all lines, edits: [
//     { index: 1, cuts: [[120, 176]], gone: '…' },      the ranges of the line's UTF-8, and what stood there
//     { index: 3, line: '{"text":…}' } ] }              a removed article, whole
//
// The way back writes each article as JSON again, so articles must come as they were handed out: all of them, in order, and unchanged. Where
// an article written again would not be the line that was cut (a cut between the halves of a character), its line is kept whole
// beside it: `replaces`. What was handed in as no plain JSON (a Date, a class) comes back as the JSON of it.
//
// Law: restoreArticles(cleaned, undo) gives the articles that were cleaned, as their JSON says them, or throws.
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { apply, removed, restore } from '../clean.js'
import type { Change, Edit, Span } from '../model.js'
import { BadBundle } from './restore.js'

const SCHEMA = 'dittograph-undo-articles/1'

export interface ArticleEdit {
  /** The article's number, from 0, among those that were cleaned. */
  readonly index: number
  /** Ranges that were cut of its line, in bytes of UTF-8, and what stood there. */
  readonly cuts?: readonly Span[]
  readonly gone?: string
  /** Its whole line: the article was removed, or, with `replaces`, what is there stands in its place. */
  readonly line?: string
  readonly replaces?: true
}

/** What `restore` needs besides the cleaned articles. JSON can hold it. */
export interface ArticleUndo {
  readonly schema: typeof SCHEMA
  /** Articles that were cleaned, removed ones included. */
  readonly articles: number
  /** Of their lines of JSON, each with its line end. */
  readonly sha256: string
  readonly edits: readonly ArticleEdit[]
}

/** The articles of a spooled file as its changes leave them, and the undo. */
export function cleanArticles(
  at: string,
  size: number,
  changes: Iterable<Change>,
): { articles: object[]; undo: ArticleUndo } {
  // Nothing is packed in a file of our own.
  const done = [...changes].filter((change): change is Edit => !('codec' in change))
  const articles: object[] = []
  const edits: ArticleEdit[] = []
  const hash = createHash('sha256')
  let index = 0
  let next = 0
  for (const { line, start } of linesOf(at, size)) {
    hash.update(line).update('\n')
    const mine: Edit[] = []
    while (next < done.length && done[next]!.at <= start + line.length) mine.push(done[next++]!)
    if (mine.some((d) => d.whole)) edits.push({ index, line: line.toString() })
    else if (mine.length === 0) articles.push(JSON.parse(line.toString()))
    else {
      const cuts = mine.map((d): Span => [d.at - start, d.at - start + d.bytes])
      const puts = mine.some((d) => d.put !== undefined)
      const cleaned = Buffer.from(puts ? spliced(line, start, mine) : apply(line, cuts)).toString()
      const article = JSON.parse(cleaned) as object
      articles.push(article)
      edits.push(
        !puts && JSON.stringify(article) === cleaned
          ? { index, cuts, gone: Buffer.from(removed(line, cuts)).toString() }
          : { index, line: line.toString(), replaces: true },
      )
    }
    index++
  }
  return { articles, undo: { schema: SCHEMA, articles: index, sha256: hash.digest('hex'), edits } }
}

/** A line, of which byte 0 stands at `start`, with its edits done. */
function spliced(line: Buffer, start: number, edits: readonly Edit[]): Buffer {
  const out: Uint8Array[] = []
  let from = 0
  for (const { at, bytes, put } of edits) {
    out.push(line.subarray(from, at - start), put ?? new Uint8Array(0))
    from = at - start + bytes
  }
  return Buffer.concat([...out, line.subarray(from)])
}

/** Lines of a file of our own, and where each begins. The bytes live until the next line. */
function* linesOf(at: string, size: number): Generator<{ line: Buffer; start: number }> {
  const fd = openSync(at, 'r')
  try {
    let buffer = Buffer.alloc(Math.min(size, 1 << 20))
    /** Bytes of the file before the buffer; bytes in it. */
    let base = 0
    let held = 0
    while (base + held < size) {
      if (held === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)])
      const n = readSync(fd, buffer, held, buffer.length - held, base + held)
      if (n === 0) throw new Error(`our bug: ${at} ends before byte ${size}`)
      held += n
      let from = 0
      for (let end = buffer.indexOf(10, 0); end >= 0 && end < held; end = buffer.indexOf(10, from)) {
        yield { line: buffer.subarray(from, end), start: base + from }
        from = end + 1
      }
      buffer.copyWithin(0, from, held)
      base += from
      held -= from
    }
  } finally {
    closeSync(fd)
  }
}

/** Every article as it was handed to `clean`. Throws a BadBundle when one of them, or the undo, is not what clean gave. */
export async function restoreArticles<A extends object>(
  cleaned: AsyncIterable<A> | Iterable<A>,
  undo: ArticleUndo,
): Promise<A[]> {
  if (undo?.schema !== SCHEMA || !Array.isArray(undo.edits))
    throw new BadBundle('manifest', 'undo', `this is no undo of articles: its schema is not ${SCHEMA}`)
  const out: A[] = []
  const hash = createHash('sha256')
  const edits = new Map(undo.edits.map((edit) => [edit.index, edit]))
  const put = (line: Uint8Array): void => {
    hash.update(line).update('\n')
    out.push(JSON.parse(Buffer.from(line).toString()) as A)
  }
  const wrong = (what: string): BadBundle =>
    new BadBundle(
      'input',
      `article ${out.length}`,
      `${what}: give the articles that clean gave, all of them, in order, unchanged`,
    )
  const gone = (): void => {
    for (let edit = edits.get(out.length); edit?.line !== undefined && !edit.replaces; edit = edits.get(out.length))
      put(Buffer.from(edit.line))
  }
  for await (const article of cleaned) {
    gone()
    if (out.length >= undo.articles) throw wrong(`there are more articles than the ${undo.articles} that were cleaned`)
    const edit = edits.get(out.length)
    const line = Buffer.from(JSON.stringify(article))
    if (edit === undefined) put(line)
    else if (edit.line !== undefined) put(Buffer.from(edit.line))
    else {
      const { gone = '' } = edit
      const cuts: readonly Span[] = edit.cuts ?? []
      const bytes = Buffer.from(gone)
      const size = cuts.reduce((sum, [start, end]) => sum + end - start, 0)
      if (size !== bytes.length || (cuts.at(-1)?.[1] ?? 0) > line.length + size)
        throw wrong(`article ${out.length} is not as it was when it was cleaned`)
      let whole: Uint8Array
      try {
        whole = restore(line, cuts, bytes)
        put(whole)
      } catch {
        throw wrong(`article ${out.length} is not as it was when it was cleaned`)
      }
    }
  }
  gone()
  if (out.length !== undo.articles) throw wrong(`${out.length} of ${undo.articles} articles could be restored`)
  if (hash.digest('hex') !== undo.sha256) throw wrong('the restored articles are not those that were cleaned')
  return out
}
