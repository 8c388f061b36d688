import type { AcceptorProfile, matchFailures } from '@stablegate/contracts'
import { isInBounds, limitOf, tillLimitOf, type Account, type MatchRequest } from './limits.ts'
import type { Entry } from './market.ts'
import { calendarOf, usedIn, type Calendar } from './period.ts'
import { hasOtherOrder, marketKey, type BookState, type Reference } from './state.ts'
import { termsOf, type Terms } from './terms.ts'

export type MatchFailure = (typeof matchFailures)[number]

export type Pick = {
  readonly entry: Entry
  readonly profile: AcceptorProfile
  readonly account: Account
  readonly terms: Terms
  readonly reference: Reference
}

/** The account that takes the fiat: of those that may, the one least used today. */
const accountFor = (
  entry: Entry,
  request: MatchRequest,
  fiatMinor: bigint,
  calendar: Calendar,
): Account | undefined => {
  let best: Account | undefined
  let bestUsed = 0n
  for (const till of entry.tills) {
    const usedToday = usedIn(till.use.day, calendar.day)
    if (best && usedToday >= bestUsed) continue
    if (tillLimitOf(till, request.payerFingerprint, fiatMinor, calendar)) continue
    best = till.account
    bestUsed = usedToday
  }
  return best
}

const fits = (
  book: BookState,
  entry: Entry,
  request: MatchRequest,
  terms: Terms,
  atMs: number,
  calendar: Calendar,
): { readonly profile: AcceptorProfile; readonly account: Account } | undefined => {
  const { profile } = entry.seat
  if (!profile || limitOf(book, entry, profile, request, terms, atMs, calendar)) return undefined
  const account = accountFor(entry, request, terms.fiatMinor, calendar)
  return account && { profile, account }
}

/**
 * The best quote that fits, or why there is none: a missing or stale reference refuses everything,
 * since no price can be judged without it; `price_out_of_bounds` when only the bounds stood in the way.
 */
export const pick = (book: BookState, request: MatchRequest, atMs: number): Pick | MatchFailure => {
  const { amount, currency, method } = request
  const reference = book.references.get(currency)
  if (!reference) return 'reference_missing'
  if (atMs - reference.freshAtMs > book.policy.referenceMaxAgeMs) return 'reference_stale'
  if (amount.fix === 'fiat' && amount.currency !== currency) return 'no_acceptor'
  if (hasOtherOrder(book, request.payerFingerprint, request.payment)) return 'payer_has_open_order'

  const calendar = calendarOf(atMs)
  let failure: MatchFailure = 'no_acceptor'
  for (const group of book.markets.get(marketKey(currency, method))?.groups ?? []) {
    for (let entry = group.first; entry; entry = entry.next) {
      const terms = termsOf(amount, entry.priceUnits, currency)
      const fit = fits(book, entry, request, terms, atMs, calendar)
      if (!fit) continue
      if (isInBounds(entry.spreadBps, request, terms)) {
        return { entry, profile: fit.profile, account: fit.account, terms, reference }
      }
      failure = 'price_out_of_bounds'
    }
  }
  return failure
}
