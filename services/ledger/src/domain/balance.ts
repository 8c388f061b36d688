import { accountKind, type Floor } from '@stablegate/contracts'
import { assertThat } from '@stablegate/kernel'

/** The four sums of an account, all in micro-USDT and never negative. */
export type Balance = {
  readonly account: string
  readonly isDebitNormal: boolean
  readonly floor: Floor
  debitsPendingMicro: bigint
  debitsPostedMicro: bigint
  creditsPendingMicro: bigint
  creditsPostedMicro: bigint
}

/** A balance of nothing, or undefined where the chart of accounts has no such account. */
export const emptyBalance = (account: string): Balance | undefined => {
  const kind = accountKind(account)
  return (
    kind && {
      account,
      isDebitNormal: kind.normal === 'debit',
      floor: kind.floor,
      debitsPendingMicro: 0n,
      debitsPostedMicro: 0n,
      creditsPendingMicro: 0n,
      creditsPostedMicro: 0n,
    }
  )
}

export const copyOf = (balance: Balance): Balance => ({
  account: balance.account,
  isDebitNormal: balance.isDebitNormal,
  floor: balance.floor,
  debitsPendingMicro: balance.debitsPendingMicro,
  debitsPostedMicro: balance.debitsPostedMicro,
  creditsPendingMicro: balance.creditsPendingMicro,
  creditsPostedMicro: balance.creditsPostedMicro,
})

/** The balance in the account's normal direction. */
export const postedMicro = (balance: Balance): bigint =>
  balance.isDebitNormal
    ? balance.debitsPostedMicro - balance.creditsPostedMicro
    : balance.creditsPostedMicro - balance.debitsPostedMicro

/** What is pending out of the account, against its normal direction. */
export const pendingMicro = (balance: Balance): bigint =>
  balance.isDebitNormal ? balance.creditsPendingMicro : balance.debitsPendingMicro

/** What may still leave the account. */
export const freeMicro = (balance: Balance): bigint => postedMicro(balance) - pendingMicro(balance)

/** True where a debit lessens the account and it must not go below zero. */
export const limitsDebits = (balance: Balance): boolean =>
  balance.floor === 'always' && !balance.isDebitNormal
export const limitsCredits = (balance: Balance): boolean =>
  balance.floor === 'always' && balance.isDebitNormal

/** Likewise for what is only set aside: it is a wish, and must be there also where facts ask nobody. */
export const limitsPendingDebits = (balance: Balance): boolean =>
  balance.floor !== 'none' && !balance.isDebitNormal
export const limitsPendingCredits = (balance: Balance): boolean =>
  balance.floor !== 'none' && balance.isDebitNormal

/** The other half of every check before a change: what was changed must still be sound. */
export const assertSound = (balance: Balance): void => {
  const { debitsPendingMicro, debitsPostedMicro, creditsPendingMicro, creditsPostedMicro } = balance
  assertThat(
    debitsPendingMicro >= 0n && creditsPendingMicro >= 0n,
    'more was ended than was pending',
  )
  if (balance.floor !== 'always') return
  const isSound = balance.isDebitNormal
    ? debitsPostedMicro >= creditsPostedMicro + creditsPendingMicro
    : creditsPostedMicro >= debitsPostedMicro + debitsPendingMicro
  assertThat(isSound, 'an account with a floor is below zero')
}

/** What is set aside is there, also on an account that otherwise follows the chain. */
export const assertSetAside = (debit: Balance, credit: Balance): void => {
  assertThat(
    (!limitsPendingDebits(debit) || freeMicro(debit) >= 0n) &&
      (!limitsPendingCredits(credit) || freeMicro(credit) >= 0n),
    'more is set aside than is there',
  )
}
