// A sample of the faults of `npm run faults`: every kind of call fails, and is where a run is killed, in every third scenario, each time at another place.
// The whole loop, every call, takes most of an hour.
import { afterAll, describe, expect, it } from 'vitest'
import type { Fault, Stage } from '../../bench/inject.js'
import { cannot, scenarios, stage } from '../../bench/inject.js'

const why = cannot()
const open: Stage[] = []
afterAll(() => {
  for (const { close } of open) close()
})

/** One place for each kind of call, of every third kind: which of both is told by the scenario's number, so that other scenarios try other ones. */
function sample(faults: readonly Fault[], turn: number): Fault[] {
  const kinds = new Map<string, Fault[]>()
  for (const fault of faults) {
    const kind = fault.how === 'KILL' ? `KILL ${fault.call}` : fault.call
    kinds.set(kind, [...(kinds.get(kind) ?? []), fault])
  }
  return [...kinds.keys()]
    .sort()
    .filter((_, i) => (i + turn) % 3 === 0)
    .map((kind) => {
      const of = kinds.get(kind)!
      return of[(turn * 7919 + of.length) % of.length]!
    })
}

describe.skipIf(why !== null)(`faults${why === null ? '' : `: skipped, because ${why}`}`, () => {
  it.each(scenarios.map((scenario, turn) => [scenario.name, scenario, turn] as const))(
    '%s: nothing is lost',
    async (_, scenario, turn) => {
      const staged = await stage(scenario)
      open.push(staged)
      expect(staged.faults.length).toBeGreaterThan(100)
      for (const fault of sample(staged.faults, turn)) {
        const { wrong, code } = await staged.strike(fault)
        expect(wrong, `${fault.call} #${fault.at} ${fault.how} (exit ${code}): ${fault.line}`).toEqual([])
      }
    },
    120_000,
  )

  // What the loop over all calls found: each of these lost something once.
  it.each([
    ['clean, a new directory', 'openat', 'EACCES', /"\/in\/z\.jsonl\.gz"/, 'a packed file that cannot be opened again'],
    ['clean, a new directory', 'pread64', 'EIO', /\/in\/z\.jsonl\.gz>/, 'a packed file that cannot be read again'],
    ['scan, two reports', 'openat', 'ENOSPC', /^openat.*\/spool"/, 'a temporary file that cannot be made'],
  ])(
    '%s, %s %s: %s (%s)',
    async (name, call, how, where) => {
      const staged = await stage(scenarios.find((scenario) => scenario.name === name)!)
      open.push(staged)
      const seen = staged.faults.filter((f) => f.call === call && f.how === how && where.test(f.line))
      const codes: (number | null)[] = []
      // The first and the last place and two between them: the loop tries all.
      const places = new Set([0, 1, 2, 3].map((i) => Math.floor((i * (seen.length - 1)) / 3)))
      for (const fault of seen.filter((_, i) => places.has(i))) {
        const { wrong, code } = await staged.strike(fault)
        expect(wrong, `#${fault.at}`).toEqual([])
        codes.push(code)
      }
      expect(codes).toContain(2)
    },
    120_000,
  )
})
