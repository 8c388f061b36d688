import {
  dispatchCommands, dispatchEvents, type CommandOf, type DispatchOrder, type MessagesOf,
} from '@stablegate/contracts'
import { accept, reject, unreachable, type Aggregate, type Decider, type Decision } from '@stablegate/kernel'
import { decodeTransaction, signerOf, txidOf, type DecodedTransaction } from '@stablegate/tron'

export type DispatchCommand = CommandOf<typeof dispatchCommands>
export type DispatchEvent = MessagesOf<typeof dispatchEvents>
type CommandNamed<Key extends keyof typeof dispatchCommands> =
  Extract<DispatchCommand, { readonly type: (typeof dispatchCommands)[Key]['type'] }>
type Opened = CommandNamed<'open'>['data']
type Built = Extract<DispatchEvent, { type: 'dispatch.built' }>['data']

/** Why a command on a dispatch is refused, in the order in which it is looked at. */
export const dispatchRejections = [
  'dispatch_unknown', 'attempt_taken', 'attempt_too_early', 'not_allowed', 'not_as_ordered', 'attempt_unknown',
  'signature_wrong', 'not_halted',
] as const
export type DispatchRejection = (typeof dispatchRejections)[number]
type Outcome = Decision<DispatchEvent, DispatchRejection>

/**
 * `waiting`: nothing of it can land, bytes may be built. `built`, `signed`: bytes are out that may
 * land. `halted`: nothing can land, and a person must say whether to go on.
 */
export type DispatchStatus = 'waiting' | 'built' | 'signed' | 'halted' | 'landed' | 'withdrawn'

export type DispatchState = {
  readonly opened?: Opened
  readonly status: DispatchStatus
  readonly attempts: number
  /** In a row, since a person last looked. */
  readonly expirations: number
  readonly last?: Built
  /** Payouts: the payee and the destination were looked at, and bytes may be built until then. */
  readonly allowedUntilMs: number
  /** Somebody wanted it back when it was too late: it ends as soon as nothing of it can land. */
  readonly unwantedBy?: string
}

/** Two expirations in a row are no accident: a person is asked (rule 13). */
const expirationsBeforeHalt = 2

/** Other dispatches stay within the house, and have nobody to look at. */
export const isPayout = (dispatch: string): boolean => dispatch.startsWith('po_')

/** What the hot address has too much of. */
export const isCold = (dispatch: string): boolean => dispatch.startsWith('cold_')

/** Before bytes of these are built somebody must have said yes; the ledger's yes to the others stands. */
const needsLeave = (dispatch: string): boolean => isPayout(dispatch) || isCold(dispatch)

/** Whether bytes do what was ordered, and nothing else; addresses of ours are the signer's to compare. */
const isAsOrdered = (order: DispatchOrder, { act }: DecodedTransaction): boolean => {
  if (act.kind !== order.kind || act.to !== order.to) return false
  if (order.source.role === 'deposit' && act.from !== order.source.address) return false
  return order.kind === 'token'
    ? act.kind === 'token' && act.amountMicro === order.amountMicro
    : act.kind !== 'token' && act.amountSun === order.amountSun
}

const recordBuilt = ({ data, atMs }: CommandNamed<'recordBuilt'>, state: DispatchState, opened: Opened): Outcome => {
  const { status, attempts, last, allowedUntilMs } = state
  if (status !== 'waiting' || data.attempt !== attempts + 1) return reject('attempt_taken')
  const { dispatch, chain, order } = opened
  const { attempt, rawHex } = data
  // A failed one is in a block for good; the signer knows only that its time must be over.
  if (last !== undefined && atMs <= last.expiresAtMs) return reject('attempt_too_early')
  if (needsLeave(dispatch) && atMs > allowedUntilMs) return reject('not_allowed')
  const decoded = decodeTransaction(rawHex)
  if ('fault' in decoded || !isAsOrdered(order, decoded)) return reject('not_as_ordered')
  return accept({
    type: 'dispatch.built',
    data: {
      dispatch, chain, attempt, txid: txidOf(rawHex), order, rawHex, account: decoded.act.from,
      expiresAtMs: decoded.frame.expiresAtMs, atMs,
    },
  })
}

/** Nothing of it can land now: where nobody wants it any more, it ends here. */
const unlessUnwanted = ({ unwantedBy }: DispatchState, event: DispatchEvent, dispatch: string, atMs: number): Outcome =>
  unwantedBy === undefined
    ? accept(event)
    : accept<DispatchEvent>(event, { type: 'dispatch.withdrawn', data: { dispatch, by: unwantedBy, atMs } })

const recordOutcome = ({ data, atMs }: CommandNamed<'recordOutcome'>, state: DispatchState, last: Built): Outcome => {
  const { dispatch, chain, attempt, txid, order } = last
  const of = { dispatch, chain, attempt, txid, atMs }
  const { outcome } = data
  if (outcome.kind === 'revoked')
    return state.status === 'landed' ? accept({ type: 'dispatch.revoked', data: { ...of, part: outcome.part } }) : accept()
  if (state.status !== 'built' && state.status !== 'signed') return accept()
  switch (outcome.kind) {
    case 'landed': return accept({ type: 'dispatch.landed', data: { ...of, part: outcome.part, order } })
    case 'failed':
      return unlessUnwanted(state, { type: 'dispatch.failed', data: { ...of, reason: outcome.reason } }, dispatch, atMs)
    case 'expired': {
      const expirations = state.expirations + 1
      const halted = expirations >= expirationsBeforeHalt
      return unlessUnwanted(state, { type: 'dispatch.expired', data: { ...of, expirations, halted } }, dispatch, atMs)
    }
    default: return unreachable(outcome)
  }
}

const withdraw = ({ data, atMs }: CommandNamed<'withdraw'>, { status }: DispatchState): Outcome => {
  if (status === 'withdrawn') return accept()
  const gone = status === 'built' || status === 'signed' || status === 'landed'
  return accept({ type: gone ? 'dispatch.withdrawal_refused' : 'dispatch.withdrawn', data: { ...data, atMs } })
}

/** Of what was built nobody asks any more whether it may be. */
const look = (command: CommandNamed<'allow'> | CommandNamed<'recheck'>, { status, allowedUntilMs }: DispatchState): Outcome => {
  const { atMs } = command
  if (status !== 'waiting' && status !== 'halted') return accept()
  if (command.type === 'treasury.dispatch.allow') return accept({ type: 'dispatch.allowed', data: { ...command.data, atMs } })
  return allowedUntilMs < atMs ? accept() : accept({ type: 'dispatch.recheck_asked', data: { ...command.data, atMs } })
}

const decide = (command: DispatchCommand, state: DispatchState): Outcome => {
  const { atMs } = command
  if (command.type === 'treasury.dispatch.open') {
    return state.opened ? accept() : accept({ type: 'dispatch.opened', data: { ...command.data, atMs } })
  }
  const { opened, last, status } = state
  if (!opened) return reject('dispatch_unknown')
  switch (command.type) {
    case 'treasury.dispatch.record_built': return recordBuilt(command, state, opened)
    case 'treasury.dispatch.withdraw': return withdraw(command, state)
    case 'treasury.dispatch.allow':
    case 'treasury.dispatch.recheck': return look(command, state)
    case 'treasury.dispatch.retry':
      return status === 'halted' ? accept({ type: 'dispatch.retried', data: { ...command.data, atMs } }) : reject('not_halted')
    default:
  }
  const { data } = command
  if (!last || data.attempt > last.attempt) return reject('attempt_unknown')
  // A word about an attempt of the past: the newer one was built because that was over.
  if (data.attempt < last.attempt) return accept()
  if (data.txid !== last.txid) return reject('attempt_unknown')
  const { dispatch, chain, attempt, txid, rawHex, expiresAtMs } = last
  switch (command.type) {
    case 'treasury.dispatch.record_signed': {
      if (status !== 'built') return accept()
      const { signature } = command.data
      if (signerOf(txid, signature) !== last.account) return reject('signature_wrong')
      return accept({ type: 'dispatch.signed', data: { dispatch, chain, attempt, txid, rawHex, signature, expiresAtMs, atMs } })
    }
    case 'treasury.dispatch.record_refused':
      if (status !== 'built') return accept()
      return unlessUnwanted(
        state, { type: 'dispatch.refused', data: { dispatch, chain, attempt, txid, code: command.data.code, atMs } }, dispatch, atMs)
    case 'treasury.dispatch.record_outcome': return recordOutcome(command, state, last)
    default: return unreachable(command)
  }
}

const evolve = (state: DispatchState, event: DispatchEvent): DispatchState => {
  switch (event.type) {
    case 'dispatch.opened': return { ...state, opened: event.data }
    case 'dispatch.built': {
      const { attempt, dispatch } = event.data
      // Each attempt of a payout is looked at anew.
      const allowedUntilMs = isPayout(dispatch) ? 0 : state.allowedUntilMs
      return { ...state, status: 'built', attempts: attempt, last: event.data, allowedUntilMs }
    }
    case 'dispatch.allowed': return { ...state, allowedUntilMs: event.data.untilMs }
    case 'dispatch.recheck_asked': return { ...state, allowedUntilMs: 0 }
    // What a payout's payee is given back must not leave again; what was kept for cold is kept once.
    case 'dispatch.revoked': return { ...state, status: 'signed', ...(needsLeave(event.data.dispatch) ? { unwantedBy: 'revocation' } : {}) }
    case 'dispatch.signed': return { ...state, status: 'signed' }
    case 'dispatch.landed': return { ...state, status: 'landed' }
    case 'dispatch.failed':
    case 'dispatch.refused': return { ...state, status: 'halted' }
    case 'dispatch.expired': return { ...state, status: event.data.halted ? 'halted' : 'waiting', expirations: event.data.expirations }
    case 'dispatch.retried': return { ...state, status: 'waiting', expirations: 0 }
    case 'dispatch.withdrawn': return { ...state, status: 'withdrawn' }
    case 'dispatch.withdrawal_refused': return { ...state, unwantedBy: event.data.by }
    default: return unreachable(event)
  }
}

export const dispatchDecider: Decider<DispatchCommand, DispatchEvent, DispatchState, DispatchRejection> = {
  initial: () => ({ status: 'waiting', attempts: 0, expirations: 0, allowedUntilMs: 0 }), decide, evolve,
}

/** One thing to be done on chain, once: an attempt at a time, a new one only when the last cannot land. */
export const dispatch: Aggregate<DispatchCommand, DispatchEvent, DispatchState, DispatchRejection> = {
  name: 'dispatch',
  decider: dispatchDecider,
  commands: Object.values(dispatchCommands),
  events: Object.values(dispatchEvents),
  rejections: dispatchRejections,
  key: (command) => (command as DispatchCommand).data.dispatch,
}
