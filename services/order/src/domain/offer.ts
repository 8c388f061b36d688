import { ledgerOf, type Offer } from '@stablegate/contracts'
import { accept, assertThat, reject } from '@stablegate/kernel'
import { setClock, stopClocks, turnClocks } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import {
  orderOf,
  tell,
  termsOf,
  type CommandFor,
  type DataOf,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from './state.ts'

export const maxChoices = 5
/** Matching takes at most ten exclusions; a payment that ten acceptors did not serve is offered on chain. */
export const maxTried = 10

export const create = (command: CommandFor<'create'>): PaymentDecision => {
  const { data, atMs } = command
  const { amount, policy, livemode, ledger } = data
  if (ledger !== ledgerOf(livemode)) return reject('ledger_mismatch')
  if (amount.fix === 'usdt' && policy.fee.fixedMicro >= amount.usdtMicro)
    return reject('fee_exceeds_amount')
  return accept({
    type: 'payment.created',
    data: {
      ...data,
      expiresAtMs: atMs + policy.clocks.expiryMs,
      atMs,
      clocks: [setClock(command, 'expiry', policy.clocks.expiryMs)],
    },
  })
}

/** Asks matching for the next attempt; acceptors that were tried are not asked again. */
const requestMatch = (
  command: PaymentCommand,
  state: PaymentState,
  tried: readonly string[],
  attempt: number,
): PaymentEvent =>
  tell('matchRequested', command, state, {
    attempt,
    excludedAcceptors: [...tried],
    clocks: turnClocks(state, setClock(command, 'match', termsOf(state).policy.clocks.matchMs)),
  })

export const choose = (command: CommandFor<'choose'>, state: PaymentState): PaymentDecision => {
  const { by, currency, method, payer } = command.data
  const { amount, policy } = termsOf(state)
  const rail = policy.methods[method]
  if (state.expiryPassed) return reject('expiry_passed')
  if (state.choices >= maxChoices || state.tried.length >= maxTried)
    return reject('too_many_choices')
  if (!rail) return reject('method_not_offered')
  if (amount.fix === 'fiat' && amount.currency !== currency) return reject('currency_fixed')
  if (amount.fix === 'usdt' && amount.usdtMicro > rail.maxOrderMicro)
    return reject('over_method_limit')
  return accept(
    tell('methodChosen', command, state, {
      currency,
      method,
      payer,
      sessionHash: by.sessionHash,
      clocks: stopClocks(state, 'transfer'),
    }),
    requestMatch(command, state, state.tried, state.attempt + 1),
  )
}

/** No acceptor serves this choice: the customer may choose again or pay on chain. */
export const offerOnChain = (
  command: PaymentCommand,
  state: PaymentState,
  reason: string,
): PaymentEvent => tell('onChainOffered', command, state, { reason, clocks: turnClocks(state) })

export const expire = (command: PaymentCommand, state: PaymentState): PaymentEvent =>
  tell('expired', command, state, {
    clocks: [...turnClocks(state), ...stopClocks(state, 'expiry', 'transfer')],
  })

/** The order ended before instructions were shown; the next acceptor is asked, if there may be one. */
export const lapse = (
  command: PaymentCommand,
  state: PaymentState,
  reason: DataOf<'offerLapsed'>['reason'],
  offer: Offer = orderOf(state),
): PaymentEvent =>
  tell('offerLapsed', command, state, {
    attempt: offer.attempt,
    reason,
    acceptor: offer.acceptor,
    voids: state.escrows[offer.attempt] === 'pended',
    ...(state.order?.attempt === offer.attempt && state.status === 'offered'
      ? { respondedAfterMs: command.atMs - state.order.offeredAtMs }
      : {}),
  })

const next = (command: PaymentCommand, state: PaymentState, acceptor: string): PaymentEvent => {
  if (state.expiryPassed) return expire(command, state)
  const tried = state.tried.includes(acceptor) ? state.tried : [...state.tried, acceptor]
  const { offersMax } = termsOf(state).policy
  if (state.offersShown >= offersMax || tried.length >= maxTried)
    return offerOnChain(command, state, 'offers_exhausted')
  return requestMatch(command, state, tried, state.attempt + 1)
}

export const lapseAndGoOn = (
  command: PaymentCommand,
  state: PaymentState,
  reason: DataOf<'offerLapsed'>['reason'],
  offer: Offer = orderOf(state),
): readonly PaymentEvent[] => [
  lapse(command, state, reason, offer),
  next(command, state, offer.acceptor),
]

/** An offer was recorded for the present attempt and its escrow is on its way to the ledger. */
const escrowOnItsWay = (state: PaymentState): boolean =>
  state.status === 'requested' && state.order?.attempt === state.attempt && !state.order.lapsed

export const recordOffer = (
  command: CommandFor<'recordOffer'>,
  state: PaymentState,
): PaymentDecision => {
  const { offer } = command.data
  const { amount, policy } = termsOf(state)
  if (offer.attempt > state.attempt) return reject('offer_unknown')
  if (state.order?.attempt === offer.attempt) return accept()
  if (state.status !== 'requested' || offer.attempt < state.attempt) {
    return accept(lapse(command, state, 'stale', offer))
  }
  const kept =
    amount.fix === 'usdt'
      ? offer.usdtMicro === amount.usdtMicro
      : offer.fiatMinor === amount.fiatMinor
  assertThat(kept, `offer ${offer.order} does not keep the amount that the payment fixes`)
  const limit = policy.methods[offer.method]?.maxOrderMicro ?? 0n
  if (offer.usdtMicro > limit) return accept(...lapseAndGoOn(command, state, 'over_limit', offer))
  return accept(tell('offerRecorded', command, state, { offer }))
}

export const recordNoOffer = (
  command: CommandFor<'recordNoOffer'>,
  state: PaymentState,
): PaymentDecision => {
  const { attempt, reason } = command.data
  const awaited =
    state.status === 'requested' && attempt === state.attempt && state.order?.attempt !== attempt
  return awaited ? accept(offerOnChain(command, state, reason)) : accept()
}

/** From here the customer sees where to pay, so nothing is re-matched or voided any more on a whim. */
export const show = (command: PaymentCommand, state: PaymentState, auto: boolean): PaymentEvent => {
  const { payMs } = termsOf(state).policy.clocks
  return tell('offerAccepted', command, state, {
    attempt: state.attempt,
    auto,
    lockUntilMs: command.atMs + payMs,
    clocks: [...turnClocks(state, setClock(command, 'pay', payMs)), ...stopClocks(state, 'expiry')],
  })
}

export const acceptOffer = (
  command: CommandFor<'acceptOffer'>,
  state: PaymentState,
): PaymentDecision => accept(show(command, state, false))

export const declineOffer = (
  command: CommandFor<'declineOffer'>,
  state: PaymentState,
): PaymentDecision => accept(...lapseAndGoOn(command, state, 'declined'))

export const suspendOrder = (
  command: CommandFor<'suspendOrder'>,
  state: PaymentState,
): PaymentDecision => {
  const { reason } = command.data
  if (orderOf(state).suspended) return reject('already_suspended')
  const suspended = tell('suspended', command, state, { reason })
  return state.status === 'offered'
    ? accept(suspended, ...lapseAndGoOn(command, state, 'suspended'))
    : accept(suspended)
}

/** From the instructions on, until somebody has judged: these end by an operator's word too. */
const shown: readonly PaymentState['status'][] = [
  'awaiting_payment',
  'grace',
  'claimed',
  'amount_query',
  'fiat_refund_due',
]

/** Rule 20: what nobody accepted yet goes to another acceptor; what is shown is marked and ends as operators say. */
export const recordSuspension = (
  command: CommandFor<'recordSuspension'>,
  state: PaymentState,
): PaymentDecision => {
  const { attempt, acceptor } = command.data
  const { order } = state
  if (order?.attempt !== attempt || order.acceptor !== acceptor || order.suspended) return accept()
  const suspended = tell('suspended', command, state, { reason: 'acceptor_suspended' })
  if (state.status === 'offered' || escrowOnItsWay(state))
    return accept(suspended, ...lapseAndGoOn(command, state, 'suspended'))
  return shown.includes(state.status) ? accept(suspended) : accept()
}

export const cancel = (command: CommandFor<'cancel'>, state: PaymentState): PaymentDecision => {
  const { by, reason } = command.data
  if (state.status === 'awaiting_payment')
    return accept(enterGrace(command, state, 'customer_cancelled'))
  const cancelled = tell('cancelled', command, state, {
    by: by.role,
    ...(reason === undefined ? {} : { reason }),
    clocks: [...turnClocks(state), ...stopClocks(state, 'expiry', 'transfer')],
  })
  return accept(...leaveOffer(command, state), cancelled)
}

/** What gives back an offer that is made or on its way, when the payment goes another way. */
export const leaveOffer = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] => {
  if (state.status === 'offered') return [lapse(command, state, 'cancelled')]
  return escrowOnItsWay(state) ? [lapse(command, state, 'stale')] : []
}

export const enterGrace = (
  command: PaymentCommand,
  state: PaymentState,
  reason: DataOf<'graceEntered'>['reason'],
): PaymentEvent =>
  tell('graceEntered', command, state, {
    reason,
    clocks: turnClocks(state, setClock(command, 'grace', graceMsOf(state))),
  })

export const graceMsOf = (state: PaymentState): number => {
  const rail = termsOf(state).policy.methods[orderOf(state).method]
  assertThat(rail, 'an order stands on a rail of its policy')
  return rail.graceMs
}

/** The request's own time is over: what is on its way becomes stale. */
export const matchTimeOver = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] => [
  ...leaveOffer(command, state),
  offerOnChain(command, state, 'no_offer_in_time'),
]

/** Payment expiry stops new orders only; an order that runs keeps its own clock. */
export const expiryOver = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] => {
  switch (state.status) {
    case 'open':
    case 'onchain_offered':
      return [expire(command, state)]
    case 'requested':
      return [...leaveOffer(command, state), expire(command, state)]
    default:
      return [tell('expiryPassed', command, state, { clocks: stopClocks(state, 'expiry') })]
  }
}
