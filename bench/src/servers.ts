import { launchNats, launchPostgres } from '@stablegate/testing'
import type { Nats, Postgres } from '@stablegate/testing'

/**
 * A Postgres as one tunes it for writing, the same for both sides. Every commit is synced, whatever
 * the ordinary tests do.
 */
export const startPostgres = (name: string): Promise<Postgres> =>
  launchPostgres({
    name: `bench-${name}`,
    own: true,
    fsync: true,
    settings: { shared_buffers: '512MB', max_wal_size: '8GB', checkpoint_timeout: '30min' },
  })

export const startNats = (name: string): Promise<Nats> => launchNats({ name: `bench-${name}`, own: true })

/** What every process of this system is told, with nothing taken from the environment. */
export const hostConfig = (
  databaseUrl: string, natsUrl: string,
): { readonly env: Record<string, never>; readonly config: Readonly<Record<string, unknown>> } => ({
  env: {},
  config: {
    EVENT_STORE_URL: databaseUrl, DATABASE_URL: databaseUrl, NATS_URL: natsUrl,
    LISTEN_HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'warn',
  },
})
