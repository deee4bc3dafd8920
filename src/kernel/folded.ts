// The folded text, for whoever compares or hashes it: two texts are the same when these are equal, byte for byte.
import type { Arena } from './memory.js'
import { fold } from './tokens.js'

/** The folded text of some bytes: a copy. Resets the arena. */
export function folded(arena: Arena, text: Uint8Array): Uint8Array {
  arena.reset()
  const at = arena.reserve(text.length + 8)
  arena.u8.set(text, at)
  for (let room = 2 * text.length + 64; ; room *= 4) {
    const out = arena.reserve(room)
    const n = fold(arena, at, at + text.length, out, room)
    if (n >= 0) return arena.u8.slice(out, out + n)
  }
}
