// How far we are, on stderr: one line that is written over on a terminal, a line every half minute in a CI log (so that
// the runner does not take us for dead), nothing elsewhere. The pipeline is synchronous, so no timer would fire: it calls
// at() as often as it likes, and most calls return at once.

export interface Progress {
  /** `done` of `total` bytes of a phase; total 0 when it is not known. `phase` is a word of ours, never text of an input. */
  at(phase: string, done: number, total: number): void
  /** Takes the line away, so that something else can be printed. */
  clear(): void
}

export interface ProgressAsk {
  readonly err: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown }
  /** --progress, --no-progress, or null. */
  readonly flag: boolean | null
  readonly quiet: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds. */
  readonly now?: () => number
}

const REDRAW = 100
const HEARTBEAT = 30_000
/** Before that long a speed says nothing. */
const FIRST_SPEED = 500
const ERASE = '\r\x1b[2K'

export function progress({ err, flag, quiet, env, now = () => performance.now() }: ProgressAsk): Progress {
  const tty = err.isTTY === true && env.TERM !== 'dumb'
  const inCI = env.CI !== undefined && env.CI !== '' && env.CI !== 'false'
  const wanted = flag ?? !quiet
  if (!wanted || (!tty && !inCI && flag !== true)) return { at() {}, clear() {} }

  let phase = ''
  let began = 0
  let next = now() + (tty ? 0 : HEARTBEAT)
  let drawn = false
  const clear = (): void => {
    if (drawn) err.write(ERASE)
    drawn = false
  }
  return {
    at(name, done, total) {
      const time = now()
      if (name !== phase) {
        phase = name
        began = time
        if (tty) next = time
      }
      if (time < next) return
      next = time + (tty ? REDRAW : HEARTBEAT)
      const line = lineOf(name, done, total, time - began)
      if (!tty) err.write(`dittograph: ${line}\n`)
      else {
        err.write(`${ERASE}${line.slice(0, Math.max((err.columns ?? 80) - 1, 1))}`)
        drawn = true
      }
    },
    clear,
  }
}

function lineOf(phase: string, done: number, total: number, ms: number): string {
  const parts = [total > 0 ? `${phase} ${Math.floor((100 * Math.min(done, total)) / total)} %` : phase]
  if (total > 0) parts.push(`${mega(done)} of ${mega(total)} MB`)
  else if (done > 0) parts.push(`${mega(done)} MB`)
  if (ms >= FIRST_SPEED && done > 0) {
    parts.push(`${mega((done * 1000) / ms)} MB/s`)
    if (total > done) parts.push(`${duration((ms * (total - done)) / done)} left`)
  }
  return parts.join(', ')
}

const mega = (bytes: number): string => (bytes < 10e6 ? (bytes / 1e6).toFixed(1) : String(Math.round(bytes / 1e6)))

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
