// What the readers say of a file.
import { isSingle } from '../formats.js'
import type { SourceFile, Trouble } from '../model.js'
import type { Told } from './charset.js'
import type { Room } from './format.js'

export function nothing(): void {}

export const bytesAre = (n: number): string => (n === 1 ? '1 byte is' : `${n} bytes are`)

/** A record's id is not known for sure before all ids are, so only a file that is one article is named. */
export function trouble(
  level: 'error' | 'note',
  code: string,
  source: SourceFile,
  line: number | null,
  message: string,
): Trouble {
  return { level, code, article: isSingle(source.format) ? source.path : null, path: source.path, line, message }
}

/** A guess at an encoding is said. */
export function guessed({ path }: SourceFile, { encoding, how, confidence }: Told, tell: Room['tell']): void {
  if (how === 'guessed')
    tell(
      'note',
      'N_ENCODING',
      null,
      `${path}: it is not UTF-8 and looks like ${encoding} (confidence ${confidence.toFixed(2)}): it is read so, and its bytes stay as they are. --encoding says what it is`,
    )
}
