// clean --in-place and its way back, by the built command: what is in place, what a killed run leaves and the next one makes of
// it, and what a journal from a stranger may not do.
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { prose, seeded } from '../stories.js'
import { desk, hashes, put, row, run, text, tree } from './command.js'

const paragraph = (n: number): string => prose(seeded(n), 60)
const inputs = {
  'in/a.txt': text(paragraph(1), paragraph(2), paragraph(1)),
  'in/b.txt': text(paragraph(1), paragraph(2)), // a copy of a.txt, and goes
  'in/sub/c.txt': text(paragraph(4)),
  'in/x.jsonl':
    row({ id: 'one', text: text(paragraph(5), paragraph(6), paragraph(5)) }) + row({ id: 'two', text: paragraph(7) }),
}
const clean = ['clean', 'in', '--in-place', '-r', 'silent']
const back = ['restore', 'dittograph-backup', '--out', '.', '--in-place']
const BACKUP = 'dittograph-backup'
const below = (dir: string, name: string): Record<string, string> => tree(join(dir, name))
const state = (dir: string): { state: string; root: string; for: string | null } =>
  JSON.parse(readFileSync(join(dir, BACKUP, 'in-place.json'), 'utf8'))

/** A desk that was cleaned in place, and what was in it then. */
function done(): { dir: string; articles: Record<string, string>; backup: Record<string, string> } {
  const dir = desk(inputs)
  expect(run(dir, clean)).toMatchObject({ code: 0, out: '' })
  return { dir, articles: below(dir, 'in'), backup: below(dir, BACKUP) }
}

test('files are replaced, a removed one is gone, the backup is an output like any other, and all of it can be taken back', () => {
  const dir = desk(inputs)
  chmodSync(join(dir, 'in/a.txt'), 0o640)
  linkSync(join(dir, 'in/a.txt'), join(dir, 'other-name'))
  const before = below(dir, 'in')
  const { code, err } = run(dir, clean)
  expect(code).toBe(0)
  expect(err).toMatch(/replaced 3 files; the way back: dittograph restore dittograph-backup --out \. --in-place\n$/)
  expect(readdirSync(join(dir, 'in'))).toEqual(['a.txt', 'sub', 'x.jsonl'])
  expect(statSync(join(dir, 'in/a.txt')).mode & 0o777).toBe(0o640)
  expect(readFileSync(join(dir, 'other-name'), 'utf8')).toBe(inputs['in/a.txt']) // another name of the old file keeps it
  expect(below(dir, 'in')).toEqual(below(dir, `${BACKUP}/text/in`))
  expect(run(dir, ['verify', BACKUP])).toMatchObject({ code: 0, out: '' })
  expect(state(dir)).toMatchObject({ state: 'done', root: '..', for: null })
  // Law: a scan of cleaned text proposes no edit.
  expect(run(dir, ['in', '-r', 'silent', '--boilerplate-from', `${BACKUP}/provenance.jsonl`]).code).toBe(0)
  // To another place as always, and back in place.
  expect(run(dir, ['restore', BACKUP, '--out', 'elsewhere', '-q']).code).toBe(0)
  expect(below(dir, 'elsewhere/in')).toEqual(before)
  expect(run(dir, back)).toMatchObject({ code: 0, err: expect.stringContaining('put back 3 files') })
  expect(below(dir, 'in')).toEqual(before)
  expect(run(dir, ['verify', BACKUP])).toMatchObject({ code: 0 })
  expect(run(dir, back)).toMatchObject({ code: 0, err: expect.stringContaining('put back 0 files') })
})

test('a backup is never replaced, and nothing is changed then', () => {
  const { dir, articles } = done()
  put(dir, { 'in/new.txt': text(paragraph(8), paragraph(9), paragraph(8)) })
  const again = run(dir, clean)
  expect(again).toMatchObject({ code: 2, err: expect.stringContaining('is never replaced, not even with --force') })
  expect(below(dir, 'in')).toMatchObject(articles)
  expect(run(dir, [...clean, '--out', 'second-backup'])).toMatchObject({ code: 0 })
  expect(readFileSync(join(dir, 'in/new.txt'), 'utf8')).toBe(text(paragraph(8), paragraph(9)))
})

test.each([
  ['--undo none', 'the inputs will be gone'],
  ['--undo inputs', 'the inputs will be gone'],
  ['--undo-dir u', 'stays beside'],
  ['--force', 'never replaced'],
])('%s is no way to clean in place', (flags, why) => {
  const dir = desk(inputs)
  expect(run(dir, [...clean, ...flags.split(' ')])).toMatchObject({ code: 2, err: expect.stringContaining(why) })
  expect(below(dir, 'in')).toEqual(below(desk(inputs), 'in'))
})

test('a link is not replaced by a file', () => {
  const dir = desk(inputs)
  symlinkSync('in/a.txt', join(dir, 'link.txt'))
  const { code, err } = run(dir, ['clean', 'link.txt', '--in-place', '-r', 'silent'])
  expect([code, err]).toEqual([2, expect.stringContaining('link')])
  expect(readdirSync(dir)).toEqual(['in', 'link.txt'])
  expect(below(dir, 'in')).toEqual(hashes2(inputs))
})
const hashes2 = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(hashes(files)).map(([path, hash]) => [path.slice(3), hash]))

/** Where a kill between two replacements leaves things: some files are new, some old, the journal says begun. */
function killed(dir: string, old: readonly string[]): void {
  for (const path of old) put(dir, { [path]: inputs[path as keyof typeof inputs] })
  const { dev, ino, birthtimeNs } = statSync(join(dir, BACKUP), { bigint: true })
  const journal = { schema: 'dittograph-in-place/1', state: 'begun', root: '..', for: `${dev}:${ino}:${birthtimeNs}` }
  writeFileSync(join(dir, BACKUP, 'in-place.json'), `${JSON.stringify(journal)}\n`)
  writeFileSync(join(dir, 'in/.a.txt.4711.dittograph-tmp'), 'half of')
}

test.each([
  ['the next verify', ['verify', BACKUP]],
  ['the same command', clean],
  ['explain', ['explain', 'two', '--from', BACKUP]],
])('what a killed run left to do is done by %s', (_, words) => {
  for (const old of [['in/a.txt', 'in/b.txt', 'in/x.jsonl'], ['in/x.jsonl'], ['in/b.txt']]) {
    const { dir, articles, backup } = done()
    killed(dir, old)
    const { code, err } = run(dir, words)
    expect(code).toBe(0)
    expect(err).toMatch(new RegExp(`finished an interrupted clean --in-place of .*: ${old.length} file(s)? replaced`))
    expect(below(dir, 'in')).toEqual(articles)
    expect(below(dir, BACKUP)).toEqual(backup)
  }
})

test('or is undone by restore', () => {
  const { dir } = done()
  killed(dir, ['in/x.jsonl'])
  expect(run(dir, back).code).toBe(0)
  expect(below(dir, 'in')).toEqual(hashes2(inputs))
  expect(state(dir).state).toBe('undone')
  expect(run(dir, ['verify', BACKUP]).code).toBe(0)
  expect(below(dir, 'in')).toEqual(hashes2(inputs)) // verify does not clean again
})

test('a file that was changed since is left alone and named', () => {
  const { dir } = done()
  killed(dir, ['in/a.txt', 'in/x.jsonl'])
  writeFileSync(join(dir, 'in/a.txt'), 'edited by hand')
  const { code, err } = run(dir, ['verify', BACKUP])
  expect([code, err]).toEqual([2, expect.stringMatching(/in\/a\.txt: the file was changed .*\(E_CHANGED\)/)])
  expect(readFileSync(join(dir, 'in/a.txt'), 'utf8')).toBe('edited by hand')
  expect(readFileSync(join(dir, 'in/x.jsonl'))).toEqual(readFileSync(join(dir, BACKUP, 'text/in/x.jsonl')))
  const undo = run(dir, back)
  expect(undo).toMatchObject({ code: 2, err: expect.stringContaining('in/a.txt: the file was changed') })
  expect(readFileSync(join(dir, 'in/x.jsonl'), 'utf8')).toBe(inputs['in/x.jsonl'])
  expect(readFileSync(join(dir, 'in/a.txt'), 'utf8')).toBe('edited by hand')
})

test("a stranger's journal moves nothing: neither copied, nor forged, nor broken", () => {
  const { dir } = done()
  killed(dir, ['in/a.txt', 'in/b.txt', 'in/x.jsonl'])
  rmSync(join(dir, 'in/.a.txt.4711.dittograph-tmp'))
  mkdirSync(join(dir, 'moved'))
  cpSync(join(dir, BACKUP), join(dir, 'moved/away'), { recursive: true })
  const before = below(dir, 'in')
  // As if it were unpacked elsewhere: root leads to files that have the very hashes of the manifest.
  const file = join(dir, 'moved/away/in-place.json')
  for (const journal of [
    { ...state(dir), root: '../..' },
    { ...state(dir), root: dir, for: 'gone' },
    { ...state(dir), root: '../..', for: '0:0:0' },
    { ...state(dir), state: 'undoing', root: '../..' },
  ]) {
    writeFileSync(file, `${JSON.stringify(journal)}\n`)
    const { code, err } = run(dir, ['verify', 'moved/away'])
    expect([code, err]).toEqual([2, expect.stringContaining('was it copied? Nothing was touched')])
    expect(below(dir, 'in')).toEqual(before)
  }
  for (const broken of [
    '',
    '{',
    'null',
    '[]',
    '{"schema":"dittograph-in-place/2","state":"begun","root":"/","for":null}',
  ]) {
    writeFileSync(file, broken)
    const { code, err } = run(dir, ['verify', 'moved/away'])
    expect([code, err]).toEqual([2, expect.stringMatching(/^dittograph: journal: in-place\.json: /)])
  }
  expect(below(dir, 'in')).toEqual(before)
})

test('restore --in-place writes nothing through a link that leads out, and nothing but what was cleaned', () => {
  const { dir } = done()
  mkdirSync(join(dir, 'outside'))
  renameSync(join(dir, 'in'), join(dir, 'outside/in'))
  symlinkSync('outside/in', join(dir, 'in')) // the same files, behind a link
  mkdirSync(join(dir, 'root'))
  symlinkSync(join(dir, 'outside/in'), join(dir, 'root/in'))
  const before = below(dir, 'outside/in')
  const { code, err } = run(dir, ['restore', BACKUP, '--out', 'root', '--in-place'])
  expect([code, err]).toEqual([2, expect.stringContaining('was left alone')])
  expect(below(dir, 'outside/in')).toEqual(before)
})

test('what a killed clean had written is taken over by the same clean, and removed by another', () => {
  const undisturbed = desk(inputs)
  const words = ['clean', 'in', '--out', 'out', '-r', 'silent']
  expect(run(undisturbed, words).code).toBe(0)
  const left = (dir: string): void => {
    cpSync(join(undisturbed, 'out'), join(dir, '.out.dittograph-tmp'), { recursive: true })
    rmSync(join(dir, '.out.dittograph-tmp/provenance.jsonl'))
    rmSync(join(dir, '.out.dittograph-tmp/text/in/x.jsonl'))
    writeFileSync(join(dir, '.out.dittograph-tmp/text/in/strange.txt'), 'not of this run')
  }
  const same = desk(inputs)
  left(same)
  const resumed = run(same, words)
  expect(resumed).toMatchObject({ code: 0, err: expect.stringContaining('2 files written already by a run that was') })
  expect(below(same, 'out')).toEqual(below(undisturbed, 'out'))
  expect(readdirSync(same).sort()).toEqual(['in', 'out'])

  // Damaged by the crash, at the same length: written anew.
  const damaged = desk(inputs)
  left(damaged)
  const at = join(damaged, '.out.dittograph-tmp/text/in/a.txt')
  const bytes = readFileSync(at)
  bytes[bytes.length - 9] = 0
  writeFileSync(at, bytes)
  expect(run(damaged, words)).toMatchObject({ code: 0, err: expect.stringContaining('1 file written already') })
  expect(below(damaged, 'out')).toEqual(below(undisturbed, 'out'))

  const other = desk(inputs)
  left(other)
  const fresh = run(other, [...words, '--copies', 'keep'])
  expect([fresh.code, fresh.err]).toEqual([0, expect.not.stringContaining('already')])
  expect(existsSync(join(other, '.out.dittograph-tmp'))).toBe(false)

  // Killed twice: what the second one had not come to yet is still there.
  const twice = desk(inputs)
  left(twice)
  renameSync(join(twice, '.out.dittograph-tmp'), join(twice, 'was'))
  mkdirSync(join(twice, '.out.dittograph-tmp/undo'), { recursive: true })
  cpSync(join(twice, 'was/undo/manifest.jsonl'), join(twice, '.out.dittograph-tmp/undo/manifest.jsonl'))
  renameSync(join(twice, 'was'), join(twice, '.out.dittograph-tmp/.killed'))
  expect(run(twice, words)).toMatchObject({ code: 0, err: expect.stringContaining('2 files written already') })
  expect(below(twice, 'out')).toEqual(below(undisturbed, 'out'))
})

test('with an error nothing is changed in place, unless it is allowed', () => {
  const dir = desk({ ...inputs, 'in/y.jsonl': '{"id": "bad", "text": ' })
  const before = below(dir, 'in')
  const refused = run(dir, clean)
  expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/changes nothing.*\(E_WRITE\)/)])
  expect(below(dir, 'in')).toEqual(before)
  expect(readdirSync(dir)).toEqual(['in'])
  expect(run(dir, [...clean, '--max-errors', '1']).code).toBe(0)
  expect(below(dir, 'in')).not.toEqual(before)
})

test('when nothing can be read, an old output stays', () => {
  const dir = desk(inputs)
  const words = ['clean', 'in/a.txt', '--out', 'out', '--force', '-q', '-r', 'silent']
  expect(run(dir, words).code).toBe(0)
  const before = below(dir, 'out')
  writeFileSync(join(dir, 'list'), 'in/gone.txt\n')
  const { code, err } = run(dir, ['clean', '--files-from', 'list', '--out', 'out', '--force', '-q', '-r', 'silent'])
  expect([code, err]).toEqual([2, expect.stringMatching(/\(E_[A-Z_]+\)\n$/)])
  expect(below(dir, 'out')).toEqual(before)
})
