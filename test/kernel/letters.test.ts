// Tokens -> letters.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createArena } from '../../src/kernel/memory.js'
import { CLASS, DIGIT, HAN, THAI } from '../../src/kernel/tokens.js'
import { read, spell } from '../../src/shingle.js'
import { bytes, string } from '../stories.js'

interface Letter {
  readonly hash: string
  readonly text: string
  readonly kind: number
}
function lettersOf(text: string, plain = true): Letter[] {
  const arena = createArena(1 << 14, plain)
  arena.reserve(8)
  const source = bytes(text)
  const r = spell(arena, read(arena, source))
  return Array.from({ length: r.count }, (_, i) => ({
    hash: `${r.lo[i]} ${r.hi[i]}`,
    text: string(source.subarray(r.start[i]!, r.end[i]!)),
    kind: r.kind[i]!,
  }))
}
const cut = (text: string): string =>
  lettersOf(text)
    .map((l) => l.text)
    .join('|')
const hashes = (text: string): string[] => lettersOf(text).map((l) => l.hash)

describe('cases', () => {
  it('words fall apart, and what stands between them is gone', () => {
    expect(cut('No, 3.5 is!')).toBe('N|o|3|5|i|s')
    expect(hashes('the harbour')).toEqual(hashes('theharbour'))
  })
  it('case, accents and ligatures are folded', () => {
    expect(hashes('Café ﬁne')).toEqual(hashes('CAFE FINE'))
    expect(cut('ﬁn')).toBe('ﬁ|ﬁ|n')
  })
  it('signs that scans take for each other are one letter', () => {
    expect(hashes('harb0ur l9B5')).toEqual(hashes('harbour i9BS'))
    expect(hashes('harbour')).not.toEqual(hashes('harbaur'))
  })
  it('all letters weigh the same, and numbers are known', () => {
    for (const { kind } of lettersOf('word слово कखग')) expect(kind & CLASS).toBe(THAI)
    expect(lettersOf('a 1987')[1]!.kind & DIGIT).toBe(DIGIT)
  })
  it('characters of other scripts stay what they are', () => {
    expect(cut('市政府 on ภาษา')).toBe('市|政|府|o|n|ภ|า|ษ|า')
    expect(lettersOf('市')[0]!.kind & CLASS).toBe(HAN)
  })
  it('Hangul and Indic letters keep their marks apart or together, in both forms alike', () => {
    for (const text of ['한국어 신문', 'हिन्दी समाचार', 'பத்திரிகை', 'éàç ñ', 'Ελληνικά ά'])
      expect(hashes(text.normalize('NFD'))).toEqual(hashes(text.normalize('NFC')))
  })
})

describe('laws', () => {
  const text = fc.string({ unit: fc.constantFrom(..."abcXYZ019 .,'-éàß市한국ا\u0301कि\n🐬ﬃ"), maxLength: 80 })
  it('letters are in the order of the text, and lie in it', () => {
    fc.assert(
      fc.property(text, (t) => {
        const arena = createArena(1 << 14, true)
        arena.reserve(8)
        const r = spell(arena, read(arena, bytes(t)))
        for (let i = 0; i < r.count; i++) {
          expect(r.start[i]!).toBeLessThan(r.end[i]!)
          expect(r.end[i]!).toBeLessThanOrEqual(bytes(t).length)
          if (i > 0) expect(r.start[i]!).toBeGreaterThanOrEqual(r.start[i - 1]!)
        }
      }),
    )
  })
  it('equal words fall into equal letters, and the kernel says the same', () => {
    fc.assert(
      fc.property(text, (t) => {
        expect(hashes(t.toUpperCase())).toEqual(hashes(t.toUpperCase().toLowerCase()))
        expect(lettersOf(t, false)).toEqual(lettersOf(t, true))
      }),
    )
  })
})
