// What a killed run had finished is not written again. Its files stand in the work directory it left; a file of theirs is
// taken over, by a rename, when it is what would be written now, byte for byte: what is to be written is compared with
// it instead, and written where they differ. So nothing is believed of a run that died, not even of one that died with
// the machine.
//
// Law: with and without what an earlier run left, the output is the same.
import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, readSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { attempt } from './publish.js'
import type { Output, Writing } from './undo.js'
import { CHUNK, Input, openRegular } from './undo.js'

export interface Resuming {
  /** The file `path` of an earlier run, taken over to `at` if it is what is written; null when there is none. */
  readonly written: (path: string, at: string, make: () => Output) => Writing | null
  /** Files that were taken over. */
  readonly files: number
}

/** `earlier`: work directories of killed runs (`Work.earlier`). */
export function resuming(earlier: readonly string[]): Resuming {
  const buffer = earlier.length > 0 ? Buffer.allocUnsafe(CHUNK >> 2) : null
  let files = 0
  return {
    written(path, at, make) {
      for (const dir of earlier) {
        const from = join(dir, 'text', ...path.split('/'))
        let fd: number
        try {
          fd = openRegular(from, true)
        } catch {
          continue
        }
        return new TakenOver({ there: new Input(fd, from, buffer!, null), fd, from, at, make, done: () => files++ })
      }
      return null
    },
    get files() {
      return files
    },
  }
}

interface Found {
  readonly there: Input
  readonly fd: number
  readonly from: string
  readonly at: string
  readonly make: () => Output
  readonly done: () => void
}

class TakenOver implements Writing {
  bytes = 0
  readonly #found: Found
  readonly #hash: Hash = createHash('sha256')
  /** Once they differ. */
  #output: Output | null = null

  constructor(found: Found) {
    this.#found = found
  }

  write(bytes: Uint8Array): void {
    if (this.#output === null && !this.#equal(bytes)) this.#output = this.#copied()
    if (this.#output === null) this.#hash.update(bytes)
    else this.#output.write(bytes)
    this.bytes += bytes.length
  }

  end(): string {
    const { there, from, at, done } = this.#found
    if (this.#output === null && this.bytes !== there.size) this.#output = this.#copied()
    if (this.#output !== null) return this.#output.end()
    attempt(`take over ${from}`, 'nothing was published', () => {
      mkdirSync(dirname(at), { recursive: true })
      renameSync(from, at)
    })
    done()
    return this.#hash.digest('hex')
  }

  close(): void {
    closeSync(this.#found.fd)
    this.#output?.close()
  }

  #equal(bytes: Uint8Array): boolean {
    let at = 0
    let same = true
    try {
      this.#found.there.take(bytes.length, (piece) => {
        same &&= Buffer.compare(piece, bytes.subarray(at, at + piece.length)) === 0
        at += piece.length
      })
    } catch {
      return false // it cannot be read, or ends early
    }
    return same
  }

  /** A file of our own, with what was the same so far, read again. */
  #copied(): Output {
    const { fd, from, make } = this.#found
    const output = make()
    const buffer = Buffer.allocUnsafe(CHUNK >> 2)
    for (let done = 0; done < this.bytes; ) {
      const n = readSync(fd, buffer, 0, Math.min(buffer.length, this.bytes - done), done)
      if (n === 0) throw new Error(`${from} became shorter while it was read: is another run writing there?`)
      output.write(buffer.subarray(0, n))
      done += n
    }
    return output
  }
}
