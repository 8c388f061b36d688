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
  'dispatch_unknown', 'attempt_taken', 'attempt_too_early', 'not_as_ordered', 'attempt_unknown', 'signature_wrong', 'not_halted',
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
}

/** Two expirations in a row are no accident: a person is asked (rule 13). */
const expirationsBeforeHalt = 2

/** Whether bytes do what was ordered, and nothing else; addresses of ours are the signer's to compare. */
const isAsOrdered = (order: DispatchOrder, { act }: DecodedTransaction): boolean => {
  if (act.kind !== order.kind || act.to !== order.to) return false
  if (order.source.role === 'deposit' && act.from !== order.source.address) return false
  return order.kind === 'token'
    ? act.kind === 'token' && act.amountMicro === order.amountMicro
    : act.kind !== 'token' && act.amountSun === order.amountSun
}

const recordBuilt = ({ data, atMs }: CommandNamed<'recordBuilt'>, { status, attempts, last }: DispatchState, opened: Opened): Outcome => {
  if (status !== 'waiting' || data.attempt !== attempts + 1) return reject('attempt_taken')
  const { dispatch, chain, order } = opened
  const { attempt, rawHex } = data
  // A failed one is in a block for good; the signer knows only that its time must be over.
  if (last !== undefined && atMs <= last.expiresAtMs) return reject('attempt_too_early')
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

const recordOutcome = ({ data, atMs }: CommandNamed<'recordOutcome'>, state: DispatchState, last: Built): Outcome => {
  if (state.status !== 'built' && state.status !== 'signed') return accept()
  const { dispatch, chain, attempt, txid, order } = last
  const of = { dispatch, chain, attempt, txid, atMs }
  switch (data.outcome.kind) {
    case 'landed': return accept({ type: 'dispatch.landed', data: { ...of, part: data.outcome.part, order } })
    case 'failed': return accept({ type: 'dispatch.failed', data: { ...of, reason: data.outcome.reason } })
    case 'expired': {
      const expirations = state.expirations + 1
      return accept({ type: 'dispatch.expired', data: { ...of, expirations, halted: expirations >= expirationsBeforeHalt } })
    }
    default: return unreachable(data.outcome)
  }
}

const withdraw = ({ data, atMs }: CommandNamed<'withdraw'>, { status }: DispatchState): Outcome => {
  const gone = status === 'built' || status === 'signed' || status === 'landed'
  if (status === 'withdrawn') return accept()
  return accept({ type: gone ? 'dispatch.withdrawal_refused' : 'dispatch.withdrawn', data: { ...data, atMs } })
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
      return accept({ type: 'dispatch.refused', data: { dispatch, chain, attempt, txid, code: command.data.code, atMs } })
    case 'treasury.dispatch.record_outcome': return recordOutcome(command, state, last)
    default: return unreachable(command)
  }
}

const evolve = (state: DispatchState, event: DispatchEvent): DispatchState => {
  switch (event.type) {
    case 'dispatch.opened': return { ...state, opened: event.data }
    case 'dispatch.built': return { ...state, status: 'built', attempts: event.data.attempt, last: event.data }
    case 'dispatch.signed': return { ...state, status: 'signed' }
    case 'dispatch.landed': return { ...state, status: 'landed' }
    case 'dispatch.failed':
    case 'dispatch.refused': return { ...state, status: 'halted' }
    case 'dispatch.expired': return { ...state, status: event.data.halted ? 'halted' : 'waiting', expirations: event.data.expirations }
    case 'dispatch.retried': return { ...state, status: 'waiting', expirations: 0 }
    case 'dispatch.withdrawn': return { ...state, status: 'withdrawn' }
    case 'dispatch.withdrawal_refused': return state
    default: return unreachable(event)
  }
}

export const dispatchDecider: Decider<DispatchCommand, DispatchEvent, DispatchState, DispatchRejection> = {
  initial: () => ({ status: 'waiting', attempts: 0, expirations: 0 }), decide, evolve,
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
