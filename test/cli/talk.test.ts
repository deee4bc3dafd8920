import { expect, test } from 'vitest'
import { colour } from '../../src/cli/colour.js'
import { progress } from '../../src/cli/progress.js'
import { nearest } from '../../src/nearest.js'

test.each([
  [true, { NO_COLOR: '1' }, false, true],
  [false, { FORCE_COLOR: '1' }, true, false],
  [null, { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  [null, { FORCE_COLOR: '' }, false, true],
  [null, { FORCE_COLOR: '0' }, true, false],
  [null, { NO_COLOR: '1' }, true, false],
  [null, { NO_COLOR: '' }, true, true],
  [null, {}, true, true],
  [null, {}, false, false],
  [null, { CI: '1' }, false, false],
  [null, { TERM: 'dumb' }, true, false],
])('colour: flag %j, environment %j, terminal %j: %j', (flag, env, isTTY, wanted) => {
  expect(colour(flag, env, isTTY)).toBe(wanted)
})

function watched(ask: {
  isTTY?: boolean
  columns?: number
  flag?: boolean | null
  quiet?: boolean
  env?: Record<string, string>
}): {
  out: string[]
  at: (ms: number, phase: string, done: number, total: number) => void
  clear: () => void
} {
  const out: string[] = []
  let time = 1000
  const { isTTY = false, columns = 80, flag = null, quiet = false, env = {} } = ask
  const shown = progress({
    err: { isTTY, columns, write: (text) => out.push(text) },
    flag,
    quiet,
    env,
    now: () => time,
  })
  return {
    out,
    at: (ms, phase, done, total) => {
      time = 1000 + ms
      shown.at(phase, done, total)
    },
    clear: () => shown.clear(),
  }
}

test('on a terminal one line, drawn at most ten times a second, and taken away', () => {
  const { out, at, clear } = watched({ isTTY: true })
  at(0, 'reading', 0, 400e6)
  at(50, 'reading', 1e6, 400e6)
  at(2000, 'reading', 100e6, 400e6)
  at(2050, 'comparing', 0, 0)
  clear()
  clear()
  expect(out.map((text) => text.replace('\r\x1b[2K', ''))).toEqual([
    'reading 0 %, 0.0 of 400 MB',
    'reading 25 %, 100 of 400 MB, 50 MB/s, 6 s left',
    'comparing',
    '',
  ])
  expect(out.every((text) => text.startsWith('\r\x1b[2K') && !text.includes('\n'))).toBe(true)
})

test('a narrow terminal gets what fits', () => {
  const { out, at } = watched({ isTTY: true, columns: 12 })
  at(0, 'reading', 0, 400e6)
  expect(out).toEqual(['\r\x1b[2Kreading 0 %'])
})

test('in CI a line every half minute', () => {
  const { out, at, clear } = watched({ env: { CI: 'true' } })
  at(0, 'reading', 0, 4e9)
  at(29_000, 'reading', 1e9, 4e9)
  at(30_000, 'reading', 1e9, 4e9)
  at(31_000, 'reading', 1e9, 4e9)
  at(65_000, 'reading', 2e9, 4e9)
  clear()
  expect(out).toEqual([
    'dittograph: reading 25 %, 1000 of 4000 MB, 33 MB/s, 1 min 30 s left\n',
    'dittograph: reading 50 %, 2000 of 4000 MB, 31 MB/s, 1 min 5 s left\n',
  ])
})

test.each([
  ['a pipe', {}],
  ['--no-progress', { isTTY: true, flag: false }],
  ['--quiet', { isTTY: true, quiet: true }],
  ['--quiet in CI', { env: { CI: '1' }, quiet: true }],
])('%s: nothing', (_, ask) => {
  const { out, at } = watched(ask)
  at(0, 'reading', 0, 1)
  at(100_000, 'reading', 1, 1)
  expect(out).toEqual([])
})

test('the word that was meant', () => {
  const list = ['max-errors', 'max-findings', 'quiet', 'copies']
  expect(nearest('max-erorrs', list)).toBe('max-errors')
  expect(nearest('quite', list)).toBe('quiet')
  expect(nearest('xyz', list)).toBeNull()
  expect(nearest('q'.repeat(1e6), list)).toBeNull()
})
