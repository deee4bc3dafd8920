import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { hyperlinks } from '../../src/cli/hyperlinks.js'
import { desk, run, text } from './command.js'
import { bridge, hangers, shops } from './press.js'

test.each<[boolean | null, Record<string, string>, boolean, boolean]>([
  [null, {}, true, false],
  [null, { TERM: 'xterm-256color' }, true, false],
  [null, { TERM: 'xterm-kitty' }, true, true],
  [null, { TERM: 'xterm-kitty' }, false, false],
  [null, { TERM_PROGRAM: 'WezTerm' }, true, true],
  [null, { TERM_PROGRAM: 'WezTerm', TERM: 'dumb' }, true, false],
  [null, { TERM_PROGRAM: 'iTerm.app', TMUX: '/tmp/x' }, true, false],
  [null, { TERM_PROGRAM: 'vscode', CI: 'true' }, true, false],
  [null, { VTE_VERSION: '7600' }, true, true],
  [null, { VTE_VERSION: '5000' }, true, false],
  [null, { WT_SESSION: 'x' }, true, true],
  [null, { FORCE_HYPERLINK: '1' }, false, true],
  [null, { FORCE_HYPERLINK: '0', TERM: 'xterm-kitty' }, true, false],
  [false, { FORCE_HYPERLINK: '1' }, true, false],
  [true, { FORCE_HYPERLINK: '0', TERM: 'dumb' }, false, true],
])('flag %j, %j, terminal %j: %j', (flag, env, isTTY, wanted) => {
  expect(hyperlinks(flag, env, isTTY)).toBe(wanted)
})

test('on the command: links only when asked, to the files as they lie, and none to standard input', () => {
  const dir = desk({ 'in/a b.txt': text(bridge, hangers, shops, hangers, shops) })
  const links = (out: string): string[] => [...out.matchAll(/\x1b\]8;;([^\x1b]+)\x1b/g)].map(([, to]) => to!)
  expect(run(dir, ['in']).out).not.toContain('\x1b')
  const { out } = run(dir, ['in', '--hyperlinks'])
  expect(links(out)[0]).toBe(`file://${dir}/in/a%20b.txt`)
  // What it means is told by a page on this machine.
  expect(readFileSync(fileURLToPath(links(out)[1]!), 'utf8')).toContain('# dittograph/repeat')
  expect(links(run(dir, ['in', '--no-hyperlinks'], { env: { FORCE_HYPERLINK: '1' } }).out)).toEqual([])
  const stdin = run(dir, ['-', '--stdin-filename', 'in/c.txt', '--hyperlinks'], {
    input: text(bridge, hangers, shops, hangers, shops),
  })
  expect(stdin.code).toBe(1)
  expect(links(stdin.out).filter((to) => !to.endsWith('/docs/rules/repeat.md'))).toEqual([])
  // A report that goes to a file is read by whoever opens it.
  run(dir, ['in', '-r', 'text=out.txt', '--hyperlinks'])
  expect(readFileSync(join(dir, 'out.txt'), 'utf8')).not.toContain('\x1b')
})

test('--compact is one line a finding, whatever the width', () => {
  const dir = desk({ 'in/a.txt': text(bridge, hangers, shops, hangers, shops) })
  const { code, out } = run(dir, ['in', '--compact'])
  expect(code).toBe(1)
  expect(out.split('\n')[0]).toMatch(
    /^in\/a\.txt:7: repeat: lines 7-9 repeat lines 3-5 of the same article \(.*\); would be cut$/,
  )
  expect(out.trimEnd().split('\n')).toHaveLength(2)
})
