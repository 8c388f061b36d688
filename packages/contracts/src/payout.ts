import { z } from 'zod'
import { chainAddress, chainName, txid } from './chain.ts'
import { id } from './ids.ts'
import { message } from './message.ts'
import { amountMicro, positiveMicro } from './money.ts'

/** Whose money leaves. A refund is paid by its merchant, to the address that the customer gave by session. */
export const payee = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('merchant'), merchant: id('merchant') }),
  z.object({ kind: z.literal('acceptor'), acceptor: id('acceptor') }),
  z.object({
    kind: z.literal('refund'), merchant: id('merchant'), payment: id('payment'), refund: id('refund'),
    /** `unapplied`: on-chain money that was never settled goes back out of `unapplied:<payment>`. */
    from: z.enum(['available', 'unapplied']),
  }),
])
export type Payee = z.output<typeof payee>

/** The stream that counts a payee's limits: refunds count with their merchant. */
export const payeeKey = (of: Payee): string => (of.kind === 'acceptor' ? of.acceptor : of.merchant)

const reason = z.string().min(1).max(200)

export const payeeCommands = {
  /** Asks for a payout; ids count once. `by` is the person or key that asks, who never approves. */
  requestPayout: message('treasury.payee.request_payout', z.object({
    payout: id('payout'), payee, chain: chainName, to: chainAddress,
    amountMicro: positiveMicro, by: z.string().min(1).max(80), batch: z.string().max(60).optional(),
    reference: z.string().max(100).optional(),
  })),
}

export const payeeEvents = {
  /** Within limits and policy; the fee is locked from here. */
  payoutRequested: message('payout.requested', z.object({
    payout: id('payout'), payee, chain: chainName, to: chainAddress, amountMicro: positiveMicro,
    feeMicro: amountMicro, by: z.string(), batch: z.string().optional(), reference: z.string().optional(),
    /** How many people must approve, by amount and age of the destination. */
    approvals: z.int().min(0).max(5), atMs: z.number(),
  })),
  payoutRefused: message('payout.refused', z.object({
    payout: id('payout'), payee, chain: chainName, to: chainAddress, amountMicro: positiveMicro,
    code: z.string().max(60), atMs: z.number(),
  })),
}

/** The final words of a payout: exactly one of them is said. */
export const payoutEvents = {
  /** Landed, solid, posted. */
  confirmed: message('payout.confirmed', z.object({
    payout: id('payout'), payee, chain: chainName, to: chainAddress, amountMicro: positiveMicro,
    feeMicro: amountMicro, txid, atMs: z.number(),
  })),
  /** Never leaves: rejected, cancelled, refused by the ledger or by screening; what was pended is given back. */
  voided: message('payout.voided', z.object({
    payout: id('payout'), payee, chain: chainName, to: chainAddress, amountMicro: positiveMicro,
    reason, atMs: z.number(),
  })),
}
