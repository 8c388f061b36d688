import { accept, reject } from '@stablegate/kernel'
import { setClock, stopClocks } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import { openRefunds, refundableMicro } from './on-chain.ts'
import { releaseDeferred } from './release.ts'
import { shareOf } from './settle.ts'
import {
  orderOf,
  settlementOf,
  tell,
  termsOf,
  type CommandFor,
  type DataOf,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from './state.ts'

/** How long the window stays open for, again and again, while a refund runs. */
const keptMs = 86_400_000

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)

/** The part of what was posted that stands for the recalled fiat, as far as earlier recalls leave it (rule 10). */
const recalledShare = (state: PaymentState, recalledMinor: bigint): bigint => {
  const { postedMicro, receivedMinor } = settlementOf(state)
  const paidForMinor = least(receivedMinor, orderOf(state).fiatMinor)
  if (recalledMinor > receivedMinor) return 0n
  const shareMicro = shareOf(postedMicro, least(recalledMinor, paidForMinor), paidForMinor)
  return least(shareMicro, refundableMicro(state))
}

export const reportRecall = (
  command: CommandFor<'reportRecall'>,
  state: PaymentState,
): PaymentDecision => {
  const { recalledMinor, proof } = command.data
  if (state.recall?.open || state.recalling) return reject('recall_open')
  if (openRefunds(state) > 0n) return reject('refund_open')
  if (!state.clocks['recall']) return reject('window_closed')
  const amountMicro = recalledShare(state, recalledMinor)
  if (amountMicro <= 0n) return reject('exceeds_settled')
  return accept(
    tell('recallReported', command, state, {
      recalledMinor,
      amountMicro,
      proof,
      clocks: [setClock(command, 'recall_case', termsOf(state).policy.clocks.caseMs)],
    }),
  )
}

/** Rule 2: the merchant's recall takes this payment's held, then its reserve, then the rest from elsewhere. */
const decidedRecall = (
  state: PaymentState,
  amountMicro: bigint,
): Omit<DataOf<'recallDecided'>, 'payment' | 'atMs' | 'clocks'> => {
  const settled = settlementOf(state)
  const owner = settled.recallOwner
  const ofMerchant = owner === 'merchant'
  const fromHeldMicro = ofMerchant ? least(settled.inHeldMicro, amountMicro) : 0n
  const fromReserveMicro = ofMerchant
    ? least(settled.inReserveMicro, amountMicro - fromHeldMicro)
    : 0n
  const share = (micro: bigint): bigint =>
    ofMerchant ? shareOf(micro, amountMicro, settled.postedMicro) : 0n
  return {
    count: state.recalls + 1,
    amountMicro,
    owner,
    fromHeldMicro,
    fromReserveMicro,
    restMicro: ofMerchant ? amountMicro - fromHeldMicro - fromReserveMicro : 0n,
    commissionMicro: share(settled.commissionMicro),
    agentMicro: share(settled.agentMicro),
  }
}

export const decideRecalled = (
  command: PaymentCommand,
  state: PaymentState,
  outcome: 'granted' | 'denied',
): PaymentDecision => {
  const { recall, ...unrecalled } = state
  if (!recall?.open) return reject('no_recall')
  const clocks = stopClocks(state, 'recall_case')
  if (outcome === 'denied') {
    return accept(
      tell('recallDenied', command, state, { clocks }),
      ...releaseDeferred(command, unrecalled),
    )
  }
  const decided = decidedRecall(state, recall.amountMicro)
  const { inHeldMicro, inReserveMicro, ...settlement } = settlementOf(state)
  const after = {
    ...unrecalled,
    settlement: {
      ...settlement,
      inHeldMicro: inHeldMicro - decided.fromHeldMicro,
      inReserveMicro: inReserveMicro - decided.fromReserveMicro,
    },
  }
  const idle = [
    ...(after.settlement.inHeldMicro === 0n ? stopClocks(state, 'release') : []),
    ...(after.settlement.inReserveMicro === 0n ? stopClocks(state, 'reserve') : []),
  ]
  return accept(
    tell('recallDecided', command, state, { ...decided, clocks: [...clocks, ...idle] }),
    // The acceptor bears it: the fiat is gone and so is its USDT, no account moves.
    ...(decided.owner === 'acceptor' ? [recalled(command, state, decided)] : []),
    ...releaseDeferred(command, after),
  )
}

const recalled = (
  command: PaymentCommand,
  state: PaymentState,
  { count, amountMicro, owner }: Pick<NonNullable<PaymentState['recalling']>, 'count' | 'amountMicro' | 'owner'>,
): PaymentEvent => tell('recalled', command, state, { count, amountMicro, owner })

export const recordRecalled = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] => (state.recalling ? [recalled(command, state, state.recalling)] : [])

export const recallWindowOver = (
  command: PaymentCommand,
  state: PaymentState,
): readonly PaymentEvent[] =>
  // A refund locks recalls (rule 10), so their window waits for its end.
  openRefunds(state) > 0n
    ? [tell('recallWindowKept', command, state, { clocks: [setClock(command, 'recall', keptMs)] })]
    : [tell('recallWindowClosed', command, state, { clocks: stopClocks(state, 'recall') })]
