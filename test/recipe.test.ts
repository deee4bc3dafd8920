// Recipes: the standard lies within its bounds, and no recipe within them breaks a law of the street.
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clean } from '../src/index.js'
import type { Bound, Recipe } from '../src/recipe.js'
import { bounds, standard } from '../src/recipe.js'
import { corpora, inside } from './laws/corpora.js'

const groups = Object.entries(bounds) as [keyof typeof bounds, Record<string, Bound | 'fixed'>][]
const usual = (group: keyof typeof bounds, key: string): number => (standard[group] as Record<string, number>)[key]!

test('every number has its bound, and the standard keeps it', () => {
  const { name: _, ...numbers } = standard
  expect(Object.keys(bounds)).toEqual(Object.keys(numbers))
  for (const [group, keys] of groups) {
    expect(Object.keys(keys)).toEqual(Object.keys(standard[group]))
    for (const [key, bound] of Object.entries(keys)) {
      if (bound === 'fixed') continue
      expect(usual(group, key)).toBeGreaterThanOrEqual(bound.least)
      expect(usual(group, key)).toBeLessThanOrEqual(bound.most)
      if (bound.whole) expect(Number.isInteger(usual(group, key))).toBe(true)
    }
  }
})

/** A number near the standard, or at an end of its bounds. */
const number = (group: keyof typeof bounds, key: string, bound: Bound | 'fixed'): fc.Arbitrary<number> => {
  if (bound === 'fixed') return fc.constant(usual(group, key))
  const { least, most, whole } = bound
  const near = whole
    ? fc.integer({ min: least, max: Math.min(most, 50) })
    : fc.double({ min: least, max: most, noNaN: true })
  return fc.oneof(fc.constant(usual(group, key)), fc.constantFrom(least, most), near)
}
const recipes = fc.record(
  Object.fromEntries(
    groups.map(([group, keys]) => [
      group,
      fc.record(Object.fromEntries(Object.entries(keys).map(([key, bound]) => [key, number(group, key, bound)]))),
    ]),
  ),
) as unknown as fc.Arbitrary<Omit<Recipe, 'name'>>

test('whatever the numbers, what is cleaned can be restored and the accounts hold', () => {
  fc.assert(
    fc.property(corpora, recipes, (corpus, numbers) => {
      inside(corpus, (dir, root) => {
        const recipe: Recipe = { name: 'random', ...numbers }
        // clean restores every input in memory and compares; the report asserts both equations.
        const cleaned = clean({
          patterns: [dir],
          root: dir,
          recipe,
          out: join(root, 'out'),
          maxRemoved: 1,
          boilerplate: 'cut',
        })
        cleaned.scan.close()
      })
    }),
    { numRuns: 60 },
  )
})
