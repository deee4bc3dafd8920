// Colour: the flag, then FORCE_COLOR, then NO_COLOR, then whether somebody is looking. Decided here and handed to
// picocolors, which by itself would colour a pipe when CI is set.

/** Whether to colour what goes to a stream. `flag` is --color, --no-color, or null. */
export function colour(
  flag: boolean | null,
  env: Readonly<Record<string, string | undefined>>,
  isTTY: boolean,
): boolean {
  if (flag !== null) return flag
  const force = env.FORCE_COLOR
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  return isTTY && env.TERM !== 'dumb'
}
