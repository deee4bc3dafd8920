// How an Arabic word is spelled, beyond what folding keeps: which alef, ya or ta marbuta, which marks inside the word, and where it is stretched.
//
// Folding unifies these for finding and aligning, because papers reprint one text with أ and ا. But resemblance is told of the text
// as it is spelled: a paper that re-spells every fifth word has edited it, and two independent texts look more alike
// once their letters are fewer. So a shingle has a second hash, of the spelling, and shares are counted with that.
//
// A stretch (tatweel) is told as any letter, also where it stands alone for a dash: an outlet that stretches its lines prints the wire story
// otherwise than one that does not. On SaudiNewsNet July 2015 12 of 20 links under the line of the exact oracle were of such pairs, all of them near
// the line (.50 to .57); told so they are passages (score/pairs.mjs of the shared data: precision .9946 without, .9984 with).
//
// Spelling is compared free of Unicode form (أ = ا + hamza above) and of marks at the end of a word (tanwin comes and goes).
// Law: texts without Arabic letters have no spelling, and their shares are those of the folded text.
import { mix } from './hash.js'
import type { Memory } from './memory.js'

/** Precomposed letters and what they are made of: base, mark. */
const MADE: Readonly<Record<number, readonly [number, number]>> = {
  1570: [0x627, 0x653],
  1571: [0x627, 0x654],
  1572: [0x648, 0x654],
  1573: [0x627, 0x655],
  1574: [0x64a, 0x654],
  1728: [0x6d5, 0x654],
  1730: [0x6c1, 0x654],
  1747: [0x6d2, 0x654],
}

const step = (h: number, marks: number, point: number): number =>
  (Math.imul(Math.imul(h ^ marks, 0x9e3779b1), 31) + point) | 0

const TATWEEL = 0x640

/** Hash of the spelling of the token at [start, end), and of the stretches between it and `before`; 0 for a token without Arabic letters. */
function spelling(text: Uint8Array, before: number, start: number, end: number): number {
  let h = 0
  for (let i = before; i + 1 < start; i++) if (text[i] === 0xd9 && text[i + 1] === 0x80) h = step(h, 0, TATWEEL)
  let marks = 0
  for (let i = start; i < end; i++) {
    const c = text[i]!
    if (c < 0xd8 || c > 0xdb || i + 1 >= end) continue
    const point = ((c & 31) << 6) | (text[++i]! & 63)
    if (
      (point >= 0x610 && point <= 0x61a) ||
      (point >= 0x64b && point <= 0x652) ||
      (point >= 0x656 && point <= 0x65f) ||
      point === 0x670
    ) {
      marks = (Math.imul(marks, 31) + point) | 0
      continue
    }
    const made = MADE[point]
    h = step(h, marks, made ? made[0] : point)
    marks = 0
    if (made) h = step(h, 0, made[1])
  }
  return h === 0 ? 0 : mix(h) || 1
}

/** What is asked of a reading. */
interface Words {
  readonly text: Uint8Array
  readonly start: Uint32Array
  readonly end: Uint32Array
  readonly shLo: Uint32Array
  readonly shLen: Uint8Array
}

/** Does an Arabic letter begin anywhere in a text that lives in `m`? Of most texts this is all that is asked: sixteen bytes a step in the kernel. */
function arabic(m: Memory, text: Uint8Array): boolean {
  if (m.kernel) return m.kernel.arabic(text.byteOffset, text.byteOffset + text.length) !== 0
  for (const c of text) if ((c & 0xfc) === 0xd8) return true
  return false
}

/** Shingle hashes (low lane) of a reading that lives in `m`, as it is spelled; the reading's own column when the text has no Arabic letters. */
export function spelled(m: Memory, { text, start, end, shLo, shLen }: Words): Uint32Array {
  if (!arabic(m, text)) return shLo
  const of = new Uint32Array(start.length)
  for (let i = 0; i < of.length; i++) of[i] = spelling(text, i === 0 ? 0 : end[i - 1]!, start[i]!, end[i]!)
  const out = new Uint32Array(shLo.length)
  for (let i = 0; i < out.length; i++) {
    let h = 0
    for (let k = i; k < i + shLen[i]!; k++) h = (Math.imul(h, 31) + of[k]!) | 0
    out[i] = h === 0 ? shLo[i]! : mix(shLo[i]! ^ h)
  }
  return out
}
