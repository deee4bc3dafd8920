// What a scan says, embedded, and a plan of the same scan on disk.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { ScanAsk } from '../../src/index.js'
import { scan } from '../../src/index.js'
import { standard } from '../../src/recipe.js'
import type { Prepared, SpreadAsk } from '../../src/stage/main.js'
import { prepare } from '../../src/stage/main.js'
import { FILES, SETTINGS } from '../../src/stage/plan.js'
import { json } from '../../src/write/escape.js'

const made: string[] = []
afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true })
})

const FIELDS = { text: ['text'], id: 'id', date: 'date', title: 'title', url: 'url', source: 'source' }

export function embedded(ask: ScanAsk): string[] {
  const found = scan(ask)
  try {
    return [...found.report.records({ articles: 'all', list: false })].map((r) => json(r))
  } finally {
    found.close()
  }
}

export function planned(ask: Partial<SpreadAsk>): { prepared: Prepared; dir: string } {
  const dir = mkdtempSync(join(tmpdir(), 'dittograph-stage-'))
  made.push(dir)
  const prepared = prepare({
    patterns: [],
    copies: 'cut',
    parts: 'keep',
    keep: 'original',
    boilerplate: 'keep',
    boilerplateFrom: null,
    skipped: 'keep',
    fields: FIELDS,
    maxRecord: 64 << 20,
    maxDecompressed: null,
    encoding: null,
    recipe: standard,
    ...ask,
  })
  writeFileSync(join(dir, SETTINGS), JSON.stringify(prepared.settings))
  writeFileSync(join(dir, FILES), prepared.files.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return { prepared, dir }
}
