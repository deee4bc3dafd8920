import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { embedded, planned } from './both.js'
import { carriedOut } from './transform.js'

it('x', { timeout: 600_000 }, async () => {
  const ask = { patterns: (process.env.XFILES ?? '').split(','), ...JSON.parse(process.env.XASK ?? '{}') }
  const { prepared, dir } = planned(ask)
  const last = { t: performance.now() }
  const lines = await carriedOut(prepared, {
    dir,
    partitions: Number(process.env.XP ?? 3),
    after: async (s) => {
      const now = performance.now()
      if (now - last.t > 500) console.log(Math.round(now - last.t), 'stage' in s ? s.table : s.table)
      last.t = now
    },
  })
  const other = embedded(ask)
  writeFileSync('/tmp/sp/a.jsonl', lines.join('\n'))
  writeFileSync('/tmp/sp/b.jsonl', other.join('\n'))
  console.log(lines.length, other.length, lines.join('\n') === other.join('\n'))
  expect(lines.join('\n') === other.join('\n')).toBe(true)
})
