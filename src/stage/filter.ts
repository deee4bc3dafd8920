// The door of the one file that executors are handed (dist/dittograph.mjs): a stage and nothing else.
//
//   node dittograph.mjs stage NAME --settings FILE [--shard I/N]
import { setFlagsFromString } from 'node:v8'
import { stage } from './main.js'

// An engine starts a filter for each of its tasks, and most live for seconds: V8 would spend as long on optimizing as on running. So it waits four times as
// long before it does (npm run bench:stages prints the CPU of each).
setFlagsFromString('--interrupt-budget=600000')

const [, , , name = '', , settings = '', , shard = ''] = process.argv
const [, i, n] = /^(\d+)\/(\d+)$/.exec(shard) ?? []
process.exitCode = stage(name, settings, i === undefined ? null : [Number(i), Number(n)])
