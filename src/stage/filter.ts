// The door of the one file that executors are handed (dist/dittograph.mjs): a stage and nothing else.
//
//   node dittograph.mjs stage NAME --settings FILE [--shard I/N]
import { stage } from './main.js'

const [, , , name = '', , settings = '', , shard = ''] = process.argv
const [, i, n] = /^(\d+)\/(\d+)$/.exec(shard) ?? []
process.exitCode = stage(name, settings, i === undefined ? null : [Number(i), Number(n)])
