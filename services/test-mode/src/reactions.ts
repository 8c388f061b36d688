import {
  botOwnerPrefix, paymentEvents, testPlayCommands, testPlayEvents, testScriptOf, type MessageOf, type TestFact,
} from '@stablegate/contracts'
import type { CommandToSend, Reaction, RecordedEvent } from '@stablegate/kernel'
import { commandsOf } from './acts.ts'

const heard = [
  paymentEvents.created, paymentEvents.offerRecorded, paymentEvents.escrowPended, paymentEvents.offerAccepted,
  paymentEvents.claimed, paymentEvents.amountQueried, paymentEvents.refundDue, paymentEvents.disputed,
  paymentEvents.judgementProposed, paymentEvents.closed, paymentEvents.settled, paymentEvents.recallReported,
] as const
type Heard = { [Index in keyof typeof heard]: MessageOf<(typeof heard)[Index]> }[number]
type HeardEvent = RecordedEvent<Heard>

const factOf = (event: Exclude<HeardEvent, { readonly type: 'payment.created' }>): TestFact | undefined => {
  switch (event.type) {
    case 'payment.offer_recorded': {
      const { attempt, acceptor, fiatMinor, owner } = event.data.offer
      return { kind: 'offered', attempt, acceptor, fiatMinor, isBot: owner.startsWith(botOwnerPrefix) }
    }
    case 'payment.escrow_pended':
      return event.data.stale ? undefined : { kind: 'escrowed', attempt: event.data.attempt }
    case 'payment.offer_accepted': return { kind: 'accepted', attempt: event.data.attempt }
    case 'payment.claimed': return { kind: 'claimed', attempt: event.data.attempt }
    case 'payment.amount_queried': return { kind: 'amount_queried' }
    case 'payment.refund_due': return { kind: 'refund_due' }
    case 'payment.disputed': return { kind: 'disputed', reason: event.data.reason }
    case 'payment.judgement_proposed': return { kind: 'proposed', operator: event.data.operator }
    case 'payment.closed': return { kind: 'closed', reason: event.data.reason }
    case 'payment.settled': return { kind: 'settled', attempt: event.data.attempt }
    case 'payment.recall_reported': return { kind: 'recall_reported' }
  }
}

const listen = (event: HeardEvent): readonly CommandToSend[] => {
  const { payment } = event.data
  if (event.type === 'payment.created') {
    const { livemode, amount } = event.data
    if (livemode) return []
    return [{ type: testPlayCommands.begin.type, data: { payment, script: testScriptOf(amount) } }]
  }
  const fact = factOf(event)
  return fact ? [{ type: testPlayCommands.record.type, data: { payment, fact } }] : []
}

/** What happens to a payment becomes known to its bot, in order and once. */
const payments: Reaction = {
  name: 'payments', log: 'order', events: heard, from: 'start',
  keyOf: (event: HeardEvent) => event.data.payment,
  react: listen,
}

/** What a bot decided to do is asked of the order service, by the very commands of everybody else. */
const acts: Reaction = {
  name: 'acts', log: 'test-mode', events: [testPlayEvents.acted], from: 'start',
  react: (event: RecordedEvent<MessageOf<typeof testPlayEvents.acted>>) => commandsOf(event.data),
}

export const reactions: readonly Reaction[] = [payments, acts]
