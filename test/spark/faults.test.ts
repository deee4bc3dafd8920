// What goes wrong on real Spark publishes nothing, and is told; and one key that everybody has sinks no task.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { logged, skew, stagesIn } from '../../bench/eventlog.js'
import { numbers } from '../../bench/vocabulary.js'
import { desk, disk, first, ran, same, unpublished, wrapper } from './kit.js'

describe.skipIf(first === undefined)('on Spark', () => {
  it('a poisoned record ends the run, and the stage that met it says so', async () => {
    // The first row that this task takes comes broken.
    const broken = `if [ "$3" = sketch ]; then sed '1s/^{/[/' | node "$@"; else exec node "$@"; fi`
    const ended = await ran(first!, 'local[2]', ['--node', wrapper('poison', broken), 'corpus'])
    unpublished(ended)
    expect(ended.stderr).toContain('dittograph stage sketch: row 1 is no JSON')
    expect(ended.stderr).toContain('(E_ENGINE)')
  })

  it('two versions in one run are refused', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    // One machine of several has an older bundle: the first task that asks.
    const mark = join(desk, 'mark')
    const script = `if [ "$3" = sketch ] && mkdir ${mark} 2>/dev/null; then node "$@" | sed 's/^\\(#.*\\)\\t${version}\\t/\\1\\t0.0.9\\t/'; else exec node "$@"; fi`
    const ended = await ran(first!, 'local[2]', ['--node', wrapper('mixed', script), 'corpus'])
    unpublished(ended)
    expect(ended.stderr).toMatch(/stage sketch: .*, 1 other versions or recipes than .*nothing is published/)
  })

  it('where Node is missing the run ends before anything is made, and says what to do', async () => {
    const ended = await ran(first!, 'local[2]', ['--node', '/nowhere/node', 'corpus'])
    unpublished(ended)
    expect(ended.stderr).toMatch(/the cluster does not run the stages: .*as shards/)
  })

  it('a full scratch disk publishes nothing', async ({ skip }) => {
    const small = disk('2m')
    if ('why' in small) return skip(small.why)
    for (const [words, at] of [
      // Tables and log of the run lie there; then only what Spark moves between tasks.
      [['.'], small.at],
      [['--conf', `spark.local.dir=${join(small.at, 'scratch')}`, '.'], desk],
    ] as const) {
      const ended = await ran(first!, 'local[2]', words, { at })
      unpublished(ended)
      expect(ended.stderr).toMatch(
        /(?:nothing is published|does not run the stages): .*(?:No space left|ENOSPC).*\(E_ENGINE\)/,
      )
      expect(ended.stderr).not.toMatch(/^ {4}at /m)
      expect(existsSync(join(ended.out, 'lines'))).toBe(false)
    }
  })
})

/** Articles that have one run of words and nothing else in common, so that all of them come under its keys, and none is a copy. */
function crowd(dir: string, articles: number): void {
  const random = numbers(9)
  const words = (n: number): string =>
    Array.from({ length: n }, () => `w${Math.floor(random() * 1e9).toString(36)}`).join(' ')
  // Less than a passage is (recipe.ts), and enough for many keys.
  const common = words(36)
  const files = 8
  for (let file = 0; file < files; file++) {
    const lines = Array.from({ length: articles / files }, (_, i) =>
      JSON.stringify({ id: `${file}-${i}`, text: `${words(45)} ${common} ${words(45)}.` }),
    )
    writeFileSync(join(dir, `${file}.jsonl`), `${lines.join('\n')}\n`)
  }
}

describe.skipIf(first === undefined)('one bucket with everything in it', () => {
  it('is shared out: the slowest task of a stage takes less than three times what the median takes', {
    retry: 1,
  }, async () => {
    const [from, log] = ['crowd', 'log'].map((name) => mkdtempSync(join(desk, name))) as [string, string]
    crowd(from, 8000)
    // Small enough for this machine, so what is large and what is a hot key is said in small too.
    const conf = [
      ...logged(log),
      'spark.sql.shuffle.partitions=8',
      'spark.sql.autoBroadcastJoinThreshold=100k',
      'spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes=64k',
      'spark.sql.adaptive.advisoryPartitionSizeInBytes=64k',
      'spark.sql.adaptive.coalescePartitions.enabled=false',
    ]
    const ended = await ran(first!, 'local[2]', [...conf.flatMap((c) => ['--conf', c]), '.'], { from })
    same(ended, ['.'], from)
    const stages = await stagesIn(log)
    // Sixteen stand for the bucket, and all others are compared with them.
    const verifying = stages.filter((s) => s.table === 'matched').at(-1)!
    expect(verifying.tasks.reduce((n, t) => n + t.rows, 0)).toBeGreaterThan(8000 * 15)
    // A key decides where a row goes behind a shuffle only, and what is over in a moment tells of the machine and not of the key.
    const hot = stages
      .map(({ table, tasks }) => ({ table, tasks: tasks.filter((t) => t.taken > 0) }))
      .filter((s) => s.tasks.length > 3 && Math.max(...s.tasks.map((t) => t.ms)) >= 2000)
    for (const stage of [verifying, ...hot])
      expect(skew(stage), `${stage.table}: ${stage.tasks.map((t) => t.ms)} ms`).toBeLessThan(3)
  })
})
