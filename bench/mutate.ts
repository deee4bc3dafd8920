// Inputs that nobody would write: seeds (bench/kinds.ts), and what is done to them.
//
// Mutations know the structure (lines, records, fields, escapes, fences) because blind ones die at the first brace. Everything comes
// from one seeded generator: the same seed, the same inputs.

const BYTES = [
  '\0',
  '\n',
  '\r',
  '\r\n',
  '\t',
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\u2028',
  '\ufeff',
  '\u200f',
  '\u202e',
  '\u0301',
  'é',
  '\udc80',
  '👩‍👩‍👧',
  'ﬁ',
  'İ',
  'ـ',
  'ั',
  '\u0345',
  ' ',
  '\u00a0',
  '\u000c',
]

/** A generator with a name: xorshift, so that every run of one seed makes the same inputs. */
export function dice(seed: number): (below: number) => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1
  return (below) => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state % below
  }
}
export type Dice = (below: number) => number

type Change = (bytes: Buffer, roll: Dice, words: readonly Buffer[], others: readonly Buffer[]) => Buffer
const cut = (bytes: Buffer, from: number, to: number, put: Uint8Array = Buffer.alloc(0)): Buffer =>
  Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)])
const range = (bytes: Buffer, roll: Dice): [number, number] => {
  const from = roll(bytes.length + 1)
  return [from, Math.min(bytes.length, from + roll(roll(4) === 0 ? 400 : 12))]
}
const lines = (bytes: Buffer): Buffer[] =>
  bytes
    .toString('latin1')
    .split(/(?<=\n)/)
    .map((line) => Buffer.from(line, 'latin1'))
const pick = <T>(list: readonly T[], roll: Dice): T => list[roll(list.length)]!

const changes: readonly Change[] = [
  (b, roll) => {
    const out = Buffer.from(b)
    if (out.length > 0) out[roll(out.length)]! ^= 1 << roll(8)
    return out
  },
  (b, roll) => {
    const at = roll(b.length + 1)
    return cut(b, at, Math.min(b.length, at + roll(3)), Buffer.from([roll(256), roll(256)].slice(roll(2))))
  },
  (b, roll) => cut(b, ...range(b, roll)),
  (b, roll) => {
    const [from, to] = range(b, roll)
    return cut(b, to, to, b.subarray(from, to))
  },
  (b, roll, words) => {
    const at = roll(b.length + 1)
    return cut(b, at, at, pick(words, roll))
  },
  (b, roll, words) => cut(b, ...range(b, roll), pick(words, roll)),
  (b, roll) => b.subarray(0, roll(b.length + 1)),
  (b, roll, _, others) => {
    const other = pick(others, roll)
    return Buffer.concat([b.subarray(0, roll(b.length + 1)), other.subarray(roll(other.length + 1))])
  },
  // By lines: one twice, one less, two in turn, two in one.
  (b, roll) => {
    const all = lines(b)
    const at = roll(all.length)
    if (roll(2) === 0) all.splice(at, 0, all[roll(all.length)]!)
    else all.splice(at, 1)
    return Buffer.concat(all)
  },
  (b, roll) => {
    const all = lines(b)
    const [i, j] = [roll(all.length), roll(all.length)]
    ;[all[i], all[j]] = [all[j]!, all[i]!]
    return Buffer.concat(all)
  },
  (b, roll) => {
    const at = b.indexOf(10, roll(b.length + 1))
    return at < 0 ? b : cut(b, at, at + 1, roll(2) === 0 ? Buffer.alloc(0) : Buffer.from('\r\n'))
  },
  // Long: the defect lies behind what fits into a buffer of the reader.
  (b, roll) => Buffer.concat(Array.from({ length: 1 + roll(6) }, () => b)),
]

/** A mutation of `bytes`, of one to six steps. */
export function mutated(bytes: Buffer, roll: Dice, words: readonly string[], others: readonly Buffer[]): Buffer {
  const known = [...words, ...BYTES].map((word) => Buffer.from(word))
  let out = bytes
  for (let steps = 1 + roll(6); steps > 0; steps--) out = pick(changes, roll)(out, roll, known, others)
  return out.subarray(0, 1 << 16)
}

/** The smallest input found that still fails: parts are left out as long as it does. */
export function smallest(bytes: Buffer, fails: (bytes: Uint8Array) => boolean): Buffer {
  let least = bytes
  for (let size = least.length >> 1; size >= 1; size >>= 1)
    for (let at = 0; at < least.length; ) {
      const less = cut(least, at, at + size)
      if (fails(less)) least = less
      else at += size
    }
  return least
}

// ------------------------------------------------------------------------------------------------------- the undo bundle

/** Values that a field of a manifest line must not have, or may have and then must be right. */
const STRANGE: readonly unknown[] = [
  0,
  1,
  -1,
  0.5,
  2 ** 53,
  2 ** 53 - 1,
  4096,
  null,
  true,
  '',
  'x',
  [],
  {},
  '../x',
  '/etc/passwd',
  'a/../../x',
  'C:\\x',
  'in//a.txt',
  './a',
  'con',
  'a\0b',
  'f'.repeat(64),
  'F'.repeat(64),
  'bytes',
  'none',
  'inputs',
  'removed.bin',
  'undo/manifest.jsonl',
  'text',
  'in',
]

/** A manifest with a field, a line or the order of lines changed. With `sealed` its own hash is right again, so that what stands behind that check is met. */
export function forged(manifest: string, roll: Dice, hash: (text: string) => string, sealed: boolean): string {
  const all = manifest.split('\n').slice(0, -1)
  const at = roll(all.length)
  switch (roll(6)) {
    case 0:
      all.splice(at, 1)
      break
    case 1:
      all.splice(at, 0, all[roll(all.length)]!)
      break
    case 2: {
      const other = roll(all.length)
      ;[all[at], all[other]] = [all[other]!, all[at]!]
      break
    }
    default: {
      const record = JSON.parse(all[at]!) as Record<string, unknown>
      const fields = Object.keys(record)
      const field = pick(fields, roll)
      const was = record[field]
      record[field] = typeof was === 'number' && roll(2) === 0 ? was + [1, -1, 7, 1000][roll(4)]! : pick(STRANGE, roll)
      if (roll(12) === 0) delete record[field]
      if (roll(12) === 0) record.extra = 1
      all[at] = JSON.stringify(record)
    }
  }
  if (sealed && all.length > 0) {
    try {
      const end = JSON.parse(all.at(-1)!) as Record<string, unknown>
      if (end.type === 'end') {
        end.manifestSha256 = hash(
          all
            .slice(0, -1)
            .map((line) => `${line}\n`)
            .join(''),
        )
        all[all.length - 1] = JSON.stringify(end)
      }
    } catch {
      // It is not there any more.
    }
  }
  return `${all.join('\n')}\n`
}
