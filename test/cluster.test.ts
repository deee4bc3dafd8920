// Copy edges -> stars.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Edge } from '../src/cluster.js'
import { clusters } from '../src/cluster.js'

/** 'a-b b-c' -> the clusters, head first in each. */
function gathered(edges: string, alone = '', sizes: Record<string, number> = {}): string {
  const n = (letter: string): number => letter.charCodeAt(0) - 97
  const s = (text: number): string => String.fromCharCode(97 + text)
  const found = clusters(
    edges
      .split(' ')
      .filter(Boolean)
      .map((e) => ({ a: n(e[0]!), b: n(e[2]!) })),
    [...alone].map(n),
    (text) => (alone.includes(s(text)) ? 2 : 1),
    (text) => sizes[s(text)] ?? 1,
  )
  return found
    .map(
      (c) =>
        `${s(c.head)}:${c.members
          .filter((m) => m !== c.head)
          .map(s)
          .join('')}${c.near.length > 0 ? ` near ${c.near.map(s).join('')}` : ''}`,
    )
    .join(', ')
}

describe('cases', () => {
  it('two, and three of one text', () => {
    expect(gathered('a-b')).toBe('a:b')
    expect(gathered('a-b a-c b-c')).toBe('a:bc')
  })
  it('the longer of two is head', () => expect(gathered('a-b', '', { b: 2 })).toBe('b:a'))
  it('the one with most copies is head', () => expect(gathered('a-b b-c b-d')).toBe('b:acd'))
  it('a text that several articles carry counts them all', () =>
    expect(gathered('a-b b-c c-d', 'd')).toBe('a: near c, c:bd near a'))
  it('a chain is no cluster', () => {
    expect(gathered('a-b b-c c-d d-e e-f')).toBe('b:ac near d, d:e near bf, f: near d')
  })
  it('a text alone, carried by several', () => expect(gathered('', 'a')).toBe('a:'))
  it('nothing', () => expect(gathered('')).toBe(''))
})

describe('laws', () => {
  const graph = fc
    .uniqueArray(
      fc.tuple(fc.nat(14), fc.nat(14)).filter(([a, b]) => a < b),
      {
        maxLength: 40,
        selector: ([a, b]) => `${a} ${b}`,
      },
    )
    .map((pairs) => pairs.map(([a, b]): Edge => ({ a, b })))
  const alone = fc.uniqueArray(fc.nat(16), { maxLength: 5 })
  const gather = (edges: Edge[], single: number[]): ReturnType<typeof clusters> =>
    clusters(
      edges,
      single,
      (t) => (single.includes(t) ? 3 : 1),
      (t) => (t * 7) % 5,
    )

  it('every member is joined to its head; none stands in two clusters; all stand in one', () => {
    fc.assert(
      fc.property(graph, alone, (edges, single) => {
        const found = gather(edges, single)
        const joined = new Set(edges.flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]))
        for (const c of found) {
          expect(c.members).toContain(c.head)
          expect(c.members).toEqual([...c.members].sort((x, y) => x - y))
          for (const m of c.members) expect(m === c.head || joined.has(`${m} ${c.head}`)).toBe(true)
        }
        const all = found.flatMap((c) => c.members).sort((x, y) => x - y)
        expect(all).toEqual([...new Set([...edges.flatMap(({ a, b }) => [a, b]), ...single])].sort((x, y) => x - y))
      }),
    )
  })
  it('near is symmetric and names exactly the clusters that an edge reaches', () => {
    fc.assert(
      fc.property(graph, alone, (edges, single) => {
        const found = gather(edges, single)
        const headOf = new Map(found.flatMap((c) => c.members.map((m) => [m, c.head] as const)))
        for (const c of found) {
          const reached = new Set<number>()
          for (const { a, b } of edges) {
            const [x, y] = [headOf.get(a)!, headOf.get(b)!]
            if (x !== y && x === c.head) reached.add(y)
            if (x !== y && y === c.head) reached.add(x)
          }
          expect(c.near).toEqual([...reached].sort((x, y) => x - y))
        }
      }),
    )
  })
  it('the order and the direction of edges do not matter', () => {
    fc.assert(
      fc.property(
        graph.chain((edges) => fc.tuple(fc.constant(edges), fc.shuffledSubarray(edges, { minLength: edges.length }))),
        alone,
        fc.boolean(),
        ([edges, mixed], single, flip) => {
          const turned = flip ? mixed.map(({ a, b }) => ({ a: b, b: a })) : mixed
          expect(gather(turned, [...single].reverse())).toEqual(gather(edges, single))
        },
      ),
    )
  })
})
