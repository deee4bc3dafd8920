// What was asked, as a report's header tells it: every option that changes the answer. Lists are told by their hash, because they may be long.
import { hash } from 'node:crypto'
import type { Decided, Fields, HtmlExtract, SourceFile } from './model.js'
import type { Options } from './pipeline.js'

/** Options beside those of the pipeline. */
export interface Beside {
  readonly skipped: 'keep' | 'drop'
  readonly inputFormat: string
  readonly maxRecord: number
  readonly maxDecompressed: number | null
  readonly encoding: string | null
  readonly extract: HtmlExtract
  readonly fields: Fields
}

const short = (lines: readonly string[]): string => hash('sha256', lines.join('\n')).slice(0, 16)

export interface Said extends Omit<Beside, 'extract'>, Omit<Options, 'known'> {
  readonly boilerplateFrom: string | null
  readonly against: string | null
  readonly htmlExtract?: HtmlExtract
  readonly decisions?: string
}

export function saidOf(
  { known, ...told }: Options,
  files: readonly SourceFile[],
  { decided, ...beside }: Beside & { readonly decided: Decided | null },
): Said {
  return {
    ...told,
    boilerplateFrom: known === null ? null : short([...known].sort()),
    // Names the files compared with: their paths, hashed, because an archive has many.
    against: files.some((f) => f.against) ? short(files.flatMap((f) => (f.against ? [f.path] : []))) : null,
    skipped: beside.skipped,
    inputFormat: beside.inputFormat,
    maxRecord: beside.maxRecord,
    maxDecompressed: beside.maxDecompressed,
    encoding: beside.encoding,
    // What was not asked of pages is not told.
    ...(beside.extract === 'blocks' ? {} : { htmlExtract: beside.extract }),
    fields: beside.fields,
    // Names what was reviewed.
    ...(decided === null
      ? {}
      : {
          decisions: short(
            [...[...decided.accepted].map((x) => `+${x}`), ...[...decided.rejected].map((x) => `-${x}`)].sort(),
          ),
        }),
  }
}
