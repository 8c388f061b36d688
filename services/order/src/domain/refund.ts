import {
  idFrom, refundCommands, refundEvents, type CommandOf, type MessageOf, type MessagesOf, type RefundStatus,
} from '@stablegate/contracts'
import { accept, assertThat, reject, unreachable, type Aggregate, type ClockChange, type Decision } from '@stablegate/kernel'
import { decodeAddress } from '@stablegate/tron'
import { dueOverOutages, foldClocks } from './clocks.ts'
import type { PaymentState } from './state.ts'

export type RefundCommand = CommandOf<typeof refundCommands>
export type RefundEvent = MessagesOf<typeof refundEvents>
type Opened = MessageOf<typeof refundEvents.opened>['data']
type CommandNamed<Type extends RefundCommand['type']> = Extract<RefundCommand, { type: Type }>

export type RefundState = {
  readonly status: RefundStatus | 'none'
  readonly terms?: Omit<Opened, 'clocks'>
  /** How long the customer may take, set anew when a payout comes back. */
  readonly addressMs: number
  readonly attempts: number
  /** Of the link that waits to be opened. */
  readonly linkHash?: string
  readonly payout?: string
  readonly address?: string
  readonly txid?: string
  readonly note?: string
  readonly clocks: PaymentState['clocks']
}

/** Why a command on a refund is refused, in the order in which it is looked at. */
export const refundRejections = [
  'refund_exists', 'refund_unknown', 'clock_stale', 'session_mismatch', 'not_your_payment', 'not_awaiting_address',
  'address_invalid', 'link_invalid', 'payout_unknown',
] as const
export type RefundRejection = (typeof refundRejections)[number]
type Outcome = Decision<RefundEvent, RefundRejection>

export const refundTerms = (state: RefundState): Omit<Opened, 'clocks'> => {
  assertThat(state.terms, 'a refund that was opened has terms')
  return state.terms
}

/** A function of the refund and of how often an address was given, so that asking twice is asking once. */
const payoutIdOf = (refund: string, attempt: number): string =>
  idFrom('payout', `${refund.slice(4, 40)}x${attempt}`)

const kind = 'address'
const clockFor = (command: { readonly id: string; readonly atMs: number }, afterMs: number): ClockChange[] =>
  [{ kind, clockId: `${command.id}:${kind}`, dueAtMs: command.atMs + afterMs }]
const noClock: ClockChange[] = [{ kind, off: true }]

const giveAddress = ({ data, atMs }: CommandNamed<'order.refund.give_address'>, state: RefundState): Outcome => {
  const { refund, by, address } = data
  if (refundTerms(state).sessionHash !== by.sessionHash) return reject('session_mismatch')
  if (state.status !== 'awaiting_address') return reject('not_awaiting_address')
  if (!decodeAddress(address)) return reject('address_invalid')
  return accept({
    type: 'refund.address_given',
    data: { refund, payout: payoutIdOf(refund, state.attempts + 1), address, atMs, clocks: noClock },
  })
}

const close = ({ data, atMs }: CommandNamed<'order.refund.close'>, state: RefundState): Outcome => {
  const { refund, by, reason } = data
  if (by.role === 'merchant' && refundTerms(state).merchant !== by.merchant) return reject('not_your_payment')
  if (state.status !== 'awaiting_address') return reject('not_awaiting_address')
  return accept({ type: 'refund.closed', data: { refund, by: by.role, reason, atMs, clocks: noClock } })
}

const makeLink = ({ data, atMs }: CommandNamed<'order.refund.make_link'>, state: RefundState): Outcome => {
  const { refund, by, linkHash } = data
  if (by.role === 'merchant' && refundTerms(state).merchant !== by.merchant) return reject('not_your_payment')
  if (state.status !== 'awaiting_address') return reject('not_awaiting_address')
  return accept({ type: 'refund.link_made', data: { refund, linkHash, by: by.role, atMs } })
}

const claim = ({ data, atMs }: CommandNamed<'order.refund.claim'>, state: RefundState): Outcome => {
  const { refund, linkHash, sessionHash } = data
  if (state.status !== 'awaiting_address') return reject('not_awaiting_address')
  if (state.linkHash !== linkHash) return reject('link_invalid')
  return accept({ type: 'refund.claimed', data: { refund, sessionHash, atMs } })
}

/** The treasury's last word on a payout; on one that is not the present, it is nothing new. */
const recordPayout = (command: CommandNamed<'order.refund.record_payout'>, state: RefundState): Outcome => {
  const { data: { refund, payout, fact }, atMs } = command
  if (state.attempts === 0) return reject('payout_unknown')
  if (state.payout !== payout) return accept()
  if (fact.outcome === 'revoked')
    return state.status === 'paid' ? accept({ type: 'refund.reopened', data: { refund, payout, atMs } }) : accept()
  if (state.status !== 'sending') return accept()
  if (fact.outcome === 'confirmed') return accept({ type: 'refund.paid', data: { refund, payout, txid: fact.txid, atMs } })
  return accept({
    type: 'refund.returned',
    data: { refund, payout, reason: fact.reason, atMs, clocks: clockFor(command, state.addressMs) },
  })
}

/** Nobody said where it goes: it ends, and the money waits where it was. */
const ring = (command: CommandNamed<'order.refund.clock'>, state: RefundState): Outcome => {
  const clock = state.clocks[kind]
  const { data: { clockId, outages }, atMs, id } = command
  if (clock?.clockId !== clockId) return reject('clock_stale')
  const { refund } = refundTerms(state)
  const dueAtMs = dueOverOutages(clock, outages)
  if (dueAtMs > clock.dueAtMs) {
    const clocks = [{ kind, clockId: `${id}:${kind}`, dueAtMs }]
    return accept({ type: 'refund.clock_shifted', data: { refund, outages: [...outages], atMs, clocks } })
  }
  return accept({ type: 'refund.closed', data: { refund, by: 'system', reason: 'no_address', atMs, clocks: noClock } })
}

const open = (command: CommandNamed<'order.refund.open'>, state: RefundState): Outcome => {
  if (state.status !== 'none') return reject('refund_exists')
  const { data: { addressMs, ...terms }, atMs } = command
  return accept({ type: 'refund.opened', data: { ...terms, atMs, clocks: clockFor(command, addressMs) } })
}

const decide = (command: RefundCommand, state: RefundState): Outcome => {
  if (command.type === 'order.refund.open') return open(command, state)
  if (state.status === 'none') return reject('refund_unknown')
  switch (command.type) {
    case 'order.refund.give_address': return giveAddress(command, state)
    case 'order.refund.make_link': return makeLink(command, state)
    case 'order.refund.claim': return claim(command, state)
    case 'order.refund.close': return close(command, state)
    case 'order.refund.record_payout': return recordPayout(command, state)
    case 'order.refund.clock': return ring(command, state)
    default: return unreachable(command)
  }
}

const foldOwn = (state: RefundState, event: RefundEvent): RefundState => {
  switch (event.type) {
    case 'refund.opened': {
      const { clocks, ...terms } = event.data
      const set = clocks?.find((change) => 'dueAtMs' in change)
      return { ...state, status: 'awaiting_address', terms, addressMs: (set?.dueAtMs ?? terms.atMs) - terms.atMs }
    }
    case 'refund.address_given': {
      const { note: _, ...rest } = state
      const { payout, address } = event.data
      return { ...rest, status: 'sending', payout, address, attempts: state.attempts + 1 }
    }
    case 'refund.returned':
      return { ...state, status: 'awaiting_address', note: event.data.reason }
    case 'refund.paid':
      return { ...state, status: 'paid', txid: event.data.txid }
    case 'refund.closed':
      return { ...state, status: 'closed', note: event.data.reason }
    case 'refund.reopened': {
      const { txid: _, ...rest } = state
      return { ...rest, status: 'sending' }
    }
    case 'refund.link_made': return { ...state, linkHash: event.data.linkHash }
    case 'refund.claimed': {
      const { linkHash: _, ...rest } = state
      return { ...rest, terms: { ...refundTerms(state), sessionHash: event.data.sessionHash } }
    }
    case 'refund.clock_shifted': return state
    default: return unreachable(event)
  }
}

export const noRefund = (): RefundState => ({ status: 'none', attempts: 0, addressMs: 0, clocks: {} })

export const evolveRefund = (state: RefundState, event: RefundEvent): RefundState => {
  const { clocks = [], atMs } = event.data
  const counted = event.type === 'refund.clock_shifted' ? event.data.outages : undefined
  return { ...foldOwn(state, event), clocks: foldClocks(state.clocks, clocks, atMs, counted) }
}

/**
 * Money on its way back to a customer. The payment has reserved it; here it waits for the customer's
 * address, is asked of the treasury, and ends: paid, or closed and free again.
 */
export const refund: Aggregate<RefundCommand, RefundEvent, RefundState, RefundRejection> = {
  name: 'refund',
  decider: { initial: noRefund, decide, evolve: evolveRefund },
  commands: Object.values(refundCommands),
  events: Object.values(refundEvents),
  rejections: refundRejections,
  key: (command) => {
    const { data } = command as RefundCommand
    return 'key' in data ? data.key : data.refund
  },
  clocks: (event) => event.data.clocks ?? [],
}
