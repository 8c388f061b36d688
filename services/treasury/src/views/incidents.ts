import { chainName, incidentEvents, type MessagesOf, type StopKind } from '@stablegate/contracts'
import { descending, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'

type IncidentEvent = RecordedEvent<MessagesOf<typeof incidentEvents>>

export type IncidentRow = {
  readonly id: string
  readonly chain: string
  readonly kind: string
  readonly stops: readonly StopKind[]
  readonly cause: string
  readonly detail: string
  readonly amount_micro: bigint | null
  readonly state: 'open' | 'closing' | 'closed'
  readonly operators: readonly string[]
  readonly reason: string | null
  readonly opened_at_ms: number
  readonly position: number
}

export const incidentsView: View<IncidentRow> = {
  name: 'incidents',
  version: 1,
  events: Object.values(incidentEvents),
  columns: {
    chain: 'text', kind: 'text', stops: 'jsonb', cause: 'text', detail: 'text', amount_micro: 'numeric', state: 'text',
    operators: 'jsonb', reason: 'text', opened_at_ms: 'bigint', position: 'bigint',
  },
  indexes: [['state', 'position']],
  keys: ({ data }: IncidentEvent) => [data.incident],
  apply: (row, event: IncidentEvent, key) => {
    const { chain, kind, stops, cause, detail, amountMicro } = event.data
    const decided = event.type === 'incident.opened' ? { operators: [], reason: null } : {
      operators: event.type === 'incident.closed' ? event.data.operators : [event.data.operator], reason: event.data.reason,
    }
    return {
      id: key, chain, kind, stops, cause, detail, amount_micro: amountMicro ?? null, ...decided,
      state: event.type === 'incident.opened' ? 'open' : event.type === 'incident.closed' ? 'closed' : 'closing',
      opened_at_ms: row?.opened_at_ms ?? event.data.atMs, position: row?.position ?? event.position,
    }
  },
}

export type IncidentTables = { readonly incidents: IncidentRow }

const input = z.object({
  chain: chainName.optional(), open: z.boolean().optional(), limit: z.int().min(1).max(201).default(50),
  before: z.int().optional(), backward: z.boolean().optional(),
})

/** Incidents, newest first. */
export const incidents: Query<ReadonlyKysely<IncidentTables>> = {
  name: 'incidents',
  parse: (value) => input.parse(value),
  answer: (db, { chain, open, limit, before, backward }: z.output<typeof input>) => {
    const { beyond, order } = descending(backward)
    let query = db.selectFrom('incidents').selectAll()
    if (chain !== undefined) query = query.where('chain', '=', chain)
    if (open !== undefined) query = query.where('state', open ? '!=' : '=', 'closed')
    if (before !== undefined) query = query.where('position', beyond, before)
    return query.orderBy('position', order).limit(limit).execute()
  },
}

/** What open incidents of a chain forbid at this moment, as far as the view has come. */
export const stopsOf = async (db: ReadonlyKysely<IncidentTables>, chain: string): Promise<ReadonlySet<StopKind>> => {
  const rows = await db.selectFrom('incidents').select('stops').where('chain', '=', chain).where('state', '!=', 'closed').execute()
  return new Set(rows.flatMap(({ stops }) => stops))
}
