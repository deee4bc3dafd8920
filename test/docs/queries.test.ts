// The page of queries is true: each of them is asked, through DuckDB, of a report of this repository's corpus, and the page shows
// what it answers. After a change that is meant: npx vitest run test/docs -u
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { desk, run } from '../cli/command.js'

const page = join(import.meta.dirname, '..', '..', 'docs', 'queries.md')
const corpus = join(import.meta.dirname, '..', '..', 'corpus')

test('every query answers what the page says', async () => {
  const dir = desk()
  const ran = run(corpus, ['scan', '.', '-r', `parquet=${join(dir, 'report.parquet')}`, '--fail-on', 'none', '-q'])
  expect(ran).toEqual({ code: 0, out: '', err: '' })
  const duck = await (await DuckDBInstance.create()).connect()
  const bare = readFileSync(page, 'utf8').replace(/(```sql\n[\s\S]*?```\n)\n```text\n[\s\S]*?```\n/g, '$1')
  const parts = bare.split(/(```sql\n[\s\S]*?```\n)/)
  let asked = 0
  for (const [i, part] of parts.entries()) {
    const sql = /^```sql\n([\s\S]*?)```\n$/.exec(part)?.[1]?.replaceAll('report.parquet', join(dir, 'report.parquet'))
    if (sql === undefined) continue
    const answer = await duck.runAndReadAll(sql)
    if (!sql.startsWith('with') && !sql.startsWith('select')) continue
    const names = answer.columnNames()
    const rows = answer.getRowsJson().map((row) => row.map((cell) => shown(cell)))
    expect(rows.length, sql).toBeGreaterThan(0)
    asked++
    parts[i] = `${part}\n\`\`\`text\n${table([names, ...rows])}\`\`\`\n`
  }
  expect(asked).toBe(10)
  await expect(parts.join('')).toMatchFileSnapshot(page)
})

const shown = (cell: unknown): string => (typeof cell === 'string' ? cell : JSON.stringify(cell))

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => [...row[i]!].length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell + ' '.repeat(widths[i]! - [...cell].length))
      .join('  ')
      .trimEnd()
  return `${rows.map(line).join('\n')}\n`
}
