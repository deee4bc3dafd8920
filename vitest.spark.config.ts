// Tests on real Spark: `npm run test:spark`. They need Java 17, and pip to fetch pyspark once, into build/spark.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { dir: 'test/spark', fileParallelism: false, testTimeout: 3_600_000, hookTimeout: 3_600_000, bail: 1 },
})
