import { z } from 'zod'
import { chainAddress, chainName } from './chain.ts'
import { id } from './ids.ts'
import { fixedAmount, offer, paymentMethod } from './matching.ts'
import { message } from './message.ts'
import { amountMicro, fiatCurrency, ledgerId, positiveMicro, positiveMinor } from './money.ts'
import {
  applicationPurposes,
  applicationWays,
  depositStage,
  paymentDeposit,
  priceReference,
  refundSource,
  wrongAsset,
} from './order-chain.ts'
import { digest, evidence, payer, sealedText, verdict } from './order.ts'
import { paymentPolicy } from './order-policy.ts'

/** Clocks that an event sets or switches off; ids are functions of the command that set them. */
export const clockChanges = z.array(
  z.union([
    z.object({ kind: z.string(), clockId: z.string(), dueAtMs: z.number() }),
    z.object({ kind: z.string(), off: z.literal(true) }),
  ]),
)

const clocks = clockChanges
const attempt = z.int().min(1)
const payment = id('payment')
const reason = z.string().max(200)
const on = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object({ payment, ...shape, atMs: z.number(), clocks: clocks.optional() })

export const roles = ['customer', 'acceptor', 'merchant', 'operator', 'system'] as const
const role = z.enum(roles)

export const lapseReasons = [
  'declined',
  'silent',
  'escrow_refused',
  'over_limit',
  'suspended',
  'cancelled',
  'stale',
] as const
export const disputeReasons = [
  'not_received',
  'third_party',
  'wrong_account',
  'no_answer',
  'no_agreement',
  'contested',
  'refund_overdue',
  'reference_contested',
  'opened',
] as const
export const settlementWays = [
  'confirmed',
  'agreed',
  'part_accepted',
  'conceded',
  'verdict',
  'co_confirmed',
  'late_confirmed',
  'late_accepted',
] as const
export const closeReasons = [
  'not_paid',
  'grace_over',
  'customer_conceded',
  'verdict',
  'refunded',
  'refund_acknowledged',
  'late_denied',
] as const
/** The transfer on chain that money in suspense came by; of what lay there before items were told apart, none. */
const item = id('deposit').optional()
/** What is new in the second version was absent before, and means the same. */
const asBefore = { version: 2, upcast: { 1: (data: unknown) => data } } as const

export const recallOwner = z.enum(['acceptor', 'merchant', 'operator'])
export type RecallOwner = z.output<typeof recallOwner>

/** How a posted amount is divided, to the last micro-unit; see the journal of the order service. */
export const division = z.object({
  postedMicro: positiveMicro,
  feeMicro: amountMicro,
  commissionMicro: amountMicro,
  agentMicro: amountMicro,
  reserveMicro: amountMicro,
  heldMicro: amountMicro,
})
export type Division = z.output<typeof division>

/** A judgement that waits for a second person. */
export const judgement = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('verdict'),
    verdict,
    ruleBroken: z.boolean(),
    bankReferenceHash: digest.optional(),
  }),
  z.object({
    kind: z.literal('late'),
    outcome: z.enum(['accept', 'refund', 'deny']),
    receivedMinor: positiveMinor.optional(),
  }),
  z.object({
    kind: z.literal('appeal'),
    outcome: z.enum(['upheld', 'granted']),
    receivedMinor: positiveMinor.optional(),
  }),
  z.object({ kind: z.literal('recall'), outcome: z.enum(['granted', 'denied']) }),
  z.object({ kind: z.literal('transfer'), transfer: z.string() }),
  z.object({ kind: z.literal('set_aside'), amountMicro: positiveMicro, item }),
  z.object({ kind: z.literal('assign'), amountMicro: positiveMicro, item }),
])
export type Judgement = z.output<typeof judgement>

const move = { what: z.enum(['aside', 'assign']), count: z.int().min(1), amountMicro: positiveMicro, item }

export const paymentEvents = {
  created: message(
    'payment.created',
    on({
      merchant: id('merchant'),
      livemode: z.boolean(),
      ledger: ledgerId,
      reference: z.string(),
      amount: fixedAmount,
      policy: paymentPolicy,
      description: z.string().optional(),
      returnUrl: z.string().optional(),
      metadata: z.record(z.string(), z.string()),
      expiresAtMs: z.number(),
    }),
  ),
  methodChosen: message(
    'payment.method_chosen',
    on({ currency: fiatCurrency, method: paymentMethod, payer, sessionHash: digest }),
  ),
  matchRequested: message(
    'payment.match_requested',
    on({ attempt, excludedAcceptors: z.array(id('acceptor')) }),
  ),
  offerRecorded: message('payment.offer_recorded', on({ offer })),
  /** The escrow stands. `stale`: the payment has moved on meanwhile, so it is voided. */
  escrowPended: message('payment.escrow_pended', on({ attempt, stale: z.boolean() })),
  escrowRefused: message('payment.escrow_refused', on({ attempt, reason })),
  escrowVoided: message('payment.escrow_voided', on({ attempt })),
  /** From here the instructions are shown. `lockUntilMs`: bank time until then is in time, however late the claim. */
  offerAccepted: message(
    'payment.offer_accepted',
    on({ attempt, auto: z.boolean(), lockUntilMs: z.number() }),
  ),
  /** `voids`: an escrow stands and is given back. One that is still on its way is voided when it shows, as stale. */
  offerLapsed: message(
    'payment.offer_lapsed',
    on({
      attempt,
      reason: z.enum(lapseReasons),
      acceptor: id('acceptor'),
      voids: z.boolean(),
      respondedAfterMs: z.number().optional(),
    }),
  ),
  onChainOffered: message('payment.on_chain_offered', on({ reason })),
  expired: message('payment.expired', on({})),
  /** The payment's time is over while an order runs: no further order will follow it. */
  expiryPassed: message('payment.expiry_passed', on({})),
  cancelled: message('payment.cancelled', on({ by: role, reason: reason.optional() })),
  graceEntered: message(
    'payment.grace_entered',
    on({
      reason: z.enum(['pay_window_over', 'customer_cancelled', 'account_unusable', 'topping_up']),
    }),
  ),
  claimed: message(
    'payment.claimed',
    on({
      attempt,
      account: id('account'),
      method: paymentMethod,
      bankReferenceHash: digest,
      sealedReference: sealedText,
      claimedMinor: positiveMinor.optional(),
      paidAtMs: z.number().optional(),
      time: z.enum(['in_time', 'late']),
    }),
  ),
  /** The acceptor says that nothing came. It ends nothing: the customer's word or the end of grace does. */
  nothingAttested: message('payment.nothing_attested', on({})),
  acceptorReminded: message('payment.acceptor_reminded', on({ count: z.int() })),
  acceptorSilent: message('payment.acceptor_silent', on({})),
  amountQueried: message(
    'payment.amount_queried',
    on({
      receivedMinor: positiveMinor,
      expectedMinor: positiveMinor,
      payerMatches: z.boolean(),
      bankReferenceHash: digest.optional(),
    }),
  ),
  amountCorrected: message('payment.amount_corrected', on({ receivedMinor: positiveMinor })),
  /** The acceptor confirmed while suspended: an operator must confirm too. */
  confirmationHeld: message(
    'payment.confirmation_held',
    on({
      receivedMinor: positiveMinor,
      payerMatches: z.boolean(),
      bankReferenceHash: digest.optional(),
    }),
  ),
  refundDue: message(
    'payment.refund_due',
    on({ reason: z.enum(['asked', 'offered', 'verdict', 'late']) }),
  ),
  refundAcknowledged: message('payment.refund_acknowledged', on({})),
  fiatDebtPaid: message(
    'payment.fiat_debt_paid',
    on({ bankReferenceHash: digest, sealedReference: sealedText }),
  ),
  extended: message('payment.extended', on({ by: role })),
  flagged: message('payment.flagged', on({ by: role, reason, other: payment.optional() })),
  unflagged: message('payment.unflagged', on({ reason })),
  suspended: message('payment.suspended', on({ reason })),
  disputed: message(
    'payment.disputed',
    on({
      reason: z.enum(disputeReasons),
      by: role,
      note: reason.optional(),
      other: payment.optional(),
    }),
  ),
  evidenceAdded: message(
    'payment.evidence_added',
    on({ side: z.enum(['customer', 'acceptor']), evidence }),
  ),
  evidenceClosed: message('payment.evidence_closed', on({})),
  /** A clock for a human ran out: the case goes up, never into a release. */
  escalated: message(
    'payment.escalated',
    on({ what: z.enum(['dispute', 'late_case', 'appeal', 'recall', 'transfer']) }),
  ),
  judgementProposed: message(
    'payment.judgement_proposed',
    on({ judgement, operator: id('operator'), reason }),
    asBefore,
  ),
  /** One or two operators, in the order in which they acted. */
  judged: message(
    'payment.judged',
    on({ judgement, operators: z.array(z.string()).min(1).max(2), reason }),
    asBefore,
  ),
  settlementDecided: message(
    'payment.settlement_decided',
    division.extend({
      payment,
      attempt,
      acceptor: id('acceptor'),
      account: id('account'),
      method: paymentMethod,
      way: z.enum(settlementWays),
      status: z.enum(['settled', 'split']),
      receivedMinor: positiveMinor,
      /** Claimed for ever: none of them settles another order. */
      bankReferenceHashes: z.array(digest),
      unclaimedHashes: z.array(digest),
      recallOwner,
      time: z.enum(['in_time', 'late']),
      /** `anew`: the old escrow was voided, so the acceptor's USDT is pended again under this attempt. */
      escrow: z.enum(['standing', 'anew']),
      fiatDebtMinor: positiveMinor.optional(),
      /** The agent's share cannot leave before the hold is over. */
      vests: z.boolean().optional(),
      atMs: z.number(),
      clocks: clocks.optional(),
    }),
    // Before, a share was free at once, and stays so.
    asBefore,
  ),
  settled: message(
    'payment.settled',
    on({ attempt, status: z.enum(['settled', 'split']), availableAtMs: z.number() }),
  ),
  /** Settling anew failed, for lack of liquidity: operators decide what follows. */
  lateRefused: message('payment.late_refused', on({ attempt, reason })),
  closed: message(
    'payment.closed',
    on({
      attempt,
      status: z.enum(['closed_unpaid', 'closed_refunded']),
      reason: z.enum(closeReasons),
      voids: z.boolean(),
      blockUntilMs: z.number(),
      refund: z.object({ bankReferenceHash: digest, sealedReference: sealedText }).optional(),
    }),
  ),
  lateClaimed: message(
    'payment.late_claimed',
    on({
      account: id('account'),
      method: paymentMethod,
      bankReferenceHash: digest,
      sealedReference: sealedText,
      paidAtMs: z.number().optional(),
    }),
  ),
  releaseDue: message(
    'payment.release_due',
    on({ count: z.int().min(1), amountMicro: positiveMicro }),
  ),
  released: message('payment.released', on({ count: z.int().min(1), amountMicro: positiveMicro })),
  /** A recall or a review is open at T+N: the money stays held until it is decided. */
  releaseDeferred: message('payment.release_deferred', on({ what: z.enum(['held', 'reserve']) })),
  reserveDue: message(
    'payment.reserve_due',
    on({ count: z.int().min(1), amountMicro: positiveMicro }),
  ),
  reserveReleased: message(
    'payment.reserve_released',
    on({ count: z.int().min(1), amountMicro: positiveMicro }),
  ),
  appealed: message('payment.appealed', on({ reason })),
  appealEnded: message('payment.appeal_ended', on({ reason: z.enum(['window_over', 'upheld']) })),
  /** A granted appeal: the rest of what the acceptor received follows, divided as if it had been posted at once. */
  appealPaid: message(
    'payment.appeal_paid',
    on({ attempt: z.int(), extra: division, receivedMinor: positiveMinor }),
  ),
  appealSettled: message('payment.appeal_settled', on({ attempt: z.int(), extra: division })),
  recallReported: message(
    'payment.recall_reported',
    on({ recalledMinor: positiveMinor, amountMicro: positiveMicro, proof: evidence }),
  ),
  recallDecided: message(
    'payment.recall_decided',
    on({
      count: z.int().min(1),
      amountMicro: positiveMicro,
      owner: recallOwner,
      fromHeldMicro: amountMicro,
      fromReserveMicro: amountMicro,
      restMicro: amountMicro,
      commissionMicro: amountMicro,
      agentMicro: amountMicro,
    }),
  ),
  recallDenied: message('payment.recall_denied', on({})),
  recalled: message(
    'payment.recalled',
    on({ count: z.int().min(1), amountMicro: positiveMicro, owner: recallOwner }),
  ),
  recallWindowClosed: message('payment.recall_window_closed', on({})),
  /** A refund runs, during which no recall can be reported: the window stays open for it. */
  recallWindowKept: message('payment.recall_window_kept', on({})),
  /** The ledger refused what should always succeed: a human must look. */
  transferRefused: message('payment.transfer_refused', on({ transfer: z.string(), reason })),
  /** Asked of the ledger again, since a refused id is spent for ever: its successors end with `/r<retry>`. */
  transferRetried: message(
    'payment.transfer_retried',
    on({ transfer: z.string(), retry: z.int().min(1) }),
  ),
  clockShifted: message(
    'payment.clock_shifted',
    on({
      kind: z.string(),
      outages: z.array(z.object({ id: z.string(), fromMs: z.number(), toMs: z.number() })),
    }),
  ),

  /** The customer pays on chain. `askedMicro` stands until `lockUntilMs`; money in a block until then is in time. */
  onChainChosen: message(
    'payment.on_chain_chosen',
    on({
      network: chainName,
      askedMicro: positiveMicro,
      reference: priceReference.optional(),
      sessionHash: digest,
      lockUntilMs: z.number(),
    }),
  ),
  /** The address is watched from here on, for ever, whatever becomes of the payment. */
  addressRecorded: message(
    'payment.address_recorded',
    on({ network: chainName, address: chainAddress }),
  ),
  /** It cannot be paid on chain here: the customer chooses another way. */
  addressRefused: message(
    'payment.address_refused',
    on({ network: chainName, code: z.string() }),
  ),
  depositRecorded: message(
    'payment.deposit_recorded',
    on({ ...paymentDeposit, stage: depositStage }),
  ),
  wrongAssetRecorded: message('payment.wrong_asset_recorded', on(wrongAsset)),
  wrongAssetsDismissed: message('payment.wrong_assets_dismissed', on({ reason })),
  /** Money is on its way: from here on the way to pay is not changed any more. */
  transferSeen: message('payment.transfer_seen', on({})),
  /** None is on its way any more: what was seen is gone. */
  transferGone: message('payment.transfer_gone', on({})),
  /** The time to pay on chain is over while money is on its way, or while another way is gone. */
  transferWindowPassed: message('payment.transfer_window_passed', on({})),
  /** Nothing came while the price stood: the customer may choose again. */
  onChainLapsed: message('payment.on_chain_lapsed', on({})),
  /** Money in `unapplied:<payment>` becomes the merchant's. `heldMicro` of the division is available at once. */
  applicationDecided: message(
    'payment.application_decided',
    division.extend({
      payment,
      count: z.int().min(1),
      purpose: z.enum(applicationPurposes),
      way: z.enum(applicationWays),
      time: z.enum(['in_time', 'late']),
      atMs: z.number(),
      clocks: clocks.optional(),
    }),
  ),
  applied: message(
    'payment.applied',
    on({ count: z.int().min(1), purpose: z.enum(applicationPurposes), amountMicro: positiveMicro }),
  ),
  resolutionChosen: message(
    'payment.resolution_chosen',
    on({ resolution: z.enum(['accept', 'top_up', 'refund']), by: role, reason }),
  ),
  topUpAwaited: message('payment.top_up_awaited', on({ lockUntilMs: z.number() })),
  refundRequested: message(
    'payment.refund_requested',
    on({
      refund: id('refund'),
      from: refundSource,
      amountMicro: positiveMicro,
      by: role,
      reason,
    }),
  ),
  refundEnded: message(
    'payment.refund_ended',
    on({ refund: id('refund'), outcome: z.enum(['paid', 'closed']) }),
  ),
  /** What it paid was solid and is gone: it is reserved once more. */
  refundReopened: message('payment.refund_reopened', on({ refund: id('refund') })),
  /** `aside`: from unapplied to suspense. `assign`: from suspense to unapplied. Of one item each. */
  moveDecided: message('payment.move_decided', on(move), asBefore),
  moved: message('payment.moved', on(move), asBefore),
  moveRefused: message(
    'payment.move_refused',
    on({ what: z.enum(['aside', 'assign']), count: z.int().min(1), reason }),
  ),
  /** Rule 9: a false solid is taken back from whoever got it; fee and agent's share are returned with it. */
  reversalDecided: message(
    'payment.reversal_decided',
    on({
      count: z.int().min(1),
      deposit: id('deposit'),
      amountMicro: positiveMicro,
      /** What of this very deposit was set aside: out of its item, and the operator bears what that has not any more. */
      fromAsideMicro: amountMicro.optional(),
      fromUnappliedMicro: amountMicro,
      fromMerchantMicro: amountMicro,
      lossMicro: amountMicro,
      feeMicro: amountMicro,
      agentMicro: amountMicro,
    }),
    asBefore,
  ),
  reversed: message(
    'payment.reversed',
    on({ count: z.int().min(1), amountMicro: positiveMicro }),
  ),
}

export const bankReferenceEvents = {
  noted: message(
    'bank_reference.noted',
    z.object({
      account: id('account'),
      method: paymentMethod,
      bankReferenceHash: digest,
      payment,
      first: payment.optional(),
    }),
  ),
}

export const outageEvents = {
  proposed: message(
    'outage.proposed',
    z.object({
      outage: id('outage'),
      operator: id('operator'),
      fromMs: z.number(),
      toMs: z.number(),
      reason,
    }),
  ),
  recorded: message(
    'outage.recorded',
    z.object({
      outage: id('outage'),
      operators: z.array(id('operator')).length(2),
      fromMs: z.number(),
      toMs: z.number(),
      reason,
    }),
  ),
}
