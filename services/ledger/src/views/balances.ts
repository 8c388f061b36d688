import { ledgerEvents, type AppliedTransfer, type MessageOf } from '@stablegate/contracts'
import type { RecordedEvent, View } from '@stablegate/kernel'
import { accountName, accountRowId } from './account-columns.ts'

type Accepted = RecordedEvent<MessageOf<typeof ledgerEvents.accepted>>

/** One account as it stands: the four sums of double entry. All else follows from its name. */
export type BalanceRow = {
  readonly id: string
  readonly ledger: string
  readonly account: string
  /** The merchant, acceptor or agent it belongs to; null for the operator's own accounts. */
  readonly owner: string | null
  readonly debits_posted_micro: bigint
  readonly credits_posted_micro: bigint
  readonly debits_pending_micro: bigint
  readonly credits_pending_micro: bigint
}

const emptyRow = (ledger: string, account: string): BalanceRow => ({
  id: accountRowId(ledger, account),
  ledger,
  account,
  owner: accountName(account).owner,
  debits_posted_micro: 0n,
  credits_posted_micro: 0n,
  debits_pending_micro: 0n,
  credits_pending_micro: 0n,
})

/** What a transfer adds to the posted and the pending sum of each of its sides. */
const changeOf = (
  transfer: AppliedTransfer,
): { readonly postedMicro: bigint; readonly pendingMicro: bigint } => {
  switch (transfer.kind) {
    case 'post':
      return { postedMicro: transfer.amountMicro, pendingMicro: 0n }
    case 'pend':
      return { postedMicro: 0n, pendingMicro: transfer.amountMicro }
    case 'void_pending':
      return { postedMicro: 0n, pendingMicro: -transfer.amountMicro }
    case 'post_pending':
      return {
        postedMicro: transfer.amountMicro,
        pendingMicro: -transfer.amountMicro - (transfer.releasedMicro ?? 0n),
      }
  }
}

const withTransfer = (row: BalanceRow, transfer: AppliedTransfer): BalanceRow => {
  const { postedMicro, pendingMicro } = changeOf(transfer)
  const isDebit = transfer.debit === row.account
  // Written out: copying what stands fixed with `...row` is the dearest part of a busy ledger's view.
  return {
    id: row.id,
    ledger: row.ledger,
    account: row.account,
    owner: row.owner,
    debits_posted_micro: isDebit ? row.debits_posted_micro + postedMicro : row.debits_posted_micro,
    credits_posted_micro: isDebit
      ? row.credits_posted_micro
      : row.credits_posted_micro + postedMicro,
    debits_pending_micro: isDebit
      ? row.debits_pending_micro + pendingMicro
      : row.debits_pending_micro,
    credits_pending_micro: isDebit
      ? row.credits_pending_micro
      : row.credits_pending_micro + pendingMicro,
  }
}

export const balances: View<BalanceRow> = {
  name: 'balances',
  version: 2,
  events: [ledgerEvents.accepted],
  columns: {
    ledger: 'text',
    account: 'text',
    owner: 'text',
    debits_posted_micro: 'bigint',
    credits_posted_micro: 'bigint',
    debits_pending_micro: 'bigint',
    credits_pending_micro: 'bigint',
  },
  indexes: [['owner', 'ledger']],
  keys: (event: Accepted) => {
    const { ledger, transfers } = event.data
    const [only] = transfers
    if (only !== undefined && transfers.length === 1) {
      // The two sides of a transfer are never the same account.
      return [accountRowId(ledger, only.debit), accountRowId(ledger, only.credit)]
    }
    const accounts = new Set<string>()
    for (const { debit, credit } of transfers) accounts.add(debit).add(credit)
    return Array.from(accounts, (account) => accountRowId(ledger, account))
  },
  apply: (row, event: Accepted, key) => {
    const { ledger, transfers } = event.data
    const account = row?.account ?? key.slice(ledger.length + 1)
    let sum = row ?? emptyRow(ledger, account)
    for (const transfer of transfers) {
      const isTouched = transfer.debit === account || transfer.credit === account
      if (isTouched) sum = withTransfer(sum, transfer)
    }
    return sum
  },
}
