import { merchantEvents, type MerchantAct, type MerchantSettings, type PartyScreening } from '@stablegate/contracts'
import { ascending, pageOf, unreachable, type Query, type RecordedEvent, type View } from '@stablegate/kernel'
import { sql } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import { z } from 'zod'
import type { MerchantEvent } from '../domain/merchant.ts'

export type MerchantRow = {
  readonly id: string
  readonly livemode: boolean
  readonly name: string
  readonly status: string
  readonly tier: string
  readonly fee_version: number
  readonly fee_bps: number
  readonly fee_fixed_micro: bigint
  readonly commission_bps: number
  readonly agent: string | null
  readonly agent_share_bps: number
  readonly created_at_ms: number
  readonly settings_version: number
  readonly settings: MerchantSettings
  /** Null for those from before there was screening. */
  readonly screening: PartyScreening & { readonly atMs: number } | null
  /** What waits for a second operator, one of a kind. */
  readonly proposals: readonly MerchantProposal[]
}
export type MerchantProposal = { readonly proposal: string; readonly act: MerchantAct; readonly by: string; readonly atMs: number }

const apply = (row: MerchantRow | undefined, event: RecordedEvent<MerchantEvent>): MerchantRow | undefined => {
  if (event.type === 'merchant.created') {
    const { merchant, livemode, name, tier, atMs } = event.data
    return {
      id: merchant, livemode, name, status: 'active', tier, fee_version: 0, fee_bps: 0, fee_fixed_micro: 0n,
      commission_bps: 0, agent: null, agent_share_bps: 0, created_at_ms: atMs, settings_version: 0, settings: {}, screening: null,
      proposals: [],
    }
  }
  if (!row) return undefined
  switch (event.type) {
    case 'merchant.fees_set': {
      const { version, fees } = event.data
      return {
        ...row, fee_version: version, fee_bps: fees.bps, fee_fixed_micro: fees.fixedMicro,
        commission_bps: fees.commissionBps,
      }
    }
    case 'merchant.policy_set': {
      const { tier, agent } = event.data
      return { ...row, tier, agent: agent?.agent ?? null, agent_share_bps: agent?.shareBps ?? 0 }
    }
    case 'merchant.screened': {
      const { outcome, reason, listDigest, atMs } = event.data
      return { ...row, screening: { outcome, reason, listDigest, atMs } }
    }
    case 'merchant.settings_changed': return { ...row, settings_version: event.data.version, settings: event.data.settings }
    case 'merchant.act_proposed': {
      const { proposal, act, by, atMs } = event.data
      return { ...row, proposals: [...row.proposals.filter((one) => one.act.kind !== act.kind), { proposal, act, by, atMs }] }
    }
    case 'merchant.act_approved':
    case 'merchant.act_rejected':
      return { ...row, proposals: row.proposals.filter(({ proposal }) => proposal !== event.data.proposal) }
    case 'merchant.suspended': return { ...row, status: 'suspended' }
    case 'merchant.reinstated': return { ...row, status: 'active' }
    default: return unreachable(event)
  }
}

/** Merchants and their present terms. */
export const merchantsView: View<MerchantRow> = {
  name: 'merchants',
  version: 5,
  events: Object.values(merchantEvents),
  columns: {
    livemode: 'boolean', name: 'text', status: 'text', tier: 'text', fee_version: 'integer', fee_bps: 'integer',
    fee_fixed_micro: 'bigint', commission_bps: 'integer', agent: 'text', agent_share_bps: 'integer', created_at_ms: 'bigint',
    settings_version: 'integer', settings: 'jsonb', screening: 'jsonb', proposals: 'jsonb',
  },
  keys: (event: RecordedEvent<MerchantEvent>) => [event.data.merchant],
  apply,
}

type Tables = { readonly merchants: MerchantRow }
const one = z.object({ merchant: z.string() })
const page = z.object({
  limit: z.int().min(1).max(100).default(25), startingAfter: z.string().optional(),
  /** `startingAfter` is the item that the page ends before. */
  backward: z.boolean().optional(),
  /** Only those of whom something waits for a second operator. */
  waiting: z.literal(true).optional(),
})

export const merchantQuery: Query<ReadonlyKysely<Tables>> = {
  name: 'merchant',
  parse: (value) => one.parse(value),
  answer: async (db, { merchant }: z.output<typeof one>) =>
    await db.selectFrom('merchants').selectAll().where('id', '=', merchant).executeTakeFirst() ?? null,
}

export const merchantsQuery: Query<ReadonlyKysely<Tables>> = {
  name: 'merchants',
  parse: (value) => page.parse(value),
  answer: async (db, { limit, startingAfter, backward, waiting }: z.output<typeof page>) => {
    const { beyond, order } = ascending(backward)
    let query = db.selectFrom('merchants').selectAll()
    if (startingAfter !== undefined) query = query.where('id', beyond, startingAfter)
    if (waiting) query = query.where(sql<boolean>`jsonb_array_length(proposals) > 0`)
    const { rows, hasMore } = pageOf(await query.orderBy('id', order).limit(limit + 1).execute(), limit, backward)
    return { items: rows, hasMore }
  },
}
