import { z } from 'zod'
import { id } from './ids.ts'
import { paymentMethod, quotePricing } from './matching.ts'
import { message } from './message.ts'
import { amountMicro, fiatCurrency, positiveMicro, positiveMinor } from './money.ts'
import { partyScreening } from './party.ts'

/** How an order ended for its acceptor; strikes and reputation follow from these. */
export const orderOutcome = z.enum([
  'settled',
  'settled_late',
  'split',
  'declined',
  'silent',
  'claim_unanswered',
  'unpaid',
  'refunded',
  'dispute_lost',
  'dispute_won',
  'cancelled',
  'recalled',
  'account_unusable',
])
export type OrderOutcome = z.output<typeof orderOutcome>

/**
 * What an operator grants after verification; the caps of each are a versioned policy of the
 * service.
 */
export const acceptorTiers = ['starter', 'standard', 'pro', 'house'] as const
export const acceptorTier = z.enum(acceptorTiers)
export type AcceptorTier = z.output<typeof acceptorTier>

/**
 * Caps of a tier as they stood when it was granted; an event carries them, so a replay needs no
 * table.
 */
export const tierCaps = z.object({
  maxOpenMicro: amountMicro,
  maxPerDayMicro: amountMicro,
  maxPerMonthMicro: amountMicro,
  maxOpenOrders: z.int().min(0),
  bondMinimumMicro: amountMicro,
  /**
   * The bond covers this share of open orders: open value is capped at bond / share. Zero: no cap
   * by bond.
   */
  bondShareBps: z.int().min(0).max(10_000),
})
export type TierCaps = z.output<typeof tierCaps>

const acceptorKey = { acceptor: id('acceptor') }
const reason = z.string().min(1).max(500)
const transfer = z.string().min(1).max(120)
const accountLimits = {
  maxPerOrderMinor: positiveMinor,
  maxPerDayMinor: positiveMinor,
  maxPerMonthMinor: positiveMinor,
}
const paymentAccount = {
  account: id('account'),
  method: paymentMethod,
  currency: fiatCurrency,
  ...accountLimits,
}
const quoteTerms = {
  quote: id('quote'),
  currency: fiatCurrency,
  pricing: quotePricing,
  minMinor: positiveMinor,
  maxMinor: positiveMinor,
  methods: z.array(paymentMethod).min(1).max(8),
}
const recordedOrder = {
  ...acceptorKey,
  payment: id('payment'),
  order: id('order'),
  merchant: id('merchant'),
  payerFingerprint: z.string(),
  outcome: orderOutcome,
  usdtMicro: positiveMicro,
  respondedAfterMs: z.number().optional(),
}
const recordedLoss = {
  ...acceptorKey,
  payment: id('payment'),
  order: id('order'),
  lossMicro: positiveMicro,
}

/**
 * The way of an acceptor: register, verify (with a tier), add_account, set_quote, request_bond (its
 * ledger account must be funded; `bond.posted` follows from the ledger's log), go_online.
 * The gateway authorises; a `livemode` verification must come from another actor than registration.
 */
/** Beneficial owners whose acceptors the acting operator runs: nobody judges their own. */
const related = { relatedOwners: z.array(z.string().max(80)).max(50).optional() }

export const acceptorCommands = {
  register: message(
    'acceptor.acceptor.register',
    z.object({
      ...acceptorKey,
      livemode: z.boolean(),
      name: z.string().min(1).max(120),
      /** Beneficial owner: acceptors of one owner count as one for strikes and exclusions. */
      owner: z.string().regex(/^[0-9A-Za-z_.:-]{1,80}$/),
      house: z.boolean(),
      /** Rule 16: a hold or a rejection suspends it from the start. */
      screening: partyScreening.optional(),
    }),
  ),
  /** What screening says now; the same by the same lists is nothing new. */
  recordScreening: message(
    'acceptor.acceptor.record_screening',
    z.object({ ...acceptorKey, screening: partyScreening }),
  ),
  verify: message('acceptor.acceptor.verify', z.object({ ...acceptorKey, tier: acceptorTier })),
  /** Where money is real it proposes it: another operator approves (rule 19). */
  setTier: message(
    'acceptor.acceptor.set_tier',
    z.object({ ...acceptorKey, tier: acceptorTier, reason, ...related }),
  ),
  suspend: message('acceptor.acceptor.suspend', z.object({ ...acceptorKey, reason })),
  /** Proposes it: another operator approves (rule 19). */
  reinstate: message(
    'acceptor.acceptor.reinstate',
    z.object({ ...acceptorKey, reason, ...related }),
  ),
  /** The yes of a second operator to what waits for it, named by its proposal. */
  approveAct: message(
    'acceptor.acceptor.approve_act',
    z.object({ ...acceptorKey, proposal: z.string().min(1).max(80), ...related }),
  ),
  /** Somebody's no to what waits, also of who asked: it waits no more. */
  rejectAct: message(
    'acceptor.acceptor.reject_act',
    z.object({ ...acceptorKey, proposal: z.string().min(1).max(80), reason, ...related }),
  ),
  /**
   * Merchants and payers of the same beneficial owner: never matched, never counted in reputation.
   */
  setRelated: message(
    'acceptor.acceptor.set_related',
    z.object({
      ...acceptorKey,
      merchants: z.array(id('merchant')).max(20),
      /** Without, those that are known stay. */
      payers: z.array(z.string().min(1).max(80)).max(20).optional(),
    }),
  ),
  /** One payer, by the fingerprint that checkouts make of name and account: related, or not any more. */
  relatePayer: message(
    'acceptor.acceptor.relate_payer',
    z.object({ ...acceptorKey, payer: z.string().min(1).max(80), related: z.boolean() }),
  ),
  /**
   * Details are sealed by the gateway; the fingerprint (a keyed hash) is unique in the system, for
   * ever.
   */
  addAccount: message(
    'acceptor.acceptor.add_account',
    z.object({
      ...acceptorKey,
      ...paymentAccount,
      label: z.string().max(80).optional(),
      sealedDetails: z.string().min(1).max(4000),
      fingerprint: z.string().regex(/^[0-9A-Za-z_-]{1,80}$/),
    }),
  ),
  setAccountLimits: message(
    'acceptor.acceptor.set_account_limits',
    z.object({
      ...acceptorKey,
      account: id('account'),
      ...accountLimits,
    }),
  ),
  disableAccount: message(
    'acceptor.acceptor.disable_account',
    z.object({ ...acceptorKey, account: id('account'), reason }),
  ),
  enableAccount: message(
    'acceptor.acceptor.enable_account',
    z.object({ ...acceptorKey, account: id('account') }),
  ),
  /** Makes a quote or replaces it; it rests anew each time before it matches. */
  setQuote: message('acceptor.acceptor.set_quote', z.object({ ...acceptorKey, ...quoteTerms })),
  removeQuote: message(
    'acceptor.acceptor.remove_quote',
    z.object({ ...acceptorKey, quote: id('quote') }),
  ),
  goOnline: message('acceptor.acceptor.go_online', z.object(acceptorKey)),
  goOffline: message('acceptor.acceptor.go_offline', z.object(acceptorKey)),
  /**
   * Accepts offers at once. There is no auto-confirm: a receipt is a statement of a person or a
   * bank.
   */
  setAutoAccept: message(
    'acceptor.acceptor.set_auto_accept',
    z.object({ ...acceptorKey, enabled: z.boolean() }),
  ),
  /**
   * Moves from the acceptor's free balance to its bond; answered by `bond.posted` or
   * `bond.refused`.
   */
  requestBond: message(
    'acceptor.acceptor.request_bond',
    z.object({ ...acceptorKey, amountMicro: positiveMicro }),
  ),
  requestBondRefund: message(
    'acceptor.acceptor.request_bond_refund',
    z.object({
      ...acceptorKey,
      amountMicro: positiveMicro,
    }),
  ),
  /**
   * By verdict after appeal: the proven loss to who bore it, the rest to penalties (rule 17).
   * Proposes it: another operator approves.
   */
  slashBond: message(
    'acceptor.acceptor.slash_bond',
    z.object({
      ...acceptorKey,
      order: id('order'),
      lossMicro: amountMicro,
      payTo: z.string().min(1).max(90),
      penaltyMicro: amountMicro,
      reason,
      ...related,
    }),
  ),
  /** A fact of the ledger about a transfer of the bond; sent by this service's reaction. */
  noteBond: message(
    'acceptor.acceptor.note_bond',
    z.object({
      ...acceptorKey,
      transfer,
      refused: z.string().optional(),
    }),
  ),
  /** A fact of the order service: never refused, counted once by (order, outcome). */
  recordOrder: message('acceptor.acceptor.record_order', z.object(recordedOrder)),
  /**
   * What this order proved to have cost by the acceptor's doing, in all, told once no appeal can
   * change it: by a verdict, a granted appeal or a recall that the acceptor bears. Never refused.
   */
  recordLoss: message('acceptor.acceptor.record_loss', z.object(recordedLoss)),
  /**
   * Rule 3: a void after instructions blocks that amount from withdrawals for the appeal window.
   */
  blockWithdrawal: message(
    'acceptor.acceptor.block_withdrawal',
    z.object({
      ...acceptorKey,
      order: id('order'),
      amountMicro: positiveMicro,
      untilMs: z.number(),
    }),
  ),
  /** Before its time, as when the order was settled late after all. No block, nothing new. */
  releaseBlock: message(
    'acceptor.acceptor.release_block',
    z.object({ ...acceptorKey, order: id('order') }),
  ),
  /** Sent by the owner's process after three strikes, and by an operator. */
  takeOffline: message(
    'acceptor.acceptor.take_offline',
    z.object({
      ...acceptorKey,
      reason: z.enum(['strikes', 'operator']),
    }),
  ),
  clock: message(
    'acceptor.acceptor.clock',
    z.object({
      key: id('acceptor'),
      kind: z.string(),
      clockId: z.string(),
      dueAtMs: z.number(),
      outages: z.array(z.object({ id: z.string(), fromMs: z.number(), toMs: z.number() })),
    }),
  ),
}

/**
 * Refusals of the aggregate `acceptor`, in their order of precedence; each limit has a name of its
 * own.
 */
export const acceptorRejections = [
  'acceptor_exists',
  'acceptor_unknown',
  'acceptor_suspended',
  'acceptor_not_verified',
  'acceptor_already_verified',
  'not_screened',
  'screening_rejected',
  'nothing_proposed',
  'conflict_of_interest',
  'requester_cannot_approve',
  'tier_for_house_only',
  'too_many_related',
  'account_exists',
  'account_unknown',
  'account_fingerprint_taken',
  'account_limits_unordered',
  'too_many_accounts',
  'quote_unknown',
  'quote_range_empty',
  'too_many_quotes',
  'no_enabled_account',
  'no_quote',
  'bond_below_minimum',
  'bond_operation_pending',
  'bond_insufficient',
  'bond_locked',
  'slash_empty',
  'loss_not_recorded',
  'loss_slashed_already',
  'slash_exceeds_loss',
] as const
export type AcceptorRejection = (typeof acceptorRejections)[number]

const at = { atMs: z.number() }
/** Who asked and who said yes; events from before two people were needed have none. */
const people = { proposedBy: z.string().optional(), approvedBy: z.string().optional() }

/** What one operator asks for and another approves. */
export const acceptorAct = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('slash'),
    order: id('order'),
    lossMicro: amountMicro,
    payTo: z.string(),
    penaltyMicro: amountMicro,
    reason: z.string(),
  }),
  z.object({ kind: z.literal('reinstate'), reason: z.string() }),
  z.object({ kind: z.literal('tier'), tier: acceptorTier, reason: z.string() }),
])
export type AcceptorAct = z.output<typeof acceptorAct>

export const offlineReasons = [
  'own',
  'strikes',
  'claim_unanswered',
  'suspended',
  'bond',
  'operator',
] as const

export const acceptorEvents = {
  registered: message(
    'acceptor.registered',
    z.object({
      ...acceptorKey,
      livemode: z.boolean(),
      name: z.string(),
      owner: z.string(),
      house: z.boolean(),
      registeredBy: z.string(),
      ...at,
    }),
  ),
  screened: message(
    'acceptor.screened',
    z.object({ ...acceptorKey, ...partyScreening.shape, by: z.string(), ...at }),
  ),
  verified: message(
    'acceptor.verified',
    z.object({
      ...acceptorKey,
      tier: acceptorTier,
      caps: tierCaps,
      policyVersion: z.int(),
      ...at,
    }),
  ),
  tierSet: message(
    'acceptor.tier_set',
    z.object({
      ...acceptorKey,
      tier: acceptorTier,
      caps: tierCaps,
      policyVersion: z.int(),
      reason: z.string(),
      ...at,
    }),
  ),
  suspended: message('acceptor.suspended', z.object({ ...acceptorKey, reason: z.string(), ...at })),
  reinstated: message(
    'acceptor.reinstated',
    z.object({ ...acceptorKey, reason: z.string(), ...people, ...at }),
  ),
  /** Nothing happened yet: another operator must approve it. */
  actProposed: message(
    'acceptor.act_proposed',
    z.object({
      ...acceptorKey,
      proposal: z.string(),
      act: acceptorAct,
      by: z.string(),
      ...at,
    }),
    // The second version knows the tier as an act.
    { version: 2, upcast: { 1: (data: unknown) => data } },
  ),
  actRejected: message(
    'acceptor.act_rejected',
    z.object({
      ...acceptorKey,
      proposal: z.string(),
      kind: z.enum(['slash', 'reinstate', 'tier']),
      proposedBy: z.string(),
      rejectedBy: z.string(),
      reason: z.string(),
      ...at,
    }),
  ),
  relatedSet: message(
    'acceptor.related_set',
    z.object({
      ...acceptorKey,
      merchants: z.array(z.string()),
      payers: z.array(z.string()),
    }),
  ),
  accountAdded: message(
    'payment_account.added',
    z.object({
      ...acceptorKey,
      ...paymentAccount,
      label: z.string().optional(),
      sealedDetails: z.string(),
      fingerprint: z.string(),
      ...at,
    }),
  ),
  accountLimitsSet: message(
    'payment_account.limits_set',
    z.object({
      ...acceptorKey,
      account: id('account'),
      ...accountLimits,
    }),
  ),
  accountDisabled: message(
    'payment_account.disabled',
    z.object({
      ...acceptorKey,
      account: id('account'),
      reason: z.string(),
      ...at,
    }),
  ),
  accountEnabled: message(
    'payment_account.enabled',
    z.object({ ...acceptorKey, account: id('account'), ...at }),
  ),
  quoteSet: message('quote.set', z.object({ ...acceptorKey, ...quoteTerms, setAtMs: z.number() })),
  quoteRemoved: message('quote.removed', z.object({ ...acceptorKey, quote: id('quote') })),
  wentOnline: message('acceptor.went_online', z.object({ ...acceptorKey, ...at })),
  wentOffline: message(
    'acceptor.went_offline',
    z.object({ ...acceptorKey, reason: z.enum(offlineReasons), ...at }),
  ),
  autoAcceptSet: message(
    'acceptor.auto_accept_set',
    z.object({ ...acceptorKey, enabled: z.boolean() }),
  ),
  bondRequested: message(
    'bond.requested',
    z.object({
      ...acceptorKey,
      transfer,
      livemode: z.boolean(),
      amountMicro: positiveMicro,
      ...at,
    }),
  ),
  bondRefundRequested: message(
    'bond.refund_requested',
    z.object({
      ...acceptorKey,
      transfer,
      livemode: z.boolean(),
      amountMicro: positiveMicro,
      ...at,
    }),
  ),
  bondSlashOrdered: message(
    'bond.slash_ordered',
    z.object({
      ...acceptorKey,
      transfer,
      livemode: z.boolean(),
      order: id('order'),
      lossMicro: amountMicro,
      payTo: z.string(),
      penaltyMicro: amountMicro,
      reason: z.string(),
      ...people,
      ...at,
    }),
  ),
  bondPosted: message(
    'bond.posted',
    z.object({
      ...acceptorKey,
      transfer,
      amountMicro: positiveMicro,
      bondMicro: amountMicro,
      ...at,
    }),
  ),
  bondRefunded: message(
    'bond.refunded',
    z.object({
      ...acceptorKey,
      transfer,
      amountMicro: positiveMicro,
      bondMicro: amountMicro,
      ...at,
    }),
  ),
  bondSlashed: message(
    'bond.slashed',
    z.object({
      ...acceptorKey,
      transfer,
      amountMicro: positiveMicro,
      bondMicro: amountMicro,
      ...at,
    }),
  ),
  /** The ledger refused the transfer; nothing moved. */
  bondRefused: message(
    'bond.refused',
    z.object({ ...acceptorKey, transfer, reason: z.string(), ...at }),
  ),
  orderRecorded: message('order.recorded', z.object({ ...recordedOrder, ...at })),
  /** The loss of this order in all, final: what a slash for it may take at most. */
  lossRecorded: message('loss.recorded', z.object({ ...recordedLoss, ...at })),
  withdrawalBlocked: message(
    'withdrawal.blocked',
    z.object({
      ...acceptorKey,
      order: id('order'),
      amountMicro: positiveMicro,
      clockId: z.string(),
      untilMs: z.number(),
    }),
  ),
  withdrawalUnblocked: message(
    'withdrawal.unblocked',
    z.object({
      ...acceptorKey,
      order: id('order'),
      amountMicro: positiveMicro,
      ...at,
    }),
  ),
}

/** The beneficial owner behind acceptors: strikes count over all of them (rule 17). */
export const ownerCommands = {
  noteAcceptor: message(
    'acceptor.owner.note_acceptor',
    z.object({ owner: z.string(), ...acceptorKey }),
  ),
  strike: message(
    'acceptor.owner.strike',
    z.object({
      owner: z.string(),
      ...acceptorKey,
      order: id('order'),
      outcome: z.enum(['declined', 'silent']),
    }),
  ),
}
export const ownerEvents = {
  acceptorNoted: message('owner.acceptor_noted', z.object({ owner: z.string(), ...acceptorKey })),
  struck: message(
    'owner.struck',
    z.object({
      owner: z.string(),
      ...acceptorKey,
      order: id('order'),
      outcome: z.enum(['declined', 'silent']),
      ...at,
    }),
  ),
  /**
   * Three strikes within the window: all of the owner's acceptors go offline, the count begins
   * anew.
   */
  benched: message(
    'owner.benched',
    z.object({ owner: z.string(), acceptors: z.array(z.string()), ...at }),
  ),
}

const page = {
  limit: z.int().min(1).max(100).default(25), startingAfter: z.string().optional(),
  /** `startingAfter` is the item that the page ends before. */
  backward: z.boolean().optional(),
}

/** An acceptor as its view shows it. */
export const acceptorRow = z.object({
  acceptor: z.string(),
  livemode: z.boolean(),
  name: z.string(),
  owner: z.string(),
  house: z.boolean(),
  status: z.enum(['registered', 'verified', 'suspended']),
  tier: z.string().nullable(),
  caps: tierCaps.nullable(),
  online: z.boolean(),
  offlineReason: z.string().nullable(),
  autoAccept: z.boolean(),
  bondMicro: amountMicro,
  bondPending: z.string().nullable(),
  registeredAtMs: z.number(),
  changedAtMs: z.number(),
  /** Null for those from before there was screening. */
  screening: partyScreening.extend({ atMs: z.number() }).nullable(),
  /** Of the same owner; payers by their fingerprints. */
  related: z.object({ merchants: z.array(z.string()), payers: z.array(z.string()) }),
  /** What waits for a second operator. */
  proposals: z.array(
    z.object({ proposal: z.string(), act: acceptorAct, by: z.string(), atMs: z.number() }),
  ),
})
export type AcceptorRow = z.output<typeof acceptorRow>

export const paymentAccountRow = z.object({
  account: z.string(),
  acceptor: z.string(),
  method: paymentMethod,
  currency: fiatCurrency,
  label: z.string().nullable(),
  maxPerOrderMinor: positiveMinor,
  maxPerDayMinor: positiveMinor,
  maxPerMonthMinor: positiveMinor,
  sealedDetails: z.string(),
  fingerprint: z.string(),
  enabled: z.boolean(),
  addedAtMs: z.number(),
})
export type PaymentAccountRow = z.output<typeof paymentAccountRow>

export const quoteRow = z.object({
  quote: z.string(),
  acceptor: z.string(),
  currency: fiatCurrency,
  pricing: quotePricing,
  minMinor: positiveMinor,
  maxMinor: positiveMinor,
  methods: z.array(paymentMethod),
  setAtMs: z.number(),
})
export type QuoteRow = z.output<typeof quoteRow>

export const withdrawalBlockRow = z.object({
  acceptor: z.string(),
  order: z.string(),
  amountMicro: positiveMicro,
  untilMs: z.number(),
})
export type WithdrawalBlockRow = z.output<typeof withdrawalBlockRow>

/**
 * One line of an explained reputation; the score is the base plus all points, within 0 and 1000.
 */
export const reputationLine = z.object({
  order: z.string().nullable(),
  what: z.string(),
  points: z.int(),
  why: z.enum([
    'base',
    'counted',
    'payer_cap',
    'merchant_cap',
    'related',
    'neutral',
    'response_time',
  ]),
})
export type ReputationLine = z.output<typeof reputationLine>

/**
 * Inputs of the service's queries; `<row>`s above are what they answer. Unknown ids answer null.
 */
export const acceptorQueries = {
  /** -> AcceptorRow | null */
  getAcceptor: z.object(acceptorKey),
  /** -> { rows: AcceptorRow[], hasMore }, by id */
  listAcceptors: z.object({
    livemode: z.boolean().optional(),
    owner: z.string().optional(),
    status: z.string().optional(),
    /** Only those of whom something waits for a second operator. */
    waiting: z.literal(true).optional(),
    ...page,
  }),
  /** -> PaymentAccountRow | null, sealed details included: for the gateway only */
  getPaymentAccount: z.object({ account: id('account') }),
  /** -> PaymentAccountRow[] */
  paymentAccounts: z.object(acceptorKey),
  /** -> QuoteRow[] */
  quotes: z.object(acceptorKey),
  /** -> { blockedMicro, frozen, blocks: WithdrawalBlockRow[] }; frozen while suspended */
  withdrawalBlocks: z.object(acceptorKey),
  /** -> { score, lines: ReputationLine[] } */
  reputationExplained: z.object(acceptorKey),
}
