// What the table of flags looks like to people: `--help`, and the table of the README. Nothing is written twice.
import type { Command, Name } from './flags.js'
import { flags, groups, kebab, names } from './flags.js'

/** Each command: how it is called, and what it does. */
export const commands: Readonly<Record<Command, { readonly call: string; readonly does: string }>> = {
  scan: { call: 'dittograph [scan] <paths|globs|->…', does: 'find and report; changes nothing (the default command)' },
  clean: { call: 'dittograph clean <paths|globs|->… --out DIR', does: 'cleaned text and its provenance in DIR' },
  restore: { call: 'dittograph restore DIR --out DIR2', does: 'every input back, byte for byte, verified' },
  explain: { call: 'dittograph explain <id> [<id>] --from PATH', does: 'why a decision was taken, and why not' },
  verify: { call: 'dittograph verify DIR', does: 'check an output directory against its manifest' },
  plan: {
    call: 'dittograph plan <paths|globs>… --out DIR',
    does: 'the SQL that does a scan on a cluster (docs/scale-out.md)',
  },
  run: {
    call: 'dittograph run <paths|globs>… --master URL --out DIR',
    does: 'a scan on Apache Spark, with the same records',
  },
  stage: { call: 'dittograph stage NAME --settings FILE', does: 'one step of such a scan: rows in, rows out' },
  init: { call: 'dittograph init', does: 'write a commented dittograph.json' },
  completion: {
    call: 'dittograph completion bash|zsh|fish',
    does: 'print what makes a shell complete flags and values',
  },
}

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['dittograph corpus/', 'what is said twice in a folder of articles'],
  ["dittograph 'news/**/*.jsonl' --text-field body -r text -r jsonl=report.jsonl", 'records, and a report for scripts'],
  ['dittograph scan today.jsonl --against archive/', 'what today repeats of the archive'],
  ['dittograph clean corpus/ --out cleaned', 'cleaned text in cleaned/text, and what is needed to undo it'],
  ['dittograph restore cleaned --out restored', 'everything back as it was'],
]

const EXITS: readonly (readonly [string, string])[] = [
  ['0', 'nothing found that counts, or done'],
  ['1', 'scan: findings above the gate'],
  ['2', 'wrong usage, an input that could not be read, an output that could not be written'],
  ['130, 143', 'interrupted'],
]

const WIDTH = 80
const COLUMN = 30

/** The text of `--help`, of one command or of all. */
export function help(command: Command | null): string {
  const out: string[] = []
  const section = (title: string, lines: readonly string[]): void => {
    if (lines.length > 0) out.push('', `${title}:`, ...lines)
  }
  const taken = names.filter((name) => command === null || flags[name].on.includes(command))
  if (command === null) {
    out.push('dittograph finds what a news corpus says twice, takes it out, and puts it back.')
    section(
      'Commands',
      Object.values(commands).flatMap(({ call, does }) => entry(call, does)),
    )
  } else out.push(`${commands[command].call}`, '', commands[command].does)
  for (const group of groups)
    section(
      group,
      taken.filter((name) => flags[name].group === group).flatMap((name) => flagEntry(name, command)),
    )
  if (command === null)
    section(
      'Examples',
      EXAMPLES.flatMap(([line, what]) => [`  ${line}`, `      ${what}`]),
    )
  else section('For example', [`  ${exampleOf(command)}`])
  section(
    'Exit codes',
    EXITS.flatMap(([code, when]) => entry(code, when)),
  )
  out.push('', command === null ? 'Flags of one command: dittograph COMMAND --help' : 'All commands: dittograph --help')
  if (command === null) out.push('What a finding or a code means: dittograph help copy, dittograph help E_NO_TEXT')
  out.push(
    'Flags can be set in dittograph.json ("maxErrors": 3; dittograph init writes one)',
    'and in the environment (DITTOGRAPH_MAX_ERRORS=3). The command line beats the',
    'environment, and that the file.',
  )
  return `${out.join('\n')}\n`
}

/** The Markdown table of all flags, for the README. */
export function flagTable(): string {
  const rows = names.map((name) => {
    const flag = flags[name]
    const unit = flag.unit === undefined ? '' : ` (${flag.unit})`
    const standard = flag.standard === undefined ? '' : `\`${flag.standard}\``
    return [`\`${spelled(name)}\``, flag.meaning + unit, standard, `\`${flag.example}\``, flag.on.join(', ')]
  })
  const lines = [['flag', 'meaning', 'default', 'example', 'commands'], ['---', '---', '---', '---', '---'], ...rows]
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('')
}

/** -r, --reporter NAME[=FILE] */
export function spelled(name: Name): string {
  const { short, value, kind } = flags[name]
  const long = kind === 'either' ? `--${kebab(name)}, --no-${kebab(name)}` : `--${kebab(name)}`
  return `${short === undefined ? '' : `-${short}, `}${long}${value === undefined ? '' : ` ${value}`}`
}

function flagEntry(name: Name, command: Command | null): string[] {
  const { meaning, unit, standard, on } = flags[name]
  const facts = [
    ...(command === null && !on.includes('scan') ? [on.join(', ')] : []),
    ...(unit === undefined ? [] : [unit]),
    ...(standard === undefined ? [] : [`default ${standard}`]),
  ]
  return entry(spelled(name), facts.length === 0 ? meaning : `${meaning} (${facts.join('; ')})`)
}

function entry(left: string, right: string): string[] {
  const lines = wrapped(right, COLUMN)
  if (left.length + 4 > COLUMN) return [`  ${left}`, ...lines]
  return [`  ${left}`.padEnd(COLUMN) + lines[0]!.trimStart(), ...lines.slice(1)]
}

/** ASCII words, in lines of 80 columns behind a margin. */
function wrapped(text: string, margin: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && margin + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  return [...lines, line].map((line) => ' '.repeat(margin) + line)
}

function exampleOf(command: Command): string {
  if (command === 'explain') return 'dittograph explain story-17 --from cleaned'
  if (command === 'verify') return 'dittograph verify cleaned'
  return EXAMPLES.find(([line]) => line.startsWith(`dittograph ${command}`))?.[0] ?? commands[command].call
}
