// The filters as programs: rows in, rows out, one line when it fails.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { Desk } from '../../src/stage/desk.js'
import { forest } from '../../src/stage/forest.js'
import { SKETCHED } from '../../src/stage/sketch.js'
import type { GroupRow } from '../../src/stage/verify.js'
import { articlesOf, gathered } from '../../src/stage/verify.js'
import { packed, Rows } from '../../src/stage/wire.js'
import { version } from '../../src/version.js'
import { planned } from './both.js'
import { bundle } from './transform.js'

const corpus = new URL('../../corpus/la-ribera.jsonl', import.meta.url).pathname
const desk = mkdtempSync(join(tmpdir(), 'dittograph-wire-'))
afterAll(() => rmSync(desk, { recursive: true }))
const { dir, prepared } = planned({ patterns: [corpus] })

const blank = {
  o: 0,
  a: 0,
  b: 0,
  match: '',
  twin: 0,
  text: 0,
  file: 0,
  line: 1,
  skip: 0,
  tokens: 0,
  quarters: 0,
  outlet: 0,
  settled: '',
  marks: '',
  facts: '',
  outletname: '',
}

function asked(
  stage: string,
  input: string | Buffer,
  ...words: string[]
): { status: number | null; rows: string[][]; stderr: string } {
  const ran = spawnSync('node', [bundle, 'stage', stage, '--settings', 'settings.json', ...words], {
    cwd: dir,
    input,
    maxBuffer: 1 << 28,
  })
  const rows = ran.stdout
    .toString('latin1')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'))
  return { status: ran.status, rows, stderr: ran.stderr.toString() }
}

const edges = (list: readonly (readonly [number, number])[]): string =>
  list.map(([a, b]) => `${JSON.stringify({ a, b })}\n`).join('')

it('a trailer tells rows in, rows out, characters, version and fingerprint', () => {
  const { status, rows } = asked(
    'labels',
    edges([
      [1, 2],
      [2, 3],
    ]),
  )
  expect(status).toBe(0)
  expect(rows.slice(0, -1)).toEqual([
    ['L', '1', '1', '', '', ''],
    ['L', '2', '1', '', '', ''],
    ['L', '3', '1', '', '', ''],
  ])
  expect(rows.at(-1)).toEqual(['#', '2', '3', '9', version, prepared.settings.fingerprint])
})

it('a line ends at LF alone, and the last one needs none', () => {
  const { rows } = asked('labels', '{"a":1,\r"b":2}\n{"a":4,"b":3}')
  expect(rows.slice(0, -1).map((r) => r.slice(1, 3))).toEqual([
    ['1', '1'],
    ['2', '1'],
    ['4', '3'],
    ['3', '3'],
  ])
})

/** Rows of the stage itself, without a process. */
function grown(list: readonly (readonly [number, number])[], labels: boolean): [number, number][] {
  const at = join(desk, 'rows')
  const fd = openSync(at, 'w')
  const out = new Rows(fd, 6)
  forest(
    list.map(([a, b]) => ({ a, b })),
    out,
    labels,
  )
  out.flush()
  closeSync(fd)
  const rows = readFileSync(at, 'latin1').split('\n').slice(0, -1)
  return rows.map((row) => row.split('\t').slice(1, 3).map(Number) as [number, number])
}

it('labels are the smallest node of each part, however the edges are dealt out', () => {
  const node = fc.nat(30)
  fc.assert(
    fc.property(fc.array(fc.tuple(node, node), { minLength: 1, maxLength: 40 }), fc.nat(3), (list, cut) => {
      const label = new Map<number, number>()
      for (const [a, b] of list) for (const n of [a, b]) label.set(n, n)
      for (let round = 0; round < 31; round++)
        for (const [a, b] of list) {
          const least = Math.min(label.get(a)!, label.get(b)!)
          label.set(a, least)
          label.set(b, least)
        }
      const halves = [list.filter((_, i) => i % 4 <= cut), list.filter((_, i) => i % 4 > cut)]
      const trees = halves.flatMap((half) => grown(half, false))
      const found = new Map(grown(trees, true))
      for (const [n, g] of label) expect(found.get(n) ?? n).toBe(g)
    }),
    { numRuns: 200 },
  )
})

it('everything that crosses is printable ASCII, apart by tabs', () => {
  const text = '\t\r\n\0\\N\u0001\u2028\u{1f42c}'
  const lies = join(desk, 'x.jsonl')
  writeFileSync(
    lies,
    `{"id":${JSON.stringify(text)},"title":${JSON.stringify(text)},"text":"${'\\ud800'} ${JSON.stringify(text).slice(1)}}\n`,
  )
  const pack = (s: string): string => Buffer.from(s).toString('base64')
  const row = {
    file: 0,
    path: pack('x.jsonl'),
    lies: pack(lies),
    format: 'jsonl',
    size: statSync(lies).size,
    against: 0,
  }
  const { rows, status } = asked('sketch', `${JSON.stringify(row)}\n`)
  expect(status).toBe(0)
  expect(rows.map((r) => r[0])).toEqual(['A', '#'])
  for (const field of rows.flat()) expect(field).toMatch(/^[ -~]*$/)
  expect(Buffer.from(rows[0]![1 + SKETCHED.indexOf('body')]!, 'base64').toString('latin1')).toContain(
    '\xed\xa0\x80 \t\r\n\0\\N',
  )
})

it('one short line is said last of a failure', () => {
  const ended = asked('verify', `${'x'.repeat(5000)}\n`)
  expect(ended.status).toBe(3)
  expect(ended.stderr).toBe(
    'dittograph stage verify: row 1 is no JSON (5000 bytes): is the input column made by to_json?\n',
  )
  expect(asked('nothing', '').stderr).toMatch(/^dittograph stage nothing: there is no stage of that name: sketch, /)
})

it('settings of another version are refused', () => {
  writeFileSync(join(desk, 'settings.json'), JSON.stringify({ ...prepared.settings, version: '0.0.9' }))
  const ended = spawnSync('node', [bundle, 'stage', 'labels', '--settings', join(desk, 'settings.json')], {
    input: '',
    encoding: 'utf8',
  })
  expect(ended.status).toBe(3)
  expect(ended.stderr).toContain(`the plan was made by version 0.0.9, and this is ${version}`)
})

it('shards take every nth row each, and only of stages that take each row for itself', () => {
  const [file] = prepared.files
  const input = `${JSON.stringify(file)}\n`.repeat(3)
  const taken = [0, 1].map((i) => Number(asked('sketch', input, '--shard', `${i}/2`).rows.at(-1)![1]))
  expect(taken).toEqual([2, 1])
  const ended = asked('verify', '', '--shard', '0/2')
  expect([ended.status, ended.stderr]).toEqual([
    3,
    'dittograph stage verify: --shard is for sketch, bare, shingles: verify needs all rows of a group\n',
  ])
})

it('who stops listening is no failure', () => {
  const { status, stdout } = spawnSync(
    'bash',
    ['-c', `set -o pipefail; node ${bundle} stage sketch --settings settings.json | head -c 10`],
    {
      cwd: dir,
      input: `${JSON.stringify(prepared.files[0])}\n`,
      encoding: 'utf8',
    },
  )
  expect([status, stdout.length]).toEqual([0, 10])
})

it('of a group that is too large to be held the texts are laid aside, and are read as they came', () => {
  const rows = fc.array(fc.record({ g: fc.nat(4), text: fc.string({ maxLength: 60 }) }), { maxLength: 40 })
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 5 }), fc.nat(300), (made, most, bytes) => {
      made.sort((x, y) => x.g - y.g)
      const given = made.map(
        ({ g, text }, n) => ({ ...blank, g, n, bytes: Buffer.byteLength(text), body: packed(text) }) as GroupRow,
      )
      const out = { taken: 0 }
      const seen: string[] = []
      for (const group of gathered(given, out, most, bytes)) {
        const held = group.map((row) => row.body).filter((body) => typeof body === 'string' && body !== '')
        // The last of them may be the one that is too many.
        expect(held.slice(0, -1).reduce((n, body) => n + body.length, 0)).toBeLessThanOrEqual(bytes)
        const desk = new Desk(articlesOf(group), new Map(), String)
        for (const i of group.keys()) seen.push(Buffer.from(desk.reader.record(0, i, 0, 1).text).toString())
      }
      expect(seen).toEqual(made.map(({ text }) => Buffer.from(text).toString()))
      expect(out.taken).toBe(made.length)
    }),
  )
})
