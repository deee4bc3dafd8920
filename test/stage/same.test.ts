// The law of this room: the records of a plan are those of the embedded run, byte for byte, for any number of partitions.
import { expect, it } from 'vitest'
import { embedded, planned } from './both.js'
import { carriedOut } from './transform.js'

const corpus = new URL('../../corpus', import.meta.url).pathname

for (const partitions of [1, 7])
  it(`the corpus in ${partitions} partitions`, { timeout: 300_000 }, async () => {
    const ask = { patterns: [corpus] }
    const { prepared, dir } = planned(ask)
    const lines = await carriedOut(prepared, { dir, partitions, retried: partitions - 1 })
    expect(lines).toEqual(embedded(ask))
  })
