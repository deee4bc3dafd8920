// Evidence as the records name it -> a sentence for a reader. What is not known here is said as it stands.

const EVIDENCE: readonly [RegExp, (...found: string[]) => string][] = [
  [/^identical after folding$/, () => 'The two read the same, but for case, accents and punctuation.'],
  [/^nearly identical$/, () => 'The two read nearly the same.'],
  [/^the same passage stands in both$/, () => 'The same passage stands in both articles.'],
  [
    /^and in (\d+) other articles?$/,
    (n) => `It also stands in ${n} ${n === '1' ? 'other article' : 'other articles'}.`,
  ],
  [
    /^(.+ %) of its shingles stand there, (.+ %) of those here$/,
    (here, there) =>
      `${here} of its word sequences stand in the other article, and ${there} of the other’s stand here, boilerplate aside.`,
  ],
  [/^(\d+ passages)$/, (n) => `${n} in a row are repeated.`],
  [/^1 (passage|sentence)$/, (what) => `One ${what} is repeated.`],
  [/^printed (\d+) more times$/, (n) => `It is printed ${n} more times in this article.`],
  [/^not cut: (.+)$/, (why) => `It is not cut: ${why}.`],
  [/^kept: (.+)$/, (why) => `The article stays: ${why}.`],
  [/^beside its source$/, () => 'It is short, but stands right beside what it repeats.'],
  [
    /^at the end of the article$/,
    () => 'It is short, but stands at the end of the article, where navigation and newsletter lines do.',
  ],
  [/^printed by the same outlet under other articles$/, () => 'The outlet prints it under other articles too.'],
  [/^credit:(.+)$/, (name) => `Another member credits ${name}, and this is ${name}’s own item.`],
  [/^agency:(.+)$/, (name) => `It is the item of an agency, ${name}; the others are papers.`],
  [/^canonical:(.+)$/, (site) => `Others name its address on ${site} as that of their text (canonical link).`],
  [/^earliest$/, () => 'It has the earliest date.'],
  [/^earliest of the (\d+) that are dated$/, (n) => `It is the earliest of the ${n} members that are dated.`],
  [/^the fullest$/, () => 'It has the most of what the members have in common.'],
  [/^says today where others say yesterday$/, () => 'It says “today” where others say “yesterday”.'],
  [/^its address on records of others$/, () => 'Records of other outlets have its address.'],
  [
    /^its date stands alone, and is not believed$/,
    () => 'Its date stands alone, days before all others, and is not believed.',
  ],
  [/^credited: (.+)$/, (whom) => `Whom they credit: ${whom}.`],
  [
    /^(?:agency )?text \((.+)\), original not in the corpus$/,
    (name) => `It is text of ${name}, whose own item is not in this corpus.`,
  ],
  [/^stands for it: (.+)$/, (why) => `The article shown stands for it: ${why}.`],
  [/^the evidence does not decide$/, () => 'There is evidence, and it does not decide.'],
  [/^no credit, date or containment decides$/, () => 'No credit, date or containment decides who was first.'],
  [/^no other copy stands in this cluster$/, () => 'No other copy stands in this cluster.'],
]

export function sentence(because: string): string {
  for (const [form, say] of EVIDENCE) {
    const found = form.exec(because)
    if (found !== null) return say(...found.slice(1))
  }
  const first = because.charAt(0).toUpperCase() + because.slice(1)
  return /[.!?。؟]$/.test(first) ? first : `${first}.`
}
