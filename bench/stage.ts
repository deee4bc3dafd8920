// The sketch stage alone: a file is read, its records are scanned, and each text becomes tokens, shingles, a sketch and band keys. What
// bench/native/sketch.c does, and Unicode besides.
//   node build/bench/stage.js FILE.jsonl

import { statSync } from 'node:fs'
import { createArena } from '../src/kernel/memory.js'
import { MAX_RECORD, openReader } from '../src/read/reader.js'
import { read } from '../src/shingle.js'
import { bands, sketch } from '../src/sketch.js'

const at = process.argv[2]
if (at === undefined) throw new Error('usage: stage.js FILE.jsonl')
const fields = { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }
const reader = openReader(
  [{ path: at, at, format: 'jsonl', size: statSync(at).size, against: false }],
  fields,
  { maxRecord: MAX_RECORD },
  () => {},
)
const arena = createArena(4 << 20)
let texts = 0
let sum = 0
reader.records(
  0,
  (record) => {
    arena.reset()
    arena.reserve(8)
    const keys = bands(arena, sketch(arena, read(arena, record.text)))
    texts++
    for (let i = 0; i < keys.length; i++) sum = (sum ^ keys[i]!) >>> 0
  },
  () => {},
)
reader.close()
console.log(`${texts} texts, ${sum.toString(16)}`)
