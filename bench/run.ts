// What dittograph costs, as ratios against programs anyone has. One table; every row is ours, theirs, their ratio, and the target that
// issue 3 sets.
//
//   npm run bench                      250 MB of invented news (news.ts), five rounds; prints what it is doing to stderr
//   npm run bench -- --quick           20 MB, three rounds, a few minutes: is anything far off?
//   npm run bench -- --full            also 1,000,000 articles of 1 KB: memory with and without a limit
//   npm run bench -- --size 50M --rounds 3
//   npm run bench -- growth start      only these parts of the table; there are job, scripts, growth, files, start
//   npm run bench:ratio -- FILE.jsonl  your own file: only the whole job and what reads the same bytes
//
// How it is measured. Same bytes, in turn, medians (measure.ts). CPU is user + system of the whole process, start included. What is too slow
// for the whole file gets its beginning, tells the CPU of its own work without start and imports, and is compared per byte.
// A row whose program or flag is not there says so and counts as neither met nor missed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Command, Runs, Taken } from './measure.js'
import { inTurn, median, peakImport, quote } from './measure.js'

const { values: asked, positionals: parts } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    file: { type: 'string' },
  },
})
const rounds = Number(asked.rounds ?? (asked.quick ? 3 : 5))
const size = asked.size ?? (asked.quick ? '20M' : '250M')
const known = ['job', 'scripts', 'growth', 'files', 'start']
if (!Number.isInteger(rounds) || rounds < 1 || !/^\d+M$/.test(size) || parts.some((part) => !known.includes(part))) {
  console.error(`usage: npm run bench -- [${known.join('] [')}] [--size 250M] [--rounds 5] [--quick] [--full]`)
  process.exit(2)
}
const wanted = (part: string): boolean =>
  asked.file === undefined ? parts.length === 0 || parts.includes(part) : part === 'job'
const megabytes = Number(size.slice(0, -1))

const root = join(import.meta.dirname, '../..')
const main = join(root, 'dist/cli/main.js')
const built = (file: string): string => join(import.meta.dirname, file)
const work = join(root, 'build/work')
rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
process.on('exit', () => rmSync(work, { recursive: true, force: true }))
const say = (what: string): void => console.error(`bench: ${what}`)

// ----------------------------------------------------------------------------------------------------------- the table

interface Target {
  readonly is: '<=' | '>='
  readonly value: number
}
const atMost = (value: number): Target => ({ is: '<=', value })
const atLeast = (value: number): Target => ({ is: '>=', value })

let met = 0
let missed = 0
let absent = 0

/** Three figures, four near 1, where the targets are. */
const figures = (x: number): string =>
  x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x >= 2 ? x.toFixed(2) : x >= 0.1 ? x.toFixed(3) : x.toPrecision(2)

const thousands = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

function cells(what: string, ours: string, theirs: string, value: string, target: string, verdict: string): void {
  console.log(`| ${what} | ${ours} | ${theirs} | ${value} | ${target} | ${verdict} |`)
}

function line(what: string, ours: string, theirs: string, value: number, target: Target | null): void {
  const holds = target === null ? null : target.is === '<=' ? value <= target.value : value >= target.value
  if (holds === true) met++
  if (holds === false) missed++
  cells(
    what,
    ours,
    theirs,
    figures(value),
    target === null ? '' : `${target.is} ${target.value}`,
    holds === null ? '' : holds ? 'yes' : 'NO',
  )
}

type Of = (taken: Taken) => number
const cpu: Of = (taken) => taken.cpu
const wall: Of = (taken) => taken.wall
const seconds = (x: number): string => `${figures(x)} s`

function why(...all: readonly Runs[]): string | null {
  for (const runs of all) if ('missing' in runs) return runs.missing
  return null
}

function notThere(what: string, reason: string, target: Target | null): void {
  absent++
  const said = reason.replace(/^dittograph: /, '').replaceAll('|', '/')
  cells(what, `not there: ${said}`, '', '', target === null ? '' : `${target.is} ${target.value}`, '')
}

/** A row of two commands that do the same bytes. */
function ratio(what: string, ours: Runs, theirs: Runs, of: Of, target: Target | null): void {
  const reason = why(ours, theirs)
  if (reason !== null) {
    notThere(what, reason, target)
    return
  }
  const [a, b] = [median(ours as Taken[], of), median(theirs as Taken[], of)]
  line(what, seconds(a), seconds(b), a / b, target)
}

// ---------------------------------------------------------------------------------------------------------- the corpora

/** A file of invented news, made once: its folder is named by the programs that make it. */
function corpus(args: readonly string[], kind: 'out' | 'files'): string {
  const hash = createHash('sha256')
  for (const file of ['news.js', 'vocabulary.js', 'generate.js']) hash.update(readFileSync(built(file)))
  const all = join(root, 'build/news')
  const folder = join(all, hash.digest('hex').slice(0, 12))
  mkdirSync(folder, { recursive: true })
  for (const old of readdirSync(all)) if (join(all, old) !== folder) rmSync(join(all, old), { recursive: true })
  const path = join(folder, args.join('').replaceAll('--', '-').slice(1) + (kind === 'out' ? '.jsonl' : ''))
  if (existsSync(path)) return path
  say(`writing ${args.join(' ')}`)
  rmSync(`${path}.part`, { recursive: true, force: true })
  const made = spawnSync('node', [built('generate.js'), ...args, `--${kind}`, `${path}.part`], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`the generator ended with ${made.status}: ${made.stderr}`)
  renameSync(`${path}.part`, path)
  return path
}

/** The first lines of a file, about as many bytes. */
function beginning(file: string, bytes: number): string {
  const buffer = Buffer.alloc(Math.min(bytes, statSync(file).size))
  const fd = openSync(file, 'r')
  readSync(fd, buffer, 0, buffer.length, 0)
  closeSync(fd)
  const path = join(work, `first-${bytes}.jsonl`)
  writeFileSync(path, buffer.subarray(0, buffer.lastIndexOf(10) + 1))
  return path
}

// --------------------------------------------------------------------------------------------------------- the commands

const scan = (input: string, more = ''): Command => ({
  line: `node ${quote(main)} scan ${quote(input)} -r jsonl=${quote(join(work, 'report.jsonl'))} -q --fail-on none ${more}`,
})
const scanPeak = (input: string, more = ''): Command => ({
  line: scan(input, more).line.replace(/^node /, () => `node ${peakImport} `),
})
const node = (script: string, input: string): Command => ({ line: `node ${quote(built(script))} ${quote(input)}` })

/** The C program, compiled; when there is no compiler, a command that says so. */
function native(input: string): Command {
  const program = join(root, 'build/native/sketch')
  mkdirSync(join(root, 'build/native'), { recursive: true })
  const made = spawnSync('gcc', ['-O3', '-mavx2', '-o', program, join(root, 'bench/native/sketch.c')], {
    encoding: 'utf8',
  })
  const able = existsSync('/proc/cpuinfo') && readFileSync('/proc/cpuinfo', 'latin1').includes('avx2')
  if (made.status !== 0 || !able) return { line: `echo 'needs gcc and a machine with AVX2' >&2; exit 2` }
  return { line: `${quote(program)} ${quote(input)}` }
}

/** Python with what the rivals need, in a folder of its own; when that fails the command says so. */
function python(script: string, input: string): Command {
  const folder = join(root, 'build/python')
  const program = join(folder, 'bin/python')
  if (!existsSync(program)) {
    say('installing datasketch and rensa into build/python')
    const made = spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' })
    if (made.status === 0)
      spawnSync(
        program,
        ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', 'datasketch==2.0.0', 'rensa==0.5.0'],
        {
          stdio: 'ignore',
        },
      )
  }
  return { line: `${quote(program)} ${quote(join(root, 'bench/rivals', script))} ${quote(input)}` }
}

// ------------------------------------------------------------------------------------------------------------- the rows

/** What a scan and a clean cost beside programs that read the same file. */
function wholeJob(file: string, slow: boolean): void {
  const bytes = statSync(file).size
  const cleaned = join(work, 'cleaned')
  const commands: { [name: string]: Command } = {
    scan: scan(file, '-j 1'),
    scan2: scan(file, '-j 2'),
    clean: {
      line: `node ${quote(main)} clean ${quote(file)} --out ${quote(cleaned)} -q -j 1 --max-removed 1`,
      before: () => rmSync(cleaned, { recursive: true, force: true }),
    },
    wc: { line: `LC_ALL=C wc -w ${quote(file)}` },
    wcUnicode: { line: `LC_ALL=C.UTF-8 wc -w ${quote(file)}` },
    sha: { line: `sha256sum ${quote(file)}` },
    parse: node('rivals/parse.js', file),
  }
  if (slow) {
    commands.native = native(file)
    commands.stage = existsSync(built('stage.js'))
      ? node('stage.js', file)
      : { line: `echo 'no build/bench/stage.js' >&2; exit 2` }
    commands.idiomatic = node('rivals/idiomatic.js', beginning(file, 5e6))
    commands.minhash = node('rivals/minhash.js', beginning(file, 1e6))
    commands.datasketch = python('datasketch.py', beginning(file, 5e6))
    commands.rensa = python('rensa.py', beginning(file, 5e6))
  }
  say('the whole job')
  const took = inTurn(rounds, commands)
  rmSync(cleaned, { recursive: true, force: true })
  const of = (name: string): Runs => took[name]!
  ratio('scan -j 1 / LC_ALL=C wc -w, CPU', of('scan'), of('wc'), cpu, atMost(1))
  ratio('scan -j 2 / LC_ALL=C wc -w, wall', of('scan2'), of('wc'), wall, atMost(0.6))
  ratio('scan -j 2 / scan -j 1, wall', of('scan2'), of('scan'), wall, null)
  ratio('scan -j 1 / wc -w in C.UTF-8, CPU', of('scan'), of('wcUnicode'), cpu, null)
  ratio('scan -j 1 / sha256sum, CPU', of('scan'), of('sha'), cpu, null)
  ratio('scan -j 1 / JSON.parse of every line, CPU', of('scan'), of('parse'), cpu, atMost(1.3))
  ratio('clean / scan, CPU', of('clean'), of('scan'), cpu, atMost(1.6))
  if (!slow) return
  ratio('sketch stage / native C with AVX2, CPU', of('stage'), of('native'), cpu, atMost(1.4))
  ratio('scan -j 1 / native C sketch alone, CPU', of('scan'), of('native'), cpu, null)
  perByte('datasketch / scan, CPU per byte', of('scan'), bytes, of('datasketch'), atLeast(120))
  perByte('rensa / scan, CPU per byte', of('scan'), bytes, of('rensa'), null)
  perByte('npm minhash / scan, CPU per byte', of('scan'), bytes, of('minhash'), atLeast(350))
  perByte('idiomatic JavaScript, sketch only / scan, CPU per byte', of('scan'), bytes, of('idiomatic'), null)
}

/** How many times a rival on a slice is slower per byte. */
function perByte(what: string, ours: Runs, bytes: number, theirs: Runs, target: Target | null): void {
  const reason = why(ours, theirs)
  if (reason !== null) {
    notThere(what, reason, target)
    return
  }
  const a = median(ours as Taken[], cpu) / (bytes / 1e6)
  const b = median(theirs as Taken[], ({ stdout }) => {
    const told = JSON.parse(stdout) as { cpu: number; bytes: number }
    return told.cpu / (told.bytes / 1e6)
  })
  line(what, `${figures(1 / a)} MB/s`, `${figures(1 / b)} MB/s`, b / a, target)
}

/** Other scripts beside English, per byte. */
function scripts(): void {
  const slice = `${Math.max(10, Math.round(megabytes / 5))}M`
  const file = (script: string): string => corpus(['--size', slice, '--script', script], 'out')
  const [english, arabic, chinese] = [file('english'), file('arabic'), file('chinese')]
  say('scripts')
  const took = inTurn(rounds, {
    english: scan(english, '-j 1'),
    arabic: scan(arabic, '-j 1'),
    chinese: scan(chinese, '-j 1'),
  })
  ratio(`scan of Arabic / of English, CPU, ${slice} each`, took.arabic, took.english, cpu, atMost(2))
  ratio(`scan of Chinese / of English, CPU, ${slice} each`, took.chinese, took.english, cpu, atMost(2))
}

/** How CPU and memory grow with the number of articles. What a scan of five files takes, the start, is taken off: it would flatter. */
function growth(five: string): void {
  const counts = asked.quick ? [2_000, 20_000] : [10_000, 100_000]
  if (asked.full) counts.push(10 * counts[1]!)
  const files = counts.map((count) => corpus(['--articles', String(count), '--mean-bytes', '1000'], 'out'))
  say('growth')
  const took = inTurn(Math.min(rounds, 3), {
    start: scan(five, '-j 1'),
    ...Object.fromEntries(files.map((file, i) => [`of ${counts[i]}`, scanPeak(file, '-j 1')])),
    ...(asked.full ? { limited: scanPeak(files.at(-1)!, '-j 1 --memory 400M') } : {}),
  } as { [name: string]: Command })
  const of = (count: number): Runs => took[`of ${count}`]!
  for (let i = 1; i < counts.length; i++) {
    const [few, many] = [counts[i - 1]!, counts[i]!]
    const what = `CPU of ${thousands(many)} articles of 1 KB / of ${thousands(few)}, exponent of growth`
    const reason = why(took.start!, of(few), of(many))
    if (reason !== null) {
      notThere(what, reason, atMost(1.05))
      continue
    }
    const [start, less, more] = [took.start!, of(few), of(many)].map((runs) => median(runs as Taken[], cpu)) as [
      number,
      number,
      number,
    ]
    const exponent = Math.log((more - start) / (less - start)) / Math.log(many / few)
    line(what, seconds(more), seconds(less), exponent, atMost(1.05))
  }
  const [few, many] = [counts.at(-2)!, counts.at(-1)!]
  memory(few, of(few), many, of(many), took.limited ?? null)
}

/** Peaks of resident memory; `limited` is the larger corpus again, with --memory 400M. */
function memory(few: number, less: Runs, many: number, more: Runs, limited: Runs | null): void {
  const peak: Of = (taken) => taken.peak
  const mebibytes = (x: number): string => `${figures(x)} MiB`
  const each = `peak memory of ${thousands(many)} articles less that of ${thousands(few)}, KiB an article`
  const reason = why(less, more)
  if (reason === null) {
    const [a, b] = [median(more as Taken[], peak), median(less as Taken[], peak)]
    line(each, mebibytes(a), mebibytes(b), ((a - b) * 1024) / (many - few), atMost(1))
  } else notThere(each, reason, atMost(1))
  if (limited === null) return
  const held = `peak memory of ${thousands(many)} articles with --memory 400M, in MB (theirs: without)`
  const missing = why(limited, more)
  if (missing === null) {
    const [a, b] = [median(limited as Taken[], peak), median(more as Taken[], peak)]
    line(held, mebibytes(a), mebibytes(b), a * 1.048576, atMost(450))
  } else notThere(held, missing, atMost(450))
  ratio('scan with --memory 400M / without, CPU', limited, more, cpu, atMost(1.3))
}

function smallFiles(): void {
  const count = asked.quick ? 10_000 : 100_000
  const folder = corpus(['--articles', String(count)], 'files')
  const listed = join(work, 'files.txt')
  spawnSync('bash', ['-c', `find ${quote(folder)} -type f > ${quote(listed)}`])
  say('small files')
  const cat: Command = { line: `xargs cat < ${quote(listed)} > /dev/null` }
  inTurn(1, { cat }) // into the cache
  const took = inTurn(Math.min(rounds, 3), { scan: scan(folder), cat })
  ratio(`scan of ${thousands(count)} small files / xargs cat, wall`, took.scan, took.cat, wall, atMost(4))
}

function start(five: string): void {
  say('start')
  const took = inTurn(4 * rounds + 1, {
    nothing: { line: 'node -e 0' },
    version: { line: `node ${quote(main)} --version` },
    scan: { line: `node ${quote(main)} scan ${quote(five)} --fail-on none` },
  })
  ratio('dittograph --version / node -e 0, wall', took.version, took.nothing, wall, atMost(1.8))
  ratio('scan of 5 small files / node -e 0, wall', took.scan, took.nothing, wall, atMost(4))
}

// ---------------------------------------------------------------------------------------------------------------- all

if (!existsSync(main)) {
  console.error('bench: dist/cli/main.js is not there; run npm run build')
  process.exit(2)
}
const file = asked.file ?? (wanted('job') ? corpus(['--size', size, '--seed', '1'], 'out') : null)
const data = file === null ? '' : `${(statSync(file).size / 1e6).toFixed(1)} MB, `
console.log(
  `${data}medians of ${rounds} rounds in turn; node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}\n`,
)
cells('what', 'ours', 'theirs', 'ratio', 'target', 'met')
console.log('|---|---|---|---|---|---|')
if (file !== null) wholeJob(file, asked.file === undefined)
const five = wanted('growth') || wanted('start') ? corpus(['--articles', '5'], 'files') : ''
if (wanted('scripts')) scripts()
if (wanted('growth')) growth(five)
if (wanted('files')) smallFiles()
if (wanted('start')) start(five)
console.log(`\n${met} targets met, ${missed} missed, ${absent} rows not there`)
