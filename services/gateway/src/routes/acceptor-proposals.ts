import { acceptorCommands, acceptorTier, usdtMoney, type AcceptorRow } from '@stablegate/contracts'
import { z } from 'zod'
import { operatorOf } from '../http/caller.ts'
import { get, post, type Route } from '../http/route.ts'
import { acted, iso, list, listOf, moneyAnswer, nothing, params, reason, time } from '../http/wire.ts'
import { acceptorRow, actOnAcceptor } from './acceptor-self.ts'

const here = params('acceptor').extend({ proposal: z.string().regex(/^[0-9A-Za-z-]{1,80}$/) })

export const acceptorProposalAnswer = z.object({
  id: z.string(), object: z.literal('proposal'), kind: z.enum(['slash', 'reinstate', 'tier']), reason: z.string(),
  proposed_by: z.string(), proposed_at: time, order: z.string().nullable(), pay_to: z.string().nullable(),
  loss: moneyAnswer.nullable(), penalty: moneyAnswer.nullable(),
  tier: acceptorTier.nullable(),
})

export const shownAcceptorProposal = ({ proposal, act, by, atMs }: AcceptorRow['proposals'][number]): object => {
  const slash = act.kind === 'slash' ? act : undefined
  return {
    id: proposal, object: 'proposal', kind: act.kind, reason: act.reason, proposed_by: operatorOf(by), proposed_at: iso(atMs),
    order: slash?.order ?? null, pay_to: slash?.payTo ?? null, loss: slash ? usdtMoney(slash.lossMicro) : null,
    penalty: slash ? usdtMoney(slash.penaltyMicro) : null, tier: act.kind === 'tier' ? act.tier : null,
  }
}

/** What one operator asked for and another must approve (rule 19). */
export const acceptorProposalRoutes: readonly Route[] = [
  get({
    operation: 'listAcceptorProposals', path: '/v1/acceptors/:acceptor/proposals', tag: 'Acceptors',
    summary: 'Slashes, reinstatements and tiers that wait for a second operator', roles: ['operator', 'auditor'],
    params: params('acceptor'),
    answer: listOf(acceptorProposalAnswer),
    handle: async (call) => ({ body: list((await acceptorRow(call, call.params.acceptor)).proposals.map(shownAcceptorProposal), false) }),
  }),
  post({
    operation: 'approveAcceptorProposal', path: '/v1/acceptors/:acceptor/proposals/:proposal/approve', tag: 'Acceptors',
    summary: 'The second person\'s yes to a slash, a reinstatement or a tier', roles: ['operator'], scope: 'judge',
    params: here, body: nothing, answer: acted,
    codes: [
      'acceptor_unknown', 'nothing_proposed', 'conflict_of_interest', 'requester_cannot_approve', 'bond_operation_pending',
      'bond_insufficient', 'loss_not_recorded', 'slash_exceeds_loss', 'screening_rejected',
    ],
    handle: (call) => actOnAcceptor(call, acceptorCommands.approveAct, {
      acceptor: call.params.acceptor, proposal: call.params.proposal, relatedOwners: [...call.caller.owners],
    }, { id: call.params.acceptor, object: 'acceptor' }),
  }),
  post({
    operation: 'rejectAcceptorProposal', path: '/v1/acceptors/:acceptor/proposals/:proposal/reject', tag: 'Acceptors',
    summary: 'The no of any operator to a slash, a reinstatement or a tier, also of who asked: it waits no more', roles: ['operator'],
    scope: 'judge', params: here, body: z.strictObject({ reason }), answer: acted,
    codes: ['acceptor_unknown', 'nothing_proposed', 'conflict_of_interest'],
    handle: (call) => actOnAcceptor(call, acceptorCommands.rejectAct, {
      acceptor: call.params.acceptor, proposal: call.params.proposal, reason: call.body.reason,
      relatedOwners: [...call.caller.owners],
    }, { id: call.params.acceptor, object: 'acceptor' }),
  }),
]
