import type { OrderOutcome, TransferRequest } from '@stablegate/contracts'
import type { CommandToSend, Process, RecordedEvent } from '@stablegate/kernel'
import {
  availableAtMsOf,
  closeOrder,
  partiesOf,
  recordOrder,
  requestMatch,
  transfer,
} from './asks.ts'
import {
  block,
  blockForCase,
  blockLonger,
  blockRest,
  blockRestForCase,
  releaseBlock,
  releaseRest,
} from './blocks.ts'
import { evolve } from './evolve.ts'
import {
  payAppeal,
  pendEscrow,
  postEscrow,
  recallJournal,
  releaseHeld,
  releaseReserve,
  voidEscrow,
} from './journal.ts'
import { askApplication, askMove, askReversal, onChainSteps } from './on-chain-steps.ts'
import { recordLoss } from './losses.ts'
import { notices } from './notices.ts'
import { rests } from './rests.ts'
import {
  noPayment,
  orderOf,
  settlementOf,
  termsOf,
  type DataOf,
  type PaymentEvent,
  type PaymentState,
} from './state.ts'
import { parseTransferId, retriedId, transferIdOf, type Occasion } from './transfer-ids.ts'
import { asFirstAsked, pendVests, vestOfAppeal, vestOfPost, voidVests } from './vesting.ts'

const onLapse = (state: PaymentState, data: DataOf<'offerLapsed'>): CommandToSend[] => {
  const { attempt, reason, voids, respondedAfterMs } = data
  const own = state.order?.attempt === attempt
  const recorded =
    own && voids && (reason === 'declined' || reason === 'silent' || reason === 'cancelled')
  return [
    ...(voids ? [transfer(state, attempt, voidEscrow(termsOf(state), attempt))] : []),
    closeOrder(state, attempt, 'void'),
    ...(recorded ? [recordOrder(state, reason, respondedAfterMs)] : []),
  ]
}

const onEscrowPended = (
  state: PaymentState,
  { attempt, stale }: DataOf<'escrowPended'>,
): CommandToSend[] => {
  if (stale) return [transfer(state, attempt, voidEscrow(termsOf(state), attempt))]
  return state.status === 'settling' ? [postSettlement(state)] : []
}

const postSettlement = (state: PaymentState): CommandToSend => {
  const settlement = settlementOf(state)
  const parties = partiesOf(state)
  return transfer(
    state,
    settlement.attempt,
    [
      ...postEscrow(parties, settlement.attempt, orderOf(state), settlement),
      ...pendVests(parties.agent, vestOfPost(parties.payment, { ...settlement, postRetry: undefined })),
    ],
    { availableAtMs: availableAtMsOf(state) },
  )
}

/** What is held becomes available, and the agent's share with it. */
const askRelease = (state: PaymentState, count: number, amountMicro: bigint): CommandToSend => {
  const parties = partiesOf(state)
  const { outgoing } = settlementOf(state)
  const out = outgoing.find((one) => one.what === 'held' && one.count === count)
  const set = transferIdOf('release', parties.payment, count)
  return transfer(state, state.attempt, [
    ...releaseHeld(parties, count, amountMicro),
    ...voidVests(set, out?.unvested ?? []),
  ])
}

const askAppeal = (state: PaymentState, { attempt, extra }: DataOf<'appealPaid'>): CommandToSend => {
  const parties = partiesOf(state)
  const vests = vestOfAppeal(parties.payment, settlementOf(state), attempt, extra)
  return transfer(state, state.attempt, [
    ...payAppeal(parties, attempt, extra),
    ...pendVests(parties.agent, vests),
  ])
}

const onSettlementDecided = (
  state: PaymentState,
  { attempt, escrow, atMs }: DataOf<'settlementDecided'>,
): CommandToSend[] =>
  escrow === 'standing'
    ? [...blockRestForCase(state, atMs), postSettlement(state)]
    : [transfer(state, attempt, pendEscrow(partiesOf(state), attempt, orderOf(state)))]

const closedOutcome = (state: PaymentState, { reason, status }: DataOf<'closed'>): OrderOutcome => {
  if (status === 'closed_refunded') return 'refunded'
  if (reason === 'verdict' || reason === 'customer_conceded') return 'dispute_won'
  return state.graceReason === 'account_unusable' ? 'account_unusable' : 'unpaid'
}

/**
 * The block comes before the void: commands are answered one after the other, so whoever dies between
 * the two leaves the money pended, and not free to be withdrawn. A late case closed once more moved
 * nothing, and its order was recorded when it first ended.
 */
const onClosed = (state: PaymentState, data: DataOf<'closed'>): CommandToSend[] => {
  const { attempt } = orderOf(state)
  const blocked = block(state, data.blockUntilMs)
  if (!data.voids) return [blocked]
  return [
    blocked,
    transfer(state, attempt, voidEscrow(termsOf(state), attempt)),
    closeOrder(state, attempt, 'void'),
    recordOrder(state, closedOutcome(state, data)),
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
  const isStanding = settlementOf(state).escrow === 'standing'
  const blocked = blockRest(state, atMs + termsOf(state).policy.clocks.appealMs)
  return [
    ...blocked,
    ...(isStanding ? [closeOrder(state, attempt, 'settled')] : []),
    // What was blocked for a late case is paid.
    ...(!isStanding && blocked.length === 0 ? [releaseBlock(state)] : []),
    recordOrder(
      state,
      settledOutcome(state),
      claimedAtMs === undefined ? undefined : atMs - claimedAtMs,
    ),
  ]
}

const onRecallDecided = (state: PaymentState, data: DataOf<'recallDecided'>): CommandToSend[] => {
  const parties = partiesOf(state)
  const { unvested = [], revested = [] } = state.recalling ?? {}
  const set = transferIdOf('recall', data.payment, data.count)
  const transfers = [
    // First what waits is freed, so that it can be taken back; what is left of it waits on.
    ...voidVests(set, unvested),
    ...recallJournal(parties, data),
    ...pendVests(parties.agent, asFirstAsked(set, revested)),
  ]
  return transfers.length === 0 ? [] : [transfer(state, state.attempt, transfers)]
}

/** The movement as it was asked for first, from the state: nothing of it has happened. */
const askedFor = (
  state: PaymentState,
  { occasion, count }: { readonly occasion: Occasion; readonly count: number },
): CommandToSend | undefined => {
  const amountMicro = state.settlement?.outgoing.find(
    (out) => out.what === (occasion === 'release' ? 'held' : 'reserve') && out.count === count,
  )?.amountMicro
  switch (occasion) {
    case 'post':
      return state.status === 'settling' ? postSettlement(state) : undefined
    case 'void':
      return transfer(state, count, voidEscrow(termsOf(state), count))
    case 'release':
    case 'reserve': {
      if (amountMicro === undefined) return undefined
      return occasion === 'release'
        ? askRelease(state, count, amountMicro)
        : transfer(state, state.attempt, releaseReserve(partiesOf(state), count, amountMicro))
    }
    case 'recall':
      return state.recalling && onRecallDecided(state, state.recalling)[0]
    case 'apply': {
      const decided = state.onChain?.applying.find((one) => one.count === count)
      return decided && askApplication(state, decided)
    }
    case 'aside': {
      const move = state.onChain?.moves.find((one) => one.count === count)
      return move && askMove(state, move)
    }
    case 'reverse': {
      const reversal = state.onChain?.reversing.find((one) => one.count === count)
      return reversal && askReversal(state, reversal)
    }
    case 'escrow':
    case 'appeal':
    case 'assign':
      return undefined
  }
}

const onRetried = (state: PaymentState, data: DataOf<'transferRetried'>): CommandToSend[] => {
  const parsed = parseTransferId(data.transfer)
  const command = parsed && askedFor(state, parsed)
  if (!command) return []
  const asked = command.data as { readonly transfers: readonly TransferRequest[] }
  const transfers = asked.transfers.map((one) => ({ ...one, id: retriedId(one.id, data.retry) }))
  return [{ ...command, data: { ...asked, transfers } }]
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
    case 'payment.appealed':
      return blockRestForCase(state, event.data.atMs)
    case 'payment.appeal_ended':
      return [...releaseRest(state), ...recordLoss(state)]
    case 'payment.appeal_settled':
      return [...releaseRest(state), ...recordLoss(state, event.data.extra.postedMicro)]
    case 'payment.clock_shifted':
      return blockLonger(state, event.data)
    case 'payment.late_claimed':
    case 'payment.late_refused':
    case 'payment.refund_due':
      return blockForCase(state, event.data.atMs)
    case 'payment.release_due':
      return [askRelease(state, event.data.count, event.data.amountMicro)]
    case 'payment.reserve_due':
      return [
        transfer(
          state,
          state.attempt,
          releaseReserve(partiesOf(state), event.data.count, event.data.amountMicro),
        ),
      ]
    case 'payment.appeal_paid':
      return [askAppeal(state, event.data)]
    case 'payment.recall_decided':
      return onRecallDecided(state, event.data)
    case 'payment.transfer_retried':
      return onRetried(state, event.data)
    case 'payment.recalled':
      return [recordOrder(state, 'recalled'), ...recordLoss(state)]
    default:
      return onChainSteps(event, state)
  }
}

const reactTo = (event: PaymentEvent, state: PaymentState): CommandToSend[] => [
  ...steps(event, state),
  ...notices(event, state),
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
  rests,
}
