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

/** A reading whose columns lie in an arena, and follow it when it grows. A view costs more than a look at it, and most readings are asked for some: each is made when it is asked for. */
class ArenaReading implements Reading, Views {
  readonly count: number
  readonly shingles: number
  readonly #at: readonly number[]
  readonly #bytes: number
  #memory!: Memory
  #text: Uint8Array | null = null
  #start: Uint32Array | null = null
  #end: Uint32Array | null = null
  #lo: Uint32Array | null = null
  #hi: Uint32Array | null = null
  #kind: Uint8Array | null = null
  #shLo: Uint32Array | null = null
  #shHi: Uint32Array | null = null
  #shLen: Uint8Array | null = null

  constructor(at: readonly number[], bytes: number, count: number, shingles: number) {
    this.#at = at
    this.#bytes = bytes
    this.count = count
    this.shingles = shingles
  }

  retake(memory: Memory): void {
    this.#memory = memory
    this.#text = this.#kind = this.#shLen = null
    this.#start = this.#end = this.#lo = this.#hi = this.#shLo = this.#shHi = null
  }

  #words(column: number, length: number): Uint32Array {
    const from = this.#at[column]! >>> 2
    return this.#memory.u32.subarray(from, from + length)
  }

  #octets(column: number, length: number): Uint8Array {
    const from = this.#at[column]!
    return this.#memory.u8.subarray(from, from + length)
  }

  get text(): Uint8Array {
    return (this.#text ??= this.#octets(0, this.#bytes))
  }
  get start(): Uint32Array {
    return (this.#start ??= this.#words(1, this.count))
  }
  get end(): Uint32Array {
    return (this.#end ??= this.#words(2, this.count))
  }
  get lo(): Uint32Array {
    return (this.#lo ??= this.#words(3, this.count))
  }
  get hi(): Uint32Array {
    return (this.#hi ??= this.#words(4, this.count))
  }
  get kind(): Uint8Array {
    return (this.#kind ??= this.#octets(5, this.count))
  }
  get shLo(): Uint32Array {
    return (this.#shLo ??= this.#words(6, this.shingles))
  }
  get shHi(): Uint32Array {
    return (this.#shHi ??= this.#words(7, this.shingles))
  }
  get shLen(): Uint8Array {
    return (this.#shLen ??= this.#octets(8, this.shingles))
  }
}
