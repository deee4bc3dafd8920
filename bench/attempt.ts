// One execution of the fuzzer, and what must hold of it, whatever the input.
//   readers: clean ends, or says in one of its own words why not; restore gives every input back, byte for byte; verify finds nothing;
//            kernel and twin write the same report
//   bundle:  restore gives back exactly the inputs, or says why not and writes nothing; nothing is ever written outside
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { clean as Clean, restore as Restore, scan as Scan, verify as Verify } from '../src/index.js'
import type { useTwin as UseTwin } from '../src/kernel/wasm.js'
import type { Dice } from './mutate.js'
import { forged } from './mutate.js'

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Errors that are an answer: the caller or the world is mistaken, and is told. */
const ANSWERS = new Set(['UsageError', 'CannotWrite', 'ChangedError', 'TooMuchRemoved', 'BadBundle'])

function put(dir: string, files: Readonly<Record<string, Uint8Array | string>>): void {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), bytes)
  }
}

function tree(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
  return Object.fromEntries(
    files
      .map(
        (e) =>
          [join(e.parentPath, e.name).slice(dir.length + 1), sha256(readFileSync(join(e.parentPath, e.name)))] as const,
      )
      .sort(),
  )
}

/** What is tried: the built program, or its source in a test. */
export interface Program {
  readonly clean: typeof Clean
  readonly restore: typeof Restore
  readonly scan: typeof Scan
  readonly verify: typeof Verify
  readonly useTwin: typeof UseTwin
}

/** Throws when a law does not hold for these files; says whether they were cleaned or refused. */
export function tryReaders(
  { clean, restore, scan, verify, useTwin }: Program,
  desk: string,
  files: Readonly<Record<string, Uint8Array>>,
  twin: boolean,
): 'cleaned' | 'refused' {
  rmSync(desk, { recursive: true, force: true })
  put(join(desk, 'in'), files)
  const before = tree(join(desk, 'in'))
  const ask = { patterns: [join(desk, 'in')], root: join(desk, 'in'), boilerplate: 'cut' } as const
  let taken: ReadonlySet<string>
  try {
    const { scan: found } = clean({ ...ask, out: join(desk, 'out'), maxRemoved: 1 })
    found.close()
    // What is no corpus (a .json without records) is left out and told; what cannot be read at all is an error and told.
    const lost = new Set(found.troubles.filter((t) => t.code === 'E_READ').map((t) => t.path))
    taken = new Set(found.files.flatMap(({ path }) => (lost.has(path) ? [] : [path])))
  } catch (error) {
    if (ANSWERS.has((error as Error).name)) return 'refused'
    throw error
  }
  const problems = verify(join(desk, 'out'))
  if (problems.length > 0) throw new Error(`verify finds ${problems[0]!.problem}: ${problems[0]!.message}`)
  restore(join(desk, 'out'), join(desk, 'back'))
  const wanted = Object.fromEntries(Object.entries(before).filter(([path]) => taken.has(path)))
  equal(tree(join(desk, 'back')), wanted, 'restore does not give the inputs back')
  equal(tree(join(desk, 'in')), before, 'an input was changed')
  if (twin) {
    const report = (): string => {
      const found = scan(ask)
      try {
        return [...found.report.records({ articles: 'all', list: true })]
          .map((record) => JSON.stringify(record))
          .join('\n')
      } finally {
        found.close()
      }
    }
    const kernel = report()
    useTwin(true)
    try {
      if (report() !== kernel) throw new Error('kernel and twin write different reports')
    } finally {
      useTwin(false)
    }
  }
  return 'cleaned'
}

function equal(a: object, b: object, message: string): void {
  if (JSON.stringify(a) !== JSON.stringify(b))
    throw new Error(`${message}: ${JSON.stringify(a)} for ${JSON.stringify(b)}`)
}

/** A bundle to forge: made once. */
export interface Forge {
  readonly desk: string
  readonly inputs: Record<string, string>
  readonly manifest: string
}

export function forge({ clean }: Program, desk: string, files: Readonly<Record<string, string | Uint8Array>>): Forge {
  rmSync(desk, { recursive: true, force: true })
  put(join(desk, 'good/in'), files)
  const at = join(desk, 'good/in')
  clean({ patterns: [at], root: at, out: join(desk, 'good/out'), maxRemoved: 1 }).scan.close()
  return { desk, inputs: tree(at), manifest: readFileSync(join(desk, 'good/out/undo/manifest.jsonl'), 'utf8') }
}

/** Forges the bundle somewhere and restores from it. */
export function tryBundle(
  { restore, verify }: Program,
  { desk, inputs, manifest }: Forge,
  roll: Dice,
): 'restored' | 'refused' {
  const play = join(desk, 'play')
  rmSync(play, { recursive: true, force: true })
  cpSync(join(desk, 'good/out'), join(play, 'out'), { recursive: true })
  const at = (path: string): string => join(play, 'out', path)
  let text = manifest
  for (let steps = 1 + roll(3); steps > 0; steps--) {
    const which = roll(8)
    if (which < 6) {
      try {
        text = forged(text, roll, sha256, roll(3) > 0)
      } catch {
        // A line that is no JSON any more cannot be forged again.
      }
      writeFileSync(at('undo/manifest.jsonl'), text)
    } else {
      const files = ['undo/removed.bin', ...Object.keys(inputs).map((path) => `text/${path}`)]
      const file = at(files[roll(files.length)]!)
      let bytes: Buffer
      try {
        bytes = readFileSync(file)
      } catch {
        continue
      }
      if (which === 6) writeFileSync(file, bytes.subarray(0, roll(bytes.length + 1)))
      else if (bytes.length > 0) {
        bytes[roll(bytes.length)]! ^= 1 << roll(8)
        writeFileSync(file, bytes)
      }
    }
  }
  if (roll(8) === 0) {
    const journal = {
      schema: 'dittograph-in-place/1',
      state: ['begun', 'undoing', 'done'][roll(3)],
      root: ['..', '../in', '/'][roll(3)],
      for: [null, '0:0:0'][roll(2)],
    }
    writeFileSync(at('in-place.json'), `${JSON.stringify(journal)}\n`)
  }
  cpSync(join(desk, 'good/in'), join(play, 'in'), { recursive: true })
  const around = tree(play)
  const answered = (step: () => unknown): boolean => {
    try {
      step()
      return true
    } catch (error) {
      if (ANSWERS.has((error as Error).name)) return false
      throw error
    }
  }
  answered(() => verify(join(play, 'out')))
  equal(tree(play), around, 'verify wrote something')
  const done = answered(() => restore(join(play, 'out'), join(play, 'back')))
  if (done) {
    const back = tree(join(play, 'back'))
    // Forged and accepted: then it names fewer files, or the same ones, but never other bytes for one.
    for (const [path, hash] of Object.entries(back))
      if (!Object.values(inputs).includes(hash)) throw new Error(`restore accepted other bytes for ${path}`)
    rmSync(join(play, 'back'), { recursive: true })
  }
  equal(tree(play), around, 'restore wrote outside of its directory, or left something')
  return done ? 'restored' : 'refused'
}
