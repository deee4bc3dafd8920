// What grouping costs: CPU nanoseconds a row, in memory and spilled, for one band of a million articles and for the anchors of 250 MB.
//
//   npm run -s bench:exchange
//
// A fifth of the rows repeats the key of an earlier one. The median of five runs in one process.
import type { Exchange } from '../src/model.js'
import { memoryExchange } from '../src/store/exchange.js'
import { spillingExchange } from '../src/store/spill.js'

/** Marsaglia's xorshift: the same numbers every time. */
let state = 12345
function random(): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return state >>> 0
}

function cpu(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) * 1000
}

const median = (ns: number[]): string => ns.sort((a, b) => a - b)[ns.length >> 1]!.toFixed(1)

function measure(name: string, exchange: Exchange, rows: number, parts: number): void {
  const keys = Array.from({ length: parts }, () => exchange.column())
  const of = exchange.column()
  const recent = new Uint32Array(parts << 12)
  for (let i = 0; i < rows; i++) {
    const again = i > 4096 && random() % 5 === 0
    const from = random() % 4096
    for (let k = 0; k < parts; k++) {
      const key = again ? recent[parts * from + k]! : random()
      keys[k]!.push(key)
      recent[parts * (i % 4096) + k] = key
    }
    of.push(i)
  }
  const shared: number[] = []
  const sorted: number[] = []
  for (let run = 0; run < 5; run++) {
    shared.push(cpu(() => exchange.shared(keys, of, () => {})) / rows)
    sorted.push(cpu(() => exchange.group(keys, () => {}, 2)) / rows)
  }
  process.stdout.write(
    `${name.padEnd(8)} ${String(rows).padStart(8)} rows, ${parts} key${parts > 1 ? 's' : ''}: shared ${median(shared)} ns a row; group, at least 2: ${median(sorted)} ns\n`,
  )
}

for (const [rows, parts] of [
  [20_000, 1],
  [1_000_000, 1],
  [9_000_000, 2],
] as const) {
  measure('memory', memoryExchange(), rows, parts)
  const spilling = spillingExchange(0)
  measure('spilled', spilling, rows, parts)
  spilling.close()
}
