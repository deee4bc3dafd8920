// The JSON Schema of a configuration file, made of the table of flags: what an editor completes and underlines. schema.json in the package
// is written by scripts/schema.ts.
import { settable } from './config.js'
import type { Flag, Name } from './flags.js'
import { flags } from './flags.js'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export function configSchema(): { readonly [key: string]: Json } {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of dittograph',
    description:
      'dittograph.json, dittograph.jsonc, .dittograph.json, or "dittograph" in package.json. Keys are the flags of the command line.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      extends: {
        description: 'JSON files whose settings come first, relative to this one',
        ...listOf({ type: 'string', minLength: 1 }),
      },
      ...Object.fromEntries(settable.map((name) => [name, property(name)])),
    },
  }
}

const listOf = (one: { readonly [key: string]: Json }): { readonly [key: string]: Json } => ({
  anyOf: [one, { type: 'array', items: one }],
})

function property(name: Name): Json {
  const { meaning, unit, standard, kind, value, hint }: Flag = flags[name]
  const description = `${meaning}${unit === undefined ? '' : ` (${unit})`}`
  if (value === undefined) return { description, type: 'boolean', ...(kind === 'switch' ? { default: false } : {}) }
  const number = hint.type === 'count' || hint.type === 'share'
  const facts = {
    description,
    ...(standard === undefined ? {} : { default: number ? Number(standard) : kind === 'many' ? [standard] : standard }),
  }
  return { ...facts, ...(kind === 'many' ? listOf(typeOf(hint)) : typeOf(hint)) }
}

function typeOf({ type, words }: Flag['hint']): { readonly [key: string]: Json } {
  if (words !== undefined && type === undefined) return { enum: words }
  if (type === 'count') return { type: 'integer', minimum: 0 }
  if (type === 'share') return { type: 'number', minimum: 0, maximum: 1 }
  if (type === undefined || type === 'size') return { type: ['string', 'integer'] }
  return { type: 'string', minLength: 1 }
}
