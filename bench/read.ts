// How fast JSONL is read: once through, and record by record again, with the kernel and without it.
//
//   npm run build && npm run bench:read -- FILE.jsonl [RUNS]
//
// CPU is user + system of this process, medians; MB are of the file (of the records asked for, where they are read again). The reader is that of
// dist/, beside which the kernel lies.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Reader } from '../src/model.js'

const [file, runs = '5'] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: npm run bench:read -- FILE.jsonl [RUNS]')
  process.exit(2)
}
const dist = join(import.meta.dirname, '../../dist')
const { openReader }: typeof import('../src/read/reader.js') = await import(join(dist, 'read/reader.js'))
const { useTwin }: typeof import('../src/kernel/wasm.js') = await import(join(dist, 'kernel/wasm.js'))
const { size } = statSync(file)
const fields = { text: ['text', 'content'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }

type Place = readonly [at: number, end: number, line: number]
const inOrder: Place[] = []
/** Every record once, far from one another; every seventh with a partner close by. */
const far: Place[] = []
const partners: Place[] = []

function measure(read: (reader: Reader) => void): number {
  const taken: number[] = []
  for (let i = 0; i < Number(runs); i++) {
    const source = { path: file!, at: file!, format: 'jsonl', size, against: false } as const
    const reader = openReader([source], fields, { maxRecord: 64 << 20 }, () => {})
    const before = process.cpuUsage()
    read(reader)
    const { user, system } = process.cpuUsage(before)
    taken.push((user + system) / 1e6)
    reader.close()
  }
  return taken.sort((x, y) => x - y)[taken.length >> 1]!
}

let seen = 0
const pass = (reader: Reader): void =>
  reader.records(0, (r) => {
    seen += r.text.length + (r.id?.length ?? 0) + (r.outlet?.length ?? 0)
  })
const again =
  (places: readonly Place[]) =>
  (reader: Reader): void => {
    for (const [at, end, line] of places) seen += reader.record(0, at, end, line).text.length
    reader.unchanged()
  }
const listing = openReader(
  [{ path: file, at: file, format: 'jsonl', size, against: false }],
  fields,
  { maxRecord: 64 << 20 },
  () => {},
)
listing.records(0, (r) => {
  if (r.skipped === null) inOrder.push([r.at, r.end, r.line])
})
listing.close()
const step = 7919 // a prime: every record is met once unless their number is a multiple of it
for (const [i, place] of inOrder.entries()) {
  far.push(inOrder[(i * step) % inOrder.length]!)
  partners.push(place)
  if (i % 7 === 0) partners.push(inOrder[Math.min(inOrder.length - 1, i + (i % 20))]!)
}
const bytes = (places: readonly Place[]): number => places.reduce((n, [at, end]) => n + end - at, 0)

const rows: [string, (reader: Reader) => void, number, number][] = [
  ['once through', pass, size, inOrder.length],
  ['again, in order', again(inOrder), bytes(inOrder), inOrder.length],
  ['again, with partners', again(partners), bytes(partners), partners.length],
  ['again, far from one another', again(far), bytes(far), far.length],
]
const kernel = rows.map(([, read]) => measure(read))
useTwin()
const twin = rows.map(([, read]) => measure(read))
console.log(
  `${(size / 1e6).toFixed(1)} MB, ${inOrder.length} records, ${runs} runs each, medians; node ${process.version}`,
)
console.log('| read | kernel MB/s | us a record | plain MB/s | plain / kernel (CPU) |')
console.log('|---|---|---|---|---|')
for (const [i, [name, , size, count]] of rows.entries())
  console.log(
    `| ${name} | ${(size / kernel[i]! / 1e6).toFixed(0)} | ${((kernel[i]! / count) * 1e6).toFixed(1)} | ${(size / twin[i]! / 1e6).toFixed(0)} | ${(twin[i]! / kernel[i]!).toFixed(1)} |`,
  )
if (seen === 0) console.log('no record has a text')
