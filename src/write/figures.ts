// Numbers as people read them, the same in every locale: 2,797 and 96 %.

/** A whole number with thousands separators. */
export function count(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** A number and its noun: 1 article, 2 articles. */
export function several(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}

/** A share 0..1 in per cent, rounded down so that only 1 is called 100 %; below 10 % with one decimal. */
export function percent(share: number): string {
  const tenths = Math.floor(share * 1000 + 1e-6)
  if (tenths === 0 && share > 0) return 'under 0.1 %'
  return tenths >= 100 || tenths === 0 ? `${Math.floor(tenths / 10)} %` : `${Math.floor(tenths / 10)}.${tenths % 10} %`
}
