import { z } from 'zod'
import { id } from './ids.ts'
import { fixedAmount, offer, paymentMethod } from './matching.ts'
import { message } from './message.ts'
import { chainAddress, chainName } from './chain.ts'
import { fiatCurrency, ledgerId, positiveMicro, positiveMinor } from './money.ts'
import { depositStage, paymentDeposit, priceReference, refundSource, wrongAsset } from './order-chain.ts'
import { paymentPolicy } from './order-policy.ts'

export const digest = z.string().regex(/^[0-9a-f]{64}$/)
export const sealedText = z.string().min(1).max(2000)
const reason = z.string().min(1).max(200)

/** Who acts. The gateway fills it from the caller's credentials; the decider checks it against the payment. */
export const asCustomer = z.object({ role: z.literal('customer'), sessionHash: digest })
export const asAcceptor = z.object({ role: z.literal('acceptor'), acceptor: id('acceptor') })
export const asMerchant = z.object({ role: z.literal('merchant'), merchant: id('merchant') })
/** `relatedOwners`: beneficial owners whose acceptors this operator runs; they never judge those orders. */
export const asOperator = z.object({
  role: z.literal('operator'),
  operator: id('operator'),
  relatedOwners: z.array(z.string().max(80)).max(50).default([]),
})
const merchantOrOperator = z.discriminatedUnion('role', [asMerchant, asOperator])
const anyParty = z.discriminatedUnion('role', [asCustomer, asMerchant, asOperator])
const bothSides = z.discriminatedUnion('role', [asCustomer, asAcceptor])
export type Party = z.output<
  typeof asCustomer | typeof asAcceptor | typeof asMerchant | typeof asOperator
>

/** A stored file by its digest. `bankProof`: the party says that it is a statement of its bank. */
export const evidence = z.object({
  evidence: id('evidence'),
  digest,
  kind: z.enum(['statement', 'screenshot', 'video', 'note']),
  bankProof: z.boolean(),
  sizeBytes: z.int().min(1).max(20_000_000),
})
export type Evidence = z.output<typeof evidence>

export const payer = z.object({
  sealedName: sealedText,
  sealedTail: sealedText,
  fingerprint: z.string().min(1).max(80),
})

/** `full`: all of the escrow; `none`: nothing, and the fiat goes back where it came when it did come; `split`: a part. */
export const verdict = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('full') }),
  z.object({ outcome: z.literal('none'), fiatGoesBack: z.boolean() }),
  z.object({ outcome: z.literal('split'), receivedMinor: positiveMinor }),
])
export type Verdict = z.output<typeof verdict>

const payment = id('payment')
const on = <Shape extends z.ZodRawShape>(shape: Shape) => z.object({ payment, ...shape })

/** In what minor units of fiat are counted: refused where the order is in another currency, never converted. */
const counted = { currency: fiatCurrency.optional() }

/** What becomes of a transfer set asked of the ledger, as the reaction on the ledger's log reports it. */
export const transferFact = z.object({
  payment,
  ids: z.array(z.string()).min(1),
  refused: z.string().optional(),
})

/** What the clock runner sends to a stream whose clock is due. */
export const clockCommand = z.object({
  key: z.string(),
  kind: z.string(),
  clockId: z.string(),
  dueAtMs: z.number(),
  outages: z.array(z.object({ id: z.string(), fromMs: z.number(), toMs: z.number() })),
})

export const paymentCommands = {
  create: message(
    'order.payment.create',
    on({
      merchant: id('merchant'),
      livemode: z.boolean(),
      ledger: ledgerId,
      reference: z.string().regex(/^[^\p{C}]{1,100}$/u),
      amount: fixedAmount,
      policy: paymentPolicy,
      description: z.string().max(500).optional(),
      returnUrl: z.string().max(1000).optional(),
      metadata: z.record(z.string().max(40), z.string().max(500)).default({}),
    }),
  ),

  // The customer. The session is bound at the first choice; every later act carries it.
  choose: message(
    'order.payment.choose',
    on({ by: asCustomer, currency: fiatCurrency, method: paymentMethod, payer }),
  ),
  claim: message(
    'order.payment.claim',
    on({
      by: asCustomer,
      bankReferenceHash: digest,
      sealedReference: sealedText,
      claimedMinor: positiveMinor.optional(),
      ...counted,
      paidAtMs: z.number().optional(),
    }),
  ),
  stateNotPaid: message('order.payment.state_not_paid', on({ by: asCustomer })),
  answerAmount: message(
    'order.payment.answer_amount',
    on({ by: asCustomer, answer: z.enum(['agree', 'top_up', 'ask_refund', 'contest']) }),
  ),
  acknowledgeRefund: message('order.payment.acknowledge_refund', on({ by: asCustomer })),
  appeal: message('order.payment.appeal', on({ by: asCustomer, reason })),
  lateClaim: message(
    'order.payment.late_claim',
    on({
      by: asCustomer,
      bankReferenceHash: digest,
      sealedReference: sealedText,
      paidAtMs: z.number().optional(),
    }),
  ),

  // The acceptor of the order.
  acceptOffer: message('order.payment.accept_offer', on({ by: asAcceptor })),
  declineOffer: message('order.payment.decline_offer', on({ by: asAcceptor })),
  /** `payerMatches`: the sender's name is the one the customer gave. A bank reference is needed from one side. */
  confirm: message(
    'order.payment.confirm',
    on({
      by: asAcceptor,
      receivedMinor: positiveMinor,
      ...counted,
      payerMatches: z.boolean(),
      bankReferenceHash: digest.optional(),
    }),
  ),
  refuse: message(
    'order.payment.refuse',
    on({ by: asAcceptor, reason: z.enum(['not_received', 'third_party', 'wrong_account']) }),
  ),
  reportAccountUnusable: message('order.payment.report_account_unusable', on({ by: asAcceptor })),
  attestNothingCame: message('order.payment.attest_nothing_came', on({ by: asAcceptor })),
  correctAmount: message(
    'order.payment.correct_amount',
    on({ by: asAcceptor, receivedMinor: positiveMinor, ...counted }),
  ),
  offerRefund: message('order.payment.offer_refund', on({ by: asAcceptor })),
  markRefunded: message(
    'order.payment.mark_refunded',
    on({ by: asAcceptor, bankReferenceHash: digest, sealedReference: sealedText }),
  ),
  confirmLate: message(
    'order.payment.confirm_late',
    on({ by: asAcceptor, receivedMinor: positiveMinor, ...counted, bankReferenceHash: digest }),
  ),
  reportRecall: message(
    'order.payment.report_recall',
    on({ by: asAcceptor, recalledMinor: positiveMinor, ...counted, proof: evidence }),
  ),

  // Several roles.
  cancel: message('order.payment.cancel', on({ by: anyParty, reason: reason.optional() })),
  addEvidence: message('order.payment.add_evidence', on({ by: bothSides, evidence })),
  concede: message('order.payment.concede', on({ by: bothSides })),
  flag: message('order.payment.flag', on({ by: merchantOrOperator, reason })),
  openDispute: message('order.payment.open_dispute', on({ by: merchantOrOperator, reason })),
  extend: message('order.payment.extend', on({ by: merchantOrOperator })),
  acceptPart: message('order.payment.accept_part', on({ by: asMerchant })),

  // Operators. What moves much is proposed by one and approved by another.
  unflag: message('order.payment.unflag', on({ by: asOperator, reason })),
  suspendOrder: message('order.payment.suspend_order', on({ by: asOperator, reason })),
  coConfirm: message('order.payment.co_confirm', on({ by: asOperator })),
  giveVerdict: message(
    'order.payment.give_verdict',
    on({
      by: asOperator,
      verdict,
      ...counted,
      reason,
      ruleBroken: z.boolean().default(false),
      /** The true reference, where the claimed one was wrong. */
      bankReferenceHash: digest.optional(),
    }),
  ),
  decideLate: message(
    'order.payment.decide_late',
    on({
      by: merchantOrOperator,
      outcome: z.enum(['accept', 'refund', 'deny']),
      receivedMinor: positiveMinor.optional(),
      ...counted,
      reason,
    }),
  ),
  /** `receivedMinor` of a granted appeal: what the acceptor did receive in all. */
  decideAppeal: message(
    'order.payment.decide_appeal',
    on({
      by: asOperator,
      outcome: z.enum(['upheld', 'granted']),
      receivedMinor: positiveMinor.optional(),
      ...counted,
      reason,
    }),
  ),
  decideRecall: message(
    'order.payment.decide_recall',
    on({ by: asOperator, outcome: z.enum(['granted', 'denied']), reason }),
  ),
  /** A movement that the ledger refused is asked for again, once its cause is mended; always by two people. */
  retryTransfer: message(
    'order.payment.retry_transfer',
    on({ by: asOperator, transfer: z.string().min(1).max(120), reason }),
  ),
  approveJudgement: message('order.payment.approve_judgement', on({ by: asOperator })),

  // Facts of other services, sent by reactions, and the clock.
  recordOffer: message('order.payment.record_offer', on({ offer })),
  recordNoOffer: message('order.payment.record_no_offer', on({ attempt: z.int().min(1), reason })),
  recordTransfer: message('order.payment.record_transfer', transferFact),
  /** The book says that the acceptor of this attempt was suspended while its order was open. */
  recordSuspension: message(
    'order.payment.record_suspension',
    on({ attempt: z.int().min(1), acceptor: id('acceptor') }),
  ),
  /** The same bank reference was claimed for two orders: both go to review. */
  recordContest: message(
    'order.payment.record_contest',
    on({ bankReferenceHash: digest, other: payment }),
  ),
  clock: message('order.payment.clock', clockCommand),

  // On chain. The customer chooses it; what comes is a fact of the treasury; what does not fit is resolved by word.
  /** `reference` is needed where fiat is fixed: the gateway looked it up, the decider checks it. */
  chooseOnChain: message(
    'order.payment.choose_on_chain',
    on({ by: asCustomer, reference: priceReference.optional() }),
  ),
  recordAddress: message(
    'order.payment.record_address',
    on({ network: chainName, address: chainAddress }),
  ),
  recordDeposit: message(
    'order.payment.record_deposit',
    on({
      ...paymentDeposit,
      stage: depositStage,
      /** Of what was revoked: the treasury takes back what no payment was allowed to use. */
      reversedBy: z.enum(['treasury', 'order']).optional(),
    }),
  ),
  recordWrongAsset: message('order.payment.record_wrong_asset', on(wrongAsset)),
  /** Takes what came for the whole, or beyond the whole, as it is. */
  acceptUnapplied: message(
    'order.payment.accept_unapplied',
    on({ by: merchantOrOperator, reason }),
  ),
  /** Opens the address once more for the rest. */
  topUp: message('order.payment.top_up', on({ by: merchantOrOperator, reason })),
  requestRefund: message(
    'order.payment.request_refund',
    on({
      by: merchantOrOperator,
      refund: id('refund'),
      amountMicro: positiveMicro,
      from: refundSource,
      reason,
    }),
  ),
  /** The treasury has no address to give. */
  refuseAddress: message(
    'order.payment.refuse_address',
    on({ network: chainName, code: z.string().min(1).max(60) }),
  ),
  /** The refund has ended: paid, or closed without paying; or what it paid was taken back by the network. */
  recordRefund: message(
    'order.payment.record_refund',
    on({ refund: id('refund'), outcome: z.enum(['paid', 'closed', 'reopened']) }),
  ),
  /** What is not this payment's goes to suspense, and from there to the one whose it is; always by two people. */
  setAside: message(
    'order.payment.set_aside',
    /** `item`: the deposit whose money it is; without one, the newest that have it. */
    on({ by: asOperator, amountMicro: positiveMicro, item: id('deposit').optional(), reason }),
  ),
  /** `item`: the transfer by whose money it is paid; without one, what lay in suspense before items were told apart. */
  assign: message(
    'order.payment.assign',
    on({ by: asOperator, amountMicro: positiveMicro, item: id('deposit').optional(), reason }),
  ),
  /** Other coins that came are nobody's USDT; they were dealt with elsewhere. */
  dismissWrongAsset: message('order.payment.dismiss_wrong_asset', on({ by: asOperator, reason })),
}

/** Who claimed which bank reference: one stream a reference, rail and payment account. */
export const bankReferenceCommands = {
  note: message(
    'order.bankreference.note',
    z.object({ account: id('account'), method: paymentMethod, bankReferenceHash: digest, payment }),
  ),
}

export const outageCommands = {
  propose: message(
    'order.outage.propose',
    z.object({
      outage: id('outage'),
      operator: id('operator'),
      fromMs: z.number(),
      toMs: z.number(),
      reason,
    }),
  ),
  approve: message(
    'order.outage.approve',
    z.object({ outage: id('outage'), operator: id('operator') }),
  ),
}
