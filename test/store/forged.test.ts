// Manifests that are right in all but one thing, with a right hash at their end: each is refused with the word for that thing, and
// nothing is restored from any of them.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { restore, verify } from '../../src/store/restore.js'
import type { Sheet } from './bundle.js'
import { clean, inputs, put, scratch, tree } from './bundle.js'

type Line = Record<string, unknown>
const gone = (path: string, text: string): Sheet => ({
  path,
  format: 'text',
  bytes: Buffer.from(text),
  deletions: [{ at: 0, bytes: text.length, article: path, finding: `${path}!`, whole: true }],
})
const cut = (path: string, text: string, at: number, bytes: number): Sheet => ({
  path,
  format: 'text',
  bytes: Buffer.from(text),
  deletions: [{ at, bytes, article: path, finding: `${path}!`, whole: false }],
})
const SHEETS = [cut('a.txt', 'some text of which a part goes', 5, 5), gone('b.txt', 'all of it goes')]

/** A bundle whose lines were changed, sealed again. Lines: undo, file a, edit, file b, edit, report, end. */
function forged(
  change: (lines: Line[]) => unknown,
  mode: 'bytes' | 'inputs' | 'none' = 'bytes',
): { root: string; out: string } {
  const root = scratch()
  clean(root, SHEETS, 'out', { mode })
  const file = join(root, 'out/undo/manifest.jsonl')
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line)
  change(lines)
  const end = lines.pop()!
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  end.manifestSha256 = createHash('sha256').update(text).digest('hex')
  writeFileSync(file, `${text}${JSON.stringify(end)}\n`)
  return { root, out: join(root, 'out') }
}

describe('a manifest with one thing wrong', () => {
  it.each<[string, (lines: Line[]) => unknown, string, RegExp]>([
    ['a second undo line', (l) => l.splice(1, 0, l[0]!), 'manifest', /a second undo line/],
    ['no undo line', (l) => l.shift(), 'manifest', /does not begin with an undo line/],
    [
      'a file behind a report',
      (l) => l.splice(5, 0, l.splice(5, 1)[0]!, { ...l[1], path: 'z.txt', edits: 0 }),
      'manifest',
      /a file behind a report/,
    ],
    ['an edit that leaves the file', (l) => (l[2]!.at = 28), 'manifest', /overlap the edit before|leave the file/],
    ['an edit too few', (l) => l.splice(2, 1), 'manifest', /1 more edits should stand here/],
    ['an edit too many', (l) => l.splice(2, 0, l[2]!), 'manifest', /an edit that no file announced/],
    ['a deleted file that is not deleted whole', (l) => (l[4]!.whole = false), 'manifest', /is not deleted whole/],
    ['a deleted file with bytes', (l) => (l[3]!.outBytes = 1), 'manifest', /was not written has bytes/],
    ['a deleted file without an edit', (l) => (l.splice(4, 1), (l[3]!.edits = 0)), 'manifest', /other than one edit/],
    ['a report outside', (l) => (l[5]!.path = '../x'), 'manifest', /path "\.\.\/x" is refused/],
    ['a file outside', (l) => (l[1]!.path = '/x'), 'manifest', /path "\/x" is refused/],
    ['a mode of tomorrow', (l) => (l[0]!.mode = 'all'), 'manifest', /is none of bytes, inputs, none/],
    [
      'a schema of tomorrow',
      (l) => (l[0]!.schema = 'dittograph-undo/2'),
      'manifest',
      /this version of dittograph reads/,
    ],
    ['files out of order', (l) => (l[3]!.path = 'Z.txt'), 'manifest', /not ascending, or twice/],
    ['bytes that do not add up in a file', (l) => (l[1]!.bytes = 31), 'accounting', /bytes of input are not/],
    ['bytes that do not add up in all', (l) => (l[6]!.removedBytes = 18), 'accounting', /of output \+ 18 removed/],
    ['files that do not add up', (l) => (l[6]!.files = 3), 'manifest', /are announced/],
    ['a text for a number', (l) => (l[1]!.bytes = '30'), 'manifest', /bytes of this file line is not/],
    ['a field too many', (l) => (l[1]!.more = 1), 'manifest', /has other fields/],
    ['a type of tomorrow', (l) => (l[1]!.type = 'link'), 'manifest', /is none that we write/],
    [
      'another spelling',
      (l) => (l[1]!.sha256 = String(l[1]!.sha256).toUpperCase()),
      'manifest',
      /sha256 of this file line/,
    ],
  ])('%s', (_, change, problem, said) => {
    const { root, out } = forged(change)
    const before = tree(root)
    expect(verify(out).map((d) => [d.problem, d.message])).toEqual([[problem, expect.stringMatching(said)]])
    expect(() => restore(out, join(root, 'back'))).toThrow(said)
    expect(tree(root)).toEqual(before)
    expect(existsSync(join(root, 'back'))).toBe(false)
  })
  it('edits where nothing was kept', () => {
    const { out } = forged((l) => (l[1]!.edits = 1), 'none')
    expect(verify(out)).toMatchObject([
      { problem: 'manifest', message: expect.stringContaining('edits in a bundle of mode none') },
    ])
  })
  it.each(['null', '[]', '7', '"undo"', 'no JSON', '\xff'])('a line that is %s', (line) => {
    const root = scratch()
    clean(root, SHEETS)
    writeFileSync(join(root, 'out/undo/manifest.jsonl'), Buffer.from(`${line}\n`, 'latin1'))
    expect(verify(join(root, 'out'))).toMatchObject([{ problem: 'manifest' }])
  })
})

it('a bundle beside, files that are not of it, and removed bytes where none are kept', () => {
  const root = scratch()
  clean(root, SHEETS, 'out', { undoDir: join(root, 'undo') })
  put(join(root, 'undo/more'), 'x')
  expect(verify(join(root, 'out'), { undoDir: join(root, 'undo') })).toMatchObject([{ problem: 'extra', path: 'more' }])
  clean(root, SHEETS, 'hashes', { mode: 'inputs' })
  put(join(root, 'hashes/undo/removed.bin'), 'x')
  expect(verify(join(root, 'hashes'))).toMatchObject([{ problem: 'extra', path: 'removed.bin' }])
})

it('a manifest of many pieces is read as one', () => {
  const root = scratch()
  const all = Buffer.alloc(40_000, 'ab')
  const deletions = Array.from({ length: 20_000 }, (_, i) => ({
    at: 2 * i,
    bytes: 1,
    article: 'a.txt',
    finding: `f${i}`,
    whole: false,
  }))
  const many: Sheet[] = [{ path: 'a.txt', format: 'text', bytes: all, deletions }]
  clean(root, many)
  expect(readFileSync(join(root, 'out/undo/manifest.jsonl')).length).toBeGreaterThan(1 << 20)
  restore(join(root, 'out'), join(root, 'back'))
  expect(tree(join(root, 'back'))).toEqual(inputs(many))
})
