import { z } from 'zod'
import { id } from './ids.ts'
import { message } from './message.ts'
import { positiveMicro } from './money.ts'

/** How an order ended for its acceptor; strikes and reputation follow from these. */
export const orderOutcome = z.enum([
  'settled', 'settled_late', 'split', 'declined', 'silent', 'claim_unanswered', 'unpaid', 'refunded',
  'dispute_lost', 'dispute_won', 'cancelled', 'recalled', 'account_unusable',
])
export type OrderOutcome = z.output<typeof orderOutcome>

/** Sent by the order service's processes; the acceptor service owns and extends the rest. */
export const acceptorCommands = {
  recordOrder: message('acceptor.acceptor.record_order', z.object({
    acceptor: id('acceptor'), payment: id('payment'), order: id('order'), merchant: id('merchant'),
    payerFingerprint: z.string(), outcome: orderOutcome, usdtMicro: positiveMicro, respondedAfterMs: z.number().optional(),
  })),
  /** Rule 3: a void after instructions blocks that amount from withdrawals for the appeal window. */
  blockWithdrawal: message('acceptor.acceptor.block_withdrawal', z.object({
    acceptor: id('acceptor'), order: id('order'), amountMicro: positiveMicro, untilMs: z.number(),
  })),
}
