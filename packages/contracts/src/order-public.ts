import { z } from 'zod'
import type { MessageOf } from './message.ts'
import { fiatMoney, money, usdtMoney } from './money.ts'
import { publicOnChain } from './order-chain.ts'
import type { paymentEvents } from './order-events.ts'

/** States of a payment and its order, as in the chart; the merchant's one word is derived from them. */
export const paymentStatuses = [
  'open',
  'requested',
  'onchain_offered',
  'awaiting_transfer',
  'confirming_transfer',
  'offered',
  'awaiting_payment',
  'grace',
  'claimed',
  'amount_query',
  'fiat_refund_due',
  'disputed',
  'settling',
  'settled',
  'split',
  'closed_unpaid',
  'closed_refunded',
  'late_case',
  'expired',
  'cancelled',
] as const
export const paymentStatus = z.enum(paymentStatuses)
export type PaymentStatus = z.output<typeof paymentStatus>

export const words = [
  'pending',
  'matching',
  'awaiting_customer',
  'confirming',
  'settled',
  'expired',
  'unresolved',
  'resolved',
  'cancelled',
  'refunded',
] as const
export const contexts = [
  'underpaid',
  'overpaid',
  'paid_late',
  'wrong_asset',
  'screened',
  'disputed',
  'reversed',
] as const
export const axes = z.object({
  settlement: z.enum(['open', 'settled', 'closed']),
  amount: z.enum(['none', 'under', 'exact', 'over']),
  time: z.enum(['in_time', 'late']),
  assurance: z.enum(['none', 'observed', 'solid', 'orphaned', 'held']),
})

const at = z.string()

/** A payment as the API and webhooks show it to its merchant. Times are RFC 3339. */
export const publicPayment = z.object({
  id: z.string(),
  object: z.literal('payment'),
  livemode: z.boolean(),
  merchant: z.string(),
  reference: z.string(),
  /** The one word. */
  status: z.enum(words),
  context: z.enum(contexts).nullable(),
  axes,
  /** What was asked: USDT or fiat, never both. */
  amount: money,
  description: z.string().nullable(),
  return_url: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  created_at: at,
  expires_at: at,
  /** The acceptor order that runs or ran last. */
  order: z
    .object({
      id: z.string(),
      attempt: z.int(),
      state: paymentStatus,
      method: z.string(),
      usdt: money,
      fiat: money,
      price: z.string(),
      received: money.nullable(),
      pay_before: at.nullable(),
    })
    .nullable(),
  /** Paying on chain, once the customer chose it. */
  on_chain: publicOnChain.nullable(),
  /** When the present state ends by itself. */
  deadline_at: at.nullable(),
  settlement: z
    .object({
      gross: money,
      fee: money,
      net: money,
      reserve: money,
      settled_at: at,
      available_at: at,
      released: z.boolean(),
      recalled: money,
      refunded: money,
    })
    .nullable(),
})
export type PublicPayment = z.output<typeof publicPayment>

/** An order as its acceptor sees it. What is sealed is opened and added by the gateway. */
export const publicOrder = z.object({
  id: z.string(),
  object: z.literal('order'),
  livemode: z.boolean(),
  payment: z.string(),
  acceptor: z.string(),
  state: paymentStatus,
  account: z.string(),
  method: z.string(),
  usdt: money,
  fiat: money,
  price: z.string(),
  offered_at: at,
  accepted_at: at.nullable(),
  deadline_at: at.nullable(),
  claimed_at: at.nullable(),
  received: money.nullable(),
  fiat_debt: money.nullable(),
})
export type PublicOrder = z.output<typeof publicOrder>

export const isoTime = (atMs: number): string => new Date(atMs).toISOString()

/** The public object of a payment just made, so that the answer of a POST comes from the decision. */
export const newPublicPayment = (
  created: MessageOf<typeof paymentEvents.created>['data'],
): PublicPayment => ({
  id: created.payment,
  object: 'payment',
  livemode: created.livemode,
  merchant: created.merchant,
  reference: created.reference,
  status: 'pending',
  context: null,
  axes: { settlement: 'open', amount: 'none', time: 'in_time', assurance: 'none' },
  amount:
    created.amount.fix === 'usdt'
      ? usdtMoney(created.amount.usdtMicro)
      : fiatMoney(created.amount.fiatMinor, created.amount.currency),
  description: created.description ?? null,
  return_url: created.returnUrl ?? null,
  metadata: created.metadata,
  created_at: isoTime(created.atMs),
  expires_at: isoTime(created.expiresAtMs),
  order: null,
  on_chain: null,
  deadline_at: isoTime(created.expiresAtMs),
  settlement: null,
})
