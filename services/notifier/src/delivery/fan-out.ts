import { firstApiVersion, notifierEvents, type MessagesOf, type Spec } from '@stablegate/contracts'
import { assertThat, decodeEvent, unreachable, type LogBatch, type StoredEvent } from '@stablegate/kernel'
import type { EventReader } from '@stablegate/host'
import type { Pool, PoolClient } from 'pg'
import type { Due } from './queue.ts'

/** Events of one step: a bound on the transaction, not on the throughput. */
const batchLimit = 500
const log = 'notifier'
/** Events that were heard of and are not queued yet at most; what does not fit is read from the log. */
const maxReady = 2_000
/** Owners whose targets are remembered at most. */
const maxOwners = 20_000

type Event = MessagesOf<typeof notifierEvents>
type Numbered = { readonly id: string; readonly event: Event }
type Target = { enabled: boolean; types: readonly string[] }
type Targets = ReadonlyMap<string, Map<string, Target>>
type Row = { readonly endpoint: string; readonly owner: string; readonly atMs: number; readonly due: Due }
type Page = { readonly events: readonly StoredEvent[]; readonly more: boolean }
type Cursor = { readonly incarnation: string; readonly position: number }
type QueuedEvent = Extract<Event, { type: 'webhook.queued' }>

/** After a restore of the store our cursor may point beyond or beside it: a human must look. */
const assertSameLog = (at: Cursor, incarnation: string, head: number): void => {
  assertThat(at.incarnation === incarnation && at.position <= head, `the log of ${log} is not the one that was being read`)
}

const specs = new Map<string, Spec>(Object.values(notifierEvents).map((spec) => [spec.type, spec]))

const parse = (stored: StoredEvent): Numbered | undefined => {
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

const targetsOf = async (client: PoolClient, owners: readonly string[]): Promise<Map<string, Map<string, Target>>> => {
  const found = await client.query<{ endpoint: string; owner: string; enabled: boolean; types: string[] }>(
    'select endpoint, owner, enabled, types from targets where owner = any($1)', [owners])
  const byOwner = new Map<string, Map<string, Target>>(owners.map((owner) => [owner, new Map<string, Target>()]))
  for (const { endpoint, owner, enabled, types } of found.rows) byOwner.get(owner)?.set(endpoint, { enabled, types })
  return byOwner
}

/** What an event is for the endpoints of its owner, as they stand. */
const deliveriesOf = (
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

type Message = { readonly id: string; readonly event: QueuedEvent; readonly body: string }

const rowValues = (messages: readonly Message[], rows: readonly Row[]): readonly unknown[] => [
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

const messageOf = (id: string, event: QueuedEvent): Message => {
  const messageId = messageIdOf(id)
  return { id, event, body: bodyOf(messageId, event) }
}

/** Writes what the events ask for, in their order; answers the endpoints that got something to do. */
const spread = async (client: PoolClient, batch: readonly Numbered[], targets: Targets): Promise<Set<string>> => {
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
const putQueued = `with moved as (
    update fan_out_cursor set position = $12 where position = $11 and incarnation = $13 returning 1),
  m as (${putMessages} where exists (select from moved)),
  d as (${putDeliveries} where exists (select from moved))
  select count(*)::integer as moved from moved`

export type FanOutStep = {
  /** First tries by endpoint, each in the order of the sequence, for those who can take them at once. */
  readonly fresh: ReadonlyMap<string, readonly Due[]>
  /** Endpoints with something to do that only the queue tells. */
  readonly look: ReadonlySet<string>
  /** The step began from what the database knows: somebody else may have queued before. */
  readonly anew: boolean
  readonly moved: boolean
  readonly more: boolean
}

const nothing: FanOutStep = { fresh: new Map(), look: new Set(), anew: false, moved: false, more: false }

/** Gives first tries to whoever can send them now; answers the endpoints that took theirs. */
export type OfferAhead = (fresh: ReadonlyMap<string, readonly Due[]>) => ReadonlySet<string>

/** What follows the cursor and is on its way into the queue. */
type Ready = {
  readonly events: number
  readonly last: number
  readonly messages: readonly Message[]
  readonly rows: readonly Row[]
  readonly taken: ReadonlySet<string>
  readonly written: PromiseWithResolvers<boolean>
}

const freshOf = (rows: readonly Row[]): Map<string, Due[]> => {
  const fresh = new Map<string, Due[]>()
  for (const { endpoint, due } of rows) {
    const known = fresh.get(endpoint)
    if (known === undefined) fresh.set(endpoint, [due])
    else known.push(due)
  }
  return fresh
}

/**
 * Moves events from the log to the queue: events, deliveries and the cursor in one transaction, so
 * that each event is queued exactly once for each endpoint that stood when it happened. Endpoints
 * are remembered from step to step, which is true as long as nobody else moves the cursor.
 *
 * An event stands in the log, so it may be sent before it is queued: what comes off the bus is offered
 * at once, and its try is written when the queue has it. If it never does, for the cursor was moved
 * elsewhere or the database is away, it comes once more from the queue.
 */
export class FanOut {
  readonly #pool: Pool
  readonly #events: EventReader
  readonly #offerAhead: OfferAhead
  #at: Cursor | undefined
  readonly #targets = new Map<string, Map<string, Target>>()
  #ready: Ready[] = []
  /** The log must be read before what the bus brings is of use again. */
  #mustRead = false
  #heardOf = 0

  constructor(pool: Pool, events: EventReader, offerAhead: OfferAhead = () => new Set()) {
    this.#pool = pool
    this.#events = events
    this.#offerAhead = offerAhead
  }

  /** There is something for another step. */
  get hasNews(): boolean {
    return this.#ready.length > 0 || (this.#at !== undefined && this.#heardOf > this.#at.position)
  }

  /** A batch of the bus. Never throws: what is of no use is read from the log. */
  hear(batch: LogBatch): void {
    this.#heardOf = Math.max(this.#heardOf, batch.last)
    const at = this.#at
    if (at === undefined || this.#mustRead) return
    const from = this.#ready.at(-1)?.last ?? at.position
    if (batch.last <= from && batch.incarnation === at.incarnation) return
    const waiting = this.#ready.reduce((sum, { events }) => sum + events, 0)
    const isNext = batch.incarnation === at.incarnation && batch.previous <= from && waiting < maxReady
    const ready = isNext
      ? this.#readied(batch.events.filter(({ position }) => position > from), batch.last, this.#offerAhead)
      : undefined
    if (ready === undefined) this.#mustRead = true
    else this.#ready.push(ready)
  }

  async step(): Promise<FanOutStep> {
    try {
      if (this.#at === undefined) return await this.#fromDatabase()
      return this.#ready.length > 0 ? await this.#writeReady(this.#at) : await this.#readOn(this.#at)
    } catch (error) {
      this.#forget()
      throw error
    }
  }

  #forget(): void {
    this.#at = undefined
    this.#targets.clear()
    for (const { written } of this.#ready) written.resolve(false)
    this.#ready = []
  }

  /** Undefined where an endpoint changes, or its owner is not remembered: then the database must be asked. */
  #readied(stored: readonly StoredEvent[], last: number, offerAhead: OfferAhead): Ready | undefined {
    const messages: Message[] = []
    try {
      for (const event of stored) {
        const parsed = parse(event)
        if (parsed === undefined) continue
        if (parsed.event.type !== 'webhook.queued' || !this.#targets.has(parsed.event.data.owner)) return undefined
        messages.push(messageOf(parsed.id, parsed.event))
      }
    } catch {
      // An event that cannot be read is met again, and told of, by the step that reads the log.
      return undefined
    }
    const written = Promise.withResolvers<boolean>()
    const rows = messages.flatMap(({ id, event, body }) =>
      deliveriesOf(id, event, body, this.#targets, written.promise))
    return { events: stored.length, last, messages, rows, taken: offerAhead(freshOf(rows)), written }
  }

  async #writeReady(at: Cursor): Promise<FanOutStep> {
    let events = 0
    const batch = this.#ready.filter((one) => {
      const fits = events < batchLimit
      events += one.events
      return fits
    })
    if (!await this.#write(at, batch)) return { ...nothing, more: true }
    this.#ready.splice(0, batch.length)
    const fresh = freshOf(batch.flatMap(({ rows, taken }) => rows.filter(({ endpoint }) => !taken.has(endpoint))))
    return { ...nothing, fresh, moved: true, more: this.hasNews }
  }

  /** False, and all is forgotten, where the cursor has moved: another instance is at work. */
  async #write(at: Cursor, batch: readonly Ready[]): Promise<boolean> {
    const to = { incarnation: at.incarnation, position: batch.at(-1)?.last ?? at.position }
    const { rows: [result] } = await this.#pool.query<{ moved: number }>(putQueued, [
      ...rowValues(batch.flatMap(({ messages }) => messages), batch.flatMap(({ rows }) => rows)),
      at.position, to.position, at.incarnation,
    ])
    if (result?.moved !== 1) {
      this.#forget()
      return false
    }
    this.#at = to
    for (const { written } of batch) written.resolve(true)
    return true
  }

  /** From the log; what the bus brings meanwhile is read, too, or in the next step. */
  async #readOn(at: Cursor): Promise<FanOutStep> {
    this.#mustRead = true
    const { events: stored, more } = await this.#read(at)
    const last = stored.at(-1)
    if (last === undefined) {
      this.#mustRead = false
      this.#heardOf = at.position
      return nothing
    }
    const ready = this.#readied(stored, last.position, () => new Set())
    if (ready === undefined) return await this.#fromDatabase()
    if (!await this.#write(at, [ready])) return { ...nothing, more: true }
    this.#mustRead = false
    return { ...nothing, fresh: freshOf(ready.rows), moved: true, more: more || this.hasNews }
  }

  async #read(at: Cursor): Promise<Page> {
    const { incarnation, position: head } = await this.#events.head(log)
    assertSameLog(at, incarnation, head)
    const events = at.position < head ? await this.#events.readLog(log, at.position, batchLimit) : []
    return { events, more: (events.at(-1)?.position ?? head) < head }
  }

  /** One step from what the database knows, whatever the events are. */
  async #fromDatabase(): Promise<FanOutStep> {
    const client = await this.#pool.connect()
    try {
      await client.query('begin')
      const cursor = await client.query<{ incarnation: string | null; position: bigint | string }>(
        'select incarnation, position from fan_out_cursor for update')
      const position = Number(cursor.rows[0]?.position ?? 0)
      // Where another instance has moved the cursor, what is remembered of endpoints is old.
      const anew = this.#at?.position !== position
      if (anew) this.#forget()
      const { incarnation, position: head } = await this.#events.head(log)
      const at = { incarnation: cursor.rows[0]?.incarnation ?? incarnation, position }
      assertSameLog(at, incarnation, head)
      const stored = position < head ? await this.#events.readLog(log, position, batchLimit) : []
      const batch = stored.flatMap((event) => parse(event) ?? [])
      const targets = await targetsOf(client, [...new Set(batch.map(({ event }) => event.data.owner))])
      const look = batch.length === 0 ? new Set<string>() : await spread(client, batch, targets)
      const to = { incarnation, position: stored.at(-1)?.position ?? position }
      if (stored.length > 0 || cursor.rows[0]?.incarnation === null) {
        await client.query('update fan_out_cursor set position = $1, incarnation = $2', [to.position, incarnation])
      }
      await client.query('commit')
      this.#remember(to, targets)
      return { ...nothing, look, anew, moved: stored.length > 0, more: to.position < head }
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }

  #remember(at: Cursor, targets: Targets): void {
    this.#at = at
    this.#mustRead = false
    if (this.#targets.size + targets.size > maxOwners) this.#targets.clear()
    for (const [owner, ofOwner] of targets) this.#targets.set(owner, ofOwner)
  }
}
