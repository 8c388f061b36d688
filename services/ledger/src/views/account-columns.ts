import { accountKind } from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'

/** What an account's name tells: its normal side, and the merchant, acceptor or agent it belongs to. */
export type AccountName = {
  readonly account: string
  readonly normal: 'debit' | 'credit'
  /** Null for the operator's own accounts. */
  readonly owner: string | null
}

const owned = new Set(['merchant', 'acceptor', 'bond', 'agent', 'receivable', 'claims'])

const nameOf = (account: string): AccountName => {
  const kind = accountKind(account)
  assertThat(kind, 'an applied transfer names an unknown account')
  return {
    account,
    normal: kind.normal,
    owner: owned.has(kind.prefix) ? (account.split(':')[1] ?? null) : null,
  }
}

/** The chart is a list of patterns; the same accounts come up again and again. */
const names = new Map<string, AccountName>()
const maxNames = 50_000

export const accountName = (account: string): AccountName => {
  const known = names.get(account)
  if (known) return known
  const name = nameOf(account)
  if (names.size >= maxNames) names.clear()
  names.set(account, name)
  return name
}

/** The key of an account's row: account names repeat from ledger to ledger. */
export const accountRowId = (ledger: string, account: string): string => {
  let known = rowIds.get(ledger)
  if (known === undefined) rowIds.set(ledger, (known = new Map()))
  const found = known.get(account)
  if (found !== undefined) return found
  const id = `${ledger}/${account}`
  if (known.size >= maxNames) known.clear()
  known.set(account, id)
  return id
}

/** A name put together is another text each time, whose hash and letters are worked out anew. */
const rowIds = new Map<string, Map<string, string>>()
