import {
  bankReferenceCommands,
  bankReferenceEvents,
  ledgerEvents,
  matchingEvents,
  paymentCommands,
  paymentEvents,
  type MessageOf,
} from '@stablegate/contracts'
import type { CommandToSend, Reaction, RecordedEvent } from '@stablegate/kernel'
import { parseTransferId } from './domain/transfer-ids.ts'
import { onChainReactions } from './on-chain-reactions.ts'

type Recorded<Spec> = RecordedEvent<MessageOf<Spec>>
type Events = Readonly<Record<string, unknown>>
type Union<Specs extends Events> = { [Key in keyof Specs]: Recorded<Specs[Key]> }[keyof Specs]

/** Matching's answers become facts of the payment. */
const offers: Reaction = {
  name: 'offers',
  log: 'matching',
  events: [matchingEvents.offerMade, matchingEvents.matchFailed, matchingEvents.orderSuspended],
  from: 'start',
  keyOf: ({ data }: { readonly data: { readonly payment: string } }) => data.payment,
  react: (
    event:
      | Recorded<typeof matchingEvents.offerMade>
      | Recorded<typeof matchingEvents.matchFailed>
      | Recorded<typeof matchingEvents.orderSuspended>,
  ) => {
    if (event.type === 'order.suspended') {
      // By the way of the offer and behind it, so that no order is suspended before it is known.
      const { payment, attempt, acceptor } = event.data
      return [{ type: paymentCommands.recordSuspension.type, data: { payment, attempt, acceptor } }]
    }
    if (event.type === 'match.failed') {
      const { payment, attempt, reason } = event.data
      return [{ type: paymentCommands.recordNoOffer.type, data: { payment, attempt, reason } }]
    }
    const { payerFingerprint: _, atMs: __, ...offer } = event.data
    return [{ type: paymentCommands.recordOffer.type, data: { payment: offer.payment, offer } }]
  },
}

/** The ledger's answers become facts of the payment; what others ask for on its behalf is theirs. */
const transfers: Reaction = {
  name: 'transfers',
  log: 'ledger',
  events: [ledgerEvents.accepted, ledgerEvents.refused],
  from: 'start',
  keyOf: ({ data, id }: Recorded<typeof ledgerEvents.accepted>) => data.memo.payment ?? id,
  react: (
    event: Recorded<typeof ledgerEvents.accepted> | Recorded<typeof ledgerEvents.refused>,
  ) => {
    const { payment } = event.data.memo
    if (payment === undefined) return []
    const { type } = paymentCommands.recordTransfer
    const ids =
      event.type === 'transfers.refused'
        ? event.data.ids
        : event.data.transfers.map(({ id }) => id)
    if (parseTransferId(ids[0] ?? '')?.payment !== payment) return []
    const refused = event.type === 'transfers.refused' ? { refused: event.data.reason } : {}
    return [{ type, data: { payment, ids, ...refused } }]
  },
}

const note = (
  payment: string,
  account: string,
  method: string,
  bankReferenceHash: string,
): CommandToSend => ({
  type: bankReferenceCommands.note.type,
  data: { account, method, bankReferenceHash, payment },
})

const namingEvents = {
  claimed: paymentEvents.claimed,
  lateClaimed: paymentEvents.lateClaimed,
  decided: paymentEvents.settlementDecided,
} as const

/** Whoever names a bank reference is noted, so that a second claimant is seen before it settles anything. */
const bankReferences: Reaction = {
  name: 'bank-references',
  log: 'order',
  events: Object.values(namingEvents),
  from: 'start',
  react: (event: Union<typeof namingEvents>) => {
    const { payment, account, method } = event.data
    return event.type === 'payment.settlement_decided'
      ? event.data.unclaimedHashes.map((hash) => note(payment, account, method, hash))
      : [note(payment, account, method, event.data.bankReferenceHash)]
  },
}

/** Rule 11: a second claimant sends both to review. */
const contests: Reaction = {
  name: 'contests',
  log: 'order',
  events: [bankReferenceEvents.noted],
  from: 'start',
  react: ({ data }: Recorded<typeof bankReferenceEvents.noted>) => {
    const { first, payment, bankReferenceHash } = data
    if (first === undefined) return []
    return [
      [first, payment],
      [payment, first],
    ].map(([one, other]) => ({
      type: paymentCommands.recordContest.type,
      data: { payment: one, other, bankReferenceHash },
    }))
  },
}

export const reactions: readonly Reaction[] = [
  offers,
  transfers,
  bankReferences,
  contests,
  ...onChainReactions,
]
