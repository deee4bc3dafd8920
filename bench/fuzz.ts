// Inputs that nobody would write, for as long as you like: mutations of every format (bench/mutate.ts) are cleaned and restored, undo
// bundles are forged and restored from (bench/attempt.ts says what must hold). What reaches code that nothing reached before is kept
// and mutated further: V8 counts the blocks of src/read, src/store and src/clean.ts that ran.
//
//   npm run fuzz -- --minutes 10 [--seed 7] [--only jsonl|bundle]
// A failure is made as small as it will get, printed, and written to test/fuzz/found, where a test tries it from then on.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { forge, tryBundle, tryReaders } from './attempt.js'
import { kinds } from './kinds.js'
import { dice, mutated, smallest } from './mutate.js'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
  },
})
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
const until = Date.now() + Number(values.minutes) * 60_000
const roll = dice(seed)
const root = mkdtempSync(join(tmpdir(), 'dittograph-fuzz-'))
const found = join(import.meta.dirname, '../../test/fuzz/found')

const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
const blocks = new Map<string, number>()
/** Blocks that ran for the first time. */
function news(): number {
  let fresh = 0
  session.post('Profiler.takePreciseCoverage', (_, answer) => {
    for (const { url, functions } of answer?.result ?? []) {
      const name = /\/dist\/((?:read|store)\/.*|clean)\.js$/.exec(url)?.[1]
      if (name === undefined) continue
      for (const { ranges } of functions)
        for (const { startOffset, endOffset, count } of ranges) {
          const key = `${name}:${startOffset}-${endOffset}`
          if (count > 0 && blocks.get(key) !== 1) {
            blocks.set(key, 1)
            fresh++
          } else if (!blocks.has(key)) blocks.set(key, 0)
        }
    }
  })
  return fresh
}

const at = (path: string): string => new URL(`../../dist/${path}`, import.meta.url).href
const program = {
  ...((await import(at('index.js'))) as typeof import('../src/index.js')),
  useTwin: ((await import(at('kernel/wasm.js'))) as typeof import('../src/kernel/wasm.js')).useTwin,
}

const tally = new Map<string, Record<string, number>>()
const count = (what: string, how: string): void => {
  const of = tally.get(what) ?? {}
  of[how] = (of[how] ?? 0) + 1
  tally.set(what, of)
}
/** An execution that takes longer is a failure: inputs are 64 KiB at most. */
const MOST_SECONDS = 20

const pools = new Map(
  Object.entries(kinds).map(([name, { seeds }]) => [name, seeds.map((text) => Buffer.from(text))] as const),
)
const bundle = forge(program, join(root, 'forge'), {
  'a.txt': kinds.text!.seeds[0]!,
  'b.txt': kinds.text!.seeds[1]!,
  'sub/c.jsonl': kinds.jsonl!.seeds[0]!,
  'z.md': kinds.md!.seeds[0]!,
})
news()

const names = [...Object.keys(kinds), 'bundle'].filter((name) => name.includes(values.only))
if (names.length === 0) throw new Error(`--only ${values.only}: there are ${Object.keys(kinds).join(', ')} and bundle`)
let failures = 0
try {
  for (let n = 0; Date.now() < until; n++) {
    const name = names[n % names.length]!
    if (name === 'bundle') {
      const of = roll(2 ** 30)
      try {
        count(name, tryBundle(program, bundle, dice(of)))
      } catch (error) {
        failed(name, `${of}\n`, 'seed', error)
      }
      continue
    }
    const { extension, words, pack } = kinds[name]!
    const pool = pools.get(name)!
    const of = pool[roll(pool.length)]!
    const input = Buffer.from(mutated(of, roll, words, pool))
    const beside = pool[roll(pool.length)]!
    const files = (bytes: Uint8Array): Record<string, Uint8Array> => {
      const packed = pack === undefined ? bytes : pack(bytes)
      return {
        [`a.${extension}`]:
          pack !== undefined && n % 2 === 0 ? mutated(Buffer.from(packed), dice(n), [], [of]) : packed,
        [`b.${extension}`]: pack?.(beside) ?? beside,
      }
    }
    const start = Date.now()
    try {
      count(name, tryReaders(program, join(root, 'desk'), files(input), n % 8 === 0))
      if (Date.now() - start > MOST_SECONDS * 1000) throw new Error(`it took ${(Date.now() - start) / 1000} s`)
    } catch (error) {
      const message = (error as Error).message
      const fails = (bytes: Uint8Array): boolean => {
        try {
          tryReaders(program, join(root, 'small'), files(bytes), n % 8 === 0)
          return false
        } catch (other) {
          return kindOf((other as Error).message) === kindOf(message)
        }
      }
      failed(name, files(smallest(input, fails))[`a.${extension}`]!, extension, error)
    }
    if (news() > 0 && pool.length < 400) pool.push(input)
  }
} finally {
  rmSync(root, { recursive: true, force: true })
}

function failed(name: string, input: Uint8Array | string, extension: string, error: unknown): void {
  failures++
  count(name, 'failed')
  mkdirSync(found, { recursive: true })
  const file = join(found, `${name.replaceAll(' ', '-')}-${seed}-${failures}.${extension}`)
  writeFileSync(file, input)
  console.error(`${file}: ${error instanceof Error ? error.stack : String(error)}`)
  if (failures >= 20) throw new Error('twenty failures are enough for one run')
}

/** A message without what differs from input to input. */
function kindOf(message: string): string {
  return message.replace(/[0-9a-f]{8,}|\d+|"[^"]*"/g, '#').slice(0, 60)
}

const ran = [...blocks.values()].filter((hit) => hit > 0).length
console.log(
  '| what is mutated | executions | taken | refused, with a word | failed | inputs kept because they reached new code |',
)
console.log('|---|---|---|---|---|---|')
for (const name of names) {
  const of = tally.get(name) ?? {}
  const all = Object.values(of).reduce((sum, n) => sum + n, 0)
  const kept = (pools.get(name)?.length ?? 0) - (kinds[name]?.seeds.length ?? 0)
  console.log(
    `| ${name} | ${all} | ${(of.cleaned ?? 0) + (of.restored ?? 0)} | ${of.refused ?? 0} | ${of.failed ?? 0} | ${name === 'bundle' ? '' : kept} |`,
  )
}
console.log(`\nseed ${seed}; ${ran} of ${blocks.size} blocks of src/read, src/store and src/clean.ts ran`)
process.exitCode = failures === 0 ? 0 : 1
