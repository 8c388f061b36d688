import { intentEvents, type DispatchSource, type MessageOf } from '@stablegate/contracts'
import type { Query, RecordedEvent, View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'

/** What was asked to be signed, one row an attempt. */
export type SigningRow = {
  readonly id: string
  readonly dispatch: string
  readonly chain: string
  readonly attempt: number
  readonly txid: string
  readonly source: DispatchSource | null
  readonly state: 'granted' | 'refused' | 'signed'
  readonly code: string | null
  /** When its bytes are worth nothing any more; null where they were refused at once. */
  readonly expires_at_ms: number | null
  readonly position: number
}

const { granted, refused, signed } = intentEvents
type Fact = RecordedEvent<MessageOf<typeof granted> | MessageOf<typeof refused> | MessageOf<typeof signed>>

export const signingsView: View<SigningRow> = {
  name: 'signings',
  version: 2,
  events: [granted, refused, signed],
  columns: {
    dispatch: 'text', chain: 'text', attempt: 'integer', txid: 'text', source: 'jsonb', state: 'text', code: 'text',
    expires_at_ms: 'bigint', position: 'bigint',
  },
  indexes: [['state', 'position']],
  keys: ({ data }: Fact) => [data.txid],
  apply: (row, event: Fact, key) => {
    const { dispatch, chain, attempt, txid } = event.data
    const of = { id: key, dispatch, chain, attempt, txid, expires_at_ms: row?.expires_at_ms ?? null, position: event.position }
    switch (event.type) {
      case 'signing.granted': return { ...of, source: event.data.order.source, state: 'granted', code: null,
        expires_at_ms: event.data.expiresAtMs }
      case 'signing.refused': return { ...of, source: row?.source ?? null, state: 'refused', code: event.data.code }
      case 'signature.made': return { ...of, source: row?.source ?? null, state: 'signed', code: null }
    }
  },
}

export type SigningTables = { readonly signings: SigningRow }

const input = z.object({
  state: z.enum(['granted', 'refused', 'signed']).optional(), limit: z.int().min(1).max(201).default(50), before: z.int().optional(),
})

/** What was signed or refused, newest first. */
export const signings: Query<ReadonlyKysely<SigningTables>> = {
  name: 'signings',
  parse: (value) => input.parse(value),
  answer: (db, { state, limit, before }: z.output<typeof input>) => {
    let query = db.selectFrom('signings').selectAll()
    if (state !== undefined) query = query.where('state', '=', state)
    if (before !== undefined) query = query.where('position', '<', before)
    return query.orderBy('position', 'desc').limit(limit).execute()
  },
}
