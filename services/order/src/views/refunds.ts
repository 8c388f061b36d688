import { refundEvents } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'
import { evolveRefund, noRefund, refundTerms, type RefundEvent, type RefundState } from '../domain/refund.ts'

/** A refund as its decider knows it, with columns to find it by. */
export type RefundRow = {
  readonly id: string
  readonly payment: string
  readonly merchant: string
  readonly status: string
  readonly created_at_ms: number
  readonly state: RefundState
}

export const refunds: View<RefundRow> = {
  name: 'refunds',
  version: 2,
  events: Object.values(refundEvents),
  columns: { payment: 'text', merchant: 'text', status: 'text', created_at_ms: 'bigint', state: 'jsonb' },
  indexes: [['payment'], ['merchant', 'created_at_ms'], ['created_at_ms']],
  keys: ({ data }: RecordedEvent<RefundEvent>) => [data.refund],
  apply: (row, event: RecordedEvent<RefundEvent>) => {
    const state = evolveRefund(row?.state ?? noRefund(), event)
    const { refund, payment, merchant, atMs } = refundTerms(state)
    return { id: refund, payment, merchant, status: state.status, created_at_ms: atMs, state }
  },
}
