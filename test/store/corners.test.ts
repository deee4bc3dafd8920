// Corners of the store that no command line reaches, or only by bad luck: long pieces, files that change under the hand, directories that are
// not what they were, cuts that must go back together.
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { clean as cleanAll, restore as restoreAll } from '../../src/index.js'
import { finishInPlace, putBack, replaceable, verify } from '../../src/store/inplace.js'
import {
  appendFileWith,
  attempt,
  begin,
  CannotWrite,
  holds,
  identity,
  syncDirectory,
  writeFileWith,
} from '../../src/store/publish.js'
import { restore } from '../../src/store/restore.js'
import { ChangedError, cleaning } from '../../src/store/undo.js'
import { prose, seeded } from '../stories.js'
import { clean, put, scratch, source, tree } from './bundle.js'

const [one, two, three, four] = [1, 2, 3, 4].map((n) => prose(seeded(n), 50))
const repeated = (a: string, b: string): string => `${a}\n\n${b}\n\n${a}`

describe('writing', () => {
  it('takes pieces of any size, in order', () => {
    const at = join(scratch(), 'x')
    const sizes = [10, (1 << 20) - 5, 3, 1 << 20, (1 << 20) + 1, 7, 3 << 20, 0, 9]
    const pieces = sizes.map((n, i) => Buffer.alloc(n, i + 1))
    writeFileWith(at, (write) => {
      for (const piece of pieces) write(piece)
    })
    expect(Buffer.compare(readFileSync(at), Buffer.concat(pieces))).toBe(0)
  })
  it('behind what a file holds, on a line of its own', () => {
    const at = join(scratch(), 'x')
    for (const text of ['one', 'two']) appendFileWith(at, (write) => write(text))
    expect(readFileSync(at, 'utf8')).toBe('one\ntwo')
  })
  it('a failure says what was left, once, and where to look', () => {
    const told = (thrown: unknown): unknown => {
      try {
        attempt('do it', 'nothing was done', () => {
          throw thrown
        })
      } catch (error) {
        return (error as Error).message
      }
      return null
    }
    const busy = Object.assign(new Error('EBUSY: busy'), { code: 'EBUSY' })
    expect(told(busy)).toBe(
      'cannot do it: EBUSY: busy (is it a mount point? name a directory inside it); nothing was done',
    )
    expect(told('words')).toBe('cannot do it: words; nothing was done')
    expect(told(new CannotWrite('said already'))).toBe('said already')
  })
  it('a directory that is gone cannot be brought to disk', () => {
    expect(() => syncDirectory(join(scratch(), 'gone'))).toThrow(/ENOENT/)
  })
  it('everything lies in the root', () => {
    expect([holds('/', '/a'), holds('/a', '/a'), holds('/a', '/a/b'), holds('/a', '/ab')]).toEqual([
      true,
      true,
      true,
      false,
    ])
  })
  it('gives up work that somebody else took away, and touches nothing of theirs', () => {
    const root = scratch()
    const work = begin(join(root, 'out'))
    rmSync(work.dir, { recursive: true })
    put(join(work.dir, 'theirs'), 'x')
    work.discard()
    work.discard()
    expect(readFileSync(join(work.dir, 'theirs'), 'utf8')).toBe('x')
  })
})

describe('cleaning', () => {
  const cleaner = (root: string): ReturnType<typeof cleaning> => {
    mkdirSync(join(root, 'undo'), { recursive: true })
    mkdirSync(join(root, 'text'), { recursive: true })
    return cleaning({ dir: root, undoDir: join(root, 'undo'), mode: 'bytes', version: '0', fingerprint: 'f' })
  }
  const sheet = (bytes: string) => ({
    path: 'a.txt',
    format: 'text' as const,
    bytes: Buffer.from(bytes),
    deletions: [{ at: 0, bytes: 1, article: 'a', finding: 'f', whole: false }],
  })
  it('a file that grows while it is read is not what was scanned', () => {
    const root = scratch()
    const a = sheet('abc')
    put(join(root, 'in/a.txt'), a.bytes)
    const streams = cleaner(join(root, 'work'))
    const grows = {
      at: 0,
      bytes: 1,
      codec: 'x',
      edits: [],
      write: () => appendFileSync(join(root, 'in/a.txt'), 'd'),
    }
    expect(() => streams.cleanFile(source(root, a), [grows])).toThrow(ChangedError)
    streams.close()
  })
  it('what is put in the place of a cut may be larger than any buffer', () => {
    const root = scratch()
    const large = Buffer.alloc(5 << 20, 'x')
    const a = sheet('abc')
    clean(root, [{ ...a, deletions: [{ ...a.deletions[0]!, put: large }] }])
    expect(readFileSync(join(root, 'out/text/a.txt')).length).toBe(large.length + 2)
    restore(join(root, 'out'), join(root, 'back'))
    expect(tree(join(root, 'back'))).toEqual({ 'a.txt': 'abc' })
  })
  it('law: reports stand behind all files', () => {
    const root = scratch()
    const a = sheet('abc')
    put(join(root, 'in/a.txt'), a.bytes)
    const streams = cleaner(join(root, 'work'))
    put(join(root, 'work/provenance.jsonl'), '{}\n')
    streams.report('provenance.jsonl')
    expect(() => streams.cleanFile(source(root, a), a.deletions)).toThrow(/reports stand behind all files/)
    streams.close()
  })
})

describe('in place', () => {
  const desk = (): { root: string; out: string; articles: string } => {
    const root = scratch()
    const [out, articles] = [join(root, 'out'), join(root, 'in')]
    put(join(articles, 'a.txt'), `${repeated(one!, two!)}\n`)
    put(join(articles, 'c/d.txt'), `${three}\n`)
    cleanAll({ patterns: [articles], root: articles, out, inPlace: true, maxRemoved: 1 }).scan.close()
    return { root, out, articles }
  }
  const begun = (out: string, changes: object): void =>
    writeFileSync(
      join(out, 'in-place.json'),
      `${JSON.stringify({ schema: 'dittograph-in-place/1', state: 'begun', root: '../in', for: identity(out), ...changes })}\n`,
    )

  it('only what stands where it is named can be replaced; what is compared with is left out of it', () => {
    const root = scratch()
    put(join(root, 'a.txt'), 'a')
    const file = (path: string, at: string, against = false) =>
      ({ path, at: join(root, at), format: 'text', size: 1, against }) as const
    replaceable([file('a.txt', 'a.txt'), file('nowhere', 'nowhere', true)], root)
    for (const wrong of [file('../a.txt', 'a.txt'), file('b.txt', 'a.txt')])
      expect(() => replaceable([wrong], root)).toThrow(/has no file that could be replaced/)
  })
  it('puts nothing back under a directory that holds none of the files', () => {
    const { root, out } = desk()
    mkdirSync(join(root, 'other/c'), { recursive: true })
    put(join(root, 'other/c/d.txt'), `${three}\n`)
    expect(() => putBack(out, join(root, 'other'))).toThrow(/none of the 1 files that clean changed stands under/)
    expect(tree(join(root, 'other'))).toEqual({ 'c/d.txt': `${three}\n` })
  })
  it('removes what a killed run left beside the files, and minds no directory that is gone', () => {
    const { out, articles } = desk()
    put(join(articles, '.a.txt.4711.dittograph-tmp'), 'half')
    put(join(articles, '.mine.dittograph-tmp'), 'kept')
    rmSync(join(articles, 'c'), { recursive: true })
    begun(out, {})
    finishInPlace(out)
    expect(Object.keys(tree(articles))).toEqual(['.mine.dittograph-tmp', 'a.txt'])
  })
  it('a directory that was copied is no bundle that is wrong: verify says what it is', () => {
    const { out } = desk()
    begun(out, { for: 'elsewhere' })
    expect(() => verify(out)).toThrow(/was it copied\?/)
  })
  it('goes on with putting back where it stopped', () => {
    const { out, articles } = desk()
    begun(out, { state: 'undoing' })
    put(join(out, '.restored/a.txt'), `${repeated(one!, two!)}\n`)
    expect(putBack(out, articles).files).toBe(1)
    expect(readFileSync(join(articles, 'a.txt'), 'utf8')).toBe(`${repeated(one!, two!)}\n`)
  })
  it.skipIf(process.getuid?.() !== 0)('keeps the owner of a file', () => {
    const root = scratch()
    const [out, articles] = [join(root, 'out'), join(root, 'in')]
    put(join(articles, 'a.txt'), repeated(one!, two!))
    chownSync(join(articles, 'a.txt'), 65534, 65534)
    cleanAll({ patterns: [articles], root: articles, out, inPlace: true, maxRemoved: 1 }).scan.close()
    const { uid, gid } = statSync(join(articles, 'a.txt'))
    expect([uid, gid]).toEqual([65534, 65534])
    expect(readFileSync(join(articles, 'a.txt'), 'utf8')).not.toBe(repeated(one!, two!))
  })
})

describe('cuts that lie packed in one stretch', () => {
  const texts = [repeated(one!, two!), repeated(three!, four!), prose(seeded(9), 60)]
  const columns = [
    { name: 'id', data: ['x', 'y', 'z'], type: 'STRING' as const },
    { name: 'text', data: texts, type: 'STRING' as const },
  ]
  const lines = Buffer.from(texts.map((text, i) => `${JSON.stringify({ id: 'xyz'[i], text })}\n`).join(''))
  const made = (name: string, bytes: Uint8Array, undo: 'bytes' | 'inputs' = 'bytes') => {
    const root = scratch()
    const [out, articles] = [join(root, 'out'), join(root, 'in')]
    put(join(articles, name), bytes)
    cleanAll({ patterns: [articles], root: articles, out, maxRemoved: 1, undo }).scan.close()
    const given = undo === 'inputs' ? { inputs: articles } : {}
    const back = (name: string, only: readonly string[] = []) => {
      restoreAll(out, join(root, name), { ...given, only })
      return tree(join(root, name))
    }
    return { root, out, articles, back, all: tree(articles) }
  }

  // In one row group they lie in one stretch; in several, where the later ones lie is told at the end of the file.
  it.each([
    ['a.parquet', 3, false],
    ['a.parquet', 1, false],
    // Was wrong once: one record came back with another that lay beside it, or the end of the file told of other places than there were.
    ['a.parquet.gz', 3, true],
    ['a.parquet.gz', 1, true],
  ] as const)(
    '%s, %i rows a group: one record alone is refused, all of them come back',
    (name, rowGroupSize, packed) => {
      const bytes = new Uint8Array(parquetWriteBuffer({ columnData: columns, rowGroupSize }))
      const { root, back, all } = made(name, packed ? gzipSync(bytes) : bytes)
      expect(() => back('x', ['x'])).toThrow(
        name === 'a.parquet' && rowGroupSize === 3
          ? /packed \(parquet\) in one stretch with 2 cuts: take them back together: --only x --only y/
          : /can only be taken back all together: restore without --only/,
      )
      expect(existsSync(join(root, 'x'))).toBe(false)
      expect(back('both', ['x', 'y'])).toEqual(all)
      expect(back('all')).toEqual(all)
    },
  )
  it('packed lines: one alone is packed anew, and with --undo inputs it needs the others', () => {
    const { out, back, all } = made('a.jsonl.gz', gzipSync(lines))
    expect(back('all')).toEqual(all)
    expect(back('both', ['x', 'y'])).toEqual(all)
    const whole = made('a.jsonl.gz', gzipSync(lines), 'inputs')
    expect(() => whole.back('x', ['x'])).toThrow(
      /packed \(gzip\) in one stretch with 2 cuts, and --undo inputs kept none of it: take them back together: --only x --only y/,
    )
    expect(whole.back('both', ['x', 'y'])).toEqual(all)
    expect(whole.back('all')).toEqual(all)
    // Where an input lies may be told file by file.
    restore(whole.out, join(whole.root, 'told'), { inputs: (path) => join(whole.articles, path) })
    expect(tree(join(whole.root, 'told'))).toEqual(all)
    expect(existsSync(out)).toBe(true)
  })
})
