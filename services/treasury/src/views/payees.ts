import { defaultPayoutPolicy, payeeEvents, type MessageOf, type PayoutPolicy } from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'

export type DestinationRow = {
  readonly id: string
  readonly party: string
  readonly chain: string
  readonly address: string
  readonly label: string | null
  readonly added_by: string
  readonly usable_at_ms: number
  readonly position: number
}

const { destinationAdded, destinationRemoved, policyProposed, policySet } = payeeEvents
type OfDestination = RecordedEvent<MessageOf<typeof destinationAdded> | MessageOf<typeof destinationRemoved>>

export const destinationsView: View<DestinationRow> = {
  name: 'destinations',
  version: 1,
  events: [destinationAdded, destinationRemoved],
  columns: {
    party: 'text', chain: 'text', address: 'text', label: 'text', added_by: 'text', usable_at_ms: 'bigint', position: 'bigint',
  },
  indexes: [['party', 'position']],
  keys: ({ data }: OfDestination) => [`${data.party}:${data.chain}:${data.address}`],
  apply: (_, event: OfDestination, key) => {
    if (event.type === 'destination.removed') return undefined
    const { party, chain, address, label, by, usableAtMs } = event.data
    return { id: key, party, chain, address, label: label ?? null, added_by: by, usable_at_ms: usableAtMs, position: event.position }
  },
}

export type PolicyRow = {
  readonly id: string
  readonly policy: PayoutPolicy | null
  readonly version: number
  readonly operators: readonly string[]
  readonly proposed: PayoutPolicy | null
  readonly proposed_by: string | null
}

type OfPolicy = RecordedEvent<MessageOf<typeof policyProposed> | MessageOf<typeof policySet>>

export const payoutPoliciesView: View<PolicyRow> = {
  name: 'payout_policies',
  version: 1,
  events: [policyProposed, policySet],
  columns: { policy: 'jsonb', version: 'integer', operators: 'jsonb', proposed: 'jsonb', proposed_by: 'text' },
  keys: ({ data }: OfPolicy) => [data.party],
  apply: (row, event: OfPolicy, key) => event.type === 'payout_policy.set'
    ? { id: key, policy: event.data.policy, version: event.data.version, operators: event.data.operators, proposed: null,
      proposed_by: null }
    : {
      id: key, policy: row?.policy ?? null, version: row?.version ?? 0, operators: row?.operators ?? [],
      proposed: event.data.policy, proposed_by: event.data.operator,
    },
}

type Db = ReadonlyKysely<{ readonly destinations: DestinationRow; readonly payout_policies: PolicyRow }>
const input = z.object({ party: z.string().max(60) })

/** Where a payee's money may go. */
export const destinationsQuery: Query<Db> = {
  name: 'destinations',
  parse: (value) => input.parse(value),
  answer: (db, { party }: z.output<typeof input>) =>
    db.selectFrom('destinations').selectAll().where('party', '=', party).orderBy('position').execute(),
}

/** The policy in force for a payee, and the one that waits for a second person. */
export const payoutPolicyQuery: Query<Db> = {
  name: 'payoutPolicy',
  parse: (value) => input.parse(value),
  answer: async (db, { party }: z.output<typeof input>) => {
    const row = await db.selectFrom('payout_policies').selectAll().where('id', '=', party).executeTakeFirst()
    return {
      policy: row?.policy ?? defaultPayoutPolicy, version: row?.version ?? 0, operators: row?.operators ?? [],
      proposed: row?.proposed ?? null, proposedBy: row?.proposed_by ?? null,
    }
  },
}
