// Shingles against the definition: the shortest run of tokens, from each token on, that weighs 120.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runHash, shingles } from '../../src/kernel/shingles.js'
import { Desk, laneHi, laneLo } from './columns.js'

interface Token {
  readonly id: number
  readonly kind: number
}

function shinglesOf(tokens: readonly Token[]): { hash: string; length: number }[] {
  const m = new Desk()
  const [lo, hi] = [m.words(tokens.map((t) => laneLo(t.id))), m.words(tokens.map((t) => laneHi(t.id)))]
  const kind = m.bytes(tokens.map((t) => t.kind | 0xf8))
  const [outLo, outHi, len] = [m.room(tokens.length * 4), m.room(tokens.length * 4), m.room(tokens.length)]
  const n = shingles(m, lo, hi, kind, tokens.length, outLo, outHi, len)
  const [a, b] = [m.read(outLo, n), m.read(outHi, n)]
  return a.map((x, i) => ({ hash: `${x} ${b[i]}`, length: m.u8[len + i]! }))
}

function brute(tokens: readonly Token[]): string[] {
  const weight = [24, 15, 10]
  const out: string[] = []
  for (let i = 0; i < tokens.length; i++) {
    let sum = 0
    for (let k = i; k < tokens.length; k++) {
      sum += weight[tokens[k]!.kind]!
      if (sum < 120) continue
      out.push(
        tokens
          .slice(i, k + 1)
          .map((t) => t.id)
          .join(' '),
      )
      break
    }
  }
  return out.length === 0 && tokens.length > 0 ? [tokens.map((t) => t.id).join(' ')] : out
}

// The kind goes with the token: one folded text has one class.
const token = fc.nat(8).map((id): Token => ({ id, kind: id % 3 }))
const text = fc.array(token, { maxLength: 60 })

describe('shingles', () => {
  it('are the shortest runs of weight 120; equal runs have equal shingles, others others', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const runs = [...brute(a), ...brute(b)]
        const found = [...shinglesOf(a), ...shinglesOf(b)]
        expect(found.map((s) => s.length)).toEqual(runs.map((r) => r.split(' ').length))
        const runOf = new Map<string, string>()
        const hashOf = new Map<string, string>()
        for (const [i, { hash }] of found.entries()) {
          expect(runOf.get(hash) ?? runs[i]).toBe(runs[i])
          expect(hashOf.get(runs[i]!) ?? hash).toBe(hash)
          runOf.set(hash, runs[i]!)
          hashOf.set(runs[i]!, hash)
        }
      }),
      { numRuns: 500 },
    )
  })
  it('five words, eight characters, twelve letters', () => {
    for (const [kind, size] of [
      [0, 5],
      [1, 8],
      [2, 12],
    ] as const) {
      const tokens = Array.from({ length: 30 }, (_, i) => ({ id: i, kind }))
      expect(shinglesOf(tokens).map((s) => s.length)).toEqual(Array(31 - size).fill(size))
      expect(shinglesOf(tokens.slice(0, size - 1)).map((s) => s.length)).toEqual([size - 1])
    }
    expect(shinglesOf([])).toEqual([])
  })
  it('a short text is not the beginning of a longer one, nor a permutation of itself', () => {
    const words = (...ids: number[]): string => shinglesOf(ids.map((id) => ({ id, kind: 0 })))[0]!.hash
    expect(new Set([words(1), words(1, 1), words(1, 2), words(2, 1), words(1, 2, 3), words(1, 2, 3, 4, 5)]).size).toBe(
      6,
    )
  })
})

describe('runHash', () => {
  it('is of the run, and of nothing around it', () => {
    fc.assert(
      fc.property(text, text, text, (before, run, after) => {
        const of = (all: readonly Token[], from: number, to: number): string => {
          const m = new Desk()
          const out = new Uint32Array(2)
          runHash(m, m.words(all.map((t) => laneLo(t.id))), m.words(all.map((t) => laneHi(t.id))), from, to, out, 0)
          return out.join(' ')
        }
        expect(of([...before, ...run, ...after], before.length, before.length + run.length)).toBe(
          of(run, 0, run.length),
        )
        if (after.length > 0)
          expect(of([...run, ...after], 0, run.length + after.length)).not.toBe(of(run, 0, run.length))
      }),
    )
  })
})
