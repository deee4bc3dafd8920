// A SARIF log as the tests look at it: valid by the published schema, and by what a schema cannot say. The schema is 2.1.0-rtm.5 of the
// JSON Schema Store, which Microsoft's matchers for jest bring along; it forbids properties that it does not know.
import { createRequire } from 'node:module'
import type { AnySchemaObject } from 'ajv'
import { Ajv } from 'ajv'
import type { Location, Log, Run } from 'sarif'
import { expect } from 'vitest'

const require = createRequire(import.meta.url)
const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as AnySchemaObject
// It is a draft 4, which differs from 7 in nothing that it uses but the name of its id; one pattern in it is none in Unicode mode.
const { $schema: _, id: __, ...rest } = schema
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false })
const URI = /^(?:[\w.~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$/
ajv.addFormat('uri-reference', (text: string) => URI.test(text))
ajv.addFormat('uri', (text: string) => URI.test(text) && /^[a-z][a-z0-9+.-]*:/i.test(text))
ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)))
const valid = ajv.compile(rest)

/** What is wrong with a log; nothing, mostly. */
export function faults(log: unknown): unknown[] {
  return valid(log) ? [] : (valid.errors ?? [])
}

/** The one run of a valid log. */
export function runOf(text: string): Run {
  const log = JSON.parse(text) as Log
  expect(faults(log)).toEqual([])
  expect(log.runs).toHaveLength(1)
  const run = log.runs[0]!
  expect(run.tool.driver.semanticVersion ?? '0.0.0').toMatch(/^\d+\.\d+\.\d+/)
  const rules = run.tool.driver.rules ?? []
  for (const result of run.results ?? []) {
    expect(rules[result.ruleIndex!]!.id).toBe(result.ruleId)
    const ids = (result.relatedLocations ?? []).map(({ id }) => id)
    // Every link of the message leads to a location, and there is none but ours.
    const links = [...result.message.text!.matchAll(/(?<!\\)\]\((.*?)\)/g)].map((found) => Number(found[1]))
    expect(links).toEqual(ids)
    for (const location of [...result.locations!, ...(result.relatedLocations ?? [])]) checkPlace(run, location)
  }
  return run
}

function checkPlace(run: Run, location: Location): void {
  const { artifactLocation, region } = location.physicalLocation!
  expect(run.originalUriBaseIds).toHaveProperty([artifactLocation!.uriBaseId!])
  expect(artifactLocation!.uri).not.toMatch(/^\/|^[a-z]+:|\\/i)
  expect(region!.endLine).toBeGreaterThanOrEqual(region!.startLine!)
}
