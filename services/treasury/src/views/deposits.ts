import { addressEvents, chainName, holderKey, id, type Deposit, type MessagesOf } from '@stablegate/contracts'
import { descending, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import { bookingKey } from '../domain/address-state.ts'

const listed = {
  observed: addressEvents.observed, orphaned: addressEvents.orphaned, solid: addressEvents.solid,
  revoked: addressEvents.revoked, booked: addressEvents.booked, screened: addressEvents.screened,
  credited: addressEvents.credited, blocked: addressEvents.blocked, reversing: addressEvents.reversing,
  reversed: addressEvents.reversed, suspended: addressEvents.suspended, suspenseBooked: addressEvents.suspenseBooked,
  suspenseSettled: addressEvents.suspenseSettled, proposed: addressEvents.verdictProposed,
  approved: addressEvents.verdictApproved, refused: addressEvents.refused,
} as const
type DepositEvent = RecordedEvent<MessagesOf<typeof listed>>

export const depositStates = [
  'observed', 'orphaned', 'solid', 'booked', 'held', 'passed', 'credited', 'rejected', 'blocked', 'suspended', 'suspense',
  'settled', 'revoked', 'reversing', 'reversed', 'refused',
] as const
export type DepositState = (typeof depositStates)[number]

/** One round of a deposit as it stands. `suspense`, `held` and `blocked` wait for two people. */
export type DepositRow = {
  readonly id: string
  readonly chain: string
  readonly deposit: string
  readonly round: number
  readonly holder_kind: string
  readonly holder: string
  readonly address: string
  readonly txid: string
  readonly part: string
  readonly from_address: string
  readonly amount_micro: bigint
  readonly block_number: number
  readonly state: DepositState
  /** Of screening, of suspense, or of what the ledger refused. */
  readonly reason: string | null
  /** The operator whose proposal waits for a second person. */
  readonly proposed_by: string | null
  readonly proposed: string | null
  readonly position: number
  readonly at_ms: number
}

const screenedStates = { pass: 'passed', hold: 'held', reject: 'rejected' } as const

const stateAfter = (row: DepositRow | undefined, event: DepositEvent): DepositState => {
  switch (event.type) {
    case 'deposit.screened': return screenedStates[event.data.outcome]
    case 'suspense.received': return 'suspended'
    case 'suspense.booked': return 'suspense'
    case 'suspense.settled': return 'settled'
    case 'deposit.verdict_proposed':
    case 'deposit.verdict_approved': return row?.state ?? 'held'
    // Its round goes on to be reversed in the ledger; the word must not hide that it is gone on chain.
    case 'deposit.booked': return row?.state === 'revoked' ? 'revoked' : 'booked'
    default: return event.type.slice('deposit.'.length) as DepositState
  }
}

const reasonAfter = (row: DepositRow | undefined, event: DepositEvent): string | null => {
  switch (event.type) {
    case 'deposit.screened': return event.data.reason
    case 'suspense.received': return event.data.why
    case 'deposit.refused': return `${event.data.step}: ${event.data.code}`
    default: return row?.reason ?? null
  }
}

const proposalAfter = (row: DepositRow | undefined, event: DepositEvent): Pick<DepositRow, 'proposed_by' | 'proposed'> => {
  if (event.type === 'deposit.verdict_proposed') {
    return { proposed_by: event.data.operator, proposed: event.data.verdict.outcome }
  }
  if (event.type === 'deposit.booked' || event.type === 'suspense.booked') {
    return { proposed_by: row?.proposed_by ?? null, proposed: row?.proposed ?? null }
  }
  return { proposed_by: null, proposed: null }
}

export const depositsView: View<DepositRow> = {
  name: 'deposits',
  version: 2,
  events: Object.values(listed),
  columns: {
    chain: 'text', deposit: 'text', round: 'integer', holder_kind: 'text', holder: 'text', address: 'text', txid: 'text',
    part: 'text', from_address: 'text', amount_micro: 'numeric', block_number: 'bigint', state: 'text', reason: 'text',
    proposed_by: 'text', proposed: 'text', position: 'bigint', at_ms: 'bigint',
  },
  indexes: [['state', 'position'], ['holder', 'position'], ['deposit']],
  keys: ({ data }: DepositEvent) => [`${data.chain}:${data.address}:${bookingKey(data.deposit, data.round)}`],
  apply: (row, event: DepositEvent, key) => {
    const data: Deposit = event.data
    return {
      id: key, chain: data.chain, deposit: data.deposit, round: data.round, holder_kind: data.holder.kind,
      holder: holderKey(data.holder), address: data.address, txid: data.txid, part: data.part, from_address: data.from,
      amount_micro: data.amountMicro, block_number: data.block.number, state: stateAfter(row, event),
      reason: reasonAfter(row, event), ...proposalAfter(row, event), position: event.position, at_ms: event.data.atMs,
    }
  },
}

export type DepositTables = { readonly deposits: DepositRow }

const input = z.object({
  chain: chainName, states: z.array(z.enum(depositStates)).optional(), holder: z.string().max(60).optional(),
  deposits: z.array(id('deposit')).max(201).optional(),
  limit: z.int().min(1).max(201).default(50),
  /** Position of the last one of the page before. */
  before: z.int().optional(), backward: z.boolean().optional(),
})

/** Deposits by state or holder, the last changed first. */
export const deposits: Query<ReadonlyKysely<DepositTables>> = {
  name: 'deposits',
  parse: (value) => input.parse(value),
  answer: (db, { chain, states, holder, deposits: named, limit, before, backward }: z.output<typeof input>) => {
    const { beyond, order } = descending(backward)
    let query = db.selectFrom('deposits').selectAll().where('chain', '=', chain)
    if (states !== undefined) query = query.where('state', 'in', states)
    if (holder !== undefined) query = query.where('holder', '=', holder)
    if (named !== undefined) query = query.where('deposit', 'in', [...named, ''])
    if (before !== undefined) query = query.where('position', beyond, before)
    return query.orderBy('position', order).limit(limit).execute()
  },
}
