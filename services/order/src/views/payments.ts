import { paymentEvents } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'
import { evolve } from '../domain/evolve.ts'
import { endedStatuses, unresolvedMicro } from '../domain/on-chain.ts'
import { caseRecordsOf, isOpenOrder } from '../domain/public.ts'
import { noPayment, termsOf, type PaymentEvent, type PaymentState } from '../domain/state.ts'
import { wordOf } from '../domain/word.ts'

/** A payment as its decider knows it, with columns to find it by; public objects are made when it is read. */
export type PaymentRow = {
  readonly id: string
  readonly merchant: string
  readonly reference: string
  readonly status: string
  readonly word: string
  readonly acceptor: string | null
  readonly owner: string | null
  readonly order_id: string | null
  readonly open_order: boolean
  /** Came on chain and waits for a word. */
  readonly unapplied_micro: bigint
  /** Waits for a human of ours; `due_at_ms` is the earliest end of what waits. */
  readonly has_case: boolean
  readonly due_at_ms: number | null
  readonly created_at_ms: number
  readonly state: PaymentState
}

const unappliedOf = (state: PaymentState): bigint => {
  const micro = endedStatuses.has(state.status) ? unresolvedMicro(state) : 0n
  return micro > 0n ? micro : 0n
}

const rowOf = (state: PaymentState): PaymentRow => {
  const terms = termsOf(state)
  const cases = caseRecordsOf(state)
  const dues = cases.map(({ dueAtMs }) => dueAtMs).filter((dueAtMs) => dueAtMs !== null)
  return {
    id: terms.payment,
    merchant: terms.merchant,
    reference: terms.reference,
    status: state.status,
    word: wordOf(state)?.word ?? 'pending',
    acceptor: state.order?.acceptor ?? null,
    owner: state.order?.owner ?? null,
    order_id: state.order?.order ?? null,
    open_order: isOpenOrder(state),
    unapplied_micro: unappliedOf(state),
    has_case: cases.length > 0,
    due_at_ms: dues.length === 0 ? null : Math.min(...dues),
    created_at_ms: terms.atMs,
    state,
  }
}

export const payments: View<PaymentRow> = {
  name: 'payments',
  version: 6,
  events: Object.values(paymentEvents),
  columns: {
    merchant: 'text',
    reference: 'text',
    status: 'text',
    word: 'text',
    acceptor: 'text',
    owner: 'text',
    order_id: 'text',
    open_order: 'boolean',
    unapplied_micro: 'bigint',
    has_case: 'boolean',
    due_at_ms: 'bigint',
    created_at_ms: 'bigint',
    state: 'jsonb',
  },
  indexes: [
    ['merchant', 'created_at_ms'],
    ['acceptor', 'open_order'],
    ['has_case', 'due_at_ms'],
    ['unapplied_micro'],
  ],
  keys: ({ data }: RecordedEvent<PaymentEvent>) => [data.payment],
  apply: (row, event: RecordedEvent<PaymentEvent>) =>
    rowOf(evolve(row?.state ?? noPayment(), event)),
}
