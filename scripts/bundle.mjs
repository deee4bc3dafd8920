// The one file that a cluster's machines are handed: dist/stage/filter.js with all it imports, the kernel and the version inside.
import { readFileSync } from 'node:fs'
import { rolldown } from 'rolldown'

const kernel = readFileSync('dist/kernel/kernel.wasm').toString('base64')
const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

const inside = {
  name: 'inside',
  transform(code, id) {
    if (/dist[\\/]version\.js$/.test(id)) return `export const version = ${JSON.stringify(version)}`
    if (!/dist[\\/]kernel[\\/]wasm\.js$/.test(id)) return null
    const place = 'const packed = undefined'
    if (!code.includes(place)) throw new Error('the kernel has no place in dist/kernel/wasm.js any more')
    return code.replace(place, `const packed = '${kernel}'`)
  },
}

const bundle = await rolldown({ input: 'dist/stage/filter.js', platform: 'node', plugins: [inside] })
await bundle.write({ file: 'dist/dittograph.mjs', format: 'esm', codeSplitting: false, minify: false })
