// A git revision -> its files in a directory that vanishes, so that they can be scanned like any others. The only place that starts a
// child process: git, found in PATH, with a list of arguments and never through a shell.
//
// The name of the revision comes from a flag or a configuration file and is no option (--end-of-options); what counts afterwards is the
// commit it names. An index of our own is filled (read-tree) and written out (checkout-index), so neither the working tree nor the user's
// index changes, line ends and filters are those of a checkout, and no hook runs. What the tree does not hold (submodules, files that
// git does not know) is not there: whatever is found in it counts as new.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { UsageError } from './usage.js'

type Env = Readonly<Record<string, string | undefined>>

/** The files of a revision, as they lay around the working directory. */
export interface Revision {
  /** What the working directory is there. */
  readonly cwd: string
  /** A path or glob, as it is called there: relative to `cwd`. Null when it lies outside of the repository. */
  there(path: string): string | null
  /** A place for a list of files. */
  readonly list: string
  remove(): void
}

export interface RevisionAsk {
  readonly ref: string
  readonly cwd: string
  readonly env: Env
  /** What will be read: files of the revision under these paths are written out, and ignore files. */
  readonly paths: readonly string[]
}

export function revision({ ref, cwd, env, paths }: RevisionAsk): Revision {
  const wrong = (message: string): UsageError => new UsageError(`--baseline-from-ref ${ref}: ${message}`, 'E_REVISION')
  const git = (words: readonly string[], more: { input?: string; index?: string } = {}): string => {
    try {
      return execFileSync('git', ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', ...words], {
        cwd,
        env: { ...env, ...(more.index === undefined ? {} : { GIT_INDEX_FILE: more.index }) },
        input: Buffer.from(more.input ?? '', 'latin1'),
        encoding: 'latin1', // names of files are bytes
        maxBuffer: 2 ** 30,
        stdio: ['pipe', 'pipe', 'pipe'],
      })
    } catch (error) {
      const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string }
      if (code === 'ENOENT') throw wrong('git is not installed, or not in PATH')
      const said = utf8(stderr ?? '')
        .split('\n')
        .find((line) => line !== '')
      throw wrong(`git ${words[0]} failed: ${(said ?? String(code ?? error)).replace(/^(?:fatal|error): /, '')}`)
    }
  }
  const top = utf8(git(['rev-parse', '--show-toplevel']).replace(/\n$/, ''))
  const commit = commitOf(ref, git, wrong)
  const base = mkdtempSync(join(tmpdir(), 'dittograph-ref-'))
  try {
    const tree = join(base, 'tree')
    const index = join(base, 'index')
    mkdirSync(tree)
    git(['read-tree', commit], { index })
    const wanted = paths
      .map((path) => within(top, resolve(cwd, path)))
      .flatMap((path) => (path === null ? [] : [bytes(path)]))
    const files = git(['ls-files', '-z', '--full-name', '--', ':/'], { index }).split('\0')
    const chosen = files.filter(
      (file) => file !== '' && (IGNORE.test(file) || wanted.some((path) => under(file, path))),
    )
    git(['-C', top, 'checkout-index', '--quiet', '--force', '-z', '--stdin', `--prefix=${tree}/`], {
      index,
      input: chosen.map((file) => `${file}\0`).join(''),
    })
    writeFileSync(join(tree, '.git'), '') // so that ignore files are looked for as far up as here
    const here = join(tree, within(top, cwd) ?? '')
    mkdirSync(here, { recursive: true })
    return {
      cwd: here,
      there(path) {
        const inside = within(top, resolve(cwd, path))
        if (inside === null) return null
        const name = relative(here, join(tree, inside)) || '.'
        return path.endsWith('/') ? `${name}/` : name
      },
      list: join(base, 'list'),
      remove: () => rmSync(base, { recursive: true, force: true }),
    }
  } catch (error) {
    rmSync(base, { recursive: true, force: true })
    throw error
  }
}

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString()
const bytes = (text: string): string => Buffer.from(text).toString('latin1')

const IGNORE = /(?:^|\/)\.(?:dittograph|git)ignore$/

function commitOf(
  ref: string,
  git: (words: readonly string[]) => string,
  wrong: (message: string) => UsageError,
): string {
  const noCommit = 'this is no commit that git knows here (a shallow clone has few: fetch it first, with git fetch)'
  let commit: string
  try {
    commit = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]).trim()
  } catch {
    throw wrong(noCommit)
  }
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw wrong(noCommit)
  return commit
}

/** A path inside the repository, as git calls it; '' is all of it, null outside. */
function within(top: string, path: string): string | null {
  const inside = relative(top, path)
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? null : inside.split(sep).join('/')
}

/** Whether a file of the repository lies where a path or a glob can reach it. */
function under(file: string, path: string): boolean {
  const parts = path.split('/')
  const magic = parts.findIndex((part) => /[*?[\]{}()!+@\\]/.test(part))
  const plain = path === '' || file === path || file.startsWith(`${path}/`)
  if (magic < 0 || plain) return plain
  const fixed = parts.slice(0, magic).join('/')
  return fixed === '' || file.startsWith(`${fixed}/`)
}
