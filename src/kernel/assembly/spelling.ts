// ../spelling.ts, its first question: does an Arabic letter begin anywhere in [at, end)?

export function arabic(at: usize, end: usize): bool {
  const lead = i8x16.splat(<i8>0xd8)
  const mask = i8x16.splat(<i8>0xfc)
  let i = at
  for (; i + 16 <= end; i += 16) if (v128.any_true(i8x16.eq(v128.and(v128.load(i), mask), lead))) return true
  for (; i < end; i++) if ((<u32>load<u8>(i) & 0xfc) === 0xd8) return true
  return false
}
