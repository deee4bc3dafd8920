// The kernel in WebAssembly and its plain twin give the same bits: on random bytes, on text of every script, on what is between them.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Given } from '../../src/comparer.js'
import { Comparer } from '../../src/comparer.js'
import { align } from '../../src/kernel/align.js'
import { folded } from '../../src/kernel/folded.js'
import type { Arena } from '../../src/kernel/memory.js'
import { createArena } from '../../src/kernel/memory.js'
import { again, common, index, tableSlots } from '../../src/kernel/overlap.js'
import { runHashes } from '../../src/kernel/shingles.js'
import { spelled } from '../../src/kernel/spelling.js'
import { winnow } from '../../src/kernel/winnow.js'
import { standard } from '../../src/recipe.js'
import { paragraphs } from '../../src/segment.js'
import { read } from '../../src/shingle.js'
import { bands, sketch } from '../../src/sketch.js'

const words = [
  'the',
  'The',
  'a',
  'of',
  "don't",
  "'t",
  'U.S.',
  '3.5',
  '1,234',
  "1'000",
  'co-op',
  'x9y',
  'AB',
  'über',
  'u\u0308ber',
  'naïve',
  '٣٤',
  'أحمد',
  'مـحمد',
  'كَتَبَ',
  '中文',
  '日本語',
  'ガ',
  'ｶﾞ',
  'ภาษา',
  '한국',
  '\u1112\u1161\u11ab',
  'हिन्दी',
  'א\u05b0\u05bc',
  'e\u0323\u0301',
  'e\u0301\u0323',
  '㍿',
  'ﬁn',
  '\u00ad',
  '\u200b',
  '😀',
  'supercalifragilisticexpialidocious',
  'abcdefghijklmnop',
  'abcdefghijklmnopq',
  '\u0000',
  '\ufffd',
]
const gaps = [
  ' ',
  ' ',
  ' ',
  ' ',
  '\n',
  '\n\n',
  '\r\n',
  '\t',
  ', ',
  '. ',
  "'",
  '.',
  ',',
  '',
  ' “',
  '”',
  '\u2028',
  '\u00a0',
  '\u3000',
  '     ',
  '。',
  '? "',
]
const text = fc
  .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(...gaps)), { maxLength: 120 })
  .map((all) => new Uint8Array(Buffer.from(all.flat().join(''))))
const repeated = fc
  .tuple(text, text, text)
  .map(([a, b, c]) => new Uint8Array(Buffer.concat([a, b, a, Buffer.from('\n'), c, b])))
const noise = fc.uint8Array({ maxLength: 300 })
const torn = fc.tuple(text, fc.nat(), fc.nat(255)).map(([t, at, byte]) => {
  const out = new Uint8Array(t)
  if (out.length > 0) out[at % out.length] = byte
  return out
})
const any = fc.oneof(text, repeated, torn, noise)

/** Everything the kernel makes of two texts, as plain numbers. */
function all(arena: Arena, a: Uint8Array, b: Uint8Array): unknown {
  arena.reset()
  arena.reserve(8)
  const [x, y] = [read(arena, a), read(arena, b)]
  const p = paragraphs(x, arena)
  const column = (bytes: number): number => arena.reserve(bytes + 8)
  const keys = (at: number, n: number): number[] => [...arena.u32.subarray(at >>> 2, (at >>> 2) + n)]
  const anchors = column(4 * x.shingles)
  const kept = winnow(arena, x.shLo.byteOffset, x.shHi.byteOffset, x.shingles, 8, anchors)
  const slots = tableSlots(Math.max(x.shingles, y.shingles))
  const [table, next, mark] = [column(4 * slots), column(4 * Math.max(x.shingles, y.shingles)), column(x.shingles)]
  const shared: number[] = []
  shared.push(index(arena, x.shLo.byteOffset, x.shHi.byteOffset, 0, x.shingles, table, slots, next, mark))
  shared.push(...keys(next, x.shingles), ...arena.u8.subarray(mark, mark + x.shingles))
  shared.push(index(arena, y.shLo.byteOffset, y.shHi.byteOffset, 0, y.shingles, table, slots, next, 0))
  shared.push(
    common(
      arena,
      x.shLo.byteOffset,
      x.shHi.byteOffset,
      x.shingles,
      mark,
      y.shLo.byteOffset,
      y.shHi.byteOffset,
      table,
      slots,
    ),
  )
  const pairs = column(8 * x.shingles)
  const side = (r: typeof x) => ({
    lo: r.lo.byteOffset,
    hi: r.hi.byteOffset,
    shLo: r.shLo.byteOffset,
    shHi: r.shHi.byteOffset,
    shingles: r.shingles,
    from: 0,
    to: r.count,
  })
  const map = column(4 * x.count)
  const mapped = align(arena, side(x), side(y), 8, map, table, slots, next)
  const n = again(arena, x.shLo.byteOffset, x.shHi.byteOffset, x.shingles, table, slots, pairs)
  const [from, to, hashes] = [column(4 * p.count), column(4 * p.count), column(8 * p.count)]
  arena.u32.set(p.from, from >>> 2)
  arena.u32.set(p.to, to >>> 2)
  runHashes(arena, x.lo.byteOffset, x.hi.byteOffset, from, to, p.count, hashes)
  return {
    reading: [x.start, x.end, x.lo, x.hi, x.kind, x.shLo, x.shHi, x.shLen].map((c) => [...c]),
    paragraphs: [p.start, p.end, p.from, p.to].map((c) => [...c.subarray(0, p.count)]),
    hashes: keys(hashes, 2 * p.count),
    bands: [...bands(arena, sketch(arena, x))],
    anchors: keys(anchors, kept),
    shared,
    again: keys(pairs, 2 * n),
    aligned: [mapped, ...keys(map, x.count)],
    spelled: [...spelled(arena, x)],
    folded: Buffer.from(folded(arena, a)).toString('hex'),
  }
}

test('kernel = twin', () => {
  const kernel = createArena(1 << 16)
  const twin = createArena(1 << 16, true)
  expect(kernel.kernel).not.toBeNull()
  expect(twin.kernel).toBeNull()
  fc.assert(
    fc.property(any, any, (a, b) => {
      expect(all(kernel, a, b)).toEqual(all(twin, a, b))
    }),
    { numRuns: 1500 },
  )
})

test('views of a reading follow the memory when it grows', () => {
  const arena = createArena(1 << 16)
  arena.reserve(8)
  const r = read(arena, new Uint8Array(Buffer.from('One two three. Four five six seven.')))
  const before = [...r.lo]
  arena.reserve(50 << 20)
  expect([...r.lo]).toEqual(before)
  expect(Buffer.from(r.text).toString()).toBe('One two three. Four five six seven.')
})

// Was wrong once: paragraphs asked for in mid-comparison made the memory grow, the map of the alignment ended with it, and everything counted as aligned.
test('what a copy says more is seen however the memory grows meanwhile', () => {
  const lines = Array.from({ length: 3000 }, (_, i) => `line ${i} of the long report on harbours and tides and winds`)
  const more = lines.map((line, i) => (i % 50 === 0 ? `${line} ${i + 7}` : line))
  const given = (key: number, of: string[]): Given => {
    const text = new Uint8Array(Buffer.from(of.join('\n')))
    return { key, boilerplate: [], cuts: [], text: () => text }
  }
  for (let n = 600; n <= lines.length; n += 150) {
    const found = new Comparer(standard).missing(given(1, lines.slice(0, n)), given(2, more.slice(0, n)))
    expect(found?.words.length).toBe(Math.ceil(n / 50))
  }
})

test('built again from its source the kernel is the same', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const config = 'src/kernel/assembly/asconfig.json'
  execFileSync('npx', ['asc', 'src/kernel/assembly/index.ts', '--config', config, '--outFile', 'build/again.wasm'], {
    cwd: root,
  })
  expect(readFileSync(`${root}build/again.wasm`).equals(readFileSync(`${root}dist/kernel/kernel.wasm`))).toBe(true)
})
