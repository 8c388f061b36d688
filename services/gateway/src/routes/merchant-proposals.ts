import { merchantCommands, merchantTier, usdtMoney } from '@stablegate/contracts'
import { z } from 'zod'
import { operatorOf } from '../http/caller.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Route } from '../http/route.ts'
import { acted, iso, list, listOf, moneyAnswer, nothing, params, reason, time } from '../http/wire.ts'
import type { MerchantProposal, MerchantRow } from '../views/merchants.ts'

export const merchantProposalAnswer = z.object({
  id: z.string(), object: z.literal('proposal'), kind: z.enum(['fees', 'policy', 'reinstate']), proposed_by: z.string(), proposed_at: time,
  fees: z.object({ bps: z.int(), fixed: moneyAnswer, commission_bps: z.int() }).nullable(), tier: merchantTier.nullable(),
  agent: z.object({ agent: z.string(), share_bps: z.int() }).nullable(), reason: z.string().nullable(),
})

export const shownMerchantProposal = ({ proposal, act, by, atMs }: MerchantProposal): object => {
  const agent = act.kind === 'policy' ? act.agent : undefined
  return {
    id: proposal, object: 'proposal', kind: act.kind, proposed_by: operatorOf(by), proposed_at: iso(atMs),
    fees: act.kind === 'fees'
      ? { bps: act.fees.bps, fixed: usdtMoney(act.fees.fixedMicro), commission_bps: act.fees.commissionBps }
      : null,
    tier: act.kind === 'policy' ? act.tier : null, agent: agent ? { agent: agent.agent, share_bps: agent.shareBps } : null,
    reason: act.kind === 'reinstate' ? act.reason : null,
  }
}

const here = params('merchant').extend({ proposal: z.string().regex(/^[0-9A-Za-z-]{1,80}$/) })

/** What one operator asked for and another must approve (rule 19). In test mode there is none: one person is enough. */
export const merchantProposalRoutes: readonly Route[] = [
  get({
    operation: 'listMerchantProposals', path: '/v1/merchants/:merchant/proposals', tag: 'Merchants',
    summary: 'Terms and reinstatements that wait for a second operator', roles: ['operator', 'auditor'], params: params('merchant'),
    answer: listOf(merchantProposalAnswer),
    handle: async (call) => {
      const row = await call.gateway.ask<MerchantRow | null>('gateway', 'merchant', call.params, call.after)
      if (!row) throw new Problem('not_found')
      return { body: list(row.proposals.map(shownMerchantProposal), false) }
    },
  }),
  post({
    operation: 'approveMerchantProposal', path: '/v1/merchants/:merchant/proposals/:proposal/approve', tag: 'Merchants',
    summary: 'The second person\'s yes to terms or a reinstatement', roles: ['operator'], scope: 'administer',
    params: here, body: nothing, answer: acted,
    codes: ['merchant_unknown', 'nothing_proposed', 'requester_cannot_approve', 'fees_nonsensical', 'merchant_not_suspended',
      'screening_rejected'],
    handle: async (call) => {
      const { merchant, proposal } = call.params
      const { events, position } = await call.gateway.send(call, merchantCommands.approveAct, { merchant, proposal })
      return { body: { id: merchant, object: 'merchant', events: events.map(({ type }) => type) }, position }
    },
  }),
  post({
    operation: 'rejectMerchantProposal', path: '/v1/merchants/:merchant/proposals/:proposal/reject', tag: 'Merchants',
    summary: 'The no of any operator to terms or a reinstatement, also of who asked: it waits no more', roles: ['operator'],
    scope: 'administer', params: here, body: z.strictObject({ reason }), answer: acted, codes: ['merchant_unknown', 'nothing_proposed'],
    handle: async (call) => {
      const { merchant, proposal } = call.params
      const { events, position } = await call.gateway.send(call, merchantCommands.rejectAct, {
        merchant, proposal, reason: call.body.reason,
      })
      return { body: { id: merchant, object: 'merchant', events: events.map(({ type }) => type) }, position }
    },
  }),
]
