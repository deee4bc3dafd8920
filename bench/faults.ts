// What survives which fault? Every fault of bench/inject.ts on the built command, and a table of what came of them.
//
//   npm run faults                       # all: about half an hour on two cores
//   npm run faults -- --every 10         # a tenth of them
//   npm run faults -- --turns            # every call, once: with its errors in turn; and every kill
//   npm run faults -- --only in-place    # scenarios whose name has that word
//   npm run faults -- --hands 1          # one at a time; otherwise as many as there are processors
// Ends with 1 when anything was lost.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Fault, Outcome } from './inject.js'
import { cannot, scenarios, stage } from './inject.js'

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    turns: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    hands: { type: 'string', default: String(availableParallelism()) },
  },
})
const why = cannot()
if (why !== null) {
  console.log(`no faults were injected: ${why}`)
  process.exit(0)
}
const every = Number(values.every)
let lost = 0
console.log('| run | faults | errors | kills | exit 2 | went on | old | new | partial, said | missed | lost |')
console.log('|---|---|---|---|---|---|---|---|---|---|---|')
for (const scenario of scenarios) {
  if (!scenario.name.includes(values.only)) continue
  const { faults, strike, close } = await stage(scenario)
  try {
    const chosen = (values.turns ? inTurn(faults) : faults).filter((_, i) => i % every === 0)
    const tried = await all(chosen, strike)
    const outcomes = tried.filter((o) => o.left !== 'missed')
    const bad = outcomes.filter((o) => o.wrong.length > 0)
    lost += bad.length
    const count = (of: (o: Outcome) => boolean): number => outcomes.filter(of).length
    const kill = (o: Outcome): boolean => o.fault.how === 'KILL'
    const cells = [
      scenario.name,
      outcomes.length,
      count((o) => !kill(o)),
      count(kill),
      count((o) => o.code === 2),
      count((o) => !kill(o) && o.code !== 2),
      count((o) => o.left === 'old'),
      count((o) => o.left === 'new'),
      count((o) => o.left === 'partial'),
      tried.length - outcomes.length,
      bad.length,
    ]
    console.log(`| ${cells.join(' | ')} |`)
  } finally {
    close()
  }
}
process.exitCode = lost === 0 ? 0 : 1

async function all(faults: readonly Fault[], strike: (fault: Fault) => Promise<Outcome>): Promise<Outcome[]> {
  const out: Outcome[] = []
  let next = 0
  const hand = async (): Promise<void> => {
    while (next < faults.length) {
      const outcome = await strike(faults[next++]!)
      out.push(outcome)
      const { fault, code, wrong } = outcome
      if (wrong.length > 0)
        console.error(`${fault.call} #${fault.at} ${fault.how} (exit ${code}): ${fault.line}\n  ${wrong.join('\n  ')}`)
    }
  }
  await Promise.all(Array.from({ length: Number(values.hands) }, hand))
  return out
}

/** Of the errors of each call one: the nth call of its name gets the nth of them. */
function inTurn(faults: readonly Fault[]): Fault[] {
  const calls = new Map<string, Fault[]>()
  for (const fault of faults) {
    const call = `${fault.call} ${fault.at} ${fault.how === 'KILL'}`
    calls.set(call, [...(calls.get(call) ?? []), fault])
  }
  const turns = new Map<string, number>()
  return [...calls.values()].map((errors) => {
    const kind = `${errors[0]!.call} ${errors.length}`
    const turn = turns.get(kind) ?? 0
    turns.set(kind, turn + 1)
    return errors[turn % errors.length]!
  })
}
