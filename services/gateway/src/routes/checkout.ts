import {
  fiatCurrency, fiatMoney, fixedAmount, parseDecimal, publicOnChain, publicRefund, rate, usdtMoney, type FixedAmount, type Page,
  type PaymentAccountRow,
  type PaymentOption, type PaymentRecord, type PublicPayment, type PublicRefund, type RefundRecord,
} from '@stablegate/contracts'
import { z } from 'zod'
import { bankReferenceHash, payerFingerprint } from '../crypto/fingerprints.ts'
import { assertMayChoose } from '../http/choice-limits.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Reply, type Route } from '../http/route.ts'
import { acted, fiat, list, listOf, method, moneyAnswer, nothing, params, reason, text, time } from '../http/wire.ts'
import { bindingSession, bySession } from './checkout-session.ts'
import { hasWallet } from './wallets.ts'
import { brandOf } from './merchant-brand.ts'
import { act, recordOf } from './payment-act.ts'
import { actWithUpload, evidenceAnswer, evidenceQuery } from './uploads.ts'

const here = params('payment')

/** In these states the customer of the order's session is told where to pay. */
const instructedStates: ReadonlySet<string> = new Set(['awaiting_payment', 'grace'])

const checkoutAnswer = z.object({
  id: z.string(), object: z.literal('checkout'), livemode: z.boolean(), status: z.string(), state: z.string(),
  paid_to: z.string().describe('Name of the merchant, as the operator verified it'),
  brand: z.object({ name: z.string().nullable(), colour: z.string().nullable() }).describe('How the merchant shows itself'),
  amount: moneyAnswer, description: z.string().nullable(),
    return_url: z.string().nullable(), expires_at: time,
  deadline_at: time.nullable(), yours: z.boolean().describe('Whether this session chose the method'),
  unserved: z.string().nullable().describe('Why nobody serves the method this session chose last: choose again'),
  order: z.object({
    id: z.string(), method: z.string(), fiat: moneyAnswer, usdt: moneyAnswer, price: z.string(), pay_before: time.nullable(),
    received: moneyAnswer.nullable(),
  }).nullable(),
  instructions: z.object({
    method: z.string(), amount: moneyAnswer, details: z.record(z.string(), z.string()), warning: z.string(),
  }).nullable(),
  may_choose_on_chain: z.boolean(),
  on_chain: publicOnChain.nullable().describe('Where and what to pay on chain, for the session that chose it'),
  refunds: z.array(publicRefund).describe('On their way to the customer of this session; one that awaits an address asks for it'),
})

/** Rule 18: the page says who is paid, and to stop when a stranger asked for it. */
const warning = 'Pay this amount once, from your own account. If a stranger asked you to pay here, stop.'

const instructionsOf = async (
  call: Call, record: PaymentRecord, order: NonNullable<PublicPayment['order']>,
): Promise<object | null> => {
  if (record.account === null || !instructedStates.has(record.status)) return null
  const account = await call.gateway.ask<PaymentAccountRow | null>('acceptor', 'getPaymentAccount', { account: record.account })
  const details = account && await call.gateway.vault.open(account.sealedDetails)
  if (details === null || details === undefined) return null
  return { method: order.method, amount: order.fiat, details: JSON.parse(details) as unknown, warning }
}

const mayHaveRefunds: ReadonlySet<string> = new Set(['settled', 'resolved', 'unresolved', 'refunded', 'expired', 'cancelled'])

/** Refunds that this session may say the address of: its own, or those whose link it opened. */
const refundsOf = async (call: Call, { payment }: PaymentRecord): Promise<readonly PublicRefund[]> => {
  const { caller } = call
  if (caller.role !== 'session' || !mayHaveRefunds.has(payment.status)) return []
  const { items } = await call.gateway.ask<Page<RefundRecord>>('order', 'listRefunds', { payment: payment.id, limit: 20 }, call.after)
  return items.filter(({ sessionHash }) => sessionHash === caller.sessionHash).map(({ refund }) => refund)
}

/** A link shows what is to be paid; only the session that chose is shown where. */
const view = async (call: Call): Promise<Reply> => {
  const { payment: paymentId } = call.params as { readonly payment: string }
  const record = await recordOf(call, paymentId)
  const { payment, sessionHash, status } = record
  const yours = call.caller.role === 'session' && sessionHash !== null && call.caller.sessionHash === sessionHash
  const { name, displayName, colour } = await brandOf(call, record.merchant)
  const order = yours && payment.order ? payment.order : null
  return {
    body: {
      id: payment.id, object: 'checkout', livemode: payment.livemode, status: payment.status, state: status,
      paid_to: name, brand: { name: displayName, colour }, amount: payment.amount, description: payment.description,
        return_url: payment.return_url,
      expires_at: payment.expires_at, deadline_at: payment.deadline_at, yours,
      unserved: yours ? record.unserved ?? null : null,
      order: order && {
        id: order.id, method: order.method, fiat: order.fiat, usdt: order.usdt, price: order.price, pay_before: order.pay_before,
        received: order.received,
      },
      instructions: order ? await instructionsOf(call, record, order) : null,
      may_choose_on_chain: (record.mayChooseOnChain ?? false) && await hasWallet(call), on_chain: yours ? payment.on_chain : null,
      refunds: await refundsOf(call, record),
    },
  }
}

export const fixedAmountOf = ({ amount, currency }: PublicPayment['amount']): FixedAmount => {
  const decimals = currency === 'USDT' ? 6 : (amount.split('.')[1] ?? '').length
  const units = parseDecimal(amount, decimals)
  return fixedAmount.parse(currency === 'USDT'
    ? { fix: 'usdt', usdtMicro: units }
    : { fix: 'fiat', currency, fiatMinor: units })
}

const optionAnswer = z.object({
  currency: fiatCurrency, method, price: rate, reference: rate, fiat: moneyAnswer, usdt: moneyAnswer, acceptors: z.int(),
})

/** An estimate: the price is locked when an acceptor takes the offer. */
const shownOption = ({ fiatMinor, usdtMicro, ...option }: PaymentOption): object => ({
  ...option, fiat: fiatMoney(fiatMinor, option.currency), usdt: usdtMoney(usdtMicro),
})

const payerBody = z.strictObject({
  name: text(120).describe('As the bank knows the payer'), account_tail: text(12).describe('Last characters of the paying account'),
})

const choose = post({
  operation: 'choose', path: '/v1/checkout/:payment/choose', tag: 'Checkout',
  summary: 'Chooses currency and method. Answers the session secret that every further act bears',
  roles: ['public', 'session'], params: here,
  body: z.strictObject({ currency: fiatCurrency, method, payer: payerBody }), status: 201,
  answer: acted.extend({ session_secret: z.string().nullable() }),
  codes: ['not_while_<state>', 'session_mismatch', 'choices_limited', 'payer_cooling_down', 'first_order_too_large'],
  handle: async (call) => {
    const { gateway, body, seed } = call
    const { payment } = call.params
    const { secret, by } = bindingSession(call, payment)
    const fingerprint = payerFingerprint(gateway.master, body.payer.name, body.payer.account_tail)
    await assertMayChoose(call, { payment, fingerprint, currency: body.currency, method: body.method })
    const subject = `payer-${fingerprint}`
    const reply = await act(call, 'choose', {
      payment, currency: body.currency, method: body.method, by,
      payer: {
        sealedName: await gateway.vault.seal(subject, `${seed}:name`, body.payer.name),
        sealedTail: await gateway.vault.seal(subject, `${seed}:tail`, body.payer.account_tail), fingerprint,
      },
    }, { id: payment, object: 'checkout' })
    return { ...reply, body: { ...(reply.body as object), session_secret: secret } }
  },
})

const referenceOf = async (call: Call<'session'>, payment: string, reference: string) => ({
  bankReferenceHash: bankReferenceHash(call.gateway.master, reference),
  sealedReference: await call.gateway.vault.seal(payment, `${call.seed}:reference`, reference),
})

/** Nobody but the bound session may leave files with us. */
const ownRecord = async (call: Call<'session', { readonly payment: string }>): Promise<PaymentRecord> => {
  const record = await recordOf(call, call.params.payment)
  if (record.sessionHash !== call.caller.sessionHash) throw new Problem('session_mismatch')
  return record
}

const claimBody = z.strictObject({
  bank_reference: text(80), paid_at: z.iso.datetime({ offset: true }).optional(),
})

/** An act of the customer that says nothing but itself. */
const plain = (
  operation: string, path: string, summary: string, verb: 'stateNotPaid' | 'acknowledgeRefund' | 'cancel' | 'concede',
): Route => post({
  operation, path: `/v1/checkout/:payment/${path}`, tag: 'Checkout', summary, roles: ['session'], params: here, body: nothing,
  answer: acted, codes: ['session_mismatch', 'not_while_<state>'],
  handle: (call) => act(call, verb, { payment: call.params.payment, by: bySession(call) },
    { id: call.params.payment, object: 'checkout' }),
})

export const checkoutRoutes: readonly Route[] = [
  get({
    operation: 'getCheckout', path: '/v1/checkout/:payment', tag: 'Checkout',
    summary: 'What is to be paid; with the session that chose, also where', roles: ['public', 'session'], params: here, live: true,
    answer: checkoutAnswer, handle: view,
  }),
  get({
    operation: 'listOptions', path: '/v1/checkout/:payment/options', tag: 'Checkout',
    summary: 'Ways to pay with their prices as of now', roles: ['public', 'session'], params: here, answer: listOf(optionAnswer),
    handle: async (call) => {
      const { payment, merchant, methods } = await recordOf(call, call.params.payment)
      const options = await call.gateway.ask<PaymentOption[]>('matching', 'options', {
        ledger: call.gateway.ledger, amount: fixedAmountOf(payment.amount), merchant, atMs: call.nowMs,
      })
      return { body: list(options.filter((one) => methods?.includes(one.method) ?? true).map(shownOption), false) }
    },
  }),
  choose,
  post({
    operation: 'claim', path: '/v1/checkout/:payment/claim', tag: 'Checkout', summary: '"I paid": with the reference of the bank',
    roles: ['session'], params: here, body: claimBody.extend({ amount: fiat.optional() }), answer: acted,
    codes: ['session_mismatch', 'not_while_<state>', 'wrong_currency'],
    handle: async (call) => {
      const { payment } = call.params
      const { amount, paid_at: paidAt, bank_reference: reference } = call.body
      return act(call, 'claim', {
        payment, by: bySession(call), ...await referenceOf(call, payment, reference),
        ...(amount ? { claimedMinor: amount.minor, currency: amount.currency } : {}), ...(paidAt ? { paidAtMs: Date.parse(paidAt) } : {}),
      }, { id: payment, object: 'checkout' })
    },
  }),
  post({
    operation: 'claimLate', path: '/v1/checkout/:payment/late_claim', tag: 'Checkout',
    summary: '"I paid", after the order was closed', roles: ['session'], params: here, body: claimBody, answer: acted,
    codes: ['session_mismatch', 'not_while_<state>'],
    handle: async (call) => {
      const { payment } = call.params
      const { paid_at: paidAt, bank_reference: reference } = call.body
      return act(call, 'lateClaim', {
        payment, by: bySession(call), ...await referenceOf(call, payment, reference),
        ...(paidAt ? { paidAtMs: Date.parse(paidAt) } : {}),
      }, { id: payment, object: 'checkout' })
    },
  }),
  plain('cancelCheckout', 'cancel', 'Stops; after instructions were shown the order waits its grace', 'cancel'),
  plain('stateNotPaid', 'not_paid', 'States that nothing was paid: the order closes', 'stateNotPaid'),
  plain('acknowledgeRefund', 'acknowledge_refund', 'The fiat came back', 'acknowledgeRefund'),
  plain('concedeAsCustomer', 'concede', 'Gives up the dispute', 'concede'),
  post({
    operation: 'answerAmount', path: '/v1/checkout/:payment/answer', tag: 'Checkout',
    summary: 'Answers an acceptor who received another amount', roles: ['session'], params: here,
    body: z.strictObject({ answer: z.enum(['agree', 'top_up', 'ask_refund', 'contest']) }), answer: acted,
    codes: ['session_mismatch', 'not_while_<state>'],
    handle: (call) => act(call, 'answerAmount', {
      payment: call.params.payment, by: bySession(call), answer: call.body.answer,
    }, { id: call.params.payment, object: 'checkout' }),
  }),
  post({
    operation: 'appeal', path: '/v1/checkout/:payment/appeal', tag: 'Checkout', summary: 'Appeals against how it was settled',
    roles: ['session'], params: here, body: z.strictObject({ reason }), answer: acted, codes: ['session_mismatch', 'not_while_<state>'],
    handle: (call) => act(call, 'appeal', {
      payment: call.params.payment, by: bySession(call), reason: call.body.reason,
    }, { id: call.params.payment, object: 'checkout' }),
  }),
  post({
    operation: 'addEvidenceAsCustomer', path: '/v1/checkout/:payment/evidence', tag: 'Checkout',
    summary: 'Gives a file as evidence (body: the file)', roles: ['session'], params: here, query: evidenceQuery, upload: true,
    status: 201, answer: evidenceAnswer, codes: ['session_mismatch', 'not_while_<state>'], prepare: ownRecord,
    handle: (call) => {
      const { payment } = call.params
      return actWithUpload(call, { uploader: `session:${call.caller.sessionHash}`, payment }, call.query,
        (evidence) => act(call, 'addEvidence', { payment, by: bySession(call), evidence }, { id: payment, object: 'checkout' }))
    },
  }),
]
