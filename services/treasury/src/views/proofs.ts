import { chainName, reservesEvents, type MessageOf } from '@stablegate/contracts'
import { descending, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'

type ProofEvent =
  | RecordedEvent<MessageOf<typeof reservesEvents.equal>>
  | RecordedEvent<MessageOf<typeof reservesEvents.shortfall>>
  | RecordedEvent<MessageOf<typeof reservesEvents.excess>>

/** One proof of the reserves, or the lack of one. */
export type ProofRow = {
  readonly id: string
  readonly chain: string
  readonly outcome: 'equal' | 'shortfall' | 'excess'
  readonly block_number: number
  readonly tracked_micro: bigint
  readonly custody_micro: bigint
  readonly under_way_micro: bigint
  readonly difference_micro: bigint
  readonly books_balance: boolean
  readonly sampled: number
  readonly cause: string | null
  readonly at_ms: number
  readonly position: number
}

export const proofsView: View<ProofRow> = {
  name: 'proofs',
  version: 1,
  events: [reservesEvents.equal, reservesEvents.shortfall, reservesEvents.excess],
  columns: {
    chain: 'text', outcome: 'text', block_number: 'bigint', tracked_micro: 'numeric', custody_micro: 'numeric',
    under_way_micro: 'numeric', difference_micro: 'numeric', books_balance: 'boolean', sampled: 'integer', cause: 'text',
    at_ms: 'bigint', position: 'bigint',
  },
  indexes: [['position']],
  appendOnly: true,
  keys: ({ id }: ProofEvent) => [id],
  apply: (_, event: ProofEvent, key) => {
    const { chain, block, trackedMicro, custodyMicro, underWayMicro, sampled, atMs } = event.data
    const fault = event.type === 'reserves.equal' ? undefined : event.data
    return {
      id: key, chain, outcome: event.type.slice('reserves.'.length) as ProofRow['outcome'], block_number: block,
      tracked_micro: trackedMicro, custody_micro: custodyMicro, under_way_micro: underWayMicro,
      difference_micro: fault?.differenceMicro ?? 0n, books_balance: event.data.booksBalance, sampled,
      cause: fault?.cause ?? null, at_ms: atMs, position: event.position,
    }
  },
}

export type ProofTables = { readonly proofs: ProofRow }

const input = z.object({
  chain: chainName, limit: z.int().min(1).max(101).default(20), before: z.int().optional(), backward: z.boolean().optional(),
})

/** Proofs of the reserves, newest first. */
export const proofs: Query<ReadonlyKysely<ProofTables>> = {
  name: 'proofs',
  parse: (value) => input.parse(value),
  answer: (db, { chain, limit, before, backward }: z.output<typeof input>) => {
    const { beyond, order } = descending(backward)
    let query = db.selectFrom('proofs').selectAll().where('chain', '=', chain)
    if (before !== undefined) query = query.where('position', beyond, before)
    return query.orderBy('position', order).limit(limit).execute()
  },
}
