import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Logger } from 'pino'

/** How often wanted locks are tried and held ones pinged. */
const pingMs = 1_000
const pingTimeoutMs = 4_000
/** The server gives up the session of a holder that is paused, cut off or gone. */
const idleSessionMs = 10_000

export type LockHolder = {
  readonly held: () => void
  readonly lost: () => void
}

type Wanted = LockHolder & { isHeld: boolean }

/** A lock's name as the 64-bit key of an advisory lock. */
const keyOf = (name: string): string =>
  createHash('sha256').update(`stablegate/${name}`).digest().readBigInt64BE().toString()

/**
 * Advisory locks of one process on one connection, so that of several replicas one works and the
 * others stand by. They only spare wasted work: a holder that was paused learns late that it lost,
 * and the fences (expected revision, cursor) stop what it does meanwhile.
 */
export class Locks {
  readonly #url: string
  readonly #logger: Logger
  readonly #wanted = new Map<string, Wanted>()
  #client: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #closed = false

  constructor(url: string, logger: Logger) {
    this.#url = url
    this.#logger = logger
  }

  /** Tries for the lock until it is released; `held` and `lost` are called in turn, by any number. */
  want(name: string, holder: LockHolder): { readonly release: () => Promise<void> } {
    const key = keyOf(name)
    this.#wanted.set(key, { ...holder, isHeld: false })
    this.#soon(0)
    return { release: () => this.#release(key) }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#round
    const client = this.#client
    this.#drop()
    await client?.end().catch(() => undefined)
  }

  #soon(delayMs: number): void {
    clearTimeout(this.#timer)
    if (this.#closed) return
    this.#timer = setTimeout(() => {
      this.#round = this.#round.then(() => this.#try()).finally(() => this.#soon(pingMs))
    }, delayMs)
  }

  /** One round trip both proves the connection alive and tries for what is not held yet. */
  async #try(): Promise<void> {
    if (this.#closed) return
    try {
      const client = this.#client ?? await this.#connect()
      const missing = [...this.#wanted].filter(([, wanted]) => !wanted.isHeld).map(([key]) => key)
      const { rows } = await client.query<{ key: string; got: boolean }>({
        name: 'locks',
        text: 'select key::text, pg_try_advisory_lock(key) as got from unnest($1::bigint[]) key',
        values: [missing],
      })
      if (this.#client !== client) return
      for (const { key } of rows.filter(({ got }) => got)) this.#got(key)
    } catch (error) {
      this.#logger.warn({ err: error }, 'lock connection failed')
      this.#drop()
    }
  }

  #got(key: string): void {
    const wanted = this.#wanted.get(key)
    if (wanted === undefined) {
      // Released while the answer was on its way.
      void this.#unlock(key)
      return
    }
    wanted.isHeld = true
    wanted.held()
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'stablegate-locks',
      connectionTimeoutMillis: pingTimeoutMs,
      statement_timeout: pingTimeoutMs,
      query_timeout: pingTimeoutMs,
      keepAlive: true,
      options: `-c idle_session_timeout=${idleSessionMs}`,
    })
    const lost = (): void => {
      if (this.#client === client) this.#drop()
    }
    client.on('error', lost)
    client.on('end', lost)
    await client.connect()
    if (this.#closed) {
      await client.end()
      throw new Error('closed')
    }
    this.#client = client
    return client
  }

  /** Without the connection there are no locks. */
  #drop(): void {
    const client = this.#client
    this.#client = undefined
    void client?.end().catch(() => undefined)
    for (const wanted of this.#wanted.values()) {
      if (!wanted.isHeld) continue
      wanted.isHeld = false
      wanted.lost()
    }
  }

  async #release(key: string): Promise<void> {
    const wanted = this.#wanted.get(key)
    this.#wanted.delete(key)
    if (wanted?.isHeld === true) await this.#unlock(key)
  }

  /** In turn with the rounds: one connection answers one call at a time. */
  #unlock(key: string): Promise<void> {
    this.#round = this.#round.then(async () => {
      await this.#client?.query('select pg_advisory_unlock($1::bigint)', [key])
    }).catch(() => undefined)
    return this.#round
  }
}
