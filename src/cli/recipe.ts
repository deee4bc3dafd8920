// --recipe NAME|FILE -> the numbers. A file holds what is to differ from the standard recipe, and nothing else:
//
//   { "name": "strict", "copy": { "jaccard": 0.7, "containment": 0.9 } }   // comments are fine
//
// Its name stands in the header of the report, and the numbers beside it. Every number is checked against its bounds (../recipe.ts); those
// that are built into the kernels can be repeated and not changed.
// Law: a file that changes nothing but the name gives the standard numbers, in their order, so that fingerprints are those of the numbers.
import { didYouMean } from '../nearest.js'
import type { Recipe } from '../recipe.js'
import { bounds, recipes as byName, standard } from '../recipe.js'
import { recipes } from './flags.js'
import type { Member, Placed } from './jsonc.js'
import { textOf, treeOf, what } from './jsonc.js'
import type { Code } from './usage.js'
import { UsageError } from './usage.js'

const RECIPE: Code = 'E_RECIPE'

/** The recipe that --recipe names; `at` is where the file lies. */
export function recipeOf(named: string, at: string): Recipe {
  const known = byName[named]
  if (known) return known
  return recipeFrom(treeOf(textOf(at, named, RECIPE), named, RECIPE))
}

function recipeFrom(tree: Placed): Recipe {
  const groups: Readonly<Record<string, Readonly<Record<string, number>>>> = numbersOf(standard)
  const asked = objectOf(tree, 'a recipe is an object of groups of numbers')
  known(asked, ['name', '$schema', ...Object.keys(groups)], 'a recipe')
  const name = asked.get('name')
  const out: Record<string, unknown> = { name: name === undefined ? 'custom' : nameOf(name) }
  for (const [group, numbers] of Object.entries(groups)) {
    const member = asked.get(group)
    const mine = member === undefined ? null : objectOf(member.value, `"${group}" is an object of numbers`)
    if (mine !== null) known(mine, Object.keys(numbers), `"${group}"`)
    out[group] = Object.fromEntries(
      Object.entries(numbers).map(([key, value]) => {
        const one = mine?.get(key)
        return [key, one === undefined ? value : numberOf(one, group, key, value)]
      }),
    )
  }
  return out as unknown as Recipe
}

const numbersOf = ({ name: _, ...groups }: Recipe): Omit<Recipe, 'name'> => groups

function objectOf(tree: Placed, expected: string): ReadonlyMap<string, Member> {
  if (tree.value instanceof Map) return tree.value as ReadonlyMap<string, Member>
  throw new UsageError(`${tree.at}: ${expected}, not ${what(tree)}`, RECIPE)
}

function known(asked: ReadonlyMap<string, Member>, keys: readonly string[], whole: string): void {
  for (const [key, { at }] of asked)
    if (!keys.includes(key))
      throw new UsageError(`${at}: ${whole} has no "${key}"${didYouMean(key, keys)}: it has ${keys.join(', ')}`, RECIPE)
}

/** The name is printed in reports and compared by people. */
function nameOf({ at, value }: Member): string {
  if (typeof value.value === 'string' && /^[\w][\w.+-]{0,63}$/.test(value.value) && !recipes.includes(value.value))
    return value.value
  throw new UsageError(
    `${at}: "name" takes 1 to 64 letters, digits and . + - _, and no name that is taken (${recipes.join(', ')}), not ${what(value)}`,
    RECIPE,
  )
}

function numberOf({ at, value: tree }: Member, group: string, key: string, usual: number): number {
  const { value } = tree
  const bound = (bounds as Readonly<Record<string, Readonly<Record<string, (typeof bounds)['copy']['jaccard']>>>>)[
    group
  ]![key]!
  const as = `${at}: "${group}.${key}"`
  if (bound === 'fixed') {
    if (value === usual) return usual
    throw new UsageError(
      `${as} is ${usual}, built into the kernels, and cannot be changed here: take the line out`,
      RECIPE,
    )
  }
  const { least, most, whole } = bound
  if (typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value
  throw new UsageError(
    `${as} takes a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not ${what(tree)} (the standard is ${usual})`,
    RECIPE,
  )
}
