import {
  chainAddress, defaultPayoutPolicy, dispatchCommands, dispatchId, formatDecimal, idFrom, payeeCommands, payeeId, payoutCommands,
  payoutStatus, publicPayout, usdtMoney, type ChainName, type DispatchOrder, type Payee, type PayoutPolicy,
} from '@stablegate/contracts'
import type { Message } from '@stablegate/kernel'
import { z } from 'zod'
import { actorOf, holderOf, ownOf } from '../http/caller.ts'
import { cursorPaging, fromAs, pageList, paging } from '../http/paging.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Reply, type Route } from '../http/route.ts'
import { acted, iso, list, listOf, moneyAnswer, params, reason, text, time, usdt } from '../http/wire.ts'

/** Rows of the treasury's queries, as far as they are shown. */
type PayoutRow = {
  readonly id: string; readonly party: string; readonly payee: Payee; readonly chain: string; readonly to_address: string
  readonly amount_micro: bigint; readonly fee_micro: bigint; readonly state: string; readonly approvals: number
  readonly operators: readonly string[]; readonly reference: string | null; readonly batch: string | null
  readonly reason: string | null; readonly txid: string | null; readonly requested_at_ms: number
}
type DestinationRow = { readonly address: string; readonly label: string | null; readonly usable_at_ms: number }
type PolicyRow = {
  readonly policy: PayoutPolicy; readonly version: number; readonly operators: readonly string[]
  readonly proposed: PayoutPolicy | null; readonly proposedBy: string | null
}
type DispatchRow = {
  readonly id: string; readonly order: DispatchOrder; readonly state: string; readonly attempts: number
  readonly txid: string | null; readonly reason: string | null; readonly position: number
}
type SweepRow = {
  readonly id: string; readonly address: string; readonly amount_micro: bigint; readonly way: string; readonly state: string
  readonly burn_sun: number; readonly lend_sun: number | null; readonly stake_sun: number; readonly cost_sun: number
  readonly reason: string | null; readonly position: number
}

type Owner = Call<'merchant' | 'acceptor' | 'agent'>
const owners = ['merchant', 'acceptor', 'agent'] as const
const chainOf = (call: Call): ChainName => (call.gateway.livemode ? 'tron' : 'sandbox')
const partyOf = ({ caller }: Owner): string => holderOf(caller)
const payeeOf = ({ caller }: Owner): Payee => {
  switch (caller.role) {
    case 'merchant': return { kind: 'merchant', merchant: caller.merchant }
    case 'acceptor': return { kind: 'acceptor', acceptor: caller.acceptor }
    case 'agent': return { kind: 'agent', agent: caller.agent }
  }
}

const shown = (row: PayoutRow): object => ({
  id: row.id, object: 'payout', kind: row.payee.kind, owner: row.party, network: row.chain, to: row.to_address,
  amount: usdtMoney(row.amount_micro), fee: usdtMoney(row.fee_micro), status: row.state, approvals_needed: row.approvals,
  approved_by: row.operators, reference: row.reference, batch: row.batch, reason: row.reason, txid: row.txid,
  requested_at: iso(row.requested_at_ms),
})

const reply = (id: string, object: string, { events, position }: { events: readonly Message[]; position?: Reply['position'] }): Reply =>
  ({ body: { id, object, events: events.map(({ type }) => type) }, ...(position === undefined ? {} : { position }) })

const here = params('payout')
const readers = [...owners, 'operator', 'accountant', 'auditor'] as const
const ownOnly = (call: Call<(typeof readers)[number]>): { readonly party?: string } => {
  const party = ownOf(call.caller)
  return party === undefined ? {} : { party }
}

const wish = z.strictObject({ to: chainAddress, amount: usdt, reference: text(100).optional() })

const request = (call: Owner, payout: string, { to, amount, reference }: z.output<typeof wish>, batch?: string, ordinal?: number) =>
  call.gateway.send(call, payeeCommands.requestPayout, {
    payout, payee: payeeOf(call), chain: chainOf(call), to, amountMicro: amount, by: actorOf(call.caller),
    ...(reference === undefined ? {} : { reference }), ...(batch === undefined ? {} : { batch }),
  }, ordinal)

const ownRoutes: readonly Route[] = [
  post({
    operation: 'createPayout', path: '/v1/payouts', tag: 'Money', scope: 'money',
    summary: 'Asks for USDT to be paid to an own destination; limits, approvals and fee are those of now', roles: owners,
    body: wish, status: 201, answer: acted,
    handle: async (call) => {
      const payout = idFrom('payout', call.seed)
      return reply(payout, 'payout', await request(call, payout, call.body))
    },
  }),
  post({
    operation: 'createPayoutBatch', path: '/v1/payout_batches', tag: 'Money', scope: 'money',
    summary: 'Asks for several payouts at once; each has its own fate', roles: owners, status: 201,
    body: z.strictObject({ payouts: z.array(wish).min(1).max(50) }),
    answer: z.object({ id: z.string(), object: z.literal('payout_batch'), payouts: z.array(acted) }),
    handle: async (call) => {
      const batch = call.seed.slice(0, 60)
      const payouts: unknown[] = []
      let position: Reply['position']
      for (const [index, one] of call.body.payouts.entries()) {
        const payout = idFrom('payout', `${index}x${call.seed}`)
        const sent = await request(call, payout, one, batch, index)
        payouts.push(reply(payout, 'payout', sent).body)
        position = sent.position ?? position
      }
      return { body: { id: batch, object: 'payout_batch', payouts }, ...(position === undefined ? {} : { position }) }
    },
  }),
  post({
    operation: 'cancelPayout', path: '/v1/payouts/:payout/cancel', tag: 'Money', scope: 'money',
    summary: 'Takes a payout back before it is signed', roles: owners, params: here, body: z.strictObject({}),
      answer: acted,
    codes: ['not_your_payout', 'payout_over', 'cancel_pending'],
    handle: async (call) => {
      const { payout } = call.params
      return reply(payout, 'payout', await call.gateway.send(call, payoutCommands.cancel, {
        payout, party: partyOf(call), by: actorOf(call.caller),
      }))
    },
  }),
  post({
    operation: 'addPayoutDestination', path: '/v1/payout_destinations', tag: 'Money', scope: 'money', status: 201,
    summary: 'Names an address that payouts may go to, after its delay', roles: owners,
    body: z.strictObject({ address: chainAddress, label: text(80).optional() }), answer: acted,
    codes: ['address_invalid', 'destination_known', 'too_many_destinations'],
    handle: async (call) => {
      const { address, label } = call.body
      return reply(address, 'payout_destination', await call.gateway.send(call, payeeCommands.addDestination, {
        party: partyOf(call), chain: chainOf(call), address, by: actorOf(call.caller), ...(label === undefined ? {} : { label }),
      }))
    },
  }),
  post({
    operation: 'removePayoutDestination', path: '/v1/payout_destinations/remove', tag: 'Money', scope: 'money',
    summary: 'Pays no more to an address', roles: owners,
    body: z.strictObject({ address: chainAddress }), answer: acted, codes: ['destination_unknown'],
    handle: async (call) => {
      const { address } = call.body
      return reply(address, 'payout_destination', await call.gateway.send(call, payeeCommands.removeDestination, {
        party: partyOf(call), chain: chainOf(call), address, by: actorOf(call.caller),
      }))
    },
  }),
  get({
    operation: 'listPayoutDestinations', path: '/v1/payout_destinations', tag: 'Money', summary: 'Own destinations of payouts',
    roles: owners,
    answer: listOf(z.object({
      object: z.literal('payout_destination'), address: z.string(), label: z.string().nullable(), usable_at: time,
    })),
    handle: async (call) => {
      const rows = await call.gateway.ask<readonly DestinationRow[]>('treasury', 'destinations', { party: partyOf(call) }, call.after)
      return {
        body: list(rows.map(({ address, label, usable_at_ms: usableAtMs }) =>
          ({ object: 'payout_destination', address, label, usable_at: iso(usableAtMs) })), false),
      }
    },
  }),
]

const readRoutes: readonly Route[] = [
  get({
    operation: 'listPayouts', path: '/v1/payouts', tag: 'Money', summary: 'Payouts, newest first', roles: readers,
    query: z.strictObject({
      ...paging, status: payoutStatus.optional(), batch: z.string().max(60).optional(), owner: payeeId.optional().describe('For operators'),
    }),
    answer: listOf(publicPayout),
    handle: async (call) => {
      const { limit, status, batch, owner } = call.query
      const rows = await call.gateway.ask<readonly PayoutRow[]>('treasury', 'payouts', {
        limit: limit + 1, ...(owner ? { party: owner } : {}), ...ownOnly(call), ...fromAs('before', call.query),
        ...(status ? { state: status } : {}), ...(batch ? { batch } : {}),
      }, call.after)
      return { body: pageList(rows, call.query, shown) }
    },
  }),
  get({
    operation: 'getPayout', path: '/v1/payouts/:payout', tag: 'Money', summary: 'One payout', roles: readers, params: here,
    answer: publicPayout,
    handle: async (call) => {
      const row = await call.gateway.ask<PayoutRow | null>(
        'treasury', 'payout', { payout: call.params.payout, ...ownOnly(call) }, call.after)
      if (!row) throw new Problem('not_found')
      return { body: shown(row) }
    },
  }),
]

/** Amounts of a policy as decimals, times in seconds. */
const policyBody = z.strictObject({
  fee: usdt.or(z.literal('none').transform(() => 0n)), max: usdt, max_per_day: usdt,
  new_address_delay_s: z.int().min(0).max(30 * 86_400), young_address_s: z.int().min(0).max(365 * 86_400),
  approvals: z.array(z.strictObject({ above: usdt.or(z.literal('none').transform(() => 0n)), people: z.int().min(0).max(4) })).max(8),
  trusted: z.array(chainAddress).max(50).default([]), trusted_only: z.boolean().default(false),
})
const policyOf = (body: z.output<typeof policyBody>): PayoutPolicy => ({
  feeMicro: body.fee, maxMicro: body.max, maxPerDayMicro: body.max_per_day,
  newAddressDelayMs: body.new_address_delay_s * 1_000, youngAddressMs: body.young_address_s * 1_000,
  approvals: body.approvals.map(({ above, people }) => ({ aboveMicro: above, people })), trusted: body.trusted,
  trustedOnly: body.trusted_only,
})
const policyAnswer = z.object({
  fee: moneyAnswer, max: moneyAnswer, max_per_day: moneyAnswer, new_address_delay_s: z.number(), young_address_s: z.number(),
  approvals: z.array(z.object({ above: moneyAnswer, people: z.number() })), trusted: z.array(z.string()), trusted_only: z.boolean(),
})
const shownPolicy = (policy: PayoutPolicy): object => ({
  fee: usdtMoney(policy.feeMicro), max: usdtMoney(policy.maxMicro), max_per_day: usdtMoney(policy.maxPerDayMicro),
  new_address_delay_s: policy.newAddressDelayMs / 1_000, young_address_s: policy.youngAddressMs / 1_000,
  approvals: policy.approvals.map(({ aboveMicro, people }) => ({ above: usdtMoney(aboveMicro), people })),
  trusted: policy.trusted, trusted_only: policy.trustedOnly,
})

const dispatchParams = z.object({ dispatch: dispatchId })

const operatorRoutes: readonly Route[] = [
  post({
    operation: 'approvePayout', path: '/v1/payouts/:payout/approve', tag: 'Operations', scope: 'money',
    summary: 'One of the people whose yes a payout needs', roles: ['operator'], params: here, body: z.strictObject({}), answer: acted,
    codes: ['not_awaiting_approval', 'requester_cannot_approve', 'already_approved'],
    handle: async (call) => {
      const { payout } = call.params
      return reply(payout, 'payout', await call.gateway.send(call, payoutCommands.approve, { payout, operator: call.caller.operator }))
    },
  }),
  post({
    operation: 'rejectPayout', path: '/v1/payouts/:payout/reject', tag: 'Operations', scope: 'money',
    summary: 'Gives a payout back to its owner, unless it is signed', roles: ['operator'], params: here,
    body: z.strictObject({ reason }), answer: acted, codes: ['payout_over', 'cancel_pending'],
    handle: async (call) => {
      const { payout } = call.params
      return reply(payout, 'payout', await call.gateway.send(call, payoutCommands.reject, {
        payout, operator: call.caller.operator, reason: call.body.reason,
      }))
    },
  }),
  get({
    operation: 'getPayoutPolicy', path: '/v1/payout_policies/:owner', tag: 'Operations', roles: ['operator', 'auditor'],
    summary: 'What a payee may be paid, and with how many people\'s yes', params: z.object({ owner: payeeId }),
    answer: z.object({
      object: z.literal('payout_policy'), owner: z.string(), version: z.number(), policy: policyAnswer, operators: z.array(z.string()),
      proposed: policyAnswer.nullable(), proposed_by: z.string().nullable(),
    }),
    handle: async (call) => {
      const { owner } = call.params
      const row = await call.gateway.ask<PolicyRow | null>('treasury', 'payoutPolicy', { party: owner }, call.after)
      return {
        body: {
          object: 'payout_policy', owner, version: row?.version ?? 0, policy: shownPolicy(row?.policy ?? defaultPayoutPolicy),
          operators: row?.operators ?? [], proposed: row?.proposed ? shownPolicy(row.proposed) : null, proposed_by: row?.proposedBy ?? null,
        },
      }
    },
  }),
  post({
    operation: 'proposePayoutPolicy', path: '/v1/payout_policies/propose', tag: 'Operations', scope: 'money',
    summary: 'Proposes another policy for a payee', roles: ['operator'], answer: acted, codes: ['policy_nonsensical'],
    body: z.strictObject({ owner: payeeId, policy: policyBody, reason }),
    handle: async (call) => {
      const { owner, policy, reason: why } = call.body
      return reply(owner, 'payout_policy', await call.gateway.send(call, payeeCommands.proposePolicy, {
        party: owner, policy: policyOf(policy), operator: call.caller.operator, reason: why,
      }))
    },
  }),
  post({
    operation: 'approvePayoutPolicy', path: '/v1/payout_policies/approve', tag: 'Operations', scope: 'money',
    summary: 'The second person\'s yes to a policy', roles: ['operator'], answer: acted, codes: ['nothing_proposed', 'same_person'],
    body: z.strictObject({ owner: payeeId }),
    handle: async (call) => {
      const { owner } = call.body
      return reply(owner, 'payout_policy', await call.gateway.send(call, payeeCommands.approvePolicy, {
        party: owner, operator: call.caller.operator,
      }))
    },
  }),
  get({
    operation: 'listDispatches', path: '/v1/dispatches', tag: 'Operations', roles: ['operator', 'auditor'],
    summary: 'What is on its way to the chain, newest first; `halted` waits for a person',
    query: z.strictObject({
      ...cursorPaging,
      status: z.enum(['waiting', 'built', 'signed', 'halted', 'landed', 'withdrawn']).optional(),
    }),
    answer: listOf(z.object({
      id: z.string(), object: z.literal('dispatch'), kind: z.string(), from: z.string(), to: z.string(), status: z.string(),
      attempts: z.number(), txid: z.string().nullable(), reason: z.string().nullable(), cursor: z.string(),
    })),
    handle: async (call) => {
      const { limit, status } = call.query
      const rows = await call.gateway.ask<readonly DispatchRow[]>('treasury', 'dispatches', {
        limit: limit + 1, ...fromAs('before', call.query, Number), ...(status ? { state: status } : {}),
      }, call.after)
      return {
        body: pageList(rows, call.query, ({ id, order, state, attempts, txid, reason: why, position }) => ({
          id, object: 'dispatch', kind: order.kind, from: order.source.role, to: order.to, status: state, attempts, txid,
          reason: why, cursor: String(position),
        })),
      }
    },
  }),
  post({
    operation: 'retryDispatch', path: '/v1/dispatches/:dispatch/retry', tag: 'Operations', scope: 'money',
    summary: 'Lets what was halted be tried once more', roles: ['operator'], params: dispatchParams,
    body: z.strictObject({ reason }), answer: acted, codes: ['dispatch_unknown', 'not_halted'],
    handle: async (call) => {
      const { dispatch } = call.params
      return reply(dispatch, 'dispatch', await call.gateway.send(call, dispatchCommands.retry, {
        dispatch, operator: call.caller.operator, reason: call.body.reason,
      }))
    },
  }),
]

const withdrawRoutes: readonly Route[] = [
  post({
    operation: 'withdrawDispatch', path: '/v1/dispatches/:dispatch/withdraw', tag: 'Operations', scope: 'money',
    summary: 'Takes back a sweep, TRX or energy for it, or a move to the cold address, as long as nothing of it can land',
    roles: ['operator'], params: dispatchParams, body: z.strictObject({ reason }), answer: acted, codes: ['dispatch_unknown'],
    handle: async (call) => {
      const { dispatch } = call.params
      // Of a payout its own routes dispose.
      if (dispatch.startsWith('po_')) throw new Problem('dispatch_unknown')
      return reply(dispatch, 'dispatch', await call.gateway.send(call, dispatchCommands.withdraw, {
        dispatch, by: `${call.caller.operator}: ${call.body.reason}`.slice(0, 120),
      }))
    },
  }),
]

const trx = z.string().regex(/^\d+\.\d{6}$/).describe('TRX, a decimal')
const shownTrx = (sun: number | bigint): string => formatDecimal(BigInt(sun), 6)

const sweepRoutes: readonly Route[] = [
  get({
    operation: 'listSweeps', path: '/v1/sweeps', tag: 'Operations', roles: ['operator', 'accountant', 'auditor'],
    summary: 'Deposits on their way to the hot address, newest first, with what each way to pay for it would cost and what it did',
    query: z.strictObject({
      ...cursorPaging,
      status: z.enum(['lending', 'moving', 'returning', 'ended']).optional(),
    }),
    answer: listOf(z.object({
      id: z.string(), object: z.literal('sweep'), address: z.string(), amount: moneyAnswer,
      way: z.enum(['burn', 'lend']).describe('`burn`: TRX pays for the energy; `lend`: energy of staked TRX is lent and taken back'),
      status: z.enum(['lending', 'moving', 'returning', 'ended']),
      burning_would_cost: trx, lending_would_cost: trx.nullable().describe('null where there was too little stake'),
      stake_lent: trx, cost: trx.describe('Burnt by all of its transactions so far'),
      reason: z.string().nullable().describe('Why energy that was to be lent is burnt after all'), cursor: z.string(),
    })),
    handle: async (call) => {
      const { limit, status } = call.query
      const rows = await call.gateway.ask<readonly SweepRow[]>('treasury', 'sweeps', {
        limit: limit + 1, ...fromAs('before', call.query, Number), ...(status ? { state: status } : {}),
      }, call.after)
      return {
        body: pageList(rows, call.query, (row) => ({
          id: row.id, object: 'sweep', address: row.address, amount: usdtMoney(row.amount_micro), way: row.way, status: row.state,
          burning_would_cost: shownTrx(row.burn_sun), lending_would_cost: row.lend_sun === null ? null : shownTrx(row.lend_sun),
          stake_lent: shownTrx(row.stake_sun), cost: shownTrx(row.cost_sun), reason: row.reason, cursor: String(row.position),
        })),
      }
    },
  }),
]

export const payoutRoutes: readonly Route[] = [...ownRoutes, ...readRoutes, ...operatorRoutes, ...withdrawRoutes, ...sweepRoutes]
