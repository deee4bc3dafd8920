// The reporters of CI on the built program: what a job would upload, byte for byte on a small paper, valid on whatever lies at hand.
// After a change that is meant: npx vitest run test/cli/ci.test.ts -u, and read the difference.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from 'sarif'
import { expect, test } from 'vitest'
import { forms } from '../../src/forms.js'
import { payloads, shared } from '../write/hostile.js'
import { commands, parseCsv, parseXml, withoutCode } from '../write/readers.js'
import { runOf } from '../write/sarif.js'
import { desk, put, row, run, text, told } from './command.js'
import { bridge, choir, hangers, limit, most, pool, qiao, rain, shops, soup } from './press.js'

const CI = ['sarif', 'github', 'gitlab', 'junit', 'markdown', 'csv'] as const
const each = CI.flatMap((name) => ['-r', `${name}=out/${name}`])

/** A repeat and a copy in text files, a repeat and a failure in records, a passage that is only reported, names that need escapes. */
const paper = {
  'in/a b.txt': text(bridge, hangers, shops, limit, hangers, shops),
  'in/copy, 100%.txt': text(bridge, hangers, shops, limit),
  'in/мост.md': text(most, soup, rain),
  'in/x.jsonl':
    row({ id: 'own', text: text(pool, choir) }) +
    row({ id: '::error::=1<b>[x](y)', title: '| `t` |', text: text(rain, qiao, rain) }) +
    '{"id": "broken"\n' +
    row({ text: text(soup, pool, soup) }),
}

const read = (dir: string, name: string): string => readFileSync(join(dir, 'out', name), 'utf8')

test('all reporters in one run, byte for byte, and exit 2 because of the broken record', async () => {
  const dir = desk({ ...paper, 'out/keep': '' })
  const ran = run(dir, ['in', ...each, '-r', 'jsonl=out/jsonl', '-r', 'text'])
  expect(ran.code).toBe(2)
  expect(ran.out).toContain('articles read')
  const { header } = told(read(dir, 'jsonl'))
  for (const name of CI) {
    // Version and recipe change with every release; the rest changes when it is meant.
    const held = read(dir, name).replaceAll(header.fingerprint, 'RECIPE').replaceAll(`"${header.version}"`, '"VERSION"')
    await expect(held.replaceAll(`dittograph ${header.version}`, 'dittograph VERSION')).toMatchFileSnapshot(
      `../golden/ci.${name}`,
    )
    // The same on standard output.
    const alone = run(dir, ['in', '-r', name])
    expect(alone.code).toBe(2)
    expect(alone.out).toBe(read(dir, name))
  }
})

test('every report names every finding that counts, with the fingerprint of the records', () => {
  const dir = desk({ ...paper, 'out/keep': '' })
  expect(run(dir, ['in', ...each, '-r', 'jsonl=out/jsonl', '--max-errors', '1'])).toMatchObject({ code: 1, out: '' })
  const { findings, troubles } = told(read(dir, 'jsonl'))
  const all = findings.map(({ fingerprint }) => fingerprint)
  const counted = findings.filter(({ edit }) => edit !== 'none')
  expect(counted.length).toBeLessThan(findings.length)
  const sorted = (names: readonly (string | undefined)[]): unknown => [...names].sort()

  const { results, invocations } = runOf(read(dir, 'sarif'))
  const fingerprintOf = ({ partialFingerprints }: Result): string => partialFingerprints!['dittograph/v1']!
  expect(sorted(results!.map(fingerprintOf))).toEqual(sorted(all))
  expect(
    results!
      .filter(({ level }) => level === 'error')
      .map(fingerprintOf)
      .sort(),
  ).toEqual(counted.map(({ fingerprint }) => fingerprint).sort())
  expect(invocations![0]).toMatchObject({ executionSuccessful: true, exitCode: 1 })
  expect(invocations![0]!.toolExecutionNotifications).toHaveLength(troubles.length)

  const issues = JSON.parse(read(dir, 'gitlab')) as { fingerprint: string; severity: string }[]
  expect(issues.flatMap(({ severity, fingerprint }) => (severity === 'blocker' ? [] : [fingerprint]))).toEqual(all)
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length)

  const tests = parseXml(read(dir, 'junit')).children.flatMap(({ children }) => children)
  expect(tests.filter((test) => test.children[0]?.name === 'failure')).toHaveLength(counted.length)
  expect(tests.filter((test) => test.children[0]?.name === 'error')).toHaveLength(1)

  const [, ...rows] = parseCsv(read(dir, 'csv'))
  expect(rows.map((cells) => cells.at(-2))).toEqual(all)

  const log = commands(read(dir, 'github'))
  expect(log.map((command) => command!.name).filter((name) => name === 'warning')).toHaveLength(counted.length)
  expect(log.map((command) => command!.properties.file)).toContain('in/copy, 100%.txt')
  expect(read(dir, 'markdown')).toContain(`**Above the gate: ${counted.length} findings count.**`)
})

test('SARIF regions are bytes of a text file, and the line of a record', () => {
  const dir = desk(paper)
  const { results } = runOf(run(dir, ['in', '-r', 'sarif', '--max-errors', '1']).out)
  for (const { locations, relatedLocations } of results!)
    for (const { physicalLocation, properties } of [...locations!, ...(relatedLocations ?? [])]) {
      const { artifactLocation, region } = physicalLocation!
      const file = readFileSync(join(dir, decodeURIComponent(artifactLocation!.uri!)))
      if (region!.byteOffset === undefined) {
        const record = file.toString().split('\n')[region!.startLine! - 1]!
        const value = Buffer.from(JSON.parse(record).text as string)
        const [start, end] = properties!.span as [number, number]
        expect(value.subarray(start, end).toString().trim().length).toBeGreaterThan(20)
      } else {
        const { byteOffset, byteLength, startLine, endLine } = region!
        const said = file.subarray(byteOffset!, byteOffset! + byteLength!).toString()
        const lines = file
          .toString()
          .split('\n')
          .slice(startLine! - 1, endLine)
        expect(lines.join('\n')).toContain(said.trimEnd())
        expect(said.trim().length).toBeGreaterThan(20)
      }
    }
})

test('an article that is only compared with has its place in the reports as well', () => {
  const dir = desk({
    'archive/old.jsonl': row({ id: 'old', text: text(bridge, hangers, shops) }),
    'new.txt': text(bridge, hangers, shops),
  })
  const { results } = runOf(run(dir, ['new.txt', '--against', 'archive', '-r', 'sarif']).out)
  expect(results![0]!.relatedLocations![0]!.physicalLocation).toEqual({
    artifactLocation: { uri: 'archive/old.jsonl', uriBaseId: '%SRCROOT%' },
    region: { startLine: 1, endLine: 1 },
  })
})

test('the gate decides the level: --fail-on any, none, and a limit', () => {
  const dir = desk({ 'a.txt': paper['in/a b.txt'], 'b.txt': text(rain, limit), 'c.txt': text(rain, choir) })
  const levels = (...flags: string[]): unknown => {
    const ran = run(dir, ['.', '-r', 'sarif', ...flags])
    const { results } = runOf(ran.out)
    return [ran.code, ...new Set(results!.map(({ level, ruleId }) => `${ruleId} ${level}`))]
  }
  expect(levels()).toEqual([1, 'dittograph/repeat error', 'dittograph/passage note'])
  expect(levels('--fail-on', 'any')).toEqual([1, 'dittograph/repeat error', 'dittograph/passage error'])
  expect(levels('--fail-on', 'none')).toEqual([0, 'dittograph/repeat warning', 'dittograph/passage note'])
  expect(levels('--max-findings', '9')).toEqual([0, 'dittograph/repeat error', 'dittograph/passage note'])
  const comment = run(dir, ['.', '-r', 'markdown', '--max-findings', '9'])
  expect(comment).toMatchObject({ code: 0, out: expect.stringContaining('and the gate allows as many.**') })
})

test('a corpus without findings: exit 0, and every report is whole', () => {
  const dir = desk({ 'a.txt': text(bridge), 'out/keep': '' })
  expect(run(dir, ['a.txt', ...each])).toEqual({ code: 0, out: '', err: '' })
  expect(runOf(read(dir, 'sarif')).results).toEqual([])
  expect(read(dir, 'github')).toBe('')
  expect(JSON.parse(read(dir, 'gitlab'))).toEqual([])
  expect(parseXml(read(dir, 'junit')).children[0]!.attributes).toMatchObject({ tests: '1', failures: '0' })
  expect(read(dir, 'markdown')).toContain('**Passed: nothing is said twice.**\n\n1 article read, ')
  expect(parseCsv(read(dir, 'csv'))).toHaveLength(1)
})

test('the github reporter writes the summary of the job behind what the step has written there', () => {
  const dir = desk({ ...paper, 'summary.md': '# earlier' })
  const env = { GITHUB_STEP_SUMMARY: join(dir, 'summary.md') }
  const comment = run(dir, ['in', '-r', 'markdown']).out
  expect(run(dir, ['in', '-r', 'github'], { env }).code).toBe(2)
  expect(readFileSync(join(dir, 'summary.md'), 'utf8')).toBe(`# earlier\n${comment}`)
  // Other reporters leave it alone, and so does an empty variable.
  expect(run(dir, ['in', '-r', 'markdown'], { env }).out).toBe(comment)
  expect(readFileSync(join(dir, 'summary.md'), 'utf8')).toBe(`# earlier\n${comment}`)
  expect(run(dir, ['in', '-r', 'github'], { env: { GITHUB_STEP_SUMMARY: '' } }).code).toBe(2)
  // A summary that cannot be written is an output that cannot be written.
  mkdirSync(join(dir, 'folder'))
  const ran = run(dir, ['in/a b.txt', '-r', 'github'], { env: { GITHUB_STEP_SUMMARY: join(dir, 'folder') } })
  expect(ran.code).toBe(2)
  expect(ran.out).toMatch(/^::warning /)
  expect(ran.err).toMatch(/cannot write .*folder/)
})

test('clean and its dry run report what was and what would be done', () => {
  const dir = desk({ 'in/a.txt': paper['in/a b.txt'] })
  const dry = run(dir, ['clean', 'in', '--dry-run', '-r', 'markdown'])
  expect(dry).toMatchObject({
    code: 0,
    out: expect.stringMatching(/\*\*A dry run: nothing was written\.\*\*.*\| would be acted on \|.*would be cut/s),
  })
  const done = run(dir, ['clean', 'in', '--out', 'cleaned', '-r', 'github'])
  expect(done).toMatchObject({ code: 0, out: expect.stringMatching(/^::warning .*%0Acut: identical after folding/) })
})

test('two reports cannot share standard output; every form has a name in the help', () => {
  const dir = desk({ 'a.txt': text(bridge) })
  expect(run(dir, ['a.txt', '-r', 'sarif', '-r', 'junit'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('-r sarif and -r junit contradict each other: both write to standard output'),
  })
  const help = run(dir, ['scan', '--help']).out.replace(/\s+/g, ' ')
  for (const form of forms) expect(help).toMatch(new RegExp(`-r, --reporter .*\\b${form}\\b.*--articles`))
})

// ------------------------------------------------------------------------------------------------ whatever lies at hand

const corpus = join(import.meta.dirname, '..', '..', 'corpus')

/** All reports of a corpus are what their readers take. Returns the number of SARIF results. */
function readable(dir: string, paths: readonly string[]): number {
  mkdirSync(join(dir, 'out'), { recursive: true })
  expect(run(dir, [...paths, ...each, '-q', '--max-errors', '999999']).code).toBeLessThan(2)
  const { results } = runOf(read(dir, 'sarif'))
  expect(Array.isArray(JSON.parse(read(dir, 'gitlab')))).toBe(true)
  parseXml(read(dir, 'junit'))
  for (const command of commands(read(dir, 'github')).filter(() => read(dir, 'github') !== ''))
    expect(command?.name).toMatch(/^(?:warning|error|notice)$/)
  const rows = parseCsv(read(dir, 'csv'))
  for (const cells of rows) expect(cells).toHaveLength(22)
  expect(withoutCode(read(dir, 'markdown'))).not.toMatch(
    /<(?!\/?(?:details|summary|code|sub)\b|!-- dittograph -->)|\]\(|@/,
  )
  expect(rows).toHaveLength(results!.length + 1)
  return results!.length
}

test('corpus/', () => {
  expect(readable(desk(), [corpus])).toBeGreaterThan(100)
})

test.skipIf(!existsSync(join(shared, 'seeds')))('the scraped pages of shared/data/seeds', () => {
  expect(readable(desk(), [join(shared, 'seeds')])).toBe(3)
})

test.skipIf(!existsSync(join(shared, 'hostile')))('all of shared/data/hostile', () => {
  expect(readable(desk(), [join(shared, 'hostile')])).toBeGreaterThan(40)
})

test('payloads as ids, titles, texts and names of files', () => {
  const dir = desk()
  const lines = payloads
    .filter((payload) => payload.length < 9_000)
    .flatMap((payload, n) => [
      row({
        id: payload,
        title: payload,
        text: text(`${payload} ${bridge} ${n}`, payload, `${payload} ${bridge} ${n}`),
      }),
      row({ id: `${payload} `, title: payload, text: text(`${n} ${shops} ${payload}`, `${n} ${shops} ${payload}`) }),
    ])
  put(dir, {
    'in/ids.jsonl': lines.join(''),
    'in/=1+1,"x";<b>&.txt': text(bridge, hangers, bridge),
    'in/`a` {b} [c](d) @e #1.txt': text(rain, soup, rain),
    'in/::error::%0A##[group].txt': text(pool, choir, pool),
    'in/broken.jsonl': payloads.map((payload) => `${payload.replace(/[\r\n]/g, ' ')}\n`).join(''),
  })
  expect(readable(dir, ['in'])).toBeGreaterThan(100)
})

const json = join(shared, 'hostile', 'JSONTestSuite', 'test_parsing')
test.skipIf(!existsSync(json))('the files of JSONTestSuite as records', () => {
  const dir = desk()
  const files = readdirSync(json).filter((name) => name.endsWith('.json'))
  put(dir, Object.fromEntries(files.map((name) => [`in/${name}l`, readFileSync(join(json, name))])))
  readable(dir, ['in'])
})

test('one report that cannot be written takes no other with it, and each is named', () => {
  const dir = desk({ 'a.txt': text(bridge, hangers, shops, hangers, shops) })
  const { code, out, err } = run(dir, [
    'a.txt',
    '--compact',
    '-r',
    'html=no/x.html',
    '-r',
    'csv=no/y.csv',
    '-r',
    'text',
    '-r',
    'jsonl=z.jsonl',
  ])
  expect(code).toBe(2)
  expect(out).toContain('a.txt:7: repeat:')
  expect(readFileSync(join(dir, 'z.jsonl'), 'utf8')).toMatch(/"type":"summary".*\n$/)
  expect(err.match(/^dittograph: cannot write no\/(?:x\.html|y\.csv): .* \(E_WRITE\)$/gm)).toHaveLength(2)
})

test('a run that ends with 1 says which limit was passed, where no report on stdout does', () => {
  const dir = desk({ 'a.txt': text(bridge, hangers, shops, hangers, shops) })
  const said = (...words: string[]): [number | null, string] => {
    const { code, err } = run(dir, ['a.txt', ...words])
    return [code, err]
  }
  expect(said('-r', 'sarif=a.sarif')).toEqual([1, 'dittograph: above the gate: 1 finding (--max-findings 0)\n'])
  expect(said('-r', 'sarif=a.sarif', '-q')).toEqual([1, ''])
  expect(said()).toEqual([1, ''])
  expect(said('--max', 'repeat=0')).toEqual([
    1,
    'dittograph: above the gate: 1 finding of kind repeat (--max repeat=0)\n',
  ])
  expect(said('--max-duplicate-ratio', '0.01')[1]).toMatch(
    /^dittograph: above the gate: [\d.]+ % of the text in repeats and copies \(--max-duplicate-ratio 0\.01\)\n$/,
  )
  expect(said('--max', 'repeat=1', '--max-duplicate-ratio', '1')).toEqual([0, ''])
})

test('an excerpt that is whole ends as the passage does, in any encoding and between markup', () => {
  const line = 'Subscribe to the Courier, every morning at your door.'
  const dir = desk({
    'u.txt': Buffer.from(`\ufeff${bridge}\n\n${line}\n${line}\n`, 'utf16le'),
    'p.html': `<p>${rain}</p><p>${line}</p><p>${line.replace('every', '<b>every</b>')}</p>`,
  })
  const { out } = run(dir, ['u.txt', 'p.html'])
  const [one, other, ...rest] = out.split('\n').filter((shown) => shown.includes(' | '))
  expect([one, other].map((shown) => shown?.slice(shown.indexOf('|') + 2))).toEqual([line, line])
  expect(rest).toEqual([])
})
