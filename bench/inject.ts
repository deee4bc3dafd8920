// Faults on the real, built command, SQLite's way: the Nth call of the operating system fails, for every N, until a run has no fault left.
//
// A run without faults is watched first (strace): every call of the main thread that touches the desk is a place for a fault. All file
// calls of the program are synchronous, so they are all there, in one order. Then the same run again and again, on a fresh copy of the
// desk, with one fault each: that call answers ENOSPC, EIO, EACCES, EMFILE, EINTR … or the process is killed there. What must hold after
// each of them is `judge`. Source: How SQLite Is Tested, "I/O error testing"; strace(1), "Tampering".
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

export interface Scenario {
  readonly name: string
  readonly words: readonly string[]
  /** What is run on the desk before. */
  readonly before?: readonly (readonly string[])[]
  /** Before, this run was killed at its first call of that name. */
  readonly killedAt?: string
  /** Exit code of a run without faults. */
  readonly exit: number
  /** The directory that is there whole, old or new; null: none is written. */
  readonly out: string | null
  /** The inputs, too, are old or new; else they must not change. */
  readonly inPlace?: boolean
}

export interface Fault {
  readonly call: string
  /** Which call of that name, from 1. */
  readonly at: number
  /** An error, or KILL. */
  readonly how: string
  /** The line of strace, for messages. */
  readonly line: string
}

export interface Outcome {
  readonly fault: Fault
  /** Exit code; null: killed. */
  readonly code: number | null
  /**
   * new: as if nothing had happened; old: nothing was published; partial: done without what could not be read, and said.
   * missed: the Nth call was another one this time (Node itself makes some, in no fixed number), so nothing was tried.
   */
  readonly left: 'new' | 'old' | 'partial' | 'missed'
  /** What does not hold. */
  readonly wrong: readonly string[]
}

const story = (n: number): string =>
  `The harbour board of town ${n} met on Monday to approve the plan for a wall that will keep the old quarter dry in winter storms.`
const other = (n: number): string =>
  `Nobody in the ${n} houses along the quay had asked for it, and the chairman said that the barge would come in the spring all the same.`
const text = (...lines: string[]): string => `${lines.join('\n\n')}\n`

const lines = (...texts: string[]): string => texts.map((t, i) => `${JSON.stringify({ id: i, text: t })}\n`).join('')
const page = (...texts: string[]): string =>
  `<!doctype html><title>The wall</title><main>${texts.map((t) => `<p>${t}</p>`).join('\n')}</main>\n`

/** A repeat, a copy that goes whole, a page with a repeat, records of which one goes, and records that are packed. */
export const INPUTS: Readonly<Record<string, string | Uint8Array>> = {
  'in/a.txt': text(story(1), other(1), story(1)),
  'in/b.txt': text(story(1), other(1)),
  'in/sub/c.html': page(other(7), story(9), other(7)),
  'in/x.jsonl': lines(text(story(3), other(4), story(3)), other(5), text(story(3), other(4))),
  'in/z.jsonl.gz': gzipSync(lines(text(story(6), other(8), story(6)), other(2))),
}
const OLD = ['clean', 'in/a.txt', '--out', 'out', '-q', '-r', 'silent']

export const scenarios: readonly Scenario[] = [
  {
    name: 'scan, two reports',
    words: ['scan', 'in', '-q', '-r', 'jsonl=r.jsonl', '-r', 'html=r.html'],
    exit: 1,
    out: null,
  },
  {
    name: 'clean, a new directory',
    words: ['clean', 'in', '--out', 'out', '--force', '-q', '-r', 'jsonl=r.jsonl'],
    exit: 0,
    out: 'out',
  },
  {
    name: 'clean, replacing one',
    words: ['clean', 'in', '--out', 'out', '--force', '-q', '-r', 'silent'],
    before: [OLD],
    exit: 0,
    out: 'out',
  },
  {
    name: 'clean, after a killed run',
    words: ['clean', 'in', '--out', 'out', '--force', '-q', '-r', 'silent'],
    killedAt: 'fsync',
    exit: 0,
    out: 'out',
  },
  {
    name: 'clean --in-place',
    words: ['clean', 'in', '--in-place', '-q', '-r', 'silent'],
    exit: 0,
    out: 'dittograph-backup',
    inPlace: true,
  },
  {
    name: 'restore, a new directory',
    words: ['restore', 'cleaned', '--out', 'out', '--force', '-q'],
    before: [['clean', 'in', '--out', 'cleaned', '-q', '-r', 'silent']],
    exit: 0,
    out: 'out',
  },
  {
    name: 'restore --in-place',
    words: ['restore', 'dittograph-backup', '--out', '.', '--in-place', '-q'],
    before: [['clean', 'in', '--in-place', '-q', '-r', 'silent']],
    exit: 0,
    out: 'dittograph-backup',
    inPlace: true,
  },
]

/** Which errors a call may give. */
const ERRORS: Readonly<Record<string, readonly string[]>> = {
  openat: ['EACCES', 'EMFILE', 'EIO', 'EINTR'],
  creat: ['ENOSPC', 'EACCES', 'EMFILE'],
  read: ['EIO', 'EINTR'],
  pread64: ['EIO', 'EINTR'],
  write: ['ENOSPC', 'EIO', 'EINTR'],
  pwrite64: ['ENOSPC', 'EIO', 'EINTR'],
  fsync: ['EIO', 'ENOSPC'],
  rename: ['EIO', 'ENOSPC', 'EACCES'],
  unlink: ['EIO', 'EACCES'],
  rmdir: ['EIO', 'EACCES'],
  mkdir: ['ENOSPC', 'EACCES'],
  getdents64: ['EIO'],
  statx: ['EIO'],
  readlink: ['EIO'],
  fchmod: ['EPERM'],
  chmod: ['EPERM'],
  chown: ['EPERM'],
  close: ['EIO'],
}
/** Calls after which the disk is another one: a kill between any two of them is a kill at one of them. */
const CHANGES = /^(?:write|pwrite64|fsync|rename|unlink|rmdir|mkdir|fchmod|chmod|chown)$/
const WATCHED = Object.keys(ERRORS).filter((name) => name !== 'creat')

const program = join(import.meta.dirname, import.meta.url.endsWith('.ts') ? '..' : '../..', 'dist/cli/main.js')
const env = { ...process.env, NODE_OPTIONS: '', GITHUB_STEP_SUMMARY: '', CI: '', NODE_COMPILE_CACHE: '' }
/** Where the program puts what has no name: on the desk, so that calls on it fail like all others. */
const TMP = 'tmp'
const envOf = (desk: string): NodeJS.ProcessEnv =>
  existsSync(join(desk, TMP)) ? { ...env, TMPDIR: join(desk, TMP) } : env
let node = process.execPath

/** Why faults cannot be injected here, or null. */
export function cannot(): string | null {
  if (process.platform !== 'linux') return 'strace is a program of Linux'
  try {
    execFileSync('strace', ['-qq', '-o', '/dev/null', '-e', 'inject=getpid:error=EIO', 'true'], { stdio: 'pipe' })
    return null
  } catch (error) {
    return `strace does not run here (${(error as Error).message.split('\n')[0]})`
  }
}

/** Path -> hash of every file below a directory; an empty directory ends in `/`. */
export function tree(dir: string): Record<string, string> {
  const out: Record<string, string> = {}
  const walk = (below: string): void => {
    const entries = readdirSync(join(dir, below), { withFileTypes: true })
    if (entries.length === 0 && below !== '') out[`${below}/`] = 'empty'
    for (const entry of entries) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else
        out[path] = createHash('sha256')
          .update(readFileSync(join(dir, path)))
          .digest('hex')
    }
  }
  if (statSync(dir, { throwIfNoEntry: false })) walk('')
  return out
}
const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (tree: unknown): unknown => Object.entries(tree as object).sort(([a], [b]) => (a < b ? -1 : 1))
/** What is on a desk but for what has no name. */
const seen = (desk: string): Record<string, string> =>
  Object.fromEntries(Object.entries(tree(desk)).filter(([path]) => !path.startsWith(`${TMP}/`)))
const part = (all: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(all).flatMap(([path, hash]) => (path.startsWith(`${name}/`) ? [[path, hash]] : [])))

interface Ran {
  readonly code: number | null
  readonly signal: string | null
  readonly err: string
  readonly out: string
}

export function command(cwd: string, words: readonly string[], under: readonly string[] = []): Promise<Ran> {
  const [file, ...rest] = [...under, node, program, ...words]
  return new Promise((done, fail) => {
    const child = spawn(file!, rest, { cwd, env: envOf(cwd), stdio: ['ignore', 'pipe', 'pipe'] })
    let err = ''
    let out = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.on('error', fail)
    child.on('close', (code, signal) => done({ code, signal, err, out }))
  })
}

export interface Stage {
  readonly scenario: Scenario
  readonly faults: readonly Fault[]
  readonly strike: (fault: Fault) => Promise<Outcome>
  readonly close: () => void
}

/** The desk as it is before, a run without faults, and all that can go wrong in it. */
export async function stage(scenario: Scenario): Promise<Stage> {
  node = execFileSync(process.execPath, ['-p', 'process.execPath'], { encoding: 'utf8' }).trim()
  const root = mkdtempSync(join(tmpdir(), 'dittograph-faults-'))
  const fresh = join(root, 'fresh')
  mkdirSync(join(fresh, TMP), { recursive: true })
  for (const [path, content] of Object.entries(INPUTS)) {
    mkdirSync(join(fresh, path, '..'), { recursive: true })
    writeFileSync(join(fresh, path), content)
  }
  for (const words of scenario.before ?? []) {
    const { code, err } = await command(fresh, words)
    if (code !== 0) throw new Error(`the desk could not be laid: ${err}`)
  }
  if (scenario.killedAt !== undefined)
    await command(fresh, scenario.words, [
      'strace',
      '-qq',
      '-o',
      '/dev/null',
      '-e',
      `inject=${scenario.killedAt}:signal=KILL:when=1`,
    ])
  const { verify } = (await import(
    pathToFileURL(join(program, '../../index.js')).href
  )) as typeof import('../src/index.js')
  const before = seen(fresh)

  /** What became of a second run, by the desk that it found: the same bytes need no other. */
  const again = new Map<string, readonly string[]>()
  let number = 0
  const desk = (): string => {
    const dir = join(root, `desk-${number++}`)
    // A journal names its directory: what is begun must be begun here.
    cpSync(fresh, dir, { recursive: true, preserveTimestamps: true })
    return dir
  }
  const watched = desk()
  const log = join(root, 'log')
  const plain = await command(watched, scenario.words, [
    'strace',
    '-qq',
    '-y',
    '-o',
    log,
    '-e',
    `trace=${WATCHED.join()}`,
  ])
  if (plain.code !== scenario.exit) throw new Error(`a run without faults ended with ${plain.code}: ${plain.err}`)
  const after = seen(watched)
  const faults = faultsOf(readFileSync(log, 'utf8'), watched)
  rmSync(watched, { recursive: true })

  /** What was missed is tried again: the number of Node's own calls is another one each time. */
  const strike = async (fault: Fault): Promise<Outcome> => {
    for (let tries = 1; ; tries++) {
      const outcome = await once(fault)
      if (outcome.left !== 'missed' || tries === 8) return outcome
    }
  }
  const once = async (fault: Fault): Promise<Outcome> => {
    const dir = desk()
    const trace = join(root, `log-${fault.call}-${fault.at}-${fault.how}`)
    const what = fault.how === 'KILL' ? 'signal=KILL' : `error=${fault.how}`
    const inject = `inject=${fault.call}:${what}:when=${fault.at}`
    try {
      const ran = await command(dir, scenario.words, [
        'strace',
        '-qq',
        '-y',
        '-o',
        trace,
        '-e',
        `trace=${fault.call}`,
        '-e',
        inject,
      ])
      // The call that failed, or after which nothing came, must be one of ours.
      const calls = readFileSync(trace, 'utf8')
        .split('\n')
        .filter((line) => /^\w+\(/.test(line))
      const survived = fault.how === 'KILL' && ran.code !== null && ran.code !== 137
      if (survived || !onDesk(calls[fault.at - 1] ?? '', dir))
        return { fault, code: ran.code, left: 'missed', wrong: [] }
      const { left, more } = await judge(dir, fault, ran)
      return { fault, code: ran.code, left, wrong: more }
    } finally {
      rmSync(dir, { recursive: true, force: true })
      rmSync(trace, { force: true })
    }
  }

  const { out, inPlace } = scenario
  const judge = async (dir: string, fault: Fault, ran: Ran): Promise<{ left: Outcome['left']; more: string[] }> => {
    const more: string[] = []
    // The exit code is in the contract, and what went wrong stands in one line with a name. When a file cannot be closed, Node itself may
    // end the process (readFileUtf8): that is a kill.
    const killed = fault.how === 'KILL' || (fault.call === 'close' && ran.code === null)
    if (killed ? ran.code !== null && ran.code !== 137 : ![scenario.exit, 2].includes(ran.code ?? -1))
      more.push(`exit code ${ran.code}`)
    if (ran.code === 2 && !/^dittograph: .*\(E_[A-Z_]+\)$/m.test(ran.err)) more.push('exit 2 and no word why')
    if (!killed && /^ {4}at |E_BUG|node:internal/m.test(ran.err))
      more.push(`a stack trace, or our bug: ${ran.err.slice(0, 300)}`)
    const now = seen(dir)
    if (!killed && readdirSync(join(dir, TMP)).length > 0)
      more.push(`left in ${TMP}: ${Object.keys(tree(join(dir, TMP)))}`)
    // Inputs are what they were.
    for (const [path, hash] of Object.entries(before)) {
      if (!path.startsWith('in/')) continue
      if (now[path] !== hash && !(inPlace && now[path] === after[path])) more.push(`${path} is neither old nor new`)
    }
    if (inPlace)
      for (const [path, hash] of Object.entries(part(after, 'in')))
        if (now[path] !== hash && now[path] !== before[path]) more.push(`${path} is neither old nor new`)
    // What lies around is work that was not finished.
    for (const path of Object.keys(now))
      if (
        !(path in before) &&
        !(path in after) &&
        !/(?:^|\/)\.[^/]*\.dittograph-(?:tmp|old)(?:\/|$)/.test(path) &&
        !(out !== null && path.startsWith(`${out}/`))
      )
        more.push(`${path} was left`)
    // The output is the old one or the new one, whole, once the next command has seen it.
    let left: Outcome['left'] = 'old'
    if (out !== null) {
      const problems =
        scenario.words[0] === 'restore' || !statSync(join(dir, out), { throwIfNoEntry: false })
          ? []
          : verify(join(dir, out))
      if (problems.length > 0)
        more.push(
          `verify: ${problems
            .map((p) => p.message)
            .join('; ')
            .slice(0, 300)}`,
        )
      // In place it is the inputs that are old or new, all of them: what was begun is finished by now.
      const name = inPlace ? 'in' : out
      if (!statSync(join(dir, out), { throwIfNoEntry: false })) await command(dir, ['verify', out]) // finishes a swap
      const whole = part(seen(dir), name)
      if (same(whole, part(after, name))) left = 'new'
      else if (same(whole, part(before, name))) left = 'old'
      else if (ran.code === 2 && problems.length === 0 && /E_READ|E_CHANGED|E_NAME|E_NO_MATCH/.test(ran.err))
        left = 'partial'
      else if (inPlace && scenario.words[0] === 'restore' && ran.code !== 0)
        left = 'partial' // some are back; again puts back the rest
      else more.push(`${name} is neither old nor new: ${JSON.stringify(Object.keys(whole))}`)
    } else {
      for (const path of Object.keys(after))
        if (!path.startsWith('in/') && path in now && now[path] !== after[path] && now[path] !== before[path]) {
          if (ran.code === 2 && /E_READ|E_CHANGED|E_NAME/.test(ran.err)) left = 'partial'
          else more.push(`${path} is neither old nor new`)
        }
      if (same(now, after)) left = 'new'
    }
    if (ran.code === scenario.exit && !killed && left !== 'new' && !inPlace) more.push('it said done, and is not')
    // A second run is like one that nothing disturbed.
    const key = `${left} ${ran.code} ${JSON.stringify(sorted(seen(dir)))}`
    let second = again.get(key)
    if (second === undefined) again.set(key, (second = await secondRun(dir, left, ran)))
    more.push(...second)
    return { left, more }
  }
  const secondRun = async (dir: string, left: Outcome['left'], ran: Ran): Promise<string[]> => {
    const more: string[] = []
    const second = await command(dir, scenario.words)
    if (!(second.code === scenario.exit || (inPlace && second.code === 2 && /is not empty/.test(second.err))))
      more.push(`the second run ended with ${second.code}: ${second.err.slice(0, 300)}`)
    const end = seen(dir)
    // What was left out in place stays left out: its backup is there, and is not replaced.
    if (!same(end, after) && !(inPlace && left === 'partial' && ran.code === 2 && /E_READ/.test(ran.err))) {
      const differ = [...new Set([...Object.keys(end), ...Object.keys(after)])].filter(
        (path) => end[path] !== after[path],
      )
      more.push(`after the second run these differ: ${differ.join(' ')}`)
    }
    return more
  }
  return { scenario, faults, strike, close: () => rmSync(root, { recursive: true, force: true }) }
}

/** The directory itself stands in every relative call, as what it is relative to. */
const onDesk = (line: string, desk: string): boolean => line.replaceAll(`AT_FDCWD<${desk}>`, '').includes(desk)

/** Every call of a log that touches the desk, and what may go wrong with it. */
function faultsOf(log: string, desk: string): Fault[] {
  const calls = new Map<string, number>()
  const out: Fault[] = []
  for (const line of log.split('\n')) {
    const call = /^(\w+)\(/.exec(line)?.[1]
    if (call === undefined) continue
    const at = (calls.get(call) ?? 0) + 1
    calls.set(call, at)
    if (!onDesk(line, desk) || call === 'chdir') continue
    const creates = call === 'openat' && line.includes('O_CREAT')
    const shown = line.replaceAll(desk, '').slice(0, 160)
    for (const how of ERRORS[creates ? 'creat' : call] ?? []) out.push({ call, at, how, line: shown })
    if (creates || CHANGES.test(call)) out.push({ call, at, how: 'KILL', line: shown })
  }
  return out
}
