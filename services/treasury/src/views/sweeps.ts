import { sweepEvents, type MessagesOf } from '@stablegate/contracts'
import { descending, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'

/** A sweep as people see it; `lent` until what was lent is back. */
export type SweepRow = {
  readonly id: string
  readonly chain: string
  readonly address: string
  readonly amount_micro: bigint
  readonly way: 'burn' | 'lend'
  readonly state: 'lending' | 'moving' | 'returning' | 'ended'
  readonly burn_sun: number
  readonly lend_sun: number | null
  readonly stake_sun: number
  /** All that its transactions have burnt, the TRX for the address and the lending with them. */
  readonly cost_sun: number
  readonly reason: string | null
  readonly position: number
}

type Fact = RecordedEvent<MessagesOf<typeof sweepEvents>>

const changed = (event: Fact): Partial<SweepRow> => {
  switch (event.type) {
    case 'sweep.lent':
    case 'sweep.lend_ended': return { state: 'moving' }
    case 'sweep.lend_given_up': return { reason: event.data.reason }
    case 'sweep.return_asked': return { state: 'returning' }
    case 'sweep.charged': return { cost_sun: event.data.costSun }
    case 'sweep.ended': return { state: 'ended' }
    default: return {}
  }
}

export const sweepsView: View<SweepRow> = {
  name: 'sweeps',
  version: 1,
  events: Object.values(sweepEvents),
  columns: {
    chain: 'text', address: 'text', amount_micro: 'numeric', way: 'text', state: 'text', burn_sun: 'bigint', lend_sun: 'bigint',
    stake_sun: 'bigint', cost_sun: 'bigint', reason: 'text', position: 'bigint',
  },
  indexes: [['address', 'state'], ['state', 'position'], ['position']],
  keys: ({ data }: Fact) => [data.sweep],
  apply: (row, event: Fact, key) => {
    if (event.type !== 'sweep.planned') return row && { ...row, ...changed(event) }
    const { chain, address, amountMicro, way, burnSun, lendSun, stakeSun } = event.data
    return {
      id: key, chain, address, amount_micro: amountMicro, way, state: way === 'lend' ? 'lending' : 'moving', burn_sun: burnSun,
      lend_sun: lendSun ?? null, stake_sun: stakeSun, cost_sun: 0, reason: null, position: event.position,
    }
  },
}

export type SweepTables = { readonly sweeps: SweepRow }

const input = z.object({
  state: z.enum(['lending', 'moving', 'returning', 'ended']).optional(),
  limit: z.int().min(1).max(201).default(50), before: z.int().optional(), backward: z.boolean().optional(),
})

/** Sweeps with what they cost, newest first. */
export const sweepsQuery: Query<ReadonlyKysely<SweepTables>> = {
  name: 'sweeps',
  parse: (value) => input.parse(value),
  answer: (db, { state, limit, before, backward }: z.output<typeof input>) => {
    const { beyond, order } = descending(backward)
    let query = db.selectFrom('sweeps').selectAll()
    if (state !== undefined) query = query.where('state', '=', state)
    if (before !== undefined) query = query.where('position', beyond, before)
    return query.orderBy('position', order).limit(limit).execute()
  },
}
