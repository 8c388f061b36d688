import { defineConfig } from 'vitest/config'

// Pure specs from source in one thread: Stryker runs several of these beside each other.
const conditions = ['source', 'module', 'node', 'development|production']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'threads', maxWorkers: 1, include: [process.env['MUTATION_SPECS'] ?? ''], exclude: ['**/*.int.spec.ts', '**/node_modules/**'],
    testTimeout: 20_000,
  },
})
