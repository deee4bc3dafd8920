// Stage `decide`: articles that a match or one text connects, with their matches -> their records (decide.ts, report.ts).
//
// What becomes of an article depends on the articles it is connected with and on no others: clusters, removals and findings of two parts that no
// match joins are those of each. So whole parts are decided by the functions of the embedded run, a few thousand articles at a time. Three
// things count over all articles, and are left open in the records: how many findings of the same name came before (the
// fingerprint), that of clusters, and the sums. SQL counts them; stage `records` fills them in.
//
// Memory: the texts of the largest part are in one process. Nothing larger than that ever is.
import { boilerplateKey } from '../boilerplate.js'
import { Comparer } from '../comparer.js'
import { decide } from '../decide.js'
import { looseCluster } from '../pipeline.js'
import type { Fingerprints } from '../report.js'
import { report } from '../report.js'
import { Sides } from '../sides.js'
import { Desk } from './desk.js'
import type { Settings } from './settings.js'
import { optionsOf } from './settings.js'
import type { GroupRow } from './verify.js'
import { articlesOf, gathered, matchesOf } from './verify.js'
import type { Rows } from './wire.js'
import { packed, StageError, unpacked } from './wire.js'

/** A row to decide: an article with its place and its name, or a match. */
export interface DecideRow extends GroupRow {
  readonly g: number
  readonly path: string
  readonly against: number
  readonly id: string
  readonly idlo: number
  /** Named by path and line. */
  readonly shared: number
}

/** tag: R an article (head: the head of its cluster, or 0), V a match, C a cluster, F a finding, S the sums, L a note of a cluster that does not hang together, X what goes of an article (b, head: its bytes, or -1; i: the finding; name: its id, base64). `name`: what the fingerprint is made of, in hex. */
export const DECIDED = ['g', 'n', 'b', 'i', 'head', 'near', 'name', 'record'] as const

/** Stands in a record for the name of finding or cluster number n: 16 digits, as a name has. */
const hole = (n: number): string => n.toString(16).padStart(16, '0')

export function decided(input: Iterable<DecideRow>, out: Rows, settings: Settings): void {
  const { recipe } = settings
  const options = optionsOf(settings)
  const comparer = new Comparer(recipe)
  for (const rows of gathered(input, out) as Iterable<DecideRow[]>) {
    comparer.forget()
    const articles = articlesOf(rows) as DecideRow[]
    const files = new Map(
      articles.map(({ file, path, line, against, bytes }) => [
        file,
        {
          path: unpacked(path).toString(),
          at: '',
          format: line === 0 ? ('text' as const) : ('jsonl' as const),
          size: bytes,
          against: against === 1,
        },
      ]),
    )
    const desk = new Desk(articles, files, boilerplateKey)
    const { survey: s, reader } = desk
    const sides = new Sides(reader, s, desk.marks, desk.shares, recipe, options.boilerplate === 'cut', comparer)
    const idOf = (i: number): string => {
      const { line, id, shared } = articles[i]!
      const { path } = reader.files[s.file.get(i)]!
      return line === 0 ? path : shared === 1 ? `${path}#${line}` : unpacked(id).toString()
    }
    const decisions = decide(s, sides, reader, desk.standsFor, matchesOf(rows, desk), recipe, options, null)
    const outcome = { ...decisions, survey: s, sides, boilerplate: [], idOf }
    const names: string[] = []
    const counted = (): Pick<Fingerprints, 'of'> => ({
      of(kind, owner, folded): string {
        names.push(Buffer.from(`${kind}\0${owner}\0${folded}\0`).toString('hex'))
        return hole(names.length - 1)
      },
    })
    const made = report(outcome, reader, {
      version: settings.version,
      recipe,
      options: null,
      troubles: [],
      names: counted,
    })
    const clusters = [...decisions.clusters].filter((c) =>
      c.members.some((m) => reader.files[s.file.get(m)]!.against === false),
    )
    const heads = new Set(clusters.map((c) => c.head))
    const nameOf = (text: string): number => Number.parseInt(text, 16)
    const headOf = new Map<string, number>()
    // Clusters are named behind the findings, in order.
    for (const [k, c] of clusters.entries()) headOf.set(hole(decisions.drafts.length + k), articles[c.head]!.n)
    const part = (i: number): number => articles[i]!.g
    for (const [i, { head, members, loose }] of [...decisions.clusters].entries())
      if (loose !== null)
        out.row(
          'L',
          part(head),
          articles[members[0]!]!.n,
          0,
          i,
          -1,
          '',
          '',
          word(looseCluster(members.length, idOf(head), loose)),
        )
    const order = decisions.matches.rows()
    let article = -1
    let match = 0
    let cluster = 0
    let finding = 0
    /** What goes of an article, for stage `clean`: the finding that says so stands in `i`. */
    const goes = (i: number, start: number, end: number, name: string | undefined): void => {
      if (name === undefined) throw new StageError(`our bug: ${idOf(i)} loses something without a finding`)
      const { n, file, line } = articles[i]!
      out.row('X', part(i), n, start, nameOf(name), end, `${file} ${line}`, packed(idOf(i)))
    }
    for (const record of made.records({ articles: 'all', list: false })) {
      switch (record.type) {
        case 'article': {
          do article++
          while (reader.files[s.file.get(article)]!.against)
          const head = record.cluster === null ? -1 : headOf.get(record.cluster)!
          out.row('R', part(article), articles[article]!.n, 0, 0, head, '', '', word({ ...record, cluster: null }))
          break
        }
        case 'match': {
          const at = order[match++]!
          const [a, b] = [decisions.matches.a(at), decisions.matches.b(at)]
          out.row('V', part(a), articles[a]!.n, articles[b]!.n, 0, -1, '', '', word(record))
          break
        }
        case 'cluster': {
          const c = clusters[cluster]!
          const near = c.near
            .filter((m) => heads.has(m))
            .map((m) => articles[m]!.n)
            .join(',')
          const name = names[nameOf(record.id)]!
          // Clusters come in the order of their first members.
          const first = articles[c.members[0]!]!.n
          out.row(
            'C',
            part(c.head),
            first,
            0,
            cluster++,
            articles[c.head]!.n,
            near,
            name,
            word({ ...record, id: '', near: [] }),
          )
          break
        }
        case 'finding': {
          const owner = decisions.drafts.article(finding)
          const name = names[nameOf(record.fingerprint)]!
          out.row(
            'F',
            part(owner),
            articles[owner]!.n,
            0,
            finding++,
            -1,
            '',
            name,
            word({ ...record, fingerprint: '' }),
          )
          break
        }
        case 'summary':
          for (const [i, cuts] of decisions.cuts) {
            const found = made.edits(i)
            for (const [start, end] of cuts) goes(i, start, end, found.get(start)?.fingerprint)
          }
          for (const i of decisions.removed.keys()) goes(i, 0, -1, made.edits(i).get(-1)?.fingerprint)
          if (settings.skipped === 'drop')
            for (const [i, { n, g, file, line, against, skip }] of articles.entries())
              if (skip !== 0 && against === 0)
                out.row('Y', g, n, 0, 0, -1, `${file} ${line}`, packed(idOf(i)), `skipped:${s.reason(i)}`)
          out.row('S', part(0), 0, 0, 0, -1, '', '', word(record))
          break
      }
    }
  }
}

const word = (record: unknown): string => packed(JSON.stringify(record))
