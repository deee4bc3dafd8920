// MinHash as one writes it in JavaScript on a Tuesday: JSON.parse, a regular expression for words, a Set of strings for shingles, 128
// permutations. Sketches only: no index, no verification, no report.
//
//   node build/bench/rivals/idiomatic.js FILE.jsonl
//
// Prints {"cpu": seconds, "bytes": …} of the work without the start of Node, as all rivals on a slice do.
import { readFileSync } from 'node:fs'

const WORDS = 5
const PERMUTATIONS = 128

const factors = Array.from({ length: PERMUTATIONS }, (_, i) => Math.imul(2 * i + 1, 0x9e3779b1) | 1)
const offsets = Array.from({ length: PERMUTATIONS }, (_, i) => Math.imul(i + 1, 0x85ebca6b))

/** FNV-1a of the UTF-16 units. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h
}

function sketch(text: string): Uint32Array {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const shingles = new Set<string>()
  for (let i = 0; i + WORDS <= words.length; i++) shingles.add(words.slice(i, i + WORDS).join(' '))
  const minima = new Uint32Array(PERMUTATIONS).fill(0xffffffff)
  for (const shingle of shingles) {
    const h = hash(shingle)
    for (let i = 0; i < PERMUTATIONS; i++) {
      const value = (Math.imul(h, factors[i]!) + offsets[i]!) >>> 0
      if (value < minima[i]!) minima[i] = value
    }
  }
  return minima
}

const began = process.cpuUsage()
const file = readFileSync(process.argv[2]!)
let sum = 0
for (const line of file.toString('utf8').split('\n'))
  if (line !== '') sum = (sum + sketch((JSON.parse(line) as { text: string }).text)[0]!) >>> 0
const { user, system } = process.cpuUsage(began)
console.log(JSON.stringify({ cpu: (user + system) / 1e6, bytes: file.length, sum }))
