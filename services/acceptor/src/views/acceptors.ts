import {
  acceptorEvents,
  acceptorQueries,
  type AcceptorAct,
  type AcceptorRow,
  type TierCaps,
} from '@stablegate/contracts'
import { ascending, pageOf, unreachable, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { AcceptorEvent } from '../domain/state.ts'
import type { Db } from './tables.ts'

type WaitingAct = AcceptorRow['proposals'][number]

/** One acceptor as it stands. */
export type AcceptorsRow = {
  readonly id: string
  readonly livemode: boolean
  readonly name: string
  readonly owner: string
  readonly house: boolean
  readonly status: 'registered' | 'verified' | 'suspended'
  readonly tier: string | null
  readonly caps: TierCaps | null
  readonly online: boolean
  readonly offline_reason: string | null
  readonly auto_accept: boolean
  readonly bond_micro: bigint
  readonly bond_pending: string | null
  readonly screening: AcceptorRow['screening']
  readonly related: { readonly merchants: readonly string[]; readonly payers: readonly string[] }
  /** What waits for a second operator, one of a kind. */
  readonly proposals: readonly WaitingAct[]
  readonly registered_at_ms: number
  readonly changed_at_ms: number
}

const registered = (
  event: Extract<AcceptorEvent, { type: 'acceptor.registered' }>,
): AcceptorsRow => {
  const { acceptor, livemode, name, owner, house, atMs } = event.data
  return {
    id: acceptor,
    livemode,
    name,
    owner,
    house,
    status: 'registered',
    tier: null,
    caps: null,
    online: false,
    offline_reason: null,
    auto_accept: false,
    bond_micro: 0n,
    bond_pending: null,
    screening: null,
    related: { merchants: [], payers: [] },
    proposals: [],
    registered_at_ms: atMs,
    changed_at_ms: atMs,
  }
}

const statusOf = (row: AcceptorsRow): AcceptorsRow['status'] =>
  row.tier === null ? 'registered' : 'verified'

const without = (row: AcceptorsRow, kind: AcceptorAct['kind']): readonly WaitingAct[] =>
  row.proposals.filter(({ act }) => act.kind !== kind)

/** What an event changes in the row; facts that other views hold change nothing here. */
const changes = (row: AcceptorsRow, event: AcceptorEvent): Partial<AcceptorsRow> => {
  switch (event.type) {
    case 'acceptor.screened': {
      const { outcome, reason, listDigest, atMs } = event.data
      return { screening: { outcome, reason, listDigest, atMs } }
    }
    case 'acceptor.verified':
      return { status: 'verified', tier: event.data.tier, caps: event.data.caps }
    case 'acceptor.tier_set':
      return { tier: event.data.tier, caps: event.data.caps, proposals: without(row, 'tier') }
    case 'acceptor.suspended':
      return { status: 'suspended' }
    case 'acceptor.reinstated':
      return { status: statusOf(row), proposals: without(row, 'reinstate') }
    case 'acceptor.act_proposed': {
      const { proposal, act, by, atMs } = event.data
      return { proposals: [...without(row, act.kind), { proposal, act, by, atMs }] }
    }
    case 'acceptor.act_rejected':
      return { proposals: without(row, event.data.kind) }
    case 'acceptor.related_set':
      return { related: { merchants: event.data.merchants, payers: event.data.payers } }
    case 'acceptor.went_online':
      return { online: true, offline_reason: null }
    case 'acceptor.went_offline':
      return { online: false, offline_reason: event.data.reason }
    case 'acceptor.auto_accept_set':
      return { auto_accept: event.data.enabled }
    case 'bond.requested':
    case 'bond.refund_requested':
      return { bond_pending: event.data.transfer }
    case 'bond.slash_ordered':
      return { bond_pending: event.data.transfer, proposals: without(row, 'slash') }
    case 'bond.posted':
    case 'bond.refunded':
    case 'bond.slashed':
      return { bond_micro: event.data.bondMicro, bond_pending: null }
    case 'bond.refused':
      return { bond_pending: null }
    case 'acceptor.registered':
    case 'payment_account.added':
    case 'payment_account.limits_set':
    case 'payment_account.disabled':
    case 'payment_account.enabled':
    case 'quote.set':
    case 'quote.removed':
    case 'order.recorded':
    case 'withdrawal.blocked':
    case 'loss.recorded':
    case 'withdrawal.unblocked':
      return {}
    default:
      return unreachable(event)
  }
}

const {
  registered: onRegistered,
  screened,
  verified,
  tierSet,
  suspended,
  reinstated,
  actProposed,
  actRejected,
  relatedSet,
  wentOnline,
  wentOffline,
  autoAcceptSet,
  bondRequested,
  bondRefundRequested,
  bondSlashOrdered,
  bondPosted,
  bondRefunded,
  bondSlashed,
  bondRefused,
} = acceptorEvents

export const acceptorsView: View<AcceptorsRow> = {
  name: 'acceptors',
  version: 5,
  events: [
    onRegistered,
    screened,
    verified,
    tierSet,
    suspended,
    reinstated,
    actProposed,
    actRejected,
    relatedSet,
    wentOnline,
    wentOffline,
    autoAcceptSet,
    bondRequested,
    bondRefundRequested,
    bondSlashOrdered,
    bondPosted,
    bondRefunded,
    bondSlashed,
    bondRefused,
  ],
  columns: {
    livemode: 'boolean',
    name: 'text',
    owner: 'text',
    house: 'boolean',
    status: 'text',
    tier: 'text',
    caps: 'jsonb',
    online: 'boolean',
    offline_reason: 'text',
    auto_accept: 'boolean',
    bond_micro: 'bigint',
    bond_pending: 'text',
    screening: 'jsonb',
    related: 'jsonb',
    proposals: 'jsonb',
    registered_at_ms: 'bigint',
    changed_at_ms: 'bigint',
  },
  indexes: [['owner']],
  keys: (event: RecordedEvent<AcceptorEvent>) => [event.data.acceptor],
  apply: (row, event: RecordedEvent<AcceptorEvent>) => {
    if (event.type === 'acceptor.registered') return row ?? registered(event)
    return row && { ...row, ...changes(row, event), changed_at_ms: event.metadata.atMs }
  },
}

export const acceptorOf = (row: AcceptorsRow): AcceptorRow => ({
  acceptor: row.id,
  livemode: row.livemode,
  name: row.name,
  owner: row.owner,
  house: row.house,
  status: row.status,
  tier: row.tier,
  caps: row.caps,
  online: row.online,
  offlineReason: row.offline_reason,
  autoAccept: row.auto_accept,
  bondMicro: row.bond_micro,
  bondPending: row.bond_pending,
  registeredAtMs: row.registered_at_ms,
  changedAtMs: row.changed_at_ms,
  screening: row.screening,
  related: { merchants: [...row.related.merchants], payers: [...row.related.payers] },
  proposals: [...row.proposals],
})

export const getAcceptor: Query<Db> = {
  name: 'getAcceptor',
  parse: (input) => acceptorQueries.getAcceptor.parse(input),
  answer: async (
    db,
    { acceptor }: z.output<typeof acceptorQueries.getAcceptor>,
  ): Promise<AcceptorRow | null> => {
    const row = await db
      .selectFrom('acceptors')
      .selectAll()
      .where('id', '=', acceptor)
      .executeTakeFirst()
    return row ? acceptorOf(row) : null
  },
}

export const listAcceptors: Query<Db> = {
  name: 'listAcceptors',
  parse: (input) => acceptorQueries.listAcceptors.parse(input),
  answer: async (
    db,
    input: z.output<typeof acceptorQueries.listAcceptors>,
  ): Promise<{ readonly rows: readonly AcceptorRow[]; readonly hasMore: boolean }> => {
    const { beyond, order } = ascending(input.backward)
    let query = db
      .selectFrom('acceptors')
      .selectAll()
      .orderBy('id', order)
      .limit(input.limit + 1)
    if (input.livemode !== undefined) query = query.where('livemode', '=', input.livemode)
    if (input.owner !== undefined) query = query.where('owner', '=', input.owner)
    if (input.status !== undefined)
      query = query.where('status', '=', input.status as AcceptorsRow['status'])
    if (input.waiting) query = query.where(sql<boolean>`jsonb_array_length(proposals) > 0`)
    if (input.startingAfter !== undefined) query = query.where('id', beyond, input.startingAfter)
    const { rows, hasMore } = pageOf(await query.execute(), input.limit, input.backward)
    return { rows: rows.map(acceptorOf), hasMore }
  },
}
