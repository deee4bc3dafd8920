// Stage `clean`: files and what goes of each -> cleaned files, each with its own undo bundle (store/undo.ts), and a row that tells of it.
//
// Rows come file by file: the file, then what goes of it, by line. The file is read once more, so that nothing but its place moved. Each file
// becomes a directory of its own, made beside its place and put there by one rename; when it is there already, a second try of the same task (a
// retry, or speculation) finds its own bytes and leaves them.
import type { Edit, SourceFile } from '../model.js'
import type { Settings } from './settings.js'
import type { FileRow } from './sketch.js'
import type { World } from './stages.js'
import type { Rows } from './wire.js'
import { packed, StageError, unpacked } from './wire.js'

/** A file (`o` is 0), or what goes of it: bytes [s, e) of the text in a line, or, where e is -1, the whole article. */
export interface CleanRow extends FileRow {
  readonly o: number
  readonly line: number
  readonly s: number
  readonly e: number
  readonly id: string
  /** Fingerprint of the finding, or why a record was skipped. */
  readonly fp: string
  /** Where the directories of the files go; base64. */
  readonly out: string
}

export const CLEANED = ['file', 'path', 'dir', 'bytes', 'outbytes', 'sha', 'outsha'] as const

/** What a file became. */
export interface CleanedFile {
  readonly sha256: string
  readonly outBytes: number
  /** Null: all of it goes. */
  readonly outSha256: string | null
}

export function cleanFiles(input: Iterable<CleanRow>, out: Rows, settings: Settings, world: World): void {
  let held: CleanRow[] = []
  const give = (): void => {
    if (held.length === 0) return
    const [first, ...edits] = held
    if (first!.o !== 0) throw new StageError(`our bug: edits of file ${first!.file} came without the file`)
    cleanFile(first!, edits, out, settings, world)
    held = []
  }
  for (const row of input) {
    out.taken++
    if (held.length > 0 && held[0]!.file !== row.file) give()
    held.push(row)
  }
  give()
}

function cleanFile(row: CleanRow, edits: readonly CleanRow[], out: Rows, settings: Settings, world: World): void {
  const source: SourceFile = {
    path: unpacked(row.path).toString(),
    at: unpacked(row.lies).toString(),
    format: row.format,
    size: row.size,
    against: false,
  }
  const byLine = new Map<number, CleanRow[]>()
  for (const edit of edits) {
    const list = byLine.get(edit.line)
    if (list) list.push(edit)
    else byLine.set(edit.line, [edit])
  }
  const reader = world.reader([source], settings, () => {})
  try {
    // As edits.ts does it: what is the last to go has nothing behind it, and takes what stands before it along.
    const found: (Edit | Gone)[] = []
    let rest = 0
    reader.records(0, (record) => {
      const mine = byLine.get(record.line) ?? []
      byLine.delete(record.line)
      const [whole] = mine.filter(({ e }) => e < 0)
      if (whole !== undefined && (record.skipped === null || record.end > record.at)) {
        const { at, next } = record
        found.push({ at, next, article: unpacked(whole.id).toString(), finding: whole.fp })
        return
      }
      const cuts = mine.filter(({ e }) => e >= 0)
      for (const { of, ...splice } of cuts.length === 0 ? [] : record.splices(cuts.map(({ s, e }) => [s, e])))
        found.push({
          ...splice,
          article: unpacked(cuts[of]!.id).toString(),
          finding: cuts[of]!.fp,
          whole: false,
        })
      rest = found.length
    })
    if (byLine.size > 0) throw new StageError(`${source.path} changed: a line that is to be cut is not there any more`)
    const edited = found.map((edit, i): Edit => {
      if (!('next' in edit)) return edit
      const { at, bytes, put } = reader.whole(0, edit.at, edit.next, i >= rest)
      return { at, bytes, ...(put ? { put } : {}), article: edit.article, finding: edit.finding, whole: true }
    })
    const dir = String(row.file).padStart(7, '0')
    const done = world.cleaned(unpacked(row.out).toString(), dir, source, reader.changes(0, edited), settings)
    out.row('W', row.file, packed(source.path), dir, row.size, done.outBytes, done.sha256, done.outSha256 ?? '')
  } finally {
    reader.close()
  }
}

/** A record that goes. */
interface Gone {
  readonly at: number
  readonly next: number
  readonly article: string
  readonly finding: string
}
