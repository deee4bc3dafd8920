import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FindingRecord } from '../../src/model.js'
import { worst } from '../../src/write/worst.js'
import { finding } from './records.js'

const some = fc.record({
  end: fc.integer({ min: 0, max: 5 }),
  score: fc.constantFrom(0.5, 0.9, 1),
  edit: fc.constantFrom('cut' as const, 'none' as const),
  exact: fc.boolean(),
})

test('the same as sorting everything and taking the first', () => {
  fc.assert(
    fc.property(fc.array(some, { maxLength: 200 }), fc.integer({ min: 1, max: 12 }), (made, most) => {
      const all = made.map(({ end, ...of }, n) => finding({ ...of, span: [0, end], fingerprint: String(n) }))
      const counts = (f: FindingRecord): boolean => f.exact
      const rank = (f: FindingRecord): number => (counts(f) ? 2 : f.edit === 'none' ? 0 : 1)
      const sorted = [...all].sort(
        (a, b) =>
          rank(b) - rank(a) ||
          b.span[1] - a.span[1] ||
          b.score - a.score ||
          Number(a.fingerprint) - Number(b.fingerprint),
      )
      const held = worst(most, counts)
      for (const one of all) held.add(one)
      expect(held.list().map((f) => f.fingerprint)).toEqual(sorted.slice(0, most).map((f) => f.fingerprint))
    }),
    { numRuns: 500 },
  )
})
