// The least a program in JavaScript does with JSONL: JSON.parse of every line, and nothing with it.
//
//   node build/bench/rivals/parse.js FILE.jsonl
//
// Chunks of 4 MiB, a line at a time: reading the file at once and splitting it needs three times its size in memory and is no faster.
import { closeSync, openSync, readSync } from 'node:fs'

const fd = openSync(process.argv[2]!, 'r')
let chunk = Buffer.allocUnsafe(4 << 20)
let held = 0
let fields = 0
for (let read: number; (read = readSync(fd, chunk, held, chunk.length - held, null)) > 0; ) {
  const end = held + read
  let start = 0
  for (let stop: number; (stop = chunk.subarray(0, end).indexOf(10, start)) >= 0; start = stop + 1)
    fields += Object.keys(JSON.parse(chunk.toString('utf8', start, stop)) as object).length
  held = end - start
  chunk.copyWithin(0, start, end)
  if (held === chunk.length) chunk = Buffer.concat([chunk], 2 * chunk.length)
}
if (held > 0) fields += Object.keys(JSON.parse(chunk.toString('utf8', 0, held)) as object).length
closeSync(fd)
console.log(fields)
