// What speaks for an original, as the records name it -> a clause for a reader. What is not known here is said as it stands.

const EVIDENCE: readonly [RegExp, string][] = [
  [/^credit:(.+)$/, 'others credit $1, and this is its own item'],
  [/^agency:(.+)$/, 'it is the item of an agency, $1'],
  [/^canonical:(.+)$/, 'others name its address on $1 as that of their text'],
  [/^(earliest.*)$/, 'it is the $1'],
  [/^the fullest$/, 'it is the fullest'],
]

export function clause(because: string): string {
  const found = EVIDENCE.find(([form]) => form.test(because))
  return found === undefined ? because : because.replace(...found)
}
