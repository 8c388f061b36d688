import type { axes, contexts, words } from '@stablegate/contracts'
import { unreachable } from '@stablegate/kernel'
import type { PaymentState } from './state.ts'

export type Word = {
  readonly word: (typeof words)[number]
  readonly context: (typeof contexts)[number] | null
}
export type Axes = (typeof axes)['_output']

const plain = (word: Word['word']): Word => ({ word, context: null })

const amountContext = (state: PaymentState): Word['context'] =>
  state.received && state.order && state.received.receivedMinor < state.order.fiatMinor
    ? 'underpaid'
    : 'overpaid'

const refundContext = (state: PaymentState): Word['context'] => {
  if (state.closed) return 'paid_late'
  return state.dispute || !state.received ? 'disputed' : amountContext(state)
}

const afterSettlement = (state: PaymentState): Word => {
  const { settlement } = state
  // A recall that the acceptor or the operator bears is none of the merchant's business.
  if (settlement?.recallOwner === 'merchant') {
    if (state.recall?.open || state.recalling) return { word: 'unresolved', context: 'reversed' }
    if (state.recalledMicro > 0n) return { word: 'resolved', context: 'reversed' }
  }
  if (!settlement || !state.order || settlement.postedMicro >= state.order.usdtMicro)
    return plain('settled')
  return { word: 'resolved', context: state.dispute ? 'disputed' : 'underpaid' }
}

const afterClosing = (state: PaymentState): Word => {
  switch (state.closed?.reason) {
    case 'verdict':
    case 'customer_conceded':
      return { word: 'resolved', context: 'disputed' }
    case 'late_denied':
      return { word: 'resolved', context: 'paid_late' }
    default:
      return plain(state.graceReason === 'customer_cancelled' ? 'cancelled' : 'expired')
  }
}

/** The merchant's one word, derived and never stored as a decision. Undefined before there is a payment. */
export const wordOf = (state: PaymentState): Word | undefined => {
  switch (state.status) {
    case 'none':
      return undefined
    case 'open':
    case 'onchain_offered':
      return plain('pending')
    case 'requested':
    case 'offered':
      return plain('matching')
    case 'awaiting_payment':
    case 'grace':
      return plain('awaiting_customer')
    case 'claimed':
    case 'settling':
      return plain('confirming')
    case 'amount_query':
      return { word: 'unresolved', context: amountContext(state) }
    case 'fiat_refund_due':
      return { word: 'unresolved', context: refundContext(state) }
    case 'disputed':
      return { word: 'unresolved', context: 'disputed' }
    case 'late_case':
      return { word: 'unresolved', context: 'paid_late' }
    case 'settled':
    case 'split':
      return afterSettlement(state)
    case 'closed_unpaid':
      return afterClosing(state)
    case 'closed_refunded':
      return plain('refunded')
    case 'expired':
      return plain('expired')
    case 'cancelled':
      return plain('cancelled')
    default:
      return unreachable(state.status)
  }
}

const amountAxis = ({ settlement, received, order }: PaymentState): Axes['amount'] => {
  const receivedMinor = settlement?.receivedMinor ?? received?.receivedMinor
  if (receivedMinor === undefined || !order) return 'none'
  if (receivedMinor === order.fiatMinor) return 'exact'
  return receivedMinor < order.fiatMinor ? 'under' : 'over'
}

const assuranceAxis = (state: PaymentState): Axes['assurance'] => {
  switch (state.status) {
    case 'claimed':
    case 'settling':
      return 'observed'
    case 'amount_query':
    case 'fiat_refund_due':
    case 'disputed':
    case 'late_case':
      return 'held'
    case 'settled':
    case 'split':
      return state.recall?.open ? 'held' : 'solid'
    default:
      return 'none'
  }
}

/** The four axes of a payment, kept apart. */
export const axesOf = (state: PaymentState): Axes => {
  const ended = ['closed_unpaid', 'closed_refunded', 'expired', 'cancelled'].includes(state.status)
  const settled = state.status === 'settled' || state.status === 'split'
  const late =
    state.status === 'late_case' || (state.settlement?.time ?? state.claims.at(-1)?.time) === 'late'
  return {
    settlement: settled ? 'settled' : ended ? 'closed' : 'open',
    amount: amountAxis(state),
    time: late ? 'late' : 'in_time',
    assurance: assuranceAxis(state),
  }
}
