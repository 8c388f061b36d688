import { payeeKey, payoutCommands, payoutEvents } from '@stablegate/contracts'
import { accept, assertThat, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'
import { afterRefusal, answerFunding, fund, fundsClock, fundsClockFired, heldEvent } from './payout-funding.ts'
import { payoutTransferId, type PayoutStep } from './payout-journal.ts'
import { answerRepair, followBooks, followOverpayment } from './payout-repair.ts'
import {
  evolve, noPayout, requestOf, type PayoutCommand, type PayoutCommandNamed, type PayoutEvent, type PayoutState, type PayoutStatus,
} from './payout-state.ts'

/** Why a command on a payout is refused, in the order in which it is looked at. */
export const payoutRejections = [
  'payout_unknown', 'not_your_payout', 'payout_over', 'not_awaiting_approval', 'requester_cannot_approve',
  'already_approved', 'cancel_pending', 'not_cleared',
] as const
export type PayoutRejection = (typeof payoutRejections)[number]
type Outcome = Decision<PayoutEvent, PayoutRejection>

const voidedEvent = (state: PayoutState, reason: string, atMs: number): PayoutEvent => {
  const { payout, payee, chain, to, amountMicro } = requestOf(state)
  return { type: 'payout.voided', data: { payout, payee, chain, to, amountMicro, reason, atMs } }
}

const clearedEvent = (state: PayoutState, operators: readonly string[], atMs: number): PayoutEvent =>
  ({ type: 'payout.cleared', data: { ...requestOf(state), operators: [...operators], atMs } })

const voiding = (state: PayoutState, reason: string, by: string, atMs: number): PayoutEvent =>
  ({ type: 'payout.voiding', data: { payout: requestOf(state).payout, reason: reason.slice(0, 200), by, atMs } })

const recordTransfers = ({ id, data, atMs }: PayoutCommandNamed<'recordTransfers'>, state: PayoutState): Outcome => {
  const { payout, ids, refused } = data
  const isOf = (step: PayoutStep, round?: number): boolean => ids.includes(payoutTransferId(payout, step, round))
  const request = requestOf(state)
  if (isOf('pend')) {
    if (state.pended || state.hold !== 'none' || state.status === 'voided') return accept()
    if (refused !== undefined) return accept(afterRefusal(state, refused, atMs) ?? voidedEvent(state, refused, atMs))
    return accept({ type: 'payout.pended', data: { ...request, atMs } })
  }
  if (isOf('hold')) {
    if (state.hold !== 'asked' || state.status === 'voided') return accept()
    return accept(refused === undefined ? heldEvent(state, id, atMs) : voidedEvent(state, refused, atMs))
  }
  const funded = answerFunding(state, ids, refused, atMs)
  if (funded !== undefined) return accept(...funded)
  // Only its own sets name its own pending money: a refusal here means that the books are broken.
  assertThat(refused === undefined, `the ledger refused to end payout ${payout}: ${refused}`)
  if (isOf('void')) return state.status === 'voiding' ? accept(voidedEvent(state, state.reason, atMs)) : accept()
  return accept(...followed(state, answerRepair(state, isOf, atMs), atMs))
}

/** What is asked of the ledger next, where a promise of the network was broken. */
const followed = (state: PayoutState, events: readonly PayoutEvent[], atMs: number): readonly PayoutEvent[] =>
  [...events, ...followBooks(events.reduce(evolve, state), atMs)]

/** Held money takes two people; whatever was said before, more never become fewer. */
const peopleForHeld = 2

const recordScreening = ({ data, atMs }: PayoutCommandNamed<'recordScreening'>, state: PayoutState): Outcome => {
  if (state.status !== 'screening') return accept()
  const { payout, outcome, code, reason } = data
  const approvals = outcome === 'hold' && state.approvals < peopleForHeld ? peopleForHeld : state.approvals
  const screened: PayoutEvent = { type: 'payout.screened', data: { payout, outcome, code, reason, approvals, atMs } }
  if (outcome === 'reject') return accept(screened, voiding(state, code, 'screening', atMs))
  return approvals === 0 ? accept(screened, clearedEvent(state, [], atMs)) : accept(screened)
}

const approve = ({ data, atMs }: PayoutCommandNamed<'approve'>, state: PayoutState): Outcome => {
  const { payout, operator } = data
  if (state.operators.includes(operator)) return state.status === 'approving' ? reject('already_approved') : accept()
  if (state.status !== 'approving') return reject('not_awaiting_approval')
  // An actor is `operator:<id>`, or the key of a payee.
  if (requestOf(state).by.endsWith(operator)) return reject('requester_cannot_approve')
  const operators = [...state.operators, operator]
  const approved: PayoutEvent = {
    type: 'payout.approved', data: { payout, operator, count: operators.length, approvals: state.approvals, atMs },
  }
  return operators.length < state.approvals ? accept(approved) : accept(approved, clearedEvent(state, operators, atMs))
}

const stoppable: ReadonlySet<PayoutStatus> = new Set<PayoutStatus>(['pending', 'waiting', 'screening', 'approving', 'cleared'])
const isOver = ({ status }: PayoutState): boolean => !stoppable.has(status)

const stop = (state: PayoutState, reason: string, by: string, atMs: number): Outcome => {
  if (isOver(state)) return reject('payout_over')
  if (state.status !== 'cleared') return accept(voiding(state, reason, by, atMs))
  if (state.cancelling) return reject('cancel_pending')
  return accept({ type: 'payout.cancel_asked', data: { payout: requestOf(state).payout, by, atMs } })
}

const withhold = ({ data, atMs }: PayoutCommandNamed<'withhold'>, state: PayoutState): Outcome => {
  const { payout, code, reason } = data
  if (isOver(state) || state.reason === code) return accept()
  const withheld: PayoutEvent = { type: 'payout.withheld', data: { payout, code, reason, atMs } }
  return state.status === 'cleared' ? accept(withheld) : accept(withheld, voiding(state, code, 'treasury', atMs))
}

const recordLanding = ({ data, atMs }: PayoutCommandNamed<'recordLanding'>, state: PayoutState): Outcome => {
  if (state.status === 'landed' || state.status === 'confirmed') return accept()
  if (state.status !== 'cleared' && state.status !== 'revoked') return reject('not_cleared')
  const landed: PayoutEvent = { type: 'payout.landed', data: { ...requestOf(state), txid: data.txid, part: data.part, atMs } }
  return accept(...followed(state, [landed], atMs))
}

/** Not in time says nothing of later: where its bytes are never in a block after all, it is taken back then. */
const recordWithdrawal = ({ data, atMs }: PayoutCommandNamed<'recordWithdrawal'>, state: PayoutState): Outcome => {
  const { payout, withdrawn, reason } = data
  if (withdrawn && state.status === 'revoked')
    return accept(...followed(state, [{ type: 'payout.returning', data: { ...requestOf(state), reason, atMs } }], atMs))
  if (state.status !== 'cleared') return accept()
  if (withdrawn) return accept(voiding(state, state.reason === '' ? reason : state.reason, 'dispatch', atMs))
  return state.cancelling ? accept({ type: 'payout.cancel_too_late', data: { payout, reason, atMs } }) : accept()
}

/** Rule 9: a false solid. */
const recordRevocation = ({ data, atMs }: PayoutCommandNamed<'recordRevocation'>, state: PayoutState): Outcome => {
  const { txid, part } = data
  if ((state.status !== 'landed' && state.status !== 'confirmed') || state.txid !== txid) return accept()
  const revoked: PayoutEvent = {
    type: 'payout.revoked', data: { ...requestOf(state), txid, part, round: state.round + 1, atMs },
  }
  return accept(...followed(state, [revoked], atMs))
}

const decide = (command: PayoutCommand, state: PayoutState): Outcome => {
  const { atMs } = command
  if (command.type === 'treasury.payout.open') {
    return state.request ? accept() : accept({ type: 'payout.opened', data: { ...command.data, atMs } })
  }
  if (!state.request) return reject('payout_unknown')
  switch (command.type) {
    case 'treasury.payout.record_transfers': return recordTransfers(command, state)
    case 'treasury.payout.fund': return accept(...fund(state, atMs))
    case 'treasury.payout.clock': return accept(...fundsClockFired(command, state))
    case 'treasury.payout.record_screening': return recordScreening(command, state)
    case 'treasury.payout.approve': return approve(command, state)
    case 'treasury.payout.reject': return stop(state, `rejected: ${command.data.reason}`, command.data.operator, atMs)
    case 'treasury.payout.cancel':
      if (payeeKey(state.request.payee) !== command.data.party) return reject('not_your_payout')
      return stop(state, 'cancelled', command.data.by, atMs)
    case 'treasury.payout.withhold': return withhold(command, state)
    case 'treasury.payout.record_sending':
      if (state.status !== 'cleared' || state.txid === command.data.txid) return accept()
      return accept({ type: 'payout.sent', data: { ...command.data, atMs } })
    case 'treasury.payout.record_landing': return recordLanding(command, state)
    case 'treasury.payout.record_withdrawal': return recordWithdrawal(command, state)
    case 'treasury.payout.record_revocation': return recordRevocation(command, state)
    case 'treasury.payout.record_surfacing':
    case 'treasury.payout.record_sinking': return accept(...followOverpayment(command, state))
    default: return unreachable(command)
  }
}

export const payoutDecider: Decider<PayoutCommand, PayoutEvent, PayoutState, PayoutRejection> = {
  initial: noPayout,
  decide,
  evolve,
}

/** One payout: pended, screened, approved, cleared; then landed and posted, or given back. */
export const payout: Aggregate<PayoutCommand, PayoutEvent, PayoutState, PayoutRejection> = {
  name: 'payout',
  decider: payoutDecider,
  commands: Object.values(payoutCommands),
  events: Object.values(payoutEvents),
  rejections: payoutRejections,
  key: (command) => {
    const { type, data } = command as PayoutCommand
    return type === 'treasury.payout.clock' ? data.key : data.payout
  },
  clocks: (event) => {
    switch (event.type) {
      case 'payout.waiting': return [{ kind: fundsClock, clockId: event.data.clockId, dueAtMs: event.data.untilMs }]
      case 'payout.pended':
      case 'payout.voiding':
      case 'payout.funds_overdue': return [{ kind: fundsClock, off: true }]
      default: return []
    }
  },
}
