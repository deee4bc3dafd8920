// The stages by name: what they write, and what does it. A stage is a filter: rows on stdin, rows on stdout, and between them the functions of
// the embedded run.
import type { Change, Crew, Exchange, Reader, SourceFile, Trouble } from '../model.js'
import type { Recipe } from '../recipe.js'
import type { CleanedFile } from './clean.js'
import { CLEANED, cleanFiles } from './clean.js'
import { DECIDED, decided } from './decide.js'
import { FORESTED, forest } from './forest.js'
import { BARE, bare, PRINTED, printed, SHINGLED, shingles } from './printed.js'
import { RECORDED, recorded } from './records.js'
import type { Reading, Settings } from './settings.js'
import { SKETCHED, sketch } from './sketch.js'
import { VERIFIED, verify } from './verify.js'
import { Rows, rows } from './wire.js'

/** What a stage takes of the other rooms. */
export interface World {
  reader(files: readonly SourceFile[], how: Reading, trouble: (t: Trouble) => void): Reader
  exchange(): Exchange
  crew(recipe: Recipe): Crew
  json(value: unknown): string
  /** Writes a cleaned file and its undo bundle as the directory `dir` of `out`, whole or not at all. */
  cleaned(out: string, dir: string, file: SourceFile, changes: Iterable<Change>, settings: Settings): CleanedFile
}

export const stageNames = [
  'sketch',
  'forest',
  'labels',
  'boilerplate',
  'bare',
  'shingles',
  'verify',
  'decide',
  'records',
  'clean',
] as const
export type StageName = (typeof stageNames)[number]

/** Columns of a stage's rows, behind the tag. */
export const columns: Readonly<Record<StageName, readonly string[]>> = {
  sketch: SKETCHED,
  forest: FORESTED,
  labels: FORESTED,
  boilerplate: PRINTED,
  bare: BARE,
  shingles: SHINGLED,
  verify: VERIFIED,
  decide: DECIDED,
  records: RECORDED,
  clean: CLEANED,
}

/** Runs a stage from descriptor to descriptor. `shard`: every how many-th row, from which on; null: all. */
export function runStage(
  name: StageName,
  settings: Settings,
  world: World,
  from: number,
  to: number,
  shard: readonly [number, number] | null,
): void {
  const out = new Rows(to, 1 + columns[name].length)
  switch (name) {
    case 'sketch':
      sketch(rows(from, shard), out, settings, world)
      break
    case 'forest':
    case 'labels':
      forest(rows(from, shard), out, name === 'labels')
      break
    case 'boilerplate':
      printed(rows(from, shard), out, settings, world)
      break
    case 'bare':
      bare(rows(from, shard), out, settings)
      break
    case 'shingles':
      shingles(rows(from, shard), out, settings)
      break
    case 'verify':
      verify(rows(from, shard), out, settings)
      break
    case 'decide':
      decided(rows(from, shard), out, settings)
      break
    case 'records':
      recorded(rows(from, shard), out, settings, world)
      break
    case 'clean':
      cleanFiles(rows(from, shard), out, settings, world)
      break
  }
  out.close(settings)
}
