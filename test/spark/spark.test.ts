// The plan on real Spark: the same records, byte for byte, whoever runs it and whoever is killed meanwhile.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { verify } from '../../src/index.js'
import { below, desk, first, input, last, ran, same, standalone } from './kit.js'

describe.skipIf(first === undefined)('the records of Spark are those of one machine', () => {
  it(`${first?.version}, executors of their own, speculation, and one of them killed in mid-run`, async () => {
    let killed = 0
    const words = ['--conf', 'spark.speculation=true', '--conf', 'spark.speculation.multiplier=1.1', '.']
    const during = (pid: number, step: string): void => {
      if (killed > 0 || step !== 'pop') return
      const [executor] = below(pid, 'CoarseGrainedExecutorBackend')
      if (executor === undefined) return
      killed = executor
      process.kill(executor, 'SIGKILL')
    }
    const ended = await ran(first!, 'local-cluster[2,1,1024]', words, { during })
    expect(killed, ended.stderr).toBeGreaterThan(0)
    same(ended, ['.'])
  })

  it(`${last?.version}, a master and two workers on this machine`, async () => {
    const { master, end } = await standalone(last!)
    try {
      const words = ['--conf', 'spark.executor.memory=600m', '--conf', 'spark.executor.cores=1', '.']
      same(await ran(last!, master, words), ['.'])
      // Both took part.
      for (const name of ['one', 'two']) expect(readdirSync(join(desk, 'workers', name))).toHaveLength(1)
    } finally {
      end()
    }
  })

  it(`${last?.version}, two threads; and the cleaned files are those of a clean`, async () => {
    const policy = ['--boilerplate', 'cut', '--skipped', 'drop', '--max-removed', '1', 'corpus']
    const ended = await ran(last!, 'local[2]', ['--cleaned', ...policy])
    same(ended, policy.slice(0, 4).concat('corpus'))
    const whole = join(desk, 'whole')
    const program = new URL('../../dist/cli/main.js', import.meta.url).pathname
    const alone = spawnSync(process.execPath, [program, 'clean', ...policy, '--out', whole, '-r', 'silent'], {
      cwd: input,
    })
    expect(alone.status, alone.stderr.toString()).toBe(0)
    const texts = (at: string): [string, string][] =>
      readdirSync(join(at, 'text'), { recursive: true, withFileTypes: true })
        .filter((f) => f.isFile())
        .map((f): [string, string] => {
          const path = join(f.parentPath, f.name)
          return [path.slice(join(at, 'text').length), readFileSync(path, 'latin1')]
        })
    const parts = readdirSync(join(ended.out, 'clean')).map((name) => join(ended.out, 'clean', name))
    expect(Object.fromEntries(parts.flatMap(texts))).toEqual(Object.fromEntries(texts(whole)))
    for (const part of parts) expect(verify(part)).toEqual([])
  })
})
