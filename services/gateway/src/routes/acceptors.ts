import { acceptorCommands, botOwnerPrefix, acceptorTier, id, idFrom, type AcceptorRow, type PartyScreening } from '@stablegate/contracts'
import { z } from 'zod'
import { payerFingerprint } from '../crypto/fingerprints.ts'
import { fromAs, paging } from '../http/paging.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Route } from '../http/route.ts'
import type { Scope } from '../http/scopes.ts'
import { acted, list, listOf, nothing, params, reason, text, usdt, waiting } from '../http/wire.ts'
import { acceptorProposalAnswer, acceptorProposalRoutes, shownAcceptorProposal } from './acceptor-proposals.ts'
import { acceptorAnswer, acceptorRow, actOnAcceptor, shownAcceptor } from './acceptor-self.ts'
import { screeningAnswer, shownScreening } from './screening-answer.ts'
import { issueForOther, issuedKey, keyBody } from './keys.ts'

const here = params('acceptor')
/** With what waits for a second operator; the acceptor is not told of it here. */
const withProposals = acceptorAnswer.extend({ proposals: z.array(acceptorProposalAnswer), screening: screeningAnswer })
const shownWithProposals = (row: AcceptorRow): object => ({
  ...shownAcceptor(row), proposals: row.proposals.map(shownAcceptorProposal), screening: shownScreening(row.screening),
})
const subject = (acceptor: string) => ({ id: acceptor, object: 'acceptor' })

const withReason = (
  operation: 'suspend' | 'reinstate', scope: Scope, summary: string, codes: readonly string[],
): Route => post({
  operation: `${operation}Acceptor`, path: `/v1/acceptors/:acceptor/${operation}`, tag: 'Acceptors', summary, roles: ['operator'],
  scope, params: here, body: z.strictObject({ reason }), answer: acted, codes: ['acceptor_unknown', ...codes],
  handle: (call) => actOnAcceptor(call, acceptorCommands[operation], {
    acceptor: call.params.acceptor, reason: call.body.reason, relatedOwners: [...call.caller.owners],
  }, subject(call.params.acceptor)),
})

/** What operators do with acceptors. */
export const acceptorRoutes: readonly Route[] = [
  post({
    operation: 'registerAcceptor', path: '/v1/acceptors', tag: 'Acceptors', summary: 'Registers an acceptor, the house\'s own too',
    roles: ['operator'], scope: 'administer', status: 201, answer: acted, codes: ['acceptor_exists', 'test_mode_only'],
    body: z.strictObject({
      name: text(120), house: z.boolean().default(false),
      owner: z.string().regex(/^[0-9A-Za-z_.:-]{1,80}$/).describe('Beneficial owner: acceptors of one owner count as one'),
    }),
    prepare: ({ gateway, body: { name, owner } }) => gateway.parties.screen({ kind: 'acceptor', names: [name, owner] }),
    handle: (call) => {
      // Nobody plays them where money is real.
      if (call.gateway.livemode && call.body.owner.startsWith(botOwnerPrefix)) throw new Problem('test_mode_only')
      const acceptor = idFrom('acceptor', call.seed)
      return actOnAcceptor(call, acceptorCommands.register, {
        acceptor, livemode: call.gateway.livemode, ...call.body, screening: call.prepared as PartyScreening,
      }, subject(acceptor))
    },
  }),
  post({
    operation: 'screenAcceptor', path: '/v1/acceptors/:acceptor/screen', tag: 'Acceptors',
    summary: 'Screens once more, by the lists of now; a hold or a rejection suspends', roles: ['operator'], scope: 'administer',
    params: here, body: nothing, answer: acted, codes: ['acceptor_unknown'],
    prepare: async (call) => {
      const { name, owner } = await acceptorRow(call, call.params.acceptor)
      return call.gateway.parties.screen({ kind: 'acceptor', names: [name, owner] })
    },
    handle: (call) => actOnAcceptor(call, acceptorCommands.recordScreening, {
      acceptor: call.params.acceptor, screening: call.prepared as PartyScreening,
    }, subject(call.params.acceptor)),
  }),
  get({
    operation: 'listAcceptors', path: '/v1/acceptors', tag: 'Acceptors', summary: 'Acceptors by id',
    roles: ['operator', 'accountant', 'auditor'],
    query: z.strictObject({
      ...paging, status: z.enum(['registered', 'verified', 'suspended']).optional(), owner: z.string().max(80).optional(), waiting,
    }),
    answer: listOf(withProposals),
    handle: async (call) => {
      const { limit, status, owner, waiting: only } = call.query
      const { rows, hasMore } = await call.gateway.ask<{ rows: AcceptorRow[]; hasMore: boolean }>('acceptor', 'listAcceptors', {
        limit, ...fromAs('startingAfter', call.query), ...(status ? { status } : {}), ...(owner ? { owner } : {}),
        ...(only ? { waiting: true } : {}),
      }, call.after)
      return { body: list(rows.map(shownWithProposals), hasMore) }
    },
  }),
  get({
    operation: 'getAcceptor', path: '/v1/acceptors/:acceptor', tag: 'Acceptors', summary: 'One acceptor',
    roles: ['operator', 'accountant', 'auditor'],
    params: here, answer: withProposals,
    handle: async (call) => ({ body: shownWithProposals(await acceptorRow(call, call.params.acceptor)) }),
  }),
  post({
    operation: 'verifyAcceptor', path: '/v1/acceptors/:acceptor/verify', tag: 'Acceptors',
    summary: 'Grants a tier after verification; in live mode by another operator than the one who registered',
    roles: ['operator'], scope: 'administer',
    params: here, body: z.strictObject({ tier: acceptorTier }), answer: acted,
    codes: [
      'acceptor_unknown', 'acceptor_already_verified', 'not_screened', 'acceptor_suspended', 'requester_cannot_approve',
      'tier_for_house_only',
    ],
    handle: (call) => actOnAcceptor(call, acceptorCommands.verify, {
      acceptor: call.params.acceptor, tier: call.body.tier,
    }, subject(call.params.acceptor)),
  }),
  post({
    operation: 'setAcceptorTier', path: '/v1/acceptors/:acceptor/tier', tag: 'Acceptors',
    summary: 'Another tier; where money is real another operator approves',
    roles: ['operator'], scope: 'administer', params: here, body: z.strictObject({ tier: acceptorTier, reason }), answer: acted,
    codes: ['acceptor_unknown', 'acceptor_not_verified', 'tier_for_house_only', 'conflict_of_interest'],
    handle: (call) => actOnAcceptor(call, acceptorCommands.setTier, {
      acceptor: call.params.acceptor, ...call.body, relatedOwners: [...call.caller.owners],
    }, subject(call.params.acceptor)),
  }),
  withReason('suspend', 'operate', 'No offers; withdrawals freeze', ['acceptor_suspended']),
  ...acceptorProposalRoutes,
  withReason('reinstate', 'administer', 'Asks to end a suspension; another operator approves', [
    'screening_rejected', 'conflict_of_interest',
  ]),
  post({
    operation: 'setRelated', path: '/v1/acceptors/:acceptor/related', tag: 'Acceptors',
    summary: 'Merchants of the same owner: never matched, never counted', roles: ['operator'], scope: 'administer', params: here,
    body: z.strictObject({ merchants: z.array(id('merchant')).max(20) }), answer: acted, codes: ['acceptor_unknown'],
    handle: (call) => actOnAcceptor(call, acceptorCommands.setRelated, {
      acceptor: call.params.acceptor, merchants: call.body.merchants,
    }, subject(call.params.acceptor)),
  }),
  get({
    operation: 'getRelated', path: '/v1/acceptors/:acceptor/related', tag: 'Acceptors',
    summary: 'Merchants and payers of the same owner; payers by the fingerprint of name and account, which tells no more',
    roles: ['operator', 'auditor'], params: here,
    answer: z.object({ object: z.literal('related'), acceptor: z.string(), merchants: z.array(z.string()), payers: z.array(z.string()) }),
    handle: async (call) => {
      const { acceptor, related } = await acceptorRow(call, call.params.acceptor)
      return { body: { object: 'related', acceptor, ...related } }
    },
  }),
  post({
    operation: 'relatePayer', path: '/v1/acceptors/:acceptor/related_payers', tag: 'Acceptors',
    summary: 'A payer of the same owner: never matched with it, never counted; `related: false` takes it back', roles: ['operator'],
    scope: 'administer', params: here, answer: acted, codes: ['acceptor_unknown', 'too_many_related'],
    body: z.strictObject({
      name: text(120).describe('As the payer gives it at the checkout; only its fingerprint is kept'), account_tail: text(12),
      related: z.boolean().default(true),
    }),
    handle: (call) => actOnAcceptor(call, acceptorCommands.relatePayer, {
      acceptor: call.params.acceptor, related: call.body.related,
      payer: payerFingerprint(call.gateway.master, call.body.name, call.body.account_tail),
    }, subject(call.params.acceptor)),
  }),
  post({
    operation: 'takeOffline', path: '/v1/acceptors/:acceptor/take_offline', tag: 'Acceptors', summary: 'No new offers for now',
    roles: ['operator'], scope: 'operate', params: here, body: nothing, answer: acted, codes: ['acceptor_unknown'],
    handle: (call) => actOnAcceptor(call, acceptorCommands.takeOffline, {
      acceptor: call.params.acceptor, reason: 'operator',
    }, subject(call.params.acceptor)),
  }),
  post({
    operation: 'slashBond', path: '/v1/acceptors/:acceptor/slash', tag: 'Acceptors',
    summary: 'After a verdict: the proven loss to the merchant who bore it, the rest to penalties; another operator approves',
    roles: ['operator'], scope: 'judge', params: here,
    body: z.strictObject({
      order: id('order'), loss: usdt.optional(), merchant: id('merchant'), penalty: usdt.optional(), reason,
    }),
    answer: acted, codes: [
      'acceptor_unknown', 'conflict_of_interest', 'bond_operation_pending', 'bond_insufficient', 'slash_empty',
      'loss_not_recorded', 'loss_slashed_already', 'slash_exceeds_loss',
    ],
    handle: (call) => actOnAcceptor(call, acceptorCommands.slashBond, {
      acceptor: call.params.acceptor, order: call.body.order, lossMicro: call.body.loss ?? 0n,
      payTo: `merchant:${call.body.merchant}:available`, penaltyMicro: call.body.penalty ?? 0n, reason: call.body.reason,
      relatedOwners: [...call.caller.owners],
    }, subject(call.params.acceptor)),
  }),
  post({
    operation: 'issueAcceptorKey', path: '/v1/acceptors/:acceptor/keys', tag: 'Keys',
    summary: 'Test mode only: a key for an acceptor; its secret is shown in this answer only',
    roles: ['operator'], scope: 'keys', params: here, body: keyBody,
    status: 201, answer: issuedKey, codes: ['test_mode_only'],
    handle: (call) => issueForOther(call, 'acceptor', call.params.acceptor, `acceptor.acceptor-${call.params.acceptor}`),
  }),
]
