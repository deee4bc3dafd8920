// Stage `forest`: edges -> a spanning forest of them, or the label of each node: the smallest node it is connected with.
//
// Connected parts without a loop in SQL: each task keeps of the edges it sees those that join two trees, fewer than it has nodes; the last task sees
// what is left of all, and labels. Parts are only used where chains do no harm: for counting boilerplate, and to say which articles must be
// decided together. A cluster is never one (cluster.ts).
//
// Source: the union of Galler and Fischer (1964) with path halving. Memory: 24 bytes a node or so.
// Law: the labels do not depend on the order of the edges or on how they were dealt out.
import type { Rows } from './wire.js'

export interface EdgeRow {
  readonly a: number
  readonly b: number
}

export const FORESTED = ['a', 'b', 'p3', 'p4', 'p5'] as const

export function forest(input: Iterable<EdgeRow>, out: Rows, labels: boolean): void {
  const number = new Map<number, number>()
  const nodes: number[] = []
  const parent: number[] = []
  const of = (node: number): number => {
    let i = number.get(node)
    if (i === undefined) {
      number.set(node, (i = nodes.length))
      nodes.push(node)
      parent.push(i)
    }
    return i
  }
  const root = (i: number): number => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]!]!
      i = parent[i]!
    }
    return i
  }
  for (const { a, b } of input) {
    out.taken++
    const [x, y] = [root(of(a)), root(of(b))]
    if (x === y) continue
    // The smaller node is the root, so a root is its label.
    if (nodes[x]! < nodes[y]!) parent[y] = x
    else parent[x] = y
    if (!labels) out.row('E', a, b)
  }
  if (labels) for (let i = 0; i < nodes.length; i++) out.row('L', nodes[i]!, nodes[root(i)]!)
}
