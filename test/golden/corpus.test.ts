// How much of what corpus/ labels a scan finds, and what it says besides. The floors are what held when they were written: a change
// that goes below one lost something. GOLD=all prints every difference as well.
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scan } from '../../src/index.js'
import type { Difference } from './gold.js'
import { goldOf, score, table } from './gold.js'

const corpus = join(import.meta.dirname, '..', '..', 'corpus')
const found = scan({ patterns: ['.'], cwd: corpus, root: corpus })
afterAll(() => found.close())
const result = score(found.report.records({ articles: 'all', list: false }), goldOf(join(corpus, 'gold.jsonl')))

console.log(table(result))
if (process.env.GOLD === 'all')
  console.log(result.differences.map((d) => `${d.what} | ${d.kind} | ${d.text}`).join('\n'))
