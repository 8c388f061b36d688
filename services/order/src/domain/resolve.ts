import type { Judgement } from '@stablegate/contracts'
import { accept, reject } from '@stablegate/kernel'
import { decideApplication } from './application.ts'
import { setClock } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import { andFollow } from './deposits.ts'
import {
  freeMicro, isPaidOnChain, onChainPolicyOf, openRefunds, refundableMicro,
} from './on-chain.ts'
import {
  sessionOf, tell, termsOf, type CommandFor, type PaymentCommand, type PaymentEvent, type PaymentState,
} from './state.ts'
import { parcelsOf, withinOf, type Parcel } from './suspense-items.ts'

const isSettled = (state: PaymentState): boolean => state.settlement !== undefined || isPaidOnChain(state)

/** Rule 10: an open case about the settled money, which must end before any of it goes back. */
const isInDispute = (state: PaymentState): boolean =>
  state.flag !== undefined || state.recall !== undefined || state.recalling !== undefined
  || (state.appeal?.open ?? false) || (state.onChain?.reversing.length ?? 0) > 0

/** What came is taken as it is: for the whole of the payment, or on top of it. */
export const acceptUnapplied = (
  command: CommandFor<'acceptUnapplied'>,
  state: PaymentState,
): PaymentDecision => {
  const { by, reason } = command.data
  const free = freeMicro(state)
  if (free <= 0n) return reject('nothing_unapplied')
  const purpose = isSettled(state) ? 'excess' : 'settlement'
  if (purpose === 'settlement' && termsOf(state).policy.fee.fixedMicro >= free) return reject('fee_exceeds_amount')
  return accept(
    tell('resolutionChosen', command, state, { resolution: 'accept', by: by.role, reason }),
    decideApplication(command, state, purpose, 'accepted', free),
  )
}

/** The rest may be sent to the same address, for as long as a price stands. */
export const topUp = (command: CommandFor<'topUp'>, state: PaymentState): PaymentDecision => {
  const { by, reason } = command.data
  const free = freeMicro(state)
  if (free <= 0n) return reject('nothing_unapplied')
  if (openRefunds(state) > 0n) return reject('refund_open')
  const { transferMs } = onChainPolicyOf(state)
  return accept(...andFollow(command, state, [
    tell('resolutionChosen', command, state, { resolution: 'top_up', by: by.role, reason }),
    tell('topUpAwaited', command, state, {
      lockUntilMs: command.atMs + transferMs,
      clocks: [setClock(command, 'transfer', transferMs)],
    }),
  ]))
}

/** Rule 10. What is given back is reserved here, so that no two acts spend the same money. */
export const requestRefund = (
  command: CommandFor<'requestRefund'>,
  state: PaymentState,
): PaymentDecision => {
  const { by, refund, amountMicro, from, reason } = command.data
  const { settlement } = state
  if (state.refunds[refund]) return reject('refund_exists')
  if (sessionOf(state) === undefined) return reject('nothing_unapplied')
  if (isInDispute(state)) return reject('refund_locked')
  if (from === 'unapplied' && amountMicro > freeMicro(state)) return reject('exceeds_unapplied')
  if (from === 'available') {
    const released = settlement === undefined || (settlement.inHeldMicro === 0n && settlement.outgoing.length === 0)
    if (!released) return reject('hold_running')
    if (amountMicro > refundableMicro(state)) return reject('exceeds_settled')
  }
  return accept(
    ...(from === 'unapplied'
      ? [tell('resolutionChosen', command, state, { resolution: 'refund', by: by.role, reason })]
      : []),
    tell('refundRequested', command, state, { refund, from, amountMicro, by: by.role, reason }),
  )
}

export const recordRefund = (
  command: CommandFor<'recordRefund'>,
  state: PaymentState,
): PaymentDecision => {
  const { refund, outcome } = command.data
  if (outcome === 'reopened')
    return state.refunds[refund]?.is === 'paid' ? accept(tell('refundReopened', command, state, { refund })) : accept()
  return state.refunds[refund]?.is === 'open'
    ? accept(tell('refundEnded', command, state, { refund, outcome }))
    : accept()
}

type Moving = Extract<Judgement, { kind: 'set_aside' | 'assign' }>

/** Both move money between this payment and suspense; the ledger knows what is there. */
export const moveNow = (
  command: PaymentCommand, state: PaymentState, { kind, amountMicro, item }: Moving,
): PaymentDecision => {
  if (!state.onChain) return reject('not_on_chain')
  const { movements } = state.onChain
  if (kind === 'assign') return accept(moved(command, state, 'assign', movements + 1, parcelOf(amountMicro, item)))
  if (amountMicro > freeMicro(state)) return reject('exceeds_unapplied')
  if (item !== undefined && amountMicro > withinOf(state.onChain, item)) return reject('exceeds_item')
  const parcels = item === undefined ? parcelsOf(state.onChain, amountMicro) : [parcelOf(amountMicro, item)]
  return accept(...parcels.map((parcel, index) => moved(command, state, 'aside', movements + 1 + index, parcel)))
}

const parcelOf = (amountMicro: bigint, item: string | undefined): Parcel => ({
  amountMicro, ...(item === undefined ? {} : { item }),
})

const moved = (
  command: PaymentCommand, state: PaymentState, what: 'aside' | 'assign', count: number, parcel: Parcel,
): PaymentEvent => tell('moveDecided', command, state, { what, count, ...parcel })

/** Always by two people (rule 19). */
const proposeMove = (
  command: CommandFor<'setAside'> | CommandFor<'assign'>, state: PaymentState, kind: Moving['kind'],
): PaymentDecision => {
  const { by, amountMicro, item, reason } = command.data
  const judgement: Moving = { kind, ...parcelOf(amountMicro, item) }
  const now = moveNow(command, state, judgement)
  return 'rejected' in now
    ? now
    : accept(tell('judgementProposed', command, state, { judgement, operator: by.operator, reason }))
}

export const setAside = (command: CommandFor<'setAside'>, state: PaymentState): PaymentDecision =>
  proposeMove(command, state, 'set_aside')

export const assign = (command: CommandFor<'assign'>, state: PaymentState): PaymentDecision =>
  proposeMove(command, state, 'assign')

export const dismissWrongAsset = (
  command: CommandFor<'dismissWrongAsset'>,
  state: PaymentState,
): PaymentDecision =>
  state.onChain?.wrongAssetsOpen
    ? accept(tell('wrongAssetsDismissed', command, state, { reason: command.data.reason }))
    : reject('no_wrong_asset')
