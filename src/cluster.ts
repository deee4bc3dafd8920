// Matches -> clusters: articles that carry one text, gathered around a head.
//
// Copying is no chain: a is like b and b is like c, and a and c may have nothing in common; joining whatever is connected glued
// hundreds of thousands of pages into one cluster for others. So a cluster is a star. Its head is the article with the most
// copies, and every member has a verified copy edge to the head. An article that copies a member but not the head
// stands in a cluster of its own, and the two name each other.
//
// Greedy, by degree: the article with the most copies becomes a head and takes its copies that are still free; so on with the next.
// Laws: every member is joined to its head by a copy edge; no article stands in two clusters; the clusters do not depend on the order of
// the edges; linear in articles and edges, but for the sort by degree.

export interface Edge {
  readonly a: number
  readonly b: number
}

export interface Cluster {
  readonly head: number
  /** Ascending, the head among them. */
  readonly members: readonly number[]
  /** Heads of clusters that hold an article joined by a copy edge to a member of this one. */
  readonly near: readonly number[]
}

/**
 * Gathers texts by their copy edges. `weight(i)`: articles that carry text i; `size(i)`: its length. Of two texts with as many copies the longer is
 * head, then the first. `alone`: texts that form a cluster without an edge, because several articles carry them.
 */
export function clusters(
  edges: Iterable<Edge>,
  alone: readonly number[],
  weight: (text: number) => number,
  size: (text: number) => number,
): Cluster[] {
  const neighbours = new Map<number, number[]>()
  for (const text of alone) neighbours.set(text, [])
  const join = (a: number, b: number): void => {
    const list = neighbours.get(a)
    if (list) list.push(b)
    else neighbours.set(a, [b])
  }
  for (const { a, b } of edges) {
    join(a, b)
    join(b, a)
  }
  const degree = new Map<number, number>()
  for (const [text, list] of neighbours)
    degree.set(
      text,
      list.reduce((n, other) => n + weight(other), weight(text)),
    )
  const order = [...neighbours.keys()].sort((x, y) => degree.get(y)! - degree.get(x)! || size(y) - size(x) || x - y)
  const headOf = new Map<number, number>()
  const found = new Map<number, number[]>()
  for (const head of order) {
    if (headOf.has(head)) continue
    const members = neighbours.get(head)!.filter((n) => !headOf.has(n))
    if (members.length === 0 && weight(head) === 1) continue
    members.push(head)
    for (const m of members) headOf.set(m, head)
    found.set(head, members)
  }
  // A text whose copies all went to other clusters stands alone, in a cluster of one, so that it is named.
  for (const lonely of order) {
    if (headOf.has(lonely)) continue
    headOf.set(lonely, lonely)
    found.set(lonely, [lonely])
  }
  const near = new Map<number, Set<number>>()
  for (const { a, b } of edges) {
    const x = headOf.get(a)!
    const y = headOf.get(b)!
    if (x === y) continue
    for (const [from, to] of [
      [x, y],
      [y, x],
    ] as const) {
      const set = near.get(from)
      if (set) set.add(to)
      else near.set(from, new Set([to]))
    }
  }
  return [...found]
    .map(([head, members]) => ({
      head,
      members: members.sort((x, y) => x - y),
      near: [...(near.get(head) ?? [])].sort((x, y) => x - y),
    }))
    .sort((x, y) => x.members[0]! - y.members[0]!)
}
