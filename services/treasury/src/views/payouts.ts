import {
  payeeEvents, payeeKey, payoutEvents, payoutStatus, type payoutStatuses, type MessageOf, type MessagesOf, type Payee,
} from '@stablegate/contracts'
import { descending, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'

export type PayoutViewState = (typeof payoutStatuses)[number]

export type PayoutRow = {
  readonly id: string
  readonly party: string
  readonly payee: Payee
  readonly chain: string
  readonly to_address: string
  readonly amount_micro: bigint
  readonly fee_micro: bigint
  readonly state: PayoutViewState
  readonly approvals: number
  readonly operators: readonly string[]
  readonly requested_by: string
  readonly reference: string | null
  readonly batch: string | null
  /** Why it was refused, held or voided. */
  readonly reason: string | null
  readonly txid: string | null
  readonly requested_at_ms: number
  /** Of its first event, and of its last. */
  readonly position: number
  readonly changed_position: number
}

const ofPayees = { requested: payeeEvents.payoutRequested, refused: payeeEvents.payoutRefused }
type Fact = RecordedEvent<MessagesOf<typeof ofPayees> | MessagesOf<typeof payoutEvents>>
type Requested = RecordedEvent<MessageOf<typeof payeeEvents.payoutRequested> | MessageOf<typeof payeeEvents.payoutRefused>>

const firstRow = (event: Requested): PayoutRow => {
  const { payout, payee, chain, to, amountMicro, atMs } = event.data
  const asked = event.type === 'payout.requested' ? event.data : undefined
  return {
    id: payout, party: payeeKey(payee), payee, chain, to_address: to, amount_micro: amountMicro,
    fee_micro: asked?.feeMicro ?? 0n, state: asked ? 'requested' : 'refused', approvals: asked?.approvals ?? 0, operators: [],
    requested_by: asked?.by ?? '', reference: asked?.reference ?? null, batch: asked?.batch ?? null,
    reason: event.type === 'payout.refused' ? event.data.code : null, txid: null, requested_at_ms: atMs,
    position: event.position, changed_position: event.position,
  }
}

const changed = (row: PayoutRow, event: Fact): Partial<PayoutRow> => {
  switch (event.type) {
    case 'payout.pended': return row.state === 'voiding' ? {} : { state: 'screening' }
    case 'payout.waiting': return row.state === 'voiding' ? {} : { state: 'waiting' }
    case 'payout.screened': return {
      state: 'approving', approvals: event.data.approvals, reason: event.data.outcome === 'pass' ? null : event.data.reason,
    }
    case 'payout.approved': return { operators: [...row.operators, event.data.operator] }
    case 'payout.cleared': return { state: 'cleared' }
    case 'payout.sent': return { state: 'sent', txid: event.data.txid }
    case 'payout.withheld': return { reason: event.data.reason }
    case 'payout.cancel_too_late': return { reason: event.data.reason }
    case 'payout.voiding': return { state: 'voiding', reason: event.data.reason }
    case 'payout.landed': return { state: 'landed', txid: event.data.txid }
    case 'payout.confirmed': return { state: 'confirmed', txid: event.data.txid }
    case 'payout.voided': return { state: 'voided', reason: event.data.reason }
    case 'payout.revoked': return { state: 'revoked' }
    case 'payout.returning': return { state: 'returning', reason: event.data.reason }
    case 'payout.returned': return { state: 'returned' }
    case 'payout.overpayment_undone': return { reason: `what ${event.data.txid} paid was taken back by the network` }
    case 'payout.overpaid': return { reason: `paid by ${event.data.txid} although it was given back` }
    default: return {}
  }
}

export const payoutsView: View<PayoutRow> = {
  name: 'payouts',
  version: 4,
  events: [...Object.values(ofPayees), ...Object.values(payoutEvents)],
  columns: {
    party: 'text', payee: 'jsonb', chain: 'text', to_address: 'text', amount_micro: 'bigint', fee_micro: 'bigint', state: 'text',
    approvals: 'integer', operators: 'jsonb', requested_by: 'text', reference: 'text', batch: 'text', reason: 'text', txid: 'text',
    requested_at_ms: 'bigint', position: 'bigint', changed_position: 'bigint',
  },
  indexes: [['party', 'position'], ['state', 'position']],
  keys: ({ data }: Fact) => [data.payout],
  apply: (row, event: Fact) => {
    if (event.type === 'payout.requested' || event.type === 'payout.refused') return firstRow(event)
    return row && { ...row, ...changed(row, event), changed_position: event.position }
  },
}

export type PayoutTables = { readonly payouts: PayoutRow }
type Db = ReadonlyKysely<PayoutTables>

const getInput = z.object({ payout: z.string().max(60), party: z.string().max(60).optional() })
export const payoutQuery: Query<Db> = {
  name: 'payout',
  parse: (value) => getInput.parse(value),
  answer: async (db, { payout, party }: z.output<typeof getInput>) => {
    const row = await db.selectFrom('payouts').selectAll().where('id', '=', payout).executeTakeFirst()
    return row !== undefined && (party === undefined || row.party === party) ? row : null
  },
}

const listInput = z.object({
  party: z.string().max(60).optional(), state: payoutStatus.optional(), batch: z.string().max(60).optional(),
  limit: z.int().min(1).max(201).default(50),
  /** Id of the last one of the page before. */
  before: z.string().max(60).optional(),
  /** `before` is the payout that the page ends before; the answer begins at its end. */
  backward: z.boolean().optional(),
})
/** Payouts, the newest first. */
export const payoutsQuery: Query<Db> = {
  name: 'payouts',
  parse: (value) => listInput.parse(value),
  answer: async (db, { party, state, batch, limit, before, backward }: z.output<typeof listInput>) => {
    const { beyond, order } = descending(backward)
    let query = db.selectFrom('payouts').selectAll()
    if (party !== undefined) query = query.where('party', '=', party)
    if (state !== undefined) query = query.where('state', '=', state)
    if (batch !== undefined) query = query.where('batch', '=', batch)
    if (before !== undefined) {
      const last = await db.selectFrom('payouts').select('position').where('id', '=', before).executeTakeFirst()
      if (last === undefined) return []
      query = query.where('position', beyond, last.position)
    }
    return query.orderBy('position', order).limit(limit).execute()
  },
}
