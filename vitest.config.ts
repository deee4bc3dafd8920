// Tests of the command run dist/, which `npm test` builds first (pretest). Tests of src/ import it directly.
import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    dir: 'test',
    // They have a command of their own: npm run test:spark.
    exclude: [...configDefaults.exclude, '**/spark/**'],
    // Processes, not threads: the tests start workers of their own, and two files must not share a working directory.
    pool: 'forks',
    maxWorkers: '100%', // two cores are what CI has; by default vitest leaves one of them idle
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'build/tests.json' }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // a table; types; what runs in a browser, and the string it becomes
      exclude: ['src/kernel/unicode.ts', 'src/model.ts', 'src/write/html/page/**', 'src/write/html/made.ts'],
      reporter: ['text', 'html'],
    },
  },
})
