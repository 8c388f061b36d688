import { id, idFrom, merchantCommands, merchantTier, usdtMoney, type PartyScreening, type Spec } from '@stablegate/contracts'
import { z } from 'zod'
import { decidedAtMs } from '../gateway.ts'
import { fromAs, page } from '../http/paging.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Reply, type Route } from '../http/route.ts'
import {
  acted, list, listOf, moneyAnswer, nothing, params, reason, text, time, usdt, waiting,
} from '../http/wire.ts'
import type { MerchantRow } from '../views/merchants.ts'
import { issueForOther, issuedKey, keyBody } from './keys.ts'
import { screeningAnswer, shownScreening } from './screening-answer.ts'
import { merchantProposalAnswer, shownMerchantProposal } from './merchant-proposals.ts'

const bps = z.int().min(0).max(10_000).describe('Basis points: 100 is 1 %')
const fees = z.strictObject({
  bps, fixed: z.strictObject({ amount: z.string(), currency: z.literal('USDT') }).default({ amount: '0', currency: 'USDT' }),
  commission_bps: bps.default(20).describe('Paid to acceptors, out of the fee'),
})
const agent = z.strictObject({ agent: id('agent'), share_bps: bps })

const feesOf = ({ bps: feeBps, fixed, commission_bps: commissionBps }: z.output<typeof fees>) => {
  const isZero = /^0+(\.0+)?$/.test(fixed.amount)
  const parsed = isZero ? { success: true as const, data: 0n } : usdt.safeParse(fixed)
  if (!parsed.success) throw new Problem('request_invalid', { errors: [{ pointer: 'body/fees/fixed', detail: 'not an amount' }] })
  return { bps: feeBps, fixedMicro: parsed.data, commissionBps }
}

export const merchantAnswer = z.object({
  id: z.string(), object: z.literal('merchant'), livemode: z.boolean(), name: z.string(), status: z.enum(['active', 'suspended']),
  tier: merchantTier,
  fees: z.object({ version: z.int(), bps: z.int(), fixed: moneyAnswer, commission_bps: z.int() }),
  agent: z.object({ agent: z.string(), share_bps: z.int() }).nullable(), created_at: time,
})

const shown = (row: MerchantRow): object => ({
  id: row.id, object: 'merchant', livemode: row.livemode, name: row.name, status: row.status, tier: row.tier,
  fees: { version: row.fee_version, bps: row.fee_bps, fixed: usdtMoney(row.fee_fixed_micro), commission_bps: row.commission_bps },
  agent: row.agent === null ? null : { agent: row.agent, share_bps: row.agent_share_bps },
  created_at: new Date(row.created_at_ms).toISOString(),
})

/** With what waits for a second operator; the merchant is not told of it. */
const withProposals = merchantAnswer.extend({ proposals: z.array(merchantProposalAnswer), screening: screeningAnswer })
const shownWithProposals = (row: MerchantRow): object => ({
  ...shown(row), proposals: row.proposals.map(shownMerchantProposal), screening: shownScreening(row.screening),
})

const one = async (call: Call, merchant: string, show: (row: MerchantRow) => object): Promise<Reply> => {
  const row = await call.gateway.ask<MerchantRow | null>('gateway', 'merchant', { merchant }, call.after)
  if (!row) throw new Problem('not_found')
  return { body: show(row) }
}

const act = async <S extends Spec>(call: Call, merchant: string, spec: S, data: z.input<S['schema']>): Promise<Reply> => {
  const { events, position } = await call.gateway.send(call, spec, data)
  return { body: { id: merchant, object: 'merchant', events: events.map(({ type }) => type) }, position }
}

const createBody = z.strictObject({
  name: text(120), tier: merchantTier.default('new'), fees: fees.prefault({ bps: 100 }), agent: agent.optional(),
})

export const merchantRoutes: readonly Route[] = [
  post({
    operation: 'createMerchant', path: '/v1/merchants', tag: 'Merchants', summary: 'Opens a merchant with its terms',
    roles: ['operator'], scope: 'administer', body: createBody, status: 201, answer: merchantAnswer,
    codes: ['fees_nonsensical', 'second_person_needed'],
    prepare: ({ gateway, body: { name } }) => gateway.parties.screen({ kind: 'merchant', names: [name] }),
    handle: async (call) => {
      const { name, tier, agent: referrer } = call.body
      const merchant = idFrom('merchant', call.seed)
      const terms = feesOf(call.body.fees)
      const screening = call.prepared as PartyScreening
      const accepted = await call.gateway.send(call, merchantCommands.create, {
        merchant, livemode: call.gateway.livemode, name, tier, fees: terms, screening,
        ...(referrer ? { agent: { agent: referrer.agent, shareBps: referrer.share_bps } } : {}),
      })
      return {
        position: accepted.position,
        body: shown({
          id: merchant, livemode: call.gateway.livemode, name,
          status: screening.outcome === 'pass' ? 'active' : 'suspended', tier, fee_version: 1, fee_bps: terms.bps,
          fee_fixed_micro: terms.fixedMicro, commission_bps: terms.commissionBps, agent: referrer?.agent ?? null,
          agent_share_bps: referrer?.share_bps ?? 0, created_at_ms: decidedAtMs(accepted, call.nowMs), settings_version: 0, settings: {},
          screening: null, proposals: [],
        }),
      }
    },
  }),
  post({
    operation: 'screenMerchant', path: '/v1/merchants/:merchant/screen', tag: 'Merchants',
    summary: 'Screens once more, by the lists of now; a hold or a rejection suspends', roles: ['operator'], scope: 'administer',
    params: params('merchant'), body: nothing, answer: acted, codes: ['merchant_unknown'],
    prepare: async (call) => {
      const row = await call.gateway.ask<MerchantRow | null>('gateway', 'merchant', { merchant: call.params.merchant }, call.after)
      if (!row) throw new Problem('not_found')
      return call.gateway.parties.screen({ kind: 'merchant', names: [row.name] })
    },
    handle: (call) => act(call, call.params.merchant, merchantCommands.recordScreening, {
      merchant: call.params.merchant, screening: call.prepared as PartyScreening,
    }),
  }),
  get({
    operation: 'listMerchants', path: '/v1/merchants', tag: 'Merchants', summary: 'Merchants by id',
    roles: ['operator', 'accountant', 'auditor'], query: page.extend({ waiting }), answer: listOf(withProposals),
    handle: async (call) => {
      const { limit, waiting: only } = call.query
      const { items, hasMore } = await call.gateway.ask<{ items: MerchantRow[]; hasMore: boolean }>(
        'gateway', 'merchants', { limit, ...fromAs('startingAfter', call.query), ...(only ? { waiting: true } : {}) }, call.after)
      return { body: list(items.map(shownWithProposals), hasMore) }
    },
  }),
  get({
    operation: 'getMerchant', path: '/v1/merchants/:merchant', tag: 'Merchants', summary: 'One merchant',
    roles: ['operator', 'accountant', 'auditor'], params: params('merchant'), answer: withProposals,
    handle: (call) => one(call, call.params.merchant, shownWithProposals),
  }),
  get({
    operation: 'getOwnMerchant', path: '/v1/merchant', tag: 'Merchants', summary: 'The merchant this key belongs to',
    roles: ['merchant'], answer: merchantAnswer, handle: (call) => one(call, call.caller.merchant, shown),
  }),
  post({
    operation: 'setMerchantFees', path: '/v1/merchants/:merchant/fees', tag: 'Merchants',
    summary: 'A new version of the fee schedule, for payments made from now on; in live mode another operator approves',
    roles: ['operator'], scope: 'administer',
    params: params('merchant'), body: fees, answer: acted, codes: ['merchant_unknown', 'fees_nonsensical'],
    handle: (call) => act(call, call.params.merchant, merchantCommands.setFees, {
      merchant: call.params.merchant, fees: feesOf(call.body),
    }),
  }),
  post({
    operation: 'setMerchantPolicy', path: '/v1/merchants/:merchant/policy', tag: 'Merchants',
    summary: 'Tier (how long money is held, whether a reserve is kept) and agent; in live mode another operator approves',
    roles: ['operator'], scope: 'administer',
    params: params('merchant'), body: z.strictObject({ tier: merchantTier, agent: agent.optional() }),
    answer: acted, codes: ['merchant_unknown'],
    handle: (call) => act(call, call.params.merchant, merchantCommands.setPolicy, {
      merchant: call.params.merchant, tier: call.body.tier,
      ...(call.body.agent ? { agent: { agent: call.body.agent.agent, shareBps: call.body.agent.share_bps } } : {}),
    }),
  }),
  post({
    operation: 'suspendMerchant', path: '/v1/merchants/:merchant/suspend', tag: 'Merchants',
    summary: 'No new payments; open ones finish into held', roles: ['operator'], scope: 'administer', params: params('merchant'),
    body: z.strictObject({ reason }), answer: acted, codes: ['merchant_unknown', 'merchant_suspended'],
    handle: (call) => act(call, call.params.merchant, merchantCommands.suspend, {
      merchant: call.params.merchant, reason: call.body.reason,
    }),
  }),
  post({
    operation: 'reinstateMerchant', path: '/v1/merchants/:merchant/reinstate', tag: 'Merchants',
    summary: 'Ends a suspension; in live mode another operator approves', roles: ['operator'], scope: 'administer',
    params: params('merchant'), body: z.strictObject({ reason }),
    answer: acted, codes: ['merchant_unknown', 'merchant_not_suspended', 'screening_rejected'],
    handle: (call) => act(call, call.params.merchant, merchantCommands.reinstate, {
      merchant: call.params.merchant, reason: call.body.reason,
    }),
  }),
  post({
    operation: 'issueMerchantKey', path: '/v1/merchants/:merchant/keys', tag: 'Keys',
    summary: 'Test mode only: a key for a merchant; its secret is shown in this answer only', roles: ['operator'], scope: 'keys',
    params: params('merchant'), body: keyBody, status: 201, answer: issuedKey, codes: ['test_mode_only'],
    handle: (call) => issueForOther(call, 'merchant', call.params.merchant, `gateway.merchant-${call.params.merchant}`),
  }),
]
