// Laws of whole runs on random input that must not matter: arbitrary bytes, a stranger, how lines end, how letters are composed, which
// kernel, how many threads, how much memory.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { tryReaders } from '../../bench/attempt.js'
import { kinds } from '../../bench/kinds.js'
import { clean, restore, scan, verify } from '../../src/index.js'
import { useTwin } from '../../src/kernel/wasm.js'
import type { ReportRecord } from '../../src/model.js'
import { desk, run } from '../cli/command.js'
import { prose, seeded, story } from '../stories.js'
import type { Corpus, Item } from './corpora.js'
import { corpora, inside, recordsOf } from './corpora.js'

const RUNS = { numRuns: 12 }
afterEach(() => useTwin(false))

describe('arbitrary bytes', () => {
  // Single bytes, and runs of them that mean something to a reader.
  const bytes = fc
    .array(
      fc.oneof(
        fc.uint8Array({ maxLength: 24 }),
        fc
          .constantFrom(
            '\n',
            '\r\n',
            '\n\n',
            '{"text":"',
            '"}\n',
            '\\ud800',
            '\ufeff',
            '```\n',
            '---\n',
            ' \u0301',
            '\0',
          )
          .map((s) => Buffer.from(s)),
        fc.constantFrom(...kinds.text!.seeds).map((s) => Buffer.from(s)),
      ),
      { maxLength: 12 },
    )
    .map((parts) => Buffer.concat(parts))
  const program = { clean, restore, scan, verify, useTwin }
  it.each(Object.entries(kinds))('in %s come back, byte for byte', (_, { extension, pack }) => {
    const dir = desk()
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 3 }), (files) => {
        const named = files.map((file, i) => [`${i}.${extension}`, pack?.(file) ?? file] as const)
        tryReaders(program, dir, Object.fromEntries(named), false)
      }),
      RUNS,
    )
  })
})

/** Every record but header and summary, which tell of all of the corpus. */
const told = (corpus: Corpus, leave: (record: ReportRecord) => boolean = () => true): string[] =>
  inside(corpus, (dir) =>
    recordsOf({ patterns: [dir], root: dir })
      .filter((record) => record.type !== 'header' && record.type !== 'summary' && leave(record))
      .map((record) => JSON.stringify(record)),
  )

describe('a stranger', () => {
  it('of a new outlet that shares no shingle changes no record of another article', () => {
    fc.assert(
      fc.property(corpora, fc.nat(3), (corpus, at) => {
        const stranger: Item = { id: 'stranger', source: 'Northern Star', text: prose(seeded(77 + at), 90, 'cyrillic') }
        const own = (record: ReportRecord): boolean =>
          !(record.type === 'article' && record.path.startsWith('stranger'))
        // In a file of its own, in front or behind: no line of another article moves.
        expect(
          told(
            { ...corpus, [at % 2 === 0 ? '0.jsonl' : 'stranger.jsonl']: [stranger] },
            (r) => own(r) && !(r.type === 'article' && r.path === '0.jsonl'),
          ),
        ).toEqual(told(corpus))
      }),
      RUNS,
    )
  })
})

describe('one text, however it is spelled in bytes', () => {
  const clusters = (corpus: Corpus, mark = ''): unknown =>
    inside(corpus, (dir) => {
      if (mark !== '')
        for (const [path, items] of Object.entries(corpus))
          if (path.endsWith('.txt')) writeFileSync(join(dir, path), mark + items[0]!.text)
      const records = recordsOf({ patterns: [dir], root: dir })
      return records.flatMap((r) =>
        r.type === 'cluster' ? [[...r.members].sort()] : r.type === 'article' ? [[r.id, r.status, r.cluster]] : [],
      )
    })
  const each = (corpus: Corpus, change: (text: string) => string): Corpus =>
    Object.fromEntries(
      Object.entries(corpus).map(([path, items]) => [
        path,
        items.map((item) => ({ ...item, text: change(item.text) })),
      ]),
    )
  it.each<[string, (text: string) => string, string]>([
    ['CRLF', (text) => text.replaceAll('\n', '\r\n'), ''],
    ['NFD', (text) => text.normalize('NFD'), ''],
    ['NFC', (text) => text.normalize('NFC'), ''],
    ['a byte order mark', (text) => text, '\ufeff'],
  ])('%s changes no cluster and no decision', (_, change, mark) => {
    fc.assert(
      fc.property(corpora, (corpus) => {
        expect(clusters(each(corpus, change), mark)).toEqual(clusters(corpus))
      }),
      RUNS,
    )
  })
  // Was wrong once: all but a few words of the two is boilerplate of the paper that has the one of them. Texts of the same bytes were copies; with a mark in front
  // of the other they were compared, and a few words make no copy.
  it('a byte order mark keeps no copy of little but boilerplate', () => {
    const text = (more: string): string => `${more}\n\nSubscribe to our paper and read all of it for 3 crowns a week.`
    const others = ['B', 'C', 'D'].map((letter) => ({ id: letter, source: 'Courier', text: text(story(letter)) }))
    const few = text('A few words only.')
    const corpus = {
      'a.jsonl': [{ id: 'few', source: 'Courier', text: few }, ...others],
      'c/story.txt': [{ id: '', text: few }],
    }
    const plain = clusters(corpus)
    expect(plain).toContainEqual(['c/story.txt', 'removed', expect.any(String)])
    expect(clusters(corpus, '\ufeff')).toEqual(plain)
  })
})

describe('what only costs time', () => {
  it('the kernel and its twin tell the same of every corpus', () => {
    fc.assert(
      fc.property(corpora, (corpus) => {
        useTwin(false)
        const kernel = told(corpus)
        useTwin()
        expect(told(corpus)).toEqual(kernel)
      }),
      RUNS,
    )
  })
  it('threads, memory and kernel of the command change no byte of the report', () => {
    fc.assert(
      fc.property(corpora, (corpus) => {
        inside(corpus, (dir) => {
          const report = (...words: string[]): string => run(dir, ['scan', '.', '-q', '-r', 'jsonl', ...words]).out
          const one = report('-j', '1')
          expect(one).toMatch(/^\{"type":"header"/)
          for (const words of [
            ['-j', '3'],
            ['--memory', '1M'],
            ['--kernel', 'plain', '-j', '2', '--memory', '20M'],
          ])
            expect(report(...words), words.join(' ')).toBe(one)
        })
      }),
      { numRuns: 3 },
    )
  })
})
