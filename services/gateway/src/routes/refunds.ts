import {
  chainAddress, id, idFrom, paymentCommands, publicRefund, refundCommands, refundSource, refundStatus,
  type Page, type RefundRecord,
} from '@stablegate/contracts'
import { z } from 'zod'
import { sha256 } from '../crypto/master-key.ts'
import { fromAs, paging } from '../http/paging.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Route } from '../http/route.ts'
import { acted, list, listOf, nothing, params, reason, usdt } from '../http/wire.ts'
import { bySession, claimingSession } from './checkout-session.ts'
import { merchantOrOperator, shownByOrder } from './payment-act.ts'

const here = params('refund')
const ofCheckout = z.object({ payment: id('payment'), refund: id('refund') })
const typesOf = (events: readonly { readonly type: string }[]): string[] => events.map(({ type }) => type)

/** The refund, if the caller may see it; else there is none. */
const visibleRefund = async (call: Call<'merchant' | 'operator' | 'accountant' | 'auditor'>, refund: string): Promise<RefundRecord> => {
  const record = await shownByOrder<RefundRecord>(call, 'getRefund', { refund })
  if (call.caller.role === 'merchant' && record.refund.merchant !== call.caller.merchant) throw new Problem('not_found')
  return record
}

export const refundRoutes: readonly Route[] = [
  post({
    operation: 'createRefund', path: '/v1/payments/:payment/refunds', tag: 'Payments',
    summary: 'Gives money back: settled money, or what came on chain and was applied to nothing. The customer says where to',
    roles: ['merchant', 'operator'], scope: 'money', params: params('payment'), status: 201, answer: acted,
    body: z.strictObject({ amount: usdt, source: refundSource.default('available'), reason }),
    codes: ['not_while_<state>', 'exceeds_settled', 'exceeds_unapplied', 'hold_running', 'refund_locked'],
    handle: async (call) => {
      const refund = idFrom('refund', call.seed)
      const { amount, source, reason: why } = call.body
      const { events, position } = await call.gateway.send(call, paymentCommands.requestRefund, {
        payment: call.params.payment, by: merchantOrOperator(call), refund, amountMicro: amount, from: source, reason: why,
      })
      return { body: { id: refund, object: 'refund', events: typesOf(events) }, position }
    },
  }),
  get({
    operation: 'listRefunds', path: '/v1/refunds', tag: 'Payments', summary: 'Refunds, newest first',
    roles: ['merchant', 'operator', 'accountant', 'auditor'],
    query: z.strictObject({
      ...paging, payment: id('payment').optional(), status: refundStatus.optional(),
      merchant: id('merchant').optional().describe('For operators'),
    }),
    answer: listOf(publicRefund),
    handle: async (call) => {
      const { limit, payment, status, merchant } = call.query
      const owner = call.caller.role === 'merchant' ? call.caller.merchant : merchant
      const { items, hasMore } = await call.gateway.ask<Page<RefundRecord>>('order', 'listRefunds', {
        limit, ...fromAs('startingAfter', call.query), ...(payment ? { payment } : {}), ...(status ? { status } : {}),
        ...(owner ? { merchant: owner } : {}),
      }, call.after)
      return { body: list(items.map(({ refund }) => refund), hasMore) }
    },
  }),
  get({
    operation: 'getRefund', path: '/v1/refunds/:refund', tag: 'Payments', summary: 'One refund',
    roles: ['merchant', 'operator', 'accountant', 'auditor'],
    params: here, answer: publicRefund,
    handle: async (call) => ({ body: (await visibleRefund(call, call.params.refund)).refund }),
  }),
  post({
    operation: 'closeRefund', path: '/v1/refunds/:refund/close', tag: 'Payments',
    summary: 'Ends a refund for which no address was given; its amount is free again', roles: ['merchant', 'operator'], scope: 'money',
    params: here, body: z.strictObject({ reason }), answer: acted, codes: ['not_awaiting_address'],
    handle: async (call) => {
      const { refund } = call.params
      const { events, position } = await call.gateway.send(call, refundCommands.close, {
        refund, by: merchantOrOperator(call), reason: call.body.reason,
      })
      return { body: { id: refund, object: 'refund', events: typesOf(events) }, position }
    },
  }),
  post({
    operation: 'createRefundLink', path: '/v1/refunds/:refund/link', tag: 'Payments',
    summary: 'Makes a link for a customer who lost the session: it opens once, a newer one ends it. Send it only to the customer',
    roles: ['merchant', 'operator'], scope: 'money', params: here, body: nothing, status: 201,
    answer: acted.extend({ secret: z.string().describe('Shown once'), path: z.string().describe('Below the address of the checkout') }),
    codes: ['not_awaiting_address'],
    handle: async (call) => {
      const { refund } = call.params
      const { payment } = (await visibleRefund(call, refund)).refund
      const secret = `rl_${call.gateway.master.digest('refund-link', refund, call.seed).toString('base64url')}`
      const { events, position } = await call.gateway.send(call, refundCommands.makeLink, {
        refund, by: merchantOrOperator(call), linkHash: sha256(secret),
      })
      const path = `/checkout/${payment}#refund=${refund}&link=${secret}`
      return { body: { id: refund, object: 'refund', events: typesOf(events), secret, path }, position }
    },
  }),
  post({
    operation: 'claimRefund', path: '/v1/checkout/:payment/refunds/:refund/claim', tag: 'Checkout',
    summary: 'Opens the link of a refund. Answers the session secret that says where it goes; the session before has no say any more',
    roles: ['public'], scope: 'operate', params: ofCheckout, status: 201,
    body: z.strictObject({ secret: z.string().regex(/^rl_[A-Za-z0-9_-]{20,100}$/) }),
    answer: acted.extend({ session_secret: z.string() }), codes: ['link_invalid', 'not_awaiting_address'],
    handle: async (call) => {
      const { refund } = call.params
      const { secret, sessionHash } = claimingSession(call, refund)
      const { events, position } = await call.gateway.send(call, refundCommands.claim, {
        refund, linkHash: sha256(call.body.secret), sessionHash,
      })
      return { body: { id: refund, object: 'refund', events: typesOf(events), session_secret: secret }, position }
    },
  }),
  post({
    operation: 'giveRefundAddress', path: '/v1/checkout/:payment/refunds/:refund/address', tag: 'Checkout',
    summary: 'Says where a refund goes: an address of the customer\'s own', roles: ['session'], scope: 'operate',
    params: ofCheckout, body: z.strictObject({ address: chainAddress }), answer: acted,
    codes: ['session_mismatch', 'not_awaiting_address', 'address_invalid'],
    handle: async (call) => {
      const { refund } = call.params
      const { events, position } = await call.gateway.send(call, refundCommands.giveAddress, {
        refund, by: bySession(call), address: call.body.address,
      })
      return { body: { id: refund, object: 'refund', events: typesOf(events) }, position }
    },
  }),
]
