import { realClock, Together } from '@stablegate/host'
import type { Pool } from 'pg'
import type { MasterKey } from '../crypto/master-key.ts'
import { freshNonce, sealBytes } from '../crypto/seal.ts'

/**
 * How long after its executor was last heard of a repetition takes a request over. Short, because
 * whoever executes renews it; two at once do no harm, since both send the same commands.
 */
export const executionLeaseMs = 4_000
const renewEveryMs = 1_000
/** Requests that come together begin, and end, in one statement. */
const together = { maxItems: 200, restMs: 5, clock: realClock }

export type StoredAnswer = { readonly status: number; readonly body: unknown }

export type Beginning =
  /** Ours to execute, with what was prepared at the first try. */
  | { readonly kind: 'execute'; readonly prepared: unknown }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  | { readonly kind: 'other_request' }
  /** Somebody executes it right now. */
  | { readonly kind: 'in_progress' }

type Row = { request_hash: string; answer: Buffer | null; status: number | null }
type Taken = { scope: string; key: string; prepared: Buffer | null }
type ToBegin = {
  readonly scope: string; readonly key: string; readonly requestHash: string; readonly nowMs: number
  readonly sealed: Buffer | null
}
type ToFinish = { readonly scope: string; readonly key: string; readonly sealed: Buffer; readonly status: number }

const nameOf = ({ scope, key }: { readonly scope: string; readonly key: string }): string => `${scope}\n${key}`

/**
 * Idempotency keys. The row stands before the command is sent; ids of everything that follows are
 * functions of (scope, key), so that a repetition after a crash completes the same work.
 */
export class IdempotencyKeys {
  readonly #pool: Pool
  readonly #master: MasterKey
  readonly #now: () => number
  readonly #beginning: Together<ToBegin, Taken | undefined>
  readonly #finishing: Together<ToFinish>
  /** What this process executes, to be renewed together. */
  readonly #executing = new Map<string, { readonly scope: string; readonly key: string }>()
  #renewal: NodeJS.Timeout | undefined
  #isRenewing = false

  constructor(pool: Pool, master: MasterKey, now: () => number) {
    this.#pool = pool
    this.#master = master
    this.#now = now
    this.#beginning = new Together<ToBegin, Taken | undefined>({ ...together, keyOf: nameOf, call: (items) => this.#take(items) })
    this.#finishing = new Together<ToFinish>({
      ...together, keyOf: nameOf,
      call: async (items) => {
        await this.#keep(items)
        return []
      },
    })
  }

  async begin(scope: string, key: string, requestHash: string, nowMs: number, prepared: unknown): Promise<Beginning> {
    const sealed = prepared === undefined ? null : this.#seal(scope, key, prepared)
    const taken = await this.#beginning.add({ scope, key, requestHash, nowMs, sealed })
    if (taken) {
      this.#hold(scope, key)
      return { kind: 'execute', prepared: taken.prepared ? this.#open(scope, key, taken.prepared) : undefined }
    }
    return await this.#look(scope, key, requestHash)
  }

  /** Takes each row that is new, or whose executor is gone; in one order, so that no two wait for each other. */
  async #take(items: readonly ToBegin[]): Promise<readonly (Taken | undefined)[]> {
    const found = await this.#pool.query<Taken>(
      `insert into idempotency as i (scope, key, request_hash, prepared, lease_until_ms, created_at_ms)
       select scope, key, request_hash, prepared, now_ms + ${executionLeaseMs}, now_ms
       from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bigint[])
         as new (scope, key, request_hash, prepared, now_ms) order by scope, key
       on conflict (scope, key) do update set lease_until_ms = excluded.lease_until_ms
         where i.answer is null and i.lease_until_ms < excluded.created_at_ms and i.request_hash = excluded.request_hash
       returning scope, key, prepared`,
      [
        items.map(({ scope }) => scope), items.map(({ key }) => key), items.map(({ requestHash }) => requestHash),
        items.map(({ sealed }) => sealed), items.map(({ nowMs }) => nowMs),
      ])
    const taken = new Map(found.rows.map((row) => [nameOf(row), row]))
    return items.map((item) => taken.get(nameOf(item)))
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
    await this.#finishing.add({ scope, key, sealed: this.#seal(scope, key, answer.body), status: answer.status })
  }

  async #keep(items: readonly ToFinish[]): Promise<void> {
    // Need not outlive a crash of the database: a repetition then executes, with the same ids, to the same end.
    // Rows are held in the order in which repetitions ask for them: neither may wait for the other in a ring.
    await this.#pool.query(
      `with quick as materialized (select set_config('synchronous_commit', 'off', true) as done),
         answered as (
           select * from unnest($1::text[], $2::text[], $3::bytea[], $4::integer[]) as a (scope, key, answer, status)),
         held as materialized (
           select i.scope, i.key from quick, idempotency i join answered using (scope, key)
           where done is not null order by i.scope, i.key for update of i)
       update idempotency i set answer = a.answer, status = a.status from held, answered a
       where i.scope = held.scope and i.key = held.key and a.scope = held.scope and a.key = held.key`,
      [
        items.map(({ scope }) => scope), items.map(({ key }) => key), items.map(({ sealed }) => sealed),
        items.map(({ status }) => status),
      ])
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
    // A database that is slow is not asked again and again on top of it.
    if (this.#isRenewing) return
    this.#isRenewing = true
    const rows = [...this.#executing.values()]
    await this.#pool.query(
      // Whatever is locked is being answered, or taken over, at this moment.
      `with mine as materialized (
         select i.scope, i.key from idempotency i join unnest($1::text[], $2::text[]) as m (scope, key) using (scope, key)
         where answer is null order by i.scope, i.key for update of i skip locked)
       update idempotency i set lease_until_ms = $3 from mine where i.scope = mine.scope and i.key = mine.key`,
      [rows.map(({ scope }) => scope), rows.map(({ key }) => key), this.#now() + executionLeaseMs])
      // The next one may succeed; if none does, a repetition sends the same commands.
      .catch(() => undefined)
    this.#isRenewing = false
  }

  #seal(scope: string, key: string, value: unknown): Buffer {
    return sealBytes(this.#master.key('answer'), freshNonce(), `${scope}\n${key}`, Buffer.from(JSON.stringify(value)))
  }

  #open(scope: string, key: string, sealed: Buffer): unknown {
    return JSON.parse(this.#master.open('answer', `${scope}\n${key}`, sealed).toString('utf8'))
  }
}
