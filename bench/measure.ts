// Seconds of a command, as bash's `time` tells them: CPU is user + system of the process and all it waited for, wall is the clock. To the
// millisecond, which /usr/bin/time does not do, and with nothing to install. Node cannot ask it of a child (`process.resourceUsage` is of
// the process itself), so the peak of memory is asked from within: a Node command may be given `--import` of the lines below.
//
// Machines are noisy: what is compared runs in turn, and medians are compared, never single runs.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Command {
  /** For bash. */
  readonly line: string
  /** Runs before, untimed. */
  readonly before?: () => void
}

export interface Taken {
  /** Seconds. */
  readonly cpu: number
  readonly wall: number
  /** MiB; only of Node commands that carry `peakImport`, else 0. */
  readonly peak: number
  readonly stdout: string
}

/** What a command took, each time; or why it could not be measured. */
export type Runs = readonly Taken[] | { readonly missing: string }

/** Write as `node ${peakImport} program.js`: the process tells the peak of its resident memory at its end. */
export const peakImport = `--import "data:text/javascript,import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(process.env.PEAK_FILE,String(process.resourceUsage().maxRSS)))"`

export const quote = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`

const dir = mkdtempSync(join(tmpdir(), 'dittograph-measure-'))
process.on('exit', () => rmSync(dir, { recursive: true, force: true }))

/** Exit 2 is an answer: the command is not there, or this version does not know a flag. Any other failure is ours. */
function measure({ line, before }: Command): Taken | { readonly missing: string } {
  before?.()
  const errors = join(dir, 'stderr')
  const peak = join(dir, 'peak')
  rmSync(peak, { force: true })
  const { stdout, stderr, status } = spawnSync(
    'bash',
    ['-c', `TIMEFORMAT='%3U %3S %3R'; time { ${line}; } 2> ${quote(errors)}`],
    { encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, LC_ALL: 'C', PEAK_FILE: peak } },
  )
  const said = readFileSync(errors, 'utf8').trim()
  if (status === 2 || status === 127) return { missing: said.split('\n')[0]!.slice(0, 100) }
  if (status !== 0) throw new Error(`${line}\nended with ${status}: ${said}`)
  const [user, system, wall] = stderr.trim().split('\n').pop()!.split(' ').map(Number) as [number, number, number]
  let most = 0
  try {
    most = Number(readFileSync(peak, 'utf8')) / 1024
  } catch {}
  return { cpu: user + system, wall, peak: most, stdout }
}

/** Every command once a round, in turn. One that is missing is not asked again. */
export function inTurn<Name extends string>(
  rounds: number,
  commands: { readonly [name in Name]: Command },
): { [name in Name]: Runs } {
  const taken = {} as { [name in Name]: Taken[] | { missing: string } }
  const names = Object.keys(commands) as Name[]
  for (const name of names) taken[name] = []
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      const runs = taken[name]
      if (!Array.isArray(runs)) continue
      const one = measure(commands[name])
      if ('missing' in one) taken[name] = one
      else runs.push(one)
    }
  return taken
}

/** The middle one; of an even number the lower of the two in the middle. */
export function median(runs: readonly Taken[], of: (taken: Taken) => number): number {
  const values = runs.map(of).sort((a, b) => a - b)
  return values[(values.length - 1) >> 1]!
}
