// What Spark writes down of a run (spark.eventLog): the tasks, by the table they were at work for, and what they shuffled.
import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** For `--conf`: one plain file in a directory that is there. */
export const logged = (dir: string): string[] => [
  'spark.eventLog.enabled=true',
  `spark.eventLog.dir=${dir}`,
  'spark.eventLog.compress=false',
  'spark.eventLog.rolling.enabled=false',
]

export interface Task {
  readonly ms: number
  /** Of these the JVM's own, without what it waits for: the filter beside it. */
  readonly cpu: number
  /** Rows read, of files and of other tasks. */
  readonly rows: number
  /** Those of other tasks. */
  readonly taken: number
  readonly shuffleBytes: number
  readonly shuffleRows: number
}

/** The tasks of one stage, in Spark's sense: what runs between two moves of rows. */
export interface Stage {
  /** The table that is made; empty where that cannot be told. */
  readonly table: string
  readonly tasks: Task[]
}

interface Event {
  readonly Event: string
  readonly 'Stage IDs'?: readonly number[]
  readonly Properties?: Readonly<Record<string, string>>
  readonly 'Stage ID'?: number
  readonly 'Task Info'?: { readonly Failed: boolean; readonly Killed: boolean }
  readonly 'Task Metrics'?: {
    readonly 'Executor Run Time': number
    /** Nanoseconds. */
    readonly 'Executor CPU Time': number
    readonly 'Input Metrics': { readonly 'Records Read': number }
    readonly 'Shuffle Read Metrics': { readonly 'Total Records Read': number }
    readonly 'Shuffle Write Metrics': {
      readonly 'Shuffle Bytes Written': number
      readonly 'Shuffle Records Written': number
    }
  }
}

/** All stages of the logs in a directory, in order. Tasks that failed or were ended are left out: their twins count. */
export async function stagesIn(dir: string): Promise<Stage[]> {
  const all: Stage[] = []
  for (const name of readdirSync(dir)) {
    const tables = new Map<number, string>()
    const stages = new Map<number, Stage>()
    // Lines of many megabytes are plans, which tell nothing here.
    for await (const line of createInterface({ input: createReadStream(join(dir, name)) })) {
      if (!/^\{"Event":"SparkListener(?:JobStart|TaskEnd)"/.test(line)) continue
      const event = JSON.parse(line) as Event
      const metrics = event['Task Metrics']
      if (event.Event === 'SparkListenerJobStart') {
        const table = /CREATE TABLE (\w+)/.exec(event.Properties?.['spark.job.description'] ?? '')?.[1] ?? ''
        for (const id of event['Stage IDs'] ?? []) if (!tables.has(id)) tables.set(id, table)
      } else if (metrics !== undefined && !event['Task Info']!.Failed && !event['Task Info']!.Killed) {
        const id = event['Stage ID']!
        if (!stages.has(id)) stages.set(id, { table: tables.get(id) ?? '', tasks: [] })
        stages.get(id)!.tasks.push({
          ms: metrics['Executor Run Time'],
          cpu: metrics['Executor CPU Time'] / 1e6,
          rows: metrics['Input Metrics']['Records Read'] + metrics['Shuffle Read Metrics']['Total Records Read'],
          taken: metrics['Shuffle Read Metrics']['Total Records Read'],
          shuffleBytes: metrics['Shuffle Write Metrics']['Shuffle Bytes Written'],
          shuffleRows: metrics['Shuffle Write Metrics']['Shuffle Records Written'],
        })
      }
    }
    all.push(...[...stages].sort(([a], [b]) => a - b).map(([, stage]) => stage))
  }
  return all
}

export const shuffled = (stages: readonly Stage[]): { readonly bytes: number; readonly rows: number } => {
  const tasks = stages.flatMap((s) => s.tasks)
  const sum = (of: (t: Task) => number): number => tasks.reduce((n, t) => n + of(t), 0)
  return { bytes: sum((t) => t.shuffleBytes), rows: sum((t) => t.shuffleRows) }
}

/** How much longer the slowest task of a stage took than the median one. */
export function skew({ tasks }: Stage): number {
  const ms = tasks.map((t) => t.ms).sort((a, b) => a - b)
  return ms[ms.length - 1]! / Math.max(1, ms[ms.length >> 1]!)
}
