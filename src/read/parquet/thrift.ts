// Thrift's compact protocol, read and written without loss: the metadata of Parquet is a tree of structs, and what is written back must
// hold every field that was there, also those that no reader knows yet (a new logical type, column orders). Libraries parse the fields
// they know into objects and forget the rest, so this tree knows no names: field numbers, types and values.
// Source: github.com/apache/thrift, doc/specs/thrift-compact-protocol.md.
//
// Law: what is written of a tree is read as the same tree. A tree has at most MOST nodes, and is at most DEEP deep, whatever the bytes say.

/** Nodes of a tree, and how deep it may be: a struct of zero bytes costs one byte to write and fifty to hold. */
const MOST = 1 << 22
const DEEP = 48

const TRUE = 1
const FALSE = 2
const BYTE = 3
const I16 = 4
export const I32 = 5
export const I64 = 6
const DOUBLE = 7
const BINARY = 8
const LIST = 9
const SET = 10
const STRUCT = 12

/** Numbers are bigints only where a number would not hold them. A double stays its eight bytes. */
export type Value = number | bigint | boolean | Uint8Array | Struct | List

export interface List {
  readonly type: number
  readonly items: Value[]
}

/** What is no Thrift, or more of it than is read. */
export class Unparsable extends Error {}

/** A struct: its fields in order. */
export class Struct {
  readonly fields: { readonly id: number; readonly type: number; readonly value: Value }[] = []

  get(id: number): Value | undefined {
    return this.fields.find((field) => field.id === id)?.value
  }

  number(id: number): number | undefined {
    const value = this.get(id)
    return typeof value === 'number' ? value : undefined
  }

  bytes(id: number): Uint8Array | undefined {
    const value = this.get(id)
    return value instanceof Uint8Array ? value : undefined
  }

  text(id: number): string | undefined {
    const bytes = this.bytes(id)
    return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()
  }

  struct(id: number): Struct | undefined {
    const value = this.get(id)
    return value instanceof Struct ? value : undefined
  }

  list(id: number): readonly Value[] | undefined {
    const value = this.get(id)
    return value !== undefined && isList(value) ? value.items : undefined
  }

  structs(id: number): readonly Struct[] {
    return (this.list(id) ?? []).filter((item) => item instanceof Struct)
  }

  /** A copy with some fields changed: a number (an I32 or I64, as it was or as `types` says), anything else as it is, `undefined` to leave it out. */
  with(changes: Readonly<Record<number, Value | undefined>>, types: Readonly<Record<number, number>> = {}): Struct {
    const out = new Struct()
    for (const field of this.fields) {
      if (!(field.id in changes)) out.fields.push(field)
      else if (changes[field.id] !== undefined) out.fields.push(changed(field.id, field.type, changes[field.id]!))
    }
    for (const id of Object.keys(changes).map(Number))
      if (changes[id] !== undefined && types[id] !== undefined && this.get(id) === undefined)
        out.fields.push(changed(id, types[id], changes[id]))
    out.fields.sort((x, y) => x.id - y.id)
    return out
  }
}

/** A field with another value, of the type that it had, or of that of the value where it had none that fits. */
function changed(id: number, type: number, value: Value): Struct['fields'][number] {
  if (typeof value === 'boolean') return { id, type: value ? TRUE : FALSE, value }
  if (value instanceof Uint8Array) return { id, type: BINARY, value }
  if (typeof value === 'object') return { id, type: value instanceof Struct ? STRUCT : LIST, value }
  return { id, type: type === I16 || type === I32 ? type : I64, value }
}

const isList = (value: Value): value is List =>
  typeof value === 'object' && !(value instanceof Uint8Array) && !(value instanceof Struct)

export const structList = (items: readonly Struct[]): List => ({ type: STRUCT, items: [...items] })
export const numberList = (items: readonly number[]): List => ({ type: I32, items: [...items] })

// ------------------------------------------------------------------------------------------------------------------ read

/** The struct that begins at `from`, and where it ends. Throws Unparsable, also when the bytes end before it does. Binaries are views of the bytes. */
export function parse(bytes: Uint8Array, from: number): { readonly struct: Struct; readonly end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = from
  let nodes = 0
  const byte = (): number => {
    if (at >= bytes.length) throw new Unparsable('it ends in the middle of its metadata')
    return bytes[at++]!
  }
  /** An unsigned number of at most 64 bits. */
  const varint = (): number | bigint => {
    let low = 0
    let factor = 1
    for (let i = 0; i < 7; i++) {
      const b = byte()
      low += (b & 0x7f) * factor
      if (b < 0x80) return low
      factor *= 128
    }
    let big = BigInt(low)
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const b = byte()
      big += BigInt(b & 0x7f) << shift
      if (b < 0x80) return big
    }
    throw new Unparsable('a number of its metadata has more than 64 bits')
  }
  const size = (): number => {
    const n = varint()
    if (typeof n !== 'number' || n > bytes.length - at)
      throw new Unparsable(`its metadata announces ${n} items where ${bytes.length - at} bytes are left`)
    return n
  }
  const zigzag = (): number | bigint => {
    const n = varint()
    if (typeof n === 'number') return n % 2 === 0 ? n / 2 : -(n + 1) / 2
    const big = BigInt.asIntN(64, (n >> 1n) ^ -(n & 1n))
    return big >= Number.MIN_SAFE_INTEGER && big <= Number.MAX_SAFE_INTEGER ? Number(big) : big
  }
  const value = (type: number, depth: number): Value => {
    if (++nodes > MOST) throw new Unparsable(`its metadata has more than ${MOST} values`)
    switch (type) {
      case TRUE:
      case FALSE:
        return type === TRUE
      case BYTE:
        return (byte() << 24) >> 24
      case I16:
      case I32:
      case I64:
        return zigzag()
      case DOUBLE:
        if (at + 8 > view.byteLength) throw new Unparsable('it ends in the middle of its metadata')
        at += 8
        return bytes.subarray(at - 8, at)
      case BINARY: {
        const length = size()
        at += length
        return bytes.subarray(at - length, at)
      }
      case LIST:
      case SET: {
        const head = byte()
        const count = head >> 4 === 15 ? size() : head >> 4
        const items: Value[] = []
        // A list of truth values holds a byte for each.
        const of = (head & 15) <= FALSE ? BYTE : head & 15
        for (let i = 0; i < count; i++) items.push(value(of, depth + 1))
        return { type: head & 15, items }
      }
      case STRUCT:
        return struct(depth + 1)
      default:
        throw new Unparsable(`its metadata holds a value of type ${type}, which Parquet has not`)
    }
  }
  const struct = (depth: number): Struct => {
    if (depth > DEEP) throw new Unparsable(`its metadata is nested more than ${DEEP} deep`)
    const out = new Struct()
    for (let id = 0; ; ) {
      const head = byte()
      if (head === 0) return out
      const delta = head >> 4
      id = delta === 0 ? Number(zigzag()) : id + delta
      const type = head & 15
      out.fields.push({ id, type, value: value(type, depth) })
    }
  }
  const found = struct(0)
  return { struct: found, end: at }
}

// ----------------------------------------------------------------------------------------------------------------- write

/** The bytes of a struct. */
export function unparse(struct: Struct): Uint8Array {
  let out = Buffer.allocUnsafe(1 << 12)
  let at = 0
  const room = (n: number): void => {
    if (at + n <= out.length) return
    const wider = Buffer.allocUnsafe(Math.max(2 * out.length, at + n))
    out.copy(wider, 0, 0, at)
    out = wider
  }
  const byte = (b: number): void => {
    room(1)
    out[at++] = b & 0xff
  }
  const varint = (n: bigint): void => {
    let left = n
    for (; left > 0x7fn; left >>= 7n) byte(Number(left & 0x7fn) | 0x80)
    byte(Number(left))
  }
  const zigzag = (n: number | bigint): void => {
    const big = BigInt(n)
    varint(big < 0n ? -2n * big - 1n : 2n * big)
  }
  const value = (type: number, v: Value): void => {
    if (type === TRUE || type === FALSE) return
    if (type === BYTE) byte(Number(v))
    else if (type === I16 || type === I32 || type === I64) zigzag(v as number)
    else if (v instanceof Uint8Array) {
      if (type === BINARY) varint(BigInt(v.length))
      room(v.length)
      out.set(v, at)
      at += v.length
    } else if (v instanceof Struct) fields(v)
    else if (typeof v === 'object') {
      const { type, items } = v
      byte((Math.min(items.length, 15) << 4) | type)
      if (items.length >= 15) varint(BigInt(items.length))
      for (const item of items) value(type <= FALSE ? BYTE : type, item)
    }
  }
  const fields = (s: Struct): void => {
    let last = 0
    for (const { id, type, value: v } of s.fields) {
      const delta = id - last
      if (delta > 0 && delta <= 15) byte((delta << 4) | type)
      else {
        byte(type)
        zigzag(id)
      }
      last = id
      value(type, v)
    }
    byte(0)
  }
  fields(struct)
  return out.subarray(0, at)
}
