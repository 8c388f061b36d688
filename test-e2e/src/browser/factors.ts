import pg from 'pg'
import type { LocalSystem } from '../system.ts'

/** A time after which everybody's second factor has to be shown anew, in this database. */
export const factorsGrowOldIn = async (databaseUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(`update gateway.auth_sessions set "secondFactorAt" = "secondFactorAt" - interval '1 hour'`)
  } finally {
    await client.end()
  }
}

export const factorsGrowOld = (system: LocalSystem): Promise<void> => factorsGrowOldIn(system.servers.config['DATABASE_URL'] ?? '')
