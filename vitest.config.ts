// Tests of the command run dist/, which `npm test` builds first (pretest). Tests of src/ import it directly.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    dir: 'test',
    // Processes, not threads: the tests start workers of their own, and two files must not share a working directory.
    pool: 'forks',
    maxWorkers: '100%', // two cores are what CI has; by default vitest leaves one of them idle
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'build/tests.json' }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/kernel/unicode.ts', 'src/model.ts'], // a table; types
      reporter: ['text', 'html'],
    },
  },
})
