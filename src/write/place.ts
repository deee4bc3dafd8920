// Where a trouble happened, said once: most messages begin with their place, and those that do not get it in front.
import type { Trouble } from '../model.js'

/** The message with its place: `path:line: …`, or the article where there is no path. Unescaped. */
export function placed({ path, line, article, message }: Trouble): string {
  const where = path ?? article
  if (where === null) return message
  const place = line === null || path === null ? where : `${path}:${line}`
  if (message.startsWith(place) || (line !== null && message.includes(place))) return message
  return message.startsWith(`${where}: `) ? place + message.slice(where.length) : `${place}: ${message}`
}
