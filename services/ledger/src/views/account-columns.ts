import { accountKind } from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'

/** What an account's name tells: its kind, and the merchant, acceptor or agent it belongs to. */
export type AccountName = { readonly account: string; readonly kind: string; readonly owner: string | null }

const owned = new Set(['merchant', 'acceptor', 'bond', 'agent', 'receivable', 'claims'])

export const accountName = (account: string): AccountName => {
  const kind = accountKind(account)
  assertThat(kind, 'an applied transfer names an unknown account')
  return { account, kind: kind.prefix, owner: owned.has(kind.prefix) ? account.split(':')[1] ?? null : null }
}

/** The key of an account's row: account names repeat from ledger to ledger. */
export const accountRowId = (ledger: string, account: string): string => `${ledger}/${account}`
