// Corpora in other encodings than UTF-8 that are larger than what is read at a time: records are cut and restored where a chunk, or a place that is remembered,
// falls inside of a character.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { clean, restore, scan } from '../../src/index.js'
import { openReader } from '../../src/read/reader.js'
import { put, scratch, tree } from '../store/bundle.js'
import { prose, seeded } from '../stories.js'

/** Characters that the encoding has, of a range. */
function lettersOf(encoding: string, from: number, to: number): string[] {
  const out: string[] = []
  for (let code = from; code < to; code++) {
    const letter = String.fromCodePoint(code)
    if (iconv.decode(iconv.encode(letter, encoding), encoding) === letter) out.push(letter)
  }
  return out
}

/** A paragraph of these letters, in words of five. */
function paragraph(letters: readonly string[], seed: number, length: number): string {
  const random = seeded(seed)
  let out = ''
  for (let i = 0; i < length; i++) out += (i % 5 === 4 ? ' ' : '') + letters[random(letters.length)]!
  return out
}

test.each([
  ['gb18030', 0x4e00, 0x9fa5],
  // Four bytes each.
  ['gb18030', 0x20000, 0x21000],
  ['big5', 0x4e00, 0x9fa5],
  ['shift_jis', 0x4e00, 0x9fa5],
  // Two bytes, and three.
  ['euc-jp', 0x4e00, 0x9fa5],
  ['euc-kr', 0xac00, 0xd7a3],
  ['utf-16le', 0x20000, 0x21000],
  ['utf-16be', 0x400, 0x460],
  ['windows-1251', 0x410, 0x450],
])(
  'in %s, letters from %i: what is cut is what is cut of the same in UTF-8, and it comes back',
  (encoding, from, to) => {
    const letters = lettersOf(encoding, from, to)
    expect(letters.length).toBeGreaterThan(60)
    const records = Array.from({ length: 170 }, (_, i) => {
      const [one, two, three] = [0, 1, 2].map((n) => paragraph(letters, 3 * i + n, 300))
      const text = i % 3 === 0 ? `${one}\n\n${two}\n\n${one}` : `${one}\n\n${two}\n\n${three}`
      // Ids of all lengths: so a character begins anywhere.
      return `${JSON.stringify({ id: `n${i}-${'x'.repeat(i % 7)}`, text })}\n`
    })
    const corpus = records.join('')
    const root = scratch()
    put(join(root, 'in', 'a.jsonl'), iconv.encode(corpus, encoding))
    put(join(root, 'plain', 'a.jsonl'), corpus)
    const cleaned = ['in', 'plain'].map((name) => {
      const ask = { patterns: [join(root, name)], root: join(root, name), out: join(root, `${name}-out`) }
      clean({ ...ask, ...(name === 'in' ? { encoding } : {}) }).scan.close()
      return readFileSync(join(ask.out, 'text', 'a.jsonl'))
    })
    expect(iconv.decode(cleaned[0]!, encoding)).toBe(cleaned[1]!.toString())
    expect(cleaned[1]!.length).toBeLessThan(Buffer.byteLength(corpus) * 0.95)
    restore(join(root, 'in-out'), join(root, 'back'))
    expect(tree(join(root, 'back'))).toEqual(tree(join(root, 'in')))
  },
)

test('a file that does not say that it is UTF-16, and is larger than what is looked at, is read so', () => {
  const root = scratch()
  const records = [1, 2].map((n) => `${JSON.stringify({ id: `n${n}`, text: prose(seeded(n), 30_000) })}\n`)
  writeFileSync(join(root, 'a.jsonl'), Buffer.from(records.join(''), 'utf16le'))
  const found = scan({ patterns: [root], root })
  expect([found.report.summary.articles, found.report.summary.skipped]).toEqual([2, 0])
  expect(found.troubles.map((t) => t.code)).toEqual(['N_ENCODING'])
  found.close()
})

test('a row of a table that would read otherwise is put in quotes of its encoding', () => {
  const root = scratch()
  const [one, two] = [1, 2].map((n) => prose(seeded(n), 40))
  put(join(root, 'in', 'a.csv'), iconv.encode(`id,text\nn1,${one} ${two} ${one} so "they" say\n`, 'utf-16be'))
  const source = { path: 'a.csv', at: join(root, 'in', 'a.csv'), format: 'csv', size: 0, against: false } as const
  const size = readFileSync(source.at).length
  const fields = { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }
  const reader = openReader([{ ...source, size }], fields, { maxRecord: 1 << 20, encoding: 'utf-16be' }, () => {})
  const changes: unknown[] = []
  reader.records(0, (record) => {
    const edits = record.splices([[0, record.text.length - '"they" say'.length]])
    const about = { article: 'n1', finding: 'f', whole: false }
    changes.push(
      ...reader.changes(
        0,
        edits.map((edit) => ({ ...edit, ...about })),
      ),
    )
  })
  reader.close()
  const bytes = readFileSync(source.at)
  let out = ''
  let at = 0
  for (const change of changes as { at: number; bytes: number; put?: Uint8Array }[]) {
    out += bytes.subarray(at, change.at).toString('latin1') + Buffer.from(change.put ?? []).toString('latin1')
    at = change.at + change.bytes
  }
  out += bytes.subarray(at).toString('latin1')
  expect(iconv.decode(Buffer.from(out, 'latin1'), 'utf-16be')).toBe('id,text\nn1,"""they"" say"\n')
})

test('more characters than are remembered are read all the same', () => {
  const root = scratch()
  const letters = Array.from({ length: 0x11000 }, (_, i) => String.fromCodePoint(0x20000 + i)).join('')
  writeFileSync(join(root, 'a.txt'), iconv.encode(letters, 'gb18030'))
  const size = readFileSync(join(root, 'a.txt')).length
  const source = { path: 'a.txt', at: join(root, 'a.txt'), format: 'text', size, against: false } as const
  const fields = { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }
  const reader = openReader([source], fields, { maxRecord: 1 << 20, encoding: 'gb18030' }, () => {})
  reader.records(0, (record) => expect(Buffer.from(record.text).toString() === letters).toBe(true))
  reader.close()
})
