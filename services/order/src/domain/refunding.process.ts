import { notifierCommands, payeeCommands, paymentCommands } from '@stablegate/contracts'
import type { CommandToSend, Process, RecordedEvent } from '@stablegate/kernel'
import { publicRefundOf } from './public-refund.ts'
import { evolveRefund, noRefund, refundTerms, type RefundEvent, type RefundState } from './refund.ts'

/** Everything that a merchant is told of a refund. */
const told: Readonly<Record<RefundEvent['type'], string | undefined>> = {
  'refund.opened': 'refund.created',
  'refund.address_given': 'refund.sending',
  'refund.returned': 'refund.returned',
  'refund.paid': 'refund.paid',
  'refund.reopened': 'refund.reopened',
  'refund.link_made': undefined,
  'refund.claimed': undefined,
  'refund.closed': 'refund.closed',
  'refund.clock_shifted': undefined,
}

const notice = (event: RefundEvent, state: RefundState): CommandToSend[] => {
  const type = told[event.type]
  if (type === undefined) return []
  const { refund, merchant, livemode } = refundTerms(state)
  return [{
    type: notifierCommands.append.type,
    data: { owner: merchant, livemode, type, subject: refund, payload: publicRefundOf(state) },
  }]
}

const steps = (event: RefundEvent, state: RefundState): CommandToSend[] => {
  const { refund, payment, merchant, network, from, amountMicro } = refundTerms(state)
  switch (event.type) {
    case 'refund.address_given':
      return [{
        type: payeeCommands.requestPayout.type,
        data: {
          payout: event.data.payout, payee: { kind: 'refund', merchant, payment, refund, from }, chain: network,
          to: event.data.address, amountMicro, by: `refund:${refund}`, reference: payment,
        },
      }]
    case 'refund.paid':
    case 'refund.reopened':
    case 'refund.closed': {
      const outcome = event.type.slice('refund.'.length)
      return [{ type: paymentCommands.recordRefund.type, data: { payment, refund, outcome } }]
    }
    default: return []
  }
}

/** Steers a refund: asks the treasury to pay it, and tells the payment how it ended. */
export const refunding: Process<RefundState> = {
  name: 'refunding',
  aggregate: 'refund',
  initial: noRefund,
  evolve: (state, event) => evolveRefund(state, event),
  react: (event: RecordedEvent<RefundEvent>, state) => [...steps(event, state), ...notice(event, state)],
}
