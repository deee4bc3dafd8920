// The report as one file for a browser: it loads nothing, runs no script but its own (a policy with hashes says so to the browser,
// and forbids to make markup of strings), and works from a disk. What came from an input stands in two blocks of JSON, where
// no `<` is written as such; the script shows it as text and never as markup. Nothing here changes with the hour or the machine.
//
// gather.ts chooses and bounds; page/ is the script, compiled into made.ts by `npm run page`.
// Law: no article, title, id or path can open or close an element of this file (test/write/html.test.ts).
import { createHash } from 'node:crypto'
import type { Reporter } from '../../model.js'
import type { Ask } from '../ask.js'
import { several } from '../figures.js'
import type { Rows } from './data.js'
import { block, gather } from './gather.js'
import { namer } from './keywords.js'
import { script, style } from './made.js'

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E%3Cpath d=%22M3 3h7v7H3z%22 fill=%22%23b4532a%22/%3E%3Cpath d=%22M6 6h7v7H6z%22 fill=%22none%22 stroke=%22%23888%22 stroke-width=%221.5%22/%3E%3C/svg%3E'

export function html(ask: Ask): Reporter {
  return (records, out, view) => {
    const { rows, texts } = gather(records, view, ask, namer())
    const policy = [
      "default-src 'none'",
      `script-src ${sha256(script)}`,
      `style-src ${sha256(style)}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; ')
    out.write(
      `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n<title>dittograph report</title>\n<link rel="icon" href="${ICON}">\n<style>${style}</style>\n</head>\n<body>\n<div id="app"></div>\n<noscript><p>${plainly(rows)} The rest of this report needs JavaScript, which it brings along.</p></noscript>\n`,
    )
    out.write(`<script type="application/json" id="rows">${block(rows)}</script>\n`)
    out.write('<script type="application/json" id="texts">[')
    let before = '\n'
    for (const text of texts) {
      out.write(`${before}${block(text)}`)
      before = ',\n'
    }
    out.write(`\n]</script>\n<script>${script}</script>\n</body>\n</html>\n`)
  }
}

/** The summary for a browser without script: figures only, nothing of the input. */
function plainly({ summary, mode }: Rows): string {
  const n = (name: string): number => summary[name] ?? 0
  const would = mode === 'clean' ? '' : 'would be '
  return `${several(n('articles'), 'article')} read: ${would}kept ${n('kept')}, cut ${n('cut')}, removed ${n('removed')}; skipped ${n('skipped')}.`
}
