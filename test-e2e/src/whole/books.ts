import { isDeepStrictEqual } from 'node:util'
import { decode, encode, foldRows, viewConsumer, viewsOf, viewTable } from '@stablegate/kernel'
import type { AnyView, Metadata, RecordedEvent, Service, StoredEvent } from '@stablegate/kernel'
import type { ledgerEvents, MessagesOf, notifierEvents } from '@stablegate/contracts'
import { PostgresEventStore } from '@stablegate/kernel/postgres'
import { ledger } from '@stablegate/ledger'
import { order } from '@stablegate/order'
import { waitFor } from '@stablegate/testing'
import pg from 'pg'
import { CommandModel } from '../sim/models/command-model.ts'
import { FeedModel } from '../sim/models/feed-model.ts'
import { LedgerModel } from '../sim/models/ledger-model.ts'
import { PaymentModel, type PaymentEvent } from '../sim/models/payment-model.ts'
import type { WebhookReceiver } from '../webhook-receiver.ts'
import { tableOf } from './tables.ts'
import type { Acknowledged } from './caller.ts'
import type { End } from './exits.ts'

type Row = Record<string, unknown>
type Logs = ReadonlyMap<string, readonly StoredEvent[]>

export type BooksOptions = {
  readonly databaseUrl: string
  readonly services: readonly Service[]
  /** Every payment of the test and how its last actor left it. */
  readonly ends: ReadonlyMap<string, End>
  readonly acknowledged: readonly Acknowledged[]
  readonly receivers: ReadonlyMap<string, WebhookReceiver>
}

/** What was looked at, so that nobody takes an empty log for good books. */
export type BooksReport = {
  readonly faults: readonly string[]
  readonly events: number
  readonly payments: number
  readonly settledMicro: bigint
  readonly rows: number
  readonly webhooks: number
  /** Deliveries that came more than once, which at-least-once allows. */
  readonly repeatedWebhooks: number
  readonly acknowledged: number
}

const quote = pg.escapeIdentifier
const balancesTable = tableOf(ledger, 'balances')

/** Cursors of every service, with the log that each reads. */
const cursorsOf = async (pool: pg.Pool, services: readonly Service[]) => {
  const tables = services.map(({ name }) =>
    `select '${name}' as service, consumer, log, position::integer from ${quote(name)}.host_cursors`)
  const { rows } = await pool.query<{ service: string; consumer: string; log: string; position: number }>(
    `${tables.join(' union all ')}
     union all select 'notifier', 'fan-out', 'notifier', position::integer from notifier.fan_out_cursor`)
  return rows
}

const headsOf = async (pool: pg.Pool): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await pool.query<{ log: string; position: number }>(
    'select log, max(position)::integer as position from eventstore.event group by log')
  return new Map(rows.map(({ log, position }) => [log, position]))
}

const clockDue = `select id from ${tableOf(order, 'clocks')} where due_at_ms < extract(epoch from now()) * 1000 + 4000`

/** What is not at rest, in words: consumers behind, clocks that are due, webhooks that wait. */
export const unrest = async (pool: pg.Pool, services: readonly Service[]): Promise<readonly string[]> => {
  const heads = await headsOf(pool)
  const behind = (await cursorsOf(pool, services))
    .filter(({ log, position }) => position < (heads.get(log) ?? 0))
    .map(({ service, consumer, position, log }) => `${service} ${consumer} at ${position} of ${heads.get(log)}`)
  const due = await pool.query<{ id: string }>(clockDue)
  const waiting = await pool.query<{ count: number }>(
    `select count(*)::integer as count from notifier.deliveries where state = 'pending'`)
  const undelivered = waiting.rows[0]?.count ?? 0
  return [
    ...behind, ...due.rows.map(({ id }) => `${id} is due`),
    ...(undelivered > 0 ? [`${undelivered} webhooks are not delivered`] : []),
  ]
}

/** Waits until every consumer has read its log, no clock is about to ring and no webhook waits. */
export const allQuiet = async (
  databaseUrl: string, services: readonly Service[], deadlineMs: number,
): Promise<void> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  pool.on('connect', (client) => client.on('error', () => undefined))
  pool.on('error', () => undefined)
  let calm = 0
  try {
    await waitFor(async () => {
      const restless = await unrest(pool, services)
      // Between two looks a consumer asks its last questions; then there is nothing more to come.
      calm = restless.length === 0 ? calm + 1 : 0
      if (restless.length > 0) throw new Error(restless.slice(0, 12).join('; '))
      return calm >= 3
    }, { deadlineMs, everyMs: 150, what: 'the system to be quiet' })
  } finally {
    await pool.end()
  }
}

const readLogs = async (databaseUrl: string, services: readonly Service[]): Promise<Logs> => {
  const store = await PostgresEventStore.open({ url: databaseUrl, name: 'test-books' })
  const logs = new Map<string, StoredEvent[]>()
  try {
    for (const { name } of services) {
      const events: StoredEvent[] = []
      for (;;) {
        const page = await store.readLog(name, events.length, 5_000)
        events.push(...page)
        if (page.length < 5_000) break
      }
      logs.set(name, events)
    }
  } finally {
    await store.close()
  }
  return logs
}

/** A log is dense, and every event stands once. */
const checkLogs = (logs: Logs, fault: (text: string) => void): void => {
  const ids = new Set<string>()
  for (const [log, events] of logs) {
    for (const [index, event] of events.entries()) {
      if (event.position !== index + 1) fault(`${log} has ${event.position} after ${index}`)
      if (ids.has(event.id)) fault(`event ${event.id} stands twice`)
      ids.add(event.id)
    }
  }
}

type Models = { readonly ledger: LedgerModel; readonly payments: PaymentModel }

/** Replays every log into models that share no code with the services and stop at the first lie. */
const replay = (logs: Logs, fault: (text: string) => void): Models => {
  const ledger = new LedgerModel()
  const payments = new PaymentModel()
  const feed = new FeedModel()
  const commands = new CommandModel()
  for (const events of logs.values()) {
    for (const stored of events) {
      const event = { type: stored.type, data: decode(stored.data) }
      try {
        commands.apply(stored, decode<Metadata>(stored.metadata).commandId, event.data)
        if (stored.log === 'ledger') ledger.apply(event as MessagesOf<typeof ledgerEvents>)
        else if (stored.log === 'notifier') feed.apply(event as MessagesOf<typeof notifierEvents>)
        else if (stored.stream.startsWith('order.payment-')) payments.apply(event as PaymentEvent)
      } catch (error) {
        fault(`${stored.log}:${stored.position} ${stored.type}: ${String(error)}`)
      }
    }
  }
  return { ledger, payments }
}

/** Debits equal credits, no escrow is left, and each merchant has what was settled less fees and recalls. */
const checkMoney = ({ ledger, payments }: Models, fault: (text: string) => void): void => {
  try {
    ledger.checkSums()
  } catch (error) {
    fault(String(error))
  }
  for (const [id, { amountMicro }] of ledger.open) fault(`${id} still pends ${amountMicro}`)
  for (const [merchant, dueMicro] of payments.dueToMerchant) {
    const of = (part: string): bigint => ledger.postedMicro(`merchant:${merchant}:${part}`)
    const owesMicro = ledger.postedMicro(`receivable:${merchant}`)
    const hasMicro = of('available') + of('held') + of('reserve') - owesMicro
    if (hasMicro !== dueMicro) fault(`${merchant} has ${hasMicro}, is due ${dueMicro}`)
    if (of('held') + of('reserve') !== 0n) fault(`${merchant} still has held or reserved money`)
  }
}

const checkBalances = async (pool: pg.Pool, { ledger }: Models, fault: (text: string) => void): Promise<void> => {
  const { rows } = await pool.query<Record<string, string>>(`select * from ${balancesTable}`)
  if (rows.length !== ledger.sums.size) fault(`${rows.length} balances instead of ${ledger.sums.size}`)
  for (const row of rows) {
    const sums = ledger.sums.get(row['account'] ?? '')
    const same = sums && [
      [sums.dr, 'debits_posted_micro'], [sums.cr, 'credits_posted_micro'],
      [sums.dp, 'debits_pending_micro'], [sums.cp, 'credits_pending_micro'],
    ].every(([micro, column]) => String(micro) === row[String(column)])
    if (!same) fault(`${row['account']} is not as the replayed ledger has it`)
  }
}

/** Every payment that was acknowledged is there, ended with the word its people expect, and waits for nobody. */
const checkEnds = async (
  pool: pg.Pool, ends: BooksOptions['ends'], fault: (text: string) => void,
): Promise<void> => {
  const { rows } = await pool.query<{ id: string; status: string; word: string; has_case: boolean }>(
    `select id, status, word, has_case from ${tableOf(order, 'payments')}`)
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const [payment, [status, ...words]] of ends) {
    const row = byId.get(payment)
    const asExpected = row?.status === status && words.includes(row.word) && !row.has_case
    if (!asExpected) fault(`${payment} ends as ${JSON.stringify(row)} instead of ${status}, ${words.join(' or ')}`)
  }
  for (const { id, status } of rows) if (!ends.has(id)) fault(`${id}, ${status}, was never asked for`)
}

/** What the API said was done stands in the log, where it said, by one command of its own. */
const checkAcknowledged = (
  logs: Logs, acknowledged: readonly Acknowledged[], fault: (text: string) => void,
): void => {
  const commandOf = ({ metadata }: StoredEvent): string => decode<Metadata>(metadata).commandId
  for (const { path, log, position, events, subject } of acknowledged) {
    const last = logs.get(log)?.[position - 1]
    if (!last) {
      fault(`${path} was acknowledged at ${log}:${position}, where nothing is`)
      continue
    }
    if (events.length === 0) continue
    const near = logs.get(log)?.slice(Math.max(0, position - 40), position) ?? []
    // Commands that wait for one stream are appended together, and each is answered where they end.
    const streams = new Set(near.filter((event) => commandOf(event) === commandOf(last)).map(({ stream }) => stream))
    const together = Map.groupBy(near.filter(({ stream }) => streams.has(stream)), commandOf)
    const isThere = [...together.values()].some((done) => events.every((type) => done.some((event) => event.type === type)))
    if (!isThere) fault(`${path} of ${subject} at ${log}:${position} lacks ${events.join()}`)
  }
}

const recorded = (stored: StoredEvent, view: AnyView): RecordedEvent | undefined => {
  const spec = view.events.find(({ type }) => type === stored.type)
  if (!spec) return undefined
  const { id, type, version, log, position, stream, revision } = stored
  return {
    id, type, version, log, position, stream, revision, data: spec.parse(decode(stored.data)),
    metadata: decode(stored.metadata),
  } as RecordedEvent
}

/** A folded row as the database would give it back. */
const asStored = (view: AnyView, row: Row): Row => {
  const stored: Row = view.primaryKey === undefined ? { id: row['id'] } : {}
  for (const [name, type] of Object.entries(view.columns)) {
    const value = row[name] ?? null
    if (value === null) stored[name] = null
    else if (type === 'jsonb') stored[name] = JSON.parse(encode(value)) as unknown
    else stored[name] = type === 'bigint' || type === 'numeric' ? String(value as bigint) : value
  }
  return stored
}

const keyOf = (view: AnyView, row: Row): string =>
  (view.primaryKey ?? ['id']).map((column) => String(row[column])).join(' ')

/** Folds each view's log from nothing and compares every row with the table that was kept all along. */
const checkViews = async (
  pool: pg.Pool, services: readonly Service[], logs: Logs, fault: (text: string) => void,
): Promise<number> => {
  const cursors = await cursorsOf(pool, services)
  let compared = 0
  for (const service of services) {
    for (const view of viewsOf(service)) {
      const log = view.log ?? service.name
      const cursor = cursors.find((one) => one.service === service.name && one.consumer === viewConsumer(view))
      const events = (logs.get(log) ?? []).filter(({ position }) => position <= (cursor?.position ?? 0))
        .map((stored) => recorded(stored, view)).filter((event) => event !== undefined)
      const { upserts } = foldRows(view, new Map(), events)
      const table = `${quote(service.name)}.${quote(viewTable(view))}`
      const { rows } = await pool.query<Row>(`select * from ${table}`)
      const name = `${service.name}.${viewTable(view)}`
      if (rows.length !== upserts.size) fault(`${name} has ${rows.length} rows instead of ${upserts.size}`)
      const byKey = new Map([...upserts.values()].map((row) => [keyOf(view, row as Row), row as Row]))
      for (const row of rows) {
        const folded = byKey.get(keyOf(view, row))
        compared += 1
        const isSame = folded && isDeepStrictEqual(row, asStored(view, folded))
        if (!isSame) fault(`${name} differs in ${keyOf(view, row)}`)
      }
    }
  }
  return compared
}

const checkParked = async (
  pool: pg.Pool, services: readonly Service[], fault: (text: string) => void,
): Promise<void> => {
  for (const { name } of services) {
    const { rows } = await pool.query<{ consumer: string; key: string; reason: string }>(
      `select consumer, key, reason from ${quote(name)}.host_parked`)
    for (const { consumer, key, reason } of rows) fault(`${name} ${consumer} parks ${key}: ${reason}`)
  }
}

/** What a merchant's own server got, verified, is its whole feed: every sequence, with the very event. */
const checkWebhooks = (
  logs: Logs, receivers: BooksOptions['receivers'], fault: (text: string) => void,
): { readonly webhooks: number; readonly repeated: number } => {
  let webhooks = 0
  let repeated = 0
  for (const [owner, receiver] of receivers) {
    const feed = (logs.get('notifier') ?? []).filter(({ type }) => type === 'webhook.queued')
      .map(({ data }) => decode<{ owner: string; sequence: number; type: string }>(data))
      .filter((queued) => queued.owner === owner)
    const got = new Map(receiver.received.map((webhook) => [webhook.sequence, webhook]))
    webhooks += got.size
    repeated += receiver.received.length - got.size
    if (receiver.forged > 0) fault(`${owner} got ${receiver.forged} webhooks that do not verify`)
    if (receiver.gaps().length > 0) fault(`${owner} misses webhooks ${receiver.gaps().slice(0, 10).join()}`)
    if (got.size !== feed.length) fault(`${owner} got ${got.size} webhooks of ${feed.length}`)
    for (const { sequence, type } of feed) {
      const gotType = got.get(sequence)?.type
      if (gotType !== type) fault(`${owner} got ${gotType} for ${sequence}, ${type}`)
    }
  }
  return { webhooks, repeated }
}

const mostFaults = 40

/**
 * The final conditions of a system that is quiet and stopped: nothing acknowledged is lost, nothing
 * counts twice, no payment is stuck, and all that is derived can be derived anew.
 */
export const checkBooks = async (options: BooksOptions): Promise<BooksReport> => {
  const { databaseUrl, services, ends, acknowledged, receivers } = options
  const faults: string[] = []
  const fault = (text: string): void => {
    if (faults.length < mostFaults) faults.push(text)
  }
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  // The server may be stopped before the last connection has said farewell.
  pool.on('connect', (client) => client.on('error', () => undefined))
  pool.on('error', () => undefined)
  try {
    const logs = await readLogs(databaseUrl, services)
    checkLogs(logs, fault)
    const models = replay(logs, fault)
    checkMoney(models, fault)
    await checkBalances(pool, models, fault)
    await checkEnds(pool, ends, fault)
    checkAcknowledged(logs, acknowledged, fault)
    const rows = await checkViews(pool, services, logs, fault)
    await checkParked(pool, services, fault)
    const { webhooks, repeated } = checkWebhooks(logs, receivers, fault)
    const settledMicro = [...models.payments.dueToMerchant.values()].reduce((sum, micro) => sum + micro, 0n)
    return {
      faults, rows, webhooks, repeatedWebhooks: repeated, settledMicro, acknowledged: acknowledged.length,
      payments: models.payments.payments.size, events: [...logs.values()].reduce((sum, log) => sum + log.length, 0),
    }
  } finally {
    await pool.end()
  }
}
