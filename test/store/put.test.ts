// Edits that put bytes in the place of what they take, and blocks, which were packed anew: clean and the way back.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Edit } from '../../src/model.js'
import { restore, verify } from '../../src/store/restore.js'
import type { Sheet } from './bundle.js'
import { clean, scratch } from './bundle.js'

const cut = (at: number, bytes: number, finding: string, whole: boolean, article: string): Edit => ({
  at,
  bytes,
  article,
  finding,
  whole,
})

describe('edits that put', () => {
  const put = (at: number, bytes: number, what: string, article: string, finding: string, tied = false): Edit => ({
    ...cut(at, bytes, finding, false, article),
    put: Buffer.from(what),
    ...(tied ? { tied } : {}),
  })
  const sheets: Sheet[] = [
    {
      path: 'a.warc',
      format: 'jsonl',
      bytes: Buffer.from('Length: 20\none two three four\nLength: 9\nfive five\n'),
      deletions: [
        put(8, 2, '10', 'a1', 'f1', true),
        cut(15, 4, 'f1', false, 'a1'),
        cut(24, 5, 'f2', false, 'a1'),
        put(38, 1, '4', 'a2', 'f3', true),
        cut(40, 5, 'f3', false, 'a2'),
        put(50, 0, 'End.', 'a3', 'f4'),
      ],
    },
  ]
  const cleaned = 'Length: 10\none three\nLength: 4\nfive\nEnd.'
  const told = (at: string): string => readFileSync(join(at, 'a.warc'), 'latin1')

  it.each(['bytes', 'inputs'] as const)('come back whole, or by article (--undo %s)', (mode) => {
    const root = scratch()
    clean(root, sheets, 'out', { mode })
    const out = join(root, 'out')
    const inputs = mode === 'inputs' ? { inputs: join(root, 'in') } : {}
    expect(told(join(out, 'text'))).toBe(cleaned)
    expect(verify(out)).toEqual([])
    restore(out, join(root, 'back'), inputs)
    expect(told(join(root, 'back'))).toBe(Buffer.from(sheets[0]!.bytes).toString())
    restore(out, join(root, 'a2'), { ...inputs, only: ['a2'] })
    expect(told(join(root, 'a2'))).toBe('Length: 10\none three\nLength: 9\nfive five\nEnd.')
    // One cut of an article whose length is told elsewhere brings the other back.
    restore(out, join(root, 'f2'), { ...inputs, only: ['f2'] })
    expect(told(join(root, 'f2'))).toBe('Length: 20\none two three four\nLength: 4\nfive\nEnd.')
    restore(out, join(root, 'f4'), { ...inputs, only: ['f4'] })
    expect(told(join(root, 'f4'))).toBe('Length: 10\none three\nLength: 4\nfive\n')
  })

  it('are told in the manifest', () => {
    const root = scratch()
    clean(root, sheets)
    const lines = readFileSync(join(root, 'out/undo/manifest.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.filter((line) => line.type === 'edit').map(({ at, put, tied }) => [at, put, tied])).toEqual([
      [8, 2, true],
      [15, undefined, undefined],
      [24, undefined, undefined],
      [38, 1, true],
      [40, undefined, undefined],
      [50, 4, undefined],
    ])
    expect(lines.at(-1)).toMatchObject({ removedBytes: 17, putBytes: 7 })
  })
})

describe('a block', () => {
  const inner = (at: number, bytes: number, article: string): Edit => cut(at, bytes, `${article}!`, false, article)
  const sheets = (): Sheet[] => [
    {
      path: 'a.bin',
      format: 'jsonl',
      bytes: Buffer.from('head PACKED tail'),
      deletions: [
        {
          at: 5,
          bytes: 6,
          codec: 'none',
          edits: [inner(0, 3, 'a1'), inner(4, 1, 'a2')],
          write: (put: (bytes: Uint8Array) => void) => put(Buffer.from('packed anew')),
        } as unknown as Edit,
      ],
    },
  ]

  it('comes back whole; some of its cuts do when its codec packs again, and else are named together', () => {
    const root = scratch()
    clean(root, sheets())
    const out = join(root, 'out')
    expect(readFileSync(join(out, 'text/a.bin'), 'latin1')).toBe('head packed anew tail')
    expect(verify(out)).toEqual([])
    restore(out, join(root, 'back'))
    expect(readFileSync(join(root, 'back/a.bin'), 'latin1')).toBe('head PACKED tail')
    expect(() => restore(out, join(root, 'part'), { only: ['a1'] })).toThrow(
      /packed \(none\) in one stretch with 2 cuts: take them back together: --only a1 --only a2/,
    )
    restore(out, join(root, 'both'), { only: ['a1', 'a2'] })
    expect(readFileSync(join(root, 'both/a.bin'), 'latin1')).toBe('head PACKED tail')
    const seen: string[] = []
    restore(out, join(root, 'one'), {
      only: ['a2'],
      repack: () => ({
        original: (bytes) => seen.push(Buffer.from(bytes).toString()),
        cleaned: (bytes) => seen.push(Buffer.from(bytes).toString()),
        end: (cuts, put) => put(Buffer.from(`<${[...cuts].map((c) => `${c.article}:${c.back}`).join()}>`)),
        close: () => seen.push('closed'),
      }),
    })
    expect(seen).toEqual(['PACKED', 'packed anew', 'closed'])
    expect(readFileSync(join(root, 'one/a.bin'), 'latin1')).toBe('head <a1:false,a2:true> tail')
  })

  it('in a forged manifest is refused', () => {
    const forged = (change: (line: string) => string, message: string): void => {
      const root = scratch()
      clean(root, sheets())
      const at = join(root, 'out/undo/manifest.jsonl')
      writeFileSync(at, readFileSync(at, 'utf8').split('\n').map(change).join('\n'))
      expect(() => restore(join(root, 'out'), join(root, 'back'))).toThrow(message)
    }
    forged((line) => line.replace('"codec":"none","edits":2', '"codec":"none","edits":0'), 'a block without an edit')
    forged(
      (line) => line.replace('"codec":"none","edits":2', '"codec":"none","edits":3'),
      '1 more edits of a block should stand here',
    )
    forged(
      (line) => line.replace('"at":4,"bytes":1', '"at":2,"bytes":1'),
      'overlap the edit before, which ends at 3 of its block',
    )
    forged((line) => line.replace('"put":11', '"put":12'), '6 cut - 12 put')
  })
})
