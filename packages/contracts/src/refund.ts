import { z } from 'zod'
import { chainAddress, chainName, txid } from './chain.ts'
import { id } from './ids.ts'
import { message } from './message.ts'
import { money, positiveMicro } from './money.ts'
import { asCustomer, asMerchant, asOperator, clockCommand, digest } from './order.ts'
import { refundSource } from './order-chain.ts'
import { clockChanges, roles } from './order-events.ts'

const reason = z.string().min(1).max(200)
const refund = id('refund')

/** What a refund is about; decided on its payment before it is opened. */
const terms = {
  refund,
  payment: id('payment'),
  merchant: id('merchant'),
  livemode: z.boolean(),
  network: chainName,
  from: refundSource,
  amountMicro: positiveMicro,
  reason,
  /** Who may say where it goes: the session that chose how to pay. */
  sessionHash: digest,
}

/** What became of a payout that a refund asked for. */
export const payoutFact = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('confirmed'), txid }),
  z.object({ outcome: z.enum(['refused', 'voided', 'returned']), reason }),
  /** The network took back what was solid: whether it lands again is not known. */
  z.object({ outcome: z.literal('revoked') }),
])

export const refundCommands = {
  open: message('order.refund.open', z.object({ ...terms, addressMs: z.int().min(1) })),
  giveAddress: message('order.refund.give_address', z.object({ refund, by: asCustomer, address: chainAddress })),
  /** A link for a customer who lost the session; it opens once, and a newer one ends it. */
  makeLink: message('order.refund.make_link', z.object({
    refund, by: z.discriminatedUnion('role', [asMerchant, asOperator]), linkHash: digest,
  })),
  /** Who holds the link says from here on where it goes, and nobody else. */
  claim: message('order.refund.claim', z.object({ refund, linkHash: digest, sessionHash: digest })),
  /** Nothing is paid: what was reserved on the payment is free again. */
  close: message('order.refund.close', z.object({
    refund, by: z.discriminatedUnion('role', [asMerchant, asOperator]), reason,
  })),
  recordPayout: message('order.refund.record_payout', z.object({ refund, payout: id('payout'), fact: payoutFact })),
  clock: message('order.refund.clock', clockCommand),
}

const at = { atMs: z.number(), clocks: clockChanges.optional() }

export const refundEvents = {
  opened: message('refund.opened', z.object({ ...terms, ...at })),
  /** From here money is on its way: the payout is asked of the treasury. */
  addressGiven: message('refund.address_given', z.object({
    refund, payout: id('payout'), address: chainAddress, ...at,
  })),
  /** The payout will never leave: another address is asked for. */
  returned: message('refund.returned', z.object({ refund, payout: id('payout'), reason: z.string(), ...at })),
  /** It was paid, and the network took that back. */
  reopened: message('refund.reopened', z.object({ refund, payout: id('payout'), ...at })),
  linkMade: message('refund.link_made', z.object({ refund, linkHash: digest, by: z.enum(roles), ...at })),
  /** By its link: the session before has no say any more. */
  claimed: message('refund.claimed', z.object({ refund, sessionHash: digest, ...at })),
  paid: message('refund.paid', z.object({ refund, payout: id('payout'), txid, ...at })),
  /** Outages passed while the customer was waited for. */
  clockShifted: message('refund.clock_shifted', z.object({
    refund, outages: clockCommand.shape.outages, ...at,
  })),
  closed: message('refund.closed', z.object({ refund, by: z.enum(roles), reason: z.string(), ...at })),
}

export const refundStatuses = ['awaiting_address', 'sending', 'paid', 'closed'] as const
export const refundStatus = z.enum(refundStatuses)
export type RefundStatus = z.output<typeof refundStatus>

/** A refund as the API and webhooks show it. Times are RFC 3339. */
export const publicRefund = z.object({
  id: z.string(),
  object: z.literal('refund'),
  livemode: z.boolean(),
  payment: z.string(),
  merchant: z.string(),
  status: refundStatus,
  /** `available`: settled money of the merchant; `unapplied`: money that was applied to nothing. */
  source: refundSource,
  amount: money,
  reason: z.string(),
  network: chainName,
  /** Given by the customer. */
  address: z.string().nullable(),
  txid: z.string().nullable(),
  /** Why the last payout did not leave, or why it was closed. */
  note: z.string().nullable(),
  created_at: z.string(),
  /** Until when the customer may give an address. */
  address_before: z.string().nullable(),
})
export type PublicRefund = z.output<typeof publicRefund>
