import { accept, reject } from '@stablegate/kernel'
import type { CommandCalled, Outcome, Registered } from './command.ts'

const maxAccounts = 50
const maxQuotes = 50

type Limits = {
  readonly maxPerOrderMinor: bigint
  readonly maxPerDayMinor: bigint
  readonly maxPerMonthMinor: bigint
}

const areOrdered = ({ maxPerOrderMinor, maxPerDayMinor, maxPerMonthMinor }: Limits): boolean =>
  maxPerOrderMinor <= maxPerDayMinor && maxPerDayMinor <= maxPerMonthMinor

/** That its fingerprint is new in the system is decided by the stream that the event claims. */
export const addAccount = (
  { data, atMs }: CommandCalled<'add_account'>,
  state: Registered,
): Outcome => {
  if (state.accounts.has(data.account)) return reject('account_exists')
  if (!areOrdered(data)) return reject('account_limits_unordered')
  if (state.accounts.size >= maxAccounts) return reject('too_many_accounts')
  return accept({ type: 'payment_account.added', data: { ...data, atMs } })
}

export const setAccountLimits = (
  { data }: CommandCalled<'set_account_limits'>,
  state: Registered,
): Outcome => {
  const known = state.accounts.get(data.account)
  if (!known) return reject('account_unknown')
  if (!areOrdered(data)) return reject('account_limits_unordered')
  const isNew =
    known.maxPerOrderMinor !== data.maxPerOrderMinor ||
    known.maxPerDayMinor !== data.maxPerDayMinor ||
    known.maxPerMonthMinor !== data.maxPerMonthMinor
  return isNew ? accept({ type: 'payment_account.limits_set', data }) : accept()
}

export const disableAccount = (
  { data, atMs }: CommandCalled<'disable_account'>,
  state: Registered,
): Outcome => {
  const known = state.accounts.get(data.account)
  if (!known) return reject('account_unknown')
  return known.enabled
    ? accept({ type: 'payment_account.disabled', data: { ...data, atMs } })
    : accept()
}

export const enableAccount = (
  { data, atMs }: CommandCalled<'enable_account'>,
  state: Registered,
): Outcome => {
  const known = state.accounts.get(data.account)
  if (!known) return reject('account_unknown')
  return known.enabled
    ? accept()
    : accept({ type: 'payment_account.enabled', data: { ...data, atMs } })
}

/** Set anew it rests anew, also when nothing in it changed: the acceptor said so now. */
export const setQuote = (
  { data, atMs }: CommandCalled<'set_quote'>,
  state: Registered,
): Outcome => {
  if (data.minMinor > data.maxMinor) return reject('quote_range_empty')
  if (!state.quotes.has(data.quote) && state.quotes.size >= maxQuotes)
    return reject('too_many_quotes')
  return accept({ type: 'quote.set', data: { ...data, setAtMs: atMs } })
}

export const removeQuote = ({ data }: CommandCalled<'remove_quote'>, state: Registered): Outcome =>
  state.quotes.has(data.quote) ? accept({ type: 'quote.removed', data }) : reject('quote_unknown')
