// Writes schema.json, the JSON Schema of dittograph.json, from the table of flags.
//
//   npm run schema            # writes it
//   npm run schema -- --check # exit 1 when schema.json says something else
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { configSchema } from '../src/cli/schema.js'

const file = 'schema.json'
const wanted = `${JSON.stringify(configSchema(), null, 2)}\n`
if (!process.argv.includes('--check')) writeFileSync(file, wanted)
else if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) {
  console.error(`${file} does not say what the table of flags says: npm run schema`)
  process.exit(1)
}
