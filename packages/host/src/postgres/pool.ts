import pg from 'pg'
import { NamingClient } from './naming-client.ts'
import { exactTypes } from './values.ts'

export const connectTimeoutMs = 5_000
export const lockTimeoutMs = 5_000
export const statementTimeoutMs = 10_000
const idleConnectionMs = 30_000

export type PoolOptions = {
  readonly url: string
  /** Seen in `pg_stat_activity`. */
  readonly name: string
  readonly max: number
  readonly searchPath?: readonly string[]
  readonly settings?: Readonly<Record<string, string>>
}

/** Settings of the session, sent with the connection; spaces in a value are escaped for the server. */
const startupOptions = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`)
    .join(' ')

export const openPool = ({ url, name, max, searchPath, settings = {} }: PoolOptions): pg.Pool => {
  const path = searchPath?.map((schema) => pg.escapeIdentifier(schema)).join(',')
  const pool = new pg.Pool({
    Client: NamingClient,
    connectionString: url,
    application_name: name,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: idleConnectionMs,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
    options: startupOptions({ ...settings, ...(path === undefined ? {} : { search_path: path }) }),
    types: exactTypes,
  })
  // An idle connection that dies has nobody to tell; the next call opens another.
  pool.on('error', () => undefined)
  // One that dies while somebody has it (Kysely takes one a query) emits its error on itself.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
