// A small stage for the tests of src/store: directories that vanish, corpora of random bytes, and clean as the command does it.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { onTestFinished } from 'vitest'
import type { Edit, Format, SourceFile } from '../../src/model.js'
import { begin } from '../../src/store/publish.js'
import type { CleanTotals, UndoMode } from '../../src/store/undo.js'
import { cleaning } from '../../src/store/undo.js'

/** One input file of a test and what is deleted from it. */
export interface Sheet {
  path: string
  format: Format
  bytes: Uint8Array
  deletions: Edit[]
}

export function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'dittograph-store-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export function put(path: string, bytes: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

/** A directory as path -> bytes (latin1, so that a failure can be read). */
export function tree(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
  const named = files.map((entry): [string, string] => {
    const at = join(entry.parentPath, entry.name)
    return [at.slice(dir.length + 1), readFileSync(at, 'latin1')]
  })
  return Object.fromEntries(named.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
}

export function inputs(sheets: readonly Sheet[]): Record<string, string> {
  return Object.fromEntries(sheets.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('latin1')]))
}

export function source(root: string, { path, format, bytes }: Sheet): SourceFile {
  return { path, at: join(root, 'in', path), format, size: bytes.length, against: false }
}

export interface CleanTestOptions {
  mode?: UndoMode
  undoDir?: string
  force?: boolean
}

/** Writes the sheets to root/in and cleans them into root/NAME. */
export function clean(
  root: string,
  sheets: readonly Sheet[],
  name = 'out',
  options: CleanTestOptions = {},
): CleanTotals {
  for (const sheet of sheets) put(join(root, 'in', sheet.path), sheet.bytes)
  const work = begin(join(root, name), { force: options.force, undoDir: options.undoDir })
  const mode = options.mode ?? 'bytes'
  const writer = cleaning({
    dir: work.dir,
    undoDir: work.undoDir,
    mode,
    version: '0.1.0',
    fingerprint: '0123456789abcdef',
  })
  try {
    for (const sheet of sheets) writer.cleanFile(source(root, sheet), sheet.deletions)
    put(join(work.dir, 'provenance.jsonl'), '{"type":"header"}\n')
    writer.report('provenance.jsonl')
    const total = writer.end()
    work.publish()
    return total
  } catch (error) {
    writer.close()
    work.discard()
    throw error
  }
}

/** Deletions from a flat list of gaps and lengths: at = gap behind the one before. What does not fit is left out. */
function deletionsOf(path: string, size: number, steps: [gap: number, bytes: number][]): Edit[] {
  const found: Edit[] = []
  let free = 0
  for (const [gap, bytes] of steps) {
    const at = free + gap
    if (at + bytes > size) break
    found.push({ at, bytes, article: `${path}#${found.length >> 1}`, finding: `${path}!${found.length}`, whole: false })
    free = at + bytes
  }
  return found
}

const name = fc.constantFrom('a', 'b', 'ü', '新聞', 'x y', '-', '\u{10000}', '\uffee', '__proto__', 'a\nb')
const steps = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 60 })), { maxLength: 12 })
const fresh = fc
  .record({
    path: fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('/')}.txt`),
    format: fc.constantFrom<Format>('text', 'md', 'jsonl'),
    bytes: fc.uint8Array({ maxLength: 400 }),
    steps,
    how: fc.constantFrom('cuts', 'cuts', 'cuts', 'whole', 'none'),
  })
  .map(({ path, format, bytes, steps, how }): Sheet => {
    const all: Edit = { at: 0, bytes: bytes.length, article: path, finding: `${path}!`, whole: true }
    const cuts = how === 'cuts' ? deletionsOf(path, bytes.length, steps) : []
    return { path, format, bytes, deletions: how === 'whole' ? [all] : cuts }
  })

/** Random corpora in canonical order. */
export const corpus: fc.Arbitrary<Sheet[]> = fc
  .uniqueArray(fresh, { maxLength: 6, selector: ({ path }) => path })
  .map((sheets) => sheets.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))))
