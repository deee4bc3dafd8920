import { execFileSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Ask, Found } from '../../src/read/find.js'
import { find, UsageError } from '../../src/read/find.js'
import { openReader } from '../../src/read/reader.js'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dittograph-find-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let count = 0

/** A directory with these files; what ends in `/` is a directory. */
function tree(files: Record<string, string | Uint8Array> | readonly string[]): string {
  const top = join(folder, `tree${count++}`)
  mkdirSync(top)
  for (const [path, content] of Array.isArray(files)
    ? files.map((f: string) => [f, f] as const)
    : Object.entries(files)) {
    mkdirSync(join(top, path.endsWith('/') ? path : dirname(path)), { recursive: true })
    if (!path.endsWith('/')) writeFileSync(join(top, path), content)
  }
  return top
}

function search(cwd: string, patterns: string | readonly string[], more: Partial<Ask> = {}): Found {
  return find({ patterns: typeof patterns === 'string' ? patterns.split(' ').filter(Boolean) : patterns, cwd, ...more })
}

const paths = (found: Found): string => found.files.map((file) => file.path).join(' ')
const ignored = (found: Found): Record<string, number> =>
  Object.fromEntries(found.ignored.map(({ why, count: n }) => [why, n]))
const codes = (found: Found): string => found.troubles.map((t) => t.code).join(' ')

describe('a directory', () => {
  it('gives its files with known extensions, in the order of their bytes', () => {
    const top = tree([
      'b.txt',
      'a/z.md',
      'a.TEXT',
      'Z.markdown',
      'c.jsonl',
      'd.NDJSON',
      'é.txt',
      '😀.txt',
      '\uffee.txt',
      'x.csv',
      'y.parquet',
      'z.log',
      'README',
      'w.jsonl.gz',
    ])
    const found = search(top, '.')
    expect(paths(found)).toBe(
      'Z.markdown a.TEXT a/z.md b.txt c.jsonl d.NDJSON w.jsonl.gz y.parquet é.txt \uffee.txt 😀.txt',
    )
    expect(found.files.map((file) => file.format).join(' ')).toBe(
      'md text md text jsonl jsonl jsonl parquet text text text',
    )
    expect(found.files[2]).toEqual({ path: 'a/z.md', at: join(top, 'a/z.md'), format: 'md', size: 6, against: false })
    expect(ignored(found)).toEqual({
      '.csv that does not begin with records that have a field "text"': 1,
      'unknown extension .log': 1,
      'no extension': 1,
    })
    expect(found.root).toBe(top)
  })

  it('is searched without hidden files and without following links', () => {
    const top = tree(['a.txt', '.b.txt', '.git/c.txt', 'd/e.txt'])
    symlinkSync('..', join(top, 'd', 'loop'))
    symlinkSync('a.txt', join(top, 'link.txt'))
    symlinkSync('nowhere', join(top, 'dangling.txt'))
    const found = search(top, '.')
    expect(paths(found)).toBe('a.txt d/e.txt')
    expect(ignored(found)).toEqual({ hidden: 2, 'symbolic link': 3 })
    expect(paths(search(top, ['**']))).toBe('a.txt d/e.txt')
  })

  it('may hold a pipe and a device, which are counted and not opened', () => {
    const top = tree(['a.txt'])
    execFileSync('mkfifo', [join(top, 'pipe.txt')])
    expect(ignored(search(top, '.'))).toEqual({ 'named pipe': 1 })
    const found = search(top, 'a.txt pipe.txt /dev/null')
    expect(paths(found)).toBe('a.txt')
    expect(found.troubles.map((t) => [t.level, t.code])).toEqual([
      ['error', 'E_NOT_A_FILE'],
      ['error', 'E_NOT_A_FILE'],
    ])
    expect(found.troubles[0]!.message).toMatch(/pipe\.txt: this is a named pipe, not a regular file/)
    expect(codes(search(top, 'pipe.txt'))).toBe('E_NOT_A_FILE')
  })

  it.skipIf(process.platform !== 'linux')('may hold a name that is not UTF-8', () => {
    const top = tree(['a.txt'])
    const name = Buffer.concat([Buffer.from(`${top}/bad`), Buffer.from([0xff, 0xfe]), Buffer.from('.txt')])
    closeSync(openSync(name, 'w'))
    closeSync(openSync(Buffer.concat([Buffer.from(`${top}/bad`), Buffer.from([0xff]), Buffer.from('.zip')]), 'w'))
    for (const found of [search(top, '.'), search(top, ['*'])]) {
      expect(paths(found)).toBe('a.txt')
      expect(found.troubles.map((t) => [t.level, t.code])).toEqual([['error', 'E_NAME']])
    }
    expect(search(top, '.').troubles[0]!.message).toMatch(/the name bad\\xff\\xfe\.txt is not UTF-8/)
    const list = join(top, 'list')
    writeFileSync(list, Buffer.concat([Buffer.from('a.txt\r\n\n'), name]))
    expect(codes(search(top, '', { filesFrom: 'list' }))).toBe('E_NAME')
  })

  it('may be deep, and hold odd names', () => {
    const top = tree([
      'new\nline.txt',
      '[br]*?.txt',
      '-dash.txt',
      '%41 $(id).txt',
      `${'x'.repeat(250)}.txt`,
      `${'d/'.repeat(300)}deep.txt`,
    ])
    expect(search(top, '.').files.length).toBe(6)
    expect(paths(search(top, ['[br]*?.txt']))).toBe('[br]*?.txt')
    expect(paths(search(top, ['-dash.txt']))).toBe('-dash.txt')
  })

  it('may hold thousands of files', () => {
    const top = tree([])
    for (let n = 0; n < 2000; n++) writeFileSync(join(top, `${n}.txt`), '')
    expect(search(top, '.').files.length).toBe(2000)
  })
})

describe('a file that is named', () => {
  it('is read whatever its name, and however it is ignored', () => {
    const top = tree({
      '.hidden.txt': 'a',
      'ignored.txt': 'b',
      '.dittographignore': 'ignored.*\n',
      'notes.log': 'c',
      rows: ' \n{"text":"d"}\n',
      'e.txt': 'e',
    })
    const found = search(top, '.hidden.txt ignored.txt notes.log rows')
    expect(paths(found)).toBe('.hidden.txt ignored.txt notes.log rows')
    expect(found.files.map((file) => file.format).join(' ')).toBe('text text text jsonl')
    expect(found.ignored).toEqual([])
    expect(paths(search(top, '. ignored.txt'))).toBe('e.txt ignored.txt')
  })

  it('is told by its name, also when it is packed, else by what it holds', () => {
    const top = tree({
      'a.jsonl.gz': gzipSync('{"text":"a"}\n'),
      'b.gz': gzipSync('[{"text":"a"}]'),
      'c.json': '{"text":"a"}\n{"text":"b"}\n',
      'd.json': '{"text":\n"a"}\n',
      e: 'id\ttext\n1\ta\n',
      f: 'id,title,text\n1,a,b\n',
      g: '[News] of the day',
      'h.csv.zst': '',
    })
    const found = search(top, 'a.jsonl.gz b.gz c.json d.json e f g h.csv.zst')
    expect(found.files.map((file) => file.format).join(' ')).toBe('jsonl json jsonl json tsv csv text csv')
  })

  it('of records counts in a directory when it begins with records that have a text', () => {
    const top = tree({
      'a.csv': 'id,text\n',
      'b.csv': 'id,count\n',
      'c.json': '{"name":"x","version":"1"}',
      'd.json': '[{"id":1,"text":"x"}]',
      'e.csv.gz': gzipSync('id;text\n'),
    })
    expect(paths(search(top, '.'))).toBe('a.csv d.json e.csv.gz')
    expect(paths(search(top, '.', { fields: { text: ['meta.count'] } }))).toBe('b.csv')
    expect(paths(search(top, 'b.csv c.json'))).toBe('b.csv c.json')
  })

  it('is read as --input-format says, or as its name says', () => {
    const top = tree(['a.html', 'b.csv', 'c.jsonl.gz', 'd.JSON'])
    expect(search(top, 'd.JSON c.jsonl.gz').files.map((file) => file.format)).toEqual(['jsonl', 'json'])
    expect(search(top, 'a.html b.csv', { inputFormat: 'text' }).files.map((file) => file.format)).toEqual([
      'text',
      'text',
    ])
  })

  it('may be a link', () => {
    const top = tree(['a.txt', 'd/b.txt'])
    symlinkSync('a.txt', join(top, 'link.txt'))
    symlinkSync('d', join(top, 'e'))
    symlinkSync('nowhere', join(top, 'dangling'))
    expect(paths(search(top, 'link.txt e'))).toBe('e/b.txt link.txt')
    expect(() => search(top, 'dangling')).toThrow(/this symbolic link leads nowhere/)
  })
})

describe('a file that is reached twice', () => {
  it('is read once', () => {
    const top = tree(['a.txt', 'd/b.txt'])
    const found = search(top, ['a.txt', './a.txt', '.', '*.txt', 'd/../a.txt', join(top, 'a.txt')])
    expect(paths(found)).toBe('a.txt d/b.txt')
    expect(found.troubles).toEqual([])
  })

  it('under two names is read once, with a note', () => {
    const top = tree(['b.txt'])
    linkSync(join(top, 'b.txt'), join(top, 'a.txt'))
    for (const patterns of ['.', 'a.txt b.txt', 'b.txt a.txt']) {
      const found = search(top, patterns)
      expect(paths(found)).toBe('a.txt')
      expect(found.troubles).toMatchObject([{ level: 'note', code: 'N_SAME_FILE', path: 'b.txt' }])
    }
  })

  it('as input and to compare with, is input', () => {
    const top = tree(['day/today.txt', 'day/old.txt'])
    const found = search(top, 'day/today.txt', { against: ['day'] })
    expect(found.files.map((file) => [file.path, file.against])).toEqual([
      ['day/old.txt', true],
      ['day/today.txt', false],
    ])
    expect(found.troubles).toEqual([])
  })
})

describe('ignore files', () => {
  const files = {
    '.dittographignore': 'drafts/\n*.tmp.txt\n/top.txt\n',
    'top.txt': '',
    'a/top.txt': '',
    'a/x.tmp.txt': '',
    'a/drafts/y.txt': '',
    'a/.dittographignore': '!keep.tmp.txt\n# no\nz*\n',
    'a/keep.tmp.txt': '',
    'a/z.txt': '',
    'a/Z.txt': '',
    '.gitignore': 'b/\n',
    'b/c.txt': '',
  }

  it('count in every directory, the deepest first', () => {
    const top = tree(files)
    const found = search(top, '.')
    expect(paths(found)).toBe('a/Z.txt a/keep.tmp.txt a/top.txt b/c.txt')
    expect(ignored(found)).toEqual({ hidden: 3, 'ignored by .dittographignore': 4 })
    expect(paths(search(top, '.', { gitignore: true }))).toBe('a/Z.txt a/keep.tmp.txt a/top.txt')
    expect(paths(search(top, ['**/*.txt']))).toBe('a/Z.txt a/keep.tmp.txt a/top.txt b/c.txt')
    expect(paths(search(top, ['a/**'], { gitignore: true }))).toBe('a/Z.txt a/keep.tmp.txt a/top.txt')
  })

  it('count from the working directory or the repository down', () => {
    const top = tree(files)
    expect(paths(search(top, 'a'))).toBe('a/Z.txt a/keep.tmp.txt a/top.txt')
    expect(paths(search(join(top, 'a'), '.'))).toBe('Z.txt drafts/y.txt keep.tmp.txt top.txt x.tmp.txt')
    mkdirSync(join(top, '.git'))
    expect(paths(search(join(top, 'a'), '.'))).toBe('Z.txt keep.tmp.txt top.txt')
  })

  it('do not hide a directory that is named', () => {
    const top = tree(files)
    expect(paths(search(top, 'a/drafts'))).toBe('a/drafts/y.txt')
    expect(() => search(top, ['*/drafts/*'])).toThrow(
      /none of the 1 files it matches can be read: 1 left out \(ignored by \.dittographignore\)/,
    )
  })

  it('agree with globs about every directory', () => {
    const name = fc.constantFrom('a', 'b', 'c')
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    const rule = fc
      .tuple(
        fc.constantFrom('', '!', '/'),
        fc.oneof(path, fc.constantFrom('*', '*.txt', '**/b')),
        fc.constantFrom('', '/', '.txt'),
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        fc.uniqueArray(path, { minLength: 1, maxLength: 8 }),
        fc.array(fc.tuple(fc.constantFrom('', 'a/', 'b/c/'), fc.array(rule, { maxLength: 3 })), { maxLength: 3 }),
        (files2, rules) => {
          const top = tree(
            Object.fromEntries([
              ...files2.map((f) => [`${f}.txt`, '']),
              ...rules.map(([where, lines]) => [`${where}.dittographignore`, lines.join('\n')]),
              ['keep.txt', ''],
            ]),
          )
          const list = (pattern: string): string => {
            try {
              return paths(search(top, [pattern]))
            } catch (error) {
              expect(error).toBeInstanceOf(UsageError)
              return ''
            }
          }
          expect(list('**')).toBe(list('.'))
          rmSync(top, { recursive: true })
        },
      ),
      { numRuns: 200 },
    )
  })

  it('are joined by --exclude, which leaves out named files too', () => {
    const top = tree(['a.txt', 'b.txt', 'd/b.txt', 'e/f.txt'])
    const found = search(top, 'a.txt b.txt d e', { exclude: ['b.txt', 'e/'] })
    expect(paths(found)).toBe('a.txt')
    expect(ignored(found)).toEqual({ 'excluded by --exclude': 3 })
    expect(paths(search(top, ['**'], { exclude: ['b.txt', 'e/'] }))).toBe('a.txt')
    expect(() => search(top, 'b.txt', { exclude: ['b.txt'] })).toThrow(
      /nothing is left to read: 1 left out \(excluded by --exclude\)/,
    )
    expect(paths(search(join(top, 'd'), '../e ../a.txt', { exclude: ['f.txt'] }))).toBe('a.txt')
  })
})

describe('output of dittograph', () => {
  const REPORT = '{"type":"header","schema":"dittograph/1","version":"0.1.0"}\n'
  const MANIFEST = '{"type":"undo","schema":"dittograph-undo/1","version":"0.1.0"}\n'

  it('is known by its first words, wherever the undo bundle lies', () => {
    const top = tree({
      'a.txt': '',
      'out/provenance.jsonl': REPORT,
      'out/text/b.txt': '',
      'undo/manifest.jsonl': MANIFEST,
      'undo/c.txt': '',
      'lost/undo/manifest.jsonl': MANIFEST,
      'lost/text/d.txt': '',
      'mine/provenance.jsonl': '{"text":"e"}',
      'mine/undo/manifest.jsonl': '{"text":"f"}',
      'r.jsonl': REPORT,
      'desk/text/g.txt': '',
      'desk/undo/manifest.jsonl': MANIFEST,
      'desk/h.txt': '',
    })
    for (const patterns of ['.', '**', '**/*.{txt,jsonl}'])
      expect(paths(search(top, patterns)), patterns).toBe(
        'a.txt desk/h.txt desk/text/g.txt mine/provenance.jsonl mine/undo/manifest.jsonl',
      )
    for (const inside of ['out', 'undo', 'lost', 'lost/undo'])
      for (const pattern of ['.', '*', '**'])
        expect(() => search(join(top, inside), pattern), `${inside} ${pattern}`).toThrow(
          /output of dittograph|this matches directories and no files/,
        )
    for (const pattern of ['out/*', 'lost/**', 'undo/*.txt'])
      expect(() => search(top, pattern), pattern).toThrow(/output of dittograph/)
    for (const file of ['out/provenance.jsonl', 'undo/manifest.jsonl', 'r.jsonl'])
      expect(() => search(top, file), file).toThrow(/was written by dittograph and holds no article/)
    expect(paths(search(top, 'out/text'))).toBe('out/text/b.txt')
    expect(paths(search(top, 'lost/text/*'))).toBe('lost/text/d.txt')
    expect(paths(search(join(top, 'out/text'), '.'))).toBe('b.txt')
    expect(search(top, 'a.txt out undo').troubles.map(({ code }) => code)).toEqual(['E_OUTPUT', 'E_OUTPUT'])
  })

  it('is written over no article, and over no list', () => {
    const top = tree({ 'a.txt': '', 'b/c.txt': '', list: 'a.txt\n', 'old.jsonl': REPORT, 'other.jsonl': '{}' })
    symlinkSync('a.txt', join(top, 'link'))
    for (const report of ['a.txt', 'link', 'b/../a.txt', 'b/c.txt'])
      expect(() => search(top, '*.txt', { reports: [report], against: ['b'] }), report).toThrow(
        /a report would be written over this file/,
      )
    expect(() => search(top, '.', { reports: ['other.jsonl'] })).toThrow(/written over this file/)
    expect(() => search(top, '', { filesFrom: 'list', reports: ['./list'] })).toThrow(/written over this list/)
    expect(paths(search(top, '.', { reports: ['old.jsonl', 'new.jsonl'] }))).toBe('a.txt b/c.txt other.jsonl')
    expect(paths(search(top, 'a.txt', { reports: ['other.jsonl'] }))).toBe('a.txt')
  })

  it('is never read', () => {
    const top = tree({
      'a.txt': '',
      'old/provenance.jsonl': REPORT,
      'old/undo/manifest.jsonl': MANIFEST,
      'old/text/a.txt': '',
      'now/b.txt': '',
      '.now.dittograph-tmp/text/c.txt': '',
      'fine/provenance.jsonl': '',
      'report.jsonl': '',
    })
    const more = { outputs: [join(top, 'now'), join(top, 'report.jsonl')] }
    for (const patterns of ['.', '**', '**/*.{txt,jsonl}'])
      expect(paths(search(top, patterns, more)), patterns).toBe('a.txt fine/provenance.jsonl')
    expect(ignored(search(top, '.', more))).toEqual({ 'output of dittograph': 4 })
    expect(() => search(top, 'now/b.txt', more)).toThrow(/this is where this run writes/)
    expect(() => search(top, 'old')).toThrow(/this is output of dittograph; to read the cleaned text name old\/text/)
    expect(() => search(top, 'old/*.jsonl')).toThrow(/1 left out \(output of dittograph\)/)
    expect(() => search(top, '.now.dittograph-tmp')).toThrow(/output of dittograph/)
    expect(paths(search(top, 'old/text'))).toBe('old/text/a.txt')
    expect(paths(search(top, 'old/text/*'))).toBe('old/text/a.txt')
  })
})

describe('what matches nothing', () => {
  it('is a mistake that is explained', () => {
    const top = tree(['a.txt', 'b/c.csv', 'd/'])
    const cases: [string, RegExp][] = [
      ['x.txt', /^x\.txt: there is no such file or directory under/],
      ['a.txt/b', /^a\.txt\/b: there is no such file/],
      ['*.md', /^\*\.md: this pattern matches no file/],
      ['*/*.csv', /none of the 1 files it matches can be read: 1 left out \(\.csv that does not begin with records/],
      ['?', /this matches directories and no files: to search them write \?\/\*\*/],
      [
        'b',
        /^b: nothing in this directory can be read: 1 left out \(\.csv that does not begin with records .*\); this version reads \.txt/,
      ],
      ['d', /^d: nothing in this directory can be read: it is empty/],
    ]
    for (const [pattern, message] of cases) {
      expect(() => search(top, [pattern])).toThrow(UsageError)
      expect(() => search(top, [pattern])).toThrow(message)
    }
    expect(() => search(top, ['a\0b'])).toThrow(UsageError)
    expect(() => search(top, [''])).toThrow(/"": a path is empty/)
    expect(() => search(top, [])).toThrow(/nothing to read was named/)
    expect(() => search(top, ['a.txt'], { against: ['no.txt'] })).toThrow(/^--against no\.txt: there is no such/)
  })

  it('is an error among what matches, whatever the order', () => {
    const top = tree({ 'a.txt': '', 'b/c.log': '', 'd/': '', list: 'a.txt\nno.txt\n' })
    const found = search(top, ['x.txt', 'a.txt', '*.md', 'b', 'd'])
    expect(paths(found)).toBe('a.txt')
    expect(found.troubles.map(({ level, code, path, message }) => [level, code, path, message.split(':')[0]])).toEqual([
      ['error', 'E_NO_MATCH', null, '*.md'],
      ['error', 'E_NO_MATCH', null, 'b'],
      ['error', 'E_NO_MATCH', null, 'd'],
      ['error', 'E_NO_MATCH', null, 'x.txt'],
    ])
    expect(JSON.stringify(found.troubles)).not.toContain(top)
    expect(search(top, ['d', 'b', '*.md', 'a.txt', 'x.txt']).troubles).toEqual(found.troubles)
    expect(codes(search(top, '', { filesFrom: 'list' }))).toBe('E_NO_MATCH')
    expect(codes(search(top, 'a.txt', { against: ['list', 'no'] }))).toBe('E_NO_MATCH')
    expect(() => search(top, ['*.md', 'x.txt'])).toThrow(/^\*\.md: .* \(and 1 more of what was named/)
  })
})

describe('paths', () => {
  it('are relative to the working directory, else to the deepest that holds all', () => {
    const top = tree(['w/a.txt', 'w/b/c.txt', 'v/d.txt'])
    const w = join(top, 'w')
    expect(paths(search(w, 'a.txt b'))).toBe('a.txt b/c.txt')
    expect(paths(search(w, ['a.txt', '../v']))).toBe('v/d.txt w/a.txt')
    expect(paths(search(w, '../v'))).toBe('d.txt')
    expect(paths(search(w, ['../v/*.txt']))).toBe('d.txt')
    expect(paths(search(w, [join(top, 'v', '*.txt')]))).toBe('d.txt')
    expect(search(w, 'a.txt ../v').root).toBe(top)
    expect(paths(search(w, 'b', { root: 'b' }))).toBe('c.txt')
    expect(paths(search(w, 'b', { root: '..' }))).toBe('w/b/c.txt')
    expect(() => search(w, 'a.txt', { root: 'b' })).toThrow(/does not lie under it/)
  })

  it('do not depend on the order of patterns', () => {
    const top = tree(['a.txt', 'b/c.txt', 'b/a.md', 'd.jsonl'])
    linkSync(join(top, 'a.txt'), join(top, 'b', 'b.txt'))
    const wanted = search(top, 'a.txt b d.jsonl')
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['a.txt', 'b', 'd.jsonl', './b/', '**', 'b/*.md'], { minLength: 6 }),
        (patterns) => void expect(search(top, patterns)).toEqual(wanted),
      ),
    )
  })
})

describe('a list of files', () => {
  it('holds a path a line, as it stands', () => {
    const top = tree({
      'a.txt': '',
      '*.txt': '',
      'b/c.txt': '',
      list: '*.txt\r\n\nb\n',
      bad: 'no.txt\n',
      '-': '-\n',
    })
    expect(paths(search(top, '', { filesFrom: 'list' }))).toBe('*.txt b/c.txt')
    expect(paths(search(top, 'a.txt', { filesFrom: 'list' }))).toBe('*.txt a.txt b/c.txt')
    expect(paths(search(top, '', { filesFrom: './-' }))).toBe('-')
    expect(() => search(top, '', { filesFrom: 'bad' })).toThrow(/--files-from bad, line 1: there is no no\.txt under/)
    expect(() => search(top, '', { filesFrom: 'none' })).toThrow(/--files-from none: there is no such file/)
    const stdin = openSync(join(top, 'list'), 'r')
    expect(paths(search(top, '', { filesFrom: '-', stdin }))).toBe('*.txt b/c.txt')
    closeSync(stdin)
    expect(() => search(top, '-', { filesFrom: '-' })).toThrow(/cannot be both/)
  })
})

describe('standard input', () => {
  const fields = { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }
  const piped = (content: string, more: Partial<Ask> = {}, patterns = '-'): Found => {
    const top = tree({ in: content, 'a.txt': '' })
    const stdin = openSync(join(top, 'in'), 'r')
    try {
      return search(top, patterns, { stdin, ...more })
    } finally {
      closeSync(stdin)
    }
  }

  it('is spooled, and removed by the reader', () => {
    const found = piped(' {"text":"a"}\n')
    expect(found.files).toMatchObject([{ path: 'stdin', format: 'jsonl', size: 14 }])
    const { at } = found.files[0]!
    expect(existsSync(at)).toBe(true)
    const reader = openReader(found.files, fields, { maxRecord: 100 }, () => {})
    const texts: string[] = []
    reader.records(0, (record) => texts.push(Buffer.from(record.text).toString()))
    expect(texts).toEqual(['a'])
    reader.close()
    expect(existsSync(at)).toBe(false)
  })

  it('has the name and the format it is given', () => {
    const format = (content: string, more: Partial<Ask> = {}): string => {
      const found = piped(content, more)
      openReader(found.files, fields, { maxRecord: 100 }, () => {}).close()
      return `${found.files[0]!.path} ${found.files[0]!.format}`
    }
    expect(format('News')).toBe('stdin text')
    expect(format('')).toBe('stdin text')
    expect(format('\ufeff{')).toBe('stdin jsonl')
    expect(format('{', { stdinFilename: 'x/day.md' })).toBe('x/day.md md')
    expect(format('x', { stdinFilename: '/../x/./y.jsonl' })).toBe('x/y.jsonl jsonl')
    expect(format('{', { inputFormat: 'text' })).toBe('stdin text')
  })

  it('stands among files by its name, which must be its own', () => {
    const found = piped('x', {}, '- a.txt')
    openReader(found.files, fields, { maxRecord: 100 }, () => {}).close()
    expect(paths(found)).toBe('a.txt stdin')
    expect(() => piped('x', { stdinFilename: 'a.txt' }, '- a.txt')).toThrow(
      /are both called a\.txt: give it another name with --stdin-filename/,
    )
  })
})
