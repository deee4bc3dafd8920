// The files of src/ as the laws read them: path inside src/ -> code without comments, line by line where it stood.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const src = fileURLToPath(new URL('../../src/', import.meta.url))

// A comment, or something that may hold what looks like one: a string, a template, a regular expression (a slash where
// an operand is due). Whatever starts first wins.
const piece =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|(?<=(?:^|[(,=:[!&|?{};+]|return|=>)\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//g

export const withoutComments = (code: string): string =>
  code.replace(piece, (found) => (/^\/[/*]/.test(found) ? found.replace(/[^\n]/g, ' ') : found))

export const sources: [path: string, code: string][] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  // AssemblyScript is another language: its laws are those of its twins.
  .filter((path) => path.endsWith('.ts') && !path.startsWith('kernel/assembly/'))
  .sort()
  .map((path) => [path, withoutComments(readFileSync(src + path, 'utf8'))])
