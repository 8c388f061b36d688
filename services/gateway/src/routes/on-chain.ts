import { id, type PaymentRecord, type PriceReference, type ReferenceRow } from '@stablegate/contracts'
import { z } from 'zod'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Route } from '../http/route.ts'
import { acted, list, listOf, moneyAnswer, nothing, params, reason, time, usdt } from '../http/wire.ts'
import { bindingSession } from './checkout-session.ts'
import { hasWallet } from './wallets.ts'
import { lookUpItem } from './suspense.ts'
import { act, merchantOrOperator, operatorOf, recordOf } from './payment-act.ts'

const here = params('payment')
const subject = (payment: string) => ({ id: payment, object: 'payment' })
const whileCodes = ['not_while_<state>', 'nothing_unapplied'] as const

/** The price a payment in fiat is converted at: as old as the oldest source of its median. */
const referenceFor = async (call: Call, { payment }: PaymentRecord): Promise<PriceReference | undefined> => {
  const { currency } = payment.amount
  if (currency === 'USDT') return undefined
  const rows = await call.gateway.ask<ReferenceRow[]>('matching', 'references', { ledger: call.gateway.ledger })
  const row = rows.find((one) => one.currency === currency)
  if (!row) return undefined
  const used = row.inputs.filter((input) => input.used).map(({ takenAtMs }) => takenAtMs)
  return { price: row.price, atMs: Math.min(row.atMs, ...used) }
}

const chooseOnChain = post({
  operation: 'chooseOnChain', path: '/v1/checkout/:payment/choose_on_chain', tag: 'Checkout',
  summary: 'Pays on chain: an address of this payment\'s own follows. Answers the session secret that every further act bears',
  roles: ['public', 'session'], scope: 'operate', params: here, body: nothing, status: 201,
  answer: acted.extend({ session_secret: z.string().nullable() }),
  codes: [
    'not_while_<state>', 'session_mismatch', 'on_chain_not_offered', 'on_chain_unavailable', 'reference_missing', 'reference_stale',
    'price_out_of_bounds',
  ],
  prepare: async (call) => {
    if (!await hasWallet(call)) throw new Problem('on_chain_unavailable')
    return { reference: await referenceFor(call, await recordOf(call, call.params.payment)) }
  },
  handle: async (call) => {
    const { payment } = call.params
    const { secret, by } = bindingSession(call, payment)
    const { reference } = call.prepared as { readonly reference?: PriceReference }
    const reply = await act(call, 'chooseOnChain', { payment, by, ...(reference ? { reference } : {}) },
      { id: payment, object: 'checkout' })
    return { ...reply, body: { ...(reply.body as object), session_secret: secret } }
  },
})

const reasoned = z.strictObject({ reason })

const item = id('deposit').optional()
type Move = { readonly amount: bigint; readonly item?: string | undefined; readonly reason: string }
const moveOf = (call: Call<'operator', { payment: string }, unknown, Move>) => ({
  payment: call.params.payment, by: operatorOf(call), amountMicro: call.body.amount, reason: call.body.reason,
  ...(call.body.item === undefined ? {} : { item: call.body.item }),
})

const resolutions: readonly Route[] = [
  ...([
    ['acceptUnapplied', 'accept_unapplied', 'Takes what came on chain as it is: for the whole, or on top of it'],
    ['topUp', 'top_up', 'Opens the address once more, so that the customer can send what is missing'],
  ] as const).map(([verb, path, summary]) => post({
    operation: verb, path: `/v1/payments/:payment/${path}`, tag: 'Payments', summary, roles: ['merchant', 'operator'], scope: 'money',
    params: here, body: reasoned, answer: acted, codes: whileCodes,
    handle: (call) => act(call, verb, {
      payment: call.params.payment, by: merchantOrOperator(call), reason: call.body.reason,
    }, subject(call.params.payment)),
  })),
  post({
    operation: 'setAside', path: '/v1/payments/:payment/set_aside', tag: 'Operations',
    summary: 'Moves unapplied money that is not this payment\'s to suspense; another operator approves',
    roles: ['operator'], scope: 'money', params: here, answer: acted,
    body: reasoned.extend({
      amount: usdt, item: item.describe('The deposit whose money it is; without it, the newest that have it'),
    }),
    codes: ['not_while_<state>', 'exceeds_unapplied', 'exceeds_item', 'not_on_chain'],
    handle: (call) => act(call, 'setAside', moveOf(call), subject(call.params.payment)),
  }),
  post({
    operation: 'assign', path: '/v1/payments/:payment/assign', tag: 'Operations',
    summary: 'Moves money from suspense to this payment, as if it had come to its address; another operator approves',
    roles: ['operator'], scope: 'money', params: here, answer: acted,
    body: reasoned.extend({
      amount: usdt, item: item.describe('The `id` of an item in suspense; without it, what lay there before items were told apart'),
    }),
    codes: ['not_while_<state>', 'item_unknown', 'item_used_up', 'exceeds_item', 'not_on_chain'],
    prepare: (call) => lookUpItem(call, call.body.item, call.body.amount),
    handle: (call) => act(call, 'assign', moveOf(call), subject(call.params.payment)),
  }),
  post({
    operation: 'dismissWrongAsset', path: '/v1/payments/:payment/dismiss_wrong_asset', tag: 'Operations',
    summary: 'Other coins that came to the address were dealt with', roles: ['operator'], scope: 'operate', params: here,
    body: reasoned, answer: acted, codes: ['not_while_<state>', 'no_wrong_asset'],
    handle: (call) => act(call, 'dismissWrongAsset', {
      payment: call.params.payment, by: operatorOf(call), reason: call.body.reason,
    }, subject(call.params.payment)),
  }),
]

const unappliedAnswer = z.object({
  payment: z.string(), merchant: z.string(), state: z.string(), context: z.string().nullable(), unapplied: moneyAnswer,
  asked: moneyAnswer, applied: moneyAnswer, created_at: time,
})

/** Whoever has to decide sees all of it: what came, what was asked, and why it does not fit. */
const shownUnapplied = ({ payment, merchant, status }: PaymentRecord): object[] => payment.on_chain === null
  ? []
  : [{
    payment: payment.id, merchant, state: status, context: payment.context, unapplied: payment.on_chain.unapplied,
    asked: payment.on_chain.amount, applied: payment.on_chain.applied, created_at: payment.created_at,
  }]

export const onChainRoutes: readonly Route[] = [
  chooseOnChain,
  ...resolutions,
  get({
    operation: 'listUnapplied', path: '/v1/unapplied', tag: 'Operations',
    summary: 'Payments with money on chain that is applied to nothing, oldest first', roles: ['operator', 'accountant', 'auditor'],
    answer: listOf(unappliedAnswer),
    handle: async (call) => {
      const rows = await call.gateway.ask<PaymentRecord[]>('order', 'unapplied', { limit: 100 }, call.after)
      return { body: list(rows.flatMap(shownUnapplied), rows.length === 100) }
    },
  }),
]
