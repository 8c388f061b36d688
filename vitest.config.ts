import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Packages of the workspace are tested from their sources: no spec waits for a build. The others
// are Vite's own conditions for code that runs on a server.
const conditions = ['source', 'module', 'node', 'development|production']

// The suffix of a spec tells its cost: .spec is pure, .int needs servers, .e2e the whole system.
const everywhere = (suffix: string): string[] =>
  ['packages', 'services', 'test-e2e', 'bench', 'scripts'].map((folder) => `${folder}/**/*.${suffix}.ts`)
const outside = ['**/node_modules/**', '**/dist/**']

/** Pages cannot be loaded outside of a browser, so some of their modules are mocked: for one file alone. */
const mocked = ['services/console/**/*.spec.ts']
/** Looks at how fast a page is, so nothing else runs beside it. */
const timed = ['test-e2e/src/browser/checkout.e2e.spec.ts']

const servers = ['./packages/testing/src/global-setup.ts']
const cores = availableParallelism()

/**
 * Begins with what takes longest, or a core would wait for it at the end, and puts beside it what mostly
 * waits, or two storms would meet. The rest goes by size, as always.
 */
class LongestFirst extends BaseSequencer {
  static readonly longest = [
    'sim.spec', 'shutdown.int', 'bus.int',
    'kills.e2e', 'treasury.e2e', 'unresolved.e2e', 'webhooks.e2e', 'agents.e2e', 'server-kills.e2e',
    'payout-crashes.e2e', 'test-mode.e2e', 'sweeps.e2e', 'paging.e2e', 'tour.e2e', 'thousand-payments.e2e',
  ]

  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LongestFirst.longest.findIndex((name) => moduleId.includes(`/${name}.`))
      return found < 0 ? LongestFirst.longest.length : found
    }
    const orderOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder
    return (await super.sort(files)).toSorted((one, other) => orderOf(one) - orderOf(other) || rank(one) - rank(other))
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Server launchers tie a server's life to the main thread of its process, so never threads.
    pool: 'forks',
    maxWorkers: Math.max(1, Math.min(4, cores)),
    // Files of a worker share its modules: to evaluate those of the whole system again for every file took
    // more than a third of the time of the pure specs. So a spec leaves nothing behind in any module.
    isolate: false,
    exclude: outside,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: everywhere('spec'),
          exclude: [...everywhere('int.spec'), ...everywhere('e2e.spec'), ...mocked, ...outside],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'console',
          include: mocked,
          isolate: true,
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
          // Most of them wait for servers, clocks and locks half of the time.
          maxWorkers: Math.min(4, cores + 1),
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
          exclude: [...timed, ...outside],
          globalSetup: servers,
          // A whole system waits a third of its time, so two share two cores; more would disturb each other.
          maxWorkers: Math.min(2, cores),
          testTimeout: 300_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          include: timed,
          globalSetup: servers,
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
