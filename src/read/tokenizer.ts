// The door to htmlparser2, which finds the tags: it is loaded when the first page or feed is opened, because a run on JSONL needs none of it.
//
// It is given Latin-1, a letter for each byte, so that its positions are bytes: in UTF-8 no byte of `<`, `>`, `&` or a quote is part of another character. It is
// given a piece at a time, and keeps nothing: a tag of 100 MB costs no memory.
import { createRequire } from 'node:module'
import type { Tokenizer } from 'htmlparser2'

export type Callbacks = ConstructorParameters<typeof Tokenizer>[1]

const PIECE = 1 << 16

let made: typeof Tokenizer | null = null

/** Calls back for every tag, attribute and text of the bytes, in order. */
export function tokenize(bytes: Uint8Array, xml: boolean, callbacks: Callbacks): void {
  made ??= (createRequire(import.meta.url)('htmlparser2') as { Tokenizer: typeof Tokenizer }).Tokenizer
  const tokenizer = new made({ xmlMode: xml, decodeEntities: true, recognizeSelfClosing: true }, callbacks)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let i = 0; i < buffer.length; i += PIECE)
    tokenizer.write(buffer.toString('latin1', i, Math.min(buffer.length, i + PIECE)))
  tokenizer.end()
}
