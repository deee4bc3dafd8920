// A minute's worth of `npm run fuzz`, a tenth of it: some mutations of every format and some forged bundles, and all that ever failed
// (found/, as small as it would get), tried again.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { forge, tryBundle, tryReaders } from '../../bench/attempt.js'
import { kinds } from '../../bench/kinds.js'
import { dice, mutated, smallest } from '../../bench/mutate.js'
import { clean, restore, scan, verify } from '../../src/index.js'
import { useTwin } from '../../src/kernel/wasm.js'
import { desk } from '../cli/command.js'

const program = { clean, restore, scan, verify, useTwin }
const seed = Date.now() % 2 ** 31
const bundle = { 'a.txt': kinds.text!.seeds[0]!, 'b.txt': kinds.text!.seeds[1]!, 'sub/c.jsonl': kinds.jsonl!.seeds[0]! }

test.each(Object.entries(kinds))('%s', (name, { extension, seeds, words, pack }) => {
  const roll = dice(seed)
  const pool = seeds.map((text) => Buffer.from(text))
  const dir = desk()
  for (let n = 0; n < 12; n++) {
    const input = Buffer.from(mutated(pool[roll(pool.length)]!, roll, words, pool))
    const files = { [`a.${extension}`]: pack?.(input) ?? input, [`b.${extension}`]: pack?.(pool[0]!) ?? pool[0]! }
    expect(() => tryReaders(program, dir, files, n % 4 === 0), `seed ${seed}, ${name} ${n}`).not.toThrow()
  }
})

test('bundles', () => {
  const made = forge(program, desk(), bundle)
  const roll = dice(seed)
  const said = Array.from({ length: 40 }, () => {
    const of = roll(2 ** 30)
    try {
      return tryBundle(program, made, dice(of))
    } catch (error) {
      throw new Error(`bundle ${of}: ${(error as Error).message}`, { cause: error })
    }
  })
  expect(said).toContain('refused')
})

const found = join(import.meta.dirname, 'found')
test('what failed once does not fail again', () => {
  for (const file of readdirSync(found).filter((name) => !name.startsWith('.'))) {
    const bytes = readFileSync(join(found, file))
    if (file.endsWith('.seed')) tryBundle(program, forge(program, desk(), bundle), dice(Number(bytes.toString())))
    else
      tryReaders(
        program,
        desk(),
        { [`a${file.slice(file.indexOf('.'))}`]: bytes, 'b.txt': Buffer.from(kinds.text!.seeds[0]!) },
        true,
      )
  }
})

test('a failure is made small', () => {
  const fails = (bytes: Uint8Array): boolean => Buffer.from(bytes).includes('x') && Buffer.from(bytes).includes('y')
  expect(smallest(Buffer.from('aaxbbbbbbbbbbbbbbbbbybbbb'), fails).toString()).toBe('xy')
})
