// Whether a terminal knows links (OSC 8): the flag, then FORCE_HYPERLINK, then what the terminal says of itself. One that does not know
// them may print their addresses, so only terminals that are known to know them get any, and nobody but a terminal.
// https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda is the convention; what is looked for is what their authors set.
type Env = Readonly<Record<string, string | undefined>>

const PROGRAMS = ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'Tabby', 'rio', 'zed']

export function hyperlinks(flag: boolean | null, env: Env, isTTY: boolean): boolean {
  if (flag !== null) return flag
  const force = env.FORCE_HYPERLINK
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  if (!isTTY || env.TERM === 'dumb' || env.CI !== undefined) return false
  // Multiplexers pass links on from versions on that they do not tell.
  if (env.TMUX !== undefined || env.STY !== undefined) return false
  return (
    PROGRAMS.includes(env.TERM_PROGRAM ?? '') ||
    Number(env.VTE_VERSION ?? 0) >= 5002 || // GNOME Terminal and its relatives; 0.50.0 and .1 crashed
    Number(env.KONSOLE_VERSION ?? 0) >= 201200 ||
    env.WT_SESSION !== undefined ||
    env.DOMTERM !== undefined ||
    ['xterm-kitty', 'alacritty', 'foot', 'foot-extra', 'contour'].includes(env.TERM ?? '')
  )
}
