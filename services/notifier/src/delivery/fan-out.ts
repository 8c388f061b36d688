import { notifierEvents, type MessagesOf, type Spec } from '@stablegate/contracts'
import { assertThat, decodeEvent, unreachable, type StoredEvent } from '@stablegate/kernel'
import type { EventReader } from '@stablegate/host'
import type { Pool, PoolClient } from 'pg'

/** Events of one step: a bound on the transaction, not on the throughput. */
const batchLimit = 500
const log = 'notifier'

type Event = MessagesOf<typeof notifierEvents>
type Numbered = { readonly id: string; readonly event: Event }
type Target = { enabled: boolean; readonly types: readonly string[] }
type Row = { readonly endpoint: string; readonly sequence: number; readonly owner: string; readonly atMs: number }

const specs = new Map<string, Spec>(Object.values(notifierEvents).map((spec) => [spec.type, spec]))

const parse = (stored: StoredEvent): Numbered | undefined => {
  const spec = specs.get(stored.type)
  if (!spec) return undefined
  const { data } = decodeEvent(spec, stored)
  return { id: stored.id, event: { type: spec.type, data } as Event }
}

/** The body of a webhook: fixed once, since every try must bear the same bytes. */
const bodyOf = (id: string, { data }: Extract<Event, { type: 'webhook.queued' }>): string => JSON.stringify({
  id, type: data.type, created_at: new Date(data.atMs).toISOString(), livemode: data.livemode,
  sequence: data.sequence, subject: data.subject, data: data.payload,
})

/** Public id of a webhook's message, the same over all tries and endpoints. */
export const messageIdOf = (eventId: string): string => `evt_${eventId.replaceAll('-', '')}`

const targetsOf = async (client: PoolClient, owners: readonly string[]): Promise<Map<string, Map<string, Target>>> => {
  const found = await client.query<{ endpoint: string; owner: string; enabled: boolean; types: string[] }>(
    'select endpoint, owner, enabled, types from targets where owner = any($1)', [owners])
  const byOwner = new Map<string, Map<string, Target>>(owners.map((owner) => [owner, new Map<string, Target>()]))
  for (const { endpoint, owner, enabled, types } of found.rows) byOwner.get(owner)?.set(endpoint, { enabled, types })
  return byOwner
}

const noteEndpoint = async (
  client: PoolClient, targets: Map<string, Target>, event: Exclude<Event, { type: 'webhook.queued' }>,
): Promise<void> => {
  const { endpoint } = event.data
  const known = targets.get(endpoint)
  switch (event.type) {
    case 'endpoint.created': {
      const { owner, url, types, ed25519, keyId, secretVersion } = event.data
      targets.set(endpoint, { enabled: true, types })
      await client.query(
        `insert into targets (endpoint, owner, url, enabled, types, ed25519, key_id, secret_version)
         values ($1, $2, $3, true, $4, $5, $6, $7) on conflict do nothing`,
        [endpoint, owner, url, types, ed25519, keyId, secretVersion])
      return
    }
    case 'endpoint.secret_rotated':
      await client.query(
        `update targets set previous_key_id = key_id, previous_version = secret_version, previous_until_ms = $2,
           key_id = $3, secret_version = $4 where endpoint = $1 and secret_version < $4`,
        [endpoint, event.data.previousUntilMs, event.data.keyId, event.data.secretVersion])
      return
    case 'endpoint.disabled':
    case 'endpoint.enabled': {
      const enabled = event.type === 'endpoint.enabled'
      if (known) known.enabled = enabled
      await client.query('update targets set enabled = $2, paused_until_ms = 0 where endpoint = $1', [endpoint, enabled])
      return
    }
    case 'endpoint.redelivery_requested': return
    default: return unreachable(event)
  }
}

const insertMessages = (client: PoolClient, queued: readonly Numbered[]): Promise<unknown> => {
  const rows = queued.flatMap(({ id, event }) =>
    event.type === 'webhook.queued' ? [{ id: messageIdOf(id), event }] : [])
  return client.query(
    `insert into messages (owner, sequence, id, type, body, at_ms)
     select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])
     on conflict do nothing`,
    [
      rows.map(({ event }) => event.data.owner), rows.map(({ event }) => event.data.sequence), rows.map(({ id }) => id),
      rows.map(({ event }) => event.data.type), rows.map(({ id, event }) => bodyOf(id, event)),
      rows.map(({ event }) => event.data.atMs),
    ])
}

const insertDeliveries = (client: PoolClient, rows: readonly Row[]): Promise<unknown> => client.query(
  `insert into deliveries (endpoint, sequence, owner, state, tries, due_at_ms)
   select endpoint, sequence, owner, 'pending', 0, due from
     unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[]) as new (endpoint, sequence, owner, due)
   on conflict do nothing`,
  [
    rows.map((row) => row.endpoint), rows.map((row) => row.sequence), rows.map((row) => row.owner),
    rows.map((row) => row.atMs),
  ])

const redeliver = (
  client: PoolClient, { data }: Extract<Event, { type: 'endpoint.redelivery_requested' }>,
): Promise<unknown> => client.query(
  `insert into deliveries (endpoint, sequence, owner, state, tries, due_at_ms)
   select $1, sequence, owner, 'pending', 0, $5 from messages where owner = $2 and sequence between $3 and $4
   on conflict (endpoint, sequence) do update set state = 'pending', tries = 0, due_at_ms = excluded.due_at_ms`,
  [data.endpoint, data.owner, data.fromSequence, data.toSequence, data.atMs])

/** Writes what the events ask for, in their order; answers the endpoints that got something to do. */
const spread = async (client: PoolClient, batch: readonly Numbered[]): Promise<Set<string>> => {
  const owners = [...new Set(batch.map(({ event }) => event.data.owner))]
  const targets = await targetsOf(client, owners)
  const rows: Row[] = []
  const touched = new Set<string>()
  for (const { event } of batch) {
    const ofOwner = targets.get(event.data.owner)
    assertThat(ofOwner, `no targets were read for ${event.data.owner}`)
    if (event.type === 'webhook.queued') {
      const { owner, sequence, type, atMs } = event.data
      for (const [endpoint, { enabled, types }] of ofOwner) {
        // A disabled endpoint gets nothing queued: its owner pulls the feed or rewinds when it is back.
        if (!enabled || (types.length > 0 && !types.includes(type))) continue
        rows.push({ endpoint, sequence, owner, atMs })
        touched.add(endpoint)
      }
    } else {
      await noteEndpoint(client, ofOwner, event)
      touched.add(event.data.endpoint)
    }
  }
  await insertMessages(client, batch)
  await insertDeliveries(client, rows)
  for (const { event } of batch) if (event.type === 'endpoint.redelivery_requested') await redeliver(client, event)
  return touched
}

export type FanOutStep = { readonly endpoints: ReadonlySet<string>; readonly more: boolean }

/**
 * One step from the log to the queue: events, deliveries and the cursor in one transaction, so that
 * each event is queued exactly once for each endpoint that stood when it happened.
 */
export const fanOut = async (pool: Pool, events: EventReader): Promise<FanOutStep> => {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const cursor = await client.query<{ incarnation: string | null; position: bigint | string }>(
      'select incarnation, position from fan_out_cursor for update')
    const from = Number(cursor.rows[0]?.position ?? 0)
    const { incarnation, position: head } = await events.head(log)
    const known = cursor.rows[0]?.incarnation ?? incarnation
    // After a restore of the store our cursor may point beyond or beside it: a human must look.
    assertThat(known === incarnation && from <= head, `the log of ${log} is not the one that was being read`)
    const batch = from < head ? await events.readLog(log, from, batchLimit) : []
    const last = batch.at(-1)
    const endpoints = last ? await spread(client, batch.flatMap((stored) => parse(stored) ?? [])) : new Set<string>()
    if (last) {
      await client.query('update fan_out_cursor set position = $1, incarnation = $2', [last.position, incarnation])
    }
    await client.query('commit')
    return { endpoints, more: last !== undefined && last.position < head }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}
