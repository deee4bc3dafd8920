// What a reviewer decided is honoured by later runs, and a table of outlets and explain say what they should, on the built program.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desk, row, run, text, told } from './command.js'
import { bakery, bridge, cattle, choir, ferries, hangers, limit, llamas, pool, rain, shops, soup } from './press.js'

const wire = text(bridge, hangers, shops, limit)
const files = {
  'press.jsonl':
    row({ id: 'wire', source: 'Meridian Press', date: '2024-03-02 10:00:00', title: 'Bridge closed', text: wire }) +
    row({
      id: 'echo',
      source: 'Kettle Post',
      date: '2024-03-02 13:30:00',
      title: 'Bridge closed',
      author: 'Hafn - Meridian Press',
      text: text(bridge, hangers),
    }) +
    row({
      id: 'more',
      source: 'Merrow Mirror',
      date: '2024-03-03 08:00:00',
      title: 'Bridge closed',
      text: text(bridge, hangers, shops, limit, ferries),
    }) +
    row({
      id: 'twice',
      source: 'Kettle Post',
      date: '2024-03-04 08:00:00',
      title: 'Rain',
      text: text(rain, cattle, soup, rain, cattle),
    }) +
    row({
      id: 'own',
      source: 'Kettle Post',
      date: '2024-03-05 08:00:00',
      title: 'Pool',
      text: text(pool, choir, llamas, bakery),
    }),
}
const scan = (dir: string, ...words: string[]) =>
  told(run(dir, ['scan', 'press.jsonl', '-r', 'jsonl', '--fail-on', 'none', ...words]).out)
const decide = (dir: string, decisions: object): string[] => {
  writeFileSync(join(dir, 'd.json'), JSON.stringify(decisions))
  return ['--decisions', 'd.json']
}

describe('decisions', () => {
  const dir = desk(files)
  const before = scan(dir)
  const print = (article: string, kind: string): string =>
    before.findings.find((f) => f.article === article && f.kind === kind)!.fingerprint

  test('rejected: the copy stays and the cut is not made; the finding keeps its name and says why', () => {
    const acted = before.findings.filter((f) => f.edit === 'removed' || f.edit === 'cut')
    expect([...new Set(acted.map((f) => `${f.article} ${f.edit}`))]).toEqual(['echo removed', 'twice cut'])
    const rejected = acted.map((f) => f.fingerprint)
    const after = scan(
      dir,
      ...decide(dir, { rejected: [...rejected, { fingerprint: '0123456789abcdef', note: 'of another run' }] }),
    )
    expect(after.findings.filter((f) => f.edit === 'removed' || f.edit === 'cut')).toEqual([])
    for (const name of rejected)
      expect(after.findings.find((f) => f.fingerprint === name)).toMatchObject({
        edit: 'none',
        because: expect.arrayContaining([expect.stringContaining('--decisions')]),
      })
    const cleaned = run(dir, ['clean', 'press.jsonl', '--out', 'out', '-r', 'silent', ...decide(dir, { rejected })])
    expect([cleaned.code, cleaned.out]).toEqual([0, ''])
    expect(run(dir, ['verify', 'out']).code).toBe(0)
  })
  test('accepted: a copy goes although it says more, and the finding says so', () => {
    expect(before.findings.find((f) => f.article === 'more' && f.kind === 'copy')).toMatchObject({ edit: 'none' })
    const after = scan(dir, ...decide(dir, { accepted: [print('more', 'copy')] }))
    expect(after.findings.find((f) => f.article === 'more' && f.kind === 'copy')).toMatchObject({
      edit: 'removed',
      because: expect.arrayContaining(['not all of it stands there: a reviewer accepted its removal (--decisions)']),
    })
  })
  test('accepted: a repeat is cut that would only be reported, and comes back', () => {
    const cause = text(
      soup,
      'Winners meet in the final match.',
      rain,
      'Winners meet in the final match.',
      cattle,
      'Winners meet in the final match.',
      pool,
    )
    const dir = desk({ 'press.jsonl': row({ id: 'gap', source: 'Kettle Post', title: 'Gap', text: cause }) })
    const all = scan(dir).findings
    const reported = all.filter((f) => f.kind === 'repeat' && f.edit === 'none')
    expect(reported.length).toBeGreaterThan(0)
    const words = decide(dir, { accepted: reported.map((f) => f.fingerprint) })
    const after = scan(dir, ...words).findings.filter((f) => f.kind === 'repeat')
    expect(after.map((f) => [f.edit, f.because.at(-1)])).toEqual(
      reported.map(() => ['cut', 'a reviewer accepted the cut (--decisions)']),
    )
    expect(run(dir, ['clean', 'press.jsonl', '--out', 'out', '-r', 'silent', ...words]).code).toBe(0)
    expect(run(dir, ['restore', 'out', '--out', 'back']).code).toBe(0)
    const cleaned = JSON.parse(readFileSync(join(dir, 'out/text/press.jsonl'), 'utf8')) as { text: string }
    expect(cleaned.text.split('Winners meet').length).toBe(2)
    expect(readFileSync(join(dir, 'back/press.jsonl'))).toEqual(readFileSync(join(dir, 'press.jsonl')))
  })
  test('decisions of no finding are counted', () => {
    const words = decide(dir, { accepted: ['0123456789abcdef', print('more', 'copy')] })
    const { err } = run(dir, ['scan', 'press.jsonl', '-r', 'jsonl', '--fail-on', 'none', ...words])
    expect(err).toContain('a decision of --decisions is of no finding (0123456789abcdef)')
    expect(err).toContain('(N_DECISIONS)')
  })
  test.each([
    ['{', 'd.json'],
    ['[]', 'is an object'],
    ['{"acepted": []}', 'did you mean accepted'],
    ['{"rejected": ["x"]}', '16 hex digits'],
    ['{"schema": "other/1"}', 'takes "dittograph-decisions/1"'],
    ['{"accepted": ["0123456789abcdef"], "rejected": ["0123456789abcdef"]}', 'accepted and rejected'],
  ])('%s is an error that says what and where', (bad, said) => {
    writeFileSync(join(dir, 'd.json'), bad)
    const { code, err } = run(dir, ['scan', 'press.jsonl', '--decisions', 'd.json', '-r', 'silent'])
    expect([code, err]).toEqual([2, expect.stringContaining(said)])
    expect(err).toContain('(E_DECISIONS)')
  })
})

test('--outlets: what is whose, only when asked for', () => {
  const dir = desk(files)
  expect(run(dir, ['scan', 'press.jsonl', '-r', 'jsonl', '--fail-on', 'none']).out).not.toMatch(
    /"type":"outlet"|"derivation"/,
  )
  const { out } = run(dir, ['scan', 'press.jsonl', '-r', 'jsonl', '--fail-on', 'none', '--outlets'])
  const records = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; id?: string; outlet?: string })
  const outlets = Object.fromEntries(records.flatMap((r) => (r.type === 'outlet' ? [[r.outlet, r]] : [])))
  expect(outlets).toMatchObject({
    'Meridian Press': { articles: 1, own: 1, not: 1, wholly: 0, behindHours: null },
    'Kettle Post': {
      articles: 3,
      wholly: 1,
      not: 2,
      behindHours: 3.5,
      behindArticles: 1,
      outlets: [{ name: 'Meridian Press', articles: 1 }],
    },
    'Merrow Mirror': { articles: 1, partly: 1, behindHours: 22 },
  })
  expect(records.find((r) => r.type === 'article' && r.id === 'echo')).toMatchObject({
    derivation: { kind: 'wholly', from: 'Meridian Press', behind: 3.5 },
  })
  // What is own, undecided and derived is all of it.
  for (const o of Object.values(outlets) as {
    own: number
    undecidedShare: number
    agencies: { share: number }[]
    outlets: { share: number }[]
  }[])
    expect(o.own + o.undecidedShare + [...o.agencies, ...o.outlets].reduce((sum, f) => sum + f.share, 0)).toBeCloseTo(
      1,
      5,
    )
  const shown = run(dir, ['scan', 'press.jsonl', '--fail-on', 'none', '--outlets', '-q']).out
  expect(shown).toMatch(/Outlets: how much[\s\S]*Kettle Post +3 [\s\S]*Meridian Press \d/)
})

describe('explain', () => {
  const dir = desk(files)
  const said = (...words: string[]): string => {
    const { code, out, err } = run(dir, ['explain', ...words, '--from', 'press.jsonl'])
    expect([code, err]).toEqual([0, ''])
    return out
  }
  test('a trimmed copy, as an editor would say it', () => {
    const out = said('echo')
    expect(out).toMatch(
      /^echo: press\.jsonl line 2, [\d,]+ bytes, removed \(copy of wire\)\n {2}Kettle Post, 2024-03-02 13:30:00, “Bridge closed”\n/,
    )
    expect(out).toMatch(
      /It is a trimmed copy of wire: .* of it stands there, and [\d.]+ % of wire does not stand here\. It goes; wire is kept/,
    )
    expect(out).toMatch(
      /Of the 3 articles that carry this text wire is the original \([\d.]+ % sure\): others credit Meridian Press, and this is its own item; it is the earliest/,
    )
  })
  test('a copy that stays says why', () => {
    expect(said('more')).toMatch(/It is a copy of wire with something added[\s\S]*It stays: /)
  })
  test('two articles, side by side; and why not, with the rule that came nearest', () => {
    const pair = said('wire', 'echo')
    expect(pair).toMatch(/^wire and echo: copy\n/)
    expect(pair).toMatch(/\nwire +\| echo\n/)
    expect(pair).toMatch(/ = /)
    for (const line of pair.split('\n').slice(pair.split('\n').findIndex((l) => / \| echo$/.test(l))))
      expect(line.length).toBeLessThanOrEqual(80)
    expect(said('wire', 'own')).toMatch(/^wire and own: no match\n[\s\S]*no five words in a row in common/)
  })
  test('as JSON', () => {
    expect(JSON.parse(said('echo', '--json'))).toMatchObject({
      schema: 'dittograph-explain/1',
      id: 'echo',
      article: { status: 'removed' },
      findings: [{ kind: 'copy' }],
    })
    expect(JSON.parse(said('wire', 'own', '--json'))).toMatchObject({
      a: 'wire',
      b: 'own',
      match: null,
      rules: expect.arrayContaining([expect.objectContaining({ holds: false })]),
    })
  })
})
