import type { Pool } from 'pg'
import type { Outcome } from './attempt.ts'

/** An endpoint as its lane needs it. Leased to one replica at a time. */
export type Target = {
  readonly endpoint: string
  readonly owner: string
  readonly url: string
  readonly ed25519: boolean
  readonly keyId: string
  readonly secretVersion: number
  /** What its messages speak. */
  readonly apiVersion: string
  readonly previous?: { readonly keyId: string; readonly version: number; readonly untilMs: number }
}

export type Due = {
  readonly sequence: number
  readonly tries: number
  /** Since when it is due: another redelivery of the same is due since another time. */
  readonly dueAtMs: number
  readonly messageId: string
  readonly body: string
  /** Of one that is on its way into the queue: whether it came there. Never rejects. */
  readonly written?: Promise<boolean>
}

/** A try that was made, and what the queue does with its delivery next. */
export type Tried = {
  readonly endpoint: string
  readonly url: string
  readonly sequence: number
  readonly triesBefore: number
  readonly dueBeforeMs: number
  readonly state: 'pending' | 'delivered' | 'failed'
  readonly dueAtMs: number
  readonly atMs: number
  readonly durationMs: number
  readonly outcome: Outcome
  readonly status: number | null
  readonly responseHead: string
  readonly detail: string
}

/** How long a lease lasts without being renewed: after a crash another replica goes on. */
export const leaseMs = 20_000
const claimLimit = 200

type TargetRow = {
  endpoint: string; owner: string; url: string; ed25519: boolean; key_id: string; secret_version: number
  api_version: string
  previous_key_id: string | null; previous_version: number | null; previous_until_ms: bigint | string
}

const targetOf = (row: TargetRow): Target => ({
  endpoint: row.endpoint, owner: row.owner, url: row.url, ed25519: row.ed25519, keyId: row.key_id,
  secretVersion: row.secret_version, apiVersion: row.api_version,
  ...(row.previous_key_id !== null && row.previous_version !== null
    ? { previous: { keyId: row.previous_key_id, version: row.previous_version, untilMs: Number(row.previous_until_ms) } }
    : {}),
})

/** Neither its owner nor its receiver wants it left alone; `$2` is now. */
const maySend = 'enabled and not paused and paused_until_ms <= $2'

/** Leases endpoints that have something due, nobody else works on, and are not among `busy`. */
export const claimTargets = async (
  pool: Pool, holder: string, nowMs: number, busy: readonly string[],
): Promise<readonly Target[]> => {
  const claimed = await pool.query<TargetRow>(
    `update targets set lease_holder = $1, lease_until_ms = $3 where endpoint in (
       select endpoint from targets t
       where ${maySend} and endpoint <> all($4)
         and (lease_holder is null or lease_holder = $1 or lease_until_ms < $2)
         and exists (select 1 from deliveries d
           where d.endpoint = t.endpoint and d.state = 'pending' and d.due_at_ms <= $2)
       limit ${claimLimit} for update skip locked
     ) returning *`,
    [holder, nowMs, nowMs + leaseMs, busy])
  return claimed.rows.map(targetOf)
}

/** Renews the leases still held; answers those that are, as they stand now, when they may go on. */
export const renewTargets = async (
  pool: Pool, holder: string, nowMs: number, endpoints: readonly string[],
): Promise<readonly Target[]> => {
  const renewed = await pool.query<TargetRow>(
    `update targets set lease_until_ms = $3
     where endpoint = any($4) and lease_holder = $1 and ${maySend} returning *`,
    [holder, nowMs, nowMs + leaseMs, endpoints])
  return renewed.rows.map(targetOf)
}

/** How an endpoint stands; undefined where it is not ours, or nothing may be sent there now. */
export const heldTarget = async (
  pool: Pool, holder: string, nowMs: number, endpoint: string,
): Promise<Target | undefined> => {
  const { rows: [row] } = await pool.query<TargetRow>(
    `select * from targets where endpoint = $3 and lease_holder = $1 and ${maySend}`, [holder, nowMs, endpoint])
  return row && targetOf(row)
}

export const releaseTargets = async (pool: Pool, holder: string, endpoints: readonly string[]): Promise<void> => {
  await pool.query(
    'update targets set lease_holder = null, lease_until_ms = 0 where endpoint = any($2) and lease_holder = $1',
    [holder, endpoints])
}

/** Stops all deliveries of an endpoint until the time that its receiver asked for, unless it leads elsewhere since. */
export const restTarget = async (pool: Pool, { endpoint, url }: Pick<Target, 'endpoint' | 'url'>, untilMs: number): Promise<void> => {
  await pool.query(
    'update targets set paused_until_ms = greatest(paused_until_ms, $3) where endpoint = $1 and url = $2', [endpoint, url, untilMs])
}

type DueRow = { sequence: bigint | string; tries: number; due_at_ms: bigint | string; id: string; body: string }

/**
 * What goes in the order of the sequence, which is first tries and, after a time when nothing was sent, what came
 * due meanwhile; or repeated tries that are due, in the order of their time.
 */
export const dueDeliveries = async (
  pool: Pool, endpoint: string, nowMs: number, kind: 'in_line' | 'retry', limit: number,
): Promise<readonly Due[]> => {
  const [condition, order] = kind === 'in_line'
    ? ['(tries = 0 or in_line)', 'sequence']
    : ['tries > 0 and not in_line and due_at_ms <= $3', 'due_at_ms']
  const found = await pool.query<DueRow>(
    `select d.sequence, d.tries, d.due_at_ms, m.id, m.body from (
       select * from deliveries where endpoint = $1 and state = 'pending' and ${condition} order by ${order} limit $2
     ) d join messages m using (owner, sequence) order by d.${order}`,
    kind === 'in_line' ? [endpoint, limit] : [endpoint, limit, nowMs])
  return found.rows.map((row) => ({
    sequence: Number(row.sequence), tries: row.tries, dueAtMs: Number(row.due_at_ms), messageId: row.id, body: row.body,
  }))
}

/**
 * Writes what was tried: one statement for all lanes. A try of a stale lease changes no delivery, but is logged;
 * so is one that was under way as a redelivery was asked for, which is still to come.
 */
export const recordTried = async (pool: Pool, tried: readonly Tried[]): Promise<void> => {
  await pool.query(
    `with tried as (
       select * from unnest($1::text[], $2::bigint[], $3::int[], $4::text[], $5::bigint[], $6::bigint[], $7::int[],
         $8::text[], $9::int[], $10::text[], $11::text[], $12::text[], $13::bigint[])
         as t (endpoint, sequence, tries, state, due_at_ms, at_ms, duration_ms, outcome, status, response_head, detail, url, due_before_ms)
     ), moved as (
       update deliveries d set state = t.state, tries = t.tries + 1, due_at_ms = t.due_at_ms, in_line = false from tried t
       where d.endpoint = t.endpoint and d.sequence = t.sequence and d.tries = t.tries and d.state = 'pending'
         and d.due_at_ms = t.due_before_ms
     )
     insert into attempts (endpoint, sequence, try, at_ms, duration_ms, outcome, status, response_head, detail, url)
     select endpoint, sequence, tries + 1, at_ms, duration_ms, outcome, status, response_head, detail, url from tried`,
    [
      tried.map((t) => t.endpoint), tried.map((t) => t.sequence), tried.map((t) => t.triesBefore),
      tried.map((t) => t.state), tried.map((t) => t.dueAtMs), tried.map((t) => t.atMs),
      tried.map((t) => t.durationMs), tried.map((t) => t.outcome), tried.map((t) => t.status),
      tried.map((t) => t.responseHead), tried.map((t) => t.detail), tried.map((t) => t.url), tried.map((t) => t.dueBeforeMs),
    ])
}
