import { isoTime, usdtMoney, type PublicRefund, type RefundRecord } from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'
import { refundTerms, type RefundState } from './refund.ts'

/** A refund as its merchant, and the customer who waits for it, see it. */
export const publicRefundOf = (state: RefundState): PublicRefund => {
  const { refund, payment, merchant, livemode, from, amountMicro, reason, network, atMs } = refundTerms(state)
  assertThat(state.status !== 'none', 'a refund that has terms was opened')
  const due = state.clocks['address']?.dueAtMs
  return {
    id: refund,
    object: 'refund',
    livemode,
    payment,
    merchant,
    status: state.status,
    source: from,
    amount: usdtMoney(amountMicro),
    reason,
    network,
    address: state.address ?? null,
    txid: state.txid ?? null,
    note: state.note ?? null,
    created_at: isoTime(atMs),
    address_before: due === undefined ? null : isoTime(due),
  }
}

export const refundRecordOf = (state: RefundState): RefundRecord => ({
  refund: publicRefundOf(state),
  sessionHash: refundTerms(state).sessionHash,
})
