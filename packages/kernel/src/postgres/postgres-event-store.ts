import type pg from 'pg'
import { StoreUnavailable } from '../event-store.ts'
import type { Append, AppendResult, EventStore, LogHead, StoredEvent } from '../event-store.ts'
import { openPool, unavailable } from './connections.ts'
import { defaultGroupLimits } from './group-commit.ts'
import type { GroupLimits } from './group-commit.ts'
import { Appender } from './appender.ts'
import { LogHeads } from './log-heads.ts'
import { LogPages } from './log-pages.ts'
import { schemaVersion, writerRole } from './schema.ts'

const defaultLimit = 1000
const defaultResolveTimeoutMs = 20_000
const columns = 'id, stream, revision, log, position, type, version, data, metadata'

export type PostgresEventStoreOptions = {
  readonly url: string
  /** The role the connections act in; the login must be a member. Default: the writer's. */
  readonly role?: string
  /** Seen in `pg_stat_activity`. */
  readonly name?: string
  readonly maxWriteConnections?: number
  readonly maxReadConnections?: number
  readonly limits?: Partial<GroupLimits>
  /** How long the outcome of an append whose connection broke is asked for. Default 20 s. */
  readonly resolveTimeoutMs?: number
  /** Told of each batch that was committed, with its logs and the number of its items. */
  readonly onBatch?: (logs: readonly string[], items: number) => void
}

type StoreRow = {
  readonly schema_version: number
  readonly incarnation: string
  readonly standby: boolean
  readonly is_current: boolean
}

const readStore = async (pool: pg.Pool): Promise<StoreRow> => {
  const { rows } = await pool.query<StoreRow>(
    'select schema_version, incarnation, pg_is_in_recovery() as standby, '
    + `to_regproc('eventstore.append_logs') is not null as is_current from eventstore.store`,
  )
  const [row] = rows
  if (row === undefined) throw new StoreUnavailable('the event store has no incarnation')
  if (row.schema_version !== schemaVersion) {
    throw new StoreUnavailable(
      `the event store's schema is version ${row.schema_version}, this program needs `
      + `${schemaVersion}: run the migration`,
    )
  }
  // The tables are as they were, and programs of before go on with them: only a function came.
  if (!row.is_current) throw new StoreUnavailable('the event store lacks a function: run the migration')
  if (row.standby) throw new StoreUnavailable('the event store is a standby: read the primary only')
  return row
}

/** The event store in Postgres. Positions are dense; appends that come together commit together. */
export class PostgresEventStore implements EventStore {
  readonly #writes: pg.Pool
  readonly #reads: pg.Pool
  readonly #appender: Appender
  readonly #pages = new LogPages((log, after, limit) => this.#readPage(log, after, limit))
  readonly #heads = new LogHeads((logs) => this.#readHeads(logs))
  #closed = false

  private constructor(
    options: PostgresEventStoreOptions, writes: pg.Pool, reads: pg.Pool, incarnation: string,
  ) {
    const { limits, onBatch, resolveTimeoutMs = defaultResolveTimeoutMs } = options
    this.#writes = writes
    this.#reads = reads
    this.#appender = new Appender({
      pool: writes, incarnation, resolveTimeoutMs,
      limits: { ...defaultGroupLimits, ...limits },
      onBatch: (logs, items) => onBatch?.(logs, items),
    })
  }

  /** Throws `StoreUnavailable` where there is no primary with the schema of this program. */
  static async open(options: PostgresEventStoreOptions): Promise<PostgresEventStore> {
    const { url, role = writerRole, name = 'stablegate-event-store' } = options
    const writes = openPool({ url, role, name, max: options.maxWriteConnections ?? 4 })
    const reads = openPool({ url, role, name, max: options.maxReadConnections ?? 4 })
    try {
      const { incarnation } = await readStore(reads)
      return new PostgresEventStore(options, writes, reads, incarnation)
    } catch (error) {
      await Promise.all([writes.end(), reads.end()])
      throw error instanceof StoreUnavailable ? error : unavailable(error)
    }
  }

  async append(append: Append): Promise<AppendResult> {
    if (this.#closed) throw new StoreUnavailable('the event store is closed')
    return await this.#appender.append(append)
  }

  async readStream(
    stream: string, from: number, limit = defaultLimit,
  ): Promise<readonly StoredEvent[]> {
    return await this.#read<StoredEvent>({
      name: 'eventstore.read_stream',
      text: `select ${columns} from eventstore.event where stream = $1 and revision >= $2 `
        + 'order by stream, revision limit $3',
      values: [stream, from, limit],
    })
  }

  async lastOf(stream: string): Promise<StoredEvent | undefined> {
    const [last] = await this.#read<StoredEvent>({
      name: 'eventstore.last_of',
      text: `select ${columns} from eventstore.event where stream = $1 order by stream desc, revision desc limit 1`,
      values: [stream],
    })
    return last
  }

  async readLog(
    log: string, after: number, limit = defaultLimit, from: 'anywhere' | 'disk' = 'anywhere',
  ): Promise<readonly StoredEvent[]> {
    // Neither what was appended nor what was read a moment ago says what stands there now.
    if (from === 'disk') return await this.#readPage(log, after, limit)
    const fresh = this.#closed ? [] : this.#appender.after(log, after, limit)
    if (fresh.length > 0) return fresh
    return await this.#pages.get(log, after, limit)
  }

  async head(log: string): Promise<LogHead> {
    return await this.#heads.get(log)
  }

  /** Takes nothing more, finishes what waits, then leaves. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#appender.idle()
    this.#pages.forget()
    await Promise.all([this.#writes.end(), this.#reads.end()])
  }

  #readPage(log: string, after: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.#read<StoredEvent>({
      name: 'eventstore.read_log',
      text: `select ${columns} from eventstore.event where log = $1 and position > $2 `
        + 'order by log, position limit $3',
      values: [log, after, limit],
    })
  }

  async #readHeads(logs: readonly string[]): Promise<ReadonlyMap<string, LogHead>> {
    const rows = await this.#read<LogHead & { readonly log: string; readonly standby: boolean }>({
      name: 'eventstore.heads',
      text: 'select asked.log, s.incarnation, coalesce(l.position, 0) as position, '
        + 'pg_is_in_recovery() as standby '
        + 'from eventstore.store s cross join unnest($1::text[]) asked (log) '
        + 'left join eventstore.log l on l.name = asked.log',
      values: [logs],
    })
    if (rows.length === 0 || rows.some(({ standby }) => standby)) throw new StoreUnavailable('this is not the primary')
    return new Map(rows.map(({ log, incarnation, position }) => [log, { incarnation, position }]))
  }

  async #read<Row>(query: pg.QueryConfig): Promise<readonly Row[]> {
    if (this.#closed) throw new StoreUnavailable('the event store is closed')
    try {
      const { rows } = await this.#reads.query(query)
      return rows as readonly Row[]
    } catch (error) {
      throw unavailable(error)
    }
  }
}
