import pg from 'pg'
import type { LocalSystem } from '../system.ts'

/** A time after which everybody's second factor has to be shown anew. */
export const factorsGrowOld = async (system: LocalSystem): Promise<void> => {
  const client = new pg.Client({ connectionString: system.servers.config['DATABASE_URL'] ?? '' })
  await client.connect()
  try {
    await client.query(`update gateway.auth_sessions set "secondFactorAt" = "secondFactorAt" - interval '1 hour'`)
  } finally {
    await client.end()
  }
}
