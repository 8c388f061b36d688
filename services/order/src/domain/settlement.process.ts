import {
  acceptorCommands, ledgerCommands, matchingCommands, type Memo, type OrderOutcome,
  type TransferRequest,
} from '@stablegate/contracts'
import { assertThat, type CommandToSend, type Process, type RecordedEvent } from '@stablegate/kernel'
import { evolve } from './evolve.ts'
import {
  payAppeal, pendEscrow, postEscrow, recallJournal, releaseHeld, releaseReserve, voidEscrow, type Parties,
} from './journal.ts'
import { notices } from './notices.ts'
import {
  noPayment, orderOf, settlementOf, termsOf, type DataOf, type PaymentEvent, type PaymentState,
} from './state.ts'

const partiesOf = (state: PaymentState): Parties => {
  const { payment, merchant, policy } = termsOf(state)
  return { payment, merchant, acceptor: orderOf(state).acceptor, agent: policy.agent?.agent }
}

const memoOf = (state: PaymentState, attempt: number): Memo => {
  const { payment, merchant, reference } = termsOf(state)
  const { order, acceptor, method, fiatMinor, currency, price } = orderOf(state)
  const { availableAtMs } = state.settlement ?? {}
  return {
    payment, order, attempt, merchant, acceptor, reference, method, fiatMinor, currency, price,
    ...(availableAtMs === undefined ? {} : { availableAtMs }),
  }
}

/** When the money will be available, for the statement line of the very posting. */
const availableAtMsOf = (state: PaymentState): number => {
  const { method, atMs } = settlementOf(state)
  return atMs + (termsOf(state).policy.methods[method]?.holdMs ?? 0)
}

const transfer = (state: PaymentState, attempt: number, transfers: TransferRequest[], more: Memo = {}): CommandToSend => ({
  type: ledgerCommands.transfer.type,
  data: { ledger: termsOf(state).ledger, transfers, memo: { ...memoOf(state, attempt), ...more } },
})

const closeOrder = (state: PaymentState, attempt: number, outcome: 'settled' | 'void'): CommandToSend => {
  const { ledger, payment } = termsOf(state)
  return { type: matchingCommands.closeOrder.type, data: { ledger, payment, attempt, outcome } }
}

const recordOrder = (state: PaymentState, outcome: OrderOutcome, respondedAfterMs?: number): CommandToSend => {
  const { payment, merchant } = termsOf(state)
  const { acceptor, order, usdtMicro } = orderOf(state)
  return {
    type: acceptorCommands.recordOrder.type,
    data: {
      acceptor, payment, order, merchant, payerFingerprint: state.choice?.payer.fingerprint ?? 'none', outcome, usdtMicro,
      ...(respondedAfterMs === undefined ? {} : { respondedAfterMs }),
    },
  }
}

const requestMatch = (state: PaymentState, { attempt, excludedAcceptors }: DataOf<'matchRequested'>): CommandToSend => {
  const { ledger, payment, merchant, amount, policy } = termsOf(state)
  assertThat(state.choice, 'a match is requested for a choice')
  const { currency, method, payer } = state.choice
  return {
    type: matchingCommands.requestMatch.type,
    data: {
      ledger, payment, attempt, merchant, amount, currency, method, payerFingerprint: payer.fingerprint, excludedAcceptors,
      excludedOwners: policy.excludedOwners,
      ...(policy.maxSpreadBps === undefined ? {} : { maxSpreadBps: policy.maxSpreadBps }),
      ...(policy.minUsdtMicro === undefined ? {} : { minUsdtMicro: policy.minUsdtMicro }),
    },
  }
}

const onLapse = (state: PaymentState, data: DataOf<'offerLapsed'>): CommandToSend[] => {
  const { attempt, reason, voids, respondedAfterMs } = data
  const own = state.order?.attempt === attempt
  const recorded = own && voids && (reason === 'declined' || reason === 'silent' || reason === 'cancelled')
  return [
    ...(voids ? [transfer(state, attempt, voidEscrow(termsOf(state), attempt))] : []),
    closeOrder(state, attempt, 'void'),
    ...(recorded ? [recordOrder(state, reason, respondedAfterMs)] : []),
  ]
}

const onEscrowPended = (state: PaymentState, { attempt, stale }: DataOf<'escrowPended'>): CommandToSend[] => {
  if (stale) return [transfer(state, attempt, voidEscrow(termsOf(state), attempt))]
  return state.status === 'settling' ? [postSettlement(state)] : []
}

const postSettlement = (state: PaymentState): CommandToSend => {
  const settlement = settlementOf(state)
  return transfer(
    state, settlement.attempt, postEscrow(partiesOf(state), settlement.attempt, orderOf(state), settlement),
    { availableAtMs: availableAtMsOf(state) },
  )
}

const onSettlementDecided = (state: PaymentState, { attempt, escrow }: DataOf<'settlementDecided'>): CommandToSend[] =>
  escrow === 'standing'
    ? [postSettlement(state)]
    : [transfer(state, attempt, pendEscrow(partiesOf(state), attempt, orderOf(state)))]

const closedOutcome = (state: PaymentState, { reason, status }: DataOf<'closed'>): OrderOutcome => {
  if (status === 'closed_refunded') return 'refunded'
  if (reason === 'verdict' || reason === 'customer_conceded') return 'dispute_won'
  return state.graceReason === 'account_unusable' ? 'account_unusable' : 'unpaid'
}

/** A late case closed once more moved nothing, and its order was recorded when it first ended. */
const onClosed = (state: PaymentState, data: DataOf<'closed'>): CommandToSend[] => {
  if (!data.voids) return []
  const { acceptor, order, usdtMicro, attempt } = orderOf(state)
  return [
    transfer(state, attempt, voidEscrow(termsOf(state), attempt)),
    closeOrder(state, attempt, 'void'),
    recordOrder(state, closedOutcome(state, data)),
    {
      type: acceptorCommands.blockWithdrawal.type,
      data: { acceptor, order, amountMicro: usdtMicro, untilMs: data.blockUntilMs },
    },
  ]
}

const settledOutcome = (state: PaymentState): OrderOutcome => {
  const { way, time, status } = settlementOf(state)
  if (status === 'split') return 'split'
  if (way === 'verdict' || way === 'conceded') return 'dispute_lost'
  return time === 'late' ? 'settled_late' : 'settled'
}

const onSettled = (state: PaymentState, { attempt, atMs }: DataOf<'settled'>): CommandToSend[] => {
  const { claimedAtMs } = orderOf(state)
  return [
    ...(settlementOf(state).escrow === 'standing' ? [closeOrder(state, attempt, 'settled')] : [releaseBlock(state)]),
    recordOrder(state, settledOutcome(state), claimedAtMs === undefined ? undefined : atMs - claimedAtMs),
  ]
}

/** The amount that a void had blocked was paid after all. */
const releaseBlock = (state: PaymentState): CommandToSend => {
  const { acceptor, order } = orderOf(state)
  return { type: acceptorCommands.releaseBlock.type, data: { acceptor, order } }
}

const onRecallDecided = (state: PaymentState, data: DataOf<'recallDecided'>): CommandToSend[] => {
  const transfers = recallJournal(partiesOf(state), data)
  return transfers.length === 0 ? [] : [transfer(state, state.attempt, transfers)]
}

/** What each fact asks of ledger, matching and the acceptor service. */
const steps = (event: PaymentEvent, state: PaymentState): CommandToSend[] => {
  switch (event.type) {
    case 'payment.match_requested':
      return [requestMatch(state, event.data)]
    case 'payment.offer_recorded': {
      const { attempt } = event.data.offer
      return [transfer(state, attempt, pendEscrow(partiesOf(state), attempt, orderOf(state)))]
    }
    case 'payment.escrow_pended':
      return onEscrowPended(state, event.data)
    case 'payment.offer_lapsed':
      return onLapse(state, event.data)
    case 'payment.acceptor_silent':
      return [recordOrder(state, 'claim_unanswered')]
    case 'payment.settlement_decided':
      return onSettlementDecided(state, event.data)
    case 'payment.settled':
      return onSettled(state, event.data)
    case 'payment.closed':
      return onClosed(state, event.data)
    case 'payment.release_due':
      return [transfer(state, state.attempt, releaseHeld(partiesOf(state), event.data.count, event.data.amountMicro))]
    case 'payment.reserve_due':
      return [transfer(state, state.attempt, releaseReserve(partiesOf(state), event.data.count, event.data.amountMicro))]
    case 'payment.appeal_paid':
      return [transfer(state, state.attempt, payAppeal(partiesOf(state), event.data.attempt, event.data.extra))]
    case 'payment.recall_decided':
      return onRecallDecided(state, event.data)
    case 'payment.recalled':
      return [recordOrder(state, 'recalled')]
    default:
      return []
  }
}

const reactTo = (event: PaymentEvent, state: PaymentState): CommandToSend[] => [
  ...steps(event, state), ...notices(event, state),
]

/**
 * Steers all others through a payment. Its state is the payment's own; what the others answer
 * comes back as facts on the payment's stream, so a command is never waited for.
 */
export const settlement: Process<PaymentState> = {
  name: 'settlement',
  aggregate: 'payment',
  initial: noPayment,
  evolve: (state, event) => evolve(state, event),
  react: (event: RecordedEvent<PaymentEvent>, state) => reactTo(event, state),
}

