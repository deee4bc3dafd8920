// Columns on disk: what is damaged there is told, and nothing is left.
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  rmdirSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Column } from '../../src/model.js'
import type { Spilling } from '../../src/store/spill.js'
import { SpillError, spillingExchange } from '../../src/store/spill.js'

const SHAPE = { blockBits: 2, runBits: 4 }
/** Bytes of a block: a header of 32 and 4 rows. */
const BLOCK = 48
const ROWS = 100

let spill: Spilling | undefined
const made: string[] = []
function desk(): string {
  const dir = mkdtempSync(join(tmpdir(), 'spill-test-'))
  made.push(dir)
  return dir
}
afterEach(() => {
  spill?.close()
  for (const dir of made.splice(0)) rmdirSync(dir) // which only empty ones let
})

/** Two columns of 100 rows, spilled but for the last 4; of the file, 12 blocks each, in turns of 4. */
function written(dir: string): Column[] {
  spill?.close() // of a case that failed before this one
  spill = spillingExchange(0, dir, SHAPE)
  const columns = [spill.column(), spill.column()]
  for (let i = 0; i < ROWS; i++) for (const [k, c] of columns.entries()) c.push(1000 * k + i)
  expect(spill?.spilled).toBe(2 * 24 * BLOCK)
  return columns
}

/** The unlinked file, opened again: /proc knows it. */
function reopened(dir: string): number {
  for (const name of readdirSync('/proc/self/fd')) {
    const at = join('/proc/self/fd', name)
    try {
      if (readlinkSync(at).startsWith(dir)) return openSync(at, 'r+')
    } catch {
      // The descriptor of the listing itself is gone.
    }
  }
  throw new Error(`no file of ${dir} is open`)
}

/** All rows, in order; every way of reading. */
const read = (c: Column, by: 'get' | 'stretch'): number[] => {
  const out: number[] = []
  if (by === 'get') for (let i = 0; i < c.length; i++) out.push(c.get(i))
  else for (let i = 0; i < c.length; i = out.length) out.push(...c.stretch(i))
  return out
}

describe.runIf(process.platform === 'linux')('a block that is not what was written', () => {
  it.each(['get', 'stretch'] as const)('any flipped bit is found (%s)', (by) => {
    const dir = desk()
    fc.assert(
      fc.property(fc.nat(2 * 24 * BLOCK - 1), fc.nat(7), (at, bit) => {
        const columns = written(dir)
        const fd = reopened(dir)
        const byte = Buffer.alloc(1)
        readSync(fd, byte, 0, 1, at)
        byte[0]! ^= 1 << bit
        writeSync(fd, byte, 0, 1, at)
        closeSync(fd)
        expect(() => columns.map((c) => read(c, by))).toThrow(SpillError)
        spill?.close()
      }),
    )
  })
  it.each(['get', 'stretch'] as const)('blocks that changed places, or a block of another column (%s)', (by) => {
    const dir = desk()
    const some = fc.nat(47)
    fc.assert(
      fc.property(some, some, (x, y) => {
        fc.pre(x !== y)
        const columns = written(dir)
        const fd = reopened(dir)
        const [a, b] = [Buffer.alloc(BLOCK), Buffer.alloc(BLOCK)]
        readSync(fd, a, 0, BLOCK, x * BLOCK)
        readSync(fd, b, 0, BLOCK, y * BLOCK)
        writeSync(fd, a, 0, BLOCK, y * BLOCK)
        writeSync(fd, b, 0, BLOCK, x * BLOCK)
        closeSync(fd)
        expect(() => columns.map((c) => read(c, by))).toThrow(
          / is block \d+ of column [01]: it is not what was written/,
        )
        spill?.close()
      }),
    )
  })
  it('a file that ends early', () => {
    const dir = desk()
    const columns = written(dir)
    const fd = reopened(dir)
    ftruncateSync(fd, 47 * BLOCK + 20)
    closeSync(fd)
    expect(read(columns[0]!, 'stretch')).toHaveLength(ROWS)
    expect(() => read(columns[1]!, 'stretch')).toThrow(
      `block 23 of column 1, at byte ${47 * BLOCK} of the working columns in ${dir}, ends after 20 of 48 bytes`,
    )
  })
  it('the error has a code and a way out', () => {
    const dir = desk()
    const columns = written(dir)
    const fd = reopened(dir)
    writeSync(fd, Buffer.from([1]), 0, 1, 40)
    closeSync(fd)
    let error: unknown
    try {
      columns[0]!.get(0)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({
      code: 'E_SPILL',
      message: expect.stringMatching(/block 0 of column 0, at byte 0 .* has a wrong checksum.*TMPDIR/),
    })
    // Not remembered as if it had been right.
    expect(() => columns[0]!.get(0)).toThrow(SpillError)
  })
})

it('the file has no name while it is used, and its directory none either', () => {
  const dir = desk()
  written(dir)
  expect(readdirSync(dir)).toEqual([])
  spill?.close()
  spill?.close()
  expect(readdirSync(dir)).toEqual([])
})
it('no file is made before something is spilled', () => {
  spill = spillingExchange(1 << 20, '/nonexistent', SHAPE)
  const c = spill.column()
  for (let i = 0; i < ROWS; i++) c.push(i)
  expect([spill.spilled, c.get(50)]).toEqual([0, 50])
})
it('a directory that is not there', () => {
  expect(() => written('/nonexistent')).toThrow(
    /cannot make a file for working columns in \/nonexistent \(ENOENT\).*TMPDIR.*--memory/,
  )
})
it('reading after close is our bug', () => {
  const [column] = written(desk())
  spill?.close()
  expect(() => column!.get(0)).toThrow(/our bug/)
})
