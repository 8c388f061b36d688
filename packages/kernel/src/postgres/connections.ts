import pg from 'pg'
import { assertThat } from '../assert.ts'
import { StoreUnavailable } from '../event-store.ts'
import { TimedClient } from './timed-client.ts'

/** What each connection promises; server-side limits end before the client's own (`TimedClient`). */
export const connectTimeoutMs = 5_000
export const lockTimeoutMs = 5_000
export const statementTimeoutMs = 10_000
const idleConnectionMs = 30_000

const int8 = 20
const int8Array = 1016

const toSafeNumber = (text: string): number => {
  const value = Number(text)
  assertThat(Number.isSafeInteger(value), `${text} is beyond the safe integers`)
  return value
}

const toSafeNumbers = (text: string): readonly number[] =>
  text === '{}' ? [] : text.slice(1, -1).split(',').map(toSafeNumber)

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === int8) return toSafeNumber
    if (oid === int8Array) return toSafeNumbers
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

/**
 * Settings of the session, sent with the connection. The planner is held to the indexes: a plan
 * made while the table was empty is kept by the session and must still be right at a billion rows.
 */
const sessionOptions = (role: string): string => [
  `role=${role}`, `statement_timeout=${statementTimeoutMs}`, `lock_timeout=${lockTimeoutMs}`,
  `idle_in_transaction_session_timeout=${statementTimeoutMs}`,
  'enable_seqscan=off', 'enable_bitmapscan=off', 'jit=off',
].map((setting) => `-c ${setting}`).join(' ')

const withOptions = (url: string, role: string): string => {
  const parsed = new URL(url)
  const given = parsed.searchParams.get('options')
  const all = given === null ? sessionOptions(role) : `${given} ${sessionOptions(role)}`
  parsed.searchParams.set('options', all)
  return parsed.toString()
}

export type PoolOptions = {
  readonly url: string
  readonly role: string
  readonly max: number
  readonly name: string
}

export const openPool = ({ url, role, max, name }: PoolOptions): pg.Pool => {
  const pool = new pg.Pool({
    Client: TimedClient,
    connectionString: withOptions(url, role),
    application_name: name,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: idleConnectionMs,
    keepAlive: true,
    types,
  })
  // A connection that dies idle has nobody to tell, and one in use tells its call; but each also
  // emits an error event, which ends the process where nobody listens.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * An ERROR of the server ended and undid the statement. Anything else (FATAL, a broken or silent
 * connection) may have happened after the commit.
 */
export const isUndone = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.severity === 'ERROR'

/** SQLSTATE classes that say "not now": the same call may go through later. */
const passing = new Set(['08', '25', '40', '53', '55', '57', '58'])

/** Raised by the schema's functions when the store was restored under a running process. */
const otherIncarnation = 'SG001'

export const isPassing = (error: pg.DatabaseError): boolean =>
  error.code === otherIncarnation || passing.has(error.code?.slice(0, 2) ?? '')

const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

export const unavailable = (error: unknown): StoreUnavailable =>
  new StoreUnavailable(`Postgres: ${messageOf(error)}`, { cause: error })
