// The values of a column as a person writes them: what an id, a date or a source is called, whatever the type of its column. Texts are the
// bytes they are; whole numbers their digits; times ISO 8601, with the zone where the column says that it is UTC.
import type { Leaf } from './footer.js'
import type { Struct } from './thrift.js'

/** Converted types of old files, by number; those that logical types say too. */
const UTF8 = 0
const ENUM = 4
const DECIMAL = 5
const DATE = 6
const MILLIS = 9
const MICROS = 10
const UINTS: readonly (number | undefined)[] = [11, 12, 13, 14]
const JSON_TEXT = 19

/** Fields of the union LogicalType. */
const STRING = 1
const LOGICAL_ENUM = 4
const LOGICAL_DECIMAL = 5
const LOGICAL_DATE = 6
const TIMESTAMP = 8
const INTEGER = 10
const LOGICAL_JSON = 12
const UUID = 14

/** May the column hold the text of articles? Bytes that nobody called something else. */
export const holdsText = ({ type, maxRepetition, element }: Leaf): boolean =>
  type === 'BYTE_ARRAY' && maxRepetition === 0 && element.number(6) !== DECIMAL && !logical(element, LOGICAL_DECIMAL)

const logical = (element: Struct, id: number): Struct | undefined => element.struct(10)?.struct(id)

/** What kind of column it is, for a message. */
export function kindOf(leaf: Leaf): string {
  if (leaf.maxRepetition > 0) return 'a list'
  return leaf.type === 'BYTE_ARRAY' ? 'no text' : `values of type ${leaf.type}`
}

/** A value in UTF-8; null when there is none. */
export function shown(leaf: Leaf, value: unknown): Uint8Array | null {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array)
    return leaf.type === 'BYTE_ARRAY' && holdsText(leaf) ? bytesShown(leaf, value) : Buffer.from(ofBytes(leaf, value))
  return Buffer.from(ofNumber(leaf, value))
}

/** Text is what it is; bytes that are none are told in hex. */
function bytesShown({ element }: Leaf, value: Uint8Array): Uint8Array {
  const converted = element.number(6)
  if (converted === UTF8 || converted === ENUM || converted === JSON_TEXT) return value
  if (logical(element, STRING) ?? logical(element, LOGICAL_ENUM) ?? logical(element, LOGICAL_JSON)) return value
  const text = Buffer.from(value.buffer, value.byteOffset, value.length)
  return Buffer.compare(Buffer.from(text.toString()), text) === 0 ? value : Buffer.from(text.toString('hex'))
}

function ofBytes({ element }: Leaf, value: Uint8Array): string {
  const hex = Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')
  if (logical(element, UUID) && value.length === 16) return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  if (element.number(6) !== DECIMAL && !logical(element, LOGICAL_DECIMAL)) return hex
  return decimal(element, value.length === 0 ? 0n : BigInt.asIntN(8 * value.length, BigInt(`0x${hex}`)))
}

function ofNumber({ type, element }: Leaf, value: unknown): string {
  if (typeof value === 'boolean') return String(value)
  // Days of the Julian calendar and nanoseconds, as Impala wrote times.
  if (type === 'INT96')
    return time(((value as bigint) >> 64n) - 2440588n, BigInt.asUintN(64, value as bigint), 86_400_000_000_000n, '')
  if (type === 'FLOAT' || type === 'DOUBLE') return String(value)
  const converted = element.number(6)
  const whole = BigInt(value as number | bigint)
  if (converted === DECIMAL || logical(element, LOGICAL_DECIMAL)) return decimal(element, whole)
  if (converted === DATE || logical(element, LOGICAL_DATE)) return time(whole, 0n, 1n, '').slice(0, 10)
  const stamp = logical(element, TIMESTAMP)
  if (stamp || converted === MILLIS || converted === MICROS) {
    const unit = stamp?.struct(2)
    const perSecond = unit?.struct(3)
      ? 1_000_000_000n
      : (unit ? unit.struct(2) : converted === MICROS)
        ? 1_000_000n
        : 1000n
    return time(0n, whole, perSecond * 86_400n, stamp && stamp.get(1) === false ? '' : 'Z')
  }
  const bits = type === 'INT64' ? 64 : 32
  const integer = logical(element, INTEGER)
  const unsigned = integer ? integer.get(2) === false : UINTS.includes(converted)
  return String(unsigned ? BigInt.asUintN(bits, whole) : whole)
}

function decimal(element: Struct, unscaled: bigint): string {
  const scale = Math.min(Math.max(logical(element, LOGICAL_DECIMAL)?.number(1) ?? element.number(7) ?? 0, 0), 100)
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const sign = unscaled < 0n ? '-' : ''
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** Days since 1970, and parts of a day, as ISO 8601 to the second, or finer where it is. Empty beyond the years that have four digits. */
function time(days: bigint, parts: bigint, perDay: bigint, zone: string): string {
  const over = ((parts % perDay) + perDay) % perDay
  let day = days + (parts - over) / perDay
  if (day < -719_528n || day > 2_932_896n) return ''
  // Howard Hinnant, civil_from_days: no clock of this machine is asked.
  day += 719_468n
  const era = (day >= 0n ? day : day - 146_096n) / 146_097n
  const doe = Number(day - era * 146_097n)
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365)
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  const year = yoe + Number(era) * 400 + (month <= 2 ? 1 : 0)
  const two = (n: number | bigint): string => String(n).padStart(2, '0')
  const perSecond = perDay / 86_400n || 1n
  const second = perDay === 1n ? 0n : over / perSecond
  const fine = perDay === 1n ? 0n : over % perSecond
  const fraction = fine === 0n ? '' : `.${String(fine).padStart(String(perSecond).length - 1, '0')}`
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(doy - Math.floor((153 * mp + 2) / 5) + 1)}`
  return `${date}T${two(second / 3600n)}:${two((second / 60n) % 60n)}:${two(second % 60n)}${fraction}${zone}`
}
