// Where engines differ: a handful of functions. The rest of the SQL (sql.ts) is the same text for all.

export interface Dialect {
  readonly name: 'spark' | 'duckdb'
  /** What is said before anything else. */
  readonly before: readonly string[]
  table(name: string, select: string): string
  /** Rows of a file of JSON lines with these columns. */
  readJson(file: string, columns: readonly (readonly [name: string, type: string])[]): string
  /** The named columns as one JSON object. */
  json(columns: readonly string[]): string
  /** A row for each element of a list that is a text with commas. */
  explode(list: string): string
  /** The texts of a group as one, with commas, ordered by a number. */
  join(text: string, order: string): string
  /** How many bytes a text has: of what stages write, as many as characters. */
  bytes(text: string): string
  /** SHA-256, in hex, of bytes that are given in hex. */
  sha256(hex: string): string
  /** Ends the run with a message. */
  fail(message: string): string
}

const text = (s: string): string => `'${s.replaceAll("'", "''")}'`

/** Spark SQL 3.5 and 4. Checked in its source: split takes a pattern, and a comma is none; array_sort orders structs by their fields in order. */
export const spark: Dialect = {
  name: 'spark',
  before: [
    // A cast that fails is an error and no NULL.
    'SET spark.sql.ansi.enabled=true',
    'SET spark.sql.adaptive.enabled=true',
    'SET spark.sql.adaptive.skewJoin.enabled=true',
  ],
  table: (name, select) => `CREATE TABLE ${name} USING parquet AS\n${select}`,
  readJson: (file, columns) =>
    `SELECT ${columns.map(([name, type]) => `CAST(${name} AS ${type}) AS ${name}`).join(', ')} FROM json.\`${file.replaceAll('`', '``')}\``,
  json: (columns) => `to_json(named_struct(${columns.map((c) => `${text(c)}, ${c}`).join(', ')}))`,
  explode: (list) => `explode(split(${list}, ','))`,
  join: (of, order) =>
    `array_join(transform(array_sort(collect_list(named_struct('o', ${order}, 'x', ${of}))), y -> y.x), ',')`,
  bytes: (of) => `OCTET_LENGTH(${of})`,
  sha256: (hex) => `sha2(unhex(${hex}), 256)`,
  fail: (message) => `raise_error(${message})`,
}

export const duckdb: Dialect = {
  name: 'duckdb',
  before: [],
  table: (name, select) => `CREATE TABLE ${name} AS\n${select}`,
  readJson: (file, columns) =>
    `SELECT * FROM read_json(${text(file)}, format = 'newline_delimited', columns = {${columns.map(([name, type]) => `${name}: ${text(type)}`).join(', ')}})`,
  json: (columns) => `CAST(json_object(${columns.map((c) => `${text(c)}, ${c}`).join(', ')}) AS STRING)`,
  explode: (list) => `unnest(string_split(${list}, ','))`,
  join: (of, order) => `string_agg(${of}, ',' ORDER BY ${order})`,
  bytes: (of) => `STRLEN(${of})`,
  sha256: (hex) => `sha256(unhex(${hex}))`,
  fail: (message) => `error(${message})`,
}
