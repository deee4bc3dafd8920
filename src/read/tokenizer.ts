// The door to htmlparser2, which finds the tags: it is loaded when the first page or feed is opened, because a run on JSONL needs none of it.
//
// It is given Latin-1, a letter for each byte, so that its positions are bytes: in UTF-8 no byte of `<`, `>`, `&` or a quote is part of another character. It is
// given a piece at a time, and keeps nothing: a tag of 100 MB costs no memory.
import { createRequire } from 'node:module'
import type { Tokenizer } from 'htmlparser2'

export type Callbacks = ConstructorParameters<typeof Tokenizer>[1]

const PIECE = 1 << 16

let made: typeof Tokenizer | null = null

/** A tokenizer that is given its bytes in runs. It calls back for every tag, attribute and text, in order. */
export function tokenizer(xml: boolean, callbacks: Callbacks): { write(bytes: Uint8Array): void; end(): void } {
  made ??= (createRequire(import.meta.url)('htmlparser2') as { Tokenizer: typeof Tokenizer }).Tokenizer
  const at = new made({ xmlMode: xml, decodeEntities: true, recognizeSelfClosing: true }, callbacks)
  return {
    write(bytes): void {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      for (let i = 0; i < buffer.length; i += PIECE)
        at.write(buffer.toString('latin1', i, Math.min(buffer.length, i + PIECE)))
    },
    end: () => at.end(),
  }
}

/** The same for bytes that are all here. */
export function tokenize(bytes: Uint8Array, xml: boolean, callbacks: Callbacks): void {
  const all = tokenizer(xml, callbacks)
  all.write(bytes)
  all.end()
}

/** Hears nothing. */
export class Deaf implements Callbacks {
  ontext(_from: number, _to: number): void {}
  ontextentity(_point: number, _to: number): void {}
  onopentagname(_from: number, _to: number): void {}
  onopentagend(_at: number): void {}
  onselfclosingtag(_at: number): void {}
  onclosetag(_from: number, _to: number): void {}
  onattribname(_from: number, _to: number): void {}
  onattribdata(_from: number, _to: number): void {}
  onattribentity(_point: number): void {}
  onattribend(_quote: number, _to: number): void {}
  oncdata(_from: number, _to: number, _behind: number): void {}
  oncomment(_from: number, _to: number, _behind: number): void {}
  ondeclaration(_from: number, _to: number): void {}
  onprocessinginstruction(_from: number, _to: number): void {}
  onend(): void {}
}
