// Lines over a scale of strength -> an SVG, for bench/results. Text is escaped; colours are told apart without colour too (dashes).
export interface Line {
  readonly name: string
  /** Strength (in percent), share found 0..1. */
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface Panel {
  readonly title: string
  readonly across: string
  readonly lines: readonly Line[]
}

const COLOURS = ['#1b6ca8', '#c0392b', '#2e7d32', '#8e44ad', '#b36b00', '#455a64']
const DASHES = ['', '6 3', '2 2', '8 2 2 2', '4 4', '1 3']
const WIDE = 360
const HIGH = 240
const LEFT = 46
const TOP = 30
const INNER = { wide: WIDE - LEFT - 14, high: HIGH - TOP - 74 }

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
const figure = (x: number): string => String(Math.round(x * 100) / 100)

/** Panels side by side. The scale of shares begins at the lowest tenth that is needed. */
export function chart(panels: readonly Panel[]): string {
  const out: string[] = []
  panels.forEach((panel, k) => {
    const xs = [...new Set(panel.lines.flatMap((l) => l.points.map(([x]) => x)))].sort((a, b) => a - b)
    const [first, last] = [xs[0]!, xs[xs.length - 1]!]
    const least = Math.floor(10 * Math.min(0.9, ...panel.lines.flatMap((l) => l.points.map(([, y]) => y)))) / 10
    const x = (v: number): string => figure(LEFT + ((v - first) / (last - first || 1)) * INNER.wide)
    const y = (v: number): string => figure(TOP + ((1 - v) / (1 - least)) * INNER.high)
    out.push(`<g transform="translate(${k * WIDE} 0)">`)
    out.push(`<text x="${LEFT}" y="18" font-weight="bold">${escaped(panel.title)}</text>`)
    const steps = Math.round((1 - least) * 10)
    for (let i = 0; i <= steps; i += steps > 5 ? 2 : 1) {
      const v = least + i / 10
      out.push(
        `<line x1="${LEFT}" x2="${LEFT + INNER.wide}" y1="${y(v)}" y2="${y(v)}" stroke="#ddd"/>`,
        `<text x="${LEFT - 6}" y="${y(v)}" text-anchor="end" dominant-baseline="middle">${v.toFixed(1)}</text>`,
      )
    }
    for (const v of xs)
      out.push(`<text x="${x(v)}" y="${TOP + INNER.high + 14}" text-anchor="middle">${figure(v)}</text>`)
    out.push(
      `<text x="${LEFT + INNER.wide / 2}" y="${TOP + INNER.high + 28}" text-anchor="middle">${escaped(panel.across)}</text>`,
    )
    panel.lines.forEach(({ name, points }, i) => {
      const [colour, dash] = [COLOURS[i % COLOURS.length], DASHES[i % DASHES.length]]
      const style = `fill="none" stroke="${colour}" stroke-width="2"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`
      out.push(`<polyline points="${points.map(([a, b]) => `${x(a)},${y(b)}`).join(' ')}" ${style}/>`)
      const at = TOP + INNER.high + 42 + 13 * Math.floor(i / 2)
      const from = LEFT + (i % 2) * (INNER.wide / 2)
      out.push(
        `<line x1="${from}" x2="${from + 22}" y1="${at - 4}" y2="${at - 4}" ${style}/>`,
        `<text x="${from + 27}" y="${at}">${escaped(name)}</text>`,
      )
    })
    out.push('</g>')
  })
  const size = `width="${panels.length * WIDE}" height="${HIGH}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${panels.length * WIDE} ${HIGH}" font-family="sans-serif" font-size="10">
<rect width="100%" height="100%" fill="#fff"/>
${out.join('\n')}
</svg>
`
}
