// Text bytes -> tokens with byte positions -> shingle hashes: what "the same" means.
//
// A token is a folded word (or a Han or Kana character, or a letter of a script without spaces); kernel/tokens.ts defines the folding. A
// shingle is a run of five words, eight characters or twelve letters; kernel/shingles.ts defines its hash. Two texts are
// compared by their sets of shingles (Broder 1997) and aligned by their tokens; both keep the bytes they came from.
//
// Law: equal folded texts have equal columns lo, hi, shLo, shHi; every token's bytes lie in the text, in order.
import { letters } from './kernel/letters.js'
import type { Arena, Memory, Views } from './kernel/memory.js'
import { shingles } from './kernel/shingles.js'
import { tokens } from './kernel/tokens.js'
import type { Reading } from './model.js'

/** Reads a text into the arena (which grows as needed; nothing is reset). The columns are views of the arena that follow its growth; they end with its next reset. `tight`: no room between columns, for a reading that stays. */
export function read(arena: Arena, text: Uint8Array, tight: boolean = false): Reading {
  const at = arena.reserve(text.length + 8)
  arena.u8.set(text, at)
  const mark = arena.mark()
  // News has a token every 3 bytes or more, in every script; one-letter words have one every 2, and ligatures more: then once again.
  for (
    let room = ((text.length / 3) | 0) + 64;
    ;
    room = room < text.length / 2 ? ((text.length * 0.6) | 0) + 64 : 2 * text.length + 64
  ) {
    arena.reset(mark)
    const start = arena.reserve(room * 4)
    let end = arena.reserve(room * 4)
    let lo = arena.reserve(room * 4)
    let hi = arena.reserve(room * 4)
    let kind = arena.reserve(room)
    const count = tokens(arena, at, at + text.length, start, end, lo, hi, kind, room)
    if (count < 0 && room > 2 * text.length)
      throw new Error(
        `our bug: a text of ${text.length} bytes has more than ${room} tokens (law: tokens fit twice the bytes)`,
      )
    if (count < 0) continue
    if (tight) {
      arena.reset(mark)
      arena.reserve(count * 4)
      const { u8 } = arena
      const down = (from: number, bytes: number): number => {
        const to = arena.reserve(bytes)
        u8.copyWithin(to, from, from + bytes)
        return to
      }
      end = down(end, count * 4)
      lo = down(lo, count * 4)
      hi = down(hi, count * 4)
      kind = down(kind, count)
    }
    const shLo = arena.reserve(count * 4 + 4)
    const shHi = arena.reserve(count * 4 + 4)
    const shLen = arena.reserve(count + 1)
    const n = shingles(arena, lo, hi, kind, count, shLo, shHi, shLen)
    const r = new ArenaReading([at, start, end, lo, hi, kind, shLo, shHi, shLen], text.length, count, n)
    r.retake(arena)
    arena.hold(r)
    return r
  }
}

/** A reading in the arena -> the same text told letter by letter (kernel/letters.ts), as another reading there. Its text is that of the first. */
export function spell(arena: Arena, r: Reading): Reading {
  const textAt = r.text.byteOffset
  const from = {
    start: r.start.byteOffset,
    end: r.end.byteOffset,
    lo: r.lo.byteOffset,
    hi: r.hi.byteOffset,
    kind: r.kind.byteOffset,
  }
  const mark = arena.mark()
  for (let room = r.text.length + 64; ; room *= 4) {
    arena.reset(mark)
    const [start, end, lo, hi] = [0, 1, 2, 3].map(() => arena.reserve(room * 4)) as [number, number, number, number]
    const kind = arena.reserve(room)
    const count = letters(arena, textAt, from, r.count, { start, end, lo, hi, kind }, room)
    if (count < 0) continue
    const shLo = arena.reserve(count * 4 + 4)
    const shHi = arena.reserve(count * 4 + 4)
    const shLen = arena.reserve(count + 1)
    const n = shingles(arena, lo, hi, kind, count, shLo, shHi, shLen)
    const out = new ArenaReading([textAt, start, end, lo, hi, kind, shLo, shHi, shLen], r.text.length, count, n)
    out.retake(arena)
    arena.hold(out)
    return out
  }
}

/** A reading whose columns lie in an arena, and follow it when it grows. */
class ArenaReading implements Reading, Views {
  text!: Uint8Array
  start!: Uint32Array
  end!: Uint32Array
  lo!: Uint32Array
  hi!: Uint32Array
  kind!: Uint8Array
  shLo!: Uint32Array
  shHi!: Uint32Array
  shLen!: Uint8Array
  readonly count: number
  readonly shingles: number
  readonly #at: readonly number[]
  readonly #bytes: number

  constructor(at: readonly number[], bytes: number, count: number, shingles: number) {
    this.#at = at
    this.#bytes = bytes
    this.count = count
    this.shingles = shingles
  }

  retake({ u8, u32 }: Memory): void {
    const [text, start, end, lo, hi, kind, shLo, shHi, shLen] = this.#at as number[] & { length: 9 }
    const column = (offset: number, length: number): Uint32Array => u32.subarray(offset >>> 2, (offset >>> 2) + length)
    this.text = u8.subarray(text!, text! + this.#bytes)
    this.start = column(start!, this.count)
    this.end = column(end!, this.count)
    this.lo = column(lo!, this.count)
    this.hi = column(hi!, this.count)
    this.kind = u8.subarray(kind!, kind! + this.count)
    this.shLo = column(shLo!, this.shingles)
    this.shHi = column(shHi!, this.shingles)
    this.shLen = u8.subarray(shLen!, shLen! + this.shingles)
  }
}
