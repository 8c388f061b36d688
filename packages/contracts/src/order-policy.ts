import { z } from 'zod'
import { paymentMethod } from './matching.ts'
import { id } from './ids.ts'
import { amountMicro, bps, positiveMicro } from './money.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const duration = z
  .int()
  .min(1)
  .max(400 * day)

/** Every clock of the chart, so that tests can shorten each. */
export const paymentClocks = z.object({
  /** Stops new orders; an order that runs has its own clocks. */
  expiryMs: duration,
  matchMs: duration,
  offerMs: duration,
  payMs: duration,
  /** Between reminders of the acceptor after a claim. */
  remindMs: duration,
  /** After a claim: the silent acceptor is reported. */
  silentMs: duration,
  /** After a claim: the order goes to dispute. */
  answerMs: duration,
  queryMs: duration,
  refundMs: duration,
  evidenceMs: duration,
  verdictMs: duration,
  /** A late case, an appeal or a reported recall that nobody decided is escalated after this. */
  caseMs: duration,
  appealMs: duration,
  reserveMs: duration,
})
export type PaymentClocks = z.output<typeof paymentClocks>

export const defaultClocks: PaymentClocks = {
  expiryMs: 30 * minute,
  matchMs: 5 * minute,
  offerMs: minute,
  payMs: 15 * minute,
  remindMs: 5 * minute,
  silentMs: 15 * minute,
  answerMs: 30 * minute,
  queryMs: 30 * minute,
  refundMs: day,
  evidenceMs: day,
  verdictMs: 3 * day,
  caseMs: 3 * day,
  appealMs: 5 * day,
  reserveMs: 30 * day,
}

/** Rule 1: what a fiat rail costs in trust. */
export const methodPolicy = z.object({
  /** T+N for this merchant on this rail: held becomes available this long after settlement. */
  holdMs: duration,
  /** A recall may be reported until this long after settlement. */
  reversalWindowMs: duration,
  /** How long money may still be on its way after the pay window. */
  graceMs: duration,
  maxOrderMicro: positiveMicro,
})
export type MethodPolicy = z.output<typeof methodPolicy>

const instant: MethodPolicy = {
  holdMs: day,
  reversalWindowMs: 30 * day,
  graceMs: 30 * minute,
  maxOrderMicro: 10_000_000_000n,
}
const slow: MethodPolicy = { ...instant, graceMs: day, reversalWindowMs: 60 * day }

export const defaultMethods: Readonly<Record<z.output<typeof paymentMethod>, MethodPolicy>> = {
  bank_transfer: slow,
  alipay: instant,
  wechat: instant,
  sepa_instant: instant,
  faster_payments: instant,
  upi: instant,
  pix: instant,
  fast_bank: instant,
}

/** Paying on chain: how long, and how exactly. */
export const onChainPolicy = z.object({
  /** How long a price in fiat stands, and the least time to pay after the choice. */
  transferMs: duration,
  /** Short by at most this share of the amount is paid in full. */
  underToleranceBps: bps,
  /** More by at most this share is the merchant's; what is beyond waits for a resolution. */
  overToleranceBps: bps,
  /** A price older than this is not converted at. */
  referenceMaxAgeMs: duration,
  /** How long a customer may take to say where a refund goes. */
  refundAddressMs: duration,
  /** False: the merchant takes no payments on chain; absent: it does. */
  offered: z.boolean().optional(),
})
export type OnChainPolicy = z.output<typeof onChainPolicy>

export const defaultOnChain: OnChainPolicy = {
  transferMs: 15 * minute,
  underToleranceBps: 10,
  overToleranceBps: 50,
  referenceMaxAgeMs: minute,
  refundAddressMs: 14 * day,
}

/** Everything of policies that an order keeps as it was when the payment was made. */
export const paymentPolicy = z.object({
  version: z.int().min(1),
  fee: z.object({ version: z.int().min(1), bps, fixedMicro: amountMicro }),
  /** The acceptor's commission, out of fee income. */
  commissionBps: bps,
  agent: z.object({ agent: id('agent'), shareBps: bps }).optional(),
  reserveBps: bps,
  /** Of the merchant's own settings; absent where it never chose any. */
  settingsVersion: z.int().min(1).optional(),
  methods: z.partialRecord(paymentMethod, methodPolicy),
  clocks: paymentClocks,
  offersMax: z.int().min(1).max(5),
  maxSpreadBps: bps.optional(),
  minUsdtMicro: positiveMicro.optional(),
  /** Beneficial owners that must never be matched to this payment, for example the merchant's own. */
  excludedOwners: z.array(z.string().min(1).max(80)).max(10),
  /** Judgements that move this much or more need two people. */
  twoPeopleFromMicro: amountMicro,
  /** Absent in payments that were made before there was a way on chain: they take the default. */
  onChain: onChainPolicy.optional(),
})
export type PaymentPolicy = z.output<typeof paymentPolicy>

export const defaultPolicy: PaymentPolicy = {
  version: 1,
  fee: { version: 1, bps: 100, fixedMicro: 0n },
  commissionBps: 20,
  reserveBps: 0,
  methods: defaultMethods,
  clocks: defaultClocks,
  offersMax: 3,
  maxSpreadBps: 300,
  excludedOwners: [],
  twoPeopleFromMicro: 1_000_000_000n,
  onChain: defaultOnChain,
}
