import { z } from 'zod'
import { id } from './ids.ts'
import { message } from './message.ts'
import {
  amountMicro,
  bps,
  fiatCurrency,
  ledgerId,
  positiveMicro,
  positiveMinor,
  rate,
} from './money.ts'

/** Rails on which fiat moves. Card-like rails are refused by not being here. */
export const paymentMethod = z.enum([
  'bank_transfer',
  'alipay',
  'wechat',
  'sepa_instant',
  'faster_payments',
  'upi',
  'pix',
  'fast_bank',
])
export type PaymentMethod = z.output<typeof paymentMethod>

/** What the customer pays or the merchant gets is fixed, never both. */
export const fixedAmount = z.discriminatedUnion('fix', [
  z.object({ fix: z.literal('usdt'), usdtMicro: positiveMicro }),
  z.object({ fix: z.literal('fiat'), currency: fiatCurrency, fiatMinor: positiveMinor }),
])
export type FixedAmount = z.output<typeof fixedAmount>

export const quotePricing = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), price: rate }),
  /** Price = reference x (1 + bps / 10 000). */
  z.object({ kind: z.literal('percent'), bps: z.int().min(-500).max(500) }),
])

export const bookQuote = z.object({
  quote: id('quote'),
  currency: fiatCurrency,
  pricing: quotePricing,
  minMinor: positiveMinor,
  maxMinor: positiveMinor,
  methods: z.array(paymentMethod).min(1),
  setAtMs: z.number(),
})

export const bookAccount = z.object({
  account: id('account'),
  method: paymentMethod,
  currency: fiatCurrency,
  maxPerOrderMinor: positiveMinor,
  maxPerDayMinor: positiveMinor,
  maxPerMonthMinor: positiveMinor,
})

/**
 * All that matching must know of an acceptor; sent whole by the acceptor service at every change.
 */
export const acceptorProfile = z.object({
  acceptor: id('acceptor'),
  /** Revision of the acceptor's stream; an older profile than the known one is nothing new. */
  revision: z.int(),
  owner: z.string().min(1).max(80),
  active: z.boolean(),
  online: z.boolean(),
  autoAccept: z.boolean(),
  /** 0 to 1000, see the acceptor service's reputation. */
  score: z.int().min(0).max(1000),
  maxOpenOrders: z.int().min(0),
  maxOpenMicro: amountMicro,
  maxPerDayMicro: amountMicro,
  maxPerMonthMicro: amountMicro,
  quotes: z.array(bookQuote).max(50),
  accounts: z.array(bookAccount).max(50),
  /** Merchants and payers of the acceptor's own beneficial owner: never matched with it. */
  relatedMerchants: z.array(z.string()).max(20).default([]),
  relatedPayers: z.array(z.string()).max(20).default([]),
})
export type AcceptorProfile = z.output<typeof acceptorProfile>

export const matchFailures = [
  'no_acceptor',
  'price_out_of_bounds',
  'reference_missing',
  'reference_stale',
  /** Rule 18: the same payer has an order of another payment open. */
  'payer_has_open_order',
] as const

/**
 * Rule 17: what stood in the way of an acceptor that quotes the currency and method, the later the
 * nearer it was to taking the order.
 */
export const matchLimits = [
  'not_active',
  'offline',
  /** Its price is too far from the reference. */
  'price_out_of_range',
  'quote_resting',
  'quote_size',
  'tried_before',
  /** The merchant or payer is its own owner's, or the merchant's is its owner. */
  'excluded',
  'open_orders',
  'open_value',
  'value_per_day',
  'value_per_month',
  'free_liquidity',
  'no_account',
  'account_per_order',
  'account_per_day',
  'account_per_month',
  /** The bank could not tell it from another open order of the same payer. */
  'same_amount_open',
  /** The merchant's own bounds of the price. */
  'price_bounds',
] as const
export type MatchLimit = (typeof matchLimits)[number]
const matchLimit = z.enum(matchLimits)
/** So many acceptors are named in an event; all are counted. */
export const maxRefused = 50

/** Of those, what an acceptor can do something about, and what is nobody's secret. */
export const ownMatchLimits = matchLimits.filter(
  (limit) => !['not_active', 'offline', 'tried_before', 'excluded'].includes(limit),
)

const refusedBy = {
  limits: z.array(z.object({ limit: matchLimit, acceptors: z.int().min(1) })).optional(),
  refused: z.array(z.object({ acceptor: id('acceptor'), limit: matchLimit })).max(maxRefused)
    .optional(),
}

/** A match that found nobody, for operators: how many acceptors each limit stood in the way of. */
export const failedMatch = z.object({
  payment: id('payment'),
  attempt: z.int(),
  reason: z.enum(matchFailures),
  limits: z.array(z.object({ limit: matchLimit, acceptors: z.int() })),
  refused: z.array(z.object({ acceptor: id('acceptor'), limit: matchLimit })),
  atMs: z.number(),
})
export type FailedMatch = z.output<typeof failedMatch>

/** How often one limit of an acceptor let payments that nobody took pass it by, on one UTC day. */
export const passedBy = z.object({
  acceptor: id('acceptor'),
  limit: matchLimit,
  day: z.string(),
  times: z.int(),
  lastAtMs: z.number(),
})
export type PassedBy = z.output<typeof passedBy>

/**
 * One source's price of one USDT in the currency. Where the source prices US dollars, `usdPerUsdt`
 * is the measured price of USDT it was multiplied with: a USDT is never assumed to be a dollar.
 */
export const priceInput = z.object({
  source: z.string().min(1).max(60),
  price: rate,
  takenAtMs: z.number(),
  used: z.boolean(),
  usdPerUsdt: rate.optional(),
})
export type PriceInput = z.output<typeof priceInput>

/** What the book holds a match to; events carry it, so a replay needs no table. */
export const bookPolicy = z.object({
  /** A quote younger than this does not match. */
  quoteRestMs: z.int().min(0).max(3_600_000),
  /**
   * A reference older than this refuses every match, and so does a price input when it is recorded.
   */
  referenceMaxAgeMs: z.int().min(1000).max(3_600_000),
  /** Quotes further from the reference than this do not match. */
  maxDeviationBps: z.int().min(1).max(5000),
  /** Prices within one bucket count as equal: reputation decides. */
  priceBucketBps: z.int().min(1).max(1000),
})
export type BookPolicy = z.output<typeof bookPolicy>
export const defaultBookPolicy: BookPolicy = {
  quoteRestMs: 10_000,
  referenceMaxAgeMs: 60_000,
  maxDeviationBps: 500,
  priceBucketBps: 10,
}

/**
 * One book a ledger: an acceptor's liquidity is shared by all its currencies, so one stream
 * decides.
 */
export const matchingCommands = {
  requestMatch: message(
    'matching.book.request_match',
    z.object({
      ledger: ledgerId,
      payment: id('payment'),
      attempt: z.int().min(1).max(30),
      merchant: id('merchant'),
      amount: fixedAmount,
      currency: fiatCurrency,
      method: paymentMethod,
      /** Against the reference; an offer beyond it fails with `price_out_of_bounds`. */
      maxSpreadBps: bps.optional(),
      minUsdtMicro: positiveMicro.optional(),
      payerFingerprint: z.string().min(1).max(80),
      excludedAcceptors: z.array(id('acceptor')).max(10),
      excludedOwners: z.array(z.string()).max(20),
    }),
  ),
  noteAcceptor: message(
    'matching.book.note_acceptor',
    z.object({ ledger: ledgerId, profile: acceptorProfile }),
  ),
  /**
   * Free balance of an acceptor in the ledger as of a position of the ledger's log; older ones are
   * nothing new.
   */
  noteLiquidity: message(
    'matching.book.note_liquidity',
    z.object({
      ledger: ledgerId,
      acceptor: id('acceptor'),
      freeMicro: amountMicro,
      position: z.int(),
      /** Transfer ids (escrows) that this movement shows: reservations of these end. */
      transfers: z.array(z.string()),
    }),
  ),
  /** The order's end: its account's use, concurrency and reservation are given back or counted. */
  closeOrder: message(
    'matching.book.close_order',
    z.object({
      ledger: ledgerId,
      payment: id('payment'),
      attempt: z.int().min(1),
      outcome: z.enum(['settled', 'void']),
    }),
  ),
  recordReference: message(
    'matching.book.record_reference',
    z.object({
      ledger: ledgerId,
      currency: fiatCurrency,
      price: rate,
      inputs: z.array(priceInput).min(1).max(20),
    }),
  ),
  setPolicy: message(
    'matching.book.set_policy',
    z.object({ ledger: ledgerId, policy: bookPolicy }),
  ),
}

/**
 * Refusals of the aggregate `book`: only prices can be wrong, all else is answered by an event or
 * is nothing new.
 */
export const bookRejections = [
  'reference_too_few_sources',
  'reference_input_stale',
  'reference_not_median',
] as const
export type BookRejection = (typeof bookRejections)[number]

export const offer = z.object({
  ledger: ledgerId,
  payment: id('payment'),
  attempt: z.int().min(1),
  order: id('order'),
  acceptor: id('acceptor'),
  owner: z.string(),
  quote: id('quote'),
  account: id('account'),
  method: paymentMethod,
  currency: fiatCurrency,
  price: rate,
  reference: rate.optional(),
  usdtMicro: positiveMicro,
  fiatMinor: positiveMinor,
  autoAccept: z.boolean(),
})
export type Offer = z.output<typeof offer>

export const matchingEvents = {
  acceptorNoted: message(
    'acceptor.noted',
    z.object({ ledger: ledgerId, profile: acceptorProfile }),
  ),
  liquidityNoted: message(
    'liquidity.noted',
    z.object({
      ledger: ledgerId,
      acceptor: id('acceptor'),
      freeMicro: amountMicro,
      position: z.int(),
      transfers: z.array(z.string()),
    }),
  ),
  referenceRecorded: message(
    'reference.recorded',
    z.object({
      ledger: ledgerId,
      currency: fiatCurrency,
      price: rate,
      inputs: z.array(priceInput),
      atMs: z.number(),
    }),
  ),
  /**
   * `payerFingerprint` rides along so that the same payer and amount never stand twice on one
   * account.
   */
  offerMade: message(
    'offer.made',
    offer.extend({ payerFingerprint: z.string(), atMs: z.number() }),
  ),
  matchFailed: message(
    'match.failed',
    z.object({
      ledger: ledgerId,
      payment: id('payment'),
      attempt: z.int(),
      reason: z.enum(matchFailures),
      ...refusedBy,
      atMs: z.number(),
    }),
    // Which limits stood in the way was not looked for before.
    { version: 2, upcast: { 1: (data: unknown) => data } },
  ),
  orderClosed: message(
    'order.closed',
    z.object({
      ledger: ledgerId,
      payment: id('payment'),
      attempt: z.int(),
      acceptor: id('acceptor'),
      outcome: z.enum(['settled', 'void']),
      atMs: z.number(),
    }),
  ),
  /** Rule 20: its acceptor was suspended while the order was open; one event an order. */
  orderSuspended: message(
    'order.suspended',
    z.object({
      ledger: ledgerId,
      payment: id('payment'),
      attempt: z.int(),
      acceptor: id('acceptor'),
    }),
  ),
  policySet: message('book.policy_set', z.object({ ledger: ledgerId, policy: bookPolicy })),
}

/**
 * What a customer may choose: one way to pay with the best price that fits now. An estimate until
 * an offer is made.
 */
export const paymentOption = z.object({
  currency: fiatCurrency,
  method: paymentMethod,
  price: rate,
  reference: rate,
  fiatMinor: positiveMinor,
  usdtMicro: positiveMicro,
  acceptors: z.int(),
})
export type PaymentOption = z.output<typeof paymentOption>

/** Price of USDT in a currency, with the inputs it is the median of. */
export const referenceRow = z.object({
  ledger: ledgerId,
  currency: fiatCurrency,
  price: rate,
  inputs: z.array(priceInput),
  atMs: z.number(),
})
export type ReferenceRow = z.output<typeof referenceRow>

/** One level of the book's depth: quotes of one price bucket, best first. */
export const depthLevel = z.object({
  fromPrice: rate,
  toPrice: rate,
  quotes: z.int(),
  acceptors: z.int(),
  freeMicro: amountMicro,
})
export type DepthLevel = z.output<typeof depthLevel>

/**
 * Inputs of the service's queries. `atMs` is the asker's now; without it nothing is too old or too
 * young.
 */
export const matchingQueries = {
  /**
   * -> PaymentOption[], by currency and method; a fiat amount has options in its own currency only
   */
  options: z.object({
    ledger: ledgerId,
    amount: fixedAmount,
    merchant: id('merchant').optional(),
    maxSpreadBps: bps.optional(),
    minUsdtMicro: positiveMicro.optional(),
    atMs: z.number().optional(),
  }),
  /** -> DepthLevel[] */
  depth: z.object({
    ledger: ledgerId,
    currency: fiatCurrency,
    method: paymentMethod,
    atMs: z.number().optional(),
  }),
  /** -> ReferenceRow[] */
  references: z.object({ ledger: ledgerId }),
  /** -> FailedMatch[], by attempt */
  failedMatches: z.object({ payment: id('payment') }),
  /** -> PassedBy[], the newest day first */
  passedBy: z.object({ acceptor: id('acceptor'), fromMs: z.number() }),
}
