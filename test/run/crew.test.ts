// Threads: whatever their number, the answers are the same and come in the order of the batches. The threads run dist/worker.js, as the command does.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { Comparer } from '../../src/comparer.js'
import { COMPARE, createHand, MEASURE, Pairings, SHARES, Texts } from '../../src/jobs.js'
import { Matches } from '../../src/matches.js'
import type { Crew } from '../../src/model.js'
import { standard } from '../../src/recipe.js'
import { Threads } from '../../src/run/crew.js'
import { bytes, prose, seeded } from '../stories.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const worker = new URL('../../dist/worker.js', import.meta.url)
const data = { recipe: standard, twin: false }
const dir = mkdtempSync(join(tmpdir(), 'dittograph-crew-'))
afterAll(() => rmSync(dir, { recursive: true }))

const match = (answer: Uint32Array): unknown => {
  const matches = new Matches()
  matches.take(0, 1, answer, SHARES)
  return matches.length === 0 ? null : matches.match(0)
}

/** Batches of texts, one of them larger than a slot, one with an answer larger than a slot, and of pairs; and all answers in the order in which they were taken. */
function answers(crew: Crew): string[] {
  const random = seeded(7)
  const out: string[] = []
  const texts = Array.from({ length: 60 }, () => prose(random, 20 + random(200)))
  const long = Array.from({ length: 12_000 }, (_, i) => `${i}x`).join(' ')
  texts[7] = `${prose(random, 60)}\n\n${texts[6]}`
  texts[20] = texts[19]!.replace(/ \S+ /, ' other ')
  texts[30] = long.repeat(25) // 2 MB: no slot takes it
  texts[31] = 'a\n'.repeat(300_000) // a passage a line
  let at = 0
  for (const size of [1, 5, 3, 20, 1, 1, 29]) {
    const batch = new Texts()
    for (const text of texts.slice(at, at + size)) batch.add(at++, bytes(text), true)
    const name = `${batch.keys[0]}-${at}`
    crew.run(MEASURE, batch.close(), (row) =>
      out.push(`measured ${name}: ${Buffer.from(row.slice().buffer).toString('base64')}`),
    )
  }
  for (let first = 0; first < 20; first++) {
    const batch = new Pairings()
    for (const i of [first, first + 1]) batch.side(i, bytes(texts[i]!), [], [])
    batch.pair(first, first + 1)
    crew.run(COMPARE, batch.close(), (answer) => out.push(`compared ${first}: ${JSON.stringify(match(answer))}`))
  }
  crew.finish()
  return out
}

test('answers do not depend on the number of threads', () => {
  const hand = createHand(standard, new Comparer(standard))
  const wanted = answers(new Threads(0, worker, data, hand))
  expect(wanted).toHaveLength(27)
  expect(wanted.some((answer) => answer.includes('"kind":"copy"'))).toBe(true)
  for (const threads of [1, 3]) {
    const crew = new Threads(threads, worker, data, hand)
    // Twice: the second time the slots have been used.
    expect(answers(crew)).toEqual(wanted)
    expect(answers(crew)).toEqual(wanted)
    crew.close()
  }
})

test('threads that cannot start leave the work to the caller, who does all of it', () => {
  const hand = createHand(standard, new Comparer(standard))
  const crew = new Threads(1, new URL('file:///no/such/module.js'), data, hand, 200)
  expect(answers(crew)).toEqual(answers(new Threads(0, worker, data, hand)))
  crew.close()
})

test('-j 1, 2 and 4, kernel and twin: the same report, byte for byte', () => {
  const report = (...words: string[]): string => {
    const file = join(dir, 'report.jsonl')
    const args = ['dist/cli/main.js', 'scan', 'corpus', '-q', '--fail-on', 'none', '-r', `jsonl=${file}`, ...words]
    execFileSync(process.execPath, args, { cwd: root })
    return readFileSync(file, 'utf8')
  }
  const one = report('-j', '1')
  expect(one.split('\n').length).toBeGreaterThan(100)
  for (const words of [
    ['-j', '2'],
    ['-j', '4'],
    ['--kernel', 'plain'],
    ['--kernel', 'plain', '-j', '3'],
  ])
    expect(report(...words)).toBe(one)
})

// Was wrong once: both slots of a thread that died were waited for, a minute each, and a memory that could not be had ended the run.
test.runIf(process.platform === 'linux')(
  'where memory of WebAssembly cannot be reserved the twin does the work',
  () => {
    const args = [
      '-c',
      'ulimit -v 8000000; exec "$0" "$@"',
      process.execPath,
      'dist/cli/main.js',
      'scan',
      'corpus',
      '-q',
    ]
    const more = ['--fail-on', 'none', '-r', 'jsonl']
    const held = execFileSync('bash', [...args, ...more, '-j', '1'], { cwd: root, maxBuffer: 1 << 28 })
    expect(
      held.equals(execFileSync(process.execPath, [...args.slice(3), ...more], { cwd: root, maxBuffer: 1 << 28 })),
    ).toBe(true)
  },
)
