import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import type { MasterKey } from '../crypto/master-key.ts'
import { openBytes, sealBytes } from '../crypto/seal.ts'

/**
 * How long after its executor was last heard of a repetition takes a request over. Short, because
 * whoever executes renews it; two at once do no harm, since both send the same commands.
 */
export const executionLeaseMs = 4_000
const renewEveryMs = 1_000

export type StoredAnswer = { readonly status: number; readonly body: unknown }

export type Beginning =
  /** Ours to execute, with what was prepared at the first try. */
  | { readonly kind: 'execute'; readonly prepared: unknown }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  | { readonly kind: 'other_request' }
  /** Somebody executes it right now. */
  | { readonly kind: 'in_progress' }

type Row = {
  request_hash: string; prepared: Buffer | null; answer: Buffer | null; status: number | null; lease_until_ms: bigint | string

}

/**
 * Idempotency keys. The row stands before the command is sent; ids of everything that follows are
 * functions of (scope, key), so that a repetition after a crash completes the same work.
 */
export class IdempotencyKeys {
  readonly #pool: Pool
  readonly #master: MasterKey
  readonly #now: () => number
  /** What this process executes, to be renewed together. */
  readonly #executing = new Map<string, { readonly scope: string; readonly key: string }>()
  #renewal: NodeJS.Timeout | undefined

  constructor(pool: Pool, master: MasterKey, now: () => number) {
    this.#pool = pool
    this.#master = master
    this.#now = now
  }

  async begin(scope: string, key: string, requestHash: string, nowMs: number, prepared: unknown): Promise<Beginning> {
    const sealed = prepared === undefined ? null : this.#seal(scope, key, prepared)
    // Takes the row when it is new, or when the one who executed it is gone; else only looks at it.
    const found = await this.#pool.query<Row>(
      `insert into idempotency as i (scope, key, request_hash, prepared, lease_until_ms, created_at_ms)
       values ($1, $2, $3, $4, $5, $6)
       on conflict (scope, key) do update set lease_until_ms = excluded.lease_until_ms
         where i.answer is null and i.lease_until_ms < $6 and i.request_hash = excluded.request_hash
       returning request_hash, prepared, answer, status, lease_until_ms`,
      [scope, key, requestHash, sealed, nowMs + executionLeaseMs, nowMs])
    const taken = found.rows[0]
    if (taken) {
      this.#hold(scope, key)
      return { kind: 'execute', prepared: taken.prepared ? this.#open(scope, key, taken.prepared) : undefined }
    }
    return await this.#look(scope, key, requestHash)
  }

  async #look(scope: string, key: string, requestHash: string): Promise<Beginning> {
    const found = await this.#pool.query<Row>(
      'select request_hash, answer, status from idempotency where scope = $1 and key = $2', [scope, key])
    const row = found.rows[0]
    if (!row) return { kind: 'in_progress' }
    if (row.request_hash !== requestHash) return { kind: 'other_request' }
    if (!row.answer || row.status === null) return { kind: 'in_progress' }
    return { kind: 'answered', answer: { status: row.status, body: this.#open(scope, key, row.answer) } }
  }

  /** Keeps the answer for ever after; it is sealed, since it may show a secret once. */
  async finish(scope: string, key: string, answer: StoredAnswer): Promise<void> {
    this.#drop(scope, key)
    // Need not outlive a crash of the database: a repetition then executes, with the same ids, to the same end.
    await this.#pool.query(
      `with quick as materialized (select set_config('synchronous_commit', 'off', true) as done)
       update idempotency set answer = $3, status = $4 from quick where scope = $1 and key = $2 and done is not null`,
      [scope, key, this.#seal(scope, key, answer.body), answer.status])
  }

  /** Nothing final came out: a repetition may execute it at once. */
  async release(scope: string, key: string): Promise<void> {
    this.#drop(scope, key)
    await this.#pool.query(
      'update idempotency set lease_until_ms = 0 where scope = $1 and key = $2 and answer is null', [scope, key])
  }

  #hold(scope: string, key: string): void {
    this.#executing.set(`${scope}\n${key}`, { scope, key })
    // Most requests are over before the first renewal, which then finds nothing to do.
    this.#renewal ??= setInterval(() => { void this.#renew() }, renewEveryMs).unref()
  }

  #drop(scope: string, key: string): void {
    this.#executing.delete(`${scope}\n${key}`)
    if (this.#executing.size > 0) return
    clearInterval(this.#renewal)
    this.#renewal = undefined
  }

  async #renew(): Promise<void> {
    const rows = [...this.#executing.values()]
    await this.#pool.query(
      `update idempotency set lease_until_ms = $3 from unnest($1::text[], $2::text[]) as mine(scope, key)
       where idempotency.scope = mine.scope and idempotency.key = mine.key and answer is null`,
      [rows.map(({ scope }) => scope), rows.map(({ key }) => key), this.#now() + executionLeaseMs])
      // The next one may succeed; if none does, a repetition sends the same commands.
      .catch(() => undefined)
  }

  #seal(scope: string, key: string, value: unknown): Buffer {
    return sealBytes(this.#master.key('answer'), randomBytes(12), `${scope}\n${key}`, Buffer.from(JSON.stringify(value)))
  }

  #open(scope: string, key: string, sealed: Buffer): unknown {
    return JSON.parse(openBytes(this.#master.key('answer'), `${scope}\n${key}`, sealed).toString('utf8'))
  }
}
