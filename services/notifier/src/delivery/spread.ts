import { firstApiVersion, notifierEvents, type MessagesOf, type Spec } from '@stablegate/contracts'
import { assertThat, decodeEvent, unreachable, type StoredEvent } from '@stablegate/kernel'
import type { PoolClient } from 'pg'
import type { Due } from './queue.ts'

// What each event of the log does to the queue, and to what is known of endpoints.

type Event = MessagesOf<typeof notifierEvents>
export type Numbered = { readonly id: string; readonly event: Event }
export type Target = { enabled: boolean; types: readonly string[] }
export type Targets = ReadonlyMap<string, Map<string, Target>>
export type Row = { readonly endpoint: string; readonly owner: string; readonly atMs: number; readonly due: Due }
type QueuedEvent = Extract<Event, { type: 'webhook.queued' }>

const specs = new Map<string, Spec>(Object.values(notifierEvents).map((spec) => [spec.type, spec]))

export const parse = (stored: StoredEvent): Numbered | undefined => {
  const spec = specs.get(stored.type)
  if (!spec) return undefined
  const { data } = decodeEvent(spec, stored)
  return { id: stored.id, event: { type: spec.type, data } as Event }
}

/** The body of a webhook: fixed once, since every try must bear the same bytes. */
const bodyOf = (id: string, { data }: QueuedEvent): string => JSON.stringify({
  id, object: 'event', type: data.type, created_at: new Date(data.atMs).toISOString(), livemode: data.livemode,
  sequence: data.sequence, subject: data.subject, api_version: data.apiVersion ?? firstApiVersion, data: data.payload,
})

/** Public id of a webhook's message, the same over all tries and endpoints. */
export const messageIdOf = (eventId: string): string => `evt_${eventId.replaceAll('-', '')}`

export const targetsOf = async (client: PoolClient, owners: readonly string[]): Promise<Map<string, Map<string, Target>>> => {
  const found = await client.query<{ endpoint: string; owner: string; enabled: boolean; types: string[] }>(
    'select endpoint, owner, enabled, types from targets where owner = any($1)', [owners])
  const byOwner = new Map<string, Map<string, Target>>(owners.map((owner) => [owner, new Map<string, Target>()]))
  for (const { endpoint, owner, enabled, types } of found.rows) byOwner.get(owner)?.set(endpoint, { enabled, types })
  return byOwner
}

/** What an event is for the endpoints of its owner, as they stand. */
export const deliveriesOf = (
  id: string, event: QueuedEvent, body: string, targets: Targets, written?: Promise<boolean>,
): readonly Row[] => {
  const { owner, sequence, type, atMs } = event.data
  const ofOwner = targets.get(owner)
  assertThat(ofOwner, `no targets were read for ${owner}`)
  return [...ofOwner].flatMap(([endpoint, { enabled, types }]) => {
    // A disabled endpoint gets nothing queued, unlike a paused one: its owner pulls the feed or rewinds when it is back.
    if (!enabled || (types.length > 0 && !types.includes(type))) return []
    const due = { sequence, tries: 0, dueAtMs: atMs, messageId: messageIdOf(id), body, ...(written && { written }) }
    return [{ endpoint, owner, atMs, due }]
  })
}

/** What came due while nothing was sent is due at once, in the order of the sequence with what was never tried. */
const sendAgain = async (client: PoolClient, endpoint: string, atMs: number): Promise<void> => {
  await client.query('update targets set enabled = true, paused = false, paused_until_ms = 0 where endpoint = $1', [endpoint])
  await client.query(
    `update deliveries set in_line = true
     where endpoint = $1 and state = 'pending' and tries > 0 and not in_line and due_at_ms <= $2`, [endpoint, atMs])
}

const noteEndpoint = async (
  client: PoolClient, targets: Map<string, Target>, event: Exclude<Event, { type: 'webhook.queued' }>,
): Promise<void> => {
  const { endpoint } = event.data
  const known = targets.get(endpoint)
  switch (event.type) {
    case 'endpoint.created': {
      const { owner, url, types, ed25519, keyId, secretVersion, apiVersion } = event.data
      targets.set(endpoint, { enabled: true, types })
      await client.query(
        `insert into targets (endpoint, owner, url, enabled, types, ed25519, key_id, secret_version, api_version)
         values ($1, $2, $3, true, $4, $5, $6, $7, $8) on conflict do nothing`,
        [endpoint, owner, url, types, ed25519, keyId, secretVersion, apiVersion ?? firstApiVersion])
      return
    }
    case 'endpoint.secret_rotated':
      await client.query(
        `update targets set previous_key_id = key_id, previous_version = secret_version, previous_until_ms = $2,
           key_id = $3, secret_version = $4 where endpoint = $1 and secret_version < $4`,
        [endpoint, event.data.previousUntilMs, event.data.keyId, event.data.secretVersion])
      return
    case 'endpoint.changed': {
      const { url, types } = event.data
      if (known) known.types = types
      // Only the receiver that was left asked for a rest.
      await client.query(
        `update targets set url = $2, types = $3, paused_until_ms = case when url = $2 then paused_until_ms else 0 end
         where endpoint = $1`, [endpoint, url, types])
      return
    }
    case 'endpoint.paused':
      await client.query('update targets set paused = true where endpoint = $1', [endpoint])
      return
    case 'endpoint.disabled':
      if (known) known.enabled = false
      await client.query('update targets set enabled = false, paused = false, paused_until_ms = 0 where endpoint = $1', [endpoint])
      return
    case 'endpoint.enabled':
    case 'endpoint.resumed':
      if (known) known.enabled = true
      await sendAgain(client, endpoint, event.data.atMs)
      return
    case 'endpoint.redelivery_requested': return
    default: return unreachable(event)
  }
}

/** `$1` to `$6`: messages; `$7` to `$10`: deliveries. */
const putMessages = `insert into messages (owner, sequence, id, type, body, at_ms)
  select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])`
const putDeliveries = `insert into deliveries (endpoint, sequence, owner, state, tries, due_at_ms)
  select endpoint, sequence, owner, 'pending', 0, due from
    unnest($7::text[], $8::bigint[], $9::text[], $10::bigint[]) as new (endpoint, sequence, owner, due)`

export type Message = { readonly id: string; readonly event: QueuedEvent; readonly body: string }

export const rowValues = (messages: readonly Message[], rows: readonly Row[]): readonly unknown[] => [
  messages.map(({ event }) => event.data.owner), messages.map(({ event }) => event.data.sequence),
  messages.map(({ id }) => messageIdOf(id)), messages.map(({ event }) => event.data.type),
  messages.map(({ body }) => body), messages.map(({ event }) => event.data.atMs),
  rows.map(({ endpoint }) => endpoint), rows.map(({ due }) => due.sequence), rows.map(({ owner }) => owner),
  rows.map(({ atMs }) => atMs),
]

const redeliver = (
  client: PoolClient, { data }: Extract<Event, { type: 'endpoint.redelivery_requested' }>,
): Promise<unknown> => client.query(
  `insert into deliveries (endpoint, sequence, owner, state, tries, due_at_ms)
   select t.endpoint, m.sequence, m.owner, 'pending', 0, $5 from messages m join targets t on t.endpoint = $1
   where m.owner = $2 and m.sequence between $3 and $4 and (cardinality(t.types) = 0 or m.type = any(t.types))
   on conflict (endpoint, sequence) do update
     set state = 'pending', tries = 0, due_at_ms = excluded.due_at_ms, in_line = false`,
  [data.endpoint, data.owner, data.fromSequence, data.toSequence, data.atMs])

export const messageOf = (id: string, event: QueuedEvent): Message => {
  const messageId = messageIdOf(id)
  return { id, event, body: bodyOf(messageId, event) }
}

/** Writes what the events ask for, in their order; answers the endpoints that got something to do. */
export const spread = async (client: PoolClient, batch: readonly Numbered[], targets: Targets): Promise<Set<string>> => {
  const messages: Message[] = []
  const rows: Row[] = []
  const touched = new Set<string>()
  for (const { id, event } of batch) {
    if (event.type === 'webhook.queued') {
      const message = messageOf(id, event)
      messages.push(message)
      rows.push(...deliveriesOf(id, event, message.body, targets))
    } else {
      const ofOwner = targets.get(event.data.owner)
      assertThat(ofOwner, `no targets were read for ${event.data.owner}`)
      await noteEndpoint(client, ofOwner, event)
      touched.add(event.data.endpoint)
    }
  }
  await client.query(
    `with m as (${putMessages} on conflict do nothing) ${putDeliveries} on conflict do nothing`,
    [...rowValues(messages, rows)])
  for (const { event } of batch) if (event.type === 'endpoint.redelivery_requested') await redeliver(client, event)
  for (const { endpoint } of rows) touched.add(endpoint)
  return touched
}

/** The fast way: all in one statement, and nothing where the cursor has moved. */
export const putQueued = `with moved as (
    update fan_out_cursor set position = $12 where position = $11 and incarnation = $13 returning 1),
  m as (${putMessages} where exists (select from moved)),
  d as (${putDeliveries} where exists (select from moved))
  select count(*)::integer as moved from moved`
