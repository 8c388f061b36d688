import {
  matchingEvents,
  type BookPolicy,
  type LedgerId,
  type MessageOf,
} from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'

/** The policy of a book where it is not the default one. */
export type PoliciesRow = {
  readonly id: string
  readonly ledger: LedgerId
  readonly policy: BookPolicy
}

type PolicySet = RecordedEvent<MessageOf<typeof matchingEvents.policySet>>

export const policiesView: View<PoliciesRow> = {
  name: 'book_policies',
  version: 1,
  events: [matchingEvents.policySet],
  columns: { ledger: 'text', policy: 'jsonb' },
  keys: (event: PolicySet) => [event.data.ledger],
  apply: (_row, event: PolicySet, key) => ({
    id: key,
    ledger: event.data.ledger,
    policy: event.data.policy,
  }),
}
