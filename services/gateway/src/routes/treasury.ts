import {
  blockHash, chainAddress, chainCommands, custodyClass, addressCommands, id, incidentCommands, txid, txPart,
  reservesCommands, usdtMoney, walletCommands, type DepositVerdict,
} from '@stablegate/contracts'
import { z } from 'zod'
import { cursorPaging, fromAs, pageList } from '../http/paging.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Route } from '../http/route.ts'
import { acted, iso, listOf, moneyAnswer, nothing, params, reason, time, usdt } from '../http/wire.ts'
import { chainOf, depositAnswer, shownDeposit, type DepositRow } from './deposit-answer.ts'

/** Rows of the treasury's queries, as far as they are shown. */
type AddressRow = { readonly address: string; readonly is_ready: boolean }
type IncidentRow = {
  readonly id: string; readonly kind: string; readonly stops: readonly string[]; readonly cause: string; readonly detail: string
  readonly amount_micro: bigint | null; readonly state: string; readonly operators: readonly string[]
  readonly reason: string | null; readonly opened_at_ms: number; readonly position: number
}

const addressAnswer = z.object({
  object: z.literal('deposit_address'), network: z.string(), token: z.literal('USDT'), status: z.enum(['none', 'pending', 'ready']),
  address: z.string().nullable().describe('Shown only once every block is searched for it'),
})

const shownAddress = async (call: Call<'acceptor'>): Promise<object> => {
  const row = await call.gateway.ask<AddressRow | null>(
    'treasury', 'address', { chain: chainOf(call), holder: call.caller.acceptor }, call.after)
  return {
    object: 'deposit_address', network: chainOf(call), token: 'USDT',
    status: row === null ? 'none' : row.is_ready ? 'ready' : 'pending', address: row?.is_ready === true ? row.address : null,
  }
}

const depositsOf = async (call: Call, query: Parameters<typeof fromAs<string>>[1], where: object) => {
  const rows = await call.gateway.ask<readonly DepositRow[]>('treasury', 'deposits', {
    chain: chainOf(call), limit: query.limit + 1, ...fromAs('before', query, Number), ...where,
  }, call.after)
  return { body: pageList(rows, query, shownDeposit) }
}

const acceptorRoutes: readonly Route[] = [
  post({
    operation: 'requestDepositAddress', path: '/v1/acceptor/deposit_address', tag: 'Acceptor', scope: 'operate',
    summary: 'Asks for the address to which USDT is sent to raise the own balance: one a network, for ever', roles: ['acceptor'],
    body: nothing, answer: addressAnswer, status: 201,
    handle: async (call) => {
      const { acceptor } = call.caller
      try {
        const { position } = await call.gateway.send(call, walletCommands.assign, {
          chain: chainOf(call), holder: { kind: 'acceptor', acceptor },
        })
        return {
          body: { object: 'deposit_address', network: chainOf(call), token: 'USDT', status: 'pending', address: null }, position,
        }
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'holder_has_address') throw error
        return { body: await shownAddress(call) }
      }
    },
  }),
  get({
    operation: 'getDepositAddress', path: '/v1/acceptor/deposit_address', tag: 'Acceptor',
    summary: 'The own deposit address, once it may be paid to', roles: ['acceptor'], answer: addressAnswer,
    handle: async (call) => ({ body: await shownAddress(call) }),
  }),
  get({
    operation: 'listOwnDeposits', path: '/v1/acceptor/deposits', tag: 'Acceptor', summary: 'Own deposits on chain, newest first',
    roles: ['acceptor'], query: z.strictObject(cursorPaging), answer: listOf(depositAnswer),
    handle: (call) => depositsOf(call, call.query, { holder: call.caller.acceptor }),
  }),
]

const depositStates = z.enum([
  'observed', 'solid', 'booked', 'held', 'passed', 'credited', 'rejected', 'blocked', 'suspense', 'settled', 'revoked', 'reversed',
  'refused',
])

const depositVerdict = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.enum(['release', 'block']) }),
  z.strictObject({
    outcome: z.literal('equity'),
    amount: usdt.optional().describe('What is left of an item in suspense of which a part was assigned; without it, all'),
  }),
  z.strictObject({ outcome: z.literal('acceptor'), acceptor: id('acceptor') }),
])

const verdictOf = (verdict: z.output<typeof depositVerdict>): DepositVerdict => {
  if (verdict.outcome !== 'equity') return verdict
  const { outcome, amount } = verdict
  return { outcome, ...(amount === undefined ? {} : { amountMicro: amount }) }
}

const depositRoutes: readonly Route[] = [
  get({
    operation: 'listDeposits', path: '/v1/deposits', tag: 'Operations',
    summary: 'Money that came on chain, last changed first; `suspense`, `held` and `blocked` wait for two operators',
    roles: ['operator', 'accountant', 'auditor'],
    query: z.strictObject({ ...cursorPaging, state: depositStates.optional(), holder: z.string().max(60).optional() }),
    answer: listOf(depositAnswer),
    handle: (call) => {
      const { state, holder } = call.query
      return depositsOf(call, call.query, { ...(state ? { states: [state] } : {}), ...(holder ? { holder } : {}) })
    },
  }),
  post({
    operation: 'proposeDepositVerdict', path: '/v1/deposits/:deposit/propose', tag: 'Operations', scope: 'money',
    summary: 'Proposes what becomes of money that is held, blocked or in suspense', roles: ['operator'], params: params('deposit'),
    body: z.strictObject({ address: chainAddress, verdict: depositVerdict, reason }), answer: acted,
    codes: ['deposit_unknown', 'not_solid', 'not_waiting', 'verdict_unfit'],
    handle: async (call) => {
      const { deposit } = call.params
      const { verdict, ...more } = call.body
      const { events, position } = await call.gateway.send(call, addressCommands.proposeVerdict, {
        chain: chainOf(call), deposit, operator: call.caller.operator, verdict: verdictOf(verdict), ...more,
      })
      return { body: { id: deposit, object: 'deposit', events: events.map(({ type }) => type) }, position }
    },
  }),
  post({
    operation: 'approveDepositVerdict', path: '/v1/deposits/:deposit/approve', tag: 'Operations', scope: 'money',
    summary: 'The second person\'s yes', roles: ['operator'], params: params('deposit'),
    body: z.strictObject({ address: chainAddress }), answer: acted, codes: ['not_waiting', 'nothing_proposed', 'same_person'],
    handle: async (call) => {
      const { deposit } = call.params
      const { events, position } = await call.gateway.send(call, addressCommands.approveVerdict, {
        chain: chainOf(call), deposit, operator: call.caller.operator, address: call.body.address,
      })
      return { body: { id: deposit, object: 'deposit', events: events.map(({ type }) => type) }, position }
    },
  }),
]

const retryRoutes: readonly Route[] = [
  post({
    operation: 'retryDeposit', path: '/v1/deposits/:deposit/retry', tag: 'Operations', scope: 'money',
    summary: 'Has the ledger asked again for the step of a deposit that it refused', roles: ['operator'], params: params('deposit'),
    body: z.strictObject({ address: chainAddress, reason }), answer: acted, codes: ['deposit_unknown', 'not_refused', 'not_solid'],
    handle: async (call) => {
      const { deposit } = call.params
      const { events, position } = await call.gateway.send(call, addressCommands.retryStep, {
        chain: chainOf(call), deposit, operator: call.caller.operator, ...call.body,
      })
      return { body: { id: deposit, object: 'deposit', events: events.map(({ type }) => type) }, position }
    },
  }),
]

const incidentAnswer = z.object({
  id: z.string(), object: z.literal('incident'), kind: z.string(), state: z.enum(['open', 'closing', 'closed']),
  stops: z.array(z.string()).describe('What it forbids until it is closed'), cause: z.string(), detail: z.string(),
  amount: moneyAnswer.nullable(), operators: z.array(z.string()), reason: z.string().nullable(), cursor: z.string(), opened_at: time,
})
const shownIncident = (row: IncidentRow): object => ({
  id: row.id, object: 'incident', kind: row.kind, state: row.state, stops: row.stops, cause: row.cause, detail: row.detail,
  amount: row.amount_micro === null ? null : usdtMoney(row.amount_micro), operators: row.operators, reason: row.reason,
  cursor: String(row.position), opened_at: iso(row.opened_at_ms),
})

const incidentCodes = ['incident_unknown', 'incident_closed'] as const

const incidentRoutes: readonly Route[] = [
  get({
    operation: 'listIncidents', path: '/v1/incidents', tag: 'Operations', summary: 'What must not be, newest first',
    roles: ['operator', 'auditor'],
    query: z.strictObject({ ...cursorPaging, open: z.stringbool().optional() }), answer: listOf(incidentAnswer),
    handle: async (call) => {
      const { limit, open } = call.query
      const rows = await call.gateway.ask<readonly IncidentRow[]>('treasury', 'incidents', {
        chain: chainOf(call), limit: limit + 1, ...fromAs('before', call.query, Number), ...(open === undefined ? {} : { open }),
      }, call.after)
      return { body: pageList(rows, call.query, shownIncident) }
    },
  }),
  post({
    operation: 'proposeClosingIncident', path: '/v1/incidents/:incident/propose_closing', tag: 'Operations', scope: 'money',
    summary: 'Proposes to end an incident; one that stops nothing ends at once', roles: ['operator'], params: params('incident'),
    body: z.strictObject({
      reason, write_off: z.strictObject({ class: custodyClass, amount: usdt }).optional()
        .describe('What is lost leaves custody at the operator\'s cost'),
    }),
    answer: acted, codes: incidentCodes,
    handle: async (call) => {
      const { incident } = call.params
      const { reason: why, write_off: lost } = call.body
      const { events, position } = await call.gateway.send(call, incidentCommands.proposeClosing, {
        incident, operator: call.caller.operator, reason: why,
        ...(lost === undefined ? {} : { writeOff: { class: lost.class, amountMicro: lost.amount } }),
      })
      return { body: { id: incident, object: 'incident', events: events.map(({ type }) => type) }, position }
    },
  }),
  post({
    operation: 'approveClosingIncident', path: '/v1/incidents/:incident/approve_closing', tag: 'Operations', scope: 'money',
    summary: 'The second person\'s yes', roles: ['operator'], params: params('incident'), body: nothing, answer: acted,
    codes: [...incidentCodes, 'nothing_proposed', 'same_person'],
    handle: async (call) => {
      const { incident } = call.params
      const { events, position } = await call.gateway.send(call, incidentCommands.approveClosing, {
        incident, operator: call.caller.operator,
      })
      return { body: { id: incident, object: 'incident', events: events.map(({ type }) => type) }, position }
    },
  }),
]

type ProofRow = {
  readonly id: string; readonly outcome: string; readonly block_number: number; readonly tracked_micro: bigint
  readonly custody_micro: bigint; readonly under_way_micro: bigint; readonly difference_micro: bigint
  readonly books_balance: boolean; readonly sampled: number; readonly cause: string | null; readonly at_ms: number
  readonly position: number
}
const proofAnswer = z.object({
  object: z.literal('reserves_proof'), outcome: z.enum(['equal', 'shortfall', 'excess']), block: z.number(),
  on_chain: moneyAnswer.describe('By solid transfers to and from our addresses'),
  custody: moneyAnswer.describe('By the ledger'), under_way: moneyAnswer.describe('On chain, not posted yet'),
  difference: moneyAnswer, books_balance: z.boolean(), balances_read: z.number().describe('Since the proof before'),
  cause: z.string().nullable().describe('The transfer, posting or address that shows what does not fit'), cursor: z.string(), at: time,
})
const shownProof = (row: ProofRow): object => ({
  object: 'reserves_proof', outcome: row.outcome, block: Number(row.block_number), on_chain: usdtMoney(row.tracked_micro),
  custody: usdtMoney(row.custody_micro), under_way: usdtMoney(row.under_way_micro), difference: usdtMoney(row.difference_micro),
  books_balance: row.books_balance, balances_read: row.sampled, cause: row.cause, cursor: String(row.position), at: iso(row.at_ms),
})

const reservesRoutes: readonly Route[] = [
  get({
    operation: 'listReservesProofs', path: '/v1/reserves', tag: 'Operations', summary: 'Proofs of the reserves, newest first',
    roles: ['operator', 'accountant', 'auditor'], query: z.strictObject(cursorPaging), answer: listOf(proofAnswer),
    handle: async (call) => {
      const { limit } = call.query
      const rows = await call.gateway.ask<readonly ProofRow[]>('treasury', 'proofs', {
        chain: chainOf(call), limit: limit + 1, ...fromAs('before', call.query, Number),
      }, call.after)
      return { body: pageList(rows, call.query, shownProof) }
    },
  }),
  post({
    operation: 'proveReserves', path: '/v1/reserves/prove', tag: 'Operations', scope: 'operate',
    summary: 'Has the reserves proven now; the proof is the next one in the list', roles: ['operator'], body: nothing, answer: acted,
    handle: async (call) => {
      const chain = chainOf(call)
      const { events, position } = await call.gateway.send(call, reservesCommands.ask, { chain })
      return { body: { id: chain, object: 'reserves', events: events.map(({ type }) => type) }, position }
    },
  }),
]

const chainRoutes: readonly Route[] = [
  post({
    operation: 'rewindChain', path: '/v1/chain/rewind', tag: 'Operations', scope: 'administer',
    summary: 'Has blocks read again from a solid one on, as after a token was allow-listed: nothing counts twice', roles: ['operator'],
    body: z.strictObject({
      to: z.strictObject({ number: z.int().min(0), hash: blockHash, at: z.iso.datetime({ offset: true }) }), reason,
    }),
    answer: acted, codes: ['chain_unknown', 'cursor_ahead'],
    handle: async (call) => {
      const { to: { number, hash, at }, reason: why } = call.body
      const chain = chainOf(call)
      const { events, position } = await call.gateway.send(call, chainCommands.rewind, {
        chain, to: { number, hash, atMs: Date.parse(at) }, reason: why,
      })
      return { body: { id: chain, object: 'chain', events: events.map(({ type }) => type) }, position }
    },
  }),
  post({
    operation: 'revokeTransfer', path: '/v1/chain/revoke', tag: 'Operations', scope: 'administer',
    summary: 'States that a solid transfer is gone: once a second operator has said the same of it, what it moved is taken back',
    roles: ['operator'],
    body: z.strictObject({ txid, part: txPart, block_hash: blockHash, reason }), answer: acted, codes: ['not_solid', 'same_person'],
    handle: async (call) => {
      const { block_hash: hash, ...fact } = call.body
      const { events, position } = await call.gateway.send(call, chainCommands.revoke, {
        chain: chainOf(call), ...fact, blockHash: hash, operator: call.caller.operator,
      })
      return { body: { id: fact.txid, object: 'transfer', events: events.map(({ type }) => type) }, position }
    },
  }),
]

export const treasuryRoutes: readonly Route[] = [
  ...acceptorRoutes, ...depositRoutes, ...retryRoutes, ...incidentRoutes, ...reservesRoutes, ...chainRoutes,
]
