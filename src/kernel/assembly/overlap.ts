// ../overlap.ts: the table of a set of shingles, and how many of one set stand in another.

/** The table of the shingles [from, last): chains that run from the earliest place on; marks (0: not wanted) says which shingle is the first of its kind. */
export function index(
  loAt: usize,
  hiAt: usize,
  from: u32,
  last: u32,
  tableAt: usize,
  slots: u32,
  nextAt: usize,
  markAt: usize,
): u32 {
  memory.fill(tableAt, 0, (<usize>slots) << 2)
  const mask = slots - 1
  let distinct: u32 = 0
  for (let j = last; j-- > from; ) {
    const at = (<usize>j) << 2
    const x = load<u32>(loAt + at)
    const y = load<u32>(hiAt + at)
    let slot = (x ^ (y >>> 11)) & mask
    let held: u32 = 0
    for (;;) {
      held = load<u32>(tableAt + ((<usize>slot) << 2))
      if (held === 0) break
      const there = (<usize>(held - 1)) << 2
      if (load<u32>(loAt + there) === x && load<u32>(hiAt + there) === y) break
      slot = (slot + 1) & mask
    }
    store<u32>(nextAt + at, held)
    store<u32>(tableAt + ((<usize>slot) << 2), j + 1)
    if (held === 0) distinct++
    if (markAt !== 0) {
      store<u8>(markAt + j, 1)
      if (held !== 0) store<u8>(markAt + held - 1, 0)
    }
  }
  return distinct
}

/** Marked shingles of a that stand in the table of b. */
export function common(
  aLoAt: usize,
  aHiAt: usize,
  na: u32,
  aMarkAt: usize,
  bLoAt: usize,
  bHiAt: usize,
  bTableAt: usize,
  bSlots: u32,
): u32 {
  const mask = bSlots - 1
  let both: u32 = 0
  for (let i: u32 = 0; i < na; i++) {
    if (load<u8>(aMarkAt + i) === 0) continue
    const x = load<u32>(aLoAt + ((<usize>i) << 2))
    const y = load<u32>(aHiAt + ((<usize>i) << 2))
    let slot = (x ^ (y >>> 11)) & mask
    for (;;) {
      const held = load<u32>(bTableAt + ((<usize>slot) << 2))
      if (held === 0) break
      const there = (<usize>(held - 1)) << 2
      if (load<u32>(bLoAt + there) === x && load<u32>(bHiAt + there) === y) {
        both++
        break
      }
      slot = (slot + 1) & mask
    }
  }
  return both
}

/** Shingles that have an equal one before them: pairs (shingle, the first equal to it) to outAt, ascending. Returns the number of pairs. */
export function again(loAt: usize, hiAt: usize, count: u32, tableAt: usize, slots: u32, outAt: usize): u32 {
  memory.fill(tableAt, 0, (<usize>slots) << 2)
  const mask = slots - 1
  let out = outAt
  for (let i: u32 = 0; i < count; i++) {
    const x = load<u32>(loAt + ((<usize>i) << 2))
    const y = load<u32>(hiAt + ((<usize>i) << 2))
    let slot = (x ^ (y >>> 11)) & mask
    for (;;) {
      const held = load<u32>(tableAt + ((<usize>slot) << 2))
      if (held === 0) {
        store<u32>(tableAt + ((<usize>slot) << 2), i + 1)
        break
      }
      const from = (<usize>(held - 1)) << 2
      if (load<u32>(loAt + from) === x && load<u32>(hiAt + from) === y) {
        store<u32>(out, i)
        store<u32>(out, held - 1, 4)
        out += 8
        break
      }
      slot = (slot + 1) & mask
    }
  }
  return <u32>((out - outAt) >>> 3)
}
