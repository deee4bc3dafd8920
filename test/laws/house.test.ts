// What no file of src/ may ask, because the answer changes with the machine, the hour or the version of Node. The
// committed tables of kernel/ know letters and cases; order is by bytes; a record bears no clock.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sources, withoutComments } from './sources.js'

interface Law {
  readonly what: string
  readonly never: RegExp
  /** Files, or folders that end in a slash, where it decides no answer. Add one with its reason. */
  readonly except: Record<string, string>
}
// The HTML report's own script, as TypeScript and as the string it becomes: it runs in a reader's browser, where it folds words to
// search and to mark differences. What it shows was decided before.
const BROWSER = { 'write/html/page/': 'for the eyes only', 'write/html/made.ts': 'for the eyes only' }
const laws: Law[] = [
  { what: 'locale', never: /\btoLocale\w*|\blocaleCompare\b|\bIntl\b/, except: {} },
  { what: 'chance', never: /\bMath\s*\.\s*random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/, except: {} },
  {
    what: 'clock',
    never: /\bnew\s+Date\b|\bDate\s*\(|\bDate\s*\.\s*(?:now|parse)\b|\bperformance\s*\.\s*now\b|\bhrtime\b/,
    except: { 'cli/progress.ts': 'how long to wait, on stderr' },
  },
  { what: 'environment', never: /\bprocess\s*\.\s*env\b/, except: { 'cli/': 'colours, GITHUB_STEP_SUMMARY' } },
  { what: 'normalize', never: /\.\s*normalize\s*\(/, except: BROWSER },
  {
    what: 'case',
    never: /\.\s*to(?:Lower|Upper)Case\b/,
    except: {
      'cli/': 'flags and their values',
      'read/find.ts': 'file name extensions',
      'dates.ts': 'text that is ASCII alone, whose cases are fixed',
      ...BROWSER,
    },
  },
  { what: 'character classes', never: /\\[pP]\{/, except: BROWSER },
]

const broken = (law: Law, path: string, code: string): string[] =>
  Object.keys(law.except).some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place))
    ? []
    : code.split('\n').flatMap((line, n) => (law.never.test(line) ? [`src/${path}:${n + 1}: ${line.trim()}`] : []))

for (const law of laws) {
  test(`no answer depends on ${law.what}`, () => {
    expect(sources.flatMap(([path, code]) => broken(law, path, code))).toEqual([])
  })
}

test('the laws see code and pass over comments', () => {
  const bad = [
    'a.localeCompare(b)',
    'Math.random()',
    'new Date()',
    'process.env.X',
    "s.normalize('NFC')",
    's.toLowerCase()',
    '/\\p{L}/u',
  ]
  expect(laws.map((law, n) => broken(law, 'clean.ts', `ok\n${bad[n]}`))).toEqual(
    bad.map((line) => [`src/clean.ts:2: ${line}`]),
  )
  expect(withoutComments(`a // new Date()\nb /* x\n'y */ + 'a // b' + /'/ + 1 // 'c'`).replace(/ +$/gm, '')).toBe(
    `a\nb\n      + 'a // b' + /'/ + 1`,
  )
})

const lock = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')

test('the lockfile names no registry', () => {
  expect(lock).not.toContain('"resolved"')
})

// npm leaves out what the registry at hand does not carry (a binary for another platform); `npm ci` then refuses.
test('the lockfile has every platform', () => {
  const packages: Record<string, { optionalDependencies?: Record<string, string> }> = JSON.parse(lock).packages
  const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
  const missing = wanted.filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)))
  expect(missing).toEqual([])
})
