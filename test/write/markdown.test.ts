import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReportRecord, View } from '../../src/model.js'
import type { Ask } from '../../src/write/ask.js'
import { markdown } from '../../src/write/markdown.js'
import { hostile, payloads } from './hostile.js'
import { withoutCode } from './readers.js'
import { finding, header, summary, trouble, view } from './records.js'

const scan: Ask = { mode: 'scan', words: [] }
const most = 65_536

function written(records: Iterable<ReportRecord>, of: Partial<View> = {}, ask: Ask = scan): string {
  let out = ''
  markdown(ask)(records, { write: (text) => void (out += text) }, view(of))
  expect(Buffer.byteLength(out)).toBeLessThanOrEqual(most)
  return out
}

test('a whole comment', () => {
  const excerpt: View['excerpt'] = (_, side) =>
    side === 'here' ? 'The council `voted`.' : 'The council, <b>again</b>.'
  const source = { article: 'b.txt', span: [0, 900], lines: [1, 9] } as const
  expect(
    written(
      [
        header(),
        finding({ article: 'a<1>.txt', source }),
        finding({ kind: 'passage', edit: 'none', cut: null, span: [0, 30], because: ['a quotation'] }),
        summary({ articles: 12, kept: 10, cut: 1, skipped: 1, bytes: 28_000, cutBytes: 2_798, repeat: 1, passage: 1 }),
      ],
      { excerpt },
    ),
  ).toBe(`<!-- dittograph -->
## dittograph

**Above the gate: 1 finding counts.**

12 articles read, 28,000 bytes: would be kept 10, cut 1, removed 0; skipped 1. 2,798 bytes would go, 9.9 % of the text.

| kind | findings | count at the gate | bytes |
| --- | ---: | ---: | ---: |
| repeat | 1 | 1 | 2,797 |
| passage | 1 | 0 | 30 |

### The worst

<details>
<summary>1. repeat, 2,797 bytes, would be cut: <code>a&#60;1&#62;.txt:17</code></summary>

\`lines 17-30 repeat lines 1-9 of b.txt (identical, 2,797 bytes)\`

\`would be cut: identical after folding; 14 passages\`

\`\`\`text
here 17 | The council \`voted\`.…
there 1 | The council, <b>again</b>.…
\`\`\`

</details>

<details>
<summary>2. passage, 30 bytes, reported only: <code>a.txt:17</code></summary>

\`lines 17-30 also stand in a.txt, lines 3-16 (identical, 30 bytes)\`

\`reported only: a quotation\`

\`\`\`text
17 | The council \`voted\`.…
 3 | The council, <b>again</b>.…
\`\`\`

</details>

<sub>dittograph 1.2.3, recipe fedcba9876543210</sub>
`)
})

const opinion = (records: ReportRecord[], ask: Ask = scan): string => /\*\*.*/.exec(written(records, {}, ask))![0]

test('the verdict agrees with the exit code', () => {
  const quiet = finding({ edit: 'none', cut: null })
  expect(opinion([summary({ articles: 3 })])).toBe('**Passed: nothing is said twice.**')
  expect(opinion([quiet])).toBe('**Passed: no finding counts at the gate.** 1 finding is reported.')
  expect(opinion([finding(), finding()], { ...scan, exit: 0 })).toBe(
    '**Passed: 2 findings count, and the gate allows as many.**',
  )
  expect(opinion([finding(), finding()])).toBe('**Above the gate: 2 findings count.**')
  expect(opinion([finding(), trouble(), summary({ errors: 1 })])).toBe(
    '**Not everything could be read: 1 error.** 1 finding counts.',
  )
  expect(opinion([finding()], { ...scan, mode: 'dry-run' })).toBe('**A dry run: nothing was written.**')
  expect(opinion([finding()], { ...scan, mode: 'clean' })).toBe('**Cleaned.**')
})

test('the worst 25 of many, and how many are left out', () => {
  const all = Array.from({ length: 1_040 }, (_, n) => finding({ span: [0, n + 1] }))
  const out = written(all)
  const told = [...out.matchAll(/<summary>(\d+)\. repeat, ([\d,]+) bytes/g)].map((found) => found[2])
  expect(told).toHaveLength(25)
  expect(told.slice(0, 2)).toEqual(['1,040', '1,039'])
  expect(out).toContain('\n1,015 findings of 1,040 are not shown here: `-r jsonl=FILE` writes them all.\n')
})

test('long texts: fewer findings, and the limit of GitHub holds', () => {
  const all = Array.from({ length: 30 }, () => finding({ article: '字'.repeat(5_000), because: ['я'.repeat(5_000)] }))
  const out = written(all, { excerpt: (_, side) => `${side}${'ก'.repeat(1_000)}\n`.repeat(9) })
  const told = [...out.matchAll(/<summary>/g)].length
  expect(told).toBeGreaterThan(3)
  expect(told).toBeLessThan(25)
  expect(out).toContain(`${30 - told} findings of 30 are not shown here`)
})

test('what could not be read is listed', () => {
  const out = written(Array.from({ length: 12 }, (_, n) => trouble({ line: n + 1 })))
  expect(out).toContain('### Not read\n\n- `c.jsonl:1: no JSON; copied through`\n')
  expect(out).toContain('\n- and 2 more\n')
})

// All that may stand outside code, line by line.
const OURS = [
  /^$/,
  /^<!-- dittograph -->$/,
  /^##? ?dittograph$|^### (?:Not read|The worst)$/,
  /^\*\*Not everything could be read: 1 error\.\*\* 1 finding counts\.$/,
  /^\d+ articles? read, [\w :.;,%]*$/,
  /^- `code`$/,
  /^\| (?:kind|---|repeat|copy) \|[ \w,|:-]*$/,
  /^<\/?details>$/,
  /^<summary>\d\. (?:repeat|copy), 2,797 bytes, (?:would be cut|reported only): <code\/><\/summary>$/,
  /^`code`$/,
]

test('whatever an article says, it stands in code and nowhere else', () => {
  const law = (text: string): void => {
    const out = written(
      [
        finding({ article: text, because: [text, text], source: { article: text, span: [0, 1], lines: [1, 1] } }),
        finding({ kind: 'copy', article: text, source: null, edit: 'none' }),
        trouble({ message: text, path: text, code: text }),
        summary({ errors: 1 }),
      ],
      { excerpt: (_, side) => `${text}\n${side}\n${text}` },
    )
    for (const line of withoutCode(out).split('\n'))
      expect(
        OURS.some((ours) => ours.test(line)),
        line,
      ).toBe(true)
  }
  for (const text of payloads) law(text)
  fc.assert(fc.property(hostile, law))
})
