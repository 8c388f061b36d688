import { notifierCommands } from '@stablegate/contracts'
import type { CommandToSend } from '@stablegate/kernel'
import { publicOrderOf, publicPaymentOf } from './public.ts'
import { orderOf, termsOf, type PaymentEvent, type PaymentState } from './state.ts'

/** Words that a merchant is told by webhook; the steps between are seen by asking. */
const told = new Set([
  'awaiting_customer',
  'confirming',
  'settled',
  'expired',
  'unresolved',
  'resolved',
  'cancelled',
  'refunded',
])

const append = (
  state: PaymentState,
  owner: string,
  type: string,
  subject: string,
  payload: Record<string, unknown>,
): CommandToSend => ({
  type: notifierCommands.append.type,
  data: { owner, livemode: termsOf(state).livemode, type, subject, payload },
  lane: owner,
})

const toMerchant = (event: PaymentEvent, state: PaymentState): CommandToSend[] => {
  const { merchant, payment } = termsOf(state)
  const name = state.word.split(' ')[0] ?? ''
  const types = [
    ...(state.word !== state.wordBefore && told.has(name) ? [`payment.${name}`] : []),
    ...(event.type === 'payment.released' ? ['payment.available'] : []),
  ]
  return types.map((type) => append(state, merchant, type, payment, publicPaymentOf(state)))
}

/** What an acceptor must hear at once: an offer waits for it 60 seconds and no longer. */
const acceptorNotice = (event: PaymentEvent, state: PaymentState): string | undefined => {
  switch (event.type) {
    case 'payment.escrow_pended':
      return state.status === 'offered' && !event.data.stale && !orderOf(state).autoAccept
        ? 'offer.made'
        : undefined
    case 'payment.offer_lapsed':
      return event.data.voids && state.order?.attempt === event.data.attempt
        ? 'offer.withdrawn'
        : undefined
    case 'payment.claimed':
      return 'order.claimed'
    case 'payment.acceptor_reminded':
      return 'order.reminder'
    case 'payment.disputed':
      return 'order.disputed'
    case 'payment.refund_due':
      return 'order.refund_due'
    case 'payment.late_claimed':
      return 'order.late_claimed'
    case 'payment.settled':
      return 'order.settled'
    case 'payment.closed':
      return 'order.closed'
    case 'payment.recalled':
      return 'order.recalled'
    default:
      return undefined
  }
}

/** Public events for the feeds of merchant and acceptor, with the public objects as they stand. */
export const notices = (event: PaymentEvent, state: PaymentState): CommandToSend[] => {
  const type = acceptorNotice(event, state)
  return [
    ...toMerchant(event, state),
    ...(type
      ? [append(state, orderOf(state).acceptor, type, orderOf(state).order, publicOrderOf(state))]
      : []),
  ]
}
