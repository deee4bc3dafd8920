// Writes the parts of README.md that the program can say itself: the table of flags, and what a scan of three small articles prints.
//
//   npm run readme            # writes them
//   npm run readme -- --check # exit 1 when README.md says something else
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { flagTable } from '../src/cli/help.js'

const wire = `The council of Aldmoor voted on Monday to rebuild the old bridge over the Wend, which has been closed to lorries since the floods of March.

"It will cost 4.2 million and take two summers," said Mara Holm, who heads the works committee. "After that nobody will have to drive through Tarn."

Ferries will carry bicycles and carts until the bridge opens again, the harbour office said.`
const articles: Record<string, string> = {
  'courier.txt': `${wire}

Subscribe to the Courier, every morning at your door.
Subscribe to the Courier, every morning at your door.
`,
  'herald.txt': `${wire.split('\n\n').slice(0, 2).join('\n\n')}\n`,
  'post.txt': `Snow fell on the hills above Aldmoor overnight and closed two schools. Buses ran an hour late, and the mayor asked people to stay at home.\n`,
}

function example(): string {
  const dir = mkdtempSync(join(tmpdir(), 'dittograph-readme-'))
  try {
    for (const [name, text] of Object.entries(articles)) writeFileSync(join(dir, name), text)
    const ran = spawnSync(process.execPath, [resolve('dist/cli/main.js'), '.', '--no-color'], {
      cwd: dir,
      encoding: 'utf8',
      env: {},
    })
    if (ran.status !== 1) throw new Error(`the example ended with ${ran.status}: ${ran.stderr}`)
    return ran.stdout.trimEnd()
  } finally {
    rmSync(dir, { recursive: true })
  }
}

const file = 'README.md'
const now = readFileSync(file, 'utf8')
const between = (text: string, name: string, body: string): string => {
  const marks = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`)
  if (!marks.test(text)) throw new Error(`${file} has no place for ${name}`)
  return text.replace(marks, (_, open: string, close: string) => `${open}${body}\n${close}`)
}
const wanted = between(between(now, 'example', `\`\`\`\n${example()}\n\`\`\``), 'flags', flagTable().trimEnd())
if (!process.argv.includes('--check')) writeFileSync(file, wanted)
else if (wanted !== now) {
  console.error(`${file} does not say what the program says: npm run readme`)
  process.exit(1)
}
