// Sparks to test with: pyspark from pip, which brings bin/ and jars, each version in a folder of its own.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'

const VERSIONS = ['3.5.3', '4.0.1']

export interface Engine {
  readonly version: string
  readonly home: string
}

const works = (command: string, ...words: string[]): boolean => spawnSync(command, words).status === 0

/** The engines that can be had, or why there are none. `SPARKS` names a directory that holds them already, as build/spark would. */
export function engines(): { readonly found: readonly Engine[]; readonly why: string } {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' })
  if (java.status !== 0 || !/version "(?:17|21)/.test(java.stderr))
    return { found: [], why: 'there is no Java 17 or 21' }
  const base = resolve(process.env.SPARKS ?? 'build/spark')
  const found = VERSIONS.flatMap((version): Engine[] => {
    const home = join(base, version, 'pyspark')
    if (!existsSync(join(home, 'bin', 'spark-sql'))) {
      // Beside its place: who is ended in the middle leaves no half of it there.
      const part = join(base, `${version}.part`)
      rmSync(part, { recursive: true, force: true })
      mkdirSync(part, { recursive: true })
      if (!works('pip', 'install', '--quiet', '--target', part, `pyspark==${version}`)) return []
      rmSync(join(base, version), { recursive: true, force: true })
      renameSync(part, join(base, version))
    }
    return [{ version, home }]
  })
  return { found, why: found.length > 0 ? '' : 'pip is not there, or does not find pyspark' }
}

/** Small and quiet: what the tests ask of Spark on this machine alone. */
export const SMALL: readonly string[] = [
  'spark.sql.shuffle.partitions=3',
  'spark.ui.enabled=false',
  'spark.driver.host=127.0.0.1',
  'spark.driver.bindAddress=127.0.0.1',
  // These queries are small and many: compiling each costs more than running it.
  'spark.sql.codegen.wholeStage=false',
  // So is compiling each twice: half of the CPU of a small run went into that.
  ...['driver', 'executor'].map((of) => `spark.${of}.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC`),
  `spark.default.parallelism=${Math.min(2, availableParallelism())}`,
]
