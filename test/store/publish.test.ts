// Laws of the publish protocol. Every call that changes the disk passes a gate here, so that a test can kill the program in
// the middle of it, or make it fail, at the first such call, the second, and so on, until a run gets through: SQLite's loop.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  begin,
  CannotWrite,
  finishSwap,
  PipeClosed,
  place,
  writeAll,
  writeFileAtomic,
} from '../../src/store/publish.js'
import { restore, verify } from '../../src/store/restore.js'
import type { Sheet } from './bundle.js'
import { clean, put, scratch, tree } from './bundle.js'

class Killed extends Error {}

const gate = vi.hoisted(() => ({
  calls: 0,
  at: Number.POSITIVE_INFINITY,
  how: 'kill' as 'kill' | 'ENOSPC' | 'EIO',
  dead: false,
  most: Number.POSITIVE_INFINITY, // bytes that one write takes
}))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const pass = (half: () => void): void => {
    if (!gate.dead && ++gate.calls !== gate.at) return
    if (gate.how !== 'kill') throw Object.assign(new Error(`${gate.how}: injected`), { code: gate.how })
    if (!gate.dead) half()
    gate.dead = true
    throw new Killed()
  }
  const gated = {
    renameSync: (...args: Parameters<typeof fs.renameSync>) => (pass(() => {}), fs.renameSync(...args)),
    mkdirSync: (path: string, options?: object) => (pass(() => {}), fs.mkdirSync(path, options)),
    rmdirSync: (path: string) => (pass(() => {}), fs.rmdirSync(path)),
    fsyncSync: (fd: number) => (pass(() => {}), fs.fsyncSync(fd)),
    openSync: (...args: Parameters<typeof fs.openSync>) => (args[1] === 'wx' && pass(() => {}), fs.openSync(...args)),
    rmSync(path: string, options?: object) {
      // Killed while deleting: one file is gone, the rest is there.
      pass(() => {
        const files =
          fs.existsSync(path) && fs.statSync(path).isDirectory()
            ? fs.readdirSync(path, { recursive: true, withFileTypes: true })
            : []
        const victim = files.find((entry) => entry.isFile())
        if (victim !== undefined) fs.rmSync(join(victim.parentPath, victim.name))
      })
      fs.rmSync(path, options)
    },
    writeSync(fd: number, bytes: Uint8Array, from = 0) {
      pass(() => fs.writeSync(fd, bytes, from, (bytes.length - from) >> 1))
      return fs.writeSync(fd, bytes, from, Math.min(bytes.length - from, gate.most))
    },
  }
  return { ...fs, ...gated }
})

function arm(at: number, how: typeof gate.how): void {
  Object.assign(gate, { calls: 0, at, how, dead: false })
}
function disarm(): void {
  Object.assign(gate, { at: Number.POSITIVE_INFINITY, dead: false, most: Number.POSITIVE_INFINITY })
}
afterEach(disarm)

const sheet = (path: string, text: string, at: number, bytes: number): Sheet => ({
  path,
  format: 'text',
  bytes: Buffer.from(text),
  deletions: [{ at, bytes, article: path, finding: `${path}!`, whole: false }],
})
const OLD = [sheet('a.txt', 'old old text', 0, 4), sheet('b/c.txt', 'more more', 0, 5)]
const NEW = [sheet('a.txt', 'new new text', 0, 4), sheet('d/e.txt', 'else else', 0, 5)]
const siblings = (root: string): string[] => readdirSync(root).filter((name) => name.startsWith('.'))

describe('at whatever call it is stopped', () => {
  const made = (sheets: readonly Sheet[]): Record<string, string> => {
    const root = scratch()
    clean(root, sheets)
    return tree(join(root, 'out'))
  }

  it.each(['replacing an old one', 'into a free place', 'into an empty one'])(
    'a kill leaves the old directory or the new one, whole, %s',
    (start) => {
      const [before, after] = [made(OLD), made(NEW)]
      const seen = new Set<string>()
      for (let at = 1; ; at++) {
        const root = scratch()
        const out = join(root, 'out')
        if (start === 'replacing an old one') clean(root, OLD)
        if (start === 'into an empty one') mkdirSync(out)
        for (const { path, bytes } of NEW) put(join(root, 'in', path), bytes)
        arm(at, 'kill')
        let killed = false
        try {
          clean(root, NEW, 'out', { force: true })
        } catch (error) {
          expect(error).toSatisfy((e: Error) => e instanceof Killed || e.cause instanceof Killed || gate.dead)
          killed = true
        }
        disarm()
        const state = `${existsSync(out) ? 'D' : '.'}${siblings(root).includes('.out.dittograph-tmp') ? 'T' : '.'}${siblings(root).includes('.out.dittograph-old') ? 'O' : '.'}`
        seen.add(state)
        finishSwap(out)
        const now = existsSync(out) ? tree(out) : {}
        const isNew = 'text/d/e.txt' in now
        expect(now, `killed at call ${at}`).toEqual(isNew ? after : start === 'replacing an old one' ? before : {})
        if (isNew || start === 'replacing an old one') expect(verify(out)).toEqual([])
        clean(root, NEW, 'out', { force: true })
        expect(tree(out)).toEqual(after)
        expect(siblings(root)).toEqual([])
        rmSync(root, { recursive: true })
        if (!killed) break
      }
      const states = {
        'replacing an old one': ['.TO', 'D..', 'D.O', 'DT.'],
        'into a free place': ['...', '.T.', 'D..'],
        'into an empty one': ['.T.', 'D..', 'DT.'],
      }
      expect([...seen].sort()).toEqual(states[start as keyof typeof states])
    },
  )

  it.each(['ENOSPC', 'EIO'] as const)('%s leaves the old directory or the new one, and says so', (how) => {
    const [before, after] = [made(OLD), made(NEW)]
    for (let at = 1; ; at++) {
      const root = scratch()
      const out = join(root, 'out')
      clean(root, OLD)
      for (const { path, bytes } of NEW) put(join(root, 'in', path), bytes)
      rmSync(join(root, 'in/b'), { recursive: true })
      arm(at, how)
      let said: string | null = null
      const calls = gate.calls
      try {
        clean(root, NEW, 'out', { force: true })
      } catch (error) {
        // The first calls are the test's own, which puts the inputs.
        said = (error as Error).message
        if (error instanceof CannotWrite) expect(said).toMatch(new RegExp(`^cannot .*${how}.*; .+`))
      }
      expect(calls).toBe(0)
      disarm()
      if (said === null) break
      expect(existsSync(out) || siblings(root).includes('.out.dittograph-old')).toBe(true)
      finishSwap(out)
      const now = tree(out)
      expect(now, said).toEqual('text/d/e.txt' in now ? after : before)
      clean(root, NEW, 'out', { force: true })
      expect(siblings(root)).toEqual([])
      rmSync(root, { recursive: true })
    }
  })

  it.each(['kill', 'EIO'] as const)(
    '%s: with --undo-dir, the old output keeps its bundle and the new one has its own',
    (how) => {
      for (let at = 1; ; at++) {
        const root = scratch()
        const [out, undoDir] = [join(root, 'out'), join(root, 'undo')]
        clean(root, OLD)
        for (const { path, bytes } of NEW) put(join(root, 'in', path), bytes)
        arm(at, how)
        let stopped = false
        try {
          clean(root, NEW, 'out', { force: true, undoDir })
        } catch {
          stopped = true
        }
        disarm()
        finishSwap(out)
        const isNew = existsSync(join(out, 'text/d/e.txt'))
        expect(verify(out, isNew ? { undoDir } : {}), `stopped at call ${at}`).toEqual([])
        rmSync(root, { recursive: true })
        if (!stopped) break
      }
    },
  )

  it('a killed writeFileAtomic leaves the old file or the new one', () => {
    for (let at = 1; ; at++) {
      const root = scratch()
      const file = join(root, 'report.jsonl')
      put(file, 'old')
      arm(at, 'kill')
      let killed = false
      try {
        writeFileAtomic(file, ['one\n', Buffer.from('two\n')])
      } catch {
        killed = true
      }
      disarm()
      expect(readFileSync(file, 'utf8')).toBe(readFileSync(file, 'utf8') === 'old' ? 'old' : 'one\ntwo\n')
      writeFileAtomic(file, ['x'])
      expect(tree(root)).toEqual({ 'report.jsonl': 'x' })
      if (!killed) break
    }
  })
})

describe('finishSwap', () => {
  it.each([
    ['...', null, {}],
    ['D..', null, { out: 'D' }],
    ['.T.', null, { '.out.dittograph-tmp': 'T' }],
    ['DT.', null, { out: 'D', '.out.dittograph-tmp': 'T' }],
    ['.TO', 'finished', { out: 'T' }],
    ['D.O', 'finished', { out: 'D' }],
    ['..O', 'undone', { out: 'O' }],
  ])('%s', (state, did, left) => {
    const root = scratch()
    if (state.includes('D')) put(join(root, 'out/x'), 'D')
    if (state.includes('T')) put(join(root, '.out.dittograph-tmp/x'), 'T')
    if (state.includes('O')) put(join(root, '.out.dittograph-old/x'), 'O')
    expect(finishSwap(join(root, 'out'))).toBe(did)
    expect(tree(root)).toEqual(Object.fromEntries(Object.entries(left).map(([name, text]) => [`${name}/x`, text])))
  })

  it('touches nothing in a state that is not ours', () => {
    const root = scratch()
    for (const name of ['out', '.out.dittograph-tmp', '.out.dittograph-old']) put(join(root, name, 'x'), name)
    const before = tree(root)
    expect(() => finishSwap(join(root, 'out'))).toThrow('which no run of dittograph leaves behind')
    expect(() => begin(join(root, 'out'), { force: true })).toThrow(CannotWrite)
    expect(tree(root)).toEqual(before)
  })

  it('is what verify and restore do first', () => {
    const root = scratch()
    clean(root, OLD)
    execFileSync('mv', [join(root, 'out'), join(root, '.out.dittograph-old')])
    expect(verify(join(root, 'out'))).toEqual([])
    execFileSync('mv', [join(root, 'out'), join(root, '.out.dittograph-old')])
    expect(restore(join(root, 'out'), join(root, 'back')).files).toBe(2)
  })
})

describe('begin', () => {
  it('works beside DIR, makes its parents, removes a stale work directory', () => {
    const root = scratch()
    put(join(root, 'x/y/.out.dittograph-tmp/stale'), '')
    const work = begin(join(root, 'x/y/out'))
    expect(work.dir).toBe(join(place(root), 'x/y/.out.dittograph-tmp'))
    expect(work.undoDir).toBe(join(work.dir, 'undo'))
    put(join(work.dir, 'f'), 'f')
    work.publish()
    work.discard()
    expect(tree(root)).toEqual({ 'x/y/out/f': 'f' })
    const other = begin(join(root, 'z'))
    other.discard()
    expect(readdirSync(root)).toEqual(['x'])
  })

  it('refuses what is there without force, and files with it', () => {
    const root = scratch()
    put(join(root, 'out/x'), 'x')
    put(join(root, 'file'), 'x')
    expect(() => begin(join(root, 'out'))).toThrow(
      `${join(root, 'out')} is not empty; it was left as it is. --force replaces all of it`,
    )
    for (const force of [true, false])
      expect(() => begin(join(root, 'file'), { force })).toThrow('is not a directory; it was left as it is')
    expect(tree(root)).toEqual({ 'out/x': 'x', file: 'x' })
  })

  it('never replaces the inputs, the working directory, home, a root or a mount point', () => {
    const root = scratch()
    put(join(root, 'in/deep/a.txt'), 'x')
    put(join(root, 'elsewhere/b.txt'), 'x')
    symlinkSync(join(root, 'in/deep'), join(root, 'way'))
    for (const dir of ['in', 'in/deep', 'way']) {
      for (const input of ['in/deep/a.txt', 'way/a.txt']) {
        expect(() => begin(join(root, dir), { force: true, protect: [join(root, input)] }), `${dir} ${input}`).toThrow(
          'which is read: --force would delete it',
        )
      }
    }
    symlinkSync(join(root, 'in/deep/a.txt'), join(root, 'elsewhere/link'))
    expect(() => begin(join(root, 'elsewhere'), { force: true, protect: [join(root, 'elsewhere/link')] })).toThrow(
      'which is read',
    )
    expect(() => begin(join(root, 'in'), { force: true, protect: [join(root, 'in')] })).toThrow('which is read')
    expect(() => begin(process.cwd(), { force: true })).toThrow('the working directory')
    expect(() => begin('/', { force: true })).toThrow(/root of the file system/)
    if (existsSync('/proc/self')) expect(() => begin('/proc', { force: true })).toThrow('is a mount point')
    if (readdirSync(homedir()).length > 0)
      expect(() => begin(homedir(), { force: true })).toThrow(/your home directory|the working directory|mount point/)
    begin(join(root, 'in/deep/cleaned'), { protect: [join(root, 'in/deep/a.txt')] }).discard() // inside an input directory is fine
    begin(join(root, 'elsewhere'), { force: true, protect: [join(root, 'elsewhere-not/b.txt')] }).discard()
    expect(readFileSync(join(root, 'in/deep/a.txt'), 'utf8')).toBe('x')
  })

  it('works through a link to DIR, and a link that leads nowhere yet', () => {
    const root = scratch()
    put(join(root, 'real/old'), 'old')
    symlinkSync('real', join(root, 'out'))
    symlinkSync(join(root, 'later'), join(root, 'soon'))
    for (const name of ['out', 'soon']) {
      const work = begin(join(root, name), { force: true })
      put(join(work.dir, 'f'), name)
      work.publish()
    }
    expect(readFileSync(join(root, 'real/f'), 'utf8')).toBe('out')
    expect(readFileSync(join(root, 'later/f'), 'utf8')).toBe('soon')
    expect(readdirSync(root).sort()).toEqual(['later', 'out', 'real', 'soon'])
    symlinkSync('loop', join(root, 'loop'))
    expect(() => begin(join(root, 'loop'))).toThrow(/cannot use .*ELOOP/)
    put(join(root, 'file'), '')
    expect(() => begin(join(root, 'file/x'))).toThrow(CannotWrite)
  })

  it('the earlier of two runs notices that its work directory was taken', () => {
    const root = scratch()
    const first = begin(join(root, 'out'))
    put(join(first.dir, 'f'), 'first')
    const second = begin(join(root, 'out'))
    put(join(second.dir, 'f'), 'half')
    expect(() => first.publish()).toThrow('is another run writing to')
    first.discard()
    second.publish()
    expect(tree(root)).toEqual({ 'out/f': 'half' })
  })

  it('does not replace what came into DIR while it worked', () => {
    const root = scratch()
    const work = begin(join(root, 'out'))
    put(join(root, 'out/x'), 'someone')
    expect(() => work.publish()).toThrow('is not empty; it was left as it is')
    expect(readFileSync(join(root, 'out/x'), 'utf8')).toBe('someone')
  })
})

describe('writeFileAtomic', () => {
  it('makes, replaces, keeps the mode, follows a link to the file', () => {
    const root = scratch()
    const file = join(root, 'r.jsonl')
    writeFileAtomic(file, ['a', Buffer.from('b'), ''])
    expect(readFileSync(file, 'utf8')).toBe('ab')
    chmodSync(file, 0o600)
    symlinkSync('r.jsonl', join(root, 'link'))
    writeFileAtomic(join(root, 'link'), [])
    expect(readFileSync(file, 'utf8')).toBe('')
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(root).sort()).toEqual(['link', 'r.jsonl'])
  })

  it('leaves the old file when the report fails half way', () => {
    const root = scratch()
    put(join(root, 'r'), 'old')
    function* half(): Generator<string> {
      yield 'one'
      throw new Error('our bug')
    }
    expect(() => writeFileAtomic(join(root, 'r'), half())).toThrow('our bug')
    expect(tree(root)).toEqual({ r: 'old' })
    expect(() => writeFileAtomic(root, ['x'])).toThrow('it is a directory')
    expect(() => writeFileAtomic(join(root, 'no/r'), ['x'])).toThrow(
      /cannot write .*: there is no directory .*; no file was left there/,
    )
  })

  it.skipIf(!existsSync('/dev/full'))('writes straight to devices and pipes', async () => {
    expect(() => writeFileAtomic('/dev/full', ['x'])).toThrow(/cannot write \/dev\/full: ENOSPC/)
    writeFileAtomic('/dev/null', ['x'])
    const fifo = join(scratch(), 'fifo')
    execFileSync('mkfifo', [fifo])
    const reader = spawn('cat', [fifo])
    const read: Buffer[] = []
    reader.stdout.on('data', (chunk: Buffer) => read.push(chunk))
    writeFileAtomic(fifo, ['one ', 'two'])
    await once(reader, 'close')
    expect(Buffer.concat(read).toString()).toBe('one two')
  })

  it.skipIf(!existsSync('/proc/self/fd'))('adds to the file that a shell opened', () => {
    const file = join(scratch(), 'r')
    const fd = openSync(file, 'w')
    writeAll(fd, Buffer.from('before '))
    writeFileAtomic(`/proc/self/fd/${fd}`, ['after'])
    closeSync(fd)
    expect(readFileSync(file, 'utf8')).toBe('before after')
  })
})

describe('writeAll', () => {
  it('goes on after a short write', () => {
    const file = join(scratch(), 'f')
    gate.most = 3
    const fd = openSync(file, 'w')
    writeAll(fd, Buffer.from('0123456789'))
    closeSync(fd)
    expect(readFileSync(file, 'utf8')).toBe('0123456789')
  })

  it.skipIf(process.platform === 'win32')('waits for a slow pipe, and says when the reader is gone', async () => {
    const root = scratch()
    const [fifo, copy] = [join(root, 'fifo'), join(root, 'copy')]
    execFileSync('mkfifo', [fifo])
    const mine = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK)
    const fd = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK)
    const bytes = Buffer.alloc(1 << 20, 'dittograph ')
    const slow = spawn('sh', ['-c', 'exec < fifo; echo; sleep 0.2; head -c 1048576 > copy'], { cwd: root })
    await once(slow.stdout, 'data')
    writeAll(fd, bytes, 'the pipe')
    await once(slow, 'close')
    expect(readFileSync(copy).equals(bytes)).toBe(true)
    closeSync(mine)
    expect(() => writeAll(fd, bytes, 'the pipe')).toThrow(PipeClosed)
    expect(() => writeAll(fd, bytes, 'the pipe')).toThrow('the pipe was closed by its reader')
    closeSync(fd)
  })
})
