// The kernel in WebAssembly (assembly/), and how a memory comes to have it. Each of its functions has a plain twin in this folder that gives the
// same bits; the twin runs where WebAssembly or its vectors are missing, or when it is asked for. Whoever calls a kernel function
// passes a memory and need not know.
//
// dist/kernel/kernel.wasm is built from source by `npm run build`. It is found there from src (tests) and from build/src (bench) as well.
import { existsSync, readFileSync } from 'node:fs'
import { tables } from './unicode.js'

// The types of Node do not know WebAssembly, and those of the browser know too much.
interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Memory: new (pages: { initial: number; maximum: number }) => WasmMemory
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}

/** What the module exports. Addresses are byte offsets into the memory; counts and results as in the twins. */
export interface Kernel {
  init(): void
  tokens(
    text: number,
    end: number,
    start: number,
    ends: number,
    lo: number,
    hi: number,
    kind: number,
    room: number,
  ): number
  fold(text: number, end: number, out: number, room: number): number
  shingles(lo: number, hi: number, kind: number, count: number, outLo: number, outHi: number, outLen: number): number
  minhash(lo: number, hi: number, count: number, out: number): number
  bandKeys(minima: number, out: number): number
  winnow(lo: number, hi: number, count: number, window: number, out: number): number
  runHash(lo: number, hi: number, from: number, to: number): void
  runHashes(lo: number, hi: number, from: number, to: number, count: number, out: number): void
  again(lo: number, hi: number, count: number, table: number, slots: number, out: number): number
  index(
    lo: number,
    hi: number,
    from: number,
    last: number,
    table: number,
    slots: number,
    next: number,
    mark: number,
  ): number
  common(
    aLo: number,
    aHi: number,
    na: number,
    aMark: number,
    bLo: number,
    bHi: number,
    bTable: number,
    bSlots: number,
  ): number
  align(
    aLo: number,
    aHi: number,
    aShLo: number,
    aShHi: number,
    aShingles: number,
    aFrom: number,
    aTo: number,
    bLo: number,
    bHi: number,
    bShLo: number,
    bShHi: number,
    bFrom: number,
    bTo: number,
    tries: number,
    map: number,
    table: number,
    slots: number,
    next: number,
  ): number
  paragraphs(
    text: number,
    end: number,
    token: number,
    tokens: number,
    out: number,
    scratch: number,
    room: number,
  ): number
  arabic(at: number, end: number): number
  scan(form: number, from: number, to: number): number
  unescape(from: number, to: number, out: number): number
}

// Addresses the module and we agree upon: assembly/tables.ts.
const TABLES = 1024
/** Where functions leave what they return beside their result: words. */
export const RESULT: number = (126976 + 256 + 256 + 512) >>> 2
/** The arena's first byte. */
export const HEAP = 131072

/** The module itself, where it stands in one file with everything else (scripts/bundle.mjs). */
const packed = undefined as string | undefined

let module: object | null | undefined

/** From now on new memories have no kernel: the plain twins run. Or have it again. */
export function useTwin(on = true): void {
  module = on ? null : undefined
}

/** Were the plain twins asked for? */
export const isTwin = (): boolean => module === null

function compiled(): object | null {
  if (module !== undefined) return module
  module = null
  try {
    if (packed !== undefined) return (module = new WebAssembly.Module(Buffer.from(packed, 'base64')))
    for (const at of ['./kernel.wasm', '../../dist/kernel/kernel.wasm', '../../../dist/kernel/kernel.wasm']) {
      const file = new URL(at, import.meta.url)
      if (!existsSync(file)) continue
      module = new WebAssembly.Module(readFileSync(file))
      break
    }
  } catch {
    // An engine without vectors refuses to compile it: the twin does the same work.
  }
  return module
}

/** A memory of at least `bytes` bytes behind HEAP and the kernel that works in it; null where there is none. */
export function instantiate(bytes: number): { memory: WasmMemory; kernel: Kernel } | null {
  const code = compiled()
  if (code === null) return null
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((HEAP + bytes) / 65536) + 1, maximum: 65536 })
    new Uint8Array(memory.buffer).set(new Uint8Array(tables), TABLES)
    const kernel = new WebAssembly.Instance(code, { env: { memory, abort } }).exports as unknown as Kernel
    kernel.init()
    return { memory, kernel }
  } catch {
    // An engine reserves gigabytes of addresses for each memory; where that is not allowed (ulimit -v) the twin does without.
    return null
  }
}

function abort(): never {
  throw new Error('our bug: the kernel stopped')
}
