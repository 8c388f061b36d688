import {
  acceptorCommands, fiatCurrency, fiatMoney, id, idFrom, quotePricing, usdtMoney, type AcceptorRow, type PaymentAccountRow,
  type QuoteRow, type ReputationLine, type Spec, type WithdrawalBlockRow,
} from '@stablegate/contracts'
import { z } from 'zod'
import { paymentAccountFingerprint } from '../crypto/fingerprints.ts'
import { Problem } from '../http/problem.ts'
import { get, post, type Call, type Reply, type Route } from '../http/route.ts'
import { acted, fiat, list, listOf, method, moneyAnswer, nothing, params, reason, text, time, usdt } from '../http/wire.ts'

export const acceptorAnswer = z.object({
  id: z.string(), object: z.literal('acceptor'), livemode: z.boolean(), name: z.string(), owner: z.string(), house: z.boolean(),
  status: z.enum(['registered', 'verified', 'suspended']), tier: z.string().nullable(), online: z.boolean(),
  offline_reason: z.string().nullable(), auto_accept: z.boolean(), bond: moneyAnswer,
  limits: z.object({
    open: moneyAnswer, per_day: moneyAnswer, per_month: moneyAnswer, open_orders: z.int(), bond_minimum: moneyAnswer,
  }).nullable(),
  registered_at: time,
})

export const shownAcceptor = (row: AcceptorRow): object => ({
  id: row.acceptor, object: 'acceptor', livemode: row.livemode, name: row.name, owner: row.owner, house: row.house,
  status: row.status, tier: row.tier, online: row.online, offline_reason: row.offlineReason, auto_accept: row.autoAccept,
  bond: usdtMoney(row.bondMicro),
  limits: row.caps && {
    open: usdtMoney(row.caps.maxOpenMicro), per_day: usdtMoney(row.caps.maxPerDayMicro),
    per_month: usdtMoney(row.caps.maxPerMonthMicro), open_orders: row.caps.maxOpenOrders,
    bond_minimum: usdtMoney(row.caps.bondMinimumMicro),
  },
  registered_at: new Date(row.registeredAtMs).toISOString(),
})

export const acceptorRow = async (call: Call, acceptor: string): Promise<AcceptorRow> => {
  const row = await call.gateway.ask<AcceptorRow | null>('acceptor', 'getAcceptor', { acceptor }, call.after)
  if (!row) throw new Problem('not_found')
  return row
}

/** An act on an acceptor, whoever does it. */
export const actOnAcceptor = async <S extends Spec>(
  call: Call, spec: S, data: z.input<S['schema']>, subject: { readonly id: string; readonly object: string },
): Promise<Reply> => {
  const { events, position } = await call.gateway.send(call, spec, data)
  return { body: { ...subject, events: events.map(({ type }) => type) }, position }
}

const accountLimits = { per_order: fiat, per_day: fiat, per_month: fiat }
type Limits = { readonly [Name in keyof typeof accountLimits]: z.output<typeof fiat> }

const limitsOf = (limits: Limits, currency: string) => {
  for (const name of ['per_order', 'per_day', 'per_month'] as const) {
    if (limits[name].currency !== currency) {
      throw new Problem('request_invalid', { errors: [{ pointer: `body/limits/${name}/currency`, detail: `expected ${currency}` }] })
    }
  }
  return {
    maxPerOrderMinor: limits.per_order.minor, maxPerDayMinor: limits.per_day.minor, maxPerMonthMinor: limits.per_month.minor,
  }
}

const details = z.record(z.string().regex(/^[a-z_]{1,30}$/), text(200))
  .refine((value) => Object.keys(value).length <= 10, 'at most 10 fields')
  .refine((value) => value['account'] !== undefined && value['holder'] !== undefined, 'needs holder and account')
  .describe('What the payer must know: holder, account, bank ...; kept sealed')

const accountAnswer = z.object({
  id: z.string(), object: z.literal('payment_account'), method, currency: fiatCurrency, label: z.string().nullable(),
  limits: z.object({ per_order: moneyAnswer, per_day: moneyAnswer, per_month: moneyAnswer }), enabled: z.boolean(),
  details: z.record(z.string(), z.string()).nullable(),
})

const shownAccount = async (call: Call, row: PaymentAccountRow): Promise<object> => {
  const opened = await call.gateway.vault.open(row.sealedDetails)
  return {
    id: row.account, object: 'payment_account', method: row.method, currency: row.currency, label: row.label,
    limits: {
      per_order: fiatMoney(row.maxPerOrderMinor, row.currency), per_day: fiatMoney(row.maxPerDayMinor, row.currency),
      per_month: fiatMoney(row.maxPerMonthMinor, row.currency),
    },
    enabled: row.enabled, details: opened === undefined ? null : JSON.parse(opened) as unknown,
  }
}

const quoteBody = z.strictObject({
  currency: fiatCurrency, pricing: quotePricing, min: fiat, max: fiat, methods: z.array(method).min(1).max(8),
})

const quoteOf = ({ currency, pricing, min, max, methods }: z.output<typeof quoteBody>) => {
  if (min.currency !== currency || max.currency !== currency) {
    throw new Problem('request_invalid', { errors: [{ pointer: 'body/min', detail: `min and max are in ${currency}` }] })
  }
  return { currency, pricing, minMinor: min.minor, maxMinor: max.minor, methods: [...new Set(methods)] }
}

const quoteAnswer = z.object({
  id: z.string(), object: z.literal('quote'), currency: fiatCurrency, pricing: quotePricing, min: moneyAnswer, max: moneyAnswer,
  methods: z.array(method), set_at: time,
})
const shownQuote = (row: QuoteRow): object => ({
  id: row.quote, object: 'quote', currency: row.currency, pricing: row.pricing, min: fiatMoney(row.minMinor, row.currency),
  max: fiatMoney(row.maxMinor, row.currency), methods: row.methods, set_at: new Date(row.setAtMs).toISOString(),
})

const self = (call: Call<'acceptor'>) => ({ acceptor: call.caller.acceptor })
const me = (call: Call<'acceptor'>) => ({ id: call.caller.acceptor, object: 'acceptor' })

const addAccount = post({
  operation: 'addPaymentAccount', path: '/v1/acceptor/payment_accounts', tag: 'Acceptor', summary: 'An account that fiat is paid to',
  roles: ['acceptor'], scope: 'money', status: 201, answer: acted,
  body: z.strictObject({
    method, currency: fiatCurrency, label: text(80).optional(), details, limits: z.strictObject(accountLimits),
  }),
  codes: ['account_fingerprint_taken', 'account_limits_unordered', 'too_many_accounts'],
  handle: async (call) => {
    const { gateway, seed, body } = call
    const account = idFrom('account', seed)
    return actOnAcceptor(call, acceptorCommands.addAccount, {
      ...self(call), account, method: body.method, currency: body.currency, ...limitsOf(body.limits, body.currency),
      ...(body.label === undefined ? {} : { label: body.label }),
      sealedDetails: await gateway.vault.seal(call.caller.acceptor, `${seed}:details`, JSON.stringify(body.details)),
      fingerprint: paymentAccountFingerprint(gateway.master, body.method, body.currency, body.details),
    }, { id: account, object: 'payment_account' })
  },
})

const setQuote = (operation: string, path: string, summary: string, quoteId: (call: Call) => string): Route => post({
  operation, path, tag: 'Acceptor', summary, roles: ['acceptor'], scope: 'operate', body: quoteBody, answer: acted,
  ...(path.includes(':quote') ? { params: params('quote') } : { status: 201 as const }),
  codes: ['quote_range_empty', 'too_many_quotes', 'acceptor_suspended'],
  handle: (call) => {
    const quote = quoteId(call)
    return actOnAcceptor(call, acceptorCommands.setQuote, { ...self(call), quote, ...quoteOf(call.body) }, { id: quote, object: 'quote' })
  },
})

const ownAccounts: readonly Route[] = [
  addAccount,
  get({
    operation: 'listPaymentAccounts', path: '/v1/acceptor/payment_accounts', tag: 'Acceptor', summary: 'Own payment accounts',
    roles: ['acceptor'], answer: listOf(accountAnswer),
    handle: async (call) => {
      const rows = await call.gateway.ask<PaymentAccountRow[]>('acceptor', 'paymentAccounts', self(call), call.after)
      return { body: list(await Promise.all(rows.map((row) => shownAccount(call, row))), false) }
    },
  }),
  post({
    operation: 'setPaymentAccountLimits', path: '/v1/acceptor/payment_accounts/:account/limits', tag: 'Acceptor',
    summary: 'New limits of a payment account',
    roles: ['acceptor'], scope: 'money', params: params('account'), body: z.strictObject(accountLimits),
    answer: acted, codes: ['account_unknown', 'account_limits_unordered'],
    handle: (call) => actOnAcceptor(call, acceptorCommands.setAccountLimits, {
      ...self(call), account: call.params.account, ...limitsOf(call.body, call.body.per_order.currency),
    }, { id: call.params.account, object: 'payment_account' }),
  }),
  post({
    operation: 'disablePaymentAccount', path: '/v1/acceptor/payment_accounts/:account/disable', tag: 'Acceptor',
    summary: 'No new orders for this payment account',
    roles: ['acceptor'], scope: 'operate', params: params('account'), body: z.strictObject({ reason }),
    answer: acted, codes: ['account_unknown'],
    handle: (call) => actOnAcceptor(call, acceptorCommands.disableAccount, {
      ...self(call), account: call.params.account, reason: call.body.reason,
    }, { id: call.params.account, object: 'payment_account' }),
  }),
  post({
    operation: 'enablePaymentAccount', path: '/v1/acceptor/payment_accounts/:account/enable', tag: 'Acceptor',
    summary: 'Uses a payment account again', roles: ['acceptor'], scope: 'money', params: params('account'), body: nothing, answer: acted,
    codes: ['account_unknown'],
    handle: (call) => actOnAcceptor(call, acceptorCommands.enableAccount, { ...self(call), account: call.params.account },
      { id: call.params.account, object: 'payment_account' }),
  }),
]

const ownQuotes: readonly Route[] = [
  setQuote('createQuote', '/v1/acceptor/quotes', 'A price at which USDT is given for fiat', (call) => idFrom('quote', call.seed)),
  setQuote('replaceQuote', '/v1/acceptor/quotes/:quote', 'Replaces a quote', (call) => (call.params as { quote: string }).quote),
  get({
    operation: 'listQuotes', path: '/v1/acceptor/quotes', tag: 'Acceptor', summary: 'Own quotes', roles: ['acceptor'],
    answer: listOf(quoteAnswer),
    handle: async (call) => {
      const rows = await call.gateway.ask<QuoteRow[]>('acceptor', 'quotes', self(call), call.after)
      return { body: list(rows.map(shownQuote), false) }
    },
  }),
  post({
    operation: 'removeQuote', path: '/v1/acceptor/quotes/:quote/remove', tag: 'Acceptor', summary: 'Takes a quote away',
    roles: ['acceptor'], scope: 'operate', params: params('quote'), body: nothing, answer: acted, codes: ['quote_unknown'],
    handle: (call) => actOnAcceptor(call, acceptorCommands.removeQuote, { ...self(call), quote: call.params.quote },
      { id: call.params.quote, object: 'quote' }),
  }),
]

const availability: readonly Route[] = [
  post({
    operation: 'goOnline', path: '/v1/acceptor/online', tag: 'Acceptor', summary: 'Takes offers from now on',
    roles: ['acceptor'], scope: 'operate',
    body: nothing, answer: acted,
    codes: ['acceptor_not_verified', 'no_enabled_account', 'no_quote', 'bond_below_minimum', 'acceptor_suspended'],
    handle: (call) => actOnAcceptor(call, acceptorCommands.goOnline, self(call), me(call)),
  }),
  post({
    operation: 'goOffline', path: '/v1/acceptor/offline', tag: 'Acceptor', summary: 'No new offers', roles: ['acceptor'], scope: 'operate',
    body: nothing, answer: acted, handle: (call) => actOnAcceptor(call, acceptorCommands.goOffline, self(call), me(call)),
  }),
  post({
    operation: 'setAutoAccept', path: '/v1/acceptor/auto_accept', tag: 'Acceptor',
    summary: 'Accepts offers by itself; what was received is always confirmed by somebody', roles: ['acceptor'], scope: 'operate',
    body: z.strictObject({ enabled: z.boolean() }), answer: acted,
    handle: (call) => actOnAcceptor(call, acceptorCommands.setAutoAccept, { ...self(call), enabled: call.body.enabled }, me(call)),
  }),
]

const bond: readonly Route[] = ([
  ['requestBond', 'bond', 'Moves from the free balance to the bond; `bond.posted` follows'],
  ['requestBondRefund', 'bond/refund', 'Moves from the bond to the free balance; offline only'],
] as const).map(([verb, path, summary]) => post({
  operation: verb, path: `/v1/acceptor/${path}`, tag: 'Acceptor', summary, roles: ['acceptor'],
  scope: 'money',
  body: z.strictObject({ amount: usdt }), answer: acted, codes: ['bond_operation_pending', 'bond_insufficient', 'bond_locked'],
  handle: (call) => actOnAcceptor(call, acceptorCommands[verb], { ...self(call), amountMicro: call.body.amount }, me(call)),
}))

const blockAnswer = z.object({ order: id('order'), amount: moneyAnswer, until: time })

export const acceptorSelfRoutes: readonly Route[] = [
  get({
    operation: 'getOwnAcceptor', path: '/v1/acceptor', tag: 'Acceptor', summary: 'The acceptor this key belongs to',
    roles: ['acceptor'], answer: acceptorAnswer,
    handle: async (call) => ({ body: shownAcceptor(await acceptorRow(call, call.caller.acceptor)) }),
  }),
  ...ownAccounts, ...ownQuotes, ...availability, ...bond,
  get({
    operation: 'getWithdrawalBlocks', path: '/v1/acceptor/withdrawal_blocks', tag: 'Acceptor',
    summary: 'What may not be withdrawn yet, and why', roles: ['acceptor'],
    answer: z.object({ object: z.literal('withdrawal_blocks'), blocked: moneyAnswer, frozen: z.boolean(), blocks: z.array(blockAnswer) }),
    handle: async (call) => {
      const { blockedMicro, frozen, blocks } = await call.gateway.ask<
        { blockedMicro: bigint; frozen: boolean; blocks: WithdrawalBlockRow[] }>('acceptor', 'withdrawalBlocks', self(call), call.after)
      return {
        body: {
          object: 'withdrawal_blocks', blocked: usdtMoney(blockedMicro), frozen,
          blocks: blocks.map(({ order, amountMicro, untilMs }) =>
            ({ order, amount: usdtMoney(amountMicro), until: new Date(untilMs).toISOString() })),
        },
      }
    },
  }),
  get({
    operation: 'getReputation', path: '/v1/acceptor/reputation', tag: 'Acceptor', summary: 'The score, line by line', roles: ['acceptor'],
    answer: z.object({ object: z.literal('reputation'), score: z.int(), lines: z.array(z.object({}).loose()) }),
    handle: async (call) => {
      const { score, lines } = await call.gateway.ask<{ score: number; lines: ReputationLine[] }>(
        'acceptor', 'reputationExplained', self(call), call.after)
      return { body: { object: 'reputation', score, lines } }
    },
  }),
]
