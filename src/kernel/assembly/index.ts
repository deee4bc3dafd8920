// The kernel in WebAssembly: every function has a plain twin of the same name in the folder above, which says what it does, and gives the same bits.
import { initJson } from './json'
import { initMinhash } from './minhash'
import { initShingles } from './shingles'

export { align } from './align'
export { runHash, runHashes } from './hash'
export { scan, unescape } from './json'
export { bandKeys, minhash } from './minhash'
export { again, common, index } from './overlap'
export { paragraphs } from './segment'
export { shingles } from './shingles'
export { arabic } from './spelling'
export { fold, tokens } from './tokens'
export { winnow } from './winnow'

export function init(): void {
  initJson()
  initMinhash()
  initShingles()
}
