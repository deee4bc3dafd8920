// Laws of cleaned files and their undo bundle: restore(clean(x)) = x, a bundle that any damage makes an error, and no file
// that is trusted because it has the right name.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Edit } from '../../src/model.js'
import { CannotWrite } from '../../src/store/publish.js'
import { BadBundle, proveRestore, restore, verify } from '../../src/store/restore.js'
import { ChangedError, cleaning } from '../../src/store/undo.js'
import type { Sheet } from './bundle.js'
import { clean, corpus, inputs, put, scratch, source, tree } from './bundle.js'

const sha = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The cleaned files as the definition has them. */
function minus(sheets: readonly Sheet[], deleted: (deletion: Edit) => boolean): Record<string, string> {
  const out: Record<string, string> = {}
  for (const { path, format, bytes, deletions } of sheets) {
    const here = deletions.filter(deleted)
    if (format !== 'jsonl' && here.some(({ whole }) => whole)) continue
    const kept = [...bytes].filter((_, i) => !here.some(({ at, bytes: n }) => i >= at && i < at + n))
    out[path] = Buffer.from(kept).toString('latin1')
  }
  return out
}

describe('laws', () => {
  it('restore(clean(x)) is x, clean(x) is x minus the deletions, and verify has nothing to say', () => {
    fc.assert(
      fc.property(corpus, fc.constantFrom('bytes' as const, 'inputs' as const), (sheets, mode) => {
        const root = scratch()
        const total = clean(root, sheets, 'out', { mode })
        expect(tree(join(root, 'out/text'))).toEqual(minus(sheets, () => true))
        expect(verify(join(root, 'out'))).toEqual([])
        const given = { inputs: join(root, 'in') }
        expect(proveRestore(join(root, 'out'), given)).toEqual({
          files: total.files,
          edits: total.edits,
          bytes: total.bytes,
        })
        restore(join(root, 'out'), join(root, 'back'), given)
        expect(tree(join(root, 'back'))).toEqual(inputs(sheets))
        expect(total.bytes).toBe(total.outBytes + total.removedBytes)
        expect(readdirSync(root).sort()).toEqual(sheets.length === 0 ? ['back', 'out'] : ['back', 'in', 'out'])
        rmSync(root, { recursive: true })
      }),
      { numRuns: 150 },
    )
  })

  it('restoring only T writes what clean without T would have written, and no other file', () => {
    fc.assert(
      fc.property(
        corpus,
        fc.infiniteStream(fc.nat(3)),
        fc.constantFrom('bytes' as const, 'inputs' as const),
        (sheets, dice, mode) => {
          const all = sheets.flatMap(({ deletions }) => deletions)
          const only = new Set<string>()
          for (const deletion of all) {
            const roll = dice.next().value
            if (roll === 0) only.add(deletion.finding)
            if (roll === 1) only.add(deletion.article)
          }
          if (only.size === 0) return
          const back = (deletion: Edit): boolean => only.has(deletion.finding) || only.has(deletion.article)
          const root = scratch()
          clean(root, sheets, 'out', { mode })
          const done = restore(join(root, 'out'), join(root, 'back'), { only: [...only], inputs: join(root, 'in') })
          const touched = sheets.filter(({ deletions }) => deletions.some(back))
          expect(tree(join(root, 'back'))).toEqual(minus(touched, (deletion) => !back(deletion)))
          expect(done.edits).toBe(all.filter(back).length)
          const fewer = sheets.map((sheet) => ({ ...sheet, deletions: sheet.deletions.filter((d) => !back(d)) }))
          clean(root, fewer, 'again')
          const again = tree(join(root, 'again/text'))
          for (const [path, bytes] of Object.entries(tree(join(root, 'back')))) expect(again[path]).toBe(bytes)
          rmSync(root, { recursive: true })
        },
      ),
      { numRuns: 150 },
    )
  })

  it('the same inputs and deletions give the same directory, byte for byte', () => {
    const root = scratch()
    clean(root, SMALL, 'one')
    clean(root, SMALL, 'two')
    expect(tree(join(root, 'one'))).toEqual(tree(join(root, 'two')))
  })
})

const cut = (at: number, bytes: number, finding: string, whole = false, article = 'a.txt'): Edit => ({
  at,
  bytes,
  article,
  finding,
  whole,
})
const SMALL: Sheet[] = [
  { path: 'a.txt', format: 'text', bytes: Buffer.from('one two two three'), deletions: [cut(8, 4, 'f1')] },
  { path: 'b/c.txt', format: 'text', bytes: Buffer.from('gone'), deletions: [cut(0, 4, 'f2', true, 'b/c.txt')] },
  {
    path: 'd.jsonl',
    format: 'jsonl',
    bytes: Buffer.from('{"t":1}\n{"t":2}\n'),
    deletions: [cut(0, 8, 'f3', true, '7'), cut(8, 8, 'f4', true, '8')],
  },
  { path: 'e.txt', format: 'text', bytes: Buffer.from('kept'), deletions: [] },
]

describe('the format', () => {
  it('reads as it is drawn', () => {
    const root = scratch()
    const total = clean(root, SMALL)
    expect(tree(join(root, 'out/text'))).toEqual({ 'a.txt': 'one two three', 'd.jsonl': '', 'e.txt': 'kept' })
    expect(readFileSync(join(root, 'out/undo/removed.bin'), 'utf8')).toBe('two gone{"t":1}\n{"t":2}\n')
    const manifest = readFileSync(join(root, 'out/undo/manifest.jsonl'), 'utf8')
    const lines = manifest.trimEnd().split('\n')
    expect(lines[0]).toBe(
      '{"type":"undo","schema":"dittograph-undo/1","version":"0.1.0","fingerprint":"0123456789abcdef","mode":"bytes"}',
    )
    expect(lines[1]).toBe(
      `{"type":"file","path":"a.txt","bytes":17,"sha256":"${sha('one two two three')}","outBytes":13,"outSha256":"${sha('one two three')}","edits":1}`,
    )
    expect(lines[2]).toBe('{"type":"edit","at":8,"bytes":4,"article":"a.txt","finding":"f1","whole":false}')
    expect(JSON.parse(lines[3]!)).toMatchObject({ path: 'b/c.txt', outBytes: 0, outSha256: null, edits: 1 })
    expect(JSON.parse(lines.at(-2)!)).toEqual({
      type: 'report',
      path: 'provenance.jsonl',
      bytes: 18,
      sha256: sha('{"type":"header"}\n'),
    })
    expect(JSON.parse(lines.at(-1)!)).toEqual({
      type: 'end',
      files: 4,
      edits: 4,
      removedBytes: 24,
      removedSha256: sha('two gone{"t":1}\n{"t":2}\n'),
      manifestSha256: sha(
        lines
          .slice(0, -1)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    })
    expect(total).toEqual({
      files: 4,
      edits: 4,
      bytes: 41,
      outBytes: 17,
      removedBytes: 24,
      undoBytes: manifest.length + 24,
    })
  })

  it.skipIf(process.platform === 'win32')('can be checked with head and sha256sum', () => {
    const root = scratch()
    clean(root, SMALL)
    const said = execFileSync('sh', ['-c', 'head -n -1 manifest.jsonl | sha256sum; sha256sum < removed.bin'], {
      cwd: join(root, 'out/undo'),
      encoding: 'utf8',
    })
    const end = JSON.parse(readFileSync(join(root, 'out/undo/manifest.jsonl'), 'utf8').trimEnd().split('\n').at(-1)!)
    expect(said).toBe(`${end.manifestSha256}  -\n${end.removedSha256}  -\n`)
  })

  it('with --undo inputs keeps no bytes, and restores from the inputs', () => {
    const root = scratch()
    clean(root, SMALL, 'out', { mode: 'inputs' })
    expect(existsSync(join(root, 'out/undo/removed.bin'))).toBe(false)
    expect(() => restore(join(root, 'out'), join(root, 'back'))).toThrow('name the inputs to restore from')
    put(join(root, 'in/e.txt'), 'Kept')
    expect(() => restore(join(root, 'out'), join(root, 'back'), { inputs: join(root, 'in') })).toThrow(
      /e\.txt would be restored|was it edited/,
    )
    rmSync(join(root, 'in/e.txt'))
    expect(() => restore(join(root, 'out'), join(root, 'back'), { inputs: join(root, 'in') })).toThrow(
      'it is not the input that was cleaned',
    )
    put(join(root, 'in/e.txt'), SMALL.find(({ path }) => path === 'e.txt')!.bytes)
    mkdirSync(join(root, 'in/b/deeper'), { recursive: true })
    // A directory of the inputs, or below them, leads to the one that the paths are relative to.
    expect(restore(join(root, 'out'), join(root, 'back'), { inputs: join(root, 'in/b/deeper') }).files).toBe(
      SMALL.length,
    )
    rmSync(join(root, 'back'), { recursive: true })
    expect(() => restore(join(root, 'out'), join(root, 'back'), { inputs: root })).toThrow(/Name the root/)
    expect(readdirSync(root).sort()).toEqual(['in', 'out'])
  })

  it('with --undo none can be verified and not restored', () => {
    const root = scratch()
    expect(clean(root, SMALL, 'out', { mode: 'none' })).toMatchObject({ edits: 0, removedBytes: 24 })
    expect(readdirSync(join(root, 'out/undo'))).toEqual(['manifest.jsonl'])
    expect(verify(join(root, 'out'))).toEqual([])
    expect(() => restore(join(root, 'out'), join(root, 'back'))).toThrow(
      '--undo none: there is nothing to restore it from',
    )
  })

  it('with --undo-dir lies elsewhere, and is never replaced', () => {
    const root = scratch()
    const undoDir = join(root, 'undo')
    clean(root, SMALL, 'out', { undoDir })
    expect(readdirSync(undoDir).sort()).toEqual(['manifest.jsonl', 'removed.bin'])
    expect(existsSync(join(root, 'out/undo'))).toBe(false)
    expect(verify(join(root, 'out'), { undoDir })).toEqual([])
    expect(verify(join(root, 'out')).map(({ problem }) => problem)).toEqual(['no-manifest'])
    restore(join(root, 'out'), join(root, 'back'), { undoDir })
    expect(tree(join(root, 'back'))).toEqual(inputs(SMALL))
    expect(() => clean(root, SMALL, 'out', { undoDir, force: true })).toThrow('an undo bundle is never replaced')
    expect(() => clean(root, SMALL, 'new', { undoDir: join(root, 'new/undo') })).toThrow('lie inside one another')
    expect(readdirSync(root).sort()).toEqual(['back', 'in', 'out', 'undo'])
  })
})

describe('clean refuses', () => {
  /** Cleans one file that is said to have had this size and hash when it was scanned. */
  const attempt = (root: string, sheet: Sheet, size = sheet.bytes.length, sha256?: string): (() => void) => {
    put(join(root, 'in', sheet.path), sheet.bytes)
    const writer = cleaning({
      dir: join(root, 'w'),
      undoDir: join(root, 'u'),
      mode: 'bytes',
      version: '0',
      fingerprint: '0',
    })
    return () => {
      try {
        writer.cleanFile({ ...source(root, sheet), size }, sheet.deletions, sha256)
      } catch (error) {
        expect(() => writer.end()).toThrow('our bug: a cleaning that failed or ended was used again')
        throw error
      }
      writer.end()
    }
  }
  const text = (deletions: Edit[], path = 'a.txt'): Sheet => ({
    path,
    format: 'text',
    bytes: Buffer.from('0123456789'),
    deletions,
  })

  it.each([
    ['overlapping', [cut(0, 4, 'f'), cut(3, 2, 'g')]],
    ['unsorted', [cut(5, 1, 'f'), cut(0, 1, 'g')]],
    ['outside', [cut(8, 3, 'f')]],
    ['negative', [cut(-1, 3, 'f')]],
    ['of negative length', [cut(5, -2, 'f')]],
    ['empty', [cut(5, 0, 'f')]],
    ['between bytes', [cut(1.5, 2, 'f')]],
    ['no number', [cut(Number.NaN, 2, 'f')]],
    ['huge', [cut(2, Number.MAX_SAFE_INTEGER, 'f')]],
  ])('deletions that are %s, as our bug', (_, deletions) => {
    expect(attempt(scratch(), text(deletions))).toThrow(/^our bug: deletion of .* does not fit a\.txt: 10 bytes/)
  })

  it('a file that is not the one that was scanned', () => {
    const longer = attempt(scratch(), text([]), 9)
    expect(longer).toThrow(ChangedError)
    expect(attempt(scratch(), text([]), 11)).toThrow(
      'a.txt has 10 bytes, and had 11 when it was scanned: did the file change after the scan? Nothing was published',
    )
    expect(attempt(scratch(), text([]), 10, sha('other'))).toThrow(
      `and had ${sha('other')} when it was scanned: did the file change`,
    )
    const root = scratch()
    const gone = attempt(root, text([]))
    rmSync(join(root, 'in/a.txt'))
    expect(gone).toThrow(/^a\.txt cannot be read again \(ENOENT/)
    expect(attempt(scratch(), text([]), 10, sha('0123456789'))).not.toThrow()
  })

  it('paths that leave the directory, and paths out of order', () => {
    for (const path of ['../a', '/etc/passwd', 'a/../b', './a', 'a//b', '', 'a/', 'a\0b']) {
      const writer = cleaning({
        dir: join(scratch(), 'w'),
        undoDir: join(scratch(), 'u'),
        mode: 'none',
        version: '0',
        fingerprint: '0',
      })
      expect(() => writer.cleanFile({ path, at: '/dev/null', format: 'text', size: 0, against: false }, [])).toThrow(
        'cannot be written under',
      )
    }
    const root = scratch()
    expect(() => clean(root, [SMALL[3]!, SMALL[0]!])).toThrow('our bug: a.txt is cleaned after e.txt')
    expect(() => clean(root, [SMALL[0]!, SMALL[0]!])).toThrow('our bug: a.txt is cleaned after a.txt')
    expect(readdirSync(root)).toEqual(['in'])
  })

  it('a file that changes between the two passes leaves nothing behind', () => {
    const root = scratch()
    const sheets = [SMALL[0]!, { ...SMALL[3]!, bytes: Buffer.from('kept, and more') }]
    for (const sheet of sheets) put(join(root, 'in', sheet.path), sheet.bytes)
    appendFileSync(join(root, 'in/e.txt'), 'x')
    expect(() => {
      const bytes = readFileSync(join(root, 'in/e.txt'))
      clean(root, [
        sheets[0]!,
        {
          ...sheets[1]!,
          bytes,
          get path() {
            truncateSync(join(root, 'in/e.txt'), 3)
            return 'e.txt'
          },
        },
      ])
    }).toThrow(ChangedError)
    expect(readdirSync(root)).toEqual(['in'])
  })
})

describe('a damaged or hostile bundle', () => {
  /** Rewrites the lines of a manifest and makes its hash right again, as an attacker would. */
  function forge(dir: string, change: (lines: Record<string, unknown>[]) => unknown): void {
    const at = join(dir, 'undo/manifest.jsonl')
    const lines = readFileSync(at, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line))
    change(lines)
    const end = lines.pop()!
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    writeFileSync(at, `${body}${JSON.stringify({ ...end, manifestSha256: sha(body) })}\n`)
  }
  function refused(change: (lines: Record<string, unknown>[], dir: string) => unknown, message: string | RegExp): void {
    const root = scratch()
    const out = join(root, 'out')
    clean(root, SMALL)
    forge(out, (lines) => change(lines, out))
    expect(() => restore(out, join(root, 'back'))).toThrow(message)
    expect(() => restore(out, join(root, 'back'))).toThrow(BadBundle)
    expect(readdirSync(root).sort()).toEqual(['in', 'out'])
  }

  it.each(['../evil', '/tmp/evil', 'x/../../evil', 'a\0', '.', '', 'x//y'])('with the path %j', (path) => {
    refused((lines) => (lines[1]!.path = path), /path .* is refused/)
  })
  it.each([
    ['a wrong hash of an input', (l: Line[]) => (l[1]!.sha256 = sha('x')), 'the bundle is damaged'],
    ['a wrong hash of an output', (l: Line[]) => (l[1]!.outSha256 = sha('x')), 'was it edited?'],
    ['a moved edit', (l: Line[]) => (l[2]!.at = 3), 'the bundle is damaged'],
    ['a negative offset', (l: Line[]) => (l[2]!.at = -1), 'at of this edit line'],
    ['a fraction', (l: Line[]) => (l[2]!.bytes = 1.5), 'bytes of this edit line'],
    ['a huge length', (l: Line[]) => (l[2]!.bytes = Number.MAX_SAFE_INTEGER), 'leave the file of 17 bytes'],
    ['a huge offset', (l: Line[]) => (l[2]!.at = Number.MAX_SAFE_INTEGER), 'leave the file of 17 bytes'],
    ['a huge file', (l: Line[]) => (l[1]!.bytes = Number.MAX_SAFE_INTEGER), 'are not 13 of output + 4 cut'],
    [
      'huge sizes that agree',
      (l: Line[]) => ((l[1]!.bytes = 1e15 + 4), (l[1]!.outBytes = 1e15)),
      /line \d+: .* of input are not .* removed|was it edited/,
    ],
    ['overlapping edits', (l: Line[]) => (l[7]!.at = 7), 'overlap the edit before, which ends at 8'],
    ['one file twice', (l: Line[]) => l.splice(3, 0, l[1]!, l[2]!), 'not ascending, or twice'],
    ['an edit too many', (l: Line[]) => l.splice(3, 0, l[2]!), 'an edit that no file announced'],
    ['an edit too few', (l: Line[]) => l.splice(2, 1), '1 more edits should stand here'],
    ['a strange type', (l: Line[]) => (l[2]!.type = 'exec'), 'type exec is none that we write'],
    ['a type of Object.prototype', (l: Line[]) => (l[2]!.type = 'toString'), 'type toString is none that we write'],
    ['a field more', (l: Line[]) => (l[2]!.mode = 0o777), 'other fields'],
    ['no header', (l: Line[]) => l.shift(), 'does not begin with an undo line'],
    ['a newer schema', (l: Line[]) => (l[0]!.schema = 'dittograph-undo/2'), 'reads dittograph-undo/1'],
    ['a strange mode', (l: Line[]) => (l[0]!.mode = 'all'), 'none of bytes, inputs, none'],
    ['a wrong count', (l: Line[]) => (l.at(-1)!.files = 3), '3 files and 4 edits are announced'],
    [
      'a wrong sum',
      (l: Line[]) => (l.at(-1)!.removedBytes = 23),
      '41 bytes of input are not 17 of output + 23 removed',
    ],
    ['a wrong hash of removed.bin', (l: Line[]) => (l.at(-1)!.removedSha256 = sha('x')), 'it is damaged'],
  ] as [string, (lines: Line[]) => unknown, string | RegExp][])('with %s', (_, change, message) =>
    refused(change, message),
  )

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, 300), /ends in the middle of a line|edits should stand/],
    [
      'without its end',
      (bytes: Buffer) => bytes.subarray(0, bytes.lastIndexOf('\n{"type":"end"') + 1),
      'the manifest ends before its end line',
    ],
    ['empty', () => Buffer.alloc(0), 'the manifest ends before its end line'],
    [
      'with a second spelling',
      (bytes: Buffer) => Buffer.from(bytes.toString().replace('"at":8', '"at": 8')),
      'spelled in another way',
    ],
    ['with CRLF', (bytes: Buffer) => Buffer.from(bytes.toString().replaceAll('\n', '\r\n')), 'spelled in another way'],
    ['with a BOM', (bytes: Buffer) => Buffer.concat([Buffer.from('\ufeff'), bytes]), 'no JSON'],
    [
      'with more behind',
      (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('{}\n')]),
      'something stands behind the end line',
    ],
    ['that is a deep array', () => Buffer.from(`${'['.repeat(100_000)}\n`), 'no JSON'],
    [
      'that is a deep value',
      (bytes: Buffer) => Buffer.from(bytes.toString().replace('"f1"', `${'['.repeat(1e5)}${']'.repeat(1e5)}`)),
      'finding of this edit line',
    ],
  ] as [string, (bytes: Buffer) => Buffer, string | RegExp][])('with a manifest %s', (_, change, message) => {
    const root = scratch()
    clean(root, SMALL)
    const at = join(root, 'out/undo/manifest.jsonl')
    writeFileSync(at, change(readFileSync(at)))
    expect(() => restore(join(root, 'out'), join(root, 'back'))).toThrow(message)
    expect(verify(join(root, 'out'))).toMatchObject([
      { path: 'manifest.jsonl', message: expect.stringMatching(message) },
    ])
    expect(readdirSync(root).sort()).toEqual(['in', 'out'])
  })

  it.skipIf(process.platform === 'win32')('with links out of it', () => {
    const root = scratch()
    const out = join(root, 'out')
    put(join(root, 'secret/a.txt'), 'one two three')
    clean(root, SMALL)
    rmSync(join(out, 'text/a.txt'))
    symlinkSync(join(root, 'secret/a.txt'), join(out, 'text/a.txt'))
    expect(() => restore(out, join(root, 'back'))).toThrow('is not a regular file inside')
    renameSync(join(out, 'text'), join(root, 'text'))
    symlinkSync(join(root, 'secret'), join(out, 'text'))
    expect(verify(out).map(({ problem, path }) => `${problem} ${path}`)).toContain('missing text/d.jsonl')
    rmSync(join(out, 'undo/removed.bin'))
    execFileSync('mkfifo', [join(out, 'undo/removed.bin')])
    expect(() => restore(out, join(root, 'back'))).toThrow('is not a regular file inside')
    expect(existsSync(join(root, 'back'))).toBe(false)
  })

  it('gives the closed list of diagnostics', () => {
    const root = scratch()
    const out = join(root, 'out')
    const said = (change: () => void): string[] => {
      clean(root, SMALL, 'out', { force: true })
      change()
      return verify(out).map(({ problem, path }) => `${problem} ${path}`)
    }
    expect(said(() => rmSync(join(out, 'text/a.txt')))).toEqual(['missing text/a.txt'])
    expect(said(() => rmSync(join(out, 'text'), { recursive: true }))).toEqual([
      'missing text/a.txt',
      'missing text/d.jsonl',
      'missing text/e.txt',
    ])
    expect(said(() => put(join(out, 'text/b/c.txt'), ''))).toEqual(['extra text/b/c.txt'])
    expect(said(() => mkdirSync(join(out, 'text/empty')))).toEqual(['extra text/empty/'])
    expect(said(() => put(join(out, 'more.txt'), ''))).toEqual(['extra more.txt'])
    expect(said(() => put(join(out, 'undo/more.txt'), ''))).toEqual(['extra undo/more.txt'])
    expect(said(() => put(join(out, 'text/a.txt'), 'one two Three'))).toEqual(['sha256 text/a.txt'])
    expect(said(() => appendFileSync(join(out, 'text/a.txt'), '!'))).toEqual(['size text/a.txt'])
    expect(said(() => (rmSync(join(out, 'text/a.txt')), mkdirSync(join(out, 'text/a.txt'))))).toEqual([
      'not-a-file text/a.txt',
    ])
    expect(said(() => appendFileSync(join(out, 'provenance.jsonl'), '\n'))).toEqual(['size provenance.jsonl'])
    expect(said(() => rmSync(join(out, 'undo/removed.bin')))).toEqual(['missing removed.bin'])
    expect(said(() => put(join(out, 'undo/removed.bin'), 'Two gone{"t":1}\n{"t":2}\n'))).toEqual(['sha256 removed.bin'])
    expect(said(() => truncateSync(join(out, 'undo/removed.bin'), 3))).toEqual(['size removed.bin'])
    expect(said(() => rmSync(join(out, 'undo'), { recursive: true }))).toEqual(['no-manifest manifest.jsonl'])
    expect(said(() => truncateSync(join(out, 'undo/manifest.jsonl'), 500))).toEqual(['truncated manifest.jsonl'])
    expect(said(() => forge(out, (lines) => (lines[1]!.bytes = 18)))).toEqual(['accounting manifest.jsonl'])
    expect(said(() => appendFileSync(join(out, 'undo/manifest.jsonl'), '\n'))).toEqual(['manifest manifest.jsonl'])
  })

  it('every flipped byte is an error or changes nothing', () => {
    const root = scratch()
    const out = join(root, 'out')
    clean(root, SMALL)
    const wanted = JSON.stringify(inputs(SMALL))
    let errors = 0
    for (const path of Object.keys(tree(out))) {
      const at = join(out, path)
      const bytes = readFileSync(at)
      for (let i = 0; i < bytes.length; i++) {
        for (const mask of [1, 32, 128]) {
          const flipped = Buffer.from(bytes)
          flipped[i]! ^= mask
          writeFileSync(at, flipped)
          expect(verify(out), `${path} byte ${i} ^ ${mask}`).not.toEqual([])
          try {
            proveRestore(out)
            expect(path).toBe('provenance.jsonl') // restoring does not read it
          } catch (error) {
            if (!(error instanceof BadBundle)) throw error
            errors++
          }
        }
      }
      for (let size = 0; size < bytes.length; size++) {
        writeFileSync(at, bytes.subarray(0, size))
        expect(verify(out), `${path} cut to ${size}`).not.toEqual([])
      }
      writeFileSync(at, bytes)
    }
    expect(errors).toBeGreaterThan(3000)
    restore(out, join(root, 'back'))
    expect(JSON.stringify(tree(join(root, 'back')))).toBe(wanted)
    // Some ten thousand bundles are read.
  }, 300_000)
})

describe('restore', () => {
  it('names what was not cut, and publishes nothing', () => {
    const root = scratch()
    clean(root, SMALL)
    expect(() => restore(join(root, 'out'), join(root, 'back'), { only: ['f1', 'nobody'] })).toThrow(
      'nothing was cut for nobody:',
    )
    expect(existsSync(join(root, 'back'))).toBe(false)
    restore(join(root, 'out'), join(root, 'back'), { only: ['b/c.txt', 'f4'] })
    expect(tree(join(root, 'back'))).toEqual({ 'b/c.txt': 'gone', 'd.jsonl': '{"t":2}\n' })
  })

  it('does not write over what it reads', () => {
    const root = scratch()
    clean(root, SMALL)
    for (const out of ['out', 'out/text', 'out/undo/x', 'out/new']) {
      expect(() => restore(join(root, 'out'), join(root, out), { force: true })).toThrow(CannotWrite)
    }
    expect(() => restore(join(root, 'out'), root, { force: true })).toThrow('which is read: --force would delete it')
    expect(() => restore(join(root, 'out'), join(root, 'in'))).toThrow('is not empty')
    expect(verify(join(root, 'out'))).toEqual([])
    restore(join(root, 'out'), join(root, 'in'), { force: true })
    expect(tree(join(root, 'in'))).toEqual(inputs(SMALL))
  })
})

it('a file of 64 MB goes through in constant memory', () => {
  const root = scratch()
  const at = join(root, 'in/big.jsonl')
  mkdirSync(join(root, 'in'))
  const line = Buffer.from(`{"id":0,"text":"${'abcdefgh '.repeat(1000)}"}\n`)
  const block = Buffer.concat(Array.from({ length: 100 }, () => line))
  const blocks = Math.ceil((64 << 20) / block.length)
  const fd = openSync(at, 'w')
  for (let i = 0; i < blocks; i++) writeSync(fd, block)
  closeSync(fd)
  const size = blocks * block.length
  // Every tenth line goes, and 8 bytes of every other: pieces far smaller than a chunk, on both sides of its borders.
  const deletions = Array.from({ length: blocks * 100 }, (_, i): Edit => {
    const whole = i % 10 === 0
    return {
      at: i * line.length + (whole ? 0 : 20),
      bytes: whole ? line.length : 8,
      article: `${i}`,
      finding: `f${i}`,
      whole,
    }
  })
  global.gc?.()
  const before = process.memoryUsage()
  const work = { dir: join(root, 'out'), undoDir: join(root, 'out/undo') }
  const writer = cleaning({ ...work, mode: 'bytes', version: '0', fingerprint: '0' })
  writer.cleanFile({ path: 'big.jsonl', at, format: 'jsonl', size, against: false }, deletions)
  const total = writer.end()
  expect(total.removedBytes).toBe(deletions.reduce((sum, { bytes }) => sum + bytes, 0))
  expect(proveRestore(work.dir).bytes).toBe(size)
  expect(verify(work.dir)).toEqual([])
  const after = process.memoryUsage()
  expect((after.external + after.arrayBuffers - before.external - before.arrayBuffers) / (1 << 20)).toBeLessThan(96)
  expect((after.rss - before.rss) / (1 << 20)).toBeLessThan(200)
})

type Line = Record<string, unknown>
