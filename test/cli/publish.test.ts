// FORMATS.md, sentence by sentence, on the built program: clean, restore, verify, explain, the policies and the guards.
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ran, Told } from './command.js'
import { desk, hashes, row, run, text, told, tree } from './command.js'
import {
  bakery,
  bridge,
  cattle,
  choir,
  dian,
  faehre,
  ferries,
  gaeste,
  hangers,
  limit,
  llamas,
  most,
  pool,
  qiao,
  rain,
  shops,
  soup,
} from './press.js'

const story = text(bridge, hangers, shops, limit)
const inputs = {
  'in/a.txt': text(bridge, hangers, shops, limit, hangers, shops),
  'in/b.txt': story,
  'in/c.txt': `\ufeff${text(rain, cattle, soup, rain).replaceAll('\n', '\r\n')}`,
  'in/sub/e.md': text(`# ${pool}`, choir),
  'in/x.jsonl':
    `{"id": 9007199254740993, "text": ${JSON.stringify(text(most, qiao, most))}}\r\n` +
    `${row({ id: '../../x', title: 'Ferry', date: '2024-05-02', url: 'https://e.example/1', source: 'E', text: text(faehre, gaeste) })}` +
    '{"broken"\n\n' +
    `${row({ id: 'kept', title: 'Ferry', date: '2024-05-01', text: text(faehre, gaeste) })}` +
    `${row({ id: '__proto__', text: text(dian, llamas, dian) })}{"id": "last", "text": "No line end."}`,
}

describe('a corpus that is cleaned into itself', () => {
  let dir = ''
  let cleaned: Ran
  let report: Told
  beforeAll(() => {
    dir = desk(inputs)
    cleaned = run(dir, ['clean', 'in', '--out', 'in/out', '--max-errors', '1', '-r', 'jsonl'])
    report = told(cleaned.out)
  })

  test('the output is what the records say, and nothing else is written', () => {
    expect(cleaned.code).toBe(0)
    expect(readdirSync(join(dir, 'in')).sort()).toEqual(['a.txt', 'b.txt', 'c.txt', 'out', 'sub', 'x.jsonl'])
    expect(readdirSync(join(dir, 'in/out')).sort()).toEqual(['provenance.jsonl', 'text', 'undo'])
    expect(readFileSync(join(dir, 'in/out/provenance.jsonl'), 'utf8')).toBe(cleaned.out)
    expect(report.status).toEqual({
      'in/a.txt': 'cut',
      'in/b.txt': 'removed',
      'in/c.txt': 'cut',
      'in/sub/e.md': 'kept',
      '9007199254740993': 'cut',
      '../../x': 'removed',
      'in/x.jsonl#3': 'skipped',
      kept: 'kept',
      ['__proto__']: 'cut',
      last: 'kept',
    })
    const written = tree(join(dir, 'in/out/text'))
    expect(Object.keys(written)).toEqual(['in/a.txt', 'in/c.txt', 'in/sub/e.md', 'in/x.jsonl'])
    for (const [path, from, id] of [
      ['in/a.txt', inputs['in/a.txt'], 'in/a.txt'],
      ['in/c.txt', inputs['in/c.txt'], 'in/c.txt'],
    ] as const) {
      const bytes = Buffer.from(from)
      const left: Buffer[] = []
      let at = 0
      for (const { article, cut } of report.findings)
        if (article === id && cut !== null) {
          left.push(bytes.subarray(at, cut[0]))
          at = cut[1]
        }
      expect(readFileSync(join(dir, 'in/out/text', path))).toEqual(Buffer.concat([...left, bytes.subarray(at)]))
    }
    // A record keeps every other byte, a skipped one all of them.
    const lines = readFileSync(join(dir, 'in/out/text/in/x.jsonl'), 'utf8').split('\n')
    expect(lines).toHaveLength(6)
    expect(lines[0]).toBe(`{"id": 9007199254740993, "text": ${JSON.stringify(text(most, qiao))}}\r`)
    expect(lines.slice(1, 3)).toEqual(['{"broken"', ''])
    expect(lines[5]).toBe('{"id": "last", "text": "No line end."}')
    const lost = report.findings.find(({ article, edit }) => article === '../../x' && edit === 'removed')!.lost
    expect(lost).toEqual({ title: 'Ferry', date: '2024-05-02', url: 'https://e.example/1', source: 'E' })
  })

  test('a scan says the same, and does not read the output', () => {
    const scanned = run(dir, ['in', '-r', 'jsonl', '--max-errors', '1'])
    expect(scanned.code).toBe(1)
    expect(scanned.out).toBe(cleaned.out)
    expect(scanned.err).toContain('left out: 1 file (output of dittograph)')
  })

  test('a scan of the cleaned text proposes no edit', () => {
    const flags = ['--boilerplate-from', 'in/out/provenance.jsonl', '--max-errors', '1', '-r', 'silent']
    expect(run(dir, ['in/out/text', ...flags]).code).toBe(0)
  })

  test('restore gives every byte back, verified', () => {
    expect(run(dir, ['restore', 'in/out', '--out', 'back'])).toMatchObject({ code: 0, out: '' })
    expect(tree(join(dir, 'back'))).toEqual(hashes(inputs))
  })

  test('--only: one article by its id, one finding by its fingerprint', () => {
    const { fingerprint } = report.findings.find(({ article, edit }) => article === 'in/a.txt' && edit === 'cut')!
    const words = ['--only', fingerprint, '--only', '../../x', '--only', '9007199254740993']
    expect(run(dir, ['restore', 'in/out', '--out', 'some', ...words]).code).toBe(0)
    const some = tree(join(dir, 'some'))
    expect(Object.keys(some)).toEqual(['in/a.txt', 'in/x.jsonl'])
    expect(some['in/a.txt']).toBe(hashes(inputs)['in/a.txt'])
    const lines = readFileSync(join(dir, 'some/in/x.jsonl'), 'utf8').split('\n')
    const before = inputs['in/x.jsonl'].split('\n')
    expect(lines.slice(0, 5)).toEqual(before.slice(0, 5))
    expect(lines[5]!.length).toBeLessThan(before[5]!.length)
  })

  test('verify sees what was changed, and a changed text is not restored from', () => {
    expect(run(dir, ['verify', 'in/out'])).toMatchObject({ code: 0, out: '' })
    const tampered = (name: string, change: (at: string) => void): string => {
      cpSync(join(dir, 'in/out'), join(dir, name), { recursive: true })
      change(join(dir, name))
      return run(dir, ['verify', name, '-q']).err
    }
    const flip = (path: string) => (at: string) => {
      const bytes = readFileSync(join(at, path))
      bytes[20]! ^= 1
      writeFileSync(join(at, path), bytes)
    }
    const three = tampered('t1', (at) => {
      flip('text/in/sub/e.md')(at)
      rmSync(join(at, 'text/in/a.txt'))
      writeFileSync(join(at, 'text/in/more.txt'), 'more')
    })
    expect(three).toMatch(/missing: text\/in\/a\.txt/)
    expect(three).toMatch(/sha256: text\/in\/sub\/e\.md/)
    expect(three).toMatch(/extra: text\/in\/more\.txt/)
    expect(tampered('t2', flip('undo/removed.bin'))).toMatch(/removed\.bin/)
    const manifest = tampered('t4', (at) => {
      const file = join(at, 'undo/manifest.jsonl')
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"in/a.txt"', '"../../evil.txt"'))
    })
    expect(manifest).toMatch(/"\.\.\/\.\.\/evil\.txt" is refused/)
    expect(run(dir, ['restore', 't2', '--out', 'evil'])).toMatchObject({ code: 2, out: '' })
    expect(existsSync(join(dir, 'evil'))).toBe(false)
  })

  test('explain: one id and two, from the output, a report and the articles', () => {
    const said = (...words: string[]): string => {
      const { code, out, err } = run(dir, ['explain', ...words])
      expect([code, err]).toEqual([0, ''])
      return out
    }
    writeFileSync(join(dir, 'r.jsonl'), cleaned.out)
    const { fingerprint } = report.findings.find(({ article }) => article === 'in/b.txt')!
    expect(said('in/b.txt', '--from', 'in/out')).toMatch(
      /^in\/b\.txt: .*removed \(copy of in\/a\.txt\)\n.*It is .* in\/a\.txt.*\n.*shingles/,
    )
    expect(said(fingerprint, '--from', 'r.jsonl')).toMatch(
      /copy of in\/a\.txt, lines 1-7, bytes 0-\d+\. It goes; in\/a\.txt is kept/,
    )
    expect(said('in/a.txt', 'in/b.txt', '--from', 'in/out')).toMatch(/in\/a\.txt and in\/b\.txt: copy[\s\S]*bytes 0-/)
    const not = said('in/a.txt', '9007199254740993', '--from', 'in')
    expect(not).toMatch(/no match\n.*jaccard 0\.000[\s\S]*a copy needs jaccard/)
    expect(said('in/x.jsonl#3', '--from', 'in/out')).toMatch(/skipped[\s\S]*it was not read/)
    expect(run(dir, ['explain', 'kept', 'kept', '--from', 'in/out'])).toMatchObject({ code: 2, out: '' })
    renameSync(join(dir, 'in/out'), join(dir, 'in/.out.dittograph-old')) // a crash
    expect(said('kept', '--from', 'in/out')).toMatch(/^kept: in\/x\.jsonl line 5/)
  })

  test('a directory that is not empty is refused, and replaced with --force; what a crash left is finished first', () => {
    const refused = run(dir, ['clean', 'in', '--out', 'in/out', '--max-errors', '1', '-r', 'silent'])
    expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining('in/out is not empty') })
    // Killed between the two renames of a swap.
    cpSync(join(dir, 'in/out'), join(dir, 'in/.out.dittograph-tmp'), { recursive: true })
    renameSync(join(dir, 'in/out'), join(dir, 'in/.out.dittograph-old'))
    const forced = run(dir, ['clean', 'in', '--out', 'in/out', '--max-errors', '1', '-r', 'jsonl', '--force'])
    expect(forced).toMatchObject({ code: 0, out: cleaned.out })
    expect(readdirSync(join(dir, 'in')).sort()).toEqual(['a.txt', 'b.txt', 'c.txt', 'out', 'sub', 'x.jsonl'])
    const left = tree(join(dir, 'in'))
    for (const [path, hash] of Object.entries(hashes(inputs))) expect(left[path.slice(3)]).toBe(hash)
  })
})

test('--dry-run and --diff write nothing and show what would go', () => {
  const dir = desk({ 'in/a.txt': inputs['in/a.txt'] })
  const { code, out, err } = run(dir, ['clean', 'in', '--dry-run', '--diff', '-r', 'jsonl=r.jsonl'])
  expect([code, err]).toEqual([0, 'dittograph: a dry run: nothing was written\n'])
  expect(out).toBe(
    `--- in/a.txt\n+++ in/a.txt (cleaned)\n@@ -6,6 +6,2 @@\n \n ${limit}\n-\n-${hangers}\n-\n-${shops}\n`,
  )
  expect(readdirSync(dir).sort()).toEqual(['in', 'r.jsonl'])
  expect(told(readFileSync(join(dir, 'r.jsonl'), 'utf8')).status).toEqual({ 'in/a.txt': 'cut' })
})

test('--undo inputs, --undo none, --undo-dir', () => {
  const files = { 'in/a.txt': inputs['in/a.txt'], 'in/c.txt': inputs['in/c.txt'] }
  const dir = desk(files)
  const ok = (...words: string[]): Ran => {
    const ran = run(dir, words)
    expect([ran.code, ran.out]).toEqual([0, ''])
    return ran
  }
  ok('clean', 'in', '--out', 'hashes', '--undo', 'inputs', '-r', 'silent')
  expect(readdirSync(join(dir, 'hashes/undo'))).toEqual(['manifest.jsonl'])
  ok('restore', 'hashes', '--from', '.', '--out', 'r1')
  expect(tree(join(dir, 'r1'))).toEqual(hashes(files))
  ok('clean', 'in', '--out', 'none', '--undo', 'none', '-r', 'silent')
  const none = run(dir, ['restore', 'none', '--out', 'r2'])
  expect(none).toMatchObject({ code: 2, err: expect.stringContaining('was cleaned with --undo none') })
  ok('clean', 'in', '--out', 'apart', '--undo-dir', 'undo', '-r', 'silent')
  expect(readdirSync(join(dir, 'apart')).sort()).toEqual(['provenance.jsonl', 'text'])
  ok('restore', 'apart', '--undo-dir', 'undo', '--out', 'r3')
  expect(tree(join(dir, 'r3'))).toEqual(hashes(files))
})

test('output is never read as input, also when its undo lies elsewhere', () => {
  const dir = desk({ 'in/a.txt': inputs['in/a.txt'] })
  expect(run(dir, ['clean', 'in', '--out', 'apart', '--undo-dir', 'undo', '-r', 'silent']).code).toBe(0)
  expect(run(dir, ['.', '--list-files']).out).toBe('in/a.txt\n')
  expect(run(dir, ['apart/text', '--boilerplate-from', 'apart/provenance.jsonl', '-r', 'silent']).code).toBe(0)
})

test("restore without the inputs it needs is the caller's mistake", () => {
  const dir = desk({ 'in/a.txt': inputs['in/a.txt'] })
  run(dir, ['clean', 'in', '--out', 'out', '--undo', 'inputs', '-r', 'silent'])
  run(dir, ['clean', 'in', '--out', 'none', '--undo', 'none', '-r', 'silent'])
  for (const [words, way] of [
    ['out', 'name the inputs to restore from (--from ROOT'],
    ['none', 'was cleaned with --undo none'],
    ['out --from in --only nobody', 'nothing was cut for nobody'],
    ['out --from in --from .', 'restore takes one --from'],
    ['out --from /', 'Name the root'],
  ] as const) {
    const { code, err } = run(dir, ['restore', ...words.split(' '), '--out', 'back'])
    expect([code, existsSync(join(dir, 'back'))]).toEqual([2, false])
    expect(err).toContain(way)
    expect(err).not.toContain('please report')
  }
  expect(run(dir, ['restore', 'out', '--from', 'in', '--out', 'back']).code).toBe(0)
  expect(tree(join(dir, 'back'))).toEqual(hashes({ 'in/a.txt': inputs['in/a.txt'] }))
})

test('--max-removed: nothing is published when more would go', () => {
  const dir = desk({ 'in/a.txt': story, 'in/b.txt': story, 'in/c.txt': story })
  const guarded = run(dir, ['clean', 'in', '--out', 'out'])
  expect(guarded).toMatchObject({ code: 2, out: '', err: expect.stringContaining('2 of 3 articles would be removed') })
  expect(readdirSync(dir)).toEqual(['in'])
  expect(run(dir, ['clean', 'in', '--out', 'out', '--max-removed', '0.7', '-q', '-r', 'silent']).code).toBe(0)
})

const dated = (id: string, date: string, ...paragraphs: string[]): string =>
  row({ id, date, text: text(...paragraphs) })
const copies = {
  'in/a.jsonl':
    dated('middle', '2024-05-03', bridge, hangers, shops, limit) +
    dated('early', '2024-05-01', bridge, hangers, shops, limit) +
    dated('late', '2024-05-04', bridge, hangers, shops, limit) +
    dated('more', '2024-05-02', bridge, hangers, shops, limit, `${bakery} It has 17 ovens.`),
  'in/digest.txt': text(rain, cattle, soup, pool, choir, llamas, faehre, gaeste),
  'in/inside.txt': text(llamas, faehre, gaeste),
}

test.each([
  ['--copies keep', { middle: 'kept', early: 'kept', late: 'kept', more: 'kept', 'in/inside.txt': 'kept' }],
  ['--copies drop --keep longest', { middle: 'removed', early: 'removed', late: 'removed', more: 'kept' }],
  ['--parts drop', { 'in/digest.txt': 'kept', 'in/inside.txt': 'removed' }],
])('%s', (flags, status) => {
  const dir = desk(copies)
  expect(told(run(dir, ['in', '-r', 'jsonl', ...flags.split(' ')]).out).status).toMatchObject(status)
})

test('--keep first and last, by date', () => {
  const dir = desk({ 'a.jsonl': copies['in/a.jsonl'].split('\n').slice(0, 3).join('\n') })
  const kept = (which: string): string[] =>
    told(run(dir, ['.', '-r', 'jsonl', '--keep', which]).out).articles.flatMap((a) =>
      a.status === 'kept' ? [a.id] : [],
    )
  expect(kept('first')).toEqual(['early'])
  expect(kept('last')).toEqual(['late'])
})

test('--keep last without dates keeps the last by place', () => {
  const dir = desk({ 'a.txt': story, 'b.txt': story, 'c.txt': story })
  expect(told(run(dir, ['.', '-r', 'jsonl', '--keep', 'last']).out).status).toMatchObject({ 'c.txt': 'kept' })
})

test('--skipped drop leaves out what could not be read, and restore brings it back', () => {
  const files = { 'x.jsonl': inputs['in/x.jsonl'], 'b.txt': Uint8Array.from({ length: 99 }, (_, n) => n % 8) }
  const dir = desk(files)
  expect(run(dir, ['clean', 'x.jsonl', 'b.txt', '--skipped', 'drop', '--out', 'out', '-q', '-r', 'silent']).code).toBe(
    2,
  )
  expect(Object.keys(tree(join(dir, 'out/text')))).toEqual(['x.jsonl'])
  expect(readFileSync(join(dir, 'out/text/x.jsonl'), 'utf8')).not.toContain('broken')
  expect(run(dir, ['restore', 'out', '--out', 'back', '-q'])).toEqual({ code: 0, out: '', err: '' })
  expect(tree(join(dir, 'back'))).toEqual(hashes(files))
})

test('an article that ends up empty stays, empty, and stays a record', () => {
  const dir = desk({ 'e.txt': '', 'e.jsonl': '{"id": "e", "text": ""}\n', 'f.txt': text(ferries) })
  expect(run(dir, ['clean', '.', '--out', 'out', '-r', 'silent']).code).toBe(0)
  expect(tree(join(dir, 'out/text'))).toEqual(
    hashes({ 'e.txt': '', 'e.jsonl': '{"id": "e", "text": ""}\n', 'f.txt': text(ferries) }),
  )
})
