// Standard input can be read once, and so can an iterable, and we read three times: they are spooled to a temporary file, which its owner removes. Where a file can be
// opened by its descriptor (/proc/self/fd) it is unlinked at once, so that a killed run leaves nothing.
import { closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Files spooled by this thread, and the descriptor that holds one that is unlinked. Only their owner removes them. */
const spooled = new Map<string, number | null>()

const NAP = new Int32Array(new SharedArrayBuffer(4))

/** Where to spool: the name of a file that is not there yet, in a directory of its own. */
export function spoolPlace(): string {
  const at = join(mkdtempSync(join(tmpdir(), 'dittograph-spool-')), 'spool')
  if (spooled.size === 0) process.once('exit', unspoolAll)
  spooled.set(at, null)
  return at
}

/** What its owner forgot. */
function unspoolAll(): void {
  for (const at of [...spooled.keys()]) unspool(at)
}

/** Copy what the descriptor holds to a temporary file, readable by this user only; returns where. */
export function spool(from: number): string {
  const at = spoolPlace()
  const buffer = new Uint8Array(1 << 20)
  let to = -1
  try {
    to = openSync(at, 'wx', 0o600)
    const held = `/proc/self/fd/${to}`
    if (process.platform === 'linux' && existsSync(held)) {
      unspool(at)
      spooled.set(held, to)
    }
    for (let n = 0; (n = readSome(from, buffer)) > 0; )
      for (let done = 0; done < n; ) done += writeSync(to, buffer, done, n - done)
  } catch (error) {
    unspool(at)
    unspool(`/proc/self/fd/${to}`)
    throw error
  }
  if (!spooled.has(at)) return `/proc/self/fd/${to}`
  closeSync(to)
  return at
}

/** Remove a spooled file; any other file is left alone. */
export function unspool(at: string): void {
  const held = spooled.get(at)
  if (!spooled.delete(at)) return
  if (spooled.size === 0) process.off('exit', unspoolAll)
  if (typeof held === 'number') closeSync(held)
  else rmSync(dirname(at), { recursive: true, force: true })
}

/** Read from a pipe that may be set not to block; 0 at its end. */
export function readSome(from: number, buffer: Uint8Array): number {
  for (;;) {
    try {
      return readSync(from, buffer, 0, buffer.length, null)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw error
      Atomics.wait(NAP, 0, 0, 5)
    }
  }
}
