// Imports point one way (ARCHITECTURE.md): kernel and model know nothing; recipe; the verbs; pipeline.ts; the edge
// folders, which never import each other. Read from the files of src/ as they are.
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { sources, withoutComments } from './sources.js'

const CHAPTERS = [
  'survey',
  'sides',
  'decide',
  'deciding',
  'measure',
  'settle',
  'comparer',
  'jobs',
  'known',
  'answer',
  'facts',
  'lineage',
  'attribute',
  'derive',
]
const WIRES = ['index.ts', 'cli/main.ts', 'cli/run.ts', 'stage/filter.ts', 'stage/main.ts', 'worker.ts'] // these may import every room
const EDGES = ['read', 'write', 'run', 'store', 'cli']
// Files directly in src/ are pure. What they may have of Node all the same:
const NODE: Record<string, string[]> = {
  'report.ts': ['node:crypto'],
  'asked.ts': ['node:crypto'],
  'index.ts': ['node:crypto', 'node:fs', 'node:os', 'node:path'],
  'version.ts': ['node:fs'],
  'worker.ts': ['node:worker_threads'],
  'kernel/wasm.ts': ['node:fs'], // its own code, read once
}
const MAY: Record<string, string[]> = {
  model: [],
  kernel: ['kernel'],
  recipe: ['model'],
  verb: ['model', 'recipe', 'kernel', 'type verb', 'type chapter', 'type pipeline'],
  chapter: ['model', 'recipe', 'kernel', 'verb', 'chapter', 'type pipeline'], // long steps of the pipeline, a file each
  pipeline: ['model', 'recipe', 'kernel', 'verb', 'chapter'],
  ...Object.fromEntries(EDGES.map((edge) => [edge, ['model', 'recipe', 'kernel', 'verb', edge]])),
  // The steps of the pipeline, each as a filter; main.ts gives them the other rooms.
  stage: ['model', 'recipe', 'kernel', 'verb', 'chapter', 'pipeline', 'stage'],
}

const room = (path: string): string => {
  if (WIRES.includes(path)) return 'wires'
  if (path.includes('/')) return path.slice(0, path.indexOf('/'))
  const name = path.replace(/\.ts$/, '')
  if (CHAPTERS.includes(name)) return 'chapter'
  return ['model', 'recipe', 'pipeline'].includes(name) ? name : 'verb'
}

// `import … from`, `export … from`, on one line or many; `import 'x'`; `import('x')`. With `verbatimModuleSyntax` only
// `import type` and `export type` vanish: `import { type A }` still loads the file, so it counts as a value.
const clause = /(?:[\w$]+|\*(?:\s*as\s+[\w$]+)?|\{[^{}]*\})/.source
const statement = new RegExp(
  `(?<![\\w$.])(?:import|export)\\s*(?:(type)\\s*(?=[\\w$*{])(?!from\\b))?(?:${clause}\\s*(?:,\\s*${clause}\\s*)?from\\s*|\\(\\s*)?(['"\`])([^'"\`]+)\\2`,
  'g',
)
const imports = (code: string): [type: boolean, from: string][] =>
  [...code.matchAll(statement)].map((found) => [found[1] === 'type', found[3]!])

const complaint = (path: string, type: boolean, from: string): string | undefined => {
  const here = room(path)
  if (!from.startsWith('.')) {
    const pure = here === 'model' || here === 'kernel' || here === 'recipe'
    const shut = pure && !NODE[path]?.includes(from)
    const impure = !path.includes('/') && from.startsWith('node:') && !NODE[path]?.includes(from)
    return shut || impure ? `${path} imports ${from}` : undefined
  }
  if (here === 'wires') return undefined
  const target = posix.join(posix.dirname(path), from).replace(/\.js$/, '.ts')
  const there = room(target)
  const may = MAY[here] ?? []
  if (may.includes(there) || (type && may.includes(`type ${there}`))) return undefined
  return `${path} (${here}) imports ${type ? 'a type of ' : ''}${target} (${there})`
}

test('imports point one way', () => {
  const wrong = sources.flatMap(([path, code]) =>
    imports(code).flatMap(([type, from]) => complaint(path, type, from) ?? []),
  )
  expect(wrong).toEqual([])
})

test('two files start child processes', () => {
  const starts = sources.filter(([, code]) => imports(code).some(([, from]) => /^(?:node:)?child_process$/.test(from)))
  expect(starts.map(([path]) => path)).toEqual(['cli/revision.ts', 'stage/spark.ts'])
})

test('every room is on the plan', () => {
  const rooms = new Set(sources.map(([path]) => room(path)))
  expect([...rooms].filter((name) => name !== 'wires' && !(name in MAY))).toEqual([])
})

test('the law sees every way to import, and nothing else', () => {
  const code = `import a from './a.js'
    import type { B } from "./b.js"
    import {
      c, // a comment with 'quotes'
      type D,
    } from './c.js'
    import e, * as f from './e.js'
    import './g.js'
    export * from './h.js'
    export type { I } from './i.js'
    export { j } from './j.js'
    const k = await import('./k.js')
    import type from './l.js'
    // import m from './m.js'
    /* import n from './n.js' */
    const o = /'/.test(x) ? Array.from('p') : 'a // comment? no' + import.meta.url
    export const q = 'q', r = { import: 'r' }
    export function s() { return t.from('u') }`
  const seen = imports(withoutComments(code)).map(([type, from]) => (type ? 'type ' : '') + from)
  const wanted = ['./a.js', 'type ./b.js', './c.js', './e.js', './g.js', './h.js', 'type ./i.js', './j.js', './k.js']
  expect(seen).toEqual([...wanted, './l.js'])
})

test('the law complains', () => {
  expect(complaint('kernel/hash.ts', true, '../model.js')).toBe(
    'kernel/hash.ts (kernel) imports a type of model.ts (model)',
  )
  expect(complaint('repeat.ts', true, './pair.js')).toBeUndefined()
  expect(complaint('repeat.ts', false, './pair.js')).toBe('repeat.ts (verb) imports pair.ts (verb)')
  expect(complaint('read/find.ts', false, '../store/undo.js')).toBe('read/find.ts (read) imports store/undo.ts (store)')
  expect(complaint('read/find.ts', false, '../pipeline.js')).toBe('read/find.ts (read) imports pipeline.ts (pipeline)')
  expect(complaint('clean.ts', false, 'node:fs')).toBe('clean.ts imports node:fs')
})
