// action.yml, as far as one machine can try it: read by a parser of YAML, its steps run as a runner runs them (bash -e -o pipefail, with the
// variables that GitHub sets) against the built program.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { flags } from '../../src/cli/flags.js'
import { desk, program, put, quietEnv, text } from '../cli/command.js'
import { bridge, hangers, limit, rain, shops, soup } from '../cli/press.js'
import { runOf } from '../write/sarif.js'

const root = join(import.meta.dirname, '..', '..')

interface Step {
  readonly name: string
  readonly id?: string
  readonly shell: string
  readonly 'working-directory'?: string
  readonly env?: Readonly<Record<string, string>>
  readonly run: string
}
interface Action {
  readonly name: string
  readonly description: string
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action
const { inputs, outputs } = action
const { steps } = action.runs

const papers = {
  'in/twice.txt': text(bridge, hangers, shops, limit, hangers, shops),
  'in/sub/once.txt': text(rain, soup),
}
const known = (command: string): string => `${process.execPath}\n${command}`

interface Done {
  readonly code: number | null
  readonly log: string
  readonly out: Readonly<Record<string, string>>
  readonly summary: string
}

/** Runs all steps in a workspace, as a job would that gives these inputs. */
function runs(workspace: string, given: Readonly<Record<string, string>>, more: NodeJS.ProcessEnv = {}): Done {
  for (const name of Object.keys(given)) expect(inputs).toHaveProperty([name])
  const value = (name: string): string => given[name] ?? inputs[name]!.default
  const filled = (text: string): string =>
    text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => value(name))
  put(workspace, { '.runner/output': '', '.runner/summary': '' })
  const env = {
    ...quietEnv,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: root,
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: join(workspace, '.runner/output'),
    GITHUB_STEP_SUMMARY: join(workspace, '.runner/summary'),
    RUNNER_TEMP: join(workspace, '.runner'),
    ...more,
  }
  let code: number | null = 0
  let log = ''
  for (const [n, step] of steps.entries()) {
    const script = join(workspace, `.runner/step${n}.sh`)
    writeFileSync(script, step.run)
    const of = Object.entries(step.env ?? {}).map(([name, text]) => [name, filled(text)])
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
      cwd: join(workspace, filled(step['working-directory'] ?? '.')),
      env: { ...env, ...Object.fromEntries(of) },
      encoding: 'utf8',
    })
    code = status
    log += stdout + stderr
    if (code !== 0) break
  }
  const out = readFileSync(env.GITHUB_OUTPUT, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
  return { code, log, out: Object.fromEntries(out), summary: readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8') }
}

let command = ''
beforeAll(() => {
  command = known(program)
})

test('the action is whole: every input is described and used, every output comes from a step', () => {
  expect(action.runs.using).toBe('composite')
  const used = new Set<string>()
  for (const step of steps) {
    expect(step.shell).toBe('bash')
    // What a stranger may have named must not become a command.
    expect(step.run).not.toContain('${{')
    const asked = [...Object.values(step.env ?? {}), step['working-directory'] ?? '']
    for (const [, name] of asked.join(' ').matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g)) used.add(name!)
    for (const name of Object.keys(step.env ?? {})) expect(step.run).toContain(name)
  }
  expect([...used].sort()).toEqual(Object.keys(inputs).sort())
  for (const { description, default: standard } of Object.values(inputs)) {
    expect(description).toMatch(/\.$/)
    expect(standard).toBeTypeOf('string')
  }
  const scan = steps.find((step) => step.id === 'scan')!
  for (const [name, { value }] of Object.entries(outputs)) {
    expect(value).toBe(`\${{ steps.scan.outputs.${name} }}`)
    expect(scan.run).toContain(`line('${name}'`)
  }
})

test('every flag that the action gives is a flag', () => {
  const given = steps.flatMap(({ run }) => [...run.matchAll(/each --([\w-]+)/g)].map(([, name]) => name!))
  const named = new Set(Object.keys(flags).map((key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)))
  expect(given.length).toBeGreaterThan(8)
  expect(given.filter((name) => !named.has(name))).toEqual([])
})

test('findings: annotations, summary, both files, outputs, exit 1', () => {
  const dir = desk(papers)
  const { code, log, out, summary } = runs(dir, { command, paths: 'in' })
  expect(log).toContain('::warning file=in/twice.txt,line=9,endLine=11')
  expect(code).toBe(1)
  expect(out).toEqual({
    findings: '1',
    counted: '1',
    'exit-code': '1',
    sarif: 'dittograph.sarif',
    report: 'dittograph.html',
  })
  expect(summary).toContain('in/twice.txt')
  expect(runOf(readFileSync(join(dir, out.sarif!), 'utf8')).results).toHaveLength(1)
  expect(readFileSync(join(dir, out.report!), 'utf8')).toMatch(/^<!doctype html>/i)
})

test('nothing found: exit 0', () => {
  const { code, out } = runs(desk(papers), { command, paths: 'in/sub' })
  expect([code, out.findings, out.counted, out['exit-code']]).toEqual([0, '0', '0', '0'])
})

test('in a directory of its own, with lists of paths and further flags; a path from the workspace', () => {
  const dir = desk(papers)
  const { code, out } = runs(dir, {
    command,
    'working-directory': 'in',
    paths: 'twice.txt\nsub\r\n',
    exclude: 'drafts/**\n*.md',
    'fail-on': 'none',
    report: '',
    sarif: 'out dir.sarif',
    args: '--quiet\n--copies=keep',
  })
  expect([code, out.findings, out.counted, out.report, out.sarif]).toEqual([0, '1', '0', '', 'in/out dir.sarif'])
})

test('a baseline: what is known does not count', () => {
  const dir = desk(papers)
  const first = spawnSync(process.execPath, [program, 'scan', 'in', '--update-baseline'], { cwd: dir, env: quietEnv })
  expect(first.status).toBe(0)
  const { code, out } = runs(dir, { command, paths: 'in' })
  expect([code, out.findings, out.counted]).toEqual([0, '1', '0'])
})

test('a mistake: exit 2, said in the log, with no numbers and no files of an earlier step', () => {
  const dir = desk({ ...papers, 'dittograph.sarif': 'old' })
  const { code, log, out } = runs(dir, { command, paths: 'in', args: '--fail-onn=any' })
  expect(code).toBe(2)
  expect(log).toContain('did you mean --fail-on?')
  expect(out).toEqual({ findings: '', counted: '', 'exit-code': '2', sarif: '', report: '' })
  expect(readFileSync(join(dir, 'dittograph.sarif'), 'utf8')).toBe('old')
})

test('a file that cannot be read: exit 2, and the numbers of the others', () => {
  const dir = desk({ ...papers, 'in/x.jsonl': '{"text"\n' })
  const { code, out } = runs(dir, { command, paths: 'in' })
  expect([code, out.findings, out['exit-code']]).toEqual([2, '1', '2'])
  expect(runs(dir, { command, paths: 'in', 'max-errors': '1' }).code).toBe(1)
})

test('whatever is in an input, nothing of it is run', () => {
  const dir = desk(papers)
  const evil = '$(touch pwned); `touch pwned` "; touch pwned #\n--out=x\n\'&& touch pwned'
  for (const name of Object.keys(inputs)) {
    if (name === 'command' || name === 'working-directory') continue
    runs(dir, { command, paths: 'in', [name]: evil })
  }
  expect(existsSync(join(dir, 'pwned'))).toBe(false)
})

test('without a command npx runs the version of the action', () => {
  const dir = desk({ ...papers, 'bin/npx': '#!/bin/sh\necho "npx $1 $2" >&2\nshift 2\nexec "$NODE" "$PROGRAM" "$@"\n' })
  chmodSync(join(dir, 'bin/npx'), 0o755)
  const env = { PATH: `${join(dir, 'bin')}:${quietEnv.PATH}`, NODE: process.execPath, PROGRAM: program }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const { code, log } = runs(dir, { paths: 'in' }, env)
  expect(code).toBe(1)
  expect(log).toContain(`npx --yes dittograph@${version}\n`)
})

test('an old Node is named, and nothing else happens', () => {
  const dir = desk({ ...papers, 'bin/node': '#!/bin/sh\nexit 1\n' })
  chmodSync(join(dir, 'bin/node'), 0o755)
  const { code, log, out } = runs(dir, { command, paths: 'in' }, { PATH: `${join(dir, 'bin')}:${quietEnv.PATH}` })
  expect([code, out]).toEqual([2, {}])
  expect(log).toMatch(/^::error title=dittograph::Node 20\.19 or newer is needed/)
})
