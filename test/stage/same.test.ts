// The law of this room: the records of a plan are those of the embedded run, byte for byte, for any number of partitions, whatever
// the texts hold, and when a task is asked twice. And what would break it ends the run.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clean, verify } from '../../src/index.js'
import { prose, seeded } from '../stories.js'
import { embedded, planned } from './both.js'
import { hostile } from './hostile.js'
import { bundle, carriedOut, readRows } from './transform.js'

const corpus = new URL('../../corpus', import.meta.url).pathname
const reuters = new URL('../../../shared/data/reuters/docs.jsonl', import.meta.url).pathname
const dir = mkdtempSync(join(tmpdir(), 'dittograph-hostile-'))
const LONG = { timeout: 600_000 }

beforeAll(() => hostile(dir, 20_150_720))
afterAll(() => rmSync(dir, { recursive: true }))

describe('the records of a plan are those of a scan', () => {
  for (const partitions of [1, 7])
    it(`of the corpus, in ${partitions} partitions`, LONG, async () => {
      const { prepared, dir } = planned({ patterns: [corpus] })
      const lines = await carriedOut(prepared, { dir, partitions, retried: partitions - 1 })
      expect(lines).toEqual(embedded({ patterns: [corpus] }))
    })

  it('of hostile text, in 3', LONG, async () => {
    const planning = planned({ patterns: [dir] })
    const lines = await carriedOut(planning.prepared, { dir: planning.dir, partitions: 3 })
    const wanted = embedded({ patterns: [dir] })
    // What is hostile about it came through.
    for (const sign of [
      '\\u00003',
      '\\\\N4',
      '\\t0',
      '\\r1',
      '"id":"nasty/all.jsonl#15"',
      'E_BAD_JSON',
      'N_DUPLICATE_ID',
      '"kind":"part"',
    ])
      expect(wanted.join('\n')).toContain(sign)
    expect(lines).toEqual(wanted)
  })

  it('where boilerplate is cut, parts go, and others are compared with', LONG, async () => {
    const ask = {
      patterns: [join(dir, 'random0'), join(dir, 'nasty')],
      against: [join(dir, 'random1')],
      root: dir,
      boilerplate: 'cut',
      parts: 'drop',
      keep: 'longest',
    } as const
    const planning = planned(ask)
    expect(await carriedOut(planning.prepared, { dir: planning.dir, partitions: 2 })).toEqual(embedded(ask))
  })

  it('where texts that are one when they are written have other keys: each speaks for the text', LONG, async () => {
    // Each story is printed once, and twice in one article. A third one has its end before its beginning, as only the second has, and is near enough to count
    // as one of them by the keys of the one and not of the other.
    const texts = Array.from({ length: 60 }, (_, n) => {
      const story = prose(seeded(n), 60)
      const words = story.split(' ')
      const round = [...words.slice(-22), ...words.slice(0, 22)].join(' ')
      return [story, `${story}\n\n${story}`, `${round} ${prose(seeded(1000 + n), 14)}`]
    }).flat()
    for (let n = 0; n < 5; n++) texts.push(`${prose(seeded(2000 + n), 60)}\n\nRead more of us every day at the kiosk.`)
    const file = join(dir, 'twice.jsonl')
    writeFileSync(file, texts.map((text, i) => JSON.stringify({ id: `n${i}`, source: 'Post', text })).join('\n'))
    const wanted = embedded({ patterns: [file] })
    expect(wanted.join('\n')).toContain('"kind":"boilerplate"')
    const planning = planned({ patterns: [file] })
    expect(await carriedOut(planning.prepared, { dir: planning.dir, partitions: 2 })).toEqual(wanted)
    rmSync(file)
  })

  it.skipIf(!existsSync(reuters))('of a part of Reuters, in 4', LONG, async () => {
    const file = join(dir, 'reuters.jsonl')
    const head = spawnSync('head', ['-n', '1500', reuters], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout
    writeFileSync(file, head)
    const planning = planned({ patterns: [file] })
    expect(await carriedOut(planning.prepared, { dir: planning.dir, partitions: 4 })).toEqual(
      embedded({ patterns: [file] }),
    )
    rmSync(file)
  })
})

describe('cleaned files', () => {
  const files = (at: string): Map<string, Buffer> =>
    new Map(
      readdirSync(at, { recursive: true, withFileTypes: true })
        .filter((f) => f.isFile())
        .map((f) => [relative(at, join(f.parentPath, f.name)), readFileSync(join(f.parentPath, f.name))]),
    )
  const manifest = (at: string): string[] =>
    readFileSync(join(at, 'undo', 'manifest.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => /^\{"type":"(?:file|edit)"/.test(line))

  it('are those of a clean, each with what takes it back, when a task is asked twice too', LONG, async () => {
    const policy = { boilerplate: 'cut', skipped: 'drop' } as const
    const whole = join(dir, 'whole')
    const cleaned = clean({ patterns: [join(dir, 'nasty'), corpus], root: '/', ...policy, out: whole, maxRemoved: 1 })
    cleaned.scan.close()
    const planning = planned({ patterns: [join(dir, 'nasty'), corpus], root: '/', ...policy })
    const out = join(dir, 'parts')
    const how = { dir: planning.dir, partitions: 3, retried: 0, clean: { out, maxRemoved: 1 } }
    await carriedOut(planning.prepared, how)
    const parts = readdirSync(out).sort()
    const texts = parts.flatMap((part) => [...files(join(out, part, 'text'))])
    expect(new Map(texts)).toEqual(files(join(whole, 'text')))
    expect(parts.flatMap((part) => manifest(join(out, part)))).toEqual(manifest(whole))
    for (const part of parts) expect(verify(join(out, part))).toEqual([])
    rmSync(out, { recursive: true })
    rmSync(whole, { recursive: true })
  })

  it('are not written when more would go than may', LONG, async () => {
    const planning = planned({ patterns: [dir] })
    const how = { dir: planning.dir, partitions: 2, clean: { out: join(dir, 'parts'), maxRemoved: 0.1 } }
    await expect(carriedOut(planning.prepared, how)).rejects.toThrow(/more than 0.1 of the articles would be removed/)
    expect(existsSync(join(dir, 'parts'))).toBe(false)
  })
})

describe('what would break it ends the run', () => {
  const { prepared, dir } = planned({ patterns: [join(corpus, 'la-ribera.jsonl')] })
  const usual = (stage: string): string => `node ${bundle} stage ${stage} --settings settings.json`
  const failing = (command: (stage: string, partition: number) => string | null): Promise<string[]> =>
    carriedOut(prepared, { dir, partitions: 2, command })

  it('a task of another version', LONG, async () => {
    const older = (stage: string): string | null =>
      stage === 'sketch'
        ? `${usual(stage)} | sed 's/^\\(#.*\\)\\t${prepared.settings.version}\\t/\\1\\t0.0.9\\t/'`
        : null
    await expect(failing(older)).rejects.toThrow(/stage sketch: 1 rows taken of 1, .* 1 other versions or recipes than/)
  })

  it('a row that is lost', LONG, async () => {
    const lossy = (stage: string): string | null => (stage === 'records' ? `${usual(stage)} | sed 5d` : null)
    await expect(failing(lossy)).rejects.toThrow(/stage records: .* nothing is published/)
  })

  it('a row that is broken in two', LONG, async () => {
    const torn = (stage: string): string | null => (stage === 'decide' ? `${usual(stage)} | sed '3s/\\t/\\r/4'` : null)
    await expect(failing(torn)).rejects.toThrow(/stage decide: .* nothing is published/)
  })

  it('a character that is lost', LONG, async () => {
    const cut = (stage: string): string | null => (stage === 'sketch' ? `${usual(stage)} | sed '1s/.$//'` : null)
    await expect(failing(cut)).rejects.toThrow(/stage sketch: .* nothing is published|Conversion Error/)
  })

  it('a task that fails, in its own words', LONG, async () => {
    const poison = (stage: string): string | null =>
      stage === 'verify' ? `(cat; echo '{"g":') | ${usual(stage)}` : null
    await expect(failing(poison)).rejects.toThrow(/status 3\. Error: dittograph stage verify: row \d+ is no JSON/)
  })
})

it('rows are read as the engine reads them', () => {
  expect(readRows(Buffer.from('a\tb\tc\td\r\\N\t\tx\n1\n'), 3)).toEqual([
    ['a', 'b', 'c'],
    [null, '', 'x'],
    ['1', null, null],
  ])
})
