// The npm package `minhash` with its LshIndex: shingles of 5 words, 128 permutations, bands of 4 rows; each article is put into the index
// and then asked for.
//
//   node build/bench/rivals/minhash.js FILE.jsonl
/// <reference path="../../test/minhash.d.ts" />
import { readFileSync } from 'node:fs'
import { LshIndex, Minhash } from 'minhash'

const began = process.cpuUsage()
const file = readFileSync(process.argv[2]!)
const index = new LshIndex({ bandSize: 4 })
let found = 0
for (const line of file.toString('utf8').split('\n')) {
  if (line === '') continue
  const { id, text } = JSON.parse(line) as { id: string; text: string }
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const shingles = new Set<string>()
  for (let i = 0; i + 5 <= words.length; i++) shingles.add(words.slice(i, i + 5).join(' '))
  const sketch = new Minhash({ numPerm: 128 })
  for (const shingle of shingles) sketch.update(shingle)
  index.insert(id, sketch)
  found += index.query(sketch).length - 1
}
const { user, system } = process.cpuUsage(began)
console.log(JSON.stringify({ cpu: (user + system) / 1e6, bytes: file.length, found }))
