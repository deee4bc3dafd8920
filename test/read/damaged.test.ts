// Packed files that are broken in every way that their format knows, and whole ones that use every part of it: what can be read is read, and of the
// rest is said what is wrong with it. Frames and headers are made here byte by byte.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { clean, restore, scan } from '../../src/index.js'
import { scratch, tree } from '../store/bundle.js'
import { prose, seeded } from '../stories.js'

const line = Buffer.from(`${JSON.stringify({ id: 'a', text: prose(seeded(3), 40) })}\n`)

/** Articles that were read, and what was said of the file. */
function read(name: string, bytes: Uint8Array): { articles: number; said: string } {
  const root = scratch()
  writeFileSync(join(root, name), bytes)
  const found = scan({ patterns: [root], root })
  try {
    const { articles, skipped } = found.report.summary
    return { articles: articles - skipped, said: found.troubles.map((t) => t.message).join('\n') }
  } finally {
    found.close()
  }
}

// ------------------------------------------------------------------------------------------------------------------- gzip

const tail = (packed: Buffer): Buffer => packed.subarray(-8)
const gz = (flags: number, more: Buffer, body: Buffer = deflateRawSync(line), end: Buffer = tail(gzipSync(line))) =>
  Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]), more, body, end])
const wrong = (at: number): Buffer => {
  const end = Buffer.from(tail(gzipSync(line)))
  end[at]! ^= 1
  return end
}

test.each([
  [
    'a name, a comment, an extra field and a checksum of the header',
    0x1e,
    Buffer.from('\x02\x00xyname\0comment\0cc', 'latin1'),
  ],
  ['an empty extra field', 4, Buffer.from([0, 0])],
] as const)('gzip with %s is read', (_, flags, more) => {
  expect(read('a.jsonl.gz', gz(flags, more))).toEqual({ articles: 1, said: '' })
})
test.each([
  ['flags that nobody knows', gz(0x20, Buffer.alloc(0)), 'its header has flags that gzip does not know'],
  ['a checksum that is wrong', gz(0, Buffer.alloc(0), undefined, wrong(0)), 'its checksum is wrong'],
  ['a length that is wrong', gz(0, Buffer.alloc(0), undefined, wrong(4)), 'its length is wrong'],
  ['half a header', gz(0, Buffer.alloc(0)).subarray(0, 8), 'it is cut off'],
  ['half an extra field', gz(4, Buffer.from([9])).subarray(0, 11), 'it is cut off'],
  [
    'an extra field longer than the file',
    Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 255, 255, 1]),
    'it is cut off',
  ],
  [
    'a name that does not end in the file',
    Buffer.from('\x1f\x8b\x08\x08\0\0\0\0\0\x03name', 'latin1'),
    'it is cut off',
  ],
  ['a name of two mebibytes', gz(8, Buffer.alloc(2 << 20, 'n')), 'its header has no end'],
  ['half a trailer', gz(0, Buffer.alloc(0)).subarray(0, -3), 'it is cut off'],
] as const)('gzip with %s', (_, bytes, why) => {
  expect(read('a.jsonl.gz', bytes).said).toContain(why)
})

// ------------------------------------------------------------------------------------------------------------------- zstd

const block = (body: Buffer, type = 0, last = true, size = body.length): Buffer => {
  const word = (last ? 1 : 0) | (type << 1) | (size << 3)
  return Buffer.concat([Buffer.from([word & 255, (word >>> 8) & 255, word >>> 16]), body])
}
const frame = (flags: number, header: readonly number[], ...rest: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, flags, ...header]), ...rest])
/** Of a size that stands in one byte. */
const small = line.subarray(0, 200)
const short = Buffer.from(`${JSON.stringify({ id: 'a', text: 'A few words, and no more than these.' })}\n`)
const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
const sized = (bytes: number): number[] => [bytes - 256, 0].map((n, i) => (i === 0 ? n & 255 : (bytes - 256) >>> 8))

test.each([
  ['a window', frame(0, [0x50], block(line)), 1],
  ['a size of one byte and no window', frame(0x20, [short.length], block(short)), 1],
  ['a size of two bytes', frame(0x60, sized(line.length), block(line)), line.length >= 256 ? 1 : 0],
  ['a size of four bytes', frame(0xa0, [line.length & 255, line.length >>> 8, 0, 0], block(line)), 1],
  [
    'several blocks, one of them of one byte again and again',
    frame(0, [0x50], block(line, 0, false), block(Buffer.from('\n'), 1, true, 5)),
    1,
  ],
  ['frames that are skipped', Buffer.concat([skippable, frame(0, [0x50], block(line)), skippable]), 1],
] as const)('zstd with %s is read', (_, bytes, articles) => {
  expect(read('a.jsonl.zst', bytes)).toEqual({ articles, said: '' })
})
test.each([
  ['a flag that nobody knows', frame(8, [0x50], block(line)), 'its header has a flag that zstd does not know'],
  ['a dictionary', frame(1, [0x50, 7], block(line)), 'it needs a dictionary, which is not there'],
  ['a window of two gigabytes', frame(0, [0xa8], block(line)), 'it needs a window of'],
  ['another size than its header says', frame(0x20, [short.length + 9], block(short)), 'and its header says'],
  ['a block of no kind', frame(0, [0x50], block(line, 3)), 'a block of it is of no kind that zstd knows'],
  ['a broken block', frame(0, [0x50], block(small, 2)), 'a block of it is broken'],
  ['half a header', frame(0xe0, [1, 2]), 'it is cut off'],
  ['no block', frame(0, [0x50]), 'it is cut off'],
  ['half a block', frame(0, [0x50], block(line)).subarray(0, -9), 'it is cut off'],
  ['half a checksum', Buffer.concat([frame(4, [0x50], block(line)), Buffer.from([1, 2])]), 'it is cut off'],
  [
    'half a frame that is skipped',
    Buffer.concat([frame(0, [0x50], block(line)), skippable.subarray(0, 6)]),
    'it is cut off',
  ],
  [
    'a frame that is skipped and longer than the file',
    Buffer.concat([frame(0, [0x50], block(line)), Buffer.from([0x53, 0x2a, 0x4d, 0x18, 255, 255, 255, 255, 1])]),
    'it is cut off',
  ],
  ['something behind it', Buffer.concat([frame(0, [0x50], block(line)), Buffer.from('garbage')]), ''],
] as const)('zstd with %s', (_, bytes, why) => {
  const { said } = read('a.jsonl.zst', bytes)
  expect(said).not.toBe('')
  expect(said).toContain(why)
})

// --------------------------------------------------------------------------------------------------------------- encodings

test('packed in UTF-16: cut, and back, byte for byte, all of it or one record', () => {
  const [one, two, three] = [1, 2, 3].map((n) => prose(seeded(n), 50))
  const records = [`${one}\n\n${two}\n\n${one}`, `${three}\n\n${one}\n\n${three}`, two].map(
    (text, i) => `${JSON.stringify({ id: `n${i}`, text })}\n`,
  )
  for (const [name, pack] of [
    ['a.jsonl', (b: Buffer) => b],
    ['a.jsonl.gz', gzipSync],
  ] as const) {
    const root = scratch()
    const bytes = pack(Buffer.from(`\ufeff${records.join('')}`, 'utf16le'))
    const [articles, out] = [scratch(), join(root, 'out')]
    writeFileSync(join(articles, name), bytes)
    clean({ patterns: [articles], root: articles, out, maxRemoved: 1 }).scan.close()
    expect(tree(join(out, 'text'))[name]!.length).toBeLessThan(bytes.length)
    restore(out, join(root, 'back'))
    expect(tree(join(root, 'back'))).toEqual(tree(articles))
    // Of what is packed one record is packed anew.
    restore(out, join(root, 'some'), { only: ['n1'] })
    const found = scan({ patterns: [join(root, 'some')], root: join(root, 'some') })
    const cut = [...found.report.findings].filter((f) => f.edit === 'cut').map((f) => f.article)
    found.close()
    expect(cut).toEqual(['n1'])
  }
})
