// How long a whole scan takes, as a ratio against programs anyone has. One table, medians of alternating runs.
//
//   npm run bench:ratio -- FILE.jsonl [RUNS]
//
// CPU is user + system of the whole process, measured by bash (`times`); wall is the clock. The same bytes for all, one after the other, in
// turn, so that a noisy machine hurts all alike. MB are of the file.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'

const [file, runs = '5'] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: npm run bench:ratio -- FILE.jsonl [RUNS]')
  process.exit(2)
}
const quoted = `'${file.replaceAll("'", "'\\''")}'`
const main = join(import.meta.dirname, '../../dist/cli/main.js')
const parse = `const fs=require('fs');let n=0;for(const l of fs.readFileSync(process.argv[1],'latin1').split('\\n'))if(l)n+=Object.keys(JSON.parse(l)).length`
const rivals: Record<string, string> = {
  'dittograph scan': `node '${main}' scan ${quoted} -r silent -q --fail-on none`,
  'LC_ALL=C wc -w': `LC_ALL=C wc -w ${quoted} > /dev/null`,
  sha256sum: `sha256sum ${quoted} > /dev/null`,
  'node: JSON.parse of every line': `node -e "${parse}" ${quoted}`,
}

function measure(command: string): { cpu: number; wall: number } {
  const began = performance.now()
  const { stdout, status } = spawnSync('bash', ['-c', `${command}; code=$?; times; exit $code`], { encoding: 'utf8' })
  const wall = (performance.now() - began) / 1000
  if (status !== 0) throw new Error(`${command} ended with ${status}`)
  const seconds = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)].map((m) => Number(m[1]) * 60 + Number(m[2]))
  return { cpu: seconds.slice(-2).reduce((x, y) => x + y, 0), wall }
}

const median = (values: number[]): number => values.sort((x, y) => x - y)[values.length >> 1]!
const taken = new Map(Object.keys(rivals).map((name) => [name, { cpu: [] as number[], wall: [] as number[] }]))
for (let i = 0; i < Number(runs); i++)
  for (const [name, command] of Object.entries(rivals)) {
    const { cpu, wall } = measure(command)
    taken.get(name)!.cpu.push(cpu)
    taken.get(name)!.wall.push(wall)
  }
const megabytes = statSync(file).size / 1e6
const ours = median(taken.get('dittograph scan')!.cpu)
console.log(`${megabytes.toFixed(1)} MB, ${runs} runs each, medians; node ${process.version}`)
console.log('| command | CPU s | wall s | MB/s of CPU | dittograph / it (CPU) |')
console.log('|---|---|---|---|---|')
for (const [name, { cpu, wall }] of taken)
  console.log(
    `| ${name} | ${median(cpu).toFixed(2)} | ${median(wall).toFixed(2)} | ${(megabytes / median(cpu)).toFixed(0)} | ${(ours / median(cpu)).toFixed(1)} |`,
  )
