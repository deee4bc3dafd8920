// The exchange against a Map: in memory and spilled, many rows at once and few.
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mix, unmix } from '../../src/kernel/hash.js'
import type { Exchange } from '../../src/model.js'
import { memoryExchange } from '../../src/store/exchange.js'
import { spillingExchange } from '../../src/store/spill.js'
import { seeded } from '../stories.js'

type Keys = readonly (readonly number[])[]

function column(exchange: Exchange, values: readonly number[]): ReturnType<Exchange['column']> {
  const c = exchange.column()
  for (const v of values) c.push(v)
  return c
}

interface Group {
  readonly key: number[]
  readonly rows: number[]
}

function grouped(exchange: Exchange, keys: Keys, least?: number): Group[] {
  const out: Group[] = []
  const columns = keys.map((k) => column(exchange, k))
  exchange.group(
    columns,
    (rows, start, end, key) => out.push({ key: [...key], rows: [...rows.subarray(start, end)] }),
    least,
  )
  return out
}

const order = (x: readonly number[], y: readonly number[]): number =>
  x.map((v, i) => v - y[i]!).find((d) => d !== 0) ?? 0

function mapped(keys: Keys, least = 1): Group[] {
  const map = new Map<string, Group>()
  for (let row = 0; row < keys[0]!.length; row++) {
    const key = keys.map((k) => k[row]!)
    const known = map.get(key.join())
    if (known) known.rows.push(row)
    else map.set(key.join(), { key, rows: [row] })
  }
  return [...map.values()].filter((g) => g.rows.length >= least).sort((x, y) => order(x.key, y.key))
}

/** What `shared` tells, in an order to compare. `of` is the number of the row, times 3. */
function shared(exchange: Exchange, keys: Keys, least?: number): Group[] {
  const out: Group[] = []
  const of = column(
    exchange,
    keys[0]!.map((_, i) => 3 * i),
  )
  const columns = keys.map((k) => column(exchange, k))
  exchange.shared(
    columns,
    of,
    (values, start, end, key) => out.push({ key: [...key], rows: [...values.subarray(start, end)] }),
    least,
  )
  return out.sort((x, y) => order(x.key, y.key))
}

const sharedMapped = (keys: Keys, least = 2): Group[] =>
  mapped(keys, least)
    .filter((g) => g.key[0] !== 0)
    .map((g) => ({ key: g.key, rows: g.rows.map((row) => 3 * row) }))

/** Memory, with room for all rows or for few; spilled from the first run on, from a later one, and never. */
const exchanges: Record<string, () => Exchange & { close?(): void }> = {
  memory: () => memoryExchange(),
  'memory, 8 rows at once': () => memoryExchange(8),
  spilled: () => spillingExchange(0, tmpdir(), { blockBits: 1, runBits: 3 }),
  'partly spilled': () => spillingExchange(150, tmpdir(), { blockBits: 2, runBits: 2 }),
  'not spilled': () => spillingExchange(1 << 20, tmpdir(), { blockBits: 0, runBits: 4 }),
}

/** Runs it on an exchange, and gives back what it holds on disk. */
function using<T>(make: () => Exchange & { close?(): void }, work: (exchange: Exchange) => T): T {
  const exchange = make()
  try {
    return work(exchange)
  } finally {
    exchange.close?.()
  }
}

const key = fc.oneof(
  fc.constantFrom(0, 1, 2, 0xff, 0x100, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff),
  fc.nat(3),
)
const someKeys = fc
  .tuple(fc.array(fc.tuple(key, key, key), { maxLength: 60 }), fc.integer({ min: 1, max: 3 }))
  .map(([rows, n]) => Array.from({ length: n }, (_, k) => rows.map((r) => r[k]!)))
/** Half of the rows, or all, have one key. */
const hot = fc
  .tuple(fc.nat(400), fc.constantFrom(1, 2), fc.boolean(), fc.nat())
  .map(([n, parts, whole, seed]): number[][] => {
    const random = seeded(seed)
    const rows = Array.from({ length: n }, () => (whole || random(2) === 0 ? 7 : random(2 ** 32)))
    return Array.from({ length: parts }, (_, k) => rows.map((r) => (r + k) >>> 0))
  })

describe.each(Object.entries(exchanges))('%s', (_, make) => {
  it('groups are those of a Map, in order of the keys, rows in order of their number', () => {
    fc.assert(
      fc.property(fc.oneof(someKeys, hot), fc.constantFrom(undefined, 1, 2, 3), (keys, least) => {
        expect(using(make, (exchange) => grouped(exchange, keys, least))).toEqual(mapped(keys, least))
      }),
      { numRuns: 150 },
    )
  })
  it('shared tells what stands in the rows of every group of two and more, first keys of 0 apart', () => {
    fc.assert(
      fc.property(fc.oneof(someKeys, hot), fc.constantFrom(undefined, 2, 3), (keys, least) => {
        expect(using(make, (exchange) => shared(exchange, keys, least))).toEqual(sharedMapped(keys, least))
      }),
      { numRuns: 150 },
    )
  })
  it('one exchange after the other: what is kept of one call does not show in the next', () => {
    fc.assert(
      fc.property(fc.array(someKeys, { minLength: 2, maxLength: 4 }), (many) => {
        using(make, (exchange) => {
          for (const keys of many) {
            expect(shared(exchange, keys)).toEqual(sharedMapped(keys))
            expect(grouped(exchange, keys, 2)).toEqual(mapped(keys, 2))
          }
        })
      }),
      { numRuns: 30 },
    )
  })
  it('no rows', () => {
    expect(using(make, (exchange) => grouped(exchange, [[], []]))).toEqual([])
    expect(using(make, (exchange) => shared(exchange, [[]]))).toEqual([])
  })
  it('columns of two lengths are our bug', () =>
    using(make, (exchange) => {
      expect(() => grouped(exchange, [[1], [1, 2]])).toThrow(/our bug/)
      const [one, two] = [column(exchange, [1]), column(exchange, [1, 2])]
      expect(() => exchange.shared([one], two, () => {})).toThrow(/our bug/)
    }))
})

it('spilled is in memory, for any budget and any shape of blocks', () => {
  const shape = fc.tuple(fc.nat(3), fc.nat(3)).map(([blockBits, more]) => ({ blockBits, runBits: blockBits + more }))
  fc.assert(
    fc.property(
      fc.oneof(someKeys, hot),
      fc.nat(5000),
      shape,
      fc.constantFrom(1, 2, 3),
      (keys, budget, shape, least) => {
        using(
          () => spillingExchange(budget, tmpdir(), shape),
          (exchange) => {
            const memory = memoryExchange()
            expect(grouped(exchange, keys, least)).toEqual(grouped(memory, keys, least))
            expect(shared(exchange, keys, least)).toEqual(shared(memory, keys, least))
          },
        )
      },
    ),
    { numRuns: 200 },
  )
})

describe('many rows, of several partitions and digits', () => {
  const random = seeded(1)
  const rows = 70_000
  const keys = [0, 1].map((k) =>
    Array.from({ length: rows }, () => (k === 0 ? random(2 ** 32) >>> 14 : random(3) * 0x7fffffff)),
  )
  const wanted = mapped(keys)
  const same = (found: readonly Group[], as: readonly Group[]): void => {
    expect(found.length).toBe(as.length)
    expect(found.every((g, i) => order(g.key, as[i]!.key) === 0 && g.rows.join() === as[i]!.rows.join())).toBe(true)
  }
  it.each([1 << 21, 5000])('%d at once', (atOnce) => {
    const exchange = memoryExchange(atOnce)
    same(grouped(exchange, keys), wanted)
    same(shared(exchange, keys), sharedMapped(keys))
  })
  it('spilled, as the command does it', () => {
    const exchange = spillingExchange(0)
    try {
      same(shared(exchange, keys), sharedMapped(keys))
      same(
        grouped(exchange, keys, 2),
        wanted.filter((g) => g.rows.length > 1),
      )
      expect(exchange.spilled).toBeGreaterThan(4 * rows)
    } finally {
      exchange.close()
    }
  })
})

it('a column gives its rows one by one and in stretches, whatever is asked in between', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 200 }), fc.array(fc.nat(), { maxLength: 40 }), (values, asked) => {
      for (const make of Object.values(exchanges)) {
        using(make, (exchange) => {
          const c = column(exchange, values)
          expect(c.length).toBe(values.length)
          const seen: number[] = []
          for (let i = 0; i < c.length; ) {
            const part = c.stretch(i)
            const at = asked[i % (asked.length || 1)] ?? 0
            expect(c.get(at % c.length)).toBe(values[at % c.length])
            expect(part.length).toBeGreaterThan(0)
            seen.push(...part)
            i += part.length
          }
          expect(seen).toEqual(values)
          expect(values.map((_, i) => c.get(i))).toEqual(values)
          if (values.length > 0) expect(c.stretch(values.length - 1)).toEqual(Uint32Array.of(values.at(-1)!))
        })
      }
    }),
    { numRuns: 40 },
  )
})
it('unmix takes mix back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (h) => {
      expect(unmix(mix(h))).toBe(h)
      expect(mix(unmix(h))).toBe(h)
    }),
  )
})
