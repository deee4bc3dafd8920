// ../winnow.ts: of every window of shingles the one with the smallest hash.

@inline
function notAbove(loAt: usize, hiAt: usize, i: u32, least: u32): bool {
  const a = load<u32>(loAt + ((<usize>i) << 2))
  const b = load<u32>(loAt + ((<usize>least) << 2))
  return a < b || (a === b && load<u32>(hiAt + ((<usize>i) << 2)) <= load<u32>(hiAt + ((<usize>least) << 2)))
}

export function winnow(loAt: usize, hiAt: usize, count: u32, window: u32, outAt: usize): u32 {
  if (count === 0) return 0
  const span = min(window, count)
  let n: u32 = 0
  let least: i32 = -1
  for (let end = span; end <= count; end++) {
    const begin = end - span
    if (least < <i32>begin) {
      least = <i32>begin
      for (let i = begin + 1; i < end; i++) if (notAbove(loAt, hiAt, i, <u32>least)) least = <i32>i
    } else if (notAbove(loAt, hiAt, end - 1, <u32>least)) least = <i32>(end - 1)
    else continue
    store<u32>(outAt + ((<usize>n) << 2), <u32>least)
    n++
  }
  return n
}
