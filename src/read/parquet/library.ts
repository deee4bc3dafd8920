// The door to hyparquet, hyparquet-writer and hyparquet-compressors: encodings and codecs, as functions over bytes. Loaded when the first
// Parquet file is met. Their readers of whole files are asynchronous, believe what a file says of itself, and forget what they do not know; so
// the metadata is ours (thrift.ts, footer.ts), and of a page's bytes nothing is handed to them before it was looked at (pages.ts).
import { createRequire } from 'node:module'
import * as zlib from 'node:zlib'
import type { ByteWriter } from 'hyparquet-writer'
import { frame } from '../zstd.js'
import type { PhysicalType } from './footer.js'

const require = createRequire(import.meta.url)

interface Library {
  readonly datapage: typeof import('hyparquet/src/datapage.js')
  readonly delta: typeof import('hyparquet/src/delta.js')
  readonly plain: typeof import('hyparquet/src/plain.js')
  readonly writer: typeof import('hyparquet-writer')
  readonly levels: typeof import('hyparquet-writer/src/encoding.js')
  readonly writePlain: typeof import('hyparquet-writer/src/plain.js')
  readonly writeDelta: typeof import('hyparquet-writer/src/delta.js')
  readonly writeSplit: typeof import('hyparquet-writer/src/splitstream.js')
  readonly snappy: typeof import('hyparquet-writer/src/snappy.js')
  readonly fflate: typeof import('fflate')
  readonly unpackers: typeof import('hyparquet-compressors').compressors
}

let loaded: Library | null = null

export function library(): Library {
  loaded ??= {
    datapage: require('hyparquet/src/datapage.js') as Library['datapage'],
    delta: require('hyparquet/src/delta.js') as Library['delta'],
    plain: require('hyparquet/src/plain.js') as Library['plain'],
    writer: require('hyparquet-writer') as Library['writer'],
    levels: require('hyparquet-writer/src/encoding.js') as Library['levels'],
    writePlain: require('hyparquet-writer/src/plain.js') as Library['writePlain'],
    writeDelta: require('hyparquet-writer/src/delta.js') as Library['writeDelta'],
    writeSplit: require('hyparquet-writer/src/splitstream.js') as Library['writeSplit'],
    snappy: require('hyparquet-writer/src/snappy.js') as Library['snappy'],
    fflate: require('fflate') as Library['fflate'],
    unpackers: (require('hyparquet-compressors') as typeof import('hyparquet-compressors')).compressors,
  }
  return loaded
}

/** Codecs by their number in the metadata. */
export const CODECS = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const
export type Codec = (typeof CODECS)[number]

/** What Node has since 22.15, and faster than fzstd. */
const { zstdDecompressSync } = zlib as {
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array
}

/** Can it be read? LZO never was in wide use, and no library has it. */
export const unpacks = (codec: Codec): boolean => codec !== 'LZO'

/** `size` bytes that were packed. Throws whatever the codec throws, or when they are others than that many. */
export function unpack(codec: Codec, bytes: Uint8Array, size: number): Uint8Array {
  const out = size === 0 ? new Uint8Array(0) : unpacked(codec, bytes, size)
  if (out.length !== size) throw new Error(`a page unpacks to ${out.length} bytes and says ${size}`)
  return out
}

function unpacked(codec: Codec, bytes: Uint8Array, size: number): Uint8Array {
  switch (codec) {
    case 'UNCOMPRESSED':
      return bytes
    case 'GZIP':
      return zlib.gunzipSync(bytes, { maxOutputLength: size })
    case 'BROTLI':
      return zlib.brotliDecompressSync(bytes, { maxOutputLength: size })
    case 'ZSTD':
      if (zstdDecompressSync) return zstdDecompressSync(bytes, { maxOutputLength: size })
  }
  return library().unpackers[codec]!(bytes, size)
}

/**
 * How what was packed with a codec is packed when it is written anew: the same way, where something packs so to the same bytes on every machine (the
 * brotli of Node changes with Node, and nothing here packs LZ4); else as something like it that every reader has.
 */
export const packsAs = (codec: Codec): Codec =>
  codec === 'BROTLI' ? 'ZSTD' : codec === 'LZ4' || codec === 'LZ4_RAW' ? 'SNAPPY' : codec

export function pack(codec: Codec, bytes: Uint8Array): Uint8Array {
  switch (codec) {
    case 'UNCOMPRESSED':
      return bytes
    case 'SNAPPY':
      return library().snappy.snappyCompress(bytes)
    case 'GZIP':
      return library().fflate.gzipSync(bytes, { level: 6, mtime: 0 })
    case 'ZSTD':
      return frame(bytes)
  }
  throw new Error(`our bug: nothing here packs ${codec} (law: packsAs says what does)`)
}

// ------------------------------------------------------------------------------------------------------------- encodings

/** Encodings by their number in the metadata. */
export const ENCODINGS = [
  'PLAIN',
  'GROUP_VAR_INT',
  'PLAIN_DICTIONARY',
  'RLE',
  'BIT_PACKED',
  'DELTA_BINARY_PACKED',
  'DELTA_LENGTH_BYTE_ARRAY',
  'DELTA_BYTE_ARRAY',
  'RLE_DICTIONARY',
  'BYTE_STREAM_SPLIT',
] as const
export type Encoding = (typeof ENCODINGS)[number]

/** Values as a page holds them: indices into the dictionary, bytes, or numbers. */
export type Values = ArrayLike<unknown>

/** The bytes of values in an encoding. `type` and `width` as the values were read. */
export function encode(values: Values, encoding: Encoding, type: PhysicalType, width: number | undefined): Uint8Array {
  const { writer, levels, writePlain, writeDelta, writeSplit } = library()
  const out = new writer.ByteWriter(1 << 16)
  const list = values as unknown[]
  switch (encoding) {
    case 'PLAIN':
      writePlain.writePlain(out, list, type, width)
      break
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY': {
      let most = 0
      for (const v of list as number[]) if (v > most) most = v
      const bits = 32 - Math.clz32(most)
      out.appendUint8(bits)
      levels.writeRleBitPackedHybrid(out, list, bits)
      break
    }
    case 'RLE': {
      const runs = new writer.ByteWriter(1 << 10)
      levels.writeRleBitPackedHybrid(runs, list.map(Number), 1)
      out.appendUint32(runs.offset)
      out.appendBytes(runs.getBytes())
      break
    }
    case 'DELTA_BINARY_PACKED':
      writeDelta.deltaBinaryPack(out, list, type === 'INT32' ? 'INT32' : 'INT64')
      break
    case 'DELTA_LENGTH_BYTE_ARRAY':
      writeDelta.deltaLengthByteArray(out, list)
      break
    case 'DELTA_BYTE_ARRAY':
      writeDelta.deltaByteArray(out, list)
      break
    case 'BYTE_STREAM_SPLIT':
      writeSplit.writeByteStreamSplit(out, list, type, width)
      break
    default:
      throw new Error(`our bug: values in ${encoding} (law: decoding refuses what encoding has not)`)
  }
  return out.getBytes()
}

/** The bytes of levels, as runs. */
export function encodeLevels(levels: ArrayLike<number>, most: number): Uint8Array {
  const { writer, levels: hybrid } = library()
  const out: ByteWriter = new writer.ByteWriter(1 << 10)
  hybrid.writeRleBitPackedHybrid(out, levels as number[], 32 - Math.clz32(most))
  return out.getBytes()
}
