// Writes invented news (news.ts) to a file of JSONL, to a folder of texts, and what was planted in it to a third file.
//
//   npx tsc -p tsconfig.scripts.json
//   node build/bench/generate.js --size 250M --seed 1 --out news.jsonl --truth truth.jsonl
//   node build/bench/generate.js --articles 100000 --files folder
//
//   --size 250M          end before the file would be longer (K, M, G: powers of ten); for --files bytes of text
//   --articles N         end after as many
//   --mean-bytes 2565    of a record
//   --script mixed       or english, arabic, chinese
//   --seed 1             another corpus
//   --out FILE           JSONL: id, source, date, title, url, text
//   --files DIR          a thousand texts a folder, DIR/000/000000.txt; DIR must not exist
//   --truth FILE         JSONL: one line for each planted copy, boilerplate, repeat
//
// The same arguments write the same bytes on every machine. Memory does not grow with the size.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Planted, Shape } from './news.js'
import { newsroom, standard } from './news.js'

const { values: asked } = parseArgs({
  options: {
    size: { type: 'string' },
    articles: { type: 'string' },
    'mean-bytes': { type: 'string', default: String(standard.meanBytes) },
    script: { type: 'string', default: standard.script },
    seed: { type: 'string', default: String(standard.seed) },
    out: { type: 'string' },
    files: { type: 'string' },
    truth: { type: 'string' },
  },
})

function refuse(why: string): never {
  console.error(`${why}\nusage: node build/bench/generate.js (--size 250M | --articles N) (--out FILE | --files DIR)`)
  process.exit(2)
}

function bytes(size: string): number {
  const read = /^(\d+(?:\.\d+)?)([KMG]?)$/.exec(size) ?? refuse(`--size takes 250M or 1G, not '${size}'`)
  return Number(read[1]) * { '': 1, K: 1e3, M: 1e6, G: 1e9 }[read[2] as '' | 'K' | 'M' | 'G']
}

function whole(name: string, value: string): number {
  return /^\d+$/.test(value) ? Number(value) : refuse(`--${name} takes a whole number, not '${value}'`)
}

/** A file that is written a megabyte at a time. */
function writer(path: string): { line(text: string): void; close(): void } {
  const fd = openSync(path, 'w')
  let held = ''
  const flush = (): void => {
    const buffer = Buffer.from(held)
    for (let at = 0; at < buffer.length; ) at += writeSync(fd, buffer, at)
    held = ''
  }
  return {
    line(text) {
      held += `${text}\n`
      if (held.length > 1 << 20) flush()
    },
    close() {
      flush()
      closeSync(fd)
    },
  }
}

if (asked.size === undefined && asked.articles === undefined) refuse('--size or --articles says when to end')
if ((asked.out === undefined) === (asked.files === undefined)) refuse('one of --out and --files says where to write')
if (!['english', 'arabic', 'chinese', 'mixed'].includes(asked.script)) refuse(`no script '${asked.script}'`)

const most = asked.size === undefined ? Number.POSITIVE_INFINITY : bytes(asked.size)
const count = asked.articles === undefined ? Number.POSITIVE_INFINITY : whole('articles', asked.articles)
const { article } = newsroom({
  ...standard,
  seed: whole('seed', asked.seed),
  script: asked.script as Shape['script'],
  meanBytes: whole('mean-bytes', asked['mean-bytes']),
})
const truth = asked.truth === undefined ? null : writer(asked.truth)
const out = asked.out === undefined ? null : writer(asked.out)
if (asked.files !== undefined) mkdirSync(asked.files)

let written = 0
let n = 0
for (; n < count; n++) {
  const planted: Planted[] = []
  const record = article(n, truth ? planted : undefined)
  const line = out ? JSON.stringify(record) : record.text
  written += Buffer.byteLength(line) + 1
  if (written > most) break
  if (out) out.line(line)
  else {
    const name = String(n).padStart(6, '0')
    const folder = join(asked.files!, name.slice(0, -3))
    if (n % 1000 === 0) mkdirSync(folder)
    const fd = openSync(join(folder, `${name}.txt`), 'w')
    writeSync(fd, `${line}\n`)
    closeSync(fd)
  }
  for (const one of planted) truth!.line(JSON.stringify(one))
}
out?.close()
truth?.close()
console.error(`${n} articles`)
