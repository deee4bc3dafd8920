// What a run decides by: recipe, options, fields, in one file that every stage is given. Its fingerprint stands in each trailer, so that two recipes
// or two versions in one run are found out.
import { readFileSync } from 'node:fs'
import type { Fields } from '../model.js'
import type { Options } from '../pipeline.js'
import type { Recipe } from '../recipe.js'
import { StageError } from './wire.js'

/** How files are read. */
export interface Reading {
  readonly fields: Fields
  readonly maxRecord: number
  readonly maxDecompressed: number | null
  readonly encoding: string | null
}

export interface Settings extends Reading {
  readonly schema: 'dittograph-stage/1'
  readonly version: string
  /** Names version, recipe and options, as in a report's header. */
  readonly fingerprint: string
  readonly recipe: Recipe
  readonly options: Omit<Options, 'known'>
  /** The list of `--boilerplate-from`, or null. */
  readonly known: readonly string[] | null
  readonly skipped: 'keep' | 'drop'
  /** The options as the header tells them. */
  readonly said: unknown
}

/** Reads the settings of a run; refuses those of another version, whose stages may decide otherwise. */
export function settingsAt(file: string, version: string): Settings {
  let settings: Settings
  try {
    settings = JSON.parse(readFileSync(file, 'utf8')) as Settings
  } catch (error) {
    throw new StageError(`the settings cannot be read (${(error as NodeJS.ErrnoException).code ?? 'no JSON'}): ${file}`)
  }
  if (settings.schema !== 'dittograph-stage/1') throw new StageError(`${file} holds no settings of a plan`)
  if (settings.version !== version)
    throw new StageError(
      `the plan was made by version ${settings.version}, and this is ${version}: install one of them everywhere`,
    )
  return settings
}

export const optionsOf = ({ options, known }: Settings): Options => ({
  ...options,
  known: known === null ? null : new Set(known),
})
