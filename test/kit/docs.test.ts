// The pages of docs/: their numbers are those of the recipe, their codes those of the program, and reports lead to them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { rules } from '../../scripts/rules.js'
import { troubles } from '../../scripts/troubles.js'
import { rulePage, topic } from '../../src/cli/topics.js'
import { codes } from '../../src/cli/usage.js'
import { bounds, standard } from '../../src/recipe.js'
import { HOME } from '../../src/write/home.js'
import { kinds } from '../../src/write/sentence.js'
import { sources } from '../laws/sources.js'

const root = join(import.meta.dirname, '..', '..')
const page = (path: string): string => readFileSync(join(root, path), 'utf8')

test.each(kinds)('the page of %s says what its template says, with the numbers of the recipe', (kind) => {
  const said = page(`docs/rules/${kind}.md`)
  const { title, means, decided, todo, silence, files, numbers } = rules[kind]
  for (const words of [title, means, ...decided, ...todo, ...silence, ...Object.keys(files)])
    expect(said).toContain(words)
  expect(numbers.length).toBeGreaterThan(2)
  for (const [name, meaning] of numbers) {
    const [group, key] = name.split('.') as [keyof typeof bounds, string]
    const value = (standard[group] as unknown as Record<string, number>)[key]
    expect(said).toContain(`| \`${name}\` | ${value} | ${meaning} |`)
    // The table says that a recipe may change them.
    expect((bounds[group] as Record<string, unknown>)[key]).not.toBe('fixed')
  }
})

test('every number of a kind stands on some page', () => {
  const told = new Set(Object.values(rules).flatMap(({ numbers }) => numbers.map(([name]) => name)))
  const all = Object.entries(bounds).flatMap(([group, of]) =>
    Object.entries(of).flatMap(([key, bound]) => (bound === 'fixed' ? [] : [`${group}.${key}`])),
  )
  expect(all.filter((name) => !told.has(name))).toEqual([])
})

test('every code of the program stands in docs/errors.md, and no other', () => {
  const inSource = new Set(
    sources.flatMap(([, code]) => [...code.matchAll(/['"]([EN]_[A-Z0-9_]+)['"]/g)].map(([, name]) => name!)),
  )
  const told = [...page('docs/errors.md').matchAll(/^\| `([EN]_[A-Z0-9_]+)` \|/gm)].map(([, name]) => name!)
  expect([...inSource].filter((name) => !told.includes(name))).toEqual([])
  const known = new Set([...Object.keys(codes), ...troubles.map(([name]) => name)])
  expect(told.filter((name) => !known.has(name))).toEqual([])
  expect(told.filter((name) => !inSource.has(name) && !(name in codes))).toEqual([])
})

test('help tells of every kind and every code what the pages say, and the package brings them along', () => {
  const { files, name } = JSON.parse(page('package.json')) as { files: string[]; name: string }
  expect(files).toContain('docs')
  expect(HOME).toContain(name)
  for (const kind of kinds) {
    expect(readFileSync(fileURLToPath(rulePage(kind)), 'utf8')).toBe(page(`docs/rules/${kind}.md`))
    expect(topic(kind)).toMatch(new RegExp(`^# dittograph/${kind}\\n`))
    expect(topic(`dittograph/${kind}`)).toContain(rules[kind].means)
    expect(topic('rules')).toContain(`dittograph help ${kind} | ${rules[kind].title}`)
  }
  for (const [code] of troubles) expect(topic(code)).toMatch(new RegExp(`^${code}: (?:error|note): .`, 'm'))
  for (const code of Object.keys(codes)) expect(topic(code)).toMatch(new RegExp(`^${code}: .`))
  expect(() => topic('E_NO_TEX')).toThrow('(did you mean E_NO_TEXT?)')
})
