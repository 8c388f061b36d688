import { accept, reject } from '@stablegate/kernel'
import { recordAppealSettled } from './appeal.ts'
import { setClock, turnClocks } from './clocks.ts'
import type { PaymentDecision } from './decision.ts'
import { lapseAndGoOn, show } from './offer.ts'
import { assignmentRefused, recordOnChainTransfer } from './on-chain-answers.ts'
import { recordRecalled } from './recall.ts'
import { recordSettled } from './settle.ts'
import {
  orderOf,
  tell,
  termsOf,
  type CommandFor,
  type PaymentEvent,
  type PaymentState,
} from './state.ts'
import { parseTransferId, type Occasion } from './transfer-ids.ts'

type Fact = CommandFor<'recordTransfer'>

const isCurrent = (state: PaymentState, attempt: number): boolean =>
  state.status === 'requested' &&
  state.order?.attempt === attempt &&
  state.attempt === attempt &&
  !state.order.lapsed

const isSettling = (state: PaymentState, attempt: number): boolean =>
  state.status === 'settling' && state.settlement?.attempt === attempt

const escrowPended = (
  command: Fact,
  state: PaymentState,
  attempt: number,
): readonly PaymentEvent[] => {
  if (state.escrows[attempt] !== 'asked') return []
  if (isSettling(state, attempt))
    return [tell('escrowPended', command, state, { attempt, stale: false })]
  // The attempt is in the lock's id: what was pended for another attempt is never taken for this one.
  if (!isCurrent(state, attempt))
    return [tell('escrowPended', command, state, { attempt, stale: true })]
  const { offerMs } = termsOf(state).policy.clocks
  return orderOf(state).autoAccept
    ? [tell('escrowPended', command, state, { attempt, stale: false }), show(command, state, true)]
    : [
        tell('escrowPended', command, state, {
          attempt,
          stale: false,
          clocks: turnClocks(state, setClock(command, 'offer', offerMs)),
        }),
      ]
}

const escrowRefused = (
  command: Fact,
  state: PaymentState,
  attempt: number,
  reason: string,
): readonly PaymentEvent[] => {
  if (state.escrows[attempt] !== 'asked') return []
  const refused = tell('escrowRefused', command, state, { attempt, reason })
  if (isSettling(state, attempt)) {
    const { caseMs } = termsOf(state).policy.clocks
    return [
      refused,
      tell('lateRefused', command, state, {
        attempt,
        reason,
        clocks: [setClock(command, 'case', caseMs)],
      }),
    ]
  }
  return isCurrent(state, attempt)
    ? [refused, ...lapseAndGoOn(command, state, 'escrow_refused')]
    : [refused]
}

const released = (
  command: Fact,
  state: PaymentState,
  what: 'held' | 'reserve',
  count: number,
): readonly PaymentEvent[] => {
  const out = state.settlement?.outgoing.find((one) => one.what === what && one.count === count)
  if (!out) return []
  const { amountMicro } = out
  return [
    tell(what === 'held' ? 'released' : 'reserveReleased', command, state, { count, amountMicro }),
  ]
}

const recordAccepted = (
  command: Fact,
  state: PaymentState,
  occasion: Occasion,
  count: number,
): readonly PaymentEvent[] => {
  switch (occasion) {
    case 'escrow':
      return escrowPended(command, state, count)
    case 'void':
      return state.escrows[count] === 'voiding'
        ? [tell('escrowVoided', command, state, { attempt: count })]
        : []
    case 'post':
      return isSettling(state, count) ? [recordSettled(command, state)] : []
    case 'release':
      return released(command, state, 'held', count)
    case 'reserve':
      return released(command, state, 'reserve', count)
    case 'recall':
      return state.recalling?.count === count ? recordRecalled(command, state) : []
    case 'appeal':
      return state.appealPay?.attempt === count ? recordAppealSettled(command, state) : []
    case 'apply':
    case 'aside':
    case 'assign':
    case 'reverse':
      return recordOnChainTransfer(command, state, occasion, count)
  }
}

/** What the ledger made of a set that the settlement process asked for. The first id names the occasion. */
export const recordTransfer = (command: Fact, state: PaymentState): PaymentDecision => {
  const { ids, refused } = command.data
  const transfer = ids[0] ?? ''
  const parsed = parseTransferId(transfer)
  if (!parsed || parsed.payment !== state.terms?.payment) return reject('transfer_unknown')
  const { occasion, count } = parsed
  if (refused === undefined) return accept(...recordAccepted(command, state, occasion, count))
  if (occasion === 'escrow') return accept(...escrowRefused(command, state, count, refused))
  if (occasion === 'assign') return accept(...assignmentRefused(command, state, count, refused))
  const known = state.refusedTransfers.some((one) => one.transfer === transfer)
  return known
    ? accept()
    : accept(tell('transferRefused', command, state, { transfer, reason: refused }))
}
