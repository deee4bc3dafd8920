// What the tests of the verbs tell stories with: a letter for a canned paragraph, a prime for a damaged copy, and seeded words.
//
//   A … H   paragraphs of 20 to 40 words, nothing in common           a … h   lines of five words
//   A'      two words replaced: nearly the same                       A#      another number: nearly the same, and another fact
//   A/      its first half                                            a!      the line as a question, a: the line of a speaker

import { createArena } from '../src/kernel/memory.js'
import type { Reading } from '../src/model.js'
import { read } from '../src/shingle.js'

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const string = (text: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(text)

/** The reading of a text, free of any arena. */
export const readingOf = (text: string | Uint8Array): Reading =>
  read(createArena(1 << 16, true), typeof text === 'string' ? bytes(text) : text)

export const paragraph: Readonly<Record<string, string>> = {
  A: 'The harbour council of Aldmoor voted on Tuesday to close the old ferry pier after divers found that 14 of its timber piles had rotted through below the waterline during the winter storms.',
  B: 'Fishermen who moor along the northern quay said the decision came without warning. They asked for a delay of at least 6 weeks so that nets, engines and cold stores can be moved.',
  C: 'A spokeswoman for the ministry of transport declined to name a contractor, but two people familiar with the tender expect work to begin before the school holidays and to cost about 3 million crowns.',
  D: 'Residents of the island beyond the strait depend on the crossing for fresh bread, letters and the weekly doctor; an older service from Kettle Point was abandoned in 1987 for want of passengers.',
  E: 'Insurance adjusters walked the planks for most of Friday, photographing cracked bollards and counting lamps, while schoolchildren threw pebbles at a buoy that had drifted loose 2 nights earlier.',
  F: 'Weather over the coming days looks unsettled, with showers spreading from the west and gusts near 50 kilometres an hour, forecasters at the naval college wrote in their evening bulletin.',
  G: 'In a separate ruling the appeal chamber let stand a fine against a gravel merchant whose barge struck the breakwater; the captain had told jurors that fog hid both of the green lights.',
  H: 'Museum curators hope to save the carved figurehead above the ticket booth, a wooden seal said to bring luck to brides, and have offered it a place beside the whaling lanterns.',
}

/** Lines of five words. */
export const line: Readonly<Record<string, string>> = {
  a: 'more stories from our newsroom',
  b: 'sign up for daily letters',
  c: 'photo by the harbour agency',
  d: 'follow us on every channel',
  e: 'share this page with friends',
  f: 'listen to the morning bulletin',
  g: 'advertise with the local paper',
  h: 'back to the front page',
}

/** One letter of the notation as text. */
export function told1(sign: string): string {
  const letter = sign[0]!
  const how = sign.slice(1)
  const plain = paragraph[letter] ?? line[letter]
  if (plain === undefined) throw new Error(`no paragraph ${sign}`)
  const parts = plain.split(' ')
  if (how === "'") return parts.map((w, i) => (i === 9 ? 'reportedly' : i === 16 ? 'nearby' : w)).join(' ')
  if (how === "''") return parts.map((w, i) => (i === 5 ? 'allegedly' : i === 20 ? 'elsewhere' : w)).join(' ')
  if (how === '#') return plain.replace(/\d+/, (n) => String(Number(n) + 9))
  if (how === '/') return parts.slice(0, parts.length >> 1).join(' ')
  if (how === '?' || how === ':') return plain + how
  return plain
}

/** A story in the notation as the text of an article, paragraphs between blank lines unless told otherwise. */
export const story = (notation: string, between = '\n\n'): string =>
  notation.split(' ').filter(Boolean).map(told1).join(between)

// ---------------------------------------------------------------------------------------------------------- seeded words

/** A generator of 32-bit numbers that is the same everywhere (Mulberry32, Tommy Ettinger, public domain). */
export function seeded(seed: number): (below: number) => number {
  let s = seed >>> 0
  return (below) => {
    s = (s + 0x6d2b79f5) >>> 0
    let t = Math.imul(s ^ (s >>> 15), s | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const syllables =
  'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bra cle dri fro gla pla ste tri spo qua'.split(' ')

/** Word number i of an endless vocabulary without numbers. */
export function word(i: number): string {
  let out = ''
  for (let n = i + 30; n > 0; n = Math.floor(n / 30)) out += syllables[n % 30]!
  return out
}

export type Script = 'latin' | 'cyrillic' | 'arabic' | 'han' | 'thai' | 'hangul'

const spell = (i: number, from: number, size: number, least: number): string => {
  let out = ''
  for (let n = i + size ** (least - 1); n > 0; n = Math.floor(n / size)) out += String.fromCodePoint(from + (n % size))
  return out
}

/** `n` words (Han: characters, Thai: syllables of about two letters) of a script, drawn from `vocabulary` many. */
export function prose(
  random: (below: number) => number,
  n: number,
  script: Script = 'latin',
  vocabulary = 4000,
): string {
  const one = (): string => {
    const i = random(vocabulary)
    if (script === 'latin') return word(i)
    if (script === 'cyrillic') return spell(i, 0x430, 32, 3)
    if (script === 'arabic') return spell(i, 0x641, 8, 4)
    if (script === 'hangul') return spell(i, 0xac00, 900, 2)
    if (script === 'han') return String.fromCodePoint(0x4e00 + (i % 3000))
    return spell(i, 0xe01, 40, 2)
  }
  const gap = script === 'han' || script === 'thai' ? '' : ' '
  const stop = script === 'han' ? '。' : script === 'thai' ? ' ' : '. '
  let out = ''
  for (let i = 0, left = 0; i < n; i++) {
    const first = left === 0
    if (first) left = 8 + random(10)
    const w = one()
    out += first && script === 'latin' ? w[0]!.toUpperCase() + w.slice(1) : w
    left--
    out += i + 1 === n ? stop.trimEnd() : left === 0 ? stop : gap
  }
  return out
}
