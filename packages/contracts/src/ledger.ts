import { z } from 'zod'
import { message } from './message.ts'
import { amountMicro, ledgerId, positiveMicro } from './money.ts'

const transferId = z.string().min(1).max(120)
const account = z.string().min(1).max(90)

/** What a line of a statement is for. */
export const category = z.enum([
  'escrow', 'payment', 'fee', 'commission', 'agent_share', 'reserve', 'reserve_release', 'release', 'recall',
  'refund', 'claim_payment', 'bond', 'slash', 'withdrawal', 'test_funds', 'adjustment', 'void', 'deposit', 'payout',
])

/** One movement asked for. Ids count once for ever, whether it was accepted or refused. */
export const transferRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('post'), id: transferId, debit: account, credit: account, amountMicro: positiveMicro, category }),
  z.object({ kind: z.literal('pend'), id: transferId, debit: account, credit: account, amountMicro: positiveMicro, category }),
  /** Posts a pending transfer, whole unless an amount is given; a partial post voids the rest. */
  z.object({ kind: z.literal('post_pending'), id: transferId, pending: transferId, amountMicro: positiveMicro.optional(), category }),
  z.object({ kind: z.literal('void_pending'), id: transferId, pending: transferId, category }),
  /**
   * Moves an amount over several legs in order, each as far as its accounts allow (the debited
   * floor account's free balance; a credited debit-normal floor account's balance, as when a
   * receivable is repaid); the last leg takes the rest or the whole is refused. A leg that repays
   * a receivable pays the oldest claims against that merchant at once.
   */
  z.object({
    kind: z.literal('cascade'), id: transferId, amountMicro: positiveMicro, category,
    legs: z.array(z.object({ debit: account, credit: account })).min(1).max(8),
  }),
])
export type TransferRequest = z.output<typeof transferRequest>

/** What the transfers are about; kept in the event for statements and for reactions of others. */
export const memo = z.object({
  payment: z.string().optional(),
  order: z.string().optional(),
  attempt: z.int().optional(),
  merchant: z.string().optional(),
  acceptor: z.string().optional(),
  reference: z.string().max(200).optional(),
  method: z.string().optional(),
  fiatMinor: z.bigint().optional(),
  currency: z.string().optional(),
  price: z.string().optional(),
  availableAtMs: z.number().optional(),
  note: z.string().max(200).optional(),
})
export type Memo = z.output<typeof memo>

/** Balance of an account in its normal direction, and what is pending out of it. Free = posted - pending. */
const balanceAfter = z.object({ postedMicro: z.bigint(), pendingMicro: amountMicro })

/**
 * One movement done. A cascade appears as posts with ids `<id>/<n>`, and so does what pays a claim
 * because a receivable was repaid; `of` then names the transfer that was asked for.
 */
export const appliedTransfer = z.object({
  id: transferId,
  of: transferId.optional(),
  kind: z.enum(['post', 'pend', 'post_pending', 'void_pending']),
  pending: transferId.optional(),
  debit: account,
  credit: account,
  /** What moved (post, post_pending), was reserved (pend) or released (void_pending). */
  amountMicro,
  /** For post_pending in part: what was given back. */
  releasedMicro: amountMicro.optional(),
  category,
  debitAfter: balanceAfter,
  creditAfter: balanceAfter,
})
export type AppliedTransfer = z.output<typeof appliedTransfer>

export const refusalReasons = [
  'account_unknown', 'same_account', 'test_custody_in_live', 'transfer_id_spent', 'pending_unknown',
  'pending_posted_already', 'pending_voided_already', 'amount_exceeds_pending', 'insufficient_funds',
] as const
export const refusalReason = z.enum(refusalReasons)
export type RefusalReason = z.output<typeof refusalReason>

export const ledgerCommands = {
  /** All of the transfers or none. Always leaves an event; the exact repetition of an accepted or refused one leaves none. */
  transfer: message('ledger.book.transfer', z.object({
    ledger: ledgerId, transfers: z.array(transferRequest).min(1).max(32), memo,
  })),
}

/** Number that tells an exact repetition of a set of transfers from another use of the same ids. */
const digest = z.int().min(0)

export const ledgerEvents = {
  accepted: message('transfers.accepted', z.object({
    ledger: ledgerId, digest, transfers: z.array(appliedTransfer).min(1), memo,
  })),
  refused: message('transfers.refused', z.object({
    ledger: ledgerId, digest, ids: z.array(transferId).min(1), offender: transferId, reason: refusalReason, memo,
  })),
}
