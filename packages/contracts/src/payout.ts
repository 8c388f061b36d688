import { z } from 'zod'
import { chainAddress, chainName, txid, txPart } from './chain.ts'
import { id } from './ids.ts'
import { message } from './message.ts'
import { amountMicro, positiveMicro } from './money.ts'
import { clockCommand } from './order.ts'
import { screening } from './treasury.ts'

/** Whose money leaves. A refund is paid by its merchant, to the address that the customer gave by session. */
export const payee = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('merchant'), merchant: id('merchant') }),
  z.object({ kind: z.literal('acceptor'), acceptor: id('acceptor') }),
  z.object({ kind: z.literal('agent'), agent: id('agent') }),
  z.object({
    kind: z.literal('refund'), merchant: id('merchant'), payment: id('payment'), refund: id('refund'),
    /** `unapplied`: on-chain money that was never settled goes back out of `unapplied:<payment>`. */
    from: z.enum(['available', 'unapplied']),
  }),
])
export type Payee = z.output<typeof payee>

/** The stream that counts a payee's limits: refunds count with their merchant. */
export const payeeKey = (of: Payee): string => {
  switch (of.kind) {
    case 'acceptor': return of.acceptor
    case 'agent': return of.agent
    case 'merchant':
    case 'refund': return of.merchant
  }
}

/** Who has destinations, limits and a policy. */
export const payeeId = z.union([id('merchant'), id('acceptor'), id('agent')])

/** Agents are payees since the second version; nothing else is different. */
const withAgents = { version: 2, upcast: { 1: (data: unknown) => data } }

const reason = z.string().min(1).max(200)
/** Who acts, as events name it: a party, and the person where one signed in. */
const by = z.string().min(1).max(120)
const operatorId = id('operator')

/** What a payee may do without more people, and how much of it. An event each time it changes. */
export const payoutPolicy = z.object({
  /** Quoted in USDT and locked when a payout is asked for; refunds cost nothing. */
  feeMicro: amountMicro,
  maxMicro: positiveMicro,
  maxPerDayMicro: positiveMicro,
  /** How long a new destination rests before money goes there. */
  newAddressDelayMs: z.int().min(0).max(30 * 86_400_000),
  /** A destination below this age takes one person more. */
  youngAddressMs: z.int().min(0).max(365 * 86_400_000),
  /** Above each amount so many people must approve; the highest that holds counts. */
  approvals: z.array(z.object({ aboveMicro: amountMicro, people: z.int().min(0).max(4) })).max(8),
  /** Destinations that neither rest nor take people more. */
  trusted: z.array(chainAddress).max(50),
  trustedOnly: z.boolean(),
})
export type PayoutPolicy = z.output<typeof payoutPolicy>

const dayMs = 86_400_000

/** The policy of a payee for whom people have set none. */
export const defaultPayoutPolicy: PayoutPolicy = {
  feeMicro: 2_000_000n,
  maxMicro: 50_000_000_000n,
  maxPerDayMicro: 100_000_000_000n,
  newAddressDelayMs: dayMs,
  youngAddressMs: 7 * dayMs,
  approvals: [{ aboveMicro: 1_000_000_000n, people: 1 }, { aboveMicro: 10_000_000_000n, people: 2 }],
  trusted: [],
  trustedOnly: false,
}

const ofPayee = { party: payeeId }
const destination = { ...ofPayee, chain: chainName, address: chainAddress }

export const payeeCommands = {
  /** Asks for a payout; ids count once. `by` is the person or key that asks, who never approves. */
  requestPayout: message('treasury.payee.request_payout', z.object({
    payout: id('payout'), payee, chain: chainName, to: chainAddress,
    amountMicro: positiveMicro, by, batch: z.string().max(60).optional(),
    reference: z.string().max(100).optional(),
  })),
  addDestination: message('treasury.payee.add_destination', z.object({ ...destination, label: z.string().max(80).optional(), by })),
  removeDestination: message('treasury.payee.remove_destination', z.object({ ...destination, by })),
  /** One operator proposes a policy, another approves it. */
  proposePolicy: message('treasury.payee.propose_policy', z.object({ ...ofPayee, policy: payoutPolicy, operator: operatorId, reason })),
  approvePolicy: message('treasury.payee.approve_policy', z.object({ ...ofPayee, operator: operatorId })),
  /** A suspended payee is paid nothing until it is reinstated. */
  freeze: message('treasury.payee.freeze', z.object({ ...ofPayee, frozen: z.boolean() })),
  /** What never left does not count against the limit of its day. */
  giveBack: message('treasury.payee.give_back', z.object({ ...ofPayee, payout: id('payout') })),
  /** A payout has come to its end on chain: nothing that befalls its payee stops it any more. */
  notePaid: message('treasury.payee.note_paid', z.object({ ...ofPayee, payout: id('payout') })),
  /** Rule 3: so much of an acceptor's balance stays, for one order, until a time. */
  block: message('treasury.payee.block', z.object({
    ...ofPayee, order: id('order'), amountMicro: positiveMicro, untilMs: z.number(),
  })),
  unblock: message('treasury.payee.unblock', z.object({ ...ofPayee, order: id('order') })),
  /**
   * The last look before bytes are built, each time anew: what screening says of the destination, and
   * what would stay on the payee's balance, the payout's own money being set aside already.
   */
  vet: message('treasury.payee.vet', z.object({
    ...ofPayee, payout: id('payout'), outcome: screening, code: z.string().max(60), reason, freeMicro: amountMicro.optional(),
  })),
}

const requested = {
  payout: id('payout'), payee, chain: chainName, to: chainAddress, amountMicro: positiveMicro,
  feeMicro: amountMicro, by: z.string(), batch: z.string().optional(), reference: z.string().optional(),
  /** How many people must approve, by amount and age of the destination. */
  approvals: z.int().min(0).max(5),
}

export const payeeEvents = {
  /** Within limits and policy; the fee is locked from here. */
  payoutRequested: message('payout.requested', z.object({ ...requested, atMs: z.number() }), withAgents),
  payoutRefused: message('payout.refused', z.object({
    payout: id('payout'), payee, chain: chainName, to: chainAddress, amountMicro: positiveMicro,
    code: z.string().max(60), atMs: z.number(),
  }), withAgents),
  destinationAdded: message('destination.added', z.object({
    ...destination, label: z.string().optional(), by: z.string(), usableAtMs: z.number(), atMs: z.number(),
  }), withAgents),
  destinationRemoved: message('destination.removed', z.object({ ...destination, by: z.string(), atMs: z.number() }), withAgents),
  policyProposed: message('payout_policy.proposed', z.object({
    ...ofPayee, policy: payoutPolicy, operator: operatorId, reason, atMs: z.number(),
  }), withAgents),
  policySet: message('payout_policy.set', z.object({
    ...ofPayee, policy: payoutPolicy, operators: z.array(operatorId), reason, version: z.int().min(1), atMs: z.number(),
  }), withAgents),
  frozen: message('payee.frozen', z.object({ ...ofPayee, frozen: z.boolean(), atMs: z.number() }), withAgents),
  gaveBack: message('payout.gave_back', z.object({ ...ofPayee, payout: id('payout'), atMs: z.number() }), withAgents),
  paid: message('payout.paid', z.object({ ...ofPayee, payout: id('payout'), atMs: z.number() }), withAgents),
  blocked: message('payee.blocked', z.object({
    ...ofPayee, order: id('order'), amountMicro: positiveMicro, untilMs: z.number(), atMs: z.number(),
  }), withAgents),
  unblocked: message('payee.unblocked', z.object({ ...ofPayee, order: id('order'), atMs: z.number() }), withAgents),
  /** `pass` lets bytes be built for a short while; all else takes the payout back. */
  vetted: message('payout.vetted', z.object({
    ...ofPayee, payout: id('payout'), outcome: screening, code: z.string(), reason: z.string(), atMs: z.number(),
  }), withAgents),
}

const ofPayout = { payout: id('payout') }

export const payoutCommands = {
  open: message('treasury.payout.open', z.object(requested)),
  /** The ledger's answer to one of the payout's sets. */
  recordTransfers: message('treasury.payout.record_transfers', z.object({
    ...ofPayout, ids: z.array(z.string()).min(1), refused: z.string().max(60).optional(),
  })),
  /** The hot address has what it lacked: the ledger is asked once more. */
  fund: message('treasury.payout.fund', z.object(ofPayout)),
  clock: message('treasury.payout.clock', clockCommand),
  /** What is known of the destination and of the payee, looked up after the money was pended. */
  recordScreening: message('treasury.payout.record_screening', z.object({
    ...ofPayout, outcome: screening, code: z.string().max(60), reason,
  })),
  approve: message('treasury.payout.approve', z.object({ ...ofPayout, operator: operatorId })),
  reject: message('treasury.payout.reject', z.object({ ...ofPayout, operator: operatorId, reason })),
  /** By whoever asked for it, before anything was signed. */
  cancel: message('treasury.payout.cancel', z.object({ ...ofPayout, party: payeeId, by })),
  /** What became of it on chain. */
  recordLanding: message('treasury.payout.record_landing', z.object({ ...ofPayout, txid, part: txPart })),
  /** The treasury itself stops it: its payee or its destination are not what they were when it was cleared. */
  withhold: message('treasury.payout.withhold', z.object({ ...ofPayout, code: z.string().max(60), reason })),
  /** Signed: it may land from here. */
  recordSending: message('treasury.payout.record_sending', z.object({ ...ofPayout, txid })),
  /** Whether it could still be taken back. */
  recordWithdrawal: message('treasury.payout.record_withdrawal', z.object({ ...ofPayout, withdrawn: z.boolean(), reason })),
  /** The network took back what was solid: it is not known whether it lands again. */
  recordRevocation: message('treasury.payout.record_revocation', z.object({ ...ofPayout, txid, part: txPart })),
  /** A transaction that could not land any more, by a proof that the network broke, landed all the same. */
  recordSurfacing: message('treasury.payout.record_surfacing', z.object({ ...ofPayout, txid, part: txPart })),
  /** And was taken back: it was not paid by that after all. */
  recordSinking: message('treasury.payout.record_sinking', z.object({ ...ofPayout, txid, part: txPart })),
}

/**
 * What the ledger is asked for when the network broke its promise: the money comes back to custody and
 * waits in `unapplied:<payout>`; then it leaves once more, or its payee has it again with the fee.
 */
export const payoutRepair = z.enum(['reverse', 'repost', 'give_back'])
export type PayoutRepair = z.output<typeof payoutRepair>

/** Which part of custody has it meanwhile: nothing is set aside out of `doubtful` (ADR 0043). */
const repairCustody = z.enum(['hot', 'doubtful'])
export type RepairCustody = z.output<typeof repairCustody>

export const payoutEvents = {
  opened: message('payout.opened', z.object({ ...requested, atMs: z.number() }), withAgents),
  /** Set aside out of the hot address; `round` where it had to wait for that. */
  pended: message('payout.pended', z.object({ ...requested, round: z.int().min(1).optional(), atMs: z.number() }), withAgents),
  /** The hot address or the payee lacks it: whether it is the payee, the ledger tells. */
  holdAsked: message('payout.hold_asked', z.object({ ...ofPayout, atMs: z.number() })),
  /** The payee's money is set aside, and the hot address has not enough of it: it waits for a sweep, or for people. */
  waiting: message('payout.waiting', z.object({ ...requested, clockId: z.string(), untilMs: z.number(), atMs: z.number() }), withAgents),
  fundingAsked: message('payout.funding_asked', z.object({ ...ofPayout, round: z.int().min(1), atMs: z.number() })),
  fundingRefused: message('payout.funding_refused', z.object({ ...ofPayout, round: z.int().min(1), atMs: z.number() })),
  /** It has waited too long: people are told, and it waits on. */
  fundsOverdue: message('payout.funds_overdue', z.object({ ...requested, sinceMs: z.number(), atMs: z.number() }), withAgents),
  screened: message('payout.screened', z.object({
    ...ofPayout, outcome: screening, code: z.string(), reason: z.string(),
    /** What was held takes two people at least. */
    approvals: z.int().min(0).max(5), atMs: z.number(),
  })),
  approved: message('payout.approved', z.object({
    ...ofPayout, operator: operatorId, count: z.int().min(1), approvals: z.int().min(0), atMs: z.number(),
  })),
  /** May be signed: all that the signer compares with is here. */
  cleared: message('payout.cleared', z.object({ ...requested, operators: z.array(operatorId), atMs: z.number() }), withAgents),
  cancelAsked: message('payout.cancel_asked', z.object({ ...ofPayout, by: z.string(), atMs: z.number() })),
  cancelTooLate: message('payout.cancel_too_late', z.object({ ...ofPayout, reason: z.string(), atMs: z.number() })),
  /** It will not leave; what was pended is given back. */
  voiding: message('payout.voiding', z.object({ ...ofPayout, reason, by: z.string(), atMs: z.number() })),
  landed: message('payout.landed', z.object({ ...requested, txid, part: txPart, atMs: z.number() }), withAgents),
  /** The bytes that do it are signed and handed to the network. */
  sent: message('payout.sent', z.object({ ...ofPayout, txid, atMs: z.number() })),
  /** The treasury stops it; whether that was in time its dispatch tells. */
  withheld: message('payout.withheld', z.object({ ...ofPayout, code: z.string(), reason: z.string(), atMs: z.number() })),
  /** What was solid is gone; `round` counts how often that befell it. */
  revoked: message('payout.revoked', z.object({ ...requested, txid, part: txPart, round: z.int().min(1), atMs: z.number() }), withAgents),
  repairAsked: message('payout.repair_asked', z.object({
    ...ofPayout, step: payoutRepair, round: z.int().min(1), custody: repairCustody, atMs: z.number(),
  }), { version: 2, upcast: { 1: (old: object) => ({ ...old, custody: 'hot' }) } }),
  repaired: message('payout.repaired', z.object({
    ...ofPayout, step: z.enum(['post', ...payoutRepair.options]), round: z.int().min(1), atMs: z.number(),
  })),
  /** Revoked, and provably never in a block: its payee gets it back with the fee. */
  returning: message('payout.returning', z.object({ ...requested, reason, atMs: z.number() }), withAgents),
  /** Its payee has it again: the final word on what was revoked and is lost. */
  returned: message('payout.returned', z.object({ ...requested, reason: z.string(), atMs: z.number() }), withAgents),
  /** It was paid although it was given back, or once more: its payee owes the amount. */
  overpaid: message('payout.overpaid', z.object({
    ...requested, txid, part: txPart,
    /** How often this transaction did. */
    round: z.int().min(1), atMs: z.number(),
  }), {
    // Agents are payees since the third.
    version: 3, upcast: { 1: (old: object) => ({ ...old, round: 1 }), 2: (old: object) => old },
  }),
  /** The network took that back: its payee owes nothing for it. */
  overpaymentUndone: message('payout.overpayment_undone', z.object({
    ...requested, txid, part: txPart, round: z.int().min(1), atMs: z.number(),
  }), withAgents),
  /** Landed, solid, posted: one of the two final words. */
  confirmed: message('payout.confirmed', z.object({
    payout: id('payout'), payee, chain: chainName, to: chainAddress, amountMicro: positiveMicro,
    feeMicro: amountMicro, txid, atMs: z.number(),
  }), withAgents),
  /** Never leaves: rejected, cancelled, refused by the ledger or by screening; what was pended is given back. */
  voided: message('payout.voided', z.object({
    payout: id('payout'), payee, chain: chainName, to: chainAddress, amountMicro: positiveMicro,
    reason, atMs: z.number(),
  }), withAgents),
}
