// Files that somebody else wrote: whatever stands in a configuration, a recipe or a baseline, the answer is a value or a UsageError with a
// place, and never a crash, a changed prototype or a wrong value let through.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { Entry } from '../../src/cli/baseline.js'
import { baselineAt, baselineText } from '../../src/cli/baseline.js'
import { settable, settingsOf } from '../../src/cli/config.js'
import { recipeOf } from '../../src/cli/recipe.js'
import { UsageError } from '../../src/cli/usage.js'
import { bounds, standard } from '../../src/recipe.js'
import { json } from '../../src/write/escape.js'

const dir = mkdtempSync(join(tmpdir(), 'dittograph-hostile-'))
afterAll(() => rmSync(dir, { recursive: true }))
const file = join(dir, 'x.json')

const key = fc.oneof(
  fc.constantFrom(...settable, 'extends', '$schema', '__proto__', 'constructor', 'name', 'schema', 'findings'),
  fc.constantFrom(...Object.keys(standard), ...Object.values(bounds).flatMap((group) => Object.keys(group))),
  fc.string(),
)
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      null,
      true,
      false,
      0,
      -1,
      1.5,
      1e300,
      'x',
      '',
      'cut',
      'none',
      '-',
      './x.json',
      'y\0.json',
      `${'z'.repeat(300)}.json`,
      '../../etc',
      '\u001b[31m',
    ),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(key, tie('any'), { maxKeys: 5 }),
  ),
})).any
/** Whole JSON, and JSON with one character gone or changed. */
const content = fc
  .tuple(
    fc.dictionary(key, value, { maxKeys: 6 }),
    fc.nat(),
    fc.option(fc.constantFrom('', '"', '{', ',', '\\', '//', '\0')),
  )
  .map(([object, at, damage]) => {
    const text = JSON.stringify(object)
    return damage === null ? text : text.slice(0, at % text.length) + damage + text.slice((at % text.length) + 1)
  })

async function answers(text: string, read: () => unknown): Promise<void> {
  writeFileSync(file, text)
  try {
    await read()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    expect(error.message).toMatch(/x\.json/)
    expect(error.message).not.toBe('')
  }
  expect(Object.keys(Object.prototype)).toEqual([])
}

test.each<[string, () => unknown]>([
  ['configuration', () => settingsOf({ config: file, inputs: [] }, dir)],
  ['recipe', () => recipeOf('./x.json', file)],
  ['baseline', () => baselineAt(file, 'x.json')],
])('any %s', async (_, read) => {
  await fc.assert(
    fc.asyncProperty(content, (text) => answers(text, read)),
    { numRuns: 400 },
  )
})

test('a baseline that was written is read again, in one order', () => {
  const entry: fc.Arbitrary<Entry> = fc.record({
    fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
    kind: fc.constantFrom('repeat', 'copy', 'part', 'passage', 'boilerplate'),
    article: fc.string({ unit: 'binary', minLength: 1 }),
    words: fc.string({ unit: 'binary' }),
  })
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: (one) => one.fingerprint }), (entries) => {
      const text = [...baselineText(entries, json)].join('')
      expect([...baselineText([...entries].reverse(), json)].join('')).toBe(text)
      expect(text.split('\n')).toHaveLength(entries.length + 6)
      writeFileSync(file, text)
      const read = baselineAt(file, 'x.json')
      expect(new Map(entries.map((one) => [one.fingerprint, one]))).toEqual(new Map(read))
    }),
    { numRuns: 200 },
  )
})
