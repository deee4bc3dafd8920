// A word that was misspelt -> the one that was probably meant: for flags, values, keys, commands and paths.
//
// Optimal string alignment (insert, delete, replace, swap neighbours), at most a third of the word; the first of equals, so that the
// answer is that of the order of the words. Longer words than 64 letters are nobody's slip.

/** The word that was probably meant, or null. Optimal string alignment distance, at most a third of the word. */
export function nearest(word: string, words: Iterable<string>): string | null {
  let best: string | null = null
  let least = Math.floor(word.length / 3) + 1
  for (const other of words) {
    const far = distance(word, other)
    if (far < least) {
      least = far
      best = other
    }
  }
  return best
}

/** `(did you mean x?)`, or nothing. */
export function didYouMean(word: string, words: Iterable<string>, before = ''): string {
  const meant = nearest(word, words)
  return meant === null ? '' : ` (did you mean ${before}${meant}?)`
}

const extensionOf = (name: string): string => /(?<=.)\.[^./]*$/.exec(name)?.[0] ?? ''

/** The name that was probably meant: the same with another extension, or a slip before the extension, which says nothing by itself. */
export function likeliest(name: string, names: readonly string[]): string | null {
  const stem = (of: string): string => of.slice(0, of.length - extensionOf(of).length)
  const other = names.find((of) => stem(of) === stem(name))
  if (other !== undefined) return other
  const extension = extensionOf(name)
  const meant = nearest(
    stem(name),
    names.flatMap((of) => (extensionOf(of) === extension ? [stem(of)] : [])),
  )
  return meant === null ? null : meant + extension
}

function distance(a: string, b: string): number {
  if (a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY // no word of ours
  let older: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, older[j - 2]! + 1)
    }
    older = last
    last = row
  }
  return last[b.length]!
}
