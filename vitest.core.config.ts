// Branches of what may lose text: clean, restore, escape and the readers' arithmetic of positions, by the tests of these rooms alone. Fails below 95 %.
//   npm run coverage:core
import { defineConfig } from 'vitest/config'
import base from './vitest.config.js'

export default defineConfig({
  test: {
    ...base.test,
    include: [
      'clean.test.ts',
      'store/*.test.ts',
      'read/**/*.test.ts',
      'write/{escape,sinks}.test.ts',
      'fuzz/*.test.ts',
      'api/*.test.ts',
    ],
    testTimeout: 600_000,
    coverage: {
      provider: 'v8',
      enabled: true,
      reportOnFailure: true,
      include: [
        'src/clean.ts',
        'src/write/escape.ts',
        'src/store/{undo,restore,inplace,resume,publish,articles}.ts',
        'src/read/{reader,pass,text,jsonl,json,csv,html,origins,pagecut,content,feed,warc,http,charset,recoded,packed,gzip,zstd,layers,files,windows,shelf,tally,format}.ts',
        'src/read/parquet.ts',
        'src/read/parquet/*.ts',
      ],
      reporter: ['text', 'json'],
      reportsDirectory: 'build/coverage',
      thresholds: { branches: 95 },
    },
  },
})
