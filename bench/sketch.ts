// How close is the sketch, and how often does it propose? Random sets of shingles, ours beside npm minhash and the theory of 128 minima.
//   npx tsc -p tsconfig.scripts.json && node build/bench/sketch.js
// The output is the table in src/sketch.ts. Seeded: it prints the same each time.
/// <reference path="../test/minhash.d.ts" />
import { Minhash } from 'minhash'
import { createArena } from '../src/kernel/memory.js'
import { BANDS, bands, estimate, MINIMA, sketch } from '../src/sketch.js'

const TRIALS = 3000
const THEIR_TRIALS = 400 // it hashes each shingle 128 times
const SIZES = [30, 100, 300, 1000]

/** Mulberry32 (Tommy Ettinger, public domain). */
let state = 20261121
function random(): number {
  state = (state + 0x6d2b79f5) >>> 0
  let t = Math.imul(state ^ (state >>> 15), state | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return (t ^ (t >>> 14)) >>> 0
}

const arena = createArena(1 << 20)

/** Shingles that two sets of `size` share for a resemblance near J, and the J it is. */
function shared(size: number, J: number): { both: number; exact: number } {
  const both = Math.round((2 * size * J) / (1 + J))
  return { both, exact: both / (2 * size - both) }
}

/** One trial: the error of the estimate, and whether a band is equal. */
function ours(size: number, both: number, exact: number): { off: number; proposed: boolean } {
  arena.reset()
  const n = 2 * size - both
  const [lo, hi] = [arena.reserve(n * 4), arena.reserve(n * 4)]
  for (let i = 0; i < n; i++) {
    arena.u32[(lo >>> 2) + i] = random()
    arena.u32[(hi >>> 2) + i] = random()
  }
  arena.reserve(8 * (MINIMA + BANDS) * 4)
  const column = (at: number, from: number): Uint32Array =>
    arena.u32.subarray((at >>> 2) + from, (at >>> 2) + from + size)
  const set = (from: number): { shLo: Uint32Array; shHi: Uint32Array; shingles: number } => ({
    shLo: column(lo, from),
    shHi: column(hi, from),
    shingles: size,
  })
  const [a, b] = [sketch(arena, set(0)), sketch(arena, set(size - both))]
  const [x, y] = [bands(arena, a), bands(arena, b)]
  return { off: estimate(a, b) - exact, proposed: x.some((key, band) => key !== 0 && key === y[band]) }
}

function theirs(size: number, both: number, exact: number): number {
  const names = Array.from({ length: 2 * size - both }, () => `${random().toString(36)} ${random().toString(36)}`)
  const [a, b] = [new Minhash(), new Minhash()]
  for (const name of names.slice(0, size)) a.update(name)
  for (const name of names.slice(size - both)) b.update(name)
  return a.jaccard(b) - exact
}

const rmse = (trials: number, one: () => number): number => {
  let sum = 0
  for (let t = 0; t < trials; t++) sum += one() ** 2
  return Math.sqrt(sum / trials)
}

const row = (name: string, cells: readonly string[]): void => {
  console.log(`//   ${name.padEnd(22)}${cells.map((c) => c.padStart(8)).join('')}`.trimEnd())
}
const figures = (x: number, digits: number): string => x.toFixed(digits).replace(/^0/, '')

row('shingles', SIZES.map(String))
for (const J of [0.5, 0.8]) {
  row(
    `J ${J}: this sketch`,
    SIZES.map((size) => {
      const { both, exact } = shared(size, J)
      return figures(
        rmse(TRIALS, () => ours(size, both, exact).off),
        4,
      )
    }),
  )
  row(
    '       npm minhash',
    SIZES.map((size) => {
      const { both, exact } = shared(size, J)
      return figures(
        rmse(Math.ceil((THEIR_TRIALS * 100) / Math.max(100, size)), () => theirs(size, both, exact)),
        4,
      )
    }),
  )
  row(
    '       theory',
    SIZES.map((size) => {
      const { exact } = shared(size, J)
      return figures(Math.sqrt((exact * (1 - exact)) / MINIMA), 4)
    }),
  )
}
console.log('//')
const CURVE = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
row('proposed at J', CURVE.map(String))
for (const size of SIZES)
  row(
    `  ${size} shingles`,
    CURVE.map((J) => {
      const { both, exact } = shared(size, J)
      let proposed = 0
      for (let t = 0; t < TRIALS; t++) if (ours(size, both, exact).proposed) proposed++
      return (proposed / TRIALS).toFixed(3)
    }),
  )
row(
  '  1 - (1 - J^4)^32',
  CURVE.map((J) => (1 - (1 - J ** 4) ** 32).toFixed(3)),
)
