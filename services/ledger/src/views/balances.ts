import {
  accountKind,
  ledgerEvents,
  type AppliedTransfer,
  type MessageOf,
} from '@stablegate/contracts'
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
  id: accountRowId(ledger, account),
  ledger,
  ...accountName(account),
  normal: accountKind(account)?.normal ?? 'credit',
  debits_posted_micro: 0n,
  credits_posted_micro: 0n,
  debits_pending_micro: 0n,
  credits_pending_micro: 0n,
  posted_micro: 0n,
  pending_micro: 0n,
  position: 0,
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

const withTransfer = (row: BalanceRow, transfer: AppliedTransfer, position: number): BalanceRow => {
  const { postedMicro, pendingMicro } = changeOf(transfer)
  const isDebit = transfer.debit === row.account
  const after = isDebit ? transfer.debitAfter : transfer.creditAfter
  // Written out: copying what stands fixed with `...row` is the dearest part of a busy ledger's view.
  return {
    id: row.id,
    ledger: row.ledger,
    account: row.account,
    kind: row.kind,
    owner: row.owner,
    normal: row.normal,
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
    posted_micro: after.postedMicro,
    pending_micro: after.pendingMicro,
    position,
  }
}

export const balances: View<BalanceRow> = {
  name: 'balances',
  version: 1,
  events: [ledgerEvents.accepted],
  columns: {
    ledger: 'text',
    account: 'text',
    kind: 'text',
    owner: 'text',
    normal: 'text',
    debits_posted_micro: 'bigint',
    credits_posted_micro: 'bigint',
    debits_pending_micro: 'bigint',
    credits_pending_micro: 'bigint',
    posted_micro: 'bigint',
    pending_micro: 'bigint',
    position: 'bigint',
  },
  indexes: [['owner', 'ledger']],
  keys: (event: Accepted) => {
    const { ledger, transfers } = event.data
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
      if (isTouched) sum = withTransfer(sum, transfer, event.position)
    }
    return sum
  },
}
