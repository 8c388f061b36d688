import {
  caseRecord, fiatCurrency, fiatMoney, id, idFrom, outageCommands, usdtMoney, type CaseRecord, type OutageRecord, type Page,
  type ReferenceRow,
} from '@stablegate/contracts'
import { z } from 'zod'
import { bankReferenceHash } from '../crypto/fingerprints.ts'
import { fromAs, paging } from '../http/paging.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Route } from '../http/route.ts'
import { acted, fiat, iso, list, listOf, moneyAnswer, params, reason, text, time } from '../http/wire.ts'
import type { StoredEvidence } from '../store/evidence.ts'
import { forgetRoutes } from './forget.ts'
import { logRoutes } from './logs.ts'
import { act, operatorOf, receivedIn } from './payment-act.ts'

const here = params('payment')
const subject = (payment: string) => ({ id: payment, object: 'payment' })
const judgementCodes = ['conflict_of_interest', 'same_person', 'not_while_<state>'] as const

const verdictBody = z.strictObject({
  verdict: z.discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('full') }),
    z.strictObject({ outcome: z.literal('none'), fiat_goes_back: z.boolean().default(false) }),
    z.strictObject({ outcome: z.literal('split'), received: fiat }),
  ]),
  reason, rule_broken: z.boolean().default(false).describe('An operator or the system broke a rule: recalls are its own'),
  bank_reference: text(80).optional().describe('The true one, where the claimed one was wrong'),
})

const judgements: readonly Route[] = [
  post({
    operation: 'giveVerdict', path: '/v1/payments/:payment/verdict', tag: 'Operations',
    summary: 'Judges a dispute; above a limit a second operator approves',
    roles: ['operator'], scope: 'judge', params: here, body: verdictBody,
    answer: acted, codes: [...judgementCodes, 'wrong_currency'],
    handle: (call) => {
      const { payment } = call.params
      const { verdict, rule_broken: ruleBroken, bank_reference: reference } = call.body
      return act(call, 'giveVerdict', {
        payment, by: operatorOf(call), reason: call.body.reason, ruleBroken,
        verdict: verdict.outcome === 'split'
          ? { outcome: 'split', receivedMinor: verdict.received.minor }
          : verdict.outcome === 'none' ? { outcome: 'none', fiatGoesBack: verdict.fiat_goes_back } : verdict,
        ...(verdict.outcome === 'split' ? { currency: verdict.received.currency } : {}),
        ...(reference === undefined ? {} : { bankReferenceHash: bankReferenceHash(call.gateway.master, reference) }),
      }, subject(payment))
    },
  }),
  post({
    operation: 'approveJudgement', path: '/v1/payments/:payment/approve_judgement', tag: 'Operations',
    summary: 'The second person\'s yes to what another proposed',
    roles: ['operator'], scope: 'judge', params: here, answer: acted, codes: judgementCodes,
    handle: (call) => act(call, 'approveJudgement', { payment: call.params.payment, by: operatorOf(call) }, subject(call.params.payment)),
  }),
  post({
    operation: 'decideAppeal', path: '/v1/payments/:payment/appeal_decision', tag: 'Operations', summary: 'Decides an appeal',
    roles: ['operator'], scope: 'judge', params: here, answer: acted, codes: [...judgementCodes, 'wrong_currency'],
    body: z.strictObject({ outcome: z.enum(['upheld', 'granted']), received: fiat.optional(), reason }),
    handle: (call) => {
      const { payment } = call.params
      const { outcome, received } = call.body
      return act(call, 'decideAppeal', {
        payment, by: operatorOf(call), outcome, reason: call.body.reason,
        ...(received ? receivedIn(received) : {}),
      }, subject(payment))
    },
  }),
  post({
    operation: 'decideRecall', path: '/v1/payments/:payment/recall_decision', tag: 'Operations', summary: 'Decides a reported recall',
    roles: ['operator'], scope: 'judge', params: here, answer: acted, codes: judgementCodes,
    body: z.strictObject({ outcome: z.enum(['granted', 'denied']), reason }),
    handle: (call) => act(call, 'decideRecall', { payment: call.params.payment, by: operatorOf(call), ...call.body },
      subject(call.params.payment)),
  }),
  ...([
    ['unflag', 'unflag', 'Ends a review'], ['suspendOrder', 'suspend_order', 'Suspends the running order of a suspended acceptor'],
  ] as const).map(([verb, path, summary]) => post({
    operation: verb, path: `/v1/payments/:payment/${path}`, tag: 'Operations', summary, roles: ['operator'], scope: 'operate', params: here,
    body: z.strictObject({ reason }), answer: acted, codes: judgementCodes,
    handle: (call) => act(call, verb, {
      payment: call.params.payment, by: operatorOf(call), reason: call.body.reason,
    }, subject(call.params.payment)),
  })),
  post({
    operation: 'retryTransfer', path: '/v1/payments/:payment/retry_transfer', tag: 'Operations',
    summary: 'Asks the ledger again for a movement that it refused; another operator approves',
    roles: ['operator'], scope: 'judge', params: here,
    body: z.strictObject({ transfer: text(120).describe('As the case names it'), reason }), answer: acted, codes: judgementCodes,
    handle: (call) => act(call, 'retryTransfer', { payment: call.params.payment, by: operatorOf(call), ...call.body },
      subject(call.params.payment)),
  }),
  post({
    operation: 'coConfirm', path: '/v1/payments/:payment/co_confirm', tag: 'Operations',
    summary: 'Confirms beside a suspended acceptor', roles: ['operator'], scope: 'judge', params: here, answer: acted,
    codes: judgementCodes,
    handle: (call) => act(call, 'coConfirm', { payment: call.params.payment, by: operatorOf(call) }, subject(call.params.payment)),
  }),
]

const proposalAnswer = z.object({
  kind: z.string(), outcome: z.string().nullable(), received: moneyAnswer.nullable(), amount: moneyAnswer.nullable(),
  transfer: z.string().nullable(), item: z.string().nullable(),
  fiat_goes_back: z.boolean(), rule_broken: z.boolean(), by: z.string(), reason: z.string(),
})
/** What another operator proposed: the second person sees what the yes is to. */
const shownProposal = ({ proposal, proposedBy, proposalReason, stake }: CaseRecord): object | null => {
  if (proposal === null) return null
  const decided = proposal.kind === 'verdict' ? proposal.verdict : proposal
  const receivedMinor = 'receivedMinor' in decided ? decided.receivedMinor : undefined
  const currency = fiatCurrency.safeParse(stake?.fiat?.currency)
  return {
    kind: proposal.kind, outcome: 'outcome' in decided ? decided.outcome : null,
    received: receivedMinor === undefined || !currency.success ? null : fiatMoney(receivedMinor, currency.data),
    amount: 'amountMicro' in proposal ? usdtMoney(proposal.amountMicro) : null,
    transfer: 'transfer' in proposal ? proposal.transfer : null, item: 'item' in proposal ? proposal.item ?? null : null,
    fiat_goes_back: 'fiatGoesBack' in decided && decided.fiatGoesBack,
    rule_broken: 'ruleBroken' in proposal && proposal.ruleBroken, by: proposedBy ?? '', reason: proposalReason ?? '',
  }
}

const caseAnswer = z.object({
  payment: z.string(), kind: caseRecord.shape.kind, reason: z.string(), merchant: z.string(), acceptor: z.string().nullable(),
  opened_at: time, due_at: time.nullable(), escalated: z.boolean(), suggestion: z.string().nullable(),
  proposed_by: z.string().nullable(), proposal: proposalAnswer.nullable(),
  stake: z.object({ usdt: moneyAnswer, fiat: moneyAnswer.nullable() }).nullable()
    .describe('What it is about: the order, or the money that is applied to nothing'),
  evidence: z.array(z.object({
    id: z.string(), side: z.string(), kind: z.string(), digest: z.string(), bank_proof: z.boolean(), at: time,
  })),
})
const shownCase = (record: CaseRecord): object => ({
  payment: record.payment, kind: record.kind, reason: record.reason, merchant: record.merchant, acceptor: record.acceptor,
  opened_at: iso(record.openedAtMs), due_at: record.dueAtMs === null ? null : iso(record.dueAtMs), escalated: record.escalated,
  suggestion: record.suggestion, proposed_by: record.proposedBy, proposal: shownProposal(record), stake: record.stake,
  evidence: record.evidence.map((one) => ({
    id: one.evidence, side: one.side, kind: one.kind, digest: one.digest, bank_proof: one.bankProof, at: iso(one.atMs),
  })),
})

const outageAnswer = z.object({
  id: z.string(), object: z.literal('outage'), state: z.enum(['proposed', 'recorded']), from: time, to: time, reason: z.string(),
  operators: z.array(z.string()),
})
const at = z.iso.datetime({ offset: true })

/** Rule 21: an operator sees what parties gave only while a case waits that it was given for. */
const assertInCase = async (call: Call, { evidence, uploader, payment }: StoredEvidence): Promise<void> => {
  const where = payment === null ? { acceptor: uploader } : { payment }
  if (!await call.gateway.ask<boolean>('order', 'evidenceInCase', { evidence, ...where }, call.after)) {
    throw new Problem('evidence_outside_case')
  }
}

export const operationRoutes: readonly Route[] = [
  ...judgements,
  ...logRoutes,
  ...forgetRoutes,
  get({
    operation: 'listCases', path: '/v1/cases', tag: 'Operations',
    summary: 'What waits for a person, most urgent first; the cursor is a payment, whose cases are not torn apart',
    roles: ['operator', 'auditor'],
    query: z.strictObject({
      ...paging, kind: caseRecord.shape.kind.optional(),
      acceptor: id('acceptor').optional(),
    }),
    answer: listOf(caseAnswer),
    handle: async (call) => {
      const { limit, kind, acceptor } = call.query
      const { items, hasMore } = await call.gateway.ask<Page<CaseRecord>>('order', 'cases', {
        limit, ...fromAs('startingAfter', call.query), ...(kind ? { kind } : {}), ...(acceptor ? { acceptor } : {}),
      }, call.after)
      return { body: list(items.map(shownCase), hasMore) }
    },
  }),
  get({
    operation: 'readEvidence', path: '/v1/evidence/:evidence', tag: 'Operations',
    summary: 'The file itself: an acceptor reads its own, an operator what an open case names', roles: ['operator', 'acceptor'],
    params: params('evidence'), answer: z.string().describe('The bytes as they were given'), codes: ['evidence_outside_case'],
    handle: async (call) => {
      const stored = await call.gateway.evidence.read(call.params.evidence)
      if (!stored || (call.caller.role === 'acceptor' && stored.uploader !== call.caller.acceptor)) throw new Problem('not_found')
      if (call.caller.role === 'operator') await assertInCase(call, stored)
      return { body: stored.bytes, contentType: stored.contentType }
    },
  }),
  post({
    operation: 'proposeOutage', path: '/v1/outages', tag: 'Operations',
    summary: 'A time in which nobody could act: open deadlines shift by it once another operator approves',
    roles: ['operator'], scope: 'judge',
    body: z.strictObject({ from: at, to: at, reason }), status: 201, answer: acted,
    handle: async (call) => {
      const outage = idFrom('outage', call.seed)
      const { events, position } = await call.gateway.send(call, outageCommands.propose, {
        outage, operator: call.caller.operator, fromMs: Date.parse(call.body.from), toMs: Date.parse(call.body.to),
        reason: call.body.reason,
      })
      return { body: { id: outage, object: 'outage', events: events.map(({ type }) => type) }, position }
    },
  }),
  post({
    operation: 'approveOutage', path: '/v1/outages/:outage/approve', tag: 'Operations', summary: 'The second person\'s yes',
    roles: ['operator'], scope: 'judge', params: params('outage'), answer: acted, codes: ['same_person'],
    handle: async (call) => {
      const { outage } = call.params
      const { events, position } = await call.gateway.send(call, outageCommands.approve, { outage, operator: call.caller.operator })
      return { body: { id: outage, object: 'outage', events: events.map(({ type }) => type) }, position }
    },
  }),
  get({
    operation: 'listOutages', path: '/v1/outages', tag: 'Operations', summary: 'Recorded outages, newest first',
    roles: ['operator', 'auditor'],
    answer: listOf(outageAnswer),
    handle: async (call) => {
      const rows = await call.gateway.ask<OutageRecord[]>('order', 'outages', {}, call.after)
      return {
        body: list(rows.map(({ outage, state, fromMs, toMs, reason: why, operators }) =>
          ({ id: outage, object: 'outage', state, from: iso(fromMs), to: iso(toMs), reason: why, operators })), false),
      }
    },
  }),
  get({
    operation: 'listReferences', path: '/v1/references', tag: 'Operations', summary: 'Reference prices with the sources they come from',
    roles: ['operator', 'acceptor', 'auditor'],
    answer: listOf(z.object({ currency: fiatCurrency, price: z.string(), at: time, inputs: z.array(z.object({}).loose()) })),
    handle: async (call) => {
      const rows = await call.gateway.ask<ReferenceRow[]>('matching', 'references', { ledger: call.gateway.ledger }, call.after)
      return {
        body: list(rows.map(({ currency, price, atMs, inputs }) => ({
          currency, price, at: iso(atMs),
          inputs: inputs.map(({ source, price: quoted, takenAtMs, used }) => ({ source, price: quoted, taken_at: iso(takenAtMs), used })),
        })), false),
      }
    },
  }),
]
