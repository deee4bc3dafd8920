// Nothing: for those who want the exit code only. The records are not even asked for.
import type { Reporter } from '../model.js'

export const silent: Reporter = () => {}
