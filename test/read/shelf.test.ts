// Law: what the shelf gives is what was put there, whatever was put there since, or nothing.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Shelf, SMALL } from '../../src/read/shelf.js'

test('gives the bytes of a file, or nothing', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: SMALL }), { minLength: 1, maxLength: 40 })
  const asked = fc.array(fc.nat(2000), { minLength: 300, maxLength: 900 })
  let [kept, gone] = [0, 0]
  fc.assert(
    fc.property(sizes, asked, (sizes, asked) => {
      const sizeOf = (file: number): number => sizes[file % sizes.length]!
      const shelf = new Shelf(sizeOf)
      const put = new Set<number>()
      for (const file of asked) {
        const held = shelf.get(file)
        if (held === null) gone += put.has(file) ? 1 : 0
        else kept++
        const bytes = held ?? shelf.put(file, (ring, at) => ring.fill(file & 0xff, at, at + sizeOf(file)))
        put.add(file)
        expect(bytes.length).toBe(sizeOf(file))
        const last = bytes.length - 1
        if (last >= 0) expect([bytes[0], bytes[last >> 1], bytes[last]]).toEqual(Array(3).fill(file & 0xff))
      }
    }),
    { numRuns: 30 },
  )
  expect(Math.min(kept, gone)).toBeGreaterThan(0)
})

test('holds nothing of a file that could not be read', () => {
  const shelf = new Shelf(() => 3)
  const fail = (): never => {
    throw new Error('no')
  }
  expect(() => shelf.put(0, fail)).toThrow('no')
  expect([shelf.get(0), [...shelf.files]]).toEqual([null, []])
})
