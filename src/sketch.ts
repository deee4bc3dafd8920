// Shingles -> MinHash sketch -> band keys.
//
// The resemblance of two articles is the share of distinct shingles they have in common: J = |A ∩ B| / |A ∪ B| (Broder 1997).
// Give every shingle a random number; the chance that A and B have the same smallest number is exactly J. With 128 such
// numbers a pair agrees in about 128 J of 128 places. That is MinHash, and it costs 128 hashes a shingle.
//
// The multi-partition sketch asks for 16. Four times over (4 groups) the shingles are thrown into 8 bins, and each bin keeps the
// minima of 4 value functions. A shingle is thus a candidate for 4 minima of each group, 16 in all, and there are
// still 4 x 8 x 4 = 128 minima, each of them the minimum of a random eighth of the shingles. Bins that stay empty on both
// sides are left out of an estimate. It is stratified one-permutation hashing with MinHash lanes in every stratum.
//
// A band is one row of each group, 4 minima. Two articles agree in a band with probability J^4, so in at least
// one of 32 bands, which makes them candidates, with probability 1 - (1 - J^4)^32 (Leskovec, Rajaraman, Ullman 3.4):
//
//   J         0.2    0.3    0.4    0.5    0.6    0.7     0.8
//   proposed  0.050  0.229  0.564  0.873  0.988  0.9998  1.0
//
// What is missed between .5 and .6, and containment at any J, is found by the anchors (pair.ts). A sketch proposes; it never decides.
//
// Measured with random sets (bench/sketch.ts), root mean square error of the estimate of J, beside classic
// MinHash with 128 independent functions, whose theory is sqrt(J (1 - J) / 128) = .044 at .5 and .035 at .8:
//
//   shingles                    30     100     300    1000
//   J 0.5: this sketch       .0435   .0431   .0439   .0451
//          npm minhash       .0447   .0441   .0395   .0416
//          theory            .0442   .0442   .0442   .0442
//   J 0.8: this sketch       .0343   .0349   .0347   .0348
//          npm minhash       .0346   .0361   .0378   .0343
//          theory            .0341   .0352   .0352   .0353
//
//   proposed at J              0.2     0.3     0.4     0.5     0.6     0.7     0.8
//     30 shingles            0.049   0.244   0.535   0.854   0.990   1.000   1.000
//     100 shingles           0.047   0.229   0.559   0.872   0.989   1.000   1.000
//     300 shingles           0.052   0.220   0.544   0.883   0.990   1.000   1.000
//     1000 shingles          0.049   0.235   0.549   0.866   0.990   1.000   1.000
//     1 - (1 - J^4)^32       0.050   0.229   0.564   0.873   0.988   1.000   1.000
//
// 3,000 pairs a figure, of npm minhash 400 to 40: trial noise is 1 % of ours, up to 11 % of theirs. Printed by
//   npx tsc -p tsconfig.scripts.json && node build/bench/sketch.js
//
// Law: the band keys depend on the set of shingles only, not on their order or number of occurrences.

import type { Arena } from './kernel/memory.js'
import { BANDS, bandKeys, MINIMA, minhash } from './kernel/minhash.js'
import type { Reading } from './model.js'

export { BANDS, MINIMA }

/** The 128 minima of a reading that lives in `arena` (a view of it). */
export function sketch(arena: Arena, r: Pick<Reading, 'shLo' | 'shHi' | 'shingles'>): Uint32Array {
  const lo = r.shLo.byteOffset
  const hi = r.shHi.byteOffset
  const at = arena.reserve(MINIMA * 4)
  minhash(arena, lo, hi, r.shingles, at)
  return arena.u32.subarray(at >>> 2, (at >>> 2) + MINIMA)
}

/** The 32 band keys of a sketch in `arena` (a view of it); 0 is no key. */
export function bands(arena: Arena, minima: Uint32Array): Uint32Array {
  const from = minima.byteOffset
  const at = arena.reserve(BANDS * 4)
  bandKeys(arena, from, at)
  return arena.u32.subarray(at >>> 2, (at >>> 2) + BANDS)
}

/** Estimate of J from two sketches, 0..1; NaN when both are empty. */
export function estimate(a: Uint32Array, b: Uint32Array): number {
  let same = 0
  let used = 0
  for (let i = 0; i < MINIMA; i++) {
    if (a[i] === 0xffffffff && b[i] === 0xffffffff) continue
    used++
    if (a[i] === b[i]) same++
  }
  return same / used
}
