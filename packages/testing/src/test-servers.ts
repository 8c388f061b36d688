import { randomBytes } from 'node:crypto'
import { createDatabase } from './databases.ts'

/** What the global set-up gives to specs of the kinds `.int.spec.ts` and `.e2e.spec.ts`. */
export type ProvidedServers = {
  readonly postgresAdminUrl: string
  readonly natsUrl: string
  /** Databases of this run begin with it, so that the run can clear up on a server that is not its own. */
  readonly databasePrefix: string
}

/** Loaded late: outside of Vitest (local runs, benchmarks) this package works without it. */
const provided = async (): Promise<ProvidedServers> => {
  const { inject } = await import('vitest')
  const servers = (inject as (key: string) => ProvidedServers | undefined)('stablegateServers')
  if (servers === undefined) {
    throw new Error('no servers for this spec: name it *.int.spec.ts or *.e2e.spec.ts')
  }
  return servers
}

/** URL of the run's Postgres as superuser, for specs that make roles or templates. */
export const testPostgres = async (): Promise<string> => (await provided()).postgresAdminUrl

/** An empty database of one's own on the run's Postgres, dropped with the run. */
export const testDatabase = async (options: { readonly template?: string } = {}): Promise<string> => {
  const { postgresAdminUrl, databasePrefix } = await provided()
  const name = `${databasePrefix}_${randomBytes(6).toString('hex')}`
  return createDatabase(postgresAdminUrl, { ...options, name })
}

/**
 * URL of the run's NATS. Subjects and streams are shared by all specs of the run: two systems on it
 * at once disturb each other, so a spec that boots services takes a server of its own by `launchNats`.
 */
export const testNats = async (): Promise<string> => (await provided()).natsUrl
