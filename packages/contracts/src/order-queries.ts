import { z } from 'zod'
import { id } from './ids.ts'
import { money } from './money.ts'
import { judgement } from './order-events.ts'
import { publicRefund, refundStatus } from './refund.ts'
import { paymentStatus, publicOrder, publicPayment, words } from './order-public.ts'

const page = {
  limit: z.int().min(1).max(100).default(20),
  startingAfter: z.string().max(80).optional(),
  /** `startingAfter` is the item that the page ends before. */
  backward: z.boolean().optional(),
}

/** Ends of spans of time, ascending: n + 1 of them make n spans, each without its later end. */
const edges = z.array(z.int().min(0)).min(2).max(401)
  .refine((all) => all.every((edge, index) => index === 0 || edge > (all[index - 1] ?? edge)), 'ascending')

/** Questions to the order service: `queries.order.<name>`, each with its input. */
export const orderQueries = {
  /** `PaymentRecord` or null. */
  getPayment: z.object({ payment: id('payment') }),
  /** `Page<PaymentRecord>`, newest first. */
  listPayments: z.object({
    merchant: id('merchant').optional(),
    word: z.enum(words).optional(),
    status: paymentStatus.optional(),
    reference: z.string().max(100).optional(),
    ...page,
  }),
  /** `readonly TimelineEntry[]` in order. */
  paymentTimeline: z.object({ payment: id('payment') }),
  /** `Page<OrderRecord>`, newest first; `open` are those that wait for somebody. */
  acceptorOrders: z.object({
    acceptor: id('acceptor').optional(),
    open: z.boolean().optional(),
    /** The order of this payment alone. */
    payment: id('payment').optional(),
    ...page,
  }),
  /** `Page<CaseRecord>`, most urgent first. */
  cases: z.object({
    acceptor: id('acceptor').optional(),
    kind: z.string().max(20).optional(),
    ...page,
  }),
  /**
   * `boolean`: whether an open case names the file. A file of a payment is looked for there, one that
   * its acceptor gave before naming it among the cases of that acceptor.
   */
  evidenceInCase: z.object({
    evidence: id('evidence'),
    payment: id('payment').optional(),
    acceptor: id('acceptor').optional(),
  }),
  /** `readonly PaymentRecord[]`: with money on chain that is applied to nothing, oldest first. */
  unapplied: z.object({ limit: z.int().min(1).max(100).default(100) }),
  /** `RefundRecord` or null. */
  getRefund: z.object({ refund: id('refund') }),
  /** `Page<RefundRecord>`, newest first. */
  listRefunds: z.object({
    merchant: id('merchant').optional(),
    payment: id('payment').optional(),
    status: refundStatus.optional(),
    ...page,
  }),
  /** `Overview`: of one merchant, or of all. */
  overview: z.object({ merchant: id('merchant').optional(), edgesMs: edges }),
  /** `readonly EarningsRecord[]` by span and account. */
  earnings: z.object({ acceptor: id('acceptor'), edgesMs: edges }),
  /** `readonly OutageRecord[]`, newest first. */
  outages: z.object({ limit: z.int().min(1).max(100).default(50) }),
} as const

/** What the gateway may know of a payment: the public object and what it needs to decide who sees it. */
export const paymentRecord = z.object({
  payment: publicPayment,
  status: paymentStatus,
  merchant: z.string(),
  /** Bound at the choice of a method; null before. */
  sessionHash: z.string().nullable(),
  acceptor: z.string().nullable(),
  owner: z.string().nullable(),
  /** Payment account whose details are shown to the bound session while the state is `awaiting_payment`, `grace`. */
  account: z.string().nullable(),
  currency: z.string().nullable(),
  method: z.string().nullable(),
  /** Why no acceptor serves the customer's last choice. For the customer: it says what merchants must not know. */
  unserved: z.string().optional(),
  /** The customer may choose to pay on chain now. */
  mayChooseOnChain: z.boolean().optional(),
  /** Ways to pay an acceptor that the merchant took when the payment was made. */
  methods: z.array(z.string()).optional(),
})
export type PaymentRecord = z.output<typeof paymentRecord>

/** A refund with what the gateway needs to decide who sees it and who may act. */
export const refundRecord = z.object({ refund: publicRefund, sessionHash: z.string() })
export type RefundRecord = z.output<typeof refundRecord>

export const orderRecord = z.object({
  order: publicOrder,
  merchant: z.string(),
  open: z.boolean(),
  /** Rule 21: from the acceptance until nobody can appeal any more. */
  payerShown: z.boolean(),
  sealedPayerName: z.string(),
  sealedPayerTail: z.string(),
  sealedReference: z.string().nullable(),
})
export type OrderRecord = z.output<typeof orderRecord>

/** What waits for a human, with its clock. */
export const caseRecord = z.object({
  payment: z.string(),
  kind: z.enum(['dispute', 'late_case', 'appeal', 'recall', 'flag', 'fiat_debt', 'transfer', 'unapplied', 'wrong_asset', 'assign']),
  reason: z.string(),
  merchant: z.string(),
  acceptor: z.string().nullable(),
  owner: z.string().nullable(),
  openedAtMs: z.number(),
  dueAtMs: z.number().nullable(),
  escalated: z.boolean(),
  /** What the default rule would give in a dispute: the only side with bank proof wins. */
  suggestion: z.enum(['full', 'none']).nullable(),
  /** A judgement that waits for a second person, by whom. */
  proposedBy: z.string().nullable(),
  proposal: judgement.nullable(),
  proposalReason: z.string().nullable(),
  /** What it is about: the order's amounts, or the money on chain that is applied to nothing. */
  stake: z.object({ usdt: money, fiat: money.nullable() }).nullable(),
  evidence: z.array(
    z.object({
      side: z.string(),
      evidence: z.string(),
      digest: z.string(),
      kind: z.string(),
      bankProof: z.boolean(),
      atMs: z.number(),
    }),
  ),
})
export type CaseRecord = z.output<typeof caseRecord>

export const timelineEntry = z.object({
  id: z.string(),
  at: z.string(),
  type: z.string(),
  actor: z.string(),
  position: z.number(),
  data: z.record(z.string(), z.unknown()),
})
export type TimelineEntry = z.output<typeof timelineEntry>

export type OutageRecord = {
  readonly outage: string
  readonly state: 'proposed' | 'recorded'
  readonly fromMs: number
  readonly toMs: number
  readonly reason: string
  readonly operators: readonly string[]
}

/** Payments that settled; times are from creation to settlement. */
export type SettledFigures = {
  readonly count: number
  readonly grossMicro: bigint
  readonly feeMicro: bigint
  /** Taken back by recalls and reversals since. */
  readonly returnedMicro: bigint
  readonly medianMs: number | null
  readonly p95Ms: number | null
}

/** Of the payments that were created, how many are settled by now. */
export type CreatedFigures = { readonly count: number; readonly settled: number }

/** Spans count from 0; those in which nothing was have no entry. */
export type Overview = {
  readonly created: CreatedFigures
  readonly createdBySpan: readonly (CreatedFigures & { readonly span: number })[]
  /** The present words of the payments that were created. */
  readonly words: readonly { readonly word: string; readonly count: number }[]
  readonly settled: SettledFigures
  readonly settledBySpan: readonly (SettledFigures & { readonly span: number })[]
  readonly settledByMethod: readonly (SettledFigures & { readonly method: string })[]
}

/** What an acceptor earned by one account in one span: commission was paid, the margin lies in its price. */
export type EarningsRecord = {
  readonly span: number
  readonly account: string
  readonly method: string
  readonly currency: string
  readonly orders: number
  readonly fiatMinor: bigint
  readonly usdtMicro: bigint
  readonly commissionMicro: bigint
  readonly marginMicro: bigint
}

export type Page<Item> = { readonly items: readonly Item[]; readonly hasMore: boolean }
