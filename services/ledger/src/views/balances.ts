import { accountKind, ledgerEvents, type AppliedTransfer, type MessageOf } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'
import { accountName, accountRowId } from './account-columns.ts'

type Accepted = RecordedEvent<MessageOf<typeof ledgerEvents.accepted>>

/** One account as it stands: the four sums of double entry and what they come to. */
export type BalanceRow = {
  readonly id: string
  readonly ledger: string
  readonly account: string
  readonly kind: string
  /** The merchant, acceptor or agent it belongs to; null for the operator's own accounts. */
  readonly owner: string | null
  readonly normal: string
  readonly debits_posted_micro: bigint
  readonly credits_posted_micro: bigint
  readonly debits_pending_micro: bigint
  readonly credits_pending_micro: bigint
  /** Balance in the account's normal direction, and of it what is pending out. */
  readonly posted_micro: bigint
  readonly pending_micro: bigint
  readonly position: number
}

const emptyRow = (ledger: string, account: string): BalanceRow => ({
  id: accountRowId(ledger, account), ledger, ...accountName(account),
  normal: accountKind(account)?.normal ?? 'credit',
  debits_posted_micro: 0n, credits_posted_micro: 0n, debits_pending_micro: 0n, credits_pending_micro: 0n,
  posted_micro: 0n, pending_micro: 0n, position: 0,
})

/** What a transfer adds to the posted and the pending sum of each of its sides. */
const changeOf = (transfer: AppliedTransfer): { readonly postedMicro: bigint; readonly pendingMicro: bigint } => {
  switch (transfer.kind) {
    case 'post': return { postedMicro: transfer.amountMicro, pendingMicro: 0n }
    case 'pend': return { postedMicro: 0n, pendingMicro: transfer.amountMicro }
    case 'void_pending': return { postedMicro: 0n, pendingMicro: -transfer.amountMicro }
    case 'post_pending': return {
      postedMicro: transfer.amountMicro, pendingMicro: -transfer.amountMicro - (transfer.releasedMicro ?? 0n),
    }
  }
}

const withTransfer = (row: BalanceRow, transfer: AppliedTransfer, position: number): BalanceRow => {
  const change = changeOf(transfer)
  const isDebit = transfer.debit === row.account
  const after = isDebit ? transfer.debitAfter : transfer.creditAfter
  const sums = isDebit
    ? {
      debits_posted_micro: row.debits_posted_micro + change.postedMicro,
      debits_pending_micro: row.debits_pending_micro + change.pendingMicro,
    }
    : {
      credits_posted_micro: row.credits_posted_micro + change.postedMicro,
      credits_pending_micro: row.credits_pending_micro + change.pendingMicro,
    }
  return { ...row, ...sums, posted_micro: after.postedMicro, pending_micro: after.pendingMicro, position }
}

export const balances: View<BalanceRow> = {
  name: 'balances',
  version: 1,
  events: [ledgerEvents.accepted],
  columns: {
    ledger: 'text', account: 'text', kind: 'text', owner: 'text', normal: 'text',
    debits_posted_micro: 'bigint', credits_posted_micro: 'bigint',
    debits_pending_micro: 'bigint', credits_pending_micro: 'bigint',
    posted_micro: 'bigint', pending_micro: 'bigint', position: 'bigint',
  },
  indexes: [['owner', 'ledger']],
  keys: (event: Accepted) => {
    const keys = new Set<string>()
    for (const transfer of event.data.transfers) {
      keys.add(accountRowId(event.data.ledger, transfer.debit))
      keys.add(accountRowId(event.data.ledger, transfer.credit))
    }
    return [...keys]
  },
  apply: (row, event: Accepted, key) => {
    const { ledger, transfers } = event.data
    const account = key.slice(ledger.length + 1)
    return transfers
      .filter((transfer) => transfer.debit === account || transfer.credit === account)
      .reduce((sum, transfer) => withTransfer(sum, transfer, event.position), row ?? emptyRow(ledger, account))
  },
}
