// Integer mixing that a plain twin and a WebAssembly twin do alike: 32-bit multiplications, shifts, xor.
// Source: the finalizer of MurmurHash3 (Austin Appleby, public domain), and its sibling constants by Chris Wellons.

/** A bijection of 32-bit integers whose output bits each depend on all input bits. Unsigned result. */
export function mix(h: number): number {
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** What `mix` made h of. Unsigned result. */
export function unmix(h: number): number {
  h ^= h >>> 16
  h = Math.imul(h, 0x7ed1b41d)
  h ^= (h >>> 13) ^ (h >>> 26)
  h = Math.imul(h, 0xa5cb9243)
  return (h ^ (h >>> 16)) >>> 0
}

/** Another bijection, so that two lanes of one value are two hashes. Unsigned result. */
export function mix2(h: number): number {
  h ^= h >>> 16
  h = Math.imul(h, 0x7feb352d)
  h ^= h >>> 15
  h = Math.imul(h, 0x846ca68b)
  return (h ^ (h >>> 16)) >>> 0
}

/** Hash of bytes as two 32-bit lanes, written to out[at] and out[at + 1]. For bytes that are compared with nothing else: exact texts, ids, outlets. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, out: Uint32Array, at: number): void {
  let a = 0x243f6a88 ^ (end - start)
  let b = 0x85a308d3
  let i = start
  for (; i + 4 <= end; i += 4) {
    const w = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    a = Math.imul(a ^ w, 0x9e3779b1)
    a = (a << 13) | (a >>> 19)
    b = Math.imul(b + w, 0x85ebca77)
    b ^= b >>> 15
  }
  let w = 0
  for (let shift = 0; i < end; i++, shift += 8) w |= bytes[i]! << shift
  a = Math.imul(a ^ w, 0x9e3779b1)
  b = Math.imul(b + w, 0x85ebca77)
  out[at] = mix(a ^ (b >>> 7))
  out[at + 1] = mix2(b ^ (a << 5))
}
