import { publicOrder, type OrderRecord, type Page } from '@stablegate/contracts'
import { z } from 'zod'
import { bankReferenceHash } from '../crypto/fingerprints.ts'
import { fromAs, paging } from '../http/paging.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Reply, type Route } from '../http/route.ts'
import { acted, fiat, list, listOf, nothing, params, text } from '../http/wire.ts'
import { act, paymentOfOrder, receivedIn } from './payment-act.ts'
import { actWithUpload, asEvidence, evidenceAnswer, evidenceQuery, shownEvidence, storeLoose } from './uploads.ts'

export const payerAnswer = z.object({ name: z.string(), account_tail: z.string(), reference: z.string().nullable() }).nullable()
  .describe('Shown from acceptance until the appeal is over')
const orderAnswer = publicOrder.extend({ payer: payerAnswer })

/** Who pays is told once the acceptor accepted, and no longer than somebody can appeal (rule 21). */
export const payerOf = async (call: Call, record: OrderRecord): Promise<object | null> => {
  if (!record.payerShown) return null
  const { vault } = call.gateway
  const [name, tail, reference] = await Promise.all([
    vault.open(record.sealedPayerName), vault.open(record.sealedPayerTail),
    record.sealedReference === null ? undefined : vault.open(record.sealedReference),
  ])
  if (name === undefined || tail === undefined) return null
  return { name, account_tail: tail, reference: reference ?? null }
}

const shown = async (call: Call, record: OrderRecord): Promise<object> =>
  ({ ...record.order, payer: await payerOf(call, record) })

const asAcceptor = (call: Call<'acceptor'>) => ({ role: 'acceptor' as const, acceptor: call.caller.acceptor })
const here = params('order')

/** The order, if it is this acceptor's and its payment's last; else there is none. */
export const ownOrder = async (call: Call<'acceptor'>, order: string): Promise<OrderRecord> => {
  const { items } = await call.gateway.ask<Page<OrderRecord>>('order', 'acceptorOrders', {
    acceptor: call.caller.acceptor, payment: paymentOfOrder(order), limit: 1,
  }, call.after)
  const found = items.find((record) => record.order.id === order)
  if (!found) throw new Problem('not_found')
  return found
}

type OrderParams = { readonly order: string }
const actOn = (call: Call<'acceptor', OrderParams>, verb: Parameters<typeof act>[1], more: object = {}): Promise<Reply> =>
  act(call, verb, { payment: paymentOfOrder(call.params.order), by: asAcceptor(call), ...more } as never,
    { id: call.params.order, object: 'order' })

const plain = (
  operation: string, path: string, summary: string,
  verb: 'acceptOffer' | 'declineOffer' | 'reportAccountUnusable' | 'attestNothingCame' | 'offerRefund' | 'concede',
): Route => post({
  operation, path: `/v1/orders/:order/${path}`, tag: 'Orders', summary, roles: ['acceptor'], scope: 'operate', params: here, body: nothing,
  answer: acted, codes: ['not_found', 'not_while_<state>'], handle: (call) => actOn(call, verb),
})

const bankReference = text(80).describe('As the bank statement shows it')

export const orderRoutes: readonly Route[] = [
  get({
    operation: 'listOrders', path: '/v1/orders', tag: 'Orders', summary: 'Offers and orders of this acceptor, newest first',
    roles: ['acceptor'], query: z.strictObject({ ...paging, open: z.enum(['true', 'false']).optional() }), answer: listOf(orderAnswer),
    handle: async (call) => {
      const { limit, open } = call.query
      const { items, hasMore } = await call.gateway.ask<Page<OrderRecord>>('order', 'acceptorOrders', {
        acceptor: call.caller.acceptor, limit, ...fromAs('startingAfter', call.query),
        ...(open === undefined ? {} : { open: open === 'true' }),
      }, call.after)
      return { body: list(await Promise.all(items.map((record) => shown(call, record))), hasMore) }
    },
  }),
  get({
    operation: 'getOrder', path: '/v1/orders/:order', tag: 'Orders', summary: 'One order, with who pays',
    roles: ['acceptor'], params: here, answer: orderAnswer,
    handle: async (call) => ({ body: await shown(call, await ownOrder(call, call.params.order)) }),
  }),
  plain('acceptOffer', 'accept', 'Takes the offer: the customer is shown where to pay', 'acceptOffer'),
  plain('declineOffer', 'decline', 'Leaves the offer to another', 'declineOffer'),
  post({
    operation: 'confirm', path: '/v1/orders/:order/confirm', tag: 'Orders',
    summary: 'The fiat is here: amount, whether the payer is the one named, and the bank\'s reference',
    roles: ['acceptor'], scope: 'operate', params: here,
    body: z.strictObject({ received: fiat, payer_matches: z.boolean(), bank_reference: bankReference.optional() }),
    answer: acted, codes: ['not_found', 'not_while_<state>', 'bank_reference_used', 'wrong_currency'],
    handle: (call) => {
      const { received, payer_matches: payerMatches, bank_reference: reference } = call.body
      return actOn(call, 'confirm', {
        ...receivedIn(received), payerMatches,
        ...(reference === undefined ? {} : { bankReferenceHash: bankReferenceHash(call.gateway.master, reference) }),
      })
    },
  }),
  post({
    operation: 'refuse', path: '/v1/orders/:order/refuse', tag: 'Orders', summary: 'Contradicts a claim: it goes to dispute',
    roles: ['acceptor'], scope: 'operate',
    params: here, body: z.strictObject({ reason: z.enum(['not_received', 'third_party', 'wrong_account']) }),
    answer: acted, codes: ['not_found', 'not_while_<state>'],
    handle: (call) => actOn(call, 'refuse', { reason: call.body.reason }),
  }),
  plain('reportAccountUnusable', 'account_unusable', 'The shown payment account cannot take money now', 'reportAccountUnusable'),
  plain('attestNothingCame', 'nothing_came', 'Attests in grace that nothing came', 'attestNothingCame'),
  post({
    operation: 'correctAmount', path: '/v1/orders/:order/correct_amount', tag: 'Orders',
    summary: 'Corrects the received amount upward',
    roles: ['acceptor'], scope: 'operate', params: here, body: z.strictObject({ received: fiat }),
    answer: acted, codes: ['not_found', 'not_while_<state>', 'wrong_currency'],
    handle: (call) => actOn(call, 'correctAmount', receivedIn(call.body.received)),
  }),
  plain('offerRefund', 'offer_refund', 'Offers to send the fiat back', 'offerRefund'),
  post({
    operation: 'markRefunded', path: '/v1/orders/:order/refunded', tag: 'Orders', summary: 'The fiat was sent back, with the reference',
    roles: ['acceptor'], scope: 'operate', params: here, body: z.strictObject({ bank_reference: bankReference }), answer: acted,
    codes: ['not_found', 'not_while_<state>'],
    handle: async (call) => {
      const { gateway, seed, body: { bank_reference: reference } } = call
      return actOn(call, 'markRefunded', {
        bankReferenceHash: bankReferenceHash(gateway.master, reference),
        sealedReference: await gateway.vault.seal(paymentOfOrder(call.params.order), `${seed}:reference`, reference),
      })
    },
  }),
  plain('concedeAsAcceptor', 'concede', 'Gives up the dispute', 'concede'),
  post({
    operation: 'confirmLate', path: '/v1/orders/:order/confirm_late', tag: 'Orders',
    summary: 'The fiat came after the order was closed', roles: ['acceptor'], scope: 'operate', params: here,
    body: z.strictObject({ received: fiat, bank_reference: bankReference }), answer: acted,
    codes: ['not_found', 'not_while_<state>', 'wrong_currency'],
    handle: (call) => actOn(call, 'confirmLate', {
      ...receivedIn(call.body.received),
      bankReferenceHash: bankReferenceHash(call.gateway.master, call.body.bank_reference),
    }),
  }),
  post({
    operation: 'addEvidenceAsAcceptor', path: '/v1/orders/:order/evidence', tag: 'Orders',
    summary: 'Gives a file as evidence (body: the file)',
    roles: ['acceptor'], scope: 'operate', params: here, query: evidenceQuery, upload: true, status: 201, answer: evidenceAnswer,
    codes: ['not_found', 'not_while_<state>'],
    handle: (call) => actWithUpload(
      call, { uploader: call.caller.acceptor, payment: paymentOfOrder(call.params.order) }, call.query,
      (evidence) => actOn(call, 'addEvidence', { evidence })),
  }),
  post({
    operation: 'uploadEvidence', path: '/v1/evidence', tag: 'Orders', summary: 'Keeps a file for an act that names it (body: the file)',
    roles: ['acceptor'], scope: 'operate', query: evidenceQuery, upload: true, status: 201, answer: evidenceAnswer,
    codes: ['too_many_uploads'],
    handle: async (call) => ({ body: shownEvidence(await storeLoose(call, call.caller.acceptor, call.query)) }),
  }),
  post({
    operation: 'reportRecall', path: '/v1/orders/:order/recall', tag: 'Orders', summary: 'The bank took the fiat back: with proof',
    roles: ['acceptor'], scope: 'operate',
    params: here, body: z.strictObject({ recalled: fiat, evidence: z.string().max(60) }), answer: acted,
    codes: ['not_found', 'not_while_<state>', 'wrong_currency'],
    handle: async (call) => {
      const stored = await call.gateway.evidence.describe(call.body.evidence)
      if (!stored || stored.uploader !== call.caller.acceptor) throw new Problem('not_found')
      const { minor: recalledMinor, currency } = call.body.recalled
      return actOn(call, 'reportRecall', { recalledMinor, currency, proof: asEvidence(stored, true) })
    },
  }),
]
