// .pre-commit-hooks.yaml, read by a parser of YAML, and each hook run as pre-commit runs it: entry, args, then the staged files.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { desk, run, text } from '../cli/command.js'
import { bridge, hangers, limit, rain, shops, soup } from '../cli/press.js'

interface Hook {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly entry: string
  readonly language: string
  readonly files: string
  readonly pass_filenames?: boolean
  readonly require_serial?: boolean
}
const root = join(import.meta.dirname, '..', '..')
const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as Hook[]
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: Record<string, string> }

/** As pre-commit: the files that the pattern finds, behind entry and args. */
function hooked(dir: string, id: string, args: readonly string[], staged: readonly string[]): ReturnType<typeof run> {
  const hook = hooks.find((hook) => hook.id === id)!
  const [program, ...words] = hook.entry.split(' ')
  expect(bin).toHaveProperty(program!)
  const pattern = new RegExp(hook.files)
  const files = hook.pass_filenames === false ? [] : staged.filter((file) => pattern.test(file))
  return run(dir, [...words, ...args, ...files])
}

test('the manifest says what pre-commit needs to know', () => {
  expect(hooks.map(({ id }) => id)).toEqual(['dittograph', 'dittograph-corpus'])
  for (const hook of hooks) {
    expect(hook).toMatchObject({
      language: 'node',
      name: expect.any(String),
      description: expect.stringMatching(/\.$/),
    })
    expect(hook.require_serial).toBe(true)
    const pattern = new RegExp(hook.files)
    for (const file of ['a.txt', 'x/b.md', 'c.jsonl', 'd.ndjson']) expect(file).toMatch(pattern)
    for (const file of ['a.ts', 'txt', 'a.txt.bak']) expect(file).not.toMatch(pattern)
  }
})

const papers = {
  'corpus/old.txt': text(bridge, hangers, shops, limit),
  'corpus/new.txt': text(bridge, hangers, shops, limit),
  'corpus/rain.txt': text(rain, soup),
}

test('staged files alone, and compared with the corpus', () => {
  const dir = desk(papers)
  const staged = ['corpus/new.txt', 'corpus/rain.txt', 'src/x.ts']
  expect(hooked(dir, 'dittograph', [], staged)).toMatchObject({ code: 0 })
  const { code, out } = hooked(dir, 'dittograph', ['--against', 'corpus/'], staged)
  expect(code).toBe(1)
  expect(out).toContain('corpus/new.txt')
  expect(out).toContain('is a copy of corpus/old.txt')
})

test('the whole corpus', () => {
  expect(hooked(desk(papers), 'dittograph-corpus', ['corpus/'], ['corpus/rain.txt'])).toMatchObject({ code: 1 })
  expect(hooked(desk(papers), 'dittograph-corpus', ['corpus/rain.txt'], ['corpus/rain.txt'])).toMatchObject({ code: 0 })
})
