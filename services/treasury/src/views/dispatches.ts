import {
  dispatchEvents, outlookEvents, transactionEvents, type DispatchOrder, type MessagesOf,
} from '@stablegate/contracts'
import { descending, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { DispatchStatus } from '../domain/transaction-dispatch.ts'

export type DispatchRow = {
  readonly id: string
  readonly chain: string
  readonly order: DispatchOrder
  readonly state: DispatchStatus
  readonly attempts: number
  readonly txid: string | null
  readonly raw_hex: string | null
  readonly signature: string | null
  readonly expires_at_ms: number | null
  /** Payouts: until when bytes may be built without another look. */
  readonly allowed_until_ms: number
  /** Why it is halted. */
  readonly reason: string | null
  readonly position: number
}

type Fact = RecordedEvent<MessagesOf<typeof dispatchEvents>>

const changed = (event: Fact): Partial<DispatchRow> => {
  switch (event.type) {
    case 'dispatch.built': return {
      state: 'built', attempts: event.data.attempt, txid: event.data.txid, raw_hex: event.data.rawHex, signature: null,
      expires_at_ms: event.data.expiresAtMs, reason: null, allowed_until_ms: 0,
    }
    case 'dispatch.allowed': return { allowed_until_ms: event.data.untilMs }
    case 'dispatch.recheck_asked': return { allowed_until_ms: 0 }
    case 'dispatch.revoked': return { state: 'signed', reason: 'revoked' }
    case 'dispatch.signed': return { state: 'signed', signature: event.data.signature }
    case 'dispatch.landed': return { state: 'landed' }
    case 'dispatch.failed': return { state: 'halted', reason: event.data.reason }
    case 'dispatch.refused': return { state: 'halted', reason: event.data.code }
    case 'dispatch.expired': return { state: event.data.halted ? 'halted' : 'waiting', reason: 'expired' }
    case 'dispatch.retried': return { state: 'waiting', reason: null }
    case 'dispatch.withdrawn': return { state: 'withdrawn' }
    default: return {}
  }
}

export const dispatchesView: View<DispatchRow> = {
  name: 'dispatches',
  version: 2,
  events: Object.values(dispatchEvents),
  columns: {
    chain: 'text', order: 'jsonb', state: 'text', attempts: 'integer', txid: 'text', raw_hex: 'text', signature: 'text',
    expires_at_ms: 'bigint', allowed_until_ms: 'bigint', reason: 'text', position: 'bigint',
  },
  indexes: [['state', 'position']],
  keys: ({ data }: Fact) => [data.dispatch],
  apply: (row, event: Fact, key) => {
    if (event.type !== 'dispatch.opened') return row && { ...row, ...changed(event) }
    const { chain, order } = event.data
    return {
      id: key, chain, order, state: 'waiting', attempts: 0, txid: null, raw_hex: null, signature: null, expires_at_ms: null,
      allowed_until_ms: 0, reason: null, position: event.position,
    }
  },
}

export type TransactionRow = {
  readonly id: string
  readonly chain: string
  readonly dispatch: string
  readonly attempt: number
  readonly state: 'open' | 'landed' | 'failed' | 'expired'
  readonly expires_at_ms: number
  readonly fee_sun: number
}

const { registered, landed, failed, expired, revoked, surfaced, sunk, charged } = transactionEvents
const ofTransactions = { registered, landed, failed, expired, revoked, surfaced, sunk, charged }
/** What was revoked may land again, and expires by a later proof. */
const stateAfter = {
  'transaction.landed': 'landed', 'transaction.surfaced': 'landed', 'transaction.failed': 'failed', 'transaction.expired': 'expired',
  // Nothing waits for a proof of it: that was given before it surfaced.
  'transaction.revoked': 'open', 'transaction.sunk': 'expired',
} as const
type OfTransaction = RecordedEvent<MessagesOf<typeof ofTransactions>>

export const transactionsView: View<TransactionRow> = {
  name: 'transactions',
  version: 3,
  events: Object.values(ofTransactions),
  columns: { chain: 'text', dispatch: 'text', attempt: 'integer', state: 'text', expires_at_ms: 'bigint', fee_sun: 'bigint' },
  indexes: [['state', 'expires_at_ms']],
  keys: ({ data }: OfTransaction) => [data.txid],
  apply: (row, event: OfTransaction, key) => {
    if (event.type === 'transaction.registered') {
      const { chain, dispatch, attempt, expiresAtMs } = event.data
      return { id: key, chain, dispatch, attempt, state: 'open', expires_at_ms: expiresAtMs, fee_sun: 0 }
    }
    if (row === undefined) return undefined
    if (event.type === 'transaction.charged') return { ...row, fee_sun: event.data.feeSun }
    return { ...row, state: stateAfter[event.type] }
  },
}

export type Reread = { readonly from: number; readonly watched: number }

/**
 * A reading from further back proves what a newer one does not reach, as long as it had come to where
 * that one began: between the two nothing was left out.
 */
export const rereadsAfter = (before: readonly Reread[], readTo: number, next: Reread): readonly Reread[] =>
  [...(readTo < next.from ? [] : before.filter(({ from }) => from < next.from)), next]

export type OutlookRow = {
  readonly id: string; readonly number: number; readonly hash: string; readonly at_ms: number; readonly watched: number
  /** From behind which blocks on the chain was read again, and where in the watcher's log each time began; the newest last. */
  readonly rereads: readonly Reread[]
}
type Looked = RecordedEvent<MessagesOf<typeof outlookEvents>>

/** How far the facts of each chain were taken in. */
export const outlooksView: View<OutlookRow> = {
  name: 'outlooks',
  version: 4,
  events: Object.values(outlookEvents),
  columns: {
    number: 'bigint', hash: 'text', at_ms: 'bigint', watched: 'bigint', rereads: 'jsonb',
  },
  keys: ({ data }: Looked) => [data.chain],
  apply: (row, event: Looked, key) => {
    const { number, hash, atMs } = event.type === 'outlook.rewound' ? event.data.to : event.data.solid
    const { watched = 0 } = event.data
    const before = row?.rereads ?? []
    const rereads = event.type === 'outlook.rewound'
      ? rereadsAfter(before, Number(row?.number ?? -1), { from: number, watched })
      : before
    return { id: key, number, hash, at_ms: atMs, watched, rereads }
  },
}

export type DispatchTables = {
  readonly dispatches: DispatchRow; readonly transactions: TransactionRow; readonly outlooks: OutlookRow
}

const input = z.object({
  state: z.enum(['waiting', 'built', 'signed', 'halted', 'landed', 'withdrawn']).optional(),
  limit: z.int().min(1).max(201).default(50), before: z.int().optional(), backward: z.boolean().optional(),
})

/** What is on its way to the chain, newest first. */
export const dispatchesQuery: Query<ReadonlyKysely<DispatchTables>> = {
  name: 'dispatches',
  parse: (value) => input.parse(value),
  answer: (db, { state, limit, before, backward }: z.output<typeof input>) => {
    const { beyond, order } = descending(backward)
    let query = db.selectFrom('dispatches').selectAll()
    if (state !== undefined) query = query.where('state', '=', state)
    if (before !== undefined) query = query.where('position', beyond, before)
    return query.orderBy('position', order).limit(limit).execute()
  },
}
