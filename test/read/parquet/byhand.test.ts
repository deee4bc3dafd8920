// Files made by hand are written back: what their footers say of filters, indexes and sizes holds, or is left out.
import { describe, expect, test } from 'vitest'
import { ENCODINGS } from '../../../src/read/parquet/library.js'
import type { Value } from '../../../src/read/parquet/thrift.js'
import { structList, unparse } from '../../../src/read/parquet/thrift.js'
import { parquet } from '../../../src/read/parquet.js'
import type { Column } from './byhand.js'
import { differences, fields, fileOf, footer, STRING, texts, three, u32, v1 } from './byhand.js'
import { articles, cleaned, roomOf } from './room.js'

const HUGE = 2 ** 40
const id = (...of: string[]): Column => ({
  element: { ...STRING, 4: Buffer.from('id') },
  pages: [v1(of.length, texts(...of))],
})
const shows = (file: Uint8Array): (readonly [string | null, string])[] =>
  articles(roomOf(file)).map(({ id, text }) => [id, text] as const)

describe('a file is written back', () => {
  test('whose columns lie in another order than they are named in', () => {
    const file = fileOf(3, [id('a', 'b', 'c'), { element: STRING, pages: [v1(3, three)] }], {}, [1, 0])
    expect(shows(file)).toEqual([
      ['a', 'one'],
      ['b', 'two'],
      ['c', 'three'],
    ])
    // Only texts change: the column of ids is copied, to where it belongs.
    expect(shows(cleaned(file, new Set(), new Map([[0, [0, 1]]])).file)).toEqual([
      ['a', 'ne'],
      ['b', 'two'],
      ['c', 'three'],
    ])
    expect(shows(cleaned(file, new Set([1]), new Map([[0, [0, 1]]])).file)).toEqual([
      ['a', 'ne'],
      ['c', 'three'],
    ])
  })

  test('with everything that a footer may say of it and nobody needs', () => {
    const filter = Buffer.from('a filter that nobody looks at')
    const pages = [v1(3, three)]
    const index = Buffer.from(unparse(fields({ 1: structList([fields({ 1: 4, 2: 9, 3: 0 })]) })))
    const file = (length: boolean): Uint8Array =>
      fileOf(
        3,
        [
          {
            ...id('a', 'b', 'c'),
            behind: Buffer.concat([filter, index]),
            meta: (end) => ({ 14: end, ...(length ? { 15: filter.length } : {}) }),
            chunk: (end) => ({ 4: end + filter.length, 5: index.length }),
          },
          {
            element: STRING,
            pages,
            meta: () => ({ 12: fields({ 3: 0 }), 10: 4, 13: structList([]) }),
            chunk: () => ({ 2: 4 }),
          },
        ],
        { 5: 4, 6: 99, 7: 0 },
      )
    for (const length of [true, false]) {
      const before = file(length)
      const { file: after, from } = cleaned(before, new Set(), new Map([[0, [0, 1]]]))
      expect(shows(after)).toEqual([
        ['a', 'ne'],
        ['b', 'two'],
        ['c', 'three'],
      ])
      // The first column and what stands behind it stay where they are.
      expect(Buffer.from(after.subarray(0, from)).includes(filter)).toBe(true)
      const [group] = footer(after).structs(4)
      const [ids, text] = group!.structs(1)
      const place = [14, 15].map((n) => ids!.struct(3)!.number(n))
      expect(place).toEqual(length ? [Buffer.from(before).indexOf(filter), filter.length] : [undefined, undefined])
      // What may not hold any more is left out.
      expect([10, 13].map((n) => text!.struct(3)!.get(n))).toEqual([undefined, undefined])
      expect(group!.number(6)).toBe(ids!.struct(3)!.number(7)! + text!.struct(3)!.number(7)!)
      // A row goes: of every column.
      expect(shows(cleaned(before, new Set([1]), new Map()).file)).toEqual([
        ['a', 'one'],
        ['c', 'three'],
      ])
    }
  })

  test('that says nothing of itself that it need not', () => {
    const bare = { 2: undefined, 6: undefined }
    const index = Buffer.from(unparse(fields({ 1: structList([fields({ 2: 9 })]) })))
    const first = { ...id('a', 'b', 'c'), behind: index, chunk: (end: number) => ({ 4: end, 5: index.length }) }
    const text = { element: STRING, pages: [v1(3, three)], meta: () => bare, chunk: () => ({ 2: undefined }) }
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { file } = cleaned(fileOf(3, [first, text], {}, order), new Set([2]), new Map([[0, [0, 1]]]))
      expect(shows(file)).toEqual([
        ['a', 'ne'],
        ['b', 'two'],
      ])
    }
  })

  test('with indexes that are none', () => {
    const odd = (chunk: Readonly<Record<number, Value>>): Uint8Array =>
      fileOf(3, [
        { ...id('a', 'b', 'c'), chunk: () => chunk },
        { element: STRING, pages: [v1(3, three)] },
      ])
    for (const chunk of [{ 4: 4, 5: 3 }, { 4: 5, 5: HUGE }, { 4: -1, 5: 3 }, { 4: 5 }, { 6: 5, 7: 3 }]) {
      const { file: after } = cleaned(odd(chunk), new Set(), new Map([[0, [0, 1]]]))
      expect(shows(after)).toEqual([
        ['a', 'ne'],
        ['b', 'two'],
        ['c', 'three'],
      ])
      expect(footer(after).structs(4)[0]!.structs(1)[0]!.get(4)).toBeUndefined()
    }
  })

  test('page by page: values as differences and in runs', () => {
    const column = (name: string, type: number, body: Uint8Array, encoding: string): Column => ({
      element: { 1: type, 3: 0, 4: Buffer.from(name) },
      pages: [v1(3, body, ENCODINGS.indexOf(encoding as 'RLE'))],
    })
    const runs = Buffer.concat([u32(2), Buffer.from([3, 0b101])])
    for (const [type, name] of [
      [1, 'INT32'],
      [2, 'INT64'],
    ] as const) {
      const values = name === 'INT32' ? [7, -8, 9] : [7n, -8n, 9n]
      const file = fileOf(3, [
        column('id', type, differences(values, name), 'DELTA_BINARY_PACKED'),
        column('source', 0, runs, 'RLE'),
        { element: STRING, pages: [v1(3, three)] },
      ])
      const { file: after } = cleaned(file, new Set([1]), new Map([[0, [0, 1]]]))
      expect(articles(roomOf(after)).map((a) => [a.id, a.outlet, a.text])).toEqual([
        ['7', 'true', 'ne'],
        ['9', 'true', 'three'],
      ])
    }
  })

  test('or not, because it became shorter since it was read', () => {
    const file = fileOf(3, [id('a', 'b', 'c'), { element: STRING, pages: [v1(3, three)] }], {}, [1, 0])
    const room = roomOf(file)
    let short = false
    const read = (buffer: Uint8Array, to: number, most: number, at: number): number =>
      short ? 0 : room.image.read(buffer, to, most, at)
    const own = roomOf(file, { image: { size: file.length, read } })
    const [one] = articles(own)
    const edit = { at: one!.at, bytes: 1, whole: false, article: '1', finding: 'f' }
    const [change] = [...parquet.changes!(own, [edit])]
    short = true
    expect(() => 'write' in change! && change.write(() => {})).toThrow(
      /can be read and not be written back: .*its column text|it ended while it was read/,
    )
    expect(() => [...parquet.changes!(room, [{ ...edit, at: 999 }])]).toThrow(
      /our bug: an edit at 999 of x\.parquet is of no row/,
    )
  })
})
