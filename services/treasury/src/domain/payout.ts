import { payeeKey, payoutCommands, payoutEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, assertThat, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'
import { payoutTransferId, type PayoutStep } from './payout-journal.ts'

export type PayoutCommand = CommandOf<typeof payoutCommands>
export type PayoutEvent = MessagesOf<typeof payoutEvents>
type CommandNamed<Key extends keyof typeof payoutCommands> =
  Extract<PayoutCommand, { readonly type: (typeof payoutCommands)[Key]['type'] }>
export type PayoutRequest = CommandNamed<'open'>['data']

/** Why a command on a payout is refused, in the order in which it is looked at. */
export const payoutRejections = [
  'payout_unknown', 'not_your_payout', 'payout_over', 'not_awaiting_approval', 'requester_cannot_approve',
  'already_approved', 'cancel_pending', 'not_cleared',
] as const
export type PayoutRejection = (typeof payoutRejections)[number]
type Outcome = Decision<PayoutEvent, PayoutRejection>

/**
 * `pending`: the ledger is asked. `screening`, `approving`: money is pended, nobody may sign yet.
 * `cleared`: whoever dispatches it may. `landed`: solid, the ledger is asked to post.
 */
export type PayoutStatus = 'pending' | 'screening' | 'approving' | 'cleared' | 'landed' | 'voiding' | 'confirmed' | 'voided'

export type PayoutState = {
  request?: PayoutRequest
  status: PayoutStatus
  pended: boolean
  approvals: number
  operators: readonly string[]
  cancelling: boolean
  reason: string
  txid: string
}

const requestOf = (state: PayoutState): PayoutRequest => {
  assertThat(state.request, 'a payout without a request')
  return state.request
}

const voidedEvent = (state: PayoutState, reason: string, atMs: number): PayoutEvent => {
  const { payout, payee, chain, to, amountMicro } = requestOf(state)
  return { type: 'payout.voided', data: { payout, payee, chain, to, amountMicro, reason, atMs } }
}

const clearedEvent = (state: PayoutState, operators: readonly string[], atMs: number): PayoutEvent =>
  ({ type: 'payout.cleared', data: { ...requestOf(state), operators: [...operators], atMs } })

const voiding = (state: PayoutState, reason: string, by: string, atMs: number): PayoutEvent =>
  ({ type: 'payout.voiding', data: { payout: requestOf(state).payout, reason: reason.slice(0, 200), by, atMs } })

const recordTransfers = ({ data, atMs }: CommandNamed<'recordTransfers'>, state: PayoutState): Outcome => {
  const { payout, ids, refused } = data
  const isOf = (step: PayoutStep): boolean => ids.includes(payoutTransferId(payout, step))
  const request = requestOf(state)
  if (isOf('pend')) {
    if (state.pended || state.status === 'voided') return accept()
    if (refused !== undefined) return accept(voidedEvent(state, refused, atMs))
    return accept({ type: 'payout.pended', data: { ...request, atMs } })
  }
  // Only its own sets name its own pending money: a refusal here means that the books are broken.
  assertThat(refused === undefined, `the ledger refused to end payout ${payout}: ${refused}`)
  if (isOf('post')) {
    if (state.status !== 'landed') return accept()
    const { payee, chain, to, amountMicro, feeMicro } = request
    return accept({ type: 'payout.confirmed', data: { payout, payee, chain, to, amountMicro, feeMicro, txid: state.txid, atMs } })
  }
  if (isOf('void') && state.status === 'voiding') return accept(voidedEvent(state, state.reason, atMs))
  return accept()
}

/** Held money takes two people; whatever was said before, more never become fewer. */
const peopleForHeld = 2

const recordScreening = ({ data, atMs }: CommandNamed<'recordScreening'>, state: PayoutState): Outcome => {
  if (state.status !== 'screening') return accept()
  const { payout, outcome, code, reason } = data
  const approvals = outcome === 'hold' && state.approvals < peopleForHeld ? peopleForHeld : state.approvals
  const screened: PayoutEvent = { type: 'payout.screened', data: { payout, outcome, code, reason, approvals, atMs } }
  if (outcome === 'reject') return accept(screened, voiding(state, code, 'screening', atMs))
  return approvals === 0 ? accept(screened, clearedEvent(state, [], atMs)) : accept(screened)
}

const approve = ({ data, atMs }: CommandNamed<'approve'>, state: PayoutState): Outcome => {
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

const isOver = ({ status }: PayoutState): boolean =>
  status === 'landed' || status === 'confirmed' || status === 'voiding' || status === 'voided'

const stop = (state: PayoutState, reason: string, by: string, atMs: number): Outcome => {
  if (isOver(state)) return reject('payout_over')
  if (state.status !== 'cleared') return accept(voiding(state, reason, by, atMs))
  if (state.cancelling) return reject('cancel_pending')
  return accept({ type: 'payout.cancel_asked', data: { payout: requestOf(state).payout, by, atMs } })
}

const decide = (command: PayoutCommand, state: PayoutState): Outcome => {
  const { atMs } = command
  if (command.type === 'treasury.payout.open') {
    return state.request ? accept() : accept({ type: 'payout.opened', data: { ...command.data, atMs } })
  }
  if (!state.request) return reject('payout_unknown')
  switch (command.type) {
    case 'treasury.payout.record_transfers': return recordTransfers(command, state)
    case 'treasury.payout.record_screening': return recordScreening(command, state)
    case 'treasury.payout.approve': return approve(command, state)
    case 'treasury.payout.reject': return stop(state, `rejected: ${command.data.reason}`, command.data.operator, atMs)
    case 'treasury.payout.cancel':
      if (payeeKey(state.request.payee) !== command.data.party) return reject('not_your_payout')
      return stop(state, 'cancelled', command.data.by, atMs)
    case 'treasury.payout.record_landing': {
      if (state.status === 'landed' || state.status === 'confirmed') return accept()
      if (state.status !== 'cleared') return reject('not_cleared')
      const { txid, part } = command.data
      return accept({ type: 'payout.landed', data: { ...state.request, txid, part, atMs } })
    }
    case 'treasury.payout.record_withdrawal': {
      const { payout, withdrawn, reason } = command.data
      if (state.status !== 'cleared') return accept()
      if (withdrawn) return accept(voiding(state, reason, 'dispatch', atMs))
      return state.cancelling ? accept({ type: 'payout.cancel_too_late', data: { payout, reason, atMs } }) : accept()
    }
    default: return unreachable(command)
  }
}

const evolve = (state: PayoutState, event: PayoutEvent): PayoutState => {
  switch (event.type) {
    case 'payout.opened': {
      const { atMs: _, ...request } = event.data
      return { ...state, request, approvals: request.approvals }
    }
    case 'payout.pended': return { ...state, pended: true, status: state.status === 'pending' ? 'screening' : state.status }
    case 'payout.screened': return { ...state, status: 'approving', approvals: event.data.approvals }
    case 'payout.approved': return { ...state, operators: [...state.operators, event.data.operator] }
    case 'payout.cleared': return { ...state, status: 'cleared' }
    case 'payout.cancel_asked': return { ...state, cancelling: true }
    case 'payout.cancel_too_late': return { ...state, cancelling: false }
    case 'payout.voiding': return { ...state, status: 'voiding', reason: event.data.reason, cancelling: false }
    case 'payout.landed': return { ...state, status: 'landed', txid: event.data.txid }
    case 'payout.confirmed': return { ...state, status: 'confirmed' }
    case 'payout.voided': return { ...state, status: 'voided' }
    default: return unreachable(event)
  }
}

export const payoutDecider: Decider<PayoutCommand, PayoutEvent, PayoutState, PayoutRejection> = {
  initial: () => ({ status: 'pending', pended: false, approvals: 0, operators: [], cancelling: false, reason: '', txid: '' }),
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
  key: (command) => (command as PayoutCommand).data.payout,
}
