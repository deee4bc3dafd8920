// Articles that a program hands over -> a file of records, one a line, which is read like any other.
//
// A corpus is read three times and an iterable gives itself once, so its articles are written down as they come: as the JSON that they are,
// in a temporary file that only this user can read and that its reader removes. So a million articles need no more memory than a
// million lines, and everything that holds for files holds for them: limits, troubles, byte ranges, undo.
//
// An article is an object. Whatever else stands in it comes along; a Date is written as JSON writes it. What JSON cannot say
// (a bigint, a ring) is the caller's mistake, and so is an article that is no object.
//
// Law: line n of the file is JSON.stringify of article n, and nothing is left of the file when the iterable fails.
import { closeSync, openSync, writeSync } from 'node:fs'
import type { SourceFile } from '../model.js'
import { spoolPlace, unspool } from './stdin.js'

/** An article as a program has it. Other names for the fields: `fields`. More fields may stand there, and stay. */
export interface Article {
  readonly text: string
  /** Names the article in the report; of several with one id none is named so. */
  readonly id?: string | number | null
  readonly title?: string | null
  /** ISO 8601, as far as it is known. */
  readonly date?: string | null
  readonly url?: string | null
  /** The outlet; without it the host of the address. */
  readonly source?: string | null
}

/** Articles one by one: an array, a generator, a cursor of a database. */
export type Stream<A> = AsyncIterable<A> | Iterable<A>

/** Bytes that are written at a time. */
const CHUNK = 1 << 20

/** Takes all articles in, under the name that reports will give the file. */
export async function take(articles: Stream<object>, path: string, against: boolean): Promise<SourceFile> {
  const at = spoolPlace()
  let fd = -1
  let size = 0
  try {
    fd = openSync(at, 'wx', 0o600)
    let lines: string[] = []
    let held = 0
    const flush = (): void => {
      const bytes = Buffer.from(lines.join(''))
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
      size += bytes.length
      lines = []
      held = 0
    }
    let n = 0
    for await (const article of articles) {
      lines.push(lineOf(article, n++))
      held += lines[lines.length - 1]!.length
      if (held >= CHUNK) flush()
    }
    flush()
    return { path, at, format: 'jsonl', size, against }
  } catch (error) {
    unspool(at)
    throw error
  } finally {
    if (fd >= 0) closeSync(fd)
  }
}

function lineOf(article: unknown, n: number): string {
  if (typeof article !== 'object' || article === null || Array.isArray(article))
    throw new TypeError(
      `article ${n} is ${article === null ? 'null' : Array.isArray(article) ? 'an array' : `a ${typeof article}`}: an article is an object such as { text, id, title, date, url, source }`,
    )
  let line: string | undefined
  try {
    line = JSON.stringify(article)
  } catch (error) {
    throw new TypeError(`article ${n} cannot be written as JSON: ${(error as Error).message}`, { cause: error })
  }
  if (line?.[0] !== '{')
    throw new TypeError(`article ${n} is written as ${line ?? 'nothing'} in JSON, and not as an object`)
  return `${line}\n`
}
