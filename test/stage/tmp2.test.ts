import { it } from 'vitest'
import { hostile } from './hostile.js'
it('x', () => hostile('/tmp/sp/hostile', 7))
