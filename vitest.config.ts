import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Packages of the workspace are tested from their sources: no spec waits for a build. The others
// are Vite's own conditions for code that runs on a server.
const conditions = ['source', 'module', 'node', 'development|production']

// The suffix of a spec tells its cost: .spec is pure, .int needs servers, .e2e the whole system.
const everywhere = (suffix: string): string[] =>
  ['packages', 'services', 'test-e2e', 'bench', 'scripts'].map((folder) => `${folder}/**/*.${suffix}.ts`)

const servers = ['./packages/testing/src/global-setup.ts']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Server launchers tie a server's life to the main thread of its process, so never threads.
    pool: 'forks',
    maxWorkers: Math.max(1, Math.min(4, availableParallelism())),
    exclude: ['**/node_modules/**', '**/dist/**'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: everywhere('spec'),
          exclude: [...everywhere('int.spec'), ...everywhere('e2e.spec'), '**/node_modules/**', '**/dist/**'],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'int',
          include: everywhere('int.spec'),
          globalSetup: servers,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: everywhere('e2e.spec'),
          globalSetup: servers,
          // Whole systems run beside each other badly on a small machine: one file at a time.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
