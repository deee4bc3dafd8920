// `dittograph help WORD`: what a kind of finding means, and what a code of a message does, as the pages of docs/ say it. They come with the
// package, so this needs no network and speaks of this version.
import { readFileSync } from 'node:fs'
import type { Kind } from '../model.js'
import { didYouMean } from '../nearest.js'
import { commands } from './help.js'
import { UsageError } from './usage.js'

const DOCS = new URL('../../docs/', import.meta.url)
const KINDS: readonly Kind[] = ['repeat', 'copy', 'part', 'passage', 'boilerplate']

/** The address of the page about a kind, on this machine. */
export const rulePage = (kind: Kind): string => new URL(`rules/${kind}.md`, DOCS).href

export function topic(word: string): string {
  const name = word.replace(/^dittograph\//, '')
  if ((KINDS as readonly string[]).includes(name)) return page(`rules/${name}.md`)
  if (name === 'rules')
    return page('rules/README.md').replace(
      /\[dittograph\/(\w+)\]\([^)]*\)/g,
      (_, kind: string) => `dittograph help ${kind}`,
    )
  const rows = /^[EN]_/.test(word) ? codes() : []
  // One code may end a run, and befall a file of another.
  const told = rows.filter(([code]) => code === word)
  if (told.length > 0) return told.map((row) => `${row.join(': ')}\n`).join('')
  const known = [...Object.keys(commands), ...KINDS, 'rules']
  throw new UsageError(
    `help knows ${known.slice(0, -1).join(', ')}, ${known.at(-1)} and the codes of messages, not '${word}'${didYouMean(word, [...known, ...rows.map(([code]) => code!)])}`,
  )
}

/** A page without what it says to those who would change it; links to other pages are their words. */
const page = (path: string): string =>
  readFileSync(new URL(path, DOCS), 'utf8')
    .replace(/^<!--.*?-->\n/, '')
    .replace(/\[([^\]]*)\]\(\w+\.md\)/g, (link, words: string) => (words.startsWith('dittograph/') ? link : words))

/** Of each code its name and what the page says of it. */
const codes = (): string[][] =>
  [...page('errors.md').matchAll(/^\| `([EN]_\w+)` \|(.*)\|$/gm)].map(([, code, rest]) => [
    code!,
    ...rest!.split(' | ').map((cell) => cell.trim()),
  ])
