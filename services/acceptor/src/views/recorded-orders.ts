import {
  acceptorEvents,
  acceptorQueries,
  type MessageOf,
  type OrderOutcome,
} from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { z } from 'zod'
import { reputationOf, reputationWindow, type Reputation } from '../domain/reputation.ts'
import type { Db } from './tables.ts'

/** How an order ended for its acceptor, one row for each word about it. */
export type RecordedOrdersRow = {
  readonly id: string
  readonly acceptor: string
  readonly position: number
  readonly order_id: string
  readonly merchant: string
  readonly payer_fingerprint: string
  readonly outcome: OrderOutcome
  readonly usdt_micro: bigint
  readonly responded_after_ms: number | null
  readonly at_ms: number
}

type Recorded = RecordedEvent<MessageOf<typeof acceptorEvents.orderRecorded>>

export const recordedOrdersView: View<RecordedOrdersRow> = {
  name: 'recorded_orders',
  version: 1,
  events: [acceptorEvents.orderRecorded],
  columns: {
    acceptor: 'text',
    position: 'bigint',
    order_id: 'text',
    merchant: 'text',
    payer_fingerprint: 'text',
    outcome: 'text',
    usdt_micro: 'bigint',
    responded_after_ms: 'bigint',
    at_ms: 'bigint',
  },
  indexes: [['acceptor', 'position']],
  keys: (event: Recorded) => [`${event.position}`],
  apply: (_row, event: Recorded, key) => {
    const {
      acceptor,
      order,
      merchant,
      payerFingerprint,
      outcome,
      usdtMicro,
      respondedAfterMs,
      atMs,
    } = event.data
    return {
      id: key,
      acceptor,
      position: event.position,
      order_id: order,
      merchant,
      payer_fingerprint: payerFingerprint,
      outcome,
      usdt_micro: usdtMicro,
      at_ms: atMs,
      responded_after_ms: respondedAfterMs === undefined ? null : Math.round(respondedAfterMs),
    }
  },
}

/** The very function that the acceptor's own process uses, over the same orders. */
export const reputationExplained: Query<Db> = {
  name: 'reputationExplained',
  parse: (input) => acceptorQueries.reputationExplained.parse(input),
  answer: async (
    db,
    { acceptor }: z.output<typeof acceptorQueries.reputationExplained>,
  ): Promise<Reputation> => {
    const rows = await db
      .selectFrom('recorded_orders')
      .selectAll()
      .where('acceptor', '=', acceptor)
      .orderBy('position', 'desc')
      .limit(reputationWindow)
      .execute()
    const row = await db
      .selectFrom('acceptors')
      .select('related')
      .where('id', '=', acceptor)
      .executeTakeFirst()
    const orders = rows.reverse().map((order) => ({
      order: order.order_id,
      merchant: order.merchant,
      payerFingerprint: order.payer_fingerprint,
      outcome: order.outcome,
      usdtMicro: order.usdt_micro,
      respondedAfterMs: order.responded_after_ms ?? undefined,
    }))
    return reputationOf(orders, row?.related ?? { merchants: [], payers: [] })
  },
}
