import pg from 'pg'
import { assertThat } from '../assert.ts'
import { rolesSql, schemaSql } from './schema.ts'

const maxRoleAttempts = 10
/** Any constant of our own: two migrations of one database must not run at once. */
const migrationLock = 7_203_914

/**
 * Roles belong to the cluster, and two databases that make them at once may meet in the catalog
 * ("tuple concurrently updated", an internal error): the second simply tries again.
 */
const ensureRoles = async (client: pg.Client): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(rolesSql)
      return
    } catch (error) {
      const concurrent = error instanceof pg.DatabaseError && error.code === 'XX000'
      if (!concurrent || attempt === maxRoleAttempts) throw error
    }
  }
}

const withOwner = async <T>(
  ownerUrl: string, work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/**
 * Makes or updates the schema, its functions, roles and grants; safe to run again and at once. Run
 * as the database's owner, who may create roles where `stablegate_writer` and `stablegate_reader`
 * do not exist yet. Logins of services are granted the one or the other and own nothing.
 */
export const ensureEventStoreSchema = (ownerUrl: string): Promise<void> =>
  withOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ server_encoding: string }>('show server_encoding')
    assertThat(rows[0]?.server_encoding === 'UTF8', 'the event store needs a database in UTF8')
    await ensureRoles(client)
    await client.query(`
      begin; select pg_advisory_xact_lock(${migrationLock}); ${schemaSql} commit;
    `)
  })

/**
 * To be run once after a restore, before any service starts: positions now name other events than
 * consumers have seen, and the new incarnation stops them. Gives the new id.
 */
export const mintIncarnation = (ownerUrl: string): Promise<string> =>
  withOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ incarnation: string }>(
      'update eventstore.store set incarnation = gen_random_uuid() returning incarnation',
    )
    const [row] = rows
    assertThat(row !== undefined, 'the event store has no incarnation')
    return row.incarnation
  })
