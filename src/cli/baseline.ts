// The baseline: what was found before and is left as it is. Findings in it do not count at the gate.
//
//   {
//   "schema": "dittograph-baseline/1",
//   "findings": [
//   {"fingerprint":"0123456789abcdef","kind":"copy","article":"b.txt","words":"The harbour bridge at Aldmoor reopened to …"},
//   …
//   ]
//   }
//
// One finding a line, in order of article, kind and fingerprint (by UTF-8 bytes), so that a review shows what came and what went, and two
// branches that add findings to different articles merge. Only the fingerprint decides; the rest is for whoever reads the review.
// A fingerprint names kind, article, text, and how many findings of the article were equal before it: a third copy of a known copy
// stands in an article of its own, and a third printing in one article is counted, so both are new.
//
// A baseline comes with a repository, so it is not trusted: strict JSON, these keys and no others, every value of its kind.
import type { FindingRecord, Kind } from '../model.js'
import type { Member, Placed } from './jsonc.js'
import { textOf, treeOf, what } from './jsonc.js'
import type { Code } from './usage.js'
import { UsageError } from './usage.js'

/** Where it lies when nobody says. */
export const STANDARD_BASELINE = '.dittograph-baseline.json'

const SCHEMA = 'dittograph-baseline/1'
const BASELINE: Code = 'E_BASELINE'
/** Bytes: a million findings. */
const MOST = 2 ** 28
const KINDS: readonly Kind[] = ['repeat', 'copy', 'part', 'passage', 'boilerplate']
const KEYS = ['fingerprint', 'kind', 'article', 'words'] as const

export interface Entry {
  readonly fingerprint: string
  readonly kind: Kind
  readonly article: string
  /** First words, for people. */
  readonly words: string
}

export type Baseline = ReadonlyMap<string, Entry>

/** Reads a baseline; a UsageError says what is wrong, where, and the way out. */
export function baselineAt(file: string, shown: string): Baseline {
  const wayOut = 'mend it, or write it anew with --update-baseline'
  const wrong = (at: string, message: string): never => {
    throw new UsageError(`${at}: ${message}: ${wayOut}`, BASELINE)
  }
  const members = (tree: Placed, keys: readonly string[]): ReadonlyMap<string, Member> => {
    const { at, value } = tree
    if (!(value instanceof Map)) return wrong(at, `an object of ${keys.join(', ')} is expected, not ${what(tree)}`)
    for (const [key, member] of value) if (!keys.includes(key)) wrong(member.at, `there is no "${key}" in a baseline`)
    for (const key of keys) if (!value.has(key)) wrong(at, `"${key}" is missing`)
    return value as ReadonlyMap<string, Member>
  }
  const text = (tree: Placed, key: string, right: (text: string) => boolean, expected: string): string =>
    typeof tree.value === 'string' && right(tree.value)
      ? tree.value
      : wrong(tree.at, `"${key}" takes ${expected}, not ${what(tree)}`)
  let tree: Placed
  try {
    tree = treeOf(textOf(file, shown, BASELINE, MOST), shown, BASELINE, true)
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${error.message}: ${wayOut}`, BASELINE) : error
  }
  const top = members(tree, ['schema', 'findings'])
  text(top.get('schema')!.value, 'schema', (name) => name === SCHEMA, `"${SCHEMA}", the only one this version knows`)
  const list = top.get('findings')!.value
  if (!Array.isArray(list.value)) return wrong(list.at, `"findings" takes a list, not ${what(list)}`)
  const entries = new Map<string, Entry>()
  for (const one of list.value as readonly Placed[]) {
    const entry = members(one, KEYS)
    const [fingerprint, kind, article, words] = KEYS.map((key) => entry.get(key)!.value) as [
      Placed,
      Placed,
      Placed,
      Placed,
    ]
    const name = text(fingerprint, 'fingerprint', (hex) => /^[0-9a-f]{16}$/.test(hex), '16 hex digits')
    if (entries.has(name)) wrong(one.at, `the fingerprint ${name} stands twice`)
    entries.set(name, {
      fingerprint: name,
      kind: text(
        kind,
        'kind',
        (word) => (KINDS as readonly string[]).includes(word),
        `one of ${KINDS.join(', ')}`,
      ) as Kind,
      article: text(article, 'article', (id) => id !== '', 'the id of an article'),
      words: text(words, 'words', () => true, 'a text'),
    })
  }
  return entries
}

/** Whether a file may be replaced by a baseline: it is empty, or begins like one, whatever became of it since. */
export const isBaseline = (head: string): boolean => /^\s*$|^\s*\{\s*"schema"\s*:\s*"dittograph-baseline\//.test(head)

/** What of the findings a baseline holds: all that the gate counts or the text report lists. */
export const belongs = (finding: FindingRecord, failOn: 'edits' | 'any' | 'none'): boolean =>
  finding.kind !== 'boilerplate' || finding.edit !== 'none' || failOn === 'any'

/** The entry of a finding; `excerpt` is the beginning of its text. */
export function entryOf({ fingerprint, kind, article }: FindingRecord, excerpt: string): Entry {
  return { fingerprint, kind, article, words: firstWords(excerpt) }
}

/** Characters of a text that a review needs to know it again. */
export const WORDS = 60

function firstWords(excerpt: string): string {
  const line = excerpt.trim().replace(/\s+/g, ' ')
  const chars = [...line]
  if (chars.length <= WORDS) return line
  const cut = chars.slice(0, WORDS).join('')
  const space = cut.lastIndexOf(' ')
  return `${space > WORDS / 2 ? cut.slice(0, space) : cut} …`
}

/** A baseline as text, in pieces; `json` writes a value as one line that no terminal obeys. */
export function* baselineText(entries: Iterable<Entry>, json: (value: unknown) => string): Iterable<string> {
  const keyed = [...entries].map((entry) => ({
    entry,
    key: Buffer.from(`${entry.article}\0${entry.kind}\0${entry.fingerprint}`),
  }))
  const sorted = keyed.sort((a, b) => Buffer.compare(a.key, b.key))
  yield `{\n"schema": "${SCHEMA}",\n"findings": [`
  let comma = ''
  for (const { entry } of sorted) {
    const { fingerprint, kind, article, words } = entry
    yield `${comma}\n${json({ fingerprint, kind, article, words })}`
    comma = ','
  }
  yield '\n]\n}\n'
}
