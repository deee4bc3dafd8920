// What makes a shell complete commands, flags and values: a script for it, made of the table of flags.
//
//   bash  eval "$(dittograph completion bash)"
//   zsh   dittograph completion zsh > some directory of $fpath/_dittograph
//   fish  dittograph completion fish > ~/.config/fish/completions/dittograph.fish
//
// Everything in the scripts is ours: names, words and meanings of the table, none of which may hold a quote that ends a string (a test
// reads the bash script with bash).
import type { Command, Flag, Name } from './flags.js'
import { flags, kebab, names, recipes } from './flags.js'
import { commands } from './help.js'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

const script: Readonly<Record<Shell, () => string>> = { bash, zsh, fish }

export const completion = (shell: Shell): string => script[shell]()

const all = Object.keys(commands) as Command[]
const flagsOf = (command: Command): Name[] => names.filter((name) => flags[name].on.includes(command))

/** Words that a flag takes; reporters may be followed by =FILE. */
function wordsOf(name: Name): readonly string[] {
  const { hint, value = '' }: Flag = flags[name]
  if (hint.type === 'recipe') return recipes
  return hint.words ?? (value.endsWith('|none') ? ['none'] : [])
}

const takesFile = (name: Name): boolean => ['path', 'recipe', 'report'].includes((flags[name] as Flag).hint.type ?? '')

/** --x, --no-x, -q. */
function spellings(name: Name): string[] {
  const { kind, short } = flags[name]
  return [
    `--${kebab(name)}`,
    ...(kind === 'either' ? [`--no-${kebab(name)}`] : []),
    ...(short === undefined ? [] : [`-${short}`]),
  ]
}

function bash(): string {
  const valued = names.filter((name) => flags[name].value !== undefined)
  const values = valued.map((name) => {
    const words = wordsOf(name)
    const set = words.length === 0 ? 'words=' : `words='${words.join(' ')}'`
    return `    ${spellings(name).join('|')}) ${set} value=${takesFile(name) ? 'file' : 'word'} ;;`
  })
  const perCommand = all.map((command) => `    ${command}) flags='${flagsOf(command).flatMap(spellings).join(' ')}' ;;`)
  return `# Completion of dittograph for bash: eval "$(dittograph completion bash)"
_dittograph() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command=scan flags words= value=
  COMPREPLY=()
  # bash splits --flag=value into three words
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD > 1)); then
    case \${COMP_WORDS[1]} in
    ${all.join('|')}) command=\${COMP_WORDS[1]} ;;
    esac
  fi
  case $prev in
${values.join('\n')}
  esac
  if [[ -n $value ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    return
  fi
  case $command in
${perCommand.join('\n')}
  esac
  if [[ $command == completion ]]; then
    COMPREPLY=($(compgen -W '${shells.join(' ')}' -- "$cur"))
  elif [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${all.join(' ')}' -- "$cur"))
  fi
}
# where nothing fits, bash completes names of files
complete -o bashdefault -o default -F _dittograph dittograph
`
}

function zsh(): string {
  const entry = (name: Name): string[] => {
    const { meaning, value, kind }: Flag = flags[name]
    const words = wordsOf(name)
    const taken = takesFile(name) ? '_files' : words.length > 0 ? `(${words.join(' ')})` : ' '
    const tail = value === undefined ? '' : `:${value.replace(/[[\]]/g, '')}:${taken}`
    const said = meaning.replace(/[[\]\\:]/g, '\\$&').replaceAll("'", "'\\''")
    const again = kind === 'many' ? '*' : ''
    return spellings(name).map(
      (word) =>
        `      '${again}${word}${value === undefined ? '' : word.startsWith('--') ? '=' : '+'}[${said}]${tail}'`,
    )
  }
  const cases = all.map((command) => {
    const rest =
      command === 'completion' ? `'1:shell:(${shells.join(' ')})'` : command === 'init' ? '' : "'*:file:_files'"
    const lines = [...flagsOf(command).flatMap(entry), ...(rest === '' ? [] : [`      ${rest}`])]
    return `  ${command})\n    _arguments -s \\\n${lines.join(' \\\n')}\n    ;;`
  })
  const described = all.map(
    (command) => `    '${command}:${commands[command].does.replaceAll(':', '\\:').replaceAll("'", "'\\''")}'`,
  )
  return `#compdef dittograph
# Completion of dittograph for zsh: dittograph completion zsh > DIR/_dittograph, where DIR stands in $fpath.
_dittograph() {
  local -a commands
  local command=scan
  commands=(
${described.join('\n')}
  )
  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
    _describe -t commands command commands
    _files
    return
  fi
  case $words[2] in
  ${all.join('|')})
    command=$words[2]
    shift words
    ((CURRENT--))
    ;;
  esac
  case $command in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _dittograph ]]; then
  _dittograph "$@"
else
  compdef _dittograph dittograph
fi
`
}

function fish(): string {
  const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const others = all.filter((command) => command !== 'scan').join(' ')
  const first = all.map(
    (command) => `complete -c dittograph -n __fish_use_subcommand -a ${command} -d ${quoted(commands[command].does)}`,
  )
  const lines = names.flatMap((name) => {
    const { on, short, value, kind, meaning }: Flag = flags[name]
    const named = on.filter((command) => command !== 'scan').join(' ')
    const seen = named === '' ? [] : [`__fish_seen_subcommand_from ${named}`]
    if (on.includes('scan')) seen.unshift(`not __fish_seen_subcommand_from ${others}`)
    const words = wordsOf(name)
    const taken =
      value === undefined
        ? ''
        : `${takesFile(name) ? ' -r -F' : ' -x'}${words.length === 0 ? '' : ` -a ${quoted(words.join(' '))}`}`
    const line = (long: string, letter: string): string =>
      `complete -c dittograph -n ${quoted(seen.join('; or '))} -l ${long}${letter}${taken} -d ${quoted(meaning)}`
    return [
      line(kebab(name), short === undefined ? '' : ` -s ${short}`),
      ...(kind === 'either' ? [line(`no-${kebab(name)}`, '')] : []),
    ]
  })
  return `# Completion of dittograph for fish: dittograph completion fish > ~/.config/fish/completions/dittograph.fish
${[...first, ...lines].join('\n')}
complete -c dittograph -n '__fish_seen_subcommand_from completion' -f -a '${shells.join(' ')}'
`
}
