import {
  id, idFrom, newPublicPayment, paymentClocks, paymentCommands, publicPayment, timelineEntry, words, type MessageOf,
  type Page, type PaymentRecord, type TimelineEntry, type paymentEvents,
} from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'
import { z } from 'zod'
import { policyOf, type TestClocks } from '../domain/policy.ts'
import { fromAs, paging } from '../http/paging.ts'
import { at, pastOfStream, type At } from '../http/past.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Route } from '../http/route.ts'
import { acted, fiat, fixed, list, listOf, params, reason, text, usdt } from '../http/wire.ts'
import type { MerchantRow } from '../views/merchants.ts'
import { act, merchantOrOperator, receivedIn, recordOf } from './payment-act.ts'

const milliseconds = z.int().min(1).max(400 * 86_400_000)
/** Test mode only: `{ "expiry": 60000, "hold": 1000 }` in milliseconds, by the names of the payment's clocks. */
const clockNames = [...Object.keys(paymentClocks.shape), 'transferMs', 'refundAddressMs', 'holdMs', 'reversalWindowMs', 'graceMs'] as const
const wireName = (name: string): string => name.replace(/Ms$/, '').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const testClocks = z.strictObject(
  Object.fromEntries(clockNames.map((name) => [wireName(name), milliseconds.optional()])))
  .describe('Test mode only: clocks of this payment in milliseconds')

const clocksOf = (body: z.output<typeof testClocks> | undefined): TestClocks =>
  Object.fromEntries(clockNames.flatMap((name) => {
    const value = (body as Record<string, number | undefined> | undefined)?.[wireName(name)]
    return value === undefined ? [] : [[name, value]]
  }))

const createBody = z.strictObject({
  reference: text(100).describe('Yours; unique among your payments'),
  amount: fixed, description: text(500).optional(), return_url: z.url({ protocol: /^https?$/ }).max(1000).optional(),
  metadata: z.record(z.string().min(1).max(40), z.string().max(500))
    .refine((value) => Object.keys(value).length <= 20, 'at most 20 entries').default({}),
  max_spread_bps: z.int().min(0).max(2_000).optional().describe('How far a price may lie from the reference'),
  min_usdt: usdt.optional().describe('For an amount in fiat: the least USDT you take for it'),
  test_clocks: testClocks.optional(),
})

type Created = MessageOf<(typeof paymentEvents)['created']>['data']

/** Terms as they stand now; kept with the request, so that a repetition is the same payment. */
const termsOf = async (call: Call<'merchant'>): Promise<MerchantRow> => {
  const row = await call.gateway.host.views.selectFrom('merchants').selectAll()
    .where('id', '=', call.caller.merchant).executeTakeFirst() as MerchantRow | undefined
  if (!row) throw new Problem('not_found')
  return { ...row, fee_fixed_micro: String(row.fee_fixed_micro) as never }
}

const create = post({
  operation: 'createPayment', path: '/v1/payments', tag: 'Payments',
  summary: 'Asks for a payment. The customer goes on at /v1/checkout/{id}',
  roles: ['merchant'], scope: 'operate', body: createBody, status: 201, answer: publicPayment,
  codes: ['reference_taken', 'merchant_suspended', 'test_mode_only'],
  prepare: termsOf,
  handle: async (call) => {
    const { gateway, body, caller } = call
    const terms = call.prepared as MerchantRow
    if (terms.status === 'suspended') throw new Problem('merchant_suspended')
    const returnUrl = body.return_url ?? terms.settings.returnUrl
    if (body.test_clocks && gateway.livemode) throw new Problem('test_mode_only')
    const { events, position } = await gateway.send(call, paymentCommands.create, {
      payment: idFrom('payment', call.seed), merchant: caller.merchant, livemode: gateway.livemode, ledger: gateway.ledger,
      reference: body.reference, amount: body.amount, metadata: body.metadata,
      policy: policyOf({
        tier: terms.tier === 'established' ? 'established' : 'new',
        fees: {
          version: terms.fee_version, bps: terms.fee_bps, fixedMicro: BigInt(terms.fee_fixed_micro),
          commissionBps: terms.commission_bps,
        },
        settingsVersion: terms.settings_version, settings: terms.settings,
        agent: terms.agent === null ? undefined : { agent: terms.agent, shareBps: terms.agent_share_bps },
      }, {
        excludedOwners: [],
        ...(body.max_spread_bps === undefined ? {} : { maxSpreadBps: body.max_spread_bps }),
        ...(body.min_usdt === undefined ? {} : { minUsdtMicro: body.min_usdt }),
      }, clocksOf(body.test_clocks)),
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(returnUrl === undefined ? {} : { returnUrl }),
    })
    const created = events.find(({ type }) => type === 'payment.created')
    assertThat(created, 'an accepted payment has no payment.created')
    return { body: newPublicPayment(created.data as Created), position }
  },
})

/** What a merchant may read of a timeline: never who paid, from where, or what lies sealed (rule 21). */
const privateField = /sealed|payer|fingerprint|session|hash|account|clock|policy|proof|evidence|owner|operator/i
const withoutPrivate = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutPrivate)
  if (typeof value === 'bigint') return value.toString()
  // That the payer pays somebody else too is no business of this merchant.
  if (value === 'payer_has_open_order') return 'no_acceptor'
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value)
    .filter(([name]) => !privateField.test(name)).map(([name, field]) => [name, withoutPrivate(field)]))
}

/** A merchant sees its own, these see all. */
const readers = ['merchant', 'operator', 'accountant', 'auditor'] as const

/** The payment, if the caller may see it; else there is none. */
export const visiblePayment = async (call: Call<(typeof readers)[number]>, payment: string): Promise<PaymentRecord> => {
  const record = await recordOf(call, payment)
  if (call.caller.role === 'merchant' && record.merchant !== call.caller.merchant) throw new Problem('not_found')
  return record
}

/** The payment as its events made it by then; before its creation there is none. */
const pastPayment = async (call: Call<(typeof readers)[number]>, payment: string, moment: At): Promise<PaymentRecord> => {
  // Whoever may see it now may see how it was, and nobody learns from time or errors what others have.
  await visiblePayment(call, payment)
  const events = await pastOfStream(call, `order.payment-${payment}`, moment)
  if (events.length === 0) throw new Problem('not_found')
  return call.gateway.ask<PaymentRecord>('order', 'foldedPayment', { events })
}

const listQuery = z.strictObject({
  ...paging, status: z.enum(words).optional(), reference: z.string().max(100).optional(),
  merchant: id('merchant').optional().describe('For operators'),
})

export const paymentRoutes: readonly Route[] = [
  create,
  get({
    operation: 'listPayments', path: '/v1/payments', tag: 'Payments', summary: 'Payments, newest first',
    roles: readers, query: listQuery, answer: listOf(publicPayment),
    handle: async (call) => {
      const { limit, status, reference, merchant } = call.query
      const owner = call.caller.role === 'merchant' ? call.caller.merchant : merchant
      const { items, hasMore } = await call.gateway.ask<Page<PaymentRecord>>('order', 'listPayments', {
        limit, ...fromAs('startingAfter', call.query), ...(status ? { word: status } : {}),
        ...(reference ? { reference } : {}), ...(owner ? { merchant: owner } : {}),
      }, call.after)
      return { body: list(items.map(({ payment }) => payment), hasMore) }
    },
  }),
  get({
    operation: 'getPayment', path: '/v1/payments/:payment', tag: 'Payments', summary: 'One payment',
    roles: readers, live: true, params: params('payment'), query: z.strictObject({ at }),
    answer: publicPayment,
    handle: async (call) => {
      const { params: { payment }, query: { at: moment } } = call
      const record = moment ? await pastPayment(call, payment, moment) : await visiblePayment(call, payment)
      return { body: record.payment }
    },
  }),
  get({
    operation: 'getPaymentTimeline', path: '/v1/payments/:payment/timeline', tag: 'Payments',
    summary: 'All that happened to a payment, in order', roles: readers, params: params('payment'),
    answer: listOf(timelineEntry),
    handle: async (call) => {
      await visiblePayment(call, call.params.payment)
      const entries = await call.gateway.ask<TimelineEntry[]>(
        'order', 'paymentTimeline', { payment: call.params.payment }, call.after)
      return { body: list(entries.map((entry) => ({ ...entry, data: withoutPrivate(entry.data) })), false) }
    },
  }),
  post({
    operation: 'cancelPayment', path: '/v1/payments/:payment/cancel', tag: 'Payments',
    summary: 'Cancels a payment for which nobody was told to pay yet', roles: ['merchant', 'operator'], scope: 'operate',
    params: params('payment'), body: z.strictObject({ reason: reason.optional() }), answer: acted, codes: ['not_while_<state>'],
    handle: (call) => act(call, 'cancel', {
      payment: call.params.payment, by: merchantOrOperator(call), ...(call.body.reason ? { reason: call.body.reason } : {}),
    }, { id: call.params.payment, object: 'payment' }),
  }),
  post({
    operation: 'acceptPart', path: '/v1/payments/:payment/accept_part', tag: 'Payments',
    summary: 'Takes the amount that the acceptor received for the whole', roles: ['merchant'], scope: 'operate',
    params: params('payment'), answer: acted, codes: ['not_while_<state>'],
    handle: (call) => act(call, 'acceptPart', {
      payment: call.params.payment, by: { role: 'merchant', merchant: call.caller.merchant },
    }, { id: call.params.payment, object: 'payment' }),
  }),
  post({
    operation: 'decideLate', path: '/v1/payments/:payment/late_decision', tag: 'Payments',
    summary: 'Money came after the order was closed: take it, send it back, or deny that it came',
    roles: ['merchant', 'operator'], scope: 'money', params: params('payment'),
    body: z.strictObject({ outcome: z.enum(['accept', 'refund', 'deny']), received: fiat.optional(), reason }),
    answer: acted, codes: ['not_while_<state>', 'wrong_currency'],
    handle: (call) => {
      const { payment } = call.params
      const { outcome, received, reason: why } = call.body
      return act(call, 'decideLate', {
        payment, by: merchantOrOperator(call), outcome, reason: why,
        ...(received ? receivedIn(received) : {}),
      }, { id: payment, object: 'payment' })
    },
  }),
  ...(['flag', 'openDispute'] as const).map((verb) => post({
    operation: verb, path: `/v1/payments/:payment/${verb === 'flag' ? 'flag' : 'dispute'}`, tag: 'Payments',
    summary: verb === 'flag' ? 'Marks a payment for review: nothing is released meanwhile' : 'Opens a dispute over the running order',
    roles: ['merchant', 'operator'], scope: 'operate', params: params('payment'), body: z.strictObject({ reason }), answer: acted,
    codes: ['not_while_<state>'],
    handle: (call) => act(call, verb, {
      payment: call.params.payment, by: merchantOrOperator(call), reason: call.body.reason,
    }, { id: call.params.payment, object: 'payment' }),
  })),
  post({
    operation: 'extend', path: '/v1/payments/:payment/extend', tag: 'Payments',
    summary: 'Extends the running clock once', roles: ['merchant', 'operator'], scope: 'operate', params: params('payment'), answer: acted,
    codes: ['not_while_<state>'],
    handle: (call) => act(call, 'extend', { payment: call.params.payment, by: merchantOrOperator(call) },
      { id: call.params.payment, object: 'payment' }),
  }),
]
