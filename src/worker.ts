// The same street in a thread: it does batches until there are no more.
import { workerData } from 'node:worker_threads'
import { Comparer } from './comparer.js'
import { createHand } from './jobs.js'
import { useTwin } from './kernel/wasm.js'
import type { Recipe } from './recipe.js'
import type { Post } from './run/crew.js'
import { serve } from './run/crew.js'

const { post, data } = workerData as {
  readonly post: Post
  readonly data: { recipe: Recipe; held: number | undefined; twin: boolean }
}
if (data.twin) useTwin()
serve(post, createHand(data.recipe, new Comparer(data.recipe, data.held)))
