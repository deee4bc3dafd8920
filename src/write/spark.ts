// Where in an article its repeats stand, as one word of block characters, from the article's first byte to its last:
//
//   ··░░░░░░··▄█████    ░ was said first here, ▁ to █ is said again (how much of the sixteenth), · neither
//
// Law: CELLS characters, whatever the spans; linear in the number of spans.
import type { Span } from '../model.js'

export const CELLS = 16
const AGAIN = '▁▂▃▄▅▆▇█'
export const LEGEND = '░ was said first there, █ is said again, · neither; from its beginning to its end'

export class Spark {
  readonly #bytes: number
  readonly #again = new Float64Array(CELLS)
  readonly #first = new Float64Array(CELLS)
  #any = false

  /** Of an article of so many bytes; 0: not known, and nothing is shown. */
  constructor(bytes: number) {
    this.#bytes = bytes
  }

  /** A passage that is said again, and where it stands first in the same article. */
  add(again: Span, first: Span | null): void {
    if (this.#bytes === 0 || again[1] > this.#bytes) return
    this.#any = true
    this.#fill(this.#again, again)
    if (first !== null && first[1] <= this.#bytes) this.#fill(this.#first, first)
  }

  #fill(cells: Float64Array, [start, end]: Span): void {
    const size = this.#bytes / CELLS
    const last = Math.min(CELLS - 1, Math.floor(end / size))
    for (let i = Math.floor(start / size); i <= last; i++)
      cells[i]! += Math.max(0, Math.min(end, (i + 1) * size) - Math.max(start, i * size)) / size
  }

  /** Empty when nothing was added. */
  toString(): string {
    if (!this.#any) return ''
    return Array.from(this.#again, (share, i) =>
      // A hair of a neighbour's passage is none of this cell's.
      share > 0.02 ? AGAIN.charAt(Math.min(7, Math.ceil(share * 8) - 1)) : this.#first[i]! > 0.02 ? '░' : '·',
    ).join('')
  }
}
