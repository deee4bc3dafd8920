// The map between two texts, told as arrays of words (numbers): every word a token, five a shingle.
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { align, GAP } from '../../src/kernel/align.js'
import { index, tableSlots } from '../../src/kernel/overlap.js'
import { shingles } from '../../src/kernel/shingles.js'
import { seeded } from '../stories.js'
import { Desk, laneHi, laneLo } from './columns.js'

const TRIES = 8

interface Aligned {
  /** For every word of a: its place in b, or -1. */
  readonly map: number[]
  readonly mapped: number
}

/** Aligns a[from, to) with b[bFrom, bTo). */
function aligned(
  a: readonly number[],
  b: readonly number[],
  [from, to] = [0, a.length],
  [bFrom, bTo] = [0, b.length],
): Aligned {
  const m = new Desk((a.length + b.length) * 64 + (1 << 12))
  const lanes = new Map<number, [number, number]>()
  const of = (id: number): [number, number] => {
    let known = lanes.get(id)
    if (!known) {
      known = [laneLo(id), laneHi(id)]
      lanes.set(id, known)
    }
    return known
  }
  const side = (all: readonly number[], range: number[]): Parameters<typeof align>[1] => {
    const lo = m.words(all.map((id) => of(id)[0]))
    const hi = m.words(all.map((id) => of(id)[1]))
    const kind = m.bytes(all.map(() => 0))
    const [shLo, shHi] = [m.room(all.length * 4), m.room(all.length * 4)]
    const n = shingles(m, lo, hi, kind, all.length, shLo, shHi, m.room(all.length))
    return { lo, hi, shLo, shHi, shingles: n, from: range[0]!, to: range[1]! }
  }
  const [x, y] = [side(a, [from, to]), side(b, [bFrom, bTo])]
  const mapAt = m.words(Array(a.length + 2).fill(0xabcdabcd))
  const slots = tableSlots(b.length)
  const [table, next] = [m.room(slots * 4), m.room(b.length * 4)]
  index(m, y.shLo, y.shHi, y.from, Math.min(y.to, y.shingles), table, slots, next, 0)
  const mapped = align(m, x, y, TRIES, mapAt, table, slots, next)
  const map = m.read(mapAt, a.length + 2)
  // Nothing is written but of the words that take part.
  for (let i = 0; i < map.length; i++) if (i < from || i >= to) expect(map[i]).toBe(0xabcdabcd)
  return { map: map.slice(from, to).map((p) => p - 1), mapped }
}

function longestCommonRun(a: readonly number[], b: readonly number[]): number {
  let best = 0
  let row = new Uint32Array(b.length + 1)
  for (const x of a) {
    const next = new Uint32Array(b.length + 1)
    for (let j = 0; j < b.length; j++) if (b[j] === x) best = Math.max(best, (next[j + 1] = row[j]! + 1))
    row = next
  }
  return best
}

const words = (vocabulary: number, maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(vocabulary), { maxLength })
/** A text and what became of it: pieces of it, moved, doubled, edited, among new words. */
const edited = fc
  .tuple(words(1000, 60), fc.array(fc.tuple(fc.nat(59), fc.nat(30), words(1000, 6)), { maxLength: 6 }))
  .map(([a, pieces]) => ({ a, b: pieces.flatMap(([from, size, fresh]) => [...a.slice(from, from + size), ...fresh]) }))
const pairs = fc.oneof(
  edited,
  fc.record({ a: words(2, 60), b: words(2, 60) }),
  fc.record({ a: words(20, 60), b: words(20, 60) }),
)

describe('laws', () => {
  it('a word is mapped to an equal word, in bounds; as many as it says are', () => {
    fc.assert(
      fc.property(pairs, ({ a, b }) => {
        const { map, mapped } = aligned(a, b)
        for (const [i, j] of map.entries()) if (j >= 0) expect(b[j]).toBe(a[i])
        expect(map.filter((j) => j >= 0)).toHaveLength(mapped)
      }),
      { numRuns: 500 },
    )
  })
  it('ranges: nothing outside them is read or written', () => {
    fc.assert(
      fc.property(pairs, fc.nat(60), fc.nat(60), fc.nat(60), fc.nat(60), ({ a, b }, p, q, r, s) => {
        const range = (x: number, y: number, n: number): [number, number] => [
          Math.min(x, y, n),
          Math.min(Math.max(x, y), n),
        ]
        const [of, to] = [range(p, q, a.length), range(r, s, b.length)]
        const { map } = aligned(a, b, of, to)
        for (const [i, j] of map.entries()) {
          if (j < 0) continue
          expect(j).toBeGreaterThanOrEqual(to[0])
          expect(j).toBeLessThan(to[1])
          expect(b[j]).toBe(a[of[0] + i])
        }
      }),
      { numRuns: 300 },
    )
  })
  it('identical texts map fully, each word to itself', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 80 }), (a) => {
        expect(aligned(a, a).map).toEqual(a.map((_, i) => i))
      }),
    )
  })
  it('moved paragraphs are found, all of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5, max: 30 }), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (sizes, seed) => {
          const random = seeded(seed)
          let next = 0
          const paragraphs = sizes.map((n) => Array.from({ length: n }, () => next++))
          const moved = paragraphs.map((p) => ({ p, at: random(1000) })).sort((x, y) => x.at - y.at)
          expect(
            aligned(
              paragraphs.flat(),
              moved.flatMap((x) => x.p),
            ).mapped,
          ).toBe(next)
        },
      ),
    )
  })
  it('a small gap between two runs is bridged by what is equal in it', () => {
    const run = (from: number): number[] => Array.from({ length: 10 }, (_, i) => from + i)
    const a = [...run(100), 1, 2, 3, 4, ...run(200)]
    const b = [...run(100), 9, 2, 8, 4, 7, ...run(200)]
    expect(aligned(a, b).map.slice(10, 14)).toEqual([-1, 11, -1, 13])
    const far = Array.from({ length: GAP + 1 }, (_, i) => 300 + i)
    expect(aligned([...run(100), 2, 8, ...run(200)], [...run(100), ...far, 2, 9, ...run(200)]).map[10]).toBe(-1)
  })
  it('covers as much as the longest common run but for the words of one shingle', () => {
    fc.assert(
      fc.property(pairs, ({ a, b }) => {
        const run = longestCommonRun(a, b)
        if (run >= 5) expect(aligned(a, b).mapped).toBeGreaterThanOrEqual(run - 4)
      }),
      { numRuns: 300 },
    )
  })
  // BUG, small: the longest common run (0 … 9) is 10 words; a shorter run that begins a word earlier is taken first, ends in the middle of
  // it, and the four words behind hold no shingle: 7 are mapped.
  test.fails('covers at least as much as the longest common run', () => {
    const run = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    const a = [50, ...run, 60]
    const b = [50, ...run.slice(0, 6), 70, 71, 72, ...run, 80]
    expect(aligned(a, b).mapped).toBeGreaterThanOrEqual(longestCommonRun(a, b))
  })
  it('texts with nothing in common, and empty ones, map nothing', () => {
    expect(aligned([1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]).mapped).toBe(0)
    expect(aligned([], [1, 2, 3, 4, 5]).mapped).toBe(0)
    expect(aligned([1, 2, 3, 4, 5], []).mapped).toBe(0)
  })
})

describe('linear', () => {
  const hostile: Record<string, (n: number) => [number[], number[]]> = {
    'one word': (n) => [Array(n).fill(1), Array(n).fill(1)],
    'a period of seven against one of five': (n) => [
      Array.from({ length: n }, (_, i) => i % 7),
      Array.from({ length: n }, (_, i) => i % 5),
    ],
    'runs of one length that differ at the end': (n) => [
      Array.from({ length: n }, (_, i) => (i % 100 === 99 ? 1000 + (i % 3) : i % 2)),
      Array.from({ length: n }, (_, i) => (i % 101 === 99 ? 2000 + (i % 5) : i % 2)),
    ],
    'a period against itself, shifted': (n) => [
      Array.from({ length: n }, (_, i) => i % 50),
      Array.from({ length: n }, (_, i) => (i + 25) % 51),
    ],
  }
  for (const [name, make] of Object.entries(hostile))
    it(`${name}: twice the text, about twice the time`, () => {
      const time = (n: number): number => {
        const [a, b] = make(n)
        const at = process.cpuUsage().user
        aligned(a, b)
        return process.cpuUsage().user - at
      }
      time(10_000)
      let best = Number.POSITIVE_INFINITY
      for (let tries = 0; tries < 8 && best >= 2.4; tries++) best = Math.min(best, time(80_000) / time(40_000))
      expect(best).toBeLessThan(2.4)
    })
})
