// Where things lie in the memory. The Unicode tables are copied in before the first call (kernel/wasm.ts); then a few words of our own;
// from HEAP on the memory is the arena's.

export const UNITS: usize = 1024
const UNIT_COUNT: usize = 27008
const SERIES_COUNT: usize = 2638
export const SERIES: usize = UNITS + UNIT_COUNT * 4
export const INDEX: usize = SERIES + SERIES_COUNT * 4

/** Powers of the two bases of a shingle, 17 words each. */
export const POWERS: usize = 126976
/** Multipliers and offsets of the 16 value functions of a sketch, 16 words each. */
export const VALUES: usize = POWERS + 256
/** Lengths of common subsequences, (GAP + 1) x (GAP + 1) bytes. */
export const LCS: usize = VALUES + 256
/** What a function returns beside its result, 16 words. */
export const RESULT: usize = LCS + 512
/** By byte: the value of a hex digit (0xff: none), and the byte an escape of JSON stands for (0: none). */
export const HEX: usize = 130560
export const SHORT: usize = HEX + 256
export const HEAP: usize = 131072
