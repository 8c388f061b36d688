import { paymentCommands, paymentEvents } from '@stablegate/contracts'
import type { Aggregate, Claim, Message } from '@stablegate/kernel'
import { payment } from './payment.ts'
import { paymentRejections, type PaymentRejection } from './rejections.ts'
import { rests } from './rests.ts'
import type { PaymentCommand, PaymentEvent, PaymentState } from './state.ts'

const keyOf = (command: Message): string => {
  const { data } = command as PaymentCommand
  return 'key' in data ? data.key : data.payment
}

/** What must be unique among payments: the merchant's reference, and each bank reference that settled one. */
const claimsOf = (event: PaymentEvent): readonly Claim<PaymentRejection>[] => {
  switch (event.type) {
    case 'payment.created': {
      const { merchant, reference } = event.data
      return [{ stream: `order.reference-${merchant}-${reference}`, rejected: 'reference_taken' }]
    }
    case 'payment.settlement_decided': {
      const { account, method, bankReferenceHashes } = event.data
      return bankReferenceHashes.map((hash) => ({
        stream: `order.bankref-${account}-${method}-${hash}`,
        rejected: 'bank_reference_used',
      }))
    }
    default:
      return []
  }
}

/** One stream a payment: it owns offer, claim, confirmation, dispute and all their deadlines. */
export const paymentAggregate: Aggregate<
  PaymentCommand,
  PaymentEvent,
  PaymentState,
  PaymentRejection
> = {
  name: 'payment',
  decider: payment,
  commands: Object.values(paymentCommands),
  events: Object.values(paymentEvents),
  rejections: paymentRejections,
  key: keyOf,
  begins: [paymentCommands.create.type],
  claims: claimsOf,
  clocks: (event) => event.data.clocks ?? [],
  rests,
}
