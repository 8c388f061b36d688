import type { axes, contexts, words } from '@stablegate/contracts'
import { unreachable } from '@stablegate/kernel'
import { isHeld, isPaidOnChain, passedOf, pendingOf, seenMicro } from './on-chain.ts'
import type { PaymentState } from './state.ts'
import { onChainWordOf } from './word-on-chain.ts'

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
export const wordOf = (state: PaymentState): Word | undefined => onChainWordOf(state) ?? ownWordOf(state)

const ownWordOf = (state: PaymentState): Word | undefined => {
  switch (state.status) {
    case 'none':
      return undefined
    case 'open':
    case 'onchain_offered':
      return plain('pending')
    case 'requested':
    case 'offered':
      return plain('matching')
    case 'awaiting_transfer':
    case 'awaiting_payment':
    case 'grace':
      return plain('awaiting_customer')
    case 'confirming_transfer':
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

/** Where the money came, or comes, on chain and not from an acceptor. */
const goesOnChain = (state: PaymentState): boolean =>
  state.onChain !== undefined
  && (isPaidOnChain(state) || (state.settlement === undefined && seenMicro(state.onChain) > 0n))

const onChainAmount = ({ onChain }: PaymentState): Axes['amount'] => {
  const { askedMicro = 0n } = onChain ?? {}
  const seen = onChain ? seenMicro(onChain) : 0n
  if (seen === 0n) return 'none'
  return seen === askedMicro ? 'exact' : seen < askedMicro ? 'under' : 'over'
}

const onChainAssurance = ({ onChain }: PaymentState): Axes['assurance'] => {
  if (!onChain) return 'none'
  if (isHeld(onChain)) return 'held'
  const pending = pendingOf(onChain)
  if (pending.some(({ stage }) => stage === 'observed')) return 'observed'
  if (pending.length > 0 || passedOf(onChain).length > 0 || onChain.assignedMicro > 0n) return 'solid'
  return onChain.deposits.length > 0 ? 'orphaned' : 'none'
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
  const settlement = settled ? 'settled' : ended ? 'closed' : 'open'
  if (goesOnChain(state)) {
    const { settlement: applied, deposits = [], lockUntilMs = 0 } = state.onChain ?? {}
    const isLate = applied
      ? applied.time === 'late'
      : deposits.some(({ stage, block }) => stage !== 'orphaned' && block.atMs > lockUntilMs)
    return { settlement, amount: onChainAmount(state), time: isLate ? 'late' : 'in_time', assurance: onChainAssurance(state) }
  }
  const orphaned = state.onChain !== undefined && state.onChain.deposits.length > 0 && !state.order
  return {
    settlement,
    amount: amountAxis(state),
    time: late ? 'late' : 'in_time',
    assurance: orphaned ? onChainAssurance(state) : assuranceAxis(state),
  }
}
