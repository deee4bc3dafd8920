// Pictures of the text report, for docs/: what the built program prints for articles of corpus/, as SVG, which is text, so that a change
// can be read in a review and a check can compare.
//
//   npm run shots            # writes docs/shots/*.svg
//   npm run shots -- --check # exit 1 when one does not show what the program prints
//
// The program prints colours as SGR sequences; there are few of them (bold, dim, red, yellow), and each becomes a tspan. Every run of
// characters is set at its column, with the width that width.ts gives it, so that Han and combining marks stand where a terminal sets them.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { clusters, columns } from '../src/write/width.js'

const SHOTS: Readonly<Record<string, readonly string[]>> = {
  report: ['corpus/pages/carteros.txt', 'corpus/pages/canal.txt', 'corpus/pages/anketo.txt', 'corpus/pages/bungyo.txt'],
  copies: ['corpus/tarnholm-post.jsonl', 'corpus/aldmoor-courier.jsonl', 'corpus/meridian-press.jsonl'],
  compact: ['corpus/pages', '--compact'],
}
const LINES = 44
const COLUMNS = 80
const CELL = { width: 8.4, height: 18 }
const PAD = 16

const COLOURS: Readonly<Record<string, string>> = { '31': 'red', '33': 'yellow' }

const escaped = (text: string): string => text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`)

/** One line of the terminal as tspans. */
function lineOf(line: string, y: number): string {
  let out = ''
  let at = 0
  const on = new Set<string>()
  for (const part of line.split(/(\x1b\[\d+m)/)) {
    const code = /^\x1b\[(\d+)m$/.exec(part)?.[1]
    if (code === '1') on.add('bold')
    else if (code === '2') on.add('dim')
    else if (code === '22') {
      on.delete('bold')
      on.delete('dim')
    } else if (code === '39') for (const name of Object.values(COLOURS)) on.delete(name)
    else if (code !== undefined) on.add(COLOURS[code] ?? '')
    else {
      // Characters of one width are one run: a font may give another width to others, and to blocks.
      let run = ''
      let kind = ''
      const put = (): void => {
        if (run.trim() !== '') {
          const x = (PAD + at * CELL.width).toFixed(1)
          const style = on.size === 0 ? '' : ` class="${[...on].join(' ')}"`
          out += `<text x="${x}" y="${y}" textLength="${(columns(run) * CELL.width).toFixed(1)}"${style}>${escaped(run)}</text>`
        }
        at += columns(run)
        run = ''
      }
      for (const cluster of clusters(part)) {
        const next = /^[ -~]$/.test(cluster) ? 'ascii' : `${columns(cluster)}`
        if (next !== kind) put()
        kind = next
        run += cluster
      }
      put()
    }
  }
  return out
}

function shot(words: readonly string[]): string {
  const ran = spawnSync(
    process.execPath,
    [resolve('dist/cli/main.js'), 'scan', ...words, '--color', '--no-hyperlinks'],
    {
      encoding: 'utf8',
      env: {},
    },
  )
  if (ran.status !== 1) throw new Error(`${words.join(' ')} ended with ${ran.status}: ${ran.stderr}`)
  const all = ran.stdout.trimEnd().split('\n')
  const lines = all.length <= LINES ? all : [...all.slice(0, LINES - 12), '…', ...all.slice(-11)]
  const typed = `\x1b[2m$\x1b[22m dittograph ${words.join(' ')}`
  const width = Math.max(COLUMNS, ...lines.map((line) => columns(line.replace(/\x1b\[\d+m/g, ''))))
  const size = { width: Math.ceil(2 * PAD + width * CELL.width), height: 2 * PAD + (lines.length + 2) * CELL.height }
  const body = [typed, '', ...lines].map((line, n) => lineOf(line, PAD + (n + 1) * CELL.height - 5)).filter(Boolean)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}">
<style>
svg { font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace; white-space: pre }
rect { fill: #fff } text { fill: #1f2328; white-space: pre } .bold { font-weight: 700 } .dim { fill: #656d76 } .red { fill: #c4221b } .yellow { fill: #8a5a00 }
@media (prefers-color-scheme: dark) { rect { fill: #0d1117 } text { fill: #e6edf3 } .dim { fill: #8b949e } .red { fill: #ff7b72 } .yellow { fill: #d29922 } }
</style>
<rect width="100%" height="100%" rx="6"/>
${body.join('\n')}
</svg>
`
}

let stale = false
mkdirSync('docs/shots', { recursive: true })
for (const [name, words] of Object.entries(SHOTS)) {
  const file = join('docs', 'shots', `${name}.svg`)
  const wanted = shot(words)
  if (!process.argv.includes('--check')) writeFileSync(file, wanted)
  else if (wanted !== readFileSync(file, 'utf8')) {
    console.error(`${file} does not show what the program prints: npm run shots`)
    stale = true
  }
}
process.exitCode = stale ? 1 : 0
