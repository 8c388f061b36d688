import { paymentEvents, usdtFor, type FiatCurrency, type MessagesOf } from '@stablegate/contracts'
import { unreachable, type RecordedEvent, type View } from '@stablegate/kernel'

/** What of a payment counts in overviews: a narrow row, so that a month of payments is read in one go. */
export type FigureRow = {
  readonly id: string
  readonly merchant: string
  readonly created_at_ms: number
  /** Null until money of it was posted; the amounts count from then on. */
  readonly settled_at_ms: number | null
  /** The method of the acceptor's account, or `on_chain`. */
  readonly method: string | null
  readonly acceptor: string | null
  readonly account: string | null
  readonly currency: FiatCurrency | null
  /** The market's price when the offer was made, where it was known. */
  readonly reference: string | null
  readonly gross_micro: bigint
  readonly fee_micro: bigint
  /** Taken back from the merchant by recalls and reversals. */
  readonly returned_micro: bigint
  readonly commission_micro: bigint
  /** Fiat that the acceptor received and keeps. */
  readonly fiat_minor: bigint
  /** What that fiat is worth at the market's price, beyond what was released for it; may be below zero. */
  readonly margin_micro: bigint
}

const counted = {
  created: paymentEvents.created,
  offerRecorded: paymentEvents.offerRecorded,
  settlementDecided: paymentEvents.settlementDecided,
  settled: paymentEvents.settled,
  appealPaid: paymentEvents.appealPaid,
  appealSettled: paymentEvents.appealSettled,
  recallDecided: paymentEvents.recallDecided,
  recalled: paymentEvents.recalled,
  applicationDecided: paymentEvents.applicationDecided,
  applied: paymentEvents.applied,
  reversalDecided: paymentEvents.reversalDecided,
}
type Counted = RecordedEvent<MessagesOf<typeof counted>>

const withMargin = (row: FigureRow): FigureRow => {
  const { currency, reference, fiat_minor: fiat, gross_micro: gross } = row
  if (currency === null || reference === null || fiat === 0n) return row
  return { ...row, margin_micro: usdtFor(fiat, reference, currency, 'floor') - gross }
}

const apply = (row: FigureRow | undefined, event: Counted): FigureRow | undefined => {
  if (event.type === 'payment.created') {
    const { payment, merchant, atMs } = event.data
    return {
      id: payment, merchant, created_at_ms: atMs, settled_at_ms: null, method: null, acceptor: null, account: null, currency: null,
      reference: null, gross_micro: 0n, fee_micro: 0n, returned_micro: 0n, commission_micro: 0n, fiat_minor: 0n, margin_micro: 0n,
    }
  }
  if (!row) return undefined
  switch (event.type) {
    case 'payment.offer_recorded': {
      const { currency, reference = null } = event.data.offer
      return { ...row, currency, reference }
    }
    case 'payment.settlement_decided': {
      const { acceptor, account, method, receivedMinor, fiatDebtMinor = 0n, postedMicro, feeMicro, commissionMicro } = event.data
      return withMargin({
        ...row, acceptor, account, method, gross_micro: postedMicro, fee_micro: feeMicro, commission_micro: commissionMicro,
        fiat_minor: receivedMinor - fiatDebtMinor,
      })
    }
    case 'payment.settled': return { ...row, settled_at_ms: event.data.atMs }
    case 'payment.appeal_paid': return { ...row, fiat_minor: event.data.receivedMinor }
    case 'payment.appeal_settled': {
      const { postedMicro, feeMicro, commissionMicro } = event.data.extra
      return withMargin({
        ...row, gross_micro: row.gross_micro + postedMicro, fee_micro: row.fee_micro + feeMicro,
        commission_micro: row.commission_micro + commissionMicro,
      })
    }
    case 'payment.recall_decided': return { ...row, commission_micro: row.commission_micro - event.data.commissionMicro }
    case 'payment.recalled':
      return event.data.owner === 'merchant' ? { ...row, returned_micro: row.returned_micro + event.data.amountMicro } : row
    case 'payment.application_decided':
      return {
        ...row, method: 'on_chain', currency: null, gross_micro: row.gross_micro + event.data.postedMicro,
        fee_micro: row.fee_micro + event.data.feeMicro,
      }
    case 'payment.applied': return { ...row, settled_at_ms: row.settled_at_ms ?? event.data.atMs }
    case 'payment.reversal_decided': {
      const { fromMerchantMicro, feeMicro } = event.data
      return { ...row, returned_micro: row.returned_micro + fromMerchantMicro, fee_micro: row.fee_micro - feeMicro }
    }
    default: return unreachable(event)
  }
}

export const figures: View<FigureRow> = {
  name: 'figures',
  version: 1,
  events: Object.values(counted),
  columns: {
    merchant: 'text', created_at_ms: 'bigint', settled_at_ms: 'bigint', method: 'text', acceptor: 'text', account: 'text',
    currency: 'text', reference: 'text', gross_micro: 'bigint', fee_micro: 'bigint', returned_micro: 'bigint',
    commission_micro: 'bigint', fiat_minor: 'bigint', margin_micro: 'bigint',
  },
  indexes: [
    ['merchant', 'created_at_ms'], ['merchant', 'settled_at_ms'], ['acceptor', 'settled_at_ms'], ['created_at_ms'], ['settled_at_ms'],
  ],
  keys: ({ data }: Counted) => [data.payment],
  apply,
}
