// Columns -> rows with equal keys. Two ways, which read the columns from end to end only, so they may lie on disk (spill.ts).
//
// hashed   Rows go into partitions of about 4,096 by the leading bits of a mixed hash of their keys; in a partition, which fits the
//          cache, a table finds equal keys. Singletons are never moved again. This is nearly all rows of an index.
// sorted   A stable radix sort, least significant digit first: for those who need every group, or need them in order. With `least`
//          the hash finds the groups that are large enough, and only these are sorted.
//
// Both hold so many rows at once; where there are more, the columns are read several times, and each time the rows of one
// range of the hash (or of the first key) are taken. There are at most 16 such sweeps, so that time stays linear: then
// a sixteenth of the rows is held, 8 to 16 bytes each.
//
// One hot key fills its partition whatever the hash; its rows become a chain, so the cost stays the same for each.
//
// `npm run bench:exchange`: 33 ns a row for a band of a million rows, where the sort took 54; 86 for nine million rows of two keys (349).
// Source: the partitioned hash join (Manegold, Boncz, Kersten, Optimizing main-memory join on modern hardware, 2002).
// Law: the groups are those of a Map from keys to rows.
import { Column as MemoryColumn } from '../kernel/column.js'
import { mix, unmix } from '../kernel/hash.js'
import type { Column, Exchange, Rows, Visit } from '../model.js'

/** Rows held at once while grouping, where memory is not scarce: 16 to 32 MB. */
const AT_ONCE = 1 << 21
const SWEEPS = 16
/** Rows of a partition, about: its hashes and its table fit the first-level cache or nearly. */
const PARTITION = 1 << 12
/** Rows of one key, or keys of one partition, from which memory is given back. */
const HOT = 1 << 18
/** Rows hashed at a time. */
const CHUNK = 1 << 12
/** Odd numbers that keep the keys of a row apart in its hash. */
const FACTORS = [1, 0x9e3779b1, 0x85ebca77, 0xc2b2ae3d]

/** An exchange that holds all columns in memory. */
export function memoryExchange(atOnce: number = AT_ONCE): Exchange {
  return exchange(() => new MemoryColumn(), atOnce)
}

/** Groups columns of any kind, and makes them as it is told. `atOnce`: rows held while it groups. */
export function exchange(column: () => Column, atOnce: number): Exchange {
  const hashed = hasher(atOnce)
  return {
    column,
    group(keys, visit, least = 1): void {
      check(keys)
      if (least > 1) fewSorted(hashed, keys, visit, least)
      else allSorted(keys, visit, atOnce)
    },
    shared(keys, of, visit, least = 2): void {
      check([...keys, of])
      hashed(keys, of, least, visit)
    },
  }
}

function check(columns: readonly Rows[]): void {
  const n = columns[0]!.length
  for (const column of columns)
    if (column.length !== n)
      throw new Error(
        `our bug: columns of ${n} and ${column.length} rows exchanged as one (law: columns of one length)`,
      )
}

/** All rows of several columns in step: visit(parts, from, n), where parts[c][i] is row from + i of column c, i < n. */
function along(
  columns: readonly Rows[],
  most: number,
  visit: (parts: readonly Uint32Array[], from: number, n: number) => void,
): void {
  const rows = columns[0]!.length
  const parts: Uint32Array[] = []
  const ends = columns.map(() => 0)
  const begins = columns.map(() => 0)
  const whole: Uint32Array[] = []
  for (let row = 0; row < rows; ) {
    let n = Math.min(most, rows - row)
    for (let c = 0; c < columns.length; c++) {
      if (row === ends[c]) {
        whole[c] = columns[c]!.stretch(row)
        begins[c] = row
        ends[c] = row + whole[c]!.length
      }
      parts[c] = whole[c]!.subarray(row - begins[c]!)
      n = Math.min(n, parts[c]!.length)
    }
    visit(parts, row, n)
    row += n
  }
}

/** Neighbouring bins put together, as many as hold no more than `most` rows (or one, if it holds more). Ends of the ranges, ascending. */
function ranges(counts: Uint32Array, most: number): number[] {
  const ends: number[] = []
  let held = 0
  for (let bin = 0; bin < counts.length; bin++) {
    if (held > 0 && held + counts[bin]! > most) {
      ends.push(bin)
      held = 0
    }
    held += counts[bin]!
  }
  ends.push(counts.length)
  return ends
}

// ---------------------------------------------------------------------------------------------------------------- hashed

type Hashed = (
  keys: readonly Rows[],
  /** What is handed on of a row; null: its number. Where there is a column, a row whose first key is 0 has no key. */
  of: Rows | null,
  least: number,
  visit: Visit,
) => void

/** The buffers are kept from one call to the next: there is one for every band. */
function hasher(atOnce: number): Hashed {
  const hashes = new Uint32Array(CHUNK)
  let hash = new Uint32Array(0)
  let value = new Uint32Array(0)
  let rest: Uint32Array[] = []
  const partition = partitions()

  return (keys, of, least, visit) => {
    const rows = keys[0]!.length
    const skip = of !== null
    let bits = 1
    while (bits < 16 && rows >>> bits > PARTITION) bits++
    const shift = 32 - bits
    const counts = new Uint32Array(1 << bits)
    along(keys, CHUNK, (parts, _, n) => {
      hashAll(parts, n, hashes)
      const first = parts[0]!
      if (skip) for (let i = 0; i < n; i++) counts[hashes[i]! >>> shift]! += first[i] === 0 ? 0 : 1
      else for (let i = 0; i < n; i++) counts[hashes[i]! >>> shift]!++
    })
    const next = new Uint32Array(counts.length)
    const key = new Uint32Array(keys.length)
    let begin = 0
    for (const end of ranges(counts, Math.max(atOnce, Math.ceil(rows / SWEEPS)))) {
      let held = 0
      for (let p = begin; p < end; p++) {
        next[p] = held
        held += counts[p]!
      }
      if (hash.length < held) {
        hash = new Uint32Array(held)
        value = new Uint32Array(held)
        rest = []
      }
      while (rest.length < keys.length - 1) rest.push(new Uint32Array(hash.length))
      const low = begin
      const span = end - begin
      along(of === null ? keys : [...keys, of], CHUNK, (parts, from, n) => {
        hashAll(keys.length === parts.length ? parts : parts.slice(0, -1), n, hashes)
        const first = parts[0]!
        const mine = of === null ? null : parts[parts.length - 1]!
        for (let i = 0; i < n; i++) {
          const h = hashes[i]!
          const p = h >>> shift
          if ((p - low) >>> 0 >= span || (skip && first[i] === 0)) continue
          const at = next[p]!++
          hash[at] = h
          value[at] = mine === null ? from + i : mine[i]!
          for (let k = 1; k < keys.length; k++) rest[k - 1]![at] = parts[k]![i]!
        }
      })
      let from = 0
      for (let p = begin; p < end; p++) {
        if (counts[p]! >= least) partition(hash, value, rest, key, from, from + counts[p]!, least, visit)
        from += counts[p]!
      }
      begin = end
    }
    // What the largest index needed is not kept for the rest of the run.
    if (hash.length > atOnce) {
      hash = new Uint32Array(0)
      value = new Uint32Array(0)
      rest = []
    }
  }
}

/** A bijection of the first key, given the others: hash and other keys together are the key. */
function hashAll(parts: readonly Uint32Array[], n: number, out: Uint32Array): void {
  const first = parts[0]!
  if (parts.length === 1) {
    for (let i = 0; i < n; i++) out[i] = mix(first[i]!)
    return
  }
  const second = parts[1]!
  if (parts.length === 2) {
    for (let i = 0; i < n; i++) out[i] = mix(first[i]! + Math.imul(second[i]!, 0x9e3779b1))
    return
  }
  for (let i = 0; i < n; i++) {
    let sum = first[i]!
    for (let k = 1; k < parts.length; k++) sum = (sum + Math.imul(parts[k]![i]!, FACTORS[k]!)) | 0
    out[i] = mix(sum)
  }
}

/**
 * Finds the groups of one partition: a table of first rows, and behind each the chain of those that are equal. A hot key may put every row into
 * one partition: what grows with its rows is one number each, the rest with the different keys in it.
 */
function partitions(): (
  hash: Uint32Array,
  value: Uint32Array,
  rest: readonly Uint32Array[],
  key: Uint32Array,
  from: number,
  to: number,
  least: number,
  visit: Visit,
) => void {
  /** Numbers of keys, from 1. */
  let table = new Uint32Array(2 * PARTITION)
  /** Of a key: its first row, its last so far, and how many there are. */
  let first = new Uint32Array(PARTITION)
  let last = new Uint32Array(PARTITION)
  let count = new Uint32Array(PARTITION)
  /** Keys of several rows, in the order in which they were seen to be. */
  let several = new Uint32Array(PARTITION)
  /** The next equal row. */
  let next = new Uint32Array(2 * PARTITION)
  let group = new Uint32Array(64)

  return (hash, value, rest, key, from, to, least, visit) => {
    const others = key.length - 1
    const n = to - from
    if (next.length < n) next = new Uint32Array(n)
    let slots = 16
    while (slots < 2 * Math.min(n, PARTITION)) slots *= 2
    table.fill(0, 0, slots)
    let mask = slots - 1
    let keys = 0
    let found = 0
    for (let i = 0; i < n; i++) {
      const h = hash[from + i]!
      let slot = h & mask
      for (;;) {
        const k = table[slot]! - 1
        if (k < 0) {
          if (keys === first.length) {
            first = doubled(first)
            last = doubled(last)
            count = doubled(count)
            several = doubled(several)
          }
          first[keys] = i
          count[keys] = 1
          table[slot] = ++keys
          break
        }
        const j = first[k]!
        if (hash[from + j] === h && same(rest, others, from + i, from + j)) {
          if (count[k]!++ === 1) {
            several[found++] = k
            next[j] = i
          } else next[last[k]!] = i
          last[k] = i
          break
        }
        slot = (slot + 1) & mask
      }
      if (2 * keys <= slots) continue
      slots *= 2
      mask = slots - 1
      if (table.length < slots) table = new Uint32Array(slots)
      else table.fill(0, 0, slots)
      for (let k = 0; k < keys; k++) {
        let at = hash[from + first[k]!]! & mask
        while (table[at]! > 0) at = (at + 1) & mask
        table[at] = k + 1
      }
    }
    for (let f = 0; f < found; f++) {
      const k = several[f]!
      let i = first[k]!
      const size = count[k]!
      if (size < least) continue
      if (group.length < size) group = new Uint32Array(size)
      let sum = unmix(hash[from + i]!)
      for (let k = 0; k < others; k++) {
        key[k + 1] = rest[k]![from + i]!
        sum = (sum - Math.imul(key[k + 1]!, FACTORS[k + 1]!)) | 0
      }
      key[0] = sum
      for (let k = 0; k < size; k++) {
        group[k] = value[from + i]!
        i = next[i]!
      }
      visit(group, 0, size, key)
    }
    // What one hot key needed is not kept for the rest of the run.
    if (next.length > HOT) next = new Uint32Array(2 * PARTITION)
    if (group.length > HOT) group = new Uint32Array(64)
    if (table.length > HOT) {
      table = new Uint32Array(2 * PARTITION)
      first = new Uint32Array(PARTITION)
      last = new Uint32Array(PARTITION)
      count = new Uint32Array(PARTITION)
      several = new Uint32Array(PARTITION)
    }
  }
}

function doubled(list: Uint32Array): Uint32Array<ArrayBuffer> {
  const out = new Uint32Array(2 * list.length)
  out.set(list)
  return out
}

function same(rest: readonly Uint32Array[], others: number, a: number, b: number): boolean {
  for (let k = 0; k < others; k++) if (rest[k]![a] !== rest[k]![b]) return false
  return true
}

// ---------------------------------------------------------------------------------------------------------------- sorted

/** Groups of `least` rows and more: found by hash, then sorted, a row a group. */
function fewSorted(hashed: Hashed, keys: readonly Rows[], visit: Visit, least: number): void {
  const members = new MemoryColumn()
  const begins = new MemoryColumn()
  const sizes = new MemoryColumn()
  const found = keys.map(() => new MemoryColumn())
  let most = 0
  hashed(keys, null, least, (rows, start, end, key) => {
    begins.push(members.length)
    sizes.push(end - start)
    most = Math.max(most, end - start)
    for (let i = start; i < end; i++) members.push(rows[i]!)
    for (let k = 0; k < keys.length; k++) found[k]!.push(key[k]!)
  })
  const whole = found.map(all)
  const order = sort(whole, begins.length)
  const rows = new Uint32Array(most)
  const key = new Uint32Array(keys.length)
  for (const g of order) {
    const size = sizes.get(g)
    const begin = begins.get(g)
    for (let i = 0; i < size; i++) rows[i] = members.get(begin + i)
    for (let k = 0; k < keys.length; k++) key[k] = whole[k]![g]!
    visit(rows, 0, size, key)
  }
}

/** A column as one array. */
function all(column: Rows): Uint32Array {
  const out = new Uint32Array(column.length)
  along([column], out.length, ([part], from, n) => out.set(part!.subarray(0, n), from))
  return out
}

/** Every group, in order: a range of the first key at a time. */
function allSorted(keys: readonly Rows[], visit: Visit, atOnce: number): void {
  const rows = keys[0]!.length
  const most = Math.max(atOnce, Math.ceil(rows / SWEEPS))
  let shift = 32
  let ends = [1]
  let counts = Uint32Array.of(rows)
  if (rows > most) {
    let largest = 0
    along([keys[0]!], CHUNK, ([first], _, n) => {
      for (let i = 0; i < n; i++) if (first![i]! > largest) largest = first![i]!
    })
    shift = Math.max(0, 20 - Math.clz32(largest))
    counts = new Uint32Array(1 << 12)
    along([keys[0]!], CHUNK, ([first], _, n) => {
      for (let i = 0; i < n; i++) counts[first![i]! >>> shift]!++
    })
    ends = ranges(counts, most)
  }
  const key = new Uint32Array(keys.length)
  let begin = 0
  for (const end of ends) {
    let held = 0
    for (let bin = begin; bin < end; bin++) held += counts[bin]!
    const mine = keys.map(() => new Uint32Array(held))
    const number = new Uint32Array(held)
    let m = 0
    const low = begin
    const span = end - begin
    along(keys, CHUNK, (parts, from, n) => {
      const first = parts[0]!
      for (let i = 0; i < n; i++) {
        if (shift < 32 && ((first[i]! >>> shift) - low) >>> 0 >= span) continue
        for (let k = 0; k < keys.length; k++) mine[k]![m] = parts[k]![i]!
        number[m++] = from + i
      }
    })
    const order = sort(mine, held)
    for (let start = 0; start < held; ) {
      const first = order[start]!
      let stop = start + 1
      while (stop < held && equal(mine, first, order[stop]!)) stop++
      for (let k = 0; k < keys.length; k++) key[k] = mine[k]![first]!
      for (let i = start; i < stop; i++) order[i] = number[order[i]!]!
      visit(order, start, stop, key)
      start = stop
    }
    begin = end
  }
}

function equal(keys: readonly Uint32Array[], a: number, b: number): boolean {
  for (const key of keys) if (key[a] !== key[b]) return false
  return true
}

/** Numbers 0 to n - 1 in ascending order of their keys; stable. Digits that all share cost one look. */
function sort(keys: readonly Uint32Array[], n: number): Uint32Array {
  let order = new Uint32Array(n)
  for (let i = 0; i < n; i++) order[i] = i
  if (n < 2) return order
  let other = new Uint32Array(n)
  const bits = n < PARTITION ? 8 : 11
  const counts = new Uint32Array(1 << bits)
  const mask = counts.length - 1
  for (let k = keys.length - 1; k >= 0; k--) {
    const key = keys[k]!
    for (let shift = 0; shift < 32; shift += bits) {
      counts.fill(0)
      for (let i = 0; i < n; i++) counts[(key[i]! >>> shift) & mask]!++
      if (counts[(key[0]! >>> shift) & mask] === n) continue
      let sum = 0
      for (let d = 0; d <= mask; d++) {
        const c = counts[d]!
        counts[d] = sum
        sum += c
      }
      for (let i = 0; i < n; i++) {
        const row = order[i]!
        other[counts[(key[row]! >>> shift) & mask]!++] = row
      }
      const swap = order
      order = other
      other = swap
    }
  }
  return order
}
