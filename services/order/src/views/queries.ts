import {
  isoTime,
  orderQueries,
  type CaseRecord,
  type OrderRecord,
  type OutageRecord,
  type Page,
  type PaymentRecord,
  type RefundRecord,
  type TimelineEntry,
} from '@stablegate/contracts'
import { descending, pageOf, type Query } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { caseRecordsOf, orderRecordOf, paymentRecordOf } from '../domain/public.ts'
import { refundRecordOf } from '../domain/public-refund.ts'
import { casesFrom, type Asked } from './cases-page.ts'
import type { OutageRow } from './outage-records.ts'
import type { PaymentRow } from './payments.ts'
import type { RefundRow } from './refunds.ts'
import type { TimelineRow } from './timeline.ts'

type Tables = {
  readonly payments: PaymentRow
  readonly refunds: RefundRow
  readonly timeline: TimelineRow
  readonly outage_records: OutageRow
}
type Database = ReadonlyKysely<Tables>
type Inputs = {
  readonly [Name in keyof typeof orderQueries]: (typeof orderQueries)[Name]['_output']
}

const query = <Name extends keyof Inputs, Value>(
  name: Name,
  answer: (db: Database, input: Inputs[Name]) => Promise<Value>,
): Query =>
  ({ name, parse: (input) => orderQueries[name].parse(input), answer }) as Query<never> as Query

/** A query of some views: who asks for a position waits for them alone, and it can read no other. */
const queryOf = <Name extends keyof Inputs, Read extends keyof Tables, Value>(
  name: Name,
  reads: readonly Read[],
  answer: (db: ReadonlyKysely<Pick<Tables, Read>>, input: Inputs[Name]) => Promise<Value>,
): Query =>
  ({ name, reads, parse: (input) => orderQueries[name].parse(input), answer }) as Query<never> as Query

const itemsOf = <Row, Item>(
  found: readonly Row[],
  { limit, backward }: Asked,
  item: (row: Row) => Item,
): Page<Item> => {
  const { rows, hasMore } = pageOf(found, limit, backward)
  return { items: rows.map(item), hasMore }
}

const getPayment = queryOf('getPayment', ['payments'], async (db, { payment }): Promise<PaymentRecord | null> => {
  const row = await db
    .selectFrom('payments')
    .select('state')
    .where('id', '=', payment)
    .executeTakeFirst()
  return row ? paymentRecordOf(row.state) : null
})

/** Newest first; the id breaks ties, so that a page never repeats or skips. */
const newestFirst = (db: Database, { startingAfter, limit, backward }: Asked) => {
  const { beyond, order } = descending(backward)
  const rows = db
    .selectFrom('payments')
    .select(['id', 'state', 'created_at_ms'])
    .orderBy('created_at_ms', order)
    .orderBy('id', order)
    .limit(limit + 1)
  if (startingAfter === undefined) return rows
  return rows.where(({ eb, refTuple, selectFrom }) =>
    eb(
      refTuple('created_at_ms', 'id'),
      beyond,
      selectFrom('payments as last')
        .select(['last.created_at_ms', 'last.id'])
        .where('last.id', '=', startingAfter)
        .$asTuple('created_at_ms', 'id'),
    ),
  )
}

const listPayments = query('listPayments', async (db, input): Promise<Page<PaymentRecord>> => {
  const { merchant, word, status, reference } = input
  let rows = newestFirst(db, input)
  if (merchant !== undefined) rows = rows.where('merchant', '=', merchant)
  if (word !== undefined) rows = rows.where('word', '=', word)
  if (status !== undefined) rows = rows.where('status', '=', status)
  if (reference !== undefined) rows = rows.where('reference', '=', reference)
  return itemsOf(await rows.execute(), input, ({ state }) => paymentRecordOf(state))
})

const timelineLimit = 500

const paymentTimeline = query(
  'paymentTimeline',
  async (db, { payment }): Promise<readonly TimelineEntry[]> => {
    const rows = await db
      .selectFrom('timeline')
      .selectAll()
      .where('payment', '=', payment)
      .orderBy('position')
      .limit(timelineLimit)
      .execute()
    return rows.map(({ id, at_ms, type, actor, position, data }) => ({
      id,
      at: isoTime(at_ms),
      type,
      actor,
      position,
      data,
    }))
  },
)

/** `startingAfter` is a payment's or an order's id. */
const acceptorOrders = query('acceptorOrders', async (db, input): Promise<Page<OrderRecord>> => {
  const { startingAfter, acceptor, open, payment } = input
  const last = startingAfter?.startsWith('ord_')
    ? await db
        .selectFrom('payments')
        .select('id')
        .where('order_id', '=', startingAfter)
        .executeTakeFirst()
    : undefined
  let rows = newestFirst(db, { ...input, startingAfter: last?.id ?? startingAfter }).where(
    'order_id',
    'is not',
    null,
  )
  if (payment !== undefined) rows = rows.where('id', '=', payment)
  if (acceptor !== undefined) rows = rows.where('acceptor', '=', acceptor)
  if (open !== undefined) rows = rows.where('open_order', '=', open)
  return itemsOf(await rows.execute(), input, ({ state }) => orderRecordOf(state))
})

/** Most urgent first; what has no clock any more has waited longest and comes before all others. */
const cases = query('cases', async (db, input): Promise<Page<CaseRecord>> => {
  const { acceptor, kind } = input
  let rows = db
    .selectFrom('payments')
    .select('state')
    .where('has_case', '=', true)
    .orderBy('due_at_ms', (order) => order.asc().nullsFirst())
    .orderBy('id')
    .limit(500)
  if (acceptor !== undefined) rows = rows.where('acceptor', '=', acceptor)
  const open = (await rows.execute()).flatMap(({ state }) => caseRecordsOf(state))
  return casesFrom(kind === undefined ? open : open.filter((one) => one.kind === kind), input)
})

const namesEvidence = (state: PaymentRow['state'], evidence: string): boolean =>
  caseRecordsOf(state).some((open) => open.evidence.some((one) => one.evidence === evidence))

const evidenceInCase = query('evidenceInCase', async (db, input): Promise<boolean> => {
  const { evidence, payment, acceptor } = input
  if (payment === undefined && acceptor === undefined) return false
  let rows = db.selectFrom('payments').select('state').where('has_case', '=', true).limit(500)
  if (payment !== undefined) rows = rows.where('id', '=', payment)
  if (acceptor !== undefined) rows = rows.where('acceptor', '=', acceptor)
  return (await rows.execute()).some(({ state }) => namesEvidence(state, evidence))
})

const outages = query('outages', async (db, { limit }): Promise<readonly OutageRecord[]> => {
  const rows = await db
    .selectFrom('outage_records')
    .selectAll()
    .orderBy('from_ms', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ id, state, from_ms, to_ms, reason, operators }) => ({
    outage: id,
    state,
    fromMs: from_ms,
    toMs: to_ms,
    reason,
    operators,
  }))
})

/** Those that wait longest come first. */
const unapplied = query('unapplied', async (db, { limit }): Promise<readonly PaymentRecord[]> => {
  const rows = await db
    .selectFrom('payments')
    .select('state')
    .where('unapplied_micro', '>', 0n)
    .orderBy('created_at_ms')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ state }) => paymentRecordOf(state))
})

const getRefund = queryOf('getRefund', ['refunds'], async (db, { refund }): Promise<RefundRecord | null> => {
  const row = await db.selectFrom('refunds').select('state').where('id', '=', refund).executeTakeFirst()
  return row ? refundRecordOf(row.state) : null
})

/** Newest first; the id breaks ties. */
const listRefunds = query('listRefunds', async (db, input): Promise<Page<RefundRecord>> => {
  const { limit, startingAfter, backward, merchant, payment, status } = input
  const { beyond, order } = descending(backward)
  let rows = db
    .selectFrom('refunds')
    .select('state')
    .orderBy('created_at_ms', order)
    .orderBy('id', order)
    .limit(limit + 1)
  if (merchant !== undefined) rows = rows.where('merchant', '=', merchant)
  if (payment !== undefined) rows = rows.where('payment', '=', payment)
  if (status !== undefined) rows = rows.where('status', '=', status)
  if (startingAfter !== undefined) {
    rows = rows.where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('created_at_ms', 'id'),
        beyond,
        selectFrom('refunds as last')
          .select(['last.created_at_ms', 'last.id'])
          .where('last.id', '=', startingAfter)
          .$asTuple('created_at_ms', 'id'),
      ),
    )
  }
  return itemsOf(await rows.execute(), input, ({ state }) => refundRecordOf(state))
})

export const queries: readonly Query[] = [
  getPayment,
  listPayments,
  paymentTimeline,
  acceptorOrders,
  cases,
  evidenceInCase,
  outages,
  unapplied,
  getRefund,
  listRefunds,
]
