#!/usr/bin/env node
// The door: argv -> exit code. Every module that is loaded costs a third of a millisecond and more, and all of them three times what Node
// itself takes to start. So what asks for a line or a page is answered here, with the few modules it takes; run.ts does the rest, and loads
// what its command needs. test/cli/start.test.ts says what is loaded when.

const argv = process.argv.slice(2)
const answered = (await said('--version', version)) || (await said('--help', page))
if (!answered) {
  const { run } = await import('./run.js')
  process.exitCode = await run(argv)
}

/** Answers when `word` is all that was asked. What cannot be written is asked again of run.ts, which says why. */
async function said(word: string, text: () => Promise<string>): Promise<boolean> {
  if (argv.length !== 1 || argv[0] !== word) return false
  const [answer, { pour }] = await Promise.all([text(), import('../store/publish.js')])
  try {
    pour(1, (put) => put(answer), 'standard output')
    return true
  } catch {
    return false
  }
}

async function version(): Promise<string> {
  return `${(await import('../version.js')).version}\n`
}

async function page(): Promise<string> {
  return (await import('./help.js')).help(null)
}
