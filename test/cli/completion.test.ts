// The completion scripts: read by the shell they are for, where it is installed, and tried out in bash.
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { completion, shells } from '../../src/cli/completion.js'
import { kebab, names } from '../../src/cli/flags.js'
import { desk, run } from './command.js'

test.each(shells)(
  '%s: the script comes from stdout, names every flag that is there, and its shell can read it',
  (shell) => {
    const dir = desk()
    const { code, out, err } = run(dir, ['completion', shell])
    expect([code, out, err]).toEqual([0, completion(shell), ''])
    for (const name of names) {
      const said = shell === 'fish' ? new RegExp(` -l ${kebab(name)} `) : new RegExp(`--${kebab(name)}[^a-z-]`)
      expect(out).toMatch(said)
    }
    const checked = spawnSync(shell, ['-n'], { input: out, encoding: 'utf8' })
    if (checked.error === undefined) expect([checked.status, checked.stderr]).toEqual([0, ''])
    else expect(shell).not.toBe('bash')
  },
)

/** What bash offers for the last word of a line, once `=` is split off as bash does it. */
function offered(line: string): string[] {
  const words = line.split(/ |(?<==)|(?==)/)
  const script = `${completion('bash')}
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_dittograph
printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', script, 'bash', ...words], {
    cwd: desk({ 'news.jsonl': '' }),
    encoding: 'utf8',
  })
  expect([status, stderr.replace(/.*complete: .*\n/, '')]).toEqual([0, ''])
  return stdout.split('\n').filter((word) => word !== '')
}

test.each([
  ['dittograph cle', ['clean']],
  ['dittograph --max-f', ['--max-findings']],
  ['dittograph scan in --base', ['--baseline', '--baseline-from-ref']],
  ['dittograph clean --base', []],
  ['dittograph clean in --no-', ['--no-verify', '--no-color', '--no-hyperlinks', '--no-progress']],
  ['dittograph in --copies ', ['cut', 'drop', 'keep', 'weight']],
  ['dittograph in --copies d', ['drop']],
  ['dittograph in --copies=d', ['drop']],
  ['dittograph in --copies=', ['cut', 'drop', 'keep', 'weight']],
  ['dittograph scan -r js', ['jsonl', 'json']],
  ['dittograph in --config ', ['none']],
  ['dittograph in --id-field n', []],
  ['dittograph clean ne', []], // left to bash, which knows the files
  ['dittograph completion z', ['zsh']],
  ['dittograph restore --o', ['--out', '--only']],
])('bash: %s', (line, wanted) => {
  expect(offered(line)).toEqual(wanted)
})

test('eval in bash registers the command', () => {
  const script = `eval "$(cat)"; complete -p dittograph`
  const { stdout } = spawnSync('bash', ['--norc', '-c', script], { input: completion('bash'), encoding: 'utf8' })
  expect(stdout).toBe('complete -o bashdefault -o default -F _dittograph dittograph\n')
})
