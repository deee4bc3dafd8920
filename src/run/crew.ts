// Threads: batches in, answers out, both in shared memory, in slots of a fixed size.
//
// The caller's thread deals the batches out, and does one itself whenever all slots are taken; so it never waits while there is work, and
// one slow thread holds nobody up but itself. Answers are taken in the order of the batches. Everything is synchronous: a slot is a word
// that tells whose turn it is, and whoever has to wait sleeps on it (Atomics.wait). A batch that does not fit a slot, or whose
// answer does not, is done by the caller.
//
// Law: what is taken, and in which order, does not depend on the number of threads (test/run/crew.test.ts).
import { Worker } from 'node:worker_threads'
import type { Crew, Hand } from '../model.js'

/** Slots of a thread: while it works on one, the next lies ready. */
const SLOTS = 2
const INPUT_WORDS: number = (1 << 18) + (1 << 16)
const OUTPUT_WORDS: number = 1 << 19
// Words of a slot's head.
const TURN = 0
const KIND = 1
const LENGTH = 2
const HEAD = 16
// Whose turn it is.
const FREE = 0
const GIVEN = 1
const DONE = 2
const FAILED = 3
/** Second word of a bell. */
const THERE = 1
/** Answers that do not fit have this length. */
const TOO_MUCH: number = 0xffffffff
/** After so long without a sign the caller does a batch itself, ms: a thread that died gives none. */
const PATIENCE = 60_000

/** One slot as both sides see it. */
class Slot {
  readonly head: Int32Array
  readonly input: Uint32Array
  readonly output: Uint32Array

  constructor(memory: SharedArrayBuffer) {
    this.head = new Int32Array(memory, 0, HEAD)
    this.input = new Uint32Array(memory, 4 * HEAD, INPUT_WORDS)
    this.output = new Uint32Array(memory, 4 * (HEAD + INPUT_WORDS), OUTPUT_WORDS)
  }
}

/** What a thread is started with. */
export interface Post {
  readonly slots: readonly SharedArrayBuffer[]
  /** First what was given, counted; the thread sleeps on it; negative: the work is over. Then whether the thread is there. */
  readonly bell: Int32Array
}

/** A crew of `threads` threads and the caller. `module`: what a thread runs; it calls `serve`. */
export class Threads implements Crew {
  readonly #slots: Slot[] = []
  readonly #bells: Int32Array[] = []
  readonly #workers: Worker[] = []
  readonly #hand: Hand
  readonly #patience: number
  readonly #queue: Task[] = []
  #output: Uint32Array = new Uint32Array(OUTPUT_WORDS)

  /** `patience`: ms. */
  constructor(threads: number, module: URL, data: unknown, hand: Hand, patience: number = PATIENCE) {
    this.#hand = hand
    this.#patience = patience
    for (let t = 0; t < threads; t++) {
      const memories = Array.from(
        { length: SLOTS },
        () => new SharedArrayBuffer(4 * (HEAD + INPUT_WORDS + OUTPUT_WORDS)),
      )
      const bell = new Int32Array(new SharedArrayBuffer(8))
      const post: Post = { slots: memories, bell }
      try {
        const worker = new Worker(module, { workerData: { post, data } })
        worker.unref()
        // A thread that cannot start never says that it is there, and gets nothing to do.
        worker.on('error', () => {})
        this.#workers.push(worker)
      } catch {
        break
      }
      this.#bells.push(bell)
      this.#slots.push(...memories.map((memory) => new Slot(memory)))
    }
  }

  run(kind: number, input: Uint32Array, take: (output: Uint32Array) => void): void {
    this.#drain()
    const busy = new Set(this.#queue.map((task) => task.slot))
    // A slot of each thread before the second of any.
    const order = this.#slots.map((_, i) => (i % this.#bells.length) * SLOTS + Math.floor(i / this.#bells.length))
    const free =
      input.length > INPUT_WORDS
        ? undefined
        : order.find(
            (i) =>
              !busy.has(i) &&
              Atomics.load(this.#bells[Math.floor(i / SLOTS)]!, THERE) === 1 &&
              Atomics.load(this.#slots[i]!.head, TURN) === FREE,
          )
    if (free === undefined) {
      // The answer waits for its turn, unless it is the first.
      const answer = this.#own(kind, input)
      this.#queue.push({ slot: -1, kind, take, answer: this.#queue.length === 0 ? answer : answer.slice() })
    } else {
      const { head, input: into } = this.#slots[free]!
      into.set(input)
      head[KIND] = kind
      head[LENGTH] = input.length
      Atomics.store(head, TURN, GIVEN)
      const bell = this.#bells[Math.floor(free / SLOTS)]!
      Atomics.add(bell, 0, 1)
      Atomics.notify(bell, 0)
      this.#queue.push({ slot: free, kind, take, answer: null })
    }
    this.#drain()
  }

  finish(): void {
    while (this.#queue.length > 0) {
      this.#drain()
      const first = this.#queue[0]
      if (first === undefined) return
      const { head } = this.#slots[first.slot]!
      if (Atomics.wait(head, TURN, GIVEN, this.#patience) === 'timed-out') {
        // The thread gets nothing more, and what it has is done here.
        const thread = Math.floor(first.slot / SLOTS)
        Atomics.store(this.#bells[thread]!, THERE, 0)
        for (const task of this.#queue) {
          if (task.slot < 0 || Math.floor(task.slot / SLOTS) !== thread) continue
          task.answer = this.#own(task.kind, this.#slots[task.slot]!.input.slice()).slice()
          task.slot = -1
        }
      }
    }
  }

  close(): void {
    for (const bell of this.#bells) {
      Atomics.store(bell, 0, -1)
      Atomics.notify(bell, 0)
    }
    for (const worker of this.#workers) void worker.terminate()
  }

  /** Take what is done, from the front. */
  #drain(): void {
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      if (first.slot < 0) {
        this.#queue.shift()
        first.take(first.answer!)
        continue
      }
      const { head, input, output } = this.#slots[first.slot]!
      const turn = Atomics.load(head, TURN)
      if (turn === GIVEN) return
      this.#queue.shift()
      const length = head[LENGTH]! >>> 0
      if (turn === FAILED || length === TOO_MUCH) first.take(this.#own(first.kind, input.slice()))
      else first.take(output.subarray(0, length))
      Atomics.store(head, TURN, FREE)
    }
  }

  #own(kind: number, input: Uint32Array): Uint32Array {
    let end = this.#hand(kind, input, this.#output)
    while (end < 0) {
      this.#output = new Uint32Array(2 * this.#output.length)
      end = this.#hand(kind, input, this.#output)
    }
    return this.#output.subarray(0, end)
  }
}

interface Task {
  /** -1: it was done by the caller. */
  slot: number
  readonly kind: number
  readonly take: (output: Uint32Array) => void
  answer: Uint32Array | null
}

/** What a thread does until the bell says that the work is over. */
export function serve(post: Post, hand: Hand): void {
  const slots = post.slots.map((memory) => new Slot(memory))
  const { bell } = post
  Atomics.store(bell, THERE, 1)
  for (;;) {
    const heard = Atomics.load(bell, 0)
    if (heard < 0) return
    let did = false
    for (const { head, input, output } of slots) {
      if (Atomics.load(head, TURN) !== GIVEN) continue
      did = true
      let turn = DONE
      try {
        const end = hand(head[KIND]!, input.subarray(0, head[LENGTH]! >>> 0), output)
        head[LENGTH] = end < 0 ? TOO_MUCH : end
      } catch {
        // The caller does it again, and says what went wrong.
        turn = FAILED
      }
      Atomics.store(head, TURN, turn)
      Atomics.notify(head, TURN)
    }
    if (!did) Atomics.wait(bell, 0, heard)
  }
}
