import { ledgerEvents, type AppliedTransfer, type MessageOf } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'
import { accountName } from './account-columns.ts'

type Accepted = RecordedEvent<MessageOf<typeof ledgerEvents.accepted>>

/** Where in its payee's account a payout was booked: what it is made of ends there. */
export type PayoutMarkRow = {
  /** The payout. */
  readonly id: string
  readonly ledger: string
  readonly account: string
  readonly owner: string | null
  readonly position: number
  readonly at_ms: number
  readonly amount_micro: bigint
  readonly fee_micro: bigint
  /** Of the account, after the payout and its fee. */
  readonly closing_micro: bigint
}

const isPaid = ({ kind, category }: AppliedTransfer): boolean => kind === 'post_pending' && category === 'payout'

/** Only a posted payout of the account's owner: what is given back later is a line of the next one. */
export const payoutMarks: View<PayoutMarkRow> = {
  name: 'payout_marks',
  version: 1,
  events: [ledgerEvents.accepted],
  columns: {
    ledger: 'text', account: 'text', owner: 'text', position: 'bigint', at_ms: 'bigint', amount_micro: 'bigint',
    fee_micro: 'bigint', closing_micro: 'bigint',
  },
  indexes: [['account', 'position']],
  keys: ({ data }: Accepted) => (data.memo.note !== undefined && data.transfers.some(isPaid) ? [data.memo.note] : []),
  apply: (_row, event: Accepted, key) => {
    const { ledger, transfers } = event.data
    const paid = transfers.find(isPaid)
    if (paid === undefined) return undefined
    const ofAccount = transfers.filter(({ kind, debit }) => kind === 'post_pending' && debit === paid.debit)
    const fees = ofAccount.filter(({ category }) => category === 'fee')
    return {
      id: key, ledger, account: paid.debit, owner: accountName(paid.debit).owner, position: event.position,
      at_ms: event.metadata.atMs, amount_micro: paid.amountMicro,
      fee_micro: fees.reduce((sum, { amountMicro }) => sum + amountMicro, 0n),
      closing_micro: (ofAccount.at(-1) ?? paid).debitAfter.postedMicro,
    }
  },
}
