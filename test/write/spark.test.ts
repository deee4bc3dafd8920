import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Span } from '../../src/model.js'
import { CELLS, Spark } from '../../src/write/spark.js'
import { columns } from '../../src/write/width.js'

const drawn = (bytes: number, spans: readonly (readonly [Span, Span | null])[]): string => {
  const spark = new Spark(bytes)
  for (const [again, first] of spans) spark.add(again, first)
  return spark.toString()
}

test.each<[number, [Span, Span | null][], string]>([
  [
    160,
    [
      [
        [80, 160],
        [0, 80],
      ],
    ],
    '░░░░░░░░████████',
  ],
  [160, [[[75, 80], null]], '·······▄········'],
  [1600, [[[1500, 1510], null]], '···············▁'],
  [
    3,
    [
      [
        [2, 3],
        [0, 1],
      ],
    ],
    '░░░░░░····▃█████',
  ],
  [0, [[[0, 0], null]], ''],
  [10, [], ''],
  [10, [[[5, 11], null]], ''], // no bytes of this article
])('%i bytes, %j', (bytes, spans, shape) => {
  expect(drawn(bytes, spans)).toBe(shape)
})

test('law: as many cells as ever, whatever the spans; what is said again everywhere is full', () => {
  const span = fc.tuple(fc.nat(1000), fc.nat(1000)).map(([a, b]): Span => [Math.min(a, b), Math.max(a, b)])
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.array(fc.tuple(span, fc.option(span)), { minLength: 1 }),
      (bytes, spans) => {
        const shape = drawn(bytes, spans)
        if (shape !== '') expect([columns(shape), shape.length]).toEqual([CELLS, CELLS])
        expect(drawn(bytes, [...spans, [[0, bytes], null]])).toBe('█'.repeat(CELLS))
      },
    ),
  )
})
