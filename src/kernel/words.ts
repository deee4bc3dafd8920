// Lengths are told in word equivalents, so that one recipe serves every script: a word is 1, a Han or Kana character 1/2, a letter of a
// script without spaces (Thai, Lao, Khmer, Burmese) 1/4.
import { CLASS } from './tokens.js'

/** Word equivalents of the tokens [from, to), by their kinds. */
export function words(kind: Uint8Array, from: number, to: number): number {
  let quarters = 0
  for (let i = from; i < to; i++) quarters += 4 >> (kind[i]! & CLASS)
  return quarters / 4
}
