import { z } from 'zod'
import { chainName } from './chain.ts'
import { money } from './money.ts'

/**
 * How far a payout is, as its payee sees it. `waiting`: set aside, until there is enough to send.
 * `cleared`: may be signed; `sent`: the network has it;
 * `landed`: solid. `revoked`: the network took that back; `returned`: and its payee has it again.
 */
export const payoutStatuses = [
  'requested', 'refused', 'waiting', 'screening', 'approving', 'cleared', 'sent', 'landed', 'voiding', 'confirmed', 'voided', 'revoked',
  'returning', 'returned',
] as const
export const payoutStatus = z.enum(payoutStatuses)

/** A payout as the API and webhooks show it. Times are RFC 3339. */
export const publicPayout = z.object({
  id: z.string(),
  object: z.literal('payout'),
  kind: z.enum(['merchant', 'acceptor', 'agent', 'refund']),
  owner: z.string(),
  network: chainName,
  to: z.string(),
  amount: money,
  fee: money,
  status: payoutStatus,
  approvals_needed: z.number(),
  approved_by: z.array(z.string()),
  reference: z.string().nullable(),
  batch: z.string().nullable(),
  /** Why it was refused, held or given back. */
  reason: z.string().nullable(),
  txid: z.string().nullable(),
  requested_at: z.string(),
})
export type PublicPayout = z.output<typeof publicPayout>

/** A deposit of an acceptor as webhooks show it. */
export const publicDeposit = z.object({
  id: z.string(),
  object: z.literal('deposit'),
  owner: z.string(),
  network: chainName,
  address: z.string(),
  txid: z.string(),
  from: z.string(),
  amount: money,
  status: z.enum(['credited', 'reversed']),
  at: z.string(),
})
export type PublicDeposit = z.output<typeof publicDeposit>
