// Reading with the kernel and without it is the same: what is JSON, what is found, what it says, byte for byte. And what is read again does not
// depend on what was read again before.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Arena } from '../../src/kernel/memory.js'
import { createArena } from '../../src/kernel/memory.js'
import { useTwin } from '../../src/kernel/wasm.js'
import type { Fields, RawRecord, Reader, SourceFile, Trouble } from '../../src/model.js'
import type { Role } from '../../src/read/jsonl.js'
import { Scanner, unescapeInto } from '../../src/read/jsonl.js'
import { openReader } from '../../src/read/reader.js'
import { seeded } from '../stories.js'

const fields: Fields = {
  text: ['text', 'meta.body', 'a.b.c', 'a key that is longer than thirty-one bytes'],
  id: 'id',
  date: 'date',
  title: 'título',
  url: 'text',
  source: 'meta.source',
}
const roles: readonly Role[] = ['text', 'id', 'date', 'title', 'url', 'source', 'author']

// Strings as they are written in JSON: plain runs that end anywhere in a vector, every escape, broken ones, control characters.
const run = fc.tuple(fc.constantFrom('x', 'é', '中', '😀', ' ', 'a/'), fc.nat(40)).map(([unit, n]) => unit.repeat(n))
const escaped = fc.constantFrom(
  ...['\\n', '\\"', '\\\\', '\\/', '\\b', '\\f', '\\r', '\\t', '\\u0000', '\\u0041', '\\u00e9', '\\u20AC', '\\uFFFF'],
  ...['\\ud83d\\ude00', '\\uD83D', '\\ude00', '\\ud83d\\ud83d\\ude00', '\\ud83d\\n', '\\ud83dx'],
)
const broken = fc.constantFrom('\\', '\\x', '\\u12', '\\u12g4', '\\u', '"', '\t', '\u0000', '\u001f', '\u007f')
const parts = (odd: boolean): fc.Arbitrary<string> =>
  fc
    .array(
      odd ? fc.oneof({ weight: 6, arbitrary: run }, { weight: 4, arbitrary: escaped }, broken) : fc.oneof(run, escaped),
      {
        maxLength: 12,
      },
    )
    .map((all) => all.join(''))
const key = fc.oneof(
  fc.constantFrom(
    ...[
      'text',
      'te\\u0078t',
      'meta',
      'body',
      'meta.body',
      'a',
      'b',
      'c',
      'id',
      'date',
      'título',
      't\\u00edtulo',
      'author',
    ],
    ...[
      'byline',
      'source',
      'a key that is longer than thirty-one bytes',
      'a key that is longer than thirty-one bytez',
      '',
    ],
  ),
  parts(false),
)
const space = fc.constantFrom('', '', '', ' ', '\t', '\r\n ', '\v')
const value = (odd: boolean): fc.Arbitrary<string> =>
  fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      parts(odd).map((s) => `"${s}"`),
      fc.constantFrom('null', 'true', 'false', '0', '-1.5e+30', '12345678901234567890', '1E5', '0.0'),
      ...(odd
        ? [fc.constantFrom('nul', 'tru', 'fals', 'falsy', '01', '-', '1.', '1e', '.5', '+1', '', 'NaN', '}')]
        : []),
      tie('object'),
      tie('array'),
    ),
    object: fc
      .array(fc.tuple(key, space, tie('value'), space), { maxLength: 6 })
      .map((all) => `{${all.map(([k, s, v, t]) => `"${k}"${s}:${t}${v}${s}`).join(',')}}`),
    array: fc.array(tie('value'), { maxLength: 4 }).map((all) => `[${all.join(',')}]`),
  })).value
const hit = fc.tuple(fc.nat(), fc.constantFrom(...'"\\{}[],:01-.eu \n\t\u0001'))
const damaged = fc.tuple(value(false), fc.array(hit, { maxLength: 2 })).map(([json, hits]) => {
  const bytes = Buffer.from(json)
  for (const [at, by] of hits) if (bytes.length > 0) bytes[at % bytes.length] = by.charCodeAt(0)
  return bytes
})
const record = fc.oneof(
  value(false).map((json) => Buffer.from(json)),
  value(true).map((json) => Buffer.from(json)),
  damaged,
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
)

/** A scanner in an arena, and what its kernel said last. */
function spied(): { scanner: Scanner; arena: Arena; said: () => number } {
  const arena = createArena(1 << 16)
  const kernel = arena.kernel!
  let last = -1
  const scan = (form: number, from: number, to: number): number => {
    last = kernel.scan(form, from, to)
    return last
  }
  const watched: Arena = Object.create(arena, { kernel: { value: { ...kernel, scan } } })
  return { scanner: new Scanner(fields, watched), arena, said: () => last }
}

function found(scanner: Scanner, bytes: Uint8Array, from: number, to: number): unknown {
  if (!scanner.scan(bytes, from, to)) return [scanner.errorAt - from, scanner.expected]
  const places = roles.map((role) => {
    const place = scanner.place(role)
    const kind = scanner.kind(place)
    if (kind === 0) return kind
    return [place, kind, scanner.start(place) - from, scanner.end(place) - from, scanner.escaped(place)]
  })
  return { root: scanner.root, twice: scanner.twice, places }
}

describe('the kernel', () => {
  it('scans what the plain twin scans, wherever it lies in a vector', () => {
    const { scanner, arena, said } = spied()
    const twin = new Scanner(fields)
    const at = arena.reserve(1 << 15)
    const room = Buffer.from(arena.u8.buffer, at, 1 << 15)
    let accepted = 0
    fc.assert(
      fc.property(record, fc.nat(40), fc.constantFrom(0x22, 0x5c, 0x20, 0x30, 0x7d), (bytes, from, behind) => {
        fc.pre(bytes.length < 30_000)
        room.fill(behind, 0, from + bytes.length + 64)
        bytes.copy(room, from)
        const expected = found(twin, bytes, 0, bytes.length)
        expect(found(scanner, room, from, from + bytes.length)).toEqual(expected)
        // And it does not leave to the twin what it can do itself.
        expect(said()).toBe(Array.isArray(expected) ? 0 : 1)
        accepted += said()
      }),
      { numRuns: 10_000 },
    )
    expect(accepted).toBeGreaterThan(3_000)
  })

  it('leaves to the plain twin what nests deeper than 63', () => {
    const { scanner, arena, said } = spied()
    const at = arena.reserve(1 << 10)
    for (const [depth, kernel] of [
      [63, 1],
      [64, 0],
      [200, 0],
    ] as const) {
      const bytes = Buffer.from(`{"text":"x","y":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`)
      arena.u8.set(bytes, at)
      expect(scanner.scan(Buffer.from(arena.u8.buffer, at, 1 << 10), 0, bytes.length)).toBe(true)
      expect(said()).toBe(kernel)
      expect([scanner.start(scanner.place('text')), scanner.end(scanner.place('text'))]).toEqual([9, 10])
    }
  })

  it('finds its form again when the memory has grown', () => {
    const { scanner, arena } = spied()
    arena.reserve(50 << 20)
    const at = arena.reserve(64)
    arena.u8.set(Buffer.from('{"text":"abc"}'), at)
    expect(scanner.scan(Buffer.from(arena.u8.buffer, at, 64), 0, 14)).toBe(true)
    expect([scanner.start(scanner.place('text')), scanner.end(scanner.place('text'))]).toEqual([9, 12])
  })

  it('unescapes as the plain twin does, and writes nothing but a vector behind', () => {
    const arena = createArena(1 << 16)
    const at = arena.reserve(1 << 14)
    const out = arena.reserve(1 << 14)
    fc.assert(
      fc.property(parts(false), fc.nat(40), fc.constantFrom(0x22, 0x5c, 0x75), (json, from, behind) => {
        const bytes = Buffer.from(json)
        fc.pre(bytes.length < 8_000)
        arena.u8.fill(behind, at, at + from + bytes.length + 64)
        arena.u8.set(bytes, at + from)
        arena.u8.fill(0xaa, out, out + bytes.length + 32)
        const plain = new Uint8Array(bytes.length)
        const length = unescapeInto(bytes, 0, bytes.length, plain)
        expect(arena.kernel!.unescape(at + from, at + from + bytes.length, out)).toBe(length)
        expect(Buffer.compare(arena.u8.subarray(out, out + length), plain.subarray(0, length))).toBe(0)
        expect([...arena.u8.subarray(out + bytes.length + 16, out + bytes.length + 32)]).toEqual(Array(16).fill(0xaa))
      }),
      { numRuns: 5_000 },
    )
  })
})

const folder = mkdtempSync(join(tmpdir(), 'dittograph-kernel-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fileOf(bytes: Uint8Array, name: string): SourceFile {
  const at = join(folder, name)
  writeFileSync(at, bytes)
  return { path: name, at, format: 'jsonl', size: bytes.length, against: false }
}

const kept = (record: RawRecord): unknown => {
  const { line, at, end, next, skipped, text, id, outlet } = record
  const hex = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString('hex'))
  const span = skipped === null && text.length > 0 ? record.splices([[0, text.length]]) : null
  return [line, at, end, next, skipped, hex(text), hex(id), hex(outlet), record.facts(), span]
}

describe('records read again', () => {
  // Records of a few bytes to more than a window, in two files; one in a hundred is not UTF-8.
  const random = seeded(7)
  const lines = Array.from({ length: 900 }, (_, n) => {
    const length = n % 300 === 150 ? 700_000 : n % 50 === 7 ? 60_000 : random(3000)
    const text = `${n} ${'news \\n\\u00e9 '.repeat(length / 12)}`
    const line = Buffer.from(
      `{"id":${n},"text":"${text}","url":"https:\\/\\/www.x${n % 7}.com/"}${n % 3 === 0 ? '\r\n' : '\n'}`,
    )
    if (n % 100 === 99) line[20] = 0xff
    return line
  })
  const sources = [lines.slice(0, 700), lines.slice(700)].map((all, n) => fileOf(Buffer.concat(all), `w${n}.jsonl`))
  const all = (reader: Reader): [number, number, number, number, string][] => {
    const places: [number, number, number, number, string][] = []
    for (const file of sources.keys())
      reader.records(file, (r) => places.push([file, r.at, r.end, r.line, JSON.stringify(kept(r))]))
    return places
  }

  it.each(['in order', 'backwards', 'at random', 'with partners'])('%s are what they were', (order) => {
    const troubles: Trouble[] = []
    const reader = openReader(sources, fields, { maxRecord: 1 << 20, chunk: 5000 }, (t) => troubles.push(t))
    const places = all(reader)
    expect(places.length).toBe(900)
    expect(troubles.map((t) => t.code)).toEqual(Array(9).fill('N_BAD_UTF8'))
    const asked: number[] = []
    for (let i = 0; i < 900; i++) {
      asked.push(order === 'backwards' ? 899 - i : order === 'at random' ? random(900) : i)
      if (order === 'with partners') asked.push(random(900), Math.max(0, i - random(5)))
    }
    for (const n of asked) {
      const [file, at, end, line, expected] = places[n]!
      expect(JSON.stringify(kept(reader.record(file, at, end, line)))).toBe(expected)
    }
    reader.unchanged()
    reader.close()
  })

  // The last of this file: from here on there is no kernel.
  it('are the same without a kernel', () => {
    const noise = fc.sample(fc.array(record, { minLength: 20, maxLength: 60 }), { numRuns: 60, seed: 11 })
    const files = noise.map((all, n) =>
      fileOf(Buffer.concat(all.flatMap((b) => [b, Buffer.from('\n')])), `n${n}.jsonl`),
    )
    const told = (): unknown[] => {
      const out: unknown[] = []
      const reader = openReader([...files, ...sources], fields, { maxRecord: 500_000, chunk: 300 }, (t) => out.push(t))
      for (const file of reader.files.keys()) {
        const again: [number, number, number][] = []
        reader.records(file, (r) => {
          out.push(kept(r))
          if (r.skipped === null) again.push([r.at, r.end, r.line])
        })
        for (const [at, end, line] of again) out.push(kept(reader.record(file, at, end, line)))
      }
      reader.close()
      return out
    }
    const withKernel = told()
    useTwin()
    expect(createArena().kernel).toBeNull()
    expect(told()).toEqual(withKernel)
  })
})
