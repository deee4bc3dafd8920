// The journal and the work of killed runs, in this process: what the tests of the command (test/cli/inplace.test.ts) see from outside, at
// the corners that no command line reaches.
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clean as cleanAll } from '../../src/index.js'
import { finishInPlace, putBack, verify } from '../../src/store/inplace.js'
import { begin, CannotWrite, identity } from '../../src/store/publish.js'
import { BadBundle } from '../../src/store/restore.js'
import { resuming } from '../../src/store/resume.js'
import { Output } from '../../src/store/undo.js'
import { prose, seeded } from '../stories.js'
import { put, scratch, tree } from './bundle.js'

const [one, two, three] = [1, 2, 3].map((n) => prose(seeded(n), 50))
const INPUTS = { 'a.txt': `${one}\n\n${two}\n\n${one}\n`, 'b.txt': `${one}\n\n${two}\n`, 'c/d.txt': `${three}\n` }

function desk(inPlace = true): { root: string; out: string; articles: string } {
  const root = scratch()
  for (const [path, text] of Object.entries(INPUTS)) put(join(root, 'in', path), text)
  const [out, articles] = [join(root, 'out'), join(root, 'in')]
  if (inPlace) cleanAll({ patterns: [articles], root: articles, out, inPlace, maxRemoved: 1 }).scan.close()
  return { root, out, articles }
}
const journal = (out: string, changes: object): void =>
  writeFileSync(
    join(out, 'in-place.json'),
    `${JSON.stringify({ schema: 'dittograph-in-place/1', state: 'begun', root: '../in', for: identity(out), ...changes })}\n`,
  )

describe('finishing', () => {
  it('does nothing where nothing was begun, and removes what a finished run may have left', () => {
    const { root, out } = desk()
    expect(finishInPlace(join(root, 'in'))).toBe(null)
    mkdirSync(join(out, '.restored/x'), { recursive: true })
    writeFileSync(join(out, '.in-place.json.dittograph-tmp'), '')
    expect(finishInPlace(out)).toBe(null)
    expect(readdirSync(out)).toEqual(['in-place.json', 'provenance.jsonl', 'text', 'undo'])
    expect(verify(out)).toEqual([])
  })
  it('replaces what is old, deletes what goes whole, and does it once', () => {
    const { root, out, articles } = desk()
    const cleaned = tree(articles)
    for (const [path, text] of Object.entries(INPUTS)) put(join(articles, path), text)
    journal(out, {})
    expect(finishInPlace(out)).toEqual({ what: 'clean', files: 2, changed: [] })
    expect(tree(articles)).toEqual(cleaned)
    journal(out, {})
    expect(finishInPlace(out)).toEqual({ what: 'clean', files: 0, changed: [] })
    expect(root).toBeTruthy()
  })
  it('goes on with putting back', () => {
    const { out, articles } = desk()
    expect(putBack(out, articles)).toEqual({ files: 2, changed: [] })
    expect(tree(articles)).toEqual(INPUTS)
    put(join(articles, 'a.txt'), readFileSync(join(out, 'text/a.txt')))
    rmSync(join(articles, 'b.txt'))
    cpSync(articles, join(out, '.restored'), { recursive: true })
    put(join(out, '.restored/a.txt'), INPUTS['a.txt'])
    put(join(out, '.restored/b.txt'), INPUTS['b.txt'])
    journal(out, { state: 'undoing' })
    expect(finishInPlace(out)).toEqual({ what: 'restore', files: 2, changed: [] })
    expect(tree(articles)).toEqual(INPUTS)
    expect(readdirSync(out)).not.toContain('.restored')
  })
  it('never puts bytes in place that the manifest does not name', () => {
    const { out, articles } = desk()
    put(join(articles, 'a.txt'), INPUTS['a.txt'])
    put(join(out, 'text/a.txt'), 'forged')
    journal(out, {})
    expect(() => finishInPlace(out)).toThrow(CannotWrite)
    expect(readFileSync(join(articles, 'a.txt'), 'utf8')).toBe(INPUTS['a.txt'])
    expect(readdirSync(articles).sort()).toEqual(['a.txt', 'c'])
  })
  it('leaves alone what is no file, was edited, or is reached through a link', () => {
    const { root, out, articles } = desk()
    rmSync(join(articles, 'a.txt'))
    mkdirSync(join(articles, 'a.txt'))
    put(join(articles, 'b.txt'), 'edited')
    journal(out, {})
    expect(finishInPlace(out)).toMatchObject({ files: 0, changed: ['a.txt', 'b.txt'] })
    renameSync(articles, join(root, 'elsewhere'))
    mkdirSync(articles)
    for (const path of ['a.txt', 'b.txt']) symlinkSync(join(root, 'elsewhere', path), join(articles, path))
    expect(putBack(out, articles)).toMatchObject({ files: 0, changed: ['a.txt', 'b.txt'] })
  })
  it('keeps the rights of a file', () => {
    const { out, articles } = desk()
    chmodSync(join(articles, 'a.txt'), 0o604)
    putBack(out, articles)
    expect(readdirSync(articles).sort()).toEqual(['a.txt', 'b.txt', 'c'])
    expect(tree(articles)).toEqual(INPUTS)
  })
  it('believes no journal that is not ours', () => {
    const { out } = desk()
    for (const wrong of [{ for: null }, { for: '1:2:3' }]) {
      journal(out, wrong)
      expect(() => finishInPlace(out)).toThrow('Nothing was touched')
    }
    for (const wrong of [{ schema: 'x' }, { state: 'x' }, { root: 1 }, { root: 'a\0' }, { for: 1 }]) {
      journal(out, wrong)
      expect(() => finishInPlace(out)).toThrow(BadBundle)
      expect(verify(out)).toMatchObject([{ problem: 'journal', path: 'in-place.json' }])
    }
    writeFileSync(join(out, 'in-place.json'), '{')
    expect(verify(out)).toMatchObject([{ problem: 'journal' }])
  })
})

describe('putting back', () => {
  it('asks for a directory, and for an output of --in-place', () => {
    const { root, out } = desk()
    expect(() => putBack(out, join(root, 'nowhere'))).toThrow('is no directory')
    expect(() => putBack(join(root, 'in'), root)).toThrow('was not written by clean --in-place')
  })
})

describe('what cannot be replaced is refused before anything is written', () => {
  it('a link, and a path that is not under the root', () => {
    const { root, articles, out } = desk(false)
    symlinkSync(join(articles, 'a.txt'), join(root, 'link.txt'))
    const before = tree(root)
    expect(() => cleanAll({ patterns: [join(root, 'link.txt')], root, out, inPlace: true }).scan.close()).toThrow(
      CannotWrite,
    )
    expect(tree(root)).toEqual(before)
  })
})

describe('taking over', () => {
  const write = (at: string, parts: readonly string[], earlier: string): { hash: string; files: number } => {
    const left = resuming([join(earlier, 'gone'), earlier])
    const make = (): Output => {
      writeFileSync(at, '')
      return new Output(null, at, Buffer.alloc(8))
    }
    const writing = left.written('x/a.txt', at, make) ?? make()
    try {
      for (const part of parts) writing.write(Buffer.from(part))
      return { hash: writing.end(), files: left.files }
    } finally {
      writing.close()
    }
  }
  it('takes the same bytes, in whatever pieces, and no others', () => {
    const root = scratch()
    const at = join(root, 'new/a.txt')
    const earlier = (text: string): string => {
      put(join(root, 'old/text/x/a.txt'), text)
      rmSync(join(root, 'new'), { recursive: true, force: true })
      return join(root, 'old')
    }
    const same = write(at, ['ab', 'cd', 'ef'], earlier('abcdef'))
    expect(same.files).toBe(1)
    expect(readFileSync(at, 'utf8')).toBe('abcdef')
    expect(readdirSync(join(root, 'old/text/x'))).toEqual([])
    mkdirSync(join(root, 'new'), { recursive: true })
    for (const text of ['abcdeX', 'Xbcdef', 'abcXef', 'abcde', 'abcdefg', '']) {
      const dir = earlier(text)
      mkdirSync(join(root, 'new'))
      expect(write(at, ['ab', 'cd', 'ef'], dir)).toEqual({ hash: same.hash, files: 0 })
    }
  })
  it('fewer bytes are another file', () => {
    const root = scratch()
    put(join(root, 'old/text/x/a.txt'), 'abcdef')
    mkdirSync(join(root, 'new'))
    const left = resuming([join(root, 'old')])
    const writing = left.written('x/a.txt', join(root, 'new/a.txt'), () => new Output(null, 'a', Buffer.alloc(8)))!
    writing.write(Buffer.from('abc'))
    writing.end()
    writing.close()
    expect(left.files).toBe(0)
    expect(readFileSync(join(root, 'old/text/x/a.txt'), 'utf8')).toBe('abcdef')
  })
  it('a work directory is kept when it is of use, one generation deep, and gone when the new one is published', () => {
    const root = scratch()
    const tmp = join(root, '.out.dittograph-tmp')
    put(join(tmp, 'text/a'), 'a')
    put(join(tmp, '.killed/text/b'), 'b')
    const work = begin(join(root, 'out'), { resume: (left) => left.endsWith('.out.dittograph-tmp') })
    expect(work.earlier.map((dir) => readdirSync(join(dir, 'text')))).toEqual([['a'], ['b']])
    put(join(work.dir, 'text/c'), 'c')
    work.publish()
    expect(tree(root)).toEqual({ 'out/text/c': 'c' })
    put(join(tmp, 'text/a'), 'a')
    expect(begin(join(root, 'out'), { force: true }).earlier).toEqual([])
  })
})
