// Texts of a group that is too large to be held: they are laid aside in a file that has no name any more, and read when they are asked for.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StageError, unpacked } from './wire.js'

/** Base64 as it came, or what reads the text again. */
export type Body = string | (() => Buffer)

export class Aside {
  #fd = -1
  #dir = ''
  #end = 0

  put(body: string): Body {
    const bytes = unpacked(body)
    const at = this.#end
    try {
      if (this.#fd < 0) {
        this.#dir = mkdtempSync(join(tmpdir(), 'dittograph-aside-'))
        this.#fd = openSync(join(this.#dir, 'texts'), 'wx+', 0o600)
        // Where a file that is open cannot be taken away, `clear` does it.
        rmSync(this.#dir, { recursive: true, force: true })
      }
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done, bytes.length - done, at + done)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      throw new StageError(`texts cannot be laid aside in ${tmpdir()} (${code ?? 'no file'}): give TMPDIR more room`)
    }
    this.#end += bytes.length
    return () => this.#read(at, bytes.length)
  }

  #read(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length)
    for (let done = 0; done < length; ) {
      const n = readSync(this.#fd, bytes, done, length - done, at + done)
      if (n === 0) throw new StageError('our bug: a text that was laid aside is gone')
      done += n
    }
    return bytes
  }

  clear(): void {
    if (this.#fd < 0) return
    closeSync(this.#fd)
    rmSync(this.#dir, { recursive: true, force: true })
    this.#fd = -1
    this.#end = 0
  }
}
