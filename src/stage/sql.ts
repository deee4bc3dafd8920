// The steps between the stages, as SQL: what the embedded run does with its exchange. docs/scale-out.md tells which step is which.
//
// Three rules keep a hot key from sinking a task:
// - counts and minima are aggregates, which are made in part before rows move;
// - the 16 texts that stand for a key are the first of a window by (mixed hash, number): Spark keeps 16 of each task before rows move
//   (WindowGroupLimit, 3.5), and joins with what is left, which adaptive execution splits where a key is hot;
// - groups that go to one process are cut into chunks (verify), or are no larger than what they are about (boilerplate: the
//   printings of one outlet's boilerplate; decide: articles that matches connect).
//
// Law: no step asks how many partitions there are.
import { IDS_TOLD, LOOSE_TOLD } from '../pipeline.js'
import type { Recipe } from '../recipe.js'
import type { Dialect } from './dialect.js'
import type { Settings } from './settings.js'
import type { StageName } from './stages.js'
import { columns } from './stages.js'
import { packed } from './wire.js'

/** A step of a plan: a statement, or a stage between two tables. */
export type Step =
  | { readonly sql: string; readonly table: string | null; readonly check?: true }
  | {
      readonly stage: StageName
      readonly table: string
      /** A query with the column `j`, and those of `by` and `order`. */
      readonly input: string
      /** Rows with one value of these go to one process; null: however they come. */
      readonly by: readonly string[]
      readonly order: readonly string[]
    }

/** A trouble that was found before anything was read, and where it stands among the files. */
export interface EarlyTrouble {
  readonly n: number
  readonly b: number
  readonly i: number
  /** Base64 of the record. */
  readonly record: string
}

export interface Ask {
  readonly settings: Settings
  /** Where the list of files lies: JSON lines, as FileRow. */
  readonly files: string
  readonly early: readonly EarlyTrouble[]
  /** Where cleaned files go, and the share of articles that may go at most; null: only records are wanted. */
  readonly clean?: { readonly out: string; readonly maxRemoved: number } | null
}

export const FILE_COLUMNS = [
  ['file', 'BIGINT'],
  ['path', 'STRING'],
  ['lies', 'STRING'],
  ['format', 'STRING'],
  ['size', 'BIGINT'],
  ['against', 'BIGINT'],
] as const

/** Pairs of one group that go to one process. */
const CHUNK = 4096
/** Articles within which findings of one name are counted in one go. */
const STRETCH = 4096
/** Behind every file. */
const LAST = 2 ** 52

const numbers = (names: string): string =>
  names
    .split(' ')
    .map((n) => `CAST(${n} AS BIGINT) AS ${n}`)
    .join(', ')

/** Columns of an article that stages take (desk.ts). */
const TOLD = 'n twin text file line skip bytes tokens quarters outlet settled marks facts outletname body'.split(' ')
const RECORD = 'g o tag n b i head near fp record id path shared line many'.split(' ')

/** A row for `records`, with what is not given empty. */
function recordRow(given: Readonly<Record<string, string>>): string {
  const empty: Record<string, string> = { near: "''", fp: "''", record: "''", id: "'-'", path: "''" }
  return RECORD.map((name) => `${given[name] ?? empty[name] ?? 'CAST(0 AS BIGINT)'} AS ${name}`).join(', ')
}

/** All steps, in order; the answer is in the table `report`: k, n, b, i order it, `line` is base64 of a line. */
export function steps(ask: Ask, d: Dialect): Step[] {
  const { settings } = ask
  const { recipe } = settings
  const out: Step[] = []
  const table = (name: string, select: string): void => {
    out.push({ sql: d.table(name, select), table: name })
  }
  const view = (name: string, select: string): void => {
    out.push({ sql: `CREATE VIEW ${name} AS\n${select}`, table: null })
  }
  const stage = (
    stage: StageName,
    table: string,
    input: string,
    count: string,
    by: string[] = [],
    order = by,
  ): void => {
    out.push({ stage, table, input, by, order })
    out.push({ sql: reconciled(stage, table, count, settings, d), table: null, check: true })
  }

  table('files', d.readJson(ask.files, FILE_COLUMNS))
  stage(
    'sketch',
    'sketched',
    `SELECT file, ${d.json(FILE_COLUMNS.map(([name]) => name))} AS j FROM files`,
    'SELECT COUNT(*) FROM files',
    ['file'],
  )
  view(
    'articles',
    `SELECT ${numbers('n file line place size gap skip bytes tokens quarters fold outlet mixed idlo idhi shown')},
  sha, scale, id, idpath, settled, facts, outletname, bands, anchors, passages, body FROM sketched WHERE t = 'A'`,
  )
  named(table, recipe)
  // ------------------------------------------------------------------------------------------- bands, preliminary groups
  table(
    'bandkey',
    `SELECT n, d, mixed, one, CAST(k AS BIGINT) AS k FROM (SELECT n, d, mixed, one, ${d.explode('bands')} AS k FROM spoken WHERE bands <> '') x`,
  )
  view('bandrow', once('bandkey'))
  pairUp(table, 'near', 'bandrow', 1, recipe)
  connected(stage, 'close', `SELECT a, b FROM near WHERE c >= ${recipe.boilerplate.bands}`)
  // -------------------------------------------------------------------------------------------------------- boilerplate
  boilerplate(table, stage, settings, d)
  // ---------------------------------------------------------------------------------------------------------- candidates
  candidates(table, view, stage, recipe, d)
  // ------------------------------------------------------------------------------------------------------------ verified
  verified(table, stage, d)
  connected(stage, 'joined', 'SELECT CAST(a AS BIGINT) AS a, CAST(b AS BIGINT) AS b FROM matched')
  // ------------------------------------------------------------------------------------------------------------- decided
  decided(table, stage, d)
  recorded(table, stage, ask, d)
  if (ask.clean) cleaned(table, stage, ask.clean, d, (sql) => out.push({ sql, table: null, check: true }))
  return out

  /** Parts: labels of the nodes of `edges`, in the table NAME_label. */
  function connected(run: typeof stage, name: string, edges: string): void {
    view(`${name}_edge`, edges)
    const json = d.json(['a', 'b'])
    run(
      'forest',
      `${name}_tree`,
      `SELECT a % 64 AS g, ${json} AS j FROM ${name}_edge`,
      `SELECT COUNT(*) FROM ${name}_edge`,
      ['g'],
    )
    const tree = `SELECT CAST(a AS BIGINT) AS a, CAST(b AS BIGINT) AS b FROM ${name}_tree WHERE t = 'E'`
    run(
      'labels',
      `${name}_node`,
      `SELECT 0 AS g, ${json} AS j FROM (${tree}) x`,
      `SELECT COUNT(*) FROM ${name}_tree WHERE t = 'E'`,
      ['g'],
    )
    view(`${name}_label`, `SELECT CAST(a AS BIGINT) AS n, CAST(b AS BIGINT) AS g FROM ${name}_node WHERE t = 'L'`)
  }
}

type Table = (name: string, select: string) => void
type Stage = (stage: StageName, table: string, input: string, count: string, by?: string[], order?: string[]) => void

/** The accounts of all partitions against what went in and came out. One row, 'ok', or an error. */
function reconciled(
  stage: StageName,
  table: string,
  count: string,
  { version, fingerprint }: Settings,
  d: Dialect,
): string {
  const [taken, made, chars, by, print] = columns[stage] as readonly [string, string, string, string, string]
  const width = ['t', ...columns[stage]].map((c) => d.bytes(c)).join(' + ')
  const told = [
    `'stage ${stage}: '`,
    'x.taken',
    "' rows taken of '",
    'i.n',
    "', '",
    'o.n',
    "' rows with '",
    'o.chars',
    "' characters there of '",
    'x.made',
    "' with '",
    'x.chars',
    "', '",
    'x.strange',
    `' other versions or recipes than ${version} ${fingerprint}: nothing is published'`,
  ]
  const said = `CONCAT(${told.map((w) => (w.startsWith("'") ? w : `CAST(${w} AS STRING)`)).join(', ')})`
  return `SELECT CASE WHEN x.taken = i.n AND x.made = o.n AND x.chars = o.chars AND x.strange = 0 THEN 'ok' ELSE ${d.fail(said)} END AS ${stage}
FROM (SELECT COALESCE(SUM(CAST(${taken} AS BIGINT)), 0) AS taken, COALESCE(SUM(CAST(${made} AS BIGINT)), 0) AS made,
    COALESCE(SUM(CAST(${chars} AS BIGINT)), 0) AS chars,
    COALESCE(SUM(CASE WHEN ${by} = '${version}' AND ${print} = '${fingerprint}' THEN 0 ELSE 1 END), 0) AS strange
  FROM ${table} WHERE t = '#') x
CROSS JOIN (SELECT COUNT(*) AS n FROM (${count.replace('SELECT COUNT(*)', 'SELECT 1 AS one')}) c) i
CROSS JOIN (SELECT COUNT(*) AS n, COALESCE(SUM(${width}), 0) AS chars FROM ${table} WHERE t IS NULL OR t <> '#') o`
}

/** Exact texts collapse; ids that several records have. Table `pop`: a row an article. */
function named(table: Table, recipe: Recipe): void {
  table('twins', 'SELECT sha, outlet, MIN(n) AS twin FROM articles WHERE skip = 0 GROUP BY sha, outlet')
  const linked = `skip = 0 AND quarters >= ${4 * recipe.copy.minWords}`
  table('texts', `SELECT fold, MIN(n) AS text FROM articles WHERE ${linked} GROUP BY fold`)
  table(
    'dups',
    `SELECT idlo, idhi, COUNT(*) AS many, COALESCE(MIN(CASE WHEN line > 0 THEN n END), MIN(n)) AS named
FROM articles WHERE idlo <> 0 GROUP BY idlo, idhi HAVING COUNT(*) > 1`,
  )
  table(
    'pop',
    `SELECT a.n, COALESCE(w.twin, a.n) AS twin, COALESCE(x.text, a.n) AS text, a.file, a.line, a.skip, a.bytes, a.tokens, a.quarters,
  a.outlet, a.mixed, f.against, CASE WHEN a.idlo = 0 OR u.many IS NOT NULL OR l.file IS NOT NULL THEN 1 ELSE 0 END AS shared
FROM articles a JOIN files f ON a.file = f.file
LEFT JOIN twins w ON a.skip = 0 AND a.sha = w.sha AND a.outlet = w.outlet
LEFT JOIN texts x ON a.skip = 0 AND a.quarters >= ${4 * recipe.copy.minWords} AND a.fold = x.fold
LEFT JOIN dups u ON a.idlo = u.idlo AND a.idhi = u.idhi
LEFT JOIN files l ON a.idpath = l.path`,
  )
  // Each first twin speaks for its text: what is one text when it is written may have other keys as it is printed. Most texts have one speaker, and
  // so no key of theirs comes twice.
  table('plural', 'SELECT DISTINCT text FROM pop WHERE twin = n AND text <> n')
  table(
    'spoken',
    `SELECT p.n, p.text AS d, p.mixed, p.outlet, CASE WHEN u.text IS NULL THEN 1 ELSE 0 END AS one, a.bands, a.anchors, a.passages
FROM pop p LEFT JOIN plural u ON p.text = u.text JOIN articles a ON p.n = a.n WHERE p.twin = p.n`,
  )
}

/** The keys of texts, none of a text twice. */
const once = (keys: string): string =>
  `SELECT d, mixed, k FROM ${keys} WHERE one = 1 UNION ALL SELECT DISTINCT d, mixed, k FROM ${keys} WHERE one = 0`

/**
 * Pairs of the texts (d) that share keys (k), and how many keys they share (c), in the table `name`: as pair.ts pairs them. Of a key that more than R texts
 * have, R stand for it, those with the smallest mixed hash; of any other all do.
 */
function pairUp(
  table: Table,
  name: string,
  rows: string,
  least: number,
  { bucket: { representatives: r } }: Recipe,
): void {
  // Most keys that are shared are shared by two: their pair is known here, and no row of theirs is moved again.
  table(`${name}_hub`, `SELECT k, COUNT(*) AS m, MIN(d) AS a, MAX(d) AS b FROM ${rows} GROUP BY k HAVING COUNT(*) > 1`)
  table(`${name}_many`, `SELECT k FROM ${name}_hub WHERE m > 2`)
  table(`${name}_row`, `SELECT x.k, x.d, x.mixed FROM ${rows} x JOIN ${name}_many h ON x.k = h.k`)
  table(
    `${name}_rep`,
    `SELECT k, d, mixed, rn FROM (SELECT k, d, mixed, ROW_NUMBER() OVER (PARTITION BY k ORDER BY mixed, d) AS rn FROM ${name}_row) x WHERE rn <= ${r}`,
  )
  // A pair of two that stand for the key is made once: by the one with the larger number.
  table(
    name,
    `SELECT a, b, COUNT(*) AS c FROM (
  SELECT LEAST(x.d, y.d) AS a, GREATEST(x.d, y.d) AS b FROM ${name}_row x JOIN ${name}_rep y ON x.k = y.k
  LEFT JOIN ${name}_rep l ON x.k = l.k AND l.rn = ${r}
  WHERE x.d <> y.d AND (y.d < x.d OR x.mixed > l.mixed OR (x.mixed = l.mixed AND x.d > l.d))
  UNION ALL SELECT a, b FROM ${name}_hub WHERE m = 2) p
GROUP BY a, b HAVING COUNT(*) >= ${least}`,
  )
}

/** Table `marks`: of each text that holds boilerplate, its passages. */
function boilerplate(table: Table, stage: Stage, { recipe, known }: Settings, d: Dialect): void {
  table('outlets', 'SELECT outlet, COUNT(*) AS of FROM pop WHERE outlet <> 0 GROUP BY outlet'.replace(' of ', ' many '))
  const part = (i: number, name: string): string => `CAST(SPLIT_PART(x, ':', ${i}) AS BIGINT) AS ${name}`
  table(
    'passage',
    `SELECT n, outlet, ${['u', 'lo', 'hi', 's', 'e', 'p'].map((name, i) => part(i + 1, name)).join(', ')}
FROM (SELECT n, outlet, ${d.explode('passages')} AS x FROM spoken WHERE passages <> '') y`,
  )
  table(
    'asked',
    `SELECT s.outlet, o.many, s.n, s.u, s.lo, s.hi, s.s, s.e, s.p, COALESCE(l.g, p.text) AS g
FROM passage s JOIN (SELECT outlet, lo, hi FROM passage GROUP BY outlet, lo, hi HAVING COUNT(*) >= ${known === null ? recipe.boilerplate.groups : 1}) q
  ON s.outlet = q.outlet AND s.lo = q.lo AND s.hi = q.hi
JOIN outlets o ON s.outlet = o.outlet JOIN pop p ON s.n = p.n LEFT JOIN close_label l ON p.text = l.n`,
  )
  stage(
    'boilerplate',
    'printed',
    `SELECT outlet, n, u, ${d.json('outlet many n u lo hi s e p g'.split(' '))} AS j FROM asked`,
    'SELECT COUNT(*) FROM asked',
    ['outlet'],
    ['outlet', 'n', 'u'],
  )
  table(
    'outletgroups',
    `SELECT p.outlet, COUNT(DISTINCT COALESCE(l.g, p.text)) AS many
FROM pop p JOIN (SELECT DISTINCT CAST(outlet AS BIGINT) AS outlet FROM printed WHERE t = 'B') b ON p.outlet = b.outlet
LEFT JOIN close_label l ON p.text = l.n GROUP BY p.outlet`,
  )
  table(
    'marks',
    `SELECT CAST(m.n AS BIGINT) AS n, ${d.join("CONCAT(m.u, ':', m.lo, ':', m.hi, ':', m.s, ':', m.e, ':', b.groups, ':', CAST(o.many AS STRING))", 'CAST(m.u AS BIGINT)')} AS marks
FROM printed m JOIN printed b ON m.outlet = b.outlet AND m.lo = b.lo AND m.hi = b.hi JOIN outletgroups o ON CAST(m.outlet AS BIGINT) = o.outlet
WHERE m.t = 'M' AND b.t = 'B' GROUP BY m.n`,
  )
  table('marked', 'SELECT p.n, m.marks FROM marks m JOIN pop p ON m.n = p.twin')
}

/**
 * Articles with their texts: those of the table expression `of`, which has the column n. What is small is put together first, in the table `name`: texts are
 * moved once, or not at all where that table can be sent to them.
 */
function told(table: Table, name: string, of: string, more = ''): string {
  table(
    name,
    `SELECT ${more}p.n, p.twin, p.text, p.file, p.line, p.skip, p.bytes, p.tokens, p.quarters, p.outlet, COALESCE(m.marks, '') AS marks
FROM ${of} q JOIN pop p ON q.n = p.n LEFT JOIN marked m ON q.n = m.n`,
  )
  return `SELECT q.*, a.settled, a.facts, a.outletname, a.body FROM ${name} q JOIN articles a ON q.n = a.n`
}

/** Table `candidate`: pairs of texts that are worth reading. */
function candidates(table: Table, view: Table, stage: Stage, recipe: Recipe, d: Dialect): void {
  const banded = "(SELECT n FROM marks WHERE n IN (SELECT n FROM spoken WHERE bands <> ''))"
  stage(
    'bare',
    'bared',
    `SELECT ${d.json(TOLD)} AS j FROM (${told(table, 'marking', banded)}) x`,
    'SELECT COUNT(*) FROM marking',
  )
  table(
    'bareband',
    `SELECT d, mixed, one, CAST(k AS BIGINT) AS k FROM (SELECT s.d, s.mixed, s.one, ${d.explode('b.bands')} AS k
  FROM bared b JOIN spoken s ON CAST(b.n AS BIGINT) = s.n WHERE b.t = 'K' AND b.bands <> '') x`,
  )
  // An article that is largely boilerplate loses its old keys; where none is, the pairs are those that are there.
  table('freed', "SELECT CAST(n AS BIGINT) AS n FROM bared WHERE t = 'K'")
  view(
    'againkey',
    `SELECT r.d, r.mixed, r.one, r.k FROM bandkey r CROSS JOIN (SELECT COUNT(*) AS c FROM freed) z
  LEFT JOIN freed f ON r.n = f.n WHERE z.c > 0 AND f.n IS NULL
UNION ALL SELECT d, mixed, one, k FROM bareband`,
  )
  view('againrow', once('againkey'))
  pairUp(table, 'again', 'againrow', 1, recipe)
  // Two such passages next to each other: what begins in the one and ends in the other is boilerplate as well.
  const mark =
    "SELECT CAST(outlet AS BIGINT) AS outlet, CAST(n AS BIGINT) AS n, CAST(u AS BIGINT) AS u, lo, CAST(s AS BIGINT) AS s, CAST(e AS BIGINT) AS e FROM printed WHERE t = 'M'"
  table(
    'beside',
    `SELECT x.outlet, x.n, x.u, x.lo AS lo, y.lo AS hi, x.s, y.e FROM (${mark}) x JOIN (${mark}) y ON x.n = y.n AND x.u + 1 = y.u`,
  )
  table('besidefirst', 'SELECT outlet, lo, hi, MIN(n) AS n FROM beside GROUP BY outlet, lo, hi')
  table(
    'stopspan',
    `SELECT CAST(n AS BIGINT) AS n, CAST(s AS BIGINT) AS s, CAST(e AS BIGINT) AS e FROM printed WHERE t = 'B'
UNION ALL SELECT DISTINCT b.n, b.s, b.e FROM beside b JOIN besidefirst f ON b.outlet = f.outlet AND b.lo = f.lo AND b.hi = f.hi AND b.n = f.n`,
  )
  stage(
    'shingles',
    'stopped',
    `SELECT ${d.json([...TOLD, 's', 'e'])} AS j FROM (${told(table, 'stopping', 'stopspan', 'q.s, q.e, ')}) x`,
    'SELECT COUNT(*) FROM stopspan',
  )
  table(
    'stopkey',
    `SELECT DISTINCT outlet, CAST(k AS BIGINT) AS k FROM (SELECT CAST(outlet AS BIGINT) AS outlet, ${d.explode('keys')} AS k FROM stopped WHERE t = 'S' AND keys <> '') x`,
  )
  table(
    'anchorkey',
    `SELECT x.d, x.mixed, x.one, x.k FROM (SELECT d, mixed, outlet, one, prints, CAST(k AS BIGINT) AS k FROM (
  SELECT s.d, s.mixed, s.outlet, s.one, CASE WHEN m.n IS NULL THEN 0 ELSE 1 END AS prints, ${d.explode('s.anchors')} AS k
  FROM spoken s LEFT JOIN marks m ON s.n = m.n WHERE s.anchors <> '') y) x
LEFT JOIN stopkey s ON x.prints = 1 AND x.outlet = s.outlet AND x.k = s.k WHERE s.k IS NULL`,
  )
  view('anchorrow', once('anchorkey'))
  pairUp(table, 'anchored', 'anchorrow', recipe.anchor.shared, recipe)
  table(
    'candidate',
    `SELECT c.a, c.b FROM (SELECT n.a, n.b FROM near n CROSS JOIN (SELECT COUNT(*) AS c FROM freed) z WHERE z.c = 0
  UNION SELECT a, b FROM again UNION SELECT a, b FROM anchored) c
JOIN pop x ON c.a = x.n JOIN pop y ON c.b = y.n WHERE x.against = 0 OR y.against = 0`,
  )
}

/** Table `matched`. A group is what the smallest neighbour of two texts gathers; a large one is cut by the side with fewer partners. */
function verified(table: Table, stage: Stage, d: Dialect): void {
  table(
    'partner',
    'SELECT n, COUNT(*) AS c, MIN(m) AS m FROM (SELECT a AS n, b AS m FROM candidate UNION ALL SELECT b, a FROM candidate) x GROUP BY n',
  )
  table(
    'grouped',
    `SELECT c.a, c.b, LEAST(c.a, x.m, y.m) AS g, CASE WHEN x.c < y.c THEN c.a ELSE c.b END AS turn
FROM candidate c JOIN partner x ON c.a = x.n JOIN partner y ON c.b = y.n`,
  )
  table(
    'pairs',
    // Few groups are large, so that their names can be sent to all tasks: no task gets all pairs of one.
    `SELECT p.a, p.b, p.g, COALESCE(p.turn % (CAST(FLOOR(z.c / ${CHUNK}) AS BIGINT) + 1), 0) AS h
FROM grouped p LEFT JOIN (SELECT g, COUNT(*) AS c FROM grouped GROUP BY g HAVING COUNT(*) >= ${CHUNK}) z ON p.g = z.g`,
  )
  table('sides', 'SELECT DISTINCT g, h, n FROM (SELECT g, h, a AS n FROM pairs UNION ALL SELECT g, h, b FROM pairs) x')
  stage(
    'verify',
    'matched',
    `SELECT gg, hh, o, a, b, ${d.json(['g', 'o', ...TOLD])} AS j FROM (
  SELECT x.*, CONCAT(CAST(gg AS STRING), '.', CAST(hh AS STRING)) AS g, 0 AS o, n AS a, 0 AS b FROM (${told(table, 'siding', 'sides', 'q.g AS gg, q.h AS hh, ')}) x) y
UNION ALL
SELECT gg, hh, o, a, b, ${d.json(['g', 'o', 'a', 'b'])} AS j FROM (
  SELECT g AS gg, h AS hh, CONCAT(CAST(g AS STRING), '.', CAST(h AS STRING)) AS g, 1 AS o, a, b FROM pairs) z`,
    'SELECT COUNT(*) FROM (SELECT g FROM sides UNION ALL SELECT g FROM pairs) x',
    ['gg', 'hh'],
    ['gg', 'hh', 'o', 'a', 'b'],
  )
}

/** Table `decision`: records with holes. A text goes where something is to be told of it. */
function decided(table: Table, stage: Stage, d: Dialect): void {
  table('part', 'SELECT p.n, COALESCE(l.g, p.text) AS g FROM pop p LEFT JOIN joined_label l ON p.text = l.n')
  table('partsize', 'SELECT g, COUNT(*) AS c FROM part GROUP BY g')
  table(
    'parted',
    `SELECT q.g, z.c, p.n, p.twin, p.text, p.file, p.line, p.skip, p.bytes, p.tokens, p.quarters, p.outlet, p.shared, COALESCE(m.marks, '') AS marks, f.path, f.against
FROM part q JOIN partsize z ON q.g = z.g JOIN pop p ON q.n = p.n JOIN files f ON p.file = f.file LEFT JOIN marked m ON q.n = m.n`,
  )
  const sent = "q.c > 1 OR a.settled <> '' OR q.marks <> ''"
  const article = [...TOLD, 'g', 'o', 'path', 'against', 'id', 'idlo', 'shared', 'shown', 'scale']
  stage(
    'decide',
    'decision',
    `SELECT g, o, n, b, ${d.json(article)} AS j FROM (SELECT q.*, 0 AS o, 0 AS b, a.settled, a.facts, a.outletname, a.shown, a.id, a.idlo,
  CASE WHEN ${sent} THEN a.body ELSE '' END AS body, CASE WHEN ${sent} THEN a.scale ELSE '' END AS scale FROM parted q JOIN articles a ON q.n = a.n) x
UNION ALL
SELECT g, o, a AS n, b, ${d.json(['g', 'o', 'a', 'b', 'match'])} AS j FROM (SELECT q.g, 1 AS o, CAST(m.a AS BIGINT) AS a, CAST(m.b AS BIGINT) AS b, m.match
  FROM matched m JOIN part q ON CAST(m.a AS BIGINT) = q.n WHERE m.t = 'V') y`,
    "SELECT COUNT(*) FROM (SELECT n FROM part UNION ALL SELECT CAST(a AS BIGINT) AS n FROM matched WHERE t = 'V') x",
    ['g'],
    ['g', 'o', 'n', 'b'],
  )
}

/** Table `report`. How many of one name came before is counted stretch by stretch, so that no window holds all of them. */
function recorded(table: Table, stage: Stage, { settings, early }: Ask, d: Dialect): void {
  table('finds', `SELECT t, ${numbers('g n i head')}, near, name, record FROM decision WHERE t IN ('F', 'C')`)
  table('stretch', `SELECT name, n - n % ${STRETCH} AS s, COUNT(*) AS c FROM finds GROUP BY name, n - n % ${STRETCH}`)
  const before = 'CAST(o.before + f.r - 1 AS STRING)'
  table(
    'fingered',
    `SELECT f.t, f.g, f.n, f.i, f.head, f.near, f.record, SUBSTR(${d.sha256(`CONCAT(f.name, HEX(${before}), '00')`)}, 1, 16) AS fp
FROM (SELECT t, g, n, i, head, near, name, record, n - n % ${STRETCH} AS s, ROW_NUMBER() OVER (PARTITION BY name, n - n % ${STRETCH} ORDER BY n, i) AS r FROM finds) f
JOIN (SELECT name, s, SUM(c) OVER (PARTITION BY name ORDER BY s) - c AS before FROM stretch) o ON f.name = o.name AND f.s = o.s`,
  )
  table('duptold', `SELECT idlo, idhi, many, named FROM dups ORDER BY idlo, idhi LIMIT ${IDS_TOLD}`)
  table('loose', `SELECT ${numbers('n i')}, record FROM decision WHERE t = 'L'`)
  table('loosetold', `SELECT n, i, record FROM loose ORDER BY n, i LIMIT ${LOOSE_TOLD}`)
  table('looserank', 'SELECT record, ROW_NUMBER() OVER (ORDER BY n, i) AS r FROM loosetold')
  const outside = 'CAST(-1 AS BIGINT)'
  const one = 'CAST(1 AS BIGINT)'
  const last = `CAST(${LAST} AS BIGINT)`
  const rows = [
    `SELECT ${recordRow({ g: 'g', tag: "'N'", head: 'head', fp: 'fp' })} FROM fingered WHERE t = 'C'`,
    `SELECT ${recordRow({ g: 'g', o: one, tag: 't', n: 'n', i: 'i', head: 'head', near: 'near', fp: 'fp', record: 'record' })} FROM fingered`,
    `SELECT ${recordRow({ g: 'CAST(g AS BIGINT)', o: one, tag: 't', n: 'CAST(n AS BIGINT)', b: 'CAST(b AS BIGINT)', head: 'CAST(head AS BIGINT)', record: 'record' })} FROM decision WHERE t IN ('R', 'V')`,
    `SELECT ${recordRow({ g: outside, o: one, tag: "'S'", record: 'record' })} FROM decision WHERE t = 'S'`,
    // Troubles: by file and line, then as they came. Of texts that are too large the first of twins is told.
    `SELECT ${recordRow({ g: outside, o: one, tag: "'T'", n: '2 * x.file + 1', b: 'x.line', i: 'x.seq', record: 'x.record', id: "COALESCE(a.id, '-')", path: 'f.path', shared: 'COALESCE(p.shared, 0)', line: 'x.line' })}
FROM (SELECT CAST(n AS BIGINT) AS large, CAST(file AS BIGINT) AS file, CAST(line AS BIGINT) AS line, CAST(place AS BIGINT) AS seq, size AS record FROM sketched WHERE t = 'T') x
JOIN files f ON x.file = f.file LEFT JOIN articles a ON x.file = a.file AND x.line = a.line LEFT JOIN pop p ON a.n = p.n WHERE x.large = 0 OR p.n IS NULL OR p.twin = p.n`,
    `SELECT ${recordRow({ g: outside, o: one, tag: "'D'", n: '2 * a.file + 1', b: 'a.line', i: '1000000000 + r.r', id: 'a.id', path: 'f.path', line: 'a.line', many: 'r.many' })}
FROM (SELECT named, many, ROW_NUMBER() OVER (ORDER BY idlo, idhi) AS r FROM duptold) r JOIN articles a ON r.named = a.n JOIN files f ON a.file = f.file`,
    `SELECT ${recordRow({ g: outside, o: one, tag: "'M'", n: last, i: one, many: 'x.many' })} FROM (SELECT COUNT(*) - ${IDS_TOLD} AS many FROM dups) x WHERE x.many > 0`,
    `SELECT ${recordRow({ g: outside, o: one, tag: "'B'", n: last, i: '2', many: 'x.many' })} FROM (
  SELECT COUNT(*) AS many FROM (SELECT m FROM near_hub UNION ALL SELECT m FROM anchored_hub) y WHERE m > ${settings.recipe.bucket.representatives}) x WHERE x.many > 0`,
    // Clusters by their first members, as they are told in one run.
    `SELECT ${recordRow({ g: outside, o: one, tag: "'T'", n: last, i: 'CAST(10 + r AS BIGINT)', record: 'x.record' })} FROM looserank x`,
    `SELECT ${recordRow({ g: outside, o: one, tag: "'L'", n: last, i: String(11 + LOOSE_TOLD), many: 'x.many' })} FROM (SELECT COUNT(*) - ${LOOSE_TOLD} AS many FROM loose) x WHERE x.many > 0`,
    `SELECT ${recordRow({ g: outside, o: one, tag: "'H'" })}`,
    ...early.map(
      ({ n, b, i, record }) =>
        `SELECT ${recordRow({ g: outside, o: one, tag: "'T'", n: `CAST(${n} AS BIGINT)`, b: String(b), i: String(i), record: `'${record}'` })}`,
    ),
  ]
  table('telling', rows.join('\nUNION ALL\n'))
  stage(
    'records',
    'report',
    `SELECT g, o, n, ${d.json(RECORD)} AS j FROM telling`,
    'SELECT COUNT(*) FROM telling',
    ['g'],
    ['g', 'o', 'n'],
  )
}

/** An outlet with fewer articles is not guarded: one copied article of two is no accident (index.ts). */
const GUARDED = 20

/** What goes of each file, and the files without it. More than may go ends the run before anything is written. */
function cleaned(
  table: Table,
  stage: Stage,
  { out, maxRemoved }: NonNullable<Ask['clean']>,
  d: Dialect,
  check: (sql: string) => void,
): void {
  const place = "CAST(SPLIT_PART(x.near, ' ', 1) AS BIGINT) AS file, CAST(SPLIT_PART(x.near, ' ', 2) AS BIGINT) AS line"
  const from = (tag: string): string =>
    `(SELECT ${numbers('n b i head')}, near, name, record FROM decision WHERE t = '${tag}') x`
  table(
    'goes',
    `SELECT x.n, ${place}, x.b AS s, x.head AS e, x.name AS id, f.fp FROM ${from('X')} JOIN fingered f ON x.n = f.n AND x.i = f.i WHERE f.t = 'F'
UNION ALL
SELECT x.n, ${place}, x.b AS s, x.head AS e, x.name AS id, x.record AS fp FROM ${from('Y')}`,
  )
  const gone = "LEFT JOIN (SELECT DISTINCT n FROM goes WHERE e = -1 AND fp NOT LIKE 'skipped:%') g ON p.n = g.n"
  const why = (of: string): string =>
    d.fail(
      `CONCAT('stage clean: more than ${maxRemoved} of the articles${of} would be removed: nothing is published; raise --max-removed, or keep copies')`,
    )
  check(
    `SELECT CASE WHEN COUNT(g.n) > ${maxRemoved} * COUNT(*) THEN ${why('')} ELSE 'ok' END AS guard FROM pop p ${gone} WHERE p.against = 0`,
  )
  check(
    `SELECT CASE WHEN COUNT(*) > 0 THEN ${why(' of one source')} ELSE 'ok' END AS guard FROM (
  SELECT p.outlet FROM pop p ${gone} WHERE p.against = 0 AND p.skip = 0 GROUP BY p.outlet HAVING COUNT(*) >= ${GUARDED} AND COUNT(g.n) > ${maxRemoved} * COUNT(*)) x`,
  )
  const columns = [...FILE_COLUMNS.map(([name]) => name), 'o', 'line', 's', 'e', 'id', 'fp', 'out']
  stage(
    'clean',
    'written',
    `SELECT file, o, line, s, ${d.json(columns)} AS j FROM (
  SELECT f.file, f.path, f.lies, f.format, f.size, f.against, 0 AS o, CAST(0 AS BIGINT) AS line, CAST(0 AS BIGINT) AS s, CAST(0 AS BIGINT) AS e, '' AS id, '' AS fp, '${packed(out)}' AS out FROM files f WHERE f.against = 0
  UNION ALL
  SELECT g.file, '', '', '', 0, 0, 1, g.line, g.s, g.e, g.id, g.fp, '' FROM goes g) x`,
    'SELECT COUNT(*) FROM (SELECT file FROM files WHERE against = 0 UNION ALL SELECT file FROM goes) x',
    ['file'],
    ['file', 'o', 'line', 's'],
  )
}

/** A trouble as a plan holds it. */
export const earlyRecord = (trouble: unknown): string => packed(JSON.stringify(trouble))
