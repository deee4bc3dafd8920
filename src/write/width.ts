// How many terminal columns a text takes, and where it may be cut without breaking a character a reader sees.
//
// A terminal gives most characters one column, Han, Kana, Hangul and emoji two, and combining marks none. Where terminals
// disagree (spacing vowel signs of Indic scripts, symbols with an emoji form) the larger number is taken: a line that is
// a little short does no harm, one that is too long wraps and breaks the page.
// Characters that belong together (a letter and its marks, a flag, a family of emoji, the parts of a conjunct) are one
// cluster, and a cut never falls inside one. These are the rules of Unicode Annex 29 that news needs, written down
// because Intl.Segmenter answers differently from Node to Node.
// Law: columns(cut(text, room)) <= room.

/** Marks, as Unicode 17.0 lists them, in base 36: the gap to the range before, and how many more follow. */
const WITHOUT_COLUMN = unpack(
  'lc.33 7o.6 7c.18 2 2.1 2.1 2 21.a 1d.k h 2u.6 3.5 3.1 2.3 10 v.q 2k.a 1n.8 a p.3 2.8 2.2 2.4 18.2 1o.8 17.n ' +
    '2.v 1k 2 5.7 5 4.6 b.1 u 1n 5.3 9 l.1 r 3.1 1m 5.1 5.1 3.2 4 v.1 4 c.1 1m 5.4 2.1 5 l.1 n.5 2 1n 3 2.3 9 8.1 ' +
    'c.1 v 1q d 1f 4 1k 2.2 6.2 2.3 8.1 c.1 u 1n 3 7 6.1 l.1 t.1 1m.1 5.3 9 l.1 u 21 8.2 2 2j 3.6 d.7 2r 3.8 c.6 ' +
    '22.1 s 2 2 1k.d 2.4 2.1 6.a 2.z a 2v.3 2.5 2.1 3.1 q.1 5.2 h.3 e 3.1 7 g jk.2 qb.2 u.1 v.1 v.1 1t.1 2.6 9 ' +
    '3.a a 1a.2 2 3a.1 z 3b.2 5.1 a 7.2 64.1 3 1n 2.6 2 2 3.7 7.9 3 1d.19 3.b l.3 1d 2.4 2 6 15.8 d.1 x.3 3.1 2.2 ' +
    '1l 2.1 4 2.2 1n.7 3.1 49.2 2.c 2.6 5 7 4.1 5j.1r k1.w 2db.2 3y 2p.v ff.3 30.1 n9x.3 2.9 x.1 29.1 7l 4 5 q.1 ' +
    '6 48.1 r.h e 13.7 q.a 1b.2 1d 3.3 3.1 14 1w.5 3.1 3.1 d 9 1c 1g 2.2 3.1 6.1 2 17.1 9 6n 3 5 fn5 ki.f h.f r2 ' +
    '6b 46.4 1af.2 2.1 6.3 15.2 5 4m.1 fy.3 1u.4 8u.1 26.5 1z.a 1e.3 3g 1j.e 16 3.1 b.2 1e.3 3.1 8 1q.2 11.4 2.7 ' +
    '1r d.1 1h.8 b.3 3 2o.2 3 2.1 7 3 4e 4.7 m.1 1m.1 4 12.6 4.4 1z.5 e 2 2 f.1 2e.7 3.2 2 o 2d.5 2 5.1 2.1 6n.3 ' +
    '7.1 2.1 s.1 2e.7 3 2.1 2z 2 3.5 2 2u 2 3.3 2.4 78.8 2.1 75.1 2 5 41.3 3.1 5 x.9 15.5 3.3 9 a.5 3.2 1b.c 2.1 ' +
    '5j 2.2 2 5m.6 2.5 2 2b.l 3.6 2.1 2.1 3f.5 4 2.1 2.6 2 21.1 4 2 9o.1 c.1 1h.4 6 2 o 44m 7.e 8uh.b 4.2 1xd.4 ' +
    '1o.6 t5 1s.3 2a f5l.1 3mq.19 3.m f5.2 i.7 3.6 v.3 45.2 1j0.1i 5.1d 9 f n.4 2.e 11t.6 2.g 3.6 2.1 2.4 2t 4h.6 ' +
    'ag 1q.3 e5.3 73.1 6s 3 8.1 6 d7.6 32.6 gzhy.6n',
)
const WITH_COLUMN = unpack(
  '1s3 1k 3.2 9.3 2.1 1f.1 1n.2 7.1 3.1 b 18 1n.2 1v 1n.2 9 2.1 1i.1 1n 2 7.1 3.1 b 2v.1 2.1 4.2 2.2 b 16.2 ' +
    '1q.3 1q.1 1n 2.4 3.1 2.1 a.1 t f.1 1n.2 6.2 2.2 b 17.1 24.2 7.7 j.1 97.1 1s 4s.1 5 7 3.1 q.1 b.2 3.6 m.1 3.5 ' +
    '3 b.2 1a1 v 3m 8.7 2.1 9n.3 3.2 5.1 2.5 69.1 1n 2 a 2.1 9.5 42 1d 6 2.4 2.1 1q v 5.1 3 1p 3.2 2 4.1 1d.7 9.1 ' +
    '4s m 3sn.1 np0.1 3 2h.1 1f.f 3z.1 1c 1d.1 5.1 3.2 33.1 3.1 p 1a 2 32 3.1 6 6m.1 2.1 2.1 2 jro 2 3k 1a.2 5.1 ' +
    '38 p.1 1o 1d.2 a.1 e 2m.2 4.1 2 4r.2 w.1 1n.1 2.3 3.1 3.2 a b.1 2d.2 8 3 2.3 2.1 2 2u.2 9.1 4 2z.2 7 2.3 3 ' +
    '6m.2 7.3 3 36.2 9.1 2 32 2.1 7 2w 2.1 5 7a.2 a 6w.5 2.1 5 3 2 3z.2 9.3 5 2d u.1 1r 5m 4 2 5k f 2z 8 3 5y.4 ' +
    '5.1 2 9r.1 d 1d.1 9.1 2 d0p.2 2sl.1i 2x.1 j90.1 7.5',
)

/** What takes two columns, in pairs of first and last: East Asian wide, and whole blocks of symbols that hold emoji. */
const WIDE = Uint32Array.from(
  (
    '1100-115f 231a-231b 2329-232a 23e9-23f3 25fd-25fe 2600-27bf 2b1b-2b55 2e80-303e 3041-a4cf a960-a97c ' +
    'ac00-d7a3 f900-faff fe10-fe19 fe30-fe6b ff01-ff60 ffe0-ffe6 16fe0-18dff 1aff0-1b2ff 1d300-1d376 ' +
    '1f000-1faff 20000-3fffd'
  ).split(/[ -]/),
  (digits) => Number.parseInt(digits, 16),
)

const JOINER = 0x200d
const EMOJI_FORM = 0xfe0f

/** Signs that bind the consonant before to the one after: the viramas of scripts that write conjuncts. */
const VIRAMAS = new Set([0x94d, 0x9cd, 0xacd, 0xb4d, 0xc4d, 0xd4d, 0x1039, 0x17d2])

/** Columns of a text that holds no control characters. */
export function columns(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let sum = 0
  for (const cluster of clusters(text)) sum += clusterColumns(cluster)
  return sum
}

/** The text if it fits into `room` columns, else as many whole clusters as do, and an ellipsis. */
export function cut(text: string, room: number): string {
  if (columns(text) <= room) return text
  let out = ''
  let left = room - 1
  if (left < 0) return ''
  for (const cluster of clusters(text)) {
    left -= clusterColumns(cluster)
    if (left < 0) break
    out += cluster
  }
  return `${out.trimEnd()}…`
}

/** The text in lines of at most `room` columns, broken at spaces; a word longer than a line is broken between clusters. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  const next = (): void => {
    lines.push(line)
    line = ''
    used = 0
  }
  for (const word of text.split(' ')) {
    const size = columns(word)
    if (used > 0 && used + 1 + size > room) next()
    else if (used > 0) {
      line += ' '
      used++
    }
    if (size <= room) {
      line += word
      used += size
      continue
    }
    for (const cluster of clusters(word)) {
      const more = clusterColumns(cluster)
      if (used > 0 && used + more > room) next()
      line += cluster
      used += more
    }
  }
  if (line !== '' || lines.length === 0) next()
  return lines
}

/** What a reader takes for one character, one after the other. */
export function* clusters(text: string): Generator<string> {
  let cluster = ''
  let last = 0
  let flags = 0
  for (const char of text) {
    const point = char.codePointAt(0)!
    flags = isFlag(point) ? flags + 1 : 0
    if (cluster !== '' && !belongs(point, last, flags)) {
      yield cluster
      cluster = ''
      if (flags > 0) flags = 1
    }
    cluster += char
    last = point
  }
  if (cluster !== '') yield cluster
}

/** True for a mark that takes no column: an accent, a vowel point, a vowel of old Hangul. */
export function isMark(point: number): boolean {
  return point >= 0x300 && (inside(WITHOUT_COLUMN, point) || isHangulTail(point))
}

function belongs(point: number, last: number, flags: number): boolean {
  if (point < 0x300) return false
  if (isMark(point) || inside(WITH_COLUMN, point)) return true
  if (point === JOINER || point === 0x200c || point === 0xe33 || point === 0xeb3) return true
  if (point >= 0x1f3fb && point <= 0x1f3ff) return true // skin tones
  if (flags > 0) return flags === 2
  return last === JOINER || VIRAMAS.has(last)
}

function clusterColumns(cluster: string): number {
  let sum = 0
  for (const char of cluster) {
    const point = char.codePointAt(0)!
    if (point === EMOJI_FORM) sum = Math.max(sum, 2)
    else if (point === JOINER || point === 0x200c || isMark(point)) continue
    else sum += point >= 0x1100 && inside(WIDE, point) ? 2 : 1
  }
  return sum
}

const isFlag = (point: number): boolean => point >= 0x1f1e6 && point <= 0x1f1ff

const isHangulTail = (point: number): boolean =>
  (point >= 0x1160 && point <= 0x11ff) || (point >= 0xd7b0 && point <= 0xd7fb)

/** Whether a point lies in a sorted list of [first, last] pairs. */
function inside(pairs: Uint32Array, point: number): boolean {
  let low = 0
  let high = pairs.length >> 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (pairs[2 * middle + 1]! < point) low = middle + 1
    else high = middle
  }
  return low < pairs.length >> 1 && pairs[2 * low]! <= point
}

function unpack(packed: string): Uint32Array {
  let at = 0
  return Uint32Array.from(
    packed.split(' ').flatMap((range) => {
      const [gap, more] = range.split('.')
      const first = at + Number.parseInt(gap!, 36)
      at = first + (more === undefined ? 0 : Number.parseInt(more, 36))
      return [first, at]
    }),
  )
}
