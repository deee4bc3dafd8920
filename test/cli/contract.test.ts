// FORMATS.md, sentence by sentence, on the built program: exit codes, what is read and under what name, the records.
// `test.fails` marks a promise that is broken today, with the reason; take the mark away with the fault.
import { spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { desk, hashes, program, put, quietEnv, row, run, text, told, tree } from './command.js'
import {
  bakery,
  bridge,
  cattle,
  choir,
  ferries,
  hangers,
  jisr,
  letter,
  limit,
  llamas,
  most,
  pool,
  qiao,
  rain,
  shops,
  soup,
} from './press.js'

/** One of each: a repeat that is cut, a copy that goes, a repeat in a record, a passage, an article of its own. */
const paper = {
  'in/a.txt': text(bridge, hangers, shops, limit, hangers, shops),
  'in/b.txt': text(bridge, hangers, shops, limit),
  'in/c.txt': text(rain, cattle, soup),
  'in/x.jsonl': row({ id: 'own', text: text(pool, choir) }) + row({ id: 'twice', text: text(rain, llamas, rain) }),
}

// ------------------------------------------------------------------------------------------------------------ exit codes

test('0, 1 and 2: edits count for 1; a trouble is 2, and 2 is stronger', () => {
  const dir = desk({ ...paper, 'bad/bad.jsonl': '{"id": "b"' })
  const code = (...words: string[]): number | null => run(dir, [...words, '-r', 'silent', '-q']).code
  expect(code('in/c.txt')).toBe(0)
  expect(code('in')).toBe(1)
  expect(code('in', 'bad')).toBe(2)
  expect(code('in', 'bad', '--max-errors', '1')).toBe(1)
})

test.each([
  ['--max-findings 2', '3 findings (--max-findings 2)'],
  ['--max-findings 3', null],
  ['--max repeat=2 --max copy=1', null],
  ['--max repeat=1 --max copy=1', '2 findings of kind repeat (--max repeat=1)'],
  ['--max repeat=2', '1 other finding (--max-findings 0)'],
  ['--max-duplicate-ratio 0.05', '38.6 % of the text in repeats and copies (--max-duplicate-ratio 0.05)'],
  ['--fail-on any --max-findings 3', '4 findings (--max-findings 3)'],
])('the gate: %s: %s', (flags, above) => {
  const dir = desk(paper)
  expect(run(dir, ['in', '-r', 'silent', ...flags.split(' ')])).toEqual({
    code: above === null ? 0 : 1,
    out: '',
    err: above === null ? '' : `dittograph: above the gate: ${above}\n`,
  })
})

test('a report that is cut off by head, and one that finds the disk full', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`n${n}.txt`, text(bridge, `${n} ${shops}`)]))
  const dir = desk(many)
  const shell = (line: string): string =>
    spawnSync('bash', ['-c', line, 'bash', process.execPath, program], { cwd: dir, env: quietEnv }).stdout.toString()
  const [first, rest = ''] = shell('"$1" "$2" . -r jsonl 2> err | head -1; cat err').split('\n', 2)
  expect(JSON.parse(first!)).toMatchObject({ type: 'header' })
  expect(rest).toBe('')
  expect(shell('"$1" "$2" . -r jsonl 2>&1 > /dev/full; echo $?')).toMatch(/cannot write standard output.*\n2\n$/s)
})

// ---------------------------------------------------------------------------------------------------------------- inputs

test('what is read, and what is left out and why', () => {
  const dir = desk({
    'in/a.txt': text(bridge),
    'in/sub/b.md': text(rain),
    'in/.hidden.txt': 'h',
    'in/ignored.txt': 'i',
    'in/git.txt': 'g',
    'in/drafts/d.txt': 'd',
    'in/picture.png': 'p',
    'in/table.csv': 't',
    'in/.dittographignore': 'ignored.txt\n',
    'in/.gitignore': 'git.txt\n',
  })
  symlinkSync('a.txt', join(dir, 'in/link.txt'))
  symlinkSync('sub', join(dir, 'in/linked'))
  linkSync(join(dir, 'in/a.txt'), join(dir, 'in/z-same.txt'))
  const listed = run(dir, ['in', 'in/a.txt', 'in/**/*.md', '--exclude', 'in/drafts/', '--list-files'])
  expect(listed.code).toBe(0)
  expect(listed.out).toBe('in/a.txt\nin/git.txt\nin/sub/b.md\n')
  for (const why of [
    'in/z-same.txt: this is the same file as in/a.txt',
    '3 (hidden)',
    '1 (ignored by .dittographignore)',
    '2 (symbolic link)',
    '1 (excluded by --exclude)',
    '1 (.csv that does not begin with records that have a field "text")',
    '1 (unknown extension .png)',
  ])
    expect(listed.err).toContain(why)
  const git = run(join(dir, 'in/sub'), ['..', '--gitignore', '--list-files', '-q'])
  expect(git.out).toBe('a.txt\ndrafts/d.txt\nsub/b.md\n')
  const rooted = run(join(dir, 'in'), ['.', '--exclude', 'drafts', '--root', '..', '--list-files', '-q'])
  expect(rooted.out).toBe('in/a.txt\nin/git.txt\nin/sub/b.md\n')
})

test('standard input: as an article with its name, and as the list of files', () => {
  const dir = desk(paper)
  const piped = told(
    run(dir, ['-', '--stdin-filename', 'wire/today.jsonl', '-r', 'jsonl'], { input: paper['in/x.jsonl'] }).out,
  )
  expect(piped.articles).toMatchObject([
    { id: 'own', path: 'wire/today.jsonl', line: 1 },
    { id: 'twice', path: 'wire/today.jsonl', line: 2, status: 'cut' },
  ])
  const list = run(dir, ['--files-from', '-', '--list-files', '-q'], { input: 'in/c.txt\r\nin/a.txt\n\n' })
  expect(list).toEqual({ code: 0, out: 'in/a.txt\nin/c.txt\n', err: '' })
})

test('standard input leaves no copy in the temporary directory', () => {
  const dir = desk({ 'in.txt': text(bridge), 'tmp/keep': '' })
  for (const words of [
    ['-', '--list-files'],
    ['-', '--boilerplate-from', 'nope'],
    ['-'],
    ['-', 'nope'],
    ['-', '--max-record', '1'],
  ])
    run(dir, words, { input: text(rain), env: { TMPDIR: join(dir, 'tmp') } })
  expect(Object.keys(tree(join(dir, 'tmp')))).toEqual(['keep'])
})

test('what matches nothing among what does: an error, and the rest is done', () => {
  const dir = desk({ ...paper, 'empty/.x': '' })
  const { code, out, err } = run(dir, ['in/c.txt', 'empty', 'no*', '-r', 'jsonl'])
  expect(code).toBe(2)
  expect(told(out).status).toEqual({ 'in/c.txt': 'kept' })
  expect(told(out).troubles.map((t) => t.code)).toEqual(['E_NO_MATCH', 'E_NO_MATCH'])
  expect(err).toContain('error: no*: this pattern matches no file')
})

test('--against: pointed to, never reported on', () => {
  const dir = desk({ 'today.txt': paper['in/b.txt'], 'old/a.txt': paper['in/b.txt'], 'old/t.txt': paper['in/a.txt'] })
  const { articles, findings, clusters, summary } = told(run(dir, ['today.txt', '--against', 'old', '-r', 'jsonl']).out)
  expect(articles).toMatchObject([{ id: 'today.txt', status: 'removed' }])
  expect(findings).toMatchObject([
    { kind: 'copy', article: 'today.txt', source: { article: expect.stringMatching(/^old\//) } },
  ])
  expect(clusters[0]!.members).toContain('today.txt')
  expect(summary).toMatchObject({ articles: 1, removed: 1, repeat: 0, copy: 1 })
})

test('ids: raw digits, decoded strings, and none for those who share one', () => {
  const lines = [
    '{"id": 9007199254740993, "text": "One."}',
    '{"id": 9007199254740992, "text": "Two."}',
    '{"id": "caf\\u00e9", "text": "Three."}',
    '{"id": "__proto__", "text": "Four."}',
    '{"id": "../../x", "text": "Five."}',
    '{"text": "Six."}',
    '{"id": "", "text": "Seven."}',
    '{"id": null, "text": "Eight."}',
    '',
    '{"id": 1.50, "text": "Ten."}',
    '{"id": 7, "text": "Eleven."}',
    '{"id": "7", "text": "Twelve."}',
    '{"id": "constructor", "text": "Thirteen."}',
  ]
  const dir = desk({ 'x.jsonl': `\ufeff${lines.join('\r\n')}` })
  const { articles, troubles } = told(run(dir, ['x.jsonl', '-r', 'jsonl']).out)
  expect(articles.map(({ id }) => id)).toEqual([
    '9007199254740993',
    '9007199254740992',
    'café',
    '__proto__',
    '../../x',
    'x.jsonl#6',
    'x.jsonl#7',
    'x.jsonl#8',
    '1.50',
    'x.jsonl#11',
    'x.jsonl#12',
    'constructor',
  ])
  expect(articles.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13])
  expect(troubles).toMatchObject([{ level: 'note', code: 'N_DUPLICATE_ID', path: 'x.jsonl', line: 11 }])
})

test('no two articles have one id (an id field that looks like path#line meets a record without an id)', () => {
  const dir = desk({ 'x.jsonl': row({ id: 'x.jsonl#2', text: bridge }) + row({ text: rain }) })
  const ids = told(run(dir, ['x.jsonl', '-r', 'jsonl']).out).articles.map(({ id }) => id)
  expect(new Set(ids).size).toBe(2)
})

test('files and records that cannot be read: each one trouble and one skipped article, and the sums are right', () => {
  const dir = desk({
    'a.txt': Uint8Array.from({ length: 4000 }, (_, n) => n % 32),
    // UTF-32.
    'b.txt': Buffer.from('fffe00004100000042000000', 'hex'),
    'c.txt': Buffer.concat([Buffer.from(bridge), Buffer.from([0xff, 0xe9])]),
    'd.txt': '',
    'm.jsonl':
      '{"text": "fine"}\n{"text": "open\n[1]\n{"text": 5}\n{"text": null}\n{"body": "other"}\n{"text": "a"} b\n',
    'n.jsonl': '{"body": "x", "headline": "y"}\n{"body": "z"}\n',
    'o.jsonl': `{"text": "${'long '.repeat(100)}"}\n{"text": "short"}\n`,
  })
  const ran = run(dir, ['.', '-r', 'jsonl', '--max-record', '300'])
  expect(ran.code).toBe(2)
  const { articles, troubles, summary } = told(ran.out)
  expect(articles.filter(({ status }) => status === 'skipped').map(({ id, reason }) => [id, reason])).toEqual([
    ['a.txt', 'binary'],
    ['b.txt', 'encoding'],
    ['m.jsonl#2', 'bad-json'],
    ['m.jsonl#3', 'no-text'],
    ['m.jsonl#4', 'no-text'],
    ['m.jsonl#6', 'no-text'],
    ['m.jsonl#7', 'bad-json'],
    ['n.jsonl#1', 'no-text'],
    ['n.jsonl#2', 'no-text'],
    ['o.jsonl#1', 'too-large'],
  ])
  expect(troubles.map(({ level, path, line }) => [level, path, line])).toEqual([
    ['error', 'a.txt', null],
    ['error', 'b.txt', null],
    ['note', 'c.txt', null],
    ['note', 'd.txt', null],
    ['error', 'm.jsonl', 2],
    ['error', 'm.jsonl', 3],
    ['error', 'm.jsonl', 4],
    ['note', 'm.jsonl', 5],
    ['error', 'm.jsonl', 6],
    ['error', 'm.jsonl', 7],
    ['error', 'n.jsonl', null],
    ['error', 'o.jsonl', 1],
  ])
  expect(troubles.find(({ path }) => path === 'n.jsonl')!.message).toMatch(/fields seen: body, headline/)
  expect(summary).toMatchObject({ articles: 15, kept: 5, skipped: 10, errors: 10, notes: 3 })
  expect(summary.bytes).toBe(summary.outBytes + summary.skippedBytes)
  const wrong = troubles.filter(({ level, line }) => level === 'error' && line !== null)
  for (const { message } of wrong) expect(ran.err).toContain(message)
})

test('a trouble with a record names its article', () => {
  const dir = desk({ 'm.jsonl': '{"text": "fine"}\n{"text": "open\n' })
  expect(told(run(dir, ['.', '-r', 'jsonl']).out).troubles).toMatchObject([{ article: 'm.jsonl#2' }])
})

test('--max-errors counts what could not be read', () => {
  const dir = desk({ 'm.jsonl': `{"text": "fine"}\n${'{broken\n'.repeat(1000)}` })
  expect(run(dir, ['.', '-r', 'silent', '--max-errors', '100']).code).toBe(2)
})

test('-q still says errors, when no report does', () => {
  const dir = desk({ 'm.jsonl': '{"text": "open\n' })
  expect(run(dir, ['.', '-r', 'silent', '-q'])).toMatchObject({ code: 2, err: expect.stringContaining('m.jsonl:1') })
})

test('a scan changes nothing: a report is not written over an article', () => {
  const dir = desk(paper)
  for (const words of ['in -r jsonl=in/a.txt', 'in/c.txt --against in -r text=in/a.txt', 'in/*.txt -r json=in/b.txt'])
    expect(run(dir, words.split(' '))).toMatchObject({
      code: 2,
      err: expect.stringContaining('a report would be written over this file'),
    })
  expect(tree(dir)).toEqual(hashes(paper))
  // A report of ours is replaced.
  for (const _ of [1, 2]) expect(run(dir, ['in', '-r', 'jsonl=in/r.jsonl', '--fail-on', 'none']).code).toBe(0)
})

// --------------------------------------------------------------------------------------------------------------- records

test('any order of inputs, another working directory, another locale: the same bytes, from every reporter', () => {
  const dir = desk(paper)
  const one = run(dir, ['in', '-r', 'text', '-r', 'jsonl=r.jsonl', '-r', 'json=r.json', '-r', 'text=r.txt'])
  expect(one).toMatchObject({ code: 1, err: '' })
  const report = readFileSync(join(dir, 'r.jsonl'), 'utf8')
  expect(JSON.parse(readFileSync(join(dir, 'r.json'), 'utf8'))).toEqual({ records: told(report).records })
  expect(readFileSync(join(dir, 'r.txt'), 'utf8')).toBe(one.out)
  const files = Object.keys(paper).reverse()
  const env = { LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Tokyo' }
  expect(run(dir, [...files, '-r', 'jsonl', '-j', '1'], { env }).out).toBe(report)
  mkdirSync(join(dir, 'elsewhere'))
  expect(run(join(dir, 'elsewhere'), [join(dir, 'in'), '--root', dir, '-r', 'jsonl']).out).toBe(report)
  const changed = told(run(dir, ['in', '-r', 'jsonl', '--articles', 'changed']).out)
  const all = told(report)
  expect(changed.articles).toEqual(all.articles.filter(({ status }) => status !== 'kept'))
  expect(changed.records.filter(({ type }) => type !== 'article')).toEqual(
    all.records.filter(({ type }) => type !== 'article'),
  )
})

test('records in order of kind, then of place: paths by bytes, lines as numbers; fields as promised; sums that add up', () => {
  const lines = Array.from({ length: 12 }, (_, n) =>
    row({ id: `z${99 - n}`, text: n === 1 || n === 9 ? text(most, shops) : `Only line ${n}.` }),
  )
  const dir = desk({
    '\uff21.txt': text(rain, cattle),
    '\u{1f600}.txt': text(rain, cattle),
    'B.txt': text(limit, ferries, limit, soup, soup),
    'a.txt': text(limit, ferries),
    'l.jsonl': lines.join(''),
    'sub/x.txt': text(jisr, pool, jisr),
    'sub-a.txt': text(qiao, pool, qiao),
  })
  const report = told(run(dir, ['.', '-r', 'jsonl']).out)
  const kinds = report.records.map(({ type }) => type)
  const order = ['header', 'article', 'match', 'cluster', 'finding', 'trouble', 'summary']
  expect(kinds).toEqual([...kinds].sort((x, y) => order.indexOf(x) - order.indexOf(y)))
  const ids = report.articles.map(({ id }) => id)
  const records = Array.from({ length: 12 }, (_, n) => `z${99 - n}`)
  expect(ids).toEqual(['B.txt', 'a.txt', ...records, 'sub-a.txt', 'sub/x.txt', '\uff21.txt', '\u{1f600}.txt'])
  const at = (id: string): number => ids.indexOf(id)
  const rising = (places: readonly (readonly number[])[]): void => {
    const less = (x: readonly number[], y: readonly number[]): number => {
      const n = x.findIndex((value, i) => value !== y[i])
      return n < 0 ? 0 : x[n]! - y[n]!
    }
    expect(places).toEqual([...places].sort(less))
  }
  rising(report.matches.map(({ a, b }) => [at(a), at(b)]))
  rising(report.clusters.map(({ members }) => members.map(at)))
  rising(report.findings.map((f) => [at(f.article), f.span[0]]))
  expect(report.matches.every(({ a, b }) => at(a) < at(b))).toBe(true)
  for (const { members, head } of report.clusters)
    for (const member of members)
      if (member !== head)
        expect(report.matches).toContainEqual(
          expect.objectContaining({
            kind: 'copy',
            a: expect.toBeOneOf([head, member]),
            b: expect.toBeOneOf([head, member]),
          }),
        )
  for (const a of report.articles)
    expect(Object.keys(a)).toEqual(['type', 'id', 'path', 'line', 'bytes', 'status', 'reason', 'cluster'])
  for (const m of report.matches) {
    expect(Object.keys(m).join()).toBe('type,a,b,kind,jaccard,containment,aInB,bInA,own,spans')
    expect(m.containment).toBe(Math.max(m.aInB, m.bInA))
  }
  for (const f of report.findings) {
    const fields = 'type,kind,rule,article,span,lines,fileLine,source,exact,score,because,edit,cut,fingerprint'
    expect(Object.keys(f).join()).toBe(f.edit === 'removed' ? `${fields},lost` : fields)
    expect(f.cut !== null).toBe(f.edit === 'cut')
    expect(f.fingerprint).toMatch(/^[0-9a-f]{16}$/)
  }
  const { summary: s } = report
  expect(s.articles).toBe(s.kept + s.cut + s.removed + s.skipped)
  expect(s.bytes).toBe(s.outBytes + s.cutBytes + s.removedBytes + s.skippedBytes)
  expect(s.cutBytes).toBe(report.findings.reduce((sum, { cut }) => sum + (cut === null ? 0 : cut[1] - cut[0]), 0))
  for (const kind of ['repeat', 'copy', 'part', 'passage', 'boilerplate'] as const)
    expect(s[kind]).toBe(report.findings.filter((f) => f.kind === kind).length)
})

test('spans count bytes: of the file with BOM and CRLF, of the unescaped value of a record', () => {
  const file = Buffer.from(`\ufeff${text(most, hangers, limit, most)}`.replaceAll('\n', '\r\n'))
  const value = `\ud83d x ${text(qiao, jisr, ferries, qiao)}`
  // Every letter beyond ASCII and every `e` as an escape: in the file the value is several times as long.
  const record = JSON.stringify({ text: value }).replace(/[\u0080-\uffff]|e(?!xt)/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  const dir = desk({ 'f.txt': file, 'r.jsonl': `\n${record}\n` })
  const { articles, findings } = told(run(dir, ['.', '-r', 'jsonl']).out)
  expect(findings).toHaveLength(2)
  // A lone surrogate counts three bytes.
  const unescaped = Buffer.concat([Buffer.from([0xed, 0xa0, 0xbd]), Buffer.from(value.slice(1))])
  expect(articles.map(({ bytes, line }) => [bytes, line])).toEqual([
    [file.length, null],
    [unescaped.length, 2],
  ])
  for (const [n, bytes, said, lines] of [
    [0, file, most, [7, 7]],
    [1, unescaped, qiao, [7, 7]],
  ] as const) {
    const { span, cut, lines: told, source, fileLine } = findings[n]!
    expect(bytes.subarray(...span).toString()).toBe(said)
    expect(told).toEqual(lines)
    expect(fileLine).toBe(n === 0 ? 7 : 2)
    expect(bytes.subarray(...source!.span).toString()).toContain(said)
    expect(source!.lines).toEqual([1, 1])
    expect(
      bytes
        .subarray(...cut!)
        .toString()
        .trim(),
    ).toBe(said)
    expect(cut![1] - cut![0]).toBeGreaterThan(span[1] - span[0])
  }
})

const courier = [bridge, rain, pool, choir, llamas]
  .map((story, n) => row({ id: `c${n}`, source: 'Courier', text: text(story, letter) }))
  .join('')

test('boilerplate is found per outlet, cut when asked, and its list holds for a later run', () => {
  const dir = desk({
    'c.jsonl': courier,
    'later.jsonl': row({ id: 'l', source: 'Courier', text: text(bakery, letter) }),
  })
  const cleaned = run(dir, ['clean', 'c.jsonl', '--boilerplate', 'cut', '--out', 'out', '-r', 'jsonl'])
  expect(cleaned.code).toBe(0)
  expect(told(cleaned.out).boilerplate).toMatchObject([{ outlet: 'Courier', articles: 5 }])
  expect(readFileSync(join(dir, 'out/text/c.jsonl'), 'utf8')).not.toContain('newsletter')
  const list = ['--boilerplate', 'cut', '--boilerplate-from', 'out/provenance.jsonl', '-r', 'jsonl']
  const later = told(run(dir, ['later.jsonl', ...list]).out)
  expect(later.findings).toMatchObject([{ kind: 'boilerplate', article: 'l', edit: 'cut' }])
  expect(run(dir, ['out/text', ...list, '--articles', 'changed']).code).toBe(0)
})

test('--boilerplate-from a file that is no report is a mistake', () => {
  const dir = desk({ 'c.jsonl': courier })
  for (const file of ['c.jsonl', 'nope', '.']) {
    const { code, err } = run(dir, ['c.jsonl', '--boilerplate-from', file, '-r', 'silent'])
    expect(code).toBe(2)
    expect(err).toContain(`--boilerplate-from ${file}: `)
    expect(err).toContain('name the provenance.jsonl of an earlier clean')
  }
  const report = run(dir, ['c.jsonl', '-r', 'jsonl']).out
  put(dir, { 'r.jsonl': report })
  const over = run(dir, ['c.jsonl', '--boilerplate-from', 'r.jsonl', '-r', 'jsonl=./r.jsonl'])
  expect(over).toMatchObject({ code: 2, err: expect.stringContaining('a report would be written over this list') })
  expect(readFileSync(join(dir, 'r.jsonl'), 'utf8')).toBe(report)
})

test("a copy's score is max(jaccard, containment) of its match", () => {
  const dir = desk({
    'c.jsonl': courier,
    'd.jsonl': row({ id: 'd', source: 'Courier', text: text(`${bridge} ${soup}`, letter) }),
    'e.jsonl': row({ id: 'e', source: 'Echo', text: text(`${bridge} ${soup}`, limit) }),
  })
  const { findings, matches } = told(run(dir, ['.', '-r', 'jsonl']).out)
  const copies = findings.filter(({ kind }) => kind === 'copy')
  expect(copies.length).toBeGreaterThan(0)
  for (const { article, source, score } of copies) {
    const pair = matches.find(({ a, b }) => [a, b].includes(article) && [a, b].includes(source!.article))!
    expect(score).toBe(Math.max(pair.jaccard, pair.containment))
  }
})

test('the same passage twice in one other article is not "1 other article"', () => {
  const dir = desk({ 'a.txt': text(jisr, cattle, jisr), 'b.txt': text(limit, jisr, pool) })
  const passages = told(run(dir, ['.', '-r', 'jsonl']).out).findings.filter(({ kind }) => kind === 'passage')
  expect(passages).toHaveLength(1)
  expect(passages[0]!.because.join()).not.toContain('other article')
})
