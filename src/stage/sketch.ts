// Stage `sketch`: files -> one row an article with everything pass 1 keeps of it, and its text.
//
// It is pass 1 of the embedded run (survey.ts), a file at a time, and what the survey holds as columns is written as rows: numbers, and lists
// for what an article has many of (band keys, anchors, passages). So an article is one row on the pipe, and SQL takes the lists apart.
// A number names an article for the whole run: its file's number times 2^30, plus its place in the file. They ascend as the
// articles of an embedded run do.
//
// Memory: the columns of one file, about 220 bytes an article and 12 an anchor.
import { hash } from 'node:crypto'
import { mix } from '../kernel/hash.js'
import { BANDS } from '../kernel/minhash.js'
import type { Facts, Format, SourceFile, Trouble } from '../model.js'
import { survey } from '../survey.js'
import { scaleOut } from './scale.js'
import type { Settings } from './settings.js'
import type { World } from './stages.js'
import type { Rows } from './wire.js'
import { packed, StageError, unpacked } from './wire.js'

export interface FileRow {
  readonly file: number
  readonly path: string
  readonly lies: string
  readonly format: Format
  readonly size: number
  readonly against: number
}

/** Articles of one file at most: numbers of articles stay below 2^53. */
export const PER_FILE: number = 2 ** 30

export const SKETCHED = [
  'n',
  'file',
  'line',
  'place',
  'size',
  'gap',
  'skip',
  'bytes',
  'tokens',
  'quarters',
  'fold',
  'sha',
  'outlet',
  'mixed',
  'idlo',
  'idhi',
  'id',
  'idpath',
  'settled',
  'facts',
  'outletname',
  'bands',
  'anchors',
  'passages',
  'body',
  'shown',
  'scale',
] as const

/** 64 bits of two lanes as a number that SQL knows. */
export const signed = (lo: number, hi: number): bigint => BigInt.asIntN(64, (BigInt(hi) << 32n) | BigInt(lo))

export function sketch(input: Iterable<FileRow>, out: Rows, settings: Settings, world: World): void {
  for (const row of input) {
    out.taken++
    const source: SourceFile = {
      path: unpacked(row.path).toString(),
      at: unpacked(row.lies).toString(),
      format: row.format,
      size: row.size,
      against: row.against === 1,
    }
    sketchFile(row.file, source, out, settings, world)
  }
}

function sketchFile(file: number, source: SourceFile, out: Rows, settings: Settings, world: World): void {
  const troubles: Trouble[] = []
  const reader = world.reader([source], settings, (t) => troubles.push(t))
  const exchange = world.exchange()
  const s = survey(reader, world.crew(settings.recipe), { advance() {}, trouble: (t) => troubles.push(t) }, () =>
    exchange.column(),
  )
  if (s.count > PER_FILE) throw new StageError(`${source.path} holds more than ${PER_FILE} articles: split it`)
  const number = (i: number): number => file * PER_FILE + i
  let band = 0
  let anchor = 0
  for (let i = 0; i < s.count; i++) {
    const skipped = s.skip.get(i) !== 0
    const bands: bigint[] = []
    const anchors: bigint[] = []
    if (band < s.bandArticle.length && s.bandArticle.get(band) === i) {
      for (let k = 0; k < BANDS; k++) {
        const key = s.bandKeys[k]!.get(band)
        if (key !== 0) bands.push(signed(key, k))
      }
      for (const to = s.anchorTo.get(band++); anchor < to; anchor++)
        anchors.push(signed(s.anchorLo.get(anchor), s.anchorHi.get(anchor)))
    }
    const passages: string[] = []
    if (s.twin.get(i) === i) {
      const { lo, hi, start, end, place } = s.passages
      const from = s.passageFrom.get(i)
      for (let p = from; p < s.passageTo.get(i); p++)
        passages.push([p - from, lo.get(p), hi.get(p), start.get(p), end.get(p), place.get(p)].join(':'))
    }
    let text: Uint8Array = new Uint8Array(0)
    let facts: Facts | null = null
    let outlet: Uint8Array | null = null
    let scale = ''
    if (!skipped) {
      const record = reader.record(0, s.at(i), s.end(i), s.line.get(i))
      ;({ text, outlet } = record)
      facts = record.facts()
      if (record.scale !== null) scale = scaleOut(record.scale, text.length)
    }
    const id = s.ids.get(i)
    const lo = s.foldLo.get(i)
    out.row(
      'A',
      number(i),
      file,
      s.line.get(i),
      s.at(i),
      s.size(i),
      s.gap.get(i),
      s.skip.get(i),
      s.bytes(i),
      s.tokens.get(i),
      s.quarters.get(i),
      signed(lo, s.foldHi.get(i)),
      skipped ? '' : hash('sha256', text).slice(0, 32),
      s.outlet.get(i),
      mix(lo),
      s.idLo.get(i),
      s.idHi.get(i),
      packed(id),
      packed(pathIn(id)),
      s.settled(i) ? packed(JSON.stringify(s.settled(i))) : '',
      facts === null ? '' : packed(JSON.stringify(facts)),
      outlet === null ? '' : packed(outlet),
      bands.join(','),
      // A run that an article has twice is one key.
      [...new Set(anchors)].join(','),
      passages.join(','),
      packed(text),
      scale === '' ? -1 : s.shown(i),
      scale,
    )
  }
  // Of twins that are too large only the first is told of: SQL knows which that is.
  for (const [i, t] of troubles.entries())
    out.row('T', t.code === 'E_TOO_LARGE' ? 1 : 0, file, t.line ?? 0, i, packed(JSON.stringify(t)))
  reader.unchanged()
  reader.close()
}

/** The path in an id that looks like `path#line`; empty when it does not. */
function pathIn(id: Uint8Array): string {
  const text = Buffer.from(id.buffer, id.byteOffset, id.length).toString()
  const at = text.lastIndexOf('#')
  return at > 0 && /^\d+$/.test(text.slice(at + 1)) ? text.slice(0, at) : ''
}
