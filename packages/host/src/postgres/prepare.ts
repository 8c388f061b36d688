import { createHash } from 'node:crypto'
import { assertThat, viewsOf, viewTable, type Service } from '@stablegate/kernel'
import pg from 'pg'
import { ViewTable } from './view-table.ts'

const quote = pg.escapeIdentifier
const literal = pg.escapeLiteral

/** Any constant of our own: two preparations of one database must not run at once. */
const preparationLock = 7_203_915
const migrationTimeoutMs = 600_000
const migrationLockTimeoutMs = 60_000

/** The schema of a service's tables. */
export const schemaOf = (service: Service): string => service.name

/**
 * The schema in which this program's versions of the views stand under their plain names. It is
 * named by those versions: an older program beside this one goes on reading its own.
 */
export const readSchemaOf = (service: Service): string => {
  const tables = viewsOf(service).map((view) => viewTable(view)).sort()
  const digest = createHash('sha256').update(tables.join(',')).digest('hex').slice(0, 12)
  return `${service.name}_read_${digest}`
}

const hostTables = (schema: string): string => `
create schema if not exists ${quote(schema)};
create table if not exists ${quote(schema)}.host_cursors (
  consumer text, log text, incarnation text not null, position bigint not null,
  primary key (consumer, log)) with (fillfactor = 20);
create table if not exists ${quote(schema)}.host_parked (
  consumer text, log text, position bigint, key text not null, reason text not null,
  parked_at_ms bigint not null, primary key (consumer, log, position));
create table if not exists ${quote(schema)}.host_views (
  name text, version integer, definition text not null, filled boolean not null default false,
  primary key (name, version));
create table if not exists ${quote(schema)}.host_migrations (
  name text primary key, digest text not null, run_at timestamptz not null default now());
`

const prepareViews = async (client: pg.ClientBase, service: Service): Promise<void> => {
  const schema = schemaOf(service)
  const read = readSchemaOf(service)
  const statements = [`create schema if not exists ${quote(read)};`]
  const { rows } = await client.query<{ table: string; definition: string }>(
    `select name || '_v' || version as table, definition from ${quote(schema)}.host_views`)
  const known = new Map(rows.map((row) => [row.table, row.definition]))
  for (const view of viewsOf(service)) {
    const table = new ViewTable(schema, view)
    const before = known.get(table.name)
    assertThat(
      before === undefined || before === table.definition(),
      `the columns of view ${view.name} changed since its version ${view.version} was made: `
        + `give it version ${view.version + 1}`,
    )
    statements.push(
      table.create(),
      `insert into ${quote(schema)}.host_views (name, version, definition)
       values (${literal(view.name)}, ${view.version}, ${literal(table.definition())})
       on conflict do nothing;`,
      `create or replace view ${quote(read)}.${quote(view.name)} as select * from ${table.qualified};`,
    )
  }
  await client.query(statements.join('\n'))
}

const digestOf = (sql: string): string => createHash('sha256').update(sql).digest('hex')

const migrate = async (client: pg.ClientBase, service: Service): Promise<void> => {
  const schema = schemaOf(service)
  const { rows } = await client.query<{ name: string; digest: string }>(
    `select name, digest from ${quote(schema)}.host_migrations`)
  const done = new Map(rows.map((row) => [row.name, row.digest]))
  await client.query(`set local search_path = ${quote(schema)}`)
  for (const { name, sql } of service.migrations) {
    const before = done.get(name)
    assertThat(
      before === undefined || before === digestOf(sql),
      `migration "${name}" of ${service.name} was changed after it ran: add a new one instead`,
    )
    if (before !== undefined) continue
    await client.query(sql)
    await client.query(
      `insert into ${quote(schema)}.host_migrations (name, digest) values ($1, $2)`,
      [name, digestOf(sql)])
  }
}

const connected = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'stablegate-migrate',
    connectionTimeoutMillis: 5_000,
    statement_timeout: migrationTimeoutMs,
    lock_timeout: migrationLockTimeoutMs,
    options: '-c client_min_messages=warning',
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const inTransaction = async (client: pg.Client, work: () => Promise<void>): Promise<void> => {
  await client.query('begin')
  try {
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** Makes or updates the schemas of services: host tables, view tables, migrations. Safe to run again. */
export const prepareDatabase = (url: string, services: readonly Service[]): Promise<void> =>
  connected(url, (client) => inTransaction(client, async () => {
    await client.query(`select pg_advisory_xact_lock(${preparationLock})`)
    for (const service of services) {
      await client.query(hostTables(schemaOf(service)))
      await prepareViews(client, service)
      await migrate(client, service)
    }
  }))

/** What a service still lacks in its database; empty when it may run. */
export const missingFrom = async (pool: pg.Pool, service: Service): Promise<readonly string[]> => {
  const schema = schemaOf(service)
  const there = await pool.query<{ there: boolean }>(
    'select to_regclass($1) is not null as there', [`${quote(schema)}.host_migrations`])
  if (there.rows[0]?.there !== true) return [`schema "${schema}"`]
  const { rows } = await pool.query<{ kind: string; name: string }>(
    `select 'view' as kind, name || '_v' || version as name from ${quote(schema)}.host_views
     union all select 'migration', name from ${quote(schema)}.host_migrations
     union all select 'schema', nspname from pg_namespace where nspname = $1`, [readSchemaOf(service)])
  const present = new Set(rows.map(({ kind, name }) => `${kind} ${name}`))
  return [
    ...viewsOf(service).map((view) => `view ${viewTable(view)}`),
    ...service.migrations.map(({ name }) => `migration ${name}`),
    `schema ${readSchemaOf(service)}`,
  ].filter((name) => !present.has(name))
}

/**
 * Drops the tables of versions of views that this program does not have, and what read them. Run it
 * when no older program runs any more; gives the names of the tables dropped.
 */
export const dropOldViews = (url: string, service: Service): Promise<readonly string[]> =>
  connected(url, async (client) => {
    const schema = schemaOf(service)
    const current = new Set(viewsOf(service).map((view) => viewTable(view)))
    const dropped: string[] = []
    await inTransaction(client, async () => {
      await client.query(`select pg_advisory_xact_lock(${preparationLock})`)
      const { rows } = await client.query<{ name: string; version: number }>(
        `select name, version from ${quote(schema)}.host_views order by name, version`)
      for (const { name, version } of rows) {
        const table = `${name}_v${version}`
        if (current.has(table)) continue
        await client.query(`drop table if exists ${quote(schema)}.${quote(table)} cascade`)
        await client.query(
          `delete from ${quote(schema)}.host_views where name = $1 and version = $2`, [name, version])
        await client.query(
          `delete from ${quote(schema)}.host_cursors where consumer = $1`, [`view:${table}`])
        dropped.push(table)
      }
      const old = await client.query<{ nspname: string }>(
        'select nspname from pg_namespace where starts_with(nspname, $1) and nspname <> $2',
        [`${service.name}_read_`, readSchemaOf(service)])
      for (const { nspname } of old.rows) await client.query(`drop schema ${quote(nspname)} cascade`)
    })
    return dropped
  })
