import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { dropDatabases } from './databases.ts'
import { launchNats } from './nats.ts'
import { launchPostgres } from './postgres.ts'
import type { ProvidedServers } from './test-servers.ts'

type Run = { readonly servers: ProvidedServers; readonly stop: () => Promise<void> }
type Shared = { run: Promise<Run>; users: number }

/** The int and e2e projects load this file each for itself, so what they share hangs on the process. */
const shared = globalThis as { stablegateTestServers?: Shared }

const start = async (): Promise<Run> => {
  const fsync = process.env['STABLEGATE_TEST_FSYNC'] === 'on'
  const [postgres, nats] = await Promise.all([
    launchPostgres({ name: 'test-postgres', fsync }),
    launchNats({ name: 'test-nats' }),
  ])
  const databasePrefix = `test_${randomBytes(4).toString('hex')}`
  return {
    servers: { postgresAdminUrl: postgres.adminUrl, natsUrl: nats.url, databasePrefix },
    stop: async () => {
      if (postgres.source === 'given') await dropDatabases(postgres.adminUrl, databasePrefix)
      await Promise.all([postgres.stop(), nats.stop()])
    },
  }
}

/** One Postgres and one NATS for the run. Vitest calls it only when a spec of such a project runs. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const current = (shared.stablegateTestServers ??= { run: start(), users: 0 })
  current.users += 1
  const run = await current.run
  const provide = project.provide.bind(project) as (key: string, value: ProvidedServers) => void
  provide('stablegateServers', run.servers)
  return async () => {
    current.users -= 1
    if (current.users > 0) return
    delete shared.stablegateTestServers
    await run.stop()
  }
}
