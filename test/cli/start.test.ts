// What a command loads. Each module costs time before the first byte is read, so a command loads what it needs: a list, and no stopwatch.
// V8 tells which scripts it has seen (NODE_V8_COVERAGE).
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { desk, program, quietEnv } from './command.js'

/** Scripts that a run of the command loads: ours by their place in dist, others by the name of their package. */
function loaded(...words: string[]): string[] {
  const dir = desk({ 'a.txt': 'Ships wait at the harbour.\n', 'b.txt': 'The bridge is open again.\n' })
  const seen = desk()
  const { status } = spawnSync(process.execPath, [program, ...words], {
    cwd: dir,
    env: { ...quietEnv, NODE_V8_COVERAGE: seen },
  })
  expect(status).toBe(0)
  const urls = readdirSync(seen).flatMap((file) =>
    (JSON.parse(readFileSync(join(seen, file), 'utf8')) as { result: { url: string }[] }).result.map(({ url }) => url),
  )
  const ours = new URL('../../dist/', import.meta.url).href
  const out = urls.flatMap((url) =>
    url.startsWith(ours) ? [url.slice(ours.length)] : (/\/node_modules\/([^/]+)/.exec(url)?.[1] ?? []),
  )
  return [...new Set(out)].sort()
}

test('--version loads the version and the way to write it', () => {
  expect(loaded('--version')).toEqual(['cli/main.js', 'store/publish.js', 'version.js'])
})

test('--help loads the flags and the words about them', () => {
  expect(loaded('--help')).toEqual([
    'cli/flags.js',
    'cli/help.js',
    'cli/main.js',
    'cli/usage.js',
    'encodings.js',
    'formats.js',
    'forms.js',
    'nearest.js',
    'recipe.js',
    'store/publish.js',
  ])
})

test('a scan of a directory loads no glob, no rules, no configuration and no report that it does not write', () => {
  const scan = loaded('.', '-r', 'silent')
  expect(scan).toContain('pipeline.js')
  expect(scan).toContain('write/silent.js')
  const spared =
    /^(?:fast-glob|fflate|fzstd|@bokuweb|iconv-lite|chardet|htmlparser2|@mozilla|hyparquet|ignore|jsonc-parser|picocolors|natural|write\/(?:html\/|text|sarif|csv|parquet)|cli\/(?:explain|init|revision)\.js)/
  expect(scan.filter((name) => spared.test(name))).toEqual([])
})

test('what a scan spares is loaded where it is needed', () => {
  expect(loaded('*.txt', '-r', 'text')).toEqual(expect.arrayContaining(['fast-glob', 'picocolors', 'write/text.js']))
  expect(loaded('.', '--exclude', 'b.*', '-r', 'html')).toEqual(
    expect.arrayContaining(['ignore', 'write/html/report.js']),
  )
  expect(loaded('.', '-r', 'parquet=r.parquet')).toEqual(
    expect.arrayContaining(['hyparquet', 'hyparquet-writer', 'write/parquet.js']),
  )
})
